/** Asks before something that cannot be taken back. The way out has the focus, and Escape takes it. */
import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'
import { returnFocus } from './dialog.tsx'

interface ConfirmDialogProps {
  readonly title: ReactNode
  readonly words: string
  /** What stands below the words. */
  readonly children?: ReactNode
  readonly no: string
  readonly yes: string
  readonly onNo: () => void
  readonly onYes: () => void
}

export function ConfirmDialog({
  title,
  words,
  children,
  no,
  yes,
  onNo,
  onYes,
}: ConfirmDialogProps) {
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onNo()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={styles.overlay} />
        <AlertDialog.Content
          className={styles.dialog}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus(null, null)
          }}
        >
          <header className={styles.head}>
            <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          </header>
          <div className={styles.body}>
            <AlertDialog.Description>{words}</AlertDialog.Description>
            {children}
          </div>
          <footer className={styles.foot}>
            <AlertDialog.Cancel asChild>
              <Button>{no}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={onYes}>
                {yes}
              </Button>
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
