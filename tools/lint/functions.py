"""Functions: none over 100 lines, none with more than 15 decisions; over 60 lines is listed.

clang-format lays functions out so that a body is what stands between "{" and "}" in column one.
A switch counts as one decision, however many cases it has: a table of cases is easy to read. Tests
compare records field by field, which is as easy: only their length counts.
"""

import re

import _sources

LINES_AIM = 60
LINES_MOST = 100
DECISIONS_MOST = 15
FUNCTION = re.compile(r"^(\w+)\([^;{}]*\)\n\{\n(.*?)^\}\n", re.MULTILINE | re.DOTALL)
DECISION = re.compile(r"\b(?:if|for|while|switch)\b|&&|\|\||\?")
NOT_CODE = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|//[^\n]*', re.DOTALL)


def main():
    faults, long_ones = [], []
    for path in _sources.files("*.c", "*.h"):
        text = _sources.text(path)
        for match in FUNCTION.finditer(text):
            where = f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match[1]}()"
            length = match[2].count("\n")
            decisions = len(DECISION.findall(NOT_CODE.sub("", match[2])))
            if length > LINES_AIM:
                long_ones.append(f"{where}: {length} lines")
            if length > LINES_MOST:
                faults.append(f"{where}: {length} lines, more than {LINES_MOST}")
            if decisions > DECISIONS_MOST and path.parts[0] in ("src", "planner"):
                faults.append(f"{where}: {decisions} decisions, more than {DECISIONS_MOST}")
    for line in long_ones:
        print(line)
    _sources.finish(faults, f"{len(long_ones)} over {LINES_AIM} lines" if long_ones else None)


main()
