/**
 * The composition root: builds the services and answers the window's verbs with them. Nothing
 * acts on import; what is built here is closed by `close()`.
 */
import { join } from 'node:path'
import type { CoreHandlers } from '../../shared/contract/ipc.ts'
import { parsePort } from '../../shared/domain/address.ts'
import { AppError, type ErrorValue } from '../../shared/domain/errors.ts'
import { newPassphrase } from '../core/auth/passphrase.ts'
import { systemClock } from '../core/clock.ts'
import { exportIdentity, importIdentity } from '../core/identity/identity-backup.ts'
import { KeptPasswords } from '../core/identity/kept-passwords.ts'
import { NetworkWatch, readSight } from '../core/net/network-watch.ts'
import { hostChoices, readInterfaces } from '../core/net/own-addresses.ts'
import type { OpenRoom } from '../core/rooms/open-room.ts'
import { PushHub } from '../core/rooms/push-hub.ts'
import { Rooms } from '../core/rooms/rooms.ts'
import { searchRooms } from '../core/rooms/search.ts'
import { KnownHosts } from '../core/settings/known-hosts.ts'
import { Settings } from '../core/settings/settings.ts'
import { exportName } from '../core/store/export-name.ts'
import { type OpenedStore, openStore } from '../core/store/open-store.ts'
import { MESSAGES } from '../core/store/store.ts'
import type { Core, CorePorts } from './types.ts'

/**
 * Builds the core; see {@link CorePorts} for what it needs.
 * @throws {AppError} when the messages cannot be opened; then nothing is open
 */
export async function compose(ports: CorePorts): Promise<Core> {
  const path = join(ports.dataDir, MESSAGES)
  const opened = await openStore({ path, clock: systemClock, log: ports.log })
  try {
    return await composeOver(opened, ports)
  } catch (error) {
    await opened.store.close()
    throw error
  }
}

