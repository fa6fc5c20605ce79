#!/usr/bin/env python3
# What tenfold understands of queries and views, with and without a server, against PostgreSQL's own analysis.
"""Asks PostgreSQL and tenfold what the queries of the corpus mean, and compares.

  bench/columns.py [--verbose] [--views] [--minimum PERCENT] [SET…]

For every query that PostgreSQL prepares: the columns it returns with their types, and the columns of
tables that it references (the dependencies that PostgreSQL records for a function of that body). For
every SELECT: the table that CREATE TABLE AS makes of it. For every view of the corpus: its columns and
types. --views compares views alone. --verbose prints every
difference. --minimum fails when a set has fewer equal column references, or when the private server does
not understand a query that PostgreSQL prepares.

"server" counts what the private server understands of the prepared queries; "roles" the columns of each
query that have the same roles (equality, joined, ordered …) with the server and without.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from corpus import files_of, index_rows, read, without_code  # noqa: E402
from server import CORPUS, SOURCE, Server, make_roles  # noqa: E402

USE_INSERTED = 1 << 20
# As USE_… of src/query/resolve.h, from bit 0.
ROLES = """returned computed equal in range not-equal like-prefix like-pattern containment full-text json-path
is-null is-not-null boolean filter-other joined grouped ordered distinct aggregated inserted updated conflict
window-partition window-order written-from other""".split()
PROGRAM = os.environ.get("TENFOLD_COLUMNS", os.path.join(SOURCE, "build", "bench", "bench_columns"))


def text_of(*path):
    with open(os.path.join(CORPUS, *path), encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def files_in(*path):
    folder = os.path.join(CORPUS, *path)
    return sorted(name for name in os.listdir(folder) if name.endswith(".sql"))


def named(text):
    """Queries of a file that names each in a comment: sqlc, goyesql."""
    parts = re.split(r"(?m)^--\s*name:\s*(\S+).*$", text)
    return [(name, body) for name, body in zip(parts[1::2], parts[2::2])]


def of_folder(folder):
    queries = []
    for file in files_in(folder):
        queries += [(f"{file}:{name}", body) for name, body in named(text_of(folder, file))]
    return queries


def of_files(*folder):
    return [(file, text_of(*folder, file)) for file in files_in(*folder)]


def of_lines(*path):
    lines = text_of(*path).splitlines()
    return [(f"line {number}", line.split("||")[-1]) for number, line in enumerate(lines, 1) if line.strip()]


def ldbc_schema():
    load = text_of("ldbc-snb", "ddl", "load.sql")
    tables = re.findall(r"(?is)CREATE TABLE \w+ AS.*?;", load)
    return [text_of("ldbc-snb", "ddl", "schema.sql")] + tables


SETS = {
    "sqlc-coder": (lambda: [text_of("coder", "dump.sql")], lambda: of_folder("sqlc-coder")),
    "sqlc-minder": (lambda: [text_of("derived-minder", "schema.sql")], lambda: of_folder("sqlc-minder")),
    "goyesql-listmonk": (lambda: [text_of("listmonk", "schema.sql")], lambda: of_folder("goyesql-listmonk")),
    "job": (lambda: [text_of("job", "schema.sql")], lambda: of_files("job", "queries")),
    "ldbc-snb": (ldbc_schema, lambda: of_files("ldbc-snb", "queries")),
    "stats-ceb": (lambda: [text_of("stats-ceb", "datasets", "stats_simplified", "stats.sql")],
                  lambda: of_lines("stats-ceb", "workloads", "stats_CEB", "stats_CEB.sql")),
    "clickbench": (lambda: [text_of("clickbench", "postgresql", "create.sql")],
                   lambda: of_lines("clickbench", "postgresql", "queries.sql")),
}


def ask_tenfold(files, queries):
    """The answers to the queries, those to the views, and the milliseconds spent: without and with the server."""
    lines = "".join(json.dumps(sql) + "\n" for sql in queries)
    done = subprocess.run([PROGRAM, *files], input=lines, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"bench_columns: {done.returncode} {done.stderr}")
    for line in done.stderr.splitlines()[:-1]:
        print(line, file=sys.stderr)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return answers[:len(queries)], answers[len(queries):], [float(word) for word in done.stderr.split()[-2:]]


def described(server, database, queries):
    """What PostgreSQL says of each text: None, or its result as [name, type] pairs."""
    script = ["SET search_path = public;"]
    for number, sql in enumerate(queries):
        script.append(f"\\echo @@@ {number}\nPREPARE q{number} AS {sql}\n;\n\\if :ERROR\n\\echo !!!\n\\else\n"
                      f"{sql}\n\\gdesc\n\\endif")
    script.append("\\echo @@@ end\nSELECT json_build_object('name', name, 'types', parameter_types::text[]) "
                  "FROM pg_prepared_statements;")
    out, _ = server.psql(database, "\n".join(script), "-At", "-F", "\x1f")
    results, at = {}, None
    parameters = {}
    for line in out.splitlines():
        if line.startswith("@@@ "):
            at = line[4:]
            if at != "end":
                results[int(at)] = []
        elif at == "end":
            row = json.loads(line)
            parameters[int(row["name"][1:])] = row["types"]
        elif line == "!!!":
            results[int(at)] = None
        elif "\x1f" in line and results[int(at)] is not None:
            results[int(at)].append(line.split("\x1f"))
    return results, parameters


def referenced(server, database, queries, parameters):
    """The columns of tables on which a function of each body depends."""
    script = ["SET search_path = public;"]
    for number, types in parameters.items():
        arguments = ", ".join(types)
        script.append(f"CREATE FUNCTION public.tenfold_q{number}({arguments}) RETURNS void LANGUAGE sql\n"
                      f"BEGIN ATOMIC {queries[number]}\n;END;")
    server.psql(database, "\n".join(script))
    out, _ = server.psql(database, r"""
