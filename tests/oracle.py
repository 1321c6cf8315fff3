#!/usr/bin/env python3.13
"""The oracle: CPython 3.13 says what pyos.h must answer.

Scripts of operations are run by CPython here and by pyos.h in oracle.c, each on a tree of its own; results, exception
kind, errno, file names, message and what is left on disk must agree. The answers are kept in oracle.txt, so the C half
needs no Python.

    oracle.py record                writes oracle.txt (as root, since some scripts are recorded as root)
    oracle.py check                 is oracle.txt what record would write now, and has every function its scripts?
    oracle.py live N PROGRAM [SEED] N fresh random scripts, and what only this machine can answer, run by PROGRAM
                                    (oracle.c, compiled) at once

To add a chapter:
 1. a function below `SIGNATURES` for each new function, under @op with its signature in the words of oracle.txt. A
    parameter's name is its type: INTERESTING has the values to try for each, so a new parameter gets a line there.
    Cases that only one function has go to EXTRA; to let random scripts use it, give it a line in MENU;
 2. the same name in the table of oracle.c, with the call of pyos.h;
 3. `oracle.py record`, and read the difference: every new line is a promise.
What only the machine can answer goes to LIVE, or is written as a word; what pyos.h does in another way on purpose to
EXPECTED, with what it does. A script whose name begins with "terminal", "login_tty" or "own process" has a process to
itself in C too. The audit events of each operation are compared in scripts whose names begin with "events", "random"
or "own process"; both halves start with the environment in START.

The format of oracle.txt: fields between tabs, one item a line.
    E errno "text"              what the C library of the recording says
    T name                      a tree; its nodes follow as d path mode, f path mode content, l path target, h path
                                other-name, p path mode (a pipe), s path mode (a socket); modes are given at the end
    S name tree mask user|root  a script, and which nodes of the tree it needs (bit 0 is the first); its operations
                                follow, then what has changed on disk: - path, + node
    operation arguments = result
    operation arguments !Kind errno filename filename2 message
    either of them, and behind it | events, in the scripts that are about these
Strings are quoted, other than printable ASCII as \\xNN; @ is the absolute path of the tree, \\*N(text) N times the text
(all over the line), $N the argument N, None is NULL; #N is descriptor 100 + N, to which open moves what it got; as
dir_fd "-" is the form without it. "@" in front of a message is "[Errno N] text".
"""

import concurrent.futures.thread
import contextlib
import errno
import fcntl
import functools
import io
import itertools
import multiprocessing.pool
import multiprocessing.queues
import multiprocessing.synchronize
import os
import pickle
import random
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = os.path.join(HERE, "oracle.txt")
USER = 65534
SEED = 313
RANDOM_SCRIPTS = 120
RANDOM_LENGTH = 40
RANDOM_ENVIRONMENTS = 20
EVENT_CASES = 24  # of each function
SLOT = 100
EAR_FD, OUTPUT_FD = 301, 302  # where events and what children print are gathered

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
    "programs": [
        ("f", "shows", 0o755, "#!/bin/sh\nprintf '<%s>' shows \"$@\"\n"), ("f", "noexec", 0o755, "echo no\n"),
        ("f", "badinterp", 0o755, "#!/nowhere/interpreter\n"), ("f", "plain", 0o644, "#!/bin/sh\n"),
        ("f", "zero", 0o755, ""), ("f", "file", 0o644, "0123456789"), ("l", "loop", "loop"), ("l", "alias", "shows"),
        ("d", "folder", 0o755), ("d", "one", 0o755), ("f", "one/tool", 0o755, "#!/bin/sh\nprintf 'one %s.' \"$@\"\n"),
        ("d", "two", 0o755), ("f", "two/tool", 0o755, "#!/bin/sh\nprintf 'two %s.' \"$@\"\n"),
        ("d", "three", 0o755), ("f", "three/tool", 0o644, ""), ("d", "closed", 0), ("f", "four", 0o755, "echo\n"),
    ],
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


def show_fd(fd):
    status = fcntl.fcntl(fd, fcntl.F_GETFL)
    return "fd %d %d%s%s%s" % (os.get_inheritable(fd), status & os.O_ACCMODE, " append" * bool(status & os.O_APPEND),
                               " nonblock" * bool(status & os.O_NONBLOCK), " sync" * bool(status & os.O_SYNC))


def keep(fd, slot):
    shown = show_fd(fd)
    os.dup2(fd, slot, inheritable=False)
    os.close(fd)
    return Answer(shown)


def keep_both(fds, *slots):
    return Answer(" ".join(keep(fd, slot) for fd, slot in zip(fds, slots)))


def place(*fds):
    """Where regular files stand, which tells whose position has moved."""
    def position(fd):
        try:
            return os.lseek(fd, 0, os.SEEK_CUR) if stat.S_ISREG(os.fstat(fd).st_mode) else "-"
        except OSError:
            return "-"

    return "".join(" at %s" % position(fd) for fd in fds)


def moved(n, *fds):
    return Answer("%d%s" % (n, place(*fds)))


@op("act", "open(path, open_flags, mode, dir_fd, slot)")
def _(path, flags, mode, dir_fd, slot):
    return keep(os.open(path, flags, mode, dir_fd=at(dir_fd)), slot)


simple("act", "close(fd)", os.close)
simple("act", "read(fd, count)", os.read)
simple("act", "write(fd, data)", lambda fd, data: os.write(fd, data if data is None else os.fsencode(data)))
simple("act", "lseek(fd, position, whence)", os.lseek)
simple("ask", "fsync(fd)", os.fsync)
simple("ask", "fdatasync(fd)", os.fdatasync)
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


simple("ask", "dup(fd, slot)", lambda fd, slot: keep(os.dup(fd), slot))


@op("ask", "dup2(fd, fd2, yes)")
def _(fd, fd2, yes):
    made = os.dup2(fd, fd2, bool(yes))
    shown = "%d %s" % (made - SLOT, show_fd(made))
    os.set_inheritable(made, False)
    return Answer(shown)


@op("ask", "closerange(low, high)")
def _(low, high):
    os.closerange(low, high)
    is_open = []
    for fd in range(SLOT, SLOT + 30):
        try:
            os.get_inheritable(fd)
            is_open.append("%d" % (fd - SLOT))
        except OSError:
            pass
    return Answer("open: " + " ".join(is_open))


simple("ask", "pipe(slot, slot2)", lambda *slots: keep_both(os.pipe(), *slots))
simple("ask", "pipe2(pipe_flags, slot, slot2)", lambda flags, *slots: keep_both(os.pipe2(flags), *slots))


def data_of(data):
    return data if data is None else os.fsencode(data)


def buffers(sizes):
    return None if sizes is None else [bytearray(n) for n in sizes]


def filled(n, fd, what):
    shown = []
    left = n
    for buffer in what:
        assert not any(buffer[left:])
        shown.append(quote(bytes(buffer[:left])))
        left = max(left - len(buffer), 0)
    return Answer(" ".join(["%d%s" % (n, place(fd)), *shown]))


@op("act", "pread(fd, count, position)")
def _(fd, n, offset):
    data = os.pread(fd, n, offset)
    return Answer(quote(data) + place(fd))


@op("act", "pwrite(fd, data, position)")
def _(fd, data, offset):
    return moved(os.pwrite(fd, data_of(data), offset), fd)


@op("act", "readv(fd, sizes)")
def _(fd, sizes):
    what = buffers(sizes)
    return filled(os.readv(fd, what), fd, what)


@op("act", "preadv(fd, sizes, position, read_flags)")
def _(fd, sizes, offset, flags):
    what = buffers(sizes)
    return filled(os.preadv(fd, what, offset, flags), fd, what)


simple("act", "writev(fd, pieces)", lambda fd, pieces: moved(os.writev(fd, pieces), fd))


@op("act", "pwritev(fd, pieces, position, write_flags)")
def _(fd, pieces, offset, flags):
    return moved(os.pwritev(fd, pieces, offset, flags), fd)


@op("act", "copy_file_range(in_fd, out_fd, count, offset, offset)")
def _(src, dst, count, offset_src, offset_dst):
    return moved(os.copy_file_range(src, dst, count, offset_src, offset_dst), src, dst)


@op("act", "sendfile(out_fd, in_fd, offset, count)")
def _(dst, src, offset, count):
    return moved(os.sendfile(dst, src, offset, count), dst, src)


@op("act", "splice(in_fd, pipe_fd, count, offset, offset, splice_flags)")
def _(src, dst, count, offset_src, offset_dst, flags):
    return moved(os.splice(src, dst, count, offset_src, offset_dst, flags), src, dst)


simple("act", "posix_fallocate(fd, position, length)", os.posix_fallocate)
simple("ask", "posix_fadvise(fd, position, length, advice)", os.posix_fadvise)
simple("ask", "lockf(fd, lock_command, length)", os.lockf)
simple("ask", "get_blocking(fd)", lambda fd: int(os.get_blocking(fd)))


@op("ask", "set_blocking(fd, yes)")
def _(fd, yes):
    os.set_blocking(fd, bool(yes))
    return Answer(show_fd(fd))


# Terminals. Their numbers are the machine's affair.

def show_terminal(path):
    if re.fullmatch(r"/dev/pts/\d+", path) and stat.S_ISCHR(os.stat(path).st_mode):
        return Answer("a terminal")
    return Answer("the other end" if re.fullmatch(r"/dev/(pts/)?ptmx", path) else quote(path))


@op("ask", "tcgetpgrp(tty)")
def _(fd):
    group = os.tcgetpgrp(fd)
    return Answer("mine" if group == os.getpgrp() else "none" if group == 0 else "another")


@op("ask", "get_terminal_size(tty)")
def _(fd):
    size = os.get_terminal_size(fd)
    return Answer("%d x %d" % (size.columns, size.lines))


@op("ask", "device_encoding(tty)")
def _(fd):
    return os.device_encoding(fd)


simple("ask", "isatty(tty)", os.isatty)
simple("ask", "ttyname(tty)", lambda fd: show_terminal(os.ttyname(fd)))
simple("ask", "tcsetpgrp(tty, group)", os.tcsetpgrp)
simple("ask", "openpty(slot, slot2)", lambda *slots: keep_both(os.openpty(), *slots))
simple("ask", "posix_openpt(openpt_flags, slot)", lambda flags, slot: keep(os.posix_openpt(flags), slot))
simple("ask", "grantpt(pty)", os.grantpt)
simple("ask", "unlockpt(pty)", os.unlockpt)
simple("ask", "ptsname(pty)", lambda fd: show_terminal(os.ptsname(fd)))
# Only its errors: it would take the descriptors 0, 1 and 2.
simple("ask", "login_tty(no_tty)", os.login_tty)


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
        with deaf():
            Ears.hidden = src_dir_fd = os.open("/proc/self/cwd", os.O_PATH)  # "." may be forbidden
        try:
            return os.link(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=at(dst_dir_fd))
        finally:
            Ears.hidden = None
            os.close(src_dir_fd)
    os.link(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=at(dst_dir_fd), follow_symlinks=follow)


@op("act", "symlink(target, new, yes, dir_fd)")
def _(src, dst, yes, dir_fd):
    os.symlink(src, dst, bool(yes), dir_fd=at(dir_fd))


simple("ask", "readlink(path, dir_fd)", lambda path, dir_fd: os.readlink(path, dir_fd=at(dir_fd)))
simple("act", "truncate(path, size)", os.truncate)


@op("act", "chmod(path, mode, dir_fd, chmod_flags)")
def _(path, mode, dir_fd, flags):
    os.chmod(path, mode, dir_fd=at(dir_fd), follow_symlinks="NOFOLLOW" not in flags)


simple("act", "fchmod(fd, mode)", os.fchmod)


@op("act", "chown(path, uid, gid, dir_fd, stat_flags)")
def _(path, uid, gid, dir_fd, flags):
    os.chown(path, uid, gid, dir_fd=at(dir_fd), follow_symlinks="NOFOLLOW" not in flags)


simple("act", "fchown(fd, uid, gid)", os.fchown)
simple("act", "lchown(path, uid, gid)", os.lchown)
simple("ask", "chroot(jail)", os.chroot)
simple("act", "removedirs(path)", os.removedirs)
simple("act", "renames(path, new)", os.renames)


def show_times(st, ns):
    if ns is not None:
        return Answer("%d %d" % (st.st_atime_ns, st.st_mtime_ns))
    return Answer("now" if st.st_atime_ns == st.st_mtime_ns > 1.7e18 else "another time")


@op("act", "utime(path, times, dir_fd, stat_flags)")
def _(path, ns, dir_fd, flags):
    options = {"dir_fd": at(dir_fd), "follow_symlinks": "NOFOLLOW" not in flags}
    os.utime(path, **({} if ns is None else {"ns": ns}), **options)
    return show_times(os.stat(path, **options), ns)


@op("act", "futime(fd, times)")
def _(fd, ns):
    os.utime(fd, **({} if ns is None else {"ns": ns}))
    return show_times(os.fstat(fd), ns)


simple("act", "mkfifo(new, mode, dir_fd)", lambda path, mode, dir_fd: os.mkfifo(path, mode, dir_fd=at(dir_fd)))
simple("act", "mknod(new, node_mode, rdev, dir_fd)",
       lambda path, mode, device, dir_fd: os.mknod(path, mode, device, dir_fd=at(dir_fd)))
simple("pure", "major(device)", os.major)
simple("pure", "minor(device)", os.minor)
simple("pure", "makedev(part, part)", lambda major, minor: os.makedev(major, minor) & 0xFFFFFFFFFFFFFFFF)


# The limits of a file system are told to the live run only.

def show_limit(name, value, exact):
    return Answer("%d" % value if exact or name in ("PC_NAME_MAX", "PC_PATH_MAX", "PC_PIPE_BUF") else "something")


simple("ask", "pathconf(path, pc_name, exact)",
       lambda path, name, exact: show_limit(name, os.pathconf(path, name), exact))
simple("ask", "fpathconf(fd, pc_name, exact)", lambda fd, name, exact: show_limit(name, os.fpathconf(fd, name), exact))
simple("pure", "pathconf_names()",
       lambda: Answer(" ".join("%s=%d" % item for item in sorted(os.pathconf_names.items()))))


def show_system(st, exact):
    return Answer("%d" % st.f_namemax if not exact else "%d %d %d %d %d %d %d" % (
        st.f_bsize, st.f_frsize, st.f_blocks, st.f_files, st.f_flag, st.f_namemax, st.f_fsid))


simple("ask", "statvfs(path, exact)", lambda path, exact: show_system(os.statvfs(path), exact))
simple("ask", "fstatvfs(fd, exact)", lambda fd, exact: show_system(os.fstatvfs(fd), exact))
simple("pure", "sync()", os.sync)


# Extended attributes. Other name spaces than "user" are the machine's affair.

def show_names(names):
    return show_list(quote(name) for name in names if name.startswith("user."))


for prefix, first, options in ("", "path", {}), ("l", "path", {"follow_symlinks": False}), ("f", "fd", {}):
    def add(kind, name, more, call, prefix=prefix, first=first):
        parameters = "%s, %s" % (first, more) if more else first
        simple(kind, "%s%s(%s)" % (prefix, name, parameters), call)

    add("ask", "getxattr", "attribute", lambda what, name, o=options: os.getxattr(what, name, **o))
    add("ask", "listxattr", "", lambda what, o=options: show_names(os.listxattr(what, **o)))
    add("act", "removexattr", "attribute", lambda what, name, o=options: os.removexattr(what, name, **o))
    add("act", "setxattr", "attribute, value, xattr_flags",
        lambda what, name, value, flags, o=options: os.setxattr(what, name, data_of(value), flags, **o))


# Timers, counters and memory. What is left of a time is "some".

def show_timer(pair):
    first, interval = pair
    return Answer("%s %s" % ("some" if first > 0 else "0", interval if isinstance(interval, int) else
                             "%.17g" % interval))


simple("ask", "timerfd_create(clock, timer_flags, slot)",
       lambda clock, flags, slot: keep(os.timerfd_create(clock, flags=flags), slot))
simple("ask", "timerfd_settime(timer, settime_flags, seconds, interval)", lambda fd, flags, initial, interval:
       show_timer(os.timerfd_settime(fd, flags=flags, initial=initial, interval=interval)))
simple("ask", "timerfd_settime_ns(timer, settime_flags, nanoseconds, interval_ns)", lambda fd, flags, initial, interval:
       show_timer(os.timerfd_settime_ns(fd, flags=flags, initial=initial, interval=interval)))
simple("ask", "timerfd_gettime(timer)", lambda fd: show_timer(os.timerfd_gettime(fd)))
simple("ask", "timerfd_gettime_ns(timer)", lambda fd: show_timer(os.timerfd_gettime_ns(fd)))
simple("ask", "eventfd(initval, event_flags, slot)", lambda value, flags, slot: keep(os.eventfd(value, flags), slot))
simple("ask", "eventfd_read(event)", os.eventfd_read)
simple("ask", "eventfd_write(event, event_value)", os.eventfd_write)


@op("ask", "memfd_create(memory_name, memory_flags, slot)")
def _(name, flags, slot):
    fd = os.memfd_create(name, flags)
    link = os.readlink("/proc/self/fd/%d" % fd)
    return Answer(keep(fd, slot) + " " + quote(link))



# The environment

START = [b"LC_ALL=C.UTF-8", b"PYTHONUTF8=1", b"PYTHONHASHSEED=0", b"PATH=/usr/bin:/bin", b"ONE=1", b"EMPTY=",
         b"TWICE=first", b"lower=case", b"SPACE= a b ", b"EQUALS=a=b=", b"TWICE=second", b"NOEQUALS", b"BYTES=\xff\xfe",
         b"LETTERS=\xc3\xa9", b"\xff=x", b"Z=z"]


