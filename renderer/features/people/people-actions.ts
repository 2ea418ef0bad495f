/** What a host does about people: let in, refuse, send out. */
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import type { Expelling } from '../../store/state.ts'
import type { Attempt, Surroundings, TincanStore } from '../../store/store.ts'

interface Others {
  readonly attempt: Attempt
}

export function createPeopleActions(
  store: TincanStore,
  { api }: Surroundings,
  { attempt }: Others,
) {
  const moderateQuietly = (roomId: string, action: ModerationAction) =>
    void attempt(api.moderate({ roomId, action }))

  return {
    moderateQuietly,
    /** Asks before somebody is sent out. */
    askToExpel: (expelling: Expelling) =>
      store.setState({ dialog: { kind: 'expel', ...expelling } }),
    expel: ({ roomId, member, how }: Expelling) => {
      if (store.getState().dialog?.kind === 'expel') store.setState({ dialog: null })
      moderateQuietly(roomId, { type: how, key: member.id })
    },
  }
}

export type PeopleActions = ReturnType<typeof createPeopleActions>
