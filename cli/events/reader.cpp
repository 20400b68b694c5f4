// One line of recorded events to a tree, by simdjson's On-Demand API: see reader.h.
//
// The library finds where every value begins and ends (with vector instructions), checks UTF-8, control characters and the nesting, and decodes escapes.
// It looks at a value only when it is asked to, so every value is asked here: a number and a word are held against the grammar, a string that has
// escapes is decoded. Texts without escapes stay where they are, in the line.
#include <cstdlib>
#include <new>

#define SIMDJSON_DEVELOPMENT_CHECKS 0
#include <simdjson.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

extern "C" {
#include "../../compiler/base/limits.h"
#include "reader.h"
}

namespace ondemand = simdjson::ondemand;

static_assert(READER_PADDING >= simdjson::SIMDJSON_PADDING, "the library reads farther than the callers know");

struct reader {
    ondemand::parser parser;
    ondemand::document document;
    const char *line;
    json *values;
    uint32_t count;
};

namespace {

enum { NUMBER_MOST_BYTES = 48 }; // longer ones are rare, and json_parse has a limit of its own

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

const char *skip_digits(const char *p, const char *end)
{
    while (p < end && is_digit(*p)) p++;
    return p;
}

// RFC 8259, chapter 6.
bool is_number(const char *p, const char *end)
{
    if (end - p > NUMBER_MOST_BYTES) return false;
    if (p < end && *p == '-') p++;
    const char *digits = p;
    p = skip_digits(p, end);
    if (p == digits || (*digits == '0' && p - digits > 1)) return false;
    if (p < end && *p == '.') {
        digits = ++p;
        p = skip_digits(p, end);
        if (p == digits) return false;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        digits = p;
        p = skip_digits(p, end);
        if (p == digits) return false;
    }
    return p == end;
}

// Texts are looked through in blocks. The last one goes up to BLOCK - 1 bytes over the end of the text: into the line, its padding, or that of the
// library's own memory. A bit of a mask stands for a byte of a block, the lowest for the first.
enum { BLOCK = 16 };

#ifdef __SSE2__
using block = __m128i;

block load(const char *p) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(p)); }
uint32_t equal(block bytes, char c) { return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)))); }

uint32_t at_least(block bytes, unsigned char c)
{
    return static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8(static_cast<char>(c))), bytes)));
}
#else
using block = const char *;

block load(const char *p) { return p; }

uint32_t equal(block bytes, char c)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < BLOCK; i++) mask |= static_cast<uint32_t>(bytes[i] == c) << i;
    return mask;
}

uint32_t at_least(block bytes, unsigned char c)
{
    uint32_t mask = 0;
    for (uint32_t i = 0; i < BLOCK; i++) mask |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[i]) >= c) << i;
    return mask;
}
#endif

// Of the first n bytes.
uint32_t first_of(uint32_t mask, size_t n) { return n < BLOCK ? mask & ((1U << n) - 1) : mask; }

bool has_escape(const char *p, size_t n)
{
    const char *end = p + n;
    for (; p < end; p += BLOCK)
        if (first_of(equal(load(p), '\\'), static_cast<size_t>(end - p))) return true;
    return false;
}

// A NUL, or the first byte of a sequence of three or four: \u0000 and surrogates make nothing else.
bool is_unusual(const char *p, size_t n)
{
    const char *end = p + n;
    for (; p < end; p += BLOCK)
        if (first_of(equal(load(p), 0) | at_least(load(p), 0xE0), static_cast<size_t>(end - p))) return true;
    return false;
}

// The first quote or backslash; there is one before the line ends.
const char *find_end_of_key(const char *p)
{
    for (;; p += BLOCK) {
        const uint32_t found = equal(load(p), '"') | equal(load(p), '\\');
        if (found) return p + __builtin_ctz(found);
    }
}

// Whether the escapes have one that the library may take although json_parse does not, \u0000 and surrogates (whole pairs too: they are rare).
// Few texts are looked through: what they are decoded to shows that there is none.
bool is_doubtful(std::string_view raw, std::string_view decoded)
{
    if (!is_unusual(decoded.data(), decoded.size())) return false;
    for (size_t i = 0; i + 1 < raw.size(); i++) {
        if (raw[i] != '\\') continue;
        if (raw[++i] == 'u' && (raw[i + 1] == 'd' || raw[i + 1] == 'D' || raw.compare(i + 1, 4, "0000") == 0)) return true;
    }
    return false;
}

str text_of(std::string_view text) { return str{text.data(), static_cast<uint32_t>(text.size())}; }

json *new_value(reader *reader)
{
    if (reader->count == READER_MOST_VALUES) return nullptr;
    json *value = &reader->values[reader->count++];
    *value = json{};
    return value;
}

bool take_key(const reader *reader, ondemand::field &field, json *value)
{
    const char *raw = field.key().raw();
    const char *end = find_end_of_key(raw);
    value->key_at = static_cast<uint32_t>(raw - 1 - reader->line);
    value->key = str{raw, static_cast<uint32_t>(end - raw)};
    if (*end == '"') return true;
    while (*end != '"') end += *end == '\\' ? 2 : 1;
    std::string_view key;
    if (field.unescaped_key().get(key) || is_doubtful(std::string_view(raw, static_cast<size_t>(end - raw)), key)) return false;
    value->key = text_of(key);
    return true;
}

