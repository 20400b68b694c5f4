/* What a well-formed Template Type is, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, verify_proof.h, instance_proof.h. Out: predicates of bytes (`..._ok`: what docs/channel-format.md says in words).
 * Must hold: definitions only; none says how the verifier works. */
#ifndef WEIR_TABLE_PROOF_H
#define WEIR_TABLE_PROOF_H

/* ---- texts and their hashes ---- */

/*@ logic integer text_length{L}(uint8_t *b, integer offsets, integer number) = u32(b, offsets + 4 * number + 4) - u32(b, offsets + 4 * number);
    logic integer text_hash{L}(uint8_t *b, integer offsets, integer bytes, integer number) =
      hash_of(0xcbf29ce484222325, b + (bytes + u32(b, offsets + 4 * number)), text_length(b, offsets, number));
*/

/* ---- TEMPLATE ---- */

/*@ predicate template_ok{L}(uint8_t *b, integer at, integer offsets, integer bytes, integer total, integer seen) =
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_TEMPLATE_NAME), seen) && text_length(b, offsets, u32(b, at + WEIR_TEMPLATE_NAME)) > 0 &&
      b[at + WEIR_TEMPLATE_PLATFORM] < WEIR_PLATFORM_COUNT && b[at + WEIR_TEMPLATE_PHASE] < WEIR_PHASE_COUNT &&
      1 <= b[at + WEIR_TEMPLATE_ACTIONS] < 8 && b[at + WEIR_TEMPLATE_RESERVED] == 0 &&
      u64(b, at + WEIR_TEMPLATE_NAME_HASH) == text_hash(b, offsets, bytes, u32(b, at + WEIR_TEMPLATE_NAME));
*/
#define WEIR_PROOF_OFFSETS(v) (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].offset
#define WEIR_PROOF_BYTES(v) (v)->channel.section[WEIR_SECTION_STRING_BYTES].offset
#define WEIR_PROOF_TOTAL(v) (v)->channel.section[WEIR_SECTION_STRING_OFFSETS].count
#define WEIR_PROOF_TEMPLATE_OK(v, seen) \
    template_ok((v)->b, (v)->channel.section[WEIR_SECTION_TEMPLATE].offset, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_TEMPLATE_SEEN(v, seen) \
    seen_behind(u32((v)->b, (v)->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_NAME), seen)

/* ---- PARAMETERS ---- */

/*@ // What stands in the record itself: the ordinal behind that of the one before, a type, whether case counts.
    predicate parameter_record_ok{L}(uint8_t *b, integer at, integer i) =
      u32(b, at + WEIR_PARAMETER_ORDINAL) == i + 1 && b[at + WEIR_PARAMETER_TYPE] < WEIR_TYPE_COUNT &&
      b[at + WEIR_PARAMETER_FLAGS] <= WEIR_PARAMETER_CASED && (b[at + WEIR_PARAMETER_FLAGS] == 0 || is_text(b[at + WEIR_PARAMETER_TYPE]));

    // A name, and an empty one exactly where the ordinal is a reserved one.
    predicate parameter_name_ok{L}(uint8_t *b, integer at, integer offsets, integer bytes, integer total, integer seen) =
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_PARAMETER_NAME), seen) &&
      (text_length(b, offsets, u32(b, at + WEIR_PARAMETER_NAME)) == 0 <==> b[at + WEIR_PARAMETER_TYPE] == WEIR_TYPE_RESERVED) &&
      u64(b, at + WEIR_PARAMETER_NAME_HASH) == text_hash(b, offsets, bytes, u32(b, at + WEIR_PARAMETER_NAME));

    // Its members: only where its type has some; they follow those of the parameters before it.
    predicate parameter_members_ok{L}(uint8_t *b, integer at, integer used, integer members) =
      (u16(b, at + WEIR_PARAMETER_MEMBER_COUNT) == 0 || b[at + WEIR_PARAMETER_TYPE] == WEIR_TYPE_ENUM || b[at + WEIR_PARAMETER_TYPE] == WEIR_TYPE_FLAGS) &&
      range_ok(u32(b, at + WEIR_PARAMETER_MEMBER_FIRST), u16(b, at + WEIR_PARAMETER_MEMBER_COUNT), used, members);

    predicate has_members{L}(uint8_t *b, integer parameters, integer i) =
      u16(b, parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_MEMBER_COUNT) == 0 ||
      b[parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE] == WEIR_TYPE_ENUM ||
      b[parameters + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE] == WEIR_TYPE_FLAGS;

    // How many strings and members the parameters before parameter i have used.
    logic integer names_at{L}(uint8_t *b, integer parameters, integer seen, integer i) =
      i <= 0 ? seen : seen_behind(u32(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_NAME), names_at(b, parameters, seen, i - 1));
    logic integer members_at{L}(uint8_t *b, integer parameters, integer i) =
      i <= 0 ? 0 : members_at(b, parameters, i - 1) + u16(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_MEMBER_COUNT);

    predicate parameter_ok_at{L}(uint8_t *b, integer parameters, integer members, integer offsets, integer bytes, integer total, integer seen, integer i) =
      parameter_record_ok(b, parameters + WEIR_BYTES_PARAMETERS * i, i) &&
      parameter_name_ok(b, parameters + WEIR_BYTES_PARAMETERS * i, offsets, bytes, total, names_at(b, parameters, seen, i)) &&
      parameter_members_ok(b, parameters + WEIR_BYTES_PARAMETERS * i, members_at(b, parameters, i), members);
*/
#define WEIR_PROOF_PARAMETER_AT(v, i) ((v)->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * (i))
#define WEIR_PROOF_PARAMETER_RECORD_OK(v, i) parameter_record_ok((v)->b, WEIR_PROOF_PARAMETER_AT(v, i), i)
#define WEIR_PROOF_PARAMETER_NAME_OK(v, i, seen) \
    parameter_name_ok((v)->b, WEIR_PROOF_PARAMETER_AT(v, i), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_PARAMETER_MEMBERS_OK(v, i, used) \
    parameter_members_ok((v)->b, WEIR_PROOF_PARAMETER_AT(v, i), used, (v)->channel.section[WEIR_SECTION_MEMBERS].count)
#define WEIR_PROOF_NAMES_AT(v, seen, i) names_at((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, seen, i)
#define WEIR_PROOF_MEMBERS_AT(v, i) members_at((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, i)
#define WEIR_PROOF_PARAMETER_OK_AT(v, seen, i) \
    parameter_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.section[WEIR_SECTION_MEMBERS].count, WEIR_PROOF_OFFSETS(v), \
                    WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, i)

/* ---- MEMBERS, and the text of a type ---- */

/* So many bytes of strings may be read at their uses. */
#define WEIR_PROOF_USES(v) (WEIR_TEXT_USE_FACTOR * (v)->n + WEIR_TEXT_USE_BASE)
#define WEIR_PROOF_WORD(k, a, b, c, d, e, f, g, h) \
    (k == 0 ? a : k == 1 ? b : k == 2 ? c : k == 3 ? d : k == 4 ? e : k == 5 ? f : k == 6 ? g : k == 7 ? h : 0)
/*@ logic integer hash_byte(integer before, integer c) = (uint64_t)((uint64_t)((uint64_t)before ^ (uint64_t)c) * 0x100000001b3);

    // The letters of a type's word, and 0 behind them.
    logic integer type_letter(integer type, integer k) =
      type == WEIR_TYPE_RESERVED ? WEIR_PROOF_WORD(k, 'r', 'e', 's', 'e', 'r', 'v', 'e', 'd') :
      type == WEIR_TYPE_STRING ? WEIR_PROOF_WORD(k, 's', 't', 'r', 'i', 'n', 'g', 0, 0) :
      type == WEIR_TYPE_PATH ? WEIR_PROOF_WORD(k, 'p', 'a', 't', 'h', 0, 0, 0, 0) :
      type == WEIR_TYPE_HASH ? WEIR_PROOF_WORD(k, 'h', 'a', 's', 'h', 0, 0, 0, 0) :
      type == WEIR_TYPE_GUID ? WEIR_PROOF_WORD(k, 'g', 'u', 'i', 'd', 0, 0, 0, 0) :
      type == WEIR_TYPE_U32 ? WEIR_PROOF_WORD(k, 'u', '3', '2', 0, 0, 0, 0, 0) :
      type == WEIR_TYPE_U64 ? WEIR_PROOF_WORD(k, 'u', '6', '4', 0, 0, 0, 0, 0) :
      type == WEIR_TYPE_I64 ? WEIR_PROOF_WORD(k, 'i', '6', '4', 0, 0, 0, 0, 0) :
      type == WEIR_TYPE_BOOL ? WEIR_PROOF_WORD(k, 'b', 'o', 'o', 'l', 0, 0, 0, 0) :
      type == WEIR_TYPE_ENUM ? WEIR_PROOF_WORD(k, 'e', 'n', 'u', 'm', 0, 0, 0, 0) :
      type == WEIR_TYPE_FLAGS ? WEIR_PROOF_WORD(k, 'f', 'l', 'a', 'g', 's', 0, 0, 0) :
      type == WEIR_TYPE_IP ? WEIR_PROOF_WORD(k, 'i', 'p', 0, 0, 0, 0, 0, 0) : 0;
    logic integer type_length(integer type) =
      type == WEIR_TYPE_RESERVED ? 8 : type == WEIR_TYPE_STRING ? 6 : type == WEIR_TYPE_FLAGS ? 5 : type == WEIR_TYPE_IP ? 2 :
      type == WEIR_TYPE_U32 || type == WEIR_TYPE_U64 || type == WEIR_TYPE_I64 ? 3 : 4;
    logic integer word_hash(integer type, integer k) = k <= 0 ? 0xcbf29ce484222325 : hash_byte(word_hash(type, k - 1), type_letter(type, k - 1));

    // Behind the hash of what stands before it, a number of at most n digits in decimal. Of 64 bits there are at most 20; that the definition ends there
    // keeps provers from looking further.
    logic integer decimal(integer hash, integer number, integer n) =
      n <= 1 || number < 10 ? hash_byte(hash, '0' + number) : hash_byte(decimal(hash, number / 10, n - 1), '0' + number % 10);

    // How many strings were used, and how many bytes of them read, behind the first k members from this one on.
    logic integer members_seen{L}(uint8_t *b, integer members, integer first, integer seen, integer k) =
      k <= 0 ? seen : seen_behind(u32(b, members + WEIR_BYTES_MEMBERS * (first + k - 1) + WEIR_MEMBER_NAME), members_seen(b, members, first, seen, k - 1));
    logic integer members_read{L}(uint8_t *b, integer members, integer offsets, integer first, integer uses, integer k) =
      k <= 0 ? uses :
        members_read(b, members, offsets, first, uses, k - 1) +
        text_length(b, offsets, u32(b, members + WEIR_BYTES_MEMBERS * (first + k - 1) + WEIR_MEMBER_NAME));

    // Member k of its type: a name; in an enum its value is k, among flags it is not 0.
    predicate member_ok{L}(uint8_t *b, integer at, integer type, integer k, integer offsets, integer bytes, integer total, integer seen, integer uses,
                           integer most) =
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_MEMBER_NAME), seen) && u32(b, at + WEIR_MEMBER_RESERVED) == 0 &&
      (type == WEIR_TYPE_ENUM ? u64(b, at + WEIR_MEMBER_VALUE) == k : u64(b, at + WEIR_MEMBER_VALUE) != 0) &&
      uses + text_length(b, offsets, u32(b, at + WEIR_MEMBER_NAME)) <= most;
    predicate member_ok_at{L}(uint8_t *b, integer members, integer first, integer type, integer offsets, integer bytes, integer total, integer seen,
                              integer uses, integer most, integer k) =
      member_ok(b, members + WEIR_BYTES_MEMBERS * (first + k), type, k, offsets, bytes, total, members_seen(b, members, first, seen, k),
                members_read(b, members, offsets, first, uses, k), most);

    // The hash of `enum{a,b}` or `flags{a=1,b=2}`: behind each member.
    logic integer member_hash{L}(uint8_t *b, integer at, integer type, integer offsets, integer bytes, integer hash) =
      type == WEIR_TYPE_FLAGS ?
        decimal(hash_byte(hash_of(hash, b + (bytes + u32(b, offsets + 4 * u32(b, at + WEIR_MEMBER_NAME))),
                                  text_length(b, offsets, u32(b, at + WEIR_MEMBER_NAME))), '='), u64(b, at + WEIR_MEMBER_VALUE), 20) :
        hash_of(hash, b + (bytes + u32(b, offsets + 4 * u32(b, at + WEIR_MEMBER_NAME))), text_length(b, offsets, u32(b, at + WEIR_MEMBER_NAME)));
    logic integer members_hash{L}(uint8_t *b, integer members, integer first, integer type, integer offsets, integer bytes, integer k) =
      k <= 0 ? hash_byte(word_hash(type, type_length(type)), '{') :
        member_hash(b, members + WEIR_BYTES_MEMBERS * (first + k - 1), type, offsets, bytes,
                    k == 1 ? members_hash(b, members, first, type, offsets, bytes, k - 1) :
                             hash_byte(members_hash(b, members, first, type, offsets, bytes, k - 1), ','));
    logic integer type_hash{L}(uint8_t *b, integer at, integer members, integer offsets, integer bytes) =
      b[at + WEIR_PARAMETER_TYPE] == WEIR_TYPE_ENUM || b[at + WEIR_PARAMETER_TYPE] == WEIR_TYPE_FLAGS ?
        hash_byte(members_hash(b, members, u32(b, at + WEIR_PARAMETER_MEMBER_FIRST), b[at + WEIR_PARAMETER_TYPE], offsets, bytes,
                               u16(b, at + WEIR_PARAMETER_MEMBER_COUNT)), '}') :
        word_hash(b[at + WEIR_PARAMETER_TYPE], type_length(b[at + WEIR_PARAMETER_TYPE]));

    // All members of a parameter, and the hash of its type.
    predicate members_ok{L}(uint8_t *b, integer members, integer first, integer type, integer offsets, integer bytes, integer total, integer seen,
                            integer uses, integer most, integer count) =
      \forall integer k; 0 <= k < count ==> member_ok_at(b, members, first, type, offsets, bytes, total, seen, uses, most, k);
    predicate type_ok{L}(uint8_t *b, integer at, integer members, integer offsets, integer bytes, integer total, integer seen, integer uses, integer most) =
      members_ok(b, members, u32(b, at + WEIR_PARAMETER_MEMBER_FIRST), b[at + WEIR_PARAMETER_TYPE], offsets, bytes, total, seen, uses, most,
                 u16(b, at + WEIR_PARAMETER_MEMBER_COUNT)) &&
      u64(b, at + WEIR_PARAMETER_TYPE_HASH) == type_hash(b, at, members, offsets, bytes);

    // What the types before that of parameter i have used.
    logic integer types_seen{L}(uint8_t *b, integer parameters, integer members, integer seen, integer i) =
      i <= 0 ? seen :
        members_seen(b, members, u32(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_MEMBER_FIRST),
                     types_seen(b, parameters, members, seen, i - 1), u16(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_MEMBER_COUNT));
    logic integer types_read{L}(uint8_t *b, integer parameters, integer members, integer offsets, integer uses, integer i) =
      i <= 0 ? uses :
        members_read(b, members, offsets, u32(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_MEMBER_FIRST),
                     types_read(b, parameters, members, offsets, uses, i - 1),
                     u16(b, parameters + WEIR_BYTES_PARAMETERS * (i - 1) + WEIR_PARAMETER_MEMBER_COUNT));
    predicate type_ok_at{L}(uint8_t *b, integer parameters, integer members, integer offsets, integer bytes, integer total, integer seen, integer uses,
                            integer most, integer i) =
      type_ok(b, parameters + WEIR_BYTES_PARAMETERS * i, members, offsets, bytes, total, types_seen(b, parameters, members, seen, i),
              types_read(b, parameters, members, offsets, uses, i), most);
*/
#define WEIR_PROOF_MEMBER_OK(v, at, type, k, seen, uses) \
    member_ok((v)->b, at, type, k, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, uses, WEIR_PROOF_USES(v))
#define WEIR_PROOF_MEMBER_OK_AT(v, first, type, seen, uses, k) \
    member_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), \
                 seen, uses, WEIR_PROOF_USES(v), k)
