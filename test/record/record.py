#!/usr/bin/env python3
"""Commands of all kinds under "tenfold record": what is written, and that nothing is left behind.

usage: record.py TENFOLD

Says TAP.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TENFOLD = os.path.abspath(sys.argv[1])
CLIENT = [sys.executable, os.path.join(HERE, "client.py")]
PATIENCE_S = 15
tests = 0


def ok(is_ok, text, why=""):
    global tests
    tests += 1
    print(f"{'ok' if is_ok else 'not ok'} {tests} - {text}", flush=True)
    if not is_ok and why:
        print("\n".join("# " + line for line in str(why).splitlines()), flush=True)


class Place:
    """A folder to record in, with a folder for temporary files whose leftovers show."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="tfrecord-", dir="/tmp")
        os.chmod(self.base, 0o755)
        self.temporary = os.path.join(self.base, "tmp")
        os.mkdir(self.temporary)
        os.chmod(self.temporary, 0o1777)
        self.environment = {**os.environ, "TMPDIR": self.temporary, "PGOPTIONS": "-c wrong=1",
                            "PGSERVICE": "none", "PGHOSTADDR": "192.0.2.1"}
        self.done = None

    def write(self, name, text):
        with open(os.path.join(self.base, name), "w") as file:
            file.write(text)

    def read(self, name, folder="tenfold-recorded"):
        try:
            with open(os.path.join(self.base, folder, name)) as file:
                return file.read()
        except OSError:
            return ""

    def record(self, *words):
        self.done = subprocess.run([TENFOLD, "record", *words], cwd=self.base, capture_output=True,
                                   text=True, env=self.environment, stdin=subprocess.DEVNULL)
        return self.done.returncode

    def psql(self, text, *options):
        self.write("script.sql", text)
        return self.record(*options, "--", "psql", "-X", "-q", "-f", "script.sql")

    def start(self, *words):
        return subprocess.Popen([TENFOLD, "record", *words], cwd=self.base, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, env=self.environment, start_new_session=True)

    def why(self):
        return self.done.stdout + self.done.stderr

    def processes(self):
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                with open(f"/proc/{entry}/environ", "rb") as file:
                    text = file.read()
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    text += file.read()
            except OSError:
                continue
            if self.temporary.encode() in text:
                found.append(int(entry))
        return found

    def is_empty_soon(self):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if not self.processes() and not os.listdir(self.temporary):
                return True
            time.sleep(0.02)
        print(f"# left: {self.processes()} {os.listdir(self.temporary)}")
        return False

    def close(self):
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        shutil.rmtree(self.base, ignore_errors=True)


def fmt(place, name):
    """The statements of a file as the model has them, in no order."""
    done = subprocess.run([TENFOLD, "fmt", os.path.join(place.base, "tenfold-recorded", name)],
                          capture_output=True, text=True)
    text = re.sub(r"(?m)^(SET|COMMENT ON EXTENSION) .*;$", "", done.stdout)
    return sorted(part.strip() for part in text.split(";\n\n") if part.strip()), done.stderr


def same(place, text):
    changes, errors = fmt(place, "migrations.sql")
    schema, _ = fmt(place, "schema.sql")
    odd = [part for part in changes if part not in schema] + [part for part in schema if part not in changes]
    ok(not odd and not errors and changes, text, errors + "\n\n".join(odd) + place.why())


SCRIPT = """
CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text); -- a comment
BEGIN;
CREATE TABLE u (id int PRIMARY KEY, t_id bigint REFERENCES t);
SAVEPOINT s;
CREATE TABLE "not ""made" (a int);
ROLLBACK TO SAVEPOINT s;
ALTER TABLE u ADD COLUMN x text DEFAULT 'a;b'::text;
COMMIT;
BEGIN; CREATE TABLE gone (a int); ROLLBACK;
BEGIN; CREATE TABLE gone_too (a int); SELECT 1/0; COMMIT;
CREATE TABLE t (a int);
COPY t (name) FROM stdin;
CREATE TABLE copied (a int);
secret
\\.
COPY t TO stdout;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := 'x;y'; RETURN NEW; END $$;
CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
SELECT * FROM t WHERE name = 'secret';
SELECT * FROM t WHERE name = 'secret too' /* user:secret */;
SELECT relname FROM pg_class;
DECLARE c CURSOR WITH HOLD FOR SELECT id FROM t WHERE id > 7;
FETCH ALL FROM c;
PREPARE q (int) AS SELECT x FROM u WHERE id = $1;
EXECUTE q(1);
EXECUTE q(2);
CREATE ROLE someone PASSWORD 'secret';
GRANT SELECT ON t TO someone;
SET search_path = other;
CREATE SCHEMA other CREATE TABLE v (a int);
CREATE INDEX ON v (a);
RESET search_path;
CREATE EXTENSION bloom;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE TYPE mood AS ENUM ('sad');
ALTER TYPE mood ADD VALUE 'glad';
CREATE INDEX CONCURRENTLY t_name ON t (name);
"""


