"""What a condition means, in plain Python over the generator's own structures.

In:  a condition as nested tuples (see below), the values of an event's fields, and the Template Type. Out: True or False.
Holds: written from docs/language.md alone. It reads no Weir source and no channel file, so that a mistake of the parser, the compiler or the
     interpreter cannot be made here too. Folding is the installed database's CaseFolding.txt, status C and S.

Conditions:
    ("and", [c]) ("or", [c]) ("not", c) ("of", k | "any" | "all", [c]) ("let", name) ("call", predicate, [argument])
    ("criterion", field, operator, {cased, all}, [value]) and ("comparison", field, operator, {cased}, other field)
A field is ("field", Field), ("parameter", name) or ANY. Values are ("literal", value), ("range", low, high), ("list", List), ("function", name,
[value]), ("parameter", name). An argument is a field or a value.
"""
import base64
import functools
import ipaddress
import re

ANY = ("any",)
TEXT = ("string", "path", "hash")
NUMBERS = ("u32", "u64", "i64")
DATABASE = "/usr/share/unicode/CaseFolding.txt"
VARIABLES = {"systemroot": "C:\\Windows", "windir": "C:\\Windows", "programfiles": "C:\\Program Files", "public": "C:\\Users\\Public",
             "programfiles(x86)": "C:\\Program Files (x86)", "comspec": "C:\\Windows\\System32\\cmd.exe"}


@functools.lru_cache(maxsize=None)
def foldings():
    table = {}
    with open(DATABASE, encoding="utf-8") as file:
        for line in file:
            parts = [part.strip() for part in line.split("#")[0].split(";")]
            if len(parts) > 2 and parts[1] in ("C", "S"):
                table[chr(int(parts[0], 16))] = chr(int(parts[2], 16))
    return table


@functools.lru_cache(maxsize=None)
def orbits():
    """Of each character that folds with others: all of them."""
    together = {}
    for source, target in foldings().items():
        together.setdefault(target, {target}).add(source)
    return {c: group for group in together.values() for c in group}


def fold(text):
    table = foldings()
    return "".join(table.get(c, c) for c in text)


# ---- constant functions: values to values, as bytes where they are bytes ----

