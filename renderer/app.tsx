/** The window: warnings above, panes as many as fit, dialogs over them, and the keys for all. */
import { useEffect } from 'react'
import { Dialogs } from './dialogs.tsx'
import { BeginScreen } from './features/start/begin-screen.tsx'
import { whatLiesOpen } from './lying-open.ts'
import { Panes } from './panes.tsx'
import { useActions, useTincan } from './store/context.tsx'
import { activeRoom, totalUnread } from './store/view.ts'
import screenStyles from './ui/screen.module.css'
import { shortcutOf } from './ui/shortcuts.ts'
import srOnly from './ui/sr-only.module.css'
import { KeptPane } from './ui/unshown.tsx'
import { WarningBars } from './ui/warning-bars.tsx'

export function App() {
  useTitle()
  useShortcuts()
  const ready = useTincan((state) => state.view.ready)
  return (
    <>
      <div className={screenStyles.window}>
        <WarningBars />
        {ready ? (
          <Panes />
        ) : (
          <KeptPane what="screen" of={[]} className={screenStyles.screen}>
            <BeginScreen />
          </KeptPane>
        )}
      </div>
      <Dialogs />
      <Announcement />
    </>
  )
}

/** Says what is new to screen readers, wherever the focus is. */
function Announcement() {
  const announcement = useTincan((state) => state.announcement)
  return (
    <div className={srOnly.srOnly} aria-live="polite">
      {announcement}
    </div>
  )
}

function useTitle() {
  const name = useTincan((state) => activeRoom(state.view)?.info.name)
  const unread = useTincan((state) => totalUnread(state.view))
  const profile = useTincan((state) => state.view.profile)
  const words = [name, 'Tincan', profile].filter((part) => part !== undefined && part !== '')
  const title = `${unread === 0 ? '' : `(${unread}) `}${words.join(' – ')}`
  useEffect(() => {
    document.title = title
  }, [title])
}

function useShortcuts() {
  const { openHost, openJoin, openNext, wantSearch } = useActions()
  const blocked = useTincan((state) => !state.view.ready || whatLiesOpen(state) !== null)
  useEffect(() => {
    if (blocked) return
    const press = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event)
      if (shortcut === null) return
      event.preventDefault()
      if (shortcut === 'host') void openHost()
      else if (shortcut === 'join') openJoin()
      else if (shortcut === 'search') wantSearch()
      else openNext(shortcut === 'next' ? 1 : -1)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [blocked, openHost, openJoin, openNext, wantSearch])
}
