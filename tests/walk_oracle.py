#!/usr/bin/env python3
"""Compares walk and fwalk with os.walk and os.fwalk of CPython 3.13: the steps, the errors that onerror hears of, the audit
events and their order, in random trees, while the caller changes names and tree between the steps.

usage: python3.13 tests/walk_oracle.py N PROGRAM     N trees; PROGRAM is tests/walk_oracle.c, compiled
"""
import os, random, shutil, subprocess, sys, tempfile

NAMES = [b"a", b"b", b"c", b"d e", b"f", b"g", b"\xff\xfe", b"\xc3\xa4", b"long" * 40]
watched = False
lines = []


def put(s):
    return " '" + os.fsencode(s).hex()


def hook(event, args):
    if not watched or (event != "open" and not event.startswith("os.")):
        return
    text = "A " + event
    for arg in args:
        if isinstance(arg, (str, bytes)):
            text += put(arg)
        elif arg is None:
            text += " None"
        elif event == "os.scandir":
            text += " fd"
        else:
            text += " 1" if callable(arg) else " %d" % arg
    lines.append(text)


def number(root, seed):
    for byte in os.fsencode(root):
        seed = (seed * 31 + byte) % 65521
    return seed


def change_names(dirs, n):
    n %= 6
    if n == 0:
        dirs[:] = sorted(dirs, key=os.fsencode)[::2]
    elif n == 1:
        dirs.reverse()
    elif n == 2:
        dirs += ["missing", "a/b", "b/"]
    elif n == 3:
        dirs.clear()


def change_tree(root, dirs, n):
    if not dirs or "/" in dirs[-1] or dirs[-1] == "moved":
        return
    path, moved, n = os.path.join(root, dirs[-1]), os.path.join(root, "moved"), n % 5
    if n > 2:
        return
    try:
        os.rename(path, moved)
    except OSError:
        return
    # "a/b" may be among the names of the step above, and CPython asks too early whether it is a link.
    if n == 1 and os.path.basename(root) != "a":
        os.symlink("moved", path)
    elif n == 2:
        open(path, "w").close()


def python(kind, top, bottom_up, follow, stop, caller):
    global watched
    errors = 0

    def onerror(error):
        nonlocal errors
        errors += 1
        path = error.filename
        lines.append("E %s %d%s" % (type(error).__name__, error.errno, put(path)))
        if errors == stop:
            raise error

    lines.clear()
    steps = 0
    walk = (
        os.walk(top, not bottom_up, onerror, bool(follow))
        if kind == "walk"
        else os.fwalk(top, not bottom_up, onerror, follow_symlinks=bool(follow))
    )
    try:
        watched = True
        for step in walk:
            watched = False
            root, dirs, files = step[:3]
            text = "S" + put(root) + "".join(map(put, dirs)) + " -" + "".join(map(put, files))
            if kind == "fwalk":
                text += " %d" % os.fstat(step[3]).st_ino
            lines.append(text)
            if caller and steps < 60:
                n = number(root, caller)
                if not bottom_up:
                    change_names(dirs, n)
                    if caller % 2:
                        change_tree(root, dirs, n // 7)
                steps += 1
            watched = True
        watched = False
    except OSError as error:
        watched = False
        lines.append("F %s %d" % (type(error).__name__, error.errno))
    lines.append("end")
    return list(lines)


def make(rng, path, depth, known):
    os.mkdir(path)
    known.append(path)
    for name in rng.sample(NAMES, rng.randrange(len(NAMES))):
        entry, what = os.path.join(path, name), rng.randrange(10)
        if what < 5 and depth:
            make(rng, entry, depth - 1, known)
        elif what < 8:
            open(entry, "w").close()
        elif what == 8:
            # Never to what is above, so that following ends. "a/b" may be among the names, and of a link that leads
            # nowhere CPython's fwalk tells onerror, while pyos.h enters no link and says nothing.
            target = rng.choice([b"gone", name, b"a", b"b", b"/dev/null"])
            os.symlink(b"/dev/null" if name == b"b" else target, entry)
        else:
            os.mkfifo(entry)
    if rng.randrange(12) == 0 and os.geteuid() != 0:
        os.chmod(path, rng.choice([0, 0o100, 0o400]))


def unlock(path):
    os.chmod(path, 0o700)
    for root, dirs, files in os.walk(path):
        for name in dirs:
            whole = os.path.join(root, name)
            if not os.path.islink(whole):
                os.chmod(whole, 0o700)


def tree(seed):
    if os.path.lexists("tree"):
        unlock("tree")
        shutil.rmtree("tree")
    rng = random.Random(seed)
    make(rng, b"tree", 4, [])


def comparable(kind, text):
    """In fwalk CPython's errors have only the name, where pyos.h hands the whole path to onerror. CPython asks by stat
    whether a name is there before it raises the event for opening it; and it opens what is no directory, and raises the
    event for reading it, before that fails."""
    if kind != "fwalk":
        return text
    kept = []
    for line in text:
        opened = kept[-1].split(" ")[2][1:] if kept and kept[-1].startswith("A open ") else None
        if opened and (line.startswith("F ") or line.startswith("E ") and line.endswith(opened)):
            kept.pop()
        if line.startswith("E "):
            line = " ".join(line.split(" ")[:3])
        if line.startswith("F NotADirectoryError") and kept and kept[-1] == "A os.scandir fd":
            kept.pop()
            kept.pop()
        kept.append(line)
    return kept


def main():
    count, program = int(sys.argv[1]), os.path.abspath(sys.argv[2])
    sys.addaudithook(hook)
    compared = steps = events = 0
    scratch = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    os.chdir(scratch)
    try:
        for seed in range(count):
            rng = random.Random("walks %d" % seed)
            for kind in "walk", "fwalk":
                top = rng.choice(["tree", "tree", "tree", "tree/", "./tree", "tree/a", "tree/gone", "tree/f", "tree/b"])
                how = (top, rng.randrange(2), rng.randrange(2), rng.choice([0, 0, 1, 2]), rng.choice([0, 1, 2, 3, 4, 5]))
                tree(seed)
                want = python(kind, *how)
                if how[4] % 2:
                    tree(seed)
                run = subprocess.run([program, kind, *map(str, how)], capture_output=True, text=True, timeout=60)
                got = run.stdout.splitlines()
                if how[4] % 2:  # made anew, so the ids are others
                    drop = lambda line: line.rsplit(" ", 1)[0] if kind == "fwalk" and line.startswith("S ") else line
                    want, got = list(map(drop, want)), list(map(drop, got))
                want, got = comparable(kind, want), comparable(kind, got)
                if got != want or run.stderr or run.returncode:
                    print("differs: tree %d, %s %s, status %d" % (seed, kind, how, run.returncode), run.stderr)
                    for a, b in zip(want + ["-"] * len(got), got + ["-"] * len(want)):
                        if a != b:
                            print("  CPython %s\n  pyos.h  %s" % (a, b))
                            break
                    print("0 passed, 1 failed, 0 skipped")
                    return 1
                compared += 1
                steps += sum(line.startswith("S") for line in want)
                events += sum(line.startswith("A") for line in want)
    finally:
        os.chdir("/")
        if os.path.lexists(os.path.join(scratch, "tree")):
            unlock(os.path.join(scratch, "tree"))
        shutil.rmtree(scratch)
    print("%d walks, %d steps, %d audit events" % (compared, steps, events))
    print("%d passed, 0 failed, 0 skipped" % compared)
    return 0


if __name__ == "__main__":
    sys.exit(main())
