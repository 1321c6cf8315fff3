#!/usr/bin/env python3.13
"""The oracle: CPython 3.13 says what pyos.h must answer.

Scripts of operations are run by CPython here and by pyos.h in oracle.c, each on a tree of its own; results, exception
kind, errno, file names, message and what is left on disk must agree. The answers are kept in oracle.txt, so the C half
needs no Python.

    oracle.py record                writes oracle.txt (as root, since some scripts are recorded as root)
    oracle.py check                 is oracle.txt what record would write now, and has every function its scripts?
    oracle.py live N PROGRAM [SEED] N fresh random scripts, run by PROGRAM (oracle.c, compiled) at once

To add a chapter:
 1. a function below `SIGNATURES` for each new function, under @op with its signature in the words of oracle.txt. A
    parameter's name is its type: INTERESTING has the values to try for each, so a new parameter gets a line there.
    Cases that only one function has go to EXTRA; to let random scripts use it, give it a line in MENU;
 2. the same name in the table of oracle.c, with the call of pyos.h;
 3. `oracle.py record`, and read the difference: every new line is a promise.

The format of oracle.txt: fields between tabs, one item a line.
    E errno "text"              what the C library of the recording says
    T name                      a tree; its nodes follow as d path mode, f path mode content, l path target, h path
                                other-name, p path mode (a pipe), s path mode (a socket); modes are given at the end
    S name tree mask user|root  a script, and which nodes of the tree it needs (bit 0 is the first); its operations
                                follow, then what has changed on disk: - path, + node
    operation arguments = result
    operation arguments !Kind errno filename filename2 message
Strings are quoted, other than printable ASCII as \\xNN; @ is the absolute path of the tree, \\*N(text) N times the text
(all over the line), $N the argument N, None is NULL; #N is descriptor 100 + N, to which open moves what it got; as
dir_fd "-" is the form without it. "@" in front of a message is "[Errno N] text".
"""

import errno
import fcntl
import functools
import io
import os
import pickle
import random
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(HERE, "oracle.txt")
USER = 65534
SEED = 313
RANDOM_SCRIPTS = 120
RANDOM_LENGTH = 40
SLOT = 100

# ----------------------------------------------------------------------------------------------------------------------
# Text

root = b"/nowhere"  # the absolute path of the tree, "@" in the file


def quote(data):
    """Bytes or text to the form of the file."""
    if data is None:
        return "None"
    if isinstance(data, str):
        data = os.fsencode(data)
    parts = []
    for piece in data.split(root):
        parts.append("".join(chr(c) if 32 <= c < 127 and c not in b'"\\@' else "\\x%02x" % c for c in piece))
    return '"' + "@".join(parts) + '"'


def unquote(text):
    if text == "None":
        return None
    out = bytearray()
    for token in re.findall(r"\\x..|.", text[1:-1]):
        out += bytes([int(token[2:], 16)]) if len(token) == 4 else root if token == "@" else token.encode()
    return bytes(out)


