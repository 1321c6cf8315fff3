/* Tests of >>fd: terminals and pseudo-terminals. After fd.c, text.c and descriptors.c, whose helpers they use. */
#if FD_POSIX
#include <sys/ioctl.h>
#include <termios.h>
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * isatty, get_terminal_size, device_encoding: what there is without a terminal
 */

TEST(term_isatty_of_others) {
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_mkdir(NULL, 0777), -1);
    errno = 77;
    CHECK(!pyos_isatty(fd));
    CHECK_INT(pyos_close(fd), 0);
    CHECK(!pyos_isatty(fd)); /* no failure is told of */
    CHECK(!pyos_isatty(-1));
    CHECK(!pyos_isatty(1 << 30));
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
#if PYOS_HAVE_PIPE
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    CHECK(!pyos_isatty(r));
    CHECK(!pyos_isatty(w));
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
#endif
#if FD_WINDOWS
    fd = pyos_open("NUL", PYOS_O_RDWR, 0);
    CHECK(pyos_isatty(fd)); /* a character device, which is all that is asked */
    CHECK_INT(pyos_close(fd), 0);
#elif FD_POSIX
    fd = pyos_open("/dev/null", PYOS_O_RDWR, 0);
    CHECK(!pyos_isatty(fd));
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

#if PYOS_HAVE_GET_TERMINAL_SIZE
/* No environment variable is asked, and there is no default. */
TEST(term_size_of_others) {
    RULE("rule.no_fallback");
    pyos_terminal_size size;
    size.columns = size.lines = -7;
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
#if FD_WINDOWS
    _putenv("COLUMNS=100");
    _putenv("LINES=50");
    CHECK_ERROR(pyos_get_terminal_size(fd, &size) == -1, PYOS_VALUEERROR, EINVAL, NULL); /* only 0, 1 and 2 */
    FD_TEXT("bad file descriptor");
    CHECK_ERROR(pyos_get_terminal_size(-1, &size) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    int saved = pyos_dup(0);
    CHECK_INT(pyos_dup2(fd, 0, false), 0); /* a standard stream that is no console */
    CHECK(pyos_get_terminal_size(0, &size) == -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_OSERROR);
    if (saved >= 0) {
        CHECK_INT(pyos_dup2(saved, 0, true), 0);
        CHECK_INT(pyos_close(saved), 0);
    }
    _putenv("COLUMNS=");
    _putenv("LINES=");
#else
    char *columns = getenv("COLUMNS"), *lines = getenv("LINES");
    columns = columns ? strdup(columns) : NULL, lines = lines ? strdup(lines) : NULL;
    setenv("COLUMNS", "100", 1);
    setenv("LINES", "50", 1);
    DESC_OSERROR(pyos_get_terminal_size(fd, &size) == -1, ENOTTY);
    DESC_OSERROR(pyos_get_terminal_size(-1, &size) == -1, EBADF);
    DESC_OSERROR(pyos_get_terminal_size(1 << 30, &size) == -1, EBADF);
    columns ? setenv("COLUMNS", columns, 1) : unsetenv("COLUMNS");
    lines ? setenv("LINES", lines, 1) : unsetenv("LINES");
    free(columns);
    free(lines);
#endif
    CHECK_STR(pyos_last_error()->function, "os.get_terminal_size");
    DESC_NULL(pyos_get_terminal_size(1, NULL) == -1);
    CHECK(size.columns == -7 && size.lines == -7);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}
#endif

TEST(term_encoding_of_others) {
    char dummy, *encoding = &dummy;
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_INT(pyos_mkdir(NULL, 0777), -1);
    errno = 77;
    CHECK_INT(pyos_device_encoding(fd, &encoding), 0);
    CHECK(encoding == NULL);
    CHECK_INT(pyos_close(fd), 0);
    encoding = &dummy;
    CHECK_INT(pyos_device_encoding(fd, &encoding), 0); /* not open is no failure either */
    CHECK(encoding == NULL);
    encoding = &dummy;
    CHECK_INT(pyos_device_encoding(-1, &encoding), 0);
    CHECK(encoding == NULL);
    encoding = &dummy;
    CHECK_INT(pyos_device_encoding(1 << 30, &encoding), 0);
    CHECK(encoding == NULL);
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    DESC_NULL(pyos_device_encoding(0, NULL) == -1);
    CHECK_STR(pyos_last_error()->function, "os.device_encoding");
#if FD_WINDOWS
    fd = pyos_open("NUL", PYOS_O_RDWR, 0); /* a terminal for isatty, but not one of the three */
    CHECK(pyos_isatty(fd));
    encoding = &dummy;
    if (fd > 2) CHECK_INT(pyos_device_encoding(fd, &encoding), 0);
    CHECK(encoding == NULL);
    char want[2][16]; /* one of the three is asked for the code page that it has */
    int saved = pyos_dup(0);
    CHECK_INT(pyos_dup2(fd, 0, true), 0);
    CHECK_INT(pyos_device_encoding(0, &encoding), 0);
    snprintf(want[0], 16, "cp%u", GetConsoleCP());
    CHECK_STR(encoding, GetConsoleCP() ? want[0] : NULL); /* there is none without a console */
    pyos_free(encoding);
    if (saved >= 0) {
        CHECK_INT(pyos_dup2(saved, 0, true), 0);
        CHECK_INT(pyos_close(saved), 0);
    }
    if (pyos_isatty(1)) {
        CHECK_INT(pyos_device_encoding(1, &encoding), 0);
        snprintf(want[1], 16, "cp%u", GetConsoleOutputCP());
        CHECK_STR(encoding, GetConsoleOutputCP() ? want[1] : NULL);
        pyos_free(encoding);
    }
    CHECK_INT(pyos_close(fd), 0);
#endif
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Pseudo-terminals
 */

#if FD_POSIX
#define TERM_NONE "no pseudo-terminal to be had here"

/* Whether the system has any; by the C library, so that a fault of ours is no lack of the system's. */
static int term_are_there(void) {
    int master = posix_openpt(O_RDWR | O_NOCTTY), slave = -1;
    const char *name = master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 ? ptsname(master) : NULL;
    if (name) slave = open(name, O_RDWR | O_NOCTTY);
    if (slave >= 0) close(slave);
    if (master >= 0) close(master);
    return slave >= 0;
}

/* A pair that passes bytes on as they are; false when there is none. */
static int term_pair(int *master, int *slave) {
    struct termios t;
    *master = *slave = -7;
    if (pyos_openpty(master, slave) != 0) {
        CHECK(!term_are_there());
        return 0;
    }
    CHECK_INT(tcgetattr(*slave, &t), 0);
    t.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
    t.c_oflag &= ~(tcflag_t)OPOST;
    t.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
    CHECK_INT(tcsetattr(*slave, TCSANOW, &t), 0);
    return 1;
}

static void term_close(int master, int slave) {
    CHECK_INT(pyos_close(slave), 0);
    CHECK_INT(pyos_close(master), 0);
}

TEST(term_openpty) {
    RULE("rule.noninheritable");
    char buffer[16];
    int master, slave;
    if (!term_pair(&master, &slave)) SKIP(TERM_NONE);
    CHECK(master >= 0 && slave >= 0 && master != slave);
    CHECK_INT(pyos_get_inheritable(master), 0);
    CHECK_INT(pyos_get_inheritable(slave), 0);
    CHECK(pyos_isatty(slave));
    CHECK_INT(pyos_write(master, "in\n", 3), 3);
    CHECK_INT(pyos_read(slave, buffer, sizeof buffer), 3);
    CHECK(memcmp(buffer, "in\n", 3) == 0);
    CHECK_INT(pyos_write(slave, "out\n", 4), 4);
    CHECK_INT(pyos_read(master, buffer, sizeof buffer), 4);
    CHECK(memcmp(buffer, "out\n", 4) == 0);
    DESC_OSERROR(pyos_pread(slave, buffer, 1, 0) == -1, ESPIPE);
    DESC_OSERROR(pyos_lseek(slave, 0, PYOS_SEEK_CUR) == -1, ESPIPE);
    DESC_OSERROR(pyos_fsync(slave) == -1, EINVAL);
    /* it has become nobody's controlling terminal */
    DESC_OSERROR(pyos_tcgetpgrp(slave) == -1, ENOTTY);
    term_close(master, slave);
    int last = -7;
    DESC_NULL(pyos_openpty(NULL, &last) == -1);
    CHECK_STR(pyos_last_error()->function, "os.openpty");
    DESC_NULL(pyos_openpty(&last, NULL) == -1);
    CHECK_INT(last, -7);
    if (pyos_openpty(&last, &slave) == 0) { /* nothing was left open */
        CHECK_INT(last, master);
        term_close(last, slave);
    }
}

static void term_few(void) {
    struct rlimit limit;
    int fds[64], n = 0, a = -7, b = -7;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 40;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    while (n < 64 && (fds[n] = pyos_dup(1)) >= 0) n++;
    CHECK(n > 0 && n < 64);
    DESC_OSERROR(pyos_openpty(&a, &b) == -1, EMFILE);
    DESC_OSERROR(pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY) == -1, EMFILE);
    CHECK_INT(pyos_close(fds[--n]), 0); /* one is not enough, and stays free */
    DESC_OSERROR(pyos_openpty(&a, &b) == -1, EMFILE);
    CHECK(a == -7 && b == -7);
    CHECK_INT(pyos_dup(1), fds[n]);
}

TEST(term_openpty_too_many) {
    int master, slave;
    if (!term_pair(&master, &slave)) SKIP(TERM_NONE);
    term_close(master, slave);
    fd_in_child(term_few);
}

TEST(term_steps) {
    RULE("rule.noninheritable");
    char buffer[16];
    struct sigaction before, after;
    int master = pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY), slave;
    if (master < 0) {
        CHECK(!term_are_there());
        SKIP(TERM_NONE);
    }
    CHECK_INT(pyos_get_inheritable(master), 0);
    char *name = pyos_ptsname(master);
    CHECK(name && name[0] == '/');
#if FD_LINUX
    CHECK_ERROR(pyos_open(name, PYOS_O_RDWR | PYOS_O_NOCTTY, 0) == -1, PYOS_OSERROR, EIO, name); /* still locked */
#endif
    memset(&before, 0, sizeof before);
    before.sa_handler = fd_on_alarm;
    CHECK_INT(sigaction(SIGCHLD, &before, &after), 0);
    before = after;
    CHECK_INT(pyos_grantpt(master), 0);
    CHECK_INT(sigaction(SIGCHLD, &before, &after), 0);
    CHECK(after.sa_handler == fd_on_alarm); /* the caller's handler is as it was */
    CHECK_INT(pyos_unlockpt(master), 0);
    slave = pyos_open(name, PYOS_O_RDWR | PYOS_O_NOCTTY, 0);
    CHECK(slave >= 0);
    CHECK(pyos_isatty(slave));
    CHECK_OWNED(pyos_ttyname(slave), name);
    CHECK_INT(pyos_write(slave, "x", 1), 1);
    CHECK_INT(pyos_read(master, buffer, sizeof buffer), 1);
    pyos_free(name);
    term_close(master, slave);
    int nonblocking = pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY | PYOS_O_NONBLOCK);
    if (nonblocking >= 0) { /* the caller's flags are passed on, close-on-exec is added */
        CHECK_INT(pyos_get_blocking(nonblocking), 0);
        CHECK_INT(pyos_get_inheritable(nonblocking), 0);
        CHECK_INT(pyos_close(nonblocking), 0);
    }
}

