/** The password that a file holds in its first line. */
import { readFile } from 'node:fs/promises'
import { AppError } from '../../shared/domain/errors.ts'
import { judgePassword } from '../core/host/password.ts'
import { systemCode } from '../core/settings/safe-file.ts'

/**
 * @throws {AppError} file_unreadable; password_invalid for a first line that would guard nothing
 */
export async function readPassword(file: string): Promise<string> {
  const [password = ''] = (await read(file)).split(/\r\n|[\r\n]/, 1)
  judgePassword(password, { file })
  return password
}

async function read(file: string): Promise<string> {
  try {
    // Other bytes would become the same mark for every unknown letter: another, weaker password.
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    const cause = error instanceof TypeError ? 'it is not UTF-8' : systemCode(error)
    throw new AppError('file_unreadable', { file, cause }, { cause: error })
  }
}
