"""Reads TAP out of meson's test log (one JSON object a line)."""

import json
import re

LINE = re.compile(r"^(not )?ok\b(.*)$")


def tests(path):
    """Each test program: (name, result, [(is_ok, is_skipped, text)], standard output and error)."""
    try:
        with open(path, encoding="utf-8", errors="replace") as log:
            rows = [json.loads(line) for line in log if line.strip()]
    except OSError:
        rows = []
    for row in rows:
        text = row.get("stdout") or ""
        yield row["name"], row["result"], assertions(text), text + (row.get("stderr") or "")


def assertions(text):
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            is_skipped = bool(re.search(r"#\s*skip", match[2], re.IGNORECASE))
            found.append((match[1] is None, is_skipped, match[2].strip()))
    return found
