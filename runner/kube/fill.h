#ifndef RUNNER_KUBE_FILL_H
#define RUNNER_KUBE_FILL_H

/* Members that are filled in where they are missing. What is no object is left as it is. */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

void fill_text(cJSON *object, const char *name, const char *value); /* also where it is "" */
void fill_int(cJSON *object, const char *name, int64_t value);
void fill_bool(cJSON *object, const char *name, bool value);
cJSON *fill_object(cJSON *object, const char *name); /* the member; NULL when object is none */
void fill_ports(cJSON *ports, bool target);          /* protocol; targetPort from port */

#endif
