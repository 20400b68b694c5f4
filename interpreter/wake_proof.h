/* What is well formed of who is woken, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, search_proof.h. Out: predicates of bytes, as docs/channel-format.md says it of WAKES and ALWAYS.
 * Must hold: definitions only. */
#ifndef WEIR_WAKE_PROOF_H
#define WEIR_WAKE_PROOF_H

/*@ logic integer wake_at{L}(uint8_t *b, integer wakes, integer k) = u32(b, wakes + WEIR_BYTES_WAKES * k);

    // The instances from `first` up to before `end` ascend.
    predicate wakes_ascend{L}(uint8_t *b, integer wakes, integer first, integer end) =
      \forall integer j, k; first <= j < k < end ==> wake_at(b, wakes, j) < wake_at(b, wakes, k);
    predicate list_ok{L}(uint8_t *b, integer questions, integer count, integer wakes, integer total, integer q) =
      wakes_rise(b, questions, count, total, q) &&
      wakes_ascend(b, wakes, wakes_first(b, questions, q), wakes_end(b, questions, count, total, q));

    // The lists of the questions: one behind the other from the first record to the last, each ascending, all of instances that are there.
    predicate lists_ok{L}(uint8_t *b, integer questions, integer count, integer wakes, integer total, integer instances) =
      (count == 0 ? total == 0 : wakes_first(b, questions, 0) == 0) &&
      (\forall integer q; 0 <= q < count ==> list_ok(b, questions, count, wakes, total, q)) && wakes_in(b, wakes, total, instances);

    // Criterion k of the file is a waker.
    predicate asked_wakes{L}(uint8_t *b, integer asked, integer k) = u32(b, asked + WEIR_BYTES_ASKED * k) >= WEIR_ASKED_WAKES;
    // So many of the criteria from `first` up to before `to` are.
    logic integer wakers{L}(uint8_t *b, integer asked, integer first, integer to) =
      to <= first ? 0 : wakers(b, asked, first, to - 1) + (u32(b, asked + WEIR_BYTES_ASKED * (to - 1)) >= WEIR_ASKED_WAKES ? 1 : 0);

    // No waker from `first` up to before `to` asks this question.
    predicate none_asks{L}(uint8_t *b, integer asked, integer first, integer to, integer question) =
      \forall integer j; first <= j < to && asked_wakes(b, asked, j) ==> asked_question(b, asked, j) != question;
    // The question wakes the instance.
    predicate has_wake{L}(uint8_t *b, integer wakes, integer first, integer end, integer instance) =
      \exists integer k; first <= k < end && wake_at(b, wakes, k) == instance;

    // Where criterion k, of an instance whose first is `first`, is a waker, it asks what none before it does, and its question wakes the instance.
    predicate waker_ok{L}(uint8_t *b, integer asked, integer questions, integer count, integer wakes, integer total, integer instance, integer first, integer k) =
      asked_wakes(b, asked, k) ==> none_asks(b, asked, first, k, asked_question(b, asked, k)) &&
        has_wake(b, wakes, wakes_first(b, questions, asked_question(b, asked, k)),
                 wakes_end(b, questions, count, total, asked_question(b, asked, k)), instance);
    predicate wakers_ok{L}(uint8_t *b, integer asked, integer questions, integer count, integer wakes, integer total, integer instance, integer first, integer end) =
      wakers(b, asked, first, end) <= WEIR_MAX_WAKERS &&
      (\forall integer k; first <= k < end ==> waker_ok(b, asked, questions, count, wakes, total, instance, first, k));

    // The wakers of instance i; of the first n instances; and how many of these have none.
    logic integer own_wakers{L}(uint8_t *b, integer asked, integer instances, integer i) =
      wakers(b, asked, instance_first(b, instances, i), instance_first(b, instances, i) + instance_criteria(b, instances, i));
    logic integer all_wakers{L}(uint8_t *b, integer asked, integer instances, integer n) =
      n <= 0 ? 0 : all_wakers(b, asked, instances, n - 1) + own_wakers(b, asked, instances, n - 1);
    logic integer sleepless{L}(uint8_t *b, integer asked, integer instances, integer n) =
      n <= 0 ? 0 : sleepless(b, asked, instances, n - 1) + (own_wakers(b, asked, instances, n - 1) == 0 ? 1 : 0);

    predicate own_wakers_ok{L}(uint8_t *b, integer asked, integer questions, integer count, integer wakes, integer total, integer instances, integer i) =
      wakers_ok(b, asked, questions, count, wakes, total, i, instance_first(b, instances, i), instance_first(b, instances, i) + instance_criteria(b, instances, i));

    // An instance without a waker is in ALWAYS, at its place.
    predicate always_ok{L}(uint8_t *b, integer asked, integer instances, integer always, integer total, integer i) =
      own_wakers(b, asked, instances, i) == 0 ==>
        sleepless(b, asked, instances, i) < total && u32(b, always + WEIR_BYTES_ALWAYS * sleepless(b, asked, instances, i)) == i;
*/

