#include "runner/target/target.h"

#include <stddef.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/must.h"
#include "base/str.h"

#include "base/banned.h"

#define OF_FIXTURES "alb" /* the AlbConfig that they have */

enum {
    MAX_WORDS = 256,
    MAX_TEXT = 64 << 10,
    SETTLE_OWN_MS = 400,     /* albref answers a change within a few milliseconds */
    SETTLE_OTHER_MS = 10000, /* what the open-source controllers need */
};

/* Words that grow, in the arena, with a NULL at the end. */
struct words {
    const char **at;
    size_t count;
};

static struct words words_of(struct arena *a, size_t room)
{
    return (struct words){ arena_alloc(a, (room + 1) * sizeof(char *)), 0 };
}

/* ---- the environment ---- */

/* What every controller gets, whatever it reads it from. */
static const char *const given_env[] = {
    "KUBECONFIG=${kubeconfig}",
    "ALIBABA_CLOUD_ACCESS_KEY_ID=${access_key_id}",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET=${access_key_secret}",
    "ACCESS_KEY_ID=${access_key_id}",
    "ACCESS_KEY_SECRET=${access_key_secret}",
    "ALIBABA_CLOUD_REGION_ID=${region}",
    "ALICLOUD_ACCESS_KEY=${access_key_id}",
    "ALICLOUD_SECRET_KEY=${access_key_secret}",
    "ALICLOUD_REGION=${region}",
    "REGION_ID=${region}",
    "HTTP_PROXY=${endpoint}",
    "HTTPS_PROXY=${endpoint}",
    "http_proxy=${endpoint}",
    "https_proxy=${endpoint}",
    "NO_PROXY=localhost,127.0.0.1,::1",
    "no_proxy=localhost,127.0.0.1,::1",
    "SSL_CERT_FILE=${ca}",
    "CURL_CA_BUNDLE=${ca}",
    "REQUESTS_CA_BUNDLE=${ca}",
    "NODE_EXTRA_CA_CERTS=${ca}",
    "VPC_ENDPOINT=${cloud}",
    "ECS_ENDPOINT=${cloud}",
    "ALBSPEC_ENDPOINT=${endpoint}",
    NULL,
};

/* Variables of ours that would lead a controller elsewhere: to a proxy, a cluster, an account. */
static const char *const withheld[] = {
    "HTTP_PROXY",     "HTTPS_PROXY",   "ALL_PROXY",    "NO_PROXY",     "http_proxy",
    "https_proxy",    "all_proxy",     "no_proxy",     "KUBECONFIG",   "KUBERNETES_",
    "ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_",    "ALIYUN_",      "ACCESS_KEY_",
    "ALBSPEC_",       "SSL_CERT_",     "CURL_CA_",     "REQUESTS_CA_", "NODE_EXTRA_CA_",
    "REGION_ID",      "VPC_ENDPOINT",  "ECS_ENDPOINT", NULL,
};

static bool is_withheld(struct str variable)
{
    for (size_t i = 0; withheld[i]; i++) {
        struct str name = str_of(withheld[i]);
        bool family = name.at[name.len - 1] == '_';
        if (str_starts(variable, name) && (family || variable.at[name.len] == '='))
            return true;
    }
    return false;
}

/* A template: the values of our own variables are not templates, so their ${ is protected. */
static const char *protect(struct arena *a, const char *text)
{
    struct buf out = BUF_LIMIT(MAX_TEXT);
    const char *result;

    for (; *text; text++) {
        if (text[0] == '$' && text[1] == '{')
            buf_add_char(&out, '$');
        buf_add_char(&out, *text);
    }
    result = arena_strz(a, buf_str(&out));
    buf_done(&out);
    return result;
}

static const char *const *environment(struct arena *a, bool with_ours)
{
    size_t ours = 0;
    struct words env;

    while (environ[ours])
        ours++;
    env = words_of(a, ours + sizeof(given_env) / sizeof(given_env[0]));
    for (size_t i = 0; i < ours; i++) {
        struct str variable = str_of(environ[i]);
        bool pass = with_ours ? !is_withheld(variable) : str_starts(variable, STR("PATH="));
        if (variable.len > MAX_TEXT / 2)
            continue;
        if (pass)
            env.at[env.count++] = protect(a, environ[i]);
    }
    for (size_t i = 0; given_env[i]; i++)
        env.at[env.count++] = given_env[i];
    return env.at;
}

