"""Conditions of Weir sources, read and evaluated apart from the program: for tests that doubt what it says of them.

In:  a source with one instance, and the Template Types' sources for the types of fields. Out: trees of conditions, whose parts know where they stand.
A tree is ("and" | "or", [trees]), ("of", number, [trees]), ("not", tree), ("constant", bool) or an Atom: one criterion with one value. A criterion of several values is an "or" of atoms (of `all`, an
"and"), all with its span. What docs/language.md says holds; no code of the program is behind it.
"""
import ipaddress
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "differential"))
from language_reference import call, fold, glob_holds  # noqa: E402

TOKEN = re.compile(r"""(?P<skip>\s+|//[^\n]*)|(?P<raw>'(?:[^']|'')*')|(?P<cooked>"(?:[^"\\]|\\.)*")|(?P<number>-?(?:0x[0-9A-Fa-f]+|\d+))|(?P<name>[A-Za-z_]\w*)|(?P<sign>\.\.|==|!=|<=|>=|[^\s])""")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
OPERATORS = {"contains", "startswith", "endswith", "like", "matches", "within", "in", "has", "exists", "missing", "==", "!=", "<", ">", "<=", ">="}
TEXTS = ("string", "path", "hash")


class Atom:
    def __init__(self, field, kind, operator, value, cased, span):
        self.field, self.kind, self.operator, self.cased, self.span = field, kind, operator, cased, span
        self.value = value if cased or kind not in TEXTS or operator == "matches" or value is None else fold(value)
        self.regex = re.compile(value.replace("\\z", "\\Z"), re.ASCII if not re.search(r"\(\?[a-z]*i", value) else 0) if operator == "matches" else None

    def key(self):
        return self.field, self.operator, self.value, self.cased

    def holds(self, value):
        if value is None:
            return False
        if self.operator == "exists":
            return True
        if self.kind in TEXTS:
            if self.regex:
                return self.regex.search(value) is not None
            text = value if self.cased else fold(value)
            if self.operator == "like":
                return glob_holds(self.value, text)
            return {"==": text == self.value, "contains": self.value in text, "startswith": text.startswith(self.value), "endswith": text.endswith(self.value)}[self.operator]
        if self.operator == "within":
            network = ipaddress.ip_network(self.value, strict=False)
            return value.version == network.version and value in network
        if isinstance(self.value, tuple):
            return self.value[0] <= value <= self.value[1]
        return {"==": value == self.value, "<": value < self.value, ">": value > self.value, "<=": value <= self.value, ">=": value >= self.value}[self.operator] if self.kind != "ip" else value == self.value


def cooked(text):
    def one(match):
        if match[1]:
            return chr(int(match[1], 16))
        if match[2]:
            return chr(int(match[2], 16))
        return ESCAPES[match[3]]
    return re.sub(r"\\(?:u\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|(.))", one, text)


