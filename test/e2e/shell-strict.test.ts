/** The stand-in shell is not kinder than Electron where that would hide a fault. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/app.ts'
import { runToEnd } from '../support/run-to-end.ts'
import { chooseShell } from '../support/shell-choice.ts'

/** An app of one main script; how it ends. */
function run(script: string) {
  const folder = temporaryFolder()
  const main = join(folder, 'out', 'main.js')
  mkdirSync(join(folder, 'out'))
  writeFileSync(join(folder, 'package.json'), '{"name":"strict","type":"module"}')
  writeFileSync(main, script)
  return runToEnd([], { main })
}

describe.runIf(chooseShell().shell === 'stand-in')('the stand-in shell', () => {
  test('takes no entry that waits before ready', async () => {
    const { code, output } = await run('await Promise.resolve()')
    expect(output).toContain('ERR_REQUIRE_ASYNC_MODULE')
    expect(code).toBe(1)
  })

  test.each(['showErrorBox', 'showMessageBoxSync', 'showOpenDialogSync', 'showSaveDialogSync'])(
    'has no %s once the app is ready',
    async (name) => {
      const { code, output } = await run(`
        import { app, dialog } from 'electron'
        app.whenReady().then(() => dialog.${name}('What', 'Why')).then(
          () => app.exit(0),
          (error) => {
            process.stderr.write(error.message)
            app.exit(3)
          },
        )
      `)
      expect(output).toContain(`dialog.${name} blocks the main process, and with it every room.`)
      expect(code).toBe(3)
    },
  )

  test.each([
    ['showMessageBox({})', 'dialog.showMessageBox without a window blocks the main process'],
    ['showSaveDialog({})', 'dialog.showSaveDialog without a window blocks the main process'],
    [
      'showMessageBox(new BrowserWindow({ show: false }), {})',
      'Nobody can dismiss a box on a window that is hidden.',
    ],
  ])('has no %s', async (call, why) => {
    const { code, output } = await run(`
      import { app, BrowserWindow, dialog } from 'electron'
      app.whenReady().then(() => dialog.${call}).then(
        () => app.exit(0),
        (error) => {
          process.stderr.write(error.message)
          app.exit(3)
        },
      )
    `)
    expect(output).toContain(why)
    expect(code).toBe(3)
  })
})
