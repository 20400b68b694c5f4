/* The verifier's stage on questions: QUESTIONS and ASKED.
 *
 * In:   criteria and sets that are verified. Out: whether each criterion asks the question that is its own, and says how that is answered; the
 *       steps of answering.
 * Must hold: criteria ask one question exactly where their eight bytes are alike. */
#include "verify.h"

/* What orders questions: ordinal, operator, flags, other ordinal; then the set. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, CRITERIA) && number < c->section[WEIR_SECTION_CRITERIA].count;
    assigns \nothing;
    ensures \result == asks(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, number); */
static uint64_t key_of(const struct weir_channel *c, uint32_t number)
{
    const uint8_t *b = c->bytes;
    const size_t at = WEIR_RECORD(c, CRITERIA, number);
    const uint32_t how =
        16777216u * b[at + WEIR_CRITERION_ORDINAL] + 65536u * b[at + WEIR_CRITERION_OP] + 256u * b[at + WEIR_CRITERION_FLAGS] + b[at + WEIR_CRITERION_OTHER];
    return 4294967296u * (uint64_t)how + weir_u32_at(b, at + WEIR_CRITERION_SET);
}

/*@ ghost
    // A set of strings has a first one, and it is there.
    /@ requires set_in(b, sets, total, numbers, i) && set_values_in(b, sets, values, strings, programs, i) && set_kind(b, sets, i) == WEIR_SET_STRINGS;
       assigns \nothing;
       ensures set_first(b, sets, i) < total && value_below(b, values, set_first(b, sets, i), strings); @/
    static void first_is(const uint8_t *b, uint32_t sets, uint32_t total, uint32_t numbers, uint32_t values, uint32_t strings, uint32_t programs, uint32_t i)
    {
    } */

/* The set's first string is the empty one: the least of all. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c);
    requires set < c->section[WEIR_SECTION_SETS].count && set_kind(c->bytes, c->section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS;
    assigns \nothing;
    ensures \result <==> has_empty(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].offset,
                                   c->section[WEIR_SECTION_STRING_OFFSETS].offset, set); */
static bool has_empty_string(const struct weir_channel *c, uint32_t set)
{
    //@ ghost uint32_t strings = c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    //@ assert strings == c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    //@ assert set_in(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count, set);
    //@ assert WEIR_PROOF_SET_VALUES(c, set);
    /*@ ghost first_is(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count,
                       c->section[WEIR_SECTION_VALUES].offset, strings, c->section[WEIR_SECTION_PROGRAMS].count, set); */
    const uint32_t first = weir_u32_at(c->bytes, WEIR_RECORD(c, SETS, set) + WEIR_SET_FIRST);
    //@ assert first == set_first(c->bytes, c->section[WEIR_SECTION_SETS].offset, set);
    //@ assert value_below(c->bytes, c->section[WEIR_SECTION_VALUES].offset, first, strings);
    const uint32_t number = weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, first));
    //@ assert number == value_of(c->bytes, c->section[WEIR_SECTION_VALUES].offset, first);
    const struct weir_bytes string = weir_string(c, number);
    //@ assert string.length == text_length(c->bytes, c->section[WEIR_SECTION_STRING_OFFSETS].offset, number);
    return string.length == 0;
}

/* How a question is answered where it is not just evaluated. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c) && WEIR_PROOF_PARAMETERS(c);
    requires criterion + WEIR_BYTES_CRITERIA <= c->size && WEIR_PROOF_CRITERION_AT(c, criterion);
    assigns \nothing;
    ensures \result == WEIR_QUESTION_REQUIRING ==> required != WEIR_NO_SET;
    ensures \result == WEIR_QUESTION_REQUIRING || \result == WEIR_QUESTION_EVALUATED || \result == WEIR_QUESTION_SEARCHED;
    ensures \result == WEIR_QUESTION_SEARCHED ==> is_searched(c->bytes[criterion + WEIR_CRITERION_OP]);
    ensures exact: \forall integer kind; kind == \result <==>
            is_kind(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].offset, c->section[WEIR_SECTION_STRING_OFFSETS].offset,
                    c->bytes[criterion + WEIR_CRITERION_OP], u32(c->bytes, criterion + WEIR_CRITERION_SET), required, kind); */
