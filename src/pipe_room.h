// Pipes that a capture is written to. Knows nothing of Node.
#ifndef NP_PIPE_ROOM_H
#define NP_PIPE_ROOM_H

#include <stdbool.h>

// Lets a pipe hold more, where the system allows it: its reader can pause then without stopping us
// at once. Does nothing to a descriptor of another kind.
void np_pipe_enlarge(int fd);

// Whether a slab of packets can be written without waiting for a reader: false only of a pipe or
// socket that is too full for it, on systems that tell.
bool np_pipe_has_room(int fd);

#endif
