/* Tests of >>error and >>memory. */
#if defined(_WIN32)
#include <windows.h>
enum { ERR_WINDOWS = 1, ERR_WASI = 0, ERR_POSIX = 0 };
#elif defined(__wasi__)
enum { ERR_WINDOWS = 0, ERR_WASI = 1, ERR_POSIX = 0 };
#else
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
enum { ERR_WINDOWS = 0, ERR_WASI = 0, ERR_POSIX = 1 };
#endif
#if PYOS_NO_THREADS || defined(__wasi__)
#define ERR_THREADS 0
#else
#define ERR_THREADS 1
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

typedef struct err_thread {
    void (*run)(void *argument);
    void *argument;
#if !ERR_THREADS
    int none;
#elif defined(_WIN32)
    HANDLE handle;
#else
    pthread_t handle;
#endif
} err_thread;

#if ERR_THREADS && defined(_WIN32)
static DWORD WINAPI err_thread_main(LPVOID argument) {
    err_thread *thread = (err_thread *)argument;
    thread->run(thread->argument);
    return 0;
}
#elif ERR_THREADS
static void *err_thread_main(void *argument) {
    err_thread *thread = (err_thread *)argument;
    thread->run(thread->argument);
    return NULL;
}
#endif

#if ERR_THREADS
static int err_start(err_thread *thread, void (*run)(void *argument), void *argument) {
    thread->run = run, thread->argument = argument;
#if defined(_WIN32)
    thread->handle = CreateThread(NULL, 0, err_thread_main, thread, 0, NULL);
    return thread->handle ? 0 : -1;
#else
    return pthread_create(&thread->handle, NULL, err_thread_main, thread) == 0 ? 0 : -1;
#endif
}

static void err_join(err_thread *thread) {
#if defined(_WIN32)
    WaitForSingleObject(thread->handle, INFINITE);
    CloseHandle(thread->handle);
#else
    pthread_join(thread->handle, NULL);
#endif
}
#endif

/* n characters of a text, over and over. For pyos_free. */
static char *err_repeat(const char *text, size_t n) {
    size_t i, length = strlen(text);
    char *s = (char *)malloc(n + 1);
    if (!s) abort();
    for (i = 0; i < n; i++) s[i] = text[i % length];
    s[n] = 0;
    return s;
}

static int err_make(const char *name) {
    int fd = pyos_open(name, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC | PYOS_OPEN_BINARY, 0666);
    return fd < 0 ? -1 : pyos_close(fd);
}

/* The message of the last error is "[Errno n] text" or, with a Windows code, "[WinError n] text" and then the names. The
 * text of a Windows code is the system's own; it ends in a letter, since Python takes the full stop away. */
static void err_message(const char *file, int line, int code, unsigned winerror, const char *names) {
    char got[2048], want[2048];
    size_t length = pyos_error_message(NULL, got, sizeof got), head, tail = strlen(names);
    int good;
    if (!winerror) {
        snprintf(want, sizeof want, "[Errno %d] %s%s", code, strerror(code), names);
        good = strcmp(got, want) == 0;
    } else {
        snprintf(want, sizeof want, "[WinError %u] ", winerror);
        head = strlen(want);
        good = strncmp(got, want, head) == 0 && length > head + tail && strcmp(got + length - tail, names) == 0 &&
               !strchr(". \r\n", got[length - tail - 1]);
    }
    if (good && length == strlen(got)) return;
    test_complain(file, line, "message");
    printf("    got \"%s\", want \"%s\" and \"%s\"\n", got, want, names);
}

#define CHECK_OS_MESSAGE(code, winerror, names) err_message(__FILE__, __LINE__, code, winerror, names)

/* ---------------------------------------------------------------------------------------------------------------------
 * The record
 */

static void err_is_empty(void *seen) {
    const pyos_error *e = pyos_last_error();
    *(int *)seen = e && e->kind == 0 && e->code == 0 && e->winerror == 0 && e->cut == 0 && !e->text && !e->filename &&
                   !e->filename2;
}

/* Runs first of all tests, and again in a thread of its own. */
TEST(error_record_before_the_first_failure) {
    int empty = 0;
#if ERR_THREADS
    err_thread thread;
    CHECK(err_start(&thread, err_is_empty, &empty) == 0);
    err_join(&thread);
    CHECK(empty);
#endif
    if (!getenv("PYOS_TEST")) {
        err_is_empty(&empty);
        CHECK(empty);
    }
}

TEST(error_version) {
    CHECK_INT(pyos_version(), PYOS_VERSION);
    CHECK_INT(PYOS_VERSION, 300);
    CHECK_STR(PYOS_VERSION_STRING, "0.3.0");
}

