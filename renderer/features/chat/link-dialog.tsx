/** A look at where a link really leads, before anything opens. */
import { useActions } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import dialogStyles from '../../ui/dialog.module.css'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from './link-dialog.module.css'
import { addressParts, linkWarning } from './link-parts.ts'

export function LinkDialog({ href }: { readonly href: string }) {
  const { closeDialog, openLink } = useActions()
  const { before, host, after } = addressParts(href)
  const warning = linkWarning(href)
  return (
    <Dialog title="Open this link?" onClose={closeDialog}>
      <div className={dialogStyles.body}>
        <p>It opens in your browser, outside Tincan. This is where it leads:</p>
        <p className={styles.address} dir="ltr" data-testid="link-address">
          {before}
          <strong>{host}</strong>
          {after}
        </p>
        {warning !== null && (
          <p className={styles.caution}>
            <Icon name="warning" />
            <span>{warning}</span>
          </p>
        )}
      </div>
      <footer className={dialogStyles.foot}>
        <CopyButton text={href} label="Copy" />
        <Button look="primary" onClick={() => openLink(href)}>
          Open in browser
        </Button>
      </footer>
    </Dialog>
  )
}
