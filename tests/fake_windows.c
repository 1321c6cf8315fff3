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

static const wchar_t *fake_cwd; /* what GetCurrentDirectoryW answers, NULL for the real one */
static size_t fake_cwd_growth;  /* letters that it has more from the second call on */

static DWORD fake_GetCurrentDirectoryW(DWORD size, wchar_t *path) {
    size_t n, more = fake_calls("GetCurrentDirectoryW") > 0 ? fake_cwd_growth : 0;
    FAKE_FAIL("GetCurrentDirectoryW", 0);
    if (!fake_cwd) return GetCurrentDirectoryW(size, path);
    n = wcslen(fake_cwd) + more;
    if (n >= size) return (DWORD)n + 1;
    wcscpy(path, fake_cwd);
    while (more-- > 0) wcscat(path, L"m");
    return (DWORD)n;
}

static wchar_t fake_variable[8], fake_value[FAKE_UNITS];

static BOOL fake_SetEnvironmentVariableW(const wchar_t *name, const wchar_t *value) {
    if (wcslen(name) < 8) fake_keep(fake_variable, name);
    fake_keep(fake_value, value);
    FAKE_FAIL("SetEnvironmentVariableW", FALSE);
    return SetEnvironmentVariableW(name, value);
}

/* --- files that are not there: a node stands for a path, and answers what a test says --- */

typedef struct fake_entry_ { /* of a directory */
    const wchar_t *name;
    DWORD attributes, tag;
    unsigned long long size, ino;
} fake_entry_data;

typedef struct fake_node {
    const wchar_t *path; /* as the system receives it */
    DWORD attributes, tag;
    const struct fake_node *target; /* of a reparse point that is followed */
    long code, follow_code;         /* with which opening it fails, and following it */
    long id_code, info_code;        /* with which FileIdInfo and GetFileInformationByHandle fail */
    DWORD type;                     /* FILE_TYPE_..., 0 for a disk */
    unsigned long long size, ino, ino_high, serial;
    const unsigned char *reparse; /* what FSCTL_GET_REPARSE_POINT gives */
    DWORD reparse_size;
    const fake_entry_data *entries; /* ended by a name of NULL */
} fake_node;

#define FAKE_OPEN 16

static const fake_node *const *fake_nodes; /* ended by NULL; NULL for none */
static struct {
    HANDLE handle;
    const fake_node *node;
    int at; /* in its listing */
} fake_open[FAKE_OPEN];
static DWORD fake_open_access;   /* of the last one */
static DWORD fake_open_flags[8]; /* of the first calls of CreateFileW for nodes */
static int fake_open_count;

static const fake_node *fake_node_at(const wchar_t *path) {
    int i;
    for (i = 0; fake_nodes && fake_nodes[i]; i++)
        if (wcscmp(fake_nodes[i]->path, path) == 0) return fake_nodes[i];
    return NULL;
}

static int fake_slot(HANDLE handle) {
    int i;
    if (!handle) return -1;
    for (i = 0; i < FAKE_OPEN; i++)
        if (fake_open[i].handle == handle) return i;
    return -1;
}

static HANDLE fake_open_node(const fake_node *node) {
    int i;
    for (i = 0; i < FAKE_OPEN; i++)
        if (!fake_open[i].handle) {
            fake_open[i].handle = CreateEventW(NULL, TRUE, FALSE, NULL); /* is counted when it leaks */
            fake_open[i].node = node;
            fake_open[i].at = 0;
            return fake_open[i].handle;
        }
    printf("fake_windows.c: too many open nodes\n");
    return INVALID_HANDLE_VALUE;
}

static HANDLE fake_CreateFileW(const wchar_t *path, DWORD access, DWORD share, SECURITY_ATTRIBUTES *security, DWORD how,
                               DWORD flags, HANDLE template_file) {
    const fake_node *node = fake_node_at(path);
    fake_keep(fake_got, path);
    FAKE_FAIL("CreateFileW", INVALID_HANDLE_VALUE);
    if (!node) return CreateFileW(path, access, share, security, how, flags, template_file);
    if (fake_open_count < 8) fake_open_flags[fake_open_count] = flags;
    fake_open_count++;
    fake_open_access = access;
    if (node->code != 0) return SetLastError((DWORD)node->code), INVALID_HANDLE_VALUE;
    if (!(flags & FILE_FLAG_OPEN_REPARSE_POINT) && (node->attributes & FILE_ATTRIBUTE_REPARSE_POINT)) {
        if (node->follow_code != 0) return SetLastError((DWORD)node->follow_code), INVALID_HANDLE_VALUE;
        if (node->target) node = node->target;
    }
    SetLastError(0);
    return fake_open_node(node);
}

static BOOL fake_CloseHandle(HANDLE handle) {
    int slot = fake_slot(handle);
    if (slot >= 0) fake_open[slot].handle = NULL;
    return CloseHandle(handle);
}

static DWORD fake_GetFileType(HANDLE handle) {
    int slot = fake_slot(handle);
    if (slot < 0) return GetFileType(handle);
    SetLastError(0);
    return fake_open[slot].node->type != 0 ? fake_open[slot].node->type : FILE_TYPE_DISK;
}

/* Times of nodes: 2001-09-09 01:46:40 and some whole seconds. */
#define FAKE_SECONDS 1000000000LL

static FILETIME fake_time(int plus) {
    unsigned long long ticks = (11644473600ULL + (unsigned long long)(FAKE_SECONDS + plus)) * 10000000ULL;
    FILETIME time;
    time.dwLowDateTime = (DWORD)(ticks & 0xffffffffu);
    time.dwHighDateTime = (DWORD)(ticks >> 32);
    return time;
}

static LARGE_INTEGER fake_large_time(int plus) {
    FILETIME time = fake_time(plus);
    LARGE_INTEGER large;
    large.LowPart = time.dwLowDateTime;
    large.HighPart = (LONG)time.dwHighDateTime;
    return large;
}

static BOOL fake_GetFileInformationByHandle(HANDLE handle, BY_HANDLE_FILE_INFORMATION *info) {
    int slot = fake_slot(handle);
    const fake_node *node;
    FAKE_FAIL("GetFileInformationByHandle", FALSE);
    if (slot < 0) return GetFileInformationByHandle(handle, info);
    node = fake_open[slot].node;
    if (node->info_code != 0) return SetLastError((DWORD)node->info_code), FALSE;
    memset(info, 0, sizeof *info);
    info->dwFileAttributes = node->attributes;
    info->ftCreationTime = fake_time(1);
    info->ftLastAccessTime = fake_time(2);
    info->ftLastWriteTime = fake_time(3);
    info->dwVolumeSerialNumber = (DWORD)node->serial;
    info->nFileSizeHigh = (DWORD)(node->size >> 32);
    info->nFileSizeLow = (DWORD)node->size;
    info->nNumberOfLinks = 1;
    info->nFileIndexHigh = (DWORD)(node->ino >> 32);
    info->nFileIndexLow = (DWORD)node->ino;
    return TRUE;
}

/* As many entries of a directory as there is room for, but three at most. */
static BOOL fake_list(int slot, int from_start, unsigned char *buffer, DWORD size) {
    const fake_entry_data *entries = fake_open[slot].node->entries;
    DWORD used = 0, last = 0;
    int count;
    if (from_start) fake_open[slot].at = 0;
    for (count = 0; count < 3 && entries[fake_open[slot].at].name; count++, fake_open[slot].at++) {
        const fake_entry_data *entry = &entries[fake_open[slot].at];
        size_t bytes = wcslen(entry->name) * sizeof *entry->name;
        FILE_FULL_DIR_INFO *info = (FILE_FULL_DIR_INFO *)(void *)(buffer + used);
        DWORD need = (DWORD)(FIELD_OFFSET(FILE_FULL_DIR_INFO, FileName) + bytes);
        if (used + need > size) break;
        memset(info, 0, need);
        info->CreationTime = fake_large_time(1);
        info->LastAccessTime = fake_large_time(2);
        info->LastWriteTime = fake_large_time(3);
        info->ChangeTime = fake_large_time(4);
        info->EndOfFile.QuadPart = (LONGLONG)entry->size;
        info->FileAttributes = entry->attributes;
        info->EaSize = entry->tag;
        info->FileNameLength = (DWORD)bytes;
        memcpy(info->FileName, entry->name, bytes);
        if (used != 0) ((FILE_FULL_DIR_INFO *)(void *)(buffer + last))->NextEntryOffset = used - last;
        last = used;
        used = (used + need + 7) & ~(DWORD)7;
    }
    if (used == 0) return SetLastError(ERROR_NO_MORE_FILES), FALSE;
    return TRUE;
}

