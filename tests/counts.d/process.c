/* What tests/counts asks of starts of processes, random bytes and the environment.
 *
 * usage: process spawn MIB FDS N        N starts of /bin/true with MIB resident and FDS more descriptors open
 *        process urandom SIZE N         N times SIZE random bytes
 *        process getenv VARIABLES N     N look-ups of ten names among VARIABLES
 *        process get_exec_path VARIABLES N
 *
 * Whatever is done before does not depend on N.
 */
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* With huge pages there would be hardly any page table to copy. */
static int resident(long mib) {
    size_t size = (size_t)mib << 20, i;
    char *memory = (char *)mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == (char *)MAP_FAILED || madvise(memory, size, MADV_NOHUGEPAGE) != 0) return 1;
    for (i = 0; i < size; i += 4096) memory[i] = 1;
    return 0;
}

static int descriptors(long n) {
    struct rlimit limit;
    if (n == 0) return 0;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return 1;
    while (n-- > 0)
        if (dup(0) < 0) return 1;
    return 0;
}

static int spawn(long n) {
    static const char *const argv[] = {"true", NULL};
    while (n-- > 0) {
        long long status = -1;
        pyos_pid pid = pyos_posix_spawn("/bin/true", argv, NULL, NULL);
        if (pid < 0 || pyos_waitpid(pid, 0, &status) != pid || status != 0) return 1;
    }
    return 0;
}

static int variables(long n) {
    char name[32];
    while (n-- > 0) {
        (void)snprintf(name, sizeof name, "VARIABLE_%ld", n);
        if (setenv(name, name, 1) != 0) return 1;
    }
    return pyos_init();
}

static int look_up(long n) {
    static const char *const names[] = {"VARIABLE_0", "VARIABLE_1", "VARIABLE_2", "VARIABLE_3", "VARIABLE_4",
                                        "VARIABLE_5", "VARIABLE_6", "VARIABLE_7", "VARIABLE_8", "VARIABLE_9"};
    while (n-- > 0) {
        const char *value = pyos_getenv(names[n % 10], NULL);
        if (!value || strcmp(value, names[n % 10]) != 0) return 1;
    }
    return 0;
}

static int exec_path(long n) {
    while (n-- > 0) {
        char **list = pyos_get_exec_path(NULL, NULL);
        if (!list) return 1;
        pyos_free(list);
    }
    return 0;
}

static int random_bytes(long size, long n) {
    char *buffer = (char *)malloc((size_t)size);
    if (!buffer) return 1;
    while (n-- > 0)
        if (pyos_urandom(buffer, size) != size) return 1;
    free(buffer);
    return 0;
}

int main(int argc, char **argv) {
    int failed = 1;
    if (argc == 5 && strcmp(argv[1], "spawn") == 0)
        failed = resident(atol(argv[2])) || descriptors(atol(argv[3])) || spawn(atol(argv[4]));
    else if (argc == 4 && strcmp(argv[1], "urandom") == 0) failed = random_bytes(atol(argv[2]), atol(argv[3]));
    else if (argc == 4 && strcmp(argv[1], "getenv") == 0) failed = variables(atol(argv[2])) || look_up(atol(argv[3]));
    else if (argc == 4 && strcmp(argv[1], "get_exec_path") == 0)
        failed = variables(atol(argv[2])) || exec_path(atol(argv[3]));
    if (failed) perror(argc > 1 ? argv[1] : "usage");
    return failed;
}
