/** What the screen tells the app, brought to where Electron would bring it. */
import { assertNever } from '../../shared/domain/assert-never.ts'
import { invoke, type StandInFrame } from './ipc-main.ts'
import { tell } from './link.ts'
import type { FrameInfo, FromScreen } from './messages.ts'
import { serve } from './protocol.ts'
import { originOf } from './urls.ts'
import { StandInWindow } from './window.ts'

type Heard = Exclude<FromScreen, { type: 'answer' }>

export function hearScreen(message: Heard): void {
  if (message.type === 'serve') {
    void answerServe(message)
    return
  }
  const window = StandInWindow.byId(message.id)
  if (window === undefined) return
  const contents = window.webContents
  switch (message.type) {
    case 'loaded':
      window.loaded(message.error)
      break
    case 'invoke':
      void answerInvoke(window, message)
      break
    case 'navigate':
      answer(message.call, contents.mayNavigate(message.url, message.main))
      break
    case 'open':
      answer(message.call, contents.mayOpen(message.url))
      break
    case 'close':
      window.close()
      break
    case 'gone':
      if (message.crashed) crashed(window)
      else window.close()
      break
    default:
      assertNever(message)
  }
}

function answer(call: number, value: unknown): void {
  tell({ type: 'answer', call, value })
}

async function answerServe({ call, url, method }: Extract<Heard, { type: 'serve' }>) {
  answer(call, await serve(url, method))
}

async function answerInvoke(
  window: StandInWindow,
  { call, channel, args, frame }: Extract<Heard, { type: 'invoke' }>,
): Promise<void> {
  const event = {
    type: 'frame' as const,
    sender: window.webContents,
    senderFrame: frameOf(frame),
  }
  let delivery: Parameters<StandInWindow['webContents']['deliver']>[0]
  try {
    delivery = { call, value: await invoke(channel, event, args) }
  } catch (error) {
    delivery = { call, thrown: `Error invoking remote method '${channel}': ${error}` }
  }
  if (!window.isDestroyed()) window.webContents.deliver(delivery)
}

function frameOf({ url, main }: FrameInfo): StandInFrame {
  const frame = { url, origin: originOf(url), parent: null }
  return main ? frame : { ...frame, parent: { url: '', origin: '', parent: null } }
}

function crashed(window: StandInWindow): void {
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
}
