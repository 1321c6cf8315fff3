/* System calls that fail, are interrupted or answer strangely: the implementation with fakes in their place. Each function
 * is run once to see which calls it makes, and then with each of those failing, in turn: the errno must come out unchanged,
 * with the kind that belongs to it, the function and the file names; nothing may leak. An interrupted call must be
 * repeated, unless the interrupt hook stops it. Works in the current directory, which should be empty. */
#ifdef _WIN32
#include "fake_windows.c"
#else
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif
#ifndef _TIME_BITS
#define _TIME_BITS 64
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifndef __wasi__
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#endif
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#endif
#include <sys/utsname.h>
#ifndef __wasi__
#include <sys/statvfs.h>
#endif
#ifdef __wasi__
#include <wasi/api.h>
#endif

#include "fake.h"

/* What the implementation will use, unless it is compiled to do without. */
#if defined(__linux__) && (!defined(PYOSI_HAVE_STATX) || PYOSI_HAVE_STATX)
#define FAKE_STATX 1
#else
#define FAKE_STATX 0
#endif
#if defined(__linux__) && (!defined(PYOSI_HAVE_GETDENTS64) || PYOSI_HAVE_GETDENTS64)
#define FAKE_GETDENTS64 1
#else
#define FAKE_GETDENTS64 0
#endif
#if defined(__linux__) && defined(SYS_clone3) &&                                                                       \
    ((defined(__x86_64__) && defined(__LP64__)) || defined(__aarch64__)) &&                                            \
    (!defined(PYOSI_HAVE_CLONE3) || PYOSI_HAVE_CLONE3)
#define FAKE_CLONE3 1
#else
#define FAKE_CLONE3 0
#endif
#if !defined(__wasi__) && (!defined(PYOSI_HAVE_FIOCLEX) || PYOSI_HAVE_FIOCLEX)
#define FAKE_FIOCLEX 1
#else
#define FAKE_FIOCLEX 0
#endif
#ifdef __wasi__
#define FAKE_LISTING "fd_readdir"
#define FAKE_TYPE_SOCKET 6
#elif FAKE_GETDENTS64
#define FAKE_LISTING "getdents64"
#define FAKE_TYPE_SOCKET 12
#else
#define FAKE_LISTING "readdir"
#define FAKE_TYPE_SOCKET DT_SOCK
#endif

/* --- the fakes --- */

#define FAKE_FAIL(name)                                                                                                \
    do {                                                                                                               \
        long fake_code_ = fake_hit(name);                                                                              \
        if (fake_code_ != 0) {                                                                                         \
            errno = (int)fake_code_;                                                                                   \
            return -1;                                                                                                 \
        }                                                                                                              \
    } while (0)

#ifdef __linux__
/* 0, or -1 with the errno that the script has for this call. */
static long fake_code_of(const char *name) {
    FAKE_FAIL(name);
    return 0;
}
#endif

static size_t fake_limit; /* read and write move no more bytes than that at a time, 0 for no limit */

static int fake_openat(int dir_fd, const char *path, int flags, ...) {
    mode_t mode = 0;
    va_list rest;
    FAKE_FAIL("openat");
    if (flags & O_CREAT) {
        va_start(rest, flags);
        mode = (mode_t)va_arg(rest, int);
        va_end(rest);
    }
    return openat(dir_fd, path, flags, mode);
}

static ssize_t fake_read(int fd, void *buffer, size_t n) {
    FAKE_FAIL("read");
    return read(fd, buffer, fake_limit != 0 && n > fake_limit ? fake_limit : n);
}

static ssize_t fake_write(int fd, const void *data, size_t n) {
    FAKE_FAIL("write");
    return write(fd, data, fake_limit != 0 && n > fake_limit ? fake_limit : n);
}

/* The descriptor is gone, whatever it says. */
static int fake_close(int fd) {
    long code = fake_hit("close");
    int result = close(fd);
    if (code == 0) return result;
    errno = (int)code;
    return -1;
}

#undef lseek /* wasi-libc has a macro */
static off_t fake_lseek(int fd, off_t pos, int whence) {
    FAKE_FAIL("lseek");
    return lseek(fd, pos, whence);
}

static int fake_fsync(int fd) {
    FAKE_FAIL("fsync");
    return fsync(fd);
}

static int fake_ftruncate(int fd, off_t length) {
    FAKE_FAIL("ftruncate");
    return ftruncate(fd, length);
}

static int fake_truncate(const char *path, off_t length) {
    FAKE_FAIL("truncate");
    return truncate(path, length);
}

static int fake_fstat(int fd, struct stat *st) {
    FAKE_FAIL("fstat");
    return fstat(fd, st);
}

static int fake_fstatat(int dir_fd, const char *path, struct stat *st, int flags) {
    FAKE_FAIL("fstatat");
    return fstatat(dir_fd, path, st, flags);
}

static int fake_access(const char *path, int mode) {
    FAKE_FAIL("access");
    return access(path, mode);
}

static int fake_faccessat(int dir_fd, const char *path, int mode, int flags) {
    FAKE_FAIL("faccessat");
    return faccessat(dir_fd, path, mode, flags);
}

static int fake_mkdirat(int dir_fd, const char *path, mode_t mode) {
    FAKE_FAIL("mkdirat");
    return mkdirat(dir_fd, path, mode);
}

static int fake_unlinkat(int dir_fd, const char *path, int flags) {
    FAKE_FAIL("unlinkat");
    return unlinkat(dir_fd, path, flags);
}

static int fake_renameat(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst) {
    FAKE_FAIL("renameat");
    return renameat(src_dir_fd, src, dst_dir_fd, dst);
}

static int fake_linkat(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, int flags) {
    FAKE_FAIL("linkat");
    return linkat(src_dir_fd, src, dst_dir_fd, dst, flags);
}

#ifdef __wasi__
static int fake_link(const char *src, const char *dst) {
    FAKE_FAIL("link");
    return link(src, dst);
}
#endif

static int fake_symlinkat(const char *src, int dir_fd, const char *dst) {
    FAKE_FAIL("symlinkat");
    return symlinkat(src, dir_fd, dst);
}

/* The text of a link that changes between calls: of this many bytes at the first, and growing; 0 for the real one. */
static size_t fake_link_size, fake_link_growth;
static size_t fake_link_seen; /* the largest buffer that was offered */

static ssize_t fake_readlinkat(int dir_fd, const char *path, char *buffer, size_t size) {
    FAKE_FAIL("readlinkat");
    if (size > fake_link_seen) fake_link_seen = size;
    if (fake_link_size != 0) {
        size_t n = fake_link_size < size ? fake_link_size : size;
        memset(buffer, 'l', n);
        fake_link_size += fake_link_growth;
        return (ssize_t)n;
    }
    return readlinkat(dir_fd, path, buffer, size);
}

static int fake_chdir(const char *path) {
    FAKE_FAIL("chdir");
    return chdir(path);
}

static const char *fake_cwd; /* what getcwd answers, NULL for the real one */

static char *fake_getcwd(char *buffer, size_t size) {
    long code = fake_hit("getcwd");
    if (code != 0) return errno = (int)code, (char *)NULL;
    if (!fake_cwd) return getcwd(buffer, size);
    if (strlen(fake_cwd) >= size) return errno = ERANGE, (char *)NULL;
    return strcpy(buffer, fake_cwd);
}

static int fake_fcntl(int fd, int command, ...) {
    long argument;
    va_list rest;
    FAKE_FAIL("fcntl");
    va_start(rest, command);
    argument = command == F_GETFD || command == F_GETFL ? 0 : va_arg(rest, int);
    va_end(rest);
    return fcntl(fd, command, (int)argument);
}

#ifndef __wasi__
static int fake_fchdir(int fd) {
    FAKE_FAIL("fchdir");
    return fchdir(fd);
}

#if defined(__linux__) && !defined(__GLIBC__) /* musl */
typedef int fake_request;
#else
typedef unsigned long fake_request;
#endif

static int fake_ioctl(int fd, fake_request request, void *argument) {
    FAKE_FAIL("ioctl");
    if (request == (fake_request)TIOCSCTTY) return 0;
    if (request == (fake_request)TIOCGWINSZ) {
        struct winsize *size = (struct winsize *)argument;
        memset(size, 0, sizeof *size);
        size->ws_col = 132, size->ws_row = 43;
        return 0;
    }
    return ioctl(fd, request, argument);
}
#endif

static ssize_t fake_pread(int fd, void *buffer, size_t n, off_t offset) {
    FAKE_FAIL("pread");
    return pread(fd, buffer, fake_limit != 0 && n > fake_limit ? fake_limit : n, offset);
}

static ssize_t fake_pwrite(int fd, const void *data, size_t n, off_t offset) {
    FAKE_FAIL("pwrite");
    return pwrite(fd, data, fake_limit != 0 && n > fake_limit ? fake_limit : n, offset);
}

static int fake_fdatasync(int fd) {
    FAKE_FAIL("fdatasync");
    return fdatasync(fd);
}

/* Gives the error number. */
static int fake_posix_fadvise(int fd, off_t offset, off_t length, int advice) {
    long code = fake_hit("posix_fadvise");
    return code != 0 ? (int)code : posix_fadvise(fd, offset, length, advice);
}

static int fake_utimensat(int dir_fd, const char *path, const struct timespec *times, int flags) {
    FAKE_FAIL("utimensat");
    return utimensat(dir_fd, path, times, flags);
}

static int fake_futimens(int fd, const struct timespec *times) {
    FAKE_FAIL("futimens");
    return futimens(fd, times);
}

static long fake_pathconf(const char *path, int name) {
    FAKE_FAIL("pathconf");
    return pathconf(path, name);
}

static long fake_fpathconf(int fd, int name) {
    FAKE_FAIL("fpathconf");
    return fpathconf(fd, name);
}

static int fake_isatty_answer; /* 1: every descriptor is a terminal */

static int fake_isatty(int fd) {
    long code = fake_hit("isatty");
    if (code != 0) return errno = (int)code, 0;
    return fake_isatty_answer ? 1 : isatty(fd);
}

#ifndef __wasi__
static ssize_t fake_readv(int fd, const struct iovec *vector, int n) {
    FAKE_FAIL("readv");
    return readv(fd, vector, n);
}

static ssize_t fake_writev(int fd, const struct iovec *vector, int n) {
    FAKE_FAIL("writev");
    return writev(fd, vector, n);
}

static ssize_t fake_preadv(int fd, const struct iovec *vector, int n, off_t offset) {
    FAKE_FAIL("preadv");
    return preadv(fd, vector, n, offset);
}

static ssize_t fake_pwritev(int fd, const struct iovec *vector, int n, off_t offset) {
    FAKE_FAIL("pwritev");
    return pwritev(fd, vector, n, offset);
}

static int fake_lockf(int fd, int command, off_t length) {
    FAKE_FAIL("lockf");
    return lockf(fd, command, length);
}

static int fake_posix_fallocate(int fd, off_t offset, off_t length) {
    long code = fake_hit("posix_fallocate");
    (void)fd, (void)offset, (void)length; /* the file stays as it is */
    return (int)code;
}

static int fake_chmod(const char *path, mode_t mode) {
    FAKE_FAIL("chmod");
    return chmod(path, mode);
}

static int fake_chown(const char *path, uid_t uid, gid_t gid) {
    FAKE_FAIL("chown");
    return chown(path, uid, gid);
}

static int fake_fchmodat(int dir_fd, const char *path, mode_t mode, int flags) {
    FAKE_FAIL("fchmodat");
    return fchmodat(dir_fd, path, mode, flags);
}

static int fake_fchmod(int fd, mode_t mode) {
    FAKE_FAIL("fchmod");
    return fchmod(fd, mode);
}

static int fake_fchownat(int dir_fd, const char *path, uid_t uid, gid_t gid, int flags) {
    FAKE_FAIL("fchownat");
    return fchownat(dir_fd, path, uid, gid, flags);
}

static int fake_fchown(int fd, uid_t uid, gid_t gid) {
    FAKE_FAIL("fchown");
    return fchown(fd, uid, gid);
}

static int fake_chroot(const char *path) { /* changes nothing */
    FAKE_FAIL("chroot");
    return access(path, F_OK);
}

static int fake_mkfifoat(int dir_fd, const char *path, mode_t mode) {
    FAKE_FAIL("mkfifoat");
    return mkfifoat(dir_fd, path, mode);
}

static int fake_mknodat(int dir_fd, const char *path, mode_t mode, dev_t device) {
    FAKE_FAIL("mknodat");
    return mknodat(dir_fd, path, mode, device);
}

static int fake_statvfs(const char *path, struct statvfs *st) {
    FAKE_FAIL("statvfs");
    return statvfs(path, st);
}

static int fake_fstatvfs(int fd, struct statvfs *st) {
    FAKE_FAIL("fstatvfs");
    return fstatvfs(fd, st);
}

/* Terminals, of which none is needed: a pseudo-terminal is /dev/null and a file whose name is fake_terminal. */
static char fake_terminal[4096];

static int fake_terminal_name(const char *call, char *name, size_t size) {
    long code = fake_hit(call);
    if (code != 0) return (int)code;
    if (strlen(fake_terminal) >= size) return ERANGE;
    strcpy(name, fake_terminal);
    return 0;
}

static int fake_ttyname_r(int fd, char *name, size_t size) {
    (void)fd;
    return fake_terminal_name("ttyname_r", name, size);
}

static int fake_ptsname_r(int fd, char *name, size_t size) {
    (void)fd;
    return fake_terminal_name("ptsname_r", name, size);
}

static int fake_posix_openpt(int flags) {
    FAKE_FAIL("posix_openpt");
    return open("/dev/null", flags);
}

static int fake_grantpt(int fd) {
    FAKE_FAIL("grantpt");
    return fcntl(fd, F_GETFD) < 0 ? -1 : 0;
}

static int fake_unlockpt(int fd) {
    FAKE_FAIL("unlockpt");
    return fcntl(fd, F_GETFD) < 0 ? -1 : 0;
}

static pid_t fake_tcgetpgrp(int fd) {
    (void)fd;
    FAKE_FAIL("tcgetpgrp");
    return 77;
}

static int fake_tcsetpgrp(int fd, pid_t pgid) {
    (void)fd, (void)pgid;
    FAKE_FAIL("tcsetpgrp");
    return 0;
}

static pid_t fake_setsid(void) { /* changes nothing */
    FAKE_FAIL("setsid");
    return 1;
}

static int fake_dup2_nothing; /* dup2 to the standard streams says that it was done */

static int fake_dup2(int fd, int fd2) {
    FAKE_FAIL("dup2");
    return fake_dup2_nothing && fd2 < 3 ? fd2 : dup2(fd, fd2);
}
#endif

#ifdef __linux__
static long long fake_moved = -1; /* what the calls that copy inside the kernel say, -1 for the truth */

static ssize_t fake_sendfile(int out_fd, int in_fd, off_t *offset, size_t n) {
    FAKE_FAIL("sendfile");
    return fake_moved >= 0 ? (ssize_t)fake_moved : sendfile(out_fd, in_fd, offset, n);
}

/* Attributes: one value of this many bytes, or a list of names of one letter, and growing from call to call. */
static size_t fake_value_size = 5, fake_value_growth;

static ssize_t fake_attribute(const char *call, char *data, size_t size, int list) {
    size_t n = fake_value_size, i;
    FAKE_FAIL(call);
    fake_value_size += fake_value_growth;
    if (size == 0) return (ssize_t)n;
    if (n > size) return errno = ERANGE, -1;
    for (i = 0; i < n; i++) data[i] = list && i % 2 ? '\0' : 'v';
    return (ssize_t)n;
}

static ssize_t fake_getxattr(const char *path, const char *name, void *data, size_t size) {
    (void)path, (void)name;
    return fake_attribute("getxattr", (char *)data, size, 0);
}

static ssize_t fake_lgetxattr(const char *path, const char *name, void *data, size_t size) {
    (void)path, (void)name;
    return fake_attribute("lgetxattr", (char *)data, size, 0);
}

static ssize_t fake_fgetxattr(int fd, const char *name, void *data, size_t size) {
    (void)fd, (void)name;
    return fake_attribute("fgetxattr", (char *)data, size, 0);
}

static ssize_t fake_listxattr(const char *path, char *data, size_t size) {
    (void)path;
    return fake_attribute("listxattr", data, size, 1);
}

static ssize_t fake_llistxattr(const char *path, char *data, size_t size) {
    (void)path;
    return fake_attribute("llistxattr", data, size, 1);
}

static ssize_t fake_flistxattr(int fd, char *data, size_t size) {
    (void)fd;
    return fake_attribute("flistxattr", data, size, 1);
}

static int fake_set_attribute(const char *call) {
    FAKE_FAIL(call);
    return 0;
}

static int fake_timerfd_create(int clock, int flags) {
    FAKE_FAIL("timerfd_create");
    return timerfd_create(clock, flags);
}

static int fake_timerfd_settime(int fd, int flags, const struct itimerspec *now, struct itimerspec *before) {
    FAKE_FAIL("timerfd_settime");
    return timerfd_settime(fd, flags, now, before);
}

static int fake_timerfd_gettime(int fd, struct itimerspec *now) {
    FAKE_FAIL("timerfd_gettime");
    return timerfd_gettime(fd, now);
}

static int fake_eventfd(unsigned initval, int flags) {
    FAKE_FAIL("eventfd");
    return eventfd(initval, flags);
}
#endif

/* --- processes and their parameters --- */

static int fake_setenv(const char *name, const char *value, int overwrite) {
    FAKE_FAIL("setenv");
    return setenv(name, value, overwrite);
}

static int fake_unsetenv(const char *name) {
    FAKE_FAIL("unsetenv");
    return unsetenv(name);
}

static int fake_uname(struct utsname *names) {
    FAKE_FAIL("uname");
    return uname(names);
}

static int fake_undefined; /* sysconf has no value for anything, which is no failure */

static long fake_sysconf(int name) {
    if (fake_undefined) return -1;
    if (name != _SC_CLK_TCK && name != _SC_OPEN_MAX) FAKE_FAIL("sysconf"); /* which every system knows */
    return sysconf(name);
}

/* The text of confstr: of this many bytes with its end, 0 for none, and growing from call to call. */
static size_t fake_text_size, fake_text_growth;

static size_t fake_confstr(int name, char *text, size_t size) {
    long code = fake_hit("confstr");
    size_t n = fake_text_size;
    (void)name;
    if (code != 0) return errno = (int)code, (size_t)0;
    fake_text_size += fake_text_growth;
    if (n != 0 && size != 0) {
        memset(text, 'c', n < size ? n - 1 : size - 1);
        text[n < size ? n - 1 : size - 1] = '\0';
    }
    return n;
}

#ifndef __wasi__
static int fake_sched_yield(void) {
    FAKE_FAIL("sched_yield");
    return 0;
}

static int fake_getloadavg(double *load, int n) {
    long code = fake_hit("getloadavg");
    int i;
    for (i = 0; i < n; i++) load[i] = i + 0.5;
    return code == 0 ? n : code == 1 ? 2 : -1;
}

static pid_t fake_fork(void) {
    FAKE_FAIL("fork");
    return fork();
}

static pid_t fake_waitpid(pid_t pid, int *status, int options) {
    FAKE_FAIL("waitpid");
    return waitpid(pid, status, options);
}

static pid_t fake_wait4(pid_t pid, int *status, int options, struct rusage *usage) {
    FAKE_FAIL("wait4");
    return wait4(pid, status, options, usage);
}

static int fake_waitid(idtype_t type, id_t id, siginfo_t *info, int options) {
    FAKE_FAIL("waitid");
    return waitid(type, id, info, options);
}

static int fake_kill(pid_t pid, int number) { /* never anything but 0 */
    FAKE_FAIL("kill");
    return number == 0 ? kill(pid, 0) : 0;
}

static int fake_killpg(pid_t pgid, int number) {
    FAKE_FAIL("killpg");
    return number == 0 ? killpg(pgid, 0) : 0;
}

static int fake_nice(int increment) {
    FAKE_FAIL("nice");
    return nice(increment);
}

static clock_t fake_times(struct tms *now) {
    FAKE_FAIL("times");
    return times(now);
}

static pid_t fake_getpgid(pid_t pid) {
    FAKE_FAIL("getpgid");
    return getpgid(pid);
}

static pid_t fake_getsid(pid_t pid) {
    FAKE_FAIL("getsid");
    return getsid(pid);
}

static int fake_setpgid(pid_t pid, pid_t pgid) { /* changes nothing */
    (void)pid, (void)pgid;
    FAKE_FAIL("setpgid");
    return 0;
}

#if defined(__GLIBC__) && !defined(__cplusplus)
typedef __priority_which_t fake_which;
#else
typedef int fake_which;
#endif

static int fake_getpriority(fake_which which, id_t who) {
    (void)which, (void)who;
    FAKE_FAIL("getpriority");
    return -1; /* which is a good answer */
}

static int fake_setpriority(fake_which which, id_t who, int priority) { /* changes nothing */
    (void)which, (void)who, (void)priority;
    FAKE_FAIL("setpriority");
    return 0;
}

