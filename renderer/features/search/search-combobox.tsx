/**
 * What makes one combobox of the field and of the list of hits, which stand apart in the window.
 * Text, hits and the chosen one are the store's; here is what keys and the mouse mean for them. The
 * list counts as open only while the field has the focus, because a combobox that opens takes it:
 * hits may come when somebody writes elsewhere already.
 */
import { type UseComboboxState, type UseComboboxStateChangeOptions, useCombobox } from 'downshift'
import { createContext, type ReactNode, useContext, useState } from 'react'
import type { SearchHit } from '../../../shared/contract/snapshot.ts'
import { useActions, useTincan } from '../../store/context.tsx'

interface Box
  extends Pick<
    ReturnType<typeof useCombobox<SearchHit>>,
    'getInputProps' | 'getMenuProps' | 'getItemProps'
  > {
  readonly setFocused: (focused: boolean) => void
}

const BoxContext = createContext<Box | null>(null)

export function useSearchCombobox(): Box {
  const box = useContext(BoxContext)
  if (box === null) throw new Error('this stands in no SearchCombobox')
  return box
}

export function SearchCombobox({ children }: { readonly children: ReactNode }) {
  const { text, hits, selected } = useTincan((state) => state.search)
  const { selectHit, openHit } = useActions()
  const [focused, setFocused] = useState(false)
  const { getInputProps, getMenuProps, getItemProps } = useCombobox<SearchHit>({
    items: [...hits],
    itemToString: () => '',
    inputValue: text,
    isOpen: focused && text.trim() !== '' && hits.length > 0,
    highlightedIndex: selected,
    onHighlightedIndexChange: ({ highlightedIndex }) => selectHit(highlightedIndex),
    // A hit is opened, and another one may be next: none stays chosen for good.
    selectedItem: null,
    onSelectedItemChange: ({ selectedItem }) => {
      if (selectedItem !== null) void openHit(selectedItem)
    },
    stateReducer: next,
    // The list does that itself, whoever changed what is selected.
    scrollIntoView: () => {},
  })
  // Asked for at once, as downshift wants it; the list itself comes with the first letter.
  getMenuProps({}, { suppressRefError: true })
  return (
    <BoxContext value={{ getInputProps, getMenuProps, getItemProps, setFocused }}>
      {children}
    </BoxContext>
  )
}

/** Only arrows, Enter and a click do something, and there is nothing beyond the ends of the list. */
function next(
  before: UseComboboxState<SearchHit>,
  { type, changes, props }: UseComboboxStateChangeOptions<SearchHit>,
): Partial<UseComboboxState<SearchHit>> {
  const { stateChangeTypes: on } = useCombobox
  const { isOpen, highlightedIndex: at } = before
  switch (type) {
    case on.InputKeyDownArrowDown:
      return isOpen
        ? { ...before, highlightedIndex: Math.min(at + 1, props.items.length - 1) }
        : before
    case on.InputKeyDownArrowUp:
      return isOpen ? { ...before, highlightedIndex: Math.max(at - 1, 0) } : before
    case on.InputKeyDownEnter:
    case on.ItemClick:
      return { ...before, selectedItem: changes.selectedItem ?? null }
    default:
      return before
  }
}
