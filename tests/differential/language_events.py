"""Recorded events for a generated project: values that its instances ask for, or come near to, in the spellings that docs/scan.md allows.

Out: (Template Type, {field name: value}, JSON object); the value is what the spelling means, decided before it is spelt.
"""
from language_random import TEXT, NUMBERS, Regex, Values
import language_reference as R


def literals(value, bound, out):
    """Values that can be put into an event, from one that is written."""
    for one in R.expand(value, None) if value[0] != "parameter" else []:
        if isinstance(one, tuple):
            out += [one[0], one[1], one[0] - 1, one[1] + 1]
        elif isinstance(one, bytes):
            try:
                out.append(one.decode("utf-8"))
            except UnicodeDecodeError:
                pass
        else:
            out.append(one)


class EventMaker(Values):
    def __init__(self, random_, project):
        super().__init__(random_)
        self.project = project
        self.texts, self.pools = [], {}
        for predicate in project.predicates:
            self.gather(predicate.body, None)
        for instance in project.instances:
            self.gather(instance.match, instance)
            for condition in instance.lets.values():
                self.gather(condition, instance)

    def gather(self, condition, instance):
        kind = condition[0]
        if kind in ("and", "or", "of"):
            for c in condition[2 if kind == "of" else 1]:
                self.gather(c, instance)
        elif kind == "not":
            self.gather(condition[1], instance)
        elif kind == "call":
            for argument in condition[2]:
                if argument[0] not in ("field", "parameter"):
                    literals(argument, None, self.texts)
        elif kind == "criterion":
            found = []
            for value in condition[4]:
                literals(value, None, found)
            place = condition[1]
            text = place[0] != "field" or place[1].type in TEXT
            if text:
                self.texts += [f for f in found if isinstance(f, (str, Regex))]
            if place[0] == "field":
                self.pools.setdefault(id(place[1]), []).extend(found)

    # ---- values ----

    def value(self, field, others):
        r = self.r
        if r.random() < 0.15:
            return None
        same = [v for f, v in others if v is not None and (f.type in TEXT if field.type in TEXT else (f.type, f.members) == (field.type, field.members))]
        if same and r.random() < 0.25:
            value = r.choice(same)
            return self.near(value) if field.type in TEXT else value
        pool = self.pools.get(id(field), [])
        if field.type in TEXT:
            pool = [v for v in pool if isinstance(v, (str, Regex))] or self.texts
        if pool and r.random() < 0.8:
            value = r.choice(pool)
            if field.type in TEXT:
                return self.near(value)
            if field.type in NUMBERS:
                return self.clamp(field, value + r.choice([0, 0, 0, 1, -1]))
            if field.type == "ip":
                return self.inside(value)
            if field.type == "flags":
                return value | r.choice([0, 0, 1, 1 << 63]) & ~r.choice([0, 0, 1, 0x40000000])
            return value
        return self.of(field)

    def clamp(self, field, value):
        from language_random import BOUNDS
        low, high = BOUNDS[field.type]
        return min(max(value, low), high)

    def inside(self, value):
        if hasattr(value, "network_address"):
            span = value.num_addresses
            at = self.r.choice([0, 1, span - 1, span, -1])
            number = (int(value.network_address) + at) % (1 << value.max_prefixlen)
            return R.address(str(type(value.network_address)(number)))
        return value

    def near(self, value):
        """A text that a literal, glob or expression holds for, or just does not."""
        r = self.r
        if isinstance(value, Regex):
            text = value.sample
        elif r.random() < 0.5:
            text = "".join({None: self.character, Ellipsis: lambda: self.text(4)}.get(p, lambda: p)() for p in R.glob_pieces(value))
        else:
            text = value
        draw = r.random()
        if draw < 0.35:
            text = "".join(r.choice(sorted(R.orbits().get(c, {c}))) for c in text)
        elif draw < 0.45:
            text = r.choice([str.upper, str.lower, str.casefold, str.swapcase])(text)
        draw = r.random()
        if draw < 0.2:
            text = self.text(3) + text
        elif draw < 0.4:
            text += self.text(3)
        elif draw < 0.5:
            text = self.text(3) + text + self.text(3)
        elif draw < 0.6 and text:
            at = r.randrange(len(text))
            text = text[:at] + r.choice(["", self.character()]) + text[at + 1:]
        if r.random() < 0.2 and self.texts:
            other = r.choice(self.texts)
            text += other.sample if isinstance(other, Regex) else other
        return text.replace("\0", "")

    # ---- spellings ----

    def spell(self, field, value):
        """A JSON value that means this one; None: absent, and perhaps in a way that has to be converted to nothing."""
        r = self.r
        if value is None:
            wrong = [None, [], {}, ["x"], {"a": 1}]
            if field.type not in TEXT:
                wrong += ["", "no such thing", 1.5, "0x", "-", "+1", "1e3", 10**30, "1.2.3", "fe80::1::2", "{0}"]
                if field.type not in ("flags", "i64"):
                    wrong += [-1, "-5"]
                elif field.type == "flags":
                    wrong += [-1, "READ|no such", "|"]
            return r.choice(wrong)
        kind = field.type
        if kind in TEXT:
            if value in ("true", "false") and r.random() < 0.5:
                return value == "true"
            return int(value) if value.isdecimal() and value.isascii() and str(int(value)) == value and r.random() < 0.5 else value
        if kind in NUMBERS:
            return r.choice(self.spell_number(value) + ([bool(value)] if value in (0, 1) else []))
        return getattr(self, "spell_" + kind)(field, value)

    def spell_number(self, value):
        sign, size = ("-" if value < 0 else ""), abs(value)
        return [value, value, str(value), sign + hex(size), sign + "0x" + "%08X" % size, sign + "00" + str(size)]

    def spell_bool(self, field, value):
        return self.r.choice([value, value, int(value), str(int(value)), "true" if value else "false", "TRUE" if value else "False"])

    def spell_enum(self, field, value):
        name = field.members[value][0]
        folded = [R.fold(n) for n, _ in field.members]
        return self.r.choice([name, name, value, str(value), hex(value)] + ([name.upper(), name.lower()] if folded.count(R.fold(name)) == 1 else []))

    def spell_flags(self, field, value):
        names = [(n, v) for n, v in field.members if v & value == v]
        covered = 0
        for _, v in names:
            covered |= v
        parts = [n for n, _ in names] + ([hex(value & ~covered)] if value & ~covered or not names else [])
        return self.r.choice([value, str(value), hex(value), self.r.choice(["|", ",", " | ", ", "]).join(parts)])

    def spell_guid(self, field, value):
        text = self.r.choice([str(value), str(value).upper()])
        return self.r.choice([text, "{" + text + "}"])

    def spell_ip(self, field, value):
        if value.version == 4:
            return self.r.choice([str(value), str(value), "::ffff:" + str(value), "::FFFF:%x:%x" % (int(value) >> 16, int(value) & 0xFFFF)])
        return self.r.choice([str(value), value.exploded, value.exploded.upper(), str(value) + "%eth0"])

    # ---- an event ----

    def put(self, target, path, value):
        """Behind its dots, or as a key that holds dots."""
        if self.r.random() < 0.5 or "." not in path:
            target[path] = value
            return
        *folders, last = path.split(".")
        for folder in folders:
            target = target.setdefault(folder, {})
        target[last] = value

    def event(self):
        r = self.r
        if r.random() < 0.04:
            return None, {}, r.choice([{}, {"EventID": 999}, {"EventID": None, "Image": "x"}, {"EventID": ["1"]}])
        template = r.choice(self.project.templates)
        json = {}
        for key, values in template.recorded:
            value = r.choice(values)
            self.put(json, key, str(value) if isinstance(value, int) and r.random() < 0.3 else value)
        values, filled = {}, []
        for field in template.fields:
            if field.type == "reserved":
                continue
            value = self.value(field, filled)
            filled.append((field, value))
            values[field.name] = value
            self.write_field(json, field, value)
        return template, values, json

    def write_field(self, json, field, value):
        r = self.r
        spelt = self.spell(field, value)
        if value is None and spelt is None and r.random() < 0.8:
            return
        if field.aliases and r.random() < 0.5:
            # An earlier place that is null gives way to a later one.
            at = r.randrange(len(field.aliases))
            if r.random() < 0.3:
                json[field.name] = None
            self.put(json, field.aliases[at][1], spelt)
        else:
            json[field.name] = spelt
            if field.aliases and spelt is not None and r.random() < 0.2:
                self.put(json, field.aliases[0][1], "not looked at")
