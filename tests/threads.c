/* Many threads at once: everything that has no object may be called from any thread, and every thread has an error record
 * of its own. For ThreadSanitizer and helgrind, which see the races; this program sees wrong results only. Works in the
 * current directory, which should be empty. */
#define PYOS_IMPLEMENTATION
#ifndef PYOS_STDIO
#define PYOS_STDIO 1
#endif
#include "../pyos.h"

#include "test.h"

#include <pthread.h>
#ifndef _WIN32
#include <unistd.h>
#endif

#define THR_COUNT 6
#define THR_HOOKS 24

static long thr_rounds = 20;

/* --- the frame: all threads begin at once, and what is wrong is told after they have ended --- */

static pthread_mutex_t thr_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t thr_open = PTHREAD_COND_INITIALIZER;
static int thr_waiting;
static void (*thr_body)(int id);
static int thr_ids[THR_COUNT];
static struct {
    int line, times;
    const char *what;
    pyos_error error;
} thr_wrong[20];

static void thr_complain(int line, const char *what) {
    int i;
    pthread_mutex_lock(&thr_lock);
    for (i = 0; i < 19 && thr_wrong[i].line && thr_wrong[i].line != line; i++) {}
    thr_wrong[i].line = line;
    thr_wrong[i].what = what;
    thr_wrong[i].error = *pyos_last_error();
    thr_wrong[i].times++;
    pthread_mutex_unlock(&thr_lock);
}

/* The CHECK of threads. */
#define THR(condition)                                                                                                 \
    do {                                                                                                               \
        if (!(condition)) thr_complain(__LINE__, #condition);                                                          \
    } while (0)

static void *thr_main(void *id) {
    pthread_mutex_lock(&thr_lock);
    thr_waiting++;
    pthread_cond_broadcast(&thr_open);
    while (thr_waiting < THR_COUNT) pthread_cond_wait(&thr_open, &thr_lock);
    pthread_mutex_unlock(&thr_lock);
    thr_body(*(int *)id);
    return NULL;
}

static void thr_run(void (*body)(int id)) {
    pthread_t threads[THR_COUNT];
    int i, started;
    memset(thr_wrong, 0, sizeof thr_wrong);
    thr_body = body, thr_waiting = 0;
    for (started = 0; started < THR_COUNT; started++) {
        thr_ids[started] = started;
        if (pthread_create(&threads[started], NULL, thr_main, &thr_ids[started]) != 0) break;
    }
    if (started < THR_COUNT) {
        printf("no more than %d threads can be made\n", started);
        exit(2); /* those that were made wait for the others */
    }
    for (i = 0; i < started; i++) pthread_join(threads[i], NULL);
    for (i = 0; i < 20 && thr_wrong[i].line; i++) {
        test_complain(__FILE__, thr_wrong[i].line, thr_wrong[i].what);
        printf("    %d times; errno %d, kind %d, function %s\n", thr_wrong[i].times, thr_wrong[i].error.code,
               thr_wrong[i].error.kind, thr_wrong[i].error.function ? thr_wrong[i].error.function : "-");
    }
}

/* "thr.tmp/3name" */
#define THR_NAME 64
static const char *thr_name(char *buffer, int id, const char *name) {
    (void)snprintf(buffer, THR_NAME, "thr.tmp/%d%s", id, name);
    return buffer;
}

static int thr_made(const char *path) {
    int fd = pyos_open(path, PYOS_O_RDWR | PYOS_O_CREAT | PYOS_OPEN_BINARY, 0666);
    if (fd >= 0) THR(pyos_write(fd, "0123456789", 10) == 10);
    return fd;
}

/* --- what is found out once, at the first use: so this is the first test --- */

static void thr_first_use(int id) {
    char *text;
    size_t count = 0;
    pyos_stat_result st;
    (void)id;
    THR(pyos_have("os.mkdir"));
    THR(pyos_utf8_mode() >= 0);
    THR(pyos_getfilesystemencoding() != NULL);
    text = pyos_fsencode("x");
    THR(text && strcmp(text, "x") == 0);
    pyos_free(text);
    THR(pyos_pathconf_names(&count) != NULL);
    THR(pyos_stat(".", &st) == 0);
    pyos_free(pyos_getcwd());
    pyos_free(pyos_listdir(NULL, &count));
    THR(pyos_device_encoding(99, &text) == 0 && text == NULL);
    THR(pyos_mkdir("none/none", 0777) == -1);
    THR(pyos_getenv("PATH", "none") != NULL);
    THR(pyos_cpu_count() >= 0 && pyos_process_cpu_count() >= 0);
    THR(pyos_sysconf_names(&count) != NULL && pyos_confstr_names(&count) != NULL);
    THR(pyos_urandom(&st, 16) == 16);
    pyos_free(pyos_getlogin());
}

TEST(first_use) { thr_run(thr_first_use); }

/* --- errors --- */

static void thr_errors(int id) {
    char name[THR_NAME], other[THR_NAME], text[256];
    pyos_error *copy;
    const pyos_error *e = pyos_last_error();
    long i;
    thr_name(name, id, "none/x"), thr_name(other, id, "other/x");
    for (i = 0; i < thr_rounds * 5; i++) {
        errno = 0;
        THR(pyos_rename(name, other) == -1);
        THR(errno == ENOENT && e == pyos_last_error() && e->kind == PYOS_FILENOTFOUNDERROR && e->code == ENOENT);
        THR(test_same(e->filename, name) && test_same(e->filename2, other) && test_same(e->function, "os.rename"));
        copy = pyos_error_copy(NULL);
        THR(pyos_fsync(-1 - id) == -1 && e->kind == PYOS_VALUEERROR && e->filename == NULL);
        pyos_error_message(NULL, text, sizeof text);
        THR(strstr(text, "cannot be a negative integer") && text[strlen(text) - 2] == '1' + id);
        THR(copy && test_same(copy->filename, name));
        pyos_free(copy);
    }
}

TEST(errors_belong_to_the_thread) {
    CHECK_ERROR(pyos_mkdir("none/none", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "none/none");
    thr_run(thr_errors);
    CHECK_STR(pyos_last_error()->filename, "none/none"); /* whatever others did */
}

/* --- hooks --- */

static long thr_heard[THR_HOOKS];

static int thr_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)event, (void)args, (void)nargs;
    __atomic_fetch_add((long *)user, 1, __ATOMIC_RELAXED);
    return 0;
}

