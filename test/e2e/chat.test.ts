/** The main job: people host, join, talk, leave. In windows, by clicking and typing. */
import { expect, test } from 'vitest'
import { launchApp, temporaryFolder } from '../support/app.ts'
import {
  composer,
  gone,
  host,
  joinRoom,
  messages,
  notices,
  people,
  say,
  see,
  seeMessage,
  texts,
} from '../support/people.ts'
import { runJoin } from '../support/terminal.ts'
import { callVerb } from '../support/verbs.ts'

async function twoPeople() {
  const [ann, bob] = await Promise.all([
    launchApp({ profile: 'ann' }),
    launchApp({ profile: 'bob' }),
  ])
  const address = await host(ann.page)
  await joinRoom(bob.page, address)
  return { ann: ann.page, bob: bob.page, annApp: ann, bobApp: bob, address }
}

test('two windows chat both ways, and both see who is there', async () => {
  const { ann, bob } = await twoPeople()
  await say(bob, 'Hello from Bob')
  await seeMessage(ann, 'Hello from Bob')
  await say(ann, 'Hello from Ann')
  await seeMessage(bob, 'Hello from Ann')
  for (const page of [ann, bob]) {
    await see(messages(page).nth(1))
    expect(await texts(page).allInnerTexts()).toEqual(['Hello from Bob', 'Hello from Ann'])
    const list = page.getByRole('list', { name: 'People' })
    await see(list)
    expect(await list.getByRole('listitem').count()).toBe(2)
  }
})

test('comings and goings are told; who was cut off a moment ago is said to be', async () => {
  const { ann, bob, address } = await twoPeople()
  await using cem = await runJoin(address, 'Cem')
  await see(notices(ann).filter({ hasText: 'Cem joined' }))
  cem.child.kill('SIGKILL')
  await see(
    people(ann)
      .getByRole('listitem')
      .filter({ hasText: /Cem.*cut off/ }),
  )
  await bob.getByRole('button', { name: 'Leave room' }).click()
  await see(notices(ann).filter({ hasText: /Bob.*left/ }))
})

test('who comes and goes again and again is told once for each time, in order', async () => {
  const { ann, address } = await twoPeople()
  await say(ann, 'before')
  const words: string[] = []
  for (const times of [1, 2, 3]) {
    await using cem = await runJoin(address, 'Cem')
    await see(notices(ann).last().filter({ hasText: 'Cem' }))
    cem.type({ leave: true })
    expect(await cem.exit).toBe(0)
    await expect
      .poll(async () => (await notices(ann).last().innerText()).match(/Cem/g)?.length ?? 0)
      .toBe(2 * times)
    words.push((await notices(ann).last().innerText()).replaceAll(/\s+/g, ' '))
  }
  // Drawn anew from nothing, the line is the same.
  const last = words.at(-1)
  await ann.reload()
  await see(messages(ann).first())
  expect((await notices(ann).last().innerText()).replaceAll(/\s+/g, ' ')).toBe(last)
})

test('the second of a name becomes name-2 and is told so', async () => {
  const [ann, other] = await Promise.all([launchApp(), launchApp()])
  const address = await host(ann.page, { name: 'Ann' })
  await joinRoom(other.page, address, 'Ann')
  await see(notices(other.page).filter({ hasText: 'Ann-2' }))
  expect(await notices(other.page).first().innerText()).toMatch(/Ann is taken|taken/)
})

test('Enter sends, Shift+Enter makes a new line, /quit leaves', async () => {
  const { ann, bob } = await twoPeople()
  await composer(bob).pressSequentially('one')
  await composer(bob).press('Shift+Enter')
  await composer(bob).pressSequentially('two')
  await composer(bob).press('Enter')
  await seeMessage(ann, 'two')
  expect(await texts(ann).first().innerText()).toBe('one\ntwo')
  expect(await composer(bob).inputValue()).toBe('')
  await say(bob, '/quit')
  await see(notices(ann).filter({ hasText: /Bob.*left/ }))
  await see(bob.getByRole('button', { name: 'Join again' }))
  expect(await texts(ann).count()).toBe(1)
})

