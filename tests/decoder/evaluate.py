"""A second interpreter: which instances of a channel match the inputs of an event.

In:  a Channel, inputs by ordinal (str for text, int for numbers, bytes for guid and ip, None for absent). Out: ids, ascending.
Holds: written from docs/channel-format.md alone; plain, without any of the searching that makes an interpreter fast.
"""
import layout as L
from channel import sign
from text import fold, glob_matches, glob_parts

WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


def asserted(kind, data, at):
    if kind == 1:
        return at == 0
    if kind == 2:
        return at == len(data)
    if kind == 3:
        return at == 0 or data[at - 1] == 0x0A
    if kind == 4:
        return at == len(data) or data[at] == 0x0A
    boundary = (at > 0 and data[at - 1] in WORD) != (at < len(data) and data[at] in WORD)
    return boundary if kind == 5 else not boundary


def search(code, classes, data):
    """Whether a program finds something in bytes: all its paths at once, a new one started at every position."""
    waiting = []
    for at in range(len(data) + 1):
        todo, seen, takers = waiting + [0], set(), []
        while todo:
            number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            operation, a, _, target = code[number]
            if operation == L.I_MATCH:
                return True
            if operation in (L.I_RANGE, L.I_SET):
                takers.append(number)
            elif operation == L.I_JUMP:
                todo.append(target)
            elif operation == L.I_SPLIT:
                todo += [number + 1, target]
            elif asserted(a, data, at):
                todo.append(number + 1)
        if at == len(data):
            break
        byte = data[at]
        waiting = []
        for number in takers:
            operation, a, b, target = code[number]
            if operation == L.I_RANGE and a <= byte <= b:
                waiting.append(target)
            elif operation == L.I_SET and classes[target][byte // 8] >> byte % 8 & 1:
                waiting.append(number + 1)
    return False


class Evaluator:
    """Keeps what is made once for a channel: sets as text, globs in parts."""

    def __init__(self, channel):
        self.channel = channel
        self.held = {}

    def _values(self, number):
        """The values of a set in the shape in which they are compared."""
        if number not in self.held:
            one = self.channel.sets[number]
            values = one["values"]
            if one["form"] in L.FORMS_UTF8:
                values = [value.decode("utf-8") for value in values]
            if one["form"] in (L.FORM_GLOB, L.FORM_GLOB_FOLDED):
                values = [glob_parts(value) for value in values]
            self.held[number] = values
        return self.held[number]

    def holds(self, criterion, inputs):
        """Whether a criterion is true. One on an absent value is false."""
        operator = criterion["operator"]
        value = inputs[criterion["ordinal"]]
        if value is None:
            return False
        if operator == L.EXISTS:
            return True
        if criterion["required"] is not None and not any(one in fold(value) for one in self._values(criterion["required"])):
            return False
        text = criterion["type"] in L.TEXTS
        if text and not criterion["cased"]:
            value = fold(value)
        if operator in L.FIELD_OPERATORS:
            other = inputs[criterion["other"]]
            if other is None:
                return False
            if text and not criterion["cased"]:
                other = fold(other)
            return self._compare(operator, value, other, criterion["type"] == L.I64)
        if operator == L.MATCHES:
            data = value.encode("utf-8")
            return any(search(self.channel.programs[number]["code"], self.channel.classes, data)
                       for number in self.channel.sets[criterion["set"]]["values"])
        values = self._values(criterion["set"])
        if operator in (L.EQUALS, L.NUMBER_IN, L.BYTES_IN):
            return value in values
        if operator == L.STARTS:
            return any(value.startswith(one) for one in values)
        if operator == L.ENDS:
            return any(value.endswith(one) for one in values)
        if operator == L.CONTAINS:
            return any(one in value for one in values)
        if operator == L.LIKE:
            return any(glob_matches(one, value) for one in values)
        if operator == L.NUMBER_RANGE:
            held = [sign(one, criterion["type"] == L.I64) for one in values]
            number = sign(value, criterion["type"] == L.I64)
            return any(low <= number <= high for low, high in zip(held[::2], held[1::2]))
        if operator == L.HAS_ALL:
            return any(value & one == one for one in values)
        if operator == L.HAS_ANY:
            return any(value & one for one in values)
        return any(in_network(value, one) for one in values)

    @staticmethod
    def _compare(operator, value, other, signed):
        if operator == L.FIELD_EQUALS:
            return value == other
        if operator == L.FIELD_STARTS:
            return value.startswith(other)
        if operator == L.FIELD_ENDS:
            return value.endswith(other)
        if operator == L.FIELD_CONTAINS:
            return other in value
        value, other = sign(value, signed), sign(other, signed)
        return value < other if operator == L.FIELD_LESS else value <= other

    def matches(self, instance, inputs):
        """The condition of an instance, with every criterion decided."""
        stack = []
        for operation, k, n in instance["code"]:
            if operation == L.OP_CRITERION:
                stack.append(self.holds(instance["criteria"][n], inputs))
            elif operation == L.OP_TRUE:
                stack.append(True)
            elif operation == L.OP_NOT:
                stack.append(not stack.pop())
            elif operation == L.OP_ATLEAST:
                stack[-n:] = [sum(stack[-n:]) >= k]
            else:
                second, first = stack.pop(), stack.pop()
                stack.append(first and second if operation == L.OP_AND else first or second)
        return stack[0]

    def ids(self, inputs):
        return [instance["id"] for instance in self.channel.instances if self.matches(instance, inputs)]


def in_network(value, network):
    if len(value) != len(network) - 1:
        return False
    shift = 8 * len(value) - network[-1]
    return int.from_bytes(value, "big") >> shift == int.from_bytes(network[:-1], "big") >> shift
