/* What Wine cannot show of Windows's descriptors, of dir_fd, of drives, volumes and consoles: newer information classes,
 * links, refusals, answers of the system that need more room. The system's functions are replaced by fakes that record
 * what they are asked, and pass it on unless a test says otherwise. A program of its own; on other systems it is empty.
 * What CPython answers is in its Modules/posixmodule.c and Python/fileutils.c. */
#ifndef _WIN32
#include <stdio.h>

int main(void) {
    printf("0 passed, 0 failed, 0 skipped\n");
    return 0;
}
#else
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>
#include <winioctl.h>

#include "fake.h"

/* ---------------------------------------------------------------------------------------------------------------------
 * The fakes
 */

#define WA_FAIL(name, failed)                                                                                          \
    do {                                                                                                               \
        long wa_code_ = fake_hit(name);                                                                                \
        if (wa_code_ != 0) {                                                                                           \
            SetLastError((DWORD)wa_code_);                                                                             \
            return failed;                                                                                             \
        }                                                                                                              \
    } while (0)

#define WA_UNITS 2048

static void wa_keep(wchar_t *to, const wchar_t *from) {
    size_t n = wcslen(from);
    if (n >= WA_UNITS) n = WA_UNITS - 1;
    memcpy(to, from, n * sizeof *to);
    to[n] = 0;
}

/* SetFileInformationByHandle: what was asked. */
typedef struct wa_set {
    int kind;
    DWORD size;
    unsigned char data[40];
} wa_set;

static wa_set wa_sets[8];
static int wa_set_count, wa_pretend; /* wa_pretend: says yes and does nothing */

static BOOL wa_SetFileInformationByHandle(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind, void *data, DWORD size) {
    if (wa_set_count < 8) {
        wa_sets[wa_set_count].kind = (int)kind;
        wa_sets[wa_set_count].size = size;
        memcpy(wa_sets[wa_set_count].data, data, size < 40 ? size : 40);
    }
    wa_set_count++;
    WA_FAIL((int)kind == 21 ? "set 21" : (int)kind == 4 ? "set 4" : "set", FALSE);
    return wa_pretend ? TRUE : SetFileInformationByHandle(handle, kind, data, size);
}

static DWORD wa_attributes, wa_tag; /* FileAttributeTagInfo's answer, and GetFileInformationByHandle's, unless 0 */
static DWORD wa_basic_attributes;   /* FileBasicInfo's */

static BOOL wa_GetFileInformationByHandleEx(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS kind, void *data, DWORD size) {
    BOOL done;
    WA_FAIL((int)kind == 9 ? "tag" : (int)kind == 1 ? "standard" : "info", FALSE);
    done = GetFileInformationByHandleEx(handle, kind, data, size);
    if ((int)kind == 9 && wa_attributes != 0) memcpy(data, &wa_attributes, 4), memcpy((char *)data + 4, &wa_tag, 4);
    if ((int)kind == 0 && wa_basic_attributes != 0) memcpy((char *)data + 32, &wa_basic_attributes, 4);
    return done;
}

static BOOL wa_GetFileInformationByHandle(HANDLE handle, BY_HANDLE_FILE_INFORMATION *info) {
    BOOL done = GetFileInformationByHandle(handle, info);
    if (wa_attributes != 0) info->dwFileAttributes = wa_attributes;
    return done;
}

static const wchar_t *wa_final;     /* what every open file is called, NULL for the real answer */
static DWORD wa_final_kind;         /* of the last call */
static wchar_t wa_opened[WA_UNITS]; /* by CreateFileW */
static DWORD wa_opened_access, wa_opened_share, wa_opened_flags;
static int wa_no_open; /* CreateFileW gives an event in place of a file */

static DWORD wa_GetFinalPathNameByHandleW(HANDLE handle, wchar_t *path, DWORD size, DWORD kind) {
    wa_final_kind = kind;
    WA_FAIL("GetFinalPathNameByHandleW", 0);
    if (!wa_final) return GetFinalPathNameByHandleW(handle, path, size, kind);
    if (wcslen(wa_final) >= size) return (DWORD)wcslen(wa_final) + 1;
    wcscpy(path, wa_final);
    return (DWORD)wcslen(wa_final);
}

static HANDLE wa_CreateFileW(const wchar_t *path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD how,
                             DWORD flags, HANDLE template_file) {
    wa_keep(wa_opened, path);
    wa_opened_access = access, wa_opened_share = share, wa_opened_flags = flags;
    WA_FAIL("CreateFileW", INVALID_HANDLE_VALUE);
    if (wa_no_open) return CreateEventW(NULL, TRUE, FALSE, NULL);
    return CreateFileW(path, access, share, security, how, flags, template_file);
}

static wchar_t wa_link[WA_UNITS], wa_link_target[WA_UNITS], wa_asked[WA_UNITS];
static DWORD wa_link_flags;

static BOOLEAN wa_CreateSymbolicLinkW(const wchar_t *link, const wchar_t *target, DWORD flags) {
    wa_keep(wa_link, link);
    wa_keep(wa_link_target, target);
    wa_link_flags = flags;
    WA_FAIL("CreateSymbolicLinkW", FALSE);
    return TRUE;
}

static DWORD wa_GetFileAttributesW(const wchar_t *path) {
    wa_keep(wa_asked, path);
    WA_FAIL("GetFileAttributesW", INVALID_FILE_ATTRIBUTES);
    return GetFileAttributesW(path);
}

static const unsigned char *wa_reparse; /* what every file holds as a reparse point */
static DWORD wa_reparse_size;

static BOOL wa_DeviceIoControl(HANDLE handle, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                               DWORD *returned, OVERLAPPED *overlapped) {
    if (!wa_reparse) return DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
    memcpy(out, wa_reparse, wa_reparse_size);
    *returned = wa_reparse_size;
    return TRUE;
}

/* Lists of names: each call is given as much as there is room for, or says so. */
static const wchar_t *wa_drives; /* ended by an empty name; NULL for the real ones */
static size_t wa_drives_size;

static DWORD wa_GetLogicalDriveStringsW(DWORD size, wchar_t *names) {
    WA_FAIL("GetLogicalDriveStringsW", 0);
    if (!wa_drives) return GetLogicalDriveStringsW(size, names);
    if (size < wa_drives_size - 1) return (DWORD)wa_drives_size;
    memcpy(names, wa_drives, wa_drives_size * sizeof *names);
    return (DWORD)wa_drives_size - 1;
}

static const wchar_t *const *wa_volumes; /* ended by NULL */
static size_t wa_volume_at;
static DWORD wa_volume_code = ERROR_MORE_DATA; /* of a name that does not fit */
static int wa_finds;                           /* searches that are open */

static BOOL wa_volume(wchar_t *name, DWORD size) {
    const wchar_t *next = wa_volumes[wa_volume_at];
    if (!next) return SetLastError(ERROR_NO_MORE_FILES), FALSE;
    wa_volume_at++; /* also past a name that does not fit */
    if (wcslen(next) >= size) return SetLastError(wa_volume_code), FALSE;
    wcscpy(name, next);
    return TRUE;
}

static HANDLE wa_FindFirstVolumeW(wchar_t *name, DWORD size) {
    WA_FAIL("FindFirstVolumeW", INVALID_HANDLE_VALUE);
    if (!wa_volumes) return FindFirstVolumeW(name, size);
    wa_volume_at = 0;
    if (!wa_volume(name, size)) return INVALID_HANDLE_VALUE;
    wa_finds++;
    return (HANDLE)(uintptr_t)4711;
}

static BOOL wa_FindNextVolumeW(HANDLE find, wchar_t *name, DWORD size) {
    WA_FAIL("FindNextVolumeW", FALSE);
    return wa_volumes ? wa_volume(name, size) : FindNextVolumeW(find, name, size);
}

static BOOL wa_FindVolumeClose(HANDLE find) {
    if (!wa_volumes) return FindVolumeClose(find);
    wa_finds--;
    SetLastError(ERROR_INVALID_DATA); /* must not be taken for why the search ended */
    return TRUE;
}

static const wchar_t *wa_mounts;
static size_t wa_mounts_size;
static int wa_mounts_untold; /* does not say how much room it wants */

static BOOL wa_GetVolumePathNamesForVolumeNameW(const wchar_t *volume, wchar_t *names, DWORD size, DWORD *needed) {
    wa_keep(wa_asked, volume);
    WA_FAIL("GetVolumePathNamesForVolumeNameW", FALSE);
    if (!wa_mounts) return GetVolumePathNamesForVolumeNameW(volume, names, size, needed);
    *needed = wa_mounts_untold ? 0 : (DWORD)wa_mounts_size;
    if (size < wa_mounts_size) return SetLastError(ERROR_MORE_DATA), FALSE;
    memcpy(names, wa_mounts, wa_mounts_size * sizeof *names);
    return TRUE;
}

/* The console. */
static int wa_tty;
static unsigned wa_input_page, wa_output_page;
static HANDLE wa_std;        /* what GetStdHandle gives */
static DWORD wa_std_asked;   /* for which stream */
static SMALL_RECT wa_window; /* what is seen of the console */

static UINT wa_GetConsoleCP(void) { return wa_input_page; }
static UINT wa_GetConsoleOutputCP(void) { return wa_output_page; }
static int wa__isatty(int fd) { return wa_tty || _isatty(fd); }

