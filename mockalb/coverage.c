#include "mockalb/coverage.h"

#include <stddef.h>
#include <stdio.h>

#include "base/json.h"
#include "base/options.h"
#include "mockalb/exit.h"
#include "mockalb/gateway/action.h"

#include "base/banned.h"

struct coverage_options {
    const char *format;
    bool all;
};

static const struct option options[] = {
    /* clang-format off */
    { .name = "format", .type = OPTION_choice, .offset = offsetof(struct coverage_options, format),
      .metavar = "text|json", .fallback = "text", .about = "How it is printed." },
    { .name = "all", .type = OPTION_flag, .offset = offsetof(struct coverage_options, all),
      .about = "Name every action, not only count them." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set coverage_set = {
    .program = "mockalb coverage",
    .synopsis = "[OPTIONS]",
    .about = "How many of the actions that the catalog knows are mocked in this build.",
    .env_prefix = "MOCKALB",
    .options = options,
};

static size_t count_mocked(const struct product *p, unsigned flags)
{
    size_t count = 0;

    for (size_t i = 0; i < p->count; i++)
        count += p->actions[i].run && (p->actions[i].flags & flags) == flags;
    return count;
}

static size_t count_known(const struct product *p, unsigned flags)
{
    size_t count = 0;

    for (size_t i = 0; i < p->count; i++)
        count += (p->actions[i].flags & flags) == flags;
    return count;
}

static void print_row(const char *product, const char *version, const size_t counts[4])
{
    printf("%-16s %-11s %6zu of %3zu %6zu of %3zu\n", product, version, counts[0], counts[1],
           counts[2], counts[3]);
}

static void print_text(bool all)
{
    size_t total[4] = { 0 };

    printf("%-16s %-11s %13s %13s\n", "product", "version", "mocked", "controllers'");
    for (const struct product *const *each = catalog_products; *each; each++) {
        const struct product *p = *each;
        size_t counts[4] = { count_mocked(p, 0), p->count, count_mocked(p, ACTION_FLAG_controller),
                             count_known(p, ACTION_FLAG_controller) };
        print_row(p->name, p->version, counts);
        for (size_t i = 0; i < 4; i++)
            total[i] += counts[i];
        for (size_t i = 0; all && i < p->count; i++)
            printf("  %-3s %s/%s\n", p->actions[i].run ? "yes" : "no", p->actions[i].resource,
                   p->actions[i].name);
    }
    print_row("all", "", total);
}

static void print_json(bool all)
{
    struct buf text = BUF_LIMIT(4u << 20);
    cJSON *tree = cJSON_CreateObject();
    cJSON *products = json_add_array(tree, "products");

    for (const struct product *const *each = catalog_products; *each; each++) {
        const struct product *p = *each;
        cJSON *item = json_push(products, cJSON_CreateObject());
        json_add_text(item, "product", p->name);
        json_add_text(item, "version", p->version);
        json_add_int(item, "mocked", (int64_t)count_mocked(p, 0));
        json_add_int(item, "known", (int64_t)p->count);
        if (!all)
            continue;
        cJSON *actions = json_add_object(item, "actions");
        for (size_t i = 0; i < p->count; i++)
            json_add_bool(actions, p->actions[i].name, p->actions[i].run != NULL);
    }
    json_print_pretty(&text, tree);
    puts(buf_str(&text).at);
    buf_done(&text);
    cJSON_Delete(tree);
}

int coverage_main(int argc, const char **argv)
{
    struct coverage_options o = { 0 };
    size_t words = 0;
    bool help = false;
    struct err err;

    if (!options_read(&coverage_set, argc, argv, &o, &words, &help, &err)) {
        fprintf(stderr, "mockalb: %s\n", err.text);
        return EXIT_usage;
    }
    if (help) {
        options_print_help(&coverage_set);
        return EXIT_fine;
    }
    if (words) {
        fprintf(stderr, "mockalb: coverage takes options only, not '%s'\n", argv[0]);
        return EXIT_usage;
    }
    if (str_is(str_of(o.format), "json"))
        print_json(o.all);
    else
        print_text(o.all);
    return EXIT_fine;
}
