/* The conformance kit says what it claims: its projects use every row of the format's tables, its bad files every reason, and whoever answers wrongly fails. */
#include <stdio.h>
#include <stdlib.h>

#include "../../kit/parts.h"
#include "check.h"

/* ---- what the projects use ---- */

struct used {
    bool op[256][256]; /* by operator and type */
    bool type[256], code[256], instruction[256], assertion[256], kind[256], form[256], severity[256], action[256], phase[256], cased[256];
};

static const uint8_t *record(const struct content *c, uint32_t section, uint32_t bytes, uint32_t i)
{
    return c->bytes + c->channel.section[section].offset + (size_t)i * bytes;
}
static uint32_t count(const struct content *c, uint32_t section) { return c->channel.section[section].count; }

static void note(struct used *u, const struct content *c)
{
    for (uint32_t i = 0; i < c->channel.parameter_count; i++) u->type[c->types[i]] = true;
    for (uint32_t i = 0; i < count(c, WEIR_SECTION_CRITERIA); i++) {
        const uint8_t *r = record(c, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA, i);
        u->op[r[WEIR_CRITERION_OP]][c->types[r[WEIR_CRITERION_ORDINAL] - 1]] = true;
        if (r[WEIR_CRITERION_FLAGS] & WEIR_CRITERION_CASED) u->cased[r[WEIR_CRITERION_OP]] = true;
    }
    for (uint32_t i = 0; i < count(c, WEIR_SECTION_CODE); i++) u->code[*record(c, WEIR_SECTION_CODE, WEIR_BYTES_CODE, i)] = true;
    for (uint32_t i = 0; i < count(c, WEIR_SECTION_PROGRAM_CODE); i++) {
        const uint8_t *r = record(c, WEIR_SECTION_PROGRAM_CODE, WEIR_BYTES_PROGRAM_CODE, i);
        u->instruction[r[0]] = true;
        if (r[0] == WEIR_NFA_ASSERT) u->assertion[r[1]] = true;
    }
    for (uint32_t i = 0; i < count(c, WEIR_SECTION_SETS); i++) {
        const uint8_t *r = record(c, WEIR_SECTION_SETS, WEIR_BYTES_SETS, i);
        u->kind[r[WEIR_SET_KIND]] = u->form[r[WEIR_SET_FORM]] = true;
    }
    for (uint32_t i = 0; i < count(c, WEIR_SECTION_INSTANCES); i++) {
        const uint8_t *r = record(c, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES, i);
        u->severity[r[WEIR_INSTANCE_SEVERITY]] = u->action[r[WEIR_INSTANCE_ACTION]] = true;
    }
    u->phase[record(c, WEIR_SECTION_TEMPLATE, WEIR_BYTES_TEMPLATE, 0)[WEIR_TEMPLATE_PHASE]] = true;
}

enum { RESERVED = 1u << WEIR_TYPE_RESERVED, STRING = 1u << WEIR_TYPE_STRING, PATH = 1u << WEIR_TYPE_PATH, HASH = 1u << WEIR_TYPE_HASH, GUID = 1u << WEIR_TYPE_GUID, U32 = 1u << WEIR_TYPE_U32,
       U64 = 1u << WEIR_TYPE_U64, I64 = 1u << WEIR_TYPE_I64, BOOL = 1u << WEIR_TYPE_BOOL, ENUM = 1u << WEIR_TYPE_ENUM, FLAGS = 1u << WEIR_TYPE_FLAGS, IP = 1u << WEIR_TYPE_IP,
       TEXT = STRING | PATH | HASH, ORDERED = U32 | U64 | I64, NUMBER = ORDERED | BOOL | ENUM | FLAGS, BYTES = GUID | IP, ANY = TEXT | NUMBER | BYTES };

