#!/usr/bin/env python3
"""Findings on real schemas beside what catalog queries on a loaded server found."""
# The truth is plain: an index is redundant when its columns are a prefix of another's, a foreign key
# is unindexed when no index begins with its columns. Where a rule judges otherwise, the difference is
# listed in groundtruth_judgements.tsv with the reason; every other difference is a mistake.
#
# Usage: groundtruth.py [-v] [SCHEMA…]      (-v names each missing and extra object)

import fnmatch
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("TENFOLD_SHARED", SOURCE.parent / "shared"))
CORPUS = SHARED / "corpus"
BINARY = os.environ.get("TENFOLD_BINARY", str(SOURCE / "build" / "tenfold"))
JUDGEMENTS = Path(__file__).with_name("groundtruth_judgements.tsv")

# Which rules answer a check of the truth.
RULES = {
    "no_pk": ("primary-key-missing",),
    "fk_without_index": ("fk-without-index",),
    "fk_type_mismatch": ("fk-type-mismatch",),
    "redundant_index": ("index-redundant",),
    "int_pk_autoinc": ("int-key-exhaustion",),
    "int_autoinc_nonpk": ("int-key-exhaustion",),
    "seq_type_mismatch": ("sequence-type-mismatch",),
}
# Two checks that one rule answers are counted as one.
MERGED = {"int_autoinc_nonpk": "int_pk_autoinc"}

# In loading order, for schemas that are several files.
FILES = {
    "synapse": ["common.full.sql", "main.full.sql", "state.full.sql"],
    "omop-cdm": ["ddl.sql", "primary_keys.sql", "indices.sql", "constraints.sql"],
    "mimic-iv": ["create.sql", "constraint.sql", "index.sql"],
    "job": ["schema.sql", "fkindexes.sql"],
    # load.sql would drop two tables after reading data that nobody has here.
    "ldbc-snb": ["ddl/schema.sql", "ddl/schema_constraints.sql", "ddl/schema_foreign_keys.sql"],
    "pagila-pg15": ["pagila-schema.sql", "pagila-schema-jsonb.sql"],
}

Result = namedtuple("Result", "schema check expected found missing extra judged")


def truth_files():
    """(name, file of the truth, folder of the schema): a derived-X is what the migrations mig-X make."""
    for path in sorted((CORPUS / "groundtruth").glob("*.tsv")):
        name = path.stem
        folder = name.replace("mig-", "derived-", 1)
        if (CORPUS / folder).is_dir() and not folder.startswith("mig-"):
            yield folder, path, CORPUS / folder


def read_truth(path):
    expected = {}
    for line in path.read_text().splitlines()[1:]:
        if "\t" not in line:
            continue
        check, object_id = line.split("\t")[:2]
        if check == "redundant_index":
            object_id = object_id.rsplit(".", 1)[-1]
        expected.setdefault(MERGED.get(check, check), set()).add(object_id)
    return expected


def read_judgements():
    rows = []
    if JUDGEMENTS.exists():
        for line in JUDGEMENTS.read_text().splitlines()[1:]:
            rows.append(line.split("\t"))
    return rows


def sources(name, folder, scratch):
    """The files of a schema; template tokens are filled in on a copy."""
    files = [folder / part for part in FILES.get(name, [])] or sorted(
        folder.glob("*.sql"))
    for file in files:
        text = file.read_text()
        if "@cdmDatabaseSchema" not in text:
            yield str(file)
            continue
        copy = Path(scratch) / file.name
        copy.write_text(re.sub(r"@cdmDatabaseSchema", "public", text))
        yield str(copy)


def analyze(files):
    run = subprocess.run([BINARY, "analyze", "--json", "--no-server", *files], capture_output=True,
                         text=True)
    if run.returncode not in (0, 1, 3):
        raise RuntimeError(run.stderr.strip() or f"exit code {run.returncode}")
    return json.loads(run.stdout)["findings"]


def judged(judgements, schema, check, kind, object_id):
    return any(j_check in (check, "*") and j_kind == kind and fnmatch.fnmatch(schema, j_schema)
               and fnmatch.fnmatch(object_id.replace("[", "("), j_object)
               for j_check, j_kind, j_schema, j_object, _ in judgements)


def compare(name, truth, folder, judgements, scratch):
    expected = read_truth(truth)
    findings = analyze(list(sources(name, folder, scratch)))
    for check in dict.fromkeys(MERGED.get(check, check) for check in RULES):
        found = {f["object_id"] for f in findings if f["rule"] in RULES[check]}
        wanted = expected.get(check, set())
        missing = sorted(o for o in wanted - found
                         if not judged(judgements, name, check, "missing", o))
        extra = sorted(o for o in found - wanted
                       if not judged(judgements, name, check, "extra", o))
        excused = len(wanted ^ found) - len(missing) - len(extra)
        if wanted or found:
            yield Result(name, check, len(wanted), len(wanted & found), missing, extra, excused)


def print_table(results, is_verbose):
    print(f"{'schema':24}{'check':20}{'expected':>9}{'found':>7}{'judged':>8}{'missing':>9}{'extra':>7}")
    for r in results:
        print(f"{r.schema:24}{r.check:20}{r.expected:9}{r.found:7}{r.judged:8}"
              f"{len(r.missing):9}{len(r.extra):7}")
        if is_verbose:
            for kind, objects in (("missing", r.missing), ("extra", r.extra)):
                for object_id in objects:
                    print(f"    {kind:8} {object_id}")
    print()
    for check in dict.fromkeys(r.check for r in results):
        rows = [r for r in results if r.check == check]
        print(f"{'all':24}{check:20}{sum(r.expected for r in rows):9}{sum(r.found for r in rows):7}"
              f"{sum(r.judged for r in rows):8}{sum(len(r.missing) for r in rows):9}"
              f"{sum(len(r.extra) for r in rows):7}")


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    results = []
    failures = 0
    if not CORPUS.is_dir():
        sys.exit(f"groundtruth: no corpus in {CORPUS} (TENFOLD_SHARED names its folder)")
    with tempfile.TemporaryDirectory() as scratch:
        for name, truth, folder in truth_files():
            if arguments and name not in arguments:
                continue
            try:
                results += compare(name, truth, folder, read_judgements(), scratch)
            except (RuntimeError, ValueError) as error:
                print(f"{name}: {error}")
                failures += 1
    print_table(results, "-v" in sys.argv)
    wrong = sum(len(r.missing) + len(r.extra) for r in results)
    print(f"\n{wrong} differences without a reason, {failures} schemas that failed")
    sys.exit(1 if wrong or failures else 0)


if __name__ == "__main__":
    main()
