#!/usr/bin/env python3
"""Channel files out of commented hex: assemble.py OUT_FOLDER FILE.hex...

Writes OUT_FOLDER/<name>.chn for each file and OUT_FOLDER/cases.txt, which tests/bytes/run.c reads. It knows how to lay bytes out and,
but for `search`, nothing of what they mean, so that every kind of wrong file can be written. `#` starts a comment. What a line may be:

  section NAME          what follows is that section's bytes; "header" is the first 96 bytes. The section table is made from the sections.
  label: TOKENS         bytes; a label is optional and names their place. A section's name is the label of its first byte.
  strings: "a" "b"      in STRING_BYTES: strings, whose starts and ends become the section STRING_OFFSETS
  string LABEL: TOKENS  one string of any bytes

  TOKENS: 0a0B ff       hex bytes            u8 u16 u32 u64 NUMBER    little-endian; -1 is all ones
          "text"        bytes of a text      fnv "text"               hash of a name or of a type's text, 8 bytes
          SIZE DIGEST   8 and 32 bytes that are filled in at the end
          N * TOKEN     a token N times

  requires LABEL SET    the criterion at the label has a required set
  wakes LABEL...        the criteria at these labels are wakers; * all
  search                makes the sections from QUESTIONS on as they follow from what stands before this line; their records have the
                        labels q0 a0 wake0 always0 t0 bucket0 filter0 e0 hit0 and so on

A bad file is a good one with one thing changed. PLACE is a label or a number, with +N or -N:

  base FILE             starts with what another file says
  at PLACE: TOKENS      writes over the bytes there;           the sections are laid out afterwards,
  into PLACE: TOKENS    puts bytes in before it;               so that the table, the gaps and the
  cut PLACE COUNT       takes bytes away                       string offsets fit what was changed

  poke PLACE: TOKENS    writes over the finished file; `row.NAME` is a section's row in the table
  append TOKENS         adds bytes behind the finished file; `grow SIZE` adds zeros up to a size, `truncate SIZE` cuts
  keep size, keep digest   leaves the field as it was before poke, append, grow, truncate; else it is made to fit again
  clear SECTION         takes all bytes of a section away; of STRING_BYTES the offsets too

  limit NAME NUMBER     what the caller allows: file_bytes, steps_per_event, workspace_bytes, channel, template_version, ...
  contract NAME VERSION [PLATFORM]        a sensor: the Template Type's name and version, its platform's number (0), then in order
  input TYPE_NUMBER NAME TYPE_TEXT        its inputs
  expect REFUSAL PLACE  the verdict, and the offset at which it is found; `expect ACCEPTED 0`
"""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "decoder"))
import tables  # noqa: E402

RECORD = {"TEMPLATE": 16, "PARAMETERS": 32, "MEMBERS": 16, "ALIASES": 12, "RECORDED": 16, "INSTANCES": 48, "VECTORS": 2, "CRITERIA": 8,
          "CODE": 4, "SETS": 16, "VALUES": 4, "NUMBERS": 8, "PROGRAMS": 16, "PROGRAM_CODE": 8, "CLASSES": 32, "STRING_OFFSETS": 4,
          "STRING_BYTES": 1, "QUESTIONS": 12, "ASKED": 4, "WAKES": 4, "ALWAYS": 4, "TABLES": 12, "BUCKETS": 4, "FILTERS": 8, "ENTRIES": 12, "HITS": 4, "WINDOWS": 1}
WORDS = {"QUESTIONS": "q", "ASKED": "a", "WAKES": "wake", "ALWAYS": "always", "TABLES": "t", "BUCKETS": "bucket", "FILTERS": "filter", "ENTRIES": "e", "HITS": "hit"}
SECTIONS = ["header"] + list(RECORD)
TABLE, ROW = 96, 16
SIZE, DIGEST = (16, 8), (24, 32)
TOKEN = re.compile(r'\s*(?:(?P<word>\d+\s*\*|u8|u16|u32|u64|fnv|SIZE|DIGEST)(?![0-9A-Za-z_])|(?P<text>"[^"]*")|(?P<bare>[-0-9A-Za-z_]+))')


def fnv(data):
    h = 0xcbf29ce484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 % 2**64
    return h


def tokens_of(text):
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        m = TOKEN.match(text, at)
        if not m:
            raise ValueError("cannot read: " + text[at:])
        found.append(m.group().strip())
        at = m.end()
    return found


