/**
 * The log: a file in the data folder, warnings also on the terminal. The Node flavour of
 * electron-log on purpose: the Electron one would open IPC channels that the window's contract
 * does not know. Nothing that people say to each other belongs in here.
 */
import { join } from 'node:path'
import logger from 'electron-log/node.js'
import type { Log } from '../app-types.ts'

/** Opens the log of a data folder. */
export function openLog(dataDir: string): Log {
  const log = logger.create({ logId: 'tincan' })
  log.transports.file.resolvePathFn = () => join(dataDir, 'logs', 'tincan.log')
  log.transports.console.level = 'warn'
  return log
}
