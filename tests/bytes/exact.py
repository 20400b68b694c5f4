#!/usr/bin/env python3
"""The verifier accepts exactly the well-formed files: its verdict on mutants of good files against the decoder written from the page.

In:  --judge PATH (tests/bytes/judge.c), good channel files; --most mutants of each, drawn with --seed where there are more.
Does: puts other values into every field of every record of every section, the header and the section table; deletes, doubles and exchanges records
     and bytes of strings; each once as it is and once with all that is derived (firsts, weights, hashes, counts of the header) computed again;
     and two of them at once. The size and the digest are always right. Each mutant goes to weir_open and to tests/decoder; both must say the same.
     Accepted ones are evaluated on made events, and no event may run through more basic blocks than BLOCKS for each unit of its bound.
     That no two strings, sets, programs or classes are alike is not compared: the page leaves it to the compiler.
Out: a line for each disagreement (the mutant is kept with --keep FOLDER), and "N passed, N failed".
"""
import argparse
import hashlib
import os
import random
import struct
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "decoder"))
import tables                                        # noqa: E402
import layout as L                                   # noqa: E402
from channel import Channel, NotWellFormed           # noqa: E402
from text import fnv1a                               # noqa: E402

BLOCKS = 300     # basic blocks for each unit of docs/channel-format.md, chapter Cost: "a small fixed number of looks"
NAMES = [name for name, _ in L.SECTIONS]
WIDTH = dict(L.SECTIONS)
TABLE = L.HEADER_BYTES + 16 * len(L.SECTIONS)
# the sizes of the fields of a record, one after another
FIELDS = {
    "TEMPLATE": (4, 1, 1, 1, 1, 8), "PARAMETERS": (4, 1, 1, 2, 4, 4, 8, 8), "MEMBERS": (4, 4, 8), "ALIASES": (4, 4, 4), "RECORDED": (4, 4, 8),
    "INSTANCES": (8, 4, 4, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4), "VECTORS": (2,), "CRITERIA": (1, 1, 1, 1, 4), "CODE": (1, 1, 2),
    "SETS": (1, 1, 2, 4, 4, 4), "VALUES": (4,), "NUMBERS": (8,), "PROGRAMS": (4, 4, 4, 4), "PROGRAM_CODE": (1, 1, 1, 1, 4), "CLASSES": (1,) * 32,
    "STRING_OFFSETS": (4,), "STRING_BYTES": (1,), "QUESTIONS": (4, 4, 4), "ASKED": (4,), "WAKES": (4,), "ALWAYS": (4,),
    "TABLES": (1, 1, 1, 1, 4, 4), "BUCKETS": (4,), "FILTERS": (8,), "ENTRIES": (4, 4, 2, 1, 1), "HITS": (4,), "WINDOWS": (1,)}
HEADER_FIELDS = (*((at, 1) for at in range(8)), (8, 4), (12, 4), (56, 4), (60, 4), (64, 4), (68, 4), (72, 4), (76, 4), (80, 4), (84, 1), (95, 1))
CODES = {1: "<B", 2: "<H", 4: "<I", 8: "<Q"}


