// The filter of a file that can have several link types, compiled for each. Knows nothing of Node.
#ifndef NP_LINKTYPE_FILTERS_H
#define NP_LINKTYPE_FILTERS_H

#include "batch.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct np_linktype_filters np_linktype_filters_t;

// To be freed with np_linktype_filters_free. NULL when memory is short.
np_linktype_filters_t *np_linktype_filters_new(void);

// Takes NULL.
void np_linktype_filters_free(np_linktype_filters_t *self);

// Replaces the filter ("" matches every packet), which must compile for link_type, a LINKTYPE_
// number. NP_OK or an error: then the filter before stays.
int np_linktype_filters_set(np_linktype_filters_t *self, uint16_t link_type, const char *expression,
                            np_error_t *err);

// Whether the filter matches a packet of the link type. A filter that does not compile for that
// link type matches none: what it asks for can't be in such a packet. None, too, when memory is
// short.
bool np_linktype_filters_match(np_linktype_filters_t *self, uint16_t link_type,
                               const np_packet_t *packet);

// libpcap's own number for the link type; -1 when memory is short.
int np_linktype_filters_dlt(np_linktype_filters_t *self, uint16_t link_type);

#endif
