#!/bin/sh
# Findings as GitHub's annotations, from `weir lint --format short`: PATH:LINE:COLUMN: LEVEL[CODE]: TEXT. Paths get the project's folder before them.
set -eu
weir -C "${WEIR_PROJECT:-.}" lint --quiet --format short 2>&1 |
    sed -n -e "s|^\([^:]*\):\([0-9]*\):\([0-9]*\): error\[\(.*\)\]: \(.*\)|::error file=${WEIR_PROJECT:-.}/\1,line=\2,col=\3,title=\4::\5|p" \
        -e "s|^\([^:]*\):\([0-9]*\):\([0-9]*\): warning\[\(.*\)\]: \(.*\)|::warning file=${WEIR_PROJECT:-.}/\1,line=\2,col=\3,title=\4::\5|p"
