#!/usr/bin/env python3
# Loads each schema of the corpus as it is and as tenfold prints it, and compares the catalogs.
"""Loads each schema of the corpus into PostgreSQL twice, as it is and as "tenfold fmt" prints it, and
compares the two databases object by object.

  bench/corpus.py [--verbose] [--sandbox | --live] [--minimum FILE | --whole] [NAME|FILE…]

A throw-away server is started for it. --sandbox loads what the scratch server would be given instead,
as a role without privileges, and lists what is lost. --live prints what the catalogs of the first
database say instead of what the files say. --minimum fails when a schema has fewer equal
objects than the file says ("name objects equal" a line); --record writes that file. --whole fails when
anything differs.
"""
import argparse
import os
import re
import signal
import sys

from server import CORPUS, Server, differences, forget_moved_sequences, make_roles, run_fmt, show


def index_rows():
    """The schemas that INDEX.tsv names, with their files."""
    with open(os.path.join(CORPUS, "INDEX.tsv")) as file:
        next(file)
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if fields[1].startswith("schema"):
                yield fields[0], fields[4].split()


def files_of(name, paths):
    """The files of a schema in the order of INDEX.tsv; the corpus flattens and renames some."""
    folder = os.path.join(CORPUS, name)
    there = sorted(file for file in os.listdir(folder) if ".sql" in file)
    order = {"synapse": ["common", "main", "state"], "mimic-iv": ["create", "constraint", "index"],
             "omop-cdm": ["ddl", "primary_keys", "indices", "constraints"]}.get(name)
    if order:
        there.sort(key=lambda file: next((i for i, word in enumerate(order) if word in file), 99))
    if name == "pagila-pg15":
        there = [file for file in there if "jsonb" not in file]
    return [os.path.join(folder, file) for file in there]


def all_schemas():
    for name, paths in index_rows():
        yield name, files_of(name, paths)
    for case in sorted(os.listdir(os.path.join(CORPUS, "cases"))):
        for side in ("before", "after"):
            path = os.path.join(CORPUS, "cases", case, side + ".sql")
            if os.path.exists(path):
                yield f"{case}/{side}", [path]


def read(name, paths):
    texts = []
    for path in paths:
        text = open(path, encoding="utf-8", errors="surrogateescape").read()
        if name == "omop-cdm":
            text = text.replace("@cdmDatabaseSchema", "public")
        if name == "chinook":
            text = re.sub(r"(?m)^(DROP DATABASE|CREATE DATABASE|\\c).*$", "", text)
        texts.append(text)
    return texts


def without_code(texts):
    """COPY from files that are not there, and psql's own commands, are no part of the schema."""
    return [re.sub(r"(?m)^\\(?:copy|pset).*$", "", text) for text in texts]


