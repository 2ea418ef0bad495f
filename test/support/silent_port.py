"""A port of loopback that answers nobody: its queue of one is full and never taken from.

Linux drops further SYNs then, which is what a firewall does. Prints the port; ends with its input.
"""

import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
callers = []
for _ in range(4):
    caller = socket.socket()
    caller.setblocking(False)
    caller.connect_ex(server.getsockname())
    callers.append(caller)
print(server.getsockname()[1], flush=True)
sys.stdin.read()
