/* Tests of >>random. After environ.c and params.c, whose helpers they use. */
#if FD_LINUX
#include <sys/syscall.h>
#endif

#define RND_NEGATIVE "negative argument not allowed"

/* Does the call give n bytes that no earlier one gave, does it touch each, and none behind them? A byte that is never
 * written stays what it was in all rounds; of random ones one in 256 looks like that in each. */
static void rnd_fills(int line, long long (*fill)(void *buffer, long long size), size_t n) {
    unsigned char *now = (unsigned char *)malloc(n + 16), *before = (unsigned char *)malloc(n + 16);
    unsigned char *kept = (unsigned char *)calloc(1, n + 16);
    const int rounds = n <= 65537 ? 8 : 2;
    size_t i, same = 0, behind = 0, missed = 0;
    int round;
    if (!now || !before || !kept) abort();
    for (round = 0; round < rounds; round++) {
        const unsigned char filled = round % 2 ? 0xaa : 0x55;
        memcpy(before, now, round ? n : 0);
        memset(now, filled, n + 16);
        if (fill(now, (long long)n) != (long long)n) test_complain(__FILE__, line, "the size");
        for (i = 0, same = 0; i < n; i++) kept[i] = (unsigned char)(kept[i] + (now[i] == filled));
        for (i = 0; round > 0 && i < n; i++) same += now[i] == before[i];
        for (i = n; i < n + 16; i++) behind += now[i] != filled;
        if (n >= 64 && same > n / 2) test_complain(__FILE__, line, "two answers are alike");
    }
    for (i = 0; i < n; i++)
        if (n <= 65537) missed += kept[i] == rounds;
        else missed += i >= 15 && memcmp(kept + i - 15, "\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2\2", 16) == 0;
    if (behind) test_complain(__FILE__, line, "something behind the buffer was changed");
    if (missed) test_complain(__FILE__, line, "bytes that are never written");
    free(now), free(before), free(kept);
}

static long long rnd_urandom(void *buffer, long long size) { return pyos_urandom(buffer, size); }

TEST(rnd_urandom_sizes) {
    char one = 'x';
    errno = 4321;
    CHECK_INT(pyos_urandom(&one, 0), 0);
    CHECK(one == 'x');
    rnd_fills(__LINE__, rnd_urandom, 1);
    rnd_fills(__LINE__, rnd_urandom, 16);
    rnd_fills(__LINE__, rnd_urandom, 255);
    rnd_fills(__LINE__, rnd_urandom, 256);
    rnd_fills(__LINE__, rnd_urandom, 257);
    rnd_fills(__LINE__, rnd_urandom, 4096);
    rnd_fills(__LINE__, rnd_urandom, 65536);
    rnd_fills(__LINE__, rnd_urandom, 65537); /* more than one call of some systems gives */
    rnd_fills(__LINE__, rnd_urandom, 1048576);
    CHECK_INT(errno, 4321);
    CHECK(pyos_have("os.urandom"));
}

/* More than one system call of Linux gives. */
TEST(rnd_urandom_beyond_one_call) { rnd_fills(__LINE__, rnd_urandom, 33554432 + 1); }

