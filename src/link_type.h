// DLT number <-> "LINKTYPE_*".
#ifndef NP_LINK_TYPE_H
#define NP_LINK_TYPE_H

#include <stddef.h>

#define NP_LINK_TYPE_TEXT 48

// The name of a DLT: "LINKTYPE_ETHERNET", or "Unknown linktype N" written into text, which must
// have room for NP_LINK_TYPE_TEXT bytes. Comes back as text.
const char *np_link_type_name(int dlt, char *text);

// The DLT of a name that np_link_type_name gave, known or not; -1 when it is none.
int np_link_type_number(const char *name);

#endif
