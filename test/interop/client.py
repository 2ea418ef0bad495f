#!/usr/bin/env python3
"""A minimal Tincan member, written from docs/PROTOCOL.md alone (Python >= 3.9, no packages).

It joins a room, prints what it meets as JSON Lines on stdout, and takes commands as JSON Lines
on stdin: {"say": "text"}, {"post": {"kind": "reaction", "on": 7, "body": {"emoji": "\U0001f44d"}}},
{"post": {"kind": "deletion", "on": 7, "body": {}}}, {"look": 7}, {"leave": true}, {"older": 20},
{"retry": true}, {"raw": "sent verbatim, with a newline after it"}.
It keeps what it needs to come back, and nothing of what was withdrawn.
See README.md beside this file for the options, the exit codes and the declared limit.
"""
import argparse
import base64
import collections
import contextlib
import decimal
import hashlib
import hmac
import json
import math
import os
import queue
import random
import re
import selectors
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import urllib.parse
import uuid

VERSION = OLDEST = 1
ALPN = "tincan/1"
LINE, STRANGERS_LINE, TEXT, NAME = 131072, 4096, 16384, 128  # bytes
BODY, BODY_JSON, VALUE, LEVELS, EMOJI = 32768, 98320, 8, 16, 32  # bytes; levels; UTF-16 code units
LINK, ADDRESSES = 512, 8
HANDSHAKE, PING, SILENCE, ANSWER, GOODBYE, APART = 10.0, 10.0, 30.0, 60.0, 2.0, 0.25  # seconds
RETRY_FIRST, RETRY_MOST, STEADY = 0.5, 30.0, 60.0  # seconds
PAGE, HELD, SEQ = 200, 2000, 2 ** 32  # events
LEFT, REFUSED, BROKEN, ENDED, LOST, OTHER_KEY, PASSWORD, PARTED = 0, 3, 4, 5, 6, 7, 8, 9  # exit codes


