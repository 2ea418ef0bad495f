/** Who is in the room: the host first, then by name. Drawn only where seen: there may be 1,000. */
import { type Ref, useMemo } from 'react'
import { type ContextProp, type ItemProps, type ListProps, Virtuoso } from 'react-virtuoso'
import type { Member, RoomInfo } from '../../../shared/contract/snapshot.ts'
import { useActions } from '../../store/context.tsx'
import { keyTag } from '../../store/secure-words.ts'
import type { RoomView } from '../../store/view.ts'
import { IconButton } from '../../ui/button.tsx'
import { KeyGlyph, KeyTag } from '../../ui/key-glyph.tsx'
import { KeptRow } from '../../ui/unshown.tsx'
import { MemberMenu } from './member-menu.tsx'
import { WaitingList } from './waiting.tsx'

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

export function PeoplePane({ room, over }: { readonly room: RoomView; readonly over: boolean }) {
  const { togglePeople } = useActions()
  const { members, info } = room
  const sorted = useMemo(
    () =>
      members.toSorted((a, b) => Number(b.host) - Number(a.host) || byName.compare(a.name, b.name)),
    [members],
  )
  return (
    <aside className="people" data-over={over} aria-label="People in this room">
      <header className="people-head">
        <h2 className="people-title">
          People <span className="people-count">{members.length}</span>
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
        className="people-list"
        data={sorted}
        context={{ count: sorted.length }}
        components={{ List, Item }}
        computeItemKey={(_, member) => member.id}
        itemContent={(_, member) => (
          <KeptRow what="person" of={[member, info]}>
            <Person member={member} info={info} />
          </KeptRow>
        )}
      />
    </aside>
  )
}

interface Context {
  readonly count: number
}

function List({ context: _, ref, ...rest }: ListProps & ContextProp<Context>) {
  // Virtuoso speaks of a div, and needs no more of it than any element has.
  return <ul {...rest} ref={ref as Ref<HTMLUListElement>} aria-label="People" />
}

/** Says its place: the page holds only the people in sight. */
function Item({ item: _, context, ...rest }: ItemProps<Member> & ContextProp<Context>) {
  return <li {...rest} aria-posinset={rest['data-index'] + 1} aria-setsize={context.count} />
}

function Person({ member, info }: { readonly member: Member; readonly info: RoomInfo }) {
  const you = member.id === info.self.id
  const hosting = info.hosting !== null && info.connection.phase === 'live'
  return (
    <div className="person" data-away={member.away}>
      <KeyGlyph of={member.id} size={20} />
      <bdi className="person-name" title={member.name}>
        {member.name}
      </bdi>
      {member.clash && <KeyTag tag={keyTag(member.id)} />}
      {member.host && <span className="tag">host</span>}
      {you && <span className="tag tag-you">you</span>}
      {member.away && (
        <span className="person-away" title="The connection was cut a moment ago">
          away
        </span>
      )}
      <MemberMenu roomId={info.id} member={member} expellable={hosting && !you} />
    </div>
  )
}
