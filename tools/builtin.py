#!/usr/bin/env python3
"""Writes src/query/builtin*.gen.h: what PostgreSQL's catalogs say of types, casts, functions and operators.

Usage: builtin.py --write | --check

A throw-away server is started (TENFOLD_PG_BIN: its programs). What the usual extensions add stands
in the same tables. --check compares with the files that are there.
"""
import json
import os
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(SOURCE, "bench"))
TABLES = os.path.join(SOURCE, "src", "query", "builtin.gen.h")
NUMBERS = os.path.join(SOURCE, "src", "query", "builtin_type.gen.h")

EXTENSIONS = ["citext", "hstore", "ltree", "cube", "earthdistance", "pg_trgm", "pgcrypto", "uuid-ossp",
              "unaccent", "fuzzystrmatch", "intarray", "isn", "seg", "tablefunc", "pg_stat_statements",
              "dblink", "lo", "pgstattuple", "xml2", "pg_buffercache", "pgrowlocks", "btree_gist"]

ARRAY = 0x8000

TYPES = """
SELECT t.oid::int, t.typname, n.nspname, e.extname, t.typtype, t.typcategory, t.typispreferred,
       t.typarray::int, t.typelem::int, t.typsubscript::text, t.typbasetype::int, t.typtypmod,
       coalesce(r.rngsubtype, m.rngtypid, 0)::int AS range_of, t.typcollation <> 0 AS has_collation
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = d.refobjid
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_range m ON m.rngmultitypid = t.oid
WHERE t.typtype IN ('b', 'd', 'e', 'p', 'r', 'm')
  AND NOT EXISTS (SELECT FROM pg_type a WHERE a.typarray = t.oid)
ORDER BY t.typname COLLATE "C", n.nspname COLLATE "C"
"""

FUNCTIONS = """
SELECT p.proname, n.nspname, e.extname, p.prokind, p.provolatile, p.proisstrict, p.proretset,
       p.prorettype::int, string_to_array(p.proargtypes::text, ' ')::int[] AS args, p.pronargdefaults,
       p.provariadic <> 0 AS is_variadic, p.proallargtypes::int[] AS all_types, p.proargmodes::text[],
       p.proargnames
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = d.refobjid
WHERE n.nspname <> 'information_schema'
  AND NOT p.prorettype = ANY ('{trigger,event_trigger,internal,cstring,language_handler,fdw_handler,index_am_handler,
                               table_am_handler,tsm_handler}'::regtype[])
  AND NOT p.proargtypes::oid[] && '{internal,cstring}'::regtype[]::oid[]
ORDER BY p.proname COLLATE "C", n.nspname COLLATE "C", p.pronargs, p.proargtypes::text COLLATE "C"
"""

OPERATORS = """
SELECT o.oprname, e.extname, o.oprleft::int, o.oprright::int, o.oprresult::int
FROM pg_operator o
LEFT JOIN pg_depend d ON d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = d.refobjid
WHERE o.oprresult <> 0
ORDER BY o.oprname COLLATE "C", o.oprleft::regtype::text COLLATE "C", o.oprright::regtype::text COLLATE "C"
"""

CASTS = """
SELECT castsource::int, casttarget::int, castcontext, castmethod FROM pg_cast
ORDER BY castsource::regtype::text COLLATE "C", casttarget::regtype::text COLLATE "C"
"""

RELATIONS = """
SELECT c.relname, n.nspname,
       json_agg(json_build_array(a.attname, a.atttypid::int, a.attnotnull) ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname IN ('pg_catalog', 'information_schema') AND c.relkind IN ('r', 'v') AND a.attnum > 0
  AND NOT a.attisdropped
GROUP BY c.relname, n.nspname
ORDER BY c.relname COLLATE "C", n.nspname COLLATE "C"
"""


def rows(server, query):
    out, errors = server.psql("facts", f"SELECT to_json(q) FROM ({query}) q;", "-At")
    if errors:
        sys.exit("\n".join(errors))
    return [json.loads(line) for line in out.splitlines()]


def text(value):
    return "NULL" if value is None else json.dumps(value)


