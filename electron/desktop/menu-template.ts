/** What stands in the menu. Pure. Developer entries only when the app runs from source. */
import type { MenuItemConstructorOptions } from 'electron'

/** The menu of a platform. Without an Edit menu macOS would not even copy and paste. */
export function menuTemplate(
  platform: NodeJS.Platform,
  developer: boolean,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const tools: MenuItemConstructorOptions[] = developer
    ? [{ role: 'toggleDevTools' }, { type: 'separator' }]
    : []
  return [
    mac ? { role: 'appMenu' } : { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        ...tools,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: mac ? [] : [{ role: 'about' }] },
  ]
}
