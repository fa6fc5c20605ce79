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
        self.do("postgres", "CREATE ROLE tenfold_sandbox LOGIN;")
        for database in ("real", "empty"):
            self.server.create(database)
            self.do(database, script.replace("MODULE_PATHNAME", module) + part("schema.sql"))
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
    yield (depth, plan["Node Type"], plan.get("Relation Name"), plan.get("Alias"), plan.get("Index Name"),
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--definitions", type=int, default=200)
    given = parser.parse_args()
    bench = Bench(given.scale)
    try:
        fidelity(bench, given.verbose)
    finally:
        bench.server.stop()


main()
