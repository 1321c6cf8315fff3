/* Tests of >>walk: listdir, scandir and the entries of a directory. The helpers sw_ are in stat.c. */

#if defined(_WIN32)
#define SW_SEP "\\"
#else
#define SW_SEP "/"
#endif

/* How many entries a large directory gets. Wine looks at all of them when one is made. */
static unsigned sw_many(void) {
    if (SW_WINDOWS) return 2000;
    if (SW_WASI) return 5000; /* beyond 64 KiB of listing */
    return getenv("PYOS_LONG") ? 200000 : 20000;
}

/* Descriptors of the process, or something that grows with them. */
static long sw_descriptors(void) {
#if defined(_WIN32)
    DWORD handles = 0;
    if (!GetProcessHandleCount(GetCurrentProcess(), &handles) || handles == 0) { /* Wine counts none, */
        HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);                    /* but hands out the lowest */
        handles = (DWORD)(size_t)event;
        CloseHandle(event);
    }
    return (long)handles;
#elif defined(__linux__)
    long n = 0;
    DIR *dir = opendir("/proc/self/fd");
    if (!dir) return -1;
    while (readdir(dir)) n++;
    closedir(dir);
    return n;
#else
    int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* the lowest that is free */
    close(fd);
    return fd;
#endif
}

static int sw_compare(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void sw_sort(char **names, size_t n) { qsort(names, n, sizeof *names, sw_compare); }

/* The list is these names, in any order; want is sorted and ends with NULL. */
static void sw_check_names(int line, char **names, size_t count, const char *const *want) {
    size_t n = 0;
    bool same = names != NULL;
    while (want[n]) n++;
    if (names) {
        CHECK(names[count] == NULL);
        sw_sort(names, count);
        same = count == n;
    }
    for (n = 0; same && want[n]; n++) same = strcmp(names[n], want[n]) == 0;
    if (same) return;
    SW_FAIL("the right names");
    printf("    asked at line %d; got", line);
    for (n = 0; names && n < count; n++) printf(" '%s'", names[n]);
    printf("\n");
}

static void sw_check_listdir(int line, const char *path, const char *const *want) {
    size_t count = 12345;
    char **names = pyos_listdir(path, &count);
    sw_check_names(line, names, count, want);
    pyos_free(names);
}

/* The iterator at the entry of that name, or NULL. */
static const pyos_direntry *sw_find(pyos_scandir_iter *it, const char *name) {
    const pyos_direntry *entry;
    while (it && pyos_scandir_next(it, &entry) == 1)
        if (strcmp(entry->name, name) == 0) return entry;
    printf("    no entry '%s'\n", name);
    SW_FAIL("the entry is found");
    return NULL;
}

/* Opens path and goes to the entry name. */
static pyos_scandir_iter *sw_at(const char *path, const char *name, const pyos_direntry **entry) {
    pyos_scandir_iter *it = pyos_scandir(path);
    CHECK(it != NULL);
    *entry = sw_find(it, name);
    if (*entry) return it;
    pyos_scandir_close(it);
    return NULL;
}

/* One more file in a large directory. Another name of an old one costs half, but only so many are allowed. */
static bool sw_another(const char *path, const char *first) {
    int fd;
#if !defined(_WIN32)
    if (first && link(first, path) == 0) return true;
#endif
    (void)first;
    fd = pyos_open(path, PYOS_O_CREAT | PYOS_O_WRONLY, 0666);
    return fd >= 0 && pyos_close(fd) == 0;
}

/* n names in a directory. */
static void sw_fill(const char *dir, unsigned n) {
    char *first = NULL;
    unsigned i;
    for (i = 0; i < n; i++) {
        char *path = sw_numbered(dir, i);
        if (!sw_another(path, i % 10000 ? first : NULL)) {
            SW_FAIL("a file can be made");
            free(path);
            break;
        }
        if (i % 10000) {
            free(path);
        } else {
            free(first);
            first = path;
        }
    }
    free(first);
}

static void sw_unfill(const char *dir, unsigned n) {
    unsigned i;
    for (i = 0; i < n; i++) {
        char *path = sw_numbered(dir, i);
        CHECK_INT(pyos_remove(path), 0);
        free(path);
    }
}

/* ---- listdir ------------------------------------------------------------------------------------------------------------- */

TEST(listdir_names) {
    static const char *const want[] = {"b", "dir", "z", NULL}, *const below[] = {"x", NULL}, *const none[] = {NULL};
    size_t count = 77;
    char **names;
    sw_fresh("wk_names");
    sw_check_listdir(__LINE__, "wk_names", none);
    names = pyos_listdir("wk_names", &count);
    CHECK(names && names[0] == NULL && count == 0); /* an empty list, not a failure */
    pyos_free(names);
    sw_write("wk_names/z", "");
    sw_write("wk_names/b", "");
    sw_mkdir("wk_names/dir");
    sw_write("wk_names/dir/x", "");
    sw_check_listdir(__LINE__, "wk_names", want);
    sw_check_listdir(__LINE__, "wk_names/", want);
    sw_check_listdir(__LINE__, "wk_names//", want);
    sw_check_listdir(__LINE__, "./wk_names/.", want);
    sw_check_listdir(__LINE__, "wk_names/dir/..", want);
    sw_check_listdir(__LINE__, "wk_names/dir", below);
    names = pyos_listdir("wk_names/dir", NULL);
    CHECK(names && strcmp(names[0], "x") == 0 && names[1] == NULL);
    pyos_free(names);
    sw_remove("wk_names");
}

TEST(listdir_of_the_working_directory) {
    size_t n = 0, m = 0, i;
    char **names, **dot;
    bool found = false;
    sw_fresh("wk_cwd");
    names = pyos_listdir(NULL, &n);
    dot = pyos_listdir(".", &m);
    CHECK(names && dot && n == m);
    for (i = 0; names && i < n; i++) {
        CHECK_STR(names[i], dot[i]);
        if (strcmp(names[i], "wk_cwd") == 0) found = true;
        CHECK(strcmp(names[i], ".") != 0 && strcmp(names[i], "..") != 0);
    }
    CHECK(found);
    pyos_free(names);
    pyos_free(dot);
    sw_remove("wk_cwd");
}

TEST(listdir_errors) {
    size_t count = 5;
    sw_fresh("wk_err");
    sw_write("wk_err/file", "");
    CHECK_ERROR(pyos_listdir("", &count) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_listdir("wk_err/missing", &count) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_err/missing");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 3 : 0);
    CHECK_STR(pyos_last_error()->function, "os.listdir");
    CHECK_ERROR(pyos_listdir("wk_err/missing/x", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_err/missing/x");
    CHECK_ERROR(pyos_listdir("wk_err/file", &count) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_err/file");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 267 : 0);
    if (!SW_WINDOWS) {
        CHECK_MESSAGE("[Errno " SW_ENOTDIR_TEXT "] Not a directory: 'wk_err/file'");
        CHECK_ERROR(pyos_listdir("wk_err/file/", NULL) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_err/file/");
        CHECK_ERROR(pyos_listdir("wk_err/file/x", NULL) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_err/file/x");
    } else {
        CHECK_ERROR(pyos_listdir("wk_err/file/x", NULL) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_err/file/x");
    }
    if (sw_symlink("loop", "wk_err/loop")) {
        CHECK_ERROR(pyos_listdir("wk_err/loop", NULL) == NULL, PYOS_OSERROR, ELOOP, "wk_err/loop");
        CHECK_ERROR(pyos_scandir("wk_err/loop") == NULL, PYOS_OSERROR, ELOOP, "wk_err/loop");
    }
    if (!SW_WINDOWS) {
        char *name = sw_repeat('n', 256);
        CHECK_ERROR(pyos_listdir(name, NULL) == NULL, PYOS_OSERROR, ENAMETOOLONG, name);
        CHECK_ERROR(pyos_scandir(name) == NULL, PYOS_OSERROR, ENAMETOOLONG, name);
        free(name);
    }
    CHECK_INT(count, 5); /* not told when it fails */
    sw_remove("wk_err");
}

TEST(listdir_through_a_link) {
    static const char *const want[] = {"x", NULL};
    sw_fresh("wk_link");
    sw_mkdir("wk_link/dir");
    sw_write("wk_link/dir/x", "");
    if (!sw_symlink("dir", "wk_link/to_dir")) {
        sw_remove("wk_link");
        HOST_LACKS("symbolic links cannot be made here");
    }
    sw_check_listdir(__LINE__, "wk_link/to_dir", want);
    sw_check_listdir(__LINE__, "wk_link/to_dir/", want);
    sw_remove("wk_link");
}

#if !defined(_WIN32) && !defined(__wasi__)
TEST(listdir_without_permission) {
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    pyos_stat_result st;
    if (sw_is_root()) SKIP("root may do everything");
    sw_fresh("wk_locked");
    sw_write("wk_locked/file", "");
    CHECK_INT(chmod("wk_locked", 0300), 0);
    CHECK_ERROR(pyos_listdir("wk_locked", NULL) == NULL, PYOS_PERMISSIONERROR, EACCES, "wk_locked");
    CHECK_ERROR(pyos_scandir("wk_locked") == NULL, PYOS_PERMISSIONERROR, EACCES, "wk_locked");
    CHECK_INT(chmod("wk_locked", 0400), 0); /* names, but nothing about them that costs a look */
    it = sw_at("wk_locked", "file", &entry);
    if (it) {
        CHECK_INT(pyos_direntry_is_file(entry, 0), 1);
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_PERMISSIONERROR, EACCES, "wk_locked/file");
        CHECK_INT(chmod("wk_locked", 0700), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0); /* a failure is not kept */
    }
    pyos_scandir_close(it);
    sw_remove("wk_locked");
}
#endif

TEST(listdir_odd_names) {
    static const char *const names[] = {
        "#a",
        "with space",
        "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
        "~",
#if !defined(_WIN32)
        "new\nline",
        "back\\slash",
        " ",
        "...",
        "..x",
        "*?<>|:",
        "\x01",
#if !defined(__APPLE__)
        "bad\xff\xfe\xc0\x80",
        "\xed\xa0\x80",
#endif
#endif
    };
    enum { N = sizeof names / sizeof *names };
    const char *want[N + 2];
    char *longest = sw_repeat('L', 255);
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    size_t i, seen = 0;
    sw_fresh("wk_odd");
    for (i = 0; i <= N; i++) {
        char *path = sw_under("wk_odd", i < N ? names[i] : longest);
        sw_write(path, "");
        free(path);
        want[i] = i < N ? names[i] : longest;
    }
    qsort(want, N + 1, sizeof *want, sw_compare);
    want[N + 1] = NULL;
    sw_check_listdir(__LINE__, "wk_odd", want);
    it = pyos_scandir("wk_odd");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        char *path = sw_under("wk_odd", entry->name);
        pyos_stat_result st;
        for (i = 0; i <= N; i++)
            if (strcmp(want[i], entry->name) == 0) seen++;
        CHECK(strncmp(entry->path, "wk_odd" SW_SEP, 7) == 0);
        CHECK_STR(entry->path + 7, entry->name);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK_INT(pyos_stat(entry->path, &st), 0);
        free(path);
    }
    CHECK_INT(seen, N + 1);
    pyos_scandir_close(it);
    free(longest);
    sw_remove("wk_odd");
}

TEST(listdir_many) { /* all of them, once each, in the order of scandir */
    unsigned n = sw_many(), i;
    char *seen = sw_repeat(0, n);
    size_t count = 0;
    char **names;
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    sw_fresh("wk_many");
    sw_fill("wk_many", n);
    names = pyos_listdir("wk_many", &count);
    CHECK_INT(count, n);
    CHECK(names && names[count] == NULL);
    for (i = 0; names && i < count; i++) {
        unsigned long number = names[i][0] == 'n' && strlen(names[i]) == 7 ? strtoul(names[i] + 1, NULL, 10) : n;
        if (number < n) seen[number]++;
    }
    for (i = 0; i < n; i++)
        if (seen[i] != 1) break;
    CHECK_INT(i, n);
    it = pyos_scandir("wk_many");
    for (i = 0; names && it && pyos_scandir_next(it, &entry) == 1; i++) {
        if (i < count && strcmp(entry->name, names[i]) == 0 && strcmp(entry->path + 8, names[i]) == 0) continue;
        SW_FAIL("the entry that listdir has there");
        break;
    }
    CHECK_INT(i, n);
    pyos_scandir_close(it);
    pyos_free(names);
    free(seen);
    sw_unfill("wk_many", n);
    sw_remove("wk_many");
}

#if !defined(_WIN32)
TEST(listdir_agrees_with_the_system) { /* its names, in its order */
    static const char *const paths[] = {
        "wk_agree",
        ".",
#if !defined(__wasi__)
        "/",
        "/dev",
        "/usr/include",
        "/usr/share",
        "/tmp",
        "/etc",
#endif
#if defined(__linux__)
        "/sys",
        "/proc/self",
#endif
    };
    size_t i;
    sw_fresh("wk_agree");
    sw_fill("wk_agree", 100);
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        DIR *dir = opendir(paths[i]);
        struct dirent *want;
        size_t count = 0, n = 0;
        char **names;
        if (!dir) continue; /* not every system has all of them */
        names = pyos_listdir(paths[i], &count);
        CHECK(names != NULL);
        while (names && (want = readdir(dir)) != NULL) {
            if (strcmp(want->d_name, ".") == 0 || strcmp(want->d_name, "..") == 0) continue;
            if (n >= count || strcmp(names[n], want->d_name) != 0) {
                if (strcmp(paths[i], "/tmp") != 0 && strcmp(paths[i], "/dev") != 0) { /* where others work */
                    CHECK_STR(n < count ? names[n] : NULL, want->d_name);
                    printf("    in %s\n", paths[i]);
                }
                n = count;
                break;
            }
            n++;
        }
        CHECK_INT(count, n);
        closedir(dir);
        pyos_free(names);
    }
    sw_remove("wk_agree");
}
#endif

#if !defined(_WIN32) && !defined(__wasi__)
TEST(listdir_of_a_removed_directory) { /* holds nothing, and that is no error */
    pyos_scandir_iter *it;
    const pyos_direntry *entry = NULL;
    sw_fresh("wk_gone");
    it = pyos_scandir("wk_gone");
    CHECK(it != NULL);
    CHECK_INT(rmdir("wk_gone"), 0);
    errno = EDOM;
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    CHECK_INT(errno, EDOM);
    CHECK(entry == NULL);
    pyos_scandir_close(it);
#if PYOS_HAVE_FLISTDIR
    {
        int fd;
        size_t count = 1;
        char **names;
        sw_fresh("wk_gone");
        fd = open("wk_gone", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        CHECK_INT(rmdir("wk_gone"), 0);
        names = pyos_flistdir(fd, &count);
        CHECK(names && names[0] == NULL);
        CHECK_INT(count, 0);
        pyos_free(names);
        close(fd);
    }
#endif
}
#endif

TEST(flistdir_reads_and_rewinds) {
#if !PYOS_HAVE_FLISTDIR
    CHECK(!pyos_supports_fd("os.listdir"));
#if !PYOS_STRICT
    {
        size_t count = 5;
        CHECK_ERROR(pyos_flistdir(0, &count) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
        CHECK_ERROR(pyos_flistdir(-1, NULL) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
        CHECK_INT(count, 5);
    }
#endif
#else
    static const char *const want[] = {"a", "b", "c", NULL}, *const none[] = {NULL};
    size_t count = 0;
    int fd, i;
    char **names;
    sw_fresh("wk_fd");
    fd = open("wk_fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(pyos_supports_fd("os.listdir"));
    names = pyos_flistdir(fd, &count);
    sw_check_names(__LINE__, names, count, none);
    pyos_free(names);
    sw_write("wk_fd/a", "");
    sw_write("wk_fd/b", "");
    sw_write("wk_fd/c", "");
    for (i = 0; i < 3; i++) { /* again and again, so it was rewound and stayed open */
        names = pyos_flistdir(fd, i == 1 ? NULL : &count);
        sw_check_names(__LINE__, names, 3, want);
        pyos_free(names);
        CHECK_INT(lseek(fd, 0, SEEK_CUR), 0);
    }
    close(fd);
    fd = open("wk_fd/a", O_RDONLY | O_CLOEXEC);
    count = 5;
    CHECK_ERROR(pyos_flistdir(fd, &count) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    close(fd);
    CHECK_ERROR(pyos_flistdir(fd, &count) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_flistdir(-1, &count) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_flistdir(0x7fffffff, NULL) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(count, 5);
    sw_remove("wk_fd");
#endif
}

#if defined(__linux__)
TEST(flistdir_read_error) { /* of a descriptor that is open for its path only */
    size_t count = 5;
    int fd;
    sw_fresh("wk_opath");
    sw_write("wk_opath/x", "");
    fd = open("wk_opath", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CHECK(fd >= 0);
    CHECK_ERROR(pyos_flistdir(fd, &count) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(count, 5);
    close(fd);
    sw_remove("wk_opath");
}

TEST(flistdir_starts_where_the_descriptor_stands) {
    DIR *dir;
    size_t all = 0, rest = 0;
    char **names, **left;
    int fd, i, entries = 0;
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    long position;
    sw_fresh("wk_where");
    sw_fill("wk_where", 40);
    fd = open("wk_where", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    names = pyos_flistdir(fd, &all);
    CHECK_INT(all, 40);
    dir = fdopendir(dup(fd));
    CHECK(dir != NULL);
    for (i = 0; dir && i < 15;) { /* past fifteen names, not counting dots */
        struct dirent *passed = readdir(dir);
        CHECK(passed != NULL);
        if (!passed) break;
        if (passed->d_name[0] != '.') i++;
    }
    position = dir ? telldir(dir) : 0;
    if (dir) closedir(dir);
    CHECK(lseek(fd, position, SEEK_SET) == position);
    left = pyos_flistdir(fd, &rest);
    CHECK(rest == 25 || rest == 24 || rest == 23); /* the dots may come late */
    for (i = 0; left && names && i < (int)rest; i++) CHECK_STR(left[i], names[40 - rest + (size_t)i]);
    CHECK_INT(lseek(fd, 0, SEEK_CUR), 0);
    CHECK_INT(rest, 25);

    CHECK(lseek(fd, position, SEEK_SET) == position);
    it = pyos_fscandir(fd);
    while (it && pyos_scandir_next(it, &entry) == 1) entries++;
    CHECK_INT(entries, 25);
    pyos_scandir_close(it);
    CHECK_INT(lseek(fd, 0, SEEK_CUR), 0);
    pyos_free(left);
    pyos_free(names);
    close(fd);
    sw_remove("wk_where");
}
#endif

/* ---- scandir: the iterator ---------------------------------------------------------------------------------------------------- */

TEST(scandir_names_and_paths) {
    static const struct {
        const char *path, *entry;
    } table[] = {
        {"wk_paths", "wk_paths" SW_SEP "x"},
        {"wk_paths/", "wk_paths/x"},
        {"wk_paths//", "wk_paths//x"},
        {"./wk_paths", "./wk_paths" SW_SEP "x"},
        {"wk_paths/.", "wk_paths/." SW_SEP "x"},
#if defined(_WIN32)
        {".\\wk_paths\\", ".\\wk_paths\\x"},
        {".\\wk_paths", ".\\wk_paths\\x"},
#endif
    };
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    size_t i;
    sw_fresh("wk_paths");
    sw_write("wk_paths/x", "");
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        it = pyos_scandir(table[i].path);
        CHECK(it != NULL);
        CHECK_INT(pyos_scandir_next(it, &entry), 1);
        if (!it || !entry) continue;
        CHECK_STR(entry->name, "x");
        CHECK_STR(entry->path, table[i].entry);
        CHECK_INT(pyos_scandir_next(it, &entry), 0);
        pyos_scandir_close(it);
    }
    it = sw_at(NULL, "wk_paths", &entry); /* "." is shown, as in Python */
    if (it) CHECK_STR(entry->path, "." SW_SEP "wk_paths");
    pyos_scandir_close(it);
    it = sw_at(".", "wk_paths", &entry);
    if (it) CHECK_STR(entry->path, "." SW_SEP "wk_paths");
    pyos_scandir_close(it);
#if defined(_WIN32)
    it = sw_at("C:", "wk_paths", &entry); /* a drive takes no separator, which would mean its root */
    if (it) CHECK_STR(entry->path, "C:wk_paths");
    pyos_scandir_close(it);
#endif
    it = pyos_scandir("/");
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    if (it && entry) {
        CHECK(entry->path[0] == '/');
        CHECK_STR(entry->path + 1, entry->name);
    }
    pyos_scandir_close(it);
    sw_remove("wk_paths");
}

TEST(scandir_copies_its_path) {
    char path[] = "wk_copied";
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    sw_fresh("wk_copied");
    sw_write("wk_copied/x", "123");
    it = pyos_scandir(path);
    memset(path, '!', sizeof path - 1);
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    if (it && entry) {
        pyos_stat_result st;
        CHECK_STR(entry->path, "wk_copied" SW_SEP "x");
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(st.size, 3);
    }
    pyos_scandir_close(it);
    sw_remove("wk_copied");
}

TEST(scandir_end_stays_the_end) {
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int i;
    sw_fresh("wk_end");
    it = pyos_scandir("wk_end");
    CHECK(it != NULL);
    for (i = 0; i < 3; i++) {
        entry = (const pyos_direntry *)(const void *)"not touched yet";
        CHECK_INT(pyos_scandir_next(it, &entry), 0);
        CHECK(entry == NULL);
        sw_write("wk_end/late", ""); /* what comes later does not wake it */
    }
    pyos_scandir_close(it);
    sw_remove("wk_end");
}

TEST(scandir_wrong_use) {
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    unsigned long long ino;
    static const unsigned unknown[] = {1, 0x100, PYOS_FOLLOW, PYOS_EFFECTIVE_IDS, PYOS_NOFOLLOW | 2};
    size_t i;
    errno = EDOM;
    pyos_scandir_close(NULL);
    CHECK_INT(errno, EDOM);
    CHECK_ERROR(pyos_scandir_next(NULL, &entry) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_scandir_child(NULL, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_dup(NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_is_dir(NULL, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_is_file(NULL, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_is_symlink(NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_is_junction(NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_stat(NULL, 0, &st) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_inode(NULL, &ino, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);

    sw_fresh("wk_wrong");
    sw_write("wk_wrong/x", "");
    it = sw_at("wk_wrong", "x", &entry);
    if (!it) return;
    CHECK_ERROR(pyos_scandir_child(it, NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_scandir_child(NULL, entry) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_stat(entry, 0, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_direntry_inode(entry, NULL, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        pyos_stat_result before;
        memset(&before, 0xa5, sizeof before);
        memcpy(&st, &before, sizeof st);
        CHECK_ERROR(pyos_direntry_is_dir(entry, unknown[i]) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_direntry_is_file(entry, unknown[i]) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_direntry_stat(entry, unknown[i], &st) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK(memcmp(&st, &before, sizeof st) == 0);
    }
    CHECK_ERROR(pyos_scandir_next(it, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    pyos_scandir_close(it);
    sw_remove("wk_wrong");
}

TEST(scandir_errors) { /* at the call, before any step */
    sw_fresh("wk_serr");
    sw_write("wk_serr/file", "");
    CHECK_ERROR(pyos_scandir("") == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_scandir("wk_serr/missing") == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_serr/missing");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 3 : 0);
    CHECK_STR(pyos_last_error()->function, "os.scandir");
    CHECK_ERROR(pyos_scandir("wk_serr/file") == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_serr/file");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 267 : 0);
    if (!SW_WINDOWS) {
        CHECK_MESSAGE("[Errno " SW_ENOTDIR_TEXT "] Not a directory: 'wk_serr/file'");
        CHECK_ERROR(pyos_scandir("wk_serr/file/") == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_serr/file/");
    }
    sw_remove("wk_serr");
}

TEST(scandir_leaves_errno_alone) { /* and the record, while all goes well, to the end and through close */
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    unsigned long long ino;
    int n = 0;
    sw_fresh("wk_errno");
    sw_fill("wk_errno", 5);
    CHECK_ERROR(pyos_scandir("wk_missing") == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_missing");
    errno = EDOM;
    it = pyos_scandir("wk_errno");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        n++;
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(pyos_direntry_inode(entry, &ino, NULL), 0);
    }
    CHECK_INT(n, 5);
    pyos_scandir_close(it);
    pyos_free(pyos_listdir("wk_errno", NULL));
    CHECK_INT(errno, EDOM);
    CHECK_STR(pyos_last_error()->filename, "wk_missing");
    sw_remove("wk_errno");
}

#if defined(__linux__)
TEST(scandir_read_error_ends_it) {
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    struct stat dir, opened;
    int fd, probe;
    sw_fresh("wk_broken");
    sw_write("wk_broken/file", "");
    fd = open("wk_broken/file", O_RDONLY | O_CLOEXEC);
    probe = dup(fd);
    close(probe);
    it = pyos_scandir("wk_broken"); /* takes that number */
    CHECK(it != NULL);
    CHECK_INT(stat("wk_broken", &dir), 0);
    CHECK_INT(fstat(probe, &opened), 0);
    CHECK(dir.st_ino == opened.st_ino);
    CHECK_INT(dup2(fd, probe), probe); /* and now reading it is ENOTDIR */
    CHECK_ERROR(pyos_scandir_next(it, &entry) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_broken");
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    CHECK(entry == NULL);
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    pyos_scandir_close(it);
    close(fd);
    sw_remove("wk_broken");
}
#endif

TEST(scandir_close_early) { /* leaks nothing and holds nothing */
    long before;
    unsigned i;
    const pyos_direntry *entry;
    sw_fresh("wk_early");
    sw_fill("wk_early", 10);
    sw_mkdir("wk_early/sub");
    before = sw_descriptors();
    for (i = 0; i < 20; i++) {
        pyos_scandir_iter *it = pyos_scandir("wk_early"), *child;
        unsigned steps = i;
        CHECK(it != NULL);
        while (it && steps-- && pyos_scandir_next(it, &entry) == 1) {
            if (pyos_direntry_is_dir(entry, 0) != 1) continue;
            child = pyos_scandir_child(it, entry);
            CHECK(child != NULL);
            pyos_scandir_close(child);
        }
        pyos_scandir_close(it);
        CHECK(pyos_scandir("wk_early/missing") == NULL);
        CHECK(pyos_scandir("wk_early/n000001") == NULL);
        pyos_free(pyos_listdir("wk_early", NULL));
        CHECK(pyos_listdir("wk_early/n000001", NULL) == NULL);
    }
    CHECK_INT(sw_descriptors(), before);
    sw_unfill("wk_early", 10);
    CHECK_INT(pyos_rmdir("wk_early/sub"), 0); /* an open handle would keep the name on Windows */
    CHECK_INT(pyos_rmdir("wk_early"), 0);
    CHECK(!pyos_path_exists("wk_early"));
    sw_remove("wk_early");
}

TEST(scandir_while_removing) { /* every entry is seen */
    unsigned n = SW_WINDOWS ? 1000 : 3000, i, seen = 0, left = 0;
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    sw_fresh("wk_eaten");
    sw_fill("wk_eaten", n);
    it = pyos_scandir("wk_eaten");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        seen++;
        CHECK_INT(pyos_remove(entry->path), 0);
    }
    pyos_scandir_close(it);
    CHECK_INT(seen, n);
    for (i = 0; i < n; i++) {
        char *path = sw_numbered("wk_eaten", i);
        if (pyos_path_exists(path)) left++;
        free(path);
    }
    CHECK_INT(left, 0);
    CHECK_INT(pyos_rmdir("wk_eaten"), 0);
}

TEST(scandir_two_at_once) { /* iterators of one directory do not disturb each other */
    const pyos_direntry *one, *two;
    pyos_scandir_iter *a, *b;
    int n = 0;
    sw_fresh("wk_two");
    sw_fill("wk_two", 7);
    a = pyos_scandir("wk_two");
    b = pyos_scandir("wk_two");
    while (a && b && pyos_scandir_next(a, &one) == 1) {
        CHECK_INT(pyos_scandir_next(b, &two), 1);
        CHECK(one != two);
        CHECK_STR(one->name, two->name);
        n++;
    }
    CHECK_INT(n, 7);
    CHECK_INT(pyos_scandir_next(b, &two), 0);
    pyos_scandir_close(a);
    pyos_scandir_close(b);
    sw_remove("wk_two");
}

TEST(fscandir_entries) { /* path is the name alone, and questions go by the descriptor */
#if !PYOS_HAVE_FSCANDIR
    CHECK(!pyos_supports_fd("os.scandir"));
#if !PYOS_STRICT
    CHECK_ERROR(pyos_fscandir(0) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_fscandir(-1) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
#endif
#else
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it, *child;
    pyos_stat_result st, want;
    pyos_direntry *copy = NULL;
    int fd, i, n;
    CHECK(pyos_supports_fd("os.scandir"));
    sw_fresh("wk_fscan");
    sw_mkdir("wk_fscan/sub");
    sw_write("wk_fscan/sub/deep", "");
    sw_write("wk_fscan/file", "12345");
    CHECK(sw_symlink("file", "wk_fscan/link"));
    CHECK(sw_symlink("nowhere", "wk_fscan/dangling"));
    fd = open("wk_fscan", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (i = 0; i < 2; i++) {
        n = 0;
        it = pyos_fscandir(fd);
        CHECK(it != NULL);
        while (it && pyos_scandir_next(it, &entry) == 1) {
            char *path = sw_under("wk_fscan", entry->name);
            n++;
            if (strcmp(entry->name, "file") == 0 && !copy) copy = pyos_direntry_dup(entry);
            CHECK_STR(entry->path, entry->name);
            CHECK_INT(pyos_lstat(path, &want), 0);
            CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0); /* "file" is not in the working directory */
            CHECK(sw_same(&st, &want));
            if (strcmp(entry->name, "dangling") == 0) {
                CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dangling");
            } else {
                CHECK_INT(pyos_stat(path, &want), 0);
                CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
                CHECK(sw_same(&st, &want));
            }
            if (strcmp(entry->name, "link") == 0) CHECK_INT(pyos_direntry_is_file(entry, 0), 1);
            if (strcmp(entry->name, "sub") == 0) {
                const pyos_direntry *deep = NULL;
                child = pyos_scandir_child(it, entry);
                CHECK_INT(pyos_scandir_next(child, &deep), 1);
                if (child && deep) CHECK_STR(deep->path, "sub/deep");
                pyos_scandir_close(child);
            }
            free(path);
        }
        CHECK_INT(n, 4);
        pyos_scandir_close(it);
        CHECK_INT(fcntl(fd, F_GETFD), FD_CLOEXEC); /* still the caller's */
        CHECK_INT(lseek(fd, 0, SEEK_CUR), 0);
    }
    CHECK(copy != NULL);
    if (copy) {
        CHECK_STR(copy->path, "file");
        CHECK_INT(pyos_stat("wk_fscan/file", &want), 0);
        CHECK_INT(pyos_direntry_stat(copy, 0, &st), 0); /* by the descriptor, which must still be open */
        CHECK(sw_same(&st, &want));
    }
    pyos_free(copy);
    /* closed early it is rewound all the same */
    it = pyos_fscandir(fd);
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    pyos_scandir_close(it);
    CHECK_INT(lseek(fd, 0, SEEK_CUR), 0);
    close(fd);

    fd = open("wk_fscan/file", O_RDONLY | O_CLOEXEC);
    CHECK_ERROR(pyos_fscandir(fd) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    close(fd);
    CHECK_ERROR(pyos_fscandir(fd) == NULL, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fscandir(-1) == NULL, PYOS_OSERROR, EBADF, NULL);
    sw_remove("wk_fscan");
#endif
}

/* ---- Entries: questions ------------------------------------------------------------------------------------------------------ */

TEST(entry_types) { /* every question, of every kind of entry */
    static const struct {
        const char *name;
        int dir, dir_itself, file, file_itself, symlink;
    } table[] = {
        {"file", 0, 0, 1, 1, 0},   {"dir", 1, 1, 0, 0, 0},     {"to_file", 0, 0, 1, 0, 1},
        {"to_dir", 1, 0, 0, 0, 1}, {"to_link", 1, 0, 0, 0, 1}, {"dangling", 0, 0, 0, 0, 1},
        {"fifo", 0, 0, 0, 0, 0},   {"socket", 0, 0, 0, 0, 0},  {"null", 0, 0, 0, 0, 1},
    };
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int seen = 0, want = 2;
    sw_fresh("wk_types");
    sw_mkdir("wk_types/dir");
    sw_write("wk_types/file", "");
    if (sw_symlink("file", "wk_types/to_file")) {
        CHECK(sw_symlink("dir", "wk_types/to_dir"));
        CHECK(sw_symlink("to_dir", "wk_types/to_link"));
        CHECK(sw_symlink("nowhere", "wk_types/dangling"));
        want += 4;
    }
#if !defined(_WIN32) && !defined(__wasi__)
    {
        struct sockaddr_un address;
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        memset(&address, 0, sizeof address);
        address.sun_family = AF_UNIX;
        memcpy(address.sun_path, "wk_types/socket", sizeof "wk_types/socket");
        CHECK_INT(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
        close(fd);
        CHECK_INT(mkfifo("wk_types/fifo", 0666), 0);
        CHECK(sw_symlink("/dev/null", "wk_types/null"));
        want += 3;
    }
#endif
    it = pyos_scandir("wk_types");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        size_t i;
        for (i = 0; i < sizeof table / sizeof *table; i++) {
            int before = test_bad;
            if (strcmp(entry->name, table[i].name) != 0) continue;
            seen++;
            test_bad = 0;
            CHECK_INT(pyos_direntry_is_dir(entry, 0), table[i].dir);
            CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), table[i].dir_itself);
            CHECK_INT(pyos_direntry_is_file(entry, 0), table[i].file);
            CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), table[i].file_itself);
            CHECK_INT(pyos_direntry_is_symlink(entry), table[i].symlink);
            CHECK_INT(pyos_direntry_is_junction(entry), 0);
            if (test_bad) printf("    of '%s'\n", entry->name);
            test_bad |= before;
        }
    }
    CHECK_INT(seen, want);
    pyos_scandir_close(it);
    sw_remove("wk_types");
}

TEST(entry_looping_link) { /* cannot be answered, and is asked again */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_loop");
    sw_fresh("wk_loop/d");
    if (!sw_symlink("loop", "wk_loop/d/loop")) {
        sw_remove("wk_loop");
        HOST_LACKS("symbolic links cannot be made here");
    }
    it = sw_at("wk_loop/d", "loop", &entry);
    if (it) {
        CHECK_ERROR(pyos_direntry_is_dir(entry, 0) == -1, PYOS_OSERROR, ELOOP, "wk_loop/d/loop");
        CHECK_ERROR(pyos_direntry_is_file(entry, 0) == -1, PYOS_OSERROR, ELOOP, "wk_loop/d/loop");
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_OSERROR, ELOOP, "wk_loop/d/loop");
        CHECK_INT(pyos_direntry_is_symlink(entry), 1);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), 0);
        CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), 0);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK(pyos_S_ISLNK(st.mode));
        CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_OSERROR, ELOOP, "wk_loop/d/loop");
        CHECK_INT(pyos_remove("wk_loop/d/loop"), 0);
        CHECK(sw_symlink("..", "wk_loop/d/loop"));
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
    }
    pyos_scandir_close(it);
    sw_remove("wk_loop");
}

TEST(entry_dangling_link) { /* is nothing, until there is something */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_dangling");
    if (!sw_symlink("later", "wk_dangling/link")) {
        sw_remove("wk_dangling");
        HOST_LACKS("symbolic links cannot be made here");
    }
    it = sw_at("wk_dangling", "link", &entry);
    if (it) {
        CHECK_ERROR(pyos_stat("wk_unrelated", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_unrelated");
        errno = EDOM;
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_symlink(entry), 1);
        CHECK_STR(pyos_last_error()->filename, "wk_unrelated"); /* a question answered leaves no error */
        CHECK_INT(errno, EDOM);
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_dangling/link");
        CHECK_STR(pyos_last_error()->function, "os.DirEntry.stat");
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK(pyos_S_ISLNK(st.mode));
        CHECK_INT(st.size, 5);
        CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_dangling/link");
        sw_mkdir("wk_dangling/later");
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK(pyos_S_ISDIR(st.mode));
    }
    pyos_scandir_close(it);
    sw_remove("wk_dangling");
}

TEST(entry_stat_agrees_with_the_system) {
#if defined(_WIN32)
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int n = 0;
    const unsigned has = PYOS_STAT_HAS_MODE | PYOS_STAT_HAS_SIZE | PYOS_STAT_HAS_ATIME | PYOS_STAT_HAS_MTIME |
                         PYOS_STAT_HAS_CTIME | PYOS_STAT_HAS_BIRTHTIME | PYOS_STAT_HAS_FILE_ATTRIBUTES |
                         PYOS_STAT_HAS_REPARSE_TAG;
    sw_fresh("wk_stat");
    sw_mkdir("wk_stat/dir");
    sw_write("wk_stat/file", "12345");
    sw_write("wk_stat/hidden", "1234");
    sw_write("wk_stat/readonly", "123");
    sw_write("wk_stat/run.exe", "12");
    CHECK(SetFileAttributesW(L"wk_stat/hidden", FILE_ATTRIBUTE_HIDDEN));
    CHECK(SetFileAttributesW(L"wk_stat/readonly", FILE_ATTRIBUTE_READONLY));
    it = pyos_scandir("wk_stat");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        pyos_stat_result st, other, want;
        unsigned long long ino = 1, ino_high = 1;
        wchar_t *wide = pyos_to_wide(entry->path);
        WIN32_FIND_DATAW data;
        HANDLE search = FindFirstFileW(wide, &data);
        n++;
        CHECK(search != INVALID_HANDLE_VALUE);
        FindClose(search);
        pyos_free(wide);
        memset(&st, 0xa5, sizeof st);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(pyos_stat(entry->path, &want), 0);
        CHECK_INT(st.has, has); /* the listing has no id, no device and no number of links, and Python shows zeros */
        CHECK(st.ino == 0 && st.ino_high == 0 && st.dev == 0 && st.nlink == 0);
#define TICKS(t) ((long long)((unsigned long long)(t).dwHighDateTime << 32 | (t).dwLowDateTime) - 116444736000000000LL)
        CHECK_INT(st.size, want.size);
        CHECK_INT(st.file_attributes, data.dwFileAttributes);
        CHECK_INT(st.mtime_ns, TICKS(data.ftLastWriteTime) * 100);
        CHECK_INT(st.atime_ns, TICKS(data.ftLastAccessTime) * 100);
        CHECK_INT(st.birthtime_ns, TICKS(data.ftCreationTime) * 100);
        CHECK_INT(st.ctime_ns, st.birthtime_ns);
#undef TICKS
        CHECK_INT(st.reparse_tag, 0);
        /* made from the attributes alone: in CPython only the stat of a path looks at the ending */
        CHECK_INT(st.mode, pyos_S_ISDIR(want.mode) ? want.mode : want.mode & ~0111u);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &other), 0);
        CHECK(sw_same(&st, &other));
        CHECK_INT(pyos_direntry_inode(entry, &ino, &ino_high), 0);
        CHECK(ino == want.ino && ino_high == want.ino_high);
        CHECK_INT(pyos_direntry_inode(entry, &ino, NULL), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), strcmp(entry->name, "dir") == 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), strcmp(entry->name, "dir") != 0);
        CHECK_INT(pyos_direntry_is_junction(entry), 0);
    }
    CHECK_INT(n, 5);
    pyos_scandir_close(it);
    sw_remove("wk_stat");
#else
    static const char *const paths[] = {
        "wk_stat",
#if !defined(__wasi__)
        "/dev",
        "/usr/include",
#endif
    };
    size_t i;
    sw_fresh("wk_stat");
    sw_mkdir("wk_stat/dir");
    sw_write("wk_stat/file", "12345");
    CHECK_INT(link("wk_stat/file", "wk_stat/second"), 0);
    CHECK(sw_symlink("file", "wk_stat/to_file"));
    CHECK(sw_symlink("dir", "wk_stat/to_dir"));
    CHECK(sw_symlink("nowhere", "wk_stat/dangling"));
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        DIR *dir = opendir(paths[i]);
        pyos_scandir_iter *it = pyos_scandir(paths[i]);
        const pyos_direntry *entry;
        struct dirent *want;
        int n = 0;
        while (dir && (want = readdir(dir)) != NULL) {
            struct stat system;
            pyos_stat_result st;
            unsigned long long ino = 0, ino_high = 7;
            bool link_of_any_kind;
            if (strcmp(want->d_name, ".") == 0 || strcmp(want->d_name, "..") == 0) continue;
            if (n++ == 200) break;
            if (pyos_scandir_next(it, &entry) != 1 || strcmp(entry->name, want->d_name) != 0) {
                if (i == 0) SW_FAIL("the entries that readdir has"); /* elsewhere others may be at work */
                break;
            }
            CHECK_INT(fstatat(dirfd(dir), want->d_name, &system, AT_SYMLINK_NOFOLLOW), 0);
            link_of_any_kind = S_ISLNK(system.st_mode);
            CHECK_INT(pyos_direntry_inode(entry, &ino, &ino_high), 0);
#if defined(__wasi__)
            CHECK(ino == (unsigned long long)system.st_ino); /* the listing has none: asked for */
#else
            CHECK(ino == (unsigned long long)want->d_ino); /* of the directory below a mount point, as in Python */
#endif
            CHECK(ino_high == 0);
            CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
            sw_check_system(__LINE__, &st, &system);
            CHECK_INT(pyos_direntry_is_symlink(entry), link_of_any_kind);
            CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), S_ISDIR(system.st_mode) != 0);
            CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), S_ISREG(system.st_mode) != 0);
            if (fstatat(dirfd(dir), want->d_name, &system, 0) == 0) {
                CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
                sw_check_system(__LINE__, &st, &system);
                CHECK_INT(pyos_direntry_is_dir(entry, 0), S_ISDIR(system.st_mode) != 0);
                CHECK_INT(pyos_direntry_is_file(entry, 0), S_ISREG(system.st_mode) != 0);
            } else {
                CHECK_INT(pyos_direntry_stat(entry, 0, &st), -1);
            }
        }
        if (i == 0) CHECK_INT(n, 6);
        pyos_scandir_close(it);
        if (dir) closedir(dir);
    }
    sw_remove("wk_stat");
#endif
}

TEST(entry_answers_are_kept) { /* for both settings apart */
    RULE("rule.scandir_cache");
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st, again;
    unsigned long long ino = 0, same = 1;
    sw_fresh("wk_kept");
    sw_write("wk_kept/file", "123");
    it = sw_at("wk_kept", "file", &entry);
    if (it) {
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(st.size, 3);
        CHECK_INT(pyos_direntry_inode(entry, &ino, NULL), 0);
        sw_append("wk_kept/file", "4567");
        CHECK_INT(pyos_direntry_stat(entry, 0, &again), 0);
        CHECK(sw_same(&st, &again));
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &again), 0); /* of what is no link both are one answer */
        CHECK(sw_same(&st, &again));
        CHECK_INT(pyos_remove("wk_kept/file"), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &again), 0);
        CHECK(sw_same(&st, &again));
        CHECK_INT(pyos_direntry_inode(entry, &same, NULL), 0);
        CHECK(ino == same && ino != 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 1);
        sw_mkdir("wk_kept/file"); /* something else of that name */
        CHECK_INT(pyos_direntry_is_file(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
    }
    pyos_scandir_close(it);
    sw_remove("wk_kept");
}

TEST(entry_answers_of_a_link_are_kept) {
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st, itself;
    sw_fresh("wk_keptl");
    sw_mkdir("wk_keptl/dir");
    sw_write("wk_keptl/file", "123456789");
    if (!sw_symlink("dir", "wk_keptl/link")) {
        sw_remove("wk_keptl");
        HOST_LACKS("symbolic links cannot be made here");
    }
    it = sw_at("wk_keptl", "link", &entry);
    if (it) {
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_remove("wk_keptl/link"), 0);
        CHECK(sw_symlink("file", "wk_keptl/link"));
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0); /* the stat that answered is_dir */
        CHECK(pyos_S_ISDIR(st.mode));
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &itself), 0); /* asked now for the first time */
        CHECK(pyos_S_ISLNK(itself.mode));
        CHECK_INT(itself.size, 4);
        CHECK_INT(pyos_remove("wk_keptl/link"), 0);
        CHECK(sw_symlink("a longer text", "wk_keptl/link"));
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &itself), 0);
        CHECK_INT(itself.size, 4);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK(pyos_S_ISDIR(st.mode));
    }
    pyos_scandir_close(it);
    it = sw_at("wk_keptl", "link", &entry); /* a new listing knows nothing of the old answers */
    if (it) CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
    pyos_scandir_close(it);
    sw_remove("wk_keptl");
}

TEST(entry_answers_do_not_pass_to_the_next) { /* although the entry is used again */
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int n = 0;
    sw_fresh("wk_next");
    sw_write("wk_next/a", "1");
    sw_write("wk_next/bb", "22");
    sw_mkdir("wk_next/c");
    sw_write("wk_next/dddd", "4444");
    sw_mkdir("wk_next/e");
    it = pyos_scandir("wk_next");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        bool dir = entry->name[0] == 'c' || entry->name[0] == 'e';
        pyos_stat_result st, want;
        unsigned long long ino = 0;
        n++;
        CHECK_INT(pyos_stat(entry->path, &want), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(st.size, want.size);
        CHECK_INT(pyos_direntry_inode(entry, &ino, NULL), 0);
        CHECK(ino == want.ino);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), dir);
        CHECK_INT(pyos_direntry_is_file(entry, 0), !dir);
        CHECK_INT(pyos_S_ISDIR(st.mode), dir);
    }
    CHECK_INT(n, 5);
    pyos_scandir_close(it);
    sw_remove("wk_next");
}

TEST(entry_that_vanished) { /* is nothing, and that answer is not kept */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_vanish");
    sw_mkdir("wk_vanish/dir");
    if (!sw_symlink("dir", "wk_vanish/link")) {
        sw_remove("wk_vanish");
        HOST_LACKS("symbolic links cannot be made here, and what is no link is answered from the listing");
    }
    it = sw_at("wk_vanish", "link", &entry);
    if (it) {
        CHECK_INT(pyos_remove("wk_vanish/link"), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_symlink(entry), 1); /* as the listing said */
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_vanish/link");
        CHECK_ERROR(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                    "wk_vanish/link");
        CHECK(sw_symlink("dir", "wk_vanish/link"));
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK(pyos_S_ISLNK(st.mode));
    }
    pyos_scandir_close(it);
    sw_remove("wk_vanish");
}

TEST(entry_of_a_file_that_vanished) {
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st, before;
    memset(&before, 0xa5, sizeof before);
    memcpy(&st, &before, sizeof st);
    sw_fresh("wk_lost");
    sw_write("wk_lost/file", "123");
    it = sw_at("wk_lost", "file", &entry);
    if (it) {
        CHECK_INT(pyos_remove("wk_lost/file"), 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 1); /* as the listing said */
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_symlink(entry), 0);
        if (SW_WINDOWS) { /* the listing has it all */
            unsigned long long ino;
            CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
            CHECK_INT(st.size, 3);
            CHECK_ERROR(pyos_direntry_inode(entry, &ino, NULL) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                        "wk_lost" SW_SEP "file");
        } else {
            CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_lost/file");
            CHECK(memcmp(&st, &before, sizeof st) == 0);
            sw_write("wk_lost/file", "12345");
            CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0); /* the failure was not kept */
            CHECK_INT(st.size, 5);
        }
    }
    pyos_scandir_close(it);
    sw_remove("wk_lost");
}

TEST(entry_of_a_moved_directory) { /* means the same file still */
#if defined(__wasi__)
    HOST_LACKS("the host remembers the path of a descriptor, not the directory");
#else
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_moved");
    sw_mkdir("wk_moved/from");
#if defined(_WIN32) /* where the listing has all but the id */
    sw_mkdir("wk_moved/from/dir");
    CHECK_INT(pyos_stat("wk_moved/from/dir", &st), 0);
    it = sw_at("wk_moved/from", "dir", &entry);
    if (it && pyos_rename("wk_moved/from", "wk_moved/to") == 0) {
        unsigned long long ino = 0, ino_high = 0;
        sw_mkdir("wk_moved/from"); /* and another takes its place */
        sw_mkdir("wk_moved/from/dir");
        CHECK_INT(pyos_direntry_inode(entry, &ino, &ino_high), 0);
        CHECK(ino == st.ino && ino_high == st.ino_high);
        CHECK_STR(entry->path, "wk_moved/from" SW_SEP "dir");
    }
#else
    sw_write("wk_moved/from/file", "123");
    CHECK(sw_symlink("file", "wk_moved/from/link"));
    it = sw_at("wk_moved/from", "link", &entry);
    if (it) {
        CHECK_INT(rename("wk_moved/from", "wk_moved/to"), 0);
        sw_mkdir("wk_moved/from"); /* and another takes its place */
        sw_mkdir("wk_moved/from/link");
        CHECK_INT(pyos_direntry_is_file(entry, 0), 1);
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(st.size, 3);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK(pyos_S_ISLNK(st.mode));
        CHECK_STR(entry->path, "wk_moved/from/link");
    }
#endif
    pyos_scandir_close(it);
    sw_remove("wk_moved");
#endif
}

#if !defined(_WIN32)
/* Some file systems give no types: as if this were one. Made in the private half of the entry. */
static pyos_scandir_iter *sw_at_unknown(const char *path, const char *name, const pyos_direntry **entry) {
    pyos_scandir_iter *it = sw_at(path, name, entry);
    if (it) pyosi_entry_of(*entry)->type = 0;
    return it;
}

TEST(entry_of_unknown_type) { /* costs a question, with the same answers */
    static const struct {
        const char *name;
        int dir, dir_itself, file, file_itself, symlink;
    } table[] = {{"file", 0, 0, 1, 1, 0},
                 {"dir", 1, 1, 0, 0, 0},
                 {"to_file", 0, 0, 1, 0, 1},
                 {"to_dir", 1, 0, 0, 0, 1},
                 {"dangling", 0, 0, 0, 0, 1}};
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    size_t i;
    sw_fresh("wk_unknown");
    sw_mkdir("wk_unknown/dir");
    sw_write("wk_unknown/file", "123");
    CHECK(sw_symlink("file", "wk_unknown/to_file"));
    CHECK(sw_symlink("dir", "wk_unknown/to_dir"));
    CHECK(sw_symlink("nowhere", "wk_unknown/dangling"));
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        int before = test_bad, question;
        test_bad = 0;
        for (question = 0; question < 6; question++) { /* each is the first once */
            it = sw_at_unknown("wk_unknown", table[i].name, &entry);
            if (!it) continue;
            if (question == 0) CHECK_INT(pyos_direntry_is_dir(entry, 0), table[i].dir);
            if (question == 1) CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), table[i].dir_itself);
            if (question == 2) CHECK_INT(pyos_direntry_is_file(entry, 0), table[i].file);
            if (question == 3) CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), table[i].file_itself);
            if (question == 4) CHECK_INT(pyos_direntry_is_symlink(entry), table[i].symlink);
            if (question == 5) CHECK_INT(pyos_direntry_stat(entry, 0, &st), table[i].dir || table[i].file ? 0 : -1);
            CHECK_INT(pyos_direntry_is_symlink(entry), table[i].symlink);
            CHECK_INT(pyos_direntry_is_file(entry, 0), table[i].file);
            CHECK_INT(pyos_direntry_is_dir(entry, 0), table[i].dir);
            CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), table[i].file_itself);
            CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), table[i].dir_itself);
            CHECK_INT(pyos_direntry_is_junction(entry), 0);
            CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
            CHECK_INT(pyos_S_ISLNK(st.mode), table[i].symlink);
            pyos_scandir_close(it);
        }
        if (test_bad) printf("    of '%s'\n", table[i].name);
        test_bad |= before;
    }
    sw_remove("wk_unknown");
}

