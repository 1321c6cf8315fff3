/* Tests of >>environ, and of what Python says of file names and arguments as such. After text.c, fd.c and files.c, whose
 * helpers they use. */
#include <locale.h>

/* ---------------------------------------------------------------------------------------------------------------------
 * Helpers
 */

/* What the C library has: the witness beside pyos.h. */
static const char *env_c(const char *name) { return getenv(name); }

/* As foreign code changes the C library's block; NULL removes. */
static void env_c_set(const char *name, const char *value) {
#if FD_WINDOWS
    char text[128];
    snprintf(text, sizeof text, "%s=%s", name, value ? value : "");
    CHECK_INT(_putenv(text), 0);
#else
    CHECK_INT(value ? setenv(name, value, 1) : unsetenv(name), 0);
#endif
}

/* Takes everything out of the mapping and the block; env_restore puts it back. */
static char **env_saved;

static void env_save(void) {
    env_saved = pyos_environ_copy(NULL);
    CHECK(env_saved != NULL);
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK_INT(pyos_environ_len(), 0);
}

static void env_restore(void) {
    CHECK_INT(pyos_environ_clear(), 0);
    if (env_saved) CHECK_INT(pyos_environ_update((const char *const *)env_saved), 0);
    pyos_free(env_saved);
    env_saved = NULL;
}

/* A list in one line, "a|b|c", which is freed; "(null)" for NULL. */
static const char *env_line(char **list, size_t count) {
    static char text[4000];
    size_t at = 0, i;
    if (!list) return "(null)";
    text[0] = 0;
    for (i = 0; list[i]; i++) {
        if (at < sizeof text) at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i ? "|" : "", list[i]);
        if (i == count) break; /* that was one too many */
    }
    pyos_free(list);
    return i == count ? text : "(wrong count)";
}

static const char *env_keys(void) {
    size_t n = 99;
    char **list = pyos_environ_keys(&n);
    return env_line(list, n);
}

static const char *env_values(void) {
    size_t n = 99;
    char **list = pyos_environ_values(&n);
    return env_line(list, n);
}

static const char *env_items(void) {
    size_t n = 99;
    char **list = pyos_environ_items(&n);
    return env_line(list, 2 * n);
}

static const char *env_copy(void) {
    size_t n = 99;
    char **list = pyos_environ_copy(&n);
    return env_line(list, n);
}

static const char *env_merge(const char *const *left, const char *const *right) {
    size_t n = 99;
    char **list = pyos_environ_merge(left, right, &n);
    return env_line(list, n);
}

static const char *env_exec_path(const char *const *env) {
    size_t n = 99;
    char **list = pyos_get_exec_path(env, &n);
    return env_line(list, n);
}

/* Events of this chapter, "put(A, 1) unset(A) "; from number refuse_from on they are refused. */
static struct env_events {
    int on, count, refuse_from, code;
    char text[1000];
} env_events;

static int env_hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    struct env_events *e = (struct env_events *)user;
    size_t at = strlen(e->text), i;
    int put = strcmp(event, "os.putenv") == 0;
    if (!e->on || (!put && strcmp(event, "os.unsetenv") != 0)) return 0;
    if (nargs != (put ? 2u : 1u)) return EDOM;
    at += (size_t)snprintf(e->text + at, sizeof e->text - at, put ? "put(" : "unset(");
    for (i = 0; i < nargs && at < sizeof e->text; i++) {
        if (args[i].type != (FD_WINDOWS ? PYOS_AUDIT_TEXT : PYOS_AUDIT_BYTES)) return EDOM;
        if (args[i].n != strlen(args[i].s)) return EDOM;
        at += (size_t)snprintf(e->text + at, sizeof e->text - at, "%s%s", i ? ", " : "", args[i].s);
    }
    if (at < sizeof e->text) snprintf(e->text + at, sizeof e->text - at, ") ");
    return ++e->count >= e->refuse_from ? e->code : 0;
}

/* False when compiled without hooks. */
static int env_listen(int refuse_from, int code) {
    static int added;
    if (!added && pyos_addaudithook(env_hook, &env_events) != 0) return 0;
    added = 1;
    memset(&env_events, 0, sizeof env_events);
    env_events.on = 1, env_events.refuse_from = refuse_from, env_events.code = code;
    return 1;
}

static const char *env_heard(void) {
    env_events.on = 0;
    return env_events.text;
}

/* The call raises these events; without hooks only the call is made. */
#define ENV_EVENTS(call, want)                                                                                         \
    do {                                                                                                               \
        int env_listens_ = env_listen(1000000, 0);                                                                     \
        (void)(call);                                                                                                  \
        if (env_listens_) CHECK_STR(env_heard(), want);                                                                \
    } while (0)

#define ENV_TYPE(failed)                                                                                               \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_TYPEERROR, EINVAL, NULL);                                                             \
        CHECK(pyos_last_error()->text != NULL);                                                                        \
    } while (0)
#define ENV_KEY(failed) CHECK_ERROR(failed, PYOS_KEYERROR, ENOENT, NULL)
#define ENV_ILLEGAL(failed)                                                                                            \
    do {                                                                                                               \
        CHECK_ERROR(failed, PYOS_VALUEERROR, EINVAL, NULL);                                                            \
        FD_TEXT("illegal environment variable name");                                                                  \
    } while (0)
/* A name that putenv refuses, or unsetenv: on Windows before, on POSIX by the C library. */
#if FD_WINDOWS
#define ENV_EMPTY(failed) ENV_ILLEGAL(failed)
#else
#define ENV_EMPTY(failed) CHECK_ERROR(failed, PYOS_OSERROR, EINVAL, NULL)
#endif

#if FD_POSIX
extern char **environ;

/* Runs in a child whose block is this one, and where nobody has looked at it yet. */
static void env_child(int line, const char *const *block, void (*run)(void)) {
    static char room[15][16], *copy[16];
    int status = -1;
    size_t n = 0;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        test_bad = 0;
        for (; block[n] && n < 15; n++) copy[n] = strcpy(room[n], block[n]);
        copy[n] = NULL;
        environ = copy;
        run();
        fflush(stdout);
        _exit(test_bad);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (pid <= 0 || status != 0) test_complain(__FILE__, line, "a child with a block of its own");
}
#endif

#if FD_WINDOWS
static int env_units(const wchar_t *a, const wchar_t *b, size_t n) { return memcmp(a, b, n * sizeof *a) == 0; }

/* Starts this program again, to run the test of this name only, which then finds PYOS_TEST_CHILD in its environment and
 * ends the process with test_bad. block: an environment as CreateProcess takes it, NULL for what there is; it must set
 * PYOS_TEST and PYOS_TEST_CHILD itself then. */
static void env_start(const wchar_t *test, const wchar_t *how, wchar_t *block) {
    wchar_t module[1024], command[] = L"pyos";
    STARTUPINFOW start;
    PROCESS_INFORMATION process;
    DWORD status = 99;
    memset(&start, 0, sizeof start);
    start.cb = sizeof start;
    CHECK(GetModuleFileNameW(NULL, module, 1024) != 0);
    fflush(stdout);
    SetEnvironmentVariableW(L"PYOS_TEST", test);
    SetEnvironmentVariableW(L"PYOS_TEST_CHILD", how);
    CHECK(CreateProcessW(module, command, NULL, NULL, TRUE, CREATE_UNICODE_ENVIRONMENT, block, NULL, &start, &process));
    SetEnvironmentVariableW(L"PYOS_TEST_CHILD", NULL);
    SetEnvironmentVariableW(L"PYOS_TEST", NULL);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &status);
    CloseHandle(process.hProcess), CloseHandle(process.hThread);
    CHECK_INT(status, 0);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * One variable
 */

TEST(env_get_set_del) {
    const char fallback[] = "no";
    long long before = pyos_environ_len();
    CHECK(before >= 0);
    CHECK(!pyos_environ_contains("PYT_A"));
    CHECK(pyos_getenv("PYT_A", fallback) == fallback);
    CHECK_INT(pyos_environ_set("PYT_A", "1"), 0);
    CHECK_STR(pyos_environ_get("PYT_A"), "1");
    CHECK_STR(pyos_getenv("PYT_A", fallback), "1");
    CHECK_STR(pyos_getenv("PYT_A", NULL), "1");
    CHECK(pyos_environ_contains("PYT_A"));
    CHECK_STR(env_c("PYT_A"), "1");
    CHECK_INT(pyos_environ_len(), before + 1);
    CHECK_INT(pyos_environ_set("PYT_A", "x=y z\n"), 0);
    CHECK_STR(pyos_environ_get("PYT_A"), "x=y z\n");
    CHECK_STR(env_c("PYT_A"), "x=y z\n");
    CHECK_INT(pyos_environ_len(), before + 1);
    CHECK_INT(pyos_environ_set("PYT_AB", "2"), 0); /* a name that begins with the other */
    CHECK_STR(pyos_environ_get("PYT_A"), "x=y z\n");
    CHECK_INT(pyos_environ_del("PYT_A"), 0);
    CHECK(!pyos_environ_contains("PYT_A"));
    CHECK_STR(pyos_environ_get("PYT_AB"), "2");
    CHECK(env_c("PYT_A") == NULL);
    CHECK_STR(env_c("PYT_AB"), "2");
    CHECK_INT(pyos_environ_del("PYT_AB"), 0);
    CHECK_INT(pyos_environ_len(), before);
}

