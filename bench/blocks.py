#!/usr/bin/env python3
# Runs each DO block of the histories on a server and compares what it did with what tenfold says it does.
"""Lists the DO blocks, CALLs and calls of functions in the migrations of the corpus, with the effect that
each has on the catalogs of a real PostgreSQL, and compares that with the model before and after.

  bench/blocks.py [--verbose] [--set NAME=VALUE] [NAME|FOLDER|FILE…]

equal: the model changes as the catalogs do. named: it does not, and a remark in the lines of the block says
so. missed: it does not, and nothing says so. "said" counts equal ones with a remark, too.
"""
import os
import re
import shutil
import signal
import sys
import tempfile

import histories
from histories import History, Point
from layouts import bare
from server import CORPUS, Server, differences, forget_moved_sequences, run_fmt, show

CALLING = re.compile(r"(?is)^(do\b|call\b|select\s+[\w.\"]+\s*\()")
SCHEMAS = ["sourcegraph-frontend/squashed.sql"]


class Block:
    """A statement of a migration, and the points around it."""

    def __init__(self, history, position, count):
        migration = history.migrations[position]
        start, end = migration.statements[count - 1]
        self.text = migration.text[start:end]
        self.path = os.path.relpath(migration.path, history.folder)
        self.first = migration.text.count("\n", 0, start) + 1
        self.last = migration.text.count("\n", 0, end) + 1
        self.after = Point(position, count if count < len(migration.statements) else None)
        self.before = Point(position, count - 1) if count > 1 else Point(position - 1) if position else None

    def remarks(self, problems):
        for line in problems:
            match = re.search(r"([^\s:]+):(\d+): (?:remark: )?(.*)", line)
            if match and "with data was skipped" not in line and match[1].endswith(self.path) and self.first <= int(match[2]) <= self.last:
                yield f"line {match[2]}: {match[3]}"


class Blocks(History):
    def choose(self):
        self.blocks = [Block(self, position, count) for position, migration in enumerate(self.migrations)
                       for count in range(1, len(migration.statements) + 1)
                       if CALLING.match(bare(migration.text[slice(*migration.statements[count - 1])]))]
        return [point for block in self.blocks for point in (block.before, block.after) if point]

    def loaded(self, folder, point, original):
        """The model at a point as catalogs, and what tenfold says about it."""
        script, problems = self.model(folder, point) if point else ("", [])
        self.server.create("ours")
        problems += self.server.psql("ours", script)[1]
        ours = self.server.objects("ours")
        texts = [migration.text for migration in self.migrations[:point.position + 1]] if point else []
        forget_moved_sequences(texts, original, ours)
        return ours, problems

    def check(self, folder, block, before, after):
        ours, problems = self.loaded(folder, block.after, after)
        forget_moved_sequences([], before)
        effect = list(differences(before, after))
        wrong = list(differences(after, ours))
        if wrong:
            earlier, _ = self.loaded(folder, block.before, before)
            known = {item[1:] for item in differences(before, earlier)}
            wrong = [item for item in wrong if item[1:] not in known]
        remarks = list(block.remarks(problems))
        verdict = "equal" if not wrong else "named" if remarks else "missed"
        counts = {kind: sum(item[0] == kind for item in effect) for kind in ("extra", "different", "missing")}
        print(f"  {verdict:7} +{counts['extra']:<3} ~{counts['different']:<3} -{counts['missing']:<3}"
              f" {block.path}:{block.first}", flush=True)
        for remark in remarks if self.arguments.verbose or verdict != "equal" else []:
            print(f"            {remark}")
        for item in wrong if self.arguments.verbose else []:
            show(*item)
        return verdict, bool(remarks), bool(effect)

    def measure(self):
        found = self.catalogs()
        places = {(point.position, point.statement): objects for point, objects in zip(self.points, found)}
        print(f"{self.name}: {len(self.blocks)} blocks", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            self.copy_folder(folder)
            return [self.check(folder, block,
                               places[(block.before.position, block.before.statement)] if block.before else {},
                               places[(block.after.position, block.after.statement)])
                    for block in self.blocks]


def verbose_fmt(*arguments):
    return run_fmt("--verbose", *arguments)


def main():
    arguments = histories.parse_arguments()
    if not arguments.names and not os.path.isdir(CORPUS):
        print("no corpus in " + CORPUS)
        sys.exit(77)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    histories.run_fmt = verbose_fmt
    histories.choose_points = lambda migrations, count, seed: current.choose()
    server = Server()
    results = []
    with tempfile.TemporaryDirectory() as folder:
        files = [name for name in arguments.names if os.path.isfile(name)]
        if not arguments.names:
            files = [os.path.join(CORPUS, name) for name in SCHEMAS]
        for number, path in enumerate(files):
            os.makedirs(os.path.join(folder, str(number)))
            shutil.copy(path, os.path.join(folder, str(number), "0001_" + os.path.basename(path)))
        arguments.names = [name for name in arguments.names if name not in files]
        try:
            pairs = [(os.path.basename(path), os.path.join(folder, str(number)))
                     for number, path in enumerate(files)]
            if arguments.names or not files or len(files) == len(SCHEMAS):
                pairs += list(histories.histories(arguments)) if arguments.names or len(sys.argv) == 1 else []
            for name, path in pairs:
                current = Blocks(server, name, path, arguments)
                results += current.measure()
        finally:
            server.stop()
    count = {verdict: sum(result[0] == verdict for result in results) for verdict in ("equal", "named", "missed")}
    effective = [result for result in results if result[2]]
    print(f"{len(results)} blocks: {count['equal']} equal, {count['named']} named, {count['missed']} missed;"
          f" {sum(result[1] for result in results if result[0] == 'equal')} of the equal ones are said to depend"
          f" on something; {len(effective)} change the schema,"
          f" {sum(result[0] == 'equal' for result in effective)} of them equal")
    sys.exit(1 if count["missed"] else 0)


if __name__ == "__main__":
    main()
