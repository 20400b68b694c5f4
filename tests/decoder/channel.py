"""Reads one channel file and refuses it where docs/channel-format.md says that it is not well formed.

In:  the bytes of a file. Out: a Channel, whose tables are plain lists and dictionaries; or the exception NotWellFormed.
Holds: written from the page alone. Each rule of the page is one `need(...)`, in the order of the page. Where the page was silent,
       nothing is refused.
"""
import hashlib
import struct

import layout as L
import search
from text import fnv1a, fold, glob_parts


class NotWellFormed(Exception):
    """A rule of the page that the bytes break, and where."""

    def __init__(self, reason, at):
        super().__init__("%s at byte %d" % (reason, at))
        self.reason = reason
        self.at = at


def need(holds, reason, at):
    if not holds:
        raise NotWellFormed(reason, at)


class Section:
    """Where a section is: first byte, number of records, bytes of a record."""

    def __init__(self, offset, records, width):
        self.offset = offset
        self.records = records
        self.width = width
        self.size = records * width

    def at(self, record):
        return self.offset + record * self.width


class FirstUse:
    """Numbers are given at first use: each is at most how many different ones were seen before."""

    def __init__(self, what, total):
        self.what = what
        self.total = total
        self.seen = 0

    def use(self, number, at):
        need(number < self.total, "%s number past the table" % self.what, at)
        need(number <= self.seen, "%s not numbered at first use" % self.what, at)
        if number == self.seen:
            self.seen += 1
        return number

    def end(self, at):
        need(self.seen == self.total, "%s that nothing uses" % self.what, at)


class SideBySide:
    """Ranges are side by side: each starts where the one before ended, the last ends at the end of the table."""

    def __init__(self, what, total):
        self.what = what
        self.total = total
        self.next = 0

    def take(self, first, count, at):
        need(first == (self.next if count else 0), "range of %s does not start where the one before ended" % self.what, at)
        need(count <= self.total - self.next, "range of %s past its table" % self.what, at)
        first, self.next = self.next, self.next + count
        return first

    def end(self, at):
        need(self.next == self.total, "%s that nothing owns" % self.what, at)


