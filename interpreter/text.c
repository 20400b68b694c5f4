/* Texts of an event: checked, mended and folded once; and what can be asked of them.
 *
 * In:   an input; strings of the file. Out: a view of the text; whether something holds of it.
 * Must hold: a view is well-formed UTF-8 and at most three times as long as the input; nothing is written outside run->free. */
#include "match.h"

/* ---- making views ---- */

static void write_utf8(uint8_t *to, uint32_t code_point, uint32_t length)
{
    if (length == 1) {
        to[0] = (uint8_t)code_point;
    } else if (length == 2) {
        to[0] = (uint8_t)(0xc0 + code_point / 64);
        to[1] = (uint8_t)(0x80 + code_point % 64);
    } else if (length == 3) {
        to[0] = (uint8_t)(0xe0 + code_point / 4096);
        to[1] = (uint8_t)(0x80 + code_point / 64 % 64);
        to[2] = (uint8_t)(0x80 + code_point % 64);
    } else {
        to[0] = (uint8_t)(0xf0 + code_point / 262144);
        to[1] = (uint8_t)(0x80 + code_point / 4096 % 64);
        to[2] = (uint8_t)(0x80 + code_point / 64 % 64);
        to[3] = (uint8_t)(0x80 + code_point % 64);
    }
}

