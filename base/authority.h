#ifndef BASE_AUTHORITY_H
#define BASE_AUTHORITY_H

/*
 * A certificate authority of our own: it signs for servers and clients of one
 * run, and whoever is to trust them is given its certificate. Its keys are made
 * anew each time (ECDSA, P-256); nobody but the owner of its file has them.
 */
#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct authority;

struct authority *authority_new(const char *common_name, struct err *err);
/* Its certificate and its key in one text, as authority_text() gives them. */
struct authority *authority_read(struct str pem, struct err *err);
/* The one in the file; a new one, written there for us alone, if there is no such file. */
struct authority *authority_open(const char *file, const char *common_name, struct err *err);
void authority_free(struct authority *ca); /* NULL is fine */

const char *authority_certificate(const struct authority *ca, struct arena *a); /* PEM */
const char *authority_text(const struct authority *ca,
                           struct arena *a); /* … and the key: keep it */

enum certificate_use { CERTIFICATE_server, CERTIFICATE_client };

struct certificate_wish {
    const char *common_name;
    const char *organization; /* NULL: none; what Kubernetes takes for a group */
    const char *const *names; /* DNS names (with a leading * too) and addresses; ends with NULL */
    enum certificate_use use;
};

struct certificate {
    const char *pem, *key;
};

bool authority_issue(const struct authority *ca, const struct certificate_wish *w, struct arena *a,
                     struct certificate *ret, struct err *err);

/* It signed this certificate (DER), which is valid now. */
bool authority_signed(const struct authority *ca, struct str der, struct arena *a,
                      const char **ret_common_name);

#endif
