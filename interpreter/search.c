/* Searching the tables: the texts, numbers and bytes of an event -> the questions that are hit, and the instances that they wake.
 *
 * In:   an event that has started. Out: run->answers, run->woken.
 * Must hold: a question is marked exactly when an entry that has it is hit; an entry's questions are marked once an event, and a question's
 *            instances woken once, however often it is hit. */
#include "match.h"
#include "search.h"

/* ---- hits ---- */

static void wake_instance(struct weir_run *run, uint32_t instance)
{
    const uint32_t word = instance / 32;
    weir_marks_write(&run->woken, word, weir_marks_read(&run->woken, word) | (uint32_t)1 << instance % 32);
}

void weir_wake(struct weir_run *run, uint32_t first, uint32_t end)
{
    const struct weir_channel *c = run->channel;
    WEIR_STEPS(run, end - first);
    for (uint32_t i = first; i < end; i++)
        wake_instance(run, weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, i)));
}

static void mark_question(struct weir_run *run, uint32_t question)
{
    WEIR_STEPS(run, 1);
    if (weir_answer_of(run, question) != WEIR_NOT_ASKED) return;
    weir_answer_set(run, question, WEIR_HIT);
    weir_wake(run, weir_wakes_first(run->channel, question), weir_wakes_end(run->channel, question));
}

static bool was_hit(const struct weir_run *run, uint32_t entry)
{
    return (weir_marks_read(&run->entries, entry / 32) >> entry % 32) % 2 != 0;
}

static void hit_entry(struct weir_run *run, uint32_t entry, uint32_t hits)
{
    const struct weir_channel *c = run->channel;
    weir_marks_write(&run->entries, entry / 32, weir_marks_read(&run->entries, entry / 32) | (uint32_t)1 << entry % 32);
    if (hits >= WEIR_LAST_HIT) {
        mark_question(run, hits - WEIR_LAST_HIT);
        return;
    }
    for (uint32_t i = hits;; i++) {
        const uint32_t hit = weir_u32_at(c->bytes, WEIR_RECORD(c, HITS, i));
        mark_question(run, hit % WEIR_LAST_HIT);
        if (hit >= WEIR_LAST_HIT) return;
    }
}

/* ---- one table ---- */

struct search {
    struct weir_run *run;
    struct weir_table table;
    const uint8_t *filter, *buckets, *entries;
    const uint8_t *string_offsets, *string_bytes;
    uint32_t filter_bits, last_entry;
    uint64_t gram_mask;
    const uint8_t *text;
    uint32_t length;
};

static bool filter_has(const struct search *s, uint32_t hash)
{
    return weir_bit(s->filter, weir_top_bits(hash, s->filter_bits));
}

static const uint8_t *entry_at(const struct search *s, uint32_t i)
{
    return s->entries + (size_t)WEIR_BYTES_ENTRIES * i;
}

/* Whether the entry's string can stand with its window at `at`: what the entry alone tells. */
static bool may_stand(const uint8_t *entry, uint32_t at)
{
    const uint32_t offset = entry[WEIR_ENTRY_OFFSET], starts = entry[WEIR_ENTRY_ANCHORS] % 2; /* WEIR_ANCHOR_START */
    return starts != 0 ? offset == at : offset <= at;
}

/* Whether the entry's string stands in the text with its window at `at`, where it may. */
static bool stands(const struct search *s, const uint8_t *entry, uint32_t at)
{
    const uint32_t start = at - entry[WEIR_ENTRY_OFFSET], left = s->length - start;
    const size_t value = (size_t)WEIR_BYTES_STRING_OFFSETS * weir_u32_at(entry, WEIR_ENTRY_VALUE);
    const uint32_t first = weir_u32_at(s->string_offsets, value), length = weir_u32_at(s->string_offsets, value + WEIR_BYTES_STRING_OFFSETS) - first;
    if (entry[WEIR_ENTRY_ANCHORS] >= WEIR_ANCHOR_END ? length != left : length > left) return false;
    WEIR_STEPS(s->run, length);
    return weir_text_equal(s->text + start, s->string_bytes + first, length);
}

