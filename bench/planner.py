#!/usr/bin/env python3
"""What the planner is made to see against a loaded database: same plans, same costs, and how long it takes."""
import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import server as servers  # noqa: E402

PARTS = os.path.join(servers.HERE, "planner")
MODULE = os.environ.get("TENFOLD_PLANNER", os.path.join(servers.SOURCE, "build", "planner", "tenfold_planner.so"))
COST_SLACK = 0.05


def part(name):
    return open(os.path.join(PARTS, name)).read()


def literal(text):
    return "'" + text.replace("'", "''") + "'"


def texts(values):
    return "ARRAY[" + ", ".join(literal(value) for value in values) + "]::text[]"


class Bench:
    """A server with a loaded database, "real", and one of the same schema without rows, "empty"."""

    def __init__(self, scale):
        self.server = servers.Server()
        module = os.path.join(self.server.folder, "tenfold_planner.so")
        shutil.copy(MODULE, module)
        os.chmod(module, 0o755)
        script = open(os.path.join(servers.SOURCE, "sql", "scratch", "planner.sql")).read()
        self.script = script.replace("MODULE_PATHNAME", module)
        self.do("postgres", "CREATE ROLE tenfold_sandbox LOGIN;")
        for database in ("real", "empty"):
            self.server.create(database)
            self.do(database, part("schema.sql"))
        self.do("empty", self.script)
        self.do("real", f"\\set scale {scale}\n" + part("data.sql") + "VACUUM ANALYZE;")

    def do(self, database, text):
        """Runs statements; what they return, line by line."""
        out, errors = self.server.psql(database, text, "-At")
        if errors:
            sys.exit("\n".join(errors[:5]))
        return out.splitlines()

    def facts(self):
        """What the empty database is told about the real one."""
        return "SELECT tenfold_planner.configure('real', NULL);\n" + "\n".join(
            self.do("real", part("export.sql")))

    def explain(self, queries):
        """The real database's plans."""
        out = self.do("real", "".join(f"SELECT '-';\nEXPLAIN (FORMAT JSON) {query};\n" for query in queries))
        return [json.loads(text)[0]["Plan"] for text in "\n".join(out).split("-\n") if text.strip()]

    def plan(self, database, facts, queries):
        """Plans by the extension, in the configuration that the facts make."""
        numbers = "ARRAY[" + ", ".join(str(i + 1) for i in range(len(queries))) + "]"
        call = (f"SELECT json_build_object('cost', total_cost, 'message', message, 'plan', plan::json) FROM "
                f"tenfold_planner.plan({texts(queries)}, {numbers}, {texts(['real'] * len(queries))}, "
                f"{texts(['unknown'] * len(queries))}, array_fill(NULL::text, ARRAY[{len(queries)}]));")
        told = self.do(database, facts + "\n" + call)
        complaints = [line for line in told if line and not line.startswith("{")
                      and not re.fullmatch(r"[|\d.e+]*", line)]
        for line in complaints[:10]:
            print("  refused:", line)
        return [json.loads(line) for line in told if line.startswith("{")]


def nodes(plan, depth=0):
    """The shape of a plan: what plan_tree_fingerprint() looks at."""
    yield (depth, plan["Node Type"], plan.get("Relation Name") or plan.get("CTE Name"), plan.get("Alias"), plan.get("Index Name"),
           plan.get("Join Type"), plan.get("Strategy"), plan.get("Subplan Name"))
    for child in plan.get("Plans", ()):
        yield from nodes(child, depth + 1)


def access(plan):
    """How each relation is read."""
    for node in nodes(plan):
        if node[2] or node[4]:
            yield (node[1], node[2], node[4])


def show(plan):
    return " | ".join(" ".join(str(word) for word in node[1:] if word) for node in nodes(plan))


def named_queries():
    blocks = re.split(r"^-- (.*)\n", part("queries.sql"), flags=re.MULTILINE)[1:]
    return list(zip(blocks[::2], (text.strip().rstrip(";") for text in blocks[1::2])))


