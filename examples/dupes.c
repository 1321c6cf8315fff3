/* Finds files with the same contents.
 *
 * usage: dupes [-l] [-n] [DIR]...
 *
 *     -l   makes every copy another name (a hard link) of the file in its group that was changed first
 *     -n   says what -l would do, and does nothing
 *
 * Prints the groups, the file that stays first, and a summary. Empty files and links are not looked at; the names of one
 * file are no copies of each other. Files are copies when every byte is the same: sizes and a hash only tell which ones
 * need not be compared.
 *
 * With -l the file that stays keeps the time of its last change, and so does the directory in which a copy is replaced;
 * that of the copy is gone with it. A copy that has another owner or other permissions, that lies on another file system,
 * or that has changed since it was looked at, is left alone. What cannot be read or replaced is named on stderr, and the
 * exit status is 1. On a terminal a line tells how far the work is.
 */
#define PYOS_IMPLEMENTATION
#include "../pyos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct file {
    char *path;
    pyos_stat_result st;
    unsigned long long hash; /* of the contents, where it was worth while */
    long long group;         /* 0: in none as yet, -1: cannot be read */
} file;

typedef struct dupes {
    file *files;
    size_t count, room;
    bool link, dry, terminal, shown; /* shown: something is on the line of the progress */
    long long groups, copies, bytes, errors;
} dupes;

static char block[2][65536];

/* A line that the next one overwrites; NULL wipes it out. */
static void progress(dupes *d, const char *what, size_t done) {
    pyos_terminal_size size = {0, 0};
    char line[64] = "";
    int width = 80;
    if (!d->terminal || (!what && !d->shown)) return;
    if (pyos_get_terminal_size(2, &size) == 0 && size.columns > 0 && size.columns < width) width = size.columns;
    if (what) snprintf(line, sizeof line, "%lu files %s", (unsigned long)done, what);
    fprintf(stderr, "\r%-*.*s\r", width - 1, width - 1, line);
    d->shown = what != NULL;
}

static void complain(dupes *d, const pyos_error *error) {
    char text[2048];
    pyos_error_message(error, text, sizeof text);
    progress(d, NULL, 0);
    fflush(stdout);
    fprintf(stderr, "dupes: %s\n", text);
    d->errors++;
}

static void *enough(void *memory) {
    if (memory) return memory;
    fputs("dupes: out of memory\n", stderr);
    exit(2);
}

/* ---- Which files there are ------------------------------------------------------------------------------------------ */

static void add(dupes *d, const char *root, const char *name) {
    file f;
    memset(&f, 0, sizeof f);
    f.path = (char *)enough(pyos_path_join(root, name));
    if (pyos_lstat(f.path, &f.st) != 0) complain(d, NULL);
    if (!pyos_S_ISREG(f.st.mode) || f.st.size == 0) {
        pyos_free(f.path);
        return;
    }
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 64;
        d->files = (file *)enough(realloc(d->files, d->room * sizeof *d->files));
    }
    d->files[d->count++] = f;
    if (d->count % 128 == 0) progress(d, "found", d->count);
}

static int unreadable(void *user, const pyos_error *error, const char *path) {
    (void)path; /* the error has it */
    complain((dupes *)user, error);
    return 0; /* go on without that directory */
}

static void collect(dupes *d, const char *top) {
    pyos_walk_step *step;
    pyos_walk_options options;
    pyos_walk_iter *walk;
    int got = -1;
    size_t i;
    memset(&options, 0, sizeof options);
    options.onerror = unreadable;
    options.user = d;
    walk = pyos_walk(top, &options);
    while (walk && (got = pyos_walk_next(walk, &step)) == 1)
        for (i = 0; i < step->nfiles; i++) add(d, step->root, step->files[i]);
    if (got < 0) complain(d, NULL);
    pyos_walk_close(walk);
}

/* ---- Which of them are the same ------------------------------------------------------------------------------------- */

/* By size, then by hash; among equals the one that was changed first. */
static int order(const void *one, const void *other) {
    const file *a = (const file *)one, *b = (const file *)other;
    if (a->st.size != b->st.size) return a->st.size < b->st.size ? -1 : 1;
    if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    if (a->st.mtime_ns != b->st.mtime_ns) return a->st.mtime_ns < b->st.mtime_ns ? -1 : 1;
    return strcmp(a->path, b->path);
}

/* Two names of one file. Where the system does not tell, they are taken for two files. */
static bool one_file(const pyos_stat_result *a, const pyos_stat_result *b) {
    return (a->has & b->has & PYOS_STAT_HAS_INO) && a->ino == b->ino && a->ino_high == b->ino_high && a->dev == b->dev;
}

/* A full block, or what is left. The number of bytes, -1 on failure. */
static long long fill(int fd, char *to) {
    long long have = 0, got = 1, size = sizeof block[0];
    while (got > 0 && have < size) {
        got = pyos_read(fd, to + have, size - have);
        if (got > 0) have += got;
    }
    return got < 0 ? -1 : have;
}

