/* The layout of a channel file, format version 1, as offsets, sizes and codes.
 *
 * In:   nothing. Out: constants only; no type here mirrors bytes of the file, because both sides read and
 *       write single little-endian integers at these offsets.
 * Must hold: docs/channel-format.md says the same in words. This is the only header that the compiler and
 *       the interpreter share. Freestanding. */
#ifndef WEIR_FORMAT_H
#define WEIR_FORMAT_H

/* ---- header: WEIR_HEADER_BYTES bytes, then the section table ---- */
#define WEIR_MAGIC "\x89WEIR\r\n\x1a" /* 8 bytes: a text-mode copy or a seven-bit link breaks it visibly */
#define WEIR_MAGIC_BYTES 8u
#define WEIR_FORMAT_VERSION 1u
#define WEIR_HEADER_BYTES 96u
enum weir_header_offset {
    WEIR_AT_MAGIC = 0,
    WEIR_AT_FORMAT_VERSION = 8,    /* u32 */
    WEIR_AT_SECTION_COUNT = 12,    /* u32 */
    WEIR_AT_FILE_BYTES = 16,       /* u64 */
    WEIR_AT_DIGEST = 24,           /* SHA-256 of the whole file with these 32 bytes taken as zero */
    WEIR_AT_CHANNEL = 56,          /* u32 */
    WEIR_AT_TEMPLATE_VERSION = 60, /* u32 */
    WEIR_AT_REVISION = 64,         /* u32, content revision */
    WEIR_AT_PARAMETER_COUNT = 68,  /* u32, what the Template Type declares at this version */
    WEIR_AT_INPUTS_READ = 72,      /* u32, one past the last zero-based input that any criterion reads */
    WEIR_AT_MAX_PROGRAM = 76,      /* u32, instructions of the longest regex program: sizes the workspace */
    WEIR_AT_UNICODE_VERSION = 80,  /* u32, of the case folding: major * 65536 + minor * 256 + update */
    WEIR_AT_HEADER_RESERVED = 84,  /* 12 bytes of zero */
};
#define WEIR_DIGEST_BYTES 32u
#define WEIR_UNICODE_VERSION 0x0f0000u

/* ---- section table: one row a section of sections.def, in that order ---- */
#define WEIR_SECTION_ROW_BYTES 16u /* u32 kind, u32 record count, u32 offset, u32 size in bytes */
#define WEIR_ALIGN 8u              /* each section starts at a multiple, after as few zero bytes as that needs */

enum weir_section {
    WEIR_SECTION_NONE = 0,
#define SECTION(name, number, record_bytes, text) WEIR_SECTION_##name = number,
#include "sections.def"
#undef SECTION
};
enum {
#define SECTION(name, number, record_bytes, text) WEIR_BYTES_##name = record_bytes,
#include "sections.def"
#undef SECTION
};
#define WEIR_SECTION_COUNT 27u

