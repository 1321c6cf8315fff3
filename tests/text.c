/* Tests of >>text. */
#if !defined(_WIN32) && !defined(__wasi__)
#include <locale.h>
#include <sys/wait.h>
#include <unistd.h>
#endif
#include <wchar.h>

/* 1 where the encoding is the locale's. */
#if defined(__APPLE__) || defined(_WIN32) || defined(__wasi__) || defined(TEST_WITHOUT_LOCALE_ENCODING)
#define TEXT_LOCALES 0
#else
#define TEXT_LOCALES 1
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * A second opinion, slow and plain: reads by counting bits, then insists that writing gives the same bytes.
 */

static size_t text_put(unsigned long code, char *out) {
    if (code < 0x80) return out[0] = (char)code, 1;
    if (code < 0x800) return out[0] = (char)(0xc0 + code / 64), out[1] = (char)(0x80 + code % 64), 2;
    if (code < 0x10000)
        return out[0] = (char)(0xe0 + code / 4096), out[1] = (char)(0x80 + code / 64 % 64),
               out[2] = (char)(0x80 + code % 64), 3;
    return out[0] = (char)(0xf0 + code / 262144), out[1] = (char)(0x80 + code / 4096 % 64),
           out[2] = (char)(0x80 + code / 64 % 64), out[3] = (char)(0x80 + code % 64), 4;
}

/* The length of the sequence at s, 0 when it is none. Halves of surrogate pairs are fine here. */
static size_t text_get(const char *s, size_t n, unsigned long *code) {
    unsigned char lead = (unsigned char)s[0];
    unsigned long value;
    size_t length = 0, i;
    char again[4];
    while (length < 8 && (lead >> (7 - length) & 1)) length++;
    if (length == 0) return *code = lead, 1;
    if (length == 1 || length > 4 || length > n) return 0;
    value = lead & (0x7fu >> length);
    for (i = 1; i < length; i++) {
        if (((unsigned char)s[i] & 0xc0) != 0x80) return 0;
        value = value * 64 + ((unsigned char)s[i] & 0x3f);
    }
    if (value > 0x10ffff || text_put(value, again) != length) return 0;
    return *code = value, length;
}

/* WTF-8 to UTF-16 units; (size_t)-1 for what is none. */
static size_t text_units(const char *s, size_t n, pyosi_unit *out) {
    unsigned long code = 0;
    size_t i, step, count = 0;
    for (i = 0; i < n; i += step) {
        step = text_get(s + i, n - i, &code);
        if (!step) return (size_t)-1;
        if (code >= 0x10000) {
            out[count++] = (pyosi_unit)(0xd800 + (code - 0x10000) / 1024);
            code = 0xdc00 + (code - 0x10000) % 1024;
        }
        out[count++] = (pyosi_unit)code;
    }
    return count;
}

