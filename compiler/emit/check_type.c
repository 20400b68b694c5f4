/* The Template Type as the file has it against the model's: header, name, parameters, members, aliases, recorded events. */
#include "check.h"

static uint64_t hash_bytes(uint64_t hash, struct str s)
{
    for (uint32_t i = 0; i < s.n; i++) {
        hash ^= (uint8_t)s.p[i];
        hash *= 1099511628211u;
    }
    return hash;
}
static uint64_t hash_start(void) { return 14695981039346656037u; }

/* Hash of the type's text, put together here from the word and the members: the model's own text is one of the things to check. */
static uint64_t hash_of_type(const struct field *field)
{
    static const char *const words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "../../interpreter/types.def"
#undef TYPE
    };
    uint64_t h = hash_bytes(hash_start(), str_from(words[field->type]));
    if (field->type != WEIR_TYPE_ENUM && field->type != WEIR_TYPE_FLAGS)
        return h;
    for (uint32_t i = 0; i < field->member_count; i++) {
        h = hash_bytes(h, i ? STR(",") : STR("{"));
        h = hash_bytes(h, field->members[i].name);
        if (field->type == WEIR_TYPE_FLAGS) {
            char digits[24];
            size_t at = sizeof digits;
            uint64_t v = field->members[i].value;
            do
                digits[--at] = (char)('0' + v % 10);
            while (v /= 10);
            digits[--at] = '=';
            h = hash_bytes(h, (struct str){digits + at, (uint32_t)(sizeof digits - at)});
        }
    }
    return hash_bytes(h, STR("}"));
}

static const char *check_members(struct check *c, size_t parameter, const struct field *field, uint32_t *member)
{
    if (check_u16(c, parameter + WEIR_PARAMETER_MEMBER_COUNT) != field->member_count)
        return check_differs(c, "field '" STR_FMT "': the number of members", STR_ARG(field->name));
    if (check_u32(c, parameter + WEIR_PARAMETER_MEMBER_FIRST) != (field->member_count ? *member : 0) ||
        !check_has(c, WEIR_SECTION_MEMBERS, *member, field->member_count))
        return check_differs(c, "field '" STR_FMT "': the place of its members", STR_ARG(field->name));
    for (uint32_t i = 0; i < field->member_count; i++, (*member)++) {
        size_t at = check_record(c, WEIR_SECTION_MEMBERS, *member);
        if (!check_string_is(c, check_u32(c, at + WEIR_MEMBER_NAME), field->members[i].name) ||
            check_u64(c, at + WEIR_MEMBER_VALUE) != field->members[i].value || check_u32(c, at + WEIR_MEMBER_RESERVED) != 0)
            return check_differs(c, "field '" STR_FMT "': member '" STR_FMT "'", STR_ARG(field->name), STR_ARG(field->members[i].name));
    }
    return NULL;
}

static const char *check_aliases(struct check *c, uint32_t ordinal, const struct field *field, uint32_t *alias)
{
    if (!check_has(c, WEIR_SECTION_ALIASES, *alias, field->alias_count))
        return check_differs(c, "field '" STR_FMT "': the number of aliases", STR_ARG(field->name));
    for (uint32_t i = 0; i < field->alias_count; i++, (*alias)++) {
        size_t at = check_record(c, WEIR_SECTION_ALIASES, *alias);
        if (check_u32(c, at + WEIR_ALIAS_ORDINAL) != ordinal ||
            !check_string_is(c, check_u32(c, at + WEIR_ALIAS_SCHEME), field->aliases[i].scheme) ||
            !check_string_is(c, check_u32(c, at + WEIR_ALIAS_PATH), field->aliases[i].path))
            return check_differs(c, "field '" STR_FMT "': alias %u", STR_ARG(field->name), i + 1);
    }
    return NULL;
}