def what_psql_sends(place):
    ok(place.psql(SCRIPT) == 0, "a script of psql is recorded", place.why())
    same(place, "the changes as sent make what the catalogs have")
    changes, queries = place.read("migrations.sql"), place.read("queries.sql")
    ok("-- rolled back: CREATE TABLE gone" in changes and "-- refused (42P07" in changes,
       "what was rolled back or refused is a comment", changes)
    ok(re.search(r'BEGIN;\nCREATE TABLE u.*;\n-- rolled.*\nALTER TABLE u.*;\nCOMMIT;', changes),
       "transactions stand where they were, without what a savepoint undid", changes)
    ok("secret" not in changes + queries + place.read("schema.sql"), "no constant of a query is kept",
       changes + queries)
    ok(re.search(r"-- calls: 2\n(--.*\n)*SELECT \* FROM t WHERE name = \$1;", queries),
       "queries that differ in constants are one", queries)
    ok(re.search(r"-- calls: 2\n(--.*\n)*SELECT x FROM u WHERE id = \$1;", queries)
       and "SELECT id FROM t WHERE id > $1;" in queries, "PREPARE and DECLARE hold queries", queries)
    ok("pg_class" not in queries, "questions to the catalogs are left out", queries)
    done = subprocess.run([TENFOLD, "analyze", "tenfold-recorded"], cwd=place.base, capture_output=True,
                          text=True)
    ok(done.returncode == 0 and "t" in done.stdout, "the folder can be analyzed", done.stderr)


def reads_and_writes(place):
    place.psql("""CREATE TABLE t (id int PRIMARY KEY, name text);
CREATE TABLE u (id int PRIMARY KEY);
BEGIN; INSERT INTO t VALUES (1, 'a'); SELECT name FROM t WHERE id = 1; SELECT id FROM u; COMMIT;
BEGIN; INSERT INTO t VALUES (2, 'a'); SELECT id FROM t WHERE name = 'a'; ROLLBACK;
SELECT id FROM t WHERE name = 'a';
SELECT count(*) FROM t;
SELECT count(*) FROM t;
""")
    queries = place.read("queries.sql")
    ok(re.search(r"-- read_after_write: 1\n(--.*\n)*SELECT name FROM t WHERE id", queries),
       "a read that follows a write of its table", queries)
    ok(queries.count("read_after_write") == 1, "none that reads another, or that was rolled back", queries)
    ok(re.search(r"-- most_in_a_row: 2\n(--.*\n)*SELECT count", queries), "what came twice in a row", queries)


def test_suites(place):
    place.psql("""CREATE TABLE bookkeeping (a int);
CREATE DATABASE test_x;
\\c test_x
CREATE TABLE a (a int PRIMARY KEY);
CREATE TABLE b (a int REFERENCES a);
CREATE DATABASE "test_x_1" TEMPLATE = test_x;
\\c test_x_1
CREATE TABLE c (a int REFERENCES a);
INSERT INTO c SELECT;
\\c postgres
DROP DATABASE test_x;
DROP DATABASE IF EXISTS "test_x_1";
DROP DATABASE IF EXISTS "test_x_1";
""")
    ok("CREATE TABLE public.c" in place.read("schema.sql"), "a database is read before it is dropped",
       place.why())
    same(place, "a database begins with the history of its template")
    place.psql("CREATE TABLE x1 (a int); CREATE TABLE x2 (a int); CREATE TABLE x3 (a int);\n"
               "DROP TABLE x1, x2; DROP TABLE x3;\n")
    ok("public.x3" in place.read("schema.sql"), "tables that are dropped at the end are kept", place.why())
    same(place, "and the changes end before that")
    place.psql("CREATE DATABASE small;\n\\c small\nCREATE TABLE y (a int);\n\\c recorded\n"
               "CREATE TABLE x1 (a int);\nCREATE TABLE x2 (a int);\n", "--keep-database", "small")
    ok("public.y" in place.read("schema.sql"), "--keep-database chooses", place.why())


