import { expect, test } from 'vitest'
import type { TerminalRequest } from '../../../electron/terminal/arguments.ts'
import { answerOf } from '../../../electron/terminal/join.ts'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { keyOf } from '../../support/pure-room.ts'

const trust: JoinQuestion = { kind: 'trust', key: keyOf(1), address: 'lab:1', room: 'Lab' }
const password: JoinQuestion = { kind: 'password', room: 'Lab', wrong: false, triesLeft: 3 }
const asked = (trustFirstUse: boolean) => ({ trustFirstUse }) as TerminalRequest

test.each<[string, JoinQuestion, boolean, string | null, object]>([
  ['trusts what it was told to', trust, true, null, { answer: { kind: 'trust' } }],
  ['trusts nobody else', trust, false, 'pw', { error: { code: 'unknown_host' } }],
  ['gives its password', password, false, 'pw', { answer: { kind: 'password', password: 'pw' } }],
  ['has none', password, true, null, { error: { code: 'password_needed' } }],
  [
    'does not say a wrong one twice',
    { ...password, wrong: true },
    true,
    'pw',
    { error: { code: 'auth_failed' } },
  ],
])(
  'a command line answers what a person would be asked: it %s',
  (_, question, trusts, has, answer) => {
    expect(answerOf(question, asked(trusts), has)).toMatchObject(answer)
  },
)
