/* What the verifier and the engine share about the search tables: reading their records, and the two hashes. Internal.
 *
 * In:   sections of the file whose places are verified. Out: numbers.
 * Must hold: docs/channel-format.md, chapter "Searching", says the same in words; the compiler's writer has code of its own for it. */
#ifndef WEIR_SEARCH_H
#define WEIR_SEARCH_H

#include "bytes.h"
#ifdef __FRAMAC__
#include "search_proof.h"
#endif

/* How many numbers there are of so many bits, 0 to 31. */
/*@ requires bits <= 31;
    assigns \nothing;
    ensures \result == pow2(bits); */
static inline uint32_t weir_two_to(uint32_t bits)
{
    const uint32_t power = (uint32_t)1 << bits;
    //@ assert bits == 0 ==> power == 1;
    //@ assert bits == 1 ==> power == 2;
    //@ assert bits == 2 ==> power == 4;
    //@ assert bits == 3 ==> power == 8;
    //@ assert bits == 4 ==> power == 16;
    //@ assert bits == 5 ==> power == 32;
    //@ assert bits == 6 ==> power == 64;
    //@ assert bits == 7 ==> power == 128;
    //@ assert bits == 8 ==> power == 256;
    //@ assert bits == 9 ==> power == 512;
    //@ assert bits == 10 ==> power == 1024;
    //@ assert bits == 11 ==> power == 2048;
    //@ assert bits == 12 ==> power == 4096;
    //@ assert bits == 13 ==> power == 8192;
    //@ assert bits == 14 ==> power == 16384;
    //@ assert bits == 15 ==> power == 32768;
    //@ assert bits == 16 ==> power == 65536;
    //@ assert bits == 17 ==> power == 131072;
    //@ assert bits == 18 ==> power == 262144;
    //@ assert bits == 19 ==> power == 524288;
    //@ assert bits == 20 ==> power == 1048576;
    //@ assert bits == 21 ==> power == 2097152;
    //@ assert bits == 22 ==> power == 4194304;
    //@ assert bits == 23 ==> power == 8388608;
    //@ assert bits == 24 ==> power == 16777216;
    //@ assert bits == 25 ==> power == 33554432;
    //@ assert bits == 26 ==> power == 67108864;
    //@ assert bits == 27 ==> power == 134217728;
    //@ assert bits == 28 ==> power == 268435456;
    //@ assert bits == 29 ==> power == 536870912;
    //@ assert bits == 30 ==> power == 1073741824;
    //@ assert bits == 31 ==> power == 2147483648;
    return power;
}

/* The top bits of a hash, 0 to 31 of them. */
/*@ requires bits <= 31;
    assigns \nothing;
    ensures exact: \result == top_bits(hash, bits);
    ensures \result < pow2(bits); */
static inline uint32_t weir_top_bits(uint32_t hash, uint32_t bits)
{
#ifdef __FRAMAC__ /* the same by arithmetic: see bytes.h */
    const uint32_t top = (uint32_t)((uint64_t)hash * weir_two_to(bits) / 4294967296u);
    //@ assert fits: hash * pow2(bits) <= 18446744073709551615;
    //@ assert bits == 0 ==> top < 1;
    //@ assert bits == 1 ==> top < 2;
    //@ assert bits == 2 ==> top < 4;
    //@ assert bits == 3 ==> top < 8;
    //@ assert bits == 4 ==> top < 16;
    //@ assert bits == 5 ==> top < 32;
    //@ assert bits == 6 ==> top < 64;
    //@ assert bits == 7 ==> top < 128;
    //@ assert bits == 8 ==> top < 256;
    //@ assert bits == 9 ==> top < 512;
    //@ assert bits == 10 ==> top < 1024;
    //@ assert bits == 11 ==> top < 2048;
    //@ assert bits == 12 ==> top < 4096;
    //@ assert bits == 13 ==> top < 8192;
    //@ assert bits == 14 ==> top < 16384;
    //@ assert bits == 15 ==> top < 32768;
    //@ assert bits == 16 ==> top < 65536;
    //@ assert bits == 17 ==> top < 131072;
    //@ assert bits == 18 ==> top < 262144;
    //@ assert bits == 19 ==> top < 524288;
    //@ assert bits == 20 ==> top < 1048576;
    //@ assert bits == 21 ==> top < 2097152;
    //@ assert bits == 22 ==> top < 4194304;
    //@ assert bits == 23 ==> top < 8388608;
    //@ assert bits == 24 ==> top < 16777216;
    //@ assert bits == 25 ==> top < 33554432;
    //@ assert bits == 26 ==> top < 67108864;
    //@ assert bits == 27 ==> top < 134217728;
    //@ assert bits == 28 ==> top < 268435456;
    //@ assert bits == 29 ==> top < 536870912;
    //@ assert bits == 30 ==> top < 1073741824;
    //@ assert bits == 31 ==> top < 2147483648;
    return top;
#else
    return (uint32_t)((uint64_t)hash << bits >> 32);
#endif
}

