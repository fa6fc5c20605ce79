#!/usr/bin/env python3
"""Ends a run with a private server in every way there is; afterwards nothing may be left of it.

usage: kill.py HOLD TENFOLD SOURCE [KILLS]

HOLD is the program test/kill/hold.c, SOURCE what "tenfold analyze" gets, KILLS how many random moments
(10).

Says TAP. "Left" is a process that names our folder for temporary files, or an entry in it.
"""
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HOLD = os.path.abspath(sys.argv[1])
TENFOLD = os.path.abspath(sys.argv[2])
SOURCE = os.path.abspath(sys.argv[3])
KILLS = int(sys.argv[4]) if len(sys.argv) > 4 else int(os.environ.get("TENFOLD_KILLS", "10"))
PATIENCE_S = 12
tests = 0


def ok(is_ok, text):
    global tests
    tests += 1
    print(f"{'ok' if is_ok else 'not ok'} {tests} - {text}", flush=True)


def skip(text):
    global tests
    tests += 1
    print(f"ok {tests} # SKIP {text}", flush=True)


class Place:
    """Folders of one test, for one user."""

    def __init__(self, user=None):
        self.user = user
        self.base = tempfile.mkdtemp(prefix="tfkill-", dir="/tmp")
        os.chmod(self.base, 0o755)
        self.temporary = os.path.join(self.base, "tmp")
        self.cache = os.path.join(self.base, "cache")
        os.mkdir(self.temporary)
        os.chmod(self.temporary, 0o1777)
        if user is not None:
            os.chmod(self.base, 0o777)

    def start(self, cache=None, **environment):
        return subprocess.Popen([self.program(), cache or self.cache], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, user=self.user,
                                start_new_session=True,
                                env={**os.environ, "TMPDIR": self.temporary, **environment})

    def run(self, command, stderr=subprocess.DEVNULL):
        return subprocess.Popen([TENFOLD, command, SOURCE], stdout=subprocess.DEVNULL,
                                stderr=stderr, text=True, start_new_session=True,
                                env={**os.environ, "TMPDIR": self.temporary})

    def program(self):
        """A copy that another user can reach."""
        copy = os.path.join(self.base, "hold")
        if not os.path.exists(copy):
            shutil.copy(HOLD, copy)
        return copy

    def processes(self):
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    text = file.read()
                with open(f"/proc/{entry}/environ", "rb") as file:
                    text += file.read()
            except OSError:
                continue
            if self.temporary.encode() in text:
                found.append(int(entry))
        return found

    def left(self):
        return [str(process) for process in self.processes()] + os.listdir(self.temporary)

    def is_empty_soon(self):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if not self.left():
                return True
            time.sleep(0.02)
        print(f"# left: {self.left()}")
        return False

    def close(self):
        for process in self.processes():
            os.kill(process, signal.SIGKILL)
        shutil.rmtree(self.base, ignore_errors=True)


def ready(process):
    line = process.stdout.readline()
    return line.startswith("ready")


def random_kills(place, count, whom):
    failures = 0
    for turn in range(count):
        is_cold = turn % 5 == 0
        if is_cold:
            shutil.rmtree(place.cache, ignore_errors=True)
        process = place.start()
        time.sleep(random.uniform(0, 1.2 if is_cold else 0.3))
        process.kill()
        process.wait()
        if not place.is_empty_soon():
            failures += 1
    ok(failures == 0, f"kill -9 at {count} random moments, {whom}: {failures} left something")


