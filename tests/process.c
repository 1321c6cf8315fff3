/* Tests of >>process. What is started is this program itself ("all --child WHAT ..."), which then does one thing and
 * ends, so that the tests need no other program, on any platform; but for scripts of the shell. */
#if FD_POSIX
#include <sched.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <termios.h>
#endif
#if FD_LINUX
#include <sys/syscall.h>
extern char **environ;
#elif FD_POSIX
extern char **environ;
#endif

#define PROC_ABSENT(failed) CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL)
#define PROC_TYPE(failed) CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL)
#define PROC_VALUE(failed) CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL)
#define PROC_OSERROR(failed, code) CHECK_ERROR(failed, pyos_error_kind(code), code, NULL)
#define PROC_PATH(failed, code, name) CHECK_ERROR(failed, pyos_error_kind(code), code, name)

/* ---------------------------------------------------------------------------------------------------------------------
 * The child
 */

#if !FD_WASI

static char proc_self[1024];  /* this program */
static char proc_front[1024]; /* the emulator that has to be asked to run it, or "" */

static int proc_number(const char *text) { return (int)strtoll(text, NULL, 0); }

#if FD_POSIX
/* The signals that are ignored, and that are blocked; those of the C library itself cannot be asked for. */
static void proc_signals(char *text, size_t size) {
    sigset_t blocked;
    struct sigaction action;
    int sig;
    size_t at = 0;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    text[0] = '\0';
    for (sig = 1; sig < 65 && at < size - 32; sig++) {
        if (sigaction(sig, NULL, &action) != 0) continue;
        if (action.sa_handler == SIG_IGN) at += (size_t)snprintf(text + at, size - at, "ignored %d ", sig);
        if (sigismember(&blocked, sig) == 1) at += (size_t)snprintf(text + at, size - at, "blocked %d ", sig);
    }
}
#endif

/* Everything that a program finds out about itself, a line each. */
static int proc_reports(const char *file, char **args) {
    FILE *f;
#if FD_POSIX
    char open_ones[600], signals[1000], cwd[1024];
    size_t at = 0;
    int fd;
    unsigned mask;
    for (fd = 0; fd < 100; fd++)
        if (fcntl(fd, F_GETFD) != -1) at += (size_t)snprintf(open_ones + at, sizeof open_ones - at, "%d ", fd);
    proc_signals(signals, sizeof signals);
    mask = (unsigned)umask(0);
    umask((mode_t)mask);
#endif
    f = fopen(file, "wb");
    if (!f) return 99;
    for (; *args; args++) fprintf(f, "arg %s\n", *args);
#if FD_POSIX
    for (fd = 0; environ && environ[fd]; fd++) fprintf(f, "env %s\n", environ[fd]);
    fprintf(f, "open %s\nsignals %s\npid %d\nppid %d\npgrp %d\nsid %d\n", open_ones, signals, (int)getpid(),
            (int)getppid(), (int)getpgrp(), (int)getsid(0));
    fprintf(f, "ids %d %d %d %d\numask %o\n", (int)getuid(), (int)geteuid(), (int)getgid(), (int)getegid(), mask);
    fprintf(f, "nice %d\ncwd %s\n", getpriority(PRIO_PROCESS, 0), getcwd(cwd, sizeof cwd) ? cwd : "?");
#if FD_LINUX
    {
        struct sched_param param;
        long policy = syscall(SYS_sched_getscheduler, 0);
        param.sched_priority = -1;
        (void)syscall(SYS_sched_getparam, 0, &param);
        fprintf(f, "policy %ld %d\n", policy, param.sched_priority);
    }
#endif
#else
    {
        size_t i, n = 0;
        char **block;
        int fd;
        block = pyos_environ_copy(&n);
        for (i = 0; block && i < n; i++) fprintf(f, "env %s\n", block[i]);
        pyos_free(block);
        fprintf(f, "open ");
        for (fd = 3; fd < 30; fd++)
            if (fd != _fileno(f) && fd_is_open(fd)) fprintf(f, "%d ", fd);
        fprintf(f, "\npid %lu\n", (unsigned long)GetCurrentProcessId());
    }
#endif
    return fclose(f) == 0 ? 7 : 98;
}

static void proc_at_exit(void) {
    FILE *f = fopen("at-exit", "wb");
    if (f) fclose(f);
}

/* For what must not have run: a file that is not flushed, and a function for the end. */
static void proc_leave_traces(void) {
    FILE *f = fopen("not-flushed", "wb");
    if (f) fputs("flushed", f);
    atexit(proc_at_exit);
}

#if FD_POSIX
static volatile sig_atomic_t proc_handled;
static void proc_handler(int sig) {
    (void)sig;
    proc_handled = proc_handled + 1;
}
#endif

static int proc_do_exec(int form, const char *path, const char *const *argv, const char *const *env);

/* The program as a child: its exit code. Leaves by _exit, so that no checker of leaks and no counter of lines comes in. */
static int proc_child(int argc, char **argv) {
    const char *what = argc > 2 ? argv[2] : "";
    if (strcmp(what, "exit") == 0) return proc_number(argv[3]);
    if (strcmp(what, "report") == 0) return proc_reports(argv[3], argv + 4);
    if (strcmp(what, "wait") == 0) { /* until nobody has the other end of the pipe */
        char c;
        return pyos_read(proc_number(argv[3]), &c, 1) == 0 ? 0 : 1;
    }
    if (strcmp(what, "cat") == 0) { /* to a file, what is read */
        FILE *f = fopen(argv[3], "wb");
        int c;
#if FD_WINDOWS
        _setmode(0, _O_BINARY);
#endif
        while (f && (c = getchar()) != EOF) putc(c, f);
        return f && fclose(f) == 0 ? 0 : 1;
    }
    if (strcmp(what, "abort") == 0) {
#if FD_POSIX
        struct rlimit none;
        memset(&none, 0, sizeof none);
        setrlimit(RLIMIT_CORE, &none);
        signal(SIGABRT, strcmp(argv[3], "handled") == 0 ? proc_handler : SIG_IGN);
#endif
        proc_leave_traces();
        pyos_abort();
        return 96;
    }
    if (strcmp(what, "_exit") == 0) {
        proc_leave_traces();
        pyos__exit(proc_number(argv[3]));
        return 96;
    }
#if FD_WINDOWS
    if (strcmp(what, "exec") == 0) { /* FORM, PATH, and the arguments of that */
        static const char *const env[] = {"PT_A=1", "PT_B=two words", NULL};
        (void)proc_do_exec(proc_number(argv[3]), argv[4], (const char *const *)(argv + 5), env);
        return 95;
    }
#else
    if (strcmp(what, "stop") ==
        0) { /* stops itself; a child of its own makes it go on. 5, or 6 without having stopped */
        pid_t self = getpid(), other;
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = proc_handler;
        sigaction(SIGCONT, &action, NULL);
        other = fork();
        if (other == 0) {
            while (getppid() == self && kill(self, SIGCONT) == 0) usleep(2000);
            _exit(0);
        }
        raise(SIGSTOP);
        kill(other, SIGKILL);
        while (waitpid(other, NULL, 0) < 0 && errno == EINTR) {}
        return proc_handled ? 5 : 6;
    }
#endif
    return 97;
}

/* Called first in main. Does not come back when this is a child. */
static void proc_begin(int argc, char **argv) {
#if FD_WINDOWS
    pyos_main_args(&argc, &argv);
#endif
    if (argc > 2 && strcmp(argv[1], "--child") == 0) {
        int status = proc_child(argc, argv);
        fflush(stdout);
        _exit(status);
    }
#if FD_WINDOWS
    {
        wchar_t wide[1000];
        size_t i, n = GetModuleFileNameW(NULL, wide, 1000); /* in ASCII */
        for (i = 0; i <= n && i < sizeof proc_self - 1; i++) proc_self[i] = (char)wide[i];
    }
#else
    {
        int fd; /* what the caller of the tests has left open is not a child's */
        for (fd = 3; fd < 100; fd++) (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    if (!realpath(argv[0], proc_self)) strcpy(proc_self, argv[0]);
#if FD_LINUX
    {
        /* An emulator or checker says that this program is itself; whether the system runs it without is tried. */
        pid_t pid;
        int ended = -1;
        const char *const seen = "/proc/thread-self/exe";
        ssize_t n = readlink(seen, proc_front, sizeof proc_front - 1);
        proc_front[n > 0 ? n : 0] = '\0';
        pid = n > 0 && strcmp(proc_front, proc_self) != 0 ? fork() : -1;
        if (pid == 0) {
            execl(proc_self, proc_self, "--child", "exit", "0", (char *)NULL);
            _exit(1);
        }
        while (pid > 0 && waitpid(pid, &ended, 0) < 0 && errno == EINTR) {}
        if (pid < 0 || ended == 0) proc_front[0] = '\0';
    }
#endif
#endif
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

/* What to start, and with which arguments: this program as a child. Valid until the next call. */
static const char *proc_path(void) { return proc_front[0] ? proc_front : proc_self; }

typedef struct proc_args {
    const char *v[16];
    int n;
} proc_args;

static void proc_add(proc_args *args, const char *arg) {
    if (arg && args->n < 15) args->v[args->n++] = arg;
    args->v[args->n] = NULL;
}

static const char *const *proc_argv(const char *what, const char *a, const char *b, const char *c) {
    static proc_args args;
    args.n = 0;
    proc_add(&args, proc_front[0] ? proc_front : NULL);
    proc_add(&args, proc_self);
    proc_add(&args, "--child");
    proc_add(&args, what);
    proc_add(&args, a);
    proc_add(&args, b);
    proc_add(&args, c);
    return args.v;
}

/* Lines of a report that begin with a word, the rest of each followed by '|'. Valid until the next call. */
static const char *proc_said(const char *file, const char *word) {
    static char text[4096];
    char line[2048];
    size_t at = 0, n = strlen(word);
    FILE *f = fopen(file, "rb");
    text[0] = '\0';
    if (!f) return "no report";
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, word, n) != 0 || line[n] != ' ' || at > sizeof text - 300) continue;
        at += (size_t)snprintf(text + at, sizeof text - at, "%s|", line + n + 1);
    }
    fclose(f);
    return text;
}

#if FD_POSIX
static long long proc_said_number(const char *file, const char *word) {
    return strtoll(proc_said(file, word), NULL, 10);
}
#endif

/* An entry of the environment that a report has; NULL for none. */
static const char *proc_said_env(const char *file, const char *name) {
    static char value[1024];
    const char *all = proc_said(file, "env"), *at = all;
    size_t n = strlen(name);
    while (*at) {
        const char *end = strchr(at, '|');
        if (!end) break;
        if (strncmp(at, name, n) == 0 && at[n] == '=') {
            snprintf(value, sizeof value, "%.*s", (int)(end - at - (long)n - 1), at + n + 1);
            return value;
        }
        at = end + 1;
    }
    return NULL;
}

/* Audit events as lines, with lists. Hooks cannot be removed, so that there is one, which is off most of the time. */
static int proc_audit_on, proc_audit_refuse;
static const char *proc_audit_refused; /* refuse this one only; NULL: all */
static char proc_audit_text[4096];

static int proc_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    size_t i, j, at = strlen(proc_audit_text), room = sizeof proc_audit_text;
    if (!proc_audit_on || user != &proc_audit_on || at > room - 600) return 0;
    at += (size_t)snprintf(proc_audit_text + at, room - at, "%s(", event);
    for (i = 0; i < nargs && at < room - 300; i++) {
        if (i) at += (size_t)snprintf(proc_audit_text + at, room - at, ", ");
        switch (args[i].type) {
        case PYOS_AUDIT_NONE: at += (size_t)snprintf(proc_audit_text + at, room - at, "None"); break;
        case PYOS_AUDIT_INT: at += (size_t)snprintf(proc_audit_text + at, room - at, "%lld", args[i].i); break;
        case PYOS_AUDIT_LIST:
            at += (size_t)snprintf(proc_audit_text + at, room - at, "[");
            for (j = 0; args[i].list[j] && at < room - 300; j++)
                at += (size_t)snprintf(proc_audit_text + at, room - at, "%s'%.200s'", j ? ", " : "", args[i].list[j]);
            if (j != args[i].n) at += (size_t)snprintf(proc_audit_text + at, room - at, " but %d", (int)args[i].n);
            at += (size_t)snprintf(proc_audit_text + at, room - at, "]");
            break;
        case PYOS_AUDIT_BYTES: at += (size_t)snprintf(proc_audit_text + at, room - at, "b'%.200s'", args[i].s); break;
        default: at += (size_t)snprintf(proc_audit_text + at, room - at, "'%.200s'", args[i].s);
        }
    }
    snprintf(proc_audit_text + at, room - at, ")\n");
    return proc_audit_refused && strcmp(proc_audit_refused, event) != 0 ? 0 : proc_audit_refuse;
}

/* False when compiled without hooks. */
static int proc_audit_start(int refuse, const char *only) {
    static int added;
    if (!added && pyos_addaudithook(proc_audit_hook, &proc_audit_on) != 0) return 0;
    added = 1, proc_audit_on = 1, proc_audit_refuse = refuse, proc_audit_refused = only, proc_audit_text[0] = '\0';
    return 1;
}

static const char *proc_audit_stop(void) {
    proc_audit_on = 0;
    return proc_audit_text;
}

#define PROC_NO_AUDIT "compiled without audit hooks"

/* Waits for what spawn or posix_spawn has started; its wait status, or -1. */
static long long proc_wait(long long child) {
    long long status = -1;
    if (child == -1) return -1;
    CHECK_INT(pyos_waitpid(child, 0, &status), child);
    return status;
}

#if FD_POSIX

/* Nothing of what was tried is left behind: no child, no descriptor. */
static char proc_open_ones[128];
static void proc_remember(void) {
    int fd;
    for (fd = 0; fd < 128; fd++) proc_open_ones[fd] = fcntl(fd, F_GETFD) != -1;
}
static void proc_nothing_left(int line) {
    int fd, bad = 0;
    for (fd = 0; fd < 128; fd++) bad |= proc_open_ones[fd] != (fcntl(fd, F_GETFD) != -1);
    if (bad) test_complain(__FILE__, line, "another table of descriptors");
    if (waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD) test_complain(__FILE__, line, "a child is there");
}
#define PROC_NOTHING_LEFT() proc_nothing_left(__LINE__)

/* Whether memory is copied in spite of CLONE_VM, so that a failure in the child cannot be told: the C library's own
 * posix_spawn then says that a program that is not there has been started. */
#include <spawn.h>
static int proc_copies(void) {
    static int known = -1;
    if (known < 0) {
        pid_t pid = -1;
        char name[] = "/nonexistent/program", *argv[2];
        argv[0] = name, argv[1] = NULL;
        known = posix_spawn(&pid, name, NULL, NULL, argv, environ) == 0;
        if (known)
            while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
    }
    return known;
}
#define PROC_COPIES "memory is copied for a child here (an emulator or a checker): its failure is exit code 127"

static pid_t proc_forked(void) {
    pid_t pid;
    fflush(stdout);
    pid = fork();
    if (pid == 0) test_bad = 0;
    return pid;
}

/* A script of the shell that can be executed, but for the mode. */
static void proc_script(const char *name, const char *text, unsigned mode) {
    fd_put(name, text);
    CHECK_INT(chmod(name, (mode_t)mode), 0);
}

/* A child that does not end by itself. */
static pid_t proc_sleeper(void) {
    pid_t pid = proc_forked();
    if (pid == 0)
        for (;;) pause();
    return pid;
}

static int proc_end(pid_t pid) {
    int status = -1;
    if (pid <= 0) return -1;
    kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return status;
}

#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * exec
 */

#define PROC_FORMS (8 + PYOS_HAVE_FEXECVE)

/* One of the nine forms; argv has six items. Forms that search have the directory in PATH: of env where they have one. */
static int proc_do_exec(int form, const char *path, const char *const *argv, const char *const *env) {
    static char dir[1100], search[1200];
    const char *const *v = argv, *file = pyos_path_basename(path), *searching[4];
    char *end = (char *)NULL;
    searching[0] = env[0], searching[1] = env[1], searching[2] = search, searching[3] = NULL;
    snprintf(dir, sizeof dir, "%.*s", (int)(file - path), path);
    snprintf(search, sizeof search, "PATH=%s", dir);
    if (form == 2 || form == 6) CHECK_INT(pyos_environ_set("PATH", dir), 0);
    if (form == 3 || form == 7) CHECK_INT(pyos_environ_set("PATH", "/nonexistent"), 0);
    switch (form) {
    case 0: return pyos_execv(path, argv);
    case 1: return pyos_execve(path, argv, env);
    case 2: return pyos_execvp(file, argv);
    case 3: return pyos_execvpe(file, argv, searching);
    case 4: return pyos_execl(path, v[0], v[1], v[2], v[3], v[4], v[5], end);
    case 5: return pyos_execle(path, v[0], v[1], v[2], v[3], v[4], v[5], end, env);
    case 6: return pyos_execlp(file, v[0], v[1], v[2], v[3], v[4], v[5], end);
    case 7: return pyos_execlpe(file, v[0], v[1], v[2], v[3], v[4], v[5], end, searching);
    default: break;
    }
#if PYOS_HAVE_FEXECVE
    {
        int fd = pyos_open(path, PYOS_O_RDONLY, 0);
        CHECK(fd >= 0);
        return pyos_fexecve(fd, argv, env);
    }
#else
    return -1;
#endif
}

/* The argument list of that: two arguments to be seen, one of them when the emulator takes the place of the other. */
static const char *const *proc_six(const char *file) {
    return proc_argv("report", file, "two words", proc_front[0] ? NULL : "q\"uo\\te");
}

TEST(proc_exec_forms) {
    int form;
    const char *want = proc_front[0] ? "two words|" : "two words|q\"uo\\te|";
    static const char *const env[] = {"PT_A=1", "PT_B=two words", NULL};
    (void)env;
    fd_enter();
    CHECK_INT(pyos_putenv("PT_BLOCK", "of the block"), 0);
    for (form = 0; form < PROC_FORMS; form++) {
        const char *said;
        long long status = -1;
        fd_rmtree("out");
#if FD_WINDOWS
        {
            char number[8];
            const char *const *six = proc_six("out"), *v[12];
            int i;
            snprintf(number, sizeof number, "%d", form);
            v[0] = proc_self, v[1] = "--child", v[2] = "exec", v[3] = number, v[4] = proc_self;
            for (i = 0; i < 7; i++) v[5 + i] = six[i];
            CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_self, v, &status), 0);
            status = proc_wait(status);
        }
#else
        {
            pid_t pid = proc_forked();
            if (pid == 0) {
                proc_do_exec(form, proc_path(), proc_six("out"), env);
                test_complain(__FILE__, __LINE__, "exec came back");
                printf("    form %d: %s\n", form, pyos_last_error()->text ? pyos_last_error()->text : strerror(errno));
                fflush(stdout);
                _exit(1);
            }
            status = proc_wait(pid);
        }
#endif
        CHECK_INT(status, 7 * 256);
        CHECK_STR(proc_said("out", "arg"), want);
        if (form % 2 == 0 && form < 8) { /* the block, as it is */
            CHECK_STR(proc_said_env("out", "PT_BLOCK"), "of the block");
            continue;
        }
        said = proc_said_env("out", "PT_A");
        CHECK_STR(said, "1");
        CHECK_STR(proc_said_env("out", "PT_B"), "two words");
        CHECK_STR(proc_said_env("out", "PT_BLOCK"), NULL);
