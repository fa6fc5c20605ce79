#!/usr/bin/env python3
"""Turns SQL files into C: sql/catalog/tables.sql becomes the string sql_catalog_tables.

usage: embed.py SOURCE_FOLDER OUT.c OUT.h FILE...
"""
import os
import sys


def main():
    root, out_c, out_h, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    names = [("sql_" + os.path.splitext(os.path.relpath(path, root))[0].replace(os.sep, "_"), path)
             for path in sorted(files)]
    with open(out_h, "w", encoding="utf-8") as header:
        header.write("/* Made by tools/embed.py from sql/: not to be edited. */\n")
        header.write("#ifndef TENFOLD_SQL_GEN_H\n#define TENFOLD_SQL_GEN_H\n\n")
        for name, _ in names:
            header.write(f"extern const char {name}[];\n")
        header.write("\n#endif\n")
    with open(out_c, "w", encoding="utf-8") as source:
        source.write("/* Made by tools/embed.py from sql/: not to be edited. */\n")
        source.write('#include "sql.gen.h"\n')
        for name, path in names:
            source.write(f"\nconst char {name}[] =")
            with open(path, encoding="utf-8") as text:
                for line in text:
                    escaped = line.rstrip("\n").replace("\\", "\\\\").replace('"', '\\"')
                    source.write(f'\n    "{escaped}\\n"')
            source.write(";\n")


main()
