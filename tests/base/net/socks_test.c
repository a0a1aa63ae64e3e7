#include "base/net/socks.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/test.h"

#include "base/banned.h"

/* A library that has descriptors, and what it was told of them. */
struct scene {
    struct clock *clock;
    struct loop *loop;
    struct socks *socks;
    int told, fd;
};

static void told(void *arg, int fd, uint32_t events)
{
    struct scene *s = arg;

    ck_assert_uint_eq(events, EPOLLIN);
    s->told++;
    s->fd = fd;
}

static struct scene s;

static void setup(void)
{
    s = (struct scene){ .clock = clock_new(true) };
    s.loop = loop_new(s.clock);
    s.socks = socks_new(s.loop, told, &s);
}

static void teardown(void)
{
    socks_free(s.socks);
    loop_free(s.loop);
    clock_free(s.clock);
}

/* Ready to be read from the start. */
static int open_ready(void)
{
    return eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
}

static int count_open(void)
{
    int count = 0;

    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

START_TEST(tells_what_is_wanted_of_an_open_one)
{
    int fd = open_ready();
    ck_assert(socks_opened(s.socks, fd));

    loop_turn(s.loop, 0);
    ck_assert_int_eq(s.told, 0);
    socks_want(s.socks, fd, EPOLLIN);
    loop_turn(s.loop, 0);
    ck_assert_int_eq(s.told, 1);
    ck_assert_int_eq(s.fd, fd);
    socks_want(s.socks, fd, 0);
    loop_turn(s.loop, 0);
    ck_assert_int_eq(s.told, 1);

    socks_closing(s.socks, fd);
    close(fd);
}
END_TEST

START_TEST(watches_one_that_it_was_not_told_of)
{
    int fd = open_ready();

    socks_want(s.socks, fd, EPOLLIN);
    loop_turn(s.loop, 0);

    ck_assert_int_eq(s.told, 1);
    close(fd);
}
END_TEST

START_TEST(takes_it_that_one_was_closed_in_silence)
{
    int before = count_open(), fd = open_ready();
    ck_assert(socks_opened(s.socks, fd));
    socks_want(s.socks, fd, EPOLLIN);

    close(fd);
    socks_want(s.socks, fd, 0);

    ck_assert_int_eq(count_open(), before);
}
END_TEST

struct bell {
    struct fd_watch watch; /* first: a watch is its bell */
    int rang;
};

static void ring(struct fd_watch *w, uint32_t events)
{
    (void)events;
    ((struct bell *)w)->rang++;
}

START_TEST(leaves_alone_who_has_the_number_now)
{
    int fd = open_ready();
    ck_assert(socks_opened(s.socks, fd));
    socks_want(s.socks, fd, EPOLLIN);
    close(fd);
    struct bell other = { .watch = { open_ready(), ring } };
    ck_assert_int_eq(other.watch.fd, fd);
    loop_add(s.loop, &other.watch, EPOLLIN);

    socks_want(s.socks, fd, 0);
    loop_turn(s.loop, 0);

    ck_assert_int_eq(other.rang, 1);
    ck_assert_int_eq(s.told, 0);
    loop_drop(s.loop, &other.watch);
    close(fd);
}
END_TEST

/* libcurl takes the second one for the first, and says nothing of what it wants. */
START_TEST(watches_the_next_one_of_that_number_as_the_last)
{
    uint64_t count;
    int fd = open_ready();
    ck_assert_int_eq(read(fd, &count, sizeof(count)), sizeof(count));
    ck_assert(socks_opened(s.socks, fd));
    socks_want(s.socks, fd, EPOLLIN);

    close(fd);
    ck_assert_int_eq(open_ready(), fd);
    ck_assert(socks_opened(s.socks, fd));
    loop_turn(s.loop, 0);

    ck_assert_int_eq(s.told, 1);
    socks_closing(s.socks, fd);
    close(fd);
}
END_TEST

START_TEST(says_when_there_is_no_room_for_another)
{
    struct rlimit before, now;
    int fd = open_ready();
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = (struct rlimit){ (rlim_t)fd + 1, before.rlim_max };
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &now), 0);

    bool opened = socks_opened(s.socks, fd);

    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
    ck_assert(!opened);
    close(fd);
}
END_TEST

static Suite *suite(void)
{
    Suite *all = suite_create("socks");
    TCase *t = tcase_create("socks");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, tells_what_is_wanted_of_an_open_one);
    tcase_add_test(t, watches_one_that_it_was_not_told_of);
    tcase_add_test(t, takes_it_that_one_was_closed_in_silence);
    tcase_add_test(t, leaves_alone_who_has_the_number_now);
    tcase_add_test(t, watches_the_next_one_of_that_number_as_the_last);
    tcase_add_test(t, says_when_there_is_no_room_for_another);
    suite_add_tcase(all, t);
    return all;
}

TEST_MAIN(suite)
