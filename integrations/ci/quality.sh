#!/bin/sh
# Findings as GitLab's code quality report, with paths from here. Out: the document; the verdict is the gate's.
set -eu
case ${WEIR_PROJECT:-.} in . | /*) set -- ;; *) set -- --path-prefix "${WEIR_PROJECT%/}/" ;; esac
weir -C "${WEIR_PROJECT:-.}" lint --quiet --format gitlab "$@" || [ $? = 1 ]
