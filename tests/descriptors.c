/* Tests of >>fd beyond open, close, read and write: duplicates, pipes, vectors, offsets, copies inside the kernel,
 * locks, blocking, inheritance, interrupted calls, full disks. After fd.c, whose helpers they use. */
#if FD_POSIX
#include <sys/socket.h>
#endif
#if FD_LINUX
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

/* The call does not exist here. */
#define DESC_ABSENT(failed) CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL)
#define DESC_NULL(failed) CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL)
#define DESC_OSERROR(failed, code) CHECK_ERROR(failed, PYOS_OSERROR, code, NULL)
#define DESC_NOT_NEGATIVE(failed, number)                                                                              \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL);                                                            \
        FD_TEXT("file descriptor cannot be a negative integer (" #number ")");                                         \
    } while (0)

/* What writes only reads from it. */
static pyos_buffer desc_buffer(const void *base, size_t len) {
    pyos_buffer b;
    b.base = (void *)base;
    b.len = len;
    return b;
}

#if FD_POSIX
/* The contents of streams: byte number i, so that a lost or doubled one is seen. */
#define DESC_PERIOD 65521u
static unsigned char desc_byte(unsigned long long i) {
    unsigned k = (unsigned)(i % DESC_PERIOD);
    return (unsigned char)(k * 7u + k / 251u);
}

static void desc_fill(unsigned char *p, size_t n, unsigned long long from) {
    for (size_t i = 0; i < n; i++) p[i] = desc_byte(from + i);
}

/* How many of n bytes are right, from the first on. */
static size_t desc_same(const unsigned char *p, size_t n, unsigned long long from) {
    size_t i = 0;
    while (i < n && p[i] == desc_byte(from + i)) i++;
    return i;
}

/* A file of n such bytes, open for reading and writing. */
static int desc_file(const char *name, size_t n) {
    unsigned char *data = (unsigned char *)malloc(n + 1);
    FILE *f = fopen(name, "wb");
    CHECK(data && f);
    desc_fill(data, n, 0);
    CHECK(fwrite(data, 1, n, f) == n);
    CHECK_INT(fclose(f), 0);
    free(data);
    return fd_opened(name, PYOS_O_RDWR);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * dup, dup2, closerange
 */

/* How many of the standard streams are open; by a call that needs nothing but that. */
static int desc_all_standard(void) {
    int n = 0;
    for (int i = 0; i < 3; i++) n += pyos_get_inheritable(i) >= 0;
    return n;
}

#if PYOS_HAVE_DUP
TEST(desc_dup) {
    RULE("rule.noninheritable");
    char buffer[8] = "";
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY), copy = pyos_dup(fd);
    CHECK(copy >= 0 && copy != fd);
    CHECK_INT(pyos_get_inheritable(copy), 0);
    CHECK_INT(pyos_read(fd, buffer, 2), 2); /* one position for both */
    CHECK_INT(pyos_read(copy, buffer, 3), 3);
    CHECK_STR(buffer, "llo");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_lseek(copy, 1, PYOS_SEEK_SET), 1);
    CHECK_INT(pyos_read(copy, buffer, 1), 1);
    CHECK_STR(buffer, "elo");

    CHECK_INT(pyos_set_inheritable(copy, true), 0); /* a copy takes after nobody */
    fd = pyos_dup(copy);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_get_inheritable(copy), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(copy), 0);

    DESC_OSERROR(pyos_dup(copy) == -1, EBADF);
    CHECK_STR(pyos_last_error()->function, "os.dup");
    DESC_OSERROR(pyos_dup(-1) == -1, EBADF);
    DESC_OSERROR(pyos_dup(1 << 30) == -1, EBADF);
    fd_leave();
}

/* Also of a standard stream. */
TEST(desc_dup_of_standard_stream) {
    int fd = pyos_dup(1);
    CHECK(fd > 2);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(desc_all_standard(), 3);
}

TEST(desc_dup2) {
    char buffer[8] = "";
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    int fd = fd_opened("f", PYOS_O_RDONLY), other = fd_opened("g", PYOS_O_RDONLY);
    CHECK_INT(pyos_dup2(fd, other, true), other); /* what it was is closed */
    CHECK_INT(pyos_get_inheritable(other), 1);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_read(other, buffer, 5), 5);
    CHECK_STR(buffer, "hello");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_dup2(fd, other, false), other);
    CHECK_INT(pyos_get_inheritable(other), 0);
    CHECK_INT(pyos_dup2(fd, other, true), other);
    CHECK_INT(pyos_get_inheritable(other), 1);
    CHECK_INT(pyos_close(other), 0);

    CHECK_INT(pyos_dup2(fd, 60, false), 60); /* a free number, also behind a gap */
    CHECK_INT(pyos_get_inheritable(60), 0);
    CHECK_INT(pyos_close(60), 0);
    CHECK_INT(pyos_dup2(fd, 60, true), 60);
    CHECK_INT(pyos_get_inheritable(60), 1);
    CHECK_INT(pyos_close(60), 0);

    CHECK_INT(pyos_dup2(fd, fd, true), fd);
    CHECK(fd_is_open(fd));
#if defined(TEST_WITHOUT_DUP3)
    CHECK_INT(pyos_dup2(fd, fd, false), fd); /* dup2's answer, as in Python */
#elif FD_LINUX
    DESC_OSERROR(pyos_dup2(fd, fd, false) == -1, EINVAL); /* dup3's answer, as in Python */
#endif

    DESC_OSERROR(pyos_dup2(other, fd, true) == -1, EBADF); /* nothing is closed then */
    CHECK_STR(pyos_last_error()->function, "os.dup2");
    CHECK(fd_is_open(fd));
    DESC_OSERROR(pyos_dup2(other, fd, false) == -1, EBADF);
    CHECK(fd_is_open(fd));
    DESC_OSERROR(pyos_dup2(-1, fd, true) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(-1, -1, true) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(fd, -1, true) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(fd, -1, false) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(fd, 1 << 30, true) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(fd, 1 << 30, false) == -1, EBADF);
    DESC_OSERROR(pyos_dup2(1 << 30, fd, false) == -1, EBADF);
    CHECK(fd_is_open(fd));
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* The last descriptor of a pipe's end is closed by the duplicate that takes its number. */
TEST(desc_dup2_closes) {
    char buffer[4];
    int r, w;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_dup2(fd, w, true), w);
    CHECK_INT(pyos_read(r, buffer, 4), 0);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

/* The first of n new, successive descriptors of a file; they are from 100 on where numbers can be chosen. */
static int desc_row(int n) {
    int first = -1;
    fd_put("row", "x");
    for (int i = 0; i < n; i++) {
        int fd = fd_opened("row", PYOS_O_RDONLY);
#if PYOS_HAVE_DUP2
        CHECK_INT(pyos_dup2(fd, 100 + i, false), 100 + i);
        CHECK_INT(pyos_close(fd), 0);
        fd = 100 + i;
#endif
        if (i == 0) first = fd;
        CHECK_INT(fd, first + i);
    }
    return first;
}

/* Which of n descriptors are open, as a string of '1' and '0'. */
static const char *desc_open(int first, int n) {
    static char text[64];
    for (int i = 0; i < n; i++) text[i] = fd_is_open(first + i) ? '1' : '0';
    text[n] = '\0';
    return text;
}

TEST(desc_closerange) {
    fd_enter();
    int fd = desc_row(6);
    CHECK_STR(desc_open(fd, 6), "111111");
    pyos_closerange(fd + 2, fd + 2); /* what is empty closes nothing */
    pyos_closerange(fd + 3, fd + 1);
    pyos_closerange(fd + 5, 0);
    CHECK_STR(desc_open(fd, 6), "111111");
    pyos_closerange(fd + 1, fd + 3); /* the upper bound is outside */
    CHECK_STR(desc_open(fd, 6), "100111");
    pyos_closerange(fd, fd + 5); /* some are closed already */
    CHECK_STR(desc_open(fd, 6), "000001");
    pyos_closerange(fd, fd + 6);
    CHECK_STR(desc_open(fd, 6), "000000");
    pyos_closerange(fd, fd + 6);
    fd_leave();
}

TEST(desc_closerange_negative) {
    fd_enter();
    int fd = desc_row(3);
    pyos_closerange(fd, -1);
    pyos_closerange(fd, -0x7fffffff - 1);
    pyos_closerange(0, -1);
    pyos_closerange(-10, -1);
    pyos_closerange(-1, -10);
    pyos_closerange(-0x7fffffff - 1, -0x7fffffff - 1);
    pyos_closerange(-5, 0);
    CHECK_STR(desc_open(fd, 3), "111");
    CHECK_INT(desc_all_standard(), 3);
    pyos_closerange(fd, fd + 3);
    fd_leave();
}

/* Failures are dropped, and so is the record of them. */
TEST(desc_closerange_is_silent) {
    fd_enter();
    int fd = desc_row(2);
    pyos_closerange(fd, fd + 2);
    CHECK_INT(pyos_mkdir(NULL, 0777), -1);
    errno = 77;
    pyos_closerange(fd, fd + 2);
    pyos_closerange(fd, -1);
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    fd_leave();
}

