/** What a host does to bring others in. The password passes through, and no state here keeps it. */
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import { type Ask, type Surroundings, settle } from '../../store/store.ts'

interface Others {
  readonly ask: Ask
}

export function createInviteActions({ api }: Surroundings, { ask }: Others) {
  return {
    roomPassword: async (roomId: string) => (await ask(api.roomPassword({ roomId })))?.password,
    invite: (roomId: string, kind: VerbRequest<'invite'>['kind']) =>
      settle(api.invite({ roomId, kind })),
  }
}

export type InviteActions = ReturnType<typeof createInviteActions>
