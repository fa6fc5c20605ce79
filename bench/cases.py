#!/usr/bin/env python3
"""Schemas that broke in production: found before, with the fix and the date, gone after."""
# Each case of the shared corpus is a real schema before and after its project's own change. cases.tsv
# names the rule and the object that must be found before and must be gone after, and declares sizes
# and growth of about the time when it broke. "needs" says what the finding rests on. The queries of a
# case, written from what its project says of them, are in cases/<case>.sql, the statistics of columns
# that it needs in cases/<case>_columns.csv. "fix" is what the change
# must hold: words of it, separated by "…"; "-" where the way out is in words. Cases that broke by
# growing follow, by `grow` as well: cases_growth.py.
#
# Usage: cases.py [-v] [CASE...]      (-v prints the messages)

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import cases_growth

SOURCE = Path(__file__).resolve().parent.parent
CASES = Path(os.environ.get("TENFOLD_SHARED", SOURCE.parent / "shared")) / "corpus" / "cases"
BINARY = os.environ.get("TENFOLD_BINARY", str(SOURCE / "build" / "tenfold"))
TODAY = "2026-11-21"


def read_cases(wanted, table="cases.tsv"):
    lines = Path(__file__).with_name(table).read_text().splitlines()
    names = lines[0].split("\t")
    for line in lines[1:]:
        case = dict(zip(names, line.split("\t")))
        if not wanted or case["case"].removeprefix("corpus:") in wanted:
            yield case


def analyze(path, case):
    command = [BINARY, "analyze", str(path), "--json", "--no-server", "--today", TODAY]
    queries = SOURCE / "bench" / "cases" / f"{case['case']}.sql"
    if "+queries" in case["needs"]:
        command += ["--queries", str(queries)]
    if "+stats" in case["needs"]:
        command.insert(3, str(queries.with_name(f"{case['case']}_columns.csv")))
    for option in case["declared"].split():
        command += ["--" + option] if option.startswith(("ram=", "disk=")) else ["--table", option]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        sys.exit(f"{case['case']}: {done.stderr.strip()}")
    return json.loads(done.stdout)["findings"]


def matching(findings, case):
    """Findings of the rule on the object; "rule object" pairs are separated by commas."""
    for pair in re.split(r",(?=[a-z0-9-]+ )", case["expected"]):
        rule, wanted = pair.strip().split(" ")
        found = [f for f in findings if f["rule"] == rule and f["object_id"] == wanted]
        yield pair.strip(), found


def verdict(case, is_verbose):
    folder = CASES / case["case"]
    before = dict(matching(analyze(folder / "before.sql", case), case))
    after = dict(matching(analyze(folder / "after.sql", case), case))
    found = sum(bool(f) for f in before.values())
    gone = sum(not f for f in after.values())
    first = next((f[0] for f in before.values() if f), None)
    fix = "; ".join(c["text"] for c in first["changes"]) if first else ""
    kept = first["kept_back"] if first else None
    if is_verbose and first:
        print(f"  {first['message']}\n  {first['detail'] or ''}\n  fix: {fix or '-'} {kept or ''}")
    wanted = len(before)
    expected_gone = 0 if case["after"] == "stays" else wanted
    words = case.get("fix", "-").split("…")
    has_fix = words == ["-"] or all(word in fix for word in words)
    is_good = found == wanted and gone == expected_gone and has_fix
    date = first["bites_on"] if first else None
    change = "other fix" if not has_fix else "advised" if first and first["advised"] else "kept back" if fix else "no change"
    print(f"{case['case']:28} {case['needs']:11} {found}/{wanted} found  {gone}/{expected_gone} gone  "
          f"{date or '-':10}  {change:9}  {'ok' if is_good else 'DIFFERS'}")
    return is_good


def growth_verdicts(wanted, is_verbose):
    for case in read_cases(wanted, "cases_growth.tsv"):
        name = case["case"]
        source = SOURCE / "bench" / "cases" / "growth" / name
        if name.startswith("corpus:"):
            source = CASES / name.removeprefix("corpus:") / "before.sql"
        if source.exists():
            yield cases_growth.judge_case(BINARY, case, source, TODAY, is_verbose)
        else:
            print(f"{name}: skipped, {source} is missing")


def main():
    is_verbose = "-v" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    results = []
    if CASES.is_dir():
        results = [verdict(case, is_verbose) for case in read_cases(arguments)]
    else:
        print(f"skipped: no cases in {CASES}")
    results += growth_verdicts(arguments, is_verbose)
    print(f"{sum(results)} of {len(results)} as expected")
    return 0 if all(results) else 1


sys.exit(main())
