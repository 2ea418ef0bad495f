/**
 * What stands in the place of what could not be drawn: a quiet line for a row, one with a way to
 * try again for a pane, a dialog that can be closed, and the last resort for the whole window.
 * As plain as can be, since what they are made of must not fail as well.
 */
import type { ReactNode } from 'react'
import { Boundary } from './boundary.tsx'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import dialogStyles from './dialog.module.css'
import { Dialog } from './dialog.tsx'
import screenStyles from './screen.module.css'
import styles from './unshown.module.css'

interface KeptProps {
  readonly what: string
  readonly of: readonly unknown[]
  readonly children: ReactNode
}

interface RowProps extends KeptProps {
  /** The element that a row has to be where it stands. */
  readonly as?: 'p' | 'li' | 'option'
  /** Gives its place to what stands there instead. */
  readonly className?: string | undefined
}

/** A row of a list or of the conversation. */
export function KeptRow({ what, of, as = 'p', className, children }: RowProps) {
  return (
    <Boundary
      what={what}
      of={of}
      fallback={() => (
        <Line as={as} className={className}>
          {cannot(what)}
        </Line>
      )}
    >
      {children}
    </Boundary>
  )
}

interface LineProps extends Pick<RowProps, 'as' | 'className'> {
  readonly children: string
}

function Line({ as, className, children }: LineProps) {
  const rest = { className: cx(styles.line, className), 'data-testid': 'unshown' }
  if (as === 'li') return <li {...rest}>{children}</li>
  if (as === 'p') return <p {...rest}>{children}</p>
  return (
    <div {...rest} role="option" tabIndex={-1} aria-selected={false} aria-disabled>
      {children}
    </div>
  )
}

interface PaneProps extends KeptProps {
  /** The class of the pane, which gives it its place. */
  readonly className: string | undefined
  /** It lies over another one. */
  readonly over?: boolean
  /** A way out, where there is none beside it. */
  readonly way?: { readonly words: string; readonly go: () => void } | undefined
}

/** A pane of the window, or a part of one that fills it. */
export function KeptPane({ what, of, className, over, way, children }: PaneProps) {
  return (
    <Boundary
      what={what}
      of={of}
      fallback={(again) => (
        <section className={cx(className, styles.pane)} data-testid="unshown" data-over={over}>
          <p>{cannot(what)}</p>
          <div className={styles.ways}>
            <Button onClick={again}>Try again</Button>
            {way !== undefined && <Button onClick={way.go}>{way.words}</Button>}
          </div>
        </section>
      )}
    >
      {children}
    </Boundary>
  )
}

interface KeptDialogProps extends KeptProps {
  readonly onClose: () => void
}

/** A dialog: what takes its place can be closed, so that it blocks nothing. */
export function KeptDialog({ what, of, onClose, children }: KeptDialogProps) {
  return (
    <Boundary
      what={what}
      of={of}
      fallback={() => (
        <Dialog title="Something went wrong" onClose={onClose} cross={false}>
          <div className={dialogStyles.body}>
            <p data-testid="unshown">{cannot(what)}</p>
          </div>
          <footer className={dialogStyles.foot}>
            <Button onClick={onClose}>Close</Button>
          </footer>
        </Dialog>
      )}
    >
      {children}
    </Boundary>
  )
}

/** Everything. A new page asks for the snapshot, and is where this one was. */
export function KeptWindow({ children }: { readonly children: ReactNode }) {
  return (
    <Boundary
      what="window"
      of={[]}
      fallback={() => (
        <main className={cx(screenStyles.window, styles.pane)} data-testid="unshown">
          <p>{cannot('window')} Your rooms and messages are as they were.</p>
          <Button look="primary" onClick={() => location.reload()}>
            Load the window again
          </Button>
        </main>
      )}
    >
      {children}
    </Boundary>
  )
}

const cannot = (what: string) => `This ${what} cannot be shown.`
