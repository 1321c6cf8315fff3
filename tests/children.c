/* Many children at once, started in every way by many threads, while signals come and the environment changes: none has
 * what is not for it, none is lost, none waits for ever. The program starts itself. Sizes are full with PYOS_LONG=1. In
 * the working directory, which should be empty.
 *
 * usage: children                  all tests
 *        children exit N           a child: ends with that code, or with 250 when it has more than the standard streams
 *        children say WORD         a child: prints it
 *        children wait             a child: until its input ends
 *        children open             a child, on Windows: how many descriptors it has beside the standard ones
 *        children block            a child: 0 when its environment is in order
 *        children abort            for WASI, where nothing can be started: ends so */
#define PYOS_IMPLEMENTATION
#define PYOS_STDIO 1
#include "../pyos.h"

#include "test.h"

#if defined(_WIN32)
#include <windows.h>
#elif !defined(__wasi__)
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#if !defined(MAP_ANONYMOUS)
#define MAP_ANONYMOUS MAP_ANON
#endif
extern char **environ;
#endif

#if !defined(__wasi__)

#if defined(_WIN32)
#define KIDS_WINDOWS 1
#else
#define KIDS_WINDOWS 0
#endif

static char kids_self[1024]; /* this program */
static int kids_long;
/* Starts take long on Windows, and under Wine longer. */
static int kids_count(int all, int some, int on_windows) { return kids_long ? all : KIDS_WINDOWS ? on_windows : some; }

/* ---- Threads, and what went wrong in them ---- */

#define KIDS_THREADS 16
typedef struct kids_thread {
    void (*run)(struct kids_thread *self);
    int number, rounds, done, wrong;
    long long seen; /* of what was wrong */
#if KIDS_WINDOWS
    HANDLE handle;
#else
    pthread_t handle;
#endif
} kids_thread;
static kids_thread kids_threads[KIDS_THREADS];

#if KIDS_WINDOWS
static DWORD WINAPI kids_main(void *argument) {
    kids_thread *self = (kids_thread *)argument;
    self->run(self);
    return 0;
}
static int kids_start(kids_thread *t) {
    t->handle = CreateThread(NULL, 0, kids_main, t, 0, NULL);
    return t->handle != NULL;
}
static void kids_join(kids_thread *t) {
    WaitForSingleObject(t->handle, INFINITE);
    CloseHandle(t->handle);
}
#else
static void *kids_main(void *argument) {
    kids_thread *self = (kids_thread *)argument;
    self->run(self);
    return NULL;
}
static int kids_start(kids_thread *t) { return pthread_create(&t->handle, NULL, kids_main, t) == 0; }
static void kids_join(kids_thread *t) { pthread_join(t->handle, NULL); }
#endif

/* n threads, together as many rounds. */
static void kids_run(int n, int rounds, void (*run)(kids_thread *self)) {
    int i, started = 0, done = 0;
    memset(kids_threads, 0, sizeof kids_threads);
    for (i = 0; i < n; i++) {
        kids_threads[i].run = run, kids_threads[i].number = i;
        kids_threads[i].rounds = rounds / n + (i < rounds % n);
        if (!kids_start(&kids_threads[i])) break;
        started++;
    }
    CHECK_INT(started, n);
    for (i = 0; i < started; i++) {
        kids_join(&kids_threads[i]);
        done += kids_threads[i].done;
        CHECK_INT(kids_threads[i].wrong, 0);
        if (kids_threads[i].wrong) printf("    thread %d saw %lld\n", i, kids_threads[i].seen);
    }
    CHECK_INT(done, rounds);
}

static void kids_wrong(kids_thread *self, long long seen) {
    if (!self->wrong++) self->seen = seen;
}

/* ---- Ways to start this program, each giving an exit code; -1 when it could not be started ---- */

/* The allocator of older sanitizers is not safe over fork. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KIDS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KIDS_SANITIZED 1
#endif
#endif
#ifndef KIDS_SANITIZED
#define KIDS_SANITIZED 0
#endif

#if KIDS_WINDOWS
#define KIDS_WAYS 3
#else
#define KIDS_WAYS (KIDS_SANITIZED ? 4 : 5) /* the last is by fork */
#endif

static const char *kids_command(char *command, size_t size, const char *what, const char *argument) {
    snprintf(command, size, KIDS_WINDOWS ? "\"%s\" %s %s" : "exec '%s' %s %s", kids_self, what, argument);
    return command;
}

