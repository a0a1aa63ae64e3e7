#include "mockalb/coverage.h"

#include <stddef.h>
#include <stdio.h>

#include "base/json.h"
#include "base/options.h"
#include "mockalb/covered.h"
#include "mockalb/exit.h"

#include "base/banned.h"

#define LIMIT_OUTPUT (16u << 20)

struct coverage_options {
    const char *format, *product;
    bool all;
};

static const struct option options[] = {
    /* clang-format off */
    { .name = "format", .type = OPTION_choice, .offset = offsetof(struct coverage_options, format),
      .metavar = "text|json|markdown", .fallback = "text", .about = "How it is printed; markdown is docs/coverage.md." },
    { .name = "product", .type = OPTION_text, .offset = offsetof(struct coverage_options, product),
      .metavar = "NAME", .about = "Only this product, as in \"alb\"." },
    { .name = "all", .type = OPTION_flag, .offset = offsetof(struct coverage_options, all),
      .about = "Name every action and parameter, not only count them." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set coverage_set = {
    .program = "mockalb coverage",
    .synopsis = "[OPTIONS]",
    .about =
        "What this build does with the actions that the catalog knows, and with their parameters.",
    .env_prefix = "MOCKALB",
    .options = options,
};

/* Of one product, or of all. */
struct tally {
    size_t known, mocked, controllers, controllers_mocked;
    size_t actions[COVERED_COUNT], params[COVERED_COUNT];
};

static void tally_add(struct tally *t, const struct product *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct action *a = &p->actions[i];
        t->known++;
        t->mocked += a->run != NULL;
        t->controllers += (a->flags & ACTION_FLAG_controller) != 0;
        t->controllers_mocked += a->run && (a->flags & ACTION_FLAG_controller);
        t->actions[covered_action(a)]++;
        covered_count(a, t->params);
    }
}

static bool is_wanted(const struct product *p, const char *only)
{
    return !only || str_is(str_of(p->name), only);
}

static void print_row(const char *product, const char *version, const struct tally *t)
{
    printf("%-16s %-11s %6zu of %3zu %6zu of %3zu %8zu %7zu %7zu %12zu %7zu %8zu\n", product,
           version, t->mocked, t->known, t->controllers_mocked, t->controllers,
           t->actions[COVERED_implemented], t->actions[COVERED_partial],
           t->actions[COVERED_refused], t->params[COVERED_implemented], t->params[COVERED_partial],
           t->params[COVERED_accepted]);
}

static void print_param(void *arg, const char *path, enum covered covered)
{
    (void)arg;
    printf("    %-11s %s\n", covered_name(covered), path);
}

static void print_actions(const struct product *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct action *a = &p->actions[i];
        printf("  %-11s %s/%s\n", covered_name(covered_action(a)), a->resource, a->name);
        covered_each(a, print_param, NULL);
    }
}

static void print_text(const struct coverage_options *o)
{
    struct tally total = { 0 };

    printf("%-16s %-11s %13s %13s %8s %7s %7s %12s %7s %8s\n", "product", "version", "mocked",
           "controllers'", "whole", "partial", "refused", "params: read", "partial", "accepted");
    for (const struct product *const *p = catalog_products; *p; p++) {
        struct tally own = { 0 };
        if (!is_wanted(*p, o->product))
            continue;
        tally_add(&own, *p);
        tally_add(&total, *p);
        print_row((*p)->name, (*p)->version, &own);
        if (o->all)
            print_actions(*p);
    }
    if (!o->product)
        print_row("all", "", &total);
}

static void add_param(void *arg, const char *path, enum covered covered)
{
    json_add_text(arg, path, covered_name(covered));
}

static void add_actions(cJSON *item, const struct product *p)
{
    cJSON *actions = json_add_object(item, "actions");

    for (size_t i = 0; i < p->count; i++) {
        const struct action *a = &p->actions[i];
        cJSON *action = json_add_object(actions, a->name);
        json_add_text(action, "resource", a->resource);
        json_add_text(action, "status", covered_name(covered_action(a)));
        covered_each(a, add_param, json_add_object(action, "parameters"));
    }
}