SELECT json_build_array(substr(p.proname, 10)::int, n.nspname, c.relname, a.attname)
FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid JOIN pg_class c ON c.oid = d.refobjid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
  AND p.proname ~ '^tenfold_q\d+$';
SELECT json_build_array(substr(proname, 10)::int) FROM pg_proc WHERE proname ~ '^tenfold_q\d+$';
""", "-At")
    found = {}
    for row in map(json.loads, out.splitlines()):
        columns = found.setdefault(row[0], set())
        if len(row) == 4 and row[1] not in ("pg_catalog", "information_schema"):
            columns.add(tuple(row[1:]))
    return found


def tables_of(server, database, queries, parameters):
    """The columns of the table that CREATE TABLE AS makes of a query, in pg_attribute."""
    script = ["SET search_path = public;"]
    for number, types in parameters.items():
        nulls = ", ".join(f"NULL::{name}" for name in types)
        script.append(f"PREPARE q{number} AS {queries[number]}\n;\n"
                      f"CREATE TABLE public.tenfold_q{number} AS EXECUTE q{number}{f'({nulls})' * bool(nulls)}\n"
                      "WITH NO DATA;")
    server.psql(database, "\n".join(script))
    out, _ = server.psql(database, r"""
SELECT json_build_array(substr(c.relname, 10)::int,
                        json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum))
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relname ~ '^tenfold_q\d+$' GROUP BY c.relname;
""", "-At")
    return dict(map(json.loads, out.splitlines()))


class Tally:
    def __init__(self):
        self.tables = self.tables_equal = 0
        self.queries = self.understood = self.results = self.results_equal = 0
        self.parameters = self.parameters_equal = 0
        self.references = self.equal = self.extra = 0
        self.by_server = self.roles = self.roles_equal = 0

    def roles_percent(self):
        return 100.0 * self.roles_equal / self.roles if self.roles else 100.0

    def percent(self):
        total = self.references + self.extra
        return 100.0 * self.equal / total if total else 100.0


def say(verbose, name, what, detail):
    if verbose:
        print(f"  {name}: {what}: {detail}")


def excluded_of(answer):
    """With ON CONFLICT DO UPDATE PostgreSQL notes all columns of the table, for the row "excluded"."""
    if not re.search(r"(?i)DO\s+UPDATE", answer["sql"]):
        return set()
    return {(use["schema"], use["relation"]) for use in answer["uses"] if use["roles"] & USE_INSERTED}


def compare_table(tally, name, answer, table, verbose):
    if table is None or "error" in answer:
        return
    tally.tables += 1
    tally.tables_equal += answer["table"] == table
    if answer["table"] != table:
        say(verbose, name, "table", [pair for pair in zip(answer["table"], table) if pair[0] != pair[1]])


def roles_of(answer):
    """What each column is used for, all its references together."""
    found = {}
    for use in answer["uses"]:
        column = (use["schema"], use["relation"], use["column"])
        found[column] = found.get(column, 0) | use["roles"]
    return found


def role_names(bits):
    return "+".join(name for number, name in enumerate(ROLES) if bits >> number & 1) or "none"


def compare_with_server(tally, name, answer, verbose):
    """The private server's analysis against the resolver's."""
    server = answer.get("server", {"error": "not asked"})
    tally.by_server += "error" not in server
    if "error" in server:
        say(verbose, name, "the server does not understand it", server["error"])
        return
    if "error" in answer:
        return
    own, true = roles_of(answer), roles_of(server)
    for column in sorted(own.keys() | true.keys()):
        tally.roles += 1
        tally.roles_equal += own.get(column, 0) == true.get(column, 0)
        if own.get(column, 0) != true.get(column, 0):
            say(verbose, name, ".".join(column), f"{role_names(own.get(column, 0))}, the server says "
                                                 f"{role_names(true.get(column, 0))}")


def compare(tally, name, answer, result, types, columns, verbose):
    """`result`, `types` and `columns` are PostgreSQL's."""
    tally.queries += 1
    if "error" in answer:
        say(verbose, name, "not understood", answer["error"])
        tally.references += len(columns or [])
        return
    tally.understood += not answer["problems"]
    for problem in answer["problems"]:
        say(verbose, name, "problem", problem)
    tally.results += 1
    tally.results_equal += answer["columns"] == result
    if answer["columns"] != result:
        wrong = [(own, true) for own, true in zip(answer["columns"], result) if own != true]
        counts = (len(answer["columns"]), len(result))
        say(verbose, name, "result", wrong if counts[0] == counts[1] else f"{counts} {answer['columns']} {result}")
    tally.parameters += len(types)
    own_types = dict(answer["parameters"])
    for number, true in enumerate(types, 1):
        tally.parameters_equal += own_types.get(number) == true
        if own_types.get(number) != true:
            say(verbose, name, f"${number}", f"{own_types.get(number)}, not {true}")
    if columns is None:
        return
    own = {(use["schema"], use["relation"], use["column"]) for use in answer["uses"]}
    columns = {column for column in columns if column in own or column[:2] not in excluded_of(answer)}
    tally.references += len(columns)
    tally.equal += len(columns & own)
    tally.extra += len(own - columns)
    for column in sorted(columns - own):
        say(verbose, name, "missed", ".".join(column))
    for column in sorted(own - columns):
        say(verbose, name, "too much", ".".join(column))


