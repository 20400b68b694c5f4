#!/bin/sh
# Builds and installs the Weir that this file belongs to, where no weir is in the PATH. WEIR_PREFIX: where to; /usr/local without it.
set -eu
command -v weir >/dev/null && { weir --version; exit 0; }
cd "$(dirname "$0")/../.."
make deps
make -j2
if [ -w "${WEIR_PREFIX:-/usr/local}" ]; then make install PREFIX="${WEIR_PREFIX:-/usr/local}"; else sudo make install PREFIX="${WEIR_PREFIX:-/usr/local}"; fi
