/** Leads back to the end of the conversation, and counts what came there meanwhile. */

import { countWords } from '../../store/count-words.ts'
import { messagesSince, type Timeline } from '../../store/timeline.ts'
import { Icon } from '../../ui/icon.tsx'
import styles from './timeline.module.css'

interface JumpToLatestProps {
  readonly timeline: Timeline
  /** `at` of the newest entry when the end was last in sight. */
  readonly seenEnd: number
  readonly onJump: () => void
}

export function JumpToLatest({ timeline, seenEnd, onJump }: JumpToLatestProps) {
  const count = messagesSince(timeline, seenEnd)
  return (
    <button
      type="button"
      className={styles.jump}
      aria-label="Jump to latest"
      title="Jump to latest"
      onClick={onJump}
    >
      <Icon name="down" />
      {count === 0 ? 'Latest' : countWords(count, 'new message', 'new messages')}
    </button>
  )
}