class Reader:
    """One source: its instance's name and condition."""

    def __init__(self, data, fields_of):
        self.tokens = []
        text, at, byte = data.decode("utf-8"), 0, 0
        while at < len(text):
            match = TOKEN.match(text, at)
            size = len(match[0].encode("utf-8"))
            if match.lastgroup != "skip":
                self.tokens.append((match.lastgroup, match[0], byte, byte + size))
            at, byte = match.end(), byte + size
        self.at, self.lets = 0, {}
        words = [token[1] for token in self.tokens]
        for i in [i for i, word in enumerate(words) if word == "list" and self.tokens[i][0] == "name" and words[i + 2] == "="]:
            self.at = i + 3
            self.lets[words[i + 1]] = self.values("string")
        start = words.index("instance")
        self.name, self.template = words[start + 1], words[start + 3]
        self.id = int(words[words.index("id", start) + 1])
        self.types = fields_of[self.template]
        depth, self.condition = 0, None
        for self.at in range(start, len(words)):
            depth += {"{": 1, "}": -1}.get(words[self.at], 0)
            if depth == 1 and words[self.at] in ("let", "match") and words[self.at - 1] != "," and self.tokens[self.at][0] == "name":
                self.statement()

    def word(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, expected=None):
        token = self.tokens[self.at]
        if expected and token[1] != expected:
            raise ValueError(f"{self.name}: {expected} expected, {token[1]} found")
        self.at += 1
        return token

    def statement(self):
        before = self.at
        if self.take()[1] == "let":
            name = self.take()[1]
            self.take("=")
            first = 1 if self.word() == "(" else 0
            is_values = self.tokens[self.at + first][0] in ("raw", "cooked")
            self.lets[name] = self.values("string") if is_values else self.either()
        else:
            self.condition = self.either()
        self.at = before

    def row(self, word, part):
        parts = [part()]
        while self.word() == word:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else ("and" if word == "and" else "or", parts)

    def either(self):
        return self.row("or", lambda: self.row("and", self.unary))

    def unary(self):
        if self.word() == "not":
            self.take()
            return ("not", self.unary())
        if self.word() == "(":
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        if self.tokens[self.at + 1][1] == "of":
            return self.counted()
        first = self.take()
        if first[1] == "any":
            self.take("field")
            fields = [field for field, kind in self.types.items() if kind[0] in TEXTS]
            at = self.at
            parts = []
            for field in fields:
                self.at = at
                parts.append(self.criterion(field, first[2]))
            return ("or", parts)
        if first[1] in self.lets and self.word() not in OPERATORS:
            return self.lets[first[1]]
        return self.criterion(first[1], first[2])

    def counted(self):
        number = self.take()[1]
        self.take("of")
        self.take("(")
        parts = []
        while self.word() != ")":
            parts.append(self.either())
            if self.word() == ",":
                self.take()
        self.take(")")
        return ("of", 1 if number == "any" else len(parts) if number == "all" else int(number), parts)

    def one_value(self, kind):
        """The values that are written at one place."""
        group, text, _, _ = self.take()
        if group == "raw":
            found = [text[1:-1].replace("''", "'")]
        elif group == "cooked":
            found = [cooked(text[1:-1])]
        elif group == "number":
            low = int(text, 0)
            if self.word() == "..":
                self.take()
                return [(low, int(self.take()[1], 0))]
            return [low]
        elif self.word() == "(":
            self.take()
            inner = []
            while self.word() != ")":
                inner += self.one_value("string")
                if self.word() == ",":
                    self.take()
            self.take(")")
            return [value if isinstance(value, bytes) else value for value in call(text, inner)]
        elif text in self.lets:
            found = self.lets[text]
        else:
            found = [{"true": 1, "false": 0}[text] if kind == "bool" else text]
        return [ipaddress.ip_address(v) if kind == "ip" and "/" not in v else v for v in found]

    def values(self, kind):
        if self.word() != "(":
            return self.one_value(kind)
        self.take()
        found = []
        while self.word() != ")":
            found += self.one_value(kind)
            if self.word() == ",":
                self.take()
        self.take(")")
        return found

    def criterion(self, field, start):
        kind, declared_cased = self.types[field]
        cased = declared_cased
        if self.word() in ("cased", "nocase"):
            cased = self.take()[1] == "cased"
        operator = self.take()[1]
        wants_all = self.word() == "all"
        if wants_all:
            self.take()
        values = [None] if operator in ("exists", "missing") else [v.decode("utf-8") if isinstance(v, bytes) else v for v in self.values(kind)]
        span = (start, self.tokens[self.at - 1][3])
        negated = operator in ("!=", "missing")
        operator = {"in": "==", "!=": "==", "missing": "exists"}.get(operator, operator)
        atoms = [Atom(field, kind, operator, value, cased, span) for value in values]
        tree = atoms[0] if len(atoms) == 1 else ("and" if wants_all else "or", atoms)
        return ("or", [("not", tree)]) if negated else tree # one part, as it was written


def fields_of_templates(folder):
    """Template Type -> field -> (type, is its text compared with case)."""
    found = {}
    for path in sorted(folder.rglob("*.weir")):
        template = None
        for line in path.read_text(encoding="utf-8").splitlines():
            match = re.match(r"\s*template\s+(\w+)", line)
            if match:
                template = found.setdefault(match[1], {})
            match = re.match(r"\s+\d+\s+(\w+)\s*:\s*(\w+)(.*)", line)
            if match and template is not None:
                template[match[1]] = (match[2], "cased" in match[3].split("//")[0])
    return found


def kids(tree):
    return [] if isinstance(tree, Atom) or tree[0] == "constant" else [tree[1]] if tree[0] == "not" else tree[-1]


def atoms_of(tree):
    return [tree] if isinstance(tree, Atom) else [atom for kid in kids(tree) for atom in atoms_of(kid)]


def span_of(tree):
    spans = [atom.span for atom in atoms_of(tree)]
    return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None


def replace(tree, old, new):
    """old is the very object."""
    if tree is old:
        return new
    if isinstance(tree, Atom) or tree[0] == "constant":
        return tree
    if tree[0] == "not":
        return ("not", replace(tree[1], old, new))
    return (*tree[:-1], [replace(kid, old, new) for kid in tree[-1]])


def subtrees(tree):
    yield tree
    for kid in kids(tree):
        yield from subtrees(kid)


def evaluate(tree, verdicts):
    """verdicts: atom's key -> True, False; what is not there is open. Returns True, False or None."""
    if isinstance(tree, Atom):
        return verdicts.get(tree.key())
    if tree[0] == "constant":
        return tree[1]
    if tree[0] == "not":
        value = evaluate(tree[1], verdicts)
        return None if value is None else not value
    needed = {"and": len(tree[-1]), "or": 1}.get(tree[0]) if tree[0] != "of" else tree[1]
    holding = open_ = 0
    for i, kid in enumerate(tree[-1]):
        value = evaluate(kid, verdicts)
        holding += value is True
        open_ += value is None
        if holding >= needed:
            return True
        if holding + open_ + len(tree[-1]) - i - 1 < needed:
            return False
    return True if holding >= needed else None
