/* Tests of >>linux: timers, counters and memory with descriptors; extended attributes. The helpers fd_ are in fd.c. */

/* What a platform lacks says so beforehand, fails with ENOSYS and does nothing. */
#define LX_ABSENT(failed) CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL)

#if PYOS_HAVE_EVENTFD
/* Timers that go off every two milliseconds while a call waits; on the one numbered until, the call is let go on. */
static volatile sig_atomic_t lx_signals, lx_until;
static int lx_fd, lx_hook_calls;
static bool lx_takes; /* by reading the counter, else by writing to it */

static void lx_on_alarm(int sig) {
    unsigned long long value = 7;
    int saved = errno;
    (void)sig;
    lx_signals = lx_signals + 1;
    if (lx_signals == lx_until && (lx_takes ? read(lx_fd, &value, 8) : write(lx_fd, &value, 8)) != 8) _exit(3);
    errno = saved;
}

static int lx_interrupted(void *user) {
    lx_hook_calls++;
    return user ? EINTR : 0;
}

static struct sigaction lx_old;

static void lx_signals_start(int fd, int until, bool takes) {
    struct sigaction action;
    struct itimerval every;
    memset(&action, 0, sizeof action);
    memset(&every, 0, sizeof every);
    action.sa_handler = lx_on_alarm; /* no SA_RESTART */
    every.it_value.tv_usec = every.it_interval.tv_usec = 2000;
    lx_fd = fd, lx_takes = takes, lx_hook_calls = 0;
    lx_signals = 0;
    lx_until = until;
    CHECK_INT(sigaction(SIGALRM, &action, &lx_old), 0);
    CHECK_INT(setitimer(ITIMER_REAL, &every, NULL), 0);
}

static void lx_signals_stop(void) {
    struct itimerval off;
    memset(&off, 0, sizeof off);
    CHECK_INT(setitimer(ITIMER_REAL, &off, NULL), 0);
    CHECK_INT(sigaction(SIGALRM, &lx_old, NULL), 0);
}
#endif

/* ---- timerfd ------------------------------------------------------------------------------------------------------------- */

#if PYOS_HAVE_TIMERFD

static int lx_timer(int clock, int flags) {
    int fd = pyos_timerfd_create(clock, flags);
    CHECK(fd >= 0);
    return fd;
}

/* How often it has fired; waits until it has. */
static unsigned long long lx_fired(int fd) {
    unsigned long long n = 0;
    CHECK_INT(pyos_read(fd, &n, 8), 8);
    return n;
}

#define LX_SECOND 1000000000LL

TEST(timerfd_create) {
    static const int clocks[] = {PYOS_CLOCK_REALTIME, PYOS_CLOCK_MONOTONIC, PYOS_CLOCK_BOOTTIME};
    char buffer[8];
    size_t i;
    int fd;
    for (i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        fd = lx_timer(clocks[i], 0);
        CHECK_INT(pyos_get_inheritable(fd), 0); /* without asking for it */
        CHECK_INT(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
        CHECK_INT(pyos_close(fd), 0);
    }
    fd = lx_timer(PYOS_CLOCK_MONOTONIC, PYOS_TFD_CLOEXEC | PYOS_TFD_NONBLOCK);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_ERROR(pyos_read(fd, buffer, 8) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_timerfd_create(12345, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.timerfd_create");
    CHECK_ERROR(pyos_timerfd_create(-1, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 1) == -1, PYOS_OSERROR, EINVAL, NULL);
}

/* Wakes the machine, so it takes a privilege. */
static void lx_alarm_clocks(void) {
    if (!fd_drop()) return;
    CHECK_ERROR(pyos_timerfd_create(PYOS_CLOCK_REALTIME_ALARM, 0) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_timerfd_create(PYOS_CLOCK_BOOTTIME_ALARM, 0) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
}

TEST(timerfd_alarm_clocks) { fd_in_child(lx_alarm_clocks); }

static void lx_no_descriptors(void) {
    struct rlimit none;
    memset(&none, 0, sizeof none);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    CHECK_ERROR(pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0) == -1, PYOS_OSERROR, EMFILE, NULL);
    CHECK_ERROR(pyos_eventfd(0, PYOS_EFD_CLOEXEC) == -1, PYOS_OSERROR, EMFILE, NULL);
    CHECK_ERROR(pyos_memfd_create("x", PYOS_MFD_CLOEXEC) == -1, PYOS_OSERROR, EMFILE, NULL);
}

TEST(linux_no_descriptors_left) { fd_in_child(lx_no_descriptors); }

TEST(timerfd_nanoseconds) {
    long long previous[2] = {-1, -1}, current[2] = {-1, -1};
    int fd = lx_timer(PYOS_CLOCK_MONOTONIC, 0);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0); /* a new one is stopped */
    CHECK(current[0] == 0 && current[1] == 0);
    CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 10000 * LX_SECOND + 5, 3 * LX_SECOND + 7, previous), 0);
    CHECK(previous[0] == 0 && previous[1] == 0);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
    CHECK(current[0] > 0 && current[0] <= 10000 * LX_SECOND + 5);
    CHECK_INT(current[1], 3 * LX_SECOND + 7); /* not rounded */
    CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 20000 * LX_SECOND, 0, previous), 0);
    CHECK(previous[0] > 0 && previous[0] <= current[0]);
    CHECK_INT(previous[1], 3 * LX_SECOND + 7);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
    CHECK(current[0] > 10000 * LX_SECOND + 5);
    CHECK_INT(current[1], 0);
    CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 9223372036854775807LL, 0, NULL), 0); /* 292 years; previous is not asked */
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
    CHECK(current[0] > 9000000000LL * LX_SECOND);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(timerfd_seconds) {
    double previous[2] = {-1, -1}, current[2] = {-1, -1};
    long long exact[2];
    int fd = lx_timer(PYOS_CLOCK_MONOTONIC, 0);
    CHECK_INT(pyos_timerfd_gettime(fd, current), 0);
    CHECK(current[0] == 0 && current[1] == 0);
    CHECK_INT(pyos_timerfd_settime(fd, 0, 10000.25, 2.5, previous), 0);
    CHECK(previous[0] == 0 && previous[1] == 0);
    CHECK_INT(pyos_timerfd_gettime(fd, current), 0);
    CHECK(current[0] > 0 && current[0] <= 10000.25);
    CHECK(current[1] == 2.5);
    CHECK_INT(pyos_timerfd_settime(fd, 0, 5000, 0.3, previous), 0);
    CHECK(previous[0] > 5000 && previous[0] <= current[0] && previous[1] == 2.5);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, exact), 0);
    CHECK_INT(exact[1], 300000000);
    CHECK_INT(pyos_timerfd_settime(fd, 0, 5000, 0.0000000019, NULL), 0); /* rounded down */
    CHECK_INT(pyos_timerfd_gettime_ns(fd, exact), 0);
    CHECK_INT(exact[1], 1);
    CHECK_INT(pyos_timerfd_settime(fd, 0, 9.2e9, 9.2e9, NULL), 0);
    CHECK_INT(pyos_timerfd_gettime(fd, current), 0);
    CHECK(current[1] == 9.2e9);
    CHECK_INT(pyos_close(fd), 0);
}

