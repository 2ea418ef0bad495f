/**
 * Keeps what cannot be drawn to itself: in its place stands something quiet, and the rest lives
 * on. It is drawn again when what it is drawn of has changed, or when a person asks. The error
 * goes to the log file by way of React's root (see store/faults.ts).
 */
import { Component, type ReactNode } from 'react'

interface BoundaryProps {
  /** What is inside, in a word or two, for the log file. */
  readonly what: string
  /** What it is drawn of. */
  readonly of: readonly unknown[]
  /** Stands in its place; `again` draws it once more. */
  readonly fallback: (again: () => void) => ReactNode
  readonly children: ReactNode
}

interface BoundaryState {
  readonly failed: boolean
  readonly of: readonly unknown[]
}

export class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { failed: false, of: this.props.of }

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { failed: true }
  }

  static getDerivedStateFromProps({ of }: BoundaryProps, before: BoundaryState) {
    return same(of, before.of) ? null : { failed: false, of }
  }

  readonly #again = () => this.setState({ failed: false })

  override render(): ReactNode {
    const { children, fallback } = this.props
    return this.state.failed ? fallback(this.#again) : children
  }
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => Object.is(value, other[at]))
}
