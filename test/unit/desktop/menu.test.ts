/** The menu: standard entries on every system, developer's ones only from source. */
import { expect, test } from 'vitest'
import { menuTemplate } from '../../../electron/desktop/menu-template.ts'

test.each(['linux', 'darwin', 'win32'] as const)('%s has Edit, View, Window and Help', (system) => {
  const text = JSON.stringify(menuTemplate(system, false))
  for (const part of ['editMenu', 'View', 'windowMenu', 'help', 'zoomIn']) {
    expect(text).toContain(part)
  }
  expect(text).toContain(system === 'darwin' ? 'appMenu' : 'fileMenu')
})

test('developer tools are there only when run from source', () => {
  expect(JSON.stringify(menuTemplate('linux', true))).toContain('toggleDevTools')
  expect(JSON.stringify(menuTemplate('linux', false))).not.toContain('toggleDevTools')
})