static HANDLE wa_GetStdHandle(DWORD which) {
    wa_std_asked = which;
    if (wa_std == INVALID_HANDLE_VALUE) SetLastError(ERROR_INVALID_PARAMETER);
    return wa_std;
}

static BOOL wa_GetConsoleScreenBufferInfo(HANDLE handle, CONSOLE_SCREEN_BUFFER_INFO *info) {
    (void)handle;
    WA_FAIL("GetConsoleScreenBufferInfo", FALSE);
    memset(info, 0, sizeof *info);
    info->dwSize.X = 300, info->dwSize.Y = 9000; /* with what has been scrolled away */
    info->srWindow = wa_window;
    return TRUE;
}

/* Descriptors. */
static int wa__open_osfhandle(intptr_t handle, int flags) {
    long code = fake_hit("_open_osfhandle");
    return code != 0 ? (errno = (int)code, -1) : _open_osfhandle(handle, flags);
}

static BOOL wa_CreatePipe(HANDLE *reader, HANDLE *writer, SECURITY_ATTRIBUTES *security, DWORD size) {
    WA_FAIL("CreatePipe", FALSE);
    return CreatePipe(reader, writer, security, size);
}

static BOOL wa_SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) {
    WA_FAIL("SetHandleInformation", FALSE);
    return SetHandleInformation(handle, mask, flags);
}

static BOOL wa_GetHandleInformation(HANDLE handle, DWORD *flags) {
    WA_FAIL("GetHandleInformation", FALSE);
    return GetHandleInformation(handle, flags);
}

static DWORD wa_pipe_mode; /* what SetNamedPipeHandleState was given */

static BOOL wa_SetNamedPipeHandleState(HANDLE handle, DWORD *mode, DWORD *count, DWORD *timeout) {
    wa_pipe_mode = *mode;
    WA_FAIL("SetNamedPipeHandleState", FALSE);
    return SetNamedPipeHandleState(handle, mode, count, timeout);
}

static BOOL wa_ReadFile(HANDLE handle, void *buffer, DWORD n, DWORD *got, OVERLAPPED *at) {
    WA_FAIL("ReadFile", FALSE);
    return ReadFile(handle, buffer, n, got, at);
}

static BOOL wa_WriteFile(HANDLE handle, const void *data, DWORD n, DWORD *done, OVERLAPPED *at) {
    WA_FAIL("WriteFile", FALSE);
    return WriteFile(handle, data, n, done, at);
}

static BOOL wa_SetFileTime(HANDLE handle, const FILETIME *created, const FILETIME *accessed, const FILETIME *written) {
    if (created) printf("windows_at.c: the time of making is not to be set\n");
    WA_FAIL("SetFileTime", FALSE);
    return SetFileTime(handle, created, accessed, written);
}

static int wa__read(int fd, void *buffer, unsigned n) {
    long code = fake_hit("_read");
    return code != 0 ? (errno = (int)code, -1) : _read(fd, buffer, n);
}

static int wa__write(int fd, const void *data, unsigned n) {
    long code = fake_hit("_write");
    return code != 0 ? (errno = (int)code, -1) : _write(fd, data, n);
}

/* What goes by the mask of the process, or changes it, happens under the lock. */
static int wa_unlocked;
static int wa_is_locked(void);

static int wa__wopen(const wchar_t *path, int flags, int mode) {
    if ((flags & _O_CREAT) && !wa_is_locked()) wa_unlocked++;
    if (!(flags & _O_CREAT) && wa_is_locked()) wa_unlocked++; /* no need */
    return _wopen(path, flags, mode);
}

static int wa__umask(int mask) {
    if (!wa_is_locked()) wa_unlocked++;
    return _umask(mask);
}

#define _wopen wa__wopen
#define _umask wa__umask
#define SetFileInformationByHandle wa_SetFileInformationByHandle
#define GetFileInformationByHandleEx wa_GetFileInformationByHandleEx
#define GetFileInformationByHandle wa_GetFileInformationByHandle
#define GetFinalPathNameByHandleW wa_GetFinalPathNameByHandleW
#define CreateFileW wa_CreateFileW
#define CreateSymbolicLinkW wa_CreateSymbolicLinkW
#define GetFileAttributesW wa_GetFileAttributesW
#define DeviceIoControl wa_DeviceIoControl
#define GetLogicalDriveStringsW wa_GetLogicalDriveStringsW
#define FindFirstVolumeW wa_FindFirstVolumeW
#define FindNextVolumeW wa_FindNextVolumeW
#define FindVolumeClose wa_FindVolumeClose
#define GetVolumePathNamesForVolumeNameW wa_GetVolumePathNamesForVolumeNameW
#define GetConsoleCP wa_GetConsoleCP
#define GetConsoleOutputCP wa_GetConsoleOutputCP
#define GetStdHandle wa_GetStdHandle
#define GetConsoleScreenBufferInfo wa_GetConsoleScreenBufferInfo
#define CreatePipe wa_CreatePipe
#define SetHandleInformation wa_SetHandleInformation
#define GetHandleInformation wa_GetHandleInformation
#define SetNamedPipeHandleState wa_SetNamedPipeHandleState
#define ReadFile wa_ReadFile
#define WriteFile wa_WriteFile
#define SetFileTime wa_SetFileTime
#define _isatty wa__isatty
#define _open_osfhandle wa__open_osfhandle
#define _read wa__read
#define _write wa__write

#include "fault.h"

#undef _wopen
#undef _umask

static int wa_is_locked(void) {
    if (!TryAcquireSRWLockExclusive(&pyosi_the_lock)) return 1;
    ReleaseSRWLockExclusive(&pyosi_the_lock);
    return 0;
}

/* ntdll: what was asked, with the name as text. */
typedef struct wa_opening {
    char name[300];
    HANDLE root;
    unsigned long access, attributes, share, disposition, options;
    void *security;
} wa_opening;

static wa_opening wa_openings[16];
static int wa_opening_count;

static long WINAPI wa_NtCreateFile(HANDLE *handle, unsigned long access, pyosi_attributes *attributes,
                                   pyosi_io_status *status, LARGE_INTEGER *size, unsigned long file_attributes,
                                   unsigned long share, unsigned long disposition, unsigned long options, void *ea,
                                   unsigned long ea_length);
static long WINAPI wa_NtSetInformationFile(HANDLE handle, pyosi_io_status *status, void *data, unsigned long size,
                                           int kind);

static pyosi_call_table wa_real;

static long WINAPI wa_NtCreateFile(HANDLE *handle, unsigned long access, pyosi_attributes *attributes,
                                   pyosi_io_status *status, LARGE_INTEGER *size, unsigned long file_attributes,
                                   unsigned long share, unsigned long disposition, unsigned long options, void *ea,
                                   unsigned long ea_length) {
    long code = fake_hit("NtCreateFile");
    CHECK(attributes->root != NULL && attributes->flags == 0x40); /* no OBJ_INHERIT */
    CHECK((options & 0x20 /* FILE_SYNCHRONOUS_IO_NONALERT */) == (access & SYNCHRONIZE ? 0x20u : 0));
    if (wa_opening_count < 16) {
        wa_opening *o = &wa_openings[wa_opening_count++];
        o->name[pyosi_wtf8_from_utf16(attributes->name->text, attributes->name->length / 2, o->name)] = '\0';
        o->root = attributes->root, o->access = access, o->attributes = file_attributes, o->share = share;
        o->disposition = disposition, o->options = options, o->security = attributes->security;
    }
    if (code != 0) return code;
    return wa_real.NtCreateFile(handle, access, attributes, status, size, file_attributes, share, disposition, options,
                                ea, ea_length);
}

typedef struct wa_naming {
    int kind;
    unsigned flags;
    HANDLE root;
    char name[600];
} wa_naming;

static wa_naming wa_namings[4];
static int wa_naming_count;

static long WINAPI wa_NtSetInformationFile(HANDLE handle, pyosi_io_status *status, void *data, unsigned long size,
                                           int kind) {
    const pyosi_new_name *info = (const pyosi_new_name *)data;
    long code = fake_hit("NtSetInformationFile");
    CHECK(size >= sizeof *info && info->bytes <= size - 3 * sizeof(unsigned));
    if (wa_naming_count < 4) {
        wa_naming *n = &wa_namings[wa_naming_count++];
        n->kind = kind, n->flags = info->flags, n->root = info->root;
        n->name[pyosi_wtf8_from_utf16(info->name, info->bytes / 2, n->name)] = '\0';
    }
    if (code != 0) return code;
    return wa_pretend ? 0 : wa_real.NtSetInformationFile(handle, status, data, size, kind);
}

/* Statuses of NT. */
#define WA_DENIED ((long)0xc0000022u)
#define WA_INVALID_PARAMETER ((long)0xc000000du)
#define WA_COLLISION ((long)0xc0000035u)
#define WA_NOT_IMPLEMENTED ((long)0xc0000002u)
#define WA_INVALID_CLASS ((long)0xc0000003u)
#define WA_NOT_SUPPORTED ((long)0xc00000bbu)
#define WA_SHARING ((long)0xc0000043u)

static int wa_d; /* a descriptor of the directory d, which holds f, g and s with h in it */

