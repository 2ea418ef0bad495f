/** Boxes: always on a window that can be seen, since macOS blocks with any other. */
import { EventEmitter } from 'node:events'
import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { showFault } from '../../../electron/desktop/faults.ts'
import { askToClose } from '../../../electron/desktop/questions.ts'

const desktop = vi.hoisted(() => ({ boxes: [] as unknown[][], response: 0 }))
vi.mock('electron', () => ({
  app: { isReady: () => true },
  dialog: {
    showMessageBox: async (...args: unknown[]) => {
      desktop.boxes.push(args)
      return { response: desktop.response, checkboxChecked: false }
    },
  },
}))

beforeEach(() => {
  desktop.boxes.length = 0
  desktop.response = 0
})

/** Shown by nobody but the test, as on macOS, where a window shows a moment after it was told to. */
class FakeWindow extends EventEmitter {
  visible = false
  gone = false
  readonly told: string[] = []
  isVisible = () => this.visible
  isDestroyed = () => this.gone
  isMinimized = () => false
  show = () => void this.told.push('show')
  focus = () => void this.told.push('focus')

  appear(): void {
    this.visible = true
    this.emit('show')
  }

  close(): void {
    this.gone = true
    this.emit('closed')
  }

  get heard(): number {
    return this.eventNames().length
  }
}

const real = (window: FakeWindow) => window as unknown as BrowserWindow
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('a fault', () => {
  test('without a window is in the log alone', async () => {
    await showFault(new Error('broken'), undefined)
    const window = new FakeWindow()
    window.gone = true
    await showFault(new Error('broken'), real(window))
    expect(desktop.boxes).toEqual([])
  })

  test('waits until its window can be seen', async () => {
    const window = new FakeWindow()
    const shown = showFault(new Error('broken'), real(window))
    window.emit('focus')
    await settle()
    expect(desktop.boxes).toEqual([])
    window.appear()
    await shown
    expect(desktop.boxes).toEqual([[window, expect.objectContaining({ detail: 'broken' })]])
    expect(window.heard).toBe(0)
  })

  test('whose window goes before it could be seen is in the log alone', async () => {
    const window = new FakeWindow()
    const shown = showFault(new Error('broken'), real(window))
    window.close()
    await shown
    expect(desktop.boxes).toEqual([])
  })
})

describe('the question before rooms close', () => {
  test('brings its window to the front, and is asked on it', async () => {
    const window = new FakeWindow()
    desktop.response = 1
    const asked = askToClose(real(window), 2)
    await settle()
    expect(window.told).toEqual(['show', 'focus'])
    expect(desktop.boxes).toEqual([])
    window.appear()
    expect(await asked).toBe(false)
    expect(desktop.boxes.map(([owner]) => owner)).toEqual([window])
  })

  test('is a yes where there is no window to ask on', async () => {
    expect(await askToClose(undefined, 1)).toBe(true)
    expect(desktop.boxes).toEqual([])
  })
})