/* ---- where targets come from ---- */

const struct target *target_albref(struct arena *a, const char *program, const char *mutant)
{
    struct target *t = arena_new_of(a, struct target);
    struct words argv = words_of(a, 7);

    argv.at[argv.count++] = protect(a, program);
    argv.at[argv.count++] = "--kubeconfig";
    argv.at[argv.count++] = "${kubeconfig}";
    argv.at[argv.count++] = "--endpoint";
    argv.at[argv.count++] = "${endpoint}";
    if (mutant) {
        argv.at[argv.count++] = "--mutant";
        argv.at[argv.count++] = mutant;
    }
    *t = (struct target){
        .name = "albref", .argv = argv.at, .env = environment(a, false), .settle_ms = SETTLE_OWN_MS
    };
    return t;
}

/* One word of a command line: plain, 'as it is', "with \" escapes", or pieces of these joined. */
static bool cut_word(struct str *line, struct buf *word, struct err *err)
{
    char quote = 0;

    while (line->len && (quote || (*line->at != ' ' && *line->at != '\t' && *line->at != '\n'))) {
        char c = *line->at;
        *line = str_skip(*line, 1);
        if (c == quote) {
            quote = 0;
        } else if (!quote && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == '\\' && quote != '\'' && line->len) {
            buf_add_char(word, *line->at);
            *line = str_skip(*line, 1);
        } else {
            buf_add_char(word, c);
        }
    }
    if (quote)
        return err_set(err, "the controller's command has an opening %c that is never closed",
                       quote);
    return buf_ok(word) ||
           err_set(err, "the controller's command is longer than %d bytes", MAX_TEXT);
}

static bool split(struct arena *a, const char *command, struct words *to, struct err *err)
{
    struct str rest = str_trim(str_of(command));
    struct buf word = BUF_LIMIT(MAX_TEXT);
    bool good = true;

    while (good && rest.len) {
        buf_reset(&word);
        good = cut_word(&rest, &word, err);
        if (good && to->count == MAX_WORDS)
            good = err_set(err, "the controller's command has more than %d words", MAX_WORDS);
        if (good)
            to->at[to->count++] = arena_strz(a, buf_str(&word));
        rest = str_trim(rest);
    }
    buf_done(&word);
    return good;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

const struct target *target_command(struct arena *a, const char *command, struct err *err)
{
    struct words argv = words_of(a, MAX_WORDS);
    struct target *t;

    if (!split(a, command, &argv, err))
        return NULL;
    if (!argv.count) {
        err_set(err, "the controller's command is empty");
        return NULL;
    }
    t = arena_new_of(a, struct target);
    *t = (struct target){ .name = base_name(argv.at[0]),
                          .argv = argv.at,
                          .env = environment(a, true),
                          .settle_ms = SETTLE_OTHER_MS };
    return t;
}

/* ---- templates ---- */

static const struct {
    const char *name;
    size_t offset;
} known[] = {
    { "kubeconfig", offsetof(struct target_values, kubeconfig) },
    { "endpoint", offsetof(struct target_values, endpoint) },
    { "access_key_id", offsetof(struct target_values, access_key_id) },
    { "access_key_secret", offsetof(struct target_values, access_key_secret) },
    { "region", offsetof(struct target_values, region) },
    { "dir", offsetof(struct target_values, dir) },
    { "programs", offsetof(struct target_values, programs) },
    { "ca", offsetof(struct target_values, ca) },
    { "cloud", offsetof(struct target_values, cloud) },
    { "vpc", offsetof(struct target_values, vpc) },
    { "vswitches", offsetof(struct target_values, vswitches) },
    { "port", offsetof(struct target_values, port) },
};

static const char *value_of(const struct target_values *v, struct str name)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (str_is(name, known[i].name))
            return *(const char *const *)((const char *)v + known[i].offset);
    }
    return NULL;
}

