/* Tests of >>path. */

typedef struct path_case {
    const char *path;
    const char *norm;     /* NULL: the path itself */
    unsigned short head;  /* split: bytes of the head, */
    unsigned short tail;  /* and where the tail begins */
    unsigned short root;  /* splitext: where the extension begins */
    unsigned short drive; /* splitroot: bytes of the drive, */
    unsigned short slash; /* and of the root behind it */
    unsigned short isabs;
} path_case;

typedef struct join_case {
    const char *parts; /* with a newline between them */
    size_t n;
    const char *whole;
} join_case;

#include "path_cases.h"

#if defined(_WIN32)
enum { PATH_NT = 1 };
#else
enum { PATH_NT = 0 };
#endif

static const path_case *const path_tables[] = {path_posix, path_nt};
static const size_t path_counts[] = {sizeof path_posix / sizeof *path_posix, sizeof path_nt / sizeof *path_nt};
static const join_case *const join_tables[] = {join_posix, join_nt};
static const size_t join_counts[] = {sizeof join_posix / sizeof *join_posix, sizeof join_nt / sizeof *join_nt};

static int path_wrong; /* cases that went wrong; the first few are shown */

static void path_show(int nt, const char *function, const char *path, const char *got, size_t size) {
    test_bad = 1;
    if (path_wrong++ < 6)
        printf("    %s.%s of \"%s\" gives \"%.*s\"\n", nt ? "ntpath" : "posixpath", function, path, (int)size, got);
}

static pyos_view path_view(const char *data, size_t size) {
    pyos_view v;
    v.data = data, v.size = size;
    return v;
}

static int path_is(pyos_view v, const char *data, size_t size) {
    return v.size == size && (size == 0 || memcmp(v.data, data, size) == 0);
}

/* A view of a copy, which has neither terminator nor room behind it. For free(). */
static char *path_bare(const char *text, pyos_view *v) {
    size_t n = strlen(text);
    char *copy = (char *)malloc(n ? n : 1);
    if (!copy) abort();
    memcpy(copy, text, n);
    *v = path_view(copy, n);
    return copy;
}

