/** A link taken apart, to be looked at before it is opened. Pure. */

/** An address in parts for the eye: what comes before the host, the host itself, the rest. */
export interface AddressParts {
  readonly before: string
  readonly host: string
  readonly after: string
}

export function addressParts(href: string): AddressParts {
  const url = new URL(href)
  if (url.protocol === 'mailto:') {
    const at = href.indexOf('@') + 1
    const end = href.indexOf('?') === -1 ? href.length : href.indexOf('?')
    return { before: href.slice(0, at), host: href.slice(at, end), after: href.slice(end) }
  }
  // The host begins after "//" and, should somebody hide another name there, after the last "@".
  const start = href.indexOf('//') + 2
  const stop = href.slice(start).search(/[/?#]/u)
  const authority = stop === -1 ? href.slice(start) : href.slice(start, start + stop)
  const hostAt = start + authority.lastIndexOf('@') + 1
  return {
    before: href.slice(0, hostAt),
    host: href.slice(hostAt, hostAt + url.host.length),
    after: href.slice(hostAt + url.host.length),
  }
}

/** What to be careful about, as a sentence, or null. */
export function linkWarning(href: string): string | null {
  const url = new URL(href)
  if (url.username !== '' || url.password !== '') {
    return 'The part before the @ is not where this leads. It leads to the host in bold.'
  }
  if (/(?:^|\.)xn--/u.test(url.hostname)) {
    return 'This name has letters from another alphabet; it may only look like one you know.'
  }
  return null
}
