/* What the search and the engine rely on of an accepted file's search tables, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h. Out: predicates over the file's bytes and integers, and macros that say them of a channel: WEIR_PROOF_SEARCH has them all.
 * Must hold: definitions only. The verifier's stages on WAKES, TABLES and ENTRIES show them (verify_wakes.c, verify_search.c, verify_entries.c); search.c,
 *            windows.c and engine.c take them from there. */
#ifndef WEIR_SEARCH_PROOF_H
#define WEIR_SEARCH_PROOF_H

/*@ // 2^n for 0 <= n <= 31, by cases: provers do not follow a shift by a variable.
    logic integer pow2(integer n) =
      n == 0 ? 1 : n == 1 ? 2 : n == 2 ? 4 : n == 3 ? 8 : n == 4 ? 16 : n == 5 ? 32 : n == 6 ? 64 : n == 7 ? 128 : n == 8 ? 256 : n == 9 ? 512 :
      n == 10 ? 1024 : n == 11 ? 2048 : n == 12 ? 4096 : n == 13 ? 8192 : n == 14 ? 16384 : n == 15 ? 32768 : n == 16 ? 65536 : n == 17 ? 131072 :
      n == 18 ? 262144 : n == 19 ? 524288 : n == 20 ? 1048576 : n == 21 ? 2097152 : n == 22 ? 4194304 : n == 23 ? 8388608 : n == 24 ? 16777216 :
      n == 25 ? 33554432 : n == 26 ? 67108864 : n == 27 ? 134217728 : n == 28 ? 268435456 : n == 29 ? 536870912 : n == 30 ? 1073741824 : 2147483648;
*/

/* ---- hashes ---- */

/*@ // The bytes i .. end - 1 as a number, the first the lowest.
    logic integer number_from{L}(uint8_t *t, integer i, integer end) =
      i >= end ? 0 : (uint64_t)((uint64_t)(number_from(t, i + 1, end) * 256) + t[i]);
    // Of a window's bytes; of a number; and of a string, eight bytes a step, from byte i on.
    logic integer gram_hash(integer word) = (uint64_t)(word * WEIR_HASH_MULTIPLIER) / 4294967296;
    logic integer mixed(integer hash) = (uint64_t)(hash ^ (hash >> 32));
    logic integer joined(integer old, integer by) = (uint64_t)(old ^ by); // WP sorts the two by name, and provers do not know that another order is the same
    logic integer whole_step(integer hash, integer word) = mixed((uint64_t)(joined(hash, word) * WEIR_HASH_MULTIPLIER));
    logic integer number_hash(integer number) = (uint32_t)whole_step(8, number);
    logic integer whole_from{L}(uint8_t *t, integer i, integer end, integer hash) =
      i >= end ? hash : i + 8 <= end ? whole_from(t, i + 8, end, whole_step(hash, u64(t, i))) : whole_step(hash, number_from(t, i, end));
    logic integer whole_hash{L}(uint8_t *t, integer length) = (uint32_t)whole_from(t, 0, length, length);

    // How long the window is that starts there in a string of this length.
    logic integer gram_of(integer length, integer offset) =
      length < WEIR_SHORT_GRAM ? length : offset + WEIR_MAX_GRAM <= length ? WEIR_MAX_GRAM : WEIR_SHORT_GRAM;

    // A number's top bits of 32.
    logic integer top_bits(integer hash, integer bits) = hash * pow2(bits) / 4294967296;
*/

/* ---- questions ---- */

/*@ // Operators whose values can all be searched for.
    predicate is_searched(integer op) =
      op == WEIR_OP_EQUALS || op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS || op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN;

    // Question q is evaluated, searched or requiring; searched only where its operator can be.
    predicate question_kind_in{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer q) =
      asked_kind(b, asked, question_criterion(b, questions, q)) <= WEIR_QUESTION_REQUIRING &&
      (asked_kind(b, asked, question_criterion(b, questions, q)) == WEIR_QUESTION_SEARCHED ==>
         is_searched(criterion_op(b, criteria, question_criterion(b, questions, q))));
*/
#define WEIR_PROOF_QUESTION_KIND(c, q) \
    question_kind_in((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_ASKED].offset, \
                     (c)->section[WEIR_SECTION_CRITERIA].offset, q)
#define WEIR_PROOF_QUESTION_KINDS(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_QUESTION_KIND(c, each))

/*@ // The place of two bytes among STARTS.
    logic integer mixed_twos(integer twos) = (uint64_t)(twos ^ (twos >> WEIR_STARTS_SHIFT));
    logic integer start_slot(integer two) = mixed_twos(two) % 1024;
*/
/*@ // Four places among STARTS, each in a quarter of the number.
    predicate slots_in(integer slots) =
      0 <= slots && slots % 65536 < 1024 && slots / 65536 % 65536 < 1024 && slots / 4294967296 % 65536 < 1024 && slots / 281474976710656 < 1024;
*/