static BOOL fake_GetFileInformationByHandleEx(HANDLE handle, FILE_INFO_BY_HANDLE_CLASS what, void *buffer, DWORD size) {
    int slot = fake_slot(handle);
    const fake_node *node;
    if ((int)what == 14 || (int)what == 15) FAKE_FAIL("list", FALSE);
    if (slot < 0) return GetFileInformationByHandleEx(handle, what, buffer, size);
    node = fake_open[slot].node;
    if ((int)what == 0 && size >= sizeof(FILE_BASIC_INFO)) {
        FILE_BASIC_INFO *info = (FILE_BASIC_INFO *)buffer;
        if (node->info_code != 0) return SetLastError((DWORD)node->info_code), FALSE;
        info->CreationTime = fake_large_time(1);
        info->LastAccessTime = fake_large_time(2);
        info->LastWriteTime = fake_large_time(3);
        info->ChangeTime = fake_large_time(4);
        info->FileAttributes = node->attributes;
        return TRUE;
    }
    if ((int)what == 1 && size >= sizeof(FILE_STANDARD_INFO)) {
        FILE_STANDARD_INFO *info = (FILE_STANDARD_INFO *)buffer;
        memset(info, 0, sizeof *info);
        info->EndOfFile.QuadPart = (LONGLONG)node->size;
        info->NumberOfLinks = 1;
        info->Directory = (node->attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        return TRUE;
    }
    if ((int)what == 9 && size >= sizeof(FILE_ATTRIBUTE_TAG_INFO)) {
        FILE_ATTRIBUTE_TAG_INFO *info = (FILE_ATTRIBUTE_TAG_INFO *)buffer;
        FAKE_FAIL("FileAttributeTagInfo", FALSE);
        info->FileAttributes = node->attributes;
        info->ReparseTag = node->tag;
        return TRUE;
    }
    if ((int)what == 18 && size >= 24) { /* a 64-bit serial number and the 128 bits of the id */
        if (node->id_code != 0) return SetLastError((DWORD)node->id_code), FALSE;
        memcpy(buffer, &node->serial, 8);
        memcpy((unsigned char *)buffer + 8, &node->ino, 8);
        memcpy((unsigned char *)buffer + 16, &node->ino_high, 8);
        return TRUE;
    }
    if (((int)what == 14 || (int)what == 15) && node->entries)
        return fake_list(slot, (int)what == 15, (unsigned char *)buffer, size);
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

static BOOL fake_DeviceIoControl(HANDLE handle, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                                 DWORD *returned, OVERLAPPED *overlapped) {
    int slot = fake_slot(handle);
    const fake_node *node;
    FAKE_FAIL("DeviceIoControl", FALSE);
    if (slot < 0) return DeviceIoControl(handle, code, in, in_size, out, out_size, returned, overlapped);
    node = fake_open[slot].node;
    if (code != FSCTL_GET_REPARSE_POINT) return SetLastError(ERROR_INVALID_FUNCTION), FALSE;
    if (!node->reparse) return SetLastError(ERROR_NOT_A_REPARSE_POINT), FALSE;
    *returned = node->reparse_size < out_size ? node->reparse_size : out_size;
    memcpy(out, node->reparse, *returned);
    if (node->reparse_size > out_size) return SetLastError(ERROR_MORE_DATA), FALSE;
    return TRUE;
}

static BOOL fake_GetHandleInformation(HANDLE handle, DWORD *flags) {
    FAKE_FAIL("GetHandleInformation", FALSE);
    return GetHandleInformation(handle, flags);
}

static BOOL fake_SetHandleInformation(HANDLE handle, DWORD mask, DWORD flags) {
    FAKE_FAIL("SetHandleInformation", FALSE);
    return SetHandleInformation(handle, mask, flags);
}

static const wchar_t *fake_full; /* what every path is in full, NULL for the real answer */

static DWORD fake_GetFullPathNameW(const wchar_t *path, DWORD size, wchar_t *full, wchar_t **part) {
    FAKE_FAIL("GetFullPathNameW", 0);
    if (!fake_full) return GetFullPathNameW(path, size, full, part);
    if (wcslen(fake_full) >= size) return (DWORD)wcslen(fake_full) + 1;
    wcscpy(full, fake_full);
    return (DWORD)wcslen(fake_full);
}

static DWORD fake_GetFileAttributesW(const wchar_t *path) {
    const fake_node *node = fake_node_at(path);
    fake_keep(fake_got, path);
    FAKE_FAIL("GetFileAttributesW", INVALID_FILE_ATTRIBUTES);
    return node ? node->attributes : GetFileAttributesW(path);
}

static HANDLE fake_find(const wchar_t *path, WIN32_FIND_DATAW *data) {
    const fake_node *node = fake_node_at(path);
    memset(data, 0, sizeof *data);
    data->dwFileAttributes = node->attributes;
    data->ftCreationTime = fake_time(1);
    data->ftLastAccessTime = fake_time(2);
    data->ftLastWriteTime = fake_time(3);
    data->nFileSizeHigh = (DWORD)(node->size >> 32);
    data->nFileSizeLow = (DWORD)node->size;
    data->dwReserved0 = node->tag;
    data->cFileName[0] = 'x';
    return fake_open_node(node);
}

static int fake_find_strict; /* refuses a separator at the end, as the real one does */

static HANDLE fake_FindFirstFileW(const wchar_t *path, WIN32_FIND_DATAW *data) {
    size_t n = wcslen(path);
    fake_keep(fake_got, path);
    if (fake_find_strict && n > 0 && (path[n - 1] == '\\' || path[n - 1] == '/' || path[n - 1] == ':'))
        return SetLastError(ERROR_FILE_NOT_FOUND), INVALID_HANDLE_VALUE;
    FAKE_FAIL("FindFirstFileW", INVALID_HANDLE_VALUE);
    return fake_node_at(path) ? fake_find(path, data) : FindFirstFileW(path, data);
}

static BOOL fake_FindClose(HANDLE handle) {
    return fake_slot(handle) >= 0 ? fake_CloseHandle(handle) : FindClose(handle);
}

/* --- processes: where fake_process is set, a start gives an event that says it has ended --- */

static int fake_process;
static DWORD fake_exit_code; /* of them */
static wchar_t fake_line[FAKE_UNITS], fake_program[FAKE_UNITS];
static DWORD fake_start_flags;
static BOOL fake_start_inherits;
static HANDLE fake_started; /* the last one */

static BOOL fake_CreateProcessW(const wchar_t *program, wchar_t *line, SECURITY_ATTRIBUTES *a, SECURITY_ATTRIBUTES *b,
                                BOOL inherits, DWORD flags, void *environment, const wchar_t *cwd,
                                STARTUPINFOW *startup, PROCESS_INFORMATION *info) {
    fake_keep(fake_program, program);
    fake_keep(fake_line, line);
    fake_start_flags = flags;
    fake_start_inherits = inherits;
    FAKE_FAIL("CreateProcessW", FALSE);
    if (!fake_process) return CreateProcessW(program, line, a, b, inherits, flags, environment, cwd, startup, info);
    info->hProcess = fake_started = CreateEventW(NULL, TRUE, TRUE, NULL);
    info->hThread = CreateEventW(NULL, TRUE, TRUE, NULL);
    info->dwProcessId = 4, info->dwThreadId = 8;
    return TRUE;
}

static DWORD fake_WaitForSingleObject(HANDLE handle, DWORD milliseconds) {
    FAKE_FAIL("WaitForSingleObject", WAIT_FAILED);
    return WaitForSingleObject(handle, milliseconds);
}

static BOOL fake_GetExitCodeProcess(HANDLE handle, DWORD *code) {
    FAKE_FAIL("GetExitCodeProcess", FALSE);
    if (!fake_process) return GetExitCodeProcess(handle, code);
    *code = fake_exit_code;
    return TRUE;
}

/* Process 4000 is one that goes on, 4001 to 4003 are other numbers for it, 4004 has ended. */
static DWORD fake_asked_id;
static int fake_terminated;

static HANDLE fake_OpenProcess(DWORD access, BOOL inherit, DWORD id) {
    FAKE_FAIL("OpenProcess", NULL);
    if (id / 5 != 800) return OpenProcess(access, inherit, id);
    fake_asked_id = id;
    return CreateEventW(NULL, TRUE, id == 4004, NULL);
}

static DWORD fake_GetProcessId(HANDLE handle) {
    if (fake_asked_id == 0) return GetProcessId(handle);
    return fake_asked_id == 4004 ? 4004 : 4000;
}

static BOOL fake_TerminateProcess(HANDLE handle, UINT code) {
    FAKE_FAIL("TerminateProcess", FALSE);
    (void)handle;
    fake_exit_code = code;
    fake_terminated++;
    return TRUE;
}

static DWORD fake_event, fake_event_group;

static BOOL fake_GenerateConsoleCtrlEvent(DWORD event, DWORD group) {
    fake_event = event, fake_event_group = group;
    FAKE_FAIL("GenerateConsoleCtrlEvent", FALSE);
    return TRUE;
}

static DWORD fake_processors; /* of all groups */

static DWORD fake_GetActiveProcessorCount(WORD group) {
    FAKE_FAIL("GetActiveProcessorCount", 0);
    return group == 0xFFFF ? fake_processors : 64;
}

static BOOL fake_CreatePipe(HANDLE *reader, HANDLE *writer, SECURITY_ATTRIBUTES *security, DWORD size) {
    FAKE_FAIL("CreatePipe", FALSE);
    return CreatePipe(reader, writer, security, size);
}

static BOOL fake_DuplicateHandle(HANDLE a, HANDLE handle, HANDLE b, HANDLE *copy, DWORD access, BOOL inherit,
                                 DWORD options) {
    FAKE_FAIL("DuplicateHandle", FALSE);
    return DuplicateHandle(a, handle, b, copy, access, inherit, options);
}

static BOOL fake_UpdateProcThreadAttribute(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD flags, DWORD_PTR what, void *value,
                                           SIZE_T size, void *before, SIZE_T *before_size) {
    FAKE_FAIL("UpdateProcThreadAttribute", FALSE);
    return UpdateProcThreadAttribute(list, flags, what, value, size, before, before_size);
}

static BOOL fake_InitializeProcThreadAttributeList(LPPROC_THREAD_ATTRIBUTE_LIST list, DWORD n, DWORD flags,
                                                   SIZE_T *size) {
    if (list) FAKE_FAIL("InitializeProcThreadAttributeList", FALSE);
    return InitializeProcThreadAttributeList(list, n, flags, size);
}

static wchar_t *fake_GetEnvironmentStringsW(void) {
    FAKE_FAIL("GetEnvironmentStringsW", NULL);
    return GetEnvironmentStringsW();
}

static BOOL fake_GetProcessTimes(HANDLE process, FILETIME *created, FILETIME *ended, FILETIME *system, FILETIME *user) {
    FAKE_FAIL("GetProcessTimes", FALSE);
    return GetProcessTimes(process, created, ended, system, user);
}

static UINT fake_GetSystemDirectoryW(wchar_t *path, UINT size) {
    FAKE_FAIL("GetSystemDirectoryW", 0);
    return GetSystemDirectoryW(path, size);
}

static int fake__wputenv(const wchar_t *entry) {
    long code = fake_hit("_wputenv");
    if (code == 0) return _wputenv(entry);
    if (code > 0) errno = (int)code; /* not every run time says why */
    return -1;
}

#define CreateProcessW fake_CreateProcessW
#define WaitForSingleObject fake_WaitForSingleObject
#define GetExitCodeProcess fake_GetExitCodeProcess
#define OpenProcess fake_OpenProcess
#define GetProcessId fake_GetProcessId
#define TerminateProcess fake_TerminateProcess
#define GenerateConsoleCtrlEvent fake_GenerateConsoleCtrlEvent
#define GetActiveProcessorCount fake_GetActiveProcessorCount
#define CreatePipe fake_CreatePipe
#define DuplicateHandle fake_DuplicateHandle
#define UpdateProcThreadAttribute fake_UpdateProcThreadAttribute
#define InitializeProcThreadAttributeList fake_InitializeProcThreadAttributeList
#undef GetEnvironmentStringsW
#define GetEnvironmentStringsW fake_GetEnvironmentStringsW
#define GetProcessTimes fake_GetProcessTimes
#define GetSystemDirectoryW fake_GetSystemDirectoryW
#define _wputenv fake__wputenv
#define PYOSI_RANDOM_MOST 1000u /* bytes of one call: pieces are seen */

/* --- the C run time: the newer one ends the process for a descriptor that is none, unless its handler was replaced --- */

static int fake_crt_calls, fake_unguarded;

#ifdef _UCRT
#define FAKE_GUARDS 1
static _invalid_parameter_handler fake_handler; /* of this thread; NULL for the one that ends the process */
static int fake_handler_calls;
static int fake_is_guarded(void) { return fake_handler != NULL; }
#else
#define FAKE_GUARDS 0
static int fake_is_guarded(void) { return 1; }
#endif

static void fake_crt(void) {
    fake_crt_calls++;
    if (!fake_is_guarded()) fake_unguarded++;
}

static int fake__close(int fd) {
    fake_crt();
    return _close(fd);
}

static size_t fake_pipe_room = (size_t)-1; /* a pipe that does not block: larger writes fail, and reads find nothing */
static unsigned fake_written;              /* bytes that the last write was asked for */
static int fake_tty;

static int fake__read(int fd, void *buffer, unsigned n) {
    fake_crt();
    if (fake_pipe_room != (size_t)-1) return errno = EINVAL, _doserrno = ERROR_NO_DATA, -1;
    return _read(fd, buffer, n);
}

static int fake__write(int fd, const void *data, unsigned n) {
    fake_crt();
    fake_written = n;
    if (n > fake_pipe_room) return errno = ENOSPC, _doserrno = 0, -1;
    if (fake_tty) return (int)n;
    return _write(fd, data, n);
}

static long long fake__lseeki64(int fd, long long pos, int whence) {
    fake_crt();
    return _lseeki64(fd, pos, whence);
}

static int fake__commit(int fd) {
    fake_crt();
    return _commit(fd);
}

static intptr_t fake__get_osfhandle(int fd) {
    fake_crt();
    return _get_osfhandle(fd);
}

static FILE *fake__fdopen(int fd, const char *mode) {
    fake_crt();
    return _fdopen(fd, mode);
}

static int fake__isatty(int fd) {
    fake_crt();
    return fake_tty || _isatty(fd);
}

static int fake__wopen(const wchar_t *path, int flags, int mode) {
    fake_crt();
    fake_keep(fake_got, path);
    fake_got_flags = (DWORD)flags;
    return fake_nothing ? (errno = ENFILE, -1) : _wopen(path, flags, mode);
}

#define _close fake__close
#define _read fake__read
#define _write fake__write
#define _lseeki64 fake__lseeki64
#define _commit fake__commit
#define _get_osfhandle fake__get_osfhandle
#define _fdopen fake__fdopen
#define _isatty fake__isatty
#define _wopen fake__wopen
#ifdef _UCRT
#undef _CRTIMP /* the declaration that pyos.h makes becomes one of the fake below */
#define _CRTIMP
#define _set_thread_local_invalid_parameter_handler fake_set_handler
#endif
#define CreateFileW fake_CreateFileW
#define CloseHandle fake_CloseHandle
#define GetFileType fake_GetFileType
#define GetFileInformationByHandle fake_GetFileInformationByHandle
#define GetFileInformationByHandleEx fake_GetFileInformationByHandleEx
#define DeviceIoControl fake_DeviceIoControl
#define GetHandleInformation fake_GetHandleInformation
#define SetHandleInformation fake_SetHandleInformation
#define GetFullPathNameW fake_GetFullPathNameW
#define GetFileAttributesW fake_GetFileAttributesW
#define FindFirstFileW fake_FindFirstFileW
#define FindClose fake_FindClose
#define CreateDirectoryW fake_CreateDirectoryW
#define RemoveDirectoryW fake_RemoveDirectoryW
#define DeleteFileW fake_DeleteFileW
#define MoveFileExW fake_MoveFileExW
#define CreateHardLinkW fake_CreateHardLinkW
#define CreateSymbolicLinkW fake_CreateSymbolicLinkW
#define GetCurrentDirectoryW fake_GetCurrentDirectoryW
#define SetCurrentDirectoryW fake_SetCurrentDirectoryW
#define SetEnvironmentVariableW fake_SetEnvironmentVariableW

#include "fault.h"

#ifdef _UCRT
#ifdef __cplusplus
extern "C"
#endif
    _invalid_parameter_handler __cdecl fake_set_handler(_invalid_parameter_handler handler) {
    _invalid_parameter_handler before = fake_handler;
    fake_handler = handler;
    fake_handler_calls++;
    return before;
}
#endif

static unsigned long fake_nt_options;

/* The open relative to a directory: for nodes, by the path that this makes. Its status is a code of Windows in disguise. */
static long WINAPI fake_NtCreateFile(HANDLE *handle, unsigned long access, pyosi_attributes *attributes,
                                     pyosi_io_status *status, LARGE_INTEGER *size, unsigned long file_attributes,
                                     unsigned long share, unsigned long disposition, unsigned long options, void *ea,
                                     unsigned long ea_length) {
    int slot = fake_slot(attributes->root);
    wchar_t path[300];
    const fake_node *node;
    HANDLE opened;
    fake_nt_options = options;
    CHECK_INT(attributes->flags & 2, 0); /* OBJ_INHERIT: children must not get it */
    (void)access, (void)status, (void)size, (void)file_attributes, (void)share, (void)disposition, (void)ea,
        (void)ea_length;
    CHECK(slot >= 0);
    path[0] = 0;
    if (slot < 0 || wcslen(fake_open[slot].node->path) + attributes->name->length / 2 > 290) return -1;
    wcscpy(path, fake_open[slot].node->path);
    wcscat(path, L"\\");
    wcsncat(path, attributes->name->text, attributes->name->length / 2);
    node = fake_node_at(path);
    if (!node) return (long)(0xe0000000u | ERROR_FILE_NOT_FOUND);
    opened =
        fake_CreateFileW(path, 0, 0, NULL, OPEN_EXISTING, options & 0x200000 ? FILE_FLAG_OPEN_REPARSE_POINT : 0, NULL);
    if (opened == INVALID_HANDLE_VALUE) return (long)(0xe0000000u | GetLastError());
    *handle = opened;
    return 0;
}

static unsigned long WINAPI fake_RtlNtStatusToDosError(long status) { return (unsigned long)status & 0x1fffffffu; }

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
    /* A directory that is there counts, looked up from the link's directory; a file does not, as in Python. */
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
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    fake_reset();
    CHECK_INT(pyos_symlink("d", "l", false), 0);
    CHECK_INT(fake_link_flags[0], FAKE_UNPRIVILEGED | 1);
    CHECK_INT(pyos_remove("d/f"), 0);
    CHECK_INT(pyos_rmdir("d/sub"), 0);
    CHECK_INT(pyos_rmdir("d"), 0);
}

TEST(symlink_without_the_unprivileged_flag) {
    RULE("rule.symlink_privilege");
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
    CHECK_STR(pyos_last_error()->text, "mkdir: path too long for Windows");
    CHECK(pyos_last_error()->filename == NULL);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    CHECK_INT(pyos_mkdir(fake_path_of("a\\", 100000, ""), 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    fake_nothing = 0;
}

/* Names that are no UTF-16: three bytes spell a lone half of a pair, and the system gets that half. */
TEST(lone_surrogates_reach_the_system) {
    RULE("rule.utf16_names");
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

/* --- reparse points --- */

#define FAKE_REPARSE FILE_ATTRIBUTE_REPARSE_POINT
#define FAKE_DIRECTORY FILE_ATTRIBUTE_DIRECTORY
#define FAKE_TAG_SYMLINK 0xa000000cu
#define FAKE_TAG_JUNCTION 0xa0000003u
#define FAKE_TAG_APPEXECLINK 0x8000001bu
#define FAKE_TAG_CLOUD 0x9000001au /* a file that is kept elsewhere: no link */

static const fake_node *fake_list_of_nodes[8];

/* These paths are nodes from now on. */
static void fake_use(const fake_node *a, const fake_node *b, const fake_node *c) {
    fake_list_of_nodes[0] = a;
    fake_list_of_nodes[1] = b;
    fake_list_of_nodes[2] = b ? c : NULL;
    fake_list_of_nodes[3] = NULL;
    fake_nodes = a ? fake_list_of_nodes : NULL;
    fake_open_count = 0;
    fake_reset();
}

static fake_node fake_node_of(const wchar_t *path, DWORD attributes, DWORD tag) {
    fake_node node;
    memset(&node, 0, sizeof node);
    node.path = path;
    node.attributes = attributes;
    node.tag = tag;
    node.size = 0x123456789ULL;
    node.ino = 0x1122334455667788ULL;
    node.ino_high = 0x99aabbccddeeff00ULL;
    node.serial = 0xfedcba9876543210ULL;
    return node;
}

static pyos_stat_result fake_st;

TEST(stat_of_a_plain_file) {
    fake_node file = fake_node_of(L"v.exe", FILE_ATTRIBUTE_ARCHIVE, 0);
    fake_use(&file, NULL, NULL);
    CHECK_INT(pyos_stat("v.exe", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFREG | 0777);
    CHECK_INT(fake_st.size, 0x123456789LL);
    CHECK_INT(fake_st.ino, 0x1122334455667788LL);
    CHECK(fake_st.ino_high == 0x99aabbccddeeff00ULL);
    CHECK(fake_st.dev == 0xfedcba9876543210ULL);
    CHECK_INT(fake_st.nlink, 1);
    CHECK_INT(fake_st.birthtime_ns, (FAKE_SECONDS + 1) * 1000000000LL);
    CHECK_INT(fake_st.ctime_ns, (FAKE_SECONDS + 1) * 1000000000LL); /* the creation, as in Python 3.13 */
    CHECK_INT(fake_st.atime_ns, (FAKE_SECONDS + 2) * 1000000000LL);
    CHECK_INT(fake_st.mtime_ns, (FAKE_SECONDS + 3) * 1000000000LL);
    CHECK_INT(fake_st.file_attributes, FILE_ATTRIBUTE_ARCHIVE);
    CHECK_INT(fake_st.reparse_tag, 0);
    file.attributes |= FILE_ATTRIBUTE_READONLY;
    CHECK_INT(pyos_lstat("v.exe", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFREG | 0555);
    /* Some file systems have no 128 bits. */
    file.id_code = ERROR_INVALID_PARAMETER;
    CHECK_INT(pyos_stat("v.exe", &fake_st), 0);
    CHECK_INT(fake_st.ino, 0x1122334455667788LL);
    CHECK_INT(fake_st.ino_high, 0);
    CHECK_INT(fake_st.dev, 0x76543210LL);
    fake_use(NULL, NULL, NULL);
}

TEST(stat_of_links) {
    fake_node target = fake_node_of(L"v", FILE_ATTRIBUTE_ARCHIVE, 0);
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
    fake_node dir_link = fake_node_of(L"dl", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_SYMLINK);
    target.ino = 7;
    link.target = &target;
    fake_use(&target, &link, &dir_link);
    CHECK_INT(pyos_lstat("l", &fake_st), 0);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFLNK);
    CHECK_INT(fake_st.reparse_tag, FAKE_TAG_SYMLINK);
    CHECK_INT(fake_st.file_attributes, FAKE_REPARSE);
    CHECK_INT(fake_st.ino, 0x1122334455667788LL);
    CHECK(pyos_path_islink("l"));
    CHECK_INT(pyos_stat("l", &fake_st), 0);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFREG);
    CHECK_INT(fake_st.reparse_tag, 0);
    CHECK_INT(fake_st.ino, 7);
    CHECK(pyos_path_isfile("l"));
    CHECK(!pyos_path_isdir("l"));
    CHECK_INT(pyos_lstat("dl", &fake_st), 0);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFLNK);
    /* Dangling. */
    link.follow_code = ERROR_FILE_NOT_FOUND;
    CHECK_ERROR(pyos_stat("l", &fake_st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "l");
    CHECK(!pyos_path_exists("l"));
    CHECK(pyos_path_islink("l"));
    /* A link that cannot be followed is an error, where other reparse points give their own data. */
    link.follow_code = ERROR_CANT_ACCESS_FILE;
    CHECK_ERROR(pyos_stat("l", &fake_st) == -1, PYOS_OSERROR, EINVAL, "l");
    CHECK_INT(pyos_last_error()->winerror, 1920);
    fake_use(NULL, NULL, NULL);
}

TEST(stat_of_junctions) {
    fake_node target = fake_node_of(L"v", FAKE_DIRECTORY, 0);
    fake_node junction = fake_node_of(L"j", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_JUNCTION);
    target.ino = 7;
    junction.target = &target;
    fake_use(&target, &junction, NULL);
    CHECK_INT(pyos_lstat("j", &fake_st), 0);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFDIR);
    CHECK_INT(fake_st.reparse_tag, FAKE_TAG_JUNCTION);
    CHECK_INT(fake_st.ino, 0x1122334455667788LL);
    CHECK(!pyos_path_islink("j"));
    CHECK(pyos_path_isdir("j"));
    CHECK_INT(pyos_stat("j", &fake_st), 0);
    CHECK_INT(fake_st.ino, 7);
    CHECK_INT(fake_st.reparse_tag, 0);
    fake_use(NULL, NULL, NULL);
}

/* What is no link is followed by lstat too, and gives its own data when the system cannot follow it. */
TEST(stat_of_other_reparse_points) {
    RULE("rule.reparse_follow");
    fake_node target = fake_node_of(L"v", FILE_ATTRIBUTE_ARCHIVE, 0);
    fake_node cloud = fake_node_of(L"c", FAKE_REPARSE | FILE_ATTRIBUTE_ARCHIVE, FAKE_TAG_CLOUD);
    fake_node app = fake_node_of(L"a", FAKE_REPARSE | FILE_ATTRIBUTE_ARCHIVE, FAKE_TAG_APPEXECLINK);
    target.ino = 7;
    cloud.target = &target;
    app.follow_code = ERROR_CANT_ACCESS_FILE;
    fake_use(&target, &cloud, &app);
    CHECK_INT(pyos_lstat("c", &fake_st), 0);
    CHECK_INT(fake_st.ino, 7);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFREG);
    CHECK(!pyos_path_islink("c"));
    CHECK_INT(pyos_stat("a", &fake_st), 0);
    CHECK_INT(fake_st.ino, 0x1122334455667788LL);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFREG);
    CHECK_INT(fake_st.reparse_tag, FAKE_TAG_APPEXECLINK);
    CHECK_INT(pyos_lstat("a", &fake_st), 0);
    CHECK_INT(fake_st.reparse_tag, FAKE_TAG_APPEXECLINK);
    CHECK(pyos_path_exists("a"));
    CHECK(pyos_path_isfile("a"));
    CHECK(!pyos_path_islink("a"));
    fake_use(NULL, NULL, NULL);
}

/* A file that may not be opened is looked up in its directory. */
TEST(stat_of_what_may_not_be_opened) {
    static const DWORD codes[] = {ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION};
    static const long missing[] = {ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_NOT_READY, ERROR_BAD_NET_NAME};
    size_t k;
    int i;
    for (i = 0; i < 2; i++) {
        fake_node file = fake_node_of(L"v", FILE_ATTRIBUTE_HIDDEN, 0);
        fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
        file.code = link.code = (long)codes[i];
        fake_use(&file, &link, NULL);
        CHECK_INT(pyos_stat("v", &fake_st), 0);
        CHECK_INT(fake_st.mode, PYOS_S_IFREG | 0666);
        CHECK_INT(fake_st.size, 0x123456789LL);
        CHECK_INT(fake_st.file_attributes, FILE_ATTRIBUTE_HIDDEN);
        CHECK_INT(fake_st.birthtime_ns, (FAKE_SECONDS + 1) * 1000000000LL);
        CHECK_INT(fake_st.mtime_ns, (FAKE_SECONDS + 3) * 1000000000LL);
        CHECK_INT(fake_st.ino, 0);
        CHECK(pyos_path_exists("v"));
        CHECK(pyos_path_isfile("v"));
        CHECK_INT(pyos_lstat("l", &fake_st), 0);
        CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFLNK);
        CHECK_INT(fake_st.reparse_tag, FAKE_TAG_SYMLINK);
        /* A link must be followed and cannot be. */
        CHECK_ERROR(pyos_stat("l", &fake_st) == -1, PYOS_PERMISSIONERROR, EACCES, "l");
        CHECK_INT(pyos_last_error()->winerror, codes[i]);
        /* When that fails too, the first code counts, but for codes that say more than it. */
        fake_use(&file, &link, NULL);
        fake_fail("FindFirstFileW", 1, 1, ERROR_GEN_FAILURE);
        CHECK_ERROR(pyos_stat("v", &fake_st) == -1, PYOS_PERMISSIONERROR, EACCES, "v");
        CHECK_INT(pyos_last_error()->winerror, codes[i]);
        for (k = 0; k < sizeof missing / sizeof *missing; k++) {
            fake_use(&file, &link, NULL);
            fake_fail("FindFirstFileW", 1, 1, missing[k]);
            CHECK_INT(pyos_stat("v", &fake_st), -1);
            CHECK_INT(pyos_last_error()->winerror, missing[k]);
        }
    }
    fake_use(NULL, NULL, NULL);
}

