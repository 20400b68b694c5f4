#!/bin/sh
# The main job on real content: lints, tests and compiles the example project, verifies the files, scans recorded events.
set -eu
weir=$1
here=$(cd "$(dirname "$0")/../examples/starter" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
run() {
    printf '\n$ weir %s\n' "$*" | sed "s|$out|build/channels|g; s|$here/||g"
    "$weir" "$@" | sed "s|$out|build/channels|g"
}
cd "$here"
run lint
run test
run compile -o "$out"
printf '\n$ weir verify build/channels/*.chn --sensor sensors/windows-7.11.json\n'
"$weir" verify "$out"/*.chn | sed "s|$out|build/channels|g"
printf '\n$ weir scan build/channels events/sample.jsonl\n'
"$weir" scan "$out" events/sample.jsonl
