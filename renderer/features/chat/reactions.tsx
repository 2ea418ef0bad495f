/** The reactions on a message: a count an emoji, ours to add and take back, and a way to add more. */
import { Popover } from 'radix-ui'
import { memo, useState } from 'react'
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
  const toggle = ({ emoji, mine }: Reaction) => void react(room.id, entry.seq, emoji, mine)
  return (
    <>
      {shown.length > 0 && (
        <div className={styles.reactions} data-testid="reactions">
          {shown.map((reaction) => (
            <button
              key={reaction.emoji}
              type="button"
              className={styles.reaction}
              aria-pressed={reaction.mine}
              aria-label={spoken(reaction)}
              title={whose(reaction)}
              disabled={!open}
              onClick={() => toggle(reaction)}
            >
              <span aria-hidden="true">{reaction.emoji}</span>
              <span aria-hidden="true">{reaction.count}</span>
            </button>
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

/** Who gave it, as far as names are told. */
function whose({ count, names }: Reaction): string {
  const more = count - names.length
  const last = more > 0 ? `${more} more` : names.at(-1)
  const before = more > 0 ? names : names.slice(0, -1)
  return before.length === 0 ? `${last}` : `${before.join(', ')} and ${last}`
}

function spoken(reaction: Reaction): string {
  const { emoji, mine } = reaction
  return `${emoji}, ${whose(reaction)}. ${mine ? 'Take yours back' : 'Add yours'}`
}
