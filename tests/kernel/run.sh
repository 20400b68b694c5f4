#!/bin/sh
# run.sh WEIR FOLDER: compiles the interpreter, a contract of `weir bind` and a small module into a Linux kernel object, in FOLDER. Nothing is loaded.
#
# KDIR names the kernel's headers; without it, those that are installed. Without any the layer says NOT RUN, and fails only where REQUIRED is set.
weir=$1 work=$2
fail() { echo "FAILED: $1"; echo "0 passed, 1 failed"; exit 1; }
if [ -z "$KDIR" ]; then
    for folder in /lib/modules/*/build /usr/src/linux-headers-*; do
        if [ -f "$folder/Makefile" ] && [ -f "$folder/Module.symvers" ]; then KDIR=$folder; fi
    done
fi
if [ -z "$KDIR" ]; then
    echo "NOT RUN: the kernel object: there are no kernel headers here (linux-headers-amd64, linux-headers-generic; \`make deps-embed\` installs them)"
    [ -z "$REQUIRED" ] || fail "REQUIRED is set"
    echo "0 passed, 0 failed"
    exit 0
fi
rm -rf "$work" && mkdir -p "$work/interpreter" || fail "$work cannot be made"
cp -R tests/kernel/Kbuild tests/kernel/module.c tests/kernel/sensor.h tests/kernel/include "$work" || fail "copying"
cp interpreter/*.c interpreter/*.h interpreter/*.def "$work/interpreter" || fail "copying"
"$weir" bind -C tests/integration/project ExampleCall -o "$work/example_call.h" || fail "weir bind"
MAKEFLAGS='' make -C "$KDIR" M="$work" modules >"$work/said" 2>&1 || { tail -n 30 "$work/said"; fail "the kernel object does not compile"; }
if grep -i 'warning\|error' "$work/said" | grep -v 'compiler differs from the one used to build the kernel' | grep .; then fail "the kernel's build warns"; fi
[ -s "$work/weir_sensor.ko" ] || fail "there is no weir_sensor.ko"
for source in interpreter/*.c; do
    [ -s "$work/interpreter/$(basename "$source" .c).o" ] || fail "$source is not in the module"
done
if nm -u "$work/weir_sensor.ko" | grep ' weir_'; then fail "the module needs functions of Weir from outside"; fi
for name in weir_open weir_match weir_slots_enter weir_disposition weir_sensor_on_call; do
    nm "$work/weir_sensor.ko" | grep -q " T $name\$" || fail "$name is not in the module"
done
echo "weir_sensor.ko against $(basename "$(readlink -f "$KDIR")"): compiles without a warning, modpost is content"
echo "1 passed, 0 failed"
