"""The search sections as docs/channel-format.md, chapter "Searching", says that they follow from the other sections.

build(sections, required, wakes, evaluated): sections by name to bytes; required: a question's eight bytes to the number of its set; wakes: the numbers of
the criteria that are wakers; evaluated: questions, by their eight bytes, that are in no table although they could be. Gives the sections from QUESTIONS on, by name to bytes.
"""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EQUALS, STARTS, ENDS, CONTAINS, LIKE, MATCHES, NUMBER_IN, BYTES_IN = 2, 3, 4, 5, 6, 7, 8, 12
TEXT, NUMBERS = (1, 2, 3), (5, 6, 7, 8, 9, 10)
NONE = 0xFFFFFFFF


def u32(data, at):
    return int.from_bytes(data[at:at + 4], "little")


def put(*values):
    return b"".join(value.to_bytes(4, "little") for value in values)


def gram_hash(window):
    return int.from_bytes(window, "little") * 0x9E3779B97F4A7C15 % 2**64 >> 32


def start_slot(first, second):
    two = first + 256 * second
    return (two ^ two >> 5) % 1024


def whole_hash(data):
    h = len(data)
    for at in range(0, len(data), 8):
        h = (h ^ int.from_bytes(data[at:at + 8], "little")) * 0x9E3779B97F4A7C15 % 2**64
        h ^= h >> 32
    return h % 2**32


class Sections:
    def __init__(self, sections):
        self.s = sections
        offsets = [u32(sections["STRING_OFFSETS"], at) for at in range(0, len(sections["STRING_OFFSETS"]), 4)]
        self.strings = [bytes(sections["STRING_BYTES"][a:b]) for a, b in zip(offsets, offsets[1:])]

    def set_values(self, number):
        """String numbers, or places in NUMBERS."""
        record = self.s["SETS"][16 * number:16 * number + 16]
        first, count = u32(record, 4), u32(record, 8)
        if first + count > len(self.s["NUMBERS" if record[0] == 2 else "VALUES"]) // (8 if record[0] == 2 else 4):
            raise ValueError("a set outside of its table")
        if record[0] == 2:
            return list(range(first, first + count))
        return [u32(self.s["VALUES"], 4 * i) for i in range(first, first + count)]

    def type(self, ordinal):
        return self.s["PARAMETERS"][32 * (ordinal - 1) + 4]


def kind(data, question, required):
    op = question[0]
    if op in (EQUALS, NUMBER_IN, BYTES_IN):
        return 1
    if op in (STARTS, ENDS, CONTAINS):
        return 0 if any(data.strings[v] == b"" for v in data.set_values(u32(question, 4))) else 1
    return 2 if required is not None else 0


def wanted(data, question, what, required):
    """What a question looks for: ((ordinal, view, gram), (hash, order, anchors), value, offset) of each value."""
    if what == 0:
        return
    op, ordinal = question[0], question[2]
    for value in data.set_values(required if what == 2 else u32(question, 4)):
        if op == NUMBER_IN:
            number = bytes(data.s["NUMBERS"][8 * value:8 * value + 8])
            yield (ordinal, 2, 0), (whole_hash(number), int.from_bytes(number, "little"), 3), value, 0
            continue
        string = data.strings[value]
        view = 2 if op == BYTES_IN else 1 if what == 1 and question[1] & 1 else 0
        if op in (EQUALS, BYTES_IN):
            yield (ordinal, view, 0), (whole_hash(string), value, 3), value, 0
            continue
        at = data.s["WINDOWS"][value]
        gram = 8 if at + 8 <= len(string) else min(len(string), 4)
        if at + gram > len(string):
            raise ValueError("a window beyond the end of its string")
        yield (ordinal, view, gram), (gram_hash(string[at:at + gram]), value, {STARTS: 1, ENDS: 2}.get(op, 0)), value, at


