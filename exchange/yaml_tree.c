/* Between libyaml's events and our trees; see yaml_tree.h. */
#include "yaml_tree.h"

#include <yaml.h>

struct anchor {
    struct str name;
    struct yaml_tree *tree; /* NULL while it is still open: an alias inside itself */
};
struct open { /* a list or map that is being read */
    struct yaml_tree *tree;
    struct yaml_tree *key; /* a map's key that waits for its value */
    uint32_t anchor;       /* 1 + its index, or 0 */
};
struct reader {
    struct arena *arena;
    struct diag_sink *sink;
    const struct source_file *file;
    enum diag_level level;
    yaml_parser_t parser;
    uint32_t from;             /* bytes before the text: a byte order mark */
    size_t mark_index;         /* the last place that was asked for, in characters ... */
    uint32_t mark_at;          /* ... and bytes */
    struct open open[LIMIT_NESTING];
    uint32_t depth;
    uint32_t nodes;            /* of this document */
    struct vec anchors;        /* struct anchor, of this document */
    struct yaml_tree *root;
    bool failed;
};

/* ---- places ---- */

/* libyaml counts characters; places of events never go back, so counting goes on where it stopped. */
static uint32_t offset_of(struct reader *r, yaml_mark_t mark)
{
    const struct str text = r->file->text;
    if (mark.index < r->mark_index) {
        r->mark_index = 0;
        r->mark_at = r->from;
    }
    for (; r->mark_index < mark.index && r->mark_at < text.n; r->mark_index++) {
        uint32_t length;
        utf8_decode(text, r->mark_at, &length);
        r->mark_at += length;
    }
    return r->mark_at;
}

static struct span span_at(struct reader *r, uint32_t at, uint32_t length)
{
    const uint32_t left = r->file->text.n - at;
    return (struct span){r->file->base + at, length < left ? length : left};
}

static struct diag *refuse(struct reader *r, enum diag_code code, struct span span, struct str text)
{
    struct diag *d = diag_report(r->sink, code, span, STR_FMT, STR_ARG(text));
    if (!r->failed) diag_set_level(r->sink, d, r->level);
    r->failed = true;
    return d;
}

static struct span event_span(struct reader *r, const yaml_event_t *event)
{
    const uint32_t at = offset_of(r, event->start_mark);
    return span_at(r, at, 1);
}

/* ---- building ---- */

static struct yaml_tree *tree_new(struct reader *r, enum yaml_shape shape, struct span span)
{
    if (++r->nodes > LIMIT_IMPORT_NODES) {
        refuse(r, DIAG_YAML_LIMIT, span, arena_printf(r->arena, "this document has more than %d values", LIMIT_IMPORT_NODES));
        return NULL;
    }
    struct yaml_tree *tree = arena_new(r->arena, struct yaml_tree);
    tree->shape = (uint8_t)shape;
    tree->span = span;
    return tree;
}

static bool text_less(const struct yaml_tree *a, const struct yaml_tree *b) { return str_compare(a->key->text, b->key->text) < 0; }

static int compare_keys(const void *a, const void *b)
{
    const struct yaml_tree *x = *(struct yaml_tree *const *)a, *y = *(struct yaml_tree *const *)b;
    const int order = str_compare(x->key->text, y->key->text);
    return order ? order : x->key->span.at < y->key->span.at ? -1 : x->key->span.at > y->key->span.at;
}

static void report_repeated(struct reader *r, const struct yaml_tree *one, const struct yaml_tree *other)
{
    if (r->failed) return;
    struct diag *d = refuse(r, DIAG_YAML_REPEATED_KEY, other->key->span, arena_printf(r->arena, "'" STR_FMT "' stands twice in one map", STR_ARG(other->key->text)));
    diag_add_label(r->sink, d, one->key->span, "the first one");
}

static void check_keys(struct reader *r, const struct yaml_tree *map)
{
    enum { FEW = 12 };
    if (map->count <= FEW) {
        for (const struct yaml_tree *a = map->first; a; a = a->next)
            for (const struct yaml_tree *b = a->next; b; b = b->next)
                if (!text_less(a, b) && !text_less(b, a)) report_repeated(r, a, b);
        return;
    }
    struct yaml_tree **all = arena_array(r->arena, map->count, sizeof *all);
    uint32_t n = 0;
    for (struct yaml_tree *entry = map->first; entry; entry = entry->next) all[n++] = entry;
    qsort(all, n, sizeof *all, compare_keys);
    for (uint32_t i = 1; i < n; i++)
        if (str_equal(all[i - 1]->key->text, all[i]->key->text)) report_repeated(r, all[i - 1], all[i]);
}

