/* What the verifier and the engine share about the search tables: reading their records, and the two hashes. Internal.
 *
 * In:   sections of the file whose places are verified. Out: numbers.
 * Must hold: docs/channel-format.md, chapter "Searching", says the same in words; the compiler's writer has code of its own for it. */
#ifndef WEIR_SEARCH_H
#define WEIR_SEARCH_H

#include "bytes.h"

#define WEIR_WHOLE_MULTIPLIER 0x9e3779b97f4a7c15u

/* The top bits of a hash, 0 to 31 of them. */
/*@ requires bits <= 31;
    assigns \nothing; */
static inline uint32_t weir_top_bits(uint32_t hash, uint32_t bits)
{
    return (uint32_t)((uint64_t)hash << bits >> 32);
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
    ensures 0 <= \result <= WEIR_MAX_GRAM; */
static inline uint32_t weir_gram_of(uint32_t length, uint32_t offset)
{
    if (length < WEIR_SHORT_GRAM) return length;
    return length >= WEIR_MAX_GRAM && offset <= length - WEIR_MAX_GRAM ? WEIR_MAX_GRAM : WEIR_SHORT_GRAM;
}

/* Where two bytes of a text have their place among the starts of windows: four times two bytes at once, each in a quarter of the number. */
//@ assigns \nothing;
static inline uint64_t weir_start_slots(uint64_t twos)
{
    return (twos ^ twos >> WEIR_STARTS_SHIFT) & 0x03ff03ff03ff03ffu; /* WEIR_STARTS_BITS of each: what comes from the next quarter is above them */
}

//@ assigns \nothing;
static inline uint32_t weir_start_slot(uint32_t two)
{
    return (uint32_t)weir_start_slots(two);
}

/* A window's bytes as a number, for 1 to 8 bytes. */
/*@ requires 1 <= gram <= WEIR_MAX_GRAM;
    assigns \nothing; */
static inline uint64_t weir_gram_mask(uint32_t gram)
{
    return UINT64_MAX >> (8 * (WEIR_MAX_GRAM - gram));
}

/*@ requires \valid_read(text + (0 .. gram - 1));
    assigns \nothing; */
static inline uint64_t weir_gram_at(const uint8_t *text, uint32_t gram)
{
    uint64_t word = 0;
    /*@ loop invariant 0 <= i <= gram;
        loop assigns i, word;
        loop variant i; */
    for (uint32_t i = gram; i > 0; i--)
        word = word * 256 + text[i - 1];
    return word;
}

//@ assigns \nothing;
static inline uint32_t weir_gram_hash(uint64_t word)
{
    return (uint32_t)(word * WEIR_GRAM_MULTIPLIER >> 32);
}

/* How far before a window the bytes start whose hash is its tag. */
/*@ assigns \nothing;
    ensures \result == (offset < WEIR_TAG_BACK ? offset : WEIR_TAG_BACK); */
static inline uint32_t weir_tag_back(uint32_t offset)
{
    return offset < WEIR_TAG_BACK ? offset : WEIR_TAG_BACK;
}

//@ assigns \nothing;
static inline uint64_t weir_whole_step(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * WEIR_WHOLE_MULTIPLIER;
    return hash ^ hash >> 32;
}

/*@ requires \valid_read(data + (0 .. length - 1));
    assigns \nothing; */
static inline uint32_t weir_whole_hash(const uint8_t *data, uint32_t length)
{
    uint64_t hash = length;
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= length;
        loop assigns i, hash;
        loop variant length - i; */
    for (; length - i >= 8; i += 8)
        hash = weir_whole_step(hash, weir_u64_at(data, i));
    if (i < length && length >= 8) {
        hash = weir_whole_step(hash, weir_u64_at(data, length - 8) >> 8 * (8 - (length - i)));
    } else if (i < length) {
        uint64_t word = 0;
        /*@ loop invariant i <= k <= length;
            loop assigns k, word;
            loop variant k; */
        for (uint32_t k = length; k > i; k--)
            word = word * 256 + data[k - 1];
        hash = weir_whole_step(hash, word);
    }
    return (uint32_t)(hash & 0xffffffffu);
}

//@ assigns \nothing;
static inline uint32_t weir_number_hash(uint64_t number)
{
    return (uint32_t)(weir_whole_step(8, number) & 0xffffffffu);
}

struct weir_table {
    uint32_t ordinal, view, gram, bucket_bits;
    uint32_t bucket_first, filter_first;
};

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, TABLES) && index < c->section[WEIR_SECTION_TABLES].count;
    assigns \nothing;
    ensures \result.ordinal == table_ordinal(c->bytes, c->section[WEIR_SECTION_TABLES].offset, index) < 256;
    ensures \result.view == c->bytes[c->section[WEIR_SECTION_TABLES].offset + WEIR_BYTES_TABLES * index + WEIR_TABLE_VIEW] < 256;
    ensures \result.gram < 256 && \result.bucket_bits < 256; */
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
