/* What a program that is started finds open: the standard streams and nothing else, although many threads open and
 * close descriptors of every kind while others start programs. The program starts itself. 16 threads and 100 children
 * in all, 1,000 with PYOS_LONG=1; fewer on Windows, where a start takes long. In the working directory, which should be
 * empty.
 *
 * usage: inherit               all tests
 *        inherit table         the child: prints its open descriptors; on Windows its exit code says how many of its
 *                              handles are open on the parent's file or on one of its pipes */
#define PYOS_IMPLEMENTATION
#define PYOS_STDIO 1
#include "../pyos.h"

#include "test.h"

#if defined(_WIN32)
#include <windows.h>
#elif !defined(__wasi__)
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#define INHERIT_FILE "inherit.tmp"
#define INHERIT_SIZE 12345 /* bytes in it: how a child on Windows knows it */
#define INHERIT_IN_PIPE 77 /* and in each pipe */

#if !defined(__wasi__)

static const char *inherit_self; /* this program */

static int inherit_file(int flags) { return pyos_open(INHERIT_FILE, flags | PYOS_OPEN_BINARY, 0666); }

static void inherit_begin(void) {
    static char bytes[INHERIT_SIZE];
    int fd = inherit_file(PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC);
    CHECK(fd >= 0);
    CHECK_INT(pyos_write(fd, bytes, sizeof bytes), sizeof bytes);
    CHECK_INT(pyos_close(fd), 0);
}

static void inherit_end(void) { CHECK_INT(pyos_remove(INHERIT_FILE), 0); }

/* Descriptors of every kind, up to most of them; -1 where one is missing. */
#define INHERIT_KINDS 24
typedef struct inherit_set {
    int fd[INHERIT_KINDS];
    int n;
    pyos_scandir_iter *listing;
    pyos_walk_iter *walk;
} inherit_set;

static void inherit_add(inherit_set *set, int fd) {
    if (fd >= 0) set->fd[set->n++] = fd;
}

static void inherit_add_pipe(inherit_set *set) {
    static char bytes[INHERIT_IN_PIPE];
    int r, w;
    if (pyos_pipe(&r, &w) != 0) return;
    (void)pyos_write(w, bytes, sizeof bytes);
    inherit_add(set, r);
    inherit_add(set, w);
}

static void inherit_open(inherit_set *set) {
    const pyos_direntry *entry;
    pyos_walk_step *step;
    int i, fd = inherit_file(PYOS_O_RDONLY), other = inherit_file(PYOS_O_RDWR);
    set->n = 0;
    inherit_add(set, fd);
    inherit_add(set, other);
    inherit_add(set, pyos_open(".", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0));
    for (i = 0; i < 2; i++) inherit_add_pipe(set);
    set->listing = pyos_scandir(".");
    if (set->listing) (void)pyos_scandir_next(set->listing, &entry);
    set->walk = pyos_fwalk(".", NULL);
    if (set->walk) (void)pyos_walk_next(set->walk, &step);
#if defined(_WIN32)
    {
        HANDLE handle = CreateFileA(INHERIT_FILE, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                    NULL, OPEN_EXISTING, 0, NULL);
        if (handle != INVALID_HANDLE_VALUE) inherit_add(set, pyos_open_osfhandle(handle, PYOS_O_RDONLY));
    }
#else
    /* Not on Windows, where the C run time makes copies inheritable, which can be undone only after that. */
    inherit_add(set, pyos_dup(fd));
    if (fd >= 0 && other >= 0) inherit_add(set, pyos_dup2(fd, other, false) == other ? pyos_dup(other) : -1);
    {
        int a = -1, b = -1;
        if (pyos_openpty(&a, &b) == 0) {
            inherit_add(set, a);
            inherit_add(set, b);
        }
        inherit_add(set, pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY));
#if PYOS_HAVE_PIPE2
        if (pyos_pipe2(PYOS_O_CLOEXEC, &a, &b) == 0) {
            inherit_add(set, a);
            inherit_add(set, b);
        }
#endif
#if PYOS_HAVE_EVENTFD
        inherit_add(set, pyos_eventfd(0, PYOS_EFD_CLOEXEC));
        inherit_add(set, pyos_memfd_create("inherit", PYOS_MFD_CLOEXEC));
#endif
#if PYOS_HAVE_TIMERFD
        inherit_add(set, pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0));
#endif
    }
#endif
}

static int inherit_close(inherit_set *set) {
    int i, bad = 0;
    for (i = 0; i < set->n; i++) bad |= pyos_close(set->fd[i]) != 0;
    pyos_scandir_close(set->listing);
    pyos_walk_close(set->walk);
    return bad;
}