class End(Exception):
    """The client is done: the exit code and the reason why."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code, self.why = code, why

    @property
    def passing(self):
        """Whether another try may mend it."""
        return (
            self.code == LOST
            or (self.code == ENDED and self.why in ("host_away", "too_slow"))
            or (self.code == REFUSED and self.why in ("room_busy", "room_full", "address_full"))
        )


# --- Kinds of values: each is a predicate ---

def size(value):
    """The length in UTF-8; more than any limit for what has a lone surrogate."""
    try:
        return len(value.encode())
    except UnicodeEncodeError:
        return sys.maxsize


def string(v):
    return isinstance(v, str)


def whole(least, most=2 ** 53 - 1):
    """JSON has one kind of number, so 1.0 is whole as well; booleans are none."""
    return lambda v: type(v) in (int, float) and v == v // 1 and least <= v <= most


def listing(kind, most, least=0):
    return lambda v: isinstance(v, list) and least <= len(v) <= most and all(map(kind, v))


def matching(pattern):
    return lambda v: isinstance(v, str) and re.fullmatch(pattern, v) is not None


def shape(**fields):
    """An object with these fields, unknown ones ignored; a name that ends in _ may be left out."""
    def good(v):
        return isinstance(v, dict) and all(
            kind(v[key.rstrip("_")]) if key.rstrip("_") in v else key.endswith("_") for key, kind in fields.items())
    return good


# --- Bodies ---

def number(value):
    """A number as ECMAScript writes it (Number::toString), which is how RFC 8785 does."""
    value = float(value)
    if value == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(value)).as_tuple()  # the fewest digits that mean this double
    text = "".join(map(str, digits))
    point = len(text) + exponent  # so many digits stand before the point
    text = text.rstrip("0")
    count, minus = len(text), "-" if sign else ""
    if count <= point <= 21:
        return minus + text + "0" * (point - count)
    if 0 < point <= 21:
        return minus + text[:point] + "." + text[point:]
    if -6 < point <= 0:
        return minus + "0." + "0" * -point + text
    fraction = "." + text[1:] if count > 1 else ""
    return f"{minus}{text[0]}{fraction}e{point - 1:+d}"


def canonical(value):
    """The canonical form of RFC 8785, of what is finite and well-formed."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))  # by code units, not by code points
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if type(value) in (int, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def weight(value, level):
    """What a value adds to the size of its body, at this level; sys.maxsize for what no body may hold."""
    if isinstance(value, str):
        return size(value)
    if isinstance(value, (dict, list)) and level <= LEVELS:
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        return VALUE + sum(weight(one, level + 1) for one in inner)
    if type(value) in (int, float):
        try:
            return VALUE if math.isfinite(value) else sys.maxsize
        except OverflowError:  # a whole number beyond all doubles
            return sys.maxsize
    return VALUE if value in (None, True, False) else sys.maxsize


def is_body(v):
    return isinstance(v, dict) and weight(v, 1) - VALUE <= BODY and size(canonical(v)) <= BODY_JSON


def same_said(one, other):
    """Whether two say the same, as far as both have a body."""
    return (one["kind"], one.get("on")) == (other["kind"], other.get("on")) and (
        "body" not in one or "body" not in other or canonical(one["body"]) == canonical(other["body"]))


# --- Kinds: what can be read of an event, and what stands on others ---

WITHDRAWING, LASTING = {"deletion"}, {"deletion", "reaction"}


def message_text(event):
    """The words of a message; None for what has none that this client can read."""
    good = event["kind"] == "message" and "on" not in event and is_text(event.get("body", {}).get("text"))
    return event["body"]["text"] if good else None


def is_emoji(v):
    """What a member must check that knows no grapheme clusters."""
    return isinstance(v, str) and v != "" and len(v.encode("utf-16-be", "surrogatepass")) <= 2 * EMOJI


reaction_fields = shape(emoji=is_emoji, off_=lambda v: isinstance(v, bool))


def reaction_key(event):
    """The key of a reaction; None for what is none that this client can read."""
    good = event["kind"] == "reaction" and "on" in event and reaction_fields(event.get("body"))
    return event["body"]["emoji"].replace("\ufe0f", "") if good else None


def fold(standing):
    """What is shown of reactions: each emoji that somebody gives, and by whom, the first of them first.
    Of all that an author said under one key, the one with the highest seq counts."""
    latest, given = {}, {}
    for event in sorted(standing, key=lambda one: one["seq"]):
        latest[event["author"]["id"], reaction_key(event)] = event
    for (_, key), event in sorted(latest.items(), key=lambda one: one[1]["seq"]):
        if key is not None and not event["body"].get("off"):
            given.setdefault(key, []).append(event)
    return [[events[0]["body"]["emoji"], [one["author"]["name"] for one in events]] for events in given.values()]


class Stretch:
    """Events by their numbers, each as withdrawals leave it, and what is shown of them; in whatever order they came."""

    def __init__(self):
        self.events = {}
        self.rows = {}  # a number -> the numbers of what has it, or stands on it

    def meet(self, event):
        """Takes an event in, once or more often; answers whose row it is part of."""
        seq, row = event["seq"], event.get("on", event["seq"])
        self.events[seq] = event
        self.rows.setdefault(row, set()).add(seq)
        withdrawing = [one for one in self.rows[row] if self.events[one]["kind"] in WITHDRAWING]
        for one in self.rows[row] if withdrawing else ():
            if one == row or self.events[one]["kind"] not in LASTING:
                self.withdraw(one, min((by for by in withdrawing if by > one), default=None))
        return row

    def withdraw(self, seq, by):
        """Takes the body of an event away, if `by` is a number; of two that withdraw it the lower counts."""
        event = self.events[seq]
        if by is not None and by < event.get("withdrawn", SEQ + 1):
            self.events[seq] = {**{field: event[field] for field in event if field != "body"}, "withdrawn": by}

    def show(self, seq, others=None):
        """What is shown of a message besides its words, or in their place; None for what is no message that this
        client can read. The event that withdrew it may stand among others."""
        event = self.events.get(seq)
        if event is None or event["kind"] != "message" or "on" in event:
            return None
        if "withdrawn" in event:
            by = self.events.get(event["withdrawn"]) or (others or {}).get(event["withdrawn"])
            return {"text": None, "by": by and by["author"]["name"], "time": by and by["time"], "reactions": []}
        return None if message_text(event) is None else {"reactions": fold(map(self.events.get, self.rows[seq]))}


is_id = matching(r"[A-Za-z0-9._:-]{1,64}")
is_capability = matching(r"[A-Za-z0-9._:-]{1,32}")
is_base64url = matching(r"[A-Za-z0-9_-]+")
is_key = is_proof = matching(r"[A-Za-z0-9_-]{43}")
is_ticket = matching(r"[A-Za-z0-9_-]{22}")
# Default_Ignorable_Code_Point, less the allowed 200C, 200D and FE00-FE0F; and U+2800.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]")


def is_name(v):
    """What a member must check: the size, and nothing invisible that this Python's Unicode knows of."""
    return isinstance(v, str) and 0 < size(v) <= NAME and not INVISIBLE.search(v) and not any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\u200c\u200d" for c in v)


def is_text(v):
    return isinstance(v, str) and 0 < size(v) <= TEXT


def is_logged(v):
    return event_fields(v) and v.get("on", 0) < v["seq"] < v.get("withdrawn", SEQ + 1) and (
        ("body" in v) != ("withdrawn" in v))


def is_looked(v):
    """Either the event that was asked for, with what stands on it in its order, or why there is none."""
    if not looked_fields(v) or ("event" in v) == ("code" in v):
        return False
    standing = [one["seq"] for one in v.get("on", [])]
    return v.get("event", v)["seq"] == v["seq"] and standing == sorted(set(standing)) and all(
        one.get("on") == v["seq"] for one in v.get("on", []))


def same(ours, theirs):
    """Whether the host shows what we have, as far as both can still be read."""
    if "unreadable" in (ours["kind"], theirs["kind"]):
        return ours["seq"] == theirs["seq"]
    known = ("seq", "cid") if 0 in (ours["time"], theirs["time"]) else ("seq", "cid", "time")
    if "withdrawn" in ours and theirs.get("withdrawn") != ours["withdrawn"]:
        return False
    return same_said(ours, theirs) and all(ours[field] == theirs[field] for field in known) and all(
        ours["author"][field] == theirs["author"][field] for field in ("id", "name"))


def is_words(v):
    return is_text(v) and len(v) <= 500


def is_bool(v):
    return isinstance(v, bool)


is_time = whole(0, 8640000000000000)
capabilities = listing(is_capability, 64)
member = shape(id=is_key, name=is_name, host=is_bool, clash=is_bool, cut_=is_bool)
event_fields = shape(seq=whole(1, SEQ), kind=is_capability, author=shape(id=is_key, name=is_name), cid=is_id,
                     time=is_time, on_=whole(1, SEQ), body_=is_body, withdrawn_=whole(1, SEQ))
looked_fields = shape(seq=whole(1, SEQ), event_=is_logged, on_=listing(is_logged, PAGE), code_=is_id)
joined_fields = shape(self=member, members=whole(1, 100000), seq=whole(0, SEQ), first=whole(1), time=is_time)

FROM_HOST = {
    "welcome": shape(app=lambda v: v == "tincan", version=whole(1), oldest=whole(1),
                     capabilities=capabilities, room=shape(id=is_id, name=is_name), asks=capabilities,
                     kinds=listing(is_capability, 256)),
    "opaque_reply": shape(response=is_base64url),
    "proven": shape(proof=is_proof),
    "password_wrong": shape(triesLeft=whole(1)),
    "waiting": shape(),
    "joined": lambda v: joined_fields(v) and v["first"] <= v["seq"] + 1,
    "roster": shape(members=listing(member, 100, 1)),
    "refused": shape(code=is_id, text=is_words, reason_=string, retryAfter_=whole(0, 86400)),
    "event": is_logged,
    "page": shape(events=listing(is_logged, PAGE), more=is_bool),
    "looked": is_looked,
    "rejected": shape(cid=is_id, code=is_id, text=is_words),
    "member": shape(change=lambda v: v in ("joined", "left", "lost", "cut", "back"), member=member, time=is_time),
    "ended": shape(code=is_id, text=is_words),
    "ping": shape(),
    "pong": shape(),
}
# What may come in which state, besides `refused` (before the end of the greeting).
EXPECTED = {
    "greeting": {"welcome", "refused", "ping", "pong"},
    "asking": {"waiting", "joined", "refused", "ping", "pong"},
    "waiting": {"joined", "refused", "ping", "pong"},
    "counting": {"roster", "ping", "pong"},
    "member": {"event", "page", "looked", "rejected", "member", "ended", "ping", "pong"},
}


def parse(line):
    """One line without its newline -> a message, or End."""
    def no_constant(word):
        raise ValueError(f"{word} is not JSON")
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise End(BROKEN, f"not a JSON object in UTF-8: {error}") from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise End(BROKEN, "not an object with a type")
    return message


def encode(message):
    """A line without its newline; with escapes where there is no other way, so that lone surrogates can be sent."""
    try:
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(message, separators=(",", ":")).encode()


def show(**what):
    """One line for whoever runs this client; ASCII alone, so that any console bears it."""
    print(json.dumps(what), flush=True)


# --- Keys ---

def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def der(data, start):
    """One DER element of data: where its contents begin and where it ends."""
    length, begin = data[start + 1], start + 2
    if length >= 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[start + 2:begin], "big")
    if begin + length > len(data):
        raise IndexError("cut off")
    return begin, begin + length