static void take_table(struct search *s, uint32_t number)
{
    const struct weir_channel *c = s->run->channel;
    s->table = weir_table_at(c, number);
    s->filter = c->bytes + WEIR_RECORD(c, FILTERS, s->table.filter_first);
    s->buckets = c->bytes + WEIR_RECORD(c, BUCKETS, s->table.bucket_first);
    s->filter_bits = weir_filter_bits(s->table.bucket_bits);
    s->gram_mask = s->table.gram == 0 ? 0 : weir_gram_mask(s->table.gram);
}

/* The entries of a hash's bucket. */
struct bucket {
    uint32_t first, end;
};

static struct bucket bucket_of(const struct search *s, uint32_t hash)
{
    const size_t at = (size_t)WEIR_BYTES_BUCKETS * weir_top_bits(hash, s->table.bucket_bits);
    const struct bucket bucket = {weir_u32_at(s->buckets, at), weir_u32_at(s->buckets, at + WEIR_BYTES_BUCKETS)};
    return bucket;
}

/* The tags that an entry can have whose window stands at a place, by how far before it the bytes of the tag start. */
struct tags {
    uint16_t by[WEIR_TAG_BACK + 1];
};

/* Looks through the entries of the hash's bucket, for a window or whole value at `at`. */
static void look_up(const struct search *s, uint32_t hash, uint32_t at, const struct tags *tags)
{
    const struct bucket bucket = bucket_of(s, hash);
    WEIR_STEPS(s->run, bucket.end - bucket.first);
    for (uint32_t i = bucket.first; i < bucket.end; i++) {
        const uint8_t *entry = entry_at(s, i);
        if (weir_u16_at(entry, WEIR_ENTRY_TAG) != tags->by[weir_tag_back(entry[WEIR_ENTRY_OFFSET])] || !may_stand(entry, at) || was_hit(s->run, i) || !stands(s, entry, at)) continue;
        hit_entry(s->run, i, weir_u32_at(entry, WEIR_ENTRY_HITS));
    }
}

/* A whole value has no window, and one shorter than WEIR_MAX_GRAM has it at its start. */
static void look_up_short(const struct search *s, uint32_t hash, uint32_t at)
{
    const uint16_t tag = (uint16_t)(hash & 65535);
    const struct tags tags = {{tag, tag, tag, tag, tag}};
    look_up(s, hash, at, &tags);
}

static void look_up_number(const struct search *s, uint64_t number)
{
    const struct weir_channel *c = s->run->channel;
    const uint32_t hash = weir_number_hash(number);
    if (!filter_has(s, hash)) return;
    const size_t bucket = (size_t)WEIR_BYTES_BUCKETS * weir_top_bits(hash, s->table.bucket_bits);
    const uint32_t end = weir_u32_at(s->buckets, bucket + WEIR_BYTES_BUCKETS);
    for (uint32_t i = weir_u32_at(s->buckets, bucket); i < end; i++) {
        const uint8_t *entry = s->entries + (size_t)WEIR_BYTES_ENTRIES * i;
        WEIR_STEPS(s->run, 2);
        if (weir_u64_at(c->bytes, WEIR_RECORD(c, NUMBERS, weir_u32_at(entry, WEIR_ENTRY_VALUE))) == number)
            hit_entry(s->run, i, weir_u32_at(entry, WEIR_ENTRY_HITS));
    }
}

static void look_up_whole(const struct search *s)
{
    WEIR_STEPS(s->run, s->length);
    const uint32_t hash = weir_whole_hash(s->text, s->length);
    if (filter_has(s, hash)) look_up_short(s, hash, 0);
}

/* ---- one walk over a text ---- */

#define BLOCK 128u
/* The window at a place of the text where it fits, as a number. */
static uint64_t window_at(const struct search *s, uint32_t at)
{
    return s->length - at >= WEIR_MAX_GRAM ? weir_u64_at(s->text, at) & s->gram_mask : weir_gram_at(s->text + at, s->table.gram);
}

