#!/usr/bin/env python3
"""How each source is compiled alone: each_alone.py COMPILE_COMMANDS prints them for tools that read one file at a time.

A build with CREDEX_TOGETHER above 1 knows how its made sources are compiled, unity_N_cxx.cxx, each of which includes several of ours:
each of these stands here with those flags. Precompiled headers, which only the compiler that made them reads, are left out.
"""
import json
import re
import sys

PRECOMPILED = re.compile(r" -(?:Winvalid-pch|Wno-error=invalid-pch|fpch-preprocess)\b| -include \S*cmake_pch\.hxx")
TOGETHER = re.compile(r"/Unity/unity_\d+_cxx\.cxx$")
INCLUDED = re.compile(r'^#include "(.+)"$', re.MULTILINE)


def alone(entries, read):
    """The entries with those of sources that are compiled together parted; `read` gives a made source's text."""
    out = []
    for entry in entries:
        command = PRECOMPILED.sub("", entry["command"])
        sources = [entry["file"]]
        if TOGETHER.search(entry["file"]):
            sources = INCLUDED.findall(read(entry["file"]))
            if not sources:
                raise ValueError(f"{entry['file']} includes nothing")
        for source in sources:
            out.append({"directory": entry["directory"], "command": command.replace(entry["file"], source), "file": source})
    return out


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


if __name__ == "__main__":
    try:
        with open(sys.argv[1], encoding="utf-8") as given:
            json.dump(alone(json.load(given), text_of), sys.stdout, indent=1)
    except (OSError, ValueError) as problem:
        sys.exit(f"{sys.argv[1]}: {problem}; make configure writes it anew")
