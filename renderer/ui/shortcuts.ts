/** The keys that work anywhere in the window, as they are spoken, written and pressed. */
const mac = navigator.platform.startsWith('Mac')
const command = mac ? '⌘' : 'Ctrl+'
const ariaCommand = mac ? 'Meta' : 'Control'

export interface Keys {
  readonly words: string
  readonly aria: string
}

export const hostKeys: Keys = { words: `${command}N`, aria: `${ariaCommand}+N` }
export const joinKeys: Keys = { words: `${command}J`, aria: `${ariaCommand}+J` }
export const searchKeys: Keys = {
  words: `${command}F`,
  aria: `${ariaCommand}+F ${ariaCommand}+K`,
}
export const roomKeys: Keys = {
  words: mac ? '⌥↑ ⌥↓' : 'Alt+↑ Alt+↓',
  aria: 'Alt+ArrowUp Alt+ArrowDown',
}

export type Shortcut = 'host' | 'join' | 'search' | 'next' | 'previous'

/** What a key press asks for, or null. */
export function shortcutOf(event: KeyboardEvent): Shortcut | null {
  if (event.isComposing || event.shiftKey) return null
  const commanded = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
  if (commanded && !event.altKey) {
    const key = event.key.toLowerCase()
    if (key === 'f' || key === 'k') return 'search'
    return key === 'n' ? 'host' : key === 'j' ? 'join' : null
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return null
  return event.key === 'ArrowDown' ? 'next' : event.key === 'ArrowUp' ? 'previous' : null
}
