/* Memory runs out, everywhere: each function that can allocate is called with its first allocation failing, then with its
 * second, and so on until it gets through; once with that allocation alone failing and once with all after it. A failure
 * must be a MemoryError, leave no block, no descriptor and nothing on the disk, and the call after it must work. What is
 * not in the table of jobs must not allocate at all, which is tried with every other function there is. That none was
 * forgotten is what tests/fault_complete looks for. Works in the current directory, which should be empty. */
#include "fault.h"

#include <limits.h>
#if HOST_POSIX
#include <sys/wait.h>
#include <unistd.h>
#endif

/* Where a job allocates. */
#define FAULT_POSIX 1
#define FAULT_WINDOWS 2
#define FAULT_WASI 4
#define FAULT_ALL 7
#define FAULT_LINUX (HOST_LINUX ? FAULT_POSIX : 0)
#define FAULT_HOST (HOST_WINDOWS ? FAULT_WINDOWS : HOST_WASI ? FAULT_WASI : FAULT_POSIX)

/* What is different about a job. */
#define FAULT_QUESTION 1 /* answers false, without a record */
#define FAULT_KEEPS 2    /* success keeps a block for good */
#define FAULT_TIDIES 8   /* what it does after its work may fail without anybody hearing of it */
#define FAULT_IF 4       /* allocates only where before() has set fault_able */
#define FAULT_HOLDS 16   /* keeps blocks, also where it fails after a part of the work; after() gives them back */

typedef struct fault_job {
    const char *function;
    const char *how;         /* what is special about the arguments; NULL for short ones */
    int must;                /* it allocates there, */
    int may;                 /* it may there, and elsewhere it does not */
    int flags;               /* FAULT_QUESTION, FAULT_KEEPS */
    void (*before)(void);    /* before each round, with memory; may be NULL */
    int (*run)(void);        /* the call: 1 when it worked, 0 when it failed */
    void (*after)(int done); /* after each round, with memory: checks and removes what the call did; may be NULL */
} fault_job;

/* --- the tree: fault.tmp with a file, a link, a directory with short and long names, and all that again down a path of
 * more than 260 characters, which on Windows is longer than what is converted on the stack --- */

#define FAULT_X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define FAULT_X200 FAULT_X40 FAULT_X40 FAULT_X40 FAULT_X40 FAULT_X40
#define FAULT_TOP "fault.tmp"
#define FAULT_DEEP FAULT_TOP "/" FAULT_X200 "/" FAULT_X200
#define FAULT_E_ACUTE "\xc3\xa9"

static const char *const fault_names[] = {"a", "b" FAULT_E_ACUTE, "c" FAULT_X40, "d" FAULT_X200 FAULT_X40, NULL};

static void fault_file(const char *path) {
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_close(fd), 0);
}

static void fault_directory(const char *path) { CHECK_INT(pyos_mkdir(path, 0777), 0); }

static void fault_gone(const char *path) { CHECK_INT(pyos_remove(path), 0); }

static void fault_gone_directory(const char *path) { CHECK_INT(pyos_rmdir(path), 0); }

/* Makes or removes what lies below top. */
static void fault_branch(const char *top, int make) {
    char path[2048];
    int i;
    (void)snprintf(path, sizeof path, "%s/dir", top);
    if (make) fault_directory(path);
    for (i = 0; fault_names[i]; i++) {
        (void)snprintf(path, sizeof path, "%s/dir/%s", top, fault_names[i]);
        (make ? fault_file : fault_gone)(path);
    }
    (void)snprintf(path, sizeof path, "%s/dir/sub", top);
    (make ? fault_directory : fault_gone_directory)(path);
    (void)snprintf(path, sizeof path, "%s/dir", top);
    if (!make) fault_gone_directory(path);
    (void)snprintf(path, sizeof path, "%s/file", top);
    (make ? fault_file : fault_gone)(path);
#if !HOST_WINDOWS /* links are made to order in the program with the fakes */
    (void)snprintf(path, sizeof path, "%s/link", top);
    if (make) CHECK_INT(pyos_symlink("file", path, false), 0);
    else fault_gone(path);
    (void)snprintf(path, sizeof path, "%s/longlink", top);
    if (make) CHECK_INT(pyos_symlink(FAULT_X200 "/" FAULT_X200 "/" FAULT_X200, path, false), 0);
    else fault_gone(path);
#endif
}

static void fault_tree(int make) {
    if (make) {
        fault_directory(FAULT_TOP);
        fault_branch(FAULT_TOP, 1);
        fault_directory(FAULT_TOP "/" FAULT_X200);
        fault_directory(FAULT_DEEP);
        fault_branch(FAULT_DEEP, 1);
    } else {
        fault_branch(FAULT_DEEP, 0);
        fault_gone_directory(FAULT_DEEP);
        fault_gone_directory(FAULT_TOP "/" FAULT_X200);
        fault_branch(FAULT_TOP, 0);
        fault_gone_directory(FAULT_TOP);
    }
}

/* The branch that a job works in; a job and its twin with long paths share their functions. */
static const char *fault_top;
static char fault_path[2048], fault_path2[2048];

static const char *fault_at_top(const char *name) {
    (void)snprintf(fault_path, sizeof fault_path, "%s/%s", fault_top, name);
    return fault_path;
}

static const char *fault_at_top2(const char *name) {
    (void)snprintf(fault_path2, sizeof fault_path2, "%s/%s", fault_top, name);
    return fault_path2;
}

/* --- how a call ended --- */

static int fault_owned(void *pointer) {
    if (!pointer) return 0;
    pyos_free(pointer);
    return 1;
}

/* For what this platform or Wine refuses for a reason of its own: that is no lack of memory. */
static int fault_other(int done) {
    if (done) return 1;
    if (pyos_last_error()->kind == PYOS_MEMORYERROR) return 0;
    errno = 0;
    return 1;
}

static char fault_untouched[] = "untouched";

/* --- jobs: error, text, path --- */

static int fault_audit_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)user, (void)event, (void)args, (void)nargs;
    return 0;
}

static int fault_addaudithook(void) { return fault_other(pyos_addaudithook(fault_audit_hook, NULL) == 0); }

static void fault_some_error(void) { CHECK_INT(pyos_rename(FAULT_TOP "/none", FAULT_TOP "/none2"), -1); }

static int fault_error_copy(void) { return fault_owned(pyos_error_copy(NULL)); }

static int fault_fsencode(void) { return fault_owned(pyos_fsencode(FAULT_X200)); }

static int fault_fsdecode(void) { return fault_owned(pyos_fsdecode(FAULT_X200)); }

static int fault_to_wide(void) { return fault_owned(pyos_to_wide("x" FAULT_E_ACUTE)); }

static int fault_from_wide(void) {
    const wchar_t wide[] = {'x', 0xe9, 0};
    return fault_owned(pyos_from_wide(wide));
}

static int fault_argc;
static char **fault_argv;

static int fault_main_args(void) {
    int argc = fault_argc;
    char **argv = fault_argv;
    if (pyos_main_args(&argc, &argv) != 0) {
        CHECK_INT(argc, fault_argc);
        CHECK(argv == fault_argv);
        return 0;
    }
    if (argv != fault_argv) pyos_free(argv);
    return 1;
}

static int fault_join(void) { return fault_owned(pyos_path_join("a", FAULT_X200)); }

static int fault_joinv(void) {
    const char *parts[70];
    size_t i;
    for (i = 0; i < 70; i++) parts[i] = "part";
    return fault_owned(pyos_path_joinv(parts, 70));
}

static int fault_split(void) {
    char *head = fault_untouched;
    const char *tail = fault_untouched;
    if (pyos_path_split("a/b", &head, &tail) == 0) return fault_owned(head);
    CHECK(head == fault_untouched && tail == fault_untouched);
    return 0;
}

static int fault_splitext(void) {
    char *root = fault_untouched;
    const char *ext = fault_untouched;
    if (pyos_path_splitext("a/b.c", &root, &ext) == 0) return fault_owned(root);
    CHECK(root == fault_untouched && ext == fault_untouched);
    return 0;
}

static int fault_dirname(void) { return fault_owned(pyos_path_dirname("a/b")); }

static int fault_normpath(void) { return fault_owned(pyos_path_normpath(FAULT_X200 "/../b//c/./" FAULT_X200)); }

/* Results as long as they can be, so that a block too small is seen. */
static int fault_normpath_of(const char *path) { return fault_owned(pyos_path_normpath(path)); }

static int fault_normpath_exact(void) {
    return fault_normpath_of("") && fault_normpath_of("a") && fault_normpath_of("//a") &&
           fault_normpath_of("../" FAULT_X40) && fault_normpath_of("C:") && fault_normpath_of("\\\\s\\x");
}

/* --- jobs: files --- */

static int fault_dir_fd = PYOS_CWD; /* for _at forms; later a descriptor of the working directory */
static int fault_able;

static char *fault_home;

static int fault_getcwd(void) { return fault_owned(pyos_getcwd()); }

#if !HOST_WINDOWS
static void fault_into_deep(void) { CHECK_INT(pyos_chdir(FAULT_DEEP), 0); }
#endif

static void fault_back(int done) {
    (void)done;
    CHECK_INT(pyos_chdir(fault_home), 0);
}

/* A chdir that failed has changed nothing. */
static void fault_chdir_after(int done) {
    char *cwd = pyos_getcwd();
    CHECK(cwd && (done || strcmp(cwd, fault_home) == 0));
    pyos_free(cwd);
    fault_back(done);
}

static int fault_chdir(void) {
    return fault_other(pyos_chdir(fault_at_top("dir")) == 0); /* Windows has a limit of its own */
}

static int fault_chdir_here(void) { return pyos_chdir(".") == 0; }

static int fault_access(void) { return pyos_access(fault_at_top("file"), PYOS_F_OK); }

static int fault_access_at(void) { return pyos_access_at(fault_dir_fd, fault_at_top("file"), PYOS_F_OK, 0); }

static int fault_mkdir(void) { return pyos_mkdir(fault_at_top("new"), 0777) == 0; }

static int fault_mkdir_private(void) { /* on Windows with an access list, which takes memory */
    return pyos_mkdir(fault_at_top("new"), 0700) == 0;
}

static int fault_mkdir_at(void) { return pyos_mkdir_at(fault_dir_fd, fault_at_top("new"), 0777) == 0; }

static void fault_mkdir_after(int done) {
    CHECK_INT(pyos_path_isdir(fault_at_top("new")), done);
    if (pyos_path_exists(fault_path)) fault_gone_directory(fault_path);
}

static int fault_makedirs(void) { return pyos_makedirs(fault_at_top("new/m/n/"), 0777, false) == 0; }

static int fault_makedirs_there(void) { return pyos_makedirs(fault_at_top("dir/sub"), 0777, true) == 0; }

static void fault_makedirs_after(int done) {
    static const char *const levels[] = {"new/m/n", "new/m", "new", NULL};
    int i;
    CHECK_INT(pyos_path_isdir(fault_at_top(levels[0])), done);
    for (i = 0; levels[i]; i++) /* parents may stay, as in Python */
        if (pyos_path_exists(fault_at_top(levels[i]))) fault_gone_directory(fault_path);
}

static void fault_rmdir_before(void) { fault_directory(fault_at_top("new")); }

static int fault_rmdir(void) { return pyos_rmdir(fault_at_top("new")) == 0; }

static int fault_rmdir_at(void) { return pyos_rmdir_at(fault_dir_fd, fault_at_top("new")) == 0; }

static void fault_rmdir_after(int done) {
    CHECK_INT(pyos_path_isdir(fault_at_top("new")), !done);
    if (!done) fault_gone_directory(fault_path);
}

static void fault_remove_before(void) { fault_file(fault_at_top("new")); }

static int fault_remove(void) { return pyos_remove(fault_at_top("new")) == 0; }

static int fault_remove_at(void) { return pyos_remove_at(fault_dir_fd, fault_at_top("new")) == 0; }

static int fault_unlink(void) { return pyos_unlink(fault_at_top("new")) == 0; }

static int fault_unlink_at(void) { return pyos_unlink_at(fault_dir_fd, fault_at_top("new")) == 0; }

static void fault_remove_after(int done) {
    CHECK_INT(pyos_path_isfile(fault_at_top("new")), !done);
    if (!done) fault_gone(fault_path);
}

static int fault_rename(void) { return pyos_rename(fault_at_top("new"), fault_at_top2("new2")) == 0; }

static int fault_rename_at(void) {
    return pyos_rename_at(fault_dir_fd, fault_at_top("new"), fault_dir_fd, fault_at_top2("new2")) == 0;
}

static int fault_replace(void) { return pyos_replace(fault_at_top("new"), fault_at_top2("new2")) == 0; }

static int fault_replace_at(void) {
    return pyos_replace_at(fault_dir_fd, fault_at_top("new"), fault_dir_fd, fault_at_top2("new2")) == 0;
}

