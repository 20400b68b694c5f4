/* What well-formed entries of the search tables are, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, search_proof.h, set_proof.h. Out: predicates of bytes, as docs/channel-format.md says it of ENTRIES, HITS and WINDOWS.
 * Must hold: definitions only; none says how the verifier works. What a search costs is not said here. */
#ifndef WEIR_ENTRY_PROOF_H
#define WEIR_ENTRY_PROOF_H

/* Where a section lies, and how many records it has. What is said of a channel here reads nothing of it but its bytes and these. */
#define WEIR_PROOF_PLACE(c, NAME) (c)->section[WEIR_SECTION_##NAME].offset
#define WEIR_PROOF_COUNT(c, NAME) (c)->section[WEIR_SECTION_##NAME].count
/* A parameter of this type holds numbers. */
#define WEIR_PROOF_IS_NUMBER(type) (WEIR_TYPE_U32 <= (type) && (type) <= WEIR_TYPE_FLAGS)

/* ---- an entry ---- */

/*@ // String number n: where it starts in the file.
    logic integer string_at{L}(uint8_t *b, integer offsets, integer bytes, integer n) = bytes + u32(b, offsets + 4 * n);
    logic integer window_of{L}(uint8_t *b, integer windows, integer n) = b[windows + WEIR_BYTES_WINDOWS * n];

    // A window that starts there in a string of this length, and lies inside it.
    predicate window_ok(integer length, integer offset, integer gram) = gram_of(length, offset) == gram && offset + gram <= length;

    // The hash of a string in a table of windows, and what its tag is of.
    logic integer window_hash{L}(uint8_t *b, integer at, integer gram, integer offset) = gram_hash(number_from(b + (at + offset), 0, gram));
    logic integer tag_back(integer offset) = offset < WEIR_TAG_BACK ? offset : WEIR_TAG_BACK;
    logic integer window_tag{L}(uint8_t *b, integer at, integer gram, integer offset) =
      gram_hash(number_from(b + (at + offset - tag_back(offset)), 0, gram));

    // What entry k of a table is ordered by: the hash, the number or the string's number, the anchors.
    logic integer entry_anchors{L}(uint8_t *b, integer entries, integer k) = b[entries + WEIR_BYTES_ENTRIES * k + WEIR_ENTRY_ANCHORS];
    logic integer number_hash_of{L}(uint8_t *b, integer numbers, integer n) = number_hash(u64(b, numbers + WEIR_BYTES_NUMBERS * n));
    logic integer whole_hash_of{L}(uint8_t *b, integer offsets, integer bytes, integer n) = whole_hash(b + string_at(b, offsets, bytes, n), text_length(b, offsets, n));
    logic integer window_hash_of{L}(uint8_t *b, integer offsets, integer bytes, integer windows, integer gram, integer n) =
      window_hash(b, string_at(b, offsets, bytes, n), gram, window_of(b, windows, n));
    logic integer value_hash{L}(struct weir_channel *c, integer type, integer gram, integer n) =
      WEIR_PROOF_IS_NUMBER(type) ? number_hash_of(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), n) :
      gram == 0 ? whole_hash_of(c->bytes, WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), n) :
        window_hash_of(c->bytes, WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), WEIR_PROOF_PLACE(c, WINDOWS), gram, n);
    logic integer value_order{L}(struct weir_channel *c, integer type, integer n) =
      WEIR_PROOF_IS_NUMBER(type) ? u64(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS) + WEIR_BYTES_NUMBERS * n) : n;
    logic integer entry_hash{L}(struct weir_channel *c, integer type, integer gram, integer k) =
      value_hash(c, type, gram, entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k));
    logic integer entry_order{L}(struct weir_channel *c, integer type, integer k) =
      value_order(c, type, entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k));

    // What stands in the record beside value and hits.
    predicate marks_ok{L}(uint8_t *b, integer at, integer gram, integer tag, integer offset) =
      u16(b, at + WEIR_ENTRY_TAG) == tag % 65536 && b[at + WEIR_ENTRY_OFFSET] == offset &&
      (gram == 0 ? b[at + WEIR_ENTRY_ANCHORS] == WEIR_ANCHOR_START + WEIR_ANCHOR_END : b[at + WEIR_ENTRY_ANCHORS] <= WEIR_ANCHOR_END);

    // A record at this place by itself, of value n: of a number; of a whole string; of a window of a string.
    predicate number_entry_ok{L}(uint8_t *b, integer at, integer numbers, integer total, integer n) =
      n < total && marks_ok(b, at, 0, number_hash_of(b, numbers, n), 0);
    predicate whole_entry_ok{L}(uint8_t *b, integer at, integer offsets, integer bytes, integer total, integer n) =
      n < total - 1 && marks_ok(b, at, 0, whole_hash_of(b, offsets, bytes, n), 0);
    predicate window_entry_ok{L}(uint8_t *b, integer at, integer offsets, integer bytes, integer total, integer windows, integer gram, integer n) =
      n < total - 1 && window_ok(text_length(b, offsets, n), window_of(b, windows, n), gram) &&
      marks_ok(b, at, gram, window_tag(b, string_at(b, offsets, bytes, n), gram, window_of(b, windows, n)), window_of(b, windows, n));
    predicate entry_plain_at{L}(struct weir_channel *c, integer type, integer gram, integer at, integer n) =
      WEIR_PROOF_IS_NUMBER(type) ? number_entry_ok(c->bytes, at, WEIR_PROOF_PLACE(c, NUMBERS), WEIR_PROOF_COUNT(c, NUMBERS), n) :
      gram == 0 ?
        whole_entry_ok(c->bytes, at, WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), WEIR_PROOF_COUNT(c, STRING_OFFSETS), n) :
        window_entry_ok(c->bytes, at, WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), WEIR_PROOF_COUNT(c, STRING_OFFSETS),
                        WEIR_PROOF_PLACE(c, WINDOWS), gram, n);
    predicate entry_plain_ok{L}(struct weir_channel *c, integer type, integer gram, integer k) =
      entry_plain_at(c, type, gram, WEIR_PROOF_PLACE(c, ENTRIES) + WEIR_BYTES_ENTRIES * k, entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k));

    // Behind an entry with this hash, order and anchors.
    predicate is_behind(integer hash, integer order, integer anchors, integer hash_before, integer order_before, integer anchors_before) =
      hash > hash_before || (hash == hash_before && (order > order_before || (order == order_before && anchors > anchors_before)));
    // Entry k, behind the one before it.
    predicate entry_follows{L}(struct weir_channel *c, integer type, integer gram, integer k) =
      is_behind(entry_hash(c, type, gram, k), entry_order(c, type, k), entry_anchors(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k),
                entry_hash(c, type, gram, k - 1), entry_order(c, type, k - 1), entry_anchors(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k - 1));
*/

