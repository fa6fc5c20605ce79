"""Which files a folder of migrations has, in which order, and which part of each is sent.

A second opinion on what src/migration does, written from the runners' documentation: as short as it
can be, for whole and well-formed folders only.
"""
import json
import os
import re


class Migration:
    def __init__(self, path, version, text, start=0, end=None, is_transaction=True):
        self.path, self.version, self.text = path, version, text
        self.start, self.end = start, len(text) if end is None else end
        self.statements = list(split(text, self.start, self.end))
        words = [first_word(text[a:b]) for a, b in self.statements]
        says_itself = any(word in ("begin", "start", "commit") for word in words)
        alone = len(words) == 1 or any(
            re.search(r"(?i)^\s*(?:create|drop|reindex)\s.*\sconcurrently\b|^\s*vacuum\b", bare(text[a:b]))
            for a, b in self.statements)
        self.is_transaction = is_transaction and not says_itself and not alone

    def cut(self, count):
        """The whole file without the statements behind the first ones."""
        end = self.statements[count - 1][1]
        return self.text[:end] + "\n" + self.text[self.end:]


TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*) | (?P<block>/\*) | (?P<dollar>\$(?:[A-Za-z_\x80-\uffff][\w]*)?\$)
      | (?P<escape>\b[eE]'(?:[^'\\]|\\.|'')*') | (?P<string>'[^']*') | (?P<name>"[^"]*")
      | (?P<word>[A-Za-z_\x80-\uffff][\w$]*) | (?P<space>\s+) | (?P<other>.)""", re.X | re.S)


def skip_block(text, at):
    depth = 0
    for found in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)


def split(text, start, end):
    """The places of the statements, each with its ";"."""
    at, begin, depth, words, atomic = start, None, 0, [], 0
    while at < end:
        found = TOKEN.match(text, at)
        kind, at = found.lastgroup, found.end()
        if kind == "block":
            at = skip_block(text, found.start())
            continue
        if kind in ("comment", "space"):
            continue
        if begin is None and found.group() == ";":
            continue
        if begin is None:
            begin, depth, words, atomic = found.start(), 0, [], 0
        if kind == "dollar":
            close = text.find(found.group(), at)
            at = end if close < 0 else close + len(found.group())
        elif kind == "word":
            words.append(found.group().lower())
            if words[-2:] == ["begin", "atomic"]:
                atomic = 1
            elif atomic and words[-1] == "case":
                atomic += 1
            elif atomic and words[-1] == "end":
                atomic -= 1
        elif found.group() in "()":
            depth += 1 if found.group() == "(" else -1
        elif found.group() == ";" and depth <= 0 and not atomic:
            if words[0] == "copy" and "stdin" in words:
                close = re.compile(r"^\\\.$", re.M).search(text, at)
                at = close.end() if close else end
            yield begin, at
            begin = None
    if begin is not None and begin < end:
        yield begin, end


def bare(text):
    return re.sub(r"^(?:\s|--[^\n]*\n|/\*.*?\*/)*", "", text, flags=re.S)


def first_word(text):
    found = re.match(r"\w+", bare(text))
    return found.group().lower() if found else ""


def numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def fill(text, settings):
    text = text.replace("$%AUTO_INCREMENT_PRIMARY_KEY%$", "BIGINT PRIMARY KEY GENERATED ALWAYS AS IDENTITY")
    for name, value in settings.items():
        text = re.sub(r"\{\{ *index +\.Options +\"%s\" *\}\}|\{\{ *\.?%s *\}\}|\$\{%s\}" % ((re.escape(name),) * 3),
                      lambda _: value, text)
    return text


def sections(path, version, text, up, down, marks_off):
    """Files with both ways, told apart by the runner's comments."""
    begin = re.search(up, text, re.M | re.I)
    stop = re.search(down, text, re.M | re.I)
    start = begin.end() if begin else 0
    end = stop.start() if stop and stop.start() >= start else len(text)
    return Migration(path, version, text, start, end, not re.search(marks_off, text, re.M | re.I))


def files(folder):
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield os.path.relpath(os.path.join(root, name), folder)