class Content:
    """A channel file taken apart: its header's fields and the records of its sections as bytes."""

    def __init__(self, data):
        self.header = bytearray(data[:96])
        self.rows, self.patches = {}, []
        for index, (name, width) in enumerate(L.SECTIONS):
            _, records, offset, _ = struct.unpack_from("<4I", data, 96 + 16 * index)
            self.rows[name] = [bytes(data[offset + width * i:offset + width * (i + 1)]) for i in range(records)]

    def copy(self):
        other = object.__new__(Content)
        other.header, other.patches = bytearray(self.header), list(self.patches)
        other.rows = {name: list(rows) for name, rows in self.rows.items()}
        return other

    def get(self, name, row, at, size):
        return struct.unpack_from(CODES[size], self.rows[name][row], at)[0]

    def put(self, name, row, at, size, value):
        record = bytearray(self.rows[name][row])
        struct.pack_into(CODES[size], record, at, value & ((1 << 8 * size) - 1))
        self.rows[name][row] = bytes(record)

    def bytes(self):
        out = bytearray(TABLE)
        out[:96] = self.header
        for index, name in enumerate(NAMES):
            out += bytes(-len(out) % 8)
            content = b"".join(self.rows[name])
            struct.pack_into("<4I", out, 96 + 16 * index, index + 1, len(self.rows[name]), len(out), len(content))
            out += content
        out += bytes(-len(out) % 8)
        for at, size, value in self.patches:     # of the section table and the gaps, which are written last
            if at + size <= len(out):
                struct.pack_into(CODES[size], out, at, value & ((1 << 8 * size) - 1))
        struct.pack_into("<Q", out, 16, len(out))
        out[24:56] = bytes(32)
        out[24:56] = hashlib.sha256(out).digest()
        return bytes(out)

    def strings(self):
        raw = b"".join(self.rows["STRING_BYTES"])
        ends = [struct.unpack("<I", row)[0] for row in self.rows["STRING_OFFSETS"]]
        return [raw[a:b] for a, b in zip(ends, ends[1:])]

    def repair(self):
        """Everything that follows from other fields. Where a mutant has no such value, its own stays."""
        strings = self.strings()

        def string(number):
            return strings[number] if number < len(strings) else b""

        def ranges(owner, count_at, count_size, first_at, widths=lambda row: 1, of=lambda row: True):
            used = 0
            for row in range(len(self.rows[owner])):
                count = self.get(owner, row, count_at, count_size)
                if of(row):
                    self.put(owner, row, first_at, 4, used if count else 0)
                    used += count * widths(row)

        struct.pack_into("<I", self.header, 68, len(self.rows["PARAMETERS"]))
        if self.rows["TEMPLATE"]:
            self.put("TEMPLATE", 0, 8, 8, fnv1a(string(self.get("TEMPLATE", 0, 0, 4))))
        ranges("PARAMETERS", 6, 2, 12)
        ranges("INSTANCES", 20, 4, 24)
        ranges("INSTANCES", 32, 4, 28)
        ranges("INSTANCES", 40, 4, 36)
        ranges("PROGRAMS", 4, 4, 0)
        kind = lambda row: self.get("SETS", row, 0, 1)                                            # noqa: E731
        ranges("SETS", 8, 4, 4, of=lambda row: kind(row) in (1, 4))
        ranges("SETS", 8, 4, 4, widths=lambda row: 2 if kind(row) == 3 else 1, of=lambda row: kind(row) in (2, 3))
        self._hashes(string)
        self._weights(string)
        criteria, programs = self.rows["CRITERIA"], self.rows["PROGRAMS"]
        struct.pack_into("<I", self.header, 72, max((max(row[2], row[3]) for row in criteria), default=0))
        struct.pack_into("<I", self.header, 76, max((struct.unpack_from("<I", row, 4)[0] for row in programs), default=0))

        self._search()

    def _search(self):
        """The search sections made again, with the wakers and required sets that the mutant says."""
        held = {name: b"".join(rows) for name, rows in self.rows.items()}
        criteria = self.rows["CRITERIA"]
        required = {}
        for record in self.rows["QUESTIONS"]:
            number, needs, _ = struct.unpack("<3I", record)
            if number < len(criteria) and needs != L.NO_SET:
                required[criteria[number]] = needs
        wakes = {i for i, record in enumerate(self.rows["ASKED"]) if record[3] >> 7}
        for name, data in tables.build(held, required, wakes, tables.evaluated_of(criteria, held["ASKED"])).items():
            self.rows[name] = [data[at:at + WIDTH[name]] for at in range(0, len(data), WIDTH[name])]

    def _hashes(self, string):
        for row in range(len(self.rows["PARAMETERS"])):
            kind, count, first = (self.get("PARAMETERS", row, at, size) for at, size in ((4, 1), (6, 2), (12, 4)))
            text = L.TYPES[kind].encode() if kind < len(L.TYPES) else b""
            if kind in (L.ENUM, L.FLAGS):
                held = [struct.unpack("<IIQ", record) for record in self.rows["MEMBERS"][first:first + count]]
                text += b"{" + b",".join(string(n) + (b"=%d" % value if kind == L.FLAGS else b"") for n, _, value in held) + b"}"
            self.put("PARAMETERS", row, 16, 8, fnv1a(string(self.get("PARAMETERS", row, 8, 4))))
            self.put("PARAMETERS", row, 24, 8, fnv1a(text))

    def _weights(self, string):
        for row in range(len(self.rows["SETS"])):
            kind, first, count = (self.get("SETS", row, at, size) for at, size in ((0, 1), (4, 4), (8, 4)))
            held = [struct.unpack("<I", record)[0] for record in self.rows["VALUES"][first:first + min(count, 1 << 20)]]
            weight = 0
            if kind == 1:
                weight = sum(len(string(number)) for number in held)
            if kind == 4:
                weight = sum(self.get("PROGRAMS", number, 4, 4) for number in held if number < len(self.rows["PROGRAMS"]))
            self.put("SETS", row, 12, 4, weight)