static void wa_forget(void) {
    fake_reset();
    wa_opening_count = wa_naming_count = wa_set_count = 0;
    wa_pretend = 0, wa_attributes = wa_tag = wa_basic_attributes = 0, wa_final = NULL, wa_no_open = 0;
}

static void wa_put(const char *name) {
    int fd = pyos_open(name, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC | PYOS_O_BINARY, 0666);
    CHECK_INT(pyos_write(fd, "12345", 5), 5);
    CHECK_INT(pyos_close(fd), 0);
}

static int wa_is_there(const char *name) { return pyos_path_exists(name); }

#define WA_NAME_IS(i, want)                                                                                            \
    do {                                                                                                               \
        CHECK((i) < wa_opening_count);                                                                                 \
        CHECK_STR(wa_openings[i].name, want);                                                                          \
    } while (0)

/* ---------------------------------------------------------------------------------------------------------------------
 * Text
 */

TEST(relative_paths_are_read_as_win32_reads_them) {
    static const struct {
        const wchar_t *path, *flat;
        size_t up;
        bool separated;
    } cases[] = {
        {L"a", L"a", 0, false},
        {L"a/b", L"a\\b", 0, false},
        {L"a\\\\b//c", L"a\\b\\c", 0, false},
        {L".", L"", 0, false},
        {L"./a/.", L"a", 0, false},
        {L"a/..", L"", 0, false},
        {L"a/../b", L"b", 0, false},
        {L"a/b/..", L"a", 0, false},
        {L"..", L"", 1, false},
        {L"../..", L"", 2, false},
        {L"../a", L"a", 1, false},
        {L"a/../../b", L"b", 1, false},
        {L"a/b/../../../c/d", L"c\\d", 1, false},
        {L"a/", L"a", 0, true},
        {L"a.", L"a", 0, false},
        {L"a. . ", L"a", 0, false},
        {L"a./b", L"a\\b", 0, false},    /* one dot goes from the middle */
        {L"a../b", L"a..\\b", 0, false}, /* two do not */
        {L"a /b", L"a \\b", 0, false},   /* nor does a blank */
        {L"a./", L"a", 0, true},
        {L"...", L"", 0, false}, /* nothing is left of it */
        {L".../b", L"...\\b", 0, false},
        {L"a/...", L"a", 0, true},
        {L" ", L"", 0, false},
        {L" a", L" a", 0, false},
        {L".a", L".a", 0, false},
        {L"..a", L"..a", 0, false},
        {L".a/..b", L".a\\..b", 0, false},
        {L"f:stream", L"f:stream", 0, false},
        {L".. ", L"", 0, false},        /* dots and blanks at the end, not the directory above */
        {L"sub. /.", L"sub", 0, false}, /* of what is left, not of what was read last */
        {L"sub. /", L"sub. ", 0, true},
        {L". /sub/..", L"", 0, false},
        {L".../.", L"", 0, false},
        {L"a. /b/..", L"a", 0, false},
        {L"a. /b/../", L"a. ", 0, true},
        {L"f/.. ", L"f", 0, true}, /* a component that vanishes leaves its separator */
        {L"f/. ", L"f", 0, true},
        {L"a../...", L"a..", 0, true},
        {L"../...", L"", 1, false},
        {L"a/..", L"", 0, false},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        wchar_t path[64];
        size_t up;
        bool separated = false;
        wcscpy(path, cases[i].path);
        up = pyosi_flatten(path, &separated);
        if (up == cases[i].up && separated == cases[i].separated && wcscmp(path, cases[i].flat) == 0) continue;
        test_complain(__FILE__, __LINE__, "flatten");
        printf("    %ls: got %ls, up %d, separated %d\n", cases[i].path, path, (int)up, separated);
    }
}

TEST(paths_are_cut_down_to_the_root) {
    static const struct {
        const wchar_t *path, *cut;
        size_t up;
    } cases[] = {
        {L"\\\\?\\C:\\a\\b", L"\\\\?\\C:\\a", 1},
        {L"\\\\?\\C:\\a\\b", L"\\\\?\\C:\\", 2},
        {L"\\\\?\\C:\\a\\b", L"\\\\?\\C:\\", 9},
        {L"\\\\?\\C:\\", L"\\\\?\\C:\\", 1},
        {L"\\\\?\\UNC\\srv\\share\\a\\b", L"\\\\?\\UNC\\srv\\share\\a", 1},
        {L"\\\\?\\UNC\\srv\\share\\a\\b", L"\\\\?\\UNC\\srv\\share\\", 5},
        {L"\\\\?\\UNC\\srv\\share", L"\\\\?\\UNC\\srv\\share", 1},
        {L"\\\\?\\Volume{1}\\a", L"\\\\?\\Volume{1}\\", 3},
    };
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        wchar_t path[64];
        wcscpy(path, cases[i].path);
        pyosi_cut_path(path, cases[i].up);
        if (wcscmp(path, cases[i].cut) == 0) continue;
        test_complain(__FILE__, __LINE__, "cut");
        printf("    %ls: got %ls\n", cases[i].path, path);
    }
}

TEST(paths_for_ntdll) {
    static const struct {
        const char *path;
        const wchar_t *nt;
        bool separated;
    } cases[] = {
        {"C:\\a\\b", L"\\??\\C:\\a\\b", false},
        {"C:/a/./b. ", L"\\??\\C:\\a\\b", false},
        {"C:/a//", L"\\??\\C:\\a", true},
        {"C:/", L"\\??\\C:\\", false},
        {"\\\\srv\\share\\a", L"\\??\\UNC\\srv\\share\\a", false},
        {"\\\\?\\C:\\a.", L"\\??\\C:\\a.", false},
        {"\\\\?\\C:\\a\\", L"\\??\\C:\\a", true},
        {"\\\\.\\pipe\\p", L"\\??\\pipe\\p", false},
        {"\\\\.\\C:\\a\\..\\b.", L"\\??\\C:\\b", false}, /* read by Win32's rules all the same */
        {"//?/C:/a/./b", L"\\??\\C:\\a\\b", false},
        {"\\??\\C:\\a", L"\\??\\C:\\a", false},
    };
    bool separated = false;
    pyosi_wide w;
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(pyosi_wide_text(&w, cases[i].path), 0);
        CHECK_INT(pyosi_nt_path(&w, &separated), 0);
        CHECK_INT(separated, cases[i].separated);
        CHECK(wcscmp(w.s, cases[i].nt) == 0);
        pyosi_wide_close(&w);
    }
    CHECK_INT(pyosi_wide_text(&w, "nul"), 0); /* would be a name in the same directory */
    CHECK_INT(pyosi_nt_path(&w, &separated), -1);
    CHECK_INT(pyosi_thread.winerror, ERROR_INVALID_NAME);
    pyosi_wide_close(&w);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Opening
 */

TEST(directories_are_opened_one_at_a_time) {
    pyos_stat_result st;
    fault_state before = fault_now();
    wa_forget();
    CHECK_INT(pyos_stat_at(wa_d, "s/../s\\h", 0, &st), 0);
    CHECK_INT(wa_opening_count, 2);
    WA_NAME_IS(0, "s");
    CHECK_INT(wa_openings[0].access, FILE_READ_ATTRIBUTES); /* no right to pass through */
    CHECK_INT(wa_openings[0].share, 7);
    CHECK_INT(wa_openings[0].disposition, 1);
    CHECK_INT(wa_openings[0].options, 0x4001); /* links are followed on the way */
    WA_NAME_IS(1, "h");
    CHECK_INT(wa_openings[1].options, 0x4000);
    CHECK(wa_openings[1].root != wa_openings[0].root);
    wa_forget();
    CHECK_INT(pyos_stat_at(wa_d, "f", PYOS_NOFOLLOW, &st), 0);
    CHECK_INT(wa_opening_count, 1);
    CHECK_INT(wa_openings[0].options, 0x204000);
    wa_forget();
    CHECK_INT(pyos_stat_at(wa_d, ".", 0, &st), 0);
    WA_NAME_IS(0, ""); /* the directory itself, once more */
    wa_forget();
    fake_fail("NtCreateFile", 1, 1, WA_DENIED);
    CHECK_ERROR(pyos_mkdir_at(wa_d, "s/t", 0777) == -1, PYOS_PERMISSIONERROR, EACCES, "s/t");
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_INT(wa_opening_count, 1);
    FAULT_SAME("openings", before);
}

TEST(devices_and_drives_are_not_relative) {
    static const char *const paths[] = {"nul", "NUL",        "C:x",          "C:\\x",        "\\x",
                                        "/x",  "\\\\.\\nul", "\\\\?\\C:\\x", "//srv/share/x"};
    pyos_stat_result st;
    size_t i;
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        wa_forget();
        (void)pyos_stat_at(9999, paths[i], 0, &st); /* nobody looks at the descriptor */
        CHECK_INT(wa_opening_count, 0);
        CHECK(fake_calls("CreateFileW") > 0);
    }
}