def fidelity(bench, is_verbose):
    queries = named_queries()
    real = bench.explain([query for _, query in queries])
    told = bench.plan("empty", bench.facts(), [query for _, query in queries])
    same_plan = same_cost = 0
    for (name, _), expected, got in zip(queries, real, told):
        if got["message"]:
            print(f"  {name}: {got['message']}")
            continue
        is_same = list(nodes(expected)) == list(nodes(got["plan"]))
        ratio = got["cost"] / max(expected["Total Cost"], 1e-9)
        same_plan += is_same
        same_cost += abs(ratio - 1) < 0.001
        if is_verbose and not (is_same and abs(ratio - 1) < 0.001):
            print(f"  {name}: cost {ratio:.4f}x" + ("" if is_same else "\n    " + show(expected) + "\n    " + show(got["plan"])))
    print(f"statistics by hooks against EXPLAIN of the loaded database: {same_plan} of {len(queries)} plans the same, "
          f"{same_cost} costs within 0.1 %")


def whole_way(bench, is_verbose):
    """The same through tenfold: read as a user's server, modelled, loaded into the private one, told."""
    queries = named_queries()
    real = bench.explain([query for _, query in queries])
    tool = os.path.join(servers.SOURCE, "build", "bench", "bench_planner_ask")
    done = subprocess.run([tool, f"host={bench.server.folder} user=postgres dbname=real"], text=True, capture_output=True,
                          input="".join(query + "\n" for _, query in queries),
                          env=dict(os.environ, TENFOLD_PLANNER=MODULE))
    if done.returncode != 0:
        sys.exit(done.stderr)
    answers = []
    for line in done.stderr.splitlines():
        print("  " + line)
    for line in done.stdout.splitlines():
        kind, *words = line.split("\t")
        if kind == "failed":
            print("  " + line)
        if kind in ("cost", "failed"):
            answers.append((float(words[0]) if kind == "cost" else 0, []))
        if kind == "node":
            answers[-1][1].append((int(words[0]), *(word or None for word in words[1:])))
    same_plan = same_access = close = 0
    for (name, _), plan, (cost, got) in zip(queries, real, answers):
        is_same = list(nodes(plan)) == got
        ratio = cost / max(plan["Total Cost"], 1e-9)
        same_plan += is_same
        same_access += set(access(plan)) == {(node[1], node[2], node[4]) for node in got if node[2] or node[4]}
        close += abs(ratio - 1) <= COST_SLACK
        if is_verbose and not (is_same and abs(ratio - 1) <= COST_SLACK):
            print(f"  {name}: cost {ratio:.4f}x" + ("" if is_same else "\n    " + show(plan) + "\n    "
                  + " | ".join(" ".join(word for word in node[1:] if word) for node in got)))
    print(f"the whole way, from the server's catalogs to the plan: {same_plan} of {len(queries)} plans the same, "
          f"{same_access} read the tables the same way, {close} costs within 5 %")


