/* Arguments on their way through a command line: random vectors are joined by the quoting of pyos.h and read back by
 * CommandLineToArgvW, by the splitting that pyos_main_args does, and by a parser written here from the published rules
 * of the C run time; some go through real children. Then attacks on the quoting and on batch files, and the block of an
 * environment. The program starts itself. In the working directory, which should be empty.
 *
 * usage: quoting       all tests: 100,000 vectors, and 100 through children, 1,000 with PYOS_LONG=1
 *        quoting ...   with QUOTING_OUT in the environment, the child: writes its arguments to that file; with
 *                      QUOTING_ENV, its environment */
#define PYOS_IMPLEMENTATION
#define PYOS_STDIO 1
#include "../pyos.h"

#include "test.h"

#if defined(_WIN32)
#include <windows.h>
#include <shellapi.h>
#define QUOTE_WINDOWS 1
#else
#define QUOTE_WINDOWS 0
#if !defined(__wasi__)
#include <unistd.h>
#endif
#endif

/* --- random vectors --- */

#define QUOTE_ARGS 6
#define QUOTE_UNITS 2000
#define QUOTE_LINE (QUOTE_ARGS * (2 * QUOTE_UNITS + 3) + 1)

static unsigned long long quote_state = 88172645463325252ULL;

static unsigned quote_random(unsigned below) {
    quote_state ^= quote_state << 13;
    quote_state ^= quote_state >> 7;
    quote_state ^= quote_state << 17;
    return (unsigned)(quote_state >> 32) % below;
}

typedef struct quote_vector {
    size_t n;
    size_t size[QUOTE_ARGS];
    pyosi_unit arg[QUOTE_ARGS][QUOTE_UNITS + 1];
} quote_vector;

static quote_vector quote_sent, quote_got;
static pyosi_unit quote_line[QUOTE_LINE], quote_split[QUOTE_LINE + 2];

/* Half of them are what quoting is about; there are letters of one to four bytes, and halves of the last. */
static pyosi_unit quote_unit(unsigned taste) {
    static const char special[] = "\"\\ \"\\\t%^&\n'!\r|<>(),;=\v`$*?~-/";
    static const unsigned short other[] = {0xe9, 0x20ac, 0xd83d, 0xde00, 0xd800, 0xdfff, 0x7f,   1,
                                           0x85, 0xa0,   0x201c, 0xff02, 0x2028, 0xfeff, 0xffff, 0x3000};
    unsigned pick = quote_random(16);
    if (taste == 1 && pick < 12) return (pyosi_unit)(pick < 6 ? '\\' : '"');
    if (taste == 2 && pick < 14) return (pyosi_unit)(pick < 12 ? '\\' : ' ');
    if (pick < 8) return (pyosi_unit)special[quote_random(sizeof special - 1)];
    if (pick < 10) return (pyosi_unit)other[quote_random(sizeof other / sizeof *other)];
    return (pyosi_unit)('a' + quote_random(26));
}

static size_t quote_length(void) {
    unsigned pick = quote_random(400);
    if (pick < 40) return 0;
    if (pick == 40) return quote_random(QUOTE_UNITS + 1);
    if (pick == 41) return QUOTE_UNITS;
    return quote_random(pick < 300 ? 8 : 40);
}

/* The first word is a name, and a name cannot have a quotation mark in a command line. */
static void quote_make(quote_vector *v) {
    size_t i, j;
    v->n = 1 + quote_random(QUOTE_ARGS);
    for (i = 0; i < v->n; i++) {
        unsigned taste = quote_random(4);
        v->size[i] = quote_length();
        if (i == 0 && v->size[i] == 0) v->size[i] = 1;
        for (j = 0; j < v->size[i]; j++) {
            pyosi_unit unit = quote_unit(taste);
            v->arg[i][j] = i == 0 && unit == '"' ? (pyosi_unit)'q' : unit;
        }
        v->arg[i][j] = 0;
    }
}

static int quote_same(const quote_vector *a, const quote_vector *b) {
    size_t i;
    if (a->n != b->n) return 0;
    for (i = 0; i < a->n; i++)
        if (a->size[i] != b->size[i] || memcmp(a->arg[i], b->arg[i], a->size[i] * sizeof *a->arg[i]) != 0) return 0;
    return 1;
}