#define WEIR_PROOF_MEMBERS_OK(v, first, type, seen, uses, count) \
    members_ok((v)->b, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), \
               seen, uses, WEIR_PROOF_USES(v), count)
#define WEIR_PROOF_MEMBERS_SEEN(v, first, seen, k) members_seen((v)->b, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, first, seen, k)
#define WEIR_PROOF_MEMBERS_READ(v, first, uses, k) \
    members_read((v)->b, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, WEIR_PROOF_OFFSETS(v), first, uses, k)
#define WEIR_PROOF_MEMBERS_HASH(c, first, type, k) \
    members_hash((c)->bytes, (c)->section[WEIR_SECTION_MEMBERS].offset, first, type, (c)->section[WEIR_SECTION_STRING_OFFSETS].offset, \
                 (c)->section[WEIR_SECTION_STRING_BYTES].offset, k)
#define WEIR_PROOF_TYPE_OK(v, i, seen, uses) \
    type_ok((v)->b, WEIR_PROOF_PARAMETER_AT(v, i), (v)->channel.section[WEIR_SECTION_MEMBERS].offset, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), \
            WEIR_PROOF_TOTAL(v), seen, uses, WEIR_PROOF_USES(v))
#define WEIR_PROOF_TYPE_OK_AT(v, seen, uses, i) \
    type_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, WEIR_PROOF_OFFSETS(v), \
               WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, uses, WEIR_PROOF_USES(v), i)
