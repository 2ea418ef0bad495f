/** The reactions on a message: a count an emoji, ours to add and take back, and a way to add more. */
import { Popover } from 'radix-ui'
import { memo, useState } from 'react'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import { isEmoji } from '../../../shared/domain/emoji.ts'
import type { Reaction } from '../../../shared/events/reaction.ts'
import { useActions } from '../../store/context.tsx'
import { IconButton } from '../../ui/button.tsx'
import { canSay } from './message-actions.ts'
import styles from './reactions.module.css'
import type { StandingProps } from './standing-props.ts'

/** What people react with most; any other emoji is typed. */
const OFFERED = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀']

export const ReactionsView = memo(function ReactionsView(props: StandingProps<'reaction'>) {
  const { room, entry, shown = [] } = props
  const { react } = useActions()
  const open = canSay(room.connection.phase) && !room.readOnly
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
            const given = shown.some((one) => one.mine && one.emoji === emoji)
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
  const [all, setAll] = useState<readonly string[]>(names)
  const known = all.length === count ? all : names
  const askAll = async () => {
    if (known.length === count) return
    const whole = await standing(room.id, seq)
    const found = whole?.reaction?.find((one) => one.emoji === emoji)
    if (found !== undefined) setAll(found.names)
  }
  const whose = listed(count, known)
  return (
    <button
      type="button"
      className={styles.reaction}
      aria-pressed={mine}
      aria-label={`${emoji}, ${whose}. ${mine ? 'Take yours back' : 'Add yours'}`}
      title={whose}
      disabled={!open}
      onPointerEnter={askAll}
      onFocus={askAll}
      onClick={() => void react(room.id, seq, emoji, mine)}
    >
      <span aria-hidden="true">{emoji}</span>
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
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <IconButton icon="react" className={styles.add} label="Add a reaction" />
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
