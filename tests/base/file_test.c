#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/test.h"

#include "base/banned.h"

static struct arena *arena;
static char *home; /* a directory of the test's own */
static struct err err;

static void open_home(void)
{
    char room[] = "file-test-XXXXXX";

    arena = arena_new();
    home = arena_strz(arena, str_of(mkdtemp(room)));
    err.text[0] = '\0';
}

static void close_home(void)
{
    file_remove_tree(home, NULL);
    arena_free(arena);
}

static char *in_home(const char *name)
{
    return arena_printf(arena, "%s/%s", home, name);
}

static void check_content(const char *name, const char *want)
{
    struct str text;

    ck_assert_msg(file_read(arena, in_home(name), 1000, &text, &err), "%s", err.text);
    ck_assert_str_eq(text.at, want);
    ck_assert_uint_eq(text.len, strlen(want));
}

START_TEST(reads_what_was_written)
{
    ck_assert(file_write(in_home("a"), STR("one"), &err));
    check_content("a", "one");

    ck_assert(file_write(in_home("a"), STR(""), &err));

    check_content("a", "");
    ck_assert_str_eq(file_list(arena, home, &err)[0], "a");
    ck_assert_ptr_null(file_list(arena, home, &err)[1]);
}
END_TEST

START_TEST(reads_up_to_its_limit_and_no_byte_more)
{
    struct str text;
    file_write(in_home("a"), STR("12345"), &err);

    ck_assert(file_read(arena, in_home("a"), 5, &text, &err));
    ck_assert(!file_read(arena, in_home("a"), 4, &text, &err));
    ck_assert_str_eq(err.text,
                     arena_printf(arena, "reading %s: larger than 4 bytes", in_home("a")));
    ck_assert(!file_read(arena, "/dev/zero", 100000, &text, &err));
}
END_TEST

START_TEST(says_what_it_could_not_read_or_write)
{
    struct str text;

    ck_assert(!file_read(arena, in_home("none"), 5, &text, &err));
    ck_assert_str_eq(err.text,
                     arena_printf(arena, "opening %s: No such file or directory", in_home("none")));
    ck_assert(!file_read(arena, home, 5, &text, &err));
    ck_assert_msg(strstr(err.text, "Is a directory"), "%s", err.text);
    ck_assert(!file_write(in_home("no/such"), STR(""), &err));
    ck_assert_msg(strstr(err.text, "No such file"), "%s", err.text);
    ck_assert(!file_write(home, STR("x"), &err));
    ck_assert_ptr_null(file_list(arena, in_home("none"), &err));
}
END_TEST

START_TEST(keeps_the_mode_and_the_links_of_what_it_replaces)
{
    struct stat st;
    file_write(in_home("a"), STR("one"), &err);
    chmod(in_home("a"), 0640);
    ck_assert_int_eq(symlink("a", in_home("link")), 0);

    ck_assert_msg(file_write(in_home("link"), STR("two"), &err), "%s", err.text);

    check_content("a", "two");
    ck_assert_int_eq(lstat(in_home("link"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(stat(in_home("a"), &st), 0);
    ck_assert_int_eq(st.st_mode & 0777, 0640);
}
END_TEST

START_TEST(writes_into_devices_instead_of_replacing_them)
{
    ck_assert_msg(file_write("/dev/null", STR("x"), &err), "%s", err.text);

    struct stat st;
    ck_assert_int_eq(stat("/dev/null", &st), 0);
    ck_assert(S_ISCHR(st.st_mode));
}
END_TEST

START_TEST(lists_names_in_order_without_hidden_ones)
{
    file_write(in_home("b"), STR(""), &err);
    file_write(in_home("B"), STR(""), &err);
    file_write(in_home(".hidden"), STR(""), &err);
    file_write(in_home("a"), STR(""), &err);

    const char *const *names = file_list(arena, home, &err);

    ck_assert_str_eq(names[0], "B");
    ck_assert_str_eq(names[1], "a");
    ck_assert_str_eq(names[2], "b");
    ck_assert_ptr_null(names[3]);
}
END_TEST

START_TEST(makes_directories_with_all_above_them)
{
    ck_assert_msg(file_make_dirs(in_home("a/b/c/"), &err), "%s", err.text);
    ck_assert(file_make_dirs(in_home("a/b/c"), &err));
    ck_assert(file_exists(in_home("a/b/c")));

    file_write(in_home("a/f"), STR(""), &err);
    ck_assert(!file_make_dirs(in_home("a/f"), &err));
    ck_assert_msg(strstr(err.text, "Not a directory"), "%s", err.text);
    ck_assert(!file_make_dirs(in_home("a/f/g"), &err));
}
END_TEST

START_TEST(removes_a_tree_and_nothing_that_links_lead_to)
{
    file_make_dirs(in_home("tree/deep/deeper"), &err);
    file_make_dirs(in_home("other"), &err);
    file_write(in_home("other/kept"), STR("kept"), &err);
    file_write(in_home("tree/deep/.hidden"), STR(""), &err);
    ck_assert_int_eq(symlink("../../other", in_home("tree/deep/link")), 0);
    ck_assert_int_eq(symlink("other", in_home("link")), 0);

    ck_assert_msg(file_remove_tree(in_home("tree"), &err), "%s", err.text);
    ck_assert_msg(file_remove_tree(in_home("link/"), &err), "%s", err.text);

    ck_assert(!file_exists(in_home("tree")));
    ck_assert(!file_exists(in_home("link")));
    check_content("other/kept", "kept");
}
END_TEST

START_TEST(removing_what_is_not_there_is_fine)
{
    ck_assert(file_remove_tree(in_home("none"), &err));
}
END_TEST

static const char *const dangerous[] = { "", "/", "//", ".", "..", "a/..", "a/.", "./", "../" };

START_TEST(refuses_to_remove_what_has_no_name_of_its_own)
{
    ck_assert(!file_remove_tree(dangerous[_i], &err));
    ck_assert_msg(strstr(err.text, "by its own name"), "%s", err.text);
}
END_TEST

START_TEST(knows_the_directory_of_the_program)
{
    const char *dir = file_program_dir(arena);

    ck_assert_int_eq(dir[0], '/');
    ck_assert(file_exists(arena_printf(arena, "%s/test_base_file", dir)));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("file");
    TCase *c = tcase_create("file");

    tcase_add_checked_fixture(c, open_home, close_home);
    tcase_add_test(c, reads_what_was_written);
    tcase_add_test(c, reads_up_to_its_limit_and_no_byte_more);
    tcase_add_test(c, says_what_it_could_not_read_or_write);
    tcase_add_test(c, keeps_the_mode_and_the_links_of_what_it_replaces);
    tcase_add_test(c, writes_into_devices_instead_of_replacing_them);
    tcase_add_test(c, lists_names_in_order_without_hidden_ones);
    tcase_add_test(c, makes_directories_with_all_above_them);
    tcase_add_test(c, removes_a_tree_and_nothing_that_links_lead_to);
    tcase_add_test(c, removing_what_is_not_there_is_fine);
    tcase_add_loop_test(c, refuses_to_remove_what_has_no_name_of_its_own, 0,
                        sizeof dangerous / sizeof *dangerous);
    tcase_add_test(c, knows_the_directory_of_the_program);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
