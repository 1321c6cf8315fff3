/* Tests of >>walk: walk and fwalk. A walk is written down as text, one line a step: "root: dirs | files", with slashes.
 * The helpers sw_ are in stat.c, fd_ in fd.c. */

enum { TW_WALK = 0, TW_FWALK = 1 };

/* ---- Helpers --------------------------------------------------------------------------------------------------------- */

typedef struct tw_text {
    char *data;
    size_t size, room;
} tw_text;

static void tw_add(tw_text *text, const char *s) {
    size_t n = strlen(s), i;
    if (text->size + n + 1 > text->room) {
        text->room = 2 * (text->size + n + 1);
        text->data = (char *)realloc(text->data, text->room);
        if (!text->data) abort();
    }
    memcpy(text->data + text->size, s, n + 1);
    for (i = 0; SW_WINDOWS && i < n; i++)
        if (s[i] == '\\') text->data[text->size + i] = '/';
    text->size += n;
}

static const char *tw_get(const tw_text *text) { return text->data ? text->data : ""; }

static void tw_clear(tw_text *text) {
    free(text->data);
    memset(text, 0, sizeof *text);
}

static void tw_same(int line, const char *got, const char *want) {
    if (strcmp(got, want) == 0) return;
    SW_FAIL("the right steps");
    printf("    asked at line %d; got\n%s    want\n%s", line, got, want);
}

/* Frees what it has compared. */
#define TW_TEXT(text, want) (tw_same(__LINE__, tw_get(&(text)), (want)), tw_clear(&(text)))

static void tw_step(tw_text *text, const pyos_walk_step *step) {
    size_t i;
    tw_add(text, step->root);
    tw_add(text, ":");
    for (i = 0; i < step->ndirs; i++) tw_add(text, " "), tw_add(text, step->dirs[i]);
    tw_add(text, " |");
    for (i = 0; i < step->nfiles; i++) tw_add(text, " "), tw_add(text, step->files[i]);
    tw_add(text, "\n");
}

static pyos_walk_options tw_options(bool bottom_up, bool follow_links) {
    pyos_walk_options options;
    memset(&options, 0, sizeof options);
    options.bottom_up = bottom_up;
    options.follow_links = follow_links;
    return options;
}

static pyos_walk_iter *tw_open(int kind, const char *top, const pyos_walk_options *options) {
    pyos_walk_iter *walk = kind == TW_FWALK ? pyos_fwalk(top, options) : pyos_walk(top, options);
    CHECK(walk != NULL);
    return walk;
}

static int tw_compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* The next step with its directories in the order of their names, or NULL. */
static pyos_walk_step *tw_next(pyos_walk_iter *walk) {
    pyos_walk_step *step = NULL;
    int got = walk ? pyos_walk_next(walk, &step) : -1;
    CHECK_INT(got, step ? 1 : 0);
    if (got == 1 && step->ndirs > 1) qsort(step->dirs, step->ndirs, sizeof *step->dirs, tw_compare);
    return got == 1 ? step : NULL;
}

/* The next step is this line. */
static pyos_walk_step *tw_expect_step(int line, pyos_walk_iter *walk, const char *want) {
    tw_text text = {NULL, 0, 0};
    pyos_walk_step *step = tw_next(walk);
    if (step) tw_step(&text, step);
    tw_same(line, tw_get(&text), want);
    tw_clear(&text);
    return step;
}
#define TW_STEP(walk, want) tw_expect_step(__LINE__, walk, want)

static void tw_end(int line, pyos_walk_iter *walk) {
    static pyos_walk_step other;
    pyos_walk_step *step = &other;
    int i;
    for (i = 0; walk && i < 3; i++) {
        int got = pyos_walk_next(walk, &step);
        if (got == 0 && !step) continue;
        SW_FAIL("the end, for ever");
        printf("    asked at line %d; got %d\n", line, got);
    }
}
#define TW_END(walk) tw_end(__LINE__, walk)

/* The whole walk as it comes. */
static void tw_run(tw_text *text, int kind, const char *top, const pyos_walk_options *options) {
    pyos_walk_iter *walk = tw_open(kind, top, options);
    pyos_walk_step *step;
    int got = 0;
    while (walk && (got = pyos_walk_next(walk, &step)) == 1) {
        CHECK(kind == TW_FWALK ? step->dirfd >= 0 : step->dirfd == -1);
        tw_step(text, step);
    }
    CHECK_INT(got, 0);
    TW_END(walk);
    pyos_walk_close(walk);
}

/* The same by recursion and by path. */
static void tw_expect(tw_text *text, const char *root, bool bottom_up, bool follow) {
    size_t n = 0, i, ndirs = 0, nfiles = 0;
    char **names = pyos_listdir(root, &n);
    const char **dirs = (const char **)calloc(n + 1, sizeof *dirs),
               **files = (const char **)calloc(n + 1, sizeof *dirs);
    pyos_walk_step step;
    int before;
    CHECK(names != NULL);
    if (!dirs || !files) abort();
    for (i = 0; names && i < n; i++) {
        char *path = pyos_path_join(root, names[i]);
        if (pyos_path_isdir(path)) dirs[ndirs++] = names[i];
        else files[nfiles++] = names[i];
        pyos_free(path);
    }
    memset(&step, 0, sizeof step);
    step.root = root;
    step.dirs = dirs, step.ndirs = ndirs;
    step.files = files, step.nfiles = nfiles;
    for (before = 1; before >= 0; before--) {
        if (before != bottom_up) tw_step(text, &step);
        for (i = 0; before && i < ndirs; i++) {
            char *path = pyos_path_join(root, dirs[i]);
            if (follow || !pyos_path_islink(path)) tw_expect(text, path, bottom_up, follow);
            pyos_free(path);
        }
    }
    free(dirs);
    free(files);
    pyos_free(names);
}

/* For onerror: "kind path\n" for each error. */
typedef struct tw_errors {
    tw_text text;
    int stop; /* what it returns */
    int code; /* of the last one */
    char filename[256];
} tw_errors;

static int tw_onerror(void *user, const pyos_error *error, const char *path) {
    tw_errors *errors = (tw_errors *)user;
    pyos_stat_result st;
    CHECK(error != NULL && path != NULL);
    if (!error || !path) return 0;
    CHECK_INT(pyos_stat("tw/no/such/file", &st), -1); /* the error stays as it is although others come */
    tw_add(&errors->text, pyos_error_kind_name(error->kind));
    tw_add(&errors->text, " ");
    tw_add(&errors->text, path);
    tw_add(&errors->text, "\n");
    errors->code = error->code;
    snprintf(errors->filename, sizeof errors->filename, "%s", error->filename ? error->filename : "(none)");
    return errors->stop;
}

static pyos_walk_options tw_reporting(tw_errors *errors, bool bottom_up, bool follow_links) {
    pyos_walk_options options = tw_options(bottom_up, follow_links);
    memset(errors, 0, sizeof *errors);
    options.onerror = tw_onerror;
    options.user = errors;
    return options;
}

/* tw/{f, a/{g, a1/{h, x/}, a2/}, b/, c/{c1/{k}}}, and links where there are any. */
static bool tw_make_tree(void) {
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/a1");
    sw_mkdir("tw/a/a1/x");
    sw_mkdir("tw/a/a2");
    sw_mkdir("tw/b");
    sw_mkdir("tw/c");
    sw_mkdir("tw/c/c1");
    sw_write("tw/f", "");
    sw_write("tw/a/g", "");
    sw_write("tw/a/a1/h", "");
    sw_write("tw/c/c1/k", "");
    return sw_symlink("a", "tw/la") && sw_symlink("f", "tw/lf") && sw_symlink("gone", "tw/dangling") &&
           sw_symlink("loop", "tw/loop") && sw_symlink("../a/a1", "tw/c/lc");
}

/* Without links in the tree, so that the same is seen where there are none. */
static void tw_make_plain_tree(void) {
    tw_make_tree();
    sw_remove("tw/la");
    sw_remove("tw/lf");
    sw_remove("tw/dangling");
    sw_remove("tw/loop");
    sw_remove("tw/c/lc");
}

/* The descriptor of a step is one of the directory at root. */
static void tw_check_dirfd(int line, const pyos_walk_step *step) {
    pyos_stat_result a, b;
    if (pyos_fstat(step->dirfd, &a) == 0 && pyos_stat(step->root, &b) == 0 && a.ino == b.ino && a.dev == b.dev &&
        a.ino_high == b.ino_high && pyos_S_ISDIR(a.mode))
        return;
    SW_FAIL("a descriptor of the directory");
    printf("    asked at line %d; %d is not of %s\n", line, step->dirfd, step->root);
}

/* ---- The order and the sorting into two lists ------------------------------------------------------------------------- */

