"""A TAP device of any link type: what comes in on standard input, a frame in hex a line, the device receives.

    python3 tap.py DEVICE ARPHRD
"""

import fcntl
import os
import struct
import sys

TUNSETIFF = 0x400454CA
TUNSETLINK = 0x400454CD
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000

fd = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", sys.argv[1].encode(), IFF_TAP | IFF_NO_PI))
fcntl.ioctl(fd, TUNSETLINK, int(sys.argv[2]))
print("ready", flush=True)
for line in sys.stdin:
    os.write(fd, bytes.fromhex(line))
