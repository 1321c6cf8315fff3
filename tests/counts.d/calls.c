/* One kind of call, N times, for whoever counts what a call costs.
 *
 * usage: calls pyos|libc CALL N      in an empty directory
 *
 * Whatever is done before and after the calls does not depend on N, so that the difference of two runs shows the calls.
 */
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define MOST 64

static char name[MOST][8];
static int fds[MOST];
static char buffer[64], path[4096];

/* CALL, what is repeated with pyos.h, the same with the C library. Each gives nonzero when it has failed. */
#define CALLS(X)                                                                                                       \
    X(open, pyos_open("file", PYOS_O_RDONLY, 0) < 0, open("file", O_RDONLY | O_CLOEXEC) < 0)                           \
    X(close, pyos_close(fds[i % MOST]), close(fds[i % MOST]))                                                          \
    X(read, pyos_read(fds[0], buffer, 8) != 0, read(fds[0], buffer, 8) != 0)                                           \
    X(write, pyos_write(fds[1], buffer, 8) != 8, write(fds[1], buffer, 8) != 8)                                        \
    X(lseek, pyos_lseek(fds[0], 0, PYOS_SEEK_SET) != 0, lseek(fds[0], 0, SEEK_SET) != 0)                               \
    X(ftruncate, pyos_ftruncate(fds[1], 0), ftruncate(fds[1], 0))                                                      \
    X(truncate, pyos_truncate("file", 0), truncate("file", 0))                                                         \
    X(fstat, pyos_fstat(fds[0], &st), fstat(fds[0], &system_st))                                                       \
    X(stat, pyos_stat("file", &st), stat("file", &system_st))                                                          \
    X(lstat, pyos_lstat("file", &st), lstat("file", &system_st))                                                       \
    X(stat_at, pyos_stat_at(PYOS_CWD, "file", PYOS_NOFOLLOW, &st),                                                     \
      fstatat(AT_FDCWD, "file", &system_st, AT_SYMLINK_NOFOLLOW))                                                      \
    X(access, !pyos_access("file", PYOS_R_OK), access("file", R_OK))                                                   \
    X(chdir, pyos_chdir("."), chdir("."))                                                                              \
    X(fchdir, pyos_fchdir(fds[2]), fchdir(fds[2]))                                                                     \
    X(getcwd, own(pyos_getcwd()), own_copy(getcwd(path, sizeof path)))                                                 \
    X(readlink, own(pyos_readlink("link", NULL)), readlink("link", path, sizeof path) < 0)                             \
    X(mkdir, pyos_mkdir(name[i % MOST], 0777), mkdir(name[i % MOST], 0777))                                            \
    X(mkdir_at, pyos_mkdir_at(PYOS_CWD, name[i % MOST], 0777), mkdirat(AT_FDCWD, name[i % MOST], 0777))                \
    X(rmdir, pyos_rmdir(name[i % MOST]), rmdir(name[i % MOST]))                                                        \
    X(symlink, pyos_symlink("x", name[i % MOST], false), symlink("x", name[i % MOST]))                                 \
    X(link, pyos_link("file", name[i % MOST]), linkat(AT_FDCWD, "file", AT_FDCWD, name[i % MOST], 0))                  \
    X(unlink, pyos_unlink(name[i % MOST]), unlink(name[i % MOST]))                                                     \
    X(remove, pyos_remove(name[i % MOST]), unlink(name[i % MOST]))                                                     \
    X(rename, pyos_rename(i % 2 ? "b" : "a", i % 2 ? "a" : "b"), rename(i % 2 ? "b" : "a", i % 2 ? "a" : "b"))         \
    X(replace, pyos_replace(i % 2 ? "b" : "a", i % 2 ? "a" : "b"), rename(i % 2 ? "b" : "a", i % 2 ? "a" : "b"))       \
    X(exists, !pyos_path_exists("file"), access("file", F_OK))                                                         \
    X(mkdir_rmdir, pyos_mkdir("d", 0777) || pyos_rmdir("d"), mkdir("d", 0777) || rmdir("d"))                           \
    X(pread, pyos_pread(fds[0], buffer, 8, 0) != 0, pread(fds[0], buffer, 8, 0) != 0)                                  \
    X(pwrite, pyos_pwrite(fds[1], buffer, 8, 0) != 8, pwrite(fds[1], buffer, 8, 0) != 8)                               \
    X(readv, pyos_readv(fds[0], two, 2) != 0, readv(fds[0], system_two, 2) != 0)                                       \
    X(writev, pyos_writev(fds[1], two, 2) != 16, writev(fds[1], system_two, 2) != 16)                                  \
    X(preadv, pyos_preadv(fds[0], two, 2, 0, 0) != 0, preadv(fds[0], system_two, 2, 0) != 0)                           \
    X(pwritev, pyos_pwritev(fds[1], two, 2, 0, 0) != 16, pwritev(fds[1], system_two, 2, 0) != 16)                      \
    X(dup, pyos_dup(fds[0]) < 0, fcntl(fds[0], F_DUPFD_CLOEXEC, 0) < 0)                                                \
    X(dup_close, pyos_close(pyos_dup(fds[0])), close(fcntl(fds[0], F_DUPFD_CLOEXEC, 0)))                               \
    X(dup2, pyos_dup2(fds[0], fds[3], false) < 0, dup3(fds[0], fds[3], O_CLOEXEC) < 0)                                 \
    X(pipe, pyos_pipe(&ends[0], &ends[1]), pipe2(ends, O_CLOEXEC))                                                     \
    X(fdatasync, pyos_fdatasync(fds[0]), fdatasync(fds[0]))                                                            \
    X(fsync, pyos_fsync(fds[0]), fsync(fds[0]))                                                                        \
    X(posix_fallocate, pyos_posix_fallocate(fds[0], 0, 8), posix_fallocate(fds[0], 0, 8))                              \
    X(posix_fadvise, pyos_posix_fadvise(fds[0], 0, 8, PYOS_POSIX_FADV_NORMAL),                                         \
      posix_fadvise(fds[0], 0, 8, POSIX_FADV_NORMAL))                                                                  \
    X(lockf, pyos_lockf(fds[1], PYOS_F_LOCK, 1), lockf(fds[1], F_LOCK, 1))                                             \
    X(isatty, pyos_isatty(fds[0]), isatty(fds[0]))                                                                     \
    X(get_blocking, pyos_get_blocking(fds[0]) != 1, (fcntl(fds[0], F_GETFL) & O_NONBLOCK) != 0)                        \
    X(get_inheritable, pyos_get_inheritable(fds[0]) != 1, (fcntl(fds[0], F_GETFD) & FD_CLOEXEC) != 0)                  \
    X(set_inheritable, pyos_set_inheritable(fds[0], true), ioctl(fds[0], FIONCLEX, NULL))                              \
    X(sendfile, pyos_sendfile(fds[1], full, &zero, 8, NULL) != 8, (at = 0, sendfile(fds[1], full, &at, 8) != 8))       \
    X(copy_file_range, pyos_copy_file_range(full, fds[1], 8, &zero, &zero) != 8,                                       \
      (at = to = 0, copy_file_range(full, &at, fds[1], &to, 8, 0) != 8))                                               \
    X(splice, pyos_splice(full, ends[1], 8, &zero, NULL, 0) != 8,                                                      \
      (at = 0, splice(full, &at, ends[1], NULL, 8, 0) != 8))                                                           \
    X(chmod, pyos_chmod("file", 0644), chmod("file", 0644))                                                            \
    X(fchmod, pyos_fchmod(fds[0], 0644), fchmod(fds[0], 0644))                                                         \
    X(chown, pyos_chown("file", -1, -1), chown("file", (uid_t)-1, (gid_t)-1))                                          \
    X(lchown, pyos_lchown("file", -1, -1), lchown("file", (uid_t)-1, (gid_t)-1))                                       \
    X(fchown, pyos_fchown(fds[0], -1, -1), fchown(fds[0], (uid_t)-1, (gid_t)-1))                                       \
    X(utime, pyos_utime("file", ns), utimensat(AT_FDCWD, "file", system_times, 0))                                     \
    X(utime_now, pyos_utime("file", NULL), utimensat(AT_FDCWD, "file", NULL, 0))                                       \
    X(futime, pyos_futime(fds[0], ns), futimens(fds[0], system_times))                                                 \
    X(mkfifo, pyos_mkfifo(name[i % MOST], 0666), mkfifo(name[i % MOST], 0666))                                         \
    X(mknod, pyos_mknod(name[i % MOST], PYOS_S_IFIFO | 0666, 0), mknod(name[i % MOST], S_IFIFO | 0666, 0))             \
    X(mkfifo_remove, pyos_mkfifo("n", 0666) || pyos_remove("n"), mkfifo("n", 0666) || unlink("n"))                     \
    X(statvfs, pyos_statvfs("file", &vfs), statvfs("file", &system_vfs))                                               \
    X(fstatvfs, pyos_fstatvfs(fds[0], &vfs), fstatvfs(fds[0], &system_vfs))                                            \
    X(eventfd, pyos_eventfd(0, 0) < 0, eventfd(0, 0) < 0)                                                              \
    X(eventfd_read, pyos_eventfd_read(counter, &count), eventfd_read(counter, &system_count))                          \
    X(eventfd_write, pyos_eventfd_write(counter, 1), eventfd_write(counter, 1))                                        \
    X(timerfd_create, pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0) < 0,                                                \
      timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) < 0)                                                                \
    X(timerfd_settime, pyos_timerfd_settime_ns(timer, 0, 0, 0, NULL), timerfd_settime(timer, 0, &spec, NULL))          \
    X(timerfd_gettime, pyos_timerfd_gettime_ns(timer, ns), timerfd_gettime(timer, &spec))                              \
    X(memfd_create, pyos_memfd_create("x", PYOS_MFD_CLOEXEC) < 0, memfd_create("x", MFD_CLOEXEC) < 0)                  \
    X(getxattr, own(pyos_getxattr("file", "user.x", NULL)), getxattr("file", "user.x", path, sizeof path) < 0)         \
    X(setxattr, pyos_setxattr("file", "user.x", "1", 1, 0), setxattr("file", "user.x", "1", 1, 0))                     \
    X(listxattr, own_list(pyos_listxattr("file", NULL)), listxattr("file", path, sizeof path) < 0)                     \
    X(getpid, pyos_getpid() < 1, getpid() < 1)                                                                         \
    X(getppid, pyos_getppid() < 0, getppid() < 0)                                                                      \
    X(getuid, pyos_getuid() < 0, getuid() == (uid_t)-1)                                                                \
    X(geteuid, pyos_geteuid() < 0, geteuid() == (uid_t)-1)                                                             \
    X(getresuid, pyos_getresuid(&ids[0], &ids[1], &ids[2]), getresuid(&system_ids[0], &system_ids[1], &system_ids[2])) \
    X(getgroups, own(pyos_getgroups(NULL)), own_groups())                                                              \
    X(getpgid, pyos_getpgid(0) < 0, getpgid(0) < 0)                                                                    \
    X(getsid, pyos_getsid(0) < 0, getsid(0) < 0)                                                                       \
    X(getpriority, pyos_getpriority(PYOS_PRIO_PROCESS, 0, &priority), (priority = getpriority(PRIO_PROCESS, 0)) < -20) \
    X(setpriority, pyos_setpriority(PYOS_PRIO_PROCESS, 0, 19), setpriority(PRIO_PROCESS, 0, 19))                       \
    X(umask, pyos_umask(022) < 0, umask(022) > 0777)                                                                   \
    X(uname, own(pyos_uname()), own_uname())                                                                           \
    X(kill, pyos_kill(pid, 0), kill((pid_t)pid, 0))                                                                    \
    X(times, pyos_times(&process_times), times(&system_process_times) == (clock_t)-1)                                  \
    X(waitpid, pyos_waitpid(child, PYOS_WNOHANG, &status) != 0, waitpid(child, &system_status, WNOHANG) != 0)          \
    X(waitid, pyos_waitid(PYOS_P_PID, child, PYOS_WEXITED | PYOS_WNOHANG, &info) != 0,                                 \
      waitid(P_PID, (id_t)child, &system_info, WEXITED | WNOHANG))                                                     \
    X(pidfd_open, pyos_pidfd_open(pid, 0) < 0, syscall(SYS_pidfd_open, (pid_t)pid, 0) < 0)                             \
    X(sched_yield, pyos_sched_yield(), sched_yield())                                                                  \
    X(sched_getscheduler, pyos_sched_getscheduler(0) < 0, sched_getscheduler(0) < 0)                                   \
    X(sched_getaffinity, own(pyos_sched_getaffinity(0, NULL)), sched_getaffinity(0, sizeof cpus, &cpus))               \
    X(getrandom, pyos_getrandom(buffer, 16, 0) != 16, getrandom(buffer, 16, 0) != 16)                                  \
    X(urandom, pyos_urandom(buffer, 16) != 16, getrandom(buffer, 16, 0) != 16)                                         \
    X(sysconf, pyos_sysconf("SC_PAGESIZE", &number), sysconf(_SC_PAGESIZE) < 0)                                        \
    X(getenv, !pyos_getenv("PATH", NULL), !getenv("PATH"))                                                             \
    X(waitstatus, pyos_waitstatus_to_exitcode(256, &number), !WIFEXITED(256))                                          \
    X(open_close, pyos_close(pyos_open("file", PYOS_O_RDONLY, 0)), close(open("file", O_RDONLY | O_CLOEXEC)))