static int thr_interrupted(void *user) {
    (void)user;
    return 0;
}

static void thr_hooks(int id) {
    char name[THR_NAME];
    long i;
    thr_name(name, id, "h");
    for (i = 0; i < THR_HOOKS / 2 && id < 2; i++) /* two threads add, all call */
        THR(pyos_addaudithook(thr_hook, &thr_heard[id * (THR_HOOKS / 2) + i]) == 0 || PYOS_NO_AUDIT);
    for (i = 0; i < thr_rounds; i++) {
        if (id == 2) pyos_set_interrupt_hook(i % 2 ? thr_interrupted : NULL, NULL);
        THR(pyos_mkdir(name, 0777) == 0);
        THR(pyos_audit("threads.test", NULL, 0) == 0);
        THR(pyos_rmdir(name) == 0);
    }
}

TEST(hooks_are_added_while_others_call) {
    int i;
    long before[THR_HOOKS];
    thr_run(thr_hooks);
    pyos_set_interrupt_hook(NULL, NULL);
    for (i = 0; i < THR_HOOKS; i++) before[i] = thr_heard[i];
    CHECK_INT(pyos_audit("threads.test", NULL, 0), 0);
    for (i = 0; i < THR_HOOKS && !PYOS_NO_AUDIT; i++) CHECK_INT(thr_heard[i], before[i] + 1);
}

/* --- encodings, paths and questions --- */

static void thr_texts(int id) {
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
    long i;
    for (i = 0; i < thr_rounds * 5; i++) {
        char *bytes = pyos_fsencode(text), *back = bytes ? pyos_fsdecode(bytes) : NULL, *joined, mode[11];
        wchar_t *wide = pyos_to_wide(text);
        char *narrow = wide ? pyos_from_wide(wide) : NULL;
        pyos_view parts[2];
        THR(!bytes || test_same(back, text)); /* a locale may lack the characters */
        THR(test_same(narrow, text));
        pyos_free(bytes), pyos_free(back), pyos_free(wide), pyos_free(narrow);
        parts[0] = pyos_view_of("a"), parts[1] = pyos_view_of("b");
        THR(pyos_path_join_buf(mode, sizeof mode, parts, 2) == 3);
        joined = pyos_path_join("a", "b");
        THR(joined && test_same(joined + 1, PYOS_SEP "b"));
        pyos_free(joined);
        joined = pyos_path_normpath("a/../b/./c");
        THR(test_same(joined, "b" PYOS_SEP "c"));
        pyos_free(joined);
        THR(test_same(pyos_filemode(PYOS_S_IFDIR | 0755, mode), "drwxr-xr-x"));
        THR(pyos_supports_fd("stat") && !pyos_supports_fd("spam") && !pyos_have("os.spam"));
        THR(test_same(pyos_error_kind_name(PYOS_OSERROR), "OSError") && id >= 0);
    }
}

