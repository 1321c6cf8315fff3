/* Which public functions a run of the tests has entered. Linked to tests/all.c when that is built with gcc's
 * -finstrument-functions, or for WASI with clang's -fsanitize-coverage=func,trace-pc-guard,pc-table (there is no return
 * address to be had there). Prints "executed NAME" for each at exit, and appends it to EXECUTED_LOG at once, because some
 * functions do not return, and children may be started that do not end by exit. executed.inc is made by
 * tests/executed.sh. */
#define PYOS_STDIO 1
#include "../pyos.h"

#include <stdlib.h>
#include <string.h>
#if defined(_WIN32)
#include <windows.h>
#elif !defined(__wasi__)
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

typedef void (*executed_function)(void);

static const struct {
    executed_function function;
    const char *name;
} executed_table[] = {
#define PUBLIC(name) {(executed_function)name, #name},
#include "executed.inc"
};

#define EXECUTED_COUNT (sizeof executed_table / sizeof executed_table[0])

static char executed_own[EXECUTED_COUNT], *executed_seen = executed_own;

/* A line to the file, in a function that may be called anywhere: by a forked child, with any lock held, or with no
 * descriptor left. Then the name is lost, unless it comes again or the memory that is shared with the parent has it. */
static void executed_log(const char *name) {
#if defined(__wasi__) /* no children there, and one output for all */
    printf("executed %s\n", name);
    fflush(stdout);
#elif defined(EXECUTED_LOG)
    char line[128];
    size_t n = strlen(name);
    if (n > 100) return;
    memcpy(line, "executed ", 9), memcpy(line + 9, name, n), line[9 + n] = '\n', n += 10;
#ifdef _WIN32
    {
        DWORD seen = GetLastError(), written;
        HANDLE file = CreateFileA(EXECUTED_LOG, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, NULL);
        if (file != INVALID_HANDLE_VALUE) {
            WriteFile(file, line, (DWORD)n, &written, NULL);
            CloseHandle(file);
        }
        SetLastError(seen);
    }
#else
    {
        int seen = errno, fd = open(EXECUTED_LOG, O_WRONLY | O_APPEND | O_CLOEXEC);
        if (fd >= 0) {
            if (write(fd, line, n) < 0) {}
            close(fd);
        }
        errno = seen;
    }
#endif
#else
    (void)name;
#endif
}

static void executed_mark(executed_function function) {
    size_t i;
    for (i = 0; i < EXECUTED_COUNT; i++)
        if (executed_table[i].function == function && !executed_seen[i]) {
            executed_seen[i] = 1;
            executed_log(executed_table[i].name);
        }
}

#ifdef __wasi__

static unsigned *executed_guards;
static const size_t *executed_places; /* two words for each guard: the function's address, and flags */

void __sanitizer_cov_trace_pc_guard_init(unsigned *start, unsigned *end);
void __sanitizer_cov_trace_pc_guard_init(unsigned *start, unsigned *end) {
    (void)end;
    executed_guards = start;
}

void __sanitizer_cov_trace_pc_guard(unsigned *guard);
void __sanitizer_cov_trace_pc_guard(unsigned *guard) {
    if (*guard || !executed_places) return;
    *guard = 1;
    executed_mark((executed_function)executed_places[2 * (guard - executed_guards)]);
}

void __sanitizer_cov_pcs_init(const size_t *start, const size_t *end);
void __sanitizer_cov_pcs_init(const size_t *start, const size_t *end) {
    (void)end;
    executed_places = start;
}

#else

/* Entered addresses by hash, so that a call costs a few instructions; what is in a row no more is searched for in the
 * table. */
static executed_function executed_cache[65537];

static void executed_print(void) {
    size_t i;
    for (i = 0; i < EXECUTED_COUNT; i++)
        if (executed_seen[i]) printf("executed %s\n", executed_table[i].name);
}

void __cyg_profile_func_enter(void *function, void *site);
void __cyg_profile_func_enter(void *function, void *site) {
    static int started;
    executed_function entered = (executed_function)(size_t)function;
    size_t row = (size_t)function / 4 % (sizeof executed_cache / sizeof executed_cache[0]);
    (void)site;
    if (executed_cache[row] == entered) return;
    executed_cache[row] = entered;
    if (!started) {
        started = 1;
#ifndef _WIN32 /* shared, since a child that a test forks leaves by _exit */
        executed_seen = (char *)mmap(NULL, EXECUTED_COUNT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (executed_seen == (char *)MAP_FAILED) executed_seen = executed_own;
#endif
        atexit(executed_print);
    }
    executed_mark(entered);
}

void __cyg_profile_func_exit(void *function, void *site);
void __cyg_profile_func_exit(void *function, void *site) { (void)function, (void)site; }

#endif