def execute(path, arguments, block):
    """execve of the C library, because Python's has a mapping, in which no name is twice."""
    import ctypes
    library = ctypes.CDLL(None, use_errno=True)
    vector = lambda items: (ctypes.c_char_p * (len(items) + 1))(*items, None)
    library.execve(os.fsencode(path), vector([os.fsencode(a) for a in arguments]), vector(block))
    raise OSError(ctypes.get_errno(), "execve")


def started():
    """What Python makes of START."""
    names = {}
    for entry in START:
        name, equals, value = entry.partition(b"=")
        if equals:
            names.setdefault(name, value)
    return list(names.items())


def entries(environment):
    return [entry.partition("=")[::2] for entry in environment]


def mapping(environment):
    return environment if environment is None else dict(entries(environment))


def show_in_order(items):
    return Answer("[" + " ".join(map(quote, items)) + "]")


def show_environment(items):
    return show_in_order("%s=%s" % item for item in items)


simple("own", "getenv(key, fallback)", os.getenv)
simple("own", "environ_get(key)", lambda key: os.environ[key])
simple("own", "environ_set(key, env_value)", lambda key, value: os.environ.__setitem__(key, value))
simple("own", "environ_del(key)", lambda key: os.environ.__delitem__(key))
simple("own", "environ_contains(key)", lambda key: key is not None and key in os.environ)
simple("own", "environ_len()", lambda: len(os.environ))
simple("own", "environ_keys()", lambda: show_in_order(os.environ.keys()))
simple("own", "environ_values()", lambda: show_in_order(os.environ.values()))
simple("own", "environ_items()", lambda: show_in_order(text for item in os.environ.items() for text in item))
simple("own", "environ_copy()", lambda: show_environment(os.environ.copy().items()))
simple("own", "environ_pop(key, fallback)", lambda key, fallback: os.environ.pop(key) if fallback is None else
       os.environ.pop(key, fallback))
simple("own", "environ_popitem()", lambda: pair(os.environ.popitem()))
simple("own", "environ_setdefault(key, env_value)", lambda key, value: os.environ.setdefault(key, value))
simple("own", "environ_update(entries)", lambda other: os.environ.update(other if other is None else entries(other)))
simple("own", "environ_clear()", os.environ.clear)
simple("own", "putenv(env_name, env_value)", os.putenv)
simple("own", "unsetenv(env_name)", os.unsetenv)


@op("own", "environ_merge(environment, environment)")
def _(left, right):
    merged = os.environ | os.environ if left is right is None else (
        os.environ if left is None else mapping(left)) | (os.environ if right is None else mapping(right))
    return show_environment(merged.items())


@op("own", "get_exec_path(environment)")
def _(environment):
    return show_in_order(os.get_exec_path(mapping(environment)))


@op("help", "child_env()")
def _():
    """What a child gets, in the order of the block."""
    with staged():
        pid = os.posix_spawn("/usr/bin/env", ["env"], None)
    os.waitpid(pid, 0)
    return Answer(quote(output()))


@op("help", "child_of_mapping()")
def _():
    with staged():
        pid = os.posix_spawn("/usr/bin/env", ["env"], os.environ)
    os.waitpid(pid, 0)
    return Answer(quote(output()))


# What Python does when it starts: a new process.

def start_afresh(options, program, block):
    with deaf(), staged():
        pid = os.fork()
        if pid == 0:
            try:
                execute(sys.executable, [sys.executable, "-S", *options, "-c", program], block)
            finally:
                os._exit(99)
    status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status), output()


FRESH = [b"PYTHONCOERCECLOCALE=0", b"LC_ALL=C.UTF-8"]


@op("own", "fresh_environ(block)")
def _(block):
    code, text = start_afresh([], "import os; os.write(1, repr([x for i in os.environb.items() for x in i]).encode())",
                              FRESH + block)
    assert code == 0, text
    return show_in_order(eval(text))


# Every name that gives a number of processors, or of workers.
COUNTS = """
import os, multiprocessing, multiprocessing.pool, concurrent.futures as f
pool = multiprocessing.pool.ThreadPool.__new__(multiprocessing.pool.ThreadPool)
true = os.sysconf("SC_NPROCESSORS_ONLN"), len(os.sched_getaffinity(0))
n = (os.cpu_count(), os.process_cpu_count(), multiprocessing.cpu_count(), os.process_cpu_count() or 1,
     f.ThreadPoolExecutor()._max_workers)
true = *true, true[0], true[1], min(32, true[1] + 4)
print("%d %d %d %d %d" % n, "true" if n == true else "false", sep="=")
"""


@op("own", "fresh_counts(cpu_count, x_option)")
def _(value, option):
    block = FRESH + ([] if value is None else [b"PYTHON_CPU_COUNT=" + os.fsencode(value)])
    code, text = start_afresh([] if option is None else ["-X", option], COUNTS, block)
    assert code in (0, 1), (code, text)
    if code == 1:
        return Answer("refused")
    n, _, is_true = text.decode().strip().partition("=")
    free = option == "cpu_count=default" or option is None and value in (None, "", "default")
    return Answer(is_true if free else n)


def workers_of(n):
    if n is not None and n < 1:
        multiprocessing.pool.ThreadPool(n)
    return Answer("true" if n is None else n)


def threads_of(n):
    made = concurrent.futures.ThreadPoolExecutor(n)._max_workers
    return Answer("true" if n is None else made)


simple("own", "default_workers(workers)", workers_of)
simple("own", "default_threads(workers)", threads_of)


# The process and its user. What the machine decides is "as the system says", and told to the live run only.

def told(value, exact):
    return Answer(value if exact else "as the system says")


def numbers(values):
    return " ".join(map(str, values))


for name in "getuid", "geteuid", "getgid", "getegid":
    simple("own", name + "(exact)", lambda exact, name=name: told(getattr(os, name)(), exact))
for name in "getresuid", "getresgid":
    simple("own", name + "(exact)", lambda exact, name=name: told(numbers(getattr(os, name)()), exact))
simple("own", "getpid()", lambda: told(0, os.getpid() != int(os.readlink("/proc/self"))))
simple("own", "getppid()", lambda: told(0, os.getppid() <= 0))
simple("own", "getgroups(exact)", lambda exact: told(numbers(os.getgroups()), exact))
simple("own", "getgrouplist(user, gid, exact)", lambda user, gid, exact:
       told(numbers(os.getgrouplist(user, gid)), exact or user == "nobody there"))
simple("own", "getlogin()", os.getlogin)
simple("own", "ctermid()", os.ctermid)
simple("own", "uname(exact)", lambda exact: told("\t".join(map(quote, os.uname())), exact))
simple("own", "strerror(code)", os.strerror)
simple("own", "umask(mask)", os.umask)


def whose(pid):
    return Answer("mine" if pid == os.getpgrp() else "own" if pid == os.getpid() else "child" if pid == Child.pid else
                  "another")


simple("own", "getpgid(pid)", lambda pid: whose(os.getpgid(pid)))
simple("own", "getpgrp()", lambda: whose(os.getpgrp()))
simple("own", "getsid(pid)", lambda pid: Answer("own" if os.getsid(pid) == os.getpid() else "another"))
simple("own", "setpgrp()", os.setpgrp)
simple("own", "setpgid(pid, pid)", os.setpgid)
simple("own", "setsid()", os.setsid)

for name in "uid", "gid":
    for setter in ("set%s(%s)", "sete%s(%s)", "setre%s(%s, %s)", "setres%s(%s, %s, %s)"):
        signature = setter % ((name,) + (name,) * setter.count(" %s") + (name,) * ("(%s" in setter))
        simple("own", signature, getattr(os, signature.partition("(")[0]))
simple("own", "setgroups(groups)", os.setgroups)
simple("own", "initgroups(user, gid)", os.initgroups)


@op("own", "getpriority(which, who, exact)")
def _(which, who, exact):
    return told(os.getpriority(which, who), exact)


simple("own", "setpriority(which, who, priority)", os.setpriority)


# Processes

class Child:
    """The last that a script has started."""
    pid = 0


@contextlib.contextmanager
def staged():
    """Meanwhile the standard streams are nothing, a file that gathers what children print, and nothing."""
    saved = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 310) for fd in range(3)]
    with deaf():
        null = os.open("/dev/null", os.O_RDWR)
    for fd in range(3):
        os.dup2(OUTPUT_FD if fd == 1 else null, fd)
    os.close(null)
    try:
        yield
    finally:
        for fd in range(3):
            os.dup2(saved[fd], fd)
            os.close(saved[fd])


def drained(fd):
    size = os.lseek(fd, 0, os.SEEK_END)
    data = os.pread(fd, size, 0)
    with deaf():
        os.ftruncate(fd, 0)
    os.lseek(fd, 0, os.SEEK_SET)
    return data


def output():
    return drained(OUTPUT_FD)


C_LIBRARY = 7 << 31  # signals 32 to 34 are its own


def state(text):
    """Of what cat says of itself: whose group and session it is in, how it is scheduled, its signals and ids."""
    pid, _, rest = text.partition(b" (cat) ")
    fields = rest.split()
    status = dict(re.findall(rb"^(\w+):\t(.*)$", text, flags=re.M))
    group, session, pid = int(fields[2]), int(fields[3]), int(pid)
    ids = ["me" if int(i) == os.getuid() else i.decode() for i in status[b"Uid"].split()[:3]]
    return "group %s session %s nice +%d policy %s %s blocked %s ignored %s ids %s" % (
        "own" if group == pid else "mine" if group == os.getpgrp() else "another",
        "own" if session == pid else "mine" if session == os.getsid(0) else "another",
        int(fields[16]) - os.getpriority(os.PRIO_PROCESS, 0), fields[38].decode(), fields[37].decode(),
        *("%x" % (int(status[name], 16) & ~C_LIBRARY) for name in (b"SigBlk", b"SigIgn")), " ".join(ids))


def seen():
    text = output()
    return state(text) if b" (cat) " in text else quote(text)


def ended(status):
    return "exit %d" % os.WEXITSTATUS(status) if os.WIFEXITED(status) else "signal %d" % os.WTERMSIG(status)


def finished(pid):
    status = os.waitpid(pid, 0)[1]
    return Answer(seen() + " " + ended(status))


def spawn_options(text):
    """setpgroup=0;mask=10,12;open=109,file,O_RDONLY,0"""
    options, actions, policy = {}, [], None
    number = lambda word: os.getpgrp() if word == "mine" else int(word)
    flags = lambda word: argument("open_flags", word)
    for option in text.split(";") if text != "-" else ():
        name, _, value = option.partition("=")
        values = value.split(",") if value else []
        if name == "setpgroup":
            options[name] = number(value)
        elif name in ("resetids", "setsid"):
            options[name] = True
        elif name in ("mask", "default"):
            options["setsigmask" if name == "mask" else "setsigdef"] = list(map(int, values))
        elif name == "policy":
            policy = flags(value)
        elif name == "scheduler":
            options[name] = int(value)
        elif name == "open":
            actions.append((os.POSIX_SPAWN_OPEN, int(values[0]), values[1], flags(values[2]), int(values[3])))
        elif name == "close":
            actions.append((os.POSIX_SPAWN_CLOSE, int(value)))
        elif name == "dup2":
            actions.append((os.POSIX_SPAWN_DUP2, int(values[0]), int(values[1])))
        elif name == "closefrom":
            actions.append((os.POSIX_SPAWN_CLOSEFROM, int(value)))
        else:
            assert name == "action", option
            actions.append((int(value),))
    if "scheduler" in options:
        options["scheduler"] = (policy, os.sched_param(options["scheduler"]))
    if actions:
        options["file_actions"] = actions
    return options


for name in "posix_spawn", "posix_spawnp":
    def spawned(program, arguments, environment, options, start=getattr(os, name)):
        options = spawn_options(options)
        with staged():
            pid = start(program, arguments, mapping(environment), **options)
        return finished(pid)

    simple("own", name + "(program, arguments, environment, spawn_options)", spawned)


def in_child(call):
    """What a call does in a new process: the exception that it has raised, or None; what it printed; how it ended."""
    reading, writing = os.pipe()
    with deaf():
        pid = os.fork()
    if pid == 0:
        try:
            call()
            why = None
        except Exception as e:
            why = e
        os.write(writing, pickle.dumps(why))
        os._exit(0)
    os.close(writing)
    with deaf(), os.fdopen(reading, "rb") as f:
        why = f.read()
    return pickle.loads(why) if why else None, os.waitpid(pid, 0)[1]


def executed(call):
    with staged():
        why, status = in_child(call)
    if why:
        raise why
    return Answer(seen() + " " + ended(status))


def spread_out(name, words, environment):
    """Of the forms of exec and spawn: arguments in a list or one by one, with environment or without."""
    words = tuple(words) if name[5 - ("exec" in name)] == "l" else (words,)
    return words + ((environment,) if name.endswith("e") else ())


for end in "v", "ve", "vp", "vpe", "l", "le", "lp", "lpe":
    with_env = ", environment" if "e" in end else ""

    def run(program, words, environment=(), name="exec" + end):
        return executed(lambda: getattr(os, name)(program, *spread_out(name, words, mapping(environment))))

    simple("own", "exec%s(program, %s%s)" % (end, "arguments" if "v" in end else "words", with_env), run)

    def run(mode, program, words, environment=(), name="spawn" + end):
        more = spread_out(name, words, mapping(environment))
        with staged():
            result = getattr(os, name)(mode, program, *more)
            status = None
            if mode == os.P_NOWAIT:
                status = os.waitpid(result, 0)[1]
            # pyos.h says why a program could not be started.
            if result == 127 or status == 127 << 8:
                with deaf():
                    why, _ = in_child(lambda: getattr(os, name.replace("spawn", "exec"))(program, *more))
                if isinstance(why, OSError):
                    why = OSError(why.errno, why.strerror, SPAWN_NAME(name, program, why))
                elif why:
                    drained(EAR_FD)  # pyos.h finds out before the fork
                    if program is None:
                        why = TypeError("expected str, bytes or os.PathLike object, not NoneType")
                    elif "mapping" in str(why):
                        why = TypeError("spawnve: environment must be a mapping object")
                if why:
                    raise why
        return Answer(seen() + " " + ("%d" % result if status is None else ended(status)))

    simple("own", "spawn%s(spawn_mode, program, %s%s)" % (end, "arguments" if "v" in end else "words", with_env), run)


def SPAWN_NAME(name, program, why):
    return program


@op("own", "fexecve(exec_fd, arguments, environment)")
def _(fd, words, environment):
    return executed(lambda: os.execve(fd, words, mapping(environment)))


@op("own", "system(command)")
def _(command):
    with staged():
        status = os.system(command)
    return Answer("%s %d" % (seen(), status))


@op("own", "popen(command, popen_mode, buffering, data)")
def _(command, mode, buffering, data):
    with staged():
        stream = os.popen(command, mode, buffering)
        got = ""
        if mode == "r":
            got = stream.read()
        else:
            stream.write(data)
        closed = stream.close()
    return Answer("%s %s %d" % (quote(got), quote(output()), closed or 0))


@op("own", "fork(exit_code)")
def _(code):
    pid = os.fork()
    if pid == 0:
        os._exit(code)
    return Answer(ended(os.waitpid(pid, 0)[1]))


@op("own", "forkpty(exit_code)")
def _(code):
    pid, fd = os.forkpty()
    if pid == 0:
        os.write(1, b"%d%d%d%d" % (os.isatty(0), os.isatty(1), os.isatty(2), os.getsid(0) == os.getpid()))
        os._exit(code)
    text = b""
    with contextlib.suppress(OSError):
        while data := os.read(fd, 100):
            text += data
    shown = show_fd(fd)
    os.close(fd)
    return Answer("%s %s %s" % (shown, quote(text), ended(os.waitpid(pid, 0)[1])))


@op("own", "register_at_fork(at_fork)")
def _(which):
    """Some of before, parent and child, and the number they are told by."""
    names = {"b": "before", "p": "after_in_parent", "c": "after_in_child"}
    os.register_at_fork(**{names[letter]: functools.partial(heard, letter + which[-1]) for letter in which[:-1]})


@op("own", "ends(ending)")
def _(how):
    def end():
        if how == "abort":
            os.abort()
        os._exit(int(how))

    return executed(end)


@op("own", "kill(pid, signal)")
def _(pid, sig):
    os.kill(pid, sig)


simple("own", "killpg(group_pid, signal)", os.killpg)


def show_wait(pid, status, usage=None):
    who = "0" if pid == 0 else "child" if pid == Child.pid else "another"
    used = "" if usage is None else " used" if any(usage) else " nothing used"
    return Answer("%s %d%s" % (who, status, used))


simple("own", "wait()", lambda: show_wait(*os.wait()))
simple("own", "waitpid(wait_pid, wait_options)", lambda pid, options: show_wait(*os.waitpid(pid, options)))
simple("own", "wait3(wait_options)", lambda options: show_wait(*os.wait3(options)))
simple("own", "wait4(wait_pid, wait_options)", lambda pid, options: show_wait(*os.wait4(pid, options)))


@op("own", "waitid(id_type, wait_pid, waitid_options)")
def _(kind, pid, options):
    r = os.waitid(kind, pid, options)
    return r and Answer("%s %s %d %d %d" % ("child" if r.si_pid == Child.pid else "another", "me" if
                        r.si_uid == os.getuid() else "another", r.si_signo, r.si_status, r.si_code))


@op("pure", "wait_status(status)")
def _(status):
    words = "WIFEXITED WIFSIGNALED WIFSTOPPED WIFCONTINUED".split()
    core = os.WIFSIGNALED(status) and os.WCOREDUMP(status)
    return Answer("%s%s %d %d %d" % (" ".join(w for w in words if getattr(os, w)(status)), " core" * core,
                                     os.WEXITSTATUS(status), os.WTERMSIG(status), os.WSTOPSIG(status)))


simple("pure", "waitstatus_to_exitcode(status)", os.waitstatus_to_exitcode)


