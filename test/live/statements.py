#!/usr/bin/env python3
"""statements.py [--verbose] [NAME…] - histories of statements, read and carried out.

Each file of test/live/statements is applied to a PostgreSQL 15, statement by statement, and read by
"tenfold fmt"; what that prints is loaded into a second database. Both must hold the same objects, and
the statements that PostgreSQL refused, and no others, must be problems to the reader.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "statements")
sys.path.insert(0, os.path.join(HERE, "..", "..", "bench"))

import corpus  # noqa: E402


def refused(errors):
    """The lines of the input at which the server refused a statement."""
    found = (re.match(r"psql:<stdin>:(\d+): ERROR:", line) for line in errors)
    return sorted(int(match[1]) for match in found if match)


def compare(server, path):
    """The differences as text, for one file."""
    text = open(path, encoding="utf-8").read()
    server.create("original")
    _, errors = server.psql("original", text)
    lines = refused(errors)
    script, problems = corpus.fmt(server.folder, [text])
    server.create("ours")
    out = [f"print: {line}" for line in server.psql("ours", script)[1]]
    original, ours = server.objects("original"), server.objects("ours")
    corpus.forget_moved_sequences([text], original, ours)
    for kind, key, theirs, mine in corpus.real_differences(original, ours):
        out.append(f"{kind} {key[0]} {key[1]}" + (f"\n  - {theirs}\n  + {mine}" if kind == "different" else ""))
    said = sorted({int(match[1]) for match in (re.search(r"\.sql:(\d+): ", line) for line in problems
                                               if "warning" in line) if match})
    for line in lines:
        if not any(line - 12 <= at <= line for at in said):
            out.append(f"the server refuses line {line}, the reader does not")
    for at in said:
        if not any(at <= line <= at + 12 for line in lines):
            out.append(f"the reader refuses line {at}, the server does not")
    return out, errors, problems


def main():
    wanted = [name for name in sys.argv[1:] if name != "--verbose"]
    names = sorted(name for name in os.listdir(FOLDER) if name.endswith(".sql"))
    names = [name for name in names if not wanted or name[:-4] in wanted]
    failed = 0
    server = corpus.Server()
    try:
        server.psql("postgres", "CREATE ROLE alice; CREATE ROLE bob; CREATE ROLE app; CREATE ROLE carol; CREATE ROLE dave; CREATE ROLE erin; CREATE ROLE frank;")
        print(f"1..{len(names)}")
        for number, name in enumerate(names, 1):
            out, errors, problems = compare(server, os.path.join(FOLDER, name))
            failed += bool(out)
            print(f"{'not ok' if out else 'ok'} {number} - {name[:-4].replace('_', ' ')}", flush=True)
            for line in "\n".join(out + (errors + problems if "--verbose" in sys.argv else [])).splitlines():
                print("# " + line)
    finally:
        server.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
