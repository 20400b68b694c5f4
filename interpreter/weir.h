/* The Content Interpreter: bytes of a channel file -> verdict on the file; file + inputs of an event -> matches.
 *
 * This is the one header that a sensor includes. Freestanding C11: nothing here allocates, recurses, keeps
 * a global, calls a library, or uses floating point. Every function can be called from several threads at once
 * as long as each has its own workspace. docs/embedding.md shows integrations; docs/channel-format.md the bytes. */
#ifndef WEIR_H
#define WEIR_H

#include <stddef.h>
#include <stdint.h>

#include "format.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Why a file was refused. One code a reason, stable for ever; the rows are refusals.def. */
enum weir_refusal {
    WEIR_ACCEPTED = 0,
#define REFUSAL(name, number, text, why) WEIR_REFUSED_##name = number,
#include "refusals.def"
#undef REFUSAL
};

/* What the sensor supplies for one Template Type at one version: made by its own build (`weir bind`). */
struct weir_contract_input {
    uint64_t name_hash; /* FNV-1a 64 of the field's name */
    uint64_t type_hash; /* FNV-1a 64 of the type's text */
    uint8_t type;       /* enum weir_type */
};
struct weir_contract {
    uint64_t template_name_hash;
    uint32_t template_version;
    uint32_t platform; /* enum weir_platform */
    uint32_t input_count;
    const struct weir_contract_input *inputs; /* input_count of them, in the order in which inputs[] is filled */
};

#define WEIR_TEXT_BYTES_MEANT 65536u

/* A run of bytes, not terminated. */
struct weir_bytes {
    const uint8_t *data;
    uint32_t length;
};

/* SHA-256 by the caller's own means, where that is quicker than plain C: instructions of the machine, the kernel's code. Computes it of count parts,
 * one after another, into out. Returns 0 when it is there; anything else means that it could not be computed, and the interpreter's own is. */
typedef int weir_sha256(void *context, const struct weir_bytes *parts, uint32_t count, uint8_t out[WEIR_DIGEST_BYTES]);

/* What the caller allows. Zero in a member means: no limit of the caller's own. */
struct weir_limits {
    uint64_t file_bytes;
    uint64_t steps_per_event; /* weir_steps and weir_workspace_bytes for an event with text_bytes of text */
    uint64_t workspace_bytes;
    uint32_t text_bytes;       /* 0: WEIR_TEXT_BYTES_MEANT */
    uint32_t channel;          /* the three numbers of the file's name; 0: not compared */
    uint32_t template_version;
    uint32_t revision;
    uint32_t least_revision;   /* an older content revision is refused */
    weir_sha256 *sha256;       /* NULL: the interpreter's own */
    void *sha256_context;      /* handed to it */
};

struct weir_verdict_on_file {
    uint32_t code;   /* enum weir_refusal */
    uint64_t offset; /* of the byte at which the reason was found */
};

/* An accepted file. Plain data that points into the caller's bytes, which must stay as they are while it is in use. */
struct weir_section_view {
    uint32_t offset; /* bytes from the start of the file */
    uint32_t count;  /* records */
};
struct weir_channel {
    const uint8_t *bytes;
    size_t size;
    uint32_t channel;
    uint32_t template_version;
    uint32_t revision;
    uint32_t parameter_count;
    uint32_t inputs_read;
    uint32_t max_program;
    uint32_t max_criteria;    /* of one instance; with max_program it sizes the workspace */
    uint64_t steps_fixed;     /* worst case of an event, see weir_steps: the part of every event, */
    uint64_t steps_per_byte;  /* and the part of each byte of its texts */
    struct weir_section_view section[WEIR_SECTION_COUNT + 1]; /* by enum weir_section */
};

/* Verifies size bytes at bytes and, when they are accepted, fills *channel. contract may be NULL (a tool that only reads);
 * limits may be NULL. Linear in size; reads nothing outside bytes[0 .. size-1]; *channel is all zero on refusal. */
struct weir_verdict_on_file weir_open(const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                      const struct weir_limits *limits, struct weir_channel *channel);

