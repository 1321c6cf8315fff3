/* Tests of >>sched. After environ.c and params.c, whose helpers they use. */
#if FD_POSIX
#include <sched.h>
#include <sys/resource.h>
#endif

#if FD_LINUX
#include <sys/syscall.h>

/* The system's own answers, since functions of the same names fail in musl. */
static int sch_policy(pid_t pid) { return (int)syscall(SYS_sched_getscheduler, pid); }

static int sch_priority(pid_t pid) {
    int priority = -1; /* all that the structure has */
    CHECK_INT(syscall(SYS_sched_getparam, pid, &priority), 0);
    return priority;
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * How many processors
 */

/* By the system itself. */
static int sch_online(void) {
#if FD_WINDOWS
    SYSTEM_INFO info; /* of one group, which is all that a machine in a test has */
    GetSystemInfo(&info);
    return (int)info.dwNumberOfProcessors;
#elif FD_WASI
    return 1;
#else
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
#endif
}

static int sch_usable(void) {
#if FD_LINUX
    cpu_set_t set;
    CPU_ZERO(&set);
    CHECK_INT(sched_getaffinity(0, sizeof set, &set), 0);
    return CPU_COUNT(&set);
#else
    return sch_online();
#endif
}

#define SCH_BAD(failed) CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL)

/* Every count and every default that hangs on it; want: a number, 0 for the true one, -1 for a variable that is none. */
static void sch_counts(int want) {
    const int three = 3;
    int all = want > 0 ? want : sch_online(), own = want > 0 ? want : sch_usable(), round;
    for (round = 0; round < 2; round++) { /* each time */
        if (want < 0) {
            SCH_BAD(pyos_cpu_count() == -1);
            CHECK(pyos_last_error()->text != NULL);
            CHECK_STR(pyos_last_error()->function, "os.cpu_count");
            SCH_BAD(pyos_process_cpu_count() == -1);
            SCH_BAD(pyos_multiprocessing_default_workers(NULL) == -1);
            SCH_BAD(pyos_threadpool_default_workers(NULL) == -1);
#if PYOS_HAVE_MULTIPROCESSING_CPU_COUNT
            SCH_BAD(pyos_multiprocessing_cpu_count() == -1);
#endif
        } else {
            CHECK_INT(pyos_cpu_count(), all);
            CHECK_INT(pyos_process_cpu_count(), own);
            CHECK_INT(pyos_multiprocessing_default_workers(NULL), FD_WINDOWS && own > 61 ? 61 : own);
            CHECK_INT(pyos_threadpool_default_workers(NULL), own < 28 ? own + 4 : 32);
#if PYOS_HAVE_MULTIPROCESSING_CPU_COUNT
            CHECK_INT(pyos_multiprocessing_cpu_count(), all);
#endif
        }
        CHECK_INT(pyos_multiprocessing_default_workers(&three), 3);
        CHECK_INT(pyos_threadpool_default_workers(&three), 3);
    }
}

/* What CPython 3.13 makes of PYTHON_CPU_COUNT. */
static const struct {
    const char *value;
    int want;
} sch_variables[] = {{NULL, 0},
                     {"", 0},
                     {"default", 0},
                     {"3", 3},
                     {" 3", 3},
                     {"\n3", 3},
                     {"+4", 4},
                     {"1", 1},
                     {"03", 3},
                     {"500", 500},
                     {"2147483647", 2147483647},
                     {"0", -1},
                     {"-1", -1},
                     {"x", -1},
                     {"3x", -1},
                     {"3 ", -1},
                     {"0x3", -1},
                     {" ", -1},
                     {"DEFAULT", -1},
                     {"2147483648", -1},
                     {"4294967299", -1},
                     {"99999999999", -1},
                     {"99999999999999999999999", -1}};
#define SCH_VARIABLES (int)(sizeof sch_variables / sizeof *sch_variables)

/* What stands above the variable, and in which order: before the first question, or after it. */
static void sch_above(int want, int how) {
    if (how % 2 == 1) sch_counts(want);
    if (how / 2 == 1) CHECK_INT(pyos_set_cpu_count(want = 2), 0);
    if (how / 2 == 2) CHECK_INT(pyos_set_cpu_count(want = 0), 0);
    if (how / 2 == 3) CHECK_STR(env_parse("p|-X|cpu_count=5|a", 0), "p|a");
    if (how / 2 == 4) CHECK_STR(env_parse("p|-Xcpu_count=default", 0), "p");
    if (how / 2 == 5) { /* one after the other */
        CHECK_STR(env_parse("p|-X|cpu_count=5", 0), "p");
        CHECK_INT(pyos_set_cpu_count(7), 0);
    }
    if (how / 2 >= 3) want = how / 2 == 3 ? 5 : how / 2 == 4 ? 0 : 7;
    sch_counts(want);
}
#define SCH_WAYS 12

#if FD_POSIX
static int sch_variable, sch_way;
static void sch_in_child(void) { sch_above(sch_variables[sch_variable].want, sch_way); }

TEST(sch_overrides) {
    RULE("rule.cpu_count_override");
    char text[60];
    for (sch_variable = 0; sch_variable < SCH_VARIABLES; sch_variable++)
        for (sch_way = 0; sch_way < SCH_WAYS; sch_way++) {
            const char *value = sch_variables[sch_variable].value;
            /* all ways with a few variables, the others in the first three */
            if (sch_way > 2 && sch_variable != 0 && sch_variable != 3 && sch_variable != 11) continue;
            snprintf(text, sizeof text, "PYTHON_CPU_COUNT=%s", value ? value : "");
            if (!value) CHECK_INT(unsetenv("PYTHON_CPU_COUNT"), 0);
            CHILD1(value ? text : NULL, sch_in_child);
        }
}

static void sch_once(void) {
    sch_counts(3);
    CHECK_INT(setenv("PYTHON_CPU_COUNT", "4", 1), 0);
    sch_counts(3);
    CHECK_INT(unsetenv("PYTHON_CPU_COUNT"), 0);
    sch_counts(3);
}

TEST(sch_variable_is_read_once) { CHILD1("PYTHON_CPU_COUNT=3", sch_once); }

#if FD_LINUX
/* The number of the machine stays when a process may use less of it, and an override beats both. */
static void sch_less(void) {
    int all = pyos_cpu_count();
    cpu_set_t set;
    CPU_ZERO(&set);
    CHECK_INT(sched_getaffinity(0, sizeof set, &set), 0);
    size_t i = 0;
    while (i < CPU_SETSIZE - 1 && !CPU_ISSET(i, &set)) i++;
    CPU_ZERO(&set);
    CPU_SET(i, &set);
    CHECK_INT(sched_setaffinity(0, sizeof set, &set), 0);
#if !defined(__GLIBC__) /* musl counts those that are usable, and so does CPython with it */
    all = sch_online();
#endif
    CHECK_INT(pyos_process_cpu_count(), 1);
    CHECK_INT(pyos_cpu_count(), all);
    CHECK_INT(pyos_multiprocessing_cpu_count(), all);
    CHECK_INT(pyos_multiprocessing_default_workers(NULL), 1); /* no longer cpu_count() */
    CHECK_INT(pyos_threadpool_default_workers(NULL), 5);
    CHECK_INT(pyos_set_cpu_count(9), 0);
    sch_counts(9);
}

TEST(sch_affinity_counts) {
    RULE("rule.default_workers");
    RULE("rule.default_threads");
    CHILD1(NULL, sch_less);
}
#endif
#elif FD_WINDOWS
/* In processes of their own, two for each variable. */
TEST(sch_overrides) {
    RULE("rule.cpu_count_override");
    const char *how = env_c("PYOS_TEST_CHILD");
    wchar_t wide[40];
    char text[40];
    int i, way, at;
    if (how) {
        at = atoi(how);
        way = at % 2;
        sch_above(sch_variables[at / 2].want, way);
        for (way = 2; way < SCH_WAYS; way += 2) sch_above(-1, way);
        exit(test_bad); /* without a closing line of its own */
    }
    for (i = 0; i < SCH_VARIABLES; i++)
        for (way = 0; way < 2; way++) {
            const char *value = sch_variables[i].value;
            for (at = 0; value && value[at]; at++) wide[at] = (wchar_t)value[at];
            if (value) wide[at] = 0;
            SetEnvironmentVariableW(L"PYTHON_CPU_COUNT", value ? wide : NULL);
            snprintf(text, sizeof text, "%d", 2 * i + way);
            for (at = 0; at == 0 || text[at - 1]; at++) wide[at] = (wchar_t)text[at];
            env_start(L"sch_overrides", wide, NULL);
        }
    SetEnvironmentVariableW(L"PYTHON_CPU_COUNT", NULL);
}
#else
/* No other process here: one value, read at the first question. */
TEST(sch_overrides) {
    RULE("rule.cpu_count_override");
    int way;
    CHECK_INT(setenv("PYTHON_CPU_COUNT", " 3", 1), 0);
    sch_counts(3);
    CHECK_INT(setenv("PYTHON_CPU_COUNT", "4", 1), 0);
    sch_counts(3);
    for (way = 2; way < SCH_WAYS; way += 2) sch_above(-1, way);
    CHECK_INT(unsetenv("PYTHON_CPU_COUNT"), 0);
    CHECK_INT(pyos_set_cpu_count(0), 0);
    sch_counts(0);
}
#endif

TEST(sch_set_cpu_count) {
    CHECK_INT(pyos_set_cpu_count(0), 0);
    sch_counts(0);
    CHECK_INT(pyos_set_cpu_count(6), 0);
    sch_counts(6);
    SCH_BAD(pyos_set_cpu_count(-1) == -1);
    CHECK(pyos_last_error()->text != NULL);
    SCH_BAD(pyos_set_cpu_count(INT_MIN) == -1);
    sch_counts(6);
    CHECK_INT(pyos_set_cpu_count(INT_MAX), 0);
    sch_counts(INT_MAX);
    CHECK_INT(pyos_set_cpu_count(0), 0);
    sch_counts(0);
    CHECK(pyos_have("os.cpu_count") && pyos_have("os.process_cpu_count"));
#if !PYOS_HAVE_MULTIPROCESSING_CPU_COUNT && !PYOS_STRICT
    PAR_ABSENT(pyos_multiprocessing_cpu_count() == -1);
#endif
}

TEST(sch_workers) {
    RULE("rule.default_workers");
    RULE("rule.default_threads");
    static const int bad[] = {0, -1, INT_MIN}, good[] = {1, 2, 61};
    static const int counts[][3] = {{1, 1, 5}, {2, 2, 6}, {27, 27, 31}, {28, 28, 32}, {29, 29, 32}, {60, 60, 32}};
    const int many = 1000;
    size_t i;
    for (i = 0; i < 3; i++) {
        SCH_BAD(pyos_multiprocessing_default_workers(&bad[i]) == -1);
        FD_TEXT("Number of processes must be at least 1");
        SCH_BAD(pyos_threadpool_default_workers(&bad[i]) == -1);
        FD_TEXT("max_workers must be greater than 0");
        CHECK_INT(pyos_multiprocessing_default_workers(&good[i]), good[i]);
        CHECK_INT(pyos_threadpool_default_workers(&good[i]), good[i]);
    }
    CHECK_INT(pyos_threadpool_default_workers(&many), many); /* a number that is given is taken */
#if !FD_WINDOWS
    CHECK_INT(pyos_multiprocessing_default_workers(&many), many);
#endif
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        CHECK_INT(pyos_set_cpu_count(counts[i][0]), 0);
        CHECK_INT(pyos_multiprocessing_default_workers(NULL), counts[i][1]);
        CHECK_INT(pyos_threadpool_default_workers(NULL), counts[i][2]);
    }
    CHECK_INT(pyos_set_cpu_count(0), 0);
}

