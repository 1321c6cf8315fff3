/* Tests of >>fd. The helpers at the top serve files.c too. */
#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#if !defined(__wasi__)
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#endif
#endif

#if defined(_WIN32)
#define FD_WINDOWS 1
#else
#define FD_WINDOWS 0
#endif
#if defined(__wasi__)
#define FD_WASI 1
#else
#define FD_WASI 0
#endif
#define FD_POSIX (!FD_WINDOWS && !FD_WASI)
#ifdef ENOTCAPABLE
#define FD_ENOTCAPABLE ENOTCAPABLE
#else
#define FD_ENOTCAPABLE (-1) /* no errno of this platform */
#endif
#if defined(__linux__)
#define FD_LINUX 1
#else
#define FD_LINUX 0
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

static char *fd_home; /* the working directory outside of tests */

/* Removes whatever name is, with all below. */
static void fd_rmtree(const char *name) {
    pyos_stat_result st;
    if (pyos_lstat(name, &st) != 0) return;
    if (!pyos_S_ISDIR(st.mode)) {
        if (pyos_remove(name) == 0) return;
#if FD_WINDOWS
        SetFileAttributesA(name, FILE_ATTRIBUTE_NORMAL); /* a read-only file stays otherwise */
        pyos_remove(name);
#endif
        return;
    }
#if FD_POSIX
    if (chmod(name, 0700) != 0) return;
#endif
    size_t n = 0;
    char **names = pyos_listdir(name, &n);
    for (size_t i = 0; names && i < n; i++) {
        char *path = pyos_path_join(name, names[i]);
        fd_rmtree(path);
        pyos_free(path);
    }
    pyos_free(names);
    pyos_rmdir(name);
}

/* Makes a fresh directory the working one; everybody may write there, so that a child without privileges can. */
static void fd_enter(void) {
    fd_home = pyos_getcwd();
    CHECK(fd_home != NULL);
    fd_rmtree("test.tmp");
    CHECK_INT(pyos_mkdir("test.tmp", 0777), 0);
    CHECK_INT(pyos_chdir("test.tmp"), 0);
#if FD_POSIX
    CHECK_INT(chmod(".", 0777), 0);
#endif
}

static void fd_leave(void) {
    pyos_stat_result st;
    CHECK_INT(pyos_chdir(fd_home), 0);
    fd_rmtree("test.tmp");
    CHECK(pyos_lstat("test.tmp", &st) != 0);
    pyos_free(fd_home);
    fd_home = NULL;
}

/* By the C library, so that what is tested is not its own witness. Names in ASCII. */
static void fd_put(const char *name, const char *text) {
    FILE *f = fopen(name, "wb");
    CHECK(f != NULL);
    if (!f) return;
    CHECK(fwrite(text, 1, strlen(text), f) == strlen(text));
    CHECK_INT(fclose(f), 0);
}

/* The contents, a zero byte shown as '0'; NULL when there is no such file. Valid until the next call. */
static const char *fd_get(const char *name) {
    static char text[512];
    FILE *f = fopen(name, "rb");
    if (!f) return NULL;
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    for (size_t i = 0; i < n; i++)
        if (!text[i]) text[i] = '0';
    text[n] = '\0';
    return text;
}

/* -1 when there is none. */
static long long fd_size(const char *name) {
    pyos_stat_result st;
    return pyos_stat(name, &st) == 0 ? st.size : -1;
}

static int fd_opened(const char *name, int flags) {
    int fd = pyos_open(name, flags | PYOS_OPEN_BINARY, 0666);
    CHECK(fd >= 0);
    return fd;
}

/* A number that no descriptor has: the lowest free one. */
static int fd_closed(void) {
    int fd = fd_opened("closed", PYOS_O_WRONLY | PYOS_O_CREAT);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_remove("closed"), 0);
    return fd;
}

static int fd_is_open(int fd) {
    pyos_stat_result st;
    return pyos_fstat(fd, &st) == 0;
}

/* Wine makes no symbolic links, though it says so; neither may a Windows user without developer mode. */
static int fd_have_links(void) {
    pyos_stat_result st;
    int made = pyos_symlink("link-target", "link-probe", false) == 0 && pyos_lstat("link-probe", &st) == 0 &&
               pyos_S_ISLNK(st.mode);
    if (pyos_lstat("link-probe", &st) == 0) pyos_remove("link-probe");
    return made;
}
#define FD_NO_LINKS "no symbolic links to be had here (Wine makes none, Windows wants developer mode)"

#if FD_POSIX
/* Runs a part of a test in a child, which may give up privileges or change its root. */
static void fd_in_child(void (*run)(void)) {
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        test_bad = 0;
        run();
        fflush(stdout);
        _exit(test_bad);
    }
    CHECK(pid > 0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    CHECK_INT(status, 0);
}

/* Becomes an ordinary user for good; true when it is one then. */
static int fd_drop(void) {
    if (getuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 0;
    return geteuid() != 0 && getuid() != 0;
}
#endif

/* Audit events while fd_audit_on: one line an event, "name(arg, arg)". Hooks cannot be removed, so there is one. */
static int fd_audit_on, fd_audit_refuse;
static char fd_audit_text[2048];

static int fd_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    if (!fd_audit_on || user != &fd_audit_on) return 0;
    size_t at = strlen(fd_audit_text), room = sizeof fd_audit_text;
    at += (size_t)snprintf(fd_audit_text + at, room - at, "%s(", event);
    for (size_t i = 0; i < nargs && at < room - 64; i++) {
        const char *comma = i ? ", " : "";
        if (args[i].type == PYOS_AUDIT_NONE) at += (size_t)snprintf(fd_audit_text + at, room - at, "%sNone", comma);
        else if (args[i].type == PYOS_AUDIT_INT)
            at += (size_t)snprintf(fd_audit_text + at, room - at, "%s%lld", comma, args[i].i);
        else at += (size_t)snprintf(fd_audit_text + at, room - at, "%s'%s'", comma, args[i].s);
    }
    if (at < room - 3) strcpy(fd_audit_text + at, ")\n");
    return fd_audit_refuse;
}

