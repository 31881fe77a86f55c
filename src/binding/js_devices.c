// findalldevs, default_device, lib_version.
#include "binding.h"
#include "napi_util.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <string.h>
#include <sys/socket.h>

#ifndef PCAP_IF_UP // libpcap before 1.6 lists only devices that are up
#define PCAP_IF_UP 0x00000002
#define PCAP_IF_RUNNING 0x00000004
#define NP_LISTED_IS_UP
#endif
#ifndef PCAP_IF_WIRELESS // before 1.9 it does not know
#define PCAP_IF_WIRELESS 0x00000008
#define PCAP_IF_CONNECTION_STATUS 0x00000030
#endif

// The address of one family or the other; false for other families.
static bool is_ip(const struct sockaddr *address) {
  return address != NULL && (address->sa_family == AF_INET || address->sa_family == AF_INET6);
}

// object[key] = the text of address, when it is an IP address.
static bool set_address(napi_env env, napi_value object, const char *key,
                        const struct sockaddr *address, int family) {
  char text[INET6_ADDRSTRLEN];
  if (address == NULL)
    return true;
  const void *bytes = family == AF_INET
                          ? (const void *)&((const struct sockaddr_in *)address)->sin_addr
                          : (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr;
  if (inet_ntop(family, bytes, text, sizeof text) == NULL)
    return true;
  return np_set_string(env, object, key, text);
}

// The IP addresses of a device, without holes.
static bool set_addresses(napi_env env, napi_value device, const pcap_addr_t *list) {
  napi_value array, entry;
  uint32_t n = 0;
  NP_CHECK_BOOL(env, napi_create_array(env, &array));
  for (; list != NULL; list = list->next) {
    if (!is_ip(list->addr))
      continue;
    int family = list->addr->sa_family;
    NP_CHECK_BOOL(env, napi_create_object(env, &entry));
    if (!set_address(env, entry, "addr", list->addr, family) ||
        !set_address(env, entry, "netmask", list->netmask, family) ||
        !set_address(env, entry, "broadaddr", list->broadaddr, family) ||
        !set_address(env, entry, "dstaddr", list->dstaddr, family))
      return false;
    NP_CHECK_BOOL(env, napi_set_element(env, array, n++, entry));
  }
  return np_set(env, device, "addresses", array);
}

// What libpcap knows of the state of a device.
static bool set_state(napi_env env, napi_value device, bpf_u_int32 flags) {
  static const char *const status[] = {"unknown", "connected", "disconnected", "not applicable"};
  if ((flags & PCAP_IF_LOOPBACK) && !np_set_string(env, device, "flags", "PCAP_IF_LOOPBACK"))
    return false;
  return np_set_bool(env, device, "loopback", flags & PCAP_IF_LOOPBACK) &&
         np_set_bool(env, device, "up", flags & PCAP_IF_UP) &&
         np_set_bool(env, device, "running", flags & PCAP_IF_RUNNING) &&
         np_set_bool(env, device, "wireless", flags & PCAP_IF_WIRELESS) &&
         np_set_string(env, device, "connection_status",
                       status[(flags & PCAP_IF_CONNECTION_STATUS) >> 4]);
}

// One device as an object: v3's properties first.
static bool make_device(napi_env env, const pcap_if_t *from, napi_value *out) {
  NP_CHECK_BOOL(env, napi_create_object(env, out));
  return np_set_string(env, *out, "name", from->name) &&
         (from->description == NULL ||
          np_set_string(env, *out, "description", from->description)) &&
         set_addresses(env, *out, from->addresses) && set_state(env, *out, from->flags);
}

// Lists the devices; *out, which may be NULL, is freed with pcap_freealldevs. False with an
// exception pending.
static bool list_devices(napi_env env, pcap_if_t **out) {
  char text[PCAP_ERRBUF_SIZE] = "";
  np_error_t err;
  *out = NULL;
  if (pcap_findalldevs(out, text) == 0) {
#ifdef NP_LISTED_IS_UP
    for (pcap_if_t *d = *out; d != NULL; d = d->next)
      d->flags |= PCAP_IF_UP;
#endif
    return true;
  }
  np_error_set(&err, NP_EDEVICES, "can't list the devices: %s", text);
  np_throw(env, &err);
  return false;
}

// findalldevs() -> [{ name, description?, addresses, flags?, loopback, up, … }]
static napi_value js_findalldevs(napi_env env, napi_callback_info info) {
  pcap_if_t *list;
  napi_value array, device;
  uint32_t n = 0;
  (void)info;
  NP_CHECK(env, napi_create_array(env, &array));
  if (!list_devices(env, &list))
    return NULL;
  for (const pcap_if_t *d = list; d != NULL && array != NULL; d = d->next) {
    if (!make_device(env, d, &device) || napi_set_element(env, array, n++, device) != napi_ok)
      array = np_throw_last(env);
  }
  pcap_freealldevs(list);
  return array;
}

// Whether a device is one that a person who names none will mean.
static bool is_suitable(const pcap_if_t *device) {
  if ((device->flags & PCAP_IF_LOOPBACK) || !(device->flags & PCAP_IF_UP))
    return false;
  for (const pcap_addr_t *a = device->addresses; a != NULL; a = a->next) {
    if (is_ip(a->addr))
      return true;
  }
  return false;
}

// default_device() -> name of the first device that is up, no loopback, with an address
static napi_value js_default_device(napi_env env, napi_callback_info info) {
  pcap_if_t *list;
  const pcap_if_t *device;
  napi_value name = NULL;
  np_error_t err;
  (void)info;
  if (!list_devices(env, &list))
    return NULL;
  for (device = list; device != NULL && !is_suitable(device); device = device->next)
    ;
  if (device == NULL) {
    np_error_set(&err, NP_ENODEVICE,
                 "no suitable device found: none is up, not loopback, and has an address");
    np_throw(env, &err);
  } else if (napi_create_string_utf8(env, device->name, NAPI_AUTO_LENGTH, &name) != napi_ok) {
    name = np_throw_last(env);
  }
  pcap_freealldevs(list);
  return name;
}

// interface_name(index) -> the name that the system has for the index now; undefined: none
static napi_value js_interface_name(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument, result;
  char name[IF_NAMESIZE];
  uint32_t index;
  NP_CHECK(env, napi_get_cb_info(env, info, &argc, &argument, NULL, NULL));
  NP_CHECK(env, napi_get_value_uint32(env, argument, &index));
  if (if_indextoname(index, name) == NULL)
    return np_undefined(env);
  NP_CHECK(env, napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &result));
  return result;
}

bool np_define_devices(napi_env env, napi_value exports) {
  static const napi_property_descriptor functions[] = {
      {"findalldevs", NULL, js_findalldevs, NULL, NULL, NULL, napi_enumerable, NULL},
      {"default_device", NULL, js_default_device, NULL, NULL, NULL, napi_enumerable, NULL},
      {"interface_name", NULL, js_interface_name, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  NP_CHECK_BOOL(
      env, napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions));
  return np_set_string(env, exports, "lib_version", pcap_lib_version());
}
