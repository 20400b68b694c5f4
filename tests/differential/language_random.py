"""Random Weir projects and recorded events, as structures; language_text.py makes text of them and language_reference.py says what they mean.

In:  a random.Random. Out: a Project with Template Types, sensors, lists, predicates, instances, and events whose values are aimed at the instances.
Holds: what is made is right by docs/language.md, so that every refusal by weir is a failure of one of the two.
"""
import ipaddress
import random
import uuid
from dataclasses import dataclass, field as attribute

import language_reference as R
from language_reference import ANY, NUMBERS, TEXT

BOUNDS = {"u32": (0, 2**32 - 1), "u64": (0, 2**64 - 1), "i64": (-2**63, 2**63 - 1)}
ABSENT = object()
# Characters with a history: foldings across scripts and planes, those that fold to themselves in no locale, what JSON and globs give a meaning to.
CHARACTERS = list("aAbBkKsSiIzZ09 .-_\\/*?[]{}()|^$+%#'\"\t") + list(
    "\u212a\u017f\u00df\u1e9e\u03a3\u03c3\u03c2\u0130\u0131\u00e9\u00c9\u0301\u01c4\u01c5\u01c6\u212b\u00c5\u00e5\u2126\u03c9\ufb00\u0149\u1fb3\u1fbc\u0345\u03b9\u1fbe"
    "\u00b5\u03bc\u13a0\uab70\u1c90\u10d0\u200b\ufffd\uffff\u3042\U00010400\U00010428\U0001e900\U0001e922\U0001f600\U0010ffff\n\x01\x7f\x85")
