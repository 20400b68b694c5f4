#!/bin/sh
# The gate in a CI job. In: WEIR_PROJECT, WEIR_OUTPUT, WEIR_PREVIOUS, WEIR_REVISION, WEIR_SIGNING_KEY; all but WEIR_OUTPUT may be empty.
set -eu
here=$(pwd)
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$here" "$1" ;; esac; }
set -- --output "$(absolute "$WEIR_OUTPUT")"
if [ -n "${WEIR_PREVIOUS:-}" ]; then set -- "$@" --previous "$(absolute "$WEIR_PREVIOUS")"; else set -- "$@" --first; fi
[ -z "${WEIR_REVISION:-}" ] || set -- "$@" --revision "$WEIR_REVISION"
[ -n "${WEIR_SIGNING_KEY:-}" ] || set -- "$@" --unsigned
weir -C "${WEIR_PROJECT:-.}" gate "$@"
