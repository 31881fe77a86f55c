"""python.py dpkt|scapy JOB FILE [LIMIT]: reads and decodes; 'event' only reads."""

import json
import re
import sys
import time


def packets_of_dpkt(job, path):
    import dpkt

    with open(path, 'rb') as file:
        for _, data in dpkt.pcap.Reader(file):
            if job == 'event':
                yield 0
                continue
            ip = dpkt.ethernet.Ethernet(data).data
            yield ip.len + ip.ttl + ip.data.sport + ip.data.dport


def packets_of_scapy(job, path):
    from scapy.layers.inet import IP
    from scapy.layers.l2 import Ether  # noqa: F401 (registers the link type)
    from scapy.utils import PcapReader, RawPcapReader

    if job == 'event':
        for _ in RawPcapReader(path):
            yield 0
        return
    for packet in PcapReader(path):
        ip = packet[IP]
        yield ip.len + ip.ttl + ip.payload.sport + ip.payload.dport


def main():
    library, job, path = sys.argv[1:4]
    limit = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    begin = time.perf_counter_ns()
    packets = check = 0
    for number in (packets_of_dpkt if library == 'dpkt' else packets_of_scapy)(job, path):
        packets += 1
        check += number
        if packets == limit:
            break
    with open('/proc/self/status') as status:
        peak = int(re.search(r'VmHWM:\s+(\d+)', status.read()).group(1)) * 1024
    result = dict(packets=packets, ns=time.perf_counter_ns() - begin, cpu_ns=time.process_time_ns(),
                  check=check, sessions=0, payload=0, rss=peak)
    print(json.dumps(result))


main()
