/* The oracle's C half: runs the scripts of oracle.txt through pyos.h, each on a tree of its own, and compares results,
 * exception kind, errno, file names, message and what is left on disk with what CPython 3.13 said. oracle.py explains
 * the format and how to add a chapter. Linux only; elsewhere the expectations are tables in the chapters' tests.
 *
 * usage: oracle FILE [WORD]      the scripts with WORD in their name; in an empty working directory that all may reach
 *
 * As root it runs the scripts of an ordinary user as uid 65534; otherwise it skips those of root. With PYOS_COUNTS in
 * the environment it tells of each function how many of its answers and errors agreed.
 */
#ifndef __linux__
#include <stdio.h>
int main(void) {
    puts("skipped oracle: its answers are Linux's\n0 passed, 0 failed, 1 skipped");
    return 0;
}
#else

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define PYOS_IMPLEMENTATION
#ifndef PYOS_STDIO
#define PYOS_STDIO 1
#endif
#include "../pyos.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#define USER 65534
#define SLOT 100    /* descriptor of #0 */
#define BASE_FD 300 /* the directory that holds the tree "t" */
#define EAR_FD 301  /* where audit events are gathered */
#define OUTPUT_FD 302
#define MAX_ARGS 40
#define SHOWN 4 /* differences of one script */

