/**
 * What a join or rejoin under way shows: how far it is, or what it asks. It stays mounted from
 * the first question to the outcome, so that a password typed is still there when it was wrong.
 */
import { useState } from 'react'
import type { VerbRequest } from '../../../shared/contract/ipc.ts'
import type { JoinQuestion } from '../../../shared/domain/session.ts'
import { stageWords } from '../../store/connection-words.ts'
import { useActions } from '../../store/context.tsx'
import type { Attempt } from '../../store/view.ts'
import { Button } from '../../ui/button.tsx'
import { Cans } from '../../ui/cans.tsx'
import styles from './join-steps.module.css'
import { PasswordStep } from './password-step.tsx'
import { TrustStep } from './trust-step.tsx'

interface JoinStepsProps {
  readonly attemptId: string
  readonly attempt: Attempt | undefined
  readonly address: string
  readonly onCancel: () => void
}

export function JoinSteps({ attemptId, attempt, address, onCancel }: JoinStepsProps) {
  const { answer } = useActions()
  const [password, setPassword] = useState('')
  // Between the click and the news of it the question is as good as gone: no second click.
  const [answered, setAnswered] = useState<JoinQuestion | null>(null)
  const question = attempt?.question ?? null

  const give = async (given: VerbRequest<'answer'>['answer']) => {
    setAnswered(question)
    if (!(await answer(attemptId, given))) setAnswered(null)
  }

  if (question === null || question === answered) {
    const stage = question?.kind === 'password' ? 'proving' : (attempt?.stage ?? 'resolving')
    return (
      <footer className={styles.connecting}>
        <Cans small mood="plucked" />
        <p className={styles.stage} role="status">
          {stageWords(stage, address)}
        </p>
        <Button autoFocus onClick={onCancel}>
          Cancel
        </Button>
      </footer>
    )
  }
  if (question.kind === 'trust') {
    return (
      <TrustStep
        question={question}
        onTrust={() => void give({ kind: 'trust' })}
        onCancel={onCancel}
      />
    )
  }
  return (
    <PasswordStep
      question={question}
      password={password}
      onText={setPassword}
      onEnter={() => void give({ kind: 'password', password })}
      onCancel={onCancel}
    />
  )
}
