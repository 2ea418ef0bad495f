/** What a host does to bring others in. The password passes through, and no state here keeps it. */
import type { Request } from '../../../shared/contract/ipc.ts'
import { type Attempt, type Surroundings, settle } from '../../store/store.ts'

interface Others {
  readonly attempt: Attempt
}

export function createInviteActions({ api }: Surroundings, { attempt }: Others) {
  return {
    roomPassword: async (roomId: string) => (await attempt(api.roomPassword({ roomId })))?.password,
    invite: (roomId: string, kind: Request<'invite'>['kind']) =>
      settle(api.invite({ roomId, kind })),
  }
}

export type InviteActions = ReturnType<typeof createInviteActions>