TEST(entry_of_unknown_type_that_vanished) { /* is nothing; and what was asked once is kept */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_unlost");
    sw_write("wk_unlost/file", "123");
    it = sw_at_unknown("wk_unlost", "file", &entry);
    if (it) {
        CHECK_INT(pyos_remove("wk_unlost/file"), 0);
        errno = EDOM;
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_symlink(entry), 0);
        CHECK_INT(errno, EDOM);
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_unlost/file");
        sw_mkdir("wk_unlost/file");
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_rmdir("wk_unlost/file"), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
    }
    pyos_scandir_close(it);
    sw_remove("wk_unlost");
}

TEST(entry_without_inode_in_the_listing) { /* is asked for it once */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    unsigned long long ino = 0, ino_high = 1;
    int known;
    for (known = 0; known < 2; known++) { /* without and with a stat before */
        sw_fresh("wk_noino");
        CHECK(sw_symlink("nowhere", "wk_noino/link"));
        CHECK_INT(pyos_lstat("wk_noino/link", &st), 0);
        it = sw_at("wk_noino", "link", &entry);
        if (!it) continue;
        pyosi_entry_of(entry)->ino = 0;
        if (known) CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        if (known) CHECK_INT(pyos_remove("wk_noino/link"), 0);
        CHECK_INT(pyos_direntry_inode(entry, &ino, &ino_high), 0);
        CHECK(ino == st.ino && ino_high == 0);
        if (!known) CHECK_INT(pyos_remove("wk_noino/link"), 0);
        ino = 0;
        CHECK_INT(pyos_direntry_inode(entry, &ino, NULL), 0);
        CHECK(ino == st.ino);
        pyos_scandir_close(it);
    }
    it = NULL;
    sw_write("wk_noino/file", "");
    it = sw_at("wk_noino", "file", &entry);
    if (it) {
        pyosi_entry_of(entry)->ino = 0;
        CHECK_INT(pyos_remove("wk_noino/file"), 0);
        CHECK_ERROR(pyos_direntry_inode(entry, &ino, NULL) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_noino/file");
    }
    pyos_scandir_close(it);
    sw_remove("wk_noino");
}

TEST(scandir_child_of_unknown_type) { /* may have been a link, so one is followed */
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    sw_fresh("wk_unchild");
    sw_mkdir("wk_unchild/dir");
    sw_write("wk_unchild/dir/x", "");
    CHECK(sw_symlink("dir", "wk_unchild/link"));
    it = sw_at_unknown("wk_unchild", "link", &entry);
    child = it ? pyos_scandir_child(it, entry) : NULL;
    CHECK_INT(pyos_scandir_next(child, &below), 1);
    if (child && below) CHECK_STR(below->path, "wk_unchild/link/x");
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    sw_remove("wk_unchild");
}
#else
TEST(
    entry_of_a_reparse_point) { /* links, junctions and what is kept elsewhere, made up in the private half of an entry */
    static const struct {
        unsigned attributes, tag, mode;
        int dir_itself, file_itself, symlink, junction;
    } table[] = {{0x20, 0, 0100666, 0, 1, 0, 0},
                 {0x21, 0, 0100444, 0, 1, 0, 0},
                 {0x10, 0, 0040777, 1, 0, 0, 0},
                 {0x11, 0, 0040555, 1, 0, 0, 0},
                 {0x410, 0xa000000cu, 0120777, 0, 0, 1, 0},
                 {0x420, 0xa000000cu, 0120666, 0, 0, 1, 0},
                 {0x410, 0xa0000003u, 0040777, 1, 0, 0, 1},
                 {0x420, 0x9000001au, 0100666, 0, 1, 0, 0},
                 {0x420, 0x8000001bu, 0100666, 0, 1, 0, 0},
                 {0x410, 0, 0040777, 1, 0, 0, 0},
                 {0x20, 0xa000000cu, 0100666, 0, 1, 0, 0}}; /* a tag without the attribute says nothing */
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    size_t i;
    sw_fresh("wk_reparse");
    sw_mkdir("wk_reparse/dir");
    it = sw_at("wk_reparse", "dir", &entry);
    for (i = 0; it && i < sizeof table / sizeof *table; i++) {
        int before = test_bad;
        pyosi_listed listed;
        pyos_stat_result st;
        test_bad = 0;
        memset(&listed, 0, sizeof listed);
        listed.attributes = table[i].attributes, listed.ea_size = table[i].tag;
        listed.size = 5000000000, listed.written = 132000000000000001;
        pyosi_fill_entry(pyosi_entry_of(entry), &listed);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), table[i].dir_itself);
        CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), table[i].file_itself);
        CHECK_INT(pyos_direntry_is_symlink(entry), table[i].symlink);
        CHECK_INT(pyos_direntry_is_junction(entry), table[i].junction);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK_INT(st.mode, table[i].mode);
        CHECK_INT(st.file_attributes, table[i].attributes);
        CHECK_INT(st.reparse_tag, table[i].attributes & 0x400 ? table[i].tag : 0);
        CHECK_INT(st.size, 5000000000);
        CHECK_INT(st.mtime_ns, (132000000000000001 - 116444736000000000) * 100);
        if (table[i].symlink) { /* followed it is what the system says: a directory */
            CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
            CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
            CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
            CHECK(pyos_S_ISDIR(st.mode) && st.ino != 0 && (st.has & PYOS_STAT_HAS_INO));
        } else {
            CHECK_INT(pyos_direntry_is_dir(entry, 0), table[i].dir_itself);
            CHECK_INT(pyos_direntry_is_file(entry, 0), table[i].file_itself);
            CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
            CHECK_INT(st.size, 5000000000);
        }
        if (test_bad) printf("    of attributes 0x%x, tag 0x%x\n", table[i].attributes, table[i].tag);
        test_bad |= before;
    }
    pyos_scandir_close(it);
    sw_remove("wk_reparse");
}
#endif