#define WEIR_PROOF_TYPES_SEEN(v, seen, i) \
    types_seen((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, seen, i)
#define WEIR_PROOF_TYPES_READ(v, uses, i) \
    types_read((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.section[WEIR_SECTION_MEMBERS].offset, WEIR_PROOF_OFFSETS(v), uses, i)

/* ---- ALIASES ---- */

/*@ logic integer alias_ordinal{L}(uint8_t *b, integer aliases, integer i) =
      i < 0 ? 0 : u32(b, aliases + WEIR_BYTES_ALIASES * i + WEIR_ALIAS_ORDINAL);
    logic integer alias_seen{L}(uint8_t *b, integer at, integer seen) =
      seen_behind(u32(b, at + WEIR_ALIAS_PATH), seen_behind(u32(b, at + WEIR_ALIAS_SCHEME), seen));
    logic integer aliases_seen{L}(uint8_t *b, integer aliases, integer seen, integer i) =
      i <= 0 ? seen : alias_seen(b, aliases + WEIR_BYTES_ALIASES * (i - 1), aliases_seen(b, aliases, seen, i - 1));

    // Another name of a parameter that there is, behind those of the parameters before it.
    predicate alias_ok{L}(uint8_t *b, integer at, integer count, integer before, integer offsets, integer bytes, integer total, integer seen) =
      1 <= u32(b, at + WEIR_ALIAS_ORDINAL) <= count && before <= u32(b, at + WEIR_ALIAS_ORDINAL) &&
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_ALIAS_SCHEME), seen) &&
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_ALIAS_PATH), seen_behind(u32(b, at + WEIR_ALIAS_SCHEME), seen));
    predicate alias_ok_at{L}(uint8_t *b, integer aliases, integer count, integer offsets, integer bytes, integer total, integer seen, integer i) =
      alias_ok(b, aliases + WEIR_BYTES_ALIASES * i, count, alias_ordinal(b, aliases, i - 1), offsets, bytes, total, aliases_seen(b, aliases, seen, i));
*/
#define WEIR_PROOF_ALIAS_OK(v, at, before, seen) \
    alias_ok((v)->b, at, (v)->channel.parameter_count, before, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_ALIAS_OK_AT(v, seen, i) \
    alias_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_ALIASES].offset, (v)->channel.parameter_count, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), \
                WEIR_PROOF_TOTAL(v), seen, i)