/* ---- TEMPLATE: one record ---- */
enum weir_template_offset {
    WEIR_TEMPLATE_NAME = 0,       /* u32 string */
    WEIR_TEMPLATE_PLATFORM = 4,   /* u8, enum weir_platform */
    WEIR_TEMPLATE_PHASE = 5,      /* u8, enum weir_phase */
    WEIR_TEMPLATE_ACTIONS = 6,    /* u8, bit (1 << action) for each allowed one */
    WEIR_TEMPLATE_RESERVED = 7,   /* u8, zero */
    WEIR_TEMPLATE_NAME_HASH = 8,  /* u64, FNV-1a 64 of the name's bytes */
};
/* ---- PARAMETERS: one record an ordinal, ascending from 1 without a gap ---- */
enum weir_parameter_offset {
    WEIR_PARAMETER_ORDINAL = 0,      /* u32 */
    WEIR_PARAMETER_TYPE = 4,         /* u8, enum weir_type */
    WEIR_PARAMETER_FLAGS = 5,        /* u8, WEIR_PARAMETER_CASED */
    WEIR_PARAMETER_MEMBER_COUNT = 6, /* u16, of an enum or flags */
    WEIR_PARAMETER_NAME = 8,         /* u32 string; the empty string for a reserved ordinal */
    WEIR_PARAMETER_MEMBER_FIRST = 12,/* u32 */
    WEIR_PARAMETER_NAME_HASH = 16,   /* u64, FNV-1a 64 of the name */
    WEIR_PARAMETER_TYPE_HASH = 24,   /* u64, FNV-1a 64 of the type's text, see docs/channel-format.md */
};
#define WEIR_PARAMETER_CASED 1u
/* ---- MEMBERS: of enum and flags types, in declared order, those of a parameter side by side ---- */
enum weir_member_offset { WEIR_MEMBER_NAME = 0, /* u32 string */ WEIR_MEMBER_RESERVED = 4, WEIR_MEMBER_VALUE = 8 /* u64 */ };
/* ---- ALIASES and RECORDED: how a recorded JSON event becomes inputs; a sensor has no use for them ---- */
enum weir_alias_offset { WEIR_ALIAS_ORDINAL = 0, WEIR_ALIAS_SCHEME = 4, WEIR_ALIAS_PATH = 8 /* u32 strings */ };
enum weir_recorded_offset {
    WEIR_RECORDED_KEY = 0,   /* u32 string; records of one key side by side: any of them */
    WEIR_RECORDED_KIND = 4,  /* u32, 0: VALUE is a number, 1: VALUE is a string */
    WEIR_RECORDED_VALUE = 8, /* u64 */
};
/* ---- INSTANCES: ascending id ---- */
enum weir_instance_offset {
    WEIR_INSTANCE_ID = 0,               /* u64, 1 .. 2^53-1 */
    WEIR_INSTANCE_NAME = 8,             /* u32 string */
    WEIR_INSTANCE_TITLE = 12,           /* u32 string */
    WEIR_INSTANCE_SEVERITY = 16,        /* u8, enum weir_severity */
    WEIR_INSTANCE_ACTION = 17,          /* u8, enum weir_action */
    WEIR_INSTANCE_FLAGS = 18,           /* u8, WEIR_INSTANCE_STRESS */
    WEIR_INSTANCE_RESERVED = 19,        /* u8, zero */
    WEIR_INSTANCE_PARAMETER_COUNT = 20, /* u32, of the instance's own vector */
    WEIR_INSTANCE_VECTOR_FIRST = 24,    /* u32, index into VECTORS */
    WEIR_INSTANCE_CRITERION_FIRST = 28, /* u32, index into CRITERIA */
    WEIR_INSTANCE_CRITERION_COUNT = 32, /* u32 */
    WEIR_INSTANCE_CODE_FIRST = 36,      /* u32, index into CODE */
    WEIR_INSTANCE_CODE_COUNT = 40,      /* u32 */
    WEIR_INSTANCE_RESERVED2 = 44,       /* u32, zero */
};
#define WEIR_INSTANCE_STRESS 1u
/* ---- VECTORS: u16 a parameter of an instance: how many criteria it has on it; 0 is the wildcard ---- */
/* ---- CRITERIA: an instance's side by side, ascending ordinal ---- */
enum weir_criterion_offset {
    WEIR_CRITERION_OP = 0,      /* u8, enum weir_op */
    WEIR_CRITERION_FLAGS = 1,   /* u8, WEIR_CRITERION_CASED */
    WEIR_CRITERION_ORDINAL = 2, /* u8, from 1 */
    WEIR_CRITERION_OTHER = 3,   /* u8, the second field's ordinal for a field comparison, else 0 */
    WEIR_CRITERION_SET = 4,     /* u32, index into SETS, or WEIR_NO_SET where the operator takes none */
};
#define WEIR_CRITERION_CASED 1u
#define WEIR_NO_SET 0xffffffffu
/* ---- CODE: condition programs, postfix; u32 words: op | k << 8 | n << 16 ---- */
/* ---- SETS. Form and weight let a verifier check and cost each use of a set without walking the set again ---- */
enum weir_set_offset {
    WEIR_SET_KIND = 0,     /* u8, enum weir_set_kind */
    WEIR_SET_FORM = 1,     /* u8, enum weir_set_form */
    WEIR_SET_RESERVED = 2, /* u16, zero */
    WEIR_SET_FIRST = 4,    /* u32, index into VALUES or NUMBERS */
    WEIR_SET_COUNT = 8,    /* u32 values; a range is one */
    WEIR_SET_WEIGHT = 12,  /* u32: bytes of all its strings, instructions of all its programs, or 0 */
};
/* ---- VALUES: u32 string or program indices. NUMBERS: u64 (ranges are two) ---- */
/* ---- STRING_OFFSETS: u32, one more than strings; STRING_BYTES: the bytes, without terminators ---- */
/* ---- PROGRAMS: regex automata ---- */
enum weir_program_offset {
    WEIR_PROGRAM_FIRST = 0,  /* u32, index into PROGRAM_CODE */
    WEIR_PROGRAM_COUNT = 4,  /* u32 instructions */
    WEIR_PROGRAM_TEXT = 8,   /* u32 string: the expression as written */
    WEIR_PROGRAM_RESERVED = 12,
};
/* ---- PROGRAM_CODE: program.def ---- */
enum weir_assertion { /* argument a of ASSERT; word characters are ASCII [0-9A-Za-z_], as in RE2 */
    WEIR_ASSERT_TEXT_START = 1,
    WEIR_ASSERT_TEXT_END = 2,
    WEIR_ASSERT_LINE_START = 3,
    WEIR_ASSERT_LINE_END = 4,
    WEIR_ASSERT_WORD = 5,
    WEIR_ASSERT_NOT_WORD = 6,
    WEIR_ASSERT_COUNT
};
/* ---- CLASSES: 256-bit byte sets, bit (byte & 7) of byte (byte / 8) ---- */
/* ---- searching: docs/channel-format.md, chapter "Searching", says how the tables are made and used ---- */
enum weir_question_offset {
    WEIR_QUESTION_CRITERION = 0,  /* u32, the first criterion that asks it: the question's content */
    WEIR_QUESTION_REQUIRED = 4,   /* u32, set of which one string must be in the folded text, or WEIR_NO_SET; only for LIKE and MATCHES */
    WEIR_QUESTION_WAKE_FIRST = 8, /* u32, index into WAKES; up to the next question's */
};
/* ASKED: u32 a criterion: question | enum weir_question_kind << WEIR_ASKED_KIND_SHIFT | WEIR_ASKED_WAKES */
#define WEIR_ASKED_QUESTION 0x0fffffffu
#define WEIR_ASKED_KIND_SHIFT 28
#define WEIR_ASKED_WAKES 0x80000000u
#define WEIR_MAX_WAKERS 255u /* of one instance: so few are shown to be different by comparing all */
enum weir_question_kind {
    WEIR_QUESTION_EVALUATED = 0, /* in no table */
    WEIR_QUESTION_SEARCHED = 1,  /* true exactly when an entry hits it */
    WEIR_QUESTION_REQUIRING = 2, /* false unless an entry hits it; else evaluated */
};
/* WAKES, ALWAYS: u32 instance */
enum weir_table_offset {
    WEIR_TABLE_ORDINAL = 0,      /* u8 */
    WEIR_TABLE_VIEW = 1,         /* u8, enum weir_table_view */
    WEIR_TABLE_GRAM = 2,         /* u8, bytes of an entry's window; 0: the whole value */
    WEIR_TABLE_BUCKET_BITS = 3,  /* u8, 2^this buckets */
    WEIR_TABLE_BUCKET_FIRST = 4, /* u32, index into BUCKETS: 2^bits + 1 of them, each an index into ENTRIES */
    WEIR_TABLE_FILTER_FIRST = 8, /* u32, index into FILTERS */
};
enum weir_table_view {
    WEIR_VIEW_FOLDED = 0, /* text, folded */
    WEIR_VIEW_RAW = 1,    /* text as it is */
    WEIR_VIEW_VALUE = 2,  /* the number; the bytes of a guid or address */
};
#define WEIR_MAX_GRAM 8u
#define WEIR_SHORT_GRAM 4u           /* of a window that has fewer than WEIR_MAX_GRAM bytes of the string before it ends, if the string is so long */
#define WEIR_MAX_WINDOW_OFFSET 255u  /* windows farther into a value are not looked at */
#define WEIR_TAG_BACK 4u             /* the tag is of the bytes that start so far before the window, or at the value's start */
#define WEIR_MAX_BUCKET_BITS 27u
#define WEIR_FILTER_MORE_BITS 4u     /* a filter has 2^(bucket bits + this) bits, at least 64 */
#define WEIR_STARTS_BITS 10u         /* STARTS, before the filter of a view's first table of windows: 2^this bytes of FILTERS, by hash of the first two bytes of a window */
#define WEIR_STARTS_RECORDS 128u     /* of FILTERS */
#define WEIR_STARTS_SHIFT 5u
#define WEIR_HASH_MULTIPLIER 0x9e3779b97f4a7c15u /* of a window, and of a step over a whole string */
enum weir_entry_offset {
    WEIR_ENTRY_VALUE = 0,   /* u32 string; index into NUMBERS for the view VALUE of a number */
    WEIR_ENTRY_HITS = 4,    /* u32: WEIR_LAST_HIT | the only question, or index into HITS */
    WEIR_ENTRY_TAG = 8,     /* u16, the low half of a hash: of a number or whole value, or of the bytes before the window */
    WEIR_ENTRY_OFFSET = 10, /* u8, of the window in the value */
    WEIR_ENTRY_ANCHORS = 11,/* u8, WEIR_ANCHOR_START, WEIR_ANCHOR_END */
};
#define WEIR_ANCHOR_START 1u
#define WEIR_ANCHOR_END 2u
/* WINDOWS: u8 a string, the offset of its window; of no meaning for a string that has none */
/* HITS: u32 question, ascending; WEIR_LAST_HIT on the last of an entry */
#define WEIR_LAST_HIT 0x80000000u

