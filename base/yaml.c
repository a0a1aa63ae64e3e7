#include "base/yaml.h"

#include <yaml.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/must.h"

#include "base/banned.h"

/*
 * libyaml's events become nodes; a stack of frames holds the open containers.
 *
 * An alias shares the children of what it names and copies only the top node,
 * which has siblings of its own. So a small text can name a huge tree: each
 * anchor knows how many nodes and levels it stands for, and both count at every
 * use. What is open yet has no end, so it can't be used inside of itself.
 */
enum { MAX_DIRECTIVES = 100 };

struct anchor {
    const struct node *node;
    size_t weight; /* nodes, itself included */
    unsigned height;
    bool open;
};

struct frame {
    struct node *node, *last; /* the container, its last child */
    struct node *key;         /* in a map: the key that waits for its value */
    struct anchor *anchor;    /* of the container, or NULL */
    size_t nodes_before;
    unsigned height;
    unsigned serial; /* no two maps have the same */
};

struct reader {
    struct arena *arena;
    const char *name;
    struct str text;
    struct err *err;
    yaml_parser_t parser;
    struct frame frames[LIMIT_NESTING];
    unsigned depth, maps;
    size_t nodes;
    const struct node *first; /* of the documents */
    struct node *last;
    struct map *anchors; /* of this document: name → struct anchor */
    struct map *keys;    /* serial and key → the struct node of the first */
    struct buf key;
};

static bool bad(struct reader *r, int line, const char *what)
{
    return err_set(r->err, "%s:%d: %s", r->name, line, what);
}

static int line_of(yaml_mark_t mark)
{
    return (int)mark.line + 1;
}

static int line_at(struct str text, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

static bool is_indented_by_tab(struct str text, int line)
{
    struct str at = STR_NONE;

    for (int i = 0; i < line; i++)
        at = str_cut(&text, '\n');
    while (at.len && at.at[0] == ' ')
        at = str_skip(at, 1);
    return at.len && at.at[0] == '\t';
}

/* libyaml's message, with its place. */
static bool bad_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    int line = line_of(p->problem_mark);

    if (p->error == YAML_READER_ERROR)
        return err_set(r->err, "%s:%d: %s", r->name, line_at(r->text, p->problem_offset),
                       p->problem);
    if (strstr(p->problem, "cannot start any token") && is_indented_by_tab(r->text, line))
        return bad(r, line, "a tab can't indent: use spaces");
    if (!p->context)
        return bad(r, line, p->problem);
    return err_set(r->err, "%s:%d: %s %s that begins at line %d", r->name, line, p->problem,
                   p->context, line_of(p->context_mark));
}

/* Counts nodes that come into the tree. */
static bool count_nodes(struct reader *r, int line, size_t nodes)
{
    if (nodes > LIMIT_YAML_NODES - r->nodes)
        return err_set(r->err, "%s:%d: more than %u values (an alias counts as all it names)",
                       r->name, line, LIMIT_YAML_NODES);
    r->nodes += nodes;
    return true;
}

static bool check_height(struct reader *r, int line, unsigned height)
{
    if (r->depth + height > LIMIT_NESTING)
        return err_set(r->err, "%s:%d: nested more than %u levels deep", r->name, line,
                       LIMIT_NESTING);
    return true;
}

static bool take_key(struct reader *r, struct frame *f, struct node *key)
{
    const struct node *first;

    if (key->type != NODE_text)
        return bad(r, key->line, "a key must be a text, not a list or a map");
    if (key->plain && !key->text.len)
        return bad(r, key->line, "a key is missing before ':'");
    if (key->plain && str_is(key->text, "<<"))
        return bad(r, key->line, "merge keys ('<<') are not supported: write the members out");
    buf_reset(&r->key);
    buf_printf(&r->key, "%u:", f->serial);
    buf_add(&r->key, key->text);
    first = map_get(r->keys, buf_str(&r->key));
    if (first)
        return err_set(r->err, "%s:%d: duplicate key '%.200s', first at line %d", r->name,
                       key->line, key->text.at, first->line);
    map_put(r->keys, buf_str(&r->key), key);
    f->key = key;
    return true;
}

