#!/usr/bin/env python3
# Carries out what tenfold recommends for each schema of the corpus, and looks whether it closes.
"""For each schema of the corpus: all that the rules find, the schema that ends it, the migration to it.

  bench/closure.py [--verbose] [--each] [NAME…]

Three times: what the rules advise; all changes of all findings; what they advise when every table has
5M rows and gains 20,000 a day. Each time the target must load, none of the ended findings may be raised
again and no new error (faults); and the migration, run by psql on the schema as it is, must give the
catalog of the target (unlike; where something is left to do by hand it is shown and not counted). --each applies every single change alone and loads the result.
"""
import argparse
import json
import os
import re
import subprocess
import sys

import corpus
from server import SOURCE

PROGRAM = os.environ.get("TENFOLD_CLOSURE", os.path.join(SOURCE, "build/test/corpus/closure_case"))
MODES = ["advised", "everything", "growing", "growing everything"]


def close(folder, mode, paths):
    done = subprocess.run([PROGRAM, mode, folder, *paths], capture_output=True, text=True)
    if done.returncode != 0:
        return None, (done.stderr.strip() or f"ended with {done.returncode}").splitlines()
    return json.loads(done.stdout), []


def plain(objects, partitioned):
    """Without the order of columns, and without the partitions that a migration makes."""
    kept = {}
    for (kind, name), text in objects.items():
        if any(word in f"{name} {text}" for table in partitioned
               for word in (f".{table}_before", f".{table}_default", f".{table}_2", f"before_{table}")):
            continue
        if kind == "column":
            text = text.split("|", 1)[1]
        # Whether a partition's key was written for it, or came with the parent's, makes no difference.
        # A dump says of no materialised view that it is filled; the migration fills it.
        if kind == "relation" and text.startswith("m|"):
            text = re.sub(r"^(m\|.\|.\|.\|)[tf]", r"\1", text)
        kept[kind, name] = re.sub(r"\|1\|[tf]\|", "|1|", text) if kind == "constraint" else text
    return kept


def migrate(server, folder, texts, row):
    """Runs the plan on the schema as it is; what differs from the target. None: it does not load here."""
    with open(os.path.join(folder, "plan.sql")) as file:
        script = file.read()
    with open(os.path.join(folder, "target.sql")) as file:
        target = file.read()
    if corpus.load(server, "old", corpus.without_code(texts)):
        # Rows that break their own rules, psql's commands: the schema alone, as we print it.
        if corpus.load(server, "old", [corpus.fmt(folder, texts)[0]]):
            return None
    _, errors = server.psql("old", script, "-v", "through=true")
    if errors:
        return [f"plan: {error}" for error in errors[:3]]
    corpus.load(server, "target", [target])
    old, new = (plain(server.objects(database), row["partitioned"]) for database in ("old", "target"))
    return [f"{kind} {key[0]} {key[1]}\n        {original}\n        {ours}"
            for kind, key, original, ours in corpus.differences(new, old) if key[0] != "sequence value"]


def measure(server, name, mode, texts, verbose):
    paths = []
    for number, text in enumerate(texts):
        paths.append(os.path.join(server.folder, f"input-{number}.sql"))
        with open(paths[-1], "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    row, faults = close(server.folder, mode, paths)
    unlike = []
    if row is None:
        row = {}
    elif mode != "each":
        faults = row["faults"]
        unlike = migrate(server, server.folder, texts, row)
        if unlike is None:
            unlike, row["by_hand"] = ["not tried: the schema does not load on this server"], row["by_hand"] or "-"
    else:
        faults = row["faults"]
    print(f"{name:34} {mode:18} {row.get('findings', 0):8} {row.get('changes', 0):7}"
          f" {len(row.get('dropped', [])):7} {row.get('fixed', 0):6} {row.get('steps', 0):6}"
          f" {row.get('by_hand', 0):7} {len(faults):6} {len(unlike):6}", flush=True)
    if verbose:
        for line in faults:
            print("    fault: " + line)
        for line in unlike[:12]:
            print("    unlike: " + line)
        for line in row.get("dropped", []):
            print("    left out: " + line)
    return len(faults), len(unlike), row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--verbose", "-v", action="store_true")
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--mode", action="append")
    arguments = parser.parse_args()
    if not os.path.isdir(corpus.CORPUS):
        print("no corpus in " + corpus.CORPUS)
        sys.exit(77)
    server = corpus.Server()
    sums = {}
    try:
        print(f"{'schema':34} {'mode':18} {'findings':>8} {'changes':>7} {'dropped':>7} {'fixed':>6} {'steps':>6}"
              f" {'by hand':>7} {'faults':>6} {'unlike':>6}")
        for name, paths in corpus.all_schemas():
            if arguments.names and not any(name.startswith(wanted) for wanted in arguments.names):
                continue
            texts = corpus.read(name, paths)
            corpus.make_roles(server, "\n".join(texts))
            for mode in ["each"] if arguments.each else arguments.mode or MODES:
                faults, unlike, row = measure(server, name, mode, texts, arguments.verbose)
                total = sums.setdefault(mode, [0] * 7)
                for at, value in enumerate([1, row.get("changes", 0), row.get("fixed", 0), row.get("steps", 0),
                                            row.get("by_hand", 0) if row.get("by_hand") != "-" else 0,
                                            faults, 0 if row.get("by_hand") else unlike]):
                    total[at] += value
    finally:
        server.stop()
    for mode, (schemas, changes, fixed, steps, by_hand, faults, unlike) in sums.items():
        print(f"{f'all {schemas}':34} {mode:18} {'':8} {changes:7} {'':7} {fixed:6} {steps:6} {by_hand:7}"
              f" {faults:6} {unlike:6}")
    sys.exit(1 if any(total[5] for total in sums.values()) else 0)


if __name__ == "__main__":
    main()
