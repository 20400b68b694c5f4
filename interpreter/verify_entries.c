/* The verifier's stage on what is searched for: ENTRIES and HITS.
 *
 * In:   questions, sets and strings that are verified; a table and the place of an entry in it. Out: whether the entry is the one of its value,
 *       and each of its hits a question that looks for the value in this table.
 * Must hold: an entry is looked at in time that is bounded by the length of its string and the number of its hits. */
#include "verify_search.h"

#define FEW_VALUES 16u /* of a set: so few are compared one by one */

/* The entry's own: value, window, hash, tag, anchors. Wide numbers, as in struct verify_entry. */
struct entry {
    uint64_t value, hash, anchors;
    uint64_t order;          /* what it is ordered by behind its hash */
    uint64_t least;          /* of a number: the lowest place in the sets of its hits so far */
    uint64_t string, length; /* of one that is no number: where in the file */
    uint64_t window;         /* of a string that has one: where in the file */
    bool is_number;
};

/* The hash of a string in a table, and its tag. */
struct hashed {
    uint32_t hash, tag;
};

/*@ requires \valid_read(string.data + (0 .. string.length - 1)) && (gram != 0 ==> gram <= WEIR_MAX_GRAM && offset + gram <= string.length) && offset <= string.length;
    assigns \nothing;
    ensures whole: gram == 0 ==> \result.hash == whole_hash(string.data, string.length) && \result.tag == \result.hash;
    ensures hash: gram != 0 ==> \result.hash == gram_hash(number_from(string.data + offset, 0, gram));
    ensures tag: gram != 0 ==> \result.tag == gram_hash(number_from(string.data + (offset - tag_back(offset)), 0, gram)); */
static struct hashed hashed_string(struct weir_bytes string, uint32_t gram, uint32_t offset)
{
    struct hashed hashed;
    if (gram == 0) {
        hashed.hash = hashed.tag = weir_whole_hash(string.data, string.length);
        return hashed;
    }
    hashed.hash = weir_gram_hash(weir_gram_at(string.data + offset, gram));
    hashed.tag = offset == 0 ? hashed.hash : weir_gram_hash(weir_gram_at(string.data + (offset - weir_tag_back(offset)), gram));
    return hashed;
}