TEST(term_steps_refuse) {
    int master, slave;
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    DESC_OSERROR(pyos_ptsname(fd) == NULL, ENOTTY);
    CHECK_STR(pyos_last_error()->function, "os.ptsname");
#if defined(__GLIBC__) /* other libraries have nothing to do for it, or ask by ioctl */
    DESC_OSERROR(pyos_grantpt(fd) == -1, EINVAL);
    CHECK_STR(pyos_last_error()->function, "os.grantpt");
    DESC_OSERROR(pyos_unlockpt(fd) == -1, EINVAL);
#endif
    CHECK(pyos_unlockpt(fd) == -1 && (errno == EINVAL || errno == ENOTTY));
    CHECK_STR(pyos_last_error()->function, "os.unlockpt");
    if (term_pair(&master, &slave)) { /* the wrong end */
        DESC_OSERROR(pyos_ptsname(slave) == NULL, ENOTTY);
        CHECK(pyos_unlockpt(slave) == -1 && (errno == EINVAL || errno == ENOTTY));
        term_close(master, slave);
    } else test_skip_reason = TERM_NONE;
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_ptsname(fd) == NULL, EBADF);
    DESC_OSERROR(pyos_unlockpt(fd) == -1, EBADF);
#if defined(__GLIBC__)
    DESC_OSERROR(pyos_grantpt(fd) == -1, EBADF);
