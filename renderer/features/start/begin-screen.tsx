/** Before there is anything to show: what is waited for, said quietly, or the way out of a start that is stuck. */
import { useTincan } from '../../store/context.tsx'
import { cx } from '../../ui/cx.ts'
import screenStyles from '../../ui/screen.module.css'
import styles from './start.module.css'
import { startWords } from './start-words.ts'
import { StuckScreen } from './stuck-screen.tsx'

export function BeginScreen() {
  const starting = useTincan((state) => state.starting)
  if (starting?.phase === 'stuck') {
    return <StuckScreen key={starting.step} error={starting.error} ways={starting.ways} />
  }
  const { said, more } = startWords(starting)
  return (
    <main className={screenStyles.screen}>
      <div className={cx(screenStyles.middle, styles.begin)} role="status" key={said}>
        <p>{said}</p>
        {more !== '' && <p className={styles.more}>{more}</p>}
      </div>
    </main>
  )
}