/* What the record says beside its value. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_ENTRIES <= v->n;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> marks_ok(v->b, at, gram, tag, offset); */
static uint32_t verify_marks(struct verifier *v, size_t at, uint32_t gram, uint32_t tag, uint32_t offset)
{
    const uint8_t *b = v->b;
    const uint32_t anchors = b[at + WEIR_ENTRY_ANCHORS];
    if (weir_u16_at(b, at + WEIR_ENTRY_TAG) != tag % 65536) return weir_refuse(v, WEIR_REFUSED_ENTRY_TAG, at + WEIR_ENTRY_TAG);
    if (b[at + WEIR_ENTRY_OFFSET] != offset) return weir_refuse(v, WEIR_REFUSED_ENTRY_OFFSET, at + WEIR_ENTRY_OFFSET);
    if (gram == 0 ? anchors != 3 : anchors > WEIR_ANCHOR_END) return weir_refuse(v, WEIR_REFUSED_ENTRY_ANCHORS, at + WEIR_ENTRY_ANCHORS);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, NUMBERS) && \valid(entry) && \separated(entry, v);
    requires at + WEIR_BYTES_ENTRIES <= v->n;
    assigns v->at, entry->value, entry->order, entry->hash;
    ensures exact: \result == WEIR_ACCEPTED <==>
            number_entry_ok(v->b, at, WEIR_PROOF_PLACE(&v->channel, NUMBERS), WEIR_PROOF_COUNT(&v->channel, NUMBERS), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures value: \result == WEIR_ACCEPTED ==> entry->value == u32(v->b, at + WEIR_ENTRY_VALUE) < v->channel.section[WEIR_SECTION_NUMBERS].count;
    ensures order: \result == WEIR_ACCEPTED ==>
            entry->order == u64(v->b, WEIR_PROOF_PLACE(&v->channel, NUMBERS) + WEIR_BYTES_NUMBERS * u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures hash: \result == WEIR_ACCEPTED ==>
            entry->hash == number_hash_of(v->b, WEIR_PROOF_PLACE(&v->channel, NUMBERS), u32(v->b, at + WEIR_ENTRY_VALUE)) <= UINT32_MAX; */
static uint32_t read_number(struct verifier *v, size_t at, struct entry *entry)
{
    const uint32_t value = weir_u32_at(v->b, at + WEIR_ENTRY_VALUE);
    if (value >= v->channel.section[WEIR_SECTION_NUMBERS].count) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, at);
    const uint64_t number = weir_u64_at(v->b, WEIR_RECORD(&v->channel, NUMBERS, value));
    const uint32_t hash = weir_number_hash(number);
    entry->value = value;
    entry->order = number;
    entry->hash = hash;
    return verify_marks(v, at, 0, hash, 0);
}

/* Where the string's window starts in it; in *offset. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, WINDOWS) && value < v->channel.section[WEIR_SECTION_WINDOWS].count;
    requires \valid(offset) && \separated(offset, v) && 1 <= gram <= WEIR_MAX_GRAM;
    assigns v->at, *offset;
    ensures exact: \result == WEIR_ACCEPTED <==> window_ok(length, window_of(v->b, WEIR_PROOF_PLACE(&v->channel, WINDOWS), value), gram);
    ensures sound: \result == WEIR_ACCEPTED ==> 0 <= *offset && *offset + gram <= length;
    ensures offset: \result == WEIR_ACCEPTED ==> *offset == window_of(v->b, WEIR_PROOF_PLACE(&v->channel, WINDOWS), value); */
static uint32_t read_window(struct verifier *v, uint32_t value, uint32_t length, uint32_t gram, int32_t *offset, size_t at)
{
    const uint32_t window = v->b[WEIR_RECORD(&v->channel, WINDOWS, value)];
    if (weir_gram_of(length, window) != gram) return weir_refuse(v, WEIR_REFUSED_ENTRY_GRAM, at);
    if (window > length - gram) return weir_refuse(v, WEIR_REFUSED_ENTRY_WINDOW, WEIR_RECORD(&v->channel, WINDOWS, value));
    *offset = (int32_t)window;
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, WINDOWS) && \valid(entry) && \separated(entry, v) && gram <= WEIR_MAX_GRAM;
    requires v->channel.section[WEIR_SECTION_WINDOWS].count == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    requires at + WEIR_BYTES_ENTRIES <= v->n;
    assigns v->at, entry->value, entry->order, entry->hash, entry->string, entry->length, entry->window;
    ensures whole: gram == 0 ==> (\result == WEIR_ACCEPTED <==>
            whole_entry_ok(v->b, at, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES),
                           WEIR_PROOF_COUNT(&v->channel, STRING_OFFSETS), u32(v->b, at + WEIR_ENTRY_VALUE)));
    ensures gram: gram != 0 ==> (\result == WEIR_ACCEPTED <==>
            window_entry_ok(v->b, at, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES),
                            WEIR_PROOF_COUNT(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, WINDOWS), gram, u32(v->b, at + WEIR_ENTRY_VALUE)));
    ensures value: \result == WEIR_ACCEPTED ==>
            entry->order == entry->value == u32(v->b, at + WEIR_ENTRY_VALUE) < v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    ensures range: \result == WEIR_ACCEPTED ==> entry->hash <= UINT32_MAX;
    ensures whole_hash: \result == WEIR_ACCEPTED && gram == 0 ==> entry->hash ==
            whole_hash_of(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures window_hash: \result == WEIR_ACCEPTED && gram != 0 ==> entry->hash ==
            window_hash_of(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES),
                           WEIR_PROOF_PLACE(&v->channel, WINDOWS), gram, u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures string: \result == WEIR_ACCEPTED ==> entry->string + entry->length <= v->n && entry->length <= UINT32_MAX;
    ensures start: \result == WEIR_ACCEPTED ==>
            entry->string == string_at(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures length: \result == WEIR_ACCEPTED ==>
            entry->length == text_length(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures window: \result == WEIR_ACCEPTED && gram != 0 ==>
            entry->window == entry->string + window_of(v->b, WEIR_PROOF_PLACE(&v->channel, WINDOWS), u32(v->b, at + WEIR_ENTRY_VALUE)) && entry->window + gram <= v->n; */
static uint32_t read_string(struct verifier *v, uint32_t gram, size_t at, struct entry *entry)
{
    const uint32_t value = weir_u32_at(v->b, at + WEIR_ENTRY_VALUE);
    if (value >= v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, at);
    const struct weir_bytes string = weir_string(&v->channel, value);
    //@ assert string: \valid_read(string.data + (0 .. string.length - 1));
    int32_t offset = 0;
    if (gram != 0) TRY(read_window(v, value, string.length, gram, &offset, at)); /* one window a string, so that it is searched for in one place */
    //@ assert offset: 0 <= offset && offset + gram <= string.length;
    const struct hashed hashed = hashed_string(string, gram, (uint32_t)offset);
    //@ assert at: string.data == v->b + string_at(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES), value);
    //@ assert length: string.length == text_length(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), value);
    //@ assert window: gram != 0 ==> offset == window_of(v->b, WEIR_PROOF_PLACE(&v->channel, WINDOWS), value);
    const uint32_t code = verify_marks(v, at, gram, hashed.tag, (uint32_t)offset);
    entry->value = value;
    entry->order = value;
    entry->hash = hashed.hash;
    entry->string = (uint64_t)(string.data - v->b);
    entry->length = string.length;
    entry->window = entry->string + (uint32_t)offset;
    return code;
}

/* All that the entry is by itself, of this table. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_PARAMETERS(&v->channel) && WEIR_PROOF_IN(&v->channel, WINDOWS) && WEIR_PROOF_IN(&v->channel, NUMBERS);
    requires v->channel.section[WEIR_SECTION_WINDOWS].count == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    requires \valid_read(t) && \valid(entry) && \separated(entry, v) && WEIR_PROOF_TABLE_OF(&v->channel, t);
    requires at + WEIR_BYTES_ENTRIES <= v->n;
    assigns v->at, *entry;
    ensures number: \result == WEIR_ACCEPTED ==> (entry->is_number <==> WEIR_TYPE_U32 <= WEIR_PROOF_TABLE_TYPE(&v->channel, t) <= WEIR_TYPE_FLAGS);
    ensures exact: \result == WEIR_ACCEPTED <==>
            entry_plain_at(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, at, u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures range: \result == WEIR_ACCEPTED ==> entry->hash <= UINT32_MAX;
    ensures hash: \result == WEIR_ACCEPTED ==>
            entry->hash == value_hash(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures order: \result == WEIR_ACCEPTED ==>
            entry->order == value_order(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures anchors: \result == WEIR_ACCEPTED ==> entry->anchors == v->b[at + WEIR_ENTRY_ANCHORS];
    ensures least: \result == WEIR_ACCEPTED ==> entry->least == UINT32_MAX;
    ensures sound: \result == WEIR_ACCEPTED ==> entry->value == u32(v->b, at + WEIR_ENTRY_VALUE) < WEIR_PROOF_TABLE_VALUES(&v->channel, t);
    ensures string: \result == WEIR_ACCEPTED ==> entry->string + entry->length <= v->n && entry->length <= UINT32_MAX;
    ensures start: \result == WEIR_ACCEPTED && !entry->is_number ==>
            entry->string == string_at(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), WEIR_PROOF_PLACE(&v->channel, STRING_BYTES), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures length: \result == WEIR_ACCEPTED && !entry->is_number ==>
            entry->length == text_length(v->b, WEIR_PROOF_PLACE(&v->channel, STRING_OFFSETS), u32(v->b, at + WEIR_ENTRY_VALUE));
    ensures window: \result == WEIR_ACCEPTED && t->gram != 0 ==>
            entry->window == entry->string + window_of(v->b, WEIR_PROOF_PLACE(&v->channel, WINDOWS), u32(v->b, at + WEIR_ENTRY_VALUE)) && entry->window + t->gram <= v->n; */
static uint32_t read_entry(struct verifier *v, const struct weir_table *t, size_t at, struct entry *entry)
{
    const uint32_t type = weir_parameter_type(&v->channel, t->ordinal - 1), gram = t->gram;
    //@ assert type: type == WEIR_PROOF_TABLE_TYPE(&v->channel, t);
    //@ assert gram: gram <= WEIR_MAX_GRAM;
    const bool is_number = weir_holds_numbers(type);
    //@ assert plain: is_number ==> gram == 0;
    entry->is_number = is_number;
    entry->least = UINT32_MAX;
    entry->anchors = v->b[at + WEIR_ENTRY_ANCHORS];
    entry->string = entry->length = entry->window = 0;
    return is_number ? read_number(v, at, entry) : read_string(v, gram, at, entry);
}

/* ---- is it in the set? ---- */

/* Below 0, 0 or above 0. */
/*@ requires \valid_read(a.data + (0 .. a.length - 1)) && \valid_read(b.data + (0 .. b.length - 1));
    assigns \nothing;
    ensures below: \result < 0 <==> string_before(a.data, a.length, b.data, b.length, 0);
    ensures above: \result > 0 <==> string_before(b.data, b.length, a.data, a.length, 0); */
static int compare(struct weir_bytes a, struct weir_bytes b)
{
    /*@ loop invariant 0 <= i <= a.length && i <= b.length;
        loop invariant string_before(a.data, a.length, b.data, b.length, 0) <==> string_before(a.data, a.length, b.data, b.length, i);
        loop invariant string_before(b.data, b.length, a.data, a.length, 0) <==> string_before(b.data, b.length, a.data, a.length, i);
        loop assigns i;
        loop variant a.length - i; */
    for (uint32_t i = 0; i < a.length && i < b.length; i++)
        if (a.data[i] != b.data[i]) return a.data[i] < b.data[i] ? -1 : 1;
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1;
}

/* A number of a set's record. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, SETS) && set < c->section[WEIR_SECTION_SETS].count && field <= WEIR_BYTES_SETS - 4;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_SETS].offset + WEIR_BYTES_SETS * set + field); */
static uint32_t set_field(const struct weir_channel *c, uint32_t set, uint32_t field)
{
    const size_t at = WEIR_RECORD(c, SETS, set);
    //@ assert at + WEIR_BYTES_SETS <= c->size;
    return weir_u32_at(c->bytes, at + field);
}

/* Which string is value number i of all sets. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, VALUES) && i < c->section[WEIR_SECTION_VALUES].count;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_VALUES].offset + WEIR_BYTES_VALUES * i); */
static uint32_t value_at(const struct weir_channel *c, uint32_t i)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, i));
}

