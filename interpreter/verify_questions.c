/* The verifier's stage on questions: QUESTIONS and ASKED.
 *
 * In:   criteria and sets that are verified. Out: whether each criterion asks the question that is its own, and says how that is answered; the
 *       steps of answering.
 * Must hold: criteria ask one question exactly where their eight bytes are alike. */
#include "verify.h"

/* What orders questions: ordinal, operator, flags, other ordinal; then the set. */
struct key {
    uint32_t how, set;
};

/*@ requires \valid_read(b + (criterion .. criterion + WEIR_BYTES_CRITERIA - 1)) && criterion <= WEIR_MAX_FILE_BYTES;
    assigns \nothing; */
static struct key key_of(const uint8_t *b, size_t criterion)
{
    const struct key key = {16777216u * b[criterion + WEIR_CRITERION_ORDINAL] + 65536u * b[criterion + WEIR_CRITERION_OP] +
                                256u * b[criterion + WEIR_CRITERION_FLAGS] + b[criterion + WEIR_CRITERION_OTHER],
                            weir_u32_at(b, criterion + WEIR_CRITERION_SET)};
    return key;
}

/* The set's first string is the empty one: the least of all. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c);
    requires set < c->section[WEIR_SECTION_SETS].count && set_kind(c->bytes, c->section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS;
    assigns \nothing; */
static bool has_empty_string(const struct weir_channel *c, uint32_t set)
{
    /*@ assert set_in(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count, set) &&
               WEIR_PROOF_SET_VALUES(c, set); */
    const uint32_t first = weir_u32_at(c->bytes, WEIR_RECORD(c, SETS, set) + WEIR_SET_FIRST);
    //@ assert first == set_first(c->bytes, c->section[WEIR_SECTION_SETS].offset, set) && first < c->section[WEIR_SECTION_VALUES].count;
    //@ assert value_below(c->bytes, c->section[WEIR_SECTION_VALUES].offset, first, c->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    return weir_string(c, weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, first))).length == 0;
}

/* How a question is answered where it is not just evaluated. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c) && WEIR_PROOF_PARAMETERS(c);
    requires criterion + WEIR_BYTES_CRITERIA <= c->size && WEIR_PROOF_CRITERION_AT(c, criterion);
    assigns \nothing;
    ensures \result == WEIR_QUESTION_REQUIRING ==> required != WEIR_NO_SET;
    ensures \result <= WEIR_QUESTION_REQUIRING && (\result == WEIR_QUESTION_SEARCHED ==> is_searched(c->bytes[criterion + WEIR_CRITERION_OP])); */
static uint32_t kind_of(const struct weir_channel *c, size_t criterion, uint32_t required)
{
    //@ assert criterion_op(c->bytes, criterion, 0) == c->bytes[criterion + WEIR_CRITERION_OP] && criterion_set(c->bytes, criterion, 0) == u32(c->bytes, criterion + WEIR_CRITERION_SET);
    switch (c->bytes[criterion + WEIR_CRITERION_OP]) {
    case WEIR_OP_EQUALS:
    case WEIR_OP_NUMBER_IN:
    case WEIR_OP_BYTES_IN:
        return WEIR_QUESTION_SEARCHED;
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS:
    case WEIR_OP_CONTAINS:
        return has_empty_string(c, weir_u32_at(c->bytes, criterion + WEIR_CRITERION_SET)) ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_SEARCHED;
    default:
        return required == WEIR_NO_SET ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_REQUIRING;
    }
}

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at, v->sets_seen;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures sound: \result == WEIR_ACCEPTED && set != WEIR_NO_SET ==> (op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES) &&
            set < v->channel.section[WEIR_SECTION_SETS].count && set_kind(v->b, v->channel.section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS; */
static uint32_t verify_required(struct verifier *v, uint32_t op, uint32_t set, size_t at)
{
    if (set == WEIR_NO_SET) return WEIR_ACCEPTED;
    if (op != WEIR_OP_LIKE && op != WEIR_OP_MATCHES) return weir_refuse(v, WEIR_REFUSED_REQUIRED_NOT_ALLOWED, at);
    if (set >= v->channel.section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_NUMBER, at);
    if (set > v->sets_seen) return weir_refuse(v, WEIR_REFUSED_SET_ORDER, at);
    if (set == v->sets_seen) v->sets_seen++;
    //@ assert set_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count, set);
    if (v->b[WEIR_RECORD(&v->channel, SETS, set) + WEIR_SET_FORM] != WEIR_FORM_TEXT_FOLDED) return weir_refuse(v, WEIR_REFUSED_REQUIRED_FORM, at);
    if (has_empty_string(&v->channel, set)) return weir_refuse(v, WEIR_REFUSED_REQUIRED_EMPTY, at);
    return WEIR_ACCEPTED;
}

/* What answering a question costs, and how many hits it must have. */
/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && criterion + WEIR_BYTES_CRITERIA <= v->n && WEIR_PROOF_CRITERION_AT(&v->channel, criterion);
    requires kind == WEIR_QUESTION_REQUIRING ==> required < v->channel.section[WEIR_SECTION_SETS].count;
    requires kind != WEIR_QUESTION_REQUIRING && kind != WEIR_QUESTION_EVALUATED ==> kind == WEIR_QUESTION_SEARCHED && u32(v->b, criterion + WEIR_CRITERION_SET) < v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1]; */