TEST(rnd_urandom_errors) {
    char buffer[4] = "abc";
    CHECK_ERROR(pyos_urandom(buffer, -1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT(RND_NEGATIVE);
    CHECK_STR(pyos_last_error()->function, "os.urandom");
    CHECK_ERROR(pyos_urandom(buffer, PAR_LEAST) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_urandom(NULL, -1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    PAR_TYPE(pyos_urandom(NULL, 1) == -1);
    CHECK_STR(buffer, "abc");
}

/* All values come, and none much more often than others: 256 * 400 bytes, each value 400 times, give or take nine times
 * the deviation of 20. */
TEST(rnd_values) {
    static unsigned char bytes[256 * 400];
    int counts[256], i, wrong = 0;
    memset(counts, 0, sizeof counts);
    CHECK_INT(pyos_urandom(bytes, (long long)sizeof bytes), (long long)sizeof bytes);
    for (i = 0; i < (int)sizeof bytes; i++) counts[bytes[i]]++;
    for (i = 0; i < 256; i++) wrong += counts[i] < 220 || counts[i] > 580;
    CHECK_INT(wrong, 0);
}

#if PYOS_HAVE_GETRANDOM
static long long rnd_getrandom(void *buffer, long long size) { return pyos_getrandom(buffer, size, 0); }
static long long rnd_nonblock(void *buffer, long long size) { return pyos_getrandom(buffer, size, PYOS_GRND_NONBLOCK); }

TEST(rnd_getrandom) {
    char buffer[300] = "abc";
    if (!pyos_have("os.getrandom")) HOST_LACKS("a kernel without getrandom");
    errno = 4321;
    CHECK_INT(pyos_getrandom(buffer, 0, 0), 0);
    CHECK_STR(buffer, "abc");
    rnd_fills(__LINE__, rnd_getrandom, 1);
    rnd_fills(__LINE__, rnd_getrandom, 256);
    rnd_fills(__LINE__, rnd_getrandom, 4096); /* short only when a signal comes */
    rnd_fills(__LINE__, rnd_nonblock, 256);
    CHECK_INT(pyos_getrandom(buffer, 32, PYOS_GRND_RANDOM), 32);
    CHECK_INT(pyos_getrandom(buffer, 32, PYOS_GRND_RANDOM | PYOS_GRND_NONBLOCK), 32);
    CHECK_INT(errno, 4321);
    PAR_FAILS(pyos_getrandom(buffer, -1, 0) == -1, EINVAL); /* an OSError here, unlike urandom's */
    CHECK(pyos_last_error()->text == NULL);
    CHECK_STR(pyos_last_error()->function, "os.getrandom");
    PAR_FAILS(pyos_getrandom(buffer, PAR_LEAST, 0) == -1, EINVAL);
    PAR_FAILS(pyos_getrandom(buffer, 1, 0x99) == -1, EINVAL);
    PAR_FAILS(pyos_getrandom(buffer, 1, ~0u) == -1, EINVAL);
    PAR_TYPE(pyos_getrandom(NULL, 1, 0) == -1);
}
#elif !PYOS_STRICT
TEST(rnd_getrandom) {
    char buffer[4] = "abc";
    CHECK(!pyos_have("os.getrandom"));
    PAR_ABSENT(pyos_getrandom(buffer, 1, 0) == -1);
    PAR_ABSENT(pyos_getrandom(NULL, -1, 7) == -1);
    CHECK_STR(buffer, "abc");
}
#endif

#if FD_POSIX
/* Parent and child get different bytes. */
static unsigned char rnd_parent[32];
static int rnd_pipe[2];

static void rnd_in_child(void) {
    unsigned char own[32];
    CHECK_INT(pyos_urandom(own, 32), 32);
    CHECK(write(rnd_pipe[1], own, 32) == 32);
}

TEST(rnd_children) {
    unsigned char one[32], two[32];
    CHECK(pipe(rnd_pipe) == 0);
    CHECK_INT(pyos_urandom(rnd_parent, 32), 32);
    fd_in_child(rnd_in_child);
    fd_in_child(rnd_in_child);
    CHECK(read(rnd_pipe[0], one, 32) == 32 && read(rnd_pipe[0], two, 32) == 32);
    CHECK_INT(pyos_urandom(rnd_parent, 32), 32);
    CHECK(memcmp(one, two, 32) != 0 && memcmp(one, rnd_parent, 32) != 0);
    close(rnd_pipe[0]), close(rnd_pipe[1]);
}
#endif

static void run_random(void) {
    RUN(rnd_urandom_sizes);
    if (getenv("PYOS_LONG")) RUN(rnd_urandom_beyond_one_call);
    RUN(rnd_urandom_errors);
    RUN(rnd_values);
#if PYOS_HAVE_GETRANDOM || !PYOS_STRICT
    RUN(rnd_getrandom);
#endif
#if FD_POSIX
    RUN(rnd_children);
#endif
}
