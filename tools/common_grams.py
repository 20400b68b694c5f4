#!/usr/bin/env python3
"""compiler/pattern/common_grams.def from recorded events: common_grams.py EVENTS.jsonl[.xz] > compiler/pattern/common_grams.def

The four bytes in a row that stand, folded, in the texts of at least one event in fifty, as bits by their hash. It was made from recorded Sysmon events. The table
decides only which of several good channel files the compiler makes: another one changes their bytes, and no file is refused for it."""
import collections
import json
import lzma
import sys

BITS = 14
LEAST = 1 / 50
NOT_TEXTS = {"UtcTime", "Channel", "Hostname", "SourceName", "@timestamp", "EventTime", "EventReceivedTime", "ProcessGuid", "Message", "Keywords", "Category"}


def main():
    path = sys.argv[1]
    seen, events = collections.Counter(), 0
    with (lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8")) as lines:
        for line in lines:
            events += 1
            grams = set()
            for key, value in json.loads(line).items():
                if isinstance(value, str) and key not in NOT_TEXTS:
                    text = value.lower().encode()
                    grams.update(text[at:at + 4] for at in range(len(text) - 3))
            seen.update(grams)
    bits = bytearray(2**BITS // 8)
    common = [gram for gram, count in seen.items() if count >= LEAST * events]
    for gram in common:
        index = (int.from_bytes(gram, "little") * 0x9E3779B1 % 2**32) >> (32 - BITS)
        bits[index // 8] |= 1 << index % 8
    print("/* COMMON_GRAMS(16 bytes): the grams of four bytes that stand in many events, as bits by the top 14 bits of their hash; 128 rows. The window of a searched string is\n"
          " * not put there if it can be helped: a search would stop at nearly every event. Made by tools/common_grams.py from recorded Sysmon events. The compiler's choice alone: no file is refused for it. */")
    for at in range(0, len(bits), 16):
        print("COMMON_GRAMS(%s)" % ", ".join("0x%02x" % byte for byte in bits[at:at + 16]))
    print(f"{len(common)} grams, {sum(bin(b).count('1') for b in bits)} of {2**BITS} bits", file=sys.stderr)


if __name__ == "__main__":
    main()