TEST(stat_of_devices) {
    fake_node node = fake_node_of(L"v", FILE_ATTRIBUTE_NORMAL, 0);
    fake_use(&node, NULL, NULL);
    node.type = FILE_TYPE_CHAR;
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFCHR);
    CHECK_INT(fake_st.ino, 0);
    node.type = FILE_TYPE_PIPE;
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFIFO);
    /* Volumes and disks. */
    node.type = FILE_TYPE_DISK;
    node.info_code = ERROR_INVALID_FUNCTION;
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFBLK);
    node.info_code = ERROR_INVALID_PARAMETER;
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFBLK);
    node.info_code = ERROR_GEN_FAILURE;
    CHECK_ERROR(pyos_stat("v", &fake_st) == -1, PYOS_PERMISSIONERROR, EACCES, "v");
    fake_use(NULL, NULL, NULL);
}

/* --- readlink --- */

static unsigned char fake_reparse[40000];

static void fake_put(size_t at, int bytes, unsigned long value) {
    int i;
    for (i = 0; i < bytes; i++) fake_reparse[at + (size_t)i] = (unsigned char)(value >> (8 * i));
}

/* What the system stores of a link: tag, length, offsets and lengths of two names, flags of a symbolic link, the names.
 * The name for show comes first, so the other one has an offset. Returns the size. */