static void fault_rename_after(int done) {
    CHECK_INT(pyos_path_isfile(fault_at_top("new")), !done);
    CHECK_INT(pyos_path_isfile(fault_at_top2("new2")), done);
    fault_gone(done ? fault_path2 : fault_path);
}

static int fault_link(void) { return pyos_link(fault_at_top("new"), fault_at_top2("new2")) == 0; }

static int fault_link_at(void) {
    return pyos_link_at(fault_dir_fd, fault_at_top("new"), fault_dir_fd, fault_at_top2("new2"), 0) == 0;
}

static int fault_link_follow(void) {
    unsigned flags = HOST_WINDOWS ? 0 : PYOS_FOLLOW;
    return pyos_link_at(fault_dir_fd, fault_at_top("new"), fault_dir_fd, fault_at_top2("new2"), flags) == 0;
}

static void fault_link_after(int done) {
    CHECK_INT(pyos_path_isfile(fault_at_top2("new2")), done);
    if (done) fault_gone(fault_path2);
    fault_gone(fault_at_top("new"));
}

static int fault_symlink(void) { return pyos_symlink(FAULT_X200, fault_at_top2("new2"), false) == 0; }

static int fault_symlink_at(void) {
    int done = pyos_symlink_at(FAULT_X200, fault_dir_fd, fault_at_top2("new2"), false) == 0;
    return HOST_WINDOWS && fault_dir_fd != PYOS_CWD ? fault_other(done) : done; /* Wine finds no path that long */
}

static void fault_symlink_after(int done) {
#if HOST_WINDOWS /* Wine reports success and makes nothing, Windows wants a privilege */
    (void)done;
    if (pyos_path_islink(fault_at_top2("new2"))) fault_gone(fault_path2);
#else
    CHECK_INT(pyos_path_islink(fault_at_top2("new2")), done);
    if (done) fault_gone(fault_path2);
#endif
}

static int fault_readlink(void) {
    size_t length = 77;
    char *text = pyos_readlink(fault_at_top(HOST_WINDOWS ? "file" : "link"), &length);
    if (!text) CHECK_INT(length, 77);
    return fault_other(fault_owned(text));
}

static int fault_readlink_at(void) {
    return fault_other(fault_owned(pyos_readlink_at(fault_dir_fd, fault_at_top(HOST_WINDOWS ? "file" : "link"), NULL)));
}

static int fault_readlink_long(void) {
    return fault_other(fault_owned(pyos_readlink(fault_at_top(HOST_WINDOWS ? "file" : "longlink"), NULL)));
}

static int fault_truncate(void) { return pyos_truncate(fault_at_top("file"), 5) == 0; }

static int fault_open(void) {
    int fd = pyos_open(fault_at_top("file"), PYOS_O_RDONLY, 0);
    return fd >= 0 && pyos_close(fd) == 0;
}

static int fault_open_at(void) {
    int fd = pyos_open_at(fault_dir_fd, fault_at_top("new"), PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL, 0666);
    return fd >= 0 && pyos_close(fd) == 0;
}

static void fault_open_at_after(int done) {
    CHECK_INT(pyos_path_exists(fault_at_top("new")), done);
    if (done) fault_gone(fault_path);
}

/* --- jobs: stat and the questions of os.path --- */

static pyos_stat_result fault_st, fault_st_before;

static int fault_stat_result(int result) {
    if (result != 0) CHECK(memcmp(&fault_st, &fault_st_before, sizeof fault_st) == 0);
    return result == 0;
}

static void fault_stat_before(void) {
    memset(&fault_st, 0x77, sizeof fault_st);
    fault_st_before = fault_st;
}

static int fault_stat(void) { return fault_stat_result(pyos_stat(fault_at_top("file"), &fault_st)); }

static int fault_stat_directory(void) { return fault_stat_result(pyos_stat(fault_at_top("dir"), &fault_st)); }

static int fault_stat_at(void) {
    return fault_stat_result(pyos_stat_at(fault_dir_fd, fault_at_top("file"), 0, &fault_st));
}

static int fault_lstat(void) { return fault_stat_result(pyos_lstat(fault_at_top("file"), &fault_st)); }

static int fault_exists(void) { return pyos_path_exists(fault_at_top("file")); }

static int fault_isdir(void) { return pyos_path_isdir(fault_at_top("dir")); }

static int fault_isfile(void) { return pyos_path_isfile(fault_at_top("file")); }

static int fault_islink(void) { /* false is the answer on Windows too, where there is no link: counts as failed there */
    return pyos_path_islink(fault_at_top(HOST_WINDOWS ? "file" : "link"));
}

/* --- jobs: walk --- */

static int fault_listdir(void) {
    size_t count = 77;
    char **list = pyos_listdir(fault_at_top("dir"), &count);
    if (!list) CHECK_INT(count, 77);
    else CHECK_INT(count, 5);
    return fault_owned(list);
}

static int fault_scandir(void) {
    pyos_scandir_iter *it = pyos_scandir(fault_at_top("dir"));
    if (!it) return 0;
    pyos_scandir_close(it);
    return 1;
}

static int fault_fd = -1;

static void fault_fd_before(void) { fault_fd = pyos_open(fault_at_top("dir"), PYOS_O_RDONLY, 0); }

static void fault_fd_after(int done) {
    (void)done;
    if (fault_fd >= 0) CHECK_INT(pyos_close(fault_fd), 0);
}

static int fault_flistdir(void) {
    size_t count = 77;
    char **list = pyos_flistdir(fault_fd, &count);
    if (!list) CHECK_INT(count, 77);
    return fault_other(fault_owned(list));
}

static int fault_fscandir(void) {
    pyos_scandir_iter *it = pyos_fscandir(fault_fd);
    if (!it) return fault_other(0);
    pyos_scandir_close(it);
    return 1;
}

static pyos_scandir_iter *fault_it;
static const pyos_direntry *fault_entry;

static void fault_it_before(void) {
    fault_it = pyos_scandir(fault_at_top("dir"));
    CHECK(fault_it != NULL);
}

static void fault_it_after(int done) {
    (void)done;
    pyos_scandir_close(fault_it);
}

static int fault_next_all(void) {
    int step, count = 0;
    while ((step = pyos_scandir_next(fault_it, &fault_entry)) == 1) count++;
    if (step < 0) { /* a failed iterator is at its end */
        pyos_error seen = *pyos_last_error();
        CHECK_INT(pyos_scandir_next(fault_it, &fault_entry), 0);
        CHECK(fault_entry == NULL);
        CHECK_INT(pyos_last_error()->code, seen.code);
        return 0;
    }
    CHECK_INT(count, 5);
    return 1;
}

/* To the entry of the subdirectory. */
static void fault_entry_before(void) {
    fault_it_before();
    fault_stat_before();
    while (pyos_scandir_next(fault_it, &fault_entry) == 1 && strcmp(fault_entry->name, "sub") != 0) {}
    CHECK(fault_entry != NULL);
}

/* To the entry of the longest name, or with short paths of the shortest. */
static void fault_file_entry_before(void) {
    const char *wanted = strcmp(fault_top, FAULT_DEEP) == 0 ? "d" : "a";
    fault_it_before();
    fault_stat_before();
    while (pyos_scandir_next(fault_it, &fault_entry) == 1 && fault_entry->name[0] != *wanted) {}
    CHECK(fault_entry != NULL);
}

static int fault_child(void) {
    pyos_scandir_iter *child = pyos_scandir_child(fault_it, fault_entry);
    if (!child) return 0;
    pyos_scandir_close(child);
    return 1;
}

static int fault_dup(void) { return fault_owned(pyos_direntry_dup(fault_entry)); }

static int fault_entry_stat(void) { return fault_stat_result(pyos_direntry_stat(fault_entry, 0, &fault_st)); }

static int fault_entry_is_dir(void) { return pyos_direntry_is_dir(fault_entry, 0) == 0; }

static int fault_entry_is_file(void) { return pyos_direntry_is_file(fault_entry, 0) == 1; }

static int fault_entry_is_symlink(void) { return pyos_direntry_is_symlink(fault_entry) == 0; }

static int fault_entry_is_junction(void) { return pyos_direntry_is_junction(fault_entry) == 0; }

static int fault_entry_inode(void) {
    unsigned long long ino = 77, high = 78;
    if (pyos_direntry_inode(fault_entry, &ino, &high) == 0) return 1;
    CHECK(ino == 77 && high == 78);
    return 0;
}

/* The same by a copy of the entry, which goes by path. */
static pyos_direntry *fault_copy;

static void fault_copy_before(void) {
    fault_file_entry_before();
    fault_copy = pyos_direntry_dup(fault_entry);
    CHECK(fault_copy != NULL);
    fault_it_after(1);
    fault_entry = fault_copy;
}

static void fault_copy_after(int done) {
    (void)done;
    pyos_free(fault_copy);
}

/* --- jobs: what needs several steps --- */

static void fault_removedirs_before(void) { CHECK_INT(pyos_makedirs(fault_at_top("new/m/n"), 0777, false), 0); }

static int fault_removedirs(void) { return pyos_removedirs(fault_at_top("new/m/n")) == 0; }

static void fault_removedirs_after(int done) {
    static const char *const levels[] = {"new/m/n", "new/m", "new", NULL};
    int i;
    CHECK_INT(pyos_path_exists(fault_at_top("new/m/n")), !done);
    if (done && fault_hits == 0) CHECK(!pyos_path_exists(fault_at_top("new")));
    for (i = 0; levels[i]; i++)
        if (pyos_path_exists(fault_at_top(levels[i]))) fault_gone_directory(fault_path);
}

static void fault_renames_before(void) {
    fault_removedirs_before();
    fault_file(fault_at_top("new/m/n/f"));
}

static int fault_renames(void) { return pyos_renames(fault_at_top("new/m/n/f"), fault_at_top2("other/o/f")) == 0; }

/* The file is in one of the two places, whatever failed. */
static void fault_renames_after(int done) {
    int moved = pyos_path_isfile(fault_at_top2("other/o/f"));
    CHECK_INT(moved, done);
    CHECK_INT(pyos_path_isfile(fault_at_top("new/m/n/f")), !done);
    if (done && fault_hits == 0) CHECK(!pyos_path_exists(fault_at_top("new")));
    fault_gone(moved ? fault_at_top("other/o/f") : fault_at_top("new/m/n/f"));
    if (pyos_path_exists(fault_at_top("new/m/n"))) fault_gone_directory(fault_path);
    if (pyos_path_exists(fault_at_top("new/m"))) fault_gone_directory(fault_path);
    if (pyos_path_exists(fault_at_top("new"))) fault_gone_directory(fault_path);
    if (pyos_path_exists(fault_at_top("other/o"))) fault_gone_directory(fault_path);
    if (pyos_path_exists(fault_at_top("other"))) fault_gone_directory(fault_path);
}

static int fault_chmod(void) { return fault_other(pyos_chmod(fault_at_top("file"), 0666) == 0); }

static int fault_chmod_at(void) { return fault_other(pyos_chmod_at(fault_dir_fd, fault_at_top("file"), 0666, 0) == 0); }

static int fault_chmod_follow(void) {
    return fault_other(pyos_chmod_at(fault_dir_fd, fault_at_top("file"), 0666, PYOS_FOLLOW) == 0);
}

static int fault_lchmod(void) { return fault_other(pyos_lchmod(fault_at_top("file"), 0666) == 0); }

static const long long fault_times[2] = {1000000000000LL, 2000000000000LL};

static int fault_utime(void) { return pyos_utime(fault_at_top("file"), fault_times) == 0; }

static int fault_utime_at(void) { return pyos_utime_at(fault_dir_fd, fault_at_top("file"), NULL, 0) == 0; }

static int fault_listdrives(void) { return fault_other(fault_owned(pyos_listdrives(NULL))); }

static int fault_listvolumes(void) { return fault_other(fault_owned(pyos_listvolumes(NULL))); }

static char **fault_volumes;

static void fault_volumes_before(void) { fault_volumes = pyos_listvolumes(NULL); }

static void fault_volumes_after(int done) {
    (void)done;
    pyos_free(fault_volumes);
}

static int fault_listmounts(void) {
    size_t count = 77;
    char **mounts = pyos_listmounts(fault_volumes && *fault_volumes ? *fault_volumes : "none", &count);
    if (!mounts) CHECK_INT(count, 77);
    return fault_other(fault_owned(mounts));
}

/* --- jobs: terminals --- */

static int fault_master = -1, fault_slave = -1;

static void fault_pty_before(void) {
    fault_able = pyos_openpty(&fault_master, &fault_slave) == 0;
    if (!fault_able) fault_master = fault_slave = -1;
}

static void fault_pty_after(int done) {
    (void)done;
    if (fault_able) {
        CHECK_INT(pyos_close(fault_master), 0);
        CHECK_INT(pyos_close(fault_slave), 0);
    }
}

static int fault_ttyname(void) { return fault_other(fault_owned(pyos_ttyname(fault_slave))); }