static uint32_t kind_of(const struct weir_channel *c, size_t criterion, uint32_t required)
{
    const uint32_t op = c->bytes[criterion + WEIR_CRITERION_OP], set = weir_u32_at(c->bytes, criterion + WEIR_CRITERION_SET);
    /*@ ghost criterion_is(c->bytes, criterion, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset,
                           c->section[WEIR_SECTION_SETS].count); */
    if (op == WEIR_OP_EQUALS || op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN) return WEIR_QUESTION_SEARCHED;
    if (op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS)
        return has_empty_string(c, set) ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_SEARCHED;
    return required == WEIR_NO_SET ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_REQUIRING;
}

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at, v->sets_seen;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_REQUIRED_OK(v, op, set, v->sets_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == seen_behind(set, \old(v->sets_seen));
    ensures sound: \result == WEIR_ACCEPTED && set != WEIR_NO_SET ==> (op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES) &&
            set < v->channel.section[WEIR_SECTION_SETS].count && set_kind(v->b, v->channel.section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS; */
static uint32_t verify_required(struct verifier *v, uint32_t op, uint32_t set, size_t at)
{
    if (set == WEIR_NO_SET) return WEIR_ACCEPTED;
    if (op != WEIR_OP_LIKE && op != WEIR_OP_MATCHES) return weir_refuse(v, WEIR_REFUSED_REQUIRED_NOT_ALLOWED, at);
    if (set >= v->channel.section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_NUMBER, at);
    if (set > v->sets_seen) return weir_refuse(v, WEIR_REFUSED_SET_ORDER, at);
    if (set == v->sets_seen) v->sets_seen++;
    /*@ assert set_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count,
                      v->channel.section[WEIR_SECTION_NUMBERS].count, set); */
    if (v->b[WEIR_RECORD(&v->channel, SETS, set) + WEIR_SET_FORM] != WEIR_FORM_TEXT_FOLDED) return weir_refuse(v, WEIR_REFUSED_REQUIRED_FORM, at);
    if (has_empty_string(&v->channel, set)) return weir_refuse(v, WEIR_REFUSED_REQUIRED_EMPTY, at);
    return WEIR_ACCEPTED;
}

/* What evaluating a question costs. */
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && criterion + WEIR_BYTES_CRITERIA <= v->n && WEIR_PROOF_CRITERION_AT(&v->channel, criterion);
    assigns v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1]; */
static void count_cost(struct verifier *v, size_t criterion)
{
    const uint32_t ordinal = v->b[criterion + WEIR_CRITERION_ORDINAL], other = v->b[criterion + WEIR_CRITERION_OTHER];
    /*@ ghost criterion_is(v->b, criterion, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count,
                           v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_SETS].count); */
    //@ assert v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    //@ assert 1 <= ordinal <= v->channel.parameter_count;
    //@ assert other <= v->channel.parameter_count;
    const struct weir_cost cost = weir_question_cost(&v->channel, criterion);
    weir_verify_cost(v, ordinal - 1, cost);
    if (other != 0) {
        const struct weir_cost once_more = {0, cost.per_byte};
        weir_verify_cost(v, other - 1, once_more);
    }
}

#define WEIR_PROOF_SOUGHT_WEIGHT(v, criterion, kind, required) \
    sought_weight((v)->b, WEIR_PROOF_SETS_AT(v), (v)->b[criterion + WEIR_CRITERION_OP], kind, u32((v)->b, criterion + WEIR_CRITERION_SET), required)
#define WEIR_PROOF_SOUGHT_COUNT(v, criterion, kind, required) \
    sought_count((v)->b, WEIR_PROOF_SETS_AT(v), kind, u32((v)->b, criterion + WEIR_CRITERION_SET), required)
/* What answering a question costs, and how many hits it must have. */
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && criterion + WEIR_BYTES_CRITERIA <= v->n && WEIR_PROOF_CRITERION_AT(&v->channel, criterion);
    requires kind == WEIR_QUESTION_REQUIRING ==> required < v->channel.section[WEIR_SECTION_SETS].count;
    requires kind == WEIR_QUESTION_SEARCHED ==> u32(v->b, criterion + WEIR_CRITERION_SET) < v->channel.section[WEIR_SECTION_SETS].count;
    requires kind == WEIR_QUESTION_REQUIRING || kind == WEIR_QUESTION_EVALUATED || kind == WEIR_QUESTION_SEARCHED;
    requires v->text_uses <= WEIR_PROOF_USES(v) && v->hits_wanted <= 4611686018427387904;
    assigns v->at, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures exact: \result == WEIR_ACCEPTED <==> \old(v->text_uses + WEIR_PROOF_SOUGHT_WEIGHT(v, criterion, kind, required) <= WEIR_PROOF_USES(v));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses == \old(v->text_uses) + WEIR_PROOF_SOUGHT_WEIGHT(v, criterion, kind, required);
    ensures hits: \result == WEIR_ACCEPTED ==> v->hits_wanted == \old(v->hits_wanted) + WEIR_PROOF_SOUGHT_COUNT(v, criterion, kind, required);
    ensures most: v->hits_wanted <= \old(v->hits_wanted) + 4294967295; */
static uint32_t count_question(struct verifier *v, size_t criterion, uint32_t kind, uint32_t required, size_t at)
{
    const uint8_t *b = v->b;
    const uint32_t op = b[criterion + WEIR_CRITERION_OP];
    if (kind != WEIR_QUESTION_SEARCHED) count_cost(v, criterion);
    if (kind == WEIR_QUESTION_EVALUATED) return WEIR_ACCEPTED;
    const uint32_t number = kind == WEIR_QUESTION_SEARCHED ? weir_u32_at(b, criterion + WEIR_CRITERION_SET) : required;
    //@ assert number < v->channel.section[WEIR_SECTION_SETS].count;
    const size_t set = WEIR_RECORD(&v->channel, SETS, number);
    //@ assert set + WEIR_BYTES_SETS <= v->n;
    const uint32_t count = weir_u32_at(b, set + WEIR_SET_COUNT), weight = weir_u32_at(b, set + WEIR_SET_WEIGHT);
    //@ assert count: count == set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, number);
    //@ assert weight: weight == set_weight(b, v->channel.section[WEIR_SECTION_SETS].offset, number);
    v->hits_wanted += count;
    return op == WEIR_OP_NUMBER_IN ? WEIR_ACCEPTED : weir_verify_text_use(v, weight, at);
}

/*@ ghost
    // What question q requires is there, where it is the question of its first criterion.
    /@ requires question_criterion(b, questions, q) == number && number < total && asked_question(b, asked, number) == q;
       requires asked_kind(b, asked, number) == WEIR_QUESTION_REQUIRING ==>
                (b[criterion + WEIR_CRITERION_OP] == WEIR_OP_LIKE || b[criterion + WEIR_CRITERION_OP] == WEIR_OP_MATCHES) &&
                question_required(b, questions, q) < set_total && set_kind(b, sets, question_required(b, questions, q)) == WEIR_SET_STRINGS;
       requires asked_kind(b, asked, number) <= WEIR_QUESTION_REQUIRING;
       requires asked_kind(b, asked, number) == WEIR_QUESTION_SEARCHED ==> is_searched(b[criterion + WEIR_CRITERION_OP]);
       requires criterion == criteria + WEIR_BYTES_CRITERIA * number;
       assigns \nothing;
       ensures question_in(b, questions, asked, criteria, total, sets, set_total, q);
       ensures question_kind_in(b, questions, asked, criteria, q); @/
    static void question_is(const uint8_t *b, uint32_t questions, uint32_t asked, uint32_t criteria, uint32_t total, uint32_t sets, uint32_t set_total, uint32_t q,
                            uint32_t number, size_t criterion)
    {
    } */

/* A question that could be searched for may just be evaluated. */
/*@ assigns \nothing;
    ensures \result <==> (kind == meant || (kind == WEIR_QUESTION_EVALUATED && required == WEIR_NO_SET)); */
static bool may_be(uint32_t kind, uint32_t meant, uint32_t required)
{
    return kind == meant || (kind == WEIR_QUESTION_EVALUATED && required == WEIR_NO_SET);
}

#define WEIR_PROOF_ANSWER_FROM_HERE(v, index, number) \
    \at(WEIR_PROOF_ANSWER_OK(v, number, WEIR_PROOF_REQUIRED_AT(v, index), (v)->sets_seen, (v)->text_uses), Pre)
#define WEIR_PROOF_REQUIRED_AT(v, index) question_required((v)->b, WEIR_PROOF_QUESTIONS_AT(v), index)
/* What a question requires, how it is answered, and what that costs: of one whose first criterion has this number. */
/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires index < v->channel.section[WEIR_SECTION_QUESTIONS].count && number < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires asked_question(v->b, v->channel.section[WEIR_SECTION_ASKED].offset, number) == index;
    requires question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index) == number;
    requires v->text_uses <= WEIR_PROOF_USES(v) && v->hits_wanted <= 4611686018427387904;
    assigns v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_ANSWER_OK(v, number, WEIR_PROOF_REQUIRED_AT(v, index), v->sets_seen, v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == seen_behind(WEIR_PROOF_REQUIRED_AT(v, index), \old(v->sets_seen));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses == \old(v->text_uses) + WEIR_PROOF_ANSWER_WEIGHT(v, number, WEIR_PROOF_REQUIRED_AT(v, index));
    ensures hits: \result == WEIR_ACCEPTED ==> v->hits_wanted == \old(v->hits_wanted) + WEIR_PROOF_ANSWER_COUNT(v, number, WEIR_PROOF_REQUIRED_AT(v, index));
    ensures most: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v);
    ensures most: v->hits_wanted <= \old(v->hits_wanted) + 4294967295;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_IN(&v->channel, index);
    ensures kind: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_KIND(&v->channel, index); */
