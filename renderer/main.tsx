/**
 * Start of the window: store, actions, first render.
 *
 * What tests may rely on, besides roles:
 * - buttons "Host a room", "Join a room"; dialogs of the same names with fields "Listen on",
 *   "Port", "Room name", "Your name" / "Address", "Your name", submitted by "Host" / "Join"
 *   (exact: recent rooms are buttons "Join ROOM at ADDRESS"); "Cancel" while connecting;
 *   in Host also switches "Ask for a password", "Ask me about each newcomer", field "Password",
 *   buttons "Another password", "Copy password"; in Join the steps "First time here" with "Trust
 *   and join", field "Password" with "Enter", and "Stop: this is another key" with "Known hosts…";
 * - navigation "Rooms", log "Conversation", textbox "Message", button "Send", list "People",
 *   header buttons "Invite", "People", "Room settings", "Leave room" / "Close room" (then "Close for
 *   everybody"), "Room menu" with menu items "Export…", "Delete…", "Back to rooms" below 720 px;
 *   "Join again" (own rooms: "Open again"), "Delete…", "Try now", "Jump to latest", "Try again" above
 *   the oldest message held, "Send again", "Take back", "Copy ADDRESS", "Copy invite link"; image "QR code of the invite
 *   link"; "Let NAME in", "Refuse NAME", "More about NAME"; "Your key", "Known hosts"; dialog "Open this link?" with "Open in browser";
 * - combobox "Search messages", button "Clear search", checkbox "Only in this room", listbox "Found
 *   messages" of options; list "Earlier" of past rooms; in Host and Room settings the choice "New
 *   people see"; dialog "Export ROOM" with radios "Text", "Markdown", "JSON", "Save as…", "Done";
 *   alert dialog "Delete “ROOM” from this computer?" with "Delete", "Keep it";
 * - before there is anything to show: status "Opening your rooms…" or "Waiting for this computer’s
 *   key store…"; when the start is stuck a heading, "Try again", "Quit", and for a key "Import a
 *   backup…" (fields "Exported key", "Passphrase", then "Import") and "Start with a new key…" (then
 *   "Start with a new key"), each with "Back";
 * - `data-testid`: `message` (with data-state sent|pending|failed, data-seq) holding `author` and
 *   `text`; `notice`; `newcomer`; `fingerprint`; `key-glyph` (with data-key); `string` (with data-phase
 *   connecting|catching_up|live|interrupted|ended); `unshown` in the place of what could not be
 *   drawn, "This … cannot be shown.", panes with "Try again", the window with "Load the window
 *   again". A long text is folded by
 *   CSS only: its element always holds the whole of it. Rows out of sight are not in the page.
 */
import './styles/tokens.css'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createActions, createAppStore } from './app-store.ts'
import { follow } from './follow.ts'
import { keepReadMarks } from './read-marks.ts'
import { StoreProvider } from './store/context.tsx'
import { faultTeller } from './store/faults.ts'
import { KeptWindow } from './ui/unshown.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const api = window.tincan
const store = createAppStore(sessionStorage)
const actions = createActions(store, { api })
follow(store, api)
keepReadMarks(store, api)

const attend = () => actions.attend(document.visibilityState === 'visible' && document.hasFocus())
for (const event of ['focus', 'blur']) window.addEventListener(event, attend)
document.addEventListener('visibilitychange', attend)
// What was typed is kept before the window goes, is reloaded, or another one is worked in. On
// `pagehide` it can be too late for a word to the main process.
for (const event of ['blur', 'beforeunload', 'pagehide']) {
  window.addEventListener(event, actions.flushDrafts)
}
document.addEventListener('visibilitychange', actions.flushDrafts)
attend()

const tell = faultTeller(api)
createRoot(root, { onCaughtError: tell, onUncaughtError: tell }).render(
  <KeptWindow>
    <StoreProvider store={store} actions={actions}>
      <App />
    </StoreProvider>
  </KeptWindow>,
)
