"""A line between two Ethernet devices that takes its time and loses segments, where the kernel has no netem.

    python3 slow_line.py DEVICE DEVICE MILLISECONDS

Of each TCP connection to a port from 9000 on, the third segment with data from the second device is lost, once:
"port seq" goes to standard output.
"""

import collections
import select
import socket
import struct
import sys
import time

ETH_P_ALL = 3
PACKET_OUTGOING = 4

names, delay = sys.argv[1:3], float(sys.argv[3]) / 1000
ends = []
for name in names:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    end.bind((name, 0))
    ends.append(end)
queue = collections.deque()
seen = collections.Counter()


def is_lost(frame, way):
    if way != 1 or frame[12:14] != b"\x08\x00" or frame[23] != 6:
        return False
    at = 14 + 4 * (frame[14] & 15)
    sport, dport, seq = struct.unpack_from("!HHI", frame, at)
    length = struct.unpack_from("!H", frame, 16)[0] - 4 * (frame[14] & 15) - 4 * (frame[at + 12] >> 4)
    if sport < 9000 or length == 0:
        return False
    seen[dport] += 1
    if seen[dport] != 3:
        return False
    print(dport, seq, flush=True)
    return True


print("ready", flush=True)
while True:
    wait = max(0, queue[0][0] - time.monotonic()) if queue else None
    ready, _, _ = select.select(ends, [], [], wait)
    for way, end in enumerate(ends):
        if end in ready:
            frame, address = end.recvfrom(65536)
            if address[2] != PACKET_OUTGOING and not is_lost(frame, way):
                queue.append((time.monotonic() + delay, ends[1 - way], frame))
    while queue and queue[0][0] <= time.monotonic():
        queue[0][1].send(queue[0][2])
        queue.popleft()