static int fault_ptsname(void) { return fault_other(fault_owned(pyos_ptsname(fault_master))); }

static int fault_device_encoding(void) {
    char *encoding = fault_untouched;
    if (pyos_device_encoding(fault_slave, &encoding) != 0) {
        CHECK(encoding == fault_untouched);
        return 0;
    }
    CHECK_INT(encoding != NULL, fault_able);
    pyos_free(encoding);
    return 1;
}

static int fault_openpty(void) {
    int master = -7, slave = -7;
    if (pyos_openpty(&master, &slave) == 0) {
        CHECK_INT(pyos_close(master), 0);
        CHECK_INT(pyos_close(slave), 0);
        return 1;
    }
    CHECK(master == -7 && slave == -7);
    return fault_other(0);
}

/* --- jobs: extended attributes --- */

static void fault_xattr_before(void) {
    fault_able = pyos_setxattr(fault_at_top("file"), "user.pyos", "value", 5, 0) == 0;
    fault_fd = pyos_open(fault_at_top("file"), PYOS_O_RDONLY, 0);
}

static void fault_xattr_after(int done) {
    fault_fd_after(done);
    if (fault_able) CHECK_INT(pyos_removexattr(fault_at_top("file"), "user.pyos"), 0);
}

static int fault_value(char *value, size_t size) {
    if (value) CHECK(size == 5 && memcmp(value, "value", 6) == 0); /* terminated */
    else CHECK_INT(size, 77);
    return fault_other(fault_owned(value));
}

static int fault_getxattr(void) {
    size_t size = 77;
    char *value = pyos_getxattr(fault_at_top("file"), "user.pyos", &size);
    return fault_value(value, size);
}

static int fault_lgetxattr(void) {
    size_t size = 77;
    char *value = pyos_lgetxattr(fault_at_top("file"), "user.pyos", &size);
    return fault_value(value, size);
}

static int fault_fgetxattr(void) {
    size_t size = 77;
    char *value = pyos_fgetxattr(fault_fd, "user.pyos", &size);
    return fault_value(value, size);
}

static int fault_attributes(char **list, size_t count) {
    if (!list) CHECK_INT(count, 77);
    else if (fault_able) CHECK(count >= 1 && list[count] == NULL);
    return fault_other(fault_owned(list));
}

static int fault_listxattr(void) {
    size_t count = 77;
    char **list = pyos_listxattr(fault_at_top("file"), &count);
    return fault_attributes(list, count);
}

static int fault_llistxattr(void) {
    size_t count = 77;
    char **list = pyos_llistxattr(fault_at_top("file"), &count);
    return fault_attributes(list, count);
}

static int fault_flistxattr(void) {
    size_t count = 77;
    char **list = pyos_flistxattr(fault_fd, &count);
    return fault_attributes(list, count);
}

/* --- jobs: walks --- */

static pyos_walk_options fault_options; /* of the walk of the job */
static int fault_adds;                  /* the caller puts a name of its own into dirs */
static int fault_heard;                 /* calls of onerror */

static int fault_onerror(void *user, const pyos_error *error, const char *path) {
    (void)user, (void)path;
    if (error->kind == PYOS_MEMORYERROR) test_complain(__FILE__, __LINE__, "onerror heard of a MemoryError");
    fault_heard++;
    return 0;
}

static void fault_walk_before(void) {
    memset(&fault_options, 0, sizeof fault_options);
    fault_options.onerror = fault_onerror;
    fault_adds = fault_heard = 0;
    if (strcmp(fault_top, FAULT_TOP) == 0) { /* one more level, so that something is left and come back to */
        fault_directory(FAULT_TOP "/dir/sub/below");
        fault_file(FAULT_TOP "/dir/sub/below/file");
    }
}

static void fault_walk_after(int done) {
    (void)done;
    if (strcmp(fault_top, FAULT_TOP) == 0) {
        fault_gone(FAULT_TOP "/dir/sub/below/file");
        fault_gone_directory(FAULT_TOP "/dir/sub/below");
    }
}

static void fault_walk_up_before(void) {
    fault_walk_before();
    fault_options.bottom_up = true;
}

static void fault_walk_follow_before(void) {
    fault_walk_before();
    fault_options.follow_links = true;
}

static void fault_walk_add_before(void) {
    fault_walk_before();
    fault_adds = 1;
}

/* To the end; a walk that has failed is at its end. */
static int fault_walk_all(pyos_walk_iter *walk) {
    static const char *own[8];
    pyos_walk_step *step = NULL;
    int more, steps = 0, files = 0;
    if (!walk) return 0;
    while ((more = pyos_walk_next(walk, &step)) == 1) {
        steps++, files += (int)step->nfiles;
        if (fault_adds && steps == 1 && step->ndirs < 7) {
            size_t i;
            for (i = 0; i < step->ndirs; i++) own[i] = step->dirs[i];
            own[step->ndirs] = FAULT_X200; /* does not exist here, of which onerror hears */
            step->dirs = own;
            step->ndirs++;
        }
    }
    CHECK(step == NULL);
    if (more < 0) {
        int code = errno;
        CHECK_INT(pyos_walk_next(walk, &step), 0);
        CHECK(step == NULL);
        errno = code;
    } else {
        CHECK_INT(fault_heard, fault_adds);
        CHECK(steps >= 2 && files >= 4);
    }
    pyos_walk_close(walk);
    return more == 0;
}

static int fault_walk(void) { return fault_walk_all(pyos_walk(fault_at_top("dir"), &fault_options)); }

static int fault_fwalk(void) { return fault_other(fault_walk_all(pyos_fwalk(fault_at_top("dir"), &fault_options))); }

static int fault_fwalk_at(void) {
    return fault_other(fault_walk_all(pyos_fwalk_at(fault_dir_fd, fault_at_top("dir"), &fault_options)));
}

static pyos_walk_iter *fault_the_walk;

static void fault_walk_next_before(void) {
    fault_walk_before();
    fault_the_walk = pyos_walk(fault_at_top("dir"), &fault_options);
    CHECK(fault_the_walk != NULL);
}

static int fault_walk_next(void) { return fault_walk_all(fault_the_walk); }

/* --- jobs: the environment --- */

/* The mapping as after the start, whatever a job has done; for jobs that want to be the first to use it, none. */
static char **fault_environment;
static size_t fault_variables;

static void fault_environ_forget(void) {
    if (pyosi_environ.taken) {
        pyosi_table_close(&pyosi_environ.table);
        memset(&pyosi_environ.table, 0, sizeof pyosi_environ.table);
        pyosi_environ.taken = 0;
    }
    pyos_environ_trim();
}

static void fault_environ_as_new(void) {
    fault_environ_forget();
    CHECK_INT(pyos_init(), 0);
}

static void fault_environ_start(void) { fault_environment = pyos_environ_copy(&fault_variables); }

static const char *fault_value_in_block(const char *name) {
#if HOST_WINDOWS
    static char buffer[64];
    return GetEnvironmentVariableA(name, buffer, sizeof buffer) ? buffer : NULL;
#else
    return getenv(name);
#endif
}

static void fault_environ_first(void) { fault_environ_forget(); }

/* With a variable of its own, in the block too. */
static void fault_variable_before(void) {
    CHECK_INT(pyos_environ_set("PYOS_FAULT", "old"), 0);
    fault_environ_as_new();
}

static void fault_variable_first(void) {
    fault_variable_before();
    fault_environ_forget();
}

/* The mapping and the block say the same, and that is value. */
static void fault_variable_is(const char *value) {
    const char *fallback = "none", *found = pyos_getenv("PYOS_FAULT", fallback);
    CHECK_STR(found == fallback ? NULL : found, value);
    CHECK_STR(fault_value_in_block("PYOS_FAULT"), value);
}

static void fault_environ_after(int done) {
    (void)done;
    if (pyos_environ_contains("PYOS_FAULT")) CHECK_INT(pyos_environ_del("PYOS_FAULT"), 0);
    fault_environ_as_new();
    CHECK_INT(pyos_environ_len(), fault_variables);
}

static int fault_init(void) { return pyos_init() == 0; }

static int fault_getenv(void) {
    const char *value = pyos_getenv("PYOS_FAULT", "fallback");
    if (!value) return 0;
    CHECK_STR(value, "old");
    return 1;
}

static int fault_environ_get(void) {
    const char *value = pyos_environ_get("PYOS_FAULT");
    if (!value) return 0;
    CHECK_STR(value, "old");
    return 1;
}

static int fault_environ_contains(void) { return pyos_environ_contains("PYOS_FAULT"); }

static int fault_environ_len(void) { return pyos_environ_len() >= 0; }

static int fault_environ_list(char **list, size_t count) {
    CHECK_INT(count, list ? fault_variables : 77);
    return fault_owned(list);
}

static int fault_environ_keys(void) {
    size_t count = 77;
    char **list = pyos_environ_keys(&count);
    return fault_environ_list(list, count);
}

static int fault_environ_values(void) {
    size_t count = 77;
    char **list = pyos_environ_values(&count);
    return fault_environ_list(list, count);
}

static int fault_environ_items(void) {
    size_t count = 77;
    char **list = pyos_environ_items(&count);
    return fault_environ_list(list, count);
}

static int fault_environ_copy(void) {
    size_t count = 77;
    char **list = pyos_environ_copy(&count);
    return fault_environ_list(list, count);
}

static int fault_environ_set(void) { return pyos_environ_set("PYOS_FAULT", "new") == 0; }

static void fault_environ_set_after(int done) {
    fault_variable_is(done ? "new" : NULL);
    fault_environ_after(done);
}

static void fault_environ_replace_after(int done) {
    fault_variable_is(done ? "new" : "old");
    fault_environ_after(done);
}

/* No room for one more, so that the table grows. */
static void fault_environ_full(void) {
    char name[32];
    int i;
    for (i = 0; pyosi_environ.table.used < pyosi_environ.table.room; i++) {
        (void)snprintf(name, sizeof name, "PYOS_FULL_%d", i);
        CHECK_INT(pyos_environ_set(name, "x"), 0);
    }
}

static void fault_environ_full_after(int done) {
    char name[32];
    int i;
    fault_variable_is(done ? "new" : NULL);
    for (i = 0; (void)snprintf(name, sizeof name, "PYOS_FULL_%d", i), pyos_environ_contains(name); i++)
        CHECK_INT(pyos_environ_del(name), 0);
    fault_environ_after(done);
}

static int fault_environ_del(void) { return pyos_environ_del("PYOS_FAULT") == 0; }

static void fault_environ_del_after(int done) {
    fault_variable_is(done ? NULL : "old");
    fault_environ_after(done);
}

static int fault_environ_pop(void) {
    const char *value = pyos_environ_pop("PYOS_FAULT", "fallback");
    if (!value) return 0;
    CHECK_STR(value, "old");
    return 1;
}

/* All that was there is put back, in both. */
static void fault_environ_restore(int done) {
    size_t i;
    (void)done;
    for (i = 0; i < fault_variables; i++) {
        char *entry = fault_environment[i], *end = strchr(entry + 1, '=');
        *end = '\0';
        if (pyos_environ_contains(entry)) CHECK(HOST_WINDOWS || test_same(getenv(entry), end + 1));
        else {
            CHECK(HOST_WINDOWS || !getenv(entry));
            CHECK_INT(pyos_environ_set(entry, end + 1), 0);
        }
        *end = '=';
    }
    fault_environ_as_new();
    CHECK_INT(pyos_environ_len(), fault_variables);
}

static int fault_environ_popitem(void) {
    const char *name = fault_untouched, *value = fault_untouched;
    return pyos_environ_popitem(&name, &value) == 0;
}

static int fault_environ_clear(void) { return pyos_environ_clear() == 0; }

static int fault_environ_setdefault(void) {
    const char *value = pyos_environ_setdefault("PYOS_FAULT", "new");
    if (!value) return 0;
    CHECK_STR(value, "new");
    return 1;
}

static int fault_environ_setdefault_there(void) {
    const char *value = pyos_environ_setdefault("PYOS_FAULT", "new");
    if (!value) return 0;
    CHECK_STR(value, "old");
    return 1;
}

static const char *const fault_entries[] = {"PYOS_FAULT=new", "PYOS_FAULT2=" FAULT_X200, NULL};

static int fault_environ_update(void) { return pyos_environ_update(fault_entries) == 0; }

/* What came before the failure stays. */
static void fault_environ_update_after(int done) {
    if (pyos_environ_contains("PYOS_FAULT")) fault_variable_is("new");
    CHECK(!done || pyos_environ_contains("PYOS_FAULT"));
    CHECK_INT(pyos_environ_contains("PYOS_FAULT2"), done);
    if (done) CHECK_INT(pyos_environ_del("PYOS_FAULT2"), 0);
    fault_environ_after(done);
}

static int fault_environ_merge(void) {
    size_t count = 77;
    char **list = pyos_environ_merge(NULL, fault_entries, &count);
    CHECK_INT(count, list ? fault_variables + 2 : 77);
    return fault_owned(list);
}