TEST(desc_closerange_huge) {
    fd_enter();
    int fd = desc_row(3);
    pyos_closerange(fd + 1, 0x7fffffff);
    CHECK_STR(desc_open(fd, 3), "100");
    pyos_closerange(0x7ffffffe, 0x7fffffff);
    pyos_closerange(0x7fffffff, 0x7fffffff);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

#if FD_POSIX
static void desc_closes_from_below(void) {
    int fd = desc_row(2), copy = fcntl(1, F_DUPFD, 90); /* what is complained of is still seen */
    pyos_closerange(-5, 3);
    int closed = !fd_is_open(0) && !fd_is_open(1) && !fd_is_open(2);
    CHECK_INT(dup2(copy, 1), 1);
    CHECK(closed);
    CHECK_STR(desc_open(fd, 2), "11");
}

TEST(desc_closerange_from_below) {
    fd_enter();
    fd_in_child(desc_closes_from_below);
    fd_leave();
}
#endif

#if FD_LINUX
/* The kernel of this process answers these system calls with an errno, or with 0, instead of running them; for good, so
 * in a child. By a seccomp filter; the structures are its interface. False where there is none (emulators). */
struct desc_filter {
    unsigned short code;
    unsigned char jt, jf;
    unsigned k;
};
struct desc_program {
    unsigned short len;
    struct desc_filter *filter;
};

static int desc_answer(const long *calls, size_t n, unsigned code) {
    struct desc_filter filter[20];
    struct desc_program program;
    size_t at = 0;
    memset(filter, 0, sizeof filter);
    filter[at++].code = 0x20; /* the number of the call */
    for (size_t i = 0; i < n; i++) {
        filter[at].code = 0x15; /* if it is this one, return the answer */
        filter[at].jf = 1;
        filter[at++].k = (unsigned)calls[i];
        filter[at].code = 0x06;
        filter[at++].k = 0x50000u | code;
    }
    filter[at].code = 0x06; /* run it */
    filter[at++].k = 0x7fff0000u;
    program.len = (unsigned short)at;
    program.filter = filter;
    return prctl(38 /* PR_SET_NO_NEW_PRIVS */, 1, 0, 0, 0) == 0 &&
           prctl(22 /* PR_SET_SECCOMP */, 2 /* filter */, &program) == 0;
}

/* Runs in a child, which skips by exit status 77 and complains by others; true when it has run. */
static int desc_in_child(int (*run)(void)) {
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        test_bad = 0;
        int ran = run();
        fflush(stdout);
        _exit(test_bad ? 1 : ran ? 0 : 77);
    }
    CHECK(pid > 0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return 0;
    CHECK_INT(status, 0);
    return 1;
}
#define DESC_NO_FILTER "no seccomp filter to be had here"

#ifdef SYS_close_range
#define DESC_CLOSE_RANGE SYS_close_range
#else
#define DESC_CLOSE_RANGE 436
#endif

static int desc_closes_in_one_call(void) {
    static const long calls[] = {SYS_close};
    int fd = desc_row(40);
    if (!desc_answer(calls, 1, EPERM)) return 0;
    CHECK_ERROR(pyos_close(fd) == -1, PYOS_PERMISSIONERROR, EPERM, NULL); /* the filter works */
    pyos_closerange(fd + 1, 0x7fffffff);
#ifdef TEST_WITHOUT_CLOSE_RANGE /* one by one, all of which fail, without an end */
    CHECK_STR(desc_open(fd, 40), "1111111111111111111111111111111111111111");
#else
    CHECK_STR(desc_open(fd, 40), "1000000000000000000000000000000000000000");
#endif
    return 1;
}

/* One call, whatever the bound: with close out of order the range is closed all the same. */
TEST(desc_closerange_is_one_call) {
    fd_enter();
    if (syscall(DESC_CLOSE_RANGE, 1000000, 1000000, 0) != 0) test_skip_reason = "no close_range in this kernel";
    else if (!desc_in_child(desc_closes_in_one_call)) test_skip_reason = DESC_NO_FILTER;
    fd_leave();
}

static unsigned desc_lacking;

static int desc_closes_without(void) {
    static const long calls[] = {DESC_CLOSE_RANGE};
    int fd = desc_row(40);
    if (!desc_answer(calls, 1, desc_lacking)) return 0;
    pyos_closerange(fd + 1, fd + 39);
    CHECK_STR(desc_open(fd, 40), "1000000000000000000000000000000000000001");
    pyos_closerange(fd, 0x7fffffff);
    CHECK_STR(desc_open(fd, 40), "0000000000000000000000000000000000000000");
    fd = desc_row(2);
    pyos_closerange(fd, -1);
    CHECK_STR(desc_open(fd, 2), "11");
    struct rlimit limit; /* what is open above a limit that came later is open all the same */
    limit.rlim_cur = limit.rlim_max = 50;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    pyos_closerange(fd + 1, 0x7fffffff);
    CHECK_STR(desc_open(fd, 2), "10");
    return 1;
}

/* Kernels before 5.9, and sandboxes that know none of the newer calls. */
TEST(desc_closerange_without_close_range) {
    fd_enter();
    desc_lacking = ENOSYS;
    if (!desc_in_child(desc_closes_without)) test_skip_reason = DESC_NO_FILTER;
    desc_lacking = EPERM;
    if (!desc_in_child(desc_closes_without)) test_skip_reason = DESC_NO_FILTER;
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * pipe, pipe2
 */

#if PYOS_HAVE_PIPE
TEST(desc_pipe) {
    RULE("rule.noninheritable");
    RULE("rule.short_counts");
    char buffer[16];
    int r = -7, w = -7;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK(r >= 0 && w >= 0 && r != w);
    CHECK_INT(pyos_get_inheritable(r), 0);
    CHECK_INT(pyos_get_inheritable(w), 0);
    CHECK_INT(pyos_write(w, "a\nb\032c", 5), 5); /* bytes, on Windows too */
    CHECK_INT(pyos_read(r, buffer, sizeof buffer), 5);
    CHECK(memcmp(buffer, "a\nb\032c", 5) == 0);
    CHECK(pyos_write(r, "x", 1) == -1 && pyos_last_error()->kind == PYOS_OSERROR);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_read(r, buffer, sizeof buffer), 0);
    CHECK_INT(pyos_close(r), 0);

    int lowest = -1;
    CHECK_INT(pyos_pipe(&lowest, &w), 0);
    CHECK_INT(pyos_close(lowest), 0);
    CHECK_INT(pyos_close(w), 0);
    DESC_NULL(pyos_pipe(NULL, &w) == -1);
    CHECK_STR(pyos_last_error()->function, "os.pipe");
    DESC_NULL(pyos_pipe(&r, NULL) == -1);
    DESC_NULL(pyos_pipe(NULL, NULL) == -1);
    CHECK_INT(pyos_pipe(&r, &w), 0); /* none of these has left anything open */
    CHECK_INT(r, lowest);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}
#endif

#if FD_POSIX
static void desc_pipe_few(void) {
    struct rlimit limit;
    int fds[64], n = 0, a = -7, b = -7;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 40;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    while (n < 64 && (fds[n] = pyos_dup(1)) >= 0) n++;
    CHECK(n > 0 && n < 64);
    DESC_OSERROR(pyos_dup(1) == -1, EMFILE);
    DESC_OSERROR(pyos_pipe(&a, &b) == -1, EMFILE);
    CHECK_INT(pyos_close(fds[--n]), 0); /* one is not enough, and stays free */
    DESC_OSERROR(pyos_pipe(&a, &b) == -1, EMFILE);
#if PYOS_HAVE_PIPE2
    DESC_OSERROR(pyos_pipe2(0, &a, &b) == -1, EMFILE);
#endif
    CHECK_INT(a, -7);
    CHECK_INT(b, -7);
    CHECK_INT(pyos_dup(1), fds[n]);
}

TEST(desc_pipe_too_many) { fd_in_child(desc_pipe_few); }
#endif

#if PYOS_HAVE_PIPE2
TEST(desc_pipe2) {
    RULE("rule.noninheritable");
    char buffer[4];
    int r = -7, w = -7;
    CHECK_INT(pyos_pipe2(0, &r, &w), 0); /* the exception: nothing is added */
    CHECK_INT(pyos_get_inheritable(r), 1);
    CHECK_INT(pyos_get_inheritable(w), 1);
    CHECK_INT(pyos_get_blocking(r), 1);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    CHECK_INT(pyos_read(r, buffer, 4), 3);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);

    CHECK_INT(pyos_pipe2(PYOS_O_CLOEXEC, &r, &w), 0);
    CHECK_INT(pyos_get_inheritable(r), 0);
    CHECK_INT(pyos_get_inheritable(w), 0);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);

    CHECK_INT(pyos_pipe2(PYOS_O_NONBLOCK, &r, &w), 0);
    CHECK_INT(pyos_get_inheritable(r), 1);
    CHECK_INT(pyos_get_blocking(r), 0);
    CHECK_INT(pyos_get_blocking(w), 0);
    CHECK_ERROR(pyos_read(r, buffer, 1) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);

    r = w = -7;
    DESC_OSERROR(pyos_pipe2(1, &r, &w) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.pipe2");
    DESC_OSERROR(pyos_pipe2(-1, &r, &w) == -1, EINVAL);
    CHECK(r == -7 && w == -7);
    DESC_NULL(pyos_pipe2(0, NULL, &w) == -1);
    DESC_NULL(pyos_pipe2(0, &r, NULL) == -1);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * pread, pwrite
 */

TEST(desc_pread_pwrite) {
    RULE("rule.short_counts");
    char buffer[16];
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
    memset(buffer, '-', sizeof buffer);
    CHECK_INT(pyos_pread(fd, buffer, 3, 2), 3);
    CHECK(memcmp(buffer, "llo-", 4) == 0);
    CHECK_INT(pyos_pread(fd, buffer, sizeof buffer, 4), 1); /* what there is */
    CHECK_INT(pyos_pread(fd, buffer, sizeof buffer, 5), 0);
    CHECK_INT(pyos_pread(fd, buffer, sizeof buffer, 1LL << 40), 0);
    CHECK_INT(pyos_pread(fd, buffer, 0, 0), 0);
    CHECK_INT(pyos_pread(fd, NULL, 0, 0), 0);
    CHECK_INT(pyos_pwrite(fd, "LP", 2, 2), 2);
    CHECK_INT(pyos_pwrite(fd, "", 0, 9), 0);
    CHECK_INT(pyos_pwrite(fd, NULL, 0, 9), 0);
    CHECK_STR(fd_get("f"), "heLPo");
    CHECK_INT(pyos_pwrite(fd, "end", 3, 7), 3);     /* a hole reads as zeros */
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 1); /* none of these has moved the position */
    CHECK_INT(pyos_read(fd, buffer, 1), 1);
    CHECK_INT(buffer[0], 'e');
    CHECK_STR(fd_get("f"), "heLPo00end");

    DESC_OSERROR(pyos_pread(fd, buffer, -1, 0) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.pread");
    DESC_OSERROR(pyos_pread(fd, NULL, -1, 0) == -1, EINVAL);
    DESC_OSERROR(pyos_pread(fd, buffer, 1, -1) == -1, EINVAL);
    DESC_OSERROR(pyos_pread(fd, buffer, 1, -(1LL << 62)) == -1, EINVAL);
    DESC_OSERROR(pyos_pwrite(fd, "x", 1, -1) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.pwrite");
    DESC_NULL(pyos_pread(fd, NULL, 1, 0) == -1);
    DESC_NULL(pyos_pwrite(fd, NULL, 1, 0) == -1);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_pread(fd, buffer, 1, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pwrite(fd, "x", 1, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pread(-1, buffer, 1, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pwrite(-1, "x", 1, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pread(1 << 30, buffer, 1, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pread(fd, buffer, -1, 0) == -1, EINVAL); /* before the descriptor is looked at */
    CHECK_STR(fd_get("f"), "heLPo00end");
    fd_leave();
}

TEST(desc_pread_pwrite_wrong_access) {
    char buffer[4];
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK(pyos_pwrite(fd, "x", 1, 0) == -1);
    if (FD_WINDOWS) CHECK(errno == EBADF || errno == EACCES);
    else if (FD_WASI) CHECK(errno == EBADF || errno == FD_ENOTCAPABLE);
    else CHECK_INT(errno, EBADF);
    CHECK_INT(pyos_pread(fd, buffer, 2, 1), 2);
    CHECK_INT(pyos_close(fd), 0);
    fd = fd_opened("f", PYOS_O_WRONLY);
    CHECK(pyos_pread(fd, buffer, 1, 0) == -1);
    if (FD_WINDOWS) CHECK(errno == EBADF || errno == EACCES);
    else if (FD_WASI) CHECK(errno == EBADF || errno == FD_ENOTCAPABLE);
    else CHECK_INT(errno, EBADF);
    CHECK_INT(pyos_pwrite(fd, "J", 1, 0), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "Jello");
#if FD_POSIX
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd = fd_opened("d", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_pread(fd, buffer, 1, 0) == -1, PYOS_ISADIRECTORYERROR, EISDIR, NULL);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

TEST(desc_pread_pwrite_far) {
    const long long far_away = (5LL << 30) + 3;
    char buffer[4] = "";
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_pwrite(fd, "xyz", 3, far_away), 3);
    CHECK_INT(fd_size("f"), far_away + 3);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_pread(fd, buffer, 2, far_away + 1), 2);
    CHECK_STR(buffer, "yz");
    CHECK_INT(pyos_pread(fd, buffer, 1, 3), 1); /* not where the lower half of the offset points to */
    CHECK_INT(buffer[0], 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(desc_pwrite_append) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_APPEND);
    CHECK_INT(pyos_pwrite(fd, "J", 1, 0), 1);
    if (FD_LINUX) CHECK_STR(fd_get("f"), "helloJ");
    else if (FD_WASI) TEST_LACKS = "the host's own system decides, and nobody says how";
    else CHECK_STR(fd_get("f"), "Jello");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

#if !FD_WASI
TEST(desc_pread_pwrite_pipe) {
    char buffer[4];
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    DESC_OSERROR(pyos_pread(r, buffer, 1, 0) == -1, ESPIPE);
    DESC_OSERROR(pyos_pwrite(w, "x", 1, 0) == -1, ESPIPE);
    CHECK_INT(pyos_read(r, buffer, 4), 3); /* nothing was taken, nothing added */
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}
#endif

#if FD_WINDOWS
/* Offsets count bytes, so nothing is translated; what read and write keep for a text file does not matter. */
TEST(desc_pread_pwrite_text_mode) {
    char buffer[16];
    fd_enter();
    fd_put("f", "a\r\nb\032c\r\n");
    int fd = pyos_open("f", PYOS_O_RDWR, 0);
    CHECK_INT(pyos_pread(fd, buffer, 16, 0), 8);
    CHECK(memcmp(buffer, "a\r\nb\032c\r\n", 8) == 0);
    CHECK_INT(pyos_pwrite(fd, "\n", 1, 0), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "\n\r\nb\032c\r\n");
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * readv, writev, preadv, pwritev
 */

#if PYOS_HAVE_READV
TEST(desc_readv_writev) {
    char a[4], b[4], c[4];
    pyos_buffer v[4];
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    v[0] = desc_buffer("one", 3), v[1] = desc_buffer("", 0), v[2] = desc_buffer("two\n", 4), v[3] = desc_buffer("3", 1);
    CHECK_INT(pyos_writev(fd, v, 4), 8);
    CHECK_STR(fd_get("f"), "onetwo\n3");
    CHECK_INT(pyos_writev(fd, v, 1), 3); /* at the position */
    CHECK_STR(fd_get("f"), "onetwo\n3one");
    CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
    memset(a, '-', 4), memset(b, '-', 4), memset(c, '-', 4);
    v[0] = desc_buffer(a, 2), v[1] = desc_buffer(c, 0), v[2] = desc_buffer(b, 4), v[3] = desc_buffer(c, 2);
    CHECK_INT(pyos_readv(fd, v, 4), 8);
    CHECK(memcmp(a, "ne--", 4) == 0 && memcmp(b, "two\n", 4) == 0 && memcmp(c, "3o--", 4) == 0);
    memset(b, '-', 4), memset(c, '-', 4);
    CHECK_INT(pyos_readv(fd, v + 2, 2), 2); /* the end in the middle of a buffer */
    CHECK(memcmp(b, "ne--", 4) == 0 && memcmp(c, "----", 4) == 0);
    CHECK_INT(pyos_readv(fd, v, 4), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 11);

    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_readv(fd, v, 0), 0);
    CHECK_INT(pyos_readv(fd, NULL, 0), 0);
    CHECK_INT(pyos_writev(fd, v, 0), 0);
    CHECK_INT(pyos_writev(fd, NULL, 0), 0);
    DESC_NULL(pyos_readv(fd, NULL, 1) == -1);
    CHECK_STR(pyos_last_error()->function, "os.readv");
    DESC_NULL(pyos_writev(fd, NULL, 1) == -1);
    CHECK_STR(pyos_last_error()->function, "os.writev");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_readv(fd, v, 4) == -1, EBADF);
    DESC_OSERROR(pyos_writev(fd, v, 4) == -1, EBADF);
    DESC_OSERROR(pyos_readv(-1, v, 1) == -1, EBADF);
    DESC_OSERROR(pyos_writev(-1, v, 1) == -1, EBADF);
    fd = fd_opened("f", PYOS_O_RDONLY);
    DESC_OSERROR(pyos_writev(fd, v, 1) == -1, EBADF);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "onetwo\n3one");
    fd_leave();
}

TEST(desc_readv_pipe) {
    char a[4], b[4];
    pyos_buffer v[2];
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_write(w, "abcde", 5), 5);
    memset(b, '-', 4);
    v[0] = desc_buffer(a, 4), v[1] = desc_buffer(b, 4);
    CHECK_INT(pyos_readv(r, v, 2), 5); /* what is there, without waiting for the rest */
    CHECK(memcmp(a, "abcd", 4) == 0 && memcmp(b, "e---", 4) == 0);
    CHECK_INT(pyos_write(w, "abcd", 4), 4); /* also where a buffer ends with it */
    CHECK_INT(pyos_readv(r, v, 2), 4);
    CHECK_INT(pyos_writev(w, v, 2), 8);
    CHECK_INT(pyos_readv(r, v, 2), 8);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_readv(r, v, 2), 0);
    CHECK_INT(pyos_close(r), 0);
}

static pyos_buffer desc_many[1100];

/* Lists go to the system as they are: what it does not take is the caller's affair. */
TEST(desc_too_many_buffers) {
    RULE("rule.iov_max");
    static char bytes[1100];
    size_t most = 1024;
    fd_enter();
#if FD_POSIX
    most = (size_t)sysconf(_SC_IOV_MAX);
    CHECK_INT(most, 1024);
#endif
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    memset(bytes, 'x', sizeof bytes);
    for (size_t i = 0; i < 1100; i++) desc_many[i] = desc_buffer(bytes + i, 1);
    CHECK_INT(pyos_writev(fd, desc_many, most), most);
    CHECK_INT(fd_size("f"), most);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    memset(bytes, 0, sizeof bytes);
    CHECK_INT(pyos_readv(fd, desc_many, most), most);
    CHECK(bytes[0] == 'x' && bytes[most - 1] == 'x' && bytes[most] == 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
#if FD_WINDOWS
    CHECK_INT(pyos_writev(fd, desc_many, most + 1), most + 1); /* one call each, so any number */
#else
    DESC_OSERROR(pyos_writev(fd, desc_many, most + 1) == -1, EINVAL);
    DESC_OSERROR(pyos_readv(fd, desc_many, most + 1) == -1, EINVAL);
    DESC_OSERROR(pyos_writev(fd, desc_many, (size_t)-1) == -1, EINVAL); /* not one of the lower bits' number */
    DESC_OSERROR(pyos_readv(fd, desc_many, (size_t)1 << (sizeof(size_t) * 8 - 1)) == -1, EINVAL);
    if (sizeof(size_t) > 4) DESC_OSERROR(pyos_readv(fd, desc_many, (size_t)(1ULL << 32) + 1) == -1, EINVAL);
    CHECK_INT(fd_size("f"), most);
#endif
#if PYOS_HAVE_PREADV
    CHECK_INT(pyos_pwritev(fd, desc_many, most, 0, 0), most);
    CHECK_INT(pyos_preadv(fd, desc_many, most, 0, 0), most);
    DESC_OSERROR(pyos_pwritev(fd, desc_many, most + 1, 0, 0) == -1, EINVAL);
    DESC_OSERROR(pyos_preadv(fd, desc_many, most + 1, 0, 0) == -1, EINVAL);
    DESC_OSERROR(pyos_preadv(fd, desc_many, (size_t)-1, 0, 0) == -1, EINVAL);
    if (sizeof(size_t) > 4) DESC_OSERROR(pyos_pwritev(fd, desc_many, (size_t)(1ULL << 32) + 1, 0, 0) == -1, EINVAL);
    desc_many[1] = desc_buffer(bytes, (size_t)-1); /* more bytes than a count can tell */
    DESC_OSERROR(pyos_writev(fd, desc_many, 2) == -1, EINVAL);
    DESC_OSERROR(pyos_pwritev(fd, desc_many, 2, 0, 0) == -1, EINVAL);
    CHECK_INT(fd_size("f"), most);
#endif
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

#if FD_WINDOWS
/* Reading a text file ends at a Ctrl-Z. */
TEST(desc_read_text_mode_ends) {
    char buffer[16];
    fd_enter();
    fd_put("f", "ab\032cd");
    int fd = pyos_open("f", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_read(fd, buffer, 16), 2);
    CHECK_INT(pyos_read(fd, buffer, 16), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_read(fd, buffer, 16), 5);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* By read and write, so a text file is translated as with these. */
TEST(desc_readv_writev_text_mode) {
    char a[2], b[6], got[8] = "";
    pyos_buffer v[2];
    size_t all = 0;
    fd_enter();
    int fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    v[0] = desc_buffer("a\n", 2), v[1] = desc_buffer("\nb", 2);
    CHECK_INT(pyos_writev(fd, v, 2), 4);
    CHECK_STR(fd_get("f"), "a\r\n\r\nb");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    v[0] = desc_buffer(a, 2), v[1] = desc_buffer(b, 6);
    for (long long n = 1; n > 0 && all < 4;) { /* the run time may give less than there is */
        n = pyos_readv(fd, v, 2);
        CHECK(n > 0 && n + (long long)all <= 4);
        if (n <= 0 || n + (long long)all > 4) break;
        memcpy(got + all, a, n < 2 ? (size_t)n : 2);
        if (n > 2) memcpy(got + all + 2, b, (size_t)n - 2);
        all += (size_t)n;
    }
    CHECK_STR(got, "a\n\nb");
    CHECK_INT(pyos_readv(fd, v, 2), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

#if PYOS_HAVE_PREADV
TEST(desc_preadv_pwritev) {
    char a[4], b[4];
    pyos_buffer v[2];
    const long long far_away = (5LL << 30) + 3;
    fd_enter();
    fd_put("f", "hello world");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_lseek(fd, 3, PYOS_SEEK_SET), 3);
    memset(b, '-', 4);
    v[0] = desc_buffer(a, 4), v[1] = desc_buffer(b, 4);
    CHECK_INT(pyos_preadv(fd, v, 2, 6, 0), 5);
    CHECK(memcmp(a, "worl", 4) == 0 && memcmp(b, "d---", 4) == 0);
    CHECK_INT(pyos_preadv(fd, v, 2, 11, 0), 0);
    CHECK_INT(pyos_preadv(fd, NULL, 0, 0, 0), 0);
    v[0] = desc_buffer("HE", 2), v[1] = desc_buffer("LL", 2);
    CHECK_INT(pyos_pwritev(fd, v, 2, 0, 0), 4);
    CHECK_INT(pyos_pwritev(fd, NULL, 0, 0, 0), 0);
    CHECK_STR(fd_get("f"), "HELLo world");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 3);
    CHECK_INT(pyos_pwritev(fd, v, 2, far_away, 0), 4);
    CHECK_INT(fd_size("f"), far_away + 4);
    memset(a, '-', 4);
    v[0] = desc_buffer(a, 4);
    CHECK_INT(pyos_preadv(fd, v, 1, far_away + 1, 0), 3);
    CHECK(memcmp(a, "ELL-", 4) == 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 3);

    DESC_OSERROR(pyos_preadv(fd, v, 1, -2, 0) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.preadv");
    DESC_OSERROR(pyos_pwritev(fd, v, 1, -2, 0) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.pwritev");
    DESC_NULL(pyos_preadv(fd, NULL, 1, 0, 0) == -1);
    DESC_NULL(pyos_pwritev(fd, NULL, 1, 0, 0) == -1);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_preadv(fd, v, 1, 0, 0) == -1, EBADF);
    DESC_OSERROR(pyos_pwritev(fd, v, 1, 0, 0) == -1, EBADF);
    DESC_OSERROR(pyos_preadv(-1, v, 1, 0, 0) == -1, EBADF);
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    DESC_OSERROR(pyos_preadv(r, v, 1, 0, 0) == -1, ESPIPE);
    DESC_OSERROR(pyos_pwritev(w, v, 1, 0, 0) == -1, ESPIPE);
    CHECK_INT(pyos_read(r, a, 4), 3);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    fd_leave();
}

#if FD_LINUX
/* Whether this kernel, or what stands for it, knows the calls with flags. */
static int desc_have_rwf(int fd) {
    pyos_buffer v = desc_buffer("", 0);
    return pyos_pwritev(fd, &v, 1, 0, PYOS_RWF_DSYNC) == 0;
}

TEST(desc_rwf_flags) {
    char a[8];
    pyos_buffer v;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR), known = desc_have_rwf(fd);
    if (known) {
        CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
        v = desc_buffer("J", 1);
        CHECK_INT(pyos_pwritev(fd, &v, 1, 0, PYOS_RWF_DSYNC), 1);
        CHECK_STR(fd_get("f"), "Jello");
        v = desc_buffer("y", 1);
        CHECK_INT(pyos_pwritev(fd, &v, 1, 4, PYOS_RWF_SYNC), 1);
        CHECK_STR(fd_get("f"), "Jelly");
        v = desc_buffer("!", 1);
        CHECK_INT(pyos_pwritev(fd, &v, 1, 0, PYOS_RWF_APPEND | PYOS_RWF_SYNC), 1); /* whatever the offset */
        CHECK_STR(fd_get("f"), "Jelly!");
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 1);
        v = desc_buffer("?", 1);
        CHECK_INT(pyos_pwritev(fd, &v, 1, -1, PYOS_RWF_APPEND), 1); /* moves the position */
        CHECK_STR(fd_get("f"), "Jelly!?");
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 7);
        CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
        v = desc_buffer("E", 1);
        CHECK_INT(pyos_pwritev(fd, &v, 1, -1, PYOS_RWF_DSYNC), 1); /* at the position, which moves */
        CHECK_STR(fd_get("f"), "JElly!?");
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
        DESC_OSERROR(pyos_pwritev(fd, &v, 1, -2, PYOS_RWF_APPEND) == -1, EINVAL);

        memset(a, '-', sizeof a);
        v = desc_buffer(a, 3);
        long long got = pyos_preadv(fd, &v, 1, 1, PYOS_RWF_HIPRI); /* a hint where the file is no device */
        if (got == -1) CHECK_INT(errno, EOPNOTSUPP);
        else CHECK(got == 3 && memcmp(a, "Ell", 3) == 0);
        memset(a, '-', sizeof a);
        got = pyos_preadv(fd, &v, 1, 1, PYOS_RWF_NOWAIT); /* in memory since it was written */
        if (got == -1) CHECK(errno == EAGAIN || errno == EOPNOTSUPP);
        else CHECK(got == 3 && memcmp(a, "Ell", 3) == 0);
        got = pyos_preadv(fd, &v, 1, -1, PYOS_RWF_HIPRI);
        if (got != -1) CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 5);

        DESC_OSERROR(pyos_preadv(fd, &v, 1, 0, 1 << 20) == -1, EOPNOTSUPP); /* the kernel's word on unknown flags */
        DESC_OSERROR(pyos_pwritev(fd, &v, 1, 0, 1 << 20) == -1, EOPNOTSUPP);
        CHECK_STR(fd_get("f"), "JElly!?");
    } else {
        v = desc_buffer("J", 1);
        CHECK(pyos_pwritev(fd, &v, 1, 0, PYOS_RWF_DSYNC) == -1 && (errno == ENOSYS || errno == ENOTSUP));
        v = desc_buffer(a, 1);
        CHECK(pyos_preadv(fd, &v, 1, 0, PYOS_RWF_HIPRI) == -1 && (errno == ENOSYS || errno == ENOTSUP));
        CHECK_STR(fd_get("f"), "hello");
    }
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* As Python, which calls preadv2 also with no flags: -1 is the position then. Without that call readv does it. */
TEST(desc_preadv_position) {
    char a[4] = "";
    pyos_buffer v;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    v = desc_buffer(a, 2);
    CHECK_INT(pyos_preadv(fd, &v, 1, -1, 0), 2);
    CHECK_STR(a, "he");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
    v = desc_buffer("L", 1);
    CHECK_INT(pyos_pwritev(fd, &v, 1, -1, 0), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 3);
    CHECK_STR(fd_get("f"), "heLlo");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(desc_rwf_nowait_pipe) {
    char a[4] = "";
    pyos_buffer v = desc_buffer(a, 4);
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    long long got = pyos_preadv(r, &v, 1, -1, PYOS_RWF_NOWAIT); /* of the position, so a pipe will do */
    if (got == -1 && errno == EAGAIN) {
        CHECK_ERROR(pyos_preadv(r, &v, 1, -1, PYOS_RWF_NOWAIT) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
        CHECK_INT(pyos_write(w, "abc", 3), 3);
        CHECK_INT(pyos_preadv(r, &v, 1, -1, PYOS_RWF_NOWAIT), 3); /* what there is */
        CHECK(memcmp(a, "abc", 3) == 0);
    } else
        CHECK(got == -1 && (errno == EOPNOTSUPP || errno == ENOSYS)); /* a kernel that has it for files only, or not */
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}

static int desc_without_flags(void) {
    static const long calls[] = {
#ifdef SYS_preadv2
        SYS_preadv2, SYS_pwritev2
#else
        -1, -1
#endif
    };
    char a[4] = "";
    pyos_buffer v = desc_buffer(a, 2);
    int fd = fd_opened("f", PYOS_O_RDWR);
    if (!desc_answer(calls, 2, ENOSYS)) return 0;
    CHECK_INT(pyos_preadv(fd, &v, 1, 1, 0), 2);
    CHECK_STR(a, "el");
    CHECK_INT(pyos_pwritev(fd, &v, 1, 3, 0), 2);
    CHECK_STR(fd_get("f"), "helel");
    CHECK_ERROR(pyos_pwritev(fd, &v, 1, 0, PYOS_RWF_DSYNC) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_STR(fd_get("f"), "helel");
    CHECK_INT(pyos_preadv(fd, &v, 1, -1, 0), 2); /* by readv */
    CHECK_STR(a, "he");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
    return 1;
}

/* Kernels before 4.6. */
TEST(desc_preadv_without_preadv2) {
    fd_enter();
    fd_put("f", "hello");
    if (!desc_in_child(desc_without_flags)) test_skip_reason = DESC_NO_FILTER;
    fd_leave();
}
#endif
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Holes
 */

#ifdef PYOS_SEEK_DATA
TEST(desc_sparse_file) {
    const long long data = 1LL << 20, end = 3LL << 20;
    pyos_stat_result st;
    char buffer[8];
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_pwrite(fd, "data", 4, data), 4);
    CHECK_INT(pyos_ftruncate(fd, end), 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    if (st.blocks * 512 < data) {
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_HOLE), 0);
        CHECK_INT(pyos_lseek(fd, 5, PYOS_SEEK_HOLE), 5);
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_DATA), data);
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), data); /* the position is there now */
        CHECK_INT(pyos_read(fd, buffer, 4), 4);
        CHECK(memcmp(buffer, "data", 4) == 0);
        CHECK_INT(pyos_lseek(fd, data + 2, PYOS_SEEK_DATA), data + 2);
        long long hole = pyos_lseek(fd, data, PYOS_SEEK_HOLE);
        CHECK(hole >= data + 4 && hole < end);
        DESC_OSERROR(pyos_lseek(fd, hole, PYOS_SEEK_DATA) == -1, ENXIO); /* nothing but a hole behind */
        CHECK_STR(pyos_last_error()->function, "os.lseek");
    } else test_skip_reason = "no holes in this file system";
    DESC_OSERROR(pyos_lseek(fd, end, PYOS_SEEK_DATA) == -1, ENXIO);
    DESC_OSERROR(pyos_lseek(fd, end, PYOS_SEEK_HOLE) == -1, ENXIO);
    DESC_OSERROR(pyos_lseek(fd, end + 9, PYOS_SEEK_DATA) == -1, ENXIO);
    CHECK_INT(pyos_pwrite(fd, "x", 1, end - 1), 1);
    CHECK_INT(pyos_lseek(fd, end - 1, PYOS_SEEK_DATA), end - 1);
    CHECK_INT(pyos_lseek(fd, end - 1, PYOS_SEEK_HOLE), end); /* the end counts as one */
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_lseek(fd, 0, PYOS_SEEK_DATA) == -1, EBADF);
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    DESC_OSERROR(pyos_lseek(r, 0, PYOS_SEEK_DATA) == -1, ESPIPE);
    DESC_OSERROR(pyos_lseek(r, 0, PYOS_SEEK_HOLE) == -1, ESPIPE);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    fd_leave();
}
#else
TEST(desc_sparse_file) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    DESC_OSERROR(pyos_lseek(fd, 0, 3) == -1, EINVAL); /* no constant, no meaning */
    DESC_OSERROR(pyos_lseek(fd, 0, 4) == -1, EINVAL);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * copy_file_range, sendfile, splice
 */

