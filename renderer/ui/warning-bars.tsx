/** Things to know that belong to no room, each until it is dismissed. */
import { useActions, useTincan } from '../store/context.tsx'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import { KeptRow } from './unshown.tsx'
import styles from './warning-bars.module.css'

export function WarningBars() {
  const warnings = useTincan((state) => state.view.warnings)
  const troubles = useTincan((state) => state.troubles)
  const { dismissWarning, dismissTrouble } = useActions()
  return (
    <div role="status" aria-label="Warnings">
      {warnings.map((warning) => (
        <KeptRow
          key={`warning ${warning.code}`}
          what="warning"
          of={[warning]}
          className={styles.unshown}
        >
          <Bar text={warning.message} onDismiss={() => dismissWarning(warning.code)} />
        </KeptRow>
      ))}
      {troubles.map((trouble) => (
        <KeptRow
          key={`trouble ${trouble.code}`}
          what="warning"
          of={[trouble]}
          className={styles.unshown}
        >
          <Bar text={trouble.message} onDismiss={() => dismissTrouble(trouble)} />
        </KeptRow>
      ))}
    </div>
  )
}

function Bar({ text, onDismiss }: { readonly text: string; readonly onDismiss: () => void }) {
  return (
    <div className={styles.bar}>
      <Icon name="warning" />
      <p>{text}</p>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  )
}
