/* Walks a tree as tests/walk_oracle.py says and prints all that happens, for comparison with what os.walk and os.fwalk of
 * CPython do in the same tree.
 *
 * usage: walk_oracle walk|fwalk TOP BOTTOM_UP FOLLOW STOP CALLER     in the directory where TOP starts
 *        BOTTOM_UP, FOLLOW   0 or 1
 *        STOP                the number of the error that ends the walk, from 1 on; 0: none
 *        CALLER              what is done to the names and the tree between steps; 0: nothing
 * A line is a letter and strings, in hexadecimal: S root dirs... - files..., E kind code path, A event arguments...,
 * F kind code for the failure of a step. Descriptors are not numbers but "fd", because those differ.
 */
#define PYOS_IMPLEMENTATION
#include "../pyos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool watched;
static int errors, stop;

static void put(const char *s) {
    printf(" '");
    for (; *s; s++) printf("%02x", (unsigned char)*s);
}

static int hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    size_t i;
    (void)user;
    if (!watched) return 0;
    printf("A %s", event);
    for (i = 0; i < nargs; i++)
        if (args[i].type == PYOS_AUDIT_TEXT) put(args[i].s);
        else if (args[i].type == PYOS_AUDIT_NONE) printf(" None");
        else if (strcmp(event, "os.scandir") == 0) printf(" fd");
        else printf(" %lld", args[i].i);
    printf("\n");
    return 0;
}

static int onerror(void *user, const pyos_error *error, const char *path) {
    (void)user;
    printf("E %s %d", pyos_error_kind_name(error->kind), error->code);
    put(path);
    printf("\n");
    return ++errors == stop;
}

/* A number for a step, the same in Python. */
static unsigned number(const char *root, unsigned seed) {
    unsigned h = seed;
    for (; *root; root++) h = (h * 31 + (unsigned char)*root) % 65521;
    return h;
}

static int compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* What is done to the names of a step, top-down. */
static void change_names(pyos_walk_step *step, unsigned n) {
    static const char *own[64];
    size_t i, m = 0;
    switch (n % 6) {
    case 0: /* sorted, and every other one left out */
        qsort(step->dirs, step->ndirs, sizeof *step->dirs, compare);
        for (i = 0; i < step->ndirs; i += 2) own[m++] = step->dirs[i];
        break;
    case 1: /* backwards */
        for (i = step->ndirs; i > 0; i--) own[m++] = step->dirs[i - 1];
        break;
    case 2: /* with names added, some of which are not there */
        for (i = 0; i < step->ndirs; i++) own[m++] = step->dirs[i];
        own[m++] = "missing";
        own[m++] = "a/b";
        own[m++] = "b/";
        break;
    case 3: /* none */ break;
    default: return;
    }
    step->dirs = own;
    step->ndirs = m;
}

/* What is done to the tree: the last directory of a step goes away, becomes a link or a file. */
static void change_tree(const pyos_walk_step *step, unsigned n) {
    const char *name = step->ndirs ? step->dirs[step->ndirs - 1] : "/";
    char *path, *moved;
    if (strchr(name, '/') || strcmp(name, "moved") == 0) return;
    path = pyos_path_join(step->root, name);
    moved = pyos_path_join(step->root, "moved");
    if (!path || !moved) abort();
    switch (n % 5) {
    case 0: (void)rename(path, moved); break;
    case 1:
        /* "a/b" may be among the names of the step above, and CPython asks too early whether it is a link. */
        if (rename(path, moved) == 0 && strcmp(pyos_path_basename(step->root), "a") != 0 && symlink("moved", path) != 0)
            abort();
        break;
    case 2:
        if (rename(path, moved) == 0) {
            FILE *f = fopen(path, "w");
            if (f) fclose(f);
        }
        break;
    default: break;
    }
    pyos_free(path);
    pyos_free(moved);
}

static void print(const pyos_walk_step *step, bool by_descriptor) {
    size_t i;
    printf("S");
    put(step->root);
    for (i = 0; i < step->ndirs; i++) put(step->dirs[i]);
    printf(" -");
    for (i = 0; i < step->nfiles; i++) put(step->files[i]);
    if (by_descriptor) {
        pyos_stat_result st;
        if (pyos_fstat(step->dirfd, &st) == 0) printf(" %llu", st.ino);
    }
    printf("\n");
}

int main(int argc, char **argv) {
    pyos_walk_options options;
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    unsigned caller;
    bool by_descriptor;
    int got, steps = 0;
    if (argc != 7 || pyos_addaudithook(hook, NULL) != 0) return 2;
    memset(&options, 0, sizeof options);
    by_descriptor = strcmp(argv[1], "fwalk") == 0;
    options.bottom_up = argv[3][0] == '1';
    options.follow_links = argv[4][0] == '1';
    options.onerror = onerror;
    stop = atoi(argv[5]);
    caller = (unsigned)atoi(argv[6]);
    watched = true;
    walk = by_descriptor ? pyos_fwalk(argv[2], &options) : pyos_walk(argv[2], &options);
    while ((got = pyos_walk_next(walk, &step)) == 1) {
        watched = false;
        print(step, by_descriptor);
        if (caller && steps++ < 60) {
            unsigned n = number(step->root, caller);
            if (!options.bottom_up) change_names(step, n);
            if (caller % 2 && !options.bottom_up) change_tree(step, n / 7);
        }
        watched = true;
    }
    watched = false;
    if (got < 0) printf("F %s %d\n", pyos_error_kind_name(pyos_last_error()->kind), pyos_last_error()->code);
    pyos_walk_close(walk);
    printf("end\n");
    return 0;
}
