/* Tests of what belongs to a file beside its contents: modes, owners, times, flags, limits, kinds, roots. The helpers of
 * fd.c, files.c and stat.c are used. */

#if FD_WINDOWS
#include <aclapi.h>
#include <sddl.h>
#elif FD_POSIX
#include <sys/statvfs.h>
#if FD_LINUX
#include <sched.h>
#include <sys/mount.h>
#include <sys/sysmacros.h>
#endif
#endif

/* Audit events as fd_audit_start has them, with lists too: "(1, 2)". */
static int at_audit_on;
static char at_audit_text[1024];

static int at_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    char *text = at_audit_text;
    size_t room = sizeof at_audit_text, at = strlen(text);
    if (!at_audit_on || user != &at_audit_on) return 0;
    at += (size_t)snprintf(text + at, room - at, "%s(", event);
    for (size_t i = 0; i < nargs && at < room - 200; i++) {
        const char *comma = i ? ", " : "";
        if (args[i].type == PYOS_AUDIT_NONE) at += (size_t)snprintf(text + at, room - at, "%sNone", comma);
        else if (args[i].type == PYOS_AUDIT_INT)
            at += (size_t)snprintf(text + at, room - at, "%s%lld", comma, args[i].i);
        else if (args[i].type == PYOS_AUDIT_LIST) {
            size_t n = 0;
            at += (size_t)snprintf(text + at, room - at, "%s(", comma);
            for (; args[i].list[n]; n++)
                at += (size_t)snprintf(text + at, room - at, "%s%.60s", n ? ", " : "", args[i].list[n]);
            at += (size_t)snprintf(text + at, room - at, n == args[i].n ? ")" : "): a wrong count");
        } else at += (size_t)snprintf(text + at, room - at, "%s'%.60s'", comma, args[i].s);
    }
    if (at < room - 3) strcpy(text + at, ")\n");
    return 0;
}

/* False when compiled without hooks. */
static bool at_audit_start(void) {
    static int added;
    if (!added && pyos_addaudithook(at_audit_hook, &at_audit_on) != 0) return false;
    added = at_audit_on = 1, at_audit_text[0] = '\0';
    return true;
}

static const char *at_audit_stop(void) {
    at_audit_on = 0;
    return at_audit_text;
}

/* The call gives that result and raises these events. */
#define AT_EVENT(call, result, want)                                                                                   \
    do {                                                                                                               \
        at_audit_start();                                                                                              \
        CHECK_INT(call, result);                                                                                       \
        CHECK_STR(at_audit_stop(), want);                                                                              \
    } while (0)

/* A function that the platform lacks: with good arguments and with bad ones, and it says so beforehand. */
#define AT_ABSENT(failed, name)                                                                                        \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);                                                   \
        CHECK_STR(pyos_last_error()->function, name);                                                                  \
        CHECK(!pyos_have(name));                                                                                       \
    } while (0)

#define AT_UNKNOWN_FLAGS(failed)                                                                                       \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL);                                                            \
        FD_TEXT("unknown flags");                                                                                      \
    } while (0)

/* Of the name itself; a member that nothing has when there is none. */
static pyos_stat_result at_lstat(const char *path) {
    pyos_stat_result st;
    memset(&st, 0, sizeof st);
    st.mode = 0777777777u, st.uid = st.gid = st.mtime_ns = st.atime_ns = -777777;
    if (pyos_lstat(path, &st) != 0) CHECK_STR(path, "(there)");
    return st;
}

#if !FD_WASI
static unsigned at_mode(const char *path) { return pyos_S_IMODE(at_lstat(path).mode); }
#endif

/* What a dir_fd gives that is a file. */
#define AT_NO_DIRECTORY FILES_BY(ENOTDIR, ENOTDIR, FD_ENOTCAPABLE)