#if PYOS_HAVE_COPY_FILE_RANGE
TEST(desc_copy_file_range) {
    fd_enter();
    fd_put("f", "hello world");
    int src = fd_opened("f", PYOS_O_RDWR), dst = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    long long at = 6, to = 2;
    CHECK_INT(pyos_copy_file_range(src, dst, 5, NULL, NULL), 5); /* both positions move */
    CHECK_STR(fd_get("g"), "hello");
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_copy_file_range(src, dst, 100, &at, NULL), 5); /* what there is; only the target's moves */
    CHECK_STR(fd_get("g"), "helloworld");
    CHECK_INT(at, 6);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 10);
    CHECK_INT(pyos_copy_file_range(src, dst, 3, NULL, &to), 3); /* only the source's */
    CHECK_STR(fd_get("g"), "he woworld");
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 8);
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 10);
    at = 0, to = 12; /* a hole before it */
    CHECK_INT(pyos_copy_file_range(src, dst, 2, &at, &to), 2);
    CHECK_STR(fd_get("g"), "he woworld00he");
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 8);
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 10);
    CHECK(at == 0 && to == 12);

    CHECK_INT(pyos_copy_file_range(src, dst, 0, NULL, NULL), 0);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_END), 11);
    CHECK_INT(pyos_copy_file_range(src, dst, 9, NULL, NULL), 0); /* the end */
    at = 11;
    CHECK_INT(pyos_copy_file_range(src, dst, 9, &at, NULL), 0);
    at = 1LL << 40;
    CHECK_INT(pyos_copy_file_range(src, dst, 9, &at, NULL), 0);
    CHECK_STR(fd_get("g"), "he woworld00he");
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
    fd_leave();
}

