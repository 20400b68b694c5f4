/* What the parts of the verifier share. Internal.
 *
 * In:   the bytes of a file. Out: of each stage 0, or the reason for a refusal (enum weir_refusal) with its place in v->at.
 * Must hold: a stage reads only what the stages before it have shown to be there; weir_open is the only one that knows their order.
 *            No stage looks at a byte of the file more often than a fixed number of times, but for strings, whose uses are
 *            counted (STRING_USES): so the whole is linear. */
#ifndef WEIR_VERIFY_H
#define WEIR_VERIFY_H

#include "bytes.h"
#include "cost.h"
#include "search.h"

struct verifier {
    const uint8_t *b; /* the file */
    size_t n;         /* its size */
    uint64_t at;      /* where the reason for the refusal was found */
    struct weir_channel channel;

    /* how many of each table were used so far: the number that the next first use must have */
    uint32_t strings_seen, sets_seen, programs_seen, classes_seen;
    /* where the next range of each table must start */
    uint32_t members_used, vectors_used, criteria_used, code_used, values_used, numbers_used, program_code_used;
    uint32_t inputs_read, max_program; /* as found; the header's are in channel */
    uint64_t id_before;                /* of the instance before */
    uint64_t text_uses;                /* bytes of strings read at their uses */
    uint64_t hits_wanted;              /* pairs of a question and a value that is searched for */
    /* Of each parameter's text. Unsigned numbers, held as signed ones: the prover then sees that none of the verifier's others changes with one of these. */
    int64_t steps_per_byte[WEIR_MAX_PARAMETERS];
};

/* Which criteria of the table are an instance's: those on ordinal i + 1 are start[i] .. start[i + 1] - 1 of them, at most 64 * 65,535. Signed, because the prover
 * then sees that no number of the verifier's, none of which is, changes with one of these. */
struct verify_instance {
    uint32_t criterion_first, criterion_count;
    const int32_t *start; /* WEIR_MAX_PARAMETERS + 1 */
};

#ifdef __FRAMAC__
#include "verify_proof.h"
#include "instance_proof.h"
#include "table_proof.h"
#include "set_proof.h"
#include "wake_proof.h"
#include "question_proof.h"
#include "entry_proof.h"
#include "searched_proof.h"
#endif

/*@ requires \valid(v) && code != WEIR_ACCEPTED;
    assigns v->at;
    ensures \result == code && v->at == at; */
static inline uint32_t weir_refuse(struct verifier *v, enum weir_refusal code, uint64_t at)
{
    v->at = at;
    return code;
}

/* Goes on where the call accepts, and hands its refusal on where it does not. */
#define TRY(call)                                 \
    do {                                          \
        const uint32_t try_code = (call);         \
        if (try_code != WEIR_ACCEPTED) return try_code; \
    } while (0)

/* One owner's range in a table: it starts where the ranges before it ended, and ends inside the table. */
struct verify_range {
    size_t first_at, count_at;       /* where the two numbers stand, for the refusal */
    uint32_t first, count;
    uint32_t wrong_first, wrong_end; /* enum weir_refusal */
};
/*@ requires \valid(v) && \valid_read(range) && \valid(used) && \separated(range, used, &v->at) && *used <= total;
    requires range->wrong_first != WEIR_ACCEPTED && range->wrong_end != WEIR_ACCEPTED;
    assigns v->at, *used;
    ensures exact: \result == WEIR_ACCEPTED <==>
            (range->first == (range->count == 0 ? 0 : \old(*used)) && \old(*used) + range->count <= total);
    ensures *used == \old(*used) + (\result == WEIR_ACCEPTED ? range->count : 0); */
static inline uint32_t weir_verify_range(struct verifier *v, const struct verify_range *range, uint32_t *used, uint32_t total)
{
    if (range->first != (range->count == 0 ? 0 : *used)) return weir_refuse(v, (enum weir_refusal)range->wrong_first, range->first_at);
    if (range->count > total - *used) return weir_refuse(v, (enum weir_refusal)range->wrong_end, range->count_at);
    *used += range->count;
    return WEIR_ACCEPTED;
}

/* The type of a parameter, from 0. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, PARAMETERS) && parameter < c->section[WEIR_SECTION_PARAMETERS].count;
    assigns \nothing;
    ensures \result == parameter_type(c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, parameter);
    ensures \result < 256; */