def squeeze(line):
    """Runs become \\*N(text); quote never writes a backslash before a star."""
    def short(m):
        unit = m[1] or m[2]
        return "\\*%d(%s)" % (len(m[0]) // len(unit), unit)

    pattern = r"([A-Za-z0-9/.]{1,210}?)\1{29,}|([A-Za-z0-9/.]{200,210}?)\2{3,}"
    return re.sub(pattern, short, line) if len(line) > 150 else line


# ----------------------------------------------------------------------------------------------------------------------
# Trees

LONG = ("y" * 200 + "/") * 20  # what a link can hold and more than a usual buffer
ODD = ["new\nline", b"\xff\xfe".decode("utf-8", "surrogateescape"), "quo'te", 'dou"ble', "both'\"", "back\\slash",
       "\u00e9", "\u65e5\u672c", "\U0001f600", " space ", "tab\t", "\x7f", "@", "n" * 255,
       "-dash", ".hidden", "...", "a:b", "*"]

TREES = {
    "none": [],
    "std": [
        ("d", "dir", 0o755), ("f", "dir/a", 0o644, "alpha\n"), ("f", "dir/b", 0o600, "beta"), ("d", "dir/sub", 0o755),
        ("f", "dir/sub/deep", 0o644, "deep"), ("l", "dir/l", "a"), ("d", "empty", 0o755),
        ("f", "file", 0o644, "0123456789"), ("f", "zero", 0o644, ""), ("l", "link", "file"), ("l", "dirlink", "dir"),
        ("l", "dangling", "nowhere"), ("l", "loop", "loop"), ("l", "thrufile", "file/x"), ("l", "long", LONG),
        ("l", "chain", "link"),
        ("f", "noperm", 0, "secret"), ("d", "noaccess", 0), ("f", "noaccess/f", 0o644, ""),
        ("d", "readonly", 0o555), ("f", "readonly/f", 0o644, "r"), ("d", "readonly/e", 0o755),
        ("d", "noread", 0o311), ("f", "noread/f", 0o644, "n"),
        ("d", "nosearch", 0o644), ("f", "nosearch/f", 0o644, ""), ("l", "nosearch/l", "f"), ("d", "nosearch/d", 0o755),
        ("p", "fifo", 0o644), ("s", "sock", 0o600), ("f", "hard", 0o644, "hard"), ("h", "hard2", "hard"),
        ("f", "setuid", 0o6755, "#!"), ("d", "sticky", 0o1777),
        ("d", "odd", 0o755), ("f", "odd/\u00e9", 0o644, "e"), ("f", "odd/\udcff\udcfe", 0o644, "ff"),
        ("f", "odd/" + "n" * 255, 0o644, "n"),
    ],
    "odd": [("d", "odd", 0o755)] + [("f", "odd/" + name, 0o644, "%d" % i) for i, name in enumerate(ODD)],
    "small": [
        ("d", "a", 0o755), ("f", "a/x", 0o644, "xx"), ("d", "b", 0o755), ("d", "b/c", 0o755),
        ("f", "b/c/y", 0o640, "yyy"), ("f", "f", 0o644, "ffff"), ("l", "l", "f"), ("l", "m", "a"),
        ("l", "z", "nowhere"),
    ],
}


def build(nodes):
    """Makes a tree in the working directory."""
    modes = []
    for kind, path, *rest in nodes:
        if kind == "d":
            os.mkdir(path)
        elif kind == "f":
            with open(path, "wb") as f:
                f.write(os.fsencode(rest[1]))
        elif kind == "l":
            os.symlink(rest[0], path)
        elif kind == "h":
            os.link(rest[0], path)
        else:
            os.mknod(path, stat.S_IFIFO if kind == "p" else stat.S_IFSOCK)
        if kind in "dfps":
            modes.append((path, rest[0]))
    for path, mode in reversed(modes):
        os.chmod(path, mode)


def digest(data):
    h = 0x811C9DC5
    for c in data:
        h = (h ^ c) * 0x01000193 & 0xFFFFFFFF
    return "%08x" % h


def nodes_of(nodes):
    """What dump says of a tree that was just built: {path: line}."""
    names = {}
    for kind, path, *rest in nodes:
        names.setdefault(rest[0] if kind == "h" else path, []).append(path)
    lines = {".": "d\t755"}
    for kind, path, *rest in nodes:
        if kind == "l":
            lines[path] = "l\t" + quote(rest[0])
        elif kind == "f":
            for name in names[path]:
                data = os.fsencode(rest[1])
                lines[name] = "f\t%o\t%d\t%d\t%s" % (rest[0], len(names[path]), len(data), digest(data))
        elif kind != "h":
            lines[path] = "%s\t%o" % (kind, rest[0])
    return lines


def dump(fd, prefix, lines, skip=None):
    """What is in the directory fd; afterwards its owner may read all of it."""
    os.fchmod(fd, 0o700)
    for name in os.listdir(fd):
        if name == skip:
            continue
        st = os.lstat(name, dir_fd=fd)
        mode = stat.S_IMODE(st.st_mode)
        if stat.S_ISLNK(st.st_mode):
            lines[prefix + name] = "l\t" + quote(os.readlink(name, dir_fd=fd))
        elif stat.S_ISDIR(st.st_mode):
            lines[prefix + name] = "d\t%o" % mode
            os.chmod(name, 0o700, dir_fd=fd)
            child = os.open(name, os.O_RDONLY, dir_fd=fd)
            dump(child, prefix + name + "/", lines)
            os.close(child)
        elif stat.S_ISREG(st.st_mode):
            os.chmod(name, mode | 0o400, dir_fd=fd)
            child = os.open(name, os.O_RDONLY, dir_fd=fd)
            os.fchmod(child, mode)  # it may have another name
            lines[prefix + name] = "f\t%o\t%d\t%d\t%s" % (mode, st.st_nlink, st.st_size, digest(os.read(child, 65536)))
            os.close(child)
        else:
            lines[prefix + name] = "%s\t%o" % ("p" if stat.S_ISFIFO(st.st_mode) else "s", mode)


def changes(before, base):
    """The difference on disk, as lines; base is the directory that holds the tree "t"."""
    after = {}
    try:
        after["."] = "d\t%o" % stat.S_IMODE(os.stat("t", dir_fd=base).st_mode)
        os.chmod("t", 0o700, dir_fd=base)
        tree = os.open("t", os.O_RDONLY | os.O_NOFOLLOW, dir_fd=base)
        dump(tree, "", after)
        os.close(tree)
    except FileNotFoundError:
        pass
    dump(base, "../", after, "t")
    lines = ["-\t" + quote(path) for path in before if path not in after]
    lines += ["+\t" + quote(path) + "\t" + line for path, line in after.items() if before.get(path) != line]
    return sorted(lines)


# ----------------------------------------------------------------------------------------------------------------------
# SIGNATURES. Each operation of the file, by name and parameters, with what Python does for it. kind: "pure" needs no
# tree, "ask" leaves it alone, "act" changes it, "help" belongs to the scripts themselves and is no function of pyos.h.

SIGNATURES = {}


class Op:
    def __init__(self, kind, name, parameters, run):
        self.kind, self.name, self.parameters, self.run = kind, name, parameters, run


def op(kind, signature):
    name, parameters = re.fullmatch(r"(\w+)\((.*)\)", signature).groups()

    def add(run):
        SIGNATURES[name] = Op(kind, name, parameters.split(", ") if parameters else [], run)
        return run

    return add


def simple(kind, signature, function):
    op(kind, signature)(function)


# Pure text

class Answer(str):
    """A result that is written as it is."""


def pair(two):
    return Answer("\t".join(quote(x) for x in two))


simple("pure", "path_join(text, text)", os.path.join)
simple("pure", "path_joinv(texts)", os.path.join)
simple("pure", "path_split(text)", lambda p: pair(os.path.split(p)))
simple("pure", "path_splitext(text)", lambda p: pair(os.path.splitext(p)))
simple("pure", "path_basename(text)", os.path.basename)
simple("pure", "path_dirname(text)", os.path.dirname)
simple("pure", "path_normpath(text)", os.path.normpath)
# Where pyos.h answers with a bool, NULL is false; Python's None is a TypeError.
simple("pure", "path_isabs(text)", lambda p: p is not None and os.path.isabs(p))
simple("ask", "path_exists(path)", lambda p: p is not None and os.path.exists(p))
simple("ask", "path_isdir(path)", lambda p: p is not None and os.path.isdir(p))
simple("ask", "path_isfile(path)", lambda p: p is not None and os.path.isfile(p))
simple("ask", "path_islink(path)", lambda p: p is not None and os.path.islink(p))


@op("pure", "fsdecode(c_text)")
def _(data):
    return os.fsdecode(data if data is None else os.fsencode(data)).encode("utf-8", "surrogatepass")


@op("pure", "fsencode(wtf8)")
def _(data):
    return os.fsencode(data if data is None else os.fsencode(data).decode("utf-8", "surrogatepass"))


@op("pure", "modes(st_mode)")
def _(mode):
    tests = "DIR CHR BLK REG FIFO LNK SOCK DOOR PORT WHT".split()
    return Answer("%s %o %o %s" % (" ".join(t for t in tests if getattr(stat, "S_IS" + t)(mode)), stat.S_IMODE(mode),
                                   stat.S_IFMT(mode), stat.filemode(mode)))


@op("pure", "error_kind(code)")
def _(code):
    return Answer(type(OSError(code, "x")).__name__)


@op("pure", "supports(name)")
def _(name):
    f = getattr(os, name)
    sets = {"have": True, "dir_fd": f in os.supports_dir_fd, "fd": f in os.supports_fd,
            "follow_symlinks": f in os.supports_follow_symlinks, "effective_ids": f in os.supports_effective_ids}
    return Answer(" ".join(n for n, is_in in sets.items() if is_in))


# Descriptors

def at(dir_fd):
    """Without dir_fd and with PYOS_CWD Python is asked in the same way."""
    return None if dir_fd in ("-", "CWD") else dir_fd


def keep(fd, slot):
    inheritable = os.get_inheritable(fd)
    status = fcntl.fcntl(fd, fcntl.F_GETFL)
    os.dup2(fd, slot, inheritable=False)
    os.close(fd)
    return Answer("fd %d %d%s%s%s" % (inheritable, status & os.O_ACCMODE, " append" * bool(status & os.O_APPEND),
                                      " nonblock" * bool(status & os.O_NONBLOCK), " sync" * bool(status & os.O_SYNC)))


@op("act", "open(path, open_flags, mode, dir_fd, slot)")
def _(path, flags, mode, dir_fd, slot):
    return keep(os.open(path, flags, mode, dir_fd=at(dir_fd)), slot)


simple("act", "close(fd)", os.close)
simple("act", "read(fd, count)", os.read)
simple("act", "write(fd, data)", lambda fd, data: os.write(fd, data if data is None else os.fsencode(data)))
simple("act", "lseek(fd, position, whence)", os.lseek)
simple("ask", "fsync(fd)", os.fsync)
simple("act", "ftruncate(fd, size)", os.ftruncate)
simple("ask", "get_inheritable(fd)", lambda fd: int(os.get_inheritable(fd)))
simple("act", "set_inheritable(fd, yes)", lambda fd, yes: os.set_inheritable(fd, bool(yes)))


@op("act", "fdopen(fd, stdio_mode)")
def _(fd, mode):
    # C's modes mean bytes. Whether a mode that does not fit the descriptor is refused is the C library's affair, while
    # Python waits for the first read or write. The first line is read or "+w+" written, by the mode's letters.
    try:
        status = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE if fd >= 0 else os.O_RDWR
    except OSError:
        status = os.O_RDWR
    if status != os.O_RDWR and ("+" in mode or (mode[0] == "r") != (status == os.O_RDONLY)):
        return Answer("does not fit")
    stream = io.open(fd, mode + "b" if mode and "b" not in mode and mode != "q" else mode)
    got = b""
    if mode[0] == "r":
        got = stream.readline()
    else:
        stream.write(b"+w+")
    stream.close()
    return got


# Files and directories

simple("ask", "getcwd()", os.getcwd)
simple("act", "chdir(path)", os.chdir)
simple("act", "fchdir(fd)", os.fchdir)


@op("ask", "access(path, access_mode, dir_fd, access_flags)")
def _(path, mode, dir_fd, flags):
    return os.access(path, mode, dir_fd=at(dir_fd), effective_ids="EFFECTIVE_IDS" in flags,
                     follow_symlinks="NOFOLLOW" not in flags)


@op("act", "mkdir(new, mode, dir_fd)")
def _(path, mode, dir_fd):
    os.mkdir(path, mode, dir_fd=at(dir_fd))


simple("act", "makedirs(deep, mode, yes)", lambda name, mode, yes: os.makedirs(name, mode, bool(yes)))
simple("act", "rmdir(path, dir_fd)", lambda path, dir_fd: os.rmdir(path, dir_fd=at(dir_fd)))
simple("act", "remove(path, dir_fd)", lambda path, dir_fd: os.remove(path, dir_fd=at(dir_fd)))
simple("act", "unlink(path, dir_fd)", lambda path, dir_fd: os.unlink(path, dir_fd=at(dir_fd)))


@op("act", "rename(path, dir_fd, new, dir_fd)")
def _(src, src_dir_fd, dst, dst_dir_fd):
    os.rename(src, dst, src_dir_fd=at(src_dir_fd), dst_dir_fd=at(dst_dir_fd))


@op("act", "replace(path, dir_fd, new, dir_fd)")
def _(src, src_dir_fd, dst, dst_dir_fd):
    os.replace(src, dst, src_dir_fd=at(src_dir_fd), dst_dir_fd=at(dst_dir_fd))


@op("act", "link(path, dir_fd, new, dir_fd, link_flags)")
def _(src, src_dir_fd, dst, dst_dir_fd, flags):
    # pyos.h does not follow unless told to. 3.13 calls link() when nothing is given, which does not follow on Linux
    # although follow_symlinks is True; with a directory's descriptor it does as told.
    follow = "FOLLOW" in flags
    src_dir_fd = at(src_dir_fd)
    if follow and src_dir_fd is None:
        src_dir_fd = os.open("/proc/self/cwd", os.O_PATH)  # "." may be forbidden
        try:
            return os.link(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=at(dst_dir_fd))
        finally:
            os.close(src_dir_fd)
    os.link(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=at(dst_dir_fd), follow_symlinks=follow)


@op("act", "symlink(target, new, yes, dir_fd)")
def _(src, dst, yes, dir_fd):
    os.symlink(src, dst, bool(yes), dir_fd=at(dir_fd))


simple("ask", "readlink(path, dir_fd)", lambda path, dir_fd: os.readlink(path, dir_fd=at(dir_fd)))
simple("act", "truncate(path, size)", os.truncate)


# stat

def show_stat(st):
    who = lambda i, me: "me" if i == me else "root" if i == 0 else "other"
    is_dir = stat.S_ISDIR(st.st_mode)  # the size and links of a directory are the file system's affair
    return Answer("%o %s %s %s %s%s" % (st.st_mode, "-" if is_dir else st.st_size, "-" if is_dir else st.st_nlink,
                                        who(st.st_uid, os.geteuid()), who(st.st_gid, os.getegid()),
                                        " rdev %d" % st.st_rdev if stat.S_ISCHR(st.st_mode) else ""))


@op("ask", "stat(path, dir_fd, stat_flags)")
def _(path, dir_fd, flags):
    return show_stat(os.stat(path, dir_fd=at(dir_fd), follow_symlinks="NOFOLLOW" not in flags))


simple("ask", "lstat(path)", lambda path: show_stat(os.lstat(path)))
simple("ask", "fstat(fd)", lambda fd: show_stat(os.fstat(fd)))


# Listing

def show_list(items):
    return Answer("[" + " ".join(sorted(items)) + "]")


def show_entry(entry):
    """Every answer of an entry; errors too."""
    words = [quote(entry.name), quote(entry.path)]
    for ask in (lambda: entry.is_dir(), lambda: entry.is_dir(follow_symlinks=False), lambda: entry.is_file(),
                lambda: entry.is_file(follow_symlinks=False), lambda: entry.is_symlink(), lambda: entry.is_junction(),
                lambda: show_stat(entry.stat()), lambda: show_stat(entry.stat(follow_symlinks=False))):
        try:
            answer = ask()
            words.append("FT"[answer] if isinstance(answer, bool) else answer)
        except OSError as e:
            words.append("!%s %d %s" % (type(e).__name__, e.errno, quote(e.filename)))
    return "(" + ",".join(words) + ")"


def show_scan(what):
    with os.scandir(what) as it:
        return show_list(show_entry(e) for e in it)


def below(it, found):
    with it:
        for entry in it:
            found.append(quote(entry.path))
            if entry.is_dir(follow_symlinks=False):
                try:
                    below(os.scandir(entry), found)
                except OSError as e:
                    found.append("!%s %s" % (type(e).__name__, quote(str(e))))
    return found


simple("ask", "listdir(directory)", lambda path: show_list(map(quote, os.listdir(path))))
simple("ask", "scandir(directory)", show_scan)
simple("ask", "scandir_tree(directory)", lambda path: show_list(below(os.scandir(path), [])))


# Python takes -1 for "no descriptor" here and lists the working directory, so -1 is not tried: INTERESTING's list_fd.
simple("ask", "flistdir(list_fd)", lambda fd: show_list(map(quote, os.listdir(fd))))
simple("ask", "fscandir(list_fd)", show_scan)


@op("act", "scandir_gone(directory, victim)")
def _(path, victim):
    """What an entry answers after its file was removed."""
    with os.scandir(path) as it:
        for entry in it:
            if entry.name == victim:
                try:
                    os.unlink(entry.path)
                except OSError:
                    try:
                        os.rmdir(entry.path)
                    except OSError:
                        return Answer("not removed")
                return Answer(show_entry(entry))
    return Answer("not there")


# For the scripts themselves

class Limits:
    held = []


@op("help", "umask(mode)")
def _(mode):
    os.umask(mode)


@op("help", "chmod(path, mode)")
def _(path, mode):
    try:
        os.chmod(path, mode)
    except (OSError, TypeError):
        pass


@op("help", "seteuid(id)")
def _(uid):
    os.seteuid(uid)


@op("help", "limit_size(size)")
def _(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


@op("help", "limit_files()")
def _():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    try:
        while True:
            Limits.held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass


@op("help", "unlimit()")
def _():
    while Limits.held:
        os.close(Limits.held.pop())
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1024, hard), hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)