static uint32_t count_question(struct verifier *v, size_t criterion, uint32_t kind, uint32_t required, size_t at)
{
    const uint8_t *b = v->b;
    //@ assert 1 <= b[criterion + WEIR_CRITERION_ORDINAL] <= v->channel.parameter_count && b[criterion + WEIR_CRITERION_OTHER] <= v->channel.parameter_count;
    const uint32_t op = b[criterion + WEIR_CRITERION_OP], parameter = (uint32_t)b[criterion + WEIR_CRITERION_ORDINAL] - 1;
    if (kind != WEIR_QUESTION_SEARCHED) {
        const struct weir_cost cost = weir_question_cost(&v->channel, criterion);
        weir_verify_cost(v, parameter, cost);
        if (b[criterion + WEIR_CRITERION_OTHER] != 0) {
            const struct weir_cost other = {0, cost.per_byte};
            weir_verify_cost(v, (uint32_t)b[criterion + WEIR_CRITERION_OTHER] - 1, other);
        }
    }
    if (kind == WEIR_QUESTION_EVALUATED) return WEIR_ACCEPTED;
    const size_t set = WEIR_RECORD(&v->channel, SETS, kind == WEIR_QUESTION_SEARCHED ? weir_u32_at(b, criterion + WEIR_CRITERION_SET) : required);
    v->hits_wanted += weir_u32_at(b, set + WEIR_SET_COUNT);
    return op == WEIR_OP_NUMBER_IN ? WEIR_ACCEPTED : weir_verify_text_use(v, weir_u32_at(b, set + WEIR_SET_WEIGHT), at);
}

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires index < v->channel.section[WEIR_SECTION_QUESTIONS].count && \valid(before) && \separated(before, v);
    assigns v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], *before;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_IN(&v->channel, index);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_KIND(&v->channel, index); */