#endif
    DESC_NOT_NEGATIVE(pyos_ptsname(-1) == NULL, -1);
    DESC_NOT_NEGATIVE(pyos_grantpt(-1) == -1, -1);
    DESC_NOT_NEGATIVE(pyos_unlockpt(-77) == -1, -77);
    fd_leave();
}

TEST(term_ttyname) {
    int master, slave;
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    DESC_OSERROR(pyos_ttyname(fd) == NULL, ENOTTY);
    CHECK_STR(pyos_last_error()->function, "os.ttyname");
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_ttyname(fd) == NULL, EBADF);
    DESC_OSERROR(pyos_ttyname(-1) == NULL, EBADF);
    if (term_pair(&master, &slave)) {
        char *name = pyos_ttyname(slave), *other = pyos_ptsname(master);
        CHECK(name != NULL);
        CHECK_STR(name, other);
        CHECK(pyos_path_exists(name));
        pyos_free(name);
        pyos_free(other);
        term_close(master, slave);
    } else test_skip_reason = TERM_NONE;
    fd_leave();
}

TEST(term_size) {
    struct winsize w;
    pyos_terminal_size size;
    int master, slave;
    if (!term_pair(&master, &slave)) SKIP(TERM_NONE);
    size.columns = size.lines = -7;
    memset(&w, 0, sizeof w);
    CHECK_INT(ioctl(master, TIOCSWINSZ, &w), 0);
    CHECK_INT(pyos_get_terminal_size(slave, &size), 0); /* one that does not know says 0 */
    CHECK(size.columns == 0 && size.lines == 0);
    w.ws_col = 132, w.ws_row = 43;
    CHECK_INT(ioctl(master, TIOCSWINSZ, &w), 0);
    CHECK_INT(pyos_get_terminal_size(slave, &size), 0);
    CHECK_INT(size.columns, 132);
    CHECK_INT(size.lines, 43);
    size.columns = 0;
    CHECK_INT(pyos_get_terminal_size(master, &size), 0);
    CHECK_INT(size.columns, 132);
    w.ws_col = 65535, w.ws_row = 65534;
    CHECK_INT(ioctl(slave, TIOCSWINSZ, &w), 0);
    CHECK_INT(pyos_get_terminal_size(slave, &size), 0);
    CHECK(size.columns == 65535 && size.lines == 65534);
    term_close(master, slave);
}