# ----------------------------------------------------------------------------------------------------------------------
# Values. The first is the usual one; a case varies one parameter and leaves the others.

def b(data):
    return data.decode("utf-8", "surrogateescape")


TOO_LONG = ("b" * 200 + "/") * 22
# Not here: code points that Unicode has not assigned, its other spaces and invisible ones, of which pyos.h shows more
# than Python does.
MISSING = ["miss\n", b(b"m\xff"), "m'q", 'm"q', "m'\"q", "m\\", "m\u00e9", "m\u65e5", "m\u00a0", "m\x85", "m\u202e",
           "m\u00ad", "m\u2028", "m\U0001f600", b(b"m\xed\xa0\x80"), b(b"m\xed\xb2\x80x"), b(b"m\xc0\x80"),
           b(b"m\xe2\x82"), b(b"m\xf4\x90\x80\x80"), b(b"\x80\xbfm"), b(b"m\xf0\x9f\x98"),
           "m\t\r\x01\x7f\x1b", "m@", "m: 'x' -> 'y'"]
PATHS = ["file", "dir", "dir/", "file/", "file/.", "empty", "empty/", "empty/.", "empty/..", "missing", "missing/",
         "missing/x", "link", "link/", "dirlink", "dirlink/", "dirlink/a", "dangling", "dangling/", "dangling/x",
         "loop", "loop/", "loop/x", "file/x", "thrufile", "long", "chain", "", None, ".", "..", "./file", "dir//a",
         "dir/./a", "dir/sub/../a", "missing/../file", "file/../file", "/", "//", "@/file", "@/dir", "@", "@/missing",
         "m" * 255, "m" * 256, "dir/" + "m" * 256 + "/x", "odd/" + "n" * 255, "./" * 2045 + "file",
         "./" * 2045 + ".file", "./" * 2046 + "file", TOO_LONG, "a" * 990, "\u00e9" * 120, "noperm", "noaccess",
         "noaccess/f", "noaccess/new", "readonly/f", "readonly/e", "readonly/new", "noread", "noread/f", "nosearch",
         "nosearch/f", "nosearch/d", "fifo", "sock", "zero", "setuid", "hard", "odd/\u00e9", "odd/\udcff\udcfe",
         "dir/sub/deep", "dir/sub"] + MISSING