def traces(data):
    """The three texts that bytes leave inside a longer Base64 text: those characters that nothing around them has a part in."""
    for before in range(3):
        first, end = -(-8 * before // 6), 8 * (before + len(data)) // 6
        yield base64.b64encode(b"\0" * before + data)[first:end]


def dashes(text):
    """Every way to write the dashes that start options."""
    at = next((m.start() for m in re.finditer(r"(?<![0-9A-Za-z_])[-/](?=[0-9A-Za-z_])", text)), None)
    if at is None:
        return [text]
    return [text[:at] + dash + rest for dash in "-/\u2013\u2014\u2015" for rest in dashes(text[at + 1:])]


def variables(text):
    return re.sub(r"%([0-9A-Za-z_()]+)%", lambda m: VARIABLES[m[1].lower()], text)


def ascii_case(text, upper):
    return "".join((c.upper() if upper else c.lower()) if c.isascii() else c for c in text)


def call(name, values):
    data = [v if isinstance(v, bytes) else v.encode("utf-8") for v in values]
    if name == "base64":
        return [base64.b64encode(v) for v in data]
    if name == "base64_any":
        return [trace for v in data for trace in traces(v)]
    text = [v.decode("utf-8") for v in data]
    if name in ("utf16le", "utf16be", "utf16"):
        mark = b"\xff\xfe" if name == "utf16" else b""
        return [mark + v.encode("utf-16-be" if name == "utf16be" else "utf-16-le") for v in text]
    if name == "windash":
        return [w for v in text for w in dashes(v)]
    if name == "env":
        return [variables(v) for v in text]
    return [ascii_case(v, name == "upper") for v in text]


# ---- globs and regular expressions ----

def glob_pieces(glob):
    """Characters, None for any one, Ellipsis for any run."""
    at = 0
    while at < len(glob):
        if glob[at:at + 3] in ("[*]", "[?]", "[[]"):
            yield glob[at + 1]
            at += 3
        else:
            yield {"*": Ellipsis, "?": None}.get(glob[at], glob[at])
            at += 1


def glob_holds(glob, text):
    states = {0}
    pieces = list(glob_pieces(glob))

    def closed(places):
        places = set(places)
        for at in range(len(pieces)):
            if at in places and pieces[at] is Ellipsis:
                places.add(at + 1)
        return places

    states = closed(states)
    for c in text:
        after = set()
        for at in states:
            if at == len(pieces):
                continue
            if pieces[at] is Ellipsis:
                after.add(at)
            elif pieces[at] is None or pieces[at] == c:
                after.add(at + 1)
        states = closed(after)
    return len(pieces) in states


WORD = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


def regex_ends(tree, text, starts):
    """Where a match can end that starts at one of these places. Sets of places, so that no expression takes long."""
    kind = tree[0]
    if kind in ("one of", "none of"):
        return {at + 1 for at in starts if at < len(text) and (text[at] in tree[1]) == (kind == "one of")}
    if kind == "start":
        return starts & {0}
    if kind == "end":
        return starts & {len(text)}
    if kind == "boundary":
        return {at for at in starts if (at > 0 and text[at - 1] in WORD) != (at < len(text) and text[at] in WORD)}
    if kind == "sequence":
        for part in tree[1]:
            starts = regex_ends(part, text, starts)
        return starts
    if kind == "either":
        return set().union(*(regex_ends(part, text, starts) for part in tree[1]))
    _, part, low, high = tree
    for _ in range(low):
        starts = regex_ends(part, text, starts)
    found, more, rounds = set(starts), starts, 0
    while more and (high is None or rounds < high - low):
        more = regex_ends(part, text, more) - found
        found |= more
        rounds += 1
    return found


# ---- conditions ----

class Evaluation:
    """One event, evaluated for one instance at one version of its Template Type."""

    def __init__(self, template, version, instance, event):
        self.template, self.version, self.instance, self.event = template, version, instance, event

    def holds(self, condition, bound=None):
        kind = condition[0]
        if kind == "and":
            return all([self.holds(c, bound) for c in condition[1]])
        if kind == "or":
            return any([self.holds(c, bound) for c in condition[1]])
        if kind == "not":
            return not self.holds(condition[1], bound)
        if kind == "of":
            count = sum(self.holds(c, bound) for c in condition[2])
            return count >= {"any": 1, "all": len(condition[2])}.get(condition[1], condition[1])
        if kind == "let":
            return self.holds(self.instance.lets[condition[1]])
        if kind == "call":
            predicate = condition[1]
            return self.holds(predicate.body, dict(zip(predicate.parameters, [resolve(a, bound) for a in condition[2]])))
        if kind == "criterion":
            return self.criterion(condition, bound)
        return self.comparison(condition, bound)

    def fields(self, field, bound):
        if field != ANY:
            return [resolve(field, bound)[1]]
        return [f for f in self.template.fields if f.since <= self.version and f.type in TEXT]

    def criterion(self, condition, bound):
        _, place, operator, flags, written = condition
        values = [v for one in written for v in expand(one, bound)]
        return any([self.one(field, operator, flags, values) for field in self.fields(place, bound)])

    def one(self, field, operator, flags, values):
        value = self.event.get(field.name)
        if operator in ("exists", "missing"):
            return (value is not None) == (operator == "exists")
        if value is None:
            return False
        if operator == "!=":
            return not self.one(field, "==", flags, values)
        cased = is_cased(field, flags)
        if flags.get("all"):
            return all([holds_one(field.type, cased, operator, value, v) for v in values])
        if operator == "has":
            return value & functools.reduce(int.__or__, values) == functools.reduce(int.__or__, values)
        return any([holds_one(field.type, cased, operator, value, v) for v in values])

    def comparison(self, condition, bound):
        _, place, operator, flags, other = condition
        left, right = resolve(place, bound)[1], resolve(other, bound)[1]
        a, b = self.event.get(left.name), self.event.get(right.name)
        if a is None or b is None:
            return False
        if operator == "!=":
            return not holds_one(left.type, is_cased(left, flags), "==", a, b)
        return holds_one(left.type, is_cased(left, flags), operator, a, b)


def is_cased(field, flags):
    return not flags.get("nocase") and (flags.get("cased") or field.cased)


def resolve(argument, bound):
    """What a parameter stands for. (What it is bound to was resolved when the predicate was called.)"""
    return bound[argument[1]] if argument[0] == "parameter" else argument


def expand(value, bound):
    """The values that a written one stands for; ranges are pairs."""
    kind = value[0]
    if kind == "literal":
        return [value[1]]
    if kind == "range":
        return [(value[1], value[2])]
    if kind == "parameter":
        return expand(bound[value[1]], None)
    if kind == "list":
        return [v for one in value[1].items for v in expand(one, None)]
    return call(value[1], [v for one in value[2] for v in expand(one, bound)])


def holds_one(kind, cased, operator, value, wanted):
    if kind in TEXT:
        return holds_text(cased, operator, value, wanted.decode("utf-8") if isinstance(wanted, bytes) else wanted)
    if isinstance(wanted, tuple):
        return wanted[0] <= value <= wanted[1]
    if operator in ("==", "in"):
        return value == wanted
    if operator == "has any":
        return value & wanted != 0
    if operator == "within":
        return value.version == wanted.version and value in wanted
    return {"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[operator]


def holds_text(cased, operator, value, wanted):
    if operator == "matches":
        return bool(regex_ends(wanted.tree, value, set(range(len(value) + 1))))
    if not cased:
        value, wanted = fold(value), fold(wanted)
    if operator in ("==", "in"):
        return value == wanted
    if operator == "startswith":
        return value.startswith(wanted)
    if operator == "endswith":
        return value.endswith(wanted)
    if operator == "contains":
        return wanted in value
    return glob_holds(wanted, value)


# ---- what an instance asks of its Template Type ----

def reads(condition, instance, bound, out):
    """The fields that a condition names; ANY for `any field`."""
    kind = condition[0]
    if kind in ("and", "or"):
        for c in condition[1]:
            reads(c, instance, bound, out)
    elif kind == "not":
        reads(condition[1], instance, bound, out)
    elif kind == "of":
        for c in condition[2]:
            reads(c, instance, bound, out)
    elif kind == "let":
        reads(instance.lets[condition[1]], instance, None, out)
    elif kind == "call":
        predicate = condition[1]
        reads(predicate.body, instance, dict(zip(predicate.parameters, [resolve(a, bound) for a in condition[2]])), out)
    else:
        place = condition[1]
        out.add(None if place == ANY else resolve(place, bound)[1])
        if kind == "comparison":
            out.add(resolve(condition[4], bound)[1])
    return out


def fits(template, instance, version):
    """Whether a version has what the instance needs."""
    if instance.pinned:
        return instance.pinned == version
    texts = [f for f in template.fields if f.type in TEXT and f.since <= version]
    return all(f.since <= version if f else bool(texts) for f in reads(instance.match, instance, None, set()))


def address(text):
    result = ipaddress.ip_address(text)
    return getattr(result, "ipv4_mapped", None) or result
