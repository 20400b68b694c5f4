"""Sigma evaluated directly: a rule's YAML over a JSON event, from the specification's text, in plain Python.

Nothing here knows of Weir. A field that is not in the event is absent; a comparison with an absent value is false, and its negation true.
"""
import base64
import datetime
import ipaddress
import itertools
import re

DASHES = "-/\u2013\u2014\u2015"
ANY, ONE = object(), object()


def text_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def tokens(value):
    """The characters of a value, with wildcards as ANY and ONE."""
    if not isinstance(value, str):
        return list(text_of(value))
    out, i = [], 0
    while i < len(value):
        c = value[i]
        if c == "\\" and i + 1 < len(value) and value[i + 1] in "\\*?":
            out.append(value[i + 1])
            i += 1
        elif c in "*?":
            out.append(ANY if c == "*" else ONE)
        else:
            out.append(c)
        i += 1
    return out


def plain(parts):
    if any(p is ANY or p is ONE for p in parts):
        raise ValueError("wildcards cannot be encoded")
    return "".join(parts)


def windash(parts):
    def word(p):
        return p is not ANY and p is not ONE and (p.isalnum() or p == "_")
    places = [i for i, p in enumerate(parts)
              if p in ("-", "/") and i + 1 < len(parts) and word(parts[i + 1]) and not (i and word(parts[i - 1]))]
    for choice in itertools.product(DASHES, repeat=len(places)):
        out = list(parts)
        for place, dash in zip(places, choice):
            out[place] = dash
        yield out


def base64_offsets(data):
    for i in range(3):
        encoded = base64.b64encode(b" " * i + data).decode()
        yield list(encoded[(0, 2, 3)[i]:(None, -3, -2)[(len(data) + i) % 3]])


def alternatives(value, modifiers):
    """The token lists that a value becomes."""
    out = [(tokens(value), None)]
    for m in modifiers:
        step = []
        for parts, data in out:
            if m == "contains":
                step.append(([ANY] + parts + [ANY], None))
            elif m == "startswith":
                step.append((parts + [ANY], None))
            elif m == "endswith":
                step.append(([ANY] + parts, None))
            elif m == "windash":
                step += [(p, None) for p in windash(parts)]
            elif m in ("wide", "utf16le", "utf16be", "utf16"):
                codec = "utf-16-be" if m == "utf16be" else "utf-16-le"
                step.append((None, (b"\xff\xfe" if m == "utf16" else b"") + plain(parts).encode(codec)))
            elif m in ("base64", "base64offset"):
                raw = data if data is not None else plain(parts).encode()
                step += [(list(base64.b64encode(raw).decode()), None)] if m == "base64" else [(p, None) for p in base64_offsets(raw)]
            else:
                step.append((parts, data))
        out = step
    return [parts if parts is not None else list(data.decode("latin-1")) for parts, data in out]


def fold(text):
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


ORDER = {"lt": lambda a, b: a < b, "lte": lambda a, b: a <= b, "gt": lambda a, b: a > b, "gte": lambda a, b: a >= b}
PARTS = ("minute", "hour", "day", "week", "month", "year")


