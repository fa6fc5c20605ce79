#!/usr/bin/env python3
# Plans on the database of next year: statistics scaled by the law against those of the real one.
"""TPC-H at scale factors 0.01, 0.1 and 1, and real data cut by date.

  bench/scale.py [tpch|dates|times|columns|statistics|partitions] [--rounds N] [--minimum PLANS] [--verbose] [--stop]

A small database predicts a large one; the large one is then asked what it really has. "The scale law"
is what tenfold does: the law's statistics, planned by the what-if planner on the empty schema. "Its columns
alone" has them in the large database's own catalogs, in a transaction that is rolled back, so that
rows, pages and sizes of indexes are real. Each of N rounds ANALYZEs the large database anew; "ceiling" is
one ANALYZE of it against the next. "columns" prints, column by column, what was predicted; "times"
executes all queries on both; "statistics" compares rows that are estimated where columns follow from each other, of
expressions, arrays, texts for search and ranges. "partitions" is
about tables that are divided by time and by numbers (bench/scale/partitions.py).

The databases (2 GB) stay in a folder outside of the tree, $TENFOLD_SCALE or /tmp/tenfold-scale, for the
next time; --stop stops their server.
"""
import argparse
import csv
import json
import math
import os
import re
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "scale"))
import partitions  # noqa: E402
from server import CORPUS, SOURCE  # noqa: E402

HERE = os.path.join(SOURCE, "bench", "scale")
FOLDER = os.environ.get("TENFOLD_SCALE", "/tmp/tenfold-scale")
BINARIES = os.environ.get("TENFOLD_PG_BIN", "/usr/lib/postgresql/15/bin")
PREDICT = os.path.join(os.environ.get("TENFOLD_BUILD", os.path.join(SOURCE, "build")), "bench", "bench_scale")
CEB = os.path.join(CORPUS, "stats-ceb")


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


# --- the server, which stays --------------------------------------------------------------------

