/** The buttons: `primary` once a screen at most, `plain` beside it, `quiet` for tools. */
import type { ComponentProps } from 'react'
import { Icon, type IconName } from './icon.tsx'

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: IconName
}

export function Button({ look = 'plain', icon, className, children, ...rest }: ButtonProps) {
  const name = className === undefined ? `button ${look}` : `button ${look} ${className}`
  return (
    <button type="button" className={name} {...rest}>
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
      className={className === undefined ? 'icon-button' : `icon-button ${className}`}
      aria-label={label}
      title={hint ?? label}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  )
}
