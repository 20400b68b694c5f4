#!/bin/sh
# The gate in a CI job. In: WEIR_PROJECT, WEIR_OUTPUT, WEIR_SARIF, WEIR_PREVIOUS, WEIR_REVISION, WEIR_SIGNING_KEY; all but WEIR_OUTPUT may be empty.
# Out: the release folder where the gate passes; in either case the findings as SARIF in WEIR_SARIF, with paths from here.
set -eu
here=$(pwd)
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$here" "$1" ;; esac; }
set -- --output "$(absolute "$WEIR_OUTPUT")"
if [ -n "${WEIR_PREVIOUS:-}" ]; then set -- "$@" --previous "$(absolute "$WEIR_PREVIOUS")"; else set -- "$@" --first; fi
[ -z "${WEIR_REVISION:-}" ] || set -- "$@" --revision "$WEIR_REVISION"
if [ -n "${WEIR_SARIF:-}" ]; then
    set -- "$@" --sarif "$(absolute "$WEIR_SARIF")"
    case ${WEIR_PROJECT:-.} in . | /*) ;; *) set -- "$@" --path-prefix "${WEIR_PROJECT%/}/" ;; esac
fi
[ -n "${WEIR_SIGNING_KEY:-}" ] || set -- "$@" --unsigned
weir -C "${WEIR_PROJECT:-.}" gate "$@"
