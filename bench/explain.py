#!/usr/bin/env python3
# What tenfold reads in plans, against what the corpus says is in them.
"""Reads each plan of the corpus that comes with a description in JSON, and compares the trees.

Compared is what the description says: the nodes, and of each the rows, loops and time that are given
there. A description that is no plan of its own, or says only part of the nodes, is counted apart.
"""
import glob
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from server import CORPUS, SOURCE  # noqa: E402

PROGRAM = os.environ.get("TENFOLD_BINARY", os.path.join(SOURCE, "build", "tenfold"))
FOLDER = os.path.join(CORPUS, "plans-pev2", "__tests__")


def explain(path):
    run = subprocess.run([PROGRAM, "explain-plan", path, "--json"], capture_output=True, text=True, check=False)
    return json.loads(run.stdout) if run.returncode == 0 else None


def flat(node):
    return [node] + [below for child in node.get("Plans", node.get("children", [])) for below in flat(child)]


def is_equal(said, read):
    """Each number that the description gives is the one that was read; names are those of the type."""
    loops = said.get("Actual Loops", 1)
    pairs = [(said.get("Plan Rows"), read.get("rows_expected")), (said.get("Total Cost"), read.get("total_cost")),
             (said.get("Actual Loops"), read.get("loops")),
             (said["Actual Rows"] * loops if "Actual Rows" in said and loops else None, read.get("rows"))]
    return all(given is None or (found is not None and abs(given - found) <= 0.001 * max(1, abs(given)))
               for given, found in pairs)


def main():
    if not os.path.isdir(FOLDER):
        print("no corpus of plans: skipped")
        return 0
    equal, partial, wrong, unread, total = 0, 0, [], [], 0
    for path in sorted(glob.glob(os.path.join(FOLDER, "*", "*plan"))):
        name = os.path.relpath(path, FOLDER)
        read = explain(path)
        total += 1
        if read is None:
            unread.append(name)
            continue
        try:
            with open(path[:-len("plan")] + "expect", encoding="utf-8") as file:
                said = flat(json.load(file)["Plan"])
        except (OSError, ValueError, KeyError, TypeError):
            partial += 1
            continue
        found = flat(read["plan"])
        if len(said) > len(found) or not all(is_equal(*pair) for pair in zip(said, found)):
            wrong.append(name)
        else:
            equal += 1
    print(f"plans read {total - len(unread)}/{total}; trees equal {equal}/{equal + len(wrong)}; "
          f"without a description {partial}")
    for name in wrong:
        print(f"  differs: {name}")
    for name in unread:
        print(f"  not read: {name}")
    return 1 if wrong or unread else 0


if __name__ == "__main__":
    sys.exit(main())
