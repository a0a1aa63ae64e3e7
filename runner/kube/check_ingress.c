#include "runner/kube/check_ingress.h"

#include <string.h>

#include "base/json.h"
#include "runner/kube/check.h"
#include "runner/kube/names.h"
#include "runner/kube/object.h"

#include "base/banned.h"

static void check_service_backend(struct faults *f, const char *at, const cJSON *service)
{
    const char *name = json_text_or(service, "name", "");
    const char *port = json_text_or(service, "port.name", "");
    const cJSON *number = json_at(service, "port.number");
    bool numbered = cJSON_IsNumber(number) && number->valuedouble != 0;
    const char *field = arena_printf(f->arena, "%s.service.name", at);

    if (!*name)
        fault_required(f, field, "");
    else if (name_fault_service(str_of(name)))
        fault_invalid(f, field, name, name_fault_service(str_of(name)));
    if (*port && numbered) {
        fault_invalid(f, at, "", "cannot set both port name & port number");
        return;
    }
    if (*port) {
        if (name_fault_port(str_of(port)))
            fault_invalid(f, arena_printf(f->arena, "%s.service.port.name", at), port,
                          name_fault_port(str_of(port)));
    } else if (numbered) {
        check_port_number(f, arena_printf(f->arena, "%s.service.port.number", at), number);
    } else {
        fault_required(f, at, "port name or number is required");
    }
}

static void check_backend(struct faults *f, const char *at, const cJSON *backend)
{
    const cJSON *service = json_get(backend, "service"), *resource = json_get(backend, "resource");

    if (service && resource) {
        fault_invalid(f, at, "", "cannot set both resource and service backends");
    } else if (resource) {
        if (!*json_text_or(resource, "kind", ""))
            fault_required(f, arena_printf(f->arena, "%s.resource.kind", at), "");
        if (!*json_text_or(resource, "name", ""))
            fault_required(f, arena_printf(f->arena, "%s.resource.name", at), "");
    } else if (service) {
        check_service_backend(f, at, service);
    } else {
        fault_required(f, at, "service or resource backend is required");
    }
}

/* Exact and Prefix paths may not hide where they lead. */
static const char *path_fault(struct arena *a, struct str path)
{
    static const char *const within[] = { "//", "/./", "/../", "%2f", "%2F" };
    static const char *const last[] = { "/..", "/." };

    for (size_t i = 0; i < sizeof(within) / sizeof(within[0]); i++) {
        if (strstr(path.at, within[i]))
            return arena_printf(a, "must not contain '%s'", within[i]);
    }
    for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++) {
        if (str_ends(path, str_of(last[i])))
            return arena_printf(a, "cannot end with '%s'", last[i]);
    }
    return NULL;
}

static void check_path(struct faults *f, const char *at, const cJSON *path)
{
    static const char *const types[] = { "Exact", "ImplementationSpecific", "Prefix" };
    const char *type = json_text_or(path, "pathType", ""), *text = json_text_or(path, "path", "");
    const char *field = arena_printf(f->arena, "%s.path", at), *fault;
    const char *type_field = arena_printf(f->arena, "%s.pathType", at);
    bool known = false, free_form = !strcmp(type, "ImplementationSpecific");

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        known = known || !strcmp(type, types[i]);
    if (!*type) {
        fault_required(f, type_field, "pathType must be specified");
    } else if (!known) {
        fault_unsupported(f, type_field, type, "\"Exact\", \"ImplementationSpecific\", \"Prefix\"");
    } else if (*text ? *text != '/' : !free_form) {
        fault_invalid(f, field, text, "must be an absolute path");
    } else if (!free_form) {
        fault = path_fault(f->arena, str_of(text));
        if (fault)
            fault_invalid(f, field, text, fault);
    }
    check_backend(f, arena_printf(f->arena, "%s.backend", at), json_get(path, "backend"));
}

static void check_host(struct faults *f, const char *field, const char *host)
{
    const char *fault;

    if (!*host)
        return;
    if (name_is_ip(str_of(host))) {
        fault_invalid(f, field, host, "must be a DNS name, not an IP address");
        return;
    }
    fault =
        strchr(host, '*') ? name_fault_wildcard(str_of(host)) : name_fault_subdomain(str_of(host));
    if (fault)
        fault_invalid(f, field, host, fault);
}

