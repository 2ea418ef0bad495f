/** What opens from a button: things to do, one under the other. */
import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import styles from './menu.module.css'

interface MenuProps {
  /** The button that opens it. */
  readonly trigger: ReactNode
  /** As wide as a word or two. */
  readonly short?: boolean
  readonly children: ReactNode
}

export function Menu({ trigger, short = false, children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={cx(styles.menu, short && styles.short)}
          align="end"
          sideOffset={4}
          collisionPadding={8}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps extends Pick<ComponentProps<typeof DropdownMenu.Item>, 'children'> {
  readonly danger?: boolean
  readonly onSelect: () => void
}

export function MenuItem({ danger = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={cx(styles.item, danger && styles.danger)} onSelect={onSelect}>
      {children}
    </DropdownMenu.Item>
  )
}

/** What the things to do are about. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <DropdownMenu.Label className={styles.label}>{children}</DropdownMenu.Label>
}

export function MenuLine() {
  return <DropdownMenu.Separator className={styles.line} />
}
