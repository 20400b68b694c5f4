/* Our regular expressions for engines that read Java's.
 *
 * In:  an expression that regex_compile takes. Out: one that Java's engine, without any flag, finds in the same texts.
 * Must hold: nothing is left to what the two languages read differently: '$', '.', '\b', '\s', (?i) and the named classes are written out from the
 *      tree, so that only characters, ranges, groups, alternatives, counts and looks around remain. Recursion follows the tree, whose depth
 *      regex_parse.c bounds. */
#include <stdio.h>

#include "regex.h"

struct writer {
    struct regex_compiler *compiler;
    struct vec bytes; /* char */
};

#define WORD "[0-9A-Za-z_]"

static void put(struct writer *w, const char *text)
{
    const size_t n = strlen(text);
    memcpy(vec_extend(&w->bytes, n, 1), text, n);
}

static void put_number(struct writer *w, uint32_t number)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", number);
    put(w, digits);
}

/* As itself where everybody can read it, else by its number. */
static void put_character(struct writer *w, uint32_t c)
{
    char text[16];
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == ' ' || c == '/' || c == ':' || c == ',' || c == '"' || c == '\'' || c == ';' ||
        c == '=' || c == '%' || c == '@' || c == '!' || c == '<' || c == '>' || c == '~' || c == '`')
        snprintf(text, sizeof text, "%c", (int)c);
    else if (c > 0x20 && c < 0x7f)
        snprintf(text, sizeof text, "\\%c", (int)c);
    else
        snprintf(text, sizeof text, "\\x{%X}", c);
    put(w, text);
}

static void put_ranges(struct writer *w, const struct range *ranges, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        put_character(w, ranges[i].first);
        if (ranges[i].last == ranges[i].first) continue;
        if (ranges[i].last > ranges[i].first + 1) put(w, "-");
        put_character(w, ranges[i].last);
    }
}

static void put_class(struct writer *w, const struct regex_class *class)
{
    const bool to_end = class->range_count && class->ranges[class->range_count - 1].last == LAST_CODE_POINT;
    if (class->range_count == 0) {
        put(w, "[^\\x{0}-\\x{10FFFF}]");
        return;
    }
    if (!to_end || class->range_count == 1) {
        put(w, "[");
        put_ranges(w, class->ranges, class->range_count);
        put(w, "]");
        return;
    }
    put(w, "[^"); /* what lies between the ranges */
    for (uint32_t i = 0, from = 0; i < class->range_count; i++) {
        const struct range gap = {from, class->ranges[i].first - 1};
        if (class->ranges[i].first > from) put_ranges(w, &gap, 1);
        from = class->ranges[i].last + 1;
    }
    put(w, "]");
}

static void put_assertion(struct writer *w, uint32_t assertion)
{
    switch ((enum weir_assertion)assertion) {
    case WEIR_ASSERT_TEXT_START: put(w, "\\A"); break;
    case WEIR_ASSERT_TEXT_END: put(w, "\\z"); break;
    case WEIR_ASSERT_LINE_START: put(w, "(?<![^\\x{A}])"); break;
    case WEIR_ASSERT_LINE_END: put(w, "(?![^\\x{A}])"); break;
    case WEIR_ASSERT_WORD: put(w, "(?:(?<=" WORD ")(?!" WORD ")|(?<!" WORD ")(?=" WORD "))"); break;
    case WEIR_ASSERT_NOT_WORD: put(w, "(?:(?<=" WORD ")(?=" WORD ")|(?<!" WORD ")(?!" WORD "))"); break;
    case WEIR_ASSERT_COUNT: BUG("no such assertion");
    }
}

static void put_node(struct writer *w, const struct regex_node *node);

static void put_repeat(struct writer *w, const struct regex_node *node)
{
    put(w, "(?:");
    put_node(w, node->first);
    put(w, ")");
    if (node->min == 0 && node->max == REGEX_NO_END) {
        put(w, "*");
    } else if (node->min == 1 && node->max == REGEX_NO_END) {
        put(w, "+");
    } else if (node->min == 0 && node->max == 1) {
        put(w, "?");
    } else {
        put(w, "{");
        put_number(w, node->min);
        if (node->max != node->min) put(w, ",");
        if (node->max != node->min && node->max != REGEX_NO_END) put_number(w, node->max);
        put(w, "}");
    }
}

static void put_node(struct writer *w, const struct regex_node *node)
{
    switch ((enum regex_node_kind)node->kind) {
    case REGEX_EMPTY: break;
    case REGEX_LITERAL: put_character(w, node->value); break;
    case REGEX_CLASS: put_class(w, regex_class_at(w->compiler, node->value)); break;
    case REGEX_ASSERT: put_assertion(w, node->value); break;
    case REGEX_REPEAT: put_repeat(w, node); break;
    case REGEX_CONCAT:
        for (const struct regex_node *child = node->first; child; child = child->next) put_node(w, child);
        break;
    case REGEX_ALTERNATE:
        put(w, "(?:");
        for (const struct regex_node *child = node->first; child; child = child->next) {
            if (child != node->first) put(w, "|");
            put_node(w, child);
        }
        put(w, ")");
        break;
    }
}

static bool write_java(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    struct writer w = {compiler, {.exhausted = arena->exhausted}};
    const struct regex_node *tree = regex_parse(compiler, pattern);
    if (tree == NULL) return false;
    put_node(&w, tree);
    *(struct str *)out = arena_copy(arena, (struct str){w.bytes.p, (uint32_t)w.bytes.count});
    vec_free(&w.bytes);
    return true;
}

struct str regex_to_java(struct arena *arena, struct str pattern)
{
    struct regex_error error;
    struct regex_compiler compiler = {.error = &error};
    struct str java = {NULL, 0};
    if (!regex_guarded(&compiler, arena, pattern, write_java, &java)) BUG("an expression that was compiled cannot be read again");
    return java;
}
