/* One kind of call, N times, for whoever counts what a call costs.
 *
 * usage: calls pyos|libc CALL N      in an empty directory
 *
 * Whatever is done before and after the calls does not depend on N, so that the difference of two runs shows the calls.
 */
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    X(open_close, pyos_close(pyos_open("file", PYOS_O_RDONLY, 0)), close(open("file", O_RDONLY | O_CLOEXEC)))

static pyos_stat_result st;
static struct stat system_st;

static int own(char *text) {
    int failed = !text;
    pyos_free(text);
    return failed;
}

static int own_copy(const char *text) {
    char *copy = text ? (char *)malloc(strlen(text) + 1) : NULL;
    if (copy) strcpy(copy, text);
    return own(copy);
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
