#!/usr/bin/env python3
# Makes random histories of statements and compares what tenfold reads with what a server made of them.
"""Random DDL: tables, columns, constraints, indexes, partitions, children, sequences, enums, views,
renames, drops, schemas. Each history is applied to PostgreSQL, statement by statement, and read by
"tenfold fmt", whose output is loaded into a second database; the catalogs are compared.

  bench/statements.py [--statements N] [--verbose] [SEED|FIRST-LAST…]

What the server refuses must leave the model unchanged, too, and what it takes may be no problem to the
reader. Where the two differ, the first statement
after which they do is looked for and shown.
"""
import argparse
import json
import random
import re
import signal
import sys

import corpus

# What a generator wants to know of a database: names as they are now.
STATE = """
SELECT json_build_object(
  'schemas', (SELECT json_agg(quote_ident(nspname)) FROM pg_namespace WHERE nspname !~ '^pg_|information'),
  'relations', (SELECT coalesce(json_agg(json_build_object('name', c.oid::regclass::text, 'bare', quote_ident(relname),
      'kind', relkind, 'part', relispartition, 'space', quote_ident(nspname), 'key', pg_get_partkeydef(c.oid),
      'columns', (SELECT coalesce(json_agg(json_build_array(quote_ident(attname), format_type(atttypid, NULL), attnotnull,
                  attidentity <> '') ORDER BY attnum), '[]') FROM pg_attribute
                  WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
      'constraints', (SELECT coalesce(json_agg(json_build_array(quote_ident(conname), contype)), '[]')
                      FROM pg_constraint WHERE conrelid = c.oid),
      'triggers', (SELECT coalesce(json_agg(quote_ident(tgname)), '[]') FROM pg_trigger WHERE tgrelid = c.oid
                   AND NOT tgisinternal),
      'policies', (SELECT coalesce(json_agg(quote_ident(polname)), '[]') FROM pg_policy WHERE polrelid = c.oid),
      'parents', (SELECT coalesce(json_agg(inhparent::regclass::text), '[]') FROM pg_inherits WHERE inhrelid = c.oid))
      ORDER BY c.oid), '[]') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname !~ '^pg_|information' AND relkind IN ('r', 'p', 'v', 'm', 'i', 'I', 'S')),
  'types', (SELECT coalesce(json_agg(json_build_array(t.oid::regtype::text, typtype)), '[]') FROM pg_type t
            JOIN pg_namespace n ON n.oid = typnamespace
            WHERE nspname !~ '^pg_|information' AND typtype IN ('e', 'd')),
  'functions', (SELECT coalesce(json_agg(p.oid::regprocedure::text), '[]') FROM pg_proc p
                JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_|information'))
"""

TYPES = ["int", "bigint", "text", "varchar(20)", "numeric(10,2)", "boolean", "date", "timestamptz", "uuid",
         "jsonb", "smallint", "text[]"]
WORDS = ["id", "name", "total", "note", "kind", "owner_id", "created_at", "rank", "Mixed Case", "state",
         "amount", "parent_id", "email", "score", "tag"]
CHECKS = {"integer": "{c} > {n}", "bigint": "{c} <> {n}", "text": "length({c}) < {n}", "smallint": "{c} >= {n}",
          "numeric": "{c} > {n}", "character varying": "{c} <> 'x{n}'", "boolean": "{c} IS NOT NULL",
          "date": "{c} > '2001-01-{d}'"}
DEFAULTS = {"integer": "{n}", "bigint": "{n}", "text": "'d{n}'", "smallint": "{d}", "numeric": "{n}",
            "character varying": "'v{n}'", "boolean": "true", "date": "'2001-01-{d}'", "jsonb": "'{{}}'",
            "timestamp with time zone": "now()", "uuid": "gen_random_uuid()", "text[]": "'{{}}'"}


def quote(word):
    return word if re.fullmatch("[a-z_][a-z0-9_]*", word) else f'"{word}"'