static void quote_add(quote_vector *v, const pyosi_unit *arg, size_t n) {
    if (v->n < QUOTE_ARGS && n <= QUOTE_UNITS) {
        memcpy(v->arg[v->n], arg, n * sizeof *arg);
        v->size[v->n] = n;
    }
    v->n++;
}

static size_t quote_count(const pyosi_unit *s) {
    size_t n = 0;
    while (s[n]) n++;
    return n;
}

static void quote_show(const char *what, const pyosi_unit *s, size_t n) {
    size_t i;
    printf("    %s", what);
    for (i = 0; i < n && i < 200; i++) {
        if (s[i] > ' ' && s[i] < 127) printf("%c", (int)s[i]);
        else printf("{%x}", (unsigned)s[i]);
    }
    printf("\n");
}

/* --- readers of a command line --- */

/* "Parsing C command-line arguments" of the C run time's documentation, one unit after the other: backslashes wait
 * until it is known whether a quotation mark follows. The end counts as a blank, and as the second mark that a quoted
 * part lacks. */
static void quote_read_by_the_rules(const pyosi_unit *line, size_t n, quote_vector *out) {
    static pyosi_unit word[QUOTE_LINE];
    size_t i = 0, at = 0, slashes = 0;
    int inside = 0, started = 0;
    out->n = 0;
    for (; i < n && (inside || (line[i] != ' ' && line[i] != '\t')); i++) /* of the program name */
        if (line[i] == '"') inside = !inside;
        else word[at++] = line[i];
    quote_add(out, word, at);
    for (at = 0, inside = 0; i <= n; i++) {
        int end = i == n, blank = end || (!inside && (line[i] == ' ' || line[i] == '\t'));
        if (!end && line[i] == '\\') {
            slashes++;
            started = 1;
            continue;
        }
        if (!end && line[i] == '"') {
            int literal = slashes % 2 == 1;
            for (slashes /= 2; slashes > 0; slashes--) word[at++] = '\\';
            started = 1;
            if (literal) word[at++] = '"';
            else if (inside && i + 1 < n && line[i + 1] == '"') word[at++] = '"', i++;
            else inside = !inside;
            continue;
        }
        for (; slashes > 0; slashes--) word[at++] = '\\';
        if (!blank) {
            word[at++] = line[i];
            started = 1;
        } else if (started) {
            quote_add(out, word, at);
            at = 0, started = 0;
        }
    }
}

static void quote_read_by_pyos(const pyosi_unit *line, size_t n, quote_vector *out) {
    size_t count = 0, size = pyosi_split_command_line(line, n, quote_split, &count), at;
    out->n = 0;
    for (at = 0; at < size; at += quote_count(quote_split + at) + 1)
        quote_add(out, quote_split + at, quote_count(quote_split + at));
    CHECK_INT(out->n, count);
}

#if defined(_WIN32)
static void quote_read_by_windows(const wchar_t *line, quote_vector *out) {
    int n = 0, i;
    wchar_t **list = CommandLineToArgvW(line, &n);
    out->n = 0;
    for (i = 0; list && i < n; i++) quote_add(out, list[i], wcslen(list[i]));
    LocalFree(list);
}
#endif

/* --- the quoting --- */

/* The vector as a command line. */
static size_t quote_join(const quote_vector *v, pyosi_unit *line) {
    size_t i, at = 0;
    for (i = 0; i < v->n; i++) {
        if (i > 0) line[at++] = ' ';
        at += i == 0 ? pyosi_quote_program(v->arg[i], v->size[i], line + at)
                     : pyosi_quote_argument(v->arg[i], v->size[i], line + at);
    }
    line[at] = 0;
    return at;
}

/* All three read the same. */
static int quote_arrives(const char *label, const quote_vector *v, const pyosi_unit *line, size_t n) {
    const char *reader = NULL;
    size_t i;
    quote_read_by_the_rules(line, n, &quote_got);
    if (!quote_same(v, &quote_got)) reader = "the rules";
    quote_read_by_pyos(line, n, &quote_got);
    if (!quote_same(v, &quote_got)) reader = "pyos_main_args";
#if defined(_WIN32)
    quote_read_by_windows(line, &quote_got);
    if (!quote_same(v, &quote_got)) reader = "CommandLineToArgvW";
#endif
    if (!reader) return 1;
    test_complain(__FILE__, __LINE__, label);
    printf("    read by %s\n", reader);
    quote_show("line: ", line, n);
    for (i = 0; i < v->n; i++) quote_show("argument: ", v->arg[i], v->size[i]);
    return 0;
}