TEST(desc_copy_file_range_refuses) {
    int r, w;
    long long at = 0, to = 3, negative = -5;
    fd_enter();
    fd_put("f", "hello");
    int src = fd_opened("f", PYOS_O_RDWR), dst = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    int append = fd_opened("h", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_APPEND), read_only = fd_opened("f", 0);
    CHECK_ERROR(pyos_copy_file_range(src, dst, -1, NULL, NULL) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("negative value for 'count' not allowed");
    CHECK_STR(pyos_last_error()->function, "os.copy_file_range");
    CHECK_ERROR(pyos_copy_file_range(-1, -1, -1, NULL, NULL) == -1, PYOS_VALUEERROR, EINVAL, NULL); /* first of all */
    CHECK_INT(pyos_copy_file_range(src, dst, 9, &negative, NULL), -1);
    CHECK(errno == EINVAL || errno == EOVERFLOW);
    CHECK_INT(pyos_copy_file_range(src, dst, 9, NULL, &negative), -1);
    CHECK(errno == EINVAL || errno == EOVERFLOW);
    DESC_OSERROR(pyos_copy_file_range(src, src, 4, &at, &to) == -1, EINVAL); /* one file, into itself */
    CHECK_STR(fd_get("f"), "hello");
    to = 5;
    CHECK_INT(pyos_copy_file_range(src, src, 3, &at, &to), 3); /* beside itself */
    CHECK_STR(fd_get("f"), "hellohel");
    DESC_OSERROR(pyos_copy_file_range(src, append, 5, NULL, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_copy_file_range(src, read_only, 5, NULL, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_copy_file_range(append, dst, 5, NULL, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_copy_file_range(-1, dst, 5, NULL, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_copy_file_range(src, 1 << 30, 5, NULL, NULL) == -1, EBADF);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    DESC_OSERROR(pyos_copy_file_range(src, w, 5, NULL, NULL) == -1, EINVAL);
    DESC_OSERROR(pyos_copy_file_range(r, dst, 5, NULL, NULL) == -1, EINVAL);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    int dir = fd_opened("d", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_copy_file_range(dir, dst, 5, NULL, NULL) == -1, PYOS_ISADIRECTORYERROR, EISDIR, NULL);
    CHECK_INT(pyos_close(dir), 0);
    CHECK_INT(fd_size("g"), 0);
    CHECK_INT(fd_size("h"), 0);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
    CHECK_INT(pyos_close(append), 0);
    CHECK_INT(pyos_close(read_only), 0);
    fd_leave();
}
#endif

#if FD_LINUX
/* A file of procfs has no size and yet contents, one of sysfs a size that is not its own. Whatever the kernel says of
 * them: 0 would be the end, and the end is not there; what is said to be copied has arrived. */
static void desc_copy_of(const char *path, int how) {
    char want[64], got[64];
    int src = pyos_open(path, PYOS_O_RDONLY, 0), dst;
    if (src < 0) return;
    long long there = pyos_pread(src, want, sizeof want, 0), moved, begin = 0;
    dst = fd_opened("copy", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_TRUNC);
    if (there > 0) {
        switch (how) {
        case 0: moved = pyos_copy_file_range(src, dst, there, NULL, NULL); break;
        case 1: moved = pyos_copy_file_range(src, dst, there, &begin, NULL); break;
        case 2: moved = pyos_sendfile(dst, src, NULL, there, NULL); break;
        default: moved = pyos_sendfile(dst, src, &begin, there, NULL); break;
        }
        if (moved == -1) {
            CHECK(errno == EINVAL || errno == EXDEV);
            CHECK_INT(pyos_last_error()->kind, PYOS_OSERROR);
            CHECK_INT(fd_size("copy"), 0);
            CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 0);
        } else {
            CHECK(moved > 0 && moved <= there);
            CHECK_INT(fd_size("copy"), moved);
            CHECK(pyos_pread(dst, got, sizeof got, 0) == moved && memcmp(want, got, (size_t)moved) == 0);
        }
    }
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
}

TEST(desc_copies_of_procfs_and_sysfs) {
    static const char *const files[] = {"/proc/version", "/proc/sys/kernel/ostype", "/proc/self/cmdline",
                                        "/sys/kernel/mm/transparent_hugepage/enabled",
                                        "/sys/devices/system/cpu/online"};
    if (!fd_is_open(0) || fd_size("/proc/version") < 0) SKIP("no procfs");
    fd_enter();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        for (int how = 0; how < 4; how++) desc_copy_of(files[i], how);
    fd_leave();
}

static int desc_moves_nothing(void) {
    static const long calls[] = {SYS_copy_file_range, SYS_sendfile,
#ifdef SYS_sendfile64
                                 SYS_sendfile64
#else
                                 -1
#endif
    };
    long long at = 2, end = 5;
    int src = fd_opened("f", PYOS_O_RDONLY), dst = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    if (!desc_answer(calls, 3, 0)) return 0;
    CHECK_INT(pyos_lseek(src, 1, PYOS_SEEK_SET), 1);
    DESC_OSERROR(pyos_copy_file_range(src, dst, 3, NULL, NULL) == -1, EXDEV);
    DESC_OSERROR(pyos_copy_file_range(src, dst, 3, &at, NULL) == -1, EXDEV);
    DESC_OSERROR(pyos_copy_file_range(src, dst, 3, &at, &at) == -1, EXDEV);
    DESC_OSERROR(pyos_sendfile(dst, src, &at, 3, NULL) == -1, EINVAL);
    DESC_OSERROR(pyos_sendfile(dst, src, NULL, 3, NULL) == -1, EINVAL);
    CHECK_INT(pyos_copy_file_range(src, dst, 0, NULL, NULL), 0); /* nothing was asked for */
    CHECK_INT(pyos_sendfile(dst, src, NULL, 0, NULL), 0);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 1);
    CHECK_INT(pyos_copy_file_range(src, dst, 3, &end, NULL), 0); /* here it is the end */
    CHECK_INT(pyos_sendfile(dst, src, &end, 3, NULL), 0);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_END), 5);
    errno = 77;
    CHECK_INT(pyos_copy_file_range(src, dst, 3, NULL, NULL), 0);
    CHECK_INT(pyos_sendfile(dst, src, NULL, 3, NULL), 0);
    CHECK_INT(errno, 77);
    return 1;
}

/* Kernels that move nothing and call that success. */
TEST(desc_no_false_success) {
    fd_enter();
    fd_put("f", "hello");
    if (!desc_in_child(desc_moves_nothing)) test_skip_reason = DESC_NO_FILTER;
    fd_leave();
}
#endif

#if FD_LINUX
TEST(desc_sendfile) {
    char buffer[16];
    int r, w, s[2];
    long long at = 6;
    pyos_sendfile_options options;
    pyos_buffer header = desc_buffer("x", 1);
    fd_enter();
    fd_put("f", "hello world");
    int src = fd_opened("f", PYOS_O_RDWR), dst = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_sendfile(dst, src, NULL, 5, NULL), 5); /* from the position, which moves */
    CHECK_STR(fd_get("g"), "hello");
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_sendfile(dst, src, &at, 100, NULL), 5); /* the position stays */
    CHECK_STR(fd_get("g"), "helloworld");
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(at, 6);
    CHECK_INT(pyos_sendfile(dst, src, &at, 0, NULL), 0);
    at = 11;
    CHECK_INT(pyos_sendfile(dst, src, &at, 9, NULL), 0); /* the end */
    at = 1LL << 40;
    CHECK_INT(pyos_sendfile(dst, src, &at, 9, NULL), 0);

    CHECK_INT(pyos_pipe(&r, &w), 0);
    at = 1;
    CHECK_INT(pyos_sendfile(w, src, &at, 3, NULL), 3);
    CHECK_INT(pyos_read(r, buffer, sizeof buffer), 3);
    CHECK(memcmp(buffer, "ell", 3) == 0);
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, s), 0);
    memset(&options, 0, sizeof options); /* Python's defaults */
    CHECK_INT(pyos_sendfile(s[0], src, &at, 4, &options), 4);
    CHECK_INT(pyos_read(s[1], buffer, sizeof buffer), 4);
    CHECK(memcmp(buffer, "ello", 4) == 0);

    options.headers = &header, options.nheaders = 1;
    CHECK_ERROR(pyos_sendfile(s[0], src, &at, 4, &options) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_STR(pyos_last_error()->function, "os.sendfile");
    options.nheaders = 0, options.trailers = &header, options.ntrailers = 1;
    CHECK_ERROR(pyos_sendfile(s[0], src, &at, 4, &options) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    options.ntrailers = 0, options.flags = 1;
    CHECK_ERROR(pyos_sendfile(s[0], src, &at, 4, &options) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_INT(pyos_close(s[0]), 0);
    CHECK_INT(pyos_read(s[1], buffer, sizeof buffer), 0); /* nothing was sent */
    CHECK_INT(pyos_close(s[1]), 0);

    DESC_OSERROR(pyos_sendfile(dst, src, &at, -1, NULL) == -1, EINVAL);
    DESC_OSERROR(pyos_sendfile(dst, src, NULL, -1, NULL) == -1, EINVAL);
    at = -1;
    DESC_OSERROR(pyos_sendfile(dst, src, &at, 3, NULL) == -1, EINVAL);
    at = 0;
    DESC_OSERROR(pyos_sendfile(dst, r, &at, 3, NULL) == -1, ESPIPE);
    DESC_OSERROR(pyos_sendfile(-1, src, &at, 3, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_sendfile(dst, 1 << 30, &at, 3, NULL) == -1, EBADF);
    CHECK_STR(fd_get("g"), "helloworld");
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
    src = fd_opened("f", PYOS_O_WRONLY), dst = fd_opened("g", PYOS_O_RDONLY);
    DESC_OSERROR(pyos_sendfile(src, src, &at, 3, NULL) == -1, EBADF);
    DESC_OSERROR(pyos_sendfile(dst, dst, &at, 3, NULL) == -1, EBADF);
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
    fd_leave();
}

/* What went in counts; the error comes when nothing does. */
TEST(desc_sendfile_nonblocking) {
    RULE("rule.short_counts");
    int r, w;
    long long at = 0;
    fd_enter();
    int src = desc_file("f", 1 << 20);
    CHECK_INT(pyos_pipe2(PYOS_O_NONBLOCK | PYOS_O_CLOEXEC, &r, &w), 0);
    long long n = pyos_sendfile(w, src, &at, 1 << 20, NULL);
    CHECK(n > 0 && n < 1 << 20);
    CHECK_ERROR(pyos_sendfile(w, src, &at, 1 << 20, NULL) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_ERROR(pyos_sendfile(w, src, NULL, 1 << 20, NULL) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_close(src), 0);
    fd_leave();
}

TEST(desc_splice) {
    char buffer[16];
    int r, w, r2, w2;
    long long at = 6, zero = 0;
    fd_enter();
    fd_put("f", "hello world");
    int src = fd_opened("f", PYOS_O_RDWR), dst = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_pipe(&r2, &w2), 0);
    CHECK_INT(pyos_splice(src, w, 5, NULL, NULL, 0), 5);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_read(r, buffer, sizeof buffer), 5);
    CHECK(memcmp(buffer, "hello", 5) == 0);
    CHECK_INT(pyos_splice(src, w, 100, &at, NULL, PYOS_SPLICE_F_MOVE | PYOS_SPLICE_F_MORE), 5);
    CHECK_INT(at, 6);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_splice(r, w2, 100, NULL, NULL, 0), 5); /* pipe to pipe */
    CHECK_INT(pyos_splice(r2, dst, 3, NULL, NULL, 0), 3);
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 3);
    at = 4;
    CHECK_INT(pyos_splice(r2, dst, 3, NULL, &at, 0), 2);
    CHECK_STR(fd_get("g"), "wor0ld");
    CHECK_INT(pyos_lseek(dst, 0, PYOS_SEEK_CUR), 3);
    CHECK_INT(pyos_splice(src, w, 0, NULL, NULL, 0), 0);
    at = 11;
    CHECK_INT(pyos_splice(src, w, 9, &at, NULL, 0), 0); /* the end */
    CHECK_ERROR(pyos_splice(r, dst, 9, NULL, NULL, PYOS_SPLICE_F_NONBLOCK) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);

    CHECK_ERROR(pyos_splice(src, w, -1, NULL, NULL, 0) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("negative value for 'count' not allowed");
    CHECK_STR(pyos_last_error()->function, "os.splice");
    DESC_OSERROR(pyos_splice(src, dst, 5, NULL, NULL, 0) == -1, EINVAL); /* no pipe */
    DESC_OSERROR(pyos_splice(src, w, 5, &zero, &zero, 0) == -1, ESPIPE);
    DESC_OSERROR(pyos_splice(r, dst, 5, &zero, NULL, 0) == -1, ESPIPE);
    DESC_OSERROR(pyos_splice(src, w, 5, &zero, NULL, 0x100) == -1, EINVAL);
    int append = fd_opened("h", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_APPEND);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    DESC_OSERROR(pyos_splice(r, append, 3, NULL, NULL, 0) == -1, EINVAL);
    CHECK_INT(pyos_read(r, buffer, sizeof buffer), 3); /* it is still there */
    CHECK_INT(pyos_close(append), 0);
    DESC_OSERROR(pyos_splice(-1, w, 5, NULL, NULL, 0) == -1, EBADF);
    DESC_OSERROR(pyos_splice(src, 1 << 30, 5, NULL, NULL, 0) == -1, EBADF);
    CHECK_INT(pyos_lseek(src, 0, PYOS_SEEK_CUR), 5);
    CHECK_INT(pyos_close(w), 0);
    CHECK_INT(pyos_splice(r, dst, 5, NULL, NULL, 0), 0); /* nobody writes any more */
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(r2), 0);
    CHECK_INT(pyos_close(w2), 0);
    CHECK_INT(pyos_close(src), 0);
    CHECK_INT(pyos_close(dst), 0);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * fdatasync, posix_fallocate, posix_fadvise
 */

#if PYOS_HAVE_FDATASYNC
TEST(desc_fdatasync) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_fdatasync(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_fdatasync(fd) == -1, EBADF);
    CHECK_STR(pyos_last_error()->function, "os.fdatasync");
    DESC_NOT_NEGATIVE(pyos_fdatasync(-1) == -1, -1);
    DESC_NOT_NEGATIVE(pyos_fdatasync(-77) == -1, -77);
#if FD_POSIX
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    DESC_OSERROR(pyos_fdatasync(w) == -1, EINVAL);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_fdatasync(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}
#endif

#if PYOS_HAVE_POSIX_FALLOCATE
TEST(desc_posix_fallocate) {
    pyos_stat_result st;
    int r, w;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_posix_fallocate(fd, 0, 3), 0); /* never cuts */
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(pyos_posix_fallocate(fd, 3, 5), 0);
    CHECK_STR(fd_get("f"), "hello000");
    CHECK_INT(pyos_posix_fallocate(fd, 100000, 50000), 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.size, 150000);
    CHECK(st.blocks * 512 >= 50000);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);

    DESC_OSERROR(pyos_posix_fallocate(fd, -1, 1) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.posix_fallocate");
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, 0) == -1, EINVAL);
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, -1) == -1, EINVAL);
    DESC_OSERROR(pyos_posix_fallocate(fd, 1LL << 62, 1LL << 62) == -1, EFBIG);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.size, 150000);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, 1) == -1, EBADF);
    DESC_OSERROR(pyos_posix_fallocate(-1, 0, 1) == -1, EBADF);
    fd = fd_opened("f", PYOS_O_RDONLY);
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, 1) == -1, EBADF);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    DESC_OSERROR(pyos_posix_fallocate(w, 0, 1) == -1, ESPIPE);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
#if FD_LINUX
    fd = pyos_open("/dev/null", PYOS_O_RDWR, 0);
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, 1) == -1, ENODEV);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}
#endif

#if PYOS_HAVE_POSIX_FADVISE
TEST(desc_posix_fadvise) {
    static const int advice[] = {PYOS_POSIX_FADV_NORMAL,   PYOS_POSIX_FADV_RANDOM,   PYOS_POSIX_FADV_SEQUENTIAL,
                                 PYOS_POSIX_FADV_WILLNEED, PYOS_POSIX_FADV_DONTNEED, PYOS_POSIX_FADV_NOREUSE};
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++) {
        CHECK_INT(pyos_posix_fadvise(fd, 0, 0, advice[i]), 0);
        CHECK_INT(pyos_posix_fadvise(fd, 1, 3, advice[i]), 0);
        CHECK_INT(pyos_posix_fadvise(fd, 1LL << 40, 1LL << 40, advice[i]), 0);
    }
    CHECK_STR(fd_get("f"), "hello");
    DESC_OSERROR(pyos_posix_fadvise(fd, 0, 0, 99) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.posix_fadvise");
    DESC_OSERROR(pyos_posix_fadvise(fd, 0, 0, -1) == -1, EINVAL);
    DESC_OSERROR(pyos_posix_fadvise(fd, 0, -1, PYOS_POSIX_FADV_NORMAL) == -1, EINVAL);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_posix_fadvise(fd, 0, 0, PYOS_POSIX_FADV_NORMAL) == -1, EBADF);
    DESC_OSERROR(pyos_posix_fadvise(-1, 0, 0, PYOS_POSIX_FADV_NORMAL) == -1, EBADF);
#if FD_POSIX
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    DESC_OSERROR(pyos_posix_fadvise(r, 0, 0, PYOS_POSIX_FADV_NORMAL) == -1, ESPIPE);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
#endif
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * lockf
 */

#if FD_POSIX
/* A process that opens the file, goes to a place, and locks there whatever it is told to: a letter on the pipe is a
 * command, and the answer is a letter too. */
static struct {
    pid_t pid;
    int command, answer; /* our ends */
} desc_other;

static void desc_other_runs(const char *name, int command, int answer) {
    char c;
    int fd = open(name, O_RDWR);
    while (fd >= 0 && read(command, &c, 1) == 1) {
        int result = 0;
        switch (c) {
        case 'l': /* the whole file; waits, but not in a circle */
            result = lockf(fd, F_LOCK, 0);
            if (result != 0 && errno == EDEADLK && lockf(fd, F_ULOCK, 0) == 0) errno = EDEADLK;
            break;
        case 't': result = lockf(fd, F_TLOCK, 0); break;
        case 'u': result = lockf(fd, F_ULOCK, 0); break;
        case 'm': result = lseek(fd, 10, SEEK_SET) == 10 ? lockf(fd, F_TLOCK, 10) : -1; break; /* 10 to 19 */
        case 's': result = lseek(fd, 0, SEEK_SET) == 0 ? 0 : -1; break;
        default: result = lseek(fd, c, SEEK_SET) == c ? lockf(fd, F_TEST, 1) : -1; break; /* is this byte free? */
        }
        c = result == 0 ? 'y' : errno == EACCES || errno == EAGAIN ? 'n' : 'e';
        if (write(answer, &c, 1) != 1) _exit(3);
    }
    _exit(0);
}

static void desc_other_start(const char *name) {
    int c[2], a[2];
    CHECK_INT(pyos_pipe(&c[0], &c[1]), 0);
    CHECK_INT(pyos_pipe(&a[0], &a[1]), 0);
    fflush(stdout);
    desc_other.pid = fork();
    if (desc_other.pid == 0) {
        close(c[1]);
        close(a[0]);
        desc_other_runs(name, c[0], a[1]);
    }
    CHECK(desc_other.pid > 0);
    CHECK_INT(pyos_close(c[0]), 0);
    CHECK_INT(pyos_close(a[1]), 0);
    desc_other.command = c[1], desc_other.answer = a[0];
}

static void desc_other_tell(char command) { CHECK(write(desc_other.command, &command, 1) == 1); }

static char desc_other_says(void) {
    char c = '?';
    while (read(desc_other.answer, &c, 1) < 0 && errno == EINTR) {}
    return c;
}

static char desc_other_ask(char command) {
    desc_other_tell(command);
    return desc_other_says();
}

static void desc_other_stop(void) {
    int status = -1;
    char c;
    CHECK_INT(close(desc_other.command), 0);
    while (read(desc_other.answer, &c, 1) == 1) {} /* it may still have something to say */
    CHECK_INT(close(desc_other.answer), 0);
    while (waitpid(desc_other.pid, &status, 0) < 0 && errno == EINTR) {}
    CHECK_INT(status, 0);
}

/* Which of the first 30 bytes the other process may lock. */
static const char *desc_other_map(void) {
    static char map[31];
    for (int i = 0; i < 30; i++) map[i] = desc_other_ask((char)i) == 'y' ? '.' : '#';
    return map;
}

/* It belongs to another; which of the two errors that is, is the system's affair. */
#define DESC_BUSY(failed)                                                                                              \
    do {                                                                                                               \
        CHECK((failed) && (errno == EACCES || errno == EAGAIN));                                                       \
        CHECK_INT(pyos_last_error()->code, errno);                                                                     \
        CHECK_INT(pyos_last_error()->kind, errno == EACCES ? PYOS_PERMISSIONERROR : PYOS_BLOCKINGIOERROR);             \
    } while (0)

