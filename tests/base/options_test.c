#include <stddef.h>
#include <stdio.h>

#include "base/options.h"
#include "tests/test.h"

#include "base/banned.h"

struct settings {
    bool quiet, verbose;
    const char *name, *profile;
    int64_t port, jobs, timeout;
    struct option_list reports;
};

static const struct option rows[] = {
    /* clang-format off */
    { "port", 'p', OPTION_int, offsetof(struct settings, port), "N", "0", 0, 65535,
      "The port to listen at; 0 picks a free one." },
    { "jobs", 'j', OPTION_int, offsetof(struct settings, jobs), "N", "2", 1, INT64_MAX,
      "How many at once." },
    { "name", 0, OPTION_text, offsetof(struct settings, name), "TEXT", NULL, 0, 0,
      "What it is called." },
    { "profile", 0, OPTION_choice, offsetof(struct settings, profile), "instant|realistic",
      "instant", 0, 0, "How long things take." },
    { "idle-timeout", 't', OPTION_duration, offsetof(struct settings, timeout), "TIME", "90s",
      1000, 3600000, "When to give up." },
    { "report", 'r', OPTION_list, offsetof(struct settings, reports), "FORMAT=PATH", NULL, 0, 0,
      "Writes a report, which may be of any format that is known, to a file or, if there is no "
      "path, to the terminal." },
    { "quiet", 'q', OPTION_flag, offsetof(struct settings, quiet), NULL, NULL, 0, 0,
      "Says nothing." },
    { "verbose", 'v', OPTION_flag, offsetof(struct settings, verbose), NULL, "true", 0, 0,
      "Says all." },
    { NULL, 0, OPTION_flag, 0, NULL, NULL, 0, 0, NULL },
    /* clang-format on */
};

static const struct option_set set = {
    .program = "toy run",
    .synopsis = "[options] [WORD…]",
    .about = "Does what toys do.",
    .env_prefix = "TOY",
    .options = rows,
    .examples = "  toy run --port 80\n",
};

static const char *argv[80];
static int argc;
static struct settings got;
static size_t words;
static bool help;
static struct err err;

static void split(char *line)
{
    for (argc = 0; *line; argc++) {
        argv[argc] = line;
        line += strcspn(line, " ");
        if (*line)
            *line++ = '\0';
    }
}

/* Words are separated by single blanks. */
static bool read_line(const char *line)
{
    static char room[1024];

    ck_assert_uint_lt(strlen(line), sizeof room);
    snprintf(room, sizeof room, "%s", line);
    split(room);
    err.text[0] = '\0';
    memset(&got, 0xa5, sizeof got);
    return options_read(&set, argc, argv, &got, &words, &help, &err);
}

static void clear_environment(void)
{
    unsetenv("TOY_PORT");
    unsetenv("TOY_IDLE_TIMEOUT");
    unsetenv("TOY_VERBOSE");
    unsetenv("TOY_REPORT");
}

START_TEST(fills_in_what_is_not_given)
{
    ck_assert(read_line(""));

    ck_assert_int_eq(got.port, 0);
    ck_assert_int_eq(got.jobs, 2);
    ck_assert_ptr_null(got.name);
    ck_assert_str_eq(got.profile, "instant");
    ck_assert_int_eq(got.timeout, 90000);
    ck_assert_uint_eq(got.reports.count, 0);
    ck_assert(!got.quiet);
    ck_assert(got.verbose);
    ck_assert(!help);
    ck_assert_uint_eq(words, 0);
}
END_TEST

static const char *const spellings[] = {
    "--port=80 --quiet",
    "--port 80 --quiet=true",
    "-p 80 -q",
    "-p80 -q",
    "-p=80 -q=on",
    "-qp80",
    "-qp 80",
    "-qp=80",
    "-vqp 80 -qv",
    "--port 1 -p80 -q",
    "--quiet=no -p 80 -q=1",
};

