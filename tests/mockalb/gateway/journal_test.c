#include "mockalb/gateway/journal.h"

#include <stddef.h>

#include "base/json.h"
#include "base/limits.h"
#include "tests/mockalb/gateway/shop/shop.h"
#include "tests/test.h"

#include "base/banned.h"

struct lines {
    struct journal_reader reader;
    cJSON *entries; /* a list */
};

static void add_line(void *arg, struct blob *line)
{
    json_push(arg, json_parse(blob_str(line), NULL));
}

static cJSON *read_all(const struct shop *s, const struct journal_filter *filter, uint64_t since)
{
    cJSON *entries = cJSON_CreateArray();

    journal_read(s->journal, filter, since, SIZE_MAX, add_line, entries);
    return entries;
}

START_TEST(puts_what_a_call_committed_directly_behind_it)
{
    static const struct journal_filter any;
    struct shop *s = shop_open(shop_options());

    shop_call(s, "Action=CreateThing&Name=abc&AccessKeyId=me&Foo=1");
    cJSON *entries = read_all(s, &any, 0);

    ck_assert_int_eq(cJSON_GetArraySize(entries), 2);
    ck_assert_int_eq(json_int(entries, "0.seq"), 1);
    ck_assert_str_eq(json_text(entries, "0.type"), "call");
    ck_assert_str_eq(json_text(entries, "0.action"), "CreateThing");
    ck_assert_str_eq(json_text(entries, "0.caller"), "me");
    ck_assert_str_eq(json_text(entries, "0.product"), "shop");
    ck_assert_str_eq(json_text(entries, "0.region"), "here");
    ck_assert_str_eq(json_text(entries, "0.time"), "2026-01-01T00:00:00.000Z");
    ck_assert(json_bool(entries, "0.write"));
    ck_assert_int_eq(json_int(entries, "0.status"), 200);
    ck_assert_str_eq(json_text(entries, "0.params.Name"), "abc");
    ck_assert_str_eq(json_text(entries, "0.unknown.0"), "Foo");
    ck_assert_str_eq(json_text(entries, "0.reply.JobId"), "job-1");
    ck_assert_int_eq(json_int(entries, "0.revision"), 1);
    ck_assert(cJSON_IsNull(json_at(entries, "0.code")));
    ck_assert_int_eq(json_int(entries, "1.seq"), 2);
    ck_assert_str_eq(json_text(entries, "1.type"), "change");
    ck_assert_int_eq(json_int(entries, "1.call"), 1);
    ck_assert_str_eq(json_text(entries, "1.change"), "added");
    ck_assert_str_eq(json_text(entries, "1.kind"), "shop/Thing");
    ck_assert_str_eq(json_text(entries, "1.scope"), "here");
    ck_assert_int_eq(json_int(entries, "1.revision"), 1);
    cJSON_Delete(entries);
    shop_close(s);
}
END_TEST

START_TEST(tells_a_refusal_with_its_stage_and_without_changes)
{
    static const struct journal_filter any;
    struct shop *s = shop_open(shop_options());

    shop_call(s, "Action=CreateThing&Name=bad");
    cJSON *entries = read_all(s, &any, 0);

    ck_assert_int_eq(cJSON_GetArraySize(entries), 1);
    ck_assert_int_eq(json_int(entries, "0.status"), 400);
    ck_assert_str_eq(json_text(entries, "0.code"), "IllegalParam.Name");
    ck_assert_str_eq(json_text(entries, "0.stage"), "execute");
    ck_assert(cJSON_IsNull(json_at(entries, "0.reply")));
    cJSON_Delete(entries);
    shop_close(s);
}
END_TEST

