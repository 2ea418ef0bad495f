/**
 * Where to listen: any address typed in, or one of this computer's, each with its kind in words.
 * A combobox: arrows open and walk the list, Enter takes, Escape closes only the list.
 */
import { type UseComboboxState, type UseComboboxStateChangeOptions, useCombobox } from 'downshift'
import { type KeyboardEvent, useId } from 'react'
import type { OwnAddress } from '../../../shared/domain/own-address.ts'
import { kindWords } from '../../store/address-words.ts'
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
  const chosen = addresses.findIndex((address) => address.ip === value.trim())
  const box = useCombobox<OwnAddress>({
    id,
    inputId: id,
    items: [...addresses],
    itemToString: (address) => address?.ip ?? '',
    inputValue: value,
    // The text is what counts, and any will do: nothing stays chosen.
    selectedItem: null,
    onSelectedItemChange: ({ selectedItem }) => {
      if (selectedItem !== null) onText(selectedItem.ip)
    },
    stateReducer: (before, step) => next(before, step, chosen),
  })

  /** Keys that the field itself has a use for. */
  const press = (event: KeyboardEvent) => {
    const { key } = event
    const taken = key === 'Enter' ? box.highlightedIndex !== -1 : key === 'Escape' && box.isOpen
    const own = !taken && !key.startsWith('Arrow')
    if (own) Object.assign(event.nativeEvent, { preventDownshiftDefault: true })
  }

  return (
    <div className={fieldStyles.field}>
      <label {...box.getLabelProps()} htmlFor={id} className={fieldStyles.label}>
        Listen on
      </label>
      <div className={styles.box}>
        <input
          {...box.getInputProps({
            name: 'ip',
            'aria-autocomplete': 'none',
            'aria-invalid': error !== undefined,
            'aria-describedby': `${id}-said`,
            // At once and not by a state of the combobox: the cursor stays where it is.
            onChange: ({ currentTarget }) => onText(currentTarget.value),
            onKeyDown: press,
          })}
          className={cx(fieldStyles.input, styles.input)}
          spellCheck={false}
        />
        <button
          type="button"
          {...box.getToggleButtonProps({
            'aria-label': 'Show this computer’s addresses',
            onMouseDown: (event) => {
              // Keeps the focus in the field, whose blur would close the list at once.
              event.preventDefault()
              document.getElementById(id)?.focus()
            },
          })}
          className={styles.open}
        >
          <Icon name="chevron" />
        </button>
        <div
          {...box.getMenuProps({ 'aria-label': 'Addresses of this computer' })}
          className={styles.list}
          hidden={!box.isOpen}
        >
          {addresses.map((address, index) => (
            <div
              key={`${address.ip} ${address.label}`}
              {...box.getItemProps({ item: address, index })}
              className={styles.option}
            >
              <span>{whereWords(address)}</span>
              <span className={styles.ip}>{address.ip}</span>
            </div>
          ))}
        </div>
      </div>
      <FieldSaid id={`${id}-said`} error={error} hint={hintOf(addresses[chosen])} />
    </div>
  )
}

/**
 * What becomes of the list. It opens at the address that stands in the field, closes when one
 * types or goes away, which takes nothing, and what the mouse has left stays marked.
 * @param chosen the index of the address in the field, or -1
 */
function next(
  before: UseComboboxState<OwnAddress>,
  { type, changes }: UseComboboxStateChangeOptions<OwnAddress>,
  chosen: number,
): Partial<UseComboboxState<OwnAddress>> {
  const { stateChangeTypes: on } = useCombobox
  switch (type) {
    case on.InputChange:
      return { ...changes, isOpen: false, highlightedIndex: -1 }
    case on.InputBlur:
      return { ...before, isOpen: false, highlightedIndex: -1 }
    case on.MenuMouseLeave:
      return before
    default:
      // A click into the field opens the list, and does not close it.
      if (before.isOpen) return type === on.InputClick ? before : changes
      return changes.isOpen === true ? { ...changes, highlightedIndex: chosen } : changes
  }
}

/** "Local network · eth0", "All networks · IPv4 and IPv6". */
function whereWords({ kind, label, family }: OwnAddress): string {
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
      return address === undefined ? '' : whereWords(address)
  }
}
