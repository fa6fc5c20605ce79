#!/usr/bin/env python3
"""Indexes that are not there against the same ones built: pages, and the cost of a query, by database and method."""
import argparse
import csv
import json
import os
import random
import re
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scale  # noqa: E402
from planner import access, literal, nodes, show  # noqa: E402
from server import CORPUS, SOURCE  # noqa: E402

PARTS = os.path.join(SOURCE, "bench", "index_sizes")
ASK = os.path.join(os.environ.get("TENFOLD_BUILD", os.path.join(SOURCE, "build")), "bench", "bench_index_sizes")
LEAST_ROWS = 200
COST_SLACK = 0.05
INTERVALS = ("gin", "gist", "spgist")
SMALL_PAGES = 20  # an index of fewer counts as right when it is off by at most SMALL_SLACK
SMALL_SLACK = 2


# --- databases ----------------------------------------------------------------------------------

def corpus_script(name, file):
    path = os.path.join(CORPUS, name, file)
    if not os.path.exists(path):
        return None
    lines = scale.text_of(path).splitlines(keepends=True)
    return "".join(line for line in lines if not re.match(r"\\c|(CREATE|DROP) DATABASE", line))


def csv_table(path, name, separator, columns=None):
    rows = scale.text_of(path)
    if columns is None:
        head, rows = rows.split("\n", 1)
        columns = [re.sub(r"\W+", "_", word.strip().lower()) or f"c{i}" for i, word in enumerate(head.split(separator))]
    typed = ", ".join(f'"{column}" text' for column in columns)
    return (f"CREATE TABLE {name} ({typed});\nCOPY {name} FROM STDIN (FORMAT csv, DELIMITER '{separator}');\n"
            f"{rows.rstrip()}\n\\.\n" + NARROW.replace("@", name))


# Columns of numbers and dates get their type, as whoever loads a file gives them.
NARROW = r"""
DO $$ DECLARE c record; t text; BEGIN
FOR c IN SELECT attname FROM pg_attribute WHERE attrelid = '@'::regclass AND attnum > 0 LOOP
    FOREACH t IN ARRAY ARRAY['integer', 'numeric', 'date'] LOOP
        BEGIN
            EXECUTE format('ALTER TABLE @ ALTER %I TYPE %s USING nullif(trim(%I), '''')::%s', c.attname, t, c.attname, t);
            EXIT;
        EXCEPTION WHEN data_exception OR datatype_mismatch THEN NULL;
        END;
    END LOOP;
END LOOP; END $$;
"""


def fill_files(folder):
    """Every file of the corpus that is a table of at least some rows."""
    steps = []
    listing = os.path.join(folder, "DATASETS.tsv")
    if not os.path.exists(listing):
        return steps
    for row in csv.DictReader(open(listing), delimiter="\t"):
        path = os.path.join(folder, row["file"])
        if os.path.exists(path) and int(row["lines(incl. header if any)"]) >= 900:
            name = re.sub(r"\W+", "_", os.path.splitext(os.path.basename(path))[0].lower())
            first = open(path).readline().strip().split(row["sep"])
            has_head = not any(re.fullmatch(r"-?[\d.]+", word) for word in first)
            steps.append((csv_table(path, name, row["sep"], None if has_head else [f"c{i}" for i in range(len(first))]),))
    return steps


def make(name, rows):
    """Fills a database if it is not there; False where its data are not."""
    if name == "generated":
        scale.make(name, (scale.text_of(os.path.join(PARTS, "generated.sql")), "-v", f"rows={rows}"))
    elif name == "tpch":
        return scale.tpch_database(0.1)
    elif name == "stats-ceb":
        if not os.path.isdir(scale.CEB):
            return None
        scale.make("ceb", *scale.ceb_steps("2100-01-01"))
        return "ceb"
    elif name == "files":
        steps = fill_files(os.path.join(CORPUS, "fd-csv"))
        if not steps:
            return None
        scale.make(name, *steps)
    elif name == "pgbench":
        if not scale.exists(name):
            scale.psql("postgres", "CREATE DATABASE pgbench;")
            subprocess.run([os.path.join(scale.BINARIES, "pgbench"), "-i", "-q", "-s", "2", "-h", scale.FOLDER, "-U", "postgres", name],
                           check=True, capture_output=True)
    elif name in ("chinook", "northwind"):
        script = corpus_script(name, name + ".sql")
        if script is None:
            return None
        scale.make(name, (script,))
    elif not scale.exists(name):
        sys.exit(f"no database {name} in {scale.FOLDER}")
    return name