static void add_entry(struct yaml_tree *parent, struct yaml_tree *entry)
{
    if (parent->last) parent->last->next = entry;
    else parent->first = entry;
    parent->last = entry;
    parent->count++;
}

/* A finished value, or one whose entries are still to come, finds its place. */
static void place(struct reader *r, struct yaml_tree *tree)
{
    if (r->depth == 0) {
        r->root = tree;
        return;
    }
    struct open *top = &r->open[r->depth - 1];
    if (top->tree->shape == YAML_IS_LIST) {
        add_entry(top->tree, tree);
    } else if (top->key) {
        tree->key = top->key;
        top->key = NULL;
        add_entry(top->tree, tree);
    } else if (tree->shape != YAML_IS_SCALAR) {
        refuse(r, DIAG_YAML_UNSUPPORTED, tree->span, STR("a list or map stands as the key of a map"));
    } else {
        top->key = tree;
    }
}

static uint32_t anchor_add(struct reader *r, const yaml_char_t *name, struct yaml_tree *tree)
{
    if (name == NULL) return 0;
    struct anchor *anchor = vec_push(&r->anchors, sizeof *anchor);
    *anchor = (struct anchor){arena_copy(r->arena, str_from((const char *)name)), tree};
    return (uint32_t)r->anchors.count;
}

static struct yaml_tree *copy(struct reader *r, const struct yaml_tree *tree)
{
    struct yaml_tree *out = tree_new(r, (enum yaml_shape)tree->shape, tree->span);
    if (out == NULL) return NULL;
    out->quoted = tree->quoted;
    out->text = tree->text;
    for (const struct yaml_tree *entry = tree->first; entry; entry = entry->next) {
        struct yaml_tree *inner = copy(r, entry); /* no deeper than LIMIT_NESTING: the original was not */
        if (inner == NULL) return NULL;
        inner->key = entry->key;
        add_entry(out, inner);
    }
    return out;
}

/* ---- "<<": the entries of other maps that this one does not have itself ---- */

static bool is_merge(const struct yaml_tree *entry) { return !entry->key->quoted && str_equal(entry->key->text, STR("<<")); }

static void merge_from(struct reader *r, struct yaml_tree *map, struct intern *keys, const struct yaml_tree *from)
{
    if (from->shape != YAML_IS_MAP) {
        refuse(r, DIAG_YAML_UNSUPPORTED, from->span, STR("'<<' takes a map, or a list of maps"));
        return;
    }
    for (const struct yaml_tree *entry = from->first; entry && !r->failed; entry = entry->next) {
        const size_t before = keys->names.count;
        if (intern_add(keys, entry->key->text) < before) continue;
        struct yaml_tree *added = copy(r, entry);
        if (added == NULL) return;
        added->key = entry->key;
        add_entry(map, added);
    }
}

static void take_merges(struct reader *r, struct yaml_tree *map)
{
    struct yaml_tree *all = map->first, *next;
    struct yaml_tree *merges = NULL;
    for (struct yaml_tree *entry = all; entry; entry = entry->next)
        if (is_merge(entry)) merges = entry;
    if (merges == NULL) return;
    struct intern keys;
    intern_init(&keys, r->arena);
    map->first = map->last = NULL;
    map->count = 0;
    for (struct yaml_tree *entry = all; entry; entry = next) {
        next = entry->next;
        entry->next = NULL;
        if (entry == merges) continue; /* stands once: a key is not repeated */
        intern_add(&keys, entry->key->text);
        add_entry(map, entry);
    }
    if (merges->shape == YAML_IS_LIST)
        for (const struct yaml_tree *one = merges->first; one && !r->failed; one = one->next) merge_from(r, map, &keys, one);
    else
        merge_from(r, map, &keys, merges);
    intern_free(&keys);
}

static uint32_t depth_of(const struct yaml_tree *tree)
{
    uint32_t deepest = 0;
    for (const struct yaml_tree *entry = tree->first; entry; entry = entry->next) {
        const uint32_t depth = entry->shape == YAML_IS_SCALAR ? 0 : depth_of(entry);
        if (depth > deepest) deepest = depth;
    }
    return deepest + 1;
}