static int fault_environ_merge_two(void) { return fault_owned(pyos_environ_merge(fault_entries, fault_entries, NULL)); }

static int fault_reload_environ(void) { return pyos_reload_environ() == 0; }

static void fault_reload_after(int done) {
    CHECK_INT(pyos_environ_len(), fault_variables);
    fault_environ_after(done);
}

static int fault_putenv(void) { return pyos_putenv("PYOS_FAULT", FAULT_X200) == 0; }

static int fault_unsetenv(void) { return pyos_unsetenv("PYOS_FAULT") == 0; }

static void fault_putenv_after(int done) {
    CHECK_INT(fault_value_in_block("PYOS_FAULT") != NULL, done);
    CHECK_INT(pyos_unsetenv("PYOS_FAULT"), 0);
    fault_environ_as_new();
}

static void fault_unsetenv_before(void) { CHECK_INT(pyos_putenv("PYOS_FAULT", "old"), 0); }

static void fault_unsetenv_after(int done) {
    CHECK_INT(fault_value_in_block("PYOS_FAULT") != NULL, !done);
    CHECK_INT(pyos_unsetenv("PYOS_FAULT"), 0);
    fault_environ_as_new();
}

static int fault_get_exec_path(void) { return fault_owned(pyos_get_exec_path(NULL, NULL)); }

static int fault_get_exec_path_of(void) {
    static const char *const env[] = {"PATH=" FAULT_X200 PYOS_PATHSEP "b", NULL};
    size_t count = 77;
    char **list = pyos_get_exec_path(env, &count);
    CHECK_INT(count, list ? 2 : 77);
    return fault_owned(list);
}

/* --- jobs: the process and its user --- */

static int fault_getgroups(void) {
    size_t count = 77;
    long long *groups = pyos_getgroups(&count);
    if (!groups) CHECK_INT(count, 77);
    return fault_other(fault_owned(groups));
}

static int fault_getgrouplist(void) {
    size_t count = 77;
    long long *groups = pyos_getgrouplist("root", 0, &count);
    if (!groups) CHECK_INT(count, 77);
    return fault_other(fault_owned(groups));
}

static long long *fault_groups;
static size_t fault_ngroups;

static void fault_groups_before(void) {
    fault_ngroups = 0;
    fault_groups = pyos_getgroups(&fault_ngroups);
}

static void fault_groups_after(int done) {
    (void)done;
    pyos_free(fault_groups);
}

/* The same that the process has; an ordinary user may not even do that. */
static int fault_setgroups(void) { return fault_other(pyos_setgroups(fault_groups, fault_ngroups) == 0); }

static int fault_getlogin(void) { return fault_other(fault_owned(pyos_getlogin())); }

static int fault_ctermid(void) { return fault_other(fault_owned(pyos_ctermid())); }

static int fault_uname(void) { return fault_other(fault_owned(pyos_uname())); }

static int fault_strerror(void) { return fault_owned(pyos_strerror(ENOENT)); }

/* --- jobs: processes --- */

#define FAULT_NONE FAULT_TOP "/none"

static const char *fault_shell, *fault_shell_option;
static char fault_shell_name[512];
static const char *fault_command[4], *const fault_none_command[] = {"none", NULL};
static const char *const fault_child_env[] = {"PYOS_FAULT=child", "PATH=/usr/bin" PYOS_PATHSEP "/bin", NULL};

static void fault_shell_start(void) {
    fault_shell = HOST_WINDOWS ? pyos_getenv("COMSPEC", "C:\\windows\\system32\\cmd.exe") : "/bin/sh";
    (void)snprintf(fault_shell_name, sizeof fault_shell_name, "%s", fault_shell);
    fault_shell = fault_shell_name, fault_shell_option = HOST_WINDOWS ? "/c" : "-c";
    fault_command[0] = fault_shell, fault_command[1] = fault_shell_option, fault_command[2] = "exit 0";
    fault_command[3] = NULL;
}

/* Of a program that is not there: a success does not come back. */
static int fault_execv(void) { return fault_other(pyos_execv(FAULT_NONE, fault_none_command) == 0); }

static int fault_execve(void) { return fault_other(pyos_execve(FAULT_NONE, fault_none_command, fault_child_env) == 0); }

static int fault_execvp(void) { return fault_other(pyos_execvp("pyos-fault-none", fault_none_command) == 0); }

static int fault_execvpe(void) {
    return fault_other(pyos_execvpe("pyos-fault-none", fault_none_command, fault_child_env) == 0);
}

static int fault_execl(void) { return fault_other(pyos_execl(FAULT_NONE, "none", (char *)NULL) == 0); }

static int fault_execle(void) {
    return fault_other(pyos_execle(FAULT_NONE, "none", (char *)NULL, fault_child_env) == 0);
}

static int fault_execlp(void) { return fault_other(pyos_execlp("pyos-fault-none", "none", (char *)NULL) == 0); }

static int fault_execlpe(void) {
    return fault_other(pyos_execlpe("pyos-fault-none", "none", (char *)NULL, fault_child_env) == 0);
}

static int fault_fexecve(void) { return fault_other(pyos_fexecve(fault_fd, fault_none_command, fault_child_env) == 0); }

/* A shell that ends at once, with exit code 0. */
static int fault_ran(int started, long long result) {
    CHECK_INT(result, started == 0 ? 0 : 77);
    return fault_other(started == 0);
}

static int fault_spawnv(void) {
    long long result = 77;
    int started = pyos_spawnv(0, fault_shell, fault_command, &result);
    return fault_ran(started, result);
}

static int fault_spawnve(void) {
    long long result = 77;
    int started = pyos_spawnve(0, fault_shell, fault_command, fault_child_env, &result);
    return fault_ran(started, result);
}

static int fault_spawnvp(void) {
    long long result = 77;
    int started = pyos_spawnvp(0, "sh", fault_command, &result);
    return fault_ran(started, result);
}

static int fault_spawnvpe(void) {
    long long result = 77;
    int started = pyos_spawnvpe(0, "sh", fault_command, fault_child_env, &result);
    return fault_ran(started, result);
}

static int fault_spawnl(void) {
    long long result = 77;
    int started = pyos_spawnl(0, &result, fault_shell, fault_shell, fault_shell_option, "exit 0", (char *)NULL);
    return fault_ran(started, result);
}

static int fault_spawnle(void) {
    long long result = 77;
    int started =
        pyos_spawnle(0, &result, fault_shell, fault_shell, fault_shell_option, "exit 0", (char *)NULL, fault_child_env);
    return fault_ran(started, result);
}

static int fault_spawnlp(void) {
    long long result = 77;
    int started = pyos_spawnlp(0, &result, "sh", fault_shell, fault_shell_option, "exit 0", (char *)NULL);
    return fault_ran(started, result);
}

static int fault_spawnlpe(void) {
    long long result = 77;
    int started =
        pyos_spawnlpe(0, &result, "sh", fault_shell, fault_shell_option, "exit 0", (char *)NULL, fault_child_env);
    return fault_ran(started, result);
}

/* Waited for, so that no child is left. */
static int fault_spawned(pyos_pid pid) {
    long long status = 77;
    if (pid < 0) return fault_other(0);
    CHECK_INT(pyos_waitpid(pid, 0, &status), pid);
    CHECK_INT(status, 0);
    return 1;
}

static int fault_posix_spawn(void) { return fault_spawned(pyos_posix_spawn(fault_shell, fault_command, NULL, NULL)); }

static int fault_posix_spawn_env(void) {
    return fault_spawned(pyos_posix_spawn(fault_shell, fault_command, fault_child_env, NULL));
}

static int fault_posix_spawnp(void) { return fault_spawned(pyos_posix_spawnp("sh", fault_command, NULL, NULL)); }

#if PYOS_HAVE_POSIX_SPAWN
static int fault_posix_spawn_options(void) {
    pyos_posix_spawn_options options;
    pyos_file_action actions[3];
    const int signals[] = {2, 15};
    const pyos_pid group = 0;
    memset(&options, 0, sizeof options);
    memset(actions, 0, sizeof actions);
    actions[0].action = PYOS_POSIX_SPAWN_OPEN, actions[0].fd = 5, actions[0].path = FAULT_TOP "/file";
    actions[1].action = PYOS_POSIX_SPAWN_DUP2, actions[1].fd = 5, actions[1].new_fd = 6;
    actions[2].action = PYOS_POSIX_SPAWN_CLOSE, actions[2].fd = 5;
    options.file_actions = actions, options.nfile_actions = 3;
    options.setsigmask = signals, options.nsetsigmask = 2, options.setsigdef = signals, options.nsetsigdef = 2;
    options.setpgroup = &group;
    return fault_spawned(pyos_posix_spawn(fault_shell, fault_command, NULL, &options));
}
#endif

static void fault_at_fork(void *user) { (void)user; }

static int fault_register_at_fork(void) {
    return fault_other(pyos_register_at_fork(fault_at_fork, fault_at_fork, fault_at_fork, NULL) == 0);
}

static int fault_forkpty(void) {
    long long status;
    int fd = -7;
    pyos_pid pid = pyos_forkpty(&fd);
    if (pid == 0) pyos__exit(3);
    if (pid < 0) {
        CHECK_INT(fd, -7);
        return fault_other(0);
    }
    CHECK_INT(pyos_waitpid(pid, 0, &status), pid);
    CHECK_INT(pyos_close(fd), 0);
    return 1;
}

static int fault_system(void) {
    long long status = 77;
    if (pyos_system("exit 0", &status) != 0) {
        CHECK_INT(status, 77);
        return fault_other(0);
    }
    CHECK_INT(status, 0);
    return 1;
}

static int fault_popen(void) {
    FILE *stream = pyos_popen("exit 0", NULL, -1);
    if (!stream) return fault_other(0);
    return pyos_popen_close(stream, NULL) == 0;
}

/* Closing has all it needs. */
static int fault_popen_close(void) {
    long long status = 77;
    FILE *stream;
    long at = fault_at;
    fault_at = 0;
    stream = pyos_popen("exit 3", "r", -1);
    fault_at = at;
    if (!stream) return fault_other(0);
    if (pyos_popen_close(stream, &status) != 0) return 0;
    CHECK(status != 77 && status != 0);
    return 1;
}

static int fault_startfile(void) { return fault_other(pyos_startfile(FAULT_NONE, NULL, NULL, NULL, 1) == 0); }

static int fault_startfile_all(void) {
    return fault_other(pyos_startfile(FAULT_NONE, "open", "a b", FAULT_TOP, 1) == 0);
}

static int fault_add_dll_directory(void) {
    pyos_dll_directory *directory = pyos_add_dll_directory("C:\\windows");
    if (!directory) return fault_other(0);
    return fault_other(pyos_add_dll_directory_close(directory) == 0);
}

/* --- jobs: the scheduler and the system --- */

static int *fault_cpus;
static size_t fault_ncpus;

static void fault_cpus_before(void) {
    fault_ncpus = 0;
    fault_cpus = pyos_sched_getaffinity(0, &fault_ncpus);
}

static void fault_cpus_after(int done) {
    (void)done;
    pyos_free(fault_cpus);
}

static int fault_sched_getaffinity(void) {
    size_t count = 77;
    int *cpus = pyos_sched_getaffinity(0, &count);
    if (!cpus) CHECK_INT(count, 77);
    return fault_other(fault_owned(cpus));
}

static int fault_sched_setaffinity(void) {
    return fault_other(pyos_sched_setaffinity(0, fault_cpus, fault_ncpus) == 0);
}

static int fault_cpu_count(void) { return pyos_cpu_count() >= 0; }

static int fault_process_cpu_count(void) { return pyos_process_cpu_count() >= 0; }

static int fault_multiprocessing_cpu_count(void) { return fault_other(pyos_multiprocessing_cpu_count() > 0); }

static int fault_multiprocessing_workers(void) { return pyos_multiprocessing_default_workers(NULL) > 0; }

static int fault_threadpool_workers(void) { return pyos_threadpool_default_workers(NULL) > 0; }

static int fault_confstr(void) {
    char *value = fault_untouched;
    if (pyos_confstr("CS_PATH", &value) != 0) {
        CHECK(value == fault_untouched);
        return fault_other(0);
    }
    pyos_free(value);
    return 1;
}

/* --- the table --- */