async function composeOver(opened: OpenedStore, ports: CorePorts): Promise<Core> {
  const { log, desktop, own, keyStore } = ports
  const { store } = opened
  const clock = systemClock
  const settings = new Settings(ports.dataDir, log)
  const hub = new PushHub(clock, log)
  const knownHosts = KnownHosts.open(join(ports.dataDir, 'known-hosts.json'), log)
  const passwordsPath = join(ports.dataDir, 'room-passwords.json')
  const settled = Promise.withResolvers<void>()
  const lasting = async () => {
    await settled.promise
    return own.lasting
  }
  const passwords = new KeptPasswords(passwordsPath, keyStore, log, lasting)
  const notices = new Map<string, ErrorValue>()

  const notice = (value: ErrorValue | null) => {
    if (value === null) return
    notices.set(value.code, value)
    hub.add({ type: 'notices', notices: [...notices.values()] })
  }
  const ownKeyChanged = () => hub.add({ type: 'identity', identity: own.shown })
  const saved = (failure: ErrorValue | null) => {
    notice(failure)
    hub.add({ type: 'settings', recents: settings.recents, name: settings.name })
  }
  for (const one of ports.found) notice(one)
  notice(settings.damage)
  notice(knownHosts.damage)
  notice(opened.damage)
  const rooms = new Rooms({
    clock,
    hub,
    log,
    knownHosts,
    store,
    notice,
    network: new NetworkWatch(clock, readSight),
    identity: () => own.identity,
  })
  // Whatever opens or ends a room is pushed.
  hub.onPush(() => desktop.roomsOpen(rooms.open))
  await rooms.restore()
  void own.settle().then(() => {
    ownKeyChanged()
    settled.resolve()
  })

  const keepPassword = async ({ log: kept }: OpenRoom, password: string | null) => {
    if (kept !== null) await passwords.keep(kept.roomId, password)
  }
  const keepDraft = async (room: OpenRoom, text: string) => {
    room.draft = text
    if (room.log !== null) await store.draft(room.log.id, text)
  }

  const handlers: CoreHandlers = {
    snapshot: () => ({
      // Flushed first: a snapshot and the pushes after it must not tell the same thing twice.
      revision: hub.flush(),
      version: ports.version,
      profile: ports.profile,
      rooms: rooms.snapshots,
      recents: settings.recents,
      name: settings.name,
      identity: own.shown,
      notices: [...notices.values()],
    }),
    hostOptions: () => {
      const addresses = hostChoices(readInterfaces())
      const choice = settings.hostChoice
      return { addresses, choice: { ...choice, ip: choice.ip || (addresses[0]?.ip ?? '') } }
    },
    host: async ({ ip, port, ...request }) => {
      // Digits from 1 to 65535 and nothing else: 0, which lets the system choose, is for terminals.
      const number = parsePort(String(port))
      if (number === undefined) throw new AppError('port_invalid', { field: 'port' })
      const opened = await rooms.host({ ...request, ip, port: number })
      void keepPassword(opened, request.password)
      const self = opened.session.self?.name ?? request.name
      saved(settings.rememberHosting({ ip, port: number, room: opened.info.name, name: self }))
      log.info('hosting on port', opened.info.hosting?.port)
      return { roomId: opened.id }
    },
    join: async ({ attemptId, address, name }) => {
      const joined = await rooms.join(attemptId, { address, name })
      const recent = {
        address: joined.address,
        room: joined.info.name,
        name: name.trim(),
        time: clock.wall(),
      }
      saved(settings.rememberJoining(recent))
      log.info('joined', joined.address)
      return { roomId: joined.id }
    },
    newPassword: () => ({ password: newPassphrase() }),
    answer: ({ attemptId, answer }) => rooms.answer(attemptId, answer),
    moderate: async ({ roomId, action }) => {
      await rooms.moderate(roomId, action)
      if (action.type === 'password') void keepPassword(rooms.get(roomId), action.password)
    },
    roomPassword: async ({ roomId }) => {
      const { hosted, log } = rooms.get(roomId)
      const known = hosted?.room.access.password === true && log !== null
      return { password: known ? await passwords.of(log.roomId) : null }
    },
    invite: async ({ roomId, kind }) => {
      const { hosted } = rooms.get(roomId)
      if (hosted === null) throw new AppError('room_unknown')
      return { link: kind === 'open' ? hosted.link : await hosted.invite(kind) }
    },
    knownHosts: () => knownHosts.list(),
    forgetHost: ({ key }) => knownHosts.forget(key),
    exportIdentity: async ({ passphrase }) => ({
      text: await exportIdentity(own.identity, passphrase),
    }),
    importIdentity: async ({ passphrase, text }) => {
      await own.replace(await importIdentity(text, passphrase))
      ownKeyChanged()
    },
    cancelJoin: ({ attemptId }) => rooms.cancel(attemptId),
    rejoin: ({ roomId }) => rooms.rejoin(roomId),
    reconnectNow: ({ roomId }) => rooms.get(roomId).session.reconnectNow(),
    say: ({ roomId, cid, text }) => {
      const room = rooms.get(roomId)
      room.session.say(cid, text)
      // Asked for in the same moment, so in the same transaction as the words themselves.
      void keepDraft(room, '').catch((error) => log.warn('draft', error))
    },
    resend: ({ roomId, cid }) => rooms.get(roomId).session.resend(cid),
    withdraw: ({ roomId, cid }) => ({ text: rooms.get(roomId).session.withdraw(cid) ?? '' }),
    leave: ({ roomId }) => rooms.get(roomId).leave(),
    draft: ({ roomId, text }) => keepDraft(rooms.get(roomId), text),
    deleteRoom: async ({ roomId }) => {
      const room = rooms.get(roomId)
      await rooms.delete(roomId)
      void keepPassword(room, null)
    },
    history: ({ roomId, where, limit }) => rooms.get(roomId).session.history(where, limit),
    search: ({ text, roomId, next }) => searchRooms(rooms, store, text, roomId, next),
    exportRoom: async ({ roomId, format }) => {
      const { log, info } = rooms.get(roomId)
      const file = log === null ? null : await desktop.saveAs(exportName(info.name, format))
      if (log === null || file === null) return { file: null, messages: 0 }
      return { file, messages: await store.export(log.id, format, file) }
    },
    forgetRecent: ({ address }) => saved(settings.forgetRecent(address)),
    dismissNotice: ({ code }) => {
      notices.delete(code)
      hub.add({ type: 'notices', notices: [...notices.values()] })
    },
    copy: ({ text }) => desktop.copy(text),
    openLink: ({ url }) => desktop.openLink(url),
  }

  let closing: Promise<void> | undefined
  return {
    handlers,
    onPush: hub.onPush,
    hostedRooms: () => rooms.hosted,
    close: () => {
      closing ??= rooms
        .close()
        .finally(() => store.close())
        .finally(() => {
          hub.close()
          desktop.roomsOpen(0)
        })
      return closing
    },
  }
}
