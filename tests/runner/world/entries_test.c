#include "runner/world/entries.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "tests/test.h"

#include "base/banned.h"

static const char *const lines[] = {
    "{\"seq\":3,\"type\":\"call\",\"action\":\"ListRules\",\"caller\":\"mockalb\",\"write\":false,"
    "\"status\":200,\"code\":null,\"revision\":7,\"ms\":1000}\n",
    "{\"seq\":5,\"type\":\"call\",\"action\":\"CreateRules\",\"caller\":\"mockalb\",\"write\":true,"
    "\"status\":200,\"revision\":8,\"params\":{\"ListenerId\":\"lsn-1\"}}\n",
    "{\"seq\":6,\"type\":\"change\",\"call\":5,\"change\":\"added\",\"kind\":\"alb/Rule\","
    "\"id\":\"rule-1\",\"revision\":8,\"status\":\"Provisioning\"}\n",
    "{\"seq\":7,\"type\":\"change\",\"call\":0,\"change\":\"modified\",\"kind\":\"alb/Rule\","
    "\"id\":\"rule-1\",\"revision\":9,\"status\":\"Available\"}\n",
    "{\"seq\":8,\"type\":\"call\",\"action\":\"CreateRules\",\"write\":true,\"status\":400,"
    "\"code\":\"Conflict\",\"revision\":9}\n",
};

static struct entries *fed_in_pieces_of(size_t size)
{
    struct entries *s = entries_new();
    struct buf all = BUF_LIMIT(1 << 16);
    struct err err = { "" };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        buf_add_text(&all, lines[i]);
    for (struct str rest = buf_str(&all); rest.len; rest = str_skip(rest, size)) {
        struct str piece = { rest.at, rest.len < size ? rest.len : size };
        ck_assert_msg(entries_feed(s, piece, &err), "%s", err.text);
    }
    buf_done(&all);
    return s;
}

static const size_t sizes[] = { 1, 7, 100, 100000 };

START_TEST(reads_entries_wherever_the_stream_is_cut)
{
    struct entries *s = fed_in_pieces_of(sizes[_i]);

    ck_assert_uint_eq(entries_count(s), 5);
    const struct entry *call = entries_at(s, 1), *change = entries_at(s, 2);
    ck_assert_int_eq(call->type, ENTRY_call);
    ck_assert_uint_eq(call->seq, 5);
    ck_assert_str_eq(call->action, "CreateRules");
    ck_assert(call->write);
    ck_assert_ptr_null(call->code);
    ck_assert_int_eq(change->type, ENTRY_change);
    ck_assert_uint_eq(change->call, 5);
    ck_assert_str_eq(change->kind, "alb/Rule");
    ck_assert_str_eq(change->object_state, "Provisioning");
    ck_assert_str_eq(entries_at(s, 4)->code, "Conflict");
    entries_free(s);
}
END_TEST

START_TEST(finds_entries_by_number)
{
    struct entries *s = fed_in_pieces_of(1000);

    ck_assert_uint_eq(entries_find(s, 6)->seq, 6);
    ck_assert_ptr_null(entries_find(s, 0));
    ck_assert_ptr_null(entries_find(s, 4));
    ck_assert_ptr_null(entries_find(s, 9));
    ck_assert_uint_eq(entries_first_after(s, 0), 0);
    ck_assert_uint_eq(entries_first_after(s, 3), 1);
    ck_assert_uint_eq(entries_first_after(s, 4), 1);
    ck_assert_uint_eq(entries_first_after(s, 8), 5);
    entries_free(s);
}
END_TEST

START_TEST(counts_calls_since_a_number)
{
    struct entries *s = fed_in_pieces_of(1000);

    ck_assert_uint_eq(entries_calls_since(s, 0, NULL, false), 3);
    ck_assert_uint_eq(entries_calls_since(s, 0, NULL, true), 2);
    ck_assert_uint_eq(entries_calls_since(s, 0, "ListRules", false), 1);
    ck_assert_uint_eq(entries_calls_since(s, 5, "CreateRules", true), 1);
    ck_assert_uint_eq(entries_calls_since(s, 8, NULL, false), 0);
    entries_free(s);
}
END_TEST

START_TEST(knows_the_last_call_that_changed_an_object)
{
    struct entries *s = fed_in_pieces_of(1000);

    ck_assert_uint_eq(entries_call_on(s, "alb/Rule", "rule-1"), 5);
    ck_assert_uint_eq(entries_call_on(s, "alb/Rule", NULL), 5);
    ck_assert_uint_eq(entries_call_on(s, "alb/Rule", "rule-2"), 0);
    ck_assert_uint_eq(entries_call_on(s, "alb/Listener", NULL), 0);
    entries_free(s);
}
END_TEST

static const struct {
    const char *line, *says;
} refusals[] = {
    { "nonsense\n", "line 1" },
    { "[]\n", "no entry" },
    { "{\"seq\":4}\n", "no entry" },
    { "{\"type\":\"call\"}\n", "no entry" },
    { "{\"seq\":4,\"type\":\"call\"}\n{\"seq\":4,\"type\":\"call\"}\n", "no entry" },
};

START_TEST(refuses_what_is_no_entry)
{
    struct entries *s = entries_new();
    struct err err = { "" };

    bool good = entries_feed(s, str_of(refusals[_i].line), &err);

    ck_assert(!good);
    ck_assert_msg(strstr(err.text, refusals[_i].says) != NULL, "%s", err.text);
    entries_free(s);
}
END_TEST

START_TEST(ends_a_flood)
{
    struct entries *s = entries_new();
    struct err err = { "" };
    bool good = true;

    for (int i = 1; good && i < 100000; i++) {
        char line[64];
        snprintf(line, sizeof(line), "{\"seq\":%d,\"type\":\"call\",\"ms\":%d}\n", i, i / 8);
        good = entries_feed(s, str_of(line), &err);
    }

    ck_assert(!good);
    ck_assert_str_eq(err.text, "the cloud was flooded: more than 20000 calls and changes in one "
                               "case, 8000 a second");
    ck_assert_uint_eq(entries_count(s), 20000);
    entries_free(s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("entries");
    TCase *t = tcase_create("entries");

    tcase_add_loop_test(t, reads_entries_wherever_the_stream_is_cut, 0,
                        sizeof(sizes) / sizeof(sizes[0]));
    tcase_add_test(t, finds_entries_by_number);
    tcase_add_test(t, counts_calls_since_a_number);
    tcase_add_test(t, knows_the_last_call_that_changed_an_object);
    tcase_add_loop_test(t, refuses_what_is_no_entry, 0, sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(t, ends_a_flood);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
