"""Prints how many assertions passed, failed and were skipped, from meson's test log."""

import sys

import tap

passed = failed = skipped = 0
for name, result, assertions, _ in tap.tests(sys.argv[1]):
    bad = sum(not is_ok for is_ok, _, _ in assertions)
    passed += sum(is_ok and not is_skipped for is_ok, is_skipped, _ in assertions)
    skipped += sum(is_ok and is_skipped for is_ok, is_skipped, _ in assertions)
    if result == "SKIP" and not assertions:
        skipped += 1
    # A program that crashed, hung or leaked has failed, whatever it said before.
    failed += max(bad, result not in ("OK", "SKIP", "EXPECTEDFAIL"))
    # A program without TAP is one assertion.
    passed += result == "OK" and not assertions
print(passed, failed, skipped)
