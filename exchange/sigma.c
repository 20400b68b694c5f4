/* Files of Sigma to files of Weir; see sigma.h.
 *
 * One rule after another is read, converted and written as text; in the end all of it is parsed and resolved once as the compiler will, and a rule that is
 * refused there is taken out again. */
#include "sigma.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "convert.h"
#include "../compiler/syntax/printer.h"

/* ---- what is said of a rule ---- */

static uint32_t line_of(struct sigma_import *import, struct span span) { return sources_place(&import->sources, span.at).line; }

static void keep_reason(struct sigma_import *import, struct sigma_rule *rule, const struct diag *d)
{
    if (rule->reason_text.n) return;
    rule->reason = d->code;
    rule->reason_text = d->text;
    rule->reason_line = line_of(import, d->span);
}

struct diag *convert_refuse(struct conversion *c, enum diag_code code, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(c->arena, format, arguments);
    va_end(arguments);
    struct diag_sink *sink = &c->import->sink;
    struct diag *d = diag_report(sink, code, span, STR_FMT, STR_ARG(text));
    if (c->import->options->strict && d->level == DIAG_WARNING) diag_set_level(sink, d, DIAG_ERROR);
    if (c->rule->reason_text.n == 0) {
        c->rule->reason = code;
        c->rule->reason_text = arena_copy(c->import->arena, text);
        c->rule->reason_line = line_of(c->import, span);
    }
    return d;
}

void convert_note(struct conversion *c, struct span span, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(c->import->arena, format, arguments);
    va_end(arguments);
    diag_report(&c->import->sink, DIAG_SIGMA_NOT_KEPT, span, STR_FMT, STR_ARG(text));
    *(struct str *)vec_push(&c->rule->notes, sizeof text) = text;
}

/* ---- the whole ---- */

void sigma_init(struct sigma_import *import, struct arena *arena)
{
    *import = (struct sigma_import){.arena = arena, .rules = {.exhausted = arena->exhausted}, .files = {.exhausted = arena->exhausted},
                                    .origin_rules = {.exhausted = arena->exhausted}};
    sources_init(&import->sources, arena);
    diag_init(&import->sink, arena, &import->sources);
    mapping_init(&import->mapping, arena, &import->sink);
    intern_init(&import->names, arena);
    intern_init(&import->origins, arena);
    intern_init(&import->paths, arena);
    intern_init(&import->ids, arena);
}

void sigma_free(struct sigma_import *import)
{
    for (size_t i = 0; i < import->rules.count; i++) vec_free(&MODEL_AT(import->rules, struct sigma_rule, i)->notes);
    for (size_t i = 0; i < import->files.count; i++) vec_free(&MODEL_AT(import->files, struct sigma_file, i)->rules);
    vec_free(&import->rules);
    vec_free(&import->files);
    vec_free(&import->origin_rules);
    intern_free(&import->names);
    intern_free(&import->origins);
    intern_free(&import->paths);
    intern_free(&import->ids);
    mapping_free(&import->mapping);
    diag_free(&import->sink);
    sources_free(&import->sources);
}

static bool world(struct sigma_failure *failure, struct file_status status, const char *path)
{
    *failure = (struct sigma_failure){status, path};
    return false;
}

/* ---- the user's files ---- */

static bool read_source(struct sigma_import *import, const char *path, struct str text, size_t limit, uint32_t *file, struct file_status *status)
{
    *status = (struct file_status){text.n > limit ? EFBIG : 0, "read"};
    if (text.p == NULL) *status = file_read(import->arena, path, limit, &text);
    if (file_failed(*status)) return false;
    if (!sources_has_room(&import->sources, text.n) || import->sources.files.count >= LIMIT_FILES) {
        *status = (struct file_status){EFBIG, "read"};
        return false;
    }
    *file = sources_add(&import->sources, path, text);
    return true;
}

