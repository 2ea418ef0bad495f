/**
 * Where one writes. Writing is always possible; sending needs a room one is in, or on the
 * way back into. Enter sends,
 * Shift+Enter begins a line, and keys that belong to an input method are left to it.
 */
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { assertNever } from '../../../shared/domain/assert-never.ts'
import { TEXT_BYTES } from '../../../shared/domain/limits.ts'
import type { ConnectionState } from '../../../shared/domain/session.ts'
import { byteLength, textFault } from '../../../shared/domain/text.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { COMPOSER_ID } from '../../ui/dialog.tsx'
import { ErrorLine } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from './composer.module.css'
import { HeldPaste } from './held-paste.tsx'
import { canSay } from './message-actions.ts'

export function Composer({ info }: { readonly info: RoomInfo }) {
  const { id: roomId, connection, name } = info
  const { say, write, holdPaste, flushDrafts } = useActions()
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

  // Before it is in the field: laying out a million characters would stop the window.
  useEffect(() => {
    const textarea = field.current
    const holdBack = (event: InputEvent) => {
      const { inputType, data } = event
      if (inputType !== 'insertFromPaste' && inputType !== 'insertFromDrop') return
      if (textarea === null || data === null) return
      if (textFault(textarea.value + data) !== 'too_long') return
      event.preventDefault()
      holdPaste(roomId, data.replace(/\r\n?/g, '\n'))
    }
    textarea?.addEventListener('beforeinput', holdBack)
    return () => textarea?.removeEventListener('beforeinput', holdBack)
  }, [holdPaste, roomId])

  const sendable = canSay(phase)
  const fault = textFault(draft)
  const excess = fault === 'too_long' ? excessWords(draft) : undefined
  const waiting = unsentWords(phase)
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
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <HeldPaste info={info} />
      <div className={styles.box} data-fault={excess !== undefined}>
        <textarea
          ref={field}
          id={COMPOSER_ID}
          className={styles.text}
          rows={1}
          dir="auto"
          aria-label="Message"
          aria-describedby={wordsId}
          aria-invalid={excess !== undefined}
          placeholder={`Message ${name}`}
          value={draft}
          onChange={(event) => write(roomId, event.target.value)}
          onKeyDown={press}
          onBlur={flushDrafts}
        />
        <button
          type="submit"
          className={styles.send}
          aria-label="Send"
          aria-describedby={wordsId}
          title={waiting ?? 'Send (Enter)'}
          disabled={!sendable || fault !== undefined}
        >
          <Icon name="send" />
        </button>
      </div>
      <div id={wordsId} className={styles.words}>
        {excess !== undefined ? (
          <ErrorLine text={excess} />
        ) : refused !== undefined ? (
          <ErrorLine text={refused} />
        ) : (
          <p>{waiting ?? <KeyHints />}</p>
        )}
      </div>
    </form>
  )
}

function KeyHints() {
  return (
    <>
      <kbd>Enter</kbd> sends, <kbd>Shift</kbd>+<kbd>Enter</kbd> begins a new line
    </>
  )
}

/** What becomes of the words, where they do not just go. */
function unsentWords(phase: ConnectionState['phase']): string | undefined {
  switch (phase) {
    case 'live':
    case 'catching_up':
      return undefined
    case 'interrupted':
      return 'What you send now waits for the connection.'
    case 'connecting':
      return 'You can write now, and send as soon as the room is connected.'
    case 'ended':
      return 'You can write, but not send: this room is not connected. Your words are kept here.'
    default:
      return assertNever(phase)
  }
}

/** How much must go, in the unit one can picture: characters of this very text. */
function excessWords(text: string): string {
  const bytes = byteLength(text)
  const over = Math.ceil(((bytes - TEXT_BYTES) / bytes) * text.length)
  return `Too long by about ${over.toLocaleString('en')} ${over === 1 ? 'character' : 'characters'}. Shorten it, or send it in parts.`
}
