"""JSON events: reading them, and making inputs of their values, as docs/scan.md says.

In:  lines of bytes; a Channel. Out: events as dictionaries; inputs as the values that criteria read (str, int, bytes), None for absent.
Holds: written from docs/scan.md and docs/language.md alone.
"""
import ipaddress
import json
import re

import layout as L

MAX_LEVELS = 64


class NoEvent(Exception):
    """A line that is no event, and why."""


class Number(str):
    """A number of JSON, as it is written."""


def _object(pairs):
    out = dict(pairs)
    if len(out) != len(pairs):
        raise NoEvent("repeated key")
    return out


def _refuse_constant(word):
    raise NoEvent("%s is not JSON" % word)


def _check(value, level):
    """No NUL and no half surrogate in any text, no more than 64 levels."""
    if isinstance(value, str):
        if "\0" in value or re.search("[\ud800-\udfff]", value):
            raise NoEvent("text that Weir refuses")
    elif isinstance(value, (dict, list)):
        if level > MAX_LEVELS:
            raise NoEvent("too many levels")
        for item in value:
            _check(item, level + 1)
            if isinstance(value, dict):
                _check(value[item], level + 1)


def read_event(line):
    """One line of bytes as an object; None for a blank line; NoEvent for what is no event."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise NoEvent("ill-formed UTF-8") from None
    if not text.strip(" \t\r\n"):
        return None
    try:
        event = json.loads(text, object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise NoEvent(str(error)) from None
    if not isinstance(event, dict):
        raise NoEvent("no object")
    _check(event, 1)
    return event


def look_up(event, key):
    """The value of a key: as it is written, then as a path into nested objects. None when it is not there, or null."""
    if event.get(key) is not None:
        return event[key]
    value = event
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def takes(channel, event):
    """Whether the event is of the channel's Template Type: for every recorded key, one of its values."""
    for key, values in channel.recorded:
        found = look_up(event, key)
        if not isinstance(found, str) or found not in [str(value) for value in values]:
            return False
    return bool(channel.recorded)


def number_of(value, lowest, highest):
    """A whole number within bounds, of a JSON value; None when it is none."""
    if value is True or value is False:
        number = int(value)
    elif isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        number = int(value)
    elif isinstance(value, str) and not isinstance(value, Number) and re.fullmatch(r"-?0[xX][0-9a-fA-F]+", value):
        number = int(value, 16)
    else:
        return None
    return number if lowest <= number <= highest else None


def member_of(parameter, name):
    """The value of a member by its name, in its own case, else in any."""
    for member, value in parameter["members"]:
        if member == name:
            return value
    for member, value in parameter["members"]:
        if member.casefold() == name.casefold():
            return value
    return None


def flags_of(parameter, value):
    top = (1 << 64) - 1
    if not isinstance(value, str) or isinstance(value, Number):
        return number_of(value, 0, top)
    bits = 0
    for part in re.split(r"[|,]", value):
        part = part.strip(" \t")
        one = number_of(part, 0, top)
        if one is None:
            one = member_of(parameter, part)
        if one is None:
            return None
        bits |= one
    return bits


def address_of(value):
    address, zone, _ = value.partition("%")
    try:
        address = ipaddress.ip_address(address).packed
    except ValueError:
        return None
    if zone and len(address) == 4:
        return None
    return address[12:] if address[:12] == bytes(10) + b"\xff\xff" else address


def convert(parameter, value):
    """A JSON value as a value of the parameter's type: str, int or bytes; None when it cannot be."""
    kind = parameter["type"]
    if kind == L.RESERVED or value is None or isinstance(value, (dict, list)):
        return None
    if kind in L.TEXTS:
        return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    if value == "":
        return None
    if kind == L.U32:
        return number_of(value, 0, (1 << 32) - 1)
    if kind == L.U64:
        return number_of(value, 0, (1 << 64) - 1)
    if kind == L.I64:
        number = number_of(value, -(1 << 63), (1 << 63) - 1)
        return None if number is None else number & ((1 << 64) - 1)
    if kind == L.BOOL:
        if isinstance(value, bool):
            return int(value)
        return {"true": 1, "false": 0, "0": 0, "1": 1}.get(value.lower())
    if kind in (L.ENUM, L.FLAGS) and isinstance(value, bool):
        return None
    if kind == L.ENUM:
        found = member_of(parameter, value) if isinstance(value, str) and not isinstance(value, Number) else None
        return number_of(value, 0, len(parameter["members"]) - 1) if found is None else found
    if kind == L.FLAGS:
        return flags_of(parameter, value)
    if not isinstance(value, str) or isinstance(value, Number):
        return None
    if kind == L.GUID:
        found = re.fullmatch(r"(\{)?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(\})?", value)
        if not found or bool(found.group(1)) != bool(found.group(3)):
            return None
        return bytes.fromhex(found.group(2).replace("-", ""))
    return address_of(value)


def inputs_of(channel, event):
    """The inputs of an event, by ordinal from 1 (entry 0 is None)."""
    inputs = [None]
    for parameter in channel.parameters:
        value = None
        if parameter["type"] != L.RESERVED:
            for key in [parameter["name"]] + [path for _, path in parameter["aliases"]]:
                value = look_up(event, key)
                if value is not None:
                    break
        inputs.append(convert(parameter, value))
    return inputs