static DWORD fake_make_reparse(DWORD tag, const wchar_t *name, DWORD flags) {
    static const wchar_t show[] = L"show";
    size_t names = tag == FAKE_TAG_JUNCTION ? 16 : 20, show_bytes = 8, bytes = wcslen(name) * 2;
    memset(fake_reparse, 0, sizeof fake_reparse);
    fake_put(0, 4, tag);
    fake_put(4, 2, (unsigned long)(names - 8 + show_bytes + bytes));
    fake_put(8, 2, (unsigned long)show_bytes);
    fake_put(10, 2, (unsigned long)bytes);
    fake_put(12, 2, 0);
    fake_put(14, 2, (unsigned long)show_bytes);
    if (tag != FAKE_TAG_JUNCTION) fake_put(16, 4, flags);
    memcpy(fake_reparse + names, show, show_bytes);
    memcpy(fake_reparse + names + show_bytes, name, bytes);
    return (DWORD)(names + show_bytes + bytes);
}

TEST(readlink_shows_the_name_that_the_system_resolves) {
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
    size_t length = 0;
    char *text;
    fake_use(&link, NULL, NULL);
    link.reparse = fake_reparse;
    link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, L"..\\x y", 1);
    text = pyos_readlink("l", &length);
    CHECK_STR(text, "..\\x y");
    CHECK_INT(length, 6);
    pyos_free(text);
    CHECK(fake_open_flags[0] & FILE_FLAG_OPEN_REPARSE_POINT);
    CHECK(fake_open_flags[0] & FILE_FLAG_BACKUP_SEMANTICS);
    link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, L"\\??\\C:\\x", 0);
    CHECK_OWNED(pyos_readlink("l", NULL), "\\\\?\\C:\\x");
    link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, L"\\??\\UNC\\srv\\share\\x", 0);
    CHECK_OWNED(pyos_readlink_at(PYOS_CWD, "l", NULL), "\\\\?\\UNC\\srv\\share\\x");
    link.reparse_size =
        fake_make_reparse(FAKE_TAG_SYMLINK, L"\\??\\", 0); /* nothing behind it: as it is, as in Python */
    CHECK_OWNED(pyos_readlink("l", NULL), "\\??\\");
    link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, L"a\xd800z", 1);
    CHECK_OWNED(pyos_readlink("l", NULL), "a\xed\xa0\x80z");
    link.tag = FAKE_TAG_JUNCTION;
    link.attributes |= FAKE_DIRECTORY;
    link.reparse_size = fake_make_reparse(FAKE_TAG_JUNCTION, L"\\??\\C:\\dir", 0);
    CHECK_OWNED(pyos_readlink("l", NULL), "\\\\?\\C:\\dir");
    link.reparse_size = fake_make_reparse(FAKE_TAG_JUNCTION, L"\\??\\Volume{01234567}\\", 0);
    CHECK_OWNED(pyos_readlink("l", NULL), "\\\\?\\Volume{01234567}\\");
    fake_use(NULL, NULL, NULL);
}

TEST(readlink_of_a_long_name) {
    static wchar_t name[8200];
    static char want[8200];
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
    size_t i, sizes[4] = {300, 2000, 4096, 8100}; /* the system stores 16 KiB at most */
    fake_use(&link, NULL, NULL);
    link.reparse = fake_reparse;
    for (i = 0; i < 4; i++) {
        size_t k;
        for (k = 0; k < sizes[i]; k++) name[k] = (wchar_t)(want[k] = (char)('a' + k % 26));
        name[k] = 0, want[k] = 0;
        link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, name, 1);
        CHECK_OWNED(pyos_readlink("l", NULL), want);
    }
    fake_use(NULL, NULL, NULL);
}

TEST(readlink_of_what_is_no_link) {
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_APPEXECLINK);
    fake_use(&link, NULL, NULL);
    CHECK_ERROR(pyos_readlink("l", NULL) == NULL, PYOS_OSERROR, EINVAL, "l");
    CHECK_INT(pyos_last_error()->winerror, 4390);
    link.reparse = fake_reparse;
    link.reparse_size = fake_make_reparse(FAKE_TAG_APPEXECLINK, L"x", 0);
    errno = 0;
    CHECK(pyos_readlink("l", NULL) == NULL);
    CHECK_INT(errno, EINVAL);
    CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
    CHECK_STR(pyos_last_error()->text, "not a symbolic link");
    fake_use(NULL, NULL, NULL);
}

/* Lengths and offsets beyond what came must be refused, not believed; the block after the buffer is a guard. */
TEST(readlink_refuses_garbage) {
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
    DWORD size, cut;
    fake_use(&link, NULL, NULL);
    link.reparse = fake_reparse;
    size = fake_make_reparse(FAKE_TAG_SYMLINK, L"target", 1);
    for (cut = 0; cut < size; cut++) { /* every beginning of a good one */
        link.reparse_size = cut;
        CHECK(pyos_readlink("l", NULL) == NULL);
    }
    link.reparse_size = size;
    CHECK_OWNED(pyos_readlink("l", NULL), "target");
    fake_put(8, 2, 0xfffe); /* offset */
    CHECK(pyos_readlink("l", NULL) == NULL);
    fake_put(8, 2, 10); /* the name would end two bytes behind the end */
    CHECK(pyos_readlink("l", NULL) == NULL);
    fake_put(8, 2, 8);
    fake_put(10, 2, 14);
    CHECK(pyos_readlink("l", NULL) == NULL);
    fake_put(10, 2, 0xfffe);
    CHECK(pyos_readlink("l", NULL) == NULL);
    fake_make_reparse(FAKE_TAG_JUNCTION, L"target", 0);
    link.reparse_size = 15; /* not even the lengths */
    CHECK(pyos_readlink("l", NULL) == NULL);
    link.reparse_size = 16 + 8 + 12;
    CHECK_OWNED(pyos_readlink("l", NULL), "target");
    link.reparse_size--;
    CHECK(pyos_readlink("l", NULL) == NULL);
    fake_use(NULL, NULL, NULL);
}

/* --- removing links --- */

TEST(remove_takes_links_to_directories_too) {
    fake_node link = fake_node_of(L"l", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_SYMLINK);
    fake_node junction = fake_node_of(L"j", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_JUNCTION);
    fake_node cloud = fake_node_of(L"c", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_CLOUD);
    fake_use(&link, &junction, &cloud);
    fake_nothing = 1;
    CHECK_INT(pyos_remove("l"), 0);
    CHECK_INT(fake_calls("RemoveDirectoryW"), 1);
    CHECK_INT(fake_calls("DeleteFileW"), 0);
    CHECK(wcscmp(fake_got, L"l") == 0);
    CHECK_INT(pyos_unlink("j"), 0);
    CHECK_INT(fake_calls("RemoveDirectoryW"), 2);
    CHECK_INT(fake_calls("DeleteFileW"), 0);
    fake_fail("DeleteFileW", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_unlink("c") == -1, PYOS_PERMISSIONERROR, EACCES, "c"); /* a directory in the cloud is no link */
    CHECK_INT(fake_calls("RemoveDirectoryW"), 2);
    fake_nothing = 0;
    fake_use(NULL, NULL, NULL);
}

/* --- listings --- */

static const fake_entry_data fake_entries[] = {
    {L".", FAKE_DIRECTORY, 0, 0, 1},
    {L"..", FAKE_DIRECTORY, 0, 0, 2},
    {L"file", FILE_ATTRIBUTE_ARCHIVE, 0, 5, 11},
    {L"dir", FAKE_DIRECTORY, 0, 0, 12},
    {L"link", FAKE_REPARSE, FAKE_TAG_SYMLINK, 0, 13},
    {L"dirlink", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_SYMLINK, 0, 14},
    {L"junction", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_JUNCTION, 0, 15},
    {L"cloud", FAKE_REPARSE | FILE_ATTRIBUTE_ARCHIVE, FAKE_TAG_CLOUD, 7, 16},
    {L"half\xd800", FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_READONLY, 0, 3, 17},
    {L"pair\xd83d\xde00", FILE_ATTRIBUTE_ARCHIVE, 0, 3, 18},
    {NULL, 0, 0, 0, 0},
};

static fake_node fake_listed_directory(void) {
    fake_node node = fake_node_of(L"v", FAKE_DIRECTORY, 0);
    node.entries = fake_entries;
    return node;
}

TEST(listing_tells_reparse_points_apart) {
    RULE("rule.utf16_names");
    static const struct {
        const char *name, *path;
        int is_symlink, is_junction, is_dir, is_file; /* without following */
        unsigned type, tag;
    } want[] = {
        {"file", "v\\file", 0, 0, 0, 1, PYOS_S_IFREG | 0666, 0},
        {"dir", "v\\dir", 0, 0, 1, 0, PYOS_S_IFDIR | 0777, 0},
        {"link", "v\\link", 1, 0, 0, 0, PYOS_S_IFLNK | 0666, FAKE_TAG_SYMLINK},
        {"dirlink", "v\\dirlink", 1, 0, 0, 0, PYOS_S_IFLNK | 0777, FAKE_TAG_SYMLINK},
        {"junction", "v\\junction", 0, 1, 1, 0, PYOS_S_IFDIR | 0777, FAKE_TAG_JUNCTION},
        {"cloud", "v\\cloud", 0, 0, 0, 1, PYOS_S_IFREG | 0666, FAKE_TAG_CLOUD},
        {"half\xed\xa0\x80", "v\\half\xed\xa0\x80", 0, 0, 0, 1, PYOS_S_IFREG | 0444, 0},
        {"pair\xf0\x9f\x98\x80", "v\\pair\xf0\x9f\x98\x80", 0, 0, 0, 1, PYOS_S_IFREG | 0666, 0},
    };
    fake_node node = fake_listed_directory();
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    size_t i;
    fake_use(&node, NULL, NULL);
    it = pyos_scandir("v");
    CHECK(it != NULL);
    for (i = 0; i < sizeof want / sizeof *want; i++) {
        int opened;
        CHECK_INT(pyos_scandir_next(it, &entry), 1);
        if (!entry) break;
        opened = fake_open_count;
        CHECK_STR(entry->name, want[i].name);
        CHECK_STR(entry->path, want[i].path);
        CHECK_INT(pyos_direntry_is_symlink(entry), want[i].is_symlink);
        CHECK_INT(pyos_direntry_is_junction(entry), want[i].is_junction);
        CHECK_INT(pyos_direntry_is_dir(entry, PYOS_NOFOLLOW), want[i].is_dir);
        CHECK_INT(pyos_direntry_is_file(entry, PYOS_NOFOLLOW), want[i].is_file);
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &fake_st), 0);
        CHECK_INT(fake_st.mode, want[i].type);
        CHECK_INT(fake_st.reparse_tag, want[i].tag);
        CHECK_INT(fake_st.mtime_ns, (FAKE_SECONDS + 3) * 1000000000LL);
        CHECK_INT(fake_st.birthtime_ns, (FAKE_SECONDS + 1) * 1000000000LL);
        CHECK_INT(fake_st.ino, 0);
        CHECK_INT(fake_st.nlink, 0);
        CHECK_INT(fake_open_count, opened); /* all that without a call */
    }
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    pyos_scandir_close(it);
    fake_use(NULL, NULL, NULL);
}

TEST(listing_of_names) {
    fake_node node = fake_listed_directory();
    size_t count = 0;
    char **names;
    fake_use(&node, NULL, NULL);
    names = pyos_listdir("v", &count);
    CHECK_INT(count, 8);
    if (names) {
        CHECK_STR(names[0], "file");
        CHECK_STR(names[6], "half\xed\xa0\x80");
        CHECK(names[8] == NULL);
    }
    pyos_free(names);
    fake_use(NULL, NULL, NULL);
}

/* A name with half a pair comes back to the system as it was. */
TEST(listed_names_reach_the_system_unchanged) {
    fake_node node = fake_listed_directory();
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    fake_use(&node, NULL, NULL);
    it = pyos_scandir("v");
    while (it && pyos_scandir_next(it, &entry) == 1 && strncmp(entry->name, "half", 4) != 0) {}
    CHECK(entry != NULL);
    fake_nothing = 1;
    if (entry) CHECK_INT(pyos_rmdir(entry->path), 0);
    fake_nothing = 0;
    CHECK(wcscmp(fake_got, L"v\\half\xd800") == 0);
    pyos_scandir_close(it);
    fake_use(NULL, NULL, NULL);
}