TEST(tree_walk_order) {
    pyos_walk_options up = tw_options(true, false);
    tw_text text = {NULL, 0, 0};
    int kind;
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/b");
    sw_write("tw/f", "");
    sw_write("tw/a/b/g", "");
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_run(&text, kind, "tw", NULL);
        TW_TEXT(text, "tw: a | f\ntw/a: b |\ntw/a/b: | g\n");
        tw_run(&text, kind, "tw", &up);
        TW_TEXT(text, "tw/a/b: | g\ntw/a: b |\ntw: a | f\n");
        tw_run(&text, kind, "tw/a/b", NULL);
        TW_TEXT(text, "tw/a/b: | g\n");
    }
    sw_remove("tw");
}

TEST(tree_walk_agrees_with_recursion) {
    tw_text got = {NULL, 0, 0}, want = {NULL, 0, 0};
    int kind, how;
    bool links = tw_make_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++)
        for (how = 0; how < 4; how++) {
            pyos_walk_options options = tw_options((how & 1) != 0, (how & 2) != 0);
            tw_run(&got, kind, "tw", &options);
            tw_expect(&want, "tw", options.bottom_up, options.follow_links);
            CHECK(!links || (strstr(tw_get(&got), "\ntw/la: ") != NULL) == options.follow_links ||
                  strncmp(tw_get(&got), "tw/la: ", 7) == 0);
            TW_TEXT(got, tw_get(&want));
            tw_clear(&want);
        }
    sw_remove("tw");
}

/* Links to directories are among the directories, and are not entered; others are files. */
TEST(tree_walk_links) {
    tw_text text = {NULL, 0, 0};
    pyos_walk_options follow = tw_options(false, true);
    pyos_walk_iter *walk;
    int kind;
    if (!tw_make_tree()) {
        sw_remove("tw");
        HOST_LACKS("symbolic links cannot be made here");
    }
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        size_t i, n = 0;
        pyos_walk_step *step;
        walk = tw_open(kind, "tw", NULL);
        step = tw_next(walk);
        for (i = 0; step && i < step->ndirs; i++) tw_add(&text, step->dirs[i]), tw_add(&text, " ");
        TW_TEXT(text, "a b c la ");
        for (i = 0; step && i < step->nfiles; i++)
            n += strcmp(step->files[i], "f") == 0 || strcmp(step->files[i], "lf") == 0 ||
                 strcmp(step->files[i], "dangling") == 0 || strcmp(step->files[i], "loop") == 0;
        CHECK_INT(n, 4);
        CHECK_INT(step ? step->nfiles : 0, 4);
        TW_STEP(walk, "tw/a: a1 a2 | g\n");
        TW_STEP(walk, "tw/a/a1: x | h\n");
        TW_STEP(walk, "tw/a/a1/x: |\n");
        TW_STEP(walk, "tw/a/a2: |\n");
        TW_STEP(walk, "tw/b: |\n");
        TW_STEP(walk, "tw/c: c1 lc |\n");
        TW_STEP(walk, "tw/c/c1: | k\n");
        TW_END(walk);
        pyos_walk_close(walk);

        walk = tw_open(kind, "tw/c", &follow);
        TW_STEP(walk, "tw/c: c1 lc |\n");
        TW_STEP(walk, "tw/c/c1: | k\n");
        TW_STEP(walk, "tw/c/lc: x | h\n");
        TW_STEP(walk, "tw/c/lc/x: |\n");
        TW_END(walk);
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* A top that is a link is entered by walk always, by fwalk when links are followed. */
TEST(tree_walk_top_is_a_link) {
    tw_text text = {NULL, 0, 0};
    pyos_walk_options follow = tw_options(false, true);
    if (!tw_make_tree()) {
        sw_remove("tw");
        HOST_LACKS("symbolic links cannot be made here");
    }
    sw_remove("tw/a/a1");
    tw_run(&text, TW_WALK, "tw/la", NULL);
    TW_TEXT(text, "tw/la: a2 | g\ntw/la/a2: |\n");
    tw_run(&text, TW_FWALK, "tw/la", NULL);
    TW_TEXT(text, "");
    tw_run(&text, TW_FWALK, "tw/la", &follow);
    TW_TEXT(text, "tw/la: a2 | g\ntw/la/a2: |\n");
    tw_run(&text, TW_FWALK, "tw/la/", NULL); /* the slash asks for the directory */
    if (!SW_WASI) TW_TEXT(text, "tw/la/: a2 | g\ntw/la/a2: |\n");
    tw_clear(&text);
    sw_remove("tw");
}

/* A loop is followed for ever, and only when links are. */
TEST(tree_walk_loop) {
    tw_text text = {NULL, 0, 0};
    pyos_walk_options follow = tw_options(false, true);
    int kind, i;
    sw_fresh("tw");
    sw_mkdir("tw/a");
    if (!sw_symlink("..", "tw/a/up")) {
        sw_remove("tw");
        HOST_LACKS("symbolic links cannot be made here");
    }
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        pyos_walk_iter *walk;
        tw_run(&text, kind, "tw", NULL);
        TW_TEXT(text, "tw: a |\ntw/a: up |\n");
        walk = tw_open(kind, "tw", &follow);
        tw_add(&text, "tw");
        for (i = 0; i < 30; i++) { /* below what one path may have of links */
            pyos_walk_step *step = tw_next(walk);
            CHECK_STR(step && step->ndirs == 1 ? step->dirs[0] : NULL, i % 2 ? "up" : "a");
            if (!SW_WINDOWS) CHECK_STR(step ? step->root : NULL, tw_get(&text));
            tw_add(&text, i % 2 ? "/up" : "/a");
        }
        tw_clear(&text);
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* Through links, far deeper than directories can be kept open: what was left aside on the way is found again. */
TEST(tree_walk_far_through_links) {
    tw_text got = {NULL, 0, 0}, want = {NULL, 0, 0};
    char target[32], *path = NULL;
    int i, how, kind;
    bool links = true;
    enum { LINKS = 20 };
    sw_fresh("tw");
    for (i = 0; i < LINKS; i++) { /* tw/nI/{l/m/{p, next -> another}, q} */
        char *dir = sw_numbered("tw", (unsigned)i), *below;
        sw_mkdir(dir);
        below = sw_under(dir, "l");
        sw_mkdir(below);
        free(below);
        below = sw_under(dir, "q");
        sw_mkdir(below);
        free(below);
        below = sw_under(dir, "l/m");
        sw_mkdir(below);
        free(below);
        below = sw_under(dir, "l/m/p");
        sw_mkdir(below);
        free(below);
        snprintf(target, sizeof target, "../../../n%06d", i + 1);
        below = sw_under(dir, "l/m/next");
        if (i + 1 < LINKS) links = links && sw_symlink(target, below);
        free(below);
        if (i == 0) path = dir;
        else free(dir);
    }
    for (how = 0; links && how < 2; how++)
        for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
            tw_errors errors;
            pyos_walk_options options = tw_reporting(&errors, how == 1, true);
            tw_run(&got, kind, path, &options);
            tw_expect(&want, path, options.bottom_up, true);
            TW_TEXT(got, tw_get(&want));
            tw_clear(&want);
            TW_TEXT(errors.text, "");
        }
    free(path);
    sw_remove("tw");
    if (!links) HOST_LACKS("symbolic links cannot be made here");
}

/* ---- The top ----------------------------------------------------------------------------------------------------------- */

TEST(tree_walk_top_forms) {
    tw_text text = {NULL, 0, 0};
    char *home = pyos_getcwd(), *absolute;
    int kind;
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_write("tw/a/f", "");
    absolute = pyos_path_join(home, "tw");
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_run(&text, kind, "tw/", NULL);
        TW_TEXT(text, "tw/: a |\ntw/a: | f\n");
        tw_run(&text, kind, "tw//", NULL);
        TW_TEXT(text, "tw//: a |\ntw//a: | f\n");
        tw_run(&text, kind, "./tw/a/..", NULL);
        TW_TEXT(text, "./tw/a/..: a |\n./tw/a/../a: | f\n");
        tw_run(&text, kind, absolute, NULL);
        CHECK(strncmp(tw_get(&text), absolute, SW_WINDOWS ? 0 : strlen(absolute)) == 0);
        CHECK(strstr(tw_get(&text), "/tw/a: | f\n") != NULL);
        tw_clear(&text);
    }
    CHECK_INT(pyos_chdir("tw"), 0);
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_run(&text, kind, ".", NULL);
        TW_TEXT(text, ".: a |\n./a: | f\n");
        tw_run(&text, kind, "a", NULL);
        TW_TEXT(text, "a: | f\n");
    }
    tw_run(&text, TW_FWALK, NULL, NULL); /* "." */
    TW_TEXT(text, ".: a |\n./a: | f\n");
    CHECK_INT(pyos_chdir(home), 0);
    pyos_free(absolute);
    pyos_free(home);
    sw_remove("tw");
}

