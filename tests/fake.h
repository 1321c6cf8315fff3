/* The script of faked system calls. A fake asks fake_hit("mkdirat") first, which counts the call and answers 0, or the
 * code with which the call has to fail now; what else fakes need to know is in their own files. */
#ifndef PYOS_TEST_FAKE_H
#define PYOS_TEST_FAKE_H

#include <stdio.h>
#include <string.h>

#define FAKE_CALLS 64
#define FAKE_RULES 8

typedef struct fake_call {
    const char *name;
    long count;
} fake_call;

typedef struct fake_rule {
    const char *name;
    long first, last; /* calls counted from 1 */
    long code;
} fake_rule;

static fake_call fake_seen[FAKE_CALLS];
static int fake_seen_count;
static fake_rule fake_rules[FAKE_RULES];
static int fake_rule_count;
static int fake_quiet; /* fakes pass everything on, uncounted: for what the test itself does */

/* Forgets the script and all counts. */
static void fake_reset(void) { fake_seen_count = fake_rule_count = fake_quiet = 0; }

/* The next times calls of name from the at-th on (counted from fake_reset) fail with code. */
static void fake_fail(const char *name, long at, long times, long code) {
    fake_rule *rule = &fake_rules[fake_rule_count];
    if (fake_rule_count == FAKE_RULES) {
        printf("fake.h: too many rules\n");
        return;
    }
    fake_rule_count++;
    rule->name = name;
    rule->first = at;
    rule->last = at + times - 1;
    rule->code = code;
}

/* How often name was called since fake_reset. */
static long fake_calls(const char *name) {
    int i;
    for (i = 0; i < fake_seen_count; i++)
        if (strcmp(fake_seen[i].name, name) == 0) return fake_seen[i].count;
    return 0;
}

static long fake_hit(const char *name) {
    int i;
    if (fake_quiet) return 0;
    for (i = 0; i < fake_seen_count && strcmp(fake_seen[i].name, name) != 0; i++) {}
    if (i == fake_seen_count) {
        if (i == FAKE_CALLS) {
            printf("fake.h: too many names\n");
            return 0;
        }
        fake_seen_count++;
        fake_seen[i].name = name;
        fake_seen[i].count = 0;
    }
    fake_seen[i].count++;
    {
        long count = fake_seen[i].count;
        for (i = 0; i < fake_rule_count; i++)
            if (strcmp(fake_rules[i].name, name) == 0 && count >= fake_rules[i].first && count <= fake_rules[i].last)
                return fake_rules[i].code;
    }
    return 0;
}

#endif
