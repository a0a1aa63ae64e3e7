#include "runner/kube/table.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "runner/kube/cells.h"
#include "runner/kube/jsonpath.h"

#include "base/banned.h"

#define CELL_BYTES   4096u
#define CELL_MATCHES 32u

static const struct column {
    const char *name, *type, *path;
    cell_fn *cell;
    enum resource_id id;
    int priority;
} columns[] = {
#define COLUMN(resource, name, type, priority, cell, path)                                         \
    { name, type, path, cell, RESOURCE_##resource, priority },
#include "runner/kube/columns.def"
#undef COLUMN
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Other versions of a kind show the columns of the version that is stored. */
static enum resource_id shown_as(const struct resource *r)
{
    if (r->id == RESOURCE_events_v1)
        return RESOURCE_events;
    return r->id == RESOURCE_crds_v1beta1 ? RESOURCE_crds : r->id;
}

static void add_definition(cJSON *definitions, const char *name, const char *type,
                           const char *description, int64_t priority)
{
    cJSON *definition = json_push(definitions, cJSON_CreateObject());

    json_add_text(definition, "name", name);
    json_add_text(definition, "type", type);
    json_add_text(definition, "format", strcmp(name, "Name") != 0 ? "" : "name");
    json_add_text(definition, "description", description);
    json_add_int(definition, "priority", priority);
}

static void custom_columns(const struct resource *r, cJSON *definitions)
{
    const cJSON *column;

    add_definition(definitions, "Name", "string", "Name of the object", 0);
    if (!r->columns)
        add_definition(definitions, "Age", "date", "CreationTimestamp is a timestamp", 0);
    cJSON_ArrayForEach(column, r->columns) add_definition(
        definitions, json_text_or(column, "name", ""), json_text_or(column, "type", "string"),
        json_text_or(column, "description", ""), json_int(column, "priority"));
}

cJSON *table_columns(const struct resource *r)
{
    cJSON *definitions = cJSON_CreateArray();

    if (resource_is_custom(r)) {
        custom_columns(r, definitions);
        return definitions;
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        if (columns[i].id == shown_as(r))
            add_definition(definitions, columns[i].name, columns[i].type, columns[i].name,
                           columns[i].priority);
    }
    return definitions;
}

struct cell {
    struct buf text;
    const cJSON *first; /* the only match, if it is one */
    unsigned matches;
};

static void add_match(void *arg, const cJSON *match)
{
    struct cell *cell = arg;

    if (cell->matches++)
        buf_add_char(&cell->text, ' ');
    else
        cell->first = match;
    if (cJSON_IsString(match))
        buf_add_text(&cell->text, match->valuestring);
    else
        json_print(&cell->text, match);
}

/* Numbers and booleans stay what they are; dates become ages; all else is text. */
static cJSON *custom_cell(const cJSON *column, const cJSON *body, int64_t now_ms)
{
    struct cell cell = { .text = BUF_LIMIT(CELL_BYTES) };
    const char *type = json_text_or(column, "type", "string");
    cJSON *result;

    jsonpath_each(body, json_text_or(column, "jsonPath", ""), CELL_MATCHES, add_match, &cell);
    if (!cell.matches) {
        result = cJSON_CreateNull();
    } else if (!strcmp(type, "date") && cJSON_IsString(cell.first)) {
        struct buf age = BUF_LIMIT(CELL_BYTES);
        cell_since(&age, cell.first->valuestring, now_ms);
        result = cJSON_CreateString(age.at);
        buf_done(&age);
    } else if (cell.matches == 1 && (cJSON_IsNumber(cell.first) || cJSON_IsBool(cell.first)) &&
               strcmp(type, "string") != 0) {
        result = json_copy(cell.first);
    } else {
        result = cJSON_CreateString(cell.text.len ? cell.text.at : "");
    }
    buf_done(&cell.text);
    return result;
}

static cJSON *age_cell(const cJSON *body, int64_t now_ms)
{
    struct buf age = BUF_LIMIT(CELL_BYTES);
    cJSON *cell;

    cell_age(&age, body, "metadata.creationTimestamp", now_ms);
    cell = cJSON_CreateString(age.at);
    buf_done(&age);
    return cell;
}

cJSON *table_cells(const struct resource *r, const cJSON *body, int64_t now_ms)
{
    cJSON *cells = cJSON_CreateArray();
    const cJSON *column;

    if (resource_is_custom(r)) {
        json_push_text(cells, json_text_or(body, "metadata.name", ""));
        if (!r->columns)
            json_push(cells, age_cell(body, now_ms));
        cJSON_ArrayForEach(column, r->columns) json_push(cells, custom_cell(column, body, now_ms));
        return cells;
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        struct buf text = BUF_LIMIT(CELL_BYTES);
        if (columns[i].id != shown_as(r))
            continue;
        columns[i].cell(&text, body, columns[i].path, now_ms);
        json_push_text(cells, text.len ? text.at : "");
        buf_done(&text);
    }
    return cells;
}