#if FD_POSIX
        {
            char all[2000];
            const char *file = pyos_path_basename(proc_path());
            snprintf(all, sizeof all, "PT_A=1|PT_B=two words|");
            if (form == 3 || form == 7)
                snprintf(all, sizeof all, "PT_A=1|PT_B=two words|PATH=%.*s|", (int)(file - proc_path()), proc_path());
            if (!proc_front[0]) CHECK_STR(proc_said("out", "env"), all); /* an emulator has an order of its own */
        }
#endif
    }
    CHECK_INT(pyos_unsetenv("PT_BLOCK"), 0);
    fd_leave();
}

/* What is refused before the event, whose hook is asked last. */
static void proc_refused_exec(void) {
    static const char *const none[] = {NULL}, *const empty[] = {"", NULL}, *const good[] = {"x", "y", NULL},
                             *const bad_env[] = {"A=1", "B", NULL}, *const no_name[] = {"=1", NULL};
    char *end = (char *)NULL;
    int heard = proc_audit_start(0, NULL);
    PROC_TYPE(pyos_execv(NULL, good) == -1);
    PROC_TYPE(pyos_execv("/nonexistent", NULL) == -1);
    PROC_VALUE(pyos_execv("/nonexistent", none) == -1);
    PROC_VALUE(pyos_execv("/nonexistent", empty) == -1);
    PROC_TYPE(pyos_execve(NULL, good, none) == -1);
    PROC_TYPE(pyos_execve("/nonexistent", NULL, none) == -1);
    PROC_TYPE(pyos_execve("/nonexistent", good, NULL) == -1);
    PROC_VALUE(pyos_execve("/nonexistent", none, none) == -1);
    PROC_VALUE(pyos_execve("/nonexistent", empty, none) == -1);
    PROC_VALUE(pyos_execve("/nonexistent", good, bad_env) == -1);
    PROC_TYPE(pyos_execvp(NULL, good) == -1);
    PROC_TYPE(pyos_execvp("nonexistent", NULL) == -1);
    PROC_VALUE(pyos_execvp("nonexistent", none) == -1);
    PROC_VALUE(pyos_execvp("nonexistent", empty) == -1);
    PROC_TYPE(pyos_execvpe(NULL, good, none) == -1);
    PROC_TYPE(pyos_execvpe("nonexistent", NULL, none) == -1);
    PROC_VALUE(pyos_execvpe("nonexistent", empty, none) == -1);
    PROC_VALUE(pyos_execvpe("nonexistent", good, bad_env) == -1);
    PROC_VALUE(pyos_execl("/nonexistent", NULL) == -1);
    PROC_VALUE(pyos_execl("/nonexistent", "", end) == -1);
    PROC_TYPE(pyos_execl(NULL, "x", end) == -1);
    PROC_VALUE(pyos_execle("/nonexistent", NULL, none) == -1);
    PROC_VALUE(pyos_execle("/nonexistent", "x", end, bad_env) == -1);
    PROC_VALUE(pyos_execlp("nonexistent", "", end) == -1);
    PROC_VALUE(pyos_execlpe("nonexistent", "", end, none) == -1);
#if !FD_WINDOWS
    PROC_VALUE(pyos_execve("/nonexistent", good, no_name) == -1);
    PROC_VALUE(pyos_execlpe("nonexistent", "x", end, no_name) == -1);
#endif
    (void)no_name;
#if PYOS_HAVE_FEXECVE
    PROC_TYPE(pyos_fexecve(0, NULL, none) == -1);
    PROC_TYPE(pyos_fexecve(0, good, NULL) == -1);
    PROC_VALUE(pyos_fexecve(0, none, none) == -1);
    PROC_VALUE(pyos_fexecve(0, empty, none) == -1);
    PROC_VALUE(pyos_fexecve(0, good, bad_env) == -1);
#endif
    if (heard) CHECK_STR(proc_audit_stop(), "");
}

TEST(proc_exec_refuses) {
    RULE("rule.argv_checks");
#if FD_POSIX
    fd_in_child(proc_refused_exec); /* which would not be there any more if one of them were not refused */
#else
    proc_refused_exec();
#endif
}

static void proc_exec_events(void) {
    static const char *const good[] = {"x", "y", NULL}, *const env[] = {"A=1", "B=", NULL};
#if FD_WINDOWS
    static const char *const search[] = {"PATH=C:\\nonexistent\\a;C:\\nonexistent\\b", NULL};
#else
    static const char *const search[] = {"PATH=/nonexistent/a:/nonexistent/b", NULL};
#endif
    CHECK(proc_audit_start(0, NULL));
    PROC_OSERROR(pyos_execv("nonexistent", good) == -1, ENOENT);
    PROC_PATH(pyos_execve("nonexistent", good, env) == -1, ENOENT, "nonexistent");
    CHECK_STR(proc_audit_stop(),
              "os.exec('nonexistent', ['x', 'y'], None)\nos.exec('nonexistent', ['x', 'y'], ['A=1', 'B='])\n");
    CHECK(proc_audit_start(0, NULL));
    CHECK_INT(pyos_execvpe("no-such-program", good, search), -1);
#if FD_WINDOWS
    CHECK_STR(proc_audit_stop(), "os.exec('C:\\nonexistent\\a\\no-such-program', ['x', 'y'], "
                                 "['PATH=C:\\nonexistent\\a;C:\\nonexistent\\b'])\n"
                                 "os.exec('C:\\nonexistent\\b\\no-such-program', ['x', 'y'], "
                                 "['PATH=C:\\nonexistent\\a;C:\\nonexistent\\b'])\n");
#else
    CHECK_STR(proc_audit_stop(),
              "os.exec(b'/nonexistent/a/no-such-program', ['x', 'y'], ['PATH=/nonexistent/a:/nonexistent/b'])\n"
              "os.exec(b'/nonexistent/b/no-such-program', ['x', 'y'], ['PATH=/nonexistent/a:/nonexistent/b'])\n");
#endif
#if PYOS_HAVE_FEXECVE
    CHECK(proc_audit_start(0, NULL));
    CHECK_INT(pyos_fexecve(77, good, env), -1);
    CHECK_STR(proc_audit_stop(), "os.exec(77, ['x', 'y'], ['A=1', 'B='])\n");
#endif
    /* And a hook that refuses: this program is there and would run. */
    CHECK(proc_audit_start(EPERM, NULL));
    PROC_OSERROR(pyos_execv(proc_path(), proc_argv("exit", "9", NULL, NULL)) == -1, EPERM);
    CHECK_INT(pyos_execve(proc_path(), proc_argv("exit", "9", NULL, NULL), env), -1);
    CHECK_INT(errno, EPERM);
    CHECK_INT(pyos_execvpe(proc_path(), proc_argv("exit", "9", NULL, NULL), env), -1);
    CHECK_INT(errno, EPERM);
    proc_audit_stop();
}

TEST(proc_exec_audit) {
    RULE("event.os.exec");
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    proc_audit_stop();
#if FD_POSIX
    fd_in_child(proc_exec_events);
#else
    proc_exec_events();
#endif
}

#if FD_POSIX

/* In a child: sets PATH of the mapping and executes by name. What is found is a script that ends with a code. */
static int proc_search(const char *path, const char *file) {
    static const char *const argv[] = {"told", NULL};
    pid_t pid = proc_forked();
    long long status;
    if (pid == 0) {
        if (pyos_environ_set("PATH", path) != 0) _exit(99);
        pyos_execvp(file, argv);
        _exit(100 + (errno == ENOENT ? 1 : errno == EACCES ? 2 : errno == ENOEXEC ? 3 : errno == ENOTDIR ? 4 : 5));
    }
    status = proc_wait(pid);
    return (int)(status >> 8);
}

TEST(proc_exec_search) {
    int i;
    fd_enter();
    for (i = 0; i < 6; i++) {
        char name[8];
        snprintf(name, sizeof name, "d%d", i);
        CHECK_INT(pyos_mkdir(name, 0777), 0);
    }
    proc_script("d1/p", "#!/bin/sh\nexit 11\n", 0755);
    proc_script("d2/p", "#!/bin/sh\nexit 12\n", 0755);
    proc_script("d3/p", "#!/bin/sh\nexit 13\n", 0644);
    proc_script("d4/p", "junk\n", 0755);
    proc_script("p", "#!/bin/sh\nexit 10\n", 0755);
    proc_script("d2/q", "#!/bin/sh\nexit 22\n", 0755);
    CHECK_INT(pyos_mkdir("d5/p", 0777), 0);
    CHECK_INT(proc_search("d1:d2", "p"), 11);
    CHECK_INT(proc_search("d2:d1", "p"), 12);
    CHECK_INT(proc_search("d0:missing:d2", "p"), 12);
    CHECK_INT(proc_search("d0:d1/p:d2", "p"), 12); /* not a directory */
    CHECK_INT(proc_search("", "p"), 10);           /* the working directory, wherever a name is empty */
    CHECK_INT(proc_search(":d1", "p"), 10);
    CHECK_INT(proc_search("d1:", "p"), 11);
    CHECK_INT(proc_search("d0:", "p"), 10);
    CHECK_INT(proc_search("d0::d1", "p"), 10);
    CHECK_INT(proc_search("d1", "q"), 101);
    CHECK_INT(proc_search("d1/", "p"), 11);
    /* What may not be executed is passed by, and told when nothing else is found. */
    CHECK_INT(proc_search("d3:d1", "p"), 11);
    CHECK_INT(proc_search("d3:d0", "p"), 102);
    CHECK_INT(proc_search("d5:d0", "p"), 102);
    CHECK_INT(proc_search("d3:d1/p", "p"), 102);
    CHECK_INT(proc_search("d4:d0", "p"), 103); /* no shell is tried */
    CHECK_INT(proc_search("d4:d3", "p"), 103); /* the first of them */
    CHECK_INT(proc_search("d3:d4", "p"), 102);
    CHECK_INT(proc_search("d0:d1/p", "p"), 104); /* the last of those */
    CHECK_INT(proc_search("d1/p:d0", "p"), 101);
    CHECK_INT(proc_search("d4:d2", "p"), 12);
    /* With a separator nothing is searched. */
    CHECK_INT(proc_search("d1", "./p"), 10);
    CHECK_INT(proc_search("d1", "d2/q"), 22);
    CHECK_INT(proc_search("d1", "./q"), 101);
    CHECK_INT(proc_search("d0", ""), 102); /* "d0/" */
    fd_leave();
}

/* Without PATH it is "/bin:/usr/bin". */
static void proc_default_search(void) {
    static const char *const argv[] = {"sh", "-c", "exit 33", NULL}, *const env[] = {"A=1", NULL};
    pid_t pid = proc_forked();
    if (pid == 0) {
        pyos_environ_set("PATH", "/nonexistent");
        pyos_execvpe("sh", argv, env);
        _exit(1);
    }
    CHECK_INT(proc_wait(pid), 33 * 256);
    pid = proc_forked();
    if (pid == 0) {
        pyos_environ_del("PATH");
        pyos_execvp("sh", argv);
        _exit(1);
    }
    CHECK_INT(proc_wait(pid), 33 * 256);
}

TEST(proc_exec_default_path) { proc_default_search(); }

static void proc_exec_fails(void) {
    static const char *const argv[] = {"told", NULL}, *const env[] = {"A=1", "PATH=d0:d3:d4", NULL};
    static const char *const env2[] = {"PATH=d0:d6", NULL};
    static const struct {
        const char *path;
        int code;
    } table[] = {
        {"missing", ENOENT}, {"", ENOENT},          {"d1/p/x", ENOTDIR}, {"d3/p", EACCES},   {"d0", EACCES},
        {"d4/p", ENOEXEC},   {"no-interp", ENOENT}, {"loop", ELOOP},     {"empty", ENOEXEC}, {"interp-is-dir", EACCES}};
    char long_name[400];
    size_t i;
    for (i = 0; i < FILES_COUNT(table); i++) {
        PROC_OSERROR(pyos_execv(table[i].path, argv) == -1, table[i].code);
        PROC_PATH(pyos_execve(table[i].path, argv, env) == -1, table[i].code, table[i].path);
        if (!strchr(table[i].path, '/')) continue;
        PROC_OSERROR(pyos_execvp(table[i].path, argv) == -1, table[i].code);
        PROC_PATH(pyos_execvpe(table[i].path, argv, env) == -1, table[i].code, table[i].path);
    }
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    PROC_OSERROR(pyos_execv(long_name, argv) == -1, ENAMETOOLONG);
    PROC_PATH(pyos_execve(long_name, argv, env) == -1, ENAMETOOLONG, long_name);
    PROC_PATH(pyos_execvpe("p", argv, env) == -1, EACCES, "d3/p"); /* the one whose error it is */
    PROC_PATH(pyos_execvpe("p", argv, env2) == -1, ENOENT, "d6/p");
    CHECK_INT(pyos_environ_set("PATH", "d0:d3"), 0); /* without one it is execvp */
    PROC_OSERROR(pyos_execvpe("p", argv, NULL) == -1, EACCES);
    {
        static char much[300000];
        const char *too_long[3];
        memset(much, 'x', sizeof much - 1);
        too_long[0] = "told", too_long[1] = much, too_long[2] = NULL;
        PROC_OSERROR(pyos_execv("/bin/sh", too_long) == -1, E2BIG);
        PROC_PATH(pyos_execve("/bin/sh", too_long, env) == -1, E2BIG, "/bin/sh");
    }
}

TEST(proc_exec_errors) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d0", 0777), 0);
    CHECK_INT(pyos_mkdir("d1", 0777), 0);
    CHECK_INT(pyos_mkdir("d3", 0777), 0);
    CHECK_INT(pyos_mkdir("d4", 0777), 0);
    proc_script("d1/p", "#!/bin/sh\nexit 11\n", 0755);
    proc_script("d3/p", "#!/bin/sh\nexit 13\n", 0644);
    proc_script("d4/p", "junk\n", 0755);
    proc_script("empty", "", 0755);
    proc_script("no-interp", "#!/nonexistent/interpreter\n", 0755);
    proc_script("interp-is-dir", "#!/\n", 0755);
    CHECK_INT(pyos_symlink("loop", "loop", false), 0);
    fd_in_child(proc_exec_fails);
    fd_leave();
}

/* As the system has it: some let a file that is being written be executed, others do not. */
static void proc_exec_written(void) {
    char *const none[] = {NULL};
    char name[] = "busy";
    char *args[2];
    const char *const argv[] = {"busy", NULL};
    int fd = open("busy", O_WRONLY | O_APPEND | O_CLOEXEC);
    (void)none;
    args[0] = name, args[1] = NULL;
    CHECK(fd >= 0);
    execve("busy", args, environ);
    CHECK_INT(errno, ETXTBSY);
    PROC_OSERROR(pyos_execv("busy", argv) == -1, ETXTBSY);
}

TEST(proc_exec_busy) {
    long long status = -1;
    pid_t pid;
    fd_enter();
    proc_script("busy", "#!/bin/sh\nexit 44\n", 0755);
    pid = proc_forked();
    if (pid == 0) {
        proc_exec_written();
        fflush(stdout);
        _exit(test_bad);
    }
    status = proc_wait(pid);
    if (status == 44 * 256) test_skip_reason = "this system executes files that are being written";
    else CHECK_INT(status, 0);
    fd_leave();
}

#if PYOS_HAVE_FEXECVE
static void proc_fexec_fails(void) {
    static const char *const argv[] = {"told", NULL}, *const env[] = {"A=1", NULL};
    int fd, r, w;
    PROC_OSERROR(pyos_fexecve(-1, argv, env) == -1, EBADF);
    if (!proc_front[0]) PROC_OSERROR(pyos_fexecve(99, argv, env) == -1, EBADF); /* emulators have no execveat */
    fd = pyos_open("junk", PYOS_O_RDONLY, 0);
    PROC_OSERROR(pyos_fexecve(fd, argv, env) == -1, ENOEXEC);
    pyos_close(fd);
    fd = pyos_open("plain", PYOS_O_RDONLY, 0);
    PROC_OSERROR(pyos_fexecve(fd, argv, env) == -1, EACCES);
    pyos_close(fd);
    fd = pyos_open(".", PYOS_O_RDONLY, 0);
    PROC_OSERROR(pyos_fexecve(fd, argv, env) == -1, EACCES);
    pyos_close(fd);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    PROC_OSERROR(pyos_fexecve(r, argv, env) == -1, EACCES);
}

TEST(proc_fexecve_errors) {
    fd_enter();
    proc_script("junk", "junk\n", 0755);
    proc_script("plain", "#!/bin/sh\nexit 1\n", 0644);
    fd_in_child(proc_fexec_fails);
    fd_leave();
}
#endif

/* A program sees what was made for it, and else what its parent had: with exec, posix_spawn and spawn alike. */
#define PROC_WAYS 5
static const char *const proc_ways[] = {"exec", "posix_spawn", "posix_spawnp", "spawnv", "fork and exec"};

static pyos_pid proc_start(int way, const char *const *argv) {
    long long pid = -1;
    switch (way) {
    case 1: return pyos_posix_spawn(proc_path(), argv, NULL, NULL);
    case 2: return pyos_posix_spawnp(proc_path(), argv, NULL, NULL);
    case 3: return pyos_spawnv(PYOS_P_NOWAIT, proc_path(), argv, &pid) == 0 ? pid : -1;
    case 4:
        pid = pyos_fork();
        if (pid != 0) return pid;
        pyos_execv(proc_path(), argv);
        _exit(94);
    default:
        pid = proc_forked();
        if (pid != 0) return pid;
        pyos_execv(proc_path(), argv);
        _exit(94);
    }
}

static void proc_sees(void) {
    sigset_t some;
    struct sigaction action;
    int way, inherited, private_one;
    char want[1100], signals[1000];
    memset(&action, 0, sizeof action);
    action.sa_handler = proc_handler;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1), sigaddset(&some, SIGHUP);
#ifdef __linux__
    sigaddset(&some, SIGRTMIN + 2);
