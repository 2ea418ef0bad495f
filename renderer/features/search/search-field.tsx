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

export const HITS_ID = 'search-hits'
export const hitId = (index: number) => `${HITS_ID}-${index}`

export function SearchField() {
  const search = useTincan((state) => state.search)
  const actions = useActions()
  const { searchReached } = actions
  const field = useRef<HTMLInputElement>(null)
  const { text, hits, selected, wanted } = search
  const listed = text.trim() !== '' && hits.length > 0

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
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.altKey) return
    const hit = hits[selected]
    if (event.key === 'Escape') end()
    else if (event.key === 'ArrowDown') actions.selectHit(1)
    else if (event.key === 'ArrowUp') actions.selectHit(-1)
    else if (event.key === 'Enter' && hit !== undefined) void actions.openHit(hit)
    else return
    event.preventDefault()
  }

  return (
    <div className={styles.search}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        role="combobox"
        className={cx(fieldStyles.input, styles.input)}
        aria-label="Search messages"
        aria-expanded={listed}
        aria-controls={HITS_ID}
        aria-activedescendant={listed ? hitId(selected) : undefined}
        aria-autocomplete="list"
        aria-keyshortcuts={searchKeys.aria}
        title={`Search messages (${searchKeys.words})`}
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        maxLength={SEARCH_CHARS}
        value={text}
        onChange={(event) => actions.search(event.target.value)}
        onKeyDown={press}
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