static int term_slave; /* for children */

static void term_encoding_is(const char *want) {
    char *encoding = NULL;
    CHECK_INT(pyos_device_encoding(term_slave, &encoding), 0);
    CHECK_STR(encoding, want);
    pyos_free(encoding);
}

static void term_encoding_by_mode(void) { term_encoding_is("utf-8"); }
#if FD_LINUX
static void term_encoding_by_locale(void) { term_encoding_is("UTF-8"); }
#endif

/* The name that a locale has for its encoding is that of nl_langinfo; in UTF-8 mode it is Python's own. */
TEST(term_encoding) {
    int master;
    if (!term_pair(&master, &term_slave)) SKIP(TERM_NONE);
    CHILD1("PYTHONUTF8=1", term_encoding_by_mode);
    CHILD1("LC_ALL=C", term_encoding_by_mode);
#if FD_LINUX
    CHILD3("LC_ALL=C.UTF-8", "PYTHONUTF8=0", "LANG=C", term_encoding_by_locale);
#endif
    CHILD3("LC_ALL=C.UTF-8", "PYTHONUTF8=1", "LANG=C", term_encoding_by_mode);
    term_close(master, term_slave);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Sessions: login_tty, tcgetpgrp, tcsetpgrp; each in a child, which has the terminal as its own
 */

static int term_master;

/* Runs in a child; complaints go to our output although 1 is the terminal there. */
static int term_said;
static void term_child(int (*run)(void)) {
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        alarm(60); /* a terminal that stops a child would stop the test for good */
        term_said = fcntl(1, F_DUPFD_CLOEXEC, 100);
        test_bad = 0;
        int line = run();
        if (line) dprintf(term_said, "%s:%d: %s: in the child, errno %d\n", __FILE__, line, test_name, errno);
        _exit(line || test_bad);
    }
    CHECK(pid > 0);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    CHECK_INT(status, 0);
}
#define TERM_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) return __LINE__;                                                                             \
    } while (0)

