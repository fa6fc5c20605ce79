#!/usr/bin/env python3
# Whole-process times of tenfold, each beside a reference.
"""Whole-process times of tenfold, each beside a reference taken in the same run.

  start                     tenfold --version         beside /bin/true
  analyze --no-server DUMP  the largest dump at hand  beside wc on the same file
  analyze DUMP              with the scratch server   beside psql loading the file into one
  analyze DUMP --queries …  802 queries on 115 tables, without and with the server: beside psql loading the
                            file; 0.3 s and 1.5 s are the aims on an idle machine. CPU time is printed too,
                            which other processes do not change much

Prints medians and ratios. Nothing here is asserted.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TENFOLD = os.environ.get("TENFOLD_BINARY", os.path.join(ROOT, "build", "tenfold"))
SHARED = os.environ.get("TENFOLD_SHARED", os.path.join(ROOT, "..", "shared"))
BIN = "/usr/lib/postgresql/15/bin"
RUNS = 7


def median_seconds(command, runs=RUNS, prepare=None):
    times = []
    for _ in range(runs + 1):
        if prepare:
            prepare()
        began = time.perf_counter()
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def cpu_seconds(command):
    """Of the command and all its children: the private server is one."""
    before = os.times()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   check=False)
    after = os.times()
    return (after.children_user + after.children_system) - (before.children_user + before.children_system)


def measure_queries(server):
    folder = os.path.join(SHARED, "corpus", "sqlc-coder")
    dump = os.path.join(SHARED, "corpus", "coder", "dump.sql")
    if not os.path.isdir(folder) or not os.path.exists(dump):
        return
    command = [TENFOLD, "analyze", dump]
    for name in sorted(os.listdir(folder)):
        if name.endswith(".sql"):
            command += ["--queries", os.path.join(folder, name)]
    load = median_seconds(server.psql("-d", "b", "-f", dump), 3, server.fresh)
    for label, options in (("without a server", ["--no-server"]), ("with the server", [])):
        row(f"analyze coder, its queries, {label}", median_seconds(command + options, 5),
            "psql -f into a running server", load)
        print(f"{'  CPU time':<44} {cpu_seconds(command + options) * 1000:8.1f} ms")


def row(what, seconds, reference, reference_seconds):
    print(f"{what:<44} {seconds * 1000:8.1f} ms   {reference:<30} {reference_seconds * 1000:8.1f} ms"
          f"   {seconds / reference_seconds:7.2f}x")


class Server:
    """A throw-away PostgreSQL on a socket, as postgres when we are root."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="tenfold-bench-", dir="/tmp")
        self.user = []
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.user = ["runuser", "-u", "postgres", "--"]
        self.run([f"{BIN}/initdb", "-D", f"{self.folder}/data", "-U", "postgres", "--no-sync",
                  "-A", "trust"])
        self.run([f"{BIN}/pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log",
                  "-o", f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off",
                  "start"])

    def run(self, command):
        subprocess.run(self.user + command, check=True, stdout=subprocess.DEVNULL, cwd="/tmp")

    def psql(self, *arguments):
        return [f"{BIN}/psql", "-X", "-q", "-h", self.folder, "-U", "postgres", *arguments]

    def fresh(self):
        for sql in ("DROP DATABASE IF EXISTS b", "CREATE DATABASE b"):
            subprocess.run(self.psql("-d", "postgres", "-c", sql), check=True,
                           stderr=subprocess.DEVNULL)

    def stop(self):
        self.run([f"{BIN}/pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop"])
        shutil.rmtree(self.folder)


def main():
    row("start: tenfold --version", median_seconds([TENFOLD, "--version"], 21), "/bin/true",
        median_seconds(["/bin/true"], 21))
    dumps = [os.path.join(SHARED, "corpus", name) for name in
             ("coder/dump.sql", "sourcegraph-frontend/squashed.sql")]
    dumps = [path for path in dumps if os.path.exists(path)]
    if not dumps:
        print("the corpus is not here: the example is measured instead")
        dumps = [os.path.join(ROOT, "examples", "tracker", "schema.sql")]
    server = Server()
    try:
        for path in dumps:
            name = os.path.basename(os.path.dirname(path))
            row(f"analyze --no-server {name}",
                median_seconds([TENFOLD, "analyze", "--no-server", path]), "wc",
                median_seconds(["wc", path]))
            row(f"analyze {name}", median_seconds([TENFOLD, "analyze", path], 3),
                "psql -f into a running server",
                median_seconds(server.psql("-d", "b", "-f", path), 3, server.fresh))
        measure_queries(server)
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
