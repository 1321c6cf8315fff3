/* Makes a tree, or reads one and tells what that took.
 *
 * usage: tree make DIR DIRECTORIES FILES     directories with that many files each
 *        tree read DIR                       prints: entries seen, allocations
 */
#include <stdlib.h>

static long allocations;

static void *counted_malloc(size_t n) {
    allocations++;
    return malloc(n);
}

static void *counted_realloc(void *p, size_t n) {
    allocations++;
    return realloc(p, n);
}

#define PYOS_MALLOC(n) counted_malloc(n)
#define PYOS_REALLOC(p, n) counted_realloc(p, n)
#define PYOS_FREE(p) free(p)
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <stdio.h>
#include <string.h>

static int complain(void) {
    char text[512];
    pyos_error_message(NULL, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return 2;
}

static int make(const char *dir, int directories, int files) {
    char path[512];
    int i, j, fd;
    for (i = 0; i < directories; i++) {
        snprintf(path, sizeof path, "%s/directory%d", dir, i);
        if (pyos_makedirs(path, 0777, false) != 0) return complain();
        for (j = 0; j < files; j++) {
            snprintf(path, sizeof path, "%s/directory%d/file%d", dir, i, j);
            fd = pyos_open(path, PYOS_O_CREAT | PYOS_O_WRONLY, 0666);
            if (fd < 0 || pyos_close(fd) != 0) return complain();
        }
    }
    return 0;
}

static int read_tree(const char *dir) {
    pyos_scandir_iter *open[8];
    const pyos_direntry *entry;
    int depth = 0, got, is_dir;
    long entries = 0;
    if ((open[depth] = pyos_scandir(dir)) == NULL) return complain();
    while (depth >= 0) {
        if ((got = pyos_scandir_next(open[depth], &entry)) < 0) return complain();
        if (got == 0) {
            pyos_scandir_close(open[depth--]);
            continue;
        }
        entries++;
        if ((is_dir = pyos_direntry_is_dir(entry, PYOS_NOFOLLOW)) < 0) return complain();
        if (is_dir && (depth == 7 || (open[depth + 1] = pyos_scandir_child(open[depth], entry)) == NULL))
            return complain();
        depth += is_dir;
    }
    printf("%ld %ld\n", entries, allocations);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "make") == 0) return make(argv[2], atoi(argv[3]), atoi(argv[4]));
    if (argc == 3 && strcmp(argv[1], "read") == 0) return read_tree(argv[2]);
    return 2;
}