#if defined(_WIN32)

/* ---- Windows ---- */

#define INHERIT_ONES 3 /* children of a thread */

static int inherit_table(void) {
    unsigned long number;
    int found = 0;
    for (number = 4; number < 0x8000; number += 4) {
        HANDLE handle = (HANDLE)(ULONG_PTR)number;
        LARGE_INTEGER size;
        DWORD there = 0;
        switch (GetFileType(handle)) {
        case FILE_TYPE_DISK: found += GetFileSizeEx(handle, &size) && size.QuadPart == INHERIT_SIZE; break;
        case FILE_TYPE_PIPE:
            found += PeekNamedPipe(handle, NULL, 0, NULL, &there, NULL) && there == INHERIT_IN_PIPE;
            break;
        default: break;
        }
    }
    return found > 200 ? 200 : found;
}

/* Starts a child that gets every inheritable handle; its exit code, or 250. */
static int inherit_child(void) {
    char line[1200];
    DWORD code = 250;
    STARTUPINFOA startup;
    PROCESS_INFORMATION process;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    if (snprintf(line, sizeof line, "\"%s\" table", inherit_self) >= (int)sizeof line) return 250;
    if (!CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process)) return 250;
    WaitForSingleObject(process.hProcess, INFINITE);
    if (!GetExitCodeProcess(process.hProcess, &code)) code = 250;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)code;
}

static int inherit_is_clean(int code) { return code == 0; }
static void inherit_print(int code) { printf("    a child had %d descriptors of ours\n", code); }
typedef int inherit_answer;

#else

/* ---- POSIX ---- */

#define INHERIT_ONES (getenv("PYOS_LONG") ? 63 : 7) /* children of a thread, and one more of some */

static int inherit_table(void) {
    int fd;
    for (fd = 0; fd < 1024; fd++)
        if (fcntl(fd, F_GETFD) != -1) printf("%d ", fd);
    return 0;
}

typedef struct inherit_answer {
    char text[200];
} inherit_answer;

/* What a child prints: "0 1 2 "; "?" when it could not be started. */
static inherit_answer inherit_child(void) {
    inherit_answer answer;
    size_t at = 0;
    int r, w, status = -1;
    long long n;
    pid_t pid;
    memset(&answer, 0, sizeof answer);
    answer.text[0] = '?';
    if (pyos_pipe(&r, &w) != 0) return answer;
    pid = fork();
    if (pid == 0) {
        if (pyos_dup2(w, 1, true) != 1) _exit(8);
        execl(inherit_self, inherit_self, "table", (char *)NULL);
        _exit(9);
    }
    (void)pyos_close(w);
    while (pid > 0 && at < sizeof answer.text - 1 &&
           (n = pyos_read(r, answer.text + at, (long long)(sizeof answer.text - 1 - at))) > 0)
        at += (size_t)n;
    (void)pyos_close(r);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (status != 0) strcpy(answer.text, "?");
    return answer;
}

static int inherit_is_clean(inherit_answer answer) { return strcmp(answer.text, "0 1 2 ") == 0; }
static void inherit_print(inherit_answer answer) { printf("    a child had \"%s\"\n", answer.text); }

#endif

/* ---- The same for both ---- */

#define INHERIT_THREADS 16
static struct inherit_worker {
    int children, started, closes_failed, kinds;
    inherit_answer wrong; /* one of them */
    int dirty;
} inherit_workers[INHERIT_THREADS];

static void inherit_work(struct inherit_worker *worker) {
    inherit_set set;
    int i, round;
    for (i = 0; i < worker->children; i++) {
        inherit_answer answer;
        for (round = 0; round < 4; round++) { /* what other threads' children may come in the middle of */
            inherit_open(&set);
            worker->closes_failed |= inherit_close(&set);
        }
        inherit_open(&set);
        worker->kinds = set.n;
        answer = inherit_child();
        worker->started++;
        worker->closes_failed |= inherit_close(&set);
        if (!inherit_is_clean(answer)) worker->dirty++, worker->wrong = answer;
    }
}

#if defined(_WIN32)
typedef HANDLE inherit_thread;
static DWORD WINAPI inherit_main(void *worker) {
    inherit_work((struct inherit_worker *)worker);
    return 0;
}
static int inherit_start(inherit_thread *thread, struct inherit_worker *worker) {
    *thread = CreateThread(NULL, 0, inherit_main, worker, 0, NULL);
    return *thread != NULL;
}
static void inherit_join(inherit_thread thread) {
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}
#else
typedef pthread_t inherit_thread;
static void *inherit_main(void *worker) {
    inherit_work((struct inherit_worker *)worker);
    return NULL;
}
static int inherit_start(inherit_thread *thread, struct inherit_worker *worker) {
    return pthread_create(thread, NULL, inherit_main, worker) == 0;
}
static void inherit_join(inherit_thread thread) { pthread_join(thread, NULL); }
#endif