TEST(env_missing) {
    ENV_KEY(pyos_environ_get("PYT_NONE") == NULL);
    CHECK_MESSAGE("'PYT_NONE'");
    ENV_KEY(pyos_environ_get("") == NULL);
    ENV_KEY(pyos_environ_get("PYT=NONE") == NULL); /* no name that could be there */
    ENV_KEY(pyos_environ_del("PYT_NONE") == -1);
    ENV_KEY(pyos_environ_pop("PYT_NONE", NULL) == NULL);
    ENV_KEY(pyos_environ_pop("PYT=NONE", NULL) == NULL);
    errno = 4321;
    CHECK(pyos_getenv("PYT_NONE", NULL) == NULL); /* an answer, no failure */
    CHECK(!pyos_environ_contains("PYT_NONE"));
    CHECK_STR(pyos_environ_pop("PYT_NONE", "x"), "x");
    CHECK_INT(errno, 4321);
    CHECK_STR(pyos_last_error()->function, "os.environ");
    ENV_KEY(pyos_environ_get("pyt'None") == NULL);
    CHECK_MESSAGE("\"pyt'None\""); /* as the caller wrote it */
}

TEST(env_null) {
    const char *name = "untouched", *value = "untouched";
    char program[] = "p", *argv[2];
    int argc = 1;
    long long before = pyos_environ_len();
    argv[0] = program, argv[1] = NULL;
    ENV_TYPE(pyos_getenv(NULL, "x") == NULL);
    ENV_TYPE(pyos_environ_get(NULL) == NULL);
    ENV_TYPE(pyos_environ_set(NULL, "x") == -1);
    ENV_TYPE(pyos_environ_set("PYT_A", NULL) == -1);
    ENV_TYPE(pyos_environ_del(NULL) == -1);
    ENV_TYPE(pyos_environ_pop(NULL, NULL) == NULL);
    ENV_TYPE(pyos_environ_pop(NULL, "x") == NULL);
    ENV_TYPE(pyos_environ_popitem(NULL, &value) == -1);
    ENV_TYPE(pyos_environ_popitem(&name, NULL) == -1);
    CHECK_STR(name, "untouched");
    CHECK_STR(value, "untouched");
    ENV_TYPE(pyos_environ_setdefault(NULL, "x") == NULL);
    ENV_TYPE(pyos_environ_setdefault("PYT_A", NULL) == NULL);
    ENV_TYPE(pyos_environ_update(NULL) == -1);
    ENV_TYPE(pyos_putenv(NULL, "x") == -1);
    ENV_TYPE(pyos_putenv("PYT_A", NULL) == -1);
    ENV_TYPE(pyos_unsetenv(NULL) == -1);
    ENV_TYPE(pyos_parse_xoptions(NULL, argv) == -1);
    ENV_TYPE(pyos_parse_xoptions(&argc, NULL) == -1);
    CHECK(!pyos_environ_contains(NULL));
    CHECK(!pyos_environ_contains("PYT_A") && env_c("PYT_A") == NULL);
    CHECK_INT(pyos_environ_len(), before);
    /* counts that nobody wants */
    pyos_free(pyos_environ_keys(NULL)), pyos_free(pyos_environ_values(NULL)), pyos_free(pyos_environ_items(NULL));
    pyos_free(pyos_environ_copy(NULL)), pyos_free(pyos_environ_merge(NULL, NULL, NULL));
    pyos_free(pyos_get_exec_path(NULL, NULL));
}

TEST(env_null_messages) {
    ENV_TYPE(pyos_environ_get(NULL) == NULL);
    CHECK_MESSAGE("str expected, not NoneType");
    ENV_TYPE(pyos_environ_set("PYT_A", NULL) == -1);
    CHECK_MESSAGE("str expected, not NoneType");
    ENV_TYPE(pyos_getenv(NULL, NULL) == NULL);
    CHECK_MESSAGE("str expected, not NoneType");
    ENV_TYPE(pyos_putenv("PYT_A", NULL) == -1);
    CHECK_STR(pyos_last_error()->function, "os.putenv");
    ENV_TYPE(pyos_unsetenv(NULL) == -1);
    CHECK_STR(pyos_last_error()->function, "os.unsetenv");
}

#if !FD_WINDOWS
TEST(env_empty_value_is_a_value) {
    long long before = pyos_environ_len();
    CHECK_INT(pyos_environ_set("PYT_E", ""), 0);
    CHECK(pyos_environ_contains("PYT_E"));
    CHECK_STR(pyos_environ_get("PYT_E"), "");
    CHECK_STR(pyos_getenv("PYT_E", "x"), "");
    CHECK_STR(pyos_environ_pop("PYT_E", "x"), "");
    CHECK(!pyos_environ_contains("PYT_E"));
    CHECK_INT(pyos_putenv("PYT_E", ""), 0);
    CHECK_STR(env_c("PYT_E"), "");
    CHECK_INT(pyos_unsetenv("PYT_E"), 0);
    CHECK(env_c("PYT_E") == NULL);
    CHECK_INT(pyos_environ_len(), before);
}
#endif

/* Names and values as the system has them: bytes, on Windows WTF-8. */
TEST(env_bytes) {
    RULE("rule.bytes_in_bytes_out");
    const char *value = FD_WINDOWS ? "\303\244\355\240\200\360\237\230\200" : "\377\376\303\244 \001\177\355\240\200";
    const char *name = FD_WINDOWS ? "PYT_\303\204\344\270\255" : "PYT_\344\377 \t-";
    pyos_view parts[2], head, tail;
    char buffer[16], *path;
    CHECK_INT(pyos_environ_set(name, value), 0);
    CHECK_STR(pyos_environ_get(name), value);
#if !FD_WINDOWS
    CHECK_STR(env_c(name), value);
#endif
    CHECK_STR(pyos_environ_pop(name, NULL), value);
    /* a path that comes back is of the bytes that went in */
    CHECK_OWNED(pyos_path_join(value, name), FD_WINDOWS
                                                 ? "\303\244\355\240\200\360\237\230\200\\PYT_\303\204\344\270\255"
                                                 : "\377\376\303\244 \001\177\355\240\200/PYT_\344\377 \t-");
    parts[0].data = "\377", parts[0].size = 1, parts[1].data = "\200", parts[1].size = 1;
    CHECK_INT(pyos_path_join_buf(buffer, sizeof buffer, parts, 2), 3);
    CHECK(memcmp(buffer, FD_WINDOWS ? "\377\\\200" : "\377/\200", 4) == 0);
    pyos_path_split_view(pyos_view_of("\344/\366"), &head, &tail);
    CHECK(head.size == 1 && head.data[0] == '\344' && tail.size == 1 && tail.data[0] == '\366');
    path = pyos_getcwd();
    CHECK(path != NULL);
    pyos_free(path);
#if FD_LINUX
    size_t n = 0;
    fd_enter();
    fd_put("\377\344", "x");
    char **names = pyos_listdir(".", &n);
    CHECK_STR(env_line(names, n), "\377\344");
    CHECK_INT(pyos_symlink("\377\344", "l\366", false), 0);
    CHECK_OWNED(pyos_readlink("l\366", NULL), "\377\344");
    fd_leave();
#endif
}