/* ---- who is woken ---- */

/*@ // Number k of WAKES, or of ALWAYS, is that of an instance.
    predicate wake_in{L}(uint8_t *b, integer wakes, integer instances, integer k) = u32(b, wakes + 4 * k) < instances;
    predicate wakes_in{L}(uint8_t *b, integer wakes, integer count, integer instances) =
      \forall integer k; 0 <= k < count ==> wake_in(b, wakes, instances, k);

    // Those of question q, where there are so many questions and wakes: from wakes_first up to before this one.
    logic integer wakes_end{L}(uint8_t *b, integer questions, integer count, integer wakes, integer q) =
      q + 1 < count ? wakes_first(b, questions, q + 1) : wakes;
    predicate wakes_rise{L}(uint8_t *b, integer questions, integer count, integer wakes, integer q) =
      wakes_first(b, questions, q) <= wakes_end(b, questions, count, wakes, q) <= wakes;
*/
#define WEIR_PROOF_WAKES_END(c, q) \
    wakes_end((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_WAKES].count, q)
#define WEIR_PROOF_WAKES_RISE(c, q) \
    wakes_rise((c)->bytes, (c)->section[WEIR_SECTION_QUESTIONS].offset, (c)->section[WEIR_SECTION_QUESTIONS].count, (c)->section[WEIR_SECTION_WAKES].count, q)
#define WEIR_PROOF_ALL_WAKES_RISE(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_WAKES_RISE(c, each))
/* So many of the numbers. */
#define WEIR_PROOF_WAKES_IN(c, to) \
    wakes_in((c)->bytes, (c)->section[WEIR_SECTION_WAKES].offset, to, (c)->section[WEIR_SECTION_INSTANCES].count)
#define WEIR_PROOF_ALWAYS_IN(c, to) \
    wakes_in((c)->bytes, (c)->section[WEIR_SECTION_ALWAYS].offset, to, (c)->section[WEIR_SECTION_INSTANCES].count)
/* All that weir_verify_wakes shows. */
#define WEIR_PROOF_WAKES(c) \
    (WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, WAKES) && WEIR_PROOF_IN(c, ALWAYS) && \
     WEIR_PROOF_ALL_WAKES_RISE(c, (c)->section[WEIR_SECTION_QUESTIONS].count) && WEIR_PROOF_WAKES_IN(c, (c)->section[WEIR_SECTION_WAKES].count) && \
     WEIR_PROOF_ALWAYS_IN(c, (c)->section[WEIR_SECTION_ALWAYS].count))

/* ---- hits ---- */

/*@ logic integer hit_at{L}(uint8_t *b, integer hits, integer k) = u32(b, hits + WEIR_BYTES_HITS * k);

    // Hit k names a question that is there.
    predicate hit_in{L}(uint8_t *b, integer hits, integer questions, integer k) = hit_at(b, hits, k) % WEIR_LAST_HIT < questions;
    // So many do; and the last of them is the last hit of an entry, so that hits which start among them end among them.
    predicate hits_in{L}(uint8_t *b, integer hits, integer count, integer questions) =
      (\forall integer k; 0 <= k < count ==> hit_in(b, hits, questions, k)) && (count > 0 ==> hit_at(b, hits, count - 1) >= WEIR_LAST_HIT);

    logic integer entry_value{L}(uint8_t *b, integer entries, integer k) = u32(b, entries + WEIR_BYTES_ENTRIES * k + WEIR_ENTRY_VALUE);
    logic integer entry_hits{L}(uint8_t *b, integer entries, integer k) = u32(b, entries + WEIR_BYTES_ENTRIES * k + WEIR_ENTRY_HITS);

    // Entry k has one question, that is there, or several, that start inside HITS.
    predicate entry_hits_in{L}(uint8_t *b, integer entries, integer hits, integer questions, integer k) =
      entry_hits(b, entries, k) >= WEIR_LAST_HIT ? entry_hits(b, entries, k) - WEIR_LAST_HIT < questions : entry_hits(b, entries, k) < hits;
    predicate entries_hits_in{L}(uint8_t *b, integer entries, integer count, integer hits, integer questions) =
      \forall integer k; 0 <= k < count ==> entry_hits_in(b, entries, hits, questions, k);
*/
/* The first so many hits; of the first so many entries, all of whose hits are among the first so many. */
#define WEIR_PROOF_HITS_IN(c, to) \
    hits_in((c)->bytes, (c)->section[WEIR_SECTION_HITS].offset, to, (c)->section[WEIR_SECTION_QUESTIONS].count)