/* The parts of a case as views. */
static size_t path_parts(const join_case *c, pyos_view *parts) {
    const char *s = c->parts, *end;
    size_t i;
    for (i = 0; i < c->n; i++, s = end + 1) {
        end = strchr(s, '\n');
        if (!end) end = s + strlen(s);
        parts[i] = path_view(s, (size_t)(end - s));
    }
    return c->n;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Both flavours, as Python 3.13 has them, on every system
 */

TEST(path_split_of_both_flavours) {
    size_t i;
    int nt;
    path_wrong = 0;
    for (nt = 0; nt < 2; nt++)
        for (i = 0; i < path_counts[nt]; i++) {
            const path_case *c = &path_tables[nt][i];
            pyos_view p, head, tail, root, ext;
            char *copy = path_bare(c->path, &p);
            size_t length = p.size;
            pyosi_path_split(nt, p, &head, &tail);
            if (!path_is(head, c->path, (size_t)c->head)) path_show(nt, "split, head", c->path, head.data, head.size);
            if (!path_is(tail, c->path + c->tail, length - (size_t)c->tail))
                path_show(nt, "split, tail", c->path, tail.data, tail.size);
            pyosi_path_splitext(nt, p, &root, &ext);
            if (!path_is(root, c->path, (size_t)c->root))
                path_show(nt, "splitext, root", c->path, root.data, root.size);
            if (!path_is(ext, c->path + c->root, length - (size_t)c->root))
                path_show(nt, "splitext, ext", c->path, ext.data, ext.size);
            if (pyosi_path_isabs(nt, p) != (c->isabs != 0)) path_show(nt, "isabs", c->path, c->isabs ? "0" : "1", 1);
            free(copy);
        }
    CHECK_INT(path_wrong, 0);
}

TEST(path_splitroot_of_both_flavours) {
    size_t i;
    int nt;
    path_wrong = 0;
    for (nt = 0; nt < 2; nt++)
        for (i = 0; i < path_counts[nt]; i++) {
            const path_case *c = &path_tables[nt][i];
            size_t at = (size_t)(c->drive + c->slash);
            pyos_view p, drive, root, tail;
            char *copy = path_bare(c->path, &p);
            pyosi_path_splitroot(nt, p, &drive, &root, &tail);
            if (!path_is(drive, c->path, (size_t)c->drive))
                path_show(nt, "splitroot, drive", c->path, drive.data, drive.size);
            if (!path_is(root, c->path + c->drive, (size_t)c->slash))
                path_show(nt, "splitroot, root", c->path, root.data, root.size);
            if (!path_is(tail, c->path + at, p.size - at))
                path_show(nt, "splitroot, tail", c->path, tail.data, tail.size);
            free(copy);
        }
    CHECK_INT(path_wrong, 0);
}

TEST(path_normpath_of_both_flavours) {
    char got[64], again[64];
    size_t i, size, length, n;
    int nt;
    path_wrong = 0;
    for (nt = 0; nt < 2; nt++)
        for (i = 0; i < path_counts[nt]; i++) {
            const path_case *c = &path_tables[nt][i];
            const char *want = c->norm ? c->norm : c->path;
            pyos_view p;
            char *copy = path_bare(c->path, &p);
            length = strlen(want);
            n = pyosi_path_normpath(nt, got, sizeof got, p);
            if (n != length || strcmp(got, want) != 0) path_show(nt, "normpath", c->path, got, strlen(got));
            n = pyosi_path_normpath(nt, again, sizeof again, pyos_view_of(want));
            if (n != length || strcmp(again, want) != 0)
                path_show(nt, "normpath, twice", c->path, again, strlen(again));
            if (pyosi_path_normpath(nt, NULL, 0, p) != length) path_show(nt, "normpath, length", c->path, "", 0);
            for (size = 1; size <= length + 1; size++) { /* as much as fits, a terminator, nothing behind it */
                memset(got, '#', sizeof got);
                n = pyosi_path_normpath(nt, got, size, p);
                if (n != length || memcmp(got, want, size - 1) != 0 || got[size - 1] != 0 || got[size] != '#')
                    path_show(nt, "normpath, cut", c->path, got, size);
            }
            free(copy);
        }
    CHECK_INT(path_wrong, 0);
}

TEST(path_join_of_both_flavours) {
    pyos_view parts[4];
    char got[160];
    size_t i, size, length, n, count;
    int nt;
    path_wrong = 0;
    for (nt = 0; nt < 2; nt++)
        for (i = 0; i < join_counts[nt]; i++) {
            const join_case *c = &join_tables[nt][i];
            count = path_parts(c, parts);
            length = strlen(c->whole);
            n = pyosi_path_join(nt, got, sizeof got, parts, count);
            if (n != length || strcmp(got, c->whole) != 0) path_show(nt, "join", c->parts, got, strlen(got));
            if (pyosi_path_join(nt, NULL, 0, parts, count) != length) path_show(nt, "join, length", c->parts, "", 0);
            for (size = 1; size <= length + 1; size++) {
                memset(got, '#', sizeof got);
                n = pyosi_path_join(nt, got, size, parts, count);
                if (n != length || memcmp(got, c->whole, size - 1) != 0 || got[size - 1] != 0 || got[size] != '#')
                    path_show(nt, "join, cut", c->parts, got, size);
            }
        }
    CHECK_INT(path_wrong, 0);
}

/* Drives are compared without regard to case: str.lower() of Python 3.13 for all characters that have one of their own, as
 * FNV-1a over the three low bytes of each and of what it becomes. */
TEST(path_letter_case) {
    unsigned long long hash = 0xcbf29ce484222325ULL;
    unsigned c, lower;
    int count = 0, i;
    for (c = 0; c < 0x110000; c++) {
        lower = pyosi_lower(c);
        if (lower == c) continue;
        count++;
        for (i = 0; i < 3; i++) hash = (hash ^ (c >> 8 * i & 255)) * 0x100000001b3ULL;
        for (i = 0; i < 3; i++) hash = (hash ^ (lower >> 8 * i & 255)) * 0x100000001b3ULL;
    }
    CHECK_INT(count, 1432);
    CHECK(hash == 0xc90215f8cdb5e34eULL);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * The host's flavour in its three forms
 */

TEST(path_forms_of_the_host) {
    char got[64];
    size_t i;
    path_wrong = 0;
    for (i = 0; i < path_counts[PATH_NT]; i++) {
        const path_case *c = &path_tables[PATH_NT][i];
        const char *want = c->norm ? c->norm : c->path, *tail = NULL, *ext = NULL;
        pyos_view p = pyos_view_of(c->path), one, two;
        char *head = NULL, *root = NULL, *s;
        if (pyos_path_split(c->path, &head, &tail) != 0 || !path_is(pyos_view_of(head), c->path, (size_t)c->head) ||
            tail != c->path + c->tail)
            path_show(PATH_NT, "split", c->path, head ? head : "-", head ? strlen(head) : 1);
        pyos_path_split_view(p, &one, &two);
        if (!path_is(one, c->path, (size_t)c->head) || two.data + two.size != c->path + p.size ||
            two.size != p.size - (size_t)c->tail)
            path_show(PATH_NT, "split_view", c->path, one.data, one.size);
        s = pyos_path_dirname(c->path);
        if (!test_same(s, head)) path_show(PATH_NT, "dirname", c->path, s ? s : "-", s ? strlen(s) : 1);
        pyos_free(s);
        if (!path_is(pyos_path_dirname_view(p), c->path, (size_t)c->head))
            path_show(PATH_NT, "dirname_view", c->path, "", 0);
        if (pyos_path_basename(c->path) != c->path + c->tail)
            path_show(PATH_NT, "basename", c->path, pyos_path_basename(c->path), strlen(pyos_path_basename(c->path)));
        if (!path_is(pyos_path_basename_view(p), c->path + c->tail, p.size - (size_t)c->tail))
            path_show(PATH_NT, "basename_view", c->path, "", 0);
        if (pyos_path_splitext(c->path, &root, &ext) != 0 || !path_is(pyos_view_of(root), c->path, (size_t)c->root) ||
            ext != c->path + c->root)
            path_show(PATH_NT, "splitext", c->path, root ? root : "-", root ? strlen(root) : 1);
        pyos_path_splitext_view(p, &one, &two);
        if (!path_is(one, c->path, (size_t)c->root) || !path_is(two, c->path + c->root, p.size - (size_t)c->root))
            path_show(PATH_NT, "splitext_view", c->path, one.data, one.size);
        s = pyos_path_normpath(c->path);
        if (!test_same(s, want)) path_show(PATH_NT, "normpath", c->path, s ? s : "-", s ? strlen(s) : 1);
        pyos_free(s);
        if (pyos_path_normpath_buf(got, sizeof got, p) != strlen(want) || strcmp(got, want) != 0)
            path_show(PATH_NT, "normpath_buf", c->path, got, strlen(got));
        if (pyos_path_isabs(c->path) != (c->isabs != 0) || pyos_path_isabs_view(p) != (c->isabs != 0))
            path_show(PATH_NT, "isabs", c->path, c->isabs ? "0" : "1", 1);
        pyos_free(head), pyos_free(root);
    }
    CHECK_INT(path_wrong, 0);
}

TEST(path_join_forms_of_the_host) {
    pyos_view parts[4];
    const char *strings[4];
    char text[160], got[160], *s;
    size_t i, k, n;
    path_wrong = 0;
    for (i = 0; i < join_counts[PATH_NT]; i++) {
        const join_case *c = &join_tables[PATH_NT][i];
        n = path_parts(c, parts);
        memcpy(text, c->parts, strlen(c->parts) + 1);
        for (k = 0; k < n; k++) {
            strings[k] = text + (parts[k].data - c->parts);
            text[(size_t)(parts[k].data - c->parts) + parts[k].size] = 0;
        }
        s = pyos_path_joinv(strings, n);
        if (!test_same(s, c->whole)) path_show(PATH_NT, "joinv", c->parts, s ? s : "-", s ? strlen(s) : 1);
        pyos_free(s);
        if (pyos_path_join_buf(got, sizeof got, parts, n) != strlen(c->whole) || strcmp(got, c->whole) != 0)
            path_show(PATH_NT, "join_buf", c->parts, got, strlen(got));
        if (n != 2) continue;
        s = pyos_path_join(strings[0], strings[1]);
        if (!test_same(s, c->whole)) path_show(PATH_NT, "join", c->parts, s ? s : "-", s ? strlen(s) : 1);
        pyos_free(s);
    }
    CHECK_INT(path_wrong, 0);
}

/* The examples in the comments. */
TEST(path_examples) {
    char *head;
    const char *tail;
#define SPLIT(path, want_head, want_tail)                                                                              \
    do {                                                                                                               \
        CHECK_INT(pyos_path_split(path, &head, &tail), 0);                                                             \
        CHECK_STR(tail, want_tail);                                                                                    \
        CHECK_OWNED(head, want_head);                                                                                  \
    } while (0)
#define SPLITEXT(path, want_root, want_ext)                                                                            \
    do {                                                                                                               \
        CHECK_INT(pyos_path_splitext(path, &head, &tail), 0);                                                          \
        CHECK_STR(tail, want_ext);                                                                                     \
        CHECK_OWNED(head, want_root);                                                                                  \
    } while (0)
    CHECK_OWNED(pyos_path_join("a", "b"), PATH_NT ? "a\\b" : "a/b");
    CHECK_OWNED(pyos_path_join("a/", "b"), "a/b");
    CHECK_OWNED(pyos_path_join("a", "/b"), "/b");
    CHECK_OWNED(pyos_path_join("a", ""), PATH_NT ? "a\\" : "a/");
    CHECK_OWNED(pyos_path_join("", "b"), "b");
    CHECK_OWNED(pyos_path_join("", ""), "");
    SPLIT("a/b", "a", "b");
    SPLIT("a/b/", "a/b", "");
    SPLIT("/a", "/", "a");
    if (!PATH_NT) SPLIT("//a", "//", "a");
    SPLIT("a", "", "a");
    SPLIT("", "", "");
    SPLITEXT("a/b.c", "a/b", ".c");
    SPLITEXT("a.b/c", "a.b/c", "");
    SPLITEXT(".bashrc", ".bashrc", "");
    SPLITEXT("a.tar.gz", "a.tar", ".gz");
    SPLITEXT("a.", "a", ".");
    SPLITEXT("", "", "");
    CHECK_OWNED(pyos_path_normpath("a//b/./c/.."), PATH_NT ? "a\\b" : "a/b");
    CHECK_OWNED(pyos_path_normpath(""), ".");
    CHECK_OWNED(pyos_path_normpath("../../a"), PATH_NT ? "..\\..\\a" : "../../a");
    CHECK_OWNED(pyos_path_normpath("/.."), PATH_NT ? "\\" : "/");
    if (!PATH_NT) {
        CHECK_OWNED(pyos_path_normpath("//a"), "//a");
        CHECK_OWNED(pyos_path_normpath("///a"), "/a");
    } else {
        CHECK_OWNED(pyos_path_join("C:\\a", "\\b"), "C:\\b"); /* a rooted part keeps the drive */
        CHECK_OWNED(pyos_path_join("C:\\a", "D:b"), "D:b");
        CHECK_OWNED(pyos_path_join("C:\\a", "c:b"), "c:\\a\\b");
        CHECK_OWNED(pyos_path_join("C:", "b"), "C:b");
    }
    CHECK_STR(pyos_path_basename("a/b"), "b");
    CHECK_STR(pyos_path_basename("a/"), "");
    CHECK_OWNED(pyos_path_dirname("a/b"), "a");
    CHECK_INT(pyos_path_isabs("/a"), !PATH_NT);
    CHECK(!pyos_path_isabs("a/b") && !pyos_path_isabs(""));
    if (PATH_NT) CHECK(pyos_path_isabs("C:\\") && pyos_path_isabs("//a") && !pyos_path_isabs("C:a"));
#undef SPLIT
#undef SPLITEXT
}

TEST(path_results_point_into_the_input) {
    static const char p[] = "dir/file.ext";
    pyos_view v = pyos_view_of(p), head, tail;
    const char *tail2;
    char *head2;
    CHECK(pyos_path_basename(p) == p + 4);
    pyos_path_split_view(v, &head, &tail);
    CHECK(head.data == p && head.size == 3 && tail.data == p + 4 && tail.size == 8);
    pyos_path_splitext_view(v, &head, &tail);
    CHECK(head.data == p && head.size == 8 && tail.data == p + 8 && tail.size == 4);
    CHECK(pyos_path_basename_view(v).data == p + 4);
    CHECK(pyos_path_dirname_view(v).data == p);
    CHECK(pyos_path_split(p, &head2, &tail2) == 0 && tail2 == p + 4);
    pyos_free(head2);
    CHECK(pyos_path_splitext(p, &head2, &tail2) == 0 && tail2 == p + 8);
    pyos_free(head2);
}

TEST(path_empty_views) {
    pyos_view none = path_view(NULL, 0), parts[2], one, two;
    char got[8];
    parts[0] = none, parts[1] = none;
    pyos_path_split_view(none, &one, &two);
    CHECK(one.size == 0 && two.size == 0);
    pyos_path_splitext_view(none, &one, &two);
    CHECK(one.size == 0 && two.size == 0);
    CHECK_INT(pyos_path_basename_view(none).size, 0);
    CHECK_INT(pyos_path_dirname_view(none).size, 0);
    CHECK(!pyos_path_isabs_view(none));
    CHECK_INT(pyos_path_normpath_buf(got, sizeof got, none), 1);
    CHECK_STR(got, ".");
    CHECK_INT(pyos_path_join_buf(got, sizeof got, parts, 2), 0);
    CHECK_STR(got, "");
    parts[1] = pyos_view_of("x");
    CHECK_INT(pyos_path_join_buf(got, sizeof got, parts, 2), 1);
    CHECK_STR(got, "x");
    CHECK_INT(pyos_path_join_buf(NULL, 0, parts, 2), 1);
    CHECK_INT(pyos_path_normpath_buf(NULL, 0, parts[1]), 1);
    memset(got, '#', sizeof got);
    CHECK_INT(pyos_path_join_buf(got, 0, parts, 2), 1);
    CHECK(got[0] == '#');
    CHECK_INT(pyos_path_join_buf(got, 1, parts, 2), 1);
    CHECK(got[0] == 0 && got[1] == '#');
}

TEST(path_null) {
    static const char text[] = "expected str, bytes or os.PathLike object, not NoneType";
    const char *parts[3], *tail = text;
    char *head = NULL;
    pyos_view view;
#define IS_NULL(failed, message, name)                                                                                 \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL);                                                             \
        CHECK_MESSAGE(message);                                                                                        \
        CHECK_STR(pyos_last_error()->function, name);                                                                  \
    } while (0)
    IS_NULL(pyos_path_join(NULL, "a") == NULL, text, "os.path.join");
    IS_NULL(pyos_path_join(NULL, NULL) == NULL, text, "os.path.join");
    IS_NULL(pyos_path_join("a", NULL) == NULL,
            "join() argument must be str, bytes, or os.PathLike object, not 'NoneType'", "os.path.join");
    parts[0] = "a", parts[1] = "b", parts[2] = NULL;
    IS_NULL(pyos_path_joinv(parts, 3) == NULL,
            "join() argument must be str, bytes, or os.PathLike object, not 'NoneType'", "os.path.join");
    parts[0] = NULL;
    IS_NULL(pyos_path_joinv(parts, 2) == NULL, text, "os.path.join");
    IS_NULL(pyos_path_joinv(parts, 1) == NULL, text, "os.path.join");
    IS_NULL(pyos_path_joinv(parts, 0) == NULL,
            PATH_NT ? "join() missing 1 required positional argument: 'path'"
                    : "join() missing 1 required positional argument: 'a'",
            "os.path.join");
    CHECK_ERROR(pyos_path_joinv(NULL, 2) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_path_joinv(NULL, 0) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    IS_NULL(pyos_path_split(NULL, &head, &tail) == -1, text, "os.path.split");
    IS_NULL(pyos_path_splitext(NULL, &head, &tail) == -1, text, "os.path.splitext");
    CHECK(head == NULL && tail == text);
    IS_NULL(pyos_path_basename(NULL) == NULL, text, "os.path.basename");
    IS_NULL(pyos_path_dirname(NULL) == NULL, text, "os.path.dirname");
    /* normpath is written in C on its own system, and says so */
    IS_NULL(pyos_path_normpath(NULL) == NULL,
            "_path_normpath: path should be string, bytes or os.PathLike, not NoneType", "os.path.normpath");
    CHECK(!pyos_path_isabs(NULL));
    CHECK_ERROR(pyos_path_split("a", NULL, &tail) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_path_split("a", &head, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_path_splitext("a", NULL, &tail) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_path_splitext("a", &head, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK(head == NULL && tail == text);
    pyos_path_split_view(pyos_view_of("a/b"), NULL, NULL); /* what is not wanted */
    pyos_path_split_view(pyos_view_of("a/b"), NULL, &view);
    CHECK(path_is(view, "b", 1));
    pyos_path_splitext_view(pyos_view_of("a.b"), &view, NULL);
    CHECK(path_is(view, "a", 1));
    CHECK_INT(pyos_path_join_buf(NULL, 5, NULL, 3), 0);
#undef IS_NULL
}

TEST(path_one_part) {
    const char *one = "a/";
    CHECK_OWNED(pyos_path_joinv(&one, 1), "a/");
}

TEST(path_of_any_length) {
    enum { LENGTH = 200000 };
    char *big = (char *)malloc(LENGTH + 3), *s, *head;
    const char *tail;
    size_t i;
    if (!big) abort();
    memset(big, 'x', LENGTH);
    big[LENGTH] = 0;
    s = pyos_path_join(big, big);
    CHECK(s && strlen(s) == 2 * LENGTH + 1 && memcmp(s, big, LENGTH) == 0 && strcmp(s + LENGTH + 1, big) == 0);
    CHECK(s && pyos_path_basename(s) == s + LENGTH + 1);
    pyos_free(s);
    s = pyos_path_normpath(big);
    CHECK_STR(s, big);
    pyos_free(s);
    for (i = 0; i + 2 <= LENGTH; i += 2) memcpy(big + i, "./", 2);
    CHECK_OWNED(pyos_path_normpath(big), ".");
    for (i = 0; i + 2 <= LENGTH / 5 * 2; i += 2) memcpy(big + i, "a/", 2);
    for (; i + 3 <= LENGTH; i += 3) memcpy(big + i, "../", 3);
    big[i] = 0; /* two fifths of the bytes go down, three fifths go up: equally many steps */
    CHECK_OWNED(pyos_path_normpath(big), ".");
    for (i = 0; i < LENGTH; i++) big[i] = '/';
    CHECK_OWNED(pyos_path_normpath(big), PATH_NT ? "\\\\\\\\" : "/"); /* nt: a share without names, then its root */
    CHECK_INT(pyos_path_split(big, &head, &tail), 0);
    CHECK_STR(tail, "");
    CHECK(head && strlen(head) == (PATH_NT ? 4 : LENGTH));
    pyos_free(head);
    for (i = 0; i < LENGTH; i++) big[i] = '.';
    CHECK_INT(pyos_path_splitext(big, &head, &tail), 0);
    CHECK_STR(tail, "");
    pyos_free(head);
    free(big);
}

TEST(path_constants) {
    if (PATH_NT) {
        CHECK_STR(PYOS_NAME, "nt");
        CHECK_STR(PYOS_SEP, "\\");
        CHECK_STR(PYOS_ALTSEP, "/");
        CHECK_STR(PYOS_PATHSEP, ";");
        CHECK_STR(PYOS_LINESEP, "\r\n");
        CHECK_STR(PYOS_DEFPATH, ".;C:\\bin");
        CHECK_STR(PYOS_DEVNULL, "nul");
    } else {
        CHECK_STR(PYOS_NAME, "posix");
        CHECK_STR(PYOS_SEP, "/");
        CHECK(PYOS_ALTSEP == NULL);
        CHECK_STR(PYOS_PATHSEP, ":");
        CHECK_STR(PYOS_LINESEP, "\n");
        CHECK_STR(PYOS_DEFPATH, "/bin:/usr/bin");
        CHECK_STR(PYOS_DEVNULL, "/dev/null");
    }
    CHECK_STR(PYOS_CURDIR, ".");
    CHECK_STR(PYOS_PARDIR, "..");
    CHECK_STR(PYOS_EXTSEP, ".");
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Questions to the system
 */

/* exists, isdir, isfile, islink as one word, a letter for each yes. */
static const char *path_what(const char *path) {
    static char text[5];
    snprintf(text, sizeof text, "%s%s%s%s", pyos_path_exists(path) ? "e" : "", pyos_path_isdir(path) ? "d" : "",
             pyos_path_isfile(path) ? "f" : "", pyos_path_islink(path) ? "l" : "");
    return text;
}

TEST(path_exists_and_kin) {
    char name[256];
    int fd = pyos_open("path_file", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_mkdir("path_dir", 0777), 0);
    CHECK_STR(path_what("path_file"), "ef");
    CHECK_STR(path_what("path_dir"), "ed");
    CHECK_STR(path_what("path_none"), "");
    CHECK_STR(path_what(""), "");
    CHECK_STR(path_what(NULL), "");
    CHECK_STR(path_what("."), "ed");
    CHECK_STR(path_what(".."), "ed");
    CHECK_STR(path_what("path_dir/"), "ed");
    CHECK_STR(path_what("path_dir/."), "ed");
    CHECK_STR(path_what("path_dir/none"), "");
    CHECK_STR(path_what("path_none/x"), "");
    CHECK_STR(path_what("path_file/x"), ""); /* through a file */
    memset(name, 'n', 255);
    name[255] = 0;
    CHECK_STR(path_what(name), "");
#if !defined(_WIN32)
    CHECK_STR(path_what("path_file/"), ""); /* what has a slash behind it is a directory */
    CHECK_STR(path_what("path_\377"), "");
#else
    CHECK_STR(path_what("path_\377"), ""); /* no WTF-8 */
    CHECK_STR(path_what("path_dir\\"), "ed");
#endif
    CHECK_INT(pyos_remove("path_file"), 0);
    CHECK_INT(pyos_rmdir("path_dir"), 0);
    CHECK_STR(path_what("path_file"), "");
    CHECK_STR(path_what("path_dir"), "");
}

TEST(path_of_a_device) {
#if defined(__wasi__)
    HOST_LACKS("no device lies in the sandbox");
#else
    CHECK_STR(path_what(PYOS_DEVNULL), "e");
#endif
}

TEST(path_exists_and_links) {
#if defined(_WIN32)
    HOST_LACKS("Wine makes no symbolic links");
#else
    int fd = pyos_open("path_file", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_mkdir("path_dir", 0777), 0);
    CHECK_INT(pyos_symlink("path_file", "path_to_file", false), 0);
    CHECK_INT(pyos_symlink("path_dir", "path_to_dir", true), 0);
    CHECK_INT(pyos_symlink("path_none", "path_dangling", false), 0);
    CHECK_INT(pyos_symlink("path_loop2", "path_loop1", false), 0);
    CHECK_INT(pyos_symlink("path_loop1", "path_loop2", false), 0);
    CHECK_STR(path_what("path_to_file"), "efl");
    CHECK_STR(path_what("path_to_dir"), "edl");
    CHECK_STR(path_what("path_dangling"), "l");
    CHECK_STR(path_what("path_loop1"), "l");
    CHECK_STR(path_what("path_loop1/x"), "");
    CHECK_STR(path_what("path_to_dir/none"), "");
    CHECK_INT(pyos_remove("path_to_file"), 0);
    CHECK_INT(pyos_remove("path_to_dir"), 0);
    CHECK_INT(pyos_remove("path_dangling"), 0);
    CHECK_INT(pyos_remove("path_loop1"), 0);
    CHECK_INT(pyos_remove("path_loop2"), 0);
    CHECK_INT(pyos_remove("path_file"), 0);
    CHECK_INT(pyos_rmdir("path_dir"), 0);
#endif
}

TEST(path_exists_without_permission) {
#if defined(_WIN32)
    HOST_LACKS("Wine makes access lists from modes");
#elif defined(__wasi__)
    HOST_LACKS("the sandbox cannot change modes");
#else
    int fd;
    if (geteuid() == 0) SKIP("root may do anything");
    CHECK_INT(pyos_mkdir("path_shut", 0777), 0);
    fd = pyos_open("path_shut/file", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK(chmod("path_shut", 0) == 0);
    CHECK_STR(path_what("path_shut/file"), "");
    CHECK_STR(path_what("path_shut"), "ed");
    CHECK(chmod("path_shut", 0700) == 0);
    CHECK_STR(path_what("path_shut/file"), "ef");
    CHECK_INT(pyos_remove("path_shut/file"), 0);
    CHECK_INT(pyos_rmdir("path_shut"), 0);
#endif
}

static void run_path(void) {
    RUN(path_split_of_both_flavours);
    RUN(path_splitroot_of_both_flavours);
    RUN(path_normpath_of_both_flavours);
    RUN(path_join_of_both_flavours);
    RUN(path_letter_case);
    RUN(path_forms_of_the_host);
    RUN(path_join_forms_of_the_host);
    RUN(path_examples);
    RUN(path_results_point_into_the_input);
    RUN(path_empty_views);
    RUN(path_null);
    RUN(path_one_part);
    RUN(path_of_any_length);
    RUN(path_constants);
    RUN(path_exists_and_kin);
    RUN(path_of_a_device);
    RUN(path_exists_and_links);
    RUN(path_exists_without_permission);
}