static void take_alias(struct reader *r, const yaml_event_t *event)
{
    const struct str name = str_from((const char *)event->data.alias.anchor);
    const struct anchor *anchors = r->anchors.p, *found = NULL;
    for (size_t i = r->anchors.count; i-- > 0 && found == NULL;)
        if (str_equal(anchors[i].name, name)) found = &anchors[i];
    const struct span span = span_at(r, event_span(r, event).at - r->file->base, name.n + 1);
    if (found == NULL || found->tree == NULL) {
        refuse(r, DIAG_YAML_UNSUPPORTED, span,
               arena_printf(r->arena, found ? "'*" STR_FMT "' stands inside what it repeats" : "'*" STR_FMT "' repeats what has no such name", STR_ARG(name)));
        return;
    }
    if (r->depth + depth_of(found->tree) >= LIMIT_NESTING) {
        refuse(r, DIAG_YAML_LIMIT, span, arena_printf(r->arena, "lists and maps lie more than %d deep", LIMIT_NESTING));
        return;
    }
    struct yaml_tree *tree = copy(r, found->tree);
    if (tree) place(r, tree);
}

static bool known_tag(const yaml_char_t *tag)
{
    static const char *const known[] = {"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp((const char *)tag, known[i]) == 0) return true;
    return false;
}

static bool check_tag(struct reader *r, const yaml_char_t *tag, const yaml_event_t *event)
{
    if (tag == NULL || known_tag(tag)) return true;
    refuse(r, DIAG_YAML_UNSUPPORTED, event_span(r, event), arena_printf(r->arena, "the tag '%s' asks for a type of its own", (const char *)tag));
    return false;
}

static void take_scalar(struct reader *r, const yaml_event_t *event)
{
    if (!check_tag(r, event->data.scalar.tag, event)) return;
    const uint32_t at = offset_of(r, event->start_mark), end = offset_of(r, event->end_mark);
    struct yaml_tree *tree = tree_new(r, YAML_IS_SCALAR, span_at(r, at, end - at));
    if (tree == NULL) return;
    tree->text = arena_copy(r->arena, (struct str){(const char *)event->data.scalar.value, (uint32_t)event->data.scalar.length});
    tree->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || event->data.scalar.tag != NULL;
    anchor_add(r, event->data.scalar.anchor, tree);
    place(r, tree);
}

static void begin(struct reader *r, const yaml_event_t *event, enum yaml_shape shape, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (!check_tag(r, tag, event)) return;
    struct yaml_tree *tree = tree_new(r, shape, event_span(r, event));
    if (tree == NULL) return;
    if (r->depth + 1 >= LIMIT_NESTING) {
        refuse(r, DIAG_YAML_LIMIT, tree->span, arena_printf(r->arena, "lists and maps lie more than %d deep", LIMIT_NESTING));
        return;
    }
    place(r, tree);
    if (r->failed) return;
    r->open[r->depth++] = (struct open){.tree = tree, .anchor = anchor_add(r, anchor, NULL)};
}

static void end(struct reader *r)
{
    const struct open top = r->open[--r->depth];
    if (top.anchor) ((struct anchor *)r->anchors.p)[top.anchor - 1].tree = top.tree;
    if (top.tree->shape != YAML_IS_MAP) return;
    check_keys(r, top.tree);
    if (!r->failed) take_merges(r, top.tree);
}

static void end_document(struct reader *r, struct vec *documents)
{
    if (r->root) *(struct yaml_tree **)vec_push(documents, sizeof r->root) = r->root;
    r->root = NULL;
    r->nodes = 0;
    r->anchors.count = 0;
}

static void take(struct reader *r, const yaml_event_t *event, struct vec *documents)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT: take_scalar(r, event); break;
    case YAML_ALIAS_EVENT: take_alias(r, event); break;
    case YAML_SEQUENCE_START_EVENT: begin(r, event, YAML_IS_LIST, event->data.sequence_start.anchor, event->data.sequence_start.tag); break;
    case YAML_MAPPING_START_EVENT: begin(r, event, YAML_IS_MAP, event->data.mapping_start.anchor, event->data.mapping_start.tag); break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: end(r); break;
    case YAML_DOCUMENT_END_EVENT: end_document(r, documents); break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT: break;
    }
}