enum weir_type {
#define TYPE(name, number, text, storage) WEIR_TYPE_##name = number,
#include "types.def"
#undef TYPE
    WEIR_TYPE_COUNT
};
enum weir_op {
#define OP(name, number, storages, set_kind, text) WEIR_OP_##name = number,
#include "ops.def"
#undef OP
    WEIR_OP_COUNT
};
enum weir_code_op {
#define CODE(name, number, text) WEIR_CODE_##name = number,
#include "code.def"
#undef CODE
    WEIR_CODE_COUNT
};
enum weir_program_op {
#define INSTRUCTION(name, number, text) WEIR_NFA_##name = number,
#include "program.def"
#undef INSTRUCTION
    WEIR_NFA_COUNT
};
enum weir_set_kind {
    WEIR_SET_STRINGS = 1,  /* VALUES holds string indices; the strings strictly ascend by byte comparison */
    WEIR_SET_NUMBERS = 2,  /* NUMBERS holds strictly ascending values (signed order for i64) */
    WEIR_SET_RANGES = 3,   /* NUMBERS holds count pairs lo <= hi, ascending, neither touching nor overlapping */
    WEIR_SET_PROGRAMS = 4, /* VALUES holds strictly ascending program indices */
};
/* What the strings of a set are; every criterion that uses the set needs this very form. */
enum weir_set_form {
    WEIR_FORM_NONE = 0,         /* numbers, ranges, programs */
    WEIR_FORM_TEXT = 1,         /* EQUALS STARTS ENDS CONTAINS, cased */
    WEIR_FORM_TEXT_FOLDED = 2,  /* the same without cased */
    WEIR_FORM_GLOB = 3,         /* LIKE, cased */
    WEIR_FORM_GLOB_FOLDED = 4,  /* LIKE without cased */
    WEIR_FORM_GUID = 5,         /* BYTES_IN on a guid */
    WEIR_FORM_ADDRESS = 6,      /* BYTES_IN on an ip */
    WEIR_FORM_NETWORK = 7,      /* WITHIN */
    WEIR_FORM_COUNT
};
enum weir_severity { WEIR_INFORMATIONAL, WEIR_LOW, WEIR_MEDIUM, WEIR_HIGH, WEIR_CRITICAL, WEIR_SEVERITY_COUNT };
enum weir_action { WEIR_OBSERVE, WEIR_DETECT, WEIR_PREVENT, WEIR_ACTION_COUNT };
enum weir_phase { WEIR_PHASE_PRE, WEIR_PHASE_POST, WEIR_PHASE_COUNT };
enum weir_platform {
#define PLATFORM(name, number, word) WEIR_##name = number,
#include "platforms.def"
#undef PLATFORM
    WEIR_PLATFORM_COUNT
};

/* ---- hard limits of the format; a file over one is not well formed ---- */
#define WEIR_MAX_FILE_BYTES (1u << 30)
#define WEIR_MAX_NUMBER 99999999u    /* of a channel, a version, a revision: eight digits in the file's name */
#define WEIR_MAX_PARAMETERS 64u
#define WEIR_MAX_STACK 128u          /* deepest stack of a condition program */
#define WEIR_MAX_PROGRAM_CODE 262144u /* instructions in one regex program */
#define WEIR_MAX_RECORDED_KEYS 64u   /* different keys in RECORDED */
/* Names of members and strings of sets may be used again and again, but counted at each use they come to at most
 * TEXT_USE_FACTOR times the size of the file, plus TEXT_USE_BASE: so that reading them all is linear in the file. */
#define WEIR_TEXT_USE_FACTOR 64u
#define WEIR_TEXT_USE_BASE 16777216u

#endif