# SubjectPublicKeyInfo of a key on P-256 (id-ecPublicKey, prime256v1), up to the 65 bytes of the point.
P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def fingerprint(certificate):
    """The fingerprint of the key in a certificate (DER); ValueError when it is not on P-256."""
    try:
        at, _ = der(certificate, 0)  # Certificate
        at, _ = der(certificate, at)  # TBSCertificate
        if certificate[at] == 0xA0:  # version
            _, at = der(certificate, at)
        for _ in ("serialNumber", "signature", "issuer", "validity", "subject"):
            _, at = der(certificate, at)
        _, end = der(certificate, at)
    except IndexError as error:
        raise ValueError("the certificate is no DER") from error
    info = certificate[at:end]
    if not info.startswith(P256) or len(info) != len(P256) + 64:
        raise ValueError("the key is not on P-256")
    return base64url(hashlib.sha256(info).digest())


def openssl(*arguments):
    try:
        subprocess.run(["openssl", *arguments], check=True, stdin=subprocess.DEVNULL, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", None) or str(error).encode()
        raise OSError(f"openssl could not make a key or certificate: {why.decode(errors='replace')}") from error


def make_file(path, *arguments):
    """Has openssl make a file that nobody else may read, whole or not at all; one that is there stays."""
    if os.path.exists(path):
        return
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(path))) as folder:
        made = os.path.join(folder, "made")  # the folder is ours alone
        openssl(*arguments, "-out", made)
        os.chmod(made, 0o600)
        with contextlib.suppress(FileExistsError):  # somebody else was quicker
            os.link(made, path)


def load_identity(path):
    """A TLS context with the key in `path` and the certificate in `path`.crt, made when absent; its fingerprint."""
    if not ssl.HAS_TLSv1_3:
        raise OSError("this Python's ssl has no TLS 1.3")
    certificate = path + ".crt"
    make_file(path, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256",
              "-pkeyopt", "ec_param_enc:named_curve")
    make_file(certificate, "req", "-x509", "-new", "-key", path, "-sha256", "-days", "3650", "-subj", "/CN=tincan")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the fingerprint is checked, and nothing else
    context.set_alpn_protocols([ALPN])
    context.load_cert_chain(certificate, path)
    with open(certificate, encoding="ascii") as file:
        return context, fingerprint(ssl.PEM_cert_to_DER_cert(file.read()))


def proof(session_key, role, exporter, member_key, host_key, room_id):
    """The proof of role `member` or `host`: HMAC-SHA-256 over a list, each item with its length before it."""
    items = [text.encode() for text in (role, member_key, host_key, room_id)]
    message = [b"tincan/1 password", items[0], exporter, *items[1:]]
    data = b"".join(struct.pack(">H", len(item)) + item for item in message)
    return base64url(hmac.new(session_key, data, hashlib.sha256).digest())


# --- Where the room is ---

Place = collections.namedtuple("Place", "addresses key ticket")


