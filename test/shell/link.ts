/**
 * The app's end of the channel to the screen. When the screen is gone, however it went, the app
 * goes too: nothing is left behind.
 */
import type { FromApp, FromScreen, Question } from './messages.ts'

const waiting = new Map<number, (value: unknown) => void>()
let calls = 0

/** Says something to the screen. A value that cannot be cloned throws here, as in Electron. */
export function tell(message: FromApp): void {
  if (process.connected) process.send?.(message)
}

/** Puts a question on the screen; resolves with the number of the button. */
export function ask(question: Question): Promise<number> {
  calls += 1
  const call = calls
  return new Promise((resolve) => {
    waiting.set(call, (value) => resolve(Number(value)))
    tell({ type: 'question', call, question })
  })
}

/** Listens to the screen. Called once, before the app starts. */
export function listen(hear: (message: Exclude<FromScreen, { type: 'answer' }>) => void): void {
  if (process.send === undefined) throw new Error('The stand-in app needs a screen as its parent.')
  process.on('message', (message: FromScreen) => {
    if (message.type !== 'answer') return hear(message)
    waiting.get(message.call)?.(message.value)
    waiting.delete(message.call)
  })
  process.on('disconnect', () => process.exit(0))
}
