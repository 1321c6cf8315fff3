/* The test frame. A test is a function TEST(name) { ... } in the file of its chapter, and RUN(name) in that file's list;
 * a forgotten RUN is an unused function, which the build refuses. The closing line is "N passed, N failed, N skipped". */
#ifndef PYOS_TEST_H
#define PYOS_TEST_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int test_passed, test_failed, test_skipped, test_bad, test_rules;
static const char *test_rule[64];
static const char *test_name, *test_skip_reason, *test_elsewhere_reason;

#define TEST(name) static void test_##name(void)
#define RUN(name) test_run(#name, test_##name)

/* Leaves the test; the reason is printed. For what this platform or this machine cannot show. */
#define SKIP(reason)                                                                                                   \
    do {                                                                                                               \
        test_skip_reason = (reason);                                                                                   \
        return;                                                                                                        \
    } while (0)

/* Leaves the test because the machine that stands for this platform (Wine, node's WASI) lacks what is asked; a fake of
 * the system call shows it in another program, or README.md says that nothing does. Printed, not counted. On other
 * platforms it is an ordinary skip. */
#if defined(_WIN32) || defined(__wasi__)
#define TEST_LACKS test_elsewhere_reason
#else
#define TEST_LACKS test_skip_reason
#endif
#define HOST_LACKS(reason)                                                                                             \
    do {                                                                                                               \
        TEST_LACKS = (reason);                                                                                         \
        return;                                                                                                        \
    } while (0)

/* This test is about a rule, or an audit event, of the inventory of Python's names: RULE("rule.eintr_retry"),
 * RULE("event.os.mkdir"). Only in a test that fails when what the row says is not so. tests/executed.sh collects those
 * of the tests that have passed on a platform. */
#define RULE(name) (void)(test_rule[test_rules] = (name), test_rules += test_rules < 63)

/* The promise that follows holds, or the test has failed (and goes on, to show what else is wrong). */
#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) test_complain(__FILE__, __LINE__, #condition);                                               \
    } while (0)

#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        long long test_got_ = (long long)(got), test_want_ = (long long)(want);                                        \
        if (test_got_ != test_want_) {                                                                                 \
            test_complain(__FILE__, __LINE__, #got);                                                                   \
            printf("    got %lld, want %lld\n", test_got_, test_want_);                                                \
        }                                                                                                              \
    } while (0)

#define CHECK_STR(got, want)                                                                                           \
    do {                                                                                                               \
        const char *test_got_ = (got), *test_want_ = (want);                                                           \
        if (!test_same(test_got_, test_want_)) {                                                                       \
            test_complain(__FILE__, __LINE__, #got);                                                                   \
            printf("    got \"%s\", want \"%s\"\n", test_got_ ? test_got_ : "(null)",                                  \
                   test_want_ ? test_want_ : "(null)");                                                                \
        }                                                                                                              \
    } while (0)

/* As CHECK_STR, for an owned string, which is freed. */
#define CHECK_OWNED(got, want)                                                                                         \
    do {                                                                                                               \
        char *test_owned_ = (got);                                                                                     \
        CHECK_STR(test_owned_, want);                                                                                  \
        pyos_free(test_owned_);                                                                                        \
    } while (0)

/* The call failed (give the comparison with its failure value), with this kind, errno and file name in the record. */
#define CHECK_ERROR(failed, want_kind, want_code, want_filename)                                                       \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        if (!(failed)) test_complain(__FILE__, __LINE__, #failed " (it did not fail)");                                \
        else test_error(__FILE__, __LINE__, #failed, want_kind, want_code, want_filename, NULL);                       \
    } while (0)

/* As CHECK_ERROR, for a call with two file names. */
#define CHECK_ERROR2(failed, want_kind, want_code, want_filename, want_filename2)                                      \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        if (!(failed)) test_complain(__FILE__, __LINE__, #failed " (it did not fail)");                                \
        else test_error(__FILE__, __LINE__, #failed, want_kind, want_code, want_filename, want_filename2);             \
    } while (0)

/* The message of the last error, as Python prints it. */
#define CHECK_MESSAGE(want)                                                                                            \
    do {                                                                                                               \
        char test_text_[2048];                                                                                         \
        pyos_error_message(NULL, test_text_, sizeof test_text_);                                                       \
        CHECK_STR(test_text_, want);                                                                                   \
    } while (0)

#ifdef TEST_RULES
#define TEST_TELL(rule) printf("executed %s\n", rule)
#else
#define TEST_TELL(rule) (void)(rule)
#endif

static void test_complain(const char *file, int line, const char *what) {
    test_bad = 1;
    printf("%s:%d: %s: %s\n", file, line, test_name, what);
}

static int test_same(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

static void test_error(const char *file, int line, const char *what, int kind, int code, const char *filename,
                       const char *filename2) {
    int seen = errno;
    const pyos_error *e = pyos_last_error();
    if (seen == code && e->code == code && e->kind == kind && test_same(e->filename, filename) &&
        test_same(e->filename2, filename2) && e->function)
        return;
    test_complain(file, line, what);
    printf("    got %s errno %d (errno variable %d) '%s' '%s' in %s\n", pyos_error_kind_name(e->kind), e->code, seen,
           e->filename ? e->filename : "-", e->filename2 ? e->filename2 : "-", e->function ? e->function : "-");
    printf("    want %s errno %d '%s' '%s'\n", pyos_error_kind_name(kind), code, filename ? filename : "-",
           filename2 ? filename2 : "-");
}

/* Is one of these words, between white space, in the name? */
static int test_named(const char *words, const char *name) {
    char word[64];
    size_t n;
    for (; *words; words += n + (words[n] != '\0')) {
        n = strcspn(words, " \n");
        (void)snprintf(word, sizeof word, "%.*s", (int)n, words);
        if (n && strstr(name, word)) return 1;
    }
    return 0;
}

static void test_run(const char *name, void (*run)(void)) {
    const char *only = getenv("PYOS_TEST"); /* run the tests with one of these words in their name */
    const char *not_these = getenv("PYOS_TEST_NOT");
    int i;
    if ((only && !test_named(only, name)) || (not_these && test_named(not_these, name))) return;
    test_name = name, test_bad = test_rules = 0, test_skip_reason = test_elsewhere_reason = NULL;
    run();
    if (test_bad) test_failed++;
    else if (test_elsewhere_reason) printf("elsewhere %s: %s\n", name, test_elsewhere_reason);
    else if (test_skip_reason) test_skipped++, printf("skipped %s: %s\n", name, test_skip_reason);
    else {
        test_passed++;
        for (i = 0; i < test_rules; i++) TEST_TELL(test_rule[i]);
    }
    fflush(stdout);
}

static int test_summary(void) {
    printf("%d passed, %d failed, %d skipped\n", test_passed, test_failed, test_skipped);
    return test_failed != 0;
}

#endif