static void check_placeholders(struct sigma_import *import, const struct yaml_tree *tree)
{
    bool good = tree->shape == YAML_IS_MAP;
    for (const struct yaml_tree *entry = good ? tree->first : NULL; entry; entry = entry->next) {
        good &= entry->shape != YAML_IS_MAP && (entry->shape == YAML_IS_SCALAR || entry->count > 0);
        for (const struct yaml_tree *one = entry->first; one; one = one->next) good &= one->shape == YAML_IS_SCALAR;
    }
    if (!good) diag_report(&import->sink, DIAG_MAPPING_INVALID, tree->span, "placeholders are a map of names to a value or a list of values");
    else import->placeholders = tree;
}

static bool read_settings(struct sigma_import *import, struct sigma_failure *failure)
{
    const struct sigma_options *options = import->options;
    struct file_status status;
    uint32_t file;
    for (size_t i = 0; i < options->mapping_count; i++) {
        if (!read_source(import, options->mappings[i], (struct str){0}, LIMIT_JSON_BYTES, &file, &status)) return world(failure, status, options->mappings[i]);
        mapping_add(&import->mapping, file);
    }
    mapping_finish(&import->mapping, options->root);
    for (size_t i = 0; i < import->mapping.model.templates.count; i++) { /* an instance is not named like a Template Type */
        const struct str name = MODEL_AT(import->mapping.model.templates, struct template_type, i)->name;
        char *lower = arena_alloc(import->arena, (size_t)name.n + 1);
        for (uint32_t at = 0; at < name.n; at++) lower[at] = name.p[at] >= 'A' && name.p[at] <= 'Z' ? (char)(name.p[at] | 0x20) : name.p[at];
        intern_add(&import->names, (struct str){lower, name.n});
    }
    if (options->placeholders == NULL) return true;
    if (!read_source(import, options->placeholders, (struct str){0}, LIMIT_IMPORT_BYTES, &file, &status)) return world(failure, status, options->placeholders);
    struct vec documents = {.exhausted = import->arena->exhausted};
    if (yaml_read(import->arena, &import->sink, file, DIAG_ERROR, &documents) && documents.count) check_placeholders(import, *(struct yaml_tree **)documents.p);
    vec_free(&documents);
    return true;
}

/* ---- one rule ---- */

static uint32_t rule_add(struct sigma_import *import, const char *path, struct span span)
{
    struct sigma_rule *rule = vec_push(&import->rules, sizeof *rule);
    *rule = (struct sigma_rule){.path = path, .line = span.at ? line_of(import, span) : 0, .span = span, .target = UINT32_MAX, .file = UINT32_MAX, .notes = {.exhausted = import->arena->exhausted}};
    return (uint32_t)import->rules.count - 1;
}

static struct str one_line(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        const bool blank = strchr(" \t\r\n", text.p[i]) != NULL && text.p[i];
        if (blank && (n == 0 || out[n - 1] == ' ')) continue;
        out[n++] = blank ? ' ' : text.p[i];
    }
    while (n && out[n - 1] == ' ') n--;
    return (struct str){out, n};
}

static bool is_meta(struct conversion *c)
{
    static const char *const keys[] = {"correlation", "filter", "action"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct yaml_tree *found = yaml_get(c->document, keys[i]);
        if (found == NULL) continue;
        convert_refuse(c, DIAG_SIGMA_META, found->key->span, "'%s' says something about other rules", keys[i]);
        return true;
    }
    return false;
}

static struct str name_of(const struct sigma_rule *rule) { return rule->origin.n ? rule->origin : rule->title; }

/* Is the rule the first of its id? *number: of the id. */
static bool claim(struct conversion *c, uint32_t *number)
{
    struct sigma_rule *rule = c->rule;
    const struct str name = name_of(rule);
    const size_t before = c->import->origins.names.count;
    rule->id = sigma_number_of(name);
    *number = intern_add(&c->import->origins, arena_printf(c->arena, "%c%llx " STR_FMT, rule->origin.n ? 'i' : 't', (unsigned long long)rule->id, STR_ARG(name)));
    return *number == before;
}

