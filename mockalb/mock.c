#include "mockalb/mock.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/must.h"
#include "base/net/httpd.h"
#include "mockalb/gateway/http.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/tenants.h"

#include "base/banned.h"

#define METADATA "/latest/meta-data/"

struct mock {
    struct tenants *tenants;
    struct arena *arena; /* of the request being answered */
    struct httpd *httpd;
};

static void answer_metadata(struct exchange *x, struct mock *m)
{
    struct str path = str_skip(exchange_path(x), strlen(METADATA));
    const char *text = NULL;

    if (str_is(exchange_method(x), "GET"))
        text = cloud_metadata(tenant_cloud(tenants_main(m->tenants)), m->arena,
                              arena_strz(m->arena, path));
    if (text)
        exchange_reply_text(x, 200, "text/plain", str_of(text));
    else
        exchange_reply_text(x, 404, "text/plain", STR("404 - Not Found\n"));
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

    return tenant_gateway(tenants_by_key(m->tenants, r->arena, sign_caller(r)));
}

static void answer(struct exchange *x, void *self)
{
    struct mock *m = self;
    struct str path = exchange_path(x);

    if (str_is(path, "/"))
        http_answer_call(x, m->arena, gateway_of, m);
    else if (str_starts(path, STR("/_mock/")))
        answer_control(x, m);
    else if (str_starts(path, STR(METADATA)))
        answer_metadata(x, m);
    else
        http_refuse_path(x);
    arena_reset(m->arena);
}

struct mock *mock_new(struct loop *l, const struct mock_options *o, struct err *err)
{
    struct httpd_options http = { .address = o->address, .port = o->port };
    struct mock *m = must_alloc(sizeof(*m));

    m->arena = arena_new();
    m->tenants = tenants_new(loop_clock(l), &o->main);
    m->httpd = httpd_new(l, &http, answer, m, err);
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
    httpd_free(m->httpd);
    tenants_free(m->tenants);
    arena_free(m->arena);
    free(m);
}

int mock_port(const struct mock *m)
{
    return httpd_port(m->httpd);
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