NEW = ["new"] + [p for p in PATHS if p != "missing"] + [
    "dir/new", "empty/new", "file/new", "missing/new", "new/", "new//", "new/.", "@/new", "dirlink/new", "noaccess/new",
    "sticky/new", "x" * 255]
DIR_FDS = ["-", "CWD", "-100", "#0", "#1", "#2", "#7", "#8", "99", "-1"]
FDS = ["#1", "#0", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "99", "-1", "5000000"]
TEXTS = ["a/b", "", None, "/", "//", "///", "a", "a/", "a//", "/a", "//a", "///a", "a//b", "a/b/", "./a", "a/./b",
         "a/../b", "../a", "..", ".", "a/..", "/..", "//..", "/../a", "../../a", "a/b/../..", "a/../..", "./", "./.",
         "a/.", "//a/../..", ".a", "..a", "...", "a.", "a.b", "a.b.c", ".a.b", "..a.b", "a/.b", "a/.b.c", "a.b/c",
         "a.b/", "a/...b", "a..b", ".a/", "x/..y", "\u00e9/\u65e5.\u00e9", b(b"\xff/\xfe.\xfd"), "a\nb/c\nd.e\n",
         "a\\b", "c:/x", "c:x", "~/x", "$HOME", "a b/ c", "a\0b", "a\0/b.c", "/\0", "a/\0/../b",
         "n" * 300 + "/" + "m" * 300 + ".x", ("ab/" * 500) + "../" * 499, "a" * 5000, " ", ".. ", ".\u00e9", "/./",
         "/.", "//./a", "///../a", "a///b///", "/a/b/../../..", "../..", "../../..", "../a/..", "a/b/c/../../d"]

INTERESTING = {
    "path": PATHS,
    "directory": ["dir"] + [p for p in PATHS if p not in ("dir", "/", "//")],  # what is there is the machine's
    "new": NEW,
    "deep": ["p/q/r"] + NEW + ["dir/p/q", "p/./q", "p/../q", "p//q/", "p/q/.", "./p/q", "@/p/q", "link/p/q",
                               "loop/p/q", "p/" * 60 + "q",
                               "p/" + "m" * 256, "p/" + "m" * 256 + "/q", "dir/..", "p/..", "p/.", "p/q/..",
                               "readonly/p/q"],
    "target": ["file"] + [p for p in PATHS if p != "file" and "@" not in str(p)] + ["t" * 4095, "t" * 4096],
    "victim": ["a", "b", "l", "sub", "nothing"],
    "dir_fd": DIR_FDS,
    "fd": FDS,
    "list_fd": ["#0"] + [x for x in FDS if x not in ("#0", "-1")],
    "text": TEXTS,
    "c_text": [t for t in TEXTS if t is None or "\0" not in t],
    "wtf8": [t for t in TEXTS if t is None or "\0" not in t and not re.search("[\udc80-\udcff]", t)] +
    [b(b"\xed\xb3\xbf"), b(b"a\xed\xb2\x80/b")],
    "mode": ["511", "0", "448", "365", "1023", "2559", "4095", "73"],
    "open_flags": ["O_RDONLY|O_NONBLOCK"] + [a + x for a in ("O_RDONLY", "O_WRONLY", "O_RDWR") for x in
                   ("", "|O_CREAT", "|O_CREAT|O_EXCL", "|O_TRUNC", "|O_APPEND", "|O_CREAT|O_TRUNC|O_APPEND",
                    "|O_DIRECTORY", "|O_NOFOLLOW",
                    "|O_CREAT|O_NOFOLLOW", "|O_SYNC", "|O_CLOEXEC", "|O_PATH", "|O_NONBLOCK")],
    "slot": ["#9"],
    "count": ["4", "0", "1", "100", "100000", "-1", "-9223372036854775808"],
    "data": ["data", "", None, "\n", b(b"\xff\x80"), "a\0b", "x" * 5000],
    # Beyond 16 TiB it is the file system's affair.
    "position": ["3", "0", "-1", "100", "-100", "-9223372036854775808", "1099511627776"],
    "whence": ["0", "1", "2", "3", "4", "5", "99", "-1"],
    "size": ["3", "0", "10", "100", "-1", "1000000", "-9223372036854775808"],
    "yes": ["0", "1"],
    "stdio_mode": ["r", "w", "a", "r+", "w+", "a+", "rb", "wb"],
    "access_mode": ["4", "0", "1", "2", "3", "5", "6", "7", "8", "64", "-1"],
    "access_flags": ["0", "NOFOLLOW", "EFFECTIVE_IDS", "NOFOLLOW|EFFECTIVE_IDS"],
    "stat_flags": ["0", "NOFOLLOW"],
    "link_flags": ["0", "FOLLOW"],
    "st_mode": ["%d" % (t << 12 | m) for t in range(16) for m in (0, 0o644, 0o7777)] +
               ["%d" % (0o100000 | 1 << i) for i in range(12)] +
               ["%d" % (0o040000 | s << 9 | x) for s in range(8) for x in (0o111, 0o677, 0o767, 0o776)] +
               ["4294967295", "2147483648", "65536", "1048576"],
    "code": ["%d" % i for i in range(0, 135)] + ["1000", "-1"],
    "name": None,  # of every function of this file that Python has: filled below
}