/* onerror hears of it; and where there is none, nobody does. */
TEST(tree_walk_top_cannot_be_listed) {
    static const char *const tops[] = {"tw/gone", "tw/gone/", "tw/file", ""};
    size_t i;
    int up;
    sw_fresh("tw");
    sw_write("tw/file", "");
    for (i = 0; i < sizeof tops / sizeof *tops; i++)
        for (up = 0; up < 2; up++) {
            tw_errors errors;
            tw_text text = {NULL, 0, 0};
            pyos_walk_options options = tw_reporting(&errors, up == 1, false), quiet = tw_options(up == 1, false);
            const pyos_error *last;
            CHECK(pyos_scandir(tops[i]) == NULL);
            last = pyos_last_error();
            tw_add(&text, pyos_error_kind_name(last->kind));
            tw_add(&text, " ");
            tw_add(&text, tops[i]);
            tw_add(&text, "\n");
            CHECK(strncmp(tw_get(&text), i == 2 ? "NotADirectoryError" : "FileNotFoundError", 17) == 0);
            errno = 0;
            pyos_walk_close(tw_open(TW_WALK, tops[i], &options));
            TW_TEXT(errors.text, ""); /* nothing before the first step */
            {
                pyos_walk_iter *walk = tw_open(TW_WALK, tops[i], &options);
                TW_END(walk);
                pyos_walk_close(walk);
            }
            CHECK_INT(errors.code, i == 2 ? ENOTDIR : ENOENT);
            CHECK_STR(errors.filename, tops[i]);
            TW_TEXT(errors.text, tw_get(&text));
            tw_clear(&text);
            {
                pyos_walk_iter *walk = tw_open(TW_WALK, tops[i], &quiet);
                CHECK_ERROR(pyos_walk(NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
                TW_END(walk);
                CHECK_INT(pyos_last_error()->kind, PYOS_TYPEERROR); /* a failure that is tolerated leaves no trace */
                pyos_walk_close(walk);
            }
        }
    sw_remove("tw");
}

TEST(tree_fwalk_top_cannot_be_opened) {
    static const char *const tops[] = {"tw/gone", "tw/gone/x", ""};
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    tw_text text = {NULL, 0, 0};
    tw_errors errors;
    pyos_walk_options options;
    size_t i;
    sw_fresh("tw");
    sw_write("tw/file", "");
    for (i = 0; i < 2 * sizeof tops / sizeof *tops; i++) { /* raised, although there is an onerror */
        options = tw_reporting(&errors, (i & 1) != 0, false);
        walk = tw_open(TW_FWALK, tops[i / 2], &options);
        CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, tops[i / 2]);
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    options = tw_reporting(&errors, false, true);
    walk = tw_open(TW_FWALK, "tw/gone", &options);
    CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "tw/gone");
    TW_END(walk);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");
    options = tw_reporting(&errors, false, false);
    tw_run(&text, TW_FWALK, "tw/file", &options); /* no directory: no step */
    TW_TEXT(text, "");
    TW_TEXT(errors.text, "");
    sw_remove("tw");
}

TEST(tree_fwalk_dir_fd) {
    tw_text text = {NULL, 0, 0};
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    pyos_stat_result st;
    char *home = pyos_getcwd(), *absolute = pyos_path_join(home, "tw/b");
    int dir, got = -1;
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/s");
    sw_mkdir("tw/b");
    sw_write("tw/a/s/f", "");
    dir = pyos_open("tw", PYOS_O_RDONLY, 0);
    if (dir < 0) { /* Windows: open makes no descriptors of directories */
        walk = tw_open(TW_FWALK, "tw", NULL);
        got = pyos_walk_next(walk, &step);
        CHECK_INT(got, 1);
        if (got == 1) dir = step->dirfd;
    } else walk = NULL;
    CHECK(dir >= 0);
    {
        pyos_walk_iter *below = pyos_fwalk_at(dir, "a", NULL);
        CHECK(below != NULL);
        while (below && (got = pyos_walk_next(below, &step)) == 1) {
            tw_step(&text, step);
            if (strcmp(step->root, "a") != 0) CHECK_INT(pyos_stat_at(step->dirfd, "f", 0, &st), 0);
        }
        CHECK_INT(got, 0);
        pyos_walk_close(below);
        TW_TEXT(text, "a: s |\na/s: | f\n");
        below = pyos_fwalk_at(dir, absolute, NULL); /* an absolute top does not start there */
        CHECK(below != NULL);
        CHECK_INT(below ? pyos_walk_next(below, &step) : -1, 1);
        TW_END(below);
        pyos_walk_close(below);
        below = pyos_fwalk_at(PYOS_CWD, "tw/a", NULL);
        TW_STEP(below, "tw/a: s |\n");
        pyos_walk_close(below);
        CHECK_INT(pyos_stat_at(dir, "a", 0, &st), 0); /* it stays the caller's, open */
    }
    if (walk) pyos_walk_close(walk);
    else CHECK_INT(pyos_close(dir), 0);
    dir = fd_closed();
    walk = pyos_fwalk_at(dir, "tw", NULL);
    CHECK(walk != NULL);
    CHECK_ERROR(!walk || pyos_walk_next(walk, &step) == -1, PYOS_OSERROR, EBADF, "tw");
    TW_END(walk);
    pyos_walk_close(walk);
    pyos_free(absolute);
    pyos_free(home);
    sw_remove("tw");
}

/* ---- What the caller may change ----------------------------------------------------------------------------------------- */

TEST(tree_walk_prune_and_reorder) {
    int kind;
    tw_make_plain_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_text text = {NULL, 0, 0};
        pyos_walk_options up = tw_options(true, false);
        pyos_walk_iter *walk = tw_open(kind, "tw", NULL);
        pyos_walk_step *step = tw_next(walk);
        if (step) { /* c, then a; and b not at all */
            const char *a = step->dirs[0];
            CHECK_STR(a, "a");
            step->dirs[0] = step->dirs[2];
            step->dirs[1] = a;
            step->ndirs = 2;
        }
        step = TW_STEP(walk, "tw/c: c1 |\n");
        if (step) step->ndirs = 0;
        step = TW_STEP(walk, "tw/a: a1 a2 | g\n");
        if (step) step->dirs++, step->ndirs--; /* the first one is left out */
        TW_STEP(walk, "tw/a/a2: |\n");
        TW_END(walk);
        pyos_walk_close(walk);

        walk = tw_open(kind, "tw", NULL); /* nothing of it */
        step = tw_next(walk);
        if (step) step->ndirs = 0, step->dirs = NULL;
        TW_END(walk);
        pyos_walk_close(walk);

        walk = tw_open(kind, "tw/a", &up); /* has no effect */
        while (walk && pyos_walk_next(walk, &step) == 1) {
            tw_add(&text, step->root);
            tw_add(&text, " ");
            step->ndirs = 0;
            step->dirs = NULL;
        }
        CHECK(strstr(tw_get(&text), "tw/a/a2 ") && strstr(tw_get(&text), "tw/a/a1/x tw/a/a1 "));
        CHECK_INT(strlen(tw_get(&text)), strlen("tw/a/a2 tw/a/a1/x tw/a/a1 tw/a "));
        tw_clear(&text);
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* An array of the caller's, which needs to live until the next step only. */
TEST(tree_walk_own_names) {
    int kind;
    tw_make_plain_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        const char *own[8];
        char first[16] = "gone", second[16] = "a/a1", third[16] = "b";
        pyos_walk_iter *walk = tw_open(kind, "tw", &options);
        pyos_walk_step *step = TW_STEP(walk, "tw: a b c | f\n");
        own[0] = first, own[1] = second, own[2] = third, own[3] = third;
        if (step) step->dirs = own, step->ndirs = 4;
        TW_STEP(walk, "tw/a/a1: x | h\n");
        TW_TEXT(errors.text, "FileNotFoundError tw/gone\n");
        CHECK_INT(errors.code, ENOENT);
        strcpy(first, "c"), strcpy(second, "c"), strcpy(third, "c");
        memset(own, 0, sizeof own);
        TW_STEP(walk, "tw/a/a1/x: |\n");
        TW_STEP(walk, "tw/b: |\n");
        TW_STEP(walk, "tw/b: |\n"); /* as often as it was named */
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");

        walk = tw_open(kind, "tw/c", &options); /* ".." is a name, too */
        step = TW_STEP(walk, "tw/c: c1 |\n");
        own[0] = "../b", own[1] = ".", own[2] = "..";
        if (step) step->dirs = own, step->ndirs = 3;
        TW_STEP(walk, "tw/c/../b: |\n");
        step = TW_STEP(walk, "tw/c/.: c1 |\n");
        if (step) step->ndirs = 0;
        step = TW_STEP(walk, "tw/c/..: a b c | f\n");
        own[0] = "c/c1";
        if (step) step->dirs = own, step->ndirs = 1;
        TW_STEP(walk, "tw/c/../c/c1: | k\n");
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    sw_remove("tw");
}

/* Far more names than the directory has, each walked, in their order. */
TEST(tree_walk_many_own_names) {
    static const char *names[1000];
    int kind, i;
    tw_make_plain_tree();
    for (i = 0; i < 1000; i++) names[i] = i % 3 ? "a/a2" : "b";
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        pyos_walk_iter *walk = tw_open(kind, "tw", NULL);
        pyos_walk_step *step = TW_STEP(walk, "tw: a b c | f\n");
        if (step) step->dirs = names, step->ndirs = 1000;
        for (i = 0; i < 1000 && step; i++) step = TW_STEP(walk, i % 3 ? "tw/a/a2: |\n" : "tw/b: |\n");
        TW_END(walk);
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* Joined as by path.join, so it starts anew. */
TEST(tree_walk_own_absolute_name) {
    char *home = pyos_getcwd(), *absolute;
    int kind;
    tw_make_plain_tree();
    absolute = pyos_path_join(home, "tw/a/a2");
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        const char *own[1];
        pyos_walk_iter *walk = tw_open(kind, "tw", NULL);
        pyos_walk_step *step = TW_STEP(walk, "tw: a b c | f\n");
        own[0] = absolute;
        if (step) step->dirs = own, step->ndirs = 1;
        sw_mkdir("tw/a/a2/here");
        step = tw_next(walk);
        CHECK_INT(step ? step->ndirs : 0, 1);
        if (step) CHECK_STR(step->root, absolute);
        step = tw_next(walk);
        CHECK_INT(step ? step->ndirs : 1, 0);
        TW_END(walk);
        pyos_walk_close(walk);
        sw_remove("tw/a/a2/here");
    }
    pyos_free(absolute);
    pyos_free(home);
    sw_remove("tw");
}

/* A name that is no directory: walk tells onerror, fwalk fails, and links are not entered. */
TEST(tree_walk_own_names_of_other_things) {
    tw_errors errors;
    pyos_walk_options options = tw_reporting(&errors, false, false);
    const char *own[2];
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    bool links;
    tw_make_plain_tree();
    links = sw_symlink("a/a2", "tw/link");
    walk = tw_open(TW_WALK, "tw", &options);
    step = tw_next(walk);
    own[0] = "f", own[1] = "b";
    if (step) step->dirs = own, step->ndirs = 2;
    TW_STEP(walk, "tw/b: |\n");
    TW_TEXT(errors.text, "NotADirectoryError tw/f\n");
    CHECK_INT(errors.code, ENOTDIR);
    TW_END(walk);
    pyos_walk_close(walk);

    walk = tw_open(TW_FWALK, "tw", &options);
    step = tw_next(walk);
    own[0] = "b", own[1] = "f";
    if (step) step->dirs = own, step->ndirs = 2;
    TW_STEP(walk, "tw/b: |\n");
    errno = 0;
    CHECK(walk && pyos_walk_next(walk, &step) == -1);
    CHECK_INT(errno, ENOTDIR);
    CHECK_INT(pyos_last_error()->kind, PYOS_NOTADIRECTORYERROR);
    TW_END(walk);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");

    if (links) {
        int kind;
        for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
            walk = tw_open(kind, "tw", &options);
            step = tw_next(walk);
            own[0] = "link", own[1] = "b";
            if (step) step->dirs = own, step->ndirs = 2;
            TW_STEP(walk, "tw/b: |\n");
            TW_END(walk);
            pyos_walk_close(walk);
            TW_TEXT(errors.text, "");
        }
    }
    sw_remove("tw");
}

/* ---- onerror -------------------------------------------------------------------------------------------------------------- */

/* What it returns ends the walk, with the error that it had. */
TEST(tree_walk_onerror_stops) {
    int kind;
    tw_make_plain_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        const char *own[2];
        pyos_walk_iter *walk = tw_open(kind, "tw", &options);
        pyos_walk_step *step = tw_next(walk);
        errors.stop = kind ? -7 : 1;
        own[0] = "gone", own[1] = "b";
        if (step) step->dirs = own, step->ndirs = 2;
        errno = 0;
        CHECK(walk && pyos_walk_next(walk, &step) == -1);
        CHECK_INT(errno, ENOENT);
        CHECK_INT(pyos_last_error()->code, ENOENT);
        CHECK_INT(pyos_last_error()->kind, PYOS_FILENOTFOUNDERROR);
        CHECK_STR(pyos_last_error()->filename, errors.filename);
        TW_TEXT(errors.text, "FileNotFoundError tw/gone\n");
        TW_END(walk);
        TW_TEXT(errors.text, ""); /* not asked again */
        pyos_walk_close(walk);
    }
    {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_step *step = NULL;
        pyos_walk_iter *walk = tw_open(TW_WALK, "tw/gone", &options);
        errors.stop = 1;
        CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "tw/gone");
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "FileNotFoundError tw/gone\n");
    }
    sw_remove("tw");
}