class Definitions:
    """Random indexes with a question that each is for. All from one seed."""

    TABLES = {
        "orders": ["o_custkey", "o_orderstatus", "o_totalprice", "o_orderdate", "o_orderpriority", "o_comment"],
        "lineitem": ["l_partkey", "l_suppkey", "l_quantity", "l_extendedprice", "l_returnflag", "l_shipdate",
                     "l_receiptdate", "l_shipmode", "l_orderkey"],
        "customer": ["c_name", "c_nationkey", "c_phone", "c_acctbal", "c_mktsegment"],
        "part": ["p_name", "p_brand", "p_type", "p_size", "p_container", "p_retailprice"],
        "partsupp": ["ps_suppkey", "ps_availqty", "ps_supplycost"],
        "visit_1": ["v_custkey", "v_at", "v_page"],
    }
    PREDICATES = {
        "orders": ["o_orderstatus = 'O'", "o_orderstatus = 'P'", "o_totalprice > 350000", "o_orderdate > '2025-06-01'"],
        "lineitem": ["l_returnflag = 'R'", "l_quantity < 10", "l_shipdate > '2026-01-01'"],
        "customer": ["c_mktsegment = 'BUILDING'", "c_acctbal < 0"],
        "part": ["p_size = 7", "p_brand IN ('Brand 3', 'Brand 4')"],
        "partsupp": ["ps_availqty < 100"],
        "visit_1": ["v_page = '/page/0'"],
    }
    EXPRESSIONS = {
        "orders": ["lower(o_comment)", "date_trunc('month', o_orderdate::timestamp)", "(o_totalprice / 1000)::integer"],
        "lineitem": ["upper(l_shipmode)"],
        "customer": ["lower(c_phone)", "substring(c_phone FROM 1 FOR 2)", "upper(c_name)"],
        "part": ["lower(p_name)", "lower(p_type)"],
        "partsupp": ["abs(ps_availqty)"],
        "visit_1": ["lower(v_page)"],
    }
    SPECIAL = {
        "brin": [("lineitem", "l_shipdate"), ("orders", "o_orderdate"), ("lineitem", "l_orderkey"), ("visit_1", "v_at"),
                 ("lineitem", "l_receiptdate")],
        "gin": [("orders", "o_tags"), ("visit_1", "v_data"), ("visit_1", "v_data jsonb_path_ops"), ("visit_1", "v_words")],
        "gist": [("visit_1", "v_words")],
        "spgist": [("part", "p_name"), ("customer", "c_name"), ("orders", "o_comment"), ("visit_1", "v_page")],
    }

    def __init__(self, bench, seed):
        self.random = random.Random(seed)
        self.rows = {}
        for table in self.TABLES:
            lines = bench.do("real", f"SELECT row_to_json(t) FROM {table} AS t WHERE hashtext(t::text) % 97 = 5 LIMIT 60;")
            self.rows[table] = [json.loads(line) for line in lines]

    def value(self, table, column):
        return literal(str(self.random.choice(self.rows[table])[column]))

    def comparison(self, table, column):
        if self.random.random() < 0.6:
            return f"{column} = {self.value(table, column)}"
        ends = sorted(self.random.choice(self.rows[table])[column] for _ in range(2))
        return f"{column} BETWEEN {literal(str(ends[0]))} AND {literal(str(ends[1]))}"

    def btree(self):
        table = self.random.choice(list(self.TABLES))
        columns = self.random.sample(self.TABLES[table], self.random.choice([1, 1, 2, 2, 3]))
        order = "".join(self.random.choice(["", "", " DESC"]) for _ in columns[:1])
        others = [column for column in self.TABLES[table] if column not in columns]
        include = [self.random.choice(others)] if others and self.random.random() < 0.15 else []
        where = [self.comparison(table, column) for column in columns[:self.random.randint(1, len(columns))]]
        definition = f"{table} ({columns[0]}{order}{''.join(', ' + c for c in columns[1:])})"
        if include:
            definition += f" INCLUDE ({include[0]})"
        if self.random.random() < 0.2:
            predicate = self.random.choice(self.PREDICATES[table])
            definition += f" WHERE {predicate}"
            where.append(predicate)
        wanted = ", ".join(columns + include) if self.random.random() < 0.3 else "*"
        tail = f" ORDER BY {columns[-1]} LIMIT 20" if self.random.random() < 0.3 else ""
        return definition, f"SELECT {wanted} FROM {table} WHERE {' AND '.join(where)}{tail}"

    def expression(self):
        table = self.random.choice(list(self.EXPRESSIONS))
        expression = self.random.choice(self.EXPRESSIONS[table])
        row = literal(json.dumps(self.random.choice(self.rows[table])))
        value = f"(SELECT {expression} FROM json_populate_record(NULL::{table}, {row}))"
        return f"{table} (({expression}))", f"SELECT * FROM {table} WHERE {expression} = ", value

    def hash(self):
        table = self.random.choice(list(self.TABLES))
        column = self.random.choice(self.TABLES[table])
        return f"{table} USING hash ({column})", f"SELECT * FROM {table} WHERE {column} = {self.value(table, column)}"

    def brin(self):
        table, column = self.random.choice(self.SPECIAL["brin"])
        pages = self.random.choice([4, 8, 16, 32, 64, 128, 256])
        return (f"{table} USING brin ({column}) WITH (pages_per_range = {pages})",
                f"SELECT * FROM {table} WHERE {self.comparison(table, column)}")

    def gin(self):
        table, column = self.random.choice(self.SPECIAL["gin"])
        name = column.split()[0]
        condition = {"o_tags": f"@> ARRAY[{self.random.randint(0, 199)}, {self.random.randint(0, 199)}]",
                     "v_data": f"@> '{{\"agent\": {self.random.randint(0, 29)}}}'",
                     "v_words": f"@@ to_tsquery('simple', 'w{self.random.randint(0, 899)}')"}[name]
        return f"{table} USING gin ({column})", f"SELECT * FROM {table} WHERE {name} {condition}"

    def gist(self):
        return ("visit_1 USING gist (v_words)",
                f"SELECT * FROM visit_1 WHERE v_words @@ to_tsquery('simple', 'w{self.random.randint(0, 899)}')")

    def spgist(self):
        table, column = self.random.choice(self.SPECIAL["spgist"])
        return f"{table} USING spgist ({column})", f"SELECT * FROM {table} WHERE {column} = {self.value(table, column)}"

    METHODS = ["btree"] * 10 + ["expression"] * 2 + ["hash"] * 2 + ["brin"] * 3 + ["gin"] * 2 + ["gist", "spgist"]

    def draw(self, count, bench):
        """(method, CREATE INDEX, query)"""
        drawn = []
        for i in range(count):
            method = self.METHODS[i % len(self.METHODS)]
            definition, query, *value = getattr(self, method)()
            if value:
                query += literal(bench.do("real", f"SELECT {value[0]};")[0])
            drawn.append((method, "CREATE INDEX proposed ON " + definition, query))
        return drawn