TEST(listing_that_fails_midway) {
    fake_node node = fake_listed_directory();
    const pyos_direntry *entry;
    pyos_scandir_iter *it;
    int step, count = 0;
    fault_state before = fault_now();
    fake_use(&node, NULL, NULL);
    fake_fail("list", 3, 1, ERROR_CRC);
    it = pyos_scandir("v");
    while ((step = pyos_scandir_next(it, &entry)) == 1) count++;
    CHECK(count > 0 && count < 8);
    CHECK_INT(step, -1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_CRC);
    CHECK_INT(pyos_last_error()->code, EACCES);
    CHECK_STR(pyos_last_error()->filename, "v");
    CHECK(entry == NULL);
    CHECK_INT(pyos_scandir_next(it, &entry), 0);
    pyos_scandir_close(it);
    fake_use(&node, NULL, NULL);
    fake_fail("list", 1, 1, ERROR_INVALID_PARAMETER); /* a directory that cannot be listed stays one */
    CHECK_ERROR(pyos_listdir("v", NULL) == NULL, PYOS_OSERROR, EINVAL, "v");
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_PARAMETER);
    fake_use(&node, NULL, NULL);
    fake_fail("list", 2, 1, ERROR_NETNAME_DELETED);
    CHECK_ERROR(pyos_listdir("v", NULL) == NULL, PYOS_OSERROR, EINVAL, "v");
    FAULT_SAME("a listing that fails", before);
    fake_use(NULL, NULL, NULL);
}

/* --- entries that are asked for by name in the open directory --- */

static void fake_relative(int on) {
    static int saved;
    static long(WINAPI * nt)(HANDLE *, unsigned long, pyosi_attributes *, pyosi_io_status *, LARGE_INTEGER *,
                             unsigned long, unsigned long, unsigned long, unsigned long, void *, unsigned long);
    static unsigned long(WINAPI * rtl)(long);
    if (!saved) {
        saved = 1;
        nt = pyosi_calls.NtCreateFile;
        rtl = pyosi_calls.RtlNtStatusToDosError;
    }
    pyosi_calls.NtCreateFile = on ? fake_NtCreateFile : nt;
    pyosi_calls.RtlNtStatusToDosError = on ? fake_RtlNtStatusToDosError : rtl;
}

/* Opens the listing of v at the entry of this name. */
static pyos_scandir_iter *fake_at_entry(const char *name, const pyos_direntry **entry) {
    pyos_scandir_iter *it = pyos_scandir("v");
    CHECK(it != NULL);
    fake_relative(1); /* not before: the first listing looks the functions up */
    while (it && pyos_scandir_next(it, entry) == 1 && strcmp((*entry)->name, name) != 0) {}
    CHECK(*entry != NULL);
    return it;
}

TEST(entries_follow_links) {
    fake_node node = fake_listed_directory();
    fake_node target = fake_node_of(L"t", FAKE_DIRECTORY, 0);
    fake_node link = fake_node_of(L"v\\dirlink", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_SYMLINK);
    const pyos_direntry *entry = NULL;
    pyos_scandir_iter *it;
    unsigned long long ino = 0, high = 0;
    fault_state before = fault_now();
    target.ino = 7, target.ino_high = 8;
    link.target = &target;
    fake_use(&node, &link, NULL);
    it = fake_at_entry("dirlink", &entry);
    if (entry) {
        CHECK_INT(pyos_direntry_is_symlink(entry), 1);
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 1);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_INT(pyos_direntry_stat(entry, 0, &fake_st), 0);
        CHECK_INT(fake_st.mode, PYOS_S_IFDIR | 0777);
        CHECK_INT(fake_st.ino, 7);
        CHECK_INT(fake_st.ino_high, 8);
        CHECK_INT(fake_open_count, 2); /* the directory, and the target once */
        CHECK_INT(pyos_direntry_stat(entry, PYOS_NOFOLLOW, &fake_st), 0);
        CHECK_INT(fake_st.mode, PYOS_S_IFLNK | 0777);
        CHECK_INT(fake_st.ino, 0);
        CHECK_INT(pyos_direntry_inode(entry, &ino, &high), 0); /* of the link */
        CHECK(ino == 0x1122334455667788ULL && high == 0x99aabbccddeeff00ULL);
    }
    pyos_scandir_close(it);
    /* A link to nothing is neither directory nor file, and has no stat. */
    link.follow_code = ERROR_FILE_NOT_FOUND;
    it = fake_at_entry("dirlink", &entry);
    if (entry) {
        CHECK_INT(pyos_direntry_is_dir(entry, 0), 0);
        CHECK_INT(pyos_direntry_is_file(entry, 0), 0);
        CHECK_ERROR(pyos_direntry_stat(entry, 0, &fake_st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "v\\dirlink");
        CHECK_INT(pyos_last_error()->winerror, ERROR_FILE_NOT_FOUND);
    }
    pyos_scandir_close(it);
    link.follow_code = ERROR_ACCESS_DENIED;
    it = fake_at_entry("dirlink", &entry);
    if (entry) CHECK_ERROR(pyos_direntry_is_dir(entry, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "v\\dirlink");
    pyos_scandir_close(it);
    fake_relative(0);
    fake_use(NULL, NULL, NULL);
    FAULT_SAME("entries", before);
}

TEST(children_are_opened_by_name) {
    fake_node node = fake_listed_directory();
    fake_node dir = fake_node_of(L"v\\dir", FAKE_DIRECTORY, 0);
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    fault_state before = fault_now();
    dir.entries = fake_entries;
    fake_use(&node, &dir, NULL);
    it = fake_at_entry("dir", &entry);
    child = entry ? pyos_scandir_child(it, entry) : NULL;
    CHECK(child != NULL);
    if (child) {
        CHECK_INT(pyos_scandir_next(child, &below), 1);
        CHECK_STR(below->path, "v\\dir\\file");
    }
    pyos_scandir_close(child);
    CHECK_INT(fake_nt_options & 0x200001, 0x200001); /* a directory, or the link that has taken its place */
    /* A junction has taken its place meanwhile. */
    dir.attributes |= FAKE_REPARSE;
    dir.tag = FAKE_TAG_JUNCTION;
    if (entry) CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_NOTADIRECTORYERROR, ENOTDIR, "v\\dir");
    dir.code = ERROR_ACCESS_DENIED;
    if (entry) CHECK_ERROR(pyos_scandir_child(it, entry) == NULL, PYOS_PERMISSIONERROR, EACCES, "v\\dir");
    pyos_scandir_close(it);
    fake_relative(0);
    fake_use(NULL, NULL, NULL);
    FAULT_SAME("children", before);
}

/* --- the C run time --- */

/* Each use of a descriptor has a handler in place that lets it fail, and puts back the one that was there. */
TEST(wrong_descriptors_do_not_end_the_process) {
    static const int fds[] = {-1, -2, 100, 9999, 100000};
    char letter = 0;
    size_t i;
    fake_crt_calls = fake_unguarded = 0;
    for (i = 0; i < sizeof fds / sizeof *fds; i++) {
        int fd = fds[i];
        CHECK_ERROR(pyos_close(fd) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_read(fd, &letter, 1) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_write(fd, &letter, 1) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_lseek(fd, 0, PYOS_SEEK_SET) == -1, PYOS_OSERROR, EBADF, NULL);
        if (fd >= 0) CHECK_ERROR(pyos_fsync(fd) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_ftruncate(fd, 0) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_fstat(fd, &fake_st) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_get_inheritable(fd) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_OSERROR, EBADF, NULL);
        if (fd >= 0) CHECK_ERROR(pyos_fdopen(fd, "r") == NULL, PYOS_OSERROR, EBADF, NULL);
    }
    CHECK(fake_crt_calls >= 40);
    CHECK_INT(fake_unguarded, 0);
#if FAKE_GUARDS
    CHECK(fake_handler == NULL);
    CHECK(fake_handler_calls >= 2 * fake_crt_calls);
#endif
}

static void __cdecl fake_own_handler(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                     unsigned line, uintptr_t reserved) {
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
}

TEST(the_callers_handler_comes_back) {
#if FAKE_GUARDS
    char letter = 0;
    int fd;
    fake_handler = fake_own_handler;
    fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_BINARY, 0666);
    CHECK(fd >= 0);
    CHECK(fake_handler == fake_own_handler);
    CHECK_INT(pyos_write(fd, &letter, 1), 1);
    CHECK_INT(pyos_lseek(fd, 0, PYOS_SEEK_SET), 0);
    CHECK_INT(pyos_read(fd, &letter, 1), 1);
    CHECK_INT(pyos_fsync(fd), 0);
    CHECK_INT(pyos_ftruncate(fd, 0), 0);
    CHECK_INT(pyos_fstat(fd, &fake_st), 0);
    CHECK_INT(pyos_get_inheritable(fd), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK(fake_handler == fake_own_handler);
    fake_handler = NULL;
    CHECK_INT(pyos_remove("f"), 0);
#else
    (void)fake_own_handler;
#endif
}

/* Text unless told otherwise, and always closed to children. */
TEST(open_flags_and_long_paths) {
    const char *path = fake_path_of("C:\\", 300, "");
    int fd;
    fake_nothing = 1;
    CHECK_ERROR(pyos_open("f", PYOS_O_RDONLY, 0) == -1, PYOS_OSERROR, ENFILE, "f");
    CHECK_INT(pyos_last_error()->winerror, 0);
    CHECK_INT(fake_got_flags, PYOS_O_RDONLY | PYOS_O_NOINHERIT);
    CHECK_INT(pyos_open(path, PYOS_O_RDWR | PYOS_O_BINARY, 0), -1);
    CHECK_INT(fake_got_flags, PYOS_O_RDWR | PYOS_O_BINARY | PYOS_O_NOINHERIT);
    CHECK(fake_is_wide(fake_got, "\\\\?\\", path));
    CHECK_INT(pyos_truncate("f", 3), -1);
    CHECK_INT(fake_got_flags, PYOS_O_WRONLY | PYOS_O_BINARY | PYOS_O_NOINHERIT);
    fake_nothing = 0;
    fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    CHECK_INT(pyos_write(fd, "a\nb\n", 4), 4);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("f", &fake_st), 0);
    CHECK_INT(fake_st.size, 6);
    fd = pyos_open("f", PYOS_O_RDONLY, 0);
    {
        char text[8];
        CHECK_INT(pyos_read(fd, text, 8), 4);
        CHECK(memcmp(text, "a\nb\n", 4) == 0);
    }
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_remove("f"), 0);
}

/* --- memory --- */

/* As in fault.c, for what needs a link: each allocation fails in turn. */
TEST(readlink_without_memory) {
    fake_node link = fake_node_of(L"l", FAKE_REPARSE, FAKE_TAG_SYMLINK);
    long at;
    int on;
    fault_state before = fault_now();
    link.reparse = fake_reparse;
    link.reparse_size = fake_make_reparse(FAKE_TAG_SYMLINK, L"target", 1);
    for (on = 0; on < 2; on++) {
        char *text = NULL;
        for (at = 1; at < 20 && !text; at++) {
            fake_use(&link, NULL, NULL);
            fault_arm(at, on);
            errno = 0;
            text = pyos_readlink("l", NULL);
            fault_at = 0;
            if (!text) {
                CHECK_INT(errno, ENOMEM);
                CHECK_INT(pyos_last_error()->kind, PYOS_MEMORYERROR);
            }
            CHECK(fault_hits > 0 ? text == NULL : text != NULL);
        }
        CHECK(at > 2);
        CHECK_STR(text, "target");
        pyos_free(text);
        FAULT_SAME("readlink", before);
    }
    fake_use(NULL, NULL, NULL);
}

/* --- refusals along the way --- */

