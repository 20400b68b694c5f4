/* Collections: documents of one file that share parts, by `action` of Sigma 1: global, reset and repeat.
 *
 * In:  the documents of a file, one after another. Out: what each stands for, with the shared parts in it. Must hold: what is merged is bounded for a file,
 *      and keys are found without comparing each with each. */
#include "convert.h"

static struct yaml_tree *entry_copy(struct arena *arena, const struct yaml_tree *entry)
{
    struct yaml_tree *out = arena_new(arena, struct yaml_tree);
    *out = *entry;
    out->next = NULL;
    return out;
}

/* What implementations take from the shared part even where the rule has one of its own. What a rule says about itself, it keeps. */
static bool is_shared(struct str key) { return str_equal(key, STR("detection")) || str_equal(key, STR("logsource")); }

/* base with the entries of over in it, which win (or only those that may be shared); maps are merged again. No deeper than YAML is. NULL: too much. */
static struct yaml_tree *merge(struct collection *of, struct arena *arena, const struct yaml_tree *base, const struct yaml_tree *over, bool only_shared)
{
    struct intern keys;
    struct yaml_tree *out = entry_copy(arena, base);
    const uint32_t count = base->count + over->count;
    of->merged += count;
    if (of->merged > LIMIT_IMPORT_NODES) return NULL;
    struct yaml_tree **entries = arena_array(arena, count + 1u, sizeof *entries);
    uint32_t n = 0;
    bool good = true;
    intern_init(&keys, arena);
    for (int side = 0; side < 2; side++)
        for (const struct yaml_tree *entry = side ? over->first : base->first; entry; entry = entry->next) {
            if (str_equal(entry->key->text, STR("action"))) continue;
            const uint32_t number = intern_add(&keys, entry->key->text);
            struct yaml_tree *const before = number < n ? entries[number] : NULL;
            if (before && only_shared && !is_shared(entry->key->text)) continue;
            const bool maps = before && before->shape == YAML_IS_MAP && entry->shape == YAML_IS_MAP;
            entries[number] = maps && good ? merge(of, arena, before, entry, false) : entry_copy(arena, entry);
            good &= entries[number] != NULL;
            if (!good) break;
            entries[number]->key = entry->key;
            n += number == n;
        }
    intern_free(&keys);
    if (!good) return NULL;
    out->first = out->last = NULL;
    out->count = n;
    for (uint32_t i = 0; i < n; i++) {
        if (out->last) out->last->next = entries[i];
        else out->first = entries[i];
        out->last = entries[i];
    }
    return out;
}

enum collected collection_take(struct collection *of, struct arena *arena, struct yaml_tree **document)
{
    const struct yaml_tree empty = {.shape = YAML_IS_MAP, .span = (*document)->span};
    if ((*document)->shape != YAML_IS_MAP) return COLLECTED_ALONE;
    const struct yaml_tree *tree = yaml_get(*document, "action");
    struct yaml_tree *own = *document;
    const struct str action = tree && tree->shape == YAML_IS_SCALAR ? tree->text : STR("");
    const bool repeats = of->previous && str_equal(action, STR("repeat"));
    if (str_equal(action, STR("reset"))) {
        of->global = NULL;
        return COLLECTED_NOTHING;
    }
    if (str_equal(action, STR("global"))) {
        of->global = merge(of, arena, of->global ? of->global : &empty, own, false);
        of->open = own;
        return of->global ? COLLECTED_NOTHING : COLLECTED_TOO_MUCH;
    }
    if (tree && !repeats) return COLLECTED_ALONE; /* an action that there is not */
    of->open = NULL;
    if (of->global == NULL && !repeats) {
        of->previous = *document;
        return COLLECTED_ALONE;
    }
    struct yaml_tree *made = repeats ? merge(of, arena, of->previous, own, false) : merge(of, arena, own, of->global, true);
    if (made == NULL) return COLLECTED_TOO_MUCH;
    made->span = own->span;
    of->previous = *document = made;
    return COLLECTED_TOGETHER;
}