static pyos_stat_result st;
static struct stat system_st;
static pyos_statvfs_result vfs;
static struct statvfs system_vfs;
static pyos_buffer two[2];
static struct iovec system_two[2];
static long long zero, ns[2];
static struct timespec system_times[2];
static struct itimerspec spec;
static unsigned long long count;
static eventfd_t system_count;
static int ends[2], counter, timer, full;
static off_t at, to;
static long long ids[3], status, number, pid;
static uid_t system_ids[3];
static int priority, system_status;
static pid_t child;
static pyos_times_result process_times;
static struct tms system_process_times;
static pyos_waitid_result info;
static siginfo_t system_info;
static cpu_set_t cpus;

static int own(void *text) {
    int failed = !text;
    pyos_free(text);
    return failed;
}

static int own_list(char **list) {
    int failed = !list;
    pyos_free(list);
    return failed;
}

static int own_copy(const char *text) {
    char *copy = text ? (char *)malloc(strlen(text) + 1) : NULL;
    if (copy) strcpy(copy, text);
    return own(copy);
}

/* As one does it by the C library: into memory of one's own. */
static int own_groups(void) {
    int n = getgroups(0, NULL);
    gid_t *groups = (gid_t *)malloc(((size_t)(n > 0 ? n : 0) + 1) * sizeof *groups);
    int failed = !groups || getgroups(n, groups) < 0;
    free(groups);
    return failed;
}

