/* emit and its check, on models made by hand: what is written is what was meant, one content is one byte string, and a change of any byte of the
 * file, or of anything in the model, is found. */
#include "emit_world.h"

static void test_whole(struct world *w, uint32_t version, bool with_stress, uint32_t instances)
{
    struct channel_image image;
    bool good = emit_channel(&w->model, 0, version, 7, with_stress, &image);
    CHECK_WITH(good, "version %u is not emitted", version);
    if (!good)
        return;
    const char *differs = emit_check(&w->model, &image, &w->arena);
    CHECK_WITH(differs == NULL, "version %u: %s", version, differs);
    CHECK_WITH(records(&image, WEIR_SECTION_INSTANCES) == instances, "version %u has %u instances", version, records(&image, WEIR_SECTION_INSTANCES));
    struct weir_channel channel;
    struct weir_verdict_on_file verdict = weir_open(image.bytes.p, image.bytes.count, NULL, NULL, &channel);
    CHECK_WITH(verdict.code == WEIR_ACCEPTED, "version %u: %s at %llu", version, weir_refusal_name(verdict.code), (unsigned long long)verdict.offset);
    emit_free(&image);
}

static void test_canonical(jmp_buf *exhausted)
{
    static const char *const orders[] = {"01234", "43210", "20413", "13024"};
    struct vec first = {.exhausted = exhausted};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct world w;
        struct channel_image image;
        world_make(&w, exhausted, orders[i]);
        CHECK_WITH(emit_channel(&w.model, 0, 2, 1, true, &image), "order %s", orders[i]);
        if (i == 0)
            memcpy(vec_extend(&first, image.bytes.count, 1), image.bytes.p, image.bytes.count);
        CHECK_WITH(first.count == image.bytes.count && memcmp(first.p, image.bytes.p, first.count) == 0, "order %s gives other bytes", orders[i]);
        emit_free(&image);
        world_free(&w);
    }
    vec_free(&first);
}

