#!/usr/bin/env python3
"""A minimal Tincan member, written from docs/PROTOCOL.md alone (Python >= 3.9, no packages).

It joins a room, prints what it meets as JSON Lines on stdout, and takes commands as JSON Lines
on stdin: {"say": "text"}, {"leave": true}, {"raw": "sent verbatim, with a newline after it"}.
See README.md beside this file for the options and the exit codes.
"""
import argparse
import collections
import json
import os
import re
import selectors
import socket
import sys
import threading
import time
import unicodedata
import uuid

VERSION = OLDEST = 1
LINE, FIRST_LINE, TEXT, NAME = 131072, 4096, 16384, 128  # bytes
HANDSHAKE, PING, SILENCE, GOODBYE = 10.0, 10.0, 30.0, 2.0  # seconds
LEFT, REFUSED, BROKEN, ENDED, LOST = 0, 3, 4, 5, 6  # exit codes


class End(Exception):
    """The client is done: the exit code and the reason why."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code, self.why = code, why


# --- Kinds of values: each is a predicate ---

def size(value):
    """The length in UTF-8; more than any limit for what has a lone surrogate."""
    try:
        return len(value.encode())
    except UnicodeEncodeError:
        return sys.maxsize


def string(longest=LINE):
    return lambda v: isinstance(v, str) and len(v) <= longest


def whole(least):
    """JSON has one kind of number, so 1.0 is whole as well; booleans are none."""
    return lambda v: type(v) in (int, float) and v == v // 1 and v >= least


def listing(kind, most):
    return lambda v: isinstance(v, list) and len(v) <= most and all(map(kind, v))


def shape(**fields):
    """An object with these fields, unknown ones ignored; a name that ends in _ may be left out."""
    def good(v):
        return isinstance(v, dict) and all(
            kind(v[key.rstrip("_")]) if key.rstrip("_") in v else key.endswith("_") for key, kind in fields.items())
    return good


def is_id(v):
    return isinstance(v, str) and re.fullmatch(r"[A-Za-z0-9._:-]{1,64}", v) is not None


def is_name(v):
    """What a member must check: the size, and nothing invisible that this Python's Unicode knows of."""
    return isinstance(v, str) and 0 < size(v) <= NAME and not any(
        unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\u200c\u200d" for c in v)


def is_text(v):
    return isinstance(v, str) and 0 < size(v) <= TEXT


def is_event(v):
    return event_fields(v) and (v["kind"] != "message" or is_text(v.get("text")))


def is_capability(v):
    return is_id(v) and len(v) <= 32


capabilities = listing(is_capability, 64)
person = shape(id=is_id, name=is_name)
member = shape(id=is_id, name=is_name, host=lambda v: isinstance(v, bool))
event_fields = shape(seq=whole(1), kind=is_capability, author=person, cid=is_id, time=whole(0))

FROM_HOST = {
    "welcome": shape(app=lambda v: v == "tincan", version=whole(1), oldest=whole(1),
                     capabilities=capabilities, room=person, asks=capabilities),
    "joined": shape(self=member, members=whole(1), seq=whole(0), time=whole(0)),
    "roster": shape(members=listing(member, 100)),
    "refused": shape(code=is_id, text=string(500), retryAfter_=whole(0)),
    "event": is_event,
    "rejected": shape(cid=is_id, code=is_id, text=string(500)),
    "member": shape(change=lambda v: v in ("joined", "left", "lost"), member=member, time=whole(0)),
    "ended": shape(code=is_id, text=string(500)),
    "ping": shape(),
    "pong": shape(),
}
# What may come in which state, besides `refused` (before the end of the greeting).
EXPECTED = {
    "greeting": {"welcome", "refused", "ping", "pong"},
    "asking": {"joined", "refused", "ping", "pong"},
    "counting": {"roster", "ping", "pong"},
    "member": {"event", "rejected", "member", "ended", "ping", "pong"},
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


def show(**what):
    """One line for whoever runs this client; ASCII alone, so that any console bears it."""
    print(json.dumps(what), flush=True)


class Client:
    """One membership: a socket, what waits to be sent, and what the room said so far."""

    def __init__(self, options):
        self.options = options
        self.state = "silent" if options.no_hello else "greeting"
        self.inbox, self.outbox = b"", b""
        self.roster, self.joined, self.seq, self.events = {}, None, 0, 0
        self.to_say = list(options.say)  # waits until this is a member
        self.pending, self.said, self.last_said = {}, 0, 0  # cid -> place in the order of saying
        self.commands = collections.deque()
        self.begun = self.heard = self.sent = self.pinged = time.monotonic()
        self.socket = socket.create_connection((options.host, options.port), HANDSHAKE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.alarm, self.bell = socket.socketpair()  # the thread at stdin rings, select wakes

    # --- The loop ---

    def run(self):
        """Runs until something raises End."""
        threading.Thread(target=self.read_commands, daemon=True).start()
        with selectors.DefaultSelector() as selector:
            selector.register(self.alarm, selectors.EVENT_READ)
            selector.register(self.socket, selectors.EVENT_READ)
            while True:
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.outbox else 0)
                selector.modify(self.socket, wanted)
                for key, ready in selector.select(0.25):
                    if key.fileobj is self.alarm:
                        self.alarm.recv(4096)
                    else:
                        self.serve(ready)
                while self.commands:
                    self.obey(self.commands.popleft())
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
                self.heard = time.monotonic()
                self.split(data)
        except BlockingIOError:
            pass
        except OSError as error:
            raise End(LOST, str(error)) from error

    def split(self, data):
        """Cuts what came into lines; a line that grows too long ends it before it is complete."""
        *lines, self.inbox = (self.inbox + data).split(b"\n")
        for line in lines:
            if len(line) + 1 > LINE:
                raise End(BROKEN, "a line is too long")
            self.take(parse(line))
        if len(self.inbox) >= LINE:
            raise End(BROKEN, "a line is too long")

    def watch_the_clock(self):
        now = time.monotonic()
        if self.state in ("greeting", "asking", "counting") and now - self.begun >= HANDSHAKE:
            raise End(LOST, "the host did not finish the handshake in time")
        if now - self.heard >= SILENCE:
            raise End(LOST, "the host is silent")
        if self.state == "member" and now - max(self.pinged, min(self.sent, self.heard)) >= PING:
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
        if kind not in FROM_HOST and self.state != "counting":
            return  # of a later version
        if not FROM_HOST.get(kind, shape())(message):
            raise End(BROKEN, f"a broken {kind}")
        if self.state != "silent" and kind not in EXPECTED[self.state]:
            raise End(BROKEN, f"a {kind} has no place here ({self.state})")
        getattr(self, "on_" + kind)(message)

    def on_welcome(self, message):
        if message["oldest"] > VERSION or message["version"] < OLDEST:
            raise End(BROKEN, "no version in common")
        if set(message["asks"]) - {"name"}:
            raise End(BROKEN, "the room asks for what this client does not have")
        self.state = "asking"
        self.send({"type": "hello", "version": min(VERSION, int(message["version"])), "capabilities": [],
                   "name": self.options.name, "client": "interop-python/1"}, FIRST_LINE)

    def on_refused(self, message):
        raise End(REFUSED, message["code"])

    def on_joined(self, message):
        self.joined, self.seq, self.state = message, message["seq"], "counting"

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
            self.state = "member"
            while self.to_say:
                self.say(self.to_say.pop(0))

    def on_event(self, message):
        if message["seq"] != self.seq + 1:
            raise End(BROKEN, f"event {message['seq']} came after {self.seq}")
        self.seq, self.events = message["seq"], self.events + 1
        place = self.pending.pop(message["cid"], None)
        if place is not None:
            if place < self.last_said:
                raise End(BROKEN, "my words became events in another order")
            self.last_said = place

    def on_rejected(self, message):
        self.pending.pop(message["cid"], None)

    def on_member(self, message):
        who = message["member"]
        if (message["change"] == "joined") == (who["id"] in self.roster):
            raise End(BROKEN, f"{who['id']} cannot have {message['change']}")
        if message["change"] == "joined":
            self.roster[who["id"]] = who
        else:
            del self.roster[who["id"]]

    def on_ended(self, message):
        raise End(ENDED, message["code"])

    def on_ping(self, _message):
        self.send({"type": "pong"})

    def on_pong(self, _message):
        pass

    # --- What this client says ---

    def send(self, message, longest=LINE):
        line = json.dumps(message).encode() + b"\n"  # \u escapes: even lone surrogates can be sent
        if len(line) > longest:
            return show(error=f"not sent: a line of {len(line)} bytes")
        if self.options.raw:
            show(sent=message)
        self.send_bytes(line)

    def send_bytes(self, data):
        """Sends at once what the kernel takes; only what is left over waits for the host."""
        waiting, self.outbox, self.sent = self.outbox, self.outbox + data, time.monotonic()
        if not waiting:
            try:
                self.flush()
            except BlockingIOError:
                pass
            except OSError as error:
                raise End(LOST, str(error)) from error

    def flush(self):
        self.outbox = self.outbox[self.socket.send(self.outbox):]

    def say(self, text):
        """Sends any text at all, so that the host's judgement can be tried."""
        if self.state != "member":
            return self.to_say.append(text)
        cid = str(uuid.uuid4())
        self.said += 1
        self.pending[cid] = self.said
        self.send({"type": "say", "cid": cid, "text": text})

    def leave(self):
        """Says `leave`, then reads the bytes away until the host has closed, for GOODBYE at most."""
        if self.state == "member":
            self.send({"type": "leave", "reason": "quit"})
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
        if wanted and self.state == "member" and not self.pending and self.events >= self.options.expect:
            self.leave()

    # --- Commands ---

    def read_commands(self):
        """A thread: hands over what stdin says, line by line. The end of stdin is no command."""
        rest = b""
        while True:
            try:
                data = os.read(0, 65536)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            self.commands.extend(line for line in lines if line.strip())
            self.bell.send(b"!")

    def obey(self, line):
        try:
            command = json.loads(line)
            if "say" in command:
                self.say(command["say"])
            elif "raw" in command:
                self.send_bytes(command["raw"].encode("utf-8", "surrogatepass") + b"\n")
            elif "leave" in command:
                self.leave()
            else:
                show(error="an unknown command")
        except (ValueError, TypeError, AttributeError) as error:
            show(error=f"a broken command: {error}")


def main():
    parser = argparse.ArgumentParser(description="A minimal Tincan member.")
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--name", required=True)
    parser.add_argument("--say", action="append", default=[], help="say this once joined; may be repeated")
    parser.add_argument("--expect", type=int, default=0, help="leave after that many events, my own included")
    parser.add_argument("--leave", action="store_true", help="leave when all I said was answered")
    parser.add_argument("--raw", action="store_true", help="show pings, pongs and what is sent, too")
    parser.add_argument("--no-hello", action="store_true", help="send nothing but raw commands, judge nothing")
    try:
        Client(parser.parse_args()).run()
    except End as end:
        show(end=end.why, code=end.code)
        return end.code
    except OSError as error:
        show(end=str(error), code=LOST)
        return LOST


if __name__ == "__main__":
    sys.exit(main())
