/** What stands beside a name in a frame of its own: a role, or the beginning of a key. */
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './tag.module.css'

const looks = {
  plain: undefined,
  you: styles.you,
  key: styles.key,
  danger: styles.danger,
} as const

interface TagProps {
  readonly look?: keyof typeof looks
  readonly title?: string
  readonly children: ReactNode
}

export function Tag({ look = 'plain', title, children }: TagProps) {
  return (
    <span className={cx(styles.tag, looks[look])} title={title}>
      {children}
    </span>
  )
}

/** Beside a name that another member has as well. */
export function KeyTag({ tag }: { readonly tag: string }) {
  return (
    <Tag look="key" title={`Another member has this name. This one’s key: ${tag}…`}>
      {tag}
    </Tag>
  )
}
