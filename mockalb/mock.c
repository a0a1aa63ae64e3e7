#include "mockalb/mock.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/authority.h"
#include "base/file.h"
#include "base/host.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/gate.h"
#include "base/net/httpd.h"
#include "base/net/relay.h"
#include "base/net/tls.h"
#include "mockalb/gateway/http.h"
#include "mockalb/metadata.h"
#include "mockalb/tenants.h"
#include "mockalb/visits.h"

#include "base/banned.h"

struct mock {
    struct tenants *tenants;
    struct arena *arena; /* of the request being answered */
    struct httpd *httpd;
    struct relay *relay;
    struct visits *visits;       /* NULL: they are not told of */
    struct authority *authority; /* NULL: plain HTTP only */
    struct tls *tls;
};

/* Whose certificates it shows: the cloud's, and that of this machine. */
static const char *const names[] = { "localhost", "127.0.0.1", "100.100.100.200", ".aliyuncs.com",
                                     NULL };

static void answer_metadata(struct exchange *x, struct mock *m)
{
    visits_tell(m->visits, "metadata", STR_NONE, "path", metadata_item(exchange_path(x)));
    metadata_answer(x, m->arena, tenants_main(m->tenants));
}

static void answer_control(struct exchange *x, struct mock *m)
{
    struct str id = exchange_query(x, "tenant");
    struct tenant *t =
        id.at ? tenants_by_id(m->tenants, arena_strz(m->arena, id)) : tenants_main(m->tenants);

    if (t)
        control_answer(x, tenant_control(t));
    else
        control_refuse(x, 404, "there is no tenant of that id; tenants are what --tenants names");
}

static struct gateway *gateway_of(void *arg, const struct request *r)
{
    const struct mock *m = arg;
    const char *caller = sign_caller(r);

    if (!*caller)
        return tenant_gateway(tenants_by_role(m->tenants, request_text(r, "RoleArn")));
    return tenant_gateway(tenants_by_key(m->tenants, r->arena, caller));
}

/* Of the hosts that are this machine: whoever names another port means somebody else. */
static bool is_ours(const struct mock *m, struct str port)
{
    int64_t number;

    return !str_int(port, &number) || number == mock_port(m) || number == 443 || number == 80;
}

/* Where a CONNECT leads. */
static int lead(void *self, struct str authority)
{
    const struct mock *m = self;
    int port = relay_port(m->relay, authority);
    struct str host = host_of(authority);

    if (port)
        return port;
    for (const char *const *name = names; *name; name++) {
        struct str own = str_of(*name);
        if (*own.at == '.' ? host_is_below(host, own)
                           : str_eq_nocase(host, own) && is_ours(m, host_port(authority)))
            return GATE_here;
    }
    return GATE_refused;
}

/* What a proxy is asked for on the way to somebody else. A call is answered whatever host it names. */
static bool is_for_others(struct mock *m, struct exchange *x)
{
    bool is_call = str_is(exchange_path(x), "/") &&
                   (exchange_query(x, "Action").at || exchange_header(x, "x-acs-action").at ||
                    exchange_body(x).len);

    return exchange_is_absolute(x) && !is_call && lead(m, exchange_authority(x)) == GATE_refused;
}

static void refuse_others(struct mock *m, struct exchange *x)
{
    struct str host = exchange_authority(x);

    visits_tell(m->visits, "elsewhere", host, NULL, STR_NONE);
    exchange_reply_text(
        x, 502, "text/plain",
        str_of(arena_printf(m->arena, "nothing here leads to %.*s\n", STR_ARG(host))));
}

static void answer_call(struct exchange *x, struct mock *m)
{
    visits_tell(m->visits, "served", exchange_authority(x), "way",
                exchange_is_tls(x) ? STR("https") : STR("http"));
    http_answer_call(x, m->arena, gateway_of, m);
}

static void refuse_path(struct exchange *x, struct mock *m)
{
    visits_tell(m->visits, "path", exchange_authority(x), "path", exchange_path(x));
    http_refuse_path(x);
}

static void answer(struct exchange *x, void *self)
{
    struct mock *m = self;
    struct str path = exchange_path(x);

    if (relay_take(m->relay, x))
        return;
    if (is_for_others(m, x))
        refuse_others(m, x);
    else if (str_is(path, "/"))
        answer_call(x, m);
    else if (str_starts(path, STR("/_mock/")))
        answer_control(x, m);
    else if (metadata_has(path))
        answer_metadata(x, m);
    else
        refuse_path(x, m);
    arena_reset(m->arena);
}