#endif
    CHECK_INT(sigprocmask(SIG_BLOCK, &some, NULL), 0);
    CHECK(signal(SIGUSR2, SIG_IGN) != SIG_ERR);
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    CHECK_INT(sigaction(SIGWINCH, &action, NULL), 0);
    CHECK_INT(sigaction(SIGTERM, &action, NULL), 0);
    proc_signals(signals, sizeof signals);
    umask(027);
    CHECK_INT(setpriority(PRIO_PROCESS, 0, 5), 0);
    private_one = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    inherited = pyos_open("f", PYOS_O_RDWR, 0);
    CHECK_INT(pyos_set_inheritable(inherited, true), 0);
    for (way = 0; way < PROC_WAYS; way++) {
        int fd;
        size_t at = 0;
        long long pid, bad = test_bad;
        test_bad = 0;
        fd_rmtree("out");
        pid = proc_start(way, proc_argv("report", "out", "a", NULL));
        CHECK(pid > 0);
        CHECK_INT(proc_wait(pid), 7 * 256);
        CHECK_STR(proc_said("out", "arg"), "a|");
        CHECK_INT(proc_said_number("out", "pid"), pid);
        CHECK_INT(proc_said_number("out", "ppid"), getpid());
        CHECK_INT(proc_said_number("out", "pgrp"), getpgrp());
        CHECK_INT(proc_said_number("out", "sid"), getsid(0));
        snprintf(want, sizeof want, "%d %d %d %d|", (int)getuid(), (int)geteuid(), (int)getgid(), (int)getegid());
        CHECK_STR(proc_said("out", "ids"), want);
        CHECK_STR(proc_said("out", "umask"), "27|");
        CHECK_STR(proc_said("out", "nice"), "5|");
        if (!getcwd(want, sizeof want - 2)) want[0] = '\0';
        strcat(want, "|");
        CHECK_STR(proc_said("out", "cwd"), want);
        /* Ignored ones stay so, handled ones have their default again; the mask is that of the thread. */
        snprintf(want, sizeof want, "%s|", signals);
        if (!proc_front[0]) CHECK_STR(proc_said("out", "signals"), want);
        for (fd = 0; fd < 100; fd++)
            if (fcntl(fd, F_GETFD) != -1 && !(fcntl(fd, F_GETFD) & FD_CLOEXEC))
                at += (size_t)snprintf(want + at, sizeof want - at, "%d ", fd);
        strcat(want, "|");
        CHECK_STR(proc_said("out", "open"), want);
        CHECK(strstr(want, " 3 ") || inherited != 3);
        if (test_bad) printf("    by %s\n", proc_ways[way]);
        test_bad |= (int)bad;
    }
    CHECK(private_one >= 0 && inherited >= 0);
}

TEST(proc_what_a_child_sees) {
    fd_enter();
    CHECK_INT(chmod(".", 0777), 0);
    fd_in_child(proc_sees);
    fd_leave();
}

/* With NULL it is the block at this moment, whoever has changed it; the mapping does not count. */
static void proc_block(void) {
    static char block[] = "PT_NEW=1", other[] = "PT_OTHER=2", *fresh[3];
    int way;
    const char *mapping = pyos_getenv("PATH", NULL); /* the mapping has been taken */
    (void)mapping;
    for (way = 0; way < PROC_WAYS; way++) {
        CHECK_INT(pyos_putenv("PT_X", "by pyos"), 0);
        CHECK_INT(setenv("PT_Y", "by C", 1), 0);
        CHECK_INT(proc_wait(proc_start(way, proc_argv("report", "out", NULL, NULL))), 7 * 256);
        CHECK_STR(proc_said_env("out", "PT_X"), "by pyos");
        CHECK_STR(proc_said_env("out", "PT_Y"), "by C");
        CHECK_INT(unsetenv("PT_X"), 0);
        CHECK_INT(pyos_unsetenv("PT_Y"), 0);
        CHECK_INT(proc_wait(proc_start(way, proc_argv("report", "out", NULL, NULL))), 7 * 256);
        CHECK_STR(proc_said_env("out", "PT_X"), NULL);
        CHECK_STR(proc_said_env("out", "PT_Y"), NULL);
    }
    fresh[0] = block, fresh[1] = other, fresh[2] = NULL;
    environ = fresh;
    for (way = 0; way < PROC_WAYS; way++) {
        CHECK_INT(proc_wait(proc_start(way, proc_argv("report", "out", NULL, NULL))), 7 * 256);
        if (!proc_front[0]) CHECK_STR(proc_said("out", "env"), "PT_NEW=1|PT_OTHER=2|");
        CHECK_STR(proc_said_env("out", "PT_NEW"), "1"); /* an emulator has an order of its own */
        CHECK_STR(proc_said_env("out", "PT_OTHER"), "2");
        CHECK_STR(proc_said_env("out", "PATH"), NULL);
    }
}

TEST(proc_env_none) {
    RULE("rule.env_none");
    fd_enter();
    fd_in_child(proc_block);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Exit codes
 */

/* Every way to die, compared with what the system's macros say of the same status. */
static void proc_agree(int line, long long status) {
    int s = (int)status, bad = 0;
    long long code = -12345;
    bad |= pyos_WIFEXITED(s) != (WIFEXITED(s) != 0) || pyos_WIFSIGNALED(s) != (WIFSIGNALED(s) != 0);
    bad |= pyos_WIFSTOPPED(s) != (WIFSTOPPED(s) != 0) || pyos_WIFCONTINUED(s) != (WIFCONTINUED(s) != 0);
    bad |= pyos_WEXITSTATUS(s) != WEXITSTATUS(s) || pyos_WTERMSIG(s) != WTERMSIG(s) || pyos_WSTOPSIG(s) != WSTOPSIG(s);
    bad |= pyos_WCOREDUMP(s) != (WCOREDUMP(s) != 0);
    if (WIFEXITED(s)) bad |= pyos_waitstatus_to_exitcode(status, &code) != 0 || code != WEXITSTATUS(s);
    else if (WIFSIGNALED(s)) bad |= pyos_waitstatus_to_exitcode(status, &code) != 0 || code != -WTERMSIG(s);
    else
        bad |= pyos_waitstatus_to_exitcode(status, &code) != -1 || errno != EINVAL || code != -12345 ||
               pyos_last_error()->kind != PYOS_VALUEERROR;
    if (!bad) return;
    test_complain(__FILE__, line, "a wait status");
    printf("    status %#x\n", (unsigned)s);
}

TEST(proc_statuses) {
    int s;
    long long code = 5;
    for (s = 0; s < 0x10000 && !test_bad; s++) proc_agree(__LINE__, s);
    for (s = 1; s > 0 && s < 0x40000000; s = 2 * s + 1) proc_agree(__LINE__, s);
    proc_agree(__LINE__, -1);
    PROC_TYPE(pyos_waitstatus_to_exitcode(0, NULL) == -1);
    CHECK_ERROR(pyos_waitstatus_to_exitcode(0x80000000LL, &code) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_ERROR(pyos_waitstatus_to_exitcode(-0x80000001LL, &code) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    PROC_VALUE(pyos_waitstatus_to_exitcode(SIGSTOP * 256 + 0x7f, &code) == -1);
    FD_TEXT("process stopped by delivery of signal 19");
    CHECK_INT(code, 5);
}

TEST(proc_every_exit_code) {
    int i;
    for (i = 0; i < 256; i++) { /* by _exit of a fork, which is quick */
        long long status = -1, code = -5;
        pid_t pid = proc_forked();
        if (pid == 0) pyos__exit(i);
        CHECK_INT(pyos_waitpid(pid, 0, &status), pid);
        CHECK_INT(status, i * 256);
        CHECK_INT(pyos_waitstatus_to_exitcode(status, &code), 0);
        CHECK_INT(code, i);
        proc_agree(__LINE__, status);
    }
    {
        static const int more[] = {256, 257, -1, 0x7fffffff};
        size_t k;
        for (k = 0; k < FILES_COUNT(more); k++) {
            pid_t pid = proc_forked();
            if (pid == 0) pyos__exit(more[k]);
            CHECK_INT(proc_wait(pid), (more[k] & 255) * 256);
        }
    }
}

/* A child that a signal ends, with cores allowed or not; its status. */
static long long proc_killed_by(int sig, int core, int by_pyos) {
    struct rlimit limit;
    pid_t pid = proc_forked();
    if (pid == 0) {
        sigset_t all;
        getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = core ? limit.rlim_max : 0;
        setrlimit(RLIMIT_CORE, &limit);
        sigfillset(&all);
        signal(sig, SIG_DFL);
        sigprocmask(SIG_UNBLOCK, &all, NULL);
        if (by_pyos ? pyos_kill(getpid(), sig) != 0 : kill(getpid(), sig) != 0) _exit(2);
        _exit(1);
    }
    return by_pyos ? proc_wait(pid) : (waitpid(pid, &core, 0) == pid ? core : -1);
}

TEST(proc_every_signal) {
    static const int dumps[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGXCPU, SIGXFSZ};
    int sig, core, dumping;
    fd_enter();
    dumping = (int)proc_killed_by(SIGQUIT, 1, 0);
    dumping = WCOREDUMP(dumping) != 0;
    for (sig = 1; sig < 65; sig++) {
        int is_dump = 0;
        long long code = 0;
        size_t i;
        if (sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH) continue; /* nothing happens */
        if (sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU) continue;
        for (i = 0; i < FILES_COUNT(dumps); i++) is_dump |= dumps[i] == sig;
        for (core = 0; core <= is_dump; core++) {
            long long status = proc_killed_by(sig, core, 1);
            int plain = (int)proc_killed_by(sig, core, 0);
            CHECK_INT(status, plain); /* as by the system alone */
            proc_agree(__LINE__, status);
            /* An emulator keeps some for itself, and the C library two. */
            if (!WIFSIGNALED(plain) && (proc_front[0] || sig == 32 || sig == 33)) continue;
            CHECK(pyos_WIFSIGNALED(status));
            CHECK_INT(pyos_WTERMSIG(status), sig);
            CHECK_INT(pyos_waitstatus_to_exitcode(status, &code), 0);
            CHECK_INT(code, -sig);
            if (!is_dump) CHECK(!pyos_WCOREDUMP(status));
            else if (core) CHECK_INT(pyos_WCOREDUMP(status), dumping);
        }
    }
    fd_leave();
}

TEST(proc_stop_and_continue) {
    pyos_waitid_result r;
    long long status = -1, code = 7;
    pid_t pid = proc_sleeper();
    CHECK_INT(pyos_kill(pid, SIGSTOP), 0);
    CHECK_INT(pyos_waitpid(pid, PYOS_WUNTRACED, &status), pid);
    CHECK(pyos_WIFSTOPPED(status) && !pyos_WIFEXITED(status) && !pyos_WIFSIGNALED(status));
    CHECK_INT(pyos_WSTOPSIG(status), SIGSTOP);
    PROC_VALUE(pyos_waitstatus_to_exitcode(status, &code) == -1);
    CHECK_INT(pyos_waitpid(pid, PYOS_WUNTRACED | PYOS_WNOHANG, &status), 0); /* told once */
    CHECK_INT(status, 0);
    CHECK_INT(pyos_kill(pid, SIGCONT), 0);
    CHECK_INT(pyos_waitpid(pid, PYOS_WCONTINUED, &status), pid);
    CHECK(pyos_WIFCONTINUED(status) && !pyos_WIFSTOPPED(status));
    PROC_VALUE(pyos_waitstatus_to_exitcode(status, &code) == -1);
    CHECK_INT(code, 7);

    CHECK_INT(pyos_kill(pid, SIGTSTP), 0);
    CHECK_INT(pyos_kill(pid, SIGSTOP), 0);
    memset(&r, 0x55, sizeof r);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WSTOPPED, &r), 1);
    CHECK(r.pid == pid && r.uid == (long long)getuid() && r.signo == SIGCHLD && r.code == PYOS_CLD_STOPPED);
    CHECK(r.status == SIGSTOP || r.status == SIGTSTP);
    CHECK_INT(pyos_kill(pid, SIGCONT), 0);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WCONTINUED | PYOS_WNOWAIT, &r), 1);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WCONTINUED, &r), 1);
    CHECK(r.pid == pid && r.code == PYOS_CLD_CONTINUED && r.status == SIGCONT);
    CHECK_INT(pyos_kill(pid, SIGTERM), 0);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WEXITED, &r), 1);
    CHECK(r.pid == pid && r.code == PYOS_CLD_KILLED && r.status == SIGTERM && r.signo == SIGCHLD);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * wait
 */

TEST(proc_wait_family) {
    long long status, pid;
    pyos_rusage usage, zeros;
    int round;
    memset(&zeros, 0, sizeof zeros);
    for (round = 0; round < 5; round++) {
        pid_t child = proc_forked();
        if (child == 0) {
            static char large[8 << 20];
            memset(large, round + 1, sizeof large);
            _exit(large[12345] ? 40 + round : 0);
        }
        status = -1;
        memset(&usage, 0x55, sizeof usage);
        pid = round == 0   ? pyos_wait(&status)
              : round == 1 ? pyos_waitpid(-1, 0, &status)
              : round == 2 ? pyos_wait3(0, &status, &usage)
              : round == 3 ? pyos_wait4(child, 0, &status, &usage)
                           : pyos_wait4(-1, 0, &status, NULL);
        CHECK_INT(pid, child);
        CHECK_INT(status, (40 + round) * 256);
        if (round != 2 && round != 3) continue;
        CHECK(usage.utime >= 0 && usage.utime < 1000 && usage.stime >= 0 && usage.stime < 1000);
        CHECK(usage.maxrss > 4000 && usage.maxrss < 1LL << 40 && usage.minflt >= 0 && usage.majflt >= 0);
        CHECK(usage.ixrss == 0 && usage.idrss == 0 && usage.isrss == 0 && usage.nswap == 0);
        CHECK(usage.msgsnd == 0 && usage.msgrcv == 0 && usage.nsignals == 0);
        CHECK(usage.inblock >= 0 && usage.oublock >= 0 && usage.nvcsw >= 0 && usage.nivcsw >= 0);
    }
    /* Without anything to tell. */
    pid = proc_sleeper();
    status = -1, memset(&usage, 0x55, sizeof usage);
    CHECK_INT(pyos_waitpid(pid, PYOS_WNOHANG, &status), 0);
    CHECK_INT(status, 0);
    status = -1;
    CHECK_INT(pyos_wait3(PYOS_WNOHANG, &status, &usage), 0);
    CHECK(status == 0 && memcmp(&usage, &zeros, sizeof usage) == 0);
    status = -1, memset(&usage, 0x55, sizeof usage);
    CHECK_INT(pyos_wait4(pid, PYOS_WNOHANG, &status, &usage), 0);
    CHECK(status == 0 && memcmp(&usage, &zeros, sizeof usage) == 0);
    CHECK_INT(pyos_waitpid(pid, PYOS_WNOHANG, NULL), 0);
    CHECK_INT(proc_end((pid_t)pid), SIGKILL);
    /* NULL for the status. */
    pid = proc_forked();
    if (pid == 0) _exit(3);
    CHECK_INT(pyos_wait(NULL), pid);
    /* Groups. */
    pid = proc_forked();
    if (pid == 0) {
        setpgid(0, 0);
        _exit(3);
    }
    setpgid((pid_t)pid, (pid_t)pid);
    PROC_OSERROR(pyos_waitpid(0, 0, &status) == -1, ECHILD); /* of this process's group there is none */
    CHECK_INT(pyos_waitpid(-pid, 0, &status), pid);
    CHECK_INT(status, 3 * 256);
}

