/* What well-formed search tables are, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   search_proof.h, entry_proof.h. Out: predicates of bytes, as docs/channel-format.md says it of TABLES, BUCKETS and FILTERS.
 * Must hold: definitions only; none says how the verifier works. What a search costs is not said here. */
#ifndef WEIR_SEARCHED_PROOF_H
#define WEIR_SEARCHED_PROOF_H

/* ---- the entries of a table: from .. end - 1 ---- */

/*@ predicate entry_of_table{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer from, integer k) =
      entry_ok(c, ordinal, view, gram, type, (k > from ? 1 : 0), k);
    predicate entries_ok{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer from, integer end) =
      \forall integer k; from <= k < end ==> entry_of_table(c, ordinal, view, gram, type, from, k);

    // Entry k is in the bucket that its hash says; bucket n of those whose first is `first` ends where it starts or behind, and has only such.
    logic integer bucket_of_entry{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer k) = top_bits(entry_hash(c, type, gram, k), bits);
    predicate bucket_rises{L}(struct weir_channel *c, integer first, integer n) =
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <= bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + (n + 1)) <=
      WEIR_PROOF_COUNT(c, ENTRIES);
    predicate bucket_has{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer first, integer n) =
      \forall integer k; bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + n) <= k < bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first + (n + 1)) ==>
        bucket_of_entry(c, type, gram, bits, k) == n;
    predicate bucket_ok{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer first, integer n) =
      bucket_rises(c, first, n) && bucket_has(c, type, gram, bits, first, n);
    predicate buckets_ok{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer first) =
      \forall integer n; 0 <= n < pow2(bits) ==> bucket_ok(c, type, gram, bits, first, n);
*/

/* ---- its filter ---- */

/*@ // Two numbers' bits together. The place of an entry's bit in the filter; and byte j of the filter, as the entries before entry k set it.
    logic integer either(integer one, integer more) = one | more; // WP sorts the two by name: see `joined`
    logic integer filter_place{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer k) =
      top_bits(entry_hash(c, type, gram, k), bits < 2 ? 6 : bits + WEIR_FILTER_MORE_BITS);
    logic integer filter_byte{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer from, integer k, integer j) =
      k <= from ? 0 : filter_place(c, type, gram, bits, k - 1) / 8 == j ?
        either(filter_byte(c, type, gram, bits, from, k - 1, j), pow2(filter_place(c, type, gram, bits, k - 1) % 8)) :
        filter_byte(c, type, gram, bits, from, k - 1, j);
    predicate filter_byte_ok{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer at, integer from, integer end, integer j) =
      c->bytes[at + j] == filter_byte(c, type, gram, bits, from, end, j);
    // The bytes below that of entry k are as the entries before it set them: those behind it set none of these.
    predicate filter_stands{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer at, integer from, integer k) =
      \forall integer j; 0 <= j < filter_place(c, type, gram, bits, k) / 8 ==> filter_byte_ok(c, type, gram, bits, at, from, k, j);
    predicate filter_ok{L}(struct weir_channel *c, integer type, integer gram, integer bits, integer at, integer from, integer end) =
      \forall integer j; 0 <= j < 8 * filter_records(bits) ==> filter_byte_ok(c, type, gram, bits, at, from, end, j);
*/

/* ---- STARTS ---- */

/*@ // A byte of STARTS with the bit of windows of so many bytes; byte j with those of windows that start with these two bytes, and, of windows of one byte, behind
    // which any of the first n bytes may stand.
    logic integer start_of(integer gram, integer byte) =
      (gram == 1 ? byte : gram == 2 ? byte / 2 : gram == 3 ? byte / 4 : gram == 4 ? byte / 8 : byte / 128) % 2;
    logic integer with_start(integer gram, integer byte) =
      start_of(gram, byte) == 1 ? byte : byte + (gram == 1 ? 1 : gram == 2 ? 2 : gram == 3 ? 4 : gram == 4 ? 8 : 128);
    logic integer start_byte(integer gram, integer two, integer byte, integer j) = start_slot(two) == j ? with_start(gram, byte) : byte;
    logic integer start_any_unseen(integer first, integer n, integer byte, integer j) =
      n <= 0 ? byte : start_byte(1, first + 256 * (n - 1), start_any_unseen(first, n - 1, byte, j), j);
    logic integer window_start(integer gram, integer first, integer second, integer byte, integer j) =
      gram == 1 ? start_any_unseen(first, 256, byte, j) : start_byte(gram, first + 256 * second, byte, j);
    predicate start_stands{L}(uint8_t *b, integer at, integer byte, integer j) = b[at + j] == byte;
    // What the entries of a table from `from` up to before entry k make of byte j.
    logic integer entries_start_unseen{L}(struct weir_channel *c, integer gram, integer from, integer k, integer byte, integer j) =
      gram == 0 || k <= from ? byte :
        window_start(gram, c->bytes[entry_window(c, k - 1)], c->bytes[entry_window(c, k - 1) + 1], entries_start_unseen(c, gram, from, k - 1, byte, j), j);
*/