/* ---- an instance asleep ---- */

/*@ // Of values: how many are true; how many are not false; and whether so many of them are true, as far as can be said.
    logic integer true_among{L}(int8_t *values, integer n) = n <= 0 ? 0 : true_among(values, n - 1) + (values[n - 1] == WEIR_MATCH ? 1 : 0);
    logic integer possible_among{L}(int8_t *values, integer n) = n <= 0 ? 0 : possible_among(values, n - 1) + (values[n - 1] == WEIR_NO_MATCH ? 0 : 1);
    logic integer vote(integer is_true, integer possible, integer least) =
      is_true >= least ? WEIR_MATCH : possible < least ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
    logic integer lesser(integer a, integer b) = a < b ? a : b;
    logic integer greater(integer a, integer b) = a < b ? b : a;

    // A condition where all wakers are false and nothing is known of the other criteria, evaluated up to before word i: asked for `what` 0, the value at place d of the
    // stack; for 1 and 2, how many of the n values from place d on are true, and how many are not false. (One function, because it is defined by itself.)
    logic integer asleep{L}(uint8_t *b, integer code, integer asked, integer criteria, integer what, integer i, integer d, integer n) =
      what == 1 ? (n <= 0 ? 0 : asleep(b, code, asked, criteria, 1, i, d, n - 1) + (asleep(b, code, asked, criteria, 0, i, d + n - 1, 0) == WEIR_MATCH ? 1 : 0)) :
      what == 2 ? (n <= 0 ? 0 : asleep(b, code, asked, criteria, 2, i, d, n - 1) + (asleep(b, code, asked, criteria, 0, i, d + n - 1, 0) == WEIR_NO_MATCH ? 0 : 1)) :
      i <= 0 ? WEIR_NO_MATCH :
      d < depth_at(b, code, i) - 1 ? asleep(b, code, asked, criteria, 0, i - 1, d, 0) :
      b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_CRITERION ?
        (u32(b, asked + WEIR_BYTES_ASKED * (criteria + u16(b, code + WEIR_BYTES_CODE * (i - 1) + 2))) >= WEIR_ASKED_WAKES ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE) :
      b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_TRUE ? WEIR_MATCH :
      b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_NOT ? WEIR_MATCH - asleep(b, code, asked, criteria, 0, i - 1, depth_at(b, code, i - 1) - 1, 0) :
      b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_ATLEAST ?
        vote(asleep(b, code, asked, criteria, 1, i - 1, depth_at(b, code, i) - 1, u16(b, code + WEIR_BYTES_CODE * (i - 1) + 2)),
             asleep(b, code, asked, criteria, 2, i - 1, depth_at(b, code, i) - 1, u16(b, code + WEIR_BYTES_CODE * (i - 1) + 2)),
             b[code + WEIR_BYTES_CODE * (i - 1) + 1]) :
      b[code + WEIR_BYTES_CODE * (i - 1)] == WEIR_CODE_AND ?
        lesser(asleep(b, code, asked, criteria, 0, i - 1, depth_at(b, code, i) - 1, 0), asleep(b, code, asked, criteria, 0, i - 1, depth_at(b, code, i), 0)) :
        greater(asleep(b, code, asked, criteria, 0, i - 1, depth_at(b, code, i) - 1, 0), asleep(b, code, asked, criteria, 0, i - 1, depth_at(b, code, i), 0));

    // An instance with wakers can be left out where no hit wakes it.
    logic integer value_asleep_of{L}(uint8_t *b, integer instances, integer code, integer asked, integer i) =
      asleep(b, code + WEIR_BYTES_CODE * instance_code(b, instances, i), asked, instance_first(b, instances, i), 0, instance_words(b, instances, i), 0, 0);
    predicate sleeps{L}(uint8_t *b, integer instances, integer code, integer asked, integer i) =
      own_wakers(b, asked, instances, i) != 0 ==> value_asleep_of(b, instances, code, asked, i) == WEIR_NO_MATCH;
*/
#define WEIR_PROOF_LISTS_OK(c) \
    lists_ok((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_QUESTIONS].count, \
             (c)->section[WEIR_SECTION_WAKES].offset, (c)->section[WEIR_SECTION_WAKES].count, (c)->section[WEIR_SECTION_INSTANCES].count)