/* One input. Which member counts depends on the parameter's type: TEXT and BYTES types use data and length
 * (text: UTF-8, ill-formed bytes read as U+FFFD; guid: 16 bytes in the order in which it is written; ip: 4 or 16 bytes in network order),
 * NUMBER types use number (i64 in two's complement; bool 0 or 1; enum the member's value). */
struct weir_input {
    const uint8_t *data;
    uint32_t length; /* bytes */
    uint32_t present; /* 0: absent, and nothing else is read */
    uint64_t number;
};

enum weir_verdict { WEIR_NO_MATCH = 0, WEIR_CANNOT_DECIDE = 1, WEIR_MATCH = 2 };

/* One instance's outcome, handed to the callback. Strings are not terminated. */
struct weir_hit {
    uint32_t index; /* of the instance in the file */
    uint64_t id;
    uint8_t severity; /* enum weir_severity */
    uint8_t action;   /* enum weir_action */
    uint8_t verdict;  /* enum weir_verdict, never WEIR_NO_MATCH */
};
/* Return nonzero to stop the walk early. */
typedef int weir_on_hit(void *context, const struct weir_hit *hit);

enum weir_status {
    WEIR_OK = 0,
    WEIR_STOPPED,             /* the callback asked for it */
    WEIR_WRONG_INPUT_COUNT,   /* input_count is not the channel's parameter count: nothing was read */
    WEIR_WORKSPACE_TOO_SMALL, /* under weir_workspace_bytes(channel, 0): nothing was read */
    WEIR_BAD_INPUT,           /* a guid that is not 16 bytes, an address that is not 4 or 16, a bool over 1 */
};

/* Bytes of workspace with which every verdict is decided while the texts of one event take no more than text_bytes
 * in all. With less, down to that for text_bytes = 0, texts are left out: in the order of the parameters each one for which there is no
 * room, and criteria on it are WEIR_CANNOT_DECIDE. */
size_t weir_workspace_bytes(const struct weir_channel *channel, size_t text_bytes);

/* The most steps that weir_match takes for an event whose texts have text_bytes bytes in all (docs/channel-format.md, chapter "Cost"), whatever
 * they say: steps_fixed + steps_per_byte * text_bytes, and never more than UINT64_MAX. And the part of it that is one instance's own. */
uint64_t weir_steps(const struct weir_channel *channel, uint64_t text_bytes);
uint64_t weir_instance_steps(const struct weir_channel *channel, uint32_t instance, uint64_t text_bytes);

/* Evaluates every instance over one event. Reads inputs[i] only for i < input_count, and only where input_count is the channel's
 * parameter count. workspace: any memory of workspace_bytes, aligned for uint64_t; its content does not matter before or after. */
enum weir_status weir_match(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                            void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context);

/* The same verdicts in the same order, found by walking every instance without the search tables: slow, outside of the bound, and
 * there to be compared with. */
enum weir_status weir_match_plain(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                                  void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context);

/* The verdicts behind one instance's verdict, for explaining it: criteria[i] (enum weir_verdict) for each of its criteria, in the file's order.
 * criteria must have room for the instance's criterion count. *verdict as weir_match reports it. */
enum weir_status weir_match_one(const struct weir_channel *channel, uint32_t instance, const struct weir_input *inputs,
                                uint32_t input_count, void *workspace, size_t workspace_bytes, uint8_t *criteria,
                                enum weir_verdict *verdict);

/* A string of the file by its index; index must be below the count of strings. */
struct weir_bytes weir_string(const struct weir_channel *channel, uint32_t index);

/* FNV-1a 64 of length bytes: the name and type hashes. */
uint64_t weir_hash(const uint8_t *data, size_t length);

/* The folding of the language: Unicode simple case folding of one code point. */
uint32_t weir_fold(uint32_t code_point);

/* SHA-256 of the file with its digest field taken as zero; the verifier's own. size >= WEIR_HEADER_BYTES. */
void weir_digest(const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES]);

/* A refusal's stable name ("COUNT_INSTANCE") and its one-line text; a string constant, never NULL. */
const char *weir_refusal_name(uint32_t code);
const char *weir_refusal_text(uint32_t code);

/* content that is replaced while events run; policy; what a sensor supplies */
#include "slots.h"
#include "policy.h"
#include "supply.h"

#ifdef __cplusplus
}
#endif

#endif