@op("own", "nice(increment)")
def _(increment):
    before = os.getpriority(os.PRIO_PROCESS, 0)
    value = os.nice(increment)
    return Answer("19" if value == 19 else "+%d" % (value - before))


simple("own", "pidfd_open(pid, pidfd_flags, slot)", lambda pid, flags, slot: keep(os.pidfd_open(pid, flags), slot))
simple("own", "times()", lambda: Answer("%d numbers" % len([x for x in os.times() if isinstance(x, float) and x >= 0])))


# Namespaces

simple("own", "unshare(unshare_flags)", os.unshare)
simple("own", "setns(ns_fd, unshare_flags)", os.setns)


# The scheduler, processors, limits of the system

def param(priority):
    return None if priority is None else os.sched_param(priority)


simple("own", "sched_get_priority_min(policy)", os.sched_get_priority_min)
simple("own", "sched_get_priority_max(policy)", os.sched_get_priority_max)
simple("own", "sched_setscheduler(pid, policy, sched_priority)", lambda pid, policy, priority:
       os.sched_setscheduler(pid, policy, param(priority)))
simple("own", "sched_getscheduler(pid)", os.sched_getscheduler)
simple("own", "sched_setparam(pid, sched_priority)", lambda pid, priority: os.sched_setparam(pid, param(priority)))
simple("own", "sched_getparam(pid)", lambda pid: os.sched_getparam(pid).sched_priority)
simple("own", "sched_rr_get_interval(pid, exact)", lambda pid, exact:
       told("%.17g" % os.sched_rr_get_interval(pid), exact))
simple("own", "sched_yield()", os.sched_yield)
simple("own", "sched_getaffinity(pid)", lambda pid: told(0, not os.sched_getaffinity(pid)))


@op("own", "sched_setaffinity(pid, cpus)")
def _(pid, cpus):
    mine = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(pid, mine if cpus == "mine" else mine[:1] if cpus == "first" else cpus)
    return Answer(len(os.sched_getaffinity(0)) if cpus == "first" else "done")


simple("own", "getloadavg()", lambda: Answer("%d numbers" % len(os.getloadavg())))
simple("pure", "sysconf(sc_name, exact)", lambda name, exact: told(os.sysconf(name), exact))


@op("pure", "confstr(cs_name, exact)")
def _(name, exact):
    text = os.confstr(name)
    return told(text if text is None else quote(text), exact)


simple("pure", "sysconf_names()", lambda: Answer(" ".join("%s=%d" % i for i in sorted(os.sysconf_names.items()))))
simple("pure", "confstr_names()", lambda: Answer(" ".join("%s=%d" % i for i in sorted(os.confstr_names.items()))))


# Random bytes

simple("pure", "getrandom(amount, grnd_flags)", lambda n, flags: Answer("%d bytes" % len(os.getrandom(n, flags))))
simple("pure", "urandom(amount)", lambda n: Answer("%d bytes" % len(os.urandom(n))))


# Audit events

EVENTS = set("""open os.chdir os.chmod os.chown os.exec os.fork os.forkpty os.fwalk os.getxattr os.kill os.killpg
    os.link os.listdir os.listxattr os.lockf os.mkdir os.posix_spawn os.putenv os.remove os.removexattr os.rename
    os.rmdir os.scandir os.setxattr os.spawn os.symlink os.system os.truncate os.unsetenv os.utime os.walk
    subprocess.Popen""".split())


class Ears:
    """The events of an operation, its children's too."""
    open = False
    all = False
    operation = ""
    hidden = None  # a descriptor that pyos.h does without


@contextlib.contextmanager
def deaf():
    """What the oracle does itself is not heard."""
    was, Ears.open = Ears.open, False
    try:
        yield
    finally:
        Ears.open = was


def heard(text):
    with deaf():
        os.write(EAR_FD, os.fsencode(text) + b"\n")


def show_argument(value):
    if isinstance(value, bytes):
        return "b" + quote(value)
    if isinstance(value, dict):
        value = ["%s=%s" % item for item in value.items()]
    if isinstance(value, (list, tuple)):
        return "[" + " ".join(str(x) if isinstance(x, int) else quote(x) for x in value) + "]"
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if callable(value):
        return "1"  # a function that is there
    return quote(value) if isinstance(value, str) else "%d" % value if isinstance(value, int) else str(value)


def hook(event, arguments):
    if Ears.open and event in EVENTS:
        shown = list(map(show_argument, arguments))
        if Ears.operation == "fwalk" and event == "os.scandir":
            shown = ["fd"]
        # Where it goes depends on when a directory that may not be entered is found out.
        if Ears.operation == "fwalk" and event != "os.fwalk" and not Ears.all:
            return
        if Ears.operation == "popen" and event != "subprocess.Popen":
            return  # how Python does it
        if event in ("os.kill", "os.killpg") and arguments[0] == Child.pid != 0:
            shown[0] = "child"
        if event == "os.link" and arguments[2] == Ears.hidden:
            shown[2] = "-1"
        heard("%s(%s)" % (event, ",".join(shown)))


def events(by_chance):
    """What was heard, as the end of a line."""
    lines = os.fsdecode(drained(EAR_FD)).split("\n")[:-1]
    if by_chance:
        lines.sort(key=os.fsencode)
    if Ears.operation == "fork":  # parent and child do not wait for each other
        lines.sort(key=lambda line: line[0] == "c")
    return "\t| " + " ".join(lines) if lines else ""


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
                with deaf():
                    try:
                        os.unlink(entry.path)
                    except OSError:
                        try:
                            os.rmdir(entry.path)
                        except OSError:
                            return Answer("not removed")
                return Answer(show_entry(entry))
    return Answer("not there")


# Walks. Directories come in the order of the file system, so that a walk is told what to do in the order of the names;
# bottom-up only the steps are compared, without their order.

STEPS = 60  # of a walk that is led in circles


def edited(dirs, edit, top):
    """What the caller of a top-down walk may do with the list."""
    dirs.sort(key=os.fsencode)
    if edit == "prune":
        del dirs[::2]
    elif edit == "reverse":
        dirs.reverse()
    elif edit == "clear":
        dirs.clear()
    elif edit == "add":
        dirs += ["nothing", "dirlink", "file", "empty"]
    elif edit == "absolute":
        dirs[:] = [os.path.abspath("dir"), "..", "."] if top else []


def disturb(edit, root, first):
    """Changes below the first directory, whose list is made already; "move" is for the one in it that is being read."""
    try:
        if edit == "move" and root.endswith("dir"):
            os.rename(root, root + "moved")
        elif not first:
            pass
        elif edit == "gone":
            os.rename(os.path.join(root, "dir"), os.path.join(root, "moved"))
        elif edit == "link":
            os.rename(os.path.join(root, "dir"), os.path.join(root, "moved"))
            os.symlink("empty", os.path.join(root, "dir"))
        elif edit == "file":
            os.rename(os.path.join(root, "dir"), os.path.join(root, "moved"))
            os.rename(os.path.join(root, "file"), os.path.join(root, "dir"))
    except OSError:
        pass


def show_walk(make, mode, on_error, edit, look):
    shown = []
    bottom_up = "BOTTOM_UP" in mode

    def hear(e):
        shown.append("!%s %s %s" % (type(e).__name__, quote(e.filename), shortened(e.errno, str(e))))

    def stop(e):
        raise e

    walk = make(not bottom_up, {"none": None, "log": hear, "stop": stop}[on_error], "FOLLOW" in mode)
    steps = 0
    for root, dirs, files, *fd in walk:
        shown.append("(%s [%s] [%s]%s)" % (quote(root), " ".join(sorted(map(quote, dirs))),
                                           " ".join(sorted(map(quote, files))), look(root, *fd)))
        steps += 1
        if steps == STEPS:
            shown.append("and so on")
            break
        edited(dirs, edit, steps == 1)
        with deaf():
            disturb(edit, root, steps == 1)
    walk.close()
    return Answer(" ".join(sorted(shown) if bottom_up else shown))


@op("act", "walk(directory, walk_mode, on_error, edit)")
def _(top, mode, on_error, edit):
    return show_walk(lambda topdown, hook, follow: os.walk(top, topdown, hook, follow), mode, on_error, edit,
                     lambda root: "")


@op("act", "fwalk(directory, dir_fd, walk_mode, on_error, edit)")
def _(top, dir_fd, mode, on_error, edit):
    def look(root, fd):
        """Is the descriptor that of the directory?"""
        try:
            return " yes" if os.path.samestat(os.stat(root, dir_fd=at(dir_fd)), os.fstat(fd)) else " no"
        except OSError:
            return " ?"

    return show_walk(lambda topdown, hook, follow: os.fwalk(*(() if top is None else (top,)), topdown=topdown,
                     onerror=hook, follow_symlinks=follow, dir_fd=at(dir_fd)), mode, on_error, edit, look)


# For the scripts themselves

class Limits:
    held = []


class Rival:
    """Another process, which has a lock and perhaps waits for another."""
    pid = 0


@op("help", "rival(path, position, wanted)")
def _(path, have, want):
    reading, writing = os.pipe()
    Rival.pid = os.fork()
    if Rival.pid == 0:
        try:
            fd = os.open(path, os.O_RDWR)
            os.lseek(fd, have, os.SEEK_SET)
            os.lockf(fd, os.F_LOCK, 1)
            os.write(writing, b"x")
            if want >= 0:
                os.lseek(fd, want, os.SEEK_SET)
                os.lockf(fd, os.F_LOCK, 1)
            signal.pause()
        finally:
            os._exit(1)
    os.close(writing)
    assert os.read(reading, 1) == b"x"
    os.close(reading)
    while want >= 0:  # until it waits
        with open("/proc/locks", encoding="ascii") as f:
            if re.search(r"-> .* %d " % Rival.pid, f.read()):
                break
        time.sleep(0.001)


@op("help", "rival_ends()")
def _():
    os.kill(Rival.pid, signal.SIGKILL)
    os.waitpid(Rival.pid, 0)


@op("help", "child(child_life)")
def _(life):
    """A child that sleeps, perhaps at the head of a group, has executed a program, has ended or has stopped."""
    if life == "program":
        Child.pid = os.posix_spawn("/bin/sleep", ["sleep", "60"], {})
        return
    Child.pid = os.fork()
    how, _, n = life.partition("=")
    if Child.pid == 0:
        try:
            signal.alarm(60)
            if how == "exit":
                os._exit(int(n))
            if how in ("signal", "stop"):
                os.kill(os.getpid(), int(n) if n else signal.SIGSTOP)
            while True:
                signal.pause()
        finally:
            os._exit(99)
    if how == "leader":
        os.setpgid(Child.pid, 0)
    if how in ("exit", "signal", "stop"):
        os.waitid(os.P_PID, Child.pid, os.WEXITED | os.WSTOPPED | os.WNOWAIT)


@op("help", "child_is(child_state)")
def _(what):
    """Waits until it has stopped, goes on, or has ended."""
    os.waitid(os.P_PID, Child.pid, getattr(os, what) | os.WNOWAIT)


@op("help", "end_child()")
def _():
    """How the child ended, by itself or now."""
    pid, Child.pid = Child.pid, 0
    if pid == 0:
        return Answer("no child")
    try:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done == 0:
            os.kill(pid, signal.SIGKILL)
            done, status = os.waitpid(pid, 0)
            return Answer("it ran")
    except ChildProcessError:
        return Answer("waited for")
    return Answer(ended(status))


@op("help", "seek_file(fd, position, whence)")
def _(fd, position, whence):
    """lseek, but not in a directory, where the file system decides what a position is."""
    try:
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            return Answer("a directory")
    except OSError:
        pass
    return os.lseek(fd, position, whence)


