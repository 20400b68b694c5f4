#!/bin/sh
# Findings as GitHub's workflow commands, with paths from here.
set -eu
case ${WEIR_PROJECT:-.} in . | /*) set -- ;; *) set -- --path-prefix "${WEIR_PROJECT%/}/" ;; esac
weir -C "${WEIR_PROJECT:-.}" lint --quiet --format github "$@" || [ $? = 1 ]
