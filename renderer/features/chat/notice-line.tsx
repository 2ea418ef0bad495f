/** Comings, goings and other news of the room, and the lines between days: quiet, centred. */
import { memo } from 'react'
import { noticeRowWords } from '../../store/notice-words.ts'
import type { NoticeRow } from '../../store/rows.ts'
import { dayWords, momentWords } from '../../store/time.ts'
import styles from './notice-line.module.css'

interface NoticeLineProps {
  readonly row: NoticeRow
  /** Another day, or midnight in another time zone: times are written anew. */
  readonly today: number
}

export const NoticeLine = memo(function NoticeLine({ row }: NoticeLineProps) {
  const type = row.notices[0]?.notice.type
  return (
    <p
      className={styles.notice}
      data-testid="notice"
      data-type={type}
      title={momentWords(row.time)}
    >
      {noticeRowWords(row).map((words, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand twice in a row.
        <span key={`${index} ${words}`}>
          {index > 0 && <span> · </span>}
          <span dir="ltr">{words}</span>
        </span>
      ))}
    </p>
  )
})

export function DayLine({ time, today }: { readonly time: number; readonly today: number }) {
  return (
    <h3 className={styles.day}>
      <span>{dayWords(time, today)}</span>
    </h3>
  )
}

export function NewLine() {
  return (
    <p className={styles.fresh}>
      <span>New</span>
    </p>
  )
}
