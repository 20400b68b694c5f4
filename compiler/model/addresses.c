/* Bytes written as text: addresses of IP, guids, Base64.
 *
 * In:  text. Out: bytes in the order in which they travel. Must hold: one text, one meaning: no octal, no missing parts, no spaces. */
#include <arpa/inet.h>
#include <stdio.h>

#include "build.h"

uint32_t base64_encode(const uint8_t *bytes, uint32_t count, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t n = 0;
    for (uint32_t at = 0; at < count; at += 3) {
        const uint32_t left = count - at;
        const uint32_t three = (uint32_t)bytes[at] << 16 | (left > 1 ? (uint32_t)bytes[at + 1] << 8 : 0) | (left > 2 ? bytes[at + 2] : 0);
        out[n++] = digits[three >> 18];
        out[n++] = digits[three >> 12 & 63];
        out[n++] = left > 1 ? digits[three >> 6 & 63] : '=';
        out[n++] = left > 2 ? digits[three & 63] : '=';
    }
    return n;
}

bool address_parse(struct str text, uint8_t out[16], uint32_t *count)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    char copy[INET6_ADDRSTRLEN + 1];
    if (text.n == 0 || text.n >= sizeof copy || memchr(text.p, 0, text.n)) return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = 0;
    if (inet_pton(AF_INET, copy, out) == 1) {
        *count = 4;
        return true;
    }
    if (inet_pton(AF_INET6, copy, out) != 1) return false;
    *count = 16;
    if (memcmp(out, mapped, sizeof mapped) == 0) { /* one address, one form */
        memmove(out, out + 12, 4);
        *count = 4;
    }
    return true;
}

void address_write(const uint8_t *bytes, uint32_t count, char *out, size_t room)
{
    if (inet_ntop(count == 4 ? AF_INET : AF_INET6, bytes, out, (socklen_t)room) == NULL) out[0] = 0;
}

void address_write_whole(const uint8_t *bytes, uint32_t count, char out[ADDRESS_TEXT_BYTES])
{
    if (count == 4) {
        snprintf(out, ADDRESS_TEXT_BYTES, "%u.%u.%u.%u", (unsigned)bytes[0], (unsigned)bytes[1], (unsigned)bytes[2], (unsigned)bytes[3]);
        return;
    }
    int n = 0;
    for (uint32_t i = 0; i < 16; i += 2) n += snprintf(out + n, ADDRESS_TEXT_BYTES - (size_t)n, "%s%x", i ? ":" : "", (unsigned)bytes[i] << 8 | bytes[i + 1]);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool guid_parse(struct str text, uint8_t out[16])
{
    if (text.n == 38 && text.p[0] == '{' && text.p[37] == '}') text = (struct str){text.p + 1, 36};
    if (text.n != 36) return false;
    uint32_t n = 0;
    for (uint32_t at = 0; at < 36;) {
        if (at == 8 || at == 13 || at == 18 || at == 23) {
            if (text.p[at++] != '-') return false;
            continue;
        }
        const int high = hex_digit(text.p[at]), low = hex_digit(text.p[at + 1]);
        if (high < 0 || low < 0) return false;
        out[n++] = (uint8_t)(high * 16 + low);
        at += 2;
    }
    return true;
}

void guid_write(const uint8_t bytes[16], char out[GUID_TEXT_BYTES])
{
    int n = snprintf(out, GUID_TEXT_BYTES, "{");
    for (uint32_t i = 0; i < 16; i++)
        n += snprintf(out + n, GUID_TEXT_BYTES - (size_t)n, "%s%02X", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", (unsigned)bytes[i]);
    snprintf(out + n, GUID_TEXT_BYTES - (size_t)n, "}");
}
