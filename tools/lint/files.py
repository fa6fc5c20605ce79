"""Files: none too long, none with a name that says nothing, each listed in its meson.build."""

import re

import _sources

LINES_AIM = 500
LINES_MOST = 800
EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "misc", "shared", "core", "lib"}


def name_faults(path):
    for part in [*path.parts[:-1], path.stem]:
        if part in EMPTY_NAMES:
            yield f"{path}: \"{part}\" says nothing about what is in it"


def list_faults(folder):
    """A folder's meson.build lists every file, sorted: what is not listed is not built."""
    listed = re.findall(r"^\s*'([^']+\.c)'", _sources.text(folder / "meson.build"), re.MULTILINE)
    present = {path.name for path in (_sources.ROOT / folder).glob("*.c")}
    for name in sorted(present - set(listed)):
        if ".gen." not in name:
            yield f"{folder}/{name}: not in {folder}/meson.build"
    if listed != sorted(listed):
        yield f"{folder}/meson.build: not sorted"


def main():
    faults, long_ones = [], []
    for path in _sources.files("*.c", "*.h"):
        count = _sources.text(path).count("\n")
        if count > LINES_AIM:
            long_ones.append(f"{path}: {count} lines")
        if count > LINES_MOST:
            faults.append(f"{path}: {count} lines, more than {LINES_MOST}")
        faults += name_faults(path)
    for folder in [_sources.ROOT / "planner", *sorted((_sources.ROOT / "src").iterdir())]:
        if folder.is_dir():
            faults += list_faults(folder.relative_to(_sources.ROOT))
    for line in long_ones:
        print(line)
    _sources.finish(faults, f"{len(long_ones)} over {LINES_AIM} lines" if long_ones else None)


main()