def protocol(place):
    for case in ("prepared", "two", "cancel", "nonsense", "long"):
        ok(place.record("--json", "--", *CLIENT, case) == 0, f"the protocol spoken by hand: {case}",
           place.why())
        summary = json.loads(place.done.stdout) if place.done.returncode == 0 else {}
        ok(summary.get("missing_in_migrations") == [] and summary.get("extra_in_migrations") == [],
           f"{case}: the changes make what the catalogs have", place.done.stdout)
        same(place, f"{case}: and are read back as that")
        queries = place.read("queries.sql")
        if case == "prepared":
            ok(re.search(r"-- calls: 5\n(--.*\n)*-- parameters: bound\n-- tables: t\nINSERT INTO t", queries)
               and "secret" not in queries, "bound parameters are not kept, calls are counted", queries)
        if case == "nonsense":
            ok("came in" not in place.why(), "nobody comes in as superuser", place.why())
        if case == "cancel":
            ok("last_words" in place.read("schema.sql"), "the last words of a client count", place.why())


HOSTILE = """
COPY (SELECT 1) TO PROGRAM 'touch {0}/1';
COPY (SELECT 1) TO '{0}/2';
CREATE TABLE t (a text);
COPY t FROM '/etc/passwd';
SELECT lo_export(lo_from_bytea(0, 'x'), '{0}/3');
SELECT pg_read_file('/etc/passwd');
GRANT pg_execute_server_program TO CURRENT_USER;
GRANT pg_write_server_files TO CURRENT_USER;
GRANT tenfold TO CURRENT_USER;
SET ROLE tenfold;
ALTER ROLE CURRENT_USER SUPERUSER;
CREATE ROLE other SUPERUSER;
ALTER ROLE tenfold PASSWORD 'x';
ALTER SYSTEM SET archive_command = 'touch {0}/4';
CREATE FUNCTION c() RETURNS int LANGUAGE c AS 'libc.so.6', 'getpid';
CREATE EXTENSION dblink;
CREATE EXTENSION file_fdw;
CREATE EXTENSION plpython3u;
CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p;
CREATE TABLESPACE s LOCATION '{0}';
LOAD '/tmp/evil.so';
\\c tenfold_home
"""


def sandbox(place):
    outside = os.path.join(place.base, "outside")
    os.mkdir(outside)
    os.chmod(outside, 0o777)
    place.psql(HOSTILE.format(outside))
    wanted = len([line for line in HOSTILE.split("\n") if line]) - 1
    refused = [line for line in place.done.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]
    ok(len(refused) == wanted and not os.listdir(outside), "nothing gets out of the server",
       f"{len(refused)} of {wanted}\n" + place.done.stderr)
    place.psql("CREATE EXTENSION bloom; SELECT 'super' WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = "
               "current_user);\nCREATE EXTENSION nothing_such;\nSELECT 'super' WHERE (SELECT rolsuper FROM "
               "pg_roles WHERE rolname = current_user);")
    ok("super" not in place.done.stdout, "nobody stays superuser after CREATE EXTENSION", place.why())
    ok(place.record("--", *CLIENT, "rights", outside) == 0 and not os.listdir(outside),
       "nor does another statement get its rights", f"{os.listdir(outside)}\n{place.why()}")
    ok(re.search("EXTENSION.* bloom", place.read("schema.sql")), "which makes the extension", place.why())


