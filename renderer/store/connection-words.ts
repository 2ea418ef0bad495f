/** A room's connection in words. Errors bring their own sentence. Pure. */

import type { RoomInfo } from '../../shared/contract/snapshot.ts'
import { assertNever } from '../../shared/domain/assert-never.ts'
import type { ConnectionState, EndedHow, JoinStage } from '../../shared/domain/session.ts'

export function stageWords(stage: JoinStage, address: string): string {
  switch (stage) {
    case 'resolving':
      return 'Looking up the name…'
    case 'dialing':
      return `Calling ${address}…`
    case 'securing':
      return 'Checking the key…'
    case 'greeting':
      return 'Waiting for the room to answer…'
    case 'proving':
      return 'Checking the password…'
    case 'entering':
      return 'Entering…'
    case 'waiting':
      return 'Waiting for the host to let you in…'
    default:
      return assertNever(stage)
  }
}

/** The state beside the string, in a few words. */
export function connectionWords(info: RoomInfo): string {
  const connection: ConnectionState = info.connection
  switch (connection.phase) {
    case 'connecting':
      return info.own ? 'Opening the room…' : stageWords(connection.stage, info.address)
    case 'catching_up':
      return 'Catching up…'
    case 'live':
      return info.hosting === null ? 'Connected' : 'Open, hosted by you'
    case 'interrupted':
      return connection.retryIn === null ? 'Trying again…' : 'Connection lost'
    case 'ended':
      return info.readOnly ? 'Kept to read' : endedShort(connection.how, info.own)
    default:
      return assertNever(connection)
  }
}

function endedShort(how: EndedHow, own: boolean): string {
  switch (how) {
    case 'left':
      return own ? 'Closed' : 'You left'
    case 'closed':
      return 'Closed'
    case 'lost':
      return 'Connection lost'
    case 'refused':
      return 'Not let in'
    default:
      return assertNever(how)
  }
}
