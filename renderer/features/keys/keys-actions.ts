/**
 * What a person does about keys, passwords and the door of a room. Answers that belong into a
 * form come back as they are; passwords pass through, and no state here keeps them.
 */

import type { Envelope, Request } from '../../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { Fingerprint } from '../../../shared/domain/fingerprint.ts'
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import type { Expelling } from '../../store/state.ts'
import { type Surroundings, settle, type TincanStore } from '../../store/store.ts'
import { roomOf } from '../../store/view.ts'

interface Others {
  readonly attempt: <T>(answer: Promise<Envelope<T>>) => Promise<T | undefined>
}

export function createSecureActions(
  store: TincanStore,
  { api }: Surroundings,
  { attempt }: Others,
) {
  const get = () => store.getState()

  /** Does what a host can; answers with what is wrong, or null. */
  const moderate = async (roomId: string, action: ModerationAction): Promise<ErrorValue | null> => {
    const answer = await settle(api.moderate({ roomId, action }))
    return answer.ok ? null : answer.error
  }
  const adminQuietly = (roomId: string, action: ModerationAction) =>
    void attempt(api.moderate({ roomId, action }))

  store.subscribe(({ view, rejoining }) => {
    const phase = roomOf(view, rejoining)?.info.connection.phase
    if (phase === 'live' || phase === 'catching_up') store.setState({ rejoining: null })
  })

  return {
    moderate,
    adminQuietly,
    newPassword: async () => (await attempt(api.newPassword()))?.password,

    /** Answers what a join asked. Whether it was taken: if not, the question stands again. */
    answer: async (attemptId: string, answer: Request<'answer'>['answer']): Promise<boolean> => {
      const settled = await settle(api.answer({ attemptId, answer }))
      if (!settled.ok) store.setState({ troubles: [...get().troubles, settled.error] })
      return settled.ok
    },
    /** The rejoin's outcome has been read. */
    endRejoin: () => store.setState({ rejoining: null }),

    openKey: () => store.setState({ dialog: { kind: 'key' } }),
    openSettings: (roomId: string) => store.setState({ dialog: { kind: 'settings', roomId } }),
    /** Opens the known hosts; a join form that was open is there again afterwards. */
    openHosts: (changed: string | null = null) => {
      const { dialog, joinError } = get()
      const typed = joinError?.code === 'pin_mismatch' && dialog?.kind === 'join' ? dialog : null
      store.setState({
        dialog: { kind: 'hosts', changed, after: typed },
        joinError: null,
        rejoining: null,
      })
    },
    /** Keeps what was typed for when the form opens again. */
    keepJoinForm: (address: string, name: string) => {
      if (get().dialog?.kind === 'join') store.setState({ dialog: { kind: 'join', address, name } })
    },
    knownHosts: () => settle(api.knownHosts()),
    forgetHost: (key: Fingerprint) => settle(api.forgetHost({ key })),
    exportIdentity: (passphrase: string) => settle(api.exportIdentity({ passphrase })),
    importIdentity: async (text: string, passphrase: string): Promise<ErrorValue | null> => {
      const answer = await settle(api.importIdentity({ text, passphrase }))
      return answer.ok ? null : answer.error
    },
    /** Goes on with a start that is stuck; answers with what is wrong, or null. */
    recover: async (choice: Request<'recover'>): Promise<ErrorValue | null> => {
      const answer = await settle(api.recover(choice))
      return answer.ok ? null : answer.error
    },
    quit: () => void attempt(api.quit()),
    roomPassword: async (roomId: string) => (await attempt(api.roomPassword({ roomId })))?.password,
    invite: (roomId: string, kind: Request<'invite'>['kind']) =>
      settle(api.invite({ roomId, kind })),

    /** Asks before somebody is sent out. */
    askToExpel: (expelling: Expelling) =>
      store.setState({ dialog: { kind: 'expel', ...expelling } }),
    expel: ({ roomId, member, how }: Expelling) => {
      if (get().dialog?.kind === 'expel') store.setState({ dialog: null })
      adminQuietly(roomId, { type: how, key: member.id })
    },
  }
}
