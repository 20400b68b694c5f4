"""A generated project as text: Weir source token by token, so that the same tokens can be laid out in many ways.

In:  a Project and a random.Random that decides spellings and places. Out: {path: bytes} of a whole project.
Holds: two calls differ only in what docs/language.md says has no meaning: files, order of declarations, order of values in a set, spelling of
     literals, layout, comments.
"""
import json

from language_random import ANY, Regex
from language_reference import NUMBERS, TEXT

SHARED = "common/shared.weir"
LINE, GLUE = "\n", ""  # between tokens: here a line ends; here none does


def is_plain(text):
    return all(c.isprintable() or c == "\t" or ord(c) >= 0xA0 for c in text)


class Writer:
    def __init__(self, random_, project, shuffled=False, plain=False):
        self.r, self.project, self.shuffled, self.plain = random_, project, shuffled, plain

    # ---- values ----

    def text(self, text):
        if is_plain(text) and (self.r.random() < 0.7 or not text.isascii()):
            return "'" + text.replace("'", "''") + "'"
        return '"' + "".join(self.escaped(c) for c in text) + '"'

    def escaped(self, c):
        known = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
        if c in known:
            return known[c]
        if not is_plain(c) or self.r.random() < 0.1:
            return "\\x%02X" % ord(c) if ord(c) < 0x80 and self.r.random() < 0.5 else "\\u{%X}" % ord(c)
        return c

    def number(self, value):
        sign = "-" if value < 0 else ""
        return self.r.choice([str(value), str(value), sign + hex(abs(value)), sign + "0x%08X" % abs(value)])

    def literal(self, value, field):
        if isinstance(value, Regex):
            return [self.text(value.weir)]
        if isinstance(value, bool):
            return ["true" if value else "false"]
        if isinstance(value, str):
            return [self.text(value)]
        if isinstance(value, int):
            return [self.coded(value, field)]
        return ["'" + self.r.choice([str(value), str(value).upper()]) + "'" if field is None or field.type != "guid" or self.r.random() < 0.5 else "'{" + str(value) + "}'"]

    def coded(self, value, field):
        """A number, or the member that it is."""
        if field is not None and field.type == "enum":
            return field.members[value][0]
        if field is not None and field.type == "flags":
            names = [n for n, v in field.members if v == value]
            return self.r.choice(names) if names and self.r.random() < 0.7 else self.number(value)
        return self.number(value)

    def value(self, value, field):
        kind = value[0]
        if kind == "literal":
            return self.literal(value[1], field)
        if kind == "range":
            return [self.number(value[1]), "..", self.number(value[2])]
        if kind == "list":
            return [value[1].name]
        if kind == "parameter":
            return [value[1]]
        inner = self.separated([self.value(v, None) for v in value[2]])
        return [value[1], "("] + (["("] + inner + [")"] if self.r.random() < 0.2 else inner) + [")"]

    def separated(self, parts):
        out = []
        for i, part in enumerate(parts):
            out += ([","] if i else []) + part
        return out + ([","] if self.r.random() < 0.1 else [])

    # ---- conditions ----

    def condition(self, condition, above=0, in_position=False):
        """above: how tightly what is around it binds: 1 or, 2 and, 3 not."""
        kind = condition[0]
        if kind in ("and", "or") and len(condition[1]) > 1:
            own = 2 if kind == "and" else 1
            tokens = []
            for i, part in enumerate(condition[1]):
                tokens += ([kind] if i else []) + self.condition(part, own, in_position)
            # A chain in a chain of its own kind needs no parentheses; sometimes it has them all the same.
            return ["("] + tokens + [")"] if own < above or self.r.random() < 0.1 else tokens
        if kind in ("and", "or"):
            return self.condition(condition[1][0], above, in_position)
        if kind == "not":
            return ["not"] + self.condition(condition[1], 3, in_position)
        if kind == "of":
            return [str(condition[1]), "of", "("] + self.separated([self.condition(c) for c in condition[2]]) + [")"]
        if kind == "let":
            return [condition[1]]
        if kind == "call":
            return [condition[1].name, "("] + self.separated([self.argument(a) for a in condition[2]]) + [")"]
        tokens = self.relation(condition, in_position)
        return ["("] + tokens + [")"] if self.r.random() < 0.05 else tokens

    def argument(self, argument):
        return [argument[1].name] if argument[0] == "field" else self.value(argument, None)

    def place(self, place):
        if place == ANY:
            return ["any", "field"]
        return [place[1].name if place[0] == "field" else place[1]]

    def relation(self, condition, in_position):
        kind, place, operator, flags, values = condition
        field = place[1] if place[0] == "field" else None
        tokens = [] if in_position else self.place(place)
        tokens += [word for word in ("cased", "nocase") if flags.get(word)]
        tokens += operator.split() + (["all"] if flags.get("all") else [])
        if kind == "comparison":
            return tokens + ["field", "("] + self.place(values) + [")"]
        if not values:
            return tokens
        # The order of values has a meaning only where each becomes a criterion of its own.
        written = list(values)
        if self.shuffled and not flags.get("all"):
            self.r.shuffle(written)
        parts = [self.value(v, field) for v in written]
        bare = len(parts) == 1 and (operator != "in" or written[0][0] != "literal") and self.r.random() < 0.7
        return tokens + (parts[0] if bare or operator in ("==", "!=", "<", "<=", ">", ">=") else ["("] + self.separated(parts) + [")"])

    # ---- declarations ----

    def field(self, field, before):
        if field.type == "reserved":
            same = field.since == (before.since if before else 1)
            return ["reserved", str(field.ordinal)] + ([] if same and not field.since_written else ["since", str(field.since)])
        tokens = [str(field.ordinal), field.name, ":", field.type]
        if field.members:
            members = [[n] if field.type == "enum" else [n, "=", self.number(v)] for n, v in field.members]
            tokens += ["{"] + self.separated(members) + ["}"]
        tokens += ["cased"] if field.cased else []
        options = []
        if field.since > 1 or field.since_written:
            options.append(["since", str(field.since)])
        if field.aliases:
            options.append(["alias"] + [t for i, (s, p) in enumerate(field.aliases) for t in ([","] if i else []) + [s, self.text(p)]])
        if self.shuffled:
            self.r.shuffle(options)
        return tokens + [t for o in options for t in o]

    def template(self, template):
        settings = [["channel", str(template.channel)], ["version", str(template.version)], ["platform", template.platform],
                    ["actions"] + self.shuffle_list(["observe", "detect", "prevent"]), ["phase", "pre"], ["recorded"] + self.recorded(template)]
        fields = [self.field(f, template.fields[i - 1] if i else None) for i, f in enumerate(template.fields)]
        if self.shuffled:
            self.r.shuffle(settings)
            self.r.shuffle(fields)
        return ["template", template.name, "{"] + [t for part in settings + fields for t in part] + ["}"]

    def shuffle_list(self, words):
        words = list(words)
        if self.shuffled:
            self.r.shuffle(words)
        return [t for i, w in enumerate(words) for t in ([","] if i else []) + [w]]

    def recorded(self, template):
        out = []
        for i, (key, values) in enumerate(template.recorded):
            spelt = [[self.number(v)] if isinstance(v, int) else [self.text(v)] for v in values]
            out += (["and"] if i else []) + [key] + (["=="] + spelt[0] if len(spelt) == 1 else ["in", "("] + self.separated(spelt) + [")"])
        return out

    def list(self, own):
        if own.file:
            return ["list", own.name, "from", self.text(own.file)]
        items = list(own.items)
        if self.shuffled and not own.keep_order:
            self.r.shuffle(items)
        return ["list", own.name, "=", "("] + self.separated([self.value(v, None) for v in items]) + [")"]

    def predicate(self, own):
        return ["predicate", own.name, "("] + self.separated([[p] for p in own.parameters]) + [")", "="] + self.condition(own.body)

    def instance(self, own):
        tokens = ["instance", own.name, ":", own.template.name] + (["@", str(own.pinned)] if own.pinned else [])
        statements = [["id", str(own.id)], ["title", self.text(own.title)], ["severity", own.severity], ["action", own.action]]
        if own.positional:
            count = sum(f.since <= own.pinned for f in own.template.fields)
            positions = [self.condition(own.parts[o], 0, True) if o in own.parts else ["*"] for o in range(1, count + 1)]
            tokens += ["("] + self.separated(positions) + [")"]
        else:
            statements.append(["match"] + self.condition(own.match))
            statements += [["let", name, "="] + self.condition(c) for name, c in own.lets.items()]
        if self.r.random() < 0.3:
            statements += [["tags", "attack.t1059.001", ",", "cve.2021-44228"], ["author", self.text("x")], ["date", "2026-11-22"]][:self.r.randint(1, 3)]
        if self.shuffled:
            self.r.shuffle(statements)
        # The value of an attribute stands on its line, and behind a condition a new line begins.
        own_line = lambda s: [LINE] + s if s[0] in ("match", "let") else s
        glued = lambda s: s[:1] + [GLUE] + s[1:] if s[0] not in ("match", "let") else s + [LINE]
        return tokens + ["{"] + [t for s in statements for t in own_line(glued(s))] + ["}"]

    # ---- layout ----

    def blank(self, before, after):
        if self.plain:
            return "\n  " if after in ("match", "let", "reserved") or before == "{" or after.isdigit() and before not in ("(", ",", "=", "in", "since", "has", "any", "id") else " "
        draw = self.r.random()
        if draw < 0.6:
            return " "
        if draw < 0.7:
            return "\n" + " " * self.r.randrange(9)
        if draw < 0.74:
            return self.r.choice([" // a comment: ' \" { (\n", "\n\n", "\t", "\n// }\n", "\n/// what it is about\n", " //\n"])
        tight = not (before[-1] + after[0]).replace("_", "a").isalnum() and before not in ("not",) and before[-1] in "(){},'\"" and after[0] in "(){},"
        return "" if tight and draw < 0.95 else " "

    def lay_out(self, declarations, crlf=False, bom=False):
        out = []
        for tokens in declarations:
            for i, token in enumerate(tokens):
                if token in (LINE, GLUE):
                    out.append(token or " ")
                else:
                    out.append((self.blank(tokens[i - 1], token) if i and tokens[i - 1] not in (LINE, GLUE) else "") + token)
            out.append("\n\n")
        text = "".join(out)
        if crlf:
            text = text.replace("\n", "\r\n")
        return (b"\xef\xbb\xbf" if bom else b"") + text.encode("utf-8")

    def file_of_list(self, own):
        lines = [l[1] for l in own.items]
        if self.shuffled and not own.keep_order:
            self.r.shuffle(lines)
        lines = [l.weir if isinstance(l, Regex) else self.number(l) if isinstance(l, int) else str(l) for l in lines]
        lines = [self.r.choice(["", " ", "\t"]) + l + self.r.choice(["", " "]) for l in lines]
        for extra in ("# a comment", "", "   "):
            if self.r.random() < 0.3:
                lines.insert(self.r.randrange(len(lines) + 1), extra)
        end = self.r.choice(["\n", "\r\n"])
        return (self.r.choice(["", "\ufeff"]) + end.join(lines) + self.r.choice(["", end])).encode("utf-8")

    # ---- a project ----

    def sensor(self, number, platform, supplies):
        rows = []
        for template, version in supplies:
            inputs = [self.input(f) for f in template.fields if f.since <= version]
            rows.append({"template": template.name, "version": version, "inputs": inputs})
        if self.shuffled:
            self.r.shuffle(rows)
        return json.dumps({"sensor": "s%d" % number, "platform": platform, "supplies": rows}).encode()

    def input(self, field):
        own = {"name": field.name, "type": field.type}
        if field.type == "enum":
            own["values"] = [n for n, _ in field.members]
        if field.type == "flags":
            own["values"] = dict(field.members)
        return own

    def files(self, crlf=False, bom=False, instance_files=3):
        project, r = self.project, self.r
        shared = [self.template(t) for t in project.templates] + [self.list(x) for x in project.lists] + [self.predicate(p) for p in project.predicates]
        instances = [self.instance(i) for i in project.instances]
        if self.shuffled:
            r.shuffle(shared)
            r.shuffle(instances)
            instance_files = r.randint(1, 5)
        files = {SHARED: self.lay_out(shared, crlf, bom)}
        for n in range(instance_files):
            part = instances[n::instance_files]
            use = ["use", self.text(r.choice([SHARED, SHARED[:-5]]))]
            files["rules/%s%d.weir" % (r.choice("az") if self.shuffled else "r", n)] = self.lay_out([use] + part, crlf, bom)
        for own in project.lists:
            if own.file:
                files[own.file] = self.file_of_list(own)
        for n, (platform, supplies) in enumerate(project.sensors):
            files["sensors/%d.json" % n] = self.sensor(n, platform, supplies)
        files["weir.json"] = json.dumps({"name": "generated", "sources": ["common", "rules"], "sensors": ["sensors/*.json"], "output": "out",
                                         "budgets": {"steps_per_event": 2**40, "file_bytes": 2**28}}).encode()
        return files

    def event_lines(self):
        return "".join(json.dumps(e[2], ensure_ascii=self.r.random() < 0.3) + "\n" for e in self.project.events).encode("utf-8")