/* ---- what an entry hits ---- */

/*@ // The string that is value p of all sets is before that which is value q, where they are alike up to byte i; and of the values from `first` on, value k is
    // behind the one before it.
    predicate value_before{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer p, integer q, integer i) =
      string_before(b + (bytes + u32(b, offsets + 4 * value_of(b, values, p))), text_length(b, offsets, value_of(b, values, p)),
                    b + (bytes + u32(b, offsets + 4 * value_of(b, values, q))), text_length(b, offsets, value_of(b, values, q)), i);
    predicate value_ascends{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer p, integer q) =
      value_before(b, values, offsets, bytes, p, q, 0);
    predicate value_follows{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer first, integer k) =
      value_ascends(b, values, offsets, bytes, first + k - 1, first + k);
    predicate values_ascend{L}(uint8_t *b, integer values, integer offsets, integer bytes, integer first, integer count) =
      \forall integer k; 1 <= k < count ==> value_follows(b, values, offsets, bytes, first, k);

    // Whether a criterion that is searched for looks in a table of this view and window, for an entry with such anchors.
    predicate looks_here(integer op, integer flags, integer view, integer gram, integer anchors) =
      op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN ||
      (view == (flags == WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED) &&
       (op == WEIR_OP_EQUALS ? gram == 0 :
          gram != 0 && anchors == (op == WEIR_OP_STARTS ? WEIR_ANCHOR_START : op == WEIR_OP_ENDS ? WEIR_ANCHOR_END : 0)));
    // Criterion k looks in a table of this ordinal for values of its set; for those of what its question requires.
    predicate seeks_own{L}(uint8_t *b, integer asked, integer criteria, integer ordinal, integer view, integer gram, integer anchors, integer k) =
      criterion_ordinal(b, criteria, k) == ordinal && asked_kind(b, asked, k) == WEIR_QUESTION_SEARCHED &&
      looks_here(criterion_op(b, criteria, k), criterion_flags(b, criteria, k), view, gram, anchors);
    predicate seeks_required{L}(uint8_t *b, integer asked, integer criteria, integer ordinal, integer view, integer gram, integer anchors, integer k) =
      criterion_ordinal(b, criteria, k) == ordinal && asked_kind(b, asked, k) == WEIR_QUESTION_REQUIRING && view == WEIR_VIEW_FOLDED && gram != 0 && anchors == 0;
    // Question q looks there, and for the values of this set.
    predicate seeks{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer ordinal, integer view, integer gram, integer anchors, integer q) =
      seeks_own(b, asked, criteria, ordinal, view, gram, anchors, question_criterion(b, questions, q)) ||
      (seeks_required(b, asked, criteria, ordinal, view, gram, anchors, question_criterion(b, questions, q)) && question_required(b, questions, q) != WEIR_NO_SET);
    logic integer sought_set{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer q) =
      asked_kind(b, asked, question_criterion(b, questions, q)) == WEIR_QUESTION_REQUIRING ? question_required(b, questions, q) :
        criterion_set(b, criteria, question_criterion(b, questions, q));

    // String `value` is one of these; where a number stands among these: 2^32 - 1 where it does not.
    predicate has_value{L}(uint8_t *b, integer values, integer first, integer end, integer value) =
      \exists integer k; first <= k < end && value_of(b, values, k) == value;
    logic integer place_of{L}(uint8_t *b, integer numbers, integer first, integer end, integer number) =
      first >= end ? UINT32_MAX : u64(b, numbers + WEIR_BYTES_NUMBERS * first) == number ? first : place_of(b, numbers, first + 1, end, number);
    logic integer place_in_set{L}(uint8_t *b, integer sets, integer numbers, integer number, integer n) =
      place_of(b, numbers, set_first(b, sets, n), set_first(b, sets, n) + set_count(b, sets, n), number);
    predicate set_has{L}(uint8_t *b, integer sets, integer values, integer numbers, integer type, integer order, integer n) =
      WEIR_PROOF_IS_NUMBER(type) ? place_in_set(b, sets, numbers, order, n) != UINT32_MAX :
        has_value(b, values, set_first(b, sets, n), set_first(b, sets, n) + set_count(b, sets, n), order);

    // Question q is there, and seeks the value of an entry in a table of this ordinal, view and window; where a number stands in the set that it seeks.
    predicate hit_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer anchors, integer order, integer q) =
      q < WEIR_PROOF_COUNT(c, QUESTIONS) &&
      seeks(c->bytes, WEIR_PROOF_PLACE(c, QUESTIONS), WEIR_PROOF_PLACE(c, ASKED), WEIR_PROOF_PLACE(c, CRITERIA), ordinal, view, gram, anchors, q) &&
      set_has(c->bytes, WEIR_PROOF_PLACE(c, SETS), WEIR_PROOF_PLACE(c, VALUES), WEIR_PROOF_PLACE(c, NUMBERS), type, order,
              sought_set(c->bytes, WEIR_PROOF_PLACE(c, QUESTIONS), WEIR_PROOF_PLACE(c, ASKED), WEIR_PROOF_PLACE(c, CRITERIA), q));
    logic integer hit_place{L}(struct weir_channel *c, integer order, integer q) =
      place_in_set(c->bytes, WEIR_PROOF_PLACE(c, SETS), WEIR_PROOF_PLACE(c, NUMBERS), order,
                   sought_set(c->bytes, WEIR_PROOF_PLACE(c, QUESTIONS), WEIR_PROOF_PLACE(c, ASKED), WEIR_PROOF_PLACE(c, CRITERIA), q));

    // A list of hits ends behind the first that is marked as the last; where none is, there is no end.
    logic integer list_end{L}(uint8_t *b, integer hits, integer total, integer k) =
      k >= total ? total + 1 : hit_at(b, hits, k) >= WEIR_LAST_HIT ? k + 1 : list_end(b, hits, total, k + 1);
    // How many records of HITS the entries before entry k have; and how many hits.
    logic integer hits_before{L}(struct weir_channel *c, integer k) =
      k <= 0 ? 0 : entry_hits(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k - 1) >= WEIR_LAST_HIT ? hits_before(c, k - 1) :
        list_end(c->bytes, WEIR_PROOF_PLACE(c, HITS), WEIR_PROOF_COUNT(c, HITS), hits_before(c, k - 1));
    logic integer hits_found{L}(struct weir_channel *c, integer k) =
      k <= 0 ? 0 : hits_found(c, k - 1) + (entry_hits(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k - 1) >= WEIR_LAST_HIT ? 1 :
        hits_before(c, k) - hits_before(c, k - 1));

    // The question of hit j; behind that of the hit before it, where hit `first` is the first of the list.
    logic integer hit_question{L}(struct weir_channel *c, integer j) = hit_at(c->bytes, WEIR_PROOF_PLACE(c, HITS), j) % WEIR_LAST_HIT;
    predicate listed_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer anchors, integer order, integer first,
                           integer j) =
      (j > first ==> hit_question(c, j - 1) < hit_question(c, j)) && hit_ok(c, ordinal, view, gram, type, anchors, order, hit_question(c, j));
    predicate list_of_hits_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer anchors, integer order, integer first,
                                 integer end) =
      first + 2 <= end <= WEIR_PROOF_COUNT(c, HITS) &&
      (\forall integer j; first <= j < end ==> listed_ok(c, ordinal, view, gram, type, anchors, order, first, j));
    // The least place that the number has in the sets of the hits from `first` up to before `to`.
    logic integer least_of(integer a, integer b) = a < b ? a : b;
    logic integer least_place{L}(struct weir_channel *c, integer order, integer first, integer to) =
      to <= first ? UINT32_MAX : least_of(least_place(c, order, first, to - 1), hit_place(c, order, hit_question(c, to - 1)));

    // The hits that an entry says it has: one, or a list, which starts where those of the entries before it end; and where a number of it stands first.
    predicate hits_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer anchors, integer order, integer said,
                         integer used) =
      said >= WEIR_LAST_HIT ? hit_ok(c, ordinal, view, gram, type, anchors, order, said - WEIR_LAST_HIT) :
        said == used && list_of_hits_ok(c, ordinal, view, gram, type, anchors, order, used,
                                        list_end(c->bytes, WEIR_PROOF_PLACE(c, HITS), WEIR_PROOF_COUNT(c, HITS), used));
    logic integer hits_least{L}(struct weir_channel *c, integer order, integer said, integer used) =
      said >= WEIR_LAST_HIT ? hit_place(c, order, said - WEIR_LAST_HIT) :
        least_place(c, order, used, list_end(c->bytes, WEIR_PROOF_PLACE(c, HITS), WEIR_PROOF_COUNT(c, HITS), used));

    // Where the window of entry k's string starts in the file.
    logic integer entry_window{L}(struct weir_channel *c, integer k) =
      string_at(c->bytes, WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k)) +
      window_of(c->bytes, WEIR_PROOF_PLACE(c, WINDOWS), entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k));

    // Entry k of a table; it is not the table's first where `behind` is not 0.
    predicate entry_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer behind, integer k) =
      entry_plain_ok(c, type, gram, k) && (behind != 0 ==> entry_follows(c, type, gram, k)) &&
      hits_ok(c, ordinal, view, gram, type, entry_anchors(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k), entry_order(c, type, k),
              entry_hits(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k), hits_before(c, k)) &&
      (WEIR_PROOF_IS_NUMBER(type) ==> entry_value(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k) ==
                    hits_least(c, entry_order(c, type, k), entry_hits(c->bytes, WEIR_PROOF_PLACE(c, ENTRIES), k), hits_before(c, k)));
*/