def dump_of(server, database, folder):
    path = os.path.join(folder, database + ".sql")
    with open(path, "w") as file:
        subprocess.run(["pg_dump", "-s", "-h", server.folder, "-U", "postgres", database], stdout=file, check=True)
    return path


def measure_queries(server, folder, names, verbose):
    lowest = 100.0
    is_understood = True
    print(f"{'set':18} queries  server  understood  results equal   parameters     as table       "
          "column references  extra  roles              ms  with server")
    for name in names:
        schema, queries = SETS[name]
        server.create(name)
        for text in schema():
            make_roles(server, text)
            server.psql(name, without_code([text])[0])
        pairs = [(label, re.sub(r"(\s|;|--[^\n]*$)*\Z", "", body)) for label, body in queries()]
        pairs = [(label, body) for label, body in pairs if body.strip()]
        answers, _, spent = ask_tenfold([dump_of(server, name, folder)], [body for _, body in pairs])
        texts = [answer["sql"] for answer in answers]
        results, parameters = described(server, name, texts)
        columns = referenced(server, name, texts, parameters)
        tables = tables_of(server, name, texts, parameters)
        tally = Tally()
        for number, (label, _) in enumerate(pairs):
            if number in parameters:
                compare(tally, label, answers[number], results[number] or [], parameters[number],
                        columns.get(number), verbose)
                compare_with_server(tally, label, answers[number], verbose)
                compare_table(tally, label, answers[number], tables.get(number), verbose)
            elif verbose:
                print(f"  {label}: PostgreSQL does not prepare it")
        lowest = min(lowest, tally.percent(), tally.roles_percent())
        is_understood = is_understood and tally.by_server == tally.queries
        print(f"{name:18} {tally.queries:7} {tally.by_server:7} {tally.understood:11}"
              f" {tally.results_equal:7}/{tally.results:<6}"
              f" {tally.parameters_equal:6}/{tally.parameters:<6} {tally.tables_equal:6}/{tally.tables:<6}"
              f" {tally.equal:6}/{tally.references:<6} {tally.percent():6.2f} % {tally.extra:5}"
              f" {tally.roles_percent():7.2f} % of {tally.roles:<6} {spent[0]:5.1f} {spent[1]:6.1f}")
    return lowest, is_understood


