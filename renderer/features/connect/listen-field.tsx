/**
 * Where to listen: any address typed in, or one of this computer's, each with its kind in words.
 * An ARIA combobox: arrows open and walk the list, Enter takes, Escape closes only the list.
 */
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { OwnAddress } from '../../../shared/contract/snapshot.ts'
import { kindWords } from '../../store/words.ts'
import { cx } from '../../ui/cx.ts'
import fieldStyles from '../../ui/field.module.css'
import { FieldSaid } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from './listen-field.module.css'

interface ListenFieldProps {
  readonly addresses: readonly OwnAddress[]
  readonly value: string
  readonly onText: (text: string) => void
  readonly error: string | undefined
}

export function ListenField({ addresses, value, onText, error }: ListenFieldProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const input = useRef<HTMLInputElement>(null)
  const known = addresses.find((address) => address.ip === value.trim())

  const show = () => {
    setOpen(true)
    setAt(addresses.findIndex((address) => address.ip === value.trim()))
  }
  const take = (address: OwnAddress | undefined) => {
    setOpen(false)
    if (address !== undefined) onText(address.ip)
    input.current?.focus()
  }
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (!open) show()
      else setAt((at + step + addresses.length) % addresses.length)
    } else if (open && event.key === 'Enter' && at !== -1) {
      event.preventDefault()
      take(addresses[at])
    } else if (open && event.key === 'Escape') {
      setOpen(false)
    }
  }

  return (
    <div className={fieldStyles.field}>
      <label className={fieldStyles.label} htmlFor={id}>
        Listen on
      </label>
      <div className={styles.box}>
        <input
          ref={input}
          id={id}
          name="ip"
          className={cx(fieldStyles.input, styles.input)}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="none"
          aria-activedescendant={open && at !== -1 ? `${id}-${at}` : undefined}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-said`}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={(event) => {
            onText(event.target.value)
            setOpen(false)
          }}
          onKeyDown={press}
          onBlur={() => setOpen(false)}
          onClick={() => !open && show()}
        />
        <button
          type="button"
          className={styles.open}
          tabIndex={-1}
          aria-label="Show this computer’s addresses"
          onMouseDown={(event) => {
            // Keeps the focus in the field, whose blur would close the list at once.
            event.preventDefault()
            input.current?.focus()
            if (open) setOpen(false)
            else show()
          }}
        >
          <Icon name="chevron" />
        </button>
        <div
          id={`${id}-list`}
          className={styles.list}
          role="listbox"
          aria-label="Addresses of this computer"
          hidden={!open}
        >
          {addresses.map((address, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keys
            <div
              key={`${address.ip} ${address.label}`}
              id={`${id}-${index}`}
              className={styles.option}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              ref={(option) => {
                if (open && index === at) option?.scrollIntoView({ block: 'nearest' })
              }}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setAt(index)}
              onClick={() => take(address)}
            >
              <span>{placeWords(address)}</span>
              <span className={styles.ip}>{address.ip}</span>
            </div>
          ))}
        </div>
      </div>
      <FieldSaid id={`${id}-said`} error={error} hint={hintOf(known)} />
    </div>
  )
}

/** "Local network · eth0", "All networks · IPv4 and IPv6". */
function placeWords({ kind, label, family }: OwnAddress): string {
  const everything = family === 6 ? 'IPv4 and IPv6' : 'IPv4'
  const where = kind === 'all' ? everything : label
  return where === '' ? kindWords(kind) : `${kindWords(kind)} · ${where}`
}

function hintOf(address: OwnAddress | undefined): string {
  switch (address?.kind) {
    case undefined:
      return 'One of this computer’s addresses'
    case 'all':
      return 'All networks: whoever can reach this computer'
    case 'loopback':
      return 'This computer only: nobody else can join'
    default:
      return address === undefined ? '' : placeWords(address)
  }
}