/* False when compiled without hooks. */
static int fd_audit_start(int refuse) {
    static int added;
    if (!added && pyos_addaudithook(fd_audit_hook, &fd_audit_on) != 0) return 0;
    added = 1, fd_audit_on = 1, fd_audit_refuse = refuse, fd_audit_text[0] = '\0';
    return 1;
}

static const char *fd_audit_stop(void) {
    fd_audit_on = 0;
    return fd_audit_text;
}

/* What open adds to its flags. */
#if FD_WINDOWS
#define FD_AUDIT_FLAGS PYOS_O_NOINHERIT
#else
#define FD_AUDIT_FLAGS PYOS_O_CLOEXEC
#endif

/* The record of a failure with text, which only what is no OSError has. */
#define FD_TEXT(want) CHECK_STR(pyos_last_error()->text, want)
/* NULL where a path belongs. */
#define FD_TYPE(failed)                                                                                                \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL);                                                             \
        CHECK(pyos_last_error()->text != NULL);                                                                        \
    } while (0)

/* ---------------------------------------------------------------------------------------------------------------------
 * open
 */

TEST(fd_open_reads_and_writes) {
    char buffer[16];
    fd_enter();
    fd_put("f", "hello");
    int fd = pyos_open("f", PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 5);
    CHECK(memcmp(buffer, "hello", 5) == 0);
    CHECK_ERROR(pyos_write(fd, "x", 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_close(fd), 0);

    fd = fd_opened("f", PYOS_O_WRONLY);
    CHECK_ERROR(pyos_read(fd, buffer, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_write(fd, "J", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "Jello"); /* nothing is cut without O_TRUNC */

    fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_write(fd, "C", 1), 1);
    CHECK_INT(pyos_read(fd, buffer, 4), 4);
    CHECK(memcmp(buffer, "ello", 4) == 0);
    CHECK_INT(pyos_close(fd), 0);

    CHECK_ERROR(pyos_open("gone", PYOS_O_RDONLY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.open");
    CHECK_ERROR(pyos_open("gone", PYOS_O_RDWR | PYOS_O_TRUNC, 0666) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_INT(fd_size("gone"), -1);
    fd_leave();
}

TEST(fd_open_creat) {
    fd_enter();
    int fd = pyos_open("new", PYOS_O_WRONLY | PYOS_O_CREAT, 0777);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(fd_size("new"), 0);
    fd_put("old", "text");
    CHECK_INT(pyos_close(fd_opened("old", PYOS_O_WRONLY | PYOS_O_CREAT)), 0);
    CHECK_STR(fd_get("old"), "text");
    fd_leave();
}

TEST(fd_open_mode) {
    pyos_stat_result st;
    memset(&st, 0, sizeof st);
    fd_enter();
#if FD_POSIX
    mode_t mask = umask(027);
    int fd = pyos_open("a", PYOS_O_WRONLY | PYOS_O_CREAT, 0777);
    umask(mask);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(pyos_S_IMODE(st.mode), 0750);
    CHECK_INT(pyos_close(fd), 0);
    umask(0);
    fd = pyos_open("b", PYOS_O_RDWR | PYOS_O_CREAT, 0); /* of no effect on the descriptor that made it */
    umask(mask);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(pyos_S_IMODE(st.mode), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open("b", PYOS_O_RDONLY | PYOS_O_CREAT, 0777); /* nor on a file that is there */
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("b", &st), 0);
    CHECK_INT(pyos_S_IMODE(st.mode), 0);
#elif FD_WINDOWS
    int fd = pyos_open("a", PYOS_O_RDWR | PYOS_O_CREAT, 0555);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("a", &st), 0);
    CHECK((st.file_attributes & PYOS_FILE_ATTRIBUTE_READONLY) != 0);
    CHECK_ERROR(pyos_open("a", PYOS_O_WRONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "a");
    fd = pyos_open("b", PYOS_O_RDWR | PYOS_O_CREAT, PYOS_S_IWRITE);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("b", &st), 0);
    CHECK_INT(st.file_attributes & PYOS_FILE_ATTRIBUTE_READONLY, 0);
#else
    int fd = pyos_open("a", PYOS_O_RDWR | PYOS_O_CREAT, 0); /* the sandbox has no modes */
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("a", &st), 0);
    CHECK_INT(pyos_close(fd_opened("a", PYOS_O_RDWR)), 0);
#endif
    fd_leave();
}

TEST(fd_open_excl) {
    fd_enter();
    int fd = fd_opened("new", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL);
    CHECK_INT(pyos_write(fd, "one", 3), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_open("new", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL | PYOS_O_TRUNC, 0666) == -1,
                PYOS_FILEEXISTSERROR, EEXIST, "new");
    CHECK_STR(fd_get("new"), "one");
#if FD_LINUX
    CHECK_MESSAGE("[Errno 17] File exists: 'new'");
#endif
    fd_leave();
}

TEST(fd_open_excl_dangling_link) {
    if (FD_WASI) HOST_LACKS("the host creates what the link points to");
    fd_enter();
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("nowhere", "l", false), 0);
        CHECK_ERROR(pyos_open("l", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL, 0666) == -1, PYOS_FILEEXISTSERROR,
                    EEXIST, "l");
        CHECK_INT(fd_size("nowhere"), -1);
        CHECK_INT(pyos_close(fd_opened("l", PYOS_O_WRONLY | PYOS_O_CREAT)), 0);
        CHECK_INT(fd_size("nowhere"), 0);
    } else TEST_LACKS = FD_NO_LINKS;
    fd_leave();
}

TEST(fd_open_trunc) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_TRUNC);
    CHECK_INT(fd_size("f"), 0);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "x");
    fd_leave();
}

TEST(fd_open_append) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_APPEND);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_write(fd, "!", 1), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_write(fd, "?", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "hello!?");
    fd_leave();
}