START_TEST(reads_every_spelling)
{
    ck_assert_msg(read_line(spellings[_i]), "%s: %s", spellings[_i], err.text);

    ck_assert_int_eq(got.port, 80);
    ck_assert(got.quiet);
    ck_assert_uint_eq(words, 0);
}
END_TEST

START_TEST(reads_each_type)
{
    ck_assert(read_line("--name= --profile realistic -t 2m --verbose=false --report a -r b -rc=d"));

    ck_assert_str_eq(got.name, "");
    ck_assert_str_eq(got.profile, "realistic");
    ck_assert_int_eq(got.timeout, 120000);
    ck_assert(!got.verbose);
    ck_assert_uint_eq(got.reports.count, 3);
    ck_assert_str_eq(got.reports.items[0], "a");
    ck_assert_str_eq(got.reports.items[2], "c=d");
}
END_TEST

START_TEST(leaves_the_words_in_their_order)
{
    ck_assert(read_line("one -q two --port 80 - -- --three -q"));

    ck_assert_uint_eq(words, 5);
    ck_assert_str_eq(argv[0], "one");
    ck_assert_str_eq(argv[1], "two");
    ck_assert_str_eq(argv[2], "-");
    ck_assert_str_eq(argv[3], "--three");
    ck_assert_str_eq(argv[4], "-q");
}
END_TEST

START_TEST(the_command_line_wins_over_the_environment_and_that_over_defaults)
{
    setenv("TOY_PORT", "81", 1);
    setenv("TOY_IDLE_TIMEOUT", "5s", 1);
    setenv("TOY_VERBOSE", "", 1);
    setenv("TOY_REPORT", "from-env", 1);

    ck_assert(read_line("--port 82"));
    ck_assert_int_eq(got.port, 82);
    ck_assert_int_eq(got.timeout, 5000);
    ck_assert(got.verbose);
    ck_assert_uint_eq(got.reports.count, 1);
    ck_assert_str_eq(got.reports.items[0], "from-env");

    ck_assert(read_line("-r x"));
    ck_assert_int_eq(got.port, 81);
    ck_assert_uint_eq(got.reports.count, 1);
    ck_assert_str_eq(got.reports.items[0], "x");
}
END_TEST

START_TEST(names_the_variable_that_is_wrong)
{
    setenv("TOY_PORT", "many", 1);

    ck_assert(!read_line(""));
    ck_assert_str_eq(err.text, "$TOY_PORT: 'many' is not a whole number");
}
END_TEST

static const struct {
    const char *line, *message;
} mistakes[] = {
    /* clang-format off */
    { "--prot 80", "unknown option --prot, did you mean --port?" },
    { "--prot=80", "unknown option --prot, did you mean --port?" },
    { "--hlep", "unknown option --hlep, did you mean --help?" },
    { "--xyzzy", "unknown option --xyzzy: 'toy run --help' lists all" },
    { "--=1", "unknown option --: 'toy run --help' lists all" },
    { "-x", "unknown option -x in -x: 'toy run --help' lists all" },
    { "-qx", "unknown option -x in -qx: 'toy run --help' lists all" },
    { "--port", "--port needs a value: --port N" },
    { "-p", "-p needs a value: -p N" },
    { "--port --quiet", "--port needs a value before --quiet (if that is the value: --port=--quiet)" },
    { "--port ten", "--port: 'ten' is not a whole number" },
    { "--port=", "--port: '' is not a whole number" },
    { "--port 80x", "--port: '80x' is not a whole number" },
    { "--port 65536", "--port: 65536 is out of range: give 0 to 65535" },
    { "-p -1", "-p: -1 is out of range: give 0 to 65535" },
    { "-j0", "-j: 0 is out of range: give at least 1" },
    { "-j 99999999999999999999", "-j: '99999999999999999999' is not a whole number" },
    { "-t 90", "-t: '90' is not a duration: give a number with a unit, like 500ms, 10s, 2m or 1h" },
    { "-t 90ms", "-t: 90ms is out of range: give 1s to 1h" },
    { "--profile instnt", "--profile: there is no 'instnt', did you mean 'instant'? (instant|realistic)" },
    { "--profile q", "--profile: there is no 'q', give one of instant|realistic" },
    { "--profile=instant|realistic", "--profile: there is no 'instant|realistic', give one of instant|realistic" },
    { "--quiet=maybe", "--quiet: 'maybe' is neither true nor false" },
    { "-q=maybe", "-q: 'maybe' is neither true nor false" },
    /* clang-format on */
};

