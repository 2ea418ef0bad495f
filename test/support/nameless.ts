/** For `--import`: a system that knows no name, home or network of its user, as in some containers. */
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

const unknown = (call: string) => () => {
  throw Object.assign(new Error(`A system error occurred: ${call} returned ENOENT`), {
    code: 'ERR_SYSTEM_ERROR',
  })
}
os.userInfo = unknown('uv_os_get_passwd')
os.homedir = unknown('uv_os_homedir')
os.networkInterfaces = unknown('uv_interface_addresses')
for (const name of ['USER', 'LOGNAME', 'USERNAME', 'HOME']) delete process.env[name]
syncBuiltinESMExports()
