/* The manifest of a sensor, from what it supplies: see supply.h.
 *
 * In:   tables that `weir bind` made and the sensor's build filled in. Out: JSON, piece by piece.
 * Must hold: names of Template Types are identifiers; the sensor's own name may be any text, and is escaped. */
#include "bytes.h"

struct writing {
    weir_put *put;
    void *context;
    int stopped; /* what put returned */
};

static void put_bytes(struct writing *w, const char *text, size_t bytes)
{
    if (w->stopped == 0 && bytes != 0) w->stopped = w->put(w->context, text, bytes);
}

static void put_text(struct writing *w, const char *text)
{
    size_t bytes = 0;
    while (text[bytes] != '\0') bytes++;
    put_bytes(w, text, bytes);
}

static void put_number(struct writing *w, uint32_t number)
{
    char digits[10];
    size_t first = sizeof digits;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    put_bytes(w, digits + first, sizeof digits - first);
}

static void put_string(struct writing *w, const char *text)
{
    put_text(w, "\"");
    for (; *text != '\0'; text++) {
        const uint32_t c = (uint8_t)*text;
        const char escape[6] = {'\\', 'u', '0', '0', (char)('0' + c / 16), "0123456789abcdef"[c % 16]};
        if (c < 0x20) {
            put_bytes(w, escape, sizeof escape);
            continue;
        }
        if (c == '"' || c == '\\') put_text(w, "\\");
        put_bytes(w, text, 1);
    }
    put_text(w, "\"");
}

static const char *platform_word(uint32_t platform)
{
    switch (platform) {
#define PLATFORM(name, number, word) case WEIR_##name: return word;
#include "platforms.def"
#undef PLATFORM
    default: return NULL;
    }
}

static void put_supply(struct writing *w, const struct weir_supply *supply)
{
    put_text(w, "    { \"template\": ");
    put_string(w, supply->template_name);
    put_text(w, ", \"version\": ");
    put_number(w, supply->contract->template_version);
    put_text(w, ",\n      \"inputs\": [\n        ");
    for (const char *const *piece = supply->inputs; *piece != NULL; piece++) put_text(w, *piece);
    put_text(w, "\n      ] }");
}

int weir_manifest(const char *sensor, const struct weir_supply *const *supplies, uint32_t count, weir_put *put, void *context)
{
    struct writing w = {put, context, 0};
    const char *platform = count == 0 ? NULL : platform_word(supplies[0]->contract->platform);
    if (platform == NULL) return -1;
    for (uint32_t i = 1; i < count; i++)
        if (supplies[i]->contract->platform != supplies[0]->contract->platform) return -1;
    put_text(&w, "{ \"sensor\": ");
    put_string(&w, sensor);
    put_text(&w, ", \"platform\": ");
    put_string(&w, platform);
    put_text(&w, ",\n  \"supplies\": [\n");
    for (uint32_t i = 0; i < count; i++) {
        put_supply(&w, supplies[i]);
        put_text(&w, i + 1 < count ? ",\n" : "\n  ] }\n");
    }
    return w.stopped;
}
