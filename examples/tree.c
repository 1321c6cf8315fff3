/* Prints a directory tree with the sizes of its files.
 *
 * usage: tree [-n LINES] [-x NAME]... [DIR]
 *
 *     -n LINES   prints the first LINES lines of the tree only, 0 for all; the summary counts all of it. The default is
 *                20 on a terminal and 0 elsewhere
 *     -x NAME    leaves out whatever has this name, with all that is below it
 *
 * What cannot be read is named on stderr, the walk goes on, and the exit status is 1. Symbolic links and junctions are
 * shown and not followed.
 */
#define PYOS_IMPLEMENTATION
#include "../pyos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct tree {
    pyos_scandir_iter **open; /* the directories from DIR down to the one that is being read */
    size_t depth, room;
    char **pruned; /* names */
    size_t npruned;
    long long lines, limit; /* limit is 0 for none */
    long long directories, files, bytes, errors;
} tree;

static void complain(tree *t) {
    char text[2048];
    pyos_error_message(NULL, text, sizeof text);
    fflush(stdout);
    fprintf(stderr, "tree: %s\n", text);
    t->errors++;
}

static void line(tree *t, const char *size, const char *name, const char *mark) {
    if (t->limit == 0 || t->lines < t->limit) printf("%14s  %*s%s%s\n", size, (int)(2 * t->depth), "", name, mark);
    t->lines++;
}

/* Makes it the directory to read next. */
static void descend(tree *t, pyos_scandir_iter *it) {
    if (it && t->depth == t->room) {
        size_t room = t->room ? 2 * t->room : 16;
        pyos_scandir_iter **more = (pyos_scandir_iter **)realloc(t->open, room * sizeof *more);
        if (!more) {
            perror("tree");
            exit(2);
        }
        t->open = more, t->room = room;
    }
    if (it) t->open[t->depth++] = it;
    else complain(t);
}

static bool pruned(const tree *t, const char *name) {
    size_t i;
    for (i = 0; i < t->npruned; i++)
        if (strcmp(name, t->pruned[i]) == 0) return true;
    return false;
}

static void show(tree *t, pyos_scandir_iter *it, const pyos_direntry *entry) {
    char size[24] = "";
    pyos_stat_result st;
    int is_dir = pyos_direntry_is_dir(entry, PYOS_NOFOLLOW);
    if (is_dir == 1 && pyos_direntry_is_junction(entry) == 0) {
        t->directories++;
        line(t, size, entry->name, PYOS_SEP);
        descend(t, pyos_scandir_child(it, entry));
    } else if (is_dir < 0 || pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st) != 0) {
        complain(t);
    } else {
        if (pyos_S_ISREG(st.mode)) snprintf(size, sizeof size, "%lld", st.size), t->bytes += st.size;
        t->files++;
        line(t, size, entry->name, pyos_S_ISLNK(st.mode) ? "@" : "");
    }
}

static void walk(tree *t, const char *top) {
    line(t, "", top, "");
    descend(t, pyos_scandir(top));
    while (t->depth > 0) {
        const pyos_direntry *entry;
        pyos_scandir_iter *it = t->open[t->depth - 1];
        int got = pyos_scandir_next(it, &entry);
        if (got == 1) {
            if (!pruned(t, entry->name)) show(t, it, entry);
        } else {
            if (got < 0) complain(t);
            pyos_scandir_close(it);
            t->depth--;
        }
    }
    free(t->open);
}

int main(int argc, char **argv) {
    tree t;
    pyos_stat_result out;
    int i;
    memset(&t, 0, sizeof t);
    if (pyos_fstat(1, &out) == 0 && pyos_S_ISCHR(out.mode)) t.limit = 20; /* a terminal is a character device */
    if (pyos_main_args(&argc, &argv) != 0) complain(&t);
    t.pruned = argv; /* the names move to the front of argv, where the options were */
    for (i = 1; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        if (strcmp(argv[i], "-x") == 0) t.pruned[t.npruned++] = argv[i + 1];
        else if (strcmp(argv[i], "-n") == 0) t.limit = strtol(argv[i + 1], NULL, 10);
        else break;
    }
    if (i + 1 < argc || (i < argc && argv[i][0] == '-')) {
        fputs("usage: tree [-n LINES] [-x NAME]... [DIR]\n", stderr);
        return 2;
    }
    walk(&t, i < argc ? argv[i] : ".");
    if (t.limit > 0 && t.lines > t.limit) printf("%14s  (%lld lines more)\n", "...", t.lines - t.limit);
    printf("%lld directories, %lld files, %lld bytes, %lld errors\n", t.directories, t.files, t.bytes, t.errors);
    if (fflush(stdout) != 0) perror("tree"), t.errors++;
    return t.errors > 0;
}