static long long kids_child(int way, const char *what, const char *argument) {
    const char *argv[4];
    char command[1200];
    long long result = -1, status = -1, code = -1;
    FILE *f;
    argv[0] = kids_self, argv[1] = what, argv[2] = argument, argv[3] = NULL;
    switch (way % KIDS_WAYS) {
    case 0: return pyos_spawnv(PYOS_P_WAIT, kids_self, argv, &result) == 0 ? result : -1;
    case 1:
        if (pyos_spawnv(PYOS_P_NOWAIT, kids_self, argv, &result) != 0) return -1;
        break;
    case 2:
        f = pyos_popen(kids_command(command, sizeof command, what, argument), "r", -1);
        if (!f || pyos_popen_close(f, &status) != 0) return -1;
        return KIDS_WINDOWS ? status : status / 256;
#if !KIDS_WINDOWS
    case 3: result = pyos_posix_spawn(kids_self, argv, NULL, NULL); break;
    default:
        result = pyos_fork();
        if (result != 0) break;
        pyos_execv(kids_self, argv);
        pyos__exit(249);
#endif
    }
    if (result == -1 || pyos_waitpid(result, 0, &status) != result) return -1;
    return pyos_waitstatus_to_exitcode(status, &code) == 0 ? code : -1;
}

/* ---- No read that waits for ever ---- */

/* Each round has a child whose output is read to its end, while another one that was started meanwhile goes on: had that
 * one the other end of the pipe too, the end would not come. */
static void kids_reads(kids_thread *self) {
    FILE *before = NULL;
    for (; self->done < self->rounds; self->done++) {
        char command[1200], word[20], text[40];
        size_t n = 0;
        FILE *alive;
        snprintf(word, sizeof word, "w%d.%d", self->number, self->done);
#if KIDS_WINDOWS
        FILE *f = pyos_popen(kids_command(command, sizeof command, "say", word), "r", -1);
        alive = pyos_popen(kids_command(command, sizeof command, "wait", ""), "w", -1);
        if (f) {
            n = fread(text, 1, sizeof text - 1, f);
            if (pyos_popen_close(f, NULL) != 0) kids_wrong(self, errno);
        }
#else
        pyos_file_action action;
        pyos_posix_spawn_options options;
        const char *argv[4];
        long long got;
        pyos_pid pid;
        int r = -1, w = -1;
        if (pyos_pipe(&r, &w) != 0) kids_wrong(self, errno);
        alive = pyos_popen(kids_command(command, sizeof command, "wait", ""), "w", -1);
        memset(&action, 0, sizeof action);
        memset(&options, 0, sizeof options);
        action.action = PYOS_POSIX_SPAWN_DUP2, action.fd = w, action.new_fd = 1;
        options.file_actions = &action, options.nfile_actions = 1;
        argv[0] = kids_self, argv[1] = "say", argv[2] = word, argv[3] = NULL;
        pid = pyos_posix_spawn(kids_self, argv, NULL, &options);
        pyos_close(w);
        while (n < sizeof text - 1 && (got = pyos_read(r, text + n, (long long)(sizeof text - 1 - n))) > 0)
            n += (size_t)got;
        pyos_close(r);
        if (pid < 0 || pyos_waitpid(pid, 0, NULL) != pid) kids_wrong(self, errno);
#endif
        text[n] = '\0';
        if (strcmp(text, word) != 0) kids_wrong(self, (long long)n);
        if (before && pyos_popen_close(before, NULL) != 0) kids_wrong(self, errno);
        before = alive;
        if (!alive) kids_wrong(self, errno);
    }
    if (before && pyos_popen_close(before, NULL) != 0) kids_wrong(self, errno);
}

TEST(children_no_stuck_read) { kids_run(4, kids_count(500, 240, 24), kids_reads); }

/* ---- Many threads ---- */

static void kids_codes(kids_thread *self) {
    for (; self->done < self->rounds; self->done++) {
        char number[20];
        int code = (self->number * 31 + self->done) % 200;
        long long got;
        snprintf(number, sizeof number, "%d", code);
        got = kids_child(self->number + self->done, "exit", number);
        if (got != code) kids_wrong(self, got);
    }
}

TEST(children_of_many_threads) { kids_run(KIDS_THREADS, kids_count(1000, 320, 48), kids_codes); }

/* ---- The environment changes meanwhile ---- */

static int kids_stop;
static int kids_go_on(void) { return !__atomic_load_n(&kids_stop, __ATOMIC_ACQUIRE); }
static void kids_stop_them(int stop) { __atomic_store_n(&kids_stop, stop, __ATOMIC_RELEASE); }

