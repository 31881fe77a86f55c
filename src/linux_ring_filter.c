// Filters of the ring, which are the kernel's.
#include "linux_ring.h"

#ifdef __linux__

#include "linux_ring_parts.h"

#include <linux/filter.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ALL = 0x40000 }; // bytes of a packet that a filter lets the kernel keep

static bool attach(const np_ring_t *self, struct bpf_insn *instructions, size_t count) {
  // The kernel's instructions are libpcap's by another name.
  struct sock_fprog program = {(unsigned short)count, (struct sock_filter *)instructions};
  return setsockopt(self->fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

// One instruction in the place of a filter: the kernel keeps that many bytes of each packet.
static bool keep(const np_ring_t *self, bpf_u_int32 bytes) {
  struct bpf_insn instruction = BPF_STMT(BPF_RET | BPF_K, bytes);
  return attach(self, &instruction, 1);
}

bool np_ring_refuse(const np_ring_t *self) { return keep(self, 0); }

// A cooked packet's header is not in the kernel's packet: what a filter asks of it, the kernel has
// elsewhere. False when it has not.
static bool move_offset(int cooked, struct bpf_insn *instruction) {
  // Offsets in that header.
  const bpf_u_int32 packet_type = cooked == DLT_LINUX_SLL ? 0 : 10;
  const bpf_u_int32 protocol = cooked == DLT_LINUX_SLL ? 14 : 0;
  const bpf_u_int32 end = cooked == DLT_LINUX_SLL ? NP_SLL_HEADER : NP_SLL2_HEADER;
  if (instruction->k >= (bpf_u_int32)SKF_AD_OFF)
    return true;
  if (instruction->k >= end)
    instruction->k -= end;
  else if (instruction->k == packet_type)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_PKTTYPE);
  else if (instruction->k == protocol)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_PROTOCOL);
  else if (cooked != DLT_LINUX_SLL && instruction->k == NP_SLL2_INTERFACE)
    instruction->k = (bpf_u_int32)(SKF_AD_OFF + SKF_AD_IFINDEX);
  else
    return false;
  return true;
}

// Fits an instruction of libpcap's to the ring: the kernel keeps whole packets. False when that
// can't be done.
static bool adapt(const np_ring_t *self, struct bpf_insn *instruction) {
  if (instruction->code == (BPF_RET | BPF_K) && instruction->k != 0)
    instruction->k = ALL;
  if (self->cooked == 0)
    return true;
  int class = BPF_CLASS(instruction->code), mode = BPF_MODE(instruction->code);
  bool loads = (class == BPF_LD || class == BPF_LDX) &&
               (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
  return !loads || move_offset(self->cooked, instruction);
}

bool np_ring_set_filter(np_ring_t *self, const struct bpf_program *program) {
  size_t size = program->bf_len * sizeof *program->bf_insns;
  struct bpf_insn *instructions = malloc(size);
  bool fits = instructions != NULL && program->bf_len <= BPF_MAXINSNS;
  if (fits) {
    memcpy(instructions, program->bf_insns, size);
    for (u_int i = 0; fits && i < program->bf_len; i++)
      fits = adapt(self, &instructions[i]);
  }
  fits = fits && attach(self, instructions, program->bf_len);
  free(instructions);
  if (!fits)
    keep(self, ALL);
  return fits;
}

#endif