# Descriptors that a script uses are opened in front of it.
PREAMBLE = {
    "#0": [("open", "dir", "O_RDONLY|O_DIRECTORY", "0", "-", "#0")],
    "#1": [("open", "file", "O_RDWR", "0", "-", "#1")],
    "#2": [("open", "empty", "O_RDONLY", "0", "-", "#2")],
    "#3": [("open", "fifo", "O_RDONLY|O_NONBLOCK", "0", "-", "#3")],
    "#4": [("open", "fifo", "O_RDONLY|O_NONBLOCK", "0", "-", "#13"),
           ("open", "fifo", "O_WRONLY|O_NONBLOCK", "0", "-", "#4")],
    "#5": [("open", "dir/a", "O_RDONLY", "0", "-", "#5")],
    "#6": [("open", "dir/b", "O_WRONLY", "0", "-", "#6")],
    "#7": [("open", "dir", "O_PATH", "0", "-", "#7")],
    "#8": [("open", "empty", "O_RDONLY", "0", "-", "#8"), ("close", "#8")],
}

AT_PATHS = ["a", "sub", "l", "sub/deep", "missing", "", None, ".", "..", "@/file", "../file", "a/x", "a/", "sub/",
            "new", "loop", "/"]
PAIRS = ["file", "dir", "empty", "link", "dirlink", "dangling", "loop", "missing", "hard", "hard2", "dir/a", "dir/sub",
         "empty/new", "", ".", "..", "/", "file/x", "file/", "dir/", "empty/", "missing/", "readonly/f", "readonly/e",
         "noaccess/f", "/proc/pyos", "noread/f", "fifo"]


def two_paths(name, pairs, tail=()):
    for src in pairs:
        for dst in pairs:
            yield (name, src, "-", dst, "-", *tail)
    for src_fd in DIR_FDS[1:]:
        for dst_fd in DIR_FDS[1:]:
            yield (name, "a", src_fd, "new", dst_fd, *tail)
    yield (name, "@/file", "99", "@/new", "99", *tail)
    yield (name, None, "#0", "x", "#0", *tail)
    yield (name, "x", "#0", None, "#0", *tail)
    yield (name, None, "-", None, "-", *tail)
    yield (name, "m" * 600, "-", "n" * 600, "-", *tail)
    yield (name, "m" * 300, "-", "n" * 3000, "-", *tail)
    yield (name, "m" * 3000, "-", "n" * 30, "-", *tail)


def extra_open():
    for flags in ("O_WRONLY|O_CREAT|O_NONBLOCK", "O_WRONLY|O_CREAT|O_EXCL|O_NONBLOCK",
                  "O_RDONLY|O_DIRECTORY|O_NONBLOCK",
                  "O_RDONLY|O_NOFOLLOW|O_NONBLOCK", "O_PATH|O_NOFOLLOW"):
        for path in NEW:
            # What O_CREAT does with a last slash and a link is the kernel's own; all the better to compare.
            yield ("open", path, flags, "438", "-", "#9")
    for flags in INTERESTING["open_flags"]:
        for path in ("new", "dir", "link", "dangling"):
            # Kernels disagree on O_CREAT with O_DIRECTORY, and there is no such case.
            yield ("open", path, flags, "420", "-", "#9")
    yield ("open", "/dev/null", "O_RDWR", "0", "-", "#9")
    yield ("open", "fifo", "O_WRONLY|O_NONBLOCK", "0", "-", "#9")


EXTRA = {
    "open": extra_open,
    "path_join": lambda: [("path_join", x, y) for x in TEXTS for y in ("b", "", "/b", "//b", ".", "b/c", None)] +
                         [("path_join", x, y) for x in ("a", "", "/", "a/", None) for y in TEXTS],
    "path_joinv": lambda: [("path_joinv", *x) for x in [
        (), ("a",), ("",), (None,), ("a", "b", "c"), ("a", "", ""), ("", "", ""), ("a", "/b", "c"), ("/", "/", "/"),
        ("a/", "b/", "/"), ("a", None), (None, "a"), ("a", "b", None), ("a", None, "/b"), ("\u00e9", b(b"\xff"), "\n"),
        tuple("abcdefghijklmnopqrstuvwxyz"), ("a" * 3000, "b" * 3000), ("", "a", ""), ("", "/"),
        ("a", "b", "/c", "d", "")]],
    "rename": lambda: two_paths("rename", PAIRS),
    "replace": lambda: two_paths("replace", PAIRS[::3]),
    "link": lambda: [*two_paths("link", PAIRS, ("0",)), *(("link", src, "-", "new", "-", "FOLLOW") for src in PATHS),
                     *two_paths("link", PAIRS[3:7], ("FOLLOW",))],
    "symlink": lambda: [("symlink", src, dst, "0", "-") for src in ("", "x", "a/b\n", b(b"\xff"))
                        for dst in ("new", "", "file", "missing/x", "new/", "m'\"")] +
                       [("symlink", "m" * 600, "n" * 600, "0", "-")],
    "makedirs": lambda: [("makedirs", p, m, y) for p in INTERESTING["deep"] for m, y in (("511", "1"), ("448", "0"))],
    "access": lambda: [
        ("access", path, mode, dir_fd, flags)
        for path in ("noperm", "file", "dir", "link", "dangling", "noaccess/f", "setuid", "readonly", "noread",
                     "nosearch/f")
        for mode in ("0", "1", "2", "4", "6", "7")
        for dir_fd, flags in (("-", "0"), ("CWD", "NOFOLLOW"), ("CWD", "EFFECTIVE_IDS"))],
    "stat": lambda: [("stat", p, "CWD", "NOFOLLOW") for p in PATHS] + [("stat", "/dev/null", "-", "0")],
    "lstat": lambda: [("lstat", "/dev/null")],
    "lseek": lambda: [("lseek", fd, position, whence) for fd in ("#1", "#5")
                      for position in INTERESTING["position"] for whence in "012"] +
                     [("lseek", "#1", position, whence) for position in ("0", "4", "10", "11", "-1")
                      for whence in "34"],
    "scandir": lambda: [("scandir", p) for p in ("nosearch", "odd", "nosearch/", "@/dir", "./dir", "dir//", ".")],
    "scandir_gone": lambda: [("scandir_gone", p, v) for p in ("dir", "dirlink", "@/dir", ".") for v in
                             ("a", "b", "l", "zero", "link", "dangling", "loop", "empty", "fifo", "hard")],
    "fscandir": lambda: [("fscandir", "#0"), ("fscandir", "#0"), ("flistdir", "#0"), ("fscandir", "#0")],
    "flistdir": lambda: [("flistdir", "#0"), ("flistdir", "#0"), ("fscandir", "#0"), ("flistdir", "#0")],
    "listdir": lambda: [("listdir", "odd"), ("listdir", "readonly")],
    "path_normpath": lambda: [("path_normpath", "/".join(words)) for words in random_words(150)],
    "path_split": lambda: [("path_split", "/".join(words)) for words in random_words(40)],
    "path_splitext": lambda: [("path_splitext", "/".join(words)) for words in random_words(60)],
}


def random_words(n):
    r = random.Random(SEED)
    for _ in range(n):
        yield [r.choice(["a", "b", "", ".", "..", "..", "a.b", ".c", "\u00e9", "...", "d..e", "..f"])
               for _ in range(r.randrange(1, 9))]