static uint32_t verify_question(struct verifier *v, uint32_t index, struct key *before)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t at = WEIR_RECORD(c, QUESTIONS, index);
    const uint32_t number = weir_u32_at(b, at + WEIR_QUESTION_CRITERION), required = weir_u32_at(b, at + WEIR_QUESTION_REQUIRED);
    if (number >= c->section[WEIR_SECTION_CRITERIA].count || weir_asked(c, number) % (WEIR_ASKED_QUESTION + 1) != index)
        return weir_refuse(v, WEIR_REFUSED_QUESTION_CRITERION, at + WEIR_QUESTION_CRITERION);
    const size_t criterion = WEIR_RECORD(c, CRITERIA, number);
    //@ assert number == question_criterion(b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index) && required == question_required(b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index);
    //@ assert WEIR_PROOF_CRITERION_IN(&v->channel, number);
    //@ ghost criterion_is_at(b, v->channel.section[WEIR_SECTION_CRITERIA].offset, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_SETS].count, number);
    //@ assert WEIR_PROOF_CRITERION_AT(&v->channel, criterion);
    const struct key key = key_of(b, criterion);
    if (index > 0 && (key.how < before->how || (key.how == before->how && key.set <= before->set)))
        return weir_refuse(v, WEIR_REFUSED_QUESTION_ORDER, at + WEIR_QUESTION_CRITERION);
    *before = key;
    TRY(verify_required(v, b[criterion + WEIR_CRITERION_OP], required, at + WEIR_QUESTION_REQUIRED));
    const uint32_t kind = weir_asked_kind(weir_asked(c, number));
    if (kind != kind_of(c, criterion, required) && (kind != WEIR_QUESTION_EVALUATED || required != WEIR_NO_SET))
        return weir_refuse(v, WEIR_REFUSED_ASKED_KIND, WEIR_RECORD(c, ASKED, number));
    return count_question(v, criterion, kind, required, at + WEIR_QUESTION_REQUIRED);
}

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && index < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_QUESTIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ASKED_IN(&v->channel, index); */
static uint32_t verify_asked(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t at = WEIR_RECORD(c, ASKED, index), criterion = WEIR_RECORD(c, CRITERIA, index);
    const uint32_t asked = weir_u32_at(b, at), question = asked % (WEIR_ASKED_QUESTION + 1), kind = weir_asked_kind(asked);
    if (question >= c->section[WEIR_SECTION_QUESTIONS].count) return weir_refuse(v, WEIR_REFUSED_ASKED_QUESTION, at);
    const uint32_t first = weir_u32_at(b, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    //@ assert WEIR_PROOF_QUESTION_IN(&v->channel, question) && first == question_criterion(b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, question);
    if (first > index) return weir_refuse(v, WEIR_REFUSED_QUESTION_FIRST, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    if (weir_u64_at(b, WEIR_RECORD(c, CRITERIA, first)) != weir_u64_at(b, criterion)) return weir_refuse(v, WEIR_REFUSED_ASKED_OTHER, at);
    if (kind != weir_asked_kind(weir_asked(c, first))) return weir_refuse(v, WEIR_REFUSED_ASKED_KIND, at);
    if (asked >= WEIR_ASKED_WAKES && kind == WEIR_QUESTION_EVALUATED) return weir_refuse(v, WEIR_REFUSED_ASKED_WAKES, at);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_questions(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    struct key before = {0, 0};
    if (c->section[WEIR_SECTION_ASKED].count != c->section[WEIR_SECTION_CRITERIA].count)
        return weir_refuse(v, WEIR_REFUSED_ASKED_RECORDS, WEIR_HEADER_BYTES + 4 + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_ASKED - 1u));
    if (c->section[WEIR_SECTION_WINDOWS].count != c->section[WEIR_SECTION_STRING_OFFSETS].count - 1)
        return weir_refuse(v, WEIR_REFUSED_WINDOW_RECORDS, WEIR_HEADER_BYTES + 4 + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_WINDOWS - 1u));
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_QUESTIONS].count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant WEIR_PROOF_QUESTIONS_IN(&v->channel, i);
        loop invariant WEIR_PROOF_QUESTION_KINDS(&v->channel, i);
        loop assigns i, before, v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant v->channel.section[WEIR_SECTION_QUESTIONS].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_QUESTIONS].count; i++)
        TRY(verify_question(v, i, &before));
    if (v->sets_seen != c->section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_UNUSED, WEIR_RECORD(c, SETS, v->sets_seen));
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_ASKED].count;
        loop invariant \forall integer k; 0 <= k < i ==> WEIR_PROOF_ASKED_IN(&v->channel, k);
        loop assigns i, v->at;
        loop variant v->channel.section[WEIR_SECTION_ASKED].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_ASKED].count; i++)
        TRY(verify_asked(v, i));
    return WEIR_ACCEPTED;
}
