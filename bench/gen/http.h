#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <stdint.h>

// Writes `exchanges` HTTP/1.1 exchanges between 50 clients and one server, as a browser and a
// server of static files would have them: GET of a file of 180 bytes, or (every third) of 20 KiB,
// up to 100 on a connection, full segments, an acknowledgement for every fourth. About 1 KB a
// packet.
void http(uint64_t exchanges);

#endif