/* Title, id and number; each id once in a run. */
static bool identify(struct conversion *c)
{
    struct sigma_import *import = c->import;
    struct sigma_rule *rule = c->rule;
    const struct yaml_tree *title = yaml_get(c->document, "title"), *id = yaml_get(c->document, "id");
    if (title && title->shape == YAML_IS_SCALAR) rule->title = one_line(import->arena, title->text);
    if (id && id->shape == YAML_IS_SCALAR && yaml_type_of(id) != YAML_NULL) {
        rule->origin = one_line(import->arena, id->text);
        rule->span = id->span;
    }
    if (rule->title.n == 0) {
        convert_refuse(c, title ? DIAG_SIGMA_WRONG_KIND : DIAG_SIGMA_MISSING_PART, title ? title->span : c->document->span, title ? "'title' is a line of text" : "the rule has no 'title'");
        return false;
    }
    uint32_t number = 0;
    bool is_new = claim(c, &number);
    if (!is_new && c->collected) { /* a part that several rules share: each gets a number of its own */
        if (rule->origin.n) rule->origin = arena_printf(import->arena, STR_FMT "#%u", STR_ARG(rule->origin), c->collected);
        else rule->title = arena_printf(import->arena, STR_FMT " (%u)", STR_ARG(rule->title), c->collected);
        is_new = claim(c, &number);
    }
    if (!is_new) {
        const struct sigma_rule *other = MODEL_AT(import->rules, struct sigma_rule, *MODEL_AT(import->origin_rules, uint32_t, number));
        struct diag *d = convert_refuse(c, DIAG_SIGMA_DUPLICATE_ID, rule->span, rule->origin.n ? "another rule has the id '" STR_FMT "'" : "another rule without an id has the title '" STR_FMT "'",
                                        STR_ARG(name_of(rule)));
        diag_add_label(&import->sink, d, other->span, "the other one");
        return false;
    }
    *(uint32_t *)vec_push(&import->origin_rules, sizeof(uint32_t)) = (uint32_t)(rule - (struct sigma_rule *)import->rules.p);
    for (;;) { /* two ids of one number: the later rule takes the next that is free */
        const size_t ids = import->ids.names.count;
        if (intern_add(&import->ids, (struct str){(const char *)&rule->id, sizeof rule->id}) == ids) return true;
        rule->id++;
    }
}

static bool read_detection(struct conversion *c, struct yaml_tree **out)
{
    struct yaml_tree *detection = yaml_get(c->document, "detection");
    if (detection == NULL || detection->shape != YAML_IS_MAP) {
        convert_refuse(c, detection ? DIAG_SIGMA_WRONG_KIND : DIAG_SIGMA_MISSING_PART, detection ? detection->span : c->document->span, detection ? "'detection' is a map of selections" : "the rule has no 'detection'");
        return false;
    }
    if (detection->count > LIMIT_IMPORT_SELECTIONS) {
        convert_refuse(c, DIAG_YAML_LIMIT, detection->key->span, "the rule has more than %d selections", LIMIT_IMPORT_SELECTIONS);
        return false;
    }
    c->lets = arena_array(c->arena, detection->count + 1u, sizeof *c->lets);
    for (struct yaml_tree *entry = detection->first; entry; entry = entry->next) {
        if (str_equal(entry->key->text, STR("condition"))) continue;
        if (str_equal(entry->key->text, STR("timeframe"))) {
            c->timeframe = entry;
            continue;
        }
        c->lets[c->let_count++] = (struct let){.name = entry->key->text, .tree = entry};
    }
    *out = detection;
    return true;
}

/* What the rule says and the instance does not. */
static void note_rest(struct conversion *c)
{
    static const char *const kept[] = {"action", "title", "id", "related", "status", "description", "license", "references", "author", "date", "modified", "logsource", "detection", "falsepositives", "level", "tags"};
    for (const struct yaml_tree *entry = c->document->first; entry; entry = entry->next) {
        bool known = false;
        for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) known |= str_equal(entry->key->text, str_from(kept[i]));
        if (known || (entry->shape == YAML_IS_SCALAR && yaml_type_of(entry) == YAML_NULL)) continue;
        const struct str note = arena_printf(c->import->arena, "'" STR_FMT "' is not kept", STR_ARG(entry->key->text));
        *(struct str *)vec_push(&c->rule->notes, sizeof note) = note;
    }
    const struct yaml_tree *source = yaml_get(c->document, "logsource");
    for (const struct yaml_tree *entry = source->first; entry; entry = entry->next)
        if (!str_equal(entry->key->text, STR("definition")) && !target_is_source_key(entry->key->text))
            convert_note(c, entry->key->span, "'logsource: " STR_FMT "' is not kept", STR_ARG(entry->key->text));
    if (c->timeframe) convert_note(c, c->timeframe->key->span, "'timeframe' is for counting events, and has no part in this condition");
    for (uint32_t i = 0; i < c->let_count; i++)
        if (!c->lets[i].used) convert_note(c, c->lets[i].tree->key->span, "selection '" STR_FMT "' has no part in the condition", STR_ARG(c->lets[i].name));
}

