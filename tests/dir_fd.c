/* Tests of every form that takes a dir_fd: paths of several components, ".." and ".", separators at the end, absolute
 * paths, descriptors that are none. The same on every platform; on Windows Python has no dir_fd, and what is expected
 * there is what the same path gives without one. The helpers are those of fd.c and files.c. */

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

/* A descriptor of a directory. */
static int dirfd_directory(const char *path) {
    int fd = pyos_open(path, PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(fd >= 0);
    return fd;
}

/* In a fresh directory: d with f, s, and s/g in it; beside it o with x. Gives a descriptor of d. */
static int dirfd_enter(void) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_mkdir("d/s", 0777), 0);
    CHECK_INT(pyos_mkdir("o", 0777), 0);
    fd_put("d/f", "hello");
    fd_put("d/s/g", "G");
    fd_put("o/x", "outside");
    return dirfd_directory("d");
}

static void dirfd_leave(int d) {
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

/* What a file holds, read through a dir_fd; valid until the next call. */
static const char *dirfd_get(int d, const char *path) {
    static char text[64];
    int fd = pyos_open_at(d, path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    long long n = fd < 0 ? -1 : pyos_read(fd, text, sizeof text - 1);
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    if (n < 0) return NULL;
    text[n] = '\0';
    return text;
}

/* The calls with one name, by number, for what all of them promise. */
static int dirfd_mkdir(int d, const char *p) { return pyos_mkdir_at(d, p, 0777); }
static int dirfd_rmdir(int d, const char *p) { return pyos_rmdir_at(d, p); }
static int dirfd_remove(int d, const char *p) { return pyos_remove_at(d, p); }
static int dirfd_unlink(int d, const char *p) { return pyos_unlink_at(d, p); }
static int dirfd_chmod(int d, const char *p) { return pyos_chmod_at(d, p, 0666, PYOS_FOLLOW); }
static int dirfd_utime(int d, const char *p) { return pyos_utime_at(d, p, NULL, 0); }
static int dirfd_open(int d, const char *p) {
    int fd = pyos_open_at(d, p, PYOS_O_RDONLY, 0);
    return fd < 0 ? -1 : pyos_close(fd);
}
static int dirfd_create(int d, const char *p) {
    int fd = pyos_open_at(d, p, PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    return fd < 0 ? -1 : pyos_close(fd);
}
static int dirfd_open_directory(int d, const char *p) {
    int fd = pyos_open_at(d, p, PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    return fd < 0 ? -1 : pyos_close(fd);
}
static int dirfd_readlink(int d, const char *p) {
    char *text = pyos_readlink_at(d, p, NULL);
    pyos_free(text);
    return text ? 0 : -1;
}
static int dirfd_stat(int d, const char *p) {
    pyos_stat_result st;
    return pyos_stat_at(d, p, 0, &st);
}
static int dirfd_lstat(int d, const char *p) {
    pyos_stat_result st;
    return pyos_stat_at(d, p, PYOS_NOFOLLOW, &st);
}

typedef struct dirfd_call {
    const char *name;
    int (*call)(int d, const char *path);
    int makes; /* needs nothing there */
} dirfd_call;

static const dirfd_call dirfd_calls[] = {
    {"mkdir", dirfd_mkdir, 1},       {"create", dirfd_create, 1},
    {"rmdir", dirfd_rmdir, 0},       {"remove", dirfd_remove, 0},
    {"unlink", dirfd_unlink, 0},     {"chmod", dirfd_chmod, 0},
    {"utime", dirfd_utime, 0},       {"open", dirfd_open, 0},
    {"stat", dirfd_stat, 0},         {"open directory", dirfd_open_directory, 0},
    {"readlink", dirfd_readlink, 0}, {"lstat", dirfd_lstat, 0},
};

/* Every call with one name fails with this code and this name in the record; those that the mode lacks may not. */
static void dirfd_all_fail(int line, int d, const char *path, int code) {
    for (size_t i = 0; i < FILES_COUNT(dirfd_calls); i++) {
        const pyos_error *e = pyos_last_error();
        errno = 0;
        if (dirfd_calls[i].call(d, path) == -1 && errno == code && e->code == code && e->kind == files_kind(code) &&
            test_same(e->filename, path))
            continue;
        test_complain(__FILE__, line, dirfd_calls[i].name);
        printf("    errno %d, record %d %s '%s', want %d '%s'\n", errno, e->code, pyos_error_kind_name(e->kind),
               e->filename ? e->filename : "-", code, path);
    }
}
#define DIRFD_ALL_FAIL(d, path, code) dirfd_all_fail(__LINE__, d, path, code)

/* The same of the calls with two names, either of which may be the bad one. */
#define DIRFD_PAIRS_FAIL(d, path, kind, code)                                                                          \
    do {                                                                                                               \
        CHECK_ERROR2(pyos_rename_at(d, path, PYOS_CWD, "n") == -1, kind, code, path, "n");                             \
        CHECK_ERROR2(pyos_rename_at(PYOS_CWD, "o/x", d, path) == -1, kind, code, "o/x", path);                         \
        CHECK_ERROR2(pyos_replace_at(d, path, PYOS_CWD, "n") == -1, kind, code, path, "n");                            \
        CHECK_ERROR2(pyos_replace_at(PYOS_CWD, "o/x", d, path) == -1, kind, code, "o/x", path);                        \
        CHECK_ERROR2(pyos_link_at(d, path, PYOS_CWD, "n", 0) == -1, kind, code, path, "n");                            \
        CHECK_ERROR2(pyos_link_at(PYOS_CWD, "o/x", d, path, 0) == -1, kind, code, "o/x", path);                        \
        CHECK_ERROR2(pyos_symlink_at("t", d, path, false) == -1, kind, code, "t", path);                               \
        CHECK(!files_exists("n"));                                                                                     \
    } while (0)

/* ---------------------------------------------------------------------------------------------------------------------
 * The descriptor
 */

TEST(dir_fd_directories_are_opened) {
    pyos_stat_result st, same;
    int d = dirfd_enter();
    CHECK_INT(pyos_fstat(d, &st), 0);
    CHECK(pyos_S_ISDIR(st.mode));
    CHECK_INT(pyos_stat("d", &same), 0);
    CHECK_INT(st.ino, same.ino);
    CHECK_INT(pyos_get_inheritable(d), 0);
    int s = pyos_open_at(d, "s", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(s >= 0);
    CHECK_INT(pyos_get_inheritable(s), 0);
    CHECK_STR(dirfd_get(s, "g"), "G");
    CHECK_INT(pyos_close(s), 0);
    CHECK_ERROR(pyos_open("d/f", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR,
                "d/f");
    CHECK_ERROR(pyos_open_at(d, "f", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR,
                "f");
    CHECK_ERROR(pyos_open("gone", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                "gone");
    CHECK_ERROR(pyos_open_at(d, "gone", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                "gone");
    if (!FD_WASI) {
        CHECK_ERROR(pyos_open("d", PYOS_O_RDWR | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_ISADIRECTORYERROR, EISDIR, "d");
        CHECK_ERROR(pyos_open_at(d, "s", PYOS_O_WRONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_ISADIRECTORYERROR, EISDIR,
                    "s");
    }
    if (FD_WINDOWS) { /* without the flag it stays as in Python */
        CHECK_ERROR(pyos_open("d", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "d");
        CHECK_ERROR(pyos_open_at(d, "s", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "s");
        CHECK_ERROR(pyos_open_at(d, ".", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, ".");
        CHECK_ERROR(pyos_open("n", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY | PYOS_O_CREAT, 0) == -1, PYOS_OSERROR, EINVAL,
                    "n");
        CHECK(!files_exists("n"));
    }
    dirfd_leave(d);
}

TEST(dir_fd_bad_descriptors) {
    int d = dirfd_enter(), closed = fd_closed();
    DIRFD_ALL_FAIL(closed, "f", EBADF);
    DIRFD_ALL_FAIL(-1, "s", EBADF);
    DIRFD_PAIRS_FAIL(closed, "f", PYOS_OSERROR, EBADF);
    CHECK(!pyos_access_at(closed, "f", PYOS_F_OK, 0));
    CHECK_ERROR(dirfd_open(closed, "") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, ""); /* the name comes first */
    dirfd_leave(d);
}

TEST(dir_fd_files_are_no_directories) {
    int d = dirfd_enter(), f = fd_opened("d/f", PYOS_O_RDWR);
    int code = FD_WASI ? FD_ENOTCAPABLE : ENOTDIR; /* a file's descriptor has no right to look anything up */
    DIRFD_ALL_FAIL(f, "g", code);
    DIRFD_ALL_FAIL(f, "s/g", code);
    DIRFD_ALL_FAIL(f, ".", code);
    DIRFD_PAIRS_FAIL(f, "g", files_kind(code), code);
    CHECK(!pyos_access_at(f, "g", PYOS_F_OK, 0));
    CHECK_INT(pyos_close(f), 0);
    CHECK_STR(fd_get("d/f"), "hello");
    dirfd_leave(d);
}

/* Where no relative path begins, nobody looks at the descriptor. */
TEST(dir_fd_absolute_paths_need_no_descriptor) {
    RULE("rule.dir_fd_absolute");
    pyos_stat_result st;
    int d = dirfd_enter(), closed = fd_closed();
    char *here = pyos_getcwd(), *dir = pyos_path_join(here, "a"), *file = pyos_path_join(here, "d/f");
    char *other = pyos_path_join(here, "n");
    CHECK_INT(pyos_mkdir_at(closed, dir, 0777), 0);
    CHECK_INT(pyos_rmdir_at(closed, dir), 0);
    CHECK_INT(pyos_stat_at(closed, file, 0, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK(pyos_access_at(closed, file, PYOS_R_OK, 0));
    CHECK_STR(dirfd_get(closed, file), "hello");
    CHECK_INT(dirfd_chmod(closed, file), 0);
    CHECK_INT(dirfd_utime(closed, file), 0);
    CHECK_INT(dirfd_open_directory(closed, here), 0);
    CHECK_INT(pyos_rename_at(closed, file, closed, other), 0);
    CHECK_INT(pyos_rename_at(closed, other, d, "f"), 0);
    CHECK_INT(pyos_link_at(d, "f", closed, other, 0), 0);
    CHECK_INT(pyos_replace_at(d, "f", closed, other), 0);
    CHECK_INT(pyos_unlink_at(closed, other), 0);
    pyos_free(other);
    pyos_free(file);
    pyos_free(dir);
    pyos_free(here);
    dirfd_leave(d);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Names
 */

TEST(dir_fd_paths_of_several_components) {
    pyos_stat_result st, same;
    int d = dirfd_enter();
    CHECK_STR(dirfd_get(d, "f"), "hello");
    CHECK_STR(dirfd_get(d, "s/g"), "G");
    CHECK_INT(pyos_mkdir_at(d, "s/t", 0777), 0);
    CHECK(files_is("d/s/t", PYOS_S_IFDIR));
    CHECK_INT(pyos_mkdir_at(d, "s/t/u", 0700), 0);
    CHECK(files_is("d/s/t/u", PYOS_S_IFDIR));
    CHECK_INT(dirfd_create(d, "s/t/u/new"), 0);
    CHECK_INT(fd_size("d/s/t/u/new"), 0);
    CHECK_INT(pyos_stat_at(d, "s/g", 0, &st), 0);
    CHECK_INT(pyos_stat("d/s/g", &same), 0);
    CHECK(st.size == 1 && st.ino == same.ino && st.mode == same.mode && st.mtime_ns == same.mtime_ns);
    CHECK(pyos_access_at(d, "s/g", PYOS_R_OK | PYOS_W_OK, 0));
    CHECK(!pyos_access_at(d, "s/h", PYOS_F_OK, 0));
    CHECK_INT(pyos_remove_at(d, "s/t/u/new"), 0);
    CHECK_INT(pyos_rmdir_at(d, "s/t/u"), 0);
    CHECK(!files_exists("d/s/t/u"));
    CHECK_INT(pyos_rmdir_at(d, "s/t"), 0);
    CHECK_INT(pyos_unlink_at(d, "s/g"), 0);
    CHECK(!files_exists("d/s/g"));
    dirfd_leave(d);
}

TEST(dir_fd_what_is_missing_on_the_way) {
    int d = dirfd_enter();
    DIRFD_ALL_FAIL(d, "gone/x", ENOENT);
    DIRFD_ALL_FAIL(d, "s/gone/x", ENOENT);
    DIRFD_PAIRS_FAIL(d, "gone/x", PYOS_FILENOTFOUNDERROR, ENOENT);
    DIRFD_ALL_FAIL(d, "f/x", FD_WINDOWS ? ENOENT : ENOTDIR); /* as without a descriptor */
    DIRFD_ALL_FAIL(d, "", ENOENT);
    DIRFD_PAIRS_FAIL(d, "", PYOS_FILENOTFOUNDERROR, ENOENT);
    for (size_t i = 0; i < FILES_COUNT(dirfd_calls); i++)
        if (!dirfd_calls[i].makes)
            CHECK_ERROR(dirfd_calls[i].call(d, "s/gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "s/gone");
    CHECK_ERROR2(pyos_rename_at(d, "s/gone", d, "n") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "s/gone", "n");
    CHECK_ERROR2(pyos_link_at(d, "s/gone", d, "n", 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "s/gone", "n");
    dirfd_leave(d);
}

TEST(dir_fd_dots) {
    pyos_stat_result st, same;
    int d = dirfd_enter();
    CHECK_INT(pyos_stat_at(d, ".", 0, &st), 0);
    CHECK_INT(pyos_fstat(d, &same), 0);
    CHECK(st.ino == same.ino && pyos_S_ISDIR(st.mode));
    CHECK_STR(dirfd_get(d, "./s/./g"), "G");
    CHECK_STR(dirfd_get(d, "s//g"), "G");
    CHECK_STR(dirfd_get(d, "s/../f"), "hello");
    CHECK_STR(dirfd_get(d, "./s/../s/../s/g"), "G");
    CHECK_INT(pyos_mkdir_at(d, "s/../t", 0777), 0);
    CHECK(files_is("d/t", PYOS_S_IFDIR));
    CHECK_INT(pyos_rename_at(d, "s/../t", d, "s/./v"), 0);
    CHECK(files_is("d/s/v", PYOS_S_IFDIR));
    CHECK_ERROR(pyos_mkdir_at(d, ".", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, ".");
    CHECK_ERROR(pyos_mkdir_at(d, "s/..", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, "s/..");
    CHECK(pyos_link_at(d, "f", d, ".", 0) == -1 && pyos_rename_at(d, "f", d, ".") == -1);
    CHECK(pyos_replace_at(d, "f", d, ".") == -1);
    CHECK_STR(dirfd_get(d, "f"), "hello");
    dirfd_leave(d);
}

/* A host of WASI lets nothing out of the directory that a descriptor stands for. */
TEST(dir_fd_above_the_directory) {
    pyos_stat_result st, same;
    int d = dirfd_enter();
    if (FD_WASI) {
        CHECK_ERROR(pyos_stat_at(d, "../o/x", 0, &st) == -1, PYOS_PERMISSIONERROR, FD_ENOTCAPABLE, "../o/x");
    } else {
        CHECK_STR(dirfd_get(d, "../o/x"), "outside");
        CHECK_STR(dirfd_get(d, "s/../../o/x"), "outside");
        CHECK_INT(pyos_mkdir_at(d, "../p", 0777), 0);
        CHECK(files_is("p", PYOS_S_IFDIR));
        CHECK_INT(pyos_rename_at(d, "f", d, "../p/f"), 0);
        CHECK_STR(fd_get("p/f"), "hello");
        CHECK_INT(pyos_unlink_at(d, "../p/f"), 0);
        CHECK_INT(pyos_rmdir_at(d, "../p"), 0);
        CHECK_INT(pyos_stat_at(d, "..", 0, &st), 0);
        CHECK_INT(pyos_stat(".", &same), 0);
        CHECK_INT(st.ino, same.ino);
        CHECK_INT(pyos_stat_at(d, "../../../../../../../../../../../../../../../../../../../../../..", 0, &st), 0);
        CHECK(pyos_S_ISDIR(st.mode));
        CHECK_INT(pyos_stat("/", &same), 0);
        if (!FD_WINDOWS) CHECK_INT(st.ino, same.ino); /* Wine has a drive for the host's root, too */
        CHECK_ERROR(pyos_stat_at(d, "../gone/x", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "../gone/x");
    }
    dirfd_leave(d);
}

TEST(dir_fd_separators_at_the_end) {
    int d = dirfd_enter();
    CHECK_INT(pyos_mkdir_at(d, "t/", 0777), 0);
    CHECK(files_is("d/t", PYOS_S_IFDIR));
    CHECK_INT(dirfd_stat(d, "t/"), 0);
    CHECK_INT(dirfd_utime(d, "t/"), 0);
    CHECK_INT(dirfd_open_directory(d, "t//"), 0);
    CHECK(pyos_access_at(d, "t/", PYOS_F_OK, 0));
    CHECK_INT(pyos_rename_at(d, "t/", d, "u/"), 0);
    CHECK(!files_exists("d/t") && files_is("d/u", PYOS_S_IFDIR));
    CHECK_INT(pyos_rmdir_at(d, "u/"), 0);
    CHECK(!files_exists("d/u"));
    if (!FD_WASI) { /* whose hosts drop the separator */
        static int (*const calls[])(int, const char *) = {dirfd_rmdir, dirfd_remove, dirfd_chmod, dirfd_utime,
                                                          dirfd_open,  dirfd_stat,   dirfd_lstat, dirfd_open_directory};
        for (size_t i = 0; i < FILES_COUNT(calls); i++)
            CHECK_ERROR(calls[i](d, "f/") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f/");
        CHECK(!pyos_access_at(d, "f/", PYOS_F_OK, 0));
        CHECK_ERROR2(pyos_rename_at(d, "f/", d, "n") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f/", "n");
        CHECK_ERROR2(pyos_rename_at(d, "f", d, "n/") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f", "n/");
        CHECK_ERROR2(pyos_replace_at(d, "f", d, "s/g/") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f", "s/g/");
        CHECK_STR(dirfd_get(d, "s/g"), "G");
        CHECK(pyos_link_at(d, "f", d, "n/", 0) == -1); /* as whoever made nothing chooses to say it */
        CHECK(dirfd_create(d, "n/") == -1 && dirfd_create(d, "f/") == -1 && dirfd_create(d, "s/") == -1);
        CHECK(!files_exists("d/n"));
    }
    CHECK_STR(dirfd_get(d, "f"), "hello");
    dirfd_leave(d);
}

/* The directory goes by the descriptor, not by the name that it was opened by. */
TEST(dir_fd_after_the_directory_was_renamed) {
    int d = dirfd_enter();
    if (!FD_POSIX) {
        dirfd_leave(d);
        HOST_LACKS("Wine and node's WASI go by the path that a directory was opened by");
    }
    CHECK_INT(pyos_rename("d", "o/e"), 0);
    CHECK_STR(dirfd_get(d, "s/g"), "G");
    CHECK_INT(dirfd_create(d, "n"), 0);
    CHECK_INT(fd_size("o/e/n"), 0);
    CHECK_INT(pyos_mkdir_at(d, "s/t", 0777), 0);
    CHECK_INT(pyos_rename_at(d, "n", d, "s/t/n"), 0);
    CHECK(files_exists("o/e/s/t/n"));
    CHECK_INT(pyos_unlink_at(d, "s/t/n"), 0);
    CHECK_INT(pyos_rmdir_at(d, "s/t"), 0);
    CHECK_STR(dirfd_get(d, "../x"), "outside");
    dirfd_leave(d);
}

#if FD_WINDOWS
TEST(dir_fd_windows_spelling) {
    pyos_stat_result st;
    int d = dirfd_enter(), closed = fd_closed();
    CHECK_STR(dirfd_get(d, "s\\g"), "G");
    CHECK_STR(dirfd_get(d, "S\\G"), "G"); /* letter case does not count */
    CHECK_STR(dirfd_get(d, ".\\s/..\\f"), "hello");
    CHECK_STR(dirfd_get(d, "f. ."), "hello"); /* dots and blanks at the end do not count */
    CHECK_STR(dirfd_get(d, "s.\\g"), "G");
    CHECK_INT(pyos_mkdir_at(d, "t. ", 0777), 0);
    CHECK(files_is("d/t", PYOS_S_IFDIR));
    CHECK_INT(pyos_stat_at(closed, "nul", 0, &st), 0); /* a device is in no directory */
    CHECK(pyos_S_ISCHR(st.mode));
    CHECK_INT(dirfd_create(d, "nul"), 0);
    size_t n = 0;
    char **names = pyos_listdir("d", &n);
    CHECK_INT(n, 3); /* f, s, t: nobody has made a file of that name */
    pyos_free(names);
    CHECK_INT(pyos_stat_at(closed, "C:", 0, &st), 0); /* a drive's own directory */
    CHECK_ERROR(pyos_stat_at(d, "a\\b\x80", 0, &st) == -1, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_stat_at(d, "gone", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_INT(pyos_last_error()->winerror, 2);
    CHECK_ERROR(pyos_stat_at(d, "gone\\x", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone\\x");
    CHECK_INT(pyos_last_error()->winerror, 3);
    CHECK_ERROR(pyos_stat_at(d, "", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_INT(pyos_last_error()->winerror, 3);
    dirfd_leave(d);
}

/* What \\?\ can make, walks find by the name that their listing has; a path is read by Win32's rules. */
TEST(dir_fd_windows_literal_names) {
    pyos_walk_step *step;
    pyos_walk_iter *w;
    char *here, name[600];
    int d = dirfd_enter(), by_fd, seen, twin;
    CHECK_INT(pyos_mkdir("d/x", 0777), 0);
    CHECK_INT(pyos_mkdir("d/x/plain", 0777), 0);
    here = pyos_getcwd();
    snprintf(name, sizeof name, "\\\\?\\%s\\d\\x.", here);
    CHECK_INT(pyos_mkdir(name, 0777), 0);
    strcat(name, "\\twin");
    CHECK_INT(pyos_mkdir(name, 0777), 0);
    for (by_fd = 0; by_fd < 2; by_fd++) {
        w = by_fd ? pyos_fwalk("d", NULL) : pyos_walk("d", NULL);
        for (seen = twin = 0; pyos_walk_next(w, &step) == 1; seen++)
            if (strcmp(step->root, "d\\x.") == 0) twin = step->ndirs == 1 && strcmp(step->dirs[0], "twin") == 0;
        pyos_walk_close(w);
        CHECK(twin);
        CHECK_INT(seen, 6); /* d, s, x, plain, x., twin */
    }
    CHECK_INT(pyos_rmdir(name), 0);
    *strrchr(name, '\\') = '\0';
    CHECK_INT(pyos_rmdir(name), 0);
    /* A stream of the directory itself is in no directory. */
    DIRFD_ALL_FAIL(d, ":s", EINVAL);
    DIRFD_ALL_FAIL(d, "s/../::$INDEX_ALLOCATION", EINVAL);
    DIRFD_ALL_FAIL(d, "s/:s", EINVAL);
    DIRFD_ALL_FAIL(d, ":s/x", EINVAL);
    CHECK_ERROR(pyos_open("d/f/", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR,
                "d/f/");
    CHECK(dirfd_open_directory(PYOS_CWD, "d/s//") == 0);
    pyos_free(here);
    dirfd_leave(d);
}

/* As the C run time opens: text mode by default, read-only by the mode, errors without a Windows code. */
TEST(dir_fd_windows_open) {
    RULE("rule.dir_fd_windows");
    pyos_stat_result st;
    int d = dirfd_enter(), fd = pyos_open_at(d, "t", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK_INT(pyos_write(fd, "a\nb", 3), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("d/t"), "a\r\nb");
    fd = pyos_open_at(d, "b", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_BINARY, 0444);
    CHECK_INT(pyos_write(fd, "a\nb", 3), 3);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("d/b"), "a\nb");
    CHECK_INT(pyos_stat("d/b", &st), 0);
    CHECK(st.file_attributes & PYOS_FILE_ATTRIBUTE_READONLY);
    CHECK_ERROR(pyos_open_at(d, "b", PYOS_O_RDWR, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "b");
    CHECK_INT(pyos_last_error()->winerror, 0);
    CHECK_ERROR(pyos_unlink_at(d, "b") == -1, PYOS_PERMISSIONERROR, EACCES, "b"); /* as Python's */
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_INT(pyos_chmod("d/b", 0666), 0);
    CHECK_INT(pyos_unlink_at(d, "b"), 0);
    CHECK_ERROR(pyos_open_at(d, "f", PYOS_O_RDWR | PYOS_O_WRONLY, 0) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_ERROR(pyos_open_at(d, "f", PYOS_O_RDONLY | PYOS_O_TRUNC, 0) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_STR(fd_get("d/f"), "hello");
    fd = pyos_open_at(d, "f", PYOS_O_RDONLY, 0); /* nobody deletes what the C run time has open */
    CHECK_ERROR(pyos_unlink_at(d, "f") == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(pyos_last_error()->winerror, 32);
    CHECK_ERROR2(pyos_rename_at(d, "f", d, "n") == -1, PYOS_PERMISSIONERROR, EACCES, "f", "n");
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open_at(d, "s/tmp", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_TEMPORARY | PYOS_O_SHORT_LIVED | PYOS_O_RANDOM,
                      0666);
    CHECK(fd >= 0 && files_exists("d/s/tmp"));
    CHECK_INT(pyos_close(fd), 0);
    CHECK(!files_exists("d/s/tmp"));
    dirfd_leave(d);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * The calls
 */

TEST(dir_fd_open_flags) {
    int d = dirfd_enter();
    int fd = pyos_open_at(d, "s/n", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_EXCL | PYOS_OPEN_BINARY, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_write(fd, "12345", 5), 5);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_open_at(d, "s/n", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_EXCL, 0666) == -1, PYOS_FILEEXISTSERROR,
                EEXIST, "s/n");
    CHECK_ERROR(pyos_open_at(d, "s", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_EXCL, 0666) == -1, PYOS_FILEEXISTSERROR,
                EEXIST, "s");
    fd = pyos_open_at(d, "s/n", PYOS_O_WRONLY | PYOS_O_APPEND | PYOS_OPEN_BINARY, 0);
    CHECK_INT(pyos_write(fd, "67", 2), 2);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("d/s/n"), "1234567");
    fd = pyos_open_at(d, "s/n", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_OPEN_BINARY, 0666); /* keeps what is there */
    CHECK_INT(pyos_write(fd, "x", 1), 1);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_STR(fd_get("d/s/n"), "x234567");
    fd = pyos_open_at(d, "s/n", PYOS_O_WRONLY | PYOS_O_TRUNC, 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(fd_size("d/s/n"), 0);
    fd_put("d/s/n", "full");
    fd = pyos_open_at(d, "s/n", PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC, 0666);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(fd_size("d/s/n"), 0);
    CHECK_ERROR(pyos_open_at(d, "s/m", PYOS_O_WRONLY | PYOS_O_TRUNC, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "s/m");
    dirfd_leave(d);
}

TEST(dir_fd_remove_and_rmdir) {
    int d = dirfd_enter();
    int code = FD_WINDOWS ? EACCES : FD_LINUX || FD_WASI ? EISDIR : EPERM;
    CHECK_ERROR(pyos_unlink_at(d, "s") == -1, files_kind(code), code, "s");
    CHECK_ERROR(pyos_remove_at(d, "s") == -1, files_kind(code), code, "s");
    CHECK_ERROR(pyos_rmdir_at(d, "f") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    CHECK_ERROR(pyos_rmdir_at(d, "s") == -1, PYOS_OSERROR, ENOTEMPTY, "s");
    CHECK_STR(dirfd_get(d, "s/g"), "G");
    CHECK_INT(pyos_remove_at(d, "s/g"), 0);
    CHECK_INT(pyos_rmdir_at(d, "s"), 0);
    CHECK(!files_exists("d/s"));
    CHECK_INT(pyos_unlink_at(d, "f"), 0);
    CHECK(!files_exists("d/f"));
    dirfd_leave(d);
}

TEST(dir_fd_rename_and_replace) {
    int d = dirfd_enter(), o = dirfd_directory("o");
    CHECK_INT(pyos_rename_at(d, "f", o, "f"), 0);
    CHECK(!files_exists("d/f"));
    CHECK_STR(fd_get("o/f"), "hello");
    CHECK_INT(pyos_rename_at(o, "f", PYOS_CWD, "f"), 0);
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(pyos_rename_at(PYOS_CWD, "f", d, "s/f"), 0);
    CHECK_STR(fd_get("d/s/f"), "hello");
    CHECK_INT(pyos_rename_at(d, "s", o, "moved"), 0); /* with what is in it */
    CHECK_STR(fd_get("o/moved/f"), "hello");
    if (FD_WINDOWS) {
        CHECK_ERROR2(pyos_rename_at(o, "x", o, "moved/f") == -1, PYOS_FILEEXISTSERROR, EEXIST, "x", "moved/f");
        CHECK_INT(pyos_last_error()->winerror, 183);
        CHECK_STR(fd_get("o/moved/f"), "hello");
        CHECK_INT(pyos_replace_at(o, "x", o, "moved/f"), 0);
    } else {
        CHECK_INT(pyos_rename_at(o, "x", o, "moved/f"), 0);
    }
    CHECK_STR(fd_get("o/moved/f"), "outside");
    CHECK(!files_exists("o/x"));
    CHECK_INT(pyos_replace_at(o, "moved/f", PYOS_CWD, "n"), 0);
    fd_put("o/y", "new");
    CHECK_INT(pyos_replace_at(o, "y", PYOS_CWD, "n"), 0); /* to a path, over what is there */
    CHECK_STR(fd_get("n"), "new");
    int code = FD_WINDOWS ? EACCES : EISDIR;
    CHECK_ERROR2(pyos_replace_at(PYOS_CWD, "n", o, "moved") == -1, files_kind(code), code, "n", "moved");
    CHECK(files_is("o/moved", PYOS_S_IFDIR));
    CHECK_INT(pyos_close(o), 0);
    dirfd_leave(d);
}

TEST(dir_fd_link) {
    pyos_stat_result a, b;
    int d = dirfd_enter();
    CHECK_INT(pyos_link_at(d, "f", d, "s/l", 0), 0);
    CHECK_INT(pyos_link_at(d, "s/l", PYOS_CWD, "m", 0), 0);
    CHECK_INT(pyos_link_at(PYOS_CWD, "m", d, "n", 0), 0);
    CHECK_INT(pyos_stat("d/f", &a), 0);
    CHECK_INT(pyos_stat_at(d, "n", 0, &b), 0);
    CHECK(a.ino == b.ino && a.nlink == 4);
    CHECK_ERROR2(pyos_link_at(d, "f", d, "s/g", 0) == -1, PYOS_FILEEXISTSERROR, EEXIST, "f", "s/g");
    CHECK(pyos_link_at(d, "s", d, "k", 0) == -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_PERMISSIONERROR);
    CHECK_STR(dirfd_get(d, "s/g"), "G");
    dirfd_leave(d);
}

TEST(dir_fd_symlink_and_readlink) {
    size_t n = 0;
    int d = dirfd_enter();
    if (!fd_have_links()) {
        dirfd_leave(d);
        if (FD_WINDOWS) TEST_LACKS = FD_NO_LINKS;
        else test_skip_reason = FD_NO_LINKS;
        return;
    }
    CHECK_INT(pyos_symlink_at("g", d, "s/l", false), 0);
    CHECK_OWNED(pyos_readlink_at(d, "s/l", &n), "g");
    CHECK_INT(n, 1);
    CHECK_OWNED(pyos_readlink("d/s/l", NULL), "g");
    CHECK_STR(dirfd_get(d, "s/l"), "G");
    CHECK_INT(pyos_symlink_at("s", d, "dir", true), 0);
    CHECK_STR(dirfd_get(d, "dir/g"), "G"); /* followed on the way */
    CHECK_ERROR2(pyos_symlink_at("x", d, "s/l", false) == -1, PYOS_FILEEXISTSERROR, EEXIST, "x", "s/l");
    CHECK_ERROR(pyos_readlink_at(d, "f", NULL) == NULL, PYOS_OSERROR, EINVAL, "f");
    CHECK_INT(pyos_unlink_at(d, "dir"), 0); /* not what it points to */
    CHECK_INT(pyos_unlink_at(d, "s/l"), 0);
    CHECK_STR(dirfd_get(d, "s/g"), "G");
    dirfd_leave(d);
}

TEST(dir_fd_chmod) {
    pyos_stat_result st;
    int d = dirfd_enter();
    CHECK_INT(pyos_chmod_at(d, "s/g", 0444, 0), 0);
    CHECK_INT(pyos_stat("d/s/g", &st), 0);
    if (!FD_WASI) CHECK_INT(st.mode & 0777, 0444);
    int made = pyos_chmod_at(d, "s/g", 0666, PYOS_FOLLOW), denied = made == -1 && pyos_last_error()->winerror == 5;
    CHECK(made == 0 || denied);
    CHECK_INT(pyos_chmod("d/s/g", 0666), 0);
    if (made == 0) CHECK_INT(pyos_chmod_at(d, "s/g", 0444, PYOS_FOLLOW), 0);
    if (made == 0) CHECK_INT(pyos_chmod_at(d, "s/g", 0666, 0), 0);
    CHECK_INT(pyos_stat("d/s/g", &st), 0);
    if (!FD_WASI) CHECK_INT(st.mode & 0777, 0666);
    dirfd_leave(d);
    if (denied) TEST_LACKS = "Wine lets nobody change the attributes of a read-only file by handle";
}

TEST(dir_fd_utime) {
    static const long long times[] = {1700000001000000000LL, 1600000002000000000LL};
    pyos_stat_result st;
    int d = dirfd_enter();
    CHECK_INT(pyos_utime_at(d, "s/g", times, 0), 0);
    CHECK_INT(pyos_stat("d/s/g", &st), 0);
    CHECK_INT(st.mtime_ns, times[1]);
    CHECK_INT(pyos_utime_at(d, "s", times, 0), 0);
    CHECK_INT(pyos_stat("d/s", &st), 0);
    CHECK_INT(st.mtime_ns, times[1]);
    CHECK_INT(pyos_utime_at(d, "s/g", NULL, 0), 0);
    CHECK_INT(pyos_stat("d/s/g", &st), 0);
    CHECK(st.mtime_ns > times[0]);
    dirfd_leave(d);
}

/* dir_fd reaches the hooks as the number that it is. */
TEST(dir_fd_audit) {
    char want[64];
    int d = dirfd_enter();
    if (fd_audit_start(0)) {
        CHECK_INT(pyos_mkdir_at(d, "s/t", 0700), 0);
        snprintf(want, sizeof want, "os.mkdir('s/t', 448, %d)\n", d);
        CHECK_STR(fd_audit_stop(), want);
    }
    dirfd_leave(d);
}

static void run_dir_fd(void) {
    RUN(dir_fd_directories_are_opened);
    RUN(dir_fd_bad_descriptors);
    RUN(dir_fd_files_are_no_directories);
    RUN(dir_fd_absolute_paths_need_no_descriptor);
    RUN(dir_fd_paths_of_several_components);
    RUN(dir_fd_what_is_missing_on_the_way);
    RUN(dir_fd_dots);
    RUN(dir_fd_above_the_directory);
    RUN(dir_fd_separators_at_the_end);
    RUN(dir_fd_after_the_directory_was_renamed);
#if FD_WINDOWS
    RUN(dir_fd_windows_spelling);
    RUN(dir_fd_windows_literal_names);
    RUN(dir_fd_windows_open);
#endif
    RUN(dir_fd_open_flags);
    RUN(dir_fd_remove_and_rmdir);
    RUN(dir_fd_rename_and_replace);
    RUN(dir_fd_link);
    RUN(dir_fd_symlink_and_readlink);
    RUN(dir_fd_chmod);
    RUN(dir_fd_utime);
    RUN(dir_fd_audit);
}