/*@ ghost
    // What is before what is before a third is before that.
    /@ requires value_ascends(b, values, offsets, bytes, p, q) && value_ascends(b, values, offsets, bytes, q, r);
       assigns \nothing;
       ensures value_ascends(b, values, offsets, bytes, p, r); @/
    static void ascends_over(const uint8_t *b, uint32_t values, uint32_t offsets, uint32_t bytes, uint32_t p, uint32_t q, uint32_t r)
    {
        /@ loop invariant 0 <= i <= 4294967296;
           loop invariant value_before(b, values, offsets, bytes, p, r, 0) ||
               (value_before(b, values, offsets, bytes, p, q, i) && value_before(b, values, offsets, bytes, q, r, i) &&
                (value_before(b, values, offsets, bytes, p, r, 0) <==> value_before(b, values, offsets, bytes, p, r, i)));
           loop assigns i;
           loop variant 4294967296 - i; @/
        for (uint64_t i = 0; i < 4294967296; i++) {
        }
    }

    // All values of a set that are before this one are so by what they are, and so with those behind it.
    /@ requires values_ascend(b, values, offsets, bytes, first, count) && first <= middle < first + count <= UINT32_MAX;
       assigns \nothing;
       ensures \forall integer k; first <= k < middle ==> value_ascends(b, values, offsets, bytes, k, middle);
       ensures \forall integer k; middle < k < first + count ==> value_ascends(b, values, offsets, bytes, middle, k); @/
    static void ascends_around(const uint8_t *b, uint32_t values, uint32_t offsets, uint32_t bytes, uint32_t first, uint32_t count, uint32_t middle)
    {
        uint32_t low = middle, high = middle + 1;
        /@ loop invariant first <= low <= middle;
           loop invariant \forall integer k; low <= k < middle ==> value_ascends(b, values, offsets, bytes, k, middle);
           loop assigns low;
           loop variant low; @/
        while (low > first) {
            /@ assert value_follows(b, values, offsets, bytes, first, low - first); @/
            if (low < middle) ascends_over(b, values, offsets, bytes, low - 1, low, middle);
            low--;
        }
        /@ loop invariant middle < high <= first + count;
           loop invariant \forall integer k; middle < k < high ==> value_ascends(b, values, offsets, bytes, middle, k);
           loop assigns high;
           loop variant first + count - high; @/
        while (high < first + count) {
            /@ assert value_follows(b, values, offsets, bytes, first, high - first); @/
            if (high > middle + 1) ascends_over(b, values, offsets, bytes, middle, high - 1, high);
            high++;
        }
    }
*/
/* Strings ascend in a set by what they are: the number is compared only where they are equal. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && WEIR_PROOF_IN(c, VALUES) && WEIR_PROOF_STRINGS_OF(c, first, count);
    requires \valid_read(string.data + (0 .. string.length - 1));
    requires values_ascend(c->bytes, WEIR_PROOF_PLACE(c, VALUES), WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), first, count);
    requires string.data == c->bytes + (WEIR_PROOF_PLACE(c, STRING_BYTES) + u32(c->bytes, WEIR_PROOF_PLACE(c, STRING_OFFSETS) + 4 * value));
    requires string.length == text_length(c->bytes, WEIR_PROOF_PLACE(c, STRING_OFFSETS), value);
    assigns \nothing;
    ensures exact: \result <==> has_value(c->bytes, WEIR_PROOF_PLACE(c, VALUES), first, first + count, value); */
static bool values_have(const struct weir_channel *c, uint32_t first, uint32_t count, struct weir_bytes string, uint32_t value)
{
    uint32_t low = first, high = first + count;
    /*@ loop invariant first <= low <= high <= first + count;
        loop invariant inside: \forall integer k; first <= k < first + count && value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), k) == value ==> low <= k < high;
        loop assigns low, high;
        loop variant high - low; */
    while (high - low > FEW_VALUES) {
        const uint32_t middle = low + (high - low) / 2;
        //@ assert low < middle < high;
        //@ assert value_below(c->bytes, c->section[WEIR_SECTION_VALUES].offset, middle, c->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        const int order = compare(weir_string(c, value_at(c, middle)), string);
        /*@ ghost ascends_around(c->bytes, c->section[WEIR_SECTION_VALUES].offset, c->section[WEIR_SECTION_STRING_OFFSETS].offset,
                                 c->section[WEIR_SECTION_STRING_BYTES].offset, first, count, middle); */
        /*@ assert below: order <= 0 ==> \forall integer k; first <= k < middle ==>
                   value_ascends(c->bytes, WEIR_PROOF_PLACE(c, VALUES), WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), k, middle) &&
                   value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), k) != value; */
        /*@ assert above: order > 0 ==> \forall integer k; middle < k < first + count ==>
                   value_ascends(c->bytes, WEIR_PROOF_PLACE(c, VALUES), WEIR_PROOF_PLACE(c, STRING_OFFSETS), WEIR_PROOF_PLACE(c, STRING_BYTES), middle, k) &&
                   value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), k) != value; */
        //@ assert here: order > 0 ==> value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), middle) != value;
        if (order <= 0)
            low = middle;
        else
            high = middle;
    }
    /*@ loop invariant low <= i <= high;
        loop invariant none: \forall integer k; low <= k < i ==> value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), k) != value;
        loop assigns i;
        loop variant high - i; */
    for (uint32_t i = low; i < high; i++) {
        //@ assert one: value_of(c->bytes, WEIR_PROOF_PLACE(c, VALUES), i) == u32(c->bytes, WEIR_PROOF_PLACE(c, VALUES) + WEIR_BYTES_VALUES * i);
        if (value_at(c, i) == value) return true;
    }
    return false;
}

