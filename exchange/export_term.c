/* What the exporters share: see export_term.h. */
#include "export_term.h"

#include <stdio.h>
#include <stdlib.h>

#include "../compiler/model/addresses.h"

/* ---- conditions ---- */

static struct term *term_new(struct arena *arena, enum term_kind kind)
{
    struct term *term = arena_new(arena, struct term);
    term->kind = (uint8_t)kind;
    return term;
}

/* The top `count` terms of the stack become the children of a new one. */
static struct term *join(struct arena *arena, enum term_kind kind, struct term **stack, uint32_t *depth, uint32_t count)
{
    struct term *term = term_new(arena, kind);
    struct term **link = &term->first;
    if (*depth < count) BUG("a condition pops more than it pushed");
    *depth -= count;
    for (uint32_t i = 0; i < count; i++) {
        *link = stack[*depth + i];
        link = &(*link)->next;
    }
    term->count = count;
    return term;
}

/* Two operands of AND or OR: where the left one is such a chain already, it grows. Last links are kept in a child's place of the chain. */
static struct term *chain(struct arena *arena, enum term_kind kind, struct term **stack, struct term **tails, uint32_t *depth)
{
    if (*depth < 2) BUG("a condition pops more than it pushed");
    struct term *left = stack[*depth - 2], *right = stack[*depth - 1];
    *depth -= 2;
    if (left->kind != kind) {
        struct term *term = term_new(arena, kind);
        term->first = left;
        left->next = right;
        term->count = 2;
        left = term;
    } else {
        tails[*depth]->next = right;
        left->count++;
    }
    tails[*depth] = right;
    return left;
}

struct term *term_of_instance(struct arena *arena, const struct model *model, const struct instance *instance)
{
    struct term *stack[WEIR_MAX_STACK], *tails[WEIR_MAX_STACK];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < instance->code_count; i++) {
        const uint32_t word = ((const uint32_t *)model->code.p)[instance->code_first + i], n = word >> 16;
        struct term *term = NULL;
        switch ((enum weir_code_op)(word & 0xff)) {
        case WEIR_CODE_CRITERION:
            term = term_new(arena, TERM_CRITERION);
            term->criterion = &((const struct criterion *)model->criteria.p)[instance->criterion_first + n];
            break;
        case WEIR_CODE_TRUE: term = term_new(arena, TERM_TRUE); break;
        case WEIR_CODE_NOT: term = join(arena, TERM_NOT, stack, &depth, 1); break;
        case WEIR_CODE_AND: term = chain(arena, TERM_AND, stack, tails, &depth); break;
        case WEIR_CODE_OR: term = chain(arena, TERM_OR, stack, tails, &depth); break;
        case WEIR_CODE_ATLEAST:
            term = join(arena, TERM_ATLEAST, stack, &depth, n);
            term->k = word >> 8 & 0xff;
            break;
        case WEIR_CODE_COUNT: break;
        }
        if (term == NULL || depth == WEIR_MAX_STACK) BUG("a condition that cannot be read");
        stack[depth++] = term;
    }
    if (depth != 1) BUG("a condition leaves %u values", depth);
    return stack[0];
}

/* ---- values ---- */

const struct value_set *set_of(const struct model *model, const struct criterion *criterion)
{
    return criterion->set == WEIR_NO_SET ? NULL : &((const struct value_set *)model->sets.p)[criterion->set];
}

struct str set_text(const struct model *model, const struct value_set *set, uint32_t i)
{
    uint32_t string = ((const uint32_t *)model->values.p)[set->first + i];
    if (set->kind == WEIR_SET_PROGRAMS) string = ((const struct regex_entry *)model->regexes.p)[string].text;
    return ((const struct str *)model->strings.p)[string];
}

uint64_t set_number(const struct model *model, const struct value_set *set, uint32_t i)
{
    return ((const uint64_t *)model->numbers.p)[set->first + i];
}

struct str member_name(const struct field *field, uint64_t value)
{
    for (uint32_t i = 0; i < field->member_count; i++)
        if (field->members[i].value == value) return field->members[i].name;
    return (struct str){NULL, 0};
}

/* ---- attributes ---- */

const struct attribute *attribute_next(const struct model *model, const struct instance *instance, enum attribute_key key, const struct attribute *before)
{
    const struct attribute *all = model->attributes.p;
    uint32_t i = before ? (uint32_t)(before - all) + 1 : instance->attribute_first;
    for (; i < instance->attribute_first + instance->attribute_count; i++)
        if (all[i].key == key) return &all[i];
    return NULL;
}

struct str attribute_text(const struct model *model, const struct instance *instance, enum attribute_key key)
{
    const struct attribute *found = attribute_next(model, instance, key, NULL);
    return found ? found->text : (struct str){NULL, 0};
}

const char *severity_word(uint8_t severity)
{
    static const char *const words[WEIR_SEVERITY_COUNT] = {"informational", "low", "medium", "high", "critical"};
    return words[severity];
}

const char *action_word(uint8_t action)
{
    static const char *const words[WEIR_ACTION_COUNT] = {"observe", "detect", "prevent"};
    return words[action];
}

static bool digits(const char *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9') return false;
    return true;
}

bool tag_technique(struct str tag, char out[TECHNIQUE_BYTES])
{
    if (tag.n != 12 && tag.n != 16) return false; /* attack.t1059, attack.t1059.001 */
    if (memcmp(tag.p, "attack.", 7) != 0 || (tag.p[7] != 't' && tag.p[7] != 'T') || !digits(tag.p + 8, 4)) return false;
    if (tag.n == 16 && (tag.p[12] != '.' || !digits(tag.p + 13, 3))) return false;
    out[0] = 'T';
    memcpy(out + 1, tag.p + 8, tag.n - 8);
    out[tag.n - 7] = 0;
    return true;
}

bool tag_tactic(struct str tag, char out[TACTIC_BYTES])
{
    if (tag.n < 9 || tag.n >= 7 + TACTIC_BYTES || memcmp(tag.p, "attack.", 7) != 0) return false;
    for (uint32_t i = 7; i < tag.n; i++) {
        const char c = tag.p[i] == '_' ? '-' : tag.p[i];
        if (!(c >= 'a' && c <= 'z') && c != '-') return false;
        out[i - 7] = c;
    }
    out[tag.n - 7] = 0;
    return true;
}

/* ---- text in the making ---- */

void text_init(struct text *text, jmp_buf *exhausted) { *text = (struct text){.bytes = {.exhausted = exhausted}}; }
void text_free(struct text *text) { vec_free(&text->bytes); }

void text_put(struct text *text, struct str s)
{
    if (s.n) memcpy(vec_extend(&text->bytes, s.n, 1), s.p, s.n);
}

void text_word(struct text *text, const char *terminated) { text_put(text, str_from(terminated)); }

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n < 0) BUG("a format that cannot be printed");
    char *to = vec_extend(&text->bytes, (size_t)n + 1, 1);
    vsnprintf(to, (size_t)n + 1, format, again);
    va_end(again);
    text->bytes.count--; /* the terminator */
}

void text_guid(struct text *text, struct str bytes)
{
    char out[GUID_TEXT_BYTES];
    guid_write((const uint8_t *)bytes.p, out);
    text_word(text, out);
}

void text_address(struct text *text, struct str bytes)
{
    char out[ADDRESS_TEXT_BYTES];
    address_write_whole((const uint8_t *)bytes.p, bytes.n, out);
    text_word(text, out);
}
