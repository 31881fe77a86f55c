#include "pipe_room.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

enum {
  PIPE_SIZE = 1024 * 1024, // bytes that a pipe to our reader is made to hold, where that is allowed
  PIPE_ROOM = 128 * 1024,  // bytes that must be free in it: a slab, and what the system adds
};

void np_pipe_enlarge(int fd) {
#ifdef F_SETPIPE_SZ
  (void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE); // refused, when it is no pipe
#else
  (void)fd;
#endif
}

// Bytes that the pipe or socket holds at most, and of these the ones that are not read. False: it
// is none, or the system does not tell.
static bool measure_pipe(int fd, int *size, int *used) {
#ifdef F_GETPIPE_SZ
  *size = fcntl(fd, F_GETPIPE_SZ);
  if (*size > 0)
    return ioctl(fd, FIONREAD, used) == 0;
#endif
#ifdef TIOCOUTQ // which sockets of Linux have under another name
  socklen_t length = sizeof *size;
  return getsockopt(fd, SOL_SOCKET, SO_SNDBUF, size, &length) == 0 &&
         ioctl(fd, TIOCOUTQ, used) == 0;
#else
  return false;
#endif
}

bool np_pipe_has_room(int fd) {
  int size, used;
  if (!measure_pipe(fd, &size, &used))
    return true;
  return used == 0 || size - used >= PIPE_ROOM;
}