/*@ ghost
    // All numbers of a set that are before this one are lower, and those behind it are higher.
    /@ requires numbers_ascend(b, numbers, half, \false, first, count) && first <= middle < first + count <= UINT32_MAX;
       assigns \nothing;
       ensures \forall integer k; first <= k < middle ==> placed_at(b, numbers, half, k) < placed_at(b, numbers, half, middle);
       ensures \forall integer k; middle < k < first + count ==> placed_at(b, numbers, half, middle) < placed_at(b, numbers, half, k); @/
    static void numbers_around(const uint8_t *b, uint32_t numbers, uint64_t half, uint32_t first, uint32_t count, uint32_t middle)
    {
        uint32_t low = middle, high = middle + 1;
        /@ loop invariant first <= low <= middle && placed_at(b, numbers, half, low) <= placed_at(b, numbers, half, middle);
           loop invariant \forall integer k; low <= k < middle ==> placed_at(b, numbers, half, k) < placed_at(b, numbers, half, middle);
           loop assigns low;
           loop variant low; @/
        while (low > first) {
            /@ assert number_follows(b, numbers, half, \false, first, low - first); @/
            low--;
        }
        /@ loop invariant middle < high <= first + count && placed_at(b, numbers, half, middle) <= placed_at(b, numbers, half, high - 1);
           loop invariant \forall integer k; middle < k < high ==> placed_at(b, numbers, half, middle) < placed_at(b, numbers, half, k);
           loop assigns high;
           loop variant first + count - high; @/
        while (high < first + count) {
            /@ assert number_follows(b, numbers, half, \false, first, high - first); @/
            high++;
        }
    }

    // A number that is not among these has no place among them; one behind numbers that are others has its own.
    /@ requires first <= low <= end && (low < end ==> u64(b, numbers + WEIR_BYTES_NUMBERS * low) == number);
       requires \forall integer k; first <= k < low ==> placed_at(b, numbers, half, k) != placed(number, half);
       assigns \nothing;
       ensures place_of(b, numbers, first, end, number) == (low < end ? low : UINT32_MAX); @/
    static void place_is(const uint8_t *b, uint32_t numbers, uint64_t half, uint32_t first, uint32_t low, uint32_t end, uint64_t number)
    {
        uint32_t i = low;
        /@ loop invariant first <= i <= low && place_of(b, numbers, i, end, number) == (low < end ? low : UINT32_MAX);
           loop assigns i;
           loop variant i; @/
        while (i > first) {
            /@ assert placed_at(b, numbers, half, i - 1) != placed(number, half); @/
            i--;
        }
    }
*/
/* Where the number stands among these that ascend; UINT32_MAX where it does not. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, NUMBERS) && first + count <= c->section[WEIR_SECTION_NUMBERS].count;
    requires numbers_ascend(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), half_of(type), \false, first, count);
    assigns \nothing;
    ensures exact: \result == place_of(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), first, first + count, number); */
static uint32_t place_of_number(const struct weir_channel *c, uint32_t first, uint32_t count, uint64_t number, uint32_t type)
{
    const uint64_t bias = weir_order_bias(type), sought = weir_placed(number, bias);
    //@ assert sought: bias == half_of(type) && sought == placed(number, bias);
    uint32_t low = first, high = first + count;
    const uint32_t end = high;
    //@ assert end: end == first + count;
    /*@ loop invariant first <= low <= high <= end;
        loop invariant below: \forall integer k; first <= k < low ==> placed_at(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), bias, k) < sought;
        loop invariant above: \forall integer k; high <= k < end ==> placed_at(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), bias, k) >= sought;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        //@ ghost numbers_around(c->bytes, c->section[WEIR_SECTION_NUMBERS].offset, bias, first, count, middle);
        const uint64_t here = weir_placed(weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, middle)), bias);
        //@ assert here: here == placed_at(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), bias, middle);
        if (here < sought)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == end || weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, low)) != number) {
        //@ ghost if (low < end) numbers_around(c->bytes, c->section[WEIR_SECTION_NUMBERS].offset, bias, first, count, low);
        //@ assert none: \forall integer k; first <= k < end ==> placed_at(c->bytes, WEIR_PROOF_PLACE(c, NUMBERS), bias, k) != sought;
        //@ ghost place_is(c->bytes, c->section[WEIR_SECTION_NUMBERS].offset, bias, first, end, end, number);
        return UINT32_MAX;
    }
    //@ ghost place_is(c->bytes, c->section[WEIR_SECTION_NUMBERS].offset, bias, first, low, end, number);
    return low;
}

/* ---- hits ---- */

/* Where hits are verified: sets, criteria and questions are. */
#define WEIR_PROOF_HITS_STAGE(c) \
    (WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_PARAMETERS(c) && WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, ASKED) && WEIR_PROOF_IN(c, CRITERIA) && \
     (c)->section[WEIR_SECTION_ASKED].count == (c)->section[WEIR_SECTION_CRITERIA].count)

/* Does a criterion with this operator, whose values are searched for, look in such a table, for an entry with such anchors? */
/*@ requires \valid_read(t) && is_searched(op);
    assigns \nothing;
    ensures exact: \result <==> looks_here(op, flags, t->view, t->gram, anchors);
    ensures \result && op != WEIR_OP_NUMBER_IN && op != WEIR_OP_BYTES_IN ==> t->view <= WEIR_VIEW_RAW; */
static bool operator_looks_here(const struct weir_table *t, uint32_t op, uint32_t flags, uint32_t anchors)
{
    if (op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN) return true; /* the parameter has no other table */
    if (t->view != (flags == WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED)) return false;
    if (op == WEIR_OP_EQUALS) return t->gram == 0;
    return t->gram != 0 && anchors == (op == WEIR_OP_STARTS ? WEIR_ANCHOR_START : op == WEIR_OP_ENDS ? WEIR_ANCHOR_END : 0);
}

/* The question looks in this table, for an entry with such anchors; and in this set. */
#define WEIR_PROOF_SEEKS(c, t, anchors, q) \
    seeks((c)->bytes, WEIR_PROOF_PLACE(c, QUESTIONS), WEIR_PROOF_PLACE(c, ASKED), WEIR_PROOF_PLACE(c, CRITERIA), (t)->ordinal, (t)->view, (t)->gram, anchors, q)
#define WEIR_PROOF_SOUGHT_SET(c, q) \
    sought_set((c)->bytes, WEIR_PROOF_PLACE(c, QUESTIONS), WEIR_PROOF_PLACE(c, ASKED), WEIR_PROOF_PLACE(c, CRITERIA), q)