/* ---- tables ---- */

/* A number of table i's record. */
#define WEIR_PROOF_OF_TABLE(c, what, i) table_##what((c)->bytes, WEIR_PROOF_PLACE(c, TABLES), i)

/*@ logic integer type_of_table{L}(struct weir_channel *c, integer i) =
      parameter_type(c->bytes, WEIR_PROOF_PLACE(c, PARAMETERS), WEIR_PROOF_OF_TABLE(c, ordinal, i) - 1);

    // What the tables before table i have used; and what STARTS take before its filter, where it is the first with windows of its view.
    logic integer buckets_before{L}(struct weir_channel *c, integer i) =
      i <= 0 ? 0 : WEIR_PROOF_OF_TABLE(c, buckets, i - 1) + pow2(WEIR_PROOF_OF_TABLE(c, bits, i - 1)) + 1;
    logic integer filters_before{L}(struct weir_channel *c, integer i) =
      i <= 0 ? 0 : WEIR_PROOF_OF_TABLE(c, filter, i - 1) + filter_records(WEIR_PROOF_OF_TABLE(c, bits, i - 1));
    logic integer entries_before{L}(struct weir_channel *c, integer i) =
      i <= 0 ? 0 : bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), WEIR_PROOF_OF_TABLE(c, buckets, i - 1) + pow2(WEIR_PROOF_OF_TABLE(c, bits, i - 1)));
    logic integer starts_before{L}(struct weir_channel *c, integer i) =
      WEIR_PROOF_OF_TABLE(c, gram, i) != 0 &&
      (i <= 0 || WEIR_PROOF_OF_TABLE(c, gram, i - 1) == 0 || WEIR_PROOF_OF_TABLE(c, key, i - 1) / 256 != WEIR_PROOF_OF_TABLE(c, key, i) / 256) ?
        WEIR_STARTS_RECORDS : 0;

    // Its places follow those of the tables before it.
    predicate places_follow{L}(struct weir_channel *c, integer i) =
      WEIR_PROOF_OF_TABLE(c, buckets, i) == buckets_before(c, i) && WEIR_PROOF_OF_TABLE(c, filter, i) == filters_before(c, i) + starts_before(c, i);
    // It has entries, and the least number of buckets, a power of two, that is as many.
    predicate size_ok(integer entries, integer bits) = 0 < entries <= pow2(bits) && (bits > 0 ==> pow2(bits) / 2 < entries);
    // All of a table with these numbers, the first entry of which is number `from`.
    predicate table_holds{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer bits, integer first, integer filter,
                             integer from, integer end) =
      bucket_at(c->bytes, WEIR_PROOF_PLACE(c, BUCKETS), first) == from && buckets_ok(c, type, gram, bits, first) &&
      entries_ok(c, ordinal, view, gram, type, from, end) &&
      filter_ok(c, type, gram, bits, WEIR_PROOF_PLACE(c, FILTERS) + WEIR_BYTES_FILTERS * filter, from, end) && size_ok(end - from, bits);
    predicate table_holds_unseen{L}(struct weir_channel *c, integer ordinal, integer view, integer gram, integer type, integer bits, integer first, integer filter,
                                    integer from, integer end) =
      table_holds(c, ordinal, view, gram, type, bits, first, filter, from, end);
    predicate table_holds_at{L}(struct weir_channel *c, integer i) =
      table_holds_unseen(c, WEIR_PROOF_OF_TABLE(c, ordinal, i), WEIR_PROOF_OF_TABLE(c, view, i), WEIR_PROOF_OF_TABLE(c, gram, i), type_of_table(c, i),
                  WEIR_PROOF_OF_TABLE(c, bits, i), WEIR_PROOF_OF_TABLE(c, buckets, i), WEIR_PROOF_OF_TABLE(c, filter, i), entries_before(c, i),
                  entries_before(c, i + 1));
    predicate table_ok{L}(struct weir_channel *c, integer i) =
      table_plain(c->bytes, WEIR_PROOF_PLACE(c, TABLES), WEIR_PROOF_PLACE(c, PARAMETERS), c->parameter_count, i) &&
      table_rises(c->bytes, WEIR_PROOF_PLACE(c, TABLES), i) && places_follow(c, i) &&
      table_places(c->bytes, WEIR_PROOF_PLACE(c, TABLES), WEIR_PROOF_COUNT(c, BUCKETS), WEIR_PROOF_COUNT(c, FILTERS), i) && table_holds_at(c, i);

    // Where STARTS of the view of table i - 1 are, in FILTERS; and byte j of them, as the tables of that view before table i make it.
    logic integer starts_place_unseen{L}(struct weir_channel *c, integer i) =
      i <= 0 || WEIR_PROOF_OF_TABLE(c, gram, i - 1) == 0 ? 0 : starts_before(c, i - 1) != 0 ? filters_before(c, i - 1) : starts_place_unseen(c, i - 1);
    logic integer starts_byte_unseen{L}(struct weir_channel *c, integer i, integer j) =
      i <= 0 || WEIR_PROOF_OF_TABLE(c, gram, i - 1) == 0 ? 0 :
        entries_start_unseen(c, WEIR_PROOF_OF_TABLE(c, gram, i - 1), entries_before(c, i - 1), entries_before(c, i),
                             starts_before(c, i - 1) != 0 ? 0 : starts_byte_unseen(c, i - 1, j), j);
    predicate starts_stand_unseen{L}(struct weir_channel *c, integer i) =
      \forall integer j; 0 <= j < WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS ==>
        start_stands(c->bytes, WEIR_PROOF_PLACE(c, FILTERS) + WEIR_BYTES_FILTERS * starts_place_unseen(c, i), starts_byte_unseen(c, i, j), j);
    // Where table i - 1 is the last of a view that has windows, STARTS are what its entries make them.
    predicate starts_ok{L}(struct weir_channel *c, integer i) =
      0 < i && WEIR_PROOF_OF_TABLE(c, gram, i - 1) != 0 &&
      (i >= WEIR_PROOF_COUNT(c, TABLES) || WEIR_PROOF_OF_TABLE(c, key, i) / 256 != WEIR_PROOF_OF_TABLE(c, key, i - 1) / 256) ==> starts_stand_unseen(c, i);

    // Nothing is left over, and the hits are as many as are wanted.
    predicate ends_used{L}(struct weir_channel *c, integer wanted) =
      buckets_before(c, WEIR_PROOF_COUNT(c, TABLES)) == WEIR_PROOF_COUNT(c, BUCKETS) && filters_before(c, WEIR_PROOF_COUNT(c, TABLES)) == WEIR_PROOF_COUNT(c, FILTERS) &&
      entries_before(c, WEIR_PROOF_COUNT(c, TABLES)) == WEIR_PROOF_COUNT(c, ENTRIES) && hits_before(c, WEIR_PROOF_COUNT(c, ENTRIES)) == WEIR_PROOF_COUNT(c, HITS) &&
      hits_found(c, WEIR_PROOF_COUNT(c, ENTRIES)) == wanted;
    // All of the search tables, where so many pairs of a question and a value are searched for.
    predicate search_tables_ok{L}(struct weir_channel *c, integer wanted) =
      (\forall integer i; 0 <= i < WEIR_PROOF_COUNT(c, TABLES) ==> table_ok(c, i)) &&
      (\forall integer i; 0 <= i <= WEIR_PROOF_COUNT(c, TABLES) ==> starts_ok(c, i)) && ends_used(c, wanted);
*/

#endif
