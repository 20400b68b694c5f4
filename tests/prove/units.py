"""What `make prove` proves: each source, in words that docs/proof.md takes over, and the machine models on which.

The machines differ in what C leaves open: 64 bits and little-endian with signed characters, 32 bits and big-endian with unsigned ones."""

MACHINES = ("gcc_x86_64", "ppc_32")

UNITS = (
    {"file": "tests/prove/inline.c", "proves": ("bytes.h", "verify.h"),
     "says": "`bytes.h`, `verify.h`: integers out of bytes, UTF-8 sequences, ranges side by side: exact; no run-time error"},
    {"file": "interpreter/verify_header.c", "machines": ("gcc_x86_64",),
     "says": "no run-time error, ends; the header exact; the file as a whole and the section table: what is accepted is well formed (the digest's value apart)"},
    {"file": "interpreter/verify_instances.c", "functions": ("verify_vector",), "machines": ("gcc_x86_64",),
     "says": "`verify_vector` alone: no run-time error, ends; an instance that is accepted has the header's **parameter count**"},
    {"file": "interpreter/fold.c", "says": "no run-time error, ends"},
    {"file": "interpreter/refusals.c", "says": "no run-time error"},
)