def prepare(database):
    """Operator classes that definitions name, and statistics."""
    scale.psql(database, "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS btree_gist;"
                         "VACUUM ANALYZE;")


# --- definitions --------------------------------------------------------------------------------

TEXTS = ("text", "varchar", "bpchar", "citext")
WHOLE = ("int2", "int4", "int8")
TIMES = ("date", "timestamp", "timestamptz")
ORDERED = TEXTS + WHOLE + TIMES + ("numeric", "float4", "float8", "uuid", "bool", "inet", "cidr", "macaddr", "time", "interval",
                                   "bytea", "money", "oid")
BY_METHOD = {
    "gin": {"jsonb": ["", " jsonb_path_ops"], "tsvector": [""], "_text": [""], "_varchar": [""], "_int4": [""], "_int8": [""], "_uuid": [""],
            "text": [" gin_trgm_ops"], "varchar": [" gin_trgm_ops"], "bpchar": []},
    "gist": {"point": [""], "box": [""], "circle": [""], "int4range": [""], "int8range": [""], "tstzrange": [""], "tsrange": [""],
             "daterange": [""], "numrange": [""], "inet": [" inet_ops"], "cidr": [" inet_ops"], "tsvector": [""], "text": [" gist_trgm_ops"],
             "varchar": [" gist_trgm_ops"], "int4": [" gist_int4_ops"], "timestamptz": [" gist_timestamptz_ops"], "uuid": [" gist_uuid_ops"]},
    "spgist": {"text": [""], "varchar": [""], "inet": [""], "cidr": [""], "point": ["", " kd_point_ops"], "box": [""], "int4range": [""],
               "tstzrange": [""], "daterange": [""], "tsrange": [""]},
}
EXPRESSIONS = {
    "text": ["lower({0})", "upper({0})", "substring({0} FROM 1 FOR 3)", "left({0}, 5)", "length({0})", "md5({0})", "split_part({0}, ' ', 1)",
             "reverse({0})"],
    "int4": ["({0} % 10)", "({0} / 100)", "abs({0})"],
    "int8": ["({0} % 10)", "({0} / 100)"],
    "numeric": ["round({0})", "({0} * 100)::bigint"],
    "timestamp": ["date_trunc('month', {0})", "({0}::date)", "extract(year FROM {0})", "date_trunc('day', {0})", "extract(hour FROM {0})"],
    "timestamptz": ["date_trunc('month', {0} AT TIME ZONE 'UTC')", "(({0} AT TIME ZONE 'UTC')::date)"],
    "date": ["extract(year FROM {0})", "date_trunc('month', {0}::timestamp)"],
    "jsonb": ["({0} ->> 'agent')", "({0} ->> 'page')", "(({0} ->> 'total')::numeric)", "({0} -> 'user' ->> 'name')"],
}
EXPRESSIONS["varchar"] = EXPRESSIONS["text"]
COLUMNS = """
SELECT json_build_object('table', c.oid::regclass, 'column', quote_ident(a.attname), 'name', a.attname, 'type', t.typname, 'kind', t.typtype,
                         'rows', c.reltuples, 'collation', a.attcollation <> 100 AND a.attcollation <> 0, 'width', s.avg_width, 'max',
                         (xpath('/row/m/text()', query_to_xml(format('SELECT max(octet_length(%I::text)) AS m FROM %s', a.attname, c.oid::regclass), false, true, '')))[1]::text::integer)
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_stats AS s ON s.schemaname = c.relnamespace::regnamespace::text AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
WHERE c.relkind IN ('r', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND c.reltuples >= :least
  AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|tenfold)' AND c.relname <> 'vocabulary'
ORDER BY c.oid, a.attnum
"""