TEST(encodings_and_paths) { thr_run(thr_texts); }

/* --- files --- */

static void thr_files(int id) {
    char a[THR_NAME], b[THR_NAME], deep[THR_NAME], deeper[THR_NAME];
    pyos_stat_result st;
    long i;
    thr_name(a, id, "a"), thr_name(b, id, "b"), thr_name(deep, id, "d/e/f"), thr_name(deeper, id, "g/h/i");
    for (i = 0; i < thr_rounds; i++) {
        const long long times[2] = {1000000000LL * (id + 1), 2000000000LL * (id + 1)};
        int fd = thr_made(a);
        THR(fd >= 0);
        THR(pyos_fstat(fd, &st) == 0 && st.size == 10);
        THR(pyos_ftruncate(fd, 5) == 0);
        THR(pyos_close(fd) == 0);
        THR(pyos_truncate(a, 7) == 0);
        THR(pyos_utime(a, times) == 0);
        THR(pyos_stat(a, &st) == 0 && st.size == 7 && st.mtime_ns == times[1]);
        THR(pyos_chmod(a, 0600) == 0);
        THR(pyos_link(a, b) == 0);
        THR(pyos_unlink(b) == 0);
        THR(pyos_replace(a, b) == 0);
        THR(pyos_access(b, PYOS_R_OK) && pyos_path_isfile(b) && !pyos_path_exists(a));
        THR(pyos_makedirs(deep, 0777, false) == 0);
        THR(pyos_renames(deep, deeper) == 0);
        THR(pyos_rmdir(deeper) == 0);
        thr_name(deeper, id, "g/h");
        THR(pyos_removedirs(deeper) == 0);
        thr_name(deeper, id, "g/h/i");
#ifndef _WIN32
        {
            char *target;
            THR(pyos_symlink("target", a, false) == 0);
            target = pyos_readlink(a, NULL);
            THR(test_same(target, "target"));
            pyos_free(target);
            THR(pyos_lstat(a, &st) == 0 && pyos_S_ISLNK(st.mode));
            THR(pyos_remove(a) == 0);
        }
#endif
#if PYOS_HAVE_MKFIFO
        THR(pyos_mkfifo(a, 0600) == 0 && pyos_remove(a) == 0);
        {
            pyos_statvfs_result fs;
            long long value = 0;
            THR(pyos_statvfs(b, &fs) == 0 && fs.namemax > 0);
            THR(pyos_pathconf(b, "PC_NAME_MAX", &value) == 0 && value > 0);
        }
#endif
        THR(pyos_remove(b) == 0);
    }
}

TEST(files) { thr_run(thr_files); }

/* --- one tree that all read --- */

static void thr_read_tree(int id) {
    long i;
    for (i = 0; i < thr_rounds; i++) {
        pyos_walk_options options;
        pyos_walk_step *step;
        pyos_walk_iter *walk;
        const pyos_direntry *entry;
        pyos_scandir_iter *it;
        pyos_stat_result st;
        size_t count = 0, dirs = 0, files = 0;
        char **list = pyos_listdir("thr.tmp/tree", &count);
        THR(list && count == 5);
        pyos_free(list);
        it = pyos_scandir("thr.tmp/tree");
        for (count = 0; it && pyos_scandir_next(it, &entry) == 1; count++) {
            THR(pyos_direntry_is_dir(entry, 0) == (entry->name[0] == 'd'));
            THR(pyos_direntry_stat(entry, 0, &st) == 0);
        }
        THR(it && count == 5);
        pyos_scandir_close(it);
        memset(&options, 0, sizeof options);
        options.bottom_up = (i + id) % 2 != 0;
        walk = id % 2 ? pyos_fwalk("thr.tmp/tree", &options) : pyos_walk("thr.tmp/tree", &options);
        while (walk && pyos_walk_next(walk, &step) == 1) dirs += step->ndirs, files += step->nfiles;
        THR(walk && dirs == 4 && files == 6);
        pyos_walk_close(walk);
    }
}