TEST(paths_that_cannot_be_made_absolute) {
    static const wchar_t device[] = L"\\\\.\\NUL";
    const char *path = fake_path_of("C:\\", 300, "\\NUL");
    fake_nothing = 1;
    fake_reset();
    fake_full = device; /* the system takes the name for a device, and gets it as it was given */
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    CHECK(fake_is_wide(fake_got, "", path));
    fake_full = NULL;
    fake_reset();
    fake_fail("GetFullPathNameW", 1, 9, ERROR_INVALID_NAME);
    CHECK_INT(pyos_mkdir(path, 0777), -1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_NAME);
    CHECK_INT(pyos_last_error()->code, EINVAL);
    CHECK_STR(pyos_last_error()->filename, path);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    fake_reset();
    fake_fail("GetFullPathNameW", 2, 9, ERROR_INVALID_NAME);
    CHECK_INT(pyos_mkdir(path, 0777), -1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_NAME);
    /* Too long only with what precedes it. */
    fake_reset();
    CHECK_INT(pyos_mkdir(fake_path_of("a\\", 32760, ""), 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    fake_nothing = 0;
}

TEST(stat_of_odd_handles) {
    fake_node node = fake_node_of(L"v", FAKE_DIRECTORY, 0);
    fault_state before = fault_now();
    fake_use(&node, NULL, NULL);
    node.type = FILE_TYPE_PIPE; /* the root of all pipes */
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFDIR);
    node.type = 0;
    fake_fail("FileAttributeTagInfo", 1, 1, ERROR_GEN_FAILURE);
    CHECK_ERROR(pyos_lstat("v", &fake_st) == -1, PYOS_PERMISSIONERROR, EACCES, "v");
    CHECK_INT(pyos_last_error()->winerror, ERROR_GEN_FAILURE);
    fake_use(&node, NULL, NULL);
    fake_fail("FileAttributeTagInfo", 1, 1, ERROR_INVALID_PARAMETER); /* a file system without tags */
    CHECK_INT(pyos_lstat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFDIR | 0777);
    CHECK_INT(fake_st.reparse_tag, 0);
    fake_use(&node, NULL, NULL);
    node.type = FILE_TYPE_CHAR;
    node.attributes = FILE_ATTRIBUTE_NORMAL;
    fake_fail("CreateFileW", 1, 1, ERROR_INVALID_PARAMETER); /* a console, which wants to be read */
    CHECK_INT(pyos_stat("v", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFCHR);
    CHECK(fake_open_access & GENERIC_READ);
    fake_use(NULL, NULL, NULL);
    FAULT_SAME("odd handles", before);
}

static BOOL WINAPI fake_no_token(HANDLE of, DWORD access, HANDLE *token) {
    (void)of, (void)access, (void)token;
    return FALSE;
}

static BOOL WINAPI fake_no_descriptor(const wchar_t *text, DWORD revision, void **descriptor, ULONG *size) {
    (void)text, (void)revision, (void)descriptor, (void)size;
    SetLastError(ERROR_INVALID_ACL);
    return FALSE;
}

/* Nobody may find the directory open because something is missing: without a user three entries stay, without a
 * descriptor no directory is made. */
TEST(mkdir_private_without_its_helpers) {
    fault_state before = fault_now();
    const wchar_t *at;
    int entries, i;
    fake_nothing = 1;
    for (i = 0; i < 2; i++) {
        fake_reset();
        pyosi_calls.ready = 0;
        CHECK_INT(pyos_mkdir("new", 0700), 0);
        if (i == 0) pyosi_calls.GetTokenInformation = NULL;
        else pyosi_calls.OpenProcessToken = fake_no_token;
        CHECK_INT(pyos_mkdir("new", 0700), 0);
        for (entries = 0, at = fake_sddl; (at = wcschr(at, L'(')) != NULL; at++) entries++;
        CHECK_INT(entries, 3);
        CHECK(wcsncmp(fake_sddl, L"D:P", 3) == 0);
    }
    fake_reset();
    pyosi_calls.ConvertStringSecurityDescriptorToSecurityDescriptorW = fake_no_descriptor;
    CHECK_ERROR(pyos_mkdir("new", 0700) == -1, PYOS_OSERROR, EINVAL, "new");
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_ACL);
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    pyosi_calls.ConvertStringSecurityDescriptorToSecurityDescriptorW = NULL;
    CHECK_ERROR(pyos_mkdir("new", 0700) == -1, PYOS_OSERROR, EINVAL, "new");
    CHECK_INT(fake_calls("CreateDirectoryW"), 0);
    CHECK_INT(pyos_mkdir("new", 0777), 0);
    pyosi_calls.ready = 0; /* looked up again */
    CHECK_INT(pyos_mkdir("new", 0700), 0);
    CHECK(fake_sddl[0] != 0);
    fake_nothing = 0;
    FAULT_SAME("access lists", before);
}

TEST(inheritance_that_is_refused) {
    int fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT, 0666);
    fake_reset();
    fake_fail("GetHandleInformation", 1, 1, ERROR_ACCESS_DENIED);
    fake_fail("SetHandleInformation", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_get_inheritable(fd) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_set_inheritable(fd, true) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_remove("f"), 0);
}

/* --- pipes that do not block, and consoles --- */

TEST(pipes_that_do_not_block) {
    char text[64];
    int fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_BINARY, 0666);
    memset(text, 'x', sizeof text);
    fake_pipe_room = 10;
    CHECK_ERROR(pyos_read(fd, text, 1) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    errno = 0;
    CHECK_INT(pyos_write(fd, text, 64), 8); /* halved until it fits */
    CHECK_INT(errno, 0);
    fake_pipe_room = 0;
    CHECK_ERROR(pyos_write(fd, text, 64) == -1, PYOS_BLOCKINGIOERROR, EAGAIN, NULL);
    fake_pipe_room = (size_t)-1;
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_stat("f", &fake_st), 0);
    CHECK_INT(fake_st.size, 8);
    CHECK_INT(pyos_remove("f"), 0);
}

TEST(consoles_take_32767_bytes) {
    static char text[40000];
    int fd = pyos_open("f", PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_BINARY, 0666);
    fake_tty = 1;
    CHECK_INT(pyos_write(fd, text, 40000), 32767);
    CHECK_INT(fake_written, 32767);
    CHECK_INT(pyos_write(fd, text, 32767), 32767);
    fake_tty = 0;
    CHECK_INT(pyos_write(fd, text, 40000), 40000);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(pyos_remove("f"), 0);
}

/* A directory can be a descriptor, though open makes none. */
TEST(directories_as_descriptors) {
    HANDLE handle;
    int fd;
    fake_use(NULL, NULL, NULL);
    handle = (CreateFileW)(L".", FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                           OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    fd = _open_osfhandle((intptr_t)handle, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_fstat(fd, &fake_st), 0);
    CHECK_INT(fake_st.mode & 0170000, PYOS_S_IFDIR);
    CHECK_ERROR(pyos_fdopen(fd, "r") == NULL, PYOS_ISADIRECTORYERROR, EISDIR, NULL);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_open(".", PYOS_O_RDONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, ".");
}

TEST(children_follow_links) {
    fake_node node = fake_listed_directory();
    fake_node target = fake_node_of(L"t", FAKE_DIRECTORY, 0);
    fake_node link = fake_node_of(L"v\\dirlink", FAKE_REPARSE | FAKE_DIRECTORY, FAKE_TAG_SYMLINK);
    const pyos_direntry *entry = NULL, *below = NULL;
    pyos_scandir_iter *it, *child;
    target.entries = fake_entries;
    link.target = &target;
    fake_use(&node, &link, NULL);
    it = fake_at_entry("dirlink", &entry);
    child = entry ? pyos_scandir_child(it, entry) : NULL;
    CHECK(child != NULL);
    CHECK_INT(fake_nt_options & 0x200001, 1);
    if (child) {
        CHECK_INT(pyos_scandir_next(child, &below), 1);
        CHECK_STR(below->path, "v\\dirlink\\file");
    }
    pyos_scandir_close(child);
    pyos_scandir_close(it);
    fake_relative(0);
    fake_use(NULL, NULL, NULL);
}

/* Found without the separators at its end, which FindFirstFileW does not take. */
TEST(stat_of_a_directory_that_may_not_be_opened) {
    fake_node opened = fake_node_of(L"v\\\\/", FAKE_DIRECTORY, 0), found = fake_node_of(L"v", FAKE_DIRECTORY, 0);
    opened.code = ERROR_ACCESS_DENIED;
    fake_use(&opened, &found, NULL);
    fake_find_strict = 1;
    CHECK_INT(pyos_stat("v\\\\/", &fake_st), 0);
    CHECK_INT(fake_st.mode, PYOS_S_IFDIR | 0777);
    opened.path = L"C:\\"; /* nothing is left to look for */
    CHECK_ERROR(pyos_stat("C:\\", &fake_st) == -1, PYOS_PERMISSIONERROR, EACCES, "C:\\");
    fake_find_strict = 0;
    fake_use(NULL, NULL, NULL);
}

TEST(rename_and_replace) {
    fake_nothing = 1;
    fake_reset();
    CHECK_INT(pyos_rename("a", "b"), 0);
    CHECK_INT(fake_got_flags, 0);
    CHECK_INT(pyos_rename_at(PYOS_CWD, "a", PYOS_CWD, "b"), 0);
    CHECK_INT(fake_got_flags, 0);
    CHECK_INT(pyos_replace("a", "b"), 0);
    CHECK_INT(fake_got_flags, MOVEFILE_REPLACE_EXISTING);
    CHECK_INT(pyos_replace_at(PYOS_CWD, "a", PYOS_CWD, "b"), 0);
    CHECK_INT(fake_got_flags, MOVEFILE_REPLACE_EXISTING);
    CHECK(fake_is_wide(fake_got, "", "a") && fake_is_wide(fake_got2, "", "b"));
    fake_fail("MoveFileExW", 5, 1, ERROR_NOT_SAME_DEVICE);
    CHECK_ERROR2(pyos_rename("a", "b") == -1, PYOS_OSERROR, EXDEV, "a", "b");
    {
        char message[256];
        size_t n = pyos_error_message(NULL, message, sizeof message);
        CHECK(strncmp(message, "[WinError 17] ", 14) == 0 && n > 12 && strcmp(message + n - 12, ": 'a' -> 'b'") == 0);
    }
    fake_nothing = 0;
}

TEST(chdir_and_its_limits) {
    fake_nothing = 1;
    fake_reset();
    fake_fail("SetCurrentDirectoryW", 1, 1, ERROR_FILENAME_EXCED_RANGE);
    CHECK_ERROR(pyos_chdir("d") == -1, PYOS_OSERROR, ENAMETOOLONG, "d");
    CHECK_INT(pyos_last_error()->winerror, ERROR_FILENAME_EXCED_RANGE);
    CHECK_INT(fake_calls("SetEnvironmentVariableW"), 0);
    fake_reset();
    fake_fail("SetEnvironmentVariableW", 1, 1, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_ERROR(pyos_chdir("d") == -1, PYOS_OSERROR, ENOMEM, "d"); /* as in Python */
    fake_reset();
    fake_cwd = L"\\\\srv\\share"; /* has no drive */
    CHECK_INT(pyos_chdir("\\\\srv\\share"), 0);
    CHECK_INT(fake_calls("SetEnvironmentVariableW"), 0);
    CHECK(fake_is_wide(fake_got, "", "\\\\srv\\share"));
    fake_cwd = NULL;
    fake_nothing = 0;
}

/* Of any length, also when it changes between two calls. */
TEST(getcwd_of_any_length) {
    static wchar_t longest[5001];
    static char want[5001];
    size_t i, sizes[] = {200, 262, 263, 264, 265, 1000, 5000}, k;
    fake_reset();
    for (k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        for (i = 0; i < sizes[k]; i++)
            longest[i] = (wchar_t)(unsigned char)(want[i] = i == 0 ? 'C' : i == 1 ? ':' : 'x');
        longest[i] = 0, want[i] = 0;
        fake_cwd = longest;
        CHECK_OWNED(pyos_getcwd(), want);
    }
    fake_reset();
    fake_cwd_growth = 50;
    {
        char *text = pyos_getcwd();
        CHECK(text && strncmp(text, want, 5000) == 0 && text[5000] == 'm' && text[strlen(text) - 1] == 'm');
        pyos_free(text);
    }
    fake_cwd_growth = 0;
    fake_cwd = L"C:\\\xdc00";
    CHECK_OWNED(pyos_getcwd(), "C:\\\xed\xb0\x80");
    fake_cwd = NULL;
    fake_reset();
    fake_fail("GetCurrentDirectoryW", 1, 1, ERROR_FILE_NOT_FOUND);
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_FILE_NOT_FOUND);
}

/* The separator at the end of a root belongs to it: without it, the name is that of the volume itself. */
TEST(listing_of_roots) {
    static const struct {
        const char *path, *first;
        const wchar_t *given;
    } roots[] = {
        {"\\\\?\\Volume{01}\\", "\\\\?\\Volume{01}\\file", L"\\\\?\\Volume{01}\\"},
        {"\\\\.\\pipe\\", "\\\\.\\pipe\\file", L"\\\\.\\pipe\\"},
        {"\\\\?\\C:\\", "\\\\?\\C:\\file", L"\\\\?\\C:\\"},
        {"C:\\", "C:\\file", L"C:\\"},
        {"C:/", "C:/file", L"C:/"},
        {"C:", "C:file", L"C:"},
        {"\\", "\\file", L"\\"},
    };
    size_t i;
    for (i = 0; i < sizeof roots / sizeof *roots; i++) {
        fake_node root = fake_listed_directory();
        const pyos_direntry *entry = NULL;
        pyos_scandir_iter *it;
        root.path = roots[i].given;
        fake_use(&root, NULL, NULL);
        it = pyos_scandir(roots[i].path);
        CHECK(it != NULL);
        CHECK(wcscmp(fake_got, roots[i].given) == 0);
        if (it) CHECK_INT(pyos_scandir_next(it, &entry), 1);
        if (entry) CHECK_STR(entry->path, roots[i].first);
        pyos_scandir_close(it);
    }
    fake_use(NULL, NULL, NULL);
}

/* --- processes --- */

static const char *const fake_argv[] = {"prog", "a b", "\"", NULL};
static const char *const fake_env[] = {"A=B", NULL};
static char fake_cmd[1000]; /* a program that is there */

static void fake_find_cmd(void) {
    const char *root = pyos_getenv("SYSTEMROOT", NULL);
    CHECK(root != NULL);
    (void)snprintf(fake_cmd, sizeof fake_cmd, "%s\\system32\\cmd.exe", root ? root : "");
}

/* Refusals of a start: an errno as the C run time has it, no Windows code, no handle left. */
TEST(starts_that_are_refused) {
    static const struct {
        long winerror;
        int code;
    } rows[] = {{2, ENOENT},    {3, ENOENT},   {5, EACCES},   {8, ENOMEM},    {32, EACCES},  {87, EINVAL},
                {193, ENOEXEC}, {206, ENOENT}, {216, EINVAL}, {267, ENOTDIR}, {740, EINVAL}, {1455, EINVAL}};
    static const int modes[] = {PYOS_P_WAIT, PYOS_P_NOWAIT, PYOS_P_NOWAITO, PYOS_P_DETACH, PYOS_P_OVERLAY};
    size_t i, k;
    fake_find_cmd();
    for (i = 0; i < sizeof rows / sizeof *rows; i++) {
        int code = rows[i].code, kind = pyos_error_kind(code);
        for (k = 0; k < sizeof modes / sizeof *modes; k++) {
            fault_state outside = fault_now();
            long long result = 99;
            fake_reset();
            fake_fail("CreateProcessW", 1, 2, rows[i].winerror);
            CHECK_ERROR(pyos_spawnv(modes[k], fake_cmd, fake_argv, &result) == -1, kind, code, fake_cmd);
            CHECK_INT(pyos_last_error()->winerror, 0);
            CHECK_ERROR(pyos_spawnve(modes[k], fake_cmd, fake_argv, fake_env, NULL) == -1, kind, code, fake_cmd);
            CHECK_INT(result, 99);
            CHECK_INT(fake_calls("CreateProcessW"), 2);
            FAULT_SAME("a refused start", outside);
        }
        {
            fault_state outside = fault_now();
            fake_reset();
            fake_fail("CreateProcessW", 1, 2, rows[i].winerror);
            CHECK_ERROR(pyos_execv(fake_cmd, fake_argv) == -1, kind, code, NULL);
            CHECK_ERROR(pyos_execve(fake_cmd, fake_argv, fake_env) == -1, kind, code, fake_cmd);
            FAULT_SAME("a refused exec", outside);
        }
    }
}

/* What the system is given: the whole line, quoted; handles are inherited; a detached one has no console. */
TEST(starts_say_what_they_want) {
    fault_state outside = fault_now();
    long long result = 99;
    fake_process = 1, fake_exit_code = 7;
    fake_reset();
    CHECK_INT(pyos_spawnv(PYOS_P_WAIT, fake_cmd, fake_argv, &result), 0);
    CHECK_INT(result, 7);
    CHECK(wcscmp(fake_line, L"prog \"a b\" \\\"") == 0);
    CHECK(fake_start_inherits && (fake_start_flags & CREATE_UNICODE_ENVIRONMENT));
    CHECK(!(fake_start_flags & DETACHED_PROCESS));
    CHECK_INT(pyos_spawnv(PYOS_P_DETACH, fake_cmd, fake_argv, &result), 0);
    CHECK_INT(result, 0);
    CHECK(fake_start_flags & DETACHED_PROCESS);
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, fake_cmd, fake_argv, NULL), 0); /* nobody can wait */
    CHECK_INT(pyos_spawnv(PYOS_P_NOWAITO, fake_cmd, fake_argv, NULL), 0);
    FAULT_SAME("starts", outside);
    fake_process = 0;
}