static uint32_t verify_answer(struct verifier *v, uint32_t index, uint32_t number)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t at = WEIR_RECORD(c, QUESTIONS, index) + WEIR_QUESTION_REQUIRED, criterion = WEIR_RECORD(c, CRITERIA, number);
    const uint32_t required = weir_u32_at(b, at), kind = weir_asked_kind(weir_asked(c, number)), op = b[criterion + WEIR_CRITERION_OP];
    /*@ ghost uint32_t questions = c->section[WEIR_SECTION_QUESTIONS].offset, asked = c->section[WEIR_SECTION_ASKED].offset,
                       criteria = c->section[WEIR_SECTION_CRITERIA].offset, total = c->section[WEIR_SECTION_CRITERIA].count,
                       sets = c->section[WEIR_SECTION_SETS].offset, set_total = c->section[WEIR_SECTION_SETS].count,
                       parameters = c->section[WEIR_SECTION_PARAMETERS].offset, count = c->parameter_count; */
    //@ assert required == question_required(b, questions, index);
    //@ assert kind == asked_kind(b, asked, number);
    //@ assert criterion_in(b, criteria, parameters, count, sets, set_total, number);
    //@ ghost criterion_is_at(b, criteria, parameters, count, sets, set_total, number);
    //@ ghost criterion_is(b, criterion, parameters, count, sets, set_total);
    //@ assert criterion_in(b, criterion, parameters, count, sets, set_total, 0);
    //@ assert kind_of_set(op) != 0 ==> u32(b, criterion + WEIR_CRITERION_SET) < set_total;
    //@ assert asks: op == criterion_op(b, criteria, number) && u32(b, criterion + WEIR_CRITERION_SET) == criterion_set(b, criteria, number);
    const uint32_t code = verify_required(v, op, required, at);
    //@ assert no_required: code != WEIR_ACCEPTED ==> !WEIR_PROOF_ANSWER_FROM_HERE(v, index, number);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert required != WEIR_NO_SET ==> (op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES) && required < set_total && set_kind(b, sets, required) == WEIR_SET_STRINGS;
    const uint32_t meant = kind_of(c, criterion, required);
    //@ assert meant == WEIR_QUESTION_REQUIRING || meant == WEIR_QUESTION_EVALUATED || meant == WEIR_QUESTION_SEARCHED;
    const bool may = may_be(kind, meant, required);
    //@ assert no_kind: !may ==> !WEIR_PROOF_ANSWER_FROM_HERE(v, index, number);
    if (!may) return weir_refuse(v, WEIR_REFUSED_ASKED_KIND, WEIR_RECORD(c, ASKED, number));
    //@ assert kind == meant || kind == WEIR_QUESTION_EVALUATED;
    //@ assert kind == WEIR_QUESTION_SEARCHED ==> is_searched(op);
    //@ assert kind == WEIR_QUESTION_SEARCHED ==> u32(b, criterion + WEIR_CRITERION_SET) < set_total;
    //@ ghost question_is(b, questions, asked, criteria, total, sets, set_total, index, number, criterion);
    //@ assert questions == c->section[WEIR_SECTION_QUESTIONS].offset;
    //@ assert asked == c->section[WEIR_SECTION_ASKED].offset;
    //@ assert criteria == c->section[WEIR_SECTION_CRITERIA].offset && total == c->section[WEIR_SECTION_CRITERIA].count;
    //@ assert sets == c->section[WEIR_SECTION_SETS].offset && set_total == c->section[WEIR_SECTION_SETS].count;
    //@ assert WEIR_PROOF_QUESTION_IN(&v->channel, index);
    //@ assert WEIR_PROOF_QUESTION_KIND(&v->channel, index);
    const uint32_t last = count_question(v, criterion, kind, required, at);
    //@ assert last: last == WEIR_ACCEPTED <==> WEIR_PROOF_ANSWER_FROM_HERE(v, index, number);
    return last;
}

