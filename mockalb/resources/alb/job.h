#ifndef MOCKALB_RESOURCES_ALB_JOB_H
#define MOCKALB_RESOURCES_ALB_JOB_H

/*
 * Asynchronous jobs: what a call that takes time answers with, and ListAsynJobs
 * reports on. A job is done when the transition it stands for is.
 */
#include "mockalb/gateway/call.h"

/* The job of this call: the thing that it changes and the state that this is in meanwhile. */
void job_start(struct call *call, const struct kind *k, const char *resource_id, const char *state);

#endif
