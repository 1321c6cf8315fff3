/* Tests of whole trees: chains of directories removed and renamed, links and loops of them, drives, and directories that
 * change while they are read. The helpers are those of fd.c, files.c, stat.c, walk.c and attributes.c. */

#if FD_WINDOWS
#include <winioctl.h>
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * removedirs
 */

TEST(trees_removedirs) { /* upwards, as long as they are empty */
    fd_enter();
    CHECK_INT(pyos_makedirs("a/b/c/d", 0777, false), 0);
    CHECK_INT(pyos_removedirs("a/b/c/d"), 0);
    CHECK_INT(files_exists("a"), 0);
    CHECK_INT(pyos_makedirs("a/b/c", 0777, false), 0);
    fd_put("a/x", "x");
    CHECK_INT(pyos_removedirs("a/b/c"), 0); /* a parent with something in it ends it, and is no error */
    CHECK_INT(files_exists("a/b"), 0);
    CHECK_STR(fd_get("a/x"), "x");
    CHECK_INT(pyos_makedirs("q/r/s", 0777, false), 0);
    CHECK_INT(pyos_removedirs("q/r/s/"), 0); /* separators at the end and twice count for nothing */
    CHECK_INT(files_exists("q"), 0);
    CHECK_INT(pyos_makedirs("q/r/s", 0777, false), 0);
    CHECK_INT(pyos_removedirs("q//r///s//"), 0);
    CHECK_INT(files_exists("q"), 0);
    CHECK_INT(pyos_mkdir("single", 0777), 0);
    CHECK_INT(pyos_removedirs("single"), 0);
    CHECK_INT(files_exists("single"), 0);
    CHECK_INT(pyos_makedirs("q/r", 0777, false), 0);
    CHECK_INT(pyos_removedirs("./q/r"), 0); /* "." is what nobody removes */
    CHECK_INT(files_exists("q"), 0);
    CHECK(files_is(".", PYOS_S_IFDIR));
    CHECK_STR(fd_get("a/x"), "x");
    fd_leave();
}

TEST(trees_removedirs_absolute) { /* stops at the first that holds something else */
    fd_enter();
    fd_put("keep", "x");
    char *here = pyos_getcwd(), *path = pyos_path_join(here, "a/b");
    CHECK_INT(pyos_makedirs(path, 0777, false), 0);
    CHECK_INT(pyos_removedirs(path), 0);
    CHECK_INT(files_exists("a"), 0);
    CHECK_STR(fd_get("keep"), "x");
    pyos_free(path);
    pyos_free(here);
    fd_leave();
}