/* Groups: this many, and so many more after each call; getgrouplist says how many it wants, or it does not. */
static int fake_group_count = 3, fake_group_growth, fake_groups_untold;

static int fake_give_groups(int room, gid_t *groups) {
    int i, n = fake_group_count;
    for (i = 0; i < n && i < room; i++) groups[i] = (gid_t)(1000 + i);
    fake_group_count += fake_group_growth;
    return n;
}

static int fake_getgroups(int room, gid_t *groups) {
    int n;
    FAKE_FAIL("getgroups");
    n = fake_give_groups(room, groups);
    if (room != 0 && n > room) return errno = EINVAL, -1;
    return n;
}

static int fake_getgrouplist(const char *user, gid_t group, gid_t *groups, int *count) {
    int room = *count, n;
    (void)user, (void)group, (void)fake_hit("getgrouplist");
    n = fake_give_groups(room, groups);
    if (n <= room || !fake_groups_untold) *count = n;
    else errno = EIO;
    return n <= room ? n : -1;
}

static const char *fake_login = "somebody"; /* NULL: there is none, and errno does not say why */

static int fake_getlogin_r(char *name, size_t size) {
    long code = fake_hit("getlogin_r");
    if (code != 0) return (int)code;
    if (!fake_login) return -1;
    if (strlen(fake_login) >= size) return ERANGE;
    strcpy(name, fake_login);
    return 0;
}
#endif

static unsigned char fake_types = 0xff; /* put in place of every type of a listing, 0xff for the real ones */
static int fake_no_inodes;              /* listings have no inodes */
static size_t fake_listing;             /* bytes of a listing given at a time, 0 for as many as wanted */

#ifdef __wasi__
static __wasi_errno_t fake_fd_readdir(__wasi_fd_t fd, uint8_t *data, __wasi_size_t size, __wasi_dircookie_t cookie,
                                      __wasi_size_t *used) {
    long code = fake_hit("fd_readdir");
    __wasi_errno_t result = code != 0 ? (__wasi_errno_t)code : __wasi_fd_readdir(fd, data, size, cookie, used);
    size_t at = 0;
    if (result != 0) return result;
    while (*used < size && *used - at >= 24) { /* only of what came whole */
        uint32_t n;
        memcpy(&n, data + at + 16, 4);
        if (fake_types != 0xff) data[at + 20] = fake_types;
        if (fake_no_inodes) memset(data + at + 8, 0, 8);
        at += 24 + n;
    }
    return 0;
}
#define __wasi_fd_readdir fake_fd_readdir
#endif

#if !FAKE_GETDENTS64 && !defined(__wasi__)
static DIR *fake_fdopendir(int fd) {
    long code = fake_hit("fdopendir");
    return code != 0 ? (errno = (int)code, (DIR *)NULL) : fdopendir(fd);
}

static struct dirent *fake_readdir(DIR *dir) {
    long code = fake_hit("readdir");
    struct dirent *d = code != 0 ? (errno = (int)code, (struct dirent *)NULL) : readdir(dir);
    if (d && fake_types != 0xff) d->d_type = fake_types;
    if (d && fake_no_inodes) d->d_ino = 0;
    return d;
}

static int fake_closedir(DIR *dir) {
    long code = fake_hit("close");
    int result = closedir(dir);
    return code != 0 ? (errno = (int)code, -1) : result;
}
#define fdopendir(fd) fake_fdopendir(fd)
#define readdir(dir) fake_readdir(dir)
#define closedir(dir) fake_closedir(dir)
#endif

#if FAKE_GETDENTS64
/* What the kernel writes of an entry: inode (8 bytes), position (8), length (2), type (1), name. */
static long fake_getdents64(long fd, unsigned char *data, size_t size) {
    long n, at;
    FAKE_FAIL("getdents64");
    if (fake_listing != 0 && size > fake_listing) size = fake_listing;
    n = syscall(SYS_getdents64, fd, data, size);
    for (at = 0; at < n;) {
        unsigned short length;
        memcpy(&length, data + at + 16, sizeof length);
        if (fake_types != 0xff) data[at + 18] = fake_types;
        if (fake_no_inodes) memset(data + at, 0, 8);
        at += length;
    }
    return n;
}

#endif

#if FAKE_STATX
static int fake_no_birth; /* statx knows no birth time */

static long fake_statx(int dir_fd, const char *path, int flags, unsigned mask, unsigned char *data) {
    long result;
    FAKE_FAIL("statx");
    result = syscall(SYS_statx, dir_fd, path, flags, mask, data);
    if (result == 0 && fake_no_birth) {
        memcpy(&mask, data, sizeof mask);
        mask &= ~0x800u;
        memcpy(data, &mask, sizeof mask);
    }
    return result;
}

#endif

#ifdef __linux__
/* The two of preadv2 and pwritev2: without their flags, which not every file system knows. */
static long fake_vector2(const char *name, int fd, const void *buffers, size_t n, long offset) {
    const struct iovec *vector = (const struct iovec *)buffers;
    FAKE_FAIL(name);
    if (offset == -1) return (long)(*name == 'w' ? writev(fd, vector, (int)n) : readv(fd, vector, (int)n));
    return (long)(strcmp(name, "pwritev2") == 0 ? pwritev(fd, vector, (int)n, offset)
                                                : preadv(fd, vector, (int)n, offset));
}

static size_t fake_random_limit; /* getrandom gives no more bytes at a time, 0 for no limit */

/* A machine with so many processors, of which the first and the last may be used. The kernel wants room for all, and
 * gives no more bytes than it has. */
#define FAKE_WORD ((long)(8 * sizeof(unsigned long)))
static long fake_cpus = 64, fake_affinity_size;
static unsigned long fake_affinity[200]; /* the last that was set */

static long fake_get_affinity(long size, unsigned long *set) {
    long words = (fake_cpus + FAKE_WORD - 1) / FAKE_WORD;
    FAKE_FAIL("sched_getaffinity");
    if (size % (long)sizeof *set != 0 || 8 * size < fake_cpus) return errno = EINVAL, -1;
    memset(set, 0, (size_t)words * sizeof *set);
    set[0] = 1;
    set[words - 1] |= 1ul << (fake_cpus - 1) % FAKE_WORD;
    return words * (long)sizeof *set;
}

static long fake_set_affinity(long size, const unsigned long *set) {
    FAKE_FAIL("sched_setaffinity");
    fake_affinity_size = size;
    memset(fake_affinity, 0, sizeof fake_affinity);
    memcpy(fake_affinity, set, (size_t)size < sizeof fake_affinity ? (size_t)size : sizeof fake_affinity);
    return 0;
}

/* Reads the arguments as their callers wrote them. */
static long fake_syscall(long number, ...) {
    va_list rest;
    long result = -1;
    va_start(rest, number);
    switch (number) {
#if FAKE_GETDENTS64
    case SYS_getdents64: {
        int fd = va_arg(rest, int);
        char *data = va_arg(rest, char *);
        result = fake_getdents64(fd, (unsigned char *)data, va_arg(rest, size_t));
        break;
    }
#endif
#if FAKE_STATX
    case SYS_statx: {
        int dir_fd = va_arg(rest, int);
        const char *path = va_arg(rest, const char *);
        int flags = va_arg(rest, int);
        unsigned mask = va_arg(rest, unsigned);
        result = fake_statx(dir_fd, path, flags, mask, (unsigned char *)va_arg(rest, void *));
        break;
    }
#endif
    case SYS_dup3: {
        int fd = va_arg(rest, int), fd2 = va_arg(rest, int);
        result = fake_code_of("dup3");
        if (result == 0) result = syscall(SYS_dup3, fd, fd2, va_arg(rest, int));
        break;
    }
    case SYS_pipe2: {
        int *fds = va_arg(rest, int *);
        result = fake_code_of("pipe2");
        if (result == 0) result = syscall(SYS_pipe2, fds, va_arg(rest, int));
        break;
    }
#ifdef SYS_close_range
    case SYS_close_range: {
        unsigned first = va_arg(rest, unsigned), last = va_arg(rest, unsigned);
        result = fake_code_of("close_range");
        if (result == 0) result = syscall(SYS_close_range, first, last, va_arg(rest, int));
        break;
    }
#endif
    case SYS_preadv2:
    case SYS_pwritev2: {
        int fd = va_arg(rest, int);
        const void *buffers = va_arg(rest, const void *);
        size_t n = va_arg(rest, size_t);
        result = fake_vector2(number == SYS_preadv2 ? "preadv2" : "pwritev2", fd, buffers, n, va_arg(rest, long));
        break;
    }
    case SYS_copy_file_range:
    case SYS_splice: {
        int src = va_arg(rest, int);
        long long *from = va_arg(rest, long long *);
        int dst = va_arg(rest, int);
        long long *to = va_arg(rest, long long *);
        size_t n = va_arg(rest, size_t);
        result = fake_code_of(number == SYS_splice ? "splice" : "copy_file_range");
        if (result == 0) result = fake_moved >= 0 ? (long)fake_moved : syscall(number, src, from, dst, to, n, 0);
        break;
    }
    case SYS_memfd_create: {
        const char *name = va_arg(rest, const char *);
        result = fake_code_of("memfd_create");
        if (result == 0) result = syscall(SYS_memfd_create, name, va_arg(rest, unsigned));
        break;
    }
    case SYS_getrandom: {
        void *bytes = va_arg(rest, void *);
        size_t n = va_arg(rest, size_t);
        result = fake_code_of("getrandom");
        if (fake_random_limit != 0 && n > fake_random_limit) n = fake_random_limit;
        if (result == 0) result = syscall(SYS_getrandom, bytes, n, va_arg(rest, unsigned));
        break;
    }
    case SYS_sched_getaffinity:
    case SYS_sched_setaffinity: {
        long size;
        (void)va_arg(rest, int);
        size = (long)va_arg(rest, size_t);
        result = number == SYS_sched_getaffinity ? fake_get_affinity(size, va_arg(rest, unsigned long *))
                                                 : fake_set_affinity(size, va_arg(rest, const unsigned long *));
        break;
    }
    case SYS_close: { /* gone, whatever it says */
        long closed = syscall(SYS_close, va_arg(rest, int));
        result = fake_code_of("child_close");
        if (result == 0) result = closed;
        break;
    }
    default: {
        /* The names are those of the job's process; a start shares memory with the child, whose calls are these. */
        static const struct {
            long number;
            const char *name;
            int n;
        } others[] = {
            {SYS_rt_sigaction, "rt_sigaction", 4},
            {SYS_rt_sigprocmask, "rt_sigprocmask", 4},
            {SYS_setsid, "child_setsid", 0},
            {SYS_setpgid, "child_setpgid", 2},
            {SYS_setresuid, "child_setresuid", 3},
            {SYS_setresgid, "child_setresgid", 3},
#ifdef SYS_setresuid32
            {SYS_setresuid32, "child_setresuid", 3},
            {SYS_setresgid32, "child_setresgid", 3},
#endif
            {SYS_openat, "child_openat", 4},
            {SYS_fcntl, "child_fcntl", 3},
            {SYS_lseek, "child_lseek", 3},
            {SYS_sched_setparam, "sched_setparam", 2},
            {SYS_sched_getparam, "sched_getparam", 2},
            {SYS_sched_setscheduler, "sched_setscheduler", 3},
            {SYS_sched_getscheduler, "sched_getscheduler", 1},
            {SYS_execve, "execve", 3},
            {SYS_exit_group, "exit_group", 1},
            {434, "pidfd_open", 2},
        };
        size_t i;
        long a[4] = {0, 0, 0, 0};
        int k;
        for (i = 0; i < sizeof others / sizeof *others && others[i].number != number; i++) {}
        if (i == sizeof others / sizeof *others) {
            printf("fake.c: a system call without a fake: %ld\n", number);
            abort();
        }
        for (k = 0; k < others[i].n; k++) a[k] = va_arg(rest, long); /* the upper half of an int says nothing */
        result = number == SYS_exit_group ? 0 : fake_code_of(others[i].name);
        if (result == 0) result = syscall(number, a[0], a[1], a[2], a[3]);
    }
    }
    va_end(rest);
    return result;
}

static int fake_clone(int (*run)(void *), void *stack, int flags, void *state, ...) {
    FAKE_FAIL("clone");
    return clone(run, stack, flags, state);
}
#define clone fake_clone
/* The function is pyos.h's own. */
#define PYOSI_CLONE3(args, size, run, state)                                                                           \
    (fake_code_of("clone3") != 0 ? -(long)errno : pyosi_clone3(args, size, run, state))
#define syscall fake_syscall
#define sendfile(out_fd, in_fd, offset, n) fake_sendfile(out_fd, in_fd, offset, n)
#define getxattr(path, name, data, size) fake_getxattr(path, name, data, size)
#define lgetxattr(path, name, data, size) fake_lgetxattr(path, name, data, size)
#define fgetxattr(fd, name, data, size) fake_fgetxattr(fd, name, data, size)
#define listxattr(path, data, size) fake_listxattr(path, data, size)
#define llistxattr(path, data, size) fake_llistxattr(path, data, size)
#define flistxattr(fd, data, size) fake_flistxattr(fd, data, size)
#define setxattr(path, name, data, size, flags)                                                                        \
    ((void)(path), (void)(name), (void)(data), (void)(size), (void)(flags), fake_set_attribute("setxattr"))
#define lsetxattr(path, name, data, size, flags)                                                                       \
    ((void)(path), (void)(name), (void)(data), (void)(size), (void)(flags), fake_set_attribute("lsetxattr"))
#define fsetxattr(fd, name, data, size, flags)                                                                         \
    ((void)(fd), (void)(name), (void)(data), (void)(size), (void)(flags), fake_set_attribute("fsetxattr"))
#define removexattr(path, name) ((void)(path), (void)(name), fake_set_attribute("removexattr"))
#define lremovexattr(path, name) ((void)(path), (void)(name), fake_set_attribute("lremovexattr"))
#define fremovexattr(fd, name) ((void)(fd), (void)(name), fake_set_attribute("fremovexattr"))
#define timerfd_create(clock, flags) fake_timerfd_create(clock, flags)
#define timerfd_settime(fd, flags, now, before) fake_timerfd_settime(fd, flags, now, before)
#define timerfd_gettime(fd, now) fake_timerfd_gettime(fd, now)
#define eventfd(initval, flags) fake_eventfd(initval, flags)
#endif

#define setenv(name, value, overwrite) fake_setenv(name, value, overwrite)
#define unsetenv(name) fake_unsetenv(name)
#define uname(names) fake_uname(names)
#define sysconf(name) fake_sysconf(name)
#define confstr(name, text, size) fake_confstr(name, text, size)
#ifndef __wasi__
#define sched_yield() fake_sched_yield()
#define getloadavg(load, n) fake_getloadavg(load, n)
#define fork() fake_fork()
#define waitpid(pid, status, options) fake_waitpid(pid, status, options)
#define wait4(pid, status, options, usage) fake_wait4(pid, status, options, usage)
#define waitid(type, id, info, options) fake_waitid(type, id, info, options)
#define kill(pid, number) fake_kill(pid, number)
#define killpg(pgid, number) fake_killpg(pgid, number)
#define nice(increment) fake_nice(increment)
#define times(now) fake_times(now)
#define getpgid(pid) fake_getpgid(pid)
#define getsid(pid) fake_getsid(pid)
#define setpgid(pid, pgid) fake_setpgid(pid, pgid)
#define getpriority(which, who) fake_getpriority(which, who)
#define setpriority(which, who, priority) fake_setpriority(which, who, priority)
#define getgroups fake_getgroups
#define getgrouplist(user, group, groups, count) fake_getgrouplist(user, group, groups, count)
#define getlogin_r fake_getlogin_r
#endif
#define openat fake_openat
#define read(fd, buffer, n) fake_read(fd, buffer, n)
#define write(fd, data, n) fake_write(fd, data, n)
#define close(fd) fake_close(fd)
#define lseek fake_lseek
#define fsync(fd) fake_fsync(fd)
#define ftruncate(fd, length) fake_ftruncate(fd, length)
#define truncate(path, length) fake_truncate(path, length)
#define fstat(fd, st) fake_fstat(fd, st)
#define fstatat(dir_fd, path, st, flags) fake_fstatat(dir_fd, path, st, flags)
#define access(path, mode) fake_access(path, mode)
#define faccessat(dir_fd, path, mode, flags) fake_faccessat(dir_fd, path, mode, flags)
#define mkdirat(dir_fd, path, mode) fake_mkdirat(dir_fd, path, mode)
#define unlinkat(dir_fd, path, flags) fake_unlinkat(dir_fd, path, flags)
#define renameat(a, src, b, dst) fake_renameat(a, src, b, dst)
#define linkat(a, src, b, dst, flags) fake_linkat(a, src, b, dst, flags)
#ifdef __wasi__
#define link(src, dst) fake_link(src, dst)
#endif
#define symlinkat(src, dir_fd, dst) fake_symlinkat(src, dir_fd, dst)
#define readlinkat(dir_fd, path, buffer, size) fake_readlinkat(dir_fd, path, buffer, size)
#define chdir(path) fake_chdir(path)
#define getcwd(buffer, size) fake_getcwd(buffer, size)
#define pread(fd, buffer, n, offset) fake_pread(fd, buffer, n, offset)
#define pwrite(fd, data, n, offset) fake_pwrite(fd, data, n, offset)
#define fdatasync(fd) fake_fdatasync(fd)
#define posix_fadvise(fd, offset, length, advice) fake_posix_fadvise(fd, offset, length, advice)
#define utimensat(dir_fd, path, times, flags) fake_utimensat(dir_fd, path, times, flags)
#define futimens(fd, times) fake_futimens(fd, times)
#define pathconf(path, name) fake_pathconf(path, name)
#define fpathconf(fd, name) fake_fpathconf(fd, name)
#define isatty(fd) fake_isatty(fd)
#define fcntl fake_fcntl
#ifndef __wasi__
#define fchdir(fd) fake_fchdir(fd)
#define readv(fd, vector, n) fake_readv(fd, vector, n)
#define writev(fd, vector, n) fake_writev(fd, vector, n)
#define preadv(fd, vector, n, offset) fake_preadv(fd, vector, n, offset)
#define pwritev(fd, vector, n, offset) fake_pwritev(fd, vector, n, offset)
#define lockf(fd, command, length) fake_lockf(fd, command, length)
#define posix_fallocate(fd, offset, length) fake_posix_fallocate(fd, offset, length)
#define chmod(path, mode) fake_chmod(path, mode)
#define chown(path, uid, gid) fake_chown(path, uid, gid)
#define fchmodat(dir_fd, path, mode, flags) fake_fchmodat(dir_fd, path, mode, flags)
#define fchmod(fd, mode) fake_fchmod(fd, mode)
#define fchownat(dir_fd, path, uid, gid, flags) fake_fchownat(dir_fd, path, uid, gid, flags)
#define fchown(fd, uid, gid) fake_fchown(fd, uid, gid)
#define chroot(path) fake_chroot(path)
#define mkfifoat(dir_fd, path, mode) fake_mkfifoat(dir_fd, path, mode)
#define mknodat(dir_fd, path, mode, device) fake_mknodat(dir_fd, path, mode, device)
#define statvfs(path, st) fake_statvfs(path, st)
#define fstatvfs(fd, st) fake_fstatvfs(fd, st)
#define ttyname_r fake_ttyname_r
#define ptsname_r fake_ptsname_r
#define posix_openpt(flags) fake_posix_openpt(flags)
#define grantpt(fd) fake_grantpt(fd)
#define unlockpt(fd) fake_unlockpt(fd)
#define tcgetpgrp(fd) fake_tcgetpgrp(fd)
#define tcsetpgrp(fd, pgid) fake_tcsetpgrp(fd, pgid)
#define setsid() fake_setsid()
#define dup2(fd, fd2) fake_dup2(fd, fd2)
#endif
#ifndef __wasi__
#define ioctl(fd, request, argument) fake_ioctl(fd, request, (void *)(argument))
#endif

#include "fault.h"

/* --- jobs: calls whose system calls are made to fail one after the other --- */

#define FAKE_QUESTION 1 /* every failure is an answer, and leaves the record alone */

typedef struct fake_job {
    const char *function; /* as in the record */
    const char *filename; /* in the record; NULL for none */
    const char *filename2;
    int flags;
    void (*before)(void);  /* not faked */
    int (*run)(void);      /* faked: 1 when it worked, 0 when it failed */
    void (*after)(void);   /* not faked: removes what is left */
    const char *tolerated; /* calls whose failure does not matter, between spaces */
} fake_job;

#define FAKE_TOP "fake.tmp"

static int fake_dir = -1; /* of FAKE_TOP */
static int fake_fd = -1;  /* of FAKE_TOP/file, for reading and writing */
static char fake_bytes[16];
static pyos_stat_result fake_st;
static pyos_scandir_iter *fake_it;
static const pyos_direntry *fake_entry;

