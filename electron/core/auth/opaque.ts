/**
 * OPAQUE (RFC 9807), thinly: the six steps of a room's password, with words for what they are.
 * Nothing here throws for what a peer sent; it comes back as undefined.
 *
 * The library's choices, which are on the wire: ristretto255 and SHA-512, 3DH, Argon2id with
 * 64 MiB, 3 passes and 4 lanes (RFC 9106, section 4, second choice), no identities besides the
 * keys, the room's id as the credential identifier. All messages are base64url without padding:
 * KE1 of 96 bytes, KE2 of 320, KE3 of 64.
 *
 * Argon2id takes a fifth of a second or so and runs on the calling thread: at the host when a
 * password is set, or held against its record; at the member once a try. The host's part of a
 * login has none of it, so guesses cost the host two milliseconds each.
 */
type Library = Pick<typeof import('@serenity-kit/opaque'), 'client' | 'server'> & {
  /** A first message whose maker has forgotten it: what follows from it proves nothing. */
  readonly noRequest: string
}

let library: Library | undefined
let loading: Promise<void> | undefined

/**
 * To be awaited before the steps that are plain calls. The library is WebAssembly and has to be
 * compiled once (75 ms), for which a start without a password does not wait.
 */
export function opaqueReady(): Promise<void> {
  loading ??= import('@serenity-kit/opaque').then(async ({ client, ready, server }) => {
    await ready
    const noRequest = client.startLogin({ password: '' }).startLoginRequest
    library = { client, server, noRequest }
  })
  return loading
}

/** @throws {Error} before {@link opaqueReady} has resolved */
function opaque(): Library {
  if (library === undefined) throw new Error('OPAQUE is not loaded yet')
  return library
}

/** What the host keeps of a password. It opens nothing, but it lets its holder guess offline. */
export interface PasswordRecord {
  /** The host's OPAQUE keys and OPRF seed, made for this record alone. */
  readonly setup: string
  /** The registration record. */
  readonly record: string
}

/** What the host keeps between the two halves of one login. */
export type HostState = string & { readonly hostState: unique symbol }

/** What the member keeps between the two halves of one login. */
export interface MemberState {
  readonly password: string
  readonly state: string
}

const KE1 = /^[A-Za-z0-9_-]{128}$/
const KE3 = /^[A-Za-z0-9_-]{86}$/

/** A third message of the right shape that no state accepts (all bytes zero). */
const NO_FINISH = 'A'.repeat(86)

/**
 * A password as it is used: NFC, so that keyboards that compose differently agree. Nothing else
 * is changed: case and white space count, also at the ends.
 */
export function preparedPassword(typed: string): string {
  return typed.normalize('NFC')
}

/**
 * Makes the record of a room's password. Both parts of the registration are played here, so the
 * password never leaves the host.
 * @param roomId the room the password belongs to; the record is of no use in another
 */
export async function makePasswordRecord(
  password: string,
  roomId: string,
): Promise<PasswordRecord> {
  await opaqueReady()
  const { client, server } = opaque()
  const prepared = preparedPassword(password)
  const setup = server.createSetup()
  const begun = client.startRegistration({ password: prepared })
  const { registrationResponse } = server.createRegistrationResponse({
    serverSetup: setup,
    userIdentifier: roomId,
    registrationRequest: begun.registrationRequest,
  })
  await breath()
  const { registrationRecord } = client.finishRegistration({
    password: prepared,
    clientRegistrationState: begun.clientRegistrationState,
    registrationResponse,
  })
  return { setup, record: registrationRecord }
}

/**
 * The host's answer (KE2) to a member's first message (KE1). A message that is not one gets an
 * answer too, by the same work: it looks the same, and no third message will fit it.
 * @throws {Error} when the record itself is damaged
 */
export function hostStart(
  { setup, record }: PasswordRecord,
  roomId: string,
  request: string,
): { response: string; state: HostState } {
  const answer = (startLoginRequest: string) => {
    const { loginResponse, serverLoginState } = opaque().server.startLogin({
      serverSetup: setup,
      registrationRecord: record,
      userIdentifier: roomId,
      startLoginRequest,
    })
    return { response: loginResponse, state: serverLoginState as HostState }
  }
  if (!KE1.test(request)) return answer(opaque().noRequest)
  try {
    return answer(request)
  } catch {
    // The right length, but no point of the group.
    return answer(opaque().noRequest)
  }
}

/** The session key (64 bytes, base64url) if the third message (KE3) is right, else undefined. */
export function hostFinish(state: HostState, finish: string): string | undefined {
  try {
    return opaque().server.finishLogin({
      serverLoginState: state,
      finishLoginRequest: KE3.test(finish) ? finish : NO_FINISH,
    }).sessionKey
  } catch {
    return undefined
  }
}

/** The member's first message (KE1) and what to keep for the second step. */
export function memberStart(password: string): { request: string; state: MemberState } {
  const prepared = preparedPassword(password)
  const { clientLoginState, startLoginRequest } = opaque().client.startLogin({ password: prepared })
  return { request: startLoginRequest, state: { password: prepared, state: clientLoginState } }
}

/**
 * The member's third message (KE3) and session key (64 bytes, base64url). Undefined when the
 * password is not this host's, or the answer is no answer. Lets other work run once before the
 * thread is busy with Argon2id.
 */
export async function memberFinish(
  { password, state }: MemberState,
  response: string,
): Promise<{ finish: string; sessionKey: string } | undefined> {
  await breath()
  try {
    const result = opaque().client.finishLogin({
      clientLoginState: state,
      loginResponse: response,
      password,
    })
    if (result === undefined) return undefined
    return { finish: result.finishLoginRequest, sessionKey: result.sessionKey }
  } catch {
    return undefined
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * Whether a password is that of a record: both parts of a login are played here.
 * @throws {Error} when the record itself is damaged
 */
export async function opensWith(
  record: PasswordRecord,
  password: string,
  roomId: string,
): Promise<boolean> {
  await opaqueReady()
  const { request, state } = memberStart(password)
  const answer = hostStart(record, roomId, request)
  const finished = await memberFinish(state, answer.response)
  return finished !== undefined && hostFinish(answer.state, finished.finish) === finished.sessionKey
}
