#ifndef RUNNER_KUBE_CELLS_H
#define RUNNER_KUBE_CELLS_H

/*
 * One function for each way in which a column is computed. A cell adds its text
 * to the buf; an empty one is shown as "<none>" where the column says so.
 */
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/buf.h"

typedef void cell_fn(struct buf *b, const cJSON *body, const char *path, int64_t now_ms);

cell_fn cell_text, cell_text_or_none, cell_number, cell_count, cell_age, cell_selector;
cell_fn cell_node_status, cell_node_roles, cell_node_address;
cell_fn cell_external_ip, cell_service_ports, cell_endpoints;
cell_fn cell_pod_ready, cell_pod_status, cell_pod_restarts;
cell_fn cell_last_seen, cell_event_object;
cell_fn cell_slice_ports, cell_slice_endpoints;
cell_fn cell_ingress_class, cell_ingress_hosts, cell_ingress_ports, cell_addresses;
cell_fn cell_parameters, cell_ready;

/* "5s", "2m3s", "4h12m", "3d": how long ago, as kubectl writes it; "<unknown>" for what is no time. */
void cell_since(struct buf *b, const char *time, int64_t now_ms);

#endif
