/* Makes a tree, or reads one and tells what that took.
 *
 * usage: tree make DIR DIRECTORIES FILES     directories with that many files each
 *                                            0 directories: that many files in DIR itself
 *        tree read DIR                       by scandir
 *        tree walk|fwalk DIR                 by these
 *        tree walk-sizes|fwalk-sizes DIR     and asks for the size of each file
 *        tree list DIR                       by scandir, one directory only
 * prints: entries seen, allocations, the most bytes allocated at a time, the most memory of the process in KiB
 */
#include <stdlib.h>

static long allocations;
static size_t allocated, most;

/* Each block begins with its size, in a union for the sake of alignment. */
typedef union block {
    size_t size;
    long long a;
    void *b;
    double c;
} block;

static void *counted_realloc(void *p, size_t n) {
    block *old = p ? (block *)p - 1 : NULL, *b;
    size_t before = old ? old->size : 0;
    allocations++;
    b = (block *)realloc(old, n + sizeof *b);
    if (!b) return NULL;
    b->size = n;
    allocated += n - before;
    if (allocated > most) most = allocated;
    return b + 1;
}

static void *counted_malloc(size_t n) { return counted_realloc(NULL, n); }

static void counted_free(void *p) {
    if (!p) return;
    allocated -= ((block *)p - 1)->size;
    free((block *)p - 1);
}

#define PYOS_MALLOC(n) counted_malloc(n)
#define PYOS_REALLOC(p, n) counted_realloc(p, n)
#define PYOS_FREE(p) counted_free(p)
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
    if (directories == 0) { /* all in one */
        if (pyos_mkdir(dir, 0777) != 0) return complain();
        for (j = 0; j < files; j++) {
            snprintf(path, sizeof path, "%s/file%d", dir, j);
            fd = pyos_open(path, PYOS_O_CREAT | PYOS_O_WRONLY, 0666);
            if (fd < 0 || pyos_close(fd) != 0) return complain();
        }
    }
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

static int tell(long entries) {
    char line[256];
    long resident = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmHWM:", 6) == 0) resident = atol(line + 6);
    if (f) fclose(f);
    printf("%ld %ld %ld %ld\n", entries, allocations, (long)most, resident);
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
    return tell(entries);
}

/* What a program does that sums up sizes; the directories are not asked for theirs. */
static int walk_tree(const char *dir, int by_descriptor, int sizes) {
    static char path[4096];
    pyos_walk_iter *walk = by_descriptor ? pyos_fwalk(dir, NULL) : pyos_walk(dir, NULL);
    pyos_walk_step *step;
    pyos_stat_result st;
    long entries = 0;
    long long size = 0;
    size_t i;
    int got;
    if (!walk) return complain();
    while ((got = pyos_walk_next(walk, &step)) == 1) {
        entries += (long)(step->ndirs + step->nfiles);
        for (i = 0; sizes && i < step->nfiles; i++) {
            if (!by_descriptor) snprintf(path, sizeof path, "%s/%s", step->root, step->files[i]);
            if (pyos_stat_at(by_descriptor ? step->dirfd : PYOS_CWD, by_descriptor ? step->files[i] : path,
                             PYOS_NOFOLLOW, &st) != 0)
                return complain();
            size += st.size;
        }
    }
    pyos_walk_close(walk);
    if (got < 0) return complain();
    return tell(entries + (size != 0)); /* they are empty */
}

static int list(const char *dir) {
    pyos_scandir_iter *it = pyos_scandir(dir);
    const pyos_direntry *entry;
    long entries = 0;
    int got;
    if (!it) return complain();
    while ((got = pyos_scandir_next(it, &entry)) == 1) entries++;
    pyos_scandir_close(it);
    return got < 0 ? complain() : tell(entries);
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "make") == 0) return make(argv[2], atoi(argv[3]), atoi(argv[4]));
    if (argc == 3 && strcmp(argv[1], "read") == 0) return read_tree(argv[2]);
    if (argc == 3 && strcmp(argv[1], "walk") == 0) return walk_tree(argv[2], 0, 0);
    if (argc == 3 && strcmp(argv[1], "walk-sizes") == 0) return walk_tree(argv[2], 0, 1);
    if (argc == 3 && strcmp(argv[1], "fwalk") == 0) return walk_tree(argv[2], 1, 0);
    if (argc == 3 && strcmp(argv[1], "fwalk-sizes") == 0) return walk_tree(argv[2], 1, 1);
    if (argc == 3 && strcmp(argv[1], "list") == 0) return list(argv[2]);
    return 2;
}
