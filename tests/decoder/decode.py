#!/usr/bin/env python3
"""decode.py FILE...                        prints each channel file as one JSON object
decode.py FILE... --events EVENTS.jsonl  evaluates JSON events and prints, for each event that a file takes, the ids that match

An independent reader of the channel file, written from docs/channel-format.md (and docs/scan.md, docs/language.md for events) without
a look at the verifier, the interpreter or the compiler. Where it and they disagree, one of them is not what the page says.

In:  channel files; events as one JSON object a line.
Out: a JSON object a line; "FILE: not well formed: REASON at byte N" on standard error for a file that the page does not allow.
Exit status: 0; 2 when a file was refused.
"""
import argparse
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from channel import Channel, NotWellFormed, need     # noqa: E402
from evaluate import Evaluator                       # noqa: E402
from events import NoEvent, inputs_of, read_event, takes   # noqa: E402
from show import channel_object                      # noqa: E402


def decode(data, name=None):
    """A Channel of the bytes. With the name of a file of the form C-...-...-....chn, its numbers must be the header's."""
    channel = Channel(data)
    numbers = name and re.fullmatch(r"C-([0-9]{8})-([0-9]{8})-([0-9]{8})\.chn", os.path.basename(name))
    if numbers:
        for at, digits, held in zip((56, 60, 64), numbers.groups(), (channel.channel, channel.version, channel.revision)):
            need(digits == "%08d" % held, "number that is not the one in the file's name", at)
    return channel


def read_channel(path, name=None):
    """decode() of a file, whose name counts unless another is given; one that is too large is not read at all."""
    need(os.path.getsize(path) <= 1 << 30, "file over 2^30 bytes", 1 << 30)
    with open(path, "rb") as file:
        return decode(file.read(), path if name is None else name)


def read_lines(path):
    """(line number, event) of each line of a file of events that is one. A byte order mark before one is passed over."""
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.startswith(b"\xef\xbb\xbf"):
                line = line[3:]
            try:
                event = read_event(line)
            except NoEvent as reason:
                print("%s: line %d: %s" % (path, number, reason), file=sys.stderr)
                continue
            if event is not None:
                yield number, event


def scan(channels, lines):
    """(line number, channel, ids) for each event and each channel that takes it."""
    evaluators = [Evaluator(channel) for channel in channels]
    for number, event in lines:
        for evaluator in evaluators:
            if takes(evaluator.channel, event):
                yield number, evaluator.channel, evaluator.ids(inputs_of(evaluator.channel, event))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--events", metavar="EVENTS")
    options = parser.parse_args()
    channels, status = [], 0
    for path in options.files:
        try:
            channels.append(read_channel(path))
        except NotWellFormed as error:
            print("%s: not well formed: %s" % (path, error), file=sys.stderr)
            status = 2
            continue
        if not options.events:
            print(json.dumps(dict(file=os.path.basename(path), **channel_object(channels[-1])), ensure_ascii=False))
    if options.events:
        for number, channel, ids in scan(channels, read_lines(options.events)):
            print(json.dumps({"event": number, "channel": channel.channel, "version": channel.version, "ids": ids}))
    return status


if __name__ == "__main__":
    sys.exit(main())
