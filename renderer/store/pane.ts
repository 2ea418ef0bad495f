/** Below 720 px one of these fills the window; people lie over the conversation until 1000 px. */
export type Pane = 'rooms' | 'chat'