bool take_string(ondemand::value &from, std::string_view token, json *value)
{
    value->kind = JSON_STRING;
    if (token.size() < 2 || token.back() != '"') return false;
    value->string = text_of(token.substr(1, token.size() - 2));
    if (!has_escape(value->string.p, value->string.n)) return !from.get_raw_json_string().error();
    std::string_view decoded;
    if (from.get_string().get(decoded) || is_doubtful(token, decoded)) return false;
    value->string = text_of(decoded);
    return true;
}

bool take_word(json_kind kind, std::string_view token, std::string_view word, json *value)
{
    value->kind = kind;
    return token == word;
}

bool take_number(std::string_view token, json *value)
{
    value->kind = JSON_NUMBER;
    value->string = text_of(token);
    return is_number(token.data(), token.data() + token.size());
}

bool take_value(reader *reader, ondemand::value &from, json *value, int depth);

// Of a container whose last child has been taken: the next token stands behind its end.
bool take_end(reader *reader, json *value)
{
    const char *next;
    if (reader->document.current_location().get(next)) return false;
    do next--;
    while (is_blank(*next));
    value->length = static_cast<uint32_t>(next + 1 - reader->line) - value->at;
    return true;
}

bool take_members(reader *reader, ondemand::object object, json *parent, int depth)
{
    json **last = &parent->first;
    parent->kind = JSON_OBJECT;
    for (auto each : object) {
        json *value = new_value(reader);
        if (!value || each.error()) return false;
        ondemand::field &&field = std::move(each).value_unsafe();
        if (!take_key(reader, field, value)) return false;
        if (!take_value(reader, field.value(), value, depth)) return false;
        *last = value;
        last = &value->next;
        parent->count++;
    }
    return true;
}

bool take_elements(reader *reader, ondemand::array array, json *parent, int depth)
{
    json **last = &parent->first;
    parent->kind = JSON_ARRAY;
    for (auto each : array) {
        json *value = new_value(reader);
        if (!value || each.error()) return false;
        ondemand::value &&element = std::move(each).value_unsafe();
        if (!take_value(reader, element, value, depth)) return false;
        *last = value;
        last = &value->next;
        parent->count++;
    }
    return true;
}

bool take_container(reader *reader, ondemand::value &from, bool is_object, json *value, int depth)
{
    if (depth == LIMIT_JSON_DEPTH / 2) return false;
    if (is_object) {
        ondemand::object object;
        return !from.get_object().get(object) && take_members(reader, object, value, depth + 1) && take_end(reader, value);
    }
    ondemand::array array;
    return !from.get_array().get(array) && take_elements(reader, array, value, depth + 1) && take_end(reader, value);
}

bool take_value(reader *reader, ondemand::value &from, json *value, int depth)
{
    std::string_view token = from.raw_json_token();
    while (token.size() > 1 && is_blank(token.back())) token.remove_suffix(1);
    if (token.empty()) return false;
    value->at = static_cast<uint32_t>(token.data() - reader->line);
    value->length = static_cast<uint32_t>(token.size());
    switch (token[0]) {
    case '"': return take_string(from, token, value);
    case '{': return take_container(reader, from, true, value, depth);
    case '[': return take_container(reader, from, false, value, depth);
    case 't': return take_word(JSON_TRUE, token, "true", value);
    case 'f': return take_word(JSON_FALSE, token, "false", value);
    case 'n': return take_word(JSON_NULL, token, "null", value);
    default: return take_number(token, value);
    }
}

// The object, and nothing behind it.
bool take_line(reader *reader, str line, json *root)
{
    uint32_t end = line.n;
    while (root->at < line.n && is_blank(line.p[root->at])) root->at++;
    while (end > root->at && is_blank(line.p[end - 1])) end--;
    root->length = end - root->at;
    if (root->length < 2 || line.p[root->at] != '{') return false;
    if (reader->parser.iterate(line.p, line.n, line.n + READER_PADDING).get(reader->document)) return false;
    ondemand::object object;
    if (reader->document.get_object().get(object) || !take_members(reader, object, root, 1)) return false;
    return reader->document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

// Its first use makes the library name its implementations, which takes some memory by means that cannot fail politely: it would end the process. So that
// much is seen to be there just before; and where it is not, the first failure is tried once more.
enum { LIBRARY_START_BYTES = 1 << 15 };

void try_once_more() { std::set_new_handler(nullptr); }

bool start_library()
{
    void *room = std::malloc(LIBRARY_START_BYTES);
    if (!room) return false;
    std::free(room);
    const std::new_handler before = std::set_new_handler(try_once_more);
    const bool good = !simdjson::get_active_implementation()->name().empty();
    std::set_new_handler(before);
    return good;
}

} // namespace

extern "C" struct reader *reader_new(void)
{
    if (!start_library()) return nullptr;
    reader *made = new (std::nothrow) reader();
    if (!made) return nullptr;
    made->values = new (std::nothrow) json[READER_MOST_VALUES];
    if (made->values && !made->parser.allocate(READER_MOST_BYTES)) return made;
    reader_free(made);
    return nullptr;
}

extern "C" void reader_free(struct reader *reader)
{
    if (!reader) return;
    delete[] reader->values;
    delete reader;
}

extern "C" const struct json *reader_take(struct reader *reader, struct str line)
{
    if (line.n > READER_MOST_BYTES) return nullptr;
    reader->line = line.p;
    reader->count = 0;
    json *root = new_value(reader);
    return take_line(reader, line, root) ? root : nullptr;
}
