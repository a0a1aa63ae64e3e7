#ifndef RUNNER_KUBE_ACCEPT_H
#define RUNNER_KUBE_ACCEPT_H

/*
 * What an Accept header asks for.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* The parameters of one range: ";as=Table;v=v1" without its first ';'. */
bool accept_param(struct str params, const char *name, struct str *ret_value);

/*
 * Which of the media types is wanted most, or -1: none of them. By weight, then those that are
 * named before those that a * stands for, then as they come in the header; no header wants the first.
 */
int accept_choose(struct str accept, const char *const *types, size_t count);

#endif
