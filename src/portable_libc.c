// For prebuilt binaries only (-Dprebuilt=1): functions that not every C library exports, so that
// one binary serves glibc since 2.28 and musl. The linker hides them from everybody else.
#include <dlfcn.h>
#include <malloc.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc has exported fstat only since 2.33; before that, it was a macro around another function. On
// 64-bit Linux the kernel's struct is the C library's.
int fstat(int fd, struct stat *out) { return (int)syscall(SYS_fstat, fd, out); }

// musl has none: its allocator has nothing to set.
int mallopt(int parameter, int value) {
  int (*libc_mallopt)(int, int);
  void *address = dlsym(RTLD_DEFAULT, "mallopt");
  memcpy(&libc_mallopt, &address, sizeof address);
  return address == NULL ? 0 : libc_mallopt(parameter, value);
}