static void put_into_file(struct conversion *c, const struct sigma_source *source)
{
    struct sigma_import *import = c->import;
    const bool category = import->options->layout == SIGMA_LAYOUT_CATEGORY;
    const struct str stem = category ? c->target->use : str_from(source->relative);
    const struct str path = arena_printf(import->arena, STR_FMT "%s", STR_ARG(stem), str_ends_with(stem, STR(".weir")) ? "" : ".weir");
    const size_t before = import->paths.names.count;
    c->rule->file = intern_add(&import->paths, path);
    if (c->rule->file == before) *(struct sigma_file *)vec_push(&import->files, sizeof(struct sigma_file)) = (struct sigma_file){.path = path.p, .rules = {.exhausted = import->arena->exhausted}};
}

static bool convert(struct conversion *c, const struct sigma_source *source)
{
    struct yaml_tree *detection;
    if (c->document->shape != YAML_IS_MAP || (!yaml_get(c->document, "detection") && !yaml_get(c->document, "logsource") && !yaml_get(c->document, "title"))) {
        convert_refuse(c, DIAG_SIGMA_NOT_A_RULE, c->document->span, "this is no Sigma rule");
        return false;
    }
    if (is_meta(c)) {
        const struct yaml_tree *title = yaml_get(c->document, "title");
        if (title && title->shape == YAML_IS_SCALAR) c->rule->title = one_line(c->import->arena, title->text);
        return false;
    }
    if (!identify(c) || !read_detection(c, &detection) || !condition_convert(c, detection) || !target_choose(c)) return false;
    if (!condition_resolve(c, yaml_get(detection, "condition")->span)) return false;
    instance_name(c);
    put_into_file(c, source);
    instance_write(c);
    note_rest(c);
    return true;
}

static void convert_document(struct sigma_import *import, struct arena *arena, const struct sigma_source *source, struct yaml_tree *document, bool shares_file, uint32_t number_in_collection)
{
    const uint32_t number = rule_add(import, source->path, document->span);
    struct conversion c = {.import = import, .arena = arena, .rule = MODEL_AT(import->rules, struct sigma_rule, number), .document = document,
                           .list_names = {.exhausted = arena->exhausted}, .conds = {.exhausted = arena->exhausted},
                           .collected = number_in_collection, .shares_file = shares_file || import->options->layout == SIGMA_LAYOUT_CATEGORY};
    if (convert(&c, source)) {
        c.rule->imported = true;
        *(uint32_t *)vec_push(&MODEL_AT(import->files, struct sigma_file, c.rule->file)->rules, sizeof number) = number;
    }
    for (size_t i = 0; i < c.conds.count; i++) vec_free(&((struct cond **)c.conds.p)[i]->values);
    vec_free(&c.conds);
    vec_free(&c.list_names);
}

static void report_yaml(struct sigma_import *import, const char *path, size_t before)
{
    if (import->sink.list.count <= before) return;
    const struct diag *d = ((struct diag *const *)import->sink.list.p)[before];
    const uint32_t number = rule_add(import, path, d->span);
    keep_reason(import, MODEL_AT(import->rules, struct sigma_rule, number), d);
}

/* What follows in the file is not looked at. */
static void report_shared(struct sigma_import *import, const char *path, struct span span, enum diag_level level)
{
    const size_t before = import->sink.list.count;
    struct diag *d = diag_report(&import->sink, DIAG_YAML_LIMIT, span, "the documents of this file share more than %d values: this one, and what follows, is not read", LIMIT_IMPORT_NODES);
    diag_set_level(&import->sink, d, level);
    report_yaml(import, path, before);
}