def as_server(*command):
    if os.getuid() == 0:
        command = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") + command
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def start():
    data = os.path.join(FOLDER, "data")
    if not os.path.isdir(data):
        os.makedirs(FOLDER, exist_ok=True)
        if os.getuid() == 0:
            subprocess.run(["chown", "postgres", FOLDER], check=True)
        as_server(os.path.join(BINARIES, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "--no-sync")
    if not os.path.exists(os.path.join(data, "postmaster.pid")):
        as_server(os.path.join(BINARIES, "pg_ctl"), "-s", "-w", "-D", data, "-l", os.path.join(FOLDER, "log"), "-o",
                  f"-k {FOLDER} -c listen_addresses= -c fsync=off -c autovacuum=off -c max_wal_size=4GB "
                  "-c wal_level=minimal -c max_wal_senders=0", "start")


def stop():
    as_server(os.path.join(BINARIES, "pg_ctl"), "-s", "-w", "-D", os.path.join(FOLDER, "data"), "stop")


def psql(database, text, *options):
    done = subprocess.run(["nice", "psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", FOLDER, "-U", "postgres",
                           "-d", database, *options], input=text, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{database}: {done.stderr}")
    return done.stdout


def exists(database):
    return psql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'") != ""


def make(database, *steps):
    """Fills a database under another name first: what has its name is whole."""
    if exists(database):
        return
    print(f"filling {database}", file=sys.stderr)
    psql("postgres", f"DROP DATABASE IF EXISTS filling; ")
    psql("postgres", "CREATE DATABASE filling TEMPLATE template0")
    for text, *options in steps:
        psql("filling", text, *options)
    psql("filling", "VACUUM (FREEZE, ANALYZE)")
    psql("postgres", f"ALTER DATABASE filling RENAME TO {database}")


# --- statistics ---------------------------------------------------------------------------------

def predict(database, queries, *arguments):
    done = subprocess.run([PREDICT, f"host={FOLDER} user=postgres dbname={database}", queries, *arguments], text=True,
                          capture_output=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def literal(text):
    return "NULL" if text is None else "'" + str(text).replace("'", "''") + "'"


def array(values):
    def quoted(value):
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    return literal("{" + ",".join(map(quoted, values)) + "}")


def columns_of(database):
    """Number, type, equality, order and collation of each column."""
    rows = psql(database, """
SELECT json_build_array(c.relname, a.attname, a.attnum, a.atttypid::int, eq.amopopr::int, lt.amopopr::int,
                        a.attcollation::int)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_opclass o ON o.opcmethod = 403 AND o.opcdefault
     AND o.opcintype = CASE WHEN t.typname = 'varchar' THEN 'text'::regtype ELSE t.oid END
JOIN pg_amop eq ON eq.amopfamily = o.opcfamily AND eq.amopstrategy = 3 AND eq.amoplefttype = o.opcintype
     AND eq.amoprighttype = o.opcintype
JOIN pg_amop lt ON lt.amopfamily = o.opcfamily AND lt.amopstrategy = 1 AND lt.amoplefttype = o.opcintype
     AND lt.amoprighttype = o.opcintype
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace""")
    return {tuple(row[:2]): row[2:] for row in map(json.loads, rows.splitlines())}


def column_sql(table, column, facts):
    """The row of pg_statistic: common values, histogram, correlation."""
    number, kind, equal, less, collation = facts
    slots = []
    if column["values"]:
        slots.append((1, equal, array(column["shares"]) + "::real[]",
                      f"array_in({array(column['values'])}, {kind}, -1)"))
    if column["bounds"]:
        slots.append((2, less, "NULL", f"array_in({array(column['bounds'])}, {kind}, -1)"))
    slots.append((3, less, f"'{{{column['correlation']}}}'::real[]", "NULL"))
    slots += [(0, 0, "NULL", "NULL")] * (5 - len(slots))
    parts = [f"'public.{table}'::regclass", number, "false", column["nulls"], round(column["width"]), column["distinct"]]
    parts += [slot[0] for slot in slots] + [slot[1] for slot in slots]
    parts += [collation if slot[0] else 0 for slot in slots]
    parts += [slot[2] for slot in slots] + [slot[3] for slot in slots]
    return f"INSERT INTO pg_statistic SELECT {', '.join(map(str, parts))};\n"


def statistics_sql(database, tables):
    """SQL that puts them in place of those that are there."""
    facts = columns_of(database)
    script = ["DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relkind = 'r' "
              "AND relnamespace = 'public'::regnamespace);\n"]
    for table in tables:
        name = table["table"]
        script.append(f"UPDATE pg_class SET reltuples = {table['rows']}, relpages = {max(table['pages'], 1)} "
                      f"WHERE oid = 'public.{name}'::regclass;\n")
        script += [column_sql(name, column, facts[name, column["name"]]) for column in table["columns"]
                   if (name, column["name"]) in facts]
    return "".join(script)


# --- plans --------------------------------------------------------------------------------------

def explain(database, queries, before=""):
    """The plan of each query, in a transaction that begins with `before` and comes to nothing."""
    script = "BEGIN;\n" + before + "".join(f"\\echo @@@\nEXPLAIN (FORMAT JSON) {sql};\n" for sql in queries) + "ROLLBACK;\n"
    return [json.loads(part)[0]["Plan"] for part in psql(database, script).split("@@@\n")[1:]]


def what_if(database, queries, path, *arguments):
    """The same of the what-if planner: statistics of a small database, scaled, on the empty schema."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(f"-- name: q{number}\n{sql};\n" for number, sql in enumerate(queries)))
    plans = {row["name"]: row["plan"] for row in predict(database, path, *arguments, "plan")}
    return [plans.get(f"q{number}") or {"Node Type": "not planned", "Total Cost": 1e99}
            for number in range(len(queries))]


def shape(node):
    words = [node.get(key) for key in ("Node Type", "Alias", "Index Name", "Join Type", "Strategy", "Parent Relationship")]
    words.append(node.get("Relation Name", node.get("CTE Name", node.get("Function Name"))))
    return words, [shape(child) for child in node.get("Plans", [])]


def accesses(node):
    """How each relation is read, in any order."""
    own = [tuple(str(node.get(key)) for key in ("Alias", "Node Type", "Index Name"))] if "Scan" in node["Node Type"] else []
    return sorted(own + [access for child in node.get("Plans", []) for access in accesses(child)])


def estimates(node):
    """Rows of the whole, and of each relation that is read."""
    found = {} if "Alias" not in node else {node["Alias"]: node["Plan Rows"]}
    for child in node.get("Plans", []):
        for alias, rows in estimates(child).items():
            found.setdefault(alias, rows)
    return found


def off(ours, true):
    """How far the rows of two plans are from each other, where they are farthest."""
    left, right = ({**estimates(plan), "": plan["Plan Rows"]} for plan in (ours, true))
    ratios = [max(left[key], 1) / max(right[key], 1) for key in left if key in right]
    return max(max(ratio, 1 / ratio) for ratio in ratios)


class Score:
    def __init__(self):
        self.same, self.access, self.ratios = [], [], []
        self.different, self.worst, self.rows = {}, {}, {}

    def add(self, names, plans, real):
        for name, ours, true in zip(names, plans, real):
            self.rows.setdefault(name, []).append(off(ours, true))
        same = [shape(ours) == shape(true) for ours, true in zip(plans, real)]
        self.same.append(sum(same))
        self.access.append(sum(accesses(ours) == accesses(true) for ours, true in zip(plans, real)))
        for name, ours, true, equal in zip(names, plans, real, same):
            ratio = ours["Total Cost"] / true["Total Cost"]
            self.ratios.append(max(ratio, 1 / ratio))
            self.worst[name] = max(self.worst.get(name, 0), self.ratios[-1])
            if not equal:
                self.different[name] = self.different.get(name, 0) + 1

    def show(self, label, count, verbose):
        ratios = sorted(self.ratios)
        print(f"  {label:34} {statistics.median(self.same):4.0f} of {count}   {statistics.median(self.access):4.0f} of "
              f"{count}   {ratios[len(ratios) // 2]:8.3f}   {ratios[int(len(ratios) * 0.9)]:8.3f}")
        if verbose and self.different:
            print("    others: " + ", ".join(f"{name} {times}x" for name, times in self.different.items()))
        if verbose:
            worst = sorted(self.worst.items(), key=lambda item: -item[1])[:6]
            print("    costs: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in worst))


def scores_of(large, names, texts, candidates, rounds):
    """Plans of each candidate against those of the large database, ANALYZEd so many times; the ceiling is the last time's."""
    scores = {label: Score() for label in [*candidates, "ceiling: another ANALYZE"]}
    last = explain(large, texts)
    for _ in range(rounds):
        real = explain(large, texts, "ANALYZE;\n")
        for label, plans in candidates.items():
            scores[label].add(names, plans, real)
        scores["ceiling: another ANALYZE"].add(names, last, real)
        last = real
    return scores


def compare(small, large, queries, arguments, rounds, verbose):
    """`queries` by name; `arguments` say how the small one grows. The median of same plans."""
    names, texts = list(queries), list(queries.values())
    path = os.path.join(FOLDER, "queries.sql")
    what_ifs = what_if(small, texts, path, *arguments)
    tables = predict(small, path, *arguments)
    real_tables = predict(large, "-", "factor=1")
    sizes = {table["table"]: table for table in real_tables}
    now = [dict(table, rows=sizes[table["table"]]["rows"], pages=sizes[table["table"]]["pages"])
           for table in predict(small, "-", "factor=1")]
    candidates = {
        f"as is: {small} itself": explain(small, texts),
        "its statistics, real rows and pages": explain(large, texts, statistics_sql(large, now)),
        "the scale law": what_ifs,
        "its columns alone, all else real": explain(large, texts, statistics_sql(large, tables)),
    }
    scores = scores_of(large, names, texts, candidates, rounds)
    print(f"\n{small} predicts {large}: {len(texts)} queries, {rounds} times ANALYZEd\n"
          f"  {'':34} same plans   same access   cost p50   cost p90")
    for label, score in scores.items():
        score.show(label, len(texts), verbose)
    return statistics.median(scores["the scale law"].same)


# --- TPC-H --------------------------------------------------------------------------------------

def tpch_database(factor):
    database = f"sf{factor}".replace(".", "_")
    schema = text_of(os.path.join(HERE, "tpch_schema.sql"))
    indexes = "".join(re.findall(r"(?m)^CREATE INDEX .*\n", schema))
    make(database, (re.sub(r"(?m)^CREATE INDEX .*\n", "", schema),),
         (text_of(os.path.join(HERE, "tpch_fill.sql")), "-v", f"sf={factor}"), (indexes,))
    return database


def named_queries(path):
    parts = re.split(r"(?m)^-- name: (\S+)\n", text_of(path))
    return {name: body.strip().rstrip(";") for name, body in zip(parts[1::2], parts[2::2])}


def tpch(rounds, verbose):
    queries = named_queries(os.path.join(HERE, "tpch_queries.sql"))
    large = tpch_database(1)
    medium, little = tpch_database(0.1), tpch_database(0.01)
    same = compare(medium, large, queries, ["factor=10"], rounds, verbose)
    compare(little, large, queries, ["factor=100"], rounds, verbose)
    return same


# --- real data cut by date ----------------------------------------------------------------------

TABLES = {"users": "creationdate", "posts": "creationdate", "badges": "date", "postlinks": "creationdate"}


def ceb_steps(before):
    """Rows that were there before a moment, in the order in which they came."""
    folder = os.path.join(CEB, "datasets", "stats_simplified")
    steps = [(text_of(os.path.join(folder, "stats.sql")),)]
    for file in ("users", "posts", "badges", "postLinks"):
        rows = text_of(os.path.join(folder, file + ".csv"))
        header = next(csv.reader([rows.splitlines()[0]]))
        columns = ", ".join(header)
        when = TABLES[file.lower()]
        steps.append((f"CREATE TEMP TABLE raw (LIKE {file});\nCOPY raw ({columns}) FROM STDIN (FORMAT csv, HEADER);\n"
                      f"{rows.rstrip()}\n\\.\nINSERT INTO {file} SELECT * FROM raw WHERE {when} < '{before}' "
                      f"ORDER BY {when}, id;\n",))
    indexes = text_of(os.path.join(CEB, "scripts", "sql", "stats_index.sql"))
    kept = [line for line in indexes.splitlines() if re.search(r"(?i)\bon (users|posts|badges|postlinks)\b", line)]
    return steps + [("\n".join(kept),)]


def ceb_queries():
    """Those of the workload, and the parts of them, that read these tables alone."""
    queries = {}
    folder = os.path.join(CEB, "workloads", "stats_CEB")
    lines = text_of(os.path.join(folder, "stats_CEB.sql")).splitlines()
    lines += [f"||{line}" for line in
              text_of(os.path.join(folder, "sub_plan_queries", "stats_CEB_sub_queries.sql")).splitlines()]
    for line in lines:
        sql = line.split("||")[1].strip().rstrip(";")
        if not re.search(r"(?i)\b(comments|postHistory|votes|tags) as\b", sql) and sql not in queries.values():
            queries[f"query {len(queries) + 1}"] = sql
    return queries


def dates_of():
    """Fills both databases; how the first tenth grows. None where the data are not there."""
    if not os.path.isdir(CEB):
        print("skipped: no stats-ceb in the corpus")
        return None
    make("ceb", *ceb_steps("2100-01-01"))
    row = psql("ceb", "SELECT (SELECT percentile_disc(0.1) WITHIN GROUP (ORDER BY creationdate)::date FROM posts), "
                      "(SELECT max(creationdate)::date FROM posts)").strip()
    today, day = row.split("|")
    make("ceb_tenth", *ceb_steps(today))
    rows = psql("ceb", "SELECT format('rows:%s=%s', relname, reltuples::bigint) FROM pg_class "
                       "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0").split()
    return [f"today={today}", f"day={day}", "calendar", *rows]


def dates(rounds, verbose):
    arguments = dates_of()
    if not arguments:
        return None
    queries = ceb_queries()
    print(f"\n{arguments[0]}, {arguments[1]}; growth is declared, all else predicted")
    compare("ceb_tenth", "ceb", queries, arguments, rounds, verbose)
    return predict("ceb_tenth", os.path.join(FOLDER, "queries.sql"), *arguments)


# --- times ---------------------------------------------------------------------------------------

def times_of(database, queries):
    """Milliseconds of processor of each query, the better of two runs; None where one takes two minutes."""
    script = "SET statement_timeout = '120s';\nSET client_min_messages = log;\nSET log_executor_stats = on;\n"
    for sql in queries:
        script += "\\warn @@@\n" + f"{sql} \\g /dev/null\n" * 2
    done = subprocess.run(["psql", "-X", "-q", "-At", "-h", FOLDER, "-U", "postgres", "-d", database], input=script,
                          text=True, capture_output=True)
    found = []
    for part in done.stderr.split("@@@\n")[1:]:
        runs = [float(user) + float(system)
                for user, system in re.findall(r"!\s+([0-9.]+) s user, ([0-9.]+) s system", part)]
        found.append(min(runs) * 1000 if runs and "ERROR" not in part else None)
    return found


def times_between(label, small, large, queries, arguments):
    path = os.path.join(FOLDER, "queries.sql")
    texts = list(queries.values())
    now = what_if(small, texts, path, "factor=1", *[word for word in arguments if word.startswith("today=")])
    then = what_if(small, texts, path, *arguments)
    measured, later = times_of(small, texts), times_of(large, texts)
    factors, inside, under = [], 0, 0
    for name, here, there, ms, real in zip(queries, now, then, measured, later):
        if not ms or not real:
            print(f"    {name}: {'took more than two minutes' if ms else 'not run'}")
            continue
        ratio = there["Effort"] / here["Effort"]
        predicted = ms * ratio
        width = (1.7 if shape(here) == shape(there) else 2.3) * (1.5 if predicted < 1 else 1)  # as src/grow/price.c
        width *= 1 + 0.15 * abs(math.log10(ratio))
        factors.append(max(predicted / real, real / predicted))
        under += predicted < real
        inside += predicted / width <= real <= predicted * width
        if label == "TPC-H":
            print(f"    {name:4} {ms:9.1f} ms, then {predicted:9.1f} predicted, {real:9.1f} measured"
                  f"")
    factors.sort()
    count = len(factors)
    print(f"  {label}: {count} queries, predicted / measured within {factors[count // 2]:.2f} for half, "
          f"{factors[int(count * 0.9)]:.2f} for nine of ten; {inside} of {count} in the range told, "
          f"{under} longer than predicted")


def times():
    # Of one process, because of others it is not counted; not of the clock, because others use this machine.
    os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"
    print("milliseconds of processor in the small database x ratio of efforts, against the large one")
    queries = named_queries(os.path.join(HERE, "tpch_queries.sql"))
    times_between("TPC-H", tpch_database(0.1), tpch_database(1), queries, ["factor=10"])
    arguments = dates_of()
    if arguments:
        times_between("posts, users, badges", "ceb_tenth", "ceb", ceb_queries(), arguments)


# --- statistics beyond plain columns ------------------------------------------------------------

def statistics_database(orders):
    database = f"beyond_{orders}"
    make(database, (text_of(os.path.join(HERE, "statistics.sql")), "-v", f"orders={orders}"))
    return database


def beyond(rounds, verbose):
    queries = named_queries(os.path.join(HERE, "statistics_queries.sql"))
    names, texts = list(queries), list(queries.values())
    small, large = statistics_database(40000), statistics_database(400000)
    path = os.path.join(FOLDER, "queries.sql")
    arguments = ["factor=10", "today=2026-11-20"]
    candidates = {
        "as is": what_if(small, texts, path, "factor=1", "today=2026-11-20"),
        "the law, plain columns alone": what_if(small, texts, path, *arguments, "plain"),
        "the law, with all statistics": what_if(small, texts, path, *arguments),
    }
    scores = scores_of(large, names, texts, candidates, rounds)
    print(f"\n{small} predicts {large}: {len(texts)} queries, {rounds} times ANALYZEd; rows estimated off by\n"
          f"  {'':34} same plans   same access   rows p50   rows p90   worst")
    for label, score in scores.items():
        rows = sorted(statistics.median(values) for values in score.rows.values())
        print(f"  {label:34} {statistics.median(score.same):4.0f} of {len(texts)}   {statistics.median(score.access):4.0f} of "
              f"{len(texts)}   {rows[len(rows) // 2]:8.2f}   {rows[int(len(rows) * 0.9)]:8.2f}   {rows[-1]:8.1f}")
    if verbose:
        print(f"  {'rows off by':24}" + "".join(f"{label.split(':')[0][-14:]:>16}" for label in scores))
        for name in names:
            print(f"  {name:24}" + "".join(f"{statistics.median(score.rows[name]):16.2f}" for score in scores.values()))


# --- columns ------------------------------------------------------------------------------------

def show_columns(predicted, large):
    real = {table["table"]: table for table in predict(large, "-", "factor=1")}
    print(f"{'column':26}{'n_distinct':>22}{'common':>12}{'correlation':>15}   last bound")
    for table in predicted:
        true_columns = {column["name"]: column for column in real[table["table"]]["columns"]}
        print(f"{table['table']}: {table['rows']:.0f} rows ({real[table['table']]['rows']:.0f}), "
              f"{table['pages']:.0f} pages ({real[table['table']]['pages']:.0f})")
        for column in table["columns"]:
            true = true_columns[column["name"]]
            counts = [c["distinct"] if c["distinct"] >= 0 else -c["distinct"] * real[table["table"]]["rows"]
                      for c in (column, true)]
            ends = [(c["bounds"] or c["values"] or [""])[-1][:12].strip() for c in (column, true)]
            print(f"  {column['name']:24}{counts[0]:11.0f}{counts[1]:11.0f}{len(column['values']):6}{len(true['values']):6}"
                  f"{column['correlation']:9.2f}{true['correlation']:6.2f}   {ends[0]} {ends[1]}")


def columns():
    print("each predicted, then measured")
    large = tpch_database(1)
    show_columns(predict(tpch_database(0.1), "-", "factor=10"), large)
    tables = dates(1, False)
    if tables:
        show_columns(tables, "ceb")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=("tpch", "dates", "times", "columns", "statistics", "partitions"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minimum", type=float, default=0)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--stop", action="store_true")
    options = parser.parse_args()
    same = None
    if options.stop:
        stop()
        return
    subprocess.run(["ninja", "-C", os.path.dirname(os.path.dirname(PREDICT)), "bench/bench_scale"], check=True,
                   stdout=subprocess.DEVNULL)
    start()
    if options.what in (None, "tpch"):
        same = tpch(options.rounds, options.verbose)
    if options.what in (None, "dates"):
        dates(options.rounds, options.verbose)
    if options.what == "times":
        times()
    if options.what == "columns":
        columns()
    if options.what == "statistics":
        beyond(options.rounds, options.verbose)
    if options.what == "partitions":
        share, _ = partitions.run(sys.modules[__name__], options.verbose)
        same = round(share * len(partitions.QUERIES))
    if same is not None and same < options.minimum:
        sys.exit(f"{same} same plans, {options.minimum} were asked for")


if __name__ == "__main__":
    main()