/* An initial of 0 stops it, whatever interval is; so does what is rounded down to 0. */
TEST(timerfd_zero_stops) {
    long long current[2];
    char buffer[8];
    int fd = lx_timer(PYOS_CLOCK_MONOTONIC, PYOS_TFD_NONBLOCK), i;
    for (i = 0; i < 4; i++) {
        CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 10000 * LX_SECOND, 1, NULL), 0);
        if (i == 0) CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 0, 7, NULL), 0);
        if (i == 1) CHECK_INT(pyos_timerfd_settime(fd, 0, 0, 7e-9, NULL), 0);
        if (i == 2) CHECK_INT(pyos_timerfd_settime(fd, 0, 1e-10, 7.5e-9, NULL), 0);
        if (i == 3) CHECK_INT(pyos_timerfd_settime_ns(fd, PYOS_TFD_TIMER_ABSTIME, 0, 7, NULL), 0);
        CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
        CHECK_INT(current[0], 0);
        CHECK_INT(current[1], 7); /* kept, as the kernel does */
        CHECK_ERROR(pyos_read(fd, buffer, 8) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    }
    CHECK_INT(pyos_close(fd), 0);
}

TEST(timerfd_fires) {
    long long current[2];
    int fd = lx_timer(PYOS_CLOCK_MONOTONIC, 0);
    CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 1, 0, NULL), 0); /* once */
    CHECK_INT(lx_fired(fd), 1);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
    CHECK(current[0] == 0 && current[1] == 0);
    CHECK_INT(pyos_timerfd_settime(fd, 0, 0.000001, 0.001, NULL), 0); /* again and again */
    CHECK(lx_fired(fd) >= 1);
    CHECK(lx_fired(fd) >= 1);
    CHECK(lx_fired(fd) >= 1);
    CHECK_INT(pyos_timerfd_settime(fd, PYOS_TFD_TIMER_ABSTIME, 0.5, 0, NULL), 0); /* long ago */
    CHECK_INT(lx_fired(fd), 1);
    CHECK_INT(pyos_close(fd), 0);
}

/* A time of the clock; what is left is counted from now all the same. */
TEST(timerfd_absolute) {
    long long current[2] = {0, 0}, previous[2] = {0, 0};
    struct timespec now;
    int fd = lx_timer(PYOS_CLOCK_REALTIME, 0);
    CHECK_INT(clock_gettime(CLOCK_REALTIME, &now), 0);
    CHECK_INT(pyos_timerfd_settime_ns(fd, PYOS_TFD_TIMER_ABSTIME, ((long long)now.tv_sec + 10000) * LX_SECOND, 0, NULL),
              0);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
    CHECK(current[0] > 0 && current[0] <= 10000 * LX_SECOND);
    CHECK_INT(pyos_timerfd_settime_ns(fd, PYOS_TFD_TIMER_ABSTIME, 1, 0, previous), 0);
    CHECK(previous[0] > 0 && previous[0] <= current[0]);
    CHECK_INT(lx_fired(fd), 1);
    CHECK_INT(pyos_close(fd), 0);
}