#define WEIR_PROOF_FIRST_OF(v, index) question_criterion((v)->b, WEIR_PROOF_QUESTIONS_AT(v), index)
#define WEIR_PROOF_FIRST_OK(v, index) \
    first_ok((v)->b, WEIR_PROOF_QUESTIONS_AT(v), WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_CRITERION_TOTAL(v), index)
#define WEIR_PROOF_QUESTION_FROM(v, index, seen, uses) \
    (WEIR_PROOF_FIRST_OK(v, index) && WEIR_PROOF_ANSWER_OK(v, WEIR_PROOF_FIRST_OF(v, index), WEIR_PROOF_REQUIRED_AT(v, index), seen, uses))
/* The first criterion that asks a question, and its place among the others. */
/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires index < v->channel.section[WEIR_SECTION_QUESTIONS].count;
    requires index > 0 ==>
             question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index - 1) < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires number == question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_FIRST_OK(v, index); */
static uint32_t verify_first(struct verifier *v, uint32_t index, uint32_t number)
{
    const struct weir_channel *c = &v->channel;
    const size_t at = WEIR_RECORD(c, QUESTIONS, index) + WEIR_QUESTION_CRITERION;
    if (number >= c->section[WEIR_SECTION_CRITERIA].count || weir_asked(c, number) % (WEIR_ASKED_QUESTION + 1) != index)
        return weir_refuse(v, WEIR_REFUSED_QUESTION_CRITERION, at);
    //@ assert asked_question(v->b, c->section[WEIR_SECTION_ASKED].offset, number) == index;
    if (index == 0) return WEIR_ACCEPTED;
    const uint32_t before = weir_u32_at(v->b, at - WEIR_BYTES_QUESTIONS);
    //@ assert before == question_criterion(v->b, c->section[WEIR_SECTION_QUESTIONS].offset, index - 1);
    return key_of(c, number) <= key_of(c, before) ? weir_refuse(v, WEIR_REFUSED_QUESTION_ORDER, at) : WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires index < v->channel.section[WEIR_SECTION_QUESTIONS].count;
    requires index > 0 ==>
             question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index - 1) < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->text_uses <= WEIR_PROOF_USES(v) && v->hits_wanted <= 4611686018427387904;
    assigns v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_QUESTION_FROM(v, index, v->sets_seen, v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == seen_behind(WEIR_PROOF_REQUIRED_AT(v, index), \old(v->sets_seen));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == \old(v->text_uses) + WEIR_PROOF_ANSWER_WEIGHT(v, WEIR_PROOF_FIRST_OF(v, index), WEIR_PROOF_REQUIRED_AT(v, index));
    ensures hits: \result == WEIR_ACCEPTED ==>
            v->hits_wanted == \old(v->hits_wanted) + WEIR_PROOF_ANSWER_COUNT(v, WEIR_PROOF_FIRST_OF(v, index), WEIR_PROOF_REQUIRED_AT(v, index));
    ensures most: v->hits_wanted <= \old(v->hits_wanted) + 4294967295;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_IN(&v->channel, index);
    ensures kind: \result == WEIR_ACCEPTED ==> WEIR_PROOF_QUESTION_KIND(&v->channel, index); */
static uint32_t verify_question(struct verifier *v, uint32_t index)
{
    const uint32_t number = weir_u32_at(v->b, WEIR_RECORD(&v->channel, QUESTIONS, index) + WEIR_QUESTION_CRITERION);
    //@ assert number: number == question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, index);
    const uint32_t code = verify_first(v, index, number);
    return code == WEIR_ACCEPTED ? verify_answer(v, index, number) : code;
}

/*@ ghost
    // Where eight bytes are alike, each of the first four is.
    /@ requires u64(b, i) == u64(b, j) && \valid_read(b + (i .. i + 7)) && \valid_read(b + (j .. j + 7));
       assigns \nothing;
       ensures b[i] == b[j] && b[i + 1] == b[j + 1] && b[i + 2] == b[j + 2] && b[i + 3] == b[j + 3]; @/
    static void bytes_alike(const uint8_t *b, size_t i, size_t j)
    {
        /@ assert 0 <= u32(b, i) < 4294967296 && 0 <= u32(b, j) < 4294967296; @/
        /@ assert u32(b, i) == u32(b, j); @/
        /@ assert b[i + 3] == b[j + 3]; @/
        /@ assert b[i + 2] == b[j + 2]; @/
        /@ assert b[i + 1] == b[j + 1]; @/
    }

    // What criterion k asks is that of the first criterion that asks it, whose bytes are the same.
    /@ requires question_in(b, questions, asked, criteria, total, sets, set_total, asked_question(b, asked, k));
       requires question_criterion(b, questions, asked_question(b, asked, k)) == first && asked_question(b, asked, k) < question_total;
       requires criterion_op(b, criteria, first) == criterion_op(b, criteria, k) && asked_kind(b, asked, first) == asked_kind(b, asked, k);
       assigns \nothing;
       ensures asked_in(b, asked, criteria, questions, question_total, sets, set_total, k); @/
    static void asked_is(const uint8_t *b, uint32_t asked, uint32_t criteria, uint32_t total, uint32_t questions, uint32_t question_total, uint32_t sets,
                         uint32_t set_total, uint32_t k, uint32_t first)
    {
    } */

/*@ requires WEIR_PROOF_QUESTIONS_STAGE(v) && index < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->channel.section[WEIR_SECTION_ASKED].count == v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_QUESTIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ASKED_IN(&v->channel, index);
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_ASKED_OK(v, index); */
static uint32_t verify_asked(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t at = WEIR_RECORD(c, ASKED, index), criterion = WEIR_RECORD(c, CRITERIA, index);
    const uint32_t asked = weir_u32_at(b, at), question = asked % (WEIR_ASKED_QUESTION + 1), kind = weir_asked_kind(asked);
    if (question >= c->section[WEIR_SECTION_QUESTIONS].count) return weir_refuse(v, WEIR_REFUSED_ASKED_QUESTION, at);
    /*@ ghost uint32_t questions = c->section[WEIR_SECTION_QUESTIONS].offset, asks = c->section[WEIR_SECTION_ASKED].offset,
                       criteria = c->section[WEIR_SECTION_CRITERIA].offset, total = c->section[WEIR_SECTION_CRITERIA].count; */
    //@ assert question == asked_question(b, asks, index) && kind == asked_kind(b, asks, index);
    const uint32_t first = weir_u32_at(b, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    //@ assert first == question_criterion(b, questions, question);
    //@ assert WEIR_PROOF_QUESTION_IN(&v->channel, question);
    //@ assert first < total;
    //@ assert no_first: first > index ==> !WEIR_PROOF_ASKED_OK(v, index);
    if (first > index) return weir_refuse(v, WEIR_REFUSED_QUESTION_FIRST, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    const size_t other = WEIR_RECORD(c, CRITERIA, first);
    const bool differs = weir_u64_at(b, other) != weir_u64_at(b, criterion);
    //@ assert no_other: differs ==> !WEIR_PROOF_ASKED_OK(v, index);
    if (differs) return weir_refuse(v, WEIR_REFUSED_ASKED_OTHER, at);
    //@ ghost bytes_alike(b, other, criterion);
    //@ assert other == criteria + WEIR_BYTES_CRITERIA * first && criterion == criteria + WEIR_BYTES_CRITERIA * index;
    //@ assert criterion_op(b, criteria, first) == criterion_op(b, criteria, index);
    const uint32_t kind_of_first = weir_asked_kind(weir_asked(c, first));
    //@ assert no_kind: kind != kind_of_first ==> !WEIR_PROOF_ASKED_OK(v, index);
    if (kind != kind_of_first) return weir_refuse(v, WEIR_REFUSED_ASKED_KIND, at);
    //@ assert asked_kind(b, asks, first) == asked_kind(b, asks, index);
    /*@ ghost asked_is(b, asks, criteria, total, questions, c->section[WEIR_SECTION_QUESTIONS].count, c->section[WEIR_SECTION_SETS].offset,
                       c->section[WEIR_SECTION_SETS].count, index, first); */
    //@ assert WEIR_PROOF_ASKED_IN(&v->channel, index);
    //@ assert whole: asked >= WEIR_ASKED_WAKES && kind == WEIR_QUESTION_EVALUATED <==> !WEIR_PROOF_ASKED_OK(v, index);
    if (asked >= WEIR_ASKED_WAKES && kind == WEIR_QUESTION_EVALUATED) return weir_refuse(v, WEIR_REFUSED_ASKED_WAKES, at);
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_QUESTIONS_FROM_HERE(v) \at(WEIR_PROOF_QUESTIONS_OK(v, (v)->sets_seen, (v)->text_uses), Pre)
uint32_t weir_verify_questions(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    if (c->section[WEIR_SECTION_ASKED].count != c->section[WEIR_SECTION_CRITERIA].count)
        return weir_refuse(v, WEIR_REFUSED_ASKED_RECORDS, WEIR_HEADER_BYTES + 4 + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_ASKED - 1u));
    if (c->section[WEIR_SECTION_WINDOWS].count != c->section[WEIR_SECTION_STRING_OFFSETS].count - 1)
        return weir_refuse(v, WEIR_REFUSED_WINDOW_RECORDS, WEIR_HEADER_BYTES + 4 + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_WINDOWS - 1u));
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_QUESTIONS].count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant in: WEIR_PROOF_QUESTIONS_IN(&v->channel, i);
        loop invariant kinds: WEIR_PROOF_QUESTION_KINDS(&v->channel, i);
        loop invariant seen: v->sets_seen == WEIR_PROOF_SETS_ASKED(v, \at(v->sets_seen, Pre), i);
        loop invariant read: v->text_uses == \at(v->text_uses, Pre) + WEIR_PROOF_QUESTIONS_WEIGHT(v, i) && v->text_uses <= WEIR_PROOF_USES(v);
        loop invariant hits: v->hits_wanted == WEIR_PROOF_QUESTIONS_COUNT(v, i) && v->hits_wanted <= 4294967295 * i;
        loop invariant ok: \forall integer k; 0 <= k < i ==> WEIR_PROOF_QUESTION_OK_AT(v, \at(v->sets_seen, Pre), \at(v->text_uses, Pre), k);
        loop assigns i, v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant v->channel.section[WEIR_SECTION_QUESTIONS].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_QUESTIONS].count; i++) {
        //@ assert before: i > 0 ==> WEIR_PROOF_QUESTION_IN(&v->channel, i - 1);
        const uint32_t code = verify_question(v, i);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_QUESTION_OK_AT(v, \at(v->sets_seen, Pre), \at(v->text_uses, Pre), i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_QUESTIONS_FROM_HERE(v);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert this: WEIR_PROOF_QUESTION_IN(&v->channel, i) && WEIR_PROOF_QUESTION_KIND(&v->channel, i);
        //@ assert in: WEIR_PROOF_QUESTIONS_IN(&v->channel, i);
        //@ assert in: WEIR_PROOF_QUESTIONS_IN(&v->channel, i + 1);
        //@ assert kinds: WEIR_PROOF_QUESTION_KINDS(&v->channel, i + 1);
        //@ assert ok: \forall integer k; 0 <= k < i + 1 ==> WEIR_PROOF_QUESTION_OK_AT(v, \at(v->sets_seen, Pre), \at(v->text_uses, Pre), k);
        //@ assert seen: v->sets_seen == WEIR_PROOF_SETS_ASKED(v, \at(v->sets_seen, Pre), i + 1);
        //@ assert read: v->text_uses == \at(v->text_uses, Pre) + WEIR_PROOF_QUESTIONS_WEIGHT(v, i + 1);
        //@ assert hits: v->hits_wanted == WEIR_PROOF_QUESTIONS_COUNT(v, i + 1);
    }
    if (v->sets_seen != c->section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_UNUSED, WEIR_RECORD(c, SETS, v->sets_seen));
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_ASKED].count;
        loop invariant \forall integer k; 0 <= k < i ==> WEIR_PROOF_ASKED_IN(&v->channel, k);
        loop invariant asked: \forall integer k; 0 <= k < i ==> WEIR_PROOF_ASKED_OK(v, k);
        loop assigns i, v->at;
        loop variant v->channel.section[WEIR_SECTION_ASKED].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_ASKED].count; i++) {
        const uint32_t code = verify_asked(v, i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_QUESTIONS_FROM_HERE(v);
        if (code != WEIR_ACCEPTED) return code;
    }
    //@ assert all: WEIR_PROOF_QUESTIONS_FROM_HERE(v);
    return WEIR_ACCEPTED;
}
