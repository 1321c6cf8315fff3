/* The fault allocator: pyos.h with an allocator that counts, fails on demand, and knows every live block. It tells of
 * leaks, of blocks that are freed twice or were never its own, and of bytes written beyond an end. New blocks are full of
 * 0xa5 and released ones of 0x5a, realloc always moves, and both a failing malloc and every free leave a strange errno
 * (and a strange GetLastError()) behind, as a user's allocator may.
 *
 * This file includes the implementation. What a test replaces by fakes is #defined before it. */
#ifndef PYOS_TEST_FAULT_H
#define PYOS_TEST_FAULT_H

#include <stddef.h>

static void *fault_malloc(size_t size);
static void *fault_realloc(void *pointer, size_t size);
static void fault_free(void *pointer);

/* The platform once more, since pyos.h keeps its own macros to itself. */
#if defined(_WIN32)
#define HOST_WINDOWS 1
#else
#define HOST_WINDOWS 0
#endif
#if defined(__wasi__)
#define HOST_WASI 1
#else
#define HOST_WASI 0
#endif
#if defined(__linux__)
#define HOST_LINUX 1
#else
#define HOST_LINUX 0
#endif
#define HOST_POSIX (!HOST_WINDOWS && !HOST_WASI)

#define PYOS_MALLOC(size) fault_malloc(size)
#define PYOS_REALLOC(pointer, size) fault_realloc(pointer, size)
#define PYOS_FREE(pointer) fault_free(pointer)
#define PYOS_IMPLEMENTATION
#ifndef PYOS_STDIO
#define PYOS_STDIO 1
#endif
#include "../pyos.h"

#include "test.h"

#if HOST_WINDOWS
#include <windows.h>
#else
#include <sys/stat.h>
#endif

#define FAULT_HEAD 64  /* bytes before a block: keeps any alignment */
#define FAULT_GUARD 32 /* bytes behind it */

typedef struct fault_block {
    struct fault_block *next;
    size_t size;
} fault_block;

static fault_block *fault_blocks; /* the live ones, newest first */
static long fault_live;           /* how many */
static long fault_count;          /* calls of malloc and realloc since fault_arm */
static long fault_at;             /* the call that fails, 0 for none */
static int fault_on;              /* those after it fail too */
static long fault_hits;           /* calls that failed */

/* From now on the at-th call fails, and with on also those after it; 0 lets all pass. */
static void fault_arm(long at, int on) {
    fault_count = fault_hits = 0;
    fault_at = at;
    fault_on = on;
}

static void fault_strange(void) {
    errno = EDOM;
#if HOST_WINDOWS
    SetLastError(ERROR_INVALID_DATA);
#endif
}

static int fault_fails(size_t size) {
    fault_count++;
    if (size == 0) test_complain(__FILE__, __LINE__, "an allocation of 0 bytes, which some systems answer with NULL");
    if (fault_at == 0 || fault_count < fault_at || (fault_count > fault_at && !fault_on)) return 0;
    fault_hits++;
    fault_strange();
    return 1;
}

static fault_block *fault_new(size_t size) {
    unsigned char *all = (unsigned char *)malloc(FAULT_HEAD + size + FAULT_GUARD);
    fault_block *block = (fault_block *)(void *)all;
    if (!all) {
        printf("the machine itself is out of memory\n");
        exit(2);
    }
    memset(all, 0xa5, FAULT_HEAD + size);
    memset(all + FAULT_HEAD + size, 0x3c, FAULT_GUARD);
    block->size = size;
    block->next = fault_blocks;
    fault_blocks = block;
    fault_live++;
    return block;
}

/* Takes a block out of the list; NULL when there is no such block. Looks at addresses only, since pointer may be wild. */
static fault_block *fault_take(void *pointer) {
    fault_block **link = &fault_blocks, *block;
    while (*link && (unsigned char *)*link + FAULT_HEAD != (unsigned char *)pointer) link = &(*link)->next;
    block = *link;
    if (!block) return NULL;
    *link = block->next;
    fault_live--;
    return block;
}

static void fault_release(fault_block *block) {
    unsigned char *all = (unsigned char *)block;
    size_t i, size = block->size;
    for (i = 0; i < FAULT_GUARD && all[FAULT_HEAD + size + i] == 0x3c; i++) {}
    if (i < FAULT_GUARD) test_complain(__FILE__, __LINE__, "bytes behind the end of a block were changed");
    for (i = sizeof *block; i < FAULT_HEAD && all[i] == 0xa5; i++) {}
    if (i < FAULT_HEAD) test_complain(__FILE__, __LINE__, "bytes before the beginning of a block were changed");
    memset(all, 0x5a, FAULT_HEAD + size + FAULT_GUARD);
    free(all);
}

static void *fault_malloc(size_t size) {
    return fault_fails(size) ? NULL : (void *)((unsigned char *)fault_new(size) + FAULT_HEAD);
}

static void *fault_realloc(void *pointer, size_t size) {
    fault_block *from, *to;
    if (fault_fails(size)) return NULL;
    from = pointer ? fault_take(pointer) : NULL;
    if (pointer && !from) test_complain(__FILE__, __LINE__, "realloc of what is no live block");
    to = fault_new(size);
    if (from) {
        memcpy((unsigned char *)to + FAULT_HEAD, (unsigned char *)from + FAULT_HEAD,
               from->size < size ? from->size : size);
        fault_release(from);
    }
    return (unsigned char *)to + FAULT_HEAD;
}

static void fault_free(void *pointer) {
    fault_block *block;
    if (pointer) {
        block = fault_take(pointer);
        if (block) fault_release(block);
        else test_complain(__FILE__, __LINE__, "free of what is no live block");
    }
    fault_strange();
}

/* Open descriptors, on Windows handles of the process. In parentheses, so that a fake of fstat is not asked. */
static long fault_handles(void) {
#if HOST_WINDOWS
    DWORD count = 0;
    return GetProcessHandleCount(GetCurrentProcess(), &count) ? (long)count : -1;
#else
    long count = 0;
    int fd;
    struct stat st;
    for (fd = 0; fd < 256; fd++)
        if ((fstat)(fd, &st) == 0) count++;
    return count;
#endif
}

/* What a test expects to find again at its end. */
typedef struct fault_state {
    long live, handles;
} fault_state;

static fault_state fault_now(void) {
    fault_state state;
    state.live = fault_live;
    state.handles = fault_handles();
    return state;
}

/* Nothing leaked since then; label says in which round. */
static void fault_same(const char *file, int line, const char *label, fault_state before) {
    fault_state now = fault_now();
    if (now.live == before.live && now.handles == before.handles) return;
    test_complain(file, line, label);
    printf("    blocks %ld, were %ld; descriptors or handles %ld, were %ld\n", now.live, before.live, now.handles,
           before.handles);
}
#define FAULT_SAME(label, before) fault_same(__FILE__, __LINE__, label, before)

#endif
