/* The manifest of a sensor, from what it supplies: see supply.h.
 *
 * In:   tables that `weir bind` made and the sensor's build filled in. Out: JSON, piece by piece.
 * Must hold: names of Template Types are identifiers; the sensor's own name may be any text, and is escaped. */
#include "bytes.h"

/*@ predicate text_of{L}(char *text, integer length) =
      0 <= length < SIZE_MAX && \valid_read(text + (0 .. length)) && text[length] == 0 && (\forall integer k; 0 <= k < length ==> text[k] != 0);
    predicate is_text{L}(char *text) = \exists integer length; text_of(text, length);
    predicate pieces_of{L}(char **pieces, integer count) =
      0 <= count < SIZE_MAX && \valid_read(pieces + (0 .. count)) && pieces[count] == \null &&
      (\forall integer k; 0 <= k < count ==> pieces[k] != \null && is_text(pieces[k]));
    predicate are_pieces{L}(char **pieces) = \exists integer count; pieces_of(pieces, count);
    predicate is_supply{L}(struct weir_supply *supply) =
      \valid_read(supply) && \valid_read(supply->contract) && is_text(supply->template_name) && are_pieces(supply->inputs);
*/

struct writing {
    weir_put *put;
    void *context;
};

/* Returns what put returned, when it wants no more. */
#define TRY(call)                        \
    do {                                 \
        const int stopped = (call);      \
        if (stopped != 0) return stopped; \
    } while (0)
#define PUT(literal) TRY(put_bytes(w, literal, sizeof(literal) - 1))

/* What the caller's function does is the caller's: the proof takes it that it returns and changes nothing that is read here. */
/*@ requires bytes == 0 || \valid_read(text + (0 .. bytes - 1));
    assigns \nothing; */
static int put_bytes(struct writing w, const char *text, size_t bytes)
{
    return bytes == 0 ? 0 : w.put(w.context, text, bytes);
}

/*@ requires is_text(text);
    assigns \nothing; */
static int put_text(struct writing w, const char *text)
{
    size_t bytes = 0;
    /*@ loop invariant bytes < SIZE_MAX && (\forall integer length; text_of(text, length) ==> bytes <= length);
        loop invariant \forall integer k; 0 <= k < bytes ==> text[k] != 0;
        loop assigns bytes;
        loop variant SIZE_MAX - bytes; */
    while (text[bytes] != '\0') bytes++;
    return put_bytes(w, text, bytes);
}

/*@ assigns \nothing; */
static int put_number(struct writing w, uint32_t number)
{
    char digits[10];
    size_t first = sizeof digits;
    /*@ loop invariant 1 <= first <= 10;
        loop invariant first == 9 ==> number <= 429496729;
        loop invariant first == 8 ==> number <= 42949672;
        loop invariant first == 7 ==> number <= 4294967;
        loop invariant first == 6 ==> number <= 429496;
        loop invariant first == 5 ==> number <= 42949;
        loop invariant first == 4 ==> number <= 4294;
        loop invariant first == 3 ==> number <= 429;
        loop invariant first == 2 ==> number <= 42;
        loop invariant first == 1 ==> number <= 4;
        loop assigns first, number, digits[0 .. 9];
        loop variant first; */
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return put_bytes(w, digits + first, sizeof digits - first);
}

/*@ requires \valid_read(place);
    assigns \nothing; */
static int put_character(struct writing w, const char *place)
{
    static const char hex[] = "0123456789abcdef";
    const uint32_t c = (uint8_t)*place;
    const char escape[6] = {'\\', 'u', '0', '0', (char)('0' + c / 16), hex[c % 16]};
    if (c < 0x20) return put_bytes(w, escape, sizeof escape);
    if (c == '"' || c == '\\') PUT("\\");
    return put_bytes(w, place, 1);
}

/*@ requires is_text(text);
    assigns \nothing; */
static int put_string(struct writing w, const char *text)
{
    PUT("\"");
    /*@ loop invariant i < SIZE_MAX && (\forall integer length; text_of(text, length) ==> i <= length);
        loop invariant \forall integer k; 0 <= k < i ==> text[k] != 0;
        loop assigns i;
        loop variant SIZE_MAX - i; */
    for (size_t i = 0; text[i] != '\0'; i++) TRY(put_character(w, text + i));
    PUT("\"");
    return 0;
}

/*@ assigns \nothing; */
static bool is_platform(uint32_t platform)
{
    switch (platform) {
#define PLATFORM(name, number, word) case WEIR_##name: return true;
#include "platforms.def"
#undef PLATFORM
    default: return false;
    }
}

/*@ assigns \nothing; */
static int put_platform(struct writing w, uint32_t platform)
{
    switch (platform) {
#define PLATFORM(name, number, word) case WEIR_##name: return put_bytes(w, "\"" word "\"", sizeof("\"" word "\"") - 1);
#include "platforms.def"
#undef PLATFORM
    default: return -1;
    }
}

/*@ requires are_pieces(pieces);
    assigns \nothing; */
static int put_pieces(struct writing w, const char *const *pieces)
{
    /*@ loop invariant i < SIZE_MAX && (\forall integer count; pieces_of(pieces, count) ==> i <= count);
        loop assigns i;
        loop variant SIZE_MAX - i; */
    for (size_t i = 0; pieces[i] != NULL; i++) TRY(put_text(w, pieces[i]));
    return 0;
}

/*@ requires is_supply(supply);
    assigns \nothing; */
static int put_supply(struct writing w, const struct weir_supply *supply)
{
    PUT("    { \"template\": ");
    TRY(put_string(w, supply->template_name));
    PUT(", \"version\": ");
    TRY(put_number(w, supply->contract->template_version));
    PUT(",\n      \"inputs\": [\n        ");
    TRY(put_pieces(w, supply->inputs));
    PUT("\n      ] }");
    return 0;
}

/*@ requires is_text(sensor);
    requires count == 0 || \valid_read(supplies + (0 .. count - 1));
    requires \forall integer i; 0 <= i < count ==> is_supply(supplies[i]);
    assigns \nothing; */
int weir_manifest(const char *sensor, const struct weir_supply *const *supplies, uint32_t count, weir_put *put, void *context)
{
    const struct writing w = {put, context};
    if (count == 0 || !is_platform(supplies[0]->contract->platform)) return -1;
    /*@ loop invariant 1 <= i <= count;
        loop assigns i;
        loop variant count - i; */
    for (uint32_t i = 1; i < count; i++)
        if (supplies[i]->contract->platform != supplies[0]->contract->platform) return -1;
    PUT("{ \"sensor\": ");
    TRY(put_string(w, sensor));
    PUT(", \"platform\": ");
    TRY(put_platform(w, supplies[0]->contract->platform));
    PUT(",\n  \"supplies\": [\n");
    /*@ loop invariant 0 <= i <= count;
        loop assigns i;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        TRY(put_supply(w, supplies[i]));
        if (i + 1 < count) PUT(",\n");
    }
    PUT("\n  ] }\n");
    return 0;
}