#define WEIR_PROOF_ENTRIES_HITS_IN(c, to, hits) \
    entries_hits_in((c)->bytes, (c)->section[WEIR_SECTION_ENTRIES].offset, to, hits, (c)->section[WEIR_SECTION_QUESTIONS].count)

/* ---- tables ---- */

/*@ logic integer table_view{L}(uint8_t *b, integer tables, integer i) = b[tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_VIEW];
    logic integer table_gram{L}(uint8_t *b, integer tables, integer i) = b[tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_GRAM];
    logic integer table_bits{L}(uint8_t *b, integer tables, integer i) = b[tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_BUCKET_BITS];
    logic integer table_buckets{L}(uint8_t *b, integer tables, integer i) = u32(b, tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_BUCKET_FIRST);
    logic integer table_filter{L}(uint8_t *b, integer tables, integer i) = u32(b, tables + WEIR_BYTES_TABLES * i + WEIR_TABLE_FILTER_FIRST);

    // How many values there are to choose from for a parameter of the type: numbers or strings.
    logic integer values_for(integer type, integer strings, integer numbers) = WEIR_TYPE_U32 <= type && type <= WEIR_TYPE_FLAGS ? numbers : strings;

    // What a table is of: an input that is there, one of its views, whole values or windows.
    predicate table_of(integer ordinal, integer view, integer gram, integer bits, integer type, integer parameters) =
      1 <= ordinal <= parameters && (is_text(type) ? view <= WEIR_VIEW_RAW : view == WEIR_VIEW_VALUE && type != WEIR_TYPE_RESERVED) &&
      (view == WEIR_VIEW_VALUE ? gram == 0 : gram <= WEIR_SHORT_GRAM || gram == WEIR_MAX_GRAM) && bits <= WEIR_MAX_BUCKET_BITS;
    predicate table_plain{L}(uint8_t *b, integer tables, integer parameters, integer parameter_count, integer i) =
      table_of(table_ordinal(b, tables, i), table_view(b, tables, i), table_gram(b, tables, i), table_bits(b, tables, i),
               parameter_type(b, parameters, table_ordinal(b, tables, i) - 1), parameter_count);

    // Tables strictly ascend by ordinal, view, window: so there is one of each, and those of a view stand side by side.
    logic integer key_of_table(integer ordinal, integer view, integer gram) = 65536 * ordinal + 256 * view + gram;
    logic integer table_key{L}(uint8_t *b, integer tables, integer i) =
      key_of_table(table_ordinal(b, tables, i), table_view(b, tables, i), table_gram(b, tables, i));
    predicate table_rises{L}(uint8_t *b, integer tables, integer i) = 0 < i ==> table_key(b, tables, i - 1) < table_key(b, tables, i);

    // Records of the filter of 2^bits buckets: 64 bits in each.
    logic integer filter_records(integer bits) = bits < 2 ? 1 : pow2(bits - 2);

    // Its 2^bits + 1 buckets and its filter lie in their sections, and before the filter of one of windows there is room for STARTS.
    predicate places_of_table(integer gram, integer bits, integer first, integer filter, integer buckets, integer filters) =
      first + pow2(bits) + 1 <= buckets && filter + filter_records(bits) <= filters && (gram != 0 ==> WEIR_STARTS_RECORDS <= filter);
    predicate table_places{L}(uint8_t *b, integer tables, integer buckets, integer filters, integer i) =
      places_of_table(table_gram(b, tables, i), table_bits(b, tables, i), table_buckets(b, tables, i), table_filter(b, tables, i), buckets, filters);

    logic integer bucket_at{L}(uint8_t *b, integer buckets, integer k) = u32(b, buckets + WEIR_BYTES_BUCKETS * k);

    // Bucket k, of those from `first` up to `last`, starts at one of the entries of all of them, and ends where it starts or behind.
    predicate bucket_in{L}(uint8_t *b, integer buckets, integer first, integer last, integer k) =
      bucket_at(b, buckets, first) <= bucket_at(b, buckets, k) <= bucket_at(b, buckets, k + 1) <= bucket_at(b, buckets, last);
    // Bucket k starts at an entry from `from` on, and ends where it starts or behind, at `to` at the latest.
    predicate bucket_between{L}(uint8_t *b, integer buckets, integer from, integer to, integer k) =
      from <= bucket_at(b, buckets, k) <= bucket_at(b, buckets, k + 1) <= to;
    // The buckets first .. last - 1, behind the last of which stands where it ends; and there is an entry.
    predicate buckets_in{L}(uint8_t *b, integer buckets, integer first, integer last, integer entries) =
      (\forall integer k; first <= k < last ==> bucket_in(b, buckets, first, last, k)) &&
      bucket_at(b, buckets, first) < bucket_at(b, buckets, last) <= entries;
    predicate table_buckets_in{L}(uint8_t *b, integer tables, integer buckets, integer entries, integer i) =
      buckets_in(b, buckets, table_buckets(b, tables, i), table_buckets(b, tables, i) + pow2(table_bits(b, tables, i)), entries);

    // The value of each of the entries is there.
    predicate entry_below{L}(uint8_t *b, integer entries, integer total, integer k) = entry_value(b, entries, k) < total;
    predicate entries_below{L}(uint8_t *b, integer entries, integer from, integer to, integer total) =
      \forall integer k; from <= k < to ==> entry_below(b, entries, total, k);
    // Of a table whose parameter holds numbers one of NUMBERS, of another one a string.
    predicate table_entries_in{L}(uint8_t *b, integer tables, integer parameters, integer buckets, integer entries, integer strings, integer numbers, integer i) =
      entries_below(b, entries, bucket_at(b, buckets, table_buckets(b, tables, i)),
                    bucket_at(b, buckets, table_buckets(b, tables, i) + pow2(table_bits(b, tables, i))),
                    values_for(parameter_type(b, parameters, table_ordinal(b, tables, i) - 1), strings, numbers));
*/
#define WEIR_PROOF_TABLE_PLAIN(c, i) \
    table_plain((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, (c)->parameter_count, i)
#define WEIR_PROOF_TABLES_PLAIN(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_TABLE_PLAIN(c, each))
#define WEIR_PROOF_TABLE_RISES(c, i) table_rises((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, i)
#define WEIR_PROOF_TABLE_PLACES(c, i) \
    table_places((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, (c)->section[WEIR_SECTION_BUCKETS].count, (c)->section[WEIR_SECTION_FILTERS].count, i)
#define WEIR_PROOF_TABLE_BUCKETS(c, i) \
    table_buckets_in((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, (c)->section[WEIR_SECTION_BUCKETS].offset, (c)->section[WEIR_SECTION_ENTRIES].count, i)
#define WEIR_PROOF_TABLE_ENTRIES(c, i) \
    table_entries_in((c)->bytes, (c)->section[WEIR_SECTION_TABLES].offset, (c)->section[WEIR_SECTION_PARAMETERS].offset, \
                     (c)->section[WEIR_SECTION_BUCKETS].offset, (c)->section[WEIR_SECTION_ENTRIES].offset, \
                     (c)->section[WEIR_SECTION_STRING_OFFSETS].count - 1, (c)->section[WEIR_SECTION_NUMBERS].count, i)
/* All that is known of table i. */
#define WEIR_PROOF_TABLE_IN(c, i) \
    (WEIR_PROOF_TABLE_PLAIN(c, i) && WEIR_PROOF_TABLE_RISES(c, i) && WEIR_PROOF_TABLE_PLACES(c, i) && WEIR_PROOF_TABLE_BUCKETS(c, i) && \
     WEIR_PROOF_TABLE_ENTRIES(c, i))
#define WEIR_PROOF_TABLES_IN(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_TABLE_IN(c, each))

/* ---- the whole ---- */

#define WEIR_PROOF_SEARCH_SECTIONS(c) \
    (WEIR_PROOF_IN(c, TABLES) && WEIR_PROOF_IN(c, BUCKETS) && WEIR_PROOF_IN(c, FILTERS) && WEIR_PROOF_IN(c, ENTRIES) && WEIR_PROOF_IN(c, HITS) && \
     WEIR_PROOF_IN(c, NUMBERS) && WEIR_PROOF_IN(c, STRING_OFFSETS) && WEIR_PROOF_IN(c, WINDOWS))
/* All that weir_verify_search shows. */
#define WEIR_PROOF_SEARCHED(c) \
    (WEIR_PROOF_SEARCH_SECTIONS(c) && WEIR_PROOF_TABLES_IN(c, (c)->section[WEIR_SECTION_TABLES].count) && \
     WEIR_PROOF_HITS_IN(c, (c)->section[WEIR_SECTION_HITS].count) && \
     WEIR_PROOF_ENTRIES_HITS_IN(c, (c)->section[WEIR_SECTION_ENTRIES].count, (c)->section[WEIR_SECTION_HITS].count))
/* With what the stages before have shown (content_in of proof.h), this is what the search and the engine rely on. */
#define WEIR_PROOF_SEARCH(c) \
    (WEIR_PROOF_QUESTIONS_IN(c, (c)->section[WEIR_SECTION_QUESTIONS].count) && WEIR_PROOF_WAKES(c) && WEIR_PROOF_SEARCHED(c))

#endif
