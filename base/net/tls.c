/*
 * A leaf is kept by what it is for: "" for all plain names, "*.parent" for hosts below a suffix. So
 * there are as many as a client names parents, up to LEAVES_MAX; then the plain one answers.
 */
#include "base/net/tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "base/host.h"
#include "base/map.h"
#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

enum { LEAVES_MAX = 512, NAME_ROOM = 256, PEM_BYTES = 16 << 10 };

struct leaf {
    gnutls_pcert_st certificate;
    gnutls_privkey_t key;
    struct leaf *next;
};

struct tls {
    const struct authority *authority;
    const char *const *names;
    struct arena *arena; /* of the names */
    gnutls_certificate_credentials_t credentials;
    struct map *leaves;
    struct leaf *first;
    bool asks_client;
};

struct tls_session {
    struct tls *tls;
    gnutls_session_t session;
    struct arena *arena;
    const char *name; /* for a client that says none; NULL: not known */
    const char *client_name;
    int broken_by; /* GnuTLS' code; 0: nothing */
};

static gnutls_datum_t datum_of(const char *text)
{
    union {
        const char *in;
        unsigned char *out;
    } at = { .in = text };

    return (gnutls_datum_t){ at.out, (unsigned)strlen(text) };
}

static void leaf_free(struct leaf *l)
{
    gnutls_pcert_deinit(&l->certificate);
    gnutls_privkey_deinit(l->key);
    free(l);
}

static struct leaf *leaf_of(const struct certificate *c, struct err *err)
{
    gnutls_datum_t pem = datum_of(c->pem), key = datum_of(c->key);
    struct leaf *l = must_alloc(sizeof(*l));
    int code = gnutls_privkey_init(&l->key);

    if (code >= 0)
        code = gnutls_privkey_import_x509_raw(l->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code >= 0)
        code = gnutls_pcert_import_x509_raw(&l->certificate, &pem, GNUTLS_X509_FMT_PEM, 0);
    if (code >= 0)
        return l;
    leaf_free(l);
    err_set(err, "cannot use a certificate: %s", gnutls_strerror(code));
    return NULL;
}

/* names: what the certificate is for; the first is its common name. */
static struct leaf *issue(struct tls *t, struct str id, const char *const *names, struct err *err)
{
    struct certificate_wish wish = { .common_name = names[0],
                                     .names = names,
                                     .use = CERTIFICATE_server };
    struct arena *a = arena_new();
    struct certificate made;
    struct leaf *l =
        authority_issue(t->authority, &wish, a, &made, err) ? leaf_of(&made, err) : NULL;

    if (l) {
        l->next = t->first;
        t->first = l;
        map_put(t->leaves, id, l);
    }
    arena_free(a);
    return l;
}

/* What comes behind the first dot: certificates are made for all that share it. */
static const char *parent_of(const struct tls *t, const char *name)
{
    const char *dot = strchr(name, '.');

    for (const char *const *own = t->names; dot && *own; own++) {
        if (**own == '.' && host_is_below(str_of(name), str_of(*own)))
            return dot;
    }
    return NULL;
}

static struct leaf *leaf_for(struct tls *t, const char *name)
{
    const char *parent = name ? parent_of(t, name) : NULL;
    struct leaf *plain = map_get(t->leaves, STR("")), *l;
    char wildcard[NAME_ROOM];
    const char *names[] = { wildcard, NULL };

    if (!parent)
        return plain;
    snprintf(wildcard, sizeof(wildcard), "*%s", parent);
    for (char *c = wildcard; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    l = map_get(t->leaves, str_of(wildcard));
    if (!l && map_count(t->leaves) < LEAVES_MAX)
        l = issue(t, str_of(wildcard), names, NULL);
    return l ? l : plain;
}

/* NOLINTNEXTLINE(readability-function-size): GnuTLS wants these eight parameters */
static int choose(gnutls_session_t session, const gnutls_datum_t *authorities, int count,
                  const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
                  gnutls_pcert_st **ret, unsigned *ret_count, gnutls_privkey_t *ret_key)
{
    struct tls_session *s = gnutls_session_get_ptr(session);
    char name[NAME_ROOM];
    size_t size = sizeof(name);
    unsigned type;
    bool named = gnutls_server_name_get(session, name, &size, &type, 0) == GNUTLS_E_SUCCESS;
    struct leaf *l = leaf_for(s->tls, named ? name : s->name);

    (void)authorities;
    (void)count;
    (void)algorithms;
    (void)algorithm_count;
    *ret = &l->certificate;
    *ret_count = 1;
    *ret_key = l->key;
    return 0;
}

static void copy_names(struct tls *t, const char *const *names)
{
    size_t count = 0;
    const char **copy;

    while (names[count])
        count++;
    copy = arena_alloc(t->arena, (count + 1) * sizeof(*copy));
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_strz(t->arena, str_of(names[i]));
    t->names = copy;
}

/* For the names as they are, and for the hosts directly below the suffixes. */
static bool issue_plain(struct tls *t, struct err *err)
{
    size_t count = 0;
    const char **names;

    while (t->names[count])
        count++;
    names = arena_alloc(t->arena, (count + 1) * sizeof(*names));
    for (size_t i = 0; i < count; i++)
        names[i] = t->names[i][0] == '.' ? arena_printf(t->arena, "*%s", t->names[i]) : t->names[i];
    return issue(t, STR(""), names, err) != NULL;
}

struct tls *tls_new(const struct tls_options *o, struct err *err)
{
    struct tls *t = must_alloc(sizeof(*t));