class Channel:
    """One well-formed channel file. The members are what show.py prints and evaluate.py reads."""

    def __init__(self, data):
        self.data = data
        self._header()
        self._sections()
        self._strings()
        self._template()
        self._parameters()
        self._aliases_and_recorded()
        self._instances()
        self._programs()
        self._sets()
        self._first_uses()
        self._criteria()
        self._conditions()
        self._differ()
        search.read(self, need)

    # ---- small readers ----
    def _u8(self, at):
        return self.data[at]

    def _u16(self, at):
        return struct.unpack_from("<H", self.data, at)[0]

    def _u32(self, at):
        return struct.unpack_from("<I", self.data, at)[0]

    def _u64(self, at):
        return struct.unpack_from("<Q", self.data, at)[0]

    def _zero(self, at, count):
        for byte in range(at, at + count):
            need(self.data[byte] == 0, "byte that must be zero", byte)

    def _string(self, number, at):
        need(number < len(self.strings), "string number past the table", at)
        return self.strings[number]

    def _text(self, number, at):
        try:
            return self._string(number, at).decode("utf-8")
        except UnicodeDecodeError:
            raise NotWellFormed("text that is not UTF-8", at) from None

    # ---- header, section table ----
    def _header(self):
        data = self.data
        first = L.HEADER_BYTES + 16 * len(L.SECTIONS)
        need(len(data) >= first, "file ends before its section table", len(data))
        need(data[:8] == L.MAGIC, "magic", 0)
        need(self._u32(8) == L.FORMAT_VERSION, "format version", 8)
        need(self._u32(12) == len(L.SECTIONS), "number of sections", 12)
        need(self._u64(16) == len(data), "size of the file", 16)
        need(len(data) <= 1 << 30, "file over 2^30 bytes", 16)
        self.digest = data[24:56].hex()
        need(hashlib.sha256(data[:24] + bytes(32) + data[56:]).hexdigest() == self.digest, "digest", 24)
        self.channel, self.version, self.revision, self.parameter_count = struct.unpack_from("<4I", data, 56)
        self.inputs_read, self.max_program, self.unicode = struct.unpack_from("<3I", data, 72)
        need(1 <= self.channel <= L.MAX_NUMBER, "channel", 56)
        need(1 <= self.version <= L.MAX_NUMBER, "version of the Template Type", 60)
        need(1 <= self.revision <= L.MAX_NUMBER, "content revision", 64)
        need(1 <= self.parameter_count <= L.MAX_PARAMETERS, "parameter count", 68)
        need(self.inputs_read <= self.parameter_count, "inputs read", 72)
        need(self.unicode == L.UNICODE, "Unicode version", 80)
        self._zero(84, 12)

    def _sections(self):
        self.sections = {}
        end = L.HEADER_BYTES + 16 * len(L.SECTIONS)
        for index, (name, width) in enumerate(L.SECTIONS):
            row = L.HEADER_BYTES + 16 * index
            number, records, offset, size = struct.unpack_from("<4I", self.data, row)
            start = (end + 7) & ~7
            need(number == index + 1, "section number", row)
            need(size == records * width, "size of section %s" % name, row + 12)
            need(offset == start, "offset of section %s" % name, row + 8)
            need(start + size <= len(self.data), "section %s past the end of the file" % name, row + 12)
            self._zero(end, start - end)
            self.sections[name] = Section(offset, records, width)
            end = start + size
        need(len(self.data) == (end + 7) & ~7, "file does not end where its last section ends", min(end, len(self.data)))
        self._zero(end, len(self.data) - end)
        need(self.sections["TEMPLATE"].records == 1, "TEMPLATE is not one record", L.HEADER_BYTES + 4)
        need(self.sections["PARAMETERS"].records == self.parameter_count, "records of PARAMETERS", L.HEADER_BYTES + 16 + 4)

    def _strings(self):
        offsets, content = self.sections["STRING_OFFSETS"], self.sections["STRING_BYTES"]
        need(offsets.records >= 1, "STRING_OFFSETS without its first", L.HEADER_BYTES + 16 * 15 + 4)
        table = struct.unpack_from("<%dI" % offsets.records, self.data, offsets.offset)
        need(table[0] == 0, "first string offset", offsets.offset)
        for index in range(1, len(table)):
            need(table[index - 1] <= table[index], "string offsets fall", offsets.at(index))
        need(table[-1] == content.size, "last string offset", offsets.at(len(table) - 1))
        raw = self.data[content.offset:content.offset + content.size]
        self.strings = [raw[a:b] for a, b in zip(table, table[1:])]

    # ---- what the Template Type declares ----
    def _template(self):
        at = self.sections["TEMPLATE"].offset
        number, platform, phase, actions, _, hashed = struct.unpack_from("<IBBBBQ", self.data, at)
        name = self._text(number, at)
        need(name, "Template Type without a name", at)
        need(platform < len(L.PLATFORMS), "platform", at + 4)
        need(phase < len(L.PHASES), "phase", at + 5)
        need(1 <= actions <= 7, "actions", at + 6)
        self._zero(at + 7, 1)
        need(hashed == fnv1a(name.encode()), "hash of the Template Type's name", at + 8)
        self.template = {"name": name, "platform": L.PLATFORMS[platform], "phase": L.PHASES[phase], "hash": hashed, "action_bits": actions,
                         "actions": [word for bit, word in enumerate(L.ACTIONS) if actions >> bit & 1]}

    def _parameters(self):
        section = self.sections["PARAMETERS"]
        members = self.sections["MEMBERS"]
        ranges = SideBySide("MEMBERS", members.records)
        self.parameters = []
        self.member_name_bytes = 0
        for index in range(section.records):
            at = section.at(index)
            ordinal, kind, flags, count, number, first, name_hash, type_hash = struct.unpack_from("<IBBHIIQQ", self.data, at)
            need(ordinal == index + 1, "ordinal", at)
            need(kind < len(L.TYPES), "type", at + 4)
            need(flags <= (1 if kind in L.TEXTS else 0), "flags of a parameter", at + 5)
            name = self._text(number, at + 8)
            need((name == "") == (kind == L.RESERVED), "name of a parameter", at + 8)
            need(not count or kind in (L.ENUM, L.FLAGS), "members of a type that has none", at + 6)
            first = ranges.take(first, count, at + 12)
            held = []
            for row in range(first, first + count):
                where = members.at(row)
                string, zero, value = struct.unpack_from("<IIQ", self.data, where)
                need(zero == 0, "byte that must be zero", where + 4)
                held.append((self._text(string, where), value))
                self.member_name_bytes += len(self.strings[string])
                if kind == L.ENUM:
                    need(value == row - first, "value of an enum's member", where + 8)
                else:
                    need(value != 0, "value of a flag", where + 8)
            text = L.TYPES[kind]
            if kind == L.ENUM:
                text += "{" + ",".join(member for member, _ in held) + "}"
            elif kind == L.FLAGS:
                text += "{" + ",".join("%s=%d" % member for member in held) + "}"
            need(name_hash == fnv1a(name.encode()), "hash of a parameter's name", at + 16)
            need(type_hash == fnv1a(text.encode()), "hash of a parameter's type", at + 24)
            self.parameters.append({"ordinal": ordinal, "type": kind, "cased": bool(flags), "name": name, "members": held, "type_text": text,
                                    "name_hash": name_hash, "type_hash": type_hash, "aliases": []})
        ranges.end(members.offset)

    def _aliases_and_recorded(self):
        section = self.sections["ALIASES"]
        before = 0
        for index in range(section.records):
            at = section.at(index)
            ordinal, scheme, path = struct.unpack_from("<3I", self.data, at)
            need(1 <= ordinal <= self.parameter_count, "ordinal of an alias", at)
            need(before <= ordinal, "aliases out of order", at)
            before = ordinal
            self.parameters[ordinal - 1]["aliases"].append((self._text(scheme, at + 4), self._text(path, at + 8)))
        section = self.sections["RECORDED"]
        self.recorded = []           # (key, [values: int or str]), in the order of the file
        keys = set()
        for index in range(section.records):
            at = section.at(index)
            number, kind, value = struct.unpack_from("<IIQ", self.data, at)
            key = self._text(number, at)
            need(kind <= 1, "kind of a recorded value", at + 4)
            if not self.recorded or self.recorded[-1][0] != key:
                need(key not in keys, "records of one key are not side by side", at)
                keys.add(key)
                need(len(keys) <= L.MAX_RECORDED_KEYS, "more than 64 recorded keys", at)
                self.recorded.append((key, []))
            self.recorded[-1][1].append(self._text(value, at + 8) if kind else value)

    # ---- instances: the records and their vectors ----
    def _instances(self):
        section = self.sections["INSTANCES"]
        vectors = SideBySide("VECTORS", self.sections["VECTORS"].records)
        criteria = SideBySide("CRITERIA", self.sections["CRITERIA"].records)
        code = SideBySide("CODE", self.sections["CODE"].records)
        self.instances = []
        before = 0
        for index in range(section.records):
            at = section.at(index)
            (number, name, title, severity, action, flags, zero, parameters, first_vector, first_criterion, criterion_count, first_code,
             code_count, last) = struct.unpack_from("<QIIBBBBIIIIIII", self.data, at)
            need(1 <= number <= (1 << 53) - 1, "id", at)
            need(number > before, "ids out of order", at)
            before = number
            name, title = self._text(name, at + 8), self._text(title, at + 12)
            need(name, "instance without a name", at + 8)
            need(severity < len(L.SEVERITIES), "severity", at + 16)
            need(action < len(L.ACTIONS) and self.template["action_bits"] >> action & 1, "action", at + 17)
            need(flags <= 1, "flags of an instance", at + 18)
            need(zero == 0, "byte that must be zero", at + 19)
            need(parameters == self.parameter_count, "parameter count of an instance", at + 20)
            need(code_count >= 1, "instance without a condition", at + 40)
            need(last == 0, "byte that must be zero", at + 44)
            first_vector = vectors.take(first_vector, parameters, at + 24)
            first_criterion = criteria.take(first_criterion, criterion_count, at + 28)
            first_code = code.take(first_code, code_count, at + 36)
            where = self.sections["VECTORS"].at(first_vector)
            vector = list(struct.unpack_from("<%dH" % parameters, self.data, where))
            need(sum(vector) == criterion_count, "vector does not add up to the number of criteria", where)
            self.instances.append({"id": number, "name": name, "title": title, "severity": L.SEVERITIES[severity], "action": L.ACTIONS[action],
                                   "stress": bool(flags), "vector": vector, "first_criterion": first_criterion, "first_code": first_code,
                                   "code_count": code_count})
        vectors.end(self.sections["VECTORS"].offset)
        criteria.end(self.sections["CRITERIA"].offset)
        code.end(self.sections["CODE"].offset)

    # ---- programs and sets ----
    def _programs(self):
        section, code, classes = (self.sections[name] for name in ("PROGRAMS", "PROGRAM_CODE", "CLASSES"))
        self.classes = [self.data[classes.at(row):classes.at(row + 1)] for row in range(classes.records)]
        class_use = FirstUse("class", classes.records)
        ranges = SideBySide("PROGRAM_CODE", code.records)
        self.programs = []
        longest = 0
        for index in range(section.records):
            at = section.at(index)
            first, count, string, zero = struct.unpack_from("<4I", self.data, at)
            need(1 <= count <= L.MAX_PROGRAM, "number of instructions", at + 4)
            need(zero == 0, "byte that must be zero", at + 12)
            first = ranges.take(first, count, at)
            longest = max(longest, count)
            instructions = [self._instruction(code.at(first + row), row, count, class_use) for row in range(count)]
            self.programs.append({"text": self._text(string, at + 8), "code": instructions})
        ranges.end(code.offset)
        class_use.end(classes.offset)
        need(longest == self.max_program, "instructions of the longest program", 76)

    def _instruction(self, at, row, count, class_use):
        """One instruction, checked. Targets are counted from the program's first instruction."""
        operation, a, b, zero, target = struct.unpack_from("<4BI", self.data, at)
        need(operation in L.INSTRUCTIONS, "operation of a program", at)
        need(zero == 0, "byte that must be zero", at + 3)
        if operation == L.I_RANGE:
            need(a <= b, "range of bytes turned around", at + 1)
        elif operation == L.I_ASSERT:
            need(a in L.ASSERTIONS, "assertion", at + 1)
            need(b == 0, "part of an instruction that must be zero", at + 2)
        else:
            need(a == 0 and b == 0, "part of an instruction that must be zero", at + 1)
        if operation in (L.I_RANGE, L.I_SPLIT, L.I_JUMP):
            need(target < count, "target outside the program", at + 4)
        elif operation == L.I_SET:
            class_use.use(target, at + 4)
        else:
            need(target == 0, "part of an instruction that must be zero", at + 4)
        if operation in (L.I_SET, L.I_SPLIT, L.I_ASSERT):
            need(row + 1 < count, "next instruction outside the program", at)
        return operation, a, b, target

    def _sets(self):
        section = self.sections["SETS"]
        values, numbers = SideBySide("VALUES", self.sections["VALUES"].records), SideBySide("NUMBERS", self.sections["NUMBERS"].records)
        self.sets = []
        self.string_values = []      # (string number, byte) of VALUES of string sets, in file order
        program_use = FirstUse("program", len(self.programs))
        measured = self.member_name_bytes
        for index in range(section.records):
            at = section.at(index)
            kind, form, zero, first, count, weight = struct.unpack_from("<BBHIII", self.data, at)
            need(kind in L.SET_KINDS, "kind of a set", at)
            need(form in L.FORMS and (form != 0) == (kind == L.KIND_STRINGS), "form of a set", at + 1)
            need(zero == 0, "byte that must be zero", at + 2)
            need(count >= 1, "set without values", at + 8)
            one = {"kind": kind, "form": form, "weight": weight, "signs": set()}
            if kind in (L.KIND_STRINGS, L.KIND_PROGRAMS):
                first = values.take(first, count, at + 4)
                where = self.sections["VALUES"].at(first)
                held = struct.unpack_from("<%dI" % count, self.data, where)
                if kind == L.KIND_STRINGS:
                    one["values"] = [self._string(number, where + 4 * row) for row, number in enumerate(held)]
                    self.string_values += [(number, where + 4 * row) for row, number in enumerate(held)]
                    self._strings_of_set(one, where)
                    expected = sum(len(value) for value in one["values"])
                    measured += expected
                else:
                    for row, number in enumerate(held):
                        program_use.use(number, where + 4 * row)
                        need(row == 0 or held[row - 1] < number, "programs of a set do not ascend", where + 4 * row)
                    one["values"] = list(held)
                    expected = sum(len(self.programs[number]["code"]) for number in held)
            else:
                width = 2 if kind == L.KIND_RANGES else 1
                first = numbers.take(first, count * width, at + 4)
                one["at"] = self.sections["NUMBERS"].at(first)
                one["values"] = list(struct.unpack_from("<%dQ" % (count * width), self.data, one["at"]))
                expected = 0
            need(weight == expected, "weight of a set", at + 12)
            self.sets.append(one)
        values.end(self.sections["VALUES"].offset)
        numbers.end(self.sections["NUMBERS"].offset)
        program_use.end(self.sections["PROGRAMS"].offset)
        self.measured = measured
        need(measured <= 64 * len(self.data) + (1 << 24), "strings are used beyond measure", section.offset)

    def _strings_of_set(self, one, where):
        """What a string set's form asks of its strings; and that they ascend."""
        form = one["form"]
        for row, value in enumerate(one["values"]):
            at = where + 4 * row
            need(row == 0 or one["values"][row - 1] < value, "strings of a set do not ascend", at)
            if form in L.FORMS_UTF8:
                try:
                    text = value.decode("utf-8")
                except UnicodeDecodeError:
                    raise NotWellFormed("text that is not UTF-8", at) from None
                if form in (L.FORM_FOLDED, L.FORM_GLOB_FOLDED):
                    need(fold(text) == text, "string that is not folded", at)
                if form in (L.FORM_GLOB, L.FORM_GLOB_FOLDED):
                    need(glob_parts(text) is not None, "glob with two * side by side", at)
            elif form == L.FORM_GUID:
                need(len(value) == 16, "guid that is not 16 bytes", at)
            elif form == L.FORM_ADDRESS:
                need(len(value) in (4, 16), "address that is not 4 or 16 bytes", at)
                need(value[:12] != bytes(10) + b"\xff\xff" or len(value) == 4, "address that is IPv4-mapped", at)
            else:
                need(len(value) in (5, 17), "network that is not 5 or 17 bytes", at)
                bits = 8 * (len(value) - 1)
                need(value[-1] <= bits, "prefix length", at)
                host = int.from_bytes(value[:-1], "big") & ((1 << (bits - value[-1])) - 1)
                need(host == 0, "network with host bits", at)
                need(bits == 32 or value[-1] < 96 or value[:12] != bytes(10) + b"\xff\xff", "network that is IPv4-mapped", at)

    def _first_uses(self):
        """Strings are numbered in the order of the page: the owners in the order of the sections, set values last."""
        use = FirstUse("string", len(self.strings))

        def walk(section, *fields):
            for row in range(self.sections[section].records):
                for field in fields:
                    at = self.sections[section].at(row) + field
                    use.use(self._u32(at), at)

        walk("TEMPLATE", 0)
        walk("PARAMETERS", 8)
        walk("MEMBERS", 0)
        walk("ALIASES", 4, 8)
        for row in range(self.sections["RECORDED"].records):
            at = self.sections["RECORDED"].at(row)
            use.use(self._u32(at), at)
            if self._u32(at + 4) == 1:
                use.use(self._u64(at + 8), at + 8)
        walk("INSTANCES", 8, 12)
        walk("PROGRAMS", 8)
        for number, at in self.string_values:
            use.use(number, at)
        use.end(self.sections["STRING_OFFSETS"].offset)

    # ---- criteria and conditions ----
    def _criteria(self):
        set_use = FirstUse("set", len(self.sets))
        highest = 0
        for instance in self.instances:
            instance["criteria"] = []
            first = instance["first_criterion"]
            ordinals = [index + 1 for index, count in enumerate(instance["vector"]) for _ in range(count)]
            for row, ordinal in enumerate(ordinals):
                criterion = self._criterion(self.sections["CRITERIA"].at(first + row), ordinal, set_use)
                instance["criteria"].append(criterion)
                highest = max(highest, criterion["ordinal"], criterion["other"])
        self.set_use = set_use       # goes on with the required sets
        need(highest == self.inputs_read, "inputs read", 72)

    def _criterion(self, at, expected, set_use):
        operator, flags, ordinal, other, number = struct.unpack_from("<4BI", self.data, at)
        need(operator in L.OPERATORS, "operator", at)
        need(flags <= 1, "flags of a criterion", at + 1)
        need(ordinal == expected, "ordinal of a criterion is not the vector's", at + 2)
        name, types, set_kind = L.OPERATORS[operator]
        kind = self.parameters[ordinal - 1]["type"]
        need(kind in types, "%s on a field of type %s" % (name, L.TYPES[kind]), at)
        if operator in L.FIELD_OPERATORS:
            need(1 <= other <= self.parameter_count, "other field", at + 3)
            need(other != ordinal, "field compared with itself", at + 3)
            own, second = self.parameters[ordinal - 1], self.parameters[other - 1]
            texts = kind in L.TEXTS and second["type"] in L.TEXTS
            need(texts or second["type_text"] == own["type_text"], "fields of two types compared", at + 3)
        else:
            need(other == 0, "other field of an operator without one", at + 3)
        cased = bool(flags)
        over_text = kind in L.TEXTS and operator != L.EXISTS
        need(not cased or over_text, "cased on an operator that is not over text", at + 1)
        need(cased or operator != L.MATCHES, "MATCHES that is not cased", at + 1)
        if set_kind == 0:
            need(number == L.NO_SET, "set of an operator without one", at + 4)
            number = None
        else:
            set_use.use(number, at + 4)
            self._set_of(operator, cased, kind, set_kind, self.sets[number], at + 4)
        return {"operator": operator, "cased": cased, "ordinal": ordinal, "other": other, "set": number, "type": kind}

    def _set_of(self, operator, cased, kind, set_kind, one, at):
        """That a set is what the operator needs, on a field of this type."""
        need(one["kind"] == set_kind, "kind of the set", at)
        form = 0
        if operator in (L.EQUALS, L.STARTS, L.ENDS, L.CONTAINS):
            form = L.FORM_TEXT if cased else L.FORM_FOLDED
        elif operator == L.LIKE:
            form = L.FORM_GLOB if cased else L.FORM_GLOB_FOLDED
        elif operator == L.BYTES_IN:
            form = L.FORM_GUID if kind == L.GUID else L.FORM_ADDRESS
        elif operator == L.WITHIN:
            form = L.FORM_NETWORK
        need(one["form"] == form, "form of the set", at)
        if set_kind not in (L.KIND_NUMBERS, L.KIND_RANGES):
            return
        signed = kind == L.I64
        if operator in (L.HAS_ALL, L.HAS_ANY):
            need(0 not in one["values"], "HAS with 0", at)
        if signed in one["signs"]:
            return
        one["signs"].add(signed)
        held = [sign(value, signed) for value in one["values"]]
        for row, value in enumerate(held):
            where = one["at"] + 8 * row
            if set_kind == L.KIND_NUMBERS:
                need(row == 0 or held[row - 1] < value, "numbers of a set do not ascend", where)
            elif row % 2:
                need(held[row - 1] <= value, "range turned around", where)
            else:
                need(row == 0 or held[row - 1] + 1 < value, "ranges that touch or are out of order", where)

    def _conditions(self):
        for instance in self.instances:
            section = self.sections["CODE"]
            first = instance["first_code"]
            words = [self._u32(section.at(first + row)) for row in range(instance["code_count"])]
            instance["code"] = []
            pushed = set()
            latest = {}              # ordinal -> the last criterion that was pushed for the first time
            depth = 0
            for row, word in enumerate(words):
                at = section.at(first + row)
                operation, k, n = word & 255, word >> 8 & 255, word >> 16
                need(operation in L.OPERATIONS, "operation of a condition", at)
                pops = {L.OP_CRITERION: 0, L.OP_TRUE: 0, L.OP_NOT: 1, L.OP_AND: 2, L.OP_OR: 2, L.OP_ATLEAST: n}[operation]
                if operation == L.OP_ATLEAST:
                    need(2 <= k < n, "ATLEAST", at + 1)
                else:
                    need(k == 0, "part of an operation that must be zero", at + 1)
                if operation == L.OP_CRITERION:
                    need(n < len(instance["criteria"]), "number of a criterion", at + 2)
                    if n not in pushed:
                        ordinal = instance["criteria"][n]["ordinal"]
                        need(latest.get(ordinal, -1) < n, "criteria of an ordinal are not pushed in their order", at + 2)
                        latest[ordinal] = n
                        pushed.add(n)
                elif operation != L.OP_ATLEAST:
                    need(n == 0, "part of an operation that must be zero", at + 2)
                need(pops <= depth, "stack is empty", at)
                depth += 1 - pops
                need(depth <= L.MAX_STACK, "stack is too deep", at)
                instance["code"].append((operation, k, n))
            end = section.at(first + len(words) - 1)
            need(depth == 1, "condition does not leave one value", end)
            need(len(pushed) == len(instance["criteria"]), "criterion that the condition does not read", end)
    def _differ(self):
        """No two strings, sets, programs or classes are alike. Sets of numbers are alike only where they are read with one sign."""
        def differ(what, section, keys):
            seen = set()
            for row, key in enumerate(keys):
                need(key not in seen, "two %s are alike" % what, self.sections[section].at(row))
                seen.add(key)
        differ("strings", "STRING_OFFSETS", self.strings)
        differ("classes", "CLASSES", self.classes)
        differ("programs", "PROGRAMS", [(program["text"], tuple(program["code"])) for program in self.programs])
        differ("sets", "SETS", [(one["kind"], one["form"], tuple(one["values"]), tuple(sorted(one["signs"]))) for one in self.sets])


def sign(value, signed):
    """A stored number as the number that it is on a field: two's complement on an i64, else as it stands."""
    return value - (1 << 64) if signed and value >> 63 else value