static inline uint32_t weir_parameter_type(const struct weir_channel *c, uint32_t parameter)
{
    const size_t at = WEIR_RECORD(c, PARAMETERS, parameter);
    //@ assert at + WEIR_BYTES_PARAMETERS <= c->size;
    return c->bytes[at + WEIR_PARAMETER_TYPE];
}

/* Where a number stands in an order; in signed order, with a bias of 2^63, those of 2^63 and more come first. */
/*@ requires bias == 0 || bias == 9223372036854775808;
    assigns \nothing;
    ensures \result == placed(number, bias); */
static inline uint64_t weir_placed(uint64_t number, uint64_t bias)
{
    return number < (uint64_t)1 << 63 ? number + bias : number - bias;
}

/* digest.c: of a file of at least WEIR_HEADER_BYTES bytes and at most WEIR_MAX_FILE_BYTES */
/*@ requires size >= WEIR_HEADER_BYTES && size <= WEIR_MAX_FILE_BYTES && \valid_read(bytes + (0 .. size - 1));
    requires \valid(out + (0 .. WEIR_DIGEST_BYTES - 1)) && (limits == \null || \valid_read(limits));
    assigns out[0 .. WEIR_DIGEST_BYTES - 1]; */
void weir_digest_by(const struct weir_limits *limits, const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES]);
/* verify_header.c */
/*@ requires \valid(v) && (v->n == 0 || \valid_read(v->b + (0 .. v->n - 1))) && limits_in(v, limits);
    assigns v->at;
    ensures exact: (\result == WEIR_ACCEPTED || \result == WEIR_REFUSED_DIGEST) <==> file_ok(v->b, v->n, limits); */
uint32_t weir_verify_file(struct verifier *v, const struct weir_limits *limits);
/*@ requires WEIR_PROOF_FILE(v) && limits_in(v, limits);
    assigns v->at, v->channel.channel, v->channel.template_version, v->channel.revision, v->channel.parameter_count, v->channel.inputs_read,
            v->channel.max_program;
    ensures exact: \result == WEIR_ACCEPTED <==>
            (header_ok(v->b) &&
             (limits == \null ||
              name_ok(limits, u32(v->b, WEIR_AT_CHANNEL), u32(v->b, WEIR_AT_TEMPLATE_VERSION), u32(v->b, WEIR_AT_REVISION))));
    ensures v->channel.channel == u32(v->b, WEIR_AT_CHANNEL) && v->channel.template_version == u32(v->b, WEIR_AT_TEMPLATE_VERSION) &&
            v->channel.revision == u32(v->b, WEIR_AT_REVISION);
    ensures v->channel.parameter_count == u32(v->b, WEIR_AT_PARAMETER_COUNT) && v->channel.inputs_read == u32(v->b, WEIR_AT_INPUTS_READ) &&
            v->channel.max_program == u32(v->b, WEIR_AT_MAX_PROGRAM); */
uint32_t weir_verify_header(struct verifier *v, const struct weir_limits *limits);
/*@ requires WEIR_PROOF_FILE(v) && v->channel.parameter_count == u32(v->b, WEIR_AT_PARAMETER_COUNT);
    assigns v->at, v->channel.section[1 .. WEIR_SECTION_COUNT];
    ensures exact: \result == WEIR_ACCEPTED <==> sections_ok(v->b, v->n);
    ensures \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_FILLED(v);
    ensures \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_IN(&v->channel);
    ensures \result == WEIR_ACCEPTED ==> v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count &&
            v->channel.section[WEIR_SECTION_TEMPLATE].count == 1; */
uint32_t weir_verify_sections(struct verifier *v);
/* verify_strings.c */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, STRING_OFFSETS);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            strings_ok(v->b, v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, v->channel.section[WEIR_SECTION_STRING_OFFSETS].count,
                       v->channel.section[WEIR_SECTION_STRING_BYTES].count); */
uint32_t weir_verify_strings(struct verifier *v);
/*@ requires \valid(v) && v->channel.section[WEIR_SECTION_STRING_OFFSETS].count >= 1;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> v->strings_seen == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1; */
uint32_t weir_verify_strings_used(struct verifier *v);
/* The use of a text whose number is the u32 at `at`. */
/*@ requires WEIR_PROOF_STAGE(v) && at + 4 <= v->n;
    assigns v->at, v->strings_seen;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, u32(v->b, at), \old(v->strings_seen));
    ensures \result == WEIR_ACCEPTED ==> v->strings_seen == \old(v->strings_seen) + (u32(v->b, at) == \old(v->strings_seen) ? 1 : 0); */
