#!/usr/bin/env python3
"""The Sigma specification as a table: each modifier, each legal combination, each form of a condition, each kind of value, with the events that match.

A row is a detection in YAML, the events that match it and those that do not; or the code with which it is left out. What is expected was derived from the
specification 2.1 and its appendix on modifiers by hand; nothing here evaluates Sigma. All rows are imported, linted and compiled at once, and the events scanned.
The rows are exported as Sigma and imported again, too: the channel files must be the same byte for byte.
Out: a line for each difference; "N passed, N failed".
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

CHANNEL = "Microsoft-Windows-Sysmon/Operational"
EVENTS = {"process_creation": {"EventID": 1, "Channel": CHANNEL}, "network_connection": {"EventID": 3, "Channel": CHANNEL}, "file_event": {"EventID": 11, "Channel": CHANNEL},
          "registry_event": {"EventID": 13, "Channel": CHANNEL}, "linux": {"EventID": 1, "Channel": "Linux-Sysmon/Operational"}, "ps_script": {"EventID": 4104, "Channel": "Microsoft-Windows-PowerShell/Operational"}}
SOURCES = {"linux": "{product: linux, category: process_creation}"}
ROWS, LEFT_OUT = [], []
C = "CommandLine"


def row(detection, yes=(), no=(), category="process_creation"):
    """yes, no: events as maps of fields, or texts that stand for CommandLine."""
    events = [({C: e} if isinstance(e, str) else e, wanted) for of, wanted in ((yes, True), (no, False)) for e in of]
    ROWS.append((detection, category, events))


def item(key, value, yes=(), no=(), category="process_creation"):
    """One field of one selection; the value as YAML."""
    row(f"s: {{{key}: {value}}}\ncondition: s", yes, no, category)


def left_out(code, detection, category="process_creation"):
    LEFT_OUT.append((code, detection, category))


def refused(code, key, value, category="process_creation"):
    left_out(code, f"s: {{{key}: {value}}}\ncondition: s", category)


# ---- values: the whole field, without regard to case; absent is never equal ----
item(C, "'abc'", ["abc", "ABC", "aBc"], ["abcd", "xabc", "", {}, {"Image": "abc"}])
item(C, "['abc', 'x']", ["abc", "X"], ["abcx", {}])
item(C, "''", [""], ["a", " ", {}])
item(C, "null", [{}, {"Image": "a"}], ["", "a", "null"])
item(C, "~", [{}], ["", "~"])
item(C, "", [{}], ["", "a"])
item(C, "[null, 'a']", [{}, "a", "A"], ["", "b"])
item(C, "['', null]", [{}, ""], ["a", " "])
item(C, "4624", ["4624"], ["04624", "4624.0", {}])
item(C, "true", ["true", "True", "TRUE"], ["1", "yes", {}])
item(C, "'true'", ["true", "True"], ["1", {}])
item(C, "'\u00c9t\u00e9'", ["\u00e9T\u00c9", "\u00c9t\u00e9"], ["ete", {}])

# ---- wildcards and escapes ----
item(C, "'a*'", ["a", "abc", "A*", "a\nb"], ["ba", "", {}])
item(C, "'*a'", ["a", "cba", "b\na"], ["ab", {}])
item(C, "'*a*'", ["a", "bab", "b\na\n"], ["b", "", {}])
item(C, "'a*b'", ["ab", "a-b", "a\nb"], ["abc", "a", {}])
item(C, "'a?b'", ["a-b", "a?b", "a\u00e9b", "a\nb"], ["ab", "a--b", {}])
item(C, "'?'", ["a", "?", "\u00e9"], ["", "ab", {}])
item(C, "'*'", ["a", ""], [{}])
item(C, "'**'", ["a", ""], [{}])
item(C, "'?*'", ["a", "ab"], ["", {}])
item(C, "'*?*?*'", ["ab", "abc"], ["a", "", {}])
item(C, r"'a\*b'", ["a*b", "A*B"], ["axb", r"a\*b", {}])
item(C, r"'a\?b'", ["a?b"], ["axb", r"a\?b"])
item(C, r"'a\b'", [r"a\b"], [r"a\\b", "ab"])
item(C, r"'a\\b'", [r"a\b"], [r"a\\b", "ab"])
item(C, r"'a\\\b'", [r"a\\b"], [r"a\b", r"a\\\b"])
item(C, r"'a\\\\b'", [r"a\\b"], [r"a\b", r"a\\\\b"])
item(C, r"'a\\*'", ["a\\", r"a\b", r"a\*"], ["a*", "ab", "a"])
item(C, r"'a\\\*'", [r"a\*"], [r"a\b", "a*", "a\\"])
item(C, r"'a\\\\*'", [r"a\\", r"a\\b"], [r"a\b", "a\\"])
item(C, r"'a\\?b'", [r"a\xb"], ["a?b", r"a\?xb"])
item(C, r"'a\'", ["a\\"], ["a", "a\\\\"])
item(C, r"'\*\\*'", [r"*\x", "*\\"], ["*x", r"x\x"])
item(C, "'[a]*[?]'", ["[a][x]", "[a]q[?]"], ["aqx", "[a][]"])
item(C, "'[*]'", ["[]", "[abc]"], ["abc", "*"])
item(C, "'a.b+c'", ["a.b+c"], ["axb+c", "a.bbc"])
item(C, "'%a%'", ["%A%"], ["a"])
item(C, "\"a\\tb\"", ["a\tb"], ["a b", r"a\tb"])
item(C, "'it''s'", ["it's"], ["its"])

# ---- contains, startswith, endswith, all ----
item(C + "|contains", "'b'", ["b", "abc", "ABC"], ["ac", "", {}])
item(C + "|contains", "['x', 'b']", ["abc", "x"], ["a", {}])
item(C + "|contains", "''", ["", "a"], [{}])
item(C + "|contains", "'a*c'", ["xxabcxx", "ac"], ["ca", "a", {}])
item(C + "|contains", "'*b*'", ["abc"], ["ac"])
item(C + "|contains", r"'\'", [r"a\b", "\\"], ["ab"])
item(C + "|contains", r"'\*'", ["a*b"], ["ab", "a\\b"])
item(C + "|contains", "12", ["x123"], ["1 2"])
item(C + "|startswith", "'ab'", ["ab", "ABc"], ["xab", "", {}])
item(C + "|startswith", "['ab', 'c*d']", ["abx", "c--dx", "CD"], ["xab", "cx"])
item(C + "|endswith", r"'\a.exe'", [r"C:\A.EXE", r"\a.exe"], ["a.exe", r"\a.exe ", {}])
item(C + "|endswith", "['a?c', 'z']", ["xabc", "Z"], ["abcx", "ac"])
item(C + "|startswith|endswith", "'b'", ["b", "abc"], ["a"])
item(C + "|contains|all", "['a', 'b']", ["ab", "b a"], ["a", "b", "", {}])
item(C + "|all|contains", "['a', 'b']", ["ab", "b a"], ["a", "b", {}])
item(C + "|startswith|all", "['a', 'ab']", ["abc"], ["a", "ac"])
item(C + "|endswith|all", "['c', 'bc']", ["abc"], ["c"])
item(C + "|all", "['a*', '*c']", ["abc", "ac"], ["ab", "c"])
item(C + "|contains|all", "'a'", ["xax"], ["b"])

# ---- cased ----
item(C + "|cased", "'aB'", ["aB"], ["ab", "AB", {}])
item(C + "|contains|cased", "'aB'", ["xaBx"], ["xabx", {}])
item(C + "|cased|startswith", "'aB'", ["aBc"], ["abc"])
item(C + "|endswith|cased", "['aB', 'c?D']", ["xaB", "xc-D"], ["xab", "c-d"])
item(C + "|contains|all|cased", "['a', 'B']", ["Ba"], ["ba", "BA"])
item(C + "|cased|neq", "'aB'", ["ab", {}], ["aB"])

# ---- exists ----
item(C + "|exists", "true", ["", "a"], [{}])
item(C + "|exists", "false", [{}], ["", "a"])
item(C + "|exists", "yes", ["a"], [{}])
item("ProcessId|exists", "true", [{"ProcessId": 4}], [{}])

# ---- neq: the item's negation; true of an absent value ----
item(C + "|neq", "'a'", ["b", "", {}], ["a", "A"])
item(C + "|neq", "['a', 'b*']", ["c", {}], ["A", "bc"])
item(C + "|contains|neq", "'a'", ["b", {}], ["xax"])
item(C + "|neq|contains|all", "['a', 'b']", ["a", "b", {}], ["ab"])
item(C + "|neq", "null", ["", "a"], [{}])
item(C + "|neq", "''", ["a", {}], [""])
item(C + "|re|neq", "'^a'", ["b", {}], ["ab"])
item("TerminalSessionId|neq", "3", [{"TerminalSessionId": 4}, {}], [{"TerminalSessionId": 3}, {"TerminalSessionId": "3"}])
item("DestinationIp|cidr|neq", "'10.0.0.0/8'", [{"DestinationIp": "11.0.0.1"}, {}], [{"DestinationIp": "10.1.1.1"}], "network_connection")

# ---- re ----
item(C + "|re", "'b+'", ["abbc"], ["B", "ac", {}])
item(C + "|re", "['^a', 'z$']", ["ab", "yz"], ["za", {}])
item(C + "|re|all", "['a', 'b']", ["ab"], ["a", {}])
item(C + "|re|i", "'b+'", ["B", "b"], ["c"])
item(C + "|re|ignorecase", "'b+'", ["B"], ["c"])
item(C + "|re|m", "'^b$'", ["a\nb\nc"], ["ab"])
item(C + "|re", "'^b$'", ["b"], ["a\nb\nc"])
item(C + "|re|multiline", "'^b$'", ["a\nb"], ["ab"])
item(C + "|re|s", "'a.b'", ["a\nb", "a-b"], ["ab"])
item(C + "|re", "'a.b'", ["a-b"], ["a\nb"])
item(C + "|re|dotall", "'a.b'", ["a\nb"], ["ab"])
item(C + "|re|i|m|s", "'^B.c$'", ["a\nb\nC"], ["a b\nc"])
item(C + "|re", r"'\*\?\\'", ["*?\\"], ["x"])
item(C + "|re", "'a*'", ["", "b"], [{}])
item(C + "|re", r"'[\w-]+\s\d{2,}'", ["a- 12"], ["a 1"])
item(C + "|re", "'(?i)ab'", ["AB"], ["b"])
item(C + "|re", "123", ["x1234"], ["12"])
item(C + "|re|startswith", "'a|b'", ["bx", "ax"], ["xa"])
item(C + "|re|endswith", "'a|b'", ["xb", "xa"], ["ax"])
item(C + "|re|contains", "'a|b'", ["xbx"], ["x"])
item(C + "|re|startswith|m", "'b'", ["bx"], ["a\nb"])
item(C + "|re|expand", "'%rx%'", ["ab12", "cd"], ["ab", {}])

# ---- windash: five dashes where an option begins ----
item(C + "|contains|windash", "' -enc '", ["x -enc y", "x /ENC y", "x \u2013enc y", "x \u2014enc y", "x \u2015enc y"], ["x enc y", "x +enc y", {}])
item(C + "|contains|windash", "' /enc '", ["x -enc y", "x /enc y", "x \u2015enc y"], ["x enc y"])
item(C + "|windash|contains|all", "[' -a ', ' -b-c']", [" /a -b-c", " -a \u2014b-c"], [" /a ", " -a -b/c"])
item(C + "|windash", "'-a'", ["-a", "/a", "\u2013A"], ["a", " -a"])
item(C + "|windash|endswith", "'-a -b'", ["x/a \u2014b"], ["x/a -bx"])
item(C + "|startswith|windash", "'*-a'", ["x/ab", "-a"], ["a"])
item(C + "|contains|windash", "'--a'", ["--a", "-/a"], ["//a", "-a"])
item(C + "|windash|contains|cased", "'-A'", ["x/Ab"], ["x/ab"])
item(C + "|windash|contains", "'-a -b -c -d -e'", ["/a \u2013b \u2014c \u2015d -e"], ["/a -b -c -d e"])

# ---- encodings ----
item(C + "|base64|contains", "'foobar'", ["x Zm9vYmFy y"], ["foobar", "Zm9vYmF", {}])
item(C + "|base64", "'foobar'", ["Zm9vYmFy", "zm9vymfy"], ["xZm9vYmFy"])
item(C + "|base64|contains|cased", "'foobar'", ["xZm9vYmFyx"], ["xzm9vymfyx"])
item(C + "|base64offset|contains", "'foobar'", ["Zm9vYmFy", "xmb29iYXx", "xZvb2Jhcx"], ["foobar", "Zm9vYmF", {}])
item(C + "|wide|base64offset|contains", "'foo'", ["ZgBvAG8A", "YAbwBvA", "mAG8Abw"], ["Zm9v"])
item(C + "|utf16le|base64offset|contains", "'foo'", ["ZgBvAG8A"], ["AGYAbwBv"])
item(C + "|utf16be|base64offset|contains", "'foo'", ["AGYAbwBv"], ["ZgBvAG8A"])
item(C + "|utf16|base64offset|contains", "'foo'", ["//5mAG8Abw"], ["ZgBvAG8A"])
item(C + "|utf16|base64|contains", "'foo'", ["//5mAG8AbwA="], ["ZgBvAG8A"])
item(C + "|wide", "'ab'", ["a\0b\0"], ["ab", "a\0b"])
item(C + "|utf16be|contains", "'ab'", ["x\0a\0bx"], ["ab", "a\0b"])
item(C + "|endswith", "'b'", ["a\0b", "\ud800b"], ["b\0"])
item(C, "'a?b'", ["a\0b", "a\udc00b"], ["ab"])
item(C + "|base64offset|contains|all", "['foobar', 'quxquux']", ["Zm9vYmFy cXV4cXV1e"], ["Zm9vYmFy"])
item(C + "|windash|base64offset|contains", "'-foo'", ["LWZvb", "L2Zvb"], ["Zm9v"])
item(C + "|base64|base64|contains", "'foobar'", ["Wm05dlltRnk="], ["Zm9vYmFy"])

# ---- cidr ----
N = "network_connection"
item("DestinationIp|cidr", "'10.0.0.0/8'", [{"DestinationIp": "10.9.9.9"}], [{"DestinationIp": "11.0.0.0"}, {"DestinationIp": "::1"}, {}], N)
item("DestinationIp|cidr", "['10.0.0.0/8', 'fe80::/10', '::1/128']", [{"DestinationIp": "10.9.9.9"}, {"DestinationIp": "fe80:0:0:0:0:0:0:9"}, {"DestinationIp": "febf::1"}, {"DestinationIp": "0:0:0:0:0:0:0:1"}],
     [{"DestinationIp": "fec0::1"}, {"DestinationIp": "::2"}, {}], N)
item("DestinationIp|cidr", "'192.168.5.7'", [{"DestinationIp": "192.168.5.7"}], [{"DestinationIp": "192.168.5.8"}], N)
item("DestinationIp|cidr|all", "['10.0.0.0/8', '10.1.0.0/16']", [{"DestinationIp": "10.1.9.9"}], [{"DestinationIp": "10.2.9.9"}], N)
item("DestinationHostname|cidr", "'10.16.0.0/12'", [{"DestinationHostname": "10.16.0.1"}, {"DestinationHostname": "10.31.255.255"}],
     [{"DestinationHostname": "10.32.0.1"}, {"DestinationHostname": "10.15.0.1"}, {"DestinationHostname": "10.16.0"}, {"DestinationHostname": "10.16.0.1.example"}, {"DestinationHostname": "10.16.0.256"}, {}], N)
item("DestinationHostname|cidr", "['192.168.1.0/25', '1.2.3.4/32', '0.0.0.0/0']", [{"DestinationHostname": "192.168.1.127"}, {"DestinationHostname": "9.9.9.9"}], [{"DestinationHostname": "::1"}, {"DestinationHostname": "a"}], N)
item("DestinationHostname|cidr", "'fe80::/10'", [{"DestinationHostname": "fe80::1"}, {"DestinationHostname": "FEBF:0:0:0:0:0:0:1"}, {"DestinationHostname": "fe80:0:0:0:1::"}],
     [{"DestinationHostname": "fec0::1"}, {"DestinationHostname": "fe8::1"}, {"DestinationHostname": "fe80"}, {"DestinationHostname": "10.0.0.1"}], N)
item("DestinationHostname|cidr", "'2001:db8:0:1::/64'", [{"DestinationHostname": "2001:db8:0:1:2:3:4:5"}, {"DestinationHostname": "2001:DB8::1:0:0:0:1"}, {"DestinationHostname": "2001:0db8:0000:0001::"}],
     [{"DestinationHostname": "2001:db8::1"}, {"DestinationHostname": "2001:db8:0:2::1"}, {"DestinationHostname": "2001:db8:1::"}], N)
item("DestinationHostname|cidr", "'::1/128'", [{"DestinationHostname": "::1"}, {"DestinationHostname": "0:0:0:0:0:0:0:1"}, {"DestinationHostname": "0::0001"}], [{"DestinationHostname": "::"}, {"DestinationHostname": "::2"}, {"DestinationHostname": "1::1"}], N)

# ---- numbers ----
T = "TerminalSessionId"
item(T, "3", [{T: 3}, {T: "3"}, {T: "0x3"}], [{T: 4}, {}])
item(T, "['1', 2]", [{T: 1}, {T: "2"}], [{T: 3}, {}])
item(T + "|lt", "5", [{T: 4}, {T: "0"}], [{T: 5}, {}])
item(T + "|lte", "5", [{T: 5}], [{T: 6}, {}])
item(T + "|gt", "5", [{T: 6}], [{T: 5}, {}])
item(T + "|gte", "'5'", [{T: 5}], [{T: 4}, {}])
item(T + "|gte", "5.5", [{T: 6}], [{T: 5}])
item(T + "|gt|neq", "5", [{T: 5}, {}], [{T: 6}])
item(T + "|gt|all", "[5, 7]", [{T: 8}], [{T: 6}])
item(T + "|gt", "[5, 7]", [{T: 6}], [{T: 5}])
item(T, "null", [{}], [{T: 0}])
item(T, "'*'", [{T: 0}], [{}])
item(T + "|startswith", "'4'", [{T: 4}, {T: 44}, {T: 4999}], [{T: 54}, {T: 14}])
item(T, "'1?'", [{T: 10}, {T: 19}], [{T: 1}, {T: 100}])
item(T + "|re", "'^(4|5)\\d$'", [{T: 44}, {T: 59}], [{T: 4}, {T: 440}, {T: 64}, {}])
item(T + "|re", "'^44'", [{T: 44}, {T: 441}], [{T: 4}, {T: 144}])
item(T + "|re", "'^\\d{1,2}$'", [{T: 0}, {T: 99}], [{T: 100}])
item("LogonId|gt", "100", [{"LogonId": "101"}, {"LogonId": "1000"}, {"LogonId": "100.5"}], [{"LogonId": "100"}, {"LogonId": "99"}, {"LogonId": "-500"}, {"LogonId": "abc"}, {"LogonId": ""}, {}])
item("LogonId|gte", "-5", [{"LogonId": "-5"}, {"LogonId": "-4"}, {"LogonId": "0"}, {"LogonId": "12"}], [{"LogonId": "-6"}, {"LogonId": "-50"}, {"LogonId": "x"}, {}])
item("LogonId|lt", "2500", [{"LogonId": "2499"}, {"LogonId": "-1"}, {"LogonId": "7"}], [{"LogonId": "2500"}, {"LogonId": "10000"}, {}])
item("LogonId|lte", "0", [{"LogonId": "0"}, {"LogonId": "-3"}], [{"LogonId": "1"}, {"LogonId": "0.1"}, {}])

# ---- addresses, words, guids ----
D = "DestinationIp"
item(D, "'10.0.0.1'", [{D: "10.0.0.1"}], [{D: "10.0.0.11"}, {}], N)
item(D, "['::1', '10.0.0.2']", [{D: "::1"}, {D: "0:0:0:0:0:0:0:1"}, {D: "10.0.0.2"}], [{D: "::2"}, {}], N)
item(D + "|startswith", "'10.1'", [{D: "10.1.0.0"}, {D: "10.19.0.0"}, {D: "10.199.0.0"}], [{D: "10.2.0.0"}, {D: "110.1.0.0"}, {}], N)
item(D + "|contains", "'192.168.'", [{D: "192.168.0.1"}, {D: "1.192.168.2"}], [{D: "192.169.0.1"}, {D: "1.2.192.168"}, {}], N)
item(D + "|contains", "'127.0.0.1'", [{D: "127.0.0.1"}, {D: "127.0.0.19"}], [{D: "127.0.1.0"}, {}], N)
item(D + "|endswith", "'7.0.0.1'", [{D: "7.0.0.1"}, {D: "127.0.0.1"}], [{D: "7.0.0.11"}, {D: "8.0.0.1"}], N)
item(D, "'192.168.*.1'", [{D: "192.168.7.1"}], [{D: "192.168.7.11"}, {D: "192.167.7.1"}], N)
item(D, "'10.?.0.*'", [{D: "10.1.0.9"}], [{D: "10.11.0.9"}, {D: "10.1.1.9"}], N)
item(D + "|re", r"'^10\.(1|20)\.'", [{D: "10.1.3.4"}, {D: "10.20.3.4"}], [{D: "10.2.3.4"}, {D: "110.1.3.4"}, {}], N)
item(D + "|re", r"'^(10|127)\.'", [{D: "10.1.3.4"}, {D: "127.20.3.4"}], [{D: "11.2.3.4"}, {}], N)
item(D + "|re", r"'^172\.(1[6-9]|2\d|3[01])\.'", [{D: "172.16.0.0"}, {D: "172.31.255.255"}, {D: "172.20.1.1"}], [{D: "172.32.0.0"}, {D: "172.15.0.0"}, {}], N)
item(D, "'*'", [{D: "1.1.1.1"}], [{}], N)
item(D, "null", [{}], [{D: "1.1.1.1"}], N)
item("Initiated", "true", [{"Initiated": "true"}, {"Initiated": True}], [{"Initiated": "false"}, {}], N)
item("Initiated", "'True'", [{"Initiated": "true"}], [{"Initiated": False}], N)
item("Initiated|neq", "'true'", [{"Initiated": "false"}, {}], [{"Initiated": "true"}], N)
item("Initiated|startswith", "'f'", [{"Initiated": "false"}], [{"Initiated": "true"}, {}], N)
item("Initiated|re", "'^t'", [{"Initiated": "true"}], [{"Initiated": "false"}, {}], N)
R = "registry_event"
item("EventType", "['setvalue', 'CreateKey']", [{"EventType": "SetValue"}], [{"EventType": "DeleteKey"}, {}], R)
item("EventType|contains", "'delete'", [{"EventType": "DeleteKey"}, {"EventType": "DeleteValue"}], [{"EventType": "SetValue"}, {}], R)
item("EventType|re", "'Value$'", [{"EventType": "SetValue"}], [{"EventType": "CreateKey"}], R)
G = "ProcessGuid"
item(G, "'{0197231E-9BE6-6934-5301-000000000B00}'", [{G: "{0197231e-9be6-6934-5301-000000000b00}"}], [{G: "{0197231e-9be6-6934-5301-000000000b01}"}, {}])

# ---- fieldref ----
P = "ParentImage"
item("Image|fieldref", P, [{"Image": "a", P: "A"}], [{"Image": "a", P: "b"}, {"Image": "a"}, {P: "a"}, {}])
item("Image|fieldref|cased", P, [{"Image": "a", P: "a"}], [{"Image": "a", P: "A"}])
item("Image|fieldref|neq", P, [{"Image": "a", P: "b"}, {"Image": "a"}, {}], [{"Image": "a", P: "A"}])
item("Image|neq|fieldref", P, [{"Image": "a", P: "b"}], [{"Image": "a", P: "A"}])
item(C + "|fieldref|startswith", "Image", [{C: "Ab", "Image": "a"}], [{C: "ba", "Image": "a"}])
item(C + "|fieldref|endswith", "Image", [{C: "ba", "Image": "A"}], [{C: "ab", "Image": "a"}])
item(C + "|fieldref|contains", "Image", [{C: "bab", "Image": "A"}], [{C: "b", "Image": "a"}])
item(C + "|contains|fieldref", "[Image, ParentImage]", [{C: "bab", "Image": "q", P: "A"}], [{C: "b", "Image": "a", P: "c"}])

# ---- parts of a time ----
U, F = "CreationUtcTime", "file_event"
item(U + "|hour", "4", [{U: "2026-11-22 04:05:06.123"}, {U: "2026-11-22T04:59:59Z"}], [{U: "2026-11-22 14:05:06"}, {}], F)
item(U + "|hour|gte", "22", [{U: "2026-11-22 22:00:00"}, {U: "2026-11-22 23:00:00"}], [{U: "2026-11-22 21:59:59"}], F)
item(U + "|minute", "[5, 59]", [{U: "2026-11-22 04:05:06"}, {U: "2026-11-22 00:59:00"}], [{U: "2026-11-22 05:04:00"}], F)
item(U + "|day", "22", [{U: "2026-11-22 04:05:06"}], [{U: "2026-11-23 04:05:06"}, {U: "2022-11-02 22:22:22"}], F)
item(U + "|month|lt", "3", [{U: "2026-02-22 04:05:06"}], [{U: "2026-03-22 04:05:06"}], F)
item(U + "|year", "2026", [{U: "2026-02-22 04:05:06"}], [{U: "2025-02-22 04:05:06"}], F)
item(U + "|year|gte", "2019", [{U: "2019-02-22 04:05:06"}, {U: "2020-01-01 00:00:00"}, {U: "3000-01-01 00:00:00"}], [{U: "2018-12-31 04:05:06"}, {U: "1999-12-31 04:05:06"}], F)
item(U + "|year|lt", "2019", [{U: "2018-02-22 04:05:06"}, {U: "1999-12-31 04:05:06"}], [{U: "2019-01-01 04:05:06"}], F)
item(U + "|week", "1", [{U: "2024-01-01 00:00:00"}, {U: "2024-12-30 00:00:00"}, {U: "2026-01-01 12:00:00"}], [{U: "2023-01-01 00:00:00"}, {U: "2024-01-08 00:00:00"}, {}], F)
item(U + "|week", "53", [{U: "2020-12-31 00:00:00"}, {U: "2021-01-03 00:00:00"}], [{U: "2021-01-04 00:00:00"}, {U: "2020-12-27 00:00:00"}], F)
item(U + "|week|gt", "50", [{U: "2026-12-14 00:00:00"}, {U: "2026-12-31 00:00:00"}], [{U: "2026-12-13 00:00:00"}, {U: "2026-01-01 00:00:00"}], F)
item(U + "|hour|neq", "4", [{U: "2026-11-22 05:05:06"}, {}], [{U: "2026-11-22 04:05:06"}], F)

# ---- expand ----
item("User|expand", "'%admins%'", [{"User": r"LAB\eve"}, {"User": r"LAB\adm-1"}], [{"User": "%admins%"}, {"User": "eve"}, {}])
item(C + "|contains|expand", "'x %tool% y'", ["ax psexec yb"], ["x %tool% y", "psexec"])
item(C + "|expand", r"'\%tool%tool%'", ["%toolpsexec"], ["psexecpsexec"])
item(C, "'%tool%'", ["%TOOL%"], ["psexec"])
item(C + "|expand|contains|all", "['%tool%', '%other%']", ["psexec a", "b psexec"], ["psexec", "a b"])

# ---- lists of maps, keywords, several fields ----
row("s: {CommandLine: a, Image: b}\ncondition: s", [{C: "a", "Image": "b"}], ["a", {"Image": "b"}, {}])
row("s: [{CommandLine: a}, {Image: b}]\ncondition: s", ["a", {"Image": "b"}], ["b", {}])
row("s: [{CommandLine: a, Image: b}, {Image: c}]\ncondition: s", [{C: "a", "Image": "b"}, {"Image": "c"}], ["a", {}])
row("s: [[{CommandLine: a}, {CommandLine: b}], {Image: c}]\ncondition: s", ["a", "b", {"Image": "c"}], ["c", {}])
row("s: ['one', 'two*three']\ncondition: s", ["xONEx", {"Image": "two three"}], ["two", {}])
row("s: 'one'\ncondition: s", ["xonex", {"User": "one"}], ["on"])
row("s: {'|all': ['one', 'two']}\ncondition: s", [{C: "one", "User": "two"}, "two one"], ["one", "two"])
row("s: {'|re': 'a+b'}\ncondition: s", ["xaab", {"User": "ab"}], ["AB"])
row("s: {'|cased': 'aB'}\ncondition: s", ["xaBx"], ["ab"])
row("s: ['one', {CommandLine: two}]\ncondition: s", ["xonex", "two"], ["xtwo"])
row("s: {'|contains|all': ['one', 'two']}\ncondition: s", ["two one"], ["one"])

# ---- conditions ----
A, B, X = "a: {CommandLine|contains: a}", "b: {CommandLine|contains: b}", "c: {CommandLine|contains: c}"
THREE = f"{A}\n{B}\n{X}\n"
row(f"{THREE}condition: a and b", ["ab"], ["a", "b"])
row(f"{THREE}condition: a or b", ["a", "b"], ["c"])
row(f"{THREE}condition: not a", ["b", "", {}], ["a"])
row(f"{THREE}condition: a or b and c", ["a", "bc"], ["b", "c"])
row(f"{THREE}condition: (a or b) and c", ["ac", "bc"], ["a", "ab", "c"])
row(f"{THREE}condition: not a and b", ["b"], ["ab", "", {}])
row(f"{THREE}condition: not (a and b)", ["a", "b", {}], ["ab"])
row(f"{THREE}condition: not not a", ["a"], ["b", {}])
row(f"{THREE}condition: a and not b or not c", ["ac", "a", "b", {}], ["abc", "bc"])
row(f"{THREE}condition: not a or b and not c", ["b", "c", "ab"], ["a", "ac", "abc"])
row(f"{THREE}condition: 1 of them", ["a", "b", "c"], ["x", {}])
row(f"{THREE}condition: any of them", ["a", "b", "c"], ["x", {}])
row(f"{THREE}condition: all of them", ["abc"], ["ab", {}])
row(f"{THREE}condition: not 1 of them", ["x", {}], ["a"])
row(f"{THREE}condition: not all of them", ["ab", {}], ["abc"])
row(f"{THREE}condition: (((a)))", ["a"], ["b"])
row(f"{THREE}condition: a AND NOT b", ["a"], ["ab"])
row(f"{THREE}condition: [a and b, c]", ["ab", "c"], ["a", "b"])
row(f"{THREE}condition: |\n    a\n    and (b\n      or c)\n", ["ab", "ac"], ["a", "bc"])
SEL = "sel_a: {CommandLine|contains: a}\nsel_b: {CommandLine|contains: b}\nfilter_c: {CommandLine|contains: c}\n_hidden: {CommandLine|contains: h}\n"
row(f"{SEL}condition: 1 of sel_*", ["a", "b"], ["c", "h"])
row(f"{SEL}condition: all of sel_*", ["ab"], ["a", "b"])
row(f"{SEL}condition: 1 of sel* and not 1 of filter*", ["a"], ["ac", "x"])
row(f"{SEL}condition: 1 of *_a", ["a"], ["b"])
row(f"{SEL}condition: 1 of s*_b", ["b"], ["a"])
row(f"{SEL}condition: all of *", ["abc"], ["ab"])
row(f"{SEL}condition: 1 of them", ["a", "c"], ["h"])
row(f"{SEL}condition: all of them", ["abc"], ["ab"])
row(f"{SEL}condition: 1 of sel_* or _hidden", ["h", "a"], ["c"])
row(f"{SEL}condition: all of sel_* and not filter_c or _hidden", ["ab", "h"], ["abc", "a"])
row("s-1: {CommandLine: a}\nnot_this: {CommandLine: b}\nselection.x: {CommandLine: c}\ncondition: s-1 or not_this or selection.x", ["a", "b", "c"], ["d"])
row(f"{THREE}timeframe: 5m\ncondition: a", ["a"], ["b"])

# ---- on fields that keep case ----
item("Image", "'/Bin/sh'", [{"Image": "/bin/SH"}], [{"Image": "/bin/sh2"}, {}], "linux")
item("Image|endswith", "['/SH', '/9']", [{"Image": "/bin/sh"}, {"Image": "/9"}], [{"Image": "/bin/sh2"}], "linux")
item("Image|cased", "'/Bin/sh'", [{"Image": "/Bin/sh"}], [{"Image": "/bin/sh"}], "linux")
item("CommandLine|contains|all", "['A', ' B']", ["x b a"], ["a"], "linux")
item("CommandLine", "'A?c*'", ["aBCd"], ["ac"], "linux")
item("CommandLine|base64offset|contains", "'foobar'", ["zm9vymfy"], ["foobar"], "linux")
item("CommandLine|contains|windash", "' -A'", ["x /a"], ["x a"], "linux")
item("Image|fieldref", "ParentImage", [{"Image": "/A", P: "/a"}], [{"Image": "/a", P: "/b"}], "linux")
item("Image|fieldref|cased", "ParentImage", [{"Image": "/a", P: "/a"}], [{"Image": "/A", P: "/a"}], "linux")
row("s: ['Evil', 'x?Y']\ncondition: s", ["an EVIL", {"User": "xxy"}], ["ev il"], "linux")
row("s: {CommandLine|cased: 'Ab'}\nt: {CommandLine: 'cd'}\ncondition: s or t", ["Ab", "CD"], ["ab", "AB"], "linux")

# ---- what is left out ----
refused("E419", C + "|foo", "a")
refused("E419", C + "|i", "a")
refused("E419", C + "|exists|contains", "true")
refused("E419", C + "|exists", "maybe")
refused("E419", C + "|cidr|contains", "'10.0.0.0/8'")
refused("E419", C + "|re|base64", "a")
refused("E419", C + "|cased|re|i", "a")
refused("E419", C + "|contains", "null")
refused("E419", C + "|lt|gt", "4")
refused("E420", C + "|base64offset|contains", "'a*b'")
refused("E420", C + "|utf16", "'ab'")
refused("E420", D + "|cidr", "'10.0.0.0/33'", N)
refused("E420", D + "|cidr", "'example.org/8'", N)
refused("E420", D + "|endswith", "'.1'", N)
refused("E420", T + "|endswith", "'4'")
refused("E420", T + "|contains", "'44'")
refused("E420", T + "|gt", "abc")
refused("E420", C + "|gt", "abc")
refused("E420", "Image|fieldref", "ProcessId")
refused("E420", G + "|contains", "'00'")
refused("E418", "NoSuchField", "a")
refused("E418", "Image|fieldref", "NoSuchField")
refused("E421", C + "|re", r"'(?=a)b'")
refused("E421", C + "|re", r"'(a)\1'")
refused("E421", C + "|re", "'a('")
refused("E422", C + "|expand", "'%nothing%'")
refused("E411", C, "[]")
refused("E412", C, "{a: b}")
refused("E412", C, "[[a]]")
refused("E424", "DestinationPort", "'http'", N)
left_out("E411", "s: {}\ncondition: s")
left_out("E411", "s: []\ncondition: s")
left_out("E411", "s: {CommandLine: a}")
left_out("E411", "s: {CommandLine: a}\ncondition: []")
left_out("E411", "s: {CommandLine: a}\ncondition:")
left_out("E412", "s: {CommandLine: a}\ncondition: {a: b}")
left_out("E416", "s: {CommandLine: a}\ncondition: t")
left_out("E416", "s: {CommandLine: a}\ncondition: 1 of t*")
left_out("E416", "s: {CommandLine: a}\ncondition: S")
left_out("E415", "s: {CommandLine: a}\ncondition: s and")
left_out("E415", "s: {CommandLine: a}\ncondition: (s")
left_out("E415", "s: {CommandLine: a}\ncondition: s)")
left_out("E415", "s: {CommandLine: a}\ncondition: s s")
left_out("E415", "s: {CommandLine: a}\ncondition: and s")
left_out("E415", "s: {CommandLine: a}\ncondition: 1 of")
left_out("E415", "s: {CommandLine: a}\ncondition: not")
left_out("E415", "s: {CommandLine: a}\ncondition: ''")
left_out("E414", "s: {CommandLine: a}\ncondition: s | count() > 5")
left_out("E414", "s: {CommandLine: a}\ncondition: s | near t")
left_out("E414", "s: {CommandLine: a}\ntimeframe: 5m\ncondition: s | count(User) by Image >= 10")
left_out("E424", "s: {EventID: 99}\ncondition: s")
left_out("E424", "s: {EventID: 1}\ncondition: s")


def run(*command, cwd=None, statuses=(0,)):
    done = subprocess.run(command, cwd=cwd, capture_output=True)
    if done.returncode not in statuses:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout.decode()[-2000:]}{done.stderr.decode()[-4000:]}")
    return done.stdout.decode()


def rule(number, detection, category):
    source = SOURCES.get(category, f"{{product: windows, category: {category}}}")
    body = "".join(f"    {line}\n" for line in detection.splitlines())
    return f"title: Row {number}\nid: 00000000-0000-4000-8000-{number:012d}\nlogsource: {source}\ndetection:\n{body}level: low\n"


def round_trip(weir, folder):
    """Rows as Sigma, and back: what differs. Two fields compared with regard to case cannot be written as Sigma."""
    (folder / "once").mkdir()
    kept = [n for n, (detection, _, _) in enumerate(ROWS) if "fieldref|cased" not in detection]
    for number in kept:
        (folder / "once" / f"{number:04}.yml").write_text(rule(number, *ROWS[number][:2]), encoding="utf-8")
    run(weir, "import", "sigma", "once", "-o", "first", "--placeholders", "placeholders.json", "--quiet", cwd=folder)
    run(weir, "export", "sigma", "-C", "first", "-o", str(folder / "again"), "--quiet", cwd=folder)
    run(weir, "import", "sigma", "again", "-o", "second", "--quiet", cwd=folder)
    for project in ("first", "second"):
        run(weir, "compile", "-C", project, "-o", str(folder / f"{project}.out"), "--quiet", cwd=folder)
    first, second = ({p.name: p.read_bytes() for p in (folder / f"{project}.out").glob("*.chn")} for project in ("first", "second"))
    return [f"{name}: imported, exported and imported again it is another file" for name in sorted(set(first) | set(second)) if first.get(name) != second.get(name)], len(first)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    weir = str(pathlib.Path(parser.parse_args().weir).resolve())
    rules = [(d, c) for d, c, _ in ROWS] + [(d, c) for _, d, c in LEFT_OUT]
    wanted, lines, failed = {}, [], []
    for number, (_, category, events) in enumerate(ROWS):
        for event, matches in events:
            lines.append(json.dumps({**EVENTS[category], **event, "id": len(lines)}))
            wanted[(number, len(lines) - 1)] = matches
    with tempfile.TemporaryDirectory(prefix="weir-sigma-") as name:
        folder = pathlib.Path(name)
        (folder / "placeholders.json").write_text(json.dumps({"admins": ["LAB\\eve", "LAB\\adm-*"], "tool": "psexec", "other": ["a", "b"], "rx": ["b\\d+", "^cd$"]}))
        (folder / "events.jsonl").write_text("\n".join(lines) + "\n")
        (folder / "rules").mkdir()
        for number, (detection, category) in enumerate(rules):
            (folder / "rules" / f"{number:04}.yml").write_text(rule(number, detection, category), encoding="utf-8")
        run(weir, "import", "sigma", "rules", "-o", "project", "--report", "report.json", "--placeholders", "placeholders.json", "--quiet", cwd=folder, statuses=(0, 1))
        report = {int(pathlib.Path(r["source"]).stem): r for r in json.loads((folder / "report.json").read_text())["results"]}
        run(weir, "lint", "-C", "project", "--quiet", cwd=folder)
        run(weir, "compile", "-C", "project", "-o", str(folder / "channels"), "--quiet", cwd=folder)
        found = {(m["id"], m["key"]) for m in map(json.loads, run(weir, "scan", "channels", "events.jsonl", "--key", "id", "--quiet", cwd=folder).splitlines())}
        for number, (detection, category, events) in enumerate(ROWS):
            if not report[number]["imported"]:
                failed.append(f"{detection!r}: left out: {report[number]['code']}: {report[number]['reason']}")
                continue
            bad = [key for n, key in wanted if n == number and ((report[number]["id"], key) in found) != wanted[n, key]]
            if bad:
                source = (folder / "project" / "rules" / f"{number:04}.weir").read_text(encoding="utf-8")
                failed.append(f"{detection!r}: {'does not match' if wanted[number, bad[0]] else 'matches'} {lines[bad[0]]}\n{source[source.find('    let') if '    let' in source else source.find('    match'):]}")
        differing, files = round_trip(weir, folder)
        failed += differing
    for number, (code, detection, _) in enumerate(LEFT_OUT, len(ROWS)):
        got = "imported" if report[number]["imported"] else report[number]["code"]
        if got != code:
            failed.append(f"{detection!r}: {got}, and {code} is expected: {report[number].get('reason', '')}")
    for one in failed:
        print(f"FAILED: {one}")
    print(f"{len(rules) + files - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
