/**
 * Where one writes. Writing is always possible; sending needs a live room. Enter sends,
 * Shift+Enter begins a line, and keys that belong to an input method are left to it.
 */
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import { TEXT_BYTES } from '../../../shared/limits.ts'
import type { RoomInfo } from '../../../shared/snapshot.ts'
import { byteLength, textFault } from '../../../shared/text.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'

export function Composer({ info }: { readonly info: RoomInfo }) {
  const { id: roomId, connection, name } = info
  const { say, write } = useActions()
  const draft = useTincan((state) => state.drafts[roomId] ?? '')
  const refused = useTincan((state) => state.sayErrors[roomId])
  const field = useRef<HTMLTextAreaElement>(null)
  const wordsId = useId()

  // Whoever enters or changes to a room can write at once, unless a dialog has the word. So can
  // who has just left or joined again: the button that was pressed is gone, and the focus with it.
  const begun = useRef<string | null>(null)
  const { phase } = connection
  useEffect(() => {
    const lost = document.activeElement === document.body && begun.current !== phase
    const free = document.querySelector('[role="dialog"], [role="alertdialog"]') === null
    if (free && (begun.current === null || lost)) field.current?.focus()
    begun.current = phase
  }, [phase])

  const live = phase === 'live'
  const fault = textFault(draft)
  const excess = fault === 'too_long' ? excessWords(draft) : undefined
  const waiting = live ? undefined : waitingWords(phase)
  const send = () => {
    void say(roomId)
    field.current?.focus()
  }
  const press = (event: KeyboardEvent) => {
    // keyCode 229 marks a key that an input method has taken, where isComposing comes too late.
    if (event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229) return
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="composer-box" data-fault={excess !== undefined}>
        <textarea
          ref={field}
          id={COMPOSER_ID}
          className="composer-text"
          rows={1}
          dir="auto"
          aria-label="Message"
          aria-describedby={wordsId}
          aria-invalid={excess !== undefined}
          placeholder={`Message ${name}`}
          value={draft}
          onChange={(event) => write(roomId, event.target.value)}
          onKeyDown={press}
        />
        <button
          type="submit"
          className="send"
          aria-label="Send"
          aria-describedby={wordsId}
          title={waiting ?? 'Send (Enter)'}
          disabled={!live || fault !== undefined}
        >
          <Icon name="send" />
        </button>
      </div>
      <div id={wordsId} className="composer-words">
        {excess !== undefined ? (
          <ErrorLine text={excess} />
        ) : refused !== undefined ? (
          <ErrorLine text={refused} />
        ) : (
          <p>{waiting ?? <Keys />}</p>
        )}
      </div>
    </form>
  )
}

function Keys() {
  return (
    <>
      <kbd>Enter</kbd> sends, <kbd>Shift</kbd>+<kbd>Enter</kbd> begins a new line
    </>
  )
}

function waitingWords(phase: 'connecting' | 'ended'): string {
  return phase === 'connecting'
    ? 'You can write now, and send as soon as the room is connected.'
    : 'You can write, but not send: this room is not connected. Your words are kept here.'
}

/** How much must go, in the unit one can picture: characters of this very text. */
function excessWords(text: string): string {
  const bytes = byteLength(text)
  const over = Math.ceil(((bytes - TEXT_BYTES) / bytes) * text.length)
  return `Too long by about ${over.toLocaleString('en')} ${over === 1 ? 'character' : 'characters'}. Shorten it, or send it in parts.`
}
