#!/bin/bash
# usage: tests/coverage.sh             prints which part of pyos.h's lines the tests run, natively and under Wine
#        tests/coverage.sh --unreached native|Wine     prints the lines that they do not
set -u
cd "$(dirname "$0")/.." || exit 1
need() { command -v "$1" >/dev/null || { echo "$1 is not installed"; exit 77; }; }
need gcc && need gcov
scratch=$(mktemp -d) || exit 1
trap 'rm -rf --one-file-system "$scratch"' EXIT
chmod 755 "$scratch"
programs=${PYOS_PROGRAMS:-all fault fake}

# One program, built to count, run, and its counts for pyos.h in $scratch/PLATFORM-...gcov.
count() { # PLATFORM PROGRAM COMPILER GCOV
    local platform=$1 program=$2 cc=$3 gcov=$4 dir=$scratch/$1-$2 who status=0
    mkdir "$dir" "$dir/root" "$dir/user" && chmod 777 "$dir" "$dir/root" "$dir/user" || return 1
    # By its full name, because gcov looks for the source from another directory.
    $cc -O0 -g --coverage -c -o "$dir/$program.o" "$PWD/tests/$program.c" || return 1
    case $platform in
    native)
        $cc --coverage -o "$dir/$program" "$dir/$program.o" -pthread || return 1
        PYOS_GCOV=$dir tests/users "$dir/$program" >"$dir/log" 2>&1 || status=1
        ;;
    Wine)
        $cc --coverage -static -o "$dir/$program.exe" "$dir/$program.o" || return 1
        PYOS_GCOV_OUT=$dir/user tests/wine "$dir/$program.exe" >"$dir/log" 2>&1 || status=1
        ;;
    esac
    for who in root user; do
        [ -e "$dir/$who/$program.gcda" ] || continue
        cp "$dir/$program.gcno" "$dir/$who/" &&
            (cd "$dir/$who" && $gcov -o . "$program.gcda" >gcov.log 2>&1 && cp pyos.h.gcov "$scratch/$platform-$program-$who.gcov")
    done
    return $status
}

# Lines that any of the programs has run, of those that any has.
lines() { # PLATFORM WHAT
    cat "$scratch/$1"-*.gcov | awk -F: -v what="$2" '
        { n = $2 + 0; count = $1; gsub(/[ *]/, "", count) }
        n == 0 || count == "-" { next }
        { have[n] = 1; text[n] = substr($0, index($0, ":") + 1) }
        count ~ /^[0-9]/ { run[n] = 1 }
        END {
            for (n in have) { total++; if (n in run) hit++; else if (what == "unreached") print text[n] }
            if (what == "percent") printf "%.1f %%", total ? 100 * hit / total : 0
        }'
}

platforms=native
command -v wine >/dev/null && command -v x86_64-w64-mingw32-gcc >/dev/null && platforms='native Wine'
[ "${1:-}" = --unreached ] && platforms=$2
for platform in $platforms; do
    for program in $programs; do
        [ -e "tests/$program.c" ] || continue
        case $platform in
        native) count native $program gcc gcov ;;
        Wine) count Wine $program x86_64-w64-mingw32-gcc x86_64-w64-mingw32-gcov ;;
        esac || echo "tests/$program.c failed ($platform): $(tail -n 1 "$scratch/$platform-$program/log" 2>/dev/null)"
    done
    compgen -G "$scratch/$platform-*.gcov" >/dev/null || { echo "no counts ($platform)"; exit 1; }
done
if [ "${1:-}" = --unreached ]; then
    lines "$2" unreached | sort -n
else
    wine=skipped
    [ "$platforms" = native ] || wine=$(lines Wine percent)
    echo "note: pyos.h lines: native $(lines native percent), Wine $wine"
fi