#if !defined(_WIN32) && !defined(__wasi__)
/* Of what may not be entered onerror hears; the walk goes on. */
TEST(tree_walk_without_permission) {
    int kind, up;
    if (sw_is_root()) SKIP("root may do everything");
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/s");
    sw_mkdir("tw/b");
    sw_mkdir("tw/c");
    sw_mkdir("tw/c/s");
    CHECK_INT(chmod("tw/a", 0), 0);
    CHECK_INT(chmod("tw/c", 0400), 0); /* the names are seen, and no more */
    for (kind = TW_WALK; kind <= TW_FWALK; kind++)
        for (up = 0; up < 2; up++) {
            tw_errors errors;
            tw_text text = {NULL, 0, 0};
            pyos_walk_options options = tw_reporting(&errors, up == 1, false), quiet = tw_options(up == 1, false);
            tw_run(&text, kind, "tw", &options);
            CHECK(strstr(tw_get(&text), "tw/b: |\n") && strstr(tw_get(&text), "tw/c: s |\n"));
            CHECK(strstr(tw_get(&text), "tw: ") && !strstr(tw_get(&text), "tw/a: "));
            CHECK(strstr(tw_get(&errors.text), "PermissionError tw/a\n"));
            CHECK(strstr(tw_get(&errors.text), "PermissionError tw/c/s\n"));
            CHECK_INT(strlen(tw_get(&errors.text)), strlen("PermissionError tw/a\nPermissionError tw/c/s\n"));
            CHECK_INT(errors.code, EACCES);
            tw_clear(&errors.text);
            options = quiet;
            errors.code = 0;
            {
                tw_text again = {NULL, 0, 0};
                tw_run(&again, kind, "tw", &options);
                TW_TEXT(again, tw_get(&text));
            }
            tw_clear(&text);
        }
    {
        tw_errors errors;
        tw_text text = {NULL, 0, 0};
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_step *step;
        pyos_walk_iter *walk;
        tw_run(&text, TW_WALK, "tw/a", &options);
        TW_TEXT(text, "");
        TW_TEXT(errors.text, "PermissionError tw/a\n");
        walk = tw_open(TW_FWALK, "tw/a", &options);
        CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_PERMISSIONERROR, EACCES, "tw/a");
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    CHECK_INT(chmod("tw/a", 0700), 0);
    CHECK_INT(chmod("tw/c", 0700), 0);
    sw_remove("tw");
}

/* No descriptor to be had. */
static void tw_no_descriptors(void) {
    tw_errors errors;
    pyos_walk_options options = tw_reporting(&errors, false, false);
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    struct rlimit none;
    memset(&none, 0, sizeof none);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    walk = tw_open(TW_WALK, "tw", &options);
    TW_END(walk);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "OSError tw\n");
    CHECK_INT(errors.code, EMFILE);
    walk = tw_open(TW_FWALK, "tw", &options);
    CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_OSERROR, EMFILE, "tw");
    TW_END(walk);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");
}

TEST(tree_walk_without_descriptors) {
    sw_fresh("tw");
    fd_in_child(tw_no_descriptors);
    sw_remove("tw");
}
#endif

/* ---- A tree that changes --------------------------------------------------------------------------------------------------- */

/* After the step for tw, before that for tw/b. */
TEST(tree_walk_directory_vanishes) {
    int kind, up;
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_iter *walk;
        tw_make_plain_tree();
        walk = tw_open(kind, "tw", &options);
        TW_STEP(walk, "tw: a b c | f\n");
        sw_remove("tw/a");
        TW_STEP(walk, "tw/b: |\n");
        TW_TEXT(errors.text, "FileNotFoundError tw/a\n");
        CHECK_INT(errors.code, ENOENT);
        sw_remove("tw/c/c1");
        TW_STEP(walk, "tw/c: |\n");
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    for (up = 0; up < 2; up++) { /* bottom-up: of two leaves the second one goes after the first has come */
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, true, false);
        pyos_walk_iter *walk;
        pyos_walk_step *step = NULL;
        const char *other = "tw/b";
        sw_fresh("tw");
        sw_mkdir("tw/a");
        sw_mkdir("tw/b");
        walk = tw_open(up, "tw", &options);
        CHECK_INT(walk ? pyos_walk_next(walk, &step) : -1, 1);
        if (step && step->root[3] == 'b') other = "tw/a";
        sw_remove(other);
        TW_STEP(walk, "tw: a b |\n"); /* as it was read */
        TW_END(walk);
        pyos_walk_close(walk);
        CHECK(strncmp(tw_get(&errors.text), "FileNotFoundError tw/", 21) == 0 && tw_get(&errors.text)[21] == other[3]);
        tw_clear(&errors.text);
    }
    sw_remove("tw");
}