TEST(random_vectors_arrive) {
    long i, bad = 0;
    for (i = 0; i < 100000 && bad < 5; i++) {
        size_t n;
        quote_make(&quote_sent);
        n = quote_join(&quote_sent, quote_line);
        bad += !quote_arrives("a random vector", &quote_sent, quote_line, n);
    }
}

static void quote_take(quote_vector *v, size_t at, const char *text) {
    size_t n = pyosi_utf16_from_wtf8(text, strlen(text), v->arg[at]);
    v->size[at] = n;
    v->arg[at][n] = 0;
}

/* What others' quoting was broken with: marks that end a quoted part, backslashes that swallow the closing one,
 * arguments that vanish or become two, and every sign that a program behind could take for its own. */
static const char *const quote_attacks[] = {
    "",
    "\"",
    "\"\"",
    "\"\"\"",
    "a\"b",
    "a\"\"b",
    "a \" b",
    "\\",
    "\\\\",
    "a\\",
    "a b\\",
    "a b\\\\",
    "a b\\\\\\",
    "C:\\Program Files\\",
    "\\\"",
    "\\\\\"",
    "a b\\\"",
    "a b\\\\\"c d",
    "\\\" \\\"",
    "\" x \"",
    "\\\" -x \\\"",
    "x\" -o \"y",
    " ",
    "  ",
    "\t",
    "a\tb",
    " a",
    "a ",
    "\n",
    "a\nb",
    "a\r\nb",
    "\v",
    "\xc2\xa0",
    "\xe3\x80\x80",
    "\xef\xbc\x82",
    "\xe2\x80\x9c",
    "%PATH%",
    "^",
    "a^\"b",
    "&calc",
    "\"&calc\"",
    "'a b'",
    "'a\"b'",
    "*.c",
    "?",
    "@x",
    "--",
    "/?",
    "\xed\xa0\x80",
    "\xed\xb0\x80 \xed\xa0\x80",
    "\xf0\x9f\x98\x80 \"",
};

TEST(attacks_arrive) {
    size_t i, j, count = sizeof quote_attacks / sizeof *quote_attacks;
    for (i = 0; i < count; i++)
        for (j = 0; j < count; j++) {
            quote_sent.n = 4;
            quote_take(&quote_sent, 0, "a name");
            quote_take(&quote_sent, 1, quote_attacks[i]);
            quote_take(&quote_sent, 2, quote_attacks[j]);
            quote_take(&quote_sent, 3, "last");
            if (!quote_arrives(quote_attacks[i], &quote_sent, quote_line, quote_join(&quote_sent, quote_line))) return;
        }
}

/* The name that a program is told has rules of its own: backslashes are nothing but themselves. */
TEST(names_of_programs_arrive) {
    static const char *const names[] = {"a",    "a b",          "a\\", "a b\\", "C:\\a b\\\\", "\\", " ",
                                        "a\tb", "\xed\xa0\x80", "%a%", "-"};
    size_t i;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        quote_sent.n = 2;
        quote_take(&quote_sent, 0, names[i]);
        quote_take(&quote_sent, 1, "x y");
        if (!quote_arrives(names[i], &quote_sent, quote_line, quote_join(&quote_sent, quote_line))) return;
    }
}

/* A quotation mark ends the name wherever it stands, so that what has one cannot be written. */
TEST(names_with_quotation_marks_cannot_be_written) {
    static const char *const names[] = {"\"", "a\"b", "a\\\"b", "\"a b\" c", "a\""};
    size_t i;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        quote_take(&quote_sent, 0, names[i]);
        CHECK_INT(pyosi_quote_program(quote_sent.arg[0], quote_sent.size[0], quote_line), 0);
    }
}

/* Only what needs them gets quotation marks: programs that split by other rules see plain words as they are. */
TEST(plain_words_stay_plain) {
    static const char *const rows[][2] = {{"abc", "abc"},           {"a\\b", "a\\b"},
                                          {"a\\", "a\\"},           {"", "\"\""},
                                          {"a b", "\"a b\""},       {"a b\\", "\"a b\\\\\""},
                                          {"a\"b", "a\\\"b"},       {"\"", "\\\""},
                                          {"a\\\"b", "a\\\\\\\"b"}, {"a \"", "\"a \\\"\""},
                                          {"%a%", "%a%"},           {"\xc3\xa9", "\xc3\xa9"},
                                          {"a\tb", "\"a\tb\""},     {"\\\\ \\", "\"\\\\ \\\\\""}};
    size_t i, n;
    char text[100];
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        quote_take(&quote_sent, 0, rows[i][0]);
        n = pyosi_quote_argument(quote_sent.arg[0], quote_sent.size[0], quote_line);
        text[pyosi_wtf8_from_utf16(quote_line, n, text)] = '\0';
        CHECK_STR(text, rows[i][1]);
    }
}

