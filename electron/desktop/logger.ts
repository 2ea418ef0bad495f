/**
 * The logger. It writes the log file, in the data folder, which only its owner reads; warnings also
 * on the terminal. The Node flavour of electron-log on purpose: the Electron one would open IPC
 * channels that the window's contract does not know. What may stand in the file, `loggable` says.
 * Without a file there is stderr: the start goes on, to a window that says what is wrong with the
 * folder.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import electronLog from 'electron-log/node.js'
import type { Logger } from '../core/logger.ts'
import { loggable } from './loggable.ts'

/** Opens the log file of a data folder. */
export function openLogger(dataDir: string): Logger {
  const folder = join(dataDir, 'logs')
  const logger = electronLog.create({ logId: 'tincan' })
  logger.transports.file.resolvePathFn = () => join(folder, 'tincan.log')
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  logger.transports.console.level = 'warn'
  logger.hooks.push((message) => ({ ...message, data: message.data.map((one) => loggable(one)) }))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    logger.transports.file.level = false
    logger.transports.console.level = 'info'
    logger.transports.console.writeFn = ({ message }) =>
      process.stderr.write(`${message.data.join(' ')}\n`)
    logger.warn('there is no log file', error)
  }
  return logger
}
