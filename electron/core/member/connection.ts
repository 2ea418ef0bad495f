/**
 * One connection of a session: what is heard on it, as inputs of the session, and what is said.
 */
import { LINE_BYTES } from '../../../shared/domain/limits.ts'
import {
  type HostMessage,
  type MemberMessage,
  parseHostLine,
} from '../../../shared/wire/protocol.ts'
import type { Clock } from '../clock.ts'
import { Connection } from '../net/connection.ts'
import { Intake } from '../net/intake.ts'
import { LocalEnd } from '../net/local-link.ts'
import type { OpenedLine } from './ports.ts'
import type { SessionInput } from './rules/state.ts'

/**
 * Owns the stream of the opened line. `gone` is the last input and comes once; after `close` it is
 * the only one.
 */
export class SessionConnection {
  /** The 32 bytes of RFC 9266 that bind a proof to this connection. */
  readonly binding: Uint8Array
  /** Holds the host back while what it says waits for our disk. */
  readonly intake = new Intake((on) => this.#connection.hold(on))
  readonly #connection: Pick<Connection<HostMessage, MemberMessage>, 'send' | 'hold' | 'close'>

  constructor(opened: OpenedLine, clock: Clock, onInput: (input: SessionInput) => void) {
    this.binding = opened.binding
    const { stream } = opened
    const ear = {
      onMessage: (message: HostMessage) => onInput({ type: 'heard', message }),
      onBad: () => onInput({ type: 'bad' }),
      onClose: () => onInput({ type: 'gone' }),
    }
    if (stream instanceof LocalEnd) {
      this.#connection = stream
      stream.listen(ear)
    } else {
      const parse = parseHostLine
      this.#connection = new Connection({ stream, clock, parse, lineLimit: LINE_BYTES, ...ear })
    }
  }

  /** In the order of the calls; after {@link close} or a cut it is dropped. */
  send(message: MemberMessage): void {
    this.#connection.send(message)
  }

  /** Sends what waits, then closes. */
  close(): void {
    this.#connection.close()
  }
}
