/**
 * A modal dialog over Radix: named by its heading, closed by Escape or its cross, never by a
 * click beside it (a form would lose what was typed). Focus goes back to where it was, or to the
 * composer when that is gone: after entering a room one can write at once.
 */
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'
import styles from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly children: ReactNode
  readonly onClose: () => void
  /** Set while something runs that Escape gives up instead of closing. */
  readonly onEscape?: (() => void) | undefined
  readonly wide?: boolean
  /** What opens in it may hang over its edge, where there is room for all of it. */
  readonly spills?: boolean
  /** Without the cross where the way out is a button of its own. */
  readonly cross?: boolean
}

export function Dialog({
  title,
  children,
  onClose,
  onEscape,
  wide = false,
  spills = false,
  cross = true,
}: DialogProps) {
  const [before] = useState(() => ({
    opener: document.activeElement,
    composer: document.getElementById(COMPOSER_ID),
  }))
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={styles.dialog}
          data-wide={wide}
          data-spills={spills}
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const begin = (event.target as HTMLElement).querySelector<HTMLElement>(
              '[data-begin=true]',
            )
            if (begin === null) return
            event.preventDefault()
            begin.focus()
            if (begin instanceof HTMLInputElement) begin.select()
          }}
          onInteractOutside={(event) => event.preventDefault()}
          onEscapeKeyDown={(event) => {
            // Radix hears Escape before anyone else; an open list takes it for itself.
            const inList = event.target instanceof Element && event.target.ariaExpanded === 'true'
            if (inList || onEscape !== undefined) event.preventDefault()
            if (!inList) onEscape?.()
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus(before.opener, before.composer)
          }}
        >
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            {cross && (
              <Radix.Close asChild>
                <IconButton
                  icon="close"
                  label="Close"
                  hint="Close (Esc)"
                  disabled={onEscape !== undefined}
                />
              </Radix.Close>
            )}
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Marks the composer for {@link returnFocus}. */
export const COMPOSER_ID = 'composer'

/** A composer that was not there before belongs to a room just entered: it comes first. */
export function returnFocus(opener: Element | null, composerBefore: Element | null): void {
  const composer = document.getElementById(COMPOSER_ID)
  const usable = opener instanceof HTMLElement && opener !== document.body && opener.isConnected
  const target = usable && composer === composerBefore ? opener : composer
  target?.focus()
}
