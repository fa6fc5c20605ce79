#!/usr/bin/env python3
# Applies each history of migrations to a server and compares its catalogs with the model, all along.
"""Applies each folder of migrations of the corpus to PostgreSQL, file by file as its runner would, and
stops at random points and at the end. What tenfold reads of the same files up to that point is loaded
into a second database; the two are compared object by object.

  bench/histories.py [--verbose] [--points N] [--seed TEXT] [--minimum FILE | --whole] [NAME|FOLDER…]

Half of the points stand between two migrations, half after any statement. What the server refuses is
left out on both sides, and counted. --set and --layout are
handed to tenfold. --minimum fails when a
history has fewer equal objects than the file says ("name objects equal" a line); --record writes that file.
--short takes few points of the histories that are quick. --whole fails when anything differs.
"""
import argparse
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import layouts
from server import CORPUS, OBJECTS, Server, differences, forget_moved_sequences, make_roles
from server import objects_of, run_fmt, show

SETTINGS = {"mig-supabase-auth": ["Namespace=auth"]}
BEFORE = {"mig-supabase-auth": "CREATE SCHEMA auth;"}
SHORT = ["mig-minder", "mig-supabase-auth", "mig-temporal", "mig-stellar-horizon", "mig-documenso"]


class Point:
    """After so many statements of the migration at this position; None: after all of them."""

    def __init__(self, position, statement=None):
        self.position, self.statement = position, statement

    def place(self):
        return self.position, 1 << 30 if self.statement is None else self.statement