/* Values of one letter and of every length; names that come and go. */
static void kids_changes(kids_thread *self) {
    int i;
    self->done = self->rounds;
    for (i = 0; kids_go_on(); i++) {
        char value[300], name[20];
        memset(value, 'a' + i % 26, sizeof value);
        value[1 + i % 299] = '\0';
        if (pyos_environ_set("KIDS_VALUE", value) != 0) kids_wrong(self, errno);
        snprintf(name, sizeof name, "KIDS_%d", i % 40);
        if (i / 40 % 2 ? pyos_environ_set(name, "x") != 0 : pyos_unsetenv(name) != 0) kids_wrong(self, errno);
    }
}

/* In the child: every entry has a name, the constant ones are there, and the value is of one piece. */
static int kids_block(void) {
    size_t i, n = 0;
    int constants = 0, values = 0;
    char **all = pyos_environ_copy(&n);
    for (i = 0; all && i < n; i++) {
        if (strncmp(all[i], "KIDS_CONSTANT=stays", 20) == 0) constants++;
        if (strncmp(all[i], "KIDS_VALUE=", 11) == 0) {
            const char *s = all[i] + 11;
            char letter[2];
            letter[0] = *s, letter[1] = '\0';
            values += *s >= 'a' && *s <= 'z' && strspn(s, letter) == strlen(s);
        } else if (strncmp(all[i], "KIDS_", 5) == 0 && all[i][5] >= '0' && all[i][5] <= '9') {
            if (strcmp(strchr(all[i], '='), "=x") != 0) return 3;
        }
    }
#if !KIDS_WINDOWS
    for (i = 0; environ[i]; i++)
        if (!strchr(environ[i], '=')) return 4;
#endif
    return constants != 1 ? 1 : values != 1 ? 2 : 0;
}

static void kids_looks(kids_thread *self) {
    if (self->number == 0) {
        kids_changes(self);
        return;
    }
    for (; self->done < self->rounds; self->done++) {
        /* Not by fork, whose child may have other threads' changes half made in the C library. */
        long long got = kids_child(KIDS_WINDOWS ? self->done : self->done % 4, "block", "");
        if (got != 0) kids_wrong(self, got);
    }
    if (self->number == 1) kids_stop_them(1);
}

TEST(children_environment_changes) {
    int i;
    CHECK_INT(pyos_environ_set("KIDS_CONSTANT", "stays"), 0);
    CHECK_INT(pyos_environ_set("KIDS_VALUE", "a"), 0);
    kids_stop_them(0);
    kids_run(4, kids_count(800, 200, 24), kids_looks);
    for (i = 0; i < 40; i++) {
        char name[20];
        snprintf(name, sizeof name, "KIDS_%d", i);
        CHECK_INT(pyos_unsetenv(name), 0);
    }
    pyos_environ_trim();
}

#if !KIDS_WINDOWS

/* ---- Signals ---- */

static volatile int *kids_shared; /* [0]: how often the handler has run here, [1]: in a child */
static pid_t kids_parent;

static void kids_handler(int sig) {
    (void)sig;
    kids_shared[getpid() != kids_parent]++;
}

/* Signals for the whole group, one as soon as another. What is executed does not mind them; a child that has not come so
 * far must not run the handler, on the memory that it has in common with this process. */
TEST(children_under_a_storm) {
    struct sigaction action, old;
    pid_t storm;
    int i, n = kids_count(3000, 400, 0);
    kids_shared = (volatile int *)mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (kids_shared == (volatile int *)MAP_FAILED) SKIP("no shared memory");
    kids_parent = getpid();
    if (getpgrp() != kids_parent && setpgid(0, 0) != 0) SKIP("no process group of its own to be had");
    memset(&action, 0, sizeof action);
    action.sa_handler = kids_handler;
    CHECK_INT(sigaction(SIGURG, &action, &old), 0);
    storm = fork();
    if (storm == 0) {
        signal(SIGURG, SIG_IGN);
        while (getppid() == kids_parent) {
            kill(0, SIGURG);
            usleep(20);
        }
        _exit(0);
    }
    while (kids_shared[0] == 0) usleep(100);
    for (i = 0; i < n; i++) {
        char number[20];
        long long got;
        snprintf(number, sizeof number, "%d", i % 200);
        got = kids_child(i % 4, "exit", number); /* a fork has the handler until it executes something */
        if (got == i % 200) continue;
        CHECK_INT(got, i % 200);
        break;
    }
    kill(storm, SIGKILL);
    CHECK_INT(pyos_waitpid(storm, 0, NULL), storm); /* the last signals may come meanwhile */
    CHECK_INT(sigaction(SIGURG, &old, NULL), 0);
    CHECK(kids_shared[0] > n / 10);
    CHECK_INT(kids_shared[1], 0);
    munmap((void *)(size_t)kids_shared, 4096);
}

