#include <string.h>

#include "runner/kube/traits.h"
#include "tests/test.h"

#include "base/banned.h"

/* Every row of the tables is about a message that there is, and most about a member that it has. */
static const struct {
    const char *table, *message, *member; /* member "": it is about the message */
    bool skipped;                         /* the member may be one that the messages leave out */
} rows[] = {
#define MERGE(message, member, strategy, key) { "merge_keys.def", #message, member, true },
#include "runner/kube/merge_keys.def"
#undef MERGE
#define KEYED(message, member, keys) { "list_types.def", #message, member, false },
#define SET(message, member)         { "list_types.def", #message, member, false },
#define WHOLE(message)               { "list_types.def", #message, "", false },
#define WHOLE_MAP(message, member)   { "list_types.def", #message, member, false },
#include "runner/kube/list_types.def"
#undef KEYED
#undef SET
#undef WHOLE
#undef WHOLE_MAP
#define SKIPPED(message, member, look) { "skipped.def", #message, member, true },
#include "runner/kube/skipped.def"
#undef SKIPPED
#define REQUIRED(message, members) { "required.def", #message, members, false },
#include "runner/kube/required.def"
#undef REQUIRED
};

static const struct {
    const char *name, *members; /* " a b c ", with the names of messages that are inlined */
} messages[] = {
#define TEXT(number, name)         name " "
#define TEXT0(number, name)        name " "
#define TEXTS(number, name)        name " "
#define BYTES(number, name)        name " "
#define BOOL(number, name)         name " "
#define BOOL0(number, name)        name " "
#define INT(number, name)          name " "
#define INT0(number, name)         name " "
#define LONG(number, name)         name " "
#define LONG0(number, name)        name " "
#define LONGS(number, name)        name " "
#define REAL(number, name)         name " "
#define REAL0(number, name)        name " "
#define OF(number, name, of)       name " "
#define LIST(number, name, of)     name " "
#define MAP(number, name)          name " "
#define MAP_BYTES(number, name)    name " "
#define MAP_OF(number, name, of)   name " "
#define INLINE(number, name, of)   "" #of " "
#define MESSAGE(symbol, form, ...) { #symbol, " " __VA_ARGS__ },
#define ROOT(api_version, kind, message)
#include "runner/kube/messages.def"
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *members_of(const char *message)
{
    for (size_t i = 0; i < COUNT(messages); i++) {
        if (!strcmp(messages[i].name, message))
            return messages[i].members;
    }
    return NULL;
}

static bool has(const char *words, const char *word, size_t len)
{
    for (const char *at = words; (at = strchr(at, ' ')) && at[1]; at++) {
        if (!strncmp(at + 1, word, len) && at[1 + len] == ' ')
            return true;
    }
    return false;
}

/* Of the message itself, or of one that is inlined. */
static bool has_member(const char *message, const char *word, size_t len)
{
    const char *members = members_of(message);

    for (size_t i = 0; members && i < COUNT(messages); i++) {
        const char *name = messages[i].name;
        if (has(members, name, strlen(name)) && has_member(name, word, len))
            return true;
    }
    return members && has(members, word, len);
}

START_TEST(name_messages_and_members_that_there_are)
{
    const char *word = rows[_i].member;

    ck_assert_msg(members_of(rows[_i].message) != NULL, "%s: no message %s", rows[_i].table,
                  rows[_i].message);
    while (!rows[_i].skipped && *word) {
        size_t len = strcspn(word, " ");
        ck_assert_msg(has_member(rows[_i].message, word, len), "%s: %s has no %.*s", rows[_i].table,
                      rows[_i].message, (int)len, word);
        word += len + (word[len] == ' ');
    }
}
END_TEST

START_TEST(are_not_left_out_and_there_as_well)
{
    const char *members = members_of(rows[_i].message);
    bool left_out = !strcmp(rows[_i].table, "skipped.def");

    ck_assert(!left_out || !has(members, rows[_i].member, strlen(rows[_i].member)));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("runner/kube/traits");
    TCase *t = tcase_create("the rows of traits");

    tcase_add_loop_test(t, name_messages_and_members_that_there_are, 0, (int)COUNT(rows));
    tcase_add_loop_test(t, are_not_left_out_and_there_as_well, 0, (int)COUNT(rows));
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
