/* Tests of >>params and of the namespaces of >>linux. After descriptors.c and environ.c, whose helpers they use. What
 * changes the process's ids, groups, session, priority or namespaces does so in a child. */
#include <limits.h>
#if FD_POSIX
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#endif
#if FD_LINUX
#include <sched.h>
#endif

#define PAR_ABSENT(failed) CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL)
#define PAR_FAILS(failed, code) CHECK_ERROR(failed, pyos_error_kind(code), code, NULL)
#define PAR_TYPE(failed)                                                                                               \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL);                                                             \
        CHECK(pyos_last_error()->text != NULL);                                                                        \
    } while (0)
#define PAR_OVERFLOW(failed, want)                                                                                     \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);                                                      \
        FD_TEXT(want);                                                                                                 \
    } while (0)

#define PAR_MOST 9223372036854775807LL
#define PAR_BIG 4294967295LL      /* the largest id, which is -1 to the system */
#define PAR_LEAST (-1 - PAR_MOST) /* too small for anything */

#if FD_POSIX
/* The id of a process that has ended. */
static pyos_pid par_gone(void) {
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    CHECK(pid > 0 && waitpid(pid, NULL, 0) == pid);
    return pid;
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * What is there
 */

TEST(par_where) {
    RULE("rule.posix_only_ids");
    static const char *const posix[] = {"ctermid", "getegid",    "geteuid",     "getgrouplist", "getgroups", "getpgid",
                                        "getpgrp", "getsid",     "getpriority", "setgid",       "setgroups", "setegid",
                                        "seteuid", "setpgid",    "setpgrp",     "setregid",     "setreuid",  "setsid",
                                        "setuid",  "initgroups", "setpriority"};
    static const char *const linux_only[] = {"setns", "unshare"};
    static const char *const everywhere[] = {"getpid", "strerror", "umask"};
    char name[40];
    size_t i;
#define PAR_HAVE(names, want)                                                                                          \
    for (i = 0; i < sizeof names / sizeof *names; i++) {                                                               \
        snprintf(name, sizeof name, "os.%s", names[i]);                                                                \
        if (pyos_have(name) != (want)) CHECK_STR("wrong", name);                                                       \
    }
    PAR_HAVE(posix, FD_POSIX);
    PAR_HAVE(linux_only, FD_LINUX);
    PAR_HAVE(everywhere, true);
#undef PAR_HAVE
    CHECK_INT(pyos_have("os.getuid"), !FD_WINDOWS);
    CHECK_INT(pyos_have("os.getgid"), !FD_WINDOWS);
    CHECK_INT(pyos_have("os.uname"), !FD_WINDOWS);
    CHECK_INT(pyos_have("os.getppid"), !FD_WASI);
    CHECK_INT(pyos_have("os.getlogin"), !FD_WASI);
    CHECK_INT(pyos_have("os.getresuid"), PYOS_HAVE_GETRESUID);
    CHECK_INT(pyos_have("os.setresgid"), PYOS_HAVE_SETRESUID);
#if !FD_POSIX && !PYOS_STRICT
    long long one = 1, two = 2, three = 3;
    size_t n = 77;
    int priority = 77;
    PAR_ABSENT(pyos_geteuid() == -1);
    PAR_ABSENT(pyos_getegid() == -1);
    PAR_ABSENT(pyos_setuid(0) == -1);
    PAR_ABSENT(pyos_setgid(0) == -1);
    PAR_ABSENT(pyos_seteuid(0) == -1);
    PAR_ABSENT(pyos_setegid(0) == -1);
    PAR_ABSENT(pyos_setreuid(0, 0) == -1);
    PAR_ABSENT(pyos_setregid(0, 0) == -1);
    PAR_ABSENT(pyos_getresuid(&one, &two, &three) == -1);
    PAR_ABSENT(pyos_getresgid(&one, &two, &three) == -1);
    PAR_ABSENT(pyos_setresuid(0, 0, 0) == -1);
    PAR_ABSENT(pyos_setresgid(0, 0, 0) == -1);
    PAR_ABSENT(pyos_getgroups(&n) == NULL);
    PAR_ABSENT(pyos_getgrouplist("root", 0, &n) == NULL);
    PAR_ABSENT(pyos_setgroups(NULL, 0) == -1);
    PAR_ABSENT(pyos_initgroups("root", 0) == -1);
    PAR_ABSENT(pyos_ctermid() == NULL);
    PAR_ABSENT(pyos_getpgid(0) == -1);
    PAR_ABSENT(pyos_getpgrp() == -1);
    PAR_ABSENT(pyos_getsid(0) == -1);
    PAR_ABSENT(pyos_setpgrp() == -1);
    PAR_ABSENT(pyos_setpgid(0, 0) == -1);
    PAR_ABSENT(pyos_setsid() == -1);
    PAR_ABSENT(pyos_getpriority(0, 0, &priority) == -1);
    PAR_ABSENT(pyos_setpriority(0, 0, 0) == -1);
    CHECK(one == 1 && two == 2 && three == 3 && n == 77 && priority == 77);
#endif
#if FD_WASI && !PYOS_STRICT
    PAR_ABSENT(pyos_getppid() == -1);
    PAR_ABSENT(pyos_getlogin() == NULL);
#endif
#if !FD_LINUX && !PYOS_STRICT
    PAR_ABSENT(pyos_setns(0, 0) == -1);
    PAR_ABSENT(pyos_unshare(0) == -1);
#endif
#if FD_WINDOWS && !PYOS_STRICT
    PAR_ABSENT(pyos_getuid() == -1);
    PAR_ABSENT(pyos_getgid() == -1);
    PAR_ABSENT(pyos_uname() == NULL);
#elif FD_WASI
    CHECK_INT(pyos_getuid(), 0); /* stubs of Lib/os.py's documentation: "WebAssembly platforms" */
    CHECK_INT(pyos_getgid(), 0);
#endif
}

TEST(par_getpid) {
#if FD_WINDOWS
    char how[40];
    wchar_t wide[40];
    const char *parent = env_c("PYOS_TEST_CHILD");
    CHECK_INT(pyos_getpid(), GetCurrentProcessId());
    CHECK(pyos_getppid() >= 0 && pyos_getppid() != pyos_getpid()); /* Wine gives its first process no parent */
    CHECK_INT(pyos_getppid(), pyos_getppid());
    if (parent) {
        CHECK_INT(pyos_getppid(), atoi(parent)); /* and that one is not 0 */
        CHECK(atoi(parent) > 0);
        exit(test_bad); /* without a closing line of its own */
    }
    snprintf(how, sizeof how, "%d", (int)pyos_getpid());
    for (size_t i = 0; i < 40; i++) wide[i] = (wchar_t)how[i];
    env_start(L"par_getpid", wide, NULL);
#elif FD_WASI
    CHECK_INT(pyos_getpid(), 42);
#else
    CHECK_INT(pyos_getpid(), getpid());
    CHECK_INT(pyos_getppid(), getppid());
#endif
}

#if FD_POSIX
static pyos_pid par_parent;
static void par_child_of(void) {
    CHECK_INT(pyos_getppid(), par_parent);
    CHECK(pyos_getpid() == getpid() && pyos_getpid() != par_parent);
}

/* When the parent has gone, another has its place. */
static void par_orphan(void) {
    int ends[2], i;
    char wrong = 1;
    pyos_pid middle;
    CHECK(pipe(ends) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        middle = pyos_getpid();
        if (fork() == 0) {
            for (i = 0; i < 5000 && pyos_getppid() == middle; i++) usleep(1000);
            wrong = pyos_getppid() == middle;
            if (write(ends[1], &wrong, 1) != 1) _exit(1);
        }
        _exit(0);
    }
    CHECK(waitpid(pid, NULL, 0) == pid);
    CHECK(read(ends[0], &wrong, 1) == 1);
    CHECK_INT(wrong, 0);
    close(ends[0]), close(ends[1]);
}

TEST(par_getppid) {
    par_parent = pyos_getpid();
    fd_in_child(par_child_of);
    fd_in_child(par_orphan);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Ids
 */

TEST(par_ids) {
    long long a = 7, b = 7, c = 7;
    CHECK_INT(pyos_getuid(), getuid());
    CHECK_INT(pyos_geteuid(), geteuid());
    CHECK_INT(pyos_getgid(), getgid());
    CHECK_INT(pyos_getegid(), getegid());
#if PYOS_HAVE_GETRESUID
    CHECK_INT(pyos_getresuid(&a, &b, &c), 0);
    CHECK(a == (long long)getuid() && b == (long long)geteuid() && c == b);
    CHECK_INT(pyos_getresgid(&a, &b, &c), 0);
    CHECK(a == (long long)getgid() && b == (long long)getegid() && c == b);
    a = 7;
    PAR_TYPE(pyos_getresuid(NULL, &b, &c) == -1);
    PAR_TYPE(pyos_getresuid(&a, NULL, &c) == -1);
    PAR_TYPE(pyos_getresuid(&a, &b, NULL) == -1);
    PAR_TYPE(pyos_getresgid(NULL, &b, &c) == -1);
    PAR_TYPE(pyos_getresgid(&a, NULL, &c) == -1);
    PAR_TYPE(pyos_getresgid(&a, &b, NULL) == -1);
    CHECK_INT(a, 7);
#endif
    (void)a, (void)b, (void)c;
}
#endif

#if PYOS_HAVE_SETUID
/* Whatever is no id, in each place. -1 goes to the system. */
static void par_range(void) {
    static const long long bad[] = {-2, -1 - PAR_BIG, PAR_BIG + 1, PAR_MOST, PAR_LEAST};
    static const char u[] = "uid is less than minimum", g[] = "gid is less than minimum";
    size_t i;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        PAR_OVERFLOW(pyos_setuid(bad[i]) == -1, u);
        PAR_OVERFLOW(pyos_seteuid(bad[i]) == -1, u);
        PAR_OVERFLOW(pyos_setreuid(bad[i], -1) == -1, u);
        PAR_OVERFLOW(pyos_setreuid(-1, bad[i]) == -1, u);
        PAR_OVERFLOW(pyos_setgid(bad[i]) == -1, g);
        PAR_OVERFLOW(pyos_setegid(bad[i]) == -1, g);
        PAR_OVERFLOW(pyos_setregid(bad[i], -1) == -1, g);
        PAR_OVERFLOW(pyos_setregid(-1, bad[i]) == -1, g);
        PAR_OVERFLOW(pyos_setgroups(&bad[i], 1) == -1, g);
        PAR_OVERFLOW(pyos_initgroups("root", bad[i]) == -1, g);
        PAR_OVERFLOW(pyos_getgrouplist("root", bad[i], NULL) == NULL, g);
#if PYOS_HAVE_SETRESUID
        PAR_OVERFLOW(pyos_setresuid(bad[i], -1, -1) == -1, u);
        PAR_OVERFLOW(pyos_setresuid(-1, bad[i], -1) == -1, u);
        PAR_OVERFLOW(pyos_setresuid(-1, -1, bad[i]) == -1, u);
        PAR_OVERFLOW(pyos_setresgid(bad[i], -1, -1) == -1, g);
        PAR_OVERFLOW(pyos_setresgid(-1, bad[i], -1) == -1, g);
        PAR_OVERFLOW(pyos_setresgid(-1, -1, bad[i]) == -1, g);
#endif
    }
    CHECK_INT(pyos_setreuid(-1, -1), 0);
    CHECK_INT(pyos_setregid(-1, -1), 0);
#if PYOS_HAVE_SETRESUID
    CHECK_INT(pyos_setresuid(-1, -1, -1), 0);
    CHECK_INT(pyos_setresgid(-1, -1, -1), 0);
#endif
#if FD_LINUX
    PAR_FAILS(pyos_setuid(-1) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.setuid");
    PAR_FAILS(pyos_setgid(-1) == -1, EINVAL);
    PAR_FAILS(pyos_setuid(PAR_BIG) == -1, EINVAL); /* which is the same to the system */
    PAR_FAILS(pyos_setgid(PAR_BIG) == -1, EINVAL);
#endif
#if defined(__GLIBC__) /* to musl it is "keep it" */
    PAR_FAILS(pyos_seteuid(-1) == -1, EINVAL);
    PAR_FAILS(pyos_setegid(-1) == -1, EINVAL);
#endif
    CHECK_INT(pyos_getuid(), getuid());
    CHECK_INT(pyos_getgid(), getgid());
}
#endif

TEST(par_id_range) {
    RULE("rule.id_range");
#if PYOS_HAVE_SETUID
    fd_in_child(par_range);
#elif !PYOS_STRICT
    PAR_ABSENT(pyos_setuid(-2) == -1); /* no range where there are no ids */
    PAR_ABSENT(pyos_setgroups(NULL, 1) == -1);
    PAR_ABSENT(pyos_getgrouplist(NULL, -2, NULL) == NULL);
#endif
}

#if PYOS_HAVE_SETUID && PYOS_HAVE_SETRESUID
/* An emulator may hand on a large id as a negative number, which the C library takes for a larger one than there is. */
static int par_ids_are_bent(void) {
#ifdef __linux__
    return sizeof(long) > 4 && (syscall(SYS_getuid) < 0 || syscall(SYS_getgid) < 0);
#else
    return 0;
#endif
}

static void par_is(long long r, long long e, long long s) {
    long long a = 0, b = 0, c = 0;
    CHECK_INT(pyos_getresuid(&a, &b, &c), 0);
    CHECK_INT(a, r);
    CHECK_INT(b, e);
    CHECK_INT(c, s);
    if (par_ids_are_bent()) return;
    CHECK_INT(pyos_getuid(), r);
    CHECK_INT(pyos_geteuid(), e);
}

static void par_is_group(long long r, long long e, long long s) {
    long long a = 0, b = 0, c = 0;
    CHECK_INT(pyos_getresgid(&a, &b, &c), 0);
    CHECK_INT(a, r);
    CHECK_INT(b, e);
    CHECK_INT(c, s);
    if (par_ids_are_bent()) return;
    CHECK_INT(pyos_getgid(), r);
    CHECK_INT(pyos_getegid(), e);
}

static void par_privileged_effective(void) {
    CHECK_INT(pyos_setegid(11), 0); /* there and back */
    par_is_group(0, 11, 0);
    CHECK_INT(pyos_setegid(0), 0);
    CHECK_INT(pyos_seteuid(12), 0);
    par_is(0, 12, 0);
    CHECK_INT(pyos_seteuid(0), 0);
    CHECK_INT(pyos_setregid(13, -1), 0);
    par_is_group(13, 0, 0);
    CHECK_INT(pyos_setregid(-1, 14), 0); /* the saved id becomes the new effective one */
    par_is_group(13, 14, 14);
    CHECK_INT(pyos_setreuid(15, 16), 0);
    par_is(15, 16, 16);
    PAR_FAILS(pyos_seteuid(0) == -1, EPERM);
}

static void par_privileged_three(void) {
    CHECK_INT(pyos_setresgid(1, 2, 3), 0);
    par_is_group(1, 2, 3);
    CHECK_INT(pyos_setresgid(-1, 4, -1), 0);
    par_is_group(1, 4, 3);
    CHECK_INT(pyos_setresuid(5, 6, 7), 0);
    par_is(5, 6, 7);
    CHECK_INT(pyos_setresuid(-1, -1, -1), 0);
    par_is(5, 6, 7);
    CHECK_INT(pyos_setresuid(7, 5, 6), 0); /* among the three one may choose */
    par_is(7, 5, 6);
    PAR_FAILS(pyos_setresuid(-1, -1, 8) == -1, EPERM);
    PAR_FAILS(pyos_setresgid(0, -1, -1) == -1, EPERM);
    par_is(7, 5, 6);
}

static void par_privileged_all(void) {
    CHECK_INT(pyos_setgid(2147483648LL), 0); /* beyond int */
    par_is_group(2147483648LL, 2147483648LL, 2147483648LL);
    CHECK_INT(pyos_setuid(PAR_BIG - 1), 0);
    par_is(PAR_BIG - 1, PAR_BIG - 1, PAR_BIG - 1);
    PAR_FAILS(pyos_setuid(0) == -1, EPERM); /* no way back */
}

static void par_unprivileged(void) {
    if (!fd_drop()) return;
    long long uid = pyos_getuid(), gid = pyos_getgid();
    PAR_FAILS(pyos_setuid(0) == -1, EPERM);
    PAR_FAILS(pyos_setgid(0) == -1, EPERM);
    PAR_FAILS(pyos_seteuid(0) == -1, EPERM);
    PAR_FAILS(pyos_setegid(0) == -1, EPERM);
    PAR_FAILS(pyos_setreuid(0, -1) == -1, EPERM);
    PAR_FAILS(pyos_setregid(-1, 0) == -1, EPERM);
    PAR_FAILS(pyos_setresuid(-1, -1, 0) == -1, EPERM);
    PAR_FAILS(pyos_setresgid(0, 0, 0) == -1, EPERM);
    PAR_FAILS(pyos_setgroups(&gid, 1) == -1, EPERM);
    PAR_FAILS(pyos_setgroups(NULL, 0) == -1, EPERM);
    PAR_FAILS(pyos_initgroups("root", gid) == -1, EPERM);
    CHECK_INT(pyos_setuid(uid), 0); /* what one is already */
    CHECK_INT(pyos_setgid(gid), 0);
    CHECK_INT(pyos_setresuid(uid, -1, uid), 0);
    par_is(uid, uid, uid);
    par_is_group(gid, gid, gid);
}

TEST(par_set_ids) {
    if (getuid() != 0) SKIP("only root may change them");
    fd_in_child(par_privileged_effective);
    fd_in_child(par_privileged_three);
    fd_in_child(par_privileged_all);
}

TEST(par_set_ids_as_user) { fd_in_child(par_unprivileged); }
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Groups
 */

#if FD_POSIX
/* As the C library has them. */
static void par_compare_groups(void) {
    size_t n = 77, i, wrong = 0;
    int m = getgroups(0, NULL);
    gid_t *want = (gid_t *)malloc((size_t)(m + 1) * sizeof *want);
    long long *got = pyos_getgroups(&n);
    CHECK(want && got && m >= 0 && getgroups(m, want) == m);
    CHECK_INT(n, m);
    for (i = 0; want && got && i < n; i++) wrong += got[i] != (long long)want[i];
    CHECK_INT(wrong, 0);
    free(want), pyos_free(got);
    pyos_free(pyos_getgroups(NULL));
}

TEST(par_getgroups) { par_compare_groups(); }

#if PYOS_HAVE_SETUID
static void par_groups(void) {
    const long long few[] = {3, 1000, PAR_BIG - 1};
    const long long none = -1;
    size_t n = 77, most = PYOS_NGROUPS_MAX, i, wrong = 0;
    long long *many = (long long *)malloc((most + 1) * sizeof *many), *got;
    CHECK(many != NULL);
    if (!many) return;
    for (i = 0; i <= most; i++) many[i] = (long long)(2 * i);
    CHECK_INT(pyos_setgroups(NULL, 0), 0);
    got = pyos_getgroups(&n); /* none is a good answer */
    CHECK(got != NULL && n == 0);
    pyos_free(got);
    CHECK_INT(pyos_setgroups(few, 1), 0);
    par_compare_groups();
    CHECK_INT(pyos_setgroups(few, 3), 0);
    par_compare_groups();
    got = pyos_getgroups(&n);
    CHECK(got && n == 3 && got[0] == 3 && got[1] == 1000 && got[2] == PAR_BIG - 1);
    pyos_free(got);
    CHECK_INT(pyos_setgroups(many, most), 0);
    got = pyos_getgroups(&n);
    CHECK_INT(n, most);
    for (i = 0; got && i < n; i++) wrong += got[i] != many[i];
    CHECK_INT(wrong, 0);
    pyos_free(got);
    CHECK_INT(pyos_setgroups(few, 2), 0);
    CHECK_ERROR(pyos_setgroups(many, most + 1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("too many groups");
    PAR_TYPE(pyos_setgroups(NULL, 1) == -1);
    PAR_FAILS(pyos_setgroups(&none, 1) == -1, EINVAL);
    many[1] = -2; /* the whole list is looked at first */
    PAR_OVERFLOW(pyos_setgroups(many, 3) == -1, "gid is less than minimum");
    got = pyos_getgroups(&n);
    CHECK(got && n == 2 && got[0] == 3 && got[1] == 1000); /* as they were */
    pyos_free(got);
    free(many);
}

TEST(par_setgroups) {
    if (getuid() != 0) SKIP("only root may change them");
    fd_in_child(par_groups);
}

static int par_compare(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return x < y ? -1 : x > y;
}

static void par_initgroups(void) {
    size_t n = 0, m = 0, i, wrong = 0;
    long long *want = pyos_getgrouplist("root", 4321, &n), *got;
    CHECK_INT(pyos_initgroups("root", 4321), 0);
    got = pyos_getgroups(&m);
    CHECK(got && want && n == m);
    if (want) qsort(want, n, sizeof *want, par_compare);
    if (got) qsort(got, m, sizeof *got, par_compare);
    for (i = 0; got && want && i < n && i < m; i++) wrong += got[i] != want[i];
    CHECK_INT(wrong, 0);
    pyos_free(got), pyos_free(want);
    CHECK_INT(pyos_initgroups("no_such_user_here", 4322), 0);
    got = pyos_getgroups(&m);
    CHECK(got && m == 1 && got[0] == 4322);
    pyos_free(got);
}

TEST(par_initgroups) {
    PAR_TYPE(pyos_initgroups(NULL, 0) == -1);
    CHECK_STR(pyos_last_error()->function, "os.initgroups");
    if (getuid() != 0) SKIP("only root may change them");
    fd_in_child(par_initgroups);
}
#endif

TEST(par_getgrouplist) {
    const char *const users[] = {"root", "nobody", "daemon", "no_such_user_here"};
    gid_t want[200];
    long long *got;
    size_t n, i, k;
    int m, found, wrong = 0;
    for (i = 0; i < 4; i++) {
        m = 200, n = 77;
#if defined(__APPLE__)
        if (getgrouplist(users[i], 4321, (int *)want, &m) < 0) m = 0;
#else
        if (getgrouplist(users[i], 4321, want, &m) < 0) m = 0;
#endif
        got = pyos_getgrouplist(users[i], 4321, &n);
        CHECK(got != NULL);
        CHECK_INT(n, m);
        for (k = 0, found = 0; got && k < n; k++) wrong += got[k] != (long long)want[k], found += got[k] == 4321;
        CHECK_INT(found, 1); /* the given one is among them */
        pyos_free(got);
    }
    CHECK_INT(wrong, 0);
    got = pyos_getgrouplist("no_such_user_here", -1, &n);
    CHECK(got && n == 1 && got[0] == -1);
    pyos_free(got);
    pyos_free(pyos_getgrouplist("root", 0, NULL));
    PAR_TYPE(pyos_getgrouplist(NULL, 0, &n) == NULL);
    CHECK_STR(pyos_last_error()->function, "os.getgrouplist");
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Names: login, terminal, system, errors
 */

#if FD_POSIX
static void par_login(void) {
    char name[300] = "";
    int code, null = open("/dev/null", O_RDWR);
    CHECK(setsid() > 0); /* no terminal from here on */
    dup2(null, 0);
    errno = 0;
    code = getlogin_r(name, sizeof name);
    if (code < 0) code = errno;
    if (code == 0) {
        CHECK_OWNED(pyos_getlogin(), name);
        return;
    }
    PAR_FAILS(pyos_getlogin() == NULL, code);
    CHECK_STR(pyos_last_error()->function, "os.getlogin");
}
#endif

#if !FD_WASI
TEST(par_getlogin) {
#if FD_WINDOWS
    char *login = pyos_getlogin();
    wchar_t name[300];
    DWORD size = 300;
    CHECK(GetUserNameW(name, &size));
    CHECK_OWNED(pyos_from_wide(name), login);
    CHECK(login && *login);
    pyos_free(login);
#else
    fd_in_child(par_login);
#endif
}
#endif

#if FD_POSIX
TEST(par_ctermid) {
    char name[L_ctermid + 1];
    CHECK_OWNED(pyos_ctermid(), ctermid(name));
#if FD_LINUX
    CHECK_OWNED(pyos_ctermid(), "/dev/tty");
#endif
}
#endif

#if !FD_WINDOWS
TEST(par_uname) {
    pyos_uname_result *u = pyos_uname(), *again = pyos_uname();
    CHECK(u != NULL && again != NULL && u != again);
    if (!u || !again) return;
#if FD_WASI
    CHECK_STR(u->sysname, "wasi");
    CHECK_STR(u->machine, "wasm32");
    CHECK(u->nodename && u->release && u->version);
#else
    struct utsname names;
    CHECK_INT(uname(&names), 0);
    CHECK_STR(u->sysname, names.sysname);
    CHECK_STR(u->nodename, names.nodename);
    CHECK_STR(u->release, names.release);
    CHECK_STR(u->version, names.version);
    CHECK_STR(u->machine, names.machine);
#endif
    CHECK_STR(u->machine, again->machine);
    pyos_free(u);
    CHECK(*again->sysname != 0); /* a block of its own */
    pyos_free(again);
}
#endif

TEST(par_strerror) {
    static const int codes[] = {0, 1, EPERM, ENOENT, EINTR, EACCES, EEXIST, EINVAL, EPIPE, ERANGE, 9999, 99999, -1};
    size_t i;
    for (i = 0; i < sizeof codes / sizeof *codes; i++) {
        char want[300];
        snprintf(want, sizeof want, "%s", strerror(codes[i]));
        errno = 4321;
        CHECK_OWNED(pyos_strerror(codes[i]), want);
        CHECK_INT(errno, 4321);
    }
#if defined(__GLIBC__)
    CHECK_OWNED(pyos_strerror(99999), "Unknown error 99999");
    CHECK_OWNED(pyos_strerror(-5), "Unknown error -5");
    CHECK_OWNED(pyos_strerror(ENOENT), "No such file or directory");
#endif
    char *text = pyos_strerror(INT_MIN);
    CHECK(text && *text);
    pyos_free(text);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * umask
 */

#if FD_POSIX
static void par_umask_in_child(void) {
    pyos_stat_result st;
    pyos_umask(022);
    CHECK_INT(pyos_umask(077), 022);
    CHECK_INT(pyos_umask(0137), 077);
    fd_put("masked", "x");
    CHECK_INT(pyos_stat("masked", &st), 0);
    CHECK_INT(st.mode & 0777, 0640);
    CHECK_INT(pyos_umask(-1), 0137); /* all bits that there are */
    CHECK_INT(pyos_umask(0), 0777);
    CHECK_INT(pyos_umask(022), 0);
}
#endif

TEST(par_umask) {
    fd_enter();
#if FD_POSIX
    fd_in_child(par_umask_in_child);
    CHECK_INT(pyos_remove("masked"), 0);
#elif FD_WASI
    CHECK_INT(pyos_umask(077), 0); /* nothing is done */
    CHECK_INT(pyos_umask(022), 0);
    CHECK_INT(pyos_umask(0), 0);
#else
    pyos_stat_result st;
    int before = pyos_umask(PYOS_S_IWRITE), fd;
    CHECK_INT(pyos_umask(PYOS_S_IWRITE | 077), PYOS_S_IWRITE); /* that bit alone counts */
    fd = pyos_open("masked", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("masked", &st), 0);
    CHECK_INT(st.mode & 0222, 0);
    (void)pyos_umask(before);
    CHECK_INT(pyos_umask(before) & 0200, before & 0200);
    CHECK_INT(pyos_chmod("masked", 0666), 0);
    CHECK_INT(pyos_remove("masked"), 0);
#endif
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Process groups, sessions, priorities
 */

#if FD_POSIX
static void par_group_of_its_own(void) {
    pyos_pid me = pyos_getpid(), before = pyos_getpgrp(), session = pyos_getsid(0);
    CHECK_INT(before, getpgrp());
    CHECK_INT(pyos_getpgid(0), before);
    CHECK_INT(pyos_getpgid(me), before);
    CHECK_INT(session, getsid(0));
    CHECK_INT(pyos_getsid(me), session);
    CHECK_INT(pyos_getpgid(pyos_getppid()), getpgid(getppid()));
    CHECK_INT(pyos_setpgrp(), 0);
    CHECK_INT(pyos_getpgrp(), me);
    CHECK_INT(pyos_getpgid(me), me);
    CHECK_INT(pyos_getsid(0), session);
    CHECK_INT(pyos_setpgid(0, before), 0); /* back to the group of the parent */
    CHECK_INT(pyos_getpgrp(), before);
    CHECK_INT(pyos_setpgid(me, 0), 0);
    CHECK_INT(pyos_getpgrp(), me);
    PAR_FAILS(pyos_setsid() == -1, EPERM); /* the leader of a group */
    CHECK_STR(pyos_last_error()->function, "os.setsid");
}

static void par_session_of_its_own(void) {
    pyos_pid me = pyos_getpid(), before = pyos_getpgrp();
    CHECK_INT(pyos_setsid(), 0);
    CHECK_INT(pyos_getsid(0), me);
    CHECK_INT(pyos_getpgrp(), me);
    PAR_FAILS(pyos_setpgid(0, 0) == -1, EPERM); /* the leader of a session */
    PAR_FAILS(pyos_setpgrp() == -1, EPERM);
    PAR_FAILS(pyos_setpgid(0, before) == -1, EPERM);
    PAR_FAILS(pyos_setsid() == -1, EPERM);
}

/* A child may be put into a group until it has started another program. */
static void par_started_another(void) {
    int done[2], hold[2];
    char byte;
    pid_t pid;
    CHECK(pipe(done) == 0 && pipe(hold) == 0);
    pid = fork();
    if (pid == 0) {
        dup2(hold[0], 0);
        close(hold[1]), close(hold[0]), close(done[0]);
        fcntl(done[1], F_SETFD, FD_CLOEXEC);
        execl("/bin/sh", "sh", "-c", "read x", (char *)NULL);
        _exit(127);
    }
    close(done[1]), close(hold[0]);
    CHECK_INT(read(done[0], &byte, 1), 0); /* closed by the new program's coming */
    PAR_FAILS(pyos_setpgid(pid, pid) == -1, EACCES);
    close(hold[1]);
    CHECK(waitpid(pid, NULL, 0) == pid);
    pid = fork();
    if (pid == 0) {
        if (read(done[0], &byte, 1) != 0) pause();
        _exit(0);
    }
    CHECK_INT(pyos_setpgid(pid, 0), 0); /* this one has not */
    CHECK_INT(getpgid(pid), pid);
    CHECK(waitpid(pid, NULL, 0) == pid);
}

TEST(par_groups_of_processes) {
    pyos_pid gone = par_gone();
    fd_in_child(par_group_of_its_own);
    fd_in_child(par_session_of_its_own);
    fd_in_child(par_started_another);
    PAR_FAILS(pyos_getpgid(gone) == -1, ESRCH);
    CHECK_STR(pyos_last_error()->function, "os.getpgid");
    PAR_FAILS(pyos_getpgid(-5) == -1, ESRCH);
    PAR_FAILS(pyos_getsid(gone) == -1, ESRCH);
    PAR_FAILS(pyos_getsid(-1) == -1, ESRCH);
    PAR_FAILS(pyos_setpgid(gone, 0) == -1, ESRCH);
    PAR_FAILS(pyos_setpgid(pyos_getppid(), 0) == -1, ESRCH); /* no child */
    PAR_FAILS(pyos_setpgid(-1, 0) == -1, EINVAL);
    PAR_FAILS(pyos_setpgid(0, -1) == -1, EINVAL);
    PAR_OVERFLOW(pyos_getpgid(2147483648LL) == -1, "signed integer is greater than maximum");
    PAR_OVERFLOW(pyos_getsid(2147483648LL) == -1, "signed integer is greater than maximum");
    PAR_OVERFLOW(pyos_getsid(-2147483649LL) == -1, "signed integer is less than minimum");
    PAR_OVERFLOW(pyos_setpgid(4294967296LL, 0) == -1, "signed integer is greater than maximum");
    PAR_OVERFLOW(pyos_setpgid(0, 4294967296LL) == -1, "signed integer is greater than maximum");
}

static void par_priorities(void) {
    int priority = 77, want;
    errno = 0;
    want = getpriority(PRIO_PROCESS, 0);
    CHECK(errno == 0);
    errno = 4321;
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PROCESS, 0, &priority), 0);
    CHECK_INT(errno, 4321);
    CHECK_INT(priority, want);
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PROCESS, pyos_getpid(), &priority), 0);
    CHECK_INT(priority, want);
    CHECK_INT(pyos_setpgrp(), 0); /* the group is this process and one more */
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PROCESS, 0, 16), 0);
    CHECK_INT(getpriority(PRIO_PROCESS, 0), 16);
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PGRP, 0, 17), 0); /* all threads, also those of an emulator */
    CHECK_INT(getpriority(PRIO_PROCESS, 0), 17);
    int ends[2];
    char byte = 0;
    CHECK(pipe(ends) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PROCESS, pid, 18), 0);
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PROCESS, pid, &priority), 0);
    CHECK_INT(priority, 18);
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PGRP, 0, &priority), 0);
    CHECK_INT(priority, 17); /* the lowest */
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PGRP, pyos_getpgrp(), 100), 0);
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PGRP, 0, &priority), 0);
    CHECK_INT(priority, 19); /* no lower one left, and no more than there is */
    CHECK_INT(pyos_getpriority(PYOS_PRIO_USER, 0, &priority), 0);
    CHECK_INT(priority, getpriority(PRIO_USER, 0));
    close(ends[1]);
    CHECK(waitpid(pid, NULL, 0) == pid);
}