static void test_used(const struct used *u)
{
#define TYPE(name, number, word, storage) CHECK_WITH(u->type[number], "no parameter of type %s", word);
#include "../../interpreter/types.def"
#undef TYPE
#define OP(name, number, allowed, set, text) \
    for (uint32_t t = 1; t < WEIR_TYPE_COUNT; t++) CHECK_WITH(!((unsigned)(allowed) >> t & 1) || u->op[number][t], "no criterion with %s on type %u", #name, t);
#include "../../interpreter/ops.def"
#undef OP
#define CODE(name, number, text) CHECK_WITH(u->code[number], "no condition with %s", #name);
#include "../../interpreter/code.def"
#undef CODE
#define INSTRUCTION(name, number, text) CHECK_WITH(u->instruction[number], "no program with %s", #name);
#include "../../interpreter/program.def"
#undef INSTRUCTION
    for (uint32_t k = WEIR_SET_STRINGS; k <= WEIR_SET_PROGRAMS; k++) CHECK_WITH(u->kind[k], "no set of kind %u", k);
    for (uint32_t f = 0; f < WEIR_FORM_COUNT; f++) CHECK_WITH(u->form[f], "no set of form %u", f);
    for (uint32_t s = 0; s < WEIR_SEVERITY_COUNT; s++) CHECK_WITH(u->severity[s], "no instance of severity %u", s);
    for (uint32_t a = 0; a < WEIR_ACTION_COUNT; a++) CHECK_WITH(u->action[a], "no instance of action %u", a);
    for (uint32_t p = 0; p < WEIR_PHASE_COUNT; p++) CHECK_WITH(u->phase[p], "no Template Type of phase %u", p);
}

static void test_projects(struct arena *arena)
{
    static struct used used;
    struct contents contents;
    uint32_t most = 0;
    const char *fault = contents_make(arena, &contents);
    CHECK_WITH(!fault, "%s", fault);
    for (uint32_t i = 0; i < contents.count; i++) {
        note(&used, &contents.list[i]);
        if (contents.list[i].channel.parameter_count > most) most = contents.list[i].channel.parameter_count;
    }
    test_used(&used);
    CHECK_WITH(most == WEIR_MAX_PARAMETERS, "the widest project has %u parameters", most);
    CHECK_WITH(contents_find(&contents, "outage.weir")->channel.parameter_count == 21, "the outage had 21");
    contents_free(&contents);
}

static void test_reasons(struct arena *arena)
{
    struct vec reasons = reasons_read(arena);
#define REFUSAL(name, number, text, why)                                                                                             \
    {                                                                                                                                \
        bool found = false;                                                                                                          \
        for (size_t i = 0; i < reasons.count; i++) found |= strcmp(MODEL_AT(reasons, struct reason, i)->code, #name) == 0;           \
        CHECK_WITH(found, "no file is refused for " #name);                                                                               \
    }
#include "../../interpreter/refusals.def"
#undef REFUSAL
    vec_free(&reasons);
}

/* ---- subjects that answer wrongly ---- */

static void open_all(void *context, const struct kit_file *file, struct kit_reply *reply)
{
    (void)context, (void)file;
    reply->answer = KIT_ACCEPTED;
}
static void open_none(void *context, const struct kit_file *file, struct kit_reply *reply)
{
    (void)context, (void)file;
    reply->answer = KIT_REFUSED;
    memcpy(reply->code, "MAGIC", 6);
}
static void match_none(void *context, const struct kit_event *event, struct kit_reply *reply)
{
    (void)context, (void)event;
    reply->answer = KIT_VERDICTS;
}
static void open_gone(void *context, const struct kit_file *file, struct kit_reply *reply)
{
    (void)context, (void)file;
    reply->answer = KIT_GONE;
    memcpy(reply->why, "away", 5);
}

static void test_subject(struct arena *arena, const char *name, struct kit_subject subject, enum kit_category fails, enum kit_category passes)
{
    struct kit_report *report = arena_new(arena, struct kit_report);
    const struct kit_options options = {.quick = true};
    const char *fault = kit_run(arena, &subject, &options, report);
    CHECK_WITH(!fault, "%s: %s", name, fault);
    CHECK_WITH(kit_failed(report), "%s passes", name);
    CHECK_WITH(report->categories[fails].failed || report->categories[fails].not_run, "%s does not fail in %s", name, kit_category_rows[fails].word);
    CHECK_WITH(fails == passes || (report->categories[passes].passed && !report->categories[passes].failed), "%s fails in %s", name, kit_category_rows[passes].word);
}

int main(void)
{
    jmp_buf exhausted;
    struct arena arena;
    if (setjmp(exhausted)) return fputs("out of memory\n", stderr), 1;
    arena_init(&arena, &exhausted);
    test_projects(&arena);
    test_reasons(&arena);
    test_subject(&arena, "one that accepts all", (struct kit_subject){NULL, open_all, match_none}, KIT_REASONS, KIT_GOOD);
    test_subject(&arena, "one that refuses all", (struct kit_subject){NULL, open_none, match_none}, KIT_GOOD, KIT_FLIPPED);
    test_subject(&arena, "one that matches nothing", (struct kit_subject){NULL, open_all, match_none}, KIT_MATCH, KIT_MATCH);
    test_subject(&arena, "one that counts no values", (struct kit_subject){NULL, open_all, match_none}, KIT_COUNT, KIT_GOOD);
    test_subject(&arena, "one that goes away", (struct kit_subject){NULL, open_gone, match_none}, KIT_FLIPPED, KIT_FLIPPED);
    arena_free(&arena);
    return CHECK_DONE("kit");
}
