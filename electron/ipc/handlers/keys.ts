/** Our own key, and those of the hosts that we have met. */
import type { LateHandlers } from '../../../shared/contract/ipc.ts'
import { exportIdentity, importIdentity } from '../../core/identity/identity-backup.ts'
import type { Services } from '../services.ts'

/**
 * `knownHosts` throws known_hosts_unreadable, `forgetHost` known_hosts_not_saved, `exportIdentity`
 * passphrase_weak, `importIdentity` passphrase_wrong or identity_not_saved.
 */
export function keyHandlers({ knownHosts, own, ownKeyChanged }: Services) {
  return {
    knownHosts: () => knownHosts.list(),
    forgetHost: ({ key }) => knownHosts.forget(key),
    exportIdentity: async ({ passphrase }) => ({
      text: await exportIdentity(own.identity, passphrase),
    }),
    importIdentity: async ({ passphrase, text }) => {
      await own.replace(await importIdentity(text, passphrase))
      ownKeyChanged()
    },
  } satisfies Partial<LateHandlers>
}