/* The set of the question's whose values it looks for in such a table, with such anchors; WEIR_NO_SET where it does not look there. */
/*@ requires WEIR_PROOF_HITS_STAGE(c) && \valid_read(t) && WEIR_PROOF_TABLE_OF(c, t) && question < c->section[WEIR_SECTION_QUESTIONS].count;
    requires WEIR_PROOF_QUESTION_IN(c, question) && WEIR_PROOF_QUESTION_KIND(c, question);
    requires WEIR_PROOF_CRITERION_IN(c, question_criterion(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question));
    assigns \nothing;
    ensures exact: \result != WEIR_NO_SET <==> WEIR_PROOF_SEEKS(c, t, anchors, question);
    ensures which: \result != WEIR_NO_SET ==> \result == WEIR_PROOF_SOUGHT_SET(c, question);
    ensures \result != WEIR_NO_SET ==> \result < c->section[WEIR_SECTION_SETS].count &&
            set_kind(c->bytes, c->section[WEIR_SECTION_SETS].offset, \result) == values_for(WEIR_PROOF_TABLE_TYPE(c, t), WEIR_SET_STRINGS, WEIR_SET_NUMBERS); */
static uint32_t set_looked_for(const struct weir_channel *c, const struct weir_table *t, uint32_t question, uint32_t anchors)
{
    const uint8_t *b = c->bytes;
    const uint32_t number = weir_u32_at(b, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION);
    //@ assert number == question_criterion(b, c->section[WEIR_SECTION_QUESTIONS].offset, question);
    const uint32_t kind = weir_asked_kind(weir_asked(c, number));
    //@ assert kind == asked_kind(b, c->section[WEIR_SECTION_ASKED].offset, number);
    const size_t at = WEIR_RECORD(c, CRITERIA, number);
    //@ assert at + WEIR_BYTES_CRITERIA <= c->size;
    const uint32_t op = b[at + WEIR_CRITERION_OP], set = weir_u32_at(b, at + WEIR_CRITERION_SET);
    //@ assert op == criterion_op(b, c->section[WEIR_SECTION_CRITERIA].offset, number) && set == criterion_set(b, c->section[WEIR_SECTION_CRITERIA].offset, number);
    if (b[at + WEIR_CRITERION_ORDINAL] != t->ordinal || kind == WEIR_QUESTION_EVALUATED) return WEIR_NO_SET;
    //@ assert t->ordinal == criterion_ordinal(b, c->section[WEIR_SECTION_CRITERIA].offset, number);
    if (kind == WEIR_QUESTION_REQUIRING)
        return t->view == WEIR_VIEW_FOLDED && t->gram != 0 && anchors == 0 ? weir_question_required(c, question) : WEIR_NO_SET;
    //@ assert kind == WEIR_QUESTION_SEARCHED && is_searched(op) && allowed(op, WEIR_PROOF_TABLE_TYPE(c, t));
    //@ assert set < c->section[WEIR_SECTION_SETS].count && set_kind(b, c->section[WEIR_SECTION_SETS].offset, set) == kind_of_set(op);
    return operator_looks_here(t, op, b[at + WEIR_CRITERION_FLAGS], anchors) ? set : WEIR_NO_SET;
}

/*@ ghost
    // The values of a set of strings are strings that are there.
    /@ requires set_in(b, sets, total, numbers, n) && set_values_in(b, sets, values, strings, programs, n) && set_kind(b, sets, n) == WEIR_SET_STRINGS;
       assigns \nothing;
       ensures strings_of(b, values, total, strings, set_first(b, sets, n), set_count(b, sets, n)); @/
    static void set_has_strings(const uint8_t *b, uint32_t sets, uint32_t total, uint32_t numbers, uint32_t values, uint32_t strings, uint32_t programs, uint32_t n)
    {
    }
*/

/* What is known where an entry's hits are verified: of the file, and of the entry. */
#define WEIR_PROOF_HIT_SETS(c) (WEIR_PROOF_STRINGS(c) && WEIR_PROOF_SETS(c) && WEIR_PROOF_VALUES(c))
#define WEIR_PROOF_HIT_CRITERIA(c) WEIR_PROOF_CRITERIA_IN(c, 0, (c)->section[WEIR_SECTION_CRITERIA].count)
#define WEIR_PROOF_HIT_QUESTIONS(c) \
    (WEIR_PROOF_QUESTIONS_IN(c, (c)->section[WEIR_SECTION_QUESTIONS].count) && WEIR_PROOF_QUESTION_KINDS(c, (c)->section[WEIR_SECTION_QUESTIONS].count))
#define WEIR_PROOF_ENTRY(v, t, entry) \
    (\valid_read(t) && \valid(entry) && \separated(v, entry) && WEIR_PROOF_TABLE_OF(&(v)->channel, t) && \
     ((entry)->is_number <==> WEIR_TYPE_U32 <= WEIR_PROOF_TABLE_TYPE(&(v)->channel, t) <= WEIR_TYPE_FLAGS) && \
     (entry)->string + (entry)->length <= (v)->n && (entry)->length <= UINT32_MAX && \
     (!(entry)->is_number ==> (entry)->order == (entry)->value && (entry)->value <= UINT32_MAX && \
        (entry)->string == (v)->channel.section[WEIR_SECTION_STRING_BYTES].offset + \
                           u32((v)->b, (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * (entry)->value) && \
        (entry)->length == text_length((v)->b, (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, (entry)->value)))
#define WEIR_PROOF_HIT_OK(v, t, entry, q) \
    hit_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), (entry)->anchors, (entry)->order, q)

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_HITS_STAGE(&v->channel);
    requires WEIR_PROOF_HIT_SETS(&v->channel);
    requires WEIR_PROOF_HIT_CRITERIA(&v->channel);
    requires WEIR_PROOF_HIT_QUESTIONS(&v->channel);
    requires WEIR_PROOF_ENTRY(v, t, entry) && question <= WEIR_LAST_HIT;
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires entry->least <= UINT32_MAX && entry->anchors < 256;
    assigns v->at, entry->least;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_HIT_OK(v, t, entry, question));
    ensures least: \result == WEIR_ACCEPTED && entry->is_number ==>
            entry->least == least_of(\old(entry->least), hit_place(&v->channel, entry->order, question));
    ensures place: \result == WEIR_ACCEPTED && entry->is_number ==> hit_place(&v->channel, entry->order, question) < UINT32_MAX;
    ensures lower: entry->least <= \old(entry->least);
    ensures sound: \result == WEIR_ACCEPTED ==> question < v->channel.section[WEIR_SECTION_QUESTIONS].count; */
