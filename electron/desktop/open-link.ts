/** Links that leave Tincan for the system's browser or mail program. */
import { shell } from 'electron'
import { AppError } from '../../shared/domain/errors.ts'
import { openableLink } from '../../shared/domain/openable-link.ts'

/** Opens an http, https or mailto link outside; anything else is `link_refused`. */
export async function openLink(text: string): Promise<void> {
  const href = openableLink(text)
  if (href === undefined) throw new AppError('link_refused')
  await shell.openExternal(href)
}
