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
export async function ask(question: Question): Promise<number> {
  return Number(await call((id) => ({ type: 'question', call: id, question })))
}

/** Puts text on the clipboard; resolves with what hindered it, or null. */
export async function copy(text: string): Promise<string | null> {
  const fault = await call((id) => ({ type: 'clipboard', call: id, text }))
  return fault === null ? null : String(fault)
}

function call(message: (id: number) => FromApp): Promise<unknown> {
  calls += 1
  const id = calls
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    tell(message(id))
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
