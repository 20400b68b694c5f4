"""The search sections of a channel file against what follows from its other sections, and the cost of an event: docs/channel-format.md, "Searching", "Cost".

In:  a Channel whose other sections are read. Out: in it, criterion["required"] (a set's number or None) and criterion["wakes"], and the steps.
Holds: written from the page alone. What the page says to follow from the other sections is made again (tables.py) and compared byte by byte.
"""
import struct

import layout as L
import tables

SAME = (1 << 64) - 1


def content(channel):
    """The sections as bytes, by name."""
    return {name: channel.data[section.offset:section.offset + section.size] for name, section in channel.sections.items()}


def read(channel, need):
    sections = channel.sections
    need(sections["ASKED"].records == sections["CRITERIA"].records, "records of ASKED", L.HEADER_BYTES + 16 * 18 + 4)
    held = content(channel)
    criteria = [held["CRITERIA"][at:at + 8] for at in range(0, len(held["CRITERIA"]), 8)]
    questions = sorted(set(criteria), key=lambda c: (c[2], c[0], c[1], c[3], tables.u32(c, 4)))
    need(sections["QUESTIONS"].records == len(questions), "number of questions", sections["QUESTIONS"].offset)
    required = read_required(channel, questions, held, need)
    wakes = {i for i in range(len(criteria)) if tables.u32(held["ASKED"], 4 * i) >> 31}
    evaluated = tables.evaluated_of(criteria, held["ASKED"])
    kinds = {question: 0 if question in evaluated and required[question] is None else kind(channel, question, required[question]) for question in questions}
    measure(channel, questions, kinds, required, need)
    read_wakers(channel, criteria, kinds, wakes, need)
    need(sections["WINDOWS"].records == sections["STRING_OFFSETS"].records - 1, "records of WINDOWS", L.HEADER_BYTES + 16 * 26 + 4)
    try:
        made = tables.build(held, required, wakes, evaluated)
    except ValueError as error:
        need(False, str(error), sections["WINDOWS"].offset)
    for name in L.SEARCHING:
        need(made[name] == held[name], "%s is not what follows from the other sections" % name, sections[name].offset)
    for row, criterion in enumerate(each for instance in channel.instances for each in instance["criteria"]):
        criterion["required"] = required[criteria[row]]
        criterion["wakes"] = row in wakes
    cost(channel, questions, kinds, held)


def read_required(channel, questions, held, need):
    """Question -> the number of its required set, or None."""
    required = {}
    for row, question in enumerate(questions):
        at = channel.sections["QUESTIONS"].at(row) + 4
        number = tables.u32(held["QUESTIONS"], 12 * row + 4)
        required[question] = None
        if number == L.NO_SET:
            continue
        need(question[0] in (L.LIKE, L.MATCHES), "required set of a question that is neither LIKE nor MATCHES", at)
        channel.set_use.use(number, at)
        one = channel.sets[number]
        need(one["kind"] == L.KIND_STRINGS and one["form"] == L.FORM_FOLDED, "form of a required set", at)
        need(all(one["values"]), "empty string in a required set", at)
        required[question] = number
    channel.set_use.end(channel.sections["SETS"].offset)
    return required


def searched_set(what, question, required):
    """The set whose values are searched for, or None."""
    return None if what == 0 else tables.u32(question, 4) if what == 1 else required[question]


def kind(channel, question, required):
    """How it is answered where it is not just evaluated."""
    operator = question[0]
    if operator in (L.EQUALS, L.NUMBER_IN, L.BYTES_IN):
        return 1
    if operator in (L.STARTS, L.ENDS, L.CONTAINS):
        return 0 if b"" in channel.sets[tables.u32(question, 4)]["values"] else 1
    return 0 if required is None else 2


def measure(channel, questions, kinds, required, need):
    sets = [searched_set(kinds[question], question, required) for question in questions]
    more = sum(channel.sets[number]["weight"] for number in sets if number is not None)
    need(channel.measured + more <= 64 * len(channel.data) + (1 << 24), "strings are used beyond measure", channel.sections["QUESTIONS"].offset)


def read_wakers(channel, criteria, kinds, wakes, need):
    for instance in channel.instances:
        first = instance["first_criterion"] if instance["criteria"] else 0
        wakers = [row for row in range(len(instance["criteria"])) if first + row in wakes]
        where = channel.sections["ASKED"].offset
        need(len(wakers) <= L.MAX_WAKERS, "more wakers than an instance may have", where)
        asked = [criteria[first + row] for row in wakers]
        need(len(set(asked)) == len(asked), "two wakers ask one question", where)
        need(all(kinds[question] for question in asked), "waker that is not searched for", where)
        need(not wakers or asleep(instance, set(wakers)) == 0, "condition that can be true while all wakers are false", where)


