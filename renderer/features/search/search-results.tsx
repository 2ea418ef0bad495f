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
import { HITS_ID, hitId } from './search-field.tsx'

/** So near to the end of the list, more are asked for. */
const NEAR_PX = 400

export function SearchResults() {
  const today = useToday()
  const { moreHits, openHit, searchHere } = useActions()
  const search = useTincan((state) => state.search)
  const inRoom = useTincan((state) => activeRoom(state.view) !== undefined)
  const { hits, selected, state, text, error, here, partial } = search
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector(`#${hitId(selected)}`)?.scrollIntoView({ block: 'nearest' })
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
        <div ref={list} id={HITS_ID} role="listbox" aria-label="Found messages">
          {hits.map((hit, index) => (
            <KeptRow key={`${hit.roomId} ${hit.message.seq}`} what="message" of={[hit]} as="option">
              <Hit
                hit={hit}
                id={hitId(index)}
                today={today}
                selected={index === selected}
                onOpen={openHit}
              />
            </KeptRow>
          ))}
        </div>
      </div>
    </>
  )
}

interface HitProps {
  readonly hit: SearchHit
  readonly id: string
  readonly today: number
  readonly selected: boolean
  readonly onOpen: (hit: SearchHit) => Promise<void>
}

const Hit = memo(function Hit({ hit, id, today, selected, onOpen }: HitProps) {
  const { room, message, pieces } = hit
  return (
    // The keys are the field's, which keeps the focus; see search-field.tsx.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has them
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={styles.hit}
      onClick={() => void onOpen(hit)}
    >
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
    </div>
  )
})
