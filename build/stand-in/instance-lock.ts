/**
 * One process a data folder, as Electron on Linux does it: a symbolic link named SingletonLock
 * that points to the owner's process id. Made in one step, so two starters cannot both have it.
 * A second starter leaves its command line beside it, for that owner to read.
 */
import {
  type FSWatcher,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

export class InstanceLock {
  readonly #folder: string
  readonly #link: string
  #watcher: FSWatcher | undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#link = join(folder, 'SingletonLock')
  }

  /**
   * Takes the lock, or knocks for its owner. `knocked` hears of those who come later. Also
   * false, as in Electron, where no lock can be made.
   */
  take(knocked: (argv: string[], folder: string) => void): boolean {
    if (this.#watcher !== undefined) return true
    for (let made = this.#make(); made !== 'made'; made = this.#make()) {
      if (made === 'cannot') return false
      const owner = this.#owner()
      if (owner !== null && lives(owner)) {
        this.#knock(owner)
        return false
      }
      rmSync(this.#link, { force: true })
    }
    const hear = (name: string | null) => {
      if (name?.startsWith(`knock-${process.pid}-`) && name.endsWith('.json')) {
        this.#answer(join(this.#folder, name), knocked)
      }
    }
    this.#watcher = watch(this.#folder, (_event, name) => hear(name))
    // Somebody may have knocked before anybody listened.
    for (const name of readdirSync(this.#folder)) hear(name)
    return true
  }

  release(): void {
    if (this.#watcher === undefined) return
    this.#watcher.close()
    this.#watcher = undefined
    rmSync(this.#link, { force: true })
  }

  #make(): 'made' | 'taken' | 'cannot' {
    try {
      symlinkSync(String(process.pid), this.#link)
      return 'made'
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'taken' : 'cannot'
    }
  }

  /** Null when there is none, any more. */
  #owner(): number | null {
    try {
      return Number(readlinkSync(this.#link))
    } catch {
      return null
    }
  }

  #knock(owner: number): void {
    const path = join(this.#folder, `knock-${owner}-${process.pid}.json`)
    writeFileSync(`${path}.part`, JSON.stringify([process.argv, process.cwd()]))
    renameSync(`${path}.part`, path)
  }

  #answer(path: string, knocked: (argv: string[], folder: string) => void): void {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
      rmSync(path)
    } catch {
      return // A knock is seen twice: when it comes and when it is taken away.
    }
    const [argv, folder] = JSON.parse(text) as [string[], string]
    knocked(argv, folder)
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