test('after a change of the time zone the clock times are those of the new one', async () => {
  const { ann, bob } = await twoPeople()
  await say(bob, 'what time is it?')
  await seeMessage(ann, 'what time is it?')
  const devTools = await ann.context().newCDPSession(ann)
  const shown = messages(ann).locator('time').first()
  const at = (zone: string, moment: string) =>
    new Date(moment).toLocaleTimeString('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
    })
  const moment = (await shown.getAttribute('datetime')) ?? ''
  for (const timezoneId of ['Asia/Kolkata', 'America/New_York', 'Pacific/Chatham']) {
    await devTools.send('Emulation.setTimezoneOverride', { timezoneId })
    const time = at(timezoneId, moment)
    await expect.poll(() => shown.innerText()).toMatch(new RegExp(`^(${time}|${twelve(time)})`))
  }
})

/** 14:05 as 02:05 PM. */
function twelve(time: string): string {
  const [hour = '', minute = ''] = time.split(':')
  const half = Number(hour) % 12 || 12
  return `${`${half}`.padStart(2, '0')}:${minute}`
}

test('a pasted text that is too long never stops the window, and is offered to be sent in parts', async () => {
  const { ann, bob } = await twoPeople()
  const paste = async (text: string) => {
    await bob.evaluate((copied) => {
      const give = (event: ClipboardEvent) => {
        event.clipboardData?.setData('text/plain', copied)
        event.preventDefault()
      }
      document.addEventListener('copy', give, { once: true })
      document.execCommand('copy')
    }, text)
    await composer(bob).press('ControlOrMeta+V')
  }
  const held = bob.getByRole('region', { name: 'Pasted text' })
  const writes = () => composer(bob).evaluate((field) => field === document.activeElement)
  const frames = () =>
    bob.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const begun = performance.now()
          requestAnimationFrame(() =>
            requestAnimationFrame(() => resolve(performance.now() - begun)),
          )
        }),
    )
  await paste('some line of text\n'.repeat(55_555))
  await see(held.getByText('55,556 lines'))
  await bob.screenshot({ path: 'artifacts/screenshots/pasted-1080-light.png' })
  expect(await held.getByRole('button', { name: /^Send/ }).count()).toBe(0)
  // The field is as it was: what is typed now is laid out alone.
  await composer(bob).pressSequentially('still here')
  expect(await composer(bob).inputValue()).toBe('still here')
  console.log(`two frames after a pasted megabyte: ${Math.round(await frames())} ms`)
  await held.getByRole('button', { name: 'Take it out' }).click()
  await gone(held)
  await expect.poll(writes).toBe(true)
  const text = 'a line of words\n'.repeat(2_048)
  await paste(text.slice(0, text.length / 2))
  await see(held.getByText('1,025 lines'))
  await paste(text.slice(text.length / 2))
  await held.getByRole('button', { name: 'Send in 2 parts' }).click()
  await gone(held)
  await expect.poll(writes).toBe(true)
  await expect.poll(() => messages(ann).count()).toBe(2)
  const parts = await texts(ann).evaluateAll((all) => all.map((one) => one.textContent))
  expect(parts.join('')).toBe(text)
  expect(await composer(bob).inputValue()).toBe('still here')
  await paste('word '.repeat(4_000))
  await held.getByRole('button', { name: 'Shorten it first' }).click()
  expect(await composer(bob).inputValue()).toBe(`still here${'word '.repeat(4_000)}`)
})

test('a message of 16 KiB of any Unicode arrives as it was sent; one byte more stays in the field', async () => {
  const { ann, bob } = await twoPeople()
  const text = `${'漢字 😀 \u{1F469}‍\u{1F680} é '.repeat(400)}`.trim()
  const bytes = new TextEncoder().encode(text).length
  const full = text + 'x'.repeat(16 * 1024 - bytes)
  await say(bob, full)
  await see(messages(ann))
  expect(
    await texts(ann)
      .first()
      .evaluate((element) => element.textContent),
  ).toBe(full)
  await composer(bob).fill(`${full}x`)
  await composer(bob).press('Enter')
  expect(await composer(bob).inputValue()).toBe(`${full}x`)
  await see(bob.getByText(/too long/i))
})

