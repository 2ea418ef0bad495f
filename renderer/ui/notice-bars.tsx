/** Things to know that belong to no room, each until it is dismissed. */
import { useActions, useTincan } from '../store/context.tsx'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'
import styles from './notice-bars.module.css'
import { KeptRow } from './unshown.tsx'

export function NoticeBars() {
  const notices = useTincan((state) => state.view.notices)
  const troubles = useTincan((state) => state.troubles)
  const { dismissNotice, dismissTrouble } = useActions()
  return (
    <div role="status" aria-label="Notices">
      {notices.map((notice) => (
        <KeptRow
          key={`notice ${notice.code}`}
          what="notice"
          of={[notice]}
          className={styles.unshown}
        >
          <Bar text={notice.message} onDismiss={() => dismissNotice(notice.code)} />
        </KeptRow>
      ))}
      {troubles.map((trouble) => (
        <KeptRow
          key={`trouble ${trouble.code}`}
          what="notice"
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