def kills_of(place, command, count):
    before = time.monotonic()
    process = place.run(command)
    process.wait()
    takes = time.monotonic() - before
    ok(process.returncode == 0 and place.is_empty_soon(), f"tenfold {command} leaves nothing")
    for how in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
        failures = 0
        for _ in range(count if how == signal.SIGKILL else max(2, count // 5)):
            process = place.run(command)
            time.sleep(random.uniform(0, takes))
            process.send_signal(how)
            process.wait()
            if not place.is_empty_soon():
                failures += 1
        ok(failures == 0, f"{how.name} to tenfold {command} at random moments: {failures} left something")
    process = place.run(command)
    time.sleep(takes / 2)
    os.killpg(process.pid, signal.SIGINT)
    process.wait()
    ok(process.returncode in (0, 130) and place.is_empty_soon(),
       f"Ctrl-C during tenfold {command}: exit code {process.returncode}")


def run_and_stop(place, cache=None):
    process = place.start(cache)
    is_ready = ready(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    return is_ready, err


def watchdog_killed_too(place):
    process = place.start()
    ok(ready(process), "a server is ready")
    for pid in place.processes():
        with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
            if pid != process.pid and file.read().strip() == "tenfold-server":
                os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait()
    deadline = time.monotonic() + PATIENCE_S
    while place.processes() and time.monotonic() < deadline:
        time.sleep(0.02)
    ok(not place.processes(), "kill -9 of tenfold and its watchdog: the server goes")
    is_ready, _ = run_and_stop(place)
    ok(is_ready and place.is_empty_soon(), "and the next run sweeps the folder away")


def server_killed(place):
    process = place.start()
    ready(process)
    for pid in place.processes():
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            if b"postgres\0-D" in file.read():
                os.kill(pid, signal.SIGKILL)
    process.send_signal(signal.SIGTERM)
    process.communicate()
    ok(process.returncode == 0 and place.is_empty_soon(), "kill -9 of the server")


def interrupted(place):
    for delay in (0.0, 0.05, 0.1, None):
        process = place.start()
        if delay is None:
            ready(process)
        else:
            time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate()
        when = "when ready" if delay is None else f"after {delay} s"
        ok(place.is_empty_soon(), f"Ctrl-C {when}")
    process = place.start()
    ready(process)
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate()
    ok(place.is_empty_soon(), "Ctrl-C twice")


def ten_at_once(place):
    shutil.rmtree(place.cache, ignore_errors=True)
    runs = [place.start() for _ in range(10)]
    ok(all([ready(run) for run in runs]), "ten at once, without a template: all are ready")
    for run in runs:
        run.send_signal(signal.SIGTERM)
    for run in runs:
        run.communicate()
    ok(place.is_empty_soon(), "and leave nothing")
    names = os.listdir(place.cache)
    ok(sum(name.startswith("template-") for name in names) == 1 and
       not any(name.startswith("new-") for name in names), "one template is kept")


def cache_cannot_be_written(place):
    locked = os.path.join(place.base, "locked")
    os.mkdir(locked)
    os.chmod(locked, 0o555)
    is_ready, err = run_and_stop(place, os.path.join(locked, "cache"))
    ok(is_ready, f"a read-only home is no obstacle {err}")
    ok(place.is_empty_soon(), "and nothing is left")
    is_ready, err = run_and_stop(place, "/dev/null/cache")
    ok(is_ready, f"nor is an impossible one {err}")


def no_server(place):
    process = place.start(TENFOLD_PG_BIN=place.temporary)
    out, err = process.communicate()
    ok(process.returncode == 1 and "there is no PostgreSQL server in folder" in err and
       "--no-server" in err, "no server installed: said, with a way on")
    ok(place.is_empty_soon(), "and nothing is left")


def full_disk(place):
    if os.geteuid() != 0:
        return skip("a full disk needs root to mount one")
    for size, cache in (("4m", place.cache), ("24m", os.path.join(place.temporary, "cache"))):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=1777", "tmpfs",
                           place.temporary], check=False).returncode != 0:
            return skip("no tmpfs can be mounted here")
        process = place.start(cache)
        line = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate()
        if line.startswith("ready"):
            ok(True, f"{size} are enough")
        else:
            ok("No space left" in err and "TMPDIR" in err and place.temporary in err,
               f"a full disk of {size} is said: {err.splitlines()[0] if err else ''}")
        shutil.rmtree(os.path.join(place.temporary, "cache"), ignore_errors=True)
        ok(place.is_empty_soon(), "and nothing is left")
        subprocess.run(["umount", place.temporary], check=True)


def disk_that_fills_up(place):
    if os.geteuid() != 0:
        return skip("a full disk needs root to mount one")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=18m,mode=1777", "tmpfs",
                       place.temporary], check=False).returncode != 0:
        return skip("no tmpfs can be mounted here")
    process = place.run("analyze", stderr=subprocess.PIPE)
    _, err = process.communicate()
    ok(process.returncode not in (0, 130) and "no space" in err.lower() and "TMPDIR" in err,
       f"a disk that fills up while loading is said: {err.splitlines()[0] if err else ''}")
    ok(place.is_empty_soon(), "and nothing is left")
    subprocess.run(["umount", place.temporary], check=True)


def main():
    place = Place()
    try:
        is_ready, err = run_and_stop(place)
        ok(is_ready, f"a run as it should be {err}")
        ok(place.is_empty_soon(), "leaves nothing")
        random_kills(place, KILLS, "as root" if os.geteuid() == 0 else "as an ordinary user")
        kills_of(place, "analyze", KILLS)
        kills_of(place, "grow", KILLS)
        watchdog_killed_too(place)
        server_killed(place)
        interrupted(place)
        ten_at_once(place)
        cache_cannot_be_written(place)
        no_server(place)
        full_disk(place)
        disk_that_fills_up(place)
    finally:
        place.close()
    if os.geteuid() != 0:
        skip("another user: needs root")
    else:
        place = Place(user=pwd.getpwnam("nobody").pw_uid)
        try:
            is_ready, err = run_and_stop(place)
            ok(is_ready, f"a run as an ordinary user {err}")
            random_kills(place, max(3, KILLS // 5), "as an ordinary user")
            cache_cannot_be_written(place)
        finally:
            place.close()
    print(f"1..{tests}")


main()