def parse_address(text):
    """`host:port` or `[v6]:port` -> (host, port)."""
    match = re.fullmatch(r"(?:\[([^\[\]]+)\]|([^\[\]:]+)):([0-9]{1,5})", text)
    if not match or not 0 < int(match[3]) < 65536:
        raise ValueError(f"not an address with a port: {text}")
    return match[1] or match[2], int(match[3])


def parse_link(link):
    """An invite link -> Place; ValueError for whatever is otherwise than the document says."""
    if len(link) > LINK:
        raise ValueError("the link is too long")
    head, _, query = link.partition("?")
    if head != "tincan://join":
        raise ValueError("not an invite link")
    parts = collections.defaultdict(list)
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        if name not in ("a", "pk", "n", "t") or not equals:
            raise ValueError(f"an unknown part of the link: {part}")
        if re.search("%(?![0-9A-Fa-f]{2})", value):
            raise ValueError("broken percent-encoding in the link")
        parts[name].append(urllib.parse.unquote(value, errors="strict"))
    if any(len(values) > 1 for name, values in parts.items() if name != "a"):
        raise ValueError("a part of the link stands twice")
    if not 1 <= len(parts["a"]) <= ADDRESSES or not parts["pk"] or not is_key(parts["pk"][0]):
        raise ValueError("the link lacks addresses or the key")
    if not all(map(is_ticket, parts["t"])) or not all(map(is_name, parts["n"])):
        raise ValueError("a broken ticket or name in the link")
    return Place([parse_address(one) for one in parts["a"]], parts["pk"][0], (parts["t"] or [None])[0])


class Wire:
    """One connection, TLS through and the host's key checked. The socket is ours, so that a close is ours, too."""

    def __init__(self, address, key, context):
        self.begun = time.monotonic()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing)
        self.socket = socket.create_connection(address, HANDSHAKE)
        try:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.handshake()
            self.judge(key)
            # Only now does the host get our certificate and the end of the handshake.
            self.socket.sendall(self.outgoing.read())
        except BaseException:
            self.socket.close()
            raise

    def handshake(self):
        while True:
            try:
                return self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.socket.sendall(self.outgoing.read())
                self.socket.settimeout(max(0.001, self.begun + HANDSHAKE - time.monotonic()))
                data = self.socket.recv(65536)
                if not data:
                    raise End(LOST, "the connection ended before TLS was through") from None
                self.incoming.write(data)

    def judge(self, key):
        if self.tls.selected_alpn_protocol() != ALPN:
            raise End(BROKEN, f"the other side does not speak {ALPN}")
        try:
            found = fingerprint(self.tls.getpeercert(binary_form=True) or b"")
        except ValueError as error:
            raise End(BROKEN, str(error)) from error
        if found != key:
            raise End(OTHER_KEY, f"another key: {found}")


def connect(place, context):
    """Tries the addresses side by side and keeps the first that proves the key; raises the worst reason if none."""
    results, waiting, failed, running = queue.Queue(), list(place.addresses), [], 0
    lock, over = threading.Lock(), []

    def attempt(address):
        try:
            wire = Wire(address, place.key, context)
        except (End, OSError) as error:
            return results.put(error)
        with lock:
            if over:
                return wire.socket.close()
            over.append(True)
        results.put(wire)

    while waiting or running:
        if waiting:
            threading.Thread(target=attempt, args=[waiting.pop(0)], daemon=True).start()
            running += 1
        with contextlib.suppress(queue.Empty):
            result = results.get(timeout=APART if waiting else None)
            if isinstance(result, Wire):
                return result
            failed.append(result)
            running -= 1
    for error in failed:
        if isinstance(error, End) and error.code == OTHER_KEY:
            raise error
    raise failed[-1]


# --- What stays over connections ---