static void report_syntax(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR) longjmp(*r->arena->exhausted, 1);
    if (p->error == YAML_READER_ERROR) {
        const uint32_t at = r->from + (uint32_t)p->problem_offset;
        refuse(r, DIAG_YAML_ENCODING, span_at(r, at < r->file->text.n ? at : 0, 1), arena_printf(r->arena, "%s", p->problem ? p->problem : "this cannot be read"));
        return;
    }
    struct diag *d = refuse(r, DIAG_YAML_SYNTAX, span_at(r, offset_of(r, p->problem_mark), 1), arena_printf(r->arena, "%s", p->problem ? p->problem : "this is not YAML"));
    if (p->context && p->context_mark.index != p->problem_mark.index) diag_add_label(r->sink, d, span_at(r, offset_of(r, p->context_mark), 1), "%s", p->context);
}

/* What libyaml would take in its own way: other encodings, and bytes that are none. */
static bool check_bytes(struct reader *r)
{
    const struct str text = r->file->text;
    const uint32_t bad = utf8_invalid_at(text);
    if (bad < text.n) {
        refuse(r, DIAG_YAML_ENCODING, span_at(r, bad, 1), STR("this byte is not UTF-8"));
        return false;
    }
    const char *nul = text.n ? memchr(text.p, 0, text.n) : NULL;
    if (nul) refuse(r, DIAG_YAML_ENCODING, span_at(r, (uint32_t)(nul - text.p), 1), STR("a NUL byte stands in the text"));
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0) r->from = 3;
    r->mark_at = r->from;
    return nul == NULL;
}

bool yaml_read(struct arena *arena, struct diag_sink *sink, uint32_t file, enum diag_level level, struct vec *documents)
{
    struct reader *r = arena_new(arena, struct reader);
    r->arena = arena;
    r->sink = sink;
    r->file = sources_file(sink->sources, file);
    r->level = level;
    r->anchors.exhausted = arena->exhausted;
    if (!check_bytes(r)) return false;
    if (!yaml_parser_initialize(&r->parser)) longjmp(*arena->exhausted, 1);
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->file->text.p + r->from, r->file->text.n - r->from);
    bool more = true;
    while (more && !r->failed) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event)) {
            report_syntax(r);
            break;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        take(r, &event, documents);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&r->parser);
    vec_free(&r->anchors);
    return !r->failed;
}

struct yaml_tree *yaml_get(const struct yaml_tree *map, const char *key)
{
    if (map == NULL || map->shape != YAML_IS_MAP) return NULL;
    const struct str wanted = str_from(key);
    for (struct yaml_tree *entry = map->first; entry; entry = entry->next)
        if (str_equal(entry->key->text, wanted)) return entry;
    return NULL;
}

/* ---- types ---- */

static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++)
        if (str_equal(text, str_from(*words))) return true;
    return false;
}

static uint32_t digits(struct str text, uint32_t at)
{
    while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9') at++;
    return at;
}

static bool is_number(struct str text)
{
    uint32_t at = text.n && (text.p[0] == '-' || text.p[0] == '+');
    if (text.n > at + 2 && text.p[at] == '0' && (text.p[at + 1] == 'x' || text.p[at + 1] == 'o')) {
        for (at += 2; at < text.n; at++)
            if (!strchr("0123456789abcdefABCDEF", text.p[at])) return false;
        return true;
    }
    const uint32_t whole = digits(text, at);
    uint32_t end_at = whole;
    if (end_at < text.n && text.p[end_at] == '.') end_at = digits(text, end_at + 1);
    if (end_at == at || (whole == at && end_at == at + 1)) return false;
    if (end_at < text.n && (text.p[end_at] == 'e' || text.p[end_at] == 'E')) {
        at = end_at + 1;
        if (at < text.n && (text.p[at] == '-' || text.p[at] == '+')) at++;
        end_at = digits(text, at);
        if (end_at == at) return false;
    }
    return end_at == text.n;
}

enum yaml_type yaml_type_of(const struct yaml_tree *scalar)
{
    static const char *const nothing[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const yes[] = {"true", "True", "TRUE", NULL};
    static const char *const no[] = {"false", "False", "FALSE", NULL};
    if (scalar->quoted) return YAML_TEXT;
    if (is_one_of(scalar->text, nothing)) return YAML_NULL;
    if (is_one_of(scalar->text, yes)) return YAML_TRUE;
    if (is_one_of(scalar->text, no)) return YAML_FALSE;
    return is_number(scalar->text) ? YAML_NUMBER : YAML_TEXT;
}