/* -1 is a number as others are. */
static int par_priority_minus_one(void) {
    int priority = 77;
    if (setpriority(PRIO_PROCESS, 0, -1) != 0) return 0; /* root without the privilege */
    errno = 4321;
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PROCESS, 0, &priority), 0);
    CHECK_INT(priority, -1);
    CHECK_INT(errno, 4321);
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PROCESS, 0, -100), 0);
    CHECK_INT(pyos_getpriority(PYOS_PRIO_PROCESS, 0, &priority), 0);
    CHECK_INT(priority, -20);
    return 1;
}

static void par_priority_as_user(void) {
    int was_root = getuid() == 0;
    if (!fd_drop()) return;
#ifdef RLIMIT_NICE
    struct rlimit none;
    none.rlim_cur = none.rlim_max = 0;
    CHECK_INT(setrlimit(RLIMIT_NICE, &none), 0);
#endif
    CHECK_INT(pyos_setpriority(PYOS_PRIO_PROCESS, 0, 10), 0);
    PAR_FAILS(pyos_setpriority(PYOS_PRIO_PROCESS, 0, 9) == -1, EACCES);
    CHECK_STR(pyos_last_error()->function, "os.setpriority");
    PAR_FAILS(pyos_setpriority(PYOS_PRIO_PROCESS, 0, -1) == -1, EACCES);
    if (was_root) PAR_FAILS(pyos_setpriority(PYOS_PRIO_PROCESS, getppid(), 10) == -1, EPERM); /* somebody else's */
}