class Definitions:
    """Random indexes with a question that each is for; large tables more often. All from one seed."""

    def __init__(self, database, seed):
        self.random = random.Random(seed)
        self.tables = {}
        for line in scale.psql(database, COLUMNS.replace(":least", str(LEAST_ROWS))).splitlines():
            column = json.loads(line)
            self.tables.setdefault(column["table"], []).append(column)
        self.rows = {}
        for table, columns in self.tables.items():
            texts = ", ".join(f"{column['column']}::text" for column in columns)
            lines = scale.psql(database, f"SELECT row_to_json(r) FROM (SELECT {texts} FROM {table} AS t ORDER BY hashtext(t.ctid::text) LIMIT 60) AS r;")
            self.rows[table] = [json.loads(line) for line in lines.splitlines()]

    def pick(self, fits):
        """A column that fits, of a table drawn by the root of its rows; None where there is none."""
        able = {table: [column for column in columns if fits(column)] for table, columns in self.tables.items()}
        able = {table: columns for table, columns in able.items() if columns}
        if not able:
            return None
        weights = [columns[0]["rows"] ** 0.5 for columns in able.values()]
        return self.random.choice(self.random.choices(list(able.values()), weights)[0])

    @staticmethod
    def is_ordered(column):
        return (column["type"] in ORDERED or column["kind"] == "e") and (column["max"] or 0) < 2000

    def value(self, column):
        values = [row[column["name"]] for row in self.rows[column["table"]] if row[column["name"]] is not None]
        return literal(self.random.choice(values)) if values else "NULL"

    def comparison(self, column):
        if self.value(column) == "NULL":
            return f"{column['column']} IS NOT NULL"
        if self.random.random() < 0.6 or column["type"] in ("bool", "uuid", "bytea") or column["kind"] == "e":
            return f"{column['column']} = {self.value(column)}"
        numeric = column["type"] in WHOLE + ("numeric", "float4", "float8")
        values = [row[column["name"]] for row in self.rows[column["table"]] if row[column["name"]] is not None] or ["0"]
        ends = sorted((self.random.choice(values) for _ in range(2)), key=(float if numeric else str))
        return f"{column['column']} BETWEEN {literal(ends[0])} AND {literal(ends[1])}"

    def predicate(self, columns):
        column = self.random.choice([column for column in columns if self.is_ordered(column)])
        kind = self.random.choice(["IS NOT NULL", "IS NULL", "=", "<", ">"])
        if kind in ("<", ">", "=") and self.value(column) != "NULL":
            return f"{column['column']} {kind} {self.value(column)}"
        return f"{column['column']} {kind}"

    def btree(self):
        first = self.pick(self.is_ordered)
        table = first["table"]
        able = [column for column in self.tables[table] if self.is_ordered(column)]
        columns = [first] + [column for column in self.random.sample(able, min(len(able), self.random.choice([1, 1, 2, 3])) - 1)
                             if column is not first]
        others = [column for column in able if column not in columns and (column["max"] or 0) < 500]
        include = [self.random.choice(others)] if others and self.random.random() < 0.15 else []
        where = [self.comparison(column) for column in columns[:self.random.randint(1, len(columns))]]
        words = [column["column"] + self.random.choice(["", "", " DESC"]) for column in columns]
        definition = f"{table} ({', '.join(words)})"
        if include:
            definition += f" INCLUDE ({include[0]['column']})"
        if self.random.random() < 0.1:
            definition += f" WITH (fillfactor = {self.random.choice([50, 70, 100])})"
        if self.random.random() < 0.2:
            predicate = self.predicate(self.tables[table])
            definition += f" WHERE {predicate}"
            where.append(predicate)
        wanted = ", ".join(column["column"] for column in columns + include) if self.random.random() < 0.3 else "*"
        tail = f" ORDER BY {columns[-1]['column']} LIMIT 20" if self.random.random() < 0.3 else ""
        return definition, f"SELECT {wanted} FROM {table} WHERE {' AND '.join(where)}{tail}"

    def expression(self):
        column = self.pick(lambda column: column["type"] in EXPRESSIONS and not column["collation"] and (column["max"] or 0) < 2000)
        if column is None:
            return None
        expression = self.random.choice(EXPRESSIONS[column["type"]]).format(column["column"])
        value = f"(SELECT {expression} FROM (SELECT {self.value(column)}::{column['type']}) AS v ({column['column']}))"
        return f"{column['table']} (({expression}))", f"SELECT * FROM {column['table']} WHERE {expression} = ", value

    def hash(self):
        column = self.pick(lambda column: self.is_ordered(column) and column["type"] != "money")
        return f"{column['table']} USING hash ({column['column']})", f"SELECT * FROM {column['table']} WHERE {column['column']} = {self.value(column)}"

    def brin(self):
        column = self.pick(lambda column: column["type"] in WHOLE + TIMES + ("numeric", "text", "uuid", "inet"))
        pages = self.random.choice([4, 8, 16, 32, 64, 128, 256])
        return (f"{column['table']} USING brin ({column['column']}) WITH (pages_per_range = {pages})",
                f"SELECT * FROM {column['table']} WHERE {self.comparison(column)}")

    def special(self, method):
        column = self.pick(lambda column: BY_METHOD[method].get(column["type"]) and (column["width"] or 0) > 0)
        if column is None:
            return None
        opclass = self.random.choice(BY_METHOD[method][column["type"]])
        name, value = column["column"], self.value(column)
        condition = f"{name} = {value}"
        if "trgm" in opclass:
            condition = f"{name} LIKE '%' || substr({value}, 2, 6) || '%'"
        elif column["type"] == "tsvector":
            condition = f"{name} @@ to_tsquery('simple', {literal(re.sub(chr(39) + '.*', '', value[3:]))} )" if len(value) > 5 else f"{name} @@ 'a'::tsquery"
        elif column["type"] in ("point",):
            condition = f"{name} <@ box(point(10, 50), point(20, 60))"
        elif column["type"] in ("inet", "cidr"):
            condition = f"{name} <<= {value}"
        elif column["type"] in ("box", "circle") or column["type"].endswith("range"):
            condition = f"{name} && {value}"
        elif method == "gin" and column["type"] != "int4":
            condition = f"{name} @> {value}"
        return f"{column['table']} USING {method} ({name}{opclass})", f"SELECT * FROM {column['table']} WHERE {condition}"

    def draw(self, methods, database):
        """(method, CREATE INDEX, query), each definition once."""
        drawn = {}
        for method, count in methods.items():
            for _ in range(count):
                found = self.special(method) if method in BY_METHOD else getattr(self, method)()
                if found is None or found[0] in drawn:
                    continue
                definition, query, *value = found
                if value:
                    given = scale.psql(database, f"SELECT quote_nullable({value[0]}::text);").strip()
                    if given == "NULL":
                        continue
                    query += given
                drawn[definition] = (method, "CREATE INDEX proposed ON " + definition, query)
        return list(drawn.values())