/* Every unit there is, alone and inside. */
TEST(safe_for_batch_is_a_short_list) {
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./\\:+@";
    unsigned unit;
    CHECK(!pyosi_is_safe_for_batch(quote_line, 0));
    for (unit = 0; unit < 0x10000; unit++) {
        pyosi_unit word[3];
        int good = unit != 0 && unit < 128 && strchr(safe, (int)unit) != NULL;
        word[0] = 'a', word[1] = (pyosi_unit)unit, word[2] = 'b';
        if (pyosi_is_safe_for_batch(word, 3) == good && pyosi_is_safe_for_batch(word + 1, 2) == good &&
            pyosi_is_safe_for_batch(word, 2) == (good && unit != '\\'))
            continue;
        test_complain(__FILE__, __LINE__, "what is safe is told by each unit");
        printf("    %x\n", unit);
        break;
    }
}

TEST(batch_files_by_name) {
    static const struct {
        const char *name;
        bool batch;
    } rows[] = {{"t.bat", true},
                {"T.CMD", true},
                {"t.bat.", true},
                {"t.bat ", true},
                {"t.bat. .", true},
                {"dir/t.bat", true},
                {"t.bat::$DATA", true},
                {"t.cmd:$DATA", true},
                {"x:t.bat", true},
                {".bat", true},
                {"t.exe.bAt", true},
                {"t.bat ...", true},
                {"t.bat/", true},
                {"t.bat\\.", true},
                {"t.bat\t", true},
                {"t.bat. .:x", true},
                {"t.exe", false},
                {"t", false},
                {"", false},
                {"bat", false},
                {"t.batx", false},
                {"t.bat.exe", false},
                {"t.ba", false},
                {"bat.t", false},
                {"t.bat/x.exe", false},
                {"cmd.exe", false},
                {"tbat", false},
                {"t.com", false},
                {"t.b\xc3\xa1t", false},
                {"...", false}};
    size_t i;
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        quote_take(&quote_sent, 0, rows[i].name);
        if (pyosi_is_batch_name(quote_sent.arg[0], quote_sent.size[0]) == rows[i].batch) continue;
        test_complain(__FILE__, __LINE__, "a batch file is told by its name");
        printf("    %s\n", rows[i].name);
    }
}

/* --- children --- */

#if PYOS_HAVE_SPAWNV
#define QUOTE_OUT "quoting.tmp"

static const char *quote_self; /* this program */

/* The whole file, its length through n; "" when there is none. */
static char *quote_slurp(const char *path, size_t *n) {
    static char data[200000];
    int fd = pyos_open(path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    long long got = 1;
    *n = 0;
    while (fd >= 0 && got > 0 && *n < sizeof data - 1) {
        got = pyos_read(fd, data + *n, (long long)(sizeof data - 1 - *n));
        if (got > 0) *n += (size_t)got;
    }
    data[*n] = '\0';
    if (fd >= 0) CHECK_INT(pyos_close(fd), 0);
    return data;
}

/* The child: strings, each with its end, into a file. */
static int quote_tell(const char *path, char **list) {
    test_name = "the child";
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC | PYOS_OPEN_BINARY, 0666);
    for (; *list && fd >= 0; list++) {
        size_t n = strlen(*list) + 1;
        if (pyos_write(fd, *list, n) != (long long)n) return 9;
    }
    return fd >= 0 && pyos_close(fd) == 0 ? 7 : 9;
}

/* The child's environment as the system has it, with what the mapping leaves out. */
static int quote_tell_environment(const char *path) {
    static char *list[2000];
    size_t n = 0;
#if defined(_WIN32)
    static char text[200000];
    wchar_t *block = GetEnvironmentStringsW(), *at;
    char *to = text;
    for (at = block; *at; at += wcslen(at) + 1) {
        size_t size = pyosi_wtf8_from_utf16(at, wcslen(at) + 1, NULL);
        if (n == 1999 || size > (size_t)(text + sizeof text - to)) return 9;
        list[n++] = to;
        to += pyosi_wtf8_from_utf16(at, wcslen(at) + 1, to);
    }
    FreeEnvironmentStringsW(block);
#else
    for (; environ[n] && n < 1999; n++) list[n] = environ[n];
#endif
    list[n] = NULL;
    return quote_tell(path, list);
}

