/** The window: notices above, panes as many as fit, dialogs over them, and the keys for all. */
import { useEffect } from 'react'
import { CloseDialog } from './features/chat/close-dialog.tsx'
import { DeleteDialog } from './features/chat/delete-dialog.tsx'
import { ExportDialog } from './features/chat/export-dialog.tsx'
import { LinkDialog } from './features/chat/link-dialog.tsx'
import { RoomPane } from './features/chat/room-pane.tsx'
import { HostDialog } from './features/connect/host-dialog.tsx'
import { JoinDialog } from './features/connect/join-dialog.tsx'
import { RejoinDialog } from './features/connect/rejoin-dialog.tsx'
import { StartScreen } from './features/connect/start-screen.tsx'
import { KnownHostsDialog } from './features/keys/known-hosts-dialog.tsx'
import { YourKeyDialog } from './features/keys/your-key-dialog.tsx'
import { ExpelDialog } from './features/people/expel-dialog.tsx'
import { RoomsPane } from './features/rooms/rooms-pane.tsx'
import { RoomSettingsDialog } from './features/settings/room-settings-dialog.tsx'
import { useActions, useTincan } from './store/context.tsx'
import { activeRoom, askedRejoin, totalUnread } from './store/view.ts'
import { NoticeBars } from './ui/notice-bars.tsx'
import { shortcutOf } from './ui/shortcuts.ts'
import { useLayout } from './ui/use-layout.ts'

export function App() {
  useTitle()
  useShortcuts()
  const ready = useTincan((state) => state.view.ready)
  const dialog = useTincan((state) => state.dialog)
  return (
    <>
      <div className="app">
        <NoticeBars />
        {ready && <Panes />}
      </div>
      {dialog?.kind === 'host' && (
        <HostDialog options={dialog.options} password={dialog.password} />
      )}
      {dialog?.kind === 'join' && <JoinDialog initial={dialog} />}
      {dialog?.kind === 'hosts' && <KnownHostsDialog changed={dialog.changed} />}
      {dialog?.kind === 'key' && <YourKeyDialog />}
      {dialog?.kind === 'settings' && <RoomSettingsDialog roomId={dialog.roomId} />}
      {dialog?.kind === 'export' && <ExportDialog roomId={dialog.roomId} />}
      {dialog === null && <RejoinDialog />}
      <ExpelDialog />
      <LinkDialog />
      <CloseDialog />
      <DeleteDialog />
      <Announcer />
    </>
  )
}

function Panes() {
  const layout = useLayout()
  const room = useTincan((state) => activeRoom(state.view))
  const empty = useTincan((state) => state.view.rooms.length === 0)
  const pane = useTincan((state) => state.pane)
  if (empty) return <StartScreen />
  const rooms = layout !== 'one' || pane === 'rooms' || room === undefined
  const chat = room !== undefined && (layout !== 'one' || pane === 'chat')
  return (
    <div className="panes" data-layout={layout}>
      {rooms && <RoomsPane alone={layout === 'one'} />}
      {chat && <RoomPane room={room} layout={layout} />}
    </div>
  )
}

/** Says what is new to screen readers, wherever the focus is. */
function Announcer() {
  const announcement = useTincan((state) => state.announcement)
  return (
    <div className="sr-only" aria-live="polite">
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
  const blocked = useTincan(
    (state) =>
      state.dialog !== null ||
      state.link !== null ||
      state.closing !== null ||
      state.deleting !== null ||
      state.expelling !== null ||
      askedRejoin(state.view) !== undefined,
  )
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