static bool convert_file(struct sigma_import *import, struct arena *arena, const struct sigma_source *source, struct sigma_failure *failure)
{
    const enum diag_level level = import->options->strict ? DIAG_ERROR : DIAG_WARNING;
    const size_t before = import->sink.list.count;
    struct file_status status;
    uint32_t file;
    if (!read_source(import, source->path, source->text, LIMIT_IMPORT_BYTES, &file, &status)) {
        if (status.error != EFBIG) return world(failure, status, source->path);
        file = sources_add(&import->sources, source->path, STR(""));
        struct diag *d = diag_report(&import->sink, DIAG_YAML_LIMIT, (struct span){sources_file(&import->sources, file)->base, 0}, "the file is larger than %d bytes, or all files together are too large", LIMIT_IMPORT_BYTES);
        diag_set_level(&import->sink, d, level);
        report_yaml(import, source->path, before);
        return true;
    }
    struct vec documents = {.exhausted = arena->exhausted};
    struct collection collection = {0};
    uint32_t together = 0;
    if (!yaml_read(arena, &import->sink, file, level, &documents)) report_yaml(import, source->path, before);
    for (size_t i = 0; i < documents.count; i++) {
        struct yaml_tree *document = ((struct yaml_tree **)documents.p)[i];
        if (document->shape == YAML_IS_SCALAR && yaml_type_of(document) == YAML_NULL) continue; /* "---" at the end */
        const enum collected collected = collection_take(&collection, arena, &document);
        if (collected == COLLECTED_TOO_MUCH) {
            report_shared(import, source->path, document->span, level);
            break;
        }
        if (collected != COLLECTED_NOTHING) convert_document(import, arena, source, document, documents.count > 1, collected == COLLECTED_TOGETHER ? ++together : 0);
    }
    if (collection.open) convert_document(import, arena, source, collection.open, true, 0); /* for no rule: said as what it is */
    vec_free(&documents);
    return true;
}

/* ---- files ---- */