TEST(tree_walk_directory_becomes_a_file) {
    tw_errors errors;
    pyos_walk_options options = tw_reporting(&errors, false, false);
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    tw_make_plain_tree();
    walk = tw_open(TW_WALK, "tw", &options);
    TW_STEP(walk, "tw: a b c | f\n");
    sw_remove("tw/a");
    sw_write("tw/a", "");
    TW_STEP(walk, "tw/b: |\n");
    TW_TEXT(errors.text, "NotADirectoryError tw/a\n");
    pyos_walk_close(walk);

    tw_make_plain_tree();
    walk = tw_open(TW_FWALK, "tw", &options);
    TW_STEP(walk, "tw: a b c | f\n");
    sw_remove("tw/a");
    sw_write("tw/a", "");
    errno = 0;
    CHECK(walk && pyos_walk_next(walk, &step) == -1);
    CHECK_INT(errno, ENOTDIR);
    CHECK_INT(pyos_last_error()->kind, PYOS_NOTADIRECTORYERROR);
    TW_END(walk);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");
    sw_remove("tw");
}

/* Not entered, and that is no error. */
TEST(tree_walk_directory_becomes_a_link) {
    int kind;
    bool links = true;
    for (kind = TW_WALK; kind <= TW_FWALK && links; kind++) {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_iter *walk;
        tw_make_plain_tree();
        walk = tw_open(kind, "tw", &options);
        TW_STEP(walk, "tw: a b c | f\n");
        sw_remove("tw/b");
        links = sw_symlink("c", "tw/b");
        if (links) {
            TW_STEP(walk, "tw/a: a1 a2 | g\n");
            sw_remove("tw/a/a1");
            CHECK(sw_symlink("a2", "tw/a/a1"));
            TW_STEP(walk, "tw/a/a2: |\n");
            TW_STEP(walk, "tw/c: c1 |\n");
            TW_STEP(walk, "tw/c/c1: | k\n");
            TW_END(walk);
        }
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    if (links) { /* fwalk, bottom-up: after the directories were read */
        pyos_walk_options options = tw_options(true, false);
        pyos_walk_step *step = NULL;
        pyos_walk_iter *walk;
        const char *other = "tw/b";
        sw_fresh("tw");
        sw_mkdir("tw/a");
        sw_mkdir("tw/b");
        sw_fresh("tw_elsewhere");
        walk = tw_open(TW_FWALK, "tw", &options);
        CHECK_INT(walk ? pyos_walk_next(walk, &step) : -1, 1);
        if (step && step->root[3] == 'b') other = "tw/a";
        sw_remove(other);
        CHECK(sw_symlink("../tw_elsewhere", other));
        TW_STEP(walk, "tw: a b |\n");
        TW_END(walk);
        pyos_walk_close(walk);
        sw_remove("tw_elsewhere");
    }
    sw_remove("tw");
    if (!links) HOST_LACKS("symbolic links cannot be made here");
}

/* It is walked where it is, under the name that it had. */
TEST(tree_walk_directory_moves) {
#if defined(__wasi__) || defined(_WIN32)
    HOST_LACKS("the host remembers the path of a descriptor, not the directory");
#else
    int kind;
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_iter *walk;
        tw_make_plain_tree();
        sw_fresh("tw_elsewhere");
        walk = tw_open(kind, "tw", &options);
        TW_STEP(walk, "tw: a b c | f\n");
        TW_STEP(walk, "tw/a: a1 a2 | g\n");
        CHECK_INT(rename("tw/a", "tw_elsewhere/a"), 0);
        sw_mkdir("tw/a");
        sw_mkdir("tw/a/a1");
        sw_write("tw/a/a1/wrong", "");
        TW_STEP(walk, "tw/a/a1: x | h\n");
        TW_STEP(walk, "tw/a/a1/x: |\n");
        TW_STEP(walk, "tw/a/a2: |\n");
        TW_STEP(walk, "tw/b: |\n");
        TW_STEP(walk, "tw/c: c1 |\n");
        TW_STEP(walk, "tw/c/c1: | k\n");
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
        sw_remove("tw_elsewhere");
    }
    sw_remove("tw");
#endif
}

#if !defined(_WIN32) && !defined(__wasi__)
/* A chain of 80, in each a directory s with a file that has its number, for which the walk comes back. Half of the chain
 * is moved to where the names are the same and the files are not, when the walk is at the deepest place. */
TEST(tree_walk_parent_moves) {
    enum { LEVELS = 80, MOVED = 40 };
    int kind, i;
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        tw_errors errors;
        tw_text path = {NULL, 0, 0}, moved = {NULL, 0, 0};
        pyos_walk_options options = tw_reporting(&errors, false, false);
        pyos_walk_iter *walk;
        pyos_walk_step *step = NULL;
        char name[32];
        int seen = 0, right = 0, told = 0;
        const char *p;
        sw_fresh("tw");
        sw_fresh("tw_elsewhere");
        sw_mkdir("tw_elsewhere/s");
        sw_write("tw_elsewhere/s/wrong", "");
        tw_add(&path, "tw");
        for (i = 0; i < LEVELS; i++) {
            size_t n = path.size;
            tw_add(&path, "/s");
            sw_mkdir(tw_get(&path));
            snprintf(name, sizeof name, "/f%d", i);
            tw_add(&path, name);
            sw_write(tw_get(&path), "");
            path.size = n;
            tw_add(&path, "/d");
            sw_mkdir(tw_get(&path));
            if (i + 1 == MOVED) tw_add(&moved, tw_get(&path));
        }
        walk = tw_open(kind, "tw", &options);
        for (i = 0; i <= LEVELS; i++) { /* down */
            step = tw_next(walk);
            CHECK_INT(step ? step->ndirs : 0, i < LEVELS ? 2 : 0);
        }
        CHECK_INT(rename(tw_get(&moved), "tw_elsewhere/d"), 0);
        while ((step = tw_next(walk)) != NULL) {
            size_t n = strlen(step->root);
            i = ((int)n - 4) / 2; /* "tw", "/d" i times, "/s" */
            snprintf(name, sizeof name, "f%d", i);
            seen++;
            right += n >= 4 && step->root[n - 1] == 's' && step->nfiles == 1 && strcmp(step->files[0], name) == 0;
        }
        for (p = tw_get(&errors.text); *p; p++) told += *p == '\n';
        CHECK_INT(right, seen);         /* never what only has the name */
        CHECK_INT(seen + told, LEVELS); /* and nothing is passed over in silence */
        CHECK(seen >= LEVELS - MOVED);
        if (seen != LEVELS) printf("    note: %d of %d were found again\n", seen, LEVELS);
        pyos_walk_close(walk);
        tw_clear(&errors.text);
        tw_clear(&path);
        tw_clear(&moved);
    }
    sw_remove("tw");
    sw_remove("tw_elsewhere");
}
#endif

/* ---- Audit events ------------------------------------------------------------------------------------------------------------ */

/* Refuses one event, after it came tw_refuse_after times. */
static const char *tw_refuse;
static int tw_refuse_after;

static int tw_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)user, (void)args, (void)nargs;
    if (!tw_refuse || strcmp(event, tw_refuse) != 0) return 0;
    return tw_refuse_after-- <= 0 ? EPERM : 0;
}

static bool tw_audit(void) {
    static bool added;
    if (!added) added = pyos_addaudithook(tw_audit_hook, NULL) == 0;
    return added;
}

/* The events since the last time, with slashes. */
static void tw_events(int line, const char *want) {
    tw_text text = {NULL, 0, 0};
    tw_add(&text, fd_audit_text);
    fd_audit_text[0] = '\0';
    tw_same(line, tw_get(&text), want);
    tw_clear(&text);
}
#define TW_EVENTS(want) tw_events(__LINE__, want)

TEST(tree_walk_audit) {
    RULE("event.os.walk");
    RULE("event.os.scandir");
    tw_errors errors;
    pyos_walk_options options = tw_reporting(&errors, true, true);
    pyos_walk_iter *walk;
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/b");
    walk = tw_open(TW_WALK, "tw", NULL);
    fd_audit_start(0);
    TW_EVENTS("");
    TW_STEP(walk, "tw: a |\n");
    TW_EVENTS("os.walk('tw', 1, None, 0)\nos.scandir('tw')\n");
    TW_STEP(walk, "tw/a: b |\n");
    TW_EVENTS("os.scandir('tw/a')\n");
    TW_STEP(walk, "tw/a/b: |\n");
    TW_EVENTS("os.scandir('tw/a/b')\n");
    TW_END(walk);
    TW_EVENTS("");
    fd_audit_stop();
    pyos_walk_close(walk);

    fd_audit_start(0);
    walk = tw_open(TW_WALK, "tw", &options);
    TW_EVENTS(""); /* not at the call, but at the first step */
    TW_STEP(walk, "tw/a/b: |\n");
    TW_EVENTS("os.walk('tw', 0, 1, 1)\nos.scandir('tw')\nos.scandir('tw/a')\nos.scandir('tw/a/b')\n");
    TW_STEP(walk, "tw/a: b |\n");
    TW_STEP(walk, "tw: a |\n");
    TW_END(walk);
    TW_EVENTS("");
    pyos_walk_close(walk);
    walk = tw_open(TW_WALK, "tw/gone", NULL);
    TW_END(walk);
    TW_EVENTS("os.walk('tw/gone', 1, None, 0)\nos.scandir('tw/gone')\n");
    fd_audit_stop();
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");
    sw_remove("tw");
}