class Maker:
    """One statement after the other, with names that the database had a moment ago."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.count = 0
        self.state = {}

    def one(self, items):
        return self.random.choice(items) if items else None

    def chance(self, share):
        return self.random.random() < share

    def number(self):
        return self.random.randint(1, 99)

    def fresh(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}" if self.chance(0.95) else f'"{prefix.capitalize()} {self.count}"'

    def word(self):
        return quote(self.one(WORDS)) if self.chance(0.8) else self.fresh("c")

    def relations(self, kinds):
        return [item for item in self.state["relations"] if item["kind"] in kinds]

    def table(self, kinds="rp"):
        return self.one(self.relations(kinds)) or {"name": "nosuch", "bare": "nosuch", "columns": [], "constraints": [],
                                                   "triggers": [], "policies": [], "parents": [], "kind": "r",
                                                   "space": "public", "part": False, "key": None}

    def column(self, table):
        found = self.one(table["columns"])
        return found[0] if found and self.chance(0.97) else "nosuch"

    def type(self):
        named = [name for name, _ in self.state["types"]]
        return self.one(named) if named and self.chance(0.15) else self.one(TYPES)

    def text(self, table, known, value):
        name, kind = value[0], re.sub(r"\(.*\)", "", value[1])
        return known[kind].format(c=name, n=self.number(), d=f"{self.random.randint(1, 28):02d}") if kind in known else None

    def check(self, table):
        usable = [item for item in table["columns"] if re.sub(r"\(.*\)", "", item[1]) in CHECKS]
        return self.text(table, CHECKS, self.one(usable)) if usable else "1 < 2"

    def some(self, table, most=3):
        names = [item[0] for item in table["columns"]
                 if not item[1].startswith(("json", "text[]"))]
        return self.random.sample(names, min(len(names), self.random.randint(1, most))) or ["nosuch"]

    def key(self):
        keys = [item for item in self.relations("rp") if any(kind in "pu" for _, kind in item["constraints"])]
        return self.one(keys)

    def column_definition(self):
        text = f"{self.word()} {self.type()}"
        if self.chance(0.1):
            return f"{self.word()} {self.one(['serial', 'bigserial', 'int GENERATED ALWAYS AS IDENTITY'])}"
        if self.chance(0.2):
            text += " NOT NULL"
        if self.chance(0.1):
            text += " UNIQUE"
        return text

    # --- statements, the commonest more often ---

    def create_table(self):
        names, columns = set(), []
        for _ in range(self.random.randint(2, 6)):
            definition = self.column_definition()
            name = definition.split(" ")[0] if definition[0] != '"' else definition.split('"')[1]
            if name not in names:
                columns.append(definition)
                names.add(name)
        rest = []
        if self.chance(0.5):
            rest.append(f"{self.one(['PRIMARY KEY', 'UNIQUE'])} ({quote(self.one(sorted(names)).strip(chr(34)))})")
        if self.chance(0.2):
            rest.append(f"CHECK ({self.number()} < 100)")
        space = self.one(self.state["schemas"]) + "." if self.chance(0.3) else ""
        text = f"CREATE TABLE {space}{self.fresh('t')} ({', '.join(columns + rest)})"
        parent = self.table("r")
        if self.chance(0.15) and parent["name"] != "nosuch":
            return text + f" INHERITS ({parent['name']})"
        return text

    def create_partitioned(self):
        name, kind = self.fresh("p"), self.one(["RANGE", "LIST", "HASH"])
        key = self.one(["", ", PRIMARY KEY (id)", ", UNIQUE (id, v)"])
        return f"CREATE TABLE {name} (id int NOT NULL, v text, w bigint DEFAULT {self.number()}{key}) PARTITION BY {kind} (id)"

    def bound(self, table):
        key = table["key"] or ""
        low = self.random.randint(0, 40) * 10
        if self.chance(0.1):
            return "DEFAULT"
        if key.startswith("HASH"):
            return f"FOR VALUES WITH (MODULUS 8, REMAINDER {self.random.randint(0, 7)})"
        if key.startswith("LIST"):
            return f"FOR VALUES IN ({low}, {low + 1})"
        return f"FOR VALUES FROM ({low}) TO ({low + 10})"

    def create_partition(self):
        table = self.table("p")
        tail = " PARTITION BY RANGE (id)" if self.chance(0.1) else ""
        return f"CREATE TABLE {self.fresh('q')} PARTITION OF {table['name']} {self.bound(table)}{tail}"

    def partition(self):
        table, child = self.table("p"), self.table("r")
        kids = [item for item in self.relations("rp") if table["name"] in item["parents"]]
        if kids and self.chance(0.6):
            return f"ALTER TABLE {table['name']} DETACH PARTITION {self.one(kids)['name']}"
        loose = [item for item in self.relations("r") if not item["parents"]
                 and [c[0] for c in item["columns"]] == [c[0] for c in table["columns"]]]
        child = self.one(loose) or child
        return f"ALTER TABLE {table['name']} ATTACH PARTITION {child['name']} {self.bound(table)}"

    def like(self):
        table = self.table()
        options = self.random.sample(["ALL", "DEFAULTS", "CONSTRAINTS", "INDEXES", "IDENTITY", "GENERATED", "STORAGE"],
                                     self.random.randint(0, 3))
        return f"CREATE TABLE {self.fresh('l')} (LIKE {table['name']}{''.join(' INCLUDING ' + item for item in options)})"

    def only(self):
        return "ONLY " if self.chance(0.08) else ""

    def add_column(self):
        table = self.table()
        more = f", ADD {self.column_definition()}" if self.chance(0.15) else ""
        exists = "IF NOT EXISTS " if self.chance(0.2) else ""
        return f"ALTER TABLE {self.only()}{table['name']} ADD COLUMN {exists}{self.column_definition()}{more}"

    def drop_column(self):
        table = self.table()
        cascade = " CASCADE" if self.chance(0.4) else ""
        return f"ALTER TABLE {self.only()}{table['name']} DROP COLUMN {self.column(table)}{cascade}"

    def rename_column(self):
        table = self.table()
        return f"ALTER TABLE {self.only()}{table['name']} RENAME COLUMN {self.column(table)} TO {self.word()}"

    def alter_column(self):
        table = self.table()
        value = self.one(table["columns"]) or ["nosuch", "int"]
        default = self.text(table, DEFAULTS, value)
        action = self.one(["SET NOT NULL", "DROP NOT NULL", "DROP DEFAULT", f"SET DEFAULT {default or 'NULL'}",
                           f"SET DEFAULT {default or 'NULL'}", "TYPE text", "TYPE bigint USING NULL", "TYPE varchar(50)",
                           f"SET STATISTICS {self.number()}", "SET (n_distinct = -0.5)", "RESET (n_distinct)",
                           "SET STORAGE PLAIN", "SET STORAGE EXTERNAL", "ADD GENERATED BY DEFAULT AS IDENTITY",
                           "DROP IDENTITY IF EXISTS", "SET GENERATED ALWAYS", "SET COMPRESSION pglz"])
        return f"ALTER TABLE {self.only()}{table['name']} ALTER COLUMN {value[0]} {action}"

    def add_constraint(self):
        table, choice = self.table(), self.random.random()
        name = f"CONSTRAINT {self.fresh('k')} " if self.chance(0.5) else ""
        if choice < 0.35:
            text = f"CHECK ({self.check(table)})" + (" NOT VALID" if self.chance(0.2) else "")
            text += " NO INHERIT" if self.chance(0.1) else ""
        elif choice < 0.6:
            kind = "PRIMARY KEY" if self.chance(0.3) else "UNIQUE"
            text = f"{kind} ({', '.join(self.some(table))})" + (" DEFERRABLE" if self.chance(0.1) else "")
        else:
            target = self.key() or self.table()
            keys = [item[0] for item in table["columns"]]
            ints = [item[0] for item in target["columns"]]
            column = self.one([item[0] for item in table["columns"] if item[1] in ("integer", "bigint")] or keys)
            action = self.one(["", " ON DELETE CASCADE", " ON DELETE SET NULL ON UPDATE CASCADE", " DEFERRABLE"])
            refers = f" ({self.one(ints)})" if self.chance(0.4) and ints else ""
            text = f"FOREIGN KEY ({column or 'nosuch'}) REFERENCES {target['name']}{refers}{action}"
        return f"ALTER TABLE {self.only()}{table['name']} ADD {name}{text}"

    def constraint(self):
        held = [item for item in self.relations("rp") if item["constraints"]]
        table = self.one(held) or self.table()
        name, kind = self.one(table["constraints"]) or ["nosuch", "c"]
        action = self.one([f"DROP CONSTRAINT {name}", f"DROP CONSTRAINT {name} CASCADE", f"RENAME CONSTRAINT {name} TO {self.fresh('k')}",
                           f"VALIDATE CONSTRAINT {name}" if kind in "cf" else f"RENAME CONSTRAINT {name} TO {self.fresh('k')}",
                           f"ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"])
        return f"ALTER TABLE {self.only()}{table['name']} {action}"

    def index(self):
        table = self.table("rpm")
        unique, where = ("UNIQUE " if self.chance(0.25) else ""), ""
        parts = [f"{name}{self.one(['', '', ' DESC', ' NULLS FIRST'])}" for name in self.some(table)]
        if self.chance(0.15):
            parts = [f"lower({name}::text)" for name in self.some(table, 1)]
        if self.chance(0.2):
            where = f" WHERE {self.check(table)}"
        name = self.fresh("i") if self.chance(0.5) else ""
        only = "ONLY " if table["kind"] == "p" and self.chance(0.2) else ""
        return f"CREATE {unique}INDEX {name} ON {only}{table['name']} ({', '.join(parts)}){where}"

    def index_change(self):
        index = self.table("iI")
        return self.one([f"DROP INDEX {index['name']}", f"ALTER INDEX {index['name']} RENAME TO {self.fresh('i')}",
                         f"ALTER INDEX {index['name']} SET (fillfactor = {self.number() % 50 + 50})"])

    def using_index(self):
        table, index = self.table("r"), self.table("i")
        return f"ALTER TABLE {table['name']} ADD CONSTRAINT {self.fresh('k')} UNIQUE USING INDEX {index['bare']}"

    def rename(self):
        table = self.table("rpvmS")
        word = {"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}.get(table["kind"], "TABLE")
        return f"ALTER {word if self.chance(0.7) else 'TABLE'} {table['name']} RENAME TO {self.fresh('r')}"

    def move(self):
        table = self.table("rpvmS")
        word = {"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}.get(table["kind"], "TABLE")
        return f"ALTER {word} {table['name']} SET SCHEMA {self.one(self.state['schemas'])}"

    def drop(self):
        table = self.table("rpvmS")
        word = {"v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}.get(table["kind"], "TABLE")
        also = f", {self.table(table['kind'])['name']}" if self.chance(0.15) else ""
        return f"DROP {word} {table['name']}{also}{' CASCADE' if self.chance(0.3) else ''}"

    def inherit(self):
        table, parent = self.table("r"), self.table("r")
        if table["parents"] and self.chance(0.7):
            return f"ALTER TABLE {table['name']} NO INHERIT {self.one(table['parents'])}"
        return f"ALTER TABLE {table['name']} INHERIT {parent['name']}"

    def view(self):
        table = self.table("rpv")
        columns = self.random.sample([item[0] for item in table["columns"]], min(2, len(table["columns"])))
        word = self.one(["VIEW", "VIEW", "MATERIALIZED VIEW"])
        return f"CREATE {word} {self.fresh('v')} AS SELECT {', '.join(columns) or '1 AS one'} FROM {table['name']}"

    def sequence(self):
        held = self.table("S")
        table = self.table("r")
        return self.one([f"CREATE SEQUENCE {self.fresh('s')}{self.one(['', ' AS smallint', ' INCREMENT -1', ' START 5 CACHE 3'])}",
                         f"ALTER SEQUENCE {held['name']} {self.one(['INCREMENT 2', 'AS bigint', 'AS smallint', 'CYCLE', 'MAXVALUE 500', 'OWNED BY NONE', 'NO MINVALUE'])}",
                         f"ALTER SEQUENCE {held['name']} OWNED BY {table['name']}.{self.column(table)}",
                         f"ALTER TABLE {table['name']} ADD {self.fresh('c')} int DEFAULT nextval('{held['name']}')"])

    def type_statement(self):
        name, kind = self.one(self.state["types"]) or ("nosuch", "e")
        word = "TYPE" if kind == "e" else "DOMAIN"
        return self.one([f"CREATE TYPE {self.fresh('e')} AS ENUM ('a', 'b', 'c')", f"CREATE DOMAIN {self.fresh('d')} AS int CHECK (VALUE > {self.number()})",
                         f"ALTER TYPE {name} ADD VALUE '{self.fresh('x')}'", f"ALTER {word} {name} RENAME TO {self.fresh('y')}",
                         f"ALTER {word} {name} SET SCHEMA {self.one(self.state['schemas'])}",
                         f"DROP {word} {name}{' CASCADE' if self.chance(0.4) else ''}"])

    def schema(self):
        spaces = [name for name in self.state["schemas"] if name != "public"]
        return self.one([f"CREATE SCHEMA {self.fresh('n')}", f"CREATE SCHEMA IF NOT EXISTS {self.one(spaces) or 'n0'}",
                         f"ALTER SCHEMA {self.one(spaces) or 'nosuch'} RENAME TO {self.fresh('n')}",
                         f"DROP SCHEMA {self.one(spaces) or 'nosuch'}{' CASCADE' if self.chance(0.3) else ''}"])

    def trigger(self):
        table = self.table("rp")
        if table["triggers"] and self.chance(0.5):
            name = self.one(table["triggers"])
            return self.one([f"DROP TRIGGER {name} ON {table['name']}", f"ALTER TABLE {table['name']} DISABLE TRIGGER {name}",
                             f"ALTER TRIGGER {name} ON {table['name']} RENAME TO {self.fresh('g')}"])
        of = f" OF {self.column(table)}" if self.chance(0.5) else ""
        return (f"CREATE TRIGGER {self.fresh('g')} {self.one(['BEFORE', 'AFTER'])} UPDATE{of} ON {table['name']}"
                " FOR EACH ROW EXECUTE FUNCTION public.touch()")

    def policy(self):
        table = self.table("rp")
        if table["policies"] and self.chance(0.4):
            name = self.one(table["policies"])
            return self.one([f"DROP POLICY {name} ON {table['name']}", f"ALTER POLICY {name} ON {table['name']} RENAME TO {self.fresh('o')}"])
        return f"CREATE POLICY {self.fresh('o')} ON {table['name']} USING ({self.check(table)})"

    def storage(self):
        table = self.table("rp")
        return f"ALTER TABLE {table['name']} " + self.one([
            f"SET (fillfactor = {self.number() % 50 + 50})", "RESET (fillfactor)", "ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY",
            "SET UNLOGGED", "SET LOGGED", "REPLICA IDENTITY FULL", "REPLICA IDENTITY DEFAULT", "SET WITHOUT CLUSTER",
            f"REPLICA IDENTITY USING INDEX {self.table('i')['bare']}", f"CLUSTER ON {self.table('i')['bare']}"])

    def comment(self):
        table = self.table("rpvm")
        return self.one([f"COMMENT ON COLUMN {table['name']}.{self.column(table)} IS 'about {self.count}'",
                         f"COMMENT ON {'TABLE' if table['kind'] in 'rp' else 'VIEW' if table['kind'] == 'v' else 'MATERIALIZED VIEW'} {table['name']} IS 'it {self.count}'"])

    def transaction(self):
        return f"BEGIN; {self.add_column()}; SAVEPOINT a; {self.view()}; ROLLBACK TO a; {self.one(['COMMIT', 'ROLLBACK'])}"

    def path(self):
        return self.one(["SET search_path = public", f"SET search_path = {self.one(self.state['schemas'])}, public", "RESET search_path"])

    def statement(self):
        weights = {self.create_table: 10, self.create_partitioned: 2, self.create_partition: 5, self.partition: 4, self.like: 3,
                   self.add_column: 9, self.drop_column: 7, self.rename_column: 6, self.alter_column: 9, self.add_constraint: 10,
                   self.constraint: 6, self.index: 7, self.index_change: 3, self.using_index: 2, self.rename: 4, self.move: 3,
                   self.drop: 3, self.inherit: 4, self.view: 4, self.sequence: 4, self.type_statement: 4, self.schema: 2,
                   self.trigger: 3, self.policy: 3, self.storage: 4, self.comment: 3, self.path: 1}
        return self.random.choices(list(weights), list(weights.values()))[0]() + ";"


PROLOGUE = ["CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';",
            "CREATE SCHEMA n0;"]


def refused(errors):
    return {int(match[1]) for match in (re.match(r"psql:<stdin>:(\d+): ", line) for line in errors) if match}


def make(server, seed, wanted):
    """The statements of a history, and which of them the server took."""
    maker, statements, taken, path = Maker(seed), list(PROLOGUE), [True, True], ""
    server.create("original")
    server.psql("original", "\n".join(PROLOGUE))
    while len(statements) < wanted:
        out, _ = server.psql("original", path + STATE, "-At")
        maker.state = json.loads(out)
        part = [maker.statement() for _ in range(6)]
        _, errors = server.psql("original", (path or "--") + "\n" + "\n".join(part))
        failed = refused(errors)
        taken += [number + 2 not in failed for number in range(len(part))]
        for number, text in enumerate(part):
            if "search_path" in text and number + 2 not in failed:
                path = text
        statements += part
    return statements, taken


def equal(server, statements, reuse=False):
    """The differences after these statements."""
    if not reuse:
        server.create("original")
        server.psql("original", "\n".join(statements))
    script, _ = corpus.fmt(server.folder, ["\n".join(statements)])
    server.create("ours")
    errors = server.psql("ours", script)[1]
    original, ours = server.objects("original"), server.objects("ours")
    return corpus.real_differences(original, ours), errors


def invented(server, statements, taken):
    """The numbers of statements that the server took and the reader calls problems."""
    _, problems = corpus.fmt(server.folder, ["\n".join(statements)])
    said = (re.search(r"warning: .*\.sql:(\d+): ", line) for line in problems)
    return sorted({int(match[1]) for match in said if match and taken[int(match[1]) - 1]})


def bisect(server, statements):
    low, high = len(PROLOGUE), len(statements)
    while high - low > 1:
        middle = (low + high) // 2
        if equal(server, statements[:middle])[0]:
            high = middle
        else:
            low = middle
    return high


def seeds_of(words):
    for word in words or ["1-10"]:
        first, _, last = word.partition("-")
        yield from range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seeds", nargs="*")
    parser.add_argument("--statements", type=int, default=200)
    parser.add_argument("--verbose", "-v", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server, whole, all_seeds = corpus.Server(), 0, list(seeds_of(arguments.seeds))
    try:
        print(f"{'seed':>6} {'statements':>10} {'accepted':>8} {'equal':>6}  first that differs")
        for seed in all_seeds:
            statements, taken = make(server, seed, arguments.statements)
            found, errors = equal(server, statements)
            false = invented(server, statements, taken)
            at = bisect(server, statements) if found else false[0] if false else 0
            why = "" if found and taken[at - 1] else "(refused) " if found else "(a problem to the reader alone) "
            whole += at == 0
            print(f"{seed:6} {len(statements):10} {sum(taken):8} {'no' if at else 'yes':>6}"
                  + (f"  {at}: {why}{statements[at - 1]}" if at else ""), flush=True)
            if found and arguments.verbose:
                for kind, key, theirs, mine in equal(server, statements[:at])[0][:6]:
                    print(f"         {kind} {key[0]} {key[1]}\n           - {theirs}\n           + {mine}")
    finally:
        server.stop()
    print(f"{whole} of {len(all_seeds)} histories equal at their end")
    sys.exit(0 if whole == len(all_seeds) else 1)


if __name__ == "__main__":
    main()