/* `any field` of instance 10: five criteria by ordinal, the one that was there already only once. */
static void test_any_field(struct world *w)
{
    static const uint32_t wanted[] = {PUSH(3),         PUSH(0),         PUSH(2),          WEIR_CODE_OR, PUSH(4),         WEIR_CODE_OR, PUSH(2),         WEIR_CODE_NOT,
                                      PUSH(1),         WEIR_CODE_AND,   PUSH(0),          PUSH(2),      WEIR_CODE_OR,    PUSH(4),      WEIR_CODE_OR,    WEIR_CODE_OR,
                                      WEIR_CODE_AND,   WEIR_CODE_AND};
    static const uint8_t ordinals[] = {PIPE, PIPE, IMAGE, USER, USER};
    struct channel_image image;
    CHECK_WITH(emit_channel(&w->model, 0, 1, 1, false, &image), "version 1");
    const uint8_t *in = record(&image, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES, 0);
    CHECK_WITH(in[0] == 10 && get32(in + WEIR_INSTANCE_CRITERION_COUNT) == 5, "%u criteria", get32(in + WEIR_INSTANCE_CRITERION_COUNT));
    for (uint32_t i = 0; i < 5; i++)
        CHECK_WITH(record(&image, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA, i)[WEIR_CRITERION_ORDINAL] == ordinals[i], "criterion %u", i);
    CHECK_WITH(get32(in + WEIR_INSTANCE_CODE_COUNT) == sizeof wanted / sizeof *wanted, "%u words", get32(in + WEIR_INSTANCE_CODE_COUNT));
    for (uint32_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        CHECK_WITH(get32(record(&image, WEIR_SECTION_CODE, WEIR_BYTES_CODE, i)) == wanted[i], "word %u is %x", i, get32(record(&image, WEIR_SECTION_CODE, WEIR_BYTES_CODE, i)));
    emit_free(&image);
}

/* The same criterion for the fields that are not declared cased, and for those that are. */
static void test_any_field_by_case(struct world *w)
{
    static const struct {
        uint8_t flags, count, ordinals[5];
    } cases[] = {{CRITERION_BY_FIELD, 4, {PIPE, PIPE, IMAGE, USER}}, {CRITERION_BY_FIELD | WEIR_CRITERION_CASED, 4, {PIPE, IMAGE, USER, USER}}};
    struct criterion *any = MODEL_AT(w->model.criteria, struct criterion, MODEL_AT(w->model.instances, struct instance, 1)->criterion_first + 3);
    CHECK_WITH(any->ordinal == 0, "the criterion on any field is another");
    for (uint32_t i = 0; i < 2; i++) {
        struct channel_image image;
        any->flags = cases[i].flags;
        CHECK_WITH(emit_channel(&w->model, 0, 1, 1, false, &image), "version 1");
        const uint8_t *in = record(&image, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES, 0);
        CHECK_WITH(in[0] == 10 && get32(in + WEIR_INSTANCE_CRITERION_COUNT) == cases[i].count, "%u criteria", get32(in + WEIR_INSTANCE_CRITERION_COUNT));
        for (uint32_t c = 0; c < cases[i].count; c++) {
            const uint8_t *criterion = record(&image, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA, c);
            CHECK_WITH(criterion[WEIR_CRITERION_ORDINAL] == cases[i].ordinals[c] && criterion[WEIR_CRITERION_FLAGS] <= WEIR_CRITERION_CASED, "criterion %u", c);
        }
        CHECK_WITH(emit_check(&w->model, &image, &w->arena) == NULL, "the check sees a difference");
        any->flags ^= CRITERION_BY_FIELD;
        CHECK_WITH(emit_check(&w->model, &image, &w->arena) != NULL, "the check does not see which fields are meant");
        emit_free(&image);
    }
    any->flags = 0;
}

static void digest_again(struct channel_image *image)
{
    sha256_of_channel(image->bytes.p, image->bytes.count, image->digest);
    memcpy((uint8_t *)image->bytes.p + WEIR_AT_DIGEST, image->digest, 32);
}

static bool is_in(const struct channel_image *image, enum weir_section section, size_t at)
{
    const uint8_t *row = (const uint8_t *)image->bytes.p + WEIR_HEADER_BYTES + (section - 1u) * WEIR_SECTION_ROW_BYTES;
    return at >= get32(row + 8) && at - get32(row + 8) < get32(row + 12);
}

/* The sections up to the strings say what is meant, and the check alone finds what is changed there; those behind them follow, and the verifier finds it. */
static bool is_content(const struct channel_image *image, size_t at)
{
    return at < get32((const uint8_t *)image->bytes.p + WEIR_HEADER_BYTES + (WEIR_SECTION_QUESTIONS - 1u) * WEIR_SECTION_ROW_BYTES + 8);
}

/* Every byte matters: whoever changes one and makes the digest fit is found. */
static void test_every_byte(struct world *w)
{
    static const uint8_t changes[] = {0x01, 0x80, 0xff};
    struct channel_image image;
    if (!emit_channel(&w->model, 0, 2, 7, true, &image))
        return;
    uint32_t checked = 0, verified = 0, accepted = 0; /* accepted: where strings that are in no table have their windows */
    for (size_t i = 0; i < image.bytes.count; i++) {
        if (i >= WEIR_AT_DIGEST && i < WEIR_AT_DIGEST + 32)
            continue;
        for (size_t c = 0; c < sizeof changes; c++) {
            uint8_t *p = image.bytes.p;
            p[i] ^= changes[c];
            digest_again(&image);
            struct weir_channel channel;
            bool differs = emit_check(&w->model, &image, &w->arena) != NULL;
            bool refused = weir_open(image.bytes.p, image.bytes.count, NULL, NULL, &channel).code != WEIR_ACCEPTED;
            checked += differs;
            verified += refused;
            accepted += !differs && !refused;
            CHECK_WITH(differs || !is_content(&image, i), "byte %zu changed by %02x is not found by the check", i, changes[c]);
            CHECK_WITH(differs || refused || is_in(&image, WEIR_SECTION_WINDOWS, i), "byte %zu changed by %02x is not found", i, changes[c]);
            p[i] ^= changes[c];
        }
    }
    digest_again(&image);
    CHECK_WITH(emit_check(&w->model, &image, &w->arena) == NULL, "after all changes");
    printf("emit_test: of %zu changed bytes the check finds %u, the verifier %u, neither %u\n", (image.bytes.count - 32) * 3, checked, verified, accepted);
    emit_free(&image);
}

/* Whatever stands in the file, the check answers. */
static void test_hostile(struct world *w)
{
    static const uint32_t extremes[] = {0, 1, 0x7fffffffu, 0x80000000u, 0xfffffffeu, 0xffffffffu};
    struct channel_image image;
    if (!emit_channel(&w->model, 0, 2, 7, true, &image))
        return;
    size_t whole = image.bytes.count;
    for (size_t n = 0; n < whole; n++) {
        image.bytes.count = n;
        CHECK_WITH(emit_check(&w->model, &image, &w->arena) != NULL, "cut off after %zu bytes", n);
    }
    image.bytes.count = whole;
    for (size_t at = 0; at + 4 <= whole; at += 2)
        for (size_t e = 0; e < sizeof extremes / sizeof *extremes; e++) {
            uint8_t *p = (uint8_t *)image.bytes.p + at, before[4];
            memcpy(before, p, 4);
            memcpy(p, &extremes[e], 4);
            bool changed = memcmp(before, p, 4) != 0;
            bool found = !changed || emit_check(&w->model, &image, &w->arena) != NULL;
            if (!found) { /* the same said in another way: that is for the verifier */
                uint8_t digest[32];
                struct weir_channel channel;
                memcpy(digest, image.digest, 32);
                digest_again(&image);
                found = weir_open(image.bytes.p, whole, NULL, NULL, &channel).code != WEIR_ACCEPTED;
                memcpy((uint8_t *)image.bytes.p + WEIR_AT_DIGEST, digest, 32);
                memcpy(image.digest, digest, 32);
            }
            CHECK_WITH(found || is_in(&image, WEIR_SECTION_WINDOWS, at) || is_in(&image, WEIR_SECTION_WINDOWS, at + 3), "%08x at byte %zu", extremes[e], at);
            memcpy(p, before, 4);
        }
    emit_free(&image);
}

/* The check itself: what it does not compare it cannot find. Each of these changes the model below a finished file. */
#define CHANGED(what, change, back)                                                                                \
    do {                                                                                                           \
        change;                                                                                                    \
        const char *text = emit_check(m, &image, &w->arena);                                                       \
        CHECK_WITH(text != NULL, "not found: %s", what);                                                                \
        back;                                                                                                      \
        CHECK_WITH(emit_check(m, &image, &w->arena) == NULL, "not put back: %s", what);                                 \
    } while (0)
#define SWAP(type, a, b)  \
    do {                  \
        type swap = (a);  \
        (a) = (b);        \
        (b) = swap;       \
    } while (0)

static void test_changed_model(struct world *w)
{
    struct model *m = &w->model;
    struct channel_image image;
    if (!emit_channel(m, 0, 2, 7, false, &image))
        return;
    struct template_type *t = MODEL_AT(m->templates, struct template_type, 0);
    struct instance *in = MODEL_AT(m->instances, struct instance, 0);
    struct criterion *c = MODEL_AT(m->criteria, struct criterion, in->criterion_first);
    uint32_t *code = MODEL_AT(m->code, uint32_t, in->code_first);
    struct instance *numbers = MODEL_AT(m->instances, struct instance, 2);
    struct criterion *n = MODEL_AT(m->criteria, struct criterion, numbers->criterion_first);
    CHANGED("channel", t->channel++, t->channel--);
    CHANGED("template name", t->name.n--, t->name.n++);
    CHANGED("platform", t->platform++, t->platform--);
    CHANGED("phase", t->phase++, t->phase--);
    CHANGED("actions", t->actions ^= 2, t->actions ^= 2);
    CHANGED("field name", t->fields[3].name.n--, t->fields[3].name.n++);
    CHANGED("field type", t->fields[3].type = WEIR_TYPE_HASH, t->fields[3].type = WEIR_TYPE_STRING);
    CHANGED("field case", t->fields[3].cased = false, t->fields[3].cased = true);
    CHANGED("aliases", t->fields[IMAGE - 1].alias_count--, t->fields[IMAGE - 1].alias_count++);
    CHANGED("members", t->fields[KIND - 1].member_count--, t->fields[KIND - 1].member_count++);
    CHANGED("recorded", t->recorded_count--, t->recorded_count++);
    CHANGED("parameter count", t->fields[HASH - 1].since = 3, t->fields[HASH - 1].since = 2);
    CHANGED("instance missing", in->least_version = 3, in->least_version = 1);
    CHANGED("stress", in->stress = true, in->stress = false);
    CHANGED("id", in->id++, in->id--);
    CHANGED("name", in->name.n--, in->name.n++);
    CHANGED("title", in->title.n--, in->title.n++);
    CHANGED("severity", in->severity--, in->severity++);
    CHANGED("action", in->action--, in->action++);
    CHANGED("positions", (in->positional = true, in->positions = 10), in->positional = false);
    CHANGED("sets of two criteria", SWAP(uint32_t, n[0].set, n[2].set), SWAP(uint32_t, n[0].set, n[2].set));
    CHANGED("two criteria", SWAP(struct criterion, n[0], n[1]), SWAP(struct criterion, n[0], n[1]));
    CHANGED("operator", c[0].op = WEIR_OP_CONTAINS, c[0].op = WEIR_OP_LIKE);
    CHANGED("case rule", c[0].flags ^= WEIR_CRITERION_CASED, c[0].flags ^= WEIR_CRITERION_CASED);
    CHANGED("ordinal", c[3].ordinal = USER, c[3].ordinal = IMAGE);
    CHANGED("other field", c[3].other = PIPE, c[3].other = 0);
    CHANGED("no set", SWAP(uint32_t, c[3].set, *(uint32_t *)&(uint32_t){WEIR_NO_SET}), c[3].set = c[4].set);
    CHANGED("or to and", code[2] = WEIR_CODE_AND, code[2] = WEIR_CODE_OR);
    CHANGED("at least", code[6] = WEIR_CODE_ATLEAST | 1 << 8 | 3u << 16, code[6] = WEIR_CODE_ATLEAST | 2 << 8 | 3u << 16);
    CHANGED("pushes", SWAP(uint32_t, code[0], code[1]), SWAP(uint32_t, code[0], code[1]));
    CHANGED("shorter condition", in->code_count--, in->code_count++);
    for (size_t i = 0; i < m->strings.count; i++) {
        struct str *s = MODEL_AT(m->strings, struct str, i);
        CHANGED("a string", s->n--, s->n++);
    }
    for (size_t i = 0; i < m->numbers.count; i++) {
        bool used = false;
        for (size_t s = 0; s < m->sets.count; s++) {
            const struct value_set *set = MODEL_AT(m->sets, struct value_set, s);
            used = used || (set->kind == WEIR_SET_NUMBERS && i >= set->first && i < set->first + set->count) ||
                   (set->kind == WEIR_SET_RANGES && i >= set->first && i < set->first + 2 * set->count);
        }
        uint64_t *number = MODEL_AT(m->numbers, uint64_t, i);
        if (used)
            CHANGED("a number", *number ^= 2, *number ^= 2);
    }
    for (size_t i = 0; i < m->sets.count; i++) {
        struct value_set *set = MODEL_AT(m->sets, struct value_set, i);
        CHANGED("the length of a set", set->count++, set->count--);
    }
    emit_free(&image);
}

static uint8_t *section_at(struct channel_image *image, enum weir_section section, uint32_t *records)
{
    uint8_t *bytes = image->bytes.p;
    const uint8_t *row = bytes + WEIR_HEADER_BYTES + (section - 1u) * WEIR_SECTION_ROW_BYTES;
    *records = (uint32_t)row[4] | (uint32_t)row[5] << 8 | (uint32_t)row[6] << 16 | (uint32_t)row[7] << 24;
    return bytes + ((uint32_t)row[8] | (uint32_t)row[9] << 8 | (uint32_t)row[10] << 16 | (uint32_t)row[11] << 24);
}

/* What the verifier finds too, the check must find without it. */
static void test_check_alone(struct world *w)
{
    struct channel_image image;
    uint32_t records = 0;
    if (!emit_channel(&w->model, 0, 2, 7, false, &image))
        return;
    uint8_t *vector = section_at(&image, WEIR_SECTION_VECTORS, &records);
    for (uint32_t i = 0; i < records; i++)
        for (int more = -1; more <= 1; more += 2) {
            if (more < 0 && vector[2 * i] == 0)
                continue;
            vector[2 * i] = (uint8_t)(vector[2 * i] + more);
            CHECK_WITH(emit_check(&w->model, &image, &w->arena) != NULL, "entry %u of the vectors, %d more", i, more);
            vector[2 * i] = (uint8_t)(vector[2 * i] - more);
        }
    /* The file and the model agree on a count that is not the Template Type's; for instances that end or start with wildcards only that is wrong. */
    uint8_t *instance = section_at(&image, WEIR_SECTION_INSTANCES, &records);
    struct instance *in = NULL;
    for (uint32_t i = 0; i < records; i++, instance += WEIR_BYTES_INSTANCES) {
        in = MODEL_AT(w->model.instances, struct instance, *MODEL_AT(image.instances, uint32_t, i));
        const uint8_t count = instance[WEIR_INSTANCE_PARAMETER_COUNT];
        in->positional = true;
        for (int more = -1; more <= 1; more++) {
            in->positions = (uint32_t)(count + more);
            instance[WEIR_INSTANCE_PARAMETER_COUNT] = (uint8_t)in->positions;
            CHECK_WITH((emit_check(&w->model, &image, &w->arena) == NULL) == (more == 0), "instance %u of %u parameters", i, in->positions);
        }
        instance[WEIR_INSTANCE_PARAMETER_COUNT] = count;
        in->positional = false;
    }
    CHECK_WITH(emit_check(&w->model, &image, &w->arena) == NULL, "put back");
    emit_free(&image);
    /* A whole file that lacks an instance. */
    in = MODEL_AT(w->model.instances, struct instance, 2);
    const uint32_t least = in->least_version;
    in->least_version = 3;
    bool emitted = emit_channel(&w->model, 0, 2, 7, false, &image);
    in->least_version = least;
    CHECK_WITH(emitted && emit_check(&w->model, &image, &w->arena) != NULL, "an instance fewer");
    emit_free(&image);
}

static void test_limits(jmp_buf *exhausted)
{
    struct world w;
    struct channel_image image;
    world_make(&w, exhausted, "");
    instance_begin(&w, 1, "Deep", "");
    criterion_add(&w, WEIR_OP_CONTAINS, 0, 0, 0, strings_set(&w.model, "evil"));
    uint32_t words[255];
    for (uint32_t i = 0; i < 128; i++)
        words[i] = PUSH(0);
    for (uint32_t i = 128; i < 255; i++)
        words[i] = WEIR_CODE_AND;
    code_end(&w, words, 255);
    CHECK_WITH(!emit_channel(&w.model, 0, 2, 1, false, &image) && w.sink.count[DIAG_ERROR] == 1, "a condition that is too deep");
    emit_free(&image);
    world_free(&w);
}

static void test_no_text_field(jmp_buf *exhausted)
{
    struct world w;
    struct channel_image image;
    world_make(&w, exhausted, "");
    struct template_type *t = MODEL_AT(w.model.templates, struct template_type, 0);
    t->fields += BALANCE - 1; /* numbers only */
    t->fields[0].ordinal = 1;
    t->fields[1].ordinal = 2;
    t->field_count = 2;
    instance_begin(&w, 1, "Nowhere", "");
    criterion_add(&w, WEIR_OP_CONTAINS, 0, 0, 0, strings_set(&w.model, "evil"));
    CODE(&w, PUSH(0));
    CHECK_WITH(emit_channel(&w.model, 0, 1, 1, false, &image), "any field without a text field");
    const char *text = emit_check(&w.model, &image, &w.arena);
    CHECK_WITH(text == NULL, "%s", text);
    emit_free(&image);
    world_free(&w);
}

int main(void)
{
    jmp_buf exhausted;
    if (setjmp(exhausted)) {
        fputs("no memory\n", stderr);
        return 1;
    }
    char name[EMIT_NAME_BYTES];
    emit_file_name(291, 2, 1, name);
    CHECK_WITH(strcmp(name, "C-00000291-00000002-00000001.chn") == 0, "%s", name);
    struct world w;
    world_make(&w, &exhausted, "01234");
    test_whole(&w, 1, false, 3);
    test_whole(&w, 2, false, 4);
    test_whole(&w, 2, true, 5);
    test_any_field(&w);
    test_any_field_by_case(&w);
    test_check_alone(&w);
    test_changed_model(&w);
    test_every_byte(&w);
    test_hostile(&w);
    CHECK_WITH(w.sink.list.count == 0, "%zu diagnostics", w.sink.list.count);
    world_free(&w);
    test_canonical(&exhausted);
    test_limits(&exhausted);
    test_no_text_field(&exhausted);
    return CHECK_DONE("emit");
}