#if defined(_WIN32)
#define TW_FLAGS (PYOS_O_RDONLY | FD_AUDIT_FLAGS)
#else
#define TW_FLAGS (PYOS_O_RDONLY | PYOS_O_NONBLOCK | FD_AUDIT_FLAGS)
#endif

TEST(tree_fwalk_audit) {
    RULE("event.os.fwalk");
    RULE("event.open");
    char want[512];
    pyos_walk_options up = tw_options(true, false);
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    int second;
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    sw_fresh("tw");
    sw_mkdir("tw/a");
    sw_mkdir("tw/a/b");
    walk = tw_open(TW_FWALK, "tw", NULL);
    fd_audit_start(0);
    step = TW_STEP(walk, "tw: a |\n");
    snprintf(want, sizeof want, "os.fwalk('tw', 1, None, 0, None)\nopen('tw', None, %d)\nos.scandir(%d)\n", TW_FLAGS,
             step ? step->dirfd : -1);
    TW_EVENTS(want);
    step = TW_STEP(walk, "tw/a: b |\n");
    snprintf(want, sizeof want, "open('a', None, %d)\nos.scandir(%d)\n", TW_FLAGS, step ? step->dirfd : -1);
    TW_EVENTS(want);
    step = TW_STEP(walk, "tw/a/b: |\n");
    snprintf(want, sizeof want, "open('b', None, %d)\nos.scandir(%d)\n", TW_FLAGS, step ? step->dirfd : -1);
    TW_EVENTS(want);
    TW_END(walk);
    TW_EVENTS("");
    fd_audit_stop();
    pyos_walk_close(walk);

    walk = tw_open(TW_FWALK, "tw/a", &up);
    fd_audit_start(0);
    step = TW_STEP(walk, "tw/a/b: |\n");
    second = step ? step->dirfd : -1;
    step = TW_STEP(walk, "tw/a: b |\n"); /* reads nothing more */
    snprintf(want, sizeof want,
             "os.fwalk('tw/a', 0, None, 0, None)\nopen('tw/a', None, %d)\nos.scandir(%d)\n"
             "open('b', None, %d)\nos.scandir(%d)\n",
             TW_FLAGS, step ? step->dirfd : -1, TW_FLAGS, second);
    TW_EVENTS(want);
    TW_END(walk);
    TW_EVENTS("");
    fd_audit_stop();
    pyos_walk_close(walk);

    fd_audit_start(0);
    walk = pyos_fwalk_at(12345, "tw", &up);
    CHECK(walk && pyos_walk_next(walk, &step) == -1);
    TW_EVENTS("os.fwalk('tw', 0, None, 0, 12345)\n"); /* stat comes before open, and has no event */
    pyos_walk_close(walk);
    walk = pyos_fwalk(NULL, NULL);
    CHECK(walk && pyos_walk_next(walk, &step) == 1);
    CHECK(strncmp(fd_audit_text, "os.fwalk('.', 1, None, 0, None)\nopen('.', None, ", 47) == 0);
    fd_audit_stop();
    pyos_walk_close(walk);
    sw_remove("tw");
}

TEST(tree_walk_audit_refuses) {
    RULE("event.os.walk");
    RULE("event.os.fwalk");
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    int kind;
    if (!tw_audit()) SKIP("compiled without audit hooks");
    tw_make_plain_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) { /* the event of the walk itself: it fails */
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        walk = tw_open(kind, "tw", &options);
        tw_refuse = kind == TW_FWALK ? "os.fwalk" : "os.walk", tw_refuse_after = 0;
        CHECK_ERROR(pyos_walk_next(walk, &step) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
        tw_refuse = NULL;
        TW_END(walk);
        pyos_walk_close(walk);
        TW_TEXT(errors.text, "");
    }
    { /* that of one directory: onerror hears of it */
        tw_errors errors;
        pyos_walk_options options = tw_reporting(&errors, false, false);
        walk = tw_open(TW_WALK, "tw", &options);
        TW_STEP(walk, "tw: a b c | f\n");
        tw_refuse = "os.scandir", tw_refuse_after = 0;
        TW_END(walk);
        TW_TEXT(errors.text, "PermissionError tw/a\nPermissionError tw/b\nPermissionError tw/c\n");
        CHECK_INT(errors.code, EPERM);
        tw_refuse = NULL;
        pyos_walk_close(walk);
        tw_refuse = "os.scandir", tw_refuse_after = 0;
        walk = tw_open(TW_WALK, "tw", &options);
        TW_END(walk);
        tw_refuse = NULL;
        TW_TEXT(errors.text, "PermissionError tw\n");
        pyos_walk_close(walk);

        walk = tw_open(TW_FWALK, "tw", &options);
        TW_STEP(walk, "tw: a b c | f\n");
        tw_refuse = "open", tw_refuse_after = 0;
        TW_END(walk);
        tw_refuse = NULL;
        TW_TEXT(errors.text, "PermissionError tw/a\nPermissionError tw/b\nPermissionError tw/c\n");
        pyos_walk_close(walk);
        walk = tw_open(TW_FWALK, "tw", &options); /* but for the top */
        tw_refuse = "open", tw_refuse_after = 0;
        errno = 0;
        CHECK(walk && pyos_walk_next(walk, &step) == -1);
        CHECK_INT(errno, EPERM);
        tw_refuse = NULL;
        TW_END(walk);
        TW_TEXT(errors.text, "");
        pyos_walk_close(walk);
        walk = tw_open(TW_FWALK, "tw", &options); /* reading one that is open: no error for onerror */
        TW_STEP(walk, "tw: a b c | f\n");
        tw_refuse = "os.scandir", tw_refuse_after = 0;
        errno = 0;
        CHECK(walk && pyos_walk_next(walk, &step) == -1);
        CHECK_INT(errno, EPERM);
        tw_refuse = NULL;
        TW_END(walk);
        TW_TEXT(errors.text, "");
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* ---- Descriptors -------------------------------------------------------------------------------------------------------------- */

TEST(tree_fwalk_dirfd) {
    int up;
    long before;
    tw_make_tree();
    before = sw_descriptors();
    for (up = 0; up < 2; up++) {
        pyos_walk_options options = tw_options(up == 1, false);
        pyos_walk_iter *walk = tw_open(TW_FWALK, "tw", &options);
        pyos_walk_step *step;
        int steps = 0;
        while (walk && pyos_walk_next(walk, &step) == 1) {
            size_t i;
            tw_check_dirfd(__LINE__, step);
            CHECK_INT(pyos_get_inheritable(step->dirfd), 0);
            for (i = 0; i < step->nfiles; i++) {
                pyos_stat_result st;
                CHECK_INT(pyos_stat_at(step->dirfd, step->files[i], PYOS_NOFOLLOW, &st), 0);
            }
            for (i = 0; i < step->ndirs; i++) {
                pyos_stat_result st;
                if (SW_WASI && strcmp(step->dirs[i], "lc") == 0) continue; /* a link upwards: out of the sandbox */
                CHECK_INT(pyos_stat_at(step->dirfd, step->dirs[i], 0, &st), 0);
                CHECK(pyos_S_ISDIR(st.mode));
            }
            steps++;
        }
        CHECK_INT(steps, 8);
        CHECK_INT(sw_descriptors(), before); /* closed at the end already */
        pyos_walk_close(walk);
        CHECK_INT(sw_descriptors(), before);
    }
    sw_remove("tw");
}

/* Removing a tree, as Python's manual does it. */
TEST(tree_fwalk_removes_a_tree) {
    pyos_walk_options up = tw_options(true, false);
    pyos_walk_iter *walk;
    pyos_walk_step *step;
    int got = 0;
    tw_make_plain_tree();
    walk = tw_open(TW_FWALK, "tw", &up);
    while (walk && (got = pyos_walk_next(walk, &step)) != 0) {
        size_t i;
        CHECK_INT(got, 1);
        if (got != 1) break;
        for (i = 0; i < step->nfiles; i++) CHECK_INT(pyos_unlink_at(step->dirfd, step->files[i]), 0);
        for (i = 0; i < step->ndirs; i++) CHECK_INT(pyos_rmdir_at(step->dirfd, step->dirs[i]), 0);
    }
    pyos_walk_close(walk);
    CHECK_INT(pyos_rmdir("tw"), 0);
    sw_remove("tw");
}

/* After any number of steps. */
TEST(tree_walk_close_in_the_middle) {
    int kind, up, n, steps;
    long before;
    tw_make_tree();
    before = sw_descriptors();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++)
        for (up = 0; up < 2; up++)
            for (steps = 0; steps < 10; steps++) {
                pyos_walk_options options = tw_options(up == 1, true);
                pyos_walk_iter *walk = tw_open(kind, "tw", &options);
                pyos_walk_step *step;
                for (n = 0; n < steps; n++) CHECK(walk && pyos_walk_next(walk, &step) >= 0);
                errno = 77;
                pyos_walk_close(walk);
                CHECK_INT(errno, 77);
                CHECK_INT(sw_descriptors(), before);
            }
    sw_remove("tw");
}

#if defined(__linux__)
/* At most 32 of them, however deep the tree is. */
TEST(tree_walk_few_descriptors) {
    enum { LEVELS = 100 };
    tw_text path = {NULL, 0, 0};
    long before;
    int i, kind, up;
    sw_fresh("tw");
    tw_add(&path, "tw");
    for (i = 0; i < LEVELS; i++) {
        size_t n = path.size;
        tw_add(&path, "/s");
        sw_mkdir(tw_get(&path));
        path.size = n;
        tw_add(&path, "/d");
        sw_mkdir(tw_get(&path));
    }
    before = sw_descriptors();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++)
        for (up = 0; up < 2; up++) {
            pyos_walk_options options = tw_options(up == 1, false);
            pyos_walk_iter *walk = tw_open(kind, "tw", &options);
            pyos_walk_step *step;
            long most = 0;
            int steps = 0;
            while ((step = tw_next(walk)) != NULL) { /* top-down: d before s, so that all of them stay to be done */
                long now = sw_descriptors() - before;
                if (now > most) most = now;
                if (kind == TW_FWALK) tw_check_dirfd(__LINE__, step);
                steps++;
            }
            CHECK_INT(steps, 2 * LEVELS + 1);
            if (most > 32) printf("    %ld descriptors\n", most);
            CHECK(most <= 32);
            pyos_walk_close(walk);
            CHECK_INT(sw_descriptors(), before);
        }
    tw_clear(&path);
    sw_remove("tw");
}
#endif

