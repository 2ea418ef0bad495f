/** Things to know that belong to no room, each until it is dismissed. */
import { useActions, useTincan } from '../store/context.tsx'
import { IconButton } from './button.tsx'
import { Icon } from './icon.tsx'

export function NoticeBars() {
  const notices = useTincan((state) => state.view.notices)
  const troubles = useTincan((state) => state.troubles)
  const { dismissNotice, dismissTrouble } = useActions()
  return (
    <div className="bars" role="status" aria-label="Notices">
      {notices.map((notice) => (
        <Bar
          key={`notice ${notice.code}`}
          text={notice.message}
          onDismiss={() => dismissNotice(notice.code)}
        />
      ))}
      {troubles.map((trouble) => (
        <Bar
          key={`trouble ${trouble.code}`}
          text={trouble.message}
          onDismiss={() => dismissTrouble(trouble)}
        />
      ))}
    </div>
  )
}

function Bar({ text, onDismiss }: { readonly text: string; readonly onDismiss: () => void }) {
  return (
    <div className="bar">
      <Icon name="warning" />
      <p>{text}</p>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  )
}