TEST(proc_wait_errors) {
    long long status = 77;
    pyos_rusage usage;
    pyos_waitid_result r;
    PROC_OSERROR(pyos_wait(&status) == -1, ECHILD);
    PROC_OSERROR(pyos_waitpid(-1, 0, &status) == -1, ECHILD);
    PROC_OSERROR(pyos_waitpid(getpid(), 0, &status) == -1, ECHILD);
    PROC_OSERROR(pyos_waitpid(1, PYOS_WNOHANG, &status) == -1, ECHILD);
    PROC_OSERROR(pyos_waitpid(-1, 0x4000000, &status) == -1, EINVAL);
    PROC_OSERROR(pyos_wait3(0, &status, &usage) == -1, ECHILD);
    PROC_OSERROR(pyos_wait3(0x4000000, &status, &usage) == -1, EINVAL);
    PROC_OSERROR(pyos_wait4(-1, 0, &status, &usage) == -1, ECHILD);
    PROC_OSERROR(pyos_wait4(1, 0, &status, NULL) == -1, ECHILD);
    CHECK_ERROR(pyos_waitpid(1LL << 31, 0, &status) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_ERROR(pyos_waitpid(-(1LL << 31) - 1, 0, &status) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_ERROR(pyos_wait4(1LL << 40, 0, &status, &usage) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_INT(status, 77);
    PROC_TYPE(pyos_waitid(PYOS_P_ALL, 0, PYOS_WEXITED, NULL) == -1);
    PROC_OSERROR(pyos_waitid(PYOS_P_ALL, 0, PYOS_WEXITED, &r) == -1, ECHILD);
    PROC_OSERROR(pyos_waitid(PYOS_P_PID, getpid(), PYOS_WEXITED, &r) == -1, ECHILD);
    PROC_OSERROR(pyos_waitid(PYOS_P_ALL, 0, 0, &r) == -1, EINVAL);
    PROC_OSERROR(pyos_waitid(77, 0, PYOS_WEXITED, &r) == -1, EINVAL);
    CHECK_ERROR(pyos_waitid(PYOS_P_PID, 1LL << 40, PYOS_WEXITED, &r) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
}

TEST(proc_waitid) {
    pyos_waitid_result r, clear;
    int core;
    pid_t pid = proc_forked();
    if (pid == 0) _exit(300 & 255);
    memset(&r, 0x55, sizeof r);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WEXITED | PYOS_WNOWAIT, &r), 1);
    CHECK(r.pid == pid && r.uid == (long long)getuid() && r.signo == SIGCHLD);
    CHECK(r.status == 44 && r.code == PYOS_CLD_EXITED);
    memset(&r, 0x55, sizeof r);
    CHECK_INT(pyos_waitid(PYOS_P_ALL, 0, PYOS_WEXITED, &r), 1); /* it was still there */
    CHECK(r.pid == pid && r.status == 44);
    PROC_OSERROR(pyos_waitid(PYOS_P_PID, pid, PYOS_WEXITED, &r) == -1, ECHILD);
    for (core = 0; core < 2; core++) {
        pid = proc_forked();
        if (pid == 0) {
            struct rlimit limit;
            getrlimit(RLIMIT_CORE, &limit);
            limit.rlim_cur = 0;
            setrlimit(RLIMIT_CORE, &limit);
            signal(SIGQUIT, SIG_DFL);
            setpgid(0, 0);
            kill(getpid(), core ? SIGQUIT : SIGKILL);
        }
        setpgid(pid, pid);
        CHECK_INT(pyos_waitid(PYOS_P_PGID, pid, PYOS_WEXITED, &r), 1);
        CHECK(r.pid == pid && r.status == (core ? SIGQUIT : SIGKILL));
        CHECK(r.code == PYOS_CLD_KILLED || (core && r.code == PYOS_CLD_DUMPED));
    }
    pid = proc_sleeper();
    memset(&clear, 0, sizeof clear), memset(&r, 0x55, sizeof r);
    CHECK_INT(pyos_waitid(PYOS_P_PID, pid, PYOS_WEXITED | PYOS_WNOHANG, &r), 0);
    CHECK_INT(proc_end(pid), SIGKILL);
    CHECK(PYOS_CLD_TRAPPED == CLD_TRAPPED && PYOS_CLD_DUMPED == CLD_DUMPED);
}

/* A handler that comes every millisecond does not end a waiting; the hook is asked each time and ends the child. */
static pid_t proc_waited_for;
static FILE *proc_stream;
static int proc_wait_pipe = -1, proc_gate;

static void proc_let_go(void) {
    if (proc_gate) CHECK(write(proc_wait_pipe, "\n", 1) == 1);
    if (proc_wait_pipe >= 0) close(proc_wait_pipe), proc_wait_pipe = -1;
    if (proc_waited_for > 0) kill(proc_waited_for, SIGKILL);
}

static const char *const proc_waits[] = {"wait", "waitpid", "wait3", "wait4", "waitid", "spawn", "popen_close"};

/* 0 when it went well. */
static int proc_wait_by(int how, const char *const *argv) {
    long long status = -1;
    pyos_rusage usage;
    pyos_waitid_result r;
    switch (how) {
    case 0: return pyos_wait(&status) == proc_waited_for && status == SIGKILL ? 0 : -1;
    case 1: return pyos_waitpid(proc_waited_for, 0, &status) == proc_waited_for && status == SIGKILL ? 0 : -1;
    case 2: return pyos_wait3(0, &status, &usage) == proc_waited_for && status == SIGKILL ? 0 : -1;
    case 3: return pyos_wait4(-1, 0, &status, &usage) == proc_waited_for && status == SIGKILL ? 0 : -1;
    case 4:
        return pyos_waitid(PYOS_P_ALL, 0, PYOS_WEXITED, &r) == 1 && r.pid == proc_waited_for && r.status == SIGKILL
                   ? 0
                   : -1;
    case 5: return pyos_spawnv(PYOS_P_WAIT, proc_path(), argv, &status) == 0 && status == 0 ? 0 : -1;
    default: return pyos_popen_close(proc_stream, &status) == 0 && status == 0 ? 0 : -1;
    }
}

TEST(proc_waits_are_repeated) {
    int how;
    fd_enter();
    for (how = 0; how < 6 + (PYOS_STDIO != 0); how++) {
        int p[2], bad = test_bad, ok;
        char number[20];
        const char *const *argv;
        test_bad = 0;
        CHECK_INT(pipe(p), 0);
        snprintf(number, sizeof number, "%d", p[0]);
        argv = proc_argv("wait", number, NULL, NULL);
        CHECK_INT(fcntl(p[1], F_SETFD, FD_CLOEXEC), 0);
        proc_wait_pipe = p[1];
        proc_waited_for = how < 5 ? proc_sleeper() : 0;
        proc_gate = how == 6;
#if PYOS_STDIO
        if (proc_gate) { /* the command waits for a line in a named pipe */
            CHECK_INT(mkfifo("gate", 0600), 0);
            close(p[1]);
            proc_wait_pipe = open("gate", O_RDWR | O_CLOEXEC);
            CHECK(proc_wait_pipe >= 0);
            proc_stream = pyos_popen("read x <gate; exit 0", "r", -1);
            CHECK(proc_stream != NULL);
        }
#endif
        desc_hooked = desc_hook_answer = 0;
        desc_release = proc_let_go;
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        ok = proc_wait_by(how, argv);
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        CHECK_INT(ok, 0);
        CHECK(desc_hooked >= 5);
        if (proc_wait_pipe >= 0) close(proc_wait_pipe), proc_wait_pipe = -1;
        close(p[0]);
        if (test_bad) printf("    %s\n", proc_waits[how]);
        test_bad |= bad;
    }
    fd_leave();
}

TEST(proc_wait_hook_stops) {
    int how;
    for (how = 0; how < 5; how++) {
        proc_waited_for = proc_sleeper();
        desc_hooked = 0, desc_hook_answer = EINTR;
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        CHECK_ERROR(proc_wait_by(how, NULL) == -1, PYOS_INTERRUPTEDERROR, EINTR, NULL);
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        desc_hook_answer = 0;
        CHECK_INT(desc_hooked, 1);
        CHECK_INT(proc_end(proc_waited_for), SIGKILL); /* it has not been waited for */
    }
}

/* ---------------------------------------------------------------------------------------------------------------------
 * kill, nice, pidfd_open
 */

TEST(proc_kill) {
    struct sigaction action, old;
    pid_t pid;
    memset(&action, 0, sizeof action);
    action.sa_handler = proc_handler;
    CHECK_INT(sigaction(SIGUSR1, &action, &old), 0);
    proc_handled = 0;
    CHECK_INT(pyos_kill(getpid(), 0), 0);
    CHECK_INT(proc_handled, 0);
    CHECK_INT(pyos_kill(getpid(), SIGUSR1), 0);
    CHECK_INT(proc_handled, 1);
    CHECK_INT(sigaction(SIGUSR1, &old, NULL), 0);
    PROC_OSERROR(pyos_kill(0x7fffffff, 0) == -1, ESRCH);
    PROC_OSERROR(pyos_kill(getpid(), 65) == -1, EINVAL);
    PROC_OSERROR(pyos_kill(getpid(), -1) == -1, EINVAL);
    CHECK_ERROR(pyos_kill(1LL << 31, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_ERROR(pyos_kill(-(1LL << 31) - 1, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    pid = proc_forked();
    if (pid == 0) _exit(0);
    CHECK_INT(proc_wait(pid), 0);
    PROC_OSERROR(pyos_kill(pid, 0) == -1, ESRCH);
    if (getuid() != 0) PROC_OSERROR(pyos_kill(1, 0) == -1, EPERM);
}

TEST(proc_killpg) {
    pid_t a = proc_sleeper(), b;
    CHECK_INT(setpgid(a, a), 0);
    b = proc_sleeper();
    CHECK_INT(setpgid(b, a), 0);
    CHECK_INT(pyos_killpg(a, 0), 0);
    CHECK_INT(pyos_killpg(a, SIGTERM), 0);
    CHECK_INT(proc_wait(a), SIGTERM);
    CHECK_INT(proc_wait(b), SIGTERM);
    PROC_OSERROR(pyos_killpg(a, 0) == -1, ESRCH);
    PROC_OSERROR(pyos_killpg(getpgrp(), 65) == -1, EINVAL);
    PROC_OSERROR(pyos_killpg(-5, 0) == -1, EINVAL);
    CHECK_ERROR(pyos_killpg(1LL << 31, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
}

TEST(proc_kill_audit) {
    RULE("event.os.kill");
    RULE("event.os.killpg");
    pid_t pid;
    char want[200];
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    PROC_OSERROR(pyos_kill(0x7fffffff, 0) == -1, ESRCH);
    PROC_OSERROR(pyos_killpg(-5, 3) == -1, EINVAL); /* the event comes before the system looks at it */
    CHECK_ERROR(pyos_kill(1LL << 31, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    CHECK_STR(proc_audit_stop(), "os.kill(2147483647, 0)\nos.killpg(-5, 3)\n");
    pid = proc_sleeper();
    CHECK_INT(setpgid(pid, pid), 0);
    CHECK(proc_audit_start(EACCES, NULL));
    PROC_OSERROR(pyos_kill(pid, SIGTERM) == -1, EACCES);
    PROC_OSERROR(pyos_killpg(pid, SIGTERM) == -1, EACCES);
    snprintf(want, sizeof want, "os.kill(%d, %d)\nos.killpg(%d, %d)\n", (int)pid, SIGTERM, (int)pid, SIGTERM);
    CHECK_STR(proc_audit_stop(), want);
    CHECK_INT(proc_end(pid), SIGKILL); /* it has not had the other */
}

static void proc_be_nice(void) {
    int value = -77;
    CHECK_INT(setpriority(PRIO_PROCESS, 0, 3), 0);
    CHECK_INT(pyos_nice(0, &value), 0);
    CHECK_INT(value, 3);
    CHECK_INT(pyos_nice(4, &value), 0);
    CHECK_INT(value, 7);
    CHECK_INT(getpriority(PRIO_PROCESS, 0), 7);
    CHECK_INT(pyos_nice(1, NULL), 0);
    if (geteuid() == 0) { /* a value that is also that of a failure */
        errno = 0;
        CHECK_INT(pyos_nice(-9, &value), 0);
        CHECK_INT(value, -1);
        CHECK_INT(getpriority(PRIO_PROCESS, 0), -1);
    } else {
        value = 5;
        PROC_OSERROR(pyos_nice(-9, &value) == -1, EPERM);
        CHECK_INT(value, 5);
    }
    CHECK_INT(pyos_nice(100, &value), 0); /* as far as it goes */
    CHECK_INT(value, 19);
}

TEST(proc_nice) { fd_in_child(proc_be_nice); }

#if PYOS_HAVE_PIDFD_OPEN
TEST(proc_pidfd) {
    pyos_waitid_result r;
    pid_t pid = proc_sleeper();
    int fd = pyos_pidfd_open(pid, 0), calm;
    if (fd < 0 && errno == ENOSYS) {
        CHECK(!pyos_have("os.pidfd_open"));
        proc_end(pid);
        SKIP("no pidfd_open in this kernel");
    }
    CHECK(fd >= 0);
    CHECK(pyos_have("os.pidfd_open"));
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_waitid(PYOS_P_PIDFD, fd, PYOS_WEXITED | PYOS_WNOHANG, &r), 0);
    calm = pyos_pidfd_open(pid, PYOS_PIDFD_NONBLOCK);
    if (calm >= 0) {
        PROC_OSERROR(pyos_waitid(PYOS_P_PIDFD, calm, PYOS_WEXITED, &r) == -1, EAGAIN);
        CHECK_INT(pyos_close(calm), 0);
    } else CHECK_INT(errno, EINVAL); /* before Linux 5.10 */
    CHECK_INT(pyos_kill(pid, SIGTERM), 0);
    CHECK_INT(pyos_waitid(PYOS_P_PIDFD, fd, PYOS_WEXITED, &r), 1);
    CHECK(r.pid == pid && r.status == SIGTERM && r.code == PYOS_CLD_KILLED && r.signo == SIGCHLD);
    PROC_OSERROR(pyos_waitid(PYOS_P_PIDFD, fd, PYOS_WEXITED, &r) == -1, ECHILD);
    CHECK_INT(pyos_close(fd), 0);
    PROC_OSERROR(pyos_waitid(PYOS_P_PIDFD, fd, PYOS_WEXITED, &r) == -1, EBADF);
    PROC_OSERROR(pyos_pidfd_open(pid, 0) == -1, ESRCH);
    PROC_OSERROR(pyos_pidfd_open(0, 0) == -1, EINVAL);
    PROC_OSERROR(pyos_pidfd_open(-1, 0) == -1, EINVAL);
    PROC_OSERROR(pyos_pidfd_open(getpid(), 1) == -1, EINVAL);
    CHECK_ERROR(pyos_pidfd_open(1LL << 31, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
}

static void proc_pidfd_few(void) {
    struct rlimit none;
    memset(&none, 0, sizeof none);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    PROC_OSERROR(pyos_pidfd_open(getpid(), 0) == -1, EMFILE);
}

TEST(proc_pidfd_without_descriptors) {
    if (!pyos_have("os.pidfd_open")) SKIP("no pidfd_open in this kernel");
    fd_in_child(proc_pidfd_few);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * fork
 */

static char proc_order[64]; /* a letter for each function that has run */
static void proc_note(void *user) {
    size_t n = strlen(proc_order);
    if (n < sizeof proc_order - 1) proc_order[n] = *(const char *)user, proc_order[n + 1] = '\0';
}

/* Functions cannot be taken back: in a child. */
static void proc_forks(void) {
    static char before1[] = "1", before2[] = "2", parent1[] = "a", child2[] = "y", three[] = "3";
    pyos_pid pid;
    PROC_TYPE(pyos_register_at_fork(NULL, NULL, NULL, three) == -1);
    CHECK_INT(pyos_register_at_fork(proc_note, NULL, NULL, before1), 0);
    CHECK_INT(pyos_register_at_fork(proc_note, NULL, NULL, before2), 0);
    CHECK_INT(pyos_register_at_fork(NULL, proc_note, NULL, parent1), 0);
    CHECK_INT(pyos_register_at_fork(NULL, NULL, proc_note, child2), 0);
    CHECK_INT(pyos_register_at_fork(proc_note, proc_note, proc_note, three), 0);
    proc_order[0] = '\0';
    fflush(stdout);
    pid = pyos_fork();
    if (pid == 0) _exit(strcmp(proc_order, "321y3") == 0 ? 21 : 22);
    CHECK_STR(proc_order, "321a3");
    CHECK_INT(proc_wait(pid), 21 * 256);
    /* Other ways to start something do not call them. */
    proc_order[0] = '\0';
    pid = proc_forked();
    if (pid == 0) _exit(proc_order[0] ? 23 : 24);
    CHECK_INT(proc_wait(pid), 24 * 256);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("exit", "3", NULL, NULL), NULL, NULL)), 3 * 256);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("exit", "3", NULL, NULL), NULL), 0);
    CHECK_INT(pyos_system("exit 3", NULL), 0);
    CHECK_STR(proc_order, "");
    if (term_are_there()) {
        int fd = -1;
        pid = pyos_forkpty(&fd);
        if (pid == 0) _exit(strcmp(proc_order, "321y3") == 0 ? 21 : 22);
        CHECK_STR(proc_order, "321a3");
        CHECK_INT(proc_wait(pid), 21 * 256);
        CHECK_INT(pyos_close(fd), 0);
    }
    if (proc_audit_start(EPERM, NULL)) { /* a hook that refuses: nothing has begun */
        proc_order[0] = '\0';
        PROC_OSERROR(pyos_fork() == -1, EPERM);
        CHECK_STR(proc_order, "");
        proc_audit_stop();
    }
}

TEST(proc_register_at_fork) { fd_in_child(proc_forks); }

TEST(proc_fork) {
    RULE("event.os.fork");
    pyos_pid pid;
    long long mine = getpid();
    fflush(stdout);
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    pid = pyos_fork();
    if (pid == 0) _exit(getppid() == mine && getpid() != mine ? 25 : 26);
    CHECK(pid > 0);
    CHECK_STR(proc_audit_stop(), "os.fork()\n");
    CHECK_INT(proc_wait(pid), 25 * 256);
    CHECK(proc_audit_start(EACCES, NULL));
    PROC_OSERROR(pyos_fork() == -1, EACCES);
    proc_audit_stop();
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}

static void proc_no_more_processes(void) {
    struct rlimit limit;
    int fd = 77;
    if (!fd_drop()) return;
    memset(&limit, 0, sizeof limit);
    CHECK_INT(setrlimit(RLIMIT_NPROC, &limit), 0);
    if (fork() >= 0) _exit(0); /* a privilege that is left */
    PROC_OSERROR(pyos_fork() == -1, EAGAIN);
    if (term_are_there()) {
        PROC_OSERROR(pyos_forkpty(&fd) == -1, EAGAIN);
        CHECK_INT(fd, 77);
    }
    PROC_PATH(pyos_posix_spawn("/bin/sh", proc_argv("exit", "0", NULL, NULL), NULL, NULL) == -1, EAGAIN, "/bin/sh");
}

TEST(proc_fork_refused) { fd_in_child(proc_no_more_processes); }

/* In the child: the terminal is its own, and all three streams. */
static int proc_has_terminal(void) {
    char name[3][100];
    struct winsize size;
    int i;
    pid_t sid = getsid(0);
    if (sid != getpid()) return 31;
    for (i = 0; i < 3; i++) {
        const char *n = isatty(i) ? ttyname(i) : NULL;
        if (!n) return 32;
        snprintf(name[i], sizeof name[i], "%s", n);
    }
    if (strcmp(name[0], name[1]) != 0 || strcmp(name[0], name[2]) != 0) return 33;
    if (tcgetpgrp(0) != getpgrp()) return 34;
    i = open("/dev/tty", O_RDWR);
    if (i < 0) return 35;
    close(i);
    if (ioctl(0, TIOCGWINSZ, &size) != 0) return 36;
    if (write(1, "hello\n", 6) != 6) return 37;
    {
        char line[16];
        ssize_t n = read(0, line, sizeof line); /* what the parent writes */
        if (n != 3 || memcmp(line, "go\n", 3) != 0) return 38;
    }
    return ioctl(0, TIOCGWINSZ, &size) == 0 && size.ws_row == 33 && size.ws_col == 99 ? 40 : 39;
}

TEST(proc_forkpty) {
    RULE("event.os.forkpty");
    int fd = -1, heard;
    pyos_pid pid;
    char said[64];
    size_t at = 0;
    struct winsize size;
    PROC_TYPE(pyos_forkpty(NULL) == -1);
    if (!term_are_there()) SKIP(TERM_NONE);
    fflush(stdout);
    heard = proc_audit_start(0, NULL);
    pid = pyos_forkpty(&fd);
    if (pid == 0) _exit(proc_has_terminal());
    CHECK(pid > 0 && fd >= 0);
    if (heard) CHECK_STR(proc_audit_stop(), "os.forkpty()\n");
    CHECK_INT(pyos_get_inheritable(fd), 1);
    CHECK(isatty(fd));
    while (at < sizeof said - 1 && !memchr(said, '\n', at)) {
        ssize_t n = read(fd, said + at, sizeof said - 1 - at);
        if (n <= 0) break;
        at += (size_t)n;
    }
    said[at] = '\0';
    CHECK_STR(said, "hello\r\n");
    memset(&size, 0, sizeof size);
    size.ws_row = 33, size.ws_col = 99;
    CHECK_INT(ioctl(fd, TIOCSWINSZ, &size), 0);
    CHECK(write(fd, "go\n", 3) == 3);
    CHECK_INT(proc_wait(pid), 40 * 256);
    CHECK_INT(pyos_close(fd), 0);
    if (!heard) return;
    fd = 77;
    CHECK(proc_audit_start(EPERM, NULL));
    PROC_OSERROR(pyos_forkpty(&fd) == -1, EPERM);
    proc_audit_stop();
    CHECK_INT(fd, 77);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}

static void proc_forkpty_without(void) {
    struct rlimit none;
    int fd = 77;
    memset(&none, 0, sizeof none);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    PROC_OSERROR(pyos_forkpty(&fd) == -1, EMFILE);
    CHECK_INT(fd, 77);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}

TEST(proc_forkpty_without_descriptors) {
    if (!term_are_there()) SKIP(TERM_NONE);
    fd_in_child(proc_forkpty_without);
}

#if ERR_THREADS
/* The allocator of an old AddressSanitizer is not safe over fork: then the threads only read. */
#if defined(__SANITIZE_ADDRESS__)
#define PROC_READERS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PROC_READERS 1
#endif
#endif
#ifndef PROC_READERS
#define PROC_READERS 0
#endif

/* Threads that never stop taking the library's locks. */
static volatile int proc_busy_stop;
static void proc_busy(void *number) {
    char name[20];
    int i;
    snprintf(name, sizeof name, "PT_T%d", *(int *)number);
    for (i = 0; !proc_busy_stop; i++) {
        (void)pyos_getenv(name, NULL);
        if (PROC_READERS) continue;
        (void)pyos_environ_set(name, i % 2 ? "odd" : "even and a little longer");
        if (i % 3 == 0) (void)pyos_environ_del(name);
    }
}

/* What a child may do; it would wait for ever for a lock that a thread held which it does not have. */
static int proc_works_after_fork(void) {
    char **all;
    alarm(30);
    if (pyos_environ_set("PT_CHILD", "1") != 0) return 51;
    if (!pyos_getenv("PT_CHILD", NULL)) return 52;
    all = pyos_environ_copy(NULL);
    if (!all) return 53;
    pyos_free(all);
    if (pyos_register_at_fork(proc_note, NULL, NULL, proc_order) != 0) return 54;
    if (pyos_putenv("PT_CHILD", "2") != 0 || pyos_environ_del("PT_CHILD") != 0) return 55;
    return 50;
}

TEST(proc_fork_threads) {
    RULE("rule.fork_threads");
    err_thread threads[2];
    int i, started = 0, numbers[2];
    proc_busy_stop = 0;
    for (i = 0; i < 2; i++) {
        numbers[i] = i;
        started += err_start(&threads[i], proc_busy, &numbers[i]) == 0;
    }
    CHECK_INT(started, 2);
    fflush(stdout);
    for (i = 0; i < 60; i++) {
        pyos_pid pid = pyos_fork();
        if (pid == 0) _exit(proc_works_after_fork());
        CHECK(pid > 0);
        CHECK_INT(proc_wait(pid), 50 * 256);
    }
    proc_busy_stop = 1;
    for (i = 0; i < started; i++) err_join(&threads[i]);
    CHECK_STR(getenv("PT_CHILD"), NULL);
    (void)pyos_environ_pop("PT_T0", "");
    (void)pyos_environ_pop("PT_T1", "");
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * posix_spawn
 */

static pyos_posix_spawn_options proc_options(const pyos_file_action *actions, size_t n) {
    pyos_posix_spawn_options o;
    memset(&o, 0, sizeof o);
    o.file_actions = actions, o.nfile_actions = n;
    return o;
}

static pyos_file_action proc_action(int what, int fd, int new_fd, const char *path, int flags) {
    pyos_file_action a;
    memset(&a, 0, sizeof a);
    a.action = what, a.fd = fd, a.new_fd = new_fd, a.path = path, a.flags = flags, a.mode = 0640;
    return a;
}

TEST(proc_spawn_environment) {
    static const char *const env[] = {"PT_Z=last", "PT_A=first", "PT_E=", "PT_A=again", NULL}, *const none[] = {NULL};
    fd_enter();
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", "x", "y z"), env, NULL)), 7 * 256);
    CHECK_STR(proc_said("out", "arg"), "x|y z|");
    if (!proc_front[0]) CHECK_STR(proc_said("out", "env"), "PT_Z=last|PT_A=first|PT_E=|PT_A=again|");
    CHECK_STR(proc_said_env("out", "PT_Z"), "last");
    CHECK_STR(proc_said_env("out", "PATH"), NULL);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", "", NULL), none, NULL)), 7 * 256);
    CHECK_STR(proc_said("out", "env"), "");
    CHECK_STR(proc_said("out", "arg"), "|");
    /* A name of its own. */
    if (!proc_front[0]) {
        static const char *const told[] = {"told", "-c", "echo $0 >out", NULL};
        CHECK_INT(proc_wait(pyos_posix_spawn("/bin/sh", told, none, NULL)), 0);
        CHECK_STR(fd_get("out"), "told\n");
    }
    fd_leave();
}

TEST(proc_spawn_file_actions) {
    pyos_file_action a[8];
    pyos_posix_spawn_options o;
    int fd, other, n = 0;
    char want[100];
    fd_enter();
    proc_remember();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    other = fcntl(fd, F_DUPFD_CLOEXEC, 60);
    CHECK_INT(other, 60);
    umask(0);
    /* Opened, as that number and with that mode; copied; made inheritable; closed. */
    a[n++] = proc_action(PYOS_POSIX_SPAWN_OPEN, 50, 0, "made", PYOS_O_WRONLY | PYOS_O_CREAT);
    a[n++] = proc_action(PYOS_POSIX_SPAWN_DUP2, fd, 52, NULL, 0);
    a[n++] = proc_action(PYOS_POSIX_SPAWN_DUP2, other, other, NULL, 0);
    a[n++] = proc_action(PYOS_POSIX_SPAWN_DUP2, 0, 53, NULL, 0);
    a[n++] = proc_action(PYOS_POSIX_SPAWN_CLOSE, 53, 0, NULL, 0);
    a[n++] = proc_action(PYOS_POSIX_SPAWN_DUP2, 50, 0, NULL, 0);
    o = proc_options(a, (size_t)n);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "open"), "0 1 2 50 52 60 |");
    CHECK(fcntl(other, F_GETFD) & FD_CLOEXEC); /* in the child only */
    CHECK(fcntl(50, F_GETFD) == -1);
    {
        struct stat st;
        CHECK_INT(stat("made", &st), 0);
        CHECK_INT(st.st_mode & 07777, 0640);
    }
    umask(022);
    /* The streams of a child. */
    fd_put("in", "what is read\n");
    n = 0;
    a[n++] = proc_action(PYOS_POSIX_SPAWN_OPEN, 0, 0, "in", PYOS_O_RDONLY);
    o = proc_options(a, (size_t)n);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("cat", "copy", NULL, NULL), NULL, &o)), 0);
    CHECK_STR(fd_get("copy"), "what is read\n");
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(other), 0);
    snprintf(want, sizeof want, "%d", fd);
    PROC_NOTHING_LEFT();
    fd_leave();
}

#ifdef PYOS_POSIX_SPAWN_CLOSEFROM
TEST(proc_spawn_closefrom) {
    RULE("rule.closefrom");
    pyos_file_action a[4];
    pyos_posix_spawn_options o;
    int fd, i, kept[4];
    fd_enter();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    for (i = 0; i < 4; i++) { /* 40, 50, 60, 70, which a child has */
        kept[i] = fcntl(fd, F_DUPFD, 40 + 10 * i);
        CHECK_INT(kept[i], 40 + 10 * i);
    }
    a[0] = proc_action(PYOS_POSIX_SPAWN_CLOSEFROM, 50, 0, NULL, 0);
    o = proc_options(a, 1);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "open"), "0 1 2 40 |");
    /* In the order of the list: what comes behind it stays. */
    a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, 40, 65, NULL, 0);
    o = proc_options(a, 2);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "open"), "0 1 2 40 65 |");
    a[0] = proc_action(PYOS_POSIX_SPAWN_DUP2, 70, 3, NULL, 0);
    a[1] = proc_action(PYOS_POSIX_SPAWN_CLOSEFROM, 4, 0, NULL, 0);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "open"), "0 1 2 3 |");
    /* So that what is closed cannot be copied. */
    a[0] = proc_action(PYOS_POSIX_SPAWN_CLOSEFROM, 50, 0, NULL, 0);
    a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, 70, 3, NULL, 0);
    if (!proc_copies())
        PROC_PATH(pyos_posix_spawn(proc_path(), proc_argv("exit", "0", NULL, NULL), NULL, &o) == -1, EBADF,
                  proc_path());
    for (i = 0; i < 4; i++) CHECK_INT(pyos_close(kept[i]), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

static void proc_spawn_groups(void) {
    static const pyos_pid new_group = 0;
    pyos_file_action a[2];
    pyos_pid leader, second, group;
    pyos_posix_spawn_options o;
    int p[2];
    char number[20];
    CHECK_INT(pipe(p), 0);
    CHECK_INT(fcntl(p[1], F_SETFD, FD_CLOEXEC), 0);
    snprintf(number, sizeof number, "%d", p[0]);
    (void)a;
    o = proc_options(NULL, 0);
    o.setpgroup = &new_group;
    leader = pyos_posix_spawn(proc_path(), proc_argv("wait", number, NULL, NULL), NULL, &o);
    CHECK(leader > 0);
    while (proc_copies() && getpgid((pid_t)leader) != leader) usleep(1000); /* it has only been forked */
    CHECK_INT(getpgid((pid_t)leader), leader);
    group = leader;
    o.setpgroup = &group;
    second = pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o);
    CHECK_INT(proc_wait(second), 7 * 256);
    CHECK_INT(proc_said_number("out", "pgrp"), leader);
    CHECK_INT(proc_said_number("out", "sid"), getsid(0));
    close(p[1]);
    CHECK_INT(proc_wait(leader), 0);
    o.setpgroup = NULL;
    o.setsid = true;
    second = pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o);
    CHECK_INT(proc_wait(second), 7 * 256);
    CHECK_INT(proc_said_number("out", "sid"), second);
    CHECK_INT(proc_said_number("out", "pgrp"), second);
    close(p[0]);
}