static int fake_owned(void *pointer) {
    if (!pointer) return 0;
    pyos_free(pointer);
    return 1;
}

static int fake_opened(int fd) {
    fake_fd = fd;
    return fd >= 0;
}

static void fake_make_file(const char *path) {
    int fd = pyos_open(path, PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_write(fd, "0123456789", 10), 10);
    CHECK_INT(pyos_close(fd), 0);
}

static void fake_close_fd(void) {
    if (fake_fd >= 0) (void)pyos_close(fake_fd);
    fake_fd = -1;
}

static void fake_open_fd(void) {
    fake_fd = pyos_open(FAKE_TOP "/file", PYOS_O_RDWR, 0);
    CHECK(fake_fd >= 0);
}

#if PYOS_HAVE_FLISTDIR
static void fake_open_dir_fd(void) {
    fake_fd = pyos_open(FAKE_TOP, PYOS_O_RDONLY, 0);
    CHECK(fake_fd >= 0);
}
#endif

static void fake_make_new(void) { fake_make_file(FAKE_TOP "/new"); }

static void fake_make_new_directory(void) { CHECK_INT(pyos_mkdir(FAKE_TOP "/new", 0777), 0); }

static void fake_remove_new(void) {
    (void)pyos_remove(FAKE_TOP "/new");
    (void)pyos_remove(FAKE_TOP "/new2");
    (void)pyos_rmdir(FAKE_TOP "/new/m");
    (void)pyos_rmdir(FAKE_TOP "/new");
}

static void fake_close_and_remove_new(void) {
    fake_close_fd();
    fake_remove_new();
}

static void fake_open_it(void) {
    fake_it = pyos_scandir(FAKE_TOP);
    CHECK(fake_it != NULL);
}

static void fake_close_it(void) {
    pyos_scandir_close(fake_it);
    fake_it = NULL;
}

static void fake_to_entry(const char *name) {
    fake_open_it();
    while (pyos_scandir_next(fake_it, &fake_entry) == 1 && strcmp(fake_entry->name, name) != 0) {}
    CHECK(fake_entry != NULL);
}

static void fake_to_link(void) { fake_to_entry("link"); }

static void fake_to_sub(void) { fake_to_entry("sub"); }

static int fake_run_open(void) { return fake_opened(pyos_open(FAKE_TOP "/file", PYOS_O_RDONLY, 0)); }

static int fake_run_open_new(void) {
    return fake_opened(pyos_open(FAKE_TOP "/new", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL, 0600));
}

static int fake_run_open_at(void) { return fake_opened(pyos_open_at(fake_dir, "file", PYOS_O_RDONLY, 0)); }

static int fake_run_close(void) {
    int fd = fake_fd;
    fake_fd = -1;
    return pyos_close(fd) == 0;
}

static int fake_run_read(void) { return pyos_read(fake_fd, fake_bytes, 10) == 10; }

static int fake_run_write(void) { return pyos_write(fake_fd, "0123456789", 10) == 10; }

static int fake_run_lseek(void) { return pyos_lseek(fake_fd, 3, PYOS_SEEK_SET) == 3; }

static int fake_run_fsync(void) { return pyos_fsync(fake_fd) == 0; }

static int fake_run_ftruncate(void) { return pyos_ftruncate(fake_fd, 10) == 0; }

static int fake_run_truncate(void) { return pyos_truncate(FAKE_TOP "/file", 10) == 0; }

static int fake_run_get_inheritable(void) { return pyos_get_inheritable(fake_fd) == 0; }

static int fake_run_set_inheritable(void) { return pyos_set_inheritable(fake_fd, HOST_WASI ? false : true) == 0; }

static int fake_run_set_non_inheritable(void) { return pyos_set_inheritable(fake_fd, false) == 0; }

static int fake_run_fstat(void) { return pyos_fstat(fake_fd, &fake_st) == 0; }

static int fake_run_stat(void) { return pyos_stat(FAKE_TOP "/file", &fake_st) == 0; }

static int fake_run_stat_at(void) { return pyos_stat_at(fake_dir, "link", PYOS_NOFOLLOW, &fake_st) == 0; }

static int fake_run_lstat(void) { return pyos_lstat(FAKE_TOP "/link", &fake_st) == 0; }

static int fake_run_access(void) { return pyos_access(FAKE_TOP "/file", PYOS_R_OK); }

static int fake_run_access_at(void) { return pyos_access_at(fake_dir, "file", PYOS_R_OK, 0); }

static int fake_run_exists(void) { return pyos_path_exists(FAKE_TOP "/file"); }

static int fake_run_isdir(void) { return pyos_path_isdir(FAKE_TOP); }

static int fake_run_isfile(void) { return pyos_path_isfile(FAKE_TOP "/file"); }

static int fake_run_islink(void) { return pyos_path_islink(FAKE_TOP "/link"); }

static int fake_run_mkdir(void) { return pyos_mkdir(FAKE_TOP "/new", 0777) == 0; }

static int fake_run_mkdir_at(void) { return pyos_mkdir_at(fake_dir, "new", 0777) == 0; }

static int fake_run_makedirs(void) { return pyos_makedirs(FAKE_TOP "/new", 0777, true) == 0; }

static int fake_run_rmdir(void) { return pyos_rmdir(FAKE_TOP "/new") == 0; }

static int fake_run_rmdir_at(void) { return pyos_rmdir_at(fake_dir, "new") == 0; }

static int fake_run_remove(void) { return pyos_remove(FAKE_TOP "/new") == 0; }

static int fake_run_remove_at(void) { return pyos_remove_at(fake_dir, "new") == 0; }

static int fake_run_unlink(void) { return pyos_unlink(FAKE_TOP "/new") == 0; }

static int fake_run_unlink_at(void) { return pyos_unlink_at(fake_dir, "new") == 0; }

static int fake_run_rename(void) { return pyos_rename(FAKE_TOP "/new", FAKE_TOP "/new2") == 0; }

static int fake_run_rename_at(void) { return pyos_rename_at(fake_dir, "new", fake_dir, "new2") == 0; }

static int fake_run_replace(void) { return pyos_replace(FAKE_TOP "/new", FAKE_TOP "/new2") == 0; }

static int fake_run_replace_at(void) { return pyos_replace_at(fake_dir, "new", fake_dir, "new2") == 0; }

static int fake_run_link(void) { return pyos_link(FAKE_TOP "/new", FAKE_TOP "/new2") == 0; }

static int fake_run_link_at(void) { return pyos_link_at(fake_dir, "new", fake_dir, "new2", 0) == 0; }

static int fake_run_link_follow(void) {
    return pyos_link_at(PYOS_CWD, FAKE_TOP "/link", PYOS_CWD, FAKE_TOP "/new2", PYOS_FOLLOW) == 0;
}

static int fake_run_symlink(void) { return pyos_symlink("file", FAKE_TOP "/new2", false) == 0; }

static int fake_run_symlink_at(void) { return pyos_symlink_at("file", fake_dir, "new2", false) == 0; }

static int fake_run_readlink(void) { return fake_owned(pyos_readlink(FAKE_TOP "/link", NULL)); }

static int fake_run_readlink_at(void) { return fake_owned(pyos_readlink_at(fake_dir, "link", NULL)); }

static int fake_run_getcwd(void) { return fake_owned(pyos_getcwd()); }

static int fake_run_chdir(void) { return pyos_chdir(".") == 0; }

#if PYOS_HAVE_FCHDIR
static void fake_open_cwd(void) { fake_fd = pyos_open(".", PYOS_O_RDONLY, 0); }

static int fake_run_fchdir(void) { return pyos_fchdir(fake_fd) == 0; }
#endif

static int fake_run_listdir(void) { return fake_owned(pyos_listdir(FAKE_TOP, NULL)); }

static int fake_run_listdir_default(void) { return fake_owned(pyos_listdir(NULL, NULL)); }

static int fake_run_scandir(void) {
    fake_it = pyos_scandir(FAKE_TOP);
    return fake_it != NULL;
}

static int fake_run_scandir_next(void) {
    int step;
    while ((step = pyos_scandir_next(fake_it, &fake_entry)) == 1) {}
    CHECK(fake_entry == NULL);
    return step == 0;
}

static int fake_run_scandir_child(void) {
    pyos_scandir_iter *child = pyos_scandir_child(fake_it, fake_entry);
    pyos_scandir_close(child);
    return child != NULL;
}

#if PYOS_HAVE_FLISTDIR
static int fake_run_flistdir(void) { return fake_owned(pyos_flistdir(fake_fd, NULL)); }

static int fake_run_fscandir(void) {
    fake_it = pyos_fscandir(fake_fd);
    return fake_it != NULL;
}

static void fake_close_it_and_fd(void) {
    fake_close_it();
    fake_close_fd();
}
#endif

static int fake_run_entry_stat(void) { return pyos_direntry_stat(fake_entry, 0, &fake_st) == 0; }

static int fake_run_entry_lstat(void) { return pyos_direntry_stat(fake_entry, PYOS_NOFOLLOW, &fake_st) == 0; }

static int fake_run_entry_is_dir(void) { return pyos_direntry_is_dir(fake_entry, 0) == 0; }

static int fake_run_entry_is_file(void) { return pyos_direntry_is_file(fake_entry, 0) == 1; }

/* --- jobs: descriptors --- */

#ifndef __wasi__
static int fake_pipe_fds[2];
static int fake_other = -1; /* of FAKE_TOP/new */
static pyos_buffer fake_vector[2];

static void fake_open_vector(void) {
    fake_open_fd();
    fake_vector[0].base = fake_bytes, fake_vector[0].len = 4;
    fake_vector[1].base = fake_bytes + 4, fake_vector[1].len = 6;
}
#endif

static int fake_run_pread(void) { return pyos_pread(fake_fd, fake_bytes, 10, 0) == 10; }

static int fake_run_pwrite(void) { return pyos_pwrite(fake_fd, "0123456789", 10, 0) == 10; }

static int fake_run_get_blocking(void) { return pyos_get_blocking(fake_fd) == 1; }

static int fake_run_set_blocking(void) { return pyos_set_blocking(fake_fd, true) == 0; }

static int fake_run_fdatasync(void) { return pyos_fdatasync(fake_fd) == 0; }

static int fake_run_posix_fadvise(void) { return pyos_posix_fadvise(fake_fd, 0, 0, PYOS_POSIX_FADV_NORMAL) == 0; }

static void fake_open_terminal(void) {
    fake_isatty_answer = 1;
    fake_open_fd();
}

static void fake_close_terminal(void) {
    fake_isatty_answer = 0;
    fake_close_fd();
}

static int fake_run_isatty(void) { return pyos_isatty(fake_fd); }

static int fake_run_device_encoding(void) {
    char *encoding = NULL;
    int status = pyos_device_encoding(fake_fd, &encoding);
    pyos_free(encoding);
    return status == 0;
}

static int fake_run_utime(void) { return pyos_utime(FAKE_TOP "/file", NULL) == 0; }

static int fake_run_utime_at(void) { return pyos_utime_at(fake_dir, "link", NULL, PYOS_NOFOLLOW) == 0; }

static int fake_run_futime(void) { return pyos_futime(fake_fd, NULL) == 0; }

static int fake_run_pathconf(void) {
    long long value = 0;
    return pyos_pathconf(FAKE_TOP "/file", "PC_NAME_MAX", &value) == 0;
}

static int fake_run_fpathconf(void) {
    long long value = 0;
    return pyos_fpathconf(fake_fd, "PC_NAME_MAX", &value) == 0;
}

#ifndef __wasi__
static void fake_open_two(void) {
    fake_open_fd();
    fake_other = pyos_open(FAKE_TOP "/new", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    CHECK(fake_other >= 0);
}

static void fake_close_two(void) {
    fake_close_fd();
    if (fake_other >= 0) CHECK_INT(pyos_close(fake_other), 0);
    fake_other = -1;
    fake_remove_new();
}

static int fake_run_dup(void) {
    int fd = pyos_dup(fake_fd);
    fake_quiet = 1;
    if (fd >= 0) {
        CHECK_INT(pyos_get_inheritable(fd), 0);
        CHECK_INT(pyos_close(fd), 0);
    }
    fake_quiet = 0;
    return fd >= 0;
}

static int fake_run_dup2(void) { return pyos_dup2(fake_fd, fake_other, true) == fake_other; }

static int fake_run_dup2_kept(void) { return pyos_dup2(fake_fd, fake_other, false) == fake_other; }

static int fake_both_closed(int done) {
    if (done) {
        fake_quiet = 1;
        CHECK_INT(pyos_close(fake_pipe_fds[0]), 0);
        CHECK_INT(pyos_close(fake_pipe_fds[1]), 0);
        fake_quiet = 0;
    } else {
        CHECK(fake_pipe_fds[0] == -7 && fake_pipe_fds[1] == -7); /* untouched */
    }
    return done;
}

static void fake_no_pipe(void) { fake_pipe_fds[0] = fake_pipe_fds[1] = -7; }

static int fake_run_pipe(void) { return fake_both_closed(pyos_pipe(&fake_pipe_fds[0], &fake_pipe_fds[1]) == 0); }

static int fake_run_pipe2(void) {
    return fake_both_closed(pyos_pipe2(PYOS_O_NONBLOCK, &fake_pipe_fds[0], &fake_pipe_fds[1]) == 0);
}

static int fake_run_readv(void) { return pyos_readv(fake_fd, fake_vector, 2) == 10; }

static int fake_run_writev(void) { return pyos_writev(fake_fd, fake_vector, 2) == 10; }

static int fake_run_preadv(void) { return pyos_preadv(fake_fd, fake_vector, 2, 0, 0) == 10; }

static int fake_run_pwritev(void) { return pyos_pwritev(fake_fd, fake_vector, 2, 0, 0) == 10; }

static int fake_run_lockf(void) { return pyos_lockf(fake_fd, PYOS_F_TLOCK, 0) == 0; }

static int fake_run_posix_fallocate(void) { return pyos_posix_fallocate(fake_fd, 0, 10) == 0; }

static int fake_run_get_terminal_size(void) {
    pyos_terminal_size size = {0, 0};
    return pyos_get_terminal_size(fake_fd, &size) == 0 && size.columns == 132 && size.lines == 43;
}

static void fake_name_terminal(void) {
    fake_open_fd();
    (void)snprintf(fake_terminal, sizeof fake_terminal, "%s", FAKE_TOP "/file");
    fake_no_pipe();
}

static int fake_run_ttyname(void) { return fake_owned(pyos_ttyname(fake_fd)); }

static int fake_run_ptsname(void) { return fake_owned(pyos_ptsname(fake_fd)); }

static int fake_run_tcgetpgrp(void) { return pyos_tcgetpgrp(fake_fd) == 77; }

static int fake_run_tcsetpgrp(void) { return pyos_tcsetpgrp(fake_fd, 77) == 0; }

static int fake_run_grantpt(void) { return pyos_grantpt(fake_fd) == 0; }

static int fake_run_unlockpt(void) { return pyos_unlockpt(fake_fd) == 0; }

static int fake_run_posix_openpt(void) { return fake_opened(pyos_posix_openpt(PYOS_O_RDWR | PYOS_O_NOCTTY)); }

static int fake_run_openpty(void) { return fake_both_closed(pyos_openpty(&fake_pipe_fds[0], &fake_pipe_fds[1]) == 0); }

/* --- jobs: modes, owners, nodes, file systems --- */

static int fake_run_chmod(void) { return pyos_chmod(FAKE_TOP "/file", 0666) == 0; }

static int fake_run_chmod_at(void) { return pyos_chmod_at(fake_dir, "file", 0666, 0) == 0; }

static int fake_run_fchmod(void) { return pyos_fchmod(fake_fd, 0666) == 0; }

static int fake_run_chown(void) { return pyos_chown(FAKE_TOP "/file", -1, -1) == 0; }

static int fake_run_chown_at(void) { return pyos_chown_at(fake_dir, "link", -1, -1, PYOS_NOFOLLOW) == 0; }

static int fake_run_lchown(void) { return pyos_lchown(FAKE_TOP "/link", -1, -1) == 0; }

static int fake_run_fchown(void) { return pyos_fchown(fake_fd, -1, -1) == 0; }

static int fake_run_chroot(void) { return pyos_chroot(FAKE_TOP) == 0; }

static int fake_run_mkfifo(void) { return pyos_mkfifo(FAKE_TOP "/new", 0600) == 0; }

static int fake_run_mkfifo_at(void) { return pyos_mkfifo_at(fake_dir, "new", 0600) == 0; }

static int fake_run_mknod(void) { return pyos_mknod(FAKE_TOP "/new", PYOS_S_IFREG | 0600, 0) == 0; }

static int fake_run_mknod_at(void) { return pyos_mknod_at(fake_dir, "new", PYOS_S_IFIFO | 0600, 0) == 0; }

static int fake_run_statvfs(void) {
    pyos_statvfs_result st;
    return pyos_statvfs(FAKE_TOP "/file", &st) == 0;
}

static int fake_run_fstatvfs(void) {
    pyos_statvfs_result st;
    return pyos_fstatvfs(fake_fd, &st) == 0;
}
#endif

#ifdef __linux__
static const long long fake_start = 0;

static int fake_run_preadv2(void) { return pyos_preadv(fake_fd, fake_vector, 2, 0, PYOS_RWF_HIPRI) == 10; }

static int fake_run_pwritev2(void) { return pyos_pwritev(fake_fd, fake_vector, 2, 0, PYOS_RWF_DSYNC) == 10; }

static int fake_run_copy_file_range(void) {
    long long moved = pyos_copy_file_range(fake_fd, fake_other, 10, &fake_start, &fake_start);
    return moved == 10;
}

static int fake_run_sendfile(void) { return pyos_sendfile(fake_other, fake_fd, &fake_start, 10, NULL) == 10; }

static void fake_open_pipe(void) {
    fake_open_fd();
    CHECK_INT(pyos_pipe(&fake_pipe_fds[0], &fake_pipe_fds[1]), 0);
}

static void fake_close_pipe(void) {
    fake_close_fd();
    CHECK_INT(pyos_close(fake_pipe_fds[0]), 0);
    CHECK_INT(pyos_close(fake_pipe_fds[1]), 0);
}

static int fake_run_splice(void) { return pyos_splice(fake_fd, fake_pipe_fds[1], 10, &fake_start, NULL, 0) == 10; }

/* --- jobs: Linux's own --- */

static int fake_run_timerfd_create(void) { return fake_opened(pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0)); }

static void fake_open_timer(void) { CHECK(fake_run_timerfd_create()); }

static int fake_run_timerfd_settime(void) { return pyos_timerfd_settime(fake_fd, 0, 1e-9, 0, NULL) == 0; }

static int fake_run_timerfd_settime_ns(void) { return pyos_timerfd_settime_ns(fake_fd, 0, 1, 1000000, NULL) == 0; }

static int fake_run_timerfd_gettime(void) {
    double current[2];
    return pyos_timerfd_gettime(fake_fd, current) == 0;
}

static int fake_run_timerfd_gettime_ns(void) {
    long long current[2];
    return pyos_timerfd_gettime_ns(fake_fd, current) == 0;
}

static void fake_start_timer(void) {
    fake_open_timer();
    CHECK(fake_run_timerfd_settime_ns());
}

static int fake_run_timer_read(void) { return pyos_read(fake_fd, fake_bytes, 8) == 8; }

static int fake_run_eventfd(void) { return fake_opened(pyos_eventfd(5, PYOS_EFD_CLOEXEC)); }

static void fake_open_eventfd(void) { CHECK(fake_run_eventfd()); }

static int fake_run_eventfd_read(void) {
    unsigned long long value = 0;
    return pyos_eventfd_read(fake_fd, &value) == 0 && value == 5;
}

static int fake_run_eventfd_write(void) { return pyos_eventfd_write(fake_fd, 7) == 0; }

static int fake_run_memfd_create(void) { return fake_opened(pyos_memfd_create("fake", PYOS_MFD_CLOEXEC)); }

static int fake_run_getxattr(void) { return fake_owned(pyos_getxattr(FAKE_TOP "/file", "user.x", NULL)); }

static int fake_run_lgetxattr(void) { return fake_owned(pyos_lgetxattr(FAKE_TOP "/link", "user.x", NULL)); }

static int fake_run_fgetxattr(void) { return fake_owned(pyos_fgetxattr(fake_fd, "user.x", NULL)); }

static int fake_run_listxattr(void) { return fake_owned(pyos_listxattr(FAKE_TOP "/file", NULL)); }

static int fake_run_llistxattr(void) { return fake_owned(pyos_llistxattr(FAKE_TOP "/link", NULL)); }

static int fake_run_flistxattr(void) { return fake_owned(pyos_flistxattr(fake_fd, NULL)); }

static int fake_run_setxattr(void) { return pyos_setxattr(FAKE_TOP "/file", "user.x", "v", 1, 0) == 0; }

static int fake_run_lsetxattr(void) { return pyos_lsetxattr(FAKE_TOP "/link", "user.x", "v", 1, 0) == 0; }

