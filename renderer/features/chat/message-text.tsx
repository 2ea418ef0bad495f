/**
 * A message's words, as text: nothing in them is markup. Addresses become links that first show
 * where they lead. Long texts are folded by CSS, so that the whole is always there to read out.
 */
import { type MouseEvent, memo, useState } from 'react'
import { useActions } from '../../store/context.tsx'
import { isLong } from './grouping.ts'
import { linkify } from './linkify.ts'
import styles from './message.module.css'

/** Texts somebody unfolded: rows leave the page when scrolled away and come back as they were. */
const unfolded = new WeakSet<object>()

interface MessageTextProps {
  /** The message itself, which remembers for whom it was unfolded. */
  readonly message: { readonly text: string }
}

export const MessageText = memo(function MessageText({ message }: MessageTextProps) {
  const { text } = message
  const long = isLong(text)
  const [open, setOpen] = useState(() => unfolded.has(message))
  const unfold = () => {
    unfolded.add(message)
    setOpen(true)
  }
  const folded = long && !open
  return (
    <>
      <div className={styles.text} data-testid="text" data-folded={folded} dir="auto">
        {withKeys(text).map(({ span, key }) =>
          span.kind === 'text' ? (
            span.text
          ) : (
            <TextLink
              key={key}
              href={span.href}
              text={span.text}
              onFocus={folded ? unfold : undefined}
            />
          ),
        )}
      </div>
      {folded && (
        <button type="button" className={styles.showAll} onClick={unfold}>
          Show all
        </button>
      )}
    </>
  )
})

function withKeys(text: string) {
  return linkify(text).map((span, index) => ({ span, key: `${index}` }))
}

interface TextLinkProps {
  readonly href: string
  readonly text: string
  readonly onFocus: (() => void) | undefined
}

function TextLink({ href, text, onFocus }: TextLinkProps) {
  const { askLink } = useActions()
  const ask = (event: MouseEvent) => {
    event.preventDefault()
    askLink(href, text)
  }
  return (
    <a
      className={styles.link}
      href={href}
      dir="ltr"
      draggable={false}
      onClick={ask}
      onAuxClick={ask}
      onFocus={onFocus}
    >
      {text}
    </a>
  )
}