def cases(operation):
    """One function's cases: one parameter at a time, dir_fd with the paths it is made for, and its own."""
    parameters = operation.parameters
    if parameters == ["texts"]:
        yield from EXTRA[operation.name]()
        return
    usual = [INTERESTING[p][0] for p in parameters]
    yield (operation.name, *usual)
    for i, parameter in enumerate(parameters):
        for value in INTERESTING[parameter][1:]:
            yield (operation.name, *usual[:i], value, *usual[i + 1:])
    if parameters.count("dir_fd") == 1:
        i = parameters.index("dir_fd")
        j = next(k for k, p in enumerate(parameters) if p in ("path", "new"))
        for dir_fd in DIR_FDS[1:]:
            for path in AT_PATHS:
                case = list(usual)
                case[i], case[j] = dir_fd, path
                yield (operation.name, *case)
    if operation.name in EXTRA:
        yield from EXTRA[operation.name]()


class Script:
    def __init__(self, name, tree, user, ops):
        self.name, self.tree, self.user, self.ops = name, tree, user, ops
        nodes = TREES[tree]
        kept = needed(nodes, ops) if tree == "std" and name not in SEQUENCES else set(range(len(nodes)))
        self.nodes = [node for i, node in enumerate(nodes) if i in kept]
        self.mask = sum(1 << i for i in kept)
        assert len(nodes) <= 64  # of the mask


def needed(nodes, ops):
    """The nodes that operations may meet, since making them takes most of the time: those with a word of an argument in
    their path, what these lead to, and what lies around them. All when the tree itself is listed."""
    words = {"file"}
    for name, *values in ops:
        for value in values:
            if name in LISTING and os.path.normpath(value or ".") in (".", "..", "@"):
                return set(range(len(nodes)))
            words.update((value or "").split("/"))
    kept = set()
    for _ in range(5):
        for i, (kind, path, *rest) in enumerate(nodes):
            if i not in kept and words.intersection(path.split("/")):
                kept.add(i)
                words.update(path.split("/")[:-1])
                words.update(rest[0].split("/") if kind in "lh" else ())
    return kept


def prepared(ops):
    used = sorted({a for o in ops for a in o[1:] if a in PREAMBLE})
    return [p for slot in used for p in PREAMBLE[slot]] + ops


def ops(text):
    """Operations by words: "mkdir a 511 -; getcwd"."""
    return [tuple({"None": None, "EMPTY": ""}.get(word, word) for word in line.split()) for line in text.split(";")]


# By hand: what one operation at a time does not reach.
SEQUENCES = {
    # access asks with the real ids, which are root's, and with the effective ones when told to.
    "as root: effective ids": ("std", [("seteuid", str(USER))] + [
        ("access", path, mode, dir_fd, flags)
        for path in ("noperm", "file", "dir", "noaccess/f", "@/readonly") for mode in ("0", "2", "4")
        for dir_fd, flags in (("-", "0"), ("-", "EFFECTIVE_IDS"), ("CWD", "NOFOLLOW|EFFECTIVE_IDS"))
    ] + [("seteuid", "0")]),
    "cwd is gone": ("std", ops(
        "mkdir gone 511 -; chdir gone; getcwd; rmdir @/gone -; getcwd; listdir None; scandir .; mkdir x 511 -; "
        "stat .. - 0; stat . - 0; open x O_WRONLY|O_CREAT 511 - #9; chdir .; chdir @; getcwd")),
    "chdir and back": ("std", ops(
        "open . O_RDONLY 0 - #9; chdir dirlink; getcwd; listdir .; chdir ..; getcwd; chdir dir/sub; getcwd; "
        "fchdir #9; getcwd; chdir noaccess; chdir readonly; getcwd; mkdir x 511 -")),
    "umask": ("std", ops(
        "umask 63; mkdir a1 511 -; makedirs a2/b/c 511 0; makedirs a3/b/c 448 0; "
        "open a4 O_WRONLY|O_CREAT 511 - #9; umask 0; mkdir b1 511 -; makedirs b2/b/c 448 0; "
        "open b4 O_WRONLY|O_CREAT 438 - #9; umask 511; mkdir c1 511 -; makedirs c2/b/c 511 0; "
        "makedirs c3/b/c 511 1")),
    "read and write": ("std", ops(
        "open file O_RDWR 0 - #9; read #9 3; write #9 ABC; lseek #9 0 1; read #9 100; read #9 100; lseek #9 20 0; "
        "write #9 Z; lseek #9 -2 2; read #9 9; ftruncate #9 4; lseek #9 0 1; read #9 9; fstat #9; ftruncate #9 8; "
        "lseek #9 2 0; read #9 9; fsync #9; close #9; close #9; read #9 1; fstat #9")),
    "append": ("std", ops(
        "open file O_WRONLY|O_APPEND 0 - #9; lseek #9 0 1; write #9 abc; lseek #9 0 0; write #9 def; "
        "lseek #9 0 1; read #9 1")),
    "pipe": ("std", ops(
        "open fifo O_WRONLY|O_NONBLOCK 0 - #3; open fifo O_RDONLY|O_NONBLOCK 0 - #1; read #1 5; "
        "open fifo O_WRONLY|O_NONBLOCK 0 - #2; read #1 5; write #2 hello!; read #1 5; read #1 5; lseek #1 0 0; "
        "fsync #1; ftruncate #2 0; fstat #1; close #1; write #2 x")),
    "full": ("std", ops(
        "open /dev/full O_WRONLY 0 - #9; write #9 x; open /dev/full O_WRONLY|O_CREAT|O_EXCL 0 - #9")),
    "size limit": ("std", ops(
        "limit_size 1000; open file O_RDWR 0 - #9; lseek #9 995 0; write #9 0123456789; write #9 0123456789; "
        "ftruncate #9 1001; truncate file 1001; ftruncate #9 1000; truncate file 5; unlimit; truncate file 2000")),
    "no descriptor left": ("std", ops(
        "open dir O_RDONLY 0 - #0; limit_files; open file O_RDONLY 0 - #9; open deep O_RDONLY 0 #0 #9; "
        "scandir dir; listdir dir; scandir_tree .; flistdir #0; fscandir #0; stat file - 0; mkdir x 511 -; "
        "makedirs y/z 511 0; path_isdir dir; getcwd; unlimit; open file O_RDONLY 0 - #9")),
    "inherit": ("std", ops(
        "open file O_RDONLY 0 - #9; get_inheritable #9; set_inheritable #9 1; get_inheritable #9; "
        "set_inheritable #9 1; get_inheritable #9; set_inheritable #9 0; get_inheritable #9; close #9; "
        "get_inheritable #9; set_inheritable #9 0; open file O_PATH 0 - #9; get_inheritable #9; "
        "set_inheritable #9 1; get_inheritable #9")),
    "fdopen": ("std", [o for mode in INTERESTING["stdio_mode"] for o in ops(
        "open dir/a O_RDWR 0 - #9; fdopen #9 " + mode +
        "; fstat #9; open dir/a O_RDONLY 0 - #9; read #9 100; ftruncate #9 1")]),
    "names of all kinds": ("odd", ops("listdir odd; scandir odd; scandir_tree .") + [
        o for name in ODD for o in
        (("rename", "odd/" + name, "-", name, "-"), ("mkdir", name, "511", "-"), ("unlink", name + "/x", "-"))]),
    "deep": ("none", [
        ("makedirs", TOO_LONG, "511", "0"), ("makedirs", "p/" * 300 + "p", "511", "0"), ("scandir_tree", "."),
        ("rmdir", "p/" * 300, "-"), ("rmdir", "p/" * 300 + "p", "-"), ("chdir", "p/" * 250)] +
        ops("getcwd; listdir .; makedirs p/p/p 511 1; makedirs p/p/p 511 0")),
    "listing while open": ("std", ops(
        "open dir O_RDONLY 0 - #0; flistdir #0; mkdir dir/new 511 -; flistdir #0; unlink dir/a -; fscandir #0; "
        "fscandir #0; read #0 5; rename dir - moved -; flistdir #0; open b O_RDONLY 0 #0 #1; read #1 9; "
        "unlink b #0; unlink l #0; rmdir new #0; unlink sub/deep #0; rmdir sub #0; rmdir moved -; flistdir #0; "
        "mkdir x 511 #0; stat . #0 0; fchdir #0; getcwd")),
}