static int term_logs_in(void) {
    char *name = pyos_ttyname(term_slave), *other;
    TERM_CHECK(name != NULL);
    TERM_CHECK(pyos_login_tty(term_slave) == 0);
    TERM_CHECK(getsid(0) == getpid() && getpgrp() == getpid());
    for (int i = 0; i < 3; i++) {
        TERM_CHECK(pyos_isatty(i));
        TERM_CHECK(pyos_get_inheritable(i) == 1);
        other = pyos_ttyname(i);
        TERM_CHECK(other && strcmp(name, other) == 0);
        pyos_free(other);
    }
    pyos_free(name);
    TERM_CHECK(!fd_is_open(term_slave)); /* closed, being none of the three */
    TERM_CHECK(pyos_tcgetpgrp(0) == getpid());
    int tty = open("/dev/tty", O_RDWR); /* it is the controlling one */
    TERM_CHECK(tty >= 0);
    TERM_CHECK(pyos_tcgetpgrp(tty) == getpid());
    TERM_CHECK(write(1, "here\n", 5) == 5);
    return 0;
}

TEST(term_login_tty) {
    char buffer[16];
    if (!term_pair(&term_master, &term_slave)) SKIP(TERM_NONE);
    term_child(term_logs_in);
    CHECK(fd_is_open(term_slave)); /* the child's affair */
    CHECK_INT(pyos_read(term_master, buffer, sizeof buffer), 5);
    CHECK(memcmp(buffer, "here\n", 5) == 0);
    term_close(term_master, term_slave);
}

static int term_logs_in_by_0(void) {
    TERM_CHECK(dup2(term_slave, 0) == 0 && close(term_slave) == 0);
    TERM_CHECK(pyos_login_tty(0) == 0);
    for (int i = 0; i < 3; i++) TERM_CHECK(pyos_isatty(i)); /* one of the three stays open */
    TERM_CHECK(pyos_tcgetpgrp(2) == getpid());
    return 0;
}

/* The leader of a group can start no session. */
static int term_leader_logs_in(void) {
    TERM_CHECK(setpgid(0, 0) == 0);
    TERM_CHECK(pyos_login_tty(term_slave) == -1 && errno == EPERM);
    TERM_CHECK(pyos_last_error()->kind == PYOS_PERMISSIONERROR);
    TERM_CHECK(strcmp(pyos_last_error()->function, "os.login_tty") == 0);
    TERM_CHECK(fd_is_open(term_slave) && getsid(0) != getpid());
    return 0;
}

static int term_wrong_logs_in(void) {
    pid_t session = getsid(0);
    int fd = open(".", O_RDONLY), p[2];
    TERM_CHECK(pyos_login_tty(-1) == -1 && errno == EINVAL && pyos_last_error()->kind == PYOS_VALUEERROR);
    TERM_CHECK(strcmp(pyos_last_error()->text, "file descriptor cannot be a negative integer (-1)") == 0);
    TERM_CHECK(pyos_login_tty(1 << 30) == -1 && errno == EBADF);
    TERM_CHECK(pyos_login_tty(fd) == -1 && errno == ENOTTY);
    TERM_CHECK(fd_is_open(fd) && close(fd) == 0 && pipe(p) == 0);
    TERM_CHECK(pyos_login_tty(p[0]) == -1 && errno == ENOTTY);
    TERM_CHECK(getsid(0) == session); /* nothing was begun */
    return 0;
}

TEST(term_login_tty_cases) {
    if (!term_pair(&term_master, &term_slave)) SKIP(TERM_NONE);
    term_child(term_logs_in_by_0);
    term_child(term_leader_logs_in);
    term_child(term_wrong_logs_in);
    term_close(term_master, term_slave);
}

