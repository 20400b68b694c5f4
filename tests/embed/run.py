#!/usr/bin/env python3
"""What an embedder gets: the installed files, the libraries, the one header, the header of `weir bind`, and the example sensor that is built on them.

In:  the tree, BUILD (built), WEIR. Installs into a temporary folder with `make install` and compiles everything against that, through pkg-config alone.
Out: a line for each failure; NOT RUN for what could not be (no such compiler or emulator); "N passed, N failed".
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INTEGRATION = os.path.join(ROOT, "tests", "integration")
PROJECT = os.path.join(INTEGRATION, "project")
STRICT = "-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror -O1".split()
INSTALLED = ("bin/weir", "include/weir/weir.h", "lib/libweir.a", "lib/libweir.so", "lib/libweir.so.1", "lib/pkgconfig/weir.pc",
             "share/bash-completion/completions/weir", "share/fish/vendor_completions.d/weir.fish", "share/man/man1/weir.1", "share/zsh/site-functions/_weir")
COMPILERS = ("gcc", "clang")
CROSS = (("powerpc-linux-gnu-gcc", "qemu-ppc"), ("arm-linux-gnueabihf-gcc", "qemu-arm"), ("s390x-linux-gnu-gcc", "qemu-s390x"), ("i686-linux-gnu-gcc", None))
WRITER, ODD, TALKER = ["writer: 9300001 prevent", "writer: blocked"], ["odd: 9300002 detect"], ["talker: 9300003 detect"]

passed, failures, not_run = 0, [], []


def check(what, holds, more=""):
    global passed
    if holds:
        passed += 1
    else:
        failures.append(f"{what}: {more}" if more else what)
    return holds


def run(*command, cwd=None, env=None):
    return subprocess.run(command, cwd=cwd, env=dict(os.environ, LC_ALL="C", **(env or {})), capture_output=True, text=True)


def files_below(folder):
    return sorted(os.path.relpath(os.path.join(at, f), folder) for at, _, files in os.walk(folder) for f in files)


class Place:
    """A temporary folder with Weir installed in it."""

    def __init__(self, weir, build, work):
        self.weir, self.build, self.work = weir, build, work
        self.prefix = os.path.join(work, "installed")

    def make(self, *arguments):
        return run("make", "--no-print-directory", "-C", ROOT, f"BUILD={self.build}", *arguments, env={"MAKEFLAGS": "", "MFLAGS": ""})

    def flags(self, *what):
        done = run("pkg-config", *what, "weir", env={"PKG_CONFIG_PATH": os.path.join(self.prefix, "lib", "pkgconfig")})
        return done.stdout.split() if done.returncode == 0 else None

    def compile(self, compiler, source, out, *more, libs=None):
        libs = self.flags("--libs") if libs is None else libs
        return run(*compiler.split(), *more, *self.flags("--cflags"), "-o", out, source, *libs)

    def run(self, program, *arguments):
        return run(program, *arguments, env={"LD_LIBRARY_PATH": os.path.join(self.prefix, "lib")})


# ---- installing ----

def check_install(place):
    done = place.make("install", f"PREFIX={place.prefix}")
    if not check("make install", done.returncode == 0, done.stderr):
        return False
    check("installed files", tuple(files_below(place.prefix)) == INSTALLED, str(files_below(place.prefix)))
    check("the .so link is relative", os.readlink(os.path.join(place.prefix, "lib", "libweir.so")) == "libweir.so.1")
    staged = os.path.join(place.work, "staged")
    place.make("install", "PREFIX=/opt/weir", f"DESTDIR={staged}")
    check("files installed with DESTDIR", tuple(files_below(staged)) == tuple("opt/weir/" + f for f in INSTALLED), str(files_below(staged)))
    with open(os.path.join(staged, "opt/weir/lib/pkgconfig/weir.pc"), encoding="utf-8") as file:
        text = file.read()
    check("weir.pc names the prefix and nothing of the stage", "prefix=/opt/weir\n" in text and staged not in text and "@" not in text, text)
    check("the installed program runs", run(os.path.join(staged, "opt/weir/bin/weir"), "--version").returncode == 0)
    if shutil.which("man"):
        page = run("man", "--warnings", "-l", os.path.join(staged, "opt/weir/share/man/man1/weir.1"), env={"MANWIDTH": "100"})
        check("the manual page is formatted without a warning", page.returncode == 0 and not page.stderr and "weir lint" in page.stdout and "--sensor FILE" in page.stdout, page.stderr)
    else:
        not_run.append("formatting the manual page: man is not there")
    other = os.path.join(staged, "opt/weir/lib/somebody.else")
    open(other, "w").close()
    place.make("uninstall", "PREFIX=/opt/weir", f"DESTDIR={staged}")
    check("uninstall leaves what is not Weir's, and nothing else", files_below(staged) == ["opt/weir/lib/somebody.else"], str(files_below(staged)))
    version = run("pkg-config", "--modversion", "weir", env={"PKG_CONFIG_PATH": os.path.join(place.prefix, "lib", "pkgconfig")}).stdout.strip()
    check("pkg-config says the version", version and version in run(place.weir, "--version").stdout, version)
    return True


# ---- the header and the libraries ----

def check_header(place):
    one, many = os.path.join(place.prefix, "include", "weir", "weir.h"), os.path.join(ROOT, "interpreter", "weir.h")
    for options, what in ((("-E", "-P"), "declarations"), (("-E", "-dM"), "macros")):
        texts = [sorted(out.split("\n")) if "-dM" in options else out.split() for out in (run("cc", "-ffreestanding", *options, "-x", "c", path).stdout for path in (one, many))]
        check(f"the installed header has other {what} than weir.h", texts[0] == texts[1] and len(texts[0]) > 100)
    with open(one, encoding="utf-8") as file:
        check("the installed header includes only the compiler's own", set(re.findall(r"#\s*include\s*(\S+)", file.read())) == {"<stddef.h>", "<stdint.h>"})


def symbols(*command):
    return sorted(re.sub("@.*", "", line.split()[-1]) for line in run(*command).stdout.splitlines() if re.search(r" [A-Z] weir", line))


def check_symbols(place):
    with open(os.path.join(ROOT, "interpreter", "libweir.map"), encoding="utf-8") as file:
        wanted = sorted(re.findall(r"^    (weir_\w+);$", file.read(), re.M))
    header = run("cc", "-E", "-P", "-x", "c", os.path.join(place.prefix, "include", "weir", "weir.h")).stdout
    header = re.sub(r"\{[^{}]*\}", ";", header)
    header = re.sub(r"\b(static|typedef)\b[^;]*;", "", header)
    declared = sorted(set(re.findall(r"\b(weir_\w+)\((?=[^;]*\)\s*;)", header)))
    check("libweir.map lists the functions that the header declares", declared == wanted and len(wanted) > 10, f"{sorted(set(declared) ^ set(wanted))}")
    shared, static = (os.path.join(place.prefix, "lib", name) for name in ("libweir.so.1", "libweir.a"))
    check("libweir.so.1 exports the list", symbols("nm", "-D", "--defined-only", shared) == wanted)
    check("libweir.a exports the list", symbols("nm", "-g", "--defined-only", static) == wanted)
    check("the names in libweir.so.1 have the version WEIR_1", run("nm", "-D", "--defined-only", shared).stdout.count("@@WEIR_1") == len(wanted))
    for path in (shared, static):
        needs = [line for line in run("nm", "-u", path).stdout.split("\n") if re.search(r"\bU\b", line)]
        check(f"{os.path.basename(path)} needs nothing from outside", not needs, str(needs))
    dynamic = run("objdump", "-p", shared).stdout
    check("libweir.so.1 is named so and needs no other library", re.search(r"SONAME\s+libweir\.so\.1\n", dynamic) is not None and "NEEDED" not in dynamic)


# ---- the stack ----

def call_graph(folder):
    """What gcc says of each function: bytes of its frame, and whom it calls. Calls through pointers are the sensor's own callbacks, or returns to it."""
    frames, calls = {}, {}
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".ci"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        for title, label in re.findall(r'^node: \{ title: "([^"]*)" label: "([^"]*)"', text, re.M):
            found = re.search(r"(\d+) bytes \((\w+)\)", label)
            if found:
                frames[title] = int(found[1])
                check(f"{title}: a frame of fixed size", found[2] == "static", found[2])
        for source, target in re.findall(r'^edge: \{ sourcename: "([^"]*)" targetname: "([^"]*)"', text, re.M):
            calls.setdefault(source, set()).add(target)
    return frames, calls