static int fake_run_fsetxattr(void) { return pyos_fsetxattr(fake_fd, "user.x", "v", 1, 0) == 0; }

static int fake_run_removexattr(void) { return pyos_removexattr(FAKE_TOP "/file", "user.x") == 0; }

static int fake_run_lremovexattr(void) { return pyos_lremovexattr(FAKE_TOP "/link", "user.x") == 0; }

static int fake_run_fremovexattr(void) { return pyos_fremovexattr(fake_fd, "user.x") == 0; }
#endif

/* --- jobs: processes and their parameters --- */

static int fake_run_putenv(void) { return pyos_putenv("FAKE_X", "1") == 0; }

static int fake_run_unsetenv(void) { return pyos_unsetenv("FAKE_X") == 0; }

static int fake_run_environ_set(void) { return pyos_environ_set("FAKE_X", "2") == 0; }

static int fake_run_environ_del(void) { return pyos_environ_del("FAKE_X") == 0; }

static void fake_set_variable(void) { CHECK_INT(pyos_environ_set("FAKE_X", "1"), 0); }

static void fake_remove_variable(void) {
    if (pyos_environ_contains("FAKE_X")) CHECK_INT(pyos_environ_del("FAKE_X"), 0);
    else CHECK_INT(pyos_unsetenv("FAKE_X"), 0);
    pyos_environ_trim();
}

#if PYOS_HAVE_UNAME
static int fake_run_uname(void) { return fake_owned(pyos_uname()); }
#endif

#ifndef __wasi__
static pyos_pid fake_pid; /* of a child, 0 for none */

static pyos_pid fake_shell(const char *command, const pyos_posix_spawn_options *options) {
    const char *argv[4];
    argv[0] = "sh", argv[1] = "-c", argv[2] = command, argv[3] = NULL;
    return pyos_posix_spawn("/bin/sh", argv, NULL, options);
}

static void fake_start_child(void) {
    fake_pid = fake_shell("exit 3", NULL);
    CHECK(fake_pid > 0);
}

static const char *fake_argv[] = {"none", NULL};

/* No child is left. */
static void fake_reap(void) {
    int status;
    while ((waitpid)(-1, &status, 0) > 0) {}
    fake_pid = 0;
}

static int fake_run_wait(void) {
    long long status = 0;
    pyos_pid pid = pyos_wait(&status);
    if (pid < 0) return 0;
    CHECK(pid == fake_pid && status == 3 << 8);
    return 1;
}

static int fake_run_waitpid(void) {
    long long status = 0;
    pyos_pid pid = pyos_waitpid(fake_pid, 0, &status);
    if (pid < 0) return 0;
    CHECK(pid == fake_pid && status == 3 << 8);
    return 1;
}

static int fake_run_wait3(void) {
    long long status = 0;
    pyos_rusage usage;
    pyos_pid pid = pyos_wait3(0, &status, &usage);
    if (pid < 0) return 0;
    CHECK(pid == fake_pid && status == 3 << 8);
    return 1;
}

static int fake_run_wait4(void) {
    long long status = 0;
    pyos_rusage usage;
    pyos_pid pid = pyos_wait4(fake_pid, 0, &status, &usage);
    if (pid < 0) return 0;
    CHECK(pid == fake_pid && status == 3 << 8);
    return 1;
}

static int fake_run_waitid(void) {
    pyos_waitid_result result;
    int answer = pyos_waitid(PYOS_P_PID, fake_pid, PYOS_WEXITED, &result);
    if (answer < 0) return 0;
    CHECK(answer == 1 && result.pid == fake_pid && result.status == 3 && result.code == PYOS_CLD_EXITED);
    return 1;
}

static int fake_run_kill(void) { return pyos_kill(pyos_getpid(), 0) == 0; }

static int fake_run_killpg(void) { return pyos_killpg(pyos_getpgrp(), 0) == 0; }

static int fake_run_nice(void) {
    int value;
    return pyos_nice(0, &value) == 0;
}

static int fake_run_times(void) {
    pyos_times_result result;
    return pyos_times(&result) == 0;
}

static int fake_run_system(void) { return pyos_system("exit 0", NULL) == 0; }

static int fake_run_fork(void) {
    pyos_pid pid = pyos_fork();
    if (pid == 0) _exit(0);
    return pid > 0;
}

static int fake_run_forkpty(void) {
    int fd = -1;
    pyos_pid pid = pyos_forkpty(&fd);
    if (pid == 0) _exit(0);
    if (pid < 0) return 0;
    return fake_opened(fd);
}

static void fake_make_terminal(void) { strcpy(fake_terminal, FAKE_TOP "/file"); }

static void fake_close_and_reap(void) {
    fake_close_fd();
    fake_reap();
}

static int fake_run_posix_spawn(void) {
    fake_pid = fake_shell("exit 3", NULL);
    return fake_pid > 0;
}

static int fake_run_posix_spawnp(void) {
    const char *argv[] = {"sh", "-c", "exit 3", NULL}, *env[] = {"A=B", NULL};
    fake_pid = pyos_posix_spawnp("sh", argv, env, NULL);
    return fake_pid > 0;
}

static int fake_run_spawnv(void) {
    const char *argv[] = {"sh", "-c", "exit 3", NULL};
    long long result = 99;
    if (pyos_spawnv(PYOS_P_WAIT, "/bin/sh", argv, &result) != 0) return 0;
    CHECK_INT(result, 3);
    return 1;
}

static int fake_run_spawnv_nowait(void) {
    const char *argv[] = {"sh", "-c", "exit 3", NULL};
    long long result = -1;
    if (pyos_spawnv(PYOS_P_NOWAIT, "/bin/sh", argv, &result) != 0) return 0;
    return result > 0;
}

static FILE *fake_stream;

static int fake_run_popen(void) {
    fake_stream = pyos_popen("exit 3", "r", -1);
    return fake_stream != NULL;
}

static int fake_run_popen_close(void) {
    FILE *stream = fake_stream;
    long long status = -1;
    fake_stream = NULL;
    if (pyos_popen_close(stream, &status) != 0) return 0;
    CHECK_INT(status, 3 << 8);
    return 1;
}

static void fake_open_stream(void) { CHECK(fake_run_popen()); }

static void fake_close_stream(void) {
    if (fake_stream) CHECK_INT(pyos_popen_close(fake_stream, NULL), 0);
    fake_stream = NULL;
    fake_reap();
}

static int fake_run_getpgid(void) { return pyos_getpgid(0) > 0; }

static int fake_run_getsid(void) { return pyos_getsid(0) >= 0; }

static int fake_run_setpgid(void) { return pyos_setpgid(0, 0) == 0; }

static int fake_run_setpgrp(void) { return pyos_setpgrp() == 0; }

static int fake_run_setsid(void) { return pyos_setsid() == 0; }

static int fake_run_getpriority(void) {
    int value = 7;
    if (pyos_getpriority(PYOS_PRIO_PROCESS, 0, &value) != 0) return 0;
    CHECK_INT(value, -1);
    return 1;
}

static int fake_run_setpriority(void) { return pyos_setpriority(PYOS_PRIO_PROCESS, 0, 5) == 0; }

static int fake_run_getgroups(void) { return fake_owned(pyos_getgroups(NULL)); }

static int fake_run_getlogin(void) { return fake_owned(pyos_getlogin()); }

#if PYOS_HAVE_PIDFD_OPEN
static int fake_run_pidfd_open(void) { return fake_opened(pyos_pidfd_open(pyos_getpid(), 0)); }
#endif

static int fake_run_sysconf(void) {
    long long value = 0;
    return pyos_sysconf("SC_PAGESIZE", &value) == 0;
}

static void fake_have_text(void) { fake_text_size = 5; }

static int fake_run_confstr(void) {
    char *text = NULL;
    if (pyos_confstr("CS_PATH", &text) != 0) return 0;
    CHECK_OWNED(text, "cccc");
    return 1;
}

static int fake_run_sched_yield(void) { return pyos_sched_yield() == 0; }

#ifdef __linux__
static int fake_run_getrandom(void) { return pyos_getrandom(fake_bytes, 10, 0) == 10; }

static int fake_run_urandom(void) { return pyos_urandom(fake_bytes, 10) == 10; }

static int fake_run_sched_getaffinity(void) { return fake_owned(pyos_sched_getaffinity(0, NULL)); }

static int fake_run_sched_setaffinity(void) {
    static const int cpus[] = {0};
    return pyos_sched_setaffinity(0, cpus, 1) == 0;
}

static int fake_run_process_cpu_count(void) { return pyos_process_cpu_count() == 2; }

static int fake_run_sched_getscheduler(void) { return pyos_sched_getscheduler(0) >= 0; }

static int fake_run_sched_setscheduler(void) {
    pyos_sched_param param = {0};
    return pyos_sched_setscheduler(0, PYOS_SCHED_OTHER, &param) == 0;
}

static int fake_run_sched_getparam(void) {
    pyos_sched_param param;
    return pyos_sched_getparam(0, &param) == 0;
}

static int fake_run_sched_setparam(void) {
    pyos_sched_param param = {0};
    return pyos_sched_setparam(0, &param) == 0;
}
#endif

#ifdef __linux__
/* A start with every option that makes a call in the child. */
static int fake_run_posix_spawn_all(void) {
    static const pyos_pid group = 0;
    static const int signals[] = {10, 12};
    static const pyos_sched_param param = {0};
    static const int policy = PYOS_SCHED_OTHER;
    pyos_file_action actions[4];
    pyos_posix_spawn_options options;
    memset(&options, 0, sizeof options);
    memset(actions, 0, sizeof actions);
    actions[0].action = PYOS_POSIX_SPAWN_OPEN, actions[0].fd = 0, actions[0].path = "/dev/null";
    actions[1].action = PYOS_POSIX_SPAWN_DUP2, actions[1].fd = 0, actions[1].new_fd = 9;
    actions[2].action = PYOS_POSIX_SPAWN_DUP2, actions[2].fd = actions[2].new_fd = 9;
    actions[3].action = PYOS_POSIX_SPAWN_CLOSE, actions[3].fd = 9;
    options.file_actions = actions, options.nfile_actions = 4;
    options.setpgroup = &group, options.resetids = true;
    options.setsigmask = signals, options.nsetsigmask = 2;
    options.setsigdef = signals, options.nsetsigdef = 2;
    options.scheduler = &param, options.scheduler_policy = &policy;
    fake_pid = fake_shell("exit 3", &options);
    return fake_pid > 0;
}
#endif
#endif