/* Each code is an exit code, also the one that means "still active" and those of crashes. */
TEST(exit_codes_of_any_kind) {
    static const DWORD codes[] = {0, 1, 255, 256, STILL_ACTIVE, 0x7fffffffu, 0x80000000u, 0xc0000005u, 0xffffffffu};
    size_t i;
    fake_process = 1;
    for (i = 0; i < sizeof codes / sizeof *codes; i++) {
        fault_state outside = fault_now();
        long long result = 99, handle = 0, status = -1;
        long long exitcode = 0;
        fake_exit_code = codes[i];
        fake_reset();
        CHECK_INT(pyos_spawnv(PYOS_P_WAIT, fake_cmd, fake_argv, &result), 0);
        CHECK_INT(result, (int)codes[i]);
        CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, fake_cmd, fake_argv, &handle), 0);
        CHECK_INT(pyos_waitpid(handle, 0, &status), handle);
        CHECK_INT(status, (long long)codes[i] << 8);
        CHECK_INT(pyos_waitstatus_to_exitcode(status, &exitcode), 0);
        CHECK_INT(exitcode, (long long)codes[i]);
        CHECK_INT(pyos_system("x", &result), 0);
        CHECK_INT(result, (int)codes[i]);
        FAULT_SAME("a child that has ended", outside);
    }
    fake_process = 0, fake_exit_code = 0;
}

