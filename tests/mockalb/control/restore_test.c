/*
 * State is a value: over random sequences of calls and of time, what is restored is
 * what was saved, byte for byte, and the same calls go on from it to the same bytes.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/yaml.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/tenant.h"
#include "tests/test.h"

#include "base/banned.h"

#define SEQUENCES 10000
#define SEED      UINT64_C(20261123)

struct subject {
    struct arena *arena; /* of one sequence */
    struct clock *clock;
    struct tenant *tenant;
    struct random random; /* which calls */
    const char *ids[8];   /* of groups, rules and so on that answers named; any of them */
    size_t done, refused;
};

static void subject_init(struct subject *s)
{
    static const struct tenant_options options = { .key_id = "id",
                                                   .key_secret = "secret",
                                                   .seed = 1,
                                                   .region = "cn-hangzhou",
                                                   .edition = "Standard",
                                                   .account = "1",
                                                   .lifecycle = "realistic" };
    struct err err;

    *s = (struct subject){ .arena = arena_new(), .clock = clock_new(true) };
    s->tenant = tenant_new(s->clock, &options);
    random_init(&s->random, SEED);
    ck_assert_msg(tenant_seed(s->tenant, CLOUD_YAML, &err), "%s", err.text);
}

static void subject_done(struct subject *s)
{
    tenant_free(s->tenant);
    clock_free(s->clock);
    arena_free(s->arena);
}

static const char *state_text(struct subject *s)
{
    struct buf text = BUF_LIMIT(LIMIT_STATE_BYTES);
    cJSON *document = state_document(tenant_state(s->tenant));
    const char *copy;

    json_print_canonical(&text, document);
    copy = arena_strz(s->arena, buf_str(&text));
    cJSON_Delete(document);
    buf_done(&text);
    return copy;
}

/* @: an id from an earlier answer, #: a digit; so calls meet what is there, or do not. */
static const char *const calls[] = {
    "Action=CreateServerGroup&ServerGroupName=g#&VpcId=vpc-a&HealthCheckConfig."
    "HealthCheckEnabled=false",
    "Action=CreateServerGroup&ServerGroupName=g#&ServerGroupType=Fc&ClientToken=t#&"
    "HealthCheckConfig.HealthCheckEnabled=false",
    "Action=AddServersToServerGroup&ServerGroupId=@&Servers.1.ServerId=i-a&Servers.1.ServerType="
    "Ecs&Servers.1.Port=8#",
    "Action=RemoveServersFromServerGroup&ServerGroupId=@&Servers.1.ServerId=i-a&"
    "Servers.1.ServerType=Ecs&Servers.1.Port=8#",
    "Action=UpdateServerGroupAttribute&ServerGroupId=@&ServerGroupName=other#",
    "Action=DeleteServerGroup&ServerGroupId=@",
    "Action=TagResources&ResourceType=servergroup&ResourceId.1=@&Tag.1.Key=k#&Tag.1.Value=v",
    "Action=CreateListener&LoadBalancerId=alb-1&ListenerProtocol=HTTP&ListenerPort=8#&"
    "DefaultActions.1.Type=ForwardGroup&DefaultActions.1.ForwardGroupConfig.ServerGroupTuples.1."
    "ServerGroupId=@",
    "Action=CreateRule&ListenerId=lsn-1&Priority=#&RuleName=rule&RuleConditions.1.Type=Path&"
    "RuleConditions.1.PathConfig.Values.1=/x&RuleActions.1.Type=ForwardGroup&RuleActions.1.Order=1&"
    "RuleActions.1.ForwardGroupConfig.ServerGroupTuples.1.ServerGroupId=@",
    "Action=DeleteRule&RuleId=@",
    "Action=UpdateRuleAttribute&RuleId=@&Priority=#",
    "Action=DeleteListener&ListenerId=@",
    "Action=ListServerGroups&MaxResults=#",
};

static void fill(struct buf *form, const char *call, const char *id, uint64_t digit)
{
    for (; *call; call++) {
        if (*call == '@')
            buf_add_text(form, id);
        else
            buf_add_char(form, *call == '#' ? (char)('1' + digit % 9) : *call);
    }
}

