/* PYOS_MALLOC, PYOS_REALLOC and PYOS_FREE take the place of the C library's. Prints what is wrong. */
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
void *count_malloc(size_t n);
void *count_realloc(void *p, size_t n);
void count_free(void *p);
#ifdef __cplusplus
}
#endif

#define PYOS_MALLOC(n) count_malloc(n)
#define PYOS_REALLOC(p, n) count_realloc(p, n)
#define PYOS_FREE(p) count_free(p)
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int made, freed;

/* In front of every block lie 16 bytes, so that one of another allocator is found out. */
void *count_malloc(size_t n) {
    char *p = (char *)malloc(n + 16);
    if (!p) return NULL;
    made++;
    memcpy(p, "counted", 8);
    return p + 16;
}

void count_free(void *p) {
    char *block = (char *)p - 16;
    if (!p) return;
    if (memcmp(block, "counted", 8) != 0) {
        puts("a block of another allocator");
        exit(1);
    }
    freed++;
    memset(block, 0, 8);
    free(block);
}

void *count_realloc(void *p, size_t n) {
    char *q;
    if (!p) return count_malloc(n);
    q = (char *)realloc((char *)p - 16, n + 16);
    return q ? q + 16 : NULL;
}

int main(void) {
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    char *joined = pyos_path_join("a", "b"), *cwd = pyos_getcwd(), **names = pyos_listdir(NULL, NULL);
    if (!joined || !cwd || !names || made < 3) {
        printf("%d blocks after three owned results\n", made);
        return 1;
    }
    pyos_free(joined);
    pyos_free(cwd);
    pyos_free(names);
    it = pyos_scandir(NULL);
    while (it && pyos_scandir_next(it, &entry) == 1) pyos_free(pyos_direntry_dup(entry));
    pyos_scandir_close(it);
    if (made != freed) {
        printf("%d blocks made, %d freed\n", made, freed);
        return 1;
    }
    return 0;
}