/* As the C run time chooses them, see its documentation of _wopen and CreateFileW's of NtCreateFile. */
TEST(open_asks_as_the_c_run_time_does) {
    static const struct {
        int flags;
        unsigned mode;
        unsigned long access, share, disposition, options, attributes;
    } cases[] = {
        {PYOS_O_RDONLY, 0, GENERIC_READ, 3, 1, 0x40, 0x80},
        {PYOS_O_WRONLY, 0, GENERIC_WRITE, 3, 1, 0x40, 0x80},
        {PYOS_O_RDWR, 0, GENERIC_READ | GENERIC_WRITE, 3, 1, 0x40, 0x80},
        {PYOS_O_RDWR | PYOS_O_EXCL, 0, GENERIC_READ | GENERIC_WRITE, 3, 1, 0x40, 0x80},
        {PYOS_O_RDWR | PYOS_O_TRUNC, 0, GENERIC_READ | GENERIC_WRITE, 3, 4, 0x40, 0x80},
        {PYOS_O_RDWR | PYOS_O_CREAT, 0666, GENERIC_READ | GENERIC_WRITE, 3, 3, 0x40, 0x80},
        {PYOS_O_RDONLY | PYOS_O_CREAT, 0444, GENERIC_READ, 3, 3, 0x40, 0x1},
        {PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_EXCL, 0666, GENERIC_READ | GENERIC_WRITE, 3, 2, 0x40, 0x80},
        {PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC, 0666, GENERIC_WRITE, 3, 5, 0x40, 0x80},
        {PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_TRUNC | PYOS_O_EXCL, 0666, GENERIC_WRITE, 3, 2, 0x40, 0x80},
        {PYOS_O_RDONLY | PYOS_O_SEQUENTIAL, 0, GENERIC_READ, 3, 1, 0x44, 0x80},
        {PYOS_O_RDONLY | PYOS_O_RANDOM, 0, GENERIC_READ, 3, 1, 0x840, 0x80},
        {PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_SHORT_LIVED, 0666, GENERIC_READ | GENERIC_WRITE, 3, 3, 0x40, 0x180},
        {PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_TEMPORARY, 0666, GENERIC_READ | GENERIC_WRITE | DELETE, 7, 3, 0x1040,
         0x80},
    };
    size_t i;
    fault_state before = fault_now();
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const wa_opening *o = &wa_openings[0];
        wa_forget();
        fake_fail("NtCreateFile", 1, 1, WA_SHARING);
        CHECK_ERROR(pyos_open_at(wa_d, "f", cases[i].flags, cases[i].mode) == -1, PYOS_PERMISSIONERROR, EACCES, "f");
        CHECK_INT(pyos_last_error()->winerror, 0);
        CHECK_INT(o->access, cases[i].access | SYNCHRONIZE | FILE_READ_ATTRIBUTES);
        CHECK_INT(o->share, cases[i].share);
        CHECK_INT(o->disposition, cases[i].disposition);
        CHECK_INT(o->options, cases[i].options | 0x20);
        CHECK_INT(o->attributes, cases[i].attributes);
    }
    wa_forget();
    wa_put("d/n");
    CHECK_INT(pyos_close(pyos_open("d/n", PYOS_O_RDONLY, 0)), 0);
    CHECK_INT(pyos_unlink("d/n"), 0);
    CHECK_INT(_umask(_S_IWRITE), 0); /* the mask of the process counts, and stays */
    fake_fail("NtCreateFile", 1, 1, WA_SHARING);
    CHECK_INT(pyos_open_at(wa_d, "f", PYOS_O_RDWR | PYOS_O_CREAT, 0666), -1);
    CHECK_INT(wa_openings[0].attributes, 0x1);
    CHECK_INT(_umask(0), _S_IWRITE);
    CHECK_INT(wa_unlocked, 0);
    /* No descriptor is to be had. */
    wa_forget();
    fake_fail("_open_osfhandle", 1, 2, EMFILE);
    CHECK_ERROR(pyos_open_at(wa_d, "f", PYOS_O_RDONLY, 0) == -1, PYOS_OSERROR, EMFILE, "f");
    CHECK_ERROR(pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_OSERROR, EMFILE, "d");
    FAULT_SAME("open", before);
}

