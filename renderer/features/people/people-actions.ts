/** What a host does about people: let in, refuse, send out. */
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import type { Expelling } from '../../store/state.ts'
import type { Ask, Surroundings, TincanStore } from '../../store/store.ts'

interface Others {
  readonly ask: Ask
}

export function createPeopleActions(store: TincanStore, { api }: Surroundings, { ask }: Others) {
  const moderateQuietly = (roomId: string, action: ModerationAction) =>
    void ask(api.moderate({ roomId, action }))

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