TEST(env_large) {
    const size_t n = FD_WINDOWS ? 30000 : 1000000;
    char *value = err_repeat("0123456789", n);
    CHECK_INT(pyos_environ_set("PYT_LARGE", value), 0);
    CHECK(test_same(pyos_environ_get("PYT_LARGE"), value));
    CHECK(test_same(env_c("PYT_LARGE"), value));
    CHECK_INT(pyos_environ_del("PYT_LARGE"), 0);
    CHECK(env_c("PYT_LARGE") == NULL);
    free(value);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Mapping and block
 */

TEST(env_snapshot) {
    RULE("rule.env_snapshot");
    CHECK_INT(pyos_init(), 0);
    CHECK_INT(pyos_environ_set("PYT_OLD", "old"), 0);
    long long before = pyos_environ_len();
    /* foreign changes, and those of putenv and unsetenv, do not flow back */
    env_c_set("PYT_FOREIGN", "1");
    env_c_set("PYT_OLD", "new");
    CHECK_INT(pyos_putenv("PYT_PUT", "2"), 0);
    CHECK_STR(env_c("PYT_PUT"), "2");
    CHECK_INT(pyos_init(), 0); /* again is nothing */
    CHECK(pyos_getenv("PYT_FOREIGN", NULL) == NULL && !pyos_environ_contains("PYT_FOREIGN"));
    CHECK(pyos_getenv("PYT_PUT", NULL) == NULL && !pyos_environ_contains("PYT_PUT"));
    CHECK_STR(pyos_getenv("PYT_OLD", NULL), "old");
    CHECK_STR(env_c("PYT_OLD"), "new");
    CHECK_INT(pyos_environ_len(), before);
    CHECK_INT(pyos_unsetenv("PYT_OLD"), 0);
    CHECK(env_c("PYT_OLD") == NULL);
    CHECK_STR(pyos_environ_get("PYT_OLD"), "old");
    CHECK_INT(pyos_unsetenv("PYT_NONE"), 0); /* what is not there can be unset */
    /* changes of the mapping go out */
    CHECK_INT(pyos_environ_set("PYT_OLD", "newer"), 0);
    CHECK_STR(env_c("PYT_OLD"), "newer");
    /* del unsets before it looks */
    ENV_KEY(pyos_environ_del("PYT_FOREIGN") == -1);
    CHECK(env_c("PYT_FOREIGN") == NULL);
    /* pop does not */
    CHECK_STR(pyos_environ_pop("PYT_PUT", "x"), "x");
    ENV_KEY(pyos_environ_pop("PYT_PUT", NULL) == NULL);
    CHECK_STR(env_c("PYT_PUT"), "2");
    /* what only the mapping has can be set again, and goes */
    env_c_set("PYT_OLD", NULL);
    CHECK_INT(pyos_environ_del("PYT_OLD"), 0);
    CHECK(!pyos_environ_contains("PYT_OLD"));
    env_c_set("PYT_PUT", NULL);
}

TEST(env_reload) {
    CHECK_INT(pyos_environ_set("PYT_OLD", "old"), 0);
    CHECK_INT(pyos_environ_set("PYT_KEPT", "kept"), 0);
    const char *kept = pyos_environ_get("PYT_KEPT"), *old = pyos_environ_get("PYT_OLD");
    env_c_set("PYT_FOREIGN", "1");
    env_c_set("PYT_OLD", "new");
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK_STR(pyos_environ_get("PYT_FOREIGN"), "1");
    CHECK_STR(pyos_environ_get("PYT_OLD"), "new");
    CHECK_STR(pyos_environ_get("PYT_KEPT"), "kept");
    CHECK_STR(old, "old"); /* handed out before */
    CHECK_STR(kept, "kept");
    env_c_set("PYT_OLD", NULL);
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK(!pyos_environ_contains("PYT_OLD"));
    CHECK_STR(old, "old");
    CHECK_INT(pyos_environ_del("PYT_FOREIGN"), 0);
    CHECK_INT(pyos_environ_del("PYT_KEPT"), 0);
    CHECK_STR(kept, "kept");
}

/* The mapping and the block have strings of their own. */
TEST(env_strings_are_copies) {
    RULE("rule.env_leak");
    char name[] = "PYT_OWN", value[] = "own";
    CHECK_INT(pyos_environ_set(name, value), 0);
    CHECK_INT(pyos_putenv("PYT_OWN2", value), 0);
    memset(value, '#', 3), memset(name, '#', 7);
    CHECK_STR(pyos_environ_get("PYT_OWN"), "own");
    CHECK_STR(env_c("PYT_OWN"), "own");
    CHECK_STR(env_c("PYT_OWN2"), "own");
    /* its own value as the new one, and another's */
    CHECK_INT(pyos_environ_set("PYT_OWN", pyos_environ_get("PYT_OWN")), 0);
    CHECK_INT(pyos_environ_set("PYT_OWN", pyos_environ_get("PYT_OWN") + 1), 0);
    CHECK_STR(pyos_environ_get("PYT_OWN"), "wn");
    CHECK_INT(pyos_environ_set("PYT_OWN2", pyos_environ_get("PYT_OWN")), 0);
    CHECK_INT(pyos_environ_del("PYT_OWN"), 0);
    CHECK_STR(pyos_environ_get("PYT_OWN2"), "wn");
    CHECK_INT(pyos_environ_del("PYT_OWN2"), 0);
}

TEST(env_handed_out_strings_stay) {
    const char *out[64], *name, *value, *last;
    char text[16];
    int i;
    CHECK_INT(pyos_environ_set("PYT_STAY", "first"), 0);
    const char *first = pyos_environ_get("PYT_STAY"), *popped;
    for (i = 0; i < 64; i++) {
        snprintf(text, sizeof text, "%d", i);
        CHECK_INT(pyos_environ_set("PYT_STAY", text), 0);
        out[i] = pyos_environ_get("PYT_STAY");
    }
    CHECK_STR(first, "first");
    CHECK(first != out[0]);
    popped = pyos_environ_pop("PYT_STAY", NULL);
    CHECK_INT(pyos_environ_set("PYT_STAY", "again"), 0);
    last = pyos_environ_get("PYT_STAY");
    CHECK_INT(pyos_environ_del("PYT_STAY"), 0);
    env_save();
    CHECK_INT(pyos_environ_set("PYT_ITEM", "item"), 0);
    CHECK_INT(pyos_environ_popitem(&name, &value), 0);
    env_restore();
    CHECK_INT(pyos_reload_environ(), 0);
    for (i = 0; i < 64; i++) {
        snprintf(text, sizeof text, "%d", i);
        CHECK_STR(out[i], text);
    }
    CHECK_STR(popped, "63");
    CHECK_STR(last, "again");
    CHECK_STR(name, "PYT_ITEM");
    CHECK_STR(value, "item");
    /* what is not replaced stays beyond that too, here and in the block */
    CHECK_INT(pyos_environ_set("PYT_NOW", "1"), 0);
    CHECK_INT(pyos_environ_set("PYT_NOW", "2"), 0);
    const char *now = pyos_environ_get("PYT_NOW");
    pyos_environ_trim();
    CHECK_STR(now, "2");
    CHECK(pyos_environ_get("PYT_NOW") == now);
    CHECK_STR(env_c("PYT_NOW"), "2");
    pyos_environ_trim();
    CHECK_INT(pyos_environ_del("PYT_NOW"), 0);
    pyos_environ_trim();
    CHECK(env_c("PYT_NOW") == NULL && pyos_getenv("PYT_NOW", NULL) == NULL);
    CHECK_INT(pyos_environ_len() >= 0, 1);
}

#if FD_POSIX
/* How often the block has this entry. */
static int env_in_block(const char *entry) {
    int n = 0;
    for (char **e = environ; e && *e; e++) n += strcmp(*e, entry) == 0;
    return n;
}

/* What a child gets is the array. */
TEST(env_block) {
    CHECK_INT(pyos_environ_set("PYT_A", "1"), 0);
    CHECK_INT(env_in_block("PYT_A=1"), 1);
    CHECK_INT(pyos_environ_set("PYT_A", "2"), 0);
    CHECK_INT(env_in_block("PYT_A=1"), 0);
    CHECK_INT(env_in_block("PYT_A=2"), 1);
    CHECK_INT(pyos_putenv("PYT_A", "3"), 0);
    CHECK_INT(env_in_block("PYT_A=2"), 0);
    CHECK_INT(env_in_block("PYT_A=3"), 1);
    CHECK_INT(pyos_unsetenv("PYT_A"), 0);
    CHECK_INT(env_in_block("PYT_A=3"), 0);
    CHECK_INT(pyos_environ_del("PYT_A"), 0);
}

/* What CPython makes of this block. */
static const char *const env_odd[] = {"B=1", "A=2", "B=3", "noequals", "=x", "C=", "==y", "D=a=b", "A", "E=\377", NULL};
#define ENV_ODD_KEYS "B|A||C|D|E"
#define ENV_ODD_ITEMS "B|1|A|2||x|C||D|a=b|E|\377"

static void env_odd_by_keys(void) { CHECK_STR(env_keys(), ENV_ODD_KEYS); }
static void env_odd_by_values(void) { CHECK_STR(env_values(), "1|2|x||a=b|\377"); }
static void env_odd_by_items(void) { CHECK_STR(env_items(), ENV_ODD_ITEMS); }
static void env_odd_by_copy(void) { CHECK_STR(env_copy(), "B=1|A=2|=x|C=|D=a=b|E=\377"); }
static void env_odd_by_len(void) { CHECK_INT(pyos_environ_len(), 6); }
static void env_odd_by_get(void) { CHECK_STR(pyos_environ_get("B"), "1"); }
static void env_odd_by_getenv(void) { CHECK_STR(pyos_getenv("A", "x"), "2"); }
static void env_odd_by_contains(void) { CHECK(pyos_environ_contains("C")); }
static void env_odd_by_setdefault(void) { CHECK_STR(pyos_environ_setdefault("A", "3"), "2"); }
static void env_odd_by_pop(void) { CHECK_STR(pyos_environ_pop("D", NULL), "a=b"); }
static void env_odd_by_del(void) { CHECK_INT(pyos_environ_del("E"), 0); }
static void env_odd_by_reload(void) {
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK_STR(env_keys(), ENV_ODD_KEYS);
}
static void env_odd_by_merge(void) {
    const char *right[] = {"F=6", NULL};
    CHECK_STR(env_merge(NULL, right), "B=1|A=2|=x|C=|D=a=b|E=\377|F=6");
}

static void env_odd_by_popitem(void) {
    const char *name, *value;
    CHECK_INT(pyos_environ_popitem(&name, &value), 0);
    CHECK_STR(name, "B");
    CHECK_STR(value, "1");
    CHECK_STR(env_keys(), "A||C|D|E");
}

static void env_odd_by_set(void) {
    CHECK_INT(pyos_environ_set("Z", "1"), 0);
    CHECK_INT(pyos_environ_set("A", "3"), 0);
    CHECK_STR(env_items(), "B|1|A|3||x|C||D|a=b|E|\377|Z|1");
    CHECK_INT(env_in_block("A=3"), 1);
    CHECK_INT(env_in_block("A=2"), 0);
}

static void env_odd_by_update(void) {
    const char *other[] = {"Z=1", NULL};
    CHECK_INT(pyos_environ_update(other), 0);
    CHECK_STR(env_keys(), ENV_ODD_KEYS "|Z");
}

static void env_odd_by_init(void) {
    CHECK_INT(pyos_init(), 0);
    CHECK_INT(setenv("A", "9", 1), 0);
    CHECK_INT(pyos_init(), 0);
    CHECK_STR(env_items(), ENV_ODD_ITEMS);
}

/* unsetenv takes away both, so that nobody sees the second value then. */
static void env_odd_twice(void) {
    CHECK_STR(pyos_environ_get("B"), "1");
    CHECK_INT(pyos_environ_del("B"), 0);
    CHECK(getenv("B") == NULL);
    CHECK(!pyos_environ_contains("B"));
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK(!pyos_environ_contains("B"));
}

/* A name of no letters can be in a block, but the C library cannot take it away. */
static void env_odd_clear(void) {
    const char *name, *value;
    CHECK_INT(pyos_environ_popitem(&name, &value), 0);
    CHECK_INT(pyos_environ_popitem(&name, &value), 0);
    ENV_EMPTY(pyos_environ_popitem(&name, &value) == -1);
    ENV_EMPTY(pyos_environ_clear() == -1);
    CHECK_STR(env_keys(), "|C|D|E");
}

static void env_none(void) {
    const char *name, *value;
    CHECK_INT(pyos_environ_len(), 0);
    CHECK_STR(env_keys(), "");
    CHECK_STR(env_values(), "");
    CHECK_STR(env_items(), "");
    CHECK_STR(env_copy(), "");
    ENV_KEY(pyos_environ_popitem(&name, &value) == -1);
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK_STR(env_exec_path(NULL), "/bin|/usr/bin");
    CHECK_INT(pyos_environ_set("A", "1"), 0);
    CHECK_STR(env_copy(), "A=1");
    CHECK_STR(getenv("A"), "1");
}

static void env_null_block(void) {
    environ = NULL;
    env_none();
}

#define ENV_ODD(run) env_child(__LINE__, env_odd, run)

/* Before anything else in this process has asked. */
TEST(env_first_use) {
    static const char *const none[] = {NULL};
    ENV_ODD(env_odd_by_keys);
    ENV_ODD(env_odd_by_values);
    ENV_ODD(env_odd_by_items);
    ENV_ODD(env_odd_by_copy);
    ENV_ODD(env_odd_by_len);
    ENV_ODD(env_odd_by_get);
    ENV_ODD(env_odd_by_getenv);
    ENV_ODD(env_odd_by_contains);
    ENV_ODD(env_odd_by_setdefault);
    ENV_ODD(env_odd_by_pop);
    ENV_ODD(env_odd_by_del);
    ENV_ODD(env_odd_by_reload);
    ENV_ODD(env_odd_by_merge);
    ENV_ODD(env_odd_by_popitem);
    ENV_ODD(env_odd_by_set);
    ENV_ODD(env_odd_by_update);
    ENV_ODD(env_odd_by_init);
    ENV_ODD(env_odd_twice);
    ENV_ODD(env_odd_clear);
    env_child(__LINE__, none, env_none);
    env_child(__LINE__, none, env_null_block);
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Names that are refused, and events
 */

TEST(env_illegal_names) {
    RULE("rule.env_illegal_name");
    const char *name, *value;
    const char *const illegal[] = {"A=1", "=1", NULL};
    long long before = pyos_environ_len();
    ENV_ILLEGAL(pyos_putenv("PYT=A", "1") == -1);
    ENV_ILLEGAL(pyos_putenv("PYT=", "1") == -1);
    ENV_EMPTY(pyos_putenv("", "1") == -1);
    CHECK_STR(pyos_last_error()->function, "os.putenv");
    ENV_EMPTY(pyos_unsetenv("") == -1);
    CHECK_STR(pyos_last_error()->function, "os.unsetenv");
    ENV_EMPTY(pyos_unsetenv("PYT=A") == -1);
    ENV_ILLEGAL(pyos_environ_set("PYT=A", "1") == -1);
    ENV_EMPTY(pyos_environ_set("", "1") == -1);
    ENV_EMPTY(pyos_environ_del("") == -1);
    ENV_EMPTY(pyos_environ_del("PYT=A") == -1);
    ENV_EMPTY(pyos_environ_setdefault("", "1") == NULL);
    ENV_ILLEGAL(pyos_environ_setdefault("PYT=A", "1") == NULL);
#if !FD_WINDOWS
    ENV_ILLEGAL(pyos_putenv("=PYT", "1") == -1);
    ENV_ILLEGAL(pyos_environ_set("=PYT", "1") == -1);
    CHECK_ERROR(pyos_unsetenv("=PYT") == -1, PYOS_OSERROR, EINVAL, NULL);
    ENV_EMPTY(pyos_environ_update(illegal + 1) == -1);
    CHECK(env_c("PYT") == NULL);
#endif
    CHECK_INT(pyos_environ_len(), before);
    (void)name, (void)value, (void)illegal;
}

TEST(env_events_and_checks) {
    RULE("event.os.putenv");
    RULE("event.os.unsetenv");
    const char *name, *value;
    const char *const other[] = {"PYT_C=3", "PYT_D=4", NULL};
    if (!env_listen(1000000, 0)) SKIP("compiled with PYOS_NO_AUDIT");
    env_heard();
    ENV_EVENTS(pyos_putenv("PYT_A", "1=x"), "put(PYT_A, 1=x) ");
    ENV_EVENTS(pyos_unsetenv("PYT_A"), "unset(PYT_A) ");
    ENV_EVENTS(pyos_unsetenv("PYT_A"), "unset(PYT_A) "); /* not there */
    ENV_EVENTS(pyos_environ_set("PYT_A", "1"), "put(PYT_A, 1) ");
    ENV_EVENTS(pyos_environ_set("PYT_A", "1"), "put(PYT_A, 1) ");
    ENV_EVENTS(pyos_environ_get("PYT_A"), "");
    ENV_EVENTS(pyos_getenv("PYT_A", NULL), "");
    ENV_EVENTS(pyos_environ_contains("PYT_A"), "");
    ENV_EVENTS(pyos_environ_setdefault("PYT_A", "2"), "");
    ENV_EVENTS(pyos_environ_setdefault("PYT_B", "2"), "put(PYT_B, 2) ");
    ENV_EVENTS(pyos_environ_update(other), "put(PYT_C, 3) put(PYT_D, 4) ");
    ENV_EVENTS(pyos_environ_pop("PYT_B", NULL), "unset(PYT_B) ");
    ENV_EVENTS(pyos_environ_pop("PYT_B", NULL), "");
    ENV_EVENTS(pyos_environ_pop("PYT_B", "x"), "");
    ENV_EVENTS(pyos_environ_del("PYT_A"), "unset(PYT_A) ");
    ENV_EVENTS(pyos_environ_del("PYT_A"), "unset(PYT_A) "); /* a KeyError comes later */
    ENV_EVENTS(pyos_environ_pop("PYT_C", "x"), "unset(PYT_C) ");
    ENV_EVENTS(pyos_environ_pop("PYT_D", "x"), "unset(PYT_D) ");
    ENV_EVENTS(pyos_reload_environ(), "");
    ENV_EVENTS(pyos_putenv(NULL, "x"), ""); /* wrong use comes before */
    ENV_EVENTS(pyos_putenv("x", NULL), "");
    ENV_EVENTS(pyos_environ_set("x", NULL), "");
    ENV_EVENTS(pyos_unsetenv(NULL), "");
    ENV_EVENTS(pyos_putenv("", "x"), "put(, x) "); /* refused behind it */
    ENV_EVENTS(pyos_unsetenv(""), "unset() ");
    ENV_EVENTS(pyos_environ_set("", "x"), "put(, x) ");
    ENV_EVENTS(pyos_environ_del(""), "unset() ");
#if FD_WINDOWS /* os_putenv_impl of Modules/posixmodule.c: there the event comes before all checks */
    ENV_EVENTS(pyos_putenv("PYT=A", "x"), "put(PYT=A, x) ");
    ENV_EVENTS(pyos_unsetenv("PYT=A"), "unset(PYT=A) ");
    ENV_EVENTS(pyos_environ_set("pyt_up", "x"), "put(PYT_UP, x) ");
    ENV_EVENTS(pyos_environ_del("pyt_Up"), "unset(PYT_UP) ");
#else
    ENV_EVENTS(pyos_putenv("PYT=A", "x"), "");
    ENV_EVENTS(pyos_environ_set("PYT=A", "x"), "");
    ENV_EVENTS(pyos_unsetenv("PYT=A"), "unset(PYT=A) ");
#endif
    env_save();
    CHECK_INT(pyos_environ_set("PYT_2", "2"), 0);
    CHECK_INT(pyos_environ_set("PYT_1", "1"), 0);
    CHECK_INT(pyos_environ_set("PYT_3", "3"), 0);
    ENV_EVENTS(pyos_environ_popitem(&name, &value), "unset(PYT_2) ");
    ENV_EVENTS(pyos_environ_clear(), "unset(PYT_1) unset(PYT_3) ");
    ENV_EVENTS(pyos_environ_clear(), "");
    ENV_EVENTS(pyos_environ_popitem(&name, &value), "");
    env_restore();
}

/* A hook's refusal: nothing is done. */
TEST(env_refused_by_a_hook) {
    const char *name, *value;
    const char *const other[] = {"PYT_C=3", "PYT_D=4", "PYT_E=5", NULL};
    if (!env_listen(1000000, 0)) SKIP("compiled with PYOS_NO_AUDIT");
    env_heard();
    CHECK_INT(pyos_environ_set("PYT_A", "1"), 0);
#define REFUSED(failed)                                                                                                \
    do {                                                                                                               \
        env_listen(1, EPERM);                                                                                          \
        CHECK_ERROR(failed, PYOS_PERMISSIONERROR, EPERM, NULL);                                                        \
        env_heard();                                                                                                   \
    } while (0)
    REFUSED(pyos_putenv("PYT_A", "2") == -1);
    REFUSED(pyos_unsetenv("PYT_A") == -1);
    REFUSED(pyos_environ_set("PYT_A", "2") == -1);
    REFUSED(pyos_environ_set("PYT_B", "2") == -1);
    REFUSED(pyos_environ_setdefault("PYT_B", "2") == NULL);
    REFUSED(pyos_environ_del("PYT_A") == -1);
    REFUSED(pyos_environ_pop("PYT_A", NULL) == NULL);
    REFUSED(pyos_environ_pop("PYT_A", "x") == NULL);
    REFUSED(pyos_environ_popitem(&name, &value) == -1);
    REFUSED(pyos_environ_update(other) == -1);
    REFUSED(pyos_environ_clear() == -1);
#undef REFUSED
    CHECK_STR(pyos_environ_get("PYT_A"), "1");
    CHECK_STR(env_c("PYT_A"), "1");
    CHECK(!pyos_environ_contains("PYT_B") && !env_c("PYT_B"));
    CHECK(!pyos_environ_contains("PYT_C") && !env_c("PYT_C"));
    /* half-way */
    env_listen(2, EPERM);
    CHECK_ERROR(pyos_environ_update(other) == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    env_heard();
    CHECK_STR(pyos_environ_get("PYT_C"), "3");
    CHECK(!pyos_environ_contains("PYT_D") && !env_c("PYT_D") && !pyos_environ_contains("PYT_E"));
    env_save();
    CHECK_INT(pyos_environ_update(other), 0);
    env_listen(2, EPERM);
    CHECK_ERROR(pyos_environ_clear() == -1, PYOS_PERMISSIONERROR, EPERM, NULL);
    env_heard();
    CHECK_STR(env_items(), "PYT_D|4|PYT_E|5");
    CHECK(env_c("PYT_C") == NULL);
    CHECK_STR(env_c("PYT_D"), "4");
    env_restore();
    CHECK_INT(pyos_environ_del("PYT_A"), 0);
    CHECK_INT(pyos_environ_del("PYT_C"), 0);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Many variables
 */

TEST(env_order) {
    const char *name, *value;
    env_save();
    CHECK_STR(env_keys(), "");
    CHECK_INT(pyos_environ_set("PYT_B", "1"), 0);
    CHECK_INT(pyos_environ_set("PYT_A", "2"), 0);
    CHECK_INT(pyos_environ_set("PYT_C", "3"), 0);
    CHECK_STR(env_keys(), "PYT_B|PYT_A|PYT_C");
    CHECK_STR(env_values(), "1|2|3");
    CHECK_STR(env_items(), "PYT_B|1|PYT_A|2|PYT_C|3");
    CHECK_STR(env_copy(), "PYT_B=1|PYT_A=2|PYT_C=3");
    CHECK_INT(pyos_environ_set("PYT_B", "4"), 0); /* keeps its place */
    CHECK_STR(env_items(), "PYT_B|4|PYT_A|2|PYT_C|3");
    CHECK_INT(pyos_environ_del("PYT_A"), 0);
    CHECK_INT(pyos_environ_set("PYT_A", "5"), 0); /* comes new */
    CHECK_STR(env_items(), "PYT_B|4|PYT_C|3|PYT_A|5");
    CHECK_INT(pyos_environ_len(), 3);
    CHECK_INT(pyos_environ_popitem(&name, &value), 0); /* the first */
    CHECK_STR(name, "PYT_B");
    CHECK_STR(value, "4");
    CHECK(env_c("PYT_B") == NULL);
    CHECK_STR(env_keys(), "PYT_C|PYT_A");
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK(env_c("PYT_A") == NULL && env_c("PYT_C") == NULL);
    ENV_KEY(pyos_environ_popitem(&name, &value) == -1);
    CHECK_STR(env_copy(), "");
    env_restore();
}

/* The lists are copies: nothing that happens later shows in them. */
TEST(env_lists_are_copies) {
    size_t n = 0;
    env_save();
    CHECK_INT(pyos_environ_set("PYT_A", "1"), 0);
    CHECK_INT(pyos_environ_set("PYT_B", "2"), 0);
    char **items = pyos_environ_items(&n), **copy = pyos_environ_copy(NULL);
    CHECK_INT(pyos_environ_set("PYT_A", "9"), 0);
    CHECK_INT(pyos_environ_del("PYT_B"), 0);
    pyos_environ_trim();
    CHECK_INT(n, 2);
    CHECK_STR(env_line(items, 2 * n), "PYT_A|1|PYT_B|2");
    CHECK(copy != NULL);
    if (copy) copy[0][0] = '#'; /* and nothing that is done to them goes back */
    CHECK_STR(env_line(copy, 2), "#YT_A=1|PYT_B=2");
    CHECK_STR(env_copy(), "PYT_A=9");
    env_restore();
}

TEST(env_update) {
    const char *const other[] = {"PYT_B=1", "PYT_A=x=y", "PYT_B=2", NULL};
    const char *const none[] = {NULL};
    const char *const without[] = {"PYT_C=1", "PYT_D", "PYT_E=1", NULL};
    const char *const empty[] = {"PYT_F=1", "", "PYT_E=1", NULL};
    env_save();
    CHECK_INT(pyos_environ_update(none), 0);
    CHECK_INT(pyos_environ_len(), 0);
    CHECK_INT(pyos_environ_update(other), 0);
    CHECK_STR(env_items(), "PYT_B|2|PYT_A|x=y");
    CHECK_STR(env_c("PYT_B"), "2");
    CHECK_STR(env_c("PYT_A"), "x=y");
    CHECK_ERROR(pyos_environ_update(without) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK(pyos_last_error()->text != NULL);
    CHECK_ERROR(pyos_environ_update(empty) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_STR(env_keys(), "PYT_B|PYT_A"); /* wrong use is found before anything is set */
    CHECK(env_c("PYT_C") == NULL && env_c("PYT_F") == NULL && env_c("PYT_E") == NULL);
#if !FD_WINDOWS
    const char *const refused[] = {"PYT_G=1", "=2", "PYT_H=3", NULL};
    CHECK_ERROR(pyos_environ_update(refused) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(env_keys(), "PYT_B|PYT_A|PYT_G"); /* one after the other */
    CHECK_STR(env_c("PYT_G"), "1");
    CHECK(env_c("PYT_H") == NULL);
    CHECK_INT(pyos_environ_del("PYT_G"), 0);
#endif
    /* what the mapping gave */
    char **copy = pyos_environ_copy(NULL);
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK_INT(pyos_environ_update((const char *const *)copy), 0);
    CHECK_STR(env_line(copy, 2), "PYT_B=2|PYT_A=x=y");
    CHECK_STR(env_copy(), "PYT_B=2|PYT_A=x=y");
    env_restore();
}

TEST(env_setdefault_and_pop) {
    CHECK_STR(pyos_environ_setdefault("PYT_A", "1"), "1");
    CHECK_STR(env_c("PYT_A"), "1");
    const char *there = pyos_environ_get("PYT_A");
    CHECK(pyos_environ_setdefault("PYT_A", "2") == there);
    CHECK_STR(env_c("PYT_A"), "1");
    CHECK_STR(pyos_environ_pop("PYT_A", "x"), "1");
    CHECK(env_c("PYT_A") == NULL);
    CHECK_STR(pyos_environ_pop("PYT_A", "x"), "x");
    CHECK_STR(pyos_environ_pop("PYT_A", ""), "");
    /* on what only the block has */
    env_c_set("PYT_A", "foreign");
    CHECK_STR(pyos_environ_setdefault("PYT_A", "3"), "3");
    CHECK_STR(env_c("PYT_A"), "3");
    CHECK_STR(pyos_environ_pop("PYT_A", NULL), "3");
}

TEST(env_merge_is_detached) {
    const char *const left[] = {"PYT_L=1", "PYT_B=2", "PYT_L=3", NULL};
    const char *const right[] = {"PYT_B=4", "PYT_R=a=b", NULL};
    const char *const none[] = {NULL};
    const char *const without[] = {"PYT_L=1", "PYT_W", NULL};
    env_save();
    CHECK_INT(pyos_environ_set("PYT_M", "m"), 0);
    CHECK_INT(pyos_environ_set("PYT_B", "b"), 0);
    CHECK_STR(env_merge(NULL, right), "PYT_M=m|PYT_B=4|PYT_R=a=b");
    CHECK_STR(env_merge(right, NULL), "PYT_B=b|PYT_R=a=b|PYT_M=m");
    CHECK_STR(env_merge(left, right), "PYT_L=3|PYT_B=4|PYT_R=a=b");
    CHECK_STR(env_merge(NULL, NULL), "PYT_M=m|PYT_B=b");
    CHECK_STR(env_merge(none, NULL), "PYT_M=m|PYT_B=b");
    CHECK_STR(env_merge(NULL, none), "PYT_M=m|PYT_B=b");
    CHECK_STR(env_merge(none, none), "");
    CHECK_ERROR(pyos_environ_merge(without, NULL, NULL) == NULL, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_environ_merge(NULL, without, NULL) == NULL, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_STR(env_copy(), "PYT_M=m|PYT_B=b"); /* nothing was set */
    CHECK(env_c("PYT_R") == NULL && env_c("PYT_L") == NULL);
    if (env_listen(1000000, 0)) {
        pyos_free(pyos_environ_merge(NULL, right, NULL));
        CHECK_STR(env_heard(), "");
    }
    env_restore();
}

/* 3,000 variables, of which every third goes and some are replaced; the model is an array. */
TEST(env_many) {
    enum { MANY = 3000 };
    static char values[MANY][8];
    char name[32], want[32];
    size_t n = 0, at = 0;
    int i, wrong = 0;
    env_save();
    for (i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "PYT_%05d", i * 7919 % MANY); /* all of one length */
        snprintf(values[i], sizeof values[i], "%d", i);
        wrong += pyos_environ_set(name, values[i]) != 0;
    }
    CHECK_INT(pyos_environ_len(), MANY);
    for (i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "PYT_%05d", i * 7919 % MANY);
        wrong += !test_same(pyos_environ_get(name), values[i]);
        snprintf(name, sizeof name, "PYT_%05d", i + MANY);
        wrong += pyos_environ_contains(name);
    }
    for (i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "PYT_%05d", i * 7919 % MANY);
        if (i % 3 == 1) wrong += pyos_environ_del(name) != 0;
        if (i % 3 == 2)
            snprintf(values[i], sizeof values[i], "r%d", i), wrong += pyos_environ_set(name, values[i]) != 0;
    }
    char **items = pyos_environ_items(&n);
    CHECK_INT(n, MANY - MANY / 3);
    for (i = 0; items && i < MANY; i++) {
        snprintf(want, sizeof want, "PYT_%05d", i * 7919 % MANY);
        if (i % 3 == 1) {
            wrong += pyos_environ_contains(want) || env_c(want) != NULL;
            continue;
        }
        wrong += !test_same(items[at], want) || !test_same(items[at + 1], values[i]);
        wrong += !test_same(pyos_getenv(want, NULL), values[i]);
        if (i % 50 == 0) wrong += !test_same(env_c(want), values[i]);
        at += 2;
    }
    pyos_free(items);
    CHECK_INT(wrong, 0);
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK_INT(pyos_environ_len(), MANY - MANY / 3);
    pyos_environ_trim();
    CHECK_INT(pyos_environ_clear(), 0);
    CHECK_INT(pyos_environ_len(), 0);
    env_restore();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * PATH
 */

TEST(env_get_exec_path) {
    const char *const none[] = {NULL};
    const char *const empty[] = {"PATH=", NULL};
    const char *const like[] = {"PATHX=1", "XPATH=2", "PAT=3", NULL};
    const char *const several[] = {"A=1", FD_WINDOWS ? "PATH=a;;b c;" : "PATH=a::b c:", NULL};
    const char *const one[] = {"PATH=/only/one", NULL};
    const char *const separator[] = {FD_WINDOWS ? "PATH=;" : "PATH=:", NULL};
    const char *usual = FD_WINDOWS ? ".|C:\\bin" : "/bin|/usr/bin";
    size_t n = 99;
    CHECK_STR(env_exec_path(none), usual);
    CHECK_STR(env_exec_path(like), usual);
    CHECK_STR(env_exec_path(several), "a||b c|");
    CHECK_STR(env_exec_path(one), "/only/one");
    CHECK_STR(env_exec_path(separator), "|");
    char **list = pyos_get_exec_path(empty, &n);
    CHECK(list && n == 1 && list[0][0] == 0 && list[1] == NULL);
    pyos_free(list);
    env_save(); /* NULL: the mapping */
    CHECK_STR(env_exec_path(NULL), usual);
    env_c_set("PATH", "x"); /* not the block */
    CHECK_STR(env_exec_path(NULL), usual);
    CHECK_INT(pyos_environ_set("PATH", FD_WINDOWS ? "p;q" : "p:q"), 0);
    CHECK_STR(env_exec_path(NULL), "p|q");
#if !FD_WINDOWS
    CHECK_INT(pyos_environ_set("PATH", ""), 0);
    n = 99, list = pyos_get_exec_path(NULL, &n);
    CHECK(list && n == 1 && list[0][0] == 0 && list[1] == NULL);
    pyos_free(list);
#endif
    env_restore();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Options of the interpreter
 */

/* The words of the line after pyos_parse_xoptions, which answers -1 or 0: "p|a|b". */
static const char *env_parse(const char *line, int want) {
    static char words[200], text[200];
    char *argv[20], *at = words;
    int argc = 0, i;
    size_t used = 0;
    snprintf(words, sizeof words, "%s", line);
    for (argv[argc++] = at; *at; at++)
        if (*at == '|') *at = 0, argv[argc++] = at + 1;
    argv[argc] = NULL;
    errno = 0;
    CHECK_INT(pyos_parse_xoptions(&argc, argv), want);
    CHECK(argc >= 1 && argc < 20);
    CHECK(argv[argc] == NULL);
    text[0] = 0;
    for (i = 0; i < argc; i++) used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? "|" : "", argv[i]);
    return text;
}

static int env_counts(void) {
    int a = pyos_cpu_count(), b = pyos_process_cpu_count();
    CHECK_INT(a, b);
    return a;
}

#define ENV_PARSED(line, rest, count)                                                                                  \
    do {                                                                                                               \
        CHECK_INT(pyos_set_cpu_count(77), 0);                                                                          \
        CHECK_STR(env_parse(line, 0), rest);                                                                           \
        CHECK_INT(env_counts(), count);                                                                                \
    } while (0)

static const char *const env_bad_options[] = {"cpu_count",
                                              "cpu_count=",
                                              "cpu_count=0",
                                              "cpu_count=-1",
                                              "cpu_count=x",
                                              "cpu_count=3x",
                                              "cpu_count=3 ",
                                              "cpu_count=99999999999",
                                              "cpu_count=2147483648",
                                              "cpu_count=0x3",
                                              "utf8=2",
                                              "utf8=",
                                              "utf8=01",
                                              "utf8=x",
                                              "cpu_count=DEFAULT"};

TEST(env_parse_xoptions) {
    char line[64];
    size_t i;
    ENV_PARSED("p", "p", 77);
    ENV_PARSED("p|a|b", "p|a|b", 77);
    ENV_PARSED("p|-X|cpu_count=3|a", "p|a", 3);
    ENV_PARSED("p|-Xcpu_count=4", "p", 4);
    ENV_PARSED("p|-v|-X|cpu_count=5|--long=x|-Xother|f|-X|cpu_count=6", "p|-v|--long=x|-Xother|f|-X|cpu_count=6", 5);
    ENV_PARSED("p|a|-X|cpu_count=3", "p|a|-X|cpu_count=3", 77); /* behind the options */
    ENV_PARSED("p|--|-X|cpu_count=3", "p|--|-X|cpu_count=3", 77);
    ENV_PARSED("p|-|-Xcpu_count=3", "p|-|-Xcpu_count=3", 77);
    ENV_PARSED("p|-Xcpu_count=3|--|-Xcpu_count=4", "p|--|-Xcpu_count=4", 3);
    ENV_PARSED("p||-Xcpu_count=3", "p||-Xcpu_count=3", 77);
    ENV_PARSED("p|-X", "p|-X", 77);
    ENV_PARSED("p|-X|dev|-X|cpu_count=3", "p|-X|dev", 3); /* other options of Python's own */
    ENV_PARSED("p|-Xdev|-Xcpu_count=3", "p|-Xdev", 3);
    ENV_PARSED("p|-X|cpu_counts=3", "p|-X|cpu_counts=3", 77);
    ENV_PARSED("p|-X|Cpu_count=3", "p|-X|Cpu_count=3", 77);
    ENV_PARSED("p|-Xutf8x", "p|-Xutf8x", 77);
    ENV_PARSED("p|-x|cpu_count=3", "p|-x|cpu_count=3", 77);
    ENV_PARSED("p|-X|cpu_count= 3", "p", 3);
    ENV_PARSED("p|-X|cpu_count=+3", "p", 3);
    ENV_PARSED("p|-X|cpu_count=2147483647", "p", 2147483647);
    ENV_PARSED("p|-X|cpu_count=2|-X|cpu_count=5|a", "p|a", 2); /* the first one decides */
    CHECK_INT(pyos_set_cpu_count(77), 0);
    CHECK_STR(env_parse("p|-X|cpu_count=default", 0), "p");
    CHECK(pyos_cpu_count() != 77 && pyos_cpu_count() >= 1);
    for (i = 0; i < sizeof env_bad_options / sizeof *env_bad_options; i++) {
        CHECK_INT(pyos_set_cpu_count(77), 0);
        snprintf(line, sizeof line, "p|-X|%s|a", env_bad_options[i]);
        (void)env_parse(line, -1);
        if (errno != EINVAL || pyos_last_error()->kind != PYOS_VALUEERROR) CHECK_STR("no ValueError", line);
        CHECK(pyos_last_error()->text != NULL);
        snprintf(line, sizeof line, "p|-X%s", env_bad_options[i]);
        (void)env_parse(line, -1);
        if (errno != EINVAL || pyos_last_error()->kind != PYOS_VALUEERROR) CHECK_STR("no ValueError", line);
        CHECK_INT(env_counts(), 77);
    }
    CHECK_INT(pyos_set_cpu_count(0), 0);
}

TEST(env_parse_xoptions_of_nothing) {
    char *none[1];
    int argc = 0;
    none[0] = NULL;
    CHECK_INT(pyos_parse_xoptions(&argc, none), 0);
    CHECK(argc == 0 && none[0] == NULL);
}

/* Once the encoding has been used, UTF-8 mode is what it is. */
TEST(env_utf8_too_late) {
    const char *line;
    CHECK(pyos_getfilesystemencoding() != NULL);
    line = pyos_utf8_mode() ? "p|-X|utf8=0" : "p|-Xutf8";
    (void)env_parse(line, -1);
    CHECK(errno == EINVAL && pyos_last_error()->kind == PYOS_RUNTIMEERROR);
    CHECK(pyos_last_error()->text != NULL);
    line = pyos_utf8_mode() ? "p|-X|utf8=0" : "p|-X|utf8=1";
    (void)env_parse(line, -1);
    CHECK(errno == EINVAL && pyos_last_error()->kind == PYOS_RUNTIMEERROR);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * What Python says of file names and arguments as such
 */

/* Every byte below 128 is itself. */
static void env_ascii(void) {
    char text[2];
    int i;
    text[1] = 0;
    for (i = 1; i < 128; i++) {
        text[0] = (char)i;
        CHECK_OWNED(pyos_fsdecode(text), text);
        CHECK_OWNED(pyos_fsencode(text), text);
    }
}

TEST(env_ascii_subset) {
    RULE("rule.ascii_subset");
    env_ascii();
}

/* The encoding does not follow the locale once it is fixed; this process's is fixed by now. */
TEST(env_encoding_is_fixed) {
    RULE("rule.fs_encoding");
    char encoding[40], locale[40];
    int mode = pyos_utf8_mode();
    snprintf(encoding, sizeof encoding, "%s", pyos_getfilesystemencoding());
#if FD_WINDOWS || FD_WASI
    CHECK_STR(encoding, "utf-8");
#else
    if (mode) CHECK_STR(encoding, "utf-8");
#endif
    snprintf(locale, sizeof locale, "%s", setlocale(LC_CTYPE, NULL));
    (void)(setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, ""));
    CHECK_STR(pyos_getfilesystemencoding(), encoding);
    CHECK(setlocale(LC_CTYPE, "C") != NULL);
    CHECK_STR(pyos_getfilesystemencoding(), encoding);
    CHECK_STR(setlocale(LC_CTYPE, NULL), "C"); /* and pyos.h sets none */
    CHECK_INT(pyos_utf8_mode(), mode);
    CHECK(setlocale(LC_CTYPE, locale) != NULL);
}

TEST(env_utf8_mode_is_read_once) {
    RULE("rule.utf8_mode");
    int mode = pyos_utf8_mode();
    char saved[40];
    const char *variable = pyos_getenv("PYTHONUTF8", NULL);
    snprintf(saved, sizeof saved, "%s", variable ? variable : "");
    if (variable && (strcmp(variable, "0") == 0 || strcmp(variable, "1") == 0)) CHECK_INT(mode, *variable == '1');
    if (!variable && FD_WINDOWS) CHECK_INT(mode, 0);
    CHECK_INT(pyos_environ_set("PYTHONUTF8", mode ? "0" : "1"), 0);
    CHECK_INT(pyos_utf8_mode(), mode);
    CHECK_INT(variable ? pyos_environ_set("PYTHONUTF8", saved) : pyos_environ_del("PYTHONUTF8"), 0);
    CHECK_INT(pyos_utf8_mode(), mode);
}

#if FD_POSIX
static void env_fixed_ascii(void) {
    text_is_ascii();
    env_ascii();
    (void)(setlocale(LC_ALL, "C.UTF-8") || setlocale(LC_ALL, "en_US.UTF-8"));
    CHECK_INT(setenv("LC_ALL", "C.UTF-8", 1), 0);
    CHECK_INT(setenv("PYTHONUTF8", "1", 1), 0);
    text_is_ascii();
}

static void env_fixed_utf8(void) {
    text_check_utf8();
    CHECK(setlocale(LC_ALL, "C") != NULL);
    CHECK_INT(setenv("LC_ALL", "C", 1), 0);
    CHECK_INT(setenv("PYTHONUTF8", "0", 1), 0);
    text_check_utf8();
}

/* In children, where nothing is fixed yet. */
TEST(env_encoding_of_the_start) {
    RULE("rule.fs_encoding");
    RULE("rule.ascii_subset");
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, env_fixed_ascii);
    CHILD3("LC_ALL=C", "PYTHONUTF8=1", NULL, env_fixed_utf8);
    CHILD1("LC_ALL=C", env_fixed_utf8);
}

static void env_option_utf8(void) {
    CHECK_STR(env_parse("p|-X|utf8|a", 0), "p|a");
    text_is_utf8_by_mode();
    CHECK_STR(env_parse("p|-Xutf8|a", 0), "p|a"); /* no change, so not too late */
}

static void env_option_utf8_1(void) {
    CHECK_STR(env_parse("p|-Xutf8=1", 0), "p");
    text_is_utf8_by_mode();
}

static void env_option_utf8_0(void) {
    CHECK_STR(env_parse("p|-X|utf8=0|-X|utf8", 0), "p"); /* the first one decides */
    text_is_ascii();
}

static void env_option_none(void) {
    CHECK_STR(env_parse("p|-X|dev|x", 0), "p|-X|dev|x");
    text_is_ascii();
}

TEST(env_option_utf8_mode) {
    RULE("rule.utf8_mode");
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, env_option_utf8); /* above the variable */
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, env_option_utf8_1);
    CHILD3("LC_ALL=C", "PYTHONUTF8=1", NULL, env_option_utf8_0);
    CHILD1("LC_ALL=C", env_option_utf8_0);
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, env_option_none);
    CHILD3("LC_ALL=C", "PYTHONUTF8=1", NULL, text_is_utf8_by_mode);
    CHILD1("LC_ALL=C", text_is_utf8_by_mode);
    CHILD1("LC_ALL=POSIX", text_is_utf8_by_mode);
}
#endif

#if !FD_WINDOWS
static void env_escapes(void) {
    char bytes[2], text[4], *got;
    int i, wrong = 0;
    bytes[1] = 0;
    for (i = 128; i < 256; i++) {
        bytes[0] = (char)i;
        text[text_put(0xdc00ul + (unsigned long)i, text)] = 0; /* U+DC80 plus the value less 0x80 */
        got = pyos_fsdecode(bytes);
        wrong += !test_same(got, text);
        pyos_free(got);
        got = pyos_fsencode(text);
        wrong += !test_same(got, bytes);
        pyos_free(got);
    }
    CHECK_INT(wrong, 0);
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogateescape");
    /* no other half is a byte */
    CHECK_ERROR(pyos_fsencode("\355\261\277") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\355\264\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
}

TEST(env_surrogateescape) {
    RULE("rule.surrogateescape");
#if FD_POSIX
    CHILD1("LC_ALL=C", env_escapes);
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, env_escapes);
#else
    env_escapes();
#endif
}
#endif

/* NULL where Python allows None, a descriptor in a form of its own, and a number in a name is a name. */
TEST(env_path_argument) {
    RULE("rule.path_argument");
    pyos_stat_result st;
    size_t n = 0, m = 0;
    fd_enter();
    fd_put("f", "hello");
    char **none = pyos_listdir(NULL, &n), **here = pyos_listdir(".", &m);
    CHECK(none && here && n == m && n == 1);
    if (none && here) CHECK_STR(none[0], here[0]);
    pyos_free(none), pyos_free(here);
    FD_TYPE(pyos_stat(NULL, &st) == -1);
    FD_TYPE(pyos_mkdir(NULL, 0777) == -1);
    FD_TYPE(pyos_open(NULL, PYOS_O_RDONLY, 0) == -1);
    int fd = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK_ERROR(pyos_stat("0", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "0");
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_fstat(fd, &st) == -1, PYOS_OSERROR, EBADF, NULL);
    fd_leave();
}

/* A C string ends at a NUL; views hold one, and functions of text alone let it pass. */
TEST(env_embedded_nul) {
    RULE("rule.embedded_nul");
    char buffer[32];
    pyos_view whole, parts[2], head, tail, root, ext;
    fd_enter();
    whole.data = "a\0b/c\0d.e\0f", whole.size = 11;
    pyos_path_split_view(whole, &head, &tail);
    CHECK(head.size == 3 && memcmp(head.data, "a\0b", 3) == 0);
    CHECK(tail.size == 7 && memcmp(tail.data, "c\0d.e\0f", 7) == 0);
    pyos_path_splitext_view(whole, &root, &ext);
    CHECK(root.size == 7 && ext.size == 4 && memcmp(ext.data, ".e\0f", 4) == 0);
    parts[0].data = "x\0y", parts[0].size = 3, parts[1].data = "\0", parts[1].size = 1;
    CHECK_INT(pyos_path_join_buf(buffer, sizeof buffer, parts, 2), 5);
    CHECK(memcmp(buffer, FD_WINDOWS ? "x\0y\\\0" : "x\0y/\0", 6) == 0);
    fd_put("f", "x"); /* what is behind the NUL of a string is not looked at */
    CHECK(pyos_path_exists("f\0g") && !pyos_path_exists("g\0f"));
    fd_leave();
}

#if FD_WINDOWS
TEST(env_long_path) {
    RULE("rule.long_path");
    pyos_stat_result st;
    char *path = err_repeat("a", 32768);
    CHECK_ERROR(pyos_stat(path, &st) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("stat: path too long for Windows");
    CHECK_ERROR(pyos_mkdir(path, 0777) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_listdir(path, NULL) == NULL, PYOS_VALUEERROR, EINVAL, NULL);
    path[20000] = 0; /* far above 260, and no wrong use */
    CHECK_INT(pyos_stat(path, &st), -1);
    CHECK(pyos_last_error()->kind != PYOS_VALUEERROR && pyos_last_error()->winerror != 0);
    free(path);
    CHECK(!pyos_path_exists("no such file"));
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Windows
 */

#if FD_WINDOWS
static int env_has(const wchar_t *name, const wchar_t *want) {
    wchar_t value[200];
    DWORD n;
    SetLastError(0);
    n = GetEnvironmentVariableW(name, value, 200);
    if (!want) return n == 0 && GetLastError() == ERROR_ENVVAR_NOT_FOUND;
    return n == wcslen(want) && env_units(value, want, n);
}

TEST(env_upper) {
    RULE("rule.env_upper");
    env_save();
    CHECK_INT(pyos_environ_set("pyt_a", "1"), 0);
    CHECK_INT(pyos_environ_set("Pyt_A", "2"), 0);
    CHECK_STR(env_items(), "PYT_A|2");
    CHECK_STR(pyos_environ_get("pYT_a"), "2");
    CHECK_STR(pyos_getenv("pyt_a", NULL), "2");
    CHECK(pyos_environ_contains("pyt_a") && pyos_environ_contains("PYT_A"));
    CHECK_STR(pyos_environ_setdefault("pyt_a", "3"), "2");
    CHECK(env_has(L"PYT_A", L"2"));
    CHECK_STR(pyos_environ_pop("pyt_a", NULL), "2");
    CHECK(env_has(L"PYT_A", NULL));
    /* letters outside ASCII, one by one: none becomes two, and what has no other case stays */
    CHECK_INT(pyos_environ_set("pyt_\303\244\303\237\320\266\344\270\255", "u"), 0);
    CHECK_STR(env_keys(), "PYT_\303\204\303\237\320\226\344\270\255");
    CHECK_STR(pyos_environ_get("PYT_\303\204\303\237\320\226\344\270\255"), "u");
    CHECK_STR(pyos_environ_get("pyt_\303\204\303\237\320\266\344\270\255"), "u");
    CHECK(env_has(L"PYT_\u00c4\u00df\u0416\u4e2d", L"u"));
    CHECK_INT(pyos_environ_del("pyt_\303\244\303\237\320\266\344\270\255"), 0);
    CHECK_INT(pyos_environ_len(), 0);
    CHECK(env_has(L"PYT_\u00c4\u00df\u0416\u4e2d", NULL));
    /* halves of pairs, in name and value, alone and in order */
    CHECK_INT(pyos_environ_set("pyt_\355\240\200", "v\355\260\200w\360\237\230\200"), 0);
    CHECK_STR(env_items(), "PYT_\355\240\200|v\355\260\200w\360\237\230\200");
    CHECK(env_has(L"PYT_\xd800", L"v\xdc00w\xd83d\xde00"));
    CHECK_INT(pyos_environ_del("PYT_\355\240\200"), 0);
    /* other environments are taken as if they were set */
    const char *const other[] = {"pyt_b=1", "PYT_b=2", NULL};
    CHECK_INT(pyos_environ_update(other), 0);
    CHECK_STR(env_items(), "PYT_B|2");
    /* but for a merger, which is a dict in Python, so that only the mapping's own names are in upper case */
    CHECK_STR(env_merge(other, NULL), "pyt_b=1|PYT_b=2|PYT_B=2");
    CHECK_STR(env_merge(NULL, other), "PYT_B=2|pyt_b=1|PYT_b=2");
    env_restore();
    /* no WTF-8 */
    CHECK_ERROR(pyos_putenv("PYT_\377", "1") == -1, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_putenv("PYT_A", "\377") == -1, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_environ_set("PYT_A", "\303") == -1, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_unsetenv("PYT_\377") == -1, PYOS_UNICODEERROR, EILSEQ, NULL);
}

TEST(env_empty_value_is_absence) {
    CHECK_INT(pyos_putenv("PYT_E", "1"), 0);
    CHECK(env_has(L"PYT_E", L"1"));
    CHECK_INT(pyos_putenv("PYT_E", ""), 0);
    CHECK(env_has(L"PYT_E", NULL));
    CHECK(env_c("PYT_E") == NULL);
    CHECK_INT(pyos_environ_set("PYT_E", "1"), 0);
    CHECK_INT(pyos_environ_set("PYT_E", ""), 0);
    CHECK(env_has(L"PYT_E", NULL));
    CHECK_INT(pyos_reload_environ(), 0);
    CHECK(!pyos_environ_contains("PYT_E"));
}

/* Name, "=" and value together: the limit of the C run time (win32_putenv of Modules/posixmodule.c), in units. */
TEST(env_limit) {
    char *value = err_repeat("x", 32768), *two = err_repeat("\303\244", 2 * 20000);
    value[32767 - 6] = 0; /* PYT_L= */
    CHECK_INT(pyos_environ_set("PYT_L", value), 0);
    CHECK(test_same(pyos_environ_get("PYT_L"), value));
    CHECK_INT(pyos_environ_del("PYT_L"), 0);
    value[32767 - 6] = 'x', value[32767 - 5] = 0;
    CHECK_ERROR(pyos_putenv("PYT_L", value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("the environment variable is longer than 32767 characters");
    CHECK_ERROR(pyos_environ_set("PYT_L", value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK(!pyos_environ_contains("PYT_L") && env_has(L"PYT_L", NULL));
    CHECK_INT(pyos_environ_set("PYT_L", two), 0); /* 40,000 bytes */
    CHECK(test_same(pyos_environ_get("PYT_L"), two));
    CHECK_INT(pyos_environ_del("PYT_L"), 0);
    value[32767 - 5] = 'x', value[32767] = 0;
    CHECK_ERROR(pyos_unsetenv(value) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    free(value), free(two);
}

/* In processes of their own: -X above the variable, the first option above the others. */
TEST(env_option_utf8_mode) {
    RULE("rule.utf8_mode");
    const char *how = env_c("PYOS_TEST_CHILD");
    if (how) {
        if (*how == 'a') CHECK_STR(env_parse("p|-X|utf8|a", 0), "p|a");
        if (*how == 'b') CHECK_STR(env_parse("p|-Xutf8=0|-X|utf8=1", 0), "p");
        CHECK_INT(pyos_utf8_mode(), *how == 'a' || *how == 'c');
        CHECK_STR(pyos_getfilesystemencoding(), "utf-8"); /* in any case */
        exit(test_bad);                                   /* without a closing line of its own */
    }
    SetEnvironmentVariableW(L"PYTHONUTF8", L"0");
    env_start(L"env_option_utf8_mode", L"a", NULL);
    env_start(L"env_option_utf8_mode", L"d", NULL);
    SetEnvironmentVariableW(L"PYTHONUTF8", L"1");
    env_start(L"env_option_utf8_mode", L"b", NULL);
    env_start(L"env_option_utf8_mode", L"c", NULL);
    SetEnvironmentVariableW(L"PYTHONUTF8", NULL);
    env_start(L"env_option_utf8_mode", L"d", NULL);
}

/* In a process of its own, with a block that nobody would make: names that differ in case, and no "=". */
TEST(env_block_of_windows) {
    static const wchar_t entries[] = L"=Z:=Z:\\\0"
                                     L"PYOS_TEST=env_block_of_windows\0"
                                     L"PYOS_TEST_CHILD=1\0"
                                     L"pyt_a=1\0"
                                     L"PYT_B=\xd800\0"
                                     L"PYT_A=2\0";
    wchar_t block[200];
    if (!env_c("PYOS_TEST_CHILD")) {
        memset(block, 0, sizeof block);
        memcpy(block, entries, sizeof entries);
        env_start(NULL, NULL, block);
        return;
    }
    CHECK_STR(pyos_getenv("pyt_a", "x"), "2"); /* the last one */
    CHECK_STR(pyos_getenv("PYT_A", "x"), "2");
    CHECK_STR(pyos_getenv("PYT_B", "x"), "\355\240\200");
    CHECK(!pyos_environ_contains("=Z:"));
    exit(test_bad); /* without a closing line of its own */
}
#endif

static void run_environ_first(void) {
#if FD_WINDOWS
    RUN(env_option_utf8_mode);
#endif
#if FD_POSIX
    RUN(env_first_use);
    RUN(env_encoding_of_the_start);
    RUN(env_option_utf8_mode);
    RUN(env_surrogateescape);
#endif
}

static void run_environ(void) {
    RUN(env_get_set_del);
    RUN(env_missing);
    RUN(env_null);
    RUN(env_null_messages);
#if !FD_WINDOWS
    RUN(env_empty_value_is_a_value);
#endif
    RUN(env_bytes);
    RUN(env_large);
    RUN(env_snapshot);
    RUN(env_reload);
    RUN(env_strings_are_copies);
    RUN(env_handed_out_strings_stay);
#if FD_POSIX
    RUN(env_block);
#endif
    RUN(env_illegal_names);
    RUN(env_events_and_checks);
    RUN(env_refused_by_a_hook);
    RUN(env_order);
    RUN(env_lists_are_copies);
    RUN(env_update);
    RUN(env_setdefault_and_pop);
    RUN(env_merge_is_detached);
    RUN(env_many);
    RUN(env_get_exec_path);
    RUN(env_parse_xoptions);
    RUN(env_parse_xoptions_of_nothing);
    RUN(env_utf8_too_late);
    RUN(env_ascii_subset);
    RUN(env_encoding_is_fixed);
    RUN(env_utf8_mode_is_read_once);
#if FD_WASI
    RUN(env_surrogateescape);
#endif
    RUN(env_path_argument);
    RUN(env_embedded_nul);
#if FD_WINDOWS
    RUN(env_long_path);
    RUN(env_upper);
    RUN(env_empty_value_is_absence);
    RUN(env_limit);
    RUN(env_block_of_windows);
#endif
}