/* ---- what is known of sets ---- */

/*@ // The strings of set n ascend.
    predicate set_ascends{L}(struct weir_channel *c, integer n) =
      set_kind(c->bytes, WEIR_PROOF_PLACE(c, SETS), n) == WEIR_SET_STRINGS ==>
        values_ascend(c->bytes, WEIR_PROOF_PLACE(c, VALUES), WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES),
                      set_first(c->bytes, WEIR_PROOF_PLACE(c, SETS), n), set_count(c->bytes, WEIR_PROOF_PLACE(c, SETS), n));
    // The numbers of set n ascend in each of the two orders in which its ends do.
    predicate numbers_between_in{L}(uint8_t *b, integer sets, integer numbers, integer half, integer n) =
      placed_at(b, numbers, half, set_first(b, sets, n)) <= placed_at(b, numbers, half, set_first(b, sets, n) + set_count(b, sets, n) - 1) ==>
        numbers_ascend(b, numbers, half, \false, set_first(b, sets, n), set_count(b, sets, n));
    predicate numbers_between{L}(uint8_t *b, integer sets, integer numbers, integer n) =
      set_kind(b, sets, n) == WEIR_SET_NUMBERS ==> numbers_between_in(b, sets, numbers, 0, n) && numbers_between_in(b, sets, numbers, 9223372036854775808, n);
    // The ends of criterion k's set of numbers are in the order of its parameter's type.
    predicate criterion_ends{L}(uint8_t *b, integer criteria, integer parameters, integer sets, integer numbers, integer k) =
      criterion_op(b, criteria, k) == WEIR_OP_NUMBER_IN ==>
        set_kind(b, sets, criterion_set(b, criteria, k)) == WEIR_SET_NUMBERS &&
        placed_at(b, numbers, half_of(parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1)), set_first(b, sets, criterion_set(b, criteria, k))) <=
        placed_at(b, numbers, half_of(parameter_type(b, parameters, criterion_ordinal(b, criteria, k) - 1)),
                  set_first(b, sets, criterion_set(b, criteria, k)) + set_count(b, sets, criterion_set(b, criteria, k)) - 1);
    // The numbers of criterion k's set ascend in the order of its parameter's type.
    predicate number_set_ascends{L}(struct weir_channel *c, integer k) =
      criterion_op(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), k) == WEIR_OP_NUMBER_IN ==>
        numbers_ascend(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS),
                       half_of(parameter_type(c->bytes, WEIR_PROOF_PLACE(c, PARAMETERS), criterion_ordinal(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), k) - 1)), \false,
                       set_first(c->bytes, WEIR_PROOF_PLACE(c, SETS), criterion_set(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), k)),
                       set_count(c->bytes, WEIR_PROOF_PLACE(c, SETS), criterion_set(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), k)));
*/
#define WEIR_PROOF_CRITERION_ENDS(c, k) \
    criterion_ends((c)->bytes, (c)->section[WEIR_SECTION_CRITERIA].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->section[WEIR_SECTION_SETS].offset, \
                   (c)->section[WEIR_SECTION_NUMBERS].offset, k)
#define WEIR_PROOF_CRITERIA_ENDS(c, from, to) (\forall integer each; (from) <= each < (to) ==> WEIR_PROOF_CRITERION_ENDS(c, each))
#define WEIR_PROOF_NUMBERS_BETWEEN(c, n) numbers_between((c)->bytes, WEIR_PROOF_PLACE(c, SETS), WEIR_PROOF_PLACE(c, NUMBERS), n)
/* What a search for a value among those of a set relies on. */
#define WEIR_PROOF_ORDERLY(c) \
    ((\forall integer each; 0 <= each < WEIR_PROOF_COUNT(c, SETS) ==> set_ascends(c, each)) && \
     (\forall integer each; 0 <= each < WEIR_PROOF_COUNT(c, CRITERIA) ==> number_set_ascends(c, each)))

#endif