/* Hangs a node that is complete, or a container that begins, where it belongs. */
static bool add_node(struct reader *r, struct node *node)
{
    struct frame *f = r->depth ? &r->frames[r->depth - 1] : NULL;

    if (!f) {
        *(r->last ? &r->last->next : &r->first) = node;
        r->last = node;
        return true;
    }
    if (f->node->type == NODE_map && !f->key)
        return take_key(r, f, node);
    node->key = f->key;
    f->key = NULL;
    *(f->last ? &f->last->next : &f->node->head) = node;
    f->last = node;
    return true;
}

static void grow_height(struct reader *r, unsigned height)
{
    if (r->depth && r->frames[r->depth - 1].height < height)
        r->frames[r->depth - 1].height = height;
}

static struct anchor *make_anchor(struct reader *r, const yaml_char_t *name,
                                  const struct node *node)
{
    if (!name)
        return NULL;
    struct anchor *a = arena_new_of(r->arena, struct anchor);

    a->node = node;
    a->weight = 1;
    map_put(r->anchors, str_of((const char *)name), a);
    return a;
}

static struct node *make_node(struct reader *r, const yaml_event_t *e, int type)
{
    struct node *node = arena_new_of(r->arena, struct node);

    node->type = type;
    node->line = line_of(e->start_mark);
    return node;
}

/* Types come from how a value is written; tags may say "text" or what is plain anyway. */
static bool check_tag(struct reader *r, int line, const yaml_char_t *tag, const char *allowed)
{
    const char *name = (const char *)tag;

    if (!name || strcmp(name, "!") == 0 || strcmp(name, allowed) == 0)
        return true;
    return err_set(r->err,
                   "%s:%d: the tag '%.200s' is not supported: quote a text, leave others "
                   "plain",
                   r->name, line, name);
}

static bool on_scalar(struct reader *r, const yaml_event_t *e)
{
    struct node *node = make_node(r, e, NODE_text);
    struct str text = { (const char *)e->data.scalar.value, e->data.scalar.length };

    if (!check_tag(r, node->line, e->data.scalar.tag, YAML_STR_TAG) ||
        !count_nodes(r, node->line, 1))
        return false;
    if (memchr(text.at, 0, text.len))
        return bad(r, node->line, "a text can't hold a NUL character");
    node->text = (struct str){ arena_strz(r->arena, text), text.len };
    node->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !e->data.scalar.tag;
    make_anchor(r, e->data.scalar.anchor, node);
    return add_node(r, node);
}

static bool on_alias(struct reader *r, const yaml_event_t *e)
{
    const char *name = (const char *)e->data.alias.anchor;
    int line = line_of(e->start_mark);
    const struct anchor *a = map_get(r->anchors, str_of(name));
    struct node *node;

    if (!a)
        return err_set(r->err, "%s:%d: there is no anchor '&%.200s' before this alias", r->name,
                       line, name);
    if (a->open)
        return err_set(r->err, "%s:%d: '*%.200s' is inside of what it names", r->name, line, name);
    if (!count_nodes(r, line, a->weight) || !check_height(r, line, a->height))
        return false;
    node = make_node(r, e, a->node->type);
    node->plain = a->node->plain;
    node->text = a->node->text;
    node->head = a->node->head;
    grow_height(r, a->height);
    return add_node(r, node);
}

