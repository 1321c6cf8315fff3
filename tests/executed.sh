#!/bin/bash
# usage: tests/executed.sh linux|windows|wasi [FILE]
# Runs tests/all.c and fails when one of the functions that pyos.h declares was never entered, since each of them can be
# called on every platform. FILE receives the names of those that were, and those of the rules and audit events that
# tests of it and of tests/fake.c are about (RULE), as long as they passed.
set -u
cd "$(dirname "$0")/.." || exit 1
platform=$1
file=${2:-}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
sed -n 's/^PYOSI_API .*\(pyos_[A-Za-z0-9_]*\)(.*/\1/p' pyos.h | LC_ALL=C sort -u >"$scratch/public"
sed 's/.*/PUBLIC(&)/' "$scratch/public" >"$scratch/executed.inc"

need() { command -v "$1" >/dev/null || { echo "$1 is not installed"; exit 77; }; }
gnu='-finstrument-functions -finstrument-functions-exclude-function-list=pyosi_' # which are called too often
case $platform in
linux) cc=gcc how=$gnu out=all run=tests/users ;;
windows) cc=x86_64-w64-mingw32-gcc how=$gnu out=all.exe run=tests/wine ;;
wasi)
    cc='clang --target=wasm32-wasi --sysroot=/usr' out=all.wasm run=tests/wasi
    how=-fsanitize-coverage=func,trace-pc-guard,pc-table
    ;;
esac
need ${cc%% *}
$cc -g $how -DTEST_RULES -c -o "$scratch/all.o" tests/all.c || exit 1
$cc -g -I "$scratch" -c -o "$scratch/executed.o" tests/executed.c || exit 1
case $platform in
linux) $cc -o "$scratch/$out" "$scratch/all.o" "$scratch/executed.o" -pthread || exit 1 ;;
windows) $cc -o "$scratch/$out" "$scratch/all.o" "$scratch/executed.o" || exit 1 ;;
# wasm-ld would drop the table of functions, which only the section's name refers to.
wasi) $cc -Wl,--stack-first -Wl,--no-gc-sections -o "$scratch/$out" "$scratch/all.o" "$scratch/executed.o" || exit 1 ;;
esac
$run "$scratch/$out" >"$scratch/log" 2>&1
status=$?
# What the machine that stands for a platform lacks is shown with faked calls.
out=fake.${out#*.}
flags=
case $platform in linux) flags=-pthread ;; wasi) flags=-Wl,--stack-first ;; esac
$cc -DTEST_RULES $flags -o "$scratch/$out" tests/fake.c && $run "$scratch/$out" 2>&1 | grep '^executed ' >>"$scratch/log"
sed -n 's/^executed //p' "$scratch/log" | LC_ALL=C sort -u >"$scratch/executed"
[ -z "$file" ] || cp "$scratch/executed" "$file"
if [ ! -s "$scratch/executed" ]; then
    tail -n 20 "$scratch/log"
    echo "nothing was recorded, status $status"
    exit 1
fi
LC_ALL=C comm -23 "$scratch/public" "$scratch/executed" | sed "s/^/never executed on $platform: /" | tee "$scratch/never"
[ ! -s "$scratch/never" ]
