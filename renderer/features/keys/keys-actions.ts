/**
 * What a person does with keys: their own, and those of hosts. Passphrases pass through, and no
 * state here keeps them.
 */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import { type Surroundings, settle, type TincanStore } from '../../store/store.ts'

export function createKeysActions(store: TincanStore, { api }: Surroundings) {
  return {
    openKey: () => store.setState({ dialog: { kind: 'key' } }),
    /** Opens the known hosts; a join form that was open is there again afterwards. */
    openHosts: (changed: string | null = null) => {
      const { dialog } = store.getState()
      const after = dialog?.kind === 'join' ? dialog : null
      store.setState({ dialog: { kind: 'hosts', changed, after } })
    },
    knownHosts: () => settle(api.knownHosts()),
    forgetHost: (key: Fingerprint) => settle(api.forgetHost({ key })),
    exportIdentity: (passphrase: string) => settle(api.exportIdentity({ passphrase })),
    importIdentity: async (text: string, passphrase: string): Promise<ErrorValue | null> => {
      const answer = await settle(api.importIdentity({ text, passphrase }))
      return answer.ok ? null : answer.error
    },
  }
}

export type KeysActions = ReturnType<typeof createKeysActions>