/* A descriptor of a directory, for dir_fd. */
static int at_directory(const char *path) {
    int fd = pyos_open(path, PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(fd >= 0);
    return fd;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * chmod, fchmod, lchmod
 */

#if FD_POSIX
TEST(attributes_chmod_modes) { /* each way sets all twelve bits */
    static const unsigned modes[] = {0, 0400, 0777, 0640, 0606, 04755, 02710, 06700, 0111};
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/g", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY), d = at_directory("d");
    for (size_t i = 0; i < FILES_COUNT(modes); i++) {
        CHECK_INT(pyos_chmod("f", modes[i]), 0);
        CHECK_INT(at_mode("f"), modes[i]);
        CHECK_INT(pyos_chmod_at(d, "g", modes[i], 0), 0);
        CHECK_INT(at_mode("d/g"), modes[i]);
        CHECK_INT(pyos_fchmod(fd, 07777 & ~modes[i] & ~01000u), 0); /* the descriptor may be one to read only */
        CHECK_INT(at_mode("f"), 07777 & ~modes[i] & ~01000u);
        CHECK_INT(pyos_chmod_at(PYOS_CWD, "f", modes[i], PYOS_FOLLOW), 0);
        CHECK_INT(at_mode("f"), modes[i]);
    }
    CHECK_INT(pyos_chmod("f", PYOS_S_IFDIR | 0604), 0); /* the type stays what it is */
    CHECK(files_is("f", PYOS_S_IFREG));
    CHECK_INT(at_mode("f"), 0604);
    CHECK_INT(pyos_fchmod(d, 01757), 0);
    CHECK_INT(at_mode("d"), 01757);
    CHECK_INT(pyos_chmod("d/", 0700), 0);
    CHECK_INT(at_mode("d"), 0700);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

TEST(attributes_chmod_links) { /* followed by default; a link itself has no mode on Linux */
    RULE("rule.not_implemented");
    fd_enter();
    fd_put("f", "hello");
    files_links = fd_have_links();
    files_symlink("f", "l");
    files_symlink("gone", "dang");
    int d = at_directory(".");
    CHECK_INT(pyos_chmod("l", 0600), 0);
    CHECK_INT(at_mode("f"), 0600);
    CHECK_INT(pyos_chmod_at(d, "l", 0640, 0), 0);
    CHECK_INT(at_mode("f"), 0640);
    CHECK_INT(pyos_chmod_at(d, "l", 0604, PYOS_FOLLOW), 0);
    CHECK_INT(at_mode("f"), 0604);
    CHECK_ERROR(pyos_chmod("dang", 0600) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dang");
    CHECK_INT(files_exists("gone"), 0);
    CHECK_INT(pyos_chmod_at(PYOS_CWD, "f", 0611, PYOS_NOFOLLOW), 0); /* no link: nothing to refuse */
    CHECK_INT(at_mode("f"), 0611);
    CHECK_INT(pyos_chmod_at(d, "f", 0622, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_mode("f"), 0622);
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "gone", 0600, PYOS_NOFOLLOW) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_chmod_at(d, "gone", 0600, PYOS_NOFOLLOW) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
#if FD_LINUX
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "l", 0600, PYOS_NOFOLLOW) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("chmod: follow_symlinks unavailable on this platform");
    CHECK_STR(pyos_last_error()->function, "os.chmod");
    CHECK_ERROR(pyos_chmod_at(d, "l", 0600, PYOS_NOFOLLOW) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("chmod: cannot use dir_fd and follow_symlinks together");
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "dang", 0600, PYOS_NOFOLLOW) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    CHECK_INT(at_mode("l"), 0777);
    CHECK(!pyos_supports_follow_symlinks("chmod"));
#else
    CHECK_INT(pyos_chmod_at(PYOS_CWD, "l", 0600, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_mode("l"), 0600);
#endif
    CHECK_INT(at_mode("f"), 0622);
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

static void at_as_user(void) { /* of a file that belongs to somebody else, in a directory that nobody may change */
    static const long long ns[2] = {1, 2};
    pyos_stat_result before = at_lstat("/");
    if (!fd_drop()) return;
    if (before.uid == (long long)geteuid() || access("/", W_OK) == 0) return;
    CHECK_ERROR(pyos_chmod("/", pyos_S_IMODE(before.mode)) == -1, PYOS_PERMISSIONERROR, EPERM, "/");
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "/", pyos_S_IMODE(before.mode), PYOS_FOLLOW) == -1, PYOS_PERMISSIONERROR, EPERM,
                "/");
    CHECK_ERROR(pyos_chown("/", (long long)geteuid(), -1) == -1, PYOS_PERMISSIONERROR, EPERM, "/");
    CHECK_ERROR(pyos_lchown("/", -1, (long long)getegid()) == -1, PYOS_PERMISSIONERROR, EPERM, "/");
    CHECK_ERROR(pyos_chown_at(PYOS_CWD, "/", (long long)geteuid(), -1, PYOS_NOFOLLOW) == -1, PYOS_PERMISSIONERROR,
                EPERM, "/");
    CHECK_ERROR(pyos_utime("/", ns) == -1, PYOS_PERMISSIONERROR, EPERM, "/");
    CHECK_ERROR(pyos_utime("/", NULL) == -1, PYOS_PERMISSIONERROR, EACCES, "/"); /* now: who may write may do it */
    CHECK_ERROR(pyos_utime_at(PYOS_CWD, "/", ns, PYOS_NOFOLLOW) == -1, PYOS_PERMISSIONERROR, EPERM, "/");
    int fd = pyos_open("/", PYOS_O_RDONLY, 0);
    CHECK_ERROR(pyos_fchmod(fd, pyos_S_IMODE(before.mode)) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fchmod");
    CHECK_ERROR(pyos_fchown(fd, (long long)geteuid(), -1) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fchown");
    CHECK_ERROR(pyos_futime(fd, ns) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_futime(fd, NULL) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_mkfifo("/pyos-fifo", 0600) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_mknod("/pyos-node", 0600, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    pyos_stat_result after = at_lstat("/");
    CHECK_INT(after.mode, before.mode);
    CHECK_INT(after.uid, before.uid);
    CHECK_INT(after.gid, before.gid);
}

TEST(attributes_of_others) {
    pyos_stat_result root = at_lstat("/");
    if (root.uid != 0) SKIP("the root directory does not belong to root");
    fd_in_child(at_as_user);
}

static void at_denied(void) { /* what cannot be reached */
    static const long long ns[2] = {1, 2};
    long long value = 55;
    pyos_statvfs_result st;
    if (!fd_drop()) _exit(1);
    CHECK_ERROR(pyos_chmod("np/x", 0600) == -1, PYOS_PERMISSIONERROR, EACCES, "np/x");
    CHECK_ERROR(pyos_chown("np/x", -1, -1) == -1, PYOS_PERMISSIONERROR, EACCES, "np/x");
    CHECK_ERROR(pyos_utime("np/x", ns) == -1, PYOS_PERMISSIONERROR, EACCES, "np/x");
    CHECK_ERROR(pyos_statvfs("np/x", &st) == -1, PYOS_PERMISSIONERROR, EACCES, "np/x");
    CHECK_ERROR(pyos_mkfifo("np/p", 0600) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_mknod("np/n", 0600, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
#if defined(__GLIBC__) /* others answer some names without a look at the path */
    CHECK_ERROR(pyos_pathconf("np/x", "PC_NAME_MAX", &value) == -1, PYOS_PERMISSIONERROR, EACCES, "np/x");
    CHECK_INT(value, 55);
#endif
    (void)value;
}

TEST(attributes_without_permission) {
    fd_enter();
    CHECK_INT(pyos_mkdir("np", 0777), 0);
    fd_put("np/x", "x");
    CHECK_INT(chmod("np", 0), 0);
    fd_in_child(at_denied);
    CHECK_INT(chmod("np", 0700), 0);
    fd_leave();
}
static void at_touch(void) { /* who may write may say now, and no other time */
    static const long long ns[2] = {1000000000000000000LL, 1000000000000000000LL};
    if (!fd_drop()) _exit(1);
    CHECK_ERROR(pyos_utime("f", ns) == -1, PYOS_PERMISSIONERROR, EPERM, "f");
    CHECK_INT(pyos_utime("f", NULL), 0);
    CHECK_ERROR(pyos_chmod("f", 0600) == -1, PYOS_PERMISSIONERROR, EPERM, "f");
    CHECK_ERROR(pyos_utime("g", NULL) == -1, PYOS_PERMISSIONERROR, EACCES, "g");
}

TEST(attributes_utime_two_users) {
    static const long long ns[2] = {1000000000000000000LL, 1000000000000000000LL};
    if (geteuid() != 0) SKIP("two users need root");
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "hello");
    CHECK_INT(pyos_chmod("f", 0666), 0);
    CHECK_INT(pyos_chmod("g", 0644), 0);
    CHECK_INT(pyos_utime("f", ns), 0);
    CHECK_INT(pyos_utime("g", ns), 0);
    fd_in_child(at_touch);
    CHECK(at_lstat("f").mtime_ns > ns[1]);
    CHECK_INT(at_lstat("g").mtime_ns, ns[1]);
    fd_leave();
}

#if FD_LINUX
#define AT_ROFS(failed, name) CHECK_ERROR(failed, PYOS_OSERROR, EROFS, name)

/* In a name space of its own, so that nothing stays mounted. The status 77 says that it was not to be had. */
static void at_read_only_disk(void) {
    static const long long ns[2] = {1000000000000000000LL, 1000000000000000000LL};
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", "m", "tmpfs", 0, "size=64k") != 0)
        _exit(77);
    fd_put("m/f", "hello");
    CHECK_INT(pyos_makedirs("m/d/e", 0777, false), 0);
    int fd = fd_opened("m/f", PYOS_O_RDONLY);
    CHECK_INT(mount("none", "m", NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    AT_ROFS(pyos_chmod("m/f", 0600) == -1, "m/f");
    AT_ROFS(pyos_chmod_at(PYOS_CWD, "m/f", 0600, PYOS_NOFOLLOW) == -1, "m/f");
    AT_ROFS(pyos_fchmod(fd, 0600) == -1, NULL);
    AT_ROFS(pyos_chown("m/f", 1, 1) == -1, "m/f");
    AT_ROFS(pyos_lchown("m/f", 1, 1) == -1, "m/f");
    AT_ROFS(pyos_fchown(fd, 1, 1) == -1, NULL);
    AT_ROFS(pyos_utime("m/f", ns) == -1, "m/f");
    AT_ROFS(pyos_utime("m/f", NULL) == -1, "m/f");
    AT_ROFS(pyos_futime(fd, ns) == -1, NULL);
    AT_ROFS(pyos_mkfifo("m/p", 0600) == -1, NULL);
    AT_ROFS(pyos_mknod("m/n", 0600, 0) == -1, NULL);
    AT_ROFS(pyos_mkdir("m/new", 0777) == -1, "m/new");
    AT_ROFS(pyos_makedirs("m/new/er", 0777, true) == -1, "m/new");
    AT_ROFS(pyos_rmdir("m/d/e") == -1, "m/d/e");
    AT_ROFS(pyos_removedirs("m/d/e") == -1, "m/d/e");
    AT_ROFS(pyos_remove("m/f") == -1, "m/f");
    AT_ROFS(pyos_truncate("m/f", 1) == -1, "m/f");
    AT_ROFS(pyos_open("m/f", PYOS_O_WRONLY, 0) == -1, "m/f");
    CHECK_ERROR2(pyos_rename("m/f", "m/g") == -1, PYOS_OSERROR, EROFS, "m/f", "m/g");
    CHECK_ERROR2(pyos_link("m/f", "m/g") == -1, PYOS_OSERROR, EROFS, "m/f", "m/g");
    CHECK_ERROR2(pyos_symlink("x", "m/g", false) == -1, PYOS_OSERROR, EROFS, "x", "m/g");
    CHECK(!pyos_access("m/f", PYOS_W_OK) && pyos_access("m/f", PYOS_R_OK));
    pyos_statvfs_result st;
    CHECK_INT(pyos_statvfs("m/f", &st), 0);
    CHECK_INT(st.flag & PYOS_ST_RDONLY, PYOS_ST_RDONLY);
    CHECK_STR(fd_get("m/f"), "hello");
    CHECK_INT(pyos_close(fd), 0);
}

/* Runs a part in a child that may say 77; true when it has not. */
static bool at_in_child(void (*run)(void)) {
    int status = -1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        test_bad = 0;
        run();
        fflush(stdout);
        _exit(test_bad);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) return false;
    CHECK_INT(status, 0);
    return true;
}

TEST(attributes_read_only_file_system) {
    fd_enter();
    CHECK_INT(pyos_mkdir("m", 0777), 0);
    if (!at_in_child(at_read_only_disk)) test_skip_reason = "mounting needs root";
    fd_leave();
}
#endif
#endif

TEST(attributes_chmod_errors) {
    static const unsigned bad[] = {1u, 0x100u, 0x200u, PYOS_EFFECTIVE_IDS, 0x80000000u, PYOS_NOFOLLOW | 1u};
    fd_enter();
    fd_put("f", "hello");
    unsigned mode = at_lstat("f").mode;
    FD_TYPE(pyos_chmod(NULL, 0600) == -1);
    FD_TEXT("chmod: path should be string, bytes, os.PathLike or integer, not NoneType");
    FD_TYPE(pyos_chmod_at(PYOS_CWD, NULL, 0600, 0) == -1);
    for (size_t i = 0; i < FILES_COUNT(bad); i++) AT_UNKNOWN_FLAGS(pyos_chmod_at(PYOS_CWD, "f", 0, bad[i]) == -1);
    CHECK_ERROR(pyos_chmod("gone", 0600) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.chmod");
    CHECK_ERROR(pyos_chmod("", 0600) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "gone", 0600, PYOS_FOLLOW) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_chmod("f/x", 0600) == -1, files_kind(FILES_BY(ENOTDIR, ENOENT, ENOTDIR)),
                FILES_BY(ENOTDIR, ENOENT, ENOTDIR), "f/x");
    CHECK_ERROR(pyos_fchmod(-1, 0600) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fchmod");
    CHECK_ERROR(pyos_fchmod(fd_closed(), 0600) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_chmod_at(fd_closed(), "f", 0600, 0) == -1, PYOS_OSERROR, EBADF, "f");
    int f = fd_opened("f", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_chmod_at(f, "f", 0600, 0) == -1, files_kind(AT_NO_DIRECTORY), AT_NO_DIRECTORY, "f");
    CHECK_INT(pyos_close(f), 0);
#if defined(__GLIBC__) && defined(PYOS_O_PATH) /* musl goes by /proc then */
    f = fd_opened("f", PYOS_O_PATH);           /* a descriptor for the path only */
    CHECK_ERROR(pyos_fchmod(f, 0600) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fchown(f, -1, -1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_close(f), 0);
#endif
    CHECK_INT(at_lstat("f").mode, mode);
    CHECK_STR(fd_get("f"), "hello");
    fd_leave();
}

#if FD_WINDOWS
static bool at_read_only(const char *path) {
    DWORD attributes = GetFileAttributesA(path);
    CHECK(attributes != INVALID_FILE_ATTRIBUTES);
    return (attributes & FILE_ATTRIBUTE_READONLY) != 0;
}

TEST(attributes_chmod_windows) { /* the write bit of the owner is the read-only attribute, and nothing else counts */
    RULE("rule.chmod_windows");
    static const unsigned writable[] = {0200, 0777, 0222, 0600, 07777}, fixed[] = {0, 0577, 0444, 0555, 0022, 07577};
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/g", "hello");
    int d = at_directory("d"), fd = fd_opened("f", PYOS_O_RDONLY);
    for (size_t i = 0; i < FILES_COUNT(fixed); i++) {
        unsigned open_mode = writable[i % FILES_COUNT(writable)];
        CHECK_INT(pyos_chmod("f", fixed[i]), 0);
        CHECK(at_read_only("f"));
        CHECK_INT(pyos_chmod("f", open_mode), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_chmod_at(PYOS_CWD, "f", fixed[i], PYOS_FOLLOW), 0);
        CHECK(at_read_only("f"));
        CHECK_INT(pyos_chmod_at(PYOS_CWD, "f", open_mode, PYOS_NOFOLLOW), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_fchmod(fd, fixed[i]), 0);
        CHECK(at_read_only("f"));
        CHECK_INT(pyos_fchmod(fd, open_mode), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_lchmod("f", fixed[i]), 0);
        CHECK(at_read_only("f"));
        CHECK_INT(pyos_lchmod("f", open_mode), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_chmod_at(d, "g", fixed[i], 0), 0);
        CHECK(at_read_only("d/g"));
        CHECK(SetFileAttributesA("d\\g", FILE_ATTRIBUTE_NORMAL) != 0);
    }
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(d), 0);
    SetFileAttributesA("f", FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_ARCHIVE);
    DWORD before = GetFileAttributesA("f");
    CHECK_INT(pyos_chmod("f", 0444), 0); /* the other attributes stay */
    CHECK_INT(GetFileAttributesA("f"), before | FILE_ATTRIBUTE_READONLY);
    CHECK_ERROR(pyos_open("f", PYOS_O_WRONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(pyos_chmod("f", 0666), 0);
    CHECK_INT(GetFileAttributesA("f"), before);
    CHECK_INT(pyos_chmod("d", 0777), 0); /* a directory may be asked too */
    CHECK(pyos_supports_fd("chmod") && pyos_supports_follow_symlinks("chmod"));
    fd_leave();
}

TEST(attributes_chmod_windows_back) { /* by the ways that open the file: Wine does not let them when it is read-only */
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_chmod("f", 0444), 0);
    HANDLE file = CreateFileA("f", FILE_WRITE_ATTRIBUTES | FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        test_elsewhere_reason = "Wine opens no read-only file so that its attributes can be written";
    else {
        CloseHandle(file);
        int d = at_directory(".");
        CHECK_INT(pyos_chmod_at(PYOS_CWD, "f", 0644, PYOS_FOLLOW), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_chmod("f", 0444), 0);
        CHECK_INT(pyos_chmod_at(d, "f", 0644, 0), 0);
        CHECK(!at_read_only("f"));
        CHECK_INT(pyos_close(d), 0);
    }
    SetFileAttributesA("f", FILE_ATTRIBUTE_NORMAL);
    fd_leave();
}
#endif

#if PYOS_HAVE_LCHMOD || !PYOS_STRICT
TEST(attributes_lchmod) {
    fd_enter();
    fd_put("f", "hello");
#if PYOS_HAVE_LCHMOD
    CHECK(pyos_have("os.lchmod"));
    FD_TYPE(pyos_lchmod(NULL, 0600) == -1);
    CHECK_ERROR(pyos_lchmod("gone", 0600) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.lchmod");
    CHECK_INT(pyos_lchmod("f", 0444), 0);
    CHECK_INT(at_mode("f") & 0200, 0);
    CHECK_INT(pyos_lchmod("f", 0644), 0);
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("f", "l", false), 0);
        CHECK_INT(pyos_lchmod("l", 0444), 0); /* the link itself */
        CHECK_INT(at_mode("f") & 0200, 0200);
        CHECK_INT(pyos_lchmod("l", 0644), 0);
    } else TEST_LACKS = FD_NO_LINKS;
#else
    unsigned mode = at_lstat("f").mode;
    AT_ABSENT(pyos_lchmod("f", 0) == -1, "os.lchmod");
    AT_ABSENT(pyos_lchmod(NULL, 0) == -1, "os.lchmod");
    CHECK_INT(at_lstat("f").mode, mode);
#endif
    fd_leave();
}
#endif

#if FD_WASI
TEST(attributes_chmod_does_nothing) { /* as Python's there, but what is missing is an error */
    fd_enter();
    fd_put("f", "hello");
    int d = at_directory("."), fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(pyos_chmod("f", 0), 0);
    CHECK_INT(pyos_chmod_at(d, "f", 0, 0), 0);
    CHECK_INT(pyos_fchmod(fd, 0), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(d), 0);
    fd_put("f", "still"); /* writable */
    CHECK_STR(fd_get("f"), "still");
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * chown, lchown, fchown
 */

#if PYOS_HAVE_CHOWN
static bool at_owned(const char *path, long long uid, long long gid) {
    pyos_stat_result st = at_lstat(path);
    if (st.uid == uid && st.gid == gid) return true;
    printf("    %s belongs to %lld:%lld, not %lld:%lld\n", path, st.uid, st.gid, uid, gid);
    return false;
}

TEST(attributes_chown) { /* what root may: each id by itself, by every way */
    fd_enter();
    fd_put("f", "hello");
    if (chown("f", 1234, 5678) != 0) test_skip_reason = "giving files away needs root";
    else {
        files_links = fd_have_links();
        files_symlink("f", "l");
        files_symlink("gone", "dang");
        CHECK_INT(pyos_mkdir("d", 0777), 0);
        fd_put("d/g", "hello");
        int fd = fd_opened("f", PYOS_O_RDONLY), d = at_directory("d");
        CHECK_INT(pyos_chown("f", 11, 22), 0);
        CHECK(at_owned("f", 11, 22));
        CHECK_INT(pyos_chown("f", -1, 33), 0);
        CHECK(at_owned("f", 11, 33));
        CHECK_INT(pyos_chown("f", 44, -1), 0);
        CHECK(at_owned("f", 44, 33));
        CHECK_INT(pyos_chown("f", -1, -1), 0);
        CHECK(at_owned("f", 44, 33));
        CHECK_INT(pyos_fchown(fd, 55, -1), 0);
        CHECK(at_owned("f", 55, 33));
        CHECK_INT(pyos_fchown(fd, -1, 66), 0);
        CHECK(at_owned("f", 55, 66));
        CHECK_INT(pyos_lchown("f", 1, 2), 0);
        CHECK(at_owned("f", 1, 2));
        CHECK_INT(pyos_chown("l", 3, 4), 0); /* follows */
        CHECK(at_owned("f", 3, 4));
        CHECK(at_owned("l", 0, (long long)at_lstat("dang").gid));
        CHECK_INT(pyos_lchown("l", 5, 6), 0); /* does not */
        CHECK(at_owned("l", 5, 6));
        CHECK(at_owned("f", 3, 4));
        CHECK_INT(pyos_lchown("dang", 7, 8), 0); /* so it works where nothing is at the other end */
        CHECK(at_owned("dang", 7, 8));
        CHECK_INT(pyos_chown_at(PYOS_CWD, "l", 9, 10, PYOS_NOFOLLOW), 0);
        CHECK(at_owned("l", 9, 10));
        CHECK(at_owned("f", 3, 4));
        CHECK_INT(pyos_chown_at(PYOS_CWD, "l", 12, 13, 0), 0);
        CHECK(at_owned("f", 12, 13));
        CHECK_INT(pyos_chown_at(d, "g", 14, 15, 0), 0);
        CHECK(at_owned("d/g", 14, 15));
        CHECK_INT(pyos_chown_at(d, "g", -1, 16, PYOS_NOFOLLOW), 0);
        CHECK(at_owned("d/g", 14, 16));
        CHECK_INT(pyos_chown("d", 17, 18), 0);
        CHECK(at_owned("d", 17, 18));
        if (chown("f", (uid_t)4294967294u, (gid_t)4294967294u) == 0) { /* ids as large as they come */
            CHECK_INT(pyos_chown("f", 1, 2), 0);
            CHECK_INT(pyos_chown("f", 4294967294LL, 4294967293LL), 0);
            CHECK(at_owned("f", 4294967294LL, 4294967293LL));
        }
        CHECK_INT(pyos_close(fd), 0);
        CHECK_INT(pyos_close(d), 0);
        CHECK_INT(pyos_chown("d", 0, 0), 0);
    }
    fd_leave();
}

static void at_chown_as_user(void) { /* what everybody may, and may not */
    if (!fd_drop()) _exit(1);
    fd_put("mine", "hello");
    long long uid = (long long)geteuid(), gid = (long long)at_lstat("mine").gid;
    int fd = fd_opened("mine", PYOS_O_RDONLY);
    CHECK_INT(pyos_chown("mine", uid, gid), 0);
    CHECK_INT(pyos_chown("mine", -1, gid), 0);
    CHECK_INT(pyos_lchown("mine", uid, -1), 0);
    CHECK_INT(pyos_fchown(fd, uid, gid), 0);
    CHECK_INT(pyos_chown_at(PYOS_CWD, "mine", uid, -1, PYOS_NOFOLLOW), 0);
    CHECK_ERROR(pyos_chown("mine", 0, -1) == -1, PYOS_PERMISSIONERROR, EPERM, "mine");
    CHECK_STR(pyos_last_error()->function, "os.chown");
    CHECK_ERROR(pyos_lchown("mine", 0, -1) == -1, PYOS_PERMISSIONERROR, EPERM, "mine");
    CHECK_STR(pyos_last_error()->function, "os.lchown");
    CHECK_ERROR(pyos_fchown(fd, 0, -1) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_chown("mine", -1, 4294967294LL) == -1, PYOS_PERMISSIONERROR, EPERM, "mine");
    CHECK(at_owned("mine", uid, gid));
    CHECK_INT(pyos_close(fd), 0);
}

TEST(attributes_chown_user) {
    fd_enter();
    fd_in_child(at_chown_as_user);
    fd_leave();
}

TEST(attributes_chown_overflow) { /* found before anything is looked at; -1 alone is below zero and good */
    static const long long low[] = {-2, -3, -2147483648LL, -4294967296LL, -9223372036854775807LL - 1};
    static const long long high[] = {4294967296LL, 4294967297LL, 1LL << 40, 9223372036854775807LL};
    fd_enter();
    fd_put("f", "hello");
    pyos_stat_result before = at_lstat("f");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    for (size_t i = 0; i < FILES_COUNT(low) + FILES_COUNT(high); i++) {
        long long id = i < FILES_COUNT(low) ? low[i] : high[i - FILES_COUNT(low)];
        CHECK_ERROR(pyos_chown("f", id, -1) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        if (id == -2) CHECK_MESSAGE("uid is less than minimum");
        CHECK_STR(pyos_last_error()->function, "os.chown");
        CHECK_ERROR(pyos_chown("f", -1, id) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        if (id == -2) CHECK_MESSAGE("gid is less than minimum");
        CHECK_ERROR(pyos_lchown("gone", id, -1) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        CHECK_ERROR(pyos_fchown(fd, -1, id) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        CHECK_ERROR(pyos_chown_at(PYOS_CWD, "f", id, id, 0) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        CHECK_ERROR(pyos_chown_at(fd, "f", -1, id, PYOS_NOFOLLOW) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
    }
    CHECK(at_owned("f", before.uid, before.gid));
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

TEST(attributes_chown_errors) {
    RULE("rule.lchown_not_on_windows");
    RULE("rule.error_filename");
    static const unsigned bad[] = {1u, 0x100u, 0x1000u, PYOS_EFFECTIVE_IDS, PYOS_FOLLOW, 0x80000000u};
    fd_enter();
    fd_put("f", "hello");
    files_links = fd_have_links();
    files_symlink("gone", "dang");
    FD_TYPE(pyos_chown(NULL, -1, -1) == -1);
    FD_TEXT("chown: path should be string, bytes, os.PathLike or integer, not NoneType");
    FD_TYPE(pyos_lchown(NULL, -1, -1) == -1);
    FD_TYPE(pyos_chown_at(PYOS_CWD, NULL, -1, -1, 0) == -1);
    for (size_t i = 0; i < FILES_COUNT(bad); i++) AT_UNKNOWN_FLAGS(pyos_chown_at(PYOS_CWD, "f", -1, -1, bad[i]) == -1);
    CHECK_ERROR(pyos_chown("gone", -1, -1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_chown("", -1, -1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_chown("f/x", -1, -1) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f/x");
    CHECK_ERROR(pyos_lchown("gone", -1, -1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_chown("dang", -1, -1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dang");
    CHECK_INT(pyos_lchown("dang", -1, -1), 0);
    CHECK_INT(pyos_chown_at(PYOS_CWD, "dang", -1, -1, PYOS_NOFOLLOW), 0);
    CHECK_ERROR(pyos_chown_at(PYOS_CWD, "dang", -1, -1, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dang");
    CHECK_ERROR(pyos_fchown(-1, -1, -1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fchown(fd_closed(), -1, -1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_chown_at(fd_closed(), "f", -1, -1, 0) == -1, PYOS_OSERROR, EBADF, "f");
    int f = fd_opened("f", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_chown_at(f, "f", -1, -1, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    CHECK_INT(pyos_close(f), 0);
    fd_leave();
}
#elif !PYOS_STRICT
TEST(attributes_chown_absent) { /* nor in the sandbox */
    RULE("rule.lchown_not_on_windows");
    fd_enter();
    fd_put("f", "hello");
    AT_ABSENT(pyos_chown("f", -1, -1) == -1, "os.chown");
    AT_ABSENT(pyos_chown(NULL, -2, -2) == -1, "os.chown");
    CHECK_ERROR(pyos_chown_at(PYOS_CWD, "f", -1, -1, 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    AT_ABSENT(pyos_lchown("f", -1, -1) == -1, "os.lchown");
    AT_ABSENT(pyos_fchown(1, -1, -1) == -1, "os.fchown");
    AT_ABSENT(pyos_fchown(-1, -1, -1) == -1, "os.fchown");
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * chflags, lchflags
 */

#if PYOS_HAVE_CHFLAGS || !PYOS_STRICT
TEST(attributes_chflags) {
    RULE("event.os.chflags");
    fd_enter();
    fd_put("f", "hello");
#if PYOS_HAVE_CHFLAGS
    CHECK(pyos_have("os.chflags"));
    FD_TYPE(pyos_chflags(NULL, 0) == -1);
    CHECK_ERROR(pyos_chflags("gone", 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_INT(pyos_chflags("f", PYOS_UF_NODUMP), 0);
    CHECK_INT(at_lstat("f").flags & PYOS_UF_NODUMP, PYOS_UF_NODUMP);
    CHECK_INT(pyos_chflags("f", 0), 0);
    CHECK_INT(at_lstat("f").flags & PYOS_UF_NODUMP, 0);
    if (at_audit_start()) AT_EVENT(pyos_chflags("f", PYOS_UF_NODUMP), 0, "os.chflags('f', 1)\n");
#else
    AT_ABSENT(pyos_chflags("f", PYOS_UF_NODUMP) == -1, "os.chflags");
    AT_ABSENT(pyos_chflags(NULL, 0) == -1, "os.chflags");
#endif
    fd_leave();
}
#endif

#if PYOS_HAVE_LCHFLAGS || !PYOS_STRICT
TEST(attributes_lchflags) {
    fd_enter();
    fd_put("f", "hello");
#if PYOS_HAVE_LCHFLAGS
    CHECK(pyos_have("os.lchflags"));
    CHECK_INT(pyos_symlink("f", "l", false), 0);
    CHECK_INT(pyos_lchflags("l", PYOS_UF_NODUMP), 0);
    CHECK_INT(at_lstat("l").flags & PYOS_UF_NODUMP, PYOS_UF_NODUMP);
    CHECK_INT(at_lstat("f").flags & PYOS_UF_NODUMP, 0);
    CHECK_INT(pyos_chflags("l", PYOS_UF_NODUMP), 0);
    CHECK_INT(at_lstat("f").flags & PYOS_UF_NODUMP, PYOS_UF_NODUMP);
    CHECK_ERROR(pyos_lchflags("gone", 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
#else
    AT_ABSENT(pyos_lchflags("f", PYOS_UF_NODUMP) == -1, "os.lchflags");
    AT_ABSENT(pyos_lchflags(NULL, 0) == -1, "os.lchflags");
#endif
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * chroot
 */

#if PYOS_HAVE_CHROOT
static void at_chroot(void) {
    char buffer[16] = "";
    bool root = geteuid() == 0;
    CHECK_ERROR(pyos_chroot("gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.chroot");
    CHECK_ERROR(pyos_chroot("f") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    FD_TYPE(pyos_chroot(NULL) == -1);
    if (!root) {
        CHECK_ERROR(pyos_chroot("d") == -1, PYOS_PERMISSIONERROR, EPERM, "d");
        CHECK_INT(files_exists("/inside"), 0);
        return;
    }
    at_audit_start();
    int result = pyos_chroot("d");
    CHECK_STR(at_audit_stop(), ""); /* Python has no event for it */
    CHECK_INT(result, 0);
    int fd = pyos_open("/inside", PYOS_O_RDONLY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_read(fd, buffer, sizeof buffer), 5);
    CHECK_STR(buffer, "hello");
    CHECK_INT(pyos_close(fd), 0);
    CHECK(files_is("f", PYOS_S_IFREG)); /* the working directory stays outside */
    CHECK_INT(files_exists("/f"), 0);
    CHECK_INT(pyos_chdir("/"), 0);
    CHECK(files_is("inside", PYOS_S_IFREG));
    CHECK_OWNED(pyos_getcwd(), "/");
    CHECK_INT(files_exists("../f"), 0); /* no way up from the root */
}

static void at_chroot_as_user(void) {
    if (!fd_drop()) _exit(1);
    at_chroot();
}

TEST(attributes_chroot) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/inside", "hello");
    CHECK(pyos_have("os.chroot"));
    fd_in_child(at_chroot);
    fd_in_child(at_chroot_as_user);
    CHECK(files_is("d/inside", PYOS_S_IFREG)); /* the parent's root is what it was */
    fd_leave();
}
#elif !PYOS_STRICT
TEST(attributes_chroot) {
    AT_ABSENT(pyos_chroot(".") == -1, "os.chroot");
    AT_ABSENT(pyos_chroot(NULL) == -1, "os.chroot");
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * utime, futime
 */

/* What a file system with so many digits makes of a time: rounds down, before 1970 too. */
static long long at_down(long long ns, long long unit) {
    long long rest = ns % unit;
    return rest < 0 ? ns - rest - unit : ns - rest;
}
#define AT_UNIT FILES_BY(1LL, 100LL, 1000000000LL)

static int at_utime_plain(const char *path, const long long *ns) { return pyos_utime(path, ns); }
static int at_utime_at(const char *path, const long long *ns) { return pyos_utime_at(PYOS_CWD, path, ns, 0); }
#if !FD_WINDOWS
static int at_utime_link(const char *path, const long long *ns) {
    return pyos_utime_at(PYOS_CWD, path, ns, PYOS_NOFOLLOW);
}
#endif
#if PYOS_HAVE_FUTIME
static int at_futime(const char *path, const long long *ns) {
    int fd = fd_opened(path, PYOS_O_RDONLY), result = pyos_futime(fd, ns);
    CHECK_INT(pyos_close(fd), 0);
    return result;
}
#endif

static int (*const at_utimes[])(const char *path, const long long *ns) = {at_utime_plain, at_utime_at,
#if !FD_WINDOWS
                                                                          at_utime_link,
#endif
#if PYOS_HAVE_FUTIME
                                                                          at_futime
#endif
};

/* Both times of a file, as the system tells them. */
static void at_times(const char *path, long long *accessed, long long *changed) {
    pyos_stat_result st;
#if FD_WINDOWS
    *accessed = sw_accessed(path); /* before anything looks at it */
#endif
    st = at_lstat(path);
#if !FD_WINDOWS
    *accessed = st.atime_ns;
#endif
    *changed = st.mtime_ns;
}

/* Nanoseconds, and the one that is not the other. */
static const long long at_pairs[][2] = {
    {0, 0},
    {1, 2},
    {1700000000123456789LL, 1600000000987654321LL},
    {999999999LL, 1000000000LL},
    {2147483647999999999LL, 2147483648000000000LL}, /* beyond 2038 */
    {4294967295999999999LL, 4294967296000000001LL}, /* beyond 2106 */
    {7258118400000000000LL, 5},                     /* 2200 */
    {123, 1577836800000000099LL},
};

TEST(attributes_utime) { /* both times, in this order, by every way */
    RULE("rule.st_times_ns");
    long long accessed, changed;
    fd_enter();
    for (size_t i = 0; i < FILES_COUNT(at_pairs); i++)
        for (size_t way = 0; way < FILES_COUNT(at_utimes); way++) {
            fd_put("f", "hello");
            CHECK_INT(at_utimes[way]("f", at_pairs[i]), 0);
            at_times("f", &accessed, &changed);
            if (FD_WASI)
                accessed = at_down(accessed, AT_UNIT), changed = at_down(changed, AT_UNIT); /* or more digits */
            CHECK_INT(accessed, at_down(at_pairs[i][0], AT_UNIT));
            CHECK_INT(changed, at_down(at_pairs[i][1], AT_UNIT));
            CHECK_STR(fd_get("f"), "hello");
        }
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_utime("d", at_pairs[2]), 0); /* of a directory too */
    at_times("d", &accessed, &changed);
    CHECK_INT(at_down(changed, AT_UNIT), at_down(at_pairs[2][1], AT_UNIT));
    fd_put("d/f", "hello");
    int d = at_directory("d");
    CHECK_INT(pyos_utime_at(d, "f", at_pairs[2], 0), 0);
    at_times("d/f", &accessed, &changed);
    CHECK_INT(at_down(changed, AT_UNIT), at_down(at_pairs[2][1], AT_UNIT));
    CHECK_INT(at_down(accessed, AT_UNIT), at_down(at_pairs[2][0], AT_UNIT));
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

TEST(attributes_utime_before_1970) {
    static const long long before[] = {
        -1, -2, -100, -999999999LL, -1000000000LL, -1000000001LL, -1500000000123456789LL};
    long long accessed, changed;
    fd_enter();
    for (size_t i = 0; i < FILES_COUNT(before); i++)
        for (size_t way = 0; way < FILES_COUNT(at_utimes); way++) {
            long long ns[2];
            ns[0] = before[i], ns[1] = before[FILES_COUNT(before) - 1 - i];
            fd_put("f", "hello");
            if (FD_WASI) { /* the host here refuses them */
                CHECK_INT(pyos_utime("f", at_pairs[2]), 0);
                CHECK_INT(at_utimes[way]("f", ns), -1);
                CHECK_INT(pyos_last_error()->code, EINVAL);
            } else CHECK_INT(at_utimes[way]("f", ns), 0);
            at_times("f", &accessed, &changed);
            CHECK_INT(at_down(accessed, AT_UNIT), at_down(FD_WASI ? at_pairs[2][0] : ns[0], AT_UNIT));
            CHECK_INT(at_down(changed, AT_UNIT), at_down(FD_WASI ? at_pairs[2][1] : ns[1], AT_UNIT));
        }
    if (FD_WASI) test_elsewhere_reason = "the host takes no times before 1970";
    fd_leave();
}

#if FD_POSIX
TEST(attributes_utime_agrees_with_the_system) { /* where the file system has its limits too */
    static const long long far_times[] = {9223372036854775807LL,  9223372036854775806LL,  -9223372036854775807LL - 1,
                                          -9223372036854775807LL, 9000000000000000001LL,  -9000000000000000001LL,
                                          -9223372036000000000LL, -9223372036000000001LL, 9223372036000000000LL,
                                          -2147483648000000001LL, -2147483648000000000LL, 15032385535000000LL};
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "hello");
    for (size_t i = 0; i < FILES_COUNT(far_times); i++) {
        long long ns[2];
        struct timespec times[2];
        struct stat want, got;
        ns[0] = far_times[i], ns[1] = far_times[FILES_COUNT(far_times) - 1 - i];
        for (int k = 0; k < 2; k++) {
            long long rest = ns[k] % 1000000000;
            times[k].tv_sec = (time_t)(ns[k] / 1000000000 - (rest < 0));
            times[k].tv_nsec = (long)(rest < 0 ? rest + 1000000000 : rest);
        }
        CHECK_INT(utimensat(AT_FDCWD, "g", times, 0), 0);
        CHECK_INT(pyos_utime("f", ns), 0);
        CHECK_INT(stat("g", &want), 0);
        CHECK_INT(stat("f", &got), 0);
        CHECK_INT(got.st_mtime, want.st_mtime);
        CHECK_INT(got.st_atime, want.st_atime);
        CHECK(SW_TIME(got, m) == SW_TIME(want, m) && SW_TIME(got, a) == SW_TIME(want, a));
    }
    fd_leave();
}
#endif

TEST(attributes_utime_now) {                                                         /* NULL, on every way, for both */
    static const long long then[2] = {1000000000000000000LL, 1000000000000000000LL}; /* 2001 */
    long long accessed, changed, before, after;
    fd_enter();
    for (size_t way = 0; way < FILES_COUNT(at_utimes); way++) {
        fd_put("f", "hello");
        CHECK_INT(pyos_utime("f", then), 0);
        fd_put("before", "x");
        CHECK_INT(at_utimes[way]("f", NULL), 0);
        fd_put("after", "x");
        before = at_lstat("before").mtime_ns, after = at_lstat("after").mtime_ns;
        at_times("f", &accessed, &changed);
        if (FD_LINUX) { /* one clock for all */
            CHECK(before <= changed && changed <= after);
            CHECK_INT(accessed, changed);
        }
        CHECK(changed > 1577836800LL * 1000000000 && accessed > 1577836800LL * 1000000000); /* since 2020 */
    }
    fd_leave();
}

TEST(attributes_utime_links) {
    RULE("rule.not_implemented");
    static const long long file[2] = {1100000000000000000LL, 1200000000000000000LL};
    static const long long link_times[2] = {1300000000000000000LL, 1400000000000000000LL};
    fd_enter();
    fd_put("f", "hello");
#if FD_WINDOWS
    CHECK_INT(pyos_utime("f", file), 0);
    CHECK_ERROR(pyos_utime_at(PYOS_CWD, "f", link_times, PYOS_NOFOLLOW) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("utime: follow_symlinks unavailable on this platform");
    CHECK_INT(at_lstat("f").mtime_ns, file[1]);
    CHECK(!pyos_supports_follow_symlinks("utime"));
#else
    int d = at_directory(".");
    CHECK_INT(pyos_symlink("f", "l", false), 0);
    CHECK_INT(pyos_symlink("gone", "dang", false), 0);
    CHECK_INT(pyos_utime("l", file), 0); /* follows */
    CHECK_INT(at_lstat("f").mtime_ns, file[1]);
    CHECK(at_lstat("l").mtime_ns != file[1]);
    CHECK_INT(pyos_utime_at(PYOS_CWD, "l", link_times, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_lstat("l").mtime_ns, link_times[1]);
    CHECK_INT(at_lstat("f").mtime_ns, file[1]);
    CHECK_INT(pyos_utime_at(d, "l", file, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_lstat("l").mtime_ns, file[1]);
    CHECK_INT(pyos_utime_at(d, "l", link_times, 0), 0);
    CHECK_INT(at_lstat("f").mtime_ns, link_times[1]);
    CHECK_INT(pyos_utime_at(PYOS_CWD, "l", NULL, PYOS_NOFOLLOW), 0);
    CHECK(at_lstat("l").mtime_ns > link_times[1]);
    CHECK_INT(at_lstat("f").mtime_ns, link_times[1]);
    CHECK_ERROR(pyos_utime("dang", file) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dang");
    CHECK_INT(files_exists("gone"), 0);
    CHECK_INT(pyos_utime_at(PYOS_CWD, "dang", file, PYOS_NOFOLLOW), 0);
    CHECK_INT(at_lstat("dang").mtime_ns, file[1]);
    CHECK(pyos_supports_follow_symlinks("utime") || FD_WASI);
    CHECK_INT(pyos_close(d), 0);
#endif
    fd_leave();
}

TEST(attributes_utime_errors) {
    static const long long ns[2] = {1000000000000000000LL, 1100000000000000000LL};
    static const unsigned bad[] = {1u, 0x100u, 0x1000u, PYOS_EFFECTIVE_IDS, PYOS_FOLLOW, 0x80000000u};
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_utime("f", ns), 0);
    FD_TYPE(pyos_utime(NULL, ns) == -1);
    FD_TEXT(PYOS_HAVE_FUTIME ? "utime: path should be string, bytes, os.PathLike or integer, not NoneType"
                             : "utime: path should be string, bytes or os.PathLike, not NoneType");
    FD_TYPE(pyos_utime_at(PYOS_CWD, NULL, NULL, 0) == -1);
    for (size_t i = 0; i < FILES_COUNT(bad); i++) AT_UNKNOWN_FLAGS(pyos_utime_at(PYOS_CWD, "f", NULL, bad[i]) == -1);
    CHECK_ERROR(pyos_utime("gone", ns) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.utime");
    CHECK_ERROR(pyos_utime("gone", NULL) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_utime("", ns) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_utime("f/x", ns) == -1, files_kind(FILES_BY(ENOTDIR, ENOENT, ENOTDIR)),
                FILES_BY(ENOTDIR, ENOENT, ENOTDIR), "f/x");
    CHECK_ERROR(pyos_utime_at(fd_closed(), "f", ns, 0) == -1, PYOS_OSERROR, EBADF, "f");
    int f = fd_opened("f", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_utime_at(f, "f", ns, 0) == -1, files_kind(AT_NO_DIRECTORY), AT_NO_DIRECTORY, "f");
#if PYOS_HAVE_FUTIME
    CHECK_ERROR(pyos_futime(-1, ns) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_futime(fd_closed(), NULL) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.utime");
#elif !PYOS_STRICT
    CHECK_ERROR(pyos_futime(f, ns) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK(!pyos_supports_fd("utime"));
#endif
    CHECK_INT(pyos_close(f), 0);
    CHECK_INT(at_lstat("f").mtime_ns, ns[1]);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * mkfifo, mknod, major, minor, makedev
 */

#if PYOS_HAVE_MKFIFO
/* mkfifo_at and mknod_at in d, which a descriptor is given of. macOS before 13 has no dir_fd here: then by the path. */
#ifdef TEST_WITHOUT_MKNODAT
static const char *at_below(const char *name) {
    static char path[64];
    snprintf(path, sizeof path, "d/%s", name);
    return path;
}

static int at_mkfifo(int d, const char *name, unsigned mode) {
    CHECK_ERROR(pyos_mkfifo_at(d, name, mode) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    return pyos_mkfifo(at_below(name), mode);
}

static int at_mknod(int d, const char *name, unsigned mode) {
    CHECK_ERROR(pyos_mknod_at(d, name, mode, 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    return pyos_mknod(at_below(name), mode, 0);
}
#define AT_NODE_BAD_FD(failed) CHECK_ERROR(failed, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL)
#else
static int at_mkfifo(int d, const char *name, unsigned mode) { return pyos_mkfifo_at(d, name, mode); }
#if FD_LINUX
static int at_mknod(int d, const char *name, unsigned mode) { return pyos_mknod_at(d, name, mode, 0); }
#endif
#define AT_NODE_BAD_FD(failed) CHECK_ERROR(failed, PYOS_OSERROR, EBADF, NULL)
#endif

TEST(attributes_mkfifo) { /* a pipe with a name; errors without one, as in Python */
    char buffer[8] = "";
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    int d = at_directory("d");
    mode_t mask = umask(027);
    CHECK_INT(pyos_mkfifo("p", 0666), 0);
    CHECK_INT(at_mkfifo(d, "q", 0707), 0);
    CHECK_INT(pyos_mkfifo_at(PYOS_CWD, "r", 0), 0);
    umask(mask);
    CHECK(files_is("p", PYOS_S_IFIFO) && files_is("d/q", PYOS_S_IFIFO) && files_is("r", PYOS_S_IFIFO));
    CHECK_INT(at_mode("p"), 0640);
    CHECK_INT(at_mode("d/q"), 0700);
    CHECK_INT(at_mode("r"), 0);
    int in = pyos_open("p", PYOS_O_RDONLY | PYOS_O_NONBLOCK, 0), out = pyos_open("p", PYOS_O_WRONLY, 0);
    CHECK_INT(pyos_write(out, "hello", 5), 5);
    CHECK_INT(pyos_read(in, buffer, sizeof buffer), 5);
    CHECK_STR(buffer, "hello");
    CHECK_INT(pyos_close(in), 0);
    CHECK_INT(pyos_close(out), 0);
    FD_TYPE(pyos_mkfifo(NULL, 0666) == -1);
    FD_TYPE(pyos_mkfifo_at(d, NULL, 0666) == -1);
    CHECK_ERROR(pyos_mkfifo("p", 0666) == -1, PYOS_FILEEXISTSERROR, EEXIST, NULL);
    CHECK_STR(pyos_last_error()->function, "os.mkfifo");
    if (FD_LINUX) CHECK_MESSAGE("[Errno 17] File exists");
    CHECK_ERROR(pyos_mkfifo("gone/p", 0666) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_ERROR(pyos_mkfifo("p/p", 0666) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    CHECK_ERROR(pyos_mkfifo("", 0666) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_ERROR(at_mkfifo(d, "q", 0666) == -1, PYOS_FILEEXISTSERROR, EEXIST, NULL);
    AT_NODE_BAD_FD(pyos_mkfifo_at(fd_closed(), "s", 0666) == -1);
    CHECK_INT(pyos_close(d), 0);
    CHECK(pyos_have("os.mkfifo") && pyos_supports_dir_fd("mkfifo"));
    fd_leave();
}

TEST(attributes_mknod) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    int d = at_directory("d");
    FD_TYPE(pyos_mknod(NULL, 0600, 0) == -1);
    FD_TYPE(pyos_mknod_at(d, NULL, 0600, 0) == -1);
    CHECK_ERROR(pyos_mknod("gone/n", 0600, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_STR(pyos_last_error()->function, "os.mknod");
    CHECK(pyos_have("os.mknod") && pyos_supports_dir_fd("mknod"));
#if FD_LINUX /* elsewhere only root may at all */
    static const struct {
        const char *name;
        unsigned mode, type;
    } kinds[] = {{"none", 0, PYOS_S_IFREG},
                 {"reg", PYOS_S_IFREG, PYOS_S_IFREG},
                 {"fifo", PYOS_S_IFIFO, PYOS_S_IFIFO},
                 {"sock", PYOS_S_IFSOCK, PYOS_S_IFSOCK}};
    for (size_t i = 0; i < FILES_COUNT(kinds); i++) {
        char below[32];
        mode_t mask = umask(026);
        CHECK_INT(pyos_mknod(kinds[i].name, kinds[i].mode | 0666, 0), 0);
        CHECK_INT(at_mknod(d, kinds[i].name, kinds[i].mode | 0777), 0);
        umask(mask);
        snprintf(below, sizeof below, "d/%s", kinds[i].name);
        CHECK(files_is(kinds[i].name, kinds[i].type) && files_is(below, kinds[i].type));
        CHECK_INT(at_mode(kinds[i].name), 0640);
        CHECK_INT(at_mode(below), 0751);
        CHECK_ERROR(pyos_mknod(kinds[i].name, kinds[i].mode | 0600, 0) == -1, PYOS_FILEEXISTSERROR, EEXIST, NULL);
    }
    CHECK_INT(fd_size("none"), 0);
    CHECK_ERROR(pyos_mknod("x", PYOS_S_IFDIR | 0700, 0) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    CHECK_ERROR(pyos_mknod("x", PYOS_S_IFLNK | 0700, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_mknod("x", 0150000 | 0700, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    AT_NODE_BAD_FD(pyos_mknod_at(fd_closed(), "x", 0600, 0) == -1);
    CHECK_INT(files_exists("x"), 0);
#endif
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

TEST(attributes_mknod_devices) {
    unsigned long long device = 0;
    pyos_stat_result st;
    fd_enter();
    CHECK_INT(pyos_makedev(1, 3, &device), 0);
    if (mknod("probe", S_IFCHR | 0600, (dev_t)device) != 0) { /* what the system refuses is refused */
        CHECK_ERROR(pyos_mknod("n", PYOS_S_IFCHR | 0600, device) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
        CHECK_INT(files_exists("n"), 0);
        if (geteuid() == 0) test_skip_reason = "even root may make no devices here";
    } else {
        CHECK_INT(pyos_mknod("n", PYOS_S_IFCHR | 0600, device), 0);
        st = at_lstat("n");
        CHECK(pyos_S_ISCHR(st.mode) && st.rdev == device);
        CHECK_INT(pyos_makedev(7, 200, &device), 0);
        CHECK_INT(pyos_mknod_at(PYOS_CWD, "b", PYOS_S_IFBLK | 0600, device), 0);
        st = at_lstat("b");
        CHECK(pyos_S_ISBLK(st.mode) && st.rdev == device);
#if FD_LINUX
        CHECK_INT(pyos_makedev(0xfff, 0xfffff, &device), 0); /* the kernel's own limits */
        CHECK_INT(pyos_mknod("large", PYOS_S_IFCHR | 0600, device), 0);
        CHECK(at_lstat("large").rdev == device);
#if defined(__GLIBC__) /* musl leaves the rest out */
        CHECK_INT(pyos_makedev(0x1000, 0, &device), 0);
        CHECK_ERROR(pyos_mknod("x", PYOS_S_IFCHR | 0600, device) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_mknod("x", PYOS_S_IFCHR | 0600, ~0ULL) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_INT(files_exists("x"), 0);
#endif
#endif
    }
    fd_leave();
}

TEST(attributes_devices) { /* apart and together again, with all 64 bits */
    static const long long parts[][2] = {{0, 0},     {1, 3},       {7, 200},          {255, 255},  {256, 256},
                                         {0xfff, 0}, {0, 0xfffff}, {4095, 0xfffffLL}, {8, 0x12345}};
    unsigned long long device = 0;
    long long part = 0, other = 0;
    for (size_t i = 0; i < FILES_COUNT(parts); i++) {
        CHECK_INT(pyos_makedev(parts[i][0], parts[i][1], &device), 0);
        CHECK_INT(pyos_major(device, &part), 0);
        CHECK_INT(pyos_minor(device, &other), 0);
#if FD_LINUX || defined(__FreeBSD__) /* the others have 32 bits for both */
        CHECK_INT(part, parts[i][0]);
        CHECK_INT(other, parts[i][1]);
#endif
    }
#if FD_LINUX
    static const struct {
        unsigned long long major_part, minor_part, device;
    } wide[] = {{0x12345678u, 0x9abcdef0u, 0x123459abcde678f0ULL},
                {0xffffffffu, 0, 0xfffff000000fff00ULL},
                {0, 0xffffffffu, 0x00000ffffff000ffULL},
                {1, 3, 0x103},
                {7, 200, 0x7c8},
                {0xfff, 0xfffff, 0xffffffffu}};
    for (size_t i = 0; i < FILES_COUNT(wide); i++) {
        long long a = (long long)wide[i].major_part, b = (long long)wide[i].minor_part;
        CHECK_INT(pyos_makedev(a, b, &device), 0);
        CHECK(device == wide[i].device);
        CHECK(device == (unsigned long long)makedev((unsigned)a, (unsigned)b));
        CHECK_INT(pyos_major(wide[i].device, &part), 0);
        CHECK_INT(pyos_minor(wide[i].device, &other), 0);
        CHECK_INT(part, a == 0xffffffffLL ? -1 : a); /* all bits: none */
        CHECK_INT(other, b == 0xffffffffLL ? -1 : b);
    }
    CHECK_INT(pyos_major(0x123456789abcdef0ULL, &part), 0);
    CHECK_INT(part, 0x12345cde);
    CHECK_INT(pyos_minor(0x123456789abcdef0ULL, &part), 0);
    CHECK_INT(part, 0x6789abf0);
    pyos_stat_result st;
    if (pyos_stat("/dev/null", &st) == 0) {
        CHECK_INT(pyos_major(st.rdev, &part), 0);
        CHECK_INT(part, 1);
        CHECK_INT(pyos_minor(st.rdev, &part), 0);
        CHECK_INT(part, 3);
    }
#endif
}

TEST(attributes_devices_edges) { /* the device that is none, and parts that are too wide */
    static const long long bad[][2] = {{-2, 0},
                                       {0, -2},
                                       {-2, -2},
                                       {4294967296LL, 0},
                                       {0, 4294967296LL},
                                       {9223372036854775807LL, 1},
                                       {1, -9223372036854775807LL - 1}};
    unsigned long long device = 0;
    long long part = 0;
    CHECK_INT(pyos_makedev(-1, -1, &device), 0);
    CHECK(device == ~0ULL);
    CHECK_INT(pyos_major(~0ULL, &part), 0);
    CHECK_INT(part, -1);
    part = 0;
    CHECK_INT(pyos_minor(~0ULL, &part), 0);
    CHECK_INT(part, -1);
#if FD_LINUX /* by itself it is a part with all bits, as in Python */
    CHECK_INT(pyos_makedev(-1, 0, &device), 0);
    CHECK(device == 0xfffff000000fff00ULL);
    CHECK_INT(pyos_makedev(0, -1, &device), 0);
    CHECK(device == 0x00000ffffff000ffULL);
#endif
    for (size_t i = 0; i < FILES_COUNT(bad); i++) {
        device = 77;
        CHECK_ERROR(pyos_makedev(bad[i][0], bad[i][1], &device) == -1, PYOS_OVERFLOWERROR, EOVERFLOW, NULL);
        CHECK_STR(pyos_last_error()->function, "os.makedev");
        CHECK(device == 77);
    }
    FD_TYPE(pyos_makedev(1, 3, NULL) == -1);
    FD_TYPE(pyos_major(0x103, NULL) == -1);
    FD_TYPE(pyos_minor(0x103, NULL) == -1);
    CHECK(pyos_have("os.major") && pyos_have("os.minor") && pyos_have("os.makedev"));
}
#elif !PYOS_STRICT
TEST(attributes_nodes_absent) {
    unsigned long long device = 77;
    long long part = 55;
    AT_ABSENT(pyos_mkfifo("p", 0666) == -1, "os.mkfifo");
    AT_ABSENT(pyos_mkfifo(NULL, 0666) == -1, "os.mkfifo");
    CHECK_ERROR(pyos_mkfifo_at(PYOS_CWD, "p", 0666) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    AT_ABSENT(pyos_mknod("p", 0666, 0) == -1, "os.mknod");
    CHECK_ERROR(pyos_mknod_at(PYOS_CWD, "p", 0666, 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_INT(files_exists("p"), 0);
    AT_ABSENT(pyos_makedev(1, 3, &device) == -1, "os.makedev");
    AT_ABSENT(pyos_makedev(-2, 3, NULL) == -1, "os.makedev");
    AT_ABSENT(pyos_major(0x103, &part) == -1, "os.major");
    AT_ABSENT(pyos_minor(0x103, &part) == -1, "os.minor");
    CHECK(device == 77 && part == 55);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * pathconf, statvfs, sync, TMP_MAX
 */

TEST(attributes_pathconf_names) {
    size_t count = 777, n = 0;
    const pyos_name_value *names = pyos_pathconf_names(&count);
    CHECK(names != NULL && names == pyos_pathconf_names(NULL));
    for (; names && names[n].name; n++) {
        CHECK(strncmp(names[n].name, "PC_", 3) == 0);
        CHECK(n == 0 || strcmp(names[n - 1].name, names[n].name) < 0);
    }
    CHECK_INT(count, n);
    if (FD_WINDOWS) CHECK_INT(n, 0);
    else CHECK(n >= 9); /* those of POSIX.1 from the beginning */
#if FD_LINUX
    static const pyos_name_value want[] = {{"PC_ALLOC_SIZE_MIN", 18},
                                           {"PC_ASYNC_IO", 10},
                                           {"PC_CHOWN_RESTRICTED", 6},
                                           {"PC_FILESIZEBITS", 13},
                                           {"PC_LINK_MAX", 0},
                                           {"PC_MAX_CANON", 1},
                                           {"PC_MAX_INPUT", 2},
                                           {"PC_NAME_MAX", 3},
                                           {"PC_NO_TRUNC", 7},
                                           {"PC_PATH_MAX", 4},
                                           {"PC_PIPE_BUF", 5},
                                           {"PC_PRIO_IO", 11},
                                           {"PC_REC_INCR_XFER_SIZE", 14},
                                           {"PC_REC_MAX_XFER_SIZE", 15},
                                           {"PC_REC_MIN_XFER_SIZE", 16},
                                           {"PC_REC_XFER_ALIGN", 17},
                                           {"PC_SOCK_MAXBUF", 12},
                                           {"PC_SYMLINK_MAX", 19},
                                           {"PC_SYNC_IO", 9},
                                           {"PC_VDISABLE", 8}};
    CHECK_INT(n, FILES_COUNT(want));
    for (size_t i = 0; i < n && i < FILES_COUNT(want); i++) {
        CHECK_STR(names[i].name, want[i].name);
        CHECK_INT(names[i].value, want[i].value);
    }
#endif
}

#if PYOS_HAVE_PATHCONF
TEST(attributes_pathconf) { /* as the system, for every name and kind of file; no limit is an answer, not an error */
    static const char *const paths[] = {"f", "d", ".", "gone", "f/x", "l"};
    const pyos_name_value *name;
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_symlink("f", "l", false), 0);
    for (size_t i = 0; i < FILES_COUNT(paths); i++)
        for (name = pyos_pathconf_names(NULL); name->name; name++) {
            long long value = 123456;
            errno = 0;
            long want = pathconf(paths[i], name->value);
            int code = want < 0 ? errno : 0;
            if (code) {
                CHECK_ERROR(pyos_pathconf(paths[i], name->name, &value) == -1, files_kind(code), code,
                            code == EINVAL ? NULL : paths[i]);
                CHECK_INT(value, 123456);
            } else {
                errno = 77;
                CHECK_INT(pyos_pathconf(paths[i], name->name, &value), 0);
                CHECK_INT(value, want);
                CHECK_INT(errno, 77);
            }
        }
    int fd = fd_opened("f", PYOS_O_RDONLY), d = at_directory("d"), fds[2];
    fds[0] = fd, fds[1] = d;
    for (int i = 0; i < 2; i++)
        for (name = pyos_pathconf_names(NULL); name->name; name++) {
            long long value = 123456;
            errno = 0;
            long want = fpathconf(fds[i], name->value);
            int code = want < 0 ? errno : 0;
            if (code) CHECK_ERROR(pyos_fpathconf(fds[i], name->name, &value) == -1, files_kind(code), code, NULL);
            else CHECK_INT(pyos_fpathconf(fds[i], name->name, &value), 0);
            CHECK_INT(value, code ? 123456 : want);
        }
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(d), 0);
    CHECK(pyos_have("os.pathconf") && pyos_have("os.fpathconf"));
    fd_leave();
}

TEST(attributes_pathconf_errors) {
    static const char *const bad[] = {"NAME_MAX", "_PC_NAME_MAX", "pc_name_max", "PC_NAME_MA", "PC_NAME_MAXX",
                                      "",         "PC_"};
    long long value = 55;
    for (size_t i = 0; i < FILES_COUNT(bad); i++) {
        CHECK_ERROR(pyos_pathconf(".", bad[i], &value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        FD_TEXT("unrecognized configuration name");
        CHECK_STR(pyos_last_error()->function, "os.pathconf");
        CHECK_ERROR(pyos_fpathconf(0, bad[i], &value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK_STR(pyos_last_error()->function, "os.fpathconf");
    }
    FD_TYPE(pyos_pathconf(NULL, "PC_NAME_MAX", &value) == -1);
    FD_TYPE(pyos_pathconf(".", NULL, &value) == -1);
    FD_TYPE(pyos_pathconf(".", "PC_NAME_MAX", NULL) == -1);
    FD_TYPE(pyos_fpathconf(0, NULL, &value) == -1);
    FD_TYPE(pyos_fpathconf(0, "PC_NAME_MAX", NULL) == -1);
    CHECK_ERROR(pyos_fpathconf(-1, "PC_NAME_MAX", &value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-1)");
    CHECK_ERROR(pyos_fpathconf(-7, "PC_LINK_MAX", &value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
#if defined(__GLIBC__) /* which looks */
    fd_enter();
    CHECK_ERROR(pyos_pathconf("gone", "PC_NAME_MAX", &value) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_ERROR(pyos_pathconf("", "PC_NAME_MAX", &value) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_fpathconf(fd_closed(), "PC_NAME_MAX", &value) == -1, PYOS_OSERROR, EBADF, NULL);
    fd_leave();
#endif
    CHECK_INT(value, 55);
}
#elif !PYOS_STRICT
TEST(attributes_pathconf) {
    long long value = 55;
    AT_ABSENT(pyos_pathconf(".", "PC_NAME_MAX", &value) == -1, "os.pathconf");
    AT_ABSENT(pyos_pathconf(NULL, NULL, NULL) == -1, "os.pathconf");
    AT_ABSENT(pyos_fpathconf(0, "PC_NAME_MAX", &value) == -1, "os.fpathconf");
    CHECK_INT(value, 55);
}
#endif

#if PYOS_HAVE_STATVFS
/* But for the counts that change at any time. */
static void at_check_statvfs(const pyos_statvfs_result *got, const struct statvfs *want) {
    CHECK_INT(got->has & PYOS_STATVFS_HAS_FSID, PYOS_STATVFS_HAS_FSID);
#if FD_LINUX
    CHECK_INT(got->bsize, want->f_bsize);
    CHECK_INT(got->frsize, want->f_frsize);
    CHECK_INT(got->blocks, want->f_blocks);
    CHECK_INT(got->flag, want->f_flag);
    CHECK_INT(got->namemax, want->f_namemax);
    CHECK(got->fsid == (unsigned long long)want->f_fsid);
#endif
    CHECK_INT(got->namemax, 255);
    CHECK(got->frsize > 0 && got->bsize > 0);
    CHECK(got->bfree <= got->blocks && got->bavail <= got->bfree);
    CHECK(got->ffree <= got->files);
    if (FD_LINUX) CHECK(got->favail == got->ffree);
    (void)want;
}

TEST(attributes_statvfs) {
    pyos_statvfs_result st, same, untouched;
    struct statvfs want;
    fd_enter();
    fd_put("f", "hello");
    files_links = fd_have_links();
    files_symlink("f", "l");
    files_symlink("gone", "dang");
    memset(&st, 0x55, sizeof st);
    memset(&untouched, 0x55, sizeof untouched);
    memset(&same, 0, sizeof same);
    CHECK_ERROR(pyos_statvfs("gone", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.statvfs");
    CHECK_ERROR(pyos_statvfs("", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_statvfs("f/x", &st) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f/x");
    CHECK_ERROR(pyos_statvfs("dang", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "dang");
    CHECK_ERROR(pyos_fstatvfs(-1, &st) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fstatvfs");
    CHECK_ERROR(pyos_fstatvfs(fd_closed(), &st) == -1, PYOS_OSERROR, EBADF, NULL);
    FD_TYPE(pyos_statvfs(NULL, &st) == -1);
    FD_TYPE(pyos_statvfs("f", NULL) == -1);
    FD_TYPE(pyos_fstatvfs(0, NULL) == -1);
    CHECK(memcmp(&st, &untouched, sizeof st) == 0);
    CHECK_INT(pyos_statvfs("f", &st), 0);
    CHECK_INT(statvfs("f", &want), 0);
    at_check_statvfs(&st, &want);
    CHECK_INT(pyos_statvfs("l", &same), 0);
    at_check_statvfs(&same, &want);
    CHECK(same.fsid == st.fsid);
    int fd = fd_opened("f", PYOS_O_RDONLY);
    memset(&st, 0, sizeof st);
    CHECK_INT(pyos_fstatvfs(fd, &st), 0);
    at_check_statvfs(&st, &want);
    CHECK_INT(pyos_close(fd), 0);
#if FD_LINUX
    static const struct { unsigned ours, theirs; } bits[] = {{PYOS_ST_RDONLY, ST_RDONLY}, {PYOS_ST_NOSUID, ST_NOSUID}};
    for (size_t i = 0; i < FILES_COUNT(bits); i++) CHECK_INT(bits[i].ours, bits[i].theirs);
    if (pyos_statvfs("/proc", &st) == 0) { /* without blocks */
        CHECK_INT(st.blocks, 0);
        CHECK_INT(statvfs("/proc", &want), 0);
        CHECK_INT(st.flag, want.f_flag);
    }
#endif
    CHECK(pyos_have("os.statvfs") && pyos_have("os.fstatvfs"));
    fd_leave();
}

TEST(attributes_sync) {
    CHECK_INT(pyos_sync(), 0);
    CHECK(pyos_have("os.sync"));
}
#elif !PYOS_STRICT
TEST(attributes_statvfs) {
    pyos_statvfs_result st, untouched;
    memset(&st, 0x55, sizeof st);
    memset(&untouched, 0x55, sizeof untouched);
    AT_ABSENT(pyos_statvfs(".", &st) == -1, "os.statvfs");
    AT_ABSENT(pyos_statvfs(NULL, NULL) == -1, "os.statvfs");
    AT_ABSENT(pyos_fstatvfs(0, &st) == -1, "os.fstatvfs");
    CHECK(memcmp(&st, &untouched, sizeof st) == 0);
}

TEST(attributes_sync) { AT_ABSENT(pyos_sync() == -1, "os.sync"); }
#endif

TEST(attributes_tmp_max) {
#if FD_WASI
#ifdef PYOS_TMP_MAX
    SW_FAIL("Python has no TMP_MAX there");
#endif
#else
    CHECK(PYOS_TMP_MAX >= 25); /* the least that C allows */
#if defined(__GLIBC__) || FD_WINDOWS || defined(__APPLE__)
    CHECK_INT(PYOS_TMP_MAX, TMP_MAX);
#endif
#endif
}

/* ---------------------------------------------------------------------------------------------------------------------
 * mkdir with 0700 on Windows
 */

#if FD_WINDOWS
/* Who may do what, in the system's notation; owned by LocalFree. */
static char *at_access_list(const char *path) {
    PSECURITY_DESCRIPTOR descriptor = NULL;
    char *text = NULL;
    char name[64];
    snprintf(name, sizeof name, "%s", path);
    CHECK_INT(
        GetNamedSecurityInfoA(name, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL, &descriptor), 0);
    if (descriptor && !ConvertSecurityDescriptorToStringSecurityDescriptorA(descriptor, SDDL_REVISION_1,
                                                                            DACL_SECURITY_INFORMATION, &text, NULL))
        text = NULL;
    if (descriptor) LocalFree(descriptor);
    CHECK(text != NULL);
    return text;
}

static bool at_open_to_all(const char *list) { /* everyone, all users, all who have signed in */
    return strstr(list, ";WD)") || strstr(list, ";BU)") || strstr(list, ";AU)");
}

TEST(attributes_mkdir_0700) { /* exactly that mode shuts out the others; makedirs gives it to the last level alone */
    RULE("rule.mkdir_0700");
    fd_enter();
    CHECK_INT(pyos_mkdir("all", 0777), 0);
    CHECK_INT(pyos_mkdir("private", 0700), 0);
    CHECK_INT(pyos_mkdir("other", 0701), 0);
    CHECK_INT(pyos_mkdir("none", 0), 0);
    CHECK_INT(pyos_mkdir_at(PYOS_CWD, "private2", 0700), 0);
    CHECK_INT(pyos_makedirs("deep/leaf", 0700, false), 0);
    CHECK_INT(pyos_mkdir("deep/second", 0700), 0);
    int d = at_directory("deep");
    CHECK_INT(pyos_mkdir_at(d, "third", 0700), 0); /* relative to a directory */
    CHECK_INT(pyos_close(d), 0);
    static const char *const names[] = {"all",  "private",   "other",       "none",      "private2",
                                        "deep", "deep/leaf", "deep/second", "deep/third"};
    static const bool shut[] = {false, true, false, false, true, false, true, true, true};
    char *all = at_access_list("all"), *alone = at_access_list("private");
    CHECK(alone && !at_open_to_all(alone));
    CHECK(all && alone && strcmp(all, alone) != 0);
    for (size_t i = 0; i < FILES_COUNT(names); i++) {
        char *list = at_access_list(names[i]);
        if (shut[i]) CHECK_STR(list, alone);
        else CHECK_STR(list, all);
        if (list) LocalFree(list);
    }
    fd_put("private/f", "hello"); /* the maker may work there */
    CHECK_STR(fd_get("private/f"), "hello");
    if (all) LocalFree(all);
    if (alone) LocalFree(alone);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Paths and descriptors of directories, for all of them
 */

TEST(attributes_dir_fd) { /* does not count for an absolute path; no descriptor is one for others */
    static const long long ns[2] = {1000000000000000000LL, 1100000000000000000LL};
    fd_enter();
    fd_put("f", "hello");
    char *here = pyos_getcwd(), *path = pyos_path_join(here, "f"), *fifo = pyos_path_join(here, "p");
    int bad[2];
    bad[0] = -1, bad[1] = fd_closed();
    for (int i = 0; i < 2; i++) {
        CHECK_ERROR(pyos_chmod_at(bad[i], "f", 0600, 0) == -1, PYOS_OSERROR, EBADF, "f");
        CHECK_ERROR(pyos_utime_at(bad[i], "f", ns, 0) == -1, PYOS_OSERROR, EBADF, "f");
        CHECK_INT(pyos_utime("f", NULL), 0);
        CHECK_INT(pyos_utime_at(bad[i], path, ns, 0), 0);
        CHECK_INT(at_lstat("f").mtime_ns, ns[1]);
        CHECK_INT(pyos_chmod_at(bad[i], path, 0444, 0), 0);
        if (!FD_WASI) CHECK_INT(at_lstat("f").mode & 0200, 0);
        CHECK_INT(pyos_chmod("f", 0666), 0);
#if FD_POSIX
        CHECK_ERROR(pyos_chown_at(bad[i], "f", -1, -1, 0) == -1, PYOS_OSERROR, EBADF, "f");
        CHECK_INT(pyos_chown_at(bad[i], path, -1, -1, PYOS_NOFOLLOW), 0);
#ifdef TEST_WITHOUT_MKNODAT /* as on macOS before 13: no dir_fd, whatever the path */
        CHECK_ERROR(pyos_mkfifo_at(bad[i], fifo, 0600) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
        CHECK_ERROR(pyos_mknod_at(bad[i], fifo, PYOS_S_IFIFO | 0600, 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
#else
        CHECK_ERROR(pyos_mkfifo_at(bad[i], "p", 0600) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_INT(pyos_mkfifo_at(bad[i], fifo, 0600), 0);
        CHECK(files_is("p", PYOS_S_IFIFO));
        CHECK_INT(pyos_remove("p"), 0);
        CHECK_ERROR(pyos_mknod_at(bad[i], "p", PYOS_S_IFIFO | 0600, 0) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_INT(pyos_mknod_at(bad[i], fifo, PYOS_S_IFIFO | 0600, 0), 0);
        CHECK_INT(pyos_remove("p"), 0);
#endif
#endif
    }
    pyos_free(fifo);
    pyos_free(path);
    pyos_free(here);
    fd_leave();
}

TEST(attributes_long_paths) { /* beyond what the system takes as it is, and with letters beyond ASCII */
    static const long long ns[2] = {1000000000000000000LL, 1100000000000000000LL};
    static char path[FD_WINDOWS ? 700 : 3000];
    pyos_stat_result st;
    size_t n = 0;
    memset(&st, 0, sizeof st);
    fd_enter();
    while (n + 60 < sizeof path)
        n += (size_t)snprintf(path + n, sizeof path - n, "%sd%040u", n ? "/" : "", (unsigned)n);
    CHECK_INT(pyos_makedirs(path, 0700, false), 0);
    strcpy(path + n, "/caf\xc3\xa9");
    sw_write(path, "hello");
    CHECK_INT(pyos_utime(path, ns), 0);
    CHECK_INT(pyos_stat(path, &st), 0);
    CHECK_INT(st.mtime_ns, ns[1]);
    CHECK_INT(pyos_chmod(path, 0444), 0);
    CHECK_INT(pyos_stat(path, &st), 0);
    if (!FD_WASI) CHECK_INT(st.mode & 0200, 0);
    CHECK_INT(pyos_chmod(path, 0666), 0);
#if FD_POSIX
    pyos_statvfs_result vfs;
    long long value = 0;
    CHECK_INT(pyos_chown(path, -1, -1), 0);
    CHECK_INT(pyos_lchown(path, -1, -1), 0);
    CHECK_INT(pyos_statvfs(path, &vfs), 0);
    CHECK_INT(pyos_pathconf(path, "PC_NAME_MAX", &value), 0);
    CHECK_INT(value, 255);
#endif
    char *moved = sw_repeat('x', n + 20);
    strcpy(moved, path);
    strcpy(moved + n, "/new/caf\xc3\xa9");
    CHECK_INT(pyos_renames(path, moved), 0);
    CHECK_INT(fd_size(moved), 5);
    CHECK_INT(pyos_remove(moved), 0);
    moved[n + 4] = '\0';
    fd_put("keep", "x");
    CHECK_INT(pyos_removedirs(moved), 0); /* up to the top */
    path[41] = '\0';
    CHECK_INT(files_exists(path), 0);
    free(moved);
    fd_leave();
}

#if FD_WINDOWS
TEST(attributes_names_without_text) { /* that are no WTF-8 */
#define AT_NO_TEXT(failed) CHECK_ERROR(failed, PYOS_UNICODEERROR, EILSEQ, NULL)
    static const char *const bad = "bad\xff\xfe";
    static const long long ns[2] = {1, 2};
    AT_NO_TEXT(pyos_chmod(bad, 0600) == -1);
    AT_NO_TEXT(pyos_chmod_at(PYOS_CWD, bad, 0600, PYOS_FOLLOW) == -1);
    AT_NO_TEXT(pyos_lchmod(bad, 0600) == -1);
    AT_NO_TEXT(pyos_utime(bad, ns) == -1);
    AT_NO_TEXT(pyos_utime_at(PYOS_CWD, bad, NULL, 0) == -1);
    AT_NO_TEXT(pyos_listmounts(bad, NULL) == NULL);
    AT_NO_TEXT(pyos_removedirs(bad) == -1);
    AT_NO_TEXT(pyos_renames(bad, "x") == -1);
    AT_NO_TEXT(pyos_renames("x", bad) == -1);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Audit events, silence
 */

TEST(attributes_audit) {
    RULE("event.os.chmod");
    RULE("event.os.utime");
    RULE("event.os.chown");
    static const long long ns[2] = {1, 9223372036854775807LL}, old[2] = {-1, 0};
    char want[200];
    if (!at_audit_start()) SKIP("compiled without audit hooks");
    at_audit_stop();
    fd_enter();
    fd_put("f", "hello");
    int d = at_directory("."), fd = fd_opened("f", PYOS_O_RDWR);
    AT_EVENT(pyos_chmod("f", 0644), 0, "os.chmod('f', 420, -1)\n");
    AT_EVENT(pyos_chmod_at(PYOS_CWD, "f", 0644, PYOS_FOLLOW), 0, "os.chmod('f', 420, -1)\n");
    snprintf(want, sizeof want, "os.chmod('f', 384, %d)\n", d);
    AT_EVENT(pyos_chmod_at(d, "f", 0600, 0), 0, want);
    snprintf(want, sizeof want, "os.chmod(%d, 420, -1)\n", fd);
    AT_EVENT(pyos_fchmod(fd, 0644), 0, want);
    AT_EVENT(pyos_chmod("gone", 0644), -1, "os.chmod('gone', 420, -1)\n"); /* before the system is asked */
    AT_EVENT(pyos_chmod_at(PYOS_CWD, "f", 0644, 1u), -1, "");              /* after the arguments are looked at */
#if PYOS_HAVE_LCHMOD
    AT_EVENT(pyos_lchmod("f", 0644), 0, "os.chmod('f', 420, -1)\n");
#endif
#if PYOS_HAVE_CHOWN
    AT_EVENT(pyos_chown("f", -1, -1), 0, "os.chown('f', 4294967295, 4294967295, -1)\n");
    AT_EVENT(pyos_lchown("f", -1, -1), 0, "os.chown('f', 4294967295, 4294967295, -1)\n");
    snprintf(want, sizeof want, "os.chown('f', %u, 4294967295, -1)\n", (unsigned)at_lstat("f").uid);
    AT_EVENT(pyos_chown("f", at_lstat("f").uid, -1), 0, want);
    snprintf(want, sizeof want, "os.chown(%d, 4294967295, 4294967295, -1)\n", fd);
    AT_EVENT(pyos_fchown(fd, -1, -1), 0, want);
    snprintf(want, sizeof want, "os.chown('f', 4294967295, 4294967295, %d)\n", d);
    AT_EVENT(pyos_chown_at(d, "f", -1, -1, PYOS_NOFOLLOW), 0, want);
    AT_EVENT(pyos_chown("f", -2, -1), -1, "");
#endif
    AT_EVENT(pyos_utime("f", NULL), 0, "os.utime('f', None, None, -1)\n");
    AT_EVENT(pyos_utime("gone", ns), -1, "os.utime('gone', None, (1, 9223372036854775807), -1)\n");
    AT_EVENT(pyos_utime("f", old), FD_WASI ? -1 : 0, "os.utime('f', None, (-1, 0), -1)\n");
    snprintf(want, sizeof want, "os.utime('f', None, (0, 0), %d)\n", d);
    static const long long zero[2] = {0, 0};
    AT_EVENT(pyos_utime_at(d, "f", zero, 0), 0, want);
#if PYOS_HAVE_FUTIME
    snprintf(want, sizeof want, "os.utime(%d, None, (0, 0), -1)\n", fd);
    AT_EVENT(pyos_futime(fd, zero), 0, want);
#endif
    at_audit_start(); /* none for these */
#if PYOS_HAVE_STATVFS
    pyos_statvfs_result st;
    CHECK_INT(pyos_statvfs("f", &st), 0);
    CHECK_INT(pyos_fstatvfs(fd, &st), 0);
    CHECK_INT(pyos_mkfifo("p", 0600), 0);
#endif
#if PYOS_HAVE_PATHCONF
    long long value;
    CHECK_INT(pyos_pathconf("f", "PC_NAME_MAX", &value), 0);
    CHECK_INT(pyos_fpathconf(fd, "PC_NAME_MAX", &value), 0);
#endif
    CHECK_STR(at_audit_stop(), "");
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

TEST(attributes_audit_refuses) { /* nothing is done then */
    static const long long ns[2] = {1000000000000000000LL, 1000000000000000000LL};
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    fd_enter();
    fd_put("f", "hello");
    pyos_stat_result before = at_lstat("f");
    int fd = fd_opened("f", PYOS_O_RDWR);
    fd_audit_start(EACCES);
    CHECK_ERROR(pyos_chmod("f", 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_STR(pyos_last_error()->function, "os.chmod");
    CHECK_ERROR(pyos_fchmod(fd, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_utime_at(PYOS_CWD, "f", NULL, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
#if PYOS_HAVE_CHOWN
    CHECK_ERROR(pyos_chown("f", 1, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_lchown("f", 1, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_fchown(fd, 1, 1) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
#endif
    fd_audit_on = 0; /* the hook for events looks at no lists */
    CHECK_INT(pyos_close(fd), 0);
    pyos_stat_result after = at_lstat("f");
    CHECK_INT(after.mode, before.mode);
    CHECK_INT(after.uid, before.uid);
    CHECK_INT(after.mtime_ns, before.mtime_ns);
    (void)ns;
    fd_leave();
}

TEST(attributes_leave_errno_alone) { /* and the record */
    static const long long ns[2] = {1000000000000000000LL, 1000000000000000000LL};
    fd_enter();
    fd_put("f", "hello");
    CHECK_ERROR(pyos_chmod("elsewhere", 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "elsewhere");
    int fd = fd_opened("f", PYOS_O_RDWR);
    errno = 77;
    int bad = pyos_chmod("f", 0444) | pyos_chmod("f", 0644);
    bad |= pyos_chmod_at(PYOS_CWD, "f", 0644, PYOS_FOLLOW);
    bad |= pyos_chmod_at(PYOS_CWD, "f", 0644, PYOS_NOFOLLOW);
    bad |= pyos_fchmod(fd, 0644);
    bad |= pyos_utime("f", ns);
    bad |= pyos_utime("f", NULL);
#if PYOS_HAVE_FUTIME
    bad |= pyos_futime(fd, ns);
#endif
#if FD_POSIX
    pyos_statvfs_result st;
    unsigned long long device;
    long long value;
    bad |= pyos_chown("f", -1, -1) | pyos_lchown("f", -1, -1) | pyos_fchown(fd, -1, -1);
    bad |= pyos_statvfs("f", &st) | pyos_fstatvfs(fd, &st);
    bad |= pyos_mkfifo("p", 0600);
    bad |= pyos_makedev(-1, -1, &device) | pyos_major(device, &value);
#endif
    CHECK_INT(errno, 77);
    CHECK_INT(bad, 0);
    CHECK_STR(pyos_last_error()->filename, "elsewhere");
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

static void run_attributes(void) {
#if FD_POSIX
    RUN(attributes_chmod_modes);
    RUN(attributes_chmod_links);
    RUN(attributes_of_others);
    RUN(attributes_without_permission);
    RUN(attributes_utime_two_users);
#if FD_LINUX
    RUN(attributes_read_only_file_system);
#endif
#endif
    RUN(attributes_chmod_errors);
#if FD_WINDOWS
    RUN(attributes_chmod_windows);
    RUN(attributes_chmod_windows_back);
#endif
#if PYOS_HAVE_LCHMOD || !PYOS_STRICT
    RUN(attributes_lchmod);
#endif
#if FD_WASI
    RUN(attributes_chmod_does_nothing);
#endif
#if PYOS_HAVE_CHOWN
    RUN(attributes_chown);
    RUN(attributes_chown_user);
    RUN(attributes_chown_overflow);
    RUN(attributes_chown_errors);
#elif !PYOS_STRICT
    RUN(attributes_chown_absent);
#endif
#if PYOS_HAVE_CHFLAGS || !PYOS_STRICT
    RUN(attributes_chflags);
#endif
#if PYOS_HAVE_LCHFLAGS || !PYOS_STRICT
    RUN(attributes_lchflags);
#endif
#if PYOS_HAVE_CHROOT || !PYOS_STRICT
    RUN(attributes_chroot);
#endif
    RUN(attributes_utime);
    RUN(attributes_utime_before_1970);
#if FD_POSIX
    RUN(attributes_utime_agrees_with_the_system);
#endif
    RUN(attributes_utime_now);
    RUN(attributes_utime_links);
    RUN(attributes_utime_errors);
#if PYOS_HAVE_MKFIFO
    RUN(attributes_mkfifo);
    RUN(attributes_mknod);
    RUN(attributes_mknod_devices);
    RUN(attributes_devices);
    RUN(attributes_devices_edges);
#elif !PYOS_STRICT
    RUN(attributes_nodes_absent);
#endif
    RUN(attributes_pathconf_names);
#if PYOS_HAVE_PATHCONF
    RUN(attributes_pathconf);
    RUN(attributes_pathconf_errors);
#elif !PYOS_STRICT
    RUN(attributes_pathconf);
#endif
#if PYOS_HAVE_STATVFS || !PYOS_STRICT
    RUN(attributes_statvfs);
    RUN(attributes_sync);
#endif
    RUN(attributes_tmp_max);
#if FD_WINDOWS
    RUN(attributes_mkdir_0700);
#endif
    RUN(attributes_dir_fd);
    RUN(attributes_long_paths);
#if FD_WINDOWS
    RUN(attributes_names_without_text);
#endif
    RUN(attributes_audit);
    RUN(attributes_audit_refuses);
    RUN(attributes_leave_errno_alone);
}