/* UTF-16 units to WTF-8. */
static size_t text_bytes(const pyosi_unit *s, size_t n, char *out) {
    size_t i, count = 0;
    unsigned long code;
    for (i = 0; i < n; i++) {
        code = s[i];
        if (code >= 0xd800 && code < 0xdc00 && i + 1 < n && s[i + 1] >= 0xdc00 && s[i + 1] < 0xe000)
            code = 0x10000 + (code - 0xd800) * 1024 + (s[++i] - 0xdc00u);
        count += text_put(code, out + count);
    }
    return count;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * UTF-16 and WTF-8, on every system
 */

static unsigned long text_wrong; /* conversions that went wrong; the first few are shown */

static void text_show(const char *what, const pyosi_unit *units, size_t n, const char *bytes, size_t size) {
    size_t i;
    test_bad = 1;
    if (text_wrong++ >= 5) return;
    printf("    %s:", what);
    for (i = 0; i < n; i++) printf(" %04x", units[i]);
    printf(" <>");
    for (i = 0; i < size; i++) printf(" %02x", (unsigned char)bytes[i]);
    printf("\n");
}

/* Both conversions of these units, with and without a place for the result. */
static void text_try_units(const pyosi_unit *units, size_t n) {
    char want[32], got[32];
    pyosi_unit back[16];
    size_t size = text_bytes(units, n, want), i;
    memset(got, '#', sizeof got);
    if (pyosi_wtf8_from_utf16(units, n, NULL) != size || pyosi_wtf8_from_utf16(units, n, got) != size ||
        memcmp(got, want, size) != 0 || got[size] != '#')
        text_show("to WTF-8", units, n, got, size);
    for (i = 0; i < 16; i++) back[i] = 0x2323;
    if (pyosi_utf16_from_wtf8(want, size, NULL) != n || pyosi_utf16_from_wtf8(want, size, back) != n ||
        memcmp(back, units, n * sizeof *units) != 0 || back[n] != 0x2323)
        text_show("to UTF-16", units, n, want, size);
}

static const pyosi_unit text_classes[] = {1,      0x7f,   0x80,   0x7ff,  0x800,  0xfff,  0x1000,
                                          0xcfff, 0xd000, 0xd7ff, 0xd800, 0xd801, 0xdbff, 0xdc00,
                                          0xdc01, 0xdfff, 0xe000, 0xfffd, 0xfffe, 0xffff};
enum { TEXT_CLASSES = (int)(sizeof text_classes / sizeof *text_classes) };

TEST(text_every_unit) {
    unsigned long i;
    pyosi_unit unit;
    text_wrong = 0;
    for (i = 0; i < 0x10000; i++) unit = (pyosi_unit)i, text_try_units(&unit, 1);
    text_try_units(&unit, 0);
    CHECK_INT(text_wrong, 0);
}

TEST(text_pairs_of_units) {
    static const pyosi_unit halves[] = {0xd800, 0xdbff, 0xdc00, 0xdfff};
    pyosi_unit units[2];
    unsigned long i, k;
    int a, b;
    text_wrong = 0;
    for (a = 0; a < TEXT_CLASSES; a++)
        for (b = 0; b < TEXT_CLASSES; b++)
            units[0] = text_classes[a], units[1] = text_classes[b], text_try_units(units, 2);
    for (i = 0xd800; i < 0xdc00; i++)
        for (k = 0xdc00; k < 0xe000; k++) units[0] = (pyosi_unit)i, units[1] = (pyosi_unit)k, text_try_units(units, 2);
    for (i = 0; i < 0x10000; i++)
        for (k = 0; k < 4; k++) {
            units[0] = (pyosi_unit)i, units[1] = halves[k], text_try_units(units, 2);
            units[0] = halves[k], units[1] = (pyosi_unit)i, text_try_units(units, 2);
        }
    CHECK_INT(text_wrong, 0);
}

TEST(text_longer_runs_of_units) {
    pyosi_unit units[5];
    int a, b, c, d;
    text_wrong = 0;
    for (a = 0; a < TEXT_CLASSES; a++)
        for (b = 0; b < TEXT_CLASSES; b++)
            for (c = 0; c < TEXT_CLASSES; c++) {
                units[0] = text_classes[a], units[1] = text_classes[b], units[2] = text_classes[c];
                text_try_units(units, 3);
                if (a % 3 == 1) continue;
                for (d = 0; d < TEXT_CLASSES; d += 3) {
                    units[3] = text_classes[d], units[4] = text_classes[TEXT_CLASSES - 1 - d];
                    text_try_units(units, 5);
                }
            }
    CHECK_INT(text_wrong, 0);
}

/* Any bytes: those that are no WTF-8 are refused. */
static void text_try_bytes(const char *bytes, size_t n) {
    pyosi_unit want[16], got[16];
    size_t count = text_units(bytes, n, want), i;
    for (i = 0; i < 16; i++) got[i] = 0x2323;
    if (pyosi_utf16_from_wtf8(bytes, n, NULL) != count) text_show("length", want, 0, bytes, n);
    else if (pyosi_utf16_from_wtf8(bytes, n, got) != count) text_show("length written", want, 0, bytes, n);
    else if (count != (size_t)-1 && (memcmp(got, want, count * sizeof *want) != 0 || got[count] != 0x2323))
        text_show("units", got, count, bytes, n);
}

static const unsigned char text_bounds[] = {0x01, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                            0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
enum { TEXT_BOUNDS = (int)sizeof text_bounds };

/* Calls run for all strings of one and two bytes, and for those of three and four bytes at the bounds of the ranges. */
static void text_all_strings(void (*run)(const char *bytes, size_t n)) {
    char s[5];
    int a, b, c, d;
    memset(s, 0, sizeof s);
    for (a = 1; a < 256; a++) s[0] = (char)a, run(s, 1);
    for (a = 1; a < 256; a++)
        for (b = 1; b < 256; b++) s[0] = (char)a, s[1] = (char)b, run(s, 2);
    for (a = 0; a < TEXT_BOUNDS; a++)
        for (b = 0; b < TEXT_BOUNDS; b++)
            for (c = 0; c < TEXT_BOUNDS; c++) {
                s[0] = (char)text_bounds[a], s[1] = (char)text_bounds[b], s[2] = (char)text_bounds[c], run(s, 3);
            }
    for (a = 0; a < TEXT_BOUNDS; a++)
        for (b = 0; b < TEXT_BOUNDS; b++)
            for (c = 0; c < TEXT_BOUNDS; c++)
                for (d = 0; d < TEXT_BOUNDS; d++) {
                    s[0] = (char)text_bounds[a], s[1] = (char)text_bounds[b];
                    s[2] = (char)text_bounds[c], s[3] = (char)text_bounds[d];
                    run(s, 4);
                }
}

TEST(text_bytes_that_are_no_wtf8) {
    static const char *const bad[] = {"\200",
                                      "\277",
                                      "\300\200",
                                      "\301\277",
                                      "\302",
                                      "\302x",
                                      "\340\200\200",
                                      "\340\237\277",
                                      "\342\202",
                                      "\342\202x",
                                      "\342x\202",
                                      "\360\200\200\200",
                                      "\360\217\277\277",
                                      "\360\237\230",
                                      "\360\237\230x",
                                      "\364\220\200\200",
                                      "\365\200\200\200",
                                      "\370\210\200\200\200",
                                      "\376",
                                      "\377",
                                      "\374\204\200\200\200\200",
                                      "x\377",
                                      "\377x",
                                      "\303\244\200"};
    static const char pair[] = "\355\240\275\355\270\200"; /* two halves of three bytes each: U+1F600 */
    pyosi_unit units[4];
    size_t i;
    text_wrong = 0;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(pyosi_utf16_from_wtf8(bad[i], strlen(bad[i]), NULL) == (size_t)-1);
        CHECK(pyosi_utf16_from_wtf8(bad[i], strlen(bad[i]), units) == (size_t)-1);
    }
    CHECK_INT(pyosi_utf16_from_wtf8(pair, 6, units), 2);
    CHECK(units[0] == 0xd83d && units[1] == 0xde00);
    CHECK_INT(pyosi_utf16_from_wtf8(pair, 3, units), 1); /* n counts, not a terminator */
    CHECK(pyosi_utf16_from_wtf8(pair, 5, units) == (size_t)-1);
    CHECK_INT(pyosi_utf16_from_wtf8("a\0b", 3, units), 3);
    CHECK(units[0] == 'a' && units[1] == 0 && units[2] == 'b');
    text_all_strings(text_try_bytes);
    CHECK_INT(text_wrong, 0);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Wide strings
 */

TEST(text_wide_every_unit) {
    unsigned long i;
    wchar_t wide[3], *back;
    char *text, want[8];
    memset(wide, 0, sizeof wide);
    text_wrong = 0;
    for (i = 1; i < 0x110000; i += i < 0x10000 ? 1 : 61) {
        if (i >= 0x10000 && sizeof(wchar_t) == 2) break;
        wide[0] = (wchar_t)i;
        want[text_put(i, want)] = 0;
        text = pyos_from_wide(wide);
        back = pyos_to_wide(want);
        if (!test_same(text, want) || !back || back[0] != wide[0] || back[1] != 0) {
            if (text_wrong++ < 5) printf("    U+%04lx\n", i);
        }
        pyos_free(text), pyos_free(back);
    }
    CHECK_INT(text_wrong, 0);
}

TEST(text_wide_pairs) {
    wchar_t wide[3], *back;
    char *text, want[8];
    size_t n;
    int a, b;
    wide[2] = 0;
    text_wrong = 0;
    for (a = 0; a < TEXT_CLASSES; a++)
        for (b = 0; b < TEXT_CLASSES; b++) {
            wide[0] = (wchar_t)text_classes[a], wide[1] = (wchar_t)text_classes[b];
            if (sizeof(wchar_t) > 2 && text_classes[a] / 0x400 == 0x36 && text_classes[b] / 0x400 == 0x37)
                continue; /* in UTF-32 halves side by side mean nothing */
            n = text_bytes(text_classes + a, 1, want);
            n += text_bytes(text_classes + b, 1, want + n);
            if (text_classes[a] / 0x400 == 0x36 && text_classes[b] / 0x400 == 0x37) {
                pyosi_unit units[2];
                units[0] = text_classes[a], units[1] = text_classes[b];
                n = text_bytes(units, 2, want);
            }
            want[n] = 0;
            text = pyos_from_wide(wide);
            back = text ? pyos_to_wide(text) : NULL;
            if (!test_same(text, want) || !back || wcscmp(back, wide) != 0) {
                if (text_wrong++ < 5) printf("    %04x %04x\n", text_classes[a], text_classes[b]);
            }
            pyos_free(text), pyos_free(back);
        }
    CHECK_INT(text_wrong, 0);
}

TEST(text_wide_astral) {
    wchar_t *wide = pyos_to_wide("a\360\237\230\200\364\217\277\277");
    CHECK(wide != NULL);
    if (!wide) return;
    if (sizeof(wchar_t) == 2) {
        CHECK_INT(wcslen(wide), 5);
        CHECK_INT(wide[1], 0xd83d);
        CHECK_INT(wide[2], 0xde00);
        CHECK_INT(wide[4], 0xdfff);
    } else {
        CHECK_INT(wcslen(wide), 3);
        CHECK_INT(wide[1], 0x1f600);
        CHECK_INT(wide[2], 0x10ffff);
    }
    CHECK_OWNED(pyos_from_wide(wide), "a\360\237\230\200\364\217\277\277");
    pyos_free(wide);
    wide = pyos_to_wide("");
    CHECK(wide && wide[0] == 0);
    CHECK_OWNED(pyos_from_wide(wide), "");
    pyos_free(wide);
}

TEST(text_wide_failures) {
    wchar_t wide[2];
    CHECK_ERROR(pyos_to_wide(NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_from_wide(NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_to_wide("\377") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK(pyos_last_error()->text != NULL);
    CHECK_ERROR(pyos_to_wide("a\303") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_to_wide("\300\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_to_wide("\364\220\200\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    if (sizeof(wchar_t) == 2) return;
    wide[1] = 0;
    wide[0] = (wchar_t)0x110000;
    CHECK_ERROR(pyos_from_wide(wide) == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    wide[0] = (wchar_t)0x7fffffff;
    CHECK_ERROR(pyos_from_wide(wide) == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    wide[0] = (wchar_t)-1;
    CHECK_ERROR(pyos_from_wide(wide) == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * The encoding of file names. It is decided at first use, so on POSIX each setting has a process of its own; these tests
 * run before any other that asks.
 */

#if !defined(_WIN32)
/* FNV-1a over the results of text_all_strings, each with its terminator: what CPython 3.13 makes of them by
 * x.decode(encoding, "surrogateescape").encode("utf-8", "surrogatepass"). */
static unsigned long long text_hash;
#define TEXT_HASH_UTF8 0x9ec80ae4888ad4deULL
#define TEXT_HASH_ASCII 0x7bc99c18372f7056ULL
#define TEXT_HASH_LATIN1 0xd90e513db427b8bbULL
#define TEXT_HASH_LATIN9 0x55db26f4d4b86d26ULL
#define TEXT_HASH_KOI8R 0xd1f535de5e4042f0ULL

static void text_hash_add(const char *s) {
    do text_hash = (text_hash ^ (unsigned char)*s) * 0x100000001b3ULL;
    while (*s++);
}

#if TEXT_LOCALES
/* Python's str.decode, and back. */
static void text_try_decode(const char *bytes, size_t n) {
    char *text = pyos_fsdecode(bytes), *back = text ? pyos_fsencode(text) : NULL;
    if (!test_same(back, bytes)) text_show("round trip", NULL, 0, bytes, n);
    if (text) text_hash_add(text);
    pyos_free(text), pyos_free(back);
}
#endif

static int text_is_half(unsigned long code) { return code >= 0xd800 && code < 0xe000; }

/* UTF-8 as Python decodes it with surrogateescape, written as WTF-8. */
static size_t text_escaped(const char *s, size_t n, char *out) {
    unsigned long code = 0;
    size_t i, step, count = 0;
    for (i = 0; i < n; i += step) {
        step = text_get(s + i, n - i, &code);
        if (!step || text_is_half(code)) step = 1, code = 0xdc00u + (unsigned char)s[i];
        count += text_put(code, out + count);
    }
    return count;
}

static void text_try_utf8(const char *bytes, size_t n) {
    char *text = pyos_fsdecode(bytes), *back = text ? pyos_fsencode(text) : NULL, want[32];
    want[text_escaped(bytes, n, want)] = 0;
    if (!test_same(text, want)) text_show("decode", NULL, 0, bytes, n);
    if (!test_same(back, bytes)) text_show("round trip", NULL, 0, bytes, n);
    if (text) text_hash_add(text);
    pyos_free(text), pyos_free(back);
}

static void text_check_hash(void (*run)(const char *bytes, size_t n), unsigned long long want) {
    text_hash = 0xcbf29ce484222325ULL, text_wrong = 0;
    text_all_strings(run);
    CHECK_INT(text_wrong, 0);
    CHECK_INT(text_hash, want);
}

static void text_check_utf8(void) {
    static const char *const bad[] = {"\355\240\200", "\355\257\277", "\355\260\200",    "\355\261\277",
                                      "\355\264\200", "\355\277\277", "a\355\261\277",   "\377",
                                      "\303",         "\300\200",     "\364\220\200\200"};
    size_t i;
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
    CHECK(pyos_getfilesystemencoding() == pyos_getfilesystemencoding());
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogateescape");
    CHECK_OWNED(pyos_fsdecode(""), "");
    CHECK_OWNED(pyos_fsencode(""), "");
    CHECK_OWNED(pyos_fsdecode("a\303\244\360\237\230\200"), "a\303\244\360\237\230\200");
    CHECK_OWNED(pyos_fsencode("a\303\244\360\237\230\200"), "a\303\244\360\237\230\200");
    CHECK_OWNED(pyos_fsdecode("\377"), "\355\263\277"); /* U+DCFF */
    CHECK_OWNED(pyos_fsencode("x\355\262\200\355\263\277y"), "x\200\377y");
    CHECK_OWNED(pyos_fsencode("\355\263\203\355\262\244"), "\303\244"); /* escapes that make a character */
    /* halves that are no escapes, in bytes: undecodable one by one */
    CHECK_OWNED(pyos_fsdecode("\355\240\200"), "\355\263\255\355\262\240\355\262\200");
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_ERROR(pyos_fsencode(bad[i]) == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    errno = 4321;
    pyos_free(pyos_fsdecode("\244x\377"));
    pyos_free(pyos_fsencode("x\355\262\200"));
    CHECK_INT(errno, 4321);
    text_check_hash(text_try_utf8, TEXT_HASH_UTF8);
}
#endif

TEST(text_null) {
    CHECK_ERROR(pyos_fsencode(NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("expected str, bytes or os.PathLike object, not NoneType");
    CHECK_STR(pyos_last_error()->function, "os.fsencode");
    CHECK_ERROR(pyos_fsdecode(NULL) == NULL, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("expected str, bytes or os.PathLike object, not NoneType");
    CHECK_STR(pyos_last_error()->function, "os.fsdecode");
}

#if defined(_WIN32)
static void text_try_windows(const char *bytes, size_t n) {
    pyosi_unit units[16];
    size_t count = text_units(bytes, n, units);
    char *text = pyos_fsdecode(bytes), *back = pyos_fsencode(bytes);
    if (count == (size_t)-1 ? text || back : !test_same(text, bytes) || !test_same(back, bytes))
        text_show("surrogatepass", NULL, 0, bytes, n);
    pyos_free(text), pyos_free(back);
}

TEST(text_encoding_windows) {
    const char *mode = getenv("PYTHONUTF8");
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogatepass");
    CHECK_INT(pyos_utf8_mode(), mode && strcmp(mode, "1") == 0);
    CHECK_OWNED(pyos_fsdecode("a\303\244\355\240\200"), "a\303\244\355\240\200");
    CHECK_OWNED(pyos_fsencode("a\303\244\355\240\200"), "a\303\244\355\240\200");
    CHECK_ERROR(pyos_fsdecode("\377") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\377") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\303") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    text_wrong = 0;
    text_all_strings(text_try_windows);
    CHECK_INT(text_wrong, 0);
}
#elif defined(__wasi__)
TEST(text_encoding_wasi) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *mode = getenv("PYTHONUTF8"), *name = "C", *value;
    int i;
    for (i = 2; i >= 0; i--)
        if ((value = getenv(names[i])) != NULL && *value) name = value;
    if (!mode || (strcmp(mode, "0") != 0 && strcmp(mode, "1") != 0))
        CHECK_INT(pyos_utf8_mode(), strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0);
    else CHECK_INT(pyos_utf8_mode(), *mode == '1');
    text_check_utf8();
}
#else
/* Runs the checks in a child that has this environment ("NAME=value" up to NULL) and none of its parent's choices. */
static void text_child(int line, const char *const *environment, void (*run)(void)) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONCOERCECLOCALE"};
    char name[40];
    const char *equals;
    size_t i;
    int status = -1;
    pid_t child;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        test_bad = 0;
        for (i = 0; i < sizeof names / sizeof *names; i++) unsetenv(names[i]);
        for (i = 0; environment[i]; i++) {
            equals = strchr(environment[i], '=');
            snprintf(name, sizeof name, "%.*s", (int)(equals - environment[i]), environment[i]);
            setenv(name, equals + 1, 1);
        }
        run();
        fflush(stdout);
        _exit(test_bad);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (child > 0 && status == 0) return;
    test_complain(__FILE__, line, "the child with this environment");
    for (i = 0; environment[i]; i++) printf("    %s\n", environment[i]);
}

#define CHILD1(a, run)                                                                                                 \
    do {                                                                                                               \
        const char *environment_[2];                                                                                   \
        environment_[0] = a, environment_[1] = NULL;                                                                   \
        text_child(__LINE__, environment_, run);                                                                       \
    } while (0)
#define CHILD3(a, b, c, run)                                                                                           \
    do {                                                                                                               \
        const char *environment_[4];                                                                                   \
        environment_[0] = a, environment_[1] = b, environment_[2] = c, environment_[3] = NULL;                         \
        text_child(__LINE__, environment_, run);                                                                       \
    } while (0)

static void text_is_utf8_by_locale(void) {
    CHECK_INT(pyos_utf8_mode(), 0);
    text_check_utf8();
}

static void text_is_utf8_by_mode(void) {
    CHECK_INT(pyos_utf8_mode(), 1);
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogateescape");
    CHECK_OWNED(pyos_fsdecode("\303\244\377"), "\303\244\355\263\277");
    CHECK_OWNED(pyos_fsencode("\303\244\355\263\277"), "\303\244\377");
}

static void text_is_ascii(void) {
    CHECK_INT(pyos_utf8_mode(), 0);
#if !TEXT_LOCALES
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
#else
    CHECK_STR(pyos_getfilesystemencoding(), "ascii");
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogateescape");
    CHECK_OWNED(pyos_fsdecode("a\303\244"), "a\355\263\203\355\262\244");
    CHECK_OWNED(pyos_fsencode("a\355\263\203\355\262\244"), "a\303\244");
    CHECK_ERROR(pyos_fsencode("\303\244") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\355\240\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\355\261\277") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    text_check_hash(text_try_decode, TEXT_HASH_ASCII);
#endif
}

TEST(text_encoding_utf8_mode) {
    CHILD1("LC_ALL=C", text_is_utf8_by_mode);
    CHILD1("LC_ALL=POSIX", text_is_utf8_by_mode);
    CHILD1("LANG=C", text_is_utf8_by_mode);
    CHILD1("LC_CTYPE=POSIX", text_is_utf8_by_mode);
    CHILD1(NULL, text_is_utf8_by_mode);
    CHILD3("LC_ALL=C", "PYTHONUTF8=1", NULL, text_is_utf8_by_mode);
    CHILD3("LC_ALL=C", "PYTHONUTF8=", NULL, text_is_utf8_by_mode); /* as if it were not there */
    CHILD3("LC_ALL=", "LC_CTYPE=", "LANG=", text_is_utf8_by_mode);
    CHILD3("LC_ALL=C", "LC_CTYPE=C.UTF-8", "LANG=C.UTF-8", text_is_utf8_by_mode);
#if defined(__GLIBC__) && TEXT_LOCALES
    CHILD1("LC_ALL=no_SUCH.ISO-8859-1", text_is_utf8_by_mode); /* setlocale fails, C stays */
#endif
}

TEST(text_encoding_ascii) {
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", NULL, text_is_ascii);
    CHILD3("LC_ALL=POSIX", "PYTHONUTF8=0", "LANG=C.UTF-8", text_is_ascii);
#if defined(__GLIBC__) && TEXT_LOCALES
    CHILD3("LC_ALL=no_SUCH.UTF-8", "PYTHONUTF8=0", NULL, text_is_ascii);
#endif
}

/* PEP 538: the C locale is taken for C.UTF-8, which does not make it UTF-8 mode. */
static void text_is_coerced(void) {
    CHECK_INT(pyos_utf8_mode(), 0);
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
    CHECK_OWNED(pyos_fsdecode("\303\244\377"), "\303\244\355\263\277");
}

TEST(text_encoding_coerced) {
    CHILD3("LANG=C", "PYTHONUTF8=0", NULL, text_is_coerced);
    CHILD3("LC_CTYPE=C", "PYTHONUTF8=0", NULL, text_is_coerced);
    CHILD3("PYTHONUTF8=0", NULL, NULL, text_is_coerced);
    CHILD3("LANG=C", "PYTHONUTF8=0", "PYTHONCOERCECLOCALE=1", text_is_coerced);
    CHILD3("LANG=C", "PYTHONUTF8=0", "PYTHONCOERCECLOCALE=0", text_is_ascii);
    CHILD3("LC_ALL=C", "PYTHONUTF8=0", "PYTHONCOERCECLOCALE=1", text_is_ascii); /* LC_ALL would win */
}

TEST(text_encoding_utf8_locale) {
#if defined(__GLIBC__)
    locale_t there = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!there) SKIP("the locale C.UTF-8 is not installed");
    freelocale(there);
#endif
    CHILD1("LC_ALL=C.UTF-8", text_is_utf8_by_locale);
    CHILD3("LC_ALL=", "LC_CTYPE=C.UTF-8", "LANG=C", text_is_utf8_by_locale);
    CHILD3("LANG=C.UTF-8", "PYTHONUTF8=0", NULL, text_is_utf8_by_locale);
}

#if defined(__GLIBC__) && TEXT_LOCALES
/* The first of these that is installed, and that the C library can convert: a static program needs modules of the same
 * library for that. NULL when none is. */
static const char *text_find(const char *const *names) {
    for (; *names; names++) {
        locale_t there = newlocale(LC_CTYPE_MASK, *names, (locale_t)0), before;
        mbstate_t state;
        wchar_t wide;
        size_t n;
        if (!there) continue;
        before = uselocale(there);
        memset(&state, 0, sizeof state);
        n = mbrtowc(&wide, "\344", 1, &state);
        uselocale(before);
        freelocale(there);
        if (n != (size_t)-1) return *names;
    }
    return NULL;
}

/* For owned strings of loops that would fail many times. */
static int text_differs(char *got, const char *want) {
    int differs = !test_same(got, want);
    pyos_free(got);
    return differs;
}

static void text_is_latin1(void) {
    char text[8], want[8];
    int i, wrong = 0;
    CHECK_INT(pyos_utf8_mode(), 0);
    CHECK_STR(pyos_getfilesystemencoding(), "iso8859-1");
    CHECK_STR(pyos_getfilesystemencodeerrors(), "surrogateescape");
    for (i = 1; i < 256; i++) {
        text[0] = (char)i, text[1] = 0;
        want[text_put((unsigned long)i, want)] = 0;
        wrong += text_differs(pyos_fsdecode(text), want) + text_differs(pyos_fsencode(want), text);
    }
    for (i = 0x80; i < 256; i++) { /* an escape is a byte even where the byte is a character */
        text[0] = (char)i, text[1] = 0;
        want[text_put(0xdc00ul + (unsigned long)i, want)] = 0;
        wrong += text_differs(pyos_fsencode(want), text);
    }
    CHECK_INT(wrong, 0);
    CHECK_ERROR(pyos_fsencode("\304\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\342\202\254") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("a\344\270\255") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\360\237\230\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\355\240\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
    CHECK_ERROR(pyos_fsencode("\344") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL); /* text is UTF-8, not Latin-1 */
    text_check_hash(text_try_decode, TEXT_HASH_LATIN1);
    /* taken at first use; nobody's locale was changed */
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("PYTHONUTF8", "1", 1);
    CHECK_STR(pyos_getfilesystemencoding(), "iso8859-1");
    CHECK_INT(pyos_utf8_mode(), 0);
    CHECK_STR(setlocale(LC_ALL, NULL), "C");
}

static const char *text_locale; /* for the next */

static void text_ignores_setlocale(void) {
    CHECK(setlocale(LC_ALL, text_locale) != NULL);
    CHECK_STR(pyos_getfilesystemencoding(), "utf-8");
    CHECK_OWNED(pyos_fsdecode("\303\244"), "\303\244");
    CHECK_STR(setlocale(LC_CTYPE, NULL), text_locale);
}

TEST(text_encoding_latin1) {
    static const char *const names[] = {
        "en_US.ISO-8859-1", "de_DE.ISO-8859-1", "en_GB.ISO-8859-1", "fr_FR.ISO-8859-1", "de_DE", "fr_FR", NULL};
    char all[60], ctype[60], lang[60];
    const char *name = text_find(names);
    if (!name) SKIP("no Latin-1 locale is installed");
    snprintf(all, sizeof all, "LC_ALL=%s", name);
    snprintf(ctype, sizeof ctype, "LC_CTYPE=%s", name);
    snprintf(lang, sizeof lang, "LANG=%s", name);
    CHILD1(all, text_is_latin1);
    CHILD1(ctype, text_is_latin1);
    CHILD1(lang, text_is_latin1);
    CHILD3(all, "PYTHONUTF8=0", "LANG=C", text_is_latin1);
    CHILD3("LC_ALL=", ctype, "LANG=C", text_is_latin1);
    CHILD3("LC_ALL=", "LC_CTYPE=", lang, text_is_latin1);
    CHILD3(all, "PYTHONUTF8=", "LC_CTYPE=C", text_is_latin1);
    CHILD3(all, "PYTHONUTF8=1", NULL, text_is_utf8_by_mode);
    CHILD3("LC_ALL=C", ctype, lang, text_is_utf8_by_mode);
    text_locale = name;
    CHILD3("LC_ALL=C.UTF-8", "PYTHONUTF8=1", NULL, text_ignores_setlocale);
}

static void text_is_latin9(void) {
    CHECK_STR(pyos_getfilesystemencoding(), "iso8859-15");
    CHECK_OWNED(pyos_fsdecode("\244"), "\342\202\254");
    CHECK_OWNED(pyos_fsencode("\342\202\254"), "\244");
    CHECK_ERROR(pyos_fsencode("\302\244") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL); /* U+00A4 */
    text_check_hash(text_try_decode, TEXT_HASH_LATIN9);
}

static void text_is_koi8r(void) {
    CHECK_STR(pyos_getfilesystemencoding(), "koi8-r");
    CHECK_OWNED(pyos_fsdecode("\301"), "\320\260");
    text_check_hash(text_try_decode, TEXT_HASH_KOI8R);
}

/* Characters of two bytes. */
static void text_is_eucjp(void) {
    CHECK_STR(pyos_getfilesystemencoding(), "euc_jp");
    CHECK_OWNED(pyos_fsdecode("a\244\242b"), "a\343\201\202b");
    CHECK_OWNED(pyos_fsencode("a\343\201\202b"), "a\244\242b");
    CHECK_OWNED(pyos_fsdecode("\377\244\242\244"), "\355\263\277\343\201\202\355\262\244"); /* ends within one */
    CHECK_OWNED(pyos_fsencode("\355\263\277\343\201\202\355\262\244"), "\377\244\242\244");
    CHECK_OWNED(pyos_fsdecode("\244x"), "\355\262\244x");
    errno = 4321; /* what does not decode is no failure */
    pyos_free(pyos_fsdecode("\244x\377"));
    CHECK_INT(errno, 4321);
    CHECK_ERROR(pyos_fsencode("\303\277\360\237\230\200") == NULL, PYOS_UNICODEERROR, EILSEQ, NULL);
}

TEST(text_encoding_other_locales) {
    static const char *const latin9[] = {"de_DE.ISO-8859-15", "de_DE@euro", "en_US.ISO-8859-15", NULL};
    static const char *const koi8r[] = {"ru_RU.KOI8-R", NULL};
    static const char *const eucjp[] = {"ja_JP.EUC-JP", NULL};
    static const char *const *const lists[] = {latin9, koi8r, eucjp};
    static void (*const runs[])(void) = {text_is_latin9, text_is_koi8r, text_is_eucjp};
    char all[60];
    const char *name;
    int i, found = 0;
    for (i = 0; i < 3; i++)
        if ((name = text_find(lists[i])) != NULL) {
            snprintf(all, sizeof all, "LC_ALL=%s", name);
            CHILD3(all, "PYTHONUTF8=0", NULL, runs[i]);
            found++;
        }
    if (!found) SKIP("no locale in ISO-8859-15, KOI8-R or EUC-JP is installed");
}
#endif
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * The command line
 */

TEST(text_main_args) {
    char name[] = "program", word[] = "w\344rd", *args[3], **argv = args;
    int argc = 2;
    args[0] = name, args[1] = word, args[2] = NULL;
    CHECK_ERROR(pyos_main_args(NULL, &argv) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_main_args(&argc, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK(argc == 2 && argv == args);
    CHECK_INT(pyos_main_args(&argc, &argv), 0);
#if defined(_WIN32)
    CHECK(argv != args && argc >= 1); /* those of this process */
    CHECK(strstr(argv[0], ".exe") != NULL);
    CHECK(argv[argc] == NULL);
    pyos_free(argv);
#else
    CHECK(argc == 2 && argv == args && args[0] == name && args[1] == word && args[2] == NULL);
#endif
}

#if defined(_WIN32)
/* The test starts itself with arguments that no code page holds, and looks at them there. */
TEST(text_main_args_of_a_process) {
    static const char *const want[] = {"a b", "\303\244\344\270\255\360\237\230\200", "", "q\"q\\", "x\355\240\200"};
    static const wchar_t line[] = L"pyos \"a b\" \u00e4\u4e2d\xd83d\xde00 \"\" q\\\"q\\ x\xd800";
    wchar_t module[1024], copy[64];
    STARTUPINFOW start;
    PROCESS_INFORMATION process;
    DWORD status = 1;
    int argc = 1, i;
    char name[] = "lost", *args[2], **argv = args;
    args[0] = name, args[1] = NULL;
    if (getenv("PYOS_TEST_ARGS")) {
        CHECK_INT(pyos_main_args(&argc, &argv), 0);
        CHECK_INT(argc, 6);
        CHECK_STR(argv[0], "pyos");
        for (i = 0; i < 5 && i + 1 < argc; i++) CHECK_STR(argv[i + 1], want[i]);
        CHECK(argv[argc] == NULL);
        pyos_free(argv);
        exit(test_bad); /* without a closing line of its own */
    }
    memset(&start, 0, sizeof start);
    start.cb = sizeof start;
    memcpy(copy, line, sizeof line);
    CHECK(GetModuleFileNameW(NULL, module, 1024) != 0);
    fflush(stdout);
    SetEnvironmentVariableW(L"PYOS_TEST_ARGS", L"1");
    SetEnvironmentVariableW(L"PYOS_TEST", L"text_main_args_of_a_process");
    CHECK(CreateProcessW(module, copy, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process));
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &status);
    CloseHandle(process.hProcess), CloseHandle(process.hThread);
    SetEnvironmentVariableW(L"PYOS_TEST_ARGS", NULL);
    SetEnvironmentVariableW(L"PYOS_TEST", NULL);
    CHECK_INT(status, 0);
}
#endif

/* Lines and their arguments, with a bar between them, by the published rules of the C run time. */
TEST(text_split_command_line) {
    static const char *const lines[][2] = {
        {"", ""},
        {"p", "p"},
        {"p a b", "p|a|b"},
        {"p  \t a\t\tb \t", "p|a|b"},
        {"p a\nb", "p|a\nb"}, /* blanks are space and tab only */
        {" a b", "|a|b"},     /* the first word ends at once */
        {"\"a b\" c", "a b|c"},
        {"a\"b c\"d e", "ab cd|e"},
        {"\"a\\\" b\" c", "a\\|b c"}, /* no backslash protects a quote there */
        {"\"a\"\"b c\" d", "ab c|d"}, /* nor do two quotes make one */
        {"\"a b", "a b"},             /* it may stay open */
        {"\"C:\\p q\\r.exe\" s", "C:\\p q\\r.exe|s"},
        {"p \"\"", "p|"},
        {"p \"\" \"\"", "p||"},
        {"p \"a b\"", "p|a b"},
        {"p a\"b c\"d", "p|ab cd"},
        {"p \"a b", "p|a b"},
        {"p a\\b \\\\c d\\", "p|a\\b|\\\\c|d\\"}, /* backslashes without a quote */
        {"p \\\"a", "p|\"a"},
        {"p a\\\"b c", "p|a\"b|c"},
        {"p \"a\\\" b\" c", "p|a\" b|c"},
        {"p \"a\\\\\" b", "p|a\\|b"}, /* two and a quote: one, and the quote counts */
        {"p \"a\\\\\\\" b\"", "p|a\\\" b"},
        {"p a\\\\\\\\\"b c\"", "p|a\\\\b c"},
        {"p a\\\\\\b d\"e f\"g h", "p|a\\\\\\b|de fg|h"},
        {"p a\\\\\"b c\" d e", "p|a\\b c|d|e"},
        {"p \"a\"\"b c\" d", "p|a\"b c|d"}, /* two inside quotes: one, and they stay open */
        {"p \"a\"\"\" b", "p|a\"|b"},
        {"p \"\"\"a b\"\"\" c", "p|\"a b\"|c"},
        {"p \"\"a b\"\" c", "p|a|b|c"},
        {"p \"\"\"\" b", "p|\"|b"},
        {"p a\"\"b", "p|ab"},
        {"p \"a\\\\\"\"b\" c", "p|a\\\"b|c"},
    };
    pyosi_unit line[64], out[66];
    char text[64];
    size_t i, k, n, argc, units, ends;
    for (i = 0; i < sizeof lines / sizeof *lines; i++) {
        n = strlen(lines[i][0]);
        for (k = 0; k < n; k++) line[k] = (pyosi_unit)(unsigned char)lines[i][0][k];
        for (k = 0; k < 66; k++) out[k] = 0x2323;
        units = pyosi_split_command_line(line, n, out, &argc);
        CHECK(units > 0 && units <= n + 2 && out[units - 1] == 0 && (units == 66 || out[units] == 0x2323));
        for (k = ends = 0; k < units && k < 64; k++) {
            text[k] = (char)(out[k] ? out[k] : '|');
            if (!out[k]) ends++;
        }
        CHECK_INT(ends, argc);
        text[units - 1] = 0;
        CHECK_STR(text, lines[i][1]);
    }
    line[0] = 'p', line[1] = ' ', line[2] = 0xd83d, line[3] = 0xe4; /* any unit */
    units = pyosi_split_command_line(line, 4, out, &argc);
    CHECK_INT(argc, 2);
    CHECK(units == 5 && out[2] == 0xd83d && out[3] == 0xe4);
}

static void run_text(void) {
#if defined(_WIN32)
    RUN(text_encoding_windows);
#elif defined(__wasi__)
    RUN(text_encoding_wasi);
#else
    RUN(text_encoding_utf8_mode);
    RUN(text_encoding_ascii);
    RUN(text_encoding_coerced);
    RUN(text_encoding_utf8_locale);
#if defined(__GLIBC__) && TEXT_LOCALES
    RUN(text_encoding_latin1);
    RUN(text_encoding_other_locales);
#endif
#endif
    RUN(text_every_unit);
    RUN(text_pairs_of_units);
    RUN(text_longer_runs_of_units);
    RUN(text_bytes_that_are_no_wtf8);
    RUN(text_wide_every_unit);
    RUN(text_wide_pairs);
    RUN(text_wide_astral);
    RUN(text_wide_failures);
    RUN(text_null);
    RUN(text_main_args);
#if defined(_WIN32)
    RUN(text_main_args_of_a_process);
#endif
    RUN(text_split_command_line);
}