    t->authority = o->authority;
    t->asks_client = o->asks_client;
    t->arena = arena_new();
    t->leaves = map_new();
    copy_names(t, o->names);
    must(gnutls_certificate_allocate_credentials(&t->credentials) == 0);
    gnutls_certificate_set_retrieve_function2(t->credentials, choose);
    if (issue_plain(t, err))
        return t;
    tls_free(t);
    return NULL;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    for (struct leaf *l = t->first, *next; l; l = next) {
        next = l->next;
        leaf_free(l);
    }
    gnutls_certificate_free_credentials(t->credentials);
    map_free(t->leaves);
    arena_free(t->arena);
    free(t);
}

struct tls_session *tls_accept(struct tls *t, int fd, const char *name)
{
    gnutls_datum_t http = datum_of("http/1.1");
    struct tls_session *s = must_alloc(sizeof(*s));

    s->tls = t;
    s->arena = arena_new();
    s->name = name ? arena_strz(s->arena, str_of(name)) : NULL;
    must(gnutls_init(&s->session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) == 0);
    gnutls_session_set_ptr(s->session, s);
    must(gnutls_set_default_priority(s->session) == 0);
    must(gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE, t->credentials) == 0);
    gnutls_alpn_set_protocols(s->session, &http, 1, 0);
    gnutls_certificate_server_set_request(s->session, t->asks_client ? GNUTLS_CERT_REQUEST
                                                                     : GNUTLS_CERT_IGNORE);
    gnutls_transport_set_int(s->session, fd);
    return s;
}

void tls_session_free(struct tls_session *s)
{
    if (!s)
        return;
    gnutls_deinit(s->session);
    arena_free(s->arena);
    free(s);
}

static void look_at_client(struct tls_session *s)
{
    unsigned count = 0;
    const gnutls_datum_t *all = gnutls_certificate_get_peers(s->session, &count);
    const char *name;

    if (all && count > 0 &&
        authority_signed(s->tls->authority, (struct str){ (const char *)all->data, all->size },
                         s->arena, &name))
        s->client_name = name;
}

static bool is_passing(int code)
{
    return code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED;
}

enum tls_state tls_shake(struct tls_session *s)
{
    int code;

    do
        code = gnutls_handshake(s->session);
    while (code == GNUTLS_E_INTERRUPTED || code == GNUTLS_E_WARNING_ALERT_RECEIVED);
    if (code == GNUTLS_E_AGAIN)
        return TLS_again;
    if (code < 0) {
        gnutls_alert_send_appropriate(s->session, code);
        s->broken_by = code;
        return TLS_broken;
    }
    if (s->tls->asks_client)
        look_at_client(s);
    return TLS_open;
}

const char *tls_trouble(struct tls_session *s)
{
    if (s->broken_by == GNUTLS_E_FATAL_ALERT_RECEIVED)
        return arena_printf(s->arena, "the client says: %s",
                            gnutls_alert_get_name(gnutls_alert_get(s->session)));
    if (!s->broken_by)
        return "the client hung up after the handshake, without a word";
    if (s->broken_by == GNUTLS_E_PREMATURE_TERMINATION || s->broken_by == GNUTLS_E_PUSH_ERROR ||
        s->broken_by == GNUTLS_E_PULL_ERROR)
        return "the client hung up in the middle of the handshake";
    if (s->broken_by == GNUTLS_E_DECRYPTION_FAILED) /* OpenSSL's alert comes in the clear */
        return "the client broke off when it saw the certificate";
    return gnutls_strerror(s->broken_by);
}

const char *tls_host(struct tls_session *s)
{
    char name[NAME_ROOM];
    size_t size = sizeof(name);
    unsigned type;

    if (gnutls_server_name_get(s->session, name, &size, &type, 0) == GNUTLS_E_SUCCESS)
        return arena_strz(s->arena, str_of(name));
    return s->name;
}

ssize_t tls_read(struct tls_session *s, char *to, size_t room)
{
    ssize_t n;

    do
        n = gnutls_record_recv(s->session, to, room);
    while (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_REHANDSHAKE ||
           n == GNUTLS_E_WARNING_ALERT_RECEIVED);
    if (n >= 0)
        return n;
    if (n == GNUTLS_E_PREMATURE_TERMINATION)
        return 0;
    if (is_passing((int)n))
        return TLS_IO_again;
    if (n == GNUTLS_E_FATAL_ALERT_RECEIVED)
        s->broken_by = (int)n;
    return TLS_IO_broken;
}

ssize_t tls_write(struct tls_session *s, const char *at, size_t len)
{
    ssize_t n = gnutls_record_send(s->session, at, len);

    if (n >= 0)
        return n;
    return is_passing((int)n) ? TLS_IO_again : TLS_IO_broken;
}

void tls_end(struct tls_session *s)
{
    gnutls_bye(s->session, GNUTLS_SHUT_WR);
}

const char *tls_client_name(const struct tls_session *s)
{
    return s->client_name;
}
