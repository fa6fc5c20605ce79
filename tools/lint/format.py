"""clang-format 14, the one of Debian 12, has nothing to change. `./run format` lays files out."""

import shutil
import subprocess

import _sources


def main():
    program = shutil.which("clang-format-14") or "clang-format"
    names = [str(path) for path in _sources.files("*.c", "*.h")]
    result = subprocess.run([program, "--dry-run", "-Werror", *names],
                            capture_output=True, text=True, cwd=_sources.ROOT, check=False)
    faults = [line for line in result.stderr.splitlines() if "error:" in line]
    if result.returncode != 0 and not faults:
        faults = [result.stderr]
    _sources.finish(faults, f"{len(names)} files")


main()