#define WEIR_PROOF_ALIASES_SEEN(v, seen, i) aliases_seen((v)->b, (v)->channel.section[WEIR_SECTION_ALIASES].offset, seen, i)
#define WEIR_PROOF_ALIASES_OK(v, seen) \
    (\forall integer alias; 0 <= alias < (v)->channel.section[WEIR_SECTION_ALIASES].count ==> WEIR_PROOF_ALIAS_OK_AT(v, seen, alias))

/* ---- RECORDED ---- */

/*@ logic integer recorded_key{L}(uint8_t *b, integer recorded, integer i) = u32(b, recorded + WEIR_BYTES_RECORDED * i + WEIR_RECORDED_KEY);
    logic integer record_seen{L}(uint8_t *b, integer at, integer seen) =
      u32(b, at + WEIR_RECORDED_KIND) == 1 ? seen_behind(u64(b, at + WEIR_RECORDED_VALUE), seen_behind(u32(b, at + WEIR_RECORDED_KEY), seen)) :
        seen_behind(u32(b, at + WEIR_RECORDED_KEY), seen);
    logic integer recorded_seen{L}(uint8_t *b, integer recorded, integer seen, integer i) =
      i <= 0 ? seen : record_seen(b, recorded + WEIR_BYTES_RECORDED * (i - 1), recorded_seen(b, recorded, seen, i - 1));

    predicate recorded_ok{L}(uint8_t *b, integer at, integer offsets, integer bytes, integer total, integer seen) =
      text_ok(b, offsets, bytes, total, u32(b, at + WEIR_RECORDED_KEY), seen) && u32(b, at + WEIR_RECORDED_KIND) <= 1 &&
      (u32(b, at + WEIR_RECORDED_KIND) == 1 ==>
         text_ok(b, offsets, bytes, total, u64(b, at + WEIR_RECORDED_VALUE), seen_behind(u32(b, at + WEIR_RECORDED_KEY), seen)));
    predicate recorded_ok_at{L}(uint8_t *b, integer recorded, integer offsets, integer bytes, integer total, integer seen, integer i) =
      recorded_ok(b, recorded + WEIR_BYTES_RECORDED * i, offsets, bytes, total, recorded_seen(b, recorded, seen, i));

    // A record of a key that is not the one's before it.
    predicate key_begins{L}(uint8_t *b, integer recorded, integer i) = i <= 0 || recorded_key(b, recorded, i - 1) != recorded_key(b, recorded, i);
    // Its key is on no record before, and so the records of a key stand side by side.
    predicate key_is_new{L}(uint8_t *b, integer recorded, integer i) =
      \forall integer j; 0 <= j < i ==> recorded_key(b, recorded, j) != recorded_key(b, recorded, i);
    logic integer keys_at{L}(uint8_t *b, integer recorded, integer i) =
      i <= 0 ? 0 : keys_at(b, recorded, i - 1) + (i > 1 && recorded_key(b, recorded, i - 2) == recorded_key(b, recorded, i - 1) ? 0 : 1);
    predicate key_ok_at{L}(uint8_t *b, integer recorded, integer i) =
      key_begins(b, recorded, i) ==> key_is_new(b, recorded, i) && keys_at(b, recorded, i) < WEIR_MAX_RECORDED_KEYS;
*/
#define WEIR_PROOF_RECORDED_OK(v, at, seen) \
    recorded_ok((v)->b, at, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_RECORDED_OK_AT(v, seen, i) \
    recorded_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_RECORDED].offset, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, i)