def asleep(instance, wakers):
    """The condition's value over false 0, unknown 1, true 2."""
    stack = []
    for operation, k, n in instance["code"]:
        if operation == L.OP_CRITERION:
            stack.append(0 if n in wakers else 1)
        elif operation == L.OP_TRUE:
            stack.append(2)
        elif operation == L.OP_NOT:
            stack.append(2 - stack.pop())
        elif operation == L.OP_ATLEAST:
            held = stack[-n:]
            stack[-n:] = [2 if held.count(2) >= k else 0 if len(held) - held.count(0) < k else 1]
        else:
            second, first = stack.pop(), stack.pop()
            stack.append(min(first, second) if operation == L.OP_AND else max(first, second))
    return stack[0]


# ---- cost ----

def question_cost(channel, question):
    """Fixed, per byte."""
    operator, ordinal, number = question[0], question[2], tables.u32(question, 4)
    if number == L.NO_SET:
        text = operator in L.FIELD_OPERATORS and channel.parameters[ordinal - 1]["type"] in L.TEXTS
        return (9, 24) if text else (1, 0)
    one = channel.sets[number]
    c, w = len(one["values"]) // (2 if one["kind"] == L.KIND_RANGES else 1), one["weight"]
    if operator == L.LIKE:
        return 1 + 4 * c + 2 * w, 3 * (2 * c + w)
    if operator == L.MATCHES:
        return 1 + c + 40 * w, 3 * (c + 3 * w)
    if operator == L.CONTAINS:
        return 1 + c, 3 * (c + w)
    if operator in (L.EQUALS, L.STARTS, L.ENDS, L.BYTES_IN):
        return 1 + c + w, 0
    return 1 + (min(c, 32) if operator in (L.NUMBER_IN, L.NUMBER_RANGE) else c), 0


def bucket_cost(channel, held, number, ordinal):
    """Of the costliest bucket of a table."""
    first, bits = tables.u32(held["TABLES"], 12 * number + 4), held["TABLES"][12 * number + 3]
    starts = struct.unpack_from("<%dI" % (2 ** bits + 1), held["BUCKETS"], 4 * first)
    of_numbers = channel.parameters[ordinal - 1]["type"] in L.NUMBERS

    def entry(at):
        return 2 if of_numbers else 1 + len(channel.strings[tables.u32(held["ENTRIES"], 12 * at)])
    return max(sum(entry(at) for at in range(a, b)) for a, b in zip(starts, starts[1:]))


def table_object(channel, held, number):
    """A table as it is shown."""
    ordinal, view, gram, bits = held["TABLES"][12 * number:12 * number + 4]
    starts = struct.unpack_from("<%dI" % (2 ** bits + 1), held["BUCKETS"], 4 * tables.u32(held["TABLES"], 12 * number + 4))
    return {"ordinal": ordinal, "field": channel.parameters[ordinal - 1]["name"], "view": ("folded", "text", "value")[view], "gram": gram,
            "entries": starts[-1] - starts[0], "buckets": 2 ** bits, "largest_bucket": max(b - a for a, b in zip(starts, starts[1:]))}


def hits(held):
    entries = [tables.u32(held["ENTRIES"], at + 4) for at in range(0, len(held["ENTRIES"]), 12)]
    return sum(1 for where in entries if where >> 31) + len(held["HITS"]) // 4


def cost(channel, questions, kinds, held):
    fixed = 4 * len(channel.parameters) + len(channel.instances) + 4 * sum(len(instance["code"]) for instance in channel.instances)
    fixed += len(held["WAKES"]) // 4 + len(held["ALWAYS"]) // 4 + hits(held)
    fixed += 3 + len(questions) // 512 + len(channel.instances) // 1024 + len(held["ENTRIES"]) // 12 // 1024
    per_byte = [2 if parameter["type"] in L.TEXTS else 0 for parameter in channel.parameters]
    for question in questions:
        if kinds[question] == 1:
            continue
        once, each = question_cost(channel, question)
        fixed += once
        for ordinal in {question[2], question[3]} - {0}:
            per_byte[ordinal - 1] += each
    channel.tables = []
    for number in range(len(held["TABLES"]) // 12):
        ordinal, view, gram = held["TABLES"][12 * number:12 * number + 3]
        worst = bucket_cost(channel, held, number, ordinal)
        channel.tables.append(table_object(channel, held, number))
        fixed += 4 + (worst if gram == 0 else 0) + (16 if view == 2 else 0)
        per_byte[ordinal - 1] += 0 if view == 2 else 3 * (1 + worst) if gram else 3
    channel.steps_fixed, channel.steps_per_byte = min(fixed, SAME), min(max(per_byte), SAME)
    for instance in channel.instances:
        of = [question_cost(channel, held["CRITERIA"][8 * at:8 * at + 8]) for at in
              range(instance["first_criterion"], instance["first_criterion"] + len(instance["criteria"])) if tables.u32(held["ASKED"], 4 * at) >> 28 & 7 != 1]
        instance["steps_fixed"] = 4 * len(instance["code"]) + 1 + sum(once for once, _ in of)
        instance["steps_per_byte"] = sum(each for _, each in of)
