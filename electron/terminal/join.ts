/** Joining as the command line asks for it: nobody sits here to answer a question. */
import { AppError, type ErrorValue, errorValue } from '../../shared/domain/errors.ts'
import { readableFingerprint } from '../../shared/domain/fingerprint.ts'
import type { JoinQuestion } from '../../shared/domain/session.ts'
import type { JoinAnswer } from '../core/member/rules/state.ts'
import type { SessionService } from '../core/member/session-service.ts'
import type { TerminalRequest } from './arguments.ts'
import type { TerminalEvent } from './output.ts'

/**
 * Comes in, and gives up when interrupted.
 * @returns the first line to print
 * @throws {AppError} why it could not; cancelled when it was interrupted
 */
export async function join(
  session: SessionService,
  asked: string,
  interrupted: AbortSignal,
): Promise<TerminalEvent> {
  if (interrupted.aborted) throw new AppError('cancelled')
  interrupted.addEventListener('abort', () => session.leave())
  await session.connect()
  const { room, self, members, entrySeq: seq } = session
  const [name, roomId] = [self?.name ?? '', room?.id ?? '']
  return { type: 'joined', room: room?.name ?? '', roomId, seq, asked, name, members }
}

/** What the command line answers; what it does not ends the join with the error. */
export function answerOf(
  question: JoinQuestion,
  { trustFirstUse }: TerminalRequest,
  password: string | null,
): { readonly answer: JoinAnswer } | { readonly error: ErrorValue } {
  if (question.kind === 'trust') {
    if (trustFirstUse) return { answer: { kind: 'trust' } }
    const { key, address } = question
    const shown = readableFingerprint(key)
    return { error: errorValue('unknown_host', { address, shown, fingerprint: key }) }
  }
  if (question.wrong) return { error: errorValue('auth_failed') }
  if (password === null) return { error: errorValue('password_needed') }
  return { answer: { kind: 'password', password } }
}