def views_of(server, database):
    out, _ = server.psql(database, r"""
SELECT json_build_array(n.nspname || '.' || c.relname,
                        json_agg(json_build_array(a.attname, format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
GROUP BY n.nspname, c.relname;
""", "-At")
    return dict(map(json.loads, out.splitlines()))


def measure_views(server, folder, names, verbose):
    equal = total = 0
    for name, paths in index_rows():
        if names and name not in names:
            continue
        try:
            texts = without_code(read(name, files_of(name, paths)))
        except OSError:
            continue
        if not any("VIEW" in text.upper() for text in texts):
            continue
        server.create("views")
        written = []
        for number, text in enumerate(texts):
            make_roles(server, text)
            server.psql("views", text)
            written.append(os.path.join(folder, f"{name}-{number}.sql"))
            with open(written[-1], "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)
        true = views_of(server, "views")
        _, answers, _ = ask_tenfold(written, [])
        own = {answer["view"]: answer for answer in answers}
        for view, columns in sorted(true.items()):
            total += 1
            answer = own.get(view, {"columns": [], "problems": ["the view is not in the model"]})
            equal += answer["columns"] == columns
            if answer["columns"] != columns:
                wrong = [(mine, its) for mine, its in zip(answer["columns"], columns) if mine != its]
                say(verbose, f"{name} {view}", "columns",
                    f"{wrong} {len(answer['columns'])} of {len(columns)} {answer['problems']}")
    print(f"views: {equal} of {total} have PostgreSQL's columns and types")
    return equal == total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--views", action="store_true")
    parser.add_argument("--minimum", type=float)
    parser.add_argument("names", nargs="*", metavar="SET")
    options = parser.parse_args()
    if not os.path.isdir(CORPUS):
        sys.exit(77)
    if "TENFOLD_COLUMNS" not in os.environ:
        build = ["ninja", "-C", os.path.join(SOURCE, "build"), "bench/bench_columns"]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    server = Server()
    lowest = 100.0
    are_views_equal = is_understood = True
    try:
        with tempfile.TemporaryDirectory(prefix="tenfold-columns-") as folder:
            if not options.views:
                names = [name for name in SETS if not options.names or name in options.names]
                lowest, is_understood = measure_queries(server, folder, names, options.verbose)
            if options.views or not options.names:
                are_views_equal = measure_views(server, folder, options.names, options.verbose)
    finally:
        server.stop()
    if options.minimum is not None and lowest < options.minimum:
        sys.exit(f"{lowest:.2f} % of the column references are equal in one set")
    if options.minimum is not None and not is_understood:
        sys.exit("the private server does not understand all that PostgreSQL prepares")
    if options.minimum is not None and not are_views_equal:
        sys.exit("views differ")


if __name__ == "__main__":
    main()
