"""A Channel as one JSON object.

In:  a Channel (channel.py). Out: dictionaries and lists that json.dumps prints, the same for the same bytes.
"""
import ipaddress

import layout as L
from channel import sign

MAX_DEPTH = 200


def value_text(data):
    """A string of a set as text, or as {"hex": ...} where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return {"hex": data.hex()}


def guid_text(data):
    digits = data.hex().upper()
    return "{%s-%s-%s-%s-%s}" % (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])


def set_values(channel, criterion):
    """The values of a criterion's set: text, guids, addresses, numbers, [lowest, highest] or programs."""
    one = channel.sets[criterion["set"]]
    signed = criterion["type"] == L.I64
    if one["kind"] == L.KIND_PROGRAMS:
        return [program_object(channel, number) for number in one["values"]]
    if one["kind"] == L.KIND_NUMBERS:
        return [sign(value, signed) for value in one["values"]]
    if one["kind"] == L.KIND_RANGES:
        held = [sign(value, signed) for value in one["values"]]
        return [list(pair) for pair in zip(held[::2], held[1::2])]
    if one["form"] == L.FORM_GUID:
        return [guid_text(value) for value in one["values"]]
    if one["form"] == L.FORM_ADDRESS:
        return [str(ipaddress.ip_address(value)) for value in one["values"]]
    if one["form"] == L.FORM_NETWORK:
        return ["%s/%d" % (ipaddress.ip_address(value[:-1]), value[-1]) for value in one["values"]]
    return [value_text(value) for value in one["values"]]


def program_object(channel, number):
    program = channel.programs[number]
    instructions = []
    for operation, a, b, target in program["code"]:
        word = L.INSTRUCTIONS[operation]
        if operation == L.I_RANGE:
            instructions.append("%s %02X %02X -> %d" % (word, a, b, target))
        elif operation == L.I_SET:
            instructions.append("%s %d" % (word, target))
        elif operation in (L.I_SPLIT, L.I_JUMP):
            instructions.append("%s %d" % (word, target))
        elif operation == L.I_ASSERT:
            instructions.append("%s %s" % (word, L.ASSERTIONS[a]))
        else:
            instructions.append(word)
    classes = sorted({target for operation, _, _, target in program["code"] if operation == L.I_SET})
    return {"program": number, "text": program["text"], "instructions": instructions,
            "classes": {str(number): class_text(channel.classes[number]) for number in classes}}


