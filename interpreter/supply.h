/* What a sensor supplies: values of an event into inputs, and the manifest in which the sensor's build says so. Part of weir.h, and the ground
 * on which the headers of `weir bind` stand. */
#ifndef WEIR_SUPPLY_H
#define WEIR_SUPPLY_H

#ifdef __cplusplus
#define WEIR_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define WEIR_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif
#ifdef __GNUC__
#define WEIR_MAYBE_UNUSED __attribute__((unused))
#define WEIR_SHADOWING_BEGIN _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wshadow\"")
#define WEIR_SHADOWING_END _Pragma("GCC diagnostic pop")
#else
#define WEIR_MAYBE_UNUSED
#define WEIR_SHADOWING_BEGIN
#define WEIR_SHADOWING_END
#endif

/* One input of each kind; see struct weir_input. present == 0: absent, and nothing else is looked at. */
/*@ assigns \nothing;
    ensures \result.present == 0; */
static inline struct weir_input weir_input_absent(void)
{
    struct weir_input input = {0, 0, 0, 0};
    return input;
}
/*@ assigns \nothing;
    ensures \result.present == (present == 0 ? 0 : 1);
    ensures present != 0 ==> \result.length <= bytes && (bytes <= UINT32_MAX ==> \result.length == bytes); */
static inline struct weir_input weir_input_text(int present, const char *text, size_t bytes)
{
    struct weir_input input = weir_input_absent();
    if (!present) return input;
    input.data = (const uint8_t *)text;
    input.length = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
    input.present = 1;
    return input;
}
/*@ assigns \nothing;
    ensures \result.present == (present == 0 ? 0 : 1);
    ensures present != 0 ==> \result.data == bytes && \result.length == count; */
static inline struct weir_input weir_input_bytes(int present, const uint8_t *bytes, uint32_t count)
{
    struct weir_input input = weir_input_absent();
    if (!present) return input;
    input.data = bytes;
    input.length = count;
    input.present = 1;
    return input;
}
/*@ assigns \nothing;
    ensures \result.present == (present == 0 ? 0 : 1);
    ensures present != 0 ==> \result.number == number; */
static inline struct weir_input weir_input_number(int present, uint64_t number)
{
    struct weir_input input = weir_input_absent();
    if (!present) return input;
    input.number = number;
    input.present = 1;
    return input;
}

/* What the sensor supplies for one Template Type at one version; made by the headers of `weir bind`. */
struct weir_supply {
    const struct weir_contract *contract;
    const char *template_name;
    const char *const *inputs; /* pieces of the manifest's "inputs", in order; NULL ends them */
};

/* Takes the next bytes of a text. Return nonzero to stop. */
typedef int weir_put(void *context, const char *text, size_t bytes);
/* The manifest that `weir lint` and `weir compile` prove against, as JSON. sensor: the release's name, UTF-8, terminated. supplies: count of them, all of one platform.
 * 0; or what put returned when it stopped; or -1, and nothing was put, where there are no supplies or their platforms differ. */
int weir_manifest(const char *sensor, const struct weir_supply *const *supplies, uint32_t count, weir_put *put, void *context);

#endif