uint32_t weir_verify_text(struct verifier *v, size_t at);
/* The same for a number that is in no u32. */
/*@ requires WEIR_PROOF_STAGE(v);
    assigns v->at, v->strings_seen;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, number, \old(v->strings_seen));
    ensures \result == WEIR_ACCEPTED ==> v->strings_seen == \old(v->strings_seen) + (number == \old(v->strings_seen) ? 1 : 0); */
uint32_t weir_verify_text_number(struct verifier *v, uint64_t number, size_t at);
/* Only that the number is that of a string and not too high for its place. */
/*@ requires \valid(v) && v->channel.section[WEIR_SECTION_STRING_OFFSETS].count >= 1;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            (number < v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1 && number <= v->strings_seen); */
uint32_t weir_verify_string_number(struct verifier *v, uint64_t number, size_t at);
/* Counts length bytes as read once more. */
/*@ requires \valid(v) && v->n <= WEIR_MAX_FILE_BYTES;
    assigns v->at, v->text_uses;
    ensures exact: \old(v->text_uses) <= WEIR_PROOF_USES(v) ==> (\result == WEIR_ACCEPTED <==> \old(v->text_uses) + length <= WEIR_PROOF_USES(v));
    ensures sum: \old(v->text_uses) <= WEIR_PROOF_USES(v) ==> v->text_uses == \old(v->text_uses) + length; */
uint32_t weir_verify_text_use(struct verifier *v, uint32_t length, size_t at);
/* Whether the bytes are UTF-8, and folded if asked for: 0, or the refusal at the byte where they are not. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, text);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_IS_TEXT(text.data, 0, text.length, folded); */
uint32_t weir_verify_utf8(struct verifier *v, struct weir_bytes text, bool folded);
/* verify_tables.c */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && WEIR_PROOF_IN(&v->channel, ALIASES) && WEIR_PROOF_IN(&v->channel, RECORDED);
    requires v->members_used == 0 && v->text_uses == 0;
    assigns v->at, v->strings_seen, v->members_used, v->text_uses, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_TEMPLATE_PLAIN(v, v->channel.section[WEIR_SECTION_TEMPLATE].offset);
    ensures ordinals: \result == WEIR_ACCEPTED ==>
            ordinals_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count);
    ensures sound: \result == WEIR_ACCEPTED ==>
            parameters_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count,
                          v->channel.parameter_count);
    ensures exact: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TABLES_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_TABLES_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_TABLES_SEEN(v, \old(v->strings_seen));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) && v->text_uses == WEIR_PROOF_TABLES_READ(v, \old(v->text_uses)); */
uint32_t weir_verify_tables(struct verifier *v);
/* verify_sets.c */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, SETS) && WEIR_PROOF_IN(&v->channel, VALUES) && WEIR_PROOF_IN(&v->channel, NUMBERS);
    requires v->values_used == 0 && v->numbers_used == 0;
    assigns v->at, v->values_used, v->numbers_used;
    ensures sound: \result == WEIR_ACCEPTED ==>
            sets_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_SETS].count,
                    v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count);
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_SET_RECORDS_OK(v); */
uint32_t weir_verify_set_records(struct verifier *v);
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_SETS(&v->channel) && WEIR_PROOF_IN(&v->channel, PROGRAMS) && v->programs_seen == 0;
    requires v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->programs_seen, v->text_uses;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SETS_LISTED_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==>
            !WEIR_PROOF_SETS_LISTED_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_STRINGS_BEHIND(v, \old(v->strings_seen), WEIR_PROOF_SET_TOTAL(v));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == WEIR_PROOF_READ_BEHIND(v, \old(v->text_uses), WEIR_PROOF_SET_TOTAL(v));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_VALUES(&v->channel);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_NETWORKS(&v->channel);
    ensures strings: \result == WEIR_ACCEPTED ==> \forall integer i; 0 <= i < WEIR_PROOF_SET_TOTAL(v) ==> set_ascends(&v->channel, i);
    ensures numbers: \result == WEIR_ACCEPTED ==> \forall integer i; 0 <= i < WEIR_PROOF_SET_TOTAL(v) ==> WEIR_PROOF_NUMBERS_BETWEEN(&v->channel, i); */