static void die(const char *what) {
    fprintf(stderr, "oracle: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void must(int result, const char *what) {
    if (result < 0) die(what);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Growing text. Nothing is freed: the process ends soon.
 */

typedef struct text {
    char *data;
    size_t size, room;
} text;

static void *get(void *old, size_t size) {
    void *p = realloc(old, size);
    if (!p) die("memory");
    return p;
}

static void add(text *t, const char *data, size_t n) {
    if (t->size + n + 1 > t->room) {
        t->room = 2 * (t->size + n) + 64;
        t->data = (char *)get(t->data, t->room);
    }
    if (n) memcpy(t->data + t->size, data, n);
    t->size += n;
    t->data[t->size] = 0;
}

static void puts_to(text *t, const char *s) { add(t, s, strlen(s)); }

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static void
print_to(text *t, const char *format, ...) {
    char buf[400];
    va_list list;
    va_start(list, format);
    vsnprintf(buf, sizeof buf, format, list);
    va_end(list);
    puts_to(t, buf);
}

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void sort(char **list, size_t n) {
    if (n) qsort(list, n, sizeof *list, compare);
}

static char *copy(const char *s) { return strcpy((char *)get(NULL, strlen(s) + 1), s); }

static char root[4096] = "/nowhere"; /* the absolute path of the tree, "@" in the file */
static size_t root_size = 8;

/* Bytes to the form of the file. */
static void quote_n(text *t, const char *data, size_t n) {
    size_t i;
    puts_to(t, "\"");
    for (i = 0; i < n; i++) {
        unsigned char c = (unsigned char)data[i];
        if (n - i >= root_size && memcmp(data + i, root, root_size) == 0) {
            puts_to(t, "@");
            i += root_size - 1;
        } else if (c >= 32 && c < 127 && c != '"' && c != '\\' && c != '@') add(t, data + i, 1);
        else print_to(t, "\\x%02x", c);
    }
    puts_to(t, "\"");
}

static void quote(text *t, const char *s) {
    if (s) quote_n(t, s, strlen(s));
    else puts_to(t, "None");
}

static unsigned hex(char c) { return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10); }

/* The bytes of a quoted string; NULL for None. */
static char *unquote(const char *s, size_t *size) {
    text t = {NULL, 0, 0};
    *size = 0;
    if (*s != '"') return NULL;
    add(&t, "", 0);
    for (s++; *s && *s != '"'; s++) {
        if (*s == '@') puts_to(&t, root);
        else if (*s == '\\') {
            char c = (char)(hex(s[2]) << 4 | hex(s[3]));
            add(&t, &c, 1);
            s += 3;
        } else add(&t, s, 1);
    }
    *size = t.size;
    return t.data;
}

/* \*N(text) becomes N times the text. */
static char *spread(const char *line) {
    text t = {NULL, 0, 0};
    add(&t, "", 0);
    while (*line) {
        if (line[0] == '\\' && line[1] == '*') {
            char *open;
            long n = strtol(line + 2, &open, 10);
            size_t size = strcspn(open + 1, ")");
            while (n-- > 0) add(&t, open + 1, size);
            line = open + size + 2;
        } else add(&t, line++, 1);
    }
    return t.data;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * The operation at hand: its arguments, and its answer in the form of the file.
 */

static int argc_;
static char *args[MAX_ARGS]; /* as written */
static char *bytes[MAX_ARGS];
static size_t sizes[MAX_ARGS];
static text out;
static pyos_error before; /* the record as it was before the call */

static const char *S(int i) { return bytes[i]; }

static pyos_view V(int i) {
    pyos_view v;
    v.data = bytes[i];
    v.size = sizes[i];
    return v;
}

/* A number, or 0 for a word; errno stays. */
static long long I(int i) {
    const char *s = args[i];
    if (*s == '#') return SLOT + atoi(s + 1);
    if (strcmp(s, "CWD") == 0) return PYOS_CWD;
    if (strcmp(s, "mine") == 0) return getpgrp();
    return (s[0] >= '0' && s[0] <= '9') || (s[0] == '-' && s[1]) ? strtoll(s, NULL, 10) : 0;
}

static int FD(int i) { return (int)I(i); }

static unsigned U(int i) { return (unsigned)I(i); }

static unsigned long long UL(int i) { return strtoull(args[i], NULL, 10); }

/* A user or group id. */
static long long ID(int i, long long me) { return strcmp(args[i], "me") == 0 ? me : I(i); }

static bool none(int i) { return strcmp(args[i], "None") == 0; }

static bool is(int i, const char *word) { return strcmp(args[i], word) == 0; }

/* NULL for None. */
static const long long *optional(int i, long long *place) {
    *place = I(i);
    return none(i) ? NULL : place;
}

/* The call is the one without dir_fd. */
static int plain(int i) { return strcmp(args[i], "-") == 0; }

/* Words joined by "|". */
static long long words_in(const char *s) {
    static const struct {
        const char *name;
        long long value;
    } known[] = {{"NOFOLLOW", PYOS_NOFOLLOW},
                 {"FOLLOW", PYOS_FOLLOW},
                 {"EFFECTIVE_IDS", PYOS_EFFECTIVE_IDS},
                 {"O_RDONLY", PYOS_O_RDONLY},
                 {"O_WRONLY", PYOS_O_WRONLY},
                 {"O_RDWR", PYOS_O_RDWR},
                 {"O_CREAT", PYOS_O_CREAT},
                 {"O_EXCL", PYOS_O_EXCL},
                 {"O_TRUNC", PYOS_O_TRUNC},
                 {"O_APPEND", PYOS_O_APPEND},
                 {"O_NONBLOCK", PYOS_O_NONBLOCK},
                 {"O_DIRECTORY", PYOS_O_DIRECTORY},
                 {"O_NOFOLLOW", PYOS_O_NOFOLLOW},
                 {"O_SYNC", PYOS_O_SYNC},
                 {"O_CLOEXEC", PYOS_O_CLOEXEC},
                 {"O_PATH", PYOS_O_PATH},
                 {"O_NOCTTY", PYOS_O_NOCTTY},
                 {"RWF_HIPRI", PYOS_RWF_HIPRI},
                 {"RWF_DSYNC", PYOS_RWF_DSYNC},
                 {"RWF_SYNC", PYOS_RWF_SYNC},
                 {"RWF_NOWAIT", PYOS_RWF_NOWAIT},
                 {"RWF_APPEND", PYOS_RWF_APPEND},
                 {"SPLICE_F_MOVE", PYOS_SPLICE_F_MOVE},
                 {"SPLICE_F_NONBLOCK", PYOS_SPLICE_F_NONBLOCK},
                 {"SPLICE_F_MORE", PYOS_SPLICE_F_MORE},
                 {"POSIX_FADV_NORMAL", PYOS_POSIX_FADV_NORMAL},
                 {"POSIX_FADV_RANDOM", PYOS_POSIX_FADV_RANDOM},
                 {"POSIX_FADV_SEQUENTIAL", PYOS_POSIX_FADV_SEQUENTIAL},
                 {"POSIX_FADV_WILLNEED", PYOS_POSIX_FADV_WILLNEED},
                 {"POSIX_FADV_DONTNEED", PYOS_POSIX_FADV_DONTNEED},
                 {"POSIX_FADV_NOREUSE", PYOS_POSIX_FADV_NOREUSE},
                 {"F_LOCK", PYOS_F_LOCK},
                 {"F_TLOCK", PYOS_F_TLOCK},
                 {"F_ULOCK", PYOS_F_ULOCK},
                 {"F_TEST", PYOS_F_TEST},
                 {"XATTR_CREATE", PYOS_XATTR_CREATE},
                 {"XATTR_REPLACE", PYOS_XATTR_REPLACE},
                 {"CLOCK_REALTIME", PYOS_CLOCK_REALTIME},
                 {"CLOCK_MONOTONIC", PYOS_CLOCK_MONOTONIC},
                 {"CLOCK_BOOTTIME", PYOS_CLOCK_BOOTTIME},
                 {"CLOCK_REALTIME_ALARM", PYOS_CLOCK_REALTIME_ALARM},
                 {"CLOCK_BOOTTIME_ALARM", PYOS_CLOCK_BOOTTIME_ALARM},
                 {"TFD_NONBLOCK", PYOS_TFD_NONBLOCK},
                 {"TFD_CLOEXEC", PYOS_TFD_CLOEXEC},
                 {"TFD_TIMER_ABSTIME", PYOS_TFD_TIMER_ABSTIME},
                 {"TFD_TIMER_CANCEL_ON_SET", PYOS_TFD_TIMER_CANCEL_ON_SET},
                 {"EFD_NONBLOCK", PYOS_EFD_NONBLOCK},
                 {"EFD_CLOEXEC", PYOS_EFD_CLOEXEC},
                 {"EFD_SEMAPHORE", PYOS_EFD_SEMAPHORE},
                 {"MFD_CLOEXEC", PYOS_MFD_CLOEXEC},
                 {"MFD_ALLOW_SEALING", PYOS_MFD_ALLOW_SEALING},
                 {"MFD_HUGETLB", PYOS_MFD_HUGETLB},
                 {"MFD_HUGE_2MB", PYOS_MFD_HUGE_2MB},
                 {"MFD_HUGE_16MB", PYOS_MFD_HUGE_16MB},
                 {"MFD_HUGE_1GB", PYOS_MFD_HUGE_1GB},
                 {"MFD_HUGE_16GB", PYOS_MFD_HUGE_16GB},
                 {"WNOHANG", PYOS_WNOHANG},
                 {"WUNTRACED", PYOS_WUNTRACED},
                 {"WCONTINUED", PYOS_WCONTINUED},
                 {"WEXITED", PYOS_WEXITED},
                 {"WSTOPPED", PYOS_WSTOPPED},
                 {"WNOWAIT", PYOS_WNOWAIT},
                 {"P_PID", PYOS_P_PID},
                 {"P_ALL", PYOS_P_ALL},
                 {"P_PGID", PYOS_P_PGID},
                 {"P_PIDFD", PYOS_P_PIDFD},
                 {"PRIO_PROCESS", PYOS_PRIO_PROCESS},
                 {"PRIO_PGRP", PYOS_PRIO_PGRP},
                 {"PRIO_USER", PYOS_PRIO_USER},
                 {"PIDFD_NONBLOCK", PYOS_PIDFD_NONBLOCK},
                 {"CLONE_FS", PYOS_CLONE_FS},
                 {"CLONE_FILES", PYOS_CLONE_FILES},
                 {"CLONE_SYSVSEM", PYOS_CLONE_SYSVSEM},
                 {"CLONE_NEWUTS", PYOS_CLONE_NEWUTS},
                 {"CLONE_NEWNET", PYOS_CLONE_NEWNET},
                 {"CLONE_NEWUSER", PYOS_CLONE_NEWUSER},
                 {"CLONE_NEWPID", PYOS_CLONE_NEWPID},
                 {"CLONE_NEWIPC", PYOS_CLONE_NEWIPC},
                 {"CLONE_NEWNS", PYOS_CLONE_NEWNS},
                 {"SCHED_OTHER", PYOS_SCHED_OTHER},
                 {"SCHED_FIFO", PYOS_SCHED_FIFO},
                 {"SCHED_RR", PYOS_SCHED_RR},
                 {"SCHED_BATCH", PYOS_SCHED_BATCH},
                 {"SCHED_IDLE", PYOS_SCHED_IDLE},
                 {"SCHED_RESET_ON_FORK", PYOS_SCHED_RESET_ON_FORK},
                 {"GRND_NONBLOCK", PYOS_GRND_NONBLOCK},
                 {"GRND_RANDOM", PYOS_GRND_RANDOM}};
    long long value = 0;
    if (*s == '-' || (*s >= '0' && *s <= '9')) return strtoll(s, NULL, 10);
    while (*s) {
        size_t n = strcspn(s, "|"), k;
        for (k = 0; k < sizeof known / sizeof *known; k++) {
            if (strlen(known[k].name) == n && memcmp(known[k].name, s, n) == 0) break;
        }
        if (k == sizeof known / sizeof *known) fprintf(stderr, "oracle: unknown word in %s\n", s), exit(2);
        value |= known[k].value;
        s += n + (s[n] == '|');
    }
    return value;
}

static long long words(int i) { return words_in(args[i]); }

/* A call that did not fail has left errno and the record alone. */
static void untouched(void) {
    const pyos_error *e = pyos_last_error();
    if (errno) print_to(&out, "<errno is %d> ", errno);
    if (e->code != before.code || e->kind != before.kind || e->function != before.function || e->text != before.text ||
        e->filename != before.filename || e->filename2 != before.filename2)
        puts_to(&out, "<the error record was changed> ");
    errno = 0;
}

static void success(void) {
    puts_to(&out, "=\t");
    untouched();
}

static void failure(void) {
    int seen = errno;
    const pyos_error *e = pyos_last_error();
    size_t n = pyos_error_message(e, NULL, 0);
    char *message = (char *)get(NULL, n + 1);
    if (pyos_error_message(NULL, message, n + 1) != n) puts_to(&out, "<the length of the message differs> ");
    print_to(&out, "!%s\t%d\t", pyos_error_kind_name(e->kind), e->code);
    if (e->filename) quote(&out, e->filename);
    else puts_to(&out, "-");
    puts_to(&out, "\t");
    if (e->filename2) quote(&out, e->filename2);
    else puts_to(&out, "-");
    puts_to(&out, "\t");
    quote_n(&out, message, strlen(message));
    if (seen != e->code) print_to(&out, " <errno is %d>", seen);
    if (!e->function || (strncmp(e->function, "os.", 3) != 0 && strncmp(e->function, "multiprocessing.", 16) != 0 &&
                         strncmp(e->function, "concurrent.", 11) != 0))
        puts_to(&out, " <no function in the record>");
    if (e->winerror) puts_to(&out, " <winerror>");
    if ((e->text != NULL) != (e->kind > PYOS_TIMEOUTERROR)) puts_to(&out, " <text>");
    errno = 0;
}

static void action(int result) {
    if (result == 0) success(), puts_to(&out, "None");
    else if (result == -1) failure();
    else print_to(&out, "<result %d>", result);
}

static void number(long long result) {
    if (result >= 0) success(), print_to(&out, "%lld", result);
    else if (result == -1) failure();
    else print_to(&out, "<result %lld>", result);
}

static void answer(bool yes) {
    success();
    puts_to(&out, yes ? "True" : "False");
}

/* An owned string, or one that is borrowed. */
static void string(const char *s) {
    if (s) success(), quote(&out, s);
    else failure();
}

static void check(bool promise, const char *what) {
    if (!promise) print_to(&out, " <%s>", what);
}

static bool view_is(pyos_view v, const char *s) { return v.size == strlen(s) && memcmp(v.data, s, v.size) == 0; }

/* ---------------------------------------------------------------------------------------------------------------------
 * os.path
 */

/* The _buf form in buffers of several sizes: the length, what fits, the terminator. */
static void check_buffer(int which, const pyos_view *views, size_t n, const char *want, size_t size) {
    char *buf = (char *)get(NULL, size + 3);
    size_t k, rooms[5] = {0, 1, 0, 0, 0};
    rooms[2] = size / 2, rooms[3] = size, rooms[4] = size + 1;
    for (k = 0; k < 5; k++) {
        size_t room = rooms[k], fits = room == 0 ? 0 : size < room ? size : room - 1, length;
        memset(buf, '#', size + 3);
        length = which ? pyos_path_join_buf(room ? buf : NULL, room, views, n)
                       : pyos_path_normpath_buf(room ? buf : NULL, room, views[0]);
        check(length == size, "length from _buf");
        /* A cut may spare a character. */
        while (room && fits && fits < size && buf[fits] && ((unsigned char)want[fits] & 0xc0) == 0x80) fits--;
        check(memcmp(buf, want, fits) == 0, "text from _buf");
        check(room == 0 || buf[fits] == 0, "_buf is not terminated");
        check(buf[room] == '#', "_buf wrote beyond its size");
    }
}

static void op_joinv(int two) {
    pyos_view views[MAX_ARGS];
    size_t n = (size_t)argc_, i, nul = 0, missing = 0, size;
    char *s, *buf;
    for (i = 0; i < n; i++) {
        views[i] = V((int)i);
        if (!bytes[i]) missing = 1;
        else if (strlen(bytes[i]) != sizes[i]) nul = 1;
    }
    if (nul && !missing) { /* only views can say it */
        size = pyos_path_join_buf(NULL, 0, views, n);
        buf = (char *)get(NULL, size + 1);
        pyos_path_join_buf(buf, size + 1, views, n);
        success();
        quote_n(&out, buf, size);
        return;
    }
    s = two ? pyos_path_join(S(0), S(1)) : pyos_path_joinv((const char *const *)bytes, n);
    string(s);
    if (s) check_buffer(1, views, n, s, strlen(s));
    pyos_free(s);
}

static void op_path_join(void) { op_joinv(1); }

static void op_path_joinv(void) { op_joinv(0); }

static bool has_nul(void) { return bytes[0] && strlen(bytes[0]) != sizes[0]; }

static void both(pyos_view a, pyos_view b) {
    success();
    quote_n(&out, a.data, a.size);
    puts_to(&out, "\t");
    quote_n(&out, b.data, b.size);
}

static void split(int (*plain_form)(const char *, char **, const char **),
                  void (*view_form)(pyos_view, pyos_view *, pyos_view *)) {
    pyos_view a, b;
    char *head = NULL;
    const char *tail = NULL;
    int r;
    view_form(V(0), &a, &b);
    if (has_nul()) {
        both(a, b);
        return;
    }
    r = plain_form(S(0), &head, &tail);
    if (r != 0) {
        action(r);
        return;
    }
    both(pyos_view_of(head), pyos_view_of(tail));
    check(view_is(a, head) && view_is(b, tail), "views");
    check(tail >= S(0) && tail <= S(0) + sizes[0], "tail does not point into the path");
    check(b.data >= S(0) && b.data <= S(0) + sizes[0], "the view's tail does not point into the path");
    pyos_free(head);
}

static void op_path_split(void) { split(pyos_path_split, pyos_path_split_view); }

static void op_path_splitext(void) { split(pyos_path_splitext, pyos_path_splitext_view); }

static void view(pyos_view v) {
    success();
    quote_n(&out, v.data, v.size);
}

static void op_path_basename(void) {
    const char *s;
    if (has_nul()) {
        view(pyos_path_basename_view(V(0)));
        return;
    }
    s = pyos_path_basename(S(0));
    string(s);
    if (s) check(view_is(pyos_path_basename_view(V(0)), s) && s >= S(0) && s <= S(0) + sizes[0], "view");
}

static void op_path_dirname(void) {
    char *s;
    if (has_nul()) {
        view(pyos_path_dirname_view(V(0)));
        return;
    }
    s = pyos_path_dirname(S(0));
    string(s);
    if (s) check(view_is(pyos_path_dirname_view(V(0)), s), "view");
    pyos_free(s);
}

static void op_path_normpath(void) {
    pyos_view v = V(0);
    char *s;
    if (has_nul()) {
        char buf[100];
        size_t n = pyos_path_normpath_buf(buf, sizeof buf, v);
        success();
        quote_n(&out, buf, n);
        return;
    }
    s = pyos_path_normpath(S(0));
    string(s);
    if (s) check_buffer(0, &v, 1, s, strlen(s));
    pyos_free(s);
}

static void op_path_isabs(void) {
    bool yes = pyos_path_isabs(S(0));
    answer(yes);
    check(yes == pyos_path_isabs_view(V(0)), "view");
}

static void op_path_exists(void) { answer(pyos_path_exists(S(0))); }

static void op_path_isdir(void) { answer(pyos_path_isdir(S(0))); }

static void op_path_isfile(void) { answer(pyos_path_isfile(S(0))); }

static void op_path_islink(void) { answer(pyos_path_islink(S(0))); }

/* ---------------------------------------------------------------------------------------------------------------------
 * Text, errors, what there is
 */

static void op_fsdecode(void) {
    char *s = pyos_fsdecode(S(0));
    string(s);
    pyos_free(s);
}

static void op_fsencode(void) {
    char *s = pyos_fsencode(S(0));
    string(s);
    pyos_free(s);
}

static void op_error_kind(void) {
    success();
    puts_to(&out, pyos_error_kind_name(pyos_error_kind(FD(0))));
}

static void op_supports(void) {
    char name[100];
    snprintf(name, sizeof name, "os.%s", S(0));
    success();
    check(pyos_have(name) && pyos_supports_dir_fd(name) == pyos_supports_dir_fd(S(0)), "pyos_have");
    puts_to(&out, "have");
    if (pyos_supports_dir_fd(S(0))) puts_to(&out, " dir_fd");
    if (pyos_supports_fd(S(0))) puts_to(&out, " fd");
    if (pyos_supports_follow_symlinks(S(0))) puts_to(&out, " follow_symlinks");
    if (pyos_supports_effective_ids(S(0))) puts_to(&out, " effective_ids");
}

static void op_modes(void) {
    static const char *const names[] = {"DIR", "CHR", "BLK", "REG", "FIFO", "LNK", "SOCK", "DOOR", "PORT", "WHT"};
    unsigned mode = (unsigned)strtoul(args[0], NULL, 10);
    bool is[10];
    char buf[11];
    int i, some = 0;
    is[0] = pyos_S_ISDIR(mode), is[1] = pyos_S_ISCHR(mode), is[2] = pyos_S_ISBLK(mode), is[3] = pyos_S_ISREG(mode);
    is[4] = pyos_S_ISFIFO(mode), is[5] = pyos_S_ISLNK(mode), is[6] = pyos_S_ISSOCK(mode), is[7] = pyos_S_ISDOOR(mode);
    is[8] = pyos_S_ISPORT(mode), is[9] = pyos_S_ISWHT(mode);
    success();
    for (i = 0; i < 10; i++) {
        if (is[i]) print_to(&out, "%s%s", some++ ? " " : "", names[i]);
    }
    print_to(&out, " %o %o %s", pyos_S_IMODE(mode), pyos_S_IFMT(mode), pyos_filemode(mode, buf));
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Descriptors
 */

static void show_fd(int fd) {
    int flags = fcntl(fd, F_GETFD), status = fcntl(fd, F_GETFL);
    print_to(&out, "fd %d %d%s%s%s", !(flags & FD_CLOEXEC), status & 3, status & O_APPEND ? " append" : "",
             status & O_NONBLOCK ? " nonblock" : "", (status & O_SYNC) == O_SYNC ? " sync" : "");
}

static void move(int fd, int slot) {
    show_fd(fd);
    if (dup3(fd, slot, O_CLOEXEC) < 0) die("dup3");
    close(fd);
}

/* Moves a new descriptor to its slot and tells what it is like. */
static void keep(int fd, int slot) {
    if (fd < 0) {
        action(fd);
        return;
    }
    success();
    move(fd, slot);
}

/* Two of them, which are as they were when the call failed. */
static void keep_both(int result, const int *fds, int i) {
    if (result != 0) {
        action(result);
        check(fds[0] == -5 && fds[1] == -5, "a failing call gave descriptors");
        return;
    }
    success();
    move(fds[0], FD(i));
    puts_to(&out, " ");
    move(fds[1], FD(i + 1));
}

/* Where a regular file stands. */
static void place(int fd) {
    struct stat st;
    long long at = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? lseek(fd, 0, SEEK_CUR) : -1;
    errno = 0;
    if (at >= 0) print_to(&out, " at %lld", at);
    else puts_to(&out, " at -");
}

/* A count, and where the descriptors stand then; the second may be -1. */
static void moved(long long n, int fd, int fd2) {
    number(n);
    if (n < 0) return;
    place(fd);
    if (fd2 != -1) place(fd2);
}

static void op_open(void) {
    int flags = (int)words(1);
    keep(plain(3) ? pyos_open(S(0), flags, U(2)) : pyos_open_at(FD(3), S(0), flags, U(2)), FD(4));
}

static void op_close(void) { action(pyos_close(FD(0))); }

static void op_read(void) {
    long long n = I(1), got;
    char *buf = (char *)get(NULL, n > 0 ? (size_t)n + 1 : 1);
    buf[n > 0 ? n : 0] = '#';
    got = pyos_read(FD(0), buf, n);
    if (got < 0) failure();
    else success(), quote_n(&out, buf, (size_t)got);
    check(buf[n > 0 ? n : 0] == '#', "read wrote beyond its buffer");
}

static void op_write(void) { number(pyos_write(FD(0), S(1), S(1) ? sizes[1] : 1)); }

static void op_lseek(void) { number(pyos_lseek(FD(0), I(1), FD(2))); }

static void op_fsync(void) { action(pyos_fsync(FD(0))); }

static void op_fdatasync(void) { action(pyos_fdatasync(FD(0))); }

static void op_dup(void) { keep(pyos_dup(FD(0)), FD(1)); }

static void op_dup2(void) {
    int fd = pyos_dup2(FD(0), FD(1), I(2) != 0);
    if (fd < 0) {
        action(fd);
        return;
    }
    success();
    print_to(&out, "%d ", fd - SLOT);
    show_fd(fd);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void op_closerange(void) {
    int fd;
    pyos_closerange(FD(0), FD(1));
    success();
    puts_to(&out, "open:");
    for (fd = SLOT; fd < SLOT + 30; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) print_to(&out, " %d", fd - SLOT);
    }
    if (strcmp(out.data + out.size - 5, "open:") == 0) puts_to(&out, " "); /* as join does it */
    errno = 0;
}

static void op_pipe(void) {
    int fds[2] = {-5, -5}, result = pyos_pipe(&fds[0], &fds[1]);
    keep_both(result, fds, 0);
}

static void op_pipe2(void) {
    int fds[2] = {-5, -5}, result = pyos_pipe2((int)words(0), &fds[0], &fds[1]);
    keep_both(result, fds, 1);
}

static void op_pread(void) {
    long long n = I(1), got;
    char *buf = (char *)get(NULL, n > 0 ? (size_t)n + 1 : 1);
    buf[n > 0 ? n : 0] = '#';
    got = pyos_pread(FD(0), buf, n, I(2));
    if (got < 0) failure();
    else {
        success();
        quote_n(&out, buf, (size_t)got);
        place(FD(0));
    }
    check(buf[n > 0 ? n : 0] == '#', "pread wrote beyond its buffer");
}

static void op_pwrite(void) { moved(pyos_pwrite(FD(0), S(1), S(1) ? sizes[1] : 1, I(2)), FD(0), -1); }

#define BUFFERS 1100

static pyos_buffer buffers[BUFFERS];

/* Buffers to be filled, by their sizes; NULL for None. */
static const pyos_buffer *room(int i, size_t *n) {
    const char *s = args[i];
    *n = 0;
    if (none(i)) {
        *n = 1;
        return NULL;
    }
    while (*s && strcmp(s, "-") != 0) {
        char *end;
        size_t size = strtoul(s, &end, 10), times = *end == '*' ? strtoul(end + 1, &end, 10) : 1;
        for (; times && *n < BUFFERS; times--) {
            buffers[*n].base = get(NULL, size + 1);
            memset(buffers[*n].base, 0, size);
            ((char *)buffers[*n].base)[size] = '#';
            buffers[(*n)++].len = size;
        }
        s = end + (*end == ',');
    }
    return buffers;
}

static void filled(long long got, size_t n, int fd) {
    size_t i, left = (size_t)got;
    moved(got, fd, -1);
    if (got < 0) return;
    for (i = 0; i < n; i++) {
        size_t size = left < buffers[i].len ? left : buffers[i].len, k;
        const char *base = (const char *)buffers[i].base;
        puts_to(&out, " ");
        quote_n(&out, base, size);
        for (k = size; k < buffers[i].len; k++) check(base[k] == 0, "bytes behind those that were read");
        check(base[buffers[i].len] == '#', "bytes behind a buffer");
        left -= size;
    }
    check(left == 0, "more than there is room for");
}

static void op_readv(void) {
    size_t n;
    const pyos_buffer *b = room(1, &n);
    filled(pyos_readv(FD(0), b, n), n, FD(0));
}

static void op_preadv(void) {
    size_t n;
    const pyos_buffer *b = room(1, &n);
    filled(pyos_preadv(FD(0), b, n, I(2), (int)words(3)), n, FD(0));
}

/* Buffers to be written: what ends in a bar. */
static const pyos_buffer *pieces(int i, size_t *n) {
    char *s = bytes[i];
    *n = 0;
    if (!s) {
        *n = 1;
        return NULL;
    }
    for (; *s && *n < BUFFERS; s++) {
        buffers[*n].base = s;
        s += strcspn(s, "|");
        buffers[*n].len = (size_t)(s - (char *)buffers[*n].base);
        ++*n;
    }
    return buffers;
}

static void op_writev(void) {
    size_t n;
    const pyos_buffer *b = pieces(1, &n);
    moved(pyos_writev(FD(0), b, n), FD(0), -1);
}

static void op_pwritev(void) {
    size_t n;
    const pyos_buffer *b = pieces(1, &n);
    moved(pyos_pwritev(FD(0), b, n, I(2), (int)words(3)), FD(0), -1);
}

static void op_copy_file_range(void) {
    long long src, dst;
    moved(pyos_copy_file_range(FD(0), FD(1), I(2), optional(3, &src), optional(4, &dst)), FD(0), FD(1));
    check(src == I(3) && dst == I(4), "an offset of the caller's was changed");
}

static void op_sendfile(void) {
    long long offset;
    moved(pyos_sendfile(FD(0), FD(1), optional(2, &offset), I(3), NULL), FD(0), FD(1));
    check(offset == I(2), "the offset of the caller's was changed");
}

static void op_splice(void) {
    long long src, dst;
    moved(pyos_splice(FD(0), FD(1), I(2), optional(3, &src), optional(4, &dst), (unsigned)words(5)), FD(0), FD(1));
    check(src == I(3) && dst == I(4), "an offset of the caller's was changed");
}

static void op_posix_fallocate(void) { action(pyos_posix_fallocate(FD(0), I(1), I(2))); }

static void op_posix_fadvise(void) { action(pyos_posix_fadvise(FD(0), I(1), I(2), (int)words(3))); }

static void op_lockf(void) { action(pyos_lockf(FD(0), (int)words(1), I(2))); }

static void op_get_blocking(void) { number(pyos_get_blocking(FD(0))); }

static void op_set_blocking(void) {
    int result = pyos_set_blocking(FD(0), I(1) != 0);
    if (result != 0) {
        action(result);
        return;
    }
    success();
    show_fd(FD(0));
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Terminals. Their numbers are the machine's affair.
 */

static void op_isatty(void) { answer(pyos_isatty(FD(0))); }

static void terminal(char *path) {
    struct stat st;
    if (!path) {
        failure();
        return;
    }
    success();
    if (strncmp(path, "/dev/pts/", 9) == 0 && path[9] && strspn(path + 9, "0123456789") == strlen(path + 9) &&
        stat(path, &st) == 0 && S_ISCHR(st.st_mode))
        puts_to(&out, "a terminal");
    else if (strcmp(path, "/dev/ptmx") == 0 || strcmp(path, "/dev/pts/ptmx") == 0) puts_to(&out, "the other end");
    else quote(&out, path);
    pyos_free(path);
    errno = 0;
}

static void op_ttyname(void) { terminal(pyos_ttyname(FD(0))); }

static void op_ptsname(void) { terminal(pyos_ptsname(FD(0))); }

static void op_tcgetpgrp(void) {
    pyos_pid group = pyos_tcgetpgrp(FD(0));
    if (group < 0) {
        failure();
        return;
    }
    success();
    puts_to(&out, group == getpgrp() ? "mine" : group == 0 ? "none" : "another");
}

static void op_tcsetpgrp(void) { action(pyos_tcsetpgrp(FD(0), I(1))); }

static void op_get_terminal_size(void) {
    pyos_terminal_size size = {-5, -5};
    int result = pyos_get_terminal_size(FD(0), &size);
    if (result != 0) {
        action(result);
        check(size.columns == -5 && size.lines == -5, "a failing call gave a size");
        return;
    }
    success();
    print_to(&out, "%d x %d", size.columns, size.lines);
}

static void op_device_encoding(void) {
    char *encoding = NULL;
    int result = pyos_device_encoding(FD(0), &encoding);
    if (result != 0) {
        action(result);
        return;
    }
    success();
    quote(&out, encoding);
    if (!encoding) out.size -= 4, puts_to(&out, "None");
    pyos_free(encoding);
}

static void op_openpty(void) {
    int fds[2] = {-5, -5}, result = pyos_openpty(&fds[0], &fds[1]);
    keep_both(result, fds, 0);
}

static void op_posix_openpt(void) { keep(pyos_posix_openpt((int)words(0)), FD(1)); }

static void op_grantpt(void) { action(pyos_grantpt(FD(0))); }

static void op_unlockpt(void) { action(pyos_unlockpt(FD(0))); }

static void op_login_tty(void) { action(pyos_login_tty(FD(0))); }

static void op_ftruncate(void) { action(pyos_ftruncate(FD(0), I(1))); }

static void op_get_inheritable(void) { number(pyos_get_inheritable(FD(0))); }

static void op_set_inheritable(void) { action(pyos_set_inheritable(FD(0), I(1) != 0)); }

static void op_fdopen(void) {
    FILE *stream;
    char buf[8000] = "";
    size_t n = 0;
    int c, status = fcntl(FD(0), F_GETFL);
    errno = 0;
    if (status >= 0 && (status & 3) != O_RDWR &&
        (strchr(S(1), '+') || (S(1)[0] == 'r') != ((status & 3) == O_RDONLY))) {
        puts_to(&out, "=\tdoes not fit"); /* whether that is refused is the C library's affair */
        return;
    }
    stream = pyos_fdopen(FD(0), S(1));
    if (!stream) {
        failure();
        return;
    }
    untouched();
    if (S(1)[0] == 'r') {
        while (n < sizeof buf && (c = getc(stream)) != EOF) {
            buf[n++] = (char)c;
            if (c == '\n') break;
        }
        if (ferror(stream)) { /* of O_PATH, say: the error that Python's readline meets */
            errno = 0;
            if (pyos_read(FD(0), buf, 1) < 0 && errno != EAGAIN) { /* which to readline is no data */
                failure();
                fclose(stream);
                return;
            }
        }
    } else fputs("+w+", stream);
    fclose(stream);
    check(fcntl(FD(0), F_GETFD) < 0, "fclose left the descriptor open");
    errno = 0;
    puts_to(&out, "=\t");
    quote_n(&out, buf, n);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Files and directories
 */

static void op_getcwd(void) {
    char *s = pyos_getcwd();
    string(s);
    pyos_free(s);
}

static void op_chdir(void) { action(pyos_chdir(S(0))); }

static void op_fchdir(void) { action(pyos_fchdir(FD(0))); }

static void op_access(void) {
    unsigned flags = (unsigned)words(3);
    bool yes =
        plain(2) && !flags ? pyos_access(S(0), FD(1)) : pyos_access_at(plain(2) ? PYOS_CWD : FD(2), S(0), FD(1), flags);
    if (!yes && errno) failure(); /* wrong use */
    else answer(yes);
}

static void op_mkdir(void) { action(plain(2) ? pyos_mkdir(S(0), U(1)) : pyos_mkdir_at(FD(2), S(0), U(1))); }

static void op_makedirs(void) { action(pyos_makedirs(S(0), U(1), I(2) != 0)); }

static void op_rmdir(void) { action(plain(1) ? pyos_rmdir(S(0)) : pyos_rmdir_at(FD(1), S(0))); }

static void op_remove(void) { action(plain(1) ? pyos_remove(S(0)) : pyos_remove_at(FD(1), S(0))); }

static void op_unlink(void) { action(plain(1) ? pyos_unlink(S(0)) : pyos_unlink_at(FD(1), S(0))); }

/* Of two descriptors one may be missing: then the other form is asked with PYOS_CWD, which is the same to Python. */
static int at(int i) { return plain(i) ? PYOS_CWD : FD(i); }

static void op_rename(void) {
    action(plain(1) && plain(3) ? pyos_rename(S(0), S(2)) : pyos_rename_at(at(1), S(0), at(3), S(2)));
}

static void op_replace(void) {
    action(plain(1) && plain(3) ? pyos_replace(S(0), S(2)) : pyos_replace_at(at(1), S(0), at(3), S(2)));
}

static void op_link(void) {
    unsigned flags = (unsigned)words(4);
    action(plain(1) && plain(3) && !flags ? pyos_link(S(0), S(2)) : pyos_link_at(at(1), S(0), at(3), S(2), flags));
}

static void op_symlink(void) {
    action(plain(3) ? pyos_symlink(S(0), S(1), I(2) != 0) : pyos_symlink_at(S(0), FD(3), S(1), I(2) != 0));
}

static void op_readlink(void) {
    size_t size = 12345;
    char *s = plain(1) ? pyos_readlink(S(0), &size) : pyos_readlink_at(FD(1), S(0), &size);
    string(s);
    if (s) check(size == strlen(s), "length");
    pyos_free(s);
}

static void op_truncate(void) { action(pyos_truncate(S(0), I(1))); }

static void op_chmod(void) {
    unsigned flags = (unsigned)words(3);
    action(plain(2) && !flags ? pyos_chmod(S(0), U(1)) : pyos_chmod_at(at(2), S(0), U(1), flags));
}

static void op_fchmod(void) { action(pyos_fchmod(FD(0), U(1))); }

static long long uid(int i) { return ID(i, (long long)geteuid()); }

static long long gid(int i) { return ID(i, (long long)getegid()); }

static void op_chown(void) {
    unsigned flags = (unsigned)words(4);
    action(plain(3) && !flags ? pyos_chown(S(0), uid(1), gid(2)) : pyos_chown_at(at(3), S(0), uid(1), gid(2), flags));
}

static void op_fchown(void) { action(pyos_fchown(FD(0), uid(1), gid(2))); }

static void op_lchown(void) { action(pyos_lchown(S(0), uid(1), gid(2))); }

static void op_chroot(void) { action(pyos_chroot(S(0))); }

static void op_removedirs(void) { action(pyos_removedirs(S(0))); }

static void op_renames(void) { action(pyos_renames(S(0), S(1))); }

static long long nanoseconds(struct timespec t) { return (long long)t.tv_sec * 1000000000 + t.tv_nsec; }

/* Two numbers with a comma; NULL for None. */
static const long long *two_times(int i, long long *ns) {
    char *end;
    if (none(i)) return NULL;
    ns[0] = strtoll(args[i], &end, 10);
    ns[1] = strtoll(end + 1, NULL, 10);
    return ns;
}

static void utime_answer(int result, const struct stat *raw, const long long *ns) {
    long long a, m;
    if (result != 0) {
        action(result);
        return;
    }
    success();
    a = nanoseconds(raw->st_atim), m = nanoseconds(raw->st_mtim);
    if (ns) print_to(&out, "%lld %lld", a, m);
    else puts_to(&out, a == m && a > 1700000000000000000LL ? "now" : "another time");
}

static void op_utime(void) {
    struct stat raw;
    long long place[2];
    const long long *ns = two_times(1, place);
    unsigned flags = (unsigned)words(3);
    int result = plain(2) && !flags ? pyos_utime(S(0), ns) : pyos_utime_at(at(2), S(0), ns, flags);
    if (result == 0) fstatat(at(2), S(0), &raw, flags ? AT_SYMLINK_NOFOLLOW : 0);
    utime_answer(result, &raw, ns);
}

static void op_futime(void) {
    struct stat raw;
    long long place[2];
    const long long *ns = two_times(1, place);
    int result = pyos_futime(FD(0), ns);
    if (result == 0) fstat(FD(0), &raw);
    utime_answer(result, &raw, ns);
}

static void op_mkfifo(void) { action(plain(2) ? pyos_mkfifo(S(0), U(1)) : pyos_mkfifo_at(FD(2), S(0), U(1))); }

static void op_mknod(void) {
    action(plain(3) ? pyos_mknod(S(0), U(1), UL(2)) : pyos_mknod_at(FD(3), S(0), U(1), UL(2)));
}

static void part(int result, long long value) {
    if (result != 0) {
        action(result);
        check(value == 12345, "a failing call gave a number");
    } else {
        success();
        print_to(&out, "%lld", value);
    }
}

static void op_major(void) {
    long long value = 12345;
    int result = pyos_major(UL(0), &value);
    part(result, value);
}

static void op_minor(void) {
    long long value = 12345;
    int result = pyos_minor(UL(0), &value);
    part(result, value);
}

static void op_makedev(void) {
    unsigned long long device = 12345;
    int result = pyos_makedev(I(0), I(1), &device);
    if (result != 0) part(result, (long long)device);
    else success(), print_to(&out, "%llu", device);
}

static void limit_answer(int result, long long value) {
    if (result != 0) {
        part(result, value);
        return;
    }
    success();
    if (I(2) || strcmp(S(1), "PC_NAME_MAX") == 0 || strcmp(S(1), "PC_PATH_MAX") == 0 ||
        strcmp(S(1), "PC_PIPE_BUF") == 0)
        print_to(&out, "%lld", value);
    else puts_to(&out, value >= -1 && value != 12345 ? "something" : "<no limit>");
}

static void op_pathconf(void) {
    long long value = 12345;
    int result = pyos_pathconf(S(0), S(1), &value);
    limit_answer(result, value);
}

static void op_fpathconf(void) {
    long long value = 12345;
    int result = pyos_fpathconf(FD(0), S(1), &value);
    limit_answer(result, value);
}

static void op_pathconf_names(void) {
    size_t count = 0, i;
    const pyos_name_value *names = pyos_pathconf_names(&count);
    success();
    for (i = 0; names[i].name; i++) print_to(&out, "%s%s=%d", i ? " " : "", names[i].name, names[i].value);
    check(count == i, "count");
}

/* What does not change is compared with what the C library says. */
static void statvfs_answer(int result, const pyos_statvfs_result *st, const struct statvfs *raw, bool exact) {
    if (result != 0) {
        pyos_statvfs_result empty;
        action(result);
        memset(&empty, 0x55, sizeof empty);
        check(memcmp(&empty, st, sizeof empty) == 0, "a failing statvfs wrote into its result");
        return;
    }
    success();
    if (exact)
        print_to(&out, "%llu %llu %llu %llu %u %llu %llu", st->bsize, st->frsize, st->blocks, st->files, st->flag,
                 st->namemax, st->fsid);
    else print_to(&out, "%llu", st->namemax);
    check(st->has == PYOS_STATVFS_HAS_FSID, "has");
    check(st->bsize == raw->f_bsize && st->frsize == raw->f_frsize && st->blocks == raw->f_blocks &&
              st->files == raw->f_files && st->namemax == raw->f_namemax && st->fsid == raw->f_fsid,
          "differs from the C library's statvfs");
    check((st->flag & 0xfu) == (raw->f_flag & 0xfu), "flag differs from the C library's");
    check(st->bavail <= st->bfree && st->bfree <= st->blocks && st->ffree <= st->files && st->favail <= st->ffree,
          "more is free than there is");
}

static void op_statvfs(void) {
    pyos_statvfs_result st;
    struct statvfs raw;
    int result;
    memset(&st, 0x55, sizeof st);
    result = pyos_statvfs(S(0), &st);
    if (result == 0) statvfs(S(0), &raw);
    statvfs_answer(result, &st, &raw, I(1) != 0);
}

static void op_fstatvfs(void) {
    pyos_statvfs_result st;
    struct statvfs raw;
    int result;
    memset(&st, 0x55, sizeof st);
    result = pyos_fstatvfs(FD(0), &st);
    if (result == 0) fstatvfs(FD(0), &raw);
    statvfs_answer(result, &st, &raw, I(1) != 0);
}

static void op_sync(void) { action(pyos_sync()); }

/* ---------------------------------------------------------------------------------------------------------------------
 * stat. What the recording cannot know, the numbers of this machine, is compared with what the C library says.
 */

static void check_stat(text *t, const pyos_stat_result *st, const struct stat *raw) {
    const unsigned has = PYOS_STAT_HAS_MODE | PYOS_STAT_HAS_INO | PYOS_STAT_HAS_DEV | PYOS_STAT_HAS_NLINK |
                         PYOS_STAT_HAS_UID | PYOS_STAT_HAS_GID | PYOS_STAT_HAS_SIZE | PYOS_STAT_HAS_ATIME |
                         PYOS_STAT_HAS_MTIME | PYOS_STAT_HAS_CTIME | PYOS_STAT_HAS_RDEV | PYOS_STAT_HAS_BLOCKS |
                         PYOS_STAT_HAS_BLKSIZE;
    if ((st->has & has) != has) print_to(t, " <has %#x>", st->has);
    if (st->mode != raw->st_mode || st->ino != raw->st_ino || st->ino_high || st->dev != raw->st_dev ||
        st->rdev != raw->st_rdev || st->nlink != (long long)raw->st_nlink || st->uid != (long long)raw->st_uid ||
        st->gid != (long long)raw->st_gid || st->size != raw->st_size)
        puts_to(t, " <differs from the C library's stat>");
    /* Following a link changes its atime, so an answer that was kept may be older. */
    if ((!S_ISLNK(st->mode) && st->atime_ns != nanoseconds(raw->st_atim)) ||
        st->mtime_ns != nanoseconds(raw->st_mtim) || st->ctime_ns != nanoseconds(raw->st_ctim))
        puts_to(t, " <times differ from the C library's stat>");
    if (st->blocks != raw->st_blocks || st->blksize != raw->st_blksize)
        puts_to(t, " <blocks differ from the C library's stat>");
    if (st->file_attributes || st->reparse_tag || st->flags || st->gen) puts_to(t, " <members of other systems>");
}

static const char *who(long long id, long long me) { return id == me ? "me" : id == 0 ? "root" : "other"; }

static void show_stat(text *t, const pyos_stat_result *st) {
    print_to(t, "%o ", st->mode);
    if (S_ISDIR(st->mode)) puts_to(t, "- -");
    else print_to(t, "%lld %lld", st->size, st->nlink);
    print_to(t, " %s %s", who(st->uid, (long long)geteuid()), who(st->gid, (long long)getegid()));
    if (S_ISCHR(st->mode)) print_to(t, " rdev %llu", st->rdev);
}

static void stat_answer(int result, const pyos_stat_result *st, const struct stat *raw) {
    if (result != 0) {
        pyos_stat_result empty;
        action(result);
        memset(&empty, 0x55, sizeof empty);
        check(memcmp(&empty, st, sizeof empty) == 0, "a failing stat wrote into its result");
        return;
    }
    success();
    show_stat(&out, st);
    check_stat(&out, st, raw);
}

static void op_stat(void) {
    pyos_stat_result st;
    struct stat raw;
    unsigned flags = (unsigned)words(2);
    int result;
    memset(&st, 0x55, sizeof st);
    result = plain(1) && !flags ? pyos_stat(S(0), &st) : pyos_stat_at(at(1), S(0), flags, &st);
    if (result == 0) fstatat(at(1), S(0), &raw, flags ? AT_SYMLINK_NOFOLLOW : 0);
    stat_answer(result, &st, &raw);
}

static void op_lstat(void) {
    pyos_stat_result st;
    struct stat raw;
    int result;
    memset(&st, 0x55, sizeof st);
    result = pyos_lstat(S(0), &st);
    if (result == 0) lstat(S(0), &raw);
    stat_answer(result, &st, &raw);
}

static void op_fstat(void) {
    pyos_stat_result st;
    struct stat raw;
    int result;
    memset(&st, 0x55, sizeof st);
    result = pyos_fstat(FD(0), &st);
    if (result == 0) fstat(FD(0), &raw);
    stat_answer(result, &st, &raw);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Listing
 */

typedef struct list {
    char **items;
    size_t n;
} list;

static void append(list *l, char *item) {
    l->items = (char **)get(l->items, (l->n + 1) * sizeof *l->items);
    l->items[l->n++] = item;
}

static void show_list(list *l) {
    size_t i;
    success();
    sort(l->items, l->n);
    puts_to(&out, "[");
    for (i = 0; i < l->n; i++) {
        if (i) puts_to(&out, " ");
        puts_to(&out, l->items[i]);
    }
    puts_to(&out, "]");
}

static char *quoted(const char *s) {
    text t = {NULL, 0, 0};
    quote(&t, s);
    return t.data;
}

static void listing(char **names, size_t count) {
    list l = {NULL, 0};
    size_t n = 0;
    if (!names) {
        failure();
        return;
    }
    while (names[n]) append(&l, quoted(names[n++]));
    show_list(&l);
    check(n == count, "count");
    pyos_free(names);
}

static void op_listdir(void) {
    size_t count = 0;
    char **names = pyos_listdir(S(0), &count);
    listing(names, count);
}

static void op_flistdir(void) {
    size_t count = 0;
    char **names = pyos_flistdir(FD(0), &count);
    listing(names, count);
}

static void entry_failure(text *t) {
    const pyos_error *e = pyos_last_error();
    print_to(t, "!%s %d ", pyos_error_kind_name(e->kind), e->code);
    quote(t, e->filename);
    if (errno != e->code) print_to(t, " <errno is %d>", errno);
    errno = 0;
}

static void entry_answer(text *t, int yes) {
    puts_to(t, ",");
    if (yes < 0) entry_failure(t);
    else {
        puts_to(t, yes == 1 ? "T" : yes == 0 ? "F" : "<neither 0 nor 1>");
        if (errno) print_to(t, " <errno is %d>", errno);
        errno = 0;
    }
}

/* fd: what to look at for the raw stat: -1 for none. */
static void entry_stat(text *t, const pyos_direntry *entry, unsigned flags, int fd) {
    pyos_stat_result st;
    struct stat raw;
    puts_to(t, ",");
    if (pyos_direntry_stat(entry, flags, &st) != 0) {
        entry_failure(t);
        return;
    }
    show_stat(t, &st);
    if (errno) print_to(t, " <errno is %d>", errno);
    errno = 0;
    if (fd != -1 && fstatat(fd, entry->path, &raw, flags ? AT_SYMLINK_NOFOLLOW : 0) == 0) check_stat(t, &st, &raw);
}

static char *show_entry(const pyos_direntry *entry, int fd) {
    text t = {NULL, 0, 0};
    unsigned long long ino, high = 1;
    struct stat raw;
    puts_to(&t, "(");
    quote(&t, entry->name);
    puts_to(&t, ",");
    quote(&t, entry->path);
    entry_answer(&t, pyos_direntry_is_dir(entry, 0));
    entry_answer(&t, pyos_direntry_is_dir(entry, PYOS_NOFOLLOW));
    entry_answer(&t, pyos_direntry_is_file(entry, 0));
    entry_answer(&t, pyos_direntry_is_file(entry, PYOS_NOFOLLOW));
    entry_answer(&t, pyos_direntry_is_symlink(entry));
    entry_answer(&t, pyos_direntry_is_junction(entry));
    entry_stat(&t, entry, 0, fd);
    entry_stat(&t, entry, PYOS_NOFOLLOW, fd);
    puts_to(&t, ")");
    if (pyos_direntry_inode(entry, &ino, &high) != 0 || high) puts_to(&t, " <inode failed>");
    else if (fd != -1 && fstatat(fd, entry->path, &raw, AT_SYMLINK_NOFOLLOW) == 0 && raw.st_ino != ino)
        puts_to(&t, " <inode>");
    errno = 0;
    return t.data;
}

static void scan(pyos_scandir_iter *it, int fd) {
    const pyos_direntry *entry, *dup;
    list l = {NULL, 0};
    int step;
    if (!it) {
        failure();
        return;
    }
    untouched();
    while ((step = pyos_scandir_next(it, &entry)) == 1) {
        pyos_direntry *fresh = pyos_direntry_dup(entry); /* one knows nothing yet, the other has its answers cached */
        char *shown = show_entry(entry, fd);
        pyos_direntry *known = pyos_direntry_dup(entry);
        for (dup = fresh;; dup = known) {
            char *again = show_entry(dup, fd);
            if (strcmp(shown, again) != 0) {
                text t = {NULL, 0, 0};
                print_to(&t, "<the copy differs> ");
                puts_to(&t, shown);
                puts_to(&t, again);
                shown = t.data;
            }
            if (dup == known) break;
        }
        pyos_free(fresh);
        pyos_free(known);
        append(&l, shown);
    }
    before = *pyos_last_error(); /* entries may have failed */
    if (step == 0) {
        show_list(&l);
        check(entry == NULL, "entry at the end");
        check(pyos_scandir_next(it, &entry) == 0 && entry == NULL, "a step after the end");
    } else failure();
    pyos_scandir_close(it);
}

static void op_scandir(void) { scan(pyos_scandir(S(0)), AT_FDCWD); }

static void op_fscandir(void) {
    int fd = FD(0);
    pyos_scandir_iter *it = pyos_fscandir(fd);
    scan(it, fd);
    check(!it || fcntl(fd, F_GETFD) >= 0, "the descriptor was closed");
}

static void below(pyos_scandir_iter *it, list *l) {
    const pyos_direntry *entry;
    int step;
    while ((step = pyos_scandir_next(it, &entry)) == 1) {
        append(l, quoted(entry->path));
        if (pyos_direntry_is_dir(entry, PYOS_NOFOLLOW) == 1) {
            pyos_scandir_iter *child = pyos_scandir_child(it, entry);
            if (child) {
                below(child, l);
            } else {
                text t = {NULL, 0, 0};
                char message[6000];
                pyos_error_message(NULL, message, sizeof message);
                print_to(&t, "!%s ", pyos_error_kind_name(pyos_last_error()->kind));
                quote(&t, message);
                append(l, t.data);
                errno = 0;
            }
        }
    }
    if (step != 0) append(l, copy("<a step failed>"));
    pyos_scandir_close(it);
}

static void op_scandir_tree(void) {
    list l = {NULL, 0};
    pyos_scandir_iter *it = pyos_scandir(S(0));
    if (!it) {
        failure();
        return;
    }
    below(it, &l);
    before = *pyos_last_error();
    show_list(&l);
}

static void op_scandir_gone(void) {
    const pyos_direntry *entry;
    int step;
    pyos_scandir_iter *it = pyos_scandir(S(0));
    if (!it) {
        failure();
        return;
    }
    while ((step = pyos_scandir_next(it, &entry)) == 1) {
        pyos_direntry *dup;
        char *shown, *again;
        if (strcmp(entry->name, S(1)) != 0) continue;
        dup = pyos_direntry_dup(entry);
        if (unlink(entry->path) != 0 && rmdir(entry->path) != 0) break;
        errno = 0;
        shown = show_entry(entry, -1), again = show_entry(dup, -1);
        before = *pyos_last_error();
        success();
        puts_to(&out, shown);
        if (strcmp(shown, again) != 0) puts_to(&out, " <the copy differs> "), puts_to(&out, again);
        pyos_free(dup);
        pyos_scandir_close(it);
        return;
    }
    pyos_scandir_close(it);
    errno = 0;
    success();
    puts_to(&out, step == 0 ? "not there" : "not removed");
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Walks
 */

#define STEPS 60 /* of a walk that is led in circles */

static list shown; /* of the walk at hand */

static int hear(void *user, const pyos_error *e, const char *path) {
    text t = {NULL, 0, 0};
    char message[6000], start[200];
    size_t n;
    pyos_error_message(e, message, sizeof message);
    print_to(&t, "!%s ", pyos_error_kind_name(e->kind));
    quote(&t, e->filename);
    puts_to(&t, " ");
    /* What the C library says of the number is left out. */
    snprintf(start, sizeof start, "[Errno %d] %s", e->code, strerror(e->code));
    n = strlen(start);
    if (strncmp(message, start, n) == 0) {
        puts_to(&t, "\"@");
        n = t.size;
        quote(&t, message + strlen(start));
        memmove(t.data + n, t.data + n + 1, t.size - n); /* one quotation mark */
        t.size--;
    } else quote(&t, message);
    /* fwalk's error has the last name of the path only. */
    if (!path || !e->filename || strlen(path) < strlen(e->filename) ||
        strcmp(path + strlen(path) - strlen(e->filename), e->filename) != 0)
        puts_to(&t, " <another path>");
    append(&shown, t.data);
    errno = 0;
    return user != NULL;
}

/* A list of names, in their order. */
static void show_names(text *t, const char *const *names, size_t n) {
    list l = {NULL, 0};
    size_t i;
    for (i = 0; i < n; i++) append(&l, quoted(names[i]));
    sort(l.items, l.n);
    puts_to(t, " [");
    for (i = 0; i < n; i++) {
        if (i) puts_to(t, " ");
        puts_to(t, l.items[i]);
    }
    puts_to(t, "]");
}

/* What the caller of a top-down walk may do with the list. */
static void edit_dirs(pyos_walk_step *step, const char *edit, bool top) {
    static const char *added[2000];
    size_t n = step->ndirs, i;
    if (n) qsort((void *)step->dirs, n, sizeof *step->dirs, compare);
    if (strcmp(edit, "prune") == 0) {
        for (i = 0; 2 * i + 1 < n; i++) step->dirs[i] = step->dirs[2 * i + 1];
        step->ndirs = i;
    } else if (strcmp(edit, "reverse") == 0) {
        for (i = 0; i < n / 2; i++) {
            const char *s = step->dirs[i];
            step->dirs[i] = step->dirs[n - 1 - i];
            step->dirs[n - 1 - i] = s;
        }
    } else if (strcmp(edit, "clear") == 0) step->ndirs = 0;
    else if (strcmp(edit, "add") == 0) {
        for (i = 0; i < n; i++) added[i] = step->dirs[i];
        added[n] = "nothing", added[n + 1] = "dirlink", added[n + 2] = "file", added[n + 3] = "empty";
        step->dirs = added;
        step->ndirs = n + 4;
    } else if (strcmp(edit, "absolute") == 0) {
        static char path[4200];
        snprintf(path, sizeof path, "%s/dir", root);
        added[0] = path, added[1] = "..", added[2] = ".";
        step->dirs = added;
        step->ndirs = top ? 3 : 0;
    }
}

/* Changes below the first directory, whose list is made already; "move" is for the one in it that is being read. */
static void disturb(const char *edit, const char *dir, bool first) {
    char *from = pyos_path_join(dir, "dir"), *to = pyos_path_join(dir, "moved"), *file = pyos_path_join(dir, "file");
    if (!from || !to || !file) die("memory");
    if (strcmp(edit, "move") == 0) {
        size_t n = strlen(dir);
        if (n >= 3 && strcmp(dir + n - 3, "dir") == 0) {
            text t = {NULL, 0, 0};
            puts_to(&t, dir);
            puts_to(&t, "moved");
            rename(dir, t.data);
        }
    } else if (first && (strcmp(edit, "gone") == 0 || strcmp(edit, "link") == 0 || strcmp(edit, "file") == 0)) {
        if (rename(from, to) == 0) {
            if (*edit == 'l') must(symlink("empty", from), from);
            if (*edit == 'f') must(rename(file, from), file);
        }
    }
    pyos_free(from), pyos_free(to), pyos_free(file);
    errno = 0;
}

/* i: the argument that says how. fd: where the top starts, or -1 for walk. */
static void show_walk(int i, int fd, int (*make)(const pyos_walk_options *, pyos_walk_iter **)) {
    pyos_walk_options options;
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    int steps = 0, result = 0;
    memset(&options, 0, sizeof options);
    options.bottom_up = strstr(args[i], "BOTTOM_UP") != NULL;
    options.follow_links = strstr(args[i], "FOLLOW") != NULL;
    if (!is(i + 1, "none")) options.onerror = hear;
    if (is(i + 1, "stop")) options.user = &options;
    shown.n = 0;
    if (make(&options, &walk) != 0) {
        failure();
        return;
    }
    memset(&options, 0x55, sizeof options); /* they were copied */
    while ((result = pyos_walk_next(walk, &step)) == 1) {
        text t = {NULL, 0, 0};
        puts_to(&t, "(");
        quote(&t, step->root);
        show_names(&t, (const char *const *)step->dirs, step->ndirs);
        show_names(&t, step->files, step->nfiles);
        if (fd != -1) {
            struct stat one, other;
            puts_to(&t, fstatat(fd, step->root, &one, 0) != 0 || fstat(step->dirfd, &other) != 0 ? " ?"
                        : one.st_ino == other.st_ino && one.st_dev == other.st_dev               ? " yes"
                                                                                                 : " no");
        } else if (step->dirfd != -1) puts_to(&t, " <a descriptor>");
        puts_to(&t, ")");
        append(&shown, t.data);
        errno = 0;
        if (++steps == STEPS) {
            append(&shown, copy("and so on"));
            break;
        }
        edit_dirs(step, args[i + 2], steps == 1);
        disturb(args[i + 2], step->root, steps == 1);
    }
    if (result == -1) failure();
    else {
        size_t k;
        before = *pyos_last_error(); /* directories may have failed */
        success();
        if (strstr(args[i], "BOTTOM_UP")) sort(shown.items, shown.n);
        for (k = 0; k < shown.n; k++) {
            if (k) puts_to(&out, " ");
            puts_to(&out, shown.items[k]);
        }
        if (steps < STEPS) check(pyos_walk_next(walk, &step) == 0 && step == NULL, "a step after the end");
    }
    pyos_walk_close(walk);
}

static int make_walk(const pyos_walk_options *options, pyos_walk_iter **walk) {
    return (*walk = pyos_walk(S(0), options)) != NULL ? 0 : -1;
}

static int make_fwalk(const pyos_walk_options *options, pyos_walk_iter **walk) {
    return (*walk = plain(1) ? pyos_fwalk(S(0), options) : pyos_fwalk_at(FD(1), S(0), options)) != NULL ? 0 : -1;
}

static void op_walk(void) { show_walk(1, -1, make_walk); }

static void op_fwalk(void) { show_walk(2, at(1), make_fwalk); }

/* ---------------------------------------------------------------------------------------------------------------------
 * Extended attributes. Other name spaces than "user" are the machine's affair.
 */

static void value_answer(char *value, size_t size) {
    if (!value) {
        failure();
        return;
    }
    success();
    quote_n(&out, value, size);
    check(value[size] == 0, "the value is not terminated");
    pyos_free(value);
}

static void names_answer(char **names, size_t count) {
    list l = {NULL, 0};
    size_t n;
    if (!names) {
        failure();
        return;
    }
    for (n = 0; names[n]; n++) {
        if (strncmp(names[n], "user.", 5) == 0) append(&l, quoted(names[n]));
    }
    show_list(&l);
    check(n == count, "count");
    pyos_free(names);
}

static void op_getxattr(void) {
    size_t size = 12345;
    char *value = pyos_getxattr(S(0), S(1), &size);
    value_answer(value, size);
}

static void op_lgetxattr(void) {
    size_t size = 12345;
    char *value = pyos_lgetxattr(S(0), S(1), &size);
    value_answer(value, size);
}

static void op_fgetxattr(void) {
    size_t size = 12345;
    char *value = pyos_fgetxattr(FD(0), S(1), &size);
    value_answer(value, size);
}

static void op_listxattr(void) {
    size_t count = 12345;
    char **names = pyos_listxattr(S(0), &count);
    names_answer(names, count);
}

static void op_llistxattr(void) {
    size_t count = 12345;
    char **names = pyos_llistxattr(S(0), &count);
    names_answer(names, count);
}

static void op_flistxattr(void) {
    size_t count = 12345;
    char **names = pyos_flistxattr(FD(0), &count);
    names_answer(names, count);
}

static void op_removexattr(void) { action(pyos_removexattr(S(0), S(1))); }

static void op_lremovexattr(void) { action(pyos_lremovexattr(S(0), S(1))); }

static void op_fremovexattr(void) { action(pyos_fremovexattr(FD(0), S(1))); }

/* With a value of None a length that is not 0, so that it is missed. */
static size_t value_size(void) { return S(2) ? sizes[2] : 1; }

static void op_setxattr(void) { action(pyos_setxattr(S(0), S(1), S(2), value_size(), (int)words(3))); }

static void op_lsetxattr(void) { action(pyos_lsetxattr(S(0), S(1), S(2), value_size(), (int)words(3))); }

static void op_fsetxattr(void) { action(pyos_fsetxattr(FD(0), S(1), S(2), value_size(), (int)words(3))); }

/* ---------------------------------------------------------------------------------------------------------------------
 * Timers, counters and memory. What is left of a time is "some".
 */

static void op_timerfd_create(void) { keep(pyos_timerfd_create((int)words(0), (int)words(1)), FD(2)); }

static void timer_answer(int result, const double *t) {
    if (result != 0) {
        action(result);
        check(t[0] < -4 && t[1] < -4, "a failing call gave times");
        return;
    }
    success();
    print_to(&out, "%s %.17g", t[0] > 0 ? "some" : t[0] < 0 ? "<negative>" : "0", t[1]);
}

static void timer_answer_ns(int result, const long long *t) {
    if (result != 0) {
        action(result);
        check(t[0] == -5 && t[1] == -5, "a failing call gave times");
        return;
    }
    success();
    print_to(&out, "%s %lld", t[0] > 0 ? "some" : t[0] < 0 ? "<negative>" : "0", t[1]);
}

static void op_timerfd_settime(void) {
    double previous[2] = {-5, -5}, initial = strtod(args[2], NULL), interval = strtod(args[3], NULL);
    int result;
    errno = 0; /* a very small number is ERANGE to strtod */
    result = pyos_timerfd_settime(FD(0), (int)words(1), initial, interval, previous);
    timer_answer(result, previous);
}

static void op_timerfd_settime_ns(void) {
    long long previous[2] = {-5, -5};
    int result = pyos_timerfd_settime_ns(FD(0), (int)words(1), I(2), I(3), previous);
    timer_answer_ns(result, previous);
}

static void op_timerfd_gettime(void) {
    double current[2] = {-5, -5};
    int result = pyos_timerfd_gettime(FD(0), current);
    timer_answer(result, current);
}

static void op_timerfd_gettime_ns(void) {
    long long current[2] = {-5, -5};
    int result = pyos_timerfd_gettime_ns(FD(0), current);
    timer_answer_ns(result, current);
}

static void op_eventfd(void) { keep(pyos_eventfd((unsigned)UL(0), (int)words(1)), FD(2)); }

static void op_eventfd_read(void) {
    unsigned long long value = 12345;
    int result = pyos_eventfd_read(FD(0), &value);
    if (result != 0) {
        action(result);
        check(value == 12345, "a failing call gave a value");
        return;
    }
    success();
    print_to(&out, "%llu", value);
}

static void op_eventfd_write(void) { action(pyos_eventfd_write(FD(0), UL(1))); }

static void op_memfd_create(void) {
    char name[400], link[40];
    ssize_t n;
    int fd = pyos_memfd_create(S(0), (unsigned)words(1));
    if (fd < 0) {
        action(fd);
        return;
    }
    success();
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    n = readlink(link, name, sizeof name);
    move(fd, FD(2));
    puts_to(&out, " ");
    quote_n(&out, name, n < 0 ? 0 : (size_t)n);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Audit events, those of children too: they are written to a file, a line each.
 */

static bool hears, listening;     /* in this script; now */
static bool hears_all;            /* where fwalk goes, too */
static const char *operation_now; /* its name */
static pid_t child_pid;           /* the last that a script has started */

static void heard(const char *s) {
    size_t n = strlen(s);
    if (write(EAR_FD, s, n) != (ssize_t)n || write(EAR_FD, "\n", 1) != 1) die("ear");
}

static void show_argument(text *t, const pyos_audit_arg *a) {
    size_t i;
    switch (a->type) {
    case PYOS_AUDIT_INT: print_to(t, "%lld", a->i); break;
    case PYOS_AUDIT_TEXT:
        if (strlen(a->s) != a->n) puts_to(t, "<length>");
        quote_n(t, a->s, a->n);
        break;
    case PYOS_AUDIT_BYTES:
        puts_to(t, "b");
        quote_n(t, a->s, a->n);
        break;
    case PYOS_AUDIT_LIST:
        puts_to(t, "[");
        for (i = 0; i < a->n; i++) {
            if (i) puts_to(t, " ");
            /* A pair of times is a list of two numbers. */
            if (strcmp(operation_now, "utime") == 0 || strcmp(operation_now, "futime") == 0) puts_to(t, a->list[i]);
            else quote(t, a->list[i]);
        }
        puts_to(t, a->list[a->n] ? "<no end>]" : "]");
        break;
    default: puts_to(t, "None");
    }
}

static int ear(void *user, const char *event, const pyos_audit_arg *arguments, size_t n) {
    text t = {NULL, 0, 0};
    size_t i;
    bool walks = strcmp(operation_now, "fwalk") == 0;
    if (!listening || (walks && !hears_all && strcmp(event, "os.fwalk") != 0)) return 0;
    puts_to(&t, event);
    puts_to(&t, "(");
    for (i = 0; i < n; i++) {
        if (i) puts_to(&t, ",");
        if (walks && strcmp(event, "os.scandir") == 0) puts_to(&t, "fd");
        else if (i == 0 && strncmp(event, "os.kill", 7) == 0 && child_pid && arguments[0].i == child_pid)
            puts_to(&t, "child");
        else show_argument(&t, &arguments[i]);
    }
    puts_to(&t, ")");
    heard(t.data);
    free(t.data);
    (void)user;
    return 0;
}

/* What is in a file, which is empty then. */
static text drained(int fd) {
    text t = {NULL, 0, 0};
    off_t size = lseek(fd, 0, SEEK_END);
    add(&t, "", 0);
    if (size > 0) {
        char *data = (char *)get(NULL, (size_t)size);
        ssize_t n = pread(fd, data, (size_t)size, 0);
        must((int)n, "pread");
        add(&t, data, (size_t)n);
        free(data);
        must(ftruncate(fd, 0), "ftruncate");
    }
    lseek(fd, 0, SEEK_SET);
    return t;
}

/* What was heard, as the end of a line. by_chance: in the order of the file system. */
static void show_events(bool by_chance) {
    text t = drained(EAR_FD);
    list l = {NULL, 0};
    char *s, *end;
    size_t i, pass;
    for (s = t.data; (end = strchr(s, '\n')) != NULL; s = end + 1) {
        *end = 0;
        append(&l, s);
    }
    if (by_chance) sort(l.items, l.n);
    if (l.n) puts_to(&out, "\t|");
    for (pass = 0; pass < 2; pass++) { /* after a fork parent and child do not wait for each other */
        for (i = 0; i < l.n; i++) {
            if ((strcmp(operation_now, "fork") == 0 && l.items[i][0] == 'c') == (pass == 1)) {
                puts_to(&out, " ");
                puts_to(&out, l.items[i]);
            }
        }
    }
    free(l.items);
    free(t.data);
    errno = 0;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * The environment
 */

/* The strings that end with a bar, with NULL behind the last; NULL for None. */
static const char **strings(int i) {
    char *s = bytes[i];
    const char **v;
    size_t n = 0;
    if (!s) return NULL;
    v = (const char **)get(NULL, (sizes[i] + 1) * sizeof *v);
    for (; *s; s++) {
        v[n++] = s;
        s += strcspn(s, "|");
        *s = 0;
    }
    v[n] = NULL;
    return v;
}

static void in_order(char **items, size_t count) {
    size_t n;
    if (!items) {
        failure();
        return;
    }
    success();
    puts_to(&out, "[");
    for (n = 0; items[n]; n++) {
        if (n) puts_to(&out, " ");
        quote(&out, items[n]);
    }
    puts_to(&out, "]");
    check(n == count, "count");
    pyos_free(items);
}

static void op_getenv(void) {
    const char *value = pyos_getenv(S(0), S(1));
    if (!value && errno) failure();
    else {
        success();
        quote(&out, value);
        check(value != NULL || !S(1), "the fallback was not given");
    }
}

static void op_environ_get(void) { string(pyos_environ_get(S(0))); }

static void op_environ_set(void) { action(pyos_environ_set(S(0), S(1))); }

static void op_environ_del(void) { action(pyos_environ_del(S(0))); }

static void op_environ_contains(void) { answer(pyos_environ_contains(S(0))); }

static void op_environ_len(void) { number(pyos_environ_len()); }

static void op_environ_keys(void) {
    size_t count = 12345;
    char **items = pyos_environ_keys(&count);
    in_order(items, count);
}

static void op_environ_values(void) {
    size_t count = 12345;
    char **items = pyos_environ_values(&count);
    in_order(items, count);
}

static void op_environ_items(void) {
    size_t count = 12345;
    char **items = pyos_environ_items(&count);
    in_order(items, 2 * count);
}

static void op_environ_copy(void) {
    size_t count = 12345;
    char **items = pyos_environ_copy(&count);
    in_order(items, count);
}

static void op_environ_pop(void) { string(pyos_environ_pop(S(0), S(1))); }

static void op_environ_popitem(void) {
    const char *name = "-", *value = "-";
    int result = pyos_environ_popitem(&name, &value);
    if (result != 0) {
        action(result);
        return;
    }
    both(pyos_view_of(name), pyos_view_of(value));
}

static void op_environ_setdefault(void) { string(pyos_environ_setdefault(S(0), S(1))); }

static void op_environ_update(void) { action(pyos_environ_update(strings(0))); }

static void op_environ_clear(void) { action(pyos_environ_clear()); }

static void op_environ_merge(void) {
    size_t count = 12345;
    char **items = pyos_environ_merge(strings(0), strings(1), &count);
    in_order(items, count);
}

static void op_putenv(void) { action(pyos_putenv(S(0), S(1))); }

static void op_unsetenv(void) { action(pyos_unsetenv(S(0))); }

static void op_get_exec_path(void) {
    size_t count = 12345;
    char **items = pyos_get_exec_path(strings(0), &count);
    in_order(items, count);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Children
 */

static int saved_streams[3];

/* The standard streams become nothing, a file that gathers what children print, and nothing. */
static void stage(void) {
    int fd, null = open("/dev/null", O_RDWR | O_CLOEXEC);
    must(null, "/dev/null");
    for (fd = 0; fd < 3; fd++) {
        saved_streams[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 310);
        must(saved_streams[fd], "dup");
        must(dup2(fd == 1 ? OUTPUT_FD : null, fd), "dup2");
    }
    close(null);
    errno = 0;
}

static void unstage(void) {
    int fd, saved = errno;
    for (fd = 0; fd < 3; fd++) {
        must(dup2(saved_streams[fd], fd), "dup2");
        close(saved_streams[fd]);
    }
    errno = saved;
}

/* The line of /proc/self/status. */
static const char *status_line(const char *data, const char *name) {
    const char *s = strstr(data, name);
    return s ? s + strlen(name) + 2 : "?";
}

/* Signals 32 to 34 are the C library's own. */
static unsigned long long signal_set(const char *data, const char *name) {
    return strtoull(status_line(data, name), NULL, 16) & ~(7ULL << 31);
}

/* Of what cat says of itself: whose group and session it is in, how it is scheduled, its signals and ids. */
static void state(const char *data) {
    long pid = atol(data), field[50];
    const char *s = strstr(data, " (cat) ") + 9;
    char *end;
    int i;
    for (i = 1; i < 50; i++, s = end) field[i] = (long)strtoull(s, &end, 10); /* from the parent's id on */
    print_to(&out, "group %s session %s",
             field[2] == pid         ? "own"
             : field[2] == getpgrp() ? "mine"
                                     : "another",
             field[3] == pid         ? "own"
             : field[3] == getsid(0) ? "mine"
                                     : "another");
    print_to(&out, " nice +%ld policy %ld %ld", field[16] - getpriority(PRIO_PROCESS, 0), field[38], field[37]);
    print_to(&out, " blocked %llx ignored %llx ids", signal_set(data, "\nSigBlk"), signal_set(data, "\nSigIgn"));
    s = status_line(data, "\nUid");
    for (i = 0; i < 3; i++, s = end) {
        long id = strtol(s, &end, 10);
        if (id == (long)getuid()) puts_to(&out, " me");
        else print_to(&out, " %ld", id);
    }
}

static void seen(void) {
    text t = drained(OUTPUT_FD);
    if (strstr(t.data, " (cat) ")) state(t.data);
    else quote_n(&out, t.data, t.size);
    free(t.data);
}

static void ended(int status) {
    if (WIFEXITED(status)) print_to(&out, "exit %d", WEXITSTATUS(status));
    else print_to(&out, "signal %d", WTERMSIG(status));
}

static int reaped(pid_t pid) {
    int status = 0;
    must((int)waitpid(pid, &status, 0), "waitpid");
    return status;
}

/* A process was started. */
static void finished(pyos_pid pid) {
    int status = reaped((pid_t)pid);
    success();
    seen();
    puts_to(&out, " ");
    ended(status);
}

/* What a call does that replaces or ends the process, and in another one therefore. */
static void executed(int (*call)(void)) {
    int ends[2], status;
    pid_t pid;
    char data[6000];
    text t = {NULL, 0, 0};
    ssize_t n;
    must(pipe2(ends, O_CLOEXEC), "pipe");
    stage();
    pid = fork();
    must((int)pid, "fork");
    if (pid == 0) {
        errno = 0;
        action(call());
        if (write(ends[1], out.data, out.size) != (ssize_t)out.size) _exit(98);
        _exit(97);
    }
    close(ends[1]);
    while ((n = read(ends[0], data, sizeof data)) > 0) add(&t, data, (size_t)n);
    close(ends[0]);
    status = reaped(pid);
    unstage();
    errno = 0;
    if (t.size) {
        free(drained(OUTPUT_FD).data);
        add(&out, t.data, t.size);
        return;
    }
    success();
    seen();
    puts_to(&out, " ");
    ended(status);
}

static void in_child_env(const char *const *env) {
    static const char *const argv[] = {"env", NULL};
    text t;
    pyos_pid pid;
    stage();
    pid = pyos_posix_spawn("/usr/bin/env", argv, env, NULL);
    unstage();
    if (pid < 0) {
        failure();
        return;
    }
    reaped((pid_t)pid);
    puts_to(&out, "=\t");
    t = drained(OUTPUT_FD);
    quote_n(&out, t.data, t.size);
    errno = 0;
}

static void op_child_env(void) { in_child_env(NULL); }

static void op_child_of_mapping(void) {
    char **copied = pyos_environ_copy(NULL);
    in_child_env((const char *const *)copied);
    pyos_free(copied);
}

/* This program anew, with an environment; its exit code. */
static int start_afresh(const char *const *argv, const char **block) {
    static const char *const fresh[] = {"PYTHONCOERCECLOCALE=0", "LC_ALL=C.UTF-8"};
    const char *env[100];
    size_t n = 2, i;
    pid_t pid;
    int status;
    env[0] = fresh[0], env[1] = fresh[1];
    for (i = 0; block[i] && n < 99; i++) env[n++] = block[i];
    env[n] = NULL;
    stage();
    pid = fork();
    must((int)pid, "fork");
    if (pid == 0) {
        execve("/proc/self/exe", (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
        _exit(99);
    }
    status = reaped(pid);
    unstage();
    errno = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void op_fresh_environ(void) {
    static const char *const argv[] = {"oracle", "--environ", NULL};
    text t;
    int code = start_afresh(argv, strings(0));
    success();
    t = drained(OUTPUT_FD);
    puts_to(&out, t.data);
    if (code != 0) print_to(&out, "<exit %d>", code);
}

static void op_fresh_counts(void) {
    const char *argv[5], *block[2] = {NULL, NULL};
    text variable = {NULL, 0, 0}, t;
    bool free_ = S(1) ? is(1, "\"cpu_count=default\"") : !S(0) || !*S(0) || is(0, "\"default\"");
    int code, n = 0;
    char *sign;
    argv[n++] = "oracle";
    if (S(1)) argv[n++] = "-X", argv[n++] = S(1);
    argv[n++] = "--counts";
    argv[n] = NULL;
    if (S(0)) {
        puts_to(&variable, "PYTHON_CPU_COUNT=");
        puts_to(&variable, S(0));
        block[0] = variable.data;
    }
    code = start_afresh(argv, block);
    success();
    t = drained(OUTPUT_FD);
    sign = strchr(t.data, '=');
    if (code == 1) puts_to(&out, "refused");
    else if (code != 0 || !sign) print_to(&out, "<exit %d> %s", code, t.data);
    else {
        *sign = 0;
        puts_to(&out, free_ ? sign + 1 : t.data);
    }
}

/* What the program does then. */
static int fresh_environ(void) {
    size_t count = 12345;
    char **items = pyos_environ_items(&count);
    before = *pyos_last_error();
    in_order(items, 2 * count);
    return write(1, out.data + 2, out.size - 2) < 0 ? 2 : 0;
}

static int fresh_counts(int argc, char **argv) {
    int n[5], i, cpus = (int)sysconf(_SC_NPROCESSORS_ONLN), mine, workers;
    size_t count = 0;
    int *set = pyos_sched_getaffinity(0, &count);
    char line[100];
    if (pyos_parse_xoptions(&argc, argv) != 0) return pyos_last_error()->kind == PYOS_VALUEERROR ? 1 : 2;
    if (argc != 2) return 3;
    n[0] = pyos_cpu_count(), n[1] = pyos_process_cpu_count(), n[2] = pyos_multiprocessing_cpu_count();
    n[3] = pyos_multiprocessing_default_workers(NULL), n[4] = pyos_threadpool_default_workers(NULL);
    for (i = 0; i < 5; i++) {
        if (n[i] == -1) return pyos_last_error()->kind == PYOS_VALUEERROR && n[0] == n[4] ? 1 : 4;
    }
    mine = (int)count;
    workers = mine + 4 < 32 ? mine + 4 : 32;
    snprintf(line, sizeof line, "%d %d %d %d %d=%s", n[0], n[1], n[2], n[3], n[4],
             n[0] == cpus && n[1] == mine && n[2] == cpus && n[3] == mine && n[4] == workers ? "true" : "false");
    pyos_free(set);
    return write(1, line, strlen(line)) < 0 ? 5 : 0;
}

static void workers(int (*call)(const int *)) {
    int n = (int)I(0), result = call(none(0) ? NULL : &n);
    if (result < 0) {
        number(result);
        return;
    }
    success();
    if (none(0)) puts_to(&out, "true");
    else print_to(&out, "%d", result);
}

static void op_default_workers(void) { workers(pyos_multiprocessing_default_workers); }

static void op_default_threads(void) { workers(pyos_threadpool_default_workers); }

/* ---------------------------------------------------------------------------------------------------------------------
 * The process and its user. What the machine decides is compared with what the C library says.
 */

static void told(bool same, const char *value, bool exact) {
    success();
    puts_to(&out, exact ? value : "as the system says");
    check(same, "differs from the C library's answer");
}

static void told_numbers(const long long *got, const long long *want, size_t n, bool exact) {
    text t = {NULL, 0, 0};
    bool same = true;
    size_t i;
    add(&t, "", 0);
    for (i = 0; i < n; i++) {
        print_to(&t, "%s%lld", i ? " " : "", got[i]);
        same = same && got[i] == want[i];
    }
    told(same, t.data, exact);
    free(t.data);
}

static void told_number(long long got, long long want, bool exact) { told_numbers(&got, &want, 1, exact); }

static void op_getuid(void) { told_number(pyos_getuid(), (long long)getuid(), I(0) != 0); }

static void op_geteuid(void) { told_number(pyos_geteuid(), (long long)geteuid(), I(0) != 0); }

static void op_getgid(void) { told_number(pyos_getgid(), (long long)getgid(), I(0) != 0); }

static void op_getegid(void) { told_number(pyos_getegid(), (long long)getegid(), I(0) != 0); }

static void op_getpid(void) { told_number(pyos_getpid(), (long long)getpid(), false); }

static void op_getppid(void) { told_number(pyos_getppid(), (long long)getppid(), false); }

static void op_getresuid(void) {
    long long got[3] = {-5, -5, -5}, want[3];
    uid_t id[3];
    int i, result = pyos_getresuid(&got[0], &got[1], &got[2]);
    if (result != 0 || getresuid(&id[0], &id[1], &id[2]) != 0) {
        action(result);
        return;
    }
    for (i = 0; i < 3; i++) want[i] = (long long)id[i];
    told_numbers(got, want, 3, I(0) != 0);
}

static void op_getresgid(void) {
    long long got[3] = {-5, -5, -5}, want[3];
    gid_t id[3];
    int i, result = pyos_getresgid(&got[0], &got[1], &got[2]);
    if (result != 0 || getresgid(&id[0], &id[1], &id[2]) != 0) {
        action(result);
        return;
    }
    for (i = 0; i < 3; i++) want[i] = (long long)id[i];
    told_numbers(got, want, 3, I(0) != 0);
}

static void op_getgroups(void) {
    static gid_t raw[65536];
    static long long want[65536];
    size_t count = 12345, i;
    long long *got = pyos_getgroups(&count);
    int n;
    if (!got) {
        failure();
        return;
    }
    n = getgroups(65536, raw);
    for (i = 0; i < count && n >= 0; i++) want[i] = (long long)raw[i];
    told_numbers(got, want, count, I(0) != 0);
    check(n == (int)count, "count");
    pyos_free(got);
}

static void op_getgrouplist(void) {
    static gid_t raw[65536];
    static long long want[65536];
    int n = 65536, i;
    size_t count = 12345;
    long long *got = pyos_getgrouplist(S(0), gid(1), &count);
    if (!got) {
        failure();
        return;
    }
    getgrouplist(S(0), (gid_t)gid(1), raw, &n);
    for (i = 0; i < n; i++) want[i] = raw[i] == (gid_t)-1 ? -1 : (long long)raw[i];
    errno = 0;
    told_numbers(got, want, count, I(2) != 0 || strcmp(S(0), "nobody there") == 0);
    check(n == (int)count, "count");
    pyos_free(got);
}

static void op_getlogin(void) {
    char *s = pyos_getlogin();
    string(s);
    pyos_free(s);
}

static void op_ctermid(void) {
    char *s = pyos_ctermid();
    string(s);
    pyos_free(s);
}

static void op_uname(void) {
    struct utsname raw;
    text t = {NULL, 0, 0};
    pyos_uname_result *got = pyos_uname();
    const char *members[5];
    int i;
    if (!got || uname(&raw) != 0) {
        failure();
        return;
    }
    members[0] = got->sysname, members[1] = got->nodename, members[2] = got->release, members[3] = got->version;
    members[4] = got->machine;
    for (i = 0; i < 5; i++) {
        if (i) puts_to(&t, "\t");
        quote(&t, members[i]);
    }
    told(strcmp(got->sysname, raw.sysname) == 0 && strcmp(got->nodename, raw.nodename) == 0 &&
             strcmp(got->release, raw.release) == 0 && strcmp(got->version, raw.version) == 0 &&
             strcmp(got->machine, raw.machine) == 0,
         t.data, I(0) != 0);
    pyos_free(got);
}

static void op_strerror(void) {
    char *s = pyos_strerror(FD(0));
    string(s);
    if (s) check(strcmp(s, strerror(FD(0))) == 0, "differs from the C library's text");
    errno = 0;
    pyos_free(s);
}

static void op_umask(void) { number(pyos_umask(FD(0))); }

/* A process's id. */
static pyos_pid PID(int i) { return is(i, "child") ? child_pid : is(i, "mine") ? -(pyos_pid)getpgrp() : I(i); }

static void whose(pyos_pid pid) {
    if (pid < 0) {
        failure();
        return;
    }
    success();
    puts_to(&out, pid == getpgrp() ? "mine" : pid == getpid() ? "own" : pid == child_pid ? "child" : "another");
}

static void op_getpgid(void) { whose(pyos_getpgid(PID(0))); }

static void op_getpgrp(void) { whose(pyos_getpgrp()); }

static void op_getsid(void) {
    pyos_pid session = pyos_getsid(PID(0));
    if (session < 0) {
        failure();
        return;
    }
    success();
    puts_to(&out, session == getpid() ? "own" : "another");
}

static void op_setpgrp(void) { action(pyos_setpgrp()); }

static void op_setpgid(void) { action(pyos_setpgid(PID(0), PID(1))); }

static void op_setsid(void) { action(pyos_setsid()); }

static void op_setuid(void) { action(pyos_setuid(uid(0))); }

static void op_seteuid(void) { action(pyos_seteuid(uid(0))); }

static void op_setreuid(void) { action(pyos_setreuid(uid(0), uid(1))); }

static void op_setresuid(void) { action(pyos_setresuid(uid(0), uid(1), uid(2))); }

static void op_setgid(void) { action(pyos_setgid(gid(0))); }

static void op_setegid(void) { action(pyos_setegid(gid(0))); }

static void op_setregid(void) { action(pyos_setregid(gid(0), gid(1))); }

static void op_setresgid(void) { action(pyos_setresgid(gid(0), gid(1), gid(2))); }

/* Numbers with commas, or one so many times; NULL for None. */
static long long *numbers(int i, size_t *n) {
    const char *s = args[i];
    long long *values;
    *n = none(i);
    if (none(i)) return NULL;
    values = (long long *)get(NULL, 70000 * sizeof *values);
    while (*s && strcmp(s, "-") != 0) {
        char *end;
        long long value = strtoll(s, &end, 10), times = *end == '*' ? strtoll(end + 1, &end, 10) : 1;
        while (times-- > 0 && *n < 70000) values[(*n)++] = value;
        s = end + (*end == ',');
    }
    return values;
}

static void op_setgroups(void) {
    size_t n;
    long long *groups = numbers(0, &n);
    action(pyos_setgroups(groups, n));
    free(groups);
}

static void op_initgroups(void) { action(pyos_initgroups(S(0), gid(1))); }

static void op_getpriority(void) {
    int value = 12345, want, which = (int)words(0), result = pyos_getpriority(which, I(1), &value);
    if (result != 0) {
        part(result, value);
        return;
    }
    want = which == PRIO_PROCESS ? getpriority(PRIO_PROCESS, (id_t)I(1))
           : which == PRIO_PGRP  ? getpriority(PRIO_PGRP, (id_t)I(1))
                                 : getpriority(PRIO_USER, (id_t)I(1));
    told_number(value, want, I(2) != 0);
}

static void op_setpriority(void) { action(pyos_setpriority((int)words(0), I(1), FD(2))); }

/* ---------------------------------------------------------------------------------------------------------------------
 * Processes
 */

#define MAX_ACTIONS 10
#define MAX_SIGNALS 70

static struct {
    pyos_posix_spawn_options options;
    pyos_file_action actions[MAX_ACTIONS];
    pyos_pid group;
    int mask[MAX_SIGNALS], def[MAX_SIGNALS], policy;
    pyos_sched_param param;
} spawn;

static size_t signal_numbers(const char *s, int *found) {
    size_t n = 0;
    while (*s && n < MAX_SIGNALS) {
        char *end;
        found[n++] = (int)strtol(s, &end, 10);
        s = end + (*end == ',');
    }
    return n;
}

/* "setpgroup=0;mask=10,12;open=109,file,O_RDONLY,0" */
static const pyos_posix_spawn_options *spawn_options(int i) {
    pyos_posix_spawn_options *o = &spawn.options;
    char *s = copy(args[i]), *next;
    memset(&spawn, 0, sizeof spawn);
    if (is(i, "-")) return NULL;
    for (; s; s = next) {
        char *value;
        next = strchr(s, ';');
        if (next) *next++ = 0;
        value = strchr(s, '=');
        if (value) *value++ = 0;
        else value = s + strlen(s);
        if (strcmp(s, "setpgroup") == 0) {
            spawn.group = strcmp(value, "mine") == 0 ? getpgrp() : strtoll(value, NULL, 10);
            o->setpgroup = &spawn.group;
        } else if (strcmp(s, "resetids") == 0) o->resetids = true;
        else if (strcmp(s, "setsid") == 0) o->setsid = true;
        else if (strcmp(s, "mask") == 0) o->setsigmask = spawn.mask, o->nsetsigmask = signal_numbers(value, spawn.mask);
        else if (strcmp(s, "default") == 0) o->setsigdef = spawn.def, o->nsetsigdef = signal_numbers(value, spawn.def);
        else if (strcmp(s, "policy") == 0) spawn.policy = (int)words_in(value), o->scheduler_policy = &spawn.policy;
        else if (strcmp(s, "scheduler") == 0) {
            spawn.param.sched_priority = atoi(value);
            o->scheduler = &spawn.param;
        } else {
            pyos_file_action *a = &spawn.actions[o->nfile_actions++];
            char *end;
            o->file_actions = spawn.actions;
            a->fd = (int)strtol(value, &end, 10);
            if (strcmp(s, "close") == 0) a->action = PYOS_POSIX_SPAWN_CLOSE;
            else if (strcmp(s, "closefrom") == 0) a->action = PYOS_POSIX_SPAWN_CLOSEFROM;
            else if (strcmp(s, "dup2") == 0) a->action = PYOS_POSIX_SPAWN_DUP2, a->new_fd = atoi(end + 1);
            else if (strcmp(s, "open") == 0) {
                char *flags = strchr(end + 1, ','), *mode = strchr(flags + 1, ',');
                *flags++ = 0, *mode++ = 0;
                a->action = PYOS_POSIX_SPAWN_OPEN, a->path = end + 1, a->flags = (int)words_in(flags);
                a->mode = (unsigned)atoi(mode);
            } else a->action = atoi(value);
        }
    }
    return o;
}

static void spawned(pyos_pid (*start)(const char *, const char *const *, const char *const *,
                                      const pyos_posix_spawn_options *)) {
    const pyos_posix_spawn_options *options = spawn_options(3);
    const char **argv = strings(1), **env = strings(2);
    pyos_pid pid;
    stage();
    pid = start(S(0), argv, env, options);
    unstage();
    if (pid < 0) failure();
    else finished(pid);
}

static void op_posix_spawn(void) { spawned(pyos_posix_spawn); }

static void op_posix_spawnp(void) { spawned(pyos_posix_spawnp); }

static int call_execv(void) { return pyos_execv(S(0), strings(1)); }

static int call_execve(void) { return pyos_execve(S(0), strings(1), strings(2)); }

static int call_execvp(void) { return pyos_execvp(S(0), strings(1)); }

static int call_execvpe(void) { return pyos_execvpe(S(0), strings(1), strings(2)); }

static int call_fexecve(void) { return pyos_fexecve(FD(0), strings(1), strings(2)); }

#define END ((char *)NULL)

/* The forms with one argument after the other; env stands behind those that have none and is not looked at. */
static int exec_l(int (*call)(const char *, const char *, ...)) {
    const char **w = strings(1), **env = argc_ > 2 ? strings(2) : NULL;
    size_t n = 0;
    while (w[n]) n++;
    switch (n) {
    case 0: return call(S(0), END, env);
    case 1: return call(S(0), w[0], END, env);
    case 2: return call(S(0), w[0], w[1], END, env);
    case 3: return call(S(0), w[0], w[1], w[2], END, env);
    case 4: return call(S(0), w[0], w[1], w[2], w[3], END, env);
    default: die("words"); return 0;
    }
}

static int call_execl(void) { return exec_l(pyos_execl); }

static int call_execle(void) { return exec_l(pyos_execle); }

static int call_execlp(void) { return exec_l(pyos_execlp); }

static int call_execlpe(void) { return exec_l(pyos_execlpe); }

static void op_execv(void) { executed(call_execv); }

static void op_execve(void) { executed(call_execve); }

static void op_execvp(void) { executed(call_execvp); }

static void op_execvpe(void) { executed(call_execvpe); }

static void op_execl(void) { executed(call_execl); }

static void op_execle(void) { executed(call_execle); }

static void op_execlp(void) { executed(call_execlp); }

static void op_execlpe(void) { executed(call_execlpe); }

static void op_fexecve(void) { executed(call_fexecve); }

static void spawn_answer(int called, long long result) {
    int status = 0;
    bool waits = FD(0) == PYOS_P_WAIT;
    if (called == 0 && !waits) status = reaped((pid_t)result);
    unstage();
    if (called != 0) {
        action(called);
        check(result == -12345, "a failing call gave a result");
        return;
    }
    success();
    seen();
    puts_to(&out, " ");
    if (waits) print_to(&out, "%lld", result);
    else ended(status);
}

static void op_spawnv(void) {
    long long result = -12345;
    int called;
    stage();
    called = pyos_spawnv(FD(0), S(1), strings(2), &result);
    spawn_answer(called, result);
}

static void op_spawnve(void) {
    long long result = -12345;
    int called;
    stage();
    called = pyos_spawnve(FD(0), S(1), strings(2), strings(3), &result);
    spawn_answer(called, result);
}

static void op_spawnvp(void) {
    long long result = -12345;
    int called;
    stage();
    called = pyos_spawnvp(FD(0), S(1), strings(2), &result);
    spawn_answer(called, result);
}

static void op_spawnvpe(void) {
    long long result = -12345;
    int called;
    stage();
    called = pyos_spawnvpe(FD(0), S(1), strings(2), strings(3), &result);
    spawn_answer(called, result);
}

static void spawn_l(int (*call)(int, long long *, const char *, const char *, ...)) {
    const char **w = strings(2), **env = argc_ > 3 ? strings(3) : NULL;
    long long result = -12345;
    int called = 0;
    size_t n = 0;
    while (w[n]) n++;
    stage();
    switch (n) {
    case 0: called = call(FD(0), &result, S(1), END, env); break;
    case 1: called = call(FD(0), &result, S(1), w[0], END, env); break;
    case 2: called = call(FD(0), &result, S(1), w[0], w[1], END, env); break;
    case 3: called = call(FD(0), &result, S(1), w[0], w[1], w[2], END, env); break;
    case 4: called = call(FD(0), &result, S(1), w[0], w[1], w[2], w[3], END, env); break;
    default: die("words");
    }
    spawn_answer(called, result);
}

static void op_spawnl(void) { spawn_l(pyos_spawnl); }

static void op_spawnle(void) { spawn_l(pyos_spawnle); }

static void op_spawnlp(void) { spawn_l(pyos_spawnlp); }

static void op_spawnlpe(void) { spawn_l(pyos_spawnlpe); }

static void op_system(void) {
    long long status = -12345;
    int result;
    stage();
    result = pyos_system(S(0), &status);
    unstage();
    if (result != 0) {
        action(result);
        check(status == -12345, "a failing call gave a status");
        return;
    }
    success();
    seen();
    print_to(&out, " %lld", status);
}

static void op_popen(void) {
    FILE *stream;
    text t = {NULL, 0, 0};
    long long status = -12345;
    int c, result;
    stage();
    stream = pyos_popen(S(0), S(1), FD(2));
    if (!stream) {
        unstage();
        failure();
        return;
    }
    untouched();
    add(&t, "", 0);
    if (S(1)[0] == 'r') {
        while ((c = getc(stream)) != EOF) {
            char byte = (char)c;
            add(&t, &byte, 1);
        }
    } else fputs(S(3), stream);
    errno = 0;
    result = pyos_popen_close(stream, &status);
    unstage();
    if (result != 0) {
        action(result);
        return;
    }
    success();
    quote_n(&out, t.data, t.size);
    puts_to(&out, " ");
    seen();
    print_to(&out, " %lld", status);
}

static void op_fork(void) {
    pyos_pid pid = pyos_fork();
    int status;
    if (pid == 0) pyos__exit(FD(0));
    if (pid < 0) {
        failure();
        return;
    }
    untouched();
    status = reaped((pid_t)pid);
    puts_to(&out, "=\t");
    ended(status);
}

static void op_forkpty(void) {
    int fd = -5, status;
    char data[100];
    text t = {NULL, 0, 0};
    ssize_t n;
    pyos_pid pid = pyos_forkpty(&fd);
    if (pid == 0) {
        int k = snprintf(data, sizeof data, "%d%d%d%d", isatty(0), isatty(1), isatty(2), getsid(0) == getpid());
        if (write(1, data, (size_t)k) != k) _exit(98);
        _exit(FD(0));
    }
    if (pid < 0) {
        failure();
        return;
    }
    success();
    show_fd(fd);
    add(&t, "", 0);
    while ((n = read(fd, data, sizeof data)) > 0) add(&t, data, (size_t)n);
    close(fd);
    puts_to(&out, " ");
    quote_n(&out, t.data, t.size);
    puts_to(&out, " ");
    status = reaped((pid_t)pid);
    ended(status);
    errno = 0;
}

static void at_fork(char letter, const void *user) {
    char word[3];
    word[0] = letter, word[1] = *(const char *)user, word[2] = 0;
    heard(word);
}

static void at_fork_before(void *user) { at_fork('b', user); }

static void at_fork_parent(void *user) { at_fork('p', user); }

static void at_fork_child(void *user) { at_fork('c', user); }

static void op_register_at_fork(void) {
    char *which = copy(args[0]);
    action(pyos_register_at_fork(strchr(which, 'b') ? at_fork_before : NULL, strchr(which, 'p') ? at_fork_parent : NULL,
                                 strchr(which, 'c') ? at_fork_child : NULL, which + strlen(which) - 1));
}

static int call_ends(void) {
    if (is(0, "abort")) pyos_abort();
    pyos__exit(FD(0));
    return 0;
}

static void op_ends(void) { executed(call_ends); }

static void op_kill(void) { action(pyos_kill(PID(0), FD(1))); }

static void op_killpg(void) { action(pyos_killpg(PID(0), FD(1))); }

static void wait_answer(pyos_pid pid, long long status, const pyos_rusage *usage) {
    if (pid < 0) {
        failure();
        check(status == -12345, "a failing call gave a status");
        return;
    }
    success();
    print_to(&out, "%s %lld", pid == 0 ? "0" : pid == child_pid ? "child" : "another", status);
    if (usage) {
        bool used = usage->utime > 0 || usage->stime > 0 || usage->maxrss || usage->minflt || usage->majflt ||
                    usage->nvcsw || usage->nivcsw || usage->inblock || usage->oublock;
        puts_to(&out, used ? " used" : " nothing used");
    }
}

static void op_wait(void) {
    long long status = -12345;
    pyos_pid pid = pyos_wait(&status);
    wait_answer(pid, status, NULL);
}

static void op_waitpid(void) {
    long long status = -12345;
    pyos_pid pid = pyos_waitpid(PID(0), (int)words(1), &status);
    wait_answer(pid, status, NULL);
}

static void op_wait3(void) {
    long long status = -12345;
    pyos_rusage usage;
    pyos_pid pid;
    memset(&usage, 0x55, sizeof usage);
    pid = pyos_wait3((int)words(0), &status, &usage);
    wait_answer(pid, status, &usage);
}

static void op_wait4(void) {
    long long status = -12345;
    pyos_rusage usage;
    pyos_pid pid;
    memset(&usage, 0x55, sizeof usage);
    pid = pyos_wait4(PID(0), (int)words(1), &status, &usage);
    wait_answer(pid, status, &usage);
}

static void op_waitid(void) {
    pyos_waitid_result r, empty;
    int result;
    memset(&r, 0x55, sizeof r);
    memset(&empty, 0x55, sizeof empty);
    result = pyos_waitid((int)words(0), PID(1), (int)words(2), &r);
    if (result < 0) {
        number(result);
        check(memcmp(&r, &empty, sizeof r) == 0, "a failing call gave a result");
        return;
    }
    success();
    if (result == 0) puts_to(&out, "None");
    else
        print_to(&out, "%s %s %d %d %d", r.pid == child_pid ? "child" : "another",
                 r.uid == (long long)getuid() ? "me" : "another", r.signo, r.status, r.code);
}

static void op_wait_status(void) {
    static const char *const names[] = {"WIFEXITED", "WIFSIGNALED", "WIFSTOPPED", "WIFCONTINUED"};
    long long status = I(0);
    bool yes[4];
    int i, some = 0, raw = FD(0);
    yes[0] = pyos_WIFEXITED(status), yes[1] = pyos_WIFSIGNALED(status), yes[2] = pyos_WIFSTOPPED(status);
    yes[3] = pyos_WIFCONTINUED(status);
    success();
    check(yes[0] == !!WIFEXITED(raw) && yes[1] == !!WIFSIGNALED(raw) && yes[2] == !!WIFSTOPPED(raw) &&
              yes[3] == !!WIFCONTINUED(raw),
          "differs from the C library's macros");
    for (i = 0; i < 4; i++) {
        if (yes[i]) print_to(&out, "%s%s", some++ ? " " : "", names[i]);
    }
    print_to(&out, "%s %d %d %d", yes[1] && pyos_WCOREDUMP(status) ? " core" : "", pyos_WEXITSTATUS(status),
             pyos_WTERMSIG(status), pyos_WSTOPSIG(status));
}

static void op_waitstatus_to_exitcode(void) {
    long long code = 12345;
    int result = pyos_waitstatus_to_exitcode(I(0), &code);
    part(result, code);
}

static void op_nice(void) {
    int was = getpriority(PRIO_PROCESS, 0), value = 12345, result;
    errno = 0;
    result = pyos_nice(FD(0), &value);
    if (result != 0) {
        part(result, value);
        return;
    }
    success();
    print_to(&out, value == 19 ? "%d" : "+%d", value == 19 ? 19 : value - was);
}

static void op_pidfd_open(void) { keep(pyos_pidfd_open(PID(0), (unsigned)words(1)), FD(2)); }

static void op_times(void) {
    pyos_times_result t;
    int result;
    memset(&t, 0x55, sizeof t);
    result = pyos_times(&t);
    if (result != 0) {
        action(result);
        return;
    }
    success();
    print_to(&out, "%d numbers",
             (t.user >= 0) + (t.system >= 0) + (t.children_user >= 0) + (t.children_system >= 0) + (t.elapsed >= 0));
    check(t.has == (PYOS_TIMES_CHILDREN | PYOS_TIMES_ELAPSED), "has");
    check(t.user < 1e6 && t.system < 1e6 && t.children_user < 1e6 && t.children_system < 1e6, "too much time");
}

static void op_unshare(void) { action(pyos_unshare((int)words(0))); }

static void op_setns(void) { action(pyos_setns(FD(0), (int)words(1))); }

/* ---------------------------------------------------------------------------------------------------------------------
 * The scheduler, processors, limits of the system; random bytes
 */

static const pyos_sched_param *param(int i, pyos_sched_param *place) {
    place->sched_priority = FD(i);
    return none(i) ? NULL : place;
}

static void op_sched_get_priority_min(void) { number(pyos_sched_get_priority_min((int)words(0))); }

static void op_sched_get_priority_max(void) { number(pyos_sched_get_priority_max((int)words(0))); }

static void op_sched_setscheduler(void) {
    pyos_sched_param p;
    action(pyos_sched_setscheduler(PID(0), (int)words(1), param(2, &p)));
}

static void op_sched_getscheduler(void) { number(pyos_sched_getscheduler(PID(0))); }

static void op_sched_setparam(void) {
    pyos_sched_param p;
    action(pyos_sched_setparam(PID(0), param(1, &p)));
}

static void op_sched_getparam(void) {
    pyos_sched_param p;
    int result;
    p.sched_priority = 12345;
    result = pyos_sched_getparam(PID(0), &p);
    part(result, p.sched_priority);
}

static void op_sched_rr_get_interval(void) {
    double seconds = 12345;
    char word[40];
    int result = pyos_sched_rr_get_interval(PID(0), &seconds);
    if (result != 0) {
        part(result, (long long)seconds);
        return;
    }
    snprintf(word, sizeof word, "%.17g", seconds);
    told(seconds >= 0 && seconds < 1000, word, I(1) != 0);
}

static void op_sched_yield(void) { action(pyos_sched_yield()); }

static void op_sched_getaffinity(void) {
    size_t count = 12345, i;
    int *got = pyos_sched_getaffinity(PID(0), &count);
    cpu_set_t set;
    bool same;
    if (!got) {
        failure();
        return;
    }
    CPU_ZERO(&set);
    same = sched_getaffinity((pid_t)PID(0), sizeof set, &set) == 0 && (int)count == CPU_COUNT(&set);
    for (i = 0; i < count && same; i++) same = CPU_ISSET((size_t)got[i], &set) && (i == 0 || got[i - 1] < got[i]);
    told(same, "", false);
    pyos_free(got);
}

static void op_sched_setaffinity(void) {
    size_t n = 0, i;
    int *cpus, result;
    if (is(1, "mine") || is(1, "first")) {
        cpus = pyos_sched_getaffinity(0, &n);
        if (is(1, "first")) n = 1;
    } else {
        long long *values = numbers(1, &n);
        cpus = (int *)get(NULL, (n + 1) * sizeof *cpus);
        for (i = 0; values && i < n; i++) cpus[i] = (int)values[i];
        if (!values) cpus = NULL;
    }
    result = pyos_sched_setaffinity(PID(0), cpus, n);
    if (result != 0) {
        action(result);
        return;
    }
    success();
    if (is(1, "first")) {
        pyos_free(pyos_sched_getaffinity(0, &n));
        print_to(&out, "%lu", (unsigned long)n);
    } else puts_to(&out, "done");
}

static void op_getloadavg(void) {
    double load[3] = {-1, -1, -1};
    int result = pyos_getloadavg(load);
    if (result != 0) {
        action(result);
        return;
    }
    success();
    print_to(&out, "%d numbers", (load[0] >= 0) + (load[1] >= 0) + (load[2] >= 0));
}

/* The system's number of a name. */
static int number_of(const pyos_name_value *names, const char *name) {
    for (; names->name; names++) {
        if (strcmp(names->name, name) == 0) return names->value;
    }
    return -1;
}

static void op_sysconf(void) {
    long long value = 12345;
    int result = pyos_sysconf(S(0), &value);
    long want;
    if (result != 0) {
        part(result, value);
        return;
    }
    want = sysconf(number_of(pyos_sysconf_names(NULL), S(0)));
    /* What is free of the memory changes meanwhile. */
    told_number(value, strstr(S(0), "AVPHYS") ? value : want, I(1) != 0);
}

static void op_confstr(void) {
    char *value = NULL;
    text t = {NULL, 0, 0};
    char raw[1000];
    size_t n;
    int result = pyos_confstr(S(0), &value);
    if (result != 0) {
        action(result);
        check(value == NULL, "a failing call gave a text");
        return;
    }
    n = confstr(number_of(pyos_confstr_names(NULL), S(0)), raw, sizeof raw);
    if (value) quote(&t, value);
    else puts_to(&t, "None");
    told(value ? n == strlen(value) + 1 && strcmp(raw, value) == 0 : n == 0, t.data, I(1) != 0);
    pyos_free(value);
}

static void names_and_numbers(const pyos_name_value *names, size_t count) {
    size_t i;
    success();
    for (i = 0; names[i].name; i++) print_to(&out, "%s%s=%d", i ? " " : "", names[i].name, names[i].value);
    check(count == i, "count");
}

static void op_sysconf_names(void) {
    size_t count = 0;
    const pyos_name_value *names = pyos_sysconf_names(&count);
    names_and_numbers(names, count);
}

static void op_confstr_names(void) {
    size_t count = 0;
    const pyos_name_value *names = pyos_confstr_names(&count);
    names_and_numbers(names, count);
}

static void random_answer(long long n, const char *data, size_t room) {
    if (n < 0) number(n);
    else {
        success();
        print_to(&out, "%lld bytes", n);
    }
    check(data[n < 0 ? 0 : n] == '#' && data[room] == '#', "bytes behind those that were asked for");
}

static void op_getrandom(void) {
    char data[1001];
    long long n;
    memset(data, '#', sizeof data);
    n = pyos_getrandom(data, I(0), (unsigned)words(1));
    random_answer(n, data, 1000);
}

static void op_urandom(void) {
    char data[1001];
    long long n;
    memset(data, '#', sizeof data);
    n = pyos_urandom(data, I(0));
    random_answer(n, data, 1000);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * For the scripts themselves
 */

static void done(void) { puts_to(&out, "=\tNone"); }

/* A child that sleeps, perhaps at the head of a group, has executed a program, has ended or has stopped. */
static void op_child(void) {
    const char *n = strchr(args[0], '=');
    siginfo_t info;
    if (is(0, "program")) {
        static const char *const argv[] = {"sleep", "60", NULL}, *const env[] = {NULL};
        child_pid = (pid_t)pyos_posix_spawn("/bin/sleep", argv, env, NULL);
        must((int)child_pid, "sleep");
        done();
        return;
    }
    child_pid = fork();
    must((int)child_pid, "fork");
    if (child_pid == 0) {
        alarm(60);
        if (args[0][0] == 'e') _exit(atoi(n + 1));
        if (n || is(0, "stop")) kill(getpid(), n ? atoi(n + 1) : SIGSTOP);
        for (;;) pause();
    }
    if (is(0, "leader")) must(setpgid(child_pid, 0), "setpgid");
    if (n || is(0, "stop")) must(waitid(P_PID, (id_t)child_pid, &info, WEXITED | WSTOPPED | WNOWAIT), "waitid");
    errno = 0;
    done();
}

static void op_child_is(void) {
    siginfo_t info;
    int state_wanted = is(0, "WSTOPPED") ? WSTOPPED : is(0, "WEXITED") ? WEXITED : WCONTINUED;
    must(waitid(P_PID, (id_t)child_pid, &info, state_wanted | WNOWAIT), "waitid");
    done();
}

/* How the child ended, by itself or now. */
static void op_end_child(void) {
    pid_t pid = child_pid, got;
    int status = 0;
    child_pid = 0;
    puts_to(&out, "=\t");
    got = pid ? waitpid(pid, &status, WNOHANG) : 0;
    if (pid == 0) puts_to(&out, "no child");
    else if (got < 0) puts_to(&out, "waited for");
    else if (got == 0) {
        kill(pid, SIGKILL);
        reaped(pid);
        puts_to(&out, "it ran");
    } else ended(status);
    errno = 0;
}

/* lseek, but not in a directory, where the file system decides what a position is. */
static void op_seek_file(void) {
    struct stat st;
    if (fstat(FD(0), &st) == 0 && S_ISDIR(st.st_mode)) {
        puts_to(&out, "=\ta directory");
        return;
    }
    errno = 0;
    op_lseek();
}

/* Another process, which has a lock and perhaps waits for another. */
static pid_t rival;

static void op_rival(void) {
    long long have = I(1), want = I(2);
    int ends[2];
    char byte;
    must(pipe(ends), "pipe");
    rival = fork();
    must((int)rival, "fork");
    if (rival == 0) {
        int fd = open(S(0), O_RDWR | O_CLOEXEC);
        if (fd < 0 || lseek(fd, have, SEEK_SET) < 0 || lockf(fd, F_LOCK, 1) != 0 || write(ends[1], "x", 1) != 1)
            _exit(1);
        if (want >= 0 && (lseek(fd, want, SEEK_SET) < 0 || lockf(fd, F_LOCK, 1) != 0)) _exit(1);
        for (;;) pause();
    }
    close(ends[1]);
    if (read(ends[0], &byte, 1) != 1) die("rival");
    close(ends[0]);
    while (want >= 0) { /* until it waits */
        char line[200], word[40];
        FILE *f = fopen("/proc/locks", "r");
        struct timespec pause_for = {0, 1000000};
        if (!f) die("/proc/locks");
        snprintf(word, sizeof word, " %ld ", (long)rival);
        while (f && fgets(line, sizeof line, f)) {
            if (strstr(line, "-> ") && strstr(line, word)) want = -1;
        }
        if (f) fclose(f);
        nanosleep(&pause_for, NULL);
    }
    errno = 0;
    done();
}

static void op_rival_ends(void) {
    must(kill(rival, SIGKILL), "kill");
    must((int)waitpid(rival, NULL, 0), "waitpid");
    done();
}

/* A session, with this terminal. */
static void op_session(void) {
    signal(SIGHUP, SIG_IGN); /* which comes when the terminal goes */
    must((int)setsid(), "setsid");
    must(ioctl(FD(0), TIOCSCTTY, 0), "TIOCSCTTY");
    done();
}

static void op_lead(void) {
    must(setpgid(0, 0), "setpgid");
    done();
}

static void op_resize(void) {
    struct winsize size;
    memset(&size, 0, sizeof size);
    size.ws_col = (unsigned short)I(1), size.ws_row = (unsigned short)I(2);
    must(ioctl(FD(0), TIOCSWINSZ, &size), "TIOCSWINSZ");
    done();
}

static int held[200], held_n;

static void limit(bool files, rlim_t soft) {
    struct rlimit l;
    if ((files ? getrlimit(RLIMIT_NOFILE, &l) : getrlimit(RLIMIT_FSIZE, &l)) != 0) die("getrlimit");
    l.rlim_cur = soft < l.rlim_max ? soft : l.rlim_max;
    if ((files ? setrlimit(RLIMIT_NOFILE, &l) : setrlimit(RLIMIT_FSIZE, &l)) != 0) die("setrlimit");
}

static void op_limit_size(void) {
    limit(false, (rlim_t)I(0));
    done();
}

static void op_limit_files(void) {
    int fd;
    limit(true, 64);
    while (held_n < 200 && (fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) held[held_n++] = fd;
    done();
}

static void op_unlimit(void) {
    while (held_n) close(held[--held_n]);
    limit(true, 1024);
    limit(false, RLIM_INFINITY);
    done();
}

#define FIRST_HELPER "child_env"

static const struct {
    const char *name;
    void (*run)(void);
} operations[] = {
    /* pure text */
    {"path_join", op_path_join},
    {"path_joinv", op_path_joinv},
    {"path_split", op_path_split},
    {"path_splitext", op_path_splitext},
    {"path_basename", op_path_basename},
    {"path_dirname", op_path_dirname},
    {"path_normpath", op_path_normpath},
    {"path_isabs", op_path_isabs},
    {"path_exists", op_path_exists},
    {"path_isdir", op_path_isdir},
    {"path_isfile", op_path_isfile},
    {"path_islink", op_path_islink},
    {"fsdecode", op_fsdecode},
    {"fsencode", op_fsencode},
    {"error_kind", op_error_kind},
    {"supports", op_supports},
    {"modes", op_modes},
    /* descriptors */
    {"open", op_open},
    {"close", op_close},
    {"read", op_read},
    {"write", op_write},
    {"lseek", op_lseek},
    {"fsync", op_fsync},
    {"ftruncate", op_ftruncate},
    {"get_inheritable", op_get_inheritable},
    {"set_inheritable", op_set_inheritable},
    {"fdopen", op_fdopen},
    {"fdatasync", op_fdatasync},
    {"dup", op_dup},
    {"dup2", op_dup2},
    {"closerange", op_closerange},
    {"pipe", op_pipe},
    {"pipe2", op_pipe2},
    {"pread", op_pread},
    {"pwrite", op_pwrite},
    {"readv", op_readv},
    {"preadv", op_preadv},
    {"writev", op_writev},
    {"pwritev", op_pwritev},
    {"copy_file_range", op_copy_file_range},
    {"sendfile", op_sendfile},
    {"splice", op_splice},
    {"posix_fallocate", op_posix_fallocate},
    {"posix_fadvise", op_posix_fadvise},
    {"lockf", op_lockf},
    {"get_blocking", op_get_blocking},
    {"set_blocking", op_set_blocking},
    {"isatty", op_isatty},
    {"ttyname", op_ttyname},
    {"tcgetpgrp", op_tcgetpgrp},
    {"tcsetpgrp", op_tcsetpgrp},
    {"get_terminal_size", op_get_terminal_size},
    {"device_encoding", op_device_encoding},
    {"openpty", op_openpty},
    {"posix_openpt", op_posix_openpt},
    {"grantpt", op_grantpt},
    {"unlockpt", op_unlockpt},
    {"ptsname", op_ptsname},
    {"login_tty", op_login_tty},
    /* files and directories */
    {"getcwd", op_getcwd},
    {"chdir", op_chdir},
    {"fchdir", op_fchdir},
    {"access", op_access},
    {"mkdir", op_mkdir},
    {"makedirs", op_makedirs},
    {"rmdir", op_rmdir},
    {"remove", op_remove},
    {"unlink", op_unlink},
    {"rename", op_rename},
    {"replace", op_replace},
    {"link", op_link},
    {"symlink", op_symlink},
    {"readlink", op_readlink},
    {"truncate", op_truncate},
    {"chmod", op_chmod},
    {"fchmod", op_fchmod},
    {"chown", op_chown},
    {"fchown", op_fchown},
    {"lchown", op_lchown},
    {"chroot", op_chroot},
    {"removedirs", op_removedirs},
    {"renames", op_renames},
    {"utime", op_utime},
    {"futime", op_futime},
    {"mkfifo", op_mkfifo},
    {"mknod", op_mknod},
    {"major", op_major},
    {"minor", op_minor},
    {"makedev", op_makedev},
    {"pathconf", op_pathconf},
    {"fpathconf", op_fpathconf},
    {"pathconf_names", op_pathconf_names},
    {"statvfs", op_statvfs},
    {"fstatvfs", op_fstatvfs},
    {"sync", op_sync},
    /* stat */
    {"stat", op_stat},
    {"lstat", op_lstat},
    {"fstat", op_fstat},
    /* listing */
    {"listdir", op_listdir},
    {"flistdir", op_flistdir},
    {"scandir", op_scandir},
    {"fscandir", op_fscandir},
    {"scandir_tree", op_scandir_tree},
    {"scandir_gone", op_scandir_gone},
    {"walk", op_walk},
    {"fwalk", op_fwalk},
    /* extended attributes */
    {"getxattr", op_getxattr},
    {"lgetxattr", op_lgetxattr},
    {"fgetxattr", op_fgetxattr},
    {"listxattr", op_listxattr},
    {"llistxattr", op_llistxattr},
    {"flistxattr", op_flistxattr},
    {"removexattr", op_removexattr},
    {"lremovexattr", op_lremovexattr},
    {"fremovexattr", op_fremovexattr},
    {"setxattr", op_setxattr},
    {"lsetxattr", op_lsetxattr},
    {"fsetxattr", op_fsetxattr},
    /* timers, counters, memory */
    {"timerfd_create", op_timerfd_create},
    {"timerfd_settime", op_timerfd_settime},
    {"timerfd_settime_ns", op_timerfd_settime_ns},
    {"timerfd_gettime", op_timerfd_gettime},
    {"timerfd_gettime_ns", op_timerfd_gettime_ns},
    {"eventfd", op_eventfd},
    {"eventfd_read", op_eventfd_read},
    {"eventfd_write", op_eventfd_write},
    {"memfd_create", op_memfd_create},
    /* the process and others */
    {"getenv", op_getenv},
    {"environ_get", op_environ_get},
    {"environ_set", op_environ_set},
    {"environ_del", op_environ_del},
    {"environ_contains", op_environ_contains},
    {"environ_len", op_environ_len},
    {"environ_keys", op_environ_keys},
    {"environ_values", op_environ_values},
    {"environ_items", op_environ_items},
    {"environ_copy", op_environ_copy},
    {"environ_pop", op_environ_pop},
    {"environ_popitem", op_environ_popitem},
    {"environ_setdefault", op_environ_setdefault},
    {"environ_update", op_environ_update},
    {"environ_clear", op_environ_clear},
    {"environ_merge", op_environ_merge},
    {"putenv", op_putenv},
    {"unsetenv", op_unsetenv},
    {"get_exec_path", op_get_exec_path},
    {"fresh_environ", op_fresh_environ},
    {"fresh_counts", op_fresh_counts},
    {"default_workers", op_default_workers},
    {"default_threads", op_default_threads},
    {"getuid", op_getuid},
    {"geteuid", op_geteuid},
    {"getgid", op_getgid},
    {"getegid", op_getegid},
    {"getpid", op_getpid},
    {"getppid", op_getppid},
    {"getresuid", op_getresuid},
    {"getresgid", op_getresgid},
    {"getgroups", op_getgroups},
    {"getgrouplist", op_getgrouplist},
    {"getlogin", op_getlogin},
    {"ctermid", op_ctermid},
    {"uname", op_uname},
    {"strerror", op_strerror},
    {"umask", op_umask},
    {"getpgid", op_getpgid},
    {"getpgrp", op_getpgrp},
    {"getsid", op_getsid},
    {"setpgrp", op_setpgrp},
    {"setpgid", op_setpgid},
    {"setsid", op_setsid},
    {"setuid", op_setuid},
    {"seteuid", op_seteuid},
    {"setreuid", op_setreuid},
    {"setresuid", op_setresuid},
    {"setgid", op_setgid},
    {"setegid", op_setegid},
    {"setregid", op_setregid},
    {"setresgid", op_setresgid},
    {"setgroups", op_setgroups},
    {"initgroups", op_initgroups},
    {"getpriority", op_getpriority},
    {"setpriority", op_setpriority},
    {"posix_spawn", op_posix_spawn},
    {"posix_spawnp", op_posix_spawnp},
    {"execv", op_execv},
    {"execve", op_execve},
    {"execvp", op_execvp},
    {"execvpe", op_execvpe},
    {"execl", op_execl},
    {"execle", op_execle},
    {"execlp", op_execlp},
    {"execlpe", op_execlpe},
    {"fexecve", op_fexecve},
    {"spawnv", op_spawnv},
    {"spawnve", op_spawnve},
    {"spawnvp", op_spawnvp},
    {"spawnvpe", op_spawnvpe},
    {"spawnl", op_spawnl},
    {"spawnle", op_spawnle},
    {"spawnlp", op_spawnlp},
    {"spawnlpe", op_spawnlpe},
    {"system", op_system},
    {"popen", op_popen},
    {"fork", op_fork},
    {"forkpty", op_forkpty},
    {"register_at_fork", op_register_at_fork},
    {"ends", op_ends},
    {"kill", op_kill},
    {"killpg", op_killpg},
    {"wait", op_wait},
    {"waitpid", op_waitpid},
    {"wait3", op_wait3},
    {"wait4", op_wait4},
    {"waitid", op_waitid},
    {"wait_status", op_wait_status},
    {"waitstatus_to_exitcode", op_waitstatus_to_exitcode},
    {"nice", op_nice},
    {"pidfd_open", op_pidfd_open},
    {"times", op_times},
    {"unshare", op_unshare},
    {"setns", op_setns},
    {"sched_get_priority_min", op_sched_get_priority_min},
    {"sched_get_priority_max", op_sched_get_priority_max},
    {"sched_setscheduler", op_sched_setscheduler},
    {"sched_getscheduler", op_sched_getscheduler},
    {"sched_setparam", op_sched_setparam},
    {"sched_getparam", op_sched_getparam},
    {"sched_rr_get_interval", op_sched_rr_get_interval},
    {"sched_yield", op_sched_yield},
    {"sched_getaffinity", op_sched_getaffinity},
    {"sched_setaffinity", op_sched_setaffinity},
    {"getloadavg", op_getloadavg},
    {"sysconf", op_sysconf},
    {"confstr", op_confstr},
    {"sysconf_names", op_sysconf_names},
    {"confstr_names", op_confstr_names},
    {"getrandom", op_getrandom},
    {"urandom", op_urandom},
    /* for the scripts themselves */
    {FIRST_HELPER, op_child_env},
    {"child_of_mapping", op_child_of_mapping},
    {"child", op_child},
    {"child_is", op_child_is},
    {"end_child", op_end_child},
    {"seek_file", op_seek_file},
    {"rival", op_rival},
    {"rival_ends", op_rival_ends},
    {"session", op_session},
    {"lead", op_lead},
    {"resize", op_resize},
    {"limit_size", op_limit_size},
    {"limit_files", op_limit_files},
    {"unlimit", op_unlimit},
};

/* ---------------------------------------------------------------------------------------------------------------------
 * The file
 */

static char **lines;
static size_t line_count;
static char *error_texts[200];

static void load(const char *path) {
    FILE *f = fopen(path, "rb");
    long size;
    char *data, *s, *end;
    if (!f || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0) {
        die(path);
        return;
    }
    data = (char *)get(NULL, (size_t)size + 1);
    if (fread(data, 1, (size_t)size, f) != (size_t)size) die(path);
    data[size] = 0;
    fclose(f);
    for (s = data; *s; s = end + 1) {
        end = strchr(s, '\n');
        if (!end) break;
        *end = 0;
        lines = (char **)get(lines, (line_count + 1) * sizeof *lines);
        lines[line_count++] = s;
        if (s[0] == 'E' && s[1] == '\t') {
            int code = atoi(s + 2);
            size_t n;
            if (code > 0 && code < 200) error_texts[code] = unquote(strchr(s + 2, '\t') + 1, &n);
        }
    }
}

/* Cuts a line, spread, into its fields. */
static int fields(const char *line, char **field, int max) {
    char *s = spread(line);
    int n = 0;
    while (s && n < max) {
        field[n++] = s;
        s = strchr(s, '\t');
        if (s) *s++ = 0;
    }
    return n;
}

static size_t find_tree(const char *name) {
    size_t i;
    for (i = 0; i < line_count; i++) {
        if (lines[i][0] == 'T' && lines[i][1] == '\t' && strcmp(lines[i] + 2, name) == 0) return i + 1;
    }
    fprintf(stderr, "oracle: no tree %s\n", name);
    exit(2);
    return 0;
}

static bool is_node(const char *line) { return line[0] && line[1] == '\t' && strchr("dflhps", line[0]); }

/* ---------------------------------------------------------------------------------------------------------------------
 * Trees
 */

static unsigned long long wanted; /* the nodes of the tree that the script needs; bit 0 is the first */

/* The next node from line i on that is wanted, or 0. */
static size_t next_node(size_t first, size_t i) {
    for (; i < line_count && is_node(lines[i]); i++) {
        if (wanted >> (i - first) & 1) return i;
    }
    return 0;
}

static void build(size_t first) {
    char *f[4];
    size_t i, n;
    for (i = first; (i = next_node(first, i)) != 0; i++) {
        int k = fields(lines[i], f, 4), fd;
        char *path = unquote(f[1], &n), *other = unquote(f[k - 1], &n);
        switch (lines[i][0]) {
        case 'd': must(mkdir(path, 0700), path); break;
        case 'l': must(symlink(other, path), path); break;
        case 'h': must(link(other, path), path); break;
        case 'p': must(mknod(path, S_IFIFO | 0600, 0), path); break;
        case 's': must(mknod(path, S_IFSOCK | 0600, 0), path); break;
        default:
            fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            must(fd, path);
            if (write(fd, other, n) != (ssize_t)n) die(path);
            close(fd);
        }
    }
    for (i = first + 64; i-- > first;) { /* backwards, since the modes of directories may forbid the rest */
        if (!(wanted >> (i - first) & 1)) continue;
        fields(lines[i], f, 4);
        if (!strchr("lh", lines[i][0])) must(chmod(unquote(f[1], &n), (mode_t)strtoul(f[2], NULL, 8)), f[1]);
    }
}

static unsigned digest(const char *data, size_t n) {
    unsigned h = 0x811c9dc5u;
    size_t i;
    for (i = 0; i < n; i++) h = (h ^ (unsigned char)data[i]) * 0x01000193u;
    return h;
}

/* A line for a path, in the form of the file. */
static void node(list *l, const char *prefix, const char *path, const char *what) {
    text t = {NULL, 0, 0}, name = {NULL, 0, 0};
    puts_to(&name, prefix);
    puts_to(&name, path);
    quote(&t, name.data);
    puts_to(&t, "\t");
    puts_to(&t, what);
    append(l, t.data);
}

/* What dump says of a tree that was just built. */
static void describe(size_t first, list *l) {
    char *f[4], *g[4];
    size_t i, k, size, n;
    node(l, "", ".", "d\t755");
    for (i = first; (i = next_node(first, i)) != 0; i++) {
        text t = {NULL, 0, 0};
        char *path, *data;
        int links = 1, fields_n;
        fields_n = fields(lines[i], f, 4);
        path = unquote(f[1], &size);
        switch (lines[i][0]) {
        case 'l':
            puts_to(&t, "l\t");
            puts_to(&t, f[2]);
            break;
        case 'h': break;
        case 'f':
            data = unquote(f[fields_n - 1], &n);
            for (k = first; (k = next_node(first, k)) != 0; k++) {
                fields(lines[k], g, 4);
                if (lines[k][0] == 'h' && strcmp(g[2], f[1]) == 0) links++;
            }
            print_to(&t, "f\t%s\t%d\t%zu\t%08x", f[2], links, n, digest(data, n));
            for (k = first; links > 1 && (k = next_node(first, k)) != 0; k++) {
                fields(lines[k], g, 4);
                if (lines[k][0] == 'h' && strcmp(g[2], f[1]) == 0) node(l, "", unquote(g[1], &n), t.data);
            }
            break;
        default: print_to(&t, "%s\t%s", f[0], f[2]);
        }
        if (t.data) node(l, "", path, t.data);
    }
}

/* What is in a directory, which is closed; afterwards its owner may read all of it. */
static void dump(int fd, const char *prefix, list *l, const char *skip) {
    DIR *dir;
    struct dirent *d;
    must(fchmod(fd, 0700), "fchmod");
    dir = fdopendir(fd);
    if (!dir) {
        die("fdopendir");
        return;
    }
    rewinddir(dir);
    while ((d = readdir(dir)) != NULL) {
        text t = {NULL, 0, 0}, below_prefix = {NULL, 0, 0};
        struct stat st;
        int child;
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0 || (skip && strcmp(d->d_name, skip) == 0))
            continue;
        must(fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW), d->d_name);
        if (S_ISLNK(st.st_mode)) {
            char *target = (char *)get(NULL, 5000);
            ssize_t n = readlinkat(fd, d->d_name, target, 5000);
            must((int)n, d->d_name);
            puts_to(&t, "l\t");
            quote_n(&t, target, (size_t)n);
        } else if (S_ISDIR(st.st_mode)) {
            print_to(&t, "d\t%o", (unsigned)st.st_mode & 07777);
            must(fchmodat(fd, d->d_name, 0700, 0), d->d_name);
            child = openat(fd, d->d_name, O_RDONLY | O_CLOEXEC);
            must(child, d->d_name);
            puts_to(&below_prefix, prefix);
            puts_to(&below_prefix, d->d_name);
            puts_to(&below_prefix, "/");
            dump(child, below_prefix.data, l, NULL);
        } else if (S_ISREG(st.st_mode)) {
            char *data = (char *)get(NULL, 65536);
            ssize_t n;
            must(fchmodat(fd, d->d_name, (st.st_mode & 07777) | 0400, 0), d->d_name);
            child = openat(fd, d->d_name, O_RDONLY | O_CLOEXEC);
            must(child, d->d_name);
            must(fchmod(child, st.st_mode & 07777), d->d_name); /* it may have another name */
            n = read(child, data, 65536);
            must((int)n, d->d_name);
            close(child);
            print_to(&t, "f\t%o\t%lld\t%lld\t%08x", (unsigned)st.st_mode & 07777, (long long)st.st_nlink,
                     (long long)st.st_size, digest(data, (size_t)n));
            free(data);
        } else print_to(&t, "%s\t%o", S_ISFIFO(st.st_mode) ? "p" : "s", (unsigned)st.st_mode & 07777);
        node(l, prefix, d->d_name, t.data);
    }
    closedir(dir);
}

/* The difference on disk, as lines. */
static void changes(size_t tree, list *l) {
    list was = {NULL, 0}, is = {NULL, 0};
    struct stat st;
    size_t i, k;
    int base = openat(BASE_FD, ".", O_RDONLY | O_CLOEXEC);
    must(base, "base");
    if (fstatat(base, "t", &st, AT_SYMLINK_NOFOLLOW) == 0) {
        text t = {NULL, 0, 0};
        int fd;
        print_to(&t, "d\t%o", (unsigned)st.st_mode & 07777);
        node(&is, "", ".", t.data);
        fchmodat(base, "t", 0700, 0);
        fd = openat(base, "t", O_RDONLY | O_CLOEXEC);
        must(fd, "t");
        dump(fd, "", &is, NULL);
    }
    dump(base, "../", &is, "t");
    describe(tree, &was);
    sort(was.items, was.n);
    sort(is.items, is.n);
    for (i = k = 0; i < was.n || k < is.n;) {
        int order = i == was.n ? 1 : k == is.n ? -1 : strcmp(was.items[i], is.items[k]);
        text t = {NULL, 0, 0};
        if (order == 0) {
            i++, k++;
            continue;
        }
        if (order > 0) {
            puts_to(&t, "+\t");
            puts_to(&t, is.items[k++]);
        } else { /* gone, unless the path is there with another line */
            size_t m, n = strcspn(was.items[i], "\t") + 1;
            for (m = 0; m < is.n && strncmp(is.items[m], was.items[i], n) != 0;) m++;
            if (m == is.n) {
                puts_to(&t, "-\t");
                add(&t, was.items[i], n - 1);
            }
            i++;
        }
        if (t.data) append(l, t.data);
    }
    sort(l->items, l->n);
}

/* Removes what a script left, whatever its modes. */
static void clean(int fd, const char *name) {
    int dir_fd;
    DIR *dir;
    struct dirent *d;
    if (unlinkat(fd, name, 0) == 0 || errno == ENOENT) return;
    if (unlinkat(fd, name, AT_REMOVEDIR) == 0) return;
    fchmodat(fd, name, 0700, 0);
    dir_fd = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (dir_fd < 0) return;
    dir = fdopendir(dir_fd);
    while (dir && (d = readdir(dir)) != NULL) {
        if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) clean(dir_fd, d->d_name);
    }
    if (dir) closedir(dir);
    if (unlinkat(fd, name, AT_REMOVEDIR) != 0) die(name);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Comparing
 */

/* The expected failure in full: arguments put in for $N, "[Errno N] text" for the "@" in front of the message. */
static char *in_full(char *const *want, int n, text *names) {
    text t = {NULL, 0, 0};
    int i;
    for (i = 0; i < n; i++) {
        const char *s = want[i];
        if (i) puts_to(&t, "\t");
        if (*s == '$') s = args[atoi(s + 1) - 1];
        if (i == 2 || i == 3) {
            size_t size;
            char *name = unquote(s, &size);
            if (name) puts_to(&names[i - 2], name);
        }
        if (i == 4 && s[0] == '"' && s[1] == '@' && want[0][0] == '!') {
            int code = atoi(want[1]);
            const char *why = code > 0 && code < 200 ? error_texts[code] : NULL;
#ifndef __GLIBC__
            why = strerror(code); /* the recording is glibc's; Python shows what the C library says */
#endif
            print_to(&t, "\"[Errno %d] %s", code, why ? why : "?");
            puts_to(&t, s + 2);
        } else puts_to(&t, s);
    }
    return t.data;
}

static bool ends_with(const char *s, const char *end, size_t end_size) {
    size_t n = strlen(s);
    return n >= end_size && memcmp(s + n - end_size, end, end_size) == 0;
}

/* Names that are longer than the record keep their end: kind, errno and what is left must agree. */
static bool agrees_when_cut(const char *got, const char *want, const text *names) {
    const pyos_error *e = pyos_last_error();
    const char *record[2];
    size_t n, total = names[0].size + names[1].size + (names[0].data != NULL) + (names[1].data != NULL);
    char message[4 * PYOS_ERROR_NAMES + 200];
    int i;
    if (total <= PYOS_ERROR_NAMES || !e->cut || *got != '!') return false;
    record[0] = e->filename, record[1] = e->filename2;
    for (i = 0; i < 2; i++) {
        bool cut = (e->cut >> i & 1) != 0;
        if (!record[i] != !names[i].data) return false;
        if (!record[i]) continue;
        n = strlen(record[i]);
        if (!ends_with(names[i].data, record[i], n)) return false;
        if (cut ? n >= names[i].size || n < 100 : n != names[i].size) return false;
    }
    n = (size_t)(strchr(strchr(want, '\t') + 1, '\t') - want);
    if (strncmp(got, want, n + 1) != 0) return false;
    pyos_error_message(NULL, message, sizeof message);
    want = strstr(want, "[Errno");
    n = strcspn(want, ":") + 3;
    if (strncmp(message, want, n) != 0 || (e->filename2 && !strstr(message, "' -> '"))) return false;
    n = strlen(want);
    return ends_with(got, want + n - 60, 60);
}

static int bad;

/* Long lines lose their middle. */
static void show(const char *what, const char *s) {
    size_t n = strlen(s);
    if (n <= 400) printf("%s%s\n", what, s);
    else printf("%s%.200s ... %s\n", what, s, s + n - 150);
}

static void complain(const char *script, int op, const char *line, const char *got, const char *want) {
    if (bad++ >= SHOWN) return;
    printf("%s, operation %d: ", script, op);
    show("", line);
    show("    got  ", got);
    show("    want ", want);
}

/* Where the C library has ways of its own, an error of the recording is not asked for: musl's grantpt does nothing, its
 * pathconf looks at no file; which error unlockpt has differs. */
static bool own_way(const char *name, const char *want, const char *got) {
#ifdef __GLIBC__
    (void)name, (void)want, (void)got;
    return false;
#else
    /* It has texts and names of its own, no scheduler, and reads wait statuses that no system gives in another way. */
    static const char *const other[] = {"strerror",
                                        "sysconf",
                                        "confstr",
                                        "sysconf_names",
                                        "confstr_names",
                                        "sched_setscheduler",
                                        "sched_setparam",
                                        "sched_getscheduler",
                                        "sched_getparam",
                                        "wait_status",
                                        "waitstatus_to_exitcode"};
    static const char *const names[] = {"grantpt", "unlockpt", "pathconf", "fpathconf", "seteuid", "setegid", "nice"};
    size_t i;
    for (i = 0; i < sizeof other / sizeof *other; i++) {
        if (strcmp(name, other[i]) == 0) return strchr(got, '<') == NULL; /* what it says itself is compared */
    }
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            return *want == '!' && strncmp(want, "!TypeError", 10) != 0 && strncmp(want, "!ValueError", 11) != 0 &&
                   strncmp(want, "!OverflowError", 14) != 0;
    }
    return false;
#endif
}

/* Is it a function of pyos.h? */
static bool is_function(size_t found) {
    size_t k;
    for (k = 0; strcmp(operations[k].name, FIRST_HELPER) != 0; k++) {}
    return found < k;
}

static void run_op(const char *script, int op, const char *line) {
    char *f[MAX_ARGS + 8], *want;
    text names[2] = {{NULL, 0, 0}, {NULL, 0, 0}}, call = {NULL, 0, 0};
    int n = fields(line, f, MAX_ARGS + 8), i;
    size_t k, found = sizeof operations / sizeof *operations;
    for (i = 1; i < n && strcmp(f[i], "=") != 0 && f[i][0] != '!' && i <= MAX_ARGS; i++) {
        args[i - 1] = f[i];
        bytes[i - 1] = unquote(f[i], &sizes[i - 1]);
        puts_to(&call, " ");
        puts_to(&call, f[i]);
    }
    argc_ = i - 1;
    want = in_full(f + i, n - i, names);
    for (k = 0; k < found; k++) {
        if (strcmp(operations[k].name, f[0]) == 0) found = k;
    }
    out.size = 0;
    before = *pyos_last_error();
    operation_now = f[0];
    listening = hears && is_function(found);
    errno = 0;
    if (found == sizeof operations / sizeof *operations) puts_to(&out, "<oracle.c does not know this operation>");
    else operations[found].run();
    if (listening) {
        listening = false;
        show_events(strcmp(f[0], "scandir_tree") == 0 || (strstr(f[0], "walk") && strstr(line, "BOTTOM_UP")));
    }
    if (!want ||
        (strcmp(out.data, want) != 0 && !agrees_when_cut(out.data, want, names) && !own_way(f[0], want, out.data))) {
        text t = {NULL, 0, 0};
        puts_to(&t, f[0]);
        if (call.data) puts_to(&t, call.data);
        complain(script, op, t.data, out.data, want ? want : "?");
    }
}

/* Descriptors of this process that are open. */
static int descriptors(void) {
    int fd, n = 0;
    for (fd = 0; fd < 512; fd++) n += fcntl(fd, F_GETFD) >= 0;
    errno = 0;
    return n;
}

static void close_slots(void) {
    int fd;
    for (fd = SLOT; fd <= BASE_FD; fd++) close(fd);
}

/* A script, below the directory base, which is there and empty. */
static bool run_script(size_t at_line, const char *base) {
    char *f[5];
    list got = {NULL, 0}, want = {NULL, 0};
    size_t i, k, tree;
    int op = 0, fd, open_before = descriptors();
    bad = 0;
    fields(lines[at_line], f, 5);
    free(drained(EAR_FD).data); /* of one that was broken off */
    hears_all = strncmp(f[1], "events", 6) == 0;
    hears = hears_all || strncmp(f[1], "random", 6) == 0 || strstr(f[1], "own process");
    tree = find_tree(f[2]);
    wanted = strtoull(f[3], NULL, 16);
    fd = open(base, O_RDONLY | O_CLOEXEC);
    must(fd, "open: is the working directory open to all?");
    must(dup3(fd, BASE_FD, O_CLOEXEC), "dup3");
    close(fd);
    must(mkdirat(BASE_FD, "t", 0755), "mkdir");
    snprintf(root, sizeof root, "%s/t", base);
    root_size = strlen(root);
    must(chdir(root), root);
    build(tree);
    for (i = at_line + 1; i < line_count && !(lines[i][0] == 'S' && lines[i][1] == '\t'); i++) {
        if (lines[i][1] == '\t' && (lines[i][0] == '+' || lines[i][0] == '-')) append(&want, spread(lines[i]));
        else run_op(f[1], ++op, lines[i]);
    }
    op_unlimit();
    op_end_child();
    changes(tree, &got);
    for (i = k = 0; i < got.n || k < want.n;) {
        int order = i == got.n ? 1 : k == want.n ? -1 : strcmp(got.items[i], want.items[k]);
        if (order == 0) i++, k++;
        else if (order < 0) complain(f[1], op, "left on disk", got.items[i++], "nothing of it");
        else complain(f[1], op, "left on disk", "nothing of it", want.items[k++]);
    }
    close_slots();
    if (descriptors() != open_before) complain(f[1], op, "descriptors", "another number than before", "all closed");
    if (bad > SHOWN) printf("%s: %d differences in %d operations\n", f[1], bad, op);
    fflush(stdout);
    return bad == 0;
}

/* Has to have a process of its own, since a session stays. */
static bool alone(size_t script) {
    const char *name = lines[script] + 2;
    return strncmp(name, "terminal", 8) == 0 || strncmp(name, "login_tty", 9) == 0 ||
           (strstr(name, "own process") && strstr(name, "own process") < strchr(name, '\t'));
}

/* A child: it runs scripts from one on, in directories of its own below top, and writes a byte for each into a pipe. */
static void run_scripts(const size_t *scripts, size_t n, const char *top, bool drop, int to) {
    size_t i;
    int top_fd = open(top, O_RDONLY | O_CLOEXEC);
    must(top_fd, top);
    close_slots(); /* some were inherited, perhaps */
    if (drop && (setgroups(0, NULL) != 0 || setresgid(USER, USER, USER) != 0 || setresuid(USER, USER, USER) != 0))
        die("setresuid");
    for (i = 0; i < n; i++) {
        char name[32], base[3100], passed;
        alarm(120);
        umask(022);
        snprintf(name, sizeof name, "%lu", (unsigned long)scripts[i]);
        snprintf(base, sizeof base, "%s/%s", top, name);
        must(mkdirat(top_fd, name, 0755), name);
        passed = run_script(scripts[i], base);
        must(fchdir(top_fd), top);
        clean(top_fd, name);
        if (write(to, &passed, 1) != 1) die("write");
    }
    _exit(0);
}

static int passed, failed;

/* How often each operation gave an answer and an error in the scripts that passed. */
static long answers[sizeof operations / sizeof *operations][2];

static void count(size_t script) {
    size_t i, k;
    for (i = script + 1; i < line_count && !(lines[i][0] == 'S' && lines[i][1] == '\t'); i++) {
        size_t n = strcspn(lines[i], "\t");
        const char *s = lines[i] + n;
        for (k = 0; k < sizeof operations / sizeof *operations; k++) {
            if (strlen(operations[k].name) == n && memcmp(operations[k].name, lines[i], n) == 0) break;
        }
        if (k == sizeof operations / sizeof *operations) continue;
        while (*s == '\t' && s[1] != '!' && !(s[1] == '=' && s[2] == '\t')) s += 1 + strcspn(s + 1, "\t");
        answers[k][s[0] && s[1] == '!']++;
    }
}

static void show_counts(void) {
    size_t k;
    int column = 0;
    for (k = 0; k < sizeof operations / sizeof *operations && strcmp(operations[k].name, FIRST_HELPER) != 0; k++) {
        char word[100];
        int n = snprintf(word, sizeof word, " %s %ld+%ld", operations[k].name, answers[k][0], answers[k][1]);
        if (column == 0 || column + n > 110) column = printf("%snote: answers+errors:", column ? "\n" : "") - 1;
        column += printf("%s", word);
    }
    printf("\n");
}

/* All of these scripts. When one ends its process, it has failed, and the next have another process. */
static void run_all(const size_t *scripts, size_t n, bool drop) {
    char top[3000], here[2048], ok;
    if (!getcwd(here, sizeof here)) die("getcwd");
    snprintf(top, sizeof top, "%s/oracle-%ld", here, (long)getpid());
    must(mkdir(top, 0755), top);
    if (drop) must(chown(top, USER, USER), top);
    while (n > 0) {
        int ends[2], status = 0;
        size_t m = 1; /* of those that share a process */
        pid_t child;
        while (!alone(scripts[0]) && m < n && !alone(scripts[m])) m++;
        if (pipe(ends) != 0) die("pipe");
        fflush(stdout);
        child = fork();
        must((int)child, "fork");
        if (child == 0) {
            close(ends[0]);
            run_scripts(scripts, m, top, drop, ends[1]);
        }
        close(ends[1]);
        for (; read(ends[0], &ok, 1) == 1; scripts++, n--, m--) {
            ok ? passed++ : failed++;
            if (ok) count(*scripts);
        }
        close(ends[0]);
        if (waitpid(child, &status, 0) < 0) die("waitpid");
        if (m > 0) {
            char *f[5];
            fields(lines[*scripts], f, 5);
            printf("%s: broken off, by %s %d\n", f[1], WIFSIGNALED(status) ? "signal" : "status",
                   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
            free(f[0]);
            failed++, scripts++, n--;
        }
    }
    clean(AT_FDCWD, top);
}

/* Has a script an operation with this in its name? */
static bool asks(size_t script, const char *word) {
    size_t i;
    for (i = script + 1; i < line_count && !(lines[i][0] == 'S' && lines[i][1] == '\t'); i++) {
        const char *s = strstr(lines[i], word);
        if (s && s < lines[i] + strcspn(lines[i], "\t")) return true;
    }
    return false;
}

/* Whether files have attributes here, as on tmpfs since Linux 6.6. */
static bool attributes_here(void) {
    int fd = open("oracle-attribute", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool yes = fd >= 0 && fsetxattr(fd, "user.a", "", 0, 0) == 0;
    close(fd);
    unlink("oracle-attribute");
    return yes;
}

/* Whether root may do here what the recording's root may. */
static bool root_is_root(void) {
    int fd = open("oracle-root", O_RDWR | O_CREAT | O_CLOEXEC, 0), again = open("oracle-root", O_RDWR | O_CLOEXEC);
    bool yes = fd >= 0 && again >= 0;
    close(fd), close(again);
    unlink("oracle-root");
    return yes;
}

/* What both halves start with: a name twice, an entry that is none, what is no UTF-8. */
static const char *const start[] = {"LC_ALL=C.UTF-8",
                                    "PYTHONUTF8=1",
                                    "PYTHONHASHSEED=0",
                                    "PATH=/usr/bin:/bin",
                                    "ONE=1",
                                    "EMPTY=",
                                    "TWICE=first",
                                    "lower=case",
                                    "SPACE= a b ",
                                    "EQUALS=a=b=",
                                    "TWICE=second",
                                    "NOEQUALS",
                                    "BYTES=\377\376",
                                    "LETTERS=\303\251",
                                    "\377=x",
                                    "Z=z",
                                    NULL};

static void prepare(void) {
    static const int fds[] = {EAR_FD, OUTPUT_FD};
    static char *block[sizeof start / sizeof *start];
    sigset_t nothing;
    int i;
    for (i = 0; i < 2; i++) {
        int fd = memfd_create("oracle", MFD_CLOEXEC);
        must(fd, "memfd_create");
        must(dup3(fd, fds[i], O_CLOEXEC), "dup3");
        close(fd);
    }
    for (i = 1; i < 32; i++) signal(i, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, NULL);
    errno = 0;
    for (i = 0; start[i]; i++) block[i] = copy(start[i]);
    environ = block;
    if (pyos_init() != 0) die("pyos_init");
    if (pyos_addaudithook(ear, NULL) != 0) die("pyos_addaudithook");
}

int main(int argc, char **argv) {
    size_t i, n[2] = {0, 0}, *scripts[2], skipped = 0, without = 0;
    bool as_root = geteuid() == 0, attributes = attributes_here();
    const char *counts = getenv("PYOS_COUNTS");
    if (argc == 2 && strcmp(argv[1], "--environ") == 0) return fresh_environ();
    if (argc >= 2 && strcmp(argv[argc - 1], "--counts") == 0) return fresh_counts(argc, argv);
    if (argc < 2) {
        fprintf(stderr, "usage: oracle FILE [WORD]\n");
        return 2;
    }
    prepare();
    limit(true, 1024);
    load(argv[1]);
    scripts[0] = (size_t *)get(NULL, line_count * sizeof **scripts + 1);
    scripts[1] = (size_t *)get(NULL, line_count * sizeof **scripts + 1);
    for (i = 0; i < line_count; i++) {
        char *f[5];
        if (lines[i][0] != 'S' || lines[i][1] != '\t') continue;
        if (fields(lines[i], f, 5) != 5) die("a script's line");
        if (argc <= 2 || strstr(f[1], argv[2])) {
            int which = strcmp(f[4], "root") == 0;
            if (!attributes && asks(i, "xattr")) without++;
            else scripts[which][n[which]++] = i;
        }
        free(f[0]);
    }
    run_all(scripts[0], n[0], as_root);
    if (as_root && root_is_root()) run_all(scripts[1], n[1], false);
    else skipped = n[1];
    if (skipped)
        printf("skipped %lu scripts of root: %s\n", (unsigned long)skipped,
               as_root ? "this root has no rights" : "run by an ordinary user");
    if (without)
        printf("skipped %lu scripts of extended attributes: the file system has none\n", (unsigned long)without);
    if (counts) show_counts();
    printf("%d passed, %d failed, %lu skipped\n", passed, failed, (unsigned long)(skipped + without));
    free(scripts[0]), free(scripts[1]);
    return failed != 0;
}

#endif