#if FD_WINDOWS
/* Lib/concurrent/futures/process.py: _MAX_WINDOWS_WORKERS, 63 handles less two of its own. */
TEST(sch_processes_on_windows) {
    RULE("rule.default_processes_windows");
    static const int counts[][2] = {{60, 60}, {61, 61}, {62, 61}, {1000, 61}, {INT_MAX, 61}};
    const int most = 61, more = 62;
    size_t i;
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        CHECK_INT(pyos_set_cpu_count(counts[i][0]), 0);
        CHECK_INT(pyos_multiprocessing_default_workers(NULL), counts[i][1]);
        CHECK_INT(pyos_cpu_count(), counts[i][0]);
    }
    CHECK_INT(pyos_set_cpu_count(0), 0);
    CHECK_INT(pyos_multiprocessing_default_workers(&most), 61);
    SCH_BAD(pyos_multiprocessing_default_workers(&more) == -1);
    FD_TEXT("max_workers must be <= 61");
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * The scheduler
 */

TEST(sch_where) {
    CHECK_INT(pyos_have("os.sched_yield"), !FD_WINDOWS);
    CHECK_INT(pyos_have("os.sched_get_priority_min"), PYOS_HAVE_SCHED_GET_PRIORITY_MIN);
    CHECK_INT(pyos_have("os.sched_get_priority_max"), PYOS_HAVE_SCHED_GET_PRIORITY_MIN);
    CHECK_INT(pyos_have("os.sched_getaffinity"), PYOS_HAVE_SCHED_SETAFFINITY);
    CHECK_INT(pyos_have("os.sched_setaffinity"), PYOS_HAVE_SCHED_SETAFFINITY);
    CHECK_INT(pyos_have("os.getloadavg"), FD_POSIX);
    CHECK_INT(pyos_have("os.sysconf"), !FD_WINDOWS);
    CHECK_INT(pyos_have("os.confstr"), !FD_WINDOWS);
#if !FD_WINDOWS
    errno = 4321;
    CHECK_INT(pyos_sched_yield(), 0);
    CHECK_INT(errno, 4321);
#elif !PYOS_STRICT
    PAR_ABSENT(pyos_sched_yield() == -1);
#endif
#if !FD_POSIX && !PYOS_STRICT
    pyos_sched_param param;
    double number = 77, load[3];
    const int cpu = 0;
    size_t n = 77;
    param.sched_priority = 77, load[0] = 77;
    PAR_ABSENT(pyos_sched_get_priority_min(0) == -1);
    PAR_ABSENT(pyos_sched_get_priority_max(0) == -1);
    PAR_ABSENT(pyos_sched_setscheduler(0, 0, &param) == -1);
    PAR_ABSENT(pyos_sched_getscheduler(0) == -1);
    PAR_ABSENT(pyos_sched_setparam(0, &param) == -1);
    PAR_ABSENT(pyos_sched_getparam(0, &param) == -1);
    PAR_ABSENT(pyos_sched_rr_get_interval(0, &number) == -1);
    PAR_ABSENT(pyos_sched_getaffinity(0, &n) == NULL);
    PAR_ABSENT(pyos_sched_setaffinity(0, &cpu, 1) == -1);
    PAR_ABSENT(pyos_getloadavg(load) == -1);
    CHECK(param.sched_priority == 77 && number > 76 && load[0] > 76 && n == 77);
#endif
}

