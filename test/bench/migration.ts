/**
 * `npm run bench:migration [-- MESSAGES]`: how long the first start of this version takes with a
 * million messages (or so many) that version 3 of the tables has kept, in figures.
 */
import { mkdirSync, statSync } from 'node:fs'
import { Database } from '../../electron/core/store/database.ts'
import { openFile } from '../../electron/core/store/recovery.ts'
import { migrate, SCHEMA_VERSION } from '../../electron/core/store/schema.ts'
import { ANN, BOB, Folder, HOST } from '../support/store-kit.ts'

const MESSAGES = Number(process.argv[2] ?? 1_000_000)
const BEFORE = 3

const row = (what: string, figure: string) => console.log(`${what.padEnd(58)} ${figure}`)
const size = (file: string) => `${Math.round(statSync(file).size / 1024 / 1024)} MB`

/** A room of so many messages, as version 3 has kept it. */
function fill(file: string): void {
  const database = new Database(file)
  migrate(database, BEFORE)
  database.transaction(() => {
    database.run(
      `INSERT INTO logs (room_id, host_key, own_key, room, name, addresses, hosting, open, floor,
         first, last, used) VALUES ('lab', ?, ?, 'Lab', 'Ann', '[]', 0, 0, 1, 1, ?, 1)`,
      ...[HOST, ANN, MESSAGES],
    )
    for (const key of [ANN, BOB]) database.run('INSERT INTO authors (key) VALUES (?)', key)
    for (let seq = 1; seq <= MESSAGES; seq += 1) {
      database.run(
        `INSERT INTO events (log, seq, kind, author, name, cid, time, text)
         VALUES (1, ?, 'message', ?, ?, ?, ?, ?)`,
        ...[seq, 1 + (seq % 2), seq % 2 === 0 ? 'Ann' : 'Bob', crypto.randomUUID()],
        ...[1_767_225_600_000 + seq, `message ${seq}, with a few words about the meeting at ten`],
      )
    }
  })
  database.checkpoint()
  database.close()
}

using folder = new Folder()
mkdirSync(folder.data)
fill(folder.file)
row(`messages of version ${BEFORE}`, `${MESSAGES.toLocaleString('en')}, ${size(folder.file)}`)
const begun = performance.now()
const times: string[] = []
const { sqlite } = openFile(folder.file, (share) => {
  times.push(`${Math.floor(share * 100)} % at ${Math.round(performance.now() - begun)} ms`)
})
row(`opened as version ${SCHEMA_VERSION}`, `${Math.round(performance.now() - begun)} ms`)
row('of it told', times.join(', '))
const [log] = sqlite.logs()
if (log?.last !== MESSAGES) throw new Error(`${log?.last} messages are here`)
await sqlite.close()
row('the file, with the copy of before beside it', size(folder.file))
