"""Compares what decode.py makes of a channel file with what weir says of it.

In:  a Channel; the object that `weir inspect --json` printed; the matches of `weir scan`.
Out: differences, each one line; none when both say the same.
Holds: only ways of writing are evened out here (a member's name or its number, capital letters of a guid), never content.
"""
import ipaddress

from show import channel_object


def members_of(parameter):
    return {member["name"]: member["value"] for member in parameter["members"]}


def plain_value(kind, parameter, value):
    """A value of either side in one way of writing."""
    if isinstance(value, dict) and "from" in value:
        return [value["from"], value["to"]]
    if kind == "bool" and isinstance(value, bool):
        return int(value)
    if kind == "enum" and isinstance(value, str):
        return members_of(parameter).get(value) if value in members_of(parameter) else int(value)
    if kind == "flags" and isinstance(value, str):
        bits = 0
        for part in value.split("|"):
            named = members_of(parameter).get(part)
            bits |= int(part, 0) if named is None else named
        return bits
    if kind == "guid":
        return value.strip("{}").lower()
    if kind == "ip":
        address, _, prefix = value.partition("/")
        return ipaddress.ip_address(address).packed.hex() + "/" + prefix
    return value


def match_text(node):
    """The condition as infix text, criteria counted from 1: with parentheses around every operation in another."""
    if isinstance(node, str):
        return "c%d" % (int(node[1:]) + 1) if node[0] == "c" else node
    if node[0] == "atleast":
        return "%d of (%s)" % (node[1], ", ".join(match_text(each) for each in node[2:]))
    bind = {"and": 1, "or": 1, "not": 2}

    def operand(each):
        bare = isinstance(each, str) or each[0] == node[0] or bind.get(each[0], 3) > bind[node[0]]
        return match_text(each) if bare else "(%s)" % match_text(each)
    if node[0] == "not":
        return "not " + operand(node[1])
    return (" %s " % node[0]).join(operand(each) for each in node[1:])


def ours(channel):
    """The object of show.py in the shape of `weir inspect --json`."""
    made = channel_object(channel)
    out = dict(made["header"], digest=made["digest"], steps_fixed=made["steps_fixed"],
               steps_per_byte=made["steps_per_byte"], steps_per_event=made["steps_per_event"], sections=made["sections"],
               instance_count=len(made["instances"]))
    template = {key: made["template"][key] for key in ("name", "platform", "phase", "actions")}
    template["recorded"] = made["recorded"]
    template["parameters"] = []
    for parameter in made["parameters"]:
        one = {key: parameter[key] for key in ("ordinal", "name", "type", "type_text", "cased")}
        one.update({key: parameter[key] for key in ("members", "aliases") if parameter[key]})
        template["parameters"].append(one)
    out["template"] = template
    out["tables"] = made["tables"]
    out["instances"] = []
    for instance in made["instances"]:
        one = {key: instance[key] for key in ("id", "name", "title", "severity", "action", "stress", "steps_fixed", "steps_per_byte", "vector")}
        one["match"] = match_text(instance["condition"]) if instance["condition"] else None
        one["wakers"] = ["c%d" % (int(waker[1:]) + 1) for waker in instance["wakers"]]
        one["criteria"] = []
        for criterion in instance["criteria"]:
            parameter = made["parameters"][criterion["ordinal"] - 1]
            each = {key: criterion[key] for key in ("ordinal", "field", "operator", "cased")}
            if "other" in criterion:
                each["other"] = criterion["other_field"]
            if "required" in criterion:
                each["required"] = criterion["required"]
            if "set" in criterion:
                each["set"] = criterion["set"]
                each["values"] = [{"regex": value["text"], "instructions": len(value["instructions"])} if criterion["set_of"] == "programs" else
                                  plain_value(parameter["type"], parameter, value) for value in criterion["values"]]
            one["criteria"].append(each)
        out["instances"].append(one)
    return out


def theirs(said, channel):
    """The object of `weir inspect --json` with its values in the one way of writing, without what only weir knows."""
    parameters = channel_object(channel)["parameters"]
    out = {key: value for key, value in said.items() if key not in ("file", "workspace_bytes")}
    out["instances"] = []
    for instance in said["instances"]:
        criteria = []
        for criterion in instance["criteria"]:
            parameter = parameters[criterion["ordinal"] - 1]
            each = {key: value for key, value in criterion.items() if key != "text"}
            if "values" in each:
                each["values"] = [plain_value(parameter["type"], parameter, value) for value in each["values"]]
            criteria.append(each)
        out["instances"].append(dict(instance, criteria=criteria))
    return out


def differences(a, b, path=""):
    """Where two objects differ: "path: a, b" for each place."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(set(a) | set(b)):
            yield from differences(a.get(key), b.get(key), "%s.%s" % (path, key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        for index, pair in enumerate(zip(a, b)):
            yield from differences(*pair, "%s[%d]" % (path, index))
    elif a != b or isinstance(a, bool) != isinstance(b, bool):
        yield "%s: decoder %r, weir %r" % (path.lstrip("."), a, b)


def compare_inspect(channel, said):
    """Differences in all that both say; a condition that is too deep for show.py's lists is left out."""
    made, said = ours(channel), theirs(said, channel)
    for one, other in zip(made["instances"], said["instances"]):
        if one["match"] is None:
            del one["match"], other["match"]
    return list(differences(made, said))


def compare_matches(found, said):
    """found: {(line, channel, version, id)} of the decoder; said: the same of weir scan."""
    return (["%r only the decoder finds" % (match,) for match in sorted(found - said)] +
            ["%r only weir finds" % (match,) for match in sorted(said - found)])