/* What no call changed: a timer did. The body names the state in its kind's own way. */
START_TEST(tells_changes_without_a_call_alone_and_with_their_state)
{
    static const struct journal_filter any;
    struct shop *s = shop_open(shop_options());
    cJSON *body = cJSON_CreateObject();

    json_add_text(body, "ThingStatus", "Active");
    store_begin(s->store);
    store_put(s->store, &kind_thing, "here", "thing-1", body);
    store_commit(s->store);
    cJSON *entries = read_all(s, &any, 0);

    ck_assert_int_eq(cJSON_GetArraySize(entries), 1);
    ck_assert_int_eq(json_int(entries, "0.call"), 0);
    ck_assert_str_eq(json_text(entries, "0.status"), "Active");
    cJSON_Delete(entries);
    shop_close(s);
}
END_TEST

static const struct {
    struct journal_filter filter;
    uint64_t since;
    const char *seqs;
    const char *why;
} filters[] = {
    { { JOURNAL_any, NULL, NULL, false }, 0, "1 2 3 4 5 6 ", "everything" },
    { { JOURNAL_any, NULL, NULL, false }, 4, "5 6 ", "after a number" },
    { { JOURNAL_any, NULL, NULL, false }, 6, "", "after the last" },
    { { JOURNAL_any, NULL, NULL, false }, 99, "", "after a number that is not there yet" },
    { { JOURNAL_call, NULL, NULL, false }, 0, "1 3 4 6 ", "calls" },
    { { JOURNAL_change, NULL, NULL, false }, 0, "2 5 ", "changes" },
    { { JOURNAL_any, "ListThings", NULL, false }, 0, "3 ", "of one action" },
    { { JOURNAL_any, NULL, "you", false }, 0, "4 6 ", "of one caller" },
    { { JOURNAL_any, NULL, NULL, true }, 0, "1 4 ", "that may change something" },
};

START_TEST(gives_the_entries_that_pass_the_filter)
{
    struct shop *s = shop_open(shop_options());
    struct buf seqs = BUF_LIMIT(100);
    const cJSON *entry;

    shop_call(s, "Action=CreateThing&Name=abc&AccessKeyId=me");
    shop_call(s, "Action=ListThings&AccessKeyId=me");
    shop_call(s, "Action=CreateThing&Name=abd&AccessKeyId=you");
    shop_call(s, "Action=Nothing&AccessKeyId=you");
    cJSON *entries = read_all(s, &filters[_i].filter, filters[_i].since);

    cJSON_ArrayForEach(entry, entries) buf_printf(&seqs, "%d ", (int)json_int(entry, "seq"));
    ck_assert_msg(str_is(buf_str(&seqs), filters[_i].seqs), "%s: got %s", filters[_i].why, seqs.at);
    cJSON_Delete(entries);
    buf_done(&seqs);
    shop_close(s);
}
END_TEST

START_TEST(reads_on_from_where_a_limit_ended)
{
    static const struct journal_filter changes = { .type = JOURNAL_change };
    struct shop *s = shop_open(shop_options());
    cJSON *entries = cJSON_CreateArray();

    shop_call(s, "Action=CreateThing&Name=abc");
    shop_call(s, "Action=CreateThing&Name=abd");
    uint64_t next = journal_read(s->journal, &changes, 0, 1, add_line, entries);
    uint64_t last = journal_read(s->journal, &changes, next, 9, add_line, entries);

    ck_assert_uint_eq(next, 2);
    ck_assert_uint_eq(last, 4);
    ck_assert_int_eq(json_int(entries, "1.seq"), 4);
    cJSON_Delete(entries);
    shop_close(s);
}
END_TEST

static void keep_line(struct journal_reader *r, struct blob *line)
{
    struct lines *l = (struct lines *)((char *)r - offsetof(struct lines, reader));

    add_line(l->entries, line);
}

START_TEST(tells_followers_what_was_and_what_comes)
{
    struct shop *s = shop_open(shop_options());
    struct lines l = { .reader = { .send = keep_line }, .entries = cJSON_CreateArray() };

    shop_call(s, "Action=ListThings");
    journal_follow(s->journal, &l.reader, 0);
    shop_call(s, "Action=CreateThing&Name=abc");
    journal_unfollow(&l.reader);
    shop_call(s, "Action=ListThings");

    ck_assert_int_eq(cJSON_GetArraySize(l.entries), 3);
    ck_assert_str_eq(json_text(l.entries, "1.action"), "CreateThing");
    ck_assert_str_eq(json_text(l.entries, "2.type"), "change");
    cJSON_Delete(l.entries);
    shop_close(s);
}
END_TEST