TEST(fd_open_directory) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
#if FD_WINDOWS
    CHECK_ERROR(pyos_open("d", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "d");
    CHECK_ERROR(pyos_open("d", PYOS_O_RDWR, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "d");
#else
    pyos_stat_result st;
    int fd = pyos_open("d", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK(pyos_S_ISDIR(st.mode));
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open("d", PYOS_O_RDONLY | PYOS_O_DIRECTORY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_open("f", PYOS_O_RDONLY | PYOS_O_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    CHECK_ERROR(pyos_open("d", PYOS_O_WRONLY, 0) == -1, PYOS_ISADIRECTORYERROR, EISDIR, "d");
    CHECK_ERROR(pyos_open("d", PYOS_O_RDWR, 0) == -1, PYOS_ISADIRECTORYERROR, EISDIR, "d");
#endif
    fd_leave();
}

#ifdef PYOS_O_NOFOLLOW
TEST(fd_open_nofollow) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_symlink("f", "l", false), 0);
    CHECK_INT(pyos_close(fd_opened("l", PYOS_O_RDONLY)), 0);
    CHECK_INT(pyos_close(fd_opened("f", PYOS_O_RDONLY | PYOS_O_NOFOLLOW)), 0);
    int fd = FD_WASI ? pyos_open("l", PYOS_O_RDONLY | PYOS_O_NOFOLLOW, 0) : -1;
    if (fd >= 0) {
        TEST_LACKS = "this host ignores O_NOFOLLOW";
        CHECK_INT(pyos_close(fd), 0);
    } else {
        CHECK_ERROR(pyos_open("l", PYOS_O_RDONLY | PYOS_O_NOFOLLOW, 0) == -1, PYOS_OSERROR, ELOOP, "l");
        CHECK_ERROR(pyos_open("l", PYOS_O_WRONLY | PYOS_O_TRUNC | PYOS_O_NOFOLLOW, 0) == -1, PYOS_OSERROR, ELOOP, "l");
        CHECK_STR(fd_get("f"), "hello");
    }
    fd_leave();
}
#endif

#ifdef PYOS_O_BINARY
TEST(fd_open_text_and_binary) {
    RULE("rule.binary_flag");
    char buffer[16];
    fd_enter();
    int fd = pyos_open("f", PYOS_O_WRONLY | PYOS_O_CREAT, PYOS_S_IWRITE); /* text unless told otherwise */
    CHECK_INT(pyos_write(fd, "a\nb", 3), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "a\r\nb");
    fd = pyos_open("f", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 3);
    CHECK(memcmp(buffer, "a\nb", 3) == 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open("f", PYOS_O_RDONLY | PYOS_O_BINARY, 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 4);
    CHECK(memcmp(buffer, "a\r\nb", 4) == 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open("g", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_BINARY, PYOS_S_IWRITE);
    CHECK_INT(pyos_write(fd, "a\nb\n", 4), 4);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("g"), "a\nb\n");
    CHECK_INT(PYOS_OPEN_BINARY, PYOS_O_BINARY);
    fd_leave();
}
#else
TEST(fd_open_text_and_binary) {
    fd_enter();
    int fd = pyos_open("f", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK_INT(pyos_write(fd, "a\nb", 3), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "a\nb");
    CHECK_INT(PYOS_OPEN_BINARY, 0);
    fd_leave();
}
#endif

#if FD_LINUX
/* Bits that nobody knows are the system's affair. */
TEST(fd_open_unknown_bits) {
    fd_enter();
    fd_put("f", "hello");
    int fd = pyos_open("f", PYOS_O_RDONLY | 0x40000000, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_open("new", PYOS_O_RDONLY | PYOS_O_CREAT | PYOS_O_DIRECTORY, 0666) == -1, PYOS_OSERROR, EINVAL,
                "new");
    CHECK_ERROR(pyos_open("f", PYOS_O_TMPFILE, 0666) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_INT(fd_size("new"), -1);
    fd_leave();
}
#endif

/* Opens until there is no number left; -1 when that does not happen soon. */
static int fd_exhaust(void) {
    static int fds[9000];
    int n = 0, last = 0;
    while (n < 9000 && (last = pyos_open("f", PYOS_O_RDONLY, 0)) >= 0) fds[n++] = last;
    if (last < 0) CHECK_ERROR(pyos_open("f", PYOS_O_RDONLY, 0) == -1, PYOS_OSERROR, EMFILE, "f");
    for (int i = 0; i < n; i++) CHECK_INT(pyos_close(fds[i]), 0);
    return last < 0 ? n : -1;
}

#if FD_POSIX
static void fd_exhaust_few(void) {
    struct rlimit limit;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 40;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    CHECK(fd_exhaust() > 0);
}
#endif

TEST(fd_open_too_many) {
    if (FD_WINDOWS) HOST_LACKS("Wine's run time says ENFILE when its table is full, and then keeps the file open");
    fd_enter();
    fd_put("f", "hello");
#if FD_POSIX
    fd_in_child(fd_exhaust_few);
#else
    if (fd_exhaust() < 0) TEST_LACKS = "more descriptors than a test should open";
#endif
    CHECK_INT(pyos_close(fd_opened("f", PYOS_O_RDONLY)), 0);
    fd_leave();
}

TEST(fd_open_names) {
    fd_enter();
    /* UTF-8 is taken as it is: U+00E9, U+65E5, and U+1F600 (a surrogate pair on Windows) */
    static const char *const names[] = {"\xc3\xa9", "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "with space", "a.b.c", "-x"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        pyos_stat_result st;
        int fd = pyos_open(names[i], PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL, 0666);
        CHECK(fd >= 0);
        CHECK_INT(pyos_close(fd), 0);
        CHECK_INT(pyos_lstat(names[i], &st), 0);
    }
    size_t n = 0;
    char **list = pyos_listdir(NULL, &n);
    CHECK_INT(n, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int found = 0;
        for (size_t j = 0; j < n; j++) found += strcmp(list[j], names[i]) == 0;
        CHECK_INT(found, 1);
    }
    pyos_free(list);
    fd_leave();
}

TEST(fd_open_is_not_inheritable) {
    RULE("rule.noninheritable");
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_get_inheritable(fd), 0);
#if FD_WINDOWS
    DWORD flags = 99;
    CHECK(GetHandleInformation((HANDLE)_get_osfhandle(fd), &flags) != 0);
    CHECK_INT(flags & HANDLE_FLAG_INHERIT, 0);
#elif FD_POSIX
    CHECK_INT(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
#endif
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open_at(PYOS_CWD, "f", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
#ifdef PYOS_O_CLOEXEC
    fd = fd_opened("f", PYOS_O_RDONLY | PYOS_O_CLOEXEC);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
#endif
#ifdef PYOS_O_NOINHERIT
    fd = fd_opened("f", PYOS_O_RDONLY | PYOS_O_NOINHERIT);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

#if FD_POSIX
/* Whether a program that is executed has the descriptor: 1 or 0; -1 when it cannot be told. */
static int fd_reaches_child(int fd) {
    int status = -1;
    char script[64];
    snprintf(script, sizeof script, "test -e /dev/fd/0 || exit 9; test -e /dev/fd/%d", fd);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(9);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return !WIFEXITED(status) || WEXITSTATUS(status) == 9 ? -1 : WEXITSTATUS(status) == 0;
}

TEST(fd_inheritance_over_exec) {
    RULE("rule.exec_closes");
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    int seen = fd_reaches_child(fd);
    if (seen < 0) test_skip_reason = "no /dev/fd or no shell";
    else {
        CHECK_INT(seen, 0);
        CHECK_INT(pyos_set_inheritable(fd, true), 0);
        CHECK_INT(fd_reaches_child(fd), 1);
        CHECK_INT(pyos_set_inheritable(fd, false), 0);
        CHECK_INT(fd_reaches_child(fd), 0);
    }
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

TEST(fd_open_at) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/x", "in d");
    fd_put("f", "file");
    int fd = pyos_open_at(PYOS_CWD, "d/x", PYOS_O_RDONLY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    char buffer[8] = "";
    int dir = fd_opened("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY), file = fd_opened("f", PYOS_O_RDONLY);
    fd = pyos_open_at(dir, "x", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_read(fd, buffer, 4), 4);
    CHECK_STR(buffer, "in d");
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(pyos_open_at(dir, "y", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL, 0666)), 0);
    CHECK_INT(fd_size("d/y"), 0);
    CHECK_INT(fd_size("y"), -1);
    CHECK_ERROR(pyos_open_at(dir, "f", PYOS_O_RDONLY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "f");
    if (FD_WASI)
        CHECK_ERROR(pyos_open_at(file, "x", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, FD_ENOTCAPABLE, "x");
    else CHECK_ERROR(pyos_open_at(file, "x", PYOS_O_RDONLY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "x");
    CHECK_INT(pyos_close(file), 0);
    CHECK_ERROR(pyos_open_at(file, "x", PYOS_O_RDONLY, 0) == -1, PYOS_OSERROR, EBADF, "x");
    CHECK_ERROR(pyos_open_at(-1, "x", PYOS_O_RDONLY, 0) == -1, PYOS_OSERROR, EBADF, "x");
#if FD_POSIX
    char *path = pyos_path_join(fd_home, "test.tmp/f"); /* an absolute path has no use for the descriptor */
    fd = pyos_open_at(file, path, PYOS_O_RDONLY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open_at(dir, path, PYOS_O_RDONLY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    pyos_free(path);
#endif
    CHECK_INT(pyos_close(dir), 0);
    FD_TYPE(pyos_open_at(PYOS_CWD, NULL, PYOS_O_RDONLY, 0) == -1);
    fd_leave();
}

TEST(fd_open_audit) {
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    char want[256];
    int extra = FD_AUDIT_FLAGS;
    fd_audit_stop();
    fd_enter();
    int flags = PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_OPEN_BINARY;
    fd_audit_start(0);
    int fd = pyos_open("f", flags, 0666);
    snprintf(want, sizeof want, "open('f', None, %d)\n", flags | extra);
    CHECK_STR(fd_audit_stop(), want);
    CHECK_INT(pyos_close(fd), 0);
    fd_audit_start(0);
    CHECK_INT(pyos_open("gone/f", flags, 0666), -1); /* raised before the call, so failures too */
    snprintf(want, sizeof want, "open('gone/f', None, %d)\n", flags | extra);
    CHECK_STR(fd_audit_stop(), want);
    fd_audit_start(0);
    CHECK_INT(pyos_open(NULL, flags, 0666), -1); /* but after the checks of arguments */
    CHECK_STR(fd_audit_stop(), "");
    fd_audit_start(EPERM);
    CHECK_ERROR(pyos_open("g", flags, 0666) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    fd_audit_stop();
    CHECK_INT(fd_size("g"), -1);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * close, read, write
 */

TEST(fd_close) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY), other = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_close(fd), 0);
    CHECK(!fd_is_open(fd));
    CHECK_ERROR(pyos_close(fd) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.close");
#if FD_LINUX
    CHECK_MESSAGE("[Errno 9] Bad file descriptor");
#endif
    CHECK_ERROR(pyos_close(-1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_close(-100) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_close(1 << 30) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK(fd_is_open(other));
    CHECK_INT(pyos_close(other), 0);
    fd_leave();
}

TEST(fd_read) {
    char buffer[16];
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    memset(buffer, '-', sizeof buffer);
    CHECK_INT(pyos_read(fd, buffer, 2), 2);
    CHECK(memcmp(buffer, "he---", 5) == 0);
    CHECK_INT(pyos_read(fd, buffer, 0), 0);
    CHECK_INT(pyos_read(fd, NULL, 0), 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 3); /* as much as there is */
    CHECK(memcmp(buffer, "llo---", 6) == 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_ERROR(pyos_read(fd, buffer, -1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.read");
    CHECK(pyos_last_error()->text == NULL);
#if FD_LINUX
    CHECK_MESSAGE("[Errno 22] Invalid argument");
#endif
    CHECK_ERROR(pyos_read(fd, NULL, -1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_read(fd, NULL, 1) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 0); /* none of these has read */
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_read(fd, buffer, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_read(fd, buffer, -1) == -1, PYOS_OSERROR, EINVAL, NULL); /* before the descriptor is looked at */
    CHECK_ERROR(pyos_read(-1, buffer, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_read(1 << 30, buffer, 1) == -1, PYOS_OSERROR, EBADF, NULL);
#if !FD_WINDOWS
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd = fd_opened("d", PYOS_O_RDONLY);
    if (FD_WASI) CHECK_ERROR(pyos_read(fd, buffer, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    else CHECK_ERROR(pyos_read(fd, buffer, 1) == -1, PYOS_ISADIRECTORYERROR, EISDIR, NULL);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

TEST(fd_write) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_CREAT);
    CHECK_INT(pyos_write(fd, "hello", 5), 5);
    CHECK_INT(pyos_write(fd, "", 0), 0);
    CHECK_INT(pyos_write(fd, NULL, 0), 0);
    CHECK_INT(pyos_write(fd, "a\0b", 3), 3);
    CHECK_ERROR(pyos_write(fd, NULL, 1) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.write");
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "helloa0b");
    CHECK_ERROR(pyos_write(fd, "x", 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_write(-1, "x", 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_write(1 << 30, "x", 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(fd_get("f"), "helloa0b");
    fd_leave();
}

TEST(fd_large_transfers) {
    size_t size = 3 * 1024 * 1024 + 17, done = 0;
    unsigned char *out = (unsigned char *)malloc(size), *in = (unsigned char *)malloc(size);
    CHECK(out && in);
    for (size_t i = 0; i < size; i++) out[i] = (unsigned char)(i * 7 + i / 251);
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    for (long long n = 1; done < size && n > 0; done += (size_t)n) {
        n = pyos_write(fd, out + done, size - done);
        CHECK(n > 0 && n <= (long long)(size - done));
        if (n < 0) n = 0;
    }
    CHECK_INT(done, size);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    done = 0;
    for (long long n = 1; done < size && n > 0; done += (size_t)n) {
        n = pyos_read(fd, in + done, (long long)(size - done));
        CHECK(n > 0 && n <= (long long)(size - done));
        if (n < 0) n = 0;
    }
    CHECK_INT(done, size);
    CHECK(memcmp(in, out, size) == 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
    free(out);
    free(in);
}

#if !FD_WASI
static int fd_pipe(int ends[2]) {
#if FD_WINDOWS
    return _pipe(ends, 65536, _O_BINARY | _O_NOINHERIT);
#else
    return pipe(ends);
#endif
}

TEST(fd_pipes) {
    char buffer[16];
    int p[2];
    CHECK_INT(fd_pipe(p), 0);
    CHECK_INT(pyos_write(p[1], "abc", 3), 3);
    CHECK_INT(pyos_read(p[0], buffer, sizeof buffer), 3); /* what is there, without waiting for the rest */
    CHECK(memcmp(buffer, "abc", 3) == 0);
    CHECK_INT(pyos_close(p[1]), 0);
    CHECK_INT(pyos_read(p[0], buffer, sizeof buffer), 0);
    CHECK_INT(pyos_close(p[0]), 0);
}

TEST(fd_not_seekable) {
    int p[2];
    CHECK_INT(fd_pipe(p), 0);
#if FD_POSIX
    CHECK_ERROR(pyos_lseek(p[0], 0, PYOS_SEEK_CUR) == -1, PYOS_OSERROR, ESPIPE, NULL);
    CHECK_ERROR(pyos_fsync(p[1]) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_ftruncate(p[1], 0) == -1, PYOS_OSERROR, EINVAL, NULL);
#else
    /* the run time lets it pass, and nobody promises what; it must come back, and the pipe must live */
    pyos_lseek(p[0], 0, PYOS_SEEK_CUR);
    CHECK_INT(pyos_write(p[1], "x", 1), 1);
#endif
    CHECK_INT(pyos_close(p[0]), 0);
    CHECK_INT(pyos_close(p[1]), 0);
}
#endif

#if FD_WINDOWS
TEST(fd_nonblocking) {
    char buffer[4];
    DWORD mode = PIPE_NOWAIT;
    int p[2];
    CHECK_INT(fd_pipe(p), 0);
    CHECK(SetNamedPipeHandleState((HANDLE)_get_osfhandle(p[0]), &mode, NULL, NULL) != 0);
    CHECK_ERROR(pyos_read(p[0], buffer, 1) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_write(p[1], "x", 1), 1);
    CHECK_INT(pyos_read(p[0], buffer, sizeof buffer), 1);
    CHECK_INT(pyos_close(p[0]), 0);
    CHECK_INT(pyos_close(p[1]), 0);
}
#endif

#if FD_POSIX
TEST(fd_nonblocking) {
    static char block[1 << 20];
    char buffer[4];
    int p[2];
    CHECK_INT(pipe(p), 0);
    for (int i = 0; i < 2; i++) CHECK_INT(fcntl(p[i], F_SETFL, fcntl(p[i], F_GETFL) | O_NONBLOCK), 0);
    CHECK_ERROR(pyos_read(p[0], buffer, 1) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    long long n = pyos_write(p[1], block, sizeof block);
    CHECK(n > 0 && n < (long long)sizeof block); /* what went in, and no loop for the rest */
    CHECK_ERROR(pyos_write(p[1], block, sizeof block) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_close(p[0]), 0);
    CHECK_INT(pyos_close(p[1]), 0);
}

TEST(fd_broken_pipe) {
    int p[2];
    CHECK_INT(pipe(p), 0);
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);
    CHECK_INT(pyos_close(p[0]), 0);
    CHECK_ERROR(pyos_write(p[1], "x", 1) == -1, PYOS_BROKENPIPEERROR, EPIPE, NULL);
    signal(SIGPIPE, old);
    CHECK_INT(pyos_close(p[1]), 0);
}

#if FD_LINUX
TEST(fd_full_disk) {
    int fd = pyos_open("/dev/full", PYOS_O_WRONLY, 0);
    if (fd < 0) SKIP("no /dev/full");
    CHECK_ERROR(pyos_write(fd, "x", 1) == -1, PYOS_OSERROR, ENOSPC, NULL);
    CHECK_MESSAGE("[Errno 28] No space left on device");
    CHECK_INT(pyos_close(fd), 0);
}

/* What the system has besides the three. */
TEST(fd_lseek_data_and_hole) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_lseek(fd, 0, 3), 0); /* SEEK_DATA */
    CHECK_INT(pyos_lseek(fd, 0, 4), 5); /* SEEK_HOLE */
    CHECK_ERROR(pyos_lseek(fd, 5, 3) == -1, PYOS_OSERROR, ENXIO, NULL);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

static int fd_signal_pipe = -1;
static volatile sig_atomic_t fd_signals, fd_signals_until;
static int fd_hook_calls;

static void fd_on_alarm(int sig) {
    (void)sig;
    int saved = errno;
    fd_signals = fd_signals + 1;
    if (fd_signals == fd_signals_until && write(fd_signal_pipe, "x", 1) != 1) _exit(3);
    errno = saved;
}

static int fd_interrupted(void *user) {
    fd_hook_calls++;
    return user ? EINTR : 0;
}

/* A timer interrupts a read that nobody answers until the handler writes; without the repetition it would fail. */
TEST(fd_interrupted_read) {
    char buffer[4];
    int p[2];
    struct sigaction action, old;
    struct itimerval every, off;
    memset(&action, 0, sizeof action);
    memset(&off, 0, sizeof off);
    memset(&every, 0, sizeof every);
    action.sa_handler = fd_on_alarm; /* no SA_RESTART */
    every.it_value.tv_usec = every.it_interval.tv_usec = 2000;
    CHECK_INT(pipe(p), 0);
    CHECK_INT(sigaction(SIGALRM, &action, &old), 0);
    fd_signal_pipe = p[1];
    fd_signals = 0;
    fd_signals_until = 10;
    CHECK_INT(setitimer(ITIMER_REAL, &every, NULL), 0);
    CHECK_INT(pyos_read(p[0], buffer, 1), 1);
    CHECK(fd_signals >= 10);

    fd_signals = 0; /* a hook that lets it go on */
    fd_hook_calls = 0;
    pyos_set_interrupt_hook(fd_interrupted, NULL);
    CHECK_INT(pyos_read(p[0], buffer, 1), 1);
    CHECK(fd_hook_calls > 0);

    fd_signals = 0; /* and one that does not; nobody writes */
    fd_signals_until = 0;
    fd_hook_calls = 0;
    pyos_set_interrupt_hook(fd_interrupted, buffer);
    CHECK_ERROR(pyos_read(p[0], buffer, 1) == -1, PYOS_INTERRUPTEDERROR, EINTR, NULL);
    CHECK_INT(fd_hook_calls, 1);
    pyos_set_interrupt_hook(NULL, NULL);
    CHECK_INT(setitimer(ITIMER_REAL, &off, NULL), 0);
    CHECK_INT(sigaction(SIGALRM, &old, NULL), 0);
    CHECK_INT(pyos_close(p[0]), 0);
    CHECK_INT(pyos_close(p[1]), 0);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * lseek, fsync, ftruncate
 */

TEST(fd_lseek) {
    char buffer[4] = "";
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
    CHECK_INT(pyos_lseek(fd, 2, PYOS_SEEK_CUR), 3);
    CHECK_INT(pyos_lseek(fd, -1, PYOS_SEEK_CUR), 2);
    CHECK_INT(pyos_read(fd, buffer, 1), 1);
    CHECK_STR(buffer, "l");
    CHECK_INT(pyos_lseek(fd, -2, PYOS_SEEK_END), 3);
    CHECK_INT(pyos_lseek(fd, 3, PYOS_SEEK_END), 8);
    CHECK_INT(fd_size("f"), 5); /* going there writes nothing */
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_lseek(fd, 2, PYOS_SEEK_SET), 2);
    CHECK_ERROR(pyos_lseek(fd, -1, PYOS_SEEK_SET) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.lseek");
    CHECK_ERROR(pyos_lseek(fd, -3, PYOS_SEEK_CUR) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lseek(fd, -100, PYOS_SEEK_END) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lseek(fd, 0, 99) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lseek(fd, 0, -1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("f"), "hello000x");
    CHECK_ERROR(pyos_lseek(fd, 0, PYOS_SEEK_SET) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_lseek(-1, 0, PYOS_SEEK_SET) == -1, PYOS_OSERROR, EBADF, NULL);
    fd_leave();
}

TEST(fd_beyond_4_gib) {
    const long long far_away = (5LL << 30) + 3;
    char buffer[4] = "";
    pyos_stat_result st;
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_lseek(fd, far_away, PYOS_SEEK_SET), far_away);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), far_away + 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_END), far_away + 1);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.size, far_away + 1);
    CHECK_INT(pyos_lseek(fd, -far_away, PYOS_SEEK_CUR), 1);
    CHECK_INT(pyos_lseek(fd, -1, PYOS_SEEK_END), far_away);
    CHECK_INT(pyos_read(fd, buffer, 4), 1);
    CHECK_STR(buffer, "x");
    CHECK_INT(pyos_ftruncate(fd, far_away - 1), 0);
    CHECK_INT(fd_size("f"), far_away - 1);
    CHECK_INT(pyos_ftruncate(fd, (6LL << 30) + 1), 0);
    CHECK_INT(fd_size("f"), (6LL << 30) + 1);
    CHECK_INT(pyos_ftruncate(fd, 5), 0);
    CHECK_INT(fd_size("f"), 5);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_truncate("f", (4LL << 30) + 7), 0);
    CHECK_INT(fd_size("f"), (4LL << 30) + 7);
    CHECK_INT(pyos_truncate("f", 0), 0);
    fd_leave();
}

TEST(fd_fsync) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_fsync(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_fsync(fd) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fsync");
    CHECK_ERROR(pyos_fsync(-1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("file descriptor cannot be a negative integer (-1)");
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-1)");
    CHECK_ERROR(pyos_fsync(-77) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("file descriptor cannot be a negative integer (-77)");
    fd = fd_opened("f", PYOS_O_RDONLY);
    int result = pyos_fsync(fd);
    if (FD_WINDOWS) CHECK(result == -1 && (errno == EBADF || errno == EACCES)); /* Windows, Wine */
    else CHECK_INT(result, 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(fd_ftruncate) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_lseek(fd, 3, PYOS_SEEK_SET), 3);
    CHECK_INT(pyos_ftruncate(fd, 2), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 3); /* the position stays, also beyond the end */
    CHECK_STR(fd_get("f"), "he");
    CHECK_INT(pyos_ftruncate(fd, 6), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 3);
    CHECK_STR(fd_get("f"), "he0000");
    CHECK_INT(pyos_ftruncate(fd, 6), 0);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    CHECK_INT(fd_size("f"), 0);
    CHECK_INT(pyos_ftruncate(fd, 3), 0);
    CHECK_ERROR(pyos_ftruncate(fd, -1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.ftruncate");
    CHECK_ERROR(pyos_ftruncate(fd, -(1LL << 62)) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(fd_size("f"), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_ftruncate(fd, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_ftruncate(-1, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    fd = fd_opened("f", PYOS_O_RDONLY);
    if (FD_WINDOWS) CHECK(pyos_ftruncate(fd, 1) == -1 && (errno == EACCES || errno == EINVAL)); /* Windows, Wine */
    else if (FD_WASI) CHECK_ERROR(pyos_ftruncate(fd, 1) == -1, PYOS_PERMISSIONERROR, FD_ENOTCAPABLE, NULL);
    else CHECK_ERROR(pyos_ftruncate(fd, 1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(fd_size("f"), 3);
    CHECK_INT(pyos_close(fd), 0);
#if FD_LINUX
    fd = fd_opened("f", PYOS_O_RDWR);
    int result = pyos_ftruncate(fd, 0x7fffffffffffffffLL); /* memory file systems take any length */
    if (result != 0) CHECK_ERROR(pyos_ftruncate(fd, 0x7fffffffffffffffLL) == -1, PYOS_OSERROR, EFBIG, NULL);
    CHECK_INT(fd_size("f"), result == 0 ? 0x7fffffffffffffffLL : 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd = fd_opened("d", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_ftruncate(fd, 1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

TEST(fd_ftruncate_audit) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    if (fd_audit_start(0)) {
        char want[64];
        CHECK_INT(pyos_ftruncate(fd, 3), 0);
        snprintf(want, sizeof want, "os.truncate(%d, 3)\n", fd);
        CHECK_STR(fd_audit_stop(), want);
        fd_audit_start(EACCES);
        CHECK_ERROR(pyos_ftruncate(fd, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
        fd_audit_stop();
        CHECK_INT(fd_size("f"), 3);
    } else test_skip_reason = "compiled without audit hooks";
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * get_inheritable, set_inheritable, fdopen
 */

TEST(fd_inheritable) {
    RULE("rule.wasi_fd_flag");
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    if (FD_WASI) {
        CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
        CHECK_INT(pyos_get_inheritable(fd), 0);
    } else {
        CHECK_INT(pyos_set_inheritable(fd, true), 0);
        CHECK_INT(pyos_get_inheritable(fd), 1);
        CHECK_INT(pyos_set_inheritable(fd, true), 0);
        CHECK_INT(pyos_get_inheritable(fd), 1);
    }
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_INT(pyos_write(fd, "x", 1), 1); /* the descriptor itself is as before */
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_get_inheritable(fd) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.get_inheritable");
    CHECK_ERROR(pyos_get_inheritable(-1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_set_inheritable(fd, false) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.set_inheritable");
    CHECK_ERROR(pyos_set_inheritable(-1, false) == -1, PYOS_OSERROR, EBADF, NULL);
    if (!FD_WASI) CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_OSERROR, EBADF, NULL);
    fd_leave();
}

#ifdef PYOS_O_PATH
TEST(fd_inheritable_path_descriptor) {
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_PATH); /* refuses ioctl */
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_set_inheritable(fd, true), 0);
    CHECK_INT(pyos_get_inheritable(fd), 1);
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

#if PYOS_STDIO
TEST(fd_fdopen) {
    char buffer[16] = "";
    fd_enter();
    int fd = fd_opened("f", PYOS_O_WRONLY | PYOS_O_CREAT);
    FILE *f = pyos_fdopen(fd, "wb");
    CHECK(f != NULL);
    CHECK(f && fputs("hello", f) >= 0);
    CHECK_INT(fclose(f), 0);
    CHECK(!fd_is_open(fd));
    CHECK_STR(fd_get("f"), "hello");

    f = pyos_fdopen(fd_opened("f", PYOS_O_RDONLY), "r");
    CHECK(f && fgets(buffer, sizeof buffer, f) != NULL);
    CHECK_STR(buffer, "hello");
    CHECK_INT(fclose(f), 0);

    f = pyos_fdopen(fd_opened("f", PYOS_O_RDWR), "r+b");
    CHECK(f && fputs("J", f) >= 0);
    CHECK_INT(fclose(f), 0);
    CHECK_STR(fd_get("f"), "Jello");

    f = pyos_fdopen(fd_opened("f", PYOS_O_WRONLY | PYOS_O_APPEND), "ab");
    CHECK(f && fputs("!", f) >= 0);
    CHECK_INT(fclose(f), 0);
    CHECK_STR(fd_get("f"), "Jello!");

    f = pyos_fdopen(fd_opened("f", PYOS_O_RDWR), "w+"); /* cuts nothing: it opens nothing */
    CHECK_INT(f ? fclose(f) : -1, 0);
    CHECK_STR(fd_get("f"), "Jello!");
    fd_leave();
}

TEST(fd_fdopen_refuses) {
    static const char *const bad[] = {"", "q", "+", "br", " r", "x"};
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_fdopen(fd, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fdopen");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERROR(pyos_fdopen(fd, bad[i]) == NULL, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK(pyos_last_error()->text != NULL);
        CHECK(fd_is_open(fd));
    }
    CHECK_ERROR(pyos_fdopen(fd, "q") == NULL, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("invalid mode: 'q'");
#if defined(__GLIBC__) /* the others do not compare */
    CHECK_ERROR(pyos_fdopen(fd, "w") == NULL, PYOS_OSERROR, EINVAL, NULL);
    CHECK(fd_is_open(fd));
#endif
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_fdopen(fd, "r") == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fdopen(1 << 30, "r") == NULL, PYOS_OSERROR, EBADF, NULL);
    fd = fd_opened("f", PYOS_O_WRONLY);
#if defined(__GLIBC__)
    CHECK_ERROR(pyos_fdopen(fd, "r") == NULL, PYOS_OSERROR, EINVAL, NULL);
    CHECK(fd_is_open(fd));
#endif
    CHECK_INT(pyos_close(fd), 0);
#if !FD_WINDOWS
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd = fd_opened("d", PYOS_O_RDONLY);
    CHECK(pyos_fdopen(fd, "r") == NULL);
    CHECK_INT(pyos_last_error()->kind, PYOS_ISADIRECTORYERROR);
    CHECK_INT(pyos_last_error()->code, EISDIR);
    CHECK(fd_is_open(fd));
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

TEST(fd_fdopen_audit) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    if (fd_audit_start(0)) {
        static const struct {
            const char *mode, *plain;
            int flags;
        } table[] = {{"r", "r", PYOS_O_RDONLY},
                     {"rb", "r", PYOS_O_RDONLY},
                     {"r+b", "r+", PYOS_O_RDWR},
                     {"w", "w", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC},
                     {"w+", "w+", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_TRUNC},
                     {"ab", "a", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_APPEND}};
        CHECK_INT(pyos_close(fd), 0);
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            char want[64];
            fd = fd_opened("f", PYOS_O_RDWR);
            fd_audit_start(0);
            FILE *f = pyos_fdopen(fd, table[i].mode);
            snprintf(want, sizeof want, "open(%d, '%s', %d)\n", fd, table[i].plain,
                     table[i].flags | FD_AUDIT_FLAGS | PYOS_OPEN_BINARY);
            CHECK_STR(fd_audit_stop(), want);
            CHECK_INT(f ? fclose(f) : -1, 0);
        }
        fd = fd_opened("f", PYOS_O_RDONLY);
        fd_audit_start(EPERM);
        CHECK_ERROR(pyos_fdopen(fd, "r") == NULL, PYOS_PERMISSIONERROR, EPERM, NULL);
        fd_audit_stop();
        CHECK(fd_is_open(fd));
    } else test_skip_reason = "compiled without audit hooks";
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

/* Success leaves errno and the record alone. */
TEST(fd_success_is_silent) {
    char buffer[4];
    fd_enter();
    CHECK_INT(pyos_close(-1), -1);
    pyos_error *before = pyos_error_copy(NULL);
    errno = 77;
    int fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    CHECK_INT(pyos_write(fd, "abc", 3), 3);
    CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
    CHECK_INT(pyos_read(fd, buffer, 1), 1);
    CHECK_INT(pyos_fsync(fd), 0);
    CHECK_INT(pyos_ftruncate(fd, 1), 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_set_inheritable(fd, false), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(errno, 77);
    CHECK_INT(pyos_last_error()->code, before->code);
    CHECK_STR(pyos_last_error()->function, before->function);
    pyos_free(before);
    fd_leave();
}

/* Everything of this chapter is everywhere. */
TEST(fd_have) {
    static const char *const names[] = {"os.open",      "os.close",           "os.read",
                                        "os.write",     "os.lseek",           "os.fsync",
                                        "os.ftruncate", "os.get_inheritable", "os.set_inheritable"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) CHECK(pyos_have(names[i]));
    CHECK_INT(pyos_have("os.fdopen"), PYOS_STDIO);
    CHECK_INT(pyos_supports_dir_fd("open"), !FD_WINDOWS);
    CHECK(!pyos_supports_dir_fd("read"));
    CHECK_INT(PYOS_SEEK_SET, SEEK_SET);
    CHECK_INT(PYOS_SEEK_CUR, SEEK_CUR);
    CHECK_INT(PYOS_SEEK_END, SEEK_END);
}

static void run_fd(void) {
    RUN(fd_open_reads_and_writes);
    RUN(fd_open_creat);
    RUN(fd_open_mode);
    RUN(fd_open_excl);
    RUN(fd_open_excl_dangling_link);
    RUN(fd_open_trunc);
    RUN(fd_open_append);
    RUN(fd_open_directory);
#ifdef PYOS_O_NOFOLLOW
    RUN(fd_open_nofollow);
#endif
    RUN(fd_open_text_and_binary);
#if FD_LINUX
    RUN(fd_open_unknown_bits);
#endif
    RUN(fd_open_too_many);
    RUN(fd_open_names);
    RUN(fd_open_is_not_inheritable);
#if FD_POSIX
    RUN(fd_inheritance_over_exec);
#endif
    RUN(fd_open_at);
    RUN(fd_open_audit);
    RUN(fd_close);
    RUN(fd_read);
    RUN(fd_write);
    RUN(fd_large_transfers);
#if !FD_WASI
    RUN(fd_pipes);
    RUN(fd_not_seekable);
#endif
#if !FD_WASI
    RUN(fd_nonblocking);
#endif
#if FD_POSIX
    RUN(fd_broken_pipe);
#if FD_LINUX
    RUN(fd_full_disk);
    RUN(fd_lseek_data_and_hole);
#endif
    RUN(fd_interrupted_read);
#endif
    RUN(fd_lseek);
    RUN(fd_beyond_4_gib);
    RUN(fd_fsync);
    RUN(fd_ftruncate);
    RUN(fd_ftruncate_audit);
    RUN(fd_inheritable);
#ifdef PYOS_O_PATH
    RUN(fd_inheritable_path_descriptor);
#endif
#if PYOS_STDIO
    RUN(fd_fdopen);
    RUN(fd_fdopen_refuses);
    RUN(fd_fdopen_audit);
#endif
    RUN(fd_success_is_silent);
    RUN(fd_have);
}