/* Of `count` places the ones where the start of a window stands, in order: without a branch, because nobody can foresee them. Reads one byte farther. */
static uint32_t find_starts(const uint8_t *starts, const uint8_t *text, uint32_t count, uint8_t places[BLOCK])
{
    size_t found = 0, i = 0;
#define START(place, slot)                               \
    do {                                                 \
        places[found] = (uint8_t)(place);                \
        found += starts[(slot) % 65536] != 0 ? 1u : 0u;  \
    } while (0)
    for (; count - i >= 8; i += 8) {
        const uint64_t even = weir_start_slots(weir_u64_at(text, i)), odd = weir_start_slots(weir_u64_at(text, i + 1));
        START(i, even);
        START(i + 1, odd);
        START(i + 2, even >> 16);
        START(i + 3, odd >> 16);
        START(i + 4, even >> 32);
        START(i + 5, odd >> 32);
        START(i + 6, even >> 48);
        START(i + 7, odd >> 48);
    }
    for (; i < count; i++)
        START(i, weir_start_slot(weir_u16_at(text, i)));
#undef START
    return (uint32_t)found;
}

/* Of these places those where a window of the table starts, and where its filter has the window. */
static uint32_t sift(const struct search *s, uint32_t block, const uint8_t *places, const uint8_t *grams, uint32_t count, uint8_t kept[BLOCK])
{
    const uint32_t shift = 64 - s->filter_bits, bit = 1u << (s->table.gram - 1), left = s->length - block;
    const uint8_t *filter = s->filter, *text = s->text + block;
    uint32_t starts = 0, found = 0, i = 0;
    for (uint32_t k = 0; k < count; k++) {
        kept[starts] = places[k];
        starts += (grams[k] & bit) != 0 ? 1 : 0;
    }
    uint32_t wide = starts; /* of these WEIR_MAX_GRAM bytes can be read */
    while (wide > 0 && left - kept[wide - 1] < WEIR_MAX_GRAM)
        wide--;
    for (; i < wide; i++) {
        const uint32_t index = (uint32_t)((weir_u64_at(text, kept[i]) & s->gram_mask) * WEIR_GRAM_MULTIPLIER >> shift);
        kept[found] = kept[i];
        found += weir_u32_at(filter, (size_t)4 * (index / 32)) >> index % 32 & 1;
    }
    for (; i < starts; i++) {
        if (left - kept[i] < s->table.gram) continue;
        const uint32_t hash = weir_gram_hash(weir_gram_at(text + kept[i], s->table.gram));
        kept[found] = kept[i];
        found += filter_has(s, hash);
    }
    return found;
}

/* The tags of a window at a place of the text. Where a tag's bytes would start before the text no entry can stand. */
static struct tags tags_at(const struct search *s, uint32_t at)
{
    struct tags tags;
    for (uint32_t back = 0; back <= WEIR_TAG_BACK; back++)
        tags.by[back] = (uint16_t)(weir_gram_hash(window_at(s, back <= at ? at - back : at)) & 65535);
    return tags;
}

static bool has_tag(const struct search *s, const uint8_t *entry, uint32_t at)
{
    const uint32_t back = weir_tag_back(entry[WEIR_ENTRY_OFFSET]);
    return weir_u16_at(entry, WEIR_ENTRY_TAG) == weir_gram_hash(window_at(s, back <= at ? at - back : at)) % 65536;
}

/* Of the places that the filter let through, those where a bucket may have an entry of the window: its first two entries are looked at without a branch. In two rounds, so that the machine waits
 * for the memory of all of them at once. Their hashes and places stay at the front of the arrays. */
static uint32_t sift_again(const struct search *s, uint32_t block, uint8_t *places, uint32_t count, uint32_t hashes[BLOCK])
{
    struct bucket buckets[BLOCK];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        hashes[i] = weir_gram_hash(window_at(s, block + places[i]));
        buckets[i] = bucket_of(s, hashes[i]);
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = block + places[i], first = buckets[i].first, entries = buckets[i].end - first;
        const uint8_t *one = entry_at(s, first < s->last_entry ? first : s->last_entry), *two = one + (entries > 1 ? WEIR_BYTES_ENTRIES : 0); /* some entry, where the bucket has none */
        const uint32_t fits = (uint32_t)has_tag(s, one, at) | (uint32_t)has_tag(s, two, at);
        hashes[kept] = hashes[i];
        places[kept] = places[i];
        kept += (fits & (uint32_t)(entries > 0)) | (uint32_t)(entries > 2);
    }
    return kept;
}