static uint32_t utf8_length(uint32_t code_point)
{
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* How far the text is what the view must be already. */
static uint32_t unchanged(const uint8_t *text, uint32_t length, bool folded)
{
    uint32_t i = 0;
    while (i < length) {
        if (length - i >= 8) {
            const uint64_t eight = weir_u64_at(text, i);
            if ((eight & WEIR_EACH_BYTE(0x80)) == 0 && (!folded || weir_upper_case(eight) == 0)) {
                i += 8;
                continue;
            }
        }
        const uint8_t byte = text[i];
        if (byte < 0x80) {
            if (folded && (uint32_t)byte - 'A' < 26u) break;
            i++;
            continue;
        }
        uint32_t code_point = 0;
        const uint32_t bytes = weir_utf8_at(text + i, length - i, &code_point);
        if (bytes == 0 || (folded && weir_fold(code_point) != code_point)) break;
        i += bytes;
    }
    return i;
}

static void write_eight(uint8_t *to, uint64_t eight)
{
    to[0] = (uint8_t)(eight & 0xff);
    to[1] = (uint8_t)(eight >> 8 & 0xff);
    to[2] = (uint8_t)(eight >> 16 & 0xff);
    to[3] = (uint8_t)(eight >> 24 & 0xff);
    to[4] = (uint8_t)(eight >> 32 & 0xff);
    to[5] = (uint8_t)(eight >> 40 & 0xff);
    to[6] = (uint8_t)(eight >> 48 & 0xff);
    to[7] = (uint8_t)(eight >> 56 & 0xff);
}

static void take_room(struct weir_run *run, size_t used, struct weir_view *view)
{
    view->data = run->free;
    view->length = (uint32_t)used;
    run->free += used;
    run->free_bytes -= used;
}

static uint64_t fold_eight(uint64_t eight)
{
    return eight | weir_upper_case(eight) >> 2;
}

/* Most texts are ASCII: these are folded eight bytes at a time, the last eight once more. false: this one is not, or is shorter, and nothing is taken. */
static bool fold_ascii(struct weir_run *run, const uint8_t *text, uint32_t length, struct weir_view *view)
{
    if (length < 8 || length > run->free_bytes) return false;
    uint8_t *to = run->free;
    const uint64_t last = weir_u64_at(text, length - 8);
    uint64_t all = last;
    for (uint32_t i = 0; length - i >= 8; i += 8) {
        const uint64_t eight = weir_u64_at(text, i);
        all |= eight;
        write_eight(to + i, fold_eight(eight));
    }
    if ((all & WEIR_EACH_BYTE(0x80)) != 0) return false;
    write_eight(to + (length - 8), fold_eight(last));
    take_room(run, length, view);
    return true;
}

/* The view into the free room: the first `same` bytes as they are, the others decoded, mended and folded. */
static bool transcribe(struct weir_run *run, const uint8_t *text, uint32_t length, uint32_t same, bool folded, struct weir_view *view)
{
    uint8_t *to = run->free;
    const size_t room = run->free_bytes < UINT32_MAX ? run->free_bytes : UINT32_MAX;
    if (same > room) return false;
    size_t used = 0;
    for (; same - used >= 8; used += 8)
        write_eight(to + used, weir_u64_at(text, used));
    for (; used < same; used++)
        to[used] = text[used];
    for (uint32_t i = same; i < length;) {
        if (length - i >= 8 && room - used >= 8) {
            const uint64_t eight = weir_u64_at(text, i);
            if ((eight & WEIR_EACH_BYTE(0x80)) == 0) {
                write_eight(to + used, folded ? fold_eight(eight) : eight);
                used += 8;
                i += 8;
                continue;
            }
        }
        uint32_t code_point = text[i];
        if (code_point < 0x80) {
            if (used == room) return false;
            to[used++] = (uint8_t)(folded && code_point - 'A' < 26u ? code_point + 32 : code_point);
            i++;
            continue;
        }
        const uint32_t bytes = weir_utf8_at(text + i, length - i, &code_point);
        if (bytes == 0) code_point = 0xfffd;
        if (folded) code_point = weir_fold(code_point);
        const uint32_t written = utf8_length(code_point);
        if (written > room - used) return false;
        write_utf8(to + used, code_point, written);
        used += written;
        i += bytes == 0 ? 1 : bytes;
    }
    take_room(run, used, view);
    return true;
}

const struct weir_view *weir_view_of(struct weir_run *run, uint32_t parameter, bool folded)
{
    static const uint8_t nothing[1] = {0};
    struct weir_view *view = folded ? &run->folded[parameter] : &run->raw[parameter];
    if (view->data != NULL) return view;
    if ((run->without_room >> parameter) % 2 != 0) return NULL;
    const struct weir_input *input = weir_input_of(run, parameter);
    const uint8_t *text = input->length == 0 ? nothing : input->data;
    WEIR_STEPS(run, input->length);
    if (folded && fold_ascii(run, text, input->length, view)) return view;
    const uint32_t same = unchanged(text, input->length, folded);
    if (same == input->length) {
        view->data = text;
        view->length = input->length;
    } else if (!transcribe(run, text, input->length, same, folded, view)) {
        return NULL; /* never: there is room for all views of a parameter that is not without room */
    }
    return view;
}

/* ---- asking ---- */

uint32_t weir_text_next(struct weir_run *run, const struct weir_view *text, uint32_t at, uint32_t byte)
{
    (void)run; /* counts steps */
    const uint64_t each = WEIR_EACH_BYTE(byte), low = WEIR_EACH_BYTE(0x7f);
    for (; text->length - at >= 8; at += 8) {
        const uint64_t other = weir_u64_at(text->data, at) ^ each;
        const uint64_t found = ~(((other & low) + low) | other | low); /* the high bit of each byte that is no other */
        if (found != 0) return at + weir_lowest_bit(found) / 8;
        WEIR_STEPS(run, 8);
    }
    return at;
}

/* Eight places at a time: where the first and the last byte of the part stand as far apart as in it, the rest is compared. */
bool weir_text_contains(struct weir_run *run, const struct weir_view *text, struct weir_bytes part)
{
    (void)run; /* counts steps */
    if (part.length == 0) return true;
    if (part.length > text->length) return false;
    const uint8_t *data = text->data, first = part.data[0], last = part.data[part.length - 1];
    const uint32_t places = text->length - part.length + 1, rest = part.length - 1, inner = part.length > 2 ? part.length - 2 : 0;
    const uint64_t firsts = WEIR_EACH_BYTE(first), lasts = WEIR_EACH_BYTE(last), low = WEIR_EACH_BYTE(0x7f);
    uint32_t at = 0;
    for (; places - at >= 8; at += 8) {
        const uint64_t other = (weir_u64_at(data, at) ^ firsts) | (weir_u64_at(data, (size_t)at + rest) ^ lasts);
        WEIR_STEPS(run, 8);
        uint64_t found = ~(((other & low) + low) | other) & ~low; /* the high bit of each byte that is no other */
        for (uint32_t i = at; found != 0; i++, found >>= 8) {
            if ((found & 0x80) == 0) continue;
            WEIR_STEPS(run, part.length);
            if (weir_text_equal(data + i + 1, part.data + 1, inner)) return true;
        }
    }
    for (; at < places; at++) {
        WEIR_STEPS(run, 1);
        if (data[at] != first || data[(size_t)at + rest] != last) continue;
        WEIR_STEPS(run, part.length);
        if (weir_text_equal(data + at + 1, part.data + 1, inner)) return true;
    }
    return false;
}

/* The greatest suffix of part by byte order (or by the reverse order): where it starts, and its period. */
static uint32_t greatest_suffix(struct weir_run *run, const struct weir_view *part, bool reverse, uint32_t *period)
{
    (void)run; /* counts steps */
    const uint8_t *p = part->data;
    uint32_t start = 0, candidate = 1, same = 0;
    *period = 1;
    while (candidate + same < part->length) {
        WEIR_STEPS(run, 1);
        const uint8_t a = p[candidate + same], b = p[start + same];
        if (a == b) {
            if (same + 1 == *period) {
                candidate += *period;
                same = 0;
            } else {
                same++;
            }
        } else if (reverse ? a > b : a < b) {
            candidate += same + 1;
            same = 0;
            *period = candidate - start;
        } else {
            start = candidate;
            candidate = start + 1;
            same = 0;
            *period = 1;
        }
    }
    return start;
}

/* The two-way search of Crochemore and Perrin: linear, and without memory of its own, because either text is the event's and may be made to be slow. */
bool weir_text_contains_text(struct weir_run *run, const struct weir_view *text, const struct weir_view *part)
{
    const uint8_t *t = text->data, *p = part->data;
    const uint32_t n = text->length, m = part->length;
    if (m == 0) return true;
    if (m > n) return false;
    uint32_t period = 0, other_period = 0;
    const uint32_t one = greatest_suffix(run, part, false, &period), two = greatest_suffix(run, part, true, &other_period);
    const uint32_t cut = one > two ? one : two; /* the parts are p[0 .. cut-1] and p[cut .. m-1] */
    if (one <= two) period = other_period;
    const bool periodic = cut <= m - period && weir_text_equal(p, p + period, cut);
    if (!periodic) period = (cut > m - cut ? cut : m - cut) + 1;
    uint32_t known = 0; /* so much of the start is known to stand at `at` */
    for (uint32_t at = 0; at <= n - m;) {
        uint32_t i = cut > known ? cut : known;
        WEIR_STEPS(run, 1);
        while (i < m && p[i] == t[at + i]) {
            WEIR_STEPS(run, 1);
            i++;
        }
        if (i < m) {
            at += i - cut + 1;
            known = 0;
            continue;
        }
        i = cut;
        while (i > known && p[i - 1] == t[at + i - 1]) {
            WEIR_STEPS(run, 1);
            i--;
        }
        if (i <= known) return true;
        if (period > n - m - at) return false;
        at += period;
        known = periodic ? m - period : 0;
    }
    return false;
}

/* Bytes of the glob's element at glob[g], which is not a star: how many, and which byte it stands for; '?' has none. */
static uint32_t glob_element(struct weir_bytes glob, uint32_t g, uint8_t *byte, bool *any)
{
    const uint8_t *p = glob.data + g;
    *any = p[0] == '?';
    *byte = p[0];
    if (p[0] == '[' && glob.length - g >= 3 && (p[1] == '*' || p[1] == '?' || p[1] == '[') && p[2] == ']') {
        *byte = p[1];
        return 3;
    }
    return 1;
}

static uint32_t next_character(const struct weir_view *text, uint32_t at)
{
    at++;
    while (at < text->length && (text->data[at] & 0xc0) == 0x80)
        at++;
    return at;
}

/* The next place at which what stands behind a star can stand. */
static uint32_t behind_star(struct weir_run *run, const struct weir_view *text, uint32_t at, struct weir_bytes glob, uint32_t g)
{
    uint8_t byte = 0;
    bool any = false;
    glob_element(glob, g, &byte, &any);
    return any || byte == '*' ? at : weir_text_next(run, text, at, byte);
}

/* After a mismatch only the last star need take more: what stood before it has matched as early as it can. */
bool weir_text_like(struct weir_run *run, const struct weir_view *text, struct weir_bytes glob)
{
    uint32_t g = 0, t = 0, star_g = 0, star_t = 0;
    bool starred = false;
    for (;;) {
        WEIR_STEPS(run, 1);
        if (g < glob.length && glob.data[g] == '*') {
            g++;
            if (g == glob.length) return true;
            starred = true;
            star_g = g;
            star_t = t = behind_star(run, text, t, glob, g);
            continue;
        }
        uint8_t byte = 0;
        bool any = false;
        if (g < glob.length && t < text->length) {
            const uint32_t bytes = glob_element(glob, g, &byte, &any);
            if (any || text->data[t] == byte) {
                g += bytes;
                t = any ? next_character(text, t) : t + 1;
                continue;
            }
        } else if (g == glob.length && t == text->length) {
            return true;
        } else if (t == text->length) {
            return false; /* more text is not to be had */
        }
        if (!starred) return false;
        g = star_g;
        star_t = t = behind_star(run, text, next_character(text, star_t), glob, g);
    }
}
