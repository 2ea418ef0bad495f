/** What a host decides about a room: who may come in, and what they see. */
import type { ErrorValue } from '../../../shared/domain/errors.ts'
import type { ModerationAction } from '../../../shared/domain/moderation.ts'
import { type Surroundings, settle, type TincanStore } from '../../store/store.ts'

export function createSettingsActions(store: TincanStore, { api }: Surroundings) {
  return {
    openSettings: (roomId: string) => store.setState({ dialog: { kind: 'settings', roomId } }),
    /** Does what a host can; answers with what is wrong, or null. */
    moderate: async (roomId: string, action: ModerationAction): Promise<ErrorValue | null> => {
      const answer = await settle(api.moderate({ roomId, action }))
      return answer.ok ? null : answer.error
    },
  }
}

export type SettingsActions = ReturnType<typeof createSettingsActions>
