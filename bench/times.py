#!/usr/bin/env python3
# Milliseconds of next year: times measured in a small database, and what grow makes of them, against large ones.
"""Databases at 1, 3, 10, 30 and 100 times their smallest size; queries are executed in each of them.

  bench/times.py [--only NAME] [--fill] [--again] [--verbose]

Of the smallest one `tenfold grow` is told schema, statistics and the mean times of its queries, as a server or a
file of queries has them, and says what they take at each size, as a range, and when they pass an objective. Times are
of the processor (others use this machine), the better of two runs, of one process; where a query has
parameters, the mean over several values. Writes run in a transaction that comes to nothing.

The model was chosen on the databases of the first part and measured on those of the second as well, which
nobody looked at before. What was executed is kept in the folder of bench/scale.py, --again does it anew;
--fill only fills the databases.
"""
import argparse
import json
import math
import os
import re
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scale  # noqa: E402
from server import SOURCE  # noqa: E402

HERE = os.path.join(SOURCE, "bench", "scale", "times")
BINARY = os.environ.get("TENFOLD_BINARY", os.path.join(os.path.dirname(os.path.dirname(scale.PREDICT)), "tenfold"))
SCALES = (1, 3, 10, 30, 100)
CHOSEN_ON = ("tpch", "shop")
UNSEEN = ("readings", "forum")
TODAY = "2026-11-21"


# --- databases and queries ----------------------------------------------------------------------

def database_of(name, factor):
    if name == "tpch":
        return scale.tpch_database({1: 0.01, 3: 0.03, 10: 0.1, 30: 0.3, 100: 1}[factor])
    database = f"{name}_{factor}x"
    scale.make(database, (scale.text_of(os.path.join(HERE, name + ".sql")), "-v", f"scale={factor}"))
    return database


def one_process(database):
    """Of other processes time is not counted here: none are asked for, and grow reads that from the database."""
    scale.psql("postgres", f"ALTER DATABASE {database} SET max_parallel_workers_per_gather = 0")


def queries_of(name):
    """Name, SQL, and the query that gives values for its parameters."""
    if name == "tpch":
        path = os.path.join(scale.HERE, "tpch_queries.sql")
        return [(name, sql, None) for name, sql in scale.named_queries(path).items()]
    found = []
    for query, body in scale.named_queries(os.path.join(HERE, name + "_queries.sql")).items():
        values = re.match(r"-- values: (.*)\n", body)
        found.append((query, body[values.end():] if values else body, values and values.group(1)))
    return found


def bind(sql, values):
    return re.sub(r"\$(\d+)", lambda match: scale.literal(values[int(match.group(1)) - 1]), sql)


def calls_of(database, sql, values):
    if values is None:
        return [sql]
    rows = scale.psql(database, f"SELECT row_to_json(v) FROM ({values}) v")
    return [bind(sql, list(json.loads(line).values())) for line in rows.splitlines()]


# --- executing -----------------------------------------------------------------------------------

def execute(database, calls):
    """Milliseconds of processor of each call, the better of two; None where it takes too long."""
    script = ("SET statement_timeout = '90s';\nSET max_parallel_workers_per_gather = 0;\n"
              "SET client_min_messages = log;\n")
    for sql in calls:
        script += "\\warn @@@\n" + f"BEGIN;\nSET LOCAL log_executor_stats = on;\n{sql} \\g /dev/null\nROLLBACK;\n" * 2
    done = subprocess.run(["psql", "-X", "-q", "-At", "-h", scale.FOLDER, "-U", "postgres", "-d", database],
                          input=script, text=True, capture_output=True)
    found = []
    for part in done.stderr.split("@@@\n")[1:]:
        runs = [float(user) + float(system)
                for user, system in re.findall(r"!\s+([0-9.]+) s user, ([0-9.]+) s system", part)]
        found.append(min(runs) * 1000 if runs and "ERROR" not in part else None)
        if "ERROR" in part and "timeout" not in part:
            print(part[:300], file=sys.stderr)
    return found


def measure(name, factor, again):
    """Mean milliseconds of each query; what is there already is taken."""
    path = os.path.join(scale.FOLDER, f"times_{name}_{factor}.json")
    known = {}
    if os.path.exists(path) and not again:
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
    missing = [query for query in queries_of(name) if query[0] + query[1] not in known]
    if missing:
        database = database_of(name, factor)
        scale.psql(database, "CHECKPOINT")
        for query, sql, values in missing:
            times = execute(database, calls_of(database, sql, values))
            known[query + sql] = None if None in times or not times else statistics.mean(times)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(known, file)
    return {query: known[query + sql] for query, sql, _ in queries_of(name)}


# --- what grow says --------------------------------------------------------------------------------