static void thr_put(const char *path) {
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(walks_of_one_tree) {
    static const char *const dirs[] = {"thr.tmp/tree", "thr.tmp/tree/d1", "thr.tmp/tree/d2", "thr.tmp/tree/d1/d3",
                                       "thr.tmp/tree/d1/d3/d4"};
    static const char *const files[] = {"thr.tmp/tree/f1",    "thr.tmp/tree/f2",       "thr.tmp/tree/f3",
                                        "thr.tmp/tree/d2/f4", "thr.tmp/tree/d1/d3/f5", "thr.tmp/tree/d1/d3/d4/f6"};
    size_t i;
    for (i = 0; i < 5; i++) CHECK_INT(pyos_mkdir(dirs[i], 0777), 0);
    for (i = 0; i < 6; i++) thr_put(files[i]);
    thr_run(thr_read_tree);
    for (i = 6; i-- > 0;) CHECK_INT(pyos_remove(files[i]), 0);
    for (i = 5; i-- > 0;) CHECK_INT(pyos_rmdir(dirs[i]), 0);
}

/* --- descriptors: numbers go from thread to thread --- */

static void thr_close(int fd) {
    THR(pyos_get_inheritable(fd) == 0);
    THR(pyos_close(fd) == 0);
}

static void thr_descriptors(int id) {
    char name[THR_NAME], bytes[16];
    long i;
    thr_name(name, id, "fd");
    for (i = 0; i < thr_rounds; i++) {
        int fd = thr_made(name), copy, r = -1, w = -1;
        pyos_buffer buffers[2];
        FILE *stream;
        buffers[0].base = bytes, buffers[0].len = 3, buffers[1].base = bytes + 3, buffers[1].len = 4;
        THR(fd >= 0);
        THR(pyos_pread(fd, bytes, 4, 3) == 4 && memcmp(bytes, "3456", 4) == 0);
        THR(pyos_pwrite(fd, "xy", 2, 9) == 2);
        THR(pyos_lseek(fd, 0, PYOS_SEEK_SET) == 0);
        THR(pyos_readv(fd, buffers, 2) == 7 && memcmp(bytes, "0123456", 7) == 0);
        THR(pyos_writev(fd, buffers, 2) == 7);
        THR(pyos_fsync(fd) == 0);
        copy = pyos_dup(fd);
        THR(copy >= 0);
        THR(pyos_set_inheritable(copy, true) == 0 && pyos_get_inheritable(copy) == 1);
        THR(pyos_set_inheritable(copy, false) == 0);
        stream = pyos_fdopen(copy, "r");
        THR(stream != NULL);
        if (stream) fclose(stream);
        THR(!pyos_isatty(fd));
        THR(pyos_pipe(&r, &w) == 0);
        THR(pyos_get_blocking(r) == 1);
        THR(pyos_write(w, "ab", 2) == 2 && pyos_read(r, bytes, 16) == 2);
        thr_close(r), thr_close(w);
#if PYOS_HAVE_LOCKF
        THR(pyos_lockf(fd, PYOS_F_TLOCK, 0) == 0);
#endif
#if PYOS_HAVE_OPENPTY
        if (pyos_openpty(&r, &w) == 0) { /* a machine may have none */
            char *tty = pyos_ttyname(w), *pts = pyos_ptsname(r);
            pyos_terminal_size size;
            THR(tty && pts && strcmp(tty, pts) == 0);
            THR(pyos_isatty(w) && pyos_get_terminal_size(w, &size) == 0);
            pyos_free(tty), pyos_free(pts);
            thr_close(r), thr_close(w);
        }
#endif
#if PYOS_HAVE_EVENTFD
        {
            unsigned long long value = 0;
            int counter = pyos_eventfd(3, PYOS_EFD_CLOEXEC);
            THR(pyos_eventfd_write(counter, 4) == 0 && pyos_eventfd_read(counter, &value) == 0 && value == 7);
            thr_close(counter);
        }
#endif
#if PYOS_HAVE_TIMERFD
        {
            long long left[2] = {0, 0};
            int timer = pyos_timerfd_create(PYOS_CLOCK_MONOTONIC, 0);
            THR(pyos_timerfd_settime_ns(timer, 0, 100000000000LL, 7, NULL) == 0);
            THR(pyos_timerfd_gettime_ns(timer, left) == 0 && left[0] > 0 && left[1] == 7);
            thr_close(timer);
        }
#endif
#if PYOS_HAVE_COPY_FILE_RANGE
        {
            static const long long start = 0;
            int memory = pyos_memfd_create("threads", PYOS_MFD_CLOEXEC);
            THR(memory >= 0);
            THR(pyos_copy_file_range(fd, memory, 5, &start, NULL) == 5 || pyos_last_error()->code == EXDEV);
            thr_close(memory);
        }
#endif
#if PYOS_HAVE_GETXATTR
        {
            size_t size = 0;
            char *value;
            if (pyos_fsetxattr(fd, "user.pyos", "v", 1, 0) == 0) { /* a file system may have none */
                value = pyos_fgetxattr(fd, "user.pyos", &size);
                THR(value && size == 1 && *value == 'v');
                pyos_free(value);
            }
        }
#endif
        thr_close(fd);
        THR(pyos_remove(name) == 0);
    }
}

TEST(descriptors) { thr_run(thr_descriptors); }

#if PYOS_HAVE_EVENTFD
/* One counter that all add to and take from: nothing is lost. */
static int thr_counter = -1;

static void thr_count(int id) {
    unsigned long long value = 0;
    long i;
    for (i = 0; i < thr_rounds * 10; i++) {
        if (id % 2 == 0) THR(pyos_eventfd_write(thr_counter, 1) == 0);
        else THR(pyos_eventfd_read(thr_counter, &value) == 0 && value == 1);
    }
}

TEST(one_counter) {
    thr_counter = pyos_eventfd(0, PYOS_EFD_CLOEXEC | PYOS_EFD_SEMAPHORE);
    CHECK(thr_counter >= 0);
    thr_run(thr_count);
    CHECK_INT(pyos_eventfd_write(thr_counter, 1), 0);
    {
        unsigned long long value = 0; /* what was added is taken, but for this */
        CHECK_INT(pyos_eventfd_read(thr_counter, &value), 0);
        CHECK_INT(value, 1);
    }
    CHECK_INT(pyos_close(thr_counter), 0);
}
#endif

/* --- objects that one thread makes and another uses up, one after the other --- */

static pyos_walk_iter *thr_walk;
static pyos_scandir_iter *thr_it;
static char **thr_list;
static pyos_error *thr_error;
static pyos_direntry *thr_entry;

static void thr_hand_over(int id) {
    pyos_walk_step *step;
    const pyos_direntry *entry;
    pthread_mutex_lock(&thr_lock);
    if (thr_it) {
        int more = pyos_scandir_next(thr_it, &entry);
        if (more == 1 && !thr_entry) thr_entry = pyos_direntry_dup(entry);
        else if (thr_entry) pyos_free(thr_entry), thr_entry = NULL;
        pyos_walk_next(thr_walk, &step);
        pyos_free(thr_list), thr_list = NULL;
        pyos_free(thr_error), thr_error = NULL;
        if (id % 2) {
            pyos_scandir_close(thr_it), thr_it = NULL;
            pyos_walk_close(thr_walk), thr_walk = NULL;
        }
    } else {
        thr_it = pyos_scandir("thr.tmp");
        thr_walk = pyos_walk("thr.tmp", NULL);
        thr_list = pyos_listdir("thr.tmp", NULL);
        pyos_mkdir("thr.tmp", 0777);
        thr_error = pyos_error_copy(NULL);
    }
    pthread_mutex_unlock(&thr_lock);
}

static void thr_hand_around(int id) {
    long i;
    for (i = 0; i < thr_rounds; i++) thr_hand_over(id);
}

TEST(objects_go_from_thread_to_thread) {
    thr_put("thr.tmp/a"), thr_put("thr.tmp/b");
    thr_run(thr_hand_around);
    pyos_scandir_close(thr_it);
    pyos_walk_close(thr_walk);
    pyos_free(thr_list), pyos_free(thr_error), pyos_free(thr_entry);
    CHECK_INT(pyos_remove("thr.tmp/a"), 0);
    CHECK_INT(pyos_remove("thr.tmp/b"), 0);
}

/* --- the environment: some write, others read and keep what they have read --- */

#define THR_KEPT 16
#define THR_VALUE 40

/* A value of one letter, as often as that says: "aaa...", "bbb...". */
static const char *thr_value(char *buffer, long i) {
    size_t n = (size_t)(i % (THR_VALUE - 2)) + 1;
    memset(buffer, 'a' + (int)(i % 26), n);
    buffer[n] = '\0';
    return buffer;
}

/* Is it one of those, whole? */
static int thr_whole(const char *value) {
    size_t n = strlen(value), i;
    if (n == 0 || n >= THR_VALUE) return 0;
    for (i = 1; i < n; i++)
        if (value[i] != value[0]) return 0;
    return (n - 1) % 2 == (size_t)(value[0] - 'a') % 2; /* 38 and 26 are even */
}

/* What the list has of the variables of the test is whole, and the list has as many as it says. */
static void thr_listed(char **list, size_t count, int each) {
    size_t i;
    THR(list != NULL);
    for (i = 0; list && list[i]; i++) {
        const char *entry = list[i];
        if (strncmp(entry, "THR_", 4) != 0) continue;
        if (each == 2) THR(thr_whole(list[++i]));
        else THR(strchr(entry, '=') && thr_whole(strchr(entry, '=') + 1));
    }
    THR(!list || i == count * (size_t)each);
    pyos_free(list);
}

static void thr_environ_write(int id, long i) {
    static const char *const names[] = {"THR_A", "THR_B", "THR_C"};
    char buffer[THR_VALUE], text[2 * THR_VALUE];
    const char *name = names[i % 3], *other[2], *value;
    thr_value(buffer, i);
    (void)snprintf(text, sizeof text, "THR_%c=%s", id == 0 ? 'A' : 'D', buffer);
    other[0] = text, other[1] = NULL;
    THR(pyos_environ_set(name, buffer) == 0);
    THR(pyos_environ_update(other) == 0);
    value = pyos_environ_setdefault("THR_E", buffer);
    THR(value && thr_whole(value));
    value = pyos_environ_pop(i % 2 ? "THR_E" : "THR_C", "a");
    THR(value && thr_whole(value));
    THR(pyos_environ_del("THR_B") == 0 || pyos_last_error()->kind == PYOS_KEYERROR);
    (void)snprintf(text, sizeof text, "THR_%d_%ld", id, i); /* so that the table grows, and has gaps */
    THR(pyos_environ_set(text, buffer) == 0);
    value = pyos_environ_get(text);
    THR(value && strcmp(value, buffer) == 0);
    if (i % 3) THR(pyos_environ_del(text) == 0 && !pyos_environ_contains(text));
    if (i % 16 == 0) THR(pyos_reload_environ() == 0);
    THR(pyos_putenv("THR_BLOCK", buffer) == 0 && pyos_unsetenv("THR_BLOCK") == 0);
}

static void thr_environ_read(const char **kept, long i) {
    const char *value = pyos_getenv("THR_A", "a");
    size_t count = 0, j;
    char **list;
    THR(value && thr_whole(value));
    kept[i % THR_KEPT] = value;
    for (j = 0; j < THR_KEPT; j++) THR(thr_whole(kept[j])); /* whoever has replaced them */
    value = pyos_environ_get("THR_D");
    THR(value ? thr_whole(value) : pyos_last_error()->kind == PYOS_KEYERROR);
    THR(pyos_environ_len() > 0 && !pyos_environ_contains("THR_NONE"));
    list = pyos_environ_items(&count);
    thr_listed(list, count, 2);
    list = i % 2 ? pyos_environ_copy(&count) : pyos_environ_merge(NULL, (const char *const *)kept + THR_KEPT, &count);
    thr_listed(list, count, 1);
    pyos_free(pyos_get_exec_path(NULL, NULL));
}

/* A child that gets the block as it is at that moment: each variable of the test is whole. */
static void thr_environ_spawn(void) {
#if PYOS_HAVE_POSIX_SPAWN
    static const char *const argv[] = {
        "sh", "-c", "for v in \"$THR_A\" \"$THR_D\"; do case $v in *ab*|*ba*) exit 1;; esac; done", NULL};
    long long status = -1;
    pyos_pid pid = pyos_posix_spawn("/bin/sh", argv, NULL, NULL);
    THR(pid > 0 && pyos_waitpid(pid, 0, &status) == pid && status == 0);
#elif PYOS_HAVE_SPAWNV
    const char *shell = pyos_getenv("COMSPEC", "C:\\windows\\system32\\cmd.exe");
    const char *const argv[] = {"cmd", "/c", "exit 0", NULL};
    long long code = -1;
    THR(pyos_spawnv(PYOS_P_WAIT, shell, argv, &code) == 0 && code == 0);
#endif
}

static void thr_environ(int id) {
    const char *kept[THR_KEPT + 1];
    long i;
    for (i = 0; i < THR_KEPT; i++) kept[i] = "a";
    kept[THR_KEPT] = NULL;
    for (i = 0; i < thr_rounds * 2; i++) {
        if (id < 2) thr_environ_write(id, i);
        else thr_environ_read(kept, i);
        if (id == 5 && i % 8 == 0) thr_environ_spawn();
    }
}

TEST(environment) {
    char **names, **name;
    long long before = pyos_environ_len();
    CHECK(before >= 0);
    thr_run(thr_environ);
    names = pyos_environ_keys(NULL);
    for (name = names; name && *name; name++)
        if (strncmp(*name, "THR_", 4) == 0) CHECK_INT(pyos_environ_del(*name), 0);
    pyos_free(names);
    pyos_environ_trim();
    CHECK_INT(pyos_environ_len(), before);
}

/* Emptied while others write. */
static void thr_environ_clear(int id) {
    char name[THR_NAME];
    long i;
    (void)snprintf(name, sizeof name, "THR_%d", id);
    for (i = 0; i < thr_rounds; i++) {
        const char *first, *value;
        if (id == 0) THR(pyos_environ_clear() == 0);
        else if (id == 1) THR(pyos_environ_popitem(&first, &value) == 0 || pyos_last_error()->kind == PYOS_KEYERROR);
        else THR(pyos_environ_set(name, "a") == 0 && strcmp(pyos_getenv(name, "a"), "a") == 0);
    }
}

TEST(environment_is_cleared) {
    char **saved = pyos_environ_copy(NULL), **entry;
    thr_run(thr_environ_clear);
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK_INT(pyos_environ_len(), 0);
    for (entry = saved; entry && *entry; entry++) {
        char *end = strchr(*entry + 1, '=');
        *end = '\0';
        (void)pyos_environ_set(*entry, end + 1); /* Windows may have names that cannot be set */
    }
    pyos_free(saved);
    pyos_environ_trim();
}

/* --- questions about the process and the machine --- */

static void thr_questions(int id) {
    long i;
    pyos_pid own = pyos_getpid();
    THR(own > 0 && id >= 0);
    for (i = 0; i < thr_rounds * 5; i++) {
        unsigned char one[64], two[64];
        char *text = pyos_strerror(ENOENT);
        pyos_times_result times;
        size_t count = 0;
        THR(text && *text);
        pyos_free(text);
        THR(pyos_getpid() == own);
        THR(pyos_urandom(one, sizeof one) == 64 && pyos_urandom(two, sizeof two) == 64 && memcmp(one, two, 64) != 0);
        THR(pyos_cpu_count() >= 0 && pyos_process_cpu_count() >= 0);
        THR(pyos_threadpool_default_workers(NULL) > 0);
        THR(pyos_times(&times) == 0);
        if (i % 8 == 0) pyos_free(pyos_getlogin());
#if PYOS_HAVE_UNAME
        {
            pyos_uname_result *names = pyos_uname();
            THR(names && *names->sysname);
            pyos_free(names);
        }
#endif
#if PYOS_HAVE_SYSCONF
        {
            long long value = 0;
            THR(pyos_sysconf("SC_PAGESIZE", &value) == 0 && value > 0);
        }
#endif
#if PYOS_HAVE_GETGROUPS
        {
            long long *groups = pyos_getgroups(&count);
            THR(groups != NULL);
            pyos_free(groups);
        }
#endif
#if PYOS_HAVE_SCHED_SETAFFINITY
        {
            int *cpus = pyos_sched_getaffinity(0, &count);
            THR(cpus && count > 0);
            pyos_free(cpus);
        }
#endif
        (void)count;
    }
}

TEST(questions) { thr_run(thr_questions); }

#if PYOS_HAVE_POPEN
/* --- children: each thread gets its own exit codes --- */

static void thr_children(int id) {
    char command[32];
    const char *shell = pyos_getenv("COMSPEC", "/bin/sh");
    const char *argv[4];
    long i;
    (void)snprintf(command, sizeof command, "exit %d", id + 1);
    argv[0] = "shell", argv[1] = PYOS_HAVE_POSIX_SPAWN ? "-c" : "/c", argv[2] = command, argv[3] = NULL;
    for (i = 0; i < thr_rounds / 4; i++) {
        long long result = -1;
        FILE *stream = pyos_popen(command, i % 2 ? "r" : "w", -1);
        THR(stream != NULL);
        THR(stream && pyos_popen_close(stream, &result) == 0);
        THR(result == (PYOS_HAVE_POSIX_SPAWN ? 256 : 1) * (id + 1));
        THR(pyos_spawnv(PYOS_P_WAIT, shell, argv, &result) == 0 && result == id + 1);
    }
}

TEST(children) { thr_run(thr_children); }
#endif

#if PYOS_HAVE_FORK
/* --- forks while others hold the locks: the child's only thread gets them all --- */

static long thr_forks;

static void thr_count_fork(void *count) { __atomic_fetch_add((long *)count, 1, __ATOMIC_RELAXED); }

/* In the child: what needs a lock, or memory. */
static int thr_forked(int id) {
    size_t count = 0;
    char **list;
    const char *value;
    long before = __atomic_load_n(&thr_forks, __ATOMIC_RELAXED);
    alarm(60); /* rather than for ever */
    if (before == 0) return 2;
    if (pyos_environ_set("THR_CHILD", "x") != 0) return 3;
    value = pyos_getenv("THR_CHILD", NULL);
    if (!value || strcmp(value, "x") != 0) return 4;
    list = pyos_environ_copy(&count);
    if (!list || count == 0) return 5;
    pyos_free(list);
    if (pyos_reload_environ() != 0 || pyos_umask(022) < 0) return 6;
    if (pyos_mkdir("none/none", 0777) != -1 || pyos_last_error()->code != ENOENT) return 7;
    if (pyos_audit("threads.test", NULL, 0) != 0 || pyos_cpu_count() < 0) return 8;
    if (id == 0 && pyos_system("exit 0", NULL) != 0) return 9;
    return 0;
}

static void thr_fork(int id) {
    char name[THR_NAME];
    long i;
    (void)snprintf(name, sizeof name, "THR_FORK_%d", id);
    if (id == 3) THR(pyos_register_at_fork(NULL, thr_count_fork, thr_count_fork, &thr_forks) == 0);
    for (i = 0; i < thr_rounds; i++) {
        if (id < 2 && i % 2 == 0) {
            long long status = -1;
            pyos_pid pid = pyos_fork();
            if (pid == 0) pyos__exit(thr_forked(id));
            THR(pid > 0 && pyos_waitpid(pid, 0, &status) == pid);
            THR(status == 0);
        } else {
            pyos_free(pyos_environ_copy(NULL));
            THR(pyos_environ_set(name, "x") == 0 && pyos_environ_del(name) == 0);
            if (id == 4 && i % 8 == 0) THR(pyos_reload_environ() == 0);
        }
    }
}

TEST(forks_while_others_hold_locks) {
    CHECK_INT(pyos_register_at_fork(NULL, NULL, thr_count_fork, &thr_forks), 0);
    thr_run(thr_fork);
    CHECK(thr_forks > 0);
}
#endif

int main(void) {
    if (getenv("PYOS_LONG")) thr_rounds = 500;
    RUN(first_use);
    test_name = "the directory";
    CHECK_INT(pyos_mkdir("thr.tmp", 0777), 0);
    RUN(errors_belong_to_the_thread);
    RUN(encodings_and_paths);
    RUN(files);
    RUN(walks_of_one_tree);
    RUN(descriptors);
#if PYOS_HAVE_EVENTFD
    RUN(one_counter);
#endif
    RUN(objects_go_from_thread_to_thread);
    RUN(environment);
    RUN(environment_is_cleared);
    RUN(questions);
#if PYOS_HAVE_POPEN
    RUN(children);
#endif
#if PYOS_HAVE_FORK
    RUN(forks_while_others_hold_locks);
#endif
    RUN(hooks_are_added_while_others_call);
    test_name = "the directory", test_bad = 0;
    CHECK_INT(pyos_rmdir("thr.tmp"), 0);
    if (test_bad) test_failed++;
    return test_summary();
}