def bytes_of(text):
    out, words, times = bytearray(), tokens_of(text), 1
    while words:
        word = words.pop(0)
        if word.endswith("*"):
            times = int(word[:-1])
            continue
        if word in ("u8", "u16", "u32", "u64"):
            width = int(word[1:]) // 8
            part = (int(words.pop(0), 0) % 256**width).to_bytes(width, "little")
        elif word == "fnv":
            part = fnv(words.pop(0)[1:-1].encode()).to_bytes(8, "little")
        elif word == "SIZE":
            part = bytes(8)
        elif word == "DIGEST":
            part = bytes(32)
        elif word.startswith('"'):
            part = word[1:-1].encode()
        else:
            part = bytes.fromhex(word)
        out += part * times
        times = 1
    return out


class Case:
    def __init__(self):
        self.bytes = {name: bytearray() for name in SECTIONS}
        self.labels = {name: (name, 0) for name in SECTIONS}
        self.starts = []        # of the strings in STRING_BYTES
        self.section = "header"
        self.file, self.offset, self.keep = None, {}, set()
        self.required, self.wakers = {}, set()
        self.limits, self.contract, self.inputs, self.expect = {}, None, [], None

    # ---- places ----
    def place(self, text):
        m = re.fullmatch(r"([.\w]+?)([+-]\d+)?", text)
        return m.group(1), int(m.group(2) or 0)

    def before_layout(self, text):
        label, plus = self.place(text)
        if label not in self.labels:
            raise ValueError("no such label: " + label)
        section, at = self.labels[label]
        return section, at + plus

    def after_layout(self, text):
        self.lay_out()
        label, plus = self.place(text)
        if label.isdigit():
            return int(label) + plus
        if label.startswith("row."):
            return TABLE + ROW * (SECTIONS.index(label[4:]) - 1) + plus
        section, at = self.labels[label]
        return self.offset[section] + at + plus

    # ---- layout ----
    def lay_out(self):
        if self.file is not None:
            return
        self.offsets()
        table, body, at = bytearray(), bytearray(), TABLE + ROW * (len(SECTIONS) - 1)
        self.offset["header"] = 0
        for number, name in enumerate(SECTIONS[1:], 1):
            pad = -at % 8
            body += bytes(pad)
            at += pad
            data = self.bytes[name]
            self.offset[name] = at
            for value in (number, len(data) // RECORD[name], at, len(data)):
                table += value.to_bytes(4, "little")
            body += data
            at += len(data)
        self.file = bytearray(self.bytes["header"] + table + body + bytes(-at % 8))
        self.fit(set())

    def fit(self, keep):
        """Size and digest as they must be, but for those that are to be kept."""
        data = self.file
        if len(data) < DIGEST[0] + DIGEST[1]:
            return
        if "size" not in keep:
            data[SIZE[0]:SIZE[0] + SIZE[1]] = len(data).to_bytes(8, "little")
        if "digest" not in keep:
            data[DIGEST[0]:DIGEST[0] + DIGEST[1]] = bytes(32)
            data[DIGEST[0]:DIGEST[0] + DIGEST[1]] = hashlib.sha256(data).digest()

    def offsets(self):
        if self.starts:
            ends = self.starts + [len(self.bytes["STRING_BYTES"])]
            self.bytes["STRING_OFFSETS"] = bytearray(b"".join(end.to_bytes(4, "little") for end in ends))

    def search(self):
        self.offsets()
        if len(self.bytes["WINDOWS"]) != len(self.starts):
            self.bytes["WINDOWS"] = bytearray(len(self.starts))
        required = {bytes(self.bytes["CRITERIA"][8 * i:8 * i + 8]): number for i, number in self.required.items()}
        for name, data in tables.build(self.bytes, required, self.wakers).items():
            self.bytes[name] = bytearray(data)
            for i in range(len(data) // RECORD[name]):
                self.labels[WORDS[name] + str(i)] = (name, i * RECORD[name])

    # ---- lines ----
    def add(self, label, text):
        data = self.bytes[self.section]
        if label == "strings":
            for string in tokens_of(text):
                self.starts.append(len(data))
                data += string[1:-1].encode()
            return
        if label:
            self.labels[label] = (self.section, len(data))
        data += bytes_of(text)

    def insert(self, text, new, cut=0):
        section, at = self.before_layout(text)
        self.bytes[section][at:at + cut] = new
        grown = len(new) - cut
        for label, (where, old) in self.labels.items():
            if where == section and old >= at and label != section and grown:
                self.labels[label] = (section, old + grown)
        if section == "STRING_BYTES":
            self.starts = [start + grown if start > at else start for start in self.starts]

    def line(self, text, folder):
        word, _, rest = text.partition(" ")
        rest = rest.strip()
        if word == "base":
            self.read(os.path.join(folder, rest))
        elif word == "section":
            self.section = rest
        elif word == "at":
            place, _, new = rest.partition(":")
            section, at = self.before_layout(place)
            new = bytes_of(new)
            if at + len(new) > len(self.bytes[section]):
                raise ValueError("behind the section's end: " + text)
            self.bytes[section][at:at + len(new)] = new
        elif word == "into":
            place, _, new = rest.partition(":")
            self.insert(place, bytes_of(new))
        elif word == "cut":
            place, count = rest.split()
            self.insert(place, b"", int(count))
        elif word == "keep":
            self.keep.add(rest)
        elif word == "clear":
            self.bytes[rest] = bytearray()
            if rest in ("STRING_BYTES", "STRING_OFFSETS"):
                self.starts = []
        elif word == "poke":
            place, _, new = rest.partition(":")
            at, new = self.after_layout(place), bytes_of(new)
            self.file[at:at + len(new)] = new
        elif word in ("append", "grow", "truncate"):
            self.lay_out()
            if word == "append":
                self.file += bytes_of(rest)
            elif word == "grow":
                self.sparse = int(rest, 0)
            else:
                del self.file[int(rest, 0):]
        elif word == "string":
            label, _, new = rest.partition(":")
            self.starts.append(len(self.bytes[self.section]))
            self.add(label, new)
        elif word == "requires":
            label, number = rest.split()
            self.required[self.before_layout(label)[1] // 8] = int(number)
        elif word == "wakes":
            labels = rest.split() if rest != "*" else ["CRITERIA+%d" % at for at in range(0, len(self.bytes["CRITERIA"]), 8)]
            self.wakers |= {self.before_layout(label)[1] // 8 for label in labels}
        elif word == "search":
            self.search()
        elif word == "limit":
            name, number = rest.split()
            self.limits[name] = int(number, 0)
        elif word == "contract":
            name, version, *platform = rest.split()
            self.contract, self.inputs = (fnv(name.encode()), int(version), int(platform[0]) if platform else 0), []
        elif word == "input":
            number, name, kind = rest.split()
            self.inputs.append((int(number), fnv(b"" if name == "-" else name.encode()), fnv(kind.encode())))
        elif word == "expect":
            self.expect = rest.split()
        else:
            m = re.match(r'(\w+):\s*(.*)', text)
            self.add(m.group(1) if m else None, m.group(2) if m else text)

    sparse = None

    def read(self, path):
        with open(path, encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                text = re.sub(r'^((?:[^"#]|"[^"]*")*)#.*', r"\1", text).strip()
                try:
                    if text:
                        self.line(text, os.path.dirname(path))
                except (ValueError, AttributeError, KeyError, IndexError) as error:
                    sys.exit("%s:%d: %s: %s" % (path, number, text, error))


def assemble(path, folder):
    case = Case()
    case.read(path)
    case.lay_out()
    case.fit(case.keep)
    name = os.path.splitext(os.path.basename(path))[0]
    if case.expect is None:
        sys.exit(path + ": says not what to expect")
    out = os.path.join(folder, name + ".chn")
    with open(out, "wb") as file:
        file.write(case.file)
        if case.sparse:
            file.truncate(case.sparse)
    code, offset = case.expect[0], case.after_layout(case.expect[1])
    words = ["case", name, code, str(offset)] + ["%s=%d" % item for item in case.limits.items()]
    if case.contract:
        words.append("contract=%d:%d:%d" % case.contract)
        words += ["input=%d:%d:%d" % each for each in case.inputs]
    return " ".join(words)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    lines = [assemble(path, folder) for path in sorted(sys.argv[2:])]
    with open(os.path.join(folder, "cases.txt"), "w", encoding="ascii") as index:
        index.write("\n".join(lines) + "\n")


main()