LISTING = {"listdir", "scandir", "scandir_tree", "scandir_gone"}

# Random scripts: how often, and what to draw for each parameter.
MENU = {
    "mkdir": 6, "makedirs": 3, "rmdir": 4, "remove": 2, "unlink": 3, "rename": 8, "replace": 4, "link": 4,
    "symlink": 5, "readlink": 2,
    "truncate": 2, "open": 8, "close": 2, "read": 4, "write": 5, "lseek": 3, "fsync": 1, "ftruncate": 2, "fstat": 2,
    "get_inheritable": 1,
    "set_inheritable": 1, "getcwd": 2, "chdir": 3, "fchdir": 1, "access": 2, "stat": 3, "lstat": 2, "listdir": 2,
    "flistdir": 1, "scandir": 1,
    "fscandir": 1, "scandir_tree": 1, "scandir_gone": 1, "path_exists": 1, "path_isdir": 1, "path_isfile": 1,
    "path_islink": 1,
    "chmod": 2, "umask": 1, "fdopen": 1,
}


def draw(r, operation):
    names = ["a", "b", "c", "f", "l", "m", "x", "y", "z", "\u00e9", "\udcff", "q'"]

    def path():
        if r.random() < 0.03:
            return r.choice([None, "", ".", "@", "file/x", "g" * 256])
        words = [r.choice(names) for _ in range(r.choice((1, 1, 1, 2, 2, 3)))]
        # Only what changes nothing may go upward, so that nothing outside is ever changed.
        if operation.kind == "ask" and r.random() < 0.1:
            words.insert(r.randrange(len(words) + 1), r.choice(("..", ".")))
        text = "/".join(words) + ("/" if r.random() < 0.05 else "")
        return "@/" + text if r.random() < 0.15 else text

    def value(parameter):
        if parameter in ("path", "new", "deep", "directory"):
            return path()
        if parameter == "target":
            return r.choice(names + ["a/x", "b/c", "nowhere", "../f", "./l"])
        if parameter in ("fd", "list_fd", "slot"):
            return r.choice(("#0", "#1", "#2"))
        if parameter == "dir_fd":
            return r.choice(("-",) * 8 + ("CWD", "#0", "#1", "#2"))
        if parameter == "victim":
            return r.choice(names)
        if parameter == "open_flags":
            # A pipe cannot be here, so nothing blocks.
            return r.choice(INTERESTING["open_flags"][1:] + ["O_RDWR|O_CREAT"] * 8 + ["O_RDONLY|O_DIRECTORY"] * 6)
        if parameter == "mode":
            return r.choice(["18", "18", "0", "63", "23"] if operation.name == "umask" else
                            ["511", "511", "511", "448", "438", "365", "0"])
        if parameter == "position":
            return str(r.randrange(-3, 12))
        if parameter == "whence":
            return r.choice("012")
        if parameter == "size":
            return str(r.choice((0, 1, 2, 5, 50, -1)))
        return r.choice(INTERESTING[parameter])

    return (operation.name, *(value(p) for p in operation.parameters))


def random_scripts(seed, count):
    r = random.Random(seed)
    menu = [SIGNATURES[n] for n, weight in MENU.items() for _ in range(weight)]
    return [Script("random %d.%d" % (seed, i), "small", "user",
                   [draw(r, r.choice(menu)) for _ in range(RANDOM_LENGTH)]) for i in range(count)]


# As root permissions mean nothing: these paths, by every function that takes one.
ROOT_PATHS = ["noperm", "noaccess", "noaccess/f", "noaccess/new", "readonly/f", "readonly/new", "readonly/e",
              "noread", "noread/f", "nosearch", "nosearch/f",
              "missing", "file/x", "dir"]


def differs(case):
    """What "/" is, and whether it is another file system than the tree, is the machine's affair."""
    slash = [a for a in case[1:] if a in ("/", "//")]
    return bool(slash) and case[0] in ("stat", "lstat", "rename", "replace", "link")