static const fake_job fake_jobs[] = {
    {"os.putenv", NULL, NULL, 0, NULL, fake_run_putenv, fake_remove_variable, ""},
    {"os.unsetenv", NULL, NULL, 0, fake_set_variable, fake_run_unsetenv, fake_remove_variable, ""},
    {"os.putenv", NULL, NULL, 0, fake_set_variable, fake_run_environ_set, fake_remove_variable, ""},
    {"os.unsetenv", NULL, NULL, 0, fake_set_variable, fake_run_environ_del, fake_remove_variable, ""},
#if PYOS_HAVE_UNAME
    {"os.uname", NULL, NULL, 0, NULL, fake_run_uname, NULL, ""},
#endif
#ifndef __wasi__
    {"os.wait", NULL, NULL, 0, fake_start_child, fake_run_wait, fake_reap, ""},
    {"os.waitpid", NULL, NULL, 0, fake_start_child, fake_run_waitpid, fake_reap, ""},
    {"os.wait3", NULL, NULL, 0, fake_start_child, fake_run_wait3, fake_reap, ""},
    {"os.wait4", NULL, NULL, 0, fake_start_child, fake_run_wait4, fake_reap, ""},
    {"os.waitid", NULL, NULL, 0, fake_start_child, fake_run_waitid, fake_reap, ""},
    {"os.kill", NULL, NULL, 0, NULL, fake_run_kill, NULL, ""},
    {"os.killpg", NULL, NULL, 0, NULL, fake_run_killpg, NULL, ""},
    {"os.nice", NULL, NULL, 0, NULL, fake_run_nice, NULL, ""},
    {"os.times", NULL, NULL, 0, NULL, fake_run_times, NULL, ""},
    {"os.system", NULL, NULL, 0, NULL, fake_run_system, fake_reap, " clone3 sysconf "},
    {"os.fork", NULL, NULL, 0, NULL, fake_run_fork, fake_reap, ""},
    {"os.forkpty", NULL, NULL, 0, fake_make_terminal, fake_run_forkpty, fake_close_and_reap, " close "},
    {"os.posix_spawn", "/bin/sh", NULL, 0, NULL, fake_run_posix_spawn, fake_reap, " clone3 sysconf rt_sigaction "},
    {"os.posix_spawnp", "sh", NULL, 0, NULL, fake_run_posix_spawnp, fake_reap, " clone3 sysconf rt_sigaction "},
    {"os.spawnv", "/bin/sh", NULL, 0, NULL, fake_run_spawnv, fake_reap, " clone3 sysconf rt_sigaction "},
    {"os.spawnv", "/bin/sh", NULL, 0, NULL, fake_run_spawnv_nowait, fake_reap, " clone3 sysconf rt_sigaction "},
    {"os.popen", NULL, NULL, 0, NULL, fake_run_popen, fake_close_stream, " clone3 sysconf close close_range "},
    {"os.popen", NULL, NULL, 0, fake_open_stream, fake_run_popen_close, fake_close_stream, ""},
    {"os.getpgid", NULL, NULL, 0, NULL, fake_run_getpgid, NULL, ""},
    {"os.getsid", NULL, NULL, 0, NULL, fake_run_getsid, NULL, ""},
    {"os.setpgid", NULL, NULL, 0, NULL, fake_run_setpgid, NULL, ""},
    {"os.setpgrp", NULL, NULL, 0, NULL, fake_run_setpgrp, NULL, ""},
    {"os.setsid", NULL, NULL, 0, NULL, fake_run_setsid, NULL, ""},
    {"os.getpriority", NULL, NULL, 0, NULL, fake_run_getpriority, NULL, ""},
    {"os.setpriority", NULL, NULL, 0, NULL, fake_run_setpriority, NULL, ""},
    {"os.getgroups", NULL, NULL, 0, NULL, fake_run_getgroups, NULL, ""},
    {"os.getlogin", NULL, NULL, 0, NULL, fake_run_getlogin, NULL, ""},
#if PYOS_HAVE_PIDFD_OPEN
    {"os.pidfd_open", NULL, NULL, 0, NULL, fake_run_pidfd_open, fake_close_fd, ""},
#endif
    {"os.sysconf", NULL, NULL, 0, NULL, fake_run_sysconf, NULL, ""},
    {"os.confstr", NULL, NULL, 0, fake_have_text, fake_run_confstr, NULL, ""},
    {"os.sched_yield", NULL, NULL, 0, NULL, fake_run_sched_yield, NULL, ""},
#ifdef __linux__
    {"os.getrandom", NULL, NULL, 0, NULL, fake_run_getrandom, NULL, ""},
    {"os.urandom", NULL, NULL, 0, NULL, fake_run_urandom, NULL, ""},
    {"os.sched_getaffinity", NULL, NULL, 0, NULL, fake_run_sched_getaffinity, NULL, ""},
    {"os.sched_setaffinity", NULL, NULL, 0, NULL, fake_run_sched_setaffinity, NULL, ""},
    {"os.process_cpu_count", NULL, NULL, 0, NULL, fake_run_process_cpu_count, NULL, ""},
    {"os.sched_getscheduler", NULL, NULL, 0, NULL, fake_run_sched_getscheduler, NULL, ""},
    {"os.sched_setscheduler", NULL, NULL, 0, NULL, fake_run_sched_setscheduler, NULL, ""},
    {"os.sched_getparam", NULL, NULL, 0, NULL, fake_run_sched_getparam, NULL, ""},
    {"os.sched_setparam", NULL, NULL, 0, NULL, fake_run_sched_setparam, NULL, ""},
    {"os.posix_spawn", "/bin/sh", NULL, 0, NULL, fake_run_posix_spawn_all, fake_reap, " clone3 sysconf child_close "},
#endif
#endif
    {"os.open", FAKE_TOP "/file", NULL, 0, NULL, fake_run_open, fake_close_fd, ""},
    {"os.open", FAKE_TOP "/new", NULL, 0, NULL, fake_run_open_new, fake_close_and_remove_new, ""},
    {"os.open", "file", NULL, 0, NULL, fake_run_open_at, fake_close_fd, ""},
    {"os.close", NULL, NULL, 0, fake_open_fd, fake_run_close, NULL, ""},
    {"os.read", NULL, NULL, 0, fake_open_fd, fake_run_read, fake_close_fd, ""},
    {"os.write", NULL, NULL, 0, fake_open_fd, fake_run_write, fake_close_fd, ""},
    {"os.lseek", NULL, NULL, 0, fake_open_fd, fake_run_lseek, fake_close_fd, ""},
    {"os.fsync", NULL, NULL, 0, fake_open_fd, fake_run_fsync, fake_close_fd, ""},
    {"os.ftruncate", NULL, NULL, 0, fake_open_fd, fake_run_ftruncate, fake_close_fd, ""},
    {"os.truncate", FAKE_TOP "/file", NULL, 0, NULL, fake_run_truncate, NULL, ""},
    {"os.get_inheritable", NULL, NULL, 0, fake_open_fd, fake_run_get_inheritable, fake_close_fd, ""},
    {"os.set_inheritable", NULL, NULL, 0, fake_open_fd, fake_run_set_inheritable, fake_close_fd, ""},
    {"os.set_inheritable", NULL, NULL, 0, fake_open_fd, fake_run_set_non_inheritable, fake_close_fd, ""},
    {"os.fstat", NULL, NULL, 0, fake_open_fd, fake_run_fstat, fake_close_fd, ""},
    {"os.stat", FAKE_TOP "/file", NULL, 0, NULL, fake_run_stat, NULL, ""},
    {"os.stat", "link", NULL, 0, NULL, fake_run_stat_at, NULL, ""},
    {"os.lstat", FAKE_TOP "/link", NULL, 0, NULL, fake_run_lstat, NULL, ""},
    {"os.access", NULL, NULL, FAKE_QUESTION, NULL, fake_run_access, NULL, ""},
    {"os.access", NULL, NULL, FAKE_QUESTION, NULL, fake_run_access_at, NULL, ""},
    {"os.path.exists", NULL, NULL, FAKE_QUESTION, NULL, fake_run_exists, NULL, ""},
    {"os.path.isdir", NULL, NULL, FAKE_QUESTION, NULL, fake_run_isdir, NULL, ""},
    {"os.path.isfile", NULL, NULL, FAKE_QUESTION, NULL, fake_run_isfile, NULL, ""},
    {"os.path.islink", NULL, NULL, FAKE_QUESTION, NULL, fake_run_islink, NULL, ""},
    {"os.mkdir", FAKE_TOP "/new", NULL, 0, NULL, fake_run_mkdir, fake_remove_new, ""},
    {"os.mkdir", "new", NULL, 0, NULL, fake_run_mkdir_at, fake_remove_new, ""},
    {"os.makedirs", FAKE_TOP "/new", NULL, 0, NULL, fake_run_makedirs, fake_remove_new, " statx fstatat "},
    {"os.rmdir", FAKE_TOP "/new", NULL, 0, fake_make_new_directory, fake_run_rmdir, fake_remove_new, ""},
    {"os.rmdir", "new", NULL, 0, fake_make_new_directory, fake_run_rmdir_at, fake_remove_new, ""},
    {"os.remove", FAKE_TOP "/new", NULL, 0, fake_make_new, fake_run_remove, fake_remove_new, ""},
    {"os.remove", "new", NULL, 0, fake_make_new, fake_run_remove_at, fake_remove_new, ""},
    {"os.unlink", FAKE_TOP "/new", NULL, 0, fake_make_new, fake_run_unlink, fake_remove_new, ""},
    {"os.unlink", "new", NULL, 0, fake_make_new, fake_run_unlink_at, fake_remove_new, ""},
    {"os.rename", FAKE_TOP "/new", FAKE_TOP "/new2", 0, fake_make_new, fake_run_rename, fake_remove_new, ""},
    {"os.rename", "new", "new2", 0, fake_make_new, fake_run_rename_at, fake_remove_new, ""},
    {"os.replace", FAKE_TOP "/new", FAKE_TOP "/new2", 0, fake_make_new, fake_run_replace, fake_remove_new, ""},
    {"os.replace", "new", "new2", 0, fake_make_new, fake_run_replace_at, fake_remove_new, ""},
    {"os.link", FAKE_TOP "/new", FAKE_TOP "/new2", 0, fake_make_new, fake_run_link, fake_remove_new, ""},
    {"os.link", "new", "new2", 0, fake_make_new, fake_run_link_at, fake_remove_new, ""},
    {"os.link", FAKE_TOP "/link", FAKE_TOP "/new2", 0, NULL, fake_run_link_follow, fake_remove_new, " close "},
    {"os.symlink", "file", FAKE_TOP "/new2", 0, NULL, fake_run_symlink, fake_remove_new, ""},
    {"os.symlink", "file", "new2", 0, NULL, fake_run_symlink_at, fake_remove_new, ""},
    {"os.readlink", FAKE_TOP "/link", NULL, 0, NULL, fake_run_readlink, NULL, ""},
    {"os.readlink", "link", NULL, 0, NULL, fake_run_readlink_at, NULL, ""},
    {"os.getcwd", NULL, NULL, 0, NULL, fake_run_getcwd, NULL, ""},
    {"os.chdir", ".", NULL, 0, NULL, fake_run_chdir, NULL, ""},
#if PYOS_HAVE_FCHDIR
    {"os.fchdir", NULL, NULL, 0, fake_open_cwd, fake_run_fchdir, fake_close_fd, ""},
#endif
    {"os.listdir", FAKE_TOP, NULL, 0, NULL, fake_run_listdir, NULL, " close "},
    {"os.listdir", NULL, NULL, 0, NULL, fake_run_listdir_default, NULL, " close "},
    {"os.scandir", FAKE_TOP, NULL, 0, NULL, fake_run_scandir, fake_close_it, " close "},
    {"os.scandir.__next__", FAKE_TOP, NULL, 0, fake_open_it, fake_run_scandir_next, fake_close_it, " close "},
    {"os.scandir", FAKE_TOP "/sub", NULL, 0, fake_to_sub, fake_run_scandir_child, fake_close_it, " close "},
#if PYOS_HAVE_FLISTDIR
    {"os.listdir", NULL, NULL, 0, fake_open_dir_fd, fake_run_flistdir, fake_close_fd, " close lseek "},
    {"os.scandir", NULL, NULL, 0, fake_open_dir_fd, fake_run_fscandir, fake_close_it_and_fd, " close lseek "},
#endif
    {"os.DirEntry.stat", FAKE_TOP "/link", NULL, 0, fake_to_link, fake_run_entry_stat, fake_close_it, ""},
    {"os.DirEntry.stat", FAKE_TOP "/link", NULL, 0, fake_to_link, fake_run_entry_lstat, fake_close_it, ""},
    {"os.DirEntry.is_dir", FAKE_TOP "/link", NULL, 0, fake_to_link, fake_run_entry_is_dir, fake_close_it, ""},
    {"os.DirEntry.is_file", FAKE_TOP "/link", NULL, 0, fake_to_link, fake_run_entry_is_file, fake_close_it, ""},
    {"os.pread", NULL, NULL, 0, fake_open_fd, fake_run_pread, fake_close_fd, ""},
    {"os.pwrite", NULL, NULL, 0, fake_open_fd, fake_run_pwrite, fake_close_fd, ""},
    {"os.get_blocking", NULL, NULL, 0, fake_open_fd, fake_run_get_blocking, fake_close_fd, ""},
    {"os.set_blocking", NULL, NULL, 0, fake_open_fd, fake_run_set_blocking, fake_close_fd, ""},
    {"os.fdatasync", NULL, NULL, 0, fake_open_fd, fake_run_fdatasync, fake_close_fd, ""},
    {"os.posix_fadvise", NULL, NULL, 0, fake_open_fd, fake_run_posix_fadvise, fake_close_fd, ""},
    {"os.isatty", NULL, NULL, FAKE_QUESTION, fake_open_terminal, fake_run_isatty, fake_close_terminal, ""},
    {"os.device_encoding", NULL, NULL, 0, fake_open_terminal, fake_run_device_encoding, fake_close_terminal,
     " isatty "},
    {"os.utime", FAKE_TOP "/file", NULL, 0, NULL, fake_run_utime, NULL, ""},
    {"os.utime", "link", NULL, 0, NULL, fake_run_utime_at, NULL, ""},
    {"os.utime", NULL, NULL, 0, fake_open_fd, fake_run_futime, fake_close_fd, ""},
    {"os.pathconf", FAKE_TOP "/file", NULL, 0, NULL, fake_run_pathconf, NULL, ""},
    {"os.fpathconf", NULL, NULL, 0, fake_open_fd, fake_run_fpathconf, fake_close_fd, ""},
#ifndef __wasi__
    {"os.dup", NULL, NULL, 0, fake_open_fd, fake_run_dup, fake_close_fd, ""},
    {"os.dup2", NULL, NULL, 0, fake_open_two, fake_run_dup2, fake_close_two, ""},
    {"os.dup2", NULL, NULL, 0, fake_open_two, fake_run_dup2_kept, fake_close_two, ""},
    {"os.pipe", NULL, NULL, 0, fake_no_pipe, fake_run_pipe, NULL, ""},
    {"os.pipe2", NULL, NULL, 0, fake_no_pipe, fake_run_pipe2, NULL, ""},
    {"os.readv", NULL, NULL, 0, fake_open_vector, fake_run_readv, fake_close_fd, ""},
    {"os.writev", NULL, NULL, 0, fake_open_vector, fake_run_writev, fake_close_fd, ""},
    {"os.preadv", NULL, NULL, 0, fake_open_vector, fake_run_preadv, fake_close_fd, ""},
    {"os.pwritev", NULL, NULL, 0, fake_open_vector, fake_run_pwritev, fake_close_fd, ""},
    {"os.lockf", NULL, NULL, 0, fake_open_fd, fake_run_lockf, fake_close_fd, ""},
    {"os.posix_fallocate", NULL, NULL, 0, fake_open_fd, fake_run_posix_fallocate, fake_close_fd, ""},
    {"os.get_terminal_size", NULL, NULL, 0, fake_open_fd, fake_run_get_terminal_size, fake_close_fd, ""},
    {"os.ttyname", NULL, NULL, 0, fake_name_terminal, fake_run_ttyname, fake_close_fd, ""},
    {"os.ptsname", NULL, NULL, 0, fake_name_terminal, fake_run_ptsname, fake_close_fd, ""},
    {"os.tcgetpgrp", NULL, NULL, 0, fake_name_terminal, fake_run_tcgetpgrp, fake_close_fd, ""},
    {"os.tcsetpgrp", NULL, NULL, 0, fake_name_terminal, fake_run_tcsetpgrp, fake_close_fd, ""},
    {"os.grantpt", NULL, NULL, 0, fake_name_terminal, fake_run_grantpt, fake_close_fd, ""},
    {"os.unlockpt", NULL, NULL, 0, fake_name_terminal, fake_run_unlockpt, fake_close_fd, ""},
    {"os.posix_openpt", NULL, NULL, 0, NULL, fake_run_posix_openpt, fake_close_fd, ""},
    {"os.openpty", NULL, NULL, 0, fake_name_terminal, fake_run_openpty, fake_close_fd, ""},
    {"os.chmod", FAKE_TOP "/file", NULL, 0, NULL, fake_run_chmod, NULL, ""},
    {"os.chmod", "file", NULL, 0, NULL, fake_run_chmod_at, NULL, ""},
    {"os.fchmod", NULL, NULL, 0, fake_open_fd, fake_run_fchmod, fake_close_fd, ""},
    {"os.chown", FAKE_TOP "/file", NULL, 0, NULL, fake_run_chown, NULL, ""},
    {"os.chown", "link", NULL, 0, NULL, fake_run_chown_at, NULL, ""},
    {"os.lchown", FAKE_TOP "/link", NULL, 0, NULL, fake_run_lchown, NULL, ""},
    {"os.fchown", NULL, NULL, 0, fake_open_fd, fake_run_fchown, fake_close_fd, ""},
    {"os.chroot", FAKE_TOP, NULL, 0, NULL, fake_run_chroot, NULL, ""},
    {"os.mkfifo", NULL, NULL, 0, NULL, fake_run_mkfifo, fake_remove_new, ""},
    {"os.mkfifo", NULL, NULL, 0, NULL, fake_run_mkfifo_at, fake_remove_new, ""},
    {"os.mknod", NULL, NULL, 0, NULL, fake_run_mknod, fake_remove_new, ""},
    {"os.mknod", NULL, NULL, 0, NULL, fake_run_mknod_at, fake_remove_new, ""},
    {"os.statvfs", FAKE_TOP "/file", NULL, 0, NULL, fake_run_statvfs, NULL, ""},
    {"os.fstatvfs", NULL, NULL, 0, fake_open_fd, fake_run_fstatvfs, fake_close_fd, ""},
#endif
#ifdef __linux__
    {"os.preadv", NULL, NULL, 0, fake_open_vector, fake_run_preadv2, fake_close_fd, ""},
    {"os.pwritev", NULL, NULL, 0, fake_open_vector, fake_run_pwritev2, fake_close_fd, ""},
    {"os.copy_file_range", NULL, NULL, 0, fake_open_two, fake_run_copy_file_range, fake_close_two, ""},
    {"os.sendfile", NULL, NULL, 0, fake_open_two, fake_run_sendfile, fake_close_two, ""},
    {"os.splice", NULL, NULL, 0, fake_open_pipe, fake_run_splice, fake_close_pipe, ""},
    {"os.timerfd_create", NULL, NULL, 0, NULL, fake_run_timerfd_create, fake_close_fd, ""},
    {"os.timerfd_settime", NULL, NULL, 0, fake_open_timer, fake_run_timerfd_settime, fake_close_fd, ""},
    {"os.timerfd_settime_ns", NULL, NULL, 0, fake_open_timer, fake_run_timerfd_settime_ns, fake_close_fd, ""},
    {"os.timerfd_gettime", NULL, NULL, 0, fake_open_timer, fake_run_timerfd_gettime, fake_close_fd, ""},
    {"os.timerfd_gettime_ns", NULL, NULL, 0, fake_open_timer, fake_run_timerfd_gettime_ns, fake_close_fd, ""},
    {"os.read", NULL, NULL, 0, fake_start_timer, fake_run_timer_read, fake_close_fd, ""},
    {"os.eventfd", NULL, NULL, 0, NULL, fake_run_eventfd, fake_close_fd, ""},
    {"os.eventfd_read", NULL, NULL, 0, fake_open_eventfd, fake_run_eventfd_read, fake_close_fd, ""},
    {"os.eventfd_write", NULL, NULL, 0, fake_open_eventfd, fake_run_eventfd_write, fake_close_fd, ""},
    {"os.memfd_create", NULL, NULL, 0, NULL, fake_run_memfd_create, fake_close_fd, ""},
    {"os.getxattr", FAKE_TOP "/file", NULL, 0, NULL, fake_run_getxattr, NULL, ""},
    {"os.getxattr", FAKE_TOP "/link", NULL, 0, NULL, fake_run_lgetxattr, NULL, ""},
    {"os.getxattr", NULL, NULL, 0, fake_open_fd, fake_run_fgetxattr, fake_close_fd, ""},
    {"os.listxattr", FAKE_TOP "/file", NULL, 0, NULL, fake_run_listxattr, NULL, ""},
    {"os.listxattr", FAKE_TOP "/link", NULL, 0, NULL, fake_run_llistxattr, NULL, ""},
    {"os.listxattr", NULL, NULL, 0, fake_open_fd, fake_run_flistxattr, fake_close_fd, ""},
    {"os.setxattr", FAKE_TOP "/file", NULL, 0, NULL, fake_run_setxattr, NULL, ""},
    {"os.setxattr", FAKE_TOP "/link", NULL, 0, NULL, fake_run_lsetxattr, NULL, ""},
    {"os.setxattr", NULL, NULL, 0, fake_open_fd, fake_run_fsetxattr, fake_close_fd, ""},
    {"os.removexattr", FAKE_TOP "/file", NULL, 0, NULL, fake_run_removexattr, NULL, ""},
    {"os.removexattr", FAKE_TOP "/link", NULL, 0, NULL, fake_run_lremovexattr, NULL, ""},
    {"os.removexattr", NULL, NULL, 0, fake_open_fd, fake_run_fremovexattr, fake_close_fd, ""},
#endif
    {NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL},
};

static char fake_label[256];
static pyos_error fake_record; /* the record after the last round, with its own strings */
static char fake_names[3][64];

static const char *fake_kept(char *to, const char *text) {
    if (text) (void)snprintf(to, 64, "%s", text);
    return text ? to : NULL;
}

/* A call that had to be repeated, or replaced by an older one, may leave its errno behind success. */
static int fake_may_change_errno(const char *name, int code, int seen) {
    return seen == code && (code == EINTR || strcmp(name, "ioctl") == 0 || strcmp(name, "statx") == 0);
}

/* One round with this script: 1 when the call worked. Leaves fake_seen as the call left it. */
static int fake_round(const fake_job *job, const char *name, long at, long times, int code) {
    int done, seen;
    long handles;
    fault_state outside;
    fake_reset();
    fake_quiet = 1;
    (void)snprintf(fake_label, sizeof fake_label, "%s(%s): %s number %ld fails %ld times with %d", job->function,
                   job->filename ? job->filename : "", name, at, times, code);
    CHECK_INT(pyos_stat(FAKE_TOP "/none", &fake_st), -1); /* so the record has something to keep */
    outside = fault_now();
    if (job->before) job->before();
    handles = fault_handles();
    if (code != 0) fake_fail(name, at, times, code);
    fake_quiet = 0;
    errno = 0;
    done = job->run();
    seen = errno;
    fake_quiet = 1;
    fake_record = *pyos_last_error();
    fake_record.function = fake_kept(fake_names[0], fake_record.function);
    fake_record.filename = fake_kept(fake_names[1], fake_record.filename);
    fake_record.filename2 = fake_kept(fake_names[2], fake_record.filename2);
    if (done && seen != 0 && !fake_may_change_errno(name, code, seen))
        test_complain(__FILE__, __LINE__, fake_label), printf("    success changed errno: %d\n", seen);
    if (!done && !(job->flags & FAKE_QUESTION)) CHECK_INT(seen, fake_record.code);
    if (!done && fault_handles() > handles)
        test_complain(__FILE__, __LINE__, fake_label), printf("    descriptors leaked\n");
    if (job->after) job->after();
    FAULT_SAME(fake_label, outside);
    return done;
}

static int fake_tolerates(const fake_job *job, const char *name) {
    const char *at = strstr(job->tolerated, name);
    return at && at > job->tolerated && at[-1] == ' ' && at[strlen(name)] == ' ';
}

static void fake_check_error(const fake_job *job, int code) {
    /* A program that has run is not to blame when nobody can wait for it. */
    const char *filename = strstr(fake_label, ": waitpid ") ? NULL : job->filename;
    if (job->flags & FAKE_QUESTION) { /* still the record of pyos_stat above */
        CHECK_INT(fake_record.code, ENOENT);
        CHECK_STR(fake_record.function, "os.stat");
        return;
    }
    if (fake_record.code == code && fake_record.kind == pyos_error_kind(code) &&
        test_same(fake_record.function, job->function) && test_same(fake_record.filename, filename) &&
        test_same(fake_record.filename2, job->filename2) && fake_record.winerror == 0)
        return;
    test_complain(__FILE__, __LINE__, fake_label);
    printf("    got %s errno %d '%s' '%s' in %s\n", pyos_error_kind_name(fake_record.kind), fake_record.code,
           fake_record.filename ? fake_record.filename : "-", fake_record.filename2 ? fake_record.filename2 : "-",
           fake_record.function ? fake_record.function : "-");
}

/* Runs check for each call that a job makes, by name and number, whose failure matters. */
static void fake_each_call(void (*check)(const fake_job *job, const char *name, long at)) {
    const fake_job *job;
    for (job = fake_jobs; job->function; job++) {
        fake_call made[FAKE_CALLS];
        int i, count;
        long at;
        CHECK_INT(fake_round(job, "", 0, 0, 0), 1);
        count = fake_seen_count;
        memcpy(made, fake_seen, sizeof made);
        if (count == 0) test_complain(__FILE__, __LINE__, fake_label), printf("    no fake was called\n");
        for (i = 0; i < count; i++)
            for (at = 1; at <= made[i].count; at++) check(job, made[i].name, at);
    }
}

static void fake_check_codes(const fake_job *job, const char *name, long at) {
    static const int codes[] = {EIO, EACCES, ENOSPC, EMFILE, ELOOP, 0};
    int i;
    for (i = 0; codes[i]; i++) {
        int done = fake_round(job, name, at, 1, codes[i]);
        if (fake_tolerates(job, name) ||
            (codes[i] == EACCES && strcmp(name, "ioctl") == 0 && /* fcntl does it then */
             (strcmp(job->function, "os.set_inheritable") == 0 || strcmp(job->function, "os.forkpty") == 0))) {
            if (!done) test_complain(__FILE__, __LINE__, fake_label), printf("    it failed\n");
        } else if (done) {
            test_complain(__FILE__, __LINE__, fake_label), printf("    it did not fail\n");
        } else {
            fake_check_error(job, codes[i]);
        }
    }
}

TEST(errors_come_out_unchanged) { fake_each_call(fake_check_codes); }

static int fake_hook_asked, fake_hook_answer;

static int fake_interrupt_hook(void *user) {
    CHECK(user == &fake_hook_answer);
    fake_hook_asked++;
    errno = EDOM; /* is not what counts */
    return fake_hook_answer;
}

/* The calls that can wait long enough to be interrupted and that Python repeats. Others report EINTR like any errno. */
static int fake_is_repeated(const fake_job *job, const char *name) {
    static const char *const names[] = {
        "openat",   "read",       "write",     "fsync",   "ftruncate", "truncate",        "fchdir",        "statx",
        "fstatat",  "getdents64", "pread",     "pwrite",  "readv",     "writev",          "preadv",        "pwritev",
        "preadv2",  "pwritev2",   "lockf",     "statvfs", "fstatvfs",  "copy_file_range", "sendfile",      "splice",
        "mkfifoat", "mknodat",    "fchmod",    "fchown",  "fdatasync", "posix_fallocate", "posix_fadvise", "waitpid",
        "wait4",    "waitid",     "getrandom", NULL};
    int i;
    if (strcmp(name, "fstat") == 0) return strcmp(job->function, "os.fstat") == 0;
    for (i = 0; names[i] && strcmp(names[i], name) != 0; i++) {}
    return names[i] != NULL;
}

/* Three interruptions: the call is made four times, and the hook, where there is one, asked three times. */
static void fake_check_repeats(const fake_job *job, const char *name, long at) {
    int done;
    pyos_set_interrupt_hook(NULL, NULL);
    done = fake_round(job, name, at, 3, EINTR);
    if (!fake_is_repeated(job, name)) {
        if (fake_tolerates(job, name)) {
            if (!done) test_complain(__FILE__, __LINE__, fake_label), printf("    it failed\n");
        } else if (done) test_complain(__FILE__, __LINE__, fake_label), printf("    it did not fail\n");
        else fake_check_error(job, EINTR);
        CHECK(strcmp(name, "close") != 0 || fake_calls(name) == at);
        return;
    }
    if (!done || fake_calls(name) < at + 3) test_complain(__FILE__, __LINE__, fake_label), printf("    not repeated\n");
    fake_hook_asked = fake_hook_answer = 0;
    pyos_set_interrupt_hook(fake_interrupt_hook, &fake_hook_answer);
    done = fake_round(job, name, at, 3, EINTR);
    if (!done || fake_hook_asked != 3) {
        test_complain(__FILE__, __LINE__, fake_label);
        printf("    hook asked %d times\n", fake_hook_asked);
    }
    pyos_set_interrupt_hook(NULL, NULL);
}

TEST(interrupted_calls_are_repeated) { fake_each_call(fake_check_repeats); }

static void fake_check_hook(const fake_job *job, const char *name, long at) {
    int done;
    if (!fake_is_repeated(job, name) || fake_tolerates(job, name)) return;
    fake_hook_asked = 0;
    fake_hook_answer = ECANCELED;
    pyos_set_interrupt_hook(fake_interrupt_hook, &fake_hook_answer);
    done = fake_round(job, name, at, 3, EINTR);
    pyos_set_interrupt_hook(NULL, NULL);
    if (done || fake_calls(name) != at || fake_hook_asked != 1) {
        test_complain(__FILE__, __LINE__, fake_label);
        printf("    not stopped by the hook: %ld calls, asked %d times\n", fake_calls(name), fake_hook_asked);
    } else {
        fake_check_error(job, ECANCELED);
    }
}

TEST(the_interrupt_hook_stops_calls) { fake_each_call(fake_check_hook); }

/* close is made once, whatever happens; the number is free even when it fails. */
TEST(close_is_never_repeated) {
    fake_hook_asked = 0;
    pyos_set_interrupt_hook(fake_interrupt_hook, &fake_hook_answer);
    fake_quiet = 1;
    fake_open_fd();
    fake_reset();
    fake_fail("close", 1, 1, EINTR);
    CHECK_ERROR(pyos_close(fake_fd) == -1, PYOS_INTERRUPTEDERROR, EINTR, NULL);
    CHECK_INT(fake_calls("close"), 1);
    CHECK_INT(fake_hook_asked, 0);
    CHECK_ERROR(pyos_close(fake_fd) == -1, PYOS_OSERROR, EBADF, NULL);
    pyos_set_interrupt_hook(NULL, NULL);
}

