/*
 * The name server, asked as a stub resolver would: a packet to its port, and what comes back.
 */
#include "runner/world/names.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "tests/test.h"

#include "base/banned.h"

enum { TURNS = 100, TURN_MS = 50, ROOM = 512, TYPE_A = 1, TYPE_AAAA = 28 };

static struct clock *the_clock;
static struct loop *the_loop;
static struct names *the_names;
static int the_socket;

static void setup(void)
{
    struct sockaddr_in to = { .sin_family = AF_INET };
    struct err err = { "" };

    the_clock = clock_new(false);
    the_loop = loop_new(the_clock);
    the_names = names_new(the_loop, 0, &err);
    ck_assert_msg(the_names != NULL, "%s", err.text);
    the_socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)names_port(the_names));
    ck_assert_int_eq(connect(the_socket, (const struct sockaddr *)&to, sizeof(to)), 0);
}

static void teardown(void)
{
    close(the_socket);
    names_free(the_names);
    loop_free(the_loop);
    clock_free(the_clock);
}

/* A question for a name: its labels, each behind its length. */
static size_t make_question(unsigned char to[ROOM], const char *name, int type)
{
    static const unsigned char head[] = { 0x12, 0x34, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
    struct str rest = str_of(name);
    size_t len = sizeof(head);

    memcpy(to, head, sizeof(head));
    while (rest.at) {
        struct str label = str_cut(&rest, '.');
        to[len++] = (unsigned char)label.len;
        for (size_t i = 0; i < label.len; i++) /* ? stands for what is not to be shown */
            to[len++] = label.at[i] == '?' ? '\n' : (unsigned char)label.at[i];
    }
    to[len++] = 0;
    to[len++] = 0;
    to[len++] = (unsigned char)type;
    to[len++] = 0;
    to[len++] = 1;
    return len;
}

/* The next answer, whichever question it is to. */
static size_t ask(const void *packet, size_t len, unsigned char answer[ROOM])
{
    ck_assert_int_eq(send(the_socket, packet, len, 0), (ssize_t)len);
    for (int i = 0; i < TURNS; i++) {
        ssize_t n = recv(the_socket, answer, ROOM, 0);
        if (n > 0)
            return (size_t)n;
        loop_turn(the_loop, TURN_MS);
    }
    ck_abort_msg("no answer came");
}

static const struct {
    const char *name;
    int type, code, answers;
    const char *remembered;
} rows[] = {
    { "alb.cn-hangzhou.aliyuncs.com", TYPE_A, 0, 1, NULL },
    { "ALB.AliyunCS.com", TYPE_A, 0, 1, NULL },
    { "alb.cn-hangzhou.aliyuncs.com", TYPE_AAAA, 0, 0, NULL },
    { "aliyuncs.com", TYPE_A, 3, 0, "aliyuncs.com" },
    { "example.com", TYPE_A, 3, 0, "example.com" },
    { "a?b.example", TYPE_A, 3, 0, "a?b.example" },
    { "notaliyuncs.com", TYPE_AAAA, 3, 0, "notaliyuncs.com" },
};

/* An address of the name that was asked for, for a second: this machine. */
static const unsigned char record[] = { 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1 };

static void remembers(const char *name)
{
    ck_assert_uint_eq(names_unknown_count(the_names), name != NULL);
    if (name)
        ck_assert_str_eq(names_unknown(the_names, 0), name);
}

START_TEST(knows_the_hosts_of_the_cloud_alone)
{
    unsigned char packet[ROOM], answer[ROOM];
    size_t len = make_question(packet, rows[_i].name, rows[_i].type);

    size_t got = ask(packet, len, answer);

    const unsigned char head[] = {
        0x12, 0x34, 0x85, (unsigned char)(0x80 | rows[_i].code),
        0,    1,    0,    (unsigned char)rows[_i].answers,
        0,    0,    0,    0,
    };
    ck_assert_uint_eq(got, len + 16 * (size_t)rows[_i].answers);
    ck_assert_mem_eq(answer, head, sizeof(head));
    ck_assert_mem_eq(answer + sizeof(head), packet + sizeof(head), len - sizeof(head));
    ck_assert_mem_eq(answer + len, record, got - len);
    remembers(rows[_i].remembered);
}
END_TEST

START_TEST(remembers_a_name_once_and_not_without_end)
{
    unsigned char packet[ROOM], answer[ROOM];
    struct arena *a = arena_new();

    for (int i = 0; i < TURNS; i++) {
        const char *name = arena_printf(a, "host-%d.example", i / 2);
        ck_assert_uint_gt(ask(packet, make_question(packet, name, TYPE_A), answer), 0);
    }
    ck_assert_uint_eq(names_unknown_count(the_names), TURNS / 2);
    for (int i = 0; i < TURNS; i++) {
        const char *name = arena_printf(a, "other-%d.example", i);
        ck_assert_uint_gt(ask(packet, make_question(packet, name, TYPE_A), answer), 0);
    }
    ck_assert_uint_eq(names_unknown_count(the_names), 64);
    arena_free(a);
}
END_TEST

static const struct {
    const char *packet;
    size_t len;
} broken[] = {
    { "", 1 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00", 11 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00", 12 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x3f"
      "abc",
      16 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03"
      "abc\x00\x00\x01",
      19 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01", 18 },
    { "\x12\x34\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03"
      "abc\x00\x00\x01\x00\x01",
      21 },
    { "\x12\x34\x01\x00\x00\x02\x00\x00\x00\x00\x00\x00\x03"
      "abc\x00\x00\x01\x00\x01",
      21 },
    { "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x40" /* no label is so long */
      "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl\x00\x00\x01\x00\x01",
      82 },
};

/* Packets keep their order here: what is answered first was the first to get an answer. */
START_TEST(leaves_what_is_no_question_unanswered)
{
    unsigned char packet[ROOM], answer[ROOM];
    size_t len = make_question(packet, rows[0].name, rows[0].type);

    ck_assert_int_eq(send(the_socket, broken[_i].packet, broken[_i].len, 0),
                     (ssize_t)broken[_i].len);

    ck_assert_uint_eq(ask(packet, len, answer), len + sizeof(record));
    ck_assert_mem_eq(answer + 12, packet + 12, len - 12);
    ck_assert_uint_eq(names_unknown_count(the_names), 0);
}
END_TEST

START_TEST(says_why_a_port_cannot_be_had)
{
    struct err err = { "" };

    ck_assert_ptr_null(names_new(the_loop, names_port(the_names), &err));

    ck_assert_str_eq(err.text, "opening a name server: Address already in use");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("names");
    TCase *t = tcase_create("the name server of an isolated case");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_loop_test(t, knows_the_hosts_of_the_cloud_alone, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(t, remembers_a_name_once_and_not_without_end);
    tcase_add_loop_test(t, leaves_what_is_no_question_unanswered, 0,
                        sizeof(broken) / sizeof(broken[0]));
    tcase_add_test(t, says_why_a_port_cannot_be_had);
    suite_add_tcase(s, t);
    return s;
}

TEST_MAIN(suite)
