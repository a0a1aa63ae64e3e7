#include "reference/cloud_list.h"

#include "base/json.h"
#include "reference/mutant.h"

#include "base/banned.h"

#define PAGES_MAX   1000
#define MAX_RESULTS 100

const struct cloud_list list_load_balancers = { API_alb, "ListLoadBalancers", "LoadBalancers", 0 };
const struct cloud_list list_listeners = { API_alb, "ListListeners", "Listeners", 0 };
const struct cloud_list list_rules = { API_alb, "ListRules", "Rules", 0 };
const struct cloud_list list_server_groups = { API_alb, "ListServerGroups", "ServerGroups", 0 };
const struct cloud_list list_servers = { API_alb, "ListServerGroupServers", "Servers", 0 };
const struct cloud_list list_network_interfaces = { API_ecs, "DescribeNetworkInterfaces",
                                                    "NetworkInterfaceSets.NetworkInterfaceSet",
                                                    100 };
const struct cloud_list list_vswitches = { API_vpc, "DescribeVSwitches", "VSwitches.VSwitch", 50 };

struct reading {
    struct cloud_list_request request;
    cJSON *params;
    int pages;
};

static void move_items(cJSON *from, cJSON *into)
{
    while (from && from->child)
        json_push(into, cJSON_DetachItemViaPointer(from, from->child));
}

/* Prepares the next page; false: that was the last one. */
static bool turn_page(struct reading *r, const cJSON *body)
{
    const struct cloud_list *list = r->request.list;
    const char *token = json_text_or(body, "NextToken", "");

    if (++r->pages >= PAGES_MAX || mutant_is(first_page_only))
        return false;
    if (list->page_size) {
        json_set(r->params, "PageNumber", cJSON_CreateNumber(r->pages + 1));
        return (int64_t)r->pages * list->page_size < json_int(body, "TotalCount");
    }
    json_set(r->params, "NextToken", cJSON_CreateString(token));
    return *token != '\0';
}

static void on_page(void *arg, const struct cloud_answer *answer)
{
    struct reading *r = arg;
    const struct cloud_list_request *request = &r->request;

    if (answer->ok) {
        move_items(json_mutable(answer->body, request->list->items), request->into);
        if (turn_page(r, answer->body)) {
            cloud_call(request->client, request->list->api, request->list->action, r->params,
                       on_page, r);
            return;
        }
    }
    request->done(request->arg, answer);
}

void cloud_list(struct arena *a, const struct cloud_list_request *request)
{
    struct reading *r = arena_new_of(a, struct reading);
    const struct cloud_list *list = request->list;

    r->request = *request;
    r->params = arena_json(a, json_copy(request->params));
    if (list->page_size) {
        json_add_int(r->params, "PageNumber", 1);
        json_add_int(r->params, "PageSize", list->page_size);
    } else {
        json_add_int(r->params, "MaxResults", MAX_RESULTS);
    }
    cloud_call(request->client, list->api, list->action, r->params, on_page, r);
}