static const char *check_parameters(struct check *c)
{
    uint32_t member = 0, alias = 0;
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        const struct field *field = &c->type->fields[i];
        size_t at = check_record(c, WEIR_SECTION_PARAMETERS, i);
        if (field->ordinal != i + 1 || check_u32(c, at + WEIR_PARAMETER_ORDINAL) != i + 1)
            return check_differs(c, "field '" STR_FMT "': its ordinal", STR_ARG(field->name));
        if (check_u8(c, at + WEIR_PARAMETER_TYPE) != field->type ||
            check_u8(c, at + WEIR_PARAMETER_FLAGS) != (field->cased ? WEIR_PARAMETER_CASED : 0u))
            return check_differs(c, "field '" STR_FMT "': its type", STR_ARG(field->name));
        if (!check_string_is(c, check_u32(c, at + WEIR_PARAMETER_NAME), field->name) ||
            check_u64(c, at + WEIR_PARAMETER_NAME_HASH) != hash_bytes(hash_start(), field->name))
            return check_differs(c, "field '" STR_FMT "': its name", STR_ARG(field->name));
        if (check_u64(c, at + WEIR_PARAMETER_TYPE_HASH) != hash_of_type(field))
            return check_differs(c, "field '" STR_FMT "': the hash of its type", STR_ARG(field->name));
        const char *text = check_members(c, at, field, &member);
        if (text == NULL)
            text = check_aliases(c, i + 1, field, &alias);
        if (text)
            return text;
    }
    if (member != c->section[WEIR_SECTION_MEMBERS].count || alias != c->section[WEIR_SECTION_ALIASES].count)
        return check_differs(c, "members or aliases that no field has");
    return NULL;
}

static const char *check_recorded(struct check *c)
{
    const struct template_type *type = c->type;
    if (c->section[WEIR_SECTION_RECORDED].count != type->recorded_count)
        return check_differs(c, "the number of recorded events");
    for (uint32_t i = 0; i < type->recorded_count; i++) {
        const struct recorded_value *wanted = &type->recorded[i];
        size_t at = check_record(c, WEIR_SECTION_RECORDED, i);
        uint64_t value = check_u64(c, at + WEIR_RECORDED_VALUE);
        bool good = check_string_is(c, check_u32(c, at + WEIR_RECORDED_KEY), wanted->key) &&
                    check_u32(c, at + WEIR_RECORDED_KIND) == (wanted->is_text ? 1u : 0u);
        if (good && wanted->is_text)
            good = value <= UINT32_MAX && check_string_is(c, (uint32_t)value, wanted->text);
        else if (good)
            good = value == wanted->number;
        if (!good)
            return check_differs(c, "the recorded value %u of '" STR_FMT "'", i + 1, STR_ARG(wanted->key));
    }
    return NULL;
}

const char *check_type(struct check *c)
{
    const struct template_type *type = c->type;
    if (check_u32(c, WEIR_AT_CHANNEL) != type->channel || check_u32(c, WEIR_AT_TEMPLATE_VERSION) != c->version ||
        check_u32(c, WEIR_AT_REVISION) != c->image->revision)
        return check_differs(c, "the channel, the version or the revision in the header");
    if (check_u32(c, WEIR_AT_PARAMETER_COUNT) != c->parameter_count || c->section[WEIR_SECTION_PARAMETERS].count != c->parameter_count)
        return check_differs(c, "the parameter count: '" STR_FMT "' version %u declares %u", STR_ARG(type->name), c->version, c->parameter_count);
    if (check_u32(c, WEIR_AT_UNICODE_VERSION) != WEIR_UNICODE_VERSION)
        return check_differs(c, "the Unicode version");
    for (uint32_t i = WEIR_AT_HEADER_RESERVED; i < WEIR_HEADER_BYTES; i++)
        if (check_u8(c, i))
            return check_differs(c, "the end of the header");
    if (c->section[WEIR_SECTION_TEMPLATE].count != 1)
        return check_differs(c, "the records of TEMPLATE");
    size_t at = check_record(c, WEIR_SECTION_TEMPLATE, 0);
    if (!check_string_is(c, check_u32(c, at + WEIR_TEMPLATE_NAME), type->name) ||
        check_u64(c, at + WEIR_TEMPLATE_NAME_HASH) != hash_bytes(hash_start(), type->name))
        return check_differs(c, "the name of the Template Type");
    if (check_u8(c, at + WEIR_TEMPLATE_PLATFORM) != type->platform || check_u8(c, at + WEIR_TEMPLATE_PHASE) != type->phase ||
        check_u8(c, at + WEIR_TEMPLATE_ACTIONS) != type->actions || check_u8(c, at + WEIR_TEMPLATE_RESERVED) != 0)
        return check_differs(c, "the platform, the phase or the actions of the Template Type");
    const char *text = check_parameters(c);
    return text ? text : check_recorded(c);
}
