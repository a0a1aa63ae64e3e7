#include "mockalb/reach.h"

#include <stddef.h>
#include <stdio.h>

#include "base/json.h"
#include "base/options.h"
#include "base/yaml.h"
#include "mockalb/desk.h"
#include "mockalb/exit.h"
#include "mockalb/kinds/kinds.h"
#include "mockalb/resources/cloud.h"
#include "mockalb/topology/survey.h"

#include "base/banned.h"

struct reach_options {
    const char *balancer, *group, *server, *format;
    struct option_list clouds;
    const char *state;
};

#define FIELD(name) offsetof(struct reach_options, name)

static const struct option options[] = {
    /* clang-format off */
    { .name = "state", .type = OPTION_text, .offset = FIELD(state), .metavar = "FILE",
      .about = "A state document, as mockalb serve --state writes it." },
    { .name = "cloud", .type = OPTION_list, .offset = FIELD(clouds), .metavar = "FILE.yaml",
      .about = "A cloud document to add. May be given more than once." },
    { .name = "load-balancer", .type = OPTION_text, .offset = FIELD(balancer), .metavar = "ID",
      .about = "Which load balancer; each without." },
    { .name = "server-group", .type = OPTION_text, .offset = FIELD(group), .metavar = "ID",
      .about = "Which group; without, those with remote servers in the load balancer's VPC." },
    { .name = "server", .type = OPTION_text, .offset = FIELD(server), .metavar = "IP",
      .about = "Which server, by its address or id." },
    { .name = "format", .type = OPTION_choice, .offset = FIELD(format), .metavar = "text|json|dot",
      .fallback = "text", .about = "How it is printed." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set reach_set = {
    .program = "mockalb reach",
    .synopsis = "[OPTIONS]",
    .about = "Whether load balancers reach their remote servers: each hop, the table, the route "
             "that matches, and where it ends. Ends with 1 when a server is not reached.",
    .env_prefix = "MOCKALB",
    .options = options,
    .examples = "  mockalb reach --state saved.json\n"
                "  mockalb reach --cloud topology.yaml --server 192.168.1.10 --format dot\n",
};

static bool load_cloud(struct desk *d, const char *file, struct err *err)
{
    const struct node *document = yaml_load(d->arena, file, err);
    struct err why;

    return document && (cloud_seed(d->cloud, arena_json(d->arena, node_json(document)), &why) ||
                        err_set(err, "%s: %s", file, why.text));
}

static bool load(struct desk *d, const struct reach_options *o, struct err *err)
{
    if (!o->state && !o->clouds.count)
        return err_set(err, "reach needs --state FILE or --cloud FILE.yaml");
    if (o->state && !desk_load(d, o->state, err))
        return false;
    for (size_t i = 0; i < o->clouds.count; i++)
        if (!load_cloud(d, o->clouds.items[i], err))
            return false;
    return true;
}

static bool choose(const struct desk *d, const struct kind *k, const char *id,
                   const struct object **ret, struct err *err)
{
    *ret = id ? store_find(d->store, k, id) : NULL;
    return !id || *ret || err_set(err, "there is no %s '%s'", k->name, id);
}

static void print(const struct survey *s, const char *format)
{
    struct buf text = BUF_LIMIT(64u << 20);

    if (str_is(str_of(format), "text")) {
        fputs(survey_drawn(s, reach_text), stdout);
    } else if (str_is(str_of(format), "dot")) {
        fputs(survey_drawn(s, reach_dot), stdout);
    } else {
        json_print_pretty(&text, arena_json(s->arena, survey_json(s)));
        puts(buf_str(&text).at);
    }
    buf_done(&text);
}

static int answer(struct desk *d, const struct reach_options *o, struct err *err)
{
    struct survey s = { .store = d->store,
                        .routing = cloud_routing(d->cloud),
                        .arena = d->arena,
                        .server = o->server };

    if (!load(d, o, err) || !choose(d, &kind_load_balancer, o->balancer, &s.balancer, err) ||
        !choose(d, &kind_server_group, o->group, &s.group, err))
        return EXIT_world;
    survey_run(&s);
    if (!s.count) {
        err_set(err, "nothing to ask: there is no load balancer in the VPC of a group with remote "
                     "servers, or no such server");
        return EXIT_world;
    }
    print(&s, o->format);
    return survey_all_reached(&s) ? EXIT_fine : EXIT_unreached;
}

int reach_main(int argc, const char **argv)
{
    struct reach_options o = { 0 };
    struct desk desk;
    size_t words = 0;
    bool help = false;
    struct err err = { "" };

    if (!options_read(&reach_set, argc, argv, &o, &words, &help, &err) || words) {
        fprintf(stderr, "mockalb: %s\n", words ? "reach takes options only" : err.text);
        return EXIT_usage;
    }
    if (help) {
        options_print_help(&reach_set);
        return EXIT_fine;
    }
    desk_open(&desk, "cn-hangzhou");
    int code = answer(&desk, &o, &err);
    desk_close(&desk);
    if (code == EXIT_world)
        fprintf(stderr, "mockalb: %s\n", err.text);
    return code;
}