static void look_up_found(const struct search *s, uint32_t block, uint8_t *places, uint32_t count)
{
    uint32_t hashes[BLOCK];
    const uint32_t kept = sift_again(s, block, places, count, hashes);
    for (uint32_t i = 0; i < kept; i++) {
        const struct tags tags = tags_at(s, block + places[i]);
        look_up(s, hashes[i], block + places[i], &tags);
    }
}

/* Every place where a window of the view's tables may stand, which are those from `number` up to `end`. The last byte has none behind it, and can only be a window by itself. */
static void look_up_windows(struct search *s, uint32_t number, uint32_t end)
{
    const uint8_t *starts = s->filter - (size_t)WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS;
    uint8_t places[BLOCK], grams[BLOCK], kept[BLOCK];
    WEIR_STEPS(s->run, (uint64_t)(end - number) * s->length);
    for (uint32_t block = 0; block < s->length; block += BLOCK) {
        const uint32_t left = s->length - block, pairs = left <= BLOCK ? left - 1 : BLOCK;
        uint32_t seen = 0, found = find_starts(starts, s->text + block, pairs, places);
        for (uint32_t i = 0; i < found; i++)
            seen |= grams[i] = starts[weir_start_slot(weir_u16_at(s->text, block + places[i]))];
        if (left <= BLOCK) {
            places[found] = (uint8_t)pairs;
            seen |= grams[found++] = starts[weir_start_slot(s->text[s->length - 1])];
        }
        for (uint32_t t = number; seen != 0 && t < end; t++) {
            const struct weir_channel *c = s->run->channel;
            if ((seen >> (c->bytes[WEIR_RECORD(c, TABLES, t) + WEIR_TABLE_GRAM] - 1u)) % 2 == 0) continue;
            take_table(s, t);
            look_up_found(s, block, kept, sift(s, block, places, grams, found, kept));
        }
    }
}

/* ---- all tables ---- */

/* The text or bytes that the table is asked about; false: there are none. A number is looked up here. */
static bool find_text(struct search *s)
{
    struct weir_run *run = s->run;
    const uint32_t parameter = s->table.ordinal - 1;
    const struct weir_input *input = weir_input_of(run, parameter);
    if (s->table.view != WEIR_VIEW_VALUE) {
        const struct weir_view *view = weir_view_of(run, parameter, s->table.view == WEIR_VIEW_FOLDED);
        if (view == NULL) return false;
        s->text = view->data;
        s->length = view->length;
        return true;
    }
    const uint32_t type = run->channel->bytes[WEIR_RECORD(run->channel, PARAMETERS, parameter) + WEIR_PARAMETER_TYPE];
    if (weir_holds_numbers(type)) {
        look_up_number(s, input->number);
        return false;
    }
    const struct weir_bytes held = weir_held_bytes(input, type);
    s->text = held.data;
    s->length = held.length;
    return true;
}

/* The first table behind this one that is of another view. */
static uint32_t view_end(const struct search *s, uint32_t number)
{
    const struct weir_channel *c = s->run->channel;
    while (++number < c->section[WEIR_SECTION_TABLES].count) {
        const struct weir_table table = weir_table_at(c, number);
        if (table.ordinal != s->table.ordinal || table.view != s->table.view) break;
    }
    return number;
}

void weir_search(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t tables = c->section[WEIR_SECTION_TABLES].count;
    struct search s;
    s.run = run;
    s.entries = c->bytes + WEIR_RECORD(c, ENTRIES, 0);
    s.last_entry = c->section[WEIR_SECTION_ENTRIES].count - 1; /* a table has entries */
    s.string_offsets = c->bytes + WEIR_RECORD(c, STRING_OFFSETS, 0);
    s.string_bytes = c->bytes + WEIR_RECORD(c, STRING_BYTES, 0);
    WEIR_STEPS(run, (uint64_t)WEIR_PARAMETER_STEPS * tables);
    for (uint32_t i = 0, end; i < tables; i = end) {
        end = i + 1;
        if (!weir_input_of(run, (uint32_t)c->bytes[WEIR_RECORD(c, TABLES, i) + WEIR_TABLE_ORDINAL] - 1)->present) continue;
        take_table(&s, i);
        if (!find_text(&s)) continue;
        if (s.table.gram == 0) {
            look_up_whole(&s);
        } else {
            end = view_end(&s, i);
            look_up_windows(&s, i, end);
        }
    }
}