/* ---- direntry_dup -------------------------------------------------------------------------------------------------------------- */

TEST(direntry_dup_outlives_the_iterator) {
    const pyos_direntry *entry;
    pyos_direntry *file = NULL, *dir = NULL, *again;
    pyos_scandir_iter *it;
    pyos_stat_result st, want;
    unsigned long long ino = 0;
    sw_fresh("wk_dup");
    sw_write("wk_dup/file", "12345");
    sw_mkdir("wk_dup/dir");
    it = pyos_scandir("wk_dup");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        pyos_direntry *copy = pyos_direntry_dup(entry);
        CHECK(copy && copy != entry && copy->name != entry->name && copy->path != entry->path);
        if (strcmp(entry->name, "file") == 0) file = copy;
        else dir = copy;
    }
    pyos_scandir_close(it);
    CHECK(file && dir);
    if (!file || !dir) return;
    CHECK_STR(file->name, "file");
    CHECK_STR(file->path, "wk_dup" SW_SEP "file");
    CHECK_INT(pyos_direntry_is_file(file, 0), 1);
    CHECK_INT(pyos_direntry_is_dir(file, 0), 0);
    CHECK_INT(pyos_direntry_is_symlink(file), 0);
    CHECK_INT(pyos_direntry_is_dir(dir, PYOS_NOFOLLOW), 1);
    CHECK_INT(pyos_stat("wk_dup/file", &want), 0);
    CHECK_INT(pyos_direntry_inode(file, &ino, NULL), 0);
    CHECK(ino == want.ino);
    CHECK_INT(pyos_direntry_stat(file, 0, &st), 0);
    CHECK_INT(st.size, 5);
    sw_append("wk_dup/file", "678");
    CHECK_INT(pyos_direntry_stat(file, 0, &st), 0); /* a copy keeps its answers too */
    CHECK_INT(st.size, 5);
    again = pyos_direntry_dup(file); /* of a copy, which takes them along */
    CHECK(again != NULL);
    CHECK_INT(pyos_remove("wk_dup/file"), 0);
    CHECK_INT(pyos_direntry_is_file(file, 0), 1); /* from the listing */
    pyos_free(file);
    if (again) CHECK_STR(again->path, "wk_dup" SW_SEP "file");
    CHECK_INT(pyos_direntry_is_file(again, 0), 1);
    CHECK_INT(pyos_direntry_stat(again, 0, &st), 0);
    CHECK_INT(st.size, 5);
    pyos_free(again);
    pyos_free(dir);
    sw_remove("wk_dup");
}

