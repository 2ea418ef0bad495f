/** Who wants to come into a hosted room: all of them above the people, the first few as a bar. */

import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import type { Newcomer } from '../../../shared/domain/moderation.ts'
import { countWords } from '../../store/count-words.ts'
import { KeptRow } from '../../ui/unshown.tsx'
import newcomerStyles from './newcomer.module.css'
import { NewcomerCard } from './newcomer.tsx'
import peopleStyles from './people.module.css'

/** As many as leave the conversation in sight. */
const IN_BAR = 3

interface WaitingProps {
  readonly info: RoomInfo
}

function waitingOf({ hosting, connection }: RoomInfo): readonly Newcomer[] {
  return connection.phase === 'live' ? (hosting?.waiting ?? []) : []
}

export function WaitingBar({ info }: WaitingProps) {
  const waiting = waitingOf(info)
  if (waiting.length === 0) return null
  const more = waiting.length - IN_BAR
  return (
    <section className={newcomerStyles.bar} aria-label="Newcomers">
      <ul>
        {waiting.slice(0, IN_BAR).map((newcomer) => (
          <KeptRow key={newcomer.key} what="newcomer" of={[newcomer]} as="li">
            <NewcomerCard roomId={info.id} newcomer={newcomer} sentence />
          </KeptRow>
        ))}
      </ul>
      {more > 0 && (
        <p className={newcomerStyles.more}>
          {countWords(more, 'other waits', 'others wait')} as well, among the people.
        </p>
      )}
    </section>
  )
}

export function WaitingList({ info }: WaitingProps) {
  const waiting = waitingOf(info)
  if (waiting.length === 0) return null
  return (
    <section className={newcomerStyles.list} aria-label="Waiting to come in">
      <h3 className={newcomerStyles.title}>
        Waiting to come in <span className={peopleStyles.count}>{waiting.length}</span>
      </h3>
      <ul>
        {waiting.map((newcomer) => (
          <KeptRow key={newcomer.key} what="newcomer" of={[newcomer]} as="li">
            <NewcomerCard roomId={info.id} newcomer={newcomer} />
          </KeptRow>
        ))}
      </ul>
    </section>
  )
}
