/* Windows as Wine cannot show it: reparse points, privileges, refusals, paths of 32,000 units and what the system is
 * given for them. System functions are replaced by fakes; everything else is the real thing. Codes are those of
 * CPython's PC/errmap.h, answers to reparse points those of its Modules/posixmodule.c. Part of fake.c. */
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <winioctl.h>
#include <sddl.h>

#include "fake.h"

/* --- what the fakes keep and answer --- */

#define FAKE_UNITS 40000

static wchar_t fake_got[FAKE_UNITS], fake_got2[FAKE_UNITS]; /* paths that the last call received */
static DWORD fake_got_flags;
static int fake_nothing; /* calls that change something say yes and do nothing */

static void fake_keep(wchar_t *to, const wchar_t *path) {
    size_t n = path ? wcslen(path) : 0;
    if (n >= FAKE_UNITS) n = FAKE_UNITS - 1;
    if (n != 0) memcpy(to, path, n * sizeof *to);
    to[n] = 0;
}

#define FAKE_FAIL(name, failed)                                                                                        \
    do {                                                                                                               \
        long fake_code_ = fake_hit(name);                                                                              \
        if (fake_code_ != 0) {                                                                                         \
            SetLastError((DWORD)fake_code_);                                                                           \
            return failed;                                                                                             \
        }                                                                                                              \
    } while (0)

static wchar_t fake_sddl[2000]; /* the descriptor that CreateDirectoryW received, as text; "" for none */
static DWORD fake_sa_length;
static BOOL fake_sa_inherit;

static BOOL fake_CreateDirectoryW(const wchar_t *path, SECURITY_ATTRIBUTES *security) {
    fake_keep(fake_got, path);
    fake_sddl[0] = 0;
    if (security) {
        wchar_t *text = NULL;
        fake_sa_length = security->nLength;
        fake_sa_inherit = security->bInheritHandle;
        if (ConvertSecurityDescriptorToStringSecurityDescriptorW(security->lpSecurityDescriptor, SDDL_REVISION_1,
                                                                 DACL_SECURITY_INFORMATION, &text, NULL)) {
            if (wcslen(text) < 2000) fake_keep(fake_sddl, text);
            LocalFree(text);
        }
    }
    FAKE_FAIL("CreateDirectoryW", FALSE);
    return fake_nothing ? TRUE : CreateDirectoryW(path, security);
}

static BOOL fake_RemoveDirectoryW(const wchar_t *path) {
    fake_keep(fake_got, path);
    FAKE_FAIL("RemoveDirectoryW", FALSE);
    return fake_nothing ? TRUE : RemoveDirectoryW(path);
}

static BOOL fake_DeleteFileW(const wchar_t *path) {
    fake_keep(fake_got, path);
    FAKE_FAIL("DeleteFileW", FALSE);
    return fake_nothing ? TRUE : DeleteFileW(path);
}

static BOOL fake_MoveFileExW(const wchar_t *src, const wchar_t *dst, DWORD flags) {
    fake_keep(fake_got, src);
    fake_keep(fake_got2, dst);
    fake_got_flags = flags;
    FAKE_FAIL("MoveFileExW", FALSE);
    return fake_nothing ? TRUE : MoveFileExW(src, dst, flags);
}

static BOOL fake_CreateHardLinkW(const wchar_t *dst, const wchar_t *src, SECURITY_ATTRIBUTES *security) {
    fake_keep(fake_got, dst);
    fake_keep(fake_got2, src);
    FAKE_FAIL("CreateHardLinkW", FALSE);
    return fake_nothing ? TRUE : CreateHardLinkW(dst, src, security);
}

static DWORD fake_link_flags[4]; /* of the first calls */

static BOOLEAN fake_CreateSymbolicLinkW(const wchar_t *dst, const wchar_t *src, DWORD flags) {
    long count = fake_calls("CreateSymbolicLinkW");
    fake_keep(fake_got, dst);
    fake_keep(fake_got2, src);
    if (count < 4) fake_link_flags[count] = flags;
    FAKE_FAIL("CreateSymbolicLinkW", FALSE);
    return TRUE;
}

static BOOL fake_SetCurrentDirectoryW(const wchar_t *path) {
    fake_keep(fake_got, path);
    FAKE_FAIL("SetCurrentDirectoryW", FALSE);
    return fake_nothing ? TRUE : SetCurrentDirectoryW(path);
}

static wchar_t fake_variable[8], fake_value[FAKE_UNITS];