TEST(proc_spawn_setpgroup_and_setsid) {
    fd_enter();
    fd_in_child(proc_spawn_groups);
    fd_leave();
}

static void proc_spawn_ids(void) {
    pyos_posix_spawn_options o = proc_options(NULL, 0);
    CHECK_INT(setgroups(0, NULL), 0);
    CHECK_INT(setegid(65533), 0);
    CHECK_INT(seteuid(65534), 0);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "ids"), "0 65534 0 65533|");
    o.resetids = true;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out2", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out2", "ids"), "0 0 0 0|");
}

TEST(proc_spawn_resetids) {
    if (getuid() != 0) SKIP("only the superuser has two ids");
    fd_enter();
    fd_in_child(proc_spawn_ids);
    fd_leave();
}

static void proc_spawn_signals(void) {
    static const int usr2[] = {SIGUSR2}, usr1[] = {SIGUSR1}, two[] = {SIGUSR1, 40};
    sigset_t block;
    pyos_posix_spawn_options o = proc_options(NULL, 0);
    int sig;
    /* From here on everything is known. */
    for (sig = 1; sig < 65; sig++) signal(sig, SIG_DFL);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    CHECK_INT(sigprocmask(SIG_SETMASK, &block, NULL), 0);
    CHECK(signal(SIGUSR1, SIG_IGN) != SIG_ERR && signal(SIGUSR2, SIG_IGN) != SIG_ERR);
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "ignored 10 blocked 10 ignored 12 |");
    o.setsigmask = usr2; /* given, and empty: no signal is blocked */
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "ignored 10 ignored 12 |");
    o.nsetsigmask = 1;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "ignored 10 ignored 12 blocked 12 |");
    o.setsigmask = two, o.nsetsigmask = 2;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "ignored 10 blocked 10 ignored 12 blocked 40 |");
    o.setsigmask = NULL, o.nsetsigmask = 0;
    o.setsigdef = usr1, o.nsetsigdef = 1;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "blocked 10 ignored 12 |");
    o.nsetsigdef = 0;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "signals"), "ignored 10 blocked 10 ignored 12 |");
    /* The caller's own are as they were. */
    {
        char mine[1000];
        proc_signals(mine, sizeof mine);
        CHECK_STR(mine, "ignored 10 blocked 10 ignored 12 ");
    }
}

TEST(proc_spawn_setsigmask_and_setsigdef) {
    fd_enter();
    fd_in_child(proc_spawn_signals);
    fd_leave();
}

#if FD_LINUX
static void proc_spawn_policies(void) {
    static const int other = 0, fifo = 1, batch = 3, nonsense = 99; /* SCHED_OTHER, _FIFO, _BATCH */
    static const pyos_sched_param zero = {0}, one = {1}, seven = {7};
    pyos_posix_spawn_options o = proc_options(NULL, 0);
    struct sched_param param;
    param.sched_priority = 0;
    CHECK_INT(syscall(SYS_sched_setscheduler, 0, batch, &param), 0);
    o.scheduler = &zero; /* the parent's policy */
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "policy"), "3 0|");
    o.scheduler_policy = &other;
    CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
    CHECK_STR(proc_said("out", "policy"), "0 0|");
    o.scheduler = &seven, o.scheduler_policy = NULL; /* no priority of this policy */
    if (!proc_copies())
        PROC_PATH(pyos_posix_spawn(proc_path(), proc_argv("exit", "0", NULL, NULL), NULL, &o) == -1, EINVAL,
                  proc_path());
    o.scheduler = &zero, o.scheduler_policy = &nonsense;
    PROC_OSERROR(pyos_posix_spawn(proc_path(), proc_argv("exit", "0", NULL, NULL), NULL, &o) == -1, EINVAL);
    o.scheduler_policy = &batch; /* which the C library's posix_spawn does not know */
    PROC_OSERROR(pyos_posix_spawn(proc_path(), proc_argv("exit", "0", NULL, NULL), NULL, &o) == -1, EINVAL);
    o.scheduler = &one, o.scheduler_policy = &fifo;
    param.sched_priority = 1;
    if (syscall(SYS_sched_setscheduler, 0, fifo, &param) == 0) {
        param.sched_priority = 0;
        CHECK_INT(syscall(SYS_sched_setscheduler, 0, other, &param), 0);
        CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
        CHECK_STR(proc_said("out", "policy"), "1 1|");
        param.sched_priority = 2; /* the parent's policy, another priority */
        CHECK_INT(syscall(SYS_sched_setscheduler, 0, fifo, &param), 0);
        o.scheduler_policy = NULL;
        CHECK_INT(proc_wait(pyos_posix_spawn(proc_path(), proc_argv("report", "out", NULL, NULL), NULL, &o)), 7 * 256);
        CHECK_STR(proc_said("out", "policy"), "1 1|");
    } else if (!proc_copies())
        PROC_PATH(pyos_posix_spawn(proc_path(), proc_argv("exit", "0", NULL, NULL), NULL, &o) == -1, EPERM,
                  proc_path());
}

TEST(proc_spawn_scheduler) {
    fd_enter();
    fd_in_child(proc_spawn_policies);
    fd_leave();
}
#endif

/* Wrong arguments are told before anything happens, the event included. */
TEST(proc_spawn_refuses) {
    RULE("rule.argv_checks");
    static const char *const none[] = {NULL}, *const empty[] = {"", NULL}, *const good[] = {"x", NULL},
                             *const no_equals[] = {"A=1", "B", NULL}, *const no_name[] = {"=1", NULL};
    static const int bad_signals[] = {SIGUSR1, 0, 65, -1};
    pyos_file_action a[3];
    pyos_posix_spawn_options o;
    long long result = 77;
    size_t i;
    int heard, p;
    proc_remember();
    heard = proc_audit_start(0, NULL);
    for (p = 0; p < 2; p++) {
        pyos_pid (*spawn)(const char *, const char *const *, const char *const *, const pyos_posix_spawn_options *) =
            p ? pyos_posix_spawnp : pyos_posix_spawn;
        PROC_TYPE(spawn(NULL, good, NULL, NULL) == -1);
        PROC_TYPE(spawn("/bin/sh", NULL, NULL, NULL) == -1);
        PROC_VALUE(spawn("/bin/sh", none, NULL, NULL) == -1);
        PROC_VALUE(spawn("/bin/sh", empty, NULL, NULL) == -1);
        PROC_VALUE(spawn("/bin/sh", good, no_equals, NULL) == -1);
        PROC_VALUE(spawn("/bin/sh", good, no_name, NULL) == -1);
        a[0] = proc_action(PYOS_POSIX_SPAWN_OPEN, 50, 0, "made", PYOS_O_WRONLY | PYOS_O_CREAT);
        a[1] = proc_action(9, 0, 0, NULL, 0);
        o = proc_options(a, 2);
        PROC_TYPE(spawn("/bin/sh", good, NULL, &o) == -1);
        a[1].action = -1;
        PROC_TYPE(spawn("/bin/sh", good, NULL, &o) == -1);
        a[1] = proc_action(PYOS_POSIX_SPAWN_OPEN, 51, 0, NULL, 0);
        PROC_TYPE(spawn("/bin/sh", good, NULL, &o) == -1);
        a[1] = proc_action(PYOS_POSIX_SPAWN_CLOSE, -1, 0, NULL, 0);
        PROC_OSERROR(spawn("/bin/sh", good, NULL, &o) == -1, EBADF);
        a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, -1, 4, NULL, 0);
        PROC_OSERROR(spawn("/bin/sh", good, NULL, &o) == -1, EBADF);
        a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, 0, -1, NULL, 0);
        PROC_OSERROR(spawn("/bin/sh", good, NULL, &o) == -1, EBADF);
        a[1] = proc_action(PYOS_POSIX_SPAWN_OPEN, -1, 0, "made", PYOS_O_RDONLY);
        PROC_OSERROR(spawn("/bin/sh", good, NULL, &o) == -1, EBADF);
#ifdef PYOS_POSIX_SPAWN_CLOSEFROM
        a[1] = proc_action(PYOS_POSIX_SPAWN_CLOSEFROM, -1, 0, NULL, 0);
        PROC_OSERROR(spawn("/bin/sh", good, NULL, &o) == -1, EBADF);
#endif
        for (i = 2; i < 5; i++) {
            int pair[2];
            pair[0] = SIGUSR1, pair[1] = bad_signals[i - 1];
            o = proc_options(NULL, 0);
            o.setsigmask = pair, o.nsetsigmask = 2;
            PROC_VALUE(spawn("/bin/sh", good, NULL, &o) == -1);
            o = proc_options(NULL, 0);
            o.setsigdef = pair, o.nsetsigdef = 2;
            PROC_VALUE(spawn("/bin/sh", good, NULL, &o) == -1);
        }
    }
    CHECK(!fd_is_open(50));
    PROC_TYPE(pyos_spawnv(PYOS_P_WAIT, NULL, good, &result) == -1);
    PROC_TYPE(pyos_spawnv(PYOS_P_WAIT, "/bin/sh", NULL, &result) == -1);
    PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, "/bin/sh", none, &result) == -1);
    PROC_VALUE(pyos_spawnv(PYOS_P_NOWAIT, "/bin/sh", empty, &result) == -1);
    PROC_VALUE(pyos_spawnve(PYOS_P_WAIT, "/bin/sh", good, no_equals, &result) == -1);
    PROC_TYPE(pyos_spawnve(PYOS_P_WAIT, "/bin/sh", good, NULL, &result) == -1);
    PROC_TYPE(pyos_spawnvp(PYOS_P_WAIT, NULL, good, &result) == -1);
    PROC_VALUE(pyos_spawnvp(PYOS_P_WAIT, "sh", empty, &result) == -1);
    PROC_VALUE(pyos_spawnvpe(PYOS_P_WAIT, "sh", good, no_name, &result) == -1);
    PROC_VALUE(pyos_spawnl(PYOS_P_WAIT, &result, "/bin/sh", NULL) == -1);
    PROC_VALUE(pyos_spawnlp(PYOS_P_WAIT, &result, "sh", "", (char *)NULL) == -1);
    PROC_VALUE(pyos_spawnle(PYOS_P_WAIT, &result, "/bin/sh", "x", (char *)NULL, no_equals) == -1);
    PROC_VALUE(pyos_spawnlpe(PYOS_P_WAIT, &result, "sh", "x", (char *)NULL, no_equals) == -1);
    CHECK_INT(result, 77);
    if (heard) CHECK_STR(proc_audit_stop(), "");
    PROC_NOTHING_LEFT();
}

/* What fails in the child is told with the path, and leaves nothing. */
static const struct {
    const char *path;
    int code;
} proc_bad[] = {{"missing", ENOENT}, {"", ENOENT},          {"plain/x", ENOTDIR}, {"plain", EACCES},    {".", EACCES},
                {"junk", ENOEXEC},   {"no-interp", ENOENT}, {"loop", ELOOP},      {"d/missing", ENOENT}};

static void proc_make_bad(void) {
    proc_script("plain", "#!/bin/sh\nexit 13\n", 0644);
    proc_script("junk", "junk\n", 0755);
    proc_script("no-interp", "#!/nonexistent/interpreter\n", 0755);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_symlink("loop", "loop", false), 0);
}