class Kept:
    """What a member keeps: the room, its stretch and its outbox; in a file, if any, that is written anew each time, so
    that no byte of what is withdrawn stays in it."""

    def __init__(self, path, host):
        self.path, self.host, self.dirty = path, host, False
        self.room, self.first, self.last, self.outbox = None, 1, 0, {}  # cid -> said, in order
        self.stretch, self.rows, self.met = Stretch(), {}, 0  # what rows show besides words; how many events came
        if not path:
            return
        with contextlib.suppress(FileNotFoundError):  # of a run that was killed; it may have words that are withdrawn
            os.remove(path + ".new")
        if not os.path.exists(path):
            return
        with open(path, encoding="ascii") as file:
            kept = json.load(file)
        if kept["host"] != host:
            raise End(PARTED, "what is kept is of another host")
        self.room, self.first, self.last = kept["room"], kept["first"], kept["last"]
        self.outbox = dict(kept["outbox"])
        for event in kept["events"]:
            row = self.stretch.meet(event)
            self.rows[row] = self.stretch.show(row)

    def save(self):
        """On the disk when it returns: the stretch and the outbox in one step, whole or not at all."""
        if not self.path or not self.dirty:
            return
        self.dirty = False
        data = json.dumps({"host": self.host, "room": self.room, "first": self.first, "last": self.last,
                           "events": [self.stretch.events[seq] for seq in sorted(self.stretch.events)],
                           "outbox": list(self.outbox.items())})
        with open(self.path + ".new", "w", encoding="ascii",
                  opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)
        folder = os.open(os.path.dirname(os.path.abspath(self.path)), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def post(self, kind, body, on=None):
        """Puts what is said into the outbox, under the cid that it has from now on."""
        cid = str(uuid.uuid4())
        self.outbox[cid], self.dirty = {"kind": kind, **({} if on is None else {"on": on}), "body": body}, True
        self.save()
        show(waiting=cid)
        return cid

    def say(self, text):
        return self.post("message", {"text": text})

    def post_said(self, said):
        return self.post(said["kind"], said["body"], said.get("on"))

    def settle(self, cid):
        """This waits no longer."""
        if cid in self.outbox:
            del self.outbox[cid]
            self.dirty = True

    @property
    def tail(self):
        return self.stretch.events.get(self.last)

    def begin(self, room, after):
        self.room, self.first, self.last, self.dirty = room, after + 1, after, True

    def append(self, event, own_key):
        """The next event of the stretch. If it is our own, that confirms it."""
        self.last, self.dirty = event["seq"], True
        self.met += 1
        row = self.stretch.meet(event)
        show(log=self.tail)
        self.show(row)
        self.confirm(event, own_key)

    def prepend(self, events):
        """What goes before the stretch; answers it as it is kept."""
        self.first, self.dirty = events[0]["seq"] if events else self.first, True
        for row in {self.stretch.meet(event): None for event in events}:
            self.show(row)
        return [self.stretch.events[event["seq"]] for event in events]

    def withdraw(self, seq, by):
        """The host has withdrawn an event that is here, and what did so is not here yet."""
        self.stretch.withdraw(seq, by)
        self.dirty = True
        self.show(self.stretch.events[seq].get("on", seq))

    def show(self, seq):
        """Shows what has changed of a row."""
        row = self.stretch.show(seq)
        if row not in (None, self.rows.get(seq) or {"reactions": []}):
            show(**row, on=seq)
        self.rows[seq] = row

    def confirm(self, event, own_key):
        """Of what is withdrawn, nobody can tell the words any more."""
        cid = event["cid"]
        said = self.outbox.get(cid) if event["author"]["id"] == own_key else None
        if said and (said["kind"] == event["kind"] if "withdrawn" in event else same_said(said, event)):
            self.settle(cid)
            show(confirmed=cid, seq=event["seq"])


class Commands:
    """What stdin says, line by line. Reading it wakes whoever selects on `alarm`; its end is no command."""

    def __init__(self):
        self.lines = collections.deque()
        self.alarm, self.bell = socket.socketpair()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        rest = b""
        while True:
            try:
                data = os.read(0, 65536)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            self.lines.extend(line for line in lines if line.strip())
            self.bell.send(b"!")

    def obey(self, doing):
        """Does what came with one of `doing`, by the command's name."""
        while self.lines:
            try:
                command = json.loads(self.lines.popleft())
                name = next((name for name in doing if name in command), None)
                if name is None:
                    show(error="a command that is unknown or not for now")
                else:
                    doing[name](command[name])
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                show(error=f"a broken command: {error}")


class Client:
    """One connection, and what the room has said on it."""

    def __init__(self, options, place, context, key, kept, commands):
        self.options, self.ticket, self.key, self.kept, self.commands = options, place.ticket, key, kept, commands
        self.state = "silent" if options.no_hello else "greeting"
        self.inbox, self.outbox = b"", b""
        self.room, self.roster, self.joined = None, {}, None
        self.said, self.sayings, self.last_said = {}, 0, 0  # on this connection: cid -> place in the order of saying
        # The gap: up to `target`; what came live behind it; our last event, to be compared; what an answer will bring.
        self.live, self.target, self.held, self.check, self.fetching = None, 0, [], None, None
        self.asked = 0  # when
        self.talking, self.looks = False, collections.deque()  # the host's log is ours; what to look at, in its turn
        self.wire = connect(place, context)
        self.socket = self.wire.socket
        self.socket.setblocking(False)
        # All clocks start with the TCP connection; `since` is when the host began to keep us waiting.
        self.since = self.heard = self.sent = self.pinged = self.wire.begun

    # --- The loop ---

    def run(self):
        """Runs until something raises End."""
        doing = {"say": self.say, "post": self.post_said, "leave": self.leave, "older": self.ask_older,
                 "look": self.look, "raw": self.send_raw}
        self.read_tls()  # what came together with the end of the handshake
        with selectors.DefaultSelector() as selector:
            selector.register(self.commands.alarm, selectors.EVENT_READ)
            selector.register(self.socket, selectors.EVENT_READ)
            while True:
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.outbox else 0)
                selector.modify(self.socket, wanted)
                for key, ready in selector.select(0.25):
                    if key.fileobj is self.commands.alarm:
                        self.commands.alarm.recv(4096)
                    else:
                        self.serve(ready)
                self.commands.obey(doing)
                self.ask_look()
                self.watch_the_clock()
                self.leave_when_done()

    def serve(self, ready):
        """Reads and writes what the socket takes and gives."""
        try:
            if ready & selectors.EVENT_WRITE:
                self.flush()
                self.heard = time.monotonic()  # taking bytes that waited counts as being heard
            if ready & selectors.EVENT_READ:
                data = self.socket.recv(65536)
                if not data:
                    raise End(LOST, "the connection ended without a word")
                self.wire.incoming.write(data)
                self.read_tls()
        except BlockingIOError:
            pass
        except OSError as error:
            raise End(LOST, str(error)) from error

    def read_tls(self):
        """Takes what TLS has whole; what TLS itself wants to say goes out as well."""
        try:
            while True:
                data = self.wire.tls.read(65536)
                if not data:
                    raise End(LOST, "the other side ended without a word")
                self.split(data)
        except ssl.SSLWantReadError:
            self.send_bytes(b"")

    def split(self, data):
        """Cuts what came into lines; a line that grows too long ends it before it is complete."""
        self.heard = time.monotonic()
        *lines, self.inbox = (self.inbox + data).split(b"\n")
        for line in lines:
            if len(line) + 1 > LINE:
                raise End(BROKEN, "a line is too long")
            self.take(parse(line))
        self.kept.save()
        if len(self.inbox) >= LINE:
            raise End(BROKEN, "a line is too long")

    def watch_the_clock(self):
        now = time.monotonic()
        if self.state in ("greeting", "asking", "counting") and now - self.since >= HANDSHAKE:
            raise End(LOST, "the host kept me waiting for too long")
        if self.fetching and now - self.asked >= ANSWER:
            raise End(LOST, "the host does not answer")
        if now - self.heard >= SILENCE:
            raise End(LOST, "the host is silent")
        if self.state != "silent" and now - max(self.pinged, min(self.sent, self.heard)) >= PING:
            self.pinged = now
            self.send({"type": "ping"})

    # --- What the host says ---

    def take(self, message):
        """Judges one message and does what it asks for."""
        kind = message["type"]
        if self.options.raw or kind not in ("ping", "pong"):
            show(got=message)
        if self.state == "silent" and kind not in ("refused", "ended"):
            return
        if self.state == "greeting" and kind not in EXPECTED["greeting"]:
            raise End(BROKEN, "this is not a room")
        if kind not in FROM_HOST:
            return  # of a later version, or of a member
        if not FROM_HOST[kind](message):
            raise End(BROKEN, f"a broken {kind}")
        if self.state != "silent" and kind not in EXPECTED[self.state]:
            raise End(BROKEN, f"a {kind} has no place here ({self.state})")
        getattr(self, "on_" + kind)(message)

    def on_welcome(self, message):
        if message["oldest"] > VERSION or message["version"] < OLDEST:
            raise End(BROKEN, "no version in common")
        if set(message["asks"]) - {"name", "password"}:
            raise End(BROKEN, "the room asks for what this client does not know")
        if "password" in message["asks"] and not self.ticket:
            raise End(PASSWORD, "the room asks for its password, which this client cannot prove (declared limit)")
        self.room = message["room"]["id"]
        if self.kept.room not in (None, self.room):
            raise End(PARTED, "another room is open there")
        hello = {"type": "hello", "version": min(VERSION, int(message["version"])), "capabilities": [],
                 "name": self.options.name, "client": "interop-python/5"}
        if self.ticket:
            hello["ticket"] = self.ticket
        self.enter("asking")
        self.send(hello)

    def enter(self, state):
        self.state, self.since = state, time.monotonic()

    def on_waiting(self, _message):
        self.enter("waiting")  # a person is asked: the host's pings alone show that it lives

    def on_refused(self, message):
        raise End(REFUSED, message["code"])

    def on_joined(self, message):
        if message["self"]["id"] != self.key:
            raise End(BROKEN, "the host takes me for somebody else")
        seq, first, kept = message["seq"], message["first"], self.kept
        if first > seq + 1:
            raise End(BROKEN, "the first event to read is beyond the next one")
        if kept.room is None:
            kept.begin(self.room, max(first - 1, seq - self.options.history, 0))
        elif kept.last > seq:
            self.part(f"the host has {seq} events, and we have {kept.last}")
        elif first > kept.last + 1:
            self.part(f"there is a gap from {kept.last} to {first}")
        self.joined, self.target = message, seq
        self.check = kept.tail if kept.last >= first else None
        self.enter("counting")

    def on_roster(self, message):
        for one in message["members"]:
            if one["id"] in self.roster:
                raise End(BROKEN, "the roster lists a member twice")
            self.roster[one["id"]] = one
        if len(self.roster) > self.joined["members"]:
            raise End(BROKEN, "the roster is longer than was said")
        if len(self.roster) == self.joined["members"]:
            if self.roster.get(self.joined["self"]["id"]) != self.joined["self"]:
                raise End(BROKEN, "the roster does not list me")
            self.enter("member")
            if self.check is None:
                self.talk()
            self.close_gap()

    def talk(self):
        """What waits goes out, now that the host's log goes on from ours: in another one it would be there anew."""
        self.talking = True
        for cid, said in self.kept.outbox.items():
            self.send_said(cid, said)

    def close_gap(self):
        """Asks for the next page of what is missing; without a gap, what waited behind it follows."""
        kept = self.kept
        if self.check is not None or kept.last < self.target:
            return self.fetch("gap", after=kept.last if self.check is None else kept.last - 1, most=PAGE)
        held, self.held = self.held, []
        for event in held:
            if event["seq"] > kept.last:
                kept.append(event, self.key)
        if self.live is None:
            self.live = time.monotonic()
            show(live=kept.last)

    def fetch(self, what, **where):
        self.ask("fetch", (what, where["most"]), **where)

    def ask(self, how, fetching, **where):
        self.fetching, self.asked = fetching, time.monotonic()
        self.send({"type": how, "room": self.room, **where})

    def on_page(self, message):
        what, most = self.fetching or (None, 0)
        self.fetching, events = None, message["events"]
        if what not in ("gap", "older") or len(events) > most:
            raise End(BROKEN, "a page that nobody asked for")
        if any(one["seq"] != events[0]["seq"] + place for place, one in enumerate(events)):
            self.part("there is a hole in a page")
        if what == "older":
            return self.take_older(events)
        check = self.check
        if check is not None and (not events or not same(check, events[0])):
            self.part(f"the host has another event at {check['seq']}")
        fresh = [one for one in events if one["seq"] > self.kept.last]
        if fresh and fresh[0]["seq"] != self.kept.last + 1 or not fresh and self.kept.last < self.target:
            self.part(f"the host's events do not go on from {self.kept.last}")
        self.check = None
        if check is not None and "withdrawn" in events[0]:
            self.kept.withdraw(check["seq"], events[0]["withdrawn"])
        for event in fresh:
            self.kept.append(event, self.key)
        self.kept.save()
        if check is not None:
            self.talk()
        return self.close_gap()

    def ask_older(self, most):
        """Somebody scrolls up."""
        if self.live is None or self.fetching or self.kept.first <= self.joined["first"]:
            return show(older=[])
        return self.fetch("older", before=self.kept.first, most=most)

    def take_older(self, events):
        if events and events[-1]["seq"] != self.kept.first - 1:
            raise End(BROKEN, "the page does not end where it was asked to")
        show(older=self.kept.prepend(events))

    def look(self, seq):
        """Somebody wants to see one event, wherever it is."""
        if not whole(1, SEQ)(seq):
            raise ValueError("no seq")
        self.looks.append(seq)

    def ask_look(self):
        """The host takes one question at a time."""
        if self.looks and self.live and not self.fetching:
            seq = self.looks.popleft()
            self.ask("look", ("look", seq), seq=seq)

    def on_looked(self, message):
        """It is shown, and not kept."""
        asked, self.fetching = self.fetching, None
        if asked != ("look", message["seq"]):
            raise End(BROKEN, "a looked that nobody asked for")
        found = Stretch()
        for event in [message["event"], *message.get("on", [])] if "event" in message else []:
            found.meet(event)
        show(looked=message["seq"], event=found.events.get(message["seq"]),
             **found.show(message["seq"], self.kept.stretch.events) or {})

    def part(self, why):
        """The logs part: what is kept stays as it is."""
        with contextlib.suppress(End):
            self.leave()
        raise End(PARTED, why)

    def on_event(self, message):
        event = {field: value for field, value in message.items() if field != "type"}
        seq, last = event["seq"], self.kept.last
        behind = last if self.live else self.held[-1]["seq"] if self.held else self.target
        if seq <= last:
            return self.kept.confirm(event, self.key)  # here already
        if seq <= behind:
            return None  # said again, and in the gap: it comes in its turn
        if seq > behind + 1:
            raise End(BROKEN, f"event {seq} came after {behind}")
        self.keep_order(event)
        if self.live:
            return self.kept.append(event, self.key)
        self.held.append(event)
        if len(self.held) > HELD:
            self.held, self.target = [], seq  # too many: they are fetched like the rest
        return None

    def keep_order(self, event):
        place = self.said.pop(event["cid"], None) if event["author"]["id"] == self.key else None
        if place is not None:
            if place < self.last_said:
                raise End(BROKEN, "what I said became events in another order")
            self.last_said = place

    def on_rejected(self, message):
        self.kept.settle(message["cid"])  # back to who said it, by what is printed

    def on_member(self, message):
        who, change = message["member"], message["change"]
        if change != "back" and (change == "joined") == (who["id"] in self.roster):
            raise End(BROKEN, f"{who['id']} cannot have {change}")
        if change in ("left", "lost"):
            del self.roster[who["id"]]
        else:
            self.roster[who["id"]] = who

    def on_ended(self, message):
        raise End(ENDED, message["code"])

    def on_ping(self, _message):
        self.send({"type": "pong"})

    def on_pong(self, _message):
        pass

    # --- What this client says ---

    def send(self, message):
        line = encode(message) + b"\n"
        if len(line) > (LINE if self.state == "member" else STRANGERS_LINE):
            return show(error=f"not sent: a line of {len(line)} bytes")
        if self.options.raw:
            show(sent=message)
        self.send_bytes(line)

    def send_bytes(self, data):
        """Sends at once what the kernel takes; only what is left over waits for the host."""
        if data:
            self.wire.tls.write(data)
            self.sent = time.monotonic()
        waiting = self.outbox
        self.outbox += self.wire.outgoing.read()
        if self.outbox and not waiting:
            try:
                self.flush()
            except BlockingIOError:
                pass
            except OSError as error:
                raise End(LOST, str(error)) from error

    def flush(self):
        self.outbox = self.outbox[self.socket.send(self.outbox):]

    def post(self, kind, body, on=None):
        """Says anything at all, so that the host's judgement can be tried: into the outbox first, then to the host."""
        if len(encode({"kind": kind, "on": on, "body": body})) + 100 > LINE:
            return show(error="not sent: it fits no line")
        cid = self.kept.post(kind, body, on)
        self.sayings += 1
        self.said[cid] = self.sayings
        if self.talking:
            self.send_said(cid, self.kept.outbox[cid])

    def say(self, text):
        self.post("message", {"text": text})

    def post_said(self, said):
        self.post(said["kind"], said["body"], said.get("on"))

    def send_said(self, cid, said):
        self.send({"type": "post", "cid": cid, **said})

    def send_raw(self, text):
        self.send_bytes(text.encode("utf-8", "surrogatepass") + b"\n")

    def leave(self, _asked=True):
        """Says `leave`, then reads the bytes away until the host has closed, for GOODBYE at most."""
        if self.state in ("asking", "waiting", "counting", "member"):  # it has said hello
            self.send({"type": "leave", "reason": "quit"})
        with contextlib.suppress(ssl.SSLError):  # it wants the other side's close_notify; that comes or not
            self.wire.tls.unwrap()
        self.outbox += self.wire.outgoing.read()
        self.socket.settimeout(GOODBYE)
        until = time.monotonic() + GOODBYE
        try:
            self.socket.sendall(self.outbox)
            self.socket.shutdown(socket.SHUT_WR)
            while time.monotonic() < until and self.socket.recv(65536):
                pass
        except OSError:
            pass  # gone is gone
        raise End(LEFT, "left")

    def leave_when_done(self):
        wanted = self.options.leave or self.options.expect
        if wanted and self.live and not self.kept.outbox and self.kept.met >= self.options.expect:
            self.leave()