TEST(desc_lockf) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    desc_other_start("f");
    CHECK_INT(pyos_lockf(fd, PYOS_F_TEST, 0), 0);
    CHECK_INT(pyos_lockf(fd, PYOS_F_LOCK, 0), 0);
    CHECK_STR(desc_other_map(), "##############################"); /* 0: however far that goes */
    CHECK_INT(desc_other_ask('t'), 'n');
    CHECK_INT(pyos_lockf(fd, PYOS_F_TEST, 0), 0); /* never because of one's own */
    CHECK_INT(pyos_lockf(fd, PYOS_F_TLOCK, 0), 0);
    CHECK_INT(pyos_lseek(fd, 10, PYOS_SEEK_SET), 10);
    CHECK_INT(pyos_lockf(fd, PYOS_F_ULOCK, 10), 0); /* out of the middle: two are left */
    CHECK_STR(desc_other_map(), "##########..........##########");
    CHECK_INT(pyos_lockf(fd, PYOS_F_ULOCK, -3), 0); /* the bytes before the position */
    CHECK_STR(desc_other_map(), "#######.............##########");
    CHECK_INT(pyos_lockf(fd, PYOS_F_LOCK, 3), 0);
    CHECK_STR(desc_other_map(), "#######...###.......##########");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_lockf(fd, PYOS_F_ULOCK, 0), 0);
    CHECK_STR(desc_other_map(), "..............................");

    CHECK_INT(desc_other_ask('m'), 'y'); /* the other has 10 to 19 */
    CHECK_INT(pyos_lockf(fd, PYOS_F_TEST, 10), 0);
    CHECK_INT(pyos_lockf(fd, PYOS_F_TLOCK, 10), 0);
    DESC_BUSY(pyos_lockf(fd, PYOS_F_TEST, 11) == -1);
    CHECK_STR(pyos_last_error()->function, "os.lockf");
    DESC_BUSY(pyos_lockf(fd, PYOS_F_TLOCK, 11) == -1);
    DESC_BUSY(pyos_lockf(fd, PYOS_F_TEST, 0) == -1);
    CHECK_INT(pyos_lseek(fd, 20, PYOS_SEEK_SET), 20);
    CHECK_INT(pyos_lockf(fd, PYOS_F_TEST, 0), 0);
    DESC_BUSY(pyos_lockf(fd, PYOS_F_TLOCK, -1) == -1);
    CHECK_INT(pyos_lockf(fd, PYOS_F_TLOCK, 1LL << 40), 0);

    DESC_OSERROR(pyos_lockf(fd, PYOS_F_LOCK, -21) == -1, EINVAL); /* before the beginning */
    DESC_OSERROR(pyos_lockf(fd, 99, 0) == -1, EINVAL);
    DESC_OSERROR(pyos_lockf(-1, PYOS_F_LOCK, 0) == -1, EBADF);
    desc_other_stop();
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_lockf(fd, PYOS_F_LOCK, 0), 0); /* its locks have gone with it */
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_lockf(fd, PYOS_F_LOCK, 0) == -1, EBADF);
    fd = fd_opened("f", PYOS_O_RDONLY);
    DESC_OSERROR(pyos_lockf(fd, PYOS_F_LOCK, 0) == -1, EBADF);
    DESC_OSERROR(pyos_lockf(fd, PYOS_F_TLOCK, 0) == -1, EBADF);
    CHECK_INT(pyos_lockf(fd, PYOS_F_TEST, 0), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(desc_lockf_goes_with_any_descriptor) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR), unlike = fd_opened("f", PYOS_O_RDONLY);
    desc_other_start("f");
    CHECK_INT(pyos_lockf(fd, PYOS_F_LOCK, 0), 0);
    CHECK_INT(desc_other_ask('t'), 'n');
    CHECK_INT(pyos_close(unlike), 0);
    CHECK_INT(desc_other_ask('t'), 'y');
    desc_other_stop();
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(desc_lockf_deadlock) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    desc_other_start("f");
    CHECK_INT(pyos_lockf(fd, PYOS_F_LOCK, 5), 0);
    CHECK_INT(desc_other_ask('m'), 'y');
    CHECK_INT(desc_other_ask('s'), 'y');
    desc_other_tell('l'); /* it waits for us, or will; whoever comes second is told */
    CHECK_INT(pyos_lseek(fd, 10, PYOS_SEEK_SET), 10);
    int result = pyos_lockf(fd, PYOS_F_LOCK, 1);
    if (result == -1) { /* we came second, and give way */
        CHECK_INT(errno, EDEADLK);
        CHECK_INT(pyos_last_error()->code, EDEADLK);
        CHECK_INT(pyos_last_error()->kind, PYOS_OSERROR);
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
        CHECK_INT(pyos_lockf(fd, PYOS_F_ULOCK, 0), 0);
        CHECK_INT(desc_other_says(), 'y');
    } else CHECK_INT(desc_other_says(), 'e'); /* it did, and let us through */
    desc_other_stop();
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(desc_lockf_audit) {
    RULE("event.os.lockf");
    char want[64];
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    if (fd_audit_start(0)) {
        CHECK_INT(pyos_lockf(fd, PYOS_F_TLOCK, 1LL << 40), 0);
        snprintf(want, sizeof want, "os.lockf(%d, %d, 1099511627776)\n", fd, PYOS_F_TLOCK);
        CHECK_STR(fd_audit_stop(), want);
        fd_audit_start(0);
        CHECK_INT(pyos_lockf(-1, 99, -5), -1); /* raised before the call, so for failures too */
        CHECK_STR(fd_audit_stop(), "os.lockf(-1, 99, -5)\n");
        CHECK_INT(pyos_lockf(fd, PYOS_F_ULOCK, 0), 0);
        desc_other_start("f");
        fd_audit_start(EPERM);
        CHECK_ERROR(pyos_lockf(fd, PYOS_F_LOCK, 0) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
        fd_audit_stop();
        CHECK_INT(desc_other_ask('t'), 'y'); /* nothing was locked */
        desc_other_stop();
    } else test_skip_reason = "compiled without audit hooks";
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * get_blocking, set_blocking
 */

#if PYOS_HAVE_PIPE
TEST(desc_blocking) {
    static char block[1 << 20];
    char buffer[4];
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK_INT(pyos_get_blocking(r), 1);
    CHECK_INT(pyos_set_blocking(r, true), 0);
    CHECK_INT(pyos_get_blocking(r), 1);
    CHECK_INT(pyos_set_blocking(r, false), 0);
    CHECK_INT(pyos_get_blocking(r), 0);
    CHECK_INT(pyos_set_blocking(r, false), 0);
    CHECK_INT(pyos_get_blocking(w), 1); /* each end has its own */
    CHECK_ERROR(pyos_read(r, buffer, 4) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_write(w, "abc", 3), 3);
    CHECK_INT(pyos_read(r, buffer, 4), 3);
#if !FD_WINDOWS
    int copy = pyos_dup(r); /* it belongs to the open file */
    CHECK_INT(pyos_get_blocking(copy), 0);
    CHECK_INT(pyos_set_blocking(copy, true), 0);
    CHECK_INT(pyos_get_blocking(r), 1);
    CHECK_INT(pyos_close(copy), 0);
#endif
    CHECK_INT(pyos_set_blocking(r, true), 0);
    CHECK_INT(pyos_get_blocking(r), 1);

    CHECK_INT(pyos_set_blocking(w, false), 0);
    long long n = pyos_write(w, block, sizeof block), all = 0;
    if (FD_WINDOWS && n == -1 && errno == EINVAL)
        TEST_LACKS = "Wine's run time says EINVAL of a pipe that does not block and has no room";
    else {
        CHECK(n > 0 && n < (long long)sizeof block); /* what goes in */
        while (n > 0) all += n, n = pyos_write(w, block, sizeof block);
        CHECK_ERROR(pyos_write(w, block, sizeof block) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    }
    CHECK_INT(pyos_close(w), 0);
    while ((n = pyos_read(r, block, sizeof block)) > 0) all -= n;
    CHECK_INT(n, 0);
    CHECK_INT(all, 0);
    CHECK_INT(pyos_close(r), 0);
}
#endif

TEST(desc_blocking_of_files) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
#if FD_WINDOWS
    DESC_OSERROR(pyos_get_blocking(fd) == -1, EINVAL); /* pipes only */
    CHECK_STR(pyos_last_error()->function, "os.get_blocking");
    DESC_OSERROR(pyos_set_blocking(fd, true) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.set_blocking");
#elif FD_WASI
    int told = pyos_get_blocking(fd), set = pyos_set_blocking(fd, false);
    CHECK(told == 0 || told == 1);
    if (told == 0 || set != 0 || pyos_get_blocking(fd) != 0)
        TEST_LACKS = "this host neither tells nor keeps O_NONBLOCK";
#else
    CHECK_INT(pyos_get_blocking(fd), 1);
    CHECK_INT(pyos_set_blocking(fd, false), 0);
    CHECK_INT(pyos_get_blocking(fd), 0);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_APPEND | PYOS_O_NONBLOCK);
    CHECK_INT(pyos_get_blocking(fd), 0);
    CHECK_INT(pyos_set_blocking(fd, true), 0);
    CHECK_INT(fcntl(fd, F_GETFL) & (O_APPEND | O_NONBLOCK), O_APPEND); /* no other flag is touched */
#endif
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_get_blocking(fd) == -1, EBADF);
    DESC_OSERROR(pyos_set_blocking(fd, true) == -1, EBADF);
    DESC_OSERROR(pyos_set_blocking(fd, false) == -1, EBADF);
    DESC_OSERROR(pyos_get_blocking(-1) == -1, EBADF);
    DESC_OSERROR(pyos_set_blocking(-1, false) == -1, EBADF);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Inheritance
 */

/* The new descriptor is as stated, by its flag and, where there are programs to start, by what one of them sees. */
static void desc_inherits(int fd, int inheritable) {
    CHECK(fd >= 0);
    CHECK_INT(pyos_get_inheritable(fd), inheritable);
#if FD_POSIX
    int seen = fd_reaches_child(fd);
    if (seen >= 0) CHECK_INT(seen, inheritable);
    else test_skip_reason = "no /dev/fd or no shell";
#endif
    CHECK_INT(pyos_close(fd), 0);
}

TEST(desc_new_ones_are_not_inheritable) {
    RULE("rule.noninheritable");
    RULE("rule.exec_closes");
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    desc_inherits(fd_opened("f", PYOS_O_RDWR), 0);
    desc_inherits(pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0), 0);
#if PYOS_HAVE_DUP
    int fd = fd_opened("f", PYOS_O_RDWR);
    desc_inherits(pyos_dup(fd), 0);
    desc_inherits(pyos_dup(0), 0);
    desc_inherits(pyos_dup2(fd, 70, true), 1); /* Python's default */
    desc_inherits(pyos_dup2(fd, 70, false), 0);
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    desc_inherits(pyos_dup(fd), 0);
    desc_inherits(pyos_dup2(fd, 70, false), 0);
    desc_inherits(fd, 1);
#endif
#if PYOS_HAVE_PIPE
    int r = -1, w = -1;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    desc_inherits(r, 0);
    desc_inherits(w, 0);
#endif
#if PYOS_HAVE_PIPE2
    CHECK_INT(pyos_pipe2(0, &r, &w), 0);
    desc_inherits(r, 1);
    desc_inherits(w, 1);
    CHECK_INT(pyos_pipe2(PYOS_O_CLOEXEC | PYOS_O_NONBLOCK, &r, &w), 0);
    desc_inherits(r, 0);
    desc_inherits(w, 0);
#endif
#if PYOS_HAVE_OPENPTY
    if (pyos_openpty(&r, &w) == 0) {
        desc_inherits(w, 0);
        desc_inherits(r, 0);
        desc_inherits(pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY), 0);
    }
#endif
#if PYOS_HAVE_EVENTFD
    if (pyos_have("os.eventfd")) {
        desc_inherits(pyos_eventfd(0, PYOS_EFD_CLOEXEC), 0);
        desc_inherits(pyos_eventfd(0, 0), 1); /* flags are given, so they are all there is */
        desc_inherits(pyos_eventfd(0, PYOS_EFD_NONBLOCK | PYOS_EFD_SEMAPHORE), 1);
    }
#endif
#if PYOS_HAVE_MEMFD_CREATE
    if (pyos_have("os.memfd_create")) {
        desc_inherits(pyos_memfd_create("m", PYOS_MFD_CLOEXEC), 0);
        desc_inherits(pyos_memfd_create("m", 0), 1);
    }
#endif
#if PYOS_HAVE_TIMERFD
    if (pyos_have("os.timerfd_create")) desc_inherits(pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0), 0);
#endif
#if FD_WINDOWS
    HANDLE handle = CreateFileW(L"f", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(handle != INVALID_HANDLE_VALUE);
    desc_inherits(pyos_open_osfhandle(handle, PYOS_O_RDONLY), 0);
#endif
    fd_leave();
}

#if FD_WINDOWS
/* A child that inherits no handle, and was given none, has our standard output all the same, inheritable or not. */
TEST(desc_standard_streams_reach_children) {
    RULE("rule.std_streams_inherit");
    static char text[4096];
    char self[1000], line[1004], usual[200];
    STARTUPINFOA startup;
    PROCESS_INFORMATION process;
    DWORD code = 99;
    size_t at = 0;
    long long n;
    int r, w, saved = pyos_dup(1);
    if (saved < 0) SKIP("no standard output");
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    usual[0] = '\0';
    GetEnvironmentVariableA("PYOS_TEST", usual, sizeof usual);
    CHECK(GetModuleFileNameA(NULL, self, sizeof self) > 0);
    snprintf(line, sizeof line, "\"%s\"", self);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    fflush(stdout);
    CHECK_INT(pyos_dup2(w, 1, false), 1);
    CHECK(SetEnvironmentVariableA("PYOS_TEST", "no_such_test") != 0);
    int started = CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process) != 0;
    CHECK(SetEnvironmentVariableA("PYOS_TEST", usual[0] ? usual : NULL) != 0);
    CHECK_INT(pyos_dup2(saved, 1, true), 1);
    CHECK_INT(pyos_close(saved), 0);
    CHECK_INT(pyos_close(w), 0);
    CHECK(started);
    while ((n = pyos_read(r, text + at, (long long)(sizeof text - 1 - at))) > 0) at += (size_t)n;
    if (started) {
        WaitForSingleObject(process.hProcess, INFINITE);
        CHECK(GetExitCodeProcess(process.hProcess, &code) != 0);
        CHECK_INT(code, 0);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    CHECK(strstr(text, "0 passed, 0 failed, 0 skipped") != NULL);
    CHECK_INT(pyos_close(r), 0);
}

TEST(desc_handle_inheritable) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    HANDLE handle = (HANDLE)_get_osfhandle(fd), event = CreateEventW(NULL, TRUE, FALSE, NULL);
    DWORD flags = 99;
    CHECK_INT(pyos_get_handle_inheritable(handle), 0);
    CHECK_INT(pyos_set_handle_inheritable(handle, true), 0);
    CHECK(GetHandleInformation(handle, &flags) != 0);
    CHECK_INT(flags & HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    CHECK_INT(pyos_get_handle_inheritable(handle), 1);
    CHECK_INT(pyos_get_inheritable(fd), 1);
    CHECK_INT(pyos_set_handle_inheritable(handle, false), 0);
    CHECK_INT(pyos_get_handle_inheritable(handle), 0);
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    CHECK_INT(pyos_get_handle_inheritable(handle), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_get_handle_inheritable(event), 0); /* of any kind */
    CHECK_INT(pyos_set_handle_inheritable(event, true), 0);
    CHECK_INT(pyos_get_handle_inheritable(event), 1);
    CHECK(CloseHandle(event) != 0);
    DESC_OSERROR(pyos_get_handle_inheritable(event) == -1, EBADF);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_HANDLE);
    CHECK_STR(pyos_last_error()->function, "os.get_handle_inheritable");
    DESC_OSERROR(pyos_set_handle_inheritable(event, true) == -1, EBADF);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_HANDLE);
    CHECK_STR(pyos_last_error()->function, "os.set_handle_inheritable");
    DESC_OSERROR(pyos_get_handle_inheritable(NULL) == -1, EBADF);
    DESC_OSERROR(pyos_set_handle_inheritable(NULL, false) == -1, EBADF);
    fd_leave();
}

