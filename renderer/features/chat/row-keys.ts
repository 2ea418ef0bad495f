/** Arrow keys walk through the messages on the page, so that times and links need no mouse. */
import type { KeyboardEvent } from 'react'

export function moveThroughMessages(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const messages = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const current = messages.findIndex((message) => message.contains(document.activeElement))
  const step = event.key === 'ArrowUp' ? -1 : 1
  const next = current === -1 ? messages.at(-1) : messages[current + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}
