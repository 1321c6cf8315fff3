# The engine of tests/run and .ci/run, for bash; sourced, not run.
#
#   tests NAME COMMAND...   a command with test programs in it: at least one line "N passed, N failed, N skipped" must
#                           come out, and status 0. All such lines are added up
#   step NAME COMMAND...    a command that is one test by itself: status 0 is passed, 77 is skipped, else failed
#   settle                  waits for what has been started
#   finish                  the same, and prints the closing line; its status is 1 when anything failed
#   need TOOL...            inside a command: skips it when a tool is not installed
#   program NAME [-r RUNNER] COMPILER FLAG...
#                           a command: compiles tests/NAME.c and runs it by tests/users
#   oracle [-r RUNNER] COMPILER FLAG...
#                           the same for tests/oracle.c with the answers of CPython, as root or as whoever it is
#
# With names in the array steps_only, only the commands that have one of them in theirs are run. With names in steps_full,
# only the commands called so see PYOS_LONG: full sizes show the same thing everywhere, and take long.
#
# Commands run side by side (PYOS_JOBS at a time, by default one a processor) and may be functions. Each has a time limit
# (LIMIT seconds) and a temporary directory of its own in TMPDIR, which is removed. Only the output of what failed, skipped
# tests and lines starting with "note: " are shown, and with PYOS_TIMES=1 the seconds each has taken. With CI=true a
# missing tool is a failure.

steps_dir=$(mktemp -d "${TMPDIR:-/tmp}/pyos-XXXXXX") || exit 1
chmod 755 "$steps_dir" # ordinary users work below it
steps_count=0
declare -p steps_only >/dev/null 2>&1 || steps_only=()
declare -p steps_full >/dev/null 2>&1 || steps_full=()
steps_jobs=${PYOS_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)}
: "${LIMIT:=900}"

steps_clean() {
    trap - EXIT
    local job
    for job in $(jobs -pr); do kill "$job" 2>/dev/null; done
    wait
    chmod -R u+rwx "$steps_dir" 2>/dev/null
    rm -rf --one-file-system "$steps_dir"
}
trap steps_clean EXIT
trap 'exit 130' INT TERM

# The number in front of each word of a closing line, added over all closing lines of a file: "passed failed skipped".
steps_sum() {
    awk '{ sub(/\r$/, "") }
         /^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { p += $1; f += $3; s += $5; n++ }
         END { print p + 0, f + 0, s + 0, n + 0 }' "$1"
}

# One command from its start to its report. Runs in a subshell in the background.
steps_one() {
    local kind=$1 name=$2 base=$steps_dir/$3
    shift 3
    local status p f s n why= start=$SECONDS
    mkdir "$base.tmp" && chmod 755 "$base.tmp"
    [[ ${#steps_full[@]} = 0 || ";$(printf '%s;' "${steps_full[@]}")" == *";$name;"* ]] || unset PYOS_LONG
    TMPDIR=$base.tmp timeout -k 10 "$LIMIT" bash -c '"$@"' "$name" "$@" >"$base.out" 2>&1 </dev/null
    status=$?
    chmod -R u+rwx "$base.tmp" 2>/dev/null
    rm -rf --one-file-system "$base.tmp"
    read -r p f s n <<<"$(steps_sum "$base.out")"
    if [ $status = 77 ] && [ "$n" = 0 ]; then
        p=0 f=0 s=1
        [ "${CI:-}" = true ] && s=0 f=1 why="skipped, which is not allowed here"
    elif [ $kind = step ]; then
        s=0
        if [ $status = 0 ]; then p=1 f=0; else p=0 f=1 why="status $status"; fi
    elif [ "$n" = 0 ]; then
        f=1 why="no closing line, status $status"
    elif [ $status != 0 ] && [ "$f" = 0 ]; then
        f=1 why="status $status"
    fi
    [ $status = 124 ] && why="stopped after $LIMIT seconds"
    echo "$p $f $s" >"$base.sum"
    {
        [ -n "${PYOS_TIMES:-}" ] && echo "$((SECONDS - start)) s: $name"
        if [ "$f" != 0 ]; then
            echo "FAILED $name${why:+: $why}"
            tail -n "${PYOS_LINES:-60}" "$base.out" | cut -c 1-400 | sed 's/^/    /'
        elif [ $status = 77 ]; then
            echo "skipped $name: $(tail -n 1 "$base.out")"
        else
            sed -n 's/^note: //p' "$base.out"
        fi
    } >"$base.report"
    # Tests that were skipped are named at the end, once for all the commands that have them. Those called "elsewhere"
    # show what the machine that stands for a platform lacks, and are not counted.
    [ $status = 77 ] || sed -nE "s/\r\$//; s/^(skipped|elsewhere) (.*)/\1\t\2\t$name/p" "$base.out" >"$base.skipped"
    flock "$steps_dir" cat "$base.report"
}

steps_start() {
    local part wanted=${#steps_only[@]}
    for part in "${steps_only[@]}"; do [[ $2 != *"$part"* ]] || wanted=0; done
    [ "$wanted" = 0 ] || return 0
    while [ "$(jobs -pr | wc -l)" -ge "$steps_jobs" ]; do wait -n; done
    steps_count=$((steps_count + 1))
    : >"$steps_dir/$steps_count.started"
    steps_one "$1" "$2" $steps_count "${@:3}" &
}

tests() { steps_start tests "$@"; }
step() { steps_start step "$@"; }
settle() { wait; }

finish() {
    local i p f s passed=0 failed=0 skipped=0
    wait
    for ((i = 1; i <= steps_count; i++)); do
        p=0 f=1 s=0
        [ -f "$steps_dir/$i.sum" ] && read -r p f s <"$steps_dir/$i.sum"
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    done
    for ((i = 1; i <= steps_count; i++)); do
        if [ -s "$steps_dir/$i.skipped" ]; then cat "$steps_dir/$i.skipped"; fi
    done | awk -F '\t' '
        { what = $1 "\t" $2 }
        !(what in names) { order[++n] = what; names[what] = $3; next }
        { names[what] = names[what] "; " $3 }
        END { for (i = 1; i <= n; i++) { split(order[i], f, "\t"); print f[1] " (" names[order[i]] ") " f[2] } }'
    echo "$passed passed, $failed failed, $skipped skipped"
    [ $failed = 0 ]
}

need() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null && continue
        echo "$tool is not installed"
        exit 77
    done
}

export warnings='-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wundef'

program() {
    local name=$1 runner=()
    shift
    [ "$1" = -r ] && runner=(-r "$2") && shift 2
    "$@" $warnings -o "$TMPDIR/$name" "tests/$name.c" -pthread || return 1
    tests/users "${runner[@]}" "$TMPDIR/$name"
}

oracle() {
    local runner= memory=$TMPDIR answers=$PWD/tests/oracle.txt empty status
    [ "$1" = -r ] && runner=$2 && shift 2
    "$@" $warnings -o "$TMPDIR/oracle" tests/oracle.c || return 1
    [ -d /dev/shm ] && [ -w /dev/shm ] && memory=/dev/shm # it makes very many files
    empty=$(mktemp -d "$memory/pyos-XXXXXX") && chmod 755 "$empty" || return 1
    (cd "$empty" && $runner "$TMPDIR/oracle" "$answers")
    status=$?
    chmod -R u+rwx "$empty"
    rm -rf --one-file-system "$empty"
    return $status
}
export -f need program oracle
