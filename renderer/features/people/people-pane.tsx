/** Who is in the room: the host first, then by name. Drawn only where seen: there may be 1,000. */
import { type Ref, useMemo } from 'react'
import { type ContextProp, type ItemProps, type ListProps, Virtuoso } from 'react-virtuoso'
import type { RoomInfo } from '../../../shared/contract/snapshot.ts'
import type { Member } from '../../../shared/domain/session.ts'
import { useActions } from '../../store/context.tsx'
import type { RoomView } from '../../store/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { KeyGlyph } from '../../ui/key-glyph.tsx'
import { keyTag } from '../../ui/key-tag.ts'
import { KeyTag, Tag } from '../../ui/tag.tsx'
import { KeptPane, KeptRow } from '../../ui/unshown.tsx'
import { MemberMenu } from './member-menu.tsx'
import styles from './people.module.css'
import { WaitingList } from './waiting.tsx'

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

interface PeoplePaneProps {
  readonly room: RoomView
  /** It lies over the conversation. */
  readonly over: boolean
  /** One pane at a time fits. */
  readonly alone: boolean
}

/** The pane, and what stands in its place when it cannot be drawn. */
export function PeoplePane(props: PeoplePaneProps) {
  const { togglePeople } = useActions()
  const { room, over, alone } = props
  return (
    <KeptPane
      what="list of people"
      of={[room]}
      className={peopleClass(alone)}
      over={over}
      way={over ? { words: 'Hide people', go: () => togglePeople(true) } : undefined}
    >
      <People {...props} />
    </KeptPane>
  )
}

const peopleClass = (alone: boolean) => cx(styles.people, alone && styles.alone)

function People({ room, over, alone }: PeoplePaneProps) {
  const { togglePeople } = useActions()
  const { members, info } = room
  const sorted = useMemo(
    () =>
      members.toSorted((a, b) => Number(b.host) - Number(a.host) || byName.compare(a.name, b.name)),
    [members],
  )
  return (
    <aside className={peopleClass(alone)} data-over={over} aria-label="People in this room">
      <header className={styles.head}>
        <h2 className={styles.title}>
          People <span className={styles.count}>{members.length}</span>
        </h2>
        {over && (
          <IconButton
            icon="close"
            label="Hide people"
            autoFocus
            onClick={() => togglePeople(true)}
          />
        )}
      </header>
      <WaitingList info={info} />
      <Virtuoso
        className={styles.list}
        data={sorted}
        context={{ count: sorted.length }}
        components={{ List, Item }}
        computeItemKey={(_, member) => member.id}
        itemContent={(_, member) => (
          <KeptRow what="person" of={[member, info]} className={styles.unshown}>
            <Person member={member} info={info} />
          </KeptRow>
        )}
      />
    </aside>
  )
}

interface PeopleContext {
  readonly count: number
}

function List({ context: _, ref, ...rest }: ListProps & ContextProp<PeopleContext>) {
  // Virtuoso speaks of a div, and needs no more of it than any element has.
  return <ul {...rest} ref={ref as Ref<HTMLUListElement>} aria-label="People" />
}

/** Says its place: the page holds only the people in sight. */
function Item({ item: _, context, ...rest }: ItemProps<Member> & ContextProp<PeopleContext>) {
  return <li {...rest} aria-posinset={rest['data-index'] + 1} aria-setsize={context.count} />
}

function Person({ member, info }: { readonly member: Member; readonly info: RoomInfo }) {
  const you = member.id === info.self.id
  const hosting = info.hosting !== null && info.connection.phase === 'live'
  return (
    <div className={styles.person} data-cut={member.cut}>
      <KeyGlyph of={member.id} size={20} />
      <bdi className={styles.name} title={member.name}>
        {member.name}
      </bdi>
      {member.clash && <KeyTag tag={keyTag(member.id)} />}
      {member.host && <Tag>host</Tag>}
      {you && <Tag look="you">you</Tag>}
      {member.cut && (
        <span className={styles.cut} title="The connection was cut a moment ago">
          cut off
        </span>
      )}
      <MemberMenu roomId={info.id} member={member} expellable={hosting && !you} />
    </div>
  )
}
