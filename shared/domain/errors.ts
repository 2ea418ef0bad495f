/**
 * One error type for everything that a person may meet. A stable code for machines, a sentence
 * for people (what happened, why as far as we know, what to do next), and details as plain
 * values that survive IPC and JSON. Every sentence of an error with a code stands in this file.
 */
import { z } from 'zod'
import { NAME_GRAPHEMES, PASSPHRASE_CHARS, PASSWORD_CHARS, TEXT_BYTES } from './limits.ts'

/** Values an error carries besides its words; `field` names the form field it belongs to. */
export const errorDetailsSchema = z.record(z.string(), z.union([z.string(), z.number()]))
export type ErrorDetails = z.infer<typeof errorDetailsSchema>

type Sentence = (details: ErrorDetails) => string

/** Why an output takes nothing. */
const untaken = ({ cause }: ErrorDetails) =>
  cause === 'ENOSPC'
    ? 'the disk that the output goes to is full'
    : `whoever read the output has gone (${cause})`

/** Every code with its words. Order: typing, hosting, joining, being in a room, inside. */
const sentences = {
  address_invalid: (d) =>
    d.field === 'ip'
      ? 'Hosting needs a number address of this computer, such as 127.0.0.1 or 192.168.1.5.'
      : `${d.reason ?? 'This is not an address.'} Write it like 192.168.1.5:62260, [fe80::1%eth0]:62260 or a computer’s name.`,
  port_invalid: () => 'A port is a whole number from 1 to 65535. 62260 is a good one.',
  name_invalid: (d) =>
    d.reason === 'empty'
      ? 'A name is missing. Write the name the others should see.'
      : d.reason === 'characters'
        ? 'This name has characters that cannot be seen or that turn text around. Please leave them out.'
        : d.reason === 'reserved'
          ? 'This name is reserved. Choose another one.'
          : `This name is too long. Up to ${NAME_GRAPHEMES} characters fit.`,
  room_name_invalid: (d) =>
    d.reason === 'empty'
      ? 'The room has no name yet. Write one that the others will recognise.'
      : d.reason === 'characters'
        ? 'This room name has characters that cannot be seen or that turn text around. Please leave them out.'
        : `This room name is too long. Up to ${NAME_GRAPHEMES} characters fit.`,

  password_invalid: (d) =>
    d.reason === 'empty'
      ? `${d.file === undefined ? 'The password is empty, or only blanks,' : `The first line of ${d.file} is empty, or only blanks,`} so it would guard nothing. Write one, or ${d.file === undefined ? 'switch the password off' : 'leave --password-file out'}.`
      : d.reason === 'characters'
        ? 'This password has half a character in it. Type it again.'
        : `${d.file === undefined ? 'This password' : `The password in ${d.file}`} is too long. Up to ${PASSWORD_CHARS} characters fit.`,

  address_not_here: (d) =>
    `${d.address} is not an address of this computer now. Choose one that is, or 0.0.0.0 for all.`,
  port_in_use: (d) =>
    d.next === undefined
      ? `Port ${d.port} is in use by another program, and so are the ones after it. Choose another port.`
      : `Port ${d.port} is in use by another program or room. Port ${d.next} is free.`,
  port_privileged: (d) =>
    `Port ${d.port} needs administrator rights on this computer. Choose one from 1024 to 65535.`,
  cannot_listen: (d) =>
    `This computer does not let Tincan listen on ${d.address} (${d.cause}). Choose another address or port.`,

  name_not_found: (d) =>
    `No computer called “${d.host}” was found. Check the spelling, or use its number address (like 192.168.1.5).`,
  connection_refused: (d) =>
    `${d.address} answers, but no room is open there. Is the port right, and is the room still hosted?`,
  no_answer: (d) =>
    `Nobody answers at ${d.address}. Is the host’s firewall open, is it on, and are you on the same network?`,
  unreachable: (d) =>
    `There is no way from this computer to ${d.address}. Are you connected to the right network?`,
  dial_failed: (d) =>
    `The connection to ${d.address} failed (${d.cause}). Check the address and your network, then try again.`,
  not_tincan: (d) =>
    `Something answers at ${d.address}, but it is not a Tincan room. Check the port.`,
  // As the room sees it: the joiner's Tincan is too new, or too old, for this room.
  version_too_new: () =>
    'This room speaks an older version of Tincan than yours. Ask its host to update.',
  version_too_old: () =>
    'This room speaks a newer version of Tincan than yours. Update Tincan, then join again.',
  pin_mismatch: (d) =>
    `The computer at ${d.address} is not the one you know: it shows another key. Somebody may be listening in, or the host has a new key. Ask the host, over another way, before you forget the old key.`,
  unknown_host: (d) =>
    `Nothing is known of the host at ${d.address} (its key is ${d.shown}). Use an invite link, or give its fingerprint.`,
  host_unproven: () =>
    'The other side does not know the room’s password itself: it is not the host it claims to be. Nothing of yours was sent.',
  password_needed: (d) =>
    `This room asks for a password. ${d.option === undefined ? 'Ask the host for it' : `Give it by ${d.option}`}, or use an invite link.`,
  auth_failed: (d) =>
    `The password is wrong. Ask the host for it${d.option === undefined ? '' : `, put it into the file of ${d.option}`}, or use an invite link.`,
  auth_limited: (d) =>
    `Too many wrong passwords were tried at this room. Try again ${d.retryAfter === undefined ? 'later' : `in ${Math.ceil(Number(d.retryAfter) / 60)} minutes`}, or ask the host for an invite link.`,
  not_admitted: () => 'The host did not let you in. Ask them over another way.',
  banned: () => 'The host has banned you from this room.',
  invite_invalid: (d) =>
    `This is not a whole invite link: ${d.reason ?? 'something is missing'}. Ask the host for a new one.`,
  invite_used: () => 'This invite was used already, or is too old. Ask the host for a new one.',
  room_full: (d) =>
    `This room is full${d.capacity === undefined ? '' : ` (${d.capacity} people)`}. Try again when somebody has left.`,
  address_full: () =>
    'Too many people are in this room from your network address already. Ask the host to allow more (Room settings), or join over another network.',
  room_closed: () => 'The host has closed this room. Ask the host to open it again.',
  room_busy: () => 'Too many people are joining at this moment. Try again in a few seconds.',
  refused_other: (d) => `The room did not let you in: ${d.said ?? 'it gave no reason'}.`,
  cancelled: () => 'Joining was cancelled.',

  connection_lost: () =>
    'The connection to the room was lost. The host may be off, or a network on the way is down.',
  host_away: () =>
    'The host has gone away for now. What you say waits here until the room is open again.',
  other_room: (d) =>
    `Another room is open at ${d.address} now. What you have of the old one is kept here, to read. Join the new one as a room of its own.`,
  log_differs: () =>
    'The host’s record of this room does not go on from yours: it may have been restored from an older copy. What you have is kept here, to read. Join again to begin with the host’s record.',
  replaced: () =>
    'You joined this room from another window or computer with the same key, so this one was closed.',
  removed: () => 'The host has removed you from this room.',
  too_slow: () =>
    'The connection was too slow to keep up with this room and was closed. Join again on a better network.',
  protocol_broken: () =>
    'The other side sent something that Tincan does not understand, and was disconnected. One of you may need an update.',
  command_unknown: (d) =>
    `Not sent: there is no command “/${d.word}${d.more === 1 ? ' …' : ''}”. To say it, begin with //${d.word}. To leave, write /quit alone.`,
  text_empty: () => 'There is nothing to send yet.',
  text_too_long: (d) =>
    `This message is too long${d.bytes === undefined ? '' : ` (${Math.ceil(Number(d.bytes) / 1024)} KiB)`}. Up to ${TEXT_BYTES / 1024} KiB fit in one. Send it in parts.`,
  kind_unknown: () =>
    'The host’s Tincan is older than yours and does not know this. It can be sent when the host has a newer one.',
  body_invalid: () =>
    'The host cannot take this as it is: something in it is missing, wrong or too large.',
  target_unknown: () => 'What this is about is not in the room, or not for you to see.',
  not_allowed: () =>
    'This cannot be done there: it is not yours to do, it was done before, it is not for that, or there is too much of it already.',
  not_accepted: (d) => `The room did not accept this message: ${d.said ?? 'it gave no reason'}`,
  not_in_room: () => 'You are not in this room now. Join again to send; your words are kept here.',
  cid_conflict: () =>
    'The room already has another message under this number. Take this one back, and send it anew.',
  words_damaged: () =>
    'What waited here to be sent was damaged on this computer’s disk. See whether it has arrived, then send it again or take it back.',
  host_storage: () =>
    'The host could not store this message: its disk may be full. Your words are kept here; send them again later.',
  room_unknown: () => 'This room is no longer open in Tincan.',

  storage_no_room: (d) =>
    `Your messages have to be brought to this version, and a copy of them is made first. That takes ${d.megabytes ?? 'more'} MB of the disk, and there is less. Make room and try again; nothing was changed.`,
  storage_full: () =>
    'The disk of this computer is full, so nothing new can be kept. Make room, then send again; what is here can be read.',
  storage_failed: (d) =>
    `Tincan’s messages could not be written (${d.cause}). What is here can be read. Check the disk, then try again.`,
  storage_locked: (d) =>
    `Tincan’s messages are in use by another program, perhaps by a Tincan that still runs in the background (${d.path}). Close it, or use another data folder.`,
  storage_newer: (d) =>
    `Tincan’s messages were written by a newer version, and were left untouched (${d.path}). Update Tincan, or use another data folder.`,
  storage_damaged: (d) =>
    `The file with Tincan’s messages was damaged. It was kept as ${d.kept}, and Tincan starts with an empty one. Rooms you join again bring back what their host has.`,
  folder_not_private: (d) =>
    `Other users of this computer may be able to read ${d.path} (${d.cause}). Use a data folder of your own, on a disk that knows permissions.`,
  storage_unreadable: (d) =>
    `Tincan’s messages cannot be opened (${d.cause}). They were left as they are: ${d.path}. Check the disk and the permissions.`,
  export_failed: (d) => `The conversation could not be saved as ${d.file} (${d.cause}).`,
  known_hosts_damaged: (d) =>
    `The list of known hosts could not be read. It was kept as ${d.kept}. You will be asked about each host anew.`,
  known_hosts_unreadable: (d) =>
    `The list of known hosts cannot be read (${d.cause}), so no host can be recognised. Make it readable, or move it away to be asked anew: ${d.path}`,
  known_hosts_not_saved: (d) =>
    `The host could not be remembered (${d.cause}). You were not connected.`,
  identity_damaged: (d) =>
    `Your key could not be read (${d.cause}). It was left where it is: ${d.kept}. Restore it from a backup, or begin with a new key in another file.`,
  identity_sealed: (d) =>
    `Your key is sealed by this computer’s key store, which does not open it (${d.cause}). It was left where it is: ${d.kept}. Unlock the key store, or log in as you did when it was sealed, then try again.`,
  identity_new: (d) =>
    `You have a new key: hosts who knew you will see somebody new. The old file was kept as ${d.kept}.`,
  identity_restored: (d) =>
    `Your key is the one from the backup. The old file was kept as ${d.kept}.`,
  identity_not_saved: (d) =>
    `Your key could not be saved (${d.cause}) as ${d.path}. Make room there, or allow Tincan to write.`,
  passphrase_wrong: () => 'The passphrase does not open this key, or the text is not whole.',
  passphrase_weak: () => `Use a passphrase of at least ${PASSPHRASE_CHARS} characters.`,
  file_unreadable: (d) => `The file ${d.file} cannot be read (${d.cause}).`,
  output_closed: (d) =>
    `Nothing more can be printed: ${untaken(d)}. The room stays open; Ctrl+C or SIGTERM ends it.`,
  output_closed_left: (d) =>
    `Nothing more can be printed: ${untaken(d)}. So this program has left, and ends.`,
  link_refused: () => 'Tincan opens only web and mail links (http, https, mailto).',
  settings_damaged: (d) =>
    `The settings file could not be read. It was kept as ${d.kept}, and Tincan starts with fresh settings.`,
  settings_not_saved: (d) =>
    `Your choices could not be saved (${d.cause}). Tincan goes on; they will be asked again next time.`,
  bad_request: (d) =>
    `The window asked for something that Tincan does not do (${d.verb}). Reload the window.`,
  internal: (d) =>
    `Something went wrong inside Tincan (${d.cause ?? 'unknown'}). Try again; if it stays, restart Tincan.`,
} satisfies Record<string, Sentence>

export type ErrorCode = keyof typeof sentences
/** Every code; by its type there is one at least, as a parser of them asks. */
export const errorCodes = Object.keys(sentences) as [ErrorCode, ...ErrorCode[]]

/** An error as a plain value: what crosses IPC, JSON output and state. */
export const errorValueSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: errorDetailsSchema,
})
export type ErrorValue = z.infer<typeof errorValueSchema>

/** The error value of a code, its sentence filled in. */
export function errorValue(code: ErrorCode, details: ErrorDetails = {}): ErrorValue {
  return { code, message: sentences[code](details), details }
}

/** The thrown form of an {@link ErrorValue}. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(sentences[code](details), options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }

  /** What can leave the process: stack and cause stay behind. */
  toValue(): ErrorValue {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/**
 * Any thrown thing as a value; what is not an AppError is `internal`, its message kept as cause.
 */
export function toErrorValue(thrown: unknown): ErrorValue {
  if (thrown instanceof AppError) return thrown.toValue()
  return errorValue('internal', {
    cause: thrown instanceof Error ? thrown.message : String(thrown),
  })
}