static int term_groups(void) {
    pid_t outside = getppid(), child;
    int p[2], status = 0;
    char c = 'x';
    TERM_CHECK(pyos_login_tty(term_slave) == 0 && pipe(p) == 0);
    child = fork();
    if (child == 0) { /* a group of its own, in the background at first */
        setpgid(0, 0);
        close(p[1]);
        _exit(read(p[0], &c, 1) == 0 ? 0 : 1);
    }
    TERM_CHECK(child > 0 && (setpgid(child, child) == 0 || getpgid(child) == child));
    TERM_CHECK(pyos_tcsetpgrp(0, child) == 0);
    TERM_CHECK(pyos_tcgetpgrp(0) == child);
    /* now we are in the background, and would be stopped but for this */
    TERM_CHECK(signal(SIGTTOU, SIG_IGN) != SIG_ERR);
    TERM_CHECK(pyos_tcsetpgrp(0, getpgrp()) == 0);
    TERM_CHECK(pyos_tcgetpgrp(0) == getpgrp());
    TERM_CHECK(pyos_tcsetpgrp(0, -1) == -1 && errno == EINVAL);
    TERM_CHECK(pyos_last_error()->kind == PYOS_OSERROR);
    TERM_CHECK(strcmp(pyos_last_error()->function, "os.tcsetpgrp") == 0);
    TERM_CHECK(pyos_tcsetpgrp(0, getpgid(outside)) == -1 && errno == EPERM); /* of another session */
    TERM_CHECK(pyos_last_error()->kind == PYOS_PERMISSIONERROR);
    TERM_CHECK(pyos_tcsetpgrp(0, 1LL << 32) == -1 && errno == EOVERFLOW); /* and not group 0 */
    TERM_CHECK(pyos_tcgetpgrp(0) == getpgrp());
    TERM_CHECK(pyos_tcsetpgrp(0, child) == 0);
    close(p[1]);
    TERM_CHECK(waitpid(child, &status, 0) == child && status == 0);
    TERM_CHECK(pyos_tcgetpgrp(0) == child); /* a group that is no more */
    return 0;
}

/* Who is in the background is stopped by SIGTTOU. */
static int term_stops(void) {
    int status = 0;
    TERM_CHECK(pyos_login_tty(term_slave) == 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGTTOU, SIG_DFL);
        setpgid(0, 0);
        pyos_tcsetpgrp(0, getpgrp());
        _exit(9);
    }
    TERM_CHECK(waitpid(child, &status, WUNTRACED) == child);
    TERM_CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTOU);
    TERM_CHECK(pyos_tcgetpgrp(0) == getpgrp());
    kill(child, SIGKILL);
    TERM_CHECK(waitpid(child, &status, 0) == child);
    return 0;
}

TEST(term_foreground) {
    int master, slave, r, w;
    fd_enter();
    int fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    DESC_OSERROR(pyos_tcgetpgrp(fd) == -1, ENOTTY);
    CHECK_STR(pyos_last_error()->function, "os.tcgetpgrp");
    DESC_OSERROR(pyos_tcsetpgrp(fd, getpgrp()) == -1, ENOTTY);
    CHECK_INT(pyos_close(fd), 0);
    DESC_OSERROR(pyos_tcgetpgrp(fd) == -1, EBADF);
    DESC_OSERROR(pyos_tcsetpgrp(fd, getpgrp()) == -1, EBADF);
    DESC_OSERROR(pyos_tcgetpgrp(-1) == -1, EBADF);
    CHECK_INT(pyos_pipe(&r, &w), 0);
    DESC_OSERROR(pyos_tcgetpgrp(r) == -1, ENOTTY);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
    if (term_pair(&master, &slave)) {
        DESC_OSERROR(pyos_tcsetpgrp(slave, getpgrp()) == -1, ENOTTY); /* nobody's controlling terminal */
        term_close(master, slave);
        CHECK(term_pair(&term_master, &term_slave));
        term_child(term_groups);
        term_close(term_master, term_slave);
        CHECK(term_pair(&term_master, &term_slave));
        term_child(term_stops);
        term_close(term_master, term_slave);
    } else test_skip_reason = TERM_NONE;
    fd_leave();
}

TEST(term_success_is_silent) {
    int master = -1, slave = -1;
    pyos_terminal_size size;
    char *encoding = NULL;
    CHECK_INT(pyos_mkdir(NULL, 0777), -1);
    errno = 77;
    if (!term_pair(&master, &slave)) SKIP(TERM_NONE);
    errno = 77;
    CHECK(pyos_isatty(slave));
    CHECK_INT(pyos_get_terminal_size(slave, &size), 0);
    CHECK_INT(pyos_device_encoding(slave, &encoding), 0);
    pyos_free(encoding);
    pyos_free(pyos_ttyname(slave));
    pyos_free(pyos_ptsname(master));
    CHECK_INT(pyos_grantpt(master), 0);
    CHECK_INT(pyos_unlockpt(master), 0);
    term_close(master, slave);
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
}
#endif

