"""Where a solver unfolds a definition of ours: where what is defined stands, and nowhere else.

WP states each predicate and function of our annotations as an equation for all arguments, and leaves it to the solver to choose the terms that call for an instance.
Z3 chooses the bytes that a definition reads, so each byte that a goal speaks of unfolds all definitions there are. Here each definition is told, as an SMT pattern,
that it is called for by itself. That takes possible steps away from the solver and gives it none: what it proves so, it proves without.
What is named `..._unseen` it is not told at all (CVC4 is): it is much, and in the way of all else.
"""
import os
import re
import sys

DEFINITION = re.compile(r"^;; ([LP]_\w+)'def\n\(assert\s+\(forall\s+", re.M)  # L_: a function of ours, P_: a predicate


def end_of(text, start):
    """The place behind the expression in brackets that starts there."""
    depth = 0
    for bracket in re.compile(r"[()]").finditer(text, start):
        depth += 1 if bracket[0] == "(" else -1
        if not depth:
            return bracket.end()
    raise ValueError("a bracket is not closed")


def parts_of(text, start):
    """The expressions in brackets that stand within the one that starts there."""
    at, end = start + 1, end_of(text, start)
    while (at := text.find("(", at, end)) >= 0:
        after = end_of(text, at)
        yield text[at:after]
        at = after


def with_patterns(text):
    """An SMT text of Why3's with the pattern of each definition that has none; nothing else changes.

    >>> print(with_patterns(''';; P_small'def
    ... (assert
    ...   (forall ((m Int) (at Int))
    ...     (= (P_small m at) (< (+ m at) 3))))
    ... (assert (forall ((m Int)) (P_small m 1)))'''))
    ;; P_small'def
    (assert
      (forall ((m Int) (at Int))
        (! (= (P_small m at) (< (+ m at) 3)) :pattern ((P_small m at)))))
    (assert (forall ((m Int)) (P_small m 1)))

    What is unseen it is not told.

    >>> print(with_patterns(''';; P_small_unseen'def
    ... (assert
    ...   (forall ((m Int))
    ...     (= (P_small_unseen m) (< m 3))))
    ... ;; Goal wp_goal'''))
    <BLANKLINE>
    ;; Goal wp_goal
    """
    out, done = [], 0
    for match in DEFINITION.finditer(text):
        names = [re.match(r"\(\s*([^\s()]+)", one)[1] for one in parts_of(text, match.end())]
        start = text.index("(", end_of(text, match.end()))
        end = end_of(text, start)
        if match[1].endswith("_unseen"):
            out.append(text[done:match.start()])
            done = end_of(text, text.index("(assert", match.start()))
        elif not re.match(r"\(\s*!", text[start:end]):
            out += [text[done:start], "(! ", text[start:end], " :pattern ((%s %s)))" % (match[1], " ".join(names))]
            done = end
    return "".join(out) + text[done:]


def main():
    """patterned.py SOLVER ARGUMENTS FILE.smt2: the solver, in this process's place, on the file with patterns. The file is one that Why3 made for this run alone."""
    solver, *arguments = sys.argv[1:]
    if arguments[-1].endswith(".smt2"):
        with open(arguments[-1], "r+", encoding="utf-8") as file:
            text = with_patterns(file.read())
            file.seek(0)
            file.write(text)  # longer than what stood there
    os.execv(solver, [solver, *arguments])


if __name__ == "__main__":
    main()