TEST(proc_spawn_errors) {
    static const char *const argv[] = {"told", NULL}, *const good[] = {"sh", "-c", "exit 0", NULL};
    static const char *const env[] = {"A=1", NULL};
    static const pyos_pid no_group = 0x3ffffff0, negative = -1;
    static char much[300000], long_name[400], path[5000];
    const char *too_long[3];
    pyos_file_action a[2];
    pyos_posix_spawn_options o;
    size_t i;
    if (proc_copies()) SKIP(PROC_COPIES);
    fd_enter();
    proc_make_bad();
    proc_remember();
    for (i = 0; i < FILES_COUNT(proc_bad); i++) {
        PROC_PATH(pyos_posix_spawn(proc_bad[i].path, argv, NULL, NULL) == -1, proc_bad[i].code, proc_bad[i].path);
        PROC_PATH(pyos_posix_spawn(proc_bad[i].path, argv, env, NULL) == -1, proc_bad[i].code, proc_bad[i].path);
        if (strchr(proc_bad[i].path, '/'))
            PROC_PATH(pyos_posix_spawnp(proc_bad[i].path, argv, env, NULL) == -1, proc_bad[i].code, proc_bad[i].path);
    }
    snprintf(path, sizeof path, "%s", pyos_getenv("PATH", ""));
    CHECK_INT(pyos_environ_set("PATH", "/nonexistent:/bin"), 0);
    PROC_PATH(pyos_posix_spawnp("no-such-program", argv, NULL, NULL) == -1, ENOENT, "no-such-program");
    PROC_PATH(pyos_posix_spawnp("", argv, NULL, NULL) == -1, ENOENT, "");
    CHECK_INT(pyos_environ_set("PATH", path), 0);
    PROC_NOTHING_LEFT();
    memset(long_name, 'x', sizeof long_name - 1);
    PROC_PATH(pyos_posix_spawn(long_name, argv, NULL, NULL) == -1, ENAMETOOLONG, long_name);
    memset(much, 'x', sizeof much - 1);
    too_long[0] = "sh", too_long[1] = much, too_long[2] = NULL;
    PROC_PATH(pyos_posix_spawn("/bin/sh", too_long, NULL, NULL) == -1, E2BIG, "/bin/sh");
    PROC_NOTHING_LEFT();

    a[0] = proc_action(PYOS_POSIX_SPAWN_OPEN, 50, 0, "made", PYOS_O_WRONLY | PYOS_O_CREAT);
    a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, 99, 4, NULL, 0);
    o = proc_options(a, 2);
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, EBADF, "/bin/sh");
    a[1] = proc_action(PYOS_POSIX_SPAWN_DUP2, 99, 99, NULL, 0);
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, EBADF, "/bin/sh");
    a[1] = proc_action(PYOS_POSIX_SPAWN_OPEN, 51, 0, "missing", PYOS_O_RDONLY);
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, ENOENT, "/bin/sh");
    a[1] = proc_action(PYOS_POSIX_SPAWN_OPEN, 51, 0, "d", PYOS_O_WRONLY);
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, EISDIR, "/bin/sh");
    o = proc_options(NULL, 0);
    o.setpgroup = &no_group;
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, EPERM, "/bin/sh");
    o.setpgroup = &negative;
    PROC_PATH(pyos_posix_spawn("/bin/sh", good, NULL, &o) == -1, EINVAL, "/bin/sh");
    PROC_NOTHING_LEFT();
    fd_leave();
}

/* posix_spawnp looks in the caller's PATH, whatever the program is given. */
static void proc_spawnp(void) {
    static const char *const env[] = {"PATH=d2", NULL}, *const argv[] = {"p", NULL};
    CHECK_INT(pyos_environ_set("PATH", "missing:d0:d1:d2"), 0);
    CHECK_INT(proc_wait(pyos_posix_spawnp("p", argv, env, NULL)), 11 * 256);
    CHECK_INT(proc_wait(pyos_posix_spawnp("p", argv, NULL, NULL)), 11 * 256);
    CHECK_INT(proc_wait(pyos_posix_spawnp("./d2/p", argv, env, NULL)), 12 * 256);
    CHECK_INT(pyos_environ_set("PATH", "d3:d2"), 0); /* one that may not be executed is passed by */
    CHECK_INT(proc_wait(pyos_posix_spawnp("p", argv, NULL, NULL)), 12 * 256);
    if (proc_copies()) return;
    CHECK_INT(pyos_environ_set("PATH", "d3:d0"), 0);
    PROC_PATH(pyos_posix_spawnp("p", argv, NULL, NULL) == -1, EACCES, "p");
}

TEST(proc_spawnp_search) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d0", 0777), 0);
    CHECK_INT(pyos_mkdir("d1", 0777), 0);
    CHECK_INT(pyos_mkdir("d2", 0777), 0);
    CHECK_INT(pyos_mkdir("d3", 0777), 0);
    proc_script("d1/p", "#!/bin/sh\nexit 11\n", 0755);
    proc_script("d2/p", "#!/bin/sh\nexit 12\n", 0755);
    proc_script("d3/p", "#!/bin/sh\nexit 13\n", 0644);
    fd_in_child(proc_spawnp);
    fd_leave();
}

TEST(proc_spawn_audit) {
    RULE("event.os.posix_spawn");
    static const char *const argv[] = {"sh", "-c", "exit 4", NULL}, *const env[] = {"A=1", NULL};
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    CHECK_INT(proc_wait(pyos_posix_spawn("/bin/sh", argv, NULL, NULL)), 4 * 256);
    CHECK_INT(proc_wait(pyos_posix_spawn("/bin/sh", argv, env, NULL)), 4 * 256);
    CHECK_INT(proc_wait(pyos_posix_spawnp("sh", argv, NULL, NULL)), 4 * 256);
    CHECK_STR(proc_audit_stop(), "os.posix_spawn('/bin/sh', ['sh', '-c', 'exit 4'], None)\n"
                                 "os.posix_spawn('/bin/sh', ['sh', '-c', 'exit 4'], ['A=1'])\n"
                                 "os.posix_spawn('sh', ['sh', '-c', 'exit 4'], None)\n");
    CHECK(proc_audit_start(EACCES, NULL));
    PROC_OSERROR(pyos_posix_spawn("/bin/sh", argv, NULL, NULL) == -1, EACCES);
    PROC_OSERROR(pyos_posix_spawnp("sh", argv, NULL, NULL) == -1, EACCES);
    proc_audit_stop();
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * spawn
 */

#define PROC_SPAWN_FORMS (PYOS_HAVE_SPAWNVP ? 8 : 4)

/* One of the eight forms, as for exec: v, ve, l, le, and those that search. argv has six items. */
static int proc_do_spawn(int form, int mode, const char *const *argv, const char *const *env, long long *result) {
    const char *const *v = argv, *path = proc_path();
    char *end = (char *)NULL;
    switch (form) {
    case 0: return pyos_spawnv(mode, path, argv, result);
    case 1: return pyos_spawnve(mode, path, argv, env, result);
    case 2: return pyos_spawnl(mode, result, path, v[0], v[1], v[2], v[3], v[4], v[5], end);
    case 3: return pyos_spawnle(mode, result, path, v[0], v[1], v[2], v[3], v[4], v[5], end, env);
#if PYOS_HAVE_SPAWNVP
    default: break;
    }
    {
        static char dir[1100], search[1200], old[4096];
        const char *file = pyos_path_basename(path), *searching[4];
        int status;
        searching[0] = env[0], searching[1] = env[1], searching[2] = search, searching[3] = NULL;
        snprintf(dir, sizeof dir, "%.*s", (int)(file - path), path);
        snprintf(search, sizeof search, "PATH=%s", dir);
        snprintf(old, sizeof old, "%s", pyos_getenv("PATH", ""));
        CHECK_INT(pyos_environ_set("PATH", form % 2 ? "/nonexistent" : dir), 0);
        switch (form) {
        case 4: status = pyos_spawnvp(mode, file, argv, result); break;
        case 5: status = pyos_spawnvpe(mode, file, argv, searching, result); break;
        case 6: status = pyos_spawnlp(mode, result, file, v[0], v[1], v[2], v[3], v[4], v[5], end); break;
        default: status = pyos_spawnlpe(mode, result, file, v[0], v[1], v[2], v[3], v[4], v[5], end, searching); break;
        }
        CHECK_INT(pyos_environ_set("PATH", old), 0);
        return status;
    }
#else
    default: return -1;
    }
#endif
}

TEST(proc_spawnv_forms) {
    static const char *const env[] = {"PT_A=1", "PT_B=two words", NULL};
    int form, mode;
    fd_enter();
    CHECK_INT(pyos_putenv("PT_BLOCK", "of the block"), 0);
    for (form = 0; form < PROC_SPAWN_FORMS; form++) {
        for (mode = PYOS_P_WAIT; mode <= PYOS_P_NOWAIT; mode++) {
            long long result = -1;
            fd_rmtree("out");
            CHECK_INT(proc_do_spawn(form, mode, proc_six("out"), env, &result), 0);
            if (mode == PYOS_P_WAIT) CHECK_INT(result, 7);
            else CHECK_INT(proc_wait(result), 7 * 256);
            CHECK_STR(proc_said("out", "arg"), proc_front[0] ? "two words|" : "two words|q\"uo\\te|");
            CHECK_STR(proc_said_env("out", "PT_BLOCK"), form % 2 ? NULL : "of the block");
            CHECK_STR(proc_said_env("out", "PT_B"), form % 2 ? "two words" : NULL);
            CHECK_STR(proc_said_env("out", "PT_A"), form % 2 ? "1" : NULL);
        }
    }
    CHECK_INT(pyos_unsetenv("PT_BLOCK"), 0);
    fd_leave();
}

TEST(proc_spawnv_modes) {
    long long result = 77;
#if FD_WINDOWS
    static const long long codes[] = {0, 1, 255, 256, 0x7fffffff, 0xffffffffLL, 0xC0000005LL};
    size_t i;
    CHECK(PYOS_P_OVERLAY == 2 && PYOS_P_NOWAITO == 3 && PYOS_P_DETACH == 4);
    for (i = 0; i < FILES_COUNT(codes); i++) {
        char number[20];
        long long code = 5;
        snprintf(number, sizeof number, "%lld", codes[i]);
        CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_self, proc_argv("_exit", number, NULL, NULL), &result), 0);
        result = proc_wait(result);
        CHECK_INT(result, codes[i] * 256);
        CHECK_INT(pyos_waitstatus_to_exitcode(result, &code), 0);
        CHECK_INT(code, codes[i]);
    }
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAITO, proc_self, proc_argv("exit", "3", NULL, NULL), &result), 0);
    CHECK_INT(proc_wait(result), 3 * 256);
    result = 77; /* nobody can wait for it; it is not known when it has ended */
    CHECK_INT(pyos_spawnv(PYOS_P_DETACH, proc_self, proc_argv("exit", "3", NULL, NULL), &result), 0);
    CHECK_INT(result, 0);
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_self, proc_argv("exit", "3", NULL, NULL), NULL), 0);
#else
    CHECK_INT(PYOS_P_NOWAITO, PYOS_P_NOWAIT);
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_path(), proc_argv("exit", "3", NULL, NULL), NULL), 0);
    CHECK(pyos_wait(&result) > 0);
    CHECK_INT(result, 3 * 256);
    result = 77; /* through a stop */
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("stop", NULL, NULL, NULL), &result), 0);
    CHECK_INT(result, 5);
    {
        static const char *const killed[] = {"sh", "-c", "kill -9 $$", NULL};
        CHECK_INT(pyos_spawnv(PYOS_P_WAIT, "/bin/sh", killed, &result), 0);
        CHECK_INT(result, -9);
        if (!proc_copies()) { /* else the first directory decides */
            CHECK_INT(pyos_spawnvp(PYOS_P_WAIT, "sh", killed, &result), 0);
            CHECK_INT(result, -9);
        }
    }
    result = 77; /* every other mode waits */
    CHECK_INT(pyos_spawnv(9, proc_path(), proc_argv("exit", "6", NULL, NULL), &result), 0);
    CHECK_INT(result, 6);
    CHECK_INT(pyos_spawnv(-1, proc_path(), proc_argv("exit", "8", NULL, NULL), &result), 0);
    CHECK_INT(result, 8);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
#endif
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("exit", "200", NULL, NULL), &result), 0);
    CHECK_INT(result, 200);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("exit", "0", NULL, NULL), &result), 0);
    CHECK_INT(result, 0);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("exit", "3", NULL, NULL), NULL), 0);
}

TEST(proc_spawnv_errors) {
    static const char *const argv[] = {"told", NULL}, *const env[] = {"PATH=d0:d3", NULL}, *const none[] = {NULL},
                             *const empty[] = {"", NULL}, *const no_equals[] = {"A=1", "B", NULL};
    long long result = 77;
    fd_enter();
    (void)env;
    PROC_TYPE(pyos_spawnv(PYOS_P_WAIT, NULL, argv, &result) == -1);
    PROC_TYPE(pyos_spawnv(PYOS_P_WAIT, "missing", NULL, &result) == -1);
    PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, "missing", none, &result) == -1);
    PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, "missing", empty, &result) == -1);
    PROC_VALUE(pyos_spawnve(PYOS_P_WAIT, "missing", argv, no_equals, &result) == -1);
    PROC_TYPE(pyos_spawnve(PYOS_P_WAIT, "missing", argv, NULL, &result) == -1);
    PROC_VALUE(pyos_spawnl(PYOS_P_WAIT, &result, "missing", NULL) == -1);
    PROC_VALUE(pyos_spawnle(PYOS_P_WAIT, &result, "missing", "x", (char *)NULL, no_equals) == -1);
    CHECK_INT(result, 77);
#if FD_WINDOWS
    PROC_OSERROR(pyos_spawnv(9, "missing", argv, &result) == -1, EINVAL);
    PROC_OSERROR(pyos_spawnv(-1, "missing", argv, &result) == -1, EINVAL);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("plain.txt", "junk");
    for (int mode = PYOS_P_WAIT; mode <= PYOS_P_DETACH; mode++) {
        if (mode == PYOS_P_OVERLAY) continue;
        CHECK(pyos_spawnv(mode, "missing", argv, &result) == -1);
        CHECK_INT(errno, ENOENT);
        CHECK_STR(pyos_last_error()->filename, "missing");
        CHECK(pyos_spawnv(mode, "missing\\x", argv, &result) == -1);
        CHECK_INT(errno, ENOENT);
        CHECK(pyos_spawnv(mode, "d", argv, &result) == -1);
        CHECK(pyos_spawnv(mode, "plain.txt", argv, &result) == -1);
        CHECK_INT(errno, ENOEXEC);
    }
    CHECK_INT(result, 77);
#else
    if (proc_copies()) {
        test_skip_reason = PROC_COPIES;
        fd_leave();
        return;
    }
    proc_make_bad();
    proc_remember();
    for (size_t i = 0; i < FILES_COUNT(proc_bad); i++) {
        for (int mode = PYOS_P_WAIT; mode <= PYOS_P_NOWAIT; mode++) {
            PROC_PATH(pyos_spawnv(mode, proc_bad[i].path, argv, &result) == -1, proc_bad[i].code, proc_bad[i].path);
            PROC_PATH(pyos_spawnve(mode, proc_bad[i].path, argv, env, &result) == -1, proc_bad[i].code,
                      proc_bad[i].path);
        }
    }
    CHECK_INT(pyos_mkdir("d3", 0777), 0);
    proc_script("d3/p", "#!/bin/sh\nexit 13\n", 0644);
    CHECK_INT(pyos_spawnvpe(PYOS_P_WAIT, "p", argv, env, &result), -1);
    CHECK_INT(errno, EACCES);
    CHECK_STR(pyos_last_error()->filename, "p");
    CHECK_INT(pyos_spawnvpe(PYOS_P_NOWAIT, "no-such-program", argv, env, &result), -1);
    CHECK_INT(errno, ENOENT);
    CHECK_STR(pyos_last_error()->filename, "no-such-program");
    CHECK_INT(result, 77);
    PROC_NOTHING_LEFT();
#endif
    fd_leave();
}

#if FD_WINDOWS
TEST(proc_spawnv_audit) {
    RULE("event.os.spawn");
    RULE("rule.argv_checks");
    static const char *const argv[] = {"told", "x", NULL}, *const env[] = {"A=1", NULL}, *const none[] = {NULL},
                             *const empty[] = {"", NULL};
    long long result = 77;
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, "missing", none, &result) == -1);
    PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, "missing", empty, &result) == -1);
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, "missing", argv, &result), -1);
    CHECK_INT(pyos_spawnve(PYOS_P_WAIT, "missing", argv, env, &result), -1);
    CHECK_STR(proc_audit_stop(), "os.spawn(1, 'missing', ['told', 'x'], None)\n"
                                 "os.spawn(0, 'missing', ['told', 'x'], ['A=1'])\n");
    CHECK(proc_audit_start(EACCES, NULL));
    CHECK_ERROR(pyos_spawnv(PYOS_P_WAIT, proc_self, proc_argv("exit", "0", NULL, NULL), &result) == -1,
                PYOS_PERMISSIONERROR, EACCES, NULL);
    proc_audit_stop();
    CHECK_INT(result, 77);
}
#else
TEST(proc_spawnv_audit) {
    static const char *const argv[] = {"sh", "-c", "exit 4", NULL}, *const env[] = {"A=1", NULL};
    static const char *const search[] = {"PATH=/nonexistent:/bin", NULL};
    long long result = 77;
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, "/bin/sh", argv, &result), 0);
    CHECK_INT(pyos_spawnve(PYOS_P_WAIT, "/bin/sh", argv, env, &result), 0);
    CHECK_STR(proc_audit_stop(), "os.fork()\nos.exec('/bin/sh', ['sh', '-c', 'exit 4'], None)\n"
                                 "os.fork()\nos.exec('/bin/sh', ['sh', '-c', 'exit 4'], ['A=1'])\n");
    if (!proc_copies()) { /* else the first directory decides */
        CHECK(proc_audit_start(0, NULL));
        CHECK_INT(pyos_spawnvpe(PYOS_P_WAIT, "sh", argv, search, &result), 0);
        CHECK_STR(proc_audit_stop(), "os.fork()\n"
                                     "os.exec(b'/nonexistent/sh', ['sh', '-c', 'exit 4'], ['PATH=/nonexistent:/bin'])\n"
                                     "os.exec(b'/bin/sh', ['sh', '-c', 'exit 4'], ['PATH=/nonexistent:/bin'])\n");
    }
    result = 77;
    CHECK(proc_audit_start(EPERM, "os.fork"));
    PROC_OSERROR(pyos_spawnv(PYOS_P_WAIT, "/bin/sh", argv, &result) == -1, EPERM);
    CHECK_STR(proc_audit_stop(), "os.fork()\n");
    CHECK(proc_audit_start(EACCES, "os.exec"));
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, "/bin/sh", argv, &result), -1);
    CHECK_INT(errno, EACCES);
    proc_audit_stop();
    CHECK_INT(result, 77);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}
#endif

/* What is inheritable arrives, and nothing else; on Windows the descriptors too, with their numbers. */
TEST(proc_spawnv_descriptors) {
    int fd, other;
    long long result = -1;
    char want[40];
    fd_enter();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    other = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_set_inheritable(other, true), 0);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("report", "out", NULL, NULL), &result), 0);
    CHECK_INT(result, 7);
    snprintf(want, sizeof want, FD_WINDOWS ? "%d |" : "0 1 2 %d |", other);
    CHECK_STR(proc_said("out", "open"), want);
    CHECK_INT(pyos_set_inheritable(other, false), 0);
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv("report", "out", NULL, NULL), &result), 0);
    snprintf(want, sizeof want, FD_WINDOWS ? "%d |" : "0 1 2 %d |", fd);
    CHECK_STR(proc_said("out", "open"), want);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(other), 0);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * _exit, abort
 */