TEST(directories_ask_for_little) {
    int fd;
    fault_state before = fault_now();
    wa_forget();
    fd = pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(fd >= 0);
    CHECK_INT(wa_opened_access, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES);
    CHECK_INT(wa_opened_share, 7);
    CHECK_INT(wa_opened_flags, FILE_FLAG_BACKUP_SEMANTICS);
    CHECK_INT(pyos_close(fd), 0);
    fd = pyos_open_at(wa_d, "s", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(fd >= 0);
    CHECK_INT(wa_openings[0].access, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
    CHECK_INT(wa_openings[0].options, 0x4021);
    CHECK_INT(pyos_close(fd), 0);
    fake_fail("standard", 4, 1, 5); /* who cannot be asked is no directory */
    CHECK_ERROR(pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "d");
    FAULT_SAME("directories", before);
}

/* Walks pass over links only. What else stands for another name is entered, as by Python's, and counted. */
TEST(walks_enter_what_is_no_link) {
    static const struct {
        DWORD attributes, tag;
        int steps;
    } cases[] = {
        {0, 0, 2},
        {0x410, PYOS_IO_REPARSE_TAG_SYMLINK, 1},
        {0x410, PYOS_IO_REPARSE_TAG_MOUNT_POINT, 2},
        {0x410, 0xa0000027, 2}, /* WCI_LINK */
        {0x410, 0x9000001a, 2}, /* a folder that a cloud keeps: no other name */
    };
    size_t i;
    fault_state before = fault_now();
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        pyos_walk_step *step;
        pyos_walk_iter *walk;
        int steps = 0;
        wa_forget();
        wa_attributes = cases[i].attributes, wa_tag = cases[i].tag;
        walk = pyos_walk("d", NULL);
        while (walk && pyos_walk_next(walk, &step) == 1) steps++;
        pyos_walk_close(walk);
        CHECK_INT(steps, cases[i].steps);
    }
    wa_forget();
    FAULT_SAME("walks", before);
}

TEST(mkdir_asks_as_createdirectoryw_does) {
    wa_forget();
    CHECK_INT(pyos_mkdir_at(wa_d, "n", 0777), 0);
    CHECK_INT(wa_openings[0].access, FILE_LIST_DIRECTORY | SYNCHRONIZE);
    CHECK_INT(wa_openings[0].share, 3);
    CHECK_INT(wa_openings[0].disposition, 2);
    CHECK_INT(wa_openings[0].options, 0x4021);
    CHECK(wa_openings[0].security == NULL);
    CHECK_ERROR(pyos_mkdir_at(wa_d, "n", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, "n");
    CHECK_INT(pyos_last_error()->winerror, ERROR_ALREADY_EXISTS);
    CHECK_INT(pyos_rmdir_at(wa_d, "n"), 0);
    wa_forget();
    CHECK_INT(pyos_mkdir_at(wa_d, "n", 0700), 0);
    CHECK(wa_openings[0].security != NULL); /* the same as by path, whose list is looked at elsewhere */
    CHECK_INT(pyos_rmdir_at(wa_d, "n"), 0);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Removing
 */

TEST(removing_is_done_as_posix_does_it) {
    wa_forget();
    wa_pretend = 1; /* a system that knows how */
    CHECK_INT(pyos_unlink_at(wa_d, "f"), 0);
    CHECK_INT(wa_openings[0].access, DELETE | FILE_READ_ATTRIBUTES); /* as DeleteFileW */
    CHECK_INT(wa_openings[0].share, 7);
    CHECK_INT(wa_openings[0].options, 0x204000); /* the link, not its target */
    CHECK_INT(wa_set_count, 1);
    CHECK_INT(wa_sets[0].kind, 21);
    CHECK_INT(wa_sets[0].size, 4);
    CHECK_INT(wa_sets[0].data[0], 7); /* delete, POSIX semantics; not what is read-only, no program that runs */
    CHECK(wa_is_there("d/f"));
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_rmdir_at(wa_d, "s"), 0);
    CHECK_INT(wa_openings[0].options, 0x204001);
    CHECK_INT(wa_sets[0].kind, 21);
}

TEST(removing_falls_back) {
    static const long codes[] = {ERROR_INVALID_PARAMETER, ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED};
    size_t i;
    for (i = 0; i < 3; i++) {
        wa_forget();
        wa_put("d/x");
        fake_fail("set 21", 1, 1, codes[i]);
        CHECK_INT(pyos_unlink_at(wa_d, "x"), 0);
        CHECK_INT(wa_set_count, 2);
        CHECK_INT(wa_sets[1].kind, 4);
        CHECK_INT(wa_sets[1].size, 1);
        CHECK_INT(wa_sets[1].data[0], 1);
        CHECK(!wa_is_there("d/x"));
    }
    wa_forget();
    fake_fail("set 21", 1, 1, ERROR_ACCESS_DENIED); /* an answer */
    CHECK_ERROR(pyos_unlink_at(wa_d, "f") == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(wa_set_count, 1);
    wa_forget();
    fake_fail("set 21", 1, 1, ERROR_INVALID_PARAMETER);
    fake_fail("set 4", 1, 1, ERROR_DIR_NOT_EMPTY);
    CHECK_ERROR(pyos_rmdir_at(wa_d, "s") == -1, PYOS_OSERROR, ENOTEMPTY, "s");
    CHECK_INT(pyos_last_error()->winerror, ERROR_DIR_NOT_EMPTY);
    CHECK(wa_is_there("d/f") && wa_is_there("d/s/h"));
}

/* unlink takes links to directories and junctions, and refuses directories, whatever else they are. */
TEST(removing_tells_links_from_directories) {
    static const struct {
        DWORD attributes, tag;
        int removed;
    } cases[] = {
        {0x10, 0, 0},
        {0x410, PYOS_IO_REPARSE_TAG_SYMLINK, 1},
        {0x410, PYOS_IO_REPARSE_TAG_MOUNT_POINT, 1},
        {0x410, 0x9000001a, 0}, /* a folder that a cloud keeps */
        {0x420, PYOS_IO_REPARSE_TAG_SYMLINK, 1},
        {0x420, 0x8000001b, 1}, /* a file of another kind */
        {0x10, PYOS_IO_REPARSE_TAG_SYMLINK, 0},
    };
    size_t i;
    fault_state before = fault_now();
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        wa_forget();
        wa_pretend = 1, wa_attributes = cases[i].attributes, wa_tag = cases[i].tag;
        if (cases[i].removed) CHECK_INT(pyos_unlink_at(wa_d, "s"), 0);
        else CHECK_ERROR(pyos_unlink_at(wa_d, "s") == -1, PYOS_PERMISSIONERROR, EACCES, "s");
        CHECK_INT(wa_set_count, cases[i].removed);
    }
    wa_forget();
    fake_fail("tag", 1, 1, ERROR_INVALID_DATA);
    CHECK_ERROR(pyos_unlink_at(wa_d, "f") == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_INT(wa_set_count, 0);
    FAULT_SAME("links", before);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Renaming and linking
 */

TEST(rename_by_handle) {
    fault_state before = fault_now();
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_rename_at(wa_d, "f", wa_d, "s/n"), 0);
    CHECK_INT(wa_opening_count, 2); /* s, f */
    WA_NAME_IS(1, "f");
    CHECK_INT(wa_openings[1].access, DELETE | FILE_READ_ATTRIBUTES);
    CHECK_INT(wa_openings[1].options, 0x204000);
    CHECK_INT(wa_naming_count, 1);
    CHECK_INT(wa_namings[0].kind, 65);
    CHECK_INT(wa_namings[0].flags, 0);
    CHECK(wa_namings[0].root != NULL);
    CHECK_STR(wa_namings[0].name, "n");
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_replace_at(wa_d, "f", PYOS_CWD, "C:\\some\\where"), 0);
    CHECK_INT(wa_namings[0].flags, 3); /* replaces, POSIX semantics */
    CHECK(wa_namings[0].root == NULL);
    CHECK_STR(wa_namings[0].name, "\\??\\C:\\some\\where");
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_rename_at(PYOS_CWD, "d/f", wa_d, "n"), 0);
    CHECK_INT(wa_opening_count, 0);
    CHECK_INT(wa_opened_access, DELETE | FILE_READ_ATTRIBUTES);
    CHECK_INT(wa_opened_share, 7);
    CHECK_INT(wa_opened_flags, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
    CHECK_STR(wa_namings[0].name, "n");
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_replace_at(wa_d, "s", wa_d, "n"), 0);
    CHECK_INT(wa_namings[0].flags, 1); /* by POSIX rules a directory would replace an empty one */
    wa_forget();
    CHECK_ERROR2(pyos_rename_at(wa_d, "f", PYOS_CWD, "C:\\n/") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f", "C:\\n/");
    CHECK_INT(wa_naming_count, 0);
    wa_pretend = 1;
    CHECK_INT(pyos_rename_at(wa_d, "s", PYOS_CWD, "C:\\n/"), 0);
    CHECK_STR(wa_namings[0].name, "\\??\\C:\\n");
    wa_forget();
    CHECK_ERROR2(pyos_rename_at(wa_d, "f", PYOS_CWD, "nul") == -1, PYOS_OSERROR, EINVAL, "f", "nul");
    CHECK_INT(wa_naming_count, 0);
    CHECK(wa_is_there("d/f"));
    FAULT_SAME("rename", before);
}

TEST(rename_falls_back) {
    static const long statuses[] = {WA_NOT_IMPLEMENTED, WA_INVALID_CLASS, WA_NOT_SUPPORTED};
    size_t i;
    for (i = 0; i < 3; i++) {
        wa_forget();
        wa_put("d/x");
        fake_fail("NtSetInformationFile", 1, 1, statuses[i]);
        CHECK_INT(pyos_replace_at(wa_d, "x", wa_d, "y"), 0);
        CHECK_INT(wa_naming_count, 2);
        CHECK_INT(wa_namings[1].kind, 10);
        CHECK_INT(wa_namings[1].flags, 1);
        CHECK(!wa_is_there("d/x") && wa_is_there("d/y"));
    }
    wa_forget(); /* on a network, where no name starts at a directory: by the whole path */
    errno = 0;
    fake_fail("NtSetInformationFile", 1, 2, WA_INVALID_PARAMETER);
    CHECK_INT(pyos_rename_at(wa_d, "y", wa_d, "s/z"), 0);
    CHECK_INT(errno, 0);
    CHECK_INT(wa_namings[2].kind, 65);
    CHECK(wa_namings[2].root == NULL);
    CHECK(strncmp(wa_namings[2].name, "\\??\\C:\\", 7) == 0 && strstr(wa_namings[2].name, "\\d\\s\\z"));
    CHECK(wa_is_there("d/s/z"));
    CHECK_INT(pyos_rename_at(wa_d, "s/z", wa_d, "y"), 0);
    wa_forget();
    fake_fail("NtSetInformationFile", 1, 4, WA_INVALID_PARAMETER);
    CHECK_ERROR2(pyos_rename_at(wa_d, "y", wa_d, "s/z") == -1, PYOS_OSERROR, EINVAL, "y", "s/z");
    wa_forget();
    fake_fail("NtSetInformationFile", 1, 2, WA_INVALID_PARAMETER);
    fake_fail("GetFinalPathNameByHandleW", 1, 2, ERROR_PATH_NOT_FOUND);
    CHECK_ERROR2(pyos_rename_at(wa_d, "y", wa_d, "s/z") == -1, PYOS_OSERROR, EINVAL, "y", "s/z");
    wa_forget();
    fake_fail("NtSetInformationFile", 1, 1, WA_COLLISION);
    CHECK_ERROR2(pyos_rename_at(wa_d, "y", wa_d, "f") == -1, PYOS_FILEEXISTSERROR, EEXIST, "y", "f");
    CHECK_INT(pyos_last_error()->winerror, ERROR_ALREADY_EXISTS);
    CHECK_INT(wa_naming_count, 1);
    wa_forget();
    fake_fail("NtSetInformationFile", 1, 1, WA_INVALID_CLASS);
    fake_fail("NtSetInformationFile", 2, 1, WA_DENIED);
    CHECK_ERROR2(pyos_replace_at(wa_d, "y", wa_d, "f") == -1, PYOS_PERMISSIONERROR, EACCES, "y", "f");
    CHECK_INT(pyos_unlink_at(wa_d, "y"), 0);
}

TEST(link_by_handle) {
    fault_state before = fault_now();
    wa_forget();
    wa_pretend = 1;
    CHECK_INT(pyos_link_at(wa_d, "f", wa_d, "l", 0), 0);
    CHECK_INT(wa_openings[0].access, FILE_WRITE_ATTRIBUTES | SYNCHRONIZE);
    CHECK_INT(wa_openings[0].options, 0x204020);
    CHECK_INT(wa_namings[0].kind, 72);
    CHECK_INT(wa_namings[0].flags, 0);
    CHECK_STR(wa_namings[0].name, "l");
    wa_forget();
    fake_fail("NtSetInformationFile", 1, 1, WA_INVALID_CLASS);
    CHECK_INT(pyos_link_at(wa_d, "f", PYOS_CWD, "l", 0), 0);
    CHECK_INT(wa_namings[1].kind, 11);
    CHECK_INT(pyos_unlink("l"), 0);
    FAULT_SAME("link", before);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * What goes by the whole path
 */

TEST(above_the_directory_its_path_decides) {
    static wchar_t longer[1200];
    pyos_stat_result st;
    size_t i;
    fault_state before = fault_now();
    wcscpy(longer, L"\\\\?\\C:");
    for (i = 0; i < 100; i++) wcscat(longer, L"\\directory");
    wa_forget();
    wa_final = longer, wa_no_open = 1;
    CHECK_INT(pyos_stat_at(wa_d, "../x", 0, &st), -1);
    CHECK_INT(fake_calls("GetFinalPathNameByHandleW"), 2); /* with more room */
    longer[wcslen(longer) - 10] = 0;
    CHECK(wcscmp(wa_opened, longer) == 0);
    CHECK_INT(wa_opened_access, FILE_READ_ATTRIBUTES);
    wa_forget();
    wa_no_open = 1;
    fake_fail("GetFinalPathNameByHandleW", 1, 1, ERROR_PATH_NOT_FOUND); /* no drive has it */
    CHECK_INT(pyos_stat_at(wa_d, "../x", 0, &st), -1);
    CHECK_INT(wa_final_kind, 1);
    wa_forget();
    fake_fail("GetFinalPathNameByHandleW", 1, 2, ERROR_PATH_NOT_FOUND);
    CHECK_ERROR(pyos_stat_at(wa_d, "../x", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "../x");
    wa_forget();
    fake_fail("GetFinalPathNameByHandleW", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_stat_at(wa_d, "../x", 0, &st) == -1, PYOS_PERMISSIONERROR, EACCES, "../x");
    CHECK_INT(fake_calls("GetFinalPathNameByHandleW"), 1);
    wa_forget();
    fake_fail("CreateFileW", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_stat_at(wa_d, "../x", 0, &st) == -1, PYOS_PERMISSIONERROR, EACCES, "../x");
    FAULT_SAME("above", before);
}

TEST(symlink_by_the_whole_path) {
    static const struct {
        const wchar_t *directory, *link;
    } cases[] = {
        {L"\\\\?\\C:\\some\\where. ", L"\\\\?\\C:\\some\\where. \\l"}, /* not C:\some\where */
        {L"\\\\?\\C:\\", L"\\\\?\\C:\\l"},
        {L"\\\\?\\UNC\\srv\\share\\a", L"\\\\?\\UNC\\srv\\share\\a\\l"},
        {L"\\\\?\\Volume{1}\\a", L"\\\\?\\Volume{1}\\a\\l"},
    };
    size_t i;
    fault_state before = fault_now();
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        wa_forget();
        wa_final = cases[i].directory;
        CHECK_INT(pyos_symlink_at("../t", wa_d, "l", false), 0);
        CHECK(wcscmp(wa_link, cases[i].link) == 0);
        CHECK(wcscmp(wa_link_target, L"../t") == 0); /* as it was given */
        CHECK_INT(wa_link_flags, 2);
    }
    wa_forget();
    CHECK_INT(pyos_symlink_at("s", wa_d, "l", false), 0); /* looked up from there: a directory */
    CHECK_INT(wa_link_flags, 3);
    CHECK_INT(pyos_symlink_at("../s", wa_d, "s/l", false), 0);
    CHECK_INT(wa_link_flags, 3);
    CHECK_INT(pyos_symlink_at("s", wa_d, "l/", false), 0); /* what a separator means there the system says */
    CHECK(wcscmp(wa_link + wcslen(wa_link) - 5, L"\\d\\l\\") == 0);
    CHECK_INT(pyos_symlink_at("h", wa_d, "s/l", false), 0);
    CHECK_INT(wa_link_flags, 2);
    fake_fail("CreateSymbolicLinkW", 5, 1, 1314);
    CHECK_ERROR2(pyos_symlink_at("s", wa_d, "l", false) == -1, PYOS_OSERROR, EINVAL, "s", "l");
    CHECK_INT(pyos_last_error()->winerror, 1314);
    CHECK_INT(pyos_symlink_at("s", 9999, "C:\\l", false), 0); /* nobody looks at the descriptor */
    CHECK(wcscmp(wa_link, L"C:\\l") == 0);
    FAULT_SAME("symlink", before);
}

TEST(readlink_by_handle) {
    static const unsigned char junction[] = {3,    0, 0,   0xa0, 24,  0, 0,    0, 0,   0, 16,  0, 18,   0, 0,   0,
                                             '\\', 0, '?', 0,    '?', 0, '\\', 0, 'C', 0, ':', 0, '\\', 0, 'x', 0};
    size_t n = 0;
    wa_forget();
    wa_reparse = junction, wa_reparse_size = sizeof junction;
    CHECK_OWNED(pyos_readlink_at(wa_d, "s/h", &n), "\\\\?\\C:\\x");
    CHECK_INT(n, 8);
    WA_NAME_IS(1, "h");
    CHECK_INT(wa_openings[1].options, 0x204020);
    wa_reparse = NULL;
}

/* Who may not open a file can still read the directory that it is in. */
TEST(stat_of_what_is_refused) {
    pyos_stat_result st;
    fault_state before = fault_now();
    wa_forget();
    fake_fail("NtCreateFile", 1, 1, WA_DENIED);
    CHECK_INT(pyos_stat_at(wa_d, "f", 0, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK(wcslen(wa_opened) > 4 && wcscmp(wa_opened + wcslen(wa_opened) - 4, L"\\d\\f") == 0);
    wa_forget();
    fake_fail("NtCreateFile", 1, 1, WA_SHARING);
    fake_fail("CreateFileW", 1, 1, ERROR_SHARING_VIOLATION);
    CHECK_INT(pyos_stat_at(wa_d, "f", 0, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK_INT(st.has & PYOS_STAT_HAS_INO, 0); /* as the directory lists it */
    wa_forget();
    fake_fail("NtCreateFile", 1, 1, WA_DENIED);
    fake_fail("GetFinalPathNameByHandleW", 1, 2, ERROR_PATH_NOT_FOUND); /* then it stays refused */
    CHECK_ERROR(pyos_stat_at(wa_d, "f", 0, &st) == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
    wa_forget();
    fake_fail("NtCreateFile", 1, 1, WA_DENIED);
    wa_final = L"\\\\?\\C:\\x."; /* not what is called C:\x */
    CHECK_INT(pyos_stat_at(wa_d, "f", 0, &st), -1);
    CHECK(wcscmp(wa_opened, L"\\\\?\\C:\\x.\\f") == 0);
    FAULT_SAME("stat", before);
}

TEST(access_by_handle) {
    wa_forget();
    wa_attributes = FILE_ATTRIBUTE_READONLY;
    CHECK(pyos_access_at(wa_d, "f", PYOS_R_OK, 0) && !pyos_access_at(wa_d, "f", PYOS_W_OK, 0));
    CHECK_INT(wa_openings[0].access, FILE_READ_ATTRIBUTES);
    CHECK_INT(wa_openings[0].options, 0x204000);
    wa_attributes = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_DIRECTORY; /* where the bit means nothing */
    CHECK(pyos_access_at(wa_d, "f", PYOS_W_OK, 0));
    fake_fail("tag", 4, 1, ERROR_INVALID_DATA);
    CHECK(!pyos_access_at(wa_d, "f", PYOS_F_OK, 0));
    fake_fail("NtCreateFile", 5, 1, WA_DENIED);
    CHECK(!pyos_access_at(wa_d, "f", PYOS_F_OK, 0));
    wa_forget();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Modes and times
 */

TEST(chmod_never_asks_for_nothing) {
    DWORD attributes = 0;
    wa_forget();
    wa_pretend = 1, wa_basic_attributes = FILE_ATTRIBUTE_READONLY;
    CHECK_INT(pyos_chmod_at(wa_d, "f", 0666, 0), 0);
    CHECK_INT(wa_openings[0].options, 0x204020); /* Windows does not follow by default */
    CHECK_INT(wa_openings[0].access, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE);
    CHECK_INT(wa_sets[0].kind, 0);
    memcpy(&attributes, wa_sets[0].data + 32, 4);
    CHECK_INT(attributes, FILE_ATTRIBUTE_NORMAL); /* 0 would change nothing */
    wa_forget();
    wa_pretend = 1, wa_basic_attributes = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN;
    CHECK_INT(pyos_chmod_at(wa_d, "f", 0666, PYOS_FOLLOW), 0);
    CHECK_INT(wa_openings[0].options, 0x4020);
    memcpy(&attributes, wa_sets[0].data + 32, 4);
    CHECK_INT(attributes, FILE_ATTRIBUTE_HIDDEN);
    wa_forget();
    wa_pretend = 1, wa_basic_attributes = FILE_ATTRIBUTE_HIDDEN;
    CHECK_INT(pyos_chmod("d/f", 0444), 0); /* by name: nothing is opened */
    CHECK_INT(wa_set_count, 0);
    CHECK_INT(pyos_chmod("d/f", 0666), 0);
    CHECK_INT(pyos_fchmod(wa_d, 0444), 0);
    memcpy(&attributes, wa_sets[0].data + 32, 4);
    CHECK_INT(attributes, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_READONLY);
    fake_fail("set", 2, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_fchmod(wa_d, 0444) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    fake_fail("info", 3, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_fchmod(wa_d, 0444) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
}

TEST(times_are_rounded_down) {
    static const struct {
        long long ns;
        unsigned long long ticks;
    } cases[] = {
        {0, 116444736000000000ULL},        {99, 116444736000000000ULL},        {100, 116444736000000001ULL},
        {-1, 116444735999999999ULL},       {-100, 116444735999999999ULL},      {-101, 116444735999999998ULL},
        {LLONG_MIN, 24211015631452241ULL}, {LLONG_MAX, 208678456368547758ULL},
    };
    size_t i;
    long long ns[2] = {1, 2};
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        FILETIME time = pyosi_file_time(cases[i].ns);
        CHECK(((unsigned long long)time.dwHighDateTime << 32 | time.dwLowDateTime) == cases[i].ticks);
    }
    wa_forget();
    fake_fail("SetFileTime", 1, 1, ERROR_INVALID_PARAMETER);
    CHECK_INT(pyos_utime_at(wa_d, "f", ns, 0), -1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_PARAMETER);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Drives and volumes
 */

static const char *wa_joined(char **list, size_t count) {
    static char text[4096];
    size_t i;
    text[0] = '\0';
    for (i = 0; list && i < count; i++) strcat(strcat(text, list[i]), "|");
    CHECK(!list || !list[count]);
    pyos_free(list);
    return list ? text : "(null)";
}

TEST(drives_of_any_number) {
    static wchar_t many[1000];
    size_t count = 0, i;
    char **list;
    fault_state before = fault_now();
    wa_forget();
    wa_drives = L"C:\\\0D:\\\0", wa_drives_size = 9;
    list = pyos_listdrives(&count);
    CHECK_INT(count, 2);
    CHECK_STR(wa_joined(list, count), "C:\\|D:\\|");
    wa_drives = L"", wa_drives_size = 2;
    fake_reset();
    for (i = 0; i < 200; i++) memcpy(many + 4 * i, L"X:\\", 4 * sizeof *many);
    many[800] = 0;
    wa_drives = many, wa_drives_size = 801;
    list = pyos_listdrives(&count);
    CHECK_INT(count, 200);
    CHECK_INT(fake_calls("GetLogicalDriveStringsW"), 2); /* with more room */
    pyos_free(list);
    wa_drives = NULL;
    fake_fail("GetLogicalDriveStringsW", 3, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_listdrives(&count) == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
    FAULT_SAME("drives", before);
}

TEST(volumes_with_long_names) {
    static wchar_t longer[200];
    const wchar_t *names[4] = {NULL, NULL, NULL, NULL};
    size_t count = 0, i;
    char **list;
    fault_state before = fault_now();
    wa_forget();
    names[0] = L"\\\\?\\Volume{1}\\", names[1] = L"\\\\?\\Volume{2}\\";
    wa_volumes = names;
    list = pyos_listvolumes(&count);
    CHECK_INT(count, 2);
    CHECK_STR(wa_joined(list, count), "\\\\?\\Volume{1}\\|\\\\?\\Volume{2}\\|");
    for (i = 0; i < 150; i++) longer[i] = L'v';
    for (i = 0; i < 4; i++) { /* both codes, and at the beginning or later */
        wa_volume_code = i < 2 ? ERROR_MORE_DATA : ERROR_FILENAME_EXCED_RANGE;
        names[0] = i % 2 ? longer : L"a", names[1] = i % 2 ? L"a" : longer;
        list = pyos_listvolumes(&count);
        CHECK_INT(count, 2);
        if (list) CHECK(strlen(list[0]) + strlen(list[1]) == 151);
        pyos_free(list);
    }
    names[0] = L"a", names[1] = L"b";
    fake_reset();
    fake_fail("FindNextVolumeW", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_listvolumes(&count) == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
    fake_fail("FindFirstVolumeW", 2, 1, ERROR_NO_MORE_FILES); /* there is at least one, so that is an error */
    CHECK_ERROR(pyos_listvolumes(&count) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_INT(wa_finds, 0);
    wa_volumes = NULL;
    FAULT_SAME("volumes", before);
}

TEST(mounts_of_any_number) {
    static wchar_t many[1500];
    size_t count = 9, i;
    char **list;
    fault_state before = fault_now();
    wa_forget();
    wa_mounts = L"C:\\\0D:\\mnt\\\0", wa_mounts_size = 13;
    list = pyos_listmounts("C:\\", &count);
    CHECK_INT(count, 2);
    CHECK_STR(wa_joined(list, count), "C:\\|D:\\mnt\\|");
    CHECK(wcscmp(wa_asked, L"C:\\") == 0);
    wa_mounts = L"", wa_mounts_size = 1; /* mounted nowhere */
    list = pyos_listmounts("C:\\", &count);
    CHECK_INT(count, 0);
    CHECK_STR(wa_joined(list, count), "");
    for (i = 0; i < 300; i++) memcpy(many + 4 * i, L"X:\\", 4 * sizeof *many);
    many[1200] = 0;
    wa_mounts = many, wa_mounts_size = 1201;
    for (wa_mounts_untold = 0; wa_mounts_untold < 2; wa_mounts_untold++) {
        list = pyos_listmounts("C:\\", &count);
        CHECK_INT(count, 300);
        pyos_free(list);
    }
    wa_mounts_untold = 0;
    fake_reset();
    fake_fail("GetFileAttributesW", 1, 1, 1005 /* UNRECOGNIZED_VOLUME */);
    CHECK_INT(pyos_listmounts("C:\\", &count) == NULL, 1);
    CHECK_INT(pyos_last_error()->winerror, 1005);
    fake_fail("GetFileAttributesW", 2, 1, ERROR_NOT_READY); /* the next call will say */
    list = pyos_listmounts("C:\\", &count);
    CHECK_INT(count, 300);
    pyos_free(list);
    fake_fail("GetVolumePathNamesForVolumeNameW", 3, 1, ERROR_INVALID_NAME);
    CHECK_INT(pyos_listmounts("x", &count) == NULL, 1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_NAME);
    wa_mounts = NULL;
    FAULT_SAME("mounts", before);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Consoles
 */

TEST(consoles_have_code_pages) {
    char *encoding = NULL;
    int fd;
    wa_tty = 1, wa_input_page = 437, wa_output_page = 65001;
    CHECK_INT(pyos_device_encoding(0, &encoding), 0);
    CHECK_OWNED(encoding, "cp437");
    for (fd = 1; fd < 3; fd++) {
        CHECK_INT(pyos_device_encoding(fd, &encoding), 0);
        CHECK_OWNED(encoding, "cp65001");
    }
    CHECK_INT(pyos_device_encoding(3, &encoding), 0); /* a terminal, but of no code page */
    CHECK(encoding == NULL);
    wa_input_page = wa_output_page = 0; /* no console */
    CHECK_INT(pyos_device_encoding(0, &encoding), 0);
    CHECK(encoding == NULL);
    wa_tty = 0, wa_input_page = wa_output_page = 850;
    CHECK_INT(pyos_device_encoding(wa_d < 3 ? wa_d : 1, &encoding), 0); /* no terminal */
    CHECK(encoding == NULL);
}

TEST(consoles_have_a_size) {
    static const DWORD streams[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    pyos_terminal_size size;
    int fd;
    wa_forget();
    wa_window.Left = 10, wa_window.Right = 89, wa_window.Top = 100, wa_window.Bottom = 124;
    wa_std = (HANDLE)(uintptr_t)16;
    for (fd = 0; fd < 3; fd++) {
        memset(&size, 0, sizeof size);
        CHECK_INT(pyos_get_terminal_size(fd, &size), 0);
        CHECK_INT(wa_std_asked, streams[fd]);
        CHECK_INT(size.columns, 80); /* of what is seen */
        CHECK_INT(size.lines, 25);
    }
    fake_fail("GetConsoleScreenBufferInfo", 4, 1, ERROR_INVALID_HANDLE);
    CHECK_ERROR(pyos_get_terminal_size(1, &size) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_HANDLE);
    wa_std = NULL; /* a program without standard streams */
    CHECK_ERROR(pyos_get_terminal_size(1, &size) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_last_error()->winerror, 0);
    wa_std = INVALID_HANDLE_VALUE;
    CHECK_ERROR(pyos_get_terminal_size(1, &size) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_PARAMETER);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Descriptors
 */

TEST(pipes_that_get_no_descriptors) {
    int r = -7, w = -7, i;
    fault_state before = fault_now();
    wa_forget();
    fake_fail("CreatePipe", 1, 1, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_ERROR(pyos_pipe(&r, &w) == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_NOT_ENOUGH_MEMORY);
    for (i = 1; i <= 3; i++) { /* the first, the second, both */
        wa_forget();
        fake_fail("_open_osfhandle", i == 3 ? 1 : i, i == 3 ? 2 : 1, EMFILE);
        CHECK_ERROR(pyos_pipe(&r, &w) == -1, PYOS_OSERROR, EMFILE, NULL);
        CHECK_INT(pyos_last_error()->winerror, 0);
        CHECK(r == -7 && w == -7);
    }
    FAULT_SAME("pipe", before);
}

TEST(copies_that_stay_inheritable_are_closed) {
    fault_state before = fault_now();
    int i;
    for (i = 0; i < 2; i++) {
        wa_forget();
        fake_fail("SetHandleInformation", 1, 1, ERROR_ACCESS_DENIED);
        CHECK_ERROR((i ? pyos_dup2(wa_d, 50, false) : pyos_dup(wa_d)) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
        CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
        FAULT_SAME("dup", before);
    }
    fake_fail("GetHandleInformation", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_INT(pyos_get_handle_inheritable(pyos_get_osfhandle(wa_d)), -1);
}

TEST(pread_puts_the_position_back) {
    char buffer[8];
    int fd = pyos_open("d/f", PYOS_O_RDWR | PYOS_O_BINARY, 0);
    wa_forget();
    CHECK_INT(pyos_lseek(fd, 2, PYOS_SEEK_SET), 2);
    CHECK_INT(pyos_pread(fd, buffer, 8, 3), 2);
    CHECK_INT(pyos_pread(fd, buffer, 8, 5000000000LL), 0);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
    fake_fail("ReadFile", 3, 1, ERROR_ACCESS_DENIED); /* the run time's EBADF */
    CHECK_ERROR(pyos_pread(fd, buffer, 8, 0) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_INT(pyos_last_error()->winerror, 0);
    fake_fail("ReadFile", 4, 1, ERROR_LOCK_VIOLATION);
    CHECK_ERROR(pyos_pread(fd, buffer, 8, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    fake_fail("WriteFile", 1, 1, ERROR_DISK_FULL);
    CHECK_ERROR(pyos_pwrite(fd, "x", 1, 0) == -1, PYOS_OSERROR, ENOSPC, NULL);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_CUR), 2);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(pread_waits_for_asynchronous_handles) {
    char buffer[8];
    HANDLE handle =
        (CreateFileW)(L"d\\f", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    int fd = pyos_open_osfhandle(handle, 0);
    CHECK(fd >= 0);
    wa_forget();
    CHECK_INT(pyos_pread(fd, buffer, 8, 1), 4);
    CHECK(memcmp(buffer, "2345", 4) == 0);
    CHECK_INT(pyos_pwrite(fd, "2", 1, 1), 1);
    CHECK_INT(pyos_pread(fd, buffer, 8, 99), 0);
    CHECK_INT(pyos_close(fd), 0);
}

/* What has been moved is told, an error afterwards is not; and nobody waits for more than there is. */
TEST(vectors_are_cut_short) {
    char a[4], b[4];
    pyos_buffer both[2];
    int r, w;
    both[0].base = a, both[0].len = 4, both[1].base = b, both[1].len = 4;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    wa_forget();
    CHECK_INT(pyos_write(w, "abcd", 4), 4);
    CHECK_INT(pyos_readv(r, both, 2), 4); /* would wait for ever in the second */
    CHECK_INT(pyos_write(w, "abcdefg", 7), 7);
    CHECK_INT(pyos_readv(r, both, 2), 7);
    CHECK_INT(pyos_write(w, "abcdefg", 7), 7);
    errno = 0;
    fake_reset();
    fake_fail("_read", 2, 1, EIO);
    CHECK_INT(pyos_readv(r, both, 2), 4);
    CHECK_INT(errno, 0);
    fake_fail("_read", 3, 1, EIO);
    CHECK_ERROR(pyos_readv(r, both, 2) == -1, PYOS_OSERROR, EIO, NULL);
    fake_fail("_write", 2, 1, EIO);
    CHECK_INT(pyos_writev(w, both, 2), 4);
    fake_fail("_write", 3, 1, EIO);
    CHECK_ERROR(pyos_writev(w, both, 2) == -1, PYOS_OSERROR, EIO, NULL);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}

TEST(blocking_keeps_the_other_bits) {
    int r, w;
    CHECK_INT(pyos_pipe(&r, &w), 0);
    wa_forget();
    CHECK_INT(pyos_set_blocking(r, false), 0);
    CHECK(wa_pipe_mode & PIPE_NOWAIT);
    CHECK_INT(pyos_get_blocking(r), 0);
    CHECK_INT(pyos_set_blocking(r, true), 0);
    CHECK_INT(wa_pipe_mode & PIPE_NOWAIT, 0);
    fake_fail("SetNamedPipeHandleState", 3, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_set_blocking(r, false) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_close(r), 0);
    CHECK_INT(pyos_close(w), 0);
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Systems and memory that lack something
 */

TEST(systems_without_ntdlls_functions) {
    pyosi_call_table table = pyosi_calls;
    pyos_stat_result st;
    char *here = pyos_getcwd();
    wa_forget();
    pyosi_calls.NtCreateFile = NULL;
    CHECK_ERROR(pyos_mkdir_at(wa_d, "n", 0777) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_open_at(wa_d, "f", PYOS_O_RDONLY, 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_INT(pyos_stat_at(wa_d, here, 0, &st), 0); /* by path */
    CHECK_INT(pyos_stat_at(PYOS_CWD, "d/f", 0, &st), 0);
    pyosi_calls = table;
    pyosi_calls.RtlNtStatusToDosError = NULL;
    CHECK_ERROR(pyos_rmdir_at(wa_d, "s") == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "d/f", wa_d, "n", 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    pyosi_calls = table;
    pyosi_calls.NtSetInformationFile = NULL;
    CHECK_ERROR(pyos_rename_at(wa_d, "f", wa_d, "n") == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_ERROR(pyos_link_at(wa_d, "f", PYOS_CWD, "n", 0) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_INT(pyos_rename("d/f", "d/n"), 0);
    CHECK_INT(pyos_rename("d/n", "d/f"), 0);
    pyosi_calls = table;
    pyos_free(here);
}

static wchar_t wa_deep[260];
static char wa_name[251]; /* with the other, more than the first room for a path */

static int wa_step(int what) {
    pyos_stat_result st;
    size_t count;
    char **list = NULL;
    int result = -1;
    switch (what) {
    case 0: result = pyos_rename_at(wa_d, "f", PYOS_CWD, "moved"); break;
    case 1: result = pyos_rename_at(PYOS_CWD, "moved", wa_d, "f"); break;
    case 2: result = pyos_symlink_at("s", wa_d, "s/l", false); break;
    case 3: result = pyos_stat_at(wa_d, "../d/s/h", 0, &st); break;
    case 4: list = pyos_listdrives(&count); break;
    case 5: list = pyos_listvolumes(&count); break;
    case 6: list = pyos_listmounts("C:\\", &count); break;
    case 7: result = pyos_link_at(wa_d, "f", wa_d, "l", 0); break;
    case 8: result = pyos_unlink_at(wa_d, "l"); break;
    case 9: fake_fail("NtCreateFile", 1, 1, WA_DENIED), result = pyos_stat_at(wa_d, "f", 0, &st); break;
    case 11: /* the directory's path and the name are longer than the first room */
        fake_fail("NtSetInformationFile", 1, 2, WA_INVALID_PARAMETER);
        wa_final = wa_deep, wa_pretend = 1, result = pyos_rename_at(wa_d, "f", wa_d, wa_name);
        break;
    case 10: wa_final = wa_deep, result = pyos_symlink_at("t", wa_d, wa_name, false); break;
    default: return -2;
    }
    if (list) pyos_free(list), result = 0;
    return result;
}

TEST(without_memory) {
    int what;
    wa_mounts = L"C:\\\0D:\\mnt\\\0", wa_mounts_size = 13;
    wcscpy(wa_deep, L"\\\\?\\C:\\d");
    while (wcslen(wa_deep) < 259) wcscat(wa_deep, L"d");
    memset(wa_name, 'n', sizeof wa_name - 1);
    for (what = 0; what < 12; what++) {
        long at;
        for (at = 1; at < 40; at++) {
            fault_state before = fault_now();
            int result;
            wa_forget();
            fault_arm(at, 0);
            result = wa_step(what);
            if (fault_hits == 0) {
                CHECK_INT(result, 0);
                break;
            }
            fault_arm(0, 0);
            CHECK_INT(result, -1);
            CHECK_INT(pyos_last_error()->kind, PYOS_MEMORYERROR);
            FAULT_SAME("memory", before);
            if (test_bad) printf("    step %d, allocation %ld\n", what, at);
        }
        fault_arm(0, 0);
    }
    wa_mounts = NULL;
}

int main(void) {
    fault_state before;
    pyosi_load_calls();
    wa_real = pyosi_calls;
    pyosi_calls.NtCreateFile = wa_NtCreateFile;
    pyosi_calls.NtSetInformationFile = wa_NtSetInformationFile;
    fault_arm(0, 0);
    before = fault_now();
    test_name = "the tree";
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_mkdir("d/s", 0777), 0);
    wa_put("d/f");
    wa_put("d/s/h");
    wa_d = pyos_open("d", PYOS_O_RDONLY | PYOS_OPEN_DIRECTORY, 0);
    CHECK(wa_d >= 0);
    RUN(relative_paths_are_read_as_win32_reads_them);
    RUN(paths_are_cut_down_to_the_root);
    RUN(paths_for_ntdll);
    RUN(directories_are_opened_one_at_a_time);
    RUN(devices_and_drives_are_not_relative);
    RUN(open_asks_as_the_c_run_time_does);
    RUN(directories_ask_for_little);
    RUN(walks_enter_what_is_no_link);
    RUN(mkdir_asks_as_createdirectoryw_does);
    RUN(removing_is_done_as_posix_does_it);
    RUN(removing_falls_back);
    RUN(removing_tells_links_from_directories);
    RUN(rename_by_handle);
    RUN(rename_falls_back);
    RUN(link_by_handle);
    RUN(above_the_directory_its_path_decides);
    RUN(symlink_by_the_whole_path);
    RUN(readlink_by_handle);
    RUN(stat_of_what_is_refused);
    RUN(access_by_handle);
    RUN(chmod_never_asks_for_nothing);
    RUN(times_are_rounded_down);
    RUN(drives_of_any_number);
    RUN(volumes_with_long_names);
    RUN(mounts_of_any_number);
    RUN(consoles_have_code_pages);
    RUN(consoles_have_a_size);
    RUN(pipes_that_get_no_descriptors);
    RUN(copies_that_stay_inheritable_are_closed);
    RUN(pread_puts_the_position_back);
    RUN(pread_waits_for_asynchronous_handles);
    RUN(vectors_are_cut_short);
    RUN(blocking_keeps_the_other_bits);
    RUN(systems_without_ntdlls_functions);
    RUN(without_memory);
    test_name = "the whole run", test_bad = 0;
    wa_forget();
    CHECK_INT(pyos_close(wa_d), 0);
    FAULT_SAME("the whole run", before);
    if (test_bad) test_failed++;
    return test_summary();
}
#endif