static void add_counts(cJSON *item, const char *name, const size_t counts[COVERED_COUNT])
{
    cJSON *object = json_add_object(item, name);

    for (int c = 0; c < COVERED_COUNT; c++)
        json_add_int(object, covered_name((enum covered)c), (int64_t)counts[c]);
}

static void print_json(const struct coverage_options *o)
{
    struct buf text = BUF_LIMIT(LIMIT_OUTPUT);
    cJSON *tree = cJSON_CreateObject();
    cJSON *products = json_add_array(tree, "products");

    for (const struct product *const *each = catalog_products; *each; each++) {
        const struct product *p = *each;
        struct tally own = { 0 };
        if (!is_wanted(p, o->product))
            continue;
        tally_add(&own, p);
        cJSON *item = json_push(products, cJSON_CreateObject());
        json_add_text(item, "product", p->name);
        json_add_text(item, "version", p->version);
        json_add_int(item, "mocked", (int64_t)own.mocked);
        json_add_int(item, "known", (int64_t)own.known);
        add_counts(item, "actionCounts", own.actions);
        add_counts(item, "parameterCounts", own.params);
        if (o->all)
            add_actions(item, p);
    }
    json_print_pretty(&text, tree);
    puts(buf_str(&text).at);
    buf_done(&text);
    cJSON_Delete(tree);
}

static void print_if_partial(void *arg, const char *path, enum covered covered)
{
    size_t *count = arg;

    if (covered == COVERED_partial)
        printf("%s`%s`", (*count)++ ? ", " : "", path);
}

static void print_action_row(const struct action *a)
{
    size_t counts[COVERED_COUNT] = { 0 }, partial = 0;

    if (!a->run) {
        printf("| %s | | refused |\n", a->name);
        return;
    }
    covered_count(a, counts);
    printf("| %s | %zu | ", a->name, counts[COVERED_implemented] + counts[COVERED_partial]);
    covered_each(a, print_if_partial, &partial);
    printf("%s|\n", partial ? " " : "");
}

/* One line an action: then several people's changes of the page can be merged. */
static void print_product_page(const struct product *p)
{
    struct tally own = { 0 };

    tally_add(&own, p);
    printf("\n## %s %s: %zu of %zu\n\n| action | parameters | of them partial |\n|---|---:|---|\n",
           p->name, p->version, own.mocked, own.known);
    for (size_t i = 0; i < p->count; i++)
        print_action_row(&p->actions[i]);
}

static void print_page(const struct coverage_options *o)
{
    printf("# What the mock covers\n\n"
           "<!-- Made by tools/write-coverage; the build fails when it is stale. -->\n\n"
           "Every action of the catalog, and every parameter, members of lists and objects counted "
           "by themselves. A "
           "parameter is *partial* when\nit is checked as the documentation says but no handler "
           "reads it; what is "
           "withdrawn is accepted and ignored, and not counted\nhere. An action that is refused is "
           "answered "
           "with an error that says so. `mockalb coverage --all` names every parameter.\n");
    for (const struct product *const *p = catalog_products; *p; p++)
        if (is_wanted(*p, o->product))
            print_product_page(*p);
}

static bool check_product(const char *name)
{
    const struct product *const *p = catalog_products;

    while (*p && !is_wanted(*p, name))
        p++;
    if (!*p)
        fprintf(stderr, "mockalb: coverage: there is no product '%s' in the catalog\n", name);
    return *p;
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
    if (!check_product(o.product))
        return EXIT_usage;
    if (str_is(str_of(o.format), "json"))
        print_json(&o);
    else if (str_is(str_of(o.format), "markdown"))
        print_page(&o);
    else
        print_text(&o);
    return EXIT_fine;
}