static uint32_t verify_hit(struct verifier *v, const struct weir_table *t, struct entry *entry, uint32_t question, size_t at)
{
    const struct weir_channel *c = &v->channel;
    if (question >= c->section[WEIR_SECTION_QUESTIONS].count) return weir_refuse(v, WEIR_REFUSED_HIT_NUMBER, at);
    //@ assert WEIR_PROOF_QUESTION_IN(&v->channel, question) && WEIR_PROOF_QUESTION_KIND(&v->channel, question);
    //@ assert WEIR_PROOF_CRITERION_IN(&v->channel, question_criterion(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, question));
    const uint32_t set = set_looked_for(c, t, question, (uint32_t)entry->anchors);
    //@ assert here: set != WEIR_NO_SET <==> WEIR_PROOF_SEEKS(&v->channel, t, entry->anchors, question);
    //@ assert refused: set == WEIR_NO_SET ==> !WEIR_PROOF_HIT_OK(v, t, entry, question);
    if (set == WEIR_NO_SET) return weir_refuse(v, WEIR_REFUSED_HIT_QUESTION, at);
    //@ assert sought: set == WEIR_PROOF_SOUGHT_SET(&v->channel, question);
    //@ assert set_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count, set);
    //@ assert WEIR_PROOF_SET_VALUES(&v->channel, set);
    const uint32_t first = set_field(c, set, WEIR_SET_FIRST), count = set_field(c, set, WEIR_SET_COUNT);
    //@ assert first == set_first(v->b, v->channel.section[WEIR_SECTION_SETS].offset, set) && count == set_count(v->b, v->channel.section[WEIR_SECTION_SETS].offset, set);
    if (entry->is_number) {
        /*@ assert own: set == criterion_set(v->b, WEIR_PROOF_PLACE(&v->channel, CRITERIA), question_criterion(v->b, WEIR_PROOF_PLACE(&v->channel, QUESTIONS), question)) &&
                   criterion_op(v->b, WEIR_PROOF_PLACE(&v->channel, CRITERIA), question_criterion(v->b, WEIR_PROOF_PLACE(&v->channel, QUESTIONS), question)) == WEIR_OP_NUMBER_IN; */
        //@ assert ascends: number_set_ascends(&v->channel, question_criterion(v->b, WEIR_PROOF_PLACE(&v->channel, QUESTIONS), question));
        const uint32_t place = place_of_number(c, first, count, entry->order, weir_parameter_type(c, t->ordinal - 1));
        //@ assert in_set: place == place_in_set(v->b, WEIR_PROOF_PLACE(&v->channel, SETS), WEIR_PROOF_PLACE(&v->channel, NUMBERS), entry->order, set);
        //@ assert place: place == hit_place(&v->channel, entry->order, question);
        //@ assert number: place != UINT32_MAX <==> WEIR_PROOF_HIT_OK(v, t, entry, question);
        if (place == UINT32_MAX) return weir_refuse(v, WEIR_REFUSED_HIT_VALUE, at);
        if (place < entry->least) entry->least = place;
        return WEIR_ACCEPTED;
    }
    //@ assert kind: set_kind(v->b, v->channel.section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS;
    /*@ ghost set_has_strings(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count,
                              v->channel.section[WEIR_SECTION_NUMBERS].count, v->channel.section[WEIR_SECTION_VALUES].offset,
                              (uint32_t)(v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1), v->channel.section[WEIR_SECTION_PROGRAMS].count, set); */
    //@ assert WEIR_PROOF_STRINGS_OF(&v->channel, first, count);
    //@ assert ascends: set_ascends(&v->channel, set);
    const struct weir_bytes string = {v->b + entry->string, (uint32_t)entry->length};
    const bool found = values_have(c, first, count, string, (uint32_t)entry->value);
    //@ assert string: found <==> WEIR_PROOF_HIT_OK(v, t, entry, question);
    return found ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_HIT_VALUE, at);
}

/*@ ghost
    // A list has a record.
    /@ requires k <= total < UINT32_MAX;
       assigns \nothing;
       ensures list_end(b, hits, total, k) > k; @/
    static void list_ends_behind(const uint8_t *b, uint32_t hits, uint32_t total, uint32_t k)
    {
        uint32_t i = total;
        /@ loop invariant k <= i <= total && list_end(b, hits, total, i) > i;
           loop assigns i;
           loop variant i; @/
        while (i > k) i--;
    }
*/
#define WEIR_PROOF_LIST_END(c, k) list_end((c)->bytes, WEIR_PROOF_PLACE(c, HITS), WEIR_PROOF_COUNT(c, HITS), k)
/* Of an entry as it is when the function is called. */
#define WEIR_PROOF_LISTED_OK(v, t, entry, first, j) \
    listed_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), \at((entry)->anchors, Pre), \at((entry)->order, Pre), first, j)
#define WEIR_PROOF_LIST_OK_TO(v, t, entry, first, end) \
    list_of_hits_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), \at((entry)->anchors, Pre), \at((entry)->order, Pre), first, end)
#define WEIR_PROOF_HITS_LISTED(v, t, entry, first) WEIR_PROOF_LIST_OK_TO(v, t, entry, first, WEIR_PROOF_LIST_END(&(v)->channel, first))
/* The hits of an entry that has several, by what it says, at `at`, of where they start. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_HITS_STAGE(&v->channel);
    requires WEIR_PROOF_HIT_SETS(&v->channel);
    requires WEIR_PROOF_HIT_CRITERIA(&v->channel);
    requires WEIR_PROOF_HIT_QUESTIONS(&v->channel);
    requires WEIR_PROOF_ENTRY(v, t, entry) && at <= v->n && WEIR_PROOF_IN(&v->channel, HITS) && \valid(e) && \separated(e, v, entry);
    requires e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires entry->least == UINT32_MAX && entry->anchors < 256 && e->hits_found <= UINT32_MAX;
    assigns v->at, entry->least, e->hits_used, e->hits_found;
    ensures sound: \result == WEIR_ACCEPTED ==> hits == \old(e->hits_used) && \old(WEIR_PROOF_HITS_LISTED(v, t, entry, e->hits_used));
    ensures complete: \result != WEIR_ACCEPTED ==> !(hits == \old(e->hits_used) && \old(WEIR_PROOF_HITS_LISTED(v, t, entry, e->hits_used)));
    ensures end: \result == WEIR_ACCEPTED ==> e->hits_used == \old(WEIR_PROOF_LIST_END(&v->channel, e->hits_used));
    ensures found: \result == WEIR_ACCEPTED ==> e->hits_found == \old(e->hits_found) + e->hits_used - \old(e->hits_used);
    ensures least: \result == WEIR_ACCEPTED && entry->is_number ==>
            entry->least == least_place(&v->channel, entry->order, \old(e->hits_used), e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> \old(e->hits_used) < e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> hits == \old(e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used); */