/* The flags in all combinations, on a clock that can be set and on one that cannot. */
TEST(timerfd_flags) {
    static const int clocks[] = {PYOS_CLOCK_REALTIME, PYOS_CLOCK_MONOTONIC};
    size_t i;
    int flags;
    for (i = 0; i < 2; i++) {
        int fd = lx_timer(clocks[i], 0);
        for (flags = 0; flags < 4; flags++) {
            double initial = flags & PYOS_TFD_TIMER_ABSTIME ? 9e9 : 100;
            long long current[2] = {0, 0};
            CHECK_INT(pyos_timerfd_settime(fd, flags, initial, 0, NULL), 0);
            CHECK_INT(pyos_timerfd_settime_ns(fd, flags, (long long)initial * LX_SECOND, 0, NULL), 0);
            CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0);
            CHECK(current[0] > 0 && current[0] <= (long long)initial * LX_SECOND);
        }
        CHECK_ERROR(pyos_timerfd_settime(fd, 4, 1, 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_timerfd_settime_ns(fd, 1 << 24, 1, 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_INT(pyos_close(fd), 0);
    }
}

TEST(timerfd_bad_times) {
    static const double bad[] = {-1, -1e-10, -0.5, -9.2e9}, unfit[] = {1e300, 9.3e9, -9.3e9};
    long long current[2] = {0, 0};
    int fd = lx_timer(PYOS_CLOCK_MONOTONIC, 0);
    size_t i;
    double zero = 0;
    CHECK_INT(pyos_timerfd_settime_ns(fd, 0, 10000 * LX_SECOND, 11, NULL), 0);
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERROR(pyos_timerfd_settime(fd, 0, bad[i], 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_timerfd_settime(fd, 0, 1, bad[i], NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_timerfd_settime(fd, 0, 0, bad[i], NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    }
    for (i = 0; i < 6; i++) {
        double t = i < 3 ? unfit[i] : i == 3 ? zero / zero : i == 4 ? 1 / zero : -1 / zero;
        CHECK_ERROR(pyos_timerfd_settime(fd, 0, t, 0, NULL) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        CHECK_MESSAGE("timestamp out of range for platform time_t");
        CHECK_ERROR(pyos_timerfd_settime(fd, 0, 1, t, NULL) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    }
    CHECK_ERROR(pyos_timerfd_settime_ns(fd, 0, -1, 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_settime_ns(fd, 0, 1, -1, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_settime_ns(fd, 0, -LX_SECOND, 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_settime_ns(fd, 0, -9223372036854775807LL - 1, 0, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_timerfd_gettime_ns(fd, current), 0); /* nothing of all that had an effect */
    CHECK(current[0] > 0);
    CHECK_INT(current[1], 11);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(timerfd_bad_descriptors) {
    RULE("rule.fd_or_fileno");
    double seconds[2];
    long long ns[2];
    int fd, closed;
    fd_enter();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    closed = fd_closed();
    CHECK_ERROR(pyos_timerfd_settime(fd, 0, 1, 0, seconds) == -1, PYOS_OSERROR, EINVAL, NULL); /* no timer */
    CHECK_ERROR(pyos_timerfd_settime_ns(fd, 0, 1, 0, ns) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_gettime(fd, seconds) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_gettime_ns(fd, ns) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_settime(closed, 0, 1, 0, NULL) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_timerfd_settime_ns(closed, 0, 1, 0, NULL) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_timerfd_gettime(closed, seconds) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_timerfd_gettime_ns(closed, ns) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_timerfd_settime(-1, 0, 1, 0, NULL) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-1)");
    CHECK_ERROR(pyos_timerfd_settime_ns(-2, 0, 1, 0, NULL) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_gettime(-1, seconds) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_gettime_ns(-5, ns) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-5)");
    CHECK_INT(pyos_close(fd), 0);
    fd = lx_timer(PYOS_CLOCK_MONOTONIC, 0);
    CHECK_ERROR(pyos_timerfd_gettime(fd, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_timerfd_gettime_ns(fd, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

#else

TEST(timerfd_absent) {
    double seconds[2];
    long long ns[2];
    LX_ABSENT(pyos_timerfd_create(0, 0) == -1);
    LX_ABSENT(pyos_timerfd_settime(0, 0, 1, 0, seconds) == -1);
    LX_ABSENT(pyos_timerfd_settime_ns(0, 0, 1, 0, ns) == -1);
    LX_ABSENT(pyos_timerfd_gettime(0, seconds) == -1);
    LX_ABSENT(pyos_timerfd_gettime_ns(0, ns) == -1);
}
#endif

/* ---- eventfd ------------------------------------------------------------------------------------------------------------- */

#if PYOS_HAVE_EVENTFD

static int lx_counter(unsigned initval, int flags) {
    int fd = pyos_eventfd(initval, flags);
    CHECK(fd >= 0);
    return fd;
}

static unsigned long long lx_read(int fd) {
    unsigned long long value = 12345;
    CHECK_INT(pyos_eventfd_read(fd, &value), 0);
    return value;
}

#define LX_MOST 18446744073709551614ULL /* 2**64 - 2 */

TEST(eventfd_counts) {
    unsigned long long value = 5;
    int fd = lx_counter(3, PYOS_EFD_CLOEXEC | PYOS_EFD_NONBLOCK);
    CHECK(lx_read(fd) == 3);
    CHECK_ERROR(pyos_eventfd_read(fd, &value) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_STR(pyos_last_error()->function, "os.eventfd_read");
    CHECK(value == 5);
    CHECK_INT(pyos_eventfd_write(fd, 1), 0);
    CHECK_INT(pyos_eventfd_write(fd, 0), 0);
    CHECK_INT(pyos_eventfd_write(fd, 4294967296ULL), 0);
    CHECK(lx_read(fd) == 4294967297ULL); /* all of them at once */
    CHECK_INT(pyos_eventfd_write(fd, 0), 0);
    CHECK_ERROR(pyos_eventfd_read(fd, &value) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_close(fd), 0);
    fd = lx_counter(4294967295u, PYOS_EFD_CLOEXEC);
    CHECK(lx_read(fd) == 4294967295u);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(eventfd_limits) {
    int fd = lx_counter(0, PYOS_EFD_CLOEXEC | PYOS_EFD_NONBLOCK);
    CHECK_ERROR(pyos_eventfd_write(fd, LX_MOST + 1) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.eventfd_write");
    CHECK_INT(pyos_eventfd_write(fd, LX_MOST), 0);
    CHECK_ERROR(pyos_eventfd_write(fd, 1) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_eventfd_write(fd, 0), 0);
    CHECK(lx_read(fd) == LX_MOST);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(eventfd_semaphore) {
    unsigned long long value;
    int fd = lx_counter(2, PYOS_EFD_SEMAPHORE | PYOS_EFD_NONBLOCK | PYOS_EFD_CLOEXEC);
    CHECK(lx_read(fd) == 1);
    CHECK_INT(pyos_eventfd_write(fd, 1), 0);
    CHECK(lx_read(fd) == 1);
    CHECK(lx_read(fd) == 1);
    CHECK_ERROR(pyos_eventfd_read(fd, &value) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    CHECK_INT(pyos_close(fd), 0);
}

/* EFD_CLOEXEC is only Python's default: other flags without it give a descriptor that programs started inherit. */
TEST(eventfd_inheritance) {
    RULE("rule.noninheritable");
    static const int flags[] = {0, PYOS_EFD_SEMAPHORE, PYOS_EFD_NONBLOCK};
    size_t i;
    for (i = 0; i < sizeof flags / sizeof *flags; i++) {
        int fd = lx_counter(0, flags[i]);
        CHECK_INT(pyos_get_inheritable(fd), 1);
        CHECK_INT(pyos_close(fd), 0);
        fd = lx_counter(0, flags[i] | PYOS_EFD_CLOEXEC);
        CHECK_INT(pyos_get_inheritable(fd), 0);
        CHECK_INT((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0, flags[i] == PYOS_EFD_NONBLOCK);
        CHECK_INT(pyos_close(fd), 0);
    }
}

TEST(eventfd_wrong_use) {
    unsigned long long value = 1;
    int fd, closed;
    fd_enter();
    closed = fd_closed();
    fd = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    CHECK_ERROR(pyos_eventfd(0, 2) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_eventfd_read(fd, &value) == -1, PYOS_OSERROR, EINVAL, NULL); /* an empty file is no counter */
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_eventfd_read(closed, &value) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_eventfd_write(closed, 1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_eventfd_read(-1, &value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-1)");
    CHECK_ERROR(pyos_eventfd_write(-3, 1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-3)");
    CHECK(value == 1);
    fd = lx_counter(4, PYOS_EFD_CLOEXEC);
    CHECK_ERROR(pyos_eventfd_read(fd, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK(lx_read(fd) == 4); /* that took nothing */
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* Both wait, and are repeated after a signal, unless a hook says otherwise. */
TEST(eventfd_interrupted) {
    RULE("rule.eintr_retry");
    unsigned long long value = 0;
    int fd = lx_counter(0, PYOS_EFD_CLOEXEC);
    lx_signals_start(fd, 10, false);
    CHECK_INT(pyos_eventfd_read(fd, &value), 0);
    CHECK(value == 7 && lx_signals >= 10);
    lx_signals_stop();
    pyos_set_interrupt_hook(lx_interrupted, NULL);
    lx_signals_start(fd, 10, false);
    CHECK_INT(pyos_eventfd_read(fd, &value), 0);
    CHECK(lx_hook_calls > 0);
    lx_signals_stop();
    pyos_set_interrupt_hook(lx_interrupted, &value);
    lx_signals_start(fd, 0, false); /* nobody writes */
    CHECK_ERROR(pyos_eventfd_read(fd, &value) == -1, PYOS_INTERRUPTEDERROR, EINTR, NULL);
    CHECK_INT(lx_hook_calls, 1);
    lx_signals_stop();
    pyos_set_interrupt_hook(NULL, NULL);

    CHECK_INT(pyos_eventfd_write(fd, LX_MOST), 0);
    lx_signals_start(fd, 10, true);
    CHECK_INT(pyos_eventfd_write(fd, 5), 0);
    CHECK(lx_signals >= 10);
    lx_signals_stop();
    CHECK(lx_read(fd) == 5); /* written once */
    CHECK_INT(pyos_eventfd_write(fd, LX_MOST), 0);
    pyos_set_interrupt_hook(lx_interrupted, &value);
    lx_signals_start(fd, 0, true); /* nobody reads */
    CHECK_ERROR(pyos_eventfd_write(fd, 5) == -1, PYOS_INTERRUPTEDERROR, EINTR, NULL);
    lx_signals_stop();
    pyos_set_interrupt_hook(NULL, NULL);
    CHECK(lx_read(fd) == LX_MOST);
    CHECK_INT(pyos_close(fd), 0);
}

#else

TEST(eventfd_absent) {
    unsigned long long value = 3;
    LX_ABSENT(pyos_eventfd(0, 0) == -1);
    LX_ABSENT(pyos_eventfd_read(0, &value) == -1);
    LX_ABSENT(pyos_eventfd_write(0, 1) == -1);
    CHECK(value == 3);
}
#endif

/* ---- memfd_create --------------------------------------------------------------------------------------------------------- */

#if PYOS_HAVE_MEMFD_CREATE

TEST(memfd_is_a_file) {
    char text[8] = "";
    int fd = pyos_memfd_create("name", PYOS_MFD_CLOEXEC), other = pyos_memfd_create("name", PYOS_MFD_CLOEXEC);
    pyos_stat_result st;
    CHECK(fd >= 0 && other >= 0);
    CHECK_INT(pyos_write(fd, "hello", 5), 5);
    CHECK_INT(pyos_lseek(fd, 1, PYOS_SEEK_SET), 1);
    CHECK_INT(pyos_read(fd, text, 7), 4);
    CHECK_STR(text, "ello");
    CHECK_INT(pyos_fstat(other, &st), 0); /* another one of that name */
    CHECK_INT(st.size, 0);
    CHECK(pyos_S_ISREG(st.mode));
#if defined(__linux__)
    {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        CHECK_OWNED(pyos_readlink(link, NULL), "/memfd:name (deleted)");
    }
#endif
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(other), 0);
}

TEST(memfd_names) {
    char *name = sw_repeat('n', 250);
    int fd;
    CHECK_ERROR(pyos_memfd_create(name, PYOS_MFD_CLOEXEC) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_last_error()->function, "os.memfd_create");
    name[249] = '\0';
    CHECK((fd = pyos_memfd_create(name, PYOS_MFD_CLOEXEC)) >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK((fd = pyos_memfd_create("", PYOS_MFD_CLOEXEC)) >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK((fd = pyos_memfd_create("a/b\xff", PYOS_MFD_CLOEXEC)) >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_memfd_create(NULL, PYOS_MFD_CLOEXEC) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    free(name);
}

/* MFD_CLOEXEC is only Python's default. */
TEST(memfd_inheritance) {
    RULE("rule.noninheritable");
    int fd = pyos_memfd_create("x", 0);
    CHECK_INT(pyos_get_inheritable(fd), 1);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_memfd_create("x", PYOS_MFD_ALLOW_SEALING);
    CHECK_INT(pyos_get_inheritable(fd), 1);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_memfd_create("x", PYOS_MFD_ALLOW_SEALING | PYOS_MFD_CLOEXEC);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(memfd_sealing) {
    enum { ADD_SEALS = 1033, SEAL_WRITE = 8 };
    int fd = pyos_memfd_create("x", PYOS_MFD_CLOEXEC);
    CHECK(fcntl(fd, ADD_SEALS, SEAL_WRITE) == -1 && errno == EPERM);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_memfd_create("x", PYOS_MFD_ALLOW_SEALING | PYOS_MFD_CLOEXEC);
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(fcntl(fd, ADD_SEALS, SEAL_WRITE), 0);
    CHECK_ERROR(pyos_write(fd, "x", 1) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_INT(pyos_close(fd), 0);
}

#if defined(__linux__)
/* All flags reach the system as they are, the highest bit too. */
TEST(memfd_flags) {
    static const unsigned flags[] = {0x40,
                                     0x80000000u,
                                     PYOS_MFD_HUGE_2MB,
                                     PYOS_MFD_HUGETLB,
                                     PYOS_MFD_HUGETLB | PYOS_MFD_HUGE_2MB,
                                     PYOS_MFD_HUGETLB | PYOS_MFD_HUGE_1GB,
                                     PYOS_MFD_HUGETLB | PYOS_MFD_HUGE_16GB,
                                     PYOS_MFD_HUGETLB | PYOS_MFD_HUGE_64KB};
    size_t i;
    for (i = 0; i < sizeof flags / sizeof *flags; i++) {
        long want = syscall(SYS_memfd_create, "x", flags[i] | PYOS_MFD_CLOEXEC);
        int code = errno, fd;
        if (want >= 0) {
            close((int)want);
            CHECK((fd = pyos_memfd_create("x", flags[i] | PYOS_MFD_CLOEXEC)) >= 0);
            CHECK_INT(pyos_close(fd), 0);
        } else {
            CHECK_ERROR(pyos_memfd_create("x", flags[i] | PYOS_MFD_CLOEXEC) == -1, pyos_error_kind(code), code, NULL);
        }
    }
    CHECK_ERROR(pyos_memfd_create("x", 0x40) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(PYOS_MFD_HUGE_16GB, 34u << PYOS_MFD_HUGE_SHIFT);
    CHECK_INT((PYOS_MFD_HUGE_2MB >> PYOS_MFD_HUGE_SHIFT) & PYOS_MFD_HUGE_MASK, 21);
}
#endif

#else

TEST(memfd_absent) { LX_ABSENT(pyos_memfd_create("x", 1) == -1); }
#endif

/* ---- Extended attributes --------------------------------------------------------------------------------------------------- */

#if PYOS_HAVE_GETXATTR

/* Enters a directory whose file system has attributes, with a file f; or says that there is none. */
static bool lx_enter(void) {
    fd_enter();
    fd_put("f", "x");
    if (pyos_setxattr("f", "user.probe", "1", 1, 0) == 0 && pyos_removexattr("f", "user.probe") == 0) return true;
    CHECK_INT(pyos_last_error()->code, ENOTSUP);
    fd_leave();
    return false;
}
#define LX_NO_ATTRIBUTES "the file system has no extended attributes"

/* The value is these bytes, by this call. */
static void lx_value(int line, char *value, size_t size, const char *want, size_t n) {
    if (!value || size != n || memcmp(value, want, n) != 0 || value[n] != '\0') {
        test_complain(__FILE__, line, "the value");
        printf("    got %d bytes of %d\n", value ? (int)size : -1, (int)n);
    }
    pyos_free(value);
}
#define LX_VALUE(call, want, n) (lx_size = 12345, lx_got = (call), lx_value(__LINE__, lx_got, lx_size, want, n))
static size_t lx_size;
static char *lx_got;

/* The names, sorted, each with a space behind it; what a security module has added is left out. */
static const char *lx_names(char **names, size_t count) {
    static char text[1024];
    size_t i;
    text[0] = '\0';
    CHECK(names != NULL);
    if (!names) return "failed";
    CHECK(names[count] == NULL);
    qsort(names, count, sizeof *names, files_compare);
    for (i = 0; i < count; i++)
        if (strncmp(names[i], "security.", 9) != 0 && strlen(text) + strlen(names[i]) + 2 < sizeof text)
            strcat(strcat(text, names[i]), " ");
    pyos_free(names);
    return text;
}
#define LX_NAMES(call, want) (lx_size = 12345, lx_list = (call), CHECK_LIST(lx_names(lx_list, lx_size), want))
#define CHECK_LIST(got, want) lx_same(__LINE__, got, want)
static char **lx_list;

static void lx_same(int line, const char *got, const char *want) {
    if (strcmp(got, want) == 0) return;
    test_complain(__FILE__, line, "the names");
    printf("    got %s, want %s\n", got, want);
}

TEST(xattr_by_path) {
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    LX_NAMES(pyos_listxattr("f", &lx_size), "");
    CHECK_INT(pyos_setxattr("f", "user.one", "first", 5, 0), 0);
    CHECK_INT(pyos_setxattr("f", "user.two", "2", 1, 0), 0);
    LX_VALUE(pyos_getxattr("f", "user.one", &lx_size), "first", 5);
    LX_VALUE(pyos_lgetxattr("f", "user.two", &lx_size), "2", 1);
    CHECK_OWNED(pyos_getxattr("f", "user.one", NULL), "first");
    LX_NAMES(pyos_listxattr("f", &lx_size), "user.one user.two ");
    LX_NAMES(pyos_llistxattr("f", &lx_size), "user.one user.two ");
    lx_list = pyos_listxattr("f", NULL);
    CHECK(lx_list && lx_list[0]);
    pyos_free(lx_list);
    CHECK_INT(pyos_setxattr("f", "user.one", "1", 1, 0), 0); /* replaces */
    LX_VALUE(pyos_getxattr("f", "user.one", &lx_size), "1", 1);
    CHECK_INT(pyos_removexattr("f", "user.one"), 0);
    LX_NAMES(pyos_listxattr("f", &lx_size), "user.two ");
    CHECK_INT(pyos_lsetxattr("f", "user.three", "3", 1, 0), 0);
    CHECK_INT(pyos_lremovexattr("f", "user.two"), 0);
    LX_NAMES(pyos_listxattr("f", &lx_size), "user.three ");
    CHECK_STR(fd_get("f"), "x");
    fd_leave();
}

TEST(xattr_by_descriptor) {
    int fd;
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_fsetxattr(fd, "user.one", "first", 5, 0), 0);
    LX_VALUE(pyos_fgetxattr(fd, "user.one", &lx_size), "first", 5);
    LX_VALUE(pyos_getxattr("f", "user.one", &lx_size), "first", 5);
    LX_NAMES(pyos_flistxattr(fd, &lx_size), "user.one ");
    CHECK_INT(pyos_fremovexattr(fd, "user.one"), 0);
    LX_NAMES(pyos_flistxattr(fd, &lx_size), "");
    CHECK_ERROR(pyos_fgetxattr(fd, "user.one", NULL) == NULL, PYOS_OSERROR, ENODATA, NULL);
    CHECK_ERROR(pyos_fremovexattr(fd, "user.one") == -1, PYOS_OSERROR, ENODATA, NULL);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_fgetxattr(fd, "user.one", NULL) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_flistxattr(fd, NULL) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fsetxattr(fd, "user.one", "1", 1, 0) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fremovexattr(fd, "user.one") == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fgetxattr(-1, "user.one", NULL) == NULL, PYOS_OSERROR, EBADF, NULL);
    fd_leave();
}

/* Values are bytes: none, zero bytes, and more than the 128 that are tried first. */
TEST(xattr_values) {
    static const size_t sizes[] = {0, 1, 127, 128, 129, 255, 256, 1000, 2000};
    char value[2001];
    size_t i;
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    for (i = 0; i < sizeof value; i++) value[i] = (char)(i * 7);
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        CHECK_INT(pyos_setxattr("f", "user.x", value, sizes[i], 0), 0);
        LX_VALUE(pyos_getxattr("f", "user.x", &lx_size), value, sizes[i]);
    }
    CHECK_INT(pyos_setxattr("f", "user.x", "", 0, 0), 0);
    CHECK_OWNED(pyos_getxattr("f", "user.x", NULL), ""); /* empty, and no failure */
    CHECK_INT(pyos_setxattr("f", "user.x", "a\0b", 3, 0), 0);
    LX_VALUE(pyos_getxattr("f", "user.x", &lx_size), "a\0b", 3);
    fd_leave();
}

/* The largest value that the file system takes, and gives back. */
static size_t lx_largest(const char *path, const char *value) {
    size_t n;
    for (n = PYOS_XATTR_SIZE_MAX; n > 2000; n = n * 3 / 4) {
        if (pyos_setxattr(path, "user.x", value, n, 0) == 0) break;
        if (errno == ENOTSUP) return 0;
        if (errno != ENOSPC && errno != ERANGE) CHECK_INT(errno, E2BIG); /* each has its own limit */
    }
    LX_VALUE(pyos_getxattr(path, "user.x", &lx_size), value, n);
    return n;
}

TEST(xattr_large_values) {
    char *value = sw_repeat('v', 65537), shared[] = "/dev/shm/pyos-XXXXXX";
    size_t n = 0;
    int fd;
    value[128] = value[40000] = 'x';
    if (lx_enter()) {
        CHECK_ERROR(pyos_setxattr("f", "user.x", value, 65537, 0) == -1, PYOS_OSERROR, E2BIG, "f");
        CHECK_ERROR(pyos_getxattr("f", "user.x", NULL) == NULL, PYOS_OSERROR, ENODATA, "f");
        n = lx_largest("f", value);
        fd_leave();
    }
    if (n < PYOS_XATTR_SIZE_MAX && (fd = mkstemp(shared)) >= 0) { /* a tmpfs, of later kernels */
        n = lx_largest(shared, value);
        CHECK_INT(unlink(shared), 0);
        close(fd);
    }
    free(value);
    if (n < PYOS_XATTR_SIZE_MAX) SKIP("no file system here has attributes of 65,536 bytes");
}

/* More names than a first buffer holds. */
TEST(xattr_many_names) {
    char name[64], **names;
    size_t count = 0, i, made = 0;
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    for (i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "user.a_name_that_is_rather_long_%02d", (int)i);
        if (pyos_setxattr("f", name, "", 0, 0) != 0) break;
        made++;
    }
    CHECK(made >= 20);
    names = pyos_listxattr("f", &count);
    CHECK(names != NULL);
    if (names) {
        size_t seen = 0;
        qsort(names, count, sizeof *names, files_compare);
        for (i = 0; i < count; i++) {
            snprintf(name, sizeof name, "user.a_name_that_is_rather_long_%02d", (int)seen);
            seen += strcmp(names[i], name) == 0;
        }
        CHECK_INT(seen, made);
    }
    pyos_free(names);
    fd_leave();
}

/* user attributes are for files and directories; a link itself cannot have any, what it points to can. */
TEST(xattr_links) {
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    CHECK_INT(pyos_symlink("f", "link", false), 0);
    CHECK_INT(pyos_symlink("gone", "dangling", false), 0);
    CHECK_INT(pyos_setxattr("link", "user.x", "1", 1, 0), 0);
    LX_VALUE(pyos_getxattr("link", "user.x", &lx_size), "1", 1);
    LX_VALUE(pyos_getxattr("f", "user.x", &lx_size), "1", 1);
    LX_NAMES(pyos_listxattr("link", &lx_size), "user.x ");
    LX_NAMES(pyos_llistxattr("link", &lx_size), "");
    CHECK_ERROR(pyos_lgetxattr("link", "user.x", NULL) == NULL, PYOS_OSERROR, ENODATA, "link");
    CHECK_ERROR(pyos_lsetxattr("link", "user.x", "2", 1, 0) == -1, PYOS_PERMISSIONERROR, EPERM, "link");
    CHECK_ERROR(pyos_lremovexattr("link", "user.x") == -1, PYOS_PERMISSIONERROR, EPERM, "link");
    CHECK_INT(pyos_removexattr("link", "user.x"), 0);
    LX_NAMES(pyos_listxattr("f", &lx_size), "");
    CHECK_ERROR(pyos_getxattr("dangling", "user.x", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "dangling");
    CHECK_ERROR(pyos_listxattr("dangling", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "dangling");
    LX_NAMES(pyos_llistxattr("dangling", &lx_size), "");
    if (sw_is_root() && pyos_lsetxattr("dangling", "trusted.x", "t", 1, 0) == 0) { /* these a link can have */
        LX_VALUE(pyos_lgetxattr("dangling", "trusted.x", &lx_size), "t", 1);
        LX_NAMES(pyos_llistxattr("dangling", &lx_size), "trusted.x ");
        CHECK_INT(pyos_lremovexattr("dangling", "trusted.x"), 0);
    }
    fd_leave();
}

TEST(xattr_create_and_replace) {
    int fd;
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_ERROR(pyos_setxattr("f", "user.x", "1", 1, PYOS_XATTR_REPLACE) == -1, PYOS_OSERROR, ENODATA, "f");
    CHECK_ERROR(pyos_lsetxattr("f", "user.x", "1", 1, PYOS_XATTR_REPLACE) == -1, PYOS_OSERROR, ENODATA, "f");
    CHECK_ERROR(pyos_fsetxattr(fd, "user.x", "1", 1, PYOS_XATTR_REPLACE) == -1, PYOS_OSERROR, ENODATA, NULL);
    CHECK_INT(pyos_setxattr("f", "user.x", "1", 1, PYOS_XATTR_CREATE), 0);
    CHECK_ERROR(pyos_setxattr("f", "user.x", "2", 1, PYOS_XATTR_CREATE) == -1, PYOS_FILEEXISTSERROR, EEXIST, "f");
    CHECK_ERROR(pyos_lsetxattr("f", "user.x", "2", 1, PYOS_XATTR_CREATE) == -1, PYOS_FILEEXISTSERROR, EEXIST, "f");
    CHECK_ERROR(pyos_fsetxattr(fd, "user.x", "2", 1, PYOS_XATTR_CREATE) == -1, PYOS_FILEEXISTSERROR, EEXIST, NULL);
    LX_VALUE(pyos_getxattr("f", "user.x", &lx_size), "1", 1);
    CHECK_INT(pyos_fsetxattr(fd, "user.x", "3", 1, PYOS_XATTR_REPLACE), 0);
    LX_VALUE(pyos_getxattr("f", "user.x", &lx_size), "3", 1);
    CHECK_ERROR(pyos_setxattr("f", "user.x", "2", 1, 4) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_ERROR(pyos_fsetxattr(fd, "user.x", "2", 1, 1 << 24) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(xattr_errors) {
    char *name = sw_repeat('n', 256);
    if (!lx_enter()) {
        free(name);
        SKIP(LX_NO_ATTRIBUTES);
    }
    memcpy(name, "user.", 5);
    CHECK_ERROR(pyos_getxattr("f", "user.none", NULL) == NULL, PYOS_OSERROR, ENODATA, "f");
    CHECK_STR(pyos_last_error()->function, "os.getxattr");
    CHECK_ERROR(pyos_removexattr("f", "user.none") == -1, PYOS_OSERROR, ENODATA, "f");
    CHECK_STR(pyos_last_error()->function, "os.removexattr");
    CHECK_ERROR(pyos_getxattr("f", name, NULL) == NULL, PYOS_OSERROR, ERANGE, "f");
    CHECK_ERROR(pyos_setxattr("f", name, "1", 1, 0) == -1, PYOS_OSERROR, ERANGE, "f");
    CHECK_STR(pyos_last_error()->function, "os.setxattr");
    name[255] = '\0';
    CHECK_ERROR(pyos_getxattr("f", name, NULL) == NULL, PYOS_OSERROR, ENODATA, "f");
    CHECK_ERROR(pyos_getxattr("f", "", NULL) == NULL, PYOS_OSERROR, ERANGE, "f");
    CHECK_ERROR(pyos_setxattr("f", "nospace", "1", 1, 0) == -1, PYOS_OSERROR, ENOTSUP, "f");
    CHECK_ERROR(pyos_setxattr("f", "user.", "1", 1, 0) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_ERROR(pyos_getxattr("gone", "user.x", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_lgetxattr("gone", "user.x", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_setxattr("gone", "user.x", "1", 1, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_lsetxattr("gone", "user.x", "1", 1, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_removexattr("gone", "user.x") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_lremovexattr("gone", "user.x") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_listxattr("gone", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.listxattr");
    CHECK_ERROR(pyos_llistxattr("gone", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_listxattr("", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_listxattr("f/x", NULL) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f/x");
    LX_NAMES(pyos_listxattr("f", &lx_size), "");
    free(name);
    fd_leave();
}

static void lx_of_another(void) {
    if (!fd_drop()) return;
    CHECK_ERROR(pyos_setxattr("f", "user.x", "1", 1, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_ERROR(pyos_setxattr("f", "trusted.x", "1", 1, 0) == -1, PYOS_PERMISSIONERROR, EPERM, "f");
}

TEST(xattr_without_permission) {
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    CHECK_INT(chmod("f", 0444), 0);
    fd_in_child(lx_of_another);
    fd_leave();
}

/* procfs has none. */
TEST(xattr_of_a_file_system_without) {
    CHECK_ERROR(pyos_setxattr("/proc/self/status", "user.x", "1", 1, 0) == -1, pyos_error_kind(errno), errno,
                "/proc/self/status");
    CHECK(pyos_getxattr("/proc/self/status", "user.x", NULL) == NULL);
    CHECK_INT(pyos_last_error()->code, ENOTSUP);
    CHECK_STR(pyos_last_error()->filename, "/proc/self/status");
}

TEST(xattr_of_the_working_directory) {
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    CHECK_INT(pyos_setxattr(".", "user.here", "1", 1, 0), 0);
    LX_NAMES(pyos_listxattr(NULL, &lx_size), "user.here ");
    LX_NAMES(pyos_llistxattr(NULL, &lx_size), "user.here ");
    fd_leave();
}

TEST(xattr_null_arguments) {
    int fd;
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_ERROR(pyos_getxattr(NULL, "user.x", NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lgetxattr(NULL, "user.x", NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_getxattr("f", NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lgetxattr("f", NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fgetxattr(fd, NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_setxattr(NULL, "user.x", "", 0, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lsetxattr(NULL, "user.x", "", 0, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_setxattr("f", NULL, "", 0, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lsetxattr("f", NULL, "", 0, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fsetxattr(fd, NULL, "", 0, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_setxattr("f", "user.x", NULL, 1, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lsetxattr("f", "user.x", NULL, 1, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fsetxattr(fd, "user.x", NULL, 1, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_removexattr(NULL, "user.x") == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lremovexattr(NULL, "user.x") == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_removexattr("f", NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lremovexattr("f", NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fremovexattr(fd, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    LX_NAMES(pyos_listxattr("f", &lx_size), "");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(xattr_audit) {
    RULE("event.os.getxattr");
    RULE("event.os.listxattr");
    RULE("event.os.removexattr");
    RULE("event.os.setxattr");
    char want[512];
    int fd;
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    fd = fd_opened("f", PYOS_O_RDWR);
    fd_audit_start(0);
    CHECK_INT(pyos_setxattr("f", "user.x", "v1", 2, PYOS_XATTR_CREATE), 0);
    CHECK_INT(pyos_lsetxattr("f", "user.x", "v2", 2, 0), 0);
    CHECK_INT(pyos_fsetxattr(fd, "user.x", "", 0, PYOS_XATTR_REPLACE), 0);
    pyos_free(pyos_getxattr("f", "user.x", NULL));
    pyos_free(pyos_lgetxattr("f", "user.x", NULL));
    pyos_free(pyos_fgetxattr(fd, "user.x", NULL));
    pyos_free(pyos_listxattr("f", NULL));
    pyos_free(pyos_listxattr(NULL, NULL));
    pyos_free(pyos_llistxattr("f", NULL));
    pyos_free(pyos_flistxattr(fd, NULL));
    CHECK_INT(pyos_removexattr("f", "user.x"), 0);
    CHECK_INT(pyos_lremovexattr("f", "user.x"), -1); /* before the call, so for failures too */
    CHECK_INT(pyos_fremovexattr(fd, "user.x"), -1);
    CHECK_INT(pyos_removexattr("f", NULL), -1); /* but after the arguments were checked */
    CHECK_INT(pyos_setxattr(NULL, "user.x", "", 0, 0), -1);
    snprintf(want, sizeof want,
             "os.setxattr('f', 'user.x', 'v1', 1)\n"
             "os.setxattr('f', 'user.x', 'v2', 0)\n"
             "os.setxattr(%d, 'user.x', '', 2)\n"
             "os.getxattr('f', 'user.x')\n"
             "os.getxattr('f', 'user.x')\n"
             "os.getxattr(%d, 'user.x')\n"
             "os.listxattr('f')\n"
             "os.listxattr(None)\n"
             "os.listxattr('f')\n"
             "os.listxattr(%d)\n"
             "os.removexattr('f', 'user.x')\n"
             "os.removexattr('f', 'user.x')\n"
             "os.removexattr(%d, 'user.x')\n",
             fd, fd, fd, fd);
    CHECK_STR(fd_audit_stop(), want);
    CHECK_INT(pyos_setxattr("f", "user.x", "v", 1, 0), 0);
    fd_audit_start(EPERM);
    CHECK_ERROR(pyos_setxattr("f", "user.y", "v", 1, 0) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_removexattr("f", "user.x") == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_getxattr("f", "user.x", NULL) == NULL, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_listxattr("f", NULL) == NULL, PYOS_PERMISSIONERROR, EPERM, NULL);
    fd_audit_stop();
    LX_NAMES(pyos_listxattr("f", &lx_size), "user.x ");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

static pyos_audit_arg lx_value_arg;
static char lx_value_bytes[8];

static int lx_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)user;
    if (strcmp(event, "os.setxattr") == 0 && nargs == 4 && args[2].n < sizeof lx_value_bytes) {
        lx_value_arg = args[2];
        memcpy(lx_value_bytes, args[2].s, args[2].n);
    }
    return 0;
}

/* The value comes as bytes, zero bytes and all. */
TEST(xattr_audit_value) {
    RULE("event.os.setxattr");
    if (pyos_addaudithook(lx_audit_hook, NULL) != 0) SKIP("compiled without audit hooks");
    if (!lx_enter()) SKIP(LX_NO_ATTRIBUTES);
    CHECK_INT(pyos_setxattr("f", "user.x", "a\0b", 3, 0), 0);
    CHECK_INT(lx_value_arg.type, PYOS_AUDIT_BYTES);
    CHECK_INT(lx_value_arg.n, 3);
    CHECK(memcmp(lx_value_bytes, "a\0b", 3) == 0);
    fd_leave();
}

#else

TEST(xattr_absent) {
    size_t n = 3;
    LX_ABSENT(pyos_getxattr("f", "user.x", &n) == NULL);
    LX_ABSENT(pyos_lgetxattr("f", "user.x", &n) == NULL);
    LX_ABSENT(pyos_fgetxattr(0, "user.x", &n) == NULL);
    LX_ABSENT(pyos_listxattr("f", &n) == NULL);
    LX_ABSENT(pyos_llistxattr("f", &n) == NULL);
    LX_ABSENT(pyos_flistxattr(0, &n) == NULL);
    LX_ABSENT(pyos_removexattr("f", "user.x") == -1);
    LX_ABSENT(pyos_lremovexattr("f", "user.x") == -1);
    LX_ABSENT(pyos_fremovexattr(0, "user.x") == -1);
    LX_ABSENT(pyos_setxattr("f", "user.x", "1", 1, 0) == -1);
    LX_ABSENT(pyos_lsetxattr("f", "user.x", "1", 1, 0) == -1);
    LX_ABSENT(pyos_fsetxattr(0, "user.x", "1", 1, 0) == -1);
    CHECK_INT(n, 3);
}
#endif

TEST(linux_have) {
    static const char *const timers[] = {"os.timerfd_create", "os.timerfd_settime", "os.timerfd_settime_ns",
                                         "os.timerfd_gettime", "os.timerfd_gettime_ns"},
                             *const counters[] = {"os.eventfd", "os.eventfd_read", "os.eventfd_write"},
                             *const attributes[] = {"os.getxattr", "os.listxattr", "os.removexattr", "os.setxattr"};
    size_t i;
    for (i = 0; i < 5; i++) CHECK(pyos_have(timers[i]) == (PYOS_HAVE_TIMERFD == 1));
    for (i = 0; i < 3; i++) CHECK(pyos_have(counters[i]) == (PYOS_HAVE_EVENTFD == 1));
    for (i = 0; i < 4; i++) CHECK(pyos_have(attributes[i]) == (PYOS_HAVE_GETXATTR == 1));
    CHECK(pyos_have("os.memfd_create") == (PYOS_HAVE_MEMFD_CREATE == 1));
    for (i = 0; i < 4; i++) /* as in Python, although they take both */
        CHECK(!pyos_supports_fd(attributes[i]) && !pyos_supports_follow_symlinks(attributes[i]));
}

static void run_linux(void) {
#if PYOS_HAVE_TIMERFD
    RUN(timerfd_create);
    RUN(timerfd_alarm_clocks);
    RUN(linux_no_descriptors_left);
    RUN(timerfd_nanoseconds);
    RUN(timerfd_seconds);
    RUN(timerfd_zero_stops);
    RUN(timerfd_fires);
    RUN(timerfd_absolute);
    RUN(timerfd_flags);
    RUN(timerfd_bad_times);
    RUN(timerfd_bad_descriptors);
#else
    RUN(timerfd_absent);
#endif
#if PYOS_HAVE_EVENTFD
    RUN(eventfd_counts);
    RUN(eventfd_limits);
    RUN(eventfd_semaphore);
    RUN(eventfd_inheritance);
    RUN(eventfd_wrong_use);
    RUN(eventfd_interrupted);
#else
    RUN(eventfd_absent);
#endif
#if PYOS_HAVE_MEMFD_CREATE
    RUN(memfd_is_a_file);
    RUN(memfd_names);
    RUN(memfd_inheritance);
    RUN(memfd_sealing);
#if defined(__linux__)
    RUN(memfd_flags);
#endif
#else
    RUN(memfd_absent);
#endif
#if PYOS_HAVE_GETXATTR
    RUN(xattr_by_path);
    RUN(xattr_by_descriptor);
    RUN(xattr_values);
    RUN(xattr_large_values);
    RUN(xattr_many_names);
    RUN(xattr_links);
    RUN(xattr_create_and_replace);
    RUN(xattr_errors);
    RUN(xattr_without_permission);
    RUN(xattr_of_a_file_system_without);
    RUN(xattr_of_the_working_directory);
    RUN(xattr_null_arguments);
    RUN(xattr_audit);
    RUN(xattr_audit_value);
#else
    RUN(xattr_absent);
#endif
    RUN(linux_have);
}
