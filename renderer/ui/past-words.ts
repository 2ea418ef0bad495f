/** What newcomers see of what was said before, in words. Pure. */
import type { Past } from '../../shared/domain/moderation.ts'

export function pastWords(past: Past): string {
  if (past === 'all') return 'Everything said before'
  if (past === 'none') return 'Nothing said before'
  return past === 1 ? 'The last message' : `The last ${past.toLocaleString('en')} messages`
}