static uint32_t verify_hits(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct entry *entry, uint32_t hits, size_t at)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t total = c->section[WEIR_SECTION_HITS].count, first = (uint32_t)e->hits_used;
    //@ assert first == e->hits_used;
    if (hits != first) return weir_refuse(v, WEIR_REFUSED_HITS_FIRST, at);
    uint32_t before = 0, used = first;
    /*@ loop invariant first <= used <= total && (used == first ==> hit == 0);
        loop invariant hit: used > first ==> hit == hit_at(v->b, v->channel.section[WEIR_SECTION_HITS].offset, used - 1);
        loop invariant in: \forall integer k; 0 <= k < used ==>
                       hit_in(v->b, v->channel.section[WEIR_SECTION_HITS].offset, v->channel.section[WEIR_SECTION_QUESTIONS].count, k);
        loop invariant before: used > first ==> before == hit_question(&v->channel, used - 1);
        loop invariant goes_on: hit < WEIR_LAST_HIT ==> WEIR_PROOF_LIST_END(&v->channel, first) == WEIR_PROOF_LIST_END(&v->channel, used);
        loop invariant ends: hit >= WEIR_LAST_HIT ==> WEIR_PROOF_LIST_END(&v->channel, first) == used;
        loop invariant listed: \forall integer j; first <= j < used ==> WEIR_PROOF_LISTED_OK(v, t, entry, first, j);
        loop invariant least: entry->least <= UINT32_MAX && (entry->is_number ==> entry->least == least_place(&v->channel, \at(entry->order, Pre), first, used));
        loop assigns used, hit, before, v->at, entry->least;
        loop variant total - used; */
    for (uint32_t hit = 0; hit < WEIR_LAST_HIT; used++) {
        //@ ghost list_ends_behind(v->channel.bytes, v->channel.section[WEIR_SECTION_HITS].offset, v->channel.section[WEIR_SECTION_HITS].count, used);
        //@ assert over: used == total ==> !WEIR_PROOF_HITS_LISTED(v, t, entry, first);
        if (used == total) return weir_refuse(v, WEIR_REFUSED_HITS_END, at);
        const size_t record = WEIR_RECORD(c, HITS, used);
        hit = weir_u32_at(v->b, record);
        //@ assert hit == hit_at(v->b, v->channel.section[WEIR_SECTION_HITS].offset, used);
        const uint32_t question = hit % WEIR_LAST_HIT;
        //@ assert entry: entry->order == \at(entry->order, Pre) && entry->anchors == \at(entry->anchors, Pre) && entry->anchors < 256;
        //@ assert question: question == hit_question(&v->channel, used);
        //@ assert refused: !WEIR_PROOF_LISTED_OK(v, t, entry, first, used) ==> !WEIR_PROOF_HITS_LISTED(v, t, entry, first);
        //@ assert order: used > first && question <= before ==> !WEIR_PROOF_LISTED_OK(v, t, entry, first, used);
        if (used > first && question <= before) return weir_refuse(v, WEIR_REFUSED_HITS_ORDER, record);
        //@ assert sought: WEIR_PROOF_LISTED_OK(v, t, entry, first, used) <==> WEIR_PROOF_HIT_OK(v, t, entry, question);
        TRY(verify_hit(v, t, entry, question, record));
        //@ assert listed: WEIR_PROOF_LISTED_OK(v, t, entry, first, used);
        //@ assert least: entry->is_number ==> entry->least == least_place(&v->channel, \at(entry->order, Pre), first, used + 1);
        //@ assert so_far: \forall integer j; first <= j < used + 1 ==> WEIR_PROOF_LISTED_OK(v, t, entry, first, j);
        //@ assert hit_in(v->b, v->channel.section[WEIR_SECTION_HITS].offset, v->channel.section[WEIR_SECTION_QUESTIONS].count, used);
        before = question;
    }
    //@ assert one: used - first < 2 ==> !WEIR_PROOF_HITS_LISTED(v, t, entry, first);
    if (used - first < 2) return weir_refuse(v, WEIR_REFUSED_HITS_SINGLE, WEIR_RECORD(c, HITS, first));
    //@ assert all: WEIR_PROOF_HITS_LISTED(v, t, entry, first);
    e->hits_used = used;
    e->hits_found += used - first;
    return WEIR_ACCEPTED;
}

/* ---- ahead ---- */

/* Entries follow each other by hash, so what belongs to one lies anywhere in the file: string, question, criterion, set, each found through the one before.
 * The machine is asked for them some entries early. Only a hint: nothing is decided here, and of what is not verified yet no more is read than lies in a
 * section. */
