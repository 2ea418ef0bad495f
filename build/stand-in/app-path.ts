/** Where an app lies. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder at or above `folder` with a package.json: what Electron calls the app. */
export function appPathOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('There is no package.json above the main script.')
  return appPathOf(above)
}
