#ifndef MOCKALB_GATEWAY_HOSTS_H
#define MOCKALB_GATEWAY_HOSTS_H

/*
 * What a host's name says: the region that is asked, and whether it is a product's of the catalog. It never
 * chooses the product of a call, which its Version and Action do: so any host will do for any product.
 *
 * Known from the vendor's table of endpoints: "alb.{region}.aliyuncs.com" and the like, in the catalog. A host
 * that serves all regions (cbn.aliyuncs.com) names none, nor does one that the catalog does not have.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "mockalb/gateway/action.h"

/* An authority, in either case, with a port or without. */
bool host_is_vendors(struct str authority);  /* somewhere below aliyuncs.com */
bool host_has_product(struct str authority); /* its first word is that of a product's host */

/* "cn-hangzhou" of "alb.cn-hangzhou.aliyuncs.com:443"; NULL when it names no region of this product. */
const char *host_region(struct arena *a, const struct product *product, struct str authority);

#endif