def deepest(frames, calls):
    """The longest way down, and a way that comes back to where it was, if there is one: functions sorted so that those without calls come first."""
    depth, waiting, cycle = {}, set(frames), None
    while waiting:
        ready = [f for f in waiting if not (calls.get(f, set()) & waiting)]
        if not ready:
            cycle = sorted(waiting)
            break
        for function in ready:
            depth[function] = frames[function] + max([depth.get(target, 0) for target in calls.get(function, ())], default=0)
        waiting -= set(ready)
    return max(depth.values(), default=0), cycle


def check_stack_of(place, name, flags, below):
    folder = os.path.join(place.work, "stack", name)
    os.makedirs(folder)
    for source in sorted(os.listdir(os.path.join(ROOT, "interpreter"))):
        if source.endswith(".c"):
            done = run("gcc", "-std=c11", *flags, "-ffreestanding", "-fcallgraph-info=su", "-c", "-o", source[:-2] + ".o", os.path.join(ROOT, "interpreter", source), cwd=folder)
            check(f"gcc {source}", done.returncode == 0, done.stderr)
    frames, calls = call_graph(folder)
    most, cycle = deepest(frames, calls)
    check(f"{name}: no function of the interpreter calls itself, through others either", cycle is None, str(cycle))
    check(f"{name}: the deepest stack is below {below} kilobytes", len(frames) > 50 and 200 < most < 1024 * below, f"{most} bytes over {len(frames)} functions")
    print(f"{name}: the deepest stack: {most} bytes")


