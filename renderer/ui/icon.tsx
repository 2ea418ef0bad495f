/** Line icons on a 16 px grid. Decoration only: the control that holds one carries the name. */
const paths = {
  back: 'M10 3 5 8l5 5',
  check: 'm3 8.5 3.2 3.2L13 5',
  chevron: 'm4 6 4 4 4-4',
  clock: 'M8 4.5V8l2.3 1.4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M6 6V3.5A1.5 1.5 0 0 1 7.5 2h5A1.5 1.5 0 0 1 14 3.5v5A1.5 1.5 0 0 1 12.5 10H10M3.5 6h5A1.5 1.5 0 0 1 10 7.5v5A1.5 1.5 0 0 1 8.5 14h-5A1.5 1.5 0 0 1 2 12.5v-5A1.5 1.5 0 0 1 3.5 6',
  down: 'M8 3v10M3.5 8.5 8 13l4.5-4.5',
  leave:
    'M9.5 8H2.5m2.5-3L2 8l3 3M6.5 4.5v-1A1.5 1.5 0 0 1 8 2h4.5A1.5 1.5 0 0 1 14 3.5v9a1.5 1.5 0 0 1-1.5 1.5H8a1.5 1.5 0 0 1-1.5-1.5v-1',
  people:
    'M8.2 5.2a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0M1.8 13a4.1 4.1 0 0 1 8.2 0M10.5 3.1a2.3 2.3 0 0 1 0 4.2M11.7 9.4a4.1 4.1 0 0 1 2.6 3.6',
  send: 'M8 13V3M3.5 7.5 8 3l4.5 4.5',
  share:
    'M8 2.5a5.5 5.5 0 0 1 3.9 9.4M8 2.5a5.5 5.5 0 0 0-3.9 9.4M8 5.5a2.5 2.5 0 0 1 1.8 4.2M8 5.5a2.5 2.5 0 0 0-1.8 4.2M8 8v5.5',
  warning:
    'M8 6v3.2m0 2.1v.1M7 2.7 1.7 12a1.2 1.2 0 0 0 1 1.8h10.6a1.2 1.2 0 0 0 1-1.8L9 2.7a1.2 1.2 0 0 0-2 0',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