/* A CONNECT to nowhere, or a handshake that was broken off. */
static void note_turned_away(void *self, const char *host, const char *why)
{
    const struct mock *m = self;

    visits_tell(m->visits, why ? "handshake" : "elsewhere", str_of(host), why ? "why" : NULL,
                str_of(why));
}

/* Some open more connections than they use: who was served before likes our certificates. */
static void note_silent(void *self, const char *host, const char *why)
{
    const struct mock *m = self;

    if (!visits_told(m->visits, "served", str_of(host), "way", STR("https")))
        visits_tell(m->visits, "handshake", str_of(host), "why", str_of(why));
}

static bool find_elsewhere(struct mock *m, const struct mock_options *o, struct err *err)
{
    for (size_t i = 0; i < o->elsewhere_count; i++) {
        const char *one = o->elsewhere[i];
        struct str rest = str_of(one);
        int64_t port;
        str_cut(&rest, ':');
        if (!str_int(rest, &port) || port < 1 || port > 65535)
            return err_set(err, "'%s' is not of this machine: HOST:PORT is wanted", one);
        relay_add(m->relay, one, (int)port);
    }
    return true;
}

static bool open_tls(struct mock *m, const char *ca_file, struct err *err)
{
    struct tls_options tls = { .names = names };

    if (!ca_file)
        return true;
    m->authority = authority_open(ca_file, "mockalb", err);
    tls.authority = m->authority;
    m->tls = m->authority ? tls_new(&tls, err) : NULL;
    return m->tls;
}

struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err)
{
    struct httpd_options http = { .address = o->address,
                                  .port = o->port,
                                  .connect = lead,
                                  .on_turned_away = note_turned_away,
                                  .on_silent = note_silent };
    struct mock *m = must_alloc(sizeof(*m));

    m->arena = arena_new();
    m->visits = o->tells_visits ? visits_new() : NULL;
    m->tenants = tenants_new(loop_clock(l), &o->main);
    m->relay = relay_new(l);
    if (open_tls(m, o->ca_file, err) && find_elsewhere(m, o, err)) {
        http.tls = m->tls;
        m->httpd = httpd_new(l, &http, answer, m, err);
    }
    if (!m->httpd) {
        mock_free(m);
        return NULL;
    }
    return m;
}

void mock_free(struct mock *m)
{
    if (!m)
        return;
    relay_free(m->relay);
    httpd_free(m->httpd);
    tls_free(m->tls);
    visits_free(m->visits);
    authority_free(m->authority);
    tenants_free(m->tenants);
    arena_free(m->arena);
    free(m);
}

int mock_port(const struct mock *m)
{
    return httpd_port(m->httpd);
}

bool mock_listen(struct mock *m, const char *address, int port, int *ret_port, struct err *err)
{
    return httpd_listen(m->httpd, address, port, ret_port, err);
}

bool mock_seed(struct mock *m, const char *file, struct err *err)
{
    return tenant_seed(tenants_main(m->tenants), file, err);
}

bool mock_add_tenants(struct mock *m, const char *file, struct err *err)
{
    return tenants_load(m->tenants, file, err);
}

bool mock_load(struct mock *m, const char *file, struct err *err)
{
    struct arena *a = arena_new();
    struct str text;
    struct err why;
    bool fine = false;
    cJSON *document;

    if (!file_read(a, file, LIMIT_STATE_BYTES, &text, err))
        goto out;
    document = json_parse(text, &why);
    fine = document &&
           state_restore(tenant_state(tenants_main(m->tenants)), a, arena_json(a, document), &why);
    if (!fine)
        err_set(err, "%s: %s", file, why.text);
out:
    arena_free(a);
    return fine;
}

bool mock_save(const struct mock *m, const char *file, struct err *err)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    cJSON *document = state_document(tenant_state(tenants_main(m->tenants)));
    bool fine;

    json_print_canonical(&text, document);
    buf_add_char(&text, '\n');
    fine = buf_ok(&text)
               ? file_write(file, buf_str(&text), err)
               : err_set(err, "%s: the state has more than %u bytes", file, LIMIT_STATE_BYTES);
    cJSON_Delete(document);
    buf_done(&text);
    return fine;
}
