"""Events for tests/decoder/every, made from a seed: values that its criteria ask for, values near them, and values that do not fit the type.

In:  how many, a seed. Out: lines of JSON, the same for the same seed. Holds: values are JSON text, so that numbers keep the way they are written.
"""
import json
import random

TEXTS = ["strasse", "Straße", "STRASSE", "ÇA", "ça", "", "abc", "AB", "ωmega", "Ωmega", "\u2126hm", "run.exe", "RUN.EXE", "großß", "xy", "YaX",
         "Needle", "needle", "a1c", "A?C?D", "x[*]y?", "*?", "x*?z", "?", "q", "Q", "\u1E9E", "\u212A", "k", "\u017F", "EVIL12", "evil1234", "evil1",
         "a cat!", "concat", "cat_", "one\nend\ntwo", "end", "append", "a\nc", "abc d", "abcx", "éé", "é", "\U0001F600", "foo", "baaarzzz", "barzz\n",
         "Exact", "exact", "exact2", "Prefix", "prefix", "GlobB", "G\u00e9B", "gb", "Z", "z", "not EVERYWHERE near", "\u0130", "i\u0307", "\ufb01", "fi",
         "/Bin", "/bin", "/usr/", "/usr/bin/sh", "/usr/bin/ls", "/a/b/bin/ls", "a.sh", "00ff00", "AB", "\ud7ff\ue000", "\t", "\u202e", "a" * 300]
GUIDS = ["{0197231E-9BE6-6934-5301-000000000B00}", "0197231e-9be6-6934-5301-000000000b00", "{0197231E-9BE6-6934-5301-000000000B01}",
         "0197231e9be6693453010000000000b00", "{0197231E-9BE6-6934-5301-000000000B00", "00000000-0000-0000-0000-000000000000", "", "x", "{0197231E9BE6693453010000-00000B00}", "0197231e-9be6-6934-5301-000000000b00}",
         "{0197231e9be6693453010000000000b00}", " 0197231e-9be6-6934-5301-000000000b00"]
WHOLES = ["0", "1", "3", "5", "7", "9", "10", "15", "20", "21", "22", "30", "31", "4000000000", "4294967295", "4294967296", "9223372036854775807",
          "9223372036854775808", "9223372036854775809", "18446744073709551615", "18446744073709551616", "-1", "-5", "-6", "-10", "-20", "-101",
          "-9223372036854775808", "-9223372036854775809"]
WRITTEN = ['"0x5"', '"0X1f"', '"0x8000000000000000"', '"0xffffffffffffffff"', '"0x10000000000000000"', '"007"', '"x"', '""', '"1 "', '"-0"', "-0",
           "true", "false", "null", "[1]", "{}", '"true"', '"-1"', '"4294967295"', '"1x"', "1.0", "1e1", "3.0", '"+5"', '" 5"', '"0x"', '"-0x1"', "7.5", "1E0", "-1.0", '"5.0"']
BOOLS = ["true", "false", "0", "1", "2", "null", '"TRUE"', '"False"', '"0"', '"1"', '"2"', '"yes"', '""']
KINDS = ['"Create"', '"create"', '"CONNECT"', '"Other"', "0", "1", "2", "3", '"1"', '"3"', '"x"', "null", '""', "true"]
RIGHTS = ['"READ"', '"write"', '"READ|WRITE"', '"READ, WRITE"', '"READ,0x10"', "1", "2", "19", "65535", '"0x13"', '"TOP"', '"ALL|TOP"', '"READ|"', '"FLY"',
          "9223372036854775808", "18446744073709551616", "-1", "0", '""', "null", '"READ|16"', "true", "false", '"READ||WRITE"', '"|READ"', '"READ WRITE"', '" READ "']
ADDRESSES = ["192.0.2.1", "192.0.2.129", "192.0.2.127", "10.255.0.1", "11.0.0.1", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:db8:8000::1", "fd00::1",
             "::ffff:10.0.0.1", "::ffff:c000:201", "fe80::1%eth0", "203.0.113.7", "203.0.113.8", "::", "::1.2.3.4", "1.2.3", "1.2.3.4.5", "01.2.3.4",
             "1::2::3", "", "x", "[::1]", "1.2.3.4/32", "1::", "::ffff:1.2.3.4%x", "10.0.0.1%lo", "%", "12345::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", " 10.0.0.1"]


def quoted(values):
    return [json.dumps(value, ensure_ascii=False) for value in values]


NUMBERS = WHOLES + WRITTEN
POOLS = {
    "Text": quoted(TEXTS) + ["12.50", "7", "1e3", "true", "false", "null", "[]", "{}"], "Path": quoted(TEXTS) + ["1"], "Hash": quoted(TEXTS),
    "Guid": quoted(GUIDS) + ["1", "true"], "Small": NUMBERS, "Large": NUMBERS, "Signed": NUMBERS, "Bool": BOOLS, "Kind": KINDS, "Rights": RIGHTS,
    "Ip": quoted(ADDRESSES) + ["1"], "Other": quoted(TEXTS), "Guid2": quoted(GUIDS), "Small2": NUMBERS, "Large2": NUMBERS, "Signed2": NUMBERS,
    "Ip2": quoted(ADDRESSES), "Kind2": KINDS, "Bool2": BOOLS}


def made_events(count, seed):
    """Lines of JSON; in some, values are under an alias, or the event is of another Template Type."""
    chance = random.Random(seed)
    for _ in range(count):
        few = chance.random() < 0.5
        pairs = [(name, chance.choice(pool)) for name, pool in POOLS.items() if chance.random() < (0.2 if few else 0.8)]
        pairs.append(("kind", chance.choice(['"every"'] * 8 + ["7", '"7"', "7.0", '"Every"', "null", "true"])))
        pairs.append(("host", chance.choice(['"linux"'] * 9 + ['"windows"'])))
        for path in ("process.text", "deep.er.text", "source.ip"):
            value = chance.choice(POOLS["Ip" if path == "source.ip" else "Text"])
            if chance.random() < 0.2:
                pairs.append((path, value))
            elif chance.random() < 0.2:
                *outer, inner = path.split(".")
                nested = '{"%s": %s}' % (inner, value)
                for key in outer[:0:-1]:
                    nested = '{"%s": %s}' % (key, nested)
                pairs.append((outer[0], nested))
        chance.shuffle(pairs)
        yield "{%s}" % ", ".join('"%s": %s' % pair for pair in pairs)