static const fault_job fault_jobs[] = {
    {"pyos_error_copy", NULL, FAULT_ALL, 0, 0, fault_some_error, fault_error_copy, NULL},
    {"pyos_addaudithook", NULL, PYOS_NO_AUDIT ? 0 : FAULT_ALL, 0, FAULT_KEEPS, NULL, fault_addaudithook, NULL},
    {"pyos_fsencode", NULL, FAULT_ALL, 0, 0, NULL, fault_fsencode, NULL},
    {"pyos_fsdecode", NULL, FAULT_ALL, 0, 0, NULL, fault_fsdecode, NULL},
    {"pyos_to_wide", NULL, FAULT_ALL, 0, 0, NULL, fault_to_wide, NULL},
    {"pyos_from_wide", NULL, FAULT_ALL, 0, 0, NULL, fault_from_wide, NULL},
    {"pyos_main_args", NULL, FAULT_WINDOWS, 0, 0, NULL, fault_main_args, NULL},
    {"pyos_path_join", NULL, FAULT_ALL, 0, 0, NULL, fault_join, NULL},
    {"pyos_path_joinv", NULL, FAULT_ALL, 0, 0, NULL, fault_joinv, NULL},
    {"pyos_path_split", NULL, FAULT_ALL, 0, 0, NULL, fault_split, NULL},
    {"pyos_path_splitext", NULL, FAULT_ALL, 0, 0, NULL, fault_splitext, NULL},
    {"pyos_path_dirname", NULL, FAULT_ALL, 0, 0, NULL, fault_dirname, NULL},
    {"pyos_path_normpath", NULL, FAULT_ALL, 0, 0, NULL, fault_normpath, NULL},
    {"pyos_path_normpath", "exact", FAULT_ALL, 0, 0, NULL, fault_normpath_exact, NULL},
    {"pyos_getcwd", NULL, FAULT_ALL, 0, 0, NULL, fault_getcwd, NULL},
#if !HOST_WINDOWS
    {"pyos_getcwd", "far down", FAULT_ALL, 0, 0, fault_into_deep, fault_getcwd, fault_back},
#endif
    {"pyos_chdir", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_chdir, fault_chdir_after},
    {"pyos_chdir", "here", 0, FAULT_WINDOWS, 0, NULL, fault_chdir_here, NULL},
    {"pyos_symlink", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_symlink, fault_symlink_after},
    {"pyos_symlink_at", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_symlink_at, fault_symlink_after},
    {"pyos_link_at", "following", FAULT_WASI, 0, 0, fault_remove_before, fault_link_follow, fault_link_after},
    {"pyos_makedirs", NULL, 0, FAULT_ALL, 0, NULL, fault_makedirs, fault_makedirs_after},
    {"pyos_readlink", NULL, FAULT_POSIX | FAULT_WASI, FAULT_WINDOWS, 0, NULL, fault_readlink, NULL},
    {"pyos_readlink", "long text", FAULT_POSIX | FAULT_WASI, FAULT_WINDOWS, 0, NULL, fault_readlink_long, NULL},
    {"pyos_readlink_at", NULL, FAULT_POSIX | FAULT_WASI, FAULT_WINDOWS, 0, NULL, fault_readlink_at, NULL},
    {"pyos_listdir", NULL, FAULT_ALL, 0, 0, NULL, fault_listdir, NULL},
    {"pyos_flistdir", NULL, FAULT_POSIX, 0, 0, fault_fd_before, fault_flistdir, fault_fd_after},
    {"pyos_scandir", NULL, FAULT_ALL, 0, 0, NULL, fault_scandir, NULL},
    {"pyos_fscandir", NULL, FAULT_POSIX, 0, 0, fault_fd_before, fault_fscandir, fault_fd_after},
    {"pyos_scandir_next", NULL, 0, FAULT_ALL, 0, fault_it_before, fault_next_all, fault_it_after},
    {"pyos_scandir_child", NULL, FAULT_ALL, 0, 0, fault_entry_before, fault_child, fault_it_after},
    {"pyos_direntry_dup", NULL, FAULT_ALL, 0, 0, fault_entry_before, fault_dup, fault_it_after},
    {"pyos_removedirs", NULL, 0, FAULT_ALL, FAULT_TIDIES, fault_removedirs_before, fault_removedirs,
     fault_removedirs_after},
    {"pyos_renames", NULL, 0, FAULT_ALL, FAULT_TIDIES, fault_renames_before, fault_renames, fault_renames_after},
    {"pyos_listdrives", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_listdrives, NULL},
    {"pyos_listvolumes", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_listvolumes, NULL},
    {"pyos_listmounts", NULL, 0, FAULT_WINDOWS, 0, fault_volumes_before, fault_listmounts, fault_volumes_after},
    {"pyos_ttyname", NULL, FAULT_POSIX, 0, FAULT_IF, fault_pty_before, fault_ttyname, fault_pty_after},
    {"pyos_ptsname", NULL, FAULT_POSIX, 0, FAULT_IF, fault_pty_before, fault_ptsname, fault_pty_after},
    {"pyos_device_encoding", NULL, FAULT_POSIX, 0, FAULT_IF, fault_pty_before, fault_device_encoding, fault_pty_after},
    {"pyos_openpty", NULL, 0, FAULT_POSIX, 0, NULL, fault_openpty, NULL},
    {"pyos_getxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_getxattr, fault_xattr_after},
    {"pyos_lgetxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_lgetxattr, fault_xattr_after},
    {"pyos_fgetxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_fgetxattr, fault_xattr_after},
    {"pyos_listxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_listxattr, fault_xattr_after},
    {"pyos_llistxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_llistxattr, fault_xattr_after},
    {"pyos_flistxattr", NULL, FAULT_LINUX, 0, FAULT_IF, fault_xattr_before, fault_flistxattr, fault_xattr_after},
    {"pyos_walk", NULL, FAULT_ALL, 0, 0, fault_walk_before, fault_walk, fault_walk_after},
    {"pyos_walk", "bottom up", FAULT_ALL, 0, 0, fault_walk_up_before, fault_walk, fault_walk_after},
    {"pyos_walk", "following", FAULT_ALL, 0, 0, fault_walk_follow_before, fault_walk, fault_walk_after},
    {"pyos_walk", "added names", FAULT_ALL, 0, 0, fault_walk_add_before, fault_walk, fault_walk_after},
    {"pyos_walk_next", NULL, FAULT_ALL, 0, 0, fault_walk_next_before, fault_walk_next, fault_walk_after},
    {"pyos_fwalk", NULL, FAULT_ALL, 0, 0, fault_walk_before, fault_fwalk, fault_walk_after},
    {"pyos_fwalk", "bottom up", FAULT_ALL, 0, 0, fault_walk_up_before, fault_fwalk, fault_walk_after},
    {"pyos_fwalk_at", "following", FAULT_ALL, 0, 0, fault_walk_follow_before, fault_fwalk_at, fault_walk_after},
    {"pyos_init", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_init, fault_environ_after},
    {"pyos_init", NULL, 0, 0, 0, NULL, fault_init, NULL},
    {"pyos_getenv", NULL, 0, FAULT_WINDOWS, 0, fault_variable_before, fault_getenv, fault_environ_after},
    {"pyos_getenv", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_variable_first, fault_getenv, fault_environ_after},
    {"pyos_environ_get", NULL, 0, FAULT_WINDOWS, 0, fault_variable_before, fault_environ_get, fault_environ_after},
    {"pyos_environ_get", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_variable_first, fault_environ_get,
     fault_environ_after},
    {"pyos_environ_contains", NULL, 0, FAULT_WINDOWS, FAULT_QUESTION, fault_variable_before, fault_environ_contains,
     fault_environ_after},
    {"pyos_environ_contains", "first use", FAULT_ALL, 0, FAULT_QUESTION | FAULT_HOLDS, fault_variable_first,
     fault_environ_contains, fault_environ_after},
    {"pyos_environ_len", NULL, 0, 0, 0, NULL, fault_environ_len, NULL},
    {"pyos_environ_len", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_len,
     fault_environ_after},
    {"pyos_environ_keys", NULL, FAULT_ALL, 0, 0, NULL, fault_environ_keys, NULL},
    {"pyos_environ_values", NULL, FAULT_ALL, 0, 0, NULL, fault_environ_values, NULL},
    {"pyos_environ_items", NULL, FAULT_ALL, 0, 0, NULL, fault_environ_items, NULL},
    {"pyos_environ_copy", NULL, FAULT_ALL, 0, 0, NULL, fault_environ_copy, NULL},
    {"pyos_environ_copy", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_copy,
     fault_environ_after},
    {"pyos_environ_set", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_environ_set, fault_environ_set_after},
    {"pyos_environ_set", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_set,
     fault_environ_set_after},
    {"pyos_environ_set", "again", FAULT_ALL, 0, FAULT_HOLDS, fault_variable_before, fault_environ_set,
     fault_environ_replace_after},
    {"pyos_environ_set", "growing", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_full, fault_environ_set,
     fault_environ_full_after},
    {"pyos_environ_del", NULL, FAULT_ALL, 0, FAULT_HOLDS, fault_variable_before, fault_environ_del,
     fault_environ_del_after},
    {"pyos_environ_del", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_variable_first, fault_environ_del,
     fault_environ_del_after},
    {"pyos_environ_pop", NULL, FAULT_ALL, 0, FAULT_HOLDS, fault_variable_before, fault_environ_pop,
     fault_environ_del_after},
    {"pyos_environ_pop", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_variable_first, fault_environ_pop,
     fault_environ_del_after},
    {"pyos_environ_popitem", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_environ_popitem, fault_environ_restore},
    {"pyos_environ_popitem", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_popitem,
     fault_environ_restore},
    {"pyos_environ_setdefault", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_environ_setdefault,
     fault_environ_set_after},
    {"pyos_environ_setdefault", "there", 0, FAULT_WINDOWS, FAULT_HOLDS, fault_variable_before,
     fault_environ_setdefault_there, fault_environ_after},
    {"pyos_environ_setdefault", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_setdefault,
     fault_environ_set_after},
    {"pyos_environ_update", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_environ_update, fault_environ_update_after},
    {"pyos_environ_update", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_update,
     fault_environ_update_after},
    {"pyos_environ_merge", NULL, FAULT_ALL, 0, 0, NULL, fault_environ_merge, NULL},
    {"pyos_environ_merge", "two lists", FAULT_ALL, 0, 0, NULL, fault_environ_merge_two, NULL},
    {"pyos_environ_clear", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_environ_clear, fault_environ_restore},
    {"pyos_environ_clear", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_environ_clear,
     fault_environ_restore},
    {"pyos_reload_environ", NULL, FAULT_ALL, 0, FAULT_HOLDS, NULL, fault_reload_environ, fault_reload_after},
    {"pyos_reload_environ", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_reload_environ,
     fault_reload_after},
    {"pyos_putenv", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_putenv, fault_putenv_after},
    {"pyos_unsetenv", NULL, 0, FAULT_WINDOWS, 0, fault_unsetenv_before, fault_unsetenv, fault_unsetenv_after},
    {"pyos_get_exec_path", NULL, FAULT_ALL, 0, 0, NULL, fault_get_exec_path, NULL},
    {"pyos_get_exec_path", "of a list", FAULT_ALL, 0, 0, NULL, fault_get_exec_path_of, NULL},
    {"pyos_get_exec_path", "first use", FAULT_ALL, 0, FAULT_HOLDS, fault_environ_first, fault_get_exec_path,
     fault_environ_after},
    {"pyos_getgroups", NULL, FAULT_POSIX, 0, 0, NULL, fault_getgroups, NULL},
    {"pyos_getgrouplist", NULL, FAULT_POSIX, 0, 0, NULL, fault_getgrouplist, NULL},
    {"pyos_setgroups", NULL, FAULT_POSIX, 0, 0, fault_groups_before, fault_setgroups, fault_groups_after},
    {"pyos_getlogin", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_getlogin, NULL},
    {"pyos_ctermid", NULL, FAULT_POSIX, 0, 0, NULL, fault_ctermid, NULL},
    {"pyos_uname", NULL, FAULT_POSIX | FAULT_WASI, 0, 0, NULL, fault_uname, NULL},
    {"pyos_strerror", NULL, FAULT_ALL, 0, 0, NULL, fault_strerror, NULL},
    {"pyos_execv", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_execv, NULL},
    {"pyos_execve", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_execve, NULL},
    {"pyos_execl", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_execl, NULL},
    {"pyos_execle", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_execle, NULL},
    {"pyos_execvp", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_execvp, NULL},
    {"pyos_execvpe", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_execvpe, NULL},
    {"pyos_execlp", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_execlp, NULL},
    {"pyos_execlpe", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_execlpe, NULL},
    {"pyos_fexecve", NULL, 0, FAULT_POSIX, 0, fault_fd_before, fault_fexecve, fault_fd_after},
    {"pyos_spawnv", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_spawnv, NULL},
    {"pyos_spawnve", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_spawnve, NULL},
    {"pyos_spawnl", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_spawnl, NULL},
    {"pyos_spawnle", NULL, FAULT_WINDOWS, FAULT_POSIX, 0, NULL, fault_spawnle, NULL},
    {"pyos_spawnvp", NULL, FAULT_POSIX, 0, 0, NULL, fault_spawnvp, NULL},
    {"pyos_spawnvpe", NULL, FAULT_POSIX, 0, 0, NULL, fault_spawnvpe, NULL},
    {"pyos_spawnlp", NULL, FAULT_POSIX, 0, 0, NULL, fault_spawnlp, NULL},
    {"pyos_spawnlpe", NULL, FAULT_POSIX, 0, 0, NULL, fault_spawnlpe, NULL},
    {"pyos_posix_spawn", NULL, FAULT_POSIX, 0, 0, NULL, fault_posix_spawn, NULL},
    {"pyos_posix_spawn", "environment", 0, FAULT_POSIX, 0, NULL, fault_posix_spawn_env, NULL},
#if PYOS_HAVE_POSIX_SPAWN
    {"pyos_posix_spawn", "options", FAULT_POSIX, 0, 0, NULL, fault_posix_spawn_options, NULL},
#endif
    {"pyos_posix_spawnp", NULL, FAULT_POSIX, 0, 0, NULL, fault_posix_spawnp, NULL},
    {"pyos_register_at_fork", NULL, FAULT_POSIX, 0, FAULT_KEEPS, NULL, fault_register_at_fork, NULL},
    {"pyos_forkpty", NULL, 0, FAULT_POSIX, 0, NULL, fault_forkpty, NULL},
    {"pyos_system", NULL, FAULT_POSIX, FAULT_WINDOWS, 0, NULL, fault_system, NULL},
    {"pyos_popen", NULL, FAULT_POSIX | FAULT_WINDOWS, 0, 0, NULL, fault_popen, NULL},
    {"pyos_popen_close", NULL, 0, 0, 0, NULL, fault_popen_close, NULL},
    {"pyos_startfile", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_startfile, NULL},
    {"pyos_startfile", "all", 0, FAULT_WINDOWS, 0, NULL, fault_startfile_all, NULL},
    {"pyos_add_dll_directory", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_add_dll_directory, NULL},
    {"pyos_add_dll_directory_close", NULL, 0, FAULT_WINDOWS, 0, NULL, fault_add_dll_directory, NULL},
    {"pyos_sched_getaffinity", NULL, FAULT_LINUX, 0, 0, NULL, fault_sched_getaffinity, NULL},
    {"pyos_sched_setaffinity", NULL, FAULT_LINUX, 0, 0, fault_cpus_before, fault_sched_setaffinity, fault_cpus_after},
    {"pyos_cpu_count", NULL, 0, 0, 0, NULL, fault_cpu_count, NULL},
    {"pyos_process_cpu_count", NULL, 0, FAULT_LINUX, 0, NULL, fault_process_cpu_count, NULL},
    {"pyos_multiprocessing_cpu_count", NULL, 0, 0, 0, NULL, fault_multiprocessing_cpu_count, NULL},
    {"pyos_multiprocessing_default_workers", NULL, 0, FAULT_LINUX, 0, NULL, fault_multiprocessing_workers, NULL},
    {"pyos_threadpool_default_workers", NULL, 0, FAULT_LINUX, 0, NULL, fault_threadpool_workers, NULL},
    {"pyos_confstr", NULL, FAULT_POSIX, FAULT_WASI, 0, NULL, fault_confstr, NULL},
    {NULL, NULL, 0, 0, 0, NULL, NULL, NULL},
};

/* Below a long path: only Windows converts and prefixes it, so only there memory is needed. */
#define FAULT_LONG(function, flags, before, run, after)                                                                \
    { function, "long path", FAULT_WINDOWS, 0, flags, before, run, after }

static const fault_job fault_long_jobs[] = {
    FAULT_LONG("pyos_open", 0, NULL, fault_open, NULL),
    FAULT_LONG("pyos_open_at", 0, NULL, fault_open_at, fault_open_at_after),
    FAULT_LONG("pyos_chdir", 0, NULL, fault_chdir, fault_chdir_after),
    FAULT_LONG("pyos_access", FAULT_QUESTION, NULL, fault_access, NULL),
    FAULT_LONG("pyos_access_at", FAULT_QUESTION, NULL, fault_access_at, NULL),
    FAULT_LONG("pyos_mkdir", 0, NULL, fault_mkdir, fault_mkdir_after),
    FAULT_LONG("pyos_mkdir", 0, NULL, fault_mkdir_private, fault_mkdir_after),
    FAULT_LONG("pyos_mkdir_at", 0, NULL, fault_mkdir_at, fault_mkdir_after),
    {"pyos_makedirs", "long path", FAULT_WINDOWS, FAULT_ALL, 0, NULL, fault_makedirs, fault_makedirs_after},
    {"pyos_makedirs", "long path, there", FAULT_WINDOWS, FAULT_ALL, 0, NULL, fault_makedirs_there, NULL},
    FAULT_LONG("pyos_rmdir", 0, fault_rmdir_before, fault_rmdir, fault_rmdir_after),
    FAULT_LONG("pyos_rmdir_at", 0, fault_rmdir_before, fault_rmdir_at, fault_rmdir_after),
    FAULT_LONG("pyos_remove", 0, fault_remove_before, fault_remove, fault_remove_after),
    FAULT_LONG("pyos_remove_at", 0, fault_remove_before, fault_remove_at, fault_remove_after),
    FAULT_LONG("pyos_unlink", 0, fault_remove_before, fault_unlink, fault_remove_after),
    FAULT_LONG("pyos_unlink_at", 0, fault_remove_before, fault_unlink_at, fault_remove_after),
    FAULT_LONG("pyos_rename", 0, fault_remove_before, fault_rename, fault_rename_after),
    FAULT_LONG("pyos_rename_at", 0, fault_remove_before, fault_rename_at, fault_rename_after),
    FAULT_LONG("pyos_replace", 0, fault_remove_before, fault_replace, fault_rename_after),
    FAULT_LONG("pyos_replace_at", 0, fault_remove_before, fault_replace_at, fault_rename_after),
    FAULT_LONG("pyos_link", 0, fault_remove_before, fault_link, fault_link_after),
    FAULT_LONG("pyos_link_at", 0, fault_remove_before, fault_link_at, fault_link_after),
    FAULT_LONG("pyos_symlink", 0, NULL, fault_symlink, fault_symlink_after),
    FAULT_LONG("pyos_symlink_at", 0, NULL, fault_symlink_at, fault_symlink_after),
    FAULT_LONG("pyos_truncate", 0, NULL, fault_truncate, NULL),
    FAULT_LONG("pyos_stat", 0, fault_stat_before, fault_stat, NULL),
    FAULT_LONG("pyos_stat", 0, fault_stat_before, fault_stat_directory, NULL),
    FAULT_LONG("pyos_stat_at", 0, fault_stat_before, fault_stat_at, NULL),
    FAULT_LONG("pyos_lstat", 0, fault_stat_before, fault_lstat, NULL),
    FAULT_LONG("pyos_path_exists", FAULT_QUESTION, NULL, fault_exists, NULL),
    FAULT_LONG("pyos_path_isdir", FAULT_QUESTION, NULL, fault_isdir, NULL),
    FAULT_LONG("pyos_path_isfile", FAULT_QUESTION, NULL, fault_isfile, NULL),
    FAULT_LONG("pyos_path_islink", FAULT_QUESTION, NULL, fault_islink, NULL),
    FAULT_LONG("pyos_chmod", 0, NULL, fault_chmod, NULL),
    FAULT_LONG("pyos_chmod_at", 0, NULL, fault_chmod_at, NULL),
    FAULT_LONG("pyos_chmod_at", 0, NULL, fault_chmod_follow, NULL),
    FAULT_LONG("pyos_lchmod", 0, NULL, fault_lchmod, NULL),
    FAULT_LONG("pyos_utime", 0, NULL, fault_utime, NULL),
    FAULT_LONG("pyos_utime_at", 0, NULL, fault_utime_at, NULL),
    {"pyos_removedirs", "long path", FAULT_WINDOWS, FAULT_ALL, FAULT_TIDIES, fault_removedirs_before, fault_removedirs,
     fault_removedirs_after},
    {"pyos_renames", "long path", FAULT_WINDOWS, FAULT_ALL, FAULT_TIDIES, fault_renames_before, fault_renames,
     fault_renames_after},
    {"pyos_walk", "long path", FAULT_ALL, 0, 0, fault_walk_before, fault_walk, fault_walk_after},
    {"pyos_walk", "long path, bottom up", FAULT_ALL, 0, 0, fault_walk_up_before, fault_walk, fault_walk_after},
    {"pyos_fwalk", "long path", FAULT_ALL, 0, 0, fault_walk_before, fault_fwalk, fault_walk_after},
    {"pyos_readlink", "long path", FAULT_ALL, 0, 0, NULL, fault_readlink, NULL},
    {"pyos_readlink_at", "long path", FAULT_ALL, 0, 0, NULL, fault_readlink_at, NULL},
    {"pyos_listdir", "long path", FAULT_ALL, 0, 0, NULL, fault_listdir, NULL},
    {"pyos_scandir", "long path", FAULT_ALL, 0, 0, NULL, fault_scandir, NULL},
    {"pyos_scandir_next", "long path", 0, FAULT_ALL, 0, fault_it_before, fault_next_all, fault_it_after},
    {"pyos_scandir_child", "long path", FAULT_ALL, 0, 0, fault_entry_before, fault_child, fault_it_after},
    {"pyos_direntry_dup", "long path", FAULT_ALL, 0, 0, fault_file_entry_before, fault_dup, fault_it_after},
    {"pyos_direntry_stat", "long path", 0, FAULT_WINDOWS, 0, fault_file_entry_before, fault_entry_stat, fault_it_after},
    {"pyos_direntry_is_dir", "long path", 0, 0, 0, fault_file_entry_before, fault_entry_is_dir, fault_it_after},
    {"pyos_direntry_is_file", "long path", 0, 0, 0, fault_file_entry_before, fault_entry_is_file, fault_it_after},
    {"pyos_direntry_is_symlink", "long path", 0, 0, 0, fault_file_entry_before, fault_entry_is_symlink, fault_it_after},
    {"pyos_direntry_is_junction", "long path", 0, 0, 0, fault_file_entry_before, fault_entry_is_junction,
     fault_it_after},
    {"pyos_direntry_inode", "long path", 0, FAULT_WINDOWS, 0, fault_file_entry_before, fault_entry_inode,
     fault_it_after},
    {"pyos_direntry_stat", "long path, copy", 0, FAULT_WINDOWS, 0, fault_copy_before, fault_entry_stat,
     fault_copy_after},
    {"pyos_direntry_is_dir", "long path, copy", 0, 0, 0, fault_copy_before, fault_entry_is_dir, fault_copy_after},
    {"pyos_direntry_is_file", "long path, copy", 0, 0, 0, fault_copy_before, fault_entry_is_file, fault_copy_after},
    {"pyos_direntry_inode", "long path, copy", 0, FAULT_WINDOWS, 0, fault_copy_before, fault_entry_inode,
     fault_copy_after},
    {NULL, NULL, 0, 0, 0, NULL, NULL, NULL},
};

static char fault_label[256];

/* What must be true of a failure: of a question no more than that it is answered false. */
static void fault_check_failure(const fault_job *job, int seen) {
    const pyos_error *e = pyos_last_error();
    if (job->flags & FAULT_QUESTION) return;
    if (seen == ENOMEM && e->code == ENOMEM && e->kind == PYOS_MEMORYERROR && e->text && e->function) return;
    test_complain(__FILE__, __LINE__, fault_label);
    printf("    %s errno %d (errno variable %d) in %s, want MemoryError\n", pyos_error_kind_name(e->kind), e->code,
           seen, e->function ? e->function : "-");
}

/* One call with the at-th allocation failing. 1 when the call came to that, 0 when it had succeeded before. */
static int fault_round(const fault_job *job, long at, int on) {
    int done, seen, hit;
    long blocks, handles;
    fault_state outside = fault_now();
    (void)snprintf(fault_label, sizeof fault_label, "%s%s%s, allocation %ld%s", job->function, job->how ? ", " : "",
                   job->how ? job->how : "", at, on ? " and all after it" : "");
    if (job->before) job->before();
    blocks = fault_live, handles = fault_handles();
    fault_arm(at, on);
    errno = 0;
    done = job->run();
    seen = errno;
    hit = fault_hits > 0;
    fault_at = 0;
    if (!done && hit) fault_check_failure(job, seen);
    if (done && hit && !(job->flags & FAULT_TIDIES))
        test_complain(__FILE__, __LINE__, fault_label), printf("    it says that all is well\n");
    if (done && seen != 0)
        test_complain(__FILE__, __LINE__, fault_label), printf("    success changed errno: %d\n", seen);
    if (!done && !hit && !(job->flags & FAULT_QUESTION)) {
        test_complain(__FILE__, __LINE__, fault_label);
        printf("    failed with memory: %s errno %d, %u\n", pyos_error_kind_name(pyos_last_error()->kind), seen,
               pyos_last_error()->winerror);
    }
    if (done && (job->flags & FAULT_KEEPS)) blocks += fault_live > blocks, outside.live = blocks;
    if (job->flags & FAULT_HOLDS) blocks = fault_live;
    if (fault_live > blocks || fault_handles() > handles) { /* fewer when a failed iterator has closed itself */
        test_complain(__FILE__, __LINE__, fault_label);
        printf("    blocks %ld, were %ld; descriptors or handles %ld, were %ld\n", fault_live, blocks, fault_handles(),
               handles);
    }
    if (job->after) job->after(done);
    FAULT_SAME(fault_label, outside);
    return hit;
}

static void fault_run_job(const fault_job *job) {
    int on, must = job->must;
    long at, rounds = 0;
    for (on = 0; on < 2; on++)
        for (at = 1; at < 400 && fault_round(job, at, on); at++) rounds++;
    if ((job->flags & FAULT_IF) && !fault_able) must = 0;
    if ((must & FAULT_HOST) && rounds == 0) {
        test_complain(__FILE__, __LINE__, fault_label);
        printf("    allocates nothing: the table is wrong, or the test does not reach the allocation\n");
    }
    if (!((job->must | job->may) & FAULT_HOST) && rounds > 0 && fault_dir_fd == PYOS_CWD) {
        test_complain(__FILE__, __LINE__, fault_label);
        printf("    allocates here, which the table does not allow\n");
    }
}

static void fault_run_dir_fd_job(const fault_job *job) {
    fault_job other = *job;
    other.must = 0;
    fault_run_job(&other);
}

TEST(jobs) {
    const fault_job *job;
    fault_top = FAULT_TOP;
    for (job = fault_jobs; job->function; job++) fault_run_job(job);
}

TEST(jobs_with_long_paths) {
    const fault_job *job;
    fault_top = FAULT_DEEP;
    for (job = fault_long_jobs; job->function; job++) fault_run_job(job);
}

/* The _at forms with a descriptor, by which Windows looks names up one by one. */
TEST(jobs_with_dir_fd) {
    const fault_job *job;
    int round;
    fault_dir_fd = pyos_open(".", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(fault_dir_fd >= 0);
    for (round = 0; round < 2; round++) {
        fault_top = round ? FAULT_DEEP : FAULT_TOP;
        for (job = fault_long_jobs; job->function; job++)
            if (strcmp(job->function + strlen(job->function) - 3, "_at") == 0) fault_run_dir_fd_job(job);
    }
    CHECK_INT(pyos_close(fault_dir_fd), 0);
    fault_dir_fd = PYOS_CWD;
}

/* With short paths none of those allocates that have no job of their own, on no platform. */
TEST(jobs_with_short_paths) {
    const fault_job *job, *own;
    fault_top = FAULT_TOP;
    for (job = fault_long_jobs; job->function; job++) {
        for (own = fault_jobs; own->function && strcmp(own->function, job->function) != 0; own++) {}
        if (own->function) continue;
        if (fault_round(job, 1, 1)) {
            test_complain(__FILE__, __LINE__, job->function);
            printf("    allocates with a short path and is not in the table\n");
        }
    }
}

/* The record of it, and that the record itself takes no memory. */
TEST(memory_error) {
    fault_arm(1, 1);
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_MEMORYERROR, ENOMEM, NULL);
    CHECK_STR(pyos_last_error()->function, "os.getcwd");
    CHECK_MESSAGE("out of memory");
    CHECK_INT(fault_count, 1);
    fault_arm(1, 1);
    CHECK_ERROR(pyos_listdir(FAULT_TOP, NULL) == NULL, PYOS_MEMORYERROR, ENOMEM, NULL);
    fault_arm(0, 0);
}

/* --- everything else: NONE(call) makes the call, which must not allocate --- */

static void fault_none(const char *call) {
    if (fault_count == 0) return;
    test_complain(__FILE__, __LINE__, call);
    printf("    allocates %ld times and is not in the table\n", fault_count);
}

#ifdef PYOS_CLOCK_MONOTONIC
#define FAULT_CLOCK PYOS_CLOCK_MONOTONIC
#else
#define FAULT_CLOCK 1
#endif

#define NONE(call) (fault_arm(0, 0), (void)(call), fault_none(#call))

TEST(none_error_and_text) {
    char text[256], *freed = pyos_path_dirname("a/b");
    NONE(pyos_version());
    NONE(pyos_stat(FAULT_TOP "/none", &fault_st));
    NONE(pyos_last_error());
    NONE(pyos_error_message(NULL, text, sizeof text));
    NONE(pyos_error_kind(ENOENT));
    NONE(pyos_error_kind_name(PYOS_OSERROR));
    NONE(pyos_audit("fault", NULL, 0));
    NONE(pyos_set_interrupt_hook(NULL, NULL));
    NONE(pyos_have("os.stat"));
    NONE(pyos_supports_dir_fd("stat"));
    NONE(pyos_supports_fd("stat"));
    NONE(pyos_supports_follow_symlinks("stat"));
    NONE(pyos_supports_effective_ids("access"));
    NONE(pyos_free(freed));
    NONE(pyos_view_of("x"));
    NONE(pyos_getfilesystemencoding());
    NONE(pyos_getfilesystemencodeerrors());
    NONE(pyos_utf8_mode());
}

TEST(none_path) {
    char buffer[64];
    pyos_view parts[2], a, b;
    parts[0] = pyos_view_of("a/x"), parts[1] = pyos_view_of("b.c");
    NONE(pyos_path_join_buf(buffer, sizeof buffer, parts, 2));
    NONE(pyos_path_split_view(parts[0], &a, &b));
    NONE(pyos_path_splitext_view(parts[1], &a, &b));
    NONE(pyos_path_basename("a/b"));
    NONE(pyos_path_basename_view(parts[0]));
    NONE(pyos_path_dirname_view(parts[0]));
    NONE(pyos_path_normpath_buf(buffer, sizeof buffer, parts[0]));
    NONE(pyos_path_isabs("a"));
    NONE(pyos_path_isabs_view(parts[0]));
    NONE(pyos_path_exists(FAULT_TOP "/file"));
    NONE(pyos_path_isdir(FAULT_TOP "/file"));
    NONE(pyos_path_isfile(FAULT_TOP "/file"));
    NONE(pyos_path_islink(FAULT_TOP "/file"));
}

#ifdef PYOS_F_TEST
#define FAULT_TEST_LOCK PYOS_F_TEST
#else
#define FAULT_TEST_LOCK 3
#endif

TEST(none_fd_and_stat) {
    char buffer[16];
    FILE *stream;
    pyos_terminal_size size;
    void *handle = NULL;
    int fd = -1, fd2 = -1;
    NONE(fd = pyos_open(FAULT_TOP "/file", PYOS_O_RDWR | PYOS_OPEN_BINARY, 0));
    NONE(fd2 = pyos_open_at(PYOS_CWD, FAULT_TOP "/file", PYOS_O_RDONLY, 0));
    CHECK(fd >= 0 && fd2 >= 0);
    NONE(pyos_write(fd, "x", 1));
    NONE(pyos_lseek(fd, 0, PYOS_SEEK_SET));
    NONE(pyos_read(fd, buffer, 1));
    NONE(pyos_fsync(fd));
    NONE(pyos_ftruncate(fd, 0));
    NONE(pyos_get_inheritable(fd));
    NONE(pyos_set_inheritable(fd, false));
    NONE(pyos_fstat(fd, &fault_st));
    NONE(pyos_pwrite(fd, "xy", 2, 0));
    NONE(pyos_pread(fd, buffer, 2, 0));
    NONE(pyos_get_blocking(fd));
    NONE(pyos_set_blocking(fd, true));
    NONE(pyos_isatty(fd));
    NONE(pyos_fdatasync(fd));
    NONE(pyos_posix_fallocate(fd, 0, 2));
    NONE(pyos_posix_fadvise(fd, 0, 0, 0));
    NONE(pyos_lockf(fd, FAULT_TEST_LOCK, 0));
    NONE(pyos_get_terminal_size(fd, &size));
    NONE(pyos_tcgetpgrp(fd));
    NONE(pyos_tcsetpgrp(fd, 1));
    NONE(pyos_login_tty(-1));
    NONE(pyos_grantpt(fd));
    NONE(pyos_unlockpt(fd));
    NONE(handle = pyos_get_osfhandle(fd));
    NONE(pyos_get_handle_inheritable(handle));
    NONE(pyos_set_handle_inheritable(handle, false));
    NONE(pyos_open_osfhandle(handle, -1));
    NONE(pyos_close(fd));
    NONE(stream = pyos_fdopen(fd2, "r"));
    CHECK(stream != NULL);
    if (stream) (void)fclose(stream);
    NONE(pyos_stat(FAULT_TOP "/file", &fault_st));
    NONE(pyos_stat_at(PYOS_CWD, FAULT_TOP "/file", PYOS_NOFOLLOW, &fault_st));
    NONE(pyos_lstat(FAULT_TOP "/file", &fault_st));
    NONE(pyos_S_ISDIR(0));
    NONE(pyos_S_ISCHR(0));
    NONE(pyos_S_ISBLK(0));
    NONE(pyos_S_ISREG(0));
    NONE(pyos_S_ISFIFO(0));
    NONE(pyos_S_ISLNK(0));
    NONE(pyos_S_ISSOCK(0));
    NONE(pyos_S_ISDOOR(0));
    NONE(pyos_S_ISPORT(0));
    NONE(pyos_S_ISWHT(0));
    NONE(pyos_S_IMODE(0));
    NONE(pyos_S_IFMT(0));
    NONE(pyos_filemode(0, buffer));
}

TEST(none_descriptors) {
    char buffer[16];
    pyos_buffer buffers[2];
    int fd = -1, r = -1, w = -1, copy = -1, spare = -1;
    buffers[0].base = buffer, buffers[0].len = 2, buffers[1].base = buffer + 2, buffers[1].len = 2;
    memset(buffer, 'b', sizeof buffer);
    fd = pyos_open(FAULT_TOP "/file", PYOS_O_RDWR | PYOS_OPEN_BINARY, 0);
    CHECK(fd >= 0);
    NONE(pyos_writev(fd, buffers, 2));
    NONE(pyos_lseek(fd, 0, PYOS_SEEK_SET));
    NONE(pyos_readv(fd, buffers, 2));
    NONE(pyos_pwritev(fd, buffers, 2, 0, 0));
    NONE(pyos_preadv(fd, buffers, 2, 0, 0));
    NONE(copy = pyos_dup(fd));
    NONE(pyos_pipe(&r, &w));
    if (r >= 0) {
        NONE(pyos_dup2(fd, w, false));
        CHECK_INT(pyos_close(r), 0);
        CHECK_INT(pyos_close(w), 0);
        NONE(spare = pyos_dup2(fd, 90, true));
        NONE(pyos_closerange(90, 92));
        CHECK(spare < 0 || pyos_fstat(90, &fault_st) == -1);
    }
    r = w = -1;
    NONE(pyos_pipe2(0, &r, &w));
    if (r >= 0) {
        NONE(pyos_splice(fd, w, 2, NULL, NULL, 0));
        CHECK_INT(pyos_close(r), 0);
        CHECK_INT(pyos_close(w), 0);
    }
    if (copy >= 0) {
        long long start = 0;
        NONE(pyos_copy_file_range(fd, copy, 1, &start, &start));
        NONE(pyos_sendfile(copy, fd, &start, 1, NULL));
        CHECK_INT(pyos_close(copy), 0);
    }
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    CHECK_INT(pyos_close(fd), 0);
    fd = -1;
    NONE(fd = pyos_posix_openpt(PYOS_O_RDWR));
    if (fd >= 0) {
        NONE(pyos_grantpt(fd));
        NONE(pyos_unlockpt(fd));
        CHECK_INT(pyos_close(fd), 0);
    }
}

/* Linux's own. */
TEST(none_linux) {
    double seconds[2];
    long long ns[2];
    unsigned long long value;
    int fd = -1;
    NONE(fd = pyos_timerfd_create(FAULT_CLOCK, 0));
    NONE(pyos_timerfd_settime(fd, 0, 1.5, 2.5, seconds));
    NONE(pyos_timerfd_settime_ns(fd, 0, 1500000000LL, 0, ns));
    NONE(pyos_timerfd_gettime(fd, seconds));
    NONE(pyos_timerfd_gettime_ns(fd, ns));
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    fd = -1;
    NONE(fd = pyos_eventfd(1, 0));
    NONE(pyos_eventfd_write(fd, 1));
    NONE(pyos_eventfd_read(fd, &value));
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    fd = -1;
    NONE(fd = pyos_memfd_create("fault", 0));
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open(FAULT_TOP "/file", PYOS_O_RDWR, 0);
    NONE(pyos_setxattr(FAULT_TOP "/file", "user.pyos", "x", 1, 0));
    NONE(pyos_lsetxattr(FAULT_TOP "/file", "user.pyos2", "x", 1, 0));
    NONE(pyos_fsetxattr(fd, "user.pyos3", "x", 1, 0));
    NONE(pyos_removexattr(FAULT_TOP "/file", "user.pyos"));
    NONE(pyos_lremovexattr(FAULT_TOP "/file", "user.pyos2"));
    NONE(pyos_fremovexattr(fd, "user.pyos3"));
    CHECK_INT(pyos_close(fd), 0);
}

/* Modes, owners, times, limits. */
TEST(none_metadata) {
    pyos_statvfs_result fs;
    long long value;
    unsigned long long device;
    int fd = pyos_open(FAULT_TOP "/file", PYOS_O_RDWR, 0);
    NONE(pyos_chmod(FAULT_TOP "/file", 0666));
    NONE(pyos_chmod_at(PYOS_CWD, FAULT_TOP "/file", 0666, 0));
    NONE(pyos_fchmod(fd, 0666));
    NONE(pyos_lchmod(FAULT_TOP "/file", 0666));
    NONE(pyos_chown(FAULT_TOP "/file", -1, -1));
    NONE(pyos_chown_at(PYOS_CWD, FAULT_TOP "/file", -1, -1, PYOS_NOFOLLOW));
    NONE(pyos_fchown(fd, -1, -1));
    NONE(pyos_lchown(FAULT_TOP "/file", -1, -1));
    NONE(pyos_chflags(FAULT_TOP "/file", 0));
    NONE(pyos_lchflags(FAULT_TOP "/file", 0));
    NONE(pyos_chroot(FAULT_TOP "/none"));
    NONE(pyos_utime(FAULT_TOP "/file", fault_times));
    NONE(pyos_utime_at(PYOS_CWD, FAULT_TOP "/file", NULL, 0));
    NONE(pyos_futime(fd, NULL));
    NONE(pyos_mkfifo(FAULT_TOP "/file", 0666));
    NONE(pyos_mkfifo_at(PYOS_CWD, FAULT_TOP "/file", 0666));
    NONE(pyos_mknod(FAULT_TOP "/file", 0666, 0));
    NONE(pyos_mknod_at(PYOS_CWD, FAULT_TOP "/file", 0666, 0));
    NONE(pyos_makedev(1, 2, &device));
    NONE(pyos_major(0x102, &value));
    NONE(pyos_minor(0x102, &value));
    NONE(pyos_pathconf(FAULT_TOP "/file", "PC_NAME_MAX", &value));
    NONE(pyos_fpathconf(fd, "PC_NAME_MAX", &value));
    NONE(pyos_pathconf_names(NULL));
    NONE(pyos_statvfs(FAULT_TOP "/file", &fs));
    NONE(pyos_fstatvfs(fd, &fs));
    NONE(pyos_sync());
    CHECK_INT(pyos_close(fd), 0);
}

/* Calls that change the process itself are made in a child, which ends with test_bad, or by the call. */
static void fault_in_child(void (*calls)(void), int code) {
#if HOST_POSIX
    int status = -1;
    pid_t pid;
    fflush(stdout);
    pid = fork();
    if (pid == 0) {
        test_bad = 0;
        calls();
        fflush(stdout);
        _exit(test_bad);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) ? WEXITSTATUS(status) == code : WTERMSIG(status) == -code);
#else
    (void)code;
    calls(); /* ENOSYS, as a rule */
#endif
}

static void fault_session(void) {
    NONE(pyos_setpgrp());
    NONE(pyos_setsid());
    NONE(pyos_setpgid(0, 0));
    NONE(pyos_nice(1, NULL));
    NONE(pyos_setpriority(0, 0, 19));
    NONE(pyos_initgroups("root", 0));
    NONE(pyos_setuid(65534));
    NONE(pyos_setgid(65534));
    NONE(pyos_seteuid(65534));
    NONE(pyos_setegid(65534));
    NONE(pyos_setreuid(-1, -1));
    NONE(pyos_setregid(-1, -1));
    NONE(pyos_setresuid(-1, -1, -1));
    NONE(pyos_setresgid(-1, -1, -1));
    NONE(pyos_unshare(0));
    NONE(pyos_setns(-1, 0));
}

static void fault_ends(void) {
    fault_arm(1, 1); /* an allocation would fail, and be seen by the exit code */
    if (HOST_POSIX) NONE(pyos__exit(fault_count ? 1 : 7));
}

static void fault_aborts(void) {
    if (HOST_POSIX) NONE(pyos_abort());
}

TEST(none_params) {
    long long id, id2, id3;
    int priority;
    NONE(pyos_getpid());
    NONE(pyos_getppid());
    NONE(pyos_getuid());
    NONE(pyos_getgid());
    NONE(pyos_geteuid());
    NONE(pyos_getegid());
    NONE(pyos_getresuid(&id, &id2, &id3));
    NONE(pyos_getresgid(&id, &id2, &id3));
    NONE(pyos_getpgid(0));
    NONE(pyos_getpgrp());
    NONE(pyos_getsid(0));
    NONE(pyos_getpriority(0, 0, &priority));
    NONE(pyos_umask(pyos_umask(022)));
    fault_in_child(fault_session, 0);
    NONE(pyos_environ_trim());
    {
        char program[] = "program", x[] = "-X", one[] = "cpu_count=3", two[] = "argument";
        char *argv[5];
        int argc = 4;
        argv[0] = program, argv[1] = x, argv[2] = one, argv[3] = two, argv[4] = NULL;
        NONE(pyos_parse_xoptions(&argc, argv));
        CHECK_INT(argc, 2);
        NONE(pyos_set_cpu_count(0));
    }
}

TEST(none_process) {
    long long status = 0;
    pyos_rusage usage;
    pyos_waitid_result result;
    pyos_times_result times;
    pyos_pid pid = -1;
    long long code;
    int fd = -1;
    NONE(pid = pyos_fork());
    if (pid == 0) pyos__exit(3);
    if (pid > 0) {
        NONE(fd = pyos_pidfd_open(pid, 0));
        if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
        NONE(pyos_waitpid(pid, 0, &status));
        CHECK(status != 0);
    }
    NONE(pyos_wait4(0, 1, &status, &usage));
    NONE(pyos_fork1());
    NONE(pyos_wait(&status));
    NONE(pyos_wait3(0, &status, &usage));
    NONE(pyos_waitid(0, 0, 4, &result));
    NONE(pyos_waitstatus_to_exitcode(0, &code));
    NONE(pyos_WIFEXITED(0));
    NONE(pyos_WIFSIGNALED(0));
    NONE(pyos_WIFSTOPPED(0));
    NONE(pyos_WIFCONTINUED(0));
    NONE(pyos_WCOREDUMP(0));
    NONE(pyos_WEXITSTATUS(0));
    NONE(pyos_WTERMSIG(0));
    NONE(pyos_WSTOPSIG(0));
    NONE(pyos_kill(INT_MAX - 1, 0));
    NONE(pyos_killpg(INT_MAX - 1, 0));
    NONE(pyos_plock(0));
    NONE(pyos_times(&times));
    fault_in_child(fault_ends, 7);
    fault_in_child(fault_aborts, -6);
}

TEST(none_sched_and_random) {
    pyos_sched_param param;
    double seconds, load[3];
    long long value;
    char buffer[300];
    param.sched_priority = 0;
    NONE(pyos_sched_get_priority_min(0));
    NONE(pyos_sched_get_priority_max(0));
    NONE(pyos_sched_getscheduler(0));
    NONE(pyos_sched_setscheduler(0, 0, &param));
    NONE(pyos_sched_getparam(0, &param));
    NONE(pyos_sched_setparam(0, &param));
    NONE(pyos_sched_rr_get_interval(0, &seconds));
    NONE(pyos_sched_yield());
    NONE(pyos_getloadavg(load));
    NONE(pyos_sysconf("SC_PAGESIZE", &value));
    NONE(pyos_sysconf_names(NULL));
    NONE(pyos_confstr_names(NULL));
    NONE(pyos_getrandom(buffer, sizeof buffer, 0));
    NONE(pyos_urandom(buffer, sizeof buffer));
}

TEST(none_files) {
    int fd;
    fd = pyos_open(".", PYOS_O_RDONLY, 0);
    NONE(pyos_fchdir(fd));
    if (fd >= 0) (void)pyos_close(fd);
    NONE(pyos_access(FAULT_TOP, PYOS_F_OK));
    NONE(pyos_access_at(PYOS_CWD, FAULT_TOP, PYOS_F_OK, 0));
    NONE(pyos_mkdir(FAULT_TOP "/d", 0777));
    NONE(pyos_rmdir(FAULT_TOP "/d"));
    NONE(pyos_mkdir_at(PYOS_CWD, FAULT_TOP "/d", 0777));
    NONE(pyos_rmdir_at(PYOS_CWD, FAULT_TOP "/d"));
    fault_file(FAULT_TOP "/f");
    NONE(pyos_rename(FAULT_TOP "/f", FAULT_TOP "/g"));
    NONE(pyos_rename_at(PYOS_CWD, FAULT_TOP "/g", PYOS_CWD, FAULT_TOP "/f"));
    NONE(pyos_replace(FAULT_TOP "/f", FAULT_TOP "/g"));
    NONE(pyos_replace_at(PYOS_CWD, FAULT_TOP "/g", PYOS_CWD, FAULT_TOP "/f"));
    NONE(pyos_truncate(FAULT_TOP "/f", 3));
    NONE(pyos_link(FAULT_TOP "/f", FAULT_TOP "/g"));
    NONE(pyos_link_at(PYOS_CWD, FAULT_TOP "/f", PYOS_CWD, FAULT_TOP "/h", 0));
    NONE(pyos_remove(FAULT_TOP "/f"));
    NONE(pyos_remove_at(PYOS_CWD, FAULT_TOP "/g"));
    NONE(pyos_unlink(FAULT_TOP "/h"));
    NONE(pyos_unlink_at(PYOS_CWD, FAULT_TOP "/h"));
}

/* Steps and questions cost nothing once the iterator stands, but that WASI reads the directory at the first step. */
TEST(none_walk) {
    unsigned long long ino;
    pyos_scandir_iter *it = pyos_scandir(FAULT_TOP);
    const pyos_direntry *entry = NULL;
    CHECK(it != NULL);
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    CHECK_INT(pyos_scandir_next(it, &entry), 1);
    CHECK(entry != NULL);
    if (!entry) return;
    NONE(pyos_direntry_is_dir(entry, 0));
    NONE(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW));
    NONE(pyos_direntry_is_file(entry, 0));
    NONE(pyos_direntry_is_symlink(entry));
    NONE(pyos_direntry_is_junction(entry));
    NONE(pyos_direntry_stat(entry, 0, &fault_st));
    NONE(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &fault_st));
    NONE(pyos_direntry_inode(entry, &ino, NULL));
    NONE(pyos_scandir_close(it));
    NONE(pyos_walk_close(NULL));
}

/* No allocation per entry: a listing of 400 takes as many allocations as one of 20, on Windows and WASI, where names are
 * converted or the directory is read to its end, at most a few more for buffers that double. */
static long fault_listing_cost(int entries) {
    char path[64];
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int i, count = 0;
    long cost;
    fault_directory(FAULT_TOP "/many");
    for (i = 0; i < entries; i++) {
        (void)snprintf(path, sizeof path, FAULT_TOP "/many/%d", i);
        fault_file(path);
    }
    fault_arm(0, 0);
    it = pyos_scandir(FAULT_TOP "/many");
    while (it && pyos_scandir_next(it, &entry) == 1) {
        count++;
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
    }
    pyos_scandir_close(it);
    cost = fault_count;
    CHECK_INT(count, entries);
    for (i = 0; i < entries; i++) {
        (void)snprintf(path, sizeof path, FAULT_TOP "/many/%d", i);
        fault_gone(path);
    }
    fault_gone_directory(FAULT_TOP "/many");
    return cost;
}

TEST(no_allocation_per_entry) {
    long few = fault_listing_cost(20), many = fault_listing_cost(400);
    CHECK(few <= 4);
    CHECK(many <= few + (HOST_POSIX ? 0 : 4));
}

int main(int argc, char **argv) {
    fault_state before;
    fault_argc = argc, fault_argv = argv;
    test_name = "the tree";
    fault_home = pyos_getcwd();
    fault_tree(1);
    CHECK_INT(pyos_init(), 0);
    fault_environ_start();
    fault_shell_start();
    before = fault_now();
    RUN(jobs);
    before.live = fault_live; /* the hooks stay */
    RUN(jobs_with_long_paths);
    RUN(jobs_with_dir_fd);
    RUN(jobs_with_short_paths);
    RUN(memory_error);
    RUN(none_error_and_text);
    RUN(none_path);
    RUN(none_fd_and_stat);
    RUN(none_descriptors);
    RUN(none_linux);
    RUN(none_metadata);
    RUN(none_params);
    RUN(none_process);
    RUN(none_sched_and_random);
    RUN(none_files);
    RUN(none_walk);
    RUN(no_allocation_per_entry);
    test_name = "the tree", test_bad = 0;
    FAULT_SAME("the whole run", before);
    fault_tree(0);
    pyos_free(fault_home), pyos_free(fault_environment);
    if (test_bad) test_failed++;
    return test_summary();
}
