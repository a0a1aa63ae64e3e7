#ifndef REFERENCE_REPORT_H
#define REFERENCE_REPORT_H

/*
 * What users get to see: events, the host name in an Ingress's status, the
 * load balancer in an AlbConfig's.
 *
 * The same thing is told once for each state of an object's specification, so
 * a problem that stays does not fill the event list, and one that is still
 * there after an edit is told again. A warning about the objects themselves is
 * not told before it was seen twice, some time apart: what is applied together
 * arrives on different watches, and an Ingress may be here before its Service.
 * What the cloud has refused is told at once.
 */
#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/log.h"
#include "reference/kube_client.h"

#define REPORT_GRACE_MS 200

#define REASON_SUCCESS "SuccessfullyReconciled"
#define REASON_BUILD   "FailedBuildModel"
#define REASON_APPLY   "FailedApplyModel"
#define REASON_IGNORED "IgnoredConfiguration" /* does not stand in the way of success */

struct report;

struct report_options {
    struct kube_client *kube;
    const struct log *log;
    void (*on_failed)(void *arg); /* something could not be written; say it again later */
    void *arg;
};

struct report *report_new(const struct report_options *o);
void report_free(struct report *r);

enum subject_kind { SUBJECT_ingress, SUBJECT_albconfig };

struct subject {
    enum subject_kind kind;
    const cJSON *object;
};

/* cause: what makes it the same warning; text: what is shown. */
void report_warning(struct report *r, const struct subject *about, const char *reason,
                    const char *cause, const char *text);

/* Makes status.loadBalancer so, unless it is, and then tells of the success. */
void report_success(struct report *r, const struct subject *about, const cJSON *load_balancer);

void report_forget(struct report *r, const struct subject *about); /* it is gone */

#endif