class Member:
    """One place in one room, over as many connections as it takes."""

    def __init__(self, options, place, context, key):
        self.options, self.place, self.context, self.key = options, place, context, key
        self.kept, self.commands = Kept(options.state, place.key), Commands()
        self.tries = 0
        for text in options.say:
            self.kept.say(text)

    def run(self):
        """Raises the End that no other try may mend."""
        while True:
            client = None
            try:
                client = Client(self.options, self.place, self.context, self.key, self.kept, self.commands)
                client.run()
            except (End, OSError) as error:
                end = error if isinstance(error, End) else End(LOST, str(error))
            if client:
                client.socket.close()
            self.kept.save()
            if not self.options.reconnect or not end.passing or self.kept.room is None:
                raise end
            if client and client.live and time.monotonic() - client.live >= STEADY:
                self.tries = 0
            # Full jitter, so that not all members come back in the same moment.
            delay = random.uniform(0, min(RETRY_MOST, RETRY_FIRST * 2 ** min(self.tries, 16)))
            self.tries += 1
            show(interrupted=end.why, retry=round(delay, 3))
            self.wait(time.monotonic() + delay)

    def wait(self, until):
        """What is said meanwhile goes into the outbox."""
        over = []

        def leave(_asked):
            raise End(LEFT, "left")

        while not over and (left := until - time.monotonic()) > 0:
            self.commands.alarm.settimeout(left)
            with contextlib.suppress(TimeoutError, socket.timeout):
                self.commands.alarm.recv(4096)
            self.commands.obey({"say": self.kept.say, "post": self.kept.post_said, "leave": leave,
                                "retry": over.append})
        self.commands.alarm.settimeout(None)


