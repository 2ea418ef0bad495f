/**
 * The composition root of the window's app: builds the services and has the window's verbs
 * answered with them. Nothing acts on import; what is built here is closed by `close()`.
 */
import { join } from 'node:path'
import { KeptPasswords } from '../core/identity/kept-passwords.ts'
import { PushHub } from '../core/rooms/push-hub.ts'
import { Rooms } from '../core/rooms/rooms.ts'
import { Warnings } from '../core/rooms/warnings.ts'
import { KnownHosts } from '../core/settings/known-hosts.ts'
import { Settings } from '../core/settings/settings.ts'
import { chatHandlers } from '../ipc/handlers/chat.ts'
import { connectHandlers } from '../ipc/handlers/connect.ts'
import { inviteHandlers } from '../ipc/handlers/invite.ts'
import { keyHandlers } from '../ipc/handlers/keys.ts'
import { moderationHandlers } from '../ipc/handlers/moderation.ts'
import { searchHandlers } from '../ipc/handlers/search.ts'
import { windowHandlers } from '../ipc/handlers/window.ts'
import type { Services } from '../ipc/services.ts'
import { type OpenedRoomPorts, openRoomPorts } from './room-ports.ts'
import type { ComposedApp, ComposePorts } from './types.ts'

/**
 * Composes the app; see {@link ComposePorts} for what it needs.
 * @throws {AppError} as {@link openRoomPorts} does, known_hosts_unreadable, storage_failed; then
 *   nothing is open
 */
export async function compose(ports: ComposePorts): Promise<ComposedApp> {
  const opened = await openRoomPorts(ports.dataDir, ports.logger, ports.onProgress)
  try {
    return await composeOver(opened, ports)
  } catch (error) {
    await opened.ports.store.close()
    throw error
  }
}

async function composeOver(opened: OpenedRoomPorts, ports: ComposePorts): Promise<ComposedApp> {
  const { version, profile, logger, desktop, own, keyStore } = ports
  const { clock, store } = opened.ports
  const settings = new Settings(ports.dataDir, logger)
  const hub = new PushHub(clock, logger)
  const knownHosts = KnownHosts.open(join(ports.dataDir, 'known-hosts.json'), logger)
  const passwordsPath = join(ports.dataDir, 'room-passwords.json')
  const settled = Promise.withResolvers<void>()
  const lasting = async () => {
    await settled.promise
    return own.lasting
  }
  const passwords = new KeptPasswords(passwordsPath, keyStore, logger, lasting)
  const warnings = new Warnings(hub)
  for (const one of ports.found) warnings.add(one)
  warnings.add(settings.damage)
  warnings.add(knownHosts.damage)
  warnings.add(opened.damage)
  const rooms = new Rooms({
    ...opened.ports,
    hub,
    logger,
    knownHosts,
    identity: () => own.identity,
    warning: (value) => warnings.add(value),
  })
  const ownKeyChanged = () => hub.add({ type: 'identity', identity: own.shown })
  const services: Services = {
    ...{ version, profile, logger, desktop, own, store, rooms, hub, settings, knownHosts },
    ...{ warnings, passwords, ownKeyChanged },
    saved: (failure) => {
      warnings.add(failure)
      hub.add({ type: 'settings', recents: settings.recents, name: settings.name })
    },
    keepPassword: ({ log: kept }, password) => {
      if (kept !== null) void passwords.keep(kept.roomId, password)
    },
  }
  await rooms.restore()
  // Rooms open from here on: nothing below may wait before the app is there to count them.
  void own.settle().then(() => {
    ownKeyChanged()
    settled.resolve()
  })

  let closing: Promise<void> | undefined
  return {
    handlers: {
      ...windowHandlers(services),
      ...connectHandlers(services),
      ...chatHandlers(services),
      ...searchHandlers(services),
      ...inviteHandlers(services),
      ...moderationHandlers(services),
      ...keyHandlers(services),
    },
    onPush: hub.onPush,
    hostedRooms: () => rooms.hosted,
    close: () => {
      closing ??= rooms
        .close()
        .finally(() => store.close())
        .finally(() => hub.close())
      return closing
    },
  }
}