/* FNV-1a, good enough to tell most files apart. */
static void hash(dupes *d, file *f) {
    long long n = -1, i;
    int fd = pyos_open(f->path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    f->hash = 14695981039346656037ULL;
    while (fd >= 0 && (n = fill(fd, block[0])) > 0)
        for (i = 0; i < n; i++) f->hash = (f->hash ^ (unsigned char)block[0][i]) * 1099511628211ULL;
    if (n < 0) {
        complain(d, NULL);
        f->group = -1;
    }
    if (fd >= 0) pyos_close(fd);
}

static bool same_bytes(dupes *d, const file *a, const file *b) {
    long long n = -1, m = -1;
    int one = pyos_open(a->path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    int other = one < 0 ? -1 : pyos_open(b->path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    while (other >= 0) {
        n = fill(one, block[0]);
        m = n < 0 ? -1 : fill(other, block[1]);
        if (n <= 0 || m != n || memcmp(block[0], block[1], (size_t)n) != 0) break;
    }
    if (m < 0) complain(d, NULL);
    if (one >= 0) pyos_close(one);
    if (other >= 0) pyos_close(other);
    return n == 0 && m == 0;
}

/* ---- What is done with them ----------------------------------------------------------------------------------------- */

static bool changed(const file *f) {
    pyos_stat_result now;
    return pyos_lstat(f->path, &now) != 0 || !one_file(&now, &f->st) || now.size != f->st.size ||
           now.mtime_ns != f->st.mtime_ns;
}

/* The link is made beside the copy and then takes its place in one step, so that the name is there at any time. */
static bool replace(dupes *d, const file *first, const file *copy) {
    char *beside = (char *)enough(malloc(strlen(copy->path) + sizeof ".dupes-tmp"));
    char *directory = (char *)enough(pyos_path_dirname(copy->path));
    const char *place = *directory ? directory : ".";
    pyos_stat_result st;
    bool done;
    strcat(strcpy(beside, copy->path), ".dupes-tmp");
    done = pyos_stat(place, &st) == 0 && pyos_link(first->path, beside) == 0;
    if (done) {
        long long times[2];
        times[0] = st.atime_ns;
        times[1] = st.mtime_ns;
        done = pyos_replace(beside, copy->path) == 0;
        if (!done) pyos_remove(beside); /* whose success leaves the error of replace alone */
        else if (pyos_utime(place, times) != 0) complain(d, NULL);
    }
    if (!done) complain(d, NULL);
    free(beside);
    pyos_free(directory);
    return done;
}

/* What becomes of a copy. */
static const char *treat(dupes *d, const file *first, const file *copy) {
    if (!d->link && !d->dry) return "";
    if (copy->st.dev != first->st.dev) return "  (kept: on another file system)";
    if (copy->st.mode != first->st.mode || copy->st.uid != first->st.uid || copy->st.gid != first->st.gid)
        return "  (kept: another owner or other permissions)";
    if (d->dry) return "  (would be linked)";
    if (changed(first) || changed(copy)) return "  (kept: changed meanwhile)";
    return replace(d, first, copy) ? "  (linked)" : "  (kept)";
}

/* Files of one size, and of one hash where they have one. */
static void compare(dupes *d, file *from, file *end, long long *group) {
    file *a, *b, *known;
    for (a = from; a < end; a++) {
        bool alone = true;
        if (a->group != 0) continue;
        a->group = ++*group;
        for (b = a + 1; b < end; b++) {
            if (b->group != 0) continue;
            for (known = a; known < b; known++) /* another name of a file that is in the group? */
                if (known->group == a->group && one_file(&known->st, &b->st)) break;
            if (known == b && !same_bytes(d, a, b)) continue;
            b->group = a->group;
            if (known == a || strcmp(b[-1].path, b->path) == 0) continue; /* stays too; found twice */
            progress(d, NULL, 0);
            if (alone) printf("%s\n", a->path), d->groups++;
            if (known == b) d->bytes += b->st.size;
            printf("    %s%s\n", b->path, treat(d, a, b));
            d->copies++;
            alone = false;
        }
    }
}

/* Two files of one size are compared at once; more are told apart by their hashes first. */
static void compare_all(dupes *d) {
    file *from, *f, *next, *end = d->files + d->count;
    long long group = 0;
    if (d->count > 0) qsort(d->files, d->count, sizeof *d->files, order);
    for (from = d->files; from < end; from = next) {
        for (next = from; next < end && next->st.size == from->st.size;) next++;
        progress(d, "left to compare", (size_t)(end - from));
        if (next - from > 2) {
            for (f = from; f < next; f++) hash(d, f);
            qsort(from, (size_t)(next - from), sizeof *from, order);
        }
        for (; from < next; from = f) {
            for (f = from; f < next && f->hash == from->hash;) f++;
            compare(d, from, f, &group);
        }
    }
}

int main(int argc, char **argv) {
    dupes d;
    size_t i;
    int k;
    memset(&d, 0, sizeof d);
    d.terminal = pyos_isatty(1) && pyos_isatty(2);
    if (pyos_main_args(&argc, &argv) != 0) complain(&d, NULL);
    for (k = 1; k < argc && argv[k][0] == '-' && argv[k][1] != '\0'; k++) {
        if (strcmp(argv[k], "-l") == 0) d.link = true;
        else if (strcmp(argv[k], "-n") == 0) d.dry = true;
        else {
            fputs("usage: dupes [-l] [-n] [DIR]...\n", stderr);
            return 2;
        }
    }
    if (k == argc) collect(&d, ".");
    for (; k < argc; k++) collect(&d, argv[k]);
    compare_all(&d);
    progress(&d, NULL, 0);
    printf("%lld groups, %lld copies, %lld bytes twice, %lld errors\n", d.groups, d.copies, d.bytes, d.errors);
    for (i = 0; i < d.count; i++) pyos_free(d.files[i].path);
    free(d.files);
    if (fflush(stdout) != 0) perror("dupes"), d.errors++;
    return d.errors > 0;
}