/* Bits of a filter's index: of 2^bits buckets, and at least so many that the filter fills one record. */
/*@ requires bucket_bits <= WEIR_MAX_BUCKET_BITS;
    assigns \nothing;
    ensures \result == (bucket_bits < 2 ? 6 : bucket_bits + WEIR_FILTER_MORE_BITS); */
static inline uint32_t weir_filter_bits(uint32_t bucket_bits)
{
    return bucket_bits + WEIR_FILTER_MORE_BITS < 6 ? 6 : bucket_bits + WEIR_FILTER_MORE_BITS;
}

/* How long the window of a string is that starts at `offset` in it, if it does. */
/*@ assigns \nothing;
    ensures 0 <= \result <= WEIR_MAX_GRAM && \result <= length;
    ensures exact: \result == gram_of(length, offset); */
static inline uint32_t weir_gram_of(uint32_t length, uint32_t offset)
{
    if (length < WEIR_SHORT_GRAM) return length;
    return length >= WEIR_MAX_GRAM && offset <= length - WEIR_MAX_GRAM ? WEIR_MAX_GRAM : WEIR_SHORT_GRAM;
}

/* Where two bytes of a text have their place among the starts of windows: four times two bytes at once, each in a quarter of the number. */
#ifdef __FRAMAC__ /* the same by arithmetic: see bytes.h */
/*@ requires first < 1024 && second < 1024 && third < 1024 && fourth < 1024;
    assigns \nothing;
    ensures slots_in(\result);
    ensures first: \result % 65536 == first; */
static inline uint64_t weir_four_slots(uint64_t first, uint64_t second, uint64_t third, uint64_t fourth)
{
    const uint64_t slots = first + 65536 * second + 4294967296u * third + 281474976710656u * fourth;
    //@ assert first: slots % 65536 == first;
    //@ assert second: slots / 65536 % 65536 == second;
    //@ assert third: slots / 4294967296 % 65536 == third;
    //@ assert fourth: slots / 281474976710656 == fourth;
    return slots;
}

/*@ assigns \nothing;
    ensures \result == mixed_twos(twos); */
static inline uint64_t weir_mixed_twos(uint64_t twos)
{
    return twos ^ twos >> WEIR_STARTS_SHIFT;
}

/*@ assigns \nothing;
    ensures slots_in(\result);
    ensures first: \result % 65536 == mixed_twos(twos) % 1024; */
static inline uint64_t weir_start_slots(uint64_t twos)
{
    const uint64_t mixed = weir_mixed_twos(twos);
    return weir_four_slots(mixed % 1024, mixed / 65536 % 1024, mixed / 4294967296u % 1024, mixed / 281474976710656u % 1024);
}
#else
static inline uint64_t weir_start_slots(uint64_t twos)
{
    return (twos ^ twos >> WEIR_STARTS_SHIFT) & 0x03ff03ff03ff03ffu; /* WEIR_STARTS_BITS of each: what comes from the next quarter is above them */
}
#endif

/* One of the four. */
/*@ requires quarter <= 3 && slots_in(slots);
    assigns \nothing;
    ensures \result < 1024;
    ensures first: quarter == 0 ==> \result == slots % 65536; */