TEST(par_priority) {
    pyos_pid gone = par_gone();
    int priority = 77;
    fd_in_child(par_priorities);
    fd_in_child(par_priority_as_user);
    PAR_FAILS(pyos_getpriority(PYOS_PRIO_PROCESS, gone, &priority) == -1, ESRCH);
    CHECK_STR(pyos_last_error()->function, "os.getpriority");
    PAR_FAILS(pyos_getpriority(PYOS_PRIO_PROCESS, -1, &priority) == -1, ESRCH);
    PAR_FAILS(pyos_getpriority(7, 0, &priority) == -1, EINVAL);
    PAR_TYPE(pyos_getpriority(PYOS_PRIO_PROCESS, 0, NULL) == -1);
    PAR_OVERFLOW(pyos_getpriority(PYOS_PRIO_PROCESS, 2147483648LL, &priority) == -1,
                 "Python int too large to convert to C int");
    PAR_OVERFLOW(pyos_getpriority(PYOS_PRIO_PROCESS, PAR_LEAST, &priority) == -1,
                 "Python int too large to convert to C int");
    CHECK_INT(priority, 77);
    PAR_FAILS(pyos_setpriority(PYOS_PRIO_PROCESS, gone, 19) == -1, ESRCH);
    PAR_FAILS(pyos_setpriority(7, 0, 19) == -1, EINVAL);
    PAR_OVERFLOW(pyos_setpriority(PYOS_PRIO_PROCESS, 4294967296LL, 19) == -1,
                 "Python int too large to convert to C int");
}