WORDS = ["evil", "CMD.exe", "\\Temp\\", "C:\\Windows", "stra\u00dfe", "STRASSE", "\u00c9cole", "ma\u00f1ana", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u212aelvin", "-enc", "/c", "x", ""]
NAMES = ["Image", "User", "Port", "Path", "Hash", "test", "list", "use", "of", "field", "from", "reserved", "stress", "since", "_x", "A", "alias", "expect", "N0"]
HASHES = (32, 40, 64, 96, 128)


@dataclass(eq=False)
class Field:
    ordinal: int
    name: str
    type: str
    since: int
    cased: bool = False
    members: list = attribute(default_factory=list)  # (name, value)
    aliases: list = attribute(default_factory=list)  # (scheme, path)
    since_written: bool = True


@dataclass(eq=False)
class Template:
    name: str
    channel: int
    version: int
    platform: str
    recorded: list  # (key, [values])
    fields: list
    supplied: set = attribute(default_factory=set)
    pool: dict = attribute(default_factory=dict)  # field name -> values that instances ask for


@dataclass(eq=False)
class List:
    name: str
    kind: str
    items: list
    file: str = None
    keep_order: bool = False


@dataclass(eq=False)
class Predicate:
    name: str
    parameters: list
    kinds: list  # ("field", class) or ("value", class)
    body: tuple = None


@dataclass(eq=False)
class Instance:
    name: str
    id: int
    template: Template
    pinned: int
    positional: bool
    match: tuple
    lets: dict
    severity: str
    action: str
    title: str


@dataclass(eq=False)
class Regex:
    weir: str
    tree: tuple
    sample: str


@dataclass(eq=False)
class Project:
    templates: list
    lists: list
    predicates: list
    instances: list
    sensors: list
    events: list  # (template or None, {field name: value}, JSON object)


def class_of(kind):
    return "text" if kind in TEXT else kind


# ---- values ----

class Values:
    def __init__(self, random_):
        self.r = random_

    def character(self):
        return self.r.choice(CHARACTERS)

    def text(self, longest=8):
        r = self.r
        if r.random() < 0.3:
            return r.choice(WORDS)
        if r.random() < 0.2:
            return r.choice(WORDS) + self.text(3)
        return "".join(self.character() for _ in range(r.randrange(longest)))

    def glob(self):
        r = self.r
        pieces = [r.choice(["*", "*", "?", "[*]", "[?]", "[[]", "[", "]", r.choice(WORDS), self.character(), self.character()]) for _ in range(r.randrange(1, 7))]
        glob = "".join(pieces)
        while "[**" in glob:
            glob = glob.replace("[**", "[*")
        return glob

    def digits(self, count):
        return "".join(self.r.choice("0123456789abcdefABCDEF") for _ in range(count))

    def hash(self):
        return self.digits(self.r.choice(HASHES))

    def number(self, kind):
        low, high = BOUNDS[kind]
        near = [low, low + 1, high, high - 1, 0, 1, 2, 80, 443, 4096, 2**31, 2**32 - 1, 2**32, 2**53, 2**53 + 1, 2**63 - 1, 2**63, -1, -2, -2**31]
        value = self.r.choice(near) if self.r.random() < 0.7 else self.r.randint(low, high)
        return value if low <= value <= high else self.r.randint(max(low, 0), min(high, 100))

    def address(self):
        r = self.r
        if r.random() < 0.5:
            return ipaddress.IPv4Address(r.choice([0x0A000000, 0x0A0000FF, 0xC0000201, 0, 0xFFFFFFFF, 0x7F000001]) ^ r.randrange(4))
        return ipaddress.IPv6Address(r.choice([0, 1, 0xFE80 << 112, 0xFC00 << 112, (0x20010DB8 << 96) + 5, 2**128 - 1]) ^ r.randrange(3))

    def network(self):
        address = self.address()
        return ipaddress.ip_network((address, self.r.randint(0, address.max_prefixlen)), strict=False)

    def of(self, field):
        """A value that the field's type can hold."""
        kind = field.type
        if kind == "hash":
            return self.hash() if self.r.random() < 0.8 else self.text()
        if kind in TEXT:
            return self.text()
        if kind in NUMBERS:
            return self.number(kind)
        return self.small(field)

    def small(self, field):
        r = self.r
        if field.type == "bool":
            return r.random() < 0.5
        if field.type == "enum":
            return r.randrange(len(field.members))
        if field.type == "flags":
            bits = 0
            for _, value in field.members:
                bits |= value if r.random() < 0.4 else 0
            return bits | (1 << r.randrange(64) if r.random() < 0.2 else 0)
        if field.type == "guid":
            return uuid.UUID(int=r.choice([0, 1, 0x0197231E9BE669345301000000000B00, 2**128 - 1]))
        return self.address()

    def regex(self, depth=2):
        """One expression as text and as a tree, and a text in which it is found. (No \\B: RE2 finds it between the bytes of a character too.)"""
        r = self.r
        folded = r.random() < 0.3
        weir, tree, sample = self.alternatives(depth, folded)
        if r.random() < 0.2:
            weir, tree = "^(?:" + weir + ")", ("sequence", [("start",), tree])
        if r.random() < 0.2:
            weir, tree = "(?:" + weir + ")$", ("sequence", [tree, ("end",)])
        return Regex("(?i)" + weir if folded else weir, tree, sample)

    def alternatives(self, depth, folded):
        parts = [self.sequence(depth, folded) for _ in range(self.r.choice([1, 1, 1, 2, 3]))]
        return "|".join(p[0] for p in parts), ("either", [p[1] for p in parts]), self.r.choice(parts)[2]

    def sequence(self, depth, folded):
        parts = [self.repeated(depth, folded) for _ in range(self.r.randrange(1, 5))]
        return "".join(p[0] for p in parts), ("sequence", [p[1] for p in parts]), "".join(p[2] for p in parts)

    def repeated(self, depth, folded):
        r = self.r
        weir, tree, sample = self.atom(depth, folded)
        if r.random() < 0.6 or weir == r"\b":
            return weir, tree, sample
        low, high = r.choice([(0, 1), (0, None), (1, None), (2, 2), (1, 3), (0, 2)])
        mark = {(0, 1): "?", (0, None): "*", (1, None): "+", (2, 2): "{2}", (1, 3): "{1,3}", (0, 2): "{0,2}"}[low, high]
        lazy = "?" if r.random() < 0.2 else ""
        return weir + mark + lazy, ("repeat", tree, low, high), sample * r.randint(low, min(high or 3, 3))

    def atom(self, depth, folded):
        r = self.r
        kind = r.randrange(12)
        if kind == 0 and depth:
            weir, tree, sample = self.alternatives(depth - 1, folded)
            return "(?:" + weir + ")", tree, sample
        if kind == 1:
            return ".", ("none of", set("\n")), r.choice("ax\u00e9\U0001f600")
        if kind == 2:
            digits, letters = set("0123456789"), set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
            return r.choice([(r"\d", ("one of", digits), "7"), (r"\w", self.one_of(digits | letters, folded), "k"), (r"\s", ("one of", set("\t\n\f\r ")), " "),
                             (r"\D", ("none of", digits), "\u0663"), (r"\b", ("boundary",), "")])
        if kind in (3, 4):
            return self.set(folded)
        c = r.choice([c for c in CHARACTERS if c.isprintable()])
        return ("\\" + c if c in r"\.+*?()[]{}^$|" else c), self.one_of({c}, folded), r.choice(sorted(R.orbits().get(c, {c}))) if folded else c

    def set(self, folded):
        r = self.r
        some = {r.choice("abksizKSI\u017f\u00e9\u03c3\u0130\u212a\U00010400") for _ in range(r.randint(1, 3))}
        weir = "".join(sorted(some))
        if r.random() < 0.4:
            some |= set("fghij")
            weir += "f-j"
        negated = r.random() < 0.2
        sample = "~" if negated else r.choice(sorted(some))
        kind, members = self.one_of(some, folded)
        return ("[^" if negated else "[") + weir + "]", ("none of" if negated else kind, members), sample

    def one_of(self, some, folded):
        """With (?i), whatever folds with one of them too."""
        return "one of", set().union(*(R.orbits().get(c, {c}) for c in some)) if folded else set(some)


# ---- Template Types ----

class Maker(Values):
    def __init__(self, random_):
        super().__init__(random_)
        self.lists, self.predicates, self.used_names = [], [], set()

    def name(self, prefix):
        name = prefix + str(len(self.used_names))
        if self.r.random() < 0.05:
            name += "_" + "n" * self.r.choice([1, 60, 200])
        self.used_names.add(name)
        return name

    def members(self, kind):
        r = self.r
        names = r.sample(["Create", "Connect", "READ", "WRITE", "exists_", "Close", "in_", "Evil", "use", "from", "K"], r.randint(1, 5))
        if kind == "enum":
            return [(n, i) for i, n in enumerate(names)]
        return [(n, r.choice([1 << r.randrange(64), r.randint(1, 15), 0x80000000])) for n in names]

    def fields(self, version):
        r = self.r
        names = r.sample(NAMES, min(len(NAMES), r.randint(1, 14)))
        names += ["Extra%d" % i for i in range(r.choice([0, 0, 0, 40]))]
        fields, since = [], 1
        for i, name in enumerate(names):
            if i and since < version and r.random() < 0.25:
                since = r.randint(since, version)
            kind = r.choice(["string", "string", "path", "path", "hash", "guid", "u32", "u64", "i64", "bool", "enum", "flags", "ip", "reserved"])
            if kind == "reserved" and i == 0:
                kind = "string"
            field = Field(i + 1, "" if kind == "reserved" else name, kind, since, since_written=r.random() < 0.7)
            field.cased = kind in TEXT and r.random() < 0.25
            if kind in ("enum", "flags"):
                twins = [f for f in fields if f.type == kind]
                field.members = r.choice(twins).members if twins and r.random() < 0.5 else self.members(kind)
            if kind != "reserved" and r.random() < 0.3:
                field.aliases = [(r.choice(["ecs", "ocsf"]), r.choice(["a%d", "p.a%d", "p.q.a%d", "p.q.r.s.a%d"]) % (i * 10 + n)) for n in range(r.randint(1, 2))]
            fields.append(field)
        return fields

    def template(self, number):
        r = self.r
        version = r.choice([1, 1, 2, 3, 4])
        recorded = [("EventID", [number] if r.random() < 0.5 else [number, number + 1000])]
        if r.random() < 0.4:
            recorded.append((r.choice(["Kind", "origin"]), r.sample(["k%d" % number, "it's", "\u00e9", "K"], r.randint(1, 3))))
        template = Template(self.name("Type"), number, version, r.choice(["windows", "linux", "macos", "network", "cloud"]), recorded, self.fields(version))
        # The newest version has all the fields that since allows; a sensor supplies it, and some of the older ones.
        template.supplied = {version} | {v for v in range(1, version) if r.random() < 0.6}
        return template

    def sensors(self, templates):
        """Each a platform and the versions that it supplies; together they supply what `supplied` says."""
        out = []
        for platform in sorted({t.platform for t in templates}):
            wanted = [(t, v) for t in templates if t.platform == platform for v in sorted(t.supplied)]
            sensors = [(platform, []) for _ in range(self.r.randint(1, 3))]
            for one in wanted:
                for sensor in self.r.sample(sensors, self.r.randint(1, len(sensors))):
                    sensor[1].append(one)
            out += [s for s in sensors if s[1]]
        return out

    # ---- lists ----

    def literal(self, kind):
        r = self.r
        makers = {"text": self.text, "glob": self.glob, "regex": self.regex, "hex": lambda: self.digits(r.randint(1, 9)), "hash": self.hash,
                  "ip": self.address, "network": self.network, "number": lambda: r.randint(0, 2**31), "guid": lambda: self.small(Field(0, "", "guid", 1))}
        return ("literal", makers[kind]())

    def make_list(self):
        r = self.r
        kind = r.choice(["text", "text", "text", "glob", "regex", "hash", "hex", "ip", "network", "number", "guid"])
        items = [self.literal(kind) for _ in range(r.choice([1, 2, 3, 6, 40]))]
        own = List(self.name("l"), kind, items)
        if r.random() < 0.4:
            own.file = "lists/" + own.name + ".txt"
            own.items = [i for i in items if self.is_line(i[1])] or [("literal", "line")] if kind in ("text", "glob", "regex") else items
            if own.items == [("literal", "line")] and kind == "regex":
                own.items = [("literal", Regex("line", ("sequence", [("one of", {c}) for c in "line"]), "line"))]
            return own
        inner = [x for x in self.lists if x.kind == kind]
        if inner and r.random() < 0.6:
            own.items = items + [("list", x) for x in r.sample(inner, min(len(inner), 2))]
            r.shuffle(own.items)
        if kind == "text" and r.random() < 0.4:
            own.items.append(self.function(1))
        return own

    def is_line(self, value):
        text = value.weir if isinstance(value, Regex) else value
        return bool(text) and text.strip(" \t\r\n") == text and text[0] != "#" and "\n" not in text and "\0" not in text and text[0] != "\ufeff"

    def function(self, depth):
        """A constant function whose values are text."""
        r = self.r
        name = r.choice(["base64", "base64_any", "lower", "upper", "windash", "env", "base64", "base64_any"])
        if name == "windash":
            inner = [("literal", r.choice([" -enc", "/c x", "a-b", "-", "x --y", " -a /b", "\u00e9", "tool.exe -nop"])) for _ in range(r.randint(1, 2))]
        elif name == "env":
            inner = [("literal", r.choice(["%SystemRoot%\\x", "%windir%", "a%PUBLIC%b", "100%", "% x", "%ProgramFiles(x86)%\\", "%%", "%COMSPEC%"]))]
        elif name.startswith("base64") and r.random() < 0.4:
            inner = [("function", r.choice(["utf16le", "utf16be", "utf16"]), [("literal", r.choice(["Net.WebClient", "\u00e9\U0001f600x", "IEX"]))])]
        elif depth and r.random() < 0.3:
            inner = [self.function(depth - 1)]
        else:
            inner = [("literal", self.text() + "pad" if name == "base64_any" else self.text()) for _ in range(r.randint(1, 3))]
            plain = [x for x in self.lists if x.kind in ("hash", "hex")]
            if plain and name != "base64_any" and r.random() < 0.3:
                inner.append(("list", r.choice(plain)))
        if name == "base64_any" and any(len(v if isinstance(v, bytes) else v.encode()) < 3 for i in inner for v in R.expand(i, None)):
            name = "base64"
        return ("function", name, inner)

    # ---- criteria ----

    def operand(self, kind, lists=True):
        """Values for an operator over this kind: one, several, a list, a function."""
        r = self.r
        named = [x for x in self.lists if x.kind == kind or (kind == "glob" and x.kind in ("hash", "text"))]
        draw = r.random()
        if lists and named and draw < 0.35:
            return [("list", r.choice(named))]
        if kind == "text" and draw < 0.45:
            return [self.function(1)]
        values = [self.literal(kind) for _ in range(r.choice([1, 1, 1, 2, 3, 8]))]
        if lists and named and r.random() < 0.1:
            values.append(("list", r.choice(named)))
        if kind == "text" and r.random() < 0.1:
            values.append(self.function(0))
        return values

    def relation(self, place, kind, others=(), as_hash=None):
        """A criterion or comparison on a field of this class. as_hash: the values have to be hexadecimal."""
        r = self.r
        if r.random() < 0.12:
            return ("criterion", place, r.choice(["exists", "missing"]), {}, [])
        if others and r.random() < 0.25:
            return self.comparison(place, kind, r.choice(others))
        if kind == "text":
            return self.text_relation(place, as_hash)
        return getattr(self, {"u32": "number", "u64": "number", "i64": "number"}.get(kind, kind) + "_relation")(place, kind)

    def comparison(self, place, kind, other):
        operators = ["==", "!="]
        if kind == "text":
            operators += ["startswith", "endswith", "contains"]
        if kind in NUMBERS:
            operators += ["<", "<=", ">", ">="]
        flags = {self.r.choice(["cased", "nocase"]): True} if kind == "text" and self.r.random() < 0.4 else {}
        return ("comparison", place, self.r.choice(operators), flags, other)

    def text_relation(self, place, as_hash):
        r = self.r
        flags = {r.choice(["cased", "nocase"]): True} if r.random() < 0.35 else {}
        operator = r.choice(["==", "!=", "in", "startswith", "endswith", "contains", "like"] + ([] if "nocase" in flags else ["matches"]))
        if place == ANY and operator == "!=":
            operator = "=="
        if operator in ("contains", "like", "matches") and place != ANY and r.random() < 0.25:
            flags["all"] = True
        kind = {"like": "glob", "matches": "regex"}.get(operator, "text")
        if as_hash and kind == "text":
            kind = "hash" if operator in ("==", "!=", "in") else "hex"
        values = [self.literal(kind)] if operator in ("==", "!=") else self.operand(kind)
        if flags.get("all"):
            mark_order(values)
        return ("criterion", place, operator, flags, values)

    def number_relation(self, place, kind):
        r = self.r
        low, high = BOUNDS[kind]
        operator = r.choice(["==", "!=", "in", "in", "<", "<=", ">", ">="])
        if operator in ("==", "!="):
            return ("criterion", place, operator, {}, [("literal", self.number(kind))])
        if operator == "in":
            if r.random() < 0.3:
                lists = [x for x in self.lists if x.kind == "number"]
                if lists:
                    return ("criterion", place, "in", {}, [("list", r.choice(lists))])
            values = []
            for _ in range(r.choice([1, 1, 2, 5])):
                a, b = sorted((self.number(kind), self.number(kind)))
                values.append(("literal", a) if r.random() < 0.5 or (a, b) == (low, high) else ("range", a, b))
            covered = {(v[1], v[2]) for v in values if v[0] == "range"}
            if any(a <= low + 2 for a, _ in covered) and any(b >= high - 2 for _, b in covered):
                values = [("literal", self.number(kind))]
            return ("criterion", place, "in", {}, values)
        value = self.number(kind)
        return ("criterion", place, operator, {}, [("literal", min(max(value, low + 1), high - 1))])

    def bool_relation(self, place, kind):
        return ("criterion", place, self.r.choice(["==", "!="]), {}, [("literal", self.r.random() < 0.5)])

    def guid_relation(self, place, kind):
        operator = self.r.choice(["==", "!=", "in"])
        return ("criterion", place, operator, {}, self.operand("guid") if operator == "in" else [self.literal("guid")])

    def ip_relation(self, place, kind):
        operator = self.r.choice(["==", "!=", "in", "within", "within"])
        if operator in ("==", "!="):
            return ("criterion", place, operator, {}, [self.literal("ip")])
        return ("criterion", place, operator, {}, self.operand("network" if operator == "within" else "ip"))

    def enum_relation(self, place, kind):
        r = self.r
        members = place[1].members
        operator = r.choice(["==", "!=", "in"])
        count = 1 if operator != "in" else r.randint(1, len(members))
        return ("criterion", place, operator, {}, [("literal", value) for _, value in r.sample(members, count)])

    def flags_relation(self, place, kind):
        r = self.r
        operator = r.choice(["==", "!=", "in", "has", "has any", "has", "has any"])
        pick = lambda: ("literal", r.choice(place[1].members)[1] if r.random() < 0.7 else r.randint(1, 2**64 - 1) & r.choice([2**64 - 1, 0xFF, 0xC0000000]) or 1)
        return ("criterion", place, operator, {}, [pick() for _ in range(1 if operator in ("==", "!=") else r.choice([1, 1, 2, 3]))])

    # ---- predicates ----

    def make_predicate(self):
        r = self.r
        own = Predicate(self.name("p"), [], [])
        for _ in range(r.randint(1, 3)):
            own.parameters.append(r.choice(["image", "x", "other", "list", "values"]) + str(len(own.parameters)))
            own.kinds.append(r.choice([("field", "text"), ("field", "text"), ("field", r.choice(NUMBERS)), ("field", "ip"), ("value", "text"), ("value", "glob")]))
        if not any(k[0] == "field" for k in own.kinds):
            own.kinds[0] = ("field", "text")
        parts = [self.about_parameter(own, i) for i in range(len(own.parameters))]
        for inner in self.predicates:
            arguments = []
            for wanted in inner.kinds:  # a field is not compared with itself, so none is given twice
                arguments += [("parameter", p) for p, k in zip(own.parameters, own.kinds) if k == wanted and ("parameter", p) not in arguments][:1]
            if len(arguments) == len(inner.kinds) and r.random() < 0.6:
                parts.append(("call", inner, arguments))
                break
        own.body = self.join(parts, 2)
        return own

    def about_parameter(self, own, i):
        """Every parameter is used; those of values behind an operator on a text field parameter."""
        r = self.r
        name, (what, kind) = own.parameters[i], own.kinds[i]
        if what == "field":
            others = [("parameter", p) for p, k in zip(own.parameters, own.kinds) if k == ("field", kind) and p != name]
            return self.relation(("parameter", name), kind, others, as_hash=True)
        texts = [p for p, k in zip(own.parameters, own.kinds) if k == ("field", "text")]
        place = ("parameter", texts[0]) if texts else ANY
        operator = "like" if kind == "glob" else r.choice(["in", "startswith", "endswith", "contains"])
        return ("criterion", place, operator, {r.choice(["cased", "nocase"]): True} if r.random() < 0.3 else {}, [("parameter", name)])

    # ---- conditions ----

    def join(self, parts, depth):
        """The parts in one condition, each used."""
        r = self.r
        parts = [("not", p) if r.random() < 0.25 else p for p in parts]
        r.shuffle(parts)
        if len(parts) == 1:
            return parts[0]
        if depth and len(parts) > 2 and r.random() < 0.6:
            cut = r.randint(1, len(parts) - 1)
            parts = [self.join(parts[:cut], depth - 1), self.join(parts[cut:], depth - 1)]
        kind = r.choice(["and", "or", "or", "of"])
        if kind == "of":
            return ("of", r.choice(["any", "all", r.randint(1, len(parts))]), parts)
        return (kind, parts)

    def leaf(self, fields, predicates, any_field):
        r = self.r
        if any_field and r.random() < 0.12:
            return self.text_relation(ANY, None)
        if predicates and r.random() < 0.2:
            made = self.make_call(r.choice(predicates), fields)
            if made:
                return made
        field = r.choice(fields)
        return self.relation(("field", field), class_of(field.type), self.others(field, fields), field.type == "hash")

    def others(self, field, fields):
        same = [f for f in fields if f is not field and (f.type in TEXT if field.type in TEXT else (f.type, f.members) == (field.type, field.members))]
        return [("field", f) for f in same]

    def make_call(self, predicate, fields):
        """A predicate's call; None when the Template Type has no field for a parameter. A hash takes no text but hexadecimal."""
        arguments = []
        hexadecimal = False
        if not any(f.type in TEXT for f in fields):
            return None
        for what, kind in predicate.kinds:
            if what == "value":
                continue
            right = [f for f in fields if class_of(f.type) == kind and ("field", f) not in arguments]
            if not right:
                return None
            arguments.append(("field", self.r.choice(right)))
            hexadecimal |= arguments[-1][1].type == "hash"
        fields_left = iter(arguments)
        out = []
        for what, kind in predicate.kinds:
            if what == "field":
                out.append(next(fields_left))
                continue
            usable = [x for x in self.lists if x.kind == ("hash" if hexadecimal and kind == "text" else kind)]
            if usable and self.r.random() < 0.6:
                out.append(("list", self.r.choice(usable)))
            else:
                out.append(self.literal("hash" if hexadecimal and kind == "text" else kind))
        return ("call", predicate, out)

    def condition(self, fields, depth, lets, predicates, any_field):
        r = self.r
        if depth == 0 or r.random() < 0.25:
            if lets and r.random() < 0.3:
                return ("let", r.choice(sorted(lets)))
            return self.leaf(fields, predicates, any_field)
        inner = lambda: self.condition(fields, depth - 1, lets, predicates, any_field)
        kind = r.choice(["and", "and", "or", "or", "not", "of"])
        if kind == "not":
            return ("not", inner())
        parts = [inner() for _ in range(r.choice([2, 2, 3, 4]))]
        if kind == "of":
            parts = parts[:r.randint(1, len(parts))]
            return ("of", r.choice(["any", "all", r.randint(1, len(parts))]), parts)
        return (kind, parts)

    def instance(self, template, number):
        r = self.r
        pinned = r.choice(sorted(template.supplied)) if r.random() < 0.3 else None
        newest = pinned or max(template.supplied)
        fields = [f for f in template.fields if f.type != "reserved" and f.since <= newest]
        if not pinned and r.random() < 0.5:
            oldest = min(template.supplied)
            fields = [f for f in fields if f.since <= oldest] or fields
        own = Instance(self.name("I"), number, template, pinned, False, None, {}, r.choice(["informational", "low", "medium", "high", "critical"]),
                       r.choice(["observe", "detect", "prevent"]), self.text() + "t%d" % number)
        texts = [f for f in fields if f.type in TEXT]
        if not fields:
            return None
        if r.random() < 0.2:
            own.positional, own.pinned = True, pinned or max(template.supplied)
            self.positions(own, [f for f in fields if f.since <= own.pinned])
            return own
        for _ in range(r.choice([0, 0, 1, 3])):
            name = "let%d" % len(own.lets)
            own.lets[name] = self.condition(fields, 1, own.lets, self.predicates, bool(texts))
        own.match = self.condition(fields, r.choice([0, 1, 2, 2, 3]), own.lets, self.predicates, bool(texts))
        if r.random() < 0.03:
            for _ in range(r.randint(20, 60)):
                own.match = r.choice([("not", own.match), ("and", [own.match, self.leaf(fields, [], False)]), ("or", [self.leaf(fields, [], False), own.match])])
        self.use_lets(own)
        return own

    def use_lets(self, own):
        """A let that nothing uses has a say in nothing; here each is used."""
        used = set()
        names_in(own.match, own, used)
        for name in own.lets:
            if name not in used:
                own.match = (self.r.choice(["and", "or"]), [own.match, ("let", name)])
                names_in(own.match, own, used)

    def positions(self, own, fields):
        r = self.r
        parts = {}
        for field in fields:
            if r.random() < 0.4:
                make = lambda: self.relation(("field", field), class_of(field.type), self.others(field, fields), field.type == "hash")
                part = make()
                if r.random() < 0.3:
                    part = (r.choice(["and", "or"]), [part, ("not", make()) if r.random() < 0.5 else make()])
                parts[field.ordinal] = ("not", part) if r.random() < 0.2 else part
        if not parts:
            field = r.choice(fields)
            parts[field.ordinal] = self.relation(("field", field), class_of(field.type), (), field.type == "hash")
        own.lets = {}
        own.match = ("and", [parts[o] for o in sorted(parts)])
        own.parts = parts


def mark_order(values):
    for value in values:
        if value[0] == "list":
            value[1].keep_order = True
            mark_order(value[1].items)
        elif value[0] == "function":
            mark_order(value[2])


def names_in(condition, instance, out):
    kind = condition[0]
    if kind == "let":
        out.add(condition[1])
        names_in(instance.lets[condition[1]], instance, out)
    elif kind in ("and", "or"):
        for c in condition[1]:
            names_in(c, instance, out)
    elif kind == "not":
        names_in(condition[1], instance, out)
    elif kind == "of":
        for c in condition[2]:
            names_in(c, instance, out)


def make_project(random_, instances=14, events=50):
    from language_events import EventMaker
    maker = Maker(random_)
    templates = [maker.template(n + 1) for n in range(random_.randint(1, 3))]
    for _ in range(random_.randint(0, 8)):
        maker.lists.append(maker.make_list())
    for _ in range(random_.randint(0, 4)):
        maker.predicates.append(maker.make_predicate())
    ids = random_.sample(range(1, 1000), instances - 1) + [2**53 - 1]
    made = [maker.instance(random_.choice(templates), i) for i in ids]
    project = Project(templates, maker.lists, maker.predicates, [i for i in made if i], maker.sensors(templates), [])
    event_maker = EventMaker(random_, project)
    project.events = [event_maker.event() for _ in range(events)]
    return project
