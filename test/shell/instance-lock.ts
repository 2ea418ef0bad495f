/**
 * One process a data folder, as Electron on Linux does it: a symbolic link named SingletonLock
 * that points to the owner's process id. Made in one step, so two starters cannot both have it.
 * A second starter leaves its command line beside it, for the owner to read.
 */
import {
  type FSWatcher,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

const KNOCK = /^knock-\d+\.json$/

export class InstanceLock {
  readonly #folder: string
  readonly #link: string
  #watcher: FSWatcher | undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#link = join(folder, 'SingletonLock')
  }

  /** Takes the lock, or knocks at its owner's door. `knocked` hears of those who come later. */
  take(knocked: (argv: string[], folder: string) => void): boolean {
    if (this.#watcher !== undefined) return true
    if (!this.#make()) {
      if (this.#ownerLives()) {
        this.#knock()
        return false
      }
      rmSync(this.#link, { force: true })
      if (!this.#make()) return false
    }
    this.#watcher = watch(this.#folder, (_event, name) => {
      if (name !== null && KNOCK.test(name)) this.#answer(join(this.#folder, name), knocked)
    })
    return true
  }

  release(): void {
    if (this.#watcher === undefined) return
    this.#watcher.close()
    this.#watcher = undefined
    rmSync(this.#link, { force: true })
  }

  #make(): boolean {
    try {
      symlinkSync(String(process.pid), this.#link)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }

  #ownerLives(): boolean {
    try {
      return process.kill(Number(readlinkSync(this.#link)), 0)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  }

  #knock(): void {
    const path = join(this.#folder, `knock-${process.pid}.json`)
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
