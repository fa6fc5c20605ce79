"""Includes follow the arrows: a folder of src/ uses the folders named here, and no other."""

import re

import _sources

MAY_INCLUDE = {
    "base": "",
    "sql": "base",
    "db": "base sql",
    "schema": "base sql",
    "query": "base sql schema",
    "ddl": "base sql schema query",
    "change": "base sql schema ddl",
    "migration": "base sql schema ddl",
    "mermaid": "base sql schema",
    "scratch": "base sql db schema",
    "stats": "base sql schema",
    "workload": "base sql schema query stats",
    "live": "base sql db schema query ddl scratch stats workload",
    "whatif": "base sql db schema query scratch stats workload live",
    "record": "base sql db schema ddl scratch live",
    "design": "base sql schema stats query workload",
    "scale": "base sql schema stats query workload design",
    "grow": "base sql schema scratch stats query workload whatif design scale",
    "rule": "base sql schema change stats query workload design",
    "advise": "base sql db schema change scratch stats query workload live whatif design scale grow rule",
    "plan": "base sql schema change stats query workload design rule",
    "report": "base schema change scratch stats query workload whatif design scale grow rule advise plan",
    "explain": "base sql schema",
    "cli": "base schema",
    "cmd": "base sql explain db schema query ddl change migration mermaid scratch stats workload live whatif record design scale grow rule advise plan report cli",
    ".": "base cmd",
}

# Outside headers that only some files may see: a pattern of the header, a pattern of the file.
GUARDED = [
    (r"(postgres|c|fmgr|pg_query)\.h|(pg_query|nodes|parser|catalog|utils|common|access|mb)/.*",
     r"src/sql/nodes\.h", "PostgreSQL's server headers come in through sql/nodes.h"),
    (r"sql/nodes\.h|sql/\w+_internal\.h", r"src/(sql|query|ddl)/.*",
     "node types are seen by src/sql, src/query and src/ddl alone"),
    (r"libpq.*\.h", r"src/db/.*", "libpq is seen by src/db alone"),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+([<"])([^>"]+)[>"]', re.MULTILINE)


def fault_of(path, quote, header):
    folder = path.parts[1] if len(path.parts) > 2 else "."
    target = header.split("/")[0]
    for header_pattern, file_pattern, why in GUARDED:
        if re.fullmatch(header_pattern, header) and not re.fullmatch(file_pattern, str(path)):
            return why
    if folder not in MAY_INCLUDE:
        return f"folder {folder} has no arrows in tools/lint/layers.py"
    if quote == "<" or header.endswith(".gen.h"):
        return None
    if "/" not in header:
        return "name the folder as well"
    if target == folder or target not in MAY_INCLUDE or target in MAY_INCLUDE[folder].split():
        return None
    return f"{folder} may not use {target}"


def faults_of_planner():
    """The extension is a world of its own: the server's headers and its own, nothing of src/."""
    for path in _sources.files("*.c", "*.h", under=["planner"]):
        text = _sources.text(path)
        for match in INCLUDE.finditer(text):
            if match[1] == '"' and not match[2].startswith("planner/"):
                yield f"{path}: {match[2]}: planner/ uses the server's headers (<…>) and its own"
        if "PG_VERSION_NUM" in text and path.name != "compat.h":
            yield f"{path}: only planner/compat.h may ask which major it is"


def main():
    faults = list(faults_of_planner())
    for path in _sources.files("*.c", "*.h", under=["src"]):
        text = _sources.text(path)
        for match in INCLUDE.finditer(text):
            why = fault_of(path, match[1], match[2])
            if why:
                line = text.count("\n", 0, match.start()) + 1
                faults.append(f"{path}:{line}: {match[2]}: {why}")
    _sources.finish(faults)


main()