static BOOL fake_SetEnvironmentVariableW(const wchar_t *name, const wchar_t *value) {
    if (wcslen(name) < 8) fake_keep(fake_variable, name);
    fake_keep(fake_value, value);
    FAKE_FAIL("SetEnvironmentVariableW", FALSE);
    return SetEnvironmentVariableW(name, value);
}

#define CreateDirectoryW fake_CreateDirectoryW
#define RemoveDirectoryW fake_RemoveDirectoryW
#define DeleteFileW fake_DeleteFileW
#define MoveFileExW fake_MoveFileExW
#define CreateHardLinkW fake_CreateHardLinkW
#define CreateSymbolicLinkW fake_CreateSymbolicLinkW
#define SetCurrentDirectoryW fake_SetCurrentDirectoryW
#define SetEnvironmentVariableW fake_SetEnvironmentVariableW

#include "fault.h"

/* --- codes of Windows to errno --- */

static const struct {
    unsigned winerror;
    int code, kind;
} fake_codes[] = {
    {1, EINVAL, PYOS_OSERROR},
    {2, ENOENT, PYOS_FILENOTFOUNDERROR},
    {3, ENOENT, PYOS_FILENOTFOUNDERROR},
    {4, EMFILE, PYOS_OSERROR},
    {5, EACCES, PYOS_PERMISSIONERROR},
    {6, EBADF, PYOS_OSERROR},
    {7, ENOMEM, PYOS_OSERROR},
    {8, ENOMEM, PYOS_OSERROR},
    {9, ENOMEM, PYOS_OSERROR},
    {10, E2BIG, PYOS_OSERROR},
    {11, ENOEXEC, PYOS_OSERROR},
    {12, EINVAL, PYOS_OSERROR},
    {13, EINVAL, PYOS_OSERROR},
    {14, EINVAL, PYOS_OSERROR},
    {15, ENOENT, PYOS_FILENOTFOUNDERROR},
    {16, EACCES, PYOS_PERMISSIONERROR},
    {17, EXDEV, PYOS_OSERROR},
    {18, ENOENT, PYOS_FILENOTFOUNDERROR},
    {19, EACCES, PYOS_PERMISSIONERROR},
    {20, EACCES, PYOS_PERMISSIONERROR},
    {21, EACCES, PYOS_PERMISSIONERROR},
    {22, EACCES, PYOS_PERMISSIONERROR},
    {23, EACCES, PYOS_PERMISSIONERROR},
    {24, EACCES, PYOS_PERMISSIONERROR},
    {25, EACCES, PYOS_PERMISSIONERROR},
    {26, EACCES, PYOS_PERMISSIONERROR},
    {27, EACCES, PYOS_PERMISSIONERROR},
    {28, EACCES, PYOS_PERMISSIONERROR},
    {29, EACCES, PYOS_PERMISSIONERROR},
    {30, EACCES, PYOS_PERMISSIONERROR},
    {31, EACCES, PYOS_PERMISSIONERROR},
    {32, EACCES, PYOS_PERMISSIONERROR},
    {33, EACCES, PYOS_PERMISSIONERROR},
    {34, EACCES, PYOS_PERMISSIONERROR},
    {35, EACCES, PYOS_PERMISSIONERROR},
    {36, EACCES, PYOS_PERMISSIONERROR},
    {37, EINVAL, PYOS_OSERROR},
    {38, EINVAL, PYOS_OSERROR},
    {39, EINVAL, PYOS_OSERROR},
    {50, EINVAL, PYOS_OSERROR},
    {53, ENOENT, PYOS_FILENOTFOUNDERROR},
    {54, EINVAL, PYOS_OSERROR},
    {64, EINVAL, PYOS_OSERROR},
    {65, EACCES, PYOS_PERMISSIONERROR},
    {66, EINVAL, PYOS_OSERROR},
    {67, ENOENT, PYOS_FILENOTFOUNDERROR},
    {80, EEXIST, PYOS_FILEEXISTSERROR},
    {82, EACCES, PYOS_PERMISSIONERROR},
    {83, EACCES, PYOS_PERMISSIONERROR},
    {84, EINVAL, PYOS_OSERROR},
    {87, EINVAL, PYOS_OSERROR},
    {89, EAGAIN, PYOS_BLOCKINGIOERROR},
    {108, EACCES, PYOS_PERMISSIONERROR},
    {109, EPIPE, PYOS_BROKENPIPEERROR},
    {112, ENOSPC, PYOS_OSERROR},
    {114, EBADF, PYOS_OSERROR},
    {120, EINVAL, PYOS_OSERROR},
    {123, EINVAL, PYOS_OSERROR},
    {128, ECHILD, PYOS_CHILDPROCESSERROR},
    {129, ECHILD, PYOS_CHILDPROCESSERROR},
    {130, EBADF, PYOS_OSERROR},
    {131, EINVAL, PYOS_OSERROR},
    {132, EACCES, PYOS_PERMISSIONERROR},
    {133, EINVAL, PYOS_OSERROR},
    {145, ENOTEMPTY, PYOS_OSERROR},
    {158, EACCES, PYOS_PERMISSIONERROR},
    {161, ENOENT, PYOS_FILENOTFOUNDERROR},
    {164, EAGAIN, PYOS_BLOCKINGIOERROR},
    {167, EACCES, PYOS_PERMISSIONERROR},
    {183, EEXIST, PYOS_FILEEXISTSERROR},
    {187, EINVAL, PYOS_OSERROR},
    {188, ENOEXEC, PYOS_OSERROR},
    {189, ENOEXEC, PYOS_OSERROR},
    {190, ENOEXEC, PYOS_OSERROR},
    {191, ENOEXEC, PYOS_OSERROR},
    {192, ENOEXEC, PYOS_OSERROR},
    {193, ENOEXEC, PYOS_OSERROR},
    {194, ENOEXEC, PYOS_OSERROR},
    {195, ENOEXEC, PYOS_OSERROR},
    {196, ENOEXEC, PYOS_OSERROR},
    {197, ENOEXEC, PYOS_OSERROR},
    {198, ENOEXEC, PYOS_OSERROR},
    {199, ENOEXEC, PYOS_OSERROR},
    {200, ENOEXEC, PYOS_OSERROR},
    {201, ENOEXEC, PYOS_OSERROR},
    {202, ENOEXEC, PYOS_OSERROR},
    {203, EINVAL, PYOS_OSERROR},
    {206, ENOENT, PYOS_FILENOTFOUNDERROR},
    {215, EAGAIN, PYOS_BLOCKINGIOERROR},
    {232, EPIPE, PYOS_BROKENPIPEERROR},
    {234, EINVAL, PYOS_OSERROR},
    {267, ENOTDIR, PYOS_NOTADIRECTORYERROR},
    {1113, EILSEQ, PYOS_OSERROR},
    {1314, EINVAL, PYOS_OSERROR},
    {1816, ENOMEM, PYOS_OSERROR},
    {1920, EINVAL, PYOS_OSERROR},
    {4390, EINVAL, PYOS_OSERROR},
    {9999, EINVAL, PYOS_OSERROR},
    {10004, EINTR, PYOS_INTERRUPTEDERROR},
    {10009, EBADF, PYOS_OSERROR},
    {10013, EACCES, PYOS_PERMISSIONERROR},
    {10014, EFAULT, PYOS_OSERROR},
    {10022, EINVAL, PYOS_OSERROR},
    {10024, EMFILE, PYOS_OSERROR},
    {10038, 10038, PYOS_OSERROR},
    {12000, EINVAL, PYOS_OSERROR},
    {0x80070005u, EACCES, PYOS_PERMISSIONERROR},
    {0x80070002u, ENOENT, PYOS_FILENOTFOUNDERROR},
    {0x80072714u, EINTR, PYOS_INTERRUPTEDERROR}, /* 10004 in an HRESULT */
    {0x80040005u, EINVAL, PYOS_OSERROR},
};

