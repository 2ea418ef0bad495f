/**
 * Every limit that two files, two computers or a disk have to agree on: sizes, counts and times,
 * each with its reason. What one file alone needs, for its looks or its method, has a name and its
 * reason there. Sizes are bytes of UTF-8 unless the name says otherwise, times are milliseconds.
 */

/**
 * Largest text of one message. A long page of prose; anything longer is a document, not a message.
 */
export const TEXT_BYTES = 16 * 1024

/** What a body may cost: the text of a message, and as much again for what a kind adds to it. */
export const BODY_BYTES = 32 * 1024

/** What each value of a body costs that is no string: a number of eight bytes, a pointer. */
export const VALUE_BYTES = 8

/** Levels of a body, itself the first: deeper than anything that people say. */
export const BODY_LEVELS = 16

/** A body as JSON: TEXT_BYTES of the worst legal text (see LINE_BYTES), its key and its braces. */
export const BODY_JSON_BYTES = 96 * 1024 + 16

/** An emoji, in UTF-16 units: the longest of Unicode 17 (a family) has 15, sequences may grow. */
export const EMOJI_CHARS = 32

/** Different emoji on one message: as many as still are a row, and not a flood. */
export const REACTION_EMOJI = 20

/** Names of those who gave an emoji that a window is told of at once; the rest on request. */
export const REACTION_NAMES = 5

/**
 * Longest line on the wire, with its newline. JSON writes a control character as six bytes
 * (\u0001), so TEXT_BYTES of the worst legal text needs 96 KiB, and the envelope the rest.
 */
export const LINE_BYTES = 128 * 1024

/**
 * Longest line from somebody not yet admitted: a hello is under 1 KiB, a stranger gets no more
 * room.
 */
export const HELLO_LINE_BYTES = 4 * 1024

/** A person's or a room's name, in user-perceived characters (grapheme clusters, UAX #29). */
export const NAME_GRAPHEMES = 32

/** One grapheme can be any number of code points ("Zalgo"), so names have a byte limit as well. */
export const NAME_BYTES = 128

/** Longest id a peer may choose (a `cid` is a UUID of 36). */
export const ID_CHARS = 64

/**
 * Longest address a person may type: a host name has 253 characters at most (RFC 1035), plus port.
 */
export const ADDRESS_CHARS = 300

/**
 * Members of one room, the host included. A thousand is what the project promises to be quick with.
 */
export const ROOM_MEMBERS = 1000

/**
 * Once the room is full to one in so many (half), one network address gets no further place than…
 * Below, nobody is in anybody's way, and a class behind one router is in at once.
 */
export const CROWDED_PART = 2

/**
 * … one in so many (an eighth, 125 of a thousand): several classrooms behind one address, but not
 * a room that one person with a script fills. The host can allow more.
 */
export const ADDRESS_PART = 8

/** Bits of an IPv6 address that count as one: a home or a computer is given so many to itself. */
export const PEER_NETWORK_BITS = 64

/**
 * Members that a host may name, in `joined` and as they come. More than a room of this version
 * has, since a later one may be larger; but not without end.
 */
export const NAMED_MEMBERS = 100 * ROOM_MEMBERS

/** Members named in one `roster` line: 100 names of NAME_BYTES stay far below LINE_BYTES. */
export const ROSTER_PAGE = 100

/**
 * Connections that are not members yet, and besides as many that have not proven a key. A class of
 * 250 may press Join in the same second.
 */
export const PENDING_CONNECTIONS = 512

/** Capability names a peer may list, and their length: enough for decades of features. */
export const CAPABILITIES = 64
export const CAPABILITY_CHARS = 32

/** Kinds of event that a host may list. */
export const KINDS = 256

/** Texts that a peer wrote for a person to read (refusals); a sentence or two. */
export const REASON_CHARS = 500

/**
 * Bytes waiting to be sent to one peer before that peer's own words are no longer read: whoever
 * talks must listen. The peer is not closed, only made to wait.
 */
export const SEND_HIGH_WATER = 1024 * 1024

/**
 * Bytes waiting for one peer before it is given up as lost, so that one dead-slow member cannot
 * eat the host's memory. A burst of 1,000 longest messages (16 MiB) still fits. The bytes of a
 * broadcast are shared by all queues, so this is not multiplied by the members.
 */
export const SEND_QUEUE_BYTES = 64 * 1024 * 1024

/** What an event costs in memory besides its body: author, id, place, and the objects of them. */
export const EVENT_BYTES = 256

/** What one peer said and the disk has not taken, in bytes, before no more is read from it. */
export const INTAKE_BYTES = 1024 * 1024

