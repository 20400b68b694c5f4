#!/bin/sh
# portable.sh WEIR FOLDER: the interpreter on other machines. Says loudly what did not run; fails only where something ran and was wrong.
#
# Everywhere: the same verdicts on the bad files of tests/bytes, and on those and on good files the same verdicts and the same matches on made events as here.
weir=$1 work=$2
cc=${CC:-cc} python=${PYTHON:-python3}
passed=0 failed=0 missing=0
strict='-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -O2'

fail() { echo "FAILED: $1"; failed=$((failed + 1)); }
pass() { echo "$1"; passed=$((passed + 1)); }
absent() { echo "NOT RUN: $1"; missing=$((missing + 1)); }

rm -rf "$work" && mkdir -p "$work" || exit 1
"$python" tests/bytes/assemble.py "$work/bytes" tests/bytes/*.hex || exit 1
for project in tests/bytes/costly tests/decoder/every examples/starter; do
    "$weir" compile -C "$project" -o "$work/good/$project" --quiet || exit 1
done
find "$work/good" "$work/bytes" -name '*.chn' -size -64k | sort >"$work/files"
"$python" -c 'import struct, sys
for path in open(sys.argv[1]):
    data = open(path.strip(), "rb").read()
    sys.stdout.buffer.write(struct.pack("<I", len(data)) + data)' "$work/files" >"$work/frames"

# NAME "COMPILER AND FLAGS" "EMULATOR": builds both programs there and runs them.
runs_on() {
    name=$1 compiler=$2 emulator=$3 at=$work/$1
    mkdir -p "$at"
    if ! echo 'int main(void) { return 0; }' >"$at/probe.c" || ! $compiler -o "$at/probe" "$at/probe.c" 2>/dev/null || ! $emulator "$at/probe" 2>/dev/null; then
        absent "$name: \"$compiler\" makes nothing that \"${emulator:-this machine}\" runs"
        return
    fi
    for source in interpreter/*.c; do
        $compiler $strict -ffreestanding -c -o "$at/$(basename "$source" .c).o" "$source" || { fail "$name: $source does not compile"; return; }
    done
    for program in run judge; do
        $compiler $strict -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -o "$at/$program" "tests/bytes/$program.c" "$at"/*.o || { fail "$name: $program.c does not compile"; return; }
    done
    if ! $emulator "$at/run" "$work/bytes" >"$at/run.out" 2>&1; then
        fail "$name: $(tail -n 5 "$at/run.out")"
    elif ! $emulator "$at/judge" <"$work/frames" >"$at/judged"; then
        fail "$name: the evaluator broke a promise"
    elif [ -f "$work/here/judged" ] && ! cmp -s "$work/here/judged" "$at/judged"; then
        fail "$name: other verdicts or matches than here: $(diff "$work/here/judged" "$at/judged" | head -n 5)"
    else
        pass "$name: $(cat "$at/run.out"); $(wc -l <"$at/judged") files with their matches"
    fi
}

# NAME "COMPILER AND FLAGS": the interpreter compiles, and needs nothing from outside.
compiles_for() {
    name=$1 compiler=$2 at=$work/$(echo "$1" | tr ' ' '-')
    mkdir -p "$at"
    if ! echo 'int f(void) { return 0; }' >"$at/probe.c" || ! $compiler -c -o "$at/probe.o" "$at/probe.c" 2>/dev/null; then
        absent "$name: \"$compiler\" does not compile"
        return
    fi
    rm "$at/probe.o"
    for source in interpreter/*.c; do
        $compiler $strict -ffreestanding -c -o "$at/$(basename "$source" .c).o" "$source" || { fail "$name: $source does not compile"; return; }
    done
    if ! $compiler -nostdlib -r -o "$at/all.o" "$at"/*.o 2>"$at/link.out"; then
        absent "$name: no linker for it: $(head -n 1 "$at/link.out")"
    elif [ -n "$(nm -u "$at/all.o" | grep -v _GLOBAL_OFFSET_TABLE_)" ]; then
        fail "$name: it needs $(nm -u "$at/all.o" | tr -s ' \n' ' ')"
    else
        pass "$name: compiles, and needs nothing from outside"
    fi
}

runs_on here "$cc" ""
runs_on without-vector-registers "$cc -DWEIR_NO_VECTORS" ""
case $(uname -m) in
x86_64)
    compiles_for "without floating point registers" "$cc -ffreestanding -mgeneral-regs-only"
    compiles_for "clang, without floating point registers" "clang -mgeneral-regs-only -nostdlib"
    compiles_for "clang, 32 bits" "clang -m32"
    runs_on x86-32 "i686-linux-gnu-gcc -static" ""
    ;;
*) absent "x86: this machine is $(uname -m)" ;;
esac
compiles_for "clang, for speed" "clang -O3"
compiles_for "for size" "$cc -Os"
runs_on powerpc-big-endian-32 "powerpc-linux-gnu-gcc -static" "qemu-ppc"
runs_on s390x-big-endian-64 "s390x-linux-gnu-gcc -static" "qemu-s390x"
runs_on arm-32 "arm-linux-gnueabihf-gcc -static" "qemu-arm"
[ "$missing" = 0 ] || echo "$missing of them NOT RUN: compilers or qemu-user are missing; make deps-embed installs them"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