TEST(direntry_dup_goes_by_path) {
    const pyos_direntry *entry = NULL;
    pyos_direntry *copy;
    pyos_scandir_iter *it;
    pyos_stat_result st;
    sw_fresh("wk_dupp");
    sw_mkdir("wk_dupp/a");
    sw_mkdir("wk_dupp/a/sub");
    sw_write("wk_dupp/a/sub/file", "123");
    if (!sw_symlink("sub", "wk_dupp/a/link")) {
        sw_remove("wk_dupp");
        HOST_LACKS("symbolic links cannot be made here, and what is no link is answered from the listing");
    }
    it = sw_at("wk_dupp/a", "link", &entry);
    copy = it ? pyos_direntry_dup(entry) : NULL;
    pyos_scandir_close(it);
    CHECK(copy != NULL);
    if (!copy) return;
    CHECK_INT(pyos_rename("wk_dupp/a", "wk_dupp/b"), 0);
    CHECK_INT(pyos_direntry_is_dir(copy, 0), 0);
    CHECK_ERROR(pyos_direntry_stat(copy, 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_dupp/a" SW_SEP "link");
    CHECK_INT(pyos_rename("wk_dupp/b", "wk_dupp/a"), 0);
    CHECK_INT(pyos_direntry_is_dir(copy, 0), 1);
    CHECK_INT(pyos_direntry_stat(copy, 0, &st), 0);
    CHECK_INT(pyos_direntry_stat(copy, PYOS_NOFOLLOW, &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));
    pyos_free(copy);
    sw_remove("wk_dupp");
}

/* ---- scandir_child ------------------------------------------------------------------------------------------------------------- */

TEST(scandir_child_lists) {
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    sw_fresh("wk_child");
    sw_mkdir("wk_child/sub");
    sw_write("wk_child/sub/deep", "12");
    it = sw_at("wk_child", "sub", &entry);
    if (!it) return;
    child = pyos_scandir_child(it, entry);
    CHECK(child != NULL);
    CHECK_STR(entry->name, "sub"); /* the parent stays where it was */
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    pyos_scandir_close(it); /* and the child needs it no more */
    CHECK_INT(pyos_scandir_next(child, &below), 1);
    if (child && below) {
        pyos_stat_result st;
        CHECK_STR(below->name, "deep");
        CHECK_STR(below->path, "wk_child" SW_SEP "sub" SW_SEP "deep");
        CHECK_INT(pyos_direntry_stat(below, 0, &st), 0);
        CHECK_INT(st.size, 2);
        CHECK_INT(pyos_direntry_is_file(below, 0), 1);
    }
    CHECK_INT(pyos_scandir_next(child, &below), 0);
    pyos_scandir_close(child);
    it = sw_at("wk_child/", "sub", &entry); /* with the path as it was given */
    child = it ? pyos_scandir_child(it, entry) : NULL;
    CHECK_INT(pyos_scandir_next(child, &below), 1);
    if (child && below) CHECK_STR(below->path, "wk_child/sub" SW_SEP "deep");
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    sw_remove("wk_child");
}

TEST(scandir_child_errors) {
    const pyos_direntry *entry = NULL, *other = NULL;
    pyos_direntry *copy;
    pyos_scandir_iter *it, *second;
    sw_fresh("wk_cherr");
    sw_write("wk_cherr/file", "");
    it = sw_at("wk_cherr", "file", &entry);
    if (it) {
        CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_cherr" SW_SEP "file");
        CHECK_STR(pyos_last_error()->function, "os.scandir");
        CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 267 : 0);
    }
    pyos_scandir_close(it);
    CHECK_INT(pyos_remove("wk_cherr/file"), 0);

    sw_mkdir("wk_cherr/dir");
    it = sw_at("wk_cherr", "dir", &entry);
    second = sw_at("wk_cherr", "dir", &other);
    if (it && second) {
        CHECK_ERROR(pyos_scandir_child(it, other) == NULL, PYOS_TYPEERROR, EINVAL, NULL); /* not its own */
        CHECK_ERROR(pyos_scandir_child(second, entry) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
        copy = pyos_direntry_dup(entry);
        CHECK_ERROR(pyos_scandir_child(it, copy) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
        pyos_free(copy);
        CHECK_INT(pyos_rmdir("wk_cherr/dir"), 0); /* gone since it was read */
        CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "wk_cherr" SW_SEP "dir");
        sw_write("wk_cherr/dir", "");
        CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "wk_cherr" SW_SEP "dir");
        other = entry;
        CHECK_INT(pyos_scandir_next(it, &entry), 0);
        CHECK_ERROR(pyos_scandir_child(it, other) == NULL, PYOS_TYPEERROR, EINVAL, NULL); /* the end has no entry */
    }
    pyos_scandir_close(second);
    pyos_scandir_close(it);
    sw_remove("wk_cherr");
}

TEST(scandir_child_follows_a_link) { /* that was one when it was read */
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    sw_fresh("wk_chlink");
    sw_mkdir("wk_chlink/dir");
    sw_mkdir("wk_chlink/scan");
    sw_write("wk_chlink/dir/x", "");
    if (!sw_symlink("../dir", "wk_chlink/scan/link")) {
        sw_remove("wk_chlink");
        HOST_LACKS("symbolic links cannot be made here");
    }
    it = sw_at("wk_chlink/scan", "link", &entry);
    child = it ? pyos_scandir_child(it, entry) : NULL;
    CHECK_INT(pyos_scandir_next(child, &below), 1);
    if (child && below) CHECK_STR(below->path, "wk_chlink/scan/link/x");
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    sw_remove("wk_chlink");
}

TEST(scandir_child_refuses_what_became_a_link) {
#if defined(__wasi__)
    HOST_LACKS("the host ignores O_NOFOLLOW");
#else
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it, *child;
    sw_fresh("wk_swap");
    sw_mkdir("wk_swap/other");
    sw_mkdir("wk_swap/scan");
    sw_mkdir("wk_swap/scan/dir");
    it = sw_at("wk_swap/scan", "dir", &entry);
    if (!it) return;
    CHECK_INT(pyos_rmdir("wk_swap/scan/dir"), 0);
    if (!sw_symlink("../other", "wk_swap/scan/dir")) {
        pyos_scandir_close(it);
        sw_remove("wk_swap");
        HOST_LACKS("symbolic links cannot be made here");
    }
    child = pyos_scandir_child(it, entry);
    CHECK(child == NULL);
    CHECK(pyos_last_error()->code == ELOOP || pyos_last_error()->code == ENOTDIR);
    CHECK_STR(pyos_last_error()->filename, "wk_swap/scan" SW_SEP "dir");
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    sw_remove("wk_swap");
#endif
}

TEST(scandir_child_of_a_moved_directory) { /* is what was read there, not what took the name */
#if defined(__wasi__)
    HOST_LACKS("the host remembers the path of a descriptor, not the directory");
#else
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    sw_fresh("wk_chmove");
    sw_mkdir("wk_chmove/from");
    sw_mkdir("wk_chmove/from/sub");
    sw_write("wk_chmove/from/sub/right", "");
    it = sw_at("wk_chmove/from", "sub", &entry);
    if (!it) return;
    if (pyos_rename("wk_chmove/from", "wk_chmove/to") != 0) {
        pyos_scandir_close(it);
        sw_remove("wk_chmove");
        HOST_LACKS("an open directory cannot be moved here");
    }
    sw_mkdir("wk_chmove/from");
    sw_mkdir("wk_chmove/from/sub");
    sw_write("wk_chmove/from/sub/wrong", "");
    child = pyos_scandir_child(it, entry);
    CHECK(child != NULL);
    CHECK_INT(pyos_scandir_next(child, &below), 1);
    if (child && below) CHECK_STR(below->name, "right");
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    sw_remove("wk_chmove");
#endif
}

TEST(scandir_child_deep) { /* far below what a path could reach */
    int levels = SW_POSIX ? 1000 : 300, i, made = 0;
    const char *name = SW_POSIX ? "directory" : "d";
    size_t length = strlen(name);
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    long before;
    sw_fresh("wk_chain");
#if defined(_WIN32) || defined(__wasi__)
    {
        char *path = sw_string(7 + (size_t)levels * 2 + 2);
        strcpy(path, "wk_chain");
        for (i = 0; i < levels; i++) {
            strcat(path, "/d");
            if (pyos_mkdir(path, 0777) != 0) break;
            made++;
        }
        free(path);
    }
#else
    {
        int fd = open("wk_chain", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        for (i = 0; i < levels; i++) {
            int next;
            if (mkdirat(fd, name, 0777) != 0) break;
            next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            close(fd);
            fd = next;
            made++;
        }
        close(fd);
    }
#endif
    CHECK_INT(made, levels);
    before = sw_descriptors();
    it = pyos_scandir("wk_chain");
    for (i = 0; it && pyos_scandir_next(it, &entry) == 1; i++) {
        pyos_scandir_iter *child;
        pyos_stat_result st;
        CHECK_STR(entry->name, name);
        if (strlen(entry->path) != 8 + (size_t)(i + 1) * (length + 1)) {
            SW_FAIL("the path grows with the depth");
            break;
        }
        CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        child = pyos_scandir_child(it, entry);
        CHECK(child != NULL);
        pyos_scandir_close(it); /* two descriptors are enough */
        it = child;
    }
    CHECK_INT(i, made);
    pyos_scandir_close(it);
    CHECK_INT(sw_descriptors(), before);
    sw_remove_chain("wk_chain", name);
}

TEST(scandir_long_paths) { /* of about 3,900 bytes */
    char *name = sw_repeat('d', 255), *path;
    size_t count = 0;
    char **names;
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it, *child;
    int i;
    sw_fresh("wk_long");
    path = sw_under("wk_long", name);
    for (i = 1; i < (SW_POSIX ? 15 : 12); i++) {
        char *longer = sw_under(path, name);
        free(path);
        path = longer;
    }
    CHECK_INT(pyos_makedirs(path, 0777, false), 0);
    {
        char *file = sw_under(path, "file");
        sw_write(file, "123");
        names = pyos_listdir(path, &count);
        CHECK(names && count == 1 && strcmp(names[0], "file") == 0);
        pyos_free(names);
        it = pyos_scandir(path);
        CHECK_INT(pyos_scandir_next(it, &entry), 1);
        if (it && entry) {
            pyos_stat_result st;
            CHECK_STR(entry->name, "file");
            CHECK(strlen(entry->path) == strlen(file));
            CHECK(strncmp(entry->path, path, strlen(path)) == 0);
            CHECK_INT(pyos_direntry_stat(entry, 0, &st), 0);
            CHECK_INT(st.size, 3);
            CHECK_ERROR((child = pyos_scandir_child(it, entry)) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR,
                        pyos_last_error()->filename);
            CHECK_INT(pyos_last_error()->cut, 1);
            pyos_scandir_close(child);
        }
        pyos_scandir_close(it);
        CHECK_INT(pyos_remove(file), 0);
        free(file);
    }
    if (SW_POSIX) {
        char *beyond = sw_repeat('x', 5000);
        for (i = 100; i < 5000; i += 100) beyond[i] = '/';
        CHECK(pyos_listdir(beyond, NULL) == NULL);
        CHECK_INT(pyos_last_error()->code, ENAMETOOLONG);
        CHECK(pyos_scandir(beyond) == NULL);
        CHECK_INT(pyos_last_error()->code, ENAMETOOLONG);
        free(beyond);
    }
    free(path);
    sw_remove_chain("wk_long", name);
    free(name);
}

static void run_walk(void) {
    RUN(listdir_names);
    RUN(listdir_of_the_working_directory);
    RUN(listdir_errors);
    RUN(listdir_through_a_link);
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(listdir_without_permission);
#endif
    RUN(listdir_odd_names);
    RUN(listdir_many);
#if !defined(_WIN32)
    RUN(listdir_agrees_with_the_system);
#endif
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(listdir_of_a_removed_directory);
#endif
    RUN(flistdir_reads_and_rewinds);
#if defined(__linux__)
    RUN(flistdir_read_error);
    RUN(flistdir_starts_where_the_descriptor_stands);
#endif
    RUN(scandir_names_and_paths);
    RUN(scandir_copies_its_path);
    RUN(scandir_end_stays_the_end);
    RUN(scandir_wrong_use);
    RUN(scandir_errors);
    RUN(scandir_leaves_errno_alone);
#if defined(__linux__)
    RUN(scandir_read_error_ends_it);
#endif
    RUN(scandir_close_early);
    RUN(scandir_while_removing);
    RUN(scandir_two_at_once);
    RUN(fscandir_entries);
    RUN(entry_types);
    RUN(entry_looping_link);
    RUN(entry_dangling_link);
    RUN(entry_stat_agrees_with_the_system);
    RUN(entry_answers_are_kept);
    RUN(entry_answers_of_a_link_are_kept);
    RUN(entry_answers_do_not_pass_to_the_next);
    RUN(entry_that_vanished);
    RUN(entry_of_a_file_that_vanished);
    RUN(entry_of_a_moved_directory);
#if defined(_WIN32)
    RUN(entry_of_a_reparse_point);
#else
    RUN(entry_of_unknown_type);
    RUN(entry_of_unknown_type_that_vanished);
    RUN(entry_without_inode_in_the_listing);
    RUN(scandir_child_of_unknown_type);
#endif
    RUN(direntry_dup_outlives_the_iterator);
    RUN(direntry_dup_goes_by_path);
    RUN(scandir_child_lists);
    RUN(scandir_child_errors);
    RUN(scandir_child_follows_a_link);
    RUN(scandir_child_refuses_what_became_a_link);
    RUN(scandir_child_of_a_moved_directory);
    RUN(scandir_child_deep);
    RUN(scandir_long_paths);
}