static int compare_texts(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static void write_uses(struct sigma_import *import, struct writer *w, const struct sigma_file *file)
{
    struct str *uses = arena_array(w->arena, file->rules.count + 1, sizeof *uses);
    for (size_t i = 0; i < file->rules.count; i++)
        uses[i] = MODEL_AT(import->mapping.targets, struct mapping_target, MODEL_AT(import->rules, struct sigma_rule, *MODEL_AT(file->rules, uint32_t, i))->target)->use;
    qsort(uses, file->rules.count, sizeof *uses, compare_texts);
    for (size_t i = 0; i < file->rules.count; i++)
        if (i == 0 || !str_equal(uses[i], uses[i - 1])) write_format(w, "use '" STR_FMT "'\n", STR_ARG(uses[i]));
}

static void assemble(struct sigma_import *import, struct sigma_file *file)
{
    struct writer w = {.arena = import->arena, .text = {.exhausted = import->arena->exhausted}};
    write_uses(import, &w, file);
    for (size_t i = 0; i < file->rules.count; i++) {
        const struct sigma_rule *rule = MODEL_AT(import->rules, struct sigma_rule, *MODEL_AT(file->rules, uint32_t, i));
        write_text(&w, STR("\n"));
        write_text(&w, rule->lists);
        write_text(&w, rule->text);
    }
    *(char *)vec_push(&w.text, 1) = '\0'; /* the lexer's */
    file->text = arena_copy(import->arena, (struct str){w.text.p, (uint32_t)w.text.count - 1});
    vec_free(&w.text);
}

/* ---- the proof of the pudding ---- */

/* The rule in whose text the offset of its file is. */
static struct sigma_rule *rule_at(struct sigma_import *import, const struct sigma_file *file, uint32_t offset)
{
    uint32_t end = file->text.n;
    for (size_t i = file->rules.count; i-- > 0;) {
        struct sigma_rule *rule = MODEL_AT(import->rules, struct sigma_rule, *MODEL_AT(file->rules, uint32_t, i));
        end -= rule->text.n + rule->lists.n + 1;
        if (offset >= end || i == 0) return rule;
    }
    return NULL;
}

static void take_out(struct sigma_import *import, struct sigma_rule *rule, const struct diag *error, struct str line)
{
    if (!rule->imported) return;
    struct diag *d = diag_report(&import->sink, DIAG_SIGMA_REFUSED, rule->span, "Weir refuses what this rule becomes: " STR_FMT, STR_ARG(error->text));
    if (import->options->strict) diag_set_level(&import->sink, d, DIAG_ERROR);
    if (line.n) diag_set_note(&import->sink, d, "%s, in: " STR_FMT, diag_row(error->code)->code, (int)(line.n < 200 ? line.n : 200), line.p);
    rule->imported = false;
    keep_reason(import, rule, d);
}

static void remove_refused(struct sigma_import *import, struct sigma_file *file)
{
    uint32_t *rules = file->rules.p;
    size_t n = 0;
    for (size_t i = 0; i < file->rules.count; i++)
        if (MODEL_AT(import->rules, struct sigma_rule, rules[i])->imported) rules[n++] = rules[i];
    if (n == file->rules.count) return;
    file->rules.count = n;
    assemble(import, file);
}

/* Parses and resolves everything as the compiler will. */
static void check(struct sigma_import *import)
{
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    arena_init(&arena, import->arena->exhausted);
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    model_init(&model, &arena, &sources, &sink);
    struct tree *trees = arena_array(&arena, import->files.count + 1, sizeof *trees);
    for (size_t i = 0; i < import->files.count; i++) {
        const struct sigma_file *file = MODEL_AT(import->files, struct sigma_file, i);
        syntax_parse(&trees[i], &arena, &sources, sources_add(&sources, file->path, file->text), &sink);
    }
    model_build(&model, trees, import->files.count, &(struct model_options){.root = import->options->root});
    for (size_t i = 0; i < sink.list.count; i++) {
        const struct diag *d = ((struct diag *const *)sink.list.p)[i];
        if (d->level != DIAG_ERROR) continue;
        const struct source_file *found = sources_file_of(&sources, d->span.at);
        size_t number = 0;
        while (number < import->files.count && (found == NULL || sources_file(&sources, trees[number].file) != found)) number++;
        if (number == import->files.count) continue;
        struct sigma_file *file = MODEL_AT(import->files, struct sigma_file, number);
        struct sigma_rule *rule = rule_at(import, file, d->span.at - found->base);
        if (rule) take_out(import, rule, d, sources_place(&sources, d->span.at).line_text);
    }
    for (size_t i = 0; i < import->files.count; i++) {
        tree_free(&trees[i]);
        remove_refused(import, MODEL_AT(import->files, struct sigma_file, i));
    }
    model_free(&model);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&arena);
}

/* The texts in the one style, as `weir fmt` would leave them. */
static void format(struct sigma_import *import)
{
    struct arena arena;
    arena_init(&arena, import->arena->exhausted);
    for (size_t i = 0; i < import->files.count; i++) {
        struct sigma_file *file = MODEL_AT(import->files, struct sigma_file, i);
        if (printer_restyle(&arena, file->text, &file->text)) file->text = arena_copy(import->arena, file->text);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

bool sigma_run(struct sigma_import *import, const struct sigma_options *options, struct sigma_failure *failure)
{
    *failure = (struct sigma_failure){{0, NULL}, NULL};
    import->options = options;
    if (!read_settings(import, failure) || diag_has_errors(&import->sink)) return false;
    struct arena scratch;
    arena_init(&scratch, import->arena->exhausted);
    bool good = true;
    for (size_t i = 0; i < options->source_count && good; i++) {
        if (options->tell) options->tell(options->tell_context, "importing", i, options->source_count);
        good = convert_file(import, &scratch, &options->sources[i], failure);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    if (!good) return false;
    for (size_t i = 0; i < import->files.count; i++) assemble(import, MODEL_AT(import->files, struct sigma_file, i));
    check(import);
    format(import);
    for (size_t i = 0; i < import->rules.count; i++) {
        const struct sigma_rule *rule = MODEL_AT(import->rules, struct sigma_rule, i);
        import->imported += rule->imported;
        if (rule->imported) MODEL_AT(import->mapping.targets, struct mapping_target, rule->target)->used++;
    }
    diag_sort(&import->sink);
    return true;
}
