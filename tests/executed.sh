#!/bin/bash
# usage: tests/executed.sh linux|windows|wasi [FILE]
# Runs tests/all.c and the programs that start children, and fails when one of the functions that pyos.h declares was
# never entered, since each of them can be called on every platform. A function counts too when a child has entered it
# that never came back from it. FILE receives the names of those that were, and those of the rules and audit events that
# tests of these programs and of tests/fake.c are about (RULE), as long as they passed.
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
end= flags= log=$scratch/entered
case $platform in
linux) cc=gcc how=$gnu run=tests/users flags=-pthread ;;
windows)
    cc=x86_64-w64-mingw32-gcc how=$gnu end=.exe run=tests/wine
    # On the drive of the prefix, where tests/wine finds it.
    export PYOS_WINE_LOG=executed-$$.log
    log=C:/$PYOS_WINE_LOG
    ;;
wasi)
    # wasm-ld would drop the table of functions, which only the section's name refers to.
    cc='clang --target=wasm32-wasi --sysroot=/usr' end=.wasm run=tests/wasi flags='-Wl,--stack-first -Wl,--no-gc-sections'
    how=-fsanitize-coverage=func,trace-pc-guard,pc-table
    ;;
esac
need ${cc%% *}
[ $platform != linux ] || { : >"$log" && chmod 666 "$log"; } # an ordinary user writes to it, too
$cc -g -I "$scratch" "-DEXECUTED_LOG=\"$log\"" -c -o "$scratch/executed.o" tests/executed.c || exit 1
status=
for program in all children quoting; do
    [ $platform$program != wasiquoting ] || continue # nothing is quoted there
    $cc -g $how -DTEST_RULES -c -o "$scratch/$program.o" "tests/$program.c" &&
        $cc -o "$scratch/$program$end" "$scratch/$program.o" "$scratch/executed.o" $flags || exit 1
    $run "$scratch/$program$end" >>"$scratch/log" 2>&1
    status+=" $program $?"
    [ $platform$program != wasichildren ] || $run "$scratch/$program$end" abort >>"$scratch/log" 2>&1
done
[ $platform != linux ] || cat "$log" >>"$scratch/log"
[ -z "${PYOS_LOG:-}" ] || cp "$scratch/log" "$PYOS_LOG" # to look at
# What the machine that stands for a platform lacks is shown with faked calls.
unset PYOS_WINE_LOG
$cc -DTEST_RULES $flags -o "$scratch/fake$end" tests/fake.c && $run "$scratch/fake$end" 2>&1 | grep '^executed ' >>"$scratch/log"
sed -n 's/^executed //p' "$scratch/log" | LC_ALL=C sort -u >"$scratch/executed"
[ -z "$file" ] || cp "$scratch/executed" "$file"
if [ ! -s "$scratch/executed" ]; then
    tail -n 20 "$scratch/log"
    echo "nothing was recorded, status$status"
    exit 1
fi
LC_ALL=C comm -23 "$scratch/public" "$scratch/executed" | sed "s/^/never executed on $platform: /" | tee "$scratch/never"
[ ! -s "$scratch/never" ]
