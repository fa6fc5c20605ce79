#!/usr/bin/env python3
# What the rules about queries report, against what a second reader says they must.
"""Runs tenfold on schemas with queries and compares with bench/expected/*.tsv.

  bench/queries.py [--verbose] [--server] [--minimum PERCENT] [RULE…]

A row of the lists is (rule, query, table, certainty, why). What "must" be reported and is not, is missed;
what is reported and in no row, is extra; rows that say "may" count neither way. "-" stands for any table.
--server has PostgreSQL understand the queries. --verbose lists each. --minimum fails when a named rule has
less recall or precision.
"""
import argparse
import json
import os
import subprocess
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("TENFOLD_SHARED", os.path.join(os.path.dirname(SOURCE), "shared"))
CORPUS = os.path.join(SHARED, "corpus")
PROGRAM = os.environ.get("TENFOLD_BINARY", os.path.join(SOURCE, "build", "tenfold"))
SETS = {
    "coder": ("coder/dump.sql", "sqlc-coder"),
    "minder": ("derived-minder/schema.sql", "sqlc-minder"),
    "listmonk": ("listmonk/schema.sql", "goyesql-listmonk"),
}


def expected_of(name):
    """{(rule, query): {table: certainty}}"""
    rows = {}
    with open(os.path.join(SOURCE, "bench", "expected", name + ".tsv"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("#") or line.startswith("rule\t") or not line.strip():
                continue
            rule, query, table, certainty, _ = line.rstrip("\n").split("\t", 4)
            rows.setdefault((rule, query), {})[table] = certainty
    return rows


def reported_of(name, with_server):
    """{(rule, query, table)}"""
    schema, queries = (os.path.join(CORPUS, path) for path in SETS[name])
    command = [PROGRAM, "analyze", schema, "--queries", queries, "--json"]
    command += [] if with_server else ["--no-server"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        sys.exit(f"{name}: {done.stderr.decode(errors='replace')}")
    hits = set()
    for finding in json.loads(done.stdout)["findings"]:
        table = finding["table"]["name"] if finding["table"] else "-"
        for query in finding.get("queries", []):
            # The reader judged queries alone; what follows a statement of a function is what fires it.
            if query.startswith(("trigger ", "function ")):
                break
            hits.add((finding["rule"], query, table))
    return hits


class Tally:
    def __init__(self):
        self.must = self.found = 0
        self.missed = []
        self.extra = []

    def recall(self):
        return 100.0 * self.found / self.must if self.must else 100.0

    def precision(self):
        said = self.found + len(self.extra)
        return 100.0 * self.found / said if said else 100.0


def fits(table, tables):
    return bool(tables) and table == "-" or "-" in tables or table in tables


def compare(name, expected, reported, tallies):
    for (rule, query), tables in expected.items():
        for table, certainty in tables.items():
            if certainty != "must":
                continue
            tally = tallies.setdefault(rule, Tally())
            tally.must += 1
            if any(r == rule and q == query and (table in ("-", t) or t == "-") for r, q, t in reported):
                tally.found += 1
            else:
                tally.missed.append(f"{name} {query} {table}")
    for rule, query, table in sorted(reported):
        tally = tallies.setdefault(rule, Tally())
        if not fits(table, expected.get((rule, query), {})):
            tally.extra.append(f"{name} {query} {table}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--server", action="store_true")
    parser.add_argument("--minimum", type=float)
    parser.add_argument("rules", nargs="*", metavar="RULE")
    options = parser.parse_args()
    if not os.path.isdir(CORPUS):
        print("skipped: no corpus")
        sys.exit(77)
    tallies = {}
    expected = {name: expected_of(name) for name in SETS}
    judged = {rule for rows in expected.values() for rule, _ in rows}
    for name in SETS:
        reported = {row for row in reported_of(name, options.server) if row[0] in judged}
        compare(name, expected[name], reported, tallies)
    print(f"{'rule':30} {'must':>5} {'found':>5} {'missed':>6} {'extra':>5} {'recall':>7} {'precision':>9}")
    too_low = []
    for rule, tally in sorted(tallies.items()):
        if options.rules and rule not in options.rules:
            continue
        print(f"{rule:30} {tally.must:5} {tally.found:5} {len(tally.missed):6} {len(tally.extra):5}"
              f" {tally.recall():6.1f}% {tally.precision():8.1f}%")
        for kind, rows in (("missed", tally.missed), ("extra", tally.extra)) if options.verbose else ():
            for row in rows:
                print(f"    {kind} {row}")
        if options.minimum is not None and min(tally.recall(), tally.precision()) < options.minimum:
            too_low.append(rule)
    if too_low:
        sys.exit(f"below {options.minimum:g} %: {', '.join(too_low)}")


if __name__ == "__main__":
    main()
