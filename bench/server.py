"""A throw-away PostgreSQL, what its catalogs hold, and the difference between two databases."""
import difflib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(HERE)
SHARED = os.environ.get("TENFOLD_SHARED", os.path.join(SOURCE, "..", "shared"))
CORPUS = os.path.join(SHARED, "corpus")
OBJECTS = open(os.path.join(HERE, "corpus", "objects.sql")).read()
BINARY = os.environ.get("TENFOLD_BINARY", os.path.join(SOURCE, "build", "tenfold"))


class Server:
    """A PostgreSQL in a temporary folder, on a unix socket only."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tenfold-corpus-")
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
            os.chmod(self.folder, 0o755)
        binaries = os.environ.get("TENFOLD_PG_BIN", "/usr/lib/postgresql/15/bin")
        self.data = os.path.join(self.folder, "data")
        self.pg_ctl = os.path.join(binaries, "pg_ctl")
        self.run(os.path.join(binaries, "initdb"), "-D", self.data, "-U", "postgres", "-A", "trust", "-E",
                 "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = ("-c listen_addresses= -c fsync=off -c autovacuum=off -c max_wal_senders=0"
                    f" -c wal_level=minimal -c unix_socket_directories={self.folder}")
        self.run(self.pg_ctl, "-D", self.data, "-l", os.path.join(self.folder, "log"), "-w", "-o", settings,
                 "start")

    def run(self, *command):
        if os.getuid() == 0:
            command = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") + command
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    def stop(self):
        self.run(self.pg_ctl, "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def psql(self, database, text, *options, user="postgres", path="/"):
        """Standard output and the error lines."""
        command = ["psql", "-X", "-q", "-h", self.folder, "-U", user, "-d", database, "-f", "-", *options]
        done = subprocess.run(command, input=text, text=True, capture_output=True, cwd=path)
        errors = [line for line in done.stderr.splitlines() if "ERROR:" in line or "FATAL:" in line]
        return done.stdout, errors

    def create(self, database, owner="postgres"):
        self.psql("postgres", f'DROP DATABASE IF EXISTS "{database}";\n'
                              f'CREATE DATABASE "{database}" OWNER "{owner}" TEMPLATE template0;')

    def forget_roles(self, *databases):
        """As it was at first, for databases that hold nothing any more."""
        drop = "".join(f'DROP DATABASE IF EXISTS "{database}";\n' for database in databases)
        self.psql("postgres", drop + """SELECT format('DROP ROLE %I', rolname) FROM pg_roles
                                     WHERE rolname <> 'postgres' AND rolname !~ '^pg_' \\gexec""")

    def objects(self, database):
        out, errors = self.psql(database, "SET search_path = '';\n" + OBJECTS, "-At")
        if errors:
            sys.exit("\n".join(errors))
        return objects_of(out)


def objects_of(lines):
    return {(kind, name): text for kind, name, text in map(json.loads, lines.splitlines())}


def make_roles(server, text, made=()):
    """Roles that owners, grants and policies name."""
    names = re.findall(r'(?i)(?:OWNER TO|AUTHORIZATION|GRANT .*? TO|REVOKE .*? FROM|FOR ROLE|\bTO|ROLE)\s+'
                       r'("[^"]+"|[a-z_][a-z0-9_]*)', text)
    builtin = ("public", "current_user", "session_user", "postgres", *made)
    server.psql("postgres", "".join(f"CREATE ROLE {name};\n" for name in sorted(set(names))
                                    if name.lower() not in builtin))


def run_fmt(*arguments):
    done = subprocess.run([BINARY, "fmt", *arguments], text=True, capture_output=True,
                          errors="surrogateescape")
    problems = [line for line in done.stderr.splitlines() if line]
    if done.returncode not in (0, 1, 3):
        problems.append(f"tenfold fmt ended with {done.returncode}")
    return done.stdout, problems


def differences(original, ours):
    for key in sorted(original.keys() | ours.keys()):
        if key not in ours:
            yield "missing", key, original[key], None
        elif key not in original:
            yield "extra", key, None, ours[key]
        elif original[key] != ours[key]:
            yield "different", key, original[key], ours[key]


def show(kind, key, original, ours):
    print(f"    {kind} {key[0]} {key[1]}")
    if kind == "different":
        for line in difflib.ndiff(str(original).splitlines(), str(ours).splitlines()):
            if line[0] in "-+":
                print("      " + line)


def forget_moved_sequences(texts, *databases):
    """Where a sequence stands is data, as rows are; only what setval() says without asking is compared."""
    names = set(re.findall(r"setval\('([^']+)'(?:::regclass)?,\s*\d", "\n".join(texts)))
    names = {name.split(".")[-1].strip('"') for name in names}
    for objects in databases:
        for key in [key for key in objects if key[0] == "sequence value"]:
            if key[1].split(".")[-1].strip('"') not in names:
                del objects[key]
