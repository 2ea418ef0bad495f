/** The reactions on a message: a count an emoji, ours to add and take back, and a way to add more. */
import { Popover } from 'radix-ui'
import { memo, useState } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { emojiKey, isEmoji } from '../../../shared/domain/emoji.ts'
import type { Reaction } from '../../../shared/events/reaction.ts'
import { useActions } from '../../store/context.tsx'
import styles from './reactions.module.css'
import type { StandingProps } from './standing-props.ts'

/** A face, drawn as the icons are (ui/icon.tsx). */
const FACE = 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0M5.5 9.5a2.9 2.9 0 0 0 5 0M5.8 6.2v.4M10.2 6.2v.4'

/** What people react with most; any other emoji is typed. */
const OFFERED = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀']

export const ReactionsView = memo(function ReactionsView(props: StandingProps<'reaction'>) {
  const { room, entry, shown = [] } = props
  const { react } = useActions()
  // Elsewhere it would wait unseen, and nobody could tell what the next click means.
  const open = room.connection.phase === 'live' && !room.readOnly
  if (entry.withdrawn) return null
  return (
    <>
      {shown.length > 0 && (
        <div className={styles.reactions} data-testid="reactions">
          {shown.map((reaction) => (
            <Count
              key={reaction.emoji}
              reaction={reaction}
              room={room}
              seq={entry.seq}
              open={open}
            />
          ))}
        </div>
      )}
      {open && (
        <Add
          onAdd={(emoji) => {
            const given = shown.some((one) => one.mine && emojiKey(one.emoji) === emojiKey(emoji))
            if (!given) void react(room.id, entry.seq, emoji, false)
          }}
        />
      )}
    </>
  )
})

interface CountProps {
  readonly reaction: Reaction
  readonly room: RoomInfo
  readonly seq: number
  /** Something can be said here now. */
  readonly open: boolean
}

/** Who of many gave it is asked for when somebody points at it. */
function Count({ reaction, room, seq, open }: CountProps) {
  const { react, standing } = useActions()
  const { emoji, count, mine, names } = reaction
  /** All names, and the reaction that they were asked for. */
  const [all, setAll] = useState<{ of: Reaction; names: readonly string[] } | null>(null)
  const known = all?.of === reaction ? all.names : names
  const askAll = async () => {
    if (known.length === count) return
    const whole = await standing(room.id, seq)
    const found = whole?.reaction?.find((one) => one.emoji === emoji)
    if (found !== undefined) setAll({ of: reaction, names: found.names })
  }
  const whose = listed(count, known)
  return (
    <button
      type="button"
      className={styles.reaction}
      aria-pressed={mine}
      aria-label={`${emoji}, ${whose}${open ? `. ${mine ? 'Take yours back' : 'Add yours'}` : ''}`}
      title={whose}
      // Not `disabled`: who gave it can be read in a room of before as well.
      aria-disabled={!open}
      onPointerEnter={askAll}
      onFocus={askAll}
      onClick={({ currentTarget }) => {
        if (!open) return
        // The button goes with the last one; the message stays.
        if (mine && count === 1) currentTarget.closest('article')?.focus()
        void react(room.id, seq, emoji, mine)
      }}
    >
      <span aria-hidden="true" className={styles.emoji}>
        {emoji}
      </span>
      <span aria-hidden="true">{count}</span>
    </button>
  )
}

function Add({ onAdd }: { readonly onAdd: (emoji: string) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const add = (emoji: string) => {
    setOpen(false)
    setTyped('')
    onAdd(emoji)
  }
  return (
    <Popover.Root
      open={open}
      onOpenChange={(now) => {
        setOpen(now)
        setTyped('')
      }}
    >
      <Popover.Trigger asChild>
        <button
          type="button"
          className={styles.add}
          aria-label="Add a reaction"
          title="Add a reaction"
        >
          <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={FACE} />
          </svg>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles.choice}
          side="top"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label="Reactions"
        >
          {OFFERED.map((emoji) => (
            <button key={emoji} type="button" className={styles.offer} onClick={() => add(emoji)}>
              {emoji}
            </button>
          ))}
          <input
            className={styles.other}
            aria-label="Another emoji"
            placeholder="Another"
            value={typed}
            onChange={({ target }) => {
              setTyped(target.value)
              if (isEmoji(target.value.trim())) add(target.value.trim())
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Who gave it, as far as names are known. */
function listed(count: number, names: readonly string[]): string {
  const more = count - names.length
  const last = more > 0 ? `${more} more` : names.at(-1)
  const before = more > 0 ? names : names.slice(0, -1)
  return before.length === 0 ? `${last}` : `${before.join(', ')} and ${last}`
}
