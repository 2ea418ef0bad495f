/**
 * Whether anything was lost, doubled, reordered or seen differently: plain values in, a list of
 * faults out. Pure. Every loop of the faults is judged by this and nothing else, so it is tested
 * for what it must catch (test/unit/faults/verdict.test.ts).
 */

/** A message as somebody's process printed it. */
export interface Message {
  readonly seq: number
  /** The author's name; names are unique in these rooms. */
  readonly author: string
  readonly cid: string
  readonly text: string
}

/** Words given to a process to say. */
export interface Given {
  readonly author: string
  readonly cid: string
  readonly text: string
  /** Which of the author's processes it was given to: 1, 2, 3 … */
  readonly life: number
  /** That process was killed before it could tell what became of it. */
  readonly orphaned: boolean
}

/** `{"event":"sent"}`: the host has committed it. */
export interface Acknowledged {
  readonly author: string
  readonly cid: string
  readonly seq: number
}

/** What one process printed, from its first line to its last. */
export interface Printed {
  readonly who: string
  readonly messages: readonly Message[]
  /** Where it must begin; null: wherever it does. */
  readonly from: number | null
  /** It lived to the end, so it must have the log's end too. */
  readonly toTheEnd: boolean
}

export interface Account {
  /** In the order of saying. */
  readonly said: readonly Given[]
  readonly acknowledged: readonly Acknowledged[]
  /** The host's log, read after everything. */
  readonly log: readonly Message[]
  readonly printed: readonly Printed[]
}

export interface Verdict {
  readonly said: number
  readonly acknowledged: number
  readonly inLog: number
  /** Acknowledged, or never orphaned, and not in the log. */
  readonly lost: number
  readonly doubled: number
  /** Everything that is wrong, in words; empty when all is well. */
  readonly faults: readonly string[]
}

const keyOf = ({ author, cid }: { author: string; cid: string }) => `${author} ${cid}`

export function judge(account: Account): Verdict {
  const { said, acknowledged, log, printed } = account
  const places = new Map<string, Message[]>()
  for (const message of log) {
    const key = keyOf(message)
    places.set(key, [...(places.get(key) ?? []), message])
  }
  const lost = lostOf(account, places)
  const doubled = [...places].filter(([, found]) => found.length > 1).map(([key]) => key)
  const faults = [
    ...holes(log),
    ...lost.map((key) => `lost: ${key}`),
    ...doubled.map((key) => `twice in the log: ${key}`),
    ...acknowledged.flatMap((one) => misplaced(one, places.get(keyOf(one)))),
    ...changed(said, log),
    ...disordered(said, places),
    ...printed.flatMap((one) => different(one, log)),
  ]
  // Told twice, by two processes, it is acknowledged once.
  const told = new Set(acknowledged.map(keyOf)).size
  const counts = { said: said.length, acknowledged: told, inLog: log.length }
  return { ...counts, lost: lost.length, doubled: doubled.length, faults }
}

type Places = ReadonlyMap<string, readonly Message[]>

function lostOf({ said, acknowledged }: Account, places: Places): string[] {
  const owed = [...acknowledged, ...said.filter(({ orphaned }) => !orphaned)].map(keyOf)
  return [...new Set(owed)].filter((key) => !places.has(key))
}

function holes(log: readonly Message[]): string[] {
  const at = log.findIndex(({ seq }, index) => seq !== index + 1)
  return at === -1 ? [] : [`the log has seq ${log[at]?.seq} where ${at + 1} must be`]
}

function misplaced(one: Acknowledged, found: readonly Message[] = []): string[] {
  if (found.length === 0 || found.some(({ seq }) => seq === one.seq)) return []
  return [`${keyOf(one)} was acknowledged as ${one.seq} and stands at ${found[0]?.seq}`]
}

/** What is in the log was said, and in these words. */
function changed(said: readonly Given[], log: readonly Message[]): string[] {
  const words = new Map(said.map((one) => [keyOf(one), one.text]))
  return log.flatMap((message) => {
    const text = words.get(keyOf(message))
    if (text === message.text) return []
    return [`${keyOf(message)} ${text === undefined ? 'was never said' : 'has other words'}`]
  })
}

/**
 * Each author's messages stand in the order of saying. What one process was given goes out in
 * order as well: of the orphaned ones the later are missing, never the earlier.
 */
function disordered(said: readonly Given[], places: Places): string[] {
  const faults: string[] = []
  const before = new Map<string, { seq: number; key: string }>()
  const missing = new Map<string, string>()
  for (const one of said) {
    const key = keyOf(one)
    const seq = places.get(key)?.[0]?.seq
    const life = `${one.author} ${one.life}`
    if (seq === undefined) {
      missing.set(life, missing.get(life) ?? key)
      continue
    }
    const gap = missing.get(life)
    if (gap !== undefined) faults.push(`${key} came through without ${gap}, which was said earlier`)
    const earlier = before.get(one.author)
    if (earlier !== undefined && earlier.seq > seq) {
      faults.push(`${key} (${seq}) stands before ${earlier.key} (${earlier.seq})`)
    }
    before.set(one.author, { seq, key })
  }
  return faults
}

/** What a process printed is a stretch of the log: nothing twice, nothing missing, all the same. */
export function different(
  { who, messages, from, toTheEnd }: Printed,
  log: readonly Message[],
): string[] {
  const first = from ?? messages[0]?.seq ?? log.length + 1
  const last = messages.at(-1)?.seq ?? first - 1
  const end = toTheEnd ? log.length : last
  for (let seq = first; seq <= end; seq += 1) {
    const printed = messages[seq - first]
    const kept = log[seq - 1]
    if (kept !== undefined && printed !== undefined && sameMessage(printed, kept)) continue
    const shown = printed === undefined ? 'nothing' : `${printed.seq} ${keyOf(printed)}`
    const wanted = kept === undefined ? 'nothing' : keyOf(kept)
    return [`${who} printed ${shown} where the log has ${seq} ${wanted}`]
  }
  const most = Math.max(0, end - first + 1)
  return messages.length > most ? [`${who} printed ${messages.length} for ${most}`] : []
}

function sameMessage(one: Message, other: Message): boolean {
  return (
    one.seq === other.seq &&
    one.author === other.author &&
    one.cid === other.cid &&
    one.text === other.text
  )
}
