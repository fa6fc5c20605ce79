"""Prints what failed in meson's test log: the assertions, and the end of what a crash said."""

import sys

import tap

LINES_SHOWN = 30

for name, result, assertions, output in tap.tests(sys.argv[1]):
    bad = [text for is_ok, _, text in assertions if not is_ok]
    if result in ("OK", "SKIP", "EXPECTEDFAIL") and not bad:
        continue
    print(f"{name}: {result}")
    for text in bad:
        print(f"  not ok {text}")
    other = [line for line in output.splitlines() if not line.startswith("ok ")]
    for line in other[-LINES_SHOWN:]:
        print(f"  | {line}")
