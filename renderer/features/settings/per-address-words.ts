/** What one network address may have of a room's places, in words. Pure. */
import type { PerAddress } from '../../../shared/domain/moderation.ts'

export function perAddressWords(perAddress: PerAddress): string {
  if (perAddress === 'all') return 'Any number, as from a school or an office.'
  const most = perAddress === null ? 'an eighth of the places' : `${perAddress} places`
  return `Once the room is half full, one address gets no more than ${most}.`
}