def scripts():
    out = []
    for operation in SIGNATURES.values():
        if operation.kind == "help":
            continue
        seen, todo = set(), []
        for case in cases(operation):
            if case not in seen and not differs(case):
                seen.add(case)
                todo += [case, ("chdir", "@")] if operation.name == "chdir" else [case]
        if operation.name in ("flistdir", "fscandir", "get_inheritable", "read", "write", "lseek"):
            todo = list(cases(operation))  # the same again is worth a look
        size = {"pure": 400, "ask": 60, "act": 8}[operation.kind]
        for i in range(0, len(todo), size):
            tree = "none" if operation.kind == "pure" else "std"
            out.append(Script("%s %d" % (operation.name, i // size), tree, "user", prepared(todo[i:i + size])))
    for name, (tree, ops) in SEQUENCES.items():
        out.append(Script(name, tree, "root" if name.startswith("as root") else "user", ops))
    for operation in SIGNATURES.values():
        places = [i for i, p in enumerate(operation.parameters) if p in ("path", "new", "directory", "deep")]
        if operation.kind == "help" or not places:
            continue
        todo = []
        for i in places:
            for path in ROOT_PATHS:
                case = [INTERESTING[p][0] for p in operation.parameters]
                case[i] = path
                todo.append((operation.name, *case))
        for i in range(0, len(todo), 15):
            out.append(Script("as root: %s %d" % (operation.name, i // 15), "std", "root", prepared(todo[i:i + 15])))
    return out + random_scripts(SEED, RANDOM_SCRIPTS)


# ----------------------------------------------------------------------------------------------------------------------
# Running

STRINGS = {"path", "new", "deep", "directory", "target", "victim", "text", "texts", "c_text", "wtf8", "data",
           "stdio_mode", "name"}
WORDS = {"access_flags", "stat_flags", "link_flags"}
CODES = {"TypeError": errno.EINVAL, "ValueError": errno.EINVAL, "NotImplementedError": errno.ENOTSUP,
         "OverflowError": errno.EOVERFLOW}


def types_of(operation, n):
    return operation.parameters if operation.parameters != ["texts"] else ["texts"] * n


def argument(kind, value):
    """A value of the tables to what the function gets."""
    if kind in STRINGS:
        absolute = value is not None and (value == "@" or value.startswith("@/"))
        return os.fsdecode(root) + value[1:] if absolute else value
    if kind == "open_flags":
        return functools.reduce(int.__or__, (getattr(os, word) for word in value.split("|")))
    if kind in WORDS:
        return value.split("|")
    if kind == "dir_fd" and value in ("-", "CWD"):
        return value
    return SLOT + int(value[1:]) if value[0] == "#" else int(value)


def written(kind, value):
    if kind not in STRINGS:
        return value
    return quote(argument(kind, value))


def failure(e, arguments):
    """An exception, as the file has it."""
    if isinstance(e, OSError):
        names = [e.filename, e.filename2]
        message = str(e)
        if isinstance(e.filename, int):
            # Python shows the descriptor in place of a name; a call of pyos.h that takes a descriptor has no name.
            message = message[:message.rindex(":")]
            names = [None, None]
        code = e.errno
        start = "[Errno %d] %s" % (code, os.strerror(code))
        assert message.startswith(start), message
        message = quote("\0" + message[len(start):]).replace('"\\x00', '"@', 1)
    else:
        if type(e).__name__ not in CODES:
            raise e
        names, code, message = [None, None], CODES[type(e).__name__], quote(str(e))
    fields = []
    for name in names:
        text = "-" if name is None else quote(name)
        fields.append("$%d" % (arguments.index(text) + 1) if text in arguments else text)
    return "!%s\t%d\t%s\t%s\t%s" % (type(e).__name__, code, *fields, message)


def answer(operation, arguments, values):
    try:
        result = operation.run(*values)
    except Exception as e:
        return failure(e, arguments)
    if isinstance(result, (Answer, bool, int, type(None))):
        return "=\t%s" % (result,)
    return "=\t" + quote(result)


def run_ops(script):
    lines = []
    for name, *values in script.ops:
        operation = SIGNATURES[name]
        kinds = types_of(operation, len(values))
        assert len(kinds) == len(values), (name, values)
        texts = [written(k, v) for k, v in zip(kinds, values)]
        arguments = [argument(k, v) for k, v in zip(kinds, values)]
        try:
            lines.append("\t".join([name, *texts, answer(operation, texts, arguments)]))
        except Exception as e:
            raise RuntimeError("%s: %s%r" % (script.name, name, values)) from e
    return lines


def become(user):
    if os.geteuid() == 0 and user == "user":
        os.setgroups([])  # all modules are loaded by now; the user may not be able to read them
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)
    elif os.geteuid() != 0 and user == "root":
        sys.exit("oracle.py: run as root, for the scripts that are recorded as root")


def run_script(script, base):
    """In a child, because it changes its working directory, ids and limits."""
    global root
    os.mkdir(base, 0o755)
    if os.geteuid() == 0 and script.user == "user":
        os.chown(base, USER, USER)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(60)
            os.umask(0o022)
            become(script.user)
            base_fd = os.open(base, os.O_RDONLY)
            os.mkdir(base + "/t")
            os.chdir(base + "/t")
            root = os.fsencode(base + "/t")
            build(script.nodes)
            lines = run_ops(script)
            SIGNATURES["unlimit"].run()
            lines += changes(nodes_of(script.nodes), base_fd)
            with open(writing, "wb") as f:
                pickle.dump(lines, f)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb") as f:
        data = f.read()
    if os.waitpid(child, 0)[1] != 0:
        sys.exit("oracle.py: script failed: " + script.name)
    shutil.rmtree(base, ignore_errors=True)
    return pickle.loads(data)


def generate(todo):
    """The whole text of a record."""
    out = ["# Recorded by oracle.py with CPython %d.%d; its head explains the format." % sys.version_info[:2]]
    for code in sorted(errno.errorcode):
        out.append("E\t%d\t%s" % (code, quote(os.strerror(code))))
    for name, nodes in TREES.items():
        out.append("T\t" + name)
        for kind, path, *rest in nodes:
            out.append("\t".join([kind, quote(path), *("%o" % x if isinstance(x, int) else quote(x) for x in rest)]))
    with tempfile.TemporaryDirectory(prefix="oracle-") as work:
        os.chmod(work, 0o755)
        for i, script in enumerate(todo):
            out.append("S\t%s\t%s\t%x\t%s" % (script.name, script.tree, script.mask, script.user))
            out += run_script(script, "%s/%d" % (work, i))
    return "\n".join(map(squeeze, out)) + "\n"


def uncovered():
    """Functions of pyos.h's chapters >>path, >>fd, >>files, >>stat, >>walk that no operation calls."""
    with open(os.path.join(HERE, "..", "pyos.h"), encoding="ascii") as f:
        declared = f.read().split("#endif /* PYOS_H */")[0]
    with open(os.path.join(HERE, "oracle.c"), encoding="ascii") as f:
        program = f.read()
    missing = []
    for part in re.split(r"^ \* >>", declared, flags=re.M)[1:]:
        if part.split()[0] in ("error", "memory", "text"):
            continue
        for name in re.findall(r"^PYOSI_API [^;(]*?\b(pyos_\w+)\(", part, flags=re.M):
            if not re.search(r"\b%s\b" % name, program):
                missing.append(name)
    return missing


def main(arguments):
    wanted = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    if sys.version_info[:2] != (3, 13):
        sys.exit("oracle.py: needs Python 3.13")
    if any(os.environ.get(k) != v for k, v in wanted.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **wanted})
    INTERESTING["name"] = [n for n in SIGNATURES if hasattr(os, n) and SIGNATURES[n].kind != "help"]
    mode = arguments[0] if arguments else ""
    if mode in ("record", "check"):
        if os.geteuid() != 0 and mode == "record":
            sys.exit("oracle.py: record as root; it drops its rights for the scripts of an ordinary user")
        missing = uncovered()
        if missing:
            print("oracle.c does not call %d functions: %s" % (len(missing), " ".join(missing)))
        text = generate([s for s in scripts() if s.user == "user" or os.geteuid() == 0])
        if mode == "record":
            with open(RECORD, "w", encoding="ascii") as f:
                f.write(text)
            print("%d scripts, %d lines, %d bytes" % (text.count("\nS\t"), text.count("\n"), len(text)))
            return 0
        with open(RECORD, encoding="ascii") as f:
            old = f.read()
        if os.geteuid() != 0:  # what it can, without the scripts of root
            parts = re.split(r"^(?=S\t)", old, flags=re.M)
            old = "".join(part for part in parts if not part.split("\n")[0].endswith("\troot"))
        if old == text and not missing:
            print("oracle.txt is up to date")
            return 0
        if old != text:
            import difflib
            difference = difflib.unified_diff(old.split("\n"), text.split("\n"), "oracle.txt", "now", lineterm="", n=0)
            for _, line in zip(range(100), difference):
                print(line[:300])
            print("oracle.txt is out of date; see oracle.py record")
        return 1
    if mode == "live" and len(arguments) in (3, 4):
        seed = int(arguments[3]) if len(arguments) == 4 else random.SystemRandom().randrange(1, 10**9)
        with tempfile.TemporaryDirectory(prefix="oracle-live-") as work:
            os.chmod(work, 0o755)
            file = os.path.join(work, "live.txt")
            with open(file, "w", encoding="ascii") as f:
                f.write(generate(random_scripts(seed, int(arguments[1]))))
            print("seed %d" % seed, flush=True)
            os.mkdir(os.path.join(work, "c"))
            return subprocess.run([os.path.abspath(arguments[2]), file], cwd=os.path.join(work, "c")).returncode
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