/* A short count is an answer; nothing is read or written again to complete it. */
TEST(short_counts_are_answers) {
    RULE("rule.short_counts");
    fake_quiet = 1;
    fake_open_fd();
    fake_reset();
    fake_limit = 3;
    CHECK_INT(pyos_read(fake_fd, fake_bytes, 10), 3);
    CHECK(memcmp(fake_bytes, "012", 3) == 0);
    CHECK_INT(pyos_write(fake_fd, "xxxxx", 5), 3);
    CHECK_INT(fake_calls("read"), 1);
    CHECK_INT(fake_calls("write"), 1);
    fake_limit = 0;
    CHECK_INT(pyos_lseek(fake_fd, 0, PYOS_SEEK_CUR), 6);
    fake_limit = 2;
    CHECK_INT(pyos_pread(fake_fd, fake_bytes, 10, 1), 2);
    CHECK_INT(pyos_pwrite(fake_fd, "xxxxx", 5, 1), 2);
    CHECK_INT(fake_calls("pread"), 1);
    CHECK_INT(fake_calls("pwrite"), 1);
    fake_limit = 0;
    fake_close_fd();
}

static void fake_check_link(size_t size, size_t growth) {
    size_t length = 0, i;
    char *text;
    fake_reset();
    fake_link_size = size, fake_link_growth = growth, fake_link_seen = 0;
    text = pyos_readlink(FAKE_TOP "/link", &length);
    fake_link_size = fake_link_growth = 0;
    CHECK(text != NULL);
    if (!text) return;
    CHECK(length >= size);
    CHECK(growth != 0 || length == size);
    CHECK_INT(strlen(text), length);
    for (i = 0; i < length && text[i] == 'l'; i++) {}
    CHECK_INT(i, length);
    CHECK(fake_link_seen > length); /* only a buffer that was not filled can have held it all */
    pyos_free(text);
}

TEST(readlink_reads_until_the_buffer_was_large_enough) {
    size_t size, first;
    fake_check_link(1, 0);
    first = fake_link_seen; /* the size of the first buffer */
    CHECK(first > 1 && first < 100000);
    for (size = first - 2; size < first + 3; size++) fake_check_link(size, 0);
    for (size = first - 2; size < first + 3; size++) fake_check_link(size, 1);
    fake_check_link(first, first); /* grows from call to call */
    fake_check_link(50000, 0);
}

TEST(getcwd_of_any_length_and_outside_of_the_root) {
    static char longest[20001];
    char *text;
    memset(longest, 'd', sizeof longest - 1);
    longest[0] = '/';
    fake_reset();
#if HOST_LINUX
    fake_cwd = "(unreachable)/x";
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
#endif
    fake_cwd = longest;
    text = pyos_getcwd();
    CHECK_STR(text, longest);
    pyos_free(text);
    fake_cwd = NULL;
    fake_fail("getcwd", 1, 1, ENOENT);
    fake_reset();
    fake_fail("getcwd", 1, 1, ENOENT);
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
}

/* --- descriptors --- */

#ifdef __linux__
/* A kernel or a sandbox without close_range: they are closed one by one, and nothing is told of it. */
TEST(closerange_without_close_range) {
    static const int codes[] = {0, ENOSYS, EPERM, EINVAL};
    int i, k;
    for (i = 0; i < 4; i++) {
        fake_quiet = 1;
        fake_open_fd();
        for (k = 80; k < 90; k += 3) CHECK_INT(pyos_dup2(fake_fd, k, false), k);
        fake_reset();
        if (codes[i]) fake_fail("close_range", 1, 9, codes[i]);
        errno = 0;
        pyos_closerange(80, 90);
        CHECK_INT(errno, 0);
#ifdef SYS_close_range
        CHECK_INT(fake_calls("close_range"), 1);
        CHECK(fake_calls("close") == 0 || (codes[i] && fake_calls("close") >= 10));
#endif
        for (k = 80; k < 90; k++) CHECK_INT(pyos_fstat(k, &fake_st), -1);
        fake_close_fd();
    }
    fake_quiet = 1; /* a range without an end goes no farther than there are descriptors */
    fake_open_fd();
    for (k = 300; k < 310; k += 3) CHECK_INT(pyos_dup2(fake_fd, k, false), k);
    fake_reset();
    fake_fail("close_range", 1, 9, ENOSYS);
    pyos_closerange(300, INT_MAX);
    CHECK(fake_calls("close") < 100);
    for (k = 300; k < 310; k++) CHECK_INT(pyos_fstat(k, &fake_st), -1);
    fake_quiet = 1; /* and where nobody tells which there are, to the end that was given */
    for (k = 80; k < 90; k += 3) CHECK_INT(pyos_dup2(fake_fd, k, false), k);
    fake_reset();
    fake_fail("close_range", 1, 9, ENOSYS);
    fake_fail("openat", 1, 9, ENOENT);
    pyos_closerange(80, 90);
    CHECK_INT(fake_calls("close"), 10);
    for (k = 80; k < 90; k++) CHECK_INT(pyos_fstat(k, &fake_st), -1);
    fake_close_fd();
    fake_reset();
    pyos_closerange(90, 80); /* empty ranges close nothing */
    pyos_closerange(80, 80);
    pyos_closerange(0, -1);
    CHECK_INT(fake_calls("close_range") + fake_calls("close"), 0);
}

/* A kernel without dup3: the copy is made by dup2 and its flag is set afterwards. */
TEST(dup2_without_dup3) {
    fake_quiet = 1;
    fake_open_two();
    fake_reset();
    fake_fail("dup3", 1, 99, ENOSYS);
    errno = 0;
    CHECK_INT(pyos_dup2(fake_fd, fake_other, false), fake_other);
    CHECK_INT(errno, 0);
    CHECK_INT(fake_calls("dup2"), 1);
    CHECK_INT(pyos_get_inheritable(fake_other), 0);
    CHECK_INT(pyos_dup2(fake_fd, fake_other, true), fake_other);
    CHECK_INT(pyos_get_inheritable(fake_other), 1);
    fake_fail("ioctl", fake_calls("ioctl") + 1, 9, ENOTTY); /* a copy that cannot be closed on exec does not stay */
    fake_fail("fcntl", fake_calls("fcntl") + 1, 1, EIO);
    CHECK_ERROR(pyos_dup2(fake_fd, fake_other, false) == -1, PYOS_OSERROR, EIO, NULL);
    CHECK_ERROR(pyos_close(fake_other) == -1, PYOS_OSERROR, EBADF, NULL);
    fake_other = -1;
    fake_quiet = 1;
    fake_close_two();
}

