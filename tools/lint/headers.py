"""Every header compiles alone."""

import concurrent.futures
import os
import subprocess

import _sources


def flags():
    server = subprocess.run(["pg_config", "--includedir-server"],
                            capture_output=True, text=True, check=True).stdout.strip()
    packages = subprocess.run(["pkg-config", "--cflags", "libpq", "jansson", "yaml-0.1"],
                              capture_output=True, text=True, check=True).stdout.split()
    return ["-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function",
            "-Isrc", "-Itest", "-isystem", server, *packages]


def fault_of(path, options):
    # Node types are seen only by files that say so before they include anything.
    define = "#define TENFOLD_SERVER_HEADERS\n" if "sql/nodes.h" in f"{path}{_sources.text(path)}" else ""
    result = subprocess.run(["gcc", "-fsyntax-only", *options, "-x", "c", "-"],
                            input=f'{define}#include "{path}"\n', capture_output=True, text=True,
                            cwd=_sources.ROOT, check=False)
    return None if result.returncode == 0 else f"{path} does not compile alone:\n{result.stderr}"


def main():
    options = [*flags(), "-I."]
    headers = _sources.files("*.h")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(lambda path: fault_of(path, options), headers) if fault]
    _sources.finish(faults, f"{len(headers)} headers")


main()