static int own_uname(void) {
    struct utsname *names = (struct utsname *)malloc(sizeof *names);
    int failed = !names || uname(names) < 0;
    free(names);
    return failed;
}

static int make(const char *file) {
    int fd = open(file, O_CREAT | O_RDWR, 0666);
    return fd < 0 || close(fd);
}

/* What the calls find; the same for every N. */
static int prepare(const char *call) {
    int i, failed = make("file") || make("a") || symlink("file", "link");
    for (i = 0; i < MOST; i++) {
        snprintf(name[i], sizeof name[i], "n%d", i);
        if (strcmp(call, "rmdir") == 0) failed |= mkdir(name[i], 0777);
        if (strcmp(call, "unlink") == 0 || strcmp(call, "remove") == 0) failed |= make(name[i]);
        fds[i] = open(i == 2 ? "." : "file", i == 2 ? O_RDONLY : O_RDWR);
        failed |= fds[i] < 0;
    }
    two[0].base = two[1].base = system_two[0].iov_base = system_two[1].iov_base = buffer;
    two[0].len = two[1].len = system_two[0].iov_len = system_two[1].iov_len = 8;
    counter = eventfd(100000, EFD_SEMAPHORE | EFD_NONBLOCK);
    timer = timerfd_create(CLOCK_MONOTONIC, 0);
    failed |= counter < 0 || timer < 0 || pipe(ends) != 0 || fcntl(ends[1], F_SETPIPE_SZ, 1 << 18) < 0;
    full = open("full", O_CREAT | O_RDWR, 0666);
    failed |= full < 0 || write(full, buffer, sizeof buffer) != (ssize_t)sizeof buffer;
    pid = getpid();
    if (strncmp(call, "wait", 4) == 0) { /* one that does not end by itself */
        int gate[2];
        if (pipe(gate) != 0) return 1;
        child = fork();
        if (child == 0) {
            close(gate[1]);
            _exit((int)read(gate[0], buffer, 1));
        }
        failed |= child < 0;
    }
    if (strstr(call, "xattr") && setxattr("file", "user.x", "1", 1, 0) != 0) return 77;
    return failed;
}

int main(int argc, char **argv) {
    int i, n, failed = 1, system;
    if (argc != 4 || prepare(argv[2])) {
        perror(argc > 2 ? argv[2] : "usage");
        return 2;
    }
    n = atoi(argv[3]);
    system = strcmp(argv[1], "libc") == 0;
#define RUN(call, ours, theirs)                                                                                        \
    if (strcmp(argv[2], #call) == 0) {                                                                                 \
        failed = 0;                                                                                                    \
        if (system)                                                                                                    \
            for (i = 0; i < n; i++) failed |= (theirs);                                                                \
        else                                                                                                           \
            for (i = 0; i < n; i++) failed |= (ours);                                                                  \
    }
    CALLS(RUN)
    if (failed) perror(argv[2]);
    return failed != 0;
}