@op("help", "session(fd)")
def _(fd):
    """A session, with this terminal."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # which comes when the terminal goes
    os.setsid()
    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)


@op("help", "lead()")
def _():
    os.setpgid(0, 0)


@op("help", "resize(fd, size, size)")
def _(fd, columns, lines):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


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

WALK_MODES = ["0", "BOTTOM_UP", "FOLLOW", "BOTTOM_UP|FOLLOW"]

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
    "fd2": ["#9", "#1", "#2", "#8", "-1", "5000000"],
    "slot2": ["#10"],
    "low": ["#1", "#2", "5000000"],
    "high": ["#2", "#3", "#4"],
    "in_fd": FDS,
    "out_fd": ["#6"] + [fd for fd in FDS if fd != "#6"],
    "pipe_fd": ["#4"] + [fd for fd in FDS if fd != "#4"],
    "tty": ["#12", "#11"] + FDS,
    "pty": ["#11", "#12"] + FDS,
    "no_tty": FDS,
    "timer": ["#15", "#14"] + FDS,
    "event": ["#14", "#0", "#6", "#7", "#8", "99", "-1", "5000000"],
    "pipe_flags": ["0", "O_CLOEXEC", "O_NONBLOCK", "O_CLOEXEC|O_NONBLOCK", "O_CREAT", "O_WRONLY", "O_APPEND"],
    # Bytes of each buffer; "-" for no buffers; 1,024 are allowed.
    "sizes": ["4,0,3", "-", "None", "0", "100", "0,0", "1*1024", "1*1025"],
    # Each ends with a bar.
    "pieces": ["ab||c|", "", None, "|", "||", "\u00e9\n|", "x|" * 1024, "x|" * 1025],
    # What NOWAIT and HIPRI do is the file system's affair.
    "read_flags": ["0", "4096", "-1"],
    "write_flags": ["0", "RWF_DSYNC", "RWF_SYNC", "RWF_APPEND", "RWF_SYNC|RWF_APPEND", "4096", "-1"],
    "offset": ["None", "0", "3", "10", "100", "-1", "-9223372036854775808"],
    "splice_flags": ["0", "SPLICE_F_MOVE", "SPLICE_F_NONBLOCK", "SPLICE_F_MORE", "16"],
    "length": ["5", "0", "20", "-1", "-5", "1000000", "9223372036854775807", "-9223372036854775808"],
    "advice": ["POSIX_FADV_NORMAL", "POSIX_FADV_RANDOM", "POSIX_FADV_SEQUENTIAL", "POSIX_FADV_WILLNEED",
               "POSIX_FADV_DONTNEED", "POSIX_FADV_NOREUSE", "99", "-1"],
    "lock_command": ["F_TLOCK", "F_LOCK", "F_ULOCK", "F_TEST", "4", "-1"],
    "group": ["mine", "0", "-1", "2147483647", "4294967297"],
    "openpt_flags": ["O_RDWR|O_NOCTTY", "O_RDWR", "O_RDONLY|O_NOCTTY", "O_RDWR|O_NOCTTY|O_CLOEXEC",
                     "O_RDWR|O_NOCTTY|O_NONBLOCK", "O_RDWR|O_DIRECTORY"],
    "chmod_flags": ["0", "NOFOLLOW", "FOLLOW"],
    "uid": ["me", "-1", "0", "4294967294", "-2", "4294967296", "9223372036854775807", "-9223372036854775808"],
    "gid": ["-1", "me", "0", "4294967294", "-2", "4294967296", "9223372036854775807", "-9223372036854775808"],
    "jail": ["dir"] + [p for p in PATHS if p != "dir"],
    # Access, change; what lies outside 1901 to 2038 is the file system's affair.
    "times": ["1700000000123456789,1600000000987654321", "None", "0,0", "-1,-1000000001", "1,999999999",
              "2147483647999999999,-2147483648000000000"],
    "node_mode": ["%d" % (t << 12 | 0o644) for t in (8, 0, 1, 12, 2, 6, 4, 10, 15)] + ["0", "36863"],
    "rdev": ["259", "1048576"],  # what does not fit in 32 bits is the C library's affair
    "device": ["0", "259", "255", "1048575", "1048576", "4294967295", "4294967296", "1311768467463790320",
               "9223372036854775808", "18446744073709551614", "18446744073709551615"],
    "part": ["1", "0", "3", "255", "256", "4095", "4096", "1048576", "2147483648", "4294967295", "4294967296",
             "9223372036854775807", "-1", "-2"],
    "pc_name": ["PC_NAME_MAX"] + sorted(os.pathconf_names) + ["NAME_MAX", "_PC_NAME_MAX", "pc_name_max", "PC_NAME_MAX ",
                                                             "", "PC_", None],
    "exact": ["0"],
    "attribute": ["user.a", "user.b", "user.none", "trusted.x", "nonsense", "user.", "user", "", None, "system.nope",
                  "user." + "n" * 250, "user." + "n" * 251, "user." + "n" * 5000, "user.\u00e9", "user.\udcff"],
    # How much more than this an attribute can hold is the file system's affair, but no more than 65,536 bytes.
    "value": ["value", "", "a\0b", None, "x" * 1000, "x" * 65537],
    "xattr_flags": ["0", "XATTR_CREATE", "XATTR_REPLACE", "4", "-1"],
    "clock": ["CLOCK_MONOTONIC", "CLOCK_REALTIME", "CLOCK_BOOTTIME", "CLOCK_REALTIME_ALARM", "CLOCK_BOOTTIME_ALARM",
              "2", "99", "-1"],
    "timer_flags": ["0", "TFD_NONBLOCK", "TFD_CLOEXEC", "TFD_NONBLOCK|TFD_CLOEXEC", "1", "-1"],
    "settime_flags": ["0", "TFD_TIMER_ABSTIME", "TFD_TIMER_ABSTIME|TFD_TIMER_CANCEL_ON_SET", "8", "-1"],
    # Far away, so that nothing fires meanwhile.
    "seconds": ["1e9", "0", "-1", "nan", "inf", "-inf", "1e-10", "-1e-10", "123456789.123456789", "1e10",
                "9223372036.0", "9223372036.854775", "9223372037.0", "1e300", "-0.0", "-1e300", "5e-324"],
    "interval": ["0", "1", "-1", "nan", "inf", "1e-9", "1e-10", "-1e-9", "0.1", "1.9999999999", "1e9", "1e10", "0.3",
                 "123456789.123456789", "9223372036.854775", "1e300", "1.1"],
    "nanoseconds": ["1000000000000000000", "0", "-1", "-1000000000", "9223372036854775807", "-9223372036854775808",
                    "999999999999999999"],
    "interval_ns": ["0", "1", "-1", "999999999", "1000000000", "1000000001", "9223372036854775807",
                    "-9223372036854775808"],
    "initval": ["5", "0", "1", "4294967295"],
    "event_flags": ["EFD_NONBLOCK|EFD_CLOEXEC", "EFD_NONBLOCK", "0", "EFD_CLOEXEC", "EFD_SEMAPHORE|EFD_NONBLOCK", "2",
                    "-1"],
    "event_value": ["3", "0", "18446744073709551614", "18446744073709551615", "18446744073709551609", "4294967296"],
    "memory_name": ["name", "", None, "n" * 249, "n" * 250, "\u00e9", "\udcff", "a/b"],
    "memory_flags": ["MFD_CLOEXEC", "0", "MFD_ALLOW_SEALING", "MFD_CLOEXEC|MFD_ALLOW_SEALING", "32768", "1073741824"],
    "mask": ["18", "0", "63", "511", "4095", "-1", "65536"],
    "key": ["ONE", "EMPTY", "TWICE", "NOEQUALS", "none", "", None, "a=b", "=x", "lower", "LOWER", "BYTES", "LETTERS",
            "\u00e9", "\udcff", "ONE ", "quo'te", "new\nline"],
    "env_name": ["ONE", "NEW", "EMPTY", "TWICE", "", None, "a=b", "=", "=x", "\u00e9", "\udcff", "one", "n" * 300],
    "env_value": ["value", "", None, "a=b", "\u00e9", "\udcff\udcfe", "two\nlines", " ", "v" * 3000],
    "fallback": [None, "other", ""],
    # Each entry ends with a bar.
    "entries": ["NEW=1|ONE=2|", "", None, "A=1|A=2|B=|", "A=1|=x|B=2|", "EQUALS==|", "\udcff=\udcfe|", "A=1|a=2|"],
    "environment": [None, "", "A=1|ONE=2|", "PATH=one:two|Z=|", "PATH=|", "PATH=:|", "=x|", "A=1|=|B=2|",
                    "\udcff=\udcfe|",
                    "B=b=b|A=|"],
    "block": ["A=1|B=2|", "", "A=1|A=2|B=|A=3|", "nothing|A=1|", "=x|", "=C:=x|A==|", "|A=1|", "\u00e9=\udcff|",
              "A|A=1|a=2|",
              "=x|=y|"],
    "cpu_count": [None, "3", "0", "-1", "default", "", " 5", "5 ", "0x10", "05", "1e3", "two", "+4", "2147483647",
                  "2147483648", "99999999999999999999", "7x"],
    "x_option": [None, "cpu_count=2", "cpu_count=default", "cpu_count=0", "cpu_count=-1", "cpu_count=", "cpu_count",
                 "cpu_count=x"],
    "workers": ["None", "1", "7", "100", "0", "-1"],
    "user": ["nobody there", None, ""],
    "groups": ["5,6", "-", "None", "0", "0*65537", "-1", "-2", "4294967296", "0*65536"],
    "pid": ["0", "child", "2147483647", "-1", "2147483648", "-2147483648", "-2147483649"],
    "group_pid": ["child", "2147483647", "-2", "2147483648", "-2147483649"],
    "signal": ["0", "9", "15", "64", "65", "-1", "2147483647"],
    "which": ["PRIO_PROCESS", "PRIO_PGRP", "PRIO_USER", "99", "-1"],
    "who": ["0", "2147483647", "-1"],
    "priority": ["19"],
    "program": ["/bin/sh", "shows", "missing", "noexec", "badinterp", "plain", "zero", "folder", "loop", "alias",
                "file/x",
                "", None, "./shows", "@/shows", "m" * 256, "folder/", "shows/", "closed/x", "sh", "tool"],
    "arguments": ["sh|-c|printf '<%s>' \"$0\" \"$@\"|a|b c||", "", "|", None, "sh|-c|exit 3|", "sh|-c|kill -9 $$|",
                  "||x|",
                  "sh|-c|echo \udcff\u00e9|"],
    "words": ["sh|-c|exit 3|", "sh|-c|kill -9 $$|", "|", "", "sh|-c|printf '<%s>' \"$0\"|a|"],
    "spawn_options": ["-", "resetids", "setsid", "setsid;setpgroup=0", "setpgroup=0", "setpgroup=mine",
                      "setpgroup=2147483647",
                      "setpgroup=-1", "setpgroup=2147483648", "setpgroup=-2147483649", "mask=", "mask=10,12", "mask=0",
                      "mask=65", "mask=-1", "mask=9", "mask=64", "default=", "default=2,13", "default=0", "default=99",
                      "default=13,25,64", "default=9", "mask=10;default=13", "scheduler=0",
                      "scheduler=0;policy=SCHED_OTHER", "scheduler=0;policy=SCHED_BATCH",
                      "scheduler=1;policy=SCHED_FIFO",
                      "scheduler=0;policy=99", "scheduler=5", "scheduler=-1", "scheduler=100;policy=SCHED_RR",
                      "action=99", "action=-1"],
    "spawn_mode": ["0", "1"],
    "command": ["printf out", "exit 3", "kill -9 $$", "", None, "nowhere-to-be-found", "printf '%s' \"$ONE\"",
                "cat file",
                "exit 256", "cat"],
    "popen_mode": ["r", "w", "x", "", "rb", "r+", "R"],
    "buffering": ["-1", "0", "1", "100"],
    "exit_code": ["0", "7", "255", "256", "-1"],
    "at_fork": ["bpc1", "b2", "c3", "p4", "0"],
    "ending": ["0", "3", "255", "256", "-1", "abort"],
    "wait_pid": ["child", "-1", "0", "mine", "2147483647", "2147483648", "-2147483648", "-2147483649"],
    "wait_options": ["0", "WNOHANG", "WUNTRACED", "WCONTINUED", "WNOHANG|WUNTRACED|WCONTINUED", "64", "WEXITED", "-1"],
    "waitid_options": ["WEXITED", "0", "WNOHANG", "WEXITED|WNOWAIT", "WEXITED|WNOHANG", "WSTOPPED|WNOHANG",
                       "WCONTINUED|WNOHANG", "WNOWAIT", "64", "-1"],
    "id_type": ["P_PID", "P_ALL", "P_PGID", "P_PIDFD", "99", "-1"],
    "status": ["%d" % i for i in range(256)] + ["%d" % (i << 8 | j) for i in (1, 2, 9, 64, 127, 128, 255) for j in
               (0, 1, 9, 11, 64, 127, 128, 129, 255)] +
              ["65535", "65536", "-1", "-256", "2147483647", "-2147483648", "16777215"],
    "increment": ["0", "1", "40", "19"],
    "pidfd_flags": ["0", "PIDFD_NONBLOCK", "1"],
    "unshare_flags": ["0", "CLONE_FS", "CLONE_FILES", "CLONE_SYSVSEM", "CLONE_FS|CLONE_FILES", "CLONE_NEWUTS",
                      "1", "-1", "-2147483648"],
    "ns_fd": ["#19", "#20", "99", "-1"],
    "exec_fd": ["#18", "#16", "#17", "99", "-1"],
    "policy": ["SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_OTHER|SCHED_RESET_ON_FORK", "99", "-1",
               "4"],
    "sched_priority": ["0", "1", "99", "100", "-1", "None"],
    "cpus": ["mine", "first", "-", "None", "-1", "1000000", "2147483647", "0,-1"],
    "sc_name": ["SC_PAGESIZE"] + sorted(os.sysconf_names) + ["PAGESIZE", "_SC_PAGESIZE", "sc_pagesize", "SC_PAGESIZE ",
                                                            "", "SC_", None],
    "cs_name": ["CS_PATH"] + sorted(os.confstr_names) + ["PATH", "_CS_PATH", "cs_path", "CS_PATH ", "", "CS_", None],
    "amount": ["16", "0", "1", "256", "1000", "-1", "-9223372036854775808"],
    "grnd_flags": ["0", "GRND_NONBLOCK", "GRND_RANDOM|GRND_NONBLOCK", "8", "-1"],
    "walk_mode": WALK_MODES,
    "on_error": ["log", "none"],
    "edit": ["sort"],
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
    "#11": [("openpty", "#11", "#12")],
    "#12": [("openpty", "#11", "#12")],
    "#14": [("eventfd", "5", "EFD_NONBLOCK|EFD_CLOEXEC", "#14")],
    "#15": [("timerfd_create", "CLOCK_MONOTONIC", "TFD_NONBLOCK", "#15")],
    "#16": [("open", "shows", "O_RDONLY", "0", "-", "#16")],
    "#17": [("open", "plain", "O_RDONLY", "0", "-", "#17")],
    "#18": [("open", "/bin/sh", "O_RDONLY", "0", "-", "#18")],
    "#19": [("open", "file", "O_RDONLY", "0", "-", "#19")],
    "#20": [("open", "/proc/self/ns/uts", "O_RDONLY", "0", "-", "#20")],
}

# What the functions of extended attributes find.
ATTRIBUTES = [("setxattr", "file", "user.a", "value", "0"), ("setxattr", "file", "user.b", "", "0"),
              ("setxattr", "dir", "user.a", "a\0b", "0")]

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


def times(names, *values):
    """Every combination."""
    return [(names, *case) for case in itertools.product(*values)]


EDITS = ["sort", "prune", "reverse", "clear", "add", "absolute"]
DISTURBANCES = ["gone", "link", "file", "move"]
# Directories of which exactly one cannot be read, so that there is one error to stop at.
ONE_ERROR = ["noaccess", "readonly", "noread", "dir"]


def extra_walk(name, *dir_fd):
    for mode in WALK_MODES:
        for on_error in ("log", "none"):
            yield (name, ".", *dir_fd, mode, on_error, "sort")
    for edit in EDITS:
        # fwalk opens an absolute name in spite of its directory, and says that it lies below it.
        if edit != "absolute" or not dir_fd:
            for mode in WALK_MODES[:3]:
                yield (name, ".", *dir_fd, mode, "log", edit)
    for top in ONE_ERROR + ["noaccess/", "@/noaccess", "missing"]:
        for mode in ("0", "BOTTOM_UP"):
            for on_error in ("none", "log", "stop"):
                yield (name, top, *dir_fd, mode, on_error, "sort")


def extra_setxattr(name, what):
    for case in times(name, (what,), ("user.a", "user.new"), ("v", ""), INTERESTING["xattr_flags"]):
        yield case
        yield ("getxattr", "file", case[2])
        yield ("listxattr", "file")
        yield ("removexattr", "file", "user.new")
    if what != "#1":
        for path in ("link", "dir", "dangling", "fifo", "sock", "noperm", "readonly", "sticky", "loop"):
            yield (name, path, "user.a", "v", "0")
            yield ("listxattr", path)


def extra_removexattr(name, what):
    for attribute in ("user.a", "user.b", "user.none"):
        yield (name, what, attribute)
        yield ("listxattr", "file")
        yield (name, what, attribute)


EXTRA = {
    "dup2": lambda: times("dup2", ("#1", "#0", "#2"), ("#1", "#0", "#9", "#5"), ("0", "1")) +
                    [("get_inheritable", "#9"), ("lseek", "#1", "0", "1")],
    "pread": lambda: times("pread", ("#1", "#5"), ("4", "0", "100", "-1"), ("0", "3", "9", "10", "100", "-1")),
    "pwrite": lambda: times("pwrite", ("#1", "#6"), ("data", ""), ("0", "9", "10", "30", "-1")),
    "readv": lambda: [("lseek", "#1", "0", "0")] + times("readv", ("#1",), ("2,3", "4,0,3", "100,5", "1")),
    "preadv": lambda: times("preadv", ("#1", "#3", "#0", "#6", "#7"), ("4,2", "None", "-", "1*1025"), ("0", "8", "-1"),
                            ("0",)),
    "pwritev": lambda: times("pwritev", ("#1", "#4", "#0", "#5", "#7"), ("ab|cd|", None, ""), ("0", "20", "-1"),
                             ("0", "RWF_APPEND")),
    "copy_file_range": lambda: times("copy_file_range", ("#1", "#5"), ("#1", "#6"), ("3", "100"),
                                     ("None", "0", "4", "100"), ("None", "0", "7", "20")),
    "sendfile": lambda: times("sendfile", ("#1", "#6", "#4", "#0"), ("#1", "#5", "#13"), ("None", "0", "7", "100"),
                              ("3", "100")) +
                times("sendfile", ("#5", "#8", "#7", "#1"), ("#6", "#8", "#7", "#0", "#1"), ("None", "0"), ("-1",)),
    "splice": lambda: [case for src, offset in (("#1", "None"), ("#1", "2"), ("#5", "None"), ("#1", "100"), ("#4", "0"))
                       for case in (("splice", src, "#4", "3", offset, "None", "0"),
                                    ("splice", "#13", "#6", "100", "None", "None", "SPLICE_F_MOVE"),
                                    ("splice", "#13", "#6", "100", "None", "1", "SPLICE_F_NONBLOCK"))] +
                      times("splice", ("#13", "#3", "#1"), ("#6", "#1", "#4", "#5"), ("5",), ("None",), ("None", "20"),
                            ("0",)),
    "closerange": lambda: [("dup", "#1", "#9"), ("dup", "#1", "#10"), ("closerange", "#9", "#9"),
                           ("closerange", "#10", "#9"), ("closerange", "#9", "#10"), ("dup", "#1", "#9"),
                           ("closerange", "#9", "#12"), ("closerange", "#9", "#12"), ("close", "#9"),
                           ("closerange", "#15", "#99"), ("closerange", "5000000", "5000001")],
    "lockf": lambda: times("lockf", ("#1", "#5"), ("F_LOCK", "F_TLOCK", "F_ULOCK", "F_TEST"), ("0", "5", "-2", "-100")),
    "posix_fallocate": lambda: times("posix_fallocate", ("#1", "#6"), ("0", "5", "-1"), ("1", "20", "0", "-1")),
    "set_blocking": lambda: times("set_blocking", ("#3", "#1"), ("0", "1", "0")) + [("get_blocking", "#3")],
    "device_encoding": lambda: [("device_encoding", "#12")],
    "ttyname": lambda: [("ttyname", "#12")],
    "chmod": lambda: times("chmod", ("link", "dirlink", "dangling", "dir", "file", "loop", "missing"),
                           ("384", "511", "0"), ("-", "CWD", "#0"), ("0", "NOFOLLOW", "FOLLOW")),
    "chown": lambda: times("chown", ("link", "dangling", "file", "loop", "missing"), ("me", "-1", "0"),
                           ("me", "-1", "0"), ("-", "#0"), ("0", "NOFOLLOW")),
    "removedirs": lambda: [("makedirs", "p/q/r", "511", "0"), ("removedirs", "p/q"), ("removedirs", "p/q/r"),
                           ("makedirs", "p/q/r", "511", "0"), ("removedirs", "p/q/r/"),
                           ("makedirs", "p/q/r", "511", "0"), ("removedirs", "./p/q/r"),
                           ("makedirs", "empty/q/r", "511", "0"), ("removedirs", "@/empty/q/r"),
                           ("makedirs", "dir/q/r", "511", "0"), ("removedirs", "dir/q//r"),
                           ("makedirs", "p/q/r", "511", "0"), ("mkdir", "p/x", "511", "-"), ("removedirs", "p/q/r"),
                           ("makedirs", "sticky/q/r", "511", "0"), ("chmod", "sticky", "365", "-", "0"),
                           ("removedirs", "sticky/q/r")],
    "renames": lambda: times("renames", PAIRS[::2], PAIRS[1::2]) + [
        case for old in ("p/q/r", "p/q/r/", "./p/q/r", "@/p/q/r", "p//q/r", "p/q/../q/r")
        for new in ("x", "x/y/z", "@/x/y", "p/x", "p/q/x", "x/y/", "file", "dir", "empty", "")
        for case in (("makedirs", "p/q/r", "511", "1"), ("renames", old, new))],
    "utime": lambda: times("utime", ("link", "dir", "noaccess", "noperm", "dirlink", "fifo"),
                           ("None", "1700000000123456789,1600000000000000001"), ("-", "CWD"), ("0", "NOFOLLOW")),
    "mknod": lambda: times("mknod", ("new", "file", "dir/", "noaccess/x"), INTERESTING["node_mode"], ("259",), ("-",)) +
                     [("umask", "0"), ("mknod", "new1", "438", "0", "-"), ("mknod", "new2", "4534", "0", "CWD"),
                      ("umask", "63"), ("mknod", "new3", "438", "0", "-"), ("mknod", "new4", "0", "0", "-")],
    "mkfifo": lambda: [("umask", "0"), ("mkfifo", "new1", "438", "-"), ("umask", "63"), ("mkfifo", "new2", "438", "-")],
    "makedev": lambda: times("makedev", INTERESTING["part"], INTERESTING["part"]),
    "pathconf": lambda: times("pathconf", ("dir", "fifo", "noaccess/f", "missing"), INTERESTING["pc_name"], ("0",)),
    "fpathconf": lambda: times("fpathconf", ("#0", "#3", "#12"), INTERESTING["pc_name"], ("0",)),
    "timerfd_settime": lambda: times("timerfd_settime", ("#15",), ("0",), ("1e9", "0"), INTERESTING["interval"]),
    "timerfd_gettime": lambda: [case for interval in INTERESTING["interval"] for case in
                                (("timerfd_settime", "#15", "0", "1e9", interval), ("timerfd_gettime", "#15"),
                                 ("timerfd_gettime_ns", "#15"))],
    "timerfd_settime_ns": lambda: times("timerfd_settime_ns", ("#15",), ("0",), ("1000000000000000000", "0"),
                                        INTERESTING["interval_ns"]),
    "timerfd_gettime_ns": lambda: [case for interval in INTERESTING["interval_ns"] for case in
                                   (("timerfd_settime_ns", "#15", "0", "1000000000000000000", interval),
                                    ("timerfd_gettime_ns", "#15"), ("timerfd_gettime", "#15"))],
    "eventfd_write": lambda: [case for value in INTERESTING["event_value"] for case in
                              (("eventfd_read", "#14"), ("eventfd_write", "#14", value), ("eventfd_write", "#14", "1"),
                               ("eventfd_read", "#14"))],
    "eventfd_read": lambda: [("eventfd_write", "#14", "3"), ("eventfd_read", "#14"), ("eventfd_read", "#14"),
                             ("eventfd", "3", "EFD_SEMAPHORE|EFD_NONBLOCK", "#9"), ("eventfd_read", "#9"),
                             ("eventfd_read", "#9"), ("eventfd_read", "#9"), ("eventfd_read", "#9"),
                             ("eventfd_write", "#9", "2"), ("eventfd_read", "#9"), ("read", "#9", "7")],
    "getxattr": lambda: times("getxattr", ("file", "dir", "link", "chain"), ("user.a", "user.b")),
    "lgetxattr": lambda: times("lgetxattr", ("file", "dir", "link", "chain"), ("user.a", "user.b")),
    "fgetxattr": lambda: times("fgetxattr", ("#0", "#1"), ("user.a", "user.b")),
    "setxattr": lambda: extra_setxattr("setxattr", "file"),
    "lsetxattr": lambda: extra_setxattr("lsetxattr", "file"),
    "fsetxattr": lambda: extra_setxattr("fsetxattr", "#1"),
    "removexattr": lambda: extra_removexattr("removexattr", "file"),
    "lremovexattr": lambda: extra_removexattr("lremovexattr", "file"),
    "fremovexattr": lambda: extra_removexattr("fremovexattr", "#1"),
    "walk": lambda: extra_walk("walk"),
    "fwalk": lambda: extra_walk("fwalk", "-"),
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
        j = next(k for k, p in enumerate(parameters) if p in ("path", "new", "directory"))
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
        by_machine = tree == "std" and name not in SEQUENCES and name not in LIVE
        kept = needed(nodes, ops) if by_machine else set(range(len(nodes)))
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
    attributes = ATTRIBUTES if any("xattr" in o[0] for o in ops) else []
    return [p for slot in used for p in PREAMBLE[slot]] + attributes + ops


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
    "copies of a descriptor": ("std", ops(
        "open file O_RDWR|O_NONBLOCK 0 - #9; dup #9 #10; lseek #10 4 0; read #9 2; dup2 #9 #9 1; get_inheritable #9; "
        "dup2 #9 #9 0; dup2 #9 #11 1; lseek #11 0 1; close #9; read #10 2; read #11 9; set_blocking #10 1; "
        "get_blocking #11; close #10; close #11; dup #11 #9; dup2 #11 #9 1")),
    "pipes": ("std", [("pipe2", "O_NONBLOCK", "#9", "#10")] + ops(
        "read #9 5; write #10 hello!; readv #9 2,3; preadv #9 2,3 0 0; preadv #9 2,3 -1 0; read #9 1; readv #9 4; "
        "pread #9 4 0; pwrite #10 abc 0; pwritev #10 a|b| 0 0; pwritev #10 a|b| -1 0; lseek #9 0 1; posix_fadvise #9 "
        "0 0 POSIX_FADV_NORMAL; posix_fallocate #10 0 9; lockf #10 F_TLOCK 0; read #10 1; write #9 x; writev #9 a|; "
        "readv #10 1; isatty #9; fsync #9; fdatasync #9; ftruncate #10 0; fstat #9; close #10; read #9 9; read #9 9; "
        "readv #9 3; pipe #9 #10; get_blocking #9; set_blocking #9 0; read #9 1; get_blocking #10; writev #10 "
        "ab||cd|; read #9 9; close #9; write #10 x; writev #10 x|; close #10")),
    "full device": ("std", ops(
        "open /dev/full O_RDWR 0 - #9; writev #9 x|y|; pwrite #9 x 0; pwritev #9 x| 0 0; open file O_RDONLY 0 - #10; "
        "sendfile #9 #10 None 3; pread #9 3 0; preadv #9 3 5 0; posix_fallocate #9 0 1; copy_file_range #10 #9 3 "
        "None None; fdatasync #9; lockf #9 F_TLOCK 0; posix_fadvise #9 0 0 POSIX_FADV_NORMAL; fstatvfs #9 0; isatty "
        "#9; ttyname #9; timerfd_gettime #9")),
    "size limit of others": ("std", ops(
        "limit_size 1000; open file O_RDWR 0 - #9; pwrite #9 0123456789 995; pwrite #9 0123456789 1000; "
        "pwritev #9 0123|456789| 997 0; pwritev #9 0123| 1000 0; posix_fallocate #9 990 10; posix_fallocate #9 990 11; "
        "lseek #9 998 0; writev #9 a|b|c|; writev #9 d|; open dir/a O_RDONLY 0 - #10; copy_file_range #10 #9 3 0 1000; "
        "copy_file_range #10 #9 3 0 999; sendfile #9 #10 0 3; truncate file 3")),
    "copy to what appends": ("std", ops(
        "open file O_WRONLY|O_APPEND 0 - #9; open dir/a O_RDONLY 0 - #10; copy_file_range #10 #9 3 None None; "
        "copy_file_range #10 #9 3 None 0; sendfile #9 #10 None 3; pwrite #9 ab 0; pwritev #9 cd|e| 0 0; "
        "pwritev #9 f| 3 RWF_APPEND; lseek #9 0 1; pipe2 O_NONBLOCK #11 #12; write #12 data; "
        "splice #11 #9 4 None None 0; splice #11 #9 4 None 0 0; splice #11 #10 4 None None 0; read #11 9")),
    "append by flag": ("std", ops(
        "open file O_RDWR 0 - #9; pwritev #9 ab| 0 RWF_APPEND; lseek #9 0 1; pwritev #9 cd| -1 RWF_APPEND; lseek #9 "
        "0 1; pwritev #9 ef| -1 0; lseek #9 1 0; pwritev #9 gh| -1 RWF_SYNC; lseek #9 0 1; pread #9 99 0; lseek #9 3 "
        "0; preadv #9 2,2 -1 0; lseek #9 0 1; preadv #9 99 99 0; preadv #9 99 14 0")),
    "no descriptor left for others": ("std", ops(
        "open file O_RDWR 0 - #1; open noread O_PATH 0 - #0; limit_files; dup #1 #9; dup2 #1 #9 1; pipe #9 #10; "
        "pipe2 O_CLOEXEC #9 #10; openpty #9 #10; posix_openpt O_RDWR #9; eventfd 0 0 #9; timerfd_create "
        "CLOCK_MONOTONIC 0 #9; memfd_create name 0 #9; walk . 0 log sort; fwalk . - 0 log sort; fwalk dir - "
        "BOTTOM_UP none sort; chmod file 384 - 0; utime file 5,6 - 0; getxattr file user.a; mkfifo new 420 -; "
        "statvfs dir 0; pathconf dir PC_NAME_MAX 0; removedirs empty; renames file x/y; unlimit; dup #1 #9")),
    "locks": ("std", ops(
        "open file O_RDWR 0 - #9; open file O_RDONLY 0 - #10; rival file 3 -1; lockf #9 F_TEST 3; lockf #9 F_TEST 4; "
        "lockf #9 F_TEST 0; lockf #9 F_TLOCK 0; lockf #9 F_TLOCK 3; lockf #10 F_TEST 4; lockf #10 F_TLOCK 4; "
        "lseek #9 4 0; lockf #9 F_TEST -1; lockf #9 F_TLOCK -4; lockf #9 F_TLOCK 0; lockf #9 F_ULOCK 0; "
        "lockf #9 F_TEST 9; lseek #9 3 0; lockf #9 F_TEST 1; lockf #9 F_ULOCK 1; rival_ends; lockf #9 F_TEST 1; "
        "lockf #9 F_LOCK 1; lockf #9 F_TEST 1; rival dir/a 0 -1; open dir/a O_RDWR 0 - #11; lockf #11 F_TEST 0; "
        "rival_ends; lockf #11 F_TEST 0; lseek #9 0 0; lockf #9 F_TLOCK 9223372036854775807; lseek #9 1 0; "
        "lockf #9 F_TLOCK 9223372036854775807")),
    "a lock that would never come": ("std", ops(
        "open file O_RDWR 0 - #9; lockf #9 F_LOCK 1; rival file 5 0; lseek #9 5 0; lockf #9 F_TLOCK 1; lockf #9 "
        "F_LOCK 1; lockf #9 F_TEST 1; rival_ends; lockf #9 F_LOCK 1")),
    "terminal": ("std", ops(
        "openpty #9 #10; isatty #9; isatty #10; ttyname #10; ptsname #9; tcgetpgrp #10; tcgetpgrp #9; session #10; "
        "tcgetpgrp #10; tcgetpgrp #9; tcsetpgrp #10 mine; tcsetpgrp #10 -1; tcsetpgrp #10 0; tcsetpgrp #10 "
        "2147483647; tcsetpgrp #10 1; tcsetpgrp #9 mine; get_terminal_size #10; resize #10 80 24; get_terminal_size "
        "#10; get_terminal_size #9; resize #9 1 65535; get_terminal_size #10; device_encoding #10; device_encoding "
        "#9; write #9 hello; set_blocking #10 0; read #10 99; lseek #10 0 0; pread #10 1 0; close #9; isatty #10; "
        "get_terminal_size #10; tcgetpgrp #10; device_encoding #10")),
    "terminal step by step": ("std", ops(
        "posix_openpt O_RDWR|O_NOCTTY #9; get_inheritable #9; isatty #9; ptsname #9; grantpt #9; unlockpt #9; "
        "unlockpt #9; ptsname #9; get_terminal_size #9; device_encoding #9; close #9; ptsname #9; grantpt #9; "
        "unlockpt #9")),
    "terminal that is locked": ("std", ops("open /dev/ptmx O_RDWR 0 - #9; ptsname #9; unlockpt #9; ptsname #9")),
    "terminal, leader of a group": ("std", ops("openpty #9 #10; lead; login_tty #10; login_tty #9; login_tty 99")),
    "modes": ("std", ops(
        "open file O_RDONLY 0 - #9; fchmod #9 0; stat file - 0; read #9 3; open file O_RDONLY 0 - #10; chmod file "
        "4095 - 0; stat file - 0; write #9 x; open file O_RDWR 0 - #10; write #10 y; stat file - 0; fchmod #10 3565; "
        "chown file me -1 - 0; stat file - 0; fchmod #9 511; chmod dir 0 - 0; stat dir/a - 0; chmod dir 448 - 0; "
        "stat dir/a - 0; chmod sticky 0 - 0; rmdir sticky -; chmod . 365 - 0; mkdir x 511 -; chmod @ 493 - 0; mkdir "
        "x 511 -; close #9; open x O_PATH 0 - #9; futime #9 None; flistxattr #9; "
        "fpathconf #9 PC_NAME_MAX 0; fstatvfs #9 0")),
    "times": ("std", ops(
        "open file O_RDWR 0 - #9; futime #9 1700000000123456789,1; utime file None - 0; utime link 5,6 - NOFOLLOW; "
        "utime link 7,8 - 0; utime link 9,10 CWD NOFOLLOW; futime #9 None; open dir O_RDONLY 0 - #10; utime a 3,4 "
        "#10 0; utime l 3,4 #10 NOFOLLOW; futime #10 1,2; open fifo O_RDONLY|O_NONBLOCK 0 - #11; futime #11 3,4; "
        "open /dev/null O_RDWR 0 - #12; futime #12 3,4; utime /dev/null 3,4 - 0; open file O_PATH 0 - #13; futime "
        "#13 1,2")),
    "attributes": ("std", ops(
        "open file O_RDWR 0 - #1; open noperm O_PATH 0 - #2; setxattr file user.a 1 0; fsetxattr #1 user.b 2 0; "
        "lsetxattr file user.c 3 0; listxattr file; flistxattr #1; llistxattr link; listxattr link; getxattr link "
        "user.b; lgetxattr link user.b; fgetxattr #1 user.c; setxattr file user.a long XATTR_CREATE; getxattr file "
        "user.a; setxattr file user.a long XATTR_REPLACE; getxattr file user.a; fsetxattr #1 user.d 4 XATTR_REPLACE; "
        "fremovexattr #1 user.a; removexattr link user.b; lremovexattr file user.c; listxattr file; fsetxattr #1 "
        "user.x 5 0; rename file - moved -; fgetxattr #1 user.x; getxattr moved user.x; link moved - file - 0; "
        "getxattr file user.x; chmod file 0 - 0; getxattr file user.x; setxattr file user.x 6 0; listxattr file; "
        "removexattr file user.x; fsetxattr #1 user.y 7 0; fgetxattr #1 user.y; chdir empty; setxattr . user.here 8 "
        "0; listxattr None; llistxattr None; getxattr None user.here; getxattr . user.here; removexattr . user.here; "
        "listxattr None; fgetxattr #2 user.a")),
    "as root: owners": ("std", ops(
        "chown file 12 34 - 0; stat file - 0; chown file -1 0 - 0; stat file - 0; chown file 0 -1 - 0; stat file - "
        "0; chown setuid 0 0 - 0; stat setuid - 0; chown link 12 34 - NOFOLLOW; stat link - NOFOLLOW; stat link - 0; "
        "lchown dirlink 0 0; lstat dirlink; lchown link -1 0; lstat link; open dir O_RDONLY 0 - #9; fchown #9 "
        "4294967294 0; fstat #9; chown a 5 6 #9 0; stat a #9 0; chown l 5 6 #9 NOFOLLOW; stat l #9 NOFOLLOW; chown "
        "sticky 65534 65534 - 0; stat sticky - 0; seteuid 65534; chown sticky 65534 -1 - 0; chown sticky 65534 65534 "
        "- 0; chown file -1 -1 - 0; chown file 65534 -1 - 0; fchown #9 65534 -1; lchown link 65534 -1; utime file "
        "None - 0; utime file 1,2 - 0; chmod file 511 - 0; fchmod #9 511; setxattr file user.a b 0; seteuid 0; utime "
        "file 1,2 - 0")),
    "as root: no new root": ("std", ops("chroot missing; chroot file; chroot loop; chroot None; getcwd")),
    "as root: attributes": ("std", ops(
        "setxattr file trusted.a 1 0; getxattr file trusted.a; setxattr link trusted.a 2 0; getxattr file trusted.a; "
        "lsetxattr link trusted.l 3 0; lgetxattr link trusted.l; getxattr link trusted.l; lremovexattr link trusted.l; "
        "removexattr link trusted.a; getxattr file trusted.a; lsetxattr link user.a 1 0; setxattr fifo user.a 1 0; "
        "lsetxattr fifo trusted.a 1 0; getxattr fifo trusted.a; listxattr fifo")),
    "pipes with a name": ("std", ops(
        "mkfifo new 420 -; stat new - 0; open new O_RDONLY|O_NONBLOCK 0 - #9; open new O_WRONLY|O_NONBLOCK 0 - #10; "
        "write #10 hello; read #9 99; mknod dir/n 4516 0 -; open dir O_RDONLY 0 - #11; stat n #11 0; mkfifo n2 511 "
        "#11; stat n2 #11 0; mkfifo n #11 #11; mknod n3 33188 0 #11; stat n3 #11 0; mknod s 49572 0 -; stat s - 0; "
        "removedirs empty; renames new a/b/c/new; stat a/b/c/new - 0")),
    "timer": ("std", [("timerfd_create", "CLOCK_MONOTONIC", "0", "#9")] + ops(
        "timerfd_settime_ns #9 0 1 0; read #9 8; timerfd_gettime_ns #9; timerfd_settime_ns #9 TFD_TIMER_ABSTIME 1 0; "
        "read #9 7; read #9 100; timerfd_gettime #9; timerfd_settime #9 TFD_TIMER_ABSTIME 1e-9 0; read #9 8; "
        "timerfd_settime #9 0 1e9 0.25; timerfd_gettime #9; timerfd_settime #9 0 0 7; timerfd_gettime_ns #9; "
        "timerfd_settime #9 0 1e9 0.25; timerfd_settime_ns #9 0 0 0; write #9 x; lseek #9 0 0; fstat #9; close #9; "
        "timerfd_gettime #9; timerfd_settime_ns #9 0 1 1; timerfd_create CLOCK_REALTIME TFD_NONBLOCK #9; read #9 8; "
        "timerfd_settime_ns #9 TFD_TIMER_ABSTIME|TFD_TIMER_CANCEL_ON_SET 4000000000000000000 0; read #9 8; "
        "timerfd_gettime #9; isatty #9; get_blocking #9; dup #9 #10; timerfd_settime_ns #10 0 0 0; "
        "timerfd_gettime_ns #9")),
    "memory": ("std", ops(
        "memfd_create name MFD_CLOEXEC #9; write #9 0123456789; pread #9 4 3; fstat #9; ftruncate #9 4; pwrite #9 ab "
        "8; pread #9 99 0; fsync #9; open file O_RDWR 0 - #10; sendfile #9 #10 0 5; fchmod #9 384; lseek #9 0 2; "
        "copy_file_range #9 #9 3 0 20; fgetxattr #9 user.a; posix_fallocate #9 0 100; lseek #9 0 2; close #9")),
    "deep walks": ("none", [
        ("makedirs", "p/" * 300 + "p", "511", "0"), ("symlink", "..", "p/p/up", "0", "-")] + ops(
        "walk . 0 log sort; fwalk . - 0 log sort; walk p/p 0 log clear; walk p/p BOTTOM_UP log sort; "
        "fwalk p/p - BOTTOM_UP log sort; rename p/p/p/p - q -; walk . FOLLOW none sort; fwalk . - FOLLOW none sort; "
        "removedirs p/p/p; unlink p/p/up -; removedirs p/p/p; removedirs q")),
    "walks of all names": ("odd", ops("walk odd 0 log sort; walk . BOTTOM_UP log sort; fwalk . - 0 log reverse")),
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

SHOW_FDS = ("sh|-c|for fd in 0 1 2 100 101 102 109 110; do if [ -e /proc/self/fd/$fd ]; then printf \"$fd \"; fi; "
            "done|")
SHOW_STATE = "cat|/proc/self/stat|/proc/self/status|"
SHOW_ARGUMENTS = "sh|-c|printf '<%s>' \"$0\" \"$@\"|a|b c||"


def sh(command):
    return "sh|-c|%s|" % command


# What is done to the descriptors of a child; #1 is inheritable, #0 not.
FILE_ACTIONS = ["-", "open=109,file,O_RDONLY,0", "open=109,missing,O_RDONLY,0", "open=109,file/x,O_RDONLY,0",
                "open=109,new,O_WRONLY|O_CREAT,420", "open=109,file,O_WRONLY|O_CREAT|O_EXCL,420", "close=101",
                "close=100",
                "close=109", "close=1000", "dup2=101,109", "dup2=100,109", "dup2=109,110", "dup2=100,100",
                "dup2=101,101", "closefrom=100", "closefrom=3", "closefrom=102", "closefrom=3;open=109,file,O_RDONLY,0",
                "open=109,file,O_RDONLY,0;close=109", "open=109,file,O_RDONLY,0;dup2=109,110;close=109",
                "close=1;open=1,new,O_WRONLY|O_CREAT,384", "dup2=1,109;dup2=100,101",
                "open=101,file,O_RDONLY|O_CLOEXEC,0",
                "close=101;close=101", "dup2=100,109;dup2=100,110;close=100"]


def exec_and_spawn(name, *first):
    """The usual cases, and every program with every environment that has a PATH."""
    kind = "words" if re.search(r"(exec|spawn)l", name) else "arguments"
    with_env = name.endswith("e")
    usual = INTERESTING[kind][0]
    for program in INTERESTING["program"]:
        yield (name, *first, program, usual, *([None] if with_env and not first else ["A=1|"] if with_env else []))
    for words in INTERESTING[kind]:
        yield (name, *first, "/bin/sh", words, *(["A=1|"] if with_env else []))
    if with_env:
        for environment in INTERESTING["environment"]:
            if environment is not None or not first or "p" not in name[5:]:  # what Python ends with 127 for
                yield (name, *first, "/usr/bin/env", "env|", environment)
        if "p" in name[4 + name.startswith("spawn"):]:
            for path in ("PATH=one:two|", "PATH=two:one|", "PATH=three:one|", "PATH=three|", "PATH=closed:two|",
                         "PATH=closed|", "PATH=file:one|", "PATH=file|", "PATH=missing:three:closed|",
                         "PATH=missing|", "PATH=|", "A=1|",
                         "PATH=:two|", "PATH=@/one|"):
                yield (name, *first, "tool", "tool|x|", path)
            yield (name, *first, "shows", "s|x|", "PATH=:|")
            yield (name, *first, "four", "s|x|", "PATH=.|")
    elif "p" in name[4 + name.startswith("spawn"):]:
        for path in ("one:two", "three:two", "three", "file", "missing", "", ":two", "closed:one", "closed"):
            yield ("environ_set", "PATH", path)
            yield (name, *first, "tool", "tool|x|")
        yield ("environ_del", "PATH")
        yield (name, *first, "tool", "tool|x|")
        yield (name, *first, "sh", sh("exit 5"))
        yield ("putenv", "PATH", "one")  # which is not asked
        yield (name, *first, "tool", "tool|x|")


def posix_spawn_cases(name):
    for program in INTERESTING["program"]:
        yield (name, program, SHOW_ARGUMENTS, "A=1|", "-")
    for words in INTERESTING["arguments"]:
        yield (name, "/bin/sh", words, None, "-")
    for environment in INTERESTING["environment"]:
        yield (name, "/usr/bin/env", "env|", environment, "-")
    yield ("environ_set", "NEW", "1")
    yield ("putenv", "PUT", "2")
    yield (name, "/usr/bin/env", "env|", None, "-")
    for options in INTERESTING["spawn_options"]:
        yield (name, "/bin/cat", SHOW_STATE, None, options)
    yield from PREAMBLE["#19"]  # not in the way
    yield ("open", "folder", "O_RDONLY", "0", "-", "#0")
    yield ("open", "file", "O_RDONLY", "0", "-", "#1")
    yield ("set_inheritable", "#1", "1")
    for options in FILE_ACTIONS:
        yield (name, "/bin/sh", SHOW_FDS, None, options)
    yield (name, "missing", SHOW_FDS, None, "open=109,file,O_RDONLY,0")
    if name.endswith("p"):
        # The block's PATH, not that of what the child gets.
        for path in ("one:two", "three:two", "three", "file", "missing", "", ":two", "closed:one", "closed"):
            yield ("putenv", "PATH", path)
            yield (name, "tool", "tool|x|", "PATH=two|", "-")
        yield ("unsetenv", "PATH")
        yield (name, "tool", "tool|x|", "PATH=two|", "-")
        yield (name, "sh", sh("exit 5"), None, "-")


# Cases that are not made of INTERESTING.
OWN_CASES = {
    "posix_spawn": lambda: posix_spawn_cases("posix_spawn"),
    "posix_spawnp": lambda: posix_spawn_cases("posix_spawnp"),
    # Never a signal for anybody else.
    "kill": lambda: [("kill", "child", number) for number in INTERESTING["signal"]] + [
        ("kill", pid, "0") for pid in INTERESTING["pid"] if pid != "-1"],
    "killpg": lambda: [("killpg", "child", number) for number in INTERESTING["signal"]] + [
        ("killpg", pid, "0") for pid in INTERESTING["group_pid"]],
    "setpriority": lambda: ops(
        "setpriority PRIO_PROCESS 0 19; getpriority PRIO_PROCESS 0 1; setpriority PRIO_PROCESS 0 0; setpriority "
        "PRIO_PROCESS 0 -5; setpriority PRIO_PROCESS 2147483647 19; setpriority 99 0 19; setpriority -1 0 19; "
        "setpriority PRIO_PGRP 2147483647 19; setpriority PRIO_USER 2147483646 19; setpgid 0 0; setpriority "
        "PRIO_PGRP 0 19; setpriority PRIO_PROCESS 0 1000; getpriority PRIO_PROCESS 0 1; getpriority PRIO_PGRP 0 1"),
    "fresh_counts": lambda: [("fresh_counts", value, None) for value in INTERESTING["cpu_count"]] + [
        ("fresh_counts", value, option) for value in (None, "3") for option in INTERESTING["x_option"][1:]],
    "popen": lambda: [("popen", command, "r", "-1", "") for command in INTERESTING["command"]] + [
        ("popen", "cat", "w", buffering, data) for buffering in INTERESTING["buffering"]
        for data in ("", "two\nlines\n")] + [
        ("popen", "printf 'a\\nb'; exit 255", mode, "-1", "") for mode in INTERESTING["popen_mode"]] + [
        ("popen", "printf x", "r", buffering, "") for buffering in INTERESTING["buffering"]] + [
        ("popen", "cat; kill -15 $$", "w", "-1", "text"), ("popen", None, "w", "-1", ""),
        ("popen", "x", "x", "0", "")] +
        PREAMBLE["#19"] + [("set_inheritable", "#19", "1"), ("popen", "[ -e /proc/self/fd/119 ]", "r", "-1", ""),
                           ("system", "[ -e /proc/self/fd/119 ]")],
    "wait": lambda: [("wait",)],
    "wait3": lambda: [("wait3", options) for options in INTERESTING["wait_options"]],
    "waitid": lambda: [
        ("waitid", kind, pid, options)
        for kind, pid in (("P_PID", "child"), ("P_ALL", "0"), ("P_ALL", "-1"), ("P_PGID", "0"))
        for options in INTERESTING["waitid_options"]] + [
        ("waitid", kind, pid, "WEXITED") for kind in INTERESTING["id_type"] for pid in ("0", "-1", "99", "2147483647",
                                                                                      "2147483648")],
    "register_at_fork": lambda: [
        ("fork", "0"), ("register_at_fork", "bpc1"), ("fork", "1"), ("register_at_fork", "b2"),
        ("register_at_fork", "c3"), ("register_at_fork", "p4"), ("register_at_fork", "bpc5"), ("fork", "2"),
        ("register_at_fork", "0")],
    "ends": lambda: [("ends", how) for how in INTERESTING["ending"]],
    "setsid": lambda: ops("getsid 0; setsid; getsid 0; getpgid 0; setsid; setpgid 0 0; setpgrp; setpgid 0 1; getpgrp"),
    "setpgrp": lambda: ops("getpgrp; setpgrp; getpgrp; setpgrp; setsid; setpgid 0 0"),
    # Without a child, pid 0 is this process: its group is the new one.
    "setpgid": lambda: ops(
        "child sleep; getpgid child; setpgid child child; getpgid child; setpgid child 0; setpgid 2147483647 0; "
        "setpgid -1 0; setpgid 0 -1; setpgid 0 2147483647; setpgid 2147483648 0; setpgid 0 2147483648; setpgid 0 "
        "-2147483649; getpgid 0; setpgid 0 0; getpgid 0; setpgid child 0; end_child; child program; setpgid child "
        "child; end_child"),
    "uname": lambda: [("uname", "0")],
    "getlogin": lambda: [],
    "getgroups": lambda: [("getgroups", "0")],
    "getgrouplist": lambda: [("getgrouplist", user, gid, "0") for user in INTERESTING["user"] + ["root"] for gid in
                             ("0", "5", "-1", "-2", "2147483647", "4294967294", "4294967295", "4294967296")
                             if user != "root" or gid == "0"],
    "sched_setscheduler": lambda: [
        ("sched_setscheduler", "0", policy, priority) for policy in INTERESTING["policy"] for priority in
        INTERESTING["sched_priority"]] + ops("sched_getscheduler 0; sched_getparam 0") + [
        ("sched_setscheduler", pid, "SCHED_BATCH", "0") for pid in INTERESTING["pid"]] + ops(
        "sched_getscheduler 0; sched_getscheduler child; sched_getparam child"),
    "sched_setaffinity": lambda: [("sched_setaffinity", pid, "mine") for pid in INTERESTING["pid"]] + [
        ("sched_setaffinity", "0", cpus) for cpus in INTERESTING["cpus"]] + ops(
        "sched_setaffinity 2147483647 -; sched_setaffinity 2147483648 -1; sched_setaffinity 0 first"),
    "nice": lambda: ops("nice 0; nice 1; nice 0; nice -1; nice 40; nice -1; nice 0; nice -40; nice 2147483647"),
    "unshare": lambda: [("unshare", flags) for flags in INTERESTING["unshare_flags"]],
    "umask": lambda: [line for mask in INTERESTING["mask"] for line in (("umask", mask), ("umask", "18"))],
}
for _end in "v", "ve", "vp", "vpe", "l", "le", "lp", "lpe":
    OWN_CASES["exec" + _end] = functools.partial(exec_and_spawn, "exec" + _end)
    OWN_CASES["spawn" + _end] = functools.partial(exec_and_spawn, "spawn" + _end, "0")

SEQUENCES.update({
    "own process: nobody to wait for": ("none", ops(
        "wait; waitpid -1 0; waitpid 0 WNOHANG; wait3 0; wait3 WNOHANG; wait4 -1 0; waitid P_ALL 0 WEXITED; waitid "
        "P_PID 2147483647 WEXITED; pidfd_open 2147483647 0 #9; kill 2147483647 0; killpg 2147483647 9; kill 0 0; "
        "killpg 0 0")),
    "own process: a child's life": ("none", ops(
        "child sleep; waitpid child WNOHANG; wait3 WNOHANG; wait4 child WNOHANG; waitid P_PID child WEXITED|WNOHANG; "
        "kill child 0; kill child 19; child_is WSTOPPED; waitid P_PID child WSTOPPED|WNOWAIT; waitpid child "
        "WUNTRACED; waitpid child WNOHANG|WUNTRACED; kill child 18; child_is WCONTINUED; waitid P_PID child "
        "WCONTINUED|WNOWAIT; waitpid child WCONTINUED; kill child 10; child_is WEXITED; waitid P_PID child "
        "WEXITED|WNOWAIT; kill child 0; kill child 9; waitpid child 0; waitpid child 0; waitid P_PID child WEXITED")),
    "own process: ways to end": ("none", [line for life in (
        "exit=0", "exit=1", "exit=255", "signal=1", "signal=9", "signal=15", "signal=34", "signal=64", "stop")
        for line in (
            ("child", life), ("waitid", "P_PID", "child", "WEXITED|WSTOPPED|WNOWAIT|WNOHANG"),
            ("waitpid", "child", "WUNTRACED"), ("end_child",), ("child", life), ("wait4", "child", "WUNTRACED"),
            ("end_child",))]),
    "own process: descriptors of children": ("none", ops(
        "child sleep; pidfd_open child 0 #9; get_inheritable #9; waitid P_PIDFD #9 WEXITED|WNOHANG; pidfd_open child "
        "PIDFD_NONBLOCK #10; get_blocking #10; waitid P_PIDFD #10 WEXITED; kill child 9; child_is WEXITED; waitid "
        "P_PIDFD #10 WEXITED|WNOWAIT; waitid P_PIDFD #9 WEXITED; waitid P_PIDFD #9 WEXITED; waitid P_PIDFD 99 "
        "WEXITED; waitid P_PIDFD -1 WEXITED; pidfd_open 0 0 #11; pidfd_open -1 0 #11; read #9 8; open /dev/null "
        "O_RDONLY 0 - #11; waitid P_PIDFD #11 WEXITED; end_child")),
    "own process: groups of children": ("none", ops(
        "child leader; getpgid child; getsid child; waitpid mine WNOHANG; waitpid 0 WNOHANG; waitid P_PGID child "
        "WEXITED|WNOHANG; killpg child 0; killpg child 19; child_is WSTOPPED; waitid P_PGID child WSTOPPED; killpg "
        "child 15; killpg child 18; child_is WEXITED; killpg child 0; wait; killpg child 0; kill child 0; end_child")),
    "own process: group leaders": ("none", ops(
        "getpgrp; getpgid 0; getsid 0; setpgid 0 0; getpgrp; getsid 0; setsid; child sleep; setpgid child 0; getpgid "
        "child; setpgid child mine; end_child")),
    "own process: environment and block": ("none", ops(
        "getenv ONE None; putenv ONE 2; getenv ONE None; environ_get ONE; child_env; child_of_mapping; unsetenv ONE; "
        "environ_contains ONE; environ_del ONE; environ_contains ONE; environ_del ONE; putenv ONLY block; "
        "environ_del ONLY; child_env; putenv ONLY again; environ_pop ONLY None; environ_pop ONLY other; child_env; "
        "unsetenv EMPTY; environ_setdefault EMPTY x; environ_set EMPTY y; child_env; environ_items; unsetenv TWICE; "
        "child_env; environ_set TWICE third; environ_del TWICE; child_env; environ_popitem; environ_popitem; "
        "environ_clear; environ_clear; environ_popitem; environ_len; environ_keys; environ_values; environ_items; "
        "environ_copy; child_env; environ_set A 1; child_env; get_exec_path None; environ_set PATH EMPTY; "
        "get_exec_path None; environ_set PATH :a::b:; get_exec_path None")),
    "own process: order of the environment": ("none", ops(
        "environ_set NEW 1; environ_set ONE 2; environ_set A 3; environ_keys; environ_del NEW; environ_set NEW 4; "
        "environ_items; child_env; environ_update A=5|B=6|ONE=7|; environ_items; child_env; environ_copy; "
        "environ_merge None Z=1|Y=2|; environ_merge Z=1|Y=2| None; environ_merge A=1|B=2| B=3|A=4|C=5|; "
        "environ_merge None None")),
    "own process: ids": ("none", ops(
        "getuid 0; setuid me; seteuid me; setreuid me -1; setreuid -1 me; setreuid me me; setresuid -1 -1 -1; "
        "setresuid me -1 me; getresuid 0; setgid me; setegid me; setregid -1 -1; setresgid me me me; getresgid 0; "
        "setuid 0; seteuid 0; setreuid 0 -1; setresuid -1 -1 0; setgid 0; setegid 0; setregid 0 0; setresgid 0 -1 "
        "-1; setuid 4294967294; getresuid 0; getresgid 0; setgroups -; setgroups 0")),
    "as root: own process: ids": ("none", ops(
        "seteuid 1; getresuid 1; seteuid 0; setreuid 2 0; getresuid 1; setresuid 3 4 0; getresuid 1; setresuid -1 0 "
        "-1; getresuid 1; setresuid 5 -1 -1; getuid 1; geteuid 1; setresuid 0 0 0; setegid 6; getresgid 1; setregid "
        "7 8; getresgid 1; setresgid 9 10 11; getresgid 1; getgid 1; getegid 1; setgid 12; getresgid 1; setresgid "
        "4294967294 -1 -1; getresgid 1; setgid -1; setgid 0; setgroups 5,6,7; getgroups 1; setgroups -; getgroups 1; "
        "setgroups 4294967294; getgroups 1; setgroups 0; getgroups 1; umask 63; umask 18; seteuid 65534; setuid 1; "
        "setpriority PRIO_PROCESS 0 -1; nice -1; setgroups 5; seteuid 0")),
    "as root: own process: ids of children": ("programs", [("seteuid", "65534")] + [
        ("posix_spawn", "/bin/cat", SHOW_STATE, None, options) for options in ("-", "resetids", "resetids;setsid")] + [
        ("execv", "/bin/cat", SHOW_STATE), ("seteuid", "0")]),
    "own process: what children inherit": ("programs", PREAMBLE["#19"] + [
        ("open", "folder", "O_RDONLY", "0", "-", "#0"), ("open", "file", "O_RDONLY", "0", "-", "#1"),
        ("set_inheritable", "#1", "1"), ("execv", "/bin/sh", SHOW_FDS), ("execve", "/bin/sh", SHOW_FDS, ""),
        ("spawnv", "0", "/bin/sh", SHOW_FDS), ("spawnv", "1", "/bin/sh", SHOW_FDS),
        ("posix_spawn", "/bin/sh", SHOW_FDS, None, "-"), ("system", SHOW_FDS.split("|")[2]),
        ("popen", SHOW_FDS.split("|")[2], "r", "-1", ""), ("execv", "/bin/cat", SHOW_STATE),
        ("spawnv", "0", "/bin/cat", SHOW_STATE), ("posix_spawn", "/bin/cat", SHOW_STATE, None, "-"),
        ("system", "exec cat /proc/self/stat /proc/self/status"), ("setpgid", "0", "0"),
        ("spawnv", "1", "/bin/cat", SHOW_STATE), ("posix_spawn", "/bin/cat", SHOW_STATE, None, "setpgroup=mine"),
        ("setsid",), ("chdir", "one"), ("execv", "tool", "tool|here|"), ("spawnv", "1", "tool", "tool|here|"),
        ("posix_spawn", "tool", "tool|here|", None, "-"), ("umask", "63"), ("system", "umask")]),
    "own process: modes of spawn": ("programs", [
        (name, "1", program, "sh|-c|exit 3|" if end[0] == "l" else "sh|-c|kill -15 $$|",
         *(["A=1|"] if "e" in end else []))
        for end in ("v", "ve", "vp", "vpe", "l", "le", "lp", "lpe") for name in ("spawn" + end,)
        for program in ("/bin/sh", "missing", "noexec")]),
    "own process: no shell": ("programs", ops("environ_set PATH nowhere; system true") + [
        ("popen", "nowhere", "r", "-1", ""), ("system", "exit 127"), ("popen", "exit 127", "r", "-1", "")]),
    "own process: too much": ("programs", [
        ("execv", "shows", "s|%s|" % ("x" * 131072)), ("execve", "shows", "s|", "A=%s|" % ("x" * 131072)),
        ("posix_spawn", "shows", "s|%s|" % ("x" * 131072), None, "-"),
        ("posix_spawn", "shows", "s|", "A=%s|" % ("x" * 131072), "-"),
        ("spawnv", "0", "shows", "s|%s|" % ("x" * 131072)), ("execv", "shows", "s|%s|" % ("x" * 131000))]),
    "own process: forks": ("none", ops("fork 7; forkpty 7; forkpty 0; fork 0; wait; register_at_fork bpc1; forkpty 3")),
    "own process: a new umask": ("none", ops("umask 63; mkdir a 511 -; umask 0; mkdir b 511 -; umask 4095; umask 18")),
})
# A directory that changes while it is walked. walk of one that is moved goes on where it is; Python's is lost.
for _name, _dir_fd in ("walk", ()), ("fwalk", ("-",)):
    for _edit in DISTURBANCES[:4 if _dir_fd else 3]:
        for _mode in "0", "FOLLOW":
            SEQUENCES["%s, %s, %s" % (_name, _edit, _mode)] = (
                "std", [(_name, ".", *_dir_fd, _mode, "log", _edit), ("scandir_tree", ".")])

LISTING = {"listdir", "scandir", "scandir_tree", "scandir_gone", "walk", "fwalk"}

# Random scripts: how often, and what to draw for each parameter.
MENU = {
    "mkdir": 6, "makedirs": 3, "rmdir": 4, "remove": 2, "unlink": 3, "rename": 8, "replace": 4, "link": 4,
    "symlink": 5, "readlink": 2,
    "truncate": 2, "open": 8, "close": 2, "read": 4, "write": 5, "seek_file": 3, "fsync": 1, "ftruncate": 2, "fstat": 2,
    "get_inheritable": 1,
    "set_inheritable": 1, "getcwd": 2, "chdir": 3, "fchdir": 1, "access": 2, "stat": 3, "lstat": 2, "listdir": 2,
    "flistdir": 1, "scandir": 1,
    "fscandir": 1, "scandir_tree": 1, "scandir_gone": 1, "path_exists": 1, "path_isdir": 1, "path_isfile": 1,
    "path_islink": 1,
    "umask": 1, "fdopen": 1,
    "dup": 2, "dup2": 2, "closerange": 1, "pipe2": 1, "pread": 3, "pwrite": 3, "readv": 2, "writev": 2, "preadv": 2,
    "pwritev": 2, "copy_file_range": 3, "sendfile": 2, "splice": 2, "fdatasync": 1, "posix_fallocate": 2,
    "posix_fadvise": 1, "lockf": 2, "get_blocking": 1, "set_blocking": 1, "isatty": 1, "ttyname": 1, "tcgetpgrp": 1,
    "device_encoding": 1, "get_terminal_size": 1, "ptsname": 1,
    "chmod": 3, "fchmod": 2, "chown": 2, "fchown": 1, "lchown": 1, "removedirs": 3, "renames": 4, "utime": 3,
    "futime": 2, "mkfifo": 2, "mknod": 2, "pathconf": 1, "fpathconf": 1, "statvfs": 1, "fstatvfs": 1,
    "walk": 3, "fwalk": 3,
    "getxattr": 2, "lgetxattr": 1, "fgetxattr": 1, "listxattr": 1, "llistxattr": 1, "flistxattr": 1, "setxattr": 3,
    "lsetxattr": 1, "fsetxattr": 1, "removexattr": 1, "lremovexattr": 1, "fremovexattr": 1,
    "timerfd_create": 1, "timerfd_settime": 1, "timerfd_settime_ns": 1, "timerfd_gettime": 1, "timerfd_gettime_ns": 1,
    "eventfd": 1, "eventfd_read": 2, "eventfd_write": 2, "memfd_create": 1,
    "major": 1, "minor": 1, "makedev": 1,
}

# In random scripts: descriptors of files and directories are #0 to #2, those that could be waited for (none is: they do
# not block) have their own, and pipes with a name are called p or q, which nothing opens or moves.
RANDOM_FDS = ("#0", "#1", "#2")
RANDOM_SLOTS = {"pipe2": "#3", "eventfd": "#5", "timerfd_create": "#6"}
ANY_FD = {"read", "write", "readv", "writev", "pread", "pwrite", "preadv", "pwritev", "copy_file_range", "sendfile",
          "splice", "seek_file", "fstat", "close", "fsync", "fdatasync", "posix_fallocate", "posix_fadvise", "lockf",
          "isatty", "get_blocking", "get_inheritable", "ttyname", "fstatvfs", "flistxattr", "futime", "fpathconf"}
NAMED_PIPES = {"mkfifo", "mknod", "stat", "lstat", "unlink", "remove", "chmod", "chown", "utime", "access", "listxattr",
               "setxattr", "path_exists", "path_isfile"}


def draw(r, operation, live):
    names = ["a", "b", "c", "f", "l", "m", "x", "y", "z", "\u00e9", "\udcff", "q'"]

    def path():
        if r.random() < 0.03:
            return r.choice(["." if operation.name == "walk" else None, "", ".", "@", "file/x", "g" * 256])
        words = [r.choice(names) for _ in range(r.choice((1, 1, 1, 2, 2, 3)))]
        if operation.name in ("mkfifo", "mknod") or operation.name in NAMED_PIPES and r.random() < 0.1:
            words[-1] = r.choice("pq")
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
        if parameter == "slot" and operation.name in RANDOM_SLOTS:
            return RANDOM_SLOTS[operation.name]
        if parameter == "slot2":
            return "#4"
        if parameter in ("timer", "event"):
            # A file is not asked for eight bytes: that it has fewer is no error of the system.
            return r.choice(("#5", "#5", "#5", "#6") if parameter == "event" else ("#6", "#6", "#6", "#5", "#0"))
        if parameter == "low":
            return r.choice(("#0", "#1", "#2", "#3"))
        if parameter == "high":
            return r.choice(("#1", "#2", "#3", "#4"))
        if parameter in ("fd", "list_fd", "slot", "in_fd", "out_fd", "pipe_fd", "tty", "pty", "fd2"):
            if operation.name in ANY_FD and r.random() < (0.7 if parameter == "pipe_fd" else 0.25):
                return r.choice(("#3", "#4", "#5", "#6") if operation.name != "write" else ("#4", "#6"))
            return r.choice(RANDOM_FDS)
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
        if parameter in ("size", "length"):
            return str(r.choice((0, 1, 2, 5, 50, -1)))
        if parameter == "offset":
            return r.choice(("None", "None", "None", "0", "1", "2", "5", "-1"))
        if parameter == "count":
            return r.choice(("1", "2", "3", "4", "8", "20", "0", "-1"))
        if parameter == "sizes":
            return ",".join(str(r.randrange(5)) for _ in range(r.randrange(1, 4)))
        if parameter == "pieces":
            return "".join(r.choice(("a", "bc", "", "def")) + "|" for _ in range(r.randrange(4)))
        if parameter == "write_flags":
            return r.choice(("0", "0", "RWF_APPEND", "RWF_SYNC"))
        if parameter in ("uid", "gid"):
            return r.choice(("me", "-1", "-1", "0", "-2"))
        if parameter == "times":
            return r.choice(("None", "%d,%d" % (r.randrange(2 * 10 ** 18), r.randrange(-10 ** 18, 2 * 10 ** 18))))
        if parameter == "node_mode":
            return r.choice(("33188", "420", "4516", "49572", "8630", "16804", "4480"))
        if parameter == "exact":
            return "1" if live else "0"
        if parameter == "yes" and operation.name == "set_blocking":
            return "0"
        if parameter == "pipe_flags":
            return "O_NONBLOCK"
        if parameter == "stdio_mode":
            # With "a" the C library sets O_APPEND, which a duplicate shows; Python goes to the end instead.
            return r.choice(("r", "w", "r+", "w+", "rb", "wb"))
        if parameter == "event_flags":
            return r.choice(("EFD_NONBLOCK", "EFD_NONBLOCK|EFD_CLOEXEC", "EFD_SEMAPHORE|EFD_NONBLOCK"))
        if parameter == "timer_flags":
            return r.choice(("TFD_NONBLOCK", "TFD_NONBLOCK|TFD_CLOEXEC"))
        if parameter == "clock":
            return r.choice(("CLOCK_MONOTONIC", "CLOCK_REALTIME", "CLOCK_BOOTTIME", "CLOCK_BOOTTIME_ALARM"))
        if parameter == "settime_flags":
            return "0"
        if parameter == "attribute":
            return r.choice(("user.a", "user.a", "user.b", "user.", "nonsense"))
        if parameter == "value":
            return r.choice(("", "v", "w\0x", "x" * 20))
        if parameter == "edit":
            return r.choice(EDITS[:5])
        if parameter == "on_error":
            return r.choice(("log", "none"))
        if parameter == "part":
            return str(r.choice((r.randrange(300), r.randrange(2 ** 20), r.randrange(2 ** 32))))
        if parameter == "device":
            return str(r.choice((r.randrange(2 ** 16), r.randrange(2 ** 32), r.randrange(2 ** 64))))
        return r.choice(INTERESTING[parameter])

    return (operation.name, *(value(p) for p in operation.parameters))


def random_scripts(seed, count, live):
    r = random.Random(seed)
    menu = [SIGNATURES[n] for n, weight in MENU.items() for _ in range(weight)]
    start = ops("open f O_RDWR 0 - #0; open a O_RDONLY 0 - #1; open b/c/y O_RDWR 0 - #2; pipe2 O_NONBLOCK #3 #4; "
                "eventfd 2 EFD_NONBLOCK #5; timerfd_create CLOCK_MONOTONIC TFD_NONBLOCK #6")
    return [Script("random %d.%d" % (seed, i), "small", "user",
                   start + [draw(r, r.choice(menu), live) for _ in range(RANDOM_LENGTH)]) for i in range(count)]


# What the machine decides, so that only its own CPython can say it: for the live run alone.
LIVE = {
    "own process: who and where": ("none", [(name, "1") for name in (
        "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "uname")] + [
        ("getlogin",), ("getpgid", "1"), ("getsid", "1"), ("kill", "1", "0")] + [
        ("getgrouplist", user, gid, "1") for user in ("root", "daemon", "nobody", "nobody there")
        for gid in ("0", "5")] + [
        ("getpriority", which, "0", "1") for which in INTERESTING["which"]] + [
        ("sched_rr_get_interval", pid, "1") for pid in ("0", "1")] + [
        ("sched_getscheduler", "1"), ("sched_getparam", "1"), ("sched_setparam", "1", "0"),
        ("sched_setscheduler", "1", "SCHED_OTHER", "0"), ("setpriority", "PRIO_PROCESS", "1", "0"),
        ("setpgid", "1", "0"), ("pidfd_open", "1", "0", "#9"), ("waitid", "P_PIDFD", "#9", "WEXITED"),
        ("sched_setscheduler", "0", "SCHED_IDLE", "0"), ("sched_getscheduler", "0"),
        ("sched_rr_get_interval", "0", "1"), ("sched_setscheduler", "0", "SCHED_OTHER", "0"), ("sched_getscheduler",
        "0")]),
    "own process: limits of the system": ("none", [("unlimit",)] + [
        ("sysconf", name, "1") for name in INTERESTING["sc_name"] if name != "SC_AVPHYS_PAGES"] + [
        ("confstr", name, "1") for name in INTERESTING["cs_name"]]),
    "own process: namespaces": ("none", ops(
        "open /proc/self/ns/uts O_RDONLY 0 - #9; setns #9 0; setns #9 CLONE_NEWUTS; setns #9 CLONE_NEWNET; unshare "
        "CLONE_NEWUTS; unshare CLONE_NEWUSER; unshare CLONE_NEWPID")),
    "as root: own process: namespaces": ("none", ops(
        "open /proc/self/ns/uts O_RDONLY 0 - #9; setns #9 CLONE_NEWNET; unshare CLONE_NEWUTS; unshare "
        "CLONE_NEWIPC|CLONE_NEWUTS; setns #9 0; setns #9 CLONE_NEWUTS; unshare CLONE_NEWNS; unshare 1")),
    "as root: own process: who may what": ("none", ops(
        "initgroups root 0; getgroups 1; initgroups daemon 5; getgroups 1; initgroups root -1; setgroups -; "
        "setpriority PRIO_PROCESS 0 -3; getpriority PRIO_PROCESS 0 1; nice -1; sched_setscheduler 0 SCHED_FIFO 1; "
        "sched_getscheduler 0; sched_getparam 0; sched_setparam 0 2; sched_getparam 0; sched_rr_get_interval 0 1; "
        "sched_setscheduler 0 SCHED_RR 99; sched_rr_get_interval 0 1; sched_setscheduler 0 "
        "SCHED_OTHER|SCHED_RESET_ON_FORK 0; sched_getscheduler 0; sched_setscheduler 0 SCHED_OTHER 0; kill 1 0; "
        "getlogin")),
    "as root: own process: schedulers of children": ("programs", [
        ("posix_spawn", "/bin/cat", SHOW_STATE, None, options) for options in (
            "scheduler=1;policy=SCHED_FIFO", "scheduler=2;policy=SCHED_RR", "scheduler=0;policy=SCHED_IDLE",
            "scheduler=1;policy=SCHED_OTHER", "scheduler=3")]),
    "limits": ("std", [(name, what, pc, "1") for pc in INTERESTING["pc_name"] for name, what in (
        ("pathconf", "file"), ("pathconf", "dir"), ("pathconf", "/"), ("pathconf", "/dev/null"),
        ("pathconf", "/proc"))]),
    "limits by descriptor": ("std", PREAMBLE["#0"] + PREAMBLE["#3"] + PREAMBLE["#12"] + [
        ("fpathconf", fd, pc, "1") for pc in INTERESTING["pc_name"] for fd in ("#0", "#3", "#11", "#12")]),
    "systems": ("std", PREAMBLE["#0"] + PREAMBLE["#3"] + [
        ("statvfs", path, "1") for path in ("file", "/proc", "/sys", "/dev", "/dev/pts", "/dev/shm", "@")] + [
        ("fstatvfs", "#0", "1"), ("fstatvfs", "#3", "1")]),
    "holes": ("std", ops("open file O_RDWR 0 - #9; pwrite #9 x 1000000; pwrite #9 y 3000000; ftruncate #9 5000000") + [
        ("lseek", "#9", str(position), whence) for whence in "34"
        for position in (0, 1, 10, 4096, 100000, 999999, 1000000, 1000001, 1004096, 2000000, 3000000, 3004096, 4999999,
                         5000000, 5000001, -1)] + ops("lseek #9 0 3; read #9 9")),
    "times far away": ("std", [("utime", "file", "%d,%d" % pair, "-", "0") for pair in (
        (2 ** 31 * 10 ** 9, -2 ** 31 * 10 ** 9 - 1), (2 ** 32 * 10 ** 9, 2 ** 33 * 10 ** 9), (2 ** 63 - 1, -2 ** 63),
        (-2 ** 63, 2 ** 63 - 1), (0, 253402300800 * 10 ** 7))]),
    "flags of reading": ("std", ops("open file O_RDWR 0 - #9; open dir/a O_RDONLY 0 - #10") + [
        ("preadv", fd, "4,2", position, flags) for fd in ("#9", "#10") for position in ("0", "8", "-1", "10")
        for flags in ("RWF_NOWAIT", "RWF_HIPRI", "RWF_NOWAIT|RWF_HIPRI", "RWF_DSYNC", "RWF_APPEND")] + [
        ("pwritev", "#9", "ab|", "3", flags) for flags in ("RWF_HIPRI", "RWF_NOWAIT")]),
    "large attributes": ("std", [("setxattr", "file", "user.a", "x" * n, "0") for n in (2000, 4000, 5000, 65536)] + [
        ("getxattr", "file", "user.a")]),
    "attributes of other systems": ("std", [
        (name, path, *more) for path in ("/proc/self/status", "/sys", "/dev/null", "/") for name, *more in (
            ("listxattr",), ("getxattr", "user.a"), ("setxattr", "user.a", "b", "0"), ("removexattr", "user.a"))]),
    "memory in large pages": ("std", [("memfd_create", "name", flags, "#9") for flags in (
        "MFD_HUGETLB", "MFD_HUGETLB|MFD_HUGE_2MB", "MFD_HUGETLB|MFD_HUGE_1GB", "MFD_HUGETLB|MFD_HUGE_16GB")]),
    "files of the kernel": ("std", ops(
        "open /proc/self/status O_RDONLY 0 - #9; lseek #9 0 4; posix_fallocate #9 0 1; fpathconf #9 PC_NAME_MAX 1; "
        "posix_fadvise #9 0 0 POSIX_FADV_WILLNEED; fsync #9; pwrite #9 x 0; chmod /proc/self/status 511 - 0; "
        "utime /proc/self/status 1,2 - 0; removedirs /proc; rmdir /proc -; mkfifo /proc/x 511 -")),
    "ways of the C library": ("std", ops(
        "open dir O_PATH 0 - #9; fchmod #9 448; fchown #9 me -1; mknod new 33188 18446744073709551615 -")),
    "terminal that is gone": ("std", ops("openpty #9 #10; close #9; ttyname #10")),
    "as root: devices": ("std", ops(
        "mknod null 8630 259 -; stat null - 0; open null O_RDWR 0 - #9; write #9 x; mknod block 25008 1792 -; stat "
        "block - 0; mknod strange 8630 18446744073709551615 -; stat strange - 0; mknod zero2 8630 0 -; stat zero2 - "
        "0; mknod wide 8630 1048832 -; stat wide - 0")),
}


# As root permissions mean nothing: these paths, by every function that takes one.
ROOT_PATHS = ["noperm", "noaccess", "noaccess/f", "noaccess/new", "readonly/f", "readonly/new", "readonly/e",
              "noread", "noread/f", "nosearch", "nosearch/f",
              "missing", "file/x", "dir"]


# musl's fchmod and fchown go by /proc when a descriptor is of O_PATH.
MUSL = {"fchmod", "fchown"}
MACHINES = {"stat", "lstat", "rename", "replace", "link", "chmod", "chown", "lchown", "utime", "removedirs", "renames",
            "mknod", "mkfifo", "walk", "fwalk", "pathconf"}


def differs(case):
    """What "/" is, and whether it is another file system than the tree, is the machine's affair; some is musl's."""
    slash = [a for a in case[1:] if a in ("/", "//")]
    return bool(slash) and (case[0] in MACHINES or "xattr" in case[0]) or case[0] in MUSL and "#7" in case


def by_hand(sequences):
    return [Script(name, tree, "root" if name.startswith("as root") else "user", ops)
            for name, (tree, ops) in sequences.items()]


# What changes the environment: a child is asked after each.
CHANGES_ENVIRONMENT = {"environ_set", "environ_del", "environ_pop", "environ_popitem", "environ_setdefault",
                       "environ_update", "environ_clear", "putenv", "unsetenv"}
WAITS = {"wait", "waitpid", "wait3", "wait4", "waitid"}


def with_child(case):
    """With a child of its own, and how that ended."""
    name = case[0]
    if name in WAITS:
        return [("child", "exit=3"), case, ("end_child",)]
    if name in ("kill", "killpg"):
        return [("child", "leader" if name == "killpg" else "sleep"), case, ("end_child",)]
    return [case]


def own_scripts():
    """Of what changes the process."""
    out = []
    for operation in SIGNATURES.values():
        if operation.kind != "own":
            continue
        chosen = OWN_CASES.get(operation.name)
        todo = list(chosen() if chosen else dict.fromkeys(cases(operation)))
        tree = "programs" if {"program", "exec_fd", "ns_fd", "command"}.intersection(operation.parameters) else "none"
        size = len(todo) + 1 if chosen else 10  # what was chosen builds on what came before
        for i in range(0, len(todo), size):
            lines = [line for case in todo[i:i + size] for line in with_child(case)]
            if operation.name in CHANGES_ENVIRONMENT:
                lines = [line for case in lines for line in (case, ("child_env",))] + [("environ_items",)]
            lines = prepared(lines)
            if "child" in {a for line in lines for a in line[1:]} and ("child", "sleep") not in lines and \
                    operation.name not in WAITS and operation.name != "killpg":
                lines = [("child", "sleep"), *lines, ("end_child",)]
            out.append(Script("own process: %s %d" % (operation.name, i // size), tree, "user", lines))
    return out


def event_scripts():
    """The events of the functions that have a tree: some of their cases again."""
    out = []
    for operation in SIGNATURES.values():
        if operation.kind not in ("ask", "act"):
            continue
        # Not of -1 where a path may be given, which to Python is none, nor of what is "no directory" in two ways.
        todo = [case for case in dict.fromkeys(cases(operation)) if case[0] == operation.name and not differs(case) and
                all(len(a or "") < 100 for a in case[1:]) and not (case[0] in EXPECTED and "-1" in case) and
                not (case[0] == "fwalk" and (case[1] in (".", "..", "@", "./") or "-100" in case))]
        step = max(1, len(todo) // EVENT_CASES)
        todo = [line for case in todo[::step] for line in ([case, ("chdir", "@")] if case[0] == "chdir" else [case])]
        size = 24 if operation.kind == "ask" else 8
        for i in range(0, len(todo), size):
            out.append(Script("events: %s %d" % (operation.name, i // size), "std", "user", prepared(todo[i:i + size])))
    return out


def random_environments(seed, count):
    r = random.Random(seed)
    names = ["A", "B", "C", "ONE", "EMPTY", "TWICE", "BYTES", "Z", "\u00e9"]
    menu = {"environ_set": 6, "environ_del": 3, "environ_get": 2, "environ_contains": 2, "environ_len": 1, "getenv": 2,
            "environ_keys": 1, "environ_values": 1, "environ_items": 1, "environ_copy": 1, "environ_pop": 3,
            "environ_popitem": 1, "environ_setdefault": 3, "environ_update": 3, "environ_merge": 2, "putenv": 4,
            "unsetenv": 3, "get_exec_path": 1}
    menu = [SIGNATURES[name] for name, weight in menu.items() for _ in range(weight)]

    def text(parameter):
        name = r.choice(names) if r.random() < 0.95 else r.choice(["", "a=b", None, "=", "nothing"])
        value = r.choice(["", "v", "w" * r.randrange(40), "x=y", "\udcff"])
        if parameter in ("key", "env_name"):
            return name
        if parameter == "fallback":
            return r.choice([None, "other"])
        if parameter in ("entries", "environment"):
            chosen = r.sample(names, r.randrange(4))
            return None if parameter == "environment" and r.random() < 0.3 else "".join(
                "%s=%s|" % (x, r.choice(["", "1", "2=3"])) for x in chosen)
        return value

    out = []
    for i in range(count):
        lines = []
        for k in range(RANDOM_LENGTH):
            chosen = r.choice(menu)
            lines.append((chosen.name, *map(text, chosen.parameters)))
            if k % 8 == 7:
                lines += [("child_env",), ("environ_items",)]
        out.append(Script("own process: random environment %d.%d" % (seed, i), "none", "user",
                          lines + [("child_of_mapping",), ("environ_clear",), ("environ_len",), ("child_env",)]))
    return out


def scripts():
    out = []
    for operation in SIGNATURES.values():
        if operation.kind in ("help", "own"):
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
    out += by_hand(SEQUENCES)
    for operation in SIGNATURES.values():
        places = [i for i, p in enumerate(operation.parameters) if p in ("path", "new", "directory", "deep")]
        if operation.kind in ("help", "own") or not places or operation.name in ("walk", "fwalk"):
            continue
        todo = []
        for i in places:
            for path in ROOT_PATHS:
                case = [INTERESTING[p][0] for p in operation.parameters]
                case[i] = path
                todo.append((operation.name, *case))
        for i in range(0, len(todo), 15):
            out.append(Script("as root: %s %d" % (operation.name, i // 15), "std", "root", prepared(todo[i:i + 15])))
    out += event_scripts() + own_scripts()
    return out + random_scripts(SEED, RANDOM_SCRIPTS, False) + random_environments(SEED, RANDOM_ENVIRONMENTS)


# ----------------------------------------------------------------------------------------------------------------------
# Running

STRINGS = {"path", "new", "deep", "directory", "target", "victim", "text", "texts", "c_text", "wtf8", "data",
           "stdio_mode", "name", "jail", "attribute", "value", "memory_name", "pc_name", "pieces", "key", "env_name",
           "env_value", "fallback", "entries", "environment", "block", "cpu_count", "x_option", "user", "program",
           "arguments", "words", "command", "popen_mode", "sc_name", "cs_name"}
LISTS = {"pieces", "entries", "environment", "block", "arguments", "words"}  # what ends with a bar
PLAIN = {"on_error", "edit", "spawn_options", "at_fork", "ending", "child_life", "child_state"}
WORDS = {"access_flags", "stat_flags", "link_flags", "chmod_flags", "walk_mode", "on_error", "edit"}
# Names of os, joined by "|", or a number.
FLAGS = {"open_flags", "pipe_flags", "read_flags", "write_flags", "splice_flags", "advice", "lock_command",
         "openpt_flags", "xattr_flags", "timer_flags", "settime_flags", "event_flags", "memory_flags", "clock",
         "which", "wait_options", "waitid_options", "id_type", "pidfd_flags", "unshare_flags", "policy", "grnd_flags"}
# What Python has in another module, or 3.13.0 lost.
NUMBERS = {"PIDFD_NONBLOCK": os.O_NONBLOCK, "CLOCK_REALTIME": 0, "CLOCK_MONOTONIC": 1,
           "CLOCK_BOOTTIME": 7, "CLOCK_REALTIME_ALARM": 8,
           "CLOCK_BOOTTIME_ALARM": 9}
CODES = {"KeyError": errno.ENOENT, "TypeError": errno.EINVAL, "ValueError": errno.EINVAL,
         "NotImplementedError": errno.ENOTSUP, "OverflowError": errno.EOVERFLOW}


def types_of(operation, n):
    return operation.parameters if operation.parameters != ["texts"] else ["texts"] * n


def argument(kind, value):
    """A value of the tables to what the function gets."""
    if kind in STRINGS:
        absolute = value is not None and (value == "@" or value.startswith("@/"))
        if kind in LISTS and value is not None:
            pieces = value.split("|")[:-1]
            return list(map(os.fsencode, pieces)) if kind in ("pieces", "block") else pieces
        return os.fsdecode(root) + value[1:] if absolute else value
    if kind in FLAGS:
        return functools.reduce(int.__or__, (NUMBERS[word] if word in NUMBERS else int(word) if word[-1].isdigit() else
                                             getattr(os, word) for word in value.split("|")))
    if kind in PLAIN:
        return value
    if kind in WORDS:
        return value.split("|")
    if value in (None, "None"):
        return None
    if kind == "times":
        return tuple(map(int, value.split(",")))
    if kind == "cpus" and value in ("mine", "first"):
        return value
    if kind in ("pid", "group_pid", "wait_pid") and value in ("child", "mine"):
        return Child.pid if value == "child" else -os.getpgrp()
    if kind in ("sizes", "groups", "cpus"):
        one, _, n = value.partition("*")
        return [] if value == "-" else [int(one)] * int(n) if n else [int(size) for size in value.split(",")]
    if kind in ("seconds", "interval"):
        return float(value)
    if kind in ("uid", "gid") and value == "me":
        return os.geteuid() if kind == "uid" else os.getegid()
    if kind == "group" and value == "mine":
        return os.getpgrp()
    if kind == "dir_fd" and value in ("-", "CWD"):
        return value
    return SLOT + int(value[1:]) if value[0] == "#" else int(value)


def written(kind, value):
    if kind not in STRINGS:
        return str(value)
    return quote(value if kind in LISTS else argument(kind, value))


def shortened(code, message):
    """The message of an OSError, quoted, with "@" for what the number brings with it."""
    start = "[Errno %d] %s" % (code, os.strerror(code))
    assert message.startswith(start), message
    return quote("\0" + message[len(start):]).replace('"\\x00', '"@', 1)


def failure(e, arguments):
    """An exception, as the file has it."""
    if isinstance(e, OSError):
        names = [e.filename, e.filename2]
        message = str(e)
        if isinstance(e.filename, int):
            # Python shows the descriptor in place of a name; a call of pyos.h that takes a descriptor has no name.
            message = message[:message.rindex(":")]
            names = [None, None]
        if isinstance(e.filename, bytes):  # execvpe's candidates
            message = message.replace(": b", ": ")
        code = e.errno
        message = shortened(code, message)
    else:
        if type(e).__name__ not in CODES:
            raise e
        names, code, message = [None, None], CODES[type(e).__name__], quote(str(e))
    fields = []
    for name in names:
        text = "-" if name is None else quote(name)
        fields.append("$%d" % (arguments.index(text) + 1) if text in arguments else text)
    return "!%s\t%d\t%s\t%s\t%s" % (type(e).__name__, code, *fields, message)


# Where pyos.h differs from 3.13.0 on purpose: what it answers instead, by a function that gives None where both agree.
def bad_descriptor(fd, *_):
    return (lambda: raise_(OSError(errno.EBADF, os.strerror(errno.EBADF)))) if fd == -1 else None


def raise_(e):
    raise e


EXPECTED = {
    # Python leaves whatever errno was there before.
    "dup2": lambda fd, fd2, _: bad_descriptor(min(fd, fd2)),
    # Where an argument may be a path, -1 is "no descriptor" to Python, which then passes no path at all to the system.
    "futime": bad_descriptor, "fgetxattr": bad_descriptor, "flistxattr": bad_descriptor,
    "fsetxattr": bad_descriptor, "fremovexattr": bad_descriptor,
    # Python makes the directories first.
    "renames": lambda old, new: (lambda: os.rename(old, new)) if new is not None and (
        old is None or not os.path.lexists(old)) else None,
}


def may_hear(script):
    return script.name.startswith(("events", "random")) or "own process" in script.name


def answer(operation, arguments, values):
    try:
        instead = operation.name in EXPECTED and EXPECTED[operation.name](*values)
        result = instead() if instead else operation.run(*values)
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
            Ears.all = script.name.startswith("events")
            Ears.open, Ears.operation = may_hear(script) and operation.kind != "help", name
            shown = answer(operation, texts, arguments)
            Ears.open = False
            # In the order of the file system?
            by_chance = name == "scandir_tree" or "walk" in name and "BOTTOM_UP" in values[-3]
            told = events(by_chance) if may_hear(script) and operation.kind != "help" else ""
            if name == "fwalk" and shown.startswith("!NotADirectoryError"):  # pyos.h has found out by opening it
                told = told.removesuffix(" os.scandir(fd)")
            lines.append("\t".join([name, *texts, shown]) + told)
        except Exception as e:
            raise RuntimeError("%s: %s%r" % (script.name, name, values)) from e
    return lines


def become(user):
    try:
        raise ValueError
    except ValueError:
        traceback.format_exc()  # loads what it needs
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
            for fd in EAR_FD, OUTPUT_FD:
                made = os.memfd_create("oracle")
                os.dup2(made, fd, inheritable=False)
                os.close(made)
            if not script.name.startswith("own process: fresh"):  # Python may be root's, and these do not depend on who
                become(script.user)
            base_fd = os.open(base, os.O_RDONLY)
            os.mkdir(base + "/t")
            os.chdir(base + "/t")
            root = os.fsencode(base + "/t")
            build(script.nodes)
            lines = run_ops(script)
            SIGNATURES["unlimit"].run()
            SIGNATURES["end_child"].run()
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


# Functions that are not for Linux, so that Python has no answer.
ELSEWHERE = """get_handle_inheritable set_handle_inheritable get_osfhandle open_osfhandle listdrives listvolumes
               listmounts lchmod chflags lchflags startfile add_dll_directory add_dll_directory_close fork1 plock
               reload_environ environ_trim init set_cpu_count""".split()


def uncovered():
    """Functions of pyos.h's chapters from >>path on that no operation calls."""
    with open(os.path.join(HERE, "..", "pyos.h"), encoding="ascii") as f:
        declared = f.read().split("#endif /* PYOS_H */")[0]
    with open(os.path.join(HERE, "oracle.c"), encoding="ascii") as f:
        program = f.read()
    missing = []
    for part in re.split(r"^ \* >>", declared, flags=re.M)[1:]:
        if part.split()[0] in ("error", "memory", "text"):
            continue
        for name in re.findall(r"^PYOSI_API [^;(]*?\b(pyos_\w+)\(", part, flags=re.M):
            if name[5:] not in ELSEWHERE and not re.search(r"\b%s\b" % name, program):
                missing.append(name)
    return missing


def main(arguments):
    if sys.version_info[:2] != (3, 13):
        sys.exit("oracle.py: needs Python 3.13")
    if list(os.environb.items()) != started():
        execute(sys.executable, [sys.executable, *sys.argv], START)
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    sys.addaudithook(hook)
    INTERESTING["name"] = [n for n in SIGNATURES if callable(getattr(os, n, None)) and SIGNATURES[n].kind != "help"]
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
                todo = by_hand(LIVE) + random_scripts(seed, int(arguments[1]), True)
                todo += random_environments(seed, int(arguments[1]) // 5)
                f.write(generate([s for s in todo if s.user == "user" or os.geteuid() == 0]))
            print("seed %d" % seed, flush=True)
            os.mkdir(os.path.join(work, "c"))
            return subprocess.run([os.path.abspath(arguments[2]), file], cwd=os.path.join(work, "c")).returncode
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
