/** What the system calls its user, for who gives no name. */
import { userInfo } from 'node:os'

/** Never throws: containers run programs as users that have no entry in the system. */
export function systemUserName(env: NodeJS.ProcessEnv = process.env): string {
  try {
    return userInfo().username
  } catch {
    return env.USER || env.LOGNAME || env.USERNAME || `user-${process.getuid?.() ?? 0}`
  }
}