static inline uint32_t weir_slot_of(uint64_t slots, uint32_t quarter)
{
#ifdef __FRAMAC__
    const uint64_t from = quarter == 0 ? slots : quarter == 1 ? slots / 65536 : quarter == 2 ? slots / 4294967296u : slots / 281474976710656u;
    return (uint32_t)(from % 65536);
#else
    return (uint32_t)((slots >> 16 * quarter) % 65536);
#endif
}

/*@ assigns \nothing;
    ensures \result < 1024;
    ensures exact: \result == start_slot(two); */
static inline uint32_t weir_start_slot(uint32_t two)
{
    return weir_slot_of(weir_start_slots(two), 0);
}

/* A window's bytes as a number, for 1 to 8 bytes. */
/*@ requires 1 <= gram <= WEIR_MAX_GRAM;
    assigns \nothing; */
static inline uint64_t weir_gram_mask(uint32_t gram)
{
    return UINT64_MAX >> (8 * (WEIR_MAX_GRAM - gram));
}

/*@ requires \valid_read(text + (0 .. gram - 1));
    assigns \nothing;
    ensures exact: \result == number_from(text, 0, gram); */
static inline uint64_t weir_gram_at(const uint8_t *text, uint32_t gram)
{
    uint64_t word = 0;
    /*@ loop invariant 0 <= i <= gram && word == number_from(text, i, gram);
        loop assigns i, word;
        loop variant i; */
    for (uint32_t i = gram; i > 0; i--)
        word = word * 256 + text[i - 1];
    return word;
}

/*@ assigns \nothing;
    ensures exact: \result == gram_hash(word); */
static inline uint32_t weir_gram_hash(uint64_t word)
{
    return (uint32_t)(word * WEIR_HASH_MULTIPLIER / 4294967296u);
}

/* How far before a window the bytes start whose hash is its tag. */
/*@ assigns \nothing;
    ensures \result == (offset < WEIR_TAG_BACK ? offset : WEIR_TAG_BACK); */
static inline uint32_t weir_tag_back(uint32_t offset)
{
    return offset < WEIR_TAG_BACK ? offset : WEIR_TAG_BACK;
}

/*@ assigns \nothing;
    ensures exact: \result == mixed(hash); */
static inline uint64_t weir_mixed(uint64_t hash)
{
    return hash ^ hash >> 32;
}

/*@ assigns \nothing;
    ensures exact: \result == whole_step(hash, word); */
static inline uint64_t weir_whole_step(uint64_t hash, uint64_t word)
{
    return weir_mixed((hash ^ word) * WEIR_HASH_MULTIPLIER);
}

/* The last bytes, 1 to 7 of them, of at least eight, as a number. */
/*@ requires length >= 8 && 1 <= left <= 7 && \valid_read(data + (0 .. length - 1));
    assigns \nothing;
    ensures exact: \result == number_from(data, length - left, length); */
static inline uint64_t weir_last_bytes(const uint8_t *data, uint32_t length, uint32_t left)
{
#ifdef __FRAMAC__ /* the same byte by byte: see bytes.h */
    uint64_t word = 0;
    /*@ loop invariant length - left <= i <= length && word == number_from(data, i, length);
        loop assigns i, word;
        loop variant i; */
    for (uint32_t i = length; i > length - left; i--)
        word = word * 256 + data[i - 1];
    return word;
#else
    return weir_u64_at(data, length - 8) >> 8 * (8 - left);
#endif
}

/*@ requires \valid_read(data + (0 .. length - 1));
    assigns \nothing;
    ensures exact: \result == whole_hash(data, length); */
static inline uint32_t weir_whole_hash(const uint8_t *data, uint32_t length)
{
    uint64_t hash = length;
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= length && whole_from(data, 0, length, length) == whole_from(data, i, length, hash);
        loop assigns i, hash;
        loop variant length - i; */
    for (; length - i >= 8; i += 8)
        hash = weir_whole_step(hash, weir_u64_at(data, i));
    if (i < length && length >= 8) {
        hash = weir_whole_step(hash, weir_last_bytes(data, length, length - i));
    } else if (i < length) {
        uint64_t word = 0;
        /*@ loop invariant i <= k <= length && word == number_from(data, k, length);
            loop assigns k, word;
            loop variant k; */
        for (uint32_t k = length; k > i; k--)
            word = word * 256 + data[k - 1];
        hash = weir_whole_step(hash, word);
    }
    return (uint32_t)hash;
}