#if FD_WINDOWS
static int proc_is_wine(void) {
    HMODULE system = GetModuleHandleA("ntdll.dll");
    return system && GetProcAddress(system, "wine_get_version") != NULL;
}
#endif

/* Neither flushes a file nor runs what is for the end. */
TEST(proc_exit_at_once) {
    static const struct {
        const char *what, *how;
        int abort;
    } table[] = {{"_exit", "41", 0}, {"abort", "handled", 1}, {"abort", "ignored", 1}};
    size_t i;
    fd_enter();
    for (i = 0; i < FILES_COUNT(table); i++) {
        long long result = -1;
        CHECK_INT(pyos_spawnv(PYOS_P_WAIT, proc_path(), proc_argv(table[i].what, table[i].how, NULL, NULL), &result),
                  0);
#if FD_WINDOWS
        CHECK_INT(result, table[i].abort ? 3 : 41);
#else
        CHECK_INT(result, table[i].abort ? -SIGABRT : 41);
#endif
#if FD_WINDOWS
        if (proc_is_wine()) test_elsewhere_reason = "Wine's run time writes what is in buffers whenever a process ends";
        else CHECK_STR(fd_get("not-flushed"), "");
#else
        CHECK_STR(fd_get("not-flushed"), "");
#endif
        CHECK_STR(fd_get("at-exit"), NULL);
        fd_rmtree("not-flushed");
    }
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * system, popen
 */

/* A command for the shell that runs this program as a child. */
static const char *proc_command(const char *rest) {
    static char command[3000];
#if FD_WINDOWS
    snprintf(command, sizeof command, "\"%s\" --child %s", proc_self, rest);
#else
    snprintf(command, sizeof command, "'%s' --child %s", proc_self, rest);
    if (proc_front[0]) snprintf(command, sizeof command, "'%s' '%s' --child %s", proc_front, proc_self, rest);
#endif
    return command;
}

TEST(proc_system) {
    RULE("event.os.system");
    long long status = -1;
    PROC_TYPE(pyos_system(NULL, &status) == -1);
    CHECK_INT(status, -1);
    CHECK_INT(pyos_system("exit 0", &status), 0);
    CHECK_INT(status, 0);
    CHECK_INT(pyos_system("exit 3", &status), 0);
    CHECK_INT(status, FD_WINDOWS ? 3 : 3 * 256);
    CHECK_INT(pyos_system("exit 3", NULL), 0);
    fd_enter();
#if FD_WINDOWS
    { /* the interpreter takes the first quote and the last away */
        char command[3100];
        snprintf(command, sizeof command, "\"%s\"", proc_command("report out a \"b c\""));
        CHECK_INT(pyos_system(command, &status), 0);
    }
#else
    CHECK_INT(pyos_system(proc_command("report out a \"b c\""), &status), 0);
#endif
    CHECK_INT(status, FD_WINDOWS ? 7 : 7 * 256);
    CHECK_STR(proc_said("out", "arg"), "a|b c|");
    fd_rmtree("out");
#if FD_POSIX
    CHECK_INT(pyos_system("kill -9 $$", &status), 0);
    CHECK_INT(status, 9);
    CHECK_INT(pyos_system("no-such-program-anywhere 2>/dev/null", &status), 0);
    CHECK_INT(status, 127 * 256);
#endif
    if (proc_audit_start(0, NULL)) {
        status = -1;
        CHECK_INT(pyos_system("exit 5", &status), 0);
        CHECK_STR(proc_audit_stop(), FD_WINDOWS ? "os.system('exit 5')\n" : "os.system(b'exit 5')\n");
        CHECK(proc_audit_start(EACCES, NULL));
        status = -1;
        CHECK_ERROR(pyos_system("echo x >out", &status) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
        proc_audit_stop();
        CHECK_INT(status, -1);
        CHECK_STR(fd_get("out"), NULL);
    } else test_skip_reason = PROC_NO_AUDIT;
    fd_leave();
}

#if PYOS_STDIO

/* What a command prints and how its stream closes. */
static void proc_reads(int line, const char *command, const char *want, long long want_status) {
    char text[200];
    long long status = -77;
    size_t n = 0;
    FILE *f = pyos_popen(command, NULL, -1);
    text[0] = '\0';
    if (f) {
        n = fread(text, 1, sizeof text - 1, f);
        text[n] = '\0';
        if (pyos_popen_close(f, &status) == 0 && strcmp(text, want) == 0 && status == want_status) return;
    }
    test_complain(__FILE__, line, command);
    printf("    got \"%s\" and %lld, want \"%s\" and %lld; %s\n", text, status, want, want_status,
           f ? "" : strerror(errno));
}
#define PROC_READS(command, want, status) proc_reads(__LINE__, command, want, status)

TEST(proc_popen_reads) {
    FILE *f;
    char text[40];
    long long status = -1;
    PROC_READS("echo hello", "hello\n", 0);
    PROC_READS("exit 0", "", 0);
    PROC_READS("exit 3", "", FD_WINDOWS ? 3 : 768);
#if FD_POSIX
    PROC_READS("echo one; echo two; exit 255", "one\ntwo\n", 255 * 256);
    PROC_READS("kill -9 $$", "", -2304);
    PROC_READS("printf 'a\\tb'", "a\tb", 0);
    PROC_READS("no-such-program-anywhere 2>/dev/null", "", 127 * 256);
#endif
    CHECK_INT((f = pyos_popen("exit 4", "r", -1)) != NULL, 1);
    if (f) CHECK_INT(pyos_popen_close(f, NULL), 0);
    CHECK_INT((f = pyos_popen("echo of lines", "r", 1)) != NULL, 1);
    if (f) {
        CHECK(fgets(text, sizeof text, f) != NULL);
        CHECK_STR(text, "of lines\n");
        CHECK_INT(pyos_popen_close(f, &status), 0);
        CHECK_INT(status, 0);
    }
    CHECK_INT((f = pyos_popen("echo large", "r", 100000)) != NULL, 1);
    if (f) {
        CHECK(fgets(text, sizeof text, f) != NULL);
        CHECK_STR(text, "large\n");
        CHECK_INT(pyos_popen_close(f, NULL), 0);
    }
}

TEST(proc_popen_writes) {
    FILE *f, *g;
    long long status = -1;
    fd_enter();
    f = pyos_popen(proc_command("cat out"), "w", -1);
    CHECK(f != NULL);
    if (f) {
        CHECK(fputs("written\n", f) >= 0);
        CHECK_INT(pyos_popen_close(f, &status), 0);
        CHECK_INT(status, 0);
        CHECK_STR(fd_get("out"), FD_WINDOWS ? "written\r\n" : "written\n");
    }
    /* Two at once: the second does not have the end of the first one's pipe, or that would not be closed. */
    f = pyos_popen(proc_command("cat out1"), "w", -1);
    g = pyos_popen(proc_command("cat out2"), "w", -1);
    CHECK(f && g);
    if (f && g) {
        CHECK(fputs("1", f) >= 0 && fputs("2", g) >= 0);
        CHECK_INT(pyos_popen_close(f, &status), 0);
        CHECK_STR(fd_get("out1"), "1");
        CHECK_INT(pyos_popen_close(g, &status), 0);
        CHECK_STR(fd_get("out2"), "2");
    }
    /* Lines are written when they are complete. */
    f = pyos_popen(proc_command("cat out3"), "w", 1);
    CHECK(f != NULL);
    if (f) {
        CHECK(fputs("3\n", f) >= 0);
        CHECK_INT(pyos_popen_close(f, NULL), 0);
    }
    fd_leave();
}

TEST(proc_popen_refuses) {
    FILE *f;
    long long status = 77;
    static const char *const modes[] = {"", "x", "rb", "wb", "r+", "rw", "a", "R", "r "};
    size_t i;
    fd_enter();
    PROC_TYPE(pyos_popen(NULL, "r", -1) == NULL);
    PROC_VALUE(pyos_popen("exit 0", "r", 0) == NULL);
    FD_TEXT("popen() does not support unbuffered streams");
    for (i = 0; i < FILES_COUNT(modes); i++) {
        char want[40];
        PROC_VALUE(pyos_popen("echo x >out", modes[i], -1) == NULL);
        snprintf(want, sizeof want, "invalid mode '%s'", modes[i]);
        FD_TEXT(want);
    }
    CHECK_STR(fd_get("out"), NULL);
    PROC_TYPE(pyos_popen_close(NULL, &status) == -1);
    f = fopen("plain", "wb"); /* a stream that is somebody else's stays as it is */
    CHECK(f != NULL);
    PROC_VALUE(pyos_popen_close(f, &status) == -1);
    CHECK_INT(status, 77);
    CHECK(fputs("still open", f) >= 0);
    CHECK_INT(fclose(f), 0);
    CHECK_STR(fd_get("plain"), "still open");
    fd_leave();
}

TEST(proc_popen_audit) {
    RULE("event.subprocess.Popen");
    FILE *f;
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    PROC_VALUE(pyos_popen("exit 5", "x", -1) == NULL);
    CHECK_STR(proc_audit_stop(), "");
    CHECK(proc_audit_start(0, NULL));
    f = pyos_popen("exit 5", "r", -1);
    CHECK(f != NULL);
#if FD_WINDOWS
    {
        char want[600];
        const char *shell = pyos_getenv("COMSPEC", "");
        snprintf(want, sizeof want, "subprocess.Popen('%s', '%s /c \"exit 5\"', None, None)\n", shell, shell);
        CHECK_STR(proc_audit_stop(), want);
    }
#else
    {
        const char *said = proc_audit_stop();
        static const char want[] = "subprocess.Popen('/bin/sh', ['/bin/sh', '-c', 'exit 5'], None, None)\n";
        CHECK(strncmp(said, want, sizeof want - 1) == 0);
        if (strncmp(said, want, sizeof want - 1) != 0) printf("    %s", said);
    }
#endif
    if (f) CHECK_INT(pyos_popen_close(f, NULL), 0);
    fd_enter();
#if FD_POSIX
    proc_remember();
#endif
    CHECK(proc_audit_start(EACCES, NULL));
    CHECK_ERROR(pyos_popen("echo x >out", "r", -1) == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
    proc_audit_stop();
    CHECK_STR(fd_get("out"), NULL);
#if FD_POSIX
    PROC_NOTHING_LEFT();
#endif
    fd_leave();
}

#if FD_POSIX
/* Only the standard streams, whatever is inheritable, and none of the library's own; nothing stays. */
TEST(proc_popen_descriptors) {
    int fd, high;
    FILE *f;
    fd_enter();
    proc_remember();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    high = fcntl(fd, F_DUPFD, 90);
    f = pyos_popen(proc_command("report out"), "r", -1);
    CHECK(f != NULL);
    if (f) {
        long long status = -1;
        int own = fileno(f);
        CHECK_INT(pyos_get_inheritable(own), 0);
        CHECK_INT(pyos_popen_close(f, &status), 0);
        CHECK_INT(status, 7 * 256);
        CHECK_STR(proc_said("out", "open"), "0 1 2 |");
    }
    f = pyos_popen(proc_command("report out"), "w", -1);
    CHECK(f != NULL);
    if (f) {
        CHECK_INT(pyos_popen_close(f, NULL), 0);
        CHECK_STR(proc_said("out", "open"), "0 1 2 |");
    }
    CHECK_INT(pyos_close(high), 0);
    CHECK_INT(pyos_close(fd), 0);
    PROC_NOTHING_LEFT();
    fd_leave();
}

/* The command has gone before its input is written: that is told by close, after it has been waited for. */
static void proc_popen_broken_pipe(void) {
    FILE *f;
    siginfo_t info;
    long long status = 77;
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    f = pyos_popen("exit 6", "w", -1);
    CHECK(f != NULL);
    if (!f) return;
    CHECK(fputs("lost", f) >= 0);
    CHECK_INT(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
    CHECK_ERROR(pyos_popen_close(f, &status) == -1, PYOS_BROKENPIPEERROR, EPIPE, NULL);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}

TEST(proc_popen_broken) { fd_in_child(proc_popen_broken_pipe); }

static void proc_popen_without(void) {
    struct rlimit none;
    memset(&none, 0, sizeof none);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    PROC_OSERROR(pyos_popen("exit 0", "r", -1) == NULL, EMFILE);
    PROC_OSERROR(pyos_wait(NULL) == -1, ECHILD);
}

TEST(proc_popen_without_descriptors) { fd_in_child(proc_popen_without); }

/* With its own standard streams closed the parent's pipe may have the number that the command needs. */
static void proc_popen_closed_streams(void) {
    char text[40];
    long long status = 77;
    FILE *f;
    int keep = fcntl(1, F_DUPFD, 30);
    close(0), close(1), close(2);
    f = pyos_popen("echo through", "r", -1);
    text[0] = '\0';
    if (f) {
        if (!fgets(text, sizeof text, f)) strcpy(text, "nothing");
        (void)pyos_popen_close(f, &status);
    }
    dup2(keep, 1);
    CHECK_STR(text, "through\n");
    CHECK_INT(status, 0);
    close(0), close(1), close(2);
    f = pyos_popen("read x; test \"$x\" = across && exit 9", "w", -1);
    status = 77;
    if (f) {
        fputs("across\n", f);
        (void)pyos_popen_close(f, &status);
    }
    dup2(keep, 1);
    CHECK_INT(status, 9 * 256);
}

TEST(proc_popen_without_streams) { fd_in_child(proc_popen_closed_streams); }
#endif
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Windows
 */

#if FD_WINDOWS

TEST(proc_windows_statuses) {
    RULE("rule.wait_status_windows");
    long long result = 77, code = 5;
    CHECK_INT(pyos_waitstatus_to_exitcode(3 * 256, &code), 0);
    CHECK_INT(code, 3);
    CHECK_INT(pyos_waitstatus_to_exitcode(3 * 256 + 77, &code), 0); /* a plain shift */
    CHECK_INT(code, 3);
    CHECK_INT(pyos_waitstatus_to_exitcode(0xC0000005LL << 8, &code), 0);
    CHECK_INT(code, 0xC0000005LL);
    code = 5;
    PROC_VALUE(pyos_waitstatus_to_exitcode(1LL << 40, &code) == -1);
    PROC_TYPE(pyos_waitstatus_to_exitcode(0, NULL) == -1);
    CHECK_INT(code, 5);
    /* waitpid takes a handle, closes it, and does not look at the options. */
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_self, proc_argv("exit", "9", NULL, NULL), &result), 0);
    {
        long long status = -1, handle = result;
        CHECK_INT(pyos_waitpid(handle, 0x55, &status), handle);
        CHECK_INT(status, 9 * 256);
        PROC_OSERROR(pyos_waitpid(handle, 0, &status) == -1, ECHILD);
    }
    PROC_OSERROR(pyos_waitpid(-1, 0, NULL) == -1, ECHILD);
    CHECK(!pyos_WIFEXITED(0) && !pyos_WIFSIGNALED(9) && !pyos_WIFSTOPPED(0x137f) && !pyos_WIFCONTINUED(0xffff));
    CHECK(!pyos_WCOREDUMP(0x89) && pyos_WEXITSTATUS(256) == -1 && pyos_WTERMSIG(9) == -1 &&
          pyos_WSTOPSIG(0x137f) == -1);
}

TEST(proc_windows_kill) {
    RULE("event.os.kill");
    int r = -1, w = -1;
    long long handle = 0;
    char number[20];
    DWORD pid;
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    proc_audit_stop();
    CHECK_INT(pyos_kill((long long)GetCurrentProcessId(), 0), 0);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_set_inheritable(r, true), 0);
    snprintf(number, sizeof number, "%d", r);
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, proc_self, proc_argv("wait", number, NULL, NULL), &handle), 0);
    pid = GetProcessId((HANDLE)(intptr_t)handle);
    CHECK_INT(pyos_kill((long long)pid, 0), 0);
    CHECK(proc_audit_start(EACCES, NULL));
    CHECK_ERROR(pyos_kill((long long)pid, 77) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    snprintf(number, sizeof number, "os.kill(%lu, 77)\n", (unsigned long)pid);
    CHECK_STR(proc_audit_stop(), number);
    CHECK_INT(pyos_kill((long long)pid, 0), 0); /* it has not been ended */
    CHECK_INT(pyos_kill((long long)pid, 77), 0);
    CHECK_INT(WaitForSingleObject((HANDLE)(intptr_t)handle, INFINITE), WAIT_OBJECT_0);
    CHECK_INT(pyos_kill((long long)pid, 0), -1); /* who has ended is no more, though the handle is there */
    CHECK_INT(errno, EINVAL);
    CHECK_INT(pyos_last_error()->winerror, 87);
    CHECK_INT(proc_wait(handle), 77 * 256);
    CHECK_INT(pyos_kill(0x7ffffff0, 0), -1);
    CHECK_INT(pyos_kill(0x7ffffff0, 9), -1);
    CHECK_INT(pyos_last_error()->winerror, 87);
    /* A group that is none. */
    CHECK_INT(pyos_kill(0x7ffffff0, PYOS_CTRL_BREAK_EVENT), -1);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}

