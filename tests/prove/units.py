"""What `make prove` proves: each source, in words that docs/proof.md takes over, and the machine models on which.

The machines differ in what C leaves open: 64 bits and little-endian with signed characters, 32 bits and big-endian with unsigned ones."""

MACHINES = ("gcc_x86_64", "ppc_32")

UNITS = (
    {"file": "tests/prove/inline.c", "proves": ("bytes.h", "verify.h"),
     "says": "`bytes.h`, `verify.h`: integers out of bytes, UTF-8 sequences, ranges side by side: exact; no run-time error"},
    {"file": "interpreter/verify_header.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; the header exact; the file as a whole and the section table: what is accepted is well formed (the digest's value apart)"},
    {"file": "interpreter/verify_strings.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; the places of strings, the use of a text and UTF-8 exact (folded text: what is accepted is UTF-8)"},
    {"file": "interpreter/verify.c", "functions": ("weir_hash_more", "weir_hash", "weir_string", "differs_at", "verify_contract"), "machines": ("gcc_x86_64",),
     "says": "FNV-1a, a string by its number, and the **sensor's contract** exact: platform, Template Type, version, **count**, each name and type; no run-time error, ends"},
    {"file": "interpreter/verify_sets.c", "functions": ("verify_record", "weir_verify_set_records"), "machines": ("gcc_x86_64",),
     "says": "the records of sets: no run-time error, ends; what is accepted has values that are there"},
    {"file": "interpreter/verify_instances.c", "functions": ("verify_vector",), "machines": ("gcc_x86_64",),
     "says": "`verify_vector` alone: no run-time error, ends; an instance that is accepted has the header's **parameter count**, and its vector says which criteria are on which ordinal"},
    {"file": "interpreter/verify_criteria.c", "machines": ("gcc_x86_64",),
     "functions": ("is_allowed", "kind_needed", "compares_fields", "form_needed", "verify_number_set", "verify_other", "verify_set", "verify_ordinal", "weir_verify_criteria"),
     "says": "of a criterion: which operators are allowed on which types, the kind and form of the set that each takes, and the order of a set of numbers: exact; of what is accepted that its second **input is there** "
             "and both are text or neither, that its set is there; that each criterion of an instance is looked at; no run-time error, ends"},
    {"file": "interpreter/verify_code.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; a **condition** that is accepted pushes only criteria of its own instance, never takes more from the stack than is there nor puts more on it than there is room for, and leaves one value"},
    {"file": "interpreter/criterion.c", "functions": ("set_number", "number_in", "number_in_range", "has_bits"), "machines": ("gcc_x86_64",),
     "says": "numbers of an event in the sets of an accepted file: no run-time error, ends"},
    {"file": "interpreter/fold.c", "says": "no run-time error, ends"},
    {"file": "interpreter/refusals.c", "says": "no run-time error"},
)