uint32_t weir_verify_set_values(struct verifier *v);
/* verify_instances.c */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && WEIR_PROOF_IN(&v->channel, INSTANCES);
    requires v->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    requires WEIR_PROOF_IN(&v->channel, VECTORS) && WEIR_PROOF_IN(&v->channel, CRITERIA) && WEIR_PROOF_IN(&v->channel, CODE);
    requires v->vectors_used == 0 && v->criteria_used == 0 && v->code_used == 0 && v->sets_seen == 0 && v->channel.max_criteria == 0 && v->inputs_read == 0;
    assigns v->at, v->id_before, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read, v->channel.steps_fixed,
            v->channel.max_criteria;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCES_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CONDITIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_MAX_CRITERIA(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->channel.section[WEIR_SECTION_CRITERIA].count);
    ensures ends: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_ENDS(&v->channel, 0, v->channel.section[WEIR_SECTION_CRITERIA].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCES_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTANCES_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == WEIR_PROOF_STRINGS_AT(v, \old(v->strings_seen), v->channel.section[WEIR_SECTION_INSTANCES].count);
    ensures sets: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->channel.section[WEIR_SECTION_CRITERIA].count); */
uint32_t weir_verify_instances(struct verifier *v);
/* verify_criteria.c */
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires WEIR_PROOF_STARTS_IN(v, instance);
    requires instance.criterion_first + instance.criterion_count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, instance.criterion_first);
    requires v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, instance.criterion_first);
    assigns v->at, v->sets_seen, v->inputs_read;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_OK(&v->channel, instance.criterion_first, instance.start);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_CRITERIA_OK(&v->channel, instance.criterion_first, instance.start);
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, instance.criterion_first + instance.criterion_count);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, instance.criterion_first + instance.criterion_count);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures v->inputs_read <= v->channel.parameter_count || v->inputs_read == \old(v->inputs_read);
    ensures sound: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_CRITERIA_IN(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count);
    ensures ends: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_CRITERIA_ENDS(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count); */
uint32_t weir_verify_criteria(struct verifier *v, struct verify_instance instance);
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && WEIR_PROOF_IN(&v->channel, CODE);
    requires 1 <= v->channel.parameter_count <= WEIR_MAX_PARAMETERS && WEIR_PROOF_STARTS_APART(v, instance);
    requires instance.criterion_first + instance.criterion_count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_CRITERIA_IN(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count);
    requires 1 <= count && first + count <= v->channel.section[WEIR_SECTION_CODE].count;
    requires starts_in(instance.start, instance.criterion_count, v->channel.parameter_count);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==>
            code_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, count, instance.criterion_count);
    ensures sound: \result == WEIR_ACCEPTED ==>
            condition_ok(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, count, v->channel.section[WEIR_SECTION_CRITERIA].offset,
                         instance.criterion_first, instance.criterion_count, instance.start, v->channel.parameter_count);
    ensures complete: \result != WEIR_ACCEPTED ==>
            !condition_ok(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, count, v->channel.section[WEIR_SECTION_CRITERIA].offset,
                          instance.criterion_first, instance.criterion_count, instance.start, v->channel.parameter_count); */