#define WEIR_PROOF_RECORDED_SEEN(v, seen, i) recorded_seen((v)->b, (v)->channel.section[WEIR_SECTION_RECORDED].offset, seen, i)
#define WEIR_PROOF_KEY_OK_AT(v, i) key_ok_at((v)->b, (v)->channel.section[WEIR_SECTION_RECORDED].offset, i)
#define WEIR_PROOF_RECORDS_OK(v, seen) \
    (\forall integer record; 0 <= record < (v)->channel.section[WEIR_SECTION_RECORDED].count ==> \
        WEIR_PROOF_RECORDED_OK_AT(v, seen, record) && WEIR_PROOF_KEY_OK_AT(v, record))

/* ---- the whole ---- */

/* Strings used behind TEMPLATE, PARAMETERS, MEMBERS. */
#define WEIR_PROOF_SEEN_1(v, seen) WEIR_PROOF_TEMPLATE_SEEN(v, seen)
#define WEIR_PROOF_SEEN_2(v, seen) WEIR_PROOF_NAMES_AT(v, WEIR_PROOF_SEEN_1(v, seen), (v)->channel.parameter_count)
#define WEIR_PROOF_SEEN_3(v, seen) WEIR_PROOF_TYPES_SEEN(v, WEIR_PROOF_SEEN_2(v, seen), (v)->channel.parameter_count)
#define WEIR_PROOF_PARAMETERS_OK(v, seen) \
    (\forall integer one; 0 <= one < (v)->channel.parameter_count ==> WEIR_PROOF_PARAMETER_OK_AT(v, seen, one))