/* Waiting fails: whoever has the number of the process may try again, and for who has none it is closed. */
TEST(waits_that_fail) {
    static const char *const names[] = {"WaitForSingleObject", "GetExitCodeProcess", "GetExitCodeProcess"};
    size_t i;
    fake_process = 1;
    for (i = 0; i < 3; i++) {
        fault_state outside = fault_now();
        long long handle = 0, status = -1, result = 99;
        long at = i == 2 ? 2 : 1;
        fake_reset();
        fake_fail(names[i], at, 1, ERROR_ACCESS_DENIED);
        CHECK_ERROR(pyos_spawnv(PYOS_P_WAIT, fake_cmd, fake_argv, &result) == -1, PYOS_PERMISSIONERROR, EACCES,
                    fake_cmd);
        CHECK_INT(result, 99);
        FAULT_SAME("spawn that cannot wait", outside);
        fake_reset();
        fake_fail(names[i], at, 1, ERROR_ACCESS_DENIED);
        CHECK_INT(pyos_system("x", &result), -1);
        CHECK_INT(result, 99);
        FAULT_SAME("system that cannot wait", outside);
        fake_reset();
        fake_fail(names[i], at, 1, ERROR_ACCESS_DENIED);
        CHECK_INT(pyos_spawnv(PYOS_P_NOWAIT, fake_cmd, fake_argv, &handle), 0);
        CHECK_ERROR(pyos_waitpid(handle, 0, &status) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
        CHECK_INT(status, -1);
        CHECK_INT(pyos_waitpid(handle, 0, &status), handle);
        FAULT_SAME("waitpid that succeeds later", outside);
    }
    fake_process = 0;
    CHECK_ERROR(pyos_waitpid(-1, 0, NULL) == -1, PYOS_CHILDPROCESSERROR, ECHILD, NULL);
    CHECK_ERROR(pyos_waitpid(0, 0, NULL) == -1, PYOS_CHILDPROCESSERROR, ECHILD, NULL);
    CHECK_ERROR(pyos_waitpid(0x7ffffffc, 0, NULL) == -1, PYOS_CHILDPROCESSERROR, ECHILD, NULL);
}

/* --- kill --- */

TEST(kill_asks_for_this_very_process) {
    fault_state outside = fault_now();
    DWORD id;
    fake_reset();
    fake_terminated = 0;
    CHECK_INT(pyos_kill(4000, 0), 0);
    CHECK_INT(pyos_kill(4000, 9), 0);
    CHECK_INT(fake_terminated, 1);
    CHECK_INT(fake_exit_code, 9);
    for (id = 4001; id <= 4004; id++) { /* others beside it, and one that has ended but is still held */
        CHECK_ERROR(pyos_kill(id, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
        CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_PARAMETER);
        CHECK_ERROR(pyos_kill(id, 9) == -1, PYOS_OSERROR, EINVAL, NULL);
    }
    CHECK_INT(fake_terminated, 1);
    fake_fail("TerminateProcess", 2, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_kill(4000, 9) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
    fake_reset();
    fake_fail("OpenProcess", 1, 1, ERROR_ACCESS_DENIED);
    fake_fail("OpenProcess", 2, 1, ERROR_INVALID_PARAMETER);
    CHECK_ERROR(pyos_kill(4000, 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_kill(4000, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_kill(-1, 0) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(fake_calls("OpenProcess"), 2);
    FAULT_SAME("kill", outside);
    fake_asked_id = 0, fake_exit_code = 0;
}

/* Console events go to a group; nothing is opened or ended. */
TEST(console_events) {
    fake_reset();
    CHECK_INT(pyos_kill(1234, PYOS_CTRL_C_EVENT), 0);
    CHECK_INT(fake_event, CTRL_C_EVENT);
    CHECK_INT(fake_event_group, 1234);
    CHECK_INT(pyos_kill(0, PYOS_CTRL_BREAK_EVENT), 0);
    CHECK_INT(fake_event, CTRL_BREAK_EVENT);
    CHECK_INT(fake_event_group, 0);
    fake_fail("GenerateConsoleCtrlEvent", 3, 2, ERROR_INVALID_PARAMETER);
    CHECK_ERROR(pyos_kill(1234, PYOS_CTRL_BREAK_EVENT) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_INVALID_PARAMETER);
    CHECK_ERROR(pyos_kill(1234, PYOS_CTRL_C_EVENT) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(fake_calls("OpenProcess"), 0);
}

/* --- popen and system --- */

/* Each call that popen makes fails in turn: the right code, and nothing is left. */
TEST(popen_step_by_step) {
    static const char *const names[] = {"CreatePipe", "DuplicateHandle", "UpdateProcThreadAttribute",
                                        "InitializeProcThreadAttributeList", "CreateProcessW"};
    fault_state outside = fault_now();
    size_t i;
    FILE *stream;
    long long status = 99;
    fake_process = 1, fake_exit_code = 5;
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        long at, last;
        fake_reset();
        stream = pyos_popen("x", "r", -1);
        CHECK(stream != NULL);
        last = fake_calls(names[i]);
        CHECK(last > 0);
        CHECK_INT(pyos_popen_close(stream, &status), 0);
        CHECK_INT(status, 5);
        for (at = 1; at <= last; at++) {
            fake_reset();
            fake_fail(names[i], at, 1, ERROR_ACCESS_DENIED);
            CHECK_ERROR(pyos_popen("x", at % 2 ? "w" : "r", -1) == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
            CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
            FAULT_SAME(names[i], outside);
        }
    }
    fake_reset();
    CHECK((stream = pyos_popen("x", "w", -1)) != NULL);
    fake_fail("WaitForSingleObject", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_popen_close(stream, &status) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    FAULT_SAME("popen_close that cannot wait", outside);
    fake_process = 0, fake_exit_code = 0;
}

/* The interpreter is the one that COMSPEC names, else that of SYSTEMROOT, else there is none. */
TEST(popen_without_an_interpreter) {
    const char *shell = pyos_environ_get("COMSPEC"), *root = pyos_environ_get("SYSTEMROOT");
    char want[1000];
    FILE *stream;
    CHECK(shell && root);
    if (!shell || !root) return;
    fake_process = 1;
    fake_reset();
    CHECK_INT(pyos_environ_del("COMSPEC"), 0);
    CHECK((stream = pyos_popen("x y", "r", -1)) != NULL);
    CHECK_INT(pyos_popen_close(stream, NULL), 0);
    (void)snprintf(want, sizeof want, "%s\\System32\\cmd.exe", root);
    CHECK(fake_is_wide(fake_program, "", want));
    strcat(want, " /c \"x y\"");
    CHECK(fake_is_wide(fake_line, "", want));
    CHECK_INT(pyos_environ_set("SYSTEMROOT", "relative"), 0);
    CHECK_ERROR(pyos_popen("x", "r", -1) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_INT(pyos_environ_del("SYSTEMROOT"), 0);
    CHECK_ERROR(pyos_popen("x", "r", -1) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_INT(fake_calls("CreateProcessW"), 1);
    CHECK_INT(pyos_environ_set("SYSTEMROOT", root), 0);
    CHECK_INT(pyos_environ_set("COMSPEC", shell), 0);
    fake_process = 0;
}

/* COMSPEC names nothing: the system's own is taken; where that is not told either there is none. */
TEST(system_without_an_interpreter) {
    fault_state outside = fault_now();
    long long status = 99;
    fake_process = 1, fake_exit_code = 6;
    fake_reset();
    fake_fail("CreateProcessW", 1, 1, ERROR_FILE_NOT_FOUND);
    CHECK_INT(pyos_system("x", &status), 0);
    CHECK_INT(status, 6);
    CHECK_INT(fake_calls("CreateProcessW"), 2);
    fake_reset();
    fake_fail("CreateProcessW", 1, 2, ERROR_FILE_NOT_FOUND);
    CHECK_ERROR(pyos_system("x", &status) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    fake_reset();
    fake_fail("CreateProcessW", 1, 1, ERROR_FILE_NOT_FOUND);
    fake_fail("GetSystemDirectoryW", 1, 1, ERROR_INVALID_PARAMETER);
    CHECK_ERROR(pyos_system("x", &status) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    FAULT_SAME("system", outside);
    fake_process = 0, fake_exit_code = 0;
}

/* --- startfile, add_dll_directory --- */

static intptr_t fake_shell_result;
static DWORD fake_shell_error;
static int fake_shell_show;

static HINSTANCE WINAPI fake_ShellExecuteW(HWND window, const wchar_t *operation, const wchar_t *file,
                                           const wchar_t *arguments, const wchar_t *cwd, int show) {
    CHECK(window == NULL);
    fake_keep(fake_got, file);
    fake_keep(fake_got2, operation);
    fake_keep(fake_line, arguments);
    fake_keep(fake_program, cwd);
    fake_shell_show = show;
    SetLastError(fake_shell_error);
    return (HINSTANCE)fake_shell_result;
}

TEST(startfile_says_why_not) {
    int result;
    pyosi_load_calls();
    pyosi_calls.ShellExecuteW = fake_ShellExecuteW;
    fake_shell_result = 33, fake_shell_error = 0;
    CHECK_INT(pyos_startfile("f \xc3\xa9", "print", "-a", "C:\\d", 7), 0);
    CHECK(fake_is_wide(fake_got2, "", "print") && fake_is_wide(fake_line, "", "-a"));
    CHECK(fake_is_wide(fake_program, "", "C:\\d") && wcscmp(fake_got, L"f \xe9") == 0);
    CHECK_INT(fake_shell_show, 7);
    fake_shell_error = 5; /* is nothing when it went well */
    CHECK_INT(pyos_startfile("f", NULL, NULL, NULL, 1), 0);
    for (result = 0; result <= 32; result++) {
        fake_shell_result = result;
        fake_shell_error = 2;
        CHECK_ERROR(pyos_startfile("f", NULL, NULL, NULL, 1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "f");
        CHECK_INT(pyos_last_error()->winerror, 2);
        fake_shell_error = 0; /* the result alone says it */
        CHECK_INT(pyos_startfile("f", NULL, NULL, NULL, 1), -1);
        CHECK(pyos_last_error()->winerror != 0 && pyos_last_error()->code != 0);
        if (result == 2 || result == 3 || result == 5 || result == 8 || result == 11)
            CHECK_INT(pyos_last_error()->winerror, result);
    }
    fake_shell_result = 31;
    CHECK_INT(pyos_startfile("f", NULL, NULL, NULL, 1), -1);
    CHECK_INT(pyos_last_error()->winerror, ERROR_NO_ASSOCIATION);
    pyosi_calls.ready = 0;
}

static int fake_removed;
static void *WINAPI fake_no_dll_directory(const wchar_t *path) {
    fake_keep(fake_got, path);
    SetLastError(ERROR_FILE_NOT_FOUND);
    return NULL;
}
static void *WINAPI fake_a_dll_directory(const wchar_t *path) {
    fake_keep(fake_got, path);
    return &fake_removed;
}
static BOOL WINAPI fake_keeps_dll_directory(void *cookie) {
    CHECK(cookie == &fake_removed);
    fake_removed++;
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
}

TEST(dll_directories_of_old_systems) {
    fault_state outside = fault_now();
    pyos_dll_directory *directory;
    pyosi_load_calls();
    pyosi_calls.AddDllDirectory = NULL;
    CHECK_ERROR(pyos_add_dll_directory("C:\\x") == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    pyosi_calls.AddDllDirectory = fake_no_dll_directory;
    CHECK_ERROR(pyos_add_dll_directory("C:\\x") == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "C:\\x");
    CHECK_INT(pyos_last_error()->winerror, ERROR_FILE_NOT_FOUND);
    CHECK(fake_is_wide(fake_got, "", "C:\\x"));
    pyosi_calls.AddDllDirectory = fake_a_dll_directory;
    pyosi_calls.RemoveDllDirectory = fake_keeps_dll_directory;
    fake_removed = 0;
    CHECK((directory = pyos_add_dll_directory("C:\\x")) != NULL);
    CHECK_ERROR(pyos_add_dll_directory_close(directory) == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_INT(fake_removed, 1);
    pyosi_calls.ready = 0;
    FAULT_SAME("directories of libraries", outside);
}

/* --- processors, random bytes, the environment --- */

/* All groups together; a number that is not told is Python's None. */
TEST(processors_of_all_groups) {
    static const DWORD counts[] = {1, 2, 64, 65, 128, 1000};
    size_t i;
    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        int want = (int)counts[i];
        fake_processors = counts[i];
        CHECK_INT(pyos_cpu_count(), want);
        CHECK_INT(pyos_process_cpu_count(), want);
        CHECK_INT(pyos_multiprocessing_cpu_count(), want);
        CHECK_INT(pyos_multiprocessing_default_workers(NULL), want < 61 ? want : 61);
        CHECK_INT(pyos_threadpool_default_workers(NULL), want + 4 < 32 ? want + 4 : 32);
    }
    fake_processors = 0;
    CHECK_INT(pyos_cpu_count(), 0);
    CHECK_INT(pyos_process_cpu_count(), 0);
    CHECK_INT(pyos_multiprocessing_default_workers(NULL), 1);
    CHECK_INT(pyos_threadpool_default_workers(NULL), 5);
    CHECK_ERROR(pyos_multiprocessing_cpu_count() == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
}

static size_t fake_pieces[8];
static int fake_piece_count, fake_random_fails_at;

static int fake_give_random(unsigned char *buffer, size_t size) {
    if (fake_piece_count < 8) fake_pieces[fake_piece_count] = size;
    if (++fake_piece_count == fake_random_fails_at) return 0;
    memset(buffer, fake_piece_count, size);
    return 1;
}

static BOOL WINAPI fake_ProcessPrng(unsigned char *buffer, SIZE_T size) { return fake_give_random(buffer, size); }

static unsigned char WINAPI fake_RtlGenRandom(void *buffer, ULONG size) {
    return (unsigned char)fake_give_random((unsigned char *)buffer, size);
}

/* From either source, in pieces that fit into the call; a source that fails is an error and no other is tried. */
TEST(random_bytes_of_either_source) {
    static unsigned char bytes[2600];
    int first;
    for (first = 0; first < 2; first++) {
        pyosi_load_calls();
        pyosi_calls.ProcessPrng = first ? fake_ProcessPrng : NULL;
        pyosi_calls.RtlGenRandom = fake_RtlGenRandom;
        memset(bytes, 0xee, sizeof bytes);
        fake_piece_count = fake_random_fails_at = 0;
        CHECK_INT(pyos_urandom(bytes, 2500), 2500);
        CHECK_INT(fake_piece_count, 3);
        CHECK(fake_pieces[0] == 1000 && fake_pieces[1] == 1000 && fake_pieces[2] == 500);
        CHECK(bytes[0] == 1 && bytes[999] == 1 && bytes[1000] == 2 && bytes[2000] == 3 && bytes[2499] == 3);
        CHECK_INT(bytes[2500], 0xee);
        fake_piece_count = 0;
        CHECK_INT(pyos_urandom(bytes, 0), 0);
        CHECK_INT(pyos_urandom(bytes, 1000), 1000);
        CHECK_INT(fake_piece_count, 1);
        for (fake_random_fails_at = 1; fake_random_fails_at < 4; fake_random_fails_at++) {
            fake_piece_count = 0;
            CHECK_ERROR(pyos_urandom(bytes, 2500) == -1, PYOS_OSERROR, EIO, NULL);
            CHECK_INT(fake_piece_count, fake_random_fails_at);
        }
    }
    pyosi_calls.ProcessPrng = NULL;
    pyosi_calls.RtlGenRandom = NULL;
    CHECK_ERROR(pyos_urandom(bytes, 1) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    pyosi_calls.ready = 0;
}

/* The C run time refuses: the mapping stays as it is. */
TEST(a_refused_variable_is_not_in_the_mapping) {
    fault_state outside;
    pyos_environ_trim();
    outside = fault_now();
    fake_reset();
    fake_fail("_wputenv", 1, 2, ENOMEM);
    CHECK_ERROR(pyos_environ_set("fake_x", "1") == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK(!pyos_environ_contains("FAKE_X"));
    CHECK_ERROR(pyos_putenv("FAKE_X", "1") == -1, PYOS_OSERROR, ENOMEM, NULL);
    CHECK_INT(pyos_environ_set("FAKE_X", "1"), 0);
    fake_fail("_wputenv", 4, 4, EINVAL);
    CHECK_ERROR(pyos_environ_set("FAKE_X", "2") == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_environ_del("FAKE_X") == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK(pyos_environ_pop("FAKE_X", NULL) == NULL);
    CHECK_ERROR(pyos_environ_clear() == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    fake_fail("_wputenv", 8, 1, -1); /* msvcrt says nothing */
    CHECK_ERROR(pyos_environ_set("FAKE_X", "2") == -1, PYOS_OSERROR, EINVAL, NULL);
    CHECK_STR(pyos_environ_get("FAKE_X"), "1");
    CHECK_INT(pyos_environ_del("FAKE_X"), 0);
    pyos_environ_trim();
    fake_reset();
    fake_fail("GetEnvironmentStringsW", 1, 1, ERROR_NOT_ENOUGH_MEMORY);
    CHECK_ERROR(pyos_reload_environ() == -1, PYOS_MEMORYERROR, ENOMEM, NULL);
    CHECK(pyos_environ_len() > 3);
    FAULT_SAME("refused variables", outside);
}

TEST(times_that_are_not_told) {
    pyos_times_result times;
    fake_reset();
    fake_fail("GetProcessTimes", 1, 1, ERROR_ACCESS_DENIED);
    CHECK_ERROR(pyos_times(&times) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_last_error()->winerror, ERROR_ACCESS_DENIED);
    CHECK_INT(pyos_times(&times), 0);
    CHECK_INT(times.has, 0);
}

static BOOL WINAPI fake_no_name(wchar_t *name, DWORD *size) {
    (void)name, (void)size;
    SetLastError(ERROR_ACCESS_DENIED);
    return FALSE;
}

TEST(names_that_are_not_told) {
    pyosi_load_calls();
    pyosi_calls.GetUserNameW = fake_no_name;
    CHECK_ERROR(pyos_getlogin() == NULL, PYOS_PERMISSIONERROR, EACCES, NULL);
    pyosi_calls.GetUserNameW = NULL;
    CHECK_ERROR(pyos_getlogin() == NULL, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    pyosi_calls.NtQueryInformationProcess = NULL; /* this comes before the number is known */
    CHECK_ERROR(pyos_getppid() == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    pyosi_calls.ready = 0;
    CHECK(pyos_getppid() >= 0); /* Wine has 0 for what it was started by */
}

int main(void) {
    fault_state before;
    test_name = "the mapping";
    CHECK_INT(pyos_init(), 0);
    CHECK_INT(pyos_environ_set("FAKE_X", "1"), 0); /* with room for more */
    CHECK_INT(pyos_environ_del("FAKE_X"), 0);
    pyos_environ_trim();
    before = fault_now();
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
    RUN(stat_of_a_plain_file);
    RUN(stat_of_links);
    RUN(stat_of_junctions);
    RUN(stat_of_other_reparse_points);
    RUN(stat_of_what_may_not_be_opened);
    RUN(stat_of_devices);
    RUN(readlink_shows_the_name_that_the_system_resolves);
    RUN(readlink_of_a_long_name);
    RUN(readlink_of_what_is_no_link);
    RUN(readlink_refuses_garbage);
    RUN(remove_takes_links_to_directories_too);
    RUN(listing_tells_reparse_points_apart);
    RUN(listing_of_names);
    RUN(listed_names_reach_the_system_unchanged);
    RUN(listing_that_fails_midway);
    RUN(entries_follow_links);
    RUN(children_are_opened_by_name);
    RUN(wrong_descriptors_do_not_end_the_process);
    RUN(the_callers_handler_comes_back);
    RUN(open_flags_and_long_paths);
    RUN(readlink_without_memory);
    RUN(paths_that_cannot_be_made_absolute);
    RUN(stat_of_odd_handles);
    RUN(mkdir_private_without_its_helpers);
    RUN(inheritance_that_is_refused);
    RUN(pipes_that_do_not_block);
    RUN(consoles_take_32767_bytes);
    RUN(directories_as_descriptors);
    RUN(children_follow_links);
    RUN(stat_of_a_directory_that_may_not_be_opened);
    RUN(rename_and_replace);
    RUN(chdir_and_its_limits);
    RUN(getcwd_of_any_length);
    RUN(listing_of_roots);
    RUN(starts_that_are_refused);
    RUN(starts_say_what_they_want);
    RUN(exit_codes_of_any_kind);
    RUN(waits_that_fail);
    RUN(kill_asks_for_this_very_process);
    RUN(console_events);
    RUN(popen_step_by_step);
    RUN(popen_without_an_interpreter);
    RUN(system_without_an_interpreter);
    RUN(startfile_says_why_not);
    RUN(dll_directories_of_old_systems);
    RUN(processors_of_all_groups);
    RUN(random_bytes_of_either_source);
    RUN(a_refused_variable_is_not_in_the_mapping);
    RUN(times_that_are_not_told);
    RUN(names_that_are_not_told);
    pyos_environ_trim();
    fault_arm(0, 0);
    test_name = "the whole run", test_bad = 0;
    pyos_free(fake_here);
    FAULT_SAME("the whole run", before);
    if (test_bad) test_failed++;
    return test_summary();
}