#if FD_LINUX
TEST(sch_priority_limits) {
    static const int usual[] = {PYOS_SCHED_OTHER, PYOS_SCHED_BATCH, PYOS_SCHED_IDLE};
    static const int realtime[] = {PYOS_SCHED_FIFO, PYOS_SCHED_RR};
    int i;
    errno = 4321;
    for (i = 0; i < 3; i++) {
        CHECK_INT(pyos_sched_get_priority_min(usual[i]), 0);
        CHECK_INT(pyos_sched_get_priority_max(usual[i]), 0);
    }
    for (i = 0; i < 2; i++) {
        CHECK_INT(pyos_sched_get_priority_min(realtime[i]), 1);
        CHECK_INT(pyos_sched_get_priority_max(realtime[i]), 99);
    }
    CHECK_INT(errno, 4321);
    PAR_FAILS(pyos_sched_get_priority_min(77) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.sched_get_priority_min");
    PAR_FAILS(pyos_sched_get_priority_max(-1) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.sched_get_priority_max");
}

#define SCH_TOO_BIG "signed integer is greater than maximum"

TEST(sch_scheduler_wrong_use) {
    pyos_sched_param param;
    double seconds = 77;
    param.sched_priority = 0;
    PAR_TYPE(pyos_sched_setscheduler(0, 0, NULL) == -1);
    PAR_TYPE(pyos_sched_setparam(0, NULL) == -1);
    PAR_TYPE(pyos_sched_getparam(0, NULL) == -1);
    PAR_TYPE(pyos_sched_rr_get_interval(0, NULL) == -1);
    PAR_OVERFLOW(pyos_sched_getscheduler(2147483648LL) == -1, SCH_TOO_BIG);
    PAR_OVERFLOW(pyos_sched_setscheduler(2147483648LL, 0, &param) == -1, SCH_TOO_BIG);
    PAR_OVERFLOW(pyos_sched_getparam(4294967296LL, &param) == -1, SCH_TOO_BIG);
    PAR_OVERFLOW(pyos_sched_setparam(4294967296LL, &param) == -1, SCH_TOO_BIG);
    PAR_OVERFLOW(pyos_sched_rr_get_interval(2147483648LL, &seconds) == -1, SCH_TOO_BIG);
    CHECK(seconds > 76);
}

TEST(sch_rr_get_interval) {
    struct timespec want;
    double seconds = -1;
    errno = 4321;
    CHECK_INT(pyos_sched_rr_get_interval(0, &seconds), 0);
    CHECK_INT(errno, 4321);
    CHECK_INT(sched_rr_get_interval(0, &want), 0);
    CHECK(seconds >= 0 && (long long)(seconds * 1e9 + 0.5) == want.tv_sec * 1000000000LL + want.tv_nsec);
    PAR_FAILS(pyos_sched_rr_get_interval(par_gone(), &seconds) == -1, ESRCH);
    CHECK_STR(pyos_last_error()->function, "os.sched_rr_get_interval");
    PAR_FAILS(pyos_sched_rr_get_interval(-1, &seconds) == -1, EINVAL);
}

TEST(sch_scheduler) {
    pyos_pid gone = par_gone();
    pyos_sched_param param;
    param.sched_priority = 77;
    errno = 4321;
    CHECK_INT(pyos_sched_getscheduler(0), sch_policy(0));
    CHECK_INT(pyos_sched_getscheduler(pyos_getpid()), sch_policy(0));
    CHECK_INT(pyos_sched_getparam(0, &param), 0);
    CHECK_INT(errno, 4321);
    CHECK_INT(param.sched_priority, sch_priority(0));
    param.sched_priority = 0;
    PAR_FAILS(pyos_sched_getscheduler(gone) == -1, ESRCH);
    CHECK_STR(pyos_last_error()->function, "os.sched_getscheduler");
    PAR_FAILS(pyos_sched_getparam(gone, &param) == -1, ESRCH);
    PAR_FAILS(pyos_sched_setscheduler(gone, 0, &param) == -1, ESRCH);
    PAR_FAILS(pyos_sched_setparam(gone, &param) == -1, ESRCH);
    PAR_FAILS(pyos_sched_getscheduler(-1) == -1, EINVAL);
    PAR_FAILS(pyos_sched_getparam(-1, &param) == -1, EINVAL);
    PAR_FAILS(pyos_sched_setscheduler(-1, 0, &param) == -1, EINVAL);
}

static void sch_policies(void) {
    pyos_sched_param param;
    int status = -1;
    param.sched_priority = 0;
    CHECK_INT(pyos_sched_setscheduler(0, PYOS_SCHED_BATCH, &param), 0);
    CHECK_INT(sch_policy(0), 3);
    CHECK_INT(pyos_sched_getscheduler(0), PYOS_SCHED_BATCH);
    CHECK_INT(pyos_sched_setparam(0, &param), 0);
    param.sched_priority = 5; /* no priorities there */
    PAR_FAILS(pyos_sched_setparam(0, &param) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.sched_setparam");
    PAR_FAILS(pyos_sched_setscheduler(0, PYOS_SCHED_OTHER, &param) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.sched_setscheduler");
    param.sched_priority = 100;
    PAR_FAILS(pyos_sched_setscheduler(0, PYOS_SCHED_FIFO, &param) == -1, EINVAL);
    param.sched_priority = 0;
    PAR_FAILS(pyos_sched_setscheduler(0, PYOS_SCHED_FIFO, &param) == -1, EINVAL);
    PAR_FAILS(pyos_sched_setscheduler(0, 77, &param) == -1, EINVAL);
    PAR_FAILS(pyos_sched_setscheduler(0, PYOS_SCHED_DEADLINE, &param) == -1, EINVAL);
    CHECK_INT(pyos_sched_getscheduler(0), PYOS_SCHED_BATCH);
    /* the bit beside the policy is told, and children have neither */
    CHECK_INT(pyos_sched_setscheduler(0, PYOS_SCHED_BATCH | PYOS_SCHED_RESET_ON_FORK, &param), 0);
    CHECK_INT(pyos_sched_getscheduler(0), PYOS_SCHED_BATCH | PYOS_SCHED_RESET_ON_FORK);
    pid_t pid = fork();
    if (pid == 0) _exit(pyos_sched_getscheduler(0) & 0x3f);
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK_INT(status & ~0xff00, 0);
    /* a plain policy is kept over a fork, the bit is gone in the child */
    CHECK_INT(pyos_sched_setscheduler(0, PYOS_SCHED_IDLE | PYOS_SCHED_RESET_ON_FORK, &param), 0);
    CHECK_INT(pyos_sched_getscheduler(0), 0x40000005);
}

static void sch_policies_as_user(void) {
    pyos_sched_param param;
    struct rlimit none;
    int was_root = getuid() == 0;
    if (!fd_drop()) return;
    none.rlim_cur = none.rlim_max = 0;
    CHECK_INT(setrlimit(RLIMIT_RTPRIO, &none), 0);
    param.sched_priority = 1;
    PAR_FAILS(pyos_sched_setscheduler(0, PYOS_SCHED_FIFO, &param) == -1, EPERM);
    param.sched_priority = 0;
    if (was_root) { /* somebody else's */
        PAR_FAILS(pyos_sched_setscheduler(getppid(), PYOS_SCHED_OTHER, &param) == -1, EPERM);
        PAR_FAILS(pyos_sched_setparam(getppid(), &param) == -1, EPERM);
    }
    CHECK_INT(pyos_sched_getscheduler(getppid()), sch_policy(getppid()));
}

TEST(sch_set_scheduler) {
    fd_in_child(sch_policies);
    fd_in_child(sch_policies_as_user);
}

static int sch_realtime(void) {
    const int one = 1;
    pyos_sched_param param;
    double seconds = -1;
    if (syscall(SYS_sched_setscheduler, 0, SCHED_RR, &one) != 0) return 0;
    param.sched_priority = 2;
    CHECK_INT(pyos_sched_setscheduler(0, PYOS_SCHED_RR, &param), 0);
    CHECK_INT(pyos_sched_getscheduler(0), PYOS_SCHED_RR);
    param.sched_priority = 3;
    CHECK_INT(pyos_sched_setparam(0, &param), 0);
    param.sched_priority = 77;
    CHECK_INT(sch_priority(0), 3);
    CHECK_INT(pyos_sched_getparam(0, &param), 0);
    CHECK_INT(param.sched_priority, 3);
    CHECK_INT(pyos_sched_rr_get_interval(0, &seconds), 0);
    CHECK(seconds > 0 && seconds < 10);
    param.sched_priority = 0;
    CHECK_INT(pyos_sched_setscheduler(0, PYOS_SCHED_OTHER, &param), 0);
    CHECK_INT(sch_policy(0), SCHED_OTHER);
    return 1;
}

TEST(sch_realtime) {
    if (getuid() != 0 || !desc_in_child(sch_realtime))
        SKIP("only root may have a real-time policy, and not every root");
}

TEST(sch_getaffinity) {
    cpu_set_t set;
    size_t n = 77, i, k;
    int *cpus = pyos_sched_getaffinity(0, &n);
    CPU_ZERO(&set);
    CHECK_INT(sched_getaffinity(0, sizeof set, &set), 0);
    CHECK(cpus != NULL);
    CHECK_INT(n, CPU_COUNT(&set));
    for (i = k = 0; cpus && i < CPU_SETSIZE; i++)
        if (CPU_ISSET(i, &set)) {
            if (k < n) CHECK_INT(cpus[k], i);
            k++;
        }
    pyos_free(cpus);
    pyos_free(pyos_sched_getaffinity(pyos_getpid(), NULL));
    PAR_FAILS(pyos_sched_getaffinity(par_gone(), &n) == NULL, ESRCH);
    CHECK_STR(pyos_last_error()->function, "os.sched_getaffinity");
    PAR_FAILS(pyos_sched_getaffinity(-1, &n) == NULL, ESRCH);
    PAR_OVERFLOW(pyos_sched_getaffinity(2147483648LL, &n) == NULL, SCH_TOO_BIG);
}

static void sch_affinity(void) {
    int several[4], *before, *after;
    size_t n = 0, m = 0;
    const int far = 5000, negative = -1, huge = INT_MAX;
    before = pyos_sched_getaffinity(0, &n);
    CHECK(before && n > 0);
    if (!before) return;
    CHECK_INT(pyos_sched_setaffinity(0, &before[n - 1], 1), 0);
    after = pyos_sched_getaffinity(0, &m);
    CHECK(after && m == 1 && after[0] == before[n - 1]);
    pyos_free(after);
    several[0] = several[1] = before[0], several[2] = far, several[3] = before[0];
    CHECK_INT(pyos_sched_setaffinity(pyos_getpid(), several, 4), 0); /* twice, and one that is not there */
    after = pyos_sched_getaffinity(0, &m);
    CHECK(after && m == 1 && after[0] == before[0]);
    pyos_free(after);
    PAR_FAILS(pyos_sched_setaffinity(0, &far, 1) == -1, EINVAL); /* none of them is there */
    CHECK_STR(pyos_last_error()->function, "os.sched_setaffinity");
    PAR_FAILS(pyos_sched_setaffinity(0, NULL, 0) == -1, EINVAL);
    PAR_TYPE(pyos_sched_setaffinity(0, NULL, 1) == -1);
    CHECK_ERROR(pyos_sched_setaffinity(0, &negative, 1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("negative CPU number");
    several[1] = INT_MIN, several[2] = huge; /* the first that is wrong */
    CHECK_ERROR(pyos_sched_setaffinity(0, several, 4) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    PAR_OVERFLOW(pyos_sched_setaffinity(0, &huge, 1) == -1, "CPU number too large");
    PAR_FAILS(pyos_sched_setaffinity(par_gone(), before, n) == -1, ESRCH);
    PAR_FAILS(pyos_sched_setaffinity(-1, before, n) == -1, ESRCH);
    PAR_OVERFLOW(pyos_sched_setaffinity(2147483648LL, before, n) == -1, SCH_TOO_BIG);
    after = pyos_sched_getaffinity(0, &m);
    CHECK(after && m == 1 && after[0] == before[0]); /* as it was */
    pyos_free(after);
    CHECK_INT(pyos_sched_setaffinity(0, before, n), 0);
    after = pyos_sched_getaffinity(0, &m);
    CHECK(after && m == n && memcmp(after, before, n * sizeof *before) == 0);
    pyos_free(after), pyos_free(before);
}

static void sch_affinity_as_user(void) {
    int was_root = getuid() == 0, *cpus;
    size_t n = 0;
    if (!fd_drop() || !was_root) return;
    cpus = pyos_sched_getaffinity(getppid(), &n);
    CHECK(cpus != NULL);
    if (cpus) PAR_FAILS(pyos_sched_setaffinity(getppid(), cpus, n) == -1, EPERM);
    pyos_free(cpus);
}

TEST(sch_setaffinity) {
    fd_in_child(sch_affinity);
    fd_in_child(sch_affinity_as_user);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * What the system tells of itself
 */

#if FD_POSIX
TEST(sch_getloadavg) {
    double load[3] = {-1, -1, -1}, before[3], after[3];
    int i, same = 0;
    /* it changes every five seconds */
    for (i = 0; i < 5 && !same; i++) {
        CHECK_INT(getloadavg(before, 3), 3);
        errno = 4321;
        CHECK_INT(pyos_getloadavg(load), 0);
        CHECK_INT(errno, 4321);
        CHECK_INT(getloadavg(after, 3), 3);
        same = memcmp(before, after, sizeof before) == 0 && memcmp(before, load, sizeof before) == 0;
    }
    CHECK(same);
    PAR_TYPE(pyos_getloadavg(NULL) == -1);
    CHECK_STR(pyos_last_error()->function, "os.getloadavg");
}
#endif

/* Sorted, ended by NULL, each of these prefix, and as many as it says. */
static void sch_table(const pyos_name_value *table, size_t n, const char *prefix) {
    size_t i, wrong = 0;
    CHECK(table != NULL && table[n].name == NULL);
    for (i = 0; i < n; i++) {
        wrong += !table[i].name || strncmp(table[i].name, prefix, strlen(prefix)) != 0;
        wrong += i > 0 && strcmp(table[i - 1].name, table[i].name) >= 0;
    }
    CHECK_INT(wrong, 0);
}

TEST(sch_names) {
    size_t n = 77, m = 77;
    const pyos_name_value *s = pyos_sysconf_names(&n), *c = pyos_confstr_names(&m);
    CHECK(s == pyos_sysconf_names(NULL) && c == pyos_confstr_names(NULL));
    sch_table(s, n, "SC_"), sch_table(c, m, "CS_");
#if FD_WINDOWS
    CHECK(n == 0 && m == 0);
#else
    size_t i, found = 0;
    long long size = -1, size2 = -2;
    for (i = 0; i < n; i++) {
        if (strcmp(s[i].name, "SC_PAGESIZE") == 0) size = s[i].value;
        if (strcmp(s[i].name, "SC_PAGE_SIZE") == 0) size2 = s[i].value;
        found += strcmp(s[i].name, "SC_OPEN_MAX") == 0 || strcmp(s[i].name, "SC_NPROCESSORS_ONLN") == 0;
    }
    CHECK_INT(size, _SC_PAGESIZE);
    CHECK_INT(size2, size); /* two names, one number */
    CHECK_INT(found, 2);
#if defined(__GLIBC__)
    CHECK(n >= 135 && m >= 27); /* as many as CPython 3.13 has on Linux */
#endif
#endif
}

#if !FD_WINDOWS
#define SCH_UNKNOWN(failed)                                                                                            \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL);                                                            \
        FD_TEXT("unrecognized configuration name");                                                                    \
    } while (0)

/* Each name as the C library answers its number; -1 without an error is a number too. */
TEST(sch_sysconf) {
    static const char *const unknown[] = {"SC_NOPE",     "",           "PAGESIZE",     "_SC_PAGESIZE",
                                          "sc_pagesize", "SC_PAGESIZ", "SC_PAGESIZE ", "SC_PAGESIZEX",
                                          "CS_PATH",     "zzz"};
    size_t n = 0, i, unlimited = 0, refused = 0;
    const pyos_name_value *names = pyos_sysconf_names(&n);
    long long value = 77;
    for (i = 0; i < n; i++) {
        long want;
        int code;
        errno = 0;
        want = sysconf((int)names[i].value);
        code = errno;
        value = 77;
        errno = 4321;
        if (want == -1 && code != 0) {
            refused++;
            CHECK_ERROR(pyos_sysconf(names[i].name, &value) == -1, PYOS_OSERROR, code, NULL);
            CHECK_INT(value, 77);
            continue;
        }
        unlimited += want == -1;
        if (pyos_sysconf(names[i].name, &value) != 0 || errno != 4321) CHECK_STR("failed", names[i].name);
        /* how much memory is free changes meanwhile */
        if (strcmp(names[i].name, "SC_AVPHYS_PAGES") == 0) CHECK(FD_WASI || value > 0);
        else if (value != want) CHECK_STR("another number", names[i].name);
    }
#if defined(__GLIBC__)
    CHECK(unlimited > 0 && refused > 0); /* SC_AIO_MAX and SC_EQUIV_CLASS_MAX */
#endif
    CHECK_INT(pyos_sysconf("SC_PAGESIZE", &value), 0);
    CHECK_INT(value, FD_WASI ? 65536 : sysconf(_SC_PAGESIZE));
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++) SCH_UNKNOWN(pyos_sysconf(unknown[i], &value) == -1);
    CHECK_STR(pyos_last_error()->function, "os.sysconf");
    PAR_TYPE(pyos_sysconf(NULL, &value) == -1);
    PAR_TYPE(pyos_sysconf("SC_PAGESIZE", NULL) == -1);
    (void)unlimited, (void)refused;
}

TEST(sch_confstr) {
    char keep[] = "keep", *value = keep;
    SCH_UNKNOWN(pyos_confstr("CS_NOPE", &value) == -1);
    CHECK_STR(pyos_last_error()->function, "os.confstr");
    SCH_UNKNOWN(pyos_confstr("", &value) == -1);
    SCH_UNKNOWN(pyos_confstr("SC_PAGESIZE", &value) == -1);
    SCH_UNKNOWN(pyos_confstr("CS_PATHS", &value) == -1);
    PAR_TYPE(pyos_confstr(NULL, &value) == -1);
    PAR_TYPE(pyos_confstr("CS_PATH", NULL) == -1);
    CHECK(value == keep);
#if FD_POSIX
    size_t n = 0, i;
    const pyos_name_value *names = pyos_confstr_names(&n);
    char want[4000];
    for (i = 0; i < n; i++) {
        size_t size;
        int code;
        errno = 0;
        size = confstr((int)names[i].value, want, sizeof want);
        code = errno;
        value = keep;
        if (size == 0 && code != 0) {
            CHECK_ERROR(pyos_confstr(names[i].name, &value) == -1, PYOS_OSERROR, code, NULL);
            CHECK(value == keep);
            continue;
        }
        errno = 4321;
        if (pyos_confstr(names[i].name, &value) != 0 || errno != 4321) CHECK_STR("failed", names[i].name);
        if (size == 0) CHECK(value == NULL); /* Python's None */
        else CHECK_OWNED(value, want);
    }
    CHECK_INT(pyos_confstr("CS_PATH", &value), 0);
    CHECK(value && strstr(value, "/bin") != NULL);
    pyos_free(value);
#endif
}
#elif !PYOS_STRICT
TEST(sch_sysconf) {
    long long value = 77;
    char *text = NULL;
    PAR_ABSENT(pyos_sysconf("SC_PAGESIZE", &value) == -1);
    PAR_ABSENT(pyos_sysconf(NULL, NULL) == -1);
    PAR_ABSENT(pyos_confstr("CS_PATH", &text) == -1);
    CHECK(value == 77 && text == NULL);
}
#endif

/* Before anything else in this process has asked how many processors there are. */
static void run_sched_first(void) {
    RUN(sch_overrides);
#if FD_POSIX
    RUN(sch_variable_is_read_once);
#endif
#if FD_LINUX
    RUN(sch_affinity_counts);
#endif
}

static void run_sched(void) {
    RUN(sch_set_cpu_count);
    RUN(sch_workers);
#if FD_WINDOWS
    RUN(sch_processes_on_windows);
#endif
    RUN(sch_where);
#if FD_LINUX
    RUN(sch_priority_limits);
    RUN(sch_scheduler_wrong_use);
    RUN(sch_rr_get_interval);
    RUN(sch_scheduler);
    RUN(sch_set_scheduler);
    RUN(sch_realtime);
    RUN(sch_getaffinity);
    RUN(sch_setaffinity);
#endif
#if FD_POSIX
    RUN(sch_getloadavg);
#endif
    RUN(sch_names);
#if !FD_WINDOWS || !PYOS_STRICT
    RUN(sch_sysconf);
#endif
#if !FD_WINDOWS
    RUN(sch_confstr);
#endif
}