/**
 * What may wait for a terminal or a pipe that takes no output, in bytes, before lines are left
 * out: a long page of the past, and small beside what a room itself needs.
 */
export const OUTPUT_BYTES = 256 * 1024

/**
 * What happens meanwhile and is in no log (somebody came, something was sent), or not yet, in pieces
 * of news: as many as events may wait for a disk (UNSTORED_EVENTS).
 */
export const OUTPUT_NEWS = 10_000

/**
 * Events of one room: one a second for 136 years. Up to here a double between two whole numbers
 * still has room for the positions of a million notices (conversation-tail.ts).
 */
export const ROOM_EVENTS = 2 ** 32

/**
 * Events that may be gone from an end of a log on a damaged disk before its last number is not
 * believed.
 */
export const LOST_EVENTS = 1_000

/** The latest moment that a Date holds (ECMA-262, 21.4.1.1), in milliseconds since 1970 UTC. */
export const TIME_MOST = 8_640_000_000_000_000

/** The end of the year 9999. What claims to be later is a fault, and is not shown as a time. */
export const SHOWN_TIME_MOST = 253_402_300_799_999

/** Seconds after which a host may tell somebody to try again: a day. */
export const RETRY_AFTER_SECONDS = 86_400

/**
 * … and so many when PENDING_CONNECTIONS are there: most are in much sooner than HANDSHAKE_MS.
 */
export const BUSY_RETRY_SECONDS = 5

/** The default port. Unassigned at IANA, above the privileged and the usual ephemeral ranges. */
export const DEFAULT_PORT = 62260

/** How many ports after a busy one are tried to find the next free one. */
export const PORT_SEARCH = 50

/** Looking a name up. Resolvers give up after 5 s a server; two servers, then say so. */
export const RESOLVE_MS = 10_000

/**
 * A person thinking about a question of trust, or a host about a newcomer, before it is given up.
 */
export const THINKING_MS = 5 * 60_000

/** Password tries on one connection, and evaluated guesses an hour for the whole room. */
export const PASSWORD_TRIES = 3
export const GUESSES_PER_HOUR = 120

/** Of these, tries that may come at once: a class of thirty with a typo each. */
export const GUESS_BURST = 60

/** A typed password or passphrase, in characters. */
export const PASSWORD_CHARS = 256

/** An exported key's passphrase, in characters: shorter ones fall to guessing, scrypt or not. */
export const PASSPHRASE_CHARS = 12

/** An invite link: fits a QR code that a phone's camera reads from a screen. */
export const INVITE_CHARS = 512

/** Addresses in an invite, and remembered of a known host. */
export const INVITE_ADDRESSES = 8

/** How long an invite of the kind "for a day" is good. */
export const INVITE_DAY_MS = 24 * 3600_000

/**
 * Between the starts of two dials, of the addresses in one invite (RFC 8305, section 5, recommends
 * it).
 */
export const NEXT_DIAL_MS = 250

/**
 * Between two addresses of one name (Node's happy eyeballs); above the latency of any usable link.
 */
export const NEXT_ADDRESS_MS = 2_500

/** Waiting for a TCP connection. Three SYNs (at 0, 1 and 3 s) and a slow link's answer. */
export const DIAL_MS = 10_000

/**
 * Securing a TCP connection; from there, or from a person's answer, to `joined`; and from `joined`
 * to the last `roster` line. What a person is asked meanwhile has its own time.
 */
export const HANDSHAKE_MS = 10_000

/** With nothing sent for this long, a ping keeps the line and its NAT entries alive. */
export const PING_MS = 10_000

/**
 * With nothing heard for this long, a peer is lost. Three pings missed; noticed well within 45 s.
 */
export const SILENCE_MS = 30_000

/** How long a closing side waits for its last bytes to leave before it cuts the line. */
export const GOODBYE_MS = 2_000

/** How long "leave" waits for the next echo of what was said before it. */
export const DRAIN_MS = 5_000

/** Messages that may wait for our own disk before no more is read from a terminal's input. */
export const UNSTORED_SAID = 256

/**
 * A lost connection is made again after a random time up to this (full jitter), doubled each try…
 */
export const RECONNECT_FIRST_MS = 500

/** … and never after more than this: who comes back to the network waits no longer. */
export const RECONNECT_MOST_MS = 30_000

/** Up for so long, and the next loss begins with RECONNECT_FIRST_MS again. */
export const RECONNECT_STEADY_MS = 60_000

/** While cut off, how often the network's addresses are looked at for a change. */
export const NETWORK_LOOK_MS = 2_000

