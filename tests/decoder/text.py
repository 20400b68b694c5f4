"""What the page says of bytes and text: UTF-8, simple case folding, globs, the hash.

In:  bytes and strings. Out: strings, numbers, verdicts. Holds: nothing here knows of the file; all of it is written from
     docs/channel-format.md and Python's own tables.
"""

MASK64 = (1 << 64) - 1

# Pairs of upper and lower case that came after Unicode 15.0, the version of the format: a Python that knows them must not fold them.
AFTER_15 = frozenset(
    [0x1C89, 0xA7CB, 0xA7CC, 0xA7CE, 0xA7D2, 0xA7D4, 0xA7DA, 0xA7DC] + list(range(0x10D50, 0x10D66)) + list(range(0x16EA0, 0x16EB9)))


def fnv1a(data):
    """The 64-bit FNV-1a hash of bytes."""
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & MASK64
    return value


class _Fold(dict):
    """Code point -> simply folded code point, filled as asked.

    str.casefold() is full folding (status C and F). One character out of it is status C. Where it gives several, status S is the
    lower-case letter if that is one character (U+1E9E, and the Greek capitals with prosgegrammeni); otherwise there is no S, and
    the character folds to itself (U+00DF, U+0130, the ligatures).
    """

    def __missing__(self, point):
        character = chr(point)
        folded = character.casefold()
        if len(folded) > 1:
            folded = character.lower()
        if len(folded) > 1 or point in AFTER_15:
            folded = character
        self[point] = ord(folded)
        return self[point]


_FOLD = _Fold()


def fold(text):
    """Unicode simple case folding of a str, code point by code point."""
    return text.translate(_FOLD)


def glob_parts(glob):
    """A glob as a list: "*" for any run, "?" for any one, and (character,) for itself. None when two runs are side by side."""
    parts = []
    at = 0
    while at < len(glob):
        if glob[at:at + 3] in ("[*]", "[?]", "[[]"):
            parts.append((glob[at + 1],))
            at += 3
            continue
        part = glob[at] if glob[at] in "*?" else (glob[at],)
        if part == "*" and parts and parts[-1] == "*":
            return None
        parts.append(part)
        at += 1
    return parts


def glob_matches(parts, text):
    """Whether the glob describes the whole of the text (a str; one character is one code point)."""
    at = part = 0
    star = star_at = -1
    while at < len(text):
        if part < len(parts) and parts[part] == "*":
            star, star_at = part, at
            part += 1
        elif part < len(parts) and (parts[part] == "?" or parts[part] == (text[at],)):
            part += 1
            at += 1
        elif star >= 0:
            star_at += 1
            part, at = star + 1, star_at
        else:
            return False
    return all(rest == "*" for rest in parts[part:])
