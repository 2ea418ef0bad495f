/** One message: author and time where a group begins, its words, and what becomes of own ones. */
import { memo, useMemo } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { isoTime } from '../../../shared/domain/moments.ts'
import type { Member } from '../../../shared/domain/session.ts'
import type { MessageEntry, PendingMessage } from '../../../shared/events/conversation.ts'
import { useActions } from '../../store/context.tsx'
import { clockWords, momentWords } from '../../store/time.ts'
import { Button } from '../../ui/button.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyGlyph } from '../../ui/key-glyph.tsx'
import { keyTag } from '../../ui/key-tag.ts'
import srOnly from '../../ui/sr-only.module.css'
import { KeyTag } from '../../ui/tag.tsx'
import { pendingWords } from './kind-words.ts'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { StandingViews } from './standing-views.tsx'

interface FrameProps {
  readonly author: MessageEntry['author']
  /** Another member has this name. */
  readonly clash: boolean
  readonly mine: boolean
  readonly time: number
  readonly grouped: boolean
  readonly state: keyof typeof spokenStates
  readonly seq?: number
  readonly spot?: boolean
  readonly children: React.ReactNode
}

const spokenStates = {
  sent: '',
  pending: ', sending',
  waiting: ', waits for the connection',
  failed: ', not sent',
} as const

function Frame(props: FrameProps) {
  const { author, clash, mine, time, grouped, state, seq, spot = false, children } = props
  const { id, name } = author
  const moment = isoTime(time) ?? undefined
  const tag = clash ? keyTag(id) : ''
  return (
    <article
      className={styles.message}
      data-testid="message"
      data-state={state === 'waiting' ? 'pending' : state}
      data-spot={spot}
      data-seq={seq}
      data-mine={mine}
      data-grouped={grouped}
      tabIndex={-1}
      aria-label={`${name}${clash ? ` ${tag}` : ''}, ${momentWords(time)}${spokenStates[state]}`}
    >
      <div className={styles.margin} aria-hidden="true">
        {grouped ? (
          <time className={styles.clock} dateTime={moment} title={momentWords(time)}>
            {clockWords(time)}
          </time>
        ) : (
          <KeyGlyph of={id} size={32} mute />
        )}
      </div>
      <div className={styles.body}>
        <div className={grouped ? srOnly.srOnly : styles.head}>
          <bdi className={styles.author} data-testid="author">
            {name}
          </bdi>
          {clash && <KeyTag tag={tag} />}
          {!grouped && (
            <time className={styles.time} dateTime={moment} title={momentWords(time)}>
              {clockWords(time)}
            </time>
          )}
        </div>
        {children}
      </div>
    </article>
  )
}

interface MessageRowProps {
  readonly room: RoomInfo
  readonly entry: MessageEntry
  readonly clash: boolean
  readonly grouped: boolean
  /** A jump led here just now. */
  readonly spot: boolean
  /** Another day, or midnight in another time zone: clock times are written anew. */
  readonly today: number
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { room, entry, clash, grouped, spot } = props
  const { author, mine, time, seq } = entry
  return (
    <Frame
      author={author}
      clash={clash}
      mine={mine}
      time={time}
      grouped={grouped}
      state="sent"
      seq={seq}
      spot={spot}
    >
      {!entry.withdrawn && <MessageText message={entry} />}
      <StandingViews entry={entry} room={room} />
    </Frame>
  )
})

/** The buttons go with the failure; the focus goes on to the composer. */
async function then(done: Promise<void>): Promise<void> {
  await done
  document.getElementById(COMPOSER_ID)?.focus()
}

interface PendingRowProps {
  readonly roomId: string
  readonly self: Member
  readonly message: PendingMessage
  readonly grouped: boolean
  /** There is no connection: it waits for one. */
  readonly cut: boolean
  /** The last of them, which says so for all. */
  readonly latest: boolean
  /** As in {@link MessageRowProps}. */
  readonly today: number
}

export const PendingRow = memo(function PendingRow(props: PendingRowProps) {
  const { roomId, self, message, grouped, cut, latest } = props
  const { resend, unqueue } = useActions()
  const { error, cid, time, kind, body } = message
  const words = useMemo(() => ({ text: pendingWords({ kind, body }) }), [kind, body])
  return (
    <Frame
      author={self}
      clash={self.clash}
      mine
      time={time}
      grouped={grouped}
      state={error !== null ? 'failed' : cut ? 'waiting' : 'pending'}
    >
      <MessageText message={words} />
      {error === null ? (
        <PendingMark cut={cut} worded={cut && latest} />
      ) : (
        <div className={styles.failed}>
          <ErrorLine text={error.message} />
          <div className={styles.failedWays}>
            <Button size="small" onClick={() => then(resend(roomId, cid))}>
              Send again
            </Button>
            <Button look="quiet" size="small" onClick={() => then(unqueue(roomId, cid))}>
              Take back
            </Button>
          </div>
        </div>
      )}
    </Frame>
  )
})

function PendingMark({ cut, worded }: { readonly cut: boolean; readonly worded: boolean }) {
  const words = cut ? 'Waits for the connection' : 'Sending…'
  return (
    <span className={styles.pendingMark} data-worded={worded} title={words}>
      <Icon name={cut ? 'clock' : 'send'} />
      <span className={worded ? undefined : srOnly.srOnly}>{words}</span>
    </span>
  )
}
