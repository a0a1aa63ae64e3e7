#include "mockalb/import.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/options.h"
#include "mockalb/desk.h"
#include "mockalb/exit.h"
#include "mockalb/kinds/kinds.h"

#include "base/banned.h"

/* What stands in which list of which answer, and the members that its id is made of. */
static const struct {
    const char *list; /* plain, or inside of an object as the older products have it */
    const struct kind *kind;
    const char *id, *second; /* second: after a slash; or NULL */
} lists[] = {
    { "Vpcs", &kind_vpc, "VpcId", NULL },
    { "VSwitches", &kind_vswitch, "VSwitchId", NULL },
    { "RouterTableList", &kind_route_table, "RouteTableId", NULL },
    { "RouteEntrys", &kind_route_entry, "RouteEntryId", NULL },
    { "VirtualBorderRouterSet", &kind_virtual_border_router, "VbrId", NULL },
    { "PhysicalConnectionSet", &kind_physical_connection, "PhysicalConnectionId", NULL },
    { "BgpGroups", &kind_bgp_group, "BgpGroupId", NULL },
    { "BgpPeers", &kind_bgp_peer, "BgpPeerId", NULL },
    { "Cens", &kind_cen, "CenId", NULL },
    { "TransitRouters", &kind_cen_transit_router, "TransitRouterId", NULL },
    { "TransitRouterRouteTables", &kind_cen_route_table, "TransitRouterRouteTableId", NULL },
    { "TransitRouterAttachments", &kind_cen_attachment, "TransitRouterAttachmentId", NULL },
    { "TransitRouterAssociations", &kind_cen_association, "TransitRouterAttachmentId",
      "TransitRouterRouteTableId" },
    { "TransitRouterPropagations", &kind_cen_propagation, "TransitRouterAttachmentId",
      "TransitRouterRouteTableId" },
    { "TransitRouterRouteEntries", &kind_cen_route_entry, "TransitRouterRouteEntryId", NULL },
    { "CenBandwidthPackages", &kind_cen_bandwidth_package, "CenBandwidthPackageId", NULL },
    { "NetworkInterfaceSets", &kind_network_interface, "NetworkInterfaceId", NULL },
    { "Instances", &kind_instance, "InstanceId", NULL },
    { "Permissions", &kind_security_group_rule, "SecurityGroupRuleId", NULL },
    { "ServerGroups", &kind_server_group, "ServerGroupId", NULL },
    { "Servers", &kind_server, "ServerGroupId", "ServerId" },
};

enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

/* What says nothing without something else: an answer without which a link would seem to be missing. */
static const struct {
    const char *list, *needs, *call;
} needs[] = {
    { "TransitRouterAttachments", "TransitRouters", "ListTransitRouters" },
    { "TransitRouterAttachments", "TransitRouterRouteTables", "ListTransitRouterRouteTables" },
    { "TransitRouterAttachments", "TransitRouterAssociations",
      "ListTransitRouterRouteTableAssociations for each route table" },
    { "TransitRouterAttachments", "TransitRouterPropagations",
      "ListTransitRouterRouteTablePropagations for each route table" },
    { "TransitRouterAttachments", "VSwitches", "DescribeVSwitches in each region" },
    { "VSwitches", "Vpcs", "DescribeVpcs in each region" },
    { "VSwitches", "RouterTableList", "DescribeRouteTableList in each region" },
    { "RouterTableList", "RouteEntrys", "DescribeRouteEntryList for each route table" },
    { "ServerGroups", "Servers", "ListServerGroupServers for each group" },
    { "BgpGroups", "BgpPeers", "DescribeBgpPeers" },
};

/* How much of a list the files have: of the longest that a TotalCount speaks of, and where. */
struct seen {
    bool is_there;
    int64_t items, most;
    const char *file;
};

struct import {
    struct desk desk;
    const char *region;
    bool is_partial;  /* what is missing is missing */
    const char *path; /* that is being read */
    const char *file; /* … without its folder */
    const cJSON *answer;
    size_t count;
    struct seen seen[LISTS];
};

/* The id that a file's name has after a prefix: "routes-vtb-123.json" and "vtb-", or "routes-vtb-123-2.json". */
static const char *id_in_name(struct import *i, const char *prefix)
{
    const char *at = strstr(i->file, prefix);
    size_t start = strlen(prefix);
    size_t length = at ? start + strspn(at + start, "abcdefghijklmnopqrstuvwxyz0123456789") : 0;

    return at ? arena_strz(i->desk.arena, (struct str){ at, length }) : "";
}

