"""The C files of the project, for the lints beside this file."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(*patterns, under=("src", "planner", "test", "bench")):
    """Files under some folders, sorted, as paths relative to the root."""
    found = [path.relative_to(ROOT)
             for folder in under for pattern in patterns for path in (ROOT / folder).rglob(pattern)]
    return sorted(path for path in found if ".gen." not in path.name)


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def finish(faults, note=None):
    """Prints the faults and ends; a note is no fault, and shows in the table of ./run check."""
    if note:
        print(f"note: {note}")
    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)
