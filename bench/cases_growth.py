"""Cases that broke by growing: `grow` and `analyze` must name the wall, and the day that arithmetic says."""
# cases_growth.tsv has a line for each case: a project folder of cases/growth/ or a schema of the shared
# corpus, what is given beside it, and what must be said. The days are computed here, from the figures of
# the line, and nothing of tenfold's takes part in that: "key builds.id = (I - 1.6bn) / 1.5M" is the number of
# days until an integer key (I) is used up that stands at 1.6 thousand million and gets 1.5 million a day.
#
#   key COLUMN = DAYS          numbers end           earliest COLUMN = DAYS     a counter is full
#   rows TABLE MONTHS = ROWS   then                  million TABLE = DAYS       twenty million rows
#   table, index NAME = DAYS   outgrows the cache    wall WORDS = DAYS          stands in the list of walls
#   vacuum TABLE = DAYS        between two runs      grows QUERY CLASS
#   slow QUERY = DAYS          lies in the interval in which the objective is passed
#
# "~ 0.1" allows a tenth of the days more or less, where bytes are reckoned by hand.

import datetime
import json
import math
import re
import subprocess

NAMES = {"I": 2**31 - 1, "G": 1024**3}
UNITS = {"k": "e3", "M": "e6", "bn": "e9"}
LOOSE = {"table": 0.1, "index": 0.1, "rows": 0.002, "vacuum": 0.01}


def reckon(expression):
    expression = re.sub(r"(?<=\d)(bn|k|M)\b", lambda unit: UNITS[unit[1]], expression)
    if not re.fullmatch(r"[-+*/(). \de IG]+", expression):
        raise ValueError(expression)
    return eval(expression, {"__builtins__": {}}, NAMES)


class Grown:
    """What grow said, as items of the table ask for it."""

    def __init__(self, said, today):
        self.said = said
        self.today = today

    def days_until(self, text):
        return None if text is None else (datetime.date.fromisoformat(text) - self.today).days

    def find(self, kind, name):
        return next((item for item in self.said[kind] if name in (
            item.get("table"), item.get("name"), f"{item.get('table')}.{item.get('column')}")), None)

    def key(self, name, _):
        key = self.find("keys", name)
        return None if key is None or key["is_earliest"] else self.days_until(key["ends"])

    def earliest(self, name, _):
        key = self.find("keys", name)
        return None if key is None or not key["is_earliest"] else self.days_until(key["ends"])

    def million(self, name, _):
        return self.days_until(self.find("tables", name)["passes_20m_rows"])

    def table(self, name, _):
        return self.days_until(self.find("tables", name)["outgrows_cache"])

    def index(self, name, _):
        for table in self.said["tables"]:
            for index in table["indexes"]:
                if index["index"] == name:
                    return self.days_until(index["outgrows_cache"])
        return None

    def vacuum(self, name, _):
        return self.find("tables", name)["autovacuum_every_days"][0]

    def wall(self, name, rest):
        words = " ".join([name, *rest])
        return next((self.days_until(wall["day"]) for wall in self.said["walls"]
                     if words in wall["what"]), None)

    def rows(self, name, rest):
        years = self.today.year + int(rest[0]) // 12
        day = self.today.replace(year=years).isoformat()
        at = next((i for i, moment in enumerate(self.said["moments"]) if moment["day"] == day), None)
        return None if at is None else self.find("tables", name)["rows"][at]

    def slow(self, name):
        """The days between which the objective is passed."""
        query = self.find("queries", name)
        crosses = (query or {}).get("crosses_objective")
        if crosses is None:
            return None
        labels = [moment["label"] for moment in self.said["moments"]]
        days = [self.days_until(moment["day"]) for moment in self.said["moments"]]
        after = max(0, labels.index(crosses[0]) - 1)
        return days[after], math.inf if crosses[1] is None else days[labels.index(crosses[1])]


def judge_item(grown, item):
    """(what was wanted, what was said, whether it is right)"""
    if item.startswith("grows "):
        _, name, wanted = item.split(" ")
        query = grown.find("queries", name) or {}
        return wanted, query.get("grows_as"), query.get("grows_as") == wanted
    left, right = item.split(" = ")
    right, _, loose = right.partition(" ~ ")
    kind, name, *rest = left.split(" ")
    wanted = reckon(right)
    if kind == "slow":
        said = grown.slow(name)
        return wanted, said, said is not None and said[0] <= wanted <= said[1]
    said = getattr(grown, kind)(name, rest)
    if kind in LOOSE or loose:
        allowed = float(loose or LOOSE[kind])
        return wanted, said, said is not None and abs(said - wanted) <= allowed * wanted
    return math.ceil(wanted), said, said == math.ceil(wanted)


def judge_finding(findings, item, grown):
    left, _, right = item.partition(" = ")
    rule, wanted = left.split(" ")
    found = next((f for f in findings if f["rule"] == rule and f["object_id"] == wanted), None)
    if found is None or not right:
        return "found", "found" if found else None, found is not None
    day = math.ceil(reckon(right))
    said = grown.days_until(found["bites_on"])
    return day, said, said == day


def run(binary, command, source, given, today):
    done = subprocess.run([binary, command, str(source), *given, "--json", "--today", today],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1, 3):
        return None, done.stderr.strip()
    return json.loads(done.stdout), None


def days_text(days):
    if isinstance(days, tuple):
        return f"{days_text(days[0])} to {days_text(days[1])}"
    if days is None or isinstance(days, str):
        return str(days)
    return f"{days:.0f}" if days >= 10 else f"{days:.3g}"


def judge_case(binary, case, source, today, is_verbose):
    given = case["given"].split()
    grown, why = run(binary, "grow", source, given, today)
    if grown is None:
        print(f"{case['case']:36} grow failed: {why}")
        return False
    grown = Grown(grown, datetime.date.fromisoformat(today))
    checks = [(f"grow: {item}", *judge_item(grown, item)) for item in case["grow"].split("; ")]
    if case["analyze"]:
        said, why = run(binary, "analyze", source, [*given, "--no-server"], today)
        for item in case["analyze"].split("; "):
            checks.append((f"analyze: {item}", *judge_finding(said["findings"], item, grown)))
    wrong = [check for check in checks if not check[3]]
    print(f"{case['case'].removeprefix('corpus:'):36} {len(checks) - len(wrong)} of {len(checks)} "
          f"as reckoned  {'ok' if not wrong else 'DIFFERS'}")
    for what, wanted, said, is_right in checks:
        if is_verbose or not is_right:
            print(f"    {what}: {days_text(wanted)} reckoned, {days_text(said)} said")
    return not wrong
