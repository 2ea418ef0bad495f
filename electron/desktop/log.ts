/**
 * The log: a file in the data folder that only its owner reads, warnings also on the terminal. The
 * Node flavour of electron-log on purpose: the Electron one would open IPC channels that the
 * window's contract does not know. What may stand in it, `loggable` says. Without a file there is
 * stderr: the start goes on, to a window that says what is wrong with the folder.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import logger from 'electron-log/node.js'
import type { Logger } from '../core/logger.ts'
import { loggable } from './loggable.ts'

/** Opens the log of a data folder. */
export function openLog(dataDir: string): Logger {
  const folder = join(dataDir, 'logs')
  const log = logger.create({ logId: 'tincan' })
  log.transports.file.resolvePathFn = () => join(folder, 'tincan.log')
  log.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  log.transports.console.level = 'warn'
  log.hooks.push((message) => ({ ...message, data: message.data.map((one) => loggable(one)) }))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    log.transports.file.level = false
    log.transports.console.level = 'info'
    log.transports.console.writeFn = ({ message }) =>
      process.stderr.write(`${message.data.join(' ')}\n`)
    log.warn('there is no log file', error)
  }
  return log
}