/* What is learned or pushed is computed again; what is kept is what somebody made. */
static bool is_made(const struct kind *k, const cJSON *item)
{
    if (k == &kind_route_entry)
        return json_is_text(json_get(item, "Type"), "Custom") &&
               !json_is_text(json_get(item, "ServiceType"), "TR");
    return k != &kind_cen_route_entry ||
           !json_is_text(json_get(item, "TransitRouterRouteEntryType"), "Propagated");
}

/* Members that the answer's items lack since its request has named them. */
static void complete(struct import *i, const struct kind *k, cJSON *body)
{
    const cJSON *hop = json_at(body, "NextHops.NextHop.0");

    if (!json_get(body, "NextHopType") && hop) {
        json_add_text(body, "NextHopType", json_text_or(hop, "NextHopType", ""));
        json_add_text(body, "NextHopId", json_text_or(hop, "NextHopId", ""));
    }
    if (k == &kind_cen_route_entry)
        json_add_text(body, "_TransitRouterRouteTableId", id_in_name(i, "vtb-"));
    if (k == &kind_security_group_rule)
        json_add_text(body, "_SecurityGroupId", json_text_or(i->answer, "SecurityGroupId", ""));
}

static void put(struct import *i, const struct kind *k, const char *id, const cJSON *item)
{
    cJSON *body = json_copy(item);

    complete(i, k, body);
    store_put(i->desk.store, k, json_text_or(item, "RegionId", i->region), id, body);
    i->count++;
}

static void take_list(struct import *i, size_t row, const cJSON *list)
{
    const cJSON *item;
    size_t number = 0;

    i->seen[row].is_there = true;
    i->seen[row].items += cJSON_GetArraySize(list);
    if (json_int(i->answer, "TotalCount") > i->seen[row].most) {
        i->seen[row].most = json_int(i->answer, "TotalCount");
        i->seen[row].file = i->path;
    }
    cJSON_ArrayForEach(item, list)
    {
        const char *id = json_text_or(item, lists[row].id, "");
        const char *second = lists[row].second ? json_text_or(item, lists[row].second, "") : NULL;
        number++;
        if (second)
            id = arena_printf(i->desk.arena, "%s/%s", id, second);
        else if (!*id)
            id = arena_printf(i->desk.arena, "%s-%zu", i->file, number);
        if (lists[row].kind == &kind_server)
            id = arena_printf(i->desk.arena, "%s:%d", id, (int)json_int(item, "Port"));
        if (is_made(lists[row].kind, item))
            put(i, lists[row].kind, id, item);
    }
}

/* Entries of a transit router's table do not say which table they are in. */
static bool names_table(struct import *i, struct err *err)
{
    const cJSON *entry;

    if (*id_in_name(i, "vtb-"))
        return true;
    cJSON_ArrayForEach(entry, json_get(i->answer, "TransitRouterRouteEntries"))
    {
        if (is_made(&kind_cen_route_entry, entry))
            return err_set(err,
                           "%s: which route table are these entries of? The answer does not say: "
                           "give the file a name that ends with its id, like routes-vtb-123.json",
                           i->path);
    }
    return true;
}

static bool take(struct import *i, const cJSON *answer, struct err *err)
{
    const char *balancer = json_text_or(answer, "LoadBalancerId", "");
    size_t before = i->count;
    bool is_known = false;

    i->answer = answer;
    if (json_text(answer, "Code") && json_text(answer, "Message"))
        return err_set(err, "%s: a call was refused here (%s): make it again, and save its answer",
                       i->path, json_text(answer, "Code"));
    if (!names_table(i, err))
        return false;
    for (size_t row = 0; row < LISTS; row++) {
        const cJSON *list = json_get(answer, lists[row].list);
        if (cJSON_IsObject(list))
            list = list->child;
        if (!cJSON_IsArray(list))
            continue;
        take_list(i, row, list);
        is_known = true;
    }
    if (*balancer && json_get(answer, "ZoneMappings"))
        put(i, &kind_load_balancer, balancer, answer);
    if (!is_known && i->count == before)
        fprintf(stderr, "mockalb: %s: left out, since nothing in it is of any use here\n", i->path);
    return true;
}

/* A file has an answer, or a list of them: the pages of one call. */
static bool take_file(struct import *i, const cJSON *content, struct err *err)
{
    const cJSON *answer;

    if (!cJSON_IsArray(content))
        return take(i, content, err);
    cJSON_ArrayForEach(answer, content)
    {
        if (!take(i, answer, err))
            return false;
    }
    return true;
}