START_TEST(names_the_flag_and_the_fix)
{
    ck_assert_msg(!read_line(mistakes[_i].line), "%s", mistakes[_i].line);
    ck_assert_str_eq(err.text, mistakes[_i].message);
}
END_TEST

START_TEST(a_list_has_an_end)
{
    char line[512] = "";
    for (int i = 0; i < 65; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "-ra ");

    ck_assert(!read_line(line));
    ck_assert_str_eq(err.text, "-r: given more than 64 times");
}
END_TEST

static const char *const help_lines[] = { "--help", "-h", "--prot 1 --help", "-qh", "x --help" };

START_TEST(help_wins_over_mistakes)
{
    ck_assert(read_line(help_lines[_i]));
    ck_assert(help);
    ck_assert(read_line("-- --help"));
    ck_assert(!help);
}
END_TEST

START_TEST(help_teaches_what_there_is)
{
    struct buf b = BUF_LIMIT(4096);

    options_help(&set, &b);

    ck_assert_str_eq(
        b.at, "Usage: toy run [options] [WORD…]\n"
              "\n"
              "Does what toys do.\n"
              "\n"
              "Options:\n"
              "  -p, --port N            The port to listen at; 0 picks a free one. (0 to\n"
              "                          65535; default 0; $TOY_PORT)\n"
              "  -j, --jobs N            How many at once. (at least 1; default 2; $TOY_JOBS)\n"
              "      --name TEXT         What it is called. ($TOY_NAME)\n"
              "      --profile instant|realistic\n"
              "                          How long things take. (default instant; $TOY_PROFILE)\n"
              "  -t, --idle-timeout TIME\n"
              "                          When to give up. (1s to 1h; default 90s;\n"
              "                          $TOY_IDLE_TIMEOUT)\n"
              "  -r, --report FORMAT=PATH\n"
              "                          Writes a report, which may be of any format that is\n"
              "                          known, to a file or, if there is no path, to the\n"
              "                          terminal. (may be repeated; $TOY_REPORT)\n"
              "  -q, --quiet             Says nothing. ($TOY_QUIET)\n"
              "  -v, --verbose           Says all. ($TOY_VERBOSE)\n"
              "  -h, --help              Shows this and ends.\n"
              "\n"
              "Examples:\n"
              "  toy run --port 80\n");
    buf_done(&b);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("options");
    TCase *c = tcase_create("options");

    tcase_add_checked_fixture(c, clear_environment, clear_environment);
    tcase_add_test(c, fills_in_what_is_not_given);
    tcase_add_loop_test(c, reads_every_spelling, 0, sizeof spellings / sizeof *spellings);
    tcase_add_test(c, reads_each_type);
    tcase_add_test(c, leaves_the_words_in_their_order);
    tcase_add_test(c, the_command_line_wins_over_the_environment_and_that_over_defaults);
    tcase_add_test(c, names_the_variable_that_is_wrong);
    tcase_add_loop_test(c, names_the_flag_and_the_fix, 0, sizeof mistakes / sizeof *mistakes);
    tcase_add_test(c, a_list_has_an_end);
    tcase_add_loop_test(c, help_wins_over_mistakes, 0, sizeof help_lines / sizeof *help_lines);
    tcase_add_test(c, help_teaches_what_there_is);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