test('1,000 messages in a burst arrive in order, and the newest is in sight', async () => {
  const { ann, bob, address } = await twoPeople()
  await using cem = await runJoin(address, 'Cem')
  const said = Array.from({ length: 1000 }, (_, n) => `message ${n}`)
  cem.type(...said.map((text) => ({ say: text })))
  for (const page of [ann, bob]) {
    await see(page.locator('[data-testid=message][data-seq="1000"]'))
    const { value } = (await callVerb(page, 'snapshot')) as unknown as {
      value: { rooms: { id: string; last: number }[] }
    }
    const room = value.rooms[0]
    const found: string[] = []
    for (let before = (room?.last ?? 0) + 1; before > 1; before -= 200) {
      const where = { before }
      const answer = await callVerb(page, 'history', { roomId: room?.id, where, limit: 200 })
      if (!answer.ok) throw new Error(answer.error.message)
      const { entries } = answer.value
      found.unshift(...entries.flatMap((entry) => (entry.kind === 'message' ? [entry.text] : [])))
    }
    expect(found).toEqual(said)
  }
})

test('scrolling up reads the older pages, and “Jump to latest” comes back', async () => {
  const { ann, address } = await twoPeople()
  await using cem = await runJoin(address, 'Cem')
  cem.type(...Array.from({ length: 400 }, (_, n) => ({ say: `message ${n}` })))
  await see(ann.locator('[data-testid=message][data-seq="400"]'))
  await ann.reload()
  await see(ann.locator('[data-testid=message][data-seq="400"]'))
  const log = ann.getByRole('log', { name: 'Conversation' })
  await log.hover()
  const first = ann.locator('[data-testid=message][data-seq="1"]')
  // Each turn of the wheel asks for what is above; the page answers at its own pace.
  while (!(await first.isVisible())) await ann.mouse.wheel(0, -4000)
  cem.type({ say: 'news' })
  const jump = ann.getByRole('button', { name: 'Jump to latest' })
  await see(jump)
  await jump.click()
  await seeMessage(ann, 'news')
  await gone(jump)
})

test('text stays text: markup and script links are shown as they were typed', async () => {
  const { ann, bob } = await twoPeople()
  const nasty = [
    '<img src=x onerror="window.broken=1">',
    '[x](javascript:window.broken=1)',
    'javascript:window.broken=1',
    '<script>window.broken=1</script>',
  ]
  for (const text of nasty) await say(bob, text)
  await see(messages(ann).nth(nasty.length - 1))
  expect(await texts(ann).allInnerTexts()).toEqual(nasty)
  for (const page of [ann, bob]) {
    expect(await page.evaluate(() => 'broken' in window)).toBe(false)
    expect(await texts(page).locator('a, img, script').count()).toBe(0)
    expect(await texts(page).getByRole('link').count()).toBe(0)
  }
})

test('a link opens in the browser after a look at its real address', async () => {
  const { ann, bobApp, bob } = await twoPeople()
  await say(ann, 'see https://bank.example@evil.example/a?b=1 and http://пример.example/')
  await seeMessage(bob, 'evil.example')
  await texts(bob).getByText('https://bank.example@evil.example/a?b=1', { exact: true }).click()
  const dialog = bob.getByRole('dialog', { name: 'Open this link?' })
  await see(dialog)
  expect(await dialog.innerText()).toContain('evil.example')
  await bob.keyboard.press('Escape')
  await gone(dialog)
  expect(await bobApp.opened()).toEqual([])
  await texts(bob).getByText('http://пример.example/', { exact: true }).click()
  await see(dialog.getByText(/xn--e1afmkfd\.example/))
  await dialog.getByRole('button', { name: 'Open in browser' }).click()
  await gone(dialog)
  // The dialog goes at once; the request to the desktop is on its way.
  await expect.poll(() => bobApp.opened()).toEqual(['http://xn--e1afmkfd.example/'])
})

