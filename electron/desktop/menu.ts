/** The menu: the system's standard entries, by role, so that each system words and keys them. */
import { Menu } from 'electron'
import { menuTemplate } from './menu-template.ts'

/**
 * Call when the app is ready.
 * @param developer with the entry for the developer tools
 */
export function setMenu(developer: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, developer)))
}