static void leave_at_once(struct journal_reader *r, struct blob *line)
{
    keep_line(r, line);
    journal_unfollow(r);
}

START_TEST(lets_a_follower_leave_from_inside)
{
    struct shop *s = shop_open(shop_options());
    struct lines l = { .reader = { .send = leave_at_once }, .entries = cJSON_CreateArray() };

    shop_call(s, "Action=ListThings");
    shop_call(s, "Action=ListThings");
    journal_follow(s->journal, &l.reader, 0);
    shop_call(s, "Action=ListThings");

    ck_assert_int_eq(cJSON_GetArraySize(l.entries), 1);
    cJSON_Delete(l.entries);
    shop_close(s);
}
END_TEST

START_TEST(never_gives_a_number_twice)
{
    struct shop *s = shop_open(shop_options());

    shop_call(s, "Action=ListThings");
    journal_clear(s->journal);
    ck_assert_uint_eq(journal_first(s->journal), 2);
    shop_call(s, "Action=ListThings");

    ck_assert_uint_eq(journal_last(s->journal), 2);
    shop_close(s);
}
END_TEST

static void add_many(struct buf *b, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_add_char(b, c);
}

START_TEST(forgets_the_oldest_entries_when_they_are_too_many_bytes)
{
    struct shop *s = shop_open(shop_options());
    struct buf reply = BUF_LIMIT(LIMIT_JOURNAL_BYTES);
    struct journal_call call = { .action = "A", .request_id = "R", .status = 200 };

    add_many(&reply, '1', LIMIT_JOURNAL_BYTES / 20);
    call.reply = buf_str(&reply);
    for (int i = 0; i < 30; i++) {
        journal_begin_call(s->journal);
        journal_end_call(s->journal, &call);
    }

    ck_assert_uint_eq(journal_last(s->journal), 30);
    ck_assert_uint_eq(journal_first(s->journal), 12);
    buf_done(&reply);
    shop_close(s);
}
END_TEST

START_TEST(leaves_out_what_is_too_large_for_an_entry)
{
    static const struct journal_filter any;
    struct shop *s = shop_open(shop_options());
    struct buf form = BUF_LIMIT(LIMIT_BODY_BYTES);

    buf_add_text(&form, "Action=CreateThing&Name=abc&Label=");
    add_many(&form, 'x', LIMIT_BODY_BYTES - 100);
    shop_call(s, buf_str(&form).at);
    cJSON *entries = read_all(s, &any, 0);

    ck_assert_int_eq(cJSON_GetArraySize(entries), 2);
    ck_assert_int_eq(json_int(entries, "0.status"), 200);
    ck_assert_str_eq(json_text(entries, "0.action"), "CreateThing");
    ck_assert(cJSON_IsNull(json_at(entries, "0.params")));
    cJSON_Delete(entries);
    buf_done(&form);
    shop_close(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("journal");
    TCase *t = tcase_create("journal");

    tcase_add_test(t, puts_what_a_call_committed_directly_behind_it);
    tcase_add_test(t, tells_a_refusal_with_its_stage_and_without_changes);
    tcase_add_test(t, tells_changes_without_a_call_alone_and_with_their_state);
    tcase_add_loop_test(t, gives_the_entries_that_pass_the_filter, 0,
                        sizeof(filters) / sizeof(filters[0]));
    tcase_add_test(t, reads_on_from_where_a_limit_ended);
    tcase_add_test(t, tells_followers_what_was_and_what_comes);
    tcase_add_test(t, lets_a_follower_leave_from_inside);
    tcase_add_test(t, never_gives_a_number_twice);
    tcase_add_test(t, forgets_the_oldest_entries_when_they_are_too_many_bytes);
    tcase_add_test(t, leaves_out_what_is_too_large_for_an_entry);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
