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


def compile_alone(path, options):
    result = subprocess.run(["gcc", "-fsyntax-only", *options, "-x", "c", "-"],
                            input=f'#include "{path}"\n', capture_output=True, text=True,
                            cwd=_sources.ROOT, check=False)
    return result.returncode == 0, result.stderr


def fault_of(path, options):
    compiles, message = compile_alone(path, options)
    # Node types are seen only by files that say so before they include anything.
    if "define TENFOLD_SERVER_HEADERS before" in message:
        compiles, message = compile_alone(path, [*options, "-DTENFOLD_SERVER_HEADERS"])
    return None if compiles else f"{path} does not compile alone:\n{message}"


def main():
    options = [*flags(), "-I."]
    headers = _sources.files("*.h")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(lambda path: fault_of(path, options), headers) if fault]
    _sources.finish(faults, f"{len(headers)} headers")


main()