TEST(codes_become_errno) {
    size_t i;
    for (i = 0; i < sizeof fake_codes / sizeof *fake_codes; i++) {
        const pyos_error *e;
        char message[256], start[64];
        fake_reset();
        fake_fail("CreateDirectoryW", 1, 1, (long)fake_codes[i].winerror);
        errno = 0;
        CHECK_INT(pyos_mkdir("new", 0777), -1);
        CHECK_INT(errno, fake_codes[i].code);
        e = pyos_last_error();
        if (e->winerror == fake_codes[i].winerror && e->code == fake_codes[i].code && e->kind == fake_codes[i].kind) {
            (void)snprintf(start, sizeof start, "[WinError %d] ", (int)fake_codes[i].winerror);
            (void)pyos_error_message(NULL, message, sizeof message);
            CHECK(strncmp(message, start, strlen(start)) == 0);
            CHECK(strstr(message, ": 'new'") != NULL);
            CHECK(strchr(message, '\r') == NULL && strchr(message, '\n') == NULL);
            CHECK(strstr(message, ".:") == NULL); /* Python takes the full stop away */
            continue;
        }
        test_complain(__FILE__, __LINE__, "codes");
        printf("    %u: got winerror %u, errno %d, %s; want errno %d, %s\n", fake_codes[i].winerror, e->winerror,
               e->code, pyos_error_kind_name(e->kind), fake_codes[i].code, pyos_error_kind_name(fake_codes[i].kind));
    }
}