static bool expand_into(struct buf *out, struct str text, const struct target_values *v,
                        struct err *err)
{
    while (text.len) {
        size_t close;
        if (str_starts(text, STR("$${"))) {
            buf_add_text(out, "${");
            text = str_skip(text, 3);
        } else if (str_starts(text, STR("${")) && str_find(text, '}', &close)) {
            struct str name = { text.at + 2, close - 2 };
            const char *value = value_of(v, name);
            if (!value)
                return err_set(err,
                               "the controller's command names ${%.*s}; known are ${kubeconfig}, "
                               "${endpoint}, ${cloud}, ${ca}, ${access_key_id}, "
                               "${access_key_secret}, ${region}, ${vpc}, ${vswitches}, ${port}, "
                               "${programs} and ${dir} ($${ stands for a plain ${)",
                               STR_ARG(name));
            buf_add_text(out, value);
            text = str_skip(text, close + 1);
        } else {
            buf_add_char(out, *text.at);
            text = str_skip(text, 1);
        }
    }
    return buf_ok(out) ||
           err_set(err, "a word of the controller's command is longer than %d bytes", MAX_TEXT);
}

static const char *const *expand(const char *const *templates, const struct target_values *v,
                                 struct arena *a, struct err *err)
{
    struct buf out = BUF_LIMIT(MAX_TEXT);
    size_t count = 0;
    struct words to;
    bool good = true;

    while (templates[count])
        count++;
    to = words_of(a, count);
    for (size_t i = 0; good && i < count; i++) {
        buf_reset(&out);
        good = expand_into(&out, str_of(templates[i]), v, err);
        to.at[to.count++] = arena_strz(a, buf_str(&out));
    }
    buf_done(&out);
    return good ? to.at : NULL;
}

bool target_expand(const struct target *t, const struct target_values *v, struct arena *a,
                   const char *const **ret_argv, const char *const **ret_env, struct err *err)
{
    const char *const *argv = expand(t->argv, v, a, err);
    const char *const *env = argv ? expand(t->env, v, a, err) : NULL;

    if (!env)
        return false;
    *ret_argv = argv;
    *ret_env = env;
    return true;
}

const char *target_text(const char *text, const struct target_values *v, struct arena *a,
                        struct err *err)
{
    const char *const templates[] = { text, NULL };
    const char *const *one = expand(templates, v, a, err);

    return one ? one[0] : NULL;
}

const struct target *target_without_proxies(struct arena *a, const struct target *t)
{
    struct target *alone = arena_new_of(a, struct target);
    struct words env;
    size_t count = 0;

    while (t->env[count])
        count++;
    env = words_of(a, count);
    for (size_t i = 0; i < count; i++) {
        struct str rest = str_of(t->env[i]), name = str_cut(&rest, '=');
        bool is_proxy =
            str_eq_nocase(name, STR("HTTP_PROXY")) || str_eq_nocase(name, STR("HTTPS_PROXY"));
        if (!is_proxy || !str_is(rest, "${endpoint}"))
            env.at[env.count++] = t->env[i];
    }
    *alone = *t;
    alone->env = env.at;
    return alone;
}

size_t target_own_variables(const struct target *t)
{
    size_t count = 0;

    while (t->env[count] && strcmp(t->env[count], given_env[0]) != 0)
        count++;
    return count;
}

const char *target_albconfig_name(const struct target *t, const char *name)
{
    return t->albconfig_name && strcmp(name, OF_FIXTURES) == 0 ? t->albconfig_name : name;
}

bool target_is_sound(const struct target *t, struct arena *a, struct err *err)
{
    const struct target_values values = { "", "", "", "", "", "", "", "", "", "", "", "" };
    const char *const *argv, *const *env;

    for (const struct target_file *f = t->files; f && f->name; f++) {
        if (!target_text(f->text, &values, a, err))
            return false;
    }
    return target_expand(t, &values, a, &argv, &env, err) &&
           (t->ready.by != READY_http || target_text(t->ready.what, &values, a, err));
}