static bool open_container(struct reader *r, const yaml_event_t *e, int type,
                           const yaml_char_t *anchor)
{
    struct node *node = make_node(r, e, type);
    struct frame *f;

    if (!check_height(r, node->line, 1) || !count_nodes(r, node->line, 1) || !add_node(r, node))
        return false;
    f = &r->frames[r->depth++];
    *f = (struct frame){ .node = node, .nodes_before = r->nodes - 1, .serial = r->maps++ };
    f->anchor = make_anchor(r, anchor, node);
    if (f->anchor)
        f->anchor->open = true;
    return true;
}

static bool on_list(struct reader *r, const yaml_event_t *e)
{
    return check_tag(r, line_of(e->start_mark), e->data.sequence_start.tag, YAML_SEQ_TAG) &&
           open_container(r, e, NODE_list, e->data.sequence_start.anchor);
}

static bool on_map(struct reader *r, const yaml_event_t *e)
{
    return check_tag(r, line_of(e->start_mark), e->data.mapping_start.tag, YAML_MAP_TAG) &&
           open_container(r, e, NODE_map, e->data.mapping_start.anchor);
}

static bool on_end(struct reader *r)
{
    const struct frame *f = &r->frames[--r->depth];

    if (f->anchor) {
        f->anchor->open = false;
        f->anchor->weight = r->nodes - f->nodes_before;
        f->anchor->height = f->height + 1;
    }
    grow_height(r, f->height + 1);
    return true;
}

static bool on_document(struct reader *r)
{
    map_free(r->anchors);
    r->anchors = map_new();
    return true;
}

static bool on_event(struct reader *r, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        return on_document(r);
    case YAML_SCALAR_EVENT:
        return on_scalar(r, e);
    case YAML_ALIAS_EVENT:
        return on_alias(r, e);
    case YAML_SEQUENCE_START_EVENT:
        return on_list(r, e);
    case YAML_MAPPING_START_EVENT:
        return on_map(r, e);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return on_end(r);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* No document at all is as one that is empty. */
static void add_empty_document(struct reader *r)
{
    struct node *node = arena_new_of(r->arena, struct node);

    *node = (struct node){ .type = NODE_text, .line = 1, .plain = true, .text = STR("") };
    r->first = node;
}

static bool read_events(struct reader *r)
{
    bool more = true, ok = true;

    while (ok && more) {
        yaml_event_t e;

        if (!yaml_parser_parse(&r->parser, &e))
            return bad_syntax(r);
        ok = on_event(r, &e);
        more = e.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&e);
    }
    if (!r->first)
        add_empty_document(r);
    return ok;
}

/* libyaml compares each %TAG directive with all before it. */
static bool check_size(struct reader *r)
{
    size_t directives = 0;

    if (r->text.len > LIMIT_YAML_BYTES)
        return err_set(r->err, "%s:1: larger than %u bytes", r->name, LIMIT_YAML_BYTES);
    for (size_t i = 0; i < r->text.len; i++) {
        if (r->text.at[i] == '%' && (i == 0 || strchr("\r\n", r->text.at[i - 1])))
            directives++;
        if (directives > MAX_DIRECTIVES)
            return bad(r, line_at(r->text, i), "too many lines that begin with '%'");
    }
    return true;
}

const struct node *yaml_parse(struct arena *a, const char *name, struct str text, struct err *err)
{
    struct reader r = {
        .arena = a, .name = name, .text = text, .err = err, .key = BUF_LIMIT(LIMIT_YAML_BYTES + 32)
    };
    bool ok;

    if (!check_size(&r))
        return NULL;
    must(yaml_parser_initialize(&r.parser));
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.at ? text.at : ""),
                                 text.len);
    r.keys = map_new();
    ok = read_events(&r);
    yaml_parser_delete(&r.parser);
    map_free(r.anchors);
    map_free(r.keys);
    buf_done(&r.key);
    return ok ? r.first : NULL;
}

const struct node *yaml_load(struct arena *a, const char *file, struct err *err)
{
    struct str text;

    return file_read(a, file, LIMIT_YAML_BYTES, &text, err) ? yaml_parse(a, file, text, err) : NULL;
}