def synapse(there):
    """The last full schema of each store, then the deltas that came after it."""
    chosen = lambda path: re.search(r"\.sql(\.postgres)?$", path)
    full = [path for path in there if "/full_schemas/" in path and chosen(path)]
    last = max(int(re.search(r"full_schemas/(\d+)/", path).group(1)) for path in full)
    first = [path for path in there if path.endswith("common/schema_version.sql")]
    first += [path for path in full if f"/full_schemas/{last}/" in path]
    later = [(int(found.group(1)), found.group(2), path) for path in there if chosen(path)
             for found in [re.search(r"delta/(\d+)/(.*)", path)] if found and int(found.group(1)) > last]
    return [(path, path) for path in first] + [(path, path) for _, _, path in sorted(later)]


def temporal(folder, there):
    manifests = sorted((path for path in there if path.endswith("/manifest.json")),
                       key=lambda path: numbers(path.split("/")[0]))
    for path in manifests:
        with open(os.path.join(folder, path)) as file:
            manifest = json.load(file)
        names = next((value for name, value in manifest.items() if name.startswith("SchemaUpdate")), [])
        yield from ((os.path.join(os.path.dirname(path), name), os.path.dirname(path)) for name in names)


def ordered(there, pattern, key):
    found = [(re.search(pattern, path), path) for path in there]
    found = [(match.group(1), path) for match, path in found if match]
    return [(path, version) for version, path in sorted(found, key=lambda item: (key(item[0]), item[1]))]


def layout(folder, there, texts):
    """The paths with their versions, in order."""
    has = lambda pattern: any(re.search(pattern, path) for path in there)
    if has(r"/manifest\.json$"):
        return list(temporal(folder, there))
    if has(r"/full_schemas/\d+/"):
        return synapse(there)
    if has(r"(?:^|/)[^/]+/up\.sql$"):
        return ordered(there, r"([^/]+)/up\.sql$", lambda name: name.split("_")[0].replace("-", ""))
    if has(r"/migration\.sql$"):
        return ordered(there, r"([^/]+)/migration\.sql$", str)
    if has(r"\.up\.(?:pg)?sql$"):
        return ordered(there, r"(?:^|/)((?:\d+/)?[^/_.]+)[_.][^/]*?\.?up\.(?:pg)?sql$", numbers)
    if has(r"(?:^|/)V\d[^/]*__[^/]*\.sql$"):
        repeatable = sorted(path for path in there if re.search(r"(?:^|/)R__[^/]*\.sql$", path))
        return ordered(there, r"(?:^|/)V([\d._]+?)__[^/]*\.sql$", numbers) + [(path, path) for path in repeatable]
    if has(r"(?:^|/)\d[^/]*\.sql$"):
        return ordered([path for path in there if not path.endswith(".down.sql")],
                       r"(?:^|/)(\d[\d.-]*)[^/]*\.sql$", numbers)
    return [(path, path) for path in there if path.endswith(".sql")]


MARKS = [
    (r"^-- *\+migrate +Up.*$", r"^-- *\+migrate +Down", r"^-- *\+migrate +Up +notransaction"),
    (r"^-- *\+goose +Up.*$", r"^-- *\+goose +Down", r"^-- *\+goose +NO +TRANSACTION"),
    (r"^-- *migrate:up.*$", r"^-- *migrate:down", r"^-- *migrate:up.*transaction:false"),
]


def read(folder, settings, order=None):
    """The migrations of a folder; `order` names a file that lists the paths instead."""
    there = list(files(folder))
    if order:
        with open(order) as file:
            paths = [(line.strip(), line.strip()) for line in file if line.strip()]
    else:
        paths = layout(folder, there, None)
    out = []
    for path, version in paths:
        full = os.path.join(folder, path)
        with open(full, encoding="utf-8", errors="surrogateescape", newline="") as file:
            text = fill(file.read().removeprefix("\ufeff"), settings)
        marks = next((marks for marks in MARKS if re.search(marks[0], text, re.M | re.I)), None)
        out.append(sections(full, version, text, *marks) if marks else Migration(full, version, text))
    return out