TEST(desc_osfhandle) {
    char buffer[8] = "";
    DWORD flags = 99;
    fd_enter();
    fd_put("f", "a\r\nb");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK(pyos_get_osfhandle(fd) == (void *)_get_osfhandle(fd));
    HANDLE handle = pyos_get_osfhandle(fd);
    CHECK(GetHandleInformation(handle, &flags) != 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK(GetHandleInformation(handle, &flags) == 0); /* it was the descriptor's */
    DESC_OSERROR(pyos_get_osfhandle(fd) == NULL, EBADF);
    CHECK_STR(pyos_last_error()->function, "msvcrt.get_osfhandle");
    DESC_OSERROR(pyos_get_osfhandle(-1) == NULL, EBADF);
    DESC_OSERROR(pyos_get_osfhandle(1 << 30) == NULL, EBADF);

    handle = CreateFileW(L"f", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    fd = pyos_open_osfhandle(handle, PYOS_O_RDONLY);
    CHECK(fd >= 0);
    CHECK(pyos_get_osfhandle(fd) == handle);
    CHECK_INT(pyos_read(fd, buffer, 8), 4); /* bytes */
    CHECK_INT(pyos_close(fd), 0);
    CHECK(GetHandleInformation(handle, &flags) == 0); /* closed with it */
    handle = CreateFileW(L"f", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    fd = pyos_open_osfhandle(handle, PYOS_O_RDONLY | PYOS_O_TEXT);
    CHECK_INT(pyos_read(fd, buffer, 8), 3);
    CHECK(memcmp(buffer, "a\nb", 3) == 0);
    CHECK_INT(pyos_close(fd), 0);
    handle = CreateFileW(L"f", GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    fd = pyos_open_osfhandle(handle, PYOS_O_APPEND | PYOS_O_NOINHERIT);
    CHECK_INT(pyos_write(fd, "!", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "a\r\nb!");
    DESC_OSERROR(pyos_open_osfhandle((void *)-1, PYOS_O_RDONLY) == -1, EBADF);
    CHECK_STR(pyos_last_error()->function, "msvcrt.open_osfhandle");
    fd_leave();
}

TEST(desc_osfhandle_audit) {
    char want[128];
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    HANDLE handle = CreateFileW(L"f", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (fd_audit_start(0)) {
        CHECK(pyos_get_osfhandle(fd) != NULL);
        snprintf(want, sizeof want, "msvcrt.get_osfhandle(%d)\n", fd);
        CHECK_STR(fd_audit_stop(), want);
        fd_audit_start(EPERM);
        CHECK_ERROR(pyos_open_osfhandle(handle, PYOS_O_RDONLY) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
        snprintf(want, sizeof want, "msvcrt.open_osfhandle(%lld, %d)\n", (long long)(intptr_t)handle, PYOS_O_RDONLY);
        CHECK_STR(fd_audit_stop(), want);
        fd_audit_start(EPERM);
        CHECK_ERROR(pyos_get_osfhandle(fd) == NULL, PYOS_PERMISSIONERROR, EPERM, NULL);
        fd_audit_stop();
    } else test_skip_reason = "compiled without audit hooks";
    CHECK(CloseHandle(handle) != 0); /* it was not taken */
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Descriptors of directories
 */

TEST(desc_open_directory) {
    char buffer[8] = "";
    pyos_stat_result st;
    memset(&st, 0, sizeof st);
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/x", "in d");
    fd_put("f", "file");
    int dir = pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(dir >= 0);
    CHECK_INT(pyos_get_inheritable(dir), 0);
    CHECK_INT(pyos_fstat(dir, &st), 0);
    CHECK(pyos_S_ISDIR(st.mode));
    int fd = pyos_open_at(dir, "x", PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    CHECK_INT(pyos_read(fd, buffer, 8), 4);
    CHECK_STR(buffer, "in d");
    CHECK_INT(pyos_close(fd), 0);
    CHECK(pyos_read(dir, buffer, 1) == -1);
    CHECK_INT(pyos_close(dir), 0);
    CHECK_ERROR(pyos_open("f", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    CHECK_ERROR(pyos_open("gone", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                "gone");
#ifdef PYOS_O_DIRECTORY
    CHECK_INT(PYOS_OPEN_DIRECTORY, PYOS_O_DIRECTORY);
#endif
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * What all of them have in common
 */

/* Calls that Python tells nobody of. */
TEST(desc_no_audit_events) {
    char a[4];
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    pyos_buffer v = desc_buffer(a, 4);
    long long at = 0;
    int r = -1, w = -1;
    fd_audit_start(EPERM);
    CHECK_INT(pyos_pread(fd, a, 4, 0), 4);
    CHECK_INT(pyos_pwrite(fd, "x", 1, 0), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    if (PYOS_HAVE_READV) CHECK_INT(pyos_readv(fd, &v, 1), 4);
    if (PYOS_HAVE_WRITEV) CHECK_INT(pyos_writev(fd, &v, 1), 4);
    if (PYOS_HAVE_PREADV) CHECK_INT(pyos_preadv(fd, &v, 1, 0, 0), 4);
    if (PYOS_HAVE_PWRITEV) CHECK_INT(pyos_pwritev(fd, &v, 1, 0, 0), 4);
    if (PYOS_HAVE_DUP) CHECK_INT(pyos_close(pyos_dup(fd)), 0);
    if (PYOS_HAVE_DUP2) CHECK_INT(pyos_close(pyos_dup2(fd, 60, true)), 0);
    if (PYOS_HAVE_PIPE) CHECK_INT(pyos_pipe(&r, &w), 0);
    if (PYOS_HAVE_PIPE) CHECK_INT(pyos_get_blocking(r), 1);
    if (PYOS_HAVE_SENDFILE && FD_LINUX) CHECK_INT(pyos_sendfile(w, fd, &at, 1, NULL), 1);
    if (PYOS_HAVE_SPLICE) CHECK_INT(pyos_splice(fd, w, 1, &at, NULL, 0), 1);
    if (PYOS_HAVE_PIPE) pyos_closerange(r, r + 1);
    if (PYOS_HAVE_PIPE) CHECK_INT(pyos_close(w), 0);
    if (PYOS_HAVE_FDATASYNC) CHECK_INT(pyos_fdatasync(fd), 0);
    if (PYOS_HAVE_POSIX_FALLOCATE) CHECK_INT(pyos_posix_fallocate(fd, 0, 1), 0);
    if (PYOS_HAVE_POSIX_FADVISE) CHECK_INT(pyos_posix_fadvise(fd, 0, 0, 0), 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_STR(fd_audit_stop(), "");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* Success leaves errno and the record alone. */
TEST(desc_success_is_silent) {
    char a[4];
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir(NULL, 0777), -1);
    pyos_buffer v = desc_buffer(a, 4);
    long long at = 0;
    int r = -1, w = -1;
    errno = 77;
    int fd = fd_opened("f", PYOS_O_RDWR), other = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_pread(fd, a, 4, 0), 4);
    CHECK_INT(pyos_pwrite(fd, "x", 1, 0), 1);
    CHECK_INT(pyos_pread(fd, a, 4, 99), 0);
    if (PYOS_HAVE_READV) CHECK_INT(pyos_readv(fd, &v, 1), 4);
    if (PYOS_HAVE_WRITEV) CHECK_INT(pyos_writev(fd, &v, 1), 4);
    if (PYOS_HAVE_PREADV) CHECK_INT(pyos_preadv(fd, &v, 1, 0, 0), 4);
    if (PYOS_HAVE_PWRITEV) CHECK_INT(pyos_pwritev(fd, &v, 1, 0, 0), 4);
    if (PYOS_HAVE_DUP) CHECK_INT(pyos_close(pyos_dup(fd)), 0);
    if (PYOS_HAVE_DUP2) CHECK_INT(pyos_close(pyos_dup2(fd, 60, true)), 0);
    if (PYOS_HAVE_DUP2) CHECK_INT(pyos_close(pyos_dup2(fd, 60, false)), 0);
    if (PYOS_HAVE_PIPE) {
        CHECK_INT(pyos_pipe(&r, &w), 0);
        CHECK_INT(pyos_set_blocking(r, false), 0);
        CHECK_INT(pyos_get_blocking(r), 0);
    }
    if (PYOS_HAVE_COPY_FILE_RANGE) CHECK_INT(pyos_copy_file_range(fd, other, 3, &at, NULL), 3);
    if (PYOS_HAVE_SENDFILE && FD_LINUX) CHECK_INT(pyos_sendfile(w, fd, &at, 1, NULL), 1);
    if (PYOS_HAVE_SPLICE) CHECK_INT(pyos_splice(fd, w, 1, &at, NULL, 0), 1);
    if (PYOS_HAVE_PIPE) pyos_closerange(r, r + 1);
    if (PYOS_HAVE_PIPE) CHECK_INT(pyos_close(w), 0);
    if (PYOS_HAVE_FDATASYNC) CHECK_INT(pyos_fdatasync(fd), 0);
    if (PYOS_HAVE_POSIX_FALLOCATE) CHECK_INT(pyos_posix_fallocate(fd, 0, 1), 0);
    if (PYOS_HAVE_POSIX_FADVISE) CHECK_INT(pyos_posix_fadvise(fd, 0, 0, 0), 0);
    if (PYOS_HAVE_LOCKF) CHECK_INT(pyos_lockf(fd, 3 /* test */, 0), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(other), 0);
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    fd_leave();
}

/* Where Python takes an object with a fileno, a negative number is refused before the call; elsewhere by the system. */
TEST(desc_negative_descriptors) {
    RULE("rule.fd_or_fileno");
    DESC_NOT_NEGATIVE(pyos_fsync(-1) == -1, -1);
#if PYOS_HAVE_FDATASYNC
    DESC_NOT_NEGATIVE(pyos_fdatasync(-5) == -1, -5);
#endif
#if PYOS_HAVE_FCHDIR
    DESC_NOT_NEGATIVE(pyos_fchdir(-5) == -1, -5);
#endif
#if PYOS_HAVE_GRANTPT
    DESC_NOT_NEGATIVE(pyos_grantpt(-5) == -1, -5);
    DESC_NOT_NEGATIVE(pyos_unlockpt(-5) == -1, -5);
    DESC_NOT_NEGATIVE(pyos_ptsname(-5) == NULL, -5);
    DESC_NOT_NEGATIVE(pyos_login_tty(-5) == -1, -5);
#endif
#if PYOS_HAVE_EVENTFD
    unsigned long long value;
    DESC_NOT_NEGATIVE(pyos_eventfd_read(-5, &value) == -1, -5);
#endif
    pyos_stat_result st;
    DESC_OSERROR(pyos_fstat(-5, &st) == -1, EBADF);
    DESC_OSERROR(pyos_close(-5) == -1, EBADF);
    DESC_OSERROR(pyos_get_blocking(-5) == -1, EBADF);
    DESC_OSERROR(pyos_lseek(-5, 0, PYOS_SEEK_SET) == -1, EBADF);
#if PYOS_HAVE_LOCKF
    DESC_OSERROR(pyos_lockf(-5, PYOS_F_LOCK, 0) == -1, EBADF);
#endif
}

/* pyos_have tells what Python has, PYOS_HAVE_X what works; the rest fails and does nothing. */
TEST(desc_have) {
    static const struct {
        const char *name;
        int have;
    } table[] = {{"os.dup", PYOS_HAVE_DUP},
                 {"os.dup2", PYOS_HAVE_DUP2},
                 {"os.closerange", 1},
                 {"os.pipe", PYOS_HAVE_PIPE},
                 {"os.pipe2", PYOS_HAVE_PIPE2},
                 {"os.pread", !FD_WINDOWS},
                 {"os.pwrite", !FD_WINDOWS},
                 {"os.readv", FD_POSIX},
                 {"os.writev", FD_POSIX},
                 {"os.preadv", PYOS_HAVE_PREADV},
                 {"os.pwritev", PYOS_HAVE_PWRITEV},
                 {"os.copy_file_range", PYOS_HAVE_COPY_FILE_RANGE},
                 {"os.sendfile", PYOS_HAVE_SENDFILE},
                 {"os.splice", PYOS_HAVE_SPLICE},
                 {"os.fdatasync", PYOS_HAVE_FDATASYNC},
                 {"os.posix_fallocate", PYOS_HAVE_POSIX_FALLOCATE},
                 {"os.posix_fadvise", PYOS_HAVE_POSIX_FADVISE},
                 {"os.lockf", PYOS_HAVE_LOCKF},
                 {"os.get_blocking", 1},
                 {"os.set_blocking", 1},
                 {"os.get_handle_inheritable", FD_WINDOWS},
                 {"os.set_handle_inheritable", FD_WINDOWS}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (pyos_have(table[i].name) == (table[i].have != 0)) continue;
        test_complain(__FILE__, __LINE__, table[i].name);
    }
    CHECK_INT(PYOS_HAVE_READV, !FD_WASI);
    CHECK_INT(PYOS_HAVE_WRITEV, !FD_WASI);
    CHECK_INT(PYOS_HAVE_DUP, !FD_WASI);
    CHECK_INT(PYOS_HAVE_PIPE, !FD_WASI);
    CHECK_INT(PYOS_HAVE_LOCKF, FD_POSIX);
}

TEST(desc_absent) {
    char a[4] = "---";
    pyos_buffer v = desc_buffer(a, 4);
    long long at = 0;
    int r = -7, w = -7;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    if (!PYOS_HAVE_DUP) DESC_ABSENT(pyos_dup(fd) == -1);
    if (!PYOS_HAVE_DUP2) DESC_ABSENT(pyos_dup2(fd, fd, true) == -1);
    if (!PYOS_HAVE_PIPE) DESC_ABSENT(pyos_pipe(&r, &w) == -1);
    if (!PYOS_HAVE_PIPE2) DESC_ABSENT(pyos_pipe2(0, &r, &w) == -1);
    if (!PYOS_HAVE_READV) DESC_ABSENT(pyos_readv(fd, &v, 1) == -1);
    if (!PYOS_HAVE_WRITEV) DESC_ABSENT(pyos_writev(fd, &v, 1) == -1);
    if (!PYOS_HAVE_PREADV) DESC_ABSENT(pyos_preadv(fd, &v, 1, 0, 0) == -1);
    if (!PYOS_HAVE_PWRITEV) DESC_ABSENT(pyos_pwritev(fd, &v, 1, 0, 0) == -1);
    if (!PYOS_HAVE_COPY_FILE_RANGE) DESC_ABSENT(pyos_copy_file_range(fd, fd, 1, &at, NULL) == -1);
    if (!PYOS_HAVE_SENDFILE) DESC_ABSENT(pyos_sendfile(fd, fd, &at, 1, NULL) == -1);
    if (!PYOS_HAVE_SPLICE) DESC_ABSENT(pyos_splice(fd, fd, 1, &at, NULL, 0) == -1);
    if (!PYOS_HAVE_FDATASYNC) DESC_ABSENT(pyos_fdatasync(fd) == -1);
    if (!PYOS_HAVE_POSIX_FALLOCATE) DESC_ABSENT(pyos_posix_fallocate(fd, 0, 99) == -1);
    if (!PYOS_HAVE_POSIX_FADVISE) DESC_ABSENT(pyos_posix_fadvise(fd, 0, 0, 0) == -1);
    if (!PYOS_HAVE_LOCKF) DESC_ABSENT(pyos_lockf(fd, 1, 0) == -1);
    if (!PYOS_HAVE_GET_HANDLE_INHERITABLE) {
        DESC_ABSENT(pyos_get_handle_inheritable(&v) == -1);
        CHECK_STR(pyos_last_error()->function, "os.get_handle_inheritable");
        DESC_ABSENT(pyos_set_handle_inheritable(&v, false) == -1);
        DESC_ABSENT(pyos_get_osfhandle(fd) == NULL);
        DESC_ABSENT(pyos_open_osfhandle(&v, 0) == -1);
    }
    CHECK(r == -7 && w == -7);
    CHECK_STR(a, "---");
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * No room
 */

#if FD_POSIX
static void desc_limited(void) {
    static unsigned char block[20000];
    const long long limit = 10000;
    struct rlimit r;
    pyos_buffer v[4];
    desc_fill(block, sizeof block, 0);
    r.rlim_cur = r.rlim_max = (rlim_t)limit;
    CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    int src = desc_file("src", sizeof block);
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &r), 0);

    int fd = fd_opened("write", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_write(fd, block, sizeof block), limit); /* what there was room for */
    DESC_OSERROR(pyos_write(fd, block, 1) == -1, EFBIG);
    CHECK_STR(pyos_last_error()->function, "os.write");
    CHECK_INT(fd_size("write"), limit);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), limit);
    CHECK_INT(pyos_pwrite(fd, block, 100, limit - 10), 10);
    DESC_OSERROR(pyos_pwrite(fd, block, 100, limit) == -1, EFBIG);
    DESC_OSERROR(pyos_ftruncate(fd, limit + 1) == -1, EFBIG);
    CHECK_INT(fd_size("write"), limit);
    CHECK_INT(pyos_close(fd), 0);

    fd = fd_opened("writev", PYOS_O_RDWR | PYOS_O_CREAT); /* the limit in the middle of the third buffer */
    for (size_t i = 0; i < 4; i++) v[i] = desc_buffer(block + 4000 * i, 4000);
    CHECK_INT(pyos_writev(fd, v, 4), limit);
    DESC_OSERROR(pyos_writev(fd, v, 4) == -1, EFBIG);
    DESC_OSERROR(pyos_pwritev(fd, v, 4, limit, 0) == -1, EFBIG);
    CHECK_INT(pyos_pwritev(fd, v, 4, limit - 4001, 0), 4001);
    memset(block, 0, sizeof block);
    CHECK_INT(pyos_pread(fd, block, sizeof block, 0), limit);
    CHECK_INT(desc_same(block, (size_t)limit - 4001, 0), limit - 4001);
    CHECK_INT(desc_same(block + limit - 4001, 4001, 0), 4001);
    CHECK_INT(pyos_close(fd), 0);

#if PYOS_HAVE_POSIX_FALLOCATE
    fd = fd_opened("fallocate", PYOS_O_RDWR | PYOS_O_CREAT);
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, limit + 1) == -1, EFBIG);
    CHECK_INT(pyos_posix_fallocate(fd, 0, limit), 0);
    CHECK_INT(fd_size("fallocate"), limit);
    CHECK_INT(pyos_close(fd), 0);
#endif
#if FD_LINUX
    for (int how = 0; how < 2; how++) {
        const char *name = how ? "sendfile" : "copy_file_range";
        long long done = 0, n = 0, zero = 0;
        fd = fd_opened(name, PYOS_O_RDWR | PYOS_O_CREAT);
        for (int i = 0; i < 100 && n >= 0; i++, done += n > 0 ? n : 0) {
            zero = done;
            n = how ? pyos_sendfile(fd, src, &zero, 20000 - done, NULL)
                    : pyos_copy_file_range(src, fd, 20000 - done, &zero, NULL);
        }
        CHECK_INT(n, -1);
        CHECK_INT(errno, EFBIG);
        CHECK_INT(done, limit);
        CHECK_INT(fd_size(name), limit);
        CHECK_INT(pyos_close(fd), 0);
    }
#endif
    CHECK_INT(pyos_close(src), 0);
}

TEST(desc_file_size_limit) {
    RULE("rule.short_counts");
    fd_enter();
    fd_in_child(desc_limited);
    fd_leave();
}
#endif

#if FD_LINUX
/* On a file system of 64 KiB: the right count, then the right error, and what was counted is there. */
static int desc_full(void) {
    enum { room = 65536, much = 100000 };
    static unsigned char block[much], back[much];
    pyos_buffer v[3];
    pyos_stat_result st;
    CHECK_INT(pyos_mkdir("small", 0777), 0);
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return 0;
    int src = desc_file("src", much);
    if (mount("tmpfs", "small", "tmpfs", 0, "size=64k") != 0) return 0;
    desc_fill(block, much, 0);
    long long all = 0, n;

    int fd = fd_opened("small/f", PYOS_O_RDWR | PYOS_O_CREAT);
    n = pyos_write(fd, block, much);
    CHECK(n > 0 && n <= room);
    for (all = n; n > 0; all += n > 0 ? n : 0) n = pyos_write(fd, block + all, (size_t)(much - all));
    CHECK_INT(errno, ENOSPC);
    DESC_OSERROR(pyos_write(fd, block, 1) == -1, ENOSPC);
    CHECK_INT(all, room);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.size, all);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), all);
    CHECK_INT(pyos_pread(fd, back, much, 0), all);
    CHECK_INT(desc_same(back, (size_t)all, 0), all);
    DESC_OSERROR(pyos_pwrite(fd, block, 10, all) == -1, ENOSPC);
    CHECK_INT(pyos_pwrite(fd, block, 10, 5), 10); /* nothing new is needed for that */
    DESC_OSERROR(pyos_posix_fallocate(fd, 0, room + 1) == -1, ENOSPC);
    CHECK_INT(fd_size("small/f"), all);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);

    v[0] = desc_buffer(block, 50000), v[1] = desc_buffer(block + 50000, 1), v[2] = desc_buffer(block + 50001, 49999);
    n = pyos_writev(fd, v, 3);
    CHECK(n > 50001 && n <= room); /* in the middle of the last */
    CHECK_INT(pyos_pread(fd, back, much, 0), n);
    CHECK_INT(desc_same(back, (size_t)n, 0), n);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    n = pyos_pwritev(fd, v, 3, 0, 0);
    CHECK(n > 50001 && n <= room);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    n = pyos_pwrite(fd, block, much, 4096);
    CHECK(n > 0 && n <= room);
    CHECK_INT(fd_size("small/f"), 4096 + n);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);

    for (int how = 0; how < 2; how++) {
        long long at = 0;
        CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
        for (all = 0, n = 1; n > 0; all += n > 0 ? n : 0) {
            at = all;
            n = how ? pyos_sendfile(fd, src, &at, much - all, NULL)
                    : pyos_copy_file_range(src, fd, much - all, &at, NULL);
        }
        CHECK_INT(n, -1);
        if (how == 0 && errno == EXDEV && all == 0) continue; /* from one file system to another */
        CHECK_INT(errno, ENOSPC);
        CHECK_INT(all, room);
        CHECK_INT(pyos_pread(fd, back, much, 0), all);
        CHECK_INT(desc_same(back, (size_t)all, 0), all);
        CHECK_INT(pyos_ftruncate(fd, 0), 0);
    }
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(src), 0);
    return 1;
}

TEST(desc_full_disk) {
    RULE("rule.short_counts");
    fd_enter();
    if (!desc_in_child(desc_full)) test_skip_reason = "no file system may be mounted";
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Interrupted calls
 */

#if FD_POSIX
static struct sigaction desc_calm_action;

/* A signal every millisecond, with a handler that lets calls be interrupted, until desc_calm. */
static void desc_storm(void) {
    struct sigaction action;
    struct itimerval every;
    memset(&action, 0, sizeof action);
    memset(&every, 0, sizeof every);
    action.sa_handler = fd_on_alarm;
    every.it_value.tv_usec = every.it_interval.tv_usec = 1000;
    fd_signals = 0;
    fd_signals_until = 0;
    CHECK_INT(sigaction(SIGALRM, &action, &desc_calm_action), 0);
    CHECK_INT(setitimer(ITIMER_REAL, &every, NULL), 0);
}

static void desc_calm(void) {
    struct itimerval off;
    memset(&off, 0, sizeof off);
    CHECK_INT(setitimer(ITIMER_REAL, &off, NULL), 0);
    CHECK_INT(sigaction(SIGALRM, &desc_calm_action, NULL), 0);
}

/* The hook counts; after some interruptions it does what ends the waiting, or it refuses at once. */
static int desc_hooked, desc_hook_answer;
static void (*desc_release)(void);

static int desc_hook(void *user) {
    (void)user;
    desc_hooked++;
    errno = 78; /* of no consequence */
    if (desc_hook_answer) return desc_hook_answer;
    if (desc_hooked == 5 && desc_release) desc_release();
    return 0;
}

/* Calls that wait, and what ends the waiting. */
static int desc_r, desc_w, desc_fd, desc_event; /* a pipe, a file of 100 bytes, an eventfd or timer */
static char desc_in[64];

static void desc_put_in(void) { CHECK(write(desc_w, "abcdefgh", 8) == 8); }

static void desc_take_out(void) {
    char bytes[4096];
    CHECK_INT(pyos_set_blocking(desc_r, false), 0);
    while (read(desc_r, bytes, sizeof bytes) > 0) {}
    CHECK_INT(pyos_set_blocking(desc_r, true), 0);
}

static long long desc_wait_read(void) { return pyos_read(desc_r, desc_in, 8); }

static long long desc_wait_readv(void) {
    pyos_buffer v[2];
    v[0] = desc_buffer(desc_in, 3), v[1] = desc_buffer(desc_in + 3, 5);
    return pyos_readv(desc_r, v, 2);
}

static long long desc_wait_write(void) { return pyos_write(desc_w, "abcdefgh", 8); }

static long long desc_wait_writev(void) {
    pyos_buffer v[2];
    v[0] = desc_buffer("abc", 3), v[1] = desc_buffer("defgh", 5);
    return pyos_writev(desc_w, v, 2);
}

/* Opening a fifo waits for somebody at the other end. */
static void desc_open_fifo(void) {
    desc_event = open("fifo", O_RDWR | O_NONBLOCK);
    CHECK(desc_event >= 0);
}

static long long desc_wait_open(void) {
    int fd = pyos_open("fifo", PYOS_O_RDONLY, 0);
    return fd < 0 ? -1 : pyos_close(fd);
}

static void desc_give_way(void) { desc_other_tell('u'); }
static long long desc_wait_lockf(void) { return pyos_lockf(desc_fd, PYOS_F_LOCK, 0); }

#if FD_LINUX
static long long desc_wait_sendfile(void) {
    long long at = 10;
    return pyos_sendfile(desc_w, desc_fd, &at, 8, NULL);
}

static long long desc_wait_sendfile_position(void) { return pyos_sendfile(desc_w, desc_fd, NULL, 8, NULL); }
static long long desc_wait_splice(void) { return pyos_splice(desc_fd, desc_w, 8, NULL, NULL, 0); }
static long long desc_wait_splice_in(void) { return pyos_splice(desc_r, desc_fd, 8, NULL, NULL, 0); }

static long long desc_wait_preadv(void) {
    pyos_buffer v = desc_buffer(desc_in, 8);
    return pyos_preadv(desc_r, &v, 1, -1, PYOS_RWF_HIPRI); /* with flags and the position a pipe will do */
}

static long long desc_wait_pwritev(void) {
    pyos_buffer v = desc_buffer("abcdefgh", 8);
    return pyos_pwritev(desc_w, &v, 1, -1, PYOS_RWF_DSYNC);
}

static long long desc_wait_eventfd_read(void) {
    unsigned long long value = 0;
    int result = pyos_eventfd_read(desc_event, &value);
    return result ? result : (long long)value;
}

static void desc_count_up(void) {
    unsigned long long value = 8;
    CHECK(write(desc_event, &value, sizeof value) == (long)sizeof value);
}

static long long desc_wait_eventfd_write(void) { return pyos_eventfd_write(desc_event, 8); }

static void desc_count_down(void) {
    unsigned long long value = 0;
    CHECK(read(desc_event, &value, sizeof value) == (long)sizeof value);
}

static void desc_fire(void) { CHECK_INT(pyos_timerfd_settime_ns(desc_event, 0, 1, 0, NULL), 0); }

static long long desc_wait_timer(void) {
    unsigned long long fired = 0;
    long long n = pyos_read(desc_event, &fired, sizeof fired);
    return n == (long long)sizeof fired && fired == 1 ? 8 : -1;
}
#endif

enum { DESC_EMPTY, DESC_FULL, DESC_FIFO, DESC_LOCKED, DESC_COUNTER, DESC_COUNTER_FULL, DESC_TIMER };

/* preadv and pwritev wait for pipes only with flags, which not every kernel has. */
#define DESC_RWF(name) (strcmp(name, "preadv") == 0 || strcmp(name, "pwritev") == 0)

static const struct {
    const char *name;
    int state;
    long long (*wait)(void);
    void (*release)(void);
    long long want;
} desc_waits[] = {
    {"read", DESC_EMPTY, desc_wait_read, desc_put_in, 8},
    {"readv", DESC_EMPTY, desc_wait_readv, desc_put_in, 8},
    {"write", DESC_FULL, desc_wait_write, desc_take_out, 8},
    {"writev", DESC_FULL, desc_wait_writev, desc_take_out, 8},
    {"open", DESC_FIFO, desc_wait_open, desc_open_fifo, 0},
    {"lockf", DESC_LOCKED, desc_wait_lockf, desc_give_way, 0},
#if FD_LINUX
    {"preadv", DESC_EMPTY, desc_wait_preadv, desc_put_in, 8},
    {"pwritev", DESC_FULL, desc_wait_pwritev, desc_take_out, 8},
    {"sendfile", DESC_FULL, desc_wait_sendfile, desc_take_out, 8},
    {"sendfile", DESC_FULL, desc_wait_sendfile_position, desc_take_out, 8},
    {"splice", DESC_FULL, desc_wait_splice, desc_take_out, 8},
    {"splice", DESC_EMPTY, desc_wait_splice_in, desc_put_in, 8},
    {"eventfd_read", DESC_COUNTER, desc_wait_eventfd_read, desc_count_up, 8},
    {"eventfd_write", DESC_COUNTER_FULL, desc_wait_eventfd_write, desc_count_down, 0},
    {"timerfd", DESC_TIMER, desc_wait_timer, desc_fire, 8},
#endif
};

/* Fills a pipe to the last byte; how many went in. */
static long long desc_fill_pipe(void) {
    static char block[4096];
    long long all = 0, n;
    CHECK_INT(pyos_set_blocking(desc_w, false), 0);
    for (size_t size = sizeof block; size > 0; size = size > 1 ? 1 : 0)
        while ((n = write(desc_w, block, size)) > 0) all += n;
    CHECK_INT(pyos_set_blocking(desc_w, true), 0);
    return all;
}

/* How many bytes are in the pipe, taking them out. */
static long long desc_pipe_holds(void) {
    static char block[4096];
    long long all = 0, n;
    CHECK_INT(pyos_set_blocking(desc_r, false), 0);
    while ((n = read(desc_r, block, sizeof block)) > 0) all += n;
    CHECK_INT(pyos_set_blocking(desc_r, true), 0);
    return all;
}

static long long desc_pipe_before;

static int desc_waits_here(const char *name) {
#if FD_LINUX
    int fd = fd_opened("probe", PYOS_O_WRONLY | PYOS_O_CREAT), known = desc_have_rwf(fd);
    CHECK_INT(pyos_close(fd), 0);
    return known || !DESC_RWF(name);
#else
    return !DESC_RWF(name);
#endif
}

static void desc_wait_begin(int state) {
    desc_event = -1;
    CHECK_INT(pyos_pipe(&desc_r, &desc_w), 0);
    desc_fd = desc_file("f", 100);
    desc_pipe_before = state == DESC_FULL ? desc_fill_pipe() : 0;
    if (state == DESC_FIFO) CHECK_INT(mkfifo("fifo", 0600), 0);
    if (state == DESC_LOCKED) {
        desc_other_start("f");
        CHECK_INT(desc_other_ask('l'), 'y');
    }
#if FD_LINUX
    if (state == DESC_COUNTER) desc_event = pyos_eventfd(0, PYOS_EFD_CLOEXEC);
    if (state == DESC_COUNTER_FULL) {
        desc_event = pyos_eventfd(0, PYOS_EFD_CLOEXEC);
        CHECK_INT(pyos_eventfd_write(desc_event, 0xfffffffffffffffeull), 0);
    }
    if (state == DESC_TIMER) desc_event = pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0);
#endif
}

static void desc_wait_end(int state) {
    if (state == DESC_LOCKED) desc_other_stop();
    if (state == DESC_FIFO) CHECK_INT(unlink("fifo"), 0);
    if (desc_event >= 0) CHECK_INT(pyos_close(desc_event), 0);
    CHECK_INT(pyos_close(desc_r), 0);
    CHECK_INT(pyos_close(desc_w), 0);
    CHECK_INT(pyos_close(desc_fd), 0);
}

/* Each waits through five interruptions, of which nothing is seen but the hook's count, and then does its work once. */
TEST(desc_interrupted_calls_are_repeated) {
    RULE("rule.eintr_retry");
    fd_enter();
    for (size_t i = 0; i < sizeof desc_waits / sizeof *desc_waits; i++) {
        int bad = test_bad;
        if (!desc_waits_here(desc_waits[i].name)) continue;
        desc_wait_begin(desc_waits[i].state);
        desc_hooked = desc_hook_answer = 0;
        desc_release = desc_waits[i].release;
        memset(desc_in, 0, sizeof desc_in);
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        CHECK_INT(desc_waits[i].wait(), desc_waits[i].want);
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        CHECK(desc_hooked >= 5);
        if (desc_waits[i].state == DESC_EMPTY) CHECK_INT(desc_pipe_holds(), 0);
        if (desc_waits[i].state == DESC_FULL) CHECK_INT(desc_pipe_holds(), 8);
        if (desc_in[0]) CHECK_STR(desc_in, "abcdefgh");
        if (test_bad && !bad) printf("    while %s waited\n", desc_waits[i].name);
        desc_wait_end(desc_waits[i].state);
    }
    fd_leave();
}

/* A hook that answers with an errno stops each of them, with that error and nothing done. */
TEST(desc_interrupt_hook_stops) {
    RULE("rule.eintr_retry");
    fd_enter();
    for (size_t i = 0; i < sizeof desc_waits / sizeof *desc_waits; i++) {
        int bad = test_bad, want = i % 2 ? ECANCELED : EINTR;
        if (!desc_waits_here(desc_waits[i].name)) continue;
        desc_wait_begin(desc_waits[i].state);
        desc_hooked = 0;
        desc_hook_answer = want;
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        CHECK_INT(desc_waits[i].wait(), -1);
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        CHECK_INT(errno, want);
        CHECK_INT(pyos_last_error()->code, want);
        CHECK_INT(pyos_last_error()->kind, want == EINTR ? PYOS_INTERRUPTEDERROR : PYOS_OSERROR);
        CHECK_INT(desc_hooked, 1);
        CHECK_INT(desc_pipe_holds(), desc_pipe_before);
        CHECK_INT(pyos_lseek(desc_fd, 0, PYOS_SEEK_CUR), 0);
        if (test_bad && !bad) printf("    while %s waited\n", desc_waits[i].name);
        desc_wait_end(desc_waits[i].state);
    }
    fd_leave();
}

/* Much through a small pipe, from or to a process that takes its time, until ten interruptions have been seen. The
 * bytes are numbered by their values: nothing is lost, nothing doubled. */
static unsigned char desc_block[DESC_PERIOD];

static void desc_pause(void) { usleep(1500); }

static void desc_slow_reader(int r, int result) {
    static unsigned char block[8192];
    unsigned long long all = 0;
    ssize_t n;
    while ((n = read(r, block, sizeof block)) > 0) {
        if (desc_same(block, (size_t)n, all) != (size_t)n) _exit(4);
        all += (unsigned long long)n;
        desc_pause();
    }
    _exit(n == 0 && write(result, &all, sizeof all) == (ssize_t)sizeof all ? 0 : 5);
}

static long long desc_send(int how, unsigned long long all) {
    size_t from = (size_t)(all % DESC_PERIOD), n = DESC_PERIOD - from;
    pyos_buffer v[3];
    switch (how) {
    case 0: return pyos_write(desc_w, desc_block + from, n);
    case 1:
        v[0] = desc_buffer(desc_block + from, n / 3), v[1] = desc_buffer(desc_block + from + n / 3, n / 3);
        v[2] = desc_buffer(desc_block + from + 2 * (n / 3), n - 2 * (n / 3));
        return pyos_writev(desc_w, v, 3);
#if FD_LINUX
    case 2: {
        long long at = (long long)from;
        return pyos_sendfile(desc_w, desc_fd, &at, (long long)n, NULL);
    }
    case 3:
        if (from == 0) CHECK_INT(pyos_lseek(desc_fd, 0, PYOS_SEEK_SET), 0);
        return pyos_sendfile(desc_w, desc_fd, NULL, (long long)n, NULL);
    case 4:
        if (from == 0) CHECK_INT(pyos_lseek(desc_fd, 0, PYOS_SEEK_SET), 0);
        return pyos_splice(desc_fd, desc_w, (long long)n, NULL, NULL, 0);
#endif
    default: return -2;
    }
}

TEST(desc_interrupted_streams_out) {
    fd_enter();
    desc_fill(desc_block, DESC_PERIOD, 0);
    desc_fd = desc_file("f", DESC_PERIOD);
    for (int how = 0; how < (FD_LINUX ? 5 : 2); how++) {
        int bad = test_bad, status = -1, result[2];
        unsigned long long all = 0, arrived = 0;
        long long n = 1;
        CHECK_INT(pyos_pipe(&desc_r, &desc_w), 0);
        CHECK_INT(pyos_pipe(&result[0], &result[1]), 0);
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            close(desc_w);
            desc_slow_reader(desc_r, result[1]);
        }
        CHECK_INT(pyos_close(desc_r), 0);
        desc_hooked = desc_hook_answer = 0;
        desc_release = NULL;
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        while (n > 0 && (desc_hooked < 10 || all < 2 * DESC_PERIOD)) {
            n = desc_send(how, all);
            if (n > 0) all += (unsigned long long)n;
        }
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        CHECK(n > 0);
        CHECK_INT(pyos_close(desc_w), 0);
        CHECK_INT(read(result[0], &arrived, sizeof arrived), sizeof arrived);
        CHECK_INT(arrived, all);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        CHECK_INT(status, 0);
        CHECK_INT(pyos_close(result[0]), 0);
        CHECK_INT(pyos_close(result[1]), 0);
        if (test_bad && !bad) printf("    when sent in manner %d\n", how);
    }
    CHECK_INT(pyos_close(desc_fd), 0);
    fd_leave();
}

/* Writes pieces of many sizes until nobody reads any more. */
static void desc_slow_writer(int w) {
    unsigned long long all = 0;
    size_t piece = 1;
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        size_t from = (size_t)(all % DESC_PERIOD), n = DESC_PERIOD - from;
        if (n > piece) n = piece;
        ssize_t done = write(w, desc_block + from, n);
        if (done < 0) _exit(errno == EPIPE ? 0 : 4);
        all += (unsigned long long)done;
        piece = (piece * 5 + 3) % 3001 + 1;
        desc_pause();
    }
}

static long long desc_receive(int how, unsigned char *into, size_t n) {
    pyos_buffer v[2];
    switch (how) {
    case 0: return pyos_read(desc_r, into, (long long)n);
    case 1:
        v[0] = desc_buffer(into, n / 2), v[1] = desc_buffer(into + n / 2, n - n / 2);
        return pyos_readv(desc_r, v, 2);
#if FD_LINUX
    case 2: {
        long long zero = 0, got = pyos_splice(desc_r, desc_fd, (long long)n, NULL, &zero, 0);
        return got <= 0 ? got : pyos_pread(desc_fd, into, got, 0);
    }
#endif
    default: return -2;
    }
}

TEST(desc_interrupted_streams_in) {
    static unsigned char got[4096];
    fd_enter();
    desc_fill(desc_block, DESC_PERIOD, 0);
    desc_fd = desc_file("f", 1);
    for (int how = 0; how < (FD_LINUX ? 3 : 2); how++) {
        int bad = test_bad, status = -1;
        unsigned long long all = 0;
        long long n = 1;
        size_t wrong = 0;
        CHECK_INT(pyos_pipe(&desc_r, &desc_w), 0);
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
            close(desc_r);
            desc_slow_writer(desc_w);
        }
        CHECK_INT(pyos_close(desc_w), 0);
        desc_hooked = desc_hook_answer = 0;
        desc_release = NULL;
        pyos_set_interrupt_hook(desc_hook, NULL);
        desc_storm();
        while (n > 0 && (desc_hooked < 10 || all < 30000)) {
            n = desc_receive(how, got, all % 2 ? 4096 : 1000);
            if (n > 0) wrong += (size_t)n - desc_same(got, (size_t)n, all), all += (unsigned long long)n;
        }
        desc_calm();
        pyos_set_interrupt_hook(NULL, NULL);
        CHECK(n > 0);
        CHECK_INT(wrong, 0);
        CHECK_INT(pyos_close(desc_r), 0);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
        CHECK_INT(status, 0);
        if (test_bad && !bad) printf("    when received in manner %d\n", how);
    }
    CHECK_INT(pyos_close(desc_fd), 0);
    fd_leave();
}