def check_stack(place):
    if not shutil.which("gcc"):
        not_run.append("the depth of the stack: gcc is not there")
        return
    check_stack_of(place, "without vector registers, -O2", ["-O2", "-DWEIR_NO_VECTORS"], 3)
    check_stack_of(place, "with vector registers, -O3", ["-O3"], 5)


# ---- the example sensor ----

def bind(place, name, folder, *more):
    os.makedirs(folder, exist_ok=True)
    done = run(place.weir, "bind", "-C", PROJECT, name, "-o", os.path.join(folder, "example_call.h"), *more)
    return check(f"weir bind {name}", done.returncode == 0, done.stderr)


def compile_content(place, out, manifests, *more):
    done = run(place.weir, "compile", "-C", PROJECT, "-o", out, "--quiet", *more, *(f for m in manifests for f in ("--sensor", m)))
    return check("weir compile takes the manifests that the sensor printed", done.returncode == 0, done.stderr + done.stdout)


def manifest_of(place, sensor, path):
    with open(path, "w", encoding="utf-8") as out:
        out.write(place.run(sensor, "manifest").stdout)
    return path


def check_sensor(place, compiler):
    """21 of 21, run; 20, 22 and a wrong name do not compile, and the compiler names the parameter."""
    folder = os.path.join(place.work, "21")
    source, sensor = os.path.join(INTEGRATION, "sensor.c"), os.path.join(folder, "sensor-" + compiler)
    done = place.compile(compiler, source, sensor, *STRICT, "-I", folder)
    if not check(f"{compiler}: the sensor compiles with 21 of 21", done.returncode == 0, done.stderr):
        return None
    for define, names in (("WITHOUT_ARGUMENTS", ("parameter 21, ", "Arguments", "has 21 parameters, and another number is supplied")),
                          ("USER_TWICE", ("ExampleCall_supplied_CallerUser", "has 21 parameters, and another number is supplied")),
                          ("UNKNOWN_NAME", ("ExampleCall_ordinal_CallerColour",))):
        done = place.compile(compiler, source, os.path.join(folder, "none"), *STRICT, "-I", folder, "-D" + define)
        said = " ".join(line for line in done.stderr.split("\n") if "error" in line)
        check(f"{compiler}: -D{define} does not compile", done.returncode != 0 and not os.path.exists(os.path.join(folder, "none")))
        check(f"{compiler}: -D{define}: the compiler names it", all(name in said for name in names), done.stderr)
    return sensor


