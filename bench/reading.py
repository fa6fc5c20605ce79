#!/usr/bin/env python3
# Reading statements to a model, beside splitting and parsing them and nothing more.
"""Reads 100,000 statements into the model, splits and parses them and no more, in turns (by
bench/reading/parse.c), and prints medians, the ratio and the memory.

  bench/reading.py [FILE…]

Without a file it makes up a history of 10,000 tables of about 13 MB.
"""
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.dirname(os.environ.get("TENFOLD_BINARY", os.path.join(ROOT, "build", "tenfold")))
RUNS = 7

TABLE = """CREATE TABLE app.orders_{n} (
    id bigserial PRIMARY KEY, customer_id bigint NOT NULL, state text DEFAULT 'new'::text NOT NULL,
    total numeric(12,2) CHECK (total >= 0), placed_at timestamptz DEFAULT now() NOT NULL);
CREATE INDEX orders_{n}_customer ON app.orders_{n} (customer_id);
CREATE INDEX orders_{n}_open ON app.orders_{n} (placed_at) WHERE state <> 'done';
ALTER TABLE app.orders_{n} ADD COLUMN note text, ALTER COLUMN state SET DEFAULT 'open';
ALTER TABLE app.orders_{n} ADD CONSTRAINT orders_{n}_state CHECK (state IN ('open', 'paid', 'done'));
ALTER TABLE app.orders_{n} ADD CONSTRAINT orders_{n}_parent FOREIGN KEY (customer_id) REFERENCES app.orders_{before} (id);
COMMENT ON TABLE app.orders_{n} IS 'Orders of shop number {n}, one row for each that a customer placed';
COMMENT ON COLUMN app.orders_{n}.note IS 'What the customer wrote';
ALTER TABLE app.orders_{n} RENAME COLUMN note TO remark;
DROP INDEX app.orders_{n}_customer;
"""


def history():
    parts = ["CREATE SCHEMA app;\n"]
    parts += [TABLE.format(n=n, before=max(n - 1, 0)) for n in range(10_000)]
    return "".join(parts)


def timed(mode, path):
    """Seconds of the processor and the peak of memory in MB."""
    process = subprocess.Popen([f"{BUILD}/bench/bench_reading", mode, path])
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{path} could not be read")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(path, label):
    runs = {"parse": [], "read": []}
    for _ in range(RUNS):
        for mode, results in runs.items():
            results.append(timed(mode, path))
    seconds = {mode: statistics.median(run[0] for run in results) for mode, results in runs.items()}
    memory = {mode: max(run[1] for run in results) for mode, results in runs.items()}
    print(f"{label:<40}{os.path.getsize(path) / 1e6:>6.1f} MB{seconds['parse']:>8.2f} s"
          f"{memory['parse']:>6.0f} MB{seconds['read']:>8.2f} s{memory['read']:>6.0f} MB"
          f"{seconds['read'] / seconds['parse']:>7.2f}x")


def main():
    subprocess.run(["ninja", "-C", BUILD, "bench/bench_reading"], check=True, stdout=subprocess.DEVNULL)
    print(f"{'':<40}{'file':>9}{'split and parse':>19}{'read':>19}{'ratio':>9}")
    for path in sys.argv[1:]:
        measure(path, os.path.basename(path))
    if len(sys.argv) > 1:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(history())
        file.flush()
        measure(file.name, "100,000 statements, 10,000 tables")


main()