#if PYOS_HAVE_EVENTFD
/* What is written to a counter in another process is what is read here, though each read waits and is interrupted. */
TEST(desc_interrupted_eventfd_reads) {
    unsigned long long sum = 0, value = 0, put = 0;
    int status = -1, result[2], stop[2];
    if (!pyos_have("os.eventfd")) SKIP("no eventfd");
    int fd = pyos_eventfd(0, PYOS_EFD_CLOEXEC);
    CHECK_INT(pyos_pipe(&result[0], &result[1]), 0);
    CHECK_INT(pyos_pipe(&stop[0], &stop[1]), 0);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        char c;
        close(stop[1]);
        fcntl(stop[0], F_SETFL, O_NONBLOCK);
        for (value = 1; read(stop[0], &c, 1) != 0; put += value++) {
            desc_pause();
            if (write(fd, &value, sizeof value) != (ssize_t)sizeof value) _exit(4);
        }
        _exit(write(result[1], &put, sizeof put) == (ssize_t)sizeof put ? 0 : 5);
    }
    CHECK_INT(pyos_close(stop[0]), 0);
    desc_hooked = desc_hook_answer = 0;
    desc_release = NULL;
    pyos_set_interrupt_hook(desc_hook, NULL);
    desc_storm();
    int ok = 0;
    while (ok == 0 && desc_hooked < 20) {
        ok = pyos_eventfd_read(fd, &value);
        if (ok == 0) sum += value;
    }
    desc_calm();
    pyos_set_interrupt_hook(NULL, NULL);
    CHECK_INT(ok, 0);
    CHECK_INT(pyos_close(stop[1]), 0);
    CHECK_INT(read(result[0], &put, sizeof put), sizeof put);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    CHECK_INT(status, 0);
    CHECK_INT(pyos_set_blocking(fd, false), 0);
    if (pyos_eventfd_read(fd, &value) == 0) sum += value; /* what came since */
    CHECK_INT(sum, put);
    CHECK_INT(pyos_close(result[0]), 0);
    CHECK_INT(pyos_close(result[1]), 0);
    CHECK_INT(pyos_close(fd), 0);
}

