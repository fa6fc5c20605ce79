#!/usr/bin/env python3
# Records frameworks at work and compares what comes out with a dump of a server they worked on.
"""Runs each project of bench/record twice: under "tenfold record", and against a plain PostgreSQL that is
dumped with pg_dump -s. The dump, the recorded schema.sql, and migrations.sql as tenfold reads it, are loaded
into databases of their own and compared object by object.

  bench/record.py [--verbose] [--install] [NAME…]

--install fetches the npm packages into .cache/frameworks; Debian's are python3-django, python3-psycopg2 and
python3-alembic. What is not there is skipped, and said.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

from server import BINARY, HERE, SOURCE, Server

FRAMEWORKS = os.environ.get("TENFOLD_FRAMEWORKS", os.path.join(SOURCE, ".cache", "frameworks"))
MODULES = os.path.join(FRAMEWORKS, "node_modules")
PACKAGES = ["knex", "pg", "node-pg-migrate", "typeorm", "reflect-metadata", "prisma@6.19", "@prisma/client@6.19",
            "@prisma/adapter-pg@6.19"]
PYTHON = "/usr/bin/python3"
BIN = os.path.join(MODULES, ".bin")

# The engines in WebAssembly that come with the package: others would be downloaded. With them the program
# does not end when it is done.
PRISMA = ["sh", "-c", f"timeout 15 {BIN}/prisma db push --skip-generate | grep 'in sync'"]
PRISMA_ENVIRONMENT = {"PRISMA_HIDE_UPDATE_MESSAGE": "1", "CHECKPOINT_DISABLE": "1",
                      "PRISMA_QUERY_ENGINE_LIBRARY": "/bin/true", "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true"}

# name: folder, command, what it needs, the database that is dumped
PROJECTS = {
    "psql": ("psql", ["psql", "-X", "-q", "-f", "schema.sql"], None, "recorded"),
    "pgbench": ("psql", ["pgbench", "-q", "-i", "--foreign-keys"], None, "recorded"),
    "django migrate": ("django", [PYTHON, "manage.py", "migrate", "-v0"], "django", "recorded"),
    "django test": ("django", [PYTHON, "manage.py", "test", "--keepdb", "-v0"], "django", "test_recorded"),
    "django test, dropped": ("django", [PYTHON, "manage.py", "test", "-v0"], "django", "test_recorded"),
    "alembic": ("alembic", [PYTHON, "-m", "alembic", "upgrade", "head"], "alembic", "recorded"),
    "knex": ("knex", [os.path.join(BIN, "knex"), "migrate:latest"], "node", "recorded"),
    "node-pg-migrate": ("pg-migrate", [os.path.join(BIN, "node-pg-migrate"), "up"], "node", "recorded"),
    "typeorm": ("typeorm", ["node", "sync.js"], "node", "recorded"),
    "prisma": ("prisma", PRISMA, "node", "recorded"),
}


# pg_dump -s leaves materialized views empty.
REFRESH = """SELECT format('REFRESH MATERIALIZED VIEW %I.%I', schemaname, matviewname) FROM pg_matviews
             \\gexec"""


def is_there(need):
    if need is None:
        return True
    if need == "node":
        return shutil.which("node") is not None and os.path.isdir(os.path.join(MODULES, "prisma"))
    return subprocess.run([PYTHON, "-c", f"import {need}, psycopg2"], capture_output=True).returncode == 0


def copy_project(folder, base):
    place = os.path.join(base, folder)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(os.path.join(HERE, "record", folder), place)
    if os.path.isdir(MODULES):
        os.symlink(MODULES, os.path.join(place, "node_modules"))
    if folder == "django":
        subprocess.run([PYTHON, "manage.py", "makemigrations", "polls", "-v0"], cwd=place, check=True,
                       env={**os.environ, "PGDATABASE": "none", "PGUSER": "", "PGHOST": "/nonexistent", "PGPORT": "1"},
                       stderr=subprocess.DEVNULL)
    return place


def run(command, place, environment):
    return subprocess.run(command, cwd=place, text=True, capture_output=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, **PRISMA_ENVIRONMENT, **environment})


def dump(server, command, place, database):
    """The dump of a plain server on which the command ran; a database that a test suite drops is kept."""
    server.create("recorded", "recorder")
    server.psql("postgres", 'DROP DATABASE IF EXISTS test_recorded;')
    if database == "test_recorded" and "--keepdb" not in command:
        command = [*command[:3], "--keepdb", *command[3:]]
    done = run(command, place, {
        "PGHOST": server.folder, "PGPORT": "5432", "PGUSER": "recorder", "PGPASSWORD": "",
        "PGDATABASE": "recorded",
        "DATABASE_URL": f"postgresql://recorder@localhost/recorded?host={server.folder}"})
    if done.returncode != 0:
        sys.exit(f"{command} failed without tenfold:\n{done.stdout}{done.stderr}")
    return subprocess.run(["pg_dump", "-s", "-h", server.folder, "-U", "postgres", database], text=True,
                          check=True, capture_output=True).stdout


def compare(server, text, database, expected, verbose):
    server.create(database, "recorder")
    server.psql(database, "GRANT ALL ON SCHEMA public TO recorder")
    _, errors = server.psql(database, text, user="recorder")
    got = server.objects(database)
    odd = sorted(key for key in set(expected) | set(got) if expected.get(key) != got.get(key))
    if verbose:
        for line in errors:
            print("   ", line)
        for key in odd:
            print("   ", *key, "\n      dump:    ", expected.get(key), "\n      recorded:", got.get(key))
    return len(expected) - len([key for key in odd if key in expected]), len(odd), len(errors)


def bench(server, name, base, verbose):
    folder, command, need, database = PROJECTS[name]
    if not is_there(need):
        print(f"{name:22} skipped: {need} is not installed")
        return True
    place = copy_project(folder, base)
    done = run([BINARY, "record", "--json", "--", *command], place, {})
    if done.returncode != 0:
        print(f"{name:22} failed\n{done.stdout}{done.stderr}")
        return False
    summary = json.loads(done.stdout)
    recorded = os.path.join(place, "tenfold-recorded")
    server.create("dump")
    server.psql("dump", dump(server, command, place, database))
    server.psql("dump", REFRESH)
    expected = server.objects("dump")
    fmt = run([BINARY, "fmt", os.path.join(recorded, "migrations.sql")], place, {})
    schema = open(os.path.join(recorded, "schema.sql")).read()
    by_schema = compare(server, schema, "by_schema", expected, verbose)
    by_changes = compare(server, fmt.stdout, "by_changes", expected, verbose)
    analyzed = run([BINARY, "analyze", "tenfold-recorded"], place, {}).returncode == 0
    is_equal = by_schema[1] == by_changes[1] == 0 and analyzed and not fmt.stderr
    if fmt.stderr and verbose:
        print(fmt.stderr)
    print(f"{name:22} {len(expected):7} {by_schema[0]:9} {by_changes[0]:11} {summary['statements']:11} "
          f"{summary['queries']:8} {'yes' if analyzed else 'NO':>8}   {'equal' if is_equal else 'DIFFERENT'}",
          flush=True)
    return is_equal


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.install:
        subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", FRAMEWORKS,
                        *PACKAGES], check=True)
    base = tempfile.mkdtemp(prefix="tenfold-bench-")
    server = Server()
    try:
        server.psql("postgres", "CREATE ROLE recorder LOGIN CREATEDB CREATEROLE")
        print(f"{'':22} objects schema.sql migrations statements  queries analyzed")
        results = [bench(server, name, base, options.verbose) for name in options.names or PROJECTS]
    finally:
        server.stop()
        shutil.rmtree(base, ignore_errors=True)
    sys.exit(0 if all(results) else 1)


main()