class Facts:
    def __init__(self, server):
        self.types = rows(server, TYPES)
        self.number = {}
        for index, row in enumerate(self.types, 1):
            self.number[row["oid"]] = index
            if row["typarray"]:
                self.number[row["typarray"]] = index | ARRAY
        self.extensions = [None] + EXTENSIONS
        self.pool = []
        self.pool_at = {}
        self.lines = []
        self.write_types()
        functions = rows(server, FUNCTIONS)
        operators = rows(server, OPERATORS)
        casts = rows(server, CASTS)
        self.write_functions(functions)
        self.write_operators(operators)
        self.write_casts(casts)
        self.write_relations(rows(server, RELATIONS))

    def type(self, oid):
        return self.number.get(oid, 0)

    def extension(self, name):
        return self.extensions.index(name) if name in self.extensions else 0

    def arguments(self, oids):
        key = tuple(self.type(oid) for oid in oids)
        if key not in self.pool_at:
            self.pool_at[key] = len(self.pool)
            self.pool.extend(key)
        return self.pool_at[key]

    def table(self, declaration, lines):
        self.lines.append(f"static const {declaration} = {{")
        self.lines.extend("    " + line + "," for line in lines)
        self.lines.append("};\n")

    def write_types(self):
        self.table("char *const builtin_extensions[]", [text(name) for name in self.extensions] + ["NULL"])
        lines = ["{NULL, NULL, 0, 'p', 'X', false, false, 0, 0}"]
        names = []
        for row in self.types:
            schema = None if row["nspname"] in ("pg_catalog", "public") else row["nspname"]
            element = self.type(row["typelem"]) if row["typelem"] else 0
            other = self.type(row["typbasetype"] or row["range_of"])
            collates = str(row["has_collation"]).lower()
            lines.append(f'{{{text(row["typname"])}, {text(schema)}, {self.extension(row["extname"])}, '
                         f"'{row['typtype']}', '{row['typcategory']}', "
                         f"{str(row['typispreferred']).lower()}, {collates}, {element}, {other}}}")
            if not row["extname"] and not schema:
                names.append((row["typname"], self.type(row["oid"])))
        self.table("BuiltinTypeRow builtin_type_rows[]", lines)
        self.numbers = ["enum\n{"]
        self.numbers.extend(f"    BUILTIN_{name.upper()} = {number}," for name, number in names)
        self.numbers.append("};")

    def results(self, row):
        """Names and types of what a function returns as a row: "key text,value json"."""
        modes = row["proargmodes"]
        if not modes:
            return None, 0, 0
        names, types = [], []
        for index, mode in enumerate(modes):
            if mode in "obt":
                names.append((row["proargnames"] or [""] * len(modes))[index])
                types.append(row["all_types"][index])
        if not types:
            return None, 0, 0
        return ",".join(names), len(types), self.arguments(types)

    def argument_names(self, row):
        names, modes = row["proargnames"], row["proargmodes"]
        if not names:
            return None
        given = [name for index, name in enumerate(names) if not modes or modes[index] in "ibv"]
        return ",".join(given) if any(given) else None

    def write_functions(self, functions):
        lines = []
        for row in functions:
            names, count, at = self.results(row)
            flags = [name for name, is_set in [
                ("BUILTIN_SET", row["proretset"]), ("BUILTIN_STRICT", row["proisstrict"]),
                ("BUILTIN_VARIADIC", row["is_variadic"]), ("BUILTIN_AGGREGATE", row["prokind"] == "a"),
                ("BUILTIN_WINDOW", row["prokind"] == "w")] if is_set]
            args = row["args"]
            lines.append(f'{{{text(row["proname"])}, {text(self.argument_names(row))}, {text(names)}, '
                         f'{self.arguments(args)}, {at}, {self.type(row["prorettype"])}, '
                         f'{self.extension(row["extname"])}, {len(args)}, {row["pronargdefaults"]}, {count}, '
                         f"{' | '.join(flags) or '0'}, '{row['provolatile']}'}}")
        body = lines
        self.table("uint16_t builtin_argument_pool[]", self.pool_lines())
        self.table("BuiltinFunction builtin_functions[]", body)

    def pool_lines(self):
        return [", ".join(map(str, self.pool[at:at + 24])) for at in range(0, len(self.pool), 24)]

    def write_operators(self, operators):
        self.table("BuiltinOperator builtin_operators[]", [
            f'{{{text(row["oprname"])}, {self.extension(row["extname"])}, {self.type(row["oprleft"])}, '
            f'{self.type(row["oprright"])}, {self.type(row["oprresult"])}}}' for row in operators])

    def write_casts(self, casts):
        pairs = sorted((self.type(row["castsource"]), self.type(row["casttarget"]), row["castcontext"],
                        str(row["castmethod"] == "b").lower())
                       for row in casts)
        self.table("BuiltinCast builtin_casts[]", [
            f"{{{source}, {target}, '{context}', {is_free}}}"
            for source, target, context, is_free in pairs if source and target])

    def write_relations(self, relations):
        columns, lines = [], []
        for row in relations:
            lines.append(f'{{{text(row["relname"])}, {text(row["nspname"])}, {len(columns)}, '
                         f'{len(row["columns"])}}}')
            columns.extend(f"{{{text(name)}, {self.type(oid)}, {str(not_null).lower()}}}"
                           for name, oid, not_null in row["columns"])
        self.table("BuiltinColumn builtin_columns[]", columns)
        self.table("BuiltinRelation builtin_relations[]", lines)


def made():
    from server import Server
    server = Server()
    try:
        server.create("facts")
        server.psql("facts", "".join(f'CREATE EXTENSION "{name}" CASCADE;\n' for name in EXTENSIONS))
        facts = Facts(server)
    finally:
        server.stop()
    head = ("/* Written by tools/builtin.py from the catalogs of PostgreSQL 15; not to be edited. */\n"
            "/* clang-format off */\n")
    tail = "/* clang-format on */\n"
    return {TABLES: head + "\n".join(facts.lines) + tail, NUMBERS: head + "\n".join(facts.numbers) + "\n" + tail}


def main():
    if sys.argv[1:] not in (["--write"], ["--check"]):
        sys.exit(__doc__)
    for path, now in made().items():
        if sys.argv[1] == "--write":
            with open(path, "w") as file:
                file.write(now)
        elif open(path).read() != now:
            sys.exit(f"{path} is not what tools/builtin.py writes")


if __name__ == "__main__":
    main()