static const struct seen *seen_of(const struct import *i, const char *list)
{
    size_t row = 0;

    while (row < LISTS - 1 && strcmp(lists[row].list, list) != 0)
        row++;
    return &i->seen[row];
}

/* What is not there must not look like a link that is missing. */
static bool check_whole(const struct import *i, const char *dir, struct err *err)
{
    for (size_t row = 0; row < LISTS; row++)
        if (i->seen[row].items < i->seen[row].most)
            return err_set(
                err,
                "%s: of %lld in %s only %lld are in the folder: save the other pages, too "
                "(PageNumber or NextToken), or import what there is with --partial",
                i->seen[row].file, (long long)i->seen[row].most, lists[row].list,
                (long long)i->seen[row].items);
    for (size_t n = 0; n < sizeof(needs) / sizeof(needs[0]); n++)
        if (seen_of(i, needs[n].list)->items && !seen_of(i, needs[n].needs)->is_there)
            return err_set(err,
                           "%s: there are %s, but no %s: save the answer of %s, or import what "
                           "there is with --partial",
                           dir, needs[n].list, needs[n].needs, needs[n].call);
    return true;
}

static bool read_folder(struct import *i, const char *dir, struct err *err)
{
    const char *const *names = file_list(i->desk.arena, dir, err);

    for (; names && *names; names++) {
        const char *path = arena_printf(i->desk.arena, "%s/%s", dir, *names);
        struct str text;
        struct err why;
        if (!str_ends(str_of(*names), STR(".json")))
            continue;
        if (!file_read(i->desk.arena, path, LIMIT_STATE_BYTES, &text, err))
            return false;
        cJSON *answer = json_parse(text, &why);
        if (!answer)
            return err_set(err, "%s: %s: is the file whole? Save the answer again", path, why.text);
        i->path = path;
        i->file = *names;
        if (!take_file(i, arena_json(i->desk.arena, answer), err))
            return false;
    }
    if (names && !i->count)
        return err_set(err, "%s: no file that ends with .json has an answer of an API in it", dir);
    return names && (i->is_partial || check_whole(i, dir, err));
}

struct import_options {
    const char *region;
    bool partial;
};

static const struct option options[] = {
    /* clang-format off */
    { .name = "region", .type = OPTION_text, .offset = offsetof(struct import_options, region),
      .metavar = "REGION", .fallback = "cn-hangzhou",
      .about = "Of what an answer says no region of." },
    { .name = "partial", .type = OPTION_flag, .offset = offsetof(struct import_options, partial),
      .about = "Takes what there is, even if answers or pages are missing." },
    { .name = NULL },
    /* clang-format on */
};

static const struct option_set import_set = {
    .program = "mockalb import",
    .synopsis = "[OPTIONS] DIR",
    .about =
        "Prints a state document made of the answers of Describe and List calls in DIR/*.json: "
        "of VPC, CEN, ECS and ALB. docs/topology.md says which calls to save.",
    .env_prefix = "MOCKALB",
    .options = options,
    .examples = "  mockalb import saved > state.json && mockalb reach --state state.json\n",
};

static bool print_import(struct import *i, const char *dir, struct err *err)
{
    struct buf text = BUF_LIMIT((size_t)2 * LIMIT_STATE_BYTES);

    store_begin(i->desk.store);
    bool fine = read_folder(i, dir, err);
    store_commit(i->desk.store);
    if (fine) {
        json_print_canonical(&text, arena_json(i->desk.arena, desk_document(&i->desk)));
        puts(buf_str(&text).at);
    }
    buf_done(&text);
    return fine;
}

int import_main(int argc, const char **argv)
{
    struct import_options o = { 0 };
    struct import import = { .count = 0 };
    size_t words = 0;
    bool help = false;
    struct err err = { "" };

    if (!options_read(&import_set, argc, argv, &o, &words, &help, &err)) {
        fprintf(stderr, "mockalb: %s\n", err.text);
        return EXIT_usage;
    }
    if (help) {
        options_print_help(&import_set);
        return EXIT_fine;
    }
    if (words != 1) {
        fprintf(stderr, "mockalb: import needs one folder; see mockalb import --help\n");
        return EXIT_usage;
    }
    desk_open(&import.desk, o.region);
    import.region = o.region;
    import.is_partial = o.partial;
    bool fine = print_import(&import, argv[0], &err);
    desk_close(&import.desk);
    if (!fine)
        fprintf(stderr, "mockalb: %s\n", err.text);
    return fine ? EXIT_fine : EXIT_world;
}