uint32_t weir_verify_code(struct verifier *v, struct verify_instance instance, uint32_t first, uint32_t count);
/* verify_questions.c: QUESTIONS and ASKED, when sets and criteria are verified */
/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires v->text_uses <= WEIR_PROOF_USES(v) && v->hits_wanted == 0;
    assigns v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_QUESTIONS_OK(v, v->sets_seen, v->text_uses));
    ensures hits: \result == WEIR_ACCEPTED ==> v->hits_wanted == WEIR_PROOF_QUESTIONS_COUNT(v, WEIR_PROOF_QUESTION_TOTAL(v));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == \old(v->text_uses) + WEIR_PROOF_QUESTIONS_WEIGHT(v, WEIR_PROOF_QUESTION_TOTAL(v));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ASKED(&v->channel);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_KINDS(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    ensures sound: \result == WEIR_ACCEPTED ==>
            v->channel.section[WEIR_SECTION_WINDOWS].count == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1; */
uint32_t weir_verify_questions(struct verifier *v);
/* verify_wakes.c: WAKES and ALWAYS */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_ASKED(&v->channel) && WEIR_PROOF_IN(&v->channel, WAKES) && WEIR_PROOF_IN(&v->channel, ALWAYS);
    requires WEIR_PROOF_IN(&v->channel, INSTANCES) && WEIR_PROOF_INSTANCES_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    requires WEIR_PROOF_IN(&v->channel, CODE) && WEIR_PROOF_CONDITIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    assigns v->at, v->channel.steps_fixed;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WAKES(&v->channel);
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_WAKES_OK(&v->channel)); */
uint32_t weir_verify_wakes(struct verifier *v);
/* Where entries of a table are verified: what is before the search tables is. */
#ifdef __FRAMAC__
#define WEIR_PROOF_ENTRIES_STAGE(v) \
    (WEIR_PROOF_STAGE(v) && WEIR_PROOF_PARAMETERS(&(v)->channel) && WEIR_PROOF_SETS(&(v)->channel) && WEIR_PROOF_VALUES(&(v)->channel) && \
     WEIR_PROOF_IN(&(v)->channel, CRITERIA) && WEIR_PROOF_CRITERIA_IN(&(v)->channel, 0, (v)->channel.section[WEIR_SECTION_CRITERIA].count) && \
     WEIR_PROOF_IN(&(v)->channel, QUESTIONS) && WEIR_PROOF_QUESTIONS_IN(&(v)->channel, (v)->channel.section[WEIR_SECTION_QUESTIONS].count) && \
     WEIR_PROOF_QUESTION_KINDS(&(v)->channel, (v)->channel.section[WEIR_SECTION_QUESTIONS].count) && WEIR_PROOF_IN(&(v)->channel, ASKED) && \
     (v)->channel.section[WEIR_SECTION_ASKED].count == (v)->channel.section[WEIR_SECTION_CRITERIA].count && \
     (v)->channel.section[WEIR_SECTION_WINDOWS].count == (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1 && \
     WEIR_PROOF_IN(&(v)->channel, WINDOWS) && WEIR_PROOF_IN(&(v)->channel, ENTRIES) && WEIR_PROOF_IN(&(v)->channel, HITS))
#endif
/* verify_search.c: TABLES, BUCKETS, FILTERS */
/*@ requires WEIR_PROOF_ENTRIES_STAGE(v) && WEIR_PROOF_IN(&v->channel, TABLES) && WEIR_PROOF_IN(&v->channel, BUCKETS) && WEIR_PROOF_IN(&v->channel, FILTERS);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    assigns v->at, v->channel.steps_fixed, v->channel.steps_per_byte, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures exact: \result == WEIR_ACCEPTED ==> search_tables_ok(&v->channel, v->hits_wanted);
    ensures complete: \result != WEIR_ACCEPTED ==> !search_tables_ok(&v->channel, v->hits_wanted);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SEARCHED(&v->channel); */
uint32_t weir_verify_search(struct verifier *v);
/* verify_programs.c */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PROGRAMS) && WEIR_PROOF_IN(&v->channel, PROGRAM_CODE) && WEIR_PROOF_IN(&v->channel, CLASSES);
    requires v->program_code_used == 0 && v->classes_seen == 0 && v->max_program == 0;
    assigns v->at, v->strings_seen, v->program_code_used, v->classes_seen, v->max_program;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PROGRAMS(&v->channel);
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_PROGRAMS_WELL_FORMED(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_EXPRESSIONS_SEEN(v, \old(v->strings_seen), WEIR_PROOF_PROGRAM_TOTAL(v)); */
uint32_t weir_verify_programs(struct verifier *v);
/*@ requires \valid(v) && parameter < WEIR_MAX_PARAMETERS;
    assigns v->channel.steps_fixed, v->steps_per_byte[parameter]; */
static inline void weir_verify_cost(struct verifier *v, uint32_t parameter, struct weir_cost cost)
{
    v->channel.steps_fixed = weir_add_saturating(v->channel.steps_fixed, cost.fixed);
    v->steps_per_byte[parameter] = (int64_t)weir_add_saturating((uint64_t)v->steps_per_byte[parameter], cost.per_byte);
}
/* verify.c */
/*@ requires length == 0 || \valid_read(data + (0 .. length - 1));
    assigns \nothing;
    ensures \result == hash_of(hash, data, length); */
uint64_t weir_hash_more(uint64_t hash, const uint8_t *data, size_t length);

#endif