/* --- making links --- */

#define FAKE_UNPRIVILEGED 2

TEST(symlink_flags) {
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_mkdir("d/sub", 0777), 0);
    CHECK_INT(pyos_close(pyos_open("d/f", PYOS_O_WRONLY | PYOS_O_CREAT, 0666)), 0);
    /* A target that is not there: as the caller says. */
    fake_reset();
    CHECK_INT(pyos_symlink("none", "l", false), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED);
    CHECK(wcscmp(fake_got, L"l") == 0);
    CHECK(wcscmp(fake_got2, L"none") == 0);
    fake_reset();
    CHECK_INT(pyos_symlink("none", "l", true), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    /* What is there decides, looked up from the link's directory. */
    fake_reset();
    CHECK_INT(pyos_symlink("sub", "d/l", false), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    fake_reset();
    CHECK_INT(pyos_symlink("..\\d\\sub", "d/sub/../l", false), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    CHECK(wcscmp(fake_got2, L"..\\d\\sub") == 0);
    fake_reset();
    CHECK_INT(pyos_symlink("sub", "l", false), 0); /* not there from here */
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED);
    fake_reset();
    CHECK_INT(pyos_symlink("f", "d/l", true), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED);
    fake_reset();
    CHECK_INT(pyos_symlink("d", "l", false), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    CHECK_INT(pyos_remove("d/f"), 0);
    CHECK_INT(pyos_rmdir("d/sub"), 0);
    CHECK_INT(pyos_rmdir("d"), 0);
}

TEST(symlink_without_the_unprivileged_flag) {
    fake_reset();
    fake_fail("CreateSymbolicLinkW", 1, 1, 87);
    CHECK_INT(pyos_symlink("none", "l", true), 0);
    CHECK_INT(fake_calls("CreateSymbolicLinkW"), 2);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    CHECK_INT(fake_link_flags[1], 1);
    fake_reset();
    fake_fail("CreateSymbolicLinkW", 1, 9, 1314);
    CHECK_ERROR2(pyos_symlink("none", "l", false) == -1, PYOS_OSERROR, EINVAL, "none", "l");
    CHECK_INT(pyos_last_error()->winerror, 1314);
    CHECK_STR(pyos_last_error()->function, "os.symlink");
}

/* --- mkdir's access list --- */

static int fake_current_user(wchar_t *sid_text, size_t units) {
    union {
        TOKEN_USER user;
        unsigned char room[256];
    } info;
    DWORD size = 0;
    HANDLE token;
    wchar_t *text = NULL;
    int ok = 0;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return 0;
    if (GetTokenInformation(token, TokenUser, &info, sizeof info, &size) &&
        ConvertSidToStringSidW(info.user.User.Sid, &text)) {
        if (wcslen(text) < units) ok = 1, fake_keep(sid_text, text);
        LocalFree(text);
    }
    CloseHandle(token);
    return ok;
}

TEST(mkdir_private_has_an_access_list) {
    static const wchar_t *const trustees[] = {L"(A;OICI;FA;;;SY)", L"(A;OICI;FA;;;BA)", L"(A;OICI;FA;;;OW)", NULL};
    static const wchar_t *const long_trustees[] = {L"(A;OICI;FA;;;S-1-5-18)", L"(A;OICI;FA;;;S-1-5-32-544)",
                                                   L"(A;OICI;FA;;;S-1-3-4)", NULL};
    wchar_t sid[200], own[256];
    const wchar_t *at;
    int i, entries = 0;
    fake_reset();
    fake_nothing = 1;
    CHECK_INT(pyos_mkdir("new", 0700), 0);
    CHECK(wcsncmp(fake_sddl, L"D:P", 3) == 0); /* protected: nothing is inherited */
    for (at = fake_sddl; (at = wcschr(at, L'(')) != NULL; at++) entries++;
    CHECK_INT(entries, 4);
    for (i = 0; trustees[i]; i++) CHECK(wcsstr(fake_sddl, trustees[i]) || wcsstr(fake_sddl, long_trustees[i]));
    CHECK(fake_current_user(sid, 200));
    own[0] = 0;
    wcscat(own, L"(A;OICI;FA;;;");
    wcscat(own, sid);
    wcscat(own, L")");
    CHECK(wcsstr(fake_sddl, own) != NULL);
    CHECK_INT(fake_sa_length, sizeof(SECURITY_ATTRIBUTES));
    CHECK_INT(fake_sa_inherit, 0);
    if (test_bad) printf("    %ls\n", fake_sddl);
    CHECK_INT(pyos_mkdir("new", 0777), 0);
    CHECK(fake_sddl[0] == 0);
    CHECK_INT(pyos_mkdir("new", 0701), 0);
    CHECK(fake_sddl[0] == 0);
    CHECK_INT(pyos_mkdir_at(PYOS_CWD, "new", 0700), 0);
    CHECK(fake_sddl[0] != 0);
    CHECK_INT(pyos_makedirs("new", 0700, false), 0);
    CHECK(fake_sddl[0] != 0);
    fake_nothing = 0;
}

/* --- what the system receives for a path --- */

static char fake_long[140000];

/* head, then one letter a component of 100 until the whole has this many units, then tail. */
static const char *fake_path_of(const char *head, size_t units, const char *tail) {
    size_t n = strlen(head), end = units - strlen(tail);
    memcpy(fake_long, head, n);
    while (n < end) {
        fake_long[n] = n + 1 < end && (n - strlen(head)) % 101 == 100 ? '\\' : 'x';
        n++;
    }
    strcpy(fake_long + n, tail);
    return fake_long;
}

static int fake_is_wide(const wchar_t *got, const char *prefix, const char *rest) {
    size_t i, n = strlen(prefix);
    for (i = 0; i < n; i++)
        if (got[i] != (wchar_t)(unsigned char)prefix[i]) return 0;
    for (i = 0; rest[i]; i++)
        if (got[n + i] != (wchar_t)(unsigned char)rest[i]) return 0;
    return got[n + i] == 0;
}

static void fake_show(const char *what) {
    test_complain(__FILE__, __LINE__, what);
    printf("    got %u units: %.60ls...\n", (unsigned)wcslen(fake_got), fake_got);
}

TEST(long_paths_get_a_prefix) {
    static const size_t sizes[] = {247, 248, 260, 3000, 32000};
    size_t i;
    fake_nothing = 1;
    fake_reset();
    for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const char *path = fake_path_of("C:\\", sizes[i], "");
        CHECK_INT(pyos_mkdir(path, 0777), 0);
        if (!fake_is_wide(fake_got, sizes[i] < 248 ? "" : "\\\\?\\", path)) fake_show("an absolute path");
        /* A share: its prefix takes the place of the first two. */
        path = fake_path_of("\\\\srv\\share\\", sizes[i], "");
        CHECK_INT(pyos_mkdir(path, 0777), 0);
        if (!fake_is_wide(fake_got, sizes[i] < 248 ? "" : "\\\\?\\UNC", path + (sizes[i] < 248 ? 0 : 1)))
            fake_show("UNC");
        /* Devices and what has a prefix already stay as they are. */
        path = fake_path_of("\\\\.\\C:\\", sizes[i], "");
        CHECK_INT(pyos_mkdir(path, 0777), 0);
        if (!fake_is_wide(fake_got, "", path)) fake_show("a device");
        path = fake_path_of("\\\\?\\C:\\", sizes[i], "");
        CHECK_INT(pyos_mkdir(path, 0777), 0);
        if (!fake_is_wide(fake_got, "", path)) fake_show("a path with a prefix");
    }
    fake_nothing = 0;
}

static char *fake_here; /* the current directory */

TEST(long_paths_are_made_absolute_and_normal) {
    char *want;
    const char *path = fake_path_of("a\\", 300, "");
    fake_nothing = 1;
    fake_reset();
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    want = pyos_path_join(fake_here, path);
    if (!fake_is_wide(fake_got, "\\\\?\\", want)) fake_show("a relative path");
    pyos_free(want);
    /* With a prefix the system takes everything literally, so dots, slashes and final dots and spaces go before it. */
    path = fake_path_of("a\\b\\.\\..\\", 300, "");
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    want = pyos_path_normpath(path);
    path = pyos_path_join(fake_here, want);
    if (!fake_is_wide(fake_got, "\\\\?\\", path)) fake_show("dots");
    pyos_free(want);
    pyos_free((void *)(size_t)path);
    path = fake_path_of("C:/a/", 300, "/c");
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    want = pyos_path_normpath(path);
    if (!fake_is_wide(fake_got, "\\\\?\\", want)) fake_show("slashes");
    pyos_free(want);
    path = fake_path_of("C:\\", 300, "y. .");
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    fake_long[297] = 0;
    if (!fake_is_wide(fake_got, "\\\\?\\", path)) fake_show("final dots");
    fake_nothing = 0;
}

TEST(two_long_paths_get_two_prefixes) {
    static char src[400];
    fake_nothing = 1;
    fake_reset();
    strcpy(src, fake_path_of("C:\\s", 300, ""));
    CHECK_INT(pyos_replace(src, fake_path_of("C:\\d", 310, "")), 0);
    CHECK(fake_is_wide(fake_got, "\\\\?\\", src));
    CHECK(fake_is_wide(fake_got2, "\\\\?\\", fake_long));
    CHECK_INT(pyos_link(src, fake_long), 0);
    CHECK(fake_is_wide(fake_got, "\\\\?\\", fake_long));
    CHECK(fake_is_wide(fake_got2, "\\\\?\\", src));
    CHECK_INT(pyos_symlink(src, fake_long, false), 0); /* the text of a link is stored as it is */
    CHECK(fake_is_wide(fake_got, "\\\\?\\", fake_long));
    CHECK(fake_is_wide(fake_got2, "", src));
    fake_nothing = 0;
}

/* The system has no longer paths, and no call is made. */
TEST(too_long_is_a_value_error) {
    fake_nothing = 1;
    fake_reset();
    CHECK_INT(pyos_mkdir(fake_path_of("\\\\?\\C:\\", 32767, ""), 0777), 0);
    fake_reset();
    CHECK_INT(pyos_mkdir(fake_path_of("\\\\?\\C:\\", 32768, ""), 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
    CHECK_INT(pyos_last_error()->code, EINVAL);
    CHECK_INT(pyos_last_error()->cut, 1);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    CHECK_INT(pyos_mkdir(fake_path_of("a\\", 100000, ""), 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    fake_nothing = 0;
}

/* Names that are no UTF-16: three bytes spell a lone half of a pair, and the system gets that half. */
TEST(lone_surrogates_reach_the_system) {
    fake_nothing = 1;
    fake_reset();
    CHECK_INT(pyos_mkdir("a\xed\xa0\x80z\xed\xbf\xbf", 0777), 0);
    CHECK(fake_got[0] == 'a' && fake_got[1] == 0xd800 && fake_got[2] == 'z' && fake_got[3] == 0xdfff &&
          fake_got[4] == 0);
    CHECK_INT(pyos_mkdir("\xf0\x9f\x98\x80", 0777), 0);
    CHECK(fake_got[0] == 0xd83d && fake_got[1] == 0xde00 && fake_got[2] == 0);
    fake_reset();
    CHECK_INT(pyos_mkdir("a\xff", 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_UNICODEERROR);
    CHECK_INT(pyos_last_error()->code, EILSEQ);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    fake_nothing = 0;
}

TEST(chdir_sets_the_directory_of_the_drive) {
    char *cwd;
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fake_reset();
    CHECK_INT(pyos_chdir("d"), 0);
    cwd = pyos_getcwd();
    CHECK(cwd && fake_is_wide(fake_value, "", cwd));
    CHECK(fake_variable[0] == '=' && (wchar_t)(unsigned char)cwd[0] == fake_variable[1] && fake_variable[2] == ':' &&
          fake_variable[3] == 0);
    pyos_free(cwd);
    fake_reset();
    CHECK_INT(pyos_chdir(".."), 0);
    CHECK(fake_is_wide(fake_value, "", fake_here));
    CHECK_INT(pyos_rmdir("d"), 0);
}

int main(void) {
    fault_state before = fault_now();
    fake_here = pyos_getcwd();
    RUN(codes_become_errno);
    RUN(symlink_flags);
    RUN(symlink_without_the_unprivileged_flag);
    RUN(mkdir_private_has_an_access_list);
    RUN(long_paths_get_a_prefix);
    RUN(long_paths_are_made_absolute_and_normal);
    RUN(two_long_paths_get_two_prefixes);
    RUN(too_long_is_a_value_error);
    RUN(lone_surrogates_reach_the_system);
    RUN(chdir_sets_the_directory_of_the_drive);
    test_name = "the whole run", test_bad = 0;
    pyos_free(fake_here);
    FAULT_SAME("the whole run", before);
    if (test_bad) test_failed++;
    return test_summary();
}
