/** Where one looks for what was said, in all rooms or in the one in front. */
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { SEARCH_CHARS } from '../../../shared/domain/limits.ts'
import { useActions, useTincan } from '../../store/context.tsx'
import { cx } from '../../ui/cx.ts'
import { returnFocus } from '../../ui/dialog.tsx'
import fieldStyles from '../../ui/field.module.css'
import { Icon } from '../../ui/icon.tsx'
import { searchKeys } from '../../ui/shortcuts.ts'
import styles from './search.module.css'
import { useSearchCombobox } from './search-combobox.tsx'

export function SearchField() {
  const { text, wanted } = useTincan((state) => state.search)
  const { getInputProps, setFocused } = useSearchCombobox()
  const actions = useActions()
  const { searchReached } = actions
  const field = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (!wanted) return
    field.current?.focus()
    field.current?.select()
    searchReached()
  }, [wanted, searchReached])

  const end = () => {
    actions.endSearch()
    returnFocus(null, null)
  }
  /** Arrows and Enter are the list's, Escape ends the search; all else the field has a use for. */
  const press = (event: KeyboardEvent) => {
    const { key, altKey, nativeEvent } = event
    const own = nativeEvent.isComposing || altKey
    if (own || !(key.startsWith('Arrow') || key === 'Enter')) {
      Object.assign(nativeEvent, { preventDownshiftDefault: true })
    }
    if (own || key !== 'Escape') return
    event.preventDefault()
    end()
  }

  return (
    <div className={styles.search}>
      <Icon name="search" />
      <input
        {...getInputProps({
          ref: field,
          'aria-label': 'Search messages',
          // At once and not by a state of the combobox: the cursor stays where it is.
          onChange: ({ currentTarget }) => actions.search(currentTarget.value),
          onKeyDown: press,
          onFocus: () => setFocused(true),
          onBlur: () => setFocused(false),
        })}
        type="search"
        className={cx(fieldStyles.input, styles.input)}
        aria-keyshortcuts={searchKeys.aria}
        title={`Search messages (${searchKeys.words})`}
        placeholder="Search"
        spellCheck={false}
        maxLength={SEARCH_CHARS}
      />
      {text !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label="Clear search"
          title="Clear search (Esc)"
          onClick={end}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}