/* A kernel without preadv2: flags cannot be obeyed, and without them nothing is amiss. */
TEST(preadv_without_preadv2) {
    fake_quiet = 1;
    fake_open_vector();
    fake_reset();
    fake_fail("preadv2", 1, 99, ENOSYS);
    fake_fail("pwritev2", 1, 99, ENOSYS);
    CHECK_ERROR(pyos_preadv(fake_fd, fake_vector, 2, 0, PYOS_RWF_HIPRI) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_ERROR(pyos_pwritev(fake_fd, fake_vector, 2, 0, PYOS_RWF_DSYNC) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP,
                NULL);
    CHECK_INT(pyos_preadv(fake_fd, fake_vector, 2, 0, 0), 10);
    CHECK_INT(pyos_pwritev(fake_fd, fake_vector, 2, 0, 0), 10);
    fake_close_fd();
}

/* Nothing moved is the end only where there is no more; a part that was moved is an answer. */
TEST(copies_that_move_nothing) {
    long long end = 10;
    fake_quiet = 1;
    fake_open_two();
    fake_reset();
    fake_moved = 0;
    CHECK_ERROR(pyos_copy_file_range(fake_fd, fake_other, 10, &fake_start, NULL) == -1, PYOS_OSERROR, EXDEV, NULL);
    CHECK_ERROR(pyos_copy_file_range(fake_fd, fake_other, 10, NULL, NULL) == -1, PYOS_OSERROR, EXDEV, NULL);
    CHECK_ERROR(pyos_sendfile(fake_other, fake_fd, &fake_start, 10, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_sendfile(fake_other, fake_fd, NULL, 10, NULL) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_lseek(fake_fd, 0, PYOS_SEEK_CUR), 0); /* asking has not moved it */
    errno = 0;
    CHECK_INT(pyos_copy_file_range(fake_fd, fake_other, 0, &fake_start, NULL), 0);
    CHECK_INT(pyos_sendfile(fake_other, fake_fd, &fake_start, 0, NULL), 0);
    CHECK_INT(pyos_copy_file_range(fake_fd, fake_other, 10, &end, NULL), 0);
    CHECK_INT(pyos_sendfile(fake_other, fake_fd, &end, 10, NULL), 0);
    CHECK_INT(pyos_lseek(fake_fd, 0, PYOS_SEEK_END), 10);
    CHECK_INT(pyos_copy_file_range(fake_fd, fake_other, 10, NULL, NULL), 0);
    CHECK_INT(pyos_sendfile(fake_other, fake_fd, NULL, 10, NULL), 0);
    fake_fail("pread", fake_calls("pread") + 1, 99, EIO); /* who cannot be asked has no more */
    CHECK_INT(pyos_copy_file_range(fake_fd, fake_other, 10, &fake_start, NULL), 0);
    CHECK_INT(pyos_sendfile(fake_other, fake_fd, &fake_start, 10, NULL), 0);
    CHECK_INT(errno, 0);
    fake_moved = 3;
    fake_reset();
    CHECK_INT(pyos_copy_file_range(fake_fd, fake_other, 10, &fake_start, NULL), 3);
    CHECK_INT(pyos_sendfile(fake_other, fake_fd, &fake_start, 10, NULL), 3);
    CHECK_INT(pyos_splice(fake_fd, fake_other, 10, NULL, NULL, 0), 3);
    CHECK_INT(fake_calls("copy_file_range") + fake_calls("sendfile") + fake_calls("splice"), 3);
    fake_moved = -1;
    fake_fail("sendfile", 2, 1, EAGAIN);
    CHECK_ERROR(pyos_sendfile(fake_other, fake_fd, &fake_start, 10, NULL) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    fake_quiet = 1;
    fake_close_two();
}

static void fake_check_attribute(size_t size, size_t growth, int list) {
    size_t length = 0, i;
    char *value;
    fake_reset();
    fake_value_size = size, fake_value_growth = growth;
    errno = 0;
    if (list) {
        char **names = pyos_listxattr(FAKE_TOP "/file", &length);
        CHECK(names != NULL);
        for (i = 0; names && i < length; i++) CHECK_STR(names[i], "v");
        CHECK(names && names[length] == NULL && (growth || length == size / 2));
        pyos_free(names);
    } else {
        value = pyos_getxattr(FAKE_TOP "/file", "user.x", &length);
        CHECK(value != NULL);
        CHECK(growth ? length >= size : length == size);
        for (i = 0; value && i < length && value[i] == 'v'; i++) {}
        CHECK(value && i == length && value[length] == '\0');
        pyos_free(value);
    }
    CHECK_INT(errno, 0);
    fake_value_size = 5, fake_value_growth = 0;
}

/* Values and lists of any size, also those that grow between two calls. */
TEST(attributes_of_any_size) {
    static const size_t sizes[] = {0, 2, 254, 256, 258, 1000, 4096, 40000, 65534, 65536};
    size_t i;
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        fake_check_attribute(sizes[i], 0, 0);
        fake_check_attribute(sizes[i], 0, 1);
    }
    fake_check_attribute(250, 20, 0);
    fake_check_attribute(250, 20, 1);
    fake_check_attribute(200, 300, 0);
    fake_check_attribute(300, 30000, 0);
    fake_check_attribute(300, 30000, 1);
    fake_reset();
    fake_fail("getxattr", 1, 99, ERANGE); /* a kernel that is never content */
    CHECK_ERROR(pyos_getxattr(FAKE_TOP "/file", "user.x", NULL) == NULL, PYOS_OSERROR, ERANGE, FAKE_TOP "/file");
    CHECK(fake_calls("getxattr") < 20);
    fake_reset();
    fake_fail("listxattr", 1, 99, ERANGE);
    CHECK_ERROR(pyos_listxattr(FAKE_TOP "/file", NULL) == NULL, PYOS_OSERROR, ERANGE, FAKE_TOP "/file");
}
#endif

#ifndef __wasi__
/* Names of terminals have any length; the call says that its room is too small by an error number. */
TEST(terminal_names_of_any_length) {
    size_t i;
    fake_quiet = 1;
    fake_open_fd();
    for (i = 1; i < 3000; i = i < 300 ? i + 1 : 2 * i) {
        memset(fake_terminal, 't', i);
        fake_terminal[i] = '\0';
        fake_reset();
        errno = 0;
        CHECK_OWNED(pyos_ttyname(fake_fd), fake_terminal);
        CHECK_OWNED(pyos_ptsname(fake_fd), fake_terminal);
        CHECK_INT(errno, 0);
        CHECK(fake_calls("ttyname_r") < 12 && fake_calls("ptsname_r") < 12);
    }
    fake_close_fd();
}

/* It ends where a terminal cannot be had, and changes the standard streams only after that. */
TEST(login_tty_step_by_step) {
    fake_reset();
    CHECK_ERROR(pyos_login_tty(-1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_INT(fake_seen_count, 0);
    fake_quiet = 1;
    fake_open_fd();
    fake_reset();
    fake_dup2_nothing = 1;
    CHECK_ERROR(pyos_login_tty(fake_fd) == -1, PYOS_OSERROR, ENOTTY, NULL); /* a file */
    CHECK_INT(fake_calls("setsid") + fake_calls("dup2") + fake_calls("close"), 0);
    fake_isatty_answer = 1;
    fake_fail("ioctl", 1, 1, EPERM);
    CHECK_ERROR(pyos_login_tty(fake_fd) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_INT(fake_calls("dup2") + fake_calls("close"), 0);
    fake_reset();
    fake_fail("dup2", 2, 1, EMFILE);
    CHECK_ERROR(pyos_login_tty(fake_fd) == -1, PYOS_OSERROR, EMFILE, NULL);
    CHECK_INT(fake_calls("close"), 0);
    fake_reset();
    fake_fail("setsid", 1, 1, EPERM); /* who leads a session already may go on */
    fake_fail("dup2", 1, 2, EINTR);
    fake_fail("dup2", 4, 1, EBUSY); /* a race with open */
    CHECK_INT(pyos_login_tty(fake_fd), 0);
    CHECK_INT(fake_calls("dup2"), 6);
    CHECK_INT(fake_calls("close"), 1);
    CHECK_ERROR(pyos_close(fake_fd) == -1, PYOS_OSERROR, EBADF, NULL);
    fake_fd = -1;
    fake_isatty_answer = fake_dup2_nothing = 0;
}
#endif

/* --- starting, waiting --- */

#if PYOS_HAVE_REGISTER_AT_FORK
static char fake_fork_log[100]; /* which of the functions were called */

static void fake_note(void *user, const char *what) {
    char *log = (char *)user;
    if (strlen(log) + strlen(what) < sizeof fake_fork_log) strcat(log, what);
    errno = EDOM; /* is not what counts */
}

static void fake_before_fork(void *user) { fake_note(user, "before "); }

static void fake_after_in_parent(void *user) { fake_note(user, "parent "); }

static void fake_after_in_child(void *user) { fake_note(user, "child "); }

/* What was got ready before is made good after it, also when there is no child. */
TEST(a_fork_that_fails_runs_the_functions_of_the_parent) {
    static const int codes[] = {EAGAIN, ENOMEM, ENOSYS};
    int i, fd = 77;
    for (i = 0; i < 3; i++) {
        int kind = pyos_error_kind(codes[i]);
        fake_reset();
        fake_fork_log[0] = '\0';
        fake_fail("fork", 1, 1, codes[i]);
        CHECK_ERROR(pyos_fork() == -1, kind, codes[i], NULL);
        CHECK_STR(fake_fork_log, "before parent ");
        fake_make_terminal();
        fake_reset();
        fake_fork_log[0] = '\0';
        fake_fail("fork", 1, 1, codes[i]);
        CHECK_ERROR(pyos_forkpty(&fd) == -1, kind, codes[i], NULL);
        CHECK_INT(fd, 77);
        CHECK_STR(fake_fork_log, "before parent ");
    }
    fake_fork_log[0] = '\0';
}
#endif

#ifdef __linux__
/* The child of a start, waited for: its exit code, -1 when there is none. */
static long long fake_ends_with(pyos_pid pid) {
    long long status = -1;
    fake_quiet = 1;
    if (pid <= 0 || pyos_waitpid(pid, 0, &status) != pid) return -1;
    return status % 256 == 0 ? status / 256 : -1;
}

static int fake_same_mask(const sigset_t *a) {
    sigset_t now;
    int i;
    CHECK_INT(sigprocmask(SIG_SETMASK, NULL, &now), 0);
    for (i = 1; i < 65; i++)
        if (sigismember(a, i) != sigismember(&now, i)) return 0;
    return 1;
}

static void fake_on_signal(int number) { (void)number; }

/* The newer call may be missing or forbidden: the child starts all the same, with the caller's mask and without its
 * handlers. What the system has too little of is reported, and nothing else is tried. */
TEST(starts_without_clone3) {
    static const int passed[] = {0, ENOSYS, EPERM, EINVAL, E2BIG}, reported[] = {EAGAIN, ENOMEM};
    static const int blocked[] = {10, 34};
    sigset_t mask, before;
    struct sigaction handler, old;
    size_t i;
    CHECK_INT(sigprocmask(SIG_SETMASK, NULL, &before), 0);
    mask = before;
    CHECK_INT(sigaddset(&mask, SIGUSR2), 0);
    CHECK_INT(sigprocmask(SIG_SETMASK, &mask, NULL), 0);
    memset(&handler, 0, sizeof handler);
    handler.sa_handler = fake_on_signal;
    CHECK_INT(sigaction(SIGUSR1, &handler, &old), 0);
    for (i = 0; i < sizeof passed / sizeof *passed; i++) {
        pyos_posix_spawn_options options;
        pyos_pid pid;
        memset(&options, 0, sizeof options);
        fake_reset();
        if (passed[i]) fake_fail("clone3", 1, 9, passed[i]);
        errno = 0;
        pid = fake_shell("exit 3", NULL);
        CHECK_INT(errno, 0);
        CHECK(fake_same_mask(&mask));
        CHECK_INT(fake_calls("clone3"), FAKE_CLONE3);
        CHECK_INT(fake_calls("clone"), !FAKE_CLONE3 || passed[i]);
        CHECK_INT(fake_ends_with(pid), 3);
        /* A signal that the parent handles kills the child, one that it blocks does not. */
        fake_quiet = 0;
        pid = fake_shell("kill -USR2 $$; kill -USR1 $$; exit 3", NULL);
        fake_quiet = 1;
        {
            long long status = -1;
            CHECK_INT(pyos_waitpid(pid, 0, &status), pid);
            CHECK_INT(status, SIGUSR1);
        }
        options.setsigmask = blocked, options.nsetsigmask = 1;
        fake_quiet = 0;
        pid = fake_shell("kill -USR1 $$; exit 4", &options);
        CHECK_INT(fake_ends_with(pid), 4);
        CHECK(fake_same_mask(&mask));
        fake_quiet = 0;
        CHECK_ERROR(pyos_posix_spawn(FAKE_TOP "/none", (const char *const *)fake_argv, NULL, NULL) == -1,
                    PYOS_FILENOTFOUNDERROR, ENOENT, FAKE_TOP "/none");
        CHECK(fake_same_mask(&mask));
        CHECK_INT((waitpid)(-1, NULL, 0), -1); /* no child is left */
    }
    CHECK_INT(sigaction(SIGUSR1, &old, NULL), 0);
    CHECK_INT(sigprocmask(SIG_SETMASK, &before, NULL), 0);
    for (i = 0; i < sizeof reported / sizeof *reported; i++) {
        fake_reset();
        fake_fail(FAKE_CLONE3 ? "clone3" : "clone", 1, 9, reported[i]);
        CHECK_ERROR(fake_shell("exit 3", NULL) == -1, pyos_error_kind(reported[i]), reported[i], "/bin/sh");
        CHECK_INT(fake_calls("clone3") + fake_calls("clone"), 1);
        CHECK(fake_same_mask(&before));
    }
}

/* Both calls are refused: the error is that of the last. */
TEST(starts_that_nothing_allows) {
    fake_reset();
    fake_fail("clone3", 1, 1, ENOSYS);
    fake_fail("clone", 1, 1, EPERM);
    CHECK_ERROR(fake_shell("exit 3", NULL) == -1, PYOS_PERMISSIONERROR, EPERM, "/bin/sh");
}

/* A child whose start fails halfway is waited for, however often that is interrupted. */
TEST(starts_that_fail_leave_no_child) {
    fake_reset();
    fake_fail("execve", 1, 1, ETXTBSY);
    fake_fail("waitpid", 1, 3, EINTR);
    CHECK_ERROR(fake_shell("exit 3", NULL) == -1, PYOS_OSERROR, ETXTBSY, "/bin/sh");
    CHECK_INT(fake_calls("waitpid"), 4);
    CHECK_ERROR(pyos_wait(NULL) == -1, PYOS_CHILDPROCESSERROR, ECHILD, NULL);
}

/* CLOSEFROM on a kernel without close_range, also where there is no limit of descriptors. */
TEST(closefrom_without_close_range) {
    static const int codes[] = {0, ENOSYS, EPERM, EINVAL};
    int i, endless;
    fake_quiet = 1;
    fake_open_fd();
    for (endless = 0; endless < 2; endless++)
        for (i = 0; i < 4; i++) {
            pyos_file_action actions[5];
            pyos_posix_spawn_options options;
            int k;
            memset(&options, 0, sizeof options);
            memset(actions, 0, sizeof actions);
            for (k = 0; k < 4; k++) { /* 6 to 9 */
                actions[k].action = PYOS_POSIX_SPAWN_DUP2;
                actions[k].fd = fake_fd, actions[k].new_fd = 6 + k;
            }
            actions[4].action = PYOS_POSIX_SPAWN_CLOSEFROM, actions[4].fd = 7;
            options.file_actions = actions, options.nfile_actions = 5;
            fake_reset();
            fake_undefined = endless;
            if (codes[i]) fake_fail("close_range", 1, 9, codes[i]);
            CHECK_INT(fake_ends_with(fake_shell("(: <&6) 2>&- || exit 1; (: <&7) 2>&- && exit 2;"
                                                "(: <&8) 2>&- && exit 3; (: <&9) 2>&- && exit 4; exit 5",
                                                &options)),
                      5);
            fake_undefined = 0;
        }
    fake_quiet = 1;
    fake_close_fd();
}

/* What the kernel lacks is told beforehand, as of the other calls that it may lack. */
TEST(pidfd_open_that_the_kernel_lacks) {
    fake_reset();
    CHECK(pyos_have("os.pidfd_open"));
    CHECK_INT(fake_calls("pidfd_open"), 1);
    fake_fail("pidfd_open", 2, 9, ENOSYS);
    errno = 0;
    CHECK(!pyos_have("os.pidfd_open"));
    CHECK_INT(errno, 0);
    CHECK_ERROR(pyos_pidfd_open(pyos_getpid(), 0) == -1, PYOS_OSERROR, ENOSYS, NULL);
}
#endif

/* --- the environment --- */

/* The block comes first, and the mapping follows only when that has changed. */
TEST(a_refused_variable_is_not_in_the_mapping) {
    fault_state outside = fault_now();
    fake_reset();
    fake_fail("setenv", 1, 2, ENOMEM);
    CHECK_ERROR(pyos_environ_set("FAKE_X", "1") == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK(!pyos_environ_contains("FAKE_X"));
    CHECK_ERROR(pyos_putenv("FAKE_X", "1") == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK_INT(pyos_environ_set("FAKE_X", "1"), 0);
    fake_fail("setenv", 4, 2, ENOMEM);
    CHECK_ERROR(pyos_environ_set("FAKE_X", "2") == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    CHECK(pyos_environ_setdefault("FAKE_Y", "2") == NULL);
    CHECK_INT(pyos_last_error()->code, ENOMEM);
    CHECK(!pyos_environ_contains("FAKE_Y"));
    fake_fail("unsetenv", 1, 3, EIO);
    CHECK_ERROR(pyos_environ_del("FAKE_X") == -1, PYOS_OSERROR, EIO, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    CHECK_ERROR(pyos_environ_pop("FAKE_X", "other") == NULL, PYOS_OSERROR, EIO, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    CHECK_ERROR(pyos_environ_clear() == -1, PYOS_OSERROR, EIO, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    CHECK_INT(pyos_environ_del("FAKE_X"), 0);
    pyos_environ_trim();
    FAULT_SAME("refused variables", outside);
}

#ifndef __wasi__
/* --- groups, names --- */

static void fake_check_groups(const long long *list, size_t count, size_t want) {
    size_t i;
    CHECK(list != NULL);
    CHECK_INT(count, want);
    for (i = 0; list && i < count; i++) CHECK_INT(list[i], 1000 + (long long)i);
}

/* Of any number, and one more between the two calls. */
TEST(groups_of_any_number) {
    static const int counts[] = {0, 1, 3, 31, 32, 33, 64, 65, 1000, 65536};
    size_t i, count;
    long long *list;
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        fake_reset();
        fake_group_count = counts[i];
        errno = 0;
        list = pyos_getgroups(&count);
        fake_check_groups(list, count, (size_t)counts[i]);
        pyos_free(list);
        for (fake_groups_untold = 0; fake_groups_untold < 2; fake_groups_untold++) {
            list = pyos_getgrouplist("somebody", 1000, &count);
            fake_check_groups(list, count, (size_t)counts[i]);
            pyos_free(list);
        }
        CHECK_INT(errno, 0);
        CHECK(fake_calls("getgroups") <= 2 && fake_calls("getgrouplist") <= 15);
        fake_groups_untold = 0;
    }
    fake_reset();
    fake_group_count = 3, fake_group_growth = 1;
    fake_fail("getgroups", 5, 9, EIO);
    errno = 0;
    CHECK_ERROR(pyos_getgroups(&count) == NULL, PYOS_OSERROR, EIO, NULL); /* and never in vain for ever */
    fake_reset();
    fake_group_count = 3, fake_group_growth = 0;
    fake_fail("getgroups", 2, 1, EINVAL); /* there were more for a moment */
    errno = 0;
    list = pyos_getgroups(&count);
    fake_check_groups(list, count, 3);
    pyos_free(list);
    CHECK_INT(errno, 0);
    CHECK_INT(fake_calls("getgroups"), 4);
    fake_group_count = 30, fake_group_growth = 300;
    list = pyos_getgrouplist("somebody", 1000, &count);
    fake_check_groups(list, count, 30);
    pyos_free(list);
    list = pyos_getgrouplist("somebody", 1000, &count); /* 330 do not fit, and then there are more */
    fake_check_groups(list, count, (size_t)(fake_group_count - 300));
    CHECK(count > 600);
    pyos_free(list);
    fake_group_count = 3, fake_group_growth = 0;
}

/* Nobody is logged in, and the call does not say why; names of any length. */
TEST(getlogin_without_a_reason) {
    static char name[3000];
    size_t i;
    fake_reset();
    fake_login = NULL;
    CHECK_ERROR(pyos_getlogin() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    fake_login = "";
    CHECK_ERROR(pyos_getlogin() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    for (i = 1; i < sizeof name - 1; i += i < 300 ? 1 : 500) {
        memset(name, 'n', i);
        name[i] = '\0';
        fake_login = name;
        errno = 0;
        CHECK_OWNED(pyos_getlogin(), name);
        CHECK_INT(errno, 0);
    }
    fake_login = "somebody";
    fake_reset();
    fake_fail("getlogin_r", 1, 1, ENXIO);
    CHECK_ERROR(pyos_getlogin() == NULL, PYOS_OSERROR, ENXIO, NULL);
}
#endif

/* --- the scheduler, limits, random bytes --- */

#ifndef __wasi__

/* What has no value is no error, and what the system does not say is Python's None. */
TEST(limits_that_are_not_told) {
    long long value = 7;
    char *text = NULL;
    fake_reset();
    fake_undefined = 1;
    errno = EDOM;
    CHECK_INT(pyos_sysconf("SC_OPEN_MAX", &value), 0);
    CHECK_INT(value, -1);
    CHECK_INT(pyos_cpu_count(), 0);
    CHECK_INT(errno, EDOM);
    CHECK_ERROR(pyos_multiprocessing_cpu_count() == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    fake_undefined = 0;
    fake_fail("sysconf", 1, 1, EINVAL);
    value = 7;
    CHECK_ERROR(pyos_sysconf("SC_PAGESIZE", &value) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(value, 7);
    fake_text_size = 0;
    errno = EDOM;
    CHECK_INT(pyos_confstr("CS_PATH", &text), 0);
    CHECK(text == NULL);
    CHECK_INT(errno, EDOM);
}

/* Of any length, also when it grows between two calls. */
TEST(texts_of_any_length) {
    static const size_t sizes[] = {1, 2, 15, 16, 17, 255, 256, 1000, 70000};
    size_t i, growth;
    for (growth = 0; growth < 600; growth += 299)
        for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            char *text = NULL;
            fake_reset();
            fake_text_size = sizes[i], fake_text_growth = growth;
            fake_fail("confstr", 50, 9, EIO);
            if (growth == 0 || sizes[i] > 200) {
                CHECK_INT(pyos_confstr("CS_PATH", &text), 0);
                CHECK(text && strlen(text) == fake_text_size - growth - 1 && text[0] == (strlen(text) ? 'c' : '\0'));
            }
            pyos_free(text);
        }
    fake_text_size = fake_text_growth = 0;
}

TEST(load_averages_that_are_unobtainable) {
    double load[3] = {7, 7, 7};
    fake_reset();
    CHECK_INT(pyos_getloadavg(load), 0);
    CHECK(load[0] > 0.4 && load[0] < 0.6 && load[2] > 2.4 && load[2] < 2.6);
    fake_fail("getloadavg", 2, 1, EIO);
    CHECK_ERROR(pyos_getloadavg(load) == -1, PYOS_OSERROR, EIO, NULL);
    fake_fail("getloadavg", 3, 1, 1); /* only two of them */
    CHECK_ERROR(pyos_getloadavg(load) == -1, PYOS_OSERROR, EIO, NULL);
}

#ifdef __linux__
/* The kernel refuses a set with too little room for its processors, which do not end at 1,024. */
TEST(affinity_of_large_machines) {
    static const long machines[] = {1, 2, 63, 64, 65, 1023, 1024, 1025, 2048, 4096, 10000, 65536, 1048576};
    size_t i, count;
    for (i = 0; i < sizeof machines / sizeof *machines; i++) {
        int *cpus, want = machines[i] == 1 ? 1 : 2;
        fake_reset();
        fake_cpus = machines[i];
        errno = 0;
        cpus = pyos_sched_getaffinity(0, &count);
        CHECK(cpus != NULL);
        CHECK_INT(count, want);
        if (cpus) CHECK(cpus[0] == 0 && cpus[want - 1] == machines[i] - 1);
        pyos_free(cpus);
        CHECK_INT(pyos_process_cpu_count(), want);
        CHECK_INT(errno, 0);
        CHECK(fake_calls("sched_getaffinity") <= 24);
    }
    fake_reset();
    fake_fail("sched_getaffinity", 1, 99, EINVAL); /* never content */
    CHECK_ERROR(pyos_sched_getaffinity(0, NULL) == NULL, PYOS_OSERROR, EINVAL, NULL);
    CHECK(fake_calls("sched_getaffinity") < 20);
    fake_cpus = 64;
    {
        static const int far[] = {0, 9999, 1000, 9999};
        static const int farthest[] = {1, 2147483646}; /* which no machine has: Linux does not look at it */
        CHECK_INT(pyos_sched_setaffinity(0, far, 4), 0);
        CHECK(fake_affinity_size >= 1250 && fake_affinity_size % (long)sizeof(long) == 0);
        for (i = 0, count = 0; i < sizeof fake_affinity / sizeof *fake_affinity; i++)
            for (; fake_affinity[i]; fake_affinity[i] &= fake_affinity[i] - 1) count++;
        CHECK_INT(count, 3);
        CHECK_INT(pyos_sched_setaffinity(0, far, 4), 0);
        CHECK((fake_affinity[0] & 1) && (fake_affinity[9999 / FAKE_WORD] >> 9999 % FAKE_WORD & 1) &&
              (fake_affinity[1000 / FAKE_WORD] >> 1000 % FAKE_WORD & 1));
        CHECK_INT(pyos_sched_setaffinity(0, farthest, 2), 0);
        CHECK_INT(fake_affinity[0], 2);
        CHECK_INT(pyos_sched_setaffinity(0, NULL, 0), 0);
        CHECK(fake_affinity_size > 0 && fake_affinity[0] == 0);
    }
}

/* Short answers are what getrandom gives; urandom asks on until it has all. */
TEST(random_bytes_in_parts) {
    static unsigned char bytes[1100];
    size_t i, zeros;
    fake_reset();
    fake_random_limit = 100;
    memset(bytes, 0, sizeof bytes);
    CHECK_INT(pyos_getrandom(bytes, 1000, 0), 100);
    memset(bytes, 0, sizeof bytes);
    fake_reset();
    fake_fail("getrandom", 3, 2, EINTR);
    errno = 0;
    CHECK_INT(pyos_urandom(bytes, 1000), 1000);
    CHECK_INT(errno, 0);
    CHECK_INT(fake_calls("getrandom"), 12);
    for (i = zeros = 0; i < 1000; i++) zeros += bytes[i] == 0;
    CHECK(zeros < 100);
    for (i = 1000; i < sizeof bytes; i++) CHECK_INT(bytes[i], 0);
    fake_random_limit = 0;
    fake_reset();
    CHECK_INT(pyos_urandom(bytes, 0), 0);
    CHECK_INT(pyos_urandom(bytes, 1000), 1000);
    CHECK_INT(fake_calls("getrandom"), 1);
    fake_fail("getrandom", 2, 1, EAGAIN);
    CHECK_ERROR(pyos_getrandom(bytes, 10, PYOS_GRND_NONBLOCK) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
}

#define FAKE_IS_RANDOM(bytes) (memcmp(bytes, "0123456789", 10) != 0 && memcmp(bytes, "\0\0\0\0\0\0\0\0\0", 10) != 0)

/* A kernel without getrandom, or a filter that forbids it: the device, which is opened once and kept; never another
 * file that has come under its number, or that lies in its place. */
TEST(random_bytes_without_getrandom) {
    static const int codes[] = {ENOSYS, EPERM};
    char bytes[1000];
    int i;
    for (i = 0; i < 2; i++) {
        fake_reset();
        fake_fail("getrandom", 1, 99, codes[i]);
        if (codes[i] == ENOSYS) CHECK(!pyos_have("os.getrandom"));
        CHECK_ERROR(pyos_getrandom(bytes, 10, 0) == -1, pyos_error_kind(codes[i]), codes[i], NULL);
        fake_fail("openat", 1, 1, ENOENT);
        CHECK_ERROR(pyos_urandom(bytes, 10) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
        fake_fail("openat", 2, 1, EMFILE);
        CHECK_ERROR(pyos_urandom(bytes, 10) == -1, PYOS_OSERROR, EMFILE, NULL);
        fake_fail("fstat", fake_calls("fstat") + 1, 1, EIO);
        CHECK_ERROR(pyos_urandom(bytes, 10) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
        CHECK_INT(fake_calls("openat"), 3);
        fake_reset();
        fake_fail("getrandom", 1, 99, codes[i]);
        fake_limit = 300;
        fake_fail("read", 2, 2, EINTR);
        memset(bytes, 0, sizeof bytes);
        errno = 0;
        CHECK_INT(pyos_urandom(bytes, sizeof bytes), sizeof bytes);
        CHECK_INT(errno, 0);
        CHECK_INT(fake_calls("read"), 6);
        CHECK(FAKE_IS_RANDOM(bytes) && FAKE_IS_RANDOM(bytes + 990));
        CHECK_INT(pyos_urandom(bytes, 10), 10);
        CHECK_INT(fake_calls("openat"), 1);
        CHECK_INT(pyos_get_inheritable(pyosi_kept.fd), 0);
        fake_fail("read", 8, 1, EIO);
        CHECK_ERROR(pyos_urandom(bytes, 10) == -1, PYOS_OSERROR, EIO, NULL);
        fake_limit = 0;
        fake_quiet = 1;
        fake_open_fd();
        CHECK_INT(pyos_dup2(fake_fd, pyosi_kept.fd, false), pyosi_kept.fd);
        {
            int taken = pyosi_kept.fd;
            fake_quiet = 0;
            memset(bytes, 0, sizeof bytes);
            CHECK_INT(pyos_urandom(bytes, 10), 10);
            CHECK(FAKE_IS_RANDOM(bytes));
            CHECK(pyosi_kept.fd != taken);
            CHECK_INT(fake_calls("openat"), 2);
            CHECK_INT(pyos_close(taken), 0);
        }
        CHECK_INT(pyos_close(pyosi_kept.fd), 0); /* somebody closes it: it is opened again */
        CHECK_INT(pyos_urandom(bytes, 10), 10);
        CHECK_INT(fake_calls("openat"), 3);
        fake_quiet = 1;
        CHECK_INT(pyos_close(pyosi_kept.fd), 0);
        fake_close_fd();
    }
}
#endif

#endif

/* --- what takes several steps --- */

/* Only failing with the directory itself counts; a parent that cannot be removed stays, and ends it. */
TEST(removedirs_step_by_step) {
    fake_quiet = 1;
    CHECK_INT(pyos_makedirs(FAKE_TOP "/a/b/c", 0777, false), 0);
    fake_reset();
    fake_fail("unlinkat", 1, 1, EBUSY);
    CHECK_ERROR(pyos_removedirs(FAKE_TOP "/a/b/c") == -1, PYOS_OSERROR, EBUSY, FAKE_TOP "/a/b/c");
    CHECK_INT(fake_calls("unlinkat"), 1);
    fake_reset();
    fake_fail("unlinkat", 2, 1, EBUSY);
    errno = 0;
    CHECK_INT(pyos_removedirs(FAKE_TOP "/a/b/c"), 0);
    CHECK_INT(errno, 0);
    CHECK_INT(fake_calls("unlinkat"), 2);
    fake_reset();
    fake_fail("openat", 2, 1, EACCES); /* a parent that cannot be listed is not removed */
    CHECK_INT(pyos_removedirs(FAKE_TOP "/a/b"), 0);
    fake_quiet = 1;
    (void)pyos_rmdir(FAKE_TOP "/a");
    CHECK(!pyos_path_exists(FAKE_TOP "/a"));
}

TEST(renames_step_by_step) {
    fake_quiet = 1;
    CHECK_INT(pyos_makedirs(FAKE_TOP "/a/b", 0777, false), 0);
    fake_make_file(FAKE_TOP "/a/b/f");
    fake_reset();
    fake_fail("mkdirat", 1, 1, EACCES);
    CHECK(pyos_renames(FAKE_TOP "/a/b/f", FAKE_TOP "/c/d/f") == -1);
    CHECK_INT(pyos_last_error()->code, EACCES);
    CHECK_INT(fake_calls("renameat"), 0);
    fake_reset();
    fake_fail("renameat", 1, 1, EXDEV);
    CHECK(pyos_renames(FAKE_TOP "/a/b/f", FAKE_TOP "/c/d/f") == -1);
    CHECK_INT(pyos_last_error()->code, EXDEV);
    CHECK_INT(fake_calls("unlinkat"), 0);
    fake_reset();
    fake_fail("unlinkat", 1, 9, EBUSY); /* the old directories stay, and nobody hears of it */
    errno = 0;
    CHECK_INT(pyos_renames(FAKE_TOP "/a/b/f", FAKE_TOP "/c/d/f"), 0);
    CHECK_INT(errno, 0);
    fake_quiet = 1;
    CHECK_INT(pyos_remove(FAKE_TOP "/c/d/f"), 0);
    CHECK_INT(pyos_removedirs(FAKE_TOP "/c/d"), 0);
    CHECK_INT(pyos_removedirs(FAKE_TOP "/a/b"), 0);
}

/* --- walks --- */

static int fake_heard, fake_heard_code, fake_walk_answer;
static char fake_heard_path[200], fake_heard_name[200];

static int fake_onerror(void *user, const pyos_error *error, const char *path) {
    CHECK(user == &fake_heard);
    fake_heard++;
    fake_heard_code = error->code;
    CHECK_INT(error->kind, pyos_error_kind(error->code));
    (void)snprintf(fake_heard_path, sizeof fake_heard_path, "%s", path);
    (void)snprintf(fake_heard_name, sizeof fake_heard_name, "%s", error->filename ? error->filename : "-");
    return fake_walk_answer;
}

static pyos_walk_options fake_options;

/* Steps of a whole walk; -1 - steps when it has failed. Nothing stays open. */
static int fake_walked(int by_fd, const char *top) {
    long handles = fault_handles();
    int more, steps = 0;
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    fake_heard = 0, fake_heard_code = 0;
    fake_options.onerror = fake_onerror, fake_options.user = &fake_heard;
    walk = by_fd ? pyos_fwalk(top, &fake_options) : pyos_walk(top, &fake_options);
    CHECK(walk != NULL);
    while ((more = pyos_walk_next(walk, &step)) == 1) steps++;
    CHECK(step == NULL);
    CHECK_INT(fault_handles(), handles); /* an ended walk holds nothing */
    CHECK(fault_handles() == handles && pyos_walk_next(walk, &step) == 0);
    pyos_walk_close(walk);
    return more == 0 ? steps : -1 - steps;
}

/* A directory that cannot be opened or read: onerror hears of it, with the whole path; when it says so the walk ends. */
TEST(walk_of_what_cannot_be_opened) {
    static const int codes[] = {EACCES, EMFILE, EIO, ENOENT};
    int i, up;
    for (up = 0; up < 2; up++) {
        fake_options.bottom_up = up != 0;
        fake_walk_answer = 0;
        for (i = 0; i < 4; i++) {
            fake_reset();
            fake_fail("openat", 2, 99, codes[i]);
            CHECK_INT(fake_walked(0, FAKE_TOP), 1);
            CHECK_INT(fake_heard, 1);
            CHECK_INT(fake_heard_code, codes[i]);
            CHECK_STR(fake_heard_path, FAKE_TOP "/sub");
            CHECK_STR(fake_heard_name, FAKE_TOP "/sub");
            fake_reset();
            fake_fail("openat", 2, 99, codes[i]);
            CHECK_INT(fake_walked(1, FAKE_TOP), 1);
            CHECK_INT(fake_heard, 1);
            CHECK_STR(fake_heard_path, FAKE_TOP "/sub");
            CHECK_STR(fake_heard_name, "sub");
        }
        fake_walk_answer = 1;
        fake_reset();
        fake_fail("openat", 2, 99, EACCES);
        CHECK_INT(fake_walked(0, FAKE_TOP), up ? -1 : -2);
        CHECK_INT(pyos_last_error()->code, EACCES);
        CHECK_INT(pyos_last_error()->kind, PYOS_PERMISSIONERROR);
        CHECK_STR(pyos_last_error()->filename, FAKE_TOP "/sub");
        CHECK_STR(pyos_last_error()->function, "os.walk");
        fake_walk_answer = 0;
        fake_reset(); /* reading fails half way: none of it is shown */
        fake_fail(FAKE_LISTING, FAKE_GETDENTS64 ? 2 : 1, 1, EIO);
        CHECK_INT(fake_walked(0, FAKE_TOP), 0);
        CHECK_INT(fake_heard, 1);
        CHECK_INT(fake_heard_code, EIO);
        CHECK_STR(fake_heard_path, FAKE_TOP);
        fake_reset(); /* for fwalk that is an error of the step */
        fake_fail(FAKE_LISTING, FAKE_GETDENTS64 ? 2 : 1, 1, EIO);
        CHECK_INT(fake_walked(1, FAKE_TOP), -1);
        CHECK_INT(fake_heard, 0);
        CHECK_INT(pyos_last_error()->code, EIO);
        CHECK_STR(pyos_last_error()->function, "os.fwalk");
        fake_reset(); /* the top itself */
        fake_fail("openat", 1, 99, EACCES);
        CHECK_INT(fake_walked(0, FAKE_TOP), 0);
        CHECK_INT(fake_heard, 1);
        fake_reset();
        fake_fail("openat", 1, 99, EACCES);
        CHECK_INT(fake_walked(1, FAKE_TOP), -1);
        CHECK_INT(pyos_last_error()->code, EACCES);
    }
    memset(&fake_options, 0, sizeof fake_options);
}

#ifndef __wasi__
#define FAKE_DEEP 45 /* more than a walk keeps open */

/* A chain of directories with a second one beside each, so that every level has to be come back to. */
static void fake_chain(int make) {
    char path[2000];
    int i, k;
    for (i = 0; i < FAKE_DEEP; i++) {
        size_t n = (size_t)snprintf(path, sizeof path, FAKE_TOP "/new");
        for (k = 0; k < (make ? i : FAKE_DEEP - 1 - i); k++) n += (size_t)snprintf(path + n, sizeof path - n, "/m");
        if (make) {
            CHECK_INT(pyos_mkdir(path, 0777), 0);
            (void)snprintf(path + n, sizeof path - n, "/z");
            CHECK_INT(pyos_mkdir(path, 0777), 0);
        } else {
            (void)snprintf(path + n, sizeof path - n, "/z");
            CHECK_INT(pyos_rmdir(path), 0);
            path[n] = '\0';
            CHECK_INT(pyos_rmdir(path), 0);
        }
    }
}

/* One call after the other fails, once each. What was closed meanwhile is opened again another way, so that no more is
 * lost than the directory that onerror heard of and what is below it; and nothing stays open, whatever happens. */
TEST(walk_with_any_call_failing) {
    static const char *const calls[] = {"openat", "fstat", "close", FAKE_LISTING, NULL};
    int whole = 2 * FAKE_DEEP, form, i;
    fake_quiet = 1;
    fake_chain(1);
    for (form = 0; form < 4; form++) {
        int by_fd = form & 1;
        fake_options.bottom_up = (form & 2) != 0;
        fake_reset();
        CHECK_INT(fake_walked(by_fd, FAKE_TOP "/new"), whole);
        CHECK_INT(fake_heard, 0);
        for (i = 0; calls[i]; i++) {
            long at, count = fake_calls(calls[i]);
            for (at = 1; at <= count; at++) {
                int steps;
                (void)snprintf(fake_label, sizeof fake_label, "form %d, %s number %ld", form, calls[i], at);
                fake_reset();
                fake_fail(calls[i], at, 1, strcmp(calls[i], "openat") == 0 ? EACCES : EIO);
                steps = fake_walked(by_fd, FAKE_TOP "/new");
                if (steps == whole && fake_heard == 0) continue;
                if (strcmp(calls[i], "close") == 0) test_complain(__FILE__, __LINE__, fake_label);
                if (steps < 0) { /* only fwalk, or its top */
                    if (!by_fd || pyos_last_error()->code != fake_rules[0].code)
                        test_complain(__FILE__, __LINE__, fake_label);
                } else if (fake_heard != 1 || steps >= whole) {
                    test_complain(__FILE__, __LINE__, fake_label);
                    printf("    %d steps, onerror heard %d times\n", steps, fake_heard);
                }
            }
            fake_reset();
            (void)fake_walked(by_fd, FAKE_TOP "/new");
        }
        /* No more descriptors: the walk gives back its own. */
        fake_reset();
        fake_fail("openat", 20, 1, EMFILE);
        CHECK_INT(fake_walked(by_fd, FAKE_TOP "/new"), whole);
        CHECK_INT(fake_heard, 0);
    }
    memset(&fake_options, 0, sizeof fake_options);
    fake_quiet = 1;
    fake_chain(0);
}
#endif

/* --- statx --- */

#if FAKE_STATX
/* A kernel or a sandbox without statx: the older call answers, without a birth time. */
TEST(stat_without_statx) {
    static const int codes[] = {EPERM, EINVAL, ENOSYS}; /* ENOSYS last, since it is for good */
    pyos_stat_result with, without;
    int i;
    fake_reset();
    CHECK_INT(pyos_stat(FAKE_TOP "/file", &with), 0);
    CHECK_INT(fake_calls("statx"), 1);
    CHECK_INT(fake_calls("fstatat"), 0);
    fake_no_birth = 1; /* procfs and others have none either */
    CHECK_INT(pyos_stat(FAKE_TOP "/file", &without), 0);
    CHECK_INT(without.has & PYOS_STAT_HAS_BIRTHTIME, 0);
    CHECK_INT(without.birthtime_ns, 0);
    fake_no_birth = 0;
    with.has &= ~PYOS_STAT_HAS_BIRTHTIME;
    with.birthtime_ns = 0;
    for (i = 0; i < 3; i++) {
        fake_reset();
        fake_fail("statx", 1, 99, codes[i]);
        memset(&without, 0x77, sizeof without);
        CHECK_INT(pyos_stat(FAKE_TOP "/file", &without), 0);
        CHECK_INT(fake_calls("fstatat"), 1);
        CHECK(memcmp(&with, &without, sizeof with) == 0);
        CHECK_INT(pyos_fstat(fake_dir, &fake_st), 0);
        CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFDIR);
        CHECK_INT(fake_calls("fstat"), 1);
        CHECK_INT(pyos_lstat(FAKE_TOP "/link", &fake_st), 0);
        CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFLNK);
        CHECK_ERROR(pyos_stat(FAKE_TOP "/none", &fake_st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, FAKE_TOP "/none");
        CHECK_INT(fake_calls("statx"), codes[i] == ENOSYS ? 1 : 4); /* only who lacks it is not asked again */
    }
    /* The older call is repeated and reports as well. */
    fake_reset();
    fake_fail("fstatat", 1, 2, EINTR);
    CHECK_INT(pyos_stat(FAKE_TOP "/file", &fake_st), 0);
    CHECK_INT(fake_calls("fstatat"), 3);
    CHECK_INT(fake_calls("statx"), 0);
    fake_reset();
    fake_fail("fstatat", 1, 1, EIO);
    CHECK_ERROR(pyos_stat(FAKE_TOP "/file", &fake_st) == -1, PYOS_OSERROR, EIO, FAKE_TOP "/file");
    pyosi_no_statx = 0;
}
#endif

/* --- close-on-exec --- */

#if FAKE_FIOCLEX
/* Where ioctl is refused, fcntl sets the flag. */
TEST(inheritable_without_ioctl) {
    static const int codes[] = {ENOTTY, EACCES, EBADF};
    int i;
    for (i = 0; i < 3; i++) {
        fake_quiet = 1;
        fake_open_fd();
        fake_reset();
        fake_fail("ioctl", 1, 99, codes[i]);
        errno = 0;
        CHECK_INT(pyos_set_inheritable(fake_fd, true), 0);
        CHECK_INT(pyos_get_inheritable(fake_fd), 1);
        CHECK_INT(pyos_set_inheritable(fake_fd, false), 0);
        CHECK_INT(pyos_get_inheritable(fake_fd), 0);
        CHECK_INT(errno, 0);
        CHECK(fake_calls("fcntl") >= 4);
        fake_close_fd();
        CHECK_ERROR(pyos_set_inheritable(-1, true) == -1, PYOS_OSERROR, EBADF, NULL);
    }
}
#endif

/* --- listings --- */

/* Types that the file system does not tell are asked for, once each, and links told from what they point to. */
TEST(listing_without_types) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    int count = 0;
    fake_reset();
    fake_types = 0;
    it = pyos_scandir(FAKE_TOP);
    while (it && pyos_scandir_next(it, &entry) == 1) {
        int is_dir = strcmp(entry->name, "sub") == 0, is_link = strcmp(entry->name, "link") == 0;
        long asked = fake_calls("statx") + fake_calls("fstatat");
        CHECK_INT(pyos_direntry_is_symlink(entry), is_link);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), is_dir);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), is_dir);
        CHECK_INT(pyos_direntry_is_file(entry, 0), !is_dir);
        CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), !is_dir && !is_link);
        CHECK_INT(pyos_direntry_is_junction(entry), 0);
        CHECK_INT(fake_calls("statx") + fake_calls("fstatat") - asked, is_link ? 2 : 1);
        count++;
    }
    pyos_scandir_close(it);
    CHECK_INT(count, 3);
    fake_types = 0xff;
}

/* With types no system call is needed, but for a link that is followed. */
TEST(listing_with_types) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    fake_reset();
    it = pyos_scandir(FAKE_TOP);
    while (it && pyos_scandir_next(it, &entry) == 1) {
        long asked = fake_calls("statx") + fake_calls("fstatat");
        (void)pyos_direntry_is_symlink(entry);
        (void)pyos_direntry_is_dir(entry, PYOS_NOFOLLOW);
        (void)pyos_direntry_is_file(entry, PYOS_NOFOLLOW);
        CHECK_INT(fake_calls("statx") + fake_calls("fstatat") - asked, 0);
        (void)pyos_direntry_is_dir(entry, 0);
        (void)pyos_direntry_is_file(entry, 0);
        CHECK_INT(fake_calls("statx") + fake_calls("fstatat") - asked, strcmp(entry->name, "link") == 0);
    }
    pyos_scandir_close(it);
}

/* What is neither file, directory nor link is none of them, and that is known without a call. */
TEST(listing_of_other_types) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    fake_reset();
    fake_types = FAKE_TYPE_SOCKET;
    it = pyos_scandir(FAKE_TOP);
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    CHECK_INT(pyos_direntry_is_symlink(entry), 0);
    CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
    CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
    CHECK_INT(fake_calls("statx") + fake_calls("fstatat"), 0);
    pyos_scandir_close(it);
    fake_types = 0xff;
}

/* A listing without inodes: inode() asks, of the link and not of what it points to. */
TEST(listing_without_inodes) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    fake_reset();
    fake_no_inodes = 1;
    it = pyos_scandir(FAKE_TOP);
    while (it && pyos_scandir_next(it, &entry) == 1) {
        unsigned long long ino = 0, high = 7;
        CHECK_INT(pyos_direntry_inode(entry, &ino, &high), 0);
        CHECK_INT(high, 0);
        CHECK_INT(pyos_lstat(entry->path, &fake_st), 0);
        CHECK(ino == fake_st.ino && ino != 0);
    }
    pyos_scandir_close(it);
    fake_no_inodes = 0;
}

/* A failure is reported once; after it the iterator is at its end, with nothing open. */
TEST(listing_that_fails) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    int step, count = 0;
    long handles = fault_handles();
    fake_reset();
    fake_listing = 48; /* two entries at a time */
    it = pyos_scandir(FAKE_TOP);
    fake_fail(FAKE_LISTING, FAKE_GETDENTS64 ? 2 : 1, 9, EIO);
    while ((step = pyos_scandir_next(it, &entry)) == 1) count++;
    CHECK_INT(step, -1);
    CHECK(count < 3);
    CHECK(entry == NULL);
    CHECK_INT(pyos_last_error()->code, EIO);
    CHECK_INT(fault_handles(), handles);
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    CHECK(entry == NULL);
    pyos_scandir_close(it);
    fake_reset();
    fake_fail(FAKE_LISTING, FAKE_GETDENTS64 ? 2 : 1, 9, EIO);
    CHECK_ERROR(pyos_listdir(FAKE_TOP, NULL) == NULL, PYOS_OSERROR, EIO, FAKE_TOP);
    fake_listing = 0;
}

#if FAKE_GETDENTS64
/* Listings come in parts of any size, and an entry is not lost between them. */
TEST(listing_in_parts) {
    size_t sizes[] = {24, 32, 48, 64, 80, 100};
    size_t i;
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t count = 0;
        fake_reset();
        fake_listing = sizes[i];
        pyos_free(pyos_listdir(FAKE_TOP, &count));
        CHECK_INT(count, 3);
        CHECK(fake_calls("getdents64") > 2);
    }
    fake_listing = 0;
    fake_reset();
    pyos_free(pyos_listdir(FAKE_TOP, NULL));
    CHECK_INT(fake_calls("getdents64"), 2); /* the whole of it, and its end */
    CHECK_INT(fake_calls("openat"), 1);
    CHECK_INT(fake_calls("close"), 1);
    CHECK_INT(fake_calls("statx") + fake_calls("fstatat") + fake_calls("fstat"), 0);
}

/* A directory that was removed while it was open is empty. */
TEST(listing_of_a_removed_directory_ends) {
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    fake_reset();
    it = pyos_scandir(FAKE_TOP);
    fake_fail("getdents64", 1, 1, ENOENT);
    errno = 0;
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    CHECK_INT(errno, 0);
    pyos_scandir_close(it);
}
#endif

#if PYOS_HAVE_FLISTDIR
/* What cannot be listed keeps its position, which belongs to the caller. */
TEST(listing_a_descriptor_that_is_no_directory) {
    fake_quiet = 1;
    fake_open_fd();
    CHECK_INT(pyos_lseek(fake_fd, 5, PYOS_SEEK_SET), 5);
    fake_reset();
    CHECK_ERROR(pyos_flistdir(fake_fd, NULL) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    CHECK_ERROR(pyos_fscandir(fake_fd) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    CHECK_INT(pyos_lseek(fake_fd, 0, PYOS_SEEK_CUR), 5);
    fake_close_fd();
}
#endif

/* The errno of a failure outlives the clean-up after it, whatever that says. */
TEST(errno_outlives_failing_clean_up) {
    fake_reset();
    fake_fail(FAKE_LISTING, 1, 1, EIO);
    fake_fail("close", 1, 9, ENOSPC);
    CHECK_ERROR(pyos_listdir(FAKE_TOP, NULL) == NULL, PYOS_OSERROR, EIO, FAKE_TOP);
    CHECK_INT(fake_calls("close"), 1);
#if PYOS_HAVE_FLISTDIR
    fake_reset();
    fake_fail("fstat", 1, 1, EIO);
    fake_fail("lseek", 1, 9, ESPIPE);
    fake_fail("close", 1, 9, ENOSPC);
    CHECK_ERROR(pyos_fscandir(fake_dir) == NULL, PYOS_OSERROR, EIO, NULL);
#endif
    /* And success is success when only closing failed. */
    fake_reset();
    fake_fail("close", 1, 9, EIO);
    errno = 0;
    {
        char **list = pyos_listdir(FAKE_TOP, NULL);
        CHECK(list != NULL);
        CHECK_INT(errno, 0);
        pyos_free(list);
    }
}

/* What stays for the life of the process is made before leaks are looked for. */
static void fake_start_once(void) {
#if PYOS_HAVE_REGISTER_AT_FORK
    CHECK_INT(pyos_register_at_fork(fake_before_fork, fake_after_in_parent, fake_after_in_child, fake_fork_log), 0);
#endif
}

int main(void) {
    fault_state before;
    test_name = "the tree";
    fake_quiet = 1;
    CHECK_INT(pyos_environ_set("PATH", "/bin"), 0); /* one place to look at */
    CHECK_INT(pyos_environ_set("FAKE_ROOM", "made"), 0);
    CHECK_INT(pyos_environ_del("FAKE_ROOM"), 0);
    pyos_environ_trim();
    fake_start_once();
    before = fault_now();
    CHECK_INT(pyos_mkdir(FAKE_TOP, 0777), 0);
    CHECK_INT(pyos_mkdir(FAKE_TOP "/sub", 0777), 0);
    fake_make_file(FAKE_TOP "/file");
    CHECK_INT(pyos_symlink("file", FAKE_TOP "/link", false), 0);
    fake_dir = pyos_open(FAKE_TOP, PYOS_O_RDONLY, 0);
    CHECK(fake_dir >= 0);
    RUN(errors_come_out_unchanged);
    RUN(interrupted_calls_are_repeated);
    RUN(the_interrupt_hook_stops_calls);
    RUN(close_is_never_repeated);
    RUN(short_counts_are_answers);
    RUN(readlink_reads_until_the_buffer_was_large_enough);
    RUN(getcwd_of_any_length_and_outside_of_the_root);
#ifdef __linux__
    RUN(closerange_without_close_range);
    RUN(dup2_without_dup3);
    RUN(preadv_without_preadv2);
    RUN(copies_that_move_nothing);
    RUN(attributes_of_any_size);
#endif
#ifndef __wasi__
    RUN(terminal_names_of_any_length);
    RUN(login_tty_step_by_step);
#endif
#if PYOS_HAVE_REGISTER_AT_FORK
    RUN(a_fork_that_fails_runs_the_functions_of_the_parent);
#endif
#ifdef __linux__
    RUN(starts_without_clone3);
    RUN(starts_that_nothing_allows);
    RUN(starts_that_fail_leave_no_child);
    RUN(closefrom_without_close_range);
    RUN(pidfd_open_that_the_kernel_lacks);
#endif
    RUN(a_refused_variable_is_not_in_the_mapping);
#ifndef __wasi__
    RUN(groups_of_any_number);
    RUN(getlogin_without_a_reason);
    RUN(limits_that_are_not_told);
    RUN(texts_of_any_length);
    RUN(load_averages_that_are_unobtainable);
#ifdef __linux__
    RUN(affinity_of_large_machines);
    RUN(random_bytes_in_parts);
    RUN(random_bytes_without_getrandom);
#endif
#endif
    RUN(removedirs_step_by_step);
    RUN(renames_step_by_step);
    RUN(walk_of_what_cannot_be_opened);
#ifndef __wasi__
    RUN(walk_with_any_call_failing);
#endif
#if FAKE_STATX
    RUN(stat_without_statx);
#endif
#if FAKE_FIOCLEX
    RUN(inheritable_without_ioctl);
#endif
    RUN(listing_without_types);
    RUN(listing_with_types);
    RUN(listing_of_other_types);
    RUN(listing_without_inodes);
    RUN(listing_that_fails);
#if FAKE_GETDENTS64
    RUN(listing_in_parts);
    RUN(listing_of_a_removed_directory_ends);
#endif
#if PYOS_HAVE_FLISTDIR
    RUN(listing_a_descriptor_that_is_no_directory);
#endif
    RUN(errno_outlives_failing_clean_up);
    fault_arm(0, 0);
    test_name = "the tree", test_bad = 0;
    fake_quiet = 1;
    CHECK_INT(pyos_close(fake_dir), 0);
    CHECK_INT(pyos_remove(FAKE_TOP "/link"), 0);
    CHECK_INT(pyos_remove(FAKE_TOP "/file"), 0);
    CHECK_INT(pyos_rmdir(FAKE_TOP "/sub"), 0);
    CHECK_INT(pyos_rmdir(FAKE_TOP), 0);
    FAULT_SAME("the whole run", before);
    if (test_bad) test_failed++;
    return test_summary();
}

#endif