TEST(par_priority_of_minus_one) {
#ifdef __linux__
    if (getuid() != 0 || !desc_in_child(par_priority_minus_one)) SKIP("only root may have it");
#else
    (void)par_priority_minus_one;
    SKIP("run on Linux only");
#endif
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Namespaces
 */

#if FD_LINUX
static const char *par_node(void) {
    static char name[100];
    pyos_uname_result *u = pyos_uname();
    snprintf(name, sizeof name, "%s", u ? u->nodename : "(null)");
    pyos_free(u);
    return name;
}

/* As root there and back, by the file and by a descriptor of a process. */
static int par_namespaces(void) {
    char before[100];
    int ns = pyos_open("/proc/self/ns/uts", PYOS_O_RDONLY, 0);
    snprintf(before, sizeof before, "%s", par_node());
    CHECK(ns >= 0);
    if (pyos_unshare(PYOS_CLONE_NEWUTS) != 0) return errno == EPERM || errno == EINVAL ? 0 : (test_bad = 1);
    CHECK_STR(par_node(), before);
    CHECK_INT(sethostname("pyos-test", 9), 0);
    CHECK_STR(par_node(), "pyos-test");
    CHECK_INT(pyos_setns(ns, PYOS_CLONE_NEWUTS), 0);
    CHECK_STR(par_node(), before);
    CHECK_INT(pyos_unshare(PYOS_CLONE_NEWUTS | PYOS_CLONE_FS), 0);
    CHECK_INT(sethostname("pyos-test", 9), 0);
    CHECK_INT(pyos_setns(ns, 0), 0); /* of whatever kind it is */
    CHECK_STR(par_node(), before);
    PAR_FAILS(pyos_setns(ns, PYOS_CLONE_NEWNET) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.setns");
    return 1;
}

/* Everybody may have namespaces in a user namespace of his own. */
static int par_user_namespace(void) {
    char before[100];
    int ns = pyos_open("/proc/self/ns/uts", PYOS_O_RDONLY, 0);
    if (!fd_drop()) return 0;
    snprintf(before, sizeof before, "%s", par_node());
    PAR_FAILS(pyos_unshare(PYOS_CLONE_NEWUTS) == -1, EPERM);
    CHECK_STR(pyos_last_error()->function, "os.unshare");
    if (pyos_unshare(PYOS_CLONE_NEWUSER | PYOS_CLONE_NEWUTS) != 0) return 0; /* a kernel that allows none */
    CHECK_STR(par_node(), before);
    CHECK_INT(sethostname("pyos-test", 9), 0);
    CHECK_STR(par_node(), "pyos-test");
    PAR_FAILS(pyos_setns(ns, PYOS_CLONE_NEWUTS) == -1, EPERM); /* that one is not his */
    return 1;
}

static void par_take_apart(void) {
    CHECK_INT(pyos_unshare(0), 0);
    CHECK_INT(pyos_unshare(PYOS_CLONE_FS | PYOS_CLONE_FILES), 0);
}

TEST(par_namespace_errors) {
    int fd, ns = pyos_open("/proc/self/ns/uts", PYOS_O_RDONLY, 0);
    fd_enter();
    fd_put("f", "x");
    CHECK(ns >= 0);
    CHECK_INT(pyos_unshare(0), 0);
    PAR_FAILS(pyos_unshare(1) == -1, EINVAL);
    PAR_FAILS(pyos_unshare(-1) == -1, EINVAL);
    fd = fd_closed();
    PAR_FAILS(pyos_setns(fd, 0) == -1, EBADF);
    PAR_FAILS(pyos_setns(fd, PYOS_CLONE_NEWUTS) == -1, EBADF);
    DESC_NOT_NEGATIVE(pyos_setns(-1, 0) == -1, -1);
    fd = fd_opened("f", PYOS_O_RDONLY);
    PAR_FAILS(pyos_setns(fd, 0) == -1, EINVAL); /* no namespace */
    CHECK_INT(pyos_close(fd), 0);
    PAR_FAILS(pyos_setns(ns, PYOS_CLONE_NEWIPC) == -1, EINVAL); /* of another kind */
    PAR_FAILS(pyos_setns(ns, 1) == -1, EINVAL);
    CHECK_INT(pyos_close(ns), 0);
    fd_leave();
    fd_in_child(par_take_apart);
}

TEST(par_namespaces) {
    char before[100];
    if (getuid() != 0) SKIP("only root may make one outside of a user namespace");
    snprintf(before, sizeof before, "%s", par_node());
    if (!desc_in_child(par_namespaces)) SKIP("no namespaces for this root");
    CHECK_STR(par_node(), before);
}

TEST(par_user_namespace) {
    char before[100];
    snprintf(before, sizeof before, "%s", par_node());
    if (!desc_in_child(par_user_namespace)) SKIP("no user namespaces to be had here");
    CHECK_STR(par_node(), before);
}
#endif

static void run_params(void) {
    RUN(par_where);
    RUN(par_getpid);
#if FD_POSIX
    RUN(par_getppid);
    RUN(par_ids);
#endif
    RUN(par_id_range);
#if PYOS_HAVE_SETUID && PYOS_HAVE_SETRESUID
    RUN(par_set_ids);
    RUN(par_set_ids_as_user);
#endif
#if FD_POSIX
    RUN(par_getgroups);
#if PYOS_HAVE_SETUID
    RUN(par_setgroups);
    RUN(par_initgroups);
#endif
    RUN(par_getgrouplist);
#endif
#if !FD_WASI
    RUN(par_getlogin);
#endif
#if FD_POSIX
    RUN(par_ctermid);
#endif
#if !FD_WINDOWS
    RUN(par_uname);
#endif
    RUN(par_strerror);
    RUN(par_umask);
#if FD_POSIX
    RUN(par_groups_of_processes);
    RUN(par_priority);
    RUN(par_priority_of_minus_one);
#endif
#if FD_LINUX
    RUN(par_namespace_errors);
    RUN(par_namespaces);
    RUN(par_user_namespace);
#endif
}
