"""Interpreters that are broken on purpose: (name, file, old text, new text, category that must fail, text of a failure's reason). Each old text stands in its file exactly once."""

I, E = "interpreter/", "tests/certify/interpreter.c"

BROKEN = (
    ("the parameter count of an instance is not checked", I + "verify_instances.c", "if (count != c->parameter_count) return", "if (0) return",
     "changed fields", "not for COUNT_INSTANCE"),
    ("the number of inputs of the sensor is not checked", I + "verify.c", "if (contract->input_count != c->parameter_count) return", "if (0) return",
     "wrong sensor", "refused for CONTRACT_COUNT"),
    ("the number of values of an event is not checked", I + "match.c", "if (input_count != c->parameter_count) return WEIR_WRONG_INPUT_COUNT;", "",
     "input count", ""),
    ("the digest is not checked", I + "verify_header.c", "if (b[WEIR_AT_DIGEST + i] != digest[i]) return", "if (0) return", "flipped bits", "ACCEPTED: one bit is turned around"),
    ("only ASCII is folded", I + "fold.c", "if (low == FOLD_RANGES) return code_point;", "if (code_point >= 0x80) return code_point;", "verdicts", "matched none, not"),
    ("an absent value is an empty one", E, "if (*word == '-') return weir_input_absent();", "if (*word == '-') return weir_input_text(1, \"\", 0);", "verdicts", "not"),
    ("a file that is cut off crashes it", E, "    free(bytes);\n    printf(\"refused", "    if (size < WEIR_HEADER_BYTES) abort();\n    free(bytes);\n    printf(\"refused", "truncated", "ended by signal"),
    ("a file of another platform hangs it", E, "    free(bytes);\n    printf(\"refused", "    while (verdict.code == WEIR_REFUSED_CONTRACT_PLATFORM) {\n    }\n    free(bytes);\n    printf(\"refused",
     "wrong sensor", "did not answer within 1.0 s"),
    ("what was open is closed before a file is verified", E, "if (bytes && weir_slots_reclaim(&s->slots, &old)) {", "memset(&s->slots, 0, sizeof s->slots);\n    if (bytes) {",
     "last known good", "an event was sent: it said that nothing is open"),
    ("an older revision is taken", E, "s->limits.least_revision = (uint32_t)next_number(&line);", "next_number(&line);", "wrong sensor", "REVISION_OLDER"),
    ("everything is undecided", E, 'hit->verdict == WEIR_MATCH ? "match"', 'hit->verdict != WEIR_MATCH ? "match"', "verdicts", "undecided"),
    ("it says more than it is asked", E, 'puts("accepted");', 'puts("accepted\\naccepted");', "good files", "said more than one line to one question"),
    ("every file is accepted", E, "    free(bytes);\n    printf(\"refused", "    free(bytes);\n    if (s) puts(\"accepted\");\n    else printf(\"refused", "reasons", "ACCEPTED, although it is to be refused for"),
)
