/** The ways to the own key and to the hosts one knows. */
import { useActions, useTincan } from '../../store/context.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyGlyph } from '../../ui/key-glyph.tsx'
import styles from './keys-entry.module.css'

/** `at` is where it stands: in the middle of the start screen, or at the foot of the rooms. */
export function KeysEntry({ at }: { readonly at: 'start' | 'rooms' }) {
  const { openKey, openHosts } = useActions()
  const identity = useTincan((state) => state.view.identity)
  if (identity === null) return null
  return (
    <div className={styles.entry} data-at={at}>
      <Button look="quiet" onClick={openKey}>
        <KeyGlyph of={identity.fingerprint} size={20} mute />
        Your key
      </Button>
      <Button look="quiet" onClick={() => openHosts()}>
        <Icon name="key" />
        Known hosts
      </Button>
    </div>
  )
}