static void remember(struct subject *s, struct str reply, uint64_t number)
{
    static const char *const names[] = { "ServerGroupId", "RuleId", "ListenerId" };
    cJSON *tree = json_parse(reply, NULL);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (json_text(tree, names[i]))
            s->ids[number % 8] = arena_strz(s->arena, str_of(json_text(tree, names[i])));
    }
    cJSON_Delete(tree);
}

static void call_once(struct subject *s, uint64_t number)
{
    struct gateway *g = tenant_gateway(s->tenant);
    struct request *r = gateway_request(g);
    const char *id = s->ids[number / 7 % 8];
    struct buf form = BUF_LIMIT(1u << 16);
    struct answer answer;

    fill(&form, calls[number % (sizeof(calls) / sizeof(calls[0]))], id ? id : "sgp-1",
         number / 131);
    r->method = STR("POST");
    r->host = STR("localhost");
    request_add_form(r, STR("Version=2020-06-16"));
    request_add_form(r, buf_str(&form));
    gateway_answer(g, r, &answer);
    if (answer.status == 200)
        s->done++;
    else
        s->refused++;
    remember(s, buf_str(&answer.body), number);
    buf_done(&answer.body);
    buf_done(&form);
}

/* Up to six calls, and now and then a while passes. */
static void go_on(struct subject *s, struct random *r)
{
    for (uint64_t left = random_next(r) % 6 + 1; left; left--) {
        uint64_t number = random_next(r) >> 8;
        if (number % 5 == 0)
            clock_advance(s->clock, (int64_t)(number / 5 % 3000));
        else
            call_once(s, number);
    }
}

static void restore(struct subject *s, const char *text)
{
    cJSON *document = json_parse(str_of(text), NULL);
    struct err err;

    ck_assert_msg(state_restore(tenant_state(s->tenant), s->arena, document, &err), "%s", err.text);
    gateway_reset(tenant_gateway(s->tenant));
    cJSON_Delete(document);
}

/* Names where they part: a whole state is too much to read. */
static void check_same(const char *what, unsigned number, const char *left, const char *right)
{
    size_t at = 0;

    while (left[at] && left[at] == right[at])
        at++;
    size_t from = at > 200 ? at - 200 : 0;
    ck_assert_msg(left[at] == right[at], "%s, sequence %u of seed %" PRIu64 ":\n%.400s\n%.400s",
                  what, number, SEED, left + from, right + from);
}

/* One sequence: on from here, back, and on again by the same calls. */
static void check_sequence(struct subject *s, unsigned number)
{
    struct random again = s->random;
    const char *ids[8];
    gateway_reset(tenant_gateway(s->tenant)); /* ClientTokens are no part of the state */
    const char *saved = state_text(s);

    memcpy(ids, s->ids, sizeof(ids));
    go_on(s, &s->random);
    const char *after = state_text(s);
    restore(s, saved);
    check_same("restored", number, saved, state_text(s));

    memcpy(s->ids, ids, sizeof(ids));
    go_on(s, &again);
    check_same("gone on from", number, after, state_text(s));
}

/* Ids that are kept from one sequence to the next must not be in its arena. */
static void begin_anew(struct subject *s)
{
    memset(s->ids, 0, sizeof(s->ids));
    cloud_reset(tenant_cloud(s->tenant));
    arena_reset(s->arena);
    struct err err;
    ck_assert_msg(tenant_seed(s->tenant, CLOUD_YAML, &err), "%s", err.text);
}

START_TEST(is_restored_byte_for_byte_whatever_was_called)
{
    struct subject s;

    subject_init(&s);
    for (unsigned i = 0; i < SEQUENCES; i++) {
        if (i % 8 == 0)
            begin_anew(&s);
        check_sequence(&s, i);
    }

    ck_assert_uint_gt(s.done, 2 * SEQUENCES);
    ck_assert_uint_gt(s.refused, SEQUENCES);
    subject_done(&s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("restore");
    TCase *t = tcase_create("restore");

    tcase_set_timeout(t, 120);
    tcase_add_test(t, is_restored_byte_for_byte_whatever_was_called);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