/* The arguments as bytes, a list. */
static char **quote_texts(const quote_vector *v) {
    static char text[QUOTE_ARGS * (3 * QUOTE_UNITS + 1)];
    static char *list[QUOTE_ARGS + 1];
    char *to = text;
    size_t i;
    for (i = 0; i < v->n; i++) {
        list[i] = to;
        to += pyosi_wtf8_from_utf16(v->arg[i], v->size[i], to);
        *to++ = '\0';
    }
    list[i] = NULL;
    return list;
}

/* Starts this program with the arguments and compares what it has got. */
static int quote_goes_through(const char *label, char **list) {
    long long result = -1;
    size_t n, i, at = 0;
    char *got;
    int good;
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, quote_self, (const char *const *)list, &result), 0);
    CHECK_INT(result, 7);
    got = quote_slurp(QUOTE_OUT, &n);
    for (i = 0, good = 1; list[i] && good; i++) {
        size_t size = strlen(list[i]) + 1;
        good = at + size <= n && memcmp(got + at, list[i], size) == 0;
        at += size;
    }
    good = good && at == n && result == 7;
    if (!good) {
        test_complain(__FILE__, __LINE__, label);
        for (i = 0; list[i]; i++) printf("    argument %d: %s\n", (int)i, list[i]);
    }
    return good;
}