#define WEIR_PROOF_TYPES_OK(v, seen, uses) \
    (\forall integer one; 0 <= one < (v)->channel.parameter_count ==> WEIR_PROOF_TYPE_OK_AT(v, seen, uses, one))
/* The Template Type itself, and how a recorded event is one of it. */
#define WEIR_PROOF_NAMED_OK(v, seen) \
    (WEIR_PROOF_TEMPLATE_OK(v, seen) && WEIR_PROOF_PARAMETERS_OK(v, WEIR_PROOF_SEEN_1(v, seen)) && \
     WEIR_PROOF_MEMBERS_AT(v, (v)->channel.parameter_count) == (v)->channel.section[WEIR_SECTION_MEMBERS].count)
#define WEIR_PROOF_DECLARED_OK(v, seen, uses) \
    (WEIR_PROOF_NAMED_OK(v, seen) && \
     WEIR_PROOF_TYPES_OK(v, WEIR_PROOF_SEEN_2(v, seen), uses))
#define WEIR_PROOF_RECORDING_OK(v, seen) \
    (WEIR_PROOF_ALIASES_OK(v, seen) && \
     WEIR_PROOF_RECORDS_OK(v, WEIR_PROOF_ALIASES_SEEN(v, seen, (v)->channel.section[WEIR_SECTION_ALIASES].count)))
#define WEIR_PROOF_RECORDING_SEEN(v, seen) \
    WEIR_PROOF_RECORDED_SEEN(v, WEIR_PROOF_ALIASES_SEEN(v, seen, (v)->channel.section[WEIR_SECTION_ALIASES].count), \
                             (v)->channel.section[WEIR_SECTION_RECORDED].count)
#define WEIR_PROOF_TABLES_OK(v, seen, uses) \
    (WEIR_PROOF_DECLARED_OK(v, seen, uses) && WEIR_PROOF_RECORDING_OK(v, WEIR_PROOF_SEEN_3(v, seen)))
/* Strings used behind all of them, and bytes read of them. */
#define WEIR_PROOF_TABLES_SEEN(v, seen) WEIR_PROOF_RECORDING_SEEN(v, WEIR_PROOF_SEEN_3(v, seen))
#define WEIR_PROOF_TABLES_READ(v, uses) WEIR_PROOF_TYPES_READ(v, uses, (v)->channel.parameter_count)

#endif
