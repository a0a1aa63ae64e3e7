/*
 * A token is the moment of its end and a digest of that under a key of the tenant's: nothing is remembered, so that no
 * client can make anything grow, and the same seed and clock give the same tokens.
 */
#include "mockalb/metadata.h"

#include <inttypes.h>

#include "base/digest.h"
#include "mockalb/resources/cloud.h"

#include "base/banned.h"

#define FOLDER "/latest/meta-data"
#define TOKEN  "/latest/api/token"

enum { LONGEST_SECONDS = 21600 };

static int64_t now(const struct tenant *t)
{
    return clock_ms(tenant_state(t)->clock);
}

static const char *token_until(struct arena *a, const struct tenant *t, int64_t ms)
{
    const char *end = arena_printf(a, "%" PRId64, ms);
    const char *key = arena_printf(a, "metadata %s", tenant_options(t)->key_secret);

    return arena_printf(a, "%s.%s", end, digest_hmac_sha256_hex(a, str_of(key), str_of(end)));
}

static bool is_good(struct arena *a, const struct tenant *t, struct str token)
{
    struct str rest = token;
    int64_t end;

    return str_int(str_cut(&rest, '.'), &end) && end > now(t) &&
           str_is(token, token_until(a, t, end));
}

static void say(struct exchange *x, int status, const char *text)
{
    exchange_reply_text(x, status, "text/plain", str_of(text));
}

static void give_token(struct exchange *x, struct arena *a, const struct tenant *t)
{
    int64_t seconds;

    if (exchange_header(x, "X-Forwarded-For").at)
        say(x, 403, "403 - Forbidden\n");
    else if (!str_int(exchange_header(x, "X-aliyun-ecs-metadata-token-ttl-seconds"), &seconds) ||
             seconds < 1 || seconds > LONGEST_SECONDS)
        say(x, 400, "400 - Missing or Invalid Parameters\n");
    else
        say(x, 200, token_until(a, t, now(t) + seconds * 1000));
}

static void give_item(struct exchange *x, struct arena *a, struct tenant *t)
{
    struct str token = exchange_header(x, "X-aliyun-ecs-metadata-token");
    const char *text = NULL;

    if (token.at && !is_good(a, t, token)) {
        say(x, 401, "401 - Unauthorized\n");
        return;
    }
    if (str_is(exchange_method(x), "GET"))
        text = cloud_metadata(tenant_cloud(t), a, arena_strz(a, metadata_item(exchange_path(x))));
    say(x, text ? 200 : 404, text ? text : "404 - Not Found\n");
}

bool metadata_has(struct str path)
{
    return str_is(path, FOLDER) || str_starts(path, STR(FOLDER "/")) || str_is(path, TOKEN);
}

struct str metadata_item(struct str path)
{
    return str_is(path, TOKEN) ? STR("api/token") : str_skip(path, strlen(FOLDER "/"));
}

void metadata_answer(struct exchange *x, struct arena *a, struct tenant *t)
{
    if (str_is(exchange_path(x), TOKEN) && str_is(exchange_method(x), "PUT"))
        give_token(x, a, t);
    else if (str_is(exchange_path(x), TOKEN))
        say(x, 405, "405 - Method Not Allowed\n");
    else
        give_item(x, a, t);
}