/* ---- Depth ----------------------------------------------------------------------------------------------------------------------- */

/* A chain of directories named a and b by turns; each has another one beside the next, so that whatever order the system
 * has, half of all stay to be done on the way down. The ids tell which is which. */
static unsigned tw_levels;
static unsigned long long *tw_chain, *tw_beside; /* of level 0 and on */

static const char *tw_name(unsigned level, bool chain) { return (level % 2 == 0) == chain ? "a" : "b"; }

static unsigned tw_depth(void) {
    bool all = getenv("PYOS_LONG") != NULL;
    if (SW_WINDOWS) return all ? 500 : 200; /* each open takes longer the deeper it is, under Wine */
    if (SW_WASI) return 1500;               /* node knows paths of 4,096 bytes */
    return all ? 10000 : 1500;
}

#if defined(_WIN32) || defined(__wasi__)
static void tw_make_deep(void) {
    unsigned level;
    tw_text path = {NULL, 0, 0};
    pyos_stat_result st;
    memset(&st, 0, sizeof st);
    sw_fresh("tw");
    tw_add(&path, "tw");
    CHECK_INT(pyos_stat("tw", &st), 0);
    tw_chain[0] = st.ino;
    for (level = 1; level <= tw_levels && !test_bad; level++) {
        size_t n = path.size;
        int both;
        for (both = 0; both < 2; both++) {
            path.size = n;
            tw_add(&path, "/");
            tw_add(&path, tw_name(level, both == 1));
            sw_mkdir(tw_get(&path));
            CHECK_INT(pyos_stat(tw_get(&path), &st), 0);
            *(both ? &tw_chain[level] : &tw_beside[level]) = st.ino;
        }
    }
    tw_clear(&path);
}

static void tw_remove_deep(void) {
    unsigned level;
    tw_text path = {NULL, 0, 0};
    tw_add(&path, "tw");
    for (level = 1; level <= tw_levels; level++) tw_add(&path, "/"), tw_add(&path, tw_name(level, true));
    for (level = tw_levels; level > 0; level--) {
        pyos_rmdir(tw_get(&path));
        path.data[path.size - 1] = *tw_name(level, false);
        pyos_rmdir(tw_get(&path));
        path.size -= 2;
        path.data[path.size] = '\0';
    }
    pyos_rmdir("tw");
    tw_clear(&path);
}
#else
static unsigned long long tw_id(int fd) {
    struct stat st;
    CHECK_INT(fstat(fd, &st), 0);
    return (unsigned long long)st.st_ino;
}

