#ifndef RUNNER_KUBE_ACCEPT_H
#define RUNNER_KUBE_ACCEPT_H

/* The parameters of one range of an Accept header: ";as=Table;v=v1" without its first ';'. */
#include <stdbool.h>

#include "base/str.h"

bool accept_param(struct str params, const char *name, struct str *ret_value);

#endif
