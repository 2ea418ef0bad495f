/**
 * Joining = a session whose stream comes from the dialer. Windows and the terminal both join
 * through here.
 */
import { type Address, formatAddress, parseAddress } from '../../shared/address.ts'
import { AppError } from '../../shared/errors.ts'
import type { Clock } from '../clock.ts'
import { dial } from '../net/dialer.ts'
import { type SessionNews, SessionService } from '../session/session-service.ts'
import { judgeName } from './hosting.ts'

/** The address a person typed; throws address_invalid or port_invalid with its reason. */
export function judgeAddress(typed: string): Address {
  const parsed = parseAddress(typed)
  if (parsed.ok) return parsed.address
  throw new AppError(parsed.code, { field: 'address', reason: parsed.reason })
}

/**
 * A session for a room elsewhere, not yet connected: `connect()` is the caller's next step.
 * @throws {AppError} address_invalid, port_invalid, name_invalid
 */
export function joinRoom(
  request: { readonly address: string; readonly name: string },
  clock: Clock,
  onNews: (news: SessionNews) => void,
): SessionService {
  const address = judgeAddress(request.address)
  return new SessionService({
    name: judgeName(request.name),
    address: formatAddress(address),
    clock,
    onNews,
    open: (signal, onStage) => dial(address, { clock, signal, onStage }),
  })
}