static void tw_make_deep(void) {
    unsigned level;
    int fd;
    sw_fresh("tw");
    fd = open("tw", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    tw_chain[0] = tw_id(fd);
    for (level = 1; level <= tw_levels && !test_bad; level++) {
        int both, next = -1;
        for (both = 0; both < 2; both++) {
            CHECK_INT(mkdirat(fd, tw_name(level, both == 1), 0777), 0);
            next = openat(fd, tw_name(level, both == 1), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            *(both ? &tw_chain[level] : &tw_beside[level]) = tw_id(next);
            if (!both) close(next);
        }
        close(fd);
        fd = next;
    }
    close(fd);
}

static void tw_remove_deep(void) {
    unsigned level = 0;
    int fd = open("tw", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0 && level < tw_levels) {
        int next = openat(fd, tw_name(level + 1, true), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (next < 0) break;
        level++;
        close(fd);
        fd = next;
    }
    while (fd >= 0 && level > 0) {
        int up = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(fd);
        fd = up;
        unlinkat(fd, tw_name(level, true), AT_REMOVEDIR);
        unlinkat(fd, tw_name(level, false), AT_REMOVEDIR);
        level--;
    }
    close(fd);
    sw_remove("tw");
}
#endif

/* Where the system has to be asked for each, every 50th is looked at. */
static bool tw_right_dirfd(int fd, unsigned level, bool chain) {
    pyos_stat_result st;
    if (!SW_POSIX && level % 50) return true;
    return pyos_fstat(fd, &st) == 0 && st.ino == (chain ? tw_chain : tw_beside)[level];
}

static void tw_walk_deep(int kind, bool bottom_up) {
    pyos_walk_options options;
    pyos_walk_iter *walk;
    pyos_walk_step *step = NULL;
    tw_errors errors;
    unsigned level, steps = 0;
    int got = 0;
    char *seen = (char *)calloc(tw_levels + 2, 2), *whole = sw_string(2 * (size_t)tw_levels + 3);
    if (!seen) abort();
    strcpy(whole, "tw");
    for (level = 1; level <= tw_levels; level++) {
        whole[2 * level] = SW_SEP[0];
        whole[2 * level + 1] = *tw_name(level, true);
    }
    whole[2 * (size_t)tw_levels + 2] = '\0';
    options = tw_reporting(&errors, bottom_up, false);
    walk = tw_open(kind, "tw", &options);
    while (walk && (got = pyos_walk_next(walk, &step)) == 1) {
        size_t n = strlen(step->root);
        bool chain, good;
        level = (unsigned)(n - 2) / 2;
        good = level <= tw_levels && n == 2 * (size_t)level + 2 && memcmp(step->root, whole, n - 1) == 0;
        chain = good && step->root[n - 1] == whole[n - 1];
        good = good && (chain || step->root[n - 1] == *tw_name(level, false));
        good = good && !seen[2 * level + chain] && step->nfiles == 0;
        good = good && step->ndirs == (chain && level < tw_levels ? 2u : 0u);
        if (good && kind == TW_FWALK) good = tw_right_dirfd(step->dirfd, level, chain);
        if (good && !bottom_up && level) good = seen[2 * (level - 1) + 1] != 0;
        if (good && bottom_up && chain && level < tw_levels) good = seen[2 * (level + 1)] && seen[2 * (level + 1) + 1];
        if (!good) {
            SW_FAIL("a step that is due");
            printf("    step %u, level %u of %u, %s\n", steps, level, tw_levels, chain ? "chain" : "beside");
            break;
        }
        seen[2 * level + chain] = 1;
        steps++;
    }
    CHECK_INT(got, 0);
    CHECK_INT(steps, 2 * (long long)tw_levels + 1);
    pyos_walk_close(walk);
    TW_TEXT(errors.text, "");
    free(seen);
    free(whole);
}

static void tw_walks_deep(void) {
    int kind, up;
#if !defined(_WIN32) && !defined(__wasi__)
    struct rlimit limit;
    limit.rlim_cur = limit.rlim_max = 64;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    CHECK_INT(getrlimit(RLIMIT_STACK, &limit), 0);
    limit.rlim_cur = 8u << 20;
    if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max >= limit.rlim_cur)
        CHECK_INT(setrlimit(RLIMIT_STACK, &limit), 0);
#endif
    for (kind = TW_WALK; kind <= TW_FWALK; kind++)
        for (up = 0; up < 2 && !test_bad; up++) tw_walk_deep(kind, up == 1);
}

TEST(tree_walk_deep) { /* with 64 descriptors and a stack of 8 MiB */
    tw_levels = tw_depth();
    tw_chain = (unsigned long long *)calloc(tw_levels + 1, sizeof *tw_chain);
    tw_beside = (unsigned long long *)calloc(tw_levels + 1, sizeof *tw_beside);
    if (!tw_chain || !tw_beside) abort();
    tw_make_deep();
#if defined(_WIN32) || defined(__wasi__)
    tw_walks_deep();
#else
    fd_in_child(tw_walks_deep);
#endif
    tw_remove_deep();
    free(tw_chain);
    free(tw_beside);
}

/* ---- The rest ---------------------------------------------------------------------------------------------------------------------- */

TEST(tree_walk_wrong_use) {
    pyos_walk_step *step = NULL;
    pyos_walk_iter *walk;
    CHECK_ERROR(pyos_walk(NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_walk_next(NULL, &step) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    sw_fresh("tw");
    walk = tw_open(TW_WALK, "tw", NULL);
    CHECK_ERROR(pyos_walk_next(walk, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    pyos_walk_close(walk);
    errno = 77;
    pyos_walk_close(NULL);
    CHECK_INT(errno, 77);
    sw_remove("tw");
}

/* And leaves errno and the record alone, while all goes well. */
TEST(tree_walk_copies_its_arguments) {
    int kind;
    tw_make_plain_tree();
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        char top[] = "tw/a";
        pyos_walk_options options = tw_options(true, false);
        pyos_walk_step *step = NULL;
        pyos_walk_iter *walk;
        int steps = 0;
        CHECK_ERROR(pyos_walk(NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
        errno = 77;
        walk = tw_open(kind, top, &options);
        memset(top, 'x', 4);
        memset(&options, 0, sizeof options);
        while (walk && pyos_walk_next(walk, &step) == 1)
            if (strcmp(step->root, "tw/a") == 0) CHECK_INT(steps, 3);
            else steps++;
        CHECK_INT(steps, 3);
        CHECK_INT(errno, 77);
        CHECK_INT(pyos_last_error()->kind, PYOS_TYPEERROR);
        pyos_walk_close(walk);
    }
    sw_remove("tw");
}

/* Walks of one tree do not disturb each other. */
TEST(tree_walk_two_at_once) {
    pyos_walk_options up = tw_options(true, false);
    pyos_walk_iter *first, *second;
    tw_text one = {NULL, 0, 0}, two = {NULL, 0, 0}, want = {NULL, 0, 0};
    int i;
    tw_make_plain_tree();
    first = tw_open(TW_WALK, "tw", NULL), second = tw_open(TW_FWALK, "tw", &up);
    for (i = 0; i < 8; i++) {
        pyos_walk_step *a = NULL, *b = NULL;
        CHECK_INT(first ? pyos_walk_next(first, &a) : -1, 1);
        CHECK_INT(second ? pyos_walk_next(second, &b) : -1, 1);
        if (a) tw_step(&one, a);
        if (b) tw_step(&two, b);
    }
    TW_END(first);
    TW_END(second);
    pyos_walk_close(first);
    pyos_walk_close(second);
    tw_expect(&want, "tw", false, false);
    TW_TEXT(one, tw_get(&want));
    tw_clear(&want);
    tw_expect(&want, "tw", true, false);
    TW_TEXT(two, tw_get(&want));
    tw_clear(&want);
    sw_remove("tw");
}

/* The names of more than one part of the listing, all of them there until the next step. */
TEST(tree_walk_many_files) {
    unsigned n = SW_WINDOWS ? 1000 : 5000, i;
    int kind;
    sw_fresh("tw");
    sw_mkdir("tw/many");
    sw_fill("tw/many", n);
    for (i = 0; i < 50; i++) {
        char name[32];
        snprintf(name, sizeof name, "tw/many/d%u", i);
        sw_mkdir(name);
    }
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        pyos_walk_iter *walk = tw_open(kind, "tw", NULL);
        pyos_walk_step *step;
        TW_STEP(walk, "tw: many |\n");
        step = tw_next(walk);
        CHECK_INT(step ? step->ndirs : 0, 50);
        CHECK_INT(step ? step->nfiles : 0, n);
        if (step) {
            const char **names = (const char **)calloc(step->nfiles + 1, sizeof *names);
            if (!names) abort();
            for (i = 0; i < step->nfiles; i++) names[i] = step->files[i];
            qsort(names, step->nfiles, sizeof *names, tw_compare);
            for (i = 0; i < step->nfiles && !test_bad; i++) {
                char want[32];
                snprintf(want, sizeof want, "n%06u", i);
                CHECK_STR(names[i], want);
            }
            free(names);
        }
        for (i = 0; i < 50; i++) tw_next(walk);
        TW_END(walk);
        pyos_walk_close(walk);
    }
    sw_unfill("tw/many", n);
    sw_remove("tw");
}

/* Names that are no UTF-8, and long ones. */
TEST(tree_walk_odd_names) {
    static const char *const names[] = {
        "with space",
        "\xc3\xa4\xe2\x82\xac",
#if !defined(_WIN32)
        "new\nline",
        "back\\slash",
        "...",
#if !defined(__APPLE__)
        "bad\xff\xfe",
        "\xed\xa0\x80",
#endif
#endif
    };
    enum { N = sizeof names / sizeof *names };
    char *longest = sw_repeat('L', 255);
    int kind;
    size_t i;
    sw_fresh("tw");
    for (i = 0; i <= N; i++) {
        char *dir = sw_under("tw", i < N ? names[i] : longest), *file = sw_under(dir, i < N ? names[i] : longest);
        sw_mkdir(dir);
        sw_write(file, "");
        free(dir);
        free(file);
    }
    for (kind = TW_WALK; kind <= TW_FWALK; kind++) {
        pyos_walk_iter *walk = tw_open(kind, "tw", NULL);
        pyos_walk_step *step = tw_next(walk);
        size_t seen = 0;
        CHECK_INT(step ? step->ndirs : 0, N + 1);
        while ((step = tw_next(walk)) != NULL) {
            CHECK(strncmp(step->root, "tw" SW_SEP, 3) == 0);
            CHECK_INT(step->nfiles, 1);
            CHECK_STR(step->nfiles ? step->files[0] : NULL, step->root + 3);
            for (i = 0; i <= N; i++) seen += strcmp(step->root + 3, i < N ? names[i] : longest) == 0;
        }
        CHECK_INT(seen, N + 1);
        pyos_walk_close(walk);
    }
    free(longest);
    sw_remove("tw");
}

/* Beyond Python on Windows and WASI, where os has no fwalk. */
TEST(tree_walk_have) {
    CHECK(pyos_have("os.walk"));
    CHECK(pyos_have("os.fwalk") == (SW_POSIX == 1));
}

static void run_tree_walk(void) {
    RUN(tree_walk_order);
    RUN(tree_walk_agrees_with_recursion);
    RUN(tree_walk_links);
    RUN(tree_walk_top_is_a_link);
    RUN(tree_walk_loop);
    RUN(tree_walk_far_through_links);
    RUN(tree_walk_top_forms);
    RUN(tree_walk_top_cannot_be_listed);
    RUN(tree_fwalk_top_cannot_be_opened);
    RUN(tree_fwalk_dir_fd);
    RUN(tree_walk_prune_and_reorder);
    RUN(tree_walk_own_names);
    RUN(tree_walk_many_own_names);
    RUN(tree_walk_own_absolute_name);
    RUN(tree_walk_own_names_of_other_things);
    RUN(tree_walk_onerror_stops);
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(tree_walk_without_permission);
    RUN(tree_walk_without_descriptors);
#endif
    RUN(tree_walk_directory_vanishes);
    RUN(tree_walk_directory_becomes_a_file);
    RUN(tree_walk_directory_becomes_a_link);
    RUN(tree_walk_directory_moves);
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(tree_walk_parent_moves);
#endif
    RUN(tree_walk_audit);
    RUN(tree_fwalk_audit);
    RUN(tree_walk_audit_refuses);
    RUN(tree_fwalk_dirfd);
    RUN(tree_fwalk_removes_a_tree);
    RUN(tree_walk_close_in_the_middle);
#if defined(__linux__)
    RUN(tree_walk_few_descriptors);
#endif
    RUN(tree_walk_deep);
    RUN(tree_walk_wrong_use);
    RUN(tree_walk_copies_its_arguments);
    RUN(tree_walk_two_at_once);
    RUN(tree_walk_many_files);
    RUN(tree_walk_odd_names);
    RUN(tree_walk_have);
}