static void check_rule(struct faults *f, const char *at, const cJSON *rule)
{
    const cJSON *http = json_get(rule, "http"), *path;
    int i = 0;

    check_host(f, arena_printf(f->arena, "%s.host", at), json_text_or(rule, "host", ""));
    if (!http)
        return;
    if (!cJSON_GetArraySize(json_get(http, "paths")))
        fault_required(f, arena_printf(f->arena, "%s.http.paths", at), "");
    cJSON_ArrayForEach(path, json_get(http, "paths"))
        check_path(f, arena_printf(f->arena, "%s.http.paths[%d]", at, i++), path);
}

static void check_tls(struct faults *f, const cJSON *list)
{
    const cJSON *tls, *host;
    int i = 0;

    cJSON_ArrayForEach(tls, list)
    {
        int j = 0;
        cJSON_ArrayForEach(host, json_get(tls, "hosts"))
        {
            const char *at = arena_printf(f->arena, "spec.tls[%d].hosts[%d]", i, j++);
            check_host(f, at, cJSON_IsString(host) ? host->valuestring : "");
        }
        i++;
    }
}

static void check_class(struct faults *f, const cJSON *object, const cJSON *before)
{
    const char *name = json_text(object, "spec.ingressClassName");
    const char *old = object_annotation(object, "kubernetes.io/ingress.class");

    if (name && name_fault_subdomain(str_of(name)))
        fault_invalid(f, "spec.ingressClassName", name, name_fault_subdomain(str_of(name)));
    if (name && old && !before)
        fault_invalid(f, "annotations.kubernetes.io/ingress.class", old,
                      "can not be set when the class field is also set");
}

void check_ingress(struct faults *f, const cJSON *object, const cJSON *before)
{
    const cJSON *spec = json_get(object, "spec"), *rule;
    int i = 0;

    if (!cJSON_GetArraySize(json_get(spec, "rules")) && !json_get(spec, "defaultBackend"))
        fault_invalid_json(f, "spec", json_get(spec, "rules"),
                           "either `defaultBackend` or `rules` must be specified");
    if (json_get(spec, "defaultBackend"))
        check_backend(f, "spec.defaultBackend", json_get(spec, "defaultBackend"));
    cJSON_ArrayForEach(rule, json_get(spec, "rules"))
        check_rule(f, arena_printf(f->arena, "spec.rules[%d]", i++), rule);
    check_tls(f, json_get(spec, "tls"));
    check_class(f, object, before);
}

static void check_parameters(struct faults *f, const cJSON *parameters)
{
    const char *scope = json_text_or(parameters, "scope", "");
    const char *ns = json_text_or(parameters, "namespace", "");

    if (!*json_text_or(parameters, "kind", ""))
        fault_required(f, "spec.parameters.kind", "kind is required");
    if (!*json_text_or(parameters, "name", ""))
        fault_required(f, "spec.parameters.name", "name is required");
    if (strcmp(scope, "Cluster") != 0 && strcmp(scope, "Namespace") != 0)
        fault_unsupported(f, "spec.parameters.scope", scope, "\"Cluster\", \"Namespace\"");
    if (!strcmp(scope, "Namespace") && !*ns)
        fault_required(f, "spec.parameters.namespace", "`parameters.scope` is set to 'Namespace'");
    if (!strcmp(scope, "Cluster") && *ns)
        fault_forbidden(f, "spec.parameters.namespace", "`parameters.scope` is set to 'Cluster'");
}

void check_ingressclass(struct faults *f, const cJSON *object, const cJSON *before)
{
    const char *controller = json_text_or(object, "spec.controller", "");
    const cJSON *parameters = json_at(object, "spec.parameters");

    if (!*controller)
        fault_required(f, "spec.controller", "");
    else if (!strchr(controller, '/'))
        fault_invalid(f, "spec.controller", controller,
                      "must be a domain-prefixed path (such as \"acme.io/foo\")");
    if (before)
        check_immutable(f, "spec.controller", json_at(object, "spec.controller"),
                        json_at(before, "spec.controller"));
    if (parameters)
        check_parameters(f, parameters);
}
