"""
Runs a command on a pseudo-terminal that takes so many lines and then nothing, as after Ctrl+S,
until SIGUSR1. What was taken comes out here; standard input and error are the command's own.

With --foreign the program may write to the terminal and not open it, as after `su`.

    stalled_terminal.py LINES [--foreign] COMMAND [ARGUMENT ...]
"""

import os
import pty
import signal
import subprocess
import sys
import tty

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
lines, command = int(sys.argv[1]), sys.argv[2:]
ours, theirs = pty.openpty()
if command[0] == "--foreign":
    command = command[1:]
    os.fchmod(theirs, 0)
    if os.getuid() == 0:  # who may open anything must not be able to
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
tty.setraw(theirs)
child = subprocess.Popen(
    command,
    stdout=theirs,
    preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1]),
)
os.close(theirs)
signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGTERM))


def take(until):
    """Passes on what the terminal gets, until it has been so many lines or the command ends."""
    while until != 0:
        try:
            taken = os.read(ours, 1 if until > 0 else 65536)
        except OSError:  # EIO: the other side is closed
            return
        if not taken:
            return
        os.write(1, taken)
        until -= taken.count(b"\n")


take(lines)
if lines >= 0:
    while child.poll() is None:
        if signal.sigtimedwait([signal.SIGUSR1], 0.05):
            take(-1)
            break
sys.exit(child.wait())
