// The reader of pipes and standard input: it hands to a reader of files each record when it has
// come whole, and so never waits for a writer.
#include "framing.h"
#include "input.h"
#include "read_budget.h"
#include "reader.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct stream {
  np_capture_t base;
  np_input_t input;
  np_framing_t framing;
  np_capture_t *file; // owned: reads the file's records; NULL until the file's header has come
  char *expression;   // owned: the filter for then; or NULL
} stream_t;

static const stream_t *const_stream_of(const np_capture_t *capture) {
  return (const stream_t *)capture;
}

static stream_t *stream_of(np_capture_t *capture) { return (stream_t *)capture; }

static void release(np_capture_t *capture) {
  stream_t *self = stream_of(capture);
  np_capture_close(self->file);
  np_input_free(&self->input);
  free(self->expression);
}

// Reads until the next step of self->file can be made: NP_OK. Otherwise NP_DRAINED or an error.
static int await_record(stream_t *self, np_error_t *err) {
  np_input_t *input = &self->input;
  for (;;) {
    size_t used = input->end - input->start;
    const uint8_t *bytes = used == 0 ? NULL : input->buffer + input->start;
    if (np_framing_need(&self->framing, bytes, used) <= used)
      return NP_OK;
    switch (np_input_fill(input)) {
    case NP_INPUT_ENDED: // what there is then is for self->file to judge
      return NP_OK;
    case NP_INPUT_NOTHING:
      return NP_DRAINED;
    case NP_EMEMORY:
      return np_error_memory(err, self->base.name);
    }
  }
}

// The header has come.
static int open_file(stream_t *self, np_error_t *err) {
  np_file_options_t options = {.name = self->base.name, .nano = self->base.nano, .single = true};
  const np_input_t *input = &self->input;
  size_t used = input->end - input->start;
  const char *compression =
      used == 0 ? NULL : np_compression_of(input->buffer + input->start, used);
  if (compression != NULL)
    return np_error_compressed(err, self->base.name, compression);
  uint8_t *header = input->buffer + input->start;
  if (self->framing.format == NP_FORMAT_PCAP && used >= NP_PCAP_HEADER &&
      np_header_understates(header))
    np_header_lift_snap_length(header);
  FILE *file = np_input_file(&self->input);
  if (file == NULL)
    return np_error_memory(err, self->base.name);
  int code = np_file_open(&self->file, file, &options, err);
  if (code != NP_OK)
    return code;
  np_framing_begin(&self->framing);
  if (self->expression == NULL)
    return NP_OK;
  return np_capture_set_filter(self->file, self->expression, err);
}

static int feed(np_capture_t *capture, const uint8_t *bytes, size_t size, np_error_t *err) {
  int code = np_input_feed(&stream_of(capture)->input, bytes, size);
  return code == NP_OK ? code : np_error_memory(err, capture->name);
}

static const uint8_t *unread(const np_capture_t *capture, size_t *size) {
  const np_input_t *input = &const_stream_of(capture)->input;
  *size = input->end - input->start;
  return *size == 0 ? NULL : input->buffer + input->start;
}

static int set_filter(np_capture_t *capture, const char *expression, np_error_t *err) {
  stream_t *self = stream_of(capture);
  if (self->file != NULL)
    return np_capture_set_filter(self->file, expression, err);
  char *copy = strdup(expression);
  if (copy == NULL)
    return np_error_memory(err, expression);
  free(self->expression);
  self->expression = copy;
  return NP_OK;
}

static bool matches(np_capture_t *capture, const np_packet_t *packet) {
  stream_t *self = stream_of(capture);
  return self->file == NULL || self->file->ops->matches(self->file, packet);
}

static int read_packets(np_capture_t *capture, np_batch_t *batch, np_error_t *err) {
  stream_t *self = stream_of(capture);
  np_read_budget_t budget = np_read_budget();
  for (;;) {
    // A packet that self->file holds needs no bytes.
    int status = NP_OK;
    if (self->file == NULL || np_capture_need(self->file) == 0)
      status = await_record(self, err);
    if (status == NP_OK && self->file == NULL) {
      status = open_file(self, err);
      if (status == NP_OK)
        continue;
    }
    if (status != NP_OK)
      return status;
    size_t start = self->input.start, used = batch->used;
    status = np_capture_read(self->file, batch, err);
    if (status != NP_DRAINED)
      return status;
    if (batch->used == used && np_read_budget_spend(&budget, self->input.start - start))
      return NP_MORE;
  }
}

static size_t need(const np_capture_t *capture) {
  const stream_t *self = const_stream_of(capture);
  return self->file == NULL ? 0 : np_capture_need(self->file);
}

static int link_type(const np_capture_t *capture) {
  const stream_t *self = const_stream_of(capture);
  return self->file == NULL ? NP_LINK_TYPE_UNKNOWN : np_capture_link_type(self->file);
}

static const np_interface_t *interface(const np_capture_t *capture) {
  const stream_t *self = const_stream_of(capture);
  return self->file == NULL ? NULL : np_capture_interface(self->file);
}

static const uint8_t *take_secrets(np_capture_t *capture, size_t *size) {
  stream_t *self = stream_of(capture);
  return self->file == NULL ? NULL : np_capture_take_secrets(self->file, size);
}

static int fd(const np_capture_t *capture) { return const_stream_of(capture)->input.fd; }

static const np_reader_ops_t ops = {
    .read = read_packets,
    .need = need,
    .link_type = link_type,
    .interface = interface,
    .set_filter = set_filter,
    .matches = matches,
    .fd = fd,
    .feed = feed,
    .unread = unread,
    .take_secrets = take_secrets,
    .release = release,
};

int np_stream_open(np_capture_t **out, int fd, const char *name, bool nano, np_error_t *err) {
  np_capture_t *capture = np_reader_new(sizeof(stream_t), &ops, name, nano, err);
  if (capture == NULL) {
    if (fd >= 0)
      close(fd);
    return err->code;
  }
  stream_t *self = stream_of(capture);
  np_input_init(&self->input, fd);
  int status = await_record(self, err);
  if (status == NP_OK)
    status = open_file(self, err);
  if (status < 0 && status != NP_ECOMPRESSED) { // which the first read tells
    np_capture_close(capture);
    return err->code;
  }
  err->text[0] = '\0';
  *out = capture;
  return NP_OK;
}