TEST(random_vectors_go_through_children) {
    int i, bad = 0, rounds = getenv("PYOS_LONG") ? 1000 : 100;
    CHECK_INT(pyos_putenv("QUOTING_OUT", QUOTE_OUT), 0);
    for (i = 0; i < rounds && bad < 3; i++) {
        quote_make(&quote_sent);
        bad += !quote_goes_through("a random vector", quote_texts(&quote_sent));
    }
    CHECK_INT(pyos_unsetenv("QUOTING_OUT"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}

/* Five at a time. */
TEST(attacks_go_through_children) {
    size_t i, j, count = sizeof quote_attacks / sizeof *quote_attacks;
    CHECK_INT(pyos_putenv("QUOTING_OUT", QUOTE_OUT), 0);
    for (i = 0; i < count; i += 5) {
        char name[] = "a name\\", *list[7];
        list[0] = name;
        for (j = 0; j < 5; j++) list[j + 1] = (char *)(size_t)quote_attacks[(i + j) % count];
        list[6] = NULL;
        if (!quote_goes_through(quote_attacks[i], list)) break;
    }
    CHECK_INT(pyos_unsetenv("QUOTING_OUT"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}

/* Nothing is started without a name for it. */
TEST(empty_lists_are_refused) {
    const char *none[] = {NULL}, *empty[] = {"", "a", NULL};
    long long result = 99;
    CHECK_INT(pyos_putenv("QUOTING_OUT", QUOTE_OUT), 0);
    CHECK_ERROR(pyos_spawnv(PYOS_P_WAIT, quote_self, none, &result) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_spawnv(PYOS_P_WAIT, quote_self, empty, &result) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_INT(result, 99);
    CHECK_INT(pyos_unsetenv("QUOTING_OUT"), 0);
    CHECK(!pyos_path_exists(QUOTE_OUT));
}

/* --- environments --- */

/* Is this one of what the child has told? */
static int quote_has(const char *told, size_t n, const char *entry) {
    size_t at;
    for (at = 0; at < n; at += strlen(told + at) + 1)
        if (strcmp(told + at, entry) == 0) return 1;
    return 0;
}

/* Wine puts these into every environment. */
static int quote_is_added(const char *entry) {
    return QUOTE_WINDOWS && (strncmp(entry, "SystemDrive=", 12) == 0 || strncmp(entry, "SystemRoot=", 11) == 0 ||
                             strncmp(entry, "WINE", 4) == 0);
}

TEST(children_see_the_given_environment) {
    static const char *const env[] = {"QUOTING_ENV=" QUOTE_OUT,
                                      "z=1",
                                      "B=\xc3\xa9",
                                      "a=x=y",
                                      "A_long=  blanks and \"marks\" \\",
                                      "S=\xed\xa0\x80",
                                      "\xed\xb0\x80=s",
                                      "_=under",
                                      NULL};
    const char *argv[] = {"x", NULL};
    long long result = -1;
    size_t n, at, i, count = 0;
    char *told;
    CHECK_INT(pyos_putenv("QUOTING_MORE", "not given"), 0);
    CHECK_INT(pyos_spawnve(PYOS_P_WAIT, quote_self, argv, env, &result), 0);
    CHECK_INT(result, 7);
    told = quote_slurp(QUOTE_OUT, &n);
    for (i = 0; env[i]; i++) CHECK(quote_has(told, n, env[i]));
    for (at = 0; at < n; at += strlen(told + at) + 1) count += !quote_is_added(told + at);
    CHECK_INT(count, i);
    CHECK_INT(pyos_unsetenv("QUOTING_MORE"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}

#if defined(_WIN32)
/* The block for the list, as text with "|" for each terminator. */
static char *quote_block(const char *const *env) {
    static char text[1000];
    pyosi_bytes block = {NULL, 0, 0};
    const wchar_t *units;
    size_t n, i;
    CHECK_INT(pyosi_environment_block(env, &block), 0);
    units = (const wchar_t *)(const void *)block.data;
    n = pyosi_wtf8_from_utf16(units, block.size / sizeof *units, text);
    for (i = 0; i < n; i++)
        if (!text[i]) text[i] = '|';
    text[n] = '\0';
    pyos_free(block.data);
    return text;
}

/* By upper-cased units, names alone; "=C:" is one; those that are equal stay in their order. */
TEST(environment_blocks_are_sorted) {
    static const char *const none[] = {NULL}, *const one[] = {"a=", NULL};
    static const char *const many[] = {"b=2", "A=1",       "_=3",     "a_=4",       "AB=5",       "a-b=9", "x=1",
                                       "X=0", "=C:=C:\\x", "a.b=a=b", "\xc3\xa9=e", "\xc3\x89=E", NULL};
    static const char *const halves[] = {"\xed\xb0\x80=2", "b=\xed\xa0\x80", "\xed\xa0\x80=1", NULL};
    static const char *const bad[] = {"a=\xff", NULL};
    pyosi_bytes block = {NULL, 0, 0};
    CHECK_STR(quote_block(none), "||");
    CHECK_STR(quote_block(one), "a=||");
    CHECK_STR(quote_block(many), "=C:=C:\\x|A=1|a-b=9|a.b=a=b|AB=5|a_=4|b=2|x=1|X=0|_=3|\xc3\xa9=e|\xc3\x89=E||");
    CHECK_STR(quote_block(halves), "b=\xed\xa0\x80|\xed\xa0\x80=1|\xed\xb0\x80=2||");
    CHECK(pyosi_environment_block(bad, &block) < 0);
    pyos_free(block.data);
}
#endif

/* --- batch files --- */

#if defined(_WIN32)
#define QUOTE_MARK "marker.tmp"

static void quote_write(const char *path, const char *data, size_t n) {
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC | PYOS_OPEN_BINARY, 0666);
    CHECK(fd >= 0);
    while (n > 0) {
        long long done = pyos_write(fd, data, n);
        CHECK(done > 0);
        if (done <= 0) break;
        data += done, n -= (size_t)done;
    }
    CHECK_INT(pyos_close(fd), 0);
}

static void quote_make_batch(const char *path, const char *text) { quote_write(path, text, strlen(text)); }

#define QUOTE_MARKS "@echo ran>" QUOTE_MARK "\r\n"
#define QUOTE_ECHO "@echo off\r\n>" QUOTE_OUT " echo [%~1] [%~2] [%~3]\r\n"

/* A name with a stream has no extension for the C run time, so that a file with one is looked for. */
static int quote_is_refused(int answer, const char *file) {
    const pyos_error *e = pyos_last_error();
    return answer == -1 && ((e->kind == PYOS_VALUEERROR && e->code == EINVAL && !e->filename) || strchr(file, ':'));
}

/* In each way to start it: refused, and nothing has run. */
static void quote_refused(const char *file, const char *argument) {
    static const int modes[] = {PYOS_P_WAIT, PYOS_P_NOWAIT, PYOS_P_NOWAITO, PYOS_P_DETACH, PYOS_P_OVERLAY};
    const char *argv[] = {"t", "safe", NULL, "safe", NULL};
    static const char *const env[] = {"X=Y", NULL};
    long long result = 99;
    size_t i;
    int good = 1;
    argv[2] = argument;
    for (i = 0; i < sizeof modes / sizeof *modes; i++) {
        good = good && quote_is_refused(pyos_spawnv(modes[i], file, argv, &result), file);
        good = good && quote_is_refused(pyos_spawnve(modes[i], file, argv, env, &result), file);
    }
    good = good && quote_is_refused(pyos_execv(file, argv), file);
    good = good && quote_is_refused(pyos_execve(file, argv, env), file);
    if (good && result == 99 && !pyos_path_exists(QUOTE_MARK)) return;
    test_complain(__FILE__, __LINE__, "a batch file is refused");
    printf("    \"%s\" with \"%s\"\n", file, argument);
    (void)pyos_remove(QUOTE_MARK);
}

TEST(batch_files_refuse_what_is_not_safe) {
    static const char *const names[] = {"t.bat",     "T.CMD",        "t.bat.",      "t.bat ",     "t.bat. .",
                                        "T.BaT",     "t.cmd...",     "dir/t.bat",   "dir\\t.bat", "./t.bat",
                                        ".\\T.CMD ", "t.bat::$DATA", "t.bat:$DATA", "dir/only",   "t.cmd::$data"};
    static const char *const arguments[] = {"\"&calc\"",
                                            "&calc",
                                            "\"",
                                            "%PATH%",
                                            "%CMDCMDLINE:~-1%&calc",
                                            "a^b",
                                            "!x!",
                                            "a\nb",
                                            "a\rb",
                                            "a,b",
                                            "a;b",
                                            "a=b",
                                            "a\\",
                                            "",
                                            "a|b",
                                            "<a",
                                            ">marker.tmp",
                                            "(a)",
                                            "a b\\",
                                            "%",
                                            "%%",
                                            "\"&echo x>" QUOTE_MARK "&\"",
                                            "`a`\"",
                                            "\n",
                                            "a\x1a"};
    size_t i, j;
    CHECK_INT(pyos_mkdir("dir", 0777), 0);
    quote_make_batch("t.bat", QUOTE_MARKS);
    quote_make_batch("T.CMD", QUOTE_MARKS);
    quote_make_batch("dir/t.bat", QUOTE_MARKS);
    quote_make_batch("dir/only.bat", QUOTE_MARKS);
    for (i = 0; i < sizeof names / sizeof *names; i++)
        for (j = 0; j < sizeof arguments / sizeof *arguments; j++)
            if (i == 0 || j < 4 || j % 5 == i % 5) quote_refused(names[i], arguments[j]);
    CHECK_INT(pyos_remove("t.bat"), 0);
    CHECK_INT(pyos_remove("T.CMD"), 0);
    CHECK_INT(pyos_remove("dir/t.bat"), 0);
    CHECK_INT(pyos_remove("dir/only.bat"), 0);
    CHECK_INT(pyos_rmdir("dir"), 0);
}

/* The name that the program is told goes to the command interpreter too, which would run it. */
TEST(batch_files_are_what_runs) {
    static const char *const told[] = {"other", "echo.bat", "mark.bat", "a b", "a&mark.bat", "\"&mark.bat&\"", "%x%"};
    size_t i, n;
    quote_make_batch("echo.bat", QUOTE_ECHO);
    quote_make_batch("mark.bat", QUOTE_MARKS);
    for (i = 0; i < sizeof told / sizeof *told; i++) {
        const char *argv[] = {NULL, "one", "two", NULL};
        long long result = 99;
        argv[0] = told[i];
        quote_write(QUOTE_OUT, "", 0);
        if (pyos_spawnv(PYOS_P_WAIT, "echo.bat", argv, &result) == 0) {
            CHECK_INT(result, 0);
            CHECK_STR(quote_slurp(QUOTE_OUT, &n), "[one] [two] []\r\n");
        } else {
            CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
            CHECK(i > 3);
        }
        CHECK(!pyos_path_exists(QUOTE_MARK));
        (void)pyos_remove(QUOTE_MARK);
    }
    CHECK_INT(pyos_remove("echo.bat"), 0);
    CHECK_INT(pyos_remove("mark.bat"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}

/* A batch file whose own name means something to the interpreter runs, and nothing else, or it is refused. */
TEST(batch_files_with_odd_names) {
    static const char *const names[] = {"a&mark.bat",    "a b.bat",         "a^b.bat", "(a).bat",  "%a%.bat",
                                        "a,b.bat",       "a;b.bat",         "a=b.bat", "a!b!.bat", "'a'.bat",
                                        "a && mark.bat", "%QUOTING_X%.bat", "@a.bat",  "x.y.bat",  "a~1.bat"};
    size_t i, n;
    CHECK_INT(pyos_putenv("QUOTING_X", "mark"), 0);
    quote_make_batch("mark.bat", QUOTE_MARKS);
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        const char *argv[] = {"a", "one", "two", "three", NULL};
        long long result = 99;
        quote_make_batch(names[i], QUOTE_ECHO);
        quote_write(QUOTE_OUT, "", 0);
        if (pyos_spawnv(PYOS_P_WAIT, names[i], argv, &result) == 0)
            CHECK_STR(quote_slurp(QUOTE_OUT, &n), "[one] [two] [three]\r\n");
        else CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
        CHECK(!pyos_path_exists(QUOTE_MARK));
        if (test_bad) {
            printf("    %s\n", names[i]);
            break;
        }
        CHECK_INT(pyos_remove(names[i]), 0);
    }
    CHECK_INT(pyos_unsetenv("QUOTING_X"), 0);
    CHECK_INT(pyos_remove("mark.bat"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}

/* What is safe arrives as it is, and found by its extension, too. */
TEST(batch_files_take_what_is_safe) {
    static const struct {
        const char *file, *one, *two;
    } rows[] = {{"echo.bat", "abc", "x"},    {"echo.bat", "a-b_c.d", "C:\\dir\\f.txt"},
                {"ECHO.BAT", "1", "2"},      {"echo.bat.", "a", "b"},
                {"echo.bat ", "a", "b"},     {"echo", "a", "b"},
                {"./echo.bat", "x/y", "-v"}, {".\\echo", "/c", "+"},
                {"echo.bat", "a", "A:b"},    {"echo.bat", "@a", "_"}};
    size_t i, n;
    quote_make_batch("echo.bat", QUOTE_ECHO);
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *argv[] = {"a", NULL, NULL, "last", NULL};
        char want[100];
        long long result = 99;
        argv[1] = rows[i].one, argv[2] = rows[i].two;
        (void)snprintf(want, sizeof want, "[%s] [%s] [last]\r\n", rows[i].one, rows[i].two);
        quote_write(QUOTE_OUT, "", 0);
        CHECK_INT(pyos_spawnv(PYOS_P_WAIT, rows[i].file, argv, &result), 0);
        CHECK_INT(result, 0);
        CHECK_STR(quote_slurp(QUOTE_OUT, &n), want);
    }
    CHECK_INT(pyos_remove("echo.bat"), 0);
    CHECK_INT(pyos_remove(QUOTE_OUT), 0);
}
#endif
#else

TEST(nothing_can_be_started) {
    static const char *const argv[] = {"a", NULL};
    long long result = 99;
    CHECK_ERROR(pyos_spawnv(0, "a", argv, &result) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_INT(result, 99);
    CHECK(!pyos_have("os.spawnv"));
}
#endif

int main(int argc, char **argv) {
#if PYOS_HAVE_SPAWNV
    const char *out;
    CHECK_INT(pyos_main_args(&argc, &argv), 0);
    if ((out = pyos_getenv("QUOTING_OUT", NULL)) != NULL) return quote_tell(out, argv);
    if ((out = pyos_getenv("QUOTING_ENV", NULL)) != NULL) return quote_tell_environment(out);
    quote_self = argv[0];
#else
    (void)argc, (void)argv;
#endif
    RUN(random_vectors_arrive);
    RUN(attacks_arrive);
    RUN(names_of_programs_arrive);
    RUN(names_with_quotation_marks_cannot_be_written);
    RUN(plain_words_stay_plain);
    RUN(safe_for_batch_is_a_short_list);
    RUN(batch_files_by_name);
#if PYOS_HAVE_SPAWNV
    RUN(random_vectors_go_through_children);
    RUN(attacks_go_through_children);
    RUN(empty_lists_are_refused);
    RUN(children_see_the_given_environment);
#if defined(_WIN32)
    RUN(environment_blocks_are_sorted);
    RUN(batch_files_refuse_what_is_not_safe);
    RUN(batch_files_are_what_runs);
    RUN(batch_files_with_odd_names);
    RUN(batch_files_take_what_is_safe);
#endif
#else
    RUN(nothing_can_be_started);
#endif
    return test_summary();
}
