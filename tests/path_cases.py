#!/usr/bin/env python3.13
"""Writes path_cases.h: what posixpath and ntpath of Python 3.13 make of generated paths.

usage: python3.13 tests/path_cases.py > tests/path_cases.h

The functions are called with str. Text goes out as UTF-8, for ntpath with surrogatepass and for posixpath with
surrogateescape; positions count bytes. The same seed gives the same file.
"""

import ntpath
import os.path
import posixpath
import random
import sys

SEED = 20130
PATHS = 2000
JOINS = 2000
LONGEST = 26
WIDTH = 120

NAMES = ["a", "b", "ab", "A", "a.b", "x.tar.gz", ".rc", "..x", "a.", "b..", "...", ".", "..", ".", "..", " ", "a b",
         "c:", "C:", "a:b", "\u00e4", "\u4e2d", "\U0001f600", "?", "*", "con", "NUL", "-", "~", "\t"]
HALVES = ["\ud800", "\udfff", "a\udbff"]  # lone halves of surrogate pairs: ntpath only
BYTES = ["\udcff", "\udc80x"]             # undecodable bytes: posixpath only
DRIVES = ["C:", "c:", "D:", "1:", ":", "::", "\u00e4:", "\u00c4:", ".:", "ab:"]
DEVICES = ["\\\\?\\", "\\\\.\\", "//?/", "//./", "\\\\?\\UNC\\", "\\\\?\\unc\\", "//?/UNC/", "\\\\?\\C:", "\\\\?\\C:\\",
           "\\\\.\\C:\\", "\\\\?\\UNC", "\\??\\", "\\\\?", "//?/unc\\s/h/"]
SHARES = ["\\\\s\\h", "//s/h", "\\\\s", "\\\\s\\", "//s//h", "\\\\s\\h\\", "//S/h/", "\\\\\\s\\h", "\\/s\\h", "\\\\ \\."]


SAME = ["C:", "c:", "\u00c4:", "\u00e4:", "\\\\s\\h", "//S/H", "\\\\\u00c4\\h", "//\u00e4/H"]  # drives in either case


def separator(rng, nt):
    some = rng.choices([1, 2, 3, 4], [12, 3, 1, 1])[0]
    if nt:
        return "".join(rng.choice("\\\\/") for _ in range(some))
    return "".join(rng.choices("/\\", [9, 1])[0] for _ in range(some))


def path(rng, nt):
    while True:
        text = ""
        if nt or rng.random() < 0.08:
            kind = rng.random()
            if kind < 0.22:
                text = rng.choice(DRIVES)
            elif kind < 0.37:
                text = rng.choice(DEVICES)
            elif kind < 0.52:
                text = rng.choice(SHARES)
        if rng.random() < 0.45:
            text += separator(rng, nt)
        names = NAMES + (HALVES if nt else BYTES)
        for i in range(rng.choices(range(7), [1, 5, 6, 5, 4, 2, 1])[0]):
            text += rng.choice(names) + (separator(rng, nt) if rng.random() < 0.9 else "")
        if rng.random() < 0.3:
            text = text.rstrip("/\\")
        if len(text) <= LONGEST:
            return text


def paths(rng, nt):
    seen = {"", "/", "//", "///", "////", "\\", "\\\\", "\\\\\\", ".", "..", "...", "/.", "/..", "./", "../", "C:", "C:/",
            "C:\\", "C:.", "C:..", "C:.rc", "C:\\..", "C:a.b", "\\\\s\\h\\..", "\\\\?\\C:\\..\\a", "//a", "//a/..", "/a//",
            "a/.rc", "a/..rc.x", "a.b/c", "a.b\\c", "a/b.c/", "...a.b", ".a.b", "a..b", "a./", "\\\\?\\UNC\\s\\h\\..\\a"}
    while len(seen) < PATHS:
        text = path(rng, nt)
        if len(path_row(ntpath if nt else posixpath, text, nt)) <= WIDTH:
            seen.add(text)
    return sorted(seen)


def encode(text, nt):
    return text.encode("utf-8", "surrogatepass" if nt else "surrogateescape")


def literal(data):
    """A string literal of C, in ASCII and without trigraphs."""
    out, question = "", False
    for byte in data:
        char = chr(byte)
        if char == "?" and question:
            out += "\\?"
        elif char in "\\\"":
            out += "\\" + char
        elif 32 <= byte < 127:
            out += char
        else:
            out += "\\%03o" % byte
        question = char == "?"
    return '"' + out + '"'


def path_row(module, text, nt):
    whole = encode(text, nt)
    head, tail = map(lambda s: encode(s, nt), module.split(text))
    root, ext = map(lambda s: encode(s, nt), module.splitext(text))
    drive, slash, rest = map(lambda s: encode(s, nt), module.splitroot(text))
    norm = module.normpath(text)
    assert head == whole[:len(head)] and tail == whole[len(whole) - len(tail):]
    assert root + ext == whole and drive + slash + rest == whole
    assert module.basename(text) == module.split(text)[1] and module.dirname(text) == module.split(text)[0]
    assert module.normpath(norm) == norm
    norm = "0" if norm == text else literal(encode(norm, nt))
    return "{%s, %s, %d, %d, %d, %d, %d, %d}," % (
        literal(whole), norm, len(head), len(whole) - len(tail), len(root), len(drive), len(slash), module.isabs(text))


def join_rows(module, rng, nt):
    seen = set()
    while len(seen) < JOINS:
        count = rng.choices([1, 2, 3, 4], [1, 12, 4, 1])[0]
        parts = ["" if rng.random() < 0.1 else path(rng, nt) for _ in range(count)]
        if nt and rng.random() < 0.2:
            parts = [rng.choice(SAME) + part.lstrip(":") for part in parts]
        text = "\n".join(parts)
        row = "{%s, %d, %s}," % (literal(encode(text, nt)), count, literal(encode(module.join(*parts), nt)))
        if len(row) <= WIDTH:
            seen.add(row)
    return sorted(seen)


def main():
    if sys.version_info[:2] != (3, 13):
        sys.exit("path_cases.py: the oracle is Python 3.13")
    print("/* Made by path_cases.py with Python 3.13 and seed %d: do not edit. */" % SEED)
    print("// clang-format off")
    for nt, module in (0, posixpath), (1, ntpath):
        rng = random.Random(SEED + nt)
        name = "nt" if nt else "posix"
        print("static const path_case path_%s[] = {" % name)
        for text in paths(rng, nt):
            print(path_row(module, text, nt))
        print("};")
        print("static const join_case join_%s[] = {" % name)
        for row in join_rows(module, rng, nt):
            print(row)
        print("};")
    print("// clang-format on")


main()
