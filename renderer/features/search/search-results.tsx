/** What a search found, the latest first: whose words, where, when, and what matched in them. */
import { memo, type UIEvent, useEffect, useRef } from 'react'
import type { SearchHit } from '../../../shared/contract/snapshot.ts'
import { isoTime } from '../../../shared/domain/moments.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { countWords } from '../../store/count-words.ts'
import { momentWords, shortMomentWords } from '../../store/time.ts'
import { activeRoom } from '../../store/view.ts'
import srOnly from '../../ui/sr-only.module.css'
import { KeptRow } from '../../ui/unshown.tsx'
import { useToday } from '../../ui/use-today.ts'
import styles from './search.module.css'
import { useSearchCombobox } from './search-combobox.tsx'

/** So near to the end of the list, more are asked for. */
const NEAR_PX = 400

export function SearchResults() {
  const today = useToday()
  const { moreHits, searchHere } = useActions()
  const search = useTincan((state) => state.search)
  const inRoom = useTincan((state) => activeRoom(state.view) !== undefined)
  const { hits, selected, state, text, error, here, partial } = search
  const { getMenuProps, getItemProps } = useSearchCombobox()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[selected]?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  const scrolled = ({ currentTarget }: UIEvent) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget
    if (scrollHeight - scrollTop - clientHeight < NEAR_PX) moreHits()
  }
  const none = state === 'done' && hits.length === 0
  return (
    <>
      {inRoom && (
        <label className={styles.here}>
          <input
            type="checkbox"
            checked={here}
            onChange={(event) => searchHere(event.target.checked)}
          />
          <span>Only in this room</span>
        </label>
      )}
      <div className={styles.said} role="status">
        {error !== null ? (
          <p>{error}</p>
        ) : none ? (
          <p>
            Nothing found for “{text.trim()}”{partial && ' yet'}
          </p>
        ) : (
          state === 'done' && (
            <span className={srOnly.srOnly}>
              {search.next === null ? countWords(hits.length, 'hit', 'hits') : 'Many hits'}
            </span>
          )
        )}
        {state === 'done' && error === null && partial && (
          <p>Older messages are still being made ready for the search.</p>
        )}
      </div>
      <div className={styles.box} onScroll={scrolled}>
        <div {...getMenuProps({ ref: list, 'aria-label': 'Found messages' })}>
          {hits.map((hit, index) => (
            <KeptRow key={`${hit.roomId} ${hit.message.seq}`} what="message" of={[hit]} as="option">
              <div {...getItemProps({ item: hit, index })} className={styles.hit}>
                <HitWords hit={hit} today={today} />
              </div>
            </KeptRow>
          ))}
        </div>
      </div>
    </>
  )
}

interface HitProps {
  readonly hit: SearchHit
  readonly today: number
}

const HitWords = memo(function HitWords({ hit, today }: HitProps) {
  const { room, message, pieces } = hit
  return (
    <>
      <span className={styles.hitTop}>
        <bdi className={styles.hitRoom}>{room}</bdi>
        <time
          className={styles.hitTime}
          dateTime={isoTime(message.time) ?? undefined}
          title={momentWords(message.time)}
        >
          {shortMomentWords(message.time, today)}
        </time>
      </span>
      <span className={styles.hitText}>
        <bdi className={styles.hitAuthor}>{message.mine ? 'You' : message.author.name}</bdi>
        {': '}
        <span dir="auto">
          {pieces.map((piece, index) => {
            const key = `${index}`
            return piece.hit ? <mark key={key}>{piece.text}</mark> : piece.text
          })}
        </span>
      </span>
    </>
  )
})