def class_text(bits):
    """A class as runs of bytes: "30-39 5F"."""
    held = [value for value in range(256) if bits[value // 8] >> value % 8 & 1]
    runs = []
    for value in held:
        if runs and runs[-1][1] == value - 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return " ".join("%02X" % a if a == b else "%02X-%02X" % (a, b) for a, b in runs)


def postfix(instance):
    words = []
    for operation, k, n in instance["code"]:
        if operation == L.OP_CRITERION:
            words.append("c%d" % n)
        elif operation == L.OP_ATLEAST:
            words.append("ATLEAST %d %d" % (k, n))
        else:
            words.append(L.OPERATIONS[operation])
    return words


def infix(instance):
    """The condition as nested lists: "c0", "true", ["not", x], ["and", x, y, ...], ["or", x, y, ...], ["atleast", k, x, y, ...].

    A chain of one operation is one list, so that ten thousand `or` are no deeper than one. None when it is still deeper than
    MAX_DEPTH lists, which JSON readers do not like; the postfix form is always there.
    """
    stack = []                   # (node, how deep)
    for operation, k, n in instance["code"]:
        if operation == L.OP_CRITERION:
            stack.append(("c%d" % n, 0))
        elif operation == L.OP_TRUE:
            stack.append(("true", 0))
        elif operation == L.OP_NOT:
            node, depth = stack.pop()
            stack.append((["not", node], depth + 1))
        elif operation == L.OP_ATLEAST:
            held = stack[-n:]
            stack[-n:] = [(["atleast", k] + [node for node, _ in held], 1 + max(depth for _, depth in held))]
        else:
            word = "and" if operation == L.OP_AND else "or"
            (second, depth), (first, other) = stack.pop(), stack.pop()
            joined = []
            deepest = 1
            for node, deep in ((first, other), (second, depth)):
                same = node[0] == word
                joined += node[1:] if same else [node]
                deepest = max(deepest, deep if same else deep + 1)
            stack.append(([word] + joined, deepest))
    node, depth = stack[0]
    return node if depth <= MAX_DEPTH else None


def criterion_object(channel, number, criterion):
    out = {"criterion": "c%d" % number, "operator": L.OPERATORS[criterion["operator"]][0], "ordinal": criterion["ordinal"],
           "field": channel.parameters[criterion["ordinal"] - 1]["name"], "cased": criterion["cased"]}
    if criterion["other"]:
        out["other"] = criterion["other"]
        out["other_field"] = channel.parameters[criterion["other"] - 1]["name"]
    if criterion["set"] is not None:
        one = channel.sets[criterion["set"]]
        out["set"] = criterion["set"]
        out["set_of"] = L.SET_KINDS[one["kind"]]
        if one["form"]:
            out["form"] = L.FORMS[one["form"]]
        out["values"] = set_values(channel, criterion)
    if criterion["required"] is not None:
        out["required"] = [value.decode("utf-8") for value in channel.sets[criterion["required"]]["values"]]
    return out


def instance_object(channel, instance):
    return {"id": instance["id"], "name": instance["name"], "title": instance["title"], "severity": instance["severity"],
            "action": instance["action"], "stress": instance["stress"], "steps_fixed": instance["steps_fixed"],
            "steps_per_byte": instance["steps_per_byte"], "vector": instance["vector"],
            "criteria": [criterion_object(channel, number, criterion) for number, criterion in enumerate(instance["criteria"])],
            "wakers": ["c%d" % number for number, criterion in enumerate(instance["criteria"]) if criterion["wakes"]],
            "postfix": postfix(instance), "condition": infix(instance)}


def channel_object(channel):
    return {
        "header": {"format_version": L.FORMAT_VERSION, "bytes": len(channel.data), "channel": channel.channel,
                   "template_version": channel.version, "revision": channel.revision, "parameter_count": channel.parameter_count,
                   "inputs_read": channel.inputs_read, "max_program": channel.max_program,
                   "unicode": "%d.%d.%d" % (channel.unicode >> 16, channel.unicode >> 8 & 255, channel.unicode & 255)},
        "digest": channel.digest,
        "sections": [{"name": name, "number": number + 1, "records": section.records, "offset": section.offset, "bytes": section.size}
                     for number, (name, section) in enumerate(channel.sections.items())],
        "template": {"name": channel.template["name"], "platform": channel.template["platform"], "phase": channel.template["phase"],
                     "actions": channel.template["actions"], "hash": "%016x" % channel.template["hash"]},
        "parameters": [{"ordinal": one["ordinal"], "name": one["name"], "type": L.TYPES[one["type"]], "type_text": one["type_text"],
                        "cased": one["cased"], "members": [{"name": name, "value": value} for name, value in one["members"]],
                        "aliases": [{"scheme": scheme, "path": path} for scheme, path in one["aliases"]],
                        "name_hash": "%016x" % one["name_hash"], "type_hash": "%016x" % one["type_hash"]} for one in channel.parameters],
        "recorded": [{"key": key, "values": values} for key, values in channel.recorded],
        "instances": [instance_object(channel, instance) for instance in channel.instances],
        "tables": channel.tables,
        "strings": len(channel.strings),
        "steps_fixed": channel.steps_fixed, "steps_per_byte": channel.steps_per_byte,
        "steps_per_event": min(channel.steps_fixed + 65536 * channel.steps_per_byte, (1 << 64) - 1),
    }