TEST(proc_windows_dll_directory) {
    RULE("event.os.add_dll_directory");
    char want[600], *here;
    pyos_dll_directory *d;
    fd_enter();
    here = pyos_getcwd();
    PROC_TYPE(pyos_add_dll_directory(NULL) == NULL);
    if (!proc_audit_start(0, NULL)) {
        test_skip_reason = PROC_NO_AUDIT;
    } else {
        d = pyos_add_dll_directory(here);
        CHECK(d != NULL);
        snprintf(want, sizeof want, "os.add_dll_directory('%s')\n", here);
        CHECK_STR(proc_audit_stop(), want);
        CHECK(proc_audit_start(0, NULL));
        if (d) CHECK_INT(pyos_add_dll_directory_close(d), 0); /* which has no event */
        CHECK_STR(proc_audit_stop(), "");
        CHECK(proc_audit_start(EACCES, NULL));
        CHECK_ERROR(pyos_add_dll_directory(here) == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
        proc_audit_stop();
    }
    d = pyos_add_dll_directory(here);
    CHECK(d != NULL);
    if (d) CHECK_INT(pyos_add_dll_directory_close(d), 0);
    PROC_TYPE(pyos_add_dll_directory_close(NULL) == -1);
    CHECK(pyos_add_dll_directory("relative") == NULL);
    CHECK_INT(errno, EINVAL);
    CHECK(pyos_add_dll_directory("C:\\nonexistent\\directory") == NULL);
    CHECK_INT(errno, ENOENT);
    pyos_free(here);
    fd_leave();
}

TEST(proc_windows_startfile) {
    RULE("event.os.startfile");
    RULE("event.os.startfile/2");
    PROC_TYPE(pyos_startfile(NULL, NULL, NULL, NULL, 1) == -1);
    if (!proc_audit_start(0, NULL)) SKIP(PROC_NO_AUDIT);
    CHECK_INT(pyos_startfile("C:\\nonexistent\\file.txt", NULL, NULL, NULL, 1), -1);
    CHECK_INT(errno, ENOENT);
    CHECK_STR(pyos_last_error()->filename, "C:\\nonexistent\\file.txt");
    CHECK_INT(pyos_startfile("C:\\nonexistent\\file.txt", "open", "-x y", "C:\\", 0), -1);
    CHECK_STR(proc_audit_stop(), "os.startfile('C:\\nonexistent\\file.txt', None)\n"
                                 "os.startfile/2('C:\\nonexistent\\file.txt', None, None, None, 1)\n"
                                 "os.startfile('C:\\nonexistent\\file.txt', 'open')\n"
                                 "os.startfile/2('C:\\nonexistent\\file.txt', 'open', '-x y', 'C:\\', 0)\n");
    CHECK(proc_audit_start(EACCES, "os.startfile"));
    CHECK_ERROR(pyos_startfile(proc_self, NULL, NULL, NULL, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK(strstr(proc_audit_stop(), "startfile/2") == NULL);
    CHECK(proc_audit_start(EACCES, "os.startfile/2"));
    CHECK_ERROR(pyos_startfile(proc_self, NULL, NULL, NULL, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    proc_audit_stop();
}

/* A batch file gets what the command interpreter cannot mistake, and nothing else. */
TEST(proc_windows_batch) {
    static const char *const safe[] = {"t.bat", "plain", "a-b_c.d", NULL};
    static const char *const bad[] = {"%PATH%", "a&b", "a|b", "q\"q", "a>b", "a<b", "a^b", "a\nb", "a\rb", "x!y!"};
    static const char *const names[] = {"t.bat", "T.BAT", ".\\t.bat", "t.cmd", "t.bat ", "t.bat.", "t.bat. ."};
    long long result = 77;
    size_t i, k;
    fd_enter();
    fd_put("t.bat", "@echo %1 %2>out\r\n@exit 12\r\n");
    fd_put("t.cmd", "@exit 13\r\n");
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, "t.bat", safe, &result), 0);
    CHECK_INT(result, 12);
    CHECK_STR(fd_get("out"), "plain a-b_c.d\r\n");
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, "t.cmd", safe, &result), 0);
    CHECK_INT(result, 13);
    fd_rmtree("out");
    result = 77;
    for (i = 0; i < FILES_COUNT(bad); i++)
        for (k = 0; k < FILES_COUNT(names); k++) {
            const char *argv[3];
            argv[0] = names[k], argv[1] = bad[i], argv[2] = NULL;
            PROC_VALUE(pyos_spawnv(PYOS_P_WAIT, names[k], argv, &result) == -1);
        }
    CHECK_INT(result, 77);
    CHECK_STR(fd_get("out"), NULL);
    fd_leave();
}

/* exec waits for the program and ends with its code; P_OVERLAY is the same. */
TEST(proc_windows_exec_errors) {
    static const char *const argv[] = {"told", NULL}, *const env[] = {"A=1", NULL};
    fd_enter();
    fd_put("plain.txt", "junk");
    PROC_OSERROR(pyos_execv("missing", argv) == -1, ENOENT);
    CHECK_INT(pyos_execve("missing", argv, env), -1);
    CHECK_INT(errno, ENOENT);
    CHECK_STR(pyos_last_error()->filename, "missing");
    CHECK_INT(pyos_execv("plain.txt", argv), -1);
    CHECK_INT(errno, ENOEXEC);
    CHECK_INT(pyos_execvp("no-such-program", argv), -1);
    CHECK_INT(errno, ENOENT);
    fd_leave();
}

#endif

#else

static void proc_begin(int argc, char **argv) { (void)argc, (void)argv; }

#endif /* !FD_WASI */

/* ---------------------------------------------------------------------------------------------------------------------
 * Everywhere
 */

TEST(proc_times) {
    pyos_times_result a, b;
    volatile unsigned work = 0;
    int i;
    PROC_TYPE(pyos_times(NULL) == -1);
    memset(&a, 0x55, sizeof a);
    CHECK_INT(pyos_times(&a), 0);
    CHECK(a.user >= 0 && a.system >= 0 && a.children_user >= 0 && a.children_system >= 0 && a.elapsed >= 0);
#if FD_WINDOWS
    CHECK(a.has == 0 && a.children_user <= 0 && a.children_system <= 0 && a.elapsed <= 0);
#elif FD_WASI
    CHECK(a.has == PYOS_TIMES_ELAPSED && a.system <= 0 && a.children_user <= 0 && a.children_system <= 0);
#else
    CHECK(a.has == (PYOS_TIMES_CHILDREN | PYOS_TIMES_ELAPSED));
#endif
    do { /* it goes on, as far as the system's clock is fine */
        for (i = 0; i < 1000000; i++) work = work + (unsigned)i;
        CHECK_INT(pyos_times(&b), 0);
        CHECK(b.user >= a.user && b.system >= a.system && b.elapsed >= a.elapsed);
    } while (!test_bad && b.user + b.system <= a.user + a.system);
    CHECK(b.user + b.system < 100000);
#if FD_POSIX
    {
        struct rusage before, after;
        struct timeval used;
        pid_t pid;
        CHECK_INT(pyos_times(&a), 0);
        CHECK_INT(getrusage(RUSAGE_CHILDREN, &before), 0);
        pid = proc_forked();
        if (pid == 0) { /* three ticks of the clock */
            do {
                for (i = 0; i < 1000000; i++) work = work + (unsigned)i;
                getrusage(RUSAGE_SELF, &after);
            } while (after.ru_utime.tv_sec == 0 && after.ru_utime.tv_usec < 30000);
            _exit(0);
        }
        siginfo_t info;
        CHECK_INT(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
        CHECK_INT(pyos_times(&b), 0); /* it has ended but not been waited for */
        CHECK(b.children_user <= a.children_user && b.children_system <= a.children_system);
        CHECK_INT(proc_wait(pid), 0);
        CHECK_INT(pyos_times(&b), 0);
        CHECK(b.children_user > a.children_user);
        CHECK_INT(getrusage(RUSAGE_CHILDREN, &after), 0);
        used = after.ru_utime;
        CHECK(b.children_user <= (double)used.tv_sec + (double)used.tv_usec / 1e6 + 0.02);
        CHECK(b.elapsed > a.elapsed);
    }
#endif
}

TEST(proc_numbers) {
    CHECK_INT(PYOS_EX_OK, 0);
#if !FD_WINDOWS
    CHECK(PYOS_EX_USAGE == 64 && PYOS_EX_DATAERR == 65 && PYOS_EX_NOINPUT == 66 && PYOS_EX_NOUSER == 67);
    CHECK(PYOS_EX_NOHOST == 68 && PYOS_EX_UNAVAILABLE == 69 && PYOS_EX_SOFTWARE == 70 && PYOS_EX_OSERR == 71);
    CHECK(PYOS_EX_OSFILE == 72 && PYOS_EX_CANTCREAT == 73 && PYOS_EX_IOERR == 74 && PYOS_EX_TEMPFAIL == 75);
    CHECK(PYOS_EX_PROTOCOL == 76 && PYOS_EX_NOPERM == 77 && PYOS_EX_CONFIG == 78);
#endif
#if FD_POSIX
    CHECK(PYOS_EX_USAGE == EX_USAGE && PYOS_EX_CONFIG == EX_CONFIG && PYOS_EX_OK == EX_OK);
    CHECK(PYOS_WNOHANG == WNOHANG && PYOS_WUNTRACED == WUNTRACED && PYOS_WCONTINUED == WCONTINUED);
    CHECK(PYOS_WEXITED == WEXITED && PYOS_WSTOPPED == WSTOPPED && PYOS_WNOWAIT == WNOWAIT);
    CHECK((int)PYOS_P_PID == (int)P_PID && (int)PYOS_P_PGID == (int)P_PGID && (int)PYOS_P_ALL == (int)P_ALL);
    CHECK(PYOS_CLD_EXITED == CLD_EXITED && PYOS_CLD_KILLED == CLD_KILLED && PYOS_CLD_STOPPED == CLD_STOPPED);
    CHECK(PYOS_CLD_CONTINUED == CLD_CONTINUED);
    CHECK(PYOS_POSIX_SPAWN_OPEN == 0 && PYOS_POSIX_SPAWN_CLOSE == 1 && PYOS_POSIX_SPAWN_DUP2 == 2);
#endif
#if FD_LINUX
    CHECK(PYOS_POSIX_SPAWN_CLOSEFROM == 3 && PYOS_PIDFD_NONBLOCK == O_NONBLOCK && PYOS_P_PIDFD == 3);
#endif
#if !FD_WASI
    CHECK(PYOS_P_WAIT == 0 && PYOS_P_NOWAIT == 1);
#endif
}

TEST(proc_have) {
    static const struct {
        const char *name;
        int have;
    } table[] = {{"os.abort", 1},
                 {"os._exit", 1},
                 {"os.times", 1},
                 {"os.add_dll_directory", FD_WINDOWS},
                 {"os.startfile", FD_WINDOWS},
                 {"os.execl", !FD_WASI},
                 {"os.execle", !FD_WASI},
                 {"os.execlp", !FD_WASI},
                 {"os.execlpe", !FD_WASI},
                 {"os.execv", !FD_WASI},
                 {"os.execve", !FD_WASI},
                 {"os.execvp", !FD_WASI},
                 {"os.execvpe", !FD_WASI},
                 {"os.fork", FD_POSIX},
                 {"os.fork1", 0},
                 {"os.forkpty", FD_POSIX},
                 {"os.kill", !FD_WASI},
                 {"os.killpg", FD_POSIX},
                 {"os.nice", FD_POSIX},
                 {"os.plock", 0},
                 {"os.popen", !FD_WASI && PYOS_STDIO},
                 {"os.posix_spawn", FD_POSIX},
                 {"os.posix_spawnp", FD_POSIX},
                 {"os.register_at_fork", FD_POSIX},
                 {"os.spawnl", !FD_WASI},
                 {"os.spawnle", !FD_WASI},
                 {"os.spawnlp", FD_POSIX},
                 {"os.spawnlpe", FD_POSIX},
                 {"os.spawnv", !FD_WASI},
                 {"os.spawnve", !FD_WASI},
                 {"os.spawnvp", FD_POSIX},
                 {"os.spawnvpe", FD_POSIX},
                 {"os.system", !FD_WASI},
                 {"os.wait", FD_POSIX},
                 {"os.wait3", FD_POSIX},
                 {"os.wait4", FD_POSIX},
                 {"os.waitid", FD_POSIX},
                 {"os.waitpid", !FD_WASI},
                 {"os.waitstatus_to_exitcode", !FD_WASI},
                 {"os.WCOREDUMP", FD_POSIX},
                 {"os.WEXITSTATUS", FD_POSIX},
                 {"os.WIFCONTINUED", FD_POSIX},
                 {"os.WIFEXITED", FD_POSIX},
                 {"os.WIFSIGNALED", FD_POSIX},
                 {"os.WIFSTOPPED", FD_POSIX},
                 {"os.WSTOPSIG", FD_POSIX},
                 {"os.WTERMSIG", FD_POSIX}};
    size_t i;
    for (i = 0; i < FILES_COUNT(table); i++)
        if (pyos_have(table[i].name) != (table[i].have != 0)) test_complain(__FILE__, __LINE__, table[i].name);
    if (!FD_LINUX) CHECK(!pyos_have("os.pidfd_open"));
    CHECK_INT(PYOS_HAVE_FORK, FD_POSIX);
    CHECK_INT(PYOS_HAVE_EXECV, !FD_WASI);
    CHECK_INT(PYOS_HAVE_SPAWNV, !FD_WASI);
    CHECK_INT(PYOS_HAVE_STARTFILE, FD_WINDOWS);
    CHECK_INT(PYOS_HAVE_PIDFD_OPEN, FD_LINUX);
}

/* What a platform lacks says so and does nothing, whatever it is given. */
TEST(proc_absent) {
    PROC_ABSENT(pyos_fork1() == -1);
    CHECK_STR(pyos_last_error()->function, "os.fork1");
    PROC_ABSENT(pyos_plock(1) == -1);
    CHECK_STR(pyos_last_error()->function, "os.plock");
#if !PYOS_HAVE_STARTFILE
    PROC_ABSENT(pyos_startfile("x", NULL, NULL, NULL, 1) == -1);
    PROC_ABSENT(pyos_add_dll_directory("/") == NULL);
    PROC_ABSENT(pyos_add_dll_directory_close(NULL) == -1);
#endif
#if !PYOS_HAVE_PIDFD_OPEN
    PROC_ABSENT(pyos_pidfd_open(1, 0) == -1);
#endif
#if !FD_POSIX
    {
        static const char *const argv[] = {"x", NULL}, *const env[] = {NULL};
        long long status = 77, code = 77;
        int number = 77;
        pyos_rusage usage;
        pyos_waitid_result r;
        char *end = (char *)NULL;
        PROC_ABSENT(pyos_fork() == -1);
        PROC_ABSENT(pyos_forkpty(&number) == -1);
        PROC_ABSENT(pyos_register_at_fork(NULL, NULL, NULL, NULL) == -1);
        PROC_ABSENT(pyos_posix_spawn("x", argv, env, NULL) == -1);
        PROC_ABSENT(pyos_posix_spawnp("x", argv, env, NULL) == -1);
        PROC_ABSENT(pyos_spawnvp(0, "x", argv, &status) == -1);
        PROC_ABSENT(pyos_spawnvpe(0, "x", argv, env, &status) == -1);
        PROC_ABSENT(pyos_spawnlp(0, &status, "x", "x", end) == -1);
        PROC_ABSENT(pyos_spawnlpe(0, &status, "x", "x", end, env) == -1);
        PROC_ABSENT(pyos_fexecve(0, argv, env) == -1);
        PROC_ABSENT(pyos_killpg(1, 0) == -1);
        PROC_ABSENT(pyos_nice(0, &number) == -1);
        PROC_ABSENT(pyos_wait(&status) == -1);
        PROC_ABSENT(pyos_wait3(0, &status, &usage) == -1);
        PROC_ABSENT(pyos_wait4(-1, 0, &status, &usage) == -1);
        PROC_ABSENT(pyos_waitid(0, 0, 4, &r) == -1);
        CHECK(!pyos_WIFEXITED(0) && !pyos_WIFSIGNALED(9) && !pyos_WIFSTOPPED(0x137f) && !pyos_WIFCONTINUED(0xffff));
        CHECK(!pyos_WCOREDUMP(0x89));
        CHECK(pyos_WEXITSTATUS(256) == -1 && pyos_WTERMSIG(9) == -1 && pyos_WSTOPSIG(0x137f) == -1);
#if FD_WASI
        PROC_ABSENT(pyos_execv("x", argv) == -1);
        PROC_ABSENT(pyos_execve("x", argv, env) == -1);
        PROC_ABSENT(pyos_execvp("x", argv) == -1);
        PROC_ABSENT(pyos_execvpe("x", argv, env) == -1);
        PROC_ABSENT(pyos_execl("x", "x", end) == -1);
        PROC_ABSENT(pyos_execle("x", "x", end, env) == -1);
        PROC_ABSENT(pyos_execlp("x", "x", end) == -1);
        PROC_ABSENT(pyos_execlpe("x", "x", end, env) == -1);
        PROC_ABSENT(pyos_spawnv(0, "x", argv, &status) == -1);
        PROC_ABSENT(pyos_spawnve(0, "x", argv, env, &status) == -1);
        PROC_ABSENT(pyos_spawnl(0, &status, "x", "x", end) == -1);
        PROC_ABSENT(pyos_spawnle(0, &status, "x", "x", end, env) == -1);
        PROC_ABSENT(pyos_kill(1, 0) == -1);
        PROC_ABSENT(pyos_system("x", &status) == -1);
        PROC_ABSENT(pyos_waitpid(-1, 0, &status) == -1);
        PROC_ABSENT(pyos_waitstatus_to_exitcode(0, &code) == -1);
#if PYOS_STDIO
        PROC_ABSENT(pyos_popen("x", "r", -1) == NULL);
        PROC_ABSENT(pyos_popen_close(NULL, &status) == -1);
#endif
#endif
        CHECK(status == 77 && number == 77 && code == 77);
    }
#endif
}

static void run_process(void) {
#if !FD_WASI
    RUN(proc_exec_forms);
    RUN(proc_exec_refuses);
    RUN(proc_exec_audit);
#endif
#if FD_POSIX
    RUN(proc_exec_search);
    RUN(proc_exec_default_path);
    RUN(proc_exec_errors);
    RUN(proc_exec_busy);
#endif
#if FD_POSIX && PYOS_HAVE_FEXECVE
    RUN(proc_fexecve_errors);
#endif
#if FD_POSIX
    RUN(proc_what_a_child_sees);
    RUN(proc_env_none);
    RUN(proc_statuses);
    RUN(proc_every_exit_code);
    RUN(proc_every_signal);
    RUN(proc_stop_and_continue);
    RUN(proc_wait_family);
    RUN(proc_wait_errors);
    RUN(proc_waitid);
    RUN(proc_waits_are_repeated);
    RUN(proc_wait_hook_stops);
    RUN(proc_kill);
    RUN(proc_killpg);
    RUN(proc_kill_audit);
    RUN(proc_nice);
#endif
#if FD_POSIX && PYOS_HAVE_PIDFD_OPEN
    RUN(proc_pidfd);
    RUN(proc_pidfd_without_descriptors);
#endif
#if FD_POSIX
    RUN(proc_register_at_fork);
    RUN(proc_fork);
    RUN(proc_fork_refused);
    RUN(proc_forkpty);
    RUN(proc_forkpty_without_descriptors);
#endif
#if FD_POSIX && ERR_THREADS
    RUN(proc_fork_threads);
#endif
#if FD_POSIX
    RUN(proc_spawn_environment);
    RUN(proc_spawn_file_actions);
#endif
#if FD_POSIX && defined(PYOS_POSIX_SPAWN_CLOSEFROM)
    RUN(proc_spawn_closefrom);
#endif
#if FD_POSIX
    RUN(proc_spawn_setpgroup_and_setsid);
    RUN(proc_spawn_resetids);
    RUN(proc_spawn_setsigmask_and_setsigdef);
#endif
#if FD_LINUX
    RUN(proc_spawn_scheduler);
#endif
#if FD_POSIX
    RUN(proc_spawn_refuses);
    RUN(proc_spawn_errors);
    RUN(proc_spawnp_search);
    RUN(proc_spawn_audit);
#endif
#if !FD_WASI
    RUN(proc_spawnv_forms);
    RUN(proc_spawnv_modes);
    RUN(proc_spawnv_errors);
    RUN(proc_spawnv_audit);
    RUN(proc_spawnv_descriptors);
    RUN(proc_exit_at_once);
    RUN(proc_system);
#endif
#if !FD_WASI && PYOS_STDIO
    RUN(proc_popen_reads);
    RUN(proc_popen_writes);
    RUN(proc_popen_refuses);
    RUN(proc_popen_audit);
#endif
#if !FD_WASI && PYOS_STDIO && FD_POSIX
    RUN(proc_popen_descriptors);
    RUN(proc_popen_broken);
    RUN(proc_popen_without_descriptors);
    RUN(proc_popen_without_streams);
#endif
#if FD_WINDOWS
    RUN(proc_windows_statuses);
    RUN(proc_windows_kill);
    RUN(proc_windows_dll_directory);
    RUN(proc_windows_startfile);
    RUN(proc_windows_batch);
    RUN(proc_windows_exec_errors);
#endif
    RUN(proc_times);
    RUN(proc_numbers);
    RUN(proc_have);
    RUN(proc_absent);
}