test('an address is copied by one click', async () => {
  const app = await launchApp()
  const address = await host(app.page)
  await app.page
    .getByRole('button', { name: `Copy ${address}` })
    .first()
    .click()
  await see(app.page.getByText('Copied').first())
  expect(await app.clipboard()).toBe(address)
})

test('reloading a window keeps the room, its words and what was being typed', async () => {
  const { ann, bob } = await twoPeople()
  await say(bob, 'before')
  await seeMessage(ann, 'before')
  await composer(bob).fill('half a thought')
  await bob.reload()
  await seeMessage(bob, 'before')
  expect(await composer(bob).inputValue()).toBe('half a thought')
  await say(ann, 'after')
  await seeMessage(bob, 'after')
  await composer(bob).press('Enter')
  await seeMessage(ann, 'half a thought')
})

test('when the host closes the room, everybody is told', async () => {
  const { ann, bob } = await twoPeople()
  await ann.getByRole('button', { name: 'Close room' }).click()
  await ann.getByRole('button', { name: 'Close for everybody' }).click()
  await see(bob.getByText(/The host has closed this room/))
  await see(bob.getByRole('button', { name: 'Join again' }))
  expect(await people(bob).count()).toBeGreaterThanOrEqual(0)
})

test('a host that is killed comes back with its room, and so do its members, with all that was said meanwhile', async () => {
  const dataDir = temporaryFolder()
  const [annApp, bobApp] = await Promise.all([launchApp({ dataDir }), launchApp()])
  const address = await host(annApp.page)
  const bob = bobApp.page
  await joinRoom(bob, address)
  await say(bob, 'before')
  await seeMessage(bob, 'before')
  await annApp.kill()
  await see(bob.locator('[data-testid=string][data-phase=interrupted]'))
  await say(bob, 'while the host was away')
  await see(bob.locator('[data-testid=message][data-state=pending]'))
  await composer(bob).fill('still here')
  // The room was open when its host was killed: it is opened again where it was.
  const again = await launchApp({ dataDir })
  await see(bob.locator('[data-testid=string][data-phase=live]'))
  expect(await composer(bob).inputValue()).toBe('still here')
  await composer(bob).press('Enter')
  const all = ['before', 'while the host was away', 'still here']
  for (const page of [again.page, bob]) {
    await seeMessage(page, 'still here')
    expect(await texts(page).allInnerTexts()).toEqual(all)
  }
  expect(
    await notices(bob)
      .filter({ hasText: /lost|left/ })
      .count(),
  ).toBe(0)
})

test('closing the window leaves the room', async () => {
  const { ann, bobApp } = await twoPeople()
  expect(await bobApp.close()).toBe(0)
  await see(notices(ann).filter({ hasText: /Bob.*left/ }))
})

test('a window and a terminal chat', async () => {
  const app = await launchApp()
  const address = await host(app.page)
  await using bob = await runJoin(address, 'Bob')
  bob.type({ say: 'from the terminal' })
  await seeMessage(app.page, 'from the terminal')
  await say(app.page, 'from the window')
  await bob.until(() => bob.of('message').length === 2)
  expect(bob.of('message').map(({ text }) => text)).toEqual([
    'from the terminal',
    'from the window',
  ])
})

test('two rooms at once in one window: each keeps its own', async () => {
  const [ann, bob] = await Promise.all([launchApp(), launchApp()])
  const lab = await host(ann.page, { room: 'Lab' })
  const club = await host(ann.page, { room: 'Club' })
  await joinRoom(bob.page, lab)
  await say(bob.page, 'to the lab')
  await joinRoom(bob.page, club)
  await say(bob.page, 'to the club')
  const rooms = ann.page.getByRole('navigation', { name: 'Rooms' })
  await rooms.getByRole('button', { name: /Lab/ }).first().click()
  await seeMessage(ann.page, 'to the lab')
  expect(await texts(ann.page).allInnerTexts()).toEqual(['to the lab'])
  await rooms.getByRole('button', { name: /Club/ }).first().click()
  await seeMessage(ann.page, 'to the club')
  expect(await texts(ann.page).allInnerTexts()).toEqual(['to the club'])
})
