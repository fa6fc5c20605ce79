"""Compares the parse tree's enumerations: those of the server headers, and those of the parser.

The parser library carries PostgreSQL's grammar of one minor release; the headers that we compile
with are those of another. Where both disagree about a number, a tree would be read wrong without a
word. The library's numbers are known through its pg_query.proto (which counts from 1, because 0 is
"undefined" there), so the build stops at a difference that does not stand in KNOWN below.

Usage: enum_check.py COMPILER… SERVER_INCLUDE PROTO OUTPUT
"""

import re
import subprocess
import sys

# Differences that exist in Debian 12. What stands here, src/sql must translate or never meet.
KNOWN = {
    "LimitOption": "the library has DEFAULT, COUNT, WITH_TIES: translated by src/sql",
}

# Enumerations of the library that the headers of the parse tree do not declare.
NOT_A_NODE = {
    "KeywordKind": "of the scanner",
    "Token": "of the scanner",
}

HEADERS = ["nodes/parsenodes.h", "nodes/plannodes.h"]
ENUM = re.compile(r"typedef\s+enum\s+\w*\s*\{([^}]*)\}\s*(\w+)\s*;")
PROTO_ENUM = re.compile(r"^enum\s+(\w+)\s*\{([^}]*)\}", re.MULTILINE)


def header_enums(compiler, include):
    """Each enumeration's names in order; those with explicit numbers keep their order as well."""
    source = '#include "postgres.h"\n' + "".join(f'#include "{name}"\n' for name in HEADERS)
    text = subprocess.run(
        [*compiler, "-E", "-P", f"-I{include}", "-x", "c", "-"],
        input=source, capture_output=True, text=True, check=True).stdout
    return {name: [entry.split("=")[0].strip() for entry in body.split(",") if entry.strip()]
            for body, name in ENUM.findall(text)}


def proto_enums(path):
    """Each enumeration's names in order, without the "undefined" that the library adds."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found = {}
    for name, body in PROTO_ENUM.findall(text):
        numbered = [(int(number), label) for label, number in re.findall(r"(\w+)\s*=\s*(\d+)", body)]
        found[name] = [label for number, label in sorted(numbered) if number > 0]
    return found


def difference(header, library):
    """What a reader of the library's trees would get wrong; None when nothing."""
    if header == library:
        return None
    for at, label in enumerate(library):
        theirs = header[at] if at < len(header) else "nothing"
        if theirs != label:
            return f"number {at} is {label} in the library, {theirs} in the headers"
    # More names at the end of the header's list: the library never makes them.
    return None


def main():
    *compiler, include, proto, output = sys.argv[1:]
    headers, library = header_enums(compiler, include), proto_enums(proto)
    faults = []
    compared = 0
    for name, labels in sorted(library.items()):
        if name in NOT_A_NODE:
            continue
        compared += 1
        found = difference(headers[name], labels) if name in headers else "not in the headers"
        if found and name not in KNOWN:
            faults.append(f"{name}: {found}")
        if not found and name in KNOWN:
            faults.append(f"{name}: no longer differs; take it off the list of known differences")
    if compared < 50:
        faults.append(f"only {compared} enumerations found in {proto}: its format has changed")
    if faults:
        sys.exit("enum_check: the parser and the server headers disagree\n  " + "\n  ".join(faults))
    with open(output, "w", encoding="utf-8") as file:
        file.write(f"/* {compared} enumerations of the parse tree were compared. */\n")


main()
