/** One message: author and time where a group begins, its words, and what becomes of own ones. */
import { memo } from 'react'
import type { Member, MessageEntry, PendingMessage } from '../../../shared/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { keyTag } from '../../store/secure-words.ts'
import { clockWords, momentWords } from '../../store/time.ts'
import { Button } from '../../ui/button.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyGlyph, KeyTag } from '../../ui/key-glyph.tsx'
import { MessageText } from './message-text.tsx'

interface FrameProps {
  readonly author: MessageEntry['author']
  /** Another member has this name. */
  readonly clash: boolean
  readonly mine: boolean
  readonly time: number
  readonly grouped: boolean
  readonly state: 'sent' | 'pending' | 'failed'
  readonly seq?: number
  readonly children: React.ReactNode
}

const spokenStates = { sent: '', pending: ', sending', failed: ', not sent' } as const

function Frame({ author, clash, mine, time, grouped, state, seq, children }: FrameProps) {
  const { id, name } = author
  const moment = new Date(time).toISOString()
  const tag = clash ? keyTag(id) : ''
  return (
    <article
      className="message"
      data-testid="message"
      data-state={state}
      data-seq={seq}
      data-mine={mine}
      data-grouped={grouped}
      tabIndex={-1}
      aria-label={`${name}${clash ? ` ${tag}` : ''}, ${momentWords(time)}${spokenStates[state]}`}
    >
      <div className="message-margin" aria-hidden="true">
        {grouped ? (
          <time className="message-clock" dateTime={moment} title={momentWords(time)}>
            {clockWords(time)}
          </time>
        ) : (
          <KeyGlyph of={id} size={32} mute />
        )}
      </div>
      <div className="message-body">
        <div className={grouped ? 'sr-only' : 'message-head'}>
          <bdi className="author" data-testid="author">
            {name}
          </bdi>
          {clash && <KeyTag tag={tag} />}
          {!grouped && (
            <time className="message-time" dateTime={moment} title={momentWords(time)}>
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
  readonly entry: MessageEntry
  readonly clash: boolean
  readonly grouped: boolean
}

export const MessageRow = memo(function MessageRow({ entry, clash, grouped }: MessageRowProps) {
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
    >
      <MessageText message={entry} />
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
}

export const PendingRow = memo(function PendingRow(props: PendingRowProps) {
  const { roomId, self, message, grouped } = props
  const { retry, withdraw } = useActions()
  const { error, cid, time } = message
  return (
    <Frame
      author={self}
      clash={self.clash}
      mine
      time={time}
      grouped={grouped}
      state={error === null ? 'pending' : 'failed'}
    >
      <MessageText message={message} />
      {error === null ? (
        <span className="pending-mark" title="Sending…">
          <Icon name="clock" />
          <span className="sr-only">Sending…</span>
        </span>
      ) : (
        <div className="failed">
          <ErrorLine text={error.message} />
          <div className="failed-ways">
            <Button onClick={() => then(retry(roomId, cid))}>Send again</Button>
            <Button look="quiet" onClick={() => then(withdraw(roomId, cid))}>
              Take back
            </Button>
          </div>
        </div>
      )}
    </Frame>
  )
})