def choose_points(migrations, count, seed):
    """Half between migrations, half after some statement within one, and the end."""
    chance = random.Random(seed)
    within = [Point(position, statement) for position, migration in enumerate(migrations)
              for statement in range(1, len(migration.statements))]
    between = [Point(position) for position in range(len(migrations) - 1)]
    inner = chance.sample(within, min(len(within), count // 2))
    points = inner + chance.sample(between, min(len(between), count - len(inner)))
    return sorted(points, key=Point.place) + [Point(len(migrations) - 1)]


# What a stop asks leaves no trace, whether or not it stands within a transaction.
STOP = """
{begin}SAVEPOINT tenfold_stop;
SET LOCAL ROLE NONE;
SET LOCAL search_path = '';
\\o {path}
{objects}
\\o
ROLLBACK TO SAVEPOINT tenfold_stop;
RELEASE SAVEPOINT tenfold_stop;
{end}"""


class Script:
    """All that psql is given: the migrations, and what a stop asks."""

    def __init__(self, folder):
        self.folder, self.parts = folder, []

    def stop(self, number, is_inside):
        self.parts.append(STOP.format(path=os.path.join(self.folder, f"stop-{number}"), objects=OBJECTS,
                                      begin="" if is_inside else "BEGIN;\n",
                                      end="" if is_inside else "COMMIT;\n"))

    def migration(self, position, migration, stops):
        """`stops` has the numbers of the points by the count of statements before them."""
        is_inside = migration.is_transaction
        self.parts.append(f"\n\\warn @migration {position}\n")
        self.parts.append("BEGIN;\n" if is_inside else "")
        for count, (start, end) in enumerate(migration.statements, 1):
            text = migration.text[start:end]
            self.parts.append(text + ("\n" if text.endswith((";", "\\.")) else "\n;\n"))
            word = layouts.first_word(text)
            if word in ("begin", "start"):
                is_inside = True
            elif word in ("commit", "rollback", "abort") or (word == "end" and is_inside):
                is_inside = "to " in text.lower() and word == "rollback"
            for number in stops.get(count, []):
                self.stop(number, is_inside)
        self.parts.append("COMMIT;\n" if migration.is_transaction else "")
        self.parts.append("COMMIT;\n" if is_inside and not migration.is_transaction else "")
        for number in stops.get(None, []):
            self.stop(number, False)


def apply(server, migrations, points, before):
    """The objects at each point, and the positions of the migrations that the server refuses."""
    script = Script(server.folder)
    server.create("original")
    server.psql("original", before)
    for position, migration in enumerate(migrations):
        stops = {}
        for number, point in enumerate(points):
            if point.position == position:
                stops.setdefault(point.statement, []).append(number)
        script.migration(position, migration, stops)
    command = ["psql", "-X", "-q", "-At", "-h", server.folder, "-U", "postgres", "-d", "original", "-f", "-"]
    done = subprocess.run(command, input="".join(script.parts), text=True, capture_output=True, cwd="/")
    position, refused = -1, {}
    for line in done.stderr.splitlines():
        if line.startswith("@migration "):
            position = int(line.split()[1])
        elif "ERROR:" in line or "FATAL:" in line:
            refused.setdefault(position, line.split(":", 2)[-1].strip())
    if refused:
        return None, refused
    return [objects_of(open(os.path.join(server.folder, f"stop-{number}")).read())
            for number in range(len(points))], {}


class History:
    def __init__(self, server, name, folder, arguments):
        self.server, self.name, self.folder, self.arguments = server, name, folder, arguments
        self.settings = arguments.set + SETTINGS.get(name, [])
        self.migrations = layouts.read(folder, dict(setting.split("=", 1) for setting in self.settings),
                                       arguments.order)
        self.total = len(self.migrations)
        self.before = BEFORE.get(name, arguments.before)

    def catalogs(self):
        """The points and what stands at them, once without what the server refuses."""
        self.refused = {}
        while True:
            self.server.forget_roles("original", "ours")
            text = "\n".join(migration.text for migration in self.migrations)
            made = set(re.findall(r"(?i)create\s+(?:role|user|group)\s+\"?(\w+)", text))
            make_roles(self.server, text, made)
            self.points = choose_points(self.migrations, self.arguments.points,
                                        f"{self.arguments.seed} {self.name}")
            found, refused = apply(self.server, self.migrations, self.points, self.before)
            if found is not None:
                return found
            for position in sorted(refused, reverse=True):
                self.refused[self.migrations[position].path] = refused[position]
                del self.migrations[position]

    def copy_folder(self, target):
        """The history as a folder, without what the server refuses."""
        shutil.copytree(self.folder, target, dirs_exist_ok=True)
        for path in self.refused:
            os.remove(os.path.join(target, os.path.relpath(path, self.folder)))
        return target

    def model(self, folder, point):
        """What tenfold prints of the history up to a point."""
        migration = self.migrations[point.position]
        path = os.path.join(folder, os.path.relpath(migration.path, self.folder))
        options = ["--until", os.path.relpath(path, folder)]
        options += ["--layout", self.arguments.layout] if self.arguments.layout else []
        for setting in self.settings:
            options += ["--set", setting]
        whole = open(path, "rb").read()
        if point.statement is not None:
            with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                file.write(migration.cut(point.statement))
        script, problems = run_fmt(*options, folder)
        with open(path, "wb") as file:
            file.write(whole)
        return script, problems

    def where(self, point):
        migration = self.migrations[point.position]
        if point.statement is None:
            return f"after {migration.version}"
        return f"in {migration.version}, after {point.statement} of {len(migration.statements)} statements"

    def compare(self, folder, point, original):
        script, problems = self.model(folder, point)
        self.server.create("ours")
        errors = self.server.psql("ours", script)[1]
        ours = self.server.objects("ours")
        texts = [migration.text for migration in self.migrations[:point.position + 1]]
        forget_moved_sequences(texts, original, ours)
        found = list(differences(original, ours))
        if self.arguments.verbose and (found or errors):
            print(f"  {self.where(point)}:")
            for line in problems[:20]:
                print("    reader: " + line)
            for line in errors:
                print("    print: " + line)
            for item in found:
                show(*item)
        return len(original), len(original) - sum(item[0] != "extra" for item in found), len(found)

    def measure(self):
        found = self.catalogs()
        with tempfile.TemporaryDirectory() as folder:
            self.copy_folder(folder)
            counts = [self.compare(folder, *each) for each in zip(self.points, found)]
        objects, equal, wrong = map(sum, zip(*counts))
        print(f"{self.name:28} {len(self.migrations):5}/{self.total:<5}"
              f" {sum(len(migration.statements) for migration in self.migrations):10}"
              f" {len(self.points):6} {objects:8} {equal:8} {wrong:11}", flush=True)
        if self.arguments.verbose:
            for path, message in self.refused.items():
                print(f"    refused by the server: {os.path.relpath(path, self.folder)}: {message}")
        return objects, equal, wrong


def histories(arguments):
    for name in arguments.names:
        if os.path.isdir(name):
            yield os.path.basename(os.path.abspath(name)), name
    if arguments.names and all(map(os.path.isdir, arguments.names)):
        return
    for name in sorted(os.listdir(CORPUS)):
        if not name.startswith("mig-") or (arguments.short and name not in SHORT):
            continue
        if not arguments.names or any(name.startswith(wanted) for wanted in arguments.names):
            yield name, os.path.join(CORPUS, name)


def read_minimum(path):
    with open(path) as file:
        return {fields[0]: int(fields[2]) for fields in map(str.split, file) if fields}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--verbose", "-v", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--points", type=int)
    parser.add_argument("--seed", default="tenfold")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--layout", help="for tenfold, where two fit")
    parser.add_argument("--order", help="a file that lists the paths, where layouts.py does not know")
    parser.add_argument("--before", default="", help="SQL that makes what a history expects to be there")
    parser.add_argument("--minimum")
    parser.add_argument("--record")
    arguments = parser.parse_args()
    if arguments.points is None:
        arguments.points = 4 if arguments.short else 20
    return arguments


def main():
    arguments = parse_arguments()
    if not all(map(os.path.isdir, arguments.names or [CORPUS])) and not os.path.isdir(CORPUS):
        print("no corpus in " + CORPUS)
        sys.exit(77)
    # Whoever ends us leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = Server()
    results = {}
    try:
        print(f"points chosen by seed \"{arguments.seed}\"")
        print(f"{'history':28} {'migrations':>11} {'statements':>10} {'points':>6} {'objects':>8}"
              f" {'equal':>8} {'differences':>11}")
        for name, folder in histories(arguments):
            results[name] = History(server, name, folder, arguments).measure()
    finally:
        server.stop()
    total, equal, wrong = (sum(result[i] for result in results.values()) for i in range(3))
    print(f"{'all':28} {'':11} {'':10} {'':6} {total:8} {equal:8} {wrong:11}"
          f"  {100 * equal / max(total, 1):.3f} %, {sum(r[2] == 0 for r in results.values())} of"
          f" {len(results)} whole")
    if arguments.record:
        with open(arguments.record, "w") as file:
            file.writelines(f"{name} {r[0]} {r[1]}\n" for name, r in results.items())
    if arguments.whole:
        sys.exit(1 if wrong else 0)
    if arguments.minimum:
        below = [name for name, wanted in read_minimum(arguments.minimum).items()
                 if name in results and results[name][1] < wanted]
        for name in below:
            print(f"{name}: fewer equal objects than recorded")
        sys.exit(1 if below else 0)


if __name__ == "__main__":
    main()