def prove_vector():
    """Prints the proof for one JSON object on stdin: what can be checked of the password here."""
    given = json.loads(sys.stdin.readline())
    print(proof(from_base64url(given["sessionKey"]), given["role"], from_base64url(given["binding"]),
                given["memberKey"], given["hostKey"], given["roomId"]))


def write_canonical():
    """Prints the canonical form of each body on stdin, and its size; null for what is no body."""
    for line in sys.stdin:
        body = json.loads(line)
        print(json.dumps([canonical(body), weight(body, 1) - VALUE] if is_body(body) else None), flush=True)


def find_place(options, parser):
    try:
        if len(options.where) == 1 and not options.fingerprint:
            return parse_link(options.where[0])
        if len(options.where) == 2 and options.fingerprint and is_key(options.fingerprint):
            return Place([(options.where[0], int(options.where[1]))], options.fingerprint, None)
    except ValueError as error:
        parser.error(str(error))
    return parser.error("give an invite link, or HOST PORT and --fingerprint KEY (43 characters)")


def main():
    parser = argparse.ArgumentParser(description="A minimal Tincan member.")
    parser.add_argument("where", nargs="*", metavar="LINK | HOST PORT")
    parser.add_argument("--fingerprint", metavar="KEY", help="the host's key, with HOST PORT")
    parser.add_argument("--identity", metavar="FILE", help="my key; my certificate is FILE.crt; made if absent")
    parser.add_argument("--name")
    parser.add_argument("--say", action="append", default=[], help="say this once joined; may be repeated")
    parser.add_argument("--expect", type=int, default=0, help="leave after that many events, my own included")
    parser.add_argument("--leave", action="store_true", help="leave when all I said was answered")
    parser.add_argument("--history", type=int, default=0, metavar="N", help="begin N events before the end")
    parser.add_argument("--state", metavar="FILE", help="keep what is needed to go on in a later run")
    parser.add_argument("--reconnect", action="store_true", help="come back by myself after a cut")
    parser.add_argument("--raw", action="store_true", help="show pings, pongs and what is sent, too")
    parser.add_argument("--no-hello", action="store_true", help="send nothing but raw commands, judge nothing")
    parser.add_argument("--proof-vector", action="store_true", help="print the proof for a JSON object on stdin")
    parser.add_argument("--canonical", action="store_true", help="print the canonical form of each body on stdin")
    words = sys.argv[1:]
    if "--fingerprint" in words[:-1]:  # one key of 64 begins with "-", which argparse takes for an option
        at = words.index("--fingerprint")
        words[at:at + 2] = [f"--fingerprint={words[at + 1]}"]
    options = parser.parse_args(words)
    if options.proof_vector:
        return prove_vector()
    if options.canonical:
        return write_canonical()
    if options.name is None:
        parser.error("--name is needed")
    place = find_place(options, parser)
    try:
        with tempfile.TemporaryDirectory() as folder:
            context, key = load_identity(options.identity or os.path.join(folder, "key"))
        Member(options, place, context, key).run()
    except End as end:
        show(end=end.why, code=end.code)
        return end.code
    except OSError as error:
        show(end=str(error), code=LOST)
        return LOST


if __name__ == "__main__":
    sys.exit(main())