def commands(place):
    ok(place.record("--", "sh", "-c", "psql -X -q -c 'CREATE TABLE t (a int)'; exit 3") == 6
       and "public.t" in place.read("schema.sql") and "exit code 3" in place.done.stderr,
       "a command that fails is recorded, and said", place.why())
    ok(place.record("-o", "k", "psql", "-X", "-q", "-c", "CREATE TABLE kept (a int)") == 0
       and place.record("-o", "k/", "sh", "-c", "psql -X -q -c 'CREATE TABLE half (a int)'; exit 3") == 6
       and "kept" in place.read("schema.sql", "k") and "half" in place.read("schema.sql", "k.failed")
       and "exit code 3" in place.read("schema.sql", "k.failed"), "a good recording is kept", place.why())
    ok(place.record("--", "false") == 6 and "--env" in place.done.stderr,
       "a command that fails and sends nothing", place.why())
    ok(place.record("psql", "-X", "-d", "mine", "-c", "SELECT 1") == 6 and "--database mine" in place.done.stderr,
       "a database that is not there", place.why())
    ok(place.record("--", "true") == 3 and "sent nothing" in place.done.stderr, "a command that sends nothing",
       place.why())
    ok(place.record("--", "no-such-program") == 2 and "could not run" in place.done.stderr,
       "a program that is not there", place.why())
    ok(place.record("-o", "x", "psql", "-X", "-q", "{uri}", "-c", "CREATE TABLE t (a int)") == 0
       and os.path.exists(os.path.join(place.base, "x", "tenfold.yaml")),
       "braces in arguments are filled in; -- may be left out", place.why())
    ok(place.record("-o", "x", "--env", "WHERE={host}:{port}/{database}?{nothing}", "--database", "a db", "--user",
                    "me", "--", "sh", "-c", "psql -X -q -c 'CREATE TABLE t (a int)'; echo $WHERE; env") == 0
       and re.search(r"127\.0\.0\.1:\d+/a db\?\{nothing\}", place.done.stdout)
       and "PGOPTIONS" not in place.done.stdout and "PGSERVICE" not in place.done.stdout,
       "--env, --database, --user; what leads elsewhere is taken away", place.why())
    place.write("x/tenfold.yaml", "schema: schema.sql\n# mine\n")
    place.write("x/notes", "mine")
    place.record("-o", "x", "--", "psql", "-X", "-q", "-c", "CREATE TABLE again (a int)")
    ok("mine" in place.read("tenfold.yaml", "x") and place.read("notes", "x") == "mine"
       and "again" in place.read("schema.sql", "x"), "recording again leaves what is the user's", place.why())
    os.mkdir(os.path.join(place.base, "other"))
    place.write("other/schema.sql", "-- mine")
    ok(place.record("-o", "other", "--", "true") == 3 and "--force" in place.done.stderr,
       "a folder of somebody else is not touched", place.why())
    ok(place.record("-o", "other", "--force", "--", "psql", "-X", "-q", "-c", "CREATE TABLE t (a int)") == 0,
       "but with --force", place.why())
    ok(place.is_empty_soon(), "nothing is left of all that")


def wait_for(test):
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and not test():
        time.sleep(0.02)
    return test()


def ends(place):
    """Ended while the command runs, which has a child of its own and one that left its group."""
    command = ["sh", "-c", "setsid sleep 1000 & psql -X -q -c 'CREATE TABLE t (a int)'; touch here; "
                           "psql -X -c 'SELECT pg_sleep(1000)' & wait"]
    here = os.path.join(place.base, "here")
    for name, end in (("kill -9", lambda p: p.kill()), ("SIGTERM", lambda p: p.terminate()),
                      ("Ctrl-C", lambda p: os.killpg(p.pid, signal.SIGINT))):
        process = place.start("--", *command)
        ok(wait_for(lambda: os.path.exists(here)), f"{name}: the command runs")
        end(process)
        code = process.wait()
        ok(place.is_empty_soon(), f"{name}: neither server nor command is left")
        ok(os.listdir(place.base) == ["tmp"] or sorted(os.listdir(place.base)) == ["here", "tmp"],
           f"{name}: and no folder", os.listdir(place.base))
        ok(code == (-9 if name == "kill -9" else 130), f"{name}: the exit code", code)
        os.unlink(here)


for case in (what_psql_sends, reads_and_writes, test_suites, protocol, sandbox, commands, ends):
    place = Place()
    try:
        case(place)
        if case is not ends:
            place.is_empty_soon()
    finally:
        place.close()
print(f"1..{tests}")