def create_for_real(bench, definitions):
    """(plan, pages) of each with the index there. ANALYZE fills in its expressions, and nothing else."""
    script = []
    for method, ddl, query in definitions:
        table = ddl.split()[4]
        analyze = (f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM pg_statistic WHERE starelid = '{table}'::regclass;"
                   f"ANALYZE {table}; DELETE FROM pg_statistic WHERE starelid = '{table}'::regclass;"
                   "INSERT INTO pg_statistic SELECT * FROM kept;" if method == "expression" else "")
        script.append(f"BEGIN; {ddl}; {analyze} SELECT relpages FROM pg_class WHERE relname = 'proposed';"
                      f"EXPLAIN (FORMAT JSON) {query}; ROLLBACK; SELECT '-';\n")
    out = "\n".join(bench.do("real", "SET allow_system_table_mods = on;" + "".join(script))).split("\n-")
    found = []
    for text in out[:len(definitions)]:
        pages, _, plan = text.strip().partition("\n")
        found.append((json.loads(plan)[0]["Plan"], int(pages)))
    return found


def imagine(bench, facts, definitions):
    """The same of indexes that are not there; their sizes are tenfold's own."""
    asked = "".join("SELECT tenfold_planner.configure('h', 'real');"
                    f"SELECT 'rows', rows, can_share::integer, coalesce(widths[1], 0), coalesce(distincts[1], 0) FROM tenfold_planner.index('h', {literal(ddl)});\n" for _, ddl, _ in definitions)
    found = [line.split("|")[1:] for line in bench.do("empty", facts + asked) if line.startswith("rows|")]
    rows = [words[0] for words in found]
    tool = os.path.join(servers.SOURCE, "build", "bench", "bench_planner_pages")
    target = f"host={bench.server.folder} user=postgres dbname=real"
    lines = "".join("\t".join(words) + f"\t{ddl.replace('proposed', f'proposed_{i}')}\n"
                    for i, (words, (_, ddl, _)) in enumerate(zip(found, definitions)))
    told = subprocess.run([tool, target], input=lines, text=True, capture_output=True, check=True).stdout.split()
    pages = [int(number) for number in told]
    script = "".join(
        "SELECT tenfold_planner.configure('h', 'real');"
        f"SELECT 1 FROM tenfold_planner.index('h', {literal(ddl)});"
        f"SELECT tenfold_planner.relation('h', 'proposed', {rows[i]}, {pages[i]}, NULL, NULL);"
        "SELECT json_build_object('cost', total_cost, 'message', message, 'plan', plan::json) FROM tenfold_planner.plan("
        f"{texts([query])}, ARRAY[1], {texts(['h'])}, {texts(['unknown'])}, ARRAY[NULL]::text[]);\n"
        for i, (_, ddl, query) in enumerate(definitions))
    plans = [json.loads(line) for line in bench.do("empty", facts + script) if line.startswith("{")]
    return list(zip(plans, pages))