# ---- mutations: functions of a Content that change it ----

def interesting(content, old, size, others):
    top = (1 << 8 * size) - 1
    counts = {len(rows) for rows in content.rows.values()}
    values = {0, 1, 2, old - 1, old + 1, top, top // 2 + 1, 0x2a, old ^ 0x80, *others, *(counts | {c - 1 for c in counts} if size == 4 else ())}
    return sorted({value & top for value in values} - {old})


def field_mutations(content, random_):
    for name, rows in content.rows.items():
        for row in range(len(rows)):
            at = 0
            for size in FIELDS[name]:
                others = random_.sample(range(len(rows)), min(3, len(rows)))
                old = content.get(name, row, at, size)
                for value in interesting(content, old, size, [content.get(name, other, at, size) for other in others]):
                    yield "%s[%d]+%d = %d" % (name, row, at, value), lambda c, a=(name, row, at, size, value): c.put(*a)
                at += size


def header_mutations(content):
    for at, size in HEADER_FIELDS:
        old = struct.unpack_from(CODES[size], content.header, at)[0]
        for value in interesting(content, old, size, ()):
            yield "header+%d = %d" % (at, value), lambda c, a=(CODES[size], at, value): struct.pack_into(a[0], c.header, a[1], a[2])
    data = content.bytes()
    for at in range(96, TABLE, 4):
        old = struct.unpack_from("<I", data, at)[0]
        for value in interesting(content, old, 4, (old + 8, old - 8)):
            yield "table+%d = %d" % (at, value), lambda c, a=(at, 4, value): c.patches.append(a)
    end = TABLE
    for index in range(len(NAMES)):
        _, _, offset, size = struct.unpack_from("<4I", data, 96 + 16 * index)
        for at in range(end, offset):
            yield "gap+%d = 1" % at, lambda c, a=(at, 1, 1): c.patches.append(a)
        end = offset + size


def row_mutations(content):
    for name, rows in content.rows.items():
        for row in range(len(rows)):
            yield "%s[%d] deleted" % (name, row), lambda c, n=name, r=row: c.rows[n].pop(r)
            yield "%s[%d] doubled" % (name, row), lambda c, n=name, r=row: c.rows[n].insert(r, c.rows[n][r])
            if row:
                def exchange(c, n=name, r=row):
                    c.rows[n][r - 1], c.rows[n][r] = c.rows[n][r], c.rows[n][r - 1]
                yield "%s[%d] exchanged" % (name, row), exchange
        yield "%s emptied" % name, lambda c, n=name: c.rows[n].clear()
        yield "%s[0] added" % name, lambda c, n=name: c.rows[n].insert(0, bytes(WIDTH[n]))


def count_mutations(content):
    """An instance that has a parameter more or fewer than the Template Type, with a vector to match: nothing else is wrong. All of them are tried."""
    for row in range(len(content.rows["INSTANCES"])):
        def shorter(c, r=row):
            first, count = c.get("INSTANCES", r, 24, 4), c.get("INSTANCES", r, 20, 4)
            c.rows["VECTORS"].pop(first + count - 1)
            c.put("INSTANCES", r, 20, 4, count - 1)

        def longer(c, r=row):
            first, count = c.get("INSTANCES", r, 24, 4), c.get("INSTANCES", r, 20, 4)
            c.rows["VECTORS"].insert(first + count, bytes(2))
            c.put("INSTANCES", r, 20, 4, count + 1)
        yield "instance %d with a parameter fewer" % row, shorter
        yield "instance %d with a parameter more" % row, longer


def string_mutations(content):
    """A string longer or shorter by some bytes, with every offset behind it."""
    pieces = (b"", b"*", b"**", b"?", b"[*]", b"[[]", b"A", b"a", b"\x00", b"\x80", "\u00c4".encode(), "\u00e4".encode(), "\u1e9e".encode(), b"\xed\xa0\x80", b"\xff" * 12,
              bytes(10) + b"\xff\xff\x01\x02\x03\x04", bytes(16), bytes(17), bytes(4) + b"\x20", b"\x0a\x00\x00\x00\x08", b"\x0a\x00\x00\x01\x08")
    for number, old in enumerate(content.strings()):
        for piece in pieces:
            for new in {piece, old + piece, piece + old, old[:1] + piece + old[2:]} - {old}:
                def change(c, n=number, new=new):
                    strings = c.strings()
                    strings[n] = new
                    at, ends = 0, [0]
                    for each in strings:
                        at += len(each)
                        ends.append(at)
                    c.rows["STRING_OFFSETS"] = [struct.pack("<I", end) for end in ends]
                    c.rows["STRING_BYTES"] = [bytes([byte]) for byte in b"".join(strings)]
                yield "string %d = %r" % (number, new), change


def mutants_of(data, most, random_):
    """(what, bytes) of at most `most` mutants, the kinds of mutation equally."""
    content = Content(data)
    kinds = [list(field_mutations(content, random_)), list(header_mutations(content)), list(row_mutations(content)), list(string_mutations(content))]
    yield "untouched", content.bytes()
    for change in count_mutations(content):
        yield made(content, [change], True)
    plain = []
    for kind in kinds:
        random_.shuffle(kind)
        plain += kind[:max(1, most // 6)]
    for repaired in (False, True):
        for what, change in plain:
            yield made(content, [(what, change)], repaired)
    for _ in range(most // 3):
        yield made(content, [random_.choice(random_.choice(kinds)) for _ in range(2)], random_.random() < 0.7)


def made(content, changes, repaired):
    mutant = content.copy()
    for _, change in changes:
        try:
            change(mutant)
        except (IndexError, struct.error):
            pass                                 # the first change took away what the second is about
    try:
        if repaired:
            mutant.repair()
    except (IndexError, struct.error, OverflowError, ValueError):
        pass
    return " and ".join(what for what, _ in changes) + (", repaired" if repaired else ""), mutant.bytes()


# ---- verdicts ----


class Undoubled(Channel):
    def _differ(self):
        pass


def decoder_says(data):
    """None for a well-formed file, else the reason."""
    try:
        Undoubled(data)
        return None
    except NotWellFormed as error:
        return str(error)


def has_doubles(data):
    content = Content(data)
    strings = content.strings()
    return len(set(strings)) != len(strings)


def judge(program, mutants):
    frames = b"".join(struct.pack("<I", len(data)) + data for _, data in mutants)
    done = subprocess.run([program], input=frames, capture_output=True)
    lines = done.stdout.decode().split("\n")[:-1]
    if done.returncode or len(lines) != len(mutants):
        what = mutants[len(lines)][0] if len(lines) < len(mutants) else "?"
        raise SystemExit("FAILED: %s: %s" % (what, done.stderr.decode()[-3000:]))
    return [line.split() for line in lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", required=True)
    parser.add_argument("--most", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    random_ = random.Random(options.seed)
    passed, failed, accepted, worst = 0, 0, 0, 0
    for path in options.files:
        with open(path, "rb") as file:
            mutants = list(mutants_of(file.read(), options.most, random_))
        for (what, data), (code, offset, units, _) in zip(mutants, judge(options.judge, mutants)):
            reason = decoder_says(data)
            accepted += code == "ACCEPTED"
            worst = max(worst, int(units))
            wrong = None
            if code == "ACCEPTED" and reason and not has_doubles(data):
                wrong = "the verifier accepts it, the decoder: %s" % reason
            elif code != "ACCEPTED" and not reason:
                wrong = "the verifier says %s at byte %s, the decoder accepts it" % (code, offset)
            elif int(units) > BLOCKS:
                wrong = "an event took %s basic blocks for each unit of its bound" % units
            passed, failed = passed + (not wrong), failed + bool(wrong)
            if wrong and failed <= 40:
                print("FAILED: %s: %s: %s" % (os.path.basename(path), what, wrong))
                if options.keep:
                    os.makedirs(options.keep, exist_ok=True)
                    with open(os.path.join(options.keep, hashlib.sha256(data).hexdigest()[:16] + ".chn"), "wb") as file:
                        file.write(data)
    print("%d of the mutants were accepted by both; at most %d basic blocks a unit" % (accepted, worst))
    print("%d passed, %d failed" % (passed, failed))
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
