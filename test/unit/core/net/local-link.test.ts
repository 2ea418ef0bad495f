/** The host's own link to its room: in order, later, and whole to its end. */
import { describe, expect, test } from 'vitest'
import { type LocalEar, localPair } from '../../../../electron/core/net/local-link.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Two ends, and what each has heard. */
function pair(judge?: LocalEar<string>['judge']) {
  const [one, other] = localPair<string, string>()
  const heard: string[] = []
  const ear = (name: string): LocalEar<string> => ({
    ...(judge !== undefined && { judge }),
    onMessage: (message) => heard.push(`${name} ${message}`),
    onBad: (why) => heard.push(`${name} bad: ${why}`),
    onClose: (ours) => heard.push(`${name} over, ${ours ? 'ours' : 'theirs'}`),
  })
  return { one, other, heard, ear }
}

describe('a local link', () => {
  test('brings what was said in its order, and never within the words themselves', async () => {
    const { one, other, heard, ear } = pair()
    one.listen(ear('one'))
    other.listen(ear('other'))
    one.send('a')
    one.sendBytes(Buffer.alloc(0), 'b')
    one.sendLines(Buffer.alloc(0), ['c', 'd'])
    other.send('x')
    expect(heard).toEqual([])
    await turn()
    expect(heard.filter((one) => one !== 'one x')).toEqual([
      'other a',
      'other b',
      'other c',
      'other d',
    ])
    expect(heard).toContain('one x')
  })

  test('keeps what is said before anybody listens', async () => {
    const { one, other, heard, ear } = pair()
    one.send('early')
    await turn()
    other.listen(ear('other'))
    await turn()
    expect(heard).toEqual(['other early'])
  })

  test('holds back, also from within a word, and loses nothing', async () => {
    const { one, other, heard, ear } = pair()
    const told = ear('other')
    other.listen({
      ...told,
      onMessage: (message) => {
        told.onMessage(message)
        if (message === 'stop') other.hold(true)
      },
    })
    for (const message of ['a', 'stop', 'b', 'c']) one.send(message)
    await turn()
    one.send('d')
    await turn()
    expect(heard).toEqual(['other a', 'other stop'])
    other.hold(false)
    await turn()
    expect(heard.slice(2)).toEqual(['other b', 'other c', 'other d'])
  })

  test('that is closed still brings what was said before, and then its end, once on each side', async () => {
    const { one, other, heard, ear } = pair()
    one.listen(ear('one'))
    other.listen(ear('other'))
    one.send('goodbye')
    one.close()
    one.close()
    one.send('too late')
    other.send('unheard')
    await turn()
    other.close()
    await turn()
    expect(heard.filter((one) => one.startsWith('other'))).toEqual([
      'other goodbye',
      'other over, theirs',
    ])
    expect(heard.filter((one) => one.startsWith('one'))).toEqual(['one over, ours'])
  })

  test('ends behind what is held back', async () => {
    const { one, other, heard, ear } = pair()
    other.listen(ear('other'))
    other.hold(true)
    one.send('held')
    one.close()
    await turn()
    expect(heard).toEqual([])
    other.hold(false)
    await turn()
    expect(heard).toEqual(['other held', 'other over, theirs'])
  })

  test('closed from within a word is heard no more', async () => {
    const { one, other, heard, ear } = pair()
    const told = ear('other')
    other.listen({
      ...told,
      onMessage: (message) => {
        told.onMessage(message)
        other.close()
      },
    })
    one.send('a')
    one.send('b')
    await turn()
    expect(heard).toEqual(['other a', 'other over, ours'])
  })

  test('judges what comes where it is told to', async () => {
    const { one, other, heard, ear } = pair((message) => {
      if (message === 'odd') return { kind: 'unknown', type: message }
      return message === 'ill' ? { kind: 'bad', why: 'ill' } : { kind: 'message', message }
    })
    other.listen(ear('other'))
    for (const message of ['odd', 'ill', 'well']) one.send(message)
    await turn()
    expect(heard).toEqual(['other bad: ill', 'other well'])
  })

  test.each([false, true])(
    'closed here after the other end was, brings nothing more (held: %s)',
    async (held) => {
      const { one, other, heard, ear } = pair()
      other.listen(ear('other'))
      other.hold(held)
      one.send('a')
      one.close()
      other.close()
      await turn()
      expect(heard).toEqual(['other over, ours'])
    },
  )

  test('goes on behind a word that somebody has stumbled over', async () => {
    const { one, other, heard, ear } = pair()
    const told = ear('other')
    const thrown: unknown[] = []
    const catching = (error: unknown) => thrown.push(error)
    process.prependOnceListener('uncaughtException', catching)
    const others = process.listeners('uncaughtException').filter((one) => one !== catching)
    for (const listener of others) process.off('uncaughtException', listener)
    other.listen({
      ...told,
      onMessage: (message) => {
        if (message === 'a') throw new Error('stumbled')
        told.onMessage(message)
      },
    })
    one.send('a')
    one.send('b')
    one.close()
    await turn()
    await turn()
    for (const listener of others) process.on('uncaughtException', listener)
    expect(thrown).toMatchObject([{ message: 'stumbled' }])
    expect(heard).toEqual(['other b', 'other over, theirs'])
  })
})
