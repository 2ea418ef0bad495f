import { test, vi } from 'vitest'
import { carryOut } from '../actions.ts'
import { calm, checkQuiet } from '../quiet.ts'
import { World } from '../world.ts'

vi.mock('../../../shared/limits.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/limits.ts')>()),
  PAGE_EVENTS: 3,
  FIRST_PAGE: 4,
  HELD_EVENTS: 3,
}))
test('dbg', () => {
  const world = new World(3, (process.env.PAST as any) ?? 'all')
  world.startHost()
  world.rest()
  for (const g of world.guests.slice(0, 2)) g.start()
  world.rest()
  const patch = (s: any) => {
    if (s && !s.patched) {
      s.patched = true
      const f = s.feed.bind(s)
      s.feed = (i: any) => {
        console.log(
          s.place.person.name,
          s.state.phase,
          JSON.stringify(i),
          JSON.stringify(
            s.place.disk.tables.logs.map((l: any) => [
              l.outbox.map((o: any) => o.cid),
              l.events.length,
            ]),
          ),
        )
        f(i)
      }
    }
  }
  const all = () => {
    for (const s of world.seats) patch(s)
  }
  const act = world.act.bind(world)
  world.act = (x) => {
    all()
    act(x)
    all()
  }
  for (const a of JSON.parse(process.env.RUN!)) {
    console.log('***', a.do, a.pick, a.more)
    carryOut(world, a)
  }
  console.log('*** calm')
  calm(world)
  checkQuiet(world)
})