def build_questions(data, required, wakes, evaluated):
    criteria = [bytes(data.s["CRITERIA"][at:at + 8]) for at in range(0, len(data.s["CRITERIA"]), 8)]
    first = {}
    for i, criterion in enumerate(criteria):
        first.setdefault(criterion, i)
    questions = sorted(first, key=lambda c: (c[2], c[0], c[1], c[3], u32(c, 4)))
    number = {question: i for i, question in enumerate(questions)}
    kinds = [0 if question in evaluated and required.get(question) is None else kind(data, question, required.get(question)) for question in questions]
    woken, always = [[] for _ in questions], []
    for i in range(len(data.s["INSTANCES"]) // 48):
        at = u32(data.s["INSTANCES"], 48 * i + 28)
        mine = [c for c in range(at, min(len(criteria), at + u32(data.s["INSTANCES"], 48 * i + 32))) if c in wakes]
        for c in mine:
            woken[number[criteria[c]]].append(i)
        if not mine:
            always.append(i)
    out = {"QUESTIONS": b"", "ASKED": b"", "WAKES": b"".join(put(*w) for w in woken), "ALWAYS": put(*always)}
    used = 0
    for question, list_ in zip(questions, woken):
        out["QUESTIONS"] += put(first[question], NONE if required.get(question) is None else required[question], used)
        used += len(list_)
    for i, criterion in enumerate(criteria):
        q = number[criterion]
        out["ASKED"] += put(q | kinds[q] << 28 | (i in wakes) << 31)
    return questions, kinds, out


def evaluated_of(criteria, asked):
    """The questions of which the first criterion says that they are just evaluated."""
    first = {}
    for i, criterion in enumerate(criteria):
        first.setdefault(criterion, i)
    return {criterion for criterion, i in first.items() if asked[4 * i + 3] >> 4 & 7 == 0}


def starts_of(data, by_gram):
    """Of a view: by the first two bytes of a window a bit for each gram length. by_gram: the entries of its tables of windows."""
    starts = bytearray(1024)
    for gram, entries in by_gram.items():
        for value, offset, _ in entries.values():
            window = data.strings[value][offset:offset + gram]
            for second in range(256) if gram == 1 else window[1:2]:
                starts[start_slot(window[0], second)] |= 1 << gram - 1
    return bytes(starts)


def build(sections, required, wakes, evaluated=frozenset()):
    data = Sections(sections)
    questions, kinds, out = build_questions(data, required, wakes, evaluated)
    tables = {}
    for q, question in enumerate(questions):
        for table, key, value, offset in wanted(data, question, kinds[q], required.get(question)):
            entry = tables.setdefault(table, {}).setdefault(key, [value, offset, []])
            entry[0] = min(entry[0], value)
            entry[2].append(q)
    out.update({name: b"" for name in ("TABLES", "BUCKETS", "FILTERS", "ENTRIES", "HITS")})
    with_starts = set()
    for (ordinal, view, gram), entries in sorted(tables.items()):
        if gram and (ordinal, view) not in with_starts:
            with_starts.add((ordinal, view))
            out["FILTERS"] += starts_of(data, {table[2]: held for table, held in tables.items() if table[:2] == (ordinal, view) and table[2]})
        b = (len(entries) - 1).bit_length()
        out["TABLES"] += bytes((ordinal, view, gram, b)) + put(len(out["BUCKETS"]) // 4, len(out["FILTERS"]) // 8)
        first = len(out["ENTRIES"]) // 12
        counts, bits = [0] * 2**b, max(b + 4, 6)
        filter_ = bytearray(2**bits // 8)
        for (h, _, anchors), (value, offset, hits) in sorted(entries.items()):
            counts[h >> 32 - b if b else 0] += 1
            filter_[(h >> 32 - bits) // 8] |= 1 << (h >> 32 - bits) % 8
            where = 0x80000000 | hits[0]
            if len(hits) > 1:
                where = len(out["HITS"]) // 4
                out["HITS"] += put(*hits[:-1], 0x80000000 | hits[-1])
            before = min(offset, 4)
            tag = gram_hash(data.strings[value][offset - before:offset - before + gram]) if before else h
            out["ENTRIES"] += put(value, where) + (tag % 65536).to_bytes(2, "little") + bytes((offset, anchors))
        starts = [first]
        for count in counts:
            starts.append(starts[-1] + count)
        out["BUCKETS"] += put(*starts)
        out["FILTERS"] += bytes(filter_)
    return out