/* ---- fork ---- */

static void kids_uses(kids_thread *self) {
    if (self->number > 0) {
        char name[20];
        int i;
        self->done = self->rounds;
        snprintf(name, sizeof name, "KIDS_F%d", self->number);
        for (i = 0; kids_go_on(); i++) {
            char **all;
            if (pyos_environ_set(name, i % 2 ? "1" : "two") != 0) kids_wrong(self, errno);
            all = i % 50 ? NULL : pyos_environ_copy(NULL);
            pyos_free(all);
            if (pyos_open("/nonexistent/file", PYOS_O_RDONLY, 0) != -1) kids_wrong(self, 0);
            if (i % 20 == 0) {
                int r = -1, w = -1;
                if (pyos_pipe(&r, &w) == 0) pyos_close(r), pyos_close(w);
            }
        }
        return;
    }
    for (; self->done < self->rounds; self->done++) {
        long long status = -1;
        pyos_pid pid = pyos_fork();
        if (pid == 0) { /* what another thread had locked would stay locked here for ever */
            alarm(60);
            if (pyos_environ_set("KIDS_IN_CHILD", "1") != 0 || !pyos_getenv("KIDS_IN_CHILD", NULL)) pyos__exit(1);
            if (pyos_open("/nonexistent/other", PYOS_O_RDONLY, 0) != -1 || errno != ENOENT) pyos__exit(2);
            pyos__exit(self->done % 10 ? 77 : kids_child(3, "exit", "66") == 66 ? 77 : 3);
        }
        if (pid < 0 || pyos_waitpid(pid, 0, &status) != pid || status != 77 * 256) kids_wrong(self, status);
    }
    kids_stop_them(1);
}

TEST(children_by_fork) {
    if (KIDS_SANITIZED) {
        test_elsewhere_reason = "a sanitizer's allocator is not safe over fork";
        return;
    }
    kids_stop_them(0);
    kids_run(4, kids_count(1000, 200, 0), kids_uses);
}

#endif

#if KIDS_WINDOWS
/* ---- What the C run time of Windows makes hard ---- */

static int kids_reader, kids_writer;
static volatile LONG kids_read, kids_stopped;

static DWORD WINAPI kids_read_main(void *nothing) {
    char c = 0;
    (void)nothing;
    if (pyos_read(kids_reader, &c, 1) == 1 && c == 'x') InterlockedExchange(&kids_read, 1);
    return 0;
}

static DWORD WINAPI kids_start_main(void *nothing) {
    (void)nothing;
    return kids_child(0, "exit", "5") == 5;
}

/* A start does not wait for a thread that reads what the child inherits, and which may wait for ever. */
TEST(children_while_a_stream_is_read) {
    HANDLE reader, starter;
    DWORD good = 0;
    CHECK_INT(pyos_pipe(&kids_reader, &kids_writer), 0);
    CHECK_INT(pyos_set_inheritable(kids_reader, true), 0);
    reader = CreateThread(NULL, 0, kids_read_main, NULL, 0, NULL);
    Sleep(100); /* until it waits; if it does not yet, nothing is shown */
    starter = CreateThread(NULL, 0, kids_start_main, NULL, 0, NULL);
    CHECK(WaitForSingleObject(starter, 60000) == WAIT_OBJECT_0); /* a start that waits ends with the read only */
    CHECK_INT(kids_read, 0);
    CHECK_INT(pyos_write(kids_writer, "x", 1), 1);
    WaitForSingleObject(starter, INFINITE);
    CHECK(GetExitCodeThread(starter, &good) && good);
    WaitForSingleObject(reader, INFINITE);
    CHECK_INT(kids_read, 1);
    CloseHandle(starter);
    CloseHandle(reader);
    CHECK_INT(pyos_close(kids_reader), 0);
    CHECK_INT(pyos_close(kids_writer), 0);
}

static DWORD WINAPI kids_copy_main(void *nothing) {
    (void)nothing;
    while (!kids_stopped) {
        int copy = pyos_dup(kids_writer);
        if (copy >= 0) (void)pyos_close(copy);
    }
    return 0;
}

