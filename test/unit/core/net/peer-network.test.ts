/** What counts as one network address. */
import { describe, expect, test } from 'vitest'
import { peerNetwork } from '../../../../electron/core/net/peer-network.ts'

describe('where somebody comes from', () => {
  test.each([
    ['192.168.1.5', '192.168.1.5'],
    ['::ffff:192.168.1.5', '192.168.1.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['127.0.0.1', '127.0.0.1'],
  ])('%s counts as %s', (remote, network) => {
    expect(peerNetwork(remote)).toBe(network)
  })

  test.each([undefined, '', 'unix', '/tmp/socket'])('%s is not known', (remote) => {
    expect(peerNetwork(remote)).toBeNull()
  })
})
