/** What a person does about a start that is stuck. */
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import { type Ask, type Surroundings, settle } from '../../store/store.ts'

interface Others {
  readonly ask: Ask
}

export function createStartActions({ api }: Surroundings, { ask }: Others) {
  return {
    /** Goes on with a start that is stuck; answers with what is wrong, or null. */
    recover: async (choice: VerbRequest<'recover'>): Promise<ErrorValue | null> => {
      const answer = await settle(api.recover(choice))
      return answer.ok ? null : answer.error
    },
    quit: () => void ask(api.quit()),
  }
}

export type StartActions = ReturnType<typeof createStartActions>
