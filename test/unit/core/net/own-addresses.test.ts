import type { NetworkInterfaceInfo } from 'node:os'
import { describe, expect, test } from 'vitest'
import {
  hostChoices,
  type Interfaces,
  ownAddresses,
  reachableAddresses,
} from '../../../../electron/core/net/own-addresses.ts'
import { formatAddress } from '../../../../shared/domain/address.ts'

function info(address: string, internal = false): NetworkInterfaceInfo {
  const base = { address, netmask: '', mac: '', internal, cidr: null }
  return address.includes(':')
    ? { ...base, family: 'IPv6', scopeid: 0 }
    : { ...base, family: 'IPv4' }
}

const interfaces: Interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  tun0: [info('10.8.0.2')],
  tailscale0: [info('100.101.102.103')],
  eth0: [info('192.168.1.5'), info('fe80::1'), info('fd00::5'), info('2001:db8::5')],
  wlan0: [info('100.70.1.1')],
}

describe('the machine’s own addresses', () => {
  test('each has its kind', () => {
    const kinds = Object.fromEntries(ownAddresses(interfaces).map(({ ip, kind }) => [ip, kind]))
    expect(kinds).toEqual({
      '127.0.0.1': 'loopback',
      '::1': 'loopback',
      '172.17.0.1': 'other',
      '10.8.0.2': 'vpn',
      '100.101.102.103': 'vpn',
      '100.70.1.1': 'vpn',
      '192.168.1.5': 'lan',
      'fe80::1%eth0': 'lan',
      'fd00::5': 'lan',
      '2001:db8::5': 'other',
    })
  })

  test('the local network comes first and this computer only last', () => {
    const order = ownAddresses(interfaces).map(({ ip }) => ip)
    expect(order[0]).toBe('192.168.1.5')
    expect(order.slice(-2)).toEqual(['127.0.0.1', '::1'])
  })

  test('everything at once is offered first: both families where there is IPv6', () => {
    expect(hostChoices(interfaces)[0]).toMatchObject({ ip: '::', kind: 'all' })
    expect(hostChoices({ eth0: [info('192.168.1.5')] })[0]).toMatchObject({
      ip: '0.0.0.0',
      kind: 'all',
    })
  })

  test('a room on :: is reached by every address, on 0.0.0.0 by those of IPv4, else by its own', () => {
    const at = (ip: string) =>
      reachableAddresses(ip, 7000, interfaces).map(({ at: reached }) => formatAddress(reached))
    expect(at('::')).toHaveLength(10)
    expect(at('::')).toContain('[fe80::1%eth0]:7000')
    expect(at('0.0.0.0')).toHaveLength(6)
    expect(at('192.168.1.5')).toEqual(['192.168.1.5:7000'])
    expect(at('127.0.0.9')).toEqual(['127.0.0.9:7000'])
  })

  test('an address of 127.0.0.0/8 that is not listed is still this computer only', () => {
    expect(reachableAddresses('127.9.9.9', 7000, interfaces)[0]?.kind).toBe('loopback')
  })
})
