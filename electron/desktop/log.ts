/**
 * The log: a file in the data folder that only its owner reads, warnings also on the terminal. The
 * Node flavour of electron-log on purpose: the Electron one would open IPC channels that the
 * window's contract does not know. What may stand in it, `loggable` says.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import logger from 'electron-log/node.js'
import type { Logger } from '../core/logger.ts'
import { loggable } from './loggable.ts'

/**
 * Opens the log of a data folder.
 * @throws the system's error when the folder cannot be written to
 */
export function openLog(dataDir: string): Logger {
  const folder = join(dataDir, 'logs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = logger.create({ logId: 'tincan' })
  log.transports.file.resolvePathFn = () => join(folder, 'tincan.log')
  log.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  log.transports.console.level = 'warn'
  log.hooks.push((message) => ({ ...message, data: message.data.map((one) => loggable(one)) }))
  return log
}