def part_of(name, text):
    time = datetime.datetime.strptime(text[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S")
    return time.isocalendar()[1] if name == "week" else getattr(time, name)


def number_of(text):
    """A decimal number as a log writes it, or None."""
    return float(text) if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d*)?", text, re.A) else None


def expression_matches(value, actual, modifiers):
    flags = re.A | (re.I if "i" in modifiers else 0) | (re.M if "m" in modifiers else 0) | (re.S if "s" in modifiers else 0)
    text = text_of(value) if "m" in modifiers else text_of(value).replace("$", r"\Z")
    both = {"startswith", "endswith"} <= set(modifiers) or "contains" in modifiers
    if "startswith" in modifiers and not both:
        text = rf"\A(?:{text})"
    if "endswith" in modifiers and not both:
        text = rf"(?:{text})\Z"
    return re.search(text, actual, flags) is not None


def expanded(value, placeholders):
    """A value's texts with its placeholders replaced; a backslash before a percent sign makes it plain."""
    if not isinstance(value, str):
        return [value]
    match = re.search(r"(?<!\\)%(\w+)%", value)
    if match is None:
        return [value.replace("\\%", "%")]
    before = value[:match.start()].replace("\\%", "%")
    return [before + p + rest for p in placeholders[match[1]] for rest in expanded(value[match.end():], placeholders)]


def pattern_matches(parts, text, cased):
    def one(p):
        return ".*" if p is ANY else "." if p is ONE else re.escape(p if cased else fold(p))
    return re.fullmatch("".join(map(one, parts)), text if cased else fold(text), re.S) is not None


def value_matches(event, field, modifiers, value):
    present = field in event and event[field] is not None
    actual = text_of(event[field]) if present else None
    if "exists" in modifiers:
        return present == (value is True or str(value).lower() == "true")
    if value is None:
        return not present
    if not present:
        return False
    if "fieldref" in modifiers:
        if event.get(value) is None:
            return False
        other = text_of(event[value])
        if "cased" not in modifiers:
            actual, other = fold(actual), fold(other)
        if "contains" in modifiers:
            return other in actual
        return actual.startswith(other) if "startswith" in modifiers else actual.endswith(other) if "endswith" in modifiers else actual == other
    if "re" in modifiers:
        return expression_matches(value, actual, modifiers)
    if "cidr" in modifiers:
        try:
            return ipaddress.ip_address(actual) in ipaddress.ip_network(value, strict=False)
        except ValueError:
            return False
    holds = next((ORDER[m] for m in modifiers if m in ORDER), None)
    part = next((m for m in modifiers if m in PARTS), None)
    if part:
        return (holds or (lambda a, b: a == b))(part_of(part, actual), int(value))
    if holds:
        return number_of(actual) is not None and holds(number_of(actual), float(value))
    return any(pattern_matches(parts, actual, "cased" in modifiers) for parts in alternatives(value, modifiers))


def item_matches(event, key, values, text_fields, placeholders=None):
    field, *modifiers = key.split("|")
    values = values if isinstance(values, list) else [values]
    if "expand" in modifiers:
        results = [any(value_matches(event, field, modifiers, one) for one in expanded(v, placeholders)) for v in values]
    elif field:
        results = [value_matches(event, field, modifiers, v) for v in values]
    else:
        anywhere = modifiers if {"startswith", "endswith", "re"} & set(modifiers) else modifiers + ["contains"]
        results = [any(value_matches(event, f, anywhere, v) for f in text_fields) for v in values]
    result = all(results) if "all" in modifiers else any(results)
    return not result if "neq" in modifiers else result


def selection_matches(event, selection, text_fields, placeholders=None):
    if isinstance(selection, dict):
        return all(item_matches(event, k, v, text_fields, placeholders) for k, v in selection.items())
    if not isinstance(selection, list):
        return item_matches(event, "", selection, text_fields)
    if not any(isinstance(s, (dict, list)) for s in selection):
        return item_matches(event, "", selection, text_fields)
    return any(selection_matches(event, s, text_fields, placeholders) for s in selection)


def condition_matches(detection, truth):
    """truth: selection -> bool. A condition is a text or a list of them."""
    conditions = detection["condition"]
    return any(expression(c, truth) for c in (conditions if isinstance(conditions, list) else [conditions]))


def expression(text, truth):
    def of(match):
        pattern = match[2]
        names = [n for n in truth if not n.startswith("_") and (pattern == "them" or re.fullmatch(pattern.replace("*", ".*"), n))]
        return str((any if match[1] in ("1", "any") else all)(truth[n] for n in names))
    text = re.sub(r"\b(1|any|all) of ([\w*]+)", of, text)
    words = re.findall(r"[\w]+|[()]", text)
    python = " ".join(w if w in ("and", "or", "not", "(", ")", "True", "False") else str(truth[w]) for w in words)
    return eval(python)  # built of six words


def rule_matches(rule, event, text_fields, placeholders=None):
    detection = rule["detection"]
    truth = {name: selection_matches(event, s, text_fields, placeholders) for name, s in detection.items() if name != "condition"}
    return condition_matches(detection, truth)