/* And the other way round: each write waits for the counter to be emptied. */
TEST(desc_interrupted_eventfd_writes) {
    const unsigned long long half = 1ull << 63;
    unsigned long long value = 0, got = 0, writes = 0;
    int status = -1, result[2];
    if (!pyos_have("os.eventfd")) SKIP("no eventfd");
    int fd = pyos_eventfd(0, PYOS_EFD_CLOEXEC);
    CHECK_INT(pyos_pipe(&result[0], &result[1]), 0);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        for (;;) {
            desc_pause();
            if (read(fd, &value, sizeof value) != (ssize_t)sizeof value) _exit(4);
            if (value == 1) break; /* the end */
            if (value != half && value != half + 1) _exit(6);
            got++;
            if (value != half) break;
        }
        _exit(write(result[1], &got, sizeof got) == (ssize_t)sizeof got ? 0 : 5);
    }
    desc_hooked = desc_hook_answer = 0;
    desc_release = NULL;
    pyos_set_interrupt_hook(desc_hook, NULL);
    desc_storm();
    int ok = 0;
    while (ok == 0 && desc_hooked < 20) {
        ok = pyos_eventfd_write(fd, half);
        writes += ok == 0;
    }
    desc_calm();
    pyos_set_interrupt_hook(NULL, NULL);
    CHECK_INT(ok, 0);
    CHECK_INT(pyos_eventfd_write(fd, 1), 0);
    CHECK_INT(read(result[0], &got, sizeof got), sizeof got);
    CHECK_INT(got, writes);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    CHECK_INT(status, 0);
    CHECK_INT(pyos_close(result[0]), 0);
    CHECK_INT(pyos_close(result[1]), 0);
    CHECK_INT(pyos_close(fd), 0);
}
#endif

/* What the kernel does not let be interrupted on a disk may be so elsewhere (network, fuse): all of it through a
 * hundred signals, and no error. */
TEST(desc_interrupted_files) {
    static unsigned char back[10000];
    unsigned long long turns = 0;
    int failed = 0;
    fd_enter();
    desc_fill(desc_block, DESC_PERIOD, 0);
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT), other = fd_opened("g", PYOS_O_RDWR | PYOS_O_CREAT);
    desc_storm();
    while (!failed && fd_signals < 100) {
        size_t from = (size_t)(turns * 997 % (DESC_PERIOD - 10000)), n = (size_t)(turns * 31 % 9000) + 1000;
        long long at = (long long)from;
        pyos_buffer v[2];
        pyos_stat_result st;
        v[0] = desc_buffer(desc_block + from, n / 2), v[1] = desc_buffer(desc_block + from + n / 2, n - n / 2);
        failed |= pyos_lseek(fd, at, PYOS_SEEK_SET) != at;
        failed |= pyos_write(fd, desc_block + from, n) != (long long)n;
        failed |= pyos_pwritev(fd, v, 2, at, 0) != (long long)n;
        failed |= pyos_pwrite(fd, desc_block + from, n, at) != (long long)n;
        failed |= pyos_fdatasync(fd) != 0;
        failed |= pyos_lseek(fd, at, PYOS_SEEK_SET) != at;
        failed |= pyos_read(fd, back, (long long)n) != (long long)n || desc_same(back, n, from) != n;
        failed |= pyos_pread(fd, back, (long long)n, at) != (long long)n || desc_same(back, n, from) != n;
        v[0] = desc_buffer(back, n / 2), v[1] = desc_buffer(back + n / 2, n - n / 2);
        failed |= pyos_preadv(fd, v, 2, at, 0) != (long long)n || desc_same(back, n, from) != n;
#if FD_LINUX
        failed |= pyos_copy_file_range(fd, other, (long long)n, &at, &at) != (long long)n;
        failed |= pyos_pread(other, back, (long long)n, at) != (long long)n || desc_same(back, n, from) != n;
        failed |= pyos_lseek(other, at, PYOS_SEEK_SET) != at;
        failed |= pyos_sendfile(other, fd, &at, (long long)n, NULL) != (long long)n;
        failed |= pyos_posix_fallocate(other, 0, 5000) != 0;
        failed |= pyos_posix_fadvise(other, 0, 0, PYOS_POSIX_FADV_WILLNEED) != 0;
#endif
        failed |= pyos_lockf(fd, PYOS_F_TLOCK, 0) != 0 || pyos_lockf(fd, PYOS_F_ULOCK, 0) != 0;
        failed |= pyos_ftruncate(other, (long long)turns % 70000) != 0;
        failed |= pyos_fsync(other) != 0;
        failed |= pyos_fstat(fd, &st) != 0 || pyos_fstat(other, &st) != 0;
        turns++;
    }
    desc_calm();
    CHECK(!failed);
    if (failed) printf("    errno %d in %s\n", errno, pyos_last_error()->function);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(other), 0);
    fd_leave();
}
#endif

static void run_descriptors(void) {
#if PYOS_HAVE_DUP
    RUN(desc_dup);
    RUN(desc_dup_of_standard_stream);
    RUN(desc_dup2);
    RUN(desc_dup2_closes);
#endif
    RUN(desc_closerange);
    RUN(desc_closerange_negative);
    RUN(desc_closerange_is_silent);
    RUN(desc_closerange_huge);
#if FD_POSIX
    RUN(desc_closerange_from_below);
#endif
#if FD_LINUX
    RUN(desc_closerange_is_one_call);
    RUN(desc_closerange_without_close_range);
#endif
#if PYOS_HAVE_PIPE
    RUN(desc_pipe);
#endif
#if FD_POSIX
    RUN(desc_pipe_too_many);
#endif
#if PYOS_HAVE_PIPE2
    RUN(desc_pipe2);
#endif
    RUN(desc_pread_pwrite);
    RUN(desc_pread_pwrite_wrong_access);
    RUN(desc_pread_pwrite_far);
    RUN(desc_pwrite_append);
#if !FD_WASI
    RUN(desc_pread_pwrite_pipe);
#endif
#if FD_WINDOWS
    RUN(desc_pread_pwrite_text_mode);
#endif
#if PYOS_HAVE_READV
    RUN(desc_readv_writev);
    RUN(desc_readv_pipe);
    RUN(desc_too_many_buffers);
#endif
#if FD_WINDOWS
    RUN(desc_read_text_mode_ends);
    RUN(desc_readv_writev_text_mode);
#endif
#if PYOS_HAVE_PREADV
    RUN(desc_preadv_pwritev);
#if FD_LINUX
    RUN(desc_rwf_flags);
    RUN(desc_preadv_position);
    RUN(desc_rwf_nowait_pipe);
    RUN(desc_preadv_without_preadv2);
#endif
#endif
    RUN(desc_sparse_file);
#if PYOS_HAVE_COPY_FILE_RANGE
    RUN(desc_copy_file_range);
    RUN(desc_copy_file_range_refuses);
#endif
#if FD_LINUX
    RUN(desc_copies_of_procfs_and_sysfs);
    RUN(desc_no_false_success);
    RUN(desc_sendfile);
    RUN(desc_sendfile_nonblocking);
    RUN(desc_splice);
#endif
#if PYOS_HAVE_FDATASYNC
    RUN(desc_fdatasync);
#endif
#if PYOS_HAVE_POSIX_FALLOCATE
    RUN(desc_posix_fallocate);
#endif
#if PYOS_HAVE_POSIX_FADVISE
    RUN(desc_posix_fadvise);
#endif
#if FD_POSIX
    RUN(desc_lockf);
    RUN(desc_lockf_goes_with_any_descriptor);
    RUN(desc_lockf_deadlock);
    RUN(desc_lockf_audit);
#endif
#if PYOS_HAVE_PIPE
    RUN(desc_blocking);
#endif
    RUN(desc_blocking_of_files);
    RUN(desc_new_ones_are_not_inheritable);
#if FD_WINDOWS
    RUN(desc_standard_streams_reach_children);
    RUN(desc_handle_inheritable);
    RUN(desc_osfhandle);
    RUN(desc_osfhandle_audit);
#endif
    RUN(desc_open_directory);
    RUN(desc_no_audit_events);
    RUN(desc_success_is_silent);
    RUN(desc_negative_descriptors);
    RUN(desc_have);
    RUN(desc_absent);
#if FD_POSIX
    RUN(desc_file_size_limit);
#endif
#if FD_LINUX
    RUN(desc_full_disk);
#endif
#if FD_POSIX
    RUN(desc_interrupted_calls_are_repeated);
    RUN(desc_interrupt_hook_stops);
    RUN(desc_interrupted_streams_out);
    RUN(desc_interrupted_streams_in);
#if PYOS_HAVE_EVENTFD
    RUN(desc_interrupted_eventfd_reads);
    RUN(desc_interrupted_eventfd_writes);
#endif
    RUN(desc_interrupted_files);
#endif
}