#define WEIR_PROOF_LIST_OK(c, q) \
    list_ok((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_QUESTIONS].count, \
            (c)->section[WEIR_SECTION_WAKES].offset, (c)->section[WEIR_SECTION_WAKES].count, q)
#define WEIR_PROOF_WAKERS_OK(c, instance, first, end) \
    wakers_ok((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_QUESTIONS].offset, \
              (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_WAKES].offset, (c)->section[WEIR_SECTION_WAKES].count, instance, first, end)
#define WEIR_PROOF_WAKER_OK(c, instance, first, k) \
    waker_ok((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_QUESTIONS].offset, \
             (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_WAKES].offset, (c)->section[WEIR_SECTION_WAKES].count, instance, first, k)
/* Instance i: its criteria are from the first up to before the last. */
#define WEIR_PROOF_FIRST(c, i) instance_first((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, i)
#define WEIR_PROOF_OWN(c, i) instance_criteria((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, i)
#define WEIR_PROOF_OWN_WAKERS_OK(c, i) \
    own_wakers_ok((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_QUESTIONS].offset, \
                  (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_WAKES].offset, (c)->section[WEIR_SECTION_WAKES].count, \
                  (c)->section[WEIR_SECTION_INSTANCES].offset, i)
#define WEIR_PROOF_OWN_WAKERS(c, i) own_wakers((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_INSTANCES].offset, i)
#define WEIR_PROOF_ALL_WAKERS(c, to) all_wakers((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_INSTANCES].offset, to)
#define WEIR_PROOF_SLEEPLESS(c, to) sleepless((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_INSTANCES].offset, to)
#define WEIR_PROOF_ALWAYS_OK(c, i) \
    always_ok((c)->bytes, (c)->section[WEIR_SECTION_ASKED].offset, (c)->section[WEIR_SECTION_INSTANCES].offset, (c)->section[WEIR_SECTION_ALWAYS].offset, \
              (c)->section[WEIR_SECTION_ALWAYS].count, i)
#define WEIR_PROOF_VALUE_ASLEEP(c, i) \
    value_asleep_of((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, (c)->section[WEIR_SECTION_CODE].offset, (c)->section[WEIR_SECTION_ASKED].offset, i)
#define WEIR_PROOF_SLEEPS(c, i) \
    sleeps((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, (c)->section[WEIR_SECTION_CODE].offset, (c)->section[WEIR_SECTION_ASKED].offset, i)
/* WAKES and ALWAYS are well formed. */
#define WEIR_PROOF_WAKES_OK(c) \
    (WEIR_PROOF_LISTS_OK(c) && \
     (\forall integer each; 0 <= each < (c)->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_OWN_WAKERS_OK(c, each)) && \
     (\forall integer each; 0 <= each < (c)->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_ALWAYS_OK(c, each)) && \
     (\forall integer each; 0 <= each < (c)->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_SLEEPS(c, each)) && \
     WEIR_PROOF_SLEEPLESS(c, (c)->section[WEIR_SECTION_INSTANCES].count) == (c)->section[WEIR_SECTION_ALWAYS].count && \
     WEIR_PROOF_ALL_WAKERS(c, (c)->section[WEIR_SECTION_INSTANCES].count) == (c)->section[WEIR_SECTION_WAKES].count)

#endif