TEST(error_record_of_a_failure) {
    RULE("rule.winerror");
    RULE("rule.error_filename");
    const pyos_error *e;
    CHECK_ERROR(pyos_mkdir("err_none/x", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/x");
    e = pyos_last_error();
    CHECK_STR(e->function, "os.mkdir");
    CHECK(e->text == NULL);
    CHECK_INT(e->cut, 0);
    CHECK_INT(e->winerror, ERR_WINDOWS ? 3 : 0);
    CHECK_OS_MESSAGE(ENOENT, ERR_WINDOWS ? 3 : 0, ": 'err_none/x'");

    CHECK_ERROR(pyos_close(9999) == -1, PYOS_OSERROR, EBADF, NULL);
    e = pyos_last_error();
    CHECK_STR(e->function, "os.close");
    CHECK_INT(e->winerror, 0);
    CHECK_OS_MESSAGE(EBADF, 0, "");

    CHECK_ERROR2(pyos_rename("err_none", "err_other") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none", "err_other");
    CHECK_STR(pyos_last_error()->function, "os.rename");
    CHECK_OS_MESSAGE(ENOENT, ERR_WINDOWS ? 2 : 0, ": 'err_none' -> 'err_other'");
    CHECK_ERROR2(pyos_replace("err_none", "err_other") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none", "err_other");
    CHECK_STR(pyos_last_error()->function, "os.replace");

    CHECK_ERROR(pyos_mkdir(NULL, 0777) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    e = pyos_last_error();
    CHECK_STR(e->function, "os.mkdir");
    CHECK_STR(e->text, "mkdir: path should be string, bytes or os.PathLike, not NoneType");
    CHECK(e->filename == NULL && e->filename2 == NULL);

    if (!ERR_WINDOWS) /* Wine says that it made one */
        CHECK_ERROR2(pyos_symlink("err_a", "err_none/b", false) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_a",
                     "err_none/b");
    CHECK_ERROR2(pyos_link("err_none", "err_b") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none", "err_b");
}

TEST(error_names_in_the_record_are_copies) {
    char name[32] = "err_none/x";
    CHECK_ERROR(pyos_mkdir(name, 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/x");
    memset(name, 'q', sizeof name - 1);
    CHECK_STR(pyos_last_error()->filename, "err_none/x");
    /* also when the name is the record's own */
    CHECK(pyos_stat(pyos_last_error()->filename, (pyos_stat_result *)NULL) == -1);
    CHECK_ERROR(pyos_mkdir("err_none/y", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/y");
    CHECK_ERROR(pyos_rmdir(pyos_last_error()->filename) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/y");
    CHECK_ERROR2(pyos_rename("err_none/1", "err_none/2") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/1",
                 "err_none/2");
    CHECK_ERROR2(pyos_rename(pyos_last_error()->filename2, pyos_last_error()->filename) == -1, PYOS_FILENOTFOUNDERROR,
                 ENOENT, "err_none/2", "err_none/1");
}

#define UNTOUCHED(good)                                                                                                \
    do {                                                                                                               \
        errno = 4321;                                                                                                  \
        CHECK(good);                                                                                                   \
        CHECK_INT(errno, 4321);                                                                                        \
        CHECK(memcmp(pyos_last_error(), &before, sizeof before) == 0);                                                 \
        CHECK_STR(pyos_last_error()->filename, "err_none/x");                                                          \
    } while (0)

TEST(error_success_leaves_record_and_errno) {
    pyos_error before;
    pyos_stat_result st;
    pyos_scandir_iter *it;
    const pyos_direntry *entry;
    pyos_direntry *kept;
    char **names, *s, *head, buffer[64];
    const char *tail;
    wchar_t *wide;
    unsigned long long ino;
    size_t n;
    int fd, argc = 1;
    char name0[] = "x", *args[2], **argv = args;
    pyos_view whole = pyos_view_of("a/b"), one, two;
    pyos_error *copy;
    args[0] = name0, args[1] = NULL;
    CHECK(pyos_mkdir("err_none/x", 0777) == -1);
    memcpy(&before, pyos_last_error(), sizeof before);
    UNTOUCHED(pyos_mkdir("err_d", 0777) == 0);
    UNTOUCHED(pyos_makedirs("err_d/e/f", 0777, false) == 0);
    UNTOUCHED(pyos_makedirs("err_d/e/f", 0777, true) == 0); /* an EEXIST that is tolerated */
    UNTOUCHED((fd = pyos_open("err_d/file", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_OPEN_BINARY, 0666)) >= 0);
    UNTOUCHED(pyos_write(fd, "hello", 5) == 5);
    UNTOUCHED(pyos_lseek(fd, 0, PYOS_SEEK_SET) == 0);
    UNTOUCHED(pyos_read(fd, buffer, 64) == 5);
    UNTOUCHED(pyos_read(fd, buffer, 64) == 0);
    UNTOUCHED(pyos_fstat(fd, &st) == 0);
    UNTOUCHED(pyos_fsync(fd) == 0);
    UNTOUCHED(pyos_ftruncate(fd, 3) == 0);
    UNTOUCHED(pyos_get_inheritable(fd) == 0);
    UNTOUCHED(pyos_set_inheritable(fd, false) == 0);
    UNTOUCHED(pyos_close(fd) == 0);
    UNTOUCHED(pyos_truncate("err_d/file", 2) == 0);
    UNTOUCHED(pyos_stat("err_d/file", &st) == 0);
    UNTOUCHED(pyos_lstat("err_d/file", &st) == 0);
    UNTOUCHED(pyos_access("err_d/file", PYOS_R_OK));
    UNTOUCHED(pyos_rename("err_d/file", "err_d/g") == 0);
    UNTOUCHED(pyos_replace("err_d/g", "err_d/file") == 0);
    UNTOUCHED(pyos_link("err_d/file", "err_d/h") == 0);
    UNTOUCHED(pyos_unlink("err_d/h") == 0);
#if !defined(_WIN32)
    UNTOUCHED(pyos_symlink("nowhere", "err_d/l", false) == 0);
    UNTOUCHED((s = pyos_readlink("err_d/l", &n)) != NULL);
    UNTOUCHED((pyos_free(s), 1));
    UNTOUCHED(pyos_remove("err_d/l") == 0);
#endif
    UNTOUCHED((names = pyos_listdir("err_d", &n)) != NULL);
    UNTOUCHED((pyos_free(names), 1));
    UNTOUCHED((it = pyos_scandir("err_d")) != NULL);
    UNTOUCHED(pyos_scandir_next(it, &entry) == 1);
    UNTOUCHED(pyos_direntry_is_dir(entry, 0) >= 0);
    UNTOUCHED(pyos_direntry_is_file(entry, PYOS_NOFOLLOW) >= 0);
    UNTOUCHED(pyos_direntry_is_symlink(entry) == 0);
    UNTOUCHED(pyos_direntry_is_junction(entry) == 0);
    UNTOUCHED(pyos_direntry_stat(entry, 0, &st) == 0);
    UNTOUCHED(pyos_direntry_inode(entry, &ino, NULL) == 0);
    UNTOUCHED((kept = pyos_direntry_dup(entry)) != NULL);
    UNTOUCHED((pyos_free(kept), 1));
    UNTOUCHED(pyos_scandir_next(it, &entry) == 1);
    UNTOUCHED(pyos_scandir_next(it, &entry) == 0);
    UNTOUCHED(pyos_scandir_next(it, &entry) == 0);
    UNTOUCHED((pyos_scandir_close(it), 1));
    UNTOUCHED((it = pyos_scandir("err_d")) != NULL);
    UNTOUCHED((pyos_scandir_close(it), 1)); /* before its end */
    UNTOUCHED((pyos_scandir_close(NULL), 1));
    UNTOUCHED((s = pyos_getcwd()) != NULL);
    UNTOUCHED(pyos_chdir(s) == 0);
    UNTOUCHED((pyos_free(s), 1));
    UNTOUCHED((pyos_free(NULL), 1));
    UNTOUCHED(pyos_remove("err_d/file") == 0);
    UNTOUCHED(pyos_rmdir("err_d/e/f") == 0);
    UNTOUCHED(pyos_rmdir("err_d/e") == 0);
    UNTOUCHED(pyos_rmdir("err_d") == 0);
    UNTOUCHED((s = pyos_path_join("a", "b")) != NULL);
    UNTOUCHED((pyos_free(s), 1));
    UNTOUCHED(pyos_path_split("a/b", &head, &tail) == 0);
    UNTOUCHED((pyos_free(head), 1));
    UNTOUCHED(pyos_path_splitext("a.b", &head, &tail) == 0);
    UNTOUCHED((pyos_free(head), 1));
    UNTOUCHED((s = pyos_path_dirname("a/b")) != NULL);
    UNTOUCHED((pyos_free(s), 1));
    UNTOUCHED((s = pyos_path_normpath("a/./b")) != NULL);
    UNTOUCHED((pyos_free(s), 1));
    UNTOUCHED(pyos_path_basename("a/b") != NULL);
    UNTOUCHED((pyos_path_split_view(whole, &one, &two), 1));
    UNTOUCHED(pyos_path_join_buf(buffer, 2, &whole, 1) == 3); /* cut */
    UNTOUCHED(pyos_path_normpath_buf(buffer, 2, whole) == 3);
    UNTOUCHED(!pyos_path_isabs("a"));
    UNTOUCHED((wide = pyos_to_wide("a")) != NULL);
    UNTOUCHED((s = pyos_from_wide(wide)) != NULL);
    UNTOUCHED((pyos_free(s), pyos_free(wide), 1));
    UNTOUCHED((copy = pyos_error_copy(NULL)) != NULL);
    UNTOUCHED((pyos_free(copy), 1));
    UNTOUCHED(pyos_error_message(NULL, buffer, 4) > 4);
    UNTOUCHED(pyos_error_kind(ENOENT) == PYOS_FILENOTFOUNDERROR);
    UNTOUCHED(pyos_have("os.mkdir") && !pyos_have("os.none") && !pyos_have(NULL));
    UNTOUCHED(pyos_supports_fd("stat") && !pyos_supports_fd("mkdir"));
    UNTOUCHED(pyos_audit("pyos.test", NULL, 0) == 0);
    UNTOUCHED((pyos_set_interrupt_hook(NULL, NULL), 1));
    if (ERR_POSIX) UNTOUCHED(pyos_main_args(&argc, &argv) == 0);
}

TEST(error_questions_answered_false_leave_record_and_errno) {
    pyos_error before;
    CHECK(pyos_mkdir("err_none/x", 0777) == -1);
    memcpy(&before, pyos_last_error(), sizeof before);
    UNTOUCHED(!pyos_path_exists("err_none"));
    UNTOUCHED(!pyos_path_isdir("err_none"));
    UNTOUCHED(!pyos_path_isfile("err_none/x"));
    UNTOUCHED(!pyos_path_islink("err_none"));
    UNTOUCHED(!pyos_path_exists(""));
    UNTOUCHED(!pyos_path_exists(NULL));
    UNTOUCHED(!pyos_path_isdir(NULL));
    UNTOUCHED(!pyos_path_isfile(NULL));
    UNTOUCHED(!pyos_path_islink(NULL));
    UNTOUCHED(!pyos_path_isabs(NULL));
    UNTOUCHED(!pyos_access("err_none", PYOS_F_OK));
}

#if ERR_THREADS
static void err_fail_elsewhere(void *record) {
    pyos_rmdir("err_none/elsewhere");
    *(const pyos_error **)record = pyos_last_error();
}

TEST(error_each_thread_has_its_record) {
    const pyos_error *other = NULL;
    err_thread thread;
    CHECK(pyos_mkdir("err_none/here", 0777) == -1);
    CHECK(err_start(&thread, err_fail_elsewhere, &other) == 0);
    err_join(&thread);
    CHECK(other && other != pyos_last_error());
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    CHECK_STR(pyos_last_error()->filename, "err_none/here");
}
#endif

TEST(error_copy) {
    pyos_error *copy, *again;
    const pyos_error *e;
    CHECK(pyos_rename("err_none/1", "err_none/2") == -1);
    copy = pyos_error_copy(NULL);
    CHECK(copy != NULL);
    if (!copy) return;
    e = pyos_last_error();
    CHECK(copy != e && copy->filename != e->filename && copy->filename2 != e->filename2);
    CHECK_INT(copy->winerror, e->winerror);
    CHECK_INT(copy->cut, e->cut);
    CHECK(pyos_mkdir(NULL, 0) == -1); /* the record is written anew */
    CHECK_INT(copy->code, ENOENT);
    CHECK_INT(copy->kind, PYOS_FILENOTFOUNDERROR);
    CHECK_STR(copy->function, "os.rename");
    CHECK_STR(copy->filename, "err_none/1");
    CHECK_STR(copy->filename2, "err_none/2");
    CHECK(copy->text == NULL);
    again = pyos_error_copy(copy); /* of what is not the record */
    pyos_free(copy);
    CHECK(again != NULL);
    if (!again) return;
    CHECK_STR(again->filename, "err_none/1");
    CHECK_STR(again->filename2, "err_none/2");
    CHECK_STR(again->function, "os.rename");
    pyos_free(again);

    copy = pyos_error_copy(pyos_last_error());
    CHECK(copy != NULL);
    if (!copy) return;
    CHECK(pyos_rmdir("err_none/1") == -1);
    CHECK_INT(copy->kind, PYOS_TYPEERROR);
    CHECK_STR(copy->text, "mkdir: path should be string, bytes or os.PathLike, not NoneType");
    CHECK(copy->filename == NULL && copy->filename2 == NULL);
    pyos_free(copy);
}

/* Python puts numbers into some texts; they belong to the record that they were made for. */
TEST(error_copy_keeps_a_text_with_a_number) {
    pyos_error *copy;
    char text[200];
    CHECK_ERROR(pyos_fsync(-17) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    copy = pyos_error_copy(NULL);
    CHECK(copy != NULL);
    if (!copy) return;
    CHECK_ERROR(pyos_fsync(-8) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-8)");
    pyos_error_message(copy, text, sizeof text);
    CHECK_STR(text, "file descriptor cannot be a negative integer (-17)");
    CHECK_STR(copy->text, "file descriptor cannot be a negative integer (-17)");
    pyos_free(copy);
}

TEST(error_descriptors_that_are_negative) {
    RULE("rule.fd_or_fileno");
    CHECK_ERROR(pyos_fsync(-1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-1)");
    CHECK_ERROR(pyos_fsync(-2147483647 - 1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-2147483648)");
#if PYOS_HAVE_FCHDIR
    CHECK_ERROR(pyos_fchdir(-5) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_MESSAGE("file descriptor cannot be a negative integer (-5)");
    CHECK_ERROR(pyos_fchdir(9999) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_OS_MESSAGE(EBADF, 0, "");
#endif
    CHECK_ERROR(pyos_close(-1) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_OS_MESSAGE(EBADF, 0, "");
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Names that are longer than the record
 */

TEST(error_name_that_just_fits) {
    char *name = err_repeat("d/", PYOS_ERROR_NAMES - 1);
    CHECK(pyos_mkdir(name, 0777) == -1);
    CHECK_STR(pyos_last_error()->filename, name);
    CHECK_INT(pyos_last_error()->cut, 0);
    free(name);
    name = err_repeat("d/", PYOS_ERROR_NAMES);
    CHECK(pyos_mkdir(name, 0777) == -1);
    CHECK_INT(pyos_last_error()->cut, 1);
    free(name);
}

TEST(error_long_name_keeps_its_end) {
    static const size_t lengths[] = {1000, 1001, 1500, 3000, 30000};
    char *name, text[4096], want[4096];
    size_t i, kept;
    for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        name = err_repeat("dir.1/", lengths[i]);
        memcpy(name + lengths[i] - 4, "/end", 4);
        errno = 0;
        CHECK(pyos_mkdir(name, 0777) == -1);
        CHECK(pyos_last_error()->filename != NULL);
        if (pyos_last_error()->filename) {
            CHECK_INT(errno, pyos_last_error()->code);
            CHECK_INT(pyos_last_error()->cut, 1);
            kept = strlen(pyos_last_error()->filename);
            CHECK(kept < PYOS_ERROR_NAMES && kept > PYOS_ERROR_NAMES - 8);
            CHECK_STR(pyos_last_error()->filename, name + lengths[i] - kept);
            snprintf(want, sizeof want, ": '%s'", name + lengths[i] - kept);
            pyos_error_message(NULL, text, sizeof text);
            CHECK(strlen(text) > strlen(want));
            if (strlen(text) > strlen(want)) CHECK_STR(text + strlen(text) - strlen(want), want);
        }
        free(name);
    }
    CHECK(pyos_mkdir("err_none/x", 0777) == -1);
    CHECK_INT(pyos_last_error()->cut, 0);
}

TEST(error_two_long_names) {
    static const size_t lengths[][2] = {{10, 900},    {499, 499}, {10, 3000}, {3000, 10},
                                        {3000, 3000}, {600, 600}, {1, 2000}};
    static const int cuts[] = {0, 0, 2, 1, 3, -1, 2}; /* -1: at least one */
    char *src, *dst;
    const pyos_error *e;
    size_t i;
    for (i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        src = err_repeat("none/", lengths[i][0]), dst = err_repeat("else/", lengths[i][1]);
        CHECK(pyos_rename(src, dst) == -1);
        e = pyos_last_error();
        CHECK(e->filename && e->filename2);
        if (e->filename && e->filename2) {
            if (cuts[i] >= 0) CHECK_INT(e->cut, cuts[i]);
            else CHECK(e->cut >= 1 && e->cut <= 3);
            CHECK(strlen(e->filename) + strlen(e->filename2) + 2 <= PYOS_ERROR_NAMES);
            CHECK(e->cut == 0 || strlen(e->filename) + strlen(e->filename2) + 2 > PYOS_ERROR_NAMES - 16);
            CHECK((e->cut & 1) == (strlen(e->filename) < lengths[i][0] ? 1u : 0u));
            CHECK((e->cut & 2) == (strlen(e->filename2) < lengths[i][1] ? 2u : 0u));
            CHECK(strlen(e->filename) > 0 && strlen(e->filename2) > 0);
            CHECK_STR(e->filename, src + lengths[i][0] - strlen(e->filename));
            CHECK_STR(e->filename2, dst + lengths[i][1] - strlen(e->filename2));
        }
        free(src), free(dst);
    }
}

TEST(error_long_names_are_cut_between_characters) {
    static const char *const letters[] = {"\303\244", "\344\270\255", "\360\237\230\200"};
    char *name;
    size_t i, shift, width, kept;
    for (i = 0; i < 3; i++)
        for (shift = 0; shift < 4; shift++) {
            width = strlen(letters[i]);
            name = err_repeat(letters[i], 400 * width + shift);
            memset(name + 400 * width, 'x', shift); /* moves the place of the cut through the character */
            if (width == 2) memset(name, '/', 2);
            CHECK(pyos_rmdir(name) == -1);
            kept = pyos_last_error()->filename ? strlen(pyos_last_error()->filename) : 0;
            if (width > 2) CHECK_INT(pyos_last_error()->cut, 1);
            CHECK(kept + 4 >= (400 * width < PYOS_ERROR_NAMES ? 400 * width : PYOS_ERROR_NAMES));
            if (width > 2) CHECK_INT((kept - shift) % width, 0);
            free(name);
        }
    if (ERR_WINDOWS) return; /* there the following name is refused as text */
    name = err_repeat("\200", 3000);
    CHECK(pyos_rmdir(name) == -1);
    CHECK_INT(pyos_last_error()->cut, 1);
    kept = strlen(pyos_last_error()->filename);
    CHECK(kept > PYOS_ERROR_NAMES - 8 && kept < PYOS_ERROR_NAMES);
    free(name);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Kinds
 */

TEST(error_kind_names) {
    static const struct {
        int kind;
        const char *name;
    } kinds[] = {{PYOS_OSERROR, "OSError"},
                 {PYOS_BLOCKINGIOERROR, "BlockingIOError"},
                 {PYOS_BROKENPIPEERROR, "BrokenPipeError"},
                 {PYOS_CHILDPROCESSERROR, "ChildProcessError"},
                 {PYOS_CONNECTIONABORTEDERROR, "ConnectionAbortedError"},
                 {PYOS_CONNECTIONREFUSEDERROR, "ConnectionRefusedError"},
                 {PYOS_CONNECTIONRESETERROR, "ConnectionResetError"},
                 {PYOS_FILEEXISTSERROR, "FileExistsError"},
                 {PYOS_FILENOTFOUNDERROR, "FileNotFoundError"},
                 {PYOS_INTERRUPTEDERROR, "InterruptedError"},
                 {PYOS_ISADIRECTORYERROR, "IsADirectoryError"},
                 {PYOS_NOTADIRECTORYERROR, "NotADirectoryError"},
                 {PYOS_PERMISSIONERROR, "PermissionError"},
                 {PYOS_PROCESSLOOKUPERROR, "ProcessLookupError"},
                 {PYOS_TIMEOUTERROR, "TimeoutError"},
                 {PYOS_BUFFERERROR, "BufferError"},
                 {PYOS_INDEXERROR, "IndexError"},
                 {PYOS_KEYERROR, "KeyError"},
                 {PYOS_MEMORYERROR, "MemoryError"},
                 {PYOS_NOTIMPLEMENTEDERROR, "NotImplementedError"},
                 {PYOS_OVERFLOWERROR, "OverflowError"},
                 {PYOS_RUNTIMEERROR, "RuntimeError"},
                 {PYOS_SYSTEMERROR, "SystemError"},
                 {PYOS_TYPEERROR, "TypeError"},
                 {PYOS_UNICODEERROR, "UnicodeError"},
                 {PYOS_VALUEERROR, "ValueError"}};
    size_t i, found = 0;
    int kind;
    for (i = 0; i < sizeof kinds / sizeof *kinds; i++) CHECK_STR(pyos_error_kind_name(kinds[i].kind), kinds[i].name);
    for (kind = -3; kind < 300; kind++)
        if (strcmp(pyos_error_kind_name(kind), "Exception") != 0) found++;
    CHECK_INT(found, sizeof kinds / sizeof *kinds);
    CHECK_STR(pyos_error_kind_name(0), "Exception");
    CHECK_STR(pyos_error_kind_name(-2147483647 - 1), "Exception");
    CHECK_STR(pyos_error_kind_name(2147483647), "Exception");
    CHECK_INT(PYOS_OSERROR, 1); /* OSError and its subclasses are the range up to TimeoutError */
    CHECK_INT(PYOS_TIMEOUTERROR, 15);
}

/* Python's errnomap; on Windows its names for sockets mean the numbers of Winsock. */
static int err_kind_of(int code) {
#if defined(_WIN32)
    switch (code) {
    case 10035:
    case 10036:
    case 10037: return PYOS_BLOCKINGIOERROR;
    case 10053: return PYOS_CONNECTIONABORTEDERROR;
    case 10054: return PYOS_CONNECTIONRESETERROR;
    case 10058: return PYOS_BROKENPIPEERROR;
    case 10060: return PYOS_TIMEOUTERROR;
    case 10061: return PYOS_CONNECTIONREFUSEDERROR;
    default: break;
    }
#else
    if (code == EALREADY || code == EINPROGRESS || code == EWOULDBLOCK) return PYOS_BLOCKINGIOERROR;
    if (code == ECONNABORTED) return PYOS_CONNECTIONABORTEDERROR;
    if (code == ECONNREFUSED) return PYOS_CONNECTIONREFUSEDERROR;
    if (code == ECONNRESET) return PYOS_CONNECTIONRESETERROR;
    if (code == ETIMEDOUT) return PYOS_TIMEOUTERROR;
#ifdef ESHUTDOWN
    if (code == ESHUTDOWN) return PYOS_BROKENPIPEERROR;
#endif
#endif
#ifdef ENOTCAPABLE
    if (code == ENOTCAPABLE) return PYOS_PERMISSIONERROR;
#endif
    if (code == EAGAIN) return PYOS_BLOCKINGIOERROR;
    if (code == EPIPE) return PYOS_BROKENPIPEERROR;
    if (code == ECHILD) return PYOS_CHILDPROCESSERROR;
    if (code == EEXIST) return PYOS_FILEEXISTSERROR;
    if (code == ENOENT) return PYOS_FILENOTFOUNDERROR;
    if (code == EINTR) return PYOS_INTERRUPTEDERROR;
    if (code == EISDIR) return PYOS_ISADIRECTORYERROR;
    if (code == ENOTDIR) return PYOS_NOTADIRECTORYERROR;
    if (code == EACCES || code == EPERM) return PYOS_PERMISSIONERROR;
    if (code == ESRCH) return PYOS_PROCESSLOOKUPERROR;
    return PYOS_OSERROR;
}

TEST(error_kind_of_every_errno) {
    RULE("rule.error_subclasses");
    int code;
    for (code = -20; code < 11100; code++)
        if (pyos_error_kind(code) != err_kind_of(code)) {
            CHECK_STR(pyos_error_kind_name(pyos_error_kind(code)), pyos_error_kind_name(err_kind_of(code)));
            printf("    errno %d\n", code);
        }
    CHECK_INT(pyos_error_kind(2147483647), PYOS_OSERROR);
    CHECK_INT(pyos_error_kind(-2147483647 - 1), PYOS_OSERROR);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Messages
 */

static pyos_error err_of(int code, const char *filename, const char *filename2) {
    pyos_error e;
    memset(&e, 0, sizeof e);
    e.code = code, e.kind = pyos_error_kind(code), e.function = "os.test", e.filename = filename,
    e.filename2 = filename2;
    return e;
}

TEST(error_message_forms) {
    char text[256], want[256];
    pyos_error e = err_of(ENOENT, NULL, NULL);
    CHECK_INT(pyos_error_message(&e, text, sizeof text),
              snprintf(want, sizeof want, "[Errno %d] %s", ENOENT, strerror(ENOENT)));
    CHECK_STR(text, want);
    e.filename = "x";
    pyos_error_message(&e, text, sizeof text);
    snprintf(want, sizeof want, "[Errno %d] %s: 'x'", ENOENT, strerror(ENOENT));
    CHECK_STR(text, want);
    e.filename2 = "";
    pyos_error_message(&e, text, sizeof text);
    snprintf(want, sizeof want, "[Errno %d] %s: 'x' -> ''", ENOENT, strerror(ENOENT));
    CHECK_STR(text, want);
#if defined(__GLIBC__) /* the words are the C library's */
    e.filename2 = NULL;
    pyos_error_message(&e, text, sizeof text);
    CHECK_STR(text, "[Errno 2] No such file or directory: 'x'");
    e = err_of(EBADF, NULL, NULL);
    pyos_error_message(&e, text, sizeof text);
    CHECK_STR(text, "[Errno 9] Bad file descriptor");
    e = err_of(EXDEV, "a", "b");
    pyos_error_message(&e, text, sizeof text);
    CHECK_STR(text, "[Errno 18] Invalid cross-device link: 'a' -> 'b'");
#endif
    e = err_of(EINVAL, "x", NULL); /* where there is a text, it is the whole message */
    e.kind = PYOS_VALUEERROR, e.text = "such is life";
    CHECK_INT(pyos_error_message(&e, text, sizeof text), 12);
    CHECK_STR(text, "such is life");
}

TEST(error_message_of_an_unknown_errno) {
    char text[256], want[256];
    pyos_error e = err_of(123456, "x", NULL);
    pyos_error_message(&e, text, sizeof text);
    snprintf(want, sizeof want, "[Errno 123456] %s: 'x'", strerror(123456));
    CHECK_STR(text, want);
}

TEST(error_message_buffers) {
    char text[256], whole[256];
    size_t length, size;
    CHECK(pyos_rename("err_none/1", "err_none/2") == -1);
    length = pyos_error_message(NULL, whole, sizeof whole);
    CHECK_INT(length, strlen(whole));
    CHECK_INT(pyos_error_message(NULL, NULL, 0), length);
    for (size = 0; size <= length + 2; size++) {
        memset(text, '#', sizeof text);
        CHECK_INT(pyos_error_message(NULL, text, size), length);
        CHECK(text[size] == '#'); /* nothing is written behind the buffer */
        if (size == 0) continue;
        CHECK_INT(strlen(text), size <= length ? size - 1 : length);
        CHECK(memcmp(text, whole, strlen(text)) == 0);
    }
    CHECK(pyos_mkdir(NULL, 0) == -1); /* a text */
    length = pyos_error_message(NULL, NULL, 0);
    for (size = 0; size <= length + 2; size++) {
        memset(text, '#', sizeof text);
        CHECK_INT(pyos_error_message(NULL, text, size), length);
        CHECK(text[size] == '#');
        if (size) CHECK_INT(strlen(text), size <= length ? size - 1 : length);
    }
}

TEST(error_message_leaves_errno) {
    char text[64];
    CHECK(pyos_mkdir("err_none/x", 0777) == -1);
    errno = 4321;
    pyos_error_message(NULL, text, sizeof text);
    CHECK_INT(errno, 4321);
}

#if defined(_WIN32)
TEST(error_message_of_windows_codes) {
    char text[512];
    pyos_error e = err_of(ENOENT, "x", NULL);
    size_t length;
    e.winerror = 0x1234abcd; /* no such message: Python shows the number */
    pyos_error_message(&e, text, sizeof text);
    CHECK_STR(text, "[WinError 305441741] Windows Error 0x1234abcd: 'x'");
    e.winerror = 2;
    length = pyos_error_message(&e, text, sizeof text);
    CHECK(strncmp(text, "[WinError 2] ", 13) == 0 && length > 20 && strcmp(text + length - 5, ": 'x'") == 0);
    e.filename2 = "y";
    length = pyos_error_message(&e, text, sizeof text);
    CHECK(strncmp(text, "[WinError 2] ", 13) == 0 && length > 27 && strcmp(text + length - 12, ": 'x' -> 'y'") == 0);
    CHECK(!strchr(". \r\n", text[length - 13]));
}
#endif

/* What repr makes of a name. Names that are no text on their system are shown as their escapes: bytes on POSIX, lone
 * halves of surrogate pairs on Windows. The words are those of CPython 3.13 but where "Differs from Python" says so. */
static const struct {
    const char *name, *posix, *windows; /* NULL: the same */
} err_reprs[] = {
    {"", "''", NULL},
    {"x", "'x'", NULL},
    {"it's", "\"it's\"", NULL},
    {"a\"b", "'a\"b'", NULL},
    {"a'b\"c", "'a\\'b\"c'", NULL},
    {"''", "\"''\"", NULL},
    {"'\"'\"", "'\\'\"\\'\"'", NULL},
    {"a\\b", "'a\\\\b'", NULL},
    {"\\'", "\"\\\\'\"", NULL},
    {"\n\r\t", "'\\n\\r\\t'", NULL},
    {"\001\002\010\013\014\016\033\037", "'\\x01\\x02\\x08\\x0b\\x0c\\x0e\\x1b\\x1f'", NULL},
    {" ~\177", "' ~\\x7f'", NULL},
    {"\302\200\302\205\302\237", "'\\x80\\x85\\x9f'", NULL}, /* C1 */
    {"\302\240\302\241\302\254\302\255\302\256", "'\\xa0\302\241\302\254\\xad\302\256'", NULL},
    {"\303\244\303\277\304\200", "'\303\244\303\277\304\200'", NULL},
    {"\330\233\330\234\330\235", "'\330\233\\u061c\330\235'", NULL}, /* U+061B to U+061D */
    {"\342\200\215\342\200\216\342\200\217\342\200\220", "'\342\200\215\\u200e\\u200f\342\200\220'", NULL},
    {"\342\200\247\342\200\250\342\200\251", "'\342\200\247\\u2028\\u2029'", NULL},
    {"\342\200\252\342\200\253\342\200\254\342\200\255\342\200\256\342\200\257",
     "'\\u202a\\u202b\\u202c\\u202d\\u202e\342\200\257'", NULL},
    {"\342\201\245\342\201\246\342\201\247\342\201\250\342\201\251\342\201\252",
     "'\342\201\245\\u2066\\u2067\\u2068\\u2069\342\201\252'", NULL},
    {"\343\200\200\344\270\255\355\237\277\356\200\200\357\277\277",
     "'\343\200\200\344\270\255\355\237\277\356\200\200\357\277\277'", NULL},
    {"\360\220\200\200\360\237\230\200\364\217\277\277", "'\360\220\200\200\360\237\230\200\364\217\277\277'", NULL},
    {"\355\240\200", "'\\udced\\udca0\\udc80'", "'\\ud800'"}, /* lone halves in WTF-8 */
    {"\355\257\277x", "'\\udced\\udcaf\\udcbfx'", "'\\udbffx'"},
    {"\355\260\200", "'\\udced\\udcb0\\udc80'", "'\\udc00'"},
    {"x\355\277\277", "'x\\udced\\udcbf\\udcbf'", "'x\\udfff'"},
    {"\377", "'\\udcff'", "'\\udcff'"},
    {"\200x\376", "'\\udc80x\\udcfe'", "'\\udc80x\\udcfe'"},
    {"\303", "'\\udcc3'", "'\\udcc3'"},
    {"\342\202", "'\\udce2\\udc82'", "'\\udce2\\udc82'"},
    {"\342\202x", "'\\udce2\\udc82x'", "'\\udce2\\udc82x'"},
    {"\360\237\230", "'\\udcf0\\udc9f\\udc98'", "'\\udcf0\\udc9f\\udc98'"},
    {"\300\200\301\277", "'\\udcc0\\udc80\\udcc1\\udcbf'", "'\\udcc0\\udc80\\udcc1\\udcbf'"}, /* overlong */
    {"\340\237\277", "'\\udce0\\udc9f\\udcbf'", "'\\udce0\\udc9f\\udcbf'"},
    {"\360\217\277\277", "'\\udcf0\\udc8f\\udcbf\\udcbf'", "'\\udcf0\\udc8f\\udcbf\\udcbf'"},
    {"\364\220\200\200", "'\\udcf4\\udc90\\udc80\\udc80'", "'\\udcf4\\udc90\\udc80\\udc80'"}, /* U+110000 */
    {"\303\244\377'\303\244", "\"\303\244\\udcff'\303\244\"", "\"\303\244\\udcff'\303\244\""},
};

TEST(error_message_shows_names_as_repr) {
    char text[512], want[512];
    size_t i, length;
    int head = snprintf(want, sizeof want, "[Errno %d] %s: ", ENOENT, strerror(ENOENT));
    for (i = 0; i < sizeof err_reprs / sizeof *err_reprs; i++) {
        pyos_error e = err_of(ENOENT, err_reprs[i].name, NULL);
        const char *shown = ERR_WINDOWS && err_reprs[i].windows ? err_reprs[i].windows : err_reprs[i].posix;
        length = pyos_error_message(&e, text, sizeof text);
        CHECK_INT(length, strlen(text));
        CHECK(strncmp(text, want, (size_t)head) == 0);
        CHECK_STR(text + head, shown);
        e.filename2 = e.filename;
        pyos_error_message(&e, text, sizeof text);
        CHECK(strstr(text, " -> ") && strcmp(strrchr(text, '>') + 2, shown) == 0);
    }
}

/* The sentences of Python for None. */
TEST(error_messages_for_null) {
    pyos_stat_result st;
    static const char path[] = "path should be string, bytes or os.PathLike, not NoneType";
    static const char path_or_fd[] = "path should be string, bytes, os.PathLike or integer, not NoneType";
    char text[200];
#define IS_NULL(failed, name, rest)                                                                                    \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL);                                                             \
        snprintf(text, sizeof text, "%s: %s", name, rest);                                                             \
        CHECK_MESSAGE(text);                                                                                           \
    } while (0)
    IS_NULL(pyos_open(NULL, PYOS_O_RDONLY, 0) == -1, "open", path);
    IS_NULL(pyos_open_at(PYOS_CWD, NULL, PYOS_O_RDONLY, 0) == -1, "open", path);
    IS_NULL(pyos_chdir(NULL) == -1, "chdir", PYOS_HAVE_FCHDIR ? path_or_fd : path);
    IS_NULL(pyos_mkdir(NULL, 0777) == -1, "mkdir", path);
    IS_NULL(pyos_mkdir_at(PYOS_CWD, NULL, 0777) == -1, "mkdir", path);
    IS_NULL(pyos_rmdir(NULL) == -1, "rmdir", path);
    IS_NULL(pyos_rmdir_at(PYOS_CWD, NULL) == -1, "rmdir", path);
    IS_NULL(pyos_remove(NULL) == -1, "remove", path);
    IS_NULL(pyos_remove_at(PYOS_CWD, NULL) == -1, "remove", path);
    IS_NULL(pyos_unlink(NULL) == -1, "unlink", path);
    IS_NULL(pyos_unlink_at(PYOS_CWD, NULL) == -1, "unlink", path);
    IS_NULL(pyos_readlink(NULL, NULL) == NULL, "readlink", path);
    IS_NULL(pyos_readlink_at(PYOS_CWD, NULL, NULL) == NULL, "readlink", path);
    IS_NULL(pyos_truncate(NULL, 0) == -1, "truncate", path_or_fd);
    IS_NULL(pyos_stat(NULL, &st) == -1, "stat", path_or_fd);
    IS_NULL(pyos_stat_at(PYOS_CWD, NULL, 0, &st) == -1, "stat", path_or_fd);
    IS_NULL(pyos_lstat(NULL, &st) == -1, "lstat", path);
    IS_NULL(pyos_access(NULL, PYOS_F_OK) == false, "access", path);
    IS_NULL(pyos_access_at(PYOS_CWD, NULL, PYOS_F_OK, 0) == false, "access", path);
    IS_NULL(pyos_rename(NULL, "x") == -1, "rename", "src should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_rename("x", NULL) == -1, "rename", "dst should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_rename(NULL, NULL) == -1, "rename", "src should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_replace(NULL, "x") == -1, "replace", "src should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_replace("x", NULL) == -1, "replace", "dst should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_link(NULL, "x") == -1, "link", "src should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_link("x", NULL) == -1, "link", "dst should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_symlink(NULL, "x", false) == -1, "symlink",
            "src should be string, bytes or os.PathLike, not NoneType");
    IS_NULL(pyos_symlink("x", NULL, false) == -1, "symlink",
            "dst should be string, bytes or os.PathLike, not NoneType");
    CHECK_ERROR(pyos_makedirs(NULL, 0777, false) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("expected str, bytes or os.PathLike object, not NoneType");
#undef IS_NULL
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Audit hooks. They stay for the life of the process, so these three are told by err_logs what to do.
 */

typedef struct err_log {
    const char *name;    /* put before each line; NULL for none */
    int on;              /* 1 writes the events down */
    int code;            /* what it answers to the event named */
    const char *refused; /* NULL: to all */
    void (*then)(void);  /* called once, then forgotten */
    char text[3000];
    size_t used;
} err_log;

static err_log err_logs[3];
static int err_hooked; /* 1 when the hooks are there, -1 when there are none */

static void err_note(err_log *log, const char *text) {
    size_t n = strlen(text);
    if (log->used + n >= sizeof log->text) return;
    memcpy(log->text + log->used, text, n + 1);
    log->used += n;
}

static int err_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    err_log *log = (err_log *)user;
    char number[40];
    size_t i, k;
    if (!log->on) return 0;
    if (log->name) err_note(log, log->name);
    err_note(log, event);
    err_note(log, "(");
    for (i = 0; i < nargs; i++) {
        if (i) err_note(log, ", ");
        switch (args[i].type) {
        case PYOS_AUDIT_NONE: err_note(log, "None"); break;
        case PYOS_AUDIT_INT: snprintf(number, sizeof number, "%lld", args[i].i), err_note(log, number); break;
        case PYOS_AUDIT_TEXT:
            err_note(log, "'"), err_note(log, args[i].s), err_note(log, "'");
            if (strlen(args[i].s) != args[i].n) err_note(log, "(wrong n)");
            break;
        case PYOS_AUDIT_BYTES:
            err_note(log, "b");
            for (k = 0; k < args[i].n; k++)
                snprintf(number, sizeof number, "%02x", (unsigned char)args[i].s[k]), err_note(log, number);
            break;
        case PYOS_AUDIT_LIST:
            err_note(log, "[");
            for (k = 0; args[i].list[k]; k++) err_note(log, args[i].list[k]), err_note(log, ";");
            if (k != args[i].n) err_note(log, "(wrong n)");
            err_note(log, "]");
            break;
        default: err_note(log, "(wrong type)"); break;
        }
    }
    err_note(log, ")\n");
    if (log->then) {
        void (*then)(void) = log->then;
        log->then = NULL;
        then();
    }
    return !log->refused || strcmp(log->refused, event) == 0 ? log->code : 0;
}

/* Quiet hooks; false when pyos.h was compiled without any. */
static int err_quiet(void) {
    size_t i;
    memset(err_logs, 0, sizeof err_logs);
    if (err_hooked) return err_hooked > 0;
    err_hooked = -1;
    for (i = 0; i < 3; i++)
        if (pyos_addaudithook(err_hook, &err_logs[i]) != 0) return 0;
    err_hooked = 1;
    return 1;
}

#define AUDIT_OR_SKIP()                                                                                                \
    do {                                                                                                               \
        if (!err_quiet()) SKIP("compiled with PYOS_NO_AUDIT");                                                         \
    } while (0)

/* The call raises these events, with these arguments. */
#define CHECK_EVENTS(call, want)                                                                                       \
    do {                                                                                                               \
        err_logs[0].on = 1, err_logs[0].used = 0, err_logs[0].text[0] = 0;                                             \
        (void)(call);                                                                                                  \
        err_logs[0].on = 0;                                                                                            \
        CHECK_STR(err_logs[0].text, want);                                                                             \
    } while (0)

TEST(error_audit_absent) {
#if PYOS_NO_AUDIT
    CHECK_ERROR(pyos_addaudithook(err_hook, NULL) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_INT(pyos_audit("pyos.test", NULL, 0), 0);
#endif
    CHECK_INT(pyos_have("sys.addaudithook"), !PYOS_NO_AUDIT);
}

TEST(error_audit_events_of_files) {
    RULE("event.open");
    RULE("event.os.truncate");
    RULE("event.os.rename");
    RULE("event.os.link");
    RULE("event.os.remove");
    RULE("event.os.symlink");
    RULE("rule.audit_alias");
    RULE("rule.audit_dir_fd");
    char want[200];
    int fd, flags;
    AUDIT_OR_SKIP();
#if defined(_WIN32)
    flags = PYOS_O_NOINHERIT;
#else
    flags = PYOS_O_CLOEXEC;
#endif
    snprintf(want, sizeof want, "open('err_f', None, %d)\n", PYOS_O_RDWR | PYOS_O_CREAT | flags);
    CHECK_EVENTS(fd = pyos_open("err_f", PYOS_O_RDWR | PYOS_O_CREAT, 0666), want);
    CHECK(fd >= 0);
    snprintf(want, sizeof want, "os.truncate(%d, 4294967301)\n", fd);
    err_logs[0].code = EPERM; /* refused, because the size is only for show */
    CHECK_EVENTS(pyos_ftruncate(fd, 4294967301LL), want);
    err_logs[0].code = 0;
    CHECK_EVENTS(pyos_write(fd, "x", 1), "");
    CHECK_EVENTS(pyos_lseek(fd, 0, PYOS_SEEK_SET), "");
    CHECK_EVENTS(pyos_read(fd, want, 1), "");
    CHECK_EVENTS(pyos_fsync(fd), "");
    CHECK_EVENTS(pyos_get_inheritable(fd), "");
    CHECK_EVENTS(pyos_set_inheritable(fd, false), "");
    CHECK_EVENTS(pyos_close(fd), "");
    snprintf(want, sizeof want, "open('err_none/f', None, %d)\n", PYOS_O_RDONLY | flags);
    CHECK_EVENTS(pyos_open_at(PYOS_CWD, "err_none/f", PYOS_O_RDONLY, 0), want);
    CHECK_EVENTS(pyos_truncate("err_f", 7), "os.truncate('err_f', 7)\n");
    CHECK_EVENTS(pyos_truncate("err_none", -1), "os.truncate('err_none', -1)\n");
    CHECK_EVENTS(pyos_access("err_f", PYOS_F_OK), "");
    CHECK_EVENTS(pyos_rename("err_f", "err_g"), "os.rename('err_f', 'err_g', -1, -1)\n");
    CHECK_EVENTS(pyos_replace("err_g", "err_f"), "os.rename('err_g', 'err_f', -1, -1)\n");
    CHECK_EVENTS(pyos_rename_at(PYOS_CWD, "err_f", PYOS_CWD, "err_g"), "os.rename('err_f', 'err_g', -1, -1)\n");
    CHECK_EVENTS(pyos_replace_at(PYOS_CWD, "err_g", PYOS_CWD, "err_f"), "os.rename('err_g', 'err_f', -1, -1)\n");
    CHECK_EVENTS(pyos_link("err_f", "err_g"), "os.link('err_f', 'err_g', -1, -1)\n");
    CHECK_EVENTS(pyos_unlink("err_g"), "os.remove('err_g', -1)\n");
    CHECK_EVENTS(pyos_link_at(PYOS_CWD, "err_f", PYOS_CWD, "err_g", 0), "os.link('err_f', 'err_g', -1, -1)\n");
    CHECK_EVENTS(pyos_unlink_at(PYOS_CWD, "err_g"), "os.remove('err_g', -1)\n");
    CHECK_EVENTS(pyos_remove("err_f"), "os.remove('err_f', -1)\n");
    CHECK_EVENTS(pyos_remove_at(PYOS_CWD, "err_f"), "os.remove('err_f', -1)\n");
    err_logs[0].code = EPERM; /* Wine would make nothing and say that it had */
    CHECK_EVENTS(pyos_symlink("err_f", "err_l", false), "os.symlink('err_f', 'err_l', -1)\n");
    CHECK_EVENTS(pyos_symlink_at("err_f", PYOS_CWD, "err_l", true), "os.symlink('err_f', 'err_l', -1)\n");
    err_logs[0].code = 0;
}

TEST(error_audit_events_of_directories) {
    RULE("event.os.mkdir");
    RULE("event.os.listdir");
    RULE("event.os.scandir");
    RULE("event.os.chdir");
    RULE("event.os.rmdir");
    pyos_stat_result st;
    pyos_scandir_iter *it, *child;
    const pyos_direntry *entry;
    char *s, want[200];
    AUDIT_OR_SKIP();
    CHECK_EVENTS(pyos_mkdir("err_d", 0750), "os.mkdir('err_d', 488, -1)\n");
    CHECK_EVENTS(pyos_mkdir_at(PYOS_CWD, "err_d", 0777), "os.mkdir('err_d', 511, -1)\n");
    CHECK_EVENTS(pyos_mkdir("", 0777), "os.mkdir('', 511, -1)\n");
    CHECK_EVENTS(pyos_makedirs("err_d/e/f", 0700, false),
                 "os.mkdir('err_d/e', 511, -1)\nos.mkdir('err_d/e/f', 448, -1)\n");
    CHECK_EVENTS(pyos_makedirs("err_d/e", 0700, true), "os.mkdir('err_d/e', 448, -1)\n");
    CHECK_EVENTS(pyos_free(pyos_listdir("err_d", NULL)), "os.listdir('err_d')\n");
    CHECK_EVENTS(pyos_free(pyos_listdir(NULL, NULL)), "os.listdir(None)\n");
    CHECK_EVENTS(pyos_scandir_close(pyos_scandir(NULL)), "os.scandir(None)\n");
    CHECK_EVENTS(it = pyos_scandir("err_d"), "os.scandir('err_d')\n");
    CHECK_EVENTS(pyos_scandir_next(it, &entry), "");
    snprintf(want, sizeof want, "os.scandir('err_d%se')\n", PYOS_SEP);
    CHECK_EVENTS(child = pyos_scandir_child(it, entry), want);
    CHECK_EVENTS(pyos_direntry_stat(entry, 0, &st), "");
    CHECK_EVENTS(pyos_scandir_close(child), "");
    CHECK_EVENTS(pyos_scandir_close(it), "");
    CHECK_EVENTS(s = pyos_getcwd(), "");
    snprintf(want, sizeof want, "os.chdir('%s')\n", s ? s : "");
    CHECK_EVENTS(pyos_chdir(s), want);
    pyos_free(s);
    CHECK_EVENTS(pyos_stat("err_d", &st), "");
    CHECK_EVENTS(pyos_lstat("err_d", &st), "");
    CHECK_EVENTS(pyos_free(pyos_readlink("err_d", NULL)), "");
    CHECK_EVENTS(pyos_path_exists("err_d"), "");
    CHECK_EVENTS(pyos_path_isdir("err_d"), "");
    CHECK_EVENTS(pyos_rmdir("err_d/e/f"), "os.rmdir('err_d/e/f', -1)\n");
    CHECK_EVENTS(pyos_rmdir("err_d/e"), "os.rmdir('err_d/e', -1)\n");
    CHECK_EVENTS(pyos_rmdir_at(PYOS_CWD, "err_d"), "os.rmdir('err_d', -1)\n");
    CHECK(!pyos_path_exists("err_d"));
}

TEST(error_audit_events_with_descriptors) {
    AUDIT_OR_SKIP();
    char want[100];
    CHECK_EVENTS(pyos_mkdir_at(97, "err_d", 0777), "os.mkdir('err_d', 511, 97)\n");
    CHECK_EVENTS(pyos_mkdir_at(-5, "err_d", 0777), "os.mkdir('err_d', 511, -5)\n");
    CHECK_EVENTS(pyos_rmdir_at(97, "err_d"), "os.rmdir('err_d', 97)\n");
    CHECK_EVENTS(pyos_remove_at(97, "err_d"), "os.remove('err_d', 97)\n");
    CHECK_EVENTS(pyos_unlink_at(97, "err_d"), "os.remove('err_d', 97)\n");
    CHECK_EVENTS(pyos_rename_at(97, "err_a", 96, "err_b"), "os.rename('err_a', 'err_b', 97, 96)\n");
    CHECK_EVENTS(pyos_replace_at(97, "err_a", PYOS_CWD, "err_b"), "os.rename('err_a', 'err_b', 97, -1)\n");
    CHECK_EVENTS(pyos_link_at(PYOS_CWD, "err_a", 96, "err_b", 0), "os.link('err_a', 'err_b', -1, 96)\n");
    CHECK_EVENTS(pyos_symlink_at("err_a", 97, "err_b", false), "os.symlink('err_a', 'err_b', 97)\n");
#if defined(_WIN32)
    snprintf(want, sizeof want, "open('err_a', None, %d)\n", PYOS_O_RDONLY | PYOS_O_NOINHERIT);
#else
    snprintf(want, sizeof want, "open('err_a', None, %d)\n", PYOS_O_RDONLY | PYOS_O_CLOEXEC);
#endif
    CHECK_EVENTS(pyos_open_at(97, "err_a", PYOS_O_RDONLY, 0), want);
#if PYOS_HAVE_FCHDIR
    CHECK_EVENTS(pyos_fchdir(97), "os.chdir(97)\n");
    CHECK_EVENTS(pyos_free(pyos_flistdir(97, NULL)), "os.listdir(97)\n");
    CHECK_EVENTS(pyos_scandir_close(pyos_fscandir(97)), "os.scandir(97)\n");
#elif !PYOS_STRICT
    CHECK_EVENTS(pyos_fchdir(97), "");
    CHECK_EVENTS(pyos_free(pyos_flistdir(97, NULL)), "");
    CHECK_EVENTS(pyos_scandir_close(pyos_fscandir(97)), "");
#endif
    CHECK_EVENTS(pyos_ftruncate(97, 5), "os.truncate(97, 5)\n");
}

TEST(error_audit_comes_after_the_arguments_are_checked) {
    RULE("rule.audit_order");
    AUDIT_OR_SKIP();
    CHECK_EVENTS(pyos_open(NULL, PYOS_O_RDONLY, 0), "");
    CHECK_EVENTS(pyos_mkdir(NULL, 0777), "");
    CHECK_EVENTS(pyos_makedirs(NULL, 0777, true), "");
    CHECK_EVENTS(pyos_rmdir(NULL), "");
    CHECK_EVENTS(pyos_remove(NULL), "");
    CHECK_EVENTS(pyos_unlink(NULL), "");
    CHECK_EVENTS(pyos_rename(NULL, "x"), "");
    CHECK_EVENTS(pyos_rename("x", NULL), "");
    CHECK_EVENTS(pyos_replace("x", NULL), "");
    CHECK_EVENTS(pyos_link("x", NULL), "");
    CHECK_EVENTS(pyos_link_at(PYOS_CWD, "x", PYOS_CWD, "y", 0x400u), "");
    CHECK_EVENTS(pyos_symlink("x", NULL, false), "");
    CHECK_EVENTS(pyos_truncate(NULL, 0), "");
    CHECK_EVENTS(pyos_chdir(NULL), "");
#if PYOS_HAVE_FCHDIR
    CHECK_EVENTS(pyos_fchdir(-1), "");
#endif
    CHECK_EVENTS(pyos_addaudithook(NULL, NULL), "");
    CHECK_EVENTS(pyos_scandir_close(pyos_scandir_child(NULL, NULL)), "");
}

/* Each call fails with the hook's errno, and nothing has happened. */
TEST(error_audit_refusal_prevents_everything) {
    int fd, child_refused = 0;
    pyos_stat_result st;
    pyos_scandir_iter *it;
    const pyos_direntry *entry = NULL;
    char *here = pyos_getcwd(), *there;
    AUDIT_OR_SKIP();
    CHECK(pyos_mkdir("err_d", 0777) == 0);
    CHECK(pyos_mkdir("err_d/sub", 0777) == 0);
    CHECK(err_make("err_d/file") == 0);
    fd = pyos_open("err_d/file", PYOS_O_RDWR, 0);
    CHECK(pyos_write(fd, "12345", 5) == 5);
    it = pyos_scandir("err_d");
    while (it && pyos_scandir_next(it, &entry) == 1)
        if (strcmp(entry->name, "sub") == 0) {
            err_logs[1].on = 1, err_logs[1].code = EDOM;
            child_refused = pyos_scandir_child(it, entry) == NULL && errno == EDOM;
            err_logs[1].on = 0;
        }
    pyos_scandir_close(it);
    CHECK(child_refused);
    err_logs[1].on = 1, err_logs[1].code = EDOM;
#define REFUSED(failed)                                                                                                \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        CHECK(failed);                                                                                                 \
        CHECK_INT(errno, EDOM);                                                                                        \
        CHECK_INT(pyos_last_error()->code, EDOM);                                                                      \
        CHECK_INT(pyos_last_error()->kind, PYOS_OSERROR);                                                              \
        CHECK_INT(pyos_last_error()->winerror, 0);                                                                     \
    } while (0)
    REFUSED(pyos_open("err_d/new", PYOS_O_RDWR | PYOS_O_CREAT, 0666) == -1);
    REFUSED(pyos_open("err_d/file", PYOS_O_RDWR | PYOS_O_TRUNC, 0666) == -1);
    REFUSED(pyos_ftruncate(fd, 1) == -1);
    REFUSED(pyos_truncate("err_d/file", 2) == -1);
    REFUSED(pyos_mkdir("err_d/new", 0777) == -1);
    REFUSED(pyos_makedirs("err_d/new/new", 0777, true) == -1);
    REFUSED(pyos_rmdir("err_d/sub") == -1);
    REFUSED(pyos_remove("err_d/file") == -1);
    REFUSED(pyos_unlink("err_d/file") == -1);
    REFUSED(pyos_rename("err_d/file", "err_d/new") == -1);
    REFUSED(pyos_replace("err_d/file", "err_d/new") == -1);
    REFUSED(pyos_link("err_d/file", "err_d/new") == -1);
    REFUSED(pyos_symlink("file", "err_d/new", false) == -1);
    REFUSED(pyos_chdir("err_d") == -1);
    REFUSED(pyos_listdir("err_d", NULL) == NULL);
    REFUSED(pyos_scandir("err_d") == NULL);
#if PYOS_HAVE_FCHDIR
    REFUSED(pyos_fchdir(fd) == -1);
    REFUSED(pyos_flistdir(fd, NULL) == NULL);
    REFUSED(pyos_fscandir(fd) == NULL);
#endif
    REFUSED(pyos_audit("pyos.test", NULL, 0) == -1);
    REFUSED(pyos_addaudithook(err_hook, &err_logs[0]) == -1);
#undef REFUSED
    err_logs[1].on = 0;
    CHECK(pyos_fstat(fd, &st) == 0);
    CHECK_INT(st.size, 5);
    CHECK_INT(pyos_close(fd), 0);
    there = pyos_getcwd();
    CHECK_STR(there, here);
    pyos_free(here), pyos_free(there);
    CHECK(pyos_lstat("err_d/new", &st) == -1);
    CHECK_INT(pyos_remove("err_d/file"), 0);
    CHECK_INT(pyos_rmdir("err_d/sub"), 0);
    CHECK_INT(pyos_rmdir("err_d"), 0); /* nothing else is in it */
}

TEST(error_audit_refusal_has_the_kind_of_its_errno) {
    AUDIT_OR_SKIP();
    err_logs[0].on = 1, err_logs[0].code = EACCES;
    errno = 0;
    CHECK(pyos_mkdir("err_d", 0777) == -1);
    err_logs[0].on = 0;
    CHECK_INT(errno, EACCES);
    CHECK_INT(pyos_last_error()->kind, PYOS_PERMISSIONERROR);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    CHECK(!pyos_path_exists("err_d"));
    /* makedirs stops at the step that is refused, and keeps what it made before */
    CHECK(pyos_mkdir("err_d", 0777) == 0);
    err_logs[0].on = 1, err_logs[0].code = EACCES;
    CHECK(pyos_makedirs("err_d/a/b", 0777, false) == -1);
    err_logs[0].on = 0;
    CHECK(!pyos_path_exists("err_d/a"));
    CHECK_INT(pyos_rmdir("err_d"), 0);
}

TEST(error_audit_hooks_run_in_order_until_one_refuses) {
    size_t i;
    AUDIT_OR_SKIP();
    for (i = 0; i < 3; i++) err_logs[i].on = 1;
    CHECK_INT(pyos_audit("pyos.first", NULL, 0), 0);
    err_logs[1].code = EDOM, err_logs[1].refused = "pyos.second";
    CHECK_ERROR(pyos_audit("pyos.second", NULL, 0) == -1, PYOS_OSERROR, EDOM, NULL);
    err_logs[0].code = ERANGE; /* asked first, so its errno counts */
    CHECK_ERROR(pyos_audit("pyos.second", NULL, 0) == -1, PYOS_OSERROR, ERANGE, NULL);
    for (i = 0; i < 3; i++) err_logs[i].on = 0;
    CHECK_STR(err_logs[0].text, "pyos.first()\npyos.second()\npyos.second()\n");
    CHECK_STR(err_logs[1].text, "pyos.first()\npyos.second()\n");
    CHECK_STR(err_logs[2].text, "pyos.first()\n");
}

static char err_order[64];
static int err_order_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    size_t n = strlen(err_order);
    (void)args, (void)nargs;
    if (strcmp(event, "pyos.order") == 0 && n + 1 < sizeof err_order)
        err_order[n] = *(const char *)user, err_order[n + 1] = 0;
    return 0;
}

TEST(error_audit_order_is_that_of_adding) {
    static const char letters[] = "abc";
    AUDIT_OR_SKIP();
    CHECK_INT(pyos_addaudithook(err_order_hook, (void *)(size_t)(letters + 0)), 0);
    CHECK_INT(pyos_addaudithook(err_order_hook, (void *)(size_t)(letters + 1)), 0);
    CHECK_INT(pyos_addaudithook(err_order_hook, (void *)(size_t)(letters + 2)), 0);
    err_order[0] = 0;
    CHECK_INT(pyos_audit("pyos.order", NULL, 0), 0);
    CHECK_STR(err_order, "abc");
}

TEST(error_audit_own_events) {
    static const char *const list[] = {"one", "two", NULL};
    pyos_audit_arg args[6];
    AUDIT_OR_SKIP();
    memset(args, 0, sizeof args);
    args[0].type = PYOS_AUDIT_NONE;
    args[1].type = PYOS_AUDIT_INT, args[1].i = -9223372036854775807LL;
    args[2].type = PYOS_AUDIT_TEXT, args[2].s = "text", args[2].n = 4;
    args[3].type = PYOS_AUDIT_BYTES, args[3].s = "\0x\0", args[3].n = 3;
    args[4].type = PYOS_AUDIT_LIST, args[4].list = list, args[4].n = 2;
    args[5].type = PYOS_AUDIT_TEXT, args[5].s = "", args[5].n = 0;
    CHECK_EVENTS(pyos_audit("pyos.mine", args, 6),
                 "pyos.mine(None, -9223372036854775807, 'text', b007800, [one;two;], '')\n");
    CHECK_EVENTS(pyos_audit("pyos.mine", args, 0), "pyos.mine()\n");
    CHECK_EVENTS(pyos_audit("", NULL, 0), "()\n");
    CHECK_ERROR(pyos_audit(NULL, NULL, 0) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_audit("pyos.mine", NULL, 1) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_EVENTS(pyos_audit(NULL, NULL, 0), "");
    CHECK_EVENTS(pyos_audit("pyos.mine", NULL, 1), "");
}

TEST(error_audit_adding_a_hook) {
    static err_log extra;
    AUDIT_OR_SKIP();
    CHECK_ERROR(pyos_addaudithook(NULL, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    err_logs[0].on = 1, err_logs[0].code = EPERM, err_logs[0].refused = "sys.addaudithook";
    CHECK_ERROR(pyos_addaudithook(err_hook, &extra) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    err_logs[0].on = 0, err_logs[0].code = 0;
    CHECK_STR(err_logs[0].text, "sys.addaudithook()\n");
    extra.on = 1;
    CHECK_INT(pyos_audit("pyos.out", NULL, 0), 0);
    CHECK_STR(extra.text, ""); /* it was kept out */
    CHECK_EVENTS(pyos_addaudithook(err_hook, &extra), "sys.addaudithook()\n");
    CHECK_STR(extra.text, ""); /* not asked about itself */
    CHECK_INT(pyos_audit("pyos.in", NULL, 0), 0);
    CHECK_STR(extra.text, "pyos.in()\n");
    extra.on = 0;
}

static int err_inner;
static err_log err_added;
static void err_use_pyos(void) {
    pyos_stat_result st;
    err_inner = pyos_mkdir("err_inner", 0777) == 0 && pyos_stat("err_inner", &st) == 0 &&
                pyos_rmdir("err_inner") == 0 && pyos_rmdir("err_none/inner") == -1 &&
                pyos_audit("pyos.inner", NULL, 0) == 0;
}
static void err_change_errno(void) { errno = ERANGE; }
static void err_add_hook(void) { err_inner = pyos_addaudithook(err_hook, &err_added) == 0; }

TEST(error_audit_hooks_may_call_pyos) {
    AUDIT_OR_SKIP();
    err_inner = 0;
    err_logs[0].then = err_use_pyos, err_logs[0].on = 1;
    CHECK_INT(pyos_mkdir("err_d", 0777), 0);
    err_logs[0].on = 0;
    CHECK(err_inner);
    CHECK_INT(pyos_rmdir("err_d"), 0);
    CHECK_STR(err_logs[0].text,
              "os.mkdir('err_d', 511, -1)\nos.mkdir('err_inner', 511, -1)\nos.rmdir('err_inner', -1)\n"
              "os.rmdir('err_none/inner', -1)\npyos.inner()\n");
    err_logs[0].used = 0, err_logs[0].then = err_use_pyos, err_logs[0].on = 1;
    CHECK_ERROR(pyos_rmdir("err_none/outer") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/outer");
    err_logs[0].on = 0;

    err_logs[0].then = err_change_errno, err_logs[0].on = 1;
    errno = 4321;
    CHECK_INT(pyos_audit("pyos.errno", NULL, 0), 0);
    CHECK_INT(errno, 4321);
    err_logs[0].then = err_change_errno;
    CHECK_INT(pyos_mkdir("err_d", 0777), 0);
    CHECK_INT(errno, 4321);
    err_logs[0].on = 0;
    CHECK_INT(pyos_rmdir("err_d"), 0);

    err_inner = 0;
    err_logs[0].then = err_add_hook, err_logs[0].on = 1;
    CHECK_INT(pyos_audit("pyos.outer", NULL, 0), 0);
    err_logs[0].on = 0;
    CHECK(err_inner);
    err_added.on = 1;
    CHECK_INT(pyos_audit("pyos.later", NULL, 0), 0);
    err_added.on = 0;
    CHECK(strstr(err_added.text, "pyos.later()\n") != NULL);
}

#if ERR_THREADS
enum { ERR_MANY = 40 };
static int err_counts[ERR_MANY]; /* changed in the main thread only */
static int err_worker_failed[2];

static int err_count_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)args, (void)nargs;
    if (strcmp(event, "pyos.count") == 0) ++*(int *)user;
    return 0;
}

static void err_worker(void *failed) {
    pyos_audit_arg arg;
    int i;
    memset(&arg, 0, sizeof arg);
    arg.type = PYOS_AUDIT_INT;
    for (i = 0; i < 4000; i++) {
        arg.i = i;
        if (pyos_audit("pyos.worker", &arg, 1) != 0) *(int *)failed = 1;
        if (pyos_rmdir("err_none/worker") != -1 || errno != ENOENT) *(int *)failed = 1;
    }
}

TEST(error_audit_hooks_are_added_while_others_call) {
    err_thread threads[2];
    int i;
    AUDIT_OR_SKIP();
    for (i = 0; i < 2; i++) CHECK(err_start(&threads[i], err_worker, &err_worker_failed[i]) == 0);
    for (i = 0; i < ERR_MANY; i++) {
        CHECK_INT(pyos_addaudithook(err_count_hook, &err_counts[i]), 0);
        CHECK_INT(pyos_audit("pyos.count", NULL, 0), 0);
    }
    for (i = 0; i < 2; i++) err_join(&threads[i]);
    CHECK(!err_worker_failed[0] && !err_worker_failed[1]);
    for (i = 0; i < ERR_MANY; i++)
        CHECK_INT(err_counts[i], ERR_MANY - i); /* each sees all that came after its adding */
}

static void err_adder(void *failed) {
    static int ignored[2][20];
    int i;
    for (i = 0; i < 20; i++)
        if (pyos_addaudithook(err_count_hook, &ignored[failed == &err_worker_failed[0]][i]) != 0) *(int *)failed = 1;
}

TEST(error_audit_hooks_are_added_by_several) {
    err_thread threads[2];
    static int last;
    int i;
    AUDIT_OR_SKIP();
    for (i = 0; i < 2; i++) err_worker_failed[i] = 0;
    for (i = 0; i < 2; i++) CHECK(err_start(&threads[i], err_adder, &err_worker_failed[i]) == 0);
    for (i = 0; i < 2; i++) err_join(&threads[i]);
    CHECK(!err_worker_failed[0] && !err_worker_failed[1]);
    CHECK_INT(pyos_addaudithook(err_count_hook, &last), 0); /* the list still has its end */
    CHECK_INT(pyos_audit("pyos.count", NULL, 0), 0);
    CHECK_INT(last, 1);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Interrupted calls. A timer sends signals, the handler of which does not ask the system to go on; after some of them it
 * lets the call end, so nothing depends on when a signal comes.
 */

#if !defined(_WIN32) && !defined(__wasi__)
static volatile sig_atomic_t err_signals, err_release_from = 4;
static int err_pipe[2];
static void (*err_release)(void);
static int err_asked, err_answer, err_answer_from; /* of the hook: errno from that question on */

static void err_on_signal(int number) {
    int saved = errno;
    (void)number;
    err_signals = err_signals + 1;
    if (err_signals >= err_release_from && err_release) err_release();
    errno = saved;
}

static int err_interrupted(void *user) {
    CHECK(user == &err_answer);
    return ++err_asked >= err_answer_from ? err_answer : 0;
}

static void err_write_pipe(void) {
    if (write(err_pipe[1], "xyz", 3) < 0) err_signals = 1000;
}
static void err_drain_pipe(void) {
    char buffer[4096];
    while (read(err_pipe[0], buffer, sizeof buffer) > 0) continue;
}
static void err_open_fifo(void) {
    if (err_pipe[1] < 0) err_pipe[1] = open("err_fifo", O_RDWR | O_NONBLOCK); /* NOLINT */
}

static void err_signals_start(struct sigaction *old) {
    struct sigaction action;
    struct itimerval timer;
    memset(&action, 0, sizeof action);
    action.sa_handler = err_on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, old);
    err_signals = 0, err_asked = 0;
    timer.it_interval.tv_sec = 0, timer.it_interval.tv_usec = 10000;
    timer.it_value = timer.it_interval;
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void err_signals_stop(const struct sigaction *old) {
    struct itimerval timer;
    memset(&timer, 0, sizeof timer);
    setitimer(ITIMER_REAL, &timer, NULL);
    sigaction(SIGALRM, old, NULL);
    err_release = NULL;
}

TEST(error_interrupted_calls_are_repeated) {
    RULE("rule.eintr_retry");
    struct sigaction old;
    char buffer[8];
    static char block[65536];
    long long got;
    int fd, flags;
    CHECK(pipe(err_pipe) == 0);
    err_release = err_write_pipe;
    err_signals_start(&old);
    got = pyos_read(err_pipe[0], buffer, sizeof buffer);
    err_signals_stop(&old);
    CHECK(got >= 3); /* as many as signals came in time */
    CHECK(memcmp(buffer, "xyz", 3) == 0);

    flags = fcntl(err_pipe[0], F_GETFL);
    CHECK(fcntl(err_pipe[0], F_SETFL, flags | O_NONBLOCK) == 0);
    flags = fcntl(err_pipe[1], F_GETFL);
    CHECK(fcntl(err_pipe[1], F_SETFL, flags | O_NONBLOCK) == 0);
    while (write(err_pipe[1], block, sizeof block) > 0) continue; /* full */
    CHECK(fcntl(err_pipe[1], F_SETFL, flags) == 0);
    err_release = err_drain_pipe;
    err_signals_start(&old);
    got = pyos_write(err_pipe[1], "abc", 3);
    err_signals_stop(&old);
    CHECK_INT(got, 3);
    close(err_pipe[0]), close(err_pipe[1]);

    CHECK(mkfifo("err_fifo", 0600) == 0);
    err_pipe[1] = -1;
    err_release = err_open_fifo;
    err_signals_start(&old);
    fd = pyos_open("err_fifo", PYOS_O_RDONLY, 0);
    err_signals_stop(&old);
    CHECK(fd >= 0);
    pyos_close(fd);
    if (err_pipe[1] >= 0) close(err_pipe[1]);
    CHECK_INT(pyos_remove("err_fifo"), 0);
}

TEST(error_interrupt_hook_stops_a_call) {
    struct sigaction old;
    char buffer[300];
    long long got;
    CHECK(pipe(err_pipe) == 0);
    /* the second interruption ends the call; a library that does not ask would find something to read much later */
    err_release = err_write_pipe;
    err_release_from = 300;
    err_answer = EINTR, err_answer_from = 2;
    pyos_set_interrupt_hook(err_interrupted, &err_answer);
    err_signals_start(&old);
    errno = 0;
    got = pyos_read(err_pipe[0], buffer, sizeof buffer);
    err_signals_stop(&old);
    CHECK_INT(got, -1);
    CHECK_INT(errno, EINTR);
    CHECK_INT(pyos_last_error()->kind, PYOS_INTERRUPTEDERROR);
    CHECK_INT(pyos_last_error()->code, EINTR);
    CHECK_STR(pyos_last_error()->function, "os.read");
    CHECK_INT(err_asked, 2);

    err_release = err_write_pipe;
    err_answer = ECANCELED, err_answer_from = 1; /* any errno of the hook's */
    err_signals_start(&old);
    errno = 0;
    got = pyos_read(err_pipe[0], buffer, sizeof buffer);
    err_signals_stop(&old);
    CHECK_INT(got, -1);
    CHECK_INT(errno, ECANCELED);
    CHECK_INT(pyos_last_error()->kind, PYOS_OSERROR);
    CHECK_INT(err_asked, 1);

    err_release_from = 4;
    err_answer = 0, err_answer_from = 1; /* it lets the call go on */
    err_release = err_write_pipe;
    err_signals_start(&old);
    got = pyos_read(err_pipe[0], buffer, sizeof buffer);
    err_signals_stop(&old);
    CHECK(got >= 3);
    CHECK(err_asked >= 1);

    pyos_set_interrupt_hook(NULL, NULL);
    err_answer = EINTR, err_asked = 0;
    while (fcntl(err_pipe[0], F_SETFL, O_NONBLOCK) == 0 && read(err_pipe[0], buffer, sizeof buffer) > 0) continue;
    CHECK(fcntl(err_pipe[0], F_SETFL, 0) == 0);
    err_release = err_write_pipe;
    err_signals_start(&old);
    got = pyos_read(err_pipe[0], buffer, sizeof buffer);
    err_signals_stop(&old);
    CHECK(got >= 3);
    CHECK_INT(err_asked, 0); /* nobody asks it any more */
    close(err_pipe[0]), close(err_pipe[1]);
}

TEST(error_interrupt_hook_does_not_touch_other_failures) {
    err_answer = EINTR, err_answer_from = 0, err_asked = 0;
    pyos_set_interrupt_hook(err_interrupted, &err_answer);
    CHECK_ERROR(pyos_close(9999) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_mkdir("err_none/x", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "err_none/x");
    pyos_set_interrupt_hook(NULL, NULL);
    CHECK_INT(err_asked, 0);
}
#endif

static int err_never(void *user) {
    (void)user;
    return EINTR;
}

TEST(error_interrupt_hook_can_be_set_everywhere) {
    pyos_set_interrupt_hook(err_never, NULL);
    CHECK_INT(pyos_mkdir("err_d", 0777), 0); /* nothing was interrupted, so nobody asks */
    CHECK_INT(pyos_rmdir("err_d"), 0);
    pyos_set_interrupt_hook(NULL, NULL);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * What is there
 */

TEST(error_have) {
    static const char *const everywhere[] = {"os.access",
                                             "os.chdir",
                                             "os.close",
                                             "os.fsdecode",
                                             "os.fsencode",
                                             "os.fstat",
                                             "os.fsync",
                                             "os.ftruncate",
                                             "os.get_inheritable",
                                             "os.getcwd",
                                             "os.link",
                                             "os.listdir",
                                             "os.lseek",
                                             "os.lstat",
                                             "os.makedirs",
                                             "os.mkdir",
                                             "os.open",
                                             "os.path.basename",
                                             "os.path.dirname",
                                             "os.path.exists",
                                             "os.path.isabs",
                                             "os.path.isdir",
                                             "os.path.isfile",
                                             "os.path.islink",
                                             "os.path.join",
                                             "os.path.normpath",
                                             "os.path.split",
                                             "os.path.splitext",
                                             "os.read",
                                             "os.readlink",
                                             "os.remove",
                                             "os.rename",
                                             "os.replace",
                                             "os.rmdir",
                                             "os.scandir",
                                             "os.set_inheritable",
                                             "os.stat",
                                             "os.symlink",
                                             "os.truncate",
                                             "os.unlink",
                                             "os.write",
                                             "stat.S_IFMT",
                                             "stat.S_IMODE",
                                             "stat.S_ISBLK",
                                             "stat.S_ISCHR",
                                             "stat.S_ISDIR",
                                             "stat.S_ISDOOR",
                                             "stat.S_ISFIFO",
                                             "stat.S_ISLNK",
                                             "stat.S_ISPORT",
                                             "stat.S_ISREG",
                                             "stat.S_ISSOCK",
                                             "stat.S_ISWHT",
                                             "stat.filemode",
                                             "sys.audit",
                                             "sys.getfilesystemencodeerrors",
                                             "sys.getfilesystemencoding"};
    static const char *const nowhere[] = {
        "",           "os",           "os.",      "os.mkdi",   "os.mkdirs", "os.mkdirx",   "os.spam",
        "spam.mkdir", "OS.mkdir",     "os.Mkdir", " os.mkdir", "os.mkdir ", "os.mkdir_at", "pyos_mkdir",
        "sys.exit",   "stat.S_ISXXX", "os.path",  "zzz",       "\377"};
    size_t i;
    for (i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        if (!pyos_have(everywhere[i])) CHECK_STR("absent", everywhere[i]);
    for (i = 0; i < sizeof nowhere / sizeof *nowhere; i++)
        if (pyos_have(nowhere[i])) CHECK_STR("there", nowhere[i]);
    CHECK(!pyos_have(NULL));
    CHECK_INT(pyos_have("os.fdopen"), PYOS_STDIO);
    CHECK_INT(pyos_have("os.fchdir"), ERR_POSIX);
    CHECK_INT(PYOS_HAVE_FCHDIR, ERR_POSIX);
    CHECK_INT(PYOS_HAVE_FLISTDIR, ERR_POSIX);
    CHECK_INT(PYOS_HAVE_FSCANDIR, ERR_POSIX);
}

TEST(error_what_is_absent_fails_with_enosys) {
#if !PYOS_STRICT && !PYOS_HAVE_FCHDIR
    CHECK_ERROR(pyos_fchdir(0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_fchdir(-1) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_flistdir(0, NULL) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_fscandir(0) == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
#endif
    CHECK_INT(PYOS_HAVE_FCHDIR, pyos_have("os.fchdir"));
}

/* The sets of Python 3.13, as far as pyos.h has their members. */
TEST(error_supports) {
    RULE("rule.not_implemented");
    RULE("rule.fd_as_path");
    static const char *const names[] = {"access",
                                        "chdir",
                                        "close",
                                        "fchdir",
                                        "fdopen",
                                        "fsdecode",
                                        "fsencode",
                                        "fstat",
                                        "fsync",
                                        "ftruncate",
                                        "get_inheritable",
                                        "getcwd",
                                        "link",
                                        "listdir",
                                        "lseek",
                                        "lstat",
                                        "makedirs",
                                        "mkdir",
                                        "open",
                                        "read",
                                        "readlink",
                                        "remove",
                                        "rename",
                                        "replace",
                                        "rmdir",
                                        "scandir",
                                        "set_inheritable",
                                        "stat",
                                        "symlink",
                                        "truncate",
                                        "unlink",
                                        "write",
                                        "path.join",
                                        "spam",
                                        "sta",
                                        "acces",
                                        "o",
                                        ""};
    static const char dir_fd[] = " access link mkdir open readlink rename rmdir stat symlink unlink ";
    const char *fd = ERR_POSIX ? " chdir listdir scandir stat truncate " : " stat truncate ";
    const char *follow = ERR_WINDOWS ? " stat " : " access link stat ";
    const char *effective = ERR_POSIX ? " access " : " ";
    char padded[40], full[40];
    size_t i;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(padded, sizeof padded, " %s ", names[i]);
        snprintf(full, sizeof full, "os.%s", names[i]);
#define SAME(function, set)                                                                                            \
    do {                                                                                                               \
        if (function(names[i]) != (*names[i] && strstr(set, padded) != NULL)) CHECK_STR(#function, names[i]);          \
        if (function(full) != (*names[i] && strstr(set, padded) != NULL)) CHECK_STR(#function, full);                  \
    } while (0)
        SAME(pyos_supports_dir_fd, (ERR_WINDOWS ? "" : dir_fd));
        SAME(pyos_supports_fd, fd);
        SAME(pyos_supports_follow_symlinks, follow);
        SAME(pyos_supports_effective_ids, effective);
#undef SAME
    }
    CHECK(!pyos_supports_dir_fd(NULL) && !pyos_supports_fd(NULL) && !pyos_supports_follow_symlinks(NULL) &&
          !pyos_supports_effective_ids(NULL));
    CHECK(!pyos_supports_fd("stat.S_ISDIR") && !pyos_supports_fd("os.os.stat") && !pyos_supports_fd("sys.stat"));
}

/* ---------------------------------------------------------------------------------------------------------------------
 * >>memory
 */

TEST(memory_views) {
    static const char text[] = "a/b";
    pyos_view v = pyos_view_of(text);
    CHECK(v.data == text);
    CHECK_INT(v.size, 3);
    v = pyos_view_of("");
    CHECK_INT(v.size, 0);
    v = pyos_view_of(NULL);
    CHECK_INT(v.size, 0);
}

TEST(memory_free_leaves_errno) {
    char *s = pyos_path_join("a", "b");
    errno = 4321;
    pyos_free(s);
    CHECK_INT(errno, 4321);
    pyos_free(NULL);
    CHECK_INT(errno, 4321);
}

static void run_error(void) {
    RUN(error_record_before_the_first_failure);
    RUN(error_version);
    RUN(error_record_of_a_failure);
    RUN(error_names_in_the_record_are_copies);
    RUN(error_success_leaves_record_and_errno);
    RUN(error_questions_answered_false_leave_record_and_errno);
#if ERR_THREADS
    RUN(error_each_thread_has_its_record);
#endif
    RUN(error_copy);
    RUN(error_copy_keeps_a_text_with_a_number);
    RUN(error_descriptors_that_are_negative);
    RUN(error_name_that_just_fits);
    RUN(error_long_name_keeps_its_end);
    RUN(error_two_long_names);
    RUN(error_long_names_are_cut_between_characters);
    RUN(error_kind_names);
    RUN(error_kind_of_every_errno);
    RUN(error_message_forms);
    RUN(error_message_of_an_unknown_errno);
    RUN(error_message_buffers);
    RUN(error_message_leaves_errno);
#if defined(_WIN32)
    RUN(error_message_of_windows_codes);
#endif
    RUN(error_message_shows_names_as_repr);
    RUN(error_messages_for_null);
    RUN(error_audit_absent);
    RUN(error_audit_events_of_files);
    RUN(error_audit_events_of_directories);
    RUN(error_audit_events_with_descriptors);
    RUN(error_audit_comes_after_the_arguments_are_checked);
    RUN(error_audit_refusal_prevents_everything);
    RUN(error_audit_refusal_has_the_kind_of_its_errno);
    RUN(error_audit_hooks_run_in_order_until_one_refuses);
    RUN(error_audit_order_is_that_of_adding);
    RUN(error_audit_own_events);
    RUN(error_audit_adding_a_hook);
    RUN(error_audit_hooks_may_call_pyos);
#if ERR_THREADS
    RUN(error_audit_hooks_are_added_while_others_call);
    RUN(error_audit_hooks_are_added_by_several);
#endif
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(error_interrupted_calls_are_repeated);
    RUN(error_interrupt_hook_stops_a_call);
    RUN(error_interrupt_hook_does_not_touch_other_failures);
#endif
    RUN(error_interrupt_hook_can_be_set_everywhere);
    RUN(error_have);
    RUN(error_what_is_absent_fails_with_enosys);
    RUN(error_supports);
    RUN(memory_views);
    RUN(memory_free_leaves_errno);
}
