#ifndef MOCKALB_RESOURCES_CAS_CERTIFICATE_H
#define MOCKALB_RESOURCES_CAS_CERTIFICATE_H

/*
 * Certificates that were uploaded. They are of the account, not of a region:
 * all stand in the mock's own one, whose name ends their ids
 * ("12345-cn-hangzhou"). A body has what the replies of both versions of the
 * API are made of; the texts in PEM are the mock's own members.
 */
#include "base/err.h"
#include "mockalb/gateway/call.h"

/* NULL when a load balancer may use the certificate; else the refusal. */
const struct api_error *certificate_check(struct call *call, const char *id);

/* Those that the actions name: a number in one version, an id in the other. NULL with the refusal. */
const struct object *certificate_numbered(struct call *call, const struct api_error **ret_refusal);
const struct object *certificate_named(struct call *call, const struct api_error **ret_refusal);

bool certificate_id_read(const char *id, int64_t *ret_number); /* "12345-cn-hangzhou" */
const char *certificate_scope(struct call *call);

/*
 * A body by what a PEM says; without one, by the domains (joined by commas) that it
 * is for. False when the PEM is none, with the reason.
 */
struct certificate_texts {
    const char *id, *name, *pem, *key; /* pem and key may be NULL */
    const char *domains;
    bool is_ca;
};
cJSON *certificate_body(struct call *call, const struct certificate_texts *texts, struct err *err);

#endif
