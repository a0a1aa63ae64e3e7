#ifndef REFERENCE_LOOK_H
#define REFERENCE_LOOK_H

/*
 * Reads, from the cloud, all that belongs to one AlbConfig, and makes the model
 * of what should be there on the way: which addresses to ask for follows from
 * it. Two steps: what is found by tags, then what stands on that.
 */
#include "reference/cloud_client.h"
#include "reference/found.h"

/* refusal NULL: model and found are whole. All of it lives in the arena. */
typedef void look_fn(void *arg, struct model *model, struct found *found,
                     const struct cloud_answer *refusal);

struct look_options {
    struct cloud_client *client;
    const struct cluster *cluster;
    const struct place *place;
    const cJSON *albconfig; /* the cluster's; used before this call returns, and then copied */
    look_fn *done;
    void *arg;
};

void look_start(struct arena *a, const struct look_options *o);

#endif
