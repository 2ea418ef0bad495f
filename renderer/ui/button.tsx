/** The buttons: `primary` once a screen at most, `plain` beside it, `quiet` and `tool` for tools. */
import type { ComponentProps } from 'react'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

const looks = {
  primary: styles.primary,
  plain: styles.plain,
  quiet: styles.quiet,
  tool: cx(styles.quiet, styles.tool),
  danger: styles.danger,
} as const

const sizes = { small: styles.small, usual: undefined, large: styles.large } as const

interface ButtonProps extends ComponentProps<'button'> {
  /** A `tool` is quiet, narrow, and may be pressed. */
  readonly look?: keyof typeof looks
  readonly size?: keyof typeof sizes
  readonly icon?: IconName
}

export function Button(props: ButtonProps) {
  const { look = 'plain', size = 'usual', icon, className, children, ...rest } = props
  return (
    <button
      type="button"
      className={cx(styles.button, looks[look], sizes[size], className)}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  )
}

interface IconButtonProps extends ComponentProps<'button'> {
  readonly icon: IconName
  /** Its accessible name; the tooltip adds the shortcut, where there is one. */
  readonly label: string
  readonly hint?: string
}

export function IconButton({ icon, label, hint, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={cx(styles.iconButton, className)}
      aria-label={label}
      title={hint ?? label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  )
}
