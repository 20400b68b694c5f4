"""The numbers of docs/channel-format.md: sections, types, operators, operations.

In:  nothing. Out: constants. Holds: each stands on the page; nothing is taken from the interpreter or the compiler.
"""

MAGIC = bytes.fromhex("89574549520D0A1A")
HEADER_BYTES = 96
FORMAT_VERSION = 1
UNICODE = 0x000F0000
NO_SET = 0xFFFFFFFF

# (name, bytes of a record), in the order of their numbers 1, 2, 3 ...
SECTIONS = (
    ("TEMPLATE", 16), ("PARAMETERS", 32), ("MEMBERS", 16), ("ALIASES", 12), ("RECORDED", 16), ("INSTANCES", 48), ("VECTORS", 2),
    ("CRITERIA", 8), ("CODE", 4), ("SETS", 16), ("VALUES", 4), ("NUMBERS", 8), ("PROGRAMS", 16), ("PROGRAM_CODE", 8), ("CLASSES", 32),
    ("STRING_OFFSETS", 4), ("STRING_BYTES", 1), ("QUESTIONS", 12), ("ASKED", 4), ("WAKES", 4), ("ALWAYS", 4),
    ("TABLES", 12), ("BUCKETS", 4), ("FILTERS", 8), ("ENTRIES", 12), ("HITS", 4),
    ("WINDOWS", 1))
SEARCHING = ("QUESTIONS", "ASKED", "WAKES", "ALWAYS", "TABLES", "BUCKETS", "FILTERS", "ENTRIES", "HITS")
MAX_WAKERS = 255

PLATFORMS = ("windows", "linux", "macos", "network", "cloud")
PHASES = ("pre", "post")
ACTIONS = ("observe", "detect", "prevent")
SEVERITIES = ("informational", "low", "medium", "high", "critical")

TYPES = ("reserved", "string", "path", "hash", "guid", "u32", "u64", "i64", "bool", "enum", "flags", "ip")
RESERVED, STRING, PATH, HASH, GUID, U32, U64, I64, BOOL, ENUM, FLAGS, IP = range(12)
TEXTS = frozenset((STRING, PATH, HASH))
NUMBERS = frozenset((U32, U64, I64, BOOL, ENUM, FLAGS))
ORDERED = frozenset((U32, U64, I64))
PRESENT = frozenset(range(1, 12))

SET_KINDS = {1: "strings", 2: "numbers", 3: "ranges", 4: "programs"}
KIND_STRINGS, KIND_NUMBERS, KIND_RANGES, KIND_PROGRAMS = 1, 2, 3, 4
FORM_TEXT, FORM_FOLDED, FORM_GLOB, FORM_GLOB_FOLDED, FORM_GUID, FORM_ADDRESS, FORM_NETWORK = range(1, 8)
FORMS = {0: None, 1: "text", 2: "folded text", 3: "globs", 4: "folded globs", 5: "guids", 6: "addresses", 7: "networks"}
FORMS_UTF8 = frozenset((FORM_TEXT, FORM_FOLDED, FORM_GLOB, FORM_GLOB_FOLDED))

(EXISTS, EQUALS, STARTS, ENDS, CONTAINS, LIKE, MATCHES, NUMBER_IN, NUMBER_RANGE, HAS_ALL, HAS_ANY, BYTES_IN, WITHIN, FIELD_EQUALS,
 FIELD_STARTS, FIELD_ENDS, FIELD_CONTAINS, FIELD_LESS, FIELD_LESS_EQUAL) = range(1, 20)

# operator -> (name, types of its ordinal, kind of its set or 0)
OPERATORS = {
    EXISTS: ("EXISTS", PRESENT, 0),
    EQUALS: ("EQUALS", TEXTS, KIND_STRINGS),
    STARTS: ("STARTS", TEXTS, KIND_STRINGS),
    ENDS: ("ENDS", TEXTS, KIND_STRINGS),
    CONTAINS: ("CONTAINS", TEXTS, KIND_STRINGS),
    LIKE: ("LIKE", TEXTS, KIND_STRINGS),
    MATCHES: ("MATCHES", TEXTS, KIND_PROGRAMS),
    NUMBER_IN: ("NUMBER_IN", NUMBERS, KIND_NUMBERS),
    NUMBER_RANGE: ("NUMBER_RANGE", ORDERED, KIND_RANGES),
    HAS_ALL: ("HAS_ALL", frozenset((FLAGS,)), KIND_NUMBERS),
    HAS_ANY: ("HAS_ANY", frozenset((FLAGS,)), KIND_NUMBERS),
    BYTES_IN: ("BYTES_IN", frozenset((GUID, IP)), KIND_STRINGS),
    WITHIN: ("WITHIN", frozenset((IP,)), KIND_STRINGS),
    FIELD_EQUALS: ("FIELD_EQUALS", PRESENT, 0),
    FIELD_STARTS: ("FIELD_STARTS", TEXTS, 0),
    FIELD_ENDS: ("FIELD_ENDS", TEXTS, 0),
    FIELD_CONTAINS: ("FIELD_CONTAINS", TEXTS, 0),
    FIELD_LESS: ("FIELD_LESS", ORDERED, 0),
    FIELD_LESS_EQUAL: ("FIELD_LESS_EQUAL", ORDERED, 0),
}
FIELD_OPERATORS = frozenset(range(FIELD_EQUALS, FIELD_LESS_EQUAL + 1))

OPERATIONS = {1: "CRITERION", 2: "TRUE", 3: "NOT", 4: "AND", 5: "OR", 6: "ATLEAST"}
OP_CRITERION, OP_TRUE, OP_NOT, OP_AND, OP_OR, OP_ATLEAST = range(1, 7)

INSTRUCTIONS = {1: "RANGE", 2: "SET", 3: "SPLIT", 4: "JUMP", 5: "ASSERT", 6: "MATCH"}
I_RANGE, I_SET, I_SPLIT, I_JUMP, I_ASSERT, I_MATCH = range(1, 7)
ASSERTIONS = {1: "start of text", 2: "end of text", 3: "start of line", 4: "end of line", 5: "word boundary", 6: "not word boundary"}
MAX_PROGRAM = 262144
MAX_STACK = 128
MAX_PARAMETERS = 64
MAX_NUMBER = 99999999
MAX_RECORDED_KEYS = 64