/* A child alone. When even that goes wrong in a way that tells nothing of pyos.h, the others are not asked. */
static int inherit_can_start(void) {
#if defined(_WIN32)
    return inherit_child() != 250;
#else
    return inherit_child().text[0] != '?';
#endif
}
#define INHERIT_CANNOT "this program cannot start itself (an emulator)"

TEST(inherit_nothing) {
    RULE("rule.noninheritable");
    RULE("rule.exec_closes");
    inherit_thread threads[INHERIT_THREADS];
    int i, started = 0, all = 0, extra = INHERIT_ONES > 60 ? -8 : -12; /* 16 * 7 - 12 is 100, 16 * 63 - 8 is 1,000 */
    if (!inherit_can_start()) SKIP(INHERIT_CANNOT);
    inherit_begin();
    for (i = 0; i < INHERIT_THREADS; i++) {
        memset(&inherit_workers[i], 0, sizeof inherit_workers[i]);
        inherit_workers[i].children = INHERIT_ONES - (INHERIT_ONES > 3 && i < -extra);
        if (!inherit_start(&threads[i], &inherit_workers[i])) break;
        started++;
    }
    CHECK_INT(started, INHERIT_THREADS);
    for (i = 0; i < started; i++) inherit_join(threads[i]);
    for (i = 0; i < started; i++) {
        CHECK_INT(inherit_workers[i].dirty, 0);
        if (inherit_workers[i].dirty) inherit_print(inherit_workers[i].wrong);
        CHECK_INT(inherit_workers[i].closes_failed, 0);
        CHECK(inherit_workers[i].kinds >= 8); /* they were there to be seen */
        all += inherit_workers[i].started;
    }
    CHECK_INT(all, INHERIT_ONES > 60 ? 1000 : INHERIT_ONES > 3 ? 100 : INHERIT_THREADS * INHERIT_ONES);
    inherit_end();
}

/* And that what is made inheritable is seen, or the test above would show nothing. */
TEST(inherit_what_is_told) {
    int fd, other, r, w;
    if (!inherit_can_start()) SKIP(INHERIT_CANNOT);
    inherit_begin();
    fd = inherit_file(PYOS_O_RDONLY);
    CHECK(inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    CHECK(!inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK(inherit_is_clean(inherit_child()));
    other = pyos_dup(fd);
    CHECK_INT(pyos_dup2(fd, other, true), other);
    CHECK(!inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_dup2(fd, other, false), other);
    CHECK(inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_close(other), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_OSERROR, EBADF, NULL);
#if defined(_WIN32)
    inherit_set set;
    set.n = 0, set.listing = NULL, set.walk = NULL;
    inherit_add_pipe(&set);
    r = set.fd[0], w = set.fd[1];
    CHECK(inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_set_handle_inheritable(pyos_get_osfhandle(r), true), 0);
    CHECK_INT(inherit_child(), 1);
    CHECK_INT(pyos_set_handle_inheritable(pyos_get_osfhandle(r), false), 0);
    CHECK(inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
#elif PYOS_HAVE_PIPE2
    CHECK_INT(pyos_pipe2(0, &r, &w), 0);
    CHECK(!inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_set_inheritable(r, false), 0);
    CHECK(inherit_is_clean(inherit_child()));
    CHECK_INT(pyos_close(r), 0);
#else
    (void)r, (void)w;
#endif
    inherit_end();
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "table") == 0) return inherit_table();
    inherit_self = argv[0];
#if defined(_WIN32)
    {
        static char name[1000];
        if (GetModuleFileNameA(NULL, name, sizeof name) > 0) inherit_self = name;
    }
#else
    {
        int fd = 0; /* our own table has to be in order: all three of the standard streams and nothing else */
        while (fd >= 0 && fd < 3) fd = open("/dev/null", O_RDWR);
        pyos_closerange(3, 0x7fffffff);
    }
#endif
    RUN(inherit_nothing);
    RUN(inherit_what_is_told);
    return test_summary();
}

#else

/* There are no programs to start: the answer is always no, and cannot be changed. */
TEST(inherit_nothing) {
    int fd = pyos_open(".", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_INT(pyos_close(fd), 0);
}

int main(void) {
    RUN(inherit_nothing);
    return test_summary();
}

#endif
