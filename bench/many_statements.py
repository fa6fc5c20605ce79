#!/usr/bin/env python3
# Memory and time that ten thousand long statements take, against their text.
"""Writes a schema and a pg_stat_statements of 10,000 different statements of about 9 kB, and analyzes them.

Printed are the peak of the program's memory and its processor time, without and with the private server,
beside the size of the text. Meanings of queries are kept up to 512 MB; what is left out is told.
"""
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("TENFOLD_BINARY", os.path.join(SOURCE, "build", "tenfold"))
STATEMENTS = 10000
TABLES = 40
COLUMNS = 30


def statement(number):
    table = number % TABLES
    columns = ", ".join(f"a.c{i} AS value_{number}_{i}" for i in range(COLUMNS))
    chosen = random.Random(number)  # no two alike, also without their constants
    wanted = " OR ".join(f"(a.c{chosen.randrange(COLUMNS)} = ${i + 1} AND b.c{chosen.randrange(COLUMNS)} > ${i + 2})"
                         for i in range(180))
    return (f"SELECT {columns} FROM t{table} a JOIN t{(table + 1) % TABLES} b ON b.id = a.id "
            f"WHERE {wanted} ORDER BY a.c{number % COLUMNS} LIMIT {number}")


def write(folder):
    schema, statements = os.path.join(folder, "schema.sql"), os.path.join(folder, "pgss.csv")
    with open(schema, "w", encoding="ascii") as file:
        for table in range(TABLES):
            file.write(f"CREATE TABLE t{table} (id bigint PRIMARY KEY, "
                       + ", ".join(f"c{i} bigint" for i in range(COLUMNS)) + ");\n")
    with open(statements, "w", newline="", encoding="ascii") as file:
        rows = csv.writer(file)
        rows.writerow(["query", "calls", "total_exec_time", "rows"])
        for number in range(STATEMENTS):
            rows.writerow([statement(number), number + 1, 10 * number + 1, number])
    return schema, statements


def measure(arguments):
    """MB and seconds of the program alone; the server's are not counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(["/usr/bin/env", PROGRAM, "analyze", "-b", *arguments], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr.decode(errors="replace"))
    return after.ru_maxrss / 1024, after.ru_utime - before.ru_utime


def main():
    with tempfile.TemporaryDirectory(prefix="tenfold-many-") as folder:
        files = write(folder)
        text = os.path.getsize(files[1]) / 1048576
        print(f"{STATEMENTS:,} statements, {text:.0f} MB of text")
        for label, options in (("without a server", ["--no-server"]), ("with the private server", [])):
            megabytes, seconds = measure([*files, *options])
            print(f"  {label:24} {megabytes:6.0f} MB  {megabytes / text:5.1f}x the text  {seconds:5.1f} s")


if __name__ == "__main__":
    main()