/**
 * A look that comes so much later than it should was slept through: no busy computer is so late.
 */
export const SLEPT_MS = 5_000

/** A cut member's name and place are kept for its key for so long; then it is told as lost. */
export const RESERVE_MS = 60_000

/** Waiting for a `page` that was asked for: PAGE_BYTES over a line of 2 KB a second, and some. */
export const PAGE_MS = 60_000

/** Events in one `page`, and the bytes of JSON after which no more are put in. */
export const PAGE_EVENTS = 200
export const PAGE_BYTES = 64 * 1024

/** Live events buffered while a gap is closed. Beyond, they are fetched like the rest. */
export const BUFFERED_EVENTS = 2_000

/** Rows of the past that a first join fetches; older ones come as somebody scrolls up. */
export const FIRST_PAGE = 100

/**
 * Writes are gathered for this long into one transaction: one flush of the disk serves them all.
 */
export const COMMIT_MS = 2

/** A database that another program holds is waited for this long. */
export const LOCK_MS = 5_000

/** … and tried for this often. */
export const LOCK_TRY_MS = 100

/** What may wait in memory for a full disk to have room again, in events. */
export const UNSTORED_EVENTS = 10_000

/** While the disk is full, how often writing is tried. */
export const STORE_TRY_MS = 1_000

/**
 * What one step brings into the search index, and the pause before the next: a step takes some
 * 10 ms, for which a message that is to be kept may have to wait.
 */
export const INDEX_STEP_EVENTS = 500
export const INDEX_STEP_CHARS = 64 * 1024
/** A search has so many steps done first, for what was said last: what it does not find is a moment old. */
export const CATCH_UP_STEPS = 10
/** What was said waits so long for more, or for a search, before it comes into the index. */
export const INDEX_WAIT_MS = 500
export const INDEX_PAUSE_MS = 5
/** … or, while others need the disk, so many times as long as the step took. */
export const INDEX_REST = 16
/** After a start so many events are looked for in the index, so many a step, by so many words. */
export const PROVEN_EVENTS = 1_000
export const PROVEN_STEP_EVENTS = 2
export const PROVEN_WORDS = 16
/** That somebody came or went is told so long after the last one who did, at the earliest. */
export const PRESENCE_MS = 250

/** Where somebody waits for the next write of the access list, others are waited for so long. */
export const ACCESS_REST_MS = 25

/** What all members are told in one turn of the loop is joined up to so many bytes. */
export const FAN_OUT_BYTES = 64 * 1024

/** So many pages of the search index are merged a step: a millisecond or two. */
export const MERGE_PAGES = 8

/** When the disk is full, the next step is tried after so long. */
export const INDEX_TRY_MS = 60_000

/** A search's text, and the hits in one answer. */
export const SEARCH_CHARS = 256
export const SEARCH_HITS = 50

/** Characters shown of a found message: two lines in a list. */
export const SNIPPET_CHARS = 120

/** Events that an export reads at once, so that writes get their turn in between. */
export const EXPORT_PAGE = 1_000

/** Unread messages that are counted at most: beyond, a number says nothing more. */
export const UNREAD_MOST = 1_000

/** Entries of a conversation's end in memory, a room; twice as many at most. */
export const TAIL_ENTRIES = 500

/** Between two messages there is room for so many notices. */
export const NOTICES_BETWEEN = 2 ** 20

/** Entries of a conversation in a snapshot, and the most a window may ask for at once. */
export const SNAPSHOT_ENTRIES = 100
export const HISTORY_PAGE = 200

/** Pushes to windows are gathered for this long: one frame at 60 Hz. */
export const PUSH_MS = 16

/** What a window tells of a fault of its own: a dozen places in the code. */
export const FAULT_CHARS = 2_000

/** Hosts remembered; the one met longest ago makes room. More than anybody meets in years. */
export const KNOWN_HOSTS = 1_000

/**
 * A small file (settings, known hosts, keys), in bytes: a thousand known hosts need a third of it.
 */
export const SMALL_FILE_BYTES = 1024 * 1024

/** Rooms remembered in the Join dialog: as many as one look takes in. */
export const RECENT_ROOMS = 8

/**
 * Waiting for the system's key store. Some ask the person for a password first, which takes a
 * minute; a keyring without a desktop to ask on never answers.
 */
export const KEY_STORE_MS = 60_000

/**
 * A start waits this long for a Tincan that is saying its goodbyes: DRAIN_MS and GOODBYE_MS of its
 * rooms, and a slow disk.
 */
export const LEAVING_WAIT_MS = 30_000

/** … and asks this often whether it has gone. */
export const LEAVING_POLL_MS = 250
