/** All there is to show, and what a window does that is about no room. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import type { Services } from '../services.ts'

/** `snapshot` answers at once with what is there; a warning that is gone is no fault. */
export function windowHandlers(services: Services) {
  const { hub, rooms, settings, own, warnings, desktop } = services
  return {
    snapshot: () => ({
      // Flushed first: a snapshot and the pushes after it must not tell the same thing twice.
      revision: hub.flush(),
      version: services.version,
      profile: services.profile,
      rooms: rooms.snapshots,
      recents: settings.recents,
      name: settings.name,
      identity: own.shown,
      warnings: warnings.all,
    }),
    dismissWarning: ({ code }) => warnings.dismiss(code),
    copy: ({ text }) => desktop.copy(text),
  } satisfies Partial<LateHandlers>
}