#ifdef __GNUC__
/* A number of a section, where it has such a record. */
#define U32_IN(SECTION, index, member) \
    ((index) < c->section[WEIR_SECTION_##SECTION].count ? weir_u32_at(c->bytes, WEIR_RECORD(c, SECTION, (index)) + (member)) : UINT32_MAX)
/* No function: GCC leaves calls out that do nothing but this. It has no meaning, so the proof reads past it. */
#ifdef __FRAMAC__
#define FETCH(SECTION, index) ((void)(index))
#else
#define FETCH(SECTION, index)                                                                                                        \
    do {                                                                                                                             \
        if ((index) < c->section[WEIR_SECTION_##SECTION].count) __builtin_prefetch(c->bytes + WEIR_RECORD(c, SECTION, (index))); \
    } while (0)
#endif

void weir_verify_entries_ahead(const struct verifier *v, struct verify_ahead *ahead, uint32_t index)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t far = index + 3 * VERIFY_AHEAD; /* of fewer than 2^27 records */
    struct verify_ahead_one *one = &ahead->one[far % (4 * VERIFY_AHEAD)];
    const uint32_t string = U32_IN(ENTRIES, far, WEIR_ENTRY_VALUE), hits = U32_IN(ENTRIES, far, WEIR_ENTRY_HITS);
    const uint32_t question = (hits >= WEIR_LAST_HIT ? hits : U32_IN(HITS, hits, 0)) % WEIR_LAST_HIT;
    one->string = (int32_t)string;
    one->next = (int32_t)question;
    FETCH(STRING_OFFSETS, string);
    FETCH(QUESTIONS, question);

    one = &ahead->one[(index + 2 * VERIFY_AHEAD) % (4 * VERIFY_AHEAD)];
    const uint32_t start = U32_IN(STRING_OFFSETS, (uint32_t)one->string, 0), asking = (uint32_t)one->next;
    const uint32_t criterion = U32_IN(QUESTIONS, asking, WEIR_QUESTION_CRITERION), required = U32_IN(QUESTIONS, asking, WEIR_QUESTION_REQUIRED);
    one->required = (int32_t)required;
    one->next = (int32_t)criterion;
    FETCH(STRING_BYTES, start);
    FETCH(CRITERIA, criterion);
    FETCH(ASKED, criterion);

    one = &ahead->one[(index + VERIFY_AHEAD) % (4 * VERIFY_AHEAD)];
    const uint32_t needed = (uint32_t)one->required, set = needed != WEIR_NO_SET ? needed : U32_IN(CRITERIA, (uint32_t)one->next, WEIR_CRITERION_SET);
    one->next = (int32_t)set;
    FETCH(SETS, set);

    one = &ahead->one[(index + VERIFY_AHEAD / 2) % (4 * VERIFY_AHEAD)];
    const uint32_t first = U32_IN(SETS, (uint32_t)one->next, WEIR_SET_FIRST);
    FETCH(VALUES, first);
}
#else
void weir_verify_entries_ahead(const struct verifier *v, struct verify_ahead *ahead, uint32_t index)
{
    (void)v;
    (void)ahead;
    (void)index;
}
#endif

/* Entries of a table strictly ascend by hash, order and anchors. */
/*@ requires \valid_read(e) && \valid_read(entry);
    assigns \nothing;
    ensures exact: \result <==> (e->any ==> is_behind(entry->hash, entry->order, entry->anchors, e->hash, e->value, e->anchors)); */
static bool follows(const struct verify_entry *e, const struct entry *entry)
{
    if (!e->any || entry->hash > e->hash) return true;
    return entry->hash == e->hash && (entry->order > e->value || (entry->order == e->value && entry->anchors > e->anchors));
}

/* It is the last so far. */
/*@ requires \valid(e) && \valid_read(entry) && \separated(e, entry);
    assigns e->any, e->hash, e->value, e->anchors, e->window, e->steps;
    ensures e->any && e->hash == entry->hash && e->value == entry->order && e->anchors == entry->anchors && e->window == entry->window; */
static void keep(struct verify_entry *e, const struct entry *entry)
{
    e->any = true;
    e->hash = entry->hash;
    e->value = entry->order;
    e->anchors = entry->anchors;
    e->window = entry->window;
    e->steps = entry->is_number ? 2 : 1 + entry->length;
}

#define WEIR_PROOF_HITS_OK(v, t, entry, said, used) \
    hits_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), (entry)->anchors, (entry)->order, said, used)
/* All hits of an entry: the only one, or several. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_HITS_STAGE(&v->channel);
    requires WEIR_PROOF_HIT_SETS(&v->channel);
    requires WEIR_PROOF_HIT_CRITERIA(&v->channel);
    requires WEIR_PROOF_HIT_QUESTIONS(&v->channel);
    requires WEIR_PROOF_ENTRY(v, t, entry) && at <= v->n && WEIR_PROOF_IN(&v->channel, HITS) && \valid(e) && \separated(e, v, entry);
    requires e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    requires WEIR_PROOF_ORDERLY(&v->channel);
    requires entry->least == UINT32_MAX && entry->anchors < 256 && e->hits_found <= UINT32_MAX;
    assigns v->at, entry->least, e->hits_used, e->hits_found;
    ensures sound: \result == WEIR_ACCEPTED ==> \old(WEIR_PROOF_HITS_OK(v, t, entry, hits, e->hits_used));
    ensures complete: \result != WEIR_ACCEPTED ==> !\old(WEIR_PROOF_HITS_OK(v, t, entry, hits, e->hits_used));
    ensures end: \result == WEIR_ACCEPTED ==>
            e->hits_used == (hits >= WEIR_LAST_HIT ? \old(e->hits_used) : \old(WEIR_PROOF_LIST_END(&v->channel, e->hits_used)));
    ensures found: \result == WEIR_ACCEPTED ==>
            e->hits_found == \old(e->hits_found) + (hits >= WEIR_LAST_HIT ? 1 : e->hits_used - \old(e->hits_used));
    ensures least: \result == WEIR_ACCEPTED && entry->is_number ==> entry->least == hits_least(&v->channel, entry->order, hits, \old(e->hits_used));
    ensures sound: \result == WEIR_ACCEPTED ==> \old(e->hits_used) <= e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    ensures sound: \result == WEIR_ACCEPTED ==> (hits >= WEIR_LAST_HIT ? hits - WEIR_LAST_HIT < v->channel.section[WEIR_SECTION_QUESTIONS].count :
            hits < v->channel.section[WEIR_SECTION_HITS].count); */
static uint32_t verify_all_hits(struct verifier *v, const struct weir_table *t, struct verify_entry *e, struct entry *entry, uint32_t hits, size_t at)
{
    if (hits < WEIR_LAST_HIT) return verify_hits(v, t, e, entry, hits, at);
    TRY(verify_hit(v, t, entry, hits - WEIR_LAST_HIT, at));
    //@ assert least: entry->is_number ==> entry->least == hit_place(&v->channel, entry->order, hits - WEIR_LAST_HIT);
    e->hits_found++;
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_ENTRY_OK(v, t, e, index) \
    entry_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), \at((e)->any, Pre), index)
#define WEIR_PROOF_ITS_HITS_OK(v, t, e, index) \
    hits_ok(&(v)->channel, (t)->ordinal, (t)->view, (t)->gram, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), \
            entry_anchors((v)->b, WEIR_PROOF_PLACE(&(v)->channel, ENTRIES), index), entry_order(&(v)->channel, WEIR_PROOF_TABLE_TYPE(&(v)->channel, t), index), \
            entry_hits((v)->b, WEIR_PROOF_PLACE(&(v)->channel, ENTRIES), index), \at((e)->hits_used, Pre))
uint32_t weir_verify_entry(struct verifier *v, const struct weir_table *t, struct verify_entry *e, uint32_t index)
{
    struct entry entry;
    const size_t at = WEIR_RECORD(&v->channel, ENTRIES, index);
    //@ assert at == v->channel.section[WEIR_SECTION_ENTRIES].offset + WEIR_BYTES_ENTRIES * index && at + WEIR_BYTES_ENTRIES <= v->n;
    const uint32_t hits = weir_u32_at(v->b, at + WEIR_ENTRY_HITS);
    //@ assert hits: hits == entry_hits(v->b, v->channel.section[WEIR_SECTION_ENTRIES].offset, index);
    uint32_t code = read_entry(v, t, at, &entry);
    //@ assert plain: code == WEIR_ACCEPTED <==> entry_plain_ok(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, index);
    //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_ENTRY_OK(v, t, e, index);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert value: entry.value == entry_value(v->b, v->channel.section[WEIR_SECTION_ENTRIES].offset, index);
    //@ assert hash: entry.hash == entry_hash(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, index);
    //@ assert order: entry.order == entry_order(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), index);
    //@ assert anchors: entry.anchors == entry_anchors(v->b, v->channel.section[WEIR_SECTION_ENTRIES].offset, index);
    const bool behind = follows(e, &entry);
    //@ assert follows: behind <==> (e->any ==> entry_follows(&v->channel, WEIR_PROOF_TABLE_TYPE(&v->channel, t), t->gram, index));
    if (!behind) return weir_refuse(v, WEIR_REFUSED_ENTRY_ORDER, at);
    code = verify_all_hits(v, t, e, &entry, hits, at + WEIR_ENTRY_HITS);
    //@ assert hits: code == WEIR_ACCEPTED <==> WEIR_PROOF_ITS_HITS_OK(v, t, e, index);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert least: entry.is_number ==> entry.least == hits_least(&v->channel, entry.order, hits, \at(e->hits_used, Pre));
    if (entry.is_number && entry.least != entry.value) return weir_refuse(v, WEIR_REFUSED_ENTRY_VALUE, at);
    //@ assert used: \at(e->hits_used, Pre) <= e->hits_used <= v->channel.section[WEIR_SECTION_HITS].count && WEIR_PROOF_HITS_IN(&v->channel, e->hits_used);
    keep(e, &entry);
    return WEIR_ACCEPTED;
}