def grow(name, measured, *options):
    """What `tenfold grow` says, by query."""
    path = os.path.join(scale.FOLDER, f"queries_{name}.sql")
    with open(path, "w", encoding="utf-8") as file:
        for query, sql, _ in queries_of(name):
            if measured[query]:
                file.write(f"-- name: {query}\n-- calls: 1000/day\n-- mean: {measured[query]:.4f} ms\n{sql};\n")
    database = database_of(name, 1)
    one_process(database)
    done = subprocess.run([BINARY, "grow", f"host={scale.FOLDER} user=postgres dbname={database}", "--queries", path, "--to",
                           "100x", "--today", TODAY, "--json", *options], text=True, capture_output=True)
    scale.psql("postgres", f"ALTER DATABASE {database} RESET max_parallel_workers_per_gather")
    if not done.stdout:
        sys.exit(done.stderr)
    found = json.loads(done.stdout)
    factors = [moment["factor"] for moment in found["moments"]]
    return factors, {query["name"]: query for query in found["queries"]}


def passing(factors, values, objective):
    """At which scale a line through these values passes the objective; infinite: not within them."""
    for at, value in enumerate(values):
        if value > objective and (at == 0 or values[at - 1] <= 0):
            return factors[at]
        if value > objective:
            part = math.log(objective / values[at - 1]) / math.log(value / values[at - 1])
            return factors[at - 1] * (factors[at] / factors[at - 1]) ** part
    return math.inf


# --- the two compared ------------------------------------------------------------------------------

class Score:
    """Predicted over measured, whether the range holds it, and how wide the range is."""

    def __init__(self):
        self.ratios, self.inside, self.widths, self.worst = [], 0, [], []

    def add(self, name, predicted, low, high, real):
        ratio = predicted / real if real < math.inf else math.inf
        self.ratios.append(max(ratio, 1 / ratio if ratio else math.inf))
        self.inside += low <= real <= high
        self.widths.append(high / low)
        self.worst.append((self.ratios[-1], f"{name} {ratio:.2f}"))

    def __iadd__(self, other):
        self.ratios += other.ratios
        self.inside += other.inside
        self.widths += other.widths
        self.worst += other.worst
        return self

    def show(self, label, verbose):
        ratios, count = sorted(self.ratios), len(self.ratios)
        if count == 0:
            return
        print(f"  {label:34}{count:4} {ratios[count // 2]:8.2f}x {ratios[int(count * 0.9)]:8.2f}x "
              f"{100 * self.inside / count:8.0f} % {statistics.median(self.widths):8.1f}x")
        if verbose:
            print("    " + ", ".join(name for _, name in sorted(self.worst, reverse=True)[:8]))


def compare(name, again):
    """Scores at 10x, at 100x, and of the scale at which each query takes the middle of its first and last time."""
    measured = {factor: measure(name, factor, again) for factor in SCALES}
    factors, told = grow(name, measured[1])
    scores = {10: Score(), 100: Score(), "passed": Score()}
    for query, now in measured[1].items():
        moments = told.get(query, {}).get("moments")
        if not now or not moments:
            print(f"    {name} {query}: {told.get(query, {}).get('not_planned', 'not measured')}")
            continue
        likely = [moment["ms_likely"] for moment in moments]
        for factor in (10, 100):
            at = factors.index(factor)
            if measured[factor][query]:
                scores[factor].add(query, likely[at], *moments[at]["ms"], measured[factor][query])
        last = measured[100][query]
        if last and last > 2 * now and all(measured[factor][query] for factor in SCALES):
            objective = math.sqrt(now * last)
            real = passing(SCALES, [measured[factor][query] for factor in SCALES], objective)
            low, high = (passing(factors, [moment["ms"][end] for moment in moments], objective) for end in (1, 0))
            scores["passed"].add(query, min(passing(factors, likely, objective), 200), low, min(high, 200), real)
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only")
    parser.add_argument("--fill", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    names = [name for name in CHOSEN_ON + UNSEEN if options.only in (None, name)]
    scale.start()
    for name in names:
        for factor in SCALES:
            database_of(name, factor)
    if options.fill:
        return
    print(f"  {'':34}     half within  nine of ten   in range   range is")
    for label, group in (("the model was chosen on these", CHOSEN_ON), ("not seen before", UNSEEN)):
        sums = {10: Score(), 100: Score(), "passed": Score()}
        for name in [name for name in group if name in names]:
            for what, score in compare(name, options.again).items():
                score.show(f"{name}, {what if what == 'passed' else f'{what}x'}", options.verbose)
                sums[what] += score
        for what, score in sums.items():
            score.show(f"{label}, {what if what == 'passed' else f'{what}x'}", False)


if __name__ == "__main__":
    main()
