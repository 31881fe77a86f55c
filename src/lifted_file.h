// A capture file without the snap length that its header has. Knows nothing of Node.
#ifndef NP_LIFTED_FILE_H
#define NP_LIFTED_FILE_H

#include <stdio.h>

// Reads on in fd, a regular file that begins with a pcap's header, of which libpcap then believes
// all but the snap length. Closes fd when it is closed. NULL, with errno set and fd open, when it
// can't be read or memory is short.
FILE *np_lifted_file(int fd);

#endif