def fmt(folder, texts, *options):
    """What tenfold prints of these files."""
    paths = []
    for number, text in enumerate(texts):
        paths.append(os.path.join(folder, f"input-{number}.sql"))
        with open(paths[-1], "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    return run_fmt(*options, *paths)


def fmt_live(server, database):
    """What tenfold prints of a database's catalogs."""
    return run_fmt(f"postgresql:///{database}?host={server.folder}&user=postgres")


def load(server, database, texts, **options):
    server.create(database)
    errors = []
    for text in texts:
        errors += server.psql(database, text, **options)[1]
    return errors


def measure(server, name, texts, arguments, folder):
    make_roles(server, "\n".join(texts))
    loadable = without_code(texts)
    original_errors = load(server, "original", loadable)
    options = ["--sandbox"] if arguments.sandbox else []
    if arguments.live:
        script, problems = fmt_live(server, "original")
    else:
        script, problems = fmt(folder, texts, *options)
    errors = load(server, "ours", [script])
    original, ours = server.objects("original"), server.objects("ours")
    forget_moved_sequences(texts, original, ours)
    found = list(differences(original, ours))
    counts = {kind: sum(1 for item in found if item[0] == kind) for kind in ("different", "missing", "extra")}
    equal = len(original) - counts["different"] - counts["missing"]
    if arguments.sandbox:
        found = [item for item in found if item[0] == "missing" and item[1][0] in ("relation", "index", "column")]
    print(f"{name:36} {len(original):7} {equal:7} {counts['different']:9} {counts['missing']:7}"
          f" {counts['extra']:6} {len(original_errors):7} {len(errors):7}", flush=True)
    if arguments.verbose:
        for line in original_errors:
            print("    original: " + line)
        for line in problems:
            print("    reader: " + line)
        for line in errors:
            print("    print: " + line)
        for item in found:
            show(*item)
    return len(original), equal, counts["extra"]


def only_local(item, objects):
    """No statement makes a child's column inherited that stands before its own: order or that is lost."""
    kind, key, theirs, mine = item
    if kind != "different" or key[0] not in ("column", "constraint"):
        return False
    table = ("relation", key[1].rsplit(".", 1)[0])
    if table in objects and re.search(r"FOR VALUES|\|DEFAULT\|", objects[table]):
        return False
    return re.sub(r"\|f\|(\d+)", r"|t|\1", theirs) == re.sub(r"\|f\|(\d+)", r"|t|\1", mine)


def is_numbered_by_server(item, original, ours):
    """A foreign key to a partitioned table has one more for each partition; no statement names those."""
    _, key, theirs, mine = item
    text = theirs or mine
    if key[0] != "constraint" or not text.startswith("FOREIGN KEY"):
        return False
    parent = ("constraint", key[1].rsplit(".", 1)[0] + "." + text.rsplit("|", 1)[1])
    return parent != key and (parent in original or parent in ours)


def real_differences(original, ours):
    """The differences that statements could have made."""
    return [item for item in differences(original, ours)
            if not only_local(item, original) and not is_numbered_by_server(item, original, ours)]


def read_minimum(path):
    with open(path) as file:
        return {fields[0]: int(fields[2]) for fields in map(str.split, file) if fields}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--verbose", "-v", action="store_true")
    parser.add_argument("--sandbox", action="store_true")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("--minimum")
    parser.add_argument("--record")
    parser.add_argument("--whole", action="store_true")
    arguments = parser.parse_args()
    only_files = arguments.names and all(map(os.path.isfile, arguments.names))
    if not only_files and not os.path.isdir(CORPUS):
        print("no corpus in " + CORPUS)
        sys.exit(77)
    # Whoever ends us leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = Server()
    results = {}
    try:
        print(f"{'schema':36} {'objects':>7} {'equal':>7} {'different':>9} {'missing':>7} {'extra':>6}"
              f" {'errors':>7} {'ours':>7}")
        for name, paths in [] if only_files else all_schemas():
            if not arguments.names or any(name.startswith(wanted) for wanted in arguments.names):
                results[name] = measure(server, name, read(name, paths), arguments, server.folder)
        for path in filter(os.path.isfile, arguments.names):
            results[path] = measure(server, path, read(path, [path]), arguments, server.folder)
    finally:
        server.stop()
    total, equal = sum(r[0] for r in results.values()), sum(r[1] for r in results.values())
    print(f"{'all':36} {total:7} {equal:7}  {100 * equal / max(total, 1):.2f} %,"
          f" {sum(1 for r in results.values() if r[0] == r[1] and r[2] == 0)} of {len(results)} whole")
    if arguments.record:
        with open(arguments.record, "w") as file:
            file.writelines(f"{name} {r[0]} {r[1]}\n" for name, r in results.items())
    if arguments.whole:
        sys.exit(0 if all(r[0] == r[1] and r[2] == 0 for r in results.values()) else 1)
    if arguments.minimum:
        below = [name for name, wanted in read_minimum(arguments.minimum).items()
                 if name in results and results[name][1] < wanted]
        for name in below:
            print(f"{name}: fewer equal objects than recorded")
        sys.exit(1 if below else 0)


if __name__ == "__main__":
    main()