def spoil(path, out):
    data = bytearray(open(path, "rb").read())
    data[len(data) // 2] ^= 4
    with open(out, "wb") as file:
        file.write(data)
    return out


def check_running(place, sensor, name):
    """Content that is accepted, refused, replaced, and gone back to."""
    work = os.path.join(place.work, "content-" + name)
    manifest = manifest_of(place, sensor, os.path.join(place.work, name + ".json"))
    done = run(place.weir, "lint", "-C", PROJECT, "--sensor", manifest, "--fail-on", "warning")
    check(f"{name}: weir lint takes the manifest, and finds nothing", done.returncode == 0 and "proved 37 obligations" in done.stdout, done.stdout + done.stderr)
    compile_content(place, work, [manifest])
    compile_content(place, work, [manifest], "--revision", "2")
    first, second = (os.path.join(work, f"C-00009300-00000002-0000000{r}.chn") for r in (1, 2))
    check(f"{name}: weir verify --sensor", run(place.weir, "verify", first, second, "--sensor", manifest).returncode == 0)
    bad = spoil(second, os.path.join(work, "bad.chn"))
    got = place.run(sensor, "run", first, bad, second, "back").stdout.split("\n")[:-1]
    events = WRITER + ODD + TALKER
    refused = [line for line in got if line.startswith("refused")]
    check(f"{name}: the sensor runs the content", got == ["accepted"] + events + refused + events + ["accepted"] + events + ["back"] + events, "\n".join(got))
    check(f"{name}: damaged content is refused, once", len(refused) == 1 and refused[0].endswith(": DIGEST"), str(refused))
    return first


def check_older(place, newer_sensor, file21):
    """The sensor of the release before: 20 parameters in its contract."""
    folder = os.path.join(place.work, "20")
    if not bind(place, "ExampleCall@1", folder):
        return
    source, sensor = os.path.join(INTEGRATION, "sensor.c"), os.path.join(folder, "sensor")
    done = place.compile("gcc", source, sensor, *STRICT, "-I", folder, "-DWITHOUT_ARGUMENTS")
    if not check("the sensor with 20 of 20 compiles", done.returncode == 0, done.stderr):
        return
    done = place.compile("gcc", source, os.path.join(folder, "none"), *STRICT, "-I", folder)
    check("21 supplied for 20 does not compile", done.returncode != 0 and "Arguments" in done.stderr, done.stderr)
    got = place.run(sensor, "run", file21).stdout
    check("a file of 21 parameters is refused by the sensor with 20", got.split("\n")[0].endswith(": CONTRACT_VERSION") and "writer" not in got, got)
    manifests = [manifest_of(place, sensor, os.path.join(folder, "older.json")), manifest_of(place, newer_sensor, os.path.join(folder, "newer.json"))]
    text = open(manifests[0], encoding="utf-8").read().replace("7.11.0", "7.10.0")
    open(manifests[0], "w", encoding="utf-8").write(text)
    compile_content(place, os.path.join(place.work, "both"), manifests)
    got = place.run(sensor, "run", os.path.join(place.work, "both", "C-00009300-00000001-00000001.chn")).stdout.split("\n")[:-1]
    check("the sensor with 20 runs the file of its version", got == ["accepted"] + WRITER + ODD, "\n".join(got))
    # The outage itself: a sensor that says version 2 and supplies 20. Only a forged header can make one.
    with open(os.path.join(folder, "example_call.h"), encoding="utf-8") as file:
        forged = file.read().replace("ExampleCall_version = 1,", "ExampleCall_version = 2,")
    os.makedirs(os.path.join(folder, "forged"))
    with open(os.path.join(folder, "forged", "example_call.h"), "w", encoding="utf-8") as file:
        file.write(forged)
    place.compile("gcc", source, os.path.join(folder, "forged", "sensor"), *STRICT, "-I", os.path.join(folder, "forged"), "-DWITHOUT_ARGUMENTS")
    got = place.run(os.path.join(folder, "forged", "sensor"), "run", file21).stdout
    check("21 declared and 20 supplied is refused", got.split("\n")[0].endswith(": CONTRACT_COUNT") and "writer" not in got, got)
    manifest = manifest_of(place, os.path.join(folder, "forged", "sensor"), os.path.join(folder, "forged.json"))
    done = run(place.weir, "lint", "-C", PROJECT, "--sensor", manifest)
    check("... and weir lint says so of its manifest", done.returncode != 0 and "supplies 20" in done.stdout + done.stderr, done.stdout + done.stderr)


def check_static(place, first):
    folder = os.path.join(place.work, "21")
    sensor = os.path.join(folder, "sensor-static")
    libs = [f if f != "-lweir" else "-l:libweir.a" for f in place.flags("--libs")]
    done = place.compile("gcc", os.path.join(INTEGRATION, "sensor.c"), sensor, *STRICT, "-I", folder, libs=libs)
    check("the sensor links libweir.a", done.returncode == 0, done.stderr)
    got = run(sensor, "run", first).stdout.split("\n")[:-1]
    check("the sensor runs with libweir.a", got == ["accepted"] + WRITER + ODD + TALKER, "\n".join(got))


def check_cross(place, first):
    """The sensor and the interpreter's sources on other machines: 32 bits, and big-endian."""
    folder = os.path.join(place.work, "21")
    sources = [os.path.join(ROOT, "interpreter", f) for f in sorted(os.listdir(os.path.join(ROOT, "interpreter"))) if f.endswith(".c")]
    probe = os.path.join(place.work, "probe.c")
    with open(probe, "w", encoding="utf-8") as file:
        file.write("int main(void) { return 0; }\n")
    for compiler, emulator in CROSS:
        name, before = compiler, [emulator] if emulator else []
        sensor = os.path.join(folder, "sensor-" + name)
        if not shutil.which(compiler) or emulator and not shutil.which(emulator) or run(compiler, "-static", "-o", sensor, probe).returncode or run(*before, sensor).returncode:
            not_run.append(f"the sensor on {name}: {compiler}{' or ' + emulator if emulator else ''} is not there or does not work")
            continue
        done = run(compiler, *STRICT, "-static", "-I", folder, *place.flags("--cflags"), "-o", sensor, os.path.join(INTEGRATION, "sensor.c"), *sources)
        if check(f"{name}: the sensor compiles", done.returncode == 0, done.stderr):
            got = run(*before, sensor, "run", first).stdout.split("\n")[:-1]
            check(f"{name}: the sensor runs", got == ["accepted"] + WRITER + ODD + TALKER, "\n".join(got))
            check(f"{name}: prints the same manifest", run(*before, sensor, "manifest").stdout == place.run(os.path.join(folder, "sensor-gcc"), "manifest").stdout)


# ---- every Template Type ----

OWN = os.path.join(ROOT, "tests", "golden", "bind", "project", "types.weir")  # every type of field, and reserved ordinals


def example_list(name, header):
    """The list that the header's own comment shows, with values in the place of its names."""
    rows = []
    for parameter, value in re.findall(r"SUPPLY\((\w+), (.*?)\)(?: \\)?\n", header.split("#ifndef")[0]):
        value = '"x", 1' if "text" in value else "1" if "number" in value else "bytes, 4" if value.endswith("4") else "bytes"
        rows.append(f"SUPPLY({parameter}, 1, {value})")
    return f"#define {name}_list(SUPPLY) " + " ".join(rows)


def program_of(place, folder, names):
    """A C program with the headers of all of them, that fills in one event for each and prints the manifest of a platform."""
    source, platforms = ["#include <stdio.h>", "#include <string.h>", "#include <weir/weir.h>"], {}
    for name in names:
        done = run(place.weir, "bind", name, *([OWN] if name == "Everything" else []), cwd=folder)
        check(f"weir bind {name}", done.returncode == 0, done.stderr)
        with open(os.path.join(folder, name + ".h"), "w", encoding="utf-8") as file:
            file.write(done.stdout)
        platforms.setdefault(re.search(r"_version, WEIR_(\w+), ", done.stdout)[1], []).append(name)
        source += [f'#include "{name}.h"', example_list(name, done.stdout), f"{name}_SUPPLIED({name}_list);",
                   f"static int try_{name}(void)\n{{\n    static const uint8_t bytes[16] = {{0}};\n    struct weir_input inputs[{name}_parameter_count];\n    int present = 0;\n"
                   f"    (void)bytes;\n    {name}_FILL(inputs, {name}_list);\n    for (int i = 0; i < {name}_parameter_count; i++) present += inputs[i].present != 0;\n"
                   f"    return present + {name}_reserved_count == {name}_parameter_count && {name}_contract.input_count == (uint32_t){name}_parameter_count;\n}}"]
    source.append("static int put_out(void *context, const char *text, size_t bytes)\n{\n    return fwrite(text, 1, bytes, (FILE *)context) != bytes;\n}")
    source.append("int main(int argc, char **argv)\n{")
    for platform, of in sorted(platforms.items()):
        source.append(f"    static const struct weir_supply *const of_{platform}[] = {{" + ", ".join(f"&{name}_supply" for name in of) + "};")
        source.append(f"    if (argc > 1 && strcmp(argv[1], \"{platform}\") == 0) return weir_manifest(\"1\", of_{platform}, {len(of)}, put_out, stdout);")
    source.append("    return !(" + " && ".join(f"try_{name}()" for name in names) + ");\n}\n")
    return "\n".join(source), sorted(platforms)


def check_proved(place, folder, program, names, platforms):
    """An instance of every Template Type, proved against the manifests that the program prints."""
    manifests = []
    for platform in platforms:
        manifests += ["--sensor", os.path.join(folder, platform + ".json")]
        with open(manifests[-1], "w", encoding="utf-8") as out:
            out.write(place.run(program, platform).stdout)
    shutil.copy(OWN, os.path.join(folder, "types.weir"))
    for name in names:
        text = run(place.weir, "new", "instance", name, "My" + name, cwd=folder).stdout
        if name == "Everything":
            text = "use 'types'\n\ninstance MyEverything : Everything {\n    id 1  title 'All of it'  severity low  action observe\n    match A == None and A_B has D and Address exists\n}\n"
        with open(os.path.join(folder, name + ".weir"), "w", encoding="utf-8") as file:
            file.write(text)
    done = run(place.weir, "lint", *manifests, *(name + ".weir" for name in names), cwd=folder)
    proved = re.search(r"proved ([\d,]+) obligations: (\d+) instances, (\d+) Template Type versions, (\d+) sensors", done.stdout)
    check("weir lint proves an instance of every Template Type against the manifests", proved and int(proved[2]) == int(proved[3]) == len(names) and int(proved[4]) == len(platforms) and "error" not in done.stderr,
          done.stdout + done.stderr[-3000:])


def check_all(place):
    """The headers of every Template Type that weir carries, and of one with everything in it, in one program, in C and C++."""
    folder = os.path.join(place.work, "all")
    os.makedirs(folder)
    names = [line.split()[0] for line in run(place.weir, "new", "instance").stdout.splitlines()] + ["Everything"]
    (source, platforms), program = program_of(place, folder, names), None
    cpp = "-std=c++11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror".split()
    for extension, compiler, options in (("c", "gcc", STRICT), ("c", "clang", STRICT), ("cc", "g++", cpp), ("cc", "clang++", cpp)):
        if not shutil.which(compiler):
            not_run.append(f"every Template Type with {compiler}: it is not there")
            continue
        path, out = os.path.join(folder, "all." + extension), os.path.join(folder, "all-" + compiler)
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        done = place.compile(compiler, path, out, *options, "-I", folder)
        if check(f"{compiler}: {len(names)} headers in one program", done.returncode == 0 and len(names) > 30, done.stderr[:2000]):
            check(f"{compiler}: all inputs are filled in", place.run(out).returncode == 0)
            program = program or out
    if program:
        check_proved(place, folder, program, names, platforms)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--build", required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        place = Place(os.path.abspath(arguments.weir), arguments.build, work)
        if not shutil.which("pkg-config"):
            failures.append("pkg-config is not there: `make deps-test` installs it")
        elif check_install(place):
            check_header(place)
            check_symbols(place)
            check_stack(place)
            bind(place, "ExampleCall", os.path.join(work, "21"))
            first = sensor = None
            for compiler in COMPILERS:
                if not shutil.which(compiler):
                    not_run.append(f"the sensor with {compiler}: it is not there")
                    continue
                made = check_sensor(place, compiler)
                if made:
                    first, sensor = check_running(place, made, compiler), sensor or made
            if sensor:
                check_older(place, sensor, first)
                check_static(place, first)
                check_cross(place, first)
            check_all(place)
    for failure in failures:
        print("FAILED:", failure)
    for what in not_run:
        print("NOT RUN:", what)
    print(f"{passed} passed, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