/*@ assigns \nothing;
    ensures exact: \result == number_hash(number); */
static inline uint32_t weir_number_hash(uint64_t number)
{
    return (uint32_t)weir_whole_step(8, number);
}

struct weir_table {
    uint32_t ordinal, view, gram, bucket_bits;
    uint32_t bucket_first, filter_first;
};

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, TABLES) && index < c->section[WEIR_SECTION_TABLES].count;
    assigns \nothing;
    ensures \result.ordinal == table_ordinal(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index) < 256;
    ensures \result.view == table_view(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index) < 256;
    ensures \result.gram == table_gram(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index) < 256;
    ensures \result.bucket_bits == table_bits(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index) < 256;
    ensures \result.bucket_first == table_buckets(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index);
    ensures \result.filter_first == table_filter(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index); */
static inline struct weir_table weir_table_at(const struct weir_channel *c, uint32_t index)
{
    const uint8_t *b = c->bytes;
    const size_t at = WEIR_RECORD(c, TABLES, index);
    const struct weir_table table = {b[at + WEIR_TABLE_ORDINAL], b[at + WEIR_TABLE_VIEW], b[at + WEIR_TABLE_GRAM], b[at + WEIR_TABLE_BUCKET_BITS],
                                     weir_u32_at(b, at + WEIR_TABLE_BUCKET_FIRST), weir_u32_at(b, at + WEIR_TABLE_FILTER_FIRST)};
    return table;
}

/*@ assigns \nothing;
    ensures \result <==> WEIR_TYPE_U32 <= type <= WEIR_TYPE_FLAGS; */
static inline bool weir_holds_numbers(uint32_t type)
{
    return type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS;
}

/* Where the criterion of a question stands. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && question < c->section[WEIR_SECTION_QUESTIONS].count && WEIR_PROOF_IN(c, CRITERIA);
    requires question_criterion(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question) < c->section[WEIR_SECTION_CRITERIA].count;
    assigns \nothing;
    ensures \result == c->section[WEIR_SECTION_CRITERIA].offset +
            WEIR_BYTES_CRITERIA * question_criterion(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question); */
static inline size_t weir_question_criterion(const struct weir_channel *c, uint32_t question)
{
    return WEIR_RECORD(c, CRITERIA, weir_u32_at(c->bytes, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_CRITERION));
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && question < c->section[WEIR_SECTION_QUESTIONS].count;
    assigns \nothing;
    ensures \result == question_required(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question); */
static inline uint32_t weir_question_required(const struct weir_channel *c, uint32_t question)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_REQUIRED);
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, ASKED) && criterion < c->section[WEIR_SECTION_ASKED].count;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_ASKED].offset + WEIR_BYTES_ASKED * criterion); */
static inline uint32_t weir_asked(const struct weir_channel *c, uint32_t criterion)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, ASKED, criterion));
}

/*@ assigns \nothing;
    ensures \result == asked / (WEIR_ASKED_QUESTION + 1) % 8; */
static inline uint32_t weir_asked_kind(uint32_t asked)
{
    return asked / (WEIR_ASKED_QUESTION + 1) % 8;
}

/* The instances that a question wakes are first .. end-1 of WAKES. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && question < c->section[WEIR_SECTION_QUESTIONS].count;
    assigns \nothing;
    ensures \result == wakes_first(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question); */
static inline uint32_t weir_wakes_first(const struct weir_channel *c, uint32_t question)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, QUESTIONS, question) + WEIR_QUESTION_WAKE_FIRST);
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && question < c->section[WEIR_SECTION_QUESTIONS].count;
    assigns \nothing;
    ensures \result == (question + 1 < c->section[WEIR_SECTION_QUESTIONS].count ?
            wakes_first(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question + 1) : c->section[WEIR_SECTION_WAKES].count); */
static inline uint32_t weir_wakes_end(const struct weir_channel *c, uint32_t question)
{
    return question + 1 < c->section[WEIR_SECTION_QUESTIONS].count ? weir_wakes_first(c, question + 1) : c->section[WEIR_SECTION_WAKES].count;
}

#endif
