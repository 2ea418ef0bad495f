/**
 * Listens on one address and port, and says in a person's words why it cannot.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { formatAddress } from '../../../shared/domain/address.ts'
import { AppError } from '../../../shared/domain/errors.ts'
import { PORT_SEARCH } from '../../../shared/domain/limits.ts'

export interface Listener {
  /** The port in use; the system's choice where 0 was asked for. */
  readonly port: number
  /** Stops listening. Sockets already accepted are their owner's to close. */
  close(): Promise<void>
}

/**
 * Starts to listen.
 * @param ip an IP address of this machine, `0.0.0.0` or `::` (which takes IPv4 as well)
 * @param port 0 to 65535; 0 lets the system choose
 * @throws {AppError} port_in_use (with the next free port), port_privileged, address_not_here,
 *   cannot_listen
 */
export async function listen(
  ip: string,
  port: number,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  const server = createServer({ noDelay: true }, onSocket)
  try {
    await bind(server, ip, port)
  } catch (error) {
    throw await explain(error as NodeJS.ErrnoException, ip, port)
  }
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('a TCP server has a port')
  return {
    port: bound.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The first free port after `port` on `ip`, or undefined when PORT_SEARCH of them are busy. */
export async function nextFreePort(ip: string, port: number): Promise<number | undefined> {
  for (let next = port + 1; next <= Math.min(65535, port + PORT_SEARCH); next += 1) {
    const server = createServer()
    try {
      await bind(server, ip, next)
      await new Promise((resolve) => server.close(resolve))
      return next
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return undefined
    }
  }
  return undefined
}

function bind(server: Server, ip: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: ip, port, backlog: 511 }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** A failed `listen` as an AppError; exported because some failures cannot be caused in a test. */
export async function explain(
  error: NodeJS.ErrnoException,
  ip: string,
  port: number,
): Promise<AppError> {
  const address = formatAddress({ host: ip, port })
  const options = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE': {
      const next = await nextFreePort(ip, port)
      return new AppError(
        'port_in_use',
        { field: 'port', port, ...(next !== undefined && { next }) },
        options,
      )
    }
    case 'EACCES':
      return new AppError('port_privileged', { field: 'port', port }, options)
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENODEV':
      return new AppError('address_not_here', { field: 'ip', address: ip }, options)
    default:
      return new AppError(
        'cannot_listen',
        { field: 'ip', address, cause: error.code ?? error.message },
        options,
      )
  }
}
