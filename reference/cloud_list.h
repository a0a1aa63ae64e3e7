#ifndef REFERENCE_CLOUD_LIST_H
#define REFERENCE_CLOUD_LIST_H

/*
 * A list of the cloud's API, read to its end: page after page by NextToken, or
 * by PageNumber for the older products.
 */
#include "base/arena.h"
#include "reference/cloud_client.h"

struct cloud_list {
    enum api api;
    const char *action;
    const char *items; /* where they are in an answer: "Rules", "VSwitches.VSwitch" */
    int page_size;     /* 0: by NextToken */
};

extern const struct cloud_list list_load_balancers, list_listeners, list_rules, list_server_groups,
    list_servers, list_network_interfaces, list_vswitches;

struct cloud_list_request {
    struct cloud_client *client;
    const struct cloud_list *list;
    const cJSON *params;
    cJSON *into;    /* an array: the items of all pages are added to it */
    cloud_fn *done; /* gets the answer of the last page, or the refusal */
    void *arg;
};

/* The arena and what the request names must live until done is called. */
void cloud_list(struct arena *a, const struct cloud_list_request *r);

#endif
