/** The start in words: what is waited for, and what to do when it cannot go on. Pure. */

import type { Starting } from '../../../shared/contract/snapshot.ts'
import { assertNever } from '../../../shared/domain/assert-never.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'

/** What a person waits for, and what they may have to do. */
export function startWords(starting: Starting | null): { said: string; more: string } {
  switch (starting?.phase) {
    case undefined:
    case 'opening':
    case 'ready':
      return { said: 'Opening your rooms…', more: '' }
    case 'updating':
      return {
        said: 'Getting your messages ready for this version…',
        more: `${Math.floor(starting.progress * 100)} %. A copy of them as they were stays beside them.`,
      }
    case 'asking':
      return {
        said: 'Waiting for this computer’s key store…',
        more: 'It keeps your key, and may ask you for its password.',
      }
    case 'stuck':
      return { said: stuckTitle(starting.error), more: starting.error.message }
    default:
      return assertNever(starting)
  }
}

export function stuckTitle({ code }: ErrorValue): string {
  const key = code === 'identity_sealed' || code === 'identity_damaged'
  return key ? 'Your key cannot be opened' : 'Tincan cannot start'
}

/** What a new key costs, before there is one. */
export const NEW_KEY =
  'With a new key you are somebody new: hosts ask you again for the password or their word, and rooms that you hosted or joined with the old key can only be read. The old file is kept beside the new one.'

export const BACKUP_HINT =
  'The text that “Export key…” gave you, whole. The file that cannot be opened is kept beside the new one.'
