/** What stands in the place of a message that was deleted. */
import { momentWords } from '../../store/time.ts'
import styles from './deletion.module.css'
import type { StandingProps } from './standing-props.ts'

export function DeletionView({ entry, shown }: StandingProps<'deletion'>) {
  if (!entry.withdrawn) return null
  const by = shown?.mine === true ? 'you' : shown?.name
  return (
    <p
      className={styles.deleted}
      data-testid="deleted"
      title={shown ? momentWords(shown.time) : undefined}
    >
      {by === undefined ? 'Deleted' : 'Deleted by '}
      {by !== undefined && <bdi>{by}</bdi>}
    </p>
  )
}
