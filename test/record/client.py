#!/usr/bin/env python3
"""A client that speaks the protocol itself: what psql does not do. Finds the server as libpq does.

usage: client.py CASE
"""
import os
import socket
import struct
import sys
import time


class Connection:
    def __init__(self, application="client", asks_for_tls=True, by_socket=False, **parameters):
        self.socket = self.open(by_socket)
        if asks_for_tls:
            self.socket.sendall(struct.pack("!ii", 8, 80877103))
            assert self.socket.recv(1) == b"N", "TLS is not refused"
        names = {"user": os.environ["PGUSER"], "database": os.environ["PGDATABASE"],
                 "application_name": application, **parameters}
        body = b"".join(k.encode() + b"\0" + v.encode() + b"\0" for k, v in names.items()) + b"\0"
        self.socket.sendall(struct.pack("!ii", len(body) + 8, 196608) + body)
        self.buffer = b""
        self.key = None
        self.errors = []
        self.tags = []
        self.wait_ready()

    @staticmethod
    def open(by_socket):
        if by_socket:
            place = socket.socket(socket.AF_UNIX)
            place.connect(f"{os.environ['TENFOLD_SOCKET']}/.s.PGSQL.{os.environ['PGPORT']}")
            return place
        return socket.create_connection((os.environ["PGHOST"], int(os.environ["PGPORT"])))

    def message(self):
        while len(self.buffer) < 5 or len(self.buffer) < 1 + struct.unpack("!i", self.buffer[1:5])[0]:
            more = self.socket.recv(65536)
            if not more:
                raise EOFError
            self.buffer += more
        length = 1 + struct.unpack("!i", self.buffer[1:5])[0]
        kind, body = self.buffer[:1], self.buffer[5:length]
        self.buffer = self.buffer[length:]
        return kind, body

    def wait_ready(self):
        while True:
            kind, body = self.message()
            if kind == b"E":
                self.errors.append(body.split(b"\0C")[1][:5].decode())
            if kind == b"C":
                self.tags.append(body[:-1].decode())
            if kind == b"K":
                self.key = body
            if kind == b"Z":
                return body

    def send(self, kind, body=b""):
        self.socket.sendall(kind + struct.pack("!i", len(body) + 4) + body)

    def query(self, sql):
        self.send(b"Q", sql.encode() + b"\0")
        return self.wait_ready()

    def parse(self, sql, name=""):
        self.send(b"P", name.encode() + b"\0" + sql.encode() + b"\0\0\0")

    def run(self, *values, name="", portal=""):
        body = portal.encode() + b"\0" + name.encode() + b"\0\0\0" + struct.pack("!h", len(values))
        for value in values:
            body += struct.pack("!i", len(value)) + value.encode()
        self.send(b"B", body + b"\0\0")
        self.send(b"D", b"P" + portal.encode() + b"\0")
        self.send(b"E", portal.encode() + b"\0\0\0\0\0")

    def sync(self):
        self.send(b"S")
        return self.wait_ready()

    def cancel(self):
        place = self.open(False)
        place.sendall(struct.pack("!ii", 16, 80877102) + self.key)
        place.recv(1)


def prepared():
    one = Connection(by_socket=True)
    one.query("CREATE TABLE t (id int PRIMARY KEY, name text)")
    one.parse("INSERT INTO t VALUES ($1, $2)", name="add")
    for i in range(5):
        one.run(str(i), "secret-name", name="add", portal=f"p{i}")
    one.sync()
    one.parse("SELECT name FROM t WHERE id = $1")
    one.run("1")
    one.sync()
    # An error in the middle of a pipeline: what follows it does not happen, nor what was before it.
    one.parse("CREATE TABLE not_made (a int)")
    one.run()
    one.parse("CREATE TABLE t (a int)")
    one.run()
    one.parse("CREATE TABLE never_tried (a int)")
    one.run()
    one.sync()
    assert one.errors == ["42P07"], one.errors
    one.parse("CREATE TABLE made_later (a int)")
    one.run()
    one.sync()
    one.query("SELECT 1; SELECT 'secret-name'; CREATE TABLE also_made (a int)")
    one.query("CREATE TABLE half (a int); SELECT 1/0; CREATE TABLE other_half (a int)")
    one.send(b"X")


