#ifndef REFERENCE_INGRESS_H
#define REFERENCE_INGRESS_H

/*
 * One Ingress as rules and server groups: hosts and paths become conditions,
 * backends become actions. This is where the annotation's name is matched with
 * the backends' and where a Service in a tuple is looked up.
 */
#include "reference/model.h"

/* Fills a want_ingress that has object, ns and name: its rules and groups, or its problem. */
void ingress_build(struct arena *a, const struct cluster *c, const struct want_listener *listeners,
                   struct want_ingress *fill);

#endif
