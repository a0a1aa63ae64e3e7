#include "mockalb/quotas.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/options.h"
#include "mockalb/exit.h"
#include "mockalb/resources/quota.h"

#include "base/banned.h"

struct quotas_options {
    const char *format;
};

static const struct option options[] = {
    /* clang-format off */
    { .name = "format", .type = OPTION_choice, .offset = offsetof(struct quotas_options, format),
      .metavar = "text|json", .fallback = "text", .about = "How it is printed." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set quotas_set_of_options = {
    .program = "mockalb quotas",
    .synopsis = "[OPTIONS]",
    .about =
        "The limits that depend on what there is, as an account has them that asked for nothing. "
        "mockalb serve --quota ID=N gives another number.",
    .env_prefix = "MOCKALB",
    .options = options,
    .examples = "  mockalb serve --quota alb_quota_loadbalancer_rules_num_standard_edition=200\n",
};

typedef void print_fn(void *arg, const char *id, int64_t number, const struct quota_row *row);

static void each_quota(print_fn *print, void *arg)
{
    for (int q = 0; q < QUOTA_COUNT; q++) {
        struct quota_row row = quota_row((enum quota)q);
        const char *mark = strstr(row.name, "%s");
        char id[128];
        if (!mark)
            print(arg, row.name, row.numbers[0], &row);
        for (size_t i = 0; mark && i < QUOTA_EDITIONS; i++) {
            snprintf(id, sizeof(id), "%.*s%s", (int)(mark - row.name), row.name,
                     quota_edition_part(i));
            print(arg, id, row.numbers[i], &row);
        }
    }
}

static void print_line(void *arg, const char *id, int64_t number, const struct quota_row *row)
{
    (void)arg;
    printf("%6" PRId64 "  %-66s %s\n", number, id, row->code);
}

static void print_text(void)
{
    printf("%6s  %-66s %s\n", "limit", "id", "code of the refusal");
    each_quota(print_line, NULL);
}

static void add_item(void *arg, const char *id, int64_t number, const struct quota_row *row)
{
    cJSON *item = json_push(arg, cJSON_CreateObject());

    json_add_text(item, "id", id);
    json_add_int(item, "number", number);
    json_add_text(item, "code", row->code);
    json_add_text(item, "confidence", row->confidence);
}

static void print_json(void)
{
    struct buf text = BUF_LIMIT(1u << 20);
    cJSON *list = cJSON_CreateArray();

    each_quota(add_item, list);
    json_print_pretty(&text, list);
    puts(buf_str(&text).at);
    buf_done(&text);
    cJSON_Delete(list);
}

int quotas_main(int argc, const char **argv)
{
    struct quotas_options o = { 0 };
    size_t words = 0;
    bool help = false;
    struct err err;

    if (!options_read(&quotas_set_of_options, argc, argv, &o, &words, &help, &err) || words) {
        fprintf(stderr, "mockalb: %s\n", words ? "quotas takes options only" : err.text);
        return EXIT_usage;
    }
    if (help)
        options_print_help(&quotas_set_of_options);
    else if (str_is(str_of(o.format), "json"))
        print_json();
    else
        print_text();
    return EXIT_fine;
}