def two():
    """Two connections with schemas of their own, whose transactions overlap."""
    one = Connection("one", options="-c search_path=a")
    two = Connection("two")
    one.query("CREATE SCHEMA a")
    two.query("CREATE SCHEMA b; SET search_path = b")
    one.query("BEGIN")
    two.query("BEGIN")
    one.query("CREATE TABLE t (in_a int)")
    two.query("CREATE TABLE t (in_b int)")
    one.query("ALTER TABLE t ADD also_in_a int")
    two.query("SAVEPOINT s; ALTER TABLE t ADD not_in_b int")
    two.query("ROLLBACK TO s")
    two.query("ALTER TABLE t ADD also_in_b int")
    two.query("COMMIT")
    one.query("COMMIT")
    one.query("CREATE TABLE last (a int)")


def cancel():
    one = Connection()
    one.query("CREATE TABLE t (a int)")
    one.send(b"Q", b"SELECT pg_sleep(60)\0")
    time.sleep(0.1)
    one.cancel()
    one.wait_ready()
    assert one.errors == ["57014"], one.errors
    # A connection that just goes away, with what it said last.
    one.send(b"Q", b"CREATE TABLE last_words (a int)\0")
    one.send(b"X")
    one.socket.close()


def nonsense():
    """Bytes that are no protocol, and a role that nobody may use."""
    Connection().query("CREATE TABLE t (a int)")
    for first in (b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\0\0\0\4", b"\xff" * 100, b""):
        place = Connection.open(False)
        place.sendall(first)
        place.shutdown(socket.SHUT_WR)
        while place.recv(1000):
            pass
    for user in ("tenfold", "tenfold_sandbox"):
        try:
            Connection(user=user)
            print("came in as", user)
        except EOFError:
            pass


def long():
    """A statement and a row that are larger than all buffers, and many rows."""
    one = Connection()
    one.query("CREATE TABLE t (a text)")
    one.query("INSERT INTO t VALUES ('" + "x" * 3000000 + "')")
    one.query("SELECT a FROM t")
    one.query("SELECT g FROM generate_series(1, 200000) AS g")
    assert one.tags[-1] == "SELECT 200000", one.tags


def rights():
    """CREATE EXTENSION lends rights for a moment: statements that would like to have them too."""
    one = Connection()
    other = Connection("other")
    program = f"COPY (SELECT 1) TO PROGRAM 'touch {sys.argv[2]}/'"
    one.query("CREATE TABLE t (a int)")
    one.query("CREATE EXTENSION bloom; " + program.replace("/'", "/same_message'"))
    one.query("-- \r" + program.replace("/'", "/end_of_line'") + ";\nCREATE EXTENSION bloom")
    one.query("SET standard_conforming_strings = off")
    one.query("CREATE EXTENSION bloom VERSION 'a\\'';" + program.replace("'", '"') + " --'")
    one.query("RESET standard_conforming_strings")
    one.parse(program.replace("/'", "/name'"), name="s")
    one.sync()
    one.parse("CREATE EXTENSION bloom", name="s")  # refused: the name is taken
    one.sync()
    one.run(name="s")
    one.sync()
    one.parse("CREATE EXTENSION bloom")
    one.run()
    one.parse(program.replace("/'", "/pipeline'"))
    one.run()
    one.sync()
    assert "COPY 1" not in one.tags, one.tags
    other.send(b"Q", b"DO $$ BEGIN FOR i IN 1..50 LOOP BEGIN " + program.replace("/'", "/beside'").encode()
               + b"; EXCEPTION WHEN insufficient_privilege THEN PERFORM pg_sleep(0.01); END; END LOOP; END $$\0")
    time.sleep(0.1)
    queries = [sql.encode() + b"\0" for sql in ("CREATE EXTENSION bloom", program.replace("/'", "/behind'"))]
    one.socket.sendall(b"".join(b"Q" + struct.pack("!i", len(sql) + 4) + sql for sql in queries))
    one.wait_ready()
    one.wait_ready()
    other.wait_ready()
    one.query("CREATE EXTENSION bloom")
    assert one.tags[-1] == "CREATE EXTENSION", one.tags
    one.query("CREATE ROLE stronger SUPERUSER")
    assert "CREATE ROLE" not in one.tags


{f.__name__: f for f in (prepared, two, cancel, nonsense, long, rights)}[sys.argv[1]]()