# --- both sides ---------------------------------------------------------------------------------

def build(database, method, ddl, query):
    """(pages, plan) with the index there. ANALYZE fills in its expressions and nothing else. None: it cannot be."""
    table = re.match(r"CREATE INDEX proposed ON (\S+)", ddl)[1]
    analyze = (f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM pg_statistic WHERE starelid = '{table}'::regclass;"
               f"CREATE TEMP TABLE size ON COMMIT DROP AS SELECT relpages, reltuples, relallvisible FROM pg_class WHERE oid = '{table}'::regclass;"
               f"ANALYZE {table}; DELETE FROM pg_statistic WHERE starelid = '{table}'::regclass;"
               "INSERT INTO pg_statistic SELECT * FROM kept;"
               f"UPDATE pg_class AS c SET relpages = s.relpages, reltuples = s.reltuples, relallvisible = s.relallvisible FROM size AS s WHERE c.oid = '{table}'::regclass;"
               if method == "expression" else "")
    done = subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-h", scale.FOLDER, "-U", "postgres", "-d", database],
                          input=f"SET allow_system_table_mods = on; BEGIN; {ddl}; {analyze} SELECT relpages FROM pg_class WHERE relname = 'proposed';"
                                f"EXPLAIN (FORMAT JSON) {query}; ROLLBACK;", text=True, capture_output=True)
    if done.returncode != 0:
        return None
    pages, _, plan = done.stdout.partition("\n")
    return int(pages), json.loads(plan)[0]["Plan"]


def imagine(database, definitions):
    """(pages, low, high, cost, nodes) of each, or why not."""
    target = f"host={scale.FOLDER} user=postgres dbname={database}"
    done = subprocess.run([ASK, target], text=True, capture_output=True,
                          input="".join(f"{ddl.replace('proposed', f'proposed_{i}', 1)}\t{query}\n"
                                        for i, (_, ddl, query) in enumerate(definitions)),
                          env=dict(os.environ, TENFOLD_PLANNER=os.path.join(SOURCE, "build", "planner", "tenfold_planner.so")))
    if done.returncode != 0:
        sys.exit(done.stderr)
    found = []
    for line in done.stdout.splitlines():
        kind, *words = line.split("\t")
        if kind == "failed":
            found.append(words[0])
        elif kind == "pages":
            found.append([*map(float, words)])
        elif kind == "cost":
            found[-1] += [float(words[0]), []]
        elif kind == "node":
            found[-1][4].append((int(words[0]), *(word or None for word in words[1:])))
    return found


