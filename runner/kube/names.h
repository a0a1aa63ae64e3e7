#ifndef RUNNER_KUBE_NAMES_H
#define RUNNER_KUBE_NAMES_H

/*
 * Which texts may be names, labels and keys. Each returns what is wrong, in the
 * API's words, or NULL when nothing is.
 */
#include <stdbool.h>

#include "base/str.h"

const char *name_fault_subdomain(struct str s); /* RFC 1123, up to 253 bytes: most names */
const char *name_fault_label(struct str s);     /* RFC 1123, up to 63: namespaces */
const char *name_fault_service(struct str s);   /* RFC 1035, up to 63: Services */
const char *name_fault_qualified(struct str s); /* keys of labels and annotations, finalizers */
const char *name_fault_label_value(struct str s);
const char *name_fault_config_key(struct str s); /* keys of ConfigMaps and Secrets */
const char *name_fault_port(struct str s);       /* names of ports */
const char *name_fault_wildcard(struct str s);   /* "*.example.com" */

bool name_is_ip(struct str s);
bool name_is_ipv6(struct str s);

#endif