TEST(trees_removedirs_errors) { /* those of the last directory, and nothing is removed then */
    fd_enter();
    CHECK_INT(pyos_makedirs("a/b", 0777, false), 0);
    fd_put("a/b/x", "x");
    FD_TYPE(pyos_removedirs(NULL) == -1);
    CHECK_ERROR(pyos_removedirs("gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.removedirs");
    CHECK_ERROR(pyos_removedirs("a/gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "a/gone");
    CHECK_ERROR(pyos_removedirs("gone/x/y") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone/x/y");
    CHECK_ERROR(pyos_removedirs("a/b/x") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "a/b/x");
    CHECK_INT(pyos_removedirs("a/b"), -1);
    CHECK_INT(pyos_last_error()->code, ENOTEMPTY);
    CHECK_STR(pyos_last_error()->filename, "a/b");
    CHECK_INT(pyos_removedirs("a"), -1);
    CHECK_INT(pyos_last_error()->code, ENOTEMPTY);
    CHECK_INT(pyos_removedirs(""), -1);
    CHECK_INT(pyos_last_error()->code, FILES_BY(ENOENT, EINVAL, ENOENT)); /* what rmdir says */
    if (!FD_WINDOWS) CHECK_ERROR(pyos_removedirs(".") == -1, PYOS_OSERROR, FILES_BY(EINVAL, 0, ENOTEMPTY), ".");
    CHECK_STR(fd_get("a/b/x"), "x");
    fd_leave();
}

#if !FD_WINDOWS
TEST(trees_removedirs_links) { /* a link to an empty directory stays, and so does the directory */
    fd_enter();
    CHECK_INT(pyos_makedirs("d/e", 0777, false), 0);
    CHECK_INT(pyos_symlink("d", "l", false), 0);
    CHECK_INT(pyos_removedirs("l/e"), 0);
    CHECK_INT(files_exists("d/e"), 0);
    CHECK(files_is("l", PYOS_S_IFLNK) && files_is("d", PYOS_S_IFDIR));
    CHECK_ERROR(pyos_removedirs("l") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "l");
    CHECK(files_is("l", PYOS_S_IFLNK) && files_is("d", PYOS_S_IFDIR));
    fd_leave();
}
#endif

TEST(trees_removedirs_audit) { /* one event a directory that is tried, none for one that is seen to hold something */
    RULE("event.os.rmdir");
    if (!at_audit_start()) SKIP("compiled without audit hooks");
    at_audit_stop();
    fd_enter();
    CHECK_INT(pyos_makedirs("a/b/c", 0777, false), 0);
    AT_EVENT(pyos_removedirs("a/b/c"), 0, "os.rmdir('a/b/c', -1)\nos.rmdir('a/b', -1)\nos.rmdir('a', -1)\n");
    CHECK_INT(pyos_makedirs("a/b/c", 0777, false), 0);
    fd_put("a/x", "x");
    AT_EVENT(pyos_removedirs("a/b/c"), 0, "os.rmdir('a/b/c', -1)\nos.rmdir('a/b', -1)\n");
    AT_EVENT(pyos_removedirs("gone/x"), -1, "os.rmdir('gone/x', -1)\n");
    AT_EVENT(pyos_removedirs(NULL), -1, "");
    CHECK_STR(fd_get("a/x"), "x");
    fd_leave();
}

#if FD_LINUX
/* In a name space of its own, so that nothing stays mounted. */
static void tr_removedirs_mount(void) {
    CHECK_INT(pyos_makedirs("m/x", 0777, false), 0);
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", "m/x", "tmpfs", 0, "size=64k") != 0)
        _exit(77);
    CHECK_INT(pyos_makedirs("m/x/a/b", 0777, false), 0);
    at_audit_start();
    CHECK_INT(pyos_removedirs("m/x/a/b"), 0);
    CHECK_STR(at_audit_stop(), "os.rmdir('m/x/a/b', -1)\nos.rmdir('m/x/a', -1)\n");
    CHECK(files_is("m/x", PYOS_S_IFDIR));
    CHECK_INT(files_exists("m/x/a"), 0);
    CHECK_ERROR(pyos_removedirs("m/x") == -1, PYOS_OSERROR, EBUSY, "m/x");
    CHECK_INT(umount("m/x"), 0);
}

TEST(trees_removedirs_stops_at_a_file_system) {
    if (!at_audit_start()) SKIP("compiled without audit hooks");
    at_audit_stop();
    fd_enter();
    if (!at_in_child(tr_removedirs_mount)) test_skip_reason = "mounting needs root";
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * renames
 */

TEST(trees_renames) { /* makes the new directories, removes the old ones that are empty then */
    fd_enter();
    CHECK_INT(pyos_makedirs("a/b", 0777, false), 0);
    fd_put("a/b/f", "hello");
    CHECK_INT(pyos_renames("a/b/f", "x/y/z/g"), 0);
    CHECK_STR(fd_get("x/y/z/g"), "hello");
    CHECK_INT(files_exists("a"), 0);
    fd_put("x/other", "x");
    CHECK_INT(pyos_renames("x/y/z", "p/q"), 0); /* a directory, with what is in it */
    CHECK_STR(fd_get("p/q/g"), "hello");
    CHECK_INT(files_exists("x/y"), 0);
    CHECK_STR(fd_get("x/other"), "x");
    CHECK_INT(pyos_renames("p/q/g", "g"), 0); /* no directories in the new name, or none to be made */
    CHECK_STR(fd_get("g"), "hello");
    CHECK_INT(files_exists("p"), 0);
    CHECK_INT(pyos_renames("g", "x/g"), 0);
    CHECK_STR(fd_get("x/g"), "hello");
    CHECK_INT(pyos_renames("x/g", "x/h"), 0); /* within one directory, which is not empty at any time */
    CHECK_STR(fd_get("x/h"), "hello");
    fd_leave();
}

TEST(trees_renames_errors) {
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    CHECK_INT(pyos_makedirs("d/e", 0777, false), 0);
    FD_TYPE(pyos_renames(NULL, "x") == -1);
    FD_TYPE(pyos_renames("f", NULL) == -1);
    /* Python makes q before it finds that there is nothing to be renamed. */
    CHECK_ERROR2(pyos_renames("gone", "q/r/s") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone", "q/r/s");
    CHECK_STR(pyos_last_error()->function, "os.renames");
    CHECK_INT(files_exists("q"), 0);
    CHECK_ERROR2(pyos_renames("d/gone", "q/r") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "d/gone", "q/r");
    CHECK_INT(files_exists("q"), 0);
    CHECK(files_is("d/e", PYOS_S_IFDIR)); /* nor is anything removed */
    CHECK_ERROR2(pyos_renames("", "q/r") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "", "q/r");
    CHECK_INT(files_exists("q"), 0);
    if (!FD_WINDOWS) CHECK_ERROR2(pyos_renames("f", "") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "f", "");
    CHECK_ERROR2(pyos_renames("f", "d") == -1, files_kind(FILES_BY(EISDIR, EEXIST, EISDIR)),
                 FILES_BY(EISDIR, EEXIST, EISDIR), "f", "d");
    CHECK_ERROR2(pyos_renames("d", "d/e/x/y") == -1, PYOS_OSERROR, EINVAL, "d", "d/e/x/y");
    CHECK(files_is("d/e/x", PYOS_S_IFDIR)); /* what was made stays */
    CHECK_STR(fd_get("f"), "hello");
    if (FD_WINDOWS) {
        CHECK_ERROR2(pyos_renames("f", "g") == -1, PYOS_FILEEXISTSERROR, EEXIST, "f", "g"); /* as rename */
        CHECK_STR(fd_get("g"), "other");
    } else {
        CHECK_INT(pyos_renames("f", "g"), 0);
        CHECK_STR(fd_get("g"), "hello");
        fd_put("f", "hello");
    }
    /* A directory that cannot be made is named itself. */
    CHECK_ERROR(pyos_renames("f", "g/x/y") == -1, files_kind(FILES_BY(ENOTDIR, ENOENT, ENOTDIR)),
                FILES_BY(ENOTDIR, ENOENT, ENOTDIR), "g/x");
    CHECK_STR(fd_get("f"), "hello");
    fd_leave();
}

TEST(trees_renames_links) { /* a dangling link is something to be renamed */
    fd_enter();
    if (FD_WINDOWS || !fd_have_links()) TEST_LACKS = FD_NO_LINKS;
    else {
        CHECK_INT(pyos_mkdir("a", 0777), 0);
        CHECK_INT(pyos_symlink("gone", "a/l", false), 0);
        CHECK_INT(pyos_renames("a/l", "b/c/l"), 0);
        CHECK_OWNED(pyos_readlink("b/c/l", NULL), "gone");
        CHECK_INT(files_exists("a"), 0);
    }
    fd_leave();
}

TEST(trees_renames_audit) {
    RULE("event.os.rename");
    RULE("event.os.mkdir");
    if (!at_audit_start()) SKIP("compiled without audit hooks");
    at_audit_stop();
    fd_enter();
    CHECK_INT(pyos_makedirs("r/s", 0777, false), 0);
    AT_EVENT(
        pyos_renames("r/s", "u/v/w"), 0,
        "os.mkdir('u', 511, -1)\nos.mkdir('u/v', 511, -1)\nos.rename('r/s', 'u/v/w', -1, -1)\nos.rmdir('r', -1)\n");
    AT_EVENT(pyos_renames("u/v/w", "w"), 0,
             "os.rename('u/v/w', 'w', -1, -1)\nos.rmdir('u/v', -1)\nos.rmdir('u', -1)\n");
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * rename, replace and remove on Windows
 */

#if FD_WINDOWS
/* Open by a program that lets others rename and delete meanwhile. */
static HANDLE tr_shared(const char *path) {
    HANDLE file = CreateFileA(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    return file;
}

static void tr_check_handle(HANDLE file, const char *want) {
    char buffer[16] = "";
    DWORD n = 0;
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    CHECK(ReadFile(file, buffer, sizeof buffer - 1, &n, NULL));
    CHECK_STR(buffer, want);
}

TEST(trees_windows_read_only) {
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    CHECK_INT(pyos_chmod("f", 0444), 0);
    CHECK_INT(pyos_rename("f", "h"), 0); /* may be renamed, and stays what it is */
    CHECK(at_read_only("h"));
    CHECK_STR(fd_get("h"), "hello");
    CHECK_ERROR(pyos_remove("h") == -1, PYOS_PERMISSIONERROR, EACCES, "h");
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_STR(fd_get("h"), "hello");
    CHECK_INT(pyos_replace("h", "g"), 0); /* one that is replaced by it */
    CHECK(at_read_only("g"));
    CHECK_STR(fd_get("g"), "hello");
    fd_put("new", "new");
    if (pyos_replace("new", "g") == 0) { /* not over it, on Windows */
        CHECK_INT(pyos_chmod("g", 0666), 0);
        CHECK_STR(fd_get("g"), "new");
        test_elsewhere_reason = "Wine replaces a read-only file";
    } else {
        CHECK_ERROR2(pyos_replace("new", "g") == -1, PYOS_PERMISSIONERROR, EACCES, "new", "g");
        CHECK_INT(pyos_last_error()->winerror, 5);
        CHECK_STR(fd_get("g"), "hello");
        CHECK_STR(fd_get("new"), "new");
        CHECK_INT(pyos_chmod("g", 0666), 0);
        CHECK_INT(pyos_replace("new", "g"), 0);
        CHECK_STR(fd_get("g"), "new");
    }
    CHECK_INT(pyos_remove("g"), 0);
    fd_leave();
}

TEST(trees_windows_open_files) {
    RULE("rule.winerror");
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    int fd = fd_opened("f", PYOS_O_RDONLY); /* the C run time shares no deletion */
    CHECK_ERROR2(pyos_rename("f", "h") == -1, PYOS_PERMISSIONERROR, EACCES, "f", "h");
    CHECK_INT(pyos_last_error()->winerror, 32);
    CHECK_ERROR2(pyos_replace("f", "g") == -1, PYOS_PERMISSIONERROR, EACCES, "f", "g");
    CHECK_INT(pyos_last_error()->winerror, 32);
    CHECK_ERROR2(pyos_replace("g", "f") == -1, PYOS_PERMISSIONERROR, EACCES, "g", "f");
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_ERROR(pyos_unlink("f") == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(pyos_last_error()->winerror, 32);
    CHECK_STR(fd_get("f"), "hello");
    CHECK_STR(fd_get("g"), "other");
    CHECK_INT(pyos_close(fd), 0);
    HANDLE file = tr_shared("f"); /* others do */
    CHECK_INT(pyos_rename("f", "h"), 0);
    tr_check_handle(file, "hello");
    CHECK_INT(files_exists("f"), 0);
    CHECK_INT(pyos_remove("h"), 0);
    tr_check_handle(file, "hello");
    CloseHandle(file);
    CHECK_INT(files_exists("h"), 0); /* at the latest now */
    fd_leave();
}

TEST(trees_windows_directories) {
    fd_enter();
    CHECK_INT(pyos_makedirs("d/e", 0777, false), 0);
    fd_put("d/f", "hello");
    CHECK_INT(pyos_rename("d", "n"), 0);
    CHECK_STR(fd_get("n/f"), "hello");
    CHECK_ERROR(pyos_remove("n/e") == -1, PYOS_PERMISSIONERROR, EACCES, "n/e");
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_INT(pyos_chdir("n/e"), 0); /* where somebody works stays */
    CHECK_ERROR(pyos_rmdir("../e") == -1, PYOS_PERMISSIONERROR, EACCES, "../e");
    CHECK_INT(pyos_last_error()->winerror, 32);
    CHECK_INT(pyos_chdir("../.."), 0);
    CHECK_INT(pyos_rmdir("n/e"), 0);
    int fd = fd_opened("n/f", PYOS_O_RDONLY);
    if (pyos_rename("n", "o") == 0) test_elsewhere_reason = "Wine renames a directory with an open file in it";
    else {
        CHECK_ERROR2(pyos_rename("n", "o") == -1, PYOS_PERMISSIONERROR, EACCES, "n", "o");
        CHECK_INT(pyos_last_error()->winerror, 5);
        CHECK_STR(fd_get("n/f"), "hello");
    }
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

/* The one name in a directory, owned. */
static char *tr_only_name(const char *path) {
    size_t n = 0;
    char **names = pyos_listdir(path, &n), *name = n == 1 ? pyos_path_join("", names[0]) : NULL;
    CHECK_INT(n, 1);
    pyos_free(names);
    return name;
}

TEST(trees_windows_letter_case) { /* a name that differs in it alone is the same file, and takes the new letters */
    static const char *const steps[][2] = {{"name", "NAME"}, {"NAME", "Name"}, {"name", "nAME"}};
    fd_enter();
    for (int directory = 0; directory < 2; directory++)
        for (int replace = 0; replace < 2; replace++) {
            CHECK_INT(pyos_mkdir("p", 0777), 0);
            CHECK_INT(pyos_chdir("p"), 0);
            if (directory) CHECK_INT(pyos_mkdir("name", 0777), 0);
            else fd_put("name", "hello");
            for (size_t i = 0; i < FILES_COUNT(steps); i++) {
                if (replace) CHECK_INT(pyos_replace(steps[i][0], steps[i][1]), 0);
                else CHECK_INT(pyos_rename(steps[i][0], steps[i][1]), 0);
                char *name = tr_only_name(".");
                if (name && strcmp(name, "name") == 0) test_elsewhere_reason = "Wine leaves the letters as they were";
                else CHECK_STR(name, steps[i][1]);
                pyos_free(name);
                if (!directory) CHECK_STR(fd_get("name"), "hello");
                else CHECK(files_is("NamE", PYOS_S_IFDIR));
            }
            CHECK_INT(pyos_chdir(".."), 0);
            fd_rmtree("p");
        }
    fd_leave();
}

/* A directory that stands for another one, whose name is absolute. False when none can be made. */
static bool tr_junction(const char *target, const char *path) {
    wchar_t name[300];
    unsigned char data[2048];
    wchar_t *wide = pyos_to_wide(target);
    DWORD got = 0, tag = 0xa0000003u;
    if (!wide || wcslen(wide) > 250) return pyos_free(wide), false;
    wcscpy(name, L"\\??\\");
    wcscat(name, wide);
    pyos_free(wide);
    size_t bytes = 2 * wcslen(name);
    unsigned short numbers[6] = {0, 0, 0, 0, 0, 0}; /* length, -, place and length of both names */
    numbers[0] = (unsigned short)(8 + bytes + 4), numbers[3] = (unsigned short)bytes;
    numbers[4] = (unsigned short)(bytes + 2);
    memset(data, 0, sizeof data);
    memcpy(data, &tag, 4);
    memcpy(data + 4, numbers, sizeof numbers);
    memcpy(data + 16, name, bytes);
    if (!CreateDirectoryA(path, NULL)) return false;
    HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, OPEN_EXISTING,
                              FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    bool made = file != INVALID_HANDLE_VALUE &&
                DeviceIoControl(file, FSCTL_SET_REPARSE_POINT, data, (DWORD)(8 + numbers[0]), NULL, 0, &got, NULL) != 0;
    if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
    if (!made) RemoveDirectoryA(path);
    return made;
}

TEST(trees_junctions) {
    RULE("rule.reparse_follow");
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/f", "hello");
    char *here = pyos_getcwd(), *target = pyos_path_join(here, "d");
    if (!tr_junction(target, "j")) test_elsewhere_reason = "Wine makes no junctions";
    else {
        const pyos_direntry *entry;
        pyos_stat_result st = at_lstat("j");
        CHECK_INT(st.reparse_tag, (long long)PYOS_IO_REPARSE_TAG_MOUNT_POINT);
        CHECK(st.file_attributes & PYOS_FILE_ATTRIBUTE_REPARSE_POINT);
        CHECK(pyos_S_ISDIR(st.mode) && !pyos_S_ISLNK(st.mode));
        CHECK_INT(pyos_stat("j", &st), 0); /* of the directory */
        CHECK_INT(st.reparse_tag, 0);
        CHECK(!pyos_path_islink("j"));
        char *text = pyos_readlink("j", NULL);
        CHECK(text && strstr(text, target) == text + strlen(text) - strlen(target));
        pyos_free(text);
        CHECK_STR(fd_get("j/f"), "hello");
        pyos_scandir_iter *it = sw_at(".", "j", &entry);
        CHECK_INT(pyos_direntry_is_junction(entry), 1);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_symlink(entry), 0);
        pyos_scandir_close(it);
        CHECK_INT(pyos_rename("j", "k"), 0); /* what is removed and renamed is the junction */
        CHECK_INT(pyos_remove("k"), 0);
        CHECK_INT(files_exists("k"), 0);
        CHECK_STR(fd_get("d/f"), "hello");
        CHECK(tr_junction(target, "j"));
        CHECK_INT(pyos_rmdir("j"), 0);
        CHECK_STR(fd_get("d/f"), "hello");
        CHECK(tr_junction(target, "j"));
        CHECK_INT(pyos_mkdir("j/e", 0777), 0);
        CHECK_INT(pyos_remove("d/f"), 0);
        CHECK_INT(pyos_removedirs("j/e"), 0);
        CHECK(files_is("d", PYOS_S_IFDIR));
        RemoveDirectoryA("j");
    }
    pyos_free(target);
    pyos_free(here);
    fd_leave();
}

TEST(trees_windows_links_to_directories) { /* are removed by remove */
    fd_enter();
    if (!fd_have_links()) test_elsewhere_reason = FD_NO_LINKS;
    else {
        CHECK_INT(pyos_mkdir("d", 0777), 0);
        fd_put("d/f", "hello");
        CHECK_INT(pyos_symlink("d", "l", false), 0); /* d is a directory: that is found out */
        CHECK(at_lstat("l").file_attributes & PYOS_FILE_ATTRIBUTE_DIRECTORY);
        CHECK_INT(at_lstat("l").reparse_tag, (long long)PYOS_IO_REPARSE_TAG_SYMLINK);
        CHECK_INT(pyos_rename("l", "k"), 0);
        CHECK_STR(fd_get("k/f"), "hello");
        CHECK_INT(pyos_remove("k"), 0);
        CHECK_INT(files_exists("k"), 0);
        CHECK_STR(fd_get("d/f"), "hello");
    }
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * link with its flag
 */

TEST(trees_link_follow) {
    RULE("event.os.link");
    char want[100];
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    int d = at_directory("d"), here = at_directory(".");
    CHECK_INT(pyos_link_at(here, "f", d, "a", PYOS_NOFOLLOW), 0); /* the default, said aloud */
    CHECK_STR(fd_get("d/a"), "hello");
    CHECK_INT(at_lstat("f").nlink, 2);
    AT_UNKNOWN_FLAGS(pyos_link_at(here, "f", d, "x", PYOS_NOFOLLOW | PYOS_FOLLOW) == -1);
    AT_UNKNOWN_FLAGS(pyos_link_at(here, "f", d, "x", 0x400u) == -1); /* the number that the system has for it */
    AT_UNKNOWN_FLAGS(pyos_link_at(here, "f", d, "x", PYOS_EFFECTIVE_IDS) == -1);
#if FD_WINDOWS
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "x", PYOS_FOLLOW) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_STR(pyos_last_error()->function, "os.link");
#else
    CHECK_INT(pyos_symlink("f", "l", false), 0);
    CHECK_INT(pyos_symlink("a", "d/l", false), 0);
    CHECK_INT(pyos_link_at(here, "l", d, "b", 0), 0);
    CHECK_OWNED(pyos_readlink("d/b", NULL), "f");
    CHECK_INT(pyos_link_at(d, "l", here, "c", PYOS_FOLLOW), 0);
    CHECK(files_is("c", PYOS_S_IFREG));
    CHECK_INT(at_lstat("f").nlink, 3);
    CHECK_INT(pyos_link_at(here, "f", here, "plain", PYOS_FOLLOW), 0); /* no link: nothing to follow */
    CHECK_INT(at_lstat("f").nlink, 4);
    CHECK_ERROR2(pyos_link_at(here, "l", here, "c", PYOS_FOLLOW) == -1, PYOS_FILEEXISTSERROR, EEXIST, "l", "c");
    CHECK(pyos_supports_follow_symlinks("link"));
#endif
    if (at_audit_start()) {
        at_audit_stop();
        snprintf(want, sizeof want, "os.link('f', 'e', %d, %d)\n", here, d);
        AT_EVENT(pyos_link_at(here, "f", d, "e", 0), 0, want);
    }
    CHECK_INT(files_exists("x") + files_exists("d/x"), 0);
    CHECK_INT(pyos_close(d), 0);
    CHECK_INT(pyos_close(here), 0);
    fd_leave();
}

#if FD_POSIX
TEST(trees_link_limit) { /* of names that one file may have */
    long long limit = -1;
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("f", "hello");
    CHECK_INT(pyos_pathconf("f", "PC_LINK_MAX", &limit), 0);
    if (limit < 2 || limit > 100000) test_skip_reason = "no limit that could be reached";
    else {
        long long i;
        char name[32];
        for (i = 1; i < limit; i++) {
            snprintf(name, sizeof name, "d/%lld", i);
            if (pyos_link("f", name) != 0) break;
        }
        CHECK_INT(at_lstat("f").nlink, i);
        CHECK_ERROR2(pyos_link("f", "d/more") == -1, PYOS_OSERROR, EMLINK, "f", "d/more");
        CHECK_INT(files_exists("d/more"), 0);
    }
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Drives and volumes
 */

#if FD_WINDOWS
static void tr_check_list(char **list, size_t count) {
    CHECK(list != NULL && count > 0);
    for (size_t i = 0; list && i <= count; i++) CHECK((list[i] == NULL) == (i == count));
}

TEST(trees_listdrives) {
    RULE("event.os.listdrives");
    size_t count = 777;
    DWORD bits = GetLogicalDrives();
    unsigned listed = 0;
    bool audited = at_audit_start();
    char **drives = pyos_listdrives(&count);
    if (audited) CHECK_STR(at_audit_stop(), "os.listdrives()\n");
    tr_check_list(drives, count);
    for (size_t i = 0; drives && i < count; i++) {
        CHECK(strlen(drives[i]) == 3 && drives[i][0] >= 'A' && drives[i][0] <= 'Z' &&
              strcmp(drives[i] + 1, ":\\") == 0);
        listed |= 1u << (drives[i][0] - 'A');
    }
    CHECK_INT(listed, bits);
    pyos_free(drives);
    drives = pyos_listdrives(NULL);
    CHECK(drives != NULL);
    pyos_free(drives);
    CHECK(pyos_have("os.listdrives") && pyos_have("os.listvolumes") && pyos_have("os.listmounts"));
}

TEST(trees_listvolumes) {
    RULE("event.os.listvolumes");
    RULE("event.os.listmounts");
    size_t count = 777;
    bool audited = at_audit_start(), found = false;
    char **volumes = pyos_listvolumes(&count), *here = pyos_getcwd();
    if (audited) CHECK_STR(at_audit_stop(), "os.listvolumes()\n");
    tr_check_list(volumes, count);
    for (size_t i = 0; volumes && i < count; i++) {
        char want[200];
        size_t mounts = 777;
        CHECK(strncmp(volumes[i], "\\\\?\\Volume{", 11) == 0);
        CHECK(strcmp(volumes[i] + strlen(volumes[i]) - 2, "}\\") == 0);
        audited = at_audit_start();
        char **list = pyos_listmounts(volumes[i], &mounts);
        snprintf(want, sizeof want, "os.listmounts('%s')\n", volumes[i]);
        if (audited) CHECK_STR(at_audit_stop(), want);
        CHECK(list != NULL);
        for (size_t k = 0; list && k < mounts; k++) found |= here && list[k][0] == here[0] && strlen(list[k]) == 3;
        if (list) CHECK(list[mounts] == NULL);
        pyos_free(list);
    }
    CHECK(found); /* the drive that we are on is some volume's */
    pyos_free(here);
    pyos_free(volumes);
}

TEST(trees_listmounts_errors) {
    static const char *const bad[] = {"C:\\", "", "\\\\?\\Volume{00000000-0000-0000-0000-0123456789ab}\\", "nonsense"};
    size_t count = 55;
    FD_TYPE(pyos_listmounts(NULL, &count) == NULL);
    for (size_t i = 0; i < FILES_COUNT(bad); i++) {
        CHECK(pyos_listmounts(bad[i], &count) == NULL);
        CHECK(pyos_last_error()->code == ENOENT || pyos_last_error()->code == EINVAL);
        CHECK(pyos_last_error()->winerror != 0);
        CHECK_STR(pyos_last_error()->filename, NULL);
        CHECK_STR(pyos_last_error()->function, "os.listmounts");
    }
    CHECK_INT(count, 55);
}
#elif !PYOS_STRICT
TEST(trees_drives_absent) {
    size_t count = 55;
    AT_ABSENT(pyos_listdrives(&count) == NULL, "os.listdrives");
    AT_ABSENT(pyos_listvolumes(&count) == NULL, "os.listvolumes");
    AT_ABSENT(pyos_listmounts("/", &count) == NULL, "os.listmounts");
    AT_ABSENT(pyos_listmounts(NULL, NULL) == NULL, "os.listmounts");
    CHECK_INT(count, 55);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Loops of links
 */

#if !FD_WINDOWS
#define TR_LOOP(failed, name) CHECK_ERROR(failed, PYOS_OSERROR, ELOOP, name)

TEST(trees_loops) { /* whatever follows one finds it out; what does not takes the link for what it is */
    static const long long ns[2] = {1000000000000000000LL, 1100000000000000000LL};
    pyos_stat_result st;
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_symlink("b", "a", false), 0);
    CHECK_INT(pyos_symlink("a", "b", false), 0); /* two that point at each other */
    CHECK_INT(pyos_symlink("self", "self", false), 0);
    static const char *const loops[] = {"a", "b", "self", "self/x", "a/x/y"};
    for (size_t i = 0; i < FILES_COUNT(loops); i++) {
        const char *p = loops[i];
        TR_LOOP(pyos_open(p, PYOS_O_RDONLY, 0) == -1, p);
        TR_LOOP(pyos_open(p, PYOS_O_WRONLY | PYOS_O_CREAT, 0666) == -1, p);
        TR_LOOP(pyos_stat(p, &st) == -1, p);
        TR_LOOP(pyos_truncate(p, 1) == -1, p);
        TR_LOOP(pyos_utime(p, ns) == -1, p);
        TR_LOOP(pyos_listdir(p, NULL) == NULL, p);
        TR_LOOP(pyos_scandir(p) == NULL, p);
        CHECK(!pyos_access(p, PYOS_F_OK) && !pyos_path_exists(p));
        CHECK_ERROR2(pyos_link_at(PYOS_CWD, p, PYOS_CWD, "x", PYOS_FOLLOW) == -1, PYOS_OSERROR, ELOOP, p, "x");
#if FD_POSIX
        pyos_statvfs_result vfs;
        TR_LOOP(pyos_chmod(p, 0600) == -1, p);
        TR_LOOP(pyos_chown(p, -1, -1) == -1, p);
        TR_LOOP(pyos_statvfs(p, &vfs) == -1, p);
        TR_LOOP(pyos_chdir(p) == -1, p);
#if defined(__GLIBC__)
        long long value;
        TR_LOOP(pyos_pathconf(p, "PC_NAME_MAX", &value) == -1, p);
#endif
#endif
    }
    static const char *const below[] = {"self/x", "a/x"};
    for (size_t i = 0; i < FILES_COUNT(below); i++) {
        const char *p = below[i];
        TR_LOOP(pyos_mkdir(p, 0777) == -1, p);
        TR_LOOP(pyos_remove(p) == -1, p);
        TR_LOOP(pyos_rmdir(p) == -1, p);
        TR_LOOP(pyos_removedirs(p) == -1, p);
        TR_LOOP(pyos_lstat(p, &st) == -1, p);
        TR_LOOP(pyos_readlink(p, NULL) == NULL, p);
        CHECK_ERROR2(pyos_rename("f", p) == -1, PYOS_OSERROR, ELOOP, "f", p);
        CHECK_ERROR2(pyos_renames(p, "x/y") == -1, PYOS_OSERROR, ELOOP, p, "x/y");
        CHECK_ERROR2(pyos_symlink("f", p, false) == -1, PYOS_OSERROR, ELOOP, "f", p);
#if FD_POSIX
        TR_LOOP(pyos_lchown(p, -1, -1) == -1, p);
        TR_LOOP(pyos_mkfifo(p, 0600) == -1, NULL);
        TR_LOOP(pyos_mknod(p, 0600, 0) == -1, NULL);
#endif
    }
    CHECK_ERROR(pyos_renames("f", "self/x") == -1, PYOS_FILEEXISTSERROR, EEXIST, "self");
    CHECK_ERROR(pyos_removedirs("self") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "self");
    CHECK_INT(files_exists("x"), 0);
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(pyos_utime_at(PYOS_CWD, "self", ns, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_lstat("self").mtime_ns, ns[1]);
#if FD_POSIX
    CHECK_INT(pyos_lchown("self", -1, -1), 0);
#endif
    CHECK_INT(pyos_link("self", "second"), 0);
    CHECK_INT(pyos_rename("self", "third"), 0);
    CHECK_OWNED(pyos_readlink("third", NULL), "self");
    CHECK_OWNED(pyos_readlink("second", NULL), "self");
    CHECK_INT(pyos_remove("third"), 0);
    CHECK_INT(files_exists("third"), 0);
    fd_leave();
}
#endif

#if FD_POSIX
TEST(
    trees_loops_of_directories) { /* a link to its own directory: by path up to the system's limit, by entry for ever */
    char path[512] = "d";
    pyos_scandir_iter *chain[64];
    const pyos_direntry *entry;
    long before = sw_descriptors();
    size_t depth = 0;
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_symlink(".", "d/self", false), 0);
    for (int i = 0; i < 8; i++) strcat(path, "/self");
    size_t n = 0;
    char **names = pyos_listdir(path, &n);
    CHECK_INT(n, 1);
    pyos_free(names);
    for (int i = 8; i < 70; i++) strcat(path, "/self"); /* 40 on Linux, 32 elsewhere */
    CHECK_ERROR(pyos_listdir(path, NULL) == NULL, PYOS_OSERROR, ELOOP, path);
    CHECK_ERROR(pyos_scandir(path) == NULL, PYOS_OSERROR, ELOOP, path);
    chain[0] = pyos_scandir("d");
    while (chain[depth]) {
        entry = sw_find(chain[depth], "self");
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), 0);
        if (depth + 1 == FILES_COUNT(chain)) break;
        chain[depth + 1] = pyos_scandir_child(chain[depth], entry);
        CHECK(chain[depth + 1] != NULL);
        depth++;
    }
    CHECK_INT(depth, FILES_COUNT(chain) - 1);
    for (depth++; depth-- > 0;) pyos_scandir_close(chain[depth]);
    fd_leave();
    CHECK_INT(sw_descriptors(), before);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * A large directory that changes while it is read
 */

/* The number in a name of that letter, -1 for another. */
static long tr_number(const char *name, char letter) {
    char *end;
    if (name[0] != letter || strlen(name) != 7) return -1;
    long number = strtol(name + 1, &end, 10);
    return *end ? -1 : number;
}

static void tr_name(char *out, size_t size, char letter, unsigned i) {
    snprintf(out, size, "big/%c%06u", letter, i % 1000000);
}

/* What is neither added, removed nor renamed meanwhile is seen once; nothing is seen twice by one name. Of the files, those
 * with a number divisible by 3 stay, the second kind is removed and the third kind renamed, some. */
TEST(trees_scandir_while_changing) {
    unsigned n = sw_many(), step = 0, gone = n, renamed = 0, added = 0, i;
    unsigned char *seen = (unsigned char *)sw_repeat(0, n), *seen_renamed = (unsigned char *)sw_repeat(0, n);
    unsigned char *seen_added = (unsigned char *)sw_repeat(0, n);
    unsigned wrong = 0, twice = 0, missed = 0;
    const pyos_direntry *entry;
    char path[32], other[32];
    int got = -1;
    fd_enter();
    CHECK_INT(pyos_mkdir("big", 0777), 0);
    sw_fill("big", n);
    pyos_scandir_iter *it = pyos_scandir("big");
    while (it && (got = pyos_scandir_next(it, &entry)) == 1) {
        long a = tr_number(entry->name, 'n'), b = tr_number(entry->name, 'r'), c = tr_number(entry->name, 'm');
        if (a >= 0 && (unsigned long)a < n) twice += seen[a]++ > 0;
        else if (b >= 0 && (unsigned long)b < n) twice += seen_renamed[b]++ > 0;
        else if (c >= 0 && (unsigned long)c < n) twice += seen_added[c]++ > 0;
        else wrong++;
        if (a >= 0 && a % 3 == 0 && pyos_direntry_is_file(entry, 0) != 1) wrong++;
        step++;
        if (step % 4 == 1 && gone > n / 2) { /* from the end downwards */
            do gone--;
            while (gone > n / 2 && gone % 3 != 1);
            if (gone % 3 == 1) {
                tr_name(path, sizeof path, 'n', gone);
                CHECK_INT(pyos_remove(path), 0);
            }
        }
        if (step % 8 == 2 && renamed < n / 10) {
            tr_name(path, sizeof path, 'n', 3 * (renamed % (n / 3 - 1)) + 2);
            tr_name(other, sizeof other, 'r', 3 * (renamed % (n / 3 - 1)) + 2);
            CHECK_INT(pyos_rename(path, other), 0);
            renamed++;
        }
        if (step % 8 == 4 && added < n / 10) {
            tr_name(path, sizeof path, 'm', added++);
            CHECK(sw_another(path, NULL));
        }
    }
    CHECK_INT(got, 0);
    pyos_scandir_close(it);
    for (i = 0; i < n; i += 3) missed += seen[i] != 1;
    CHECK_INT(missed, 0);
    CHECK_INT(twice, 0);
    CHECK_INT(wrong, 0);
    CHECK(gone < n && renamed > 0 && added > 0); /* it did change */
    free(seen);
    free(seen_renamed);
    free(seen_added);
    fd_leave();
}

#if !FD_WASI
/* Makes and removes files in the directory, so many times. */
static void tr_churn(unsigned times) {
    char path[32];
    for (unsigned i = 0; i < times; i++) {
        tr_name(path, sizeof path, 'c', i % 50);
        if (!sw_another(path, NULL)) return;
        if (i >= 25) {
            tr_name(path, sizeof path, 'c', (i - 25) % 50);
            if (pyos_remove(path) != 0) return;
        }
    }
}

#if FD_WINDOWS
static DWORD WINAPI tr_churning(void *times) {
    tr_churn((unsigned)(size_t)times);
    return 0;
}
#endif

TEST(trees_listdir_while_changing) { /* by somebody else: all that stays is listed, once, each time */
    unsigned n = sw_many(), i;
    fd_enter();
    CHECK_INT(pyos_mkdir("big", 0777), 0);
    sw_fill("big", n);
#if FD_WINDOWS
    HANDLE churn = CreateThread(NULL, 0, tr_churning, (void *)(size_t)500, 0, NULL);
    CHECK(churn != NULL);
#else
    fflush(stdout);
    pid_t churn = fork();
    if (churn == 0) {
        tr_churn(20000);
        _exit(0);
    }
    CHECK(churn > 0);
#endif
    for (int round = 0; round < 4; round++) {
        size_t count = 0;
        unsigned char *seen = (unsigned char *)sw_repeat(0, n);
        unsigned missed = 0, wrong = 0;
        char **names = pyos_listdir("big", &count);
        CHECK(names != NULL);
        for (size_t k = 0; names && k < count; k++) {
            long number = tr_number(names[k], 'n');
            if (number >= 0 && (unsigned long)number < n) seen[number]++;
            else if (tr_number(names[k], 'c') < 0) wrong++;
        }
        for (i = 0; i < n; i++) missed += seen[i] != 1;
        CHECK_INT(missed, 0);
        CHECK_INT(wrong, 0);
        CHECK(count >= n && count <= n + 20050);
        pyos_free(names);
        free(seen);
    }
#if FD_WINDOWS
    CHECK_INT(WaitForSingleObject(churn, INFINITE), 0);
    CloseHandle(churn);
#else
    kill(churn, SIGKILL);
    while (waitpid(churn, NULL, 0) < 0 && errno == EINTR) {}
#endif
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * What stat tells that chmod and utime do not: ids, birth, attributes
 */

TEST(trees_file_ids) { /* a file's own, whatever its name */
    const pyos_direntry *entry;
    pyos_stat_result f, st;
    unsigned long long ino = 0, high = 77;
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    f = at_lstat("f");
    CHECK(f.has & PYOS_STAT_HAS_INO);
    st = at_lstat("g");
    CHECK(st.ino != f.ino || st.ino_high != f.ino_high);
    CHECK(st.dev == f.dev);
    pyos_scandir_iter *it = sw_at(".", "f", &entry);
    CHECK_INT(pyos_direntry_inode(entry, &ino, &high), 0);
    CHECK(ino == f.ino && high == f.ino_high);
    pyos_scandir_close(it);
    CHECK_INT(pyos_link("f", "h"), 0);
    CHECK_INT(pyos_rename("f", "k"), 0);
    st = at_lstat("h");
    CHECK(st.ino == f.ino && st.ino_high == f.ino_high && st.nlink == 2);
    int fd = fd_opened("k", PYOS_O_RDONLY);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK(st.ino == f.ino && st.ino_high == f.ino_high && st.dev == f.dev);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_replace("g", "k"), 0);
    st = at_lstat("k");
    CHECK(st.ino != f.ino || st.ino_high != f.ino_high);
    CHECK_INT(at_lstat("h").nlink, 1);
    fd_leave();
}

TEST(trees_birth_time) { /* stays, whatever becomes of the file */
    static const long long ns[2] = {1000000000000000000LL, 1100000000000000000LL};
    fd_enter();
    fd_put("f", "hello");
    pyos_stat_result st = at_lstat("f"), now;
    if (!(st.has & PYOS_STAT_HAS_BIRTHTIME)) {
        CHECK_INT(st.birthtime_ns, 0);
        if (!FD_WASI) test_skip_reason = "no birth time here";
    } else {
        CHECK(st.birthtime_ns > 1577836800LL * 1000000000); /* since 2020 */
        CHECK_INT(pyos_utime("f", ns), 0);
        CHECK_INT(pyos_chmod("f", 0666), 0);
        CHECK_INT(pyos_rename("f", "g"), 0);
        CHECK_INT(pyos_truncate("g", 2), 0);
        CHECK_INT(pyos_utime("g", ns), 0);
        now = at_lstat("g");
        CHECK_INT(now.mtime_ns, ns[1]);
        if (FD_WINDOWS && now.birthtime_ns != st.birthtime_ns)
            test_elsewhere_reason = "Wine makes the birth time from the others";
        else CHECK_INT(now.birthtime_ns, st.birthtime_ns);
    }
    fd_leave();
}

TEST(trees_file_attributes) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
#if FD_WINDOWS
    static const DWORD attributes[] = {FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM, FILE_ATTRIBUTE_READONLY,
                                       FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_READONLY,
                                       FILE_ATTRIBUTE_NORMAL};
    for (size_t i = 0; i < FILES_COUNT(attributes); i++) {
        const pyos_direntry *entry;
        pyos_stat_result st;
        CHECK(SetFileAttributesA("f", attributes[i]) != 0);
        st = at_lstat("f");
        CHECK_INT(st.file_attributes, GetFileAttributesA("f"));
        DWORD now = GetFileAttributesA("f") & 7; /* Wine cannot keep others beside read-only */
        if (!(attributes[i] & FILE_ATTRIBUTE_READONLY)) CHECK_INT(now, attributes[i] & 7);
        else CHECK(now & FILE_ATTRIBUTE_READONLY);
        CHECK(st.has & PYOS_STAT_HAS_FILE_ATTRIBUTES);
        CHECK(st.has & PYOS_STAT_HAS_REPARSE_TAG);
        CHECK_INT(st.reparse_tag, 0);
        pyos_scandir_iter *it = sw_at(".", "f", &entry);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &st), 0);
        CHECK_INT(st.file_attributes & 7, now);
        pyos_scandir_close(it);
        int fd = fd_opened("f", PYOS_O_RDONLY);
        CHECK_INT(pyos_fstat(fd, &st), 0);
        CHECK_INT(st.file_attributes & 7, now);
        CHECK_INT(pyos_close(fd), 0);
    }
    CHECK(at_lstat("d").file_attributes & PYOS_FILE_ATTRIBUTE_DIRECTORY);
#else
    CHECK_INT(at_lstat("f").has & (PYOS_STAT_HAS_FILE_ATTRIBUTES | PYOS_STAT_HAS_REPARSE_TAG), 0);
    CHECK_INT(at_lstat("d").file_attributes | at_lstat("d").reparse_tag, 0);
#endif
    fd_leave();
}

static void run_trees(void) {
    RUN(trees_removedirs);
    RUN(trees_removedirs_absolute);
    RUN(trees_removedirs_errors);
#if !FD_WINDOWS
    RUN(trees_removedirs_links);
#endif
    RUN(trees_removedirs_audit);
#if FD_LINUX
    RUN(trees_removedirs_stops_at_a_file_system);
#endif
    RUN(trees_renames);
    RUN(trees_renames_errors);
    RUN(trees_renames_links);
    RUN(trees_renames_audit);
#if FD_WINDOWS
    RUN(trees_windows_read_only);
    RUN(trees_windows_open_files);
    RUN(trees_windows_directories);
    RUN(trees_windows_letter_case);
    RUN(trees_junctions);
    RUN(trees_windows_links_to_directories);
#endif
    RUN(trees_link_follow);
#if FD_POSIX
    if (getenv("PYOS_LONG")) RUN(trees_link_limit);
#endif
#if FD_WINDOWS
    RUN(trees_listdrives);
    RUN(trees_listvolumes);
    RUN(trees_listmounts_errors);
#elif !PYOS_STRICT
    RUN(trees_drives_absent);
#endif
#if !FD_WINDOWS
    RUN(trees_loops);
#endif
#if FD_POSIX
    RUN(trees_loops_of_directories);
#endif
    RUN(trees_scandir_while_changing);
#if !FD_WASI
    RUN(trees_listdir_while_changing);
#endif
    RUN(trees_file_ids);
    RUN(trees_birth_time);
    RUN(trees_file_attributes);
}
