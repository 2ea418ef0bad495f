/** Into rooms: hosting one, joining one, and back into those of before. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import { parsePort } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { newPassphrase } from '../../core/auth/passphrase.ts'
import { systemClock } from '../../core/clock.ts'
import { hostChoices, readInterfaces } from '../../core/net/own-addresses.ts'
import type { Services } from '../services.ts'

/**
 * `host` and `join` throw with the field to mend (`details.field`), where there is one. What was
 * entered is remembered only when it has led into a room.
 */
export function connectHandlers({ rooms, settings, logger, saved, keepPassword }: Services) {
  return {
    hostOptions: () => {
      const addresses = hostChoices(readInterfaces())
      const choice = settings.hostChoice
      return { addresses, choice: { ...choice, ip: choice.ip || (addresses[0]?.ip ?? '') } }
    },
    newPassword: () => ({ password: newPassphrase() }),
    host: async ({ ip, port, ...request }) => {
      // Digits from 1 to 65535 and nothing else: 0, which lets the system choose, is for terminals.
      const number = parsePort(String(port))
      if (number === undefined) throw new AppError('port_invalid', { field: 'port' })
      const opened = await rooms.host({ ...request, ip, port: number })
      keepPassword(opened, request.password)
      const self = opened.session.self?.name ?? request.name
      saved(settings.rememberHosting({ ip, port: number, room: opened.info.name, name: self }))
      logger.info('hosting on port', opened.info.hosting?.port)
      return { roomId: opened.id }
    },
    join: async ({ attemptId, address, name }) => {
      const joined = await rooms.join(attemptId, { address, name })
      const recent = {
        address: joined.address,
        room: joined.info.name,
        name: name.trim(),
        time: systemClock.wall(),
      }
      saved(settings.rememberJoining(recent))
      logger.info('joined', joined.address)
      return { roomId: joined.id }
    },
    answer: ({ attemptId, answer }) => rooms.answer(attemptId, answer),
    cancelJoin: ({ attemptId }) => rooms.cancel(attemptId),
    rejoin: ({ roomId }) => rooms.rejoin(roomId),
    reconnectNow: ({ roomId }) => rooms.get(roomId).session.reconnectNow(),
    forgetRecent: ({ address }) => saved(settings.forgetRecent(address)),
  } satisfies Partial<LateHandlers>
}