def hypothetical(bench, count, seed, is_verbose):
    definitions = Definitions(bench, seed).draw(count, bench)
    real = create_for_real(bench, definitions)
    imagined = imagine(bench, bench.facts(), definitions)
    methods = {}
    for (method, ddl, query), (plan, pages), (got, guess) in zip(definitions, real, imagined):
        is_same = set(access(plan)) == set(access(got["plan"])) if not got["message"] else False
        ratio = got["cost"] / plan["Total Cost"] if not got["message"] else 0
        is_close = is_same and abs(ratio - 1) <= COST_SLACK
        methods.setdefault(method, []).append((is_same, is_close, guess / max(pages, 1)))
        if is_verbose and (not is_close or max(guess, 1) / max(pages, 1) > 1.2 or pages / max(guess, 1) > 1.2):
            print(f"  {ddl}\n    {query}\n    cost {ratio:.3f}x, pages {guess} of {pages} " + (got["message"] or "")
                  + ("" if is_same else "\n    " + show(plan) + "\n    " + show(got["plan"])))
    print("indexes that are not there against the same ones built:")
    print("  method      number   same access   and cost within 5 %   size: median off, worst of 95 %")
    for method, found in methods.items():
        off = sorted(max(ratio, 1 / max(ratio, 0.01)) - 1 for _, _, ratio in found)
        print(f"  {method:10} {len(found):7} {share(found, 0):12} {share(found, 1):20} {statistics.median(off):18.1%}"
              f" {off[-(len(off) // 20) - 1]:10.1%}")


def share(found, at):
    return f"{sum(one[at] for one in found) / len(found):.0%}"


def time_plan(bench, database, facts, query, configuration, repeats):
    call = f"SELECT tenfold_planner.time({literal(query)}, {configuration}, {repeats});"
    return min(float(line) for line in bench.do(database, facts + "\n" + call * 3)[-3:])


def overhead(bench):
    """Microseconds a plan: the bare planner on the loaded database, the extension on the empty one."""
    named = dict(named_queries())
    facts = bench.facts()
    bench.do("real", bench.script)
    print("overhead, microseconds a plan:            bare   what-if")
    for name, repeats in (("key", 20000), ("foreign key", 10000), ("q14", 3000), ("all partitions", 1000), ("q5", 300)):
        turns = [(time_plan(bench, "real", "", named[name], "NULL", repeats),
                  time_plan(bench, "empty", facts, named[name], "'real'", repeats)) for _ in range(3)]
        bare, asked = (min(turn[i] for turn in turns) for i in (0, 1))  # the machine is not ours alone
        print(f"  {name:32} {bare:12.1f} {asked:9.1f}   {asked / bare:.2f}x")
    many = "".join(f"CREATE INDEX many_{i} ON many (c{i % 20}, c{(i * 7 + 1) % 20});" for i in range(200))
    columns = ", ".join(f"c{i} integer" for i in range(20))
    bench.do("empty", f"CREATE TABLE few (id integer PRIMARY KEY, {columns}); CREATE TABLE many (LIKE few INCLUDING ALL);" + many)
    told = ("SELECT tenfold_planner.configure('m', NULL); SELECT tenfold_planner.relation('m', 'few', 1e6, 1e4, 1, NULL);"
            "SELECT tenfold_planner.relation('m', 'many', 1e6, 1e4, 1, NULL);")
    one = time_plan(bench, "empty", "", "SELECT * FROM few WHERE id = 5", "NULL", 20000)
    there = time_plan(bench, "empty", "", "SELECT * FROM many WHERE id = 5", "NULL", 2000)
    asked = time_plan(bench, "empty", told, "SELECT * FROM many WHERE id = 5", "'m'", 5000)
    print(f"  200 indexes on the table: bare {there:.0f}, what-if {asked:.0f}; without them {one:.1f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--definitions", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=["fidelity", "whole-way", "hypothetical", "overhead"])
    given = parser.parse_args()
    subprocess.run(["ninja", "-C", os.path.join(servers.SOURCE, "build"), "bench/bench_planner_ask", "bench/bench_planner_pages"],
                   check=True, stdout=subprocess.DEVNULL)
    bench = Bench(given.scale)
    try:
        if given.only in (None, "fidelity"):
            fidelity(bench, given.verbose)
        if given.only in (None, "whole-way"):
            whole_way(bench, given.verbose)
        if given.only in (None, "hypothetical"):
            hypothetical(bench, given.definitions, given.seed, given.verbose)
        if given.only in (None, "overhead"):
            overhead(bench)
    finally:
        bench.server.stop()


if __name__ == "__main__":
    main()
