#!/bin/sh
# deps.sh build|test|embed|prove|browser...: installs the system packages that are missing, and says which. Debian, Ubuntu and what descends from them.
# What is for embed only is tried, and no failure: the layers that use it say what they could not run.
set -eu
build="gcc g++ libc6-dev make re2c lemon libsimdjson-dev libcjson-dev libssl-dev libyaml-dev"
test="python3 python3-yaml python3-jsonschema python3-sarif-python-om clang llvm libre2-dev unicode-data xz-utils binutils strace parallel pkgconf git minisign pre-commit tidy zsh fish man-db groff dpkg-dev"
embed="gcc-powerpc-linux-gnu libc6-dev-powerpc-cross gcc-s390x-linux-gnu libc6-dev-s390x-cross gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user"
[ "$(dpkg --print-architecture 2>/dev/null)" != amd64 ] || embed="$embed gcc-i686-linux-gnu libc6-dev-i386-cross linux-headers-amd64"
deb="dpkg-dev"
prove="python3 frama-c-base why3 z3 cvc4"
browser="python3 fonts-inter"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || browser="$browser chromium-headless-shell"
want= tried=
for kind in "$@"; do
    case $kind in
    build) want="$want $build" ;;
    test) want="$want $test" ;;
    embed) tried="$tried $embed" ;;
    prove) want="$want $prove" ;;
    deb) want="$want $deb" ;;
    browser) want="$want $browser" ;;
    *) echo "deps.sh: build, test, embed, deb, prove or browser, not '$kind'" >&2; exit 3 ;;
    esac
done
installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }
missing=
if command -v dpkg-query >/dev/null 2>&1; then
    for package in $want; do installed "$package" || missing="$missing $package"; done
else
    echo "deps: this is not a Debian system; what is needed:$want" >&2
    exit 0
fi
root=
[ "$(id -u)" = 0 ] || root=sudo
install() {
    echo "deps: installing $* from the system's packages"
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" >/dev/null
}
if [ -n "$missing" ]; then
    $root apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    install $missing
fi
updated=${missing:+yes}
for package in $tried; do
    installed "$package" && continue
    [ -n "$updated" ] || $root apt-get update -q >/dev/null || true
    updated=yes
    install "$package" || echo "deps: $package could not be installed; what needs it does not run"
done
# The run-time library of clang's sanitizers has the version in its name.
case " $* " in *" test "*)
    major=$(clang -dumpversion | cut -d. -f1)
    if [ ! -e "$(clang -print-file-name=libclang_rt.fuzzer-x86_64.a)" ] && [ ! -e "$(clang -print-runtime-dir 2>/dev/null)/libclang_rt.fuzzer.a" ]; then
        apt-cache show "libclang-rt-$major-dev" >/dev/null 2>&1 || $root apt-get update -q >/dev/null
        install "libclang-rt-$major-dev"
    fi ;;
esac