/* No child has a copy that another thread is making, and that is inheritable for a moment. */
TEST(children_have_no_copies) {
    HANDLE threads[2];
    int i;
    CHECK_INT(pyos_pipe(&kids_reader, &kids_writer), 0);
    for (i = 0; i < 2; i++) threads[i] = CreateThread(NULL, 0, kids_copy_main, NULL, 0, NULL);
    for (i = 0; i < kids_count(300, 60, 60); i++) CHECK_INT(kids_child(0, "open", ""), 0);
    InterlockedExchange(&kids_stopped, 1);
    for (i = 0; i < 2; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
    }
    CHECK_INT(pyos_close(kids_reader), 0);
    CHECK_INT(pyos_close(kids_writer), 0);
}
#endif

/* ---- At the end ---- */

#if KIDS_WINDOWS
static int kids_open_ones(void) {
    DWORD n = 0;
    return GetProcessHandleCount(GetCurrentProcess(), &n) ? (int)n : -1;
}
static int kids_had;
#else
static int kids_had = 3;
static int kids_open_ones(void) {
    int fd, n = 0;
    for (fd = 0; fd < 1024; fd++) n += fcntl(fd, F_GETFD) != -1;
    return n;
}
#endif

TEST(children_nothing_left) {
    CHECK_ERROR(pyos_waitpid(-1, 0, NULL) == -1, PYOS_CHILDPROCESSERROR, ECHILD, NULL);
    CHECK_INT(kids_open_ones(), kids_had);
}

static int kids_as_child(int argc, char **argv) {
    const char *what = argv[1];
    if (strcmp(what, "say") == 0 && argc > 2) return fputs(argv[2], stdout) < 0;
    if (strcmp(what, "block") == 0) return kids_block();
    if (strcmp(what, "wait") == 0) {
        while (getchar() != EOF) {}
        return 0;
    }
#if KIDS_WINDOWS
    if (strcmp(what, "open") == 0) {
        int fd, n = 0;
        for (fd = 3; fd < 100; fd++) n += pyos_get_osfhandle(fd) != NULL;
        return n;
    }
#else
    if (kids_open_ones() != 3) return 250;
#endif
    return strcmp(what, "exit") == 0 && argc > 2 ? atoi(argv[2]) : 251;
}

int main(int argc, char **argv) {
    if (argc > 1) {
        int code = kids_as_child(argc, argv);
        fflush(stdout);
        pyos__exit(code);
    }
    kids_long = getenv("PYOS_LONG") != NULL;
#if KIDS_WINDOWS
    if (GetModuleFileNameA(NULL, kids_self, sizeof kids_self) == 0) return 2;
    for (int way = 0; way < KIDS_WAYS; way++) /* what the first ones open for good is there from now on */
        if (kids_child(way, "exit", "4") != 4) return 3;
    kids_had = kids_open_ones();
#else
    if (!realpath(argv[0], kids_self)) return 2;
    {
        int fd = 0; /* the table has to be in order: the standard streams and nothing else */
        while (fd >= 0 && fd < 3) fd = open("/dev/null", O_RDWR);
        pyos_closerange(3, 0x7fffffff);
    }
    alarm(kids_long ? 3000 : 600); /* a read that waits for ever ends the program, without a closing line */
#endif
    RUN(children_no_stuck_read);
    RUN(children_of_many_threads);
    RUN(children_environment_changes);
#if !KIDS_WINDOWS
    RUN(children_under_a_storm);
    RUN(children_by_fork);
#else
    RUN(children_while_a_stream_is_read);
    RUN(children_have_no_copies);
#endif
    RUN(children_nothing_left);
    return test_summary();
}

#else

/* There are no programs to start, and only the end of this one. */
TEST(children_none) {
    static const char *const argv[] = {"x", NULL};
    CHECK_ERROR(pyos_spawnv(0, "x", argv, NULL) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_waitpid(-1, 0, NULL) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK(!pyos_have("os.spawnv") && !pyos_have("os.fork") && pyos_have("os._exit") && pyos_have("os.abort"));
}

static void kids_at_exit(void) {
    puts("_exit calls what is for the end\n0 passed, 1 failed, 0 skipped");
    fflush(stdout);
}

int main(int argc, char **argv) {
    int status;
    if (argc > 1 && strcmp(argv[1], "abort") == 0) {
        puts("aborting");
        fflush(stdout);
        pyos_abort();
        puts("abort came back");
        return 0;
    }
    setvbuf(stdout, NULL, _IOFBF, 4096);
    RUN(children_none);
    status = test_summary();
    fflush(stdout);
    atexit(kids_at_exit);
    fputs("_exit writes what is in buffers\n0 passed, 1 failed, 0 skipped\n", stdout);
    pyos__exit(status);
    return 2;
}

#endif