class Outcome:
    def __init__(self, database, method, ddl, query, built, told):
        self.database, self.method, self.ddl, self.query = database, method, ddl.removeprefix("CREATE INDEX proposed ON "), query
        self.pages, self.plan = built
        self.guess, self.low, self.high, self.cost, self.nodes = told
        off = max(self.pages, self.guess) / max(min(self.pages, self.guess), 1) - 1
        is_small = self.pages < SMALL_PAGES and abs(self.pages - self.guess) <= SMALL_SLACK
        self.off = 0 if is_small else off
        self.is_large = self.pages >= SMALL_PAGES
        slack = SMALL_SLACK if self.pages < SMALL_PAGES else 0
        self.is_held = self.low - slack <= self.pages <= self.high + slack
        self.width = self.high / max(self.low, 1)
        self.ratio = self.cost / max(self.plan["Total Cost"], 1e-9)
        self.is_same = set(access(self.plan)) == {(node[1], node[2], node[4]) for node in self.nodes if node[2] or node[4]}
        self.is_close = self.is_same and abs(self.ratio - 1) <= COST_SLACK


def compare(database, label, count, seed, is_verbose):
    share = {"btree": 0.5, "expression": 0.12, "hash": 0.08, "brin": 0.06, "gin": 0.12, "gist": 0.12, "spgist": 0.08}
    definitions = Definitions(database, seed).draw({method: round(part * count) for method, part in share.items()}, database)
    outcomes = []
    for (method, ddl, query), told in zip(definitions, imagine(database, definitions)):
        built = build(database, method, ddl, query)
        if built is None or isinstance(told, str):
            if built is not None or is_verbose:
                print(f"  not compared: {ddl}: {told if isinstance(told, str) else 'cannot be built'}")
            continue
        outcomes.append(Outcome(label, method, ddl, query, built, told))
    return outcomes


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0


def show_line(label, found):
    large = [outcome for outcome in found if outcome.is_large]
    off = [outcome.off for outcome in found]
    held = sum(outcome.is_held for outcome in found) / len(found)
    print(f"  {label:24} {len(found):6} {len(large):6} {statistics.median(off):8.1%} {percentile(off, 0.95):8.1%}"
          f" {percentile([outcome.off for outcome in large], 0.95):8.1%} {held:9.0%} {statistics.median(o.width for o in found):7.2f}"
          f" {sum(o.is_same for o in found) / len(found):9.0%} {sum(o.is_close for o in found) / len(found):7.0%}")


def show_worst(found, count):
    for outcome in sorted(found, key=lambda outcome: -outcome.off)[:count]:
        if outcome.off > 0.1 or not outcome.is_held:
            print(f"      {outcome.database}: {outcome.ddl}: {outcome.guess:.0f} ({outcome.low:.0f} - {outcome.high:.0f}) of {outcome.pages}")


def report(outcomes, worst):
    print("                            number  large   median   95th %  of large  interval  high/  same      cost")
    print("                                   20 pages   off      off     95th %   holds it    low  access  in 5 %")
    for method in dict.fromkeys(outcome.method for outcome in outcomes):
        found = [outcome for outcome in outcomes if outcome.method == method]
        show_line(method, found)
        for database in dict.fromkeys(outcome.database for outcome in found):
            show_line("    " + database, [outcome for outcome in found if outcome.database == database])
        show_worst(found, worst)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("databases", nargs="*", help="of those known, or others that are in the folder's server")
    parser.add_argument("--definitions", type=int, default=250, help="that are drawn for each database")
    parser.add_argument("--rows", type=int, default=100000, help="of each generated table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worst", type=int, default=5)
    parser.add_argument("--verbose", action="store_true", help="plans and costs that differ")
    parser.add_argument("--stop", action="store_true", help="the server, whose databases stay for the next time")
    given = parser.parse_args()
    subprocess.run(["ninja", "-C", os.path.join(SOURCE, "build"), "bench/bench_index_sizes", "planner/tenfold_planner.so"], check=True, stdout=subprocess.DEVNULL)
    scale.start()
    outcomes = []
    for label in given.databases or ("generated", "tpch", "stats-ceb", "files", "pgbench", "chinook", "northwind"):
        database = make(label, given.rows)
        if database is None:
            print(f"skipped: no {label} in the corpus")
            continue
        prepare(database)
        outcomes += compare(database, label, given.definitions, given.seed, given.verbose)
    report(outcomes, given.worst)
    if given.verbose:
        for outcome in outcomes:
            if not outcome.is_close:
                print(f"  {outcome.database}: {outcome.ddl}\n    {outcome.query}\n    cost {outcome.ratio:.3f}x"
                      + ("" if outcome.is_same else "\n    " + show(outcome.plan) + "\n    "
                         + " | ".join(" ".join(word for word in node[1:] if word) for node in outcome.nodes)))
    if given.stop:
        scale.stop()


if __name__ == "__main__":
    main()