TEST(term_no_audit_events) {
    char *encoding = NULL;
    if (!fd_audit_start(EPERM)) SKIP("compiled without audit hooks");
    CHECK_INT(pyos_device_encoding(-1, &encoding), 0);
    pyos_isatty(0);
#if FD_POSIX
    int master = -1, slave = -1;
    pyos_terminal_size size;
    if (pyos_openpty(&master, &slave) == 0) {
        CHECK_INT(pyos_grantpt(master), 0);
        CHECK_INT(pyos_unlockpt(master), 0);
        CHECK_INT(pyos_get_terminal_size(slave, &size), 0);
        pyos_free(pyos_ttyname(slave));
        pyos_free(pyos_ptsname(master));
        term_close(master, slave);
    }
#endif
    CHECK_STR(fd_audit_stop(), "");
}

TEST(term_have) {
    static const struct {
        const char *name;
        int have;
    } table[] = {{"os.isatty", 1},
                 {"os.device_encoding", 1},
                 {"os.ttyname", PYOS_HAVE_TTYNAME},
                 {"os.tcgetpgrp", PYOS_HAVE_TCGETPGRP},
                 {"os.tcsetpgrp", PYOS_HAVE_TCSETPGRP},
                 {"os.get_terminal_size", PYOS_HAVE_GET_TERMINAL_SIZE},
                 {"os.openpty", PYOS_HAVE_OPENPTY},
                 {"os.login_tty", PYOS_HAVE_LOGIN_TTY},
                 {"os.posix_openpt", PYOS_HAVE_POSIX_OPENPT},
                 {"os.grantpt", PYOS_HAVE_GRANTPT},
                 {"os.unlockpt", PYOS_HAVE_UNLOCKPT},
                 {"os.ptsname", PYOS_HAVE_PTSNAME}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (pyos_have(table[i].name) == (table[i].have != 0)) continue;
        test_complain(__FILE__, __LINE__, table[i].name);
    }
    CHECK_INT(PYOS_HAVE_OPENPTY, FD_POSIX);
    CHECK_INT(PYOS_HAVE_GET_TERMINAL_SIZE, !FD_WASI);
}

TEST(term_absent) {
    int a = -7, b = -7;
    pyos_terminal_size size;
    size.columns = size.lines = -7;
    if (!PYOS_HAVE_TTYNAME) DESC_ABSENT(pyos_ttyname(0) == NULL);
    if (!PYOS_HAVE_TCGETPGRP) DESC_ABSENT(pyos_tcgetpgrp(0) == -1);
    if (!PYOS_HAVE_TCSETPGRP) DESC_ABSENT(pyos_tcsetpgrp(0, 1) == -1);
    if (!PYOS_HAVE_GET_TERMINAL_SIZE) DESC_ABSENT(pyos_get_terminal_size(1, &size) == -1);
    if (!PYOS_HAVE_OPENPTY) DESC_ABSENT(pyos_openpty(&a, &b) == -1);
    if (!PYOS_HAVE_LOGIN_TTY) DESC_ABSENT(pyos_login_tty(0) == -1);
    if (!PYOS_HAVE_POSIX_OPENPT) DESC_ABSENT(pyos_posix_openpt(PYOS_O_RDWR) == -1);
    if (!PYOS_HAVE_GRANTPT) DESC_ABSENT(pyos_grantpt(0) == -1);
    if (!PYOS_HAVE_UNLOCKPT) DESC_ABSENT(pyos_unlockpt(0) == -1);
    if (!PYOS_HAVE_PTSNAME) DESC_ABSENT(pyos_ptsname(0) == NULL);
    CHECK(a == -7 && b == -7 && size.columns == -7);
}

static void run_terminals(void) {
    RUN(term_isatty_of_others);
#if PYOS_HAVE_GET_TERMINAL_SIZE
    RUN(term_size_of_others);
#endif
    RUN(term_encoding_of_others);
#if FD_POSIX
    RUN(term_openpty);
    RUN(term_openpty_too_many);
    RUN(term_steps);
    RUN(term_steps_refuse);
    RUN(term_ttyname);
    RUN(term_size);
    RUN(term_encoding);
    RUN(term_login_tty);
    RUN(term_login_tty_cases);
    RUN(term_foreground);
    RUN(term_success_is_silent);
#endif
    RUN(term_no_audit_events);
    RUN(term_have);
    RUN(term_absent);
}
