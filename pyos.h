/* pyos.h - v0.3.0 - Python's os, os.path and stat for C and C++, in one file.
 *
 * Files, directories, descriptors, the environment, users, children and processors on POSIX, Windows and WASI, with the
 * names, results, defaults and error messages of Python 3.13. No dependency but the C library.
 *
 * In exactly one C or C++ file:          everywhere else:
 *
 *     #define PYOS_IMPLEMENTATION            #include "pyos.h"
 *     #include "pyos.h"
 *
 * Include the implementation before other headers when compiling with -std=c99 or another strict mode; in the
 * compilers' default modes (and in C++) the order does not matter. Public domain or MIT, at your choice: see the end.
 */

/*
MANUAL

  Contents                                                                          search for
     1. The first minute
     2. How Python becomes C
     3. Options
     4. Errors, audit hooks, interrupted calls, what is there                       >>error
     5. Memory, views                                                               >>memory
     6. Text: encodings, wide strings, the command line                             >>text
     7. os.path                                                                     >>path
     8. The environment                                                             >>environ
     9. The process and its user                                                    >>params
    10. Descriptors                                                                 >>fd
    11. Files and directories                                                       >>files
    12. stat                                                                        >>stat
    13. Listing and walking directories                                             >>walk
    14. Timers, counters, memory with descriptors; extended attributes, namespaces  >>linux
    15. Starting processes and waiting for them                                     >>process
    16. The scheduler, processors, limits of the system                             >>sched
    17. Random bytes                                                                >>random
    18. What has no C form, and why
    19. Differs from Python
    20. Revision history and licence                                                at the end

  Each mark is found three times: here, at the declarations and at the implementation.


1. THE FIRST MINUTE

    #define PYOS_IMPLEMENTATION
    #include "pyos.h"
    #include <stdio.h>

    int main(void) {
        const pyos_direntry *entry;
        pyos_scandir_iter *it = pyos_scandir(NULL);                    // os.scandir()
        while (it && pyos_scandir_next(it, &entry) == 1)
            printf("%s%s\n", entry->name, pyos_direntry_is_dir(entry, 0) == 1 ? "/" : "");
        pyos_scandir_close(it);
        if (pyos_mkdir("x/y", 0777) != 0) {                            // os.mkdir("x/y")
            char text[512];
            pyos_error_message(NULL, text, sizeof text);
            puts(text);                                                // [Errno 2] No such file or directory: 'x/y'
        }
        return 0;
    }


2. HOW PYTHON BECOMES C

  Names         pyos_ and Python's name: os.mkdir is pyos_mkdir, os.path.join is pyos_path_join, os.O_CREAT is
                PYOS_O_CREAT. Struct members drop Python's st_: st.mode, st.mtime_ns.
  Results       No failure value is ever a good answer. An action gives 0 or -1; a count, descriptor or id gives itself
                or -1; a question that Python never lets fail is a bool; one that can fail is 1, 0 or -1; an iterator
                step is 1 with an item, 0 at the end, -1 on error; a string, list or object is a pointer, NULL on
                failure. Where Python's default is None, NULL is that default; elsewhere NULL is a TypeError.
  Errors        errno is set, and pyos_last_error() has the rest: kind, function, file names, Windows code.
  Strings       const char * in UTF-8. On POSIX and WASI they are the system's bytes, untouched; on Windows they are
                WTF-8, that is UTF-8 in which a lone half of a surrogate pair is written as three bytes, so that every
                name survives. Paths of any length work, but for chdir on Windows (258 characters).
  Ownership     Every char *, char ** or struct pointer that a function returns belongs to the caller and is released
                by one pyos_free; objects (pyos_scandir_iter) by their own _close. Every const pointer is borrowed, and
                its comment says until when. A list is one allocation.
  Keywords      dir_fd= is the _at form, with the descriptor before the path it applies to and PYOS_CWD for none.
                follow_symlinks= and effective_ids= are flags of the _at form: PYOS_NOFOLLOW, PYOS_FOLLOW,
                PYOS_EFFECTIVE_IDS; 0 is Python's default. An unknown flag is a ValueError before any effect. A
                descriptor in place of the path is the f-form: pyos_fstat, pyos_flistdir.
  Paths         os.path functions have up to three forms: the plain one takes C strings and gives an owned string (a
                suffix of the input is a pointer into it); _view takes and gives pyos_view and never allocates; _buf
                takes views, writes into the caller's buffer, gives the length needed and always terminates.
  Absent        Every function is declared everywhere. Where Python does not have it on a platform it fails with
                ENOSYS, NotImplementedError and no effect; pyos_have("os.fchdir") and PYOS_HAVE_FCHDIR say so
                beforehand. Nothing succeeds by doing nothing, but for chmod, umask and the ids on WASI.
  Environments  "NAME=value", NULL-ended, wherever a whole one is taken or given; argument lists are NULL-ended too.
  Threads       Functions without an object may be called from any thread, an iterator or stream by one at a time. After
                pyos_fork the library's locks are free in the child; what is async-signal-safe says so.
  Descriptors   New ones are non-inheritable (PEP 446). Calls that a signal can interrupt while they wait (open, read,
                write and their kin, locks, fsync, truncate, stat and the f-forms, wait) are repeated (PEP 475), but for
                close and dup2.


3. OPTIONS

  Define them before the #include. "all" must be the same in every file that includes pyos.h, "impl" matters only in the
  one with PYOS_IMPLEMENTATION. Each is 0 or 1 and off by default, and defined without a value it is on; PYOS_API, the
  allocator and PYOS_THREAD_LOCAL are text instead.

    PYOS_STATIC            impl   every function is static: a private copy inside one file, nothing is exported
    PYOS_API               all    your own linkage in place of hidden visibility, as in -DPYOS_API=__declspec(dllexport)
    PYOS_STRICT            all    functions that the platform lacks are not declared at all
    PYOS_STDIO             all    includes <stdio.h> and declares pyos_fdopen, pyos_popen and pyos_popen_close
    PYOS_NO_AUDIT          impl   no audit hooks: pyos_addaudithook fails with ENOSYS, events cost nothing
    PYOS_NO_THREADS        impl   one thread only: no thread-local storage, no locks (tcc needs this)
    PYOS_NO_ASSERT         impl   constants are not compared with the system's headers at compile time
    PYOS_MALLOC, PYOS_REALLOC, PYOS_FREE
                           impl   your allocator, as function-like macros: all three or none. The C library allocates
                                  by itself in newlocale, fdopen, setenv, getlogin_r, getgrouplist, initgroups and,
                                  where there is no getdents64, fdopendir; Windows in LoadLibraryExW, FormatMessageW,
                                  _wputenv and in making the access list of mkdir 0700
    PYOS_THREAD_LOCAL      impl   the keyword for thread-local variables, where the built-in choice is wrong
    PYOS_SYSTEM_CONSTANTS  all    takes PYOS_O_CREAT and its kin from the system's headers, which are then included; for
                                  systems and processors that pyos.h has no numbers for


18. WHAT HAS NO C FORM, AND WHY

  os.fspath, os.PathLike   there is one kind of path, the string
  str or bytes             one kind of string: bytes in, bytes out; pyos_fsdecode and pyos_fsencode convert
  None, positional tuples  NULL, and structs with named members (stat.ST_MODE and its kin index a tuple: no use here)
  context managers         pyos_scandir_close, pyos_popen_close, pyos_add_dll_directory_close
  os.environb, os.getenvb  os.environ and os.getenv have the bytes already
  os.environ.encodekey     and its three kin: what they do is done wherever a name or value is given
  warnings                 of fork with several threads, of signals that the C library keeps for itself: there are none
  utime(times=...)         seconds as floats lose digits; nanoseconds do not
  pathconf with a number   whoever has the system's number has the system's pathconf too
  NUL inside a path        a C string cannot hold one


19. DIFFERS FROM PYTHON

  link                     never follows a symbolic link unless told to, on every system (Python's later rule)
  stat on Linux            has the birth time where the kernel knows it
  times                    nanoseconds in 64 bits: what lies outside 1677 to 2262 is cut to the nearest limit
  mkdir 0700 on Windows    the access list names the current user, so that elevated users are not locked out
  repr in messages         code points from U+00A1 on are shown, but for C1, U+00AD, U+2028, U+2029, the controls of
                           writing direction and surrogates; a name longer than the record keeps its end
  UnicodeError             the message does not tell position and character
  access                   wrong use answers false, and leaves a TypeError, ValueError or NotImplementedError in the
                           record
  set_inheritable on WASI  making a descriptor inheritable is refused, because the sandbox has no such thing
  a directory entry        asks by the descriptor of the open directory, so it means the same file when the path is
                           moved (not so a copy; on WASI not where a link is followed, on Windows not what may not be
                           opened)
  encoding on the BSDs     is UTF-8 in every locale
  listdir, scandir of -1   are EBADF; Python takes -1 for no argument and lists the working directory
  dir_fd on Windows        works, by opens relative to the directory's handle; Python refuses it. So do fwalk, pread,
                           pwrite, readv and writev; on WASI fwalk
  walk, fwalk              any depth, with at most 32 open descriptors; errors of a hook go to onerror
  removedirs               looks whether a directory is empty before removing it, and stops where a file system ends
  renames                  makes no directory when what is to be renamed is not there
  closerange               a negative upper bound closes nothing
  lockf, eventfd_read, eventfd_write
                           are repeated after a signal, as other calls are
  copy_file_range, sendfile
                           never say that the end was reached while there is more to read
  grantpt                  leaves the handling of SIGCHLD alone
  fdopen                   takes C's modes, so no "x"
  os.environ               may be used by several threads; reload exists; on Windows names are upper-cased letter by
                           letter with the system's table
  spawn on POSIX           a program that cannot be started is an error, not exit code 127; functions of
                           register_at_fork are not called; os.fork and os.exec are raised in the parent
  exec, spawn on Windows   arguments are quoted; exec waits and passes the exit code on
  batch files on Windows   are refused unless every argument is provably safe for the command interpreter
  environments on Windows  a child that is given one gets exactly that; the C run time, and so Python, would add
                           SystemRoot and the working directories of drives
  kill on Windows          with 0 asks whether the process exists, and who has ended does not; CTRL_C_EVENT has a number
                           of its own
  PYTHON_CPU_COUNT         of 0, or no number: the counts fail, and nothing stops the program
  fork                     never warns
  popen                    raises subprocess.Popen, and not what Python raises inside of it
  timerfd_..., eventfd     are not there on FreeBSD 14 and NetBSD 10 (eventfd: on NetBSD only), where Python has them
*/

/* ---------------------------------------------------------------------------------------------------------------------
 * Feature-test macros. They must be set before the first header of the C library; where that came first, what it has
 * already decided must do. macOS and the BSDs show everything when nothing is defined.
 */
#ifdef PYOS_IMPLEMENTATION
#if defined(__linux__) || defined(__wasi__)
#if defined(__GLIBC__) /* a header came first */
#if !defined(__USE_MISC)
#define PYOSI_LATE 1
#elif !defined(__USE_FILE_OFFSET64) && !defined(__LP64__) && !defined(_LP64)
#define PYOSI_LATE 1
#elif defined(__TIMESIZE) && __TIMESIZE == 32 && __GLIBC_PREREQ(2, 34) && !defined(__USE_TIME_BITS64)
#define PYOSI_LATE 1
#endif
#elif defined(_FEATURES_H) && !defined(_GNU_SOURCE) && !defined(_BSD_SOURCE) /* musl, wasi-libc */
#define PYOSI_LATE 1
#endif
#ifdef PYOSI_LATE
/* clang-format off */
#error "pyos.h: include the implementation before all other headers, or compile with -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64"
/* clang-format on */
#endif
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif
#ifndef _TIME_BITS
#define _TIME_BITS 64
#endif
#endif
#endif

/* Options: defined without a value means 1 (then the first expression is 1 - -1), undefined means 0. */
#ifndef PYOS_STATIC
#define PYOS_STATIC 0
#elif 1 - PYOS_STATIC - 1 == 2
#undef PYOS_STATIC
#define PYOS_STATIC 1
#endif
#ifndef PYOS_STRICT
#define PYOS_STRICT 0
#elif 1 - PYOS_STRICT - 1 == 2
#undef PYOS_STRICT
#define PYOS_STRICT 1
#endif
#ifndef PYOS_STDIO
#define PYOS_STDIO 0
#elif 1 - PYOS_STDIO - 1 == 2
#undef PYOS_STDIO
#define PYOS_STDIO 1
#endif
#ifndef PYOS_NO_AUDIT
#define PYOS_NO_AUDIT 0
#elif 1 - PYOS_NO_AUDIT - 1 == 2
#undef PYOS_NO_AUDIT
#define PYOS_NO_AUDIT 1
#endif
#ifndef PYOS_NO_THREADS
#define PYOS_NO_THREADS 0
#elif 1 - PYOS_NO_THREADS - 1 == 2
#undef PYOS_NO_THREADS
#define PYOS_NO_THREADS 1
#endif
#ifndef PYOS_NO_ASSERT
#define PYOS_NO_ASSERT 0
#elif 1 - PYOS_NO_ASSERT - 1 == 2
#undef PYOS_NO_ASSERT
#define PYOS_NO_ASSERT 1
#endif
#ifndef PYOS_SYSTEM_CONSTANTS
#define PYOS_SYSTEM_CONSTANTS 0
#elif 1 - PYOS_SYSTEM_CONSTANTS - 1 == 2
#undef PYOS_SYSTEM_CONSTANTS
#define PYOS_SYSTEM_CONSTANTS 1
#endif

#if PYOS_STATIC && !defined(PYOS_IMPLEMENTATION) && !defined(PYOS_H_IMPLEMENTATION)
#error "pyos.h: PYOS_STATIC needs PYOS_IMPLEMENTATION in the same file"
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * The platform, decided here and nowhere else. Exactly one of WINDOWS, WASI and POSIX is 1.
 */
#define PYOSI_WINDOWS 0
#define PYOSI_WASI 0
#define PYOSI_POSIX 0
#define PYOSI_LINUX 0 /* also Android */
#define PYOSI_MACOS 0 /* also iOS */
#define PYOSI_IOS 0
#define PYOSI_FREEBSD 0
#define PYOSI_NETBSD 0
#define PYOSI_OPENBSD 0
#if defined(_WIN32)
#undef PYOSI_WINDOWS
#define PYOSI_WINDOWS 1
#elif defined(__wasi__)
#undef PYOSI_WASI
#define PYOSI_WASI 1
#else
#undef PYOSI_POSIX
#define PYOSI_POSIX 1
#if defined(__linux__)
#undef PYOSI_LINUX
#define PYOSI_LINUX 1
#elif defined(__APPLE__) && defined(__MACH__)
#undef PYOSI_MACOS
#define PYOSI_MACOS 1
#if defined(__ENVIRONMENT_IPHONE_OS_VERSION_MIN_REQUIRED__)
#undef PYOSI_IOS
#define PYOSI_IOS 1
#endif
#elif defined(__FreeBSD__)
#undef PYOSI_FREEBSD
#define PYOSI_FREEBSD 1
#elif defined(__NetBSD__)
#undef PYOSI_NETBSD
#define PYOSI_NETBSD 1
#elif defined(__OpenBSD__)
#undef PYOSI_OPENBSD
#define PYOSI_OPENBSD 1
#elif !PYOS_SYSTEM_CONSTANTS
#error "pyos.h: unknown system; define PYOS_SYSTEM_CONSTANTS to take its constants from its own headers"
#endif
#endif

/* Linux numbers are the same on all processors but these, which have tables of their own in the kernel. */
#if PYOSI_LINUX && !PYOS_SYSTEM_CONSTANTS &&                                                                           \
    (defined(__mips__) || defined(__alpha__) || defined(__sparc__) || defined(__hppa__))
#error "pyos.h: no constants for this processor; define PYOS_SYSTEM_CONSTANTS to take them from the system's headers"
#endif

/* How functions are declared. Hidden visibility gives each executable or library a pyos.h of its own; a Windows module
 * exports nothing unasked. */
#if PYOS_STATIC
#if defined(__GNUC__) || defined(__clang__) || defined(__TINYC__)
#define PYOSI_API static __attribute__((unused))
#else
#define PYOSI_API static
#endif
#elif defined(PYOS_API)
#define PYOSI_API PYOS_API
#elif defined(__GNUC__) && !PYOSI_WINDOWS
#define PYOSI_API __attribute__((visibility("hidden")))
#else
#define PYOSI_API
#endif

#ifndef PYOS_H
#define PYOS_H

#define PYOS_VERSION 300 /* 10000 * major + 100 * minor + patch */
#define PYOS_VERSION_STRING "0.3.0"

#include <stdbool.h>
#include <stddef.h>
#if PYOS_STDIO
#include <stdio.h>
#endif
#if PYOS_SYSTEM_CONSTANTS
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#if !PYOSI_WINDOWS
#include <unistd.h>
#endif
#if PYOSI_POSIX
#include <dlfcn.h>
#include <sched.h>
#include <sys/wait.h>
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the implementation that was linked: PYOS_VERSION as it was there. */
PYOSI_API int pyos_version(void);

/* =====================================================================================================================
 * >>error     The error record, audit hooks, the interrupt hook, what is there
 *
 *     if (pyos_mkdir(path, 0777) != 0 && pyos_last_error()->kind != PYOS_FILEEXISTSERROR) {
 *         char text[512];
 *         pyos_error_message(NULL, text, sizeof text);
 *         fprintf(stderr, "%s\n", text);
 *     }
 */

#define PYOS_ERROR_NAMES 1000 /* bytes of the record for file names, terminators included */

/* Kinds: Python's exception classes. Those up to PYOS_TIMEOUTERROR are OSError and its subclasses. */
#define PYOS_OSERROR 1
#define PYOS_BLOCKINGIOERROR 2
#define PYOS_BROKENPIPEERROR 3
#define PYOS_CHILDPROCESSERROR 4
#define PYOS_CONNECTIONABORTEDERROR 5
#define PYOS_CONNECTIONREFUSEDERROR 6
#define PYOS_CONNECTIONRESETERROR 7
#define PYOS_FILEEXISTSERROR 8
#define PYOS_FILENOTFOUNDERROR 9
#define PYOS_INTERRUPTEDERROR 10
#define PYOS_ISADIRECTORYERROR 11
#define PYOS_NOTADIRECTORYERROR 12
#define PYOS_PERMISSIONERROR 13
#define PYOS_PROCESSLOOKUPERROR 14
#define PYOS_TIMEOUTERROR 15
#define PYOS_BUFFERERROR 32         /* errno EBUSY */
#define PYOS_INDEXERROR 33          /* errno ERANGE */
#define PYOS_KEYERROR 34            /* errno ENOENT */
#define PYOS_MEMORYERROR 35         /* errno ENOMEM */
#define PYOS_NOTIMPLEMENTEDERROR 36 /* errno ENOTSUP for an argument, ENOSYS for a call that the platform lacks */
#define PYOS_OVERFLOWERROR 37       /* errno EOVERFLOW */
#define PYOS_RUNTIMEERROR 38        /* errno EINVAL */
#define PYOS_SYSTEMERROR 39         /* errno ENOSYS */
#define PYOS_TYPEERROR 40           /* errno EINVAL */
#define PYOS_UNICODEERROR 41        /* errno EILSEQ */
#define PYOS_VALUEERROR 42          /* errno EINVAL */

typedef struct pyos_error {
    int code;              /* errno value; perror and strerror work on it */
    int kind;              /* PYOS_FILENOTFOUNDERROR, PYOS_VALUEERROR, ...; 0 before the first failure */
    unsigned winerror;     /* GetLastError(), 0 off Windows and for failures of the C run time */
    unsigned cut;          /* 1: filename lost its beginning, 2: filename2, 3: both */
    const char *function;  /* "os.mkdir", static */
    const char *text;      /* Python's message where kind is no OSError; else NULL */
    const char *filename;  /* NULL where Python's error has none */
    const char *filename2; /* rename, replace, link, symlink */
} pyos_error;

/* The last failure of a pyos function on this thread; never NULL.
 * It and its strings stand until the next failure on this thread; success leaves it alone, and errno too, unless a call
 * had to be repeated after a signal or replaced by an older one. Internal probes, tolerated failures and questions
 * answered false do not touch it. */
PYOSI_API const pyos_error *pyos_last_error(void);

/* A copy that lasts, in one block for pyos_free; NULL copies the last error.
 *   Returns   NULL when memory ran out (the record then tells of that, errno ENOMEM) */
PYOSI_API pyos_error *pyos_error_copy(const pyos_error *error);

/* str(exception): "[Errno 2] No such file or directory: 'x'", "[WinError 5] Access is denied: 'x' -> 'y'", or text.
 *   error     NULL for the last one
 *   buf       receives as much as fits, always terminated, unless size is 0
 *   Returns   the length of the whole message; one that is >= size was cut */
PYOSI_API size_t pyos_error_message(const pyos_error *error, char *buf, size_t size);

/* The kind that Python's OSError picks for an errno value: ENOENT is PYOS_FILENOTFOUNDERROR, most are PYOS_OSERROR. */
PYOSI_API int pyos_error_kind(int code);

/* "FileNotFoundError" for PYOS_FILENOTFOUNDERROR; "Exception" for a number that is none. Static. */
PYOSI_API const char *pyos_error_kind_name(int kind);

/* Arguments of an audit event. */
#define PYOS_AUDIT_NONE 0  /* Python's None */
#define PYOS_AUDIT_INT 1   /* i */
#define PYOS_AUDIT_TEXT 2  /* s, with n bytes before the terminator */
#define PYOS_AUDIT_BYTES 3 /* s, n; may hold zero bytes */
#define PYOS_AUDIT_LIST 4  /* list, NULL-ended, with n items */

typedef struct pyos_audit_arg {
    int type;
    long long i;
    const char *s;
    size_t n;
    const char *const *list;
} pyos_audit_arg;

/* A hook. Runs in the calling thread, after the checks of arguments and before anything is done.
 *   args      borrowed until the hook returns
 *   Returns   0, or an errno with which the call then fails with nothing done */
typedef int (*pyos_audit_hook)(void *user, const char *event, const pyos_audit_arg *args, size_t nargs);

/* sys.addaudithook(hook)
 * Adds a hook behind those there are; hooks run in the order of their adding and cannot be removed. Raises the event
 * sys.addaudithook first, and a hook that refuses it keeps the new one out. Other threads may be calling meanwhile.
 *   user      handed to each call; must live as long as the process
 *   Errors    EINVAL  hook is NULL (TypeError)
 *             ENOMEM  no memory (MemoryError)
 *             ENOSYS  compiled with PYOS_NO_AUDIT (NotImplementedError)
 *             the errno of a hook that refused */
PYOSI_API int pyos_addaudithook(pyos_audit_hook hook, void *user);

/* sys.audit(event, *args)
 * Raises an event of the caller's own. 0, or -1 with the errno of the first hook that refused; later ones are not
 * asked. With PYOS_NO_AUDIT it is 0 and nobody is asked.
 *   Errors    EINVAL  event is NULL, or args is while nargs is not 0 (TypeError) */
PYOSI_API int pyos_audit(const char *event, const pyos_audit_arg *args, size_t nargs);

/* A call that a signal interrupts while it waits is repeated (PEP 475). A hook is asked before that, as a signal
 * handler that raises would stop a call in Python: 0 repeats, an errno (EINTR, say) is what the call then fails with.
 * close is never repeated. One hook for the process; NULL takes it away. Read only after an interruption, so it costs
 * nothing. */
PYOSI_API void pyos_set_interrupt_hook(int (*hook)(void *user), void *user);

/* hasattr(os, name): does Python have the function here, and pyos.h too? pyos_have("os.fchdir") is false on Windows,
 * and pyos_have("os.memfd_create") where the kernel has no such call. Also for "os.path.join", "stat.filemode" and
 * "sys.audit". False for NULL and for what pyos.h does not have. */
PYOSI_API bool pyos_have(const char *name);

/* name in os.supports_dir_fd, and so on. With or without "os.": pyos_supports_dir_fd("mkdir"). As in Python rmdir is in
 * supports_dir_fd, while remove, replace and lstat are not, though they take the argument. */
PYOSI_API bool pyos_supports_dir_fd(const char *name);
PYOSI_API bool pyos_supports_fd(const char *name);
PYOSI_API bool pyos_supports_follow_symlinks(const char *name);
PYOSI_API bool pyos_supports_effective_ids(const char *name);

/* The same at compile time, for the functions that some platform lacks: does it work here? Where pyos.h goes beyond
 * Python (pread and its kin on Windows, fwalk on Windows and WASI) PYOS_HAVE_X is 1 and pyos_have false. */
#if PYOSI_POSIX
#define PYOS_HAVE_CHOWN 1
#define PYOS_HAVE_FCHDIR 1
#define PYOS_HAVE_FCHOWN 1
#define PYOS_HAVE_FLISTDIR 1
#define PYOS_HAVE_FSCANDIR 1
#define PYOS_HAVE_FSTATVFS 1
#define PYOS_HAVE_GRANTPT 1
#define PYOS_HAVE_LCHOWN 1
#define PYOS_HAVE_LOCKF 1
#define PYOS_HAVE_LOGIN_TTY 1
#define PYOS_HAVE_MAJOR 1
#define PYOS_HAVE_MAKEDEV 1
#define PYOS_HAVE_MINOR 1
#define PYOS_HAVE_MKFIFO 1
#define PYOS_HAVE_MKNOD 1
#define PYOS_HAVE_OPENPTY 1
#define PYOS_HAVE_POSIX_OPENPT 1
#define PYOS_HAVE_PREADV 1
#define PYOS_HAVE_PTSNAME 1
#define PYOS_HAVE_PWRITEV 1
#define PYOS_HAVE_STATVFS 1
#define PYOS_HAVE_SYNC 1
#define PYOS_HAVE_TCGETPGRP 1
#define PYOS_HAVE_TCSETPGRP 1
#define PYOS_HAVE_TTYNAME 1
#define PYOS_HAVE_UNLOCKPT 1
#else
#define PYOS_HAVE_CHOWN 0
#define PYOS_HAVE_FCHDIR 0
#define PYOS_HAVE_FCHOWN 0
#define PYOS_HAVE_FLISTDIR 0
#define PYOS_HAVE_FSCANDIR 0
#define PYOS_HAVE_FSTATVFS 0
#define PYOS_HAVE_GRANTPT 0
#define PYOS_HAVE_LCHOWN 0
#define PYOS_HAVE_LOCKF 0
#define PYOS_HAVE_LOGIN_TTY 0
#define PYOS_HAVE_MAJOR 0
#define PYOS_HAVE_MAKEDEV 0
#define PYOS_HAVE_MINOR 0
#define PYOS_HAVE_MKFIFO 0
#define PYOS_HAVE_MKNOD 0
#define PYOS_HAVE_OPENPTY 0
#define PYOS_HAVE_POSIX_OPENPT 0
#define PYOS_HAVE_PREADV 0
#define PYOS_HAVE_PTSNAME 0
#define PYOS_HAVE_PWRITEV 0
#define PYOS_HAVE_STATVFS 0
#define PYOS_HAVE_SYNC 0
#define PYOS_HAVE_TCGETPGRP 0
#define PYOS_HAVE_TCSETPGRP 0
#define PYOS_HAVE_TTYNAME 0
#define PYOS_HAVE_UNLOCKPT 0
#endif
#if PYOSI_POSIX && !defined(__ANDROID__)
#define PYOS_HAVE_CHROOT 1
#else
#define PYOS_HAVE_CHROOT 0
#endif
#if PYOSI_WASI
#define PYOS_HAVE_DUP 0
#define PYOS_HAVE_DUP2 0
#define PYOS_HAVE_GET_TERMINAL_SIZE 0
#define PYOS_HAVE_PIPE 0
#define PYOS_HAVE_READV 0
#define PYOS_HAVE_WRITEV 0
#else
#define PYOS_HAVE_DUP 1
#define PYOS_HAVE_DUP2 1
#define PYOS_HAVE_GET_TERMINAL_SIZE 1
#define PYOS_HAVE_PIPE 1
#define PYOS_HAVE_READV 1
#define PYOS_HAVE_WRITEV 1
#endif
#if PYOSI_WINDOWS
#define PYOS_HAVE_FPATHCONF 0
#define PYOS_HAVE_FUTIME 0
#define PYOS_HAVE_GET_HANDLE_INHERITABLE 1
#define PYOS_HAVE_GET_OSFHANDLE 1
#define PYOS_HAVE_LISTDRIVES 1
#define PYOS_HAVE_LISTMOUNTS 1
#define PYOS_HAVE_LISTVOLUMES 1
#define PYOS_HAVE_OPEN_OSFHANDLE 1
#define PYOS_HAVE_PATHCONF 0
#define PYOS_HAVE_SET_HANDLE_INHERITABLE 1
#else
#define PYOS_HAVE_FPATHCONF 1
#define PYOS_HAVE_FUTIME 1
#define PYOS_HAVE_GET_HANDLE_INHERITABLE 0
#define PYOS_HAVE_GET_OSFHANDLE 0
#define PYOS_HAVE_LISTDRIVES 0
#define PYOS_HAVE_LISTMOUNTS 0
#define PYOS_HAVE_LISTVOLUMES 0
#define PYOS_HAVE_OPEN_OSFHANDLE 0
#define PYOS_HAVE_PATHCONF 1
#define PYOS_HAVE_SET_HANDLE_INHERITABLE 0
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD /* FreeBSD 13 */
#define PYOS_HAVE_COPY_FILE_RANGE 1
#define PYOS_HAVE_EVENTFD 1
#define PYOS_HAVE_MEMFD_CREATE 1
#else
#define PYOS_HAVE_COPY_FILE_RANGE 0
#define PYOS_HAVE_EVENTFD 0
#define PYOS_HAVE_MEMFD_CREATE 0
#endif
#if PYOSI_LINUX
#define PYOS_HAVE_GETXATTR 1
#define PYOS_HAVE_LISTXATTR 1
#define PYOS_HAVE_REMOVEXATTR 1
#define PYOS_HAVE_SETXATTR 1
#define PYOS_HAVE_SPLICE 1
#define PYOS_HAVE_TIMERFD 1
#else
#define PYOS_HAVE_GETXATTR 0
#define PYOS_HAVE_LISTXATTR 0
#define PYOS_HAVE_REMOVEXATTR 0
#define PYOS_HAVE_SETXATTR 0
#define PYOS_HAVE_SPLICE 0
#define PYOS_HAVE_TIMERFD 0
#endif
#if PYOSI_LINUX || PYOSI_MACOS || PYOSI_FREEBSD
#define PYOS_HAVE_SENDFILE 1
#else
#define PYOS_HAVE_SENDFILE 0
#endif
#if PYOSI_POSIX && !PYOSI_MACOS
#define PYOS_HAVE_PIPE2 1
#else
#define PYOS_HAVE_PIPE2 0
#endif
#if PYOSI_WINDOWS || PYOSI_MACOS
#define PYOS_HAVE_FDATASYNC 0
#else
#define PYOS_HAVE_FDATASYNC 1
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOS_HAVE_POSIX_FALLOCATE 1
#else
#define PYOS_HAVE_POSIX_FALLOCATE 0
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD || PYOSI_NETBSD || PYOSI_WASI
#define PYOS_HAVE_POSIX_FADVISE 1
#else
#define PYOS_HAVE_POSIX_FADVISE 0
#endif
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD || PYOSI_OPENBSD
#define PYOS_HAVE_CHFLAGS 1
#else
#define PYOS_HAVE_CHFLAGS 0
#endif
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOS_HAVE_LCHFLAGS 1
#define PYOS_HAVE_LCHMOD 1
#elif PYOSI_WINDOWS
#define PYOS_HAVE_LCHFLAGS 0
#define PYOS_HAVE_LCHMOD 1
#else
#define PYOS_HAVE_LCHFLAGS 0
#define PYOS_HAVE_LCHMOD 0
#endif
#if PYOSI_POSIX
#define PYOS_HAVE_CTERMID 1
#define PYOS_HAVE_GETEUID 1
#define PYOS_HAVE_GETGROUPS 1
#define PYOS_HAVE_GETLOADAVG 1
#define PYOS_HAVE_GETPGID 1
#define PYOS_HAVE_GETPRIORITY 1
#define PYOS_HAVE_KILLPG 1
#define PYOS_HAVE_NICE 1
#define PYOS_HAVE_SETGROUPS 1
#else
#define PYOS_HAVE_CTERMID 0
#define PYOS_HAVE_GETEUID 0
#define PYOS_HAVE_GETGROUPS 0
#define PYOS_HAVE_GETLOADAVG 0
#define PYOS_HAVE_GETPGID 0
#define PYOS_HAVE_GETPRIORITY 0
#define PYOS_HAVE_KILLPG 0
#define PYOS_HAVE_NICE 0
#define PYOS_HAVE_SETGROUPS 0
#endif
#if PYOSI_POSIX && !PYOSI_IOS
#define PYOS_HAVE_FORK 1
#define PYOS_HAVE_FORKPTY 1
#define PYOS_HAVE_POSIX_SPAWN 1
#define PYOS_HAVE_REGISTER_AT_FORK 1
#define PYOS_HAVE_SPAWNVP 1
#define PYOS_HAVE_WAIT 1
#define PYOS_HAVE_WAITID 1
#else
#define PYOS_HAVE_FORK 0
#define PYOS_HAVE_FORKPTY 0
#define PYOS_HAVE_POSIX_SPAWN 0
#define PYOS_HAVE_REGISTER_AT_FORK 0
#define PYOS_HAVE_SPAWNVP 0
#define PYOS_HAVE_WAIT 0
#define PYOS_HAVE_WAITID 0
#endif
#if !PYOSI_WASI && !PYOSI_IOS
#define PYOS_HAVE_EXECV 1
#define PYOS_HAVE_KILL 1
#define PYOS_HAVE_POPEN 1
#define PYOS_HAVE_SPAWNV 1
#define PYOS_HAVE_SYSTEM 1
#define PYOS_HAVE_WAITPID 1
#define PYOS_HAVE_WAITSTATUS_TO_EXITCODE 1
#else
#define PYOS_HAVE_EXECV 0
#define PYOS_HAVE_KILL 0
#define PYOS_HAVE_POPEN 0
#define PYOS_HAVE_SPAWNV 0
#define PYOS_HAVE_SYSTEM 0
#define PYOS_HAVE_WAITPID 0
#define PYOS_HAVE_WAITSTATUS_TO_EXITCODE 0
#endif
#if !PYOSI_WASI
#define PYOS_HAVE_GETLOGIN 1
#define PYOS_HAVE_GETPPID 1
#define PYOS_HAVE_MULTIPROCESSING_CPU_COUNT 1
#else
#define PYOS_HAVE_GETLOGIN 0
#define PYOS_HAVE_GETPPID 0
#define PYOS_HAVE_MULTIPROCESSING_CPU_COUNT 0
#endif
#if PYOSI_WINDOWS
#define PYOS_HAVE_STARTFILE 1
#define PYOS_HAVE_ADD_DLL_DIRECTORY 1
#else
#define PYOS_HAVE_STARTFILE 0
#define PYOS_HAVE_ADD_DLL_DIRECTORY 0
#endif
#if !PYOSI_WINDOWS
#define PYOS_HAVE_GETUID 1
#define PYOS_HAVE_SCHED_YIELD 1
#define PYOS_HAVE_SYSCONF 1
#define PYOS_HAVE_UNAME 1
#else
#define PYOS_HAVE_GETUID 0
#define PYOS_HAVE_SCHED_YIELD 0
#define PYOS_HAVE_SYSCONF 0
#define PYOS_HAVE_UNAME 0
#endif
#if PYOSI_POSIX && !defined(__ANDROID__)
#define PYOS_HAVE_INITGROUPS 1
#define PYOS_HAVE_SETUID 1
#else
#define PYOS_HAVE_INITGROUPS 0
#define PYOS_HAVE_SETUID 0
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD || PYOSI_OPENBSD
#define PYOS_HAVE_GETRESUID 1
#else
#define PYOS_HAVE_GETRESUID 0
#endif
#if PYOS_HAVE_GETRESUID && PYOS_HAVE_SETUID
#define PYOS_HAVE_SETRESUID 1
#else
#define PYOS_HAVE_SETRESUID 0
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD
#define PYOS_HAVE_FEXECVE 1
#else
#define PYOS_HAVE_FEXECVE 0
#endif
#if PYOSI_LINUX
#define PYOS_HAVE_PIDFD_OPEN 1
#define PYOS_HAVE_SETNS 1
#else
#define PYOS_HAVE_PIDFD_OPEN 0
#define PYOS_HAVE_SETNS 0
#endif
#if PYOSI_LINUX || PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOS_HAVE_SCHED_GET_PRIORITY_MIN 1
#else
#define PYOS_HAVE_SCHED_GET_PRIORITY_MIN 0
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOS_HAVE_GETRANDOM 1
#define PYOS_HAVE_SCHED_SETSCHEDULER 1
#else
#define PYOS_HAVE_GETRANDOM 0
#define PYOS_HAVE_SCHED_SETSCHEDULER 0
#endif
#if PYOSI_LINUX || (PYOSI_FREEBSD && __FreeBSD__ >= 14)
#define PYOS_HAVE_SCHED_SETAFFINITY 1
#else
#define PYOS_HAVE_SCHED_SETAFFINITY 0
#endif
#define PYOS_HAVE_FORK1 0 /* on none of these systems, like the next */
#define PYOS_HAVE_PLOCK 0

/* =====================================================================================================================
 * >>memory    Memory and views
 */

/* Releases whatever a pyos function returned as an owned pointer. NULL is fine; errno stays. */
PYOSI_API void pyos_free(void *pointer);

/* A piece of text by pointer and length; not terminated. */
typedef struct pyos_view {
    const char *data;
    size_t size;
} pyos_view;

/* The view of a C string; an empty one for NULL. */
PYOSI_API pyos_view pyos_view_of(const char *text);

/* =====================================================================================================================
 * >>text      Encodings
 *
 * Text is UTF-8. On Windows it is WTF-8, the same for every string but those with lone halves of surrogate pairs.
 */

/* sys.getfilesystemencoding(): "utf-8" on Windows, macOS, the BSDs and WASI and in UTF-8 mode, else the name of the
 * locale's encoding, taken at first use from LC_ALL, LC_CTYPE or LANG; setlocale is neither called nor obeyed. Where
 * the C locale comes from LANG or LC_CTYPE it counts as C.UTF-8 (PEP 538), unless PYTHONCOERCECLOCALE is 0. Static. */
PYOSI_API const char *pyos_getfilesystemencoding(void);

/* sys.getfilesystemencodeerrors(): "surrogateescape", "surrogatepass" on Windows. Static. */
PYOSI_API const char *pyos_getfilesystemencodeerrors(void);

/* sys.flags.utf8_mode: 1 with PYTHONUTF8=1, 0 with PYTHONUTF8=0. Without it 1 in the C and POSIX locales (on Linux also
 * in one that is not installed), and 0 on Windows. Read once. */
PYOSI_API int pyos_utf8_mode(void);

/* os.fsencode(filename)
 * Text to the bytes of the file system: UTF-8 to the encoding above, U+DC80..U+DCFF to the bytes that they stand for.
 * On Windows the bytes are the same WTF-8.
 *   Returns   owned, NULL on failure
 *   Errors    EILSEQ  no UTF-8, or a character that the encoding lacks (UnicodeError)
 *             EINVAL  NULL (TypeError) */
PYOSI_API char *pyos_fsencode(const char *filename);

/* os.fsdecode(filename)
 * Bytes of the file system to text. A byte b that does not decode becomes U+DC00+b, three bytes of WTF-8, so that
 * fsencode gives it back. On Windows what is no WTF-8 is an error.
 *   Returns   owned, NULL on failure
 *   Errors    EILSEQ  on Windows (UnicodeError)
 *             EINVAL  NULL (TypeError) */
PYOSI_API char *pyos_fsdecode(const char *filename);

/* WTF-8 to wide characters, for calls of the system that pyos.h does not have: UTF-16 on Windows (three bytes that
 * spell a lone half become that half), UTF-32 elsewhere.
 *   Returns   owned, NULL on failure
 *   Errors    EILSEQ  no WTF-8 (UnicodeError)
 *             EINVAL  NULL (TypeError) */
PYOSI_API wchar_t *pyos_to_wide(const char *text);

/* Wide characters to WTF-8; the inverse of pyos_to_wide.
 *   Returns   owned, NULL on failure
 *   Errors    EILSEQ  a value above U+10FFFF (UnicodeError)
 *             EINVAL  NULL (TypeError) */
PYOSI_API char *pyos_from_wide(const wchar_t *text);

/* sys.argv
 * The first line of a portable main: int main(int argc, char **argv) { pyos_main_args(&argc, &argv); ...
 * On Windows main's arguments have already lost the letters outside the ANSI code page, so they are taken from the
 * system and split by the rules of the C run time. Elsewhere nothing changes.
 *   argc, argv   replaced on success, left alone on failure; the new argv is one block for pyos_free, at the end if
 *                ever
 *   Errors       EINVAL  NULL (TypeError)
 *                ENOMEM  no memory (MemoryError) */
PYOSI_API int pyos_main_args(int *argc, char ***argv);

/* =====================================================================================================================
 * >>path      os.path
 *
 *     char *name = pyos_path_join(dir, "notes.txt");
 *     puts(pyos_path_basename(name));
 *     pyos_free(name);
 *
 * The host's flavour: posixpath, on Windows ntpath. Pure text, but for exists and its kin.
 */

#if PYOSI_WINDOWS
#define PYOS_NAME "nt"
#define PYOS_SEP "\\"
#define PYOS_ALTSEP "/"
#define PYOS_PATHSEP ";"
#define PYOS_LINESEP "\r\n"
#define PYOS_DEFPATH ".;C:\\bin"
#define PYOS_DEVNULL "nul"
#else
#define PYOS_NAME "posix"
#define PYOS_SEP "/"
#define PYOS_ALTSEP ((const char *)0) /* None */
#define PYOS_PATHSEP ":"
#define PYOS_LINESEP "\n"
#define PYOS_DEFPATH "/bin:/usr/bin"
#define PYOS_DEVNULL "/dev/null"
#endif
#define PYOS_CURDIR "."
#define PYOS_PARDIR ".."
#define PYOS_EXTSEP "."

/* os.path.join(a, b)
 * An absolute b discards a; an empty b adds a separator. On Windows a rooted b keeps the drive of a, and another drive
 * discards it.
 *     ("a", "b") "a/b"    ("a/", "b") "a/b"    ("a", "/b") "/b"    ("a", "") "a/"    ("", "b") "b"
 *   Returns   owned, NULL on failure
 *   Errors    EINVAL  NULL (TypeError)
 *   See       joinv for more parts, join_buf for your own buffer */
PYOSI_API char *pyos_path_join(const char *a, const char *b);

/* The same for n parts; n = 0 is a TypeError. */
PYOSI_API char *pyos_path_joinv(const char *const *parts, size_t n);

/* The same into the caller's buffer. Returns the length; one that is >= size was cut. No part may lie in buf. */
PYOSI_API size_t pyos_path_join_buf(char *buf, size_t size, const pyos_view *parts, size_t n);

/* os.path.split(p)
 * Head and tail: what follows the last separator, and what precedes it without its trailing separators, unless it is
 * all separators.
 *     "a/b" "a","b"    "a/b/" "a/b",""    "/a" "/","a"    "//a" "//","a"    "a" "","a"
 *   head      receives an owned string
 *   tail      receives a pointer into p
 *   Errors    EINVAL  NULL (TypeError) */
PYOSI_API int pyos_path_split(const char *p, char **head, const char **tail);
PYOSI_API void pyos_path_split_view(pyos_view p, pyos_view *head, pyos_view *tail);

/* os.path.splitext(p)
 * Leading dots of the last component belong to the root; the extension starts with its dot.
 *     "a/b.c" "a/b",".c"    "a.b/c" "a.b/c",""    ".bashrc" ".bashrc",""    "a.tar.gz" "a.tar",".gz"    "a." "a","."
 *   root      receives an owned string
 *   ext       receives a pointer into p
 *   Errors    EINVAL  NULL (TypeError) */
PYOSI_API int pyos_path_splitext(const char *p, char **root, const char **ext);
PYOSI_API void pyos_path_splitext_view(pyos_view p, pyos_view *root, pyos_view *ext);

/* os.path.basename(p): the tail of split, "" for a path that ends in a separator. A pointer into p; NULL (TypeError)
 * for NULL. */
PYOSI_API const char *pyos_path_basename(const char *p);
PYOSI_API pyos_view pyos_path_basename_view(pyos_view p);

/* os.path.dirname(p): the head of split, owned; NULL (TypeError) for NULL. */
PYOSI_API char *pyos_path_dirname(const char *p);
PYOSI_API pyos_view pyos_path_dirname_view(pyos_view p);

/* os.path.normpath(path)
 * Drops empty and "." components and resolves ".." as text, which changes the meaning where a link precedes it.
 *     "a//b/./c/.." "a/b"    "" "."    "../../a" "../../a"    "/.." "/"    "//a" "//a"    "///a" "/a"
 *   Returns   owned, NULL on failure
 *   Errors    EINVAL  NULL (TypeError) */
PYOSI_API char *pyos_path_normpath(const char *path);

/* The same into the caller's buffer. Returns the length; one that is >= size was cut. path may not lie in buf. */
PYOSI_API size_t pyos_path_normpath_buf(char *buf, size_t size, pyos_view path);

/* os.path.isabs(s): starts with a slash; on Windows with a drive and a root or with two slashes. False for NULL. */
PYOSI_API bool pyos_path_isabs(const char *s);
PYOSI_API bool pyos_path_isabs_view(pyos_view s);

/* os.path.exists(path), isdir, isfile: follow links. islink does not. Every failure is false: no permission looks like
 * absence. On Windows a junction is a directory and no link. False for NULL. For a descriptor ask pyos_fstat. */
PYOSI_API bool pyos_path_exists(const char *path);
PYOSI_API bool pyos_path_isdir(const char *path);
PYOSI_API bool pyos_path_isfile(const char *path);
PYOSI_API bool pyos_path_islink(const char *path);

/* =====================================================================================================================
 * >>environ   The environment
 *
 *     const char *home = pyos_getenv("HOME", "/");
 *     if (pyos_environ_set("LANG", "C") != 0) ...
 *
 * Three things, as in Python. The mapping, os.environ, is taken once, at first use or by pyos_init, and does not notice
 * what others do to the C library's block afterwards. The block is what getenv of the C library sees. A child gets the
 * block, or exactly what it is given. A name that is twice in the block has its first value in the mapping, on Windows,
 * where names differ in more than case, its last; what has no "=" is left out.
 *
 * Names and values are the system's bytes (os.environb; pyos_fsdecode makes text of them), on Windows WTF-8. There
 * the mapping upper-cases names, letter by letter with the system's table, wherever one is given, and the block has no
 * variable with an empty value.
 *
 * Safe in all threads, but for what others do to the block by setenv and its kin. A string that the mapping has handed
 * out is never changed or freed while the process lives, unless pyos_environ_trim is called. On FreeBSD and macOS
 * the C library itself loses the memory of values that are replaced.
 */

#if PYOSI_WINDOWS
#define PYOS_SUPPORTS_BYTES_ENVIRON 0
#else
#define PYOS_SUPPORTS_BYTES_ENVIRON 1
#endif

/* Takes the mapping now, as Python does when it starts; without it the first use does. Again is nothing.
 *   Errors     ENOMEM  (MemoryError), as in each function of this chapter */
PYOSI_API int pyos_init(void);

/* os.getenv(key, default=None), os.environ.get(key, default=None), os.getenvb
 * A value of the mapping, which may differ from what getenv of the C library gives.
 *   fallback   given back when there is no such name; NULL for Python's None
 *   Returns    borrowed for the life of the process, or fallback; NULL also on failure
 *   Errors     EINVAL  key is NULL (TypeError) */
PYOSI_API const char *pyos_getenv(const char *key, const char *fallback);

/* os.environ[key]
 *   Returns    borrowed for the life of the process, NULL on failure
 *   Errors     ENOENT  no such name (KeyError)  EINVAL  NULL (TypeError) */
PYOSI_API const char *pyos_environ_get(const char *key);

/* os.environ[key] = value, del os.environ[key]
 * Calls pyos_putenv or pyos_unsetenv, whose errors and events are these too; only when that went well the mapping is
 * changed. del calls unsetenv before it looks, so that a name that only the block has is removed there.
 *   Errors     ENOENT  del: the mapping has no such name (KeyError) */
PYOSI_API int pyos_environ_set(const char *key, const char *value);
PYOSI_API int pyos_environ_del(const char *key);

/* key in os.environ; false for NULL. */
PYOSI_API bool pyos_environ_contains(const char *key);

/* len(os.environ); -1 when memory ran out. */
PYOSI_API long long pyos_environ_len(void);

/* list(os.environ.keys()), list(os.environ.values()), list(os.environ.items()): copies, in Python's order, that is of
 * the block at first, then of setting; replacing a value keeps its place.
 *   count      receives the number of entries; may be NULL
 *   Returns    owned, NULL-ended, one block; NULL on failure. items has two strings an entry, name and value */
PYOSI_API char **pyos_environ_keys(size_t *count);
PYOSI_API char **pyos_environ_values(size_t *count);
PYOSI_API char **pyos_environ_items(size_t *count);

/* os.environ.copy(): "NAME=value" for each entry, as everything takes it that takes an environment.
 *   Returns    owned, NULL-ended, one block; NULL on failure */
PYOSI_API char **pyos_environ_copy(size_t *count);

/* os.environ.pop(key, default), os.environ.popitem(): take an entry away, from the block too. popitem takes the first.
 *   fallback   pop: given back when there is no such name, and nothing is called then; NULL makes that a KeyError
 *   Returns    the value, borrowed for the life of the process; NULL on failure
 *   Errors     those of pyos_unsetenv  ENOENT  no such name, popitem: no entry at all (KeyError)
 *              EINVAL  key, name or value is NULL (TypeError) */
PYOSI_API const char *pyos_environ_pop(const char *key, const char *fallback);
PYOSI_API int pyos_environ_popitem(const char **name, const char **value);

/* os.environ.setdefault(key, value): the value that is there, or value after setting it.
 *   Returns    borrowed for the life of the process; NULL on failure
 *   Errors     those of pyos_putenv */
PYOSI_API const char *pyos_environ_setdefault(const char *key, const char *value);

/* os.environ.update(other), os.environ |= other: sets one entry after the other and stops at the first that is refused.
 *   other      NULL-ended, of "NAME=value"; NULL is a TypeError
 *   Errors     those of pyos_putenv  EINVAL  an entry without "=" (ValueError), before anything is set */
PYOSI_API int pyos_environ_update(const char *const *other);

/* os.environ | other is merge(NULL, other), other | os.environ is merge(other, NULL): a new environment in which the
 * right side wins and the left one gives the order. Nothing is set.
 *   left, right   NULL-ended, of "NAME=value", or NULL for the mapping
 *   Returns       owned, as from copy; NULL on failure
 *   Errors        EINVAL  an entry without "=" (ValueError) */
PYOSI_API char **pyos_environ_merge(const char *const *left, const char *const *right, size_t *count);

/* os.environ.clear(): removes one name after the other, and stops where one is refused. */
PYOSI_API int pyos_environ_clear(void);

/* os.reload_environ(), of Python 3.14: takes the mapping anew from the block. */
PYOSI_API int pyos_reload_environ(void);

/* Frees the strings that the mapping has replaced or removed. For programs that know that nobody holds one. */
PYOSI_API void pyos_environ_trim(void);

/* os.putenv(name, value), os.unsetenv(name)
 * Change the C library's block, that is what children get, and not the mapping: better change that. A name that is not
 * there can be unset.
 *   Errors     EINVAL  NULL (TypeError); POSIX: "=" in the name of putenv (ValueError), of unsetenv, or an empty name
 *              (OSError); Windows: an empty name, "=" behind its first character, together with "=" more than 32,767
 *              characters (ValueError)
 *              ENOMEM
 *   Platforms  Windows: an empty value unsets
 *   Audit      os.putenv(name, value), os.unsetenv(name): bytes, on Windows text */
PYOSI_API int pyos_putenv(const char *name, const char *value);
PYOSI_API int pyos_unsetenv(const char *name);

/* os.get_exec_path(env=None)
 * The directories of PATH: those of PYOS_DEFPATH where it is missing, one empty name where it is empty.
 *   env        NULL-ended, of "NAME=value"; NULL for the mapping
 *   count      receives how many there are; may be NULL
 *   Returns    owned, NULL-ended, one block; NULL on failure */
PYOSI_API char **pyos_get_exec_path(const char *const *env, size_t *count);

/* python -X cpu_count=n and -X utf8, for programs that want to have them too
 * Takes "-X cpu_count=n", "-X cpu_count=default", "-X utf8", "-X utf8=0" and "-X utf8=1" (also in one word, "-Xutf8")
 * out of the arguments, as far as these begin with "-", but no further than "--" or "-"; other options stay. They stand
 * above PYTHON_CPU_COUNT and PYTHONUTF8; the first of several decides. Call it early: once the file-system encoding has
 * been used it is settled.
 *   argc, argv   of main, or of pyos_main_args; changed in place
 *   Errors       EINVAL  a number that is none or below 1, another value of utf8 (ValueError); NULL (TypeError);
 *                utf8 comes too late (RuntimeError) */
PYOSI_API int pyos_parse_xoptions(int *argc, char **argv);

/* =====================================================================================================================
 * >>params    The process and its user
 *
 * Ids are long long. Where one is given, -1 is accepted and handed to the system; below that, or above the largest id,
 * is an OverflowError. Not on Windows and WASI, where nothing else is said.
 */

typedef long long pyos_pid; /* ids of processes and groups */

/* os.getpid(), os.getppid()
 * When the parent has ended, its id is that of init (1) or of another process that took over; on Windows it stays, and
 * may be that of a new process by then. Async-signal-safe on POSIX.
 *   Platforms  WASI: getpid is 42, as in Python there; getppid ENOSYS */
PYOSI_API pyos_pid pyos_getpid(void);
#if !PYOS_STRICT || PYOS_HAVE_GETPPID
PYOSI_API pyos_pid pyos_getppid(void);
#endif

/* os.getuid(), os.getgid(): the real ids. os.geteuid(), os.getegid(): the effective ones, which a set-id bit of the
 * program changes. (uid_t)-1 is -1.
 *   Platforms  WASI: getuid and getgid are 0, as Python's manual has them there (CPython leaves them out); the others
 *              ENOSYS */
#if !PYOS_STRICT || PYOS_HAVE_GETUID
PYOSI_API long long pyos_getuid(void);
PYOSI_API long long pyos_getgid(void);
#endif
#if !PYOS_STRICT || PYOS_HAVE_GETEUID
PYOSI_API long long pyos_geteuid(void);
PYOSI_API long long pyos_getegid(void);
#endif

/* os.setuid(uid), os.setgid(gid), os.seteuid(euid), os.setegid(egid), os.setreuid(ruid, euid), os.setregid(rgid, egid)
 * The process's ids, in all threads where the C library sees to that. For a privileged process setuid and setgid change
 * all three ids, and there is no way back. -1 leaves an id of the re-forms alone, which may change the saved id too.
 *   Errors     EPERM  EINVAL  EAGAIN  EOVERFLOW  (OverflowError)
 *   Platforms  not on Android */
#if !PYOS_STRICT || PYOS_HAVE_SETUID
PYOSI_API int pyos_setuid(long long uid);
PYOSI_API int pyos_setgid(long long gid);
PYOSI_API int pyos_seteuid(long long euid);
PYOSI_API int pyos_setegid(long long egid);
PYOSI_API int pyos_setreuid(long long ruid, long long euid);
PYOSI_API int pyos_setregid(long long rgid, long long egid);
#endif

/* os.getresuid(), os.getresgid(), os.setresuid(ruid, euid, suid), os.setresgid(rgid, egid, sgid)
 * Real, effective and saved ids at once; -1 leaves one alone.
 *   Errors     EPERM  EINVAL  NULL (TypeError)  EOVERFLOW  (OverflowError)
 *   Platforms  not on macOS and NetBSD; the setters not on Android */
#if !PYOS_STRICT || PYOS_HAVE_GETRESUID
PYOSI_API int pyos_getresuid(long long *ruid, long long *euid, long long *suid);
PYOSI_API int pyos_getresgid(long long *rgid, long long *egid, long long *sgid);
#endif
#if !PYOS_STRICT || PYOS_HAVE_SETRESUID
PYOSI_API int pyos_setresuid(long long ruid, long long euid, long long suid);
PYOSI_API int pyos_setresgid(long long rgid, long long egid, long long sgid);
#endif

/* The most groups that a process can have, where the system has a limit for all. */
#if PYOSI_LINUX
#define PYOS_NGROUPS_MAX 65536
#elif PYOSI_MACOS || PYOSI_NETBSD || PYOSI_OPENBSD
#define PYOS_NGROUPS_MAX 16
#elif PYOSI_FREEBSD
#define PYOS_NGROUPS_MAX 1023
#elif PYOSI_WASI
#define PYOS_NGROUPS_MAX 32
#endif

/* os.getgroups(): the supplementary groups; whether the effective group is among them is up to the system.
 * os.getgrouplist(user, group): those that the user databases give to a user, and group, which is that of the user's
 * entry as a rule.
 *   count      receives how many there are, also none; may be NULL
 *   Returns    owned, NULL on failure
 *   Errors     ENOMEM  (MemoryError)  EINVAL  user is NULL (TypeError)  EOVERFLOW  (OverflowError)
 *   Platforms  macOS: getgroups asks the user databases about the effective user, so setgroups does not change it, and
 *              the list may be longer than 16 */
#if !PYOS_STRICT || PYOS_HAVE_GETGROUPS
PYOSI_API long long *pyos_getgroups(size_t *count);
PYOSI_API long long *pyos_getgrouplist(const char *user, long long group, size_t *count);
#endif

/* os.setgroups(groups), os.initgroups(username, gid): set them; the second to what getgrouplist would give. For the
 * superuser as a rule.
 *   Errors     EPERM  EINVAL  more than NGROUPS_MAX groups (ValueError), NULL (TypeError)  EOVERFLOW  (OverflowError)
 *   Platforms  macOS: 16 groups; initgroups not on Android */
#if !PYOS_STRICT || PYOS_HAVE_SETGROUPS
PYOSI_API int pyos_setgroups(const long long *groups, size_t n);
#endif
#if !PYOS_STRICT || PYOS_HAVE_INITGROUPS
PYOSI_API int pyos_initgroups(const char *username, long long gid);
#endif

/* os.getlogin(): who is logged in on the controlling terminal; on Windows who runs the process. Better ask the
 * environment for LOGNAME or USERNAME, and then the user database for the real user.
 *   Returns    owned, NULL on failure
 *   Errors     ENXIO  ENOTTY  ENOENT  no terminal, no such entry
 *   Platforms  not on WASI */
#if !PYOS_STRICT || PYOS_HAVE_GETLOGIN
PYOSI_API char *pyos_getlogin(void);
#endif

/* os.ctermid(): the name of the controlling terminal, whether there is one or not; owned, NULL on failure. */
#if !PYOS_STRICT || PYOS_HAVE_CTERMID
PYOSI_API char *pyos_ctermid(void);
#endif

/* os.getpgid(pid), os.getpgrp(), os.getsid(pid): the group or session of a process, 0 for this one; -1 on failure.
 * os.setpgrp() is setpgid(0, 0). os.setpgid(pid, pgrp): puts a process, 0 for this one, into a group, 0 for that of its
 * own number. os.setsid(): a new session, of which this process is the leader, without a terminal.
 *   Errors     ESRCH  EPERM  another session, a session leader; setsid: leader of a group  EACCES  a child that has
 *              started another program already  EINVAL  EOVERFLOW  (OverflowError) */
#if !PYOS_STRICT || PYOS_HAVE_GETPGID
PYOSI_API pyos_pid pyos_getpgid(pyos_pid pid);
PYOSI_API pyos_pid pyos_getpgrp(void);
PYOSI_API pyos_pid pyos_getsid(pyos_pid pid);
PYOSI_API int pyos_setpgrp(void);
PYOSI_API int pyos_setpgid(pyos_pid pid, pyos_pid pgrp);
PYOSI_API int pyos_setsid(void);
#endif

/* Whose priority. */
#if PYOSI_POSIX
#define PYOS_PRIO_PROCESS 0
#define PYOS_PRIO_PGRP 1
#define PYOS_PRIO_USER 2
#endif
#if PYOSI_MACOS
#define PYOS_PRIO_DARWIN_THREAD 3 /* who must be 0 */
#define PYOS_PRIO_DARWIN_PROCESS 4
#define PYOS_PRIO_DARWIN_BG 0x1000    /* a priority for these two; 0 takes it back */
#define PYOS_PRIO_DARWIN_NONUI 0x1001 /* likewise */
#endif

/* os.getpriority(which, who), os.setpriority(which, who, priority)
 * -20 to 19, of which the lower ones get more of the processor; 0 is usual. What lies outside most kernels clamp.
 *   which      PYOS_PRIO_PROCESS, _PGRP or _USER; on macOS also _DARWIN_THREAD and _DARWIN_PROCESS
 *   who        a process, a group or a user; 0 for the calling process, its group, its real user
 *   priority   receives the lowest of all that are meant
 *   Errors     ESRCH  EINVAL  NULL (TypeError)  EACCES  EPERM  a lower value than one may have
 *              EOVERFLOW  (OverflowError)
 */
#if !PYOS_STRICT || PYOS_HAVE_GETPRIORITY
PYOSI_API int pyos_getpriority(int which, long long who, int *priority);
PYOSI_API int pyos_setpriority(int which, long long who, int priority);
#endif

/* os.umask(mask): sets the bits that new files do not get; gives the old ones. There is no way to look without setting.
 *   Platforms  Windows: only PYOS_S_IWRITE counts. WASI: 0, and nothing is done, as Python's manual has it there
 *              (CPython leaves it out) */
PYOSI_API int pyos_umask(int mask);

/* The members of os.uname_result. */
typedef struct pyos_uname_result {
    const char *sysname;  /* "Linux", "Darwin", "wasi" */
    const char *nodename; /* the machine's name, which some systems cut */
    const char *release;  /* of the kernel */
    const char *version;
    const char *machine; /* "x86_64": the kernel's, whatever the process is */
} pyos_uname_result;

/* os.uname(): one block for pyos_free; NULL on failure. For the machine's name ask gethostname rather.
 *   Platforms  not on Windows */
#if !PYOS_STRICT || PYOS_HAVE_UNAME
PYOSI_API pyos_uname_result *pyos_uname(void);
#endif

/* os.strerror(code): the C library's text for an errno value; owned, NULL when memory ran out. A number that is none
 * has a text too. */
PYOSI_API char *pyos_strerror(int code);

/* =====================================================================================================================
 * >>fd        Descriptors
 *
 *     int fd = pyos_open("notes.txt", PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
 *     long long n = fd < 0 ? -1 : pyos_read(fd, buffer, sizeof buffer);
 *
 * Descriptors are those of the process; on Windows those of the C run time that pyos.h was compiled with. What a stdio
 * stream has buffered is not seen by calls on its descriptor: fflush before writing, and read by one of the two only.
 */

/* For dir_fd: relative paths start at the working directory, Python's None. */
#if PYOS_SYSTEM_CONSTANTS && defined(AT_FDCWD)
#define PYOS_CWD AT_FDCWD
#elif PYOSI_MACOS || PYOSI_WASI
#define PYOS_CWD (-2)
#else
#define PYOS_CWD (-100)
#endif

/* Flags of open: the host's own numbers, so O_CREAT and PYOS_O_CREAT can be mixed. What the host lacks is not defined.
 *   O_RDONLY    no bit (but on WASI, where no access mode at all is EINVAL): compare flags & PYOS_O_ACCMODE
 *   O_SYNC, O_TMPFILE   several bits, those of O_DSYNC and O_DIRECTORY among them: compare (flags & X) == X
 *   O_EXCL      with O_CREAT a link counts as a file, though it leads nowhere (not to all hosts of WASI)
 *   O_TRUNC     needs writing; with O_RDONLY nobody says what happens (Linux empties the file)
 *   O_NONBLOCK  nothing to regular files; a named pipe that nobody reads is then ENXIO for writing
 *   O_NOFOLLOW  the last component only: ELOOP, EMLINK on FreeBSD. macOS: O_NOFOLLOW_ANY refuses links anywhere in the
 *               path, O_SYMLINK opens the link itself, O_EVTONLY does not keep the volume from being unmounted
 *   O_DIRECT    buffer, offset and length must be aligned      O_NOATIME  EPERM unless the file is one's own
 *   O_PATH      a descriptor to name the file by: read and write are EBADF
 *   O_ASYNC     on Linux without effect here, only by fcntl    O_SHLOCK, O_EXLOCK  open waits for the lock
 *   O_TEXT      Windows's default, without O_BINARY: line ends are translated, and reading ends at a Ctrl-Z
 *   O_TEMPORARY Windows: removed with its last descriptor; O_RANDOM and O_SEQUENTIAL exclude each other */
#if PYOS_SYSTEM_CONSTANTS
#define PYOS_O_RDONLY O_RDONLY
#define PYOS_O_WRONLY O_WRONLY
#define PYOS_O_RDWR O_RDWR
#if defined(O_ACCMODE) && !PYOSI_WINDOWS
#define PYOS_O_ACCMODE O_ACCMODE
#endif
#define PYOS_O_APPEND O_APPEND
#define PYOS_O_CREAT O_CREAT
#define PYOS_O_EXCL O_EXCL
#define PYOS_O_TRUNC O_TRUNC
#ifdef O_DSYNC
#define PYOS_O_DSYNC O_DSYNC
#endif
#ifdef O_RSYNC
#define PYOS_O_RSYNC O_RSYNC
#endif
#ifdef O_SYNC
#define PYOS_O_SYNC O_SYNC
#endif
#ifdef O_NDELAY
#define PYOS_O_NDELAY O_NDELAY
#endif
#ifdef O_NONBLOCK
#define PYOS_O_NONBLOCK O_NONBLOCK
#endif
#ifdef O_NOCTTY
#define PYOS_O_NOCTTY O_NOCTTY
#endif
#ifdef O_CLOEXEC
#define PYOS_O_CLOEXEC O_CLOEXEC
#endif
#ifdef O_BINARY
#define PYOS_O_BINARY O_BINARY
#endif
#ifdef O_NOINHERIT
#define PYOS_O_NOINHERIT O_NOINHERIT
#endif
#ifdef O_SHORT_LIVED
#define PYOS_O_SHORT_LIVED O_SHORT_LIVED
#elif defined(_O_SHORT_LIVED) /* some headers have this name only */
#define PYOS_O_SHORT_LIVED _O_SHORT_LIVED
#endif
#ifdef O_TEMPORARY
#define PYOS_O_TEMPORARY O_TEMPORARY
#endif
#ifdef O_RANDOM
#define PYOS_O_RANDOM O_RANDOM
#endif
#ifdef O_SEQUENTIAL
#define PYOS_O_SEQUENTIAL O_SEQUENTIAL
#endif
#ifdef O_TEXT
#define PYOS_O_TEXT O_TEXT
#endif
#ifdef O_EVTONLY
#define PYOS_O_EVTONLY O_EVTONLY
#endif
#ifdef O_FSYNC
#define PYOS_O_FSYNC O_FSYNC
#endif
#ifdef O_SYMLINK
#define PYOS_O_SYMLINK O_SYMLINK
#endif
#ifdef O_NOFOLLOW_ANY
#define PYOS_O_NOFOLLOW_ANY O_NOFOLLOW_ANY
#endif
#ifdef O_ASYNC
#define PYOS_O_ASYNC O_ASYNC
#endif
#ifdef O_DIRECT
#define PYOS_O_DIRECT O_DIRECT
#endif
#ifdef O_DIRECTORY
#define PYOS_O_DIRECTORY O_DIRECTORY
#endif
#ifdef O_NOFOLLOW
#define PYOS_O_NOFOLLOW O_NOFOLLOW
#endif
#ifdef O_NOATIME
#define PYOS_O_NOATIME O_NOATIME
#endif
#ifdef O_PATH
#define PYOS_O_PATH O_PATH
#endif
#ifdef O_TMPFILE
#define PYOS_O_TMPFILE O_TMPFILE
#endif
#ifdef O_SHLOCK
#define PYOS_O_SHLOCK O_SHLOCK
#endif
#ifdef O_EXLOCK
#define PYOS_O_EXLOCK O_EXLOCK
#endif
#ifdef O_LARGEFILE
#define PYOS_O_LARGEFILE O_LARGEFILE
#endif
#ifdef O_EXEC
#define PYOS_O_EXEC O_EXEC
#endif
#ifdef O_SEARCH
#define PYOS_O_SEARCH O_SEARCH
#endif
#ifdef O_TTY_INIT
#define PYOS_O_TTY_INIT O_TTY_INIT
#endif
#if defined(O_XATTR) && !PYOSI_FREEBSD /* where it is something else */
#define PYOS_O_XATTR O_XATTR
#endif
#ifdef O_NOLINKS
#define PYOS_O_NOLINKS O_NOLINKS
#endif
#elif PYOSI_WINDOWS
#define PYOS_O_RDONLY 0
#define PYOS_O_WRONLY 1
#define PYOS_O_RDWR 2
#define PYOS_O_APPEND 8
#define PYOS_O_RANDOM 0x10
#define PYOS_O_SEQUENTIAL 0x20
#define PYOS_O_TEMPORARY 0x40
#define PYOS_O_NOINHERIT 0x80
#define PYOS_O_CREAT 0x100
#define PYOS_O_TRUNC 0x200
#define PYOS_O_EXCL 0x400
#define PYOS_O_SHORT_LIVED 0x1000
#define PYOS_O_TEXT 0x4000
#define PYOS_O_BINARY 0x8000
#elif PYOSI_WASI
#define PYOS_O_APPEND 1
#define PYOS_O_DSYNC 2
#define PYOS_O_NONBLOCK 4
#define PYOS_O_RSYNC 8
#define PYOS_O_SYNC 0x10
#define PYOS_O_CREAT 0x1000
#define PYOS_O_DIRECTORY 0x2000
#define PYOS_O_EXCL 0x4000
#define PYOS_O_TRUNC 0x8000
#define PYOS_O_NOFOLLOW 0x1000000
#define PYOS_O_EXEC 0x2000000
#define PYOS_O_RDONLY 0x4000000
#define PYOS_O_SEARCH 0x8000000
#define PYOS_O_WRONLY 0x10000000
#define PYOS_O_RDWR (PYOS_O_RDONLY | PYOS_O_WRONLY)
#define PYOS_O_ACCMODE (PYOS_O_EXEC | PYOS_O_RDWR | PYOS_O_SEARCH)
#define PYOS_O_CLOEXEC 0
#define PYOS_O_NOCTTY 0
#define PYOS_O_TTY_INIT 0
#elif PYOSI_LINUX
#define PYOS_O_RDONLY 0
#define PYOS_O_WRONLY 1
#define PYOS_O_RDWR 2
#define PYOS_O_ACCMODE 3
#define PYOS_O_CREAT 0x40
#define PYOS_O_EXCL 0x80
#define PYOS_O_NOCTTY 0x100
#define PYOS_O_TRUNC 0x200
#define PYOS_O_APPEND 0x400
#define PYOS_O_NONBLOCK 0x800
#define PYOS_O_NDELAY PYOS_O_NONBLOCK
#define PYOS_O_DSYNC 0x1000
#define PYOS_O_ASYNC 0x2000
#define PYOS_O_NOATIME 0x40000
#define PYOS_O_CLOEXEC 0x80000
#define PYOS_O_SYNC 0x101000
#define PYOS_O_RSYNC PYOS_O_SYNC
#define PYOS_O_FSYNC PYOS_O_SYNC
#define PYOS_O_PATH 0x200000
#if defined(__arm__) || defined(__aarch64__) || defined(__m68k__)
#define PYOS_O_DIRECTORY 0x4000
#define PYOS_O_NOFOLLOW 0x8000
#define PYOS_O_DIRECT 0x10000
#elif defined(__powerpc__)
#define PYOS_O_DIRECTORY 0x4000
#define PYOS_O_NOFOLLOW 0x8000
#define PYOS_O_DIRECT 0x20000
#else
#define PYOS_O_DIRECT 0x4000
#define PYOS_O_DIRECTORY 0x10000
#define PYOS_O_NOFOLLOW 0x20000
#endif
#define PYOS_O_TMPFILE (0x400000 | PYOS_O_DIRECTORY)
#if defined(__LP64__) || defined(_LP64) || defined(__x86_64__)
#define PYOS_O_LARGEFILE 0 /* glibc's; the kernel's number would be added by the kernel anyway */
#elif defined(__arm__) || defined(__m68k__)
#define PYOS_O_LARGEFILE 0x20000
#elif defined(__powerpc__)
#define PYOS_O_LARGEFILE 0x10000
#else
#define PYOS_O_LARGEFILE 0x8000
#endif
#else /* macOS and the BSDs share the first sixteen bits but for two */
#define PYOS_O_RDONLY 0
#define PYOS_O_WRONLY 1
#define PYOS_O_RDWR 2
#define PYOS_O_ACCMODE 3
#define PYOS_O_NONBLOCK 4
#define PYOS_O_NDELAY PYOS_O_NONBLOCK
#define PYOS_O_APPEND 8
#define PYOS_O_SHLOCK 0x10
#define PYOS_O_EXLOCK 0x20
#define PYOS_O_ASYNC 0x40
#define PYOS_O_SYNC 0x80
#define PYOS_O_FSYNC PYOS_O_SYNC
#define PYOS_O_NOFOLLOW 0x100
#define PYOS_O_CREAT 0x200
#define PYOS_O_TRUNC 0x400
#define PYOS_O_EXCL 0x800
#if PYOSI_MACOS
#define PYOS_O_EVTONLY 0x8000
#define PYOS_O_NOCTTY 0x20000
#define PYOS_O_DIRECTORY 0x100000
#define PYOS_O_SYMLINK 0x200000
#define PYOS_O_DSYNC 0x400000
#define PYOS_O_CLOEXEC 0x1000000
#define PYOS_O_NOFOLLOW_ANY 0x20000000
#define PYOS_O_EXEC 0x40000000
#define PYOS_O_SEARCH 0x40100000
#elif PYOSI_FREEBSD
#define PYOS_O_NOCTTY 0x8000
#define PYOS_O_DIRECT 0x10000
#define PYOS_O_DIRECTORY 0x20000
#define PYOS_O_EXEC 0x40000
#define PYOS_O_SEARCH PYOS_O_EXEC
#define PYOS_O_TTY_INIT 0x80000
#define PYOS_O_CLOEXEC 0x100000
#define PYOS_O_PATH 0x400000
#define PYOS_O_DSYNC 0x1000000
#elif PYOSI_NETBSD
#define PYOS_O_NOCTTY 0x8000
#define PYOS_O_DSYNC 0x10000
#define PYOS_O_RSYNC 0x20000
#define PYOS_O_DIRECT 0x80000
#define PYOS_O_DIRECTORY 0x200000
#define PYOS_O_CLOEXEC 0x400000
#define PYOS_O_SEARCH 0x800000
#define PYOS_O_EXEC 0x4000000
#elif PYOSI_OPENBSD
#define PYOS_O_NOCTTY 0x8000
#define PYOS_O_CLOEXEC 0x10000
#define PYOS_O_DIRECTORY 0x20000
#define PYOS_O_DSYNC PYOS_O_SYNC
#define PYOS_O_RSYNC PYOS_O_SYNC
#endif
#endif

/* O_BINARY where files have a text mode, 0 elsewhere: for code that means bytes on every system. */
#ifdef PYOS_O_BINARY
#define PYOS_OPEN_BINARY PYOS_O_BINARY
#else
#define PYOS_OPEN_BINARY 0
#endif

/* O_DIRECTORY where that exists. On Windows a number of pyos.h's own: open gives a descriptor of a directory, for
 * dir_fd. */
#ifdef PYOS_O_DIRECTORY
#define PYOS_OPEN_DIRECTORY PYOS_O_DIRECTORY
#elif PYOSI_WINDOWS
#define PYOS_OPEN_DIRECTORY 0x2000000
#else
#define PYOS_OPEN_DIRECTORY 0
#endif

/* os.open(path, flags, mode=0o777, *, dir_fd=None)
 * Opens a file as a new, non-inheritable descriptor.
 *   flags      one of PYOS_O_RDONLY, _WRONLY, _RDWR with others; what the system does with unknown bits is its own
 *   mode       for a file that is created: permission bits less the umask; Windows looks at PYOS_S_IWRITE only
 *   Returns    the descriptor, -1 on failure
 *   Errors     ENOENT  EEXIST (O_CREAT with O_EXCL)  EISDIR (a directory to be written)  EACCES  ELOOP
 *              ENAMETOOLONG  ENOTDIR (a file in the middle of the path)  EMFILE  ENFILE
 *              EINVAL  path is NULL (TypeError)
 *   Platforms  Windows: text mode unless PYOS_O_BINARY is given; a directory cannot be opened (EACCES) without
 *              PYOS_OPEN_DIRECTORY, and with it not be written (EISDIR) or made (EINVAL, as for O_TRUNC); nobody can
 *              delete or rename the file meanwhile. WASI: what lies outside the sandbox is ENOTCAPABLE, a
 *              PermissionError; some hosts ignore O_NOFOLLOW.
 *   Audit      open(path, None, flags), flags with close-on-exec added */
PYOSI_API int pyos_open(const char *path, int flags, unsigned mode);
PYOSI_API int pyos_open_at(int dir_fd, const char *path, int flags, unsigned mode);

/* os.close(fd)
 * Never repeated after EINTR, since the number may belong to another thread by then.
 *   Errors     EBADF  no open descriptor; EIO and others from a write that was put off */
PYOSI_API int pyos_close(int fd);

/* os.closerange(fd_low, fd_high)
 * Closes the descriptors from fd_low up to, but not including, fd_high; whatever goes wrong is ignored. One call of the
 * system on Linux. A range that is empty closes nothing, a negative fd_low means 0.
 *   Differs    a negative fd_high closes nothing
 *   Platforms  WASI: the sandbox's own directories are descriptors from 3 on, and closed like others */
PYOSI_API void pyos_closerange(int fd_low, int fd_high);

/* os.dup(fd): another descriptor of the same open file, non-inheritable; -1 on failure.
 *   Errors     EBADF  EMFILE
 *   Platforms  Windows: copies of 0, 1 and 2 are inheritable no more than others; the C run time makes a copy that is
 *              inheritable for a moment, in which pyos.h starts no program, but others may; it waits for a read of the
 *              descriptor in another thread, and starts wait for it. WASI: ENOSYS */
#if !PYOS_STRICT || PYOS_HAVE_DUP
PYOSI_API int pyos_dup(int fd);
#endif

/* os.dup2(fd, fd2, inheritable=True)
 * Makes fd2 another descriptor of what fd is open on, closing first what fd2 was. Python's default makes it
 * inheritable, unlike all other calls. Not repeated after EINTR.
 *   Returns    fd2, -1 on failure
 *   Errors     EBADF  fd is not open, fd2 is negative or too large  EBUSY (Linux: a race with open)
 *              EINVAL  fd2 is fd and inheritable false (Linux, FreeBSD, OpenBSD)
 *   Platforms  Windows: with inheritable false fd2 is inheritable for a moment, as with dup. WASI: ENOSYS */
#if !PYOS_STRICT || PYOS_HAVE_DUP2
PYOSI_API int pyos_dup2(int fd, int fd2, bool inheritable);
#endif

/* os.pipe()
 * A pipe: what is written to *write_fd is read from *read_fd. Both are non-inheritable.
 *   Errors     EMFILE  ENFILE  EINVAL  NULL (TypeError)
 *   Platforms  WASI: ENOSYS */
#if !PYOS_STRICT || PYOS_HAVE_PIPE
PYOSI_API int pyos_pipe(int *read_fd, int *write_fd);
#endif

/* os.pipe2(flags): as pipe, but both ends are inheritable unless flags has PYOS_O_CLOEXEC.
 *   flags      PYOS_O_CLOEXEC, PYOS_O_NONBLOCK and what the system has besides
 *   Errors     EINVAL  other flags (OSError)
 *   Platforms  not on Windows, macOS and WASI */
#if !PYOS_STRICT || PYOS_HAVE_PIPE2
PYOSI_API int pyos_pipe2(int flags, int *read_fd, int *write_fd);
#endif

#if PYOS_STDIO
/* os.fdopen(fd, mode)
 * A stdio stream on a descriptor. Closing the stream closes the descriptor; when the call fails it stays open.
 *   mode       C's: "r", "w", "a", with "+", "b"
 *   Errors     EBADF  EISDIR (a directory)
 *              EINVAL  mode is NULL (TypeError) or does not start with r, w or a (ValueError), fd is negative
 *              (ValueError), or mode does not fit fd (OSError, where the C library compares, as glibc does)
 *   Differs    "x" is refused, where Python takes it for "w"
 *   Audit      open(fd, mode, flags): mode without "b", flags as of an open with that mode */
PYOSI_API FILE *pyos_fdopen(int fd, const char *mode);
#endif

/* os.read(fd, n)
 * Reads at most n bytes into the caller's buffer, in one call of the system.
 *   n          also capped at INT_MAX on Windows and macOS
 *   Returns    bytes read, 0 at the end (on Windows, without PYOS_O_BINARY, also at a Ctrl-Z), -1 on failure
 *   Errors     EINVAL  n is negative (OSError, as in Python); buffer is NULL while n is not 0 (TypeError)
 *              EAGAIN  nothing there yet and O_NONBLOCK is set (BlockingIOError)
 *              EBADF  EISDIR (a directory; EBADF on WASI, EINVAL on Windows) */
PYOSI_API long long pyos_read(int fd, void *buffer, long long n);

/* os.write(fd, data)
 * Returns the bytes written, which may be fewer than n (at most INT_MAX on Windows and macOS); nothing is repeated to
 * complete it.
 *   Errors     EINVAL  data is NULL while n is not 0 (TypeError)
 *              EAGAIN  EBADF  ENOSPC  EFBIG  EPIPE (and SIGPIPE, unless that is ignored)
 *   Platforms  Windows: at most 32767 bytes at a time to a console; to a full pipe that does not block half as many,
 *              until they fit */
PYOSI_API long long pyos_write(int fd, const void *data, size_t n);

/* os.pread(fd, n, offset), os.pwrite(fd, data, offset)
 * read and write at an offset from the start of the file, leaving its position alone. The count is what one call moved.
 *   Errors     EINVAL  n (pread) or offset is negative (OSError); NULL while n is not 0 (TypeError)
 *              ESPIPE  a pipe or terminal  EBADF  and those of read and write
 *   Platforms  Linux: with O_APPEND pwrite appends, whatever the offset. Windows (beyond Python): bytes, without the
 *              translations of text mode; the position is put back, so another thread's read or write by position at
 *              the same time may go astray */
PYOSI_API long long pyos_pread(int fd, void *buffer, long long n, long long offset);
PYOSI_API long long pyos_pwrite(int fd, const void *data, size_t n, long long offset);

/* One piece of a vector; laid out as the system's struct iovec. What writes only reads from base. */
typedef struct pyos_buffer {
    void *base;
    size_t len;
} pyos_buffer;

/* os.readv(fd, buffers), os.writev(fd, buffers)
 * read into, or write from, n buffers one after the other, each filled before the next, in one call of the system. The
 * count is that of all; it may be less than their sum.
 *   Errors     EINVAL  more buffers than the system takes (1,024 as a rule), or too many bytes (OSError); buffers is
 *              NULL while n is not 0 (TypeError); and those of read and write
 *   Platforms  WASI: ENOSYS. Windows (beyond Python): one call of read or write for each buffer, up to the first that
 *              is not filled or emptied whole, or beyond which a read would have to wait */
#if !PYOS_STRICT || PYOS_HAVE_READV
PYOSI_API long long pyos_readv(int fd, const pyos_buffer *buffers, size_t n);
PYOSI_API long long pyos_writev(int fd, const pyos_buffer *buffers, size_t n);
#endif

/* Flags of preadv and pwritev, on Linux. */
#if PYOSI_LINUX
#define PYOS_RWF_HIPRI 0x1   /* poll the device; needs O_DIRECT; Linux 4.6 */
#define PYOS_RWF_DSYNC 0x2   /* this write as with O_DSYNC; Linux 4.7 */
#define PYOS_RWF_SYNC 0x4    /* this write as with O_SYNC; Linux 4.7 */
#define PYOS_RWF_NOWAIT 0x8  /* do not wait for data that is not at hand: EAGAIN, or what there is; Linux 4.14 */
#define PYOS_RWF_APPEND 0x10 /* append whatever the offset, and with offset -1 move the position; Linux 4.16 */
#endif

/* os.preadv(fd, buffers, offset, flags=0), os.pwritev(fd, buffers, offset, flags=0)
 * readv and writev at an offset, leaving the position alone.
 *   offset     on Linux also -1: the file's position, which moves
 *   flags      PYOS_RWF_...; preadv takes HIPRI and NOWAIT, pwritev DSYNC, SYNC and APPEND
 *   Errors     EINVAL  offset is negative  EAGAIN  (NOWAIT)  EOPNOTSUPP  a flag that the kernel or file system lacks
 *              ENOTSUP  flags on a system without preadv2 (NotImplementedError)
 *              and those of readv and writev
 *   Platforms  POSIX only; flags on Linux only; macOS from version 11 on */
#if !PYOS_STRICT || PYOS_HAVE_PREADV
PYOSI_API long long pyos_preadv(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags);
PYOSI_API long long pyos_pwritev(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags);
#endif

#define PYOS_SEEK_SET 0
#define PYOS_SEEK_CUR 1
#define PYOS_SEEK_END 2
#if PYOS_SYSTEM_CONSTANTS
#if defined(SEEK_DATA) && defined(SEEK_HOLE)
#define PYOS_SEEK_DATA SEEK_DATA
#define PYOS_SEEK_HOLE SEEK_HOLE
#endif
#elif PYOSI_MACOS
#define PYOS_SEEK_HOLE 3 /* the next hole at or after pos; the end of the file is one */
#define PYOS_SEEK_DATA 4 /* the next data at or after pos */
#elif PYOSI_LINUX || PYOSI_FREEBSD
#define PYOS_SEEK_DATA 3
#define PYOS_SEEK_HOLE 4
#endif

/* os.lseek(fd, pos, whence): the new position, counted from the start; -1 on failure.
 *   whence     PYOS_SEEK_SET, _CUR, _END, or what the system has besides; where there are holes PYOS_SEEK_DATA and
 *              PYOS_SEEK_HOLE: the next data, or hole, at or after pos. The end of the file is a hole; to a file system
 *              that keeps no holes all is data
 *   Errors     EINVAL  the target is negative, whence is none  ESPIPE  a pipe or terminal  EBADF
 *              ENXIO  PYOS_SEEK_DATA with no data behind pos, either with pos at the end or beyond
 *   Platforms  Windows: a pipe is no error but gives a number that means nothing, as in Python 3.13 */
PYOSI_API long long pyos_lseek(int fd, long long pos, int whence);

/* os.copy_file_range(src, dst, count, offset_src=None, offset_dst=None)
 * Copies bytes from file to file inside the kernel, sharing blocks where the file system can.
 *   offset_src, offset_dst   NULL: from, or to, the position, which moves; else the position stays
 *   Returns    bytes copied, at most count; 0 at the end of src
 *   Errors     EINVAL  count is negative (ValueError); the ranges overlap in one file
 *              EXDEV  two file systems (Linux before 5.3, and some)  EBADF  dst is open with O_APPEND
 *   Differs    EXDEV where the kernel moves nothing although src has more, as some do for procfs: 0 is the end
 *   Platforms  Linux 4.5, FreeBSD 13 */
#if !PYOS_STRICT || PYOS_HAVE_COPY_FILE_RANGE
PYOSI_API long long pyos_copy_file_range(int src, int dst, long long count, const long long *offset_src,
                                         const long long *offset_dst);
#endif

#if PYOSI_FREEBSD
#define PYOS_SF_NODISKIO 0x1 /* EBUSY where the disk would have to be read */
#define PYOS_SF_MNOWAIT 0x2  /* obsolete */
#define PYOS_SF_SYNC 0x4     /* wait until the network is done with the pages */
#define PYOS_SF_NOCACHE 0x10 /* do not keep what was read */
#endif

/* What os.sendfile takes besides on macOS and FreeBSD; zeroed or NULL for Python's defaults. */
typedef struct pyos_sendfile_options {
    const pyos_buffer *headers; /* sent before the file */
    size_t nheaders;
    const pyos_buffer *trailers; /* sent after it */
    size_t ntrailers;
    int flags; /* PYOS_SF_..., on FreeBSD */
} pyos_sendfile_options;

/* os.sendfile(out_fd, in_fd, offset, count), os.sendfile(out_fd, in_fd, offset, count, headers=(), trailers=(),
 * flags=0) Sends bytes of a file to a socket or, on Linux, any descriptor, inside the kernel.
 *   offset     of in_fd; NULL (None): from its position, which moves, on Linux only
 *   count      bytes; 0 on macOS and FreeBSD: up to the end
 *   options    NULL, or headers, trailers and flags, which Linux lacks: portable programs give NULL, and a socket
 *   Returns    bytes sent, headers and trailers included; 0 at the end of in_fd
 *   Errors     EAGAIN  nothing was sent and out_fd does not block (what was sent before is success)
 *              EINVAL  count is negative; offset is NULL where it may not be (TypeError)
 *              ENOTSUP  options on Linux (NotImplementedError)  EBADF  ENOTSOCK (macOS, FreeBSD)
 *   Differs    EINVAL where Linux moves nothing although in_fd has more: 0 is the end
 *   Platforms  Linux, macOS, FreeBSD */
#if !PYOS_STRICT || PYOS_HAVE_SENDFILE
PYOSI_API long long pyos_sendfile(int out_fd, int in_fd, const long long *offset, long long count,
                                  const pyos_sendfile_options *options);
#endif

#if PYOSI_LINUX
#define PYOS_SPLICE_F_MOVE 0x1     /* a hint without effect today */
#define PYOS_SPLICE_F_NONBLOCK 0x2 /* do not wait for the pipe */
#define PYOS_SPLICE_F_MORE 0x4     /* more data follows */
#endif

/* os.splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)
 * Moves bytes between two descriptors, one of which is a pipe, without copying them through the program.
 *   offset_src, offset_dst   NULL for the position, which moves
 *   flags      PYOS_SPLICE_F_...
 *   Returns    bytes moved, at most count; 0 at the end of src: a pipe's, when it is empty and nobody writes to it
 *   Errors     EINVAL  count is negative (ValueError); no pipe; dst is open with O_APPEND  ESPIPE  an offset for a pipe
 *              EAGAIN  EBADF
 *   Platforms  Linux */
#if !PYOS_STRICT || PYOS_HAVE_SPLICE
PYOSI_API long long pyos_splice(int src, int dst, long long count, const long long *offset_src,
                                const long long *offset_dst, unsigned flags);
#endif

/* os.fsync(fd): writes the file's data to the disk, or as far as the system goes. Flush a stdio stream first.
 *   Errors     EINVAL  a negative descriptor (ValueError), a pipe or terminal (OSError)  EBADF  EIO  ENOSPC
 *   Platforms  Windows: the descriptor must be writable. macOS: the drive may keep it in its own memory */
PYOSI_API int pyos_fsync(int fd);

/* os.fdatasync(fd): fsync without metadata that is not needed to read the data.
 *   Errors     those of fsync
 *   Platforms  not on Windows and macOS */
#if !PYOS_STRICT || PYOS_HAVE_FDATASYNC
PYOSI_API int pyos_fdatasync(int fd);
#endif

/* os.ftruncate(fd, length): cuts the file, or lengthens it with zero bytes. The position stays.
 *   Errors     EINVAL  length is negative; not open for writing (POSIX)  EBADF  EFBIG  EACCES (Windows)
 *   Audit      os.truncate(fd, length) */
PYOSI_API int pyos_ftruncate(int fd, long long length);

/* os.posix_fallocate(fd, offset, length): sees to it that the bytes from offset on have room on the disk; lengthens the
 * file where needed.
 *   Errors     EINVAL  offset is negative, length not positive  ENOSPC  EFBIG  EBADF  ESPIPE  ENODEV
 *   Platforms  Linux, FreeBSD, NetBSD; where the file system cannot, the C library may write zero bytes instead */
#if !PYOS_STRICT || PYOS_HAVE_POSIX_FALLOCATE
PYOSI_API int pyos_posix_fallocate(int fd, long long offset, long long length);
#endif

#if PYOSI_WASI
#define PYOS_POSIX_FADV_NORMAL 0
#define PYOS_POSIX_FADV_SEQUENTIAL 1
#define PYOS_POSIX_FADV_RANDOM 2
#define PYOS_POSIX_FADV_WILLNEED 3
#define PYOS_POSIX_FADV_DONTNEED 4
#define PYOS_POSIX_FADV_NOREUSE 5
#elif PYOS_HAVE_POSIX_FADVISE
#define PYOS_POSIX_FADV_NORMAL 0
#define PYOS_POSIX_FADV_RANDOM 1     /* read nothing ahead */
#define PYOS_POSIX_FADV_SEQUENTIAL 2 /* read more ahead */
#define PYOS_POSIX_FADV_WILLNEED 3   /* start to read; does not wait for the data */
#if PYOSI_LINUX && defined(__s390x__)
#define PYOS_POSIX_FADV_DONTNEED 6
#define PYOS_POSIX_FADV_NOREUSE 7
#else
#define PYOS_POSIX_FADV_DONTNEED 4 /* drop from memory what was written to the disk already: fsync first */
#define PYOS_POSIX_FADV_NOREUSE 5  /* will be read once */
#endif
#endif

/* os.posix_fadvise(fd, offset, length, advice): tells the system how the bytes from offset on will be used.
 *   length     0: to the end
 *   advice     PYOS_POSIX_FADV_...
 *   Errors     EINVAL  no advice, or length is negative  ESPIPE  EBADF
 *   Platforms  Linux, FreeBSD, NetBSD, WASI */
#if !PYOS_STRICT || PYOS_HAVE_POSIX_FADVISE
PYOSI_API int pyos_posix_fadvise(int fd, long long offset, long long length, int advice);
#endif

#if !PYOSI_WINDOWS
#define PYOS_F_ULOCK 0 /* unlock; out of the middle of a lock it makes two */
#define PYOS_F_LOCK 1  /* lock, waiting */
#define PYOS_F_TLOCK 2 /* lock, or EACCES or EAGAIN when another process has it */
#define PYOS_F_TEST 3  /* EACCES or EAGAIN when another process has it; never because of a lock of one's own */
#endif

/* os.lockf(fd, command, length)
 * Locks bytes of a file against other processes that ask for a lock too. A lock goes when the process ends, and when it
 * closes any descriptor of the file.
 *   command    PYOS_F_LOCK, PYOS_F_TLOCK, PYOS_F_ULOCK, PYOS_F_TEST
 *   length     from the position on; 0: to the end, however far that goes; negative: the bytes before the position
 *   Errors     EACCES or EAGAIN  locked by another  EBADF  also: not open for writing  EDEADLK  EINVAL  ENOLCK
 *   Differs    repeated after a signal
 *   Platforms  POSIX only
 *   Audit      os.lockf(fd, command, length) */
#if !PYOS_STRICT || PYOS_HAVE_LOCKF
PYOSI_API int pyos_lockf(int fd, int command, long long length);
#endif

/* os.get_blocking(fd): 1 when reads and writes wait, 0 with O_NONBLOCK, -1 on failure.
 * os.set_blocking(fd, blocking): clears or sets O_NONBLOCK. It belongs to the open file, so duplicates and other
 * processes that share it see the change.
 *   Errors     EBADF  EINVAL (Windows: no pipe)
 *   Platforms  Windows: pipes only. WASI: some hosts neither tell nor keep it */
PYOSI_API int pyos_get_blocking(int fd);
PYOSI_API int pyos_set_blocking(int fd, bool blocking);

/* os.get_inheritable(fd): 1 when children get the descriptor, 0, -1 on failure (EBADF). 0 on WASI. */
PYOSI_API int pyos_get_inheritable(int fd);

/* os.set_inheritable(fd, inheritable)
 * On POSIX it counts when another program is started; a forked child has all descriptors.
 *   Errors     EBADF
 *              ENOTSUP  WASI, with true: there the flag cannot be changed (NotImplementedError)
 *   Differs    WASI: refuses what Python passes on without effect
 *   Platforms  Windows: 0, 1 and 2 always reach a child */
PYOSI_API int pyos_set_inheritable(int fd, bool inheritable);

/* os.get_handle_inheritable(handle): 1, 0, or -1 on failure; os.set_handle_inheritable(handle, inheritable)
 *   handle     a HANDLE, of any kind
 *   Errors     EBADF  no handle (WinError 6)
 *   Platforms  Windows only; a child that is started with inheritance gets every inheritable handle of the process, and
 *              the standard streams all the same */
#if !PYOS_STRICT || PYOS_HAVE_GET_HANDLE_INHERITABLE
PYOSI_API int pyos_get_handle_inheritable(void *handle);
PYOSI_API int pyos_set_handle_inheritable(void *handle, bool inheritable);
#endif

/* msvcrt.get_osfhandle(fd): the HANDLE behind a descriptor, which stays the descriptor's; NULL on failure (EBADF).
 * msvcrt.open_osfhandle(handle, flags): a descriptor for a HANDLE, which close closes then.
 *   flags      PYOS_O_APPEND, PYOS_O_RDONLY, PYOS_O_TEXT, PYOS_O_NOINHERIT
 *   Errors     EBADF  EMFILE
 *   Platforms  Windows only
 *   Audit      msvcrt.get_osfhandle(fd), msvcrt.open_osfhandle(handle, flags) */
#if !PYOS_STRICT || PYOS_HAVE_GET_OSFHANDLE
PYOSI_API void *pyos_get_osfhandle(int fd);
PYOSI_API int pyos_open_osfhandle(void *handle, int flags);
#endif

/* os.isatty(fd): is it a terminal? Every failure is false. On Windows NUL counts as one. */
PYOSI_API bool pyos_isatty(int fd);

/* os.ttyname(fd): the path of a terminal; owned, NULL on failure.
 *   Errors     ENOTTY  EBADF  ENODEV
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_TTYNAME
PYOSI_API char *pyos_ttyname(int fd);
#endif

/* os.tcgetpgrp(fd): the process group in the foreground of a terminal, which may be no more; -1 on failure.
 * os.tcsetpgrp(fd, pgid): puts a group there. Who is in the background gets SIGTTOU, unless it blocks that.
 *   Errors     ENOTTY  EBADF  EPERM  EINVAL
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_TCGETPGRP
PYOSI_API pyos_pid pyos_tcgetpgrp(int fd);
PYOSI_API int pyos_tcsetpgrp(int fd, pyos_pid pgid);
#endif

/* os.device_encoding(fd)
 *   encoding   receives the encoding of a terminal, owned: "utf-8" in UTF-8 mode, else the locale's ("UTF-8"), on
 *              Windows the console's code page ("cp437"); NULL (None) for what is no terminal or not open
 *   Errors     EINVAL  encoding is NULL (TypeError)  ENOMEM (MemoryError)
 *   Platforms  Windows: for descriptors 0, 1 and 2 only */
PYOSI_API int pyos_device_encoding(int fd, char **encoding);

typedef struct pyos_terminal_size {
    int columns; /* characters; on Windows of the window that is seen */
    int lines;
} pyos_terminal_size;

/* os.get_terminal_size(fd=STDOUT_FILENO)
 * Asks the terminal and nothing else: no environment variable, no default. A terminal that does not know says 0.
 *   fd         1 is Python's default
 *   Errors     ENOTTY  no terminal (EBADF on Windows)  EBADF  EINVAL  size is NULL (TypeError); Windows: fd is none of
 *              0, 1 and 2 (ValueError)
 *   Platforms  not on WASI */
#if !PYOS_STRICT || PYOS_HAVE_GET_TERMINAL_SIZE
PYOSI_API int pyos_get_terminal_size(int fd, pyos_terminal_size *size);
#endif

/* os.openpty()
 * A pseudo-terminal, both ends non-inheritable: what is written to one is read from the other.
 *   master     receives the controlling end
 *   slave      receives the end that is a terminal
 *   Errors     EMFILE  ENOENT  ENOSPC  none left  EINVAL  NULL (TypeError)
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_OPENPTY
PYOSI_API int pyos_openpty(int *master, int *slave);
#endif

/* os.login_tty(fd)
 * Starts a session, makes the terminal its controlling one and 0, 1 and 2; closes fd unless it is one of them.
 *   Errors     EPERM  leader of a process group already  ENOTTY  EBADF  EINVAL  fd is negative (ValueError)
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_LOGIN_TTY
PYOSI_API int pyos_login_tty(int fd);
#endif

/* os.posix_openpt(oflag), os.grantpt(fd), os.unlockpt(fd), os.ptsname(fd)
 * The steps of openpty: open the controlling end of a pseudo-terminal; give the other end to the user; unlock it, after
 * grantpt and before it is opened; its path (owned, NULL on failure).
 *   oflag      PYOS_O_RDWR, with PYOS_O_NOCTTY; close-on-exec is added
 *   Errors     EINVAL  no controlling end; fd is negative (ValueError)  ENOTTY  EBADF  EACCES  ENOSPC; fd stays open
 *   Differs    grantpt leaves SIGCHLD alone; an old C library that starts a helper wants no handler of it meanwhile
 *   Platforms  POSIX only. OpenBSD: ptsname is safe against threads in pyos.h, not in the C library's own call */
#if !PYOS_STRICT || PYOS_HAVE_POSIX_OPENPT
PYOSI_API int pyos_posix_openpt(int oflag);
PYOSI_API int pyos_grantpt(int fd);
PYOSI_API int pyos_unlockpt(int fd);
PYOSI_API char *pyos_ptsname(int fd);
#endif

/* =====================================================================================================================
 * >>files     Files and directories
 *
 *     if (pyos_makedirs("build/obj", 0777, true) != 0) return complain();
 *     if (pyos_replace("build/new", "build/current") != 0) return complain();
 */

/* Flags of _at forms. From bit 24 on, so that a system's AT_ flag passed by mistake is refused. */
#define PYOS_NOFOLLOW 0x1000000u      /* follow_symlinks=False */
#define PYOS_FOLLOW 0x2000000u        /* follow_symlinks=True, where that is not the default */
#define PYOS_EFFECTIVE_IDS 0x4000000u /* effective_ids=True */

#define PYOS_F_OK 0
#define PYOS_R_OK 4
#define PYOS_W_OK 2
#define PYOS_X_OK 1

/* On errors of this chapter: EINVAL with a path of NULL is a TypeError, with an unknown flag a ValueError. The file
 * names are in the record. On WASI what lies outside the sandbox is ENOTCAPABLE, a PermissionError.
 *
 * dir_fd counts for relative paths only, and is not looked at for others. On Windows, beyond Python, it is a descriptor
 * of a directory as open gives it with PYOS_OPEN_DIRECTORY: names are looked up relative to it, one component at a
 * time; ".." takes away the component before it, as it does in every path there, and above the directory itself its
 * path decides. A path that starts at a drive or a root does not count as relative. As in every path, dots and blanks
 * at its end are dropped ("f." is "f") and ':' starts the name of a stream, also in a name that a listing gave; walk,
 * fwalk and entries of scandir take such a name literally. */

/* os.getcwd()
 *   Returns    owned, of any length that the C library finds (musl: up to PATH_MAX); NULL on failure
 *   Errors     ENOENT  the directory was removed, or (Linux) lies outside the root
 *              ENAMETOOLONG  musl, beyond PATH_MAX */
PYOSI_API char *pyos_getcwd(void);

/* os.chdir(path), os.fchdir(fd)
 *   Errors     ENOENT  ENOTDIR  EACCES  EINVAL  fd is negative (ValueError)
 *   Platforms  Windows: the system limits the directory to 258 characters; beyond that ENAMETOOLONG or ENOENT. The
 *              drive's own directory ("=C:") follows, if it is on a drive. fchdir: POSIX only. WASI: the directory is
 *              text inside the program.
 *   Audit      os.chdir(path or fd) */
PYOSI_API int pyos_chdir(const char *path);
#if !PYOS_STRICT || PYOS_HAVE_FCHDIR
PYOSI_API int pyos_fchdir(int fd);
#endif

/* os.access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)
 * Asks with the real ids. Out of date at once, which an attacker may use, and no promise, least of all on a network:
 * open the file instead of asking whether it could be opened.
 *   mode       PYOS_F_OK (0): is it there; or PYOS_R_OK, PYOS_W_OK, PYOS_X_OK together. X_OK: of a directory, may it be
 *              passed; to root true where anybody may execute
 *   flags      PYOS_EFFECTIVE_IDS, PYOS_NOFOLLOW
 *   Returns    true or false; every error of the system is false. Wrong use (NULL, unknown flags, flags or a dir_fd
 *              that the platform lacks, a name that is no text, no memory) is false too and leaves its error in the
 *              record
 *   Platforms  Windows: only existence and, not for directories, the read-only bit count; no flags. WASI: no effective
 *              ids. pyos_supports_effective_ids("access") tells
 *   Differs    wrong use is false and not an exception */
PYOSI_API bool pyos_access(const char *path, int mode);
PYOSI_API bool pyos_access_at(int dir_fd, const char *path, int mode, unsigned flags);

/* os.chmod(path, mode, *, dir_fd=None, follow_symlinks=True), os.chmod(fd, mode), os.fchmod, os.lchmod(path, mode)
 *   mode       PYOS_S_IRUSR and its kin; Windows looks at PYOS_S_IWRITE only, and sets or clears the read-only bit
 *   flags      PYOS_NOFOLLOW, PYOS_FOLLOW; 0 follows links, but not on Windows
 *   Errors     ENOENT  EPERM  EROFS  EBADF (fchmod)  EACCES  fchmod on Windows: fd is open for reading only, or on a
 *              directory
 *              ENOTSUP  PYOS_NOFOLLOW and a link, where links have no mode, as on Linux (NotImplementedError; with a
 *              dir_fd a ValueError)
 *   Platforms  lchmod: Windows, macOS, FreeBSD and NetBSD. WASI: as in Python nothing changes, but what is not there is
 *              an error
 *   Audit      os.chmod(path or fd, mode, dir_fd) */
PYOSI_API int pyos_chmod(const char *path, unsigned mode);
PYOSI_API int pyos_chmod_at(int dir_fd, const char *path, unsigned mode, unsigned flags);
PYOSI_API int pyos_fchmod(int fd, unsigned mode);
#if !PYOS_STRICT || PYOS_HAVE_LCHMOD
PYOSI_API int pyos_lchmod(const char *path, unsigned mode);
#endif

/* os.chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True), os.chown(fd, uid, gid), os.fchown, os.lchown
 *   uid, gid   -1 keeps what is there
 *   flags      PYOS_NOFOLLOW
 *   Errors     EOVERFLOW  uid or gid is below -1 or too large (OverflowError)  ENOENT  EPERM  EROFS  EBADF
 *   Platforms  POSIX only. The system may take away set-uid and set-gid bits
 *   Audit      os.chown(path or fd, uid, gid, dir_fd), -1 as the largest id */
#if !PYOS_STRICT || PYOS_HAVE_CHOWN
PYOSI_API int pyos_chown(const char *path, long long uid, long long gid);
PYOSI_API int pyos_chown_at(int dir_fd, const char *path, long long uid, long long gid, unsigned flags);
PYOSI_API int pyos_fchown(int fd, long long uid, long long gid);
PYOSI_API int pyos_lchown(const char *path, long long uid, long long gid);
#endif

/* os.chflags(path, flags), os.lchflags: sets PYOS_UF_... and PYOS_SF_... of a file, lchflags of a link itself, which is
 * os.chflags(path, flags, follow_symlinks=False).
 *   Errors     ENOENT  EPERM  EOPNOTSUPP
 *   Platforms  macOS and the BSDs; lchflags not on OpenBSD
 *   Audit      os.chflags(path, flags) */
#if !PYOS_STRICT || PYOS_HAVE_CHFLAGS
PYOSI_API int pyos_chflags(const char *path, unsigned flags);
#endif
#if !PYOS_STRICT || PYOS_HAVE_LCHFLAGS
PYOSI_API int pyos_lchflags(const char *path, unsigned flags);
#endif

/* os.chroot(path): makes a directory the root of this process. The working directory stays, outside perhaps: chdir too.
 *   Errors     EPERM  ENOENT  ENOTDIR
 *   Platforms  POSIX only; Python leaves it out on Android, whose filter of system calls does not let an app make it */
#if !PYOS_STRICT || PYOS_HAVE_CHROOT
PYOSI_API int pyos_chroot(const char *path);
#endif

/* os.mkdir(path, mode=0o777, *, dir_fd=None)
 *   mode       less the umask; of set-id and sticky bits a system takes what it likes: chmod sets them for certain
 *   Errors     EEXIST  whatever the name is there as  ENOENT  no parent  ENOTDIR  EACCES  ENOSPC  EROFS
 *   Platforms  Windows: only exactly 0700 has an effect: SYSTEM, administrators, the owner and the current user get
 *              access and nobody else. WASI: mode is ignored by the host
 *   Differs    Windows: the access list of 0700 names the current user too
 *   Audit      os.mkdir(path, mode, dir_fd) */
PYOSI_API int pyos_mkdir(const char *path, unsigned mode);
PYOSI_API int pyos_mkdir_at(int dir_fd, const char *path, unsigned mode);

/* os.makedirs(name, mode=0o777, exist_ok=False)
 * mkdir for every missing parent, with 0777 less the umask, then for name, with mode; what is there keeps its mode. In
 * "a/." the "." is passed over when a had to be made. ".." is a name like others, so normalize first: "a/../b" makes a
 * too, and "a/.." makes a and is EEXIST.
 *   exist_ok   name may be a directory already, whatever mkdir says then; another kind of file is EEXIST still
 *   Errors     those of mkdir, with the level that could not be made as file name; parents made before stay
 *              EINVAL  name is NULL (TypeError)  ENOMEM  no memory (MemoryError)
 *   Audit      os.mkdir, one a level */
PYOSI_API int pyos_makedirs(const char *name, unsigned mode, bool exist_ok);

/* os.rmdir(path, *, dir_fd=None): removes an empty directory.
 *   Errors     ENOTEMPTY (or EEXIST)  ENOTDIR  ENOENT  EBUSY  EACCES  EINVAL  the last component is "." (not on
 *              Windows, where rmdir_at removes the directory of its descriptor then)
 *   Audit      os.rmdir(path, dir_fd) */
PYOSI_API int pyos_rmdir(const char *path);
PYOSI_API int pyos_rmdir_at(int dir_fd, const char *path);

/* os.removedirs(name)
 * rmdir of name, then of its parents, as long as they are empty. Only failing with name itself is an error.
 *   Errors     those of rmdir; EINVAL  name is NULL (TypeError)  ENOMEM  no memory (MemoryError)
 *   Differs    looks whether a parent is empty before removing it, and stops at one where another file system begins
 *   Audit      os.rmdir, one a level */
PYOSI_API int pyos_removedirs(const char *name);

/* os.remove(path, *, dir_fd=None), os.unlink: removes a file or a symbolic link.
 *   Errors     ENOENT  EACCES  EPERM  EISDIR  a directory (EPERM on macOS and the BSDs, EACCES on Windows)
 *   Platforms  POSIX: a file that is open loses its name now, its space when the last one closes it. Windows: also
 *              links to directories and junctions; a file that somebody holds open without sharing deletion is EACCES
 *   Audit      os.remove(path, dir_fd) */
PYOSI_API int pyos_remove(const char *path);
PYOSI_API int pyos_remove_at(int dir_fd, const char *path);
PYOSI_API int pyos_unlink(const char *path);
PYOSI_API int pyos_unlink_at(int dir_fd, const char *path);

/* os.rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)
 * On POSIX dst is replaced silently and in one step, a file by a file, an empty directory by a directory; nothing is
 * done when both names are links to one file. On Windows dst must not be there: replace overwrites everywhere.
 *   Errors     ENOENT  EEXIST (Windows)  ENOTEMPTY  EISDIR  ENOTDIR  EXDEV  another file system  EINVAL  into itself
 *   Audit      os.rename(src, dst, src_dir_fd, dst_dir_fd), from replace too */
PYOSI_API int pyos_rename(const char *src, const char *dst);
PYOSI_API int pyos_rename_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst);

/* os.replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None): rename that overwrites a file on every system.
 *   Errors     those of rename, but EEXIST
 *   Platforms  Windows: a directory is not overwritten (EACCES) */
PYOSI_API int pyos_replace(const char *src, const char *dst);
PYOSI_API int pyos_replace_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst);

/* os.renames(old, new)
 * makedirs for the directory of new, rename, then removedirs for the directory of old, whose failing is no error.
 *   Errors     those of rename and makedirs; directories that were made stay
 *   Differs    makes no directory when there is no old
 *   Audit      those of the steps */
PYOSI_API int pyos_renames(const char *old_name, const char *new_name);

/* os.link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=False)
 * Makes a hard link.
 *   flags      PYOS_FOLLOW: when src is a symbolic link, links what it points to; PYOS_NOFOLLOW is the default said
 *              aloud, and both together are a ValueError
 *   Errors     ENOENT  EEXIST  EXDEV  EMLINK  EPERM  a directory
 *   Differs    does not follow by default, on every system
 *   Platforms  Windows: PYOS_FOLLOW is a NotImplementedError (ENOTSUP)
 *   Audit      os.link(src, dst, src_dir_fd, dst_dir_fd) */
PYOSI_API int pyos_link(const char *src, const char *dst);
PYOSI_API int pyos_link_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, unsigned flags);

/* os.symlink(src, dst, target_is_directory=False, *, dir_fd=None)
 * Makes dst a symbolic link to src. src is stored as it is; nothing needs to be there.
 *   target_is_directory   Windows: makes a link to a directory; where src, seen from dst's directory, is one already,
 *                         that is done anyway. Ignored elsewhere
 *   Errors     EEXIST  ENOENT  ENAMETOOLONG  EPERM (file system without links; WASI: an absolute src)
 *   Platforms  Windows: needs developer mode or a privilege (WinError 1314)
 *   Audit      os.symlink(src, dst, dir_fd) */
PYOSI_API int pyos_symlink(const char *src, const char *dst, bool target_is_directory);
PYOSI_API int pyos_symlink_at(const char *src, int dir_fd, const char *dst, bool target_is_directory);

/* os.readlink(path, *, dir_fd=None)
 * What a symbolic link holds: a path, which if relative starts at the link's directory, not at the working directory.
 *   length     receives its bytes without the terminator; may be NULL
 *   Returns    owned, of any length; NULL on failure
 *   Errors     EINVAL  no link (OSError; on Windows WinError 4390, another reparse tag is a ValueError)  ENOENT
 *   Platforms  Windows: also junctions; the name that the system resolves, as a rule with a \\?\ prefix */
PYOSI_API char *pyos_readlink(const char *path, size_t *length);
PYOSI_API char *pyos_readlink_at(int dir_fd, const char *path, size_t *length);

/* os.truncate(path, length): as ftruncate; the file must exist.
 *   Errors     EINVAL  length is negative  ENOENT  EISDIR  EACCES
 *   Audit      os.truncate(path, length) */
PYOSI_API int pyos_truncate(const char *path, long long length);

/* os.utime(path, times=None, *, ns=..., dir_fd=None, follow_symlinks=True), os.utime(fd, ...)
 * Sets the times of the last access and the last change.
 *   ns         both, in nanoseconds since 1970, in this order; NULL: now. Python's times=(a, m) are a and m times 1e9,
 *              rounded down. The file system may keep fewer digits
 *   flags      PYOS_NOFOLLOW
 *   Errors     ENOENT  EPERM or EACCES  not the owner, or (now) not writable  EROFS  EBADF
 *              ENOTSUP  Windows: PYOS_NOFOLLOW (NotImplementedError)
 *   Platforms  Windows: 100 nanoseconds are kept. WASI: some hosts keep whole seconds, from 1970 on.
 *              futime: not on Windows
 *   Audit      os.utime(path or fd, None, ns, dir_fd), ns as a list of two numbers in text, or None */
PYOSI_API int pyos_utime(const char *path, const long long *ns);
PYOSI_API int pyos_utime_at(int dir_fd, const char *path, const long long *ns, unsigned flags);
#if !PYOS_STRICT || PYOS_HAVE_FUTIME
PYOSI_API int pyos_futime(int fd, const long long *ns);
#endif

/* os.mkfifo(path, mode=0o666, *, dir_fd=None): makes a named pipe, which is then opened by both who use it, and stays
 * until it is removed.
 *   mode       less the umask
 *   Errors     EEXIST  ENOENT  EACCES, without a file name, as in Python
 *   Platforms  POSIX only; dir_fd on macOS from version 13 on */
#if !PYOS_STRICT || PYOS_HAVE_MKFIFO
PYOSI_API int pyos_mkfifo(const char *path, unsigned mode);
PYOSI_API int pyos_mkfifo_at(int dir_fd, const char *path, unsigned mode);
#endif

/* os.mknod(path, mode=0o600, device=0, *, dir_fd=None): makes a file, device or named pipe.
 *   mode       a type and permissions, less the umask: PYOS_S_IFREG (or none), _IFCHR, _IFBLK, _IFIFO, on Linux _IFSOCK
 *   device     of a device, as makedev gives it
 *   Errors     EPERM  EEXIST  ENOENT  EINVAL, without a file name, as in Python
 *   Platforms  POSIX only; dir_fd on macOS from version 13 on */
#if !PYOS_STRICT || PYOS_HAVE_MKNOD
PYOSI_API int pyos_mknod(const char *path, unsigned mode, unsigned long long device);
PYOSI_API int pyos_mknod_at(int dir_fd, const char *path, unsigned mode, unsigned long long device);
#endif

/* os.major(device), os.minor(device), os.makedev(major, minor): the parts of rdev or dev of a stat result, and back.
 * The device that is none, all bits set, has parts of -1.
 *   Errors     EOVERFLOW  a part is below -1, or wider than 32 bits (OverflowError)
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_MAJOR
PYOSI_API int pyos_major(unsigned long long device, long long *major_part);
PYOSI_API int pyos_minor(unsigned long long device, long long *minor_part);
PYOSI_API int pyos_makedev(long long major_part, long long minor_part, unsigned long long *device);
#endif

typedef struct pyos_name_value {
    const char *name;
    int value;
} pyos_name_value;

/* os.pathconf(path, name), os.pathconf(fd, name), os.fpathconf(fd, name)
 * A limit of the file system.
 *   name       "PC_NAME_MAX" or another of pathconf_names
 *   value      receives the limit; -1: there is none
 *   Errors     EINVAL  an unknown name (ValueError), one that does not apply to the file (OSError, without file name),
 *              a negative descriptor (ValueError)  ENOENT  EACCES  EBADF
 *   Platforms  not on Windows. WASI and musl: the path is not looked at */
#if !PYOS_STRICT || PYOS_HAVE_PATHCONF
PYOSI_API int pyos_pathconf(const char *path, const char *name, long long *value);
PYOSI_API int pyos_fpathconf(int fd, const char *name, long long *value);
#endif

/* os.pathconf_names: the names that pathconf takes, with the system's numbers, sorted.
 *   count      receives how many there are; may be NULL
 *   Returns    static, ended by a name of NULL; empty on Windows */
PYOSI_API const pyos_name_value *pyos_pathconf_names(size_t *count);

/* Bits of flag. Linux has not set WRITE and APPEND for long, nor MANDLOCK of late. */
#if PYOSI_NETBSD
#define PYOS_ST_RDONLY 0x1
#define PYOS_ST_SYNCHRONOUS 0x2
#define PYOS_ST_NOEXEC 0x4
#define PYOS_ST_NOSUID 0x8
#define PYOS_ST_NODEV 0x10
#define PYOS_ST_NOATIME 0x4000000
#elif PYOSI_POSIX
#define PYOS_ST_RDONLY 0x1
#define PYOS_ST_NOSUID 0x2
#endif
#if PYOSI_LINUX
#define PYOS_ST_NODEV 0x4
#define PYOS_ST_NOEXEC 0x8
#define PYOS_ST_SYNCHRONOUS 0x10
#define PYOS_ST_MANDLOCK 0x40
#define PYOS_ST_WRITE 0x80
#define PYOS_ST_APPEND 0x100
#define PYOS_ST_NOATIME 0x400
#define PYOS_ST_NODIRATIME 0x800
#define PYOS_ST_RELATIME 0x1000
#endif

#define PYOS_STATVFS_HAS_FSID 0x1u /* all other members are always there */

typedef struct pyos_statvfs_result {
    unsigned has;              /* PYOS_STATVFS_HAS_... */
    unsigned flag;             /* PYOS_ST_...; macOS tells the first two */
    unsigned long long bsize;  /* bytes that are best read or written at once */
    unsigned long long frsize; /* bytes in the blocks that are counted here */
    unsigned long long blocks; /* of frsize bytes */
    unsigned long long bfree;  /* those for root counted in */
    unsigned long long bavail; /* what an ordinary user can have */
    unsigned long long files;  /* inodes; 0 where they are made as needed */
    unsigned long long ffree;
    unsigned long long favail;  /* the same as ffree on Linux */
    unsigned long long namemax; /* bytes of a file name */
    unsigned long long fsid;    /* id of the file system; on macOS its first word */
} pyos_statvfs_result;

/* os.statvfs(path), os.statvfs(fd), os.fstatvfs(fd): the file system that holds a file.
 *   st         filled on success, otherwise untouched
 *   Errors     ENOENT  EACCES  EBADF  EINVAL  NULL (TypeError)
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_STATVFS
PYOSI_API int pyos_statvfs(const char *path, pyos_statvfs_result *st);
PYOSI_API int pyos_fstatvfs(int fd, pyos_statvfs_result *st);
#endif

/* os.sync(): writes everything to the disks; some systems return before that is done.
 *   Platforms  POSIX only, and cannot fail there */
#if !PYOS_STRICT || PYOS_HAVE_SYNC
PYOSI_API int pyos_sync(void);
#endif

/* os.listdrives(): ["C:\\", "D:\\"], also drives without a medium or a volume, or that may not be used: none is tried.
 * os.listvolumes(): ["\\\\?\\Volume{...}\\"], which files can be reached by; to show a user take listmounts.
 * os.listmounts(volume): the absolute paths, of drives or directories, where a volume, as listvolumes names it, is
 * mounted; perhaps none.
 *   count      receives the number; may be NULL
 *   Returns    owned, NULL-ended, one block; NULL on failure
 *   Errors     listmounts: ENOENT or EINVAL  no such volume, without file name
 *   Platforms  Windows only
 *   Audit      os.listdrives(), os.listvolumes(), os.listmounts(volume) */
#if !PYOS_STRICT || PYOS_HAVE_LISTDRIVES
PYOSI_API char **pyos_listdrives(size_t *count);
PYOSI_API char **pyos_listvolumes(size_t *count);
PYOSI_API char **pyos_listmounts(const char *volume, size_t *count);
#endif

/* os.TMP_MAX: how many names tmpnam of the C library can make, whatever that is good for. */
#if PYOS_SYSTEM_CONSTANTS
#define PYOS_TMP_MAX TMP_MAX
#elif PYOSI_WINDOWS && defined(_MSC_VER) && _MSC_VER >= 1900
#define PYOS_TMP_MAX 2147483647
#elif PYOSI_WINDOWS
#define PYOS_TMP_MAX 32767
#elif PYOSI_LINUX
#define PYOS_TMP_MAX 238328 /* glibc's */
#elif PYOSI_OPENBSD
#define PYOS_TMP_MAX 2147483647
#elif PYOSI_POSIX
#define PYOS_TMP_MAX 308915776
#endif

/* =====================================================================================================================
 * >>stat      stat results and modes
 *
 *     pyos_stat_result st;
 *     if (pyos_stat(path, &st) == 0 && pyos_S_ISREG(st.mode)) total += st.size;
 */

/* Bits of has: the members that the system filled. The others are 0 and mean what Python's missing attribute means. */
#define PYOS_STAT_HAS_MODE 0x1u
#define PYOS_STAT_HAS_INO 0x2u
#define PYOS_STAT_HAS_DEV 0x4u
#define PYOS_STAT_HAS_NLINK 0x8u
#define PYOS_STAT_HAS_UID 0x10u
#define PYOS_STAT_HAS_GID 0x20u
#define PYOS_STAT_HAS_SIZE 0x40u
#define PYOS_STAT_HAS_ATIME 0x80u
#define PYOS_STAT_HAS_MTIME 0x100u
#define PYOS_STAT_HAS_CTIME 0x200u
#define PYOS_STAT_HAS_BIRTHTIME 0x400u
#define PYOS_STAT_HAS_RDEV 0x800u
#define PYOS_STAT_HAS_BLOCKS 0x1000u
#define PYOS_STAT_HAS_BLKSIZE 0x2000u
#define PYOS_STAT_HAS_FLAGS 0x4000u
#define PYOS_STAT_HAS_GEN 0x8000u
#define PYOS_STAT_HAS_FILE_ATTRIBUTES 0x10000u
#define PYOS_STAT_HAS_REPARSE_TAG 0x20000u

typedef struct pyos_stat_result {
    unsigned has;           /* PYOS_STAT_HAS_... */
    unsigned mode;          /* Python's numbers; on Windows made from attributes and ending, on WASI the type only */
    unsigned long long ino; /* file id; on Windows its low 64 bits */
    unsigned long long ino_high; /* the high 64 bits, 0 elsewhere */
    unsigned long long dev;      /* on Windows the volume's serial number */
    unsigned long long rdev;     /* of a device; not on Windows and WASI */
    long long nlink;             /* some file systems say 1 for every directory */
    long long uid;               /* 0 on Windows and WASI */
    long long gid;               /* 0 on Windows and WASI */
    long long size;              /* bytes; of a link the length of its text */
    long long atime_ns;          /* times: nanoseconds since 1970, negative before */
    long long mtime_ns;          /* last change of the contents */
    long long ctime_ns;          /* last change of the metadata; on Windows the creation still: use birthtime_ns */
    long long birthtime_ns;      /* creation */
    long long blocks;            /* of 512 bytes, whatever blksize says; not on Windows and WASI */
    long long blksize;           /* advice for buffers; not on Windows and WASI */
    unsigned flags;              /* chflags bits, on macOS and the BSDs */
    unsigned gen;                /* generation, on macOS and the BSDs; 0 without privilege */
    unsigned file_attributes;    /* PYOS_FILE_ATTRIBUTE_..., on Windows */
    unsigned reparse_tag;        /* on Windows, 0 unless a reparse point was asked without following */
} pyos_stat_result;

/* os.stat(path, *, dir_fd=None, follow_symlinks=True), os.lstat(path)
 *   flags      PYOS_NOFOLLOW
 *   st         filled on success, otherwise untouched
 *   Errors     ENOENT  ENOTDIR  EACCES  ELOOP  ENAMETOOLONG  EOVERFLOW
 *              EINVAL  path or st is NULL (TypeError), unknown flags (ValueError)
 *   Differs    the birth time on Linux; times outside 1677 to 2262 are cut to the nearest limit
 *   Platforms  Windows: not following stops at links and junctions only; other reparse points are followed, and one
 *              that cannot be followed gives its own data, but a link to one is WinError 1920. A file that may not be
 *              opened is looked up in its directory, and has no ino, dev and nlink then */
PYOSI_API int pyos_stat(const char *path, pyos_stat_result *st);
PYOSI_API int pyos_stat_at(int dir_fd, const char *path, unsigned flags, pyos_stat_result *st);
PYOSI_API int pyos_lstat(const char *path, pyos_stat_result *st);

/* os.fstat(fd)
 *   Errors     EBADF
 *   Platforms  Windows: a pipe, console or device has its type in mode and nothing else */
PYOSI_API int pyos_fstat(int fd, pyos_stat_result *st);

/* Modes: Python's numbers on every system. */
#define PYOS_S_IFSOCK 0140000
#define PYOS_S_IFLNK 0120000
#define PYOS_S_IFREG 0100000
#define PYOS_S_IFBLK 0060000
#define PYOS_S_IFDIR 0040000
#define PYOS_S_IFCHR 0020000
#define PYOS_S_IFIFO 0010000
#define PYOS_S_IFDOOR 0 /* Solaris has it */
#define PYOS_S_IFPORT 0 /* Solaris has it */
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOS_S_IFWHT 0160000
#else
#define PYOS_S_IFWHT 0
#endif
#define PYOS_S_ISUID 04000
#define PYOS_S_ISGID 02000
#define PYOS_S_ENFMT 02000
#define PYOS_S_ISVTX 01000
#define PYOS_S_IRWXU 0700
#define PYOS_S_IRUSR 0400
#define PYOS_S_IWUSR 0200
#define PYOS_S_IXUSR 0100
#define PYOS_S_IRWXG 0070
#define PYOS_S_IRGRP 0040
#define PYOS_S_IWGRP 0020
#define PYOS_S_IXGRP 0010
#define PYOS_S_IRWXO 0007
#define PYOS_S_IROTH 0004
#define PYOS_S_IWOTH 0002
#define PYOS_S_IXOTH 0001
#define PYOS_S_IREAD 0400
#define PYOS_S_IWRITE 0200
#define PYOS_S_IEXEC 0100

/* stat.S_ISDIR(mode) and so on compare the whole type field. Doors and ports exist on Solaris only, so those two are
 * always false; whiteouts on macOS, FreeBSD and NetBSD. S_ISLNK needs a mode from lstat: stat has followed the link. */
PYOSI_API bool pyos_S_ISDIR(unsigned mode);
PYOSI_API bool pyos_S_ISCHR(unsigned mode);
PYOSI_API bool pyos_S_ISBLK(unsigned mode);
PYOSI_API bool pyos_S_ISREG(unsigned mode);
PYOSI_API bool pyos_S_ISFIFO(unsigned mode);
PYOSI_API bool pyos_S_ISLNK(unsigned mode);
PYOSI_API bool pyos_S_ISSOCK(unsigned mode);
PYOSI_API bool pyos_S_ISDOOR(unsigned mode);
PYOSI_API bool pyos_S_ISPORT(unsigned mode);
PYOSI_API bool pyos_S_ISWHT(unsigned mode);

/* stat.S_IMODE(mode): the twelve permission bits; stat.S_IFMT(mode): the type field. */
PYOSI_API unsigned pyos_S_IMODE(unsigned mode);
PYOSI_API unsigned pyos_S_IFMT(unsigned mode);

/* stat.filemode(mode): "-rwxr-xr-x"; S and T are set-id and sticky without the x, '?' is an unknown type. Writes ten
 * characters and a terminator into buf and returns buf; NULL for NULL. */
PYOSI_API const char *pyos_filemode(unsigned mode, char buf[11]);

/* Flags of chflags, on every system. UF: the owner may set them, SF: only root, who above securelevel 0 cannot clear
 * SF_IMMUTABLE and SF_APPEND. */
#define PYOS_UF_SETTABLE 0x0000ffffu
#define PYOS_UF_NODUMP 0x00000001
#define PYOS_UF_IMMUTABLE 0x00000002
#define PYOS_UF_APPEND 0x00000004
#define PYOS_UF_OPAQUE 0x00000008
#define PYOS_UF_NOUNLINK 0x00000010
#define PYOS_UF_COMPRESSED 0x00000020
#define PYOS_UF_TRACKED 0x00000040
#define PYOS_UF_DATAVAULT 0x00000080
#define PYOS_UF_HIDDEN 0x00008000
#if PYOSI_MACOS
#define PYOS_SF_SETTABLE 0x3fff0000u
#define PYOS_SF_SUPPORTED 0x009f0000u
#define PYOS_SF_SYNTHETIC 0xc0000000u
#else
#define PYOS_SF_SETTABLE 0xffff0000u
#endif
#define PYOS_SF_ARCHIVED 0x00010000
#define PYOS_SF_IMMUTABLE 0x00020000
#define PYOS_SF_APPEND 0x00040000
#define PYOS_SF_RESTRICTED 0x00080000
#define PYOS_SF_NOUNLINK 0x00100000
#define PYOS_SF_SNAPSHOT 0x00200000
#define PYOS_SF_FIRMLINK 0x00800000
#define PYOS_SF_DATALESS 0x40000000

/* Bits of file_attributes, on every system. */
#define PYOS_FILE_ATTRIBUTE_READONLY 0x1 /* without effect on directories */
#define PYOS_FILE_ATTRIBUTE_HIDDEN 0x2
#define PYOS_FILE_ATTRIBUTE_SYSTEM 0x4
#define PYOS_FILE_ATTRIBUTE_DIRECTORY 0x10 /* junctions and links to directories too */
#define PYOS_FILE_ATTRIBUTE_ARCHIVE 0x20
#define PYOS_FILE_ATTRIBUTE_DEVICE 0x40
#define PYOS_FILE_ATTRIBUTE_NORMAL 0x80 /* no other bit is set */
#define PYOS_FILE_ATTRIBUTE_TEMPORARY 0x100
#define PYOS_FILE_ATTRIBUTE_SPARSE_FILE 0x200
#define PYOS_FILE_ATTRIBUTE_REPARSE_POINT 0x400 /* links, but also files that are kept elsewhere */
#define PYOS_FILE_ATTRIBUTE_COMPRESSED 0x800
#define PYOS_FILE_ATTRIBUTE_OFFLINE 0x1000 /* kept elsewhere: reading may be slow */
#define PYOS_FILE_ATTRIBUTE_NOT_CONTENT_INDEXED 0x2000
#define PYOS_FILE_ATTRIBUTE_ENCRYPTED 0x4000
#define PYOS_FILE_ATTRIBUTE_INTEGRITY_STREAM 0x8000
#define PYOS_FILE_ATTRIBUTE_VIRTUAL 0x10000
#define PYOS_FILE_ATTRIBUTE_NO_SCRUB_DATA 0x20000

/* Values of reparse_tag, on Windows. */
#if PYOSI_WINDOWS
#define PYOS_IO_REPARSE_TAG_SYMLINK 0xa000000cu
#define PYOS_IO_REPARSE_TAG_MOUNT_POINT 0xa0000003u /* junctions and mounted volumes */
#define PYOS_IO_REPARSE_TAG_APPEXECLINK 0x8000001bu
#endif

/* =====================================================================================================================
 * >>walk      Listing and walking directories
 *
 *     const pyos_direntry *entry;
 *     pyos_scandir_iter *it = pyos_scandir("src");
 *     while (it && pyos_scandir_next(it, &entry) == 1) puts(entry->path);
 *     pyos_scandir_close(it);
 */

/* os.listdir(path=None), os.listdir(fd)
 * The names in a directory, in the system's order, without "." and "..". What is made or removed meanwhile may be among
 * them or not.
 *   path       NULL for "."
 *   fd         is read from its current position and rewound afterwards; it stays open
 *   count      receives the number of names; may be NULL
 *   Returns    owned, NULL-ended, one block; NULL on failure
 *   Errors     ENOENT  ENOTDIR  EACCES  EBADF
 *   Platforms  flistdir: POSIX only
 *   Differs    fd -1 is EBADF, not the working directory
 *   Audit      os.listdir(path, None or fd) */
PYOSI_API char **pyos_listdir(const char *path, size_t *count);
#if !PYOS_STRICT || PYOS_HAVE_FLISTDIR
PYOSI_API char **pyos_flistdir(int fd, size_t *count);
#endif

typedef struct pyos_scandir_iter pyos_scandir_iter;

/* os.DirEntry. Made by pyos_scandir_next, which reuses it for the next entry. */
typedef struct pyos_direntry {
    const char *name; /* without directory */
    const char
        *path; /* the directory as given, a separator unless it ends in one, name; after fscandir just the name */
} pyos_direntry;

/* os.scandir(path=None), os.scandir(fd)
 * Opens a directory, or fails at once; entries are handed out as they are read, in the system's order, without "." and
 * "..", and what is made or removed meanwhile may be among them or not. On WASI the directory is read to its end at the
 * first step, because there removing files while reading makes others vanish.
 *   path       NULL for "."; copied
 *   fd         stays the caller's; entries are read from its current position, which is rewound at close
 *   Returns    an iterator for pyos_scandir_close; NULL on failure
 *   Errors     ENOENT  ENOTDIR  EACCES  EBADF  EMFILE
 *   Platforms  fscandir: POSIX only
 *   Differs    fd -1 is EBADF, not the working directory; entries ask by the descriptor of the open directory
 *   Audit      os.scandir(path, None or fd) */
PYOSI_API pyos_scandir_iter *pyos_scandir(const char *path);
#if !PYOS_STRICT || PYOS_HAVE_FSCANDIR
PYOSI_API pyos_scandir_iter *pyos_fscandir(int fd);
#endif

/* os.scandir(entry), but relative to the open directory of it, so it means the entry that was read even when the path
 * has been moved meanwhile. A link is followed (on WASI by path); what was no link when it was read is not followed
 * when it has become one (ELOOP or ENOTDIR; some hosts of WASI follow).
 *   it         the iterator that handed out entry, not at its end
 *   Returns    as scandir; the new iterator stands by itself
 *   Errors     those of scandir; EINVAL  NULL, or an entry that it did not hand out (TypeError)
 *   Audit      os.scandir(entry's path) */
PYOSI_API pyos_scandir_iter *pyos_scandir_child(pyos_scandir_iter *it, const pyos_direntry *entry);

/* next(iterator)
 *   entry      receives the entry, valid until the next step or close; NULL at the end
 *   Returns    1 with an entry, 0 at the end and ever after, -1 on failure, after which the iterator is at its end
 *   Errors     EINVAL  NULL (TypeError) */
PYOSI_API int pyos_scandir_next(pyos_scandir_iter *it, const pyos_direntry **entry);

/* iterator.close(): frees the iterator, closes its directory. NULL is fine; errno stays. */
PYOSI_API void pyos_scandir_close(pyos_scandir_iter *it);

/* A copy of an entry that outlives the iterator; its stat goes by path then, after fscandir by descriptor and name.
 *   Returns    owned, one block for pyos_free, NULL on failure */
PYOSI_API pyos_direntry *pyos_direntry_dup(const pyos_direntry *entry);

/* DirEntry.is_dir(*, follow_symlinks=True), is_file, is_symlink, is_junction
 * Answered from the listing where the system gives types: a call of the system is made for a link that is followed, and
 * where the type is unknown. Answers are cached for both settings apart, and so grow old (ask pyos_stat of the path for
 * what is now); a failed one is not.
 *   flags      PYOS_NOFOLLOW
 *   Returns    1, 0 (also for an entry that has vanished, and a dangling link), -1 on failure
 *   Errors     those of stat; EINVAL  NULL (TypeError), unknown flags (ValueError)
 *   Platforms  Windows: a junction is a directory, what is neither directory nor link is a file. is_junction: 0
 *              elsewhere */
PYOSI_API int pyos_direntry_is_dir(const pyos_direntry *entry, unsigned flags);
PYOSI_API int pyos_direntry_is_file(const pyos_direntry *entry, unsigned flags);
PYOSI_API int pyos_direntry_is_symlink(const pyos_direntry *entry);
PYOSI_API int pyos_direntry_is_junction(const pyos_direntry *entry);

/* DirEntry.stat(*, follow_symlinks=True), cached for both settings apart.
 *   flags      PYOS_NOFOLLOW
 *   Errors     those of stat
 *   Platforms  Windows: costs no call unless a link is followed, and has no ino, dev and nlink then, as in Python; a
 *              junction is not followed */
PYOSI_API int pyos_direntry_stat(const pyos_direntry *entry, unsigned flags, pyos_stat_result *st);

/* DirEntry.inode(): of the entry itself, never of what a link points to.
 *   ino        receives the id; on a mount point that of the directory below it, as the listing says
 *   ino_high   receives the high 64 bits of Windows's 128; may be NULL
 *   Platforms  Windows and some WASI hosts: costs a stat */
PYOSI_API int pyos_direntry_inode(const pyos_direntry *entry, unsigned long long *ino, unsigned long long *ino_high);

/* Options of walk and fwalk; NULL or zeroed for Python's defaults.
 *   onerror    called for a directory that cannot be opened or read: with the error, which lives until it returns, and
 *              the whole path. 0: go on without that directory, as is done when there is no onerror; else the walk
 *              ends, and the step fails with this error */
typedef struct pyos_walk_options {
    bool bottom_up;    /* topdown=False: a directory comes after its subdirectories */
    bool follow_links; /* followlinks=True: enters links to directories too. A loop of them ends after 40 in walk, as a
                          path does; in fwalk never, as in Python */
    int (*onerror)(void *user, const pyos_error *error, const char *path);
    void *user;
} pyos_walk_options;

/* What a step gives; it lives until the next step. */
typedef struct pyos_walk_step {
    const char *root;  /* the directory: the top as given, with the names below it joined on */
    const char **dirs; /* its subdirectories, links to directories too, in the system's order; without path */
    size_t ndirs;
    const char *const *files; /* everything else */
    size_t nfiles;
    int dirfd; /* fwalk: a descriptor of the directory; walk: -1 */
} pyos_walk_step;

typedef struct pyos_walk_iter pyos_walk_iter;

/* os.walk(top, topdown=True, onerror=None, followlinks=False)
 * Goes through a tree, one directory a step:
 *
 *     pyos_walk_step *step;
 *     pyos_walk_iter *walk = pyos_walk("src", NULL);
 *     while (walk && pyos_walk_next(walk, &step) == 1)
 *         for (i = 0; i < step->nfiles; i++) printf("%s/%s\n", step->root, step->files[i]);
 *     pyos_walk_close(walk);
 *
 * Top-down the caller says where it goes on: it may put dirs into another order, lower ndirs, and let dirs point to an
 * array of its own, whose names are copied at the next step. A name in it is joined to root as by os.path.join.
 * Bottom-up changes have no effect: the names are read before the step for them comes.
 * Memory grows with the depth and with the largest directory, never with the tree; the depth is limited by the disk
 * alone.
 *   top        copied; relative to the working directory, which must not change meanwhile
 *   options    NULL for Python's defaults; copied
 *   Returns    an iterator for pyos_walk_close; NULL on failure. A top that is not there is no failure: onerror hears
 *              of it at the first step
 *   Errors     EINVAL  top is NULL (TypeError)  ENOMEM  no memory (MemoryError)
 *   Differs    no limit of depth. On POSIX and Windows directories are opened relative to their parents, so that one
 *              which is moved meanwhile is walked where it is; at most 32 descriptors are open
 *   Platforms  Windows: a junction is entered as a directory is. WASI: links are followed by path
 *   Audit      at the first step os.walk(top, topdown, onerror, followlinks), onerror as 1 or None; then
 *              os.scandir(root), one a directory; when a hook refuses that, onerror hears of it */
PYOSI_API pyos_walk_iter *pyos_walk(const char *top, const pyos_walk_options *options);

/* os.fwalk(top='.', topdown=True, onerror=None, *, follow_symlinks=False, dir_fd=None)
 * As walk, and each step has a descriptor of its directory, for the _at forms; it belongs to the walk and is closed by
 * later steps, so dup it to keep it. A directory that has become a link since its parent was read is not entered.
 *   top        NULL for "."
 *   dir_fd     where top starts; PYOS_CWD for Python's None
 *   Errors     at the first step those of stat and open for top; a top that is no directory gives no step. What goes
 *              wrong while a directory is read is an error of the step, not one for onerror
 *   Differs    at most 32 descriptors are open at a time; a name put into dirs is joined as in walk
 *   Platforms  on Windows and WASI beyond Python; a junction, which is another directory than its name, is not entered
 *              without follow_links
 *   Audit      at the first step os.fwalk(top, topdown, onerror, follow_symlinks, dir_fd); for each directory
 *              open(name, None, flags) and os.scandir(descriptor) */
PYOSI_API pyos_walk_iter *pyos_fwalk(const char *top, const pyos_walk_options *options);
PYOSI_API pyos_walk_iter *pyos_fwalk_at(int dir_fd, const char *top, const pyos_walk_options *options);

/* next(walk)
 *   step       receives the step, valid until the next one or close; NULL at the end
 *   Returns    1 with a step, 0 at the end and ever after, -1 on failure, after which the walk is at its end
 *   Errors     EINVAL  NULL (TypeError)  ENOMEM  no memory (MemoryError); the error that onerror stopped at */
PYOSI_API int pyos_walk_next(pyos_walk_iter *walk, pyos_walk_step **step);

/* Ends a walk: frees it, closes its descriptors. NULL is fine; errno stays. */
PYOSI_API void pyos_walk_close(pyos_walk_iter *walk);

/* =====================================================================================================================
 * >>linux     Timers, counters and memory with descriptors, extended attributes, namespaces
 *
 * Linux only, but for eventfd and memfd_create, which FreeBSD has too; elsewhere ENOSYS.
 */

/* Clocks of timerfd_create. */
#if PYOSI_LINUX
#define PYOS_CLOCK_REALTIME 0
#define PYOS_CLOCK_MONOTONIC 1
#define PYOS_CLOCK_BOOTTIME 7
#define PYOS_CLOCK_REALTIME_ALARM 8 /* wakes the machine; needs CAP_WAKE_ALARM */
#define PYOS_CLOCK_BOOTTIME_ALARM 9
#elif PYOSI_MACOS
#define PYOS_CLOCK_REALTIME 0
#define PYOS_CLOCK_MONOTONIC 6
#elif PYOSI_FREEBSD
#define PYOS_CLOCK_REALTIME 0
#define PYOS_CLOCK_MONOTONIC 4
#elif PYOSI_NETBSD || PYOSI_OPENBSD
#define PYOS_CLOCK_REALTIME 0
#define PYOS_CLOCK_MONOTONIC 3
#endif

#if PYOS_HAVE_TIMERFD
#define PYOS_TFD_NONBLOCK PYOS_O_NONBLOCK
#define PYOS_TFD_CLOEXEC PYOS_O_CLOEXEC
#define PYOS_TFD_TIMER_ABSTIME 1       /* initial is a time of the clock; one that has passed fires at once */
#define PYOS_TFD_TIMER_CANCEL_ON_SET 2 /* with ABSTIME and a realtime clock: read fails with ECANCELED when it is set */
#endif

/* os.timerfd_create(clockid, /, *, flags=0)
 * A timer with a descriptor. Reading it gives, in eight bytes, how often the timer fired since the last read, and waits
 * for that; it can be polled.
 *   clockid    PYOS_CLOCK_REALTIME and its kin
 *   flags      PYOS_TFD_NONBLOCK: read fails with EAGAIN instead of waiting; PYOS_TFD_CLOEXEC is always added
 *   Errors     EINVAL  EMFILE  ENFILE  EPERM  an alarm clock without the privilege
 *   Platforms  Linux 2.6.27; the alarm clocks 3.0
 *   Differs    not on FreeBSD 14 and NetBSD 10, where Python has it */
/* os.timerfd_settime(fd, /, *, flags=0, initial=0.0, interval=0.0), os.timerfd_settime_ns(...)
 * Starts the timer, or stops it.
 *   flags      PYOS_TFD_TIMER_ABSTIME, PYOS_TFD_TIMER_CANCEL_ON_SET
 *   initial    seconds, rounded down to nanoseconds, or these, until it fires first; 0 stops it, whatever interval is
 *   interval   from then on between firings; 0: it fires once
 *   previous   receives what gettime would have given before; may be NULL
 *   Errors     EINVAL  a negative time, unknown flags, no timer (OSError); a negative descriptor (ValueError)
 *              EBADF  EOVERFLOW  seconds that do not fit, or no number (OverflowError)  ECANCELED
 * os.timerfd_gettime(fd), os.timerfd_gettime_ns(fd)
 *   current    receives what is left until it fires next, counted from now with ABSTIME too, 0 when it is stopped; then
 *              the interval. */
#if !PYOS_STRICT || PYOS_HAVE_TIMERFD
PYOSI_API int pyos_timerfd_create(int clockid, int flags);
PYOSI_API int pyos_timerfd_settime(int fd, int flags, double initial, double interval, double previous[2]);
PYOSI_API int pyos_timerfd_settime_ns(int fd, int flags, long long initial, long long interval, long long previous[2]);
PYOSI_API int pyos_timerfd_gettime(int fd, double current[2]);
PYOSI_API int pyos_timerfd_gettime_ns(int fd, long long current[2]);
#endif

#if PYOS_HAVE_EVENTFD
#define PYOS_EFD_CLOEXEC PYOS_O_CLOEXEC
#define PYOS_EFD_NONBLOCK PYOS_O_NONBLOCK
#define PYOS_EFD_SEMAPHORE 1 /* each read takes 1 */
#endif

/* os.eventfd(initval, flags=EFD_CLOEXEC)
 * A counter of 64 bits with a descriptor.
 *   flags      PYOS_EFD_CLOEXEC is Python's default; without it the descriptor is inheritable
 *   Errors     EINVAL  unknown flags  EMFILE  ENFILE
 * os.eventfd_read(fd): waits until the counter is not 0, gives it and sets it to 0; with EFD_SEMAPHORE gives 1 and
 * takes 1. os.eventfd_write(fd, value): adds, and waits where that would pass 2**64 - 2.
 *   Errors     EAGAIN  with EFD_NONBLOCK, instead of waiting  EBADF  EINVAL  write of 2**64 - 1; no counter; value is
 *              NULL (TypeError); eventfd_read of a negative descriptor (ValueError)
 *   Differs    repeated after a signal; not on NetBSD 10, where Python has it
 *   Platforms  Linux 2.6.27, EFD_SEMAPHORE 2.6.30; FreeBSD 13 */
#if !PYOS_STRICT || PYOS_HAVE_EVENTFD
PYOSI_API int pyos_eventfd(unsigned initval, int flags);
PYOSI_API int pyos_eventfd_read(int fd, unsigned long long *value);
PYOSI_API int pyos_eventfd_write(int fd, unsigned long long value);
#endif

#if PYOS_HAVE_MEMFD_CREATE
#define PYOS_MFD_CLOEXEC 0x1u
#define PYOS_MFD_ALLOW_SEALING 0x2u /* later fcntl(F_ADD_SEALS) is allowed, else EPERM */
#define PYOS_MFD_HUGETLB 0x4u       /* in whole huge pages; Linux 4.14; or-ed with a size below that the CPU has */
#define PYOS_MFD_HUGE_SHIFT 26
#define PYOS_MFD_HUGE_MASK 0x3f
#define PYOS_MFD_HUGE_64KB 0x40000000u
#define PYOS_MFD_HUGE_512KB 0x4c000000u
#define PYOS_MFD_HUGE_1MB 0x50000000u
#define PYOS_MFD_HUGE_2MB 0x54000000u
#define PYOS_MFD_HUGE_8MB 0x5c000000u
#define PYOS_MFD_HUGE_16MB 0x60000000u
#define PYOS_MFD_HUGE_32MB 0x64000000u
#define PYOS_MFD_HUGE_256MB 0x70000000u
#define PYOS_MFD_HUGE_512MB 0x74000000u
#define PYOS_MFD_HUGE_1GB 0x78000000u
#define PYOS_MFD_HUGE_2GB 0x7c000000u
#define PYOS_MFD_HUGE_16GB 0x88000000u
#endif

/* os.memfd_create(name, flags=MFD_CLOEXEC)
 * A file in memory without a place in the file system; it goes with its last descriptor.
 *   name       shown in /proc/self/fd, for people; several files may have the same
 *   flags      PYOS_MFD_CLOEXEC is Python's default; without it the descriptor is inheritable
 *   Errors     EINVAL  unknown flags, name is longer than 249 bytes; name is NULL (TypeError)  EMFILE  ENFILE  ENOMEM
 *   Platforms  Linux 3.17, FreeBSD 13 */
#if !PYOS_STRICT || PYOS_HAVE_MEMFD_CREATE
PYOSI_API int pyos_memfd_create(const char *name, unsigned flags);
#endif

#if PYOSI_LINUX
#define PYOS_XATTR_SIZE_MAX 65536
#define PYOS_XATTR_CREATE 1  /* EEXIST when the attribute is there */
#define PYOS_XATTR_REPLACE 2 /* ENODATA when it is not */
#endif

/* Extended attributes: os.getxattr(path, attribute, *, follow_symlinks=True) and its kin; the l-forms are
 * follow_symlinks=False, the f-forms take a descriptor.
 *   path       listxattr: NULL for "."
 *   attribute  with its name space: "user.origin"
 *   size       receives the bytes of the value, which is terminated too and may hold zero bytes; may be NULL
 *   count      receives the number of names; may be NULL
 *   flags      0, PYOS_XATTR_CREATE or PYOS_XATTR_REPLACE
 *   Returns    getxattr: owned. listxattr: owned, NULL-ended, one block. NULL on failure
 *   Errors     ENODATA  no such attribute  ENOTSUP  the file system has none  ENOENT  EEXIST  EPERM  EACCES  EBADF
 *              ERANGE  a name is too long, a value longer than XATTR_SIZE_MAX  E2BIG  ENOSPC
 *              EINVAL  NULL (TypeError), other flags (OSError)
 *   Platforms  Linux
 *   Audit      os.getxattr(path or fd, attribute), os.listxattr(path, None or fd),
 *              os.removexattr(path or fd, attribute), os.setxattr(path or fd, attribute, value, flags) */
#if !PYOS_STRICT || PYOS_HAVE_GETXATTR
PYOSI_API char *pyos_getxattr(const char *path, const char *attribute, size_t *size);
PYOSI_API char *pyos_lgetxattr(const char *path, const char *attribute, size_t *size);
PYOSI_API char *pyos_fgetxattr(int fd, const char *attribute, size_t *size);
PYOSI_API char **pyos_listxattr(const char *path, size_t *count);
PYOSI_API char **pyos_llistxattr(const char *path, size_t *count);
PYOSI_API char **pyos_flistxattr(int fd, size_t *count);
PYOSI_API int pyos_removexattr(const char *path, const char *attribute);
PYOSI_API int pyos_lremovexattr(const char *path, const char *attribute);
PYOSI_API int pyos_fremovexattr(int fd, const char *attribute);
PYOSI_API int pyos_setxattr(const char *path, const char *attribute, const void *value, size_t n, int flags);
PYOSI_API int pyos_lsetxattr(const char *path, const char *attribute, const void *value, size_t n, int flags);
PYOSI_API int pyos_fsetxattr(int fd, const char *attribute, const void *value, size_t n, int flags);
#endif

/* Kinds of namespaces, and what else unshare takes apart. */
#if PYOSI_LINUX
#define PYOS_CLONE_NEWTIME 0x80 /* Linux 5.6 */
#define PYOS_CLONE_VM 0x100     /* unshare: only in a process of one thread, where it is nothing; so are the next */
#define PYOS_CLONE_FS 0x200     /* working directory, root, umask */
#define PYOS_CLONE_FILES 0x400  /* descriptors */
#define PYOS_CLONE_SIGHAND 0x800
#define PYOS_CLONE_THREAD 0x10000
#define PYOS_CLONE_NEWNS 0x20000 /* mounts; implies CLONE_FS */
#define PYOS_CLONE_SYSVSEM 0x40000
#define PYOS_CLONE_NEWCGROUP 0x2000000 /* Linux 4.6 */
#define PYOS_CLONE_NEWUTS 0x4000000    /* names of host and domain */
#define PYOS_CLONE_NEWIPC 0x8000000
#define PYOS_CLONE_NEWUSER 0x10000000 /* in a process of one thread only */
#define PYOS_CLONE_NEWPID 0x20000000  /* for children to come */
#define PYOS_CLONE_NEWNET 0x40000000
#endif

/* os.setns(fd, nstype=0), os.unshare(flags)
 * Puts the calling thread into a namespace that is there, or into new ones.
 *   fd         of /proc/<pid>/ns/..., or a pidfd (Linux 5.8), of whose process the namespaces in nstype are taken
 *   nstype     PYOS_CLONE_NEW..., which fd must be; 0 for any
 *   flags      PYOS_CLONE_...; 0 does nothing
 *   Errors     EPERM  EBADF  EINVAL  unknown flags, another kind of namespace, several threads; a negative descriptor
 *              (ValueError)  ENOMEM  ENOSPC  too many namespaces  EUSERS
 *   Platforms  Linux */
#if !PYOS_STRICT || PYOS_HAVE_SETNS
PYOSI_API int pyos_setns(int fd, int nstype);
PYOSI_API int pyos_unshare(int flags);
#endif

/* =====================================================================================================================
 * >>process   Processes
 *
 *     const char *const argv[] = {"cc", "-c", "main.c", NULL};
 *     long long status, code;
 *     pyos_pid pid = pyos_posix_spawnp("cc", argv, NULL, NULL);
 *     if (pid > 0 && pyos_waitpid(pid, 0, &status) == pid && pyos_waitstatus_to_exitcode(status, &code) == 0) ...
 *
 * An argument list is NULL-ended and starts with the name that the program is told; it must not be empty, nor its first
 * item (ValueError). An environment is NULL-ended, of "NAME=value"; an entry without "=" or with an empty name is a
 * ValueError (on Windows "=C:" is a name). All that is checked before anything is started.
 *
 * Not on WASI, where a program can start none.
 */

/* Exit codes that sysexits.h has names for. */
#define PYOS_EX_OK 0
#if !PYOSI_WINDOWS
#define PYOS_EX_USAGE 64       /* wrong use of the command */
#define PYOS_EX_DATAERR 65     /* the user's data are wrong */
#define PYOS_EX_NOINPUT 66     /* an input file is not there or cannot be read */
#define PYOS_EX_NOUSER 67      /* no such addressee */
#define PYOS_EX_NOHOST 68      /* no such host */
#define PYOS_EX_UNAVAILABLE 69 /* a service is missing */
#define PYOS_EX_SOFTWARE 70    /* a fault of the program */
#define PYOS_EX_OSERR 71       /* a fault of the system, as in fork */
#define PYOS_EX_OSFILE 72      /* a file of the system */
#define PYOS_EX_CANTCREAT 73   /* an output file of the user */
#define PYOS_EX_IOERR 74
#define PYOS_EX_TEMPFAIL 75 /* worth trying again */
#define PYOS_EX_PROTOCOL 76
#define PYOS_EX_NOPERM 77 /* no permission, at a higher level than files */
#define PYOS_EX_CONFIG 78
#endif

/* os.execv(path, args), os.execve(path, args, env), os.execvp(file, args), os.execvpe(file, args, env); the l-forms
 * take the arguments one by one, with NULL behind the last, and le and lpe the environment behind that
 * Puts another program into this process. Returns on failure only. stdio is not flushed: fflush first. What is
 * inheritable of the descriptors stays open.
 *   env        of the program; without it, and with NULL in the p-forms, it gets the block. The file name is in the
 *              error with env only, as in Python
 *   file       a name without separator is looked for in the directories of PATH, that of env where there is one, else
 *              of the mapping. The error is the first that is neither ENOENT nor ENOTDIR, else the last
 *   fd         fexecve is os.execve(fd, args, env)
 *   Errors     EINVAL  NULL (TypeError), empty (ValueError)  ENOENT  also a script's interpreter  EACCES  a directory,
 *              a file that may not be executed  ENOEXEC  no program; no shell is tried  ENOTDIR  ELOOP  E2BIG  ETXTBSY
 *   Platforms  Windows: starts the program, waits for it and ends with its exit code; arguments are quoted (Differs);
 *              other threads run on until then; batch files as for spawn. fexecve: Linux, FreeBSD
 *   Audit      os.exec(path, args, env), env None without; for each directory that is tried */
#if !PYOS_STRICT || PYOS_HAVE_EXECV
PYOSI_API int pyos_execv(const char *path, const char *const *argv);
PYOSI_API int pyos_execve(const char *path, const char *const *argv, const char *const *env);
PYOSI_API int pyos_execvp(const char *file, const char *const *argv);
PYOSI_API int pyos_execvpe(const char *file, const char *const *argv, const char *const *env);
PYOSI_API int pyos_execl(const char *path, const char *arg0, ...);   /* ..., (char *)NULL */
PYOSI_API int pyos_execle(const char *path, const char *arg0, ...);  /* ..., (char *)NULL, env */
PYOSI_API int pyos_execlp(const char *file, const char *arg0, ...);  /* ..., (char *)NULL */
PYOSI_API int pyos_execlpe(const char *file, const char *arg0, ...); /* ..., (char *)NULL, env */
#endif
#if !PYOS_STRICT || PYOS_HAVE_FEXECVE
PYOSI_API int pyos_fexecve(int fd, const char *const *argv, const char *const *env);
#endif

/* os._exit(status), os.abort()
 * End the process at once: no atexit, no flushing. Only 8 bits of status reach a parent on POSIX. abort runs no handler
 * of pyos.h's; SIGABRT, on Windows exit code 3. Both async-signal-safe on POSIX. */
PYOSI_API void pyos__exit(int status);
PYOSI_API void pyos_abort(void);

/* os.fork()
 * Gives 0 in the child, which has this thread only, and its id in the parent. With several threads the child may call
 * what is async-signal-safe; the library's own locks are held over the call, so that its functions work there.
 *   Errors     EAGAIN  ENOMEM
 *   Platforms  POSIX only; not on iOS. On macOS what the system's own frameworks do in the child may fail. fork1 is
 *              Solaris's and not on any of these systems
 *   Differs    no warning when there are several threads
 *   Audit      os.fork() */
#if !PYOS_STRICT || PYOS_HAVE_FORK
PYOSI_API pyos_pid pyos_fork(void);
#endif
#if !PYOS_STRICT || PYOS_HAVE_FORK1
PYOSI_API pyos_pid pyos_fork1(void);
#endif

/* os.forkpty()
 * fork, with a pseudo-terminal that is the child's controlling terminal and its standard streams. The hooks of
 * register_at_fork run.
 *   fd         receives the master's descriptor, in the parent only; inheritable, as Python has it
 *   Errors     EAGAIN  ENOMEM  EMFILE  EINVAL  NULL (TypeError)
 *   Audit      os.forkpty() */
#if !PYOS_STRICT || PYOS_HAVE_FORKPTY
PYOSI_API pyos_pid pyos_forkpty(int *fd);
#endif

/* os.register_at_fork(before=..., after_in_parent=..., after_in_child=...)
 * Functions that pyos_fork and pyos_forkpty call, and nobody else's fork: before by the last registered first, the
 * others by the first registered first. They cannot be taken back.
 *   user       handed to each; NULL in place of a function: none
 *   Errors     EINVAL  all three are NULL (TypeError)  ENOMEM */
#if !PYOS_STRICT || PYOS_HAVE_REGISTER_AT_FORK
PYOSI_API int pyos_register_at_fork(void (*before)(void *user), void (*after_in_parent)(void *user),
                                    void (*after_in_child)(void *user), void *user);
#endif

/* What posix_spawn does to the child's descriptors, in the order of the list. */
#if PYOS_HAVE_POSIX_SPAWN
#define PYOS_POSIX_SPAWN_OPEN 0  /* fd, path, flags, mode: opened as that number, as open of the system does it */
#define PYOS_POSIX_SPAWN_CLOSE 1 /* fd: one that is not open may be EBADF, and nothing starts (not on Linux) */
#define PYOS_POSIX_SPAWN_DUP2 2  /* fd, new_fd: equal numbers make it inheritable */
#endif
#if PYOSI_LINUX || PYOSI_FREEBSD
#define PYOS_POSIX_SPAWN_CLOSEFROM 3 /* fd: this and all above; FreeBSD 14 */
#endif

typedef struct pyos_file_action {
    int action; /* PYOS_POSIX_SPAWN_... */
    int fd;
    int new_fd;       /* DUP2 */
    const char *path; /* OPEN */
    int flags;        /* OPEN */
    unsigned mode;    /* OPEN */
} pyos_file_action;

/* os.sched_param */
typedef struct pyos_sched_param {
    int sched_priority;
} pyos_sched_param;

/* Zeroed for Python's defaults. */
typedef struct pyos_posix_spawn_options {
    const pyos_file_action *file_actions;
    size_t nfile_actions;
    const pyos_pid *setpgroup; /* the group of the child, 0 for a new one; NULL: that of the parent */
    bool resetids;             /* the effective ids become the real ones */
    bool setsid;               /* a session of its own */
    const int *setsigmask;     /* the signals that are blocked; NULL: as in the calling thread, none: another thing */
    size_t nsetsigmask;
    const int *setsigdef; /* the signals whose disposition is reset to the default; NULL: none but those handled */
    size_t nsetsigdef;
    const pyos_sched_param *scheduler; /* NULL: the parent's */
    const int *scheduler_policy;       /* PYOS_SCHED_...; NULL: the parent's, and only the priority is set */
} pyos_posix_spawn_options;

/* os.posix_spawn(path, argv, env, *, ...), os.posix_spawnp: path is looked for in the caller's PATH
 * Starts a program in a new process, without copying this one's memory.
 *   env        NULL: the block as it is now
 *   options    NULL for none
 *   Returns    the id; -1 on failure, after which there is no child
 *   Errors     those of exec, with path as file name whatever the step that failed in the child
 *              EAGAIN  ENOMEM  EPERM  EBADF  a file action
 *              EINVAL  a number that is no signal (ValueError), no action (TypeError), a policy
 *              ENOTSUP  setsid or scheduler where the system lacks it (NotImplementedError)
 *   Platforms  POSIX only; not on iOS. setsid: not on the BSDs; scheduler: not on macOS and OpenBSD
 *   Differs    Linux: an emulator or checker that copies memory in spite of CLONE_VM turns a failure in the child into
 *              its exit code 127
 *   Audit      os.posix_spawn(path, argv, env), env None where it is NULL */
#if !PYOS_STRICT || PYOS_HAVE_POSIX_SPAWN
PYOSI_API pyos_pid pyos_posix_spawn(const char *path, const char *const *argv, const char *const *env,
                                    const pyos_posix_spawn_options *options);
PYOSI_API pyos_pid pyos_posix_spawnp(const char *path, const char *const *argv, const char *const *env,
                                     const pyos_posix_spawn_options *options);
#endif

/* Modes of spawn, Python's own numbers. */
#if !PYOSI_WASI
#define PYOS_P_WAIT 0
#define PYOS_P_NOWAIT 1
#if PYOSI_WINDOWS
#define PYOS_P_OVERLAY 2 /* as exec */
#define PYOS_P_NOWAITO 3 /* as P_NOWAIT; Windows is not told that somebody will wait */
#define PYOS_P_DETACH 4  /* without a console, and nobody can wait */
#else
#define PYOS_P_NOWAITO PYOS_P_NOWAIT
#endif
#endif

/* os.spawnv(mode, file, args), os.spawnve(mode, file, args, env), os.spawnvp, os.spawnvpe; the l-forms take the
 * arguments one by one, with NULL behind the last, and le and lpe the environment behind that
 * Starts a program; v and ve by path, vp and vpe by a name that is looked for as by execvp.
 *   mode       PYOS_P_WAIT waits until it has ended, others do not
 *   result     receives, for P_WAIT, the exit code, or minus the number of the signal that ended it; else the id, on
 *              Windows a handle for waitpid, or 0 for P_DETACH; may be NULL (Windows closes the handle then)
 *   Errors     those of exec, with the file name  ECHILD  P_WAIT: somebody else waited for it, or SIGCHLD is ignored
 *              EINVAL  Windows: another mode, which elsewhere waits
 *   Differs    POSIX: a program that cannot be started is an error, not exit code 127; functions of register_at_fork
 *              are not called; os.fork and os.exec are raised here in the parent. Windows: arguments are quoted
 *   Platforms  Windows: every inheritable handle is inherited, and the descriptors with them, text or binary as pyos.h
 *              opened them, else as _fmode says; a file without extension is tried with .com, .exe, .bat and .cmd. A
 *              batch file is run by the command interpreter, which has quoting rules of its own: unless each argument
 *              is safe under them all, it is a ValueError. No P_DETACH and P_OVERLAY on POSIX; no vp and lp forms on
 *              Windows
 *   Audit      POSIX: os.fork(), os.exec(path, args, env); Windows: os.spawn(mode, path, args, env) */
#if !PYOS_STRICT || PYOS_HAVE_SPAWNV
PYOSI_API int pyos_spawnv(int mode, const char *file, const char *const *argv, long long *result);
PYOSI_API int pyos_spawnve(int mode, const char *file, const char *const *argv, const char *const *env,
                           long long *result);
PYOSI_API int pyos_spawnl(int mode, long long *result, const char *file, const char *arg0, ...);
PYOSI_API int pyos_spawnle(int mode, long long *result, const char *file, const char *arg0, ...);
#endif
#if !PYOS_STRICT || PYOS_HAVE_SPAWNVP
PYOSI_API int pyos_spawnvp(int mode, const char *file, const char *const *argv, long long *result);
PYOSI_API int pyos_spawnvpe(int mode, const char *file, const char *const *argv, const char *const *env,
                            long long *result);
PYOSI_API int pyos_spawnlp(int mode, long long *result, const char *file, const char *arg0, ...);
PYOSI_API int pyos_spawnlpe(int mode, long long *result, const char *file, const char *arg0, ...);
#endif

/* os.system(command)
 * Runs a command in the shell and waits for it. What is waiting in stdio is not written first: fflush.
 *   status     receives the wait status, on Windows the exit code; may be NULL
 *   Errors     EINVAL  command is NULL (TypeError)  EAGAIN  ENOMEM  ECHILD  SIGCHLD is ignored; ENOENT  Windows: no
 *              command interpreter
 *   Platforms  POSIX: SIGINT and SIGQUIT are ignored meanwhile, as by system of the C library. Not on WASI and iOS
 *   Audit      os.system(command): bytes, on Windows text */
#if !PYOS_STRICT || PYOS_HAVE_SYSTEM
PYOSI_API int pyos_system(const char *command, long long *status);
#endif

#if PYOS_STDIO && (!PYOS_STRICT || PYOS_HAVE_POPEN)
/* os.popen(cmd, mode="r", buffering=-1)
 * Runs a command in the shell with a pipe to its output, or from its input. It inherits no descriptor but the standard
 * ones, and SIGPIPE and SIGXFSZ are not ignored in it. Only with PYOS_STDIO.
 *   mode       "r" or "w": text, which on Windows has its line ends translated; NULL is "r"
 *   buffering  -1 for the default, 1 for lines, else the bytes of the buffer
 *   Returns    a stream for pyos_popen_close; NULL on failure
 *   Errors     EINVAL  cmd is NULL (TypeError), another mode, buffering is 0 (ValueError)  EMFILE  ENOMEM  EAGAIN
 *              ENOENT  Windows: no command interpreter
 *   Audit      subprocess.Popen(executable, args, None, None) */
PYOSI_API FILE *pyos_popen(const char *cmd, const char *mode, int buffering);

/* The close() of what popen gives: closes the pipe and waits for the command.
 *   status     receives 0 for Python's None, that is success; else on POSIX the exit code times 256, or minus the
 *              number of a signal times 256, and on Windows the exit code; may be NULL
 *   Errors     EINVAL  no stream of popen (ValueError), NULL (TypeError)  those of writing what was left in the buffer:
 *              the command has been waited for all the same */
PYOSI_API int pyos_popen_close(FILE *stream, long long *status);
#endif

/* os.startfile(filepath, operation=None, arguments=None, cwd=None, show_cmd=1)
 * Opens a file with the program that Windows has for it, and does not wait for that.
 *   operation  "open", "print", "edit", "explore", "find", or one of the file's own; NULL for the usual one
 *   arguments  handed on as they are: to a batch file never anything that comes from others
 *   show_cmd   SW_SHOWNORMAL is 1
 *   cwd        a relative filepath starts there, but for what has a separator in it
 *   Errors     ENOENT  EACCES  others of ShellExecute; EINVAL  filepath is NULL (TypeError)
 *   Platforms  Windows only
 *   Audit      os.startfile(filepath, operation), then os.startfile/2 with all five */
#if !PYOS_STRICT || PYOS_HAVE_STARTFILE
PYOSI_API int pyos_startfile(const char *filepath, const char *operation, const char *arguments, const char *cwd,
                             int show_cmd);
#endif

/* os.add_dll_directory(path), and close() of what it gives
 * Adds a directory to those that extension modules' libraries are looked for in, by LoadLibraryEx with
 * LOAD_LIBRARY_SEARCH_USER_DIRS or _DEFAULT_DIRS.
 *   Returns    an object for pyos_add_dll_directory_close, which takes it away again; NULL on failure
 *   Errors     EINVAL  no absolute path, NULL (TypeError)  ENOENT
 *   Platforms  Windows only
 *   Audit      os.add_dll_directory(path) */
#if !PYOS_STRICT || PYOS_HAVE_ADD_DLL_DIRECTORY
typedef struct pyos_dll_directory pyos_dll_directory;
PYOSI_API pyos_dll_directory *pyos_add_dll_directory(const char *path);
PYOSI_API int pyos_add_dll_directory_close(pyos_dll_directory *directory);
#endif

/* Console events for pyos_kill. Python has 0 for the first, which here asks whether the process exists (Differs). */
#if PYOSI_WINDOWS
#define PYOS_CTRL_C_EVENT 0x43000000
#define PYOS_CTRL_BREAK_EVENT 1
#endif

/* os.kill(pid, signal), os.killpg(pgid, signal)
 *   signal     0 asks whether there is such a process
 *   Errors     ESRCH  EPERM  EINVAL  no such signal  EOVERFLOW  (OverflowError)
 *   Platforms  Windows: PYOS_CTRL_C_EVENT and PYOS_CTRL_BREAK_EVENT go to the group of console processes pid, anything
 *              else ends the process at once with that exit code; who has ended is no more (EINVAL, WinError 87);
 *              killpg ENOSYS
 *   Audit      os.kill(pid, signal), os.killpg(pgid, signal) */
#if !PYOS_STRICT || PYOS_HAVE_KILL
PYOSI_API int pyos_kill(pyos_pid pid, int signal);
#endif
#if !PYOS_STRICT || PYOS_HAVE_KILLPG
PYOSI_API int pyos_killpg(pyos_pid pgid, int signal);
#endif

/* os.nice(increment): adds to what setpriority sets.
 *   value      receives the new one; may be NULL
 *   Errors     EPERM  a negative increment, without the privilege */
#if !PYOS_STRICT || PYOS_HAVE_NICE
PYOSI_API int pyos_nice(int increment, int *value);
#endif

/* os.pidfd_open(pid, flags=0): a descriptor of a process, non-inheritable, readable when it has ended; -1 on failure.
 *   flags      PYOS_PIDFD_NONBLOCK: waitid of it fails with EAGAIN rather than wait
 *   Errors     ESRCH  EINVAL  EMFILE  ENFILE  EOVERFLOW  (OverflowError)
 *   Platforms  Linux 5.3, PIDFD_NONBLOCK 5.10 */
#if PYOSI_LINUX
#define PYOS_PIDFD_NONBLOCK PYOS_O_NONBLOCK
#endif
#if !PYOS_STRICT || PYOS_HAVE_PIDFD_OPEN
PYOSI_API int pyos_pidfd_open(pyos_pid pid, unsigned flags);
#endif

/* os.plock(op): old System V's; ENOSYS on all of these systems. */
#if !PYOS_STRICT || PYOS_HAVE_PLOCK
PYOSI_API int pyos_plock(int op);
#endif

/* The members of os.times_result, in seconds. Which of them the system tells is in has; the others are 0. */
#define PYOS_TIMES_CHILDREN 1u /* children_user, children_system */
#define PYOS_TIMES_ELAPSED 2u
typedef struct pyos_times_result {
    double user; /* of all threads */
    double system;
    double children_user; /* of the children that have been waited for */
    double children_system;
    double elapsed; /* since some moment, the same for the life of the process */
    unsigned has;
} pyos_times_result;

/* os.times()
 *   Errors     EINVAL  NULL (TypeError)
 *   Platforms  Windows: user and system only. WASI: the process's clock as user, and elapsed */
PYOSI_API int pyos_times(pyos_times_result *times);

/* Options of wait. */
#if PYOSI_POSIX
#define PYOS_WNOHANG 1   /* does not wait */
#define PYOS_WUNTRACED 2 /* stopped children too; for waitid it is WSTOPPED */
#endif
#if PYOSI_LINUX
#define PYOS_WSTOPPED 2
#define PYOS_WEXITED 4
#define PYOS_WCONTINUED 8
#define PYOS_WNOWAIT 0x1000000 /* the child can be waited for again */
#define PYOS_P_ALL 0
#define PYOS_P_PID 1
#define PYOS_P_PGID 2
#define PYOS_P_PIDFD 3 /* Linux 5.4 */
#elif PYOSI_MACOS
#define PYOS_WEXITED 4
#define PYOS_WSTOPPED 8
#define PYOS_WCONTINUED 0x10
#define PYOS_WNOWAIT 0x20
#define PYOS_P_ALL 0
#define PYOS_P_PID 1
#define PYOS_P_PGID 2
#elif PYOSI_FREEBSD
#define PYOS_WSTOPPED 2
#define PYOS_WCONTINUED 4
#define PYOS_WNOWAIT 8
#define PYOS_WEXITED 16
#define PYOS_P_PID 0
#define PYOS_P_PGID 2
#define PYOS_P_ALL 7
#elif PYOSI_NETBSD
#define PYOS_WSTOPPED 2
#define PYOS_WCONTINUED 0x10
#define PYOS_WEXITED 0x20
#define PYOS_WNOWAIT 0x10000
#define PYOS_P_ALL 0
#define PYOS_P_PID 1
#define PYOS_P_PGID 4
#elif PYOSI_OPENBSD
#define PYOS_WSTOPPED 2
#define PYOS_WEXITED 4
#define PYOS_WCONTINUED 8
#define PYOS_WNOWAIT 16
#define PYOS_P_ALL 0
#define PYOS_P_PGID 1
#define PYOS_P_PID 2
#elif PYOSI_POSIX /* unknown: PYOS_SYSTEM_CONSTANTS */
#define PYOS_WSTOPPED WSTOPPED
#define PYOS_WEXITED WEXITED
#define PYOS_WCONTINUED WCONTINUED
#define PYOS_WNOWAIT WNOWAIT
#define PYOS_P_ALL P_ALL
#define PYOS_P_PID P_PID
#define PYOS_P_PGID P_PGID
#endif
#if PYOSI_POSIX
#define PYOS_CLD_EXITED 1
#define PYOS_CLD_KILLED 2
#define PYOS_CLD_DUMPED 3
#define PYOS_CLD_TRAPPED 4
#define PYOS_CLD_STOPPED 5
#define PYOS_CLD_CONTINUED 6
#endif

/* What a child has used: resource.struct_rusage. Times in seconds; maxrss in KiB, on macOS in bytes. */
typedef struct pyos_rusage {
    double utime, stime;
    long long maxrss, ixrss, idrss, isrss, minflt, majflt, nswap, inblock, oublock, msgsnd, msgrcv, nsignals, nvcsw,
        nivcsw;
} pyos_rusage;

/* os.wait(), os.waitpid(pid, options), os.wait3(options), os.wait4(pid, options)
 * Wait until a child has ended, or with the options for another change of it.
 *   pid        a child; 0: any of this process's group; -1: any; below: any of that group
 *   options    0, PYOS_WNOHANG, PYOS_WUNTRACED, PYOS_WCONTINUED
 *   status     receives the wait status, as the system has it; may be NULL
 *   usage      receives what the child has used, zeros with WNOHANG and nothing to tell; may be NULL
 *   Returns    the child's id; 0 with WNOHANG when there is nothing to tell; -1 on failure
 *   Errors     ECHILD  no such child  EINVAL  EOVERFLOW  (OverflowError)
 *   Platforms  Windows: waitpid only; pid is a handle that spawn gave, which is closed; options are not looked at; the
 *              status is the exit code times 256 */
#if !PYOS_STRICT || PYOS_HAVE_WAIT
PYOSI_API pyos_pid pyos_wait(long long *status);
PYOSI_API pyos_pid pyos_wait3(int options, long long *status, pyos_rusage *usage);
PYOSI_API pyos_pid pyos_wait4(pyos_pid pid, int options, long long *status, pyos_rusage *usage);
#endif
#if !PYOS_STRICT || PYOS_HAVE_WAITPID
PYOSI_API pyos_pid pyos_waitpid(pyos_pid pid, int options, long long *status);
#endif

/* The members of os.waitid_result. */
typedef struct pyos_waitid_result {
    pyos_pid pid;
    long long uid; /* real; 0 where the system does not tell */
    int signo;     /* SIGCHLD */
    int status;    /* the exit code, or the number of the signal, as code says */
    int code;      /* PYOS_CLD_... */
} pyos_waitid_result;

/* os.waitid(idtype, id, options)
 *   idtype     PYOS_P_PID, _P_PGID, _P_ALL or _P_PIDFD, a pidfd
 *   options    one or more of PYOS_WEXITED, _WSTOPPED and _WCONTINUED; with PYOS_WNOHANG, PYOS_WNOWAIT
 *   Returns    1; 0 with WNOHANG when there is nothing to tell, Python's None; -1 on failure
 *   Errors     ECHILD  EINVAL  NULL (TypeError)  EAGAIN  a pidfd with PIDFD_NONBLOCK  EOVERFLOW  (OverflowError)
 *   Platforms  POSIX only; not on iOS. An id of 0 as a group is one's own only on Linux 5.4 and later */
#if !PYOS_STRICT || PYOS_HAVE_WAITID
PYOSI_API int pyos_waitid(int idtype, pyos_pid id, int options, pyos_waitid_result *result);
#endif

/* os.waitstatus_to_exitcode(status): the exit code, or minus the number of the signal that ended the process.
 *   Errors     EINVAL  the status of a process that has been stopped or continued; Windows: wider than 40 bits
 *              (ValueError)  NULL (TypeError)  EOVERFLOW  (OverflowError) */
#if !PYOS_STRICT || PYOS_HAVE_WAITSTATUS_TO_EXITCODE
PYOSI_API int pyos_waitstatus_to_exitcode(long long status, long long *exitcode);
#endif

/* os.WIFEXITED(status) and its kin: what a wait status says. Absent (Windows, WASI) means false, or -1. WCOREDUMP is
 * about a status for which WIFSIGNALED is true. */
#if !PYOS_STRICT || PYOS_HAVE_WAIT
PYOSI_API bool pyos_WIFEXITED(long long status);
PYOSI_API bool pyos_WIFSIGNALED(long long status);
PYOSI_API bool pyos_WIFSTOPPED(long long status);
PYOSI_API bool pyos_WIFCONTINUED(long long status);
PYOSI_API bool pyos_WCOREDUMP(long long status);
PYOSI_API int pyos_WEXITSTATUS(long long status);
PYOSI_API int pyos_WTERMSIG(long long status);
PYOSI_API int pyos_WSTOPSIG(long long status);
#endif

/* =====================================================================================================================
 * >>sched     The scheduler, processors, limits of the system
 */

#if PYOSI_LINUX
#define PYOS_SCHED_OTHER 0
#define PYOS_SCHED_FIFO 1
#define PYOS_SCHED_RR 2
#define PYOS_SCHED_BATCH 3
#define PYOS_SCHED_IDLE 5
#define PYOS_SCHED_RESET_ON_FORK 0x40000000 /* a bit beside the policy: children get the usual one */
#define PYOS_SCHED_NORMAL PYOS_SCHED_OTHER  /* of Python 3.14 */
#define PYOS_SCHED_DEADLINE 6               /* of Python 3.14; cannot be set by sched_setscheduler */
#elif PYOSI_MACOS
#define PYOS_SCHED_OTHER 1
#define PYOS_SCHED_RR 2
#define PYOS_SCHED_FIFO 4
#elif PYOSI_NETBSD
#define PYOS_SCHED_OTHER 0
#define PYOS_SCHED_FIFO 1
#define PYOS_SCHED_RR 2
#elif PYOSI_FREEBSD || PYOSI_OPENBSD
#define PYOS_SCHED_FIFO 1
#define PYOS_SCHED_OTHER 2
#define PYOS_SCHED_RR 3
#elif PYOSI_POSIX /* unknown: PYOS_SYSTEM_CONSTANTS */
#define PYOS_SCHED_OTHER SCHED_OTHER
#define PYOS_SCHED_FIFO SCHED_FIFO
#define PYOS_SCHED_RR SCHED_RR
#endif

/* os.sched_get_priority_min(policy), os.sched_get_priority_max(policy): -1 on failure (EINVAL). 0 and 0 for SCHED_OTHER
 * on Linux, 1 and 99 for SCHED_FIFO and SCHED_RR.
 *   Platforms  not on Windows, WASI and OpenBSD */
#if !PYOS_STRICT || PYOS_HAVE_SCHED_GET_PRIORITY_MIN
PYOSI_API int pyos_sched_get_priority_min(int policy);
PYOSI_API int pyos_sched_get_priority_max(int policy);
#endif

/* os.sched_setscheduler(pid, policy, param), os.sched_getscheduler(pid), os.sched_setparam(pid, param),
 * os.sched_getparam(pid), os.sched_rr_get_interval(pid)
 *   pid        0 for the calling thread
 *   param      its priority, 0 for SCHED_OTHER, SCHED_BATCH and SCHED_IDLE
 *   seconds    receives the time slice, on Linux also of other policies than SCHED_RR
 *   Returns    getscheduler: the policy, with SCHED_RESET_ON_FORK where that is set; -1 on failure
 *   Errors     ESRCH  EPERM  EINVAL  NULL (TypeError)  EOVERFLOW  (OverflowError)
 *   Platforms  Linux, FreeBSD, NetBSD. With musl they work, though its C library refuses them */
#if !PYOS_STRICT || PYOS_HAVE_SCHED_SETSCHEDULER
PYOSI_API int pyos_sched_setscheduler(pyos_pid pid, int policy, const pyos_sched_param *param);
PYOSI_API int pyos_sched_getscheduler(pyos_pid pid);
PYOSI_API int pyos_sched_setparam(pyos_pid pid, const pyos_sched_param *param);
PYOSI_API int pyos_sched_getparam(pyos_pid pid, pyos_sched_param *param);
PYOSI_API int pyos_sched_rr_get_interval(pyos_pid pid, double *seconds);
#endif

/* os.sched_yield(): lets another thread run.
 *   Platforms  not on Windows */
#if !PYOS_STRICT || PYOS_HAVE_SCHED_YIELD
PYOSI_API int pyos_sched_yield(void);
#endif

/* os.sched_getaffinity(pid), os.sched_setaffinity(pid, mask): the processors that a thread may run on, however many the
 * machine has.
 *   pid        0 for the calling thread
 *   count      receives the number of processors; may be NULL
 *   Returns    getaffinity: their numbers, ascending; owned, NULL on failure
 *   Errors     ESRCH  EPERM  EINVAL  none of them is there; a negative number (ValueError); NULL (TypeError)  ENOMEM
 *              EOVERFLOW  a number of INT_MAX, a pid that does not fit (OverflowError)
 *   Platforms  Linux, FreeBSD 14 */
#if !PYOS_STRICT || PYOS_HAVE_SCHED_SETAFFINITY
PYOSI_API int *pyos_sched_getaffinity(pyos_pid pid, size_t *count);
PYOSI_API int pyos_sched_setaffinity(pyos_pid pid, const int *cpus, size_t n);
#endif

/* os.cpu_count(), os.process_cpu_count()
 * The processors of the machine that are on line, on Windows those of all groups; and those that the calling thread may
 * use, where that can be told (sched_getaffinity; on Windows as cpu_count, as in Python). Both are n when it is set by
 * pyos_set_cpu_count, "-X cpu_count=n" (pyos_parse_xoptions) or the variable PYTHON_CPU_COUNT, which is read once; the
 * first of these that is there decides.
 *   Returns    0 for Python's None, when the number cannot be told; -1 on failure
 *   Errors     EINVAL  PYTHON_CPU_COUNT is below 1 or no number (ValueError), each time; Python does not start then
 *   Platforms  WASI: 1. With musl cpu_count, too, gives what the calling thread may use, as its C library has it */
PYOSI_API int pyos_cpu_count(void);
PYOSI_API int pyos_process_cpu_count(void);

/* What both counts give from now on; 0 for the true numbers, whatever PYTHON_CPU_COUNT says.
 *   Errors     EINVAL  negative (ValueError) */
PYOSI_API int pyos_set_cpu_count(int n);

/* multiprocessing.cpu_count(): as os.cpu_count, but a number that cannot be told is an error.
 *   Errors     ENOSYS  (NotImplementedError)  EINVAL  as above
 *   Platforms  not on WASI */
#if !PYOS_STRICT || PYOS_HAVE_MULTIPROCESSING_CPU_COUNT
PYOSI_API int pyos_multiprocessing_cpu_count(void);
#endif

/* The workers of multiprocessing.Pool(processes), and of concurrent.futures.ThreadPoolExecutor(max_workers): the given
 * number, or for NULL, Python's None, process_cpu_count() or 1, of threads min(32, that + 4).
 *   Returns    -1 on failure
 *   Errors     EINVAL  below 1 (ValueError); PYTHON_CPU_COUNT as above
 *   Platforms  Windows: 61 processes at most, as ProcessPoolExecutor has it, because one call can wait for no more */
PYOSI_API int pyos_multiprocessing_default_workers(const int *processes);
PYOSI_API int pyos_threadpool_default_workers(const int *max_workers);

/* os.getloadavg(): the processes in the run queue, on average over 1, 5 and 15 minutes.
 *   Errors     EIO  "Load averages are unobtainable" (OSError; Python's has no number)  EINVAL  NULL (TypeError)
 *   Platforms  POSIX only */
#if !PYOS_STRICT || PYOS_HAVE_GETLOADAVG
PYOSI_API int pyos_getloadavg(double load[3]);
#endif

/* os.sysconf(name), os.confstr(name)
 *   name       "SC_PAGESIZE", "CS_PATH" or another of the tables below
 *   value      receives the number, -1 for undefined or unlimited; or an owned string, NULL for Python's None
 *   Errors     EINVAL  an unknown name (ValueError), one that this system does not know (OSError), NULL (TypeError)
 *   Platforms  not on Windows */
#if !PYOS_STRICT || PYOS_HAVE_SYSCONF
PYOSI_API int pyos_sysconf(const char *name, long long *value);
PYOSI_API int pyos_confstr(const char *name, char **value);
#endif

/* os.sysconf_names, os.confstr_names: the names, with the system's numbers, which some of them share, sorted.
 *   count      receives how many there are; may be NULL
 *   Returns    static, ended by a name of NULL; empty on Windows */
PYOSI_API const pyos_name_value *pyos_sysconf_names(size_t *count);
PYOSI_API const pyos_name_value *pyos_confstr_names(size_t *count);

/* Flags of dlopen, which Python keeps in os though it has no dlopen there. */
#if PYOS_SYSTEM_CONSTANTS && PYOSI_POSIX
#ifdef RTLD_LAZY
#define PYOS_RTLD_LAZY RTLD_LAZY
#endif
#ifdef RTLD_NOW
#define PYOS_RTLD_NOW RTLD_NOW
#endif
#ifdef RTLD_LOCAL
#define PYOS_RTLD_LOCAL RTLD_LOCAL
#endif
#ifdef RTLD_GLOBAL
#define PYOS_RTLD_GLOBAL RTLD_GLOBAL
#endif
#ifdef RTLD_NOLOAD
#define PYOS_RTLD_NOLOAD RTLD_NOLOAD
#endif
#ifdef RTLD_NODELETE
#define PYOS_RTLD_NODELETE RTLD_NODELETE
#endif
#ifdef RTLD_DEEPBIND
#define PYOS_RTLD_DEEPBIND RTLD_DEEPBIND
#endif
#elif PYOSI_MACOS
#define PYOS_RTLD_LAZY 1
#define PYOS_RTLD_NOW 2
#define PYOS_RTLD_LOCAL 4
#define PYOS_RTLD_GLOBAL 8
#define PYOS_RTLD_NOLOAD 0x10
#define PYOS_RTLD_NODELETE 0x80
#elif PYOSI_POSIX
#define PYOS_RTLD_LAZY 1
#define PYOS_RTLD_NOW 2
#define PYOS_RTLD_GLOBAL 0x100
#if PYOSI_LINUX
#define PYOS_RTLD_LOCAL 0
#define PYOS_RTLD_NOLOAD 4
#define PYOS_RTLD_NODELETE 0x1000
#define PYOS_RTLD_DEEPBIND 8 /* of glibc */
#elif PYOSI_FREEBSD
#define PYOS_RTLD_LOCAL 0
#define PYOS_RTLD_NODELETE 0x1000
#define PYOS_RTLD_NOLOAD 0x2000
#define PYOS_RTLD_DEEPBIND 0x4000
#elif PYOSI_NETBSD
#define PYOS_RTLD_LOCAL 0x200
#define PYOS_RTLD_NODELETE 0x1000
#define PYOS_RTLD_NOLOAD 0x2000
#elif PYOSI_OPENBSD
#define PYOS_RTLD_LOCAL 0
#define PYOS_RTLD_NODELETE 0x400
#define PYOS_RTLD_NOLOAD 0x800
#endif
#endif

/* =====================================================================================================================
 * >>random    Random bytes of the system
 */

#if PYOS_HAVE_GETRANDOM
#define PYOS_GRND_NONBLOCK 1 /* EAGAIN rather than wait until the system has gathered enough for the first time */
#define PYOS_GRND_RANDOM 2   /* the same pool on Linux 5.6 and later */
#endif

/* os.getrandom(size, flags=0)
 * Fills the buffer, or a part of it when a signal comes and more than 256 bytes are asked for.
 *   Returns    the bytes; -1 on failure
 *   Errors     EINVAL  a negative size, unknown flags; buffer is NULL (TypeError)  EAGAIN  EOVERFLOW  as below
 *   Platforms  Linux 3.17, FreeBSD 12, NetBSD 10 */
#if !PYOS_STRICT || PYOS_HAVE_GETRANDOM
PYOSI_API long long pyos_getrandom(void *buffer, long long size, unsigned flags);
#endif

/* os.urandom(size)
 * Fills the buffer with bytes that are fit for keys, never from a weaker source. Waits until the system has gathered
 * enough for the first time after its start.
 *   Returns    size; -1 on failure, never less
 *   Errors     EINVAL  a negative size (ValueError), buffer is NULL (TypeError)  ENOSYS  no source
 *              (NotImplementedError)  EOVERFLOW  no buffer can be that large (OverflowError)
 *   Platforms  Linux without getrandom (before 3.17, or a filter that refuses it): /dev/urandom, opened once and kept
 *              open */
PYOSI_API long long pyos_urandom(void *buffer, long long size);

#ifdef __cplusplus
}
#endif

#endif /* PYOS_H */

/* #####################################################################################################################
 * IMPLEMENTATION
 */
#if defined(PYOS_IMPLEMENTATION) && !defined(PYOS_H_IMPLEMENTATION) && !defined(PYOSI_LATE)
#define PYOS_H_IMPLEMENTATION

#if defined(PYOS_MALLOC) && defined(PYOS_REALLOC) && defined(PYOS_FREE)
#elif defined(PYOS_MALLOC) || defined(PYOS_REALLOC) || defined(PYOS_FREE)
#error "pyos.h: define all three of PYOS_MALLOC, PYOS_REALLOC and PYOS_FREE, or none"
#endif

#if PYOSI_WINDOWS
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#define PYOSI_LEAN 1
#endif
#ifndef NOMINMAX
#define NOMINMAX
#define PYOSI_NOMINMAX 1
#endif
#include <windows.h>
#ifdef PYOSI_LEAN
#undef WIN32_LEAN_AND_MEAN
#undef PYOSI_LEAN
#endif
#ifdef PYOSI_NOMINMAX
#undef NOMINMAX
#undef PYOSI_NOMINMAX
#endif
#include <io.h>
#endif
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <wchar.h>
#if !PYOSI_WINDOWS
#include <sys/utsname.h>
#include <unistd.h>
#endif
#if PYOSI_WASI
#include <sched.h>
#include <wasi/api.h>
#endif
#if PYOSI_POSIX
#include <dirent.h>
#include <grp.h>
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/wait.h>
#if PYOSI_LINUX
#include <sys/eventfd.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/timerfd.h>
#include <sys/xattr.h>
#else
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/types.h>
#if PYOSI_FREEBSD
#include <sys/eventfd.h>
#include <sys/mman.h>
#endif
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD
#include <sys/random.h>
#endif
#endif
#if !PYOS_NO_THREADS
#include <pthread.h>
#endif
#endif
#if !PYOSI_WINDOWS && !PYOS_NO_ASSERT && !PYOS_SYSTEM_CONSTANTS /* for their numbers only */
#include <sysexits.h>
#if PYOSI_POSIX
#include <dlfcn.h>
#endif
#if defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 25)
#include <sys/random.h>
#endif
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif
#if defined(_MSC_VER)
#pragma warning(push)
#pragma warning(disable : 4127) /* conditional expression is constant: flags of the platform */
#pragma warning(disable : 4996) /* strerror, getenv: used within their limits */
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * Capabilities: differences among POSIX systems. Each may be set to 0 from outside to run its fallback.
 */

/* statx: Linux 4.11; tells the birth time. Asked by number, since older C libraries lack the function. */
#ifndef PYOSI_HAVE_STATX
#if PYOSI_LINUX && defined(SYS_statx)
#define PYOSI_HAVE_STATX 1
#else
#define PYOSI_HAVE_STATX 0
#endif
#endif

/* getdents64: Linux 2.4; reads a directory into a buffer of any size, without the allocations of opendir. */
#ifndef PYOSI_HAVE_GETDENTS64
#if PYOSI_LINUX && defined(SYS_getdents64)
#define PYOSI_HAVE_GETDENTS64 1
#else
#define PYOSI_HAVE_GETDENTS64 0
#endif
#endif

/* getrandom: Linux 3.17, FreeBSD 12, NetBSD 10; random bytes without a descriptor. */
#ifndef PYOSI_HAVE_GETRANDOM
#if PYOS_HAVE_GETRANDOM && (!PYOSI_LINUX || defined(SYS_getrandom))
#define PYOSI_HAVE_GETRANDOM 1
#else
#define PYOSI_HAVE_GETRANDOM 0
#endif
#endif

/* getentropy: macOS 10.12 and OpenBSD, which have no getrandom. */
#ifndef PYOSI_HAVE_GETENTROPY
#if PYOSI_MACOS || PYOSI_OPENBSD
#define PYOSI_HAVE_GETENTROPY 1
#else
#define PYOSI_HAVE_GETENTROPY 0
#endif
#endif

/* FIOCLEX: Linux, macOS and all BSDs; sets close-on-exec in one call where fcntl needs two. */
#ifndef PYOSI_HAVE_FIOCLEX
#if PYOSI_POSIX && defined(FIOCLEX) && defined(FIONCLEX)
#define PYOSI_HAVE_FIOCLEX 1
#else
#define PYOSI_HAVE_FIOCLEX 0
#endif
#endif

/* dup3: Linux 2.6.27 and all BSDs; a copy with a given number, non-inheritable from the beginning. */
#ifndef PYOSI_HAVE_DUP3
#if PYOSI_POSIX && !PYOSI_MACOS
#define PYOSI_HAVE_DUP3 1
#else
#define PYOSI_HAVE_DUP3 0
#endif
#endif

/* close_range: Linux 5.9; closes many descriptors in one call. */
#ifndef PYOSI_HAVE_CLOSE_RANGE
#if PYOSI_LINUX && defined(SYS_close_range)
#define PYOSI_HAVE_CLOSE_RANGE 1
#else
#define PYOSI_HAVE_CLOSE_RANGE 0
#endif
#endif

/* clone3 with CLONE_CLEAR_SIGHAND: Linux 5.5. Written for these processors only, since the child needs a stack. */
#ifndef PYOSI_HAVE_CLONE3
#if PYOSI_LINUX && defined(SYS_clone3) && (defined(__GNUC__) || defined(__clang__)) &&                                 \
    ((defined(__x86_64__) && defined(__LP64__)) || defined(__aarch64__))
#define PYOSI_HAVE_CLONE3 1
#else
#define PYOSI_HAVE_CLONE3 0
#endif
#endif

/* Children started by pyos.h itself rather than by posix_spawn of the C library: Linux, on processors whose signal
 * calls and stacks are the usual ones. */
#ifndef PYOSI_HAVE_CHILD
#if PYOSI_LINUX && !defined(__mips__) && !defined(__alpha__) && !defined(__sparc__) && !defined(__hppa__)
#define PYOSI_HAVE_CHILD 1
#else
#define PYOSI_HAVE_CHILD 0
#endif
#endif

/* What posix_spawn can do: closing all descriptors from one on is there in glibc 2.34 and on FreeBSD 14; a session of
 * its own on Linux and macOS 10.15; a scheduler everywhere but on macOS and OpenBSD. */
#if PYOSI_FREEBSD && __FreeBSD__ >= 14
#define PYOSI_HAVE_ADDCLOSEFROM 1
#elif PYOSI_LINUX && defined(__GLIBC__)
#define PYOSI_HAVE_ADDCLOSEFROM __GLIBC_PREREQ(2, 34)
#else
#define PYOSI_HAVE_ADDCLOSEFROM 0
#endif
#define PYOSI_HAVE_SPAWN_SETSID (PYOSI_LINUX || PYOSI_MACOS)
#define PYOSI_HAVE_SPAWN_SCHEDULER (PYOSI_LINUX || PYOSI_FREEBSD || PYOSI_NETBSD)

/* preadv2 and pwritev2: Linux 4.6; they take flags. Asked by number, since musl lacks them. */
#ifndef PYOSI_HAVE_PREADV2
#if PYOSI_LINUX && defined(SYS_preadv2) && defined(SYS_pwritev2)
#define PYOSI_HAVE_PREADV2 1
#else
#define PYOSI_HAVE_PREADV2 0
#endif
#endif

/* mkfifoat and mknodat: macOS has them since version 13 only. */
#ifndef PYOSI_HAVE_MKNODAT
#if PYOSI_MACOS && (!defined(__MAC_OS_X_VERSION_MIN_REQUIRED) || __MAC_OS_X_VERSION_MIN_REQUIRED < 130000)
#define PYOSI_HAVE_MKNODAT 0
#else
#define PYOSI_HAVE_MKNODAT 1
#endif
#endif

/* Birth time in struct stat: macOS 10.5, FreeBSD, NetBSD. */
#ifndef PYOSI_HAVE_ST_BIRTHTIME
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD
#define PYOSI_HAVE_ST_BIRTHTIME 1
#else
#define PYOSI_HAVE_ST_BIRTHTIME 0
#endif
#endif

/* chflags bits and generation in struct stat: macOS and all BSDs. */
#ifndef PYOSI_HAVE_ST_FLAGS
#if PYOSI_MACOS || PYOSI_FREEBSD || PYOSI_NETBSD || PYOSI_OPENBSD
#define PYOSI_HAVE_ST_FLAGS 1
#else
#define PYOSI_HAVE_ST_FLAGS 0
#endif
#endif

/* mbrtowc gives code points: where it does not, the locale's encoding cannot be converted and counts as UTF-8. The BSDs
 * promise that for UTF-8 only; macOS has no other file-system encoding. */
#ifndef PYOSI_HAVE_LOCALE_ENCODING
#if PYOSI_LINUX && !defined(__ANDROID__) /* which has no other than UTF-8 */
#define PYOSI_HAVE_LOCALE_ENCODING 1
#else
#define PYOSI_HAVE_LOCALE_ENCODING 0
#endif
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * The compiler: attributes, atomics, thread-local data.
 */
#if defined(__GNUC__) || defined(__clang__) || defined(__TINYC__)
#define PYOSI_UNUSED __attribute__((unused)) /* pure functions are compiled on every platform, called or not */
#else
#define PYOSI_UNUSED
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PYOSI_COLD __attribute__((cold, noinline)) /* failures and events: kept out of the way of what succeeds */
#else
#define PYOSI_COLD
#endif

/* For functions that run on a stack which is left without a return: a sanitizer would go on with what they had marked
 * in it. */
#if defined(__clang__)
#if __has_attribute(disable_sanitizer_instrumentation)
#define PYOSI_UNWATCHED __attribute__((disable_sanitizer_instrumentation))
#else
#define PYOSI_UNWATCHED __attribute__((no_sanitize("address", "thread")))
#endif
#elif defined(__GNUC__)
#define PYOSI_UNWATCHED __attribute__((no_sanitize_address, no_sanitize_thread))
#else
#define PYOSI_UNWATCHED
#endif

#if PYOS_NO_THREADS
#define PYOSI_RELAXED(p) (*(p))
#define PYOSI_ACQUIRE(p) (*(p))
#define PYOSI_ACQUIRE_POINTER(type, p) (*(p))
#define PYOSI_RELEASE(p, value) (*(p) = (value))
#elif defined(__GNUC__)
#define PYOSI_RELAXED(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define PYOSI_ACQUIRE(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define PYOSI_ACQUIRE_POINTER(type, p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define PYOSI_RELEASE(p, value) __atomic_store_n(p, value, __ATOMIC_RELEASE)
#elif defined(_MSC_VER)
#define PYOSI_RELAXED(p) (*(p)) /* the variables are volatile, and aligned words are read whole */
#define PYOSI_ACQUIRE(p) InterlockedCompareExchange(p, 0, 0) /* of a long, which is read and stays */
#define PYOSI_ACQUIRE_POINTER(type, p) ((type)InterlockedCompareExchangePointer((void *volatile *)(p), NULL, NULL))
#define PYOSI_RELEASE(p, value) (MemoryBarrier(), (void)(*(p) = (value)))
#else
#error "pyos.h: no atomics known for this compiler; define PYOS_NO_THREADS if the program has one thread"
#endif

#if PYOS_NO_THREADS
#define PYOSI_THREAD_LOCAL
#elif defined(PYOS_THREAD_LOCAL)
#define PYOSI_THREAD_LOCAL PYOS_THREAD_LOCAL
#elif defined(_MSC_VER) && !defined(__clang__)
#define PYOSI_THREAD_LOCAL __declspec(thread)
#else
#define PYOSI_THREAD_LOCAL __thread /* accepted in every mode of C and C++, where _Thread_local is not */
#endif

/* One lock for the library's rare writers; never held while foreign code runs, but for handlers of pthread_atfork. */
#if PYOS_NO_THREADS || PYOSI_WASI
static void pyosi_lock(void) {}
static void pyosi_unlock(void) {}
#if PYOSI_WINDOWS
static void pyosi_lock_handles(void) {}
static void pyosi_unlock_handles(void) {}
#endif
#elif PYOSI_WINDOWS
static SRWLOCK pyosi_the_lock = SRWLOCK_INIT;
static void pyosi_lock(void) { AcquireSRWLockExclusive(&pyosi_the_lock); }
static void pyosi_unlock(void) { ReleaseSRWLockExclusive(&pyosi_the_lock); }

/* One for what is inheritable only for a moment, and for starts of programs, which must not see it: a lock of its own,
 * because a start may take long. */
static SRWLOCK pyosi_handle_lock = SRWLOCK_INIT;
static void pyosi_lock_handles(void) { AcquireSRWLockExclusive(&pyosi_handle_lock); }
static void pyosi_unlock_handles(void) { ReleaseSRWLockExclusive(&pyosi_handle_lock); }
#else
static pthread_mutex_t pyosi_the_lock = PTHREAD_MUTEX_INITIALIZER;
static PYOSI_THREAD_LOCAL bool pyosi_forking; /* this thread has it over a fork, in which foreign handlers run */
static void pyosi_lock(void) {
    if (!pyosi_forking) (void)pthread_mutex_lock(&pyosi_the_lock);
}
static void pyosi_unlock(void) {
    if (!pyosi_forking) (void)pthread_mutex_unlock(&pyosi_the_lock);
}
#endif

/* The allocator. */
#ifndef PYOS_MALLOC
#define PYOSI_MALLOC(size) malloc(size)
#define PYOSI_REALLOC(pointer, size) realloc(pointer, size)
#define PYOSI_FREE(pointer) free(pointer)
#else
#define PYOSI_MALLOC(size) PYOS_MALLOC(size)
#define PYOSI_REALLOC(pointer, size) PYOS_REALLOC(pointer, size)
#define PYOSI_FREE(pointer) PYOS_FREE(pointer)
#endif

/* Constants against the system's own. A name that either side lacks is not compared. */
#if !PYOS_NO_ASSERT && !PYOS_SYSTEM_CONSTANTS
#define PYOSI_SAME(name) typedef char pyosi_same_##name[((long long)(PYOS_##name) == (long long)(name)) ? 1 : -1]
#if defined(O_RDONLY) && defined(PYOS_O_RDONLY)
PYOSI_SAME(O_RDONLY);
#endif
#if defined(O_WRONLY) && defined(PYOS_O_WRONLY)
PYOSI_SAME(O_WRONLY);
#endif
#if defined(O_RDWR) && defined(PYOS_O_RDWR)
PYOSI_SAME(O_RDWR);
#endif
#if defined(O_APPEND) && defined(PYOS_O_APPEND)
PYOSI_SAME(O_APPEND);
#endif
#if defined(O_CREAT) && defined(PYOS_O_CREAT)
PYOSI_SAME(O_CREAT);
#endif
#if defined(O_EXCL) && defined(PYOS_O_EXCL)
PYOSI_SAME(O_EXCL);
#endif
#if defined(O_TRUNC) && defined(PYOS_O_TRUNC)
PYOSI_SAME(O_TRUNC);
#endif
#if defined(O_DSYNC) && defined(PYOS_O_DSYNC)
PYOSI_SAME(O_DSYNC);
#endif
#if defined(O_RSYNC) && defined(PYOS_O_RSYNC)
PYOSI_SAME(O_RSYNC);
#endif
#if defined(O_SYNC) && defined(PYOS_O_SYNC)
PYOSI_SAME(O_SYNC);
#endif
#if defined(O_NDELAY) && defined(PYOS_O_NDELAY)
PYOSI_SAME(O_NDELAY);
#endif
#if defined(O_NONBLOCK) && defined(PYOS_O_NONBLOCK)
PYOSI_SAME(O_NONBLOCK);
#endif
#if defined(O_NOCTTY) && defined(PYOS_O_NOCTTY)
PYOSI_SAME(O_NOCTTY);
#endif
#if defined(O_CLOEXEC) && defined(PYOS_O_CLOEXEC)
PYOSI_SAME(O_CLOEXEC);
#endif
#if defined(O_BINARY) && defined(PYOS_O_BINARY)
PYOSI_SAME(O_BINARY);
#endif
#if defined(O_NOINHERIT) && defined(PYOS_O_NOINHERIT)
PYOSI_SAME(O_NOINHERIT);
#endif
#if defined(O_SHORT_LIVED) && defined(PYOS_O_SHORT_LIVED)
PYOSI_SAME(O_SHORT_LIVED);
#endif
#if defined(O_TEMPORARY) && defined(PYOS_O_TEMPORARY)
PYOSI_SAME(O_TEMPORARY);
#endif
#if defined(O_RANDOM) && defined(PYOS_O_RANDOM)
PYOSI_SAME(O_RANDOM);
#endif
#if defined(O_SEQUENTIAL) && defined(PYOS_O_SEQUENTIAL)
PYOSI_SAME(O_SEQUENTIAL);
#endif
#if defined(O_TEXT) && defined(PYOS_O_TEXT)
PYOSI_SAME(O_TEXT);
#endif
#if defined(O_EVTONLY) && defined(PYOS_O_EVTONLY)
PYOSI_SAME(O_EVTONLY);
#endif
#if defined(O_FSYNC) && defined(PYOS_O_FSYNC)
PYOSI_SAME(O_FSYNC);
#endif
#if defined(O_SYMLINK) && defined(PYOS_O_SYMLINK)
PYOSI_SAME(O_SYMLINK);
#endif
#if defined(O_NOFOLLOW_ANY) && defined(PYOS_O_NOFOLLOW_ANY)
PYOSI_SAME(O_NOFOLLOW_ANY);
#endif
#if defined(O_ASYNC) && defined(PYOS_O_ASYNC)
PYOSI_SAME(O_ASYNC);
#endif
#if defined(O_DIRECT) && defined(PYOS_O_DIRECT)
PYOSI_SAME(O_DIRECT);
#endif
#if defined(O_DIRECTORY) && defined(PYOS_O_DIRECTORY)
PYOSI_SAME(O_DIRECTORY);
#endif
#if defined(O_NOFOLLOW) && defined(PYOS_O_NOFOLLOW)
PYOSI_SAME(O_NOFOLLOW);
#endif
#if defined(O_NOATIME) && defined(PYOS_O_NOATIME)
PYOSI_SAME(O_NOATIME);
#endif
#if defined(O_PATH) && defined(PYOS_O_PATH)
PYOSI_SAME(O_PATH);
#endif
#if defined(O_TMPFILE) && defined(PYOS_O_TMPFILE)
PYOSI_SAME(O_TMPFILE);
#endif
#if defined(O_SHLOCK) && defined(PYOS_O_SHLOCK)
PYOSI_SAME(O_SHLOCK);
#endif
#if defined(O_EXLOCK) && defined(PYOS_O_EXLOCK)
PYOSI_SAME(O_EXLOCK);
#endif
#if defined(O_EXEC) && defined(PYOS_O_EXEC)
PYOSI_SAME(O_EXEC);
#endif
#if defined(O_SEARCH) && defined(PYOS_O_SEARCH)
PYOSI_SAME(O_SEARCH);
#endif
#if defined(O_TTY_INIT) && defined(PYOS_O_TTY_INIT)
PYOSI_SAME(O_TTY_INIT);
#endif
#if defined(SEEK_DATA) && defined(PYOS_SEEK_DATA)
PYOSI_SAME(SEEK_DATA);
#endif
#if defined(SEEK_HOLE) && defined(PYOS_SEEK_HOLE)
PYOSI_SAME(SEEK_HOLE);
#endif
#if defined(F_ULOCK) && defined(PYOS_F_ULOCK)
PYOSI_SAME(F_ULOCK);
#endif
#if defined(F_LOCK) && defined(PYOS_F_LOCK)
PYOSI_SAME(F_LOCK);
#endif
#if defined(F_TLOCK) && defined(PYOS_F_TLOCK)
PYOSI_SAME(F_TLOCK);
#endif
#if defined(F_TEST) && defined(PYOS_F_TEST)
PYOSI_SAME(F_TEST);
#endif
#if defined(POSIX_FADV_NORMAL) && defined(PYOS_POSIX_FADV_NORMAL)
PYOSI_SAME(POSIX_FADV_NORMAL);
#endif
#if defined(POSIX_FADV_SEQUENTIAL) && defined(PYOS_POSIX_FADV_SEQUENTIAL)
PYOSI_SAME(POSIX_FADV_SEQUENTIAL);
#endif
#if defined(POSIX_FADV_RANDOM) && defined(PYOS_POSIX_FADV_RANDOM)
PYOSI_SAME(POSIX_FADV_RANDOM);
#endif
#if defined(POSIX_FADV_NOREUSE) && defined(PYOS_POSIX_FADV_NOREUSE)
PYOSI_SAME(POSIX_FADV_NOREUSE);
#endif
#if defined(POSIX_FADV_WILLNEED) && defined(PYOS_POSIX_FADV_WILLNEED)
PYOSI_SAME(POSIX_FADV_WILLNEED);
#endif
#if defined(POSIX_FADV_DONTNEED) && defined(PYOS_POSIX_FADV_DONTNEED)
PYOSI_SAME(POSIX_FADV_DONTNEED);
#endif
#if defined(RWF_HIPRI) && defined(PYOS_RWF_HIPRI)
PYOSI_SAME(RWF_HIPRI);
#endif
#if defined(RWF_DSYNC) && defined(PYOS_RWF_DSYNC)
PYOSI_SAME(RWF_DSYNC);
#endif
#if defined(RWF_SYNC) && defined(PYOS_RWF_SYNC)
PYOSI_SAME(RWF_SYNC);
#endif
#if defined(RWF_NOWAIT) && defined(PYOS_RWF_NOWAIT)
PYOSI_SAME(RWF_NOWAIT);
#endif
#if defined(RWF_APPEND) && defined(PYOS_RWF_APPEND)
PYOSI_SAME(RWF_APPEND);
#endif
#if defined(SF_NODISKIO) && defined(PYOS_SF_NODISKIO)
PYOSI_SAME(SF_NODISKIO);
#endif
#if defined(SF_MNOWAIT) && defined(PYOS_SF_MNOWAIT)
PYOSI_SAME(SF_MNOWAIT);
#endif
#if defined(SF_SYNC) && defined(PYOS_SF_SYNC)
PYOSI_SAME(SF_SYNC);
#endif
#if defined(SF_NOCACHE) && defined(PYOS_SF_NOCACHE)
PYOSI_SAME(SF_NOCACHE);
#endif
#if defined(SPLICE_F_MOVE) && defined(PYOS_SPLICE_F_MOVE)
PYOSI_SAME(SPLICE_F_MOVE);
#endif
#if defined(SPLICE_F_NONBLOCK) && defined(PYOS_SPLICE_F_NONBLOCK)
PYOSI_SAME(SPLICE_F_NONBLOCK);
#endif
#if defined(SPLICE_F_MORE) && defined(PYOS_SPLICE_F_MORE)
PYOSI_SAME(SPLICE_F_MORE);
#endif
#if defined(ST_RDONLY) && defined(PYOS_ST_RDONLY)
PYOSI_SAME(ST_RDONLY);
#endif
#if defined(ST_NOSUID) && defined(PYOS_ST_NOSUID)
PYOSI_SAME(ST_NOSUID);
#endif
#if defined(ST_NODEV) && defined(PYOS_ST_NODEV)
PYOSI_SAME(ST_NODEV);
#endif
#if defined(ST_NOEXEC) && defined(PYOS_ST_NOEXEC)
PYOSI_SAME(ST_NOEXEC);
#endif
#if defined(ST_SYNCHRONOUS) && defined(PYOS_ST_SYNCHRONOUS)
PYOSI_SAME(ST_SYNCHRONOUS);
#endif
#if defined(ST_MANDLOCK) && defined(PYOS_ST_MANDLOCK)
PYOSI_SAME(ST_MANDLOCK);
#endif
#if defined(ST_WRITE) && defined(PYOS_ST_WRITE)
PYOSI_SAME(ST_WRITE);
#endif
#if defined(ST_APPEND) && defined(PYOS_ST_APPEND)
PYOSI_SAME(ST_APPEND);
#endif
#if defined(ST_NOATIME) && defined(PYOS_ST_NOATIME)
PYOSI_SAME(ST_NOATIME);
#endif
#if defined(ST_NODIRATIME) && defined(PYOS_ST_NODIRATIME)
PYOSI_SAME(ST_NODIRATIME);
#endif
#if defined(ST_RELATIME) && defined(PYOS_ST_RELATIME)
PYOSI_SAME(ST_RELATIME);
#endif
#if defined(CLOCK_REALTIME) && defined(PYOS_CLOCK_REALTIME)
PYOSI_SAME(CLOCK_REALTIME);
#endif
#if defined(CLOCK_MONOTONIC) && defined(PYOS_CLOCK_MONOTONIC)
PYOSI_SAME(CLOCK_MONOTONIC);
#endif
#if defined(CLOCK_BOOTTIME) && defined(PYOS_CLOCK_BOOTTIME)
PYOSI_SAME(CLOCK_BOOTTIME);
#endif
#if defined(CLOCK_REALTIME_ALARM) && defined(PYOS_CLOCK_REALTIME_ALARM)
PYOSI_SAME(CLOCK_REALTIME_ALARM);
#endif
#if defined(CLOCK_BOOTTIME_ALARM) && defined(PYOS_CLOCK_BOOTTIME_ALARM)
PYOSI_SAME(CLOCK_BOOTTIME_ALARM);
#endif
#if defined(TFD_NONBLOCK) && defined(PYOS_TFD_NONBLOCK)
PYOSI_SAME(TFD_NONBLOCK);
#endif
#if defined(TFD_CLOEXEC) && defined(PYOS_TFD_CLOEXEC)
PYOSI_SAME(TFD_CLOEXEC);
#endif
#if defined(TFD_TIMER_ABSTIME) && defined(PYOS_TFD_TIMER_ABSTIME)
PYOSI_SAME(TFD_TIMER_ABSTIME);
#endif
#if defined(TFD_TIMER_CANCEL_ON_SET) && defined(PYOS_TFD_TIMER_CANCEL_ON_SET)
PYOSI_SAME(TFD_TIMER_CANCEL_ON_SET);
#endif
#if defined(EFD_CLOEXEC) && defined(PYOS_EFD_CLOEXEC)
PYOSI_SAME(EFD_CLOEXEC);
#endif
#if defined(EFD_NONBLOCK) && defined(PYOS_EFD_NONBLOCK)
PYOSI_SAME(EFD_NONBLOCK);
#endif
#if defined(EFD_SEMAPHORE) && defined(PYOS_EFD_SEMAPHORE)
PYOSI_SAME(EFD_SEMAPHORE);
#endif
#if defined(MFD_CLOEXEC) && defined(PYOS_MFD_CLOEXEC)
PYOSI_SAME(MFD_CLOEXEC);
#endif
#if defined(MFD_ALLOW_SEALING) && defined(PYOS_MFD_ALLOW_SEALING)
PYOSI_SAME(MFD_ALLOW_SEALING);
#endif
#if defined(MFD_HUGETLB) && defined(PYOS_MFD_HUGETLB)
PYOSI_SAME(MFD_HUGETLB);
#endif
#if defined(XATTR_CREATE) && defined(PYOS_XATTR_CREATE)
PYOSI_SAME(XATTR_CREATE);
#endif
#if defined(XATTR_REPLACE) && defined(PYOS_XATTR_REPLACE)
PYOSI_SAME(XATTR_REPLACE);
#endif
#if defined(XATTR_SIZE_MAX) && defined(PYOS_XATTR_SIZE_MAX)
PYOSI_SAME(XATTR_SIZE_MAX);
#endif
#if defined(PRIO_PROCESS) && defined(PYOS_PRIO_PROCESS)
PYOSI_SAME(PRIO_PROCESS);
#endif
#if defined(PRIO_PGRP) && defined(PYOS_PRIO_PGRP)
PYOSI_SAME(PRIO_PGRP);
#endif
#if defined(PRIO_USER) && defined(PYOS_PRIO_USER)
PYOSI_SAME(PRIO_USER);
#endif
#if defined(PRIO_DARWIN_THREAD) && defined(PYOS_PRIO_DARWIN_THREAD)
PYOSI_SAME(PRIO_DARWIN_THREAD);
#endif
#if defined(PRIO_DARWIN_PROCESS) && defined(PYOS_PRIO_DARWIN_PROCESS)
PYOSI_SAME(PRIO_DARWIN_PROCESS);
#endif
#if defined(PRIO_DARWIN_BG) && defined(PYOS_PRIO_DARWIN_BG)
PYOSI_SAME(PRIO_DARWIN_BG);
#endif
#if defined(PRIO_DARWIN_NONUI) && defined(PYOS_PRIO_DARWIN_NONUI)
PYOSI_SAME(PRIO_DARWIN_NONUI);
#endif
#if defined(CLONE_NEWTIME) && defined(PYOS_CLONE_NEWTIME)
PYOSI_SAME(CLONE_NEWTIME);
#endif
#if defined(CLONE_VM) && defined(PYOS_CLONE_VM)
PYOSI_SAME(CLONE_VM);
#endif
#if defined(CLONE_FS) && defined(PYOS_CLONE_FS)
PYOSI_SAME(CLONE_FS);
#endif
#if defined(CLONE_FILES) && defined(PYOS_CLONE_FILES)
PYOSI_SAME(CLONE_FILES);
#endif
#if defined(CLONE_SIGHAND) && defined(PYOS_CLONE_SIGHAND)
PYOSI_SAME(CLONE_SIGHAND);
#endif
#if defined(CLONE_THREAD) && defined(PYOS_CLONE_THREAD)
PYOSI_SAME(CLONE_THREAD);
#endif
#if defined(CLONE_NEWNS) && defined(PYOS_CLONE_NEWNS)
PYOSI_SAME(CLONE_NEWNS);
#endif
#if defined(CLONE_SYSVSEM) && defined(PYOS_CLONE_SYSVSEM)
PYOSI_SAME(CLONE_SYSVSEM);
#endif
#if defined(CLONE_NEWCGROUP) && defined(PYOS_CLONE_NEWCGROUP)
PYOSI_SAME(CLONE_NEWCGROUP);
#endif
#if defined(CLONE_NEWUTS) && defined(PYOS_CLONE_NEWUTS)
PYOSI_SAME(CLONE_NEWUTS);
#endif
#if defined(CLONE_NEWIPC) && defined(PYOS_CLONE_NEWIPC)
PYOSI_SAME(CLONE_NEWIPC);
#endif
#if defined(CLONE_NEWUSER) && defined(PYOS_CLONE_NEWUSER)
PYOSI_SAME(CLONE_NEWUSER);
#endif
#if defined(CLONE_NEWPID) && defined(PYOS_CLONE_NEWPID)
PYOSI_SAME(CLONE_NEWPID);
#endif
#if defined(CLONE_NEWNET) && defined(PYOS_CLONE_NEWNET)
PYOSI_SAME(CLONE_NEWNET);
#endif
#if defined(EX_OK) && defined(PYOS_EX_OK)
PYOSI_SAME(EX_OK);
#endif
#if defined(EX_USAGE) && defined(PYOS_EX_USAGE)
PYOSI_SAME(EX_USAGE);
#endif
#if defined(EX_DATAERR) && defined(PYOS_EX_DATAERR)
PYOSI_SAME(EX_DATAERR);
#endif
#if defined(EX_NOINPUT) && defined(PYOS_EX_NOINPUT)
PYOSI_SAME(EX_NOINPUT);
#endif
#if defined(EX_NOUSER) && defined(PYOS_EX_NOUSER)
PYOSI_SAME(EX_NOUSER);
#endif
#if defined(EX_NOHOST) && defined(PYOS_EX_NOHOST)
PYOSI_SAME(EX_NOHOST);
#endif
#if defined(EX_UNAVAILABLE) && defined(PYOS_EX_UNAVAILABLE)
PYOSI_SAME(EX_UNAVAILABLE);
#endif
#if defined(EX_SOFTWARE) && defined(PYOS_EX_SOFTWARE)
PYOSI_SAME(EX_SOFTWARE);
#endif
#if defined(EX_OSERR) && defined(PYOS_EX_OSERR)
PYOSI_SAME(EX_OSERR);
#endif
#if defined(EX_OSFILE) && defined(PYOS_EX_OSFILE)
PYOSI_SAME(EX_OSFILE);
#endif
#if defined(EX_CANTCREAT) && defined(PYOS_EX_CANTCREAT)
PYOSI_SAME(EX_CANTCREAT);
#endif
#if defined(EX_IOERR) && defined(PYOS_EX_IOERR)
PYOSI_SAME(EX_IOERR);
#endif
#if defined(EX_TEMPFAIL) && defined(PYOS_EX_TEMPFAIL)
PYOSI_SAME(EX_TEMPFAIL);
#endif
#if defined(EX_PROTOCOL) && defined(PYOS_EX_PROTOCOL)
PYOSI_SAME(EX_PROTOCOL);
#endif
#if defined(EX_NOPERM) && defined(PYOS_EX_NOPERM)
PYOSI_SAME(EX_NOPERM);
#endif
#if defined(EX_CONFIG) && defined(PYOS_EX_CONFIG)
PYOSI_SAME(EX_CONFIG);
#endif
#if defined(P_WAIT) && defined(PYOS_P_WAIT)
PYOSI_SAME(P_WAIT);
#endif
#if defined(P_NOWAIT) && defined(PYOS_P_NOWAIT)
PYOSI_SAME(P_NOWAIT);
#endif
#if defined(P_OVERLAY) && defined(PYOS_P_OVERLAY)
PYOSI_SAME(P_OVERLAY);
#endif
#if defined(P_NOWAITO) && defined(PYOS_P_NOWAITO)
PYOSI_SAME(P_NOWAITO);
#endif
#if defined(P_DETACH) && defined(PYOS_P_DETACH)
PYOSI_SAME(P_DETACH);
#endif
#if defined(WNOHANG) && defined(PYOS_WNOHANG)
PYOSI_SAME(WNOHANG);
#endif
#if defined(WUNTRACED) && defined(PYOS_WUNTRACED)
PYOSI_SAME(WUNTRACED);
#endif
#if defined(WSTOPPED) && defined(PYOS_WSTOPPED)
PYOSI_SAME(WSTOPPED);
#endif
#if defined(WEXITED) && defined(PYOS_WEXITED)
PYOSI_SAME(WEXITED);
#endif
#if defined(WCONTINUED) && defined(PYOS_WCONTINUED)
PYOSI_SAME(WCONTINUED);
#endif
#if defined(WNOWAIT) && defined(PYOS_WNOWAIT)
PYOSI_SAME(WNOWAIT);
#endif
#if defined(CLD_EXITED) && defined(PYOS_CLD_EXITED)
PYOSI_SAME(CLD_EXITED);
#endif
#if defined(CLD_KILLED) && defined(PYOS_CLD_KILLED)
PYOSI_SAME(CLD_KILLED);
#endif
#if defined(CLD_DUMPED) && defined(PYOS_CLD_DUMPED)
PYOSI_SAME(CLD_DUMPED);
#endif
#if defined(CLD_TRAPPED) && defined(PYOS_CLD_TRAPPED)
PYOSI_SAME(CLD_TRAPPED);
#endif
#if defined(CLD_STOPPED) && defined(PYOS_CLD_STOPPED)
PYOSI_SAME(CLD_STOPPED);
#endif
#if defined(CLD_CONTINUED) && defined(PYOS_CLD_CONTINUED)
PYOSI_SAME(CLD_CONTINUED);
#endif
#if defined(SCHED_OTHER) && defined(PYOS_SCHED_OTHER)
PYOSI_SAME(SCHED_OTHER);
#endif
#if defined(SCHED_FIFO) && defined(PYOS_SCHED_FIFO)
PYOSI_SAME(SCHED_FIFO);
#endif
#if defined(SCHED_RR) && defined(PYOS_SCHED_RR)
PYOSI_SAME(SCHED_RR);
#endif
#if defined(SCHED_BATCH) && defined(PYOS_SCHED_BATCH)
PYOSI_SAME(SCHED_BATCH);
#endif
#if defined(SCHED_IDLE) && defined(PYOS_SCHED_IDLE)
PYOSI_SAME(SCHED_IDLE);
#endif
#if defined(SCHED_RESET_ON_FORK) && defined(PYOS_SCHED_RESET_ON_FORK)
PYOSI_SAME(SCHED_RESET_ON_FORK);
#endif
#if defined(SCHED_NORMAL) && defined(PYOS_SCHED_NORMAL)
PYOSI_SAME(SCHED_NORMAL);
#endif
#if defined(SCHED_DEADLINE) && defined(PYOS_SCHED_DEADLINE)
PYOSI_SAME(SCHED_DEADLINE);
#endif
#if defined(RTLD_LAZY) && defined(PYOS_RTLD_LAZY)
PYOSI_SAME(RTLD_LAZY);
#endif
#if defined(RTLD_NOW) && defined(PYOS_RTLD_NOW)
PYOSI_SAME(RTLD_NOW);
#endif
#if defined(RTLD_LOCAL) && defined(PYOS_RTLD_LOCAL)
PYOSI_SAME(RTLD_LOCAL);
#endif
#if defined(RTLD_GLOBAL) && defined(PYOS_RTLD_GLOBAL)
PYOSI_SAME(RTLD_GLOBAL);
#endif
#if defined(RTLD_NOLOAD) && defined(PYOS_RTLD_NOLOAD)
PYOSI_SAME(RTLD_NOLOAD);
#endif
#if defined(RTLD_NODELETE) && defined(PYOS_RTLD_NODELETE)
PYOSI_SAME(RTLD_NODELETE);
#endif
#if defined(RTLD_DEEPBIND) && defined(PYOS_RTLD_DEEPBIND)
PYOSI_SAME(RTLD_DEEPBIND);
#endif
#if defined(GRND_NONBLOCK) && defined(PYOS_GRND_NONBLOCK)
PYOSI_SAME(GRND_NONBLOCK);
#endif
#if defined(GRND_RANDOM) && defined(PYOS_GRND_RANDOM)
PYOSI_SAME(GRND_RANDOM);
#endif
#if defined(PYOS_P_ALL) /* enumerators */
PYOSI_SAME(P_ALL);
PYOSI_SAME(P_PID);
PYOSI_SAME(P_PGID);
#endif
#if defined(NGROUPS_MAX) && defined(PYOS_NGROUPS_MAX) && (!PYOSI_LINUX || defined(__GLIBC__))
PYOSI_SAME(NGROUPS_MAX);
#endif
#if defined(__GLIBC__) /* other C libraries on Linux have numbers of their own */
PYOSI_SAME(O_ACCMODE);
PYOSI_SAME(TMP_MAX);
#ifdef O_LARGEFILE
PYOSI_SAME(O_LARGEFILE);
#endif
#endif
PYOSI_SAME(SEEK_SET);
PYOSI_SAME(SEEK_CUR);
PYOSI_SAME(SEEK_END);
#ifdef F_OK
PYOSI_SAME(F_OK);
#endif
#ifdef R_OK
PYOSI_SAME(R_OK);
#endif
#ifdef W_OK
PYOSI_SAME(W_OK);
#endif
#ifdef X_OK
PYOSI_SAME(X_OK);
#endif
#ifdef AT_FDCWD
typedef char pyosi_same_CWD[(PYOS_CWD) == (AT_FDCWD) ? 1 : -1];
#endif
#if !PYOSI_WINDOWS && !PYOSI_WASI /* where stat makes or translates modes */
PYOSI_SAME(S_IFSOCK);
PYOSI_SAME(S_IFLNK);
PYOSI_SAME(S_IFREG);
PYOSI_SAME(S_IFBLK);
PYOSI_SAME(S_IFDIR);
PYOSI_SAME(S_IFCHR);
PYOSI_SAME(S_IFIFO);
#ifdef S_IFWHT
PYOSI_SAME(S_IFWHT);
#endif
#endif
#endif

#if PYOSI_WINDOWS
/* Structures of ntdll and of newer kernels, spelt out because headers of the same name differ. */
typedef struct pyosi_unicode {
    unsigned short length, room; /* bytes */
    wchar_t *text;
} pyosi_unicode;

typedef struct pyosi_attributes {
    unsigned long length;
    HANDLE root;
    pyosi_unicode *name;
    unsigned long flags;
    void *security, *quality;
} pyosi_attributes;

typedef struct pyosi_io_status {
    void *status;
    uintptr_t information;
} pyosi_io_status;

/* Functions that are looked up: those of ntdll and advapi32, which not every compiler links by default. A test may put
 * others in their place. NULL where the system lacks one. */
typedef struct pyosi_call_table {
    volatile long ready;
    long(WINAPI *NtCreateFile)(HANDLE *handle, unsigned long access, pyosi_attributes *attributes,
                               pyosi_io_status *status, LARGE_INTEGER *size, unsigned long file_attributes,
                               unsigned long share, unsigned long disposition, unsigned long options, void *ea,
                               unsigned long ea_length);
    long(WINAPI *NtSetInformationFile)(HANDLE handle, pyosi_io_status *status, void *data, unsigned long size,
                                       int kind);
    unsigned long(WINAPI *RtlNtStatusToDosError)(long status);
    BOOL(WINAPI *OpenThreadToken)(HANDLE thread, DWORD access, BOOL as_self, HANDLE *token);
    BOOL(WINAPI *OpenProcessToken)(HANDLE process, DWORD access, HANDLE *token);
    BOOL(WINAPI *GetTokenInformation)(HANDLE token, int kind, void *data, DWORD size, DWORD *needed);
    BOOL(WINAPI *ConvertSidToStringSidW)(void *sid, wchar_t **text);
    BOOL(WINAPI *ConvertStringSecurityDescriptorToSecurityDescriptorW)
    (const wchar_t *text, DWORD revision, void **descriptor, ULONG *size);
    long(WINAPI *NtQueryInformationProcess)(HANDLE process, int kind, void *data, unsigned long size,
                                            unsigned long *needed);
    BOOL(WINAPI *GetUserNameW)(wchar_t *name, DWORD *size);
    unsigned char(WINAPI *RtlGenRandom)(void *buffer, ULONG size); /* advapi32 exports it as SystemFunction036 */
    BOOL(WINAPI *ProcessPrng)(unsigned char *buffer, SIZE_T size);
    HINSTANCE(WINAPI *ShellExecuteW)
    (HWND window, const wchar_t *operation, const wchar_t *file, const wchar_t *arguments, const wchar_t *cwd,
     int show);
    void *(WINAPI *AddDllDirectory)(const wchar_t *path);
    BOOL(WINAPI *RemoveDllDirectory)(void *cookie);
} pyosi_call_table;

static pyosi_call_table pyosi_calls;

typedef void (*pyosi_any_function)(void);

/* Puts the address into a function pointer of any type. Through memcpy, because no cast is right for all compilers. */
static void pyosi_look_up(HMODULE module, const char *name, void *pointer) {
    pyosi_any_function found = module ? (pyosi_any_function)GetProcAddress(module, name) : NULL;
    memcpy(pointer, &found, sizeof found);
}

/* Looked up without the lock, because the loader has one of its own; twice does no harm. */
static void pyosi_load_calls(void) {
    pyosi_call_table found;
    HMODULE module;
    if (PYOSI_ACQUIRE(&pyosi_calls.ready)) return;
    memset(&found, 0, sizeof found);
    module = GetModuleHandleW(L"ntdll.dll");
    pyosi_look_up(module, "NtCreateFile", &found.NtCreateFile);
    pyosi_look_up(module, "NtSetInformationFile", &found.NtSetInformationFile);
    pyosi_look_up(module, "RtlNtStatusToDosError", &found.RtlNtStatusToDosError);
    pyosi_look_up(module, "NtQueryInformationProcess", &found.NtQueryInformationProcess);
    module = LoadLibraryExW(L"advapi32.dll", NULL, 0x800 /* LOAD_LIBRARY_SEARCH_SYSTEM32 */);
    pyosi_look_up(module, "OpenThreadToken", &found.OpenThreadToken);
    pyosi_look_up(module, "OpenProcessToken", &found.OpenProcessToken);
    pyosi_look_up(module, "GetTokenInformation", &found.GetTokenInformation);
    pyosi_look_up(module, "ConvertSidToStringSidW", &found.ConvertSidToStringSidW);
    pyosi_look_up(module, "ConvertStringSecurityDescriptorToSecurityDescriptorW",
                  &found.ConvertStringSecurityDescriptorToSecurityDescriptorW);
    pyosi_look_up(module, "GetUserNameW", &found.GetUserNameW);
    pyosi_look_up(module, "SystemFunction036", &found.RtlGenRandom);
    module = LoadLibraryExW(L"bcryptprimitives.dll", NULL, 0x800);
    pyosi_look_up(module, "ProcessPrng", &found.ProcessPrng);
    module = GetModuleHandleW(L"kernel32.dll");
    pyosi_look_up(module, "AddDllDirectory", &found.AddDllDirectory);
    pyosi_look_up(module, "RemoveDllDirectory", &found.RemoveDllDirectory);
    pyosi_lock();
    if (!pyosi_calls.ready) {
        pyosi_calls = found;
        PYOSI_RELEASE(&pyosi_calls.ready, 1);
    }
    pyosi_unlock();
}

/* shell32, which is large, is loaded only for the call that needs it. */
static void pyosi_load_shell(void) {
    HINSTANCE(WINAPI * found)(HWND, const wchar_t *, const wchar_t *, const wchar_t *, const wchar_t *, int);
    pyosi_look_up(LoadLibraryExW(L"shell32.dll", NULL, 0x800 /* LOAD_LIBRARY_SEARCH_SYSTEM32 */), "ShellExecuteW",
                  &found);
    pyosi_lock();
    pyosi_calls.ShellExecuteW = found;
    pyosi_unlock();
}

/* The C run time ends the process for a descriptor that is none, and for other arguments that it takes for mistakes,
 * unless its handler is replaced; msvcrt.dll does not. */
#if defined(_UCRT) || (defined(_MSC_VER) && _MSC_VER >= 1900)
#define PYOSI_HANDLER _invalid_parameter_handler
#ifndef _MSC_VER
_CRTIMP _invalid_parameter_handler __cdecl _set_thread_local_invalid_parameter_handler(_invalid_parameter_handler);
#endif
static void __cdecl pyosi_ignore_parameter(const wchar_t *expression, const wchar_t *function, const wchar_t *file,
                                           unsigned line, uintptr_t reserved) {
    (void)expression, (void)function, (void)file, (void)line, (void)reserved;
}
static PYOSI_HANDLER pyosi_guard(void) { return _set_thread_local_invalid_parameter_handler(pyosi_ignore_parameter); }
static void pyosi_unguard(PYOSI_HANDLER handler) { (void)_set_thread_local_invalid_parameter_handler(handler); }
#else
#define PYOSI_HANDLER int
static PYOSI_HANDLER pyosi_guard(void) { return 0; }
static void pyosi_unguard(PYOSI_HANDLER handler) { (void)handler; }
#endif
#endif

#if PYOSI_LINUX && !defined(__cplusplus) && !(defined(__GLIBC__) && defined(__USE_GNU))
/* What a header that came before may hide, as the C libraries declare it. */
int posix_openpt(int flags);
int grantpt(int fd);
int unlockpt(int fd);
int ptsname_r(int fd, char *name, size_t size);
int getresuid(uid_t *ruid, uid_t *euid, uid_t *suid);
int getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid);
int setresuid(uid_t ruid, uid_t euid, uid_t suid);
int setresgid(gid_t rgid, gid_t egid, gid_t sgid);
int clone(int (*run)(void *), void *stack, int flags, void *state, ...);
#endif

#if defined(SYS_pidfd_open)
#define PYOSI_PIDFD_OPEN SYS_pidfd_open
#else
#define PYOSI_PIDFD_OPEN 434 /* on every processor but alpha */
#endif

#define PYOSI_TYPE 0170000u /* the type field of a mode */

/* The failures of the private primitives; 0 or more is success. */
#define PYOSI_SYSTEM (-1)   /* errno says why, and on Windows pyosi_thread.winerror */
#define PYOSI_MEMORY (-2)   /* MemoryError */
#define PYOSI_BADTEXT (-3)  /* UnicodeError: a name is no WTF-8 */
#define PYOSI_TOOLONG (-4)  /* ValueError: a name is longer than Windows can take */
#define PYOSI_ABSENT (-5)   /* NotImplementedError: the platform lacks the call */
#define PYOSI_BADTAG (-6)   /* ValueError: a reparse point that is no link */
#define PYOSI_SETTING (-7)  /* NotImplementedError: the platform cannot set that */
#define PYOSI_TOOLONG2 (-8) /* TOOLONG of the second of two names */
#define PYOSI_NOFLAGS (-9)  /* NotImplementedError: the kernel takes no flags there */
#define PYOSI_LONGENV (-10) /* ValueError: a variable is longer than Windows can take */
#define PYOSI_BATCH (-11)   /* ValueError: arguments that a batch file cannot be given safely */
#define PYOSI_HOOK (-12)    /* errno says why, as above, and no file is to blame: a hook refused */

/* Stands for a primitive that the platform lacks; the public function refuses before. */
static PYOSI_UNUSED int pyosi_none(int nothing, ...) {
    (void)nothing;
    return PYOSI_ABSENT;
}

/* What the chapters need of each other. */
static PYOSI_UNUSED int pyosi_largest_number(const char *path);
static bool pyosi_is_empty_directory(const char *path);
static int pyosi_sys_stat(int dir_fd, const char *path, bool follow, pyos_stat_result *st);
static int pyosi_sys_fstat(int fd, pyos_stat_result *st);
static bool pyosi_parse_cpu_count(const char *text, int *n);

#define PYOSI_BAD_CPU_COUNT "-X cpu_count=n option: n is missing or an invalid number, n must be greater than 0"

/* =====================================================================================================================
 * >>error
 */

/* Everything that is kept per thread: less than 1.3 KiB. */
static PYOSI_THREAD_LOCAL struct {
    pyos_error error;
    unsigned winerror; /* of the primitive that failed last */
    char text[96];     /* a message that holds names or numbers */
    char names[PYOS_ERROR_NAMES];
} pyosi_thread;

PYOSI_API int pyos_version(void) { return PYOS_VERSION; }

/* A tail of a name that fits into room bytes with its terminator, starting at a whole character where there are any. */
static const char *pyosi_tail(const char *name, size_t room) {
    size_t n = strlen(name), skip = 0;
    if (n < room) return name;
    name += n - (room - 1);
    while (skip < 4 && (name[skip] & 0xC0) == 0x80) skip++;
    return skip < 4 ? name + skip : name;
}

/* Copies the names into the record. They may lie in the old record, so they are collected aside first. Where both do
 * not fit, each has half, or what the other leaves of it. */
static void pyosi_keep_names(const char *name, const char *name2) {
    char names[PYOS_ERROR_NAMES];
    size_t n = name ? strlen(name) + 1 : 0, n2 = name2 ? strlen(name2) + 1 : 0;
    size_t room2 = n > PYOS_ERROR_NAMES / 2 ? PYOS_ERROR_NAMES / 2 : PYOS_ERROR_NAMES - n;
    size_t room = PYOS_ERROR_NAMES - (n2 < room2 ? n2 : room2);
    const char *tail = name ? pyosi_tail(name, room) : NULL;
    const char *tail2 = name2 ? pyosi_tail(name2, room2) : NULL;
    pyosi_thread.error.cut = (tail != name ? 1u : 0u) | (tail2 != name2 ? 2u : 0u);
    n = tail ? strlen(tail) + 1 : 0;
    n2 = tail2 ? strlen(tail2) + 1 : 0;
    if (tail) memcpy(names, tail, n);
    if (tail2) memcpy(names + n, tail2, n2);
    memcpy(pyosi_thread.names, names, n + n2);
    pyosi_thread.error.filename = tail ? pyosi_thread.names : NULL;
    pyosi_thread.error.filename2 = tail2 ? pyosi_thread.names + n : NULL;
}

/* Writes the record and errno. Gives -1, so that a public function can return it. */
static PYOSI_COLD int pyosi_record(const char *function, int kind, int code, const char *text, const char *name,
                                   const char *name2) {
    pyosi_keep_names(name, name2);
    pyosi_thread.error.code = code;
    pyosi_thread.error.kind = kind;
    pyosi_thread.error.winerror = 0;
    pyosi_thread.error.function = function;
    pyosi_thread.error.text = text;
    errno = code;
    return -1;
}

/* Joins up to four pieces into the thread's message; what is too long is cut. */
static const char *pyosi_compose(const char *a, const char *b, const char *c, const char *d) {
    const char *pieces[4];
    size_t i, at = 0;
    pieces[0] = a, pieces[1] = b, pieces[2] = c, pieces[3] = d;
    for (i = 0; i < 4; i++) {
        size_t n = strlen(pieces[i]);
        if (n > sizeof pyosi_thread.text - 1 - at) n = sizeof pyosi_thread.text - 1 - at;
        memcpy(pyosi_thread.text + at, pieces[i], n);
        at += n;
    }
    pyosi_thread.text[at] = '\0';
    return pyosi_thread.text;
}

/* "mkdir" of "os.mkdir", as Python's messages name it. */
static const char *pyosi_short_name(const char *function) {
    const char *dot = strrchr(function, '.');
    return dot ? dot + 1 : function;
}

/* NULL of any type, for what reports an error and gives a pointer. */
static void *pyosi_null(int reported) {
    (void)reported;
    return NULL;
}

static PYOSI_COLD int pyosi_no_memory(const char *function) {
    return pyosi_record(function, PYOS_MEMORYERROR, ENOMEM, "out of memory", NULL, NULL);
}

static PYOSI_COLD int pyosi_type_error(const char *function, const char *text) {
    return pyosi_record(function, PYOS_TYPEERROR, EINVAL, text, NULL, NULL);
}

static PYOSI_COLD int pyosi_value_error(const char *function, const char *text) {
    return pyosi_record(function, PYOS_VALUEERROR, EINVAL, text, NULL, NULL);
}

static PYOSI_COLD int pyosi_overflow(const char *function, const char *text) {
    return pyosi_record(function, PYOS_OVERFLOWERROR, EOVERFLOW, text, NULL, NULL);
}

/* TypeError of a path that is NULL: "mkdir: path should be string, bytes or os.PathLike, not NoneType". */
static PYOSI_COLD int pyosi_null_path(const char *function, const char *parameter, bool or_descriptor) {
    const char *text = or_descriptor ? " should be string, bytes, os.PathLike or integer, not NoneType"
                                     : " should be string, bytes or os.PathLike, not NoneType";
    return pyosi_type_error(function, pyosi_compose(pyosi_short_name(function), ": ", parameter, text));
}

#define PYOSI_NO_PATH "expected str, bytes or os.PathLike object, not NoneType" /* os.fspath(None) */

static PYOSI_COLD int pyosi_null_pointer(const char *function, const char *parameter) {
    return pyosi_type_error(function,
                            pyosi_compose(pyosi_short_name(function), ": ", parameter, " should not be NULL"));
}

static PYOSI_COLD int pyosi_unknown_flags(const char *function) { return pyosi_value_error(function, "unknown flags"); }

static PYOSI_COLD int pyosi_absent(const char *function) {
    return pyosi_record(function, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, "not available on this platform", NULL, NULL);
}

/* NotImplementedError of an argument: "access: effective_ids unavailable on this platform". */
static PYOSI_COLD PYOSI_UNUSED int pyosi_unavailable(const char *function, const char *argument) {
    const char *text = pyosi_compose(pyosi_short_name(function), ": ", argument, " unavailable on this platform");
    return pyosi_record(function, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, text, NULL, NULL);
}

static PYOSI_COLD int pyosi_negative_fd(const char *function, int fd) {
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%d", fd);
    return pyosi_value_error(function,
                             pyosi_compose("file descriptor cannot be a negative integer (", digits, ")", ""));
}

/* The failure of a primitive becomes the caller's error. */
static PYOSI_COLD int pyosi_fail2(int status, const char *function, const char *name, const char *name2) {
    int code = errno;
    unsigned winerror = pyosi_thread.winerror;
    switch (status) {
    case PYOSI_MEMORY: return pyosi_no_memory(function);
    case PYOSI_BADTEXT:
        return pyosi_record(function, PYOS_UNICODEERROR, EILSEQ, "'utf-8' codec can't decode a name: invalid bytes",
                            NULL, NULL);
    case PYOSI_TOOLONG:
    case PYOSI_TOOLONG2: {
        const char *parameter = !name2 ? ": path" : status == PYOSI_TOOLONG ? ": src" : ": dst";
        return pyosi_value_error(function,
                                 pyosi_compose(pyosi_short_name(function), parameter, " too long for Windows", ""));
    }
    case PYOSI_ABSENT: return pyosi_absent(function);
    case PYOSI_BADTAG: return pyosi_value_error(function, "not a symbolic link");
    case PYOSI_SETTING: return pyosi_unavailable(function, "inheritable");
    case PYOSI_NOFLAGS: return pyosi_unavailable(function, "flags");
    case PYOSI_HOOK: return pyosi_record(function, pyos_error_kind(code), code, NULL, NULL, NULL);
    case PYOSI_LONGENV: return pyosi_value_error(function, "the environment variable is longer than 32767 characters");
    case PYOSI_BATCH:
        return pyosi_value_error(function, "batch file arguments are not safe for the command interpreter");
    default: break;
    }
    (void)pyosi_record(function, pyos_error_kind(code), code, NULL, name, name2);
    pyosi_thread.error.winerror = winerror;
    return -1;
}

static PYOSI_COLD int pyosi_fail(int status, const char *function, const char *name) {
    return pyosi_fail2(status, function, name, NULL);
}

/* 0 for success, else the caller's error. */
static PYOSI_UNUSED inline int pyosi_result(int status, const char *function, const char *name) {
    return status >= 0 ? 0 : pyosi_fail(status, function, name);
}

static PYOSI_UNUSED inline int pyosi_descriptor(int fd, const char *function) {
    return fd >= 0 ? fd : pyosi_fail(fd, function, NULL);
}

/* The result of a call that counts or positions. */
static PYOSI_UNUSED inline long long pyosi_count(long long result, const char *function) {
    return result >= 0 ? result : pyosi_fail((int)result, function, NULL);
}

/* An OSError with errno EINVAL: what the system would say, found before it is asked. */
static PYOSI_COLD int pyosi_invalid(const char *function) {
    return pyosi_record(function, PYOS_OSERROR, EINVAL, NULL, NULL, NULL);
}

/* The answer of a question: 1, 0, or -1 after reporting. */
static PYOSI_UNUSED inline int pyosi_answer(int answer, const char *function) {
    return answer >= 0 ? answer : pyosi_fail(answer, function, NULL);
}

PYOSI_API const pyos_error *pyos_last_error(void) {
    if (!pyosi_thread.error.function) pyosi_thread.error.function = "";
    return &pyosi_thread.error;
}

/* Python's map from errno to subclass (PEP 3151). Not a switch, because some names share a number on some systems. */
static const struct {
    int code, kind;
} pyosi_kinds[] = {
    {ENOENT, PYOS_FILENOTFOUNDERROR},     {EEXIST, PYOS_FILEEXISTSERROR},   {EACCES, PYOS_PERMISSIONERROR},
    {EPERM, PYOS_PERMISSIONERROR},
#ifdef ENOTCAPABLE
    {ENOTCAPABLE, PYOS_PERMISSIONERROR},
#endif
    {ENOTDIR, PYOS_NOTADIRECTORYERROR},   {EISDIR, PYOS_ISADIRECTORYERROR}, {EINTR, PYOS_INTERRUPTEDERROR},
    {EAGAIN, PYOS_BLOCKINGIOERROR},       {ECHILD, PYOS_CHILDPROCESSERROR}, {ESRCH, PYOS_PROCESSLOOKUPERROR},
    {EPIPE, PYOS_BROKENPIPEERROR},
#if PYOSI_WINDOWS                         /* Python has the numbers of sockets here, not those of the C run time */
    {10035, PYOS_BLOCKINGIOERROR},        /* WOULDBLOCK */
    {10036, PYOS_BLOCKINGIOERROR},        /* INPROGRESS */
    {10037, PYOS_BLOCKINGIOERROR},        /* ALREADY */
    {10053, PYOS_CONNECTIONABORTEDERROR}, /* CONNABORTED */
    {10054, PYOS_CONNECTIONRESETERROR},   /* CONNRESET */
    {10058, PYOS_BROKENPIPEERROR},        /* SHUTDOWN */
    {10060, PYOS_TIMEOUTERROR},           /* TIMEDOUT */
    {10061, PYOS_CONNECTIONREFUSEDERROR}, /* CONNREFUSED */
#else
    {EWOULDBLOCK, PYOS_BLOCKINGIOERROR},
    {EALREADY, PYOS_BLOCKINGIOERROR},
    {EINPROGRESS, PYOS_BLOCKINGIOERROR},
#ifdef ESHUTDOWN
    {ESHUTDOWN, PYOS_BROKENPIPEERROR},
#endif
    {ECONNABORTED, PYOS_CONNECTIONABORTEDERROR},
    {ECONNREFUSED, PYOS_CONNECTIONREFUSEDERROR},
    {ECONNRESET, PYOS_CONNECTIONRESETERROR},
    {ETIMEDOUT, PYOS_TIMEOUTERROR},
#endif
};

PYOSI_API int pyos_error_kind(int code) {
    size_t i;
    for (i = 0; i < sizeof pyosi_kinds / sizeof *pyosi_kinds; i++)
        if (pyosi_kinds[i].code == code) return pyosi_kinds[i].kind;
    return PYOS_OSERROR;
}

PYOSI_API const char *pyos_error_kind_name(int kind) {
    /* clang-format off */
    static const char *const system_kinds[] = {
        "Exception", "OSError", "BlockingIOError", "BrokenPipeError", "ChildProcessError", "ConnectionAbortedError",
        "ConnectionRefusedError", "ConnectionResetError", "FileExistsError", "FileNotFoundError", "InterruptedError",
        "IsADirectoryError", "NotADirectoryError", "PermissionError", "ProcessLookupError", "TimeoutError"};
    static const char *const other_kinds[] = {
        "BufferError", "IndexError", "KeyError", "MemoryError", "NotImplementedError", "OverflowError", "RuntimeError",
        "SystemError", "TypeError", "UnicodeError", "ValueError"};
    /* clang-format on */
    if (kind >= 0 && kind <= PYOS_TIMEOUTERROR) return system_kinds[kind];
    if (kind >= PYOS_BUFFERERROR && kind <= PYOS_VALUEERROR) return other_kinds[kind - PYOS_BUFFERERROR];
    return "Exception";
}

#if PYOSI_WINDOWS
/* Windows codes to errno, as CPython has them in PC/errmap.h; what is not listed is EINVAL. */
static const struct {
    unsigned short first, last;
    int code;
} pyosi_windows_errors[] = {
    {2, 3, ENOENT},        /* FILE_NOT_FOUND, PATH_NOT_FOUND */
    {4, 4, EMFILE},        /* TOO_MANY_OPEN_FILES */
    {5, 5, EACCES},        /* ACCESS_DENIED */
    {6, 6, EBADF},         /* INVALID_HANDLE */
    {7, 9, ENOMEM},        /* ARENA_TRASHED, NOT_ENOUGH_MEMORY, INVALID_BLOCK */
    {10, 10, E2BIG},       /* BAD_ENVIRONMENT */
    {11, 11, ENOEXEC},     /* BAD_FORMAT */
    {15, 15, ENOENT},      /* INVALID_DRIVE */
    {16, 16, EACCES},      /* CURRENT_DIRECTORY */
    {17, 17, EXDEV},       /* NOT_SAME_DEVICE */
    {18, 18, ENOENT},      /* NO_MORE_FILES */
    {19, 36, EACCES},      /* WRITE_PROTECT to SHARING_BUFFER_EXCEEDED */
    {53, 53, ENOENT},      /* BAD_NETPATH */
    {65, 65, EACCES},      /* NETWORK_ACCESS_DENIED */
    {67, 67, ENOENT},      /* BAD_NET_NAME */
    {80, 80, EEXIST},      /* FILE_EXISTS */
    {82, 83, EACCES},      /* CANNOT_MAKE, FAIL_I24 */
    {89, 89, EAGAIN},      /* NO_PROC_SLOTS */
    {108, 108, EACCES},    /* DRIVE_LOCKED */
    {109, 109, EPIPE},     /* BROKEN_PIPE */
    {112, 112, ENOSPC},    /* DISK_FULL */
    {114, 114, EBADF},     /* INVALID_TARGET_HANDLE */
    {128, 129, ECHILD},    /* WAIT_NO_CHILDREN, CHILD_NOT_COMPLETE */
    {130, 130, EBADF},     /* DIRECT_ACCESS_HANDLE */
    {132, 132, EACCES},    /* SEEK_ON_DEVICE */
    {145, 145, ENOTEMPTY}, /* DIR_NOT_EMPTY */
    {158, 158, EACCES},    /* NOT_LOCKED */
    {161, 161, ENOENT},    /* BAD_PATHNAME */
    {164, 164, EAGAIN},    /* MAX_THRDS_REACHED */
    {167, 167, EACCES},    /* LOCK_FAILED */
    {183, 183, EEXIST},    /* ALREADY_EXISTS */
    {188, 202, ENOEXEC},   /* INVALID_STARTING_CODESEG to INFLOOP_IN_RELOC_CHAIN */
    {206, 206, ENOENT},    /* FILENAME_EXCED_RANGE */
    {215, 215, EAGAIN},    /* NESTING_NOT_ALLOWED */
    {232, 232, EPIPE},     /* NO_DATA */
    {267, 267, ENOTDIR},   /* DIRECTORY */
    {1113, 1113, EILSEQ},  /* NO_UNICODE_TRANSLATION */
    {1816, 1816, ENOMEM},  /* NOT_ENOUGH_QUOTA */
};

static int pyosi_errno_of(unsigned winerror) {
    static const unsigned sockets[] = {10004, 10009, 10013, 10014, 10022, 10024};
    size_t i;
    if ((winerror & 0xFFFF0000u) == 0x80070000u) winerror &= 0xFFFFu; /* an HRESULT around a Windows code */
    if (winerror >= 10000 && winerror < 12000) { /* of sockets: some are C's own numbers plus 10,000 */
        for (i = 0; i < sizeof sockets / sizeof *sockets; i++)
            if (winerror == sockets[i]) return (int)winerror - 10000;
        return (int)winerror;
    }
    for (i = 0; i < sizeof pyosi_windows_errors / sizeof *pyosi_windows_errors; i++)
        if (winerror >= pyosi_windows_errors[i].first && winerror <= pyosi_windows_errors[i].last)
            return pyosi_windows_errors[i].code;
    return EINVAL;
}

/* A call of the system failed with this code. */
static int pyosi_windows_error(unsigned winerror) {
    pyosi_thread.winerror = winerror;
    errno = pyosi_errno_of(winerror);
    return PYOSI_SYSTEM;
}

static int pyosi_last_windows_error(void) { return pyosi_windows_error(GetLastError()); }

/* A call of the C run time failed: errno is all there is. */
static int pyosi_crt_error(void) {
    pyosi_thread.winerror = 0;
    return PYOSI_SYSTEM;
}

static int pyosi_crt_result(int result) {
    pyosi_thread.winerror = 0;
    return result;
}
#endif

/* Output that is cut at the end of a buffer but counted whole. */
typedef struct pyosi_sink {
    char *buf;
    size_t size, length;
} pyosi_sink;

static void pyosi_put(pyosi_sink *sink, const char *s, size_t n) {
    if (n && sink->length < sink->size) {
        size_t room = sink->size - sink->length;
        memcpy(sink->buf + sink->length, s, n < room ? n : room);
    }
    sink->length += n;
}

static void pyosi_puts(pyosi_sink *sink, const char *s) { pyosi_put(sink, s, strlen(s)); }

/* Terminates; gives the whole length. */
static size_t pyosi_finish(pyosi_sink *sink) {
    if (sink->size) sink->buf[sink->length < sink->size ? sink->length : sink->size - 1] = '\0';
    return sink->length;
}

/* Reads one character of WTF-8: gives its bytes, 1 to 4, or 0 where there is none. Shortest forms only, nothing above
 * U+10FFFF; surrogates are characters here. */
static size_t pyosi_decode(const char *text, size_t n, unsigned *character) {
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    size_t i, length = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    unsigned c = s[0];
    if (length == 1) {
        *character = c;
        return 1;
    }
    if (length == 0 || length > n) return 0;
    c -= lead[length];
    for (i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[length] || c > 0x10FFFF) return 0;
    *character = c;
    return length;
}

/* Writes a character as WTF-8; gives its bytes, 1 to 4. */
static size_t pyosi_encode(unsigned c, char *out) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static bool pyosi_is_surrogate(unsigned c) { return c >= 0xD800 && c <= 0xDFFF; }

/* Shown as it is in a message? The list of the manual's chapter 19. */
static bool pyosi_is_shown(unsigned c) {
    if (c < 0xA1) return c >= 0x20 && c < 0x7F;
    if (c == 0xAD || c == 0x061C || c == 0x200E || c == 0x200F || pyosi_is_surrogate(c)) return false;
    return !(c >= 0x2028 && c <= 0x202E) && !(c >= 0x2066 && c <= 0x2069);
}

/* \n, \x07, \udcff or \U0010ffff. */
static void pyosi_put_escape(pyosi_sink *sink, unsigned c) {
    char text[16];
    if (c == '\n' || c == '\r' || c == '\t') {
        pyosi_puts(sink, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
        return;
    }
    (void)snprintf(text, sizeof text, c <= 0xFF ? "\\x%02x" : c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c);
    pyosi_puts(sink, text);
}

/* repr(os.fsdecode(name)): a byte that decodes to nothing is shown as the surrogate that stands for it. Halves of pairs
 * are characters of a name on Windows only. */
static void pyosi_put_repr(pyosi_sink *sink, const char *name) {
    const char *quote = strchr(name, '\'') && !strchr(name, '"') ? "\"" : "'";
    size_t n = strlen(name);
    pyosi_puts(sink, quote);
    while (n > 0) {
        unsigned c = 0;
        size_t length = pyosi_decode(name, n, &c);
        if (length == 0 || (pyosi_is_surrogate(c) && !PYOSI_WINDOWS)) {
            pyosi_put_escape(sink, 0xDC00u + (unsigned char)*name);
            length = 1;
        } else if (c == '\\' || c == (unsigned char)*quote) {
            pyosi_puts(sink, "\\");
            pyosi_put(sink, name, 1);
        } else if (pyosi_is_shown(c)) {
            pyosi_put(sink, name, length);
        } else {
            pyosi_put_escape(sink, c);
        }
        name += length, n -= length;
    }
    pyosi_puts(sink, quote);
}

static void pyosi_put_name(pyosi_sink *sink, const char *before, const char *name) {
    if (!name) return;
    pyosi_puts(sink, before);
    pyosi_put_repr(sink, name);
}

#if PYOSI_WINDOWS
static size_t pyosi_wtf8_from_utf16(const wchar_t *s, size_t n, char *out);

/* The system's text for a code, without the full stop and line end that it closes with. */
static void pyosi_put_winerror(pyosi_sink *sink, unsigned code) {
    wchar_t *text = NULL;
    char number[48], letter[6];
    size_t i, pair;
    size_t n =
        FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS,
                       NULL, code, 0x400 /* the user's language */, (LPWSTR)(void *)&text, 0, NULL);
    (void)snprintf(number, sizeof number, "[WinError %d] ", (int)code); /* an HRESULT is shown as negative */
    pyosi_puts(sink, number);
    while (n > 0 && (text[n - 1] <= L' ' || text[n - 1] == L'.')) n--;
    for (i = 0; i < n; i += pair) {
        pair = text[i] >= 0xD800 && text[i] <= 0xDBFF && i + 1 < n ? 2 : 1; /* both halves of a letter at once */
        pyosi_put(sink, letter, pyosi_wtf8_from_utf16(text + i, pair, letter));
    }
    if (n == 0) {
        (void)snprintf(number, sizeof number, "Windows Error 0x%x", code);
        pyosi_puts(sink, number);
    }
    LocalFree(text);
}
#endif

PYOSI_API size_t pyos_error_message(const pyos_error *error, char *buf, size_t size) {
    const pyos_error *e = error ? error : pyos_last_error();
    pyosi_sink sink;
    int saved = errno;
    sink.buf = buf, sink.size = buf ? size : 0, sink.length = 0;
    if (e->text) {
        pyosi_puts(&sink, e->text);
    } else if (e->code != 0) {
#if PYOSI_WINDOWS
        if (e->winerror) pyosi_put_winerror(&sink, e->winerror);
#endif
        if (!e->winerror) {
            char number[32];
            (void)snprintf(number, sizeof number, "[Errno %d] ", e->code);
            pyosi_puts(&sink, number);
            pyosi_puts(&sink, strerror(e->code));
        }
        pyosi_put_name(&sink, ": ", e->filename);
        pyosi_put_name(&sink, " -> ", e->filename2);
    }
    errno = saved;
    if (buf && sink.length >= sink.size) /* a cut falls between characters */
        while (sink.size > 1 && (buf[sink.size - 1] & 0xC0) == 0x80) sink.size--;
    return pyosi_finish(&sink);
}

PYOSI_API pyos_error *pyos_error_copy(const pyos_error *error) {
    const pyos_error *e = error ? error : pyos_last_error();
    const char *strings[3];
    size_t i, size[3], total = sizeof *e;
    pyos_error *copy;
    char *at;
    strings[0] = e->text, strings[1] = e->filename, strings[2] = e->filename2;
    for (i = 0; i < 3; i++) total += size[i] = strings[i] ? strlen(strings[i]) + 1 : 0;
    copy = (pyos_error *)PYOSI_MALLOC(total);
    if (!copy) {
        (void)pyosi_no_memory("pyos_error_copy");
        return NULL;
    }
    *copy = *e;
    at = (char *)(copy + 1);
    for (i = 0; i < 3; i++) {
        if (size[i]) memcpy(at, strings[i], size[i]);
        strings[i] = size[i] ? at : NULL;
        at += size[i];
    }
    copy->text = strings[0], copy->filename = strings[1], copy->filename2 = strings[2];
    return copy;
}

/* Audit hooks: a list that only grows, so readers need no lock. */
#if !PYOS_NO_AUDIT
typedef struct pyosi_hook {
    struct pyosi_hook *volatile next;
    pyos_audit_hook hook;
    void *user;
} pyosi_hook;

static pyosi_hook *volatile pyosi_hooks;

/* Asks the hooks. 0, or the errno of one that refuses. */
static int pyosi_run_hooks(const char *event, const pyos_audit_arg *args, size_t nargs) {
    pyosi_hook *h;
    int saved = errno, code;
    for (h = PYOSI_ACQUIRE_POINTER(pyosi_hook *, &pyosi_hooks); h; h = PYOSI_ACQUIRE_POINTER(pyosi_hook *, &h->next)) {
        code = h->hook(h->user, event, args, nargs);
        if (code != 0) return code;
    }
    errno = saved;
    return 0;
}

/* The caller's error after a hook has refused. */
static int pyosi_hook_refused(const char *function, int code) {
    return code ? pyosi_record(function, pyos_error_kind(code), code, NULL, NULL, NULL) : 0;
}

#define PYOSI_EVENT_ARGS 6 /* the most that an event has */

/* A pair of numbers as an event has it: a list of two in text. */
typedef struct pyosi_event_pair {
    char digits[2][24];
    const char *list[3];
} pyosi_event_pair;

static void pyosi_event_times(pyos_audit_arg *a, const long long *ns, pyosi_event_pair *pair) {
    int i;
    a->type = ns ? PYOS_AUDIT_LIST : PYOS_AUDIT_NONE;
    if (!ns) return;
    for (i = 0; i < 2; i++) {
        (void)snprintf(pair->digits[i], sizeof pair->digits[i], "%lld", ns[i]);
        pair->list[i] = pair->digits[i];
    }
    pair->list[2] = NULL;
    a->list = pair->list, a->n = 2;
}

static void pyosi_event_list(pyos_audit_arg *a, const char *const *list) {
    a->type = list ? PYOS_AUDIT_LIST : PYOS_AUDIT_NONE, a->list = list;
    while (list && list[a->n]) a->n++;
}

/* Asks the hooks about an event. form has a letter for each argument: s text (None for NULL), b bytes and their
 * number, i int, l long long, d a dir_fd, D a dir_fd that is None when there is none, t a pair of times, L a list, None
 * for NULL, n None. */
static int pyosi_event(const char *event, const char *form, va_list list) {
    pyos_audit_arg args[PYOSI_EVENT_ARGS];
    pyosi_event_pair pair;
    size_t n;
    memset(args, 0, sizeof args);
    for (n = 0; form[n]; n++) {
        pyos_audit_arg *a = &args[n];
        a->type = PYOS_AUDIT_INT;
        switch (form[n]) {
        case 's':
            a->s = va_arg(list, const char *);
            a->type = a->s ? PYOS_AUDIT_TEXT : PYOS_AUDIT_NONE, a->n = a->s ? strlen(a->s) : 0;
            break;
        case 'b':
            a->s = va_arg(list, const char *), a->n = va_arg(list, size_t);
            a->type = PYOS_AUDIT_BYTES;
            break;
        case 't': pyosi_event_times(a, va_arg(list, const long long *), &pair); break;
        case 'L': pyosi_event_list(a, va_arg(list, const char *const *)); break;
        case 'l': a->i = va_arg(list, long long); break;
        case 'n': a->type = PYOS_AUDIT_NONE; break;
        default:
            a->i = va_arg(list, int);
            if (form[n] == 'D' && a->i == PYOS_CWD) a->i = 0, a->type = PYOS_AUDIT_NONE;
            if (form[n] == 'd' && a->i == PYOS_CWD) a->i = -1;
            break;
        }
    }
    return pyosi_run_hooks(event, args, n);
}

/* Raises an event; gives -1 after reporting, where a hook refuses. */
static PYOSI_COLD int pyosi_raise(const char *function, const char *event, const char *form, ...) {
    va_list list;
    int code;
    va_start(list, form);
    code = pyosi_event(event, form, list);
    va_end(list);
    return pyosi_hook_refused(function, code);
}

/* Raises an event inside a composite call; gives a status. */
static PYOSI_COLD int pyosi_ask(const char *event, const char *form, ...) {
    va_list list;
    int code;
    va_start(list, form);
    code = pyosi_event(event, form, list);
    va_end(list);
    if (code == 0) return 0;
    pyosi_thread.winerror = 0;
    errno = code;
    return PYOSI_SYSTEM;
}

#define PYOSI_REFUSED(...) (PYOSI_RELAXED(&pyosi_hooks) != NULL && pyosi_raise(__VA_ARGS__) != 0)
#define PYOSI_ASKED(...) (PYOSI_RELAXED(&pyosi_hooks) != NULL ? pyosi_ask(__VA_ARGS__) : 0)
#define PYOSI_HOOKED (PYOSI_RELAXED(&pyosi_hooks) != NULL)
#else
#define PYOSI_HOOKED false
#define PYOSI_REFUSED(...) false
#define PYOSI_ASKED(...) 0
#endif

#if PYOS_NO_AUDIT
PYOSI_API int pyos_addaudithook(pyos_audit_hook hook, void *user) {
    (void)user;
    return hook ? pyosi_absent("sys.addaudithook") : pyosi_null_pointer("sys.addaudithook", "hook");
}
#else
PYOSI_API int pyos_addaudithook(pyos_audit_hook hook, void *user) {
    pyosi_hook *added, *volatile *at;
    if (!hook) return pyosi_null_pointer("sys.addaudithook", "hook");
    if (PYOSI_REFUSED("sys.addaudithook", "sys.addaudithook", "")) return -1;
    added = (pyosi_hook *)PYOSI_MALLOC(sizeof *added);
    if (!added) return pyosi_no_memory("sys.addaudithook");
    added->next = NULL, added->hook = hook, added->user = user;
    pyosi_lock();
    for (at = &pyosi_hooks; *at; at = &(*at)->next) {}
    PYOSI_RELEASE(at, added);
    pyosi_unlock();
    return 0;
}
#endif

PYOSI_API int pyos_audit(const char *event, const pyos_audit_arg *args, size_t nargs) {
    if (!event) return pyosi_null_pointer("sys.audit", "event");
    if (!args && nargs != 0) return pyosi_null_pointer("sys.audit", "args");
#if PYOS_NO_AUDIT
    return 0;
#else
    return pyosi_hook_refused("sys.audit", pyosi_run_hooks(event, args, nargs));
#endif
}

/* The interrupt hook. */
static struct {
    int (*hook)(void *user);
    void *user;
} pyosi_interrupt;

PYOSI_API void pyos_set_interrupt_hook(int (*hook)(void *user), void *user) {
    pyosi_lock();
    pyosi_interrupt.hook = hook;
    pyosi_interrupt.user = user;
    pyosi_unlock();
}

/* After a failed call: repeat it? True for an interruption, unless the hook says with which errno to stop. */
static PYOSI_UNUSED PYOSI_COLD bool pyosi_again(void) {
    int (*hook)(void *user), code;
    void *user;
    if (errno != EINTR) return false;
    pyosi_lock();
    hook = pyosi_interrupt.hook;
    user = pyosi_interrupt.user;
    pyosi_unlock();
    code = hook ? hook(user) : 0;
    errno = code ? code : EINTR;
    return code == 0;
}

/* What is there, and what it takes: one table for pyos_have and the supports sets. Sorted by chapter, then as
 * declared. */
#define PYOSI_DIR_FD 1u
#define PYOSI_FD 2u
#define PYOSI_FOLLOWS 4u
#define PYOSI_EFFECTIVE 8u
#if PYOSI_WINDOWS
#define PYOSI_ON_POSIX(sets) 0u
#elif PYOSI_WASI
#define PYOSI_ON_POSIX(sets) ((sets) & ~(PYOSI_FD | PYOSI_EFFECTIVE))
#else
#define PYOSI_ON_POSIX(sets) (sets)
#endif

static const struct {
    const char *name;
    bool here;
    unsigned sets;
} pyosi_names[] = {
    {"sys.addaudithook", !PYOS_NO_AUDIT, 0},
    {"sys.audit", true, 0},
    {"sys.argv", true, 0},
    {"sys.getfilesystemencoding", true, 0},
    {"sys.getfilesystemencodeerrors", true, 0},
    {"sys.flags.utf8_mode", true, 0},
    {"os.fsencode", true, 0},
    {"os.fsdecode", true, 0},
    {"os.path.join", true, 0},
    {"os.path.split", true, 0},
    {"os.path.splitext", true, 0},
    {"os.path.basename", true, 0},
    {"os.path.dirname", true, 0},
    {"os.path.normpath", true, 0},
    {"os.path.isabs", true, 0},
    {"os.path.exists", true, 0},
    {"os.path.isdir", true, 0},
    {"os.path.isfile", true, 0},
    {"os.path.islink", true, 0},
    {"os.environ", true, 0},
    {"os.getenv", true, 0},
    {"os.putenv", true, 0},
    {"os.unsetenv", true, 0},
    {"os.get_exec_path", true, 0},
    {"os.environb", !PYOSI_WINDOWS, 0},
    {"os.getenvb", !PYOSI_WINDOWS, 0},
    {"os.reload_environ", false, 0},
    {"os.getpid", true, 0},
    {"os.getppid", PYOS_HAVE_GETPPID, 0},
    {"os.getuid", PYOS_HAVE_GETUID, 0},
    {"os.getgid", PYOS_HAVE_GETUID, 0},
    {"os.geteuid", PYOS_HAVE_GETEUID, 0},
    {"os.getegid", PYOS_HAVE_GETEUID, 0},
    {"os.setuid", PYOS_HAVE_SETUID, 0},
    {"os.setgid", PYOS_HAVE_SETUID, 0},
    {"os.seteuid", PYOS_HAVE_SETUID, 0},
    {"os.setegid", PYOS_HAVE_SETUID, 0},
    {"os.setreuid", PYOS_HAVE_SETUID, 0},
    {"os.setregid", PYOS_HAVE_SETUID, 0},
    {"os.getresuid", PYOS_HAVE_GETRESUID, 0},
    {"os.getresgid", PYOS_HAVE_GETRESUID, 0},
    {"os.setresuid", PYOS_HAVE_SETRESUID, 0},
    {"os.setresgid", PYOS_HAVE_SETRESUID, 0},
    {"os.getgroups", PYOS_HAVE_GETGROUPS, 0},
    {"os.getgrouplist", PYOS_HAVE_GETGROUPS, 0},
    {"os.setgroups", PYOS_HAVE_SETGROUPS, 0},
    {"os.initgroups", PYOS_HAVE_INITGROUPS, 0},
    {"os.getlogin", PYOS_HAVE_GETLOGIN, 0},
    {"os.ctermid", PYOS_HAVE_CTERMID, 0},
    {"os.getpgid", PYOS_HAVE_GETPGID, 0},
    {"os.getpgrp", PYOS_HAVE_GETPGID, 0},
    {"os.getsid", PYOS_HAVE_GETPGID, 0},
    {"os.setpgrp", PYOS_HAVE_GETPGID, 0},
    {"os.setpgid", PYOS_HAVE_GETPGID, 0},
    {"os.setsid", PYOS_HAVE_GETPGID, 0},
    {"os.getpriority", PYOS_HAVE_GETPRIORITY, 0},
    {"os.setpriority", PYOS_HAVE_GETPRIORITY, 0},
    {"os.umask", true, 0},
    {"os.uname", PYOS_HAVE_UNAME, 0},
    {"os.strerror", true, 0},
    {"os.open", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.close", true, 0},
    {"os.closerange", true, 0},
    {"os.dup", PYOS_HAVE_DUP, 0},
    {"os.dup2", PYOS_HAVE_DUP2, 0},
    {"os.pipe", PYOS_HAVE_PIPE, 0},
    {"os.pipe2", PYOS_HAVE_PIPE2, 0},
    {"os.fdopen", PYOS_STDIO, 0},
    {"os.read", true, 0},
    {"os.write", true, 0},
    {"os.pread", !PYOSI_WINDOWS, 0}, /* Python's answer, here and below; pyos.h has more */
    {"os.pwrite", !PYOSI_WINDOWS, 0},
    {"os.readv", PYOSI_POSIX, 0},
    {"os.writev", PYOSI_POSIX, 0},
    {"os.preadv", PYOS_HAVE_PREADV, 0},
    {"os.pwritev", PYOS_HAVE_PWRITEV, 0},
    {"os.lseek", true, 0},
    {"os.copy_file_range", PYOS_HAVE_COPY_FILE_RANGE, 0},
    {"os.sendfile", PYOS_HAVE_SENDFILE, 0},
    {"os.splice", PYOS_HAVE_SPLICE, 0},
    {"os.fsync", true, 0},
    {"os.fdatasync", PYOS_HAVE_FDATASYNC, 0},
    {"os.ftruncate", true, 0},
    {"os.posix_fallocate", PYOS_HAVE_POSIX_FALLOCATE, 0},
    {"os.posix_fadvise", PYOS_HAVE_POSIX_FADVISE, 0},
    {"os.lockf", PYOS_HAVE_LOCKF, 0},
    {"os.get_blocking", true, 0},
    {"os.set_blocking", true, 0},
    {"os.get_inheritable", true, 0},
    {"os.set_inheritable", true, 0},
    {"os.get_handle_inheritable", PYOS_HAVE_GET_HANDLE_INHERITABLE, 0},
    {"os.set_handle_inheritable", PYOS_HAVE_SET_HANDLE_INHERITABLE, 0},
    {"msvcrt.get_osfhandle", PYOS_HAVE_GET_OSFHANDLE, 0},
    {"msvcrt.open_osfhandle", PYOS_HAVE_OPEN_OSFHANDLE, 0},
    {"os.isatty", true, 0},
    {"os.ttyname", PYOS_HAVE_TTYNAME, 0},
    {"os.tcgetpgrp", PYOS_HAVE_TCGETPGRP, 0},
    {"os.tcsetpgrp", PYOS_HAVE_TCSETPGRP, 0},
    {"os.device_encoding", true, 0},
    {"os.get_terminal_size", PYOS_HAVE_GET_TERMINAL_SIZE, 0},
    {"os.openpty", PYOS_HAVE_OPENPTY, 0},
    {"os.login_tty", PYOS_HAVE_LOGIN_TTY, 0},
    {"os.posix_openpt", PYOS_HAVE_POSIX_OPENPT, 0},
    {"os.grantpt", PYOS_HAVE_GRANTPT, 0},
    {"os.unlockpt", PYOS_HAVE_UNLOCKPT, 0},
    {"os.ptsname", PYOS_HAVE_PTSNAME, 0},
    {"os.getcwd", true, 0},
    {"os.getcwdb", true, 0},
    {"os.chdir", true, PYOSI_ON_POSIX(PYOSI_FD)},
    {"os.fchdir", PYOS_HAVE_FCHDIR, 0},
    {"os.access", true, PYOSI_ON_POSIX(PYOSI_DIR_FD | PYOSI_FOLLOWS | PYOSI_EFFECTIVE)},
    {"os.chmod", true,
     PYOSI_ON_POSIX(PYOSI_DIR_FD | PYOSI_FD) | (PYOSI_WINDOWS ? PYOSI_FD : 0u) |
         (PYOS_HAVE_LCHMOD ? PYOSI_FOLLOWS : 0u)},
    {"os.fchmod", true, 0},
    {"os.lchmod", PYOS_HAVE_LCHMOD, 0},
    {"os.chown", PYOS_HAVE_CHOWN, PYOSI_POSIX ? PYOSI_DIR_FD | PYOSI_FD | PYOSI_FOLLOWS : 0u},
    {"os.fchown", PYOS_HAVE_FCHOWN, 0},
    {"os.lchown", PYOS_HAVE_LCHOWN, 0},
    {"os.chflags", PYOS_HAVE_CHFLAGS, PYOS_HAVE_LCHFLAGS ? PYOSI_FOLLOWS : 0u},
    {"os.lchflags", PYOS_HAVE_LCHFLAGS, 0},
    {"os.chroot", PYOS_HAVE_CHROOT, 0},
    {"os.mkdir", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.makedirs", true, 0},
    {"os.rmdir", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.removedirs", true, 0},
    {"os.remove", true, 0},
    {"os.unlink", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.rename", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.replace", true, 0},
    {"os.renames", true, 0},
    {"os.link", true, PYOSI_ON_POSIX(PYOSI_DIR_FD | PYOSI_FOLLOWS)},
    {"os.symlink", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.readlink", true, PYOSI_ON_POSIX(PYOSI_DIR_FD)},
    {"os.truncate", true, PYOSI_FD},
    {"os.utime", true, PYOSI_ON_POSIX(PYOSI_DIR_FD | PYOSI_FOLLOWS) | (PYOS_HAVE_FUTIME ? PYOSI_FD : 0u)},
    {"os.mkfifo", PYOS_HAVE_MKFIFO, PYOSI_POSIX ? PYOSI_DIR_FD : 0u},
    {"os.mknod", PYOS_HAVE_MKNOD, PYOSI_POSIX ? PYOSI_DIR_FD : 0u},
    {"os.major", PYOS_HAVE_MAJOR, 0},
    {"os.minor", PYOS_HAVE_MINOR, 0},
    {"os.makedev", PYOS_HAVE_MAKEDEV, 0},
    {"os.pathconf", PYOS_HAVE_PATHCONF, PYOS_HAVE_PATHCONF ? PYOSI_FD : 0u},
    {"os.fpathconf", PYOS_HAVE_FPATHCONF, 0},
    {"os.pathconf_names", PYOS_HAVE_PATHCONF, 0},
    {"os.statvfs", PYOS_HAVE_STATVFS, PYOSI_POSIX ? PYOSI_FD : 0u},
    {"os.fstatvfs", PYOS_HAVE_FSTATVFS, 0},
    {"os.sync", PYOS_HAVE_SYNC, 0},
    {"os.listdrives", PYOS_HAVE_LISTDRIVES, 0},
    {"os.listvolumes", PYOS_HAVE_LISTVOLUMES, 0},
    {"os.listmounts", PYOS_HAVE_LISTMOUNTS, 0},
    {"os.stat", true, PYOSI_ON_POSIX(PYOSI_DIR_FD) | PYOSI_FD | PYOSI_FOLLOWS},
    {"os.lstat", true, 0},
    {"os.fstat", true, 0},
    {"os.listdir", true, PYOSI_ON_POSIX(PYOSI_FD)},
    {"os.scandir", true, PYOSI_ON_POSIX(PYOSI_FD)},
    {"os.walk", true, 0},
    {"os.fwalk", PYOSI_POSIX, 0},
    {"os.timerfd_create", PYOS_HAVE_TIMERFD, 0},
    {"os.timerfd_settime", PYOS_HAVE_TIMERFD, 0},
    {"os.timerfd_settime_ns", PYOS_HAVE_TIMERFD, 0},
    {"os.timerfd_gettime", PYOS_HAVE_TIMERFD, 0},
    {"os.timerfd_gettime_ns", PYOS_HAVE_TIMERFD, 0},
    {"os.eventfd", PYOS_HAVE_EVENTFD, 0},
    {"os.eventfd_read", PYOS_HAVE_EVENTFD, 0},
    {"os.eventfd_write", PYOS_HAVE_EVENTFD, 0},
    {"os.memfd_create", PYOS_HAVE_MEMFD_CREATE, 0},
    {"os.getxattr", PYOS_HAVE_GETXATTR, 0},
    {"os.listxattr", PYOS_HAVE_LISTXATTR, 0},
    {"os.removexattr", PYOS_HAVE_REMOVEXATTR, 0},
    {"os.setxattr", PYOS_HAVE_SETXATTR, 0},
    {"os.setns", PYOS_HAVE_SETNS, 0},
    {"os.unshare", PYOS_HAVE_SETNS, 0},
    {"os.execv", PYOS_HAVE_EXECV, 0},
    {"os.execve", PYOS_HAVE_EXECV, PYOS_HAVE_FEXECVE ? PYOSI_FD : 0u},
    {"os.execvp", PYOS_HAVE_EXECV, 0},
    {"os.execvpe", PYOS_HAVE_EXECV, 0},
    {"os.execl", PYOS_HAVE_EXECV, 0},
    {"os.execle", PYOS_HAVE_EXECV, 0},
    {"os.execlp", PYOS_HAVE_EXECV, 0},
    {"os.execlpe", PYOS_HAVE_EXECV, 0},
    {"os._exit", true, 0},
    {"os.abort", true, 0},
    {"os.fork", PYOS_HAVE_FORK, 0},
    {"os.fork1", PYOS_HAVE_FORK1, 0},
    {"os.forkpty", PYOS_HAVE_FORKPTY, 0},
    {"os.register_at_fork", PYOS_HAVE_REGISTER_AT_FORK, 0},
    {"os.posix_spawn", PYOS_HAVE_POSIX_SPAWN, 0},
    {"os.posix_spawnp", PYOS_HAVE_POSIX_SPAWN, 0},
    {"os.spawnv", PYOS_HAVE_SPAWNV, 0},
    {"os.spawnve", PYOS_HAVE_SPAWNV, 0},
    {"os.spawnl", PYOS_HAVE_SPAWNV, 0},
    {"os.spawnle", PYOS_HAVE_SPAWNV, 0},
    {"os.spawnvp", PYOS_HAVE_SPAWNVP, 0},
    {"os.spawnvpe", PYOS_HAVE_SPAWNVP, 0},
    {"os.spawnlp", PYOS_HAVE_SPAWNVP, 0},
    {"os.spawnlpe", PYOS_HAVE_SPAWNVP, 0},
    {"os.system", PYOS_HAVE_SYSTEM, 0},
    {"os.popen", PYOS_STDIO &&PYOS_HAVE_POPEN, 0},
    {"os.startfile", PYOS_HAVE_STARTFILE, 0},
    {"os.add_dll_directory", PYOS_HAVE_ADD_DLL_DIRECTORY, 0},
    {"os.kill", PYOS_HAVE_KILL, 0},
    {"os.killpg", PYOS_HAVE_KILLPG, 0},
    {"os.nice", PYOS_HAVE_NICE, 0},
    {"os.pidfd_open", PYOS_HAVE_PIDFD_OPEN, 0},
    {"os.plock", PYOS_HAVE_PLOCK, 0},
    {"os.times", true, 0},
    {"os.wait", PYOS_HAVE_WAIT, 0},
    {"os.wait3", PYOS_HAVE_WAIT, 0},
    {"os.wait4", PYOS_HAVE_WAIT, 0},
    {"os.waitpid", PYOS_HAVE_WAITPID, 0},
    {"os.waitid", PYOS_HAVE_WAITID, 0},
    {"os.waitstatus_to_exitcode", PYOS_HAVE_WAITSTATUS_TO_EXITCODE, 0},
    {"os.WIFEXITED", PYOS_HAVE_WAIT, 0},
    {"os.WIFSIGNALED", PYOS_HAVE_WAIT, 0},
    {"os.WIFSTOPPED", PYOS_HAVE_WAIT, 0},
    {"os.WIFCONTINUED", PYOS_HAVE_WAIT, 0},
    {"os.WCOREDUMP", PYOS_HAVE_WAIT, 0},
    {"os.WEXITSTATUS", PYOS_HAVE_WAIT, 0},
    {"os.WTERMSIG", PYOS_HAVE_WAIT, 0},
    {"os.WSTOPSIG", PYOS_HAVE_WAIT, 0},
    {"os.sched_get_priority_min", PYOS_HAVE_SCHED_GET_PRIORITY_MIN, 0},
    {"os.sched_get_priority_max", PYOS_HAVE_SCHED_GET_PRIORITY_MIN, 0},
    {"os.sched_setscheduler", PYOS_HAVE_SCHED_SETSCHEDULER, 0},
    {"os.sched_getscheduler", PYOS_HAVE_SCHED_SETSCHEDULER, 0},
    {"os.sched_setparam", PYOS_HAVE_SCHED_SETSCHEDULER, 0},
    {"os.sched_getparam", PYOS_HAVE_SCHED_SETSCHEDULER, 0},
    {"os.sched_rr_get_interval", PYOS_HAVE_SCHED_SETSCHEDULER, 0},
    {"os.sched_yield", PYOS_HAVE_SCHED_YIELD, 0},
    {"os.sched_getaffinity", PYOS_HAVE_SCHED_SETAFFINITY, 0},
    {"os.sched_setaffinity", PYOS_HAVE_SCHED_SETAFFINITY, 0},
    {"os.cpu_count", true, 0},
    {"os.process_cpu_count", true, 0},
    {"multiprocessing.cpu_count", PYOS_HAVE_MULTIPROCESSING_CPU_COUNT, 0},
    {"os.getloadavg", PYOS_HAVE_GETLOADAVG, 0},
    {"os.sysconf", PYOS_HAVE_SYSCONF, 0},
    {"os.confstr", PYOS_HAVE_SYSCONF, 0},
    {"os.sysconf_names", PYOS_HAVE_SYSCONF, 0},
    {"os.confstr_names", PYOS_HAVE_SYSCONF, 0},
    {"os.getrandom", PYOS_HAVE_GETRANDOM, 0},
    {"os.urandom", true, 0},
    {"stat.S_ISDIR", true, 0},
    {"stat.S_ISCHR", true, 0},
    {"stat.S_ISBLK", true, 0},
    {"stat.S_ISREG", true, 0},
    {"stat.S_ISFIFO", true, 0},
    {"stat.S_ISLNK", true, 0},
    {"stat.S_ISSOCK", true, 0},
    {"stat.S_ISDOOR", true, 0},
    {"stat.S_ISPORT", true, 0},
    {"stat.S_ISWHT", true, 0},
    {"stat.S_IMODE", true, 0},
    {"stat.S_IFMT", true, 0},
    {"stat.filemode", true, 0},
};

/* The sets of a function with or without its "os."; with bit 31 when it is here. 0 for an unknown name. */
#define PYOSI_HERE 0x80000000u
static unsigned pyosi_find_name(const char *name, const char *prefix) {
    size_t i, skip = strlen(prefix);
    for (i = 0; name && i < sizeof pyosi_names / sizeof *pyosi_names; i++) {
        const char *known = pyosi_names[i].name;
        if (strcmp(known, name) == 0 || (skip && strncmp(known, prefix, skip) == 0 && strcmp(known + skip, name) == 0))
            return pyosi_names[i].sets | (pyosi_names[i].here ? PYOSI_HERE : 0);
    }
    return 0;
}

/* Does the kernel have the call? Asked with arguments that it cannot take. */
static bool pyosi_kernel_has(const char *name) {
#if PYOSI_LINUX
    int saved = errno;
    long result = 0;
    if (strcmp(name, "os.memfd_create") == 0) result = syscall(SYS_memfd_create, "", ~0u);
    if (strcmp(name, "os.copy_file_range") == 0)
        result = syscall(SYS_copy_file_range, -1, NULL, -1, NULL, (size_t)0, 0);
    if (strcmp(name, "os.pidfd_open") == 0) result = syscall(PYOSI_PIDFD_OPEN, 0, ~0u);
#if PYOSI_HAVE_GETRANDOM
    if (strcmp(name, "os.getrandom") == 0) result = syscall(SYS_getrandom, NULL, (size_t)0, ~0u);
#else
    if (strcmp(name, "os.getrandom") == 0) return false;
#endif
    if (result < 0 && errno == ENOSYS) return errno = saved, false;
    errno = saved;
#else
    (void)name;
#endif
    return true;
}

PYOSI_API bool pyos_have(const char *name) {
    return (pyosi_find_name(name, "") & PYOSI_HERE) != 0 && pyosi_kernel_has(name);
}
PYOSI_API bool pyos_supports_dir_fd(const char *name) { return (pyosi_find_name(name, "os.") & PYOSI_DIR_FD) != 0; }
PYOSI_API bool pyos_supports_fd(const char *name) { return (pyosi_find_name(name, "os.") & PYOSI_FD) != 0; }
PYOSI_API bool pyos_supports_follow_symlinks(const char *name) {
    return (pyosi_find_name(name, "os.") & PYOSI_FOLLOWS) != 0;
}
PYOSI_API bool pyos_supports_effective_ids(const char *name) {
    return (pyosi_find_name(name, "os.") & PYOSI_EFFECTIVE) != 0;
}

/* =====================================================================================================================
 * >>memory
 */

PYOSI_API void pyos_free(void *pointer) {
    int saved = errno;
    if (pointer) PYOSI_FREE(pointer);
    errno = saved;
}

PYOSI_API pyos_view pyos_view_of(const char *text) {
    pyos_view view;
    view.data = text ? text : "";
    view.size = strlen(view.data);
    return view;
}

/* A view between two pointers into one string. */
static pyos_view pyosi_between(const char *start, const char *end) {
    pyos_view view;
    view.data = start;
    view.size = (size_t)(end - start);
    return view;
}

/* An owned, terminated copy; NULL when memory ran out, which the caller reports. */
static char *pyosi_copy(const char *text, size_t n) {
    char *copy = n < (size_t)-1 ? (char *)PYOSI_MALLOC(n + 1) : NULL;
    if (copy) {
        if (n) memcpy(copy, text, n);
        copy[n] = '\0';
    }
    return copy;
}

/* pyosi_copy for a public function. */
static char *pyosi_owned(const char *function, const char *text, size_t n) {
    char *copy = pyosi_copy(text, n);
    if (!copy) (void)pyosi_no_memory(function);
    return copy;
}

/* The growing buffer of all chapters: room is doubled, sizes are checked before they are added. */
typedef struct pyosi_bytes {
    char *data;
    size_t size, room;
} pyosi_bytes;

/* Makes room for more bytes behind the size. False when memory ran out; the buffer is as before. */
static bool pyosi_reserve(pyosi_bytes *b, size_t more) {
    size_t room = b->room < 64 ? 64 : b->room;
    char *data;
    if (more <= b->room - b->size) return true;
    if (more > (size_t)-1 / 2 - b->size) return false;
    while (room < b->size + more) room *= 2;
    data = (char *)PYOSI_REALLOC(b->data, room);
    if (!data) return false;
    b->data = data;
    b->room = room;
    return true;
}

static bool pyosi_append(pyosi_bytes *b, const char *data, size_t n) {
    if (!pyosi_reserve(b, n)) return false;
    if (n && b->data) memcpy(b->data + b->size, data, n); /* which has room when n is not 0 */
    b->size += n;
    return true;
}

/* The list of the strings that lie one behind the other in a buffer: one block of pointers and bytes. The buffer is
 * used up in any case. NULL when memory ran out. */
static char **pyosi_list(pyosi_bytes *b, size_t count) {
    char **list = NULL;
    size_t i;
    if (count < (size_t)-1 / sizeof *list - 1 && b->size <= (size_t)-1 - (count + 1) * sizeof *list)
        list = (char **)PYOSI_MALLOC((count + 1) * sizeof *list + b->size);
    if (list) {
        char *at = (char *)(list + count + 1);
        if (b->size) memcpy(at, b->data, b->size);
        for (i = 0; i < count; i++, at += strlen(at) + 1) list[i] = at;
        list[count] = NULL;
    }
    pyos_free(b->data);
    return list;
}

/* The text in a buffer for the caller; NULL after reporting a status. */
static char *pyosi_text(pyosi_bytes *b, int status, const char *function, const char *name) {
    if (status == 0) return b->data;
    pyos_free(b->data);
    return (char *)pyosi_null(pyosi_fail(status, function, name));
}

/* The names that a primitive has put into a buffer, as a list; NULL after reporting. */
static char **pyosi_names_list(pyosi_bytes *b, int status, size_t n, size_t *count, const char *function,
                               const char *name) {
    char **list;
    if (status != 0) {
        pyos_free(b->data);
        return (char **)pyosi_null(pyosi_fail(status, function, name));
    }
    list = pyosi_list(b, n);
    if (!list) return (char **)pyosi_null(pyosi_no_memory(function));
    if (count) *count = n;
    return list;
}

/* =====================================================================================================================
 * >>text
 */

/* A unit of UTF-16: the system's own type on Windows, so that no pointer needs a cast. */
#if PYOSI_WINDOWS
typedef wchar_t pyosi_unit;
#else
typedef unsigned short pyosi_unit;
#endif

#define PYOSI_NO_TEXT ((size_t)-1) /* what a conversion gives for text that is none */

/* WTF-8 to UTF-16. Three bytes that spell half a pair become that half, also beside its other half.
 * Gives the units, which are written unless out is NULL; there are never more of them than bytes. */
static PYOSI_UNUSED size_t pyosi_utf16_from_wtf8(const char *s, size_t n, pyosi_unit *out) {
    size_t units = 0;
    while (n > 0) {
        unsigned c = 0;
        size_t length = pyosi_decode(s, n, &c);
        if (length == 0) return PYOSI_NO_TEXT;
        if (c > 0xFFFF) {
            if (out) out[units] = (pyosi_unit)(0xD800 + ((c - 0x10000) >> 10));
            if (out) out[units + 1] = (pyosi_unit)(0xDC00 + ((c - 0x10000) & 0x3FF));
            units += 2;
        } else {
            if (out) out[units] = (pyosi_unit)c;
            units++;
        }
        s += length, n -= length;
    }
    return units;
}

/* UTF-16 to WTF-8; a lone half of a pair becomes three bytes. Gives the bytes, written unless out is NULL; there are
 * never more than three a unit. */
static PYOSI_UNUSED size_t pyosi_wtf8_from_utf16(const pyosi_unit *s, size_t n, char *out) {
    size_t i, bytes = 0;
    char spare[4];
    for (i = 0; i < n; i++) {
        unsigned c = (unsigned)s[i] & 0xFFFFu;
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < n && s[i + 1] >= 0xDC00 && s[i + 1] <= 0xDFFF)
            c = 0x10000 + ((c - 0xD800) << 10) + ((unsigned)s[++i] - 0xDC00);
        bytes += pyosi_encode(c, out ? out + bytes : spare);
    }
    return bytes;
}

/* WTF-8 to UTF-32, as above. */
static PYOSI_UNUSED size_t pyosi_utf32_from_wtf8(const char *s, size_t n, wchar_t *out) {
    size_t units = 0;
    for (; n > 0; units++) {
        unsigned c = 0;
        size_t length = pyosi_decode(s, n, &c);
        if (length == 0) return PYOSI_NO_TEXT;
        if (out) out[units] = (wchar_t)c;
        s += length, n -= length;
    }
    return units;
}

/* UTF-32 to WTF-8, as above. */
static PYOSI_UNUSED size_t pyosi_wtf8_from_utf32(const wchar_t *s, size_t n, char *out) {
    size_t i, bytes = 0;
    char spare[4];
    for (i = 0; i < n; i++) {
        unsigned long c = (unsigned long)s[i];
        if (c > 0x10FFFF) return PYOSI_NO_TEXT;
        bytes += pyosi_encode((unsigned)c, out ? out + bytes : spare);
    }
    return bytes;
}

#if PYOSI_WINDOWS
#define pyosi_wide_from_wtf8 pyosi_utf16_from_wtf8
#define pyosi_wtf8_from_wide pyosi_wtf8_from_utf16
#else
#define pyosi_wide_from_wtf8 pyosi_utf32_from_wtf8
#define pyosi_wtf8_from_wide pyosi_wtf8_from_utf32
#endif

static int pyosi_bad_text(const char *function, const char *text) {
    return pyosi_record(function, PYOS_UNICODEERROR, EILSEQ, text, NULL, NULL);
}

#define PYOSI_NOT_DECODED "'utf-8' codec can't decode the text: invalid bytes"

PYOSI_API wchar_t *pyos_to_wide(const char *text) {
    size_t n, units;
    wchar_t *wide;
    if (!text) return (wchar_t *)pyosi_null(pyosi_type_error("pyos_to_wide", PYOSI_NO_PATH));
    n = strlen(text);
    units = pyosi_wide_from_wtf8(text, n, NULL);
    if (units == PYOSI_NO_TEXT) return (wchar_t *)pyosi_null(pyosi_bad_text("pyos_to_wide", PYOSI_NOT_DECODED));
    wide = units < (size_t)-1 / sizeof *wide ? (wchar_t *)PYOSI_MALLOC((units + 1) * sizeof *wide) : NULL;
    if (!wide) return (wchar_t *)pyosi_null(pyosi_no_memory("pyos_to_wide"));
    wide[pyosi_wide_from_wtf8(text, n, wide)] = 0;
    return wide;
}

/* WTF-8 of n wide characters in an owned string; NULL with a status. */
static char *pyosi_from_wide(const wchar_t *text, size_t n, int *status) {
    size_t bytes = pyosi_wtf8_from_wide(text, n, NULL);
    char *copy = bytes < PYOSI_NO_TEXT ? (char *)PYOSI_MALLOC(bytes + 1) : NULL;
    *status = copy ? 0 : bytes == PYOSI_NO_TEXT ? PYOSI_BADTEXT : PYOSI_MEMORY;
    if (copy) copy[pyosi_wtf8_from_wide(text, n, copy)] = '\0';
    return copy;
}

PYOSI_API char *pyos_from_wide(const wchar_t *text) {
    int status;
    char *copy;
    if (!text) return (char *)pyosi_null(pyosi_type_error("pyos_from_wide", PYOSI_NO_PATH));
    copy = pyosi_from_wide(text, wcslen(text), &status);
    if (status == PYOSI_BADTEXT) (void)pyosi_bad_text("pyos_from_wide", "character is not in range [U+0000; U+10ffff]");
    if (status == PYOSI_MEMORY) (void)pyosi_no_memory("pyos_from_wide");
    return copy;
}

/* The file-system encoding, found once. */
static struct {
    volatile long ready;
    const char *option; /* "0" or "1" of -X utf8; NULL without it */
    int utf8_mode;
    int utf8;         /* the encoding is UTF-8 */
    int ascii;        /* the encoding is ASCII */
    char name[32];    /* Python's name of it */
    char codeset[32]; /* the C library's */
#if PYOSI_HAVE_LOCALE_ENCODING
    locale_t locale; /* never freed: others may be using it */
#endif
} pyosi_encoding;

/* LC_ALL, LC_CTYPE or LANG: the first that is not empty names the locale of characters. */
static PYOSI_UNUSED const char *pyosi_locale_name(void) {
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    size_t i;
    for (i = 0; i < 3; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return value;
    }
    return "C";
}

#if PYOSI_HAVE_LOCALE_ENCODING
/* Python's name for an encoding: "iso8859-1" for ISO-8859-1, "euc_jp" for EUC-JP, "ascii" for ANSI_X3.4-1968. */
static void pyosi_encoding_name(const char *codeset, char *name, size_t size) {
    size_t n = 0;
    if (strcmp(codeset, "ANSI_X3.4-1968") == 0 || strcmp(codeset, "US-ASCII") == 0 || strcmp(codeset, "ASCII") == 0)
        codeset = "ascii";
    for (; *codeset && n + 1 < size; codeset++) {
        char c = *codeset;
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c == '-' && n == 3 && (memcmp(name, "iso", 3) == 0 || memcmp(name, "euc", 3) == 0)) {
            if (name[0] == 'i') continue;
            c = '_';
        }
        name[n++] = c;
    }
    name[n] = '\0';
}

/* Asks the locale, without setlocale. An unknown locale is the C locale. */
static void pyosi_find_encoding(const char *utf8_mode) {
    const char *name = pyosi_locale_name(), *coerce = getenv("PYTHONCOERCECLOCALE"), *all = getenv("LC_ALL");
    bool plain = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
    locale_t before, locale;
    if (utf8_mode && *utf8_mode == '1') return;
    locale = newlocale(LC_CTYPE_MASK, plain ? "C" : name, (locale_t)0);
    if (!locale) {
        plain = true;
        locale = newlocale(LC_CTYPE_MASK, "C", (locale_t)0);
    }
    if (!utf8_mode) pyosi_encoding.utf8_mode = plain;
    /* The C locale is coerced to C.UTF-8 (PEP 538), unless LC_ALL or a switch forbids it. */
    plain = plain && !(all && *all) && !(coerce && strcmp(coerce, "0") == 0);
    if (pyosi_encoding.utf8_mode || plain || !locale) {
        if (locale) freelocale(locale);
        return;
    }
    before = uselocale(locale); /* nl_langinfo_l knows no encoding in a static program of glibc's */
    (void)snprintf(pyosi_encoding.codeset, sizeof pyosi_encoding.codeset, "%s", nl_langinfo(CODESET));
    pyosi_encoding_name(pyosi_encoding.codeset, pyosi_encoding.name, sizeof pyosi_encoding.name);
    (void)uselocale(before);
    pyosi_encoding.utf8 = strcmp(pyosi_encoding.name, "utf-8") == 0;
    pyosi_encoding.ascii = strcmp(pyosi_encoding.name, "ascii") == 0;
    pyosi_encoding.locale = locale;
}
#else
static void pyosi_find_encoding(const char *utf8_mode) {
#if PYOSI_WINDOWS
    (void)utf8_mode;
#else
    const char *name = pyosi_locale_name();
    if (!utf8_mode) pyosi_encoding.utf8_mode = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0;
#endif
}
#endif

static void pyosi_init_encoding(void) {
    const char *utf8_mode;
    int saved = errno;
    if (PYOSI_ACQUIRE(&pyosi_encoding.ready)) return;
    pyosi_lock();
    if (!pyosi_encoding.ready) {
        utf8_mode = pyosi_encoding.option ? pyosi_encoding.option : getenv("PYTHONUTF8");
        if (utf8_mode && strcmp(utf8_mode, "0") != 0 && strcmp(utf8_mode, "1") != 0) utf8_mode = NULL;
        pyosi_encoding.utf8_mode = utf8_mode && *utf8_mode == '1';
        pyosi_encoding.utf8 = 1;
        memcpy(pyosi_encoding.name, "utf-8", sizeof "utf-8");
        memcpy(pyosi_encoding.codeset, "UTF-8", sizeof "UTF-8");
        pyosi_find_encoding(utf8_mode);
        PYOSI_RELEASE(&pyosi_encoding.ready, 1);
    }
    pyosi_unlock();
    errno = saved;
}

/* Says or, without apply, asks for -X utf8; false when the encoding has been found without it. */
static bool pyosi_set_utf8_mode(int mode, bool apply) {
    bool early;
    pyosi_lock();
    early = !pyosi_encoding.ready;
    if (early && apply) pyosi_encoding.option = mode ? "1" : "0";
    pyosi_unlock();
    return early || pyosi_encoding.utf8_mode == mode;
}

PYOSI_API const char *pyos_getfilesystemencoding(void) {
    pyosi_init_encoding();
    return pyosi_encoding.name;
}

PYOSI_API const char *pyos_getfilesystemencodeerrors(void) {
    return PYOSI_WINDOWS ? "surrogatepass" : "surrogateescape";
}

PYOSI_API int pyos_utf8_mode(void) {
    pyosi_init_encoding();
    return pyosi_encoding.utf8_mode;
}

/* One character of UTF-8 at the start of n bytes: gives its bytes, 0 where a byte has to be escaped. */
static size_t pyosi_decode_strict(const char *s, size_t n, unsigned *c) {
    size_t length = pyosi_decode(s, n, c);
    return pyosi_is_surrogate(*c) ? 0 : length;
}

#if PYOSI_HAVE_LOCALE_ENCODING
/* Makes the locale's encoding this thread's, and gives what was; nothing to do for UTF-8. */
static locale_t pyosi_use_encoding(void) {
    return pyosi_encoding.utf8 ? (locale_t)0 : uselocale(pyosi_encoding.locale);
}

static void pyosi_restore_encoding(locale_t before) {
    if (before) (void)uselocale(before);
}

/* One character of the encoding at the start of n bytes: gives its bytes, 0 where a byte has to be escaped. */
static size_t pyosi_decode_bytes(const char *s, size_t n, unsigned *c) {
    mbstate_t state;
    wchar_t wide = 0;
    size_t length;
    if (pyosi_encoding.utf8) return pyosi_decode_strict(s, n, c);
    if (pyosi_encoding.ascii) return (*c = (unsigned char)*s) < 0x80;
    memset(&state, 0, sizeof state);
    length = mbrtowc(&wide, s, n, &state);
    if (length == (size_t)-1 || length == (size_t)-2 || length == 0 || !mbsinit(&state))
        return 0; /* half of two letters */
    *c = (unsigned)wide;
    return pyosi_is_surrogate(*c) || *c > 0x10FFFF ? 0 : length;
}

/* A character in the encoding; gives its bytes, 0 where it has none. out has room for MB_LEN_MAX and for 4. */
static size_t pyosi_encode_bytes(unsigned c, char *out) {
    mbstate_t state;
    size_t length;
    if (pyosi_encoding.utf8) return pyosi_encode(c, out);
    if (pyosi_encoding.ascii) return out[0] = (char)c, c < 0x80;
    memset(&state, 0, sizeof state);
    length = wcrtomb(out, (wchar_t)c, &state);
    if (length == 0) length = wcrtomb(out, L'\0', &state) - 1; /* kept back, because another could join it */
    return length > MB_LEN_MAX ? 0 : length;
}
#else /* always UTF-8 */
static int pyosi_use_encoding(void) { return 0; }
static void pyosi_restore_encoding(int before) { (void)before; }
#define pyosi_decode_bytes pyosi_decode_strict
#define pyosi_encode_bytes pyosi_encode
#endif

/* Bytes to text, appended to out. 0 or a status. */
static int pyosi_decode_all(const char *s, size_t n, pyosi_bytes *out) {
    while (n > 0) {
        unsigned c = 0;
        char text[4];
        size_t length = pyosi_decode_bytes(s, n, &c);
        if (length == 0) c = 0xDC00u + (unsigned char)*s, length = 1;
        if (!pyosi_append(out, text, pyosi_encode(c, text))) return PYOSI_MEMORY;
        s += length, n -= length;
    }
    return pyosi_append(out, "", 1) ? 0 : PYOSI_MEMORY;
}

/* Text to bytes, appended to out. 0 or a status. */
static int pyosi_encode_all(const char *s, size_t n, pyosi_bytes *out) {
    while (n > 0) {
        unsigned c = 0;
        char bytes[MB_LEN_MAX > 4 ? MB_LEN_MAX : 4];
        size_t length = pyosi_decode(s, n, &c), size = 1;
        if (length == 0) return PYOSI_BADTEXT;
        if (c >= 0xDC80 && c <= 0xDCFF) bytes[0] = (char)(c - 0xDC00);
        else size = pyosi_is_surrogate(c) ? 0 : pyosi_encode_bytes(c, bytes);
        if (size == 0) return PYOSI_BADTEXT;
        if (!pyosi_append(out, bytes, size)) return PYOSI_MEMORY;
        s += length, n -= length;
    }
    return pyosi_append(out, "", 1) ? 0 : PYOSI_MEMORY;
}

/* On Windows text and bytes are both WTF-8. */
static int pyosi_check_wtf8(const char *s, size_t n, pyosi_bytes *out) {
    size_t i, length;
    unsigned c;
    for (i = 0; i < n; i += length)
        if ((length = pyosi_decode(s + i, n - i, &c)) == 0) return PYOSI_BADTEXT;
    return pyosi_append(out, s, n + 1) ? 0 : PYOSI_MEMORY;
}

/* In the file-system encoding, which is this thread's meanwhile. 0 or a status. */
static int pyosi_convert_bytes(const char *s, size_t n, bool decode, pyosi_bytes *out) {
#if PYOSI_HAVE_LOCALE_ENCODING
    locale_t before = pyosi_use_encoding();
#else
    int before = pyosi_use_encoding();
#endif
    int status = decode ? pyosi_decode_all(s, n, out) : pyosi_encode_all(s, n, out);
    pyosi_restore_encoding(before);
    return status;
}

static char *pyosi_convert(const char *function, const char *s, bool decode) {
    pyosi_bytes out = {NULL, 0, 0};
    int status, saved = errno;
    if (!s) return (char *)pyosi_null(pyosi_type_error(function, PYOSI_NO_PATH));
    pyosi_init_encoding();
    status = PYOSI_WINDOWS ? pyosi_check_wtf8(s, strlen(s), &out) : pyosi_convert_bytes(s, strlen(s), decode, &out);
    errno = saved; /* the C library's conversions leave theirs for what they could not read */
    if (status == 0) return out.data;
    pyos_free(out.data);
    if (status == PYOSI_MEMORY) (void)pyosi_no_memory(function);
    else (void)pyosi_bad_text(function, decode ? PYOSI_NOT_DECODED : "the file-system encoding can't encode the text");
    return NULL;
}

PYOSI_API char *pyos_fsencode(const char *filename) { return pyosi_convert("os.fsencode", filename, false); }
PYOSI_API char *pyos_fsdecode(const char *filename) { return pyosi_convert("os.fsdecode", filename, true); }

/* Splits a command line by the rules of the C run time: the first word ends at the next blank outside quotes; in the
 * others 2n backslashes before a quote are n and the quote switches, 2n+1 are n and a plain quote, backslashes
 * elsewhere are themselves, and two quotes inside quotes are one plain quote.
 * Writes the arguments one behind the other, each terminated; out has room for n + 2 units. Gives the units, and how
 * many arguments there are. */
static PYOSI_UNUSED size_t pyosi_split_command_line(const pyosi_unit *line, size_t n, pyosi_unit *out, size_t *argc) {
    size_t i = 0, at = 0;
    bool quoted = false;
    for (; i < n && (quoted || (line[i] != ' ' && line[i] != '\t')); i++) {
        if (line[i] == '"') quoted = !quoted;
        else out[at++] = line[i];
    }
    out[at++] = 0;
    for (*argc = 1;; ++*argc) {
        while (i < n && (line[i] == ' ' || line[i] == '\t')) i++;
        if (i == n) return at;
        for (quoted = false; i < n && (quoted || (line[i] != ' ' && line[i] != '\t'));) {
            size_t slashes = 0, kept;
            while (i < n && line[i] == '\\') i++, slashes++;
            kept = i < n && line[i] == '"' ? slashes / 2 : slashes;
            while (kept-- > 0) out[at++] = '\\';
            if (i < n && line[i] == '"') {
                if (slashes % 2 == 1) out[at++] = '"';
                else if (quoted && i + 1 < n && line[i + 1] == '"') out[at++] = '"', i++;
                else quoted = !quoted;
                i++;
            } else if (slashes == 0) {
                out[at++] = line[i++];
            }
        }
        out[at++] = 0;
    }
}

#if PYOSI_WINDOWS
static int pyosi_main_args(int *argc, char ***argv) {
    const wchar_t *line = GetCommandLineW();
    size_t n = wcslen(line), count, size, i;
    wchar_t *units = (wchar_t *)PYOSI_MALLOC((n + 2) * sizeof *units);
    pyosi_bytes text = {NULL, 0, 0};
    char **list = NULL;
    if (!units) return PYOSI_MEMORY;
    size = pyosi_split_command_line(line, n, units, &count);
    if (pyosi_reserve(&text, 3 * size)) {
        for (i = 0; i < size; i += wcslen(units + i) + 1)
            text.size += pyosi_wtf8_from_utf16(units + i, wcslen(units + i) + 1, text.data + text.size);
        list = pyosi_list(&text, count);
    }
    pyos_free(units);
    if (!list) return PYOSI_MEMORY;
    *argc = (int)count;
    *argv = list;
    return 0;
}
#else
static int pyosi_main_args(int *argc, char ***argv) {
    (void)argc, (void)argv; /* main has the system's bytes already */
    return 0;
}
#endif

PYOSI_API int pyos_main_args(int *argc, char ***argv) {
    if (!argc || !argv) return pyosi_null_pointer("sys.argv", argc ? "argv" : "argc");
    return pyosi_result(pyosi_main_args(argc, argv), "sys.argv", NULL);
}

#if PYOSI_WINDOWS
/* A name as the system takes it: on the stack when it is short. */
#define PYOSI_SHORT 264     /* units on the stack */
#define PYOSI_LONG_FROM 248 /* units from which a prefix is needed: the limit of CreateDirectoryW */
#define PYOSI_MOST 32767    /* units that the system can take at all */

typedef struct pyosi_wide {
    wchar_t *s; /* in room, or a block of its own */
    wchar_t room[PYOSI_SHORT];
} pyosi_wide;

static void pyosi_wide_close(pyosi_wide *w) {
    if (w->s != w->room) pyos_free(w->s);
}

/* Text as it is, of no more units than that. 0, or a status, after which there is nothing to close. */
static int pyosi_wide_most(pyosi_wide *w, const char *text, size_t most) {
    size_t n = strlen(text), units;
    w->s = w->room;
    if (n >= PYOSI_SHORT) {
        units = pyosi_utf16_from_wtf8(text, n, NULL);
        if (units == PYOSI_NO_TEXT) return PYOSI_BADTEXT;
        if (units > most) return PYOSI_TOOLONG;
        w->s = (wchar_t *)PYOSI_MALLOC((units + 1) * sizeof *w->s);
        if (!w->s) return PYOSI_MEMORY;
    }
    units = pyosi_utf16_from_wtf8(text, n, w->s);
    if (units == PYOSI_NO_TEXT) return pyosi_wide_close(w), PYOSI_BADTEXT;
    w->s[units] = 0;
    return 0;
}

static int pyosi_wide_text(pyosi_wide *w, const char *text) { return pyosi_wide_most(w, text, PYOSI_MOST); }

static bool pyosi_is_wide_sep(wchar_t c) { return c == L'\\' || c == L'/'; }

/* \\?\, \\.\ or \??\: a name that goes to the system as it is. */
static bool pyosi_is_device_path(const wchar_t *s) {
    if (s[0] == L'\\' && s[1] == L'?' && s[2] == L'?' && s[3] == L'\\') return true;
    return pyosi_is_wide_sep(s[0]) && pyosi_is_wide_sep(s[1]) && (s[2] == L'?' || s[2] == L'.') &&
           pyosi_is_wide_sep(s[3]);
}

/* Is the name, seen from the root, long enough to need a prefix? A relative one starts at the working directory. */
static bool pyosi_is_long_path(const wchar_t *s) {
    size_t n = wcslen(s);
    bool absolute =
        n > 2 && ((s[1] == L':' && pyosi_is_wide_sep(s[2])) || (pyosi_is_wide_sep(s[0]) && pyosi_is_wide_sep(s[1])));
    if (n == 0 || pyosi_is_device_path(s)) return false;
    return n >= PYOSI_LONG_FROM || (!absolute && n + GetCurrentDirectoryW(0, NULL) >= PYOSI_LONG_FROM);
}

/* Replaces a name by its whole form, normal as the system makes it: separators, "..", dots and blanks at the end. A
 * path gets a \\?\ prefix, which takes the limits away; a device is left as it was given, or with devices has no
 * prefix. */
static int pyosi_wide_prefix(pyosi_wide *w, bool devices) {
    wchar_t *full, *place;
    DWORD size = GetFullPathNameW(w->s, 0, NULL, NULL), length;
    if (size == 0) return pyosi_last_windows_error();
    full = (wchar_t *)PYOSI_MALLOC((size + 8) * sizeof *full); /* \\?\UNC\ is longer by 8, less the two of \\server */
    if (!full) return PYOSI_MEMORY;
    place = full + 8;
    length = GetFullPathNameW(w->s, size, place, NULL);
    if (length == 0 || length >= size || length + 6 > PYOSI_MOST || (pyosi_is_device_path(place) && !devices)) {
        int status = length == 0 ? pyosi_last_windows_error() : length + 6 > PYOSI_MOST ? PYOSI_TOOLONG : 0;
        pyos_free(full);
        return status;
    }
    if (pyosi_is_device_path(place)) {
        memmove(full, place, (length + 1) * sizeof *full);
    } else if (place[0] == L'\\' && place[1] == L'\\') {
        memmove(full + 8, place + 2, (length - 1) * sizeof *full);
        memcpy(full, L"\\\\?\\UNC\\", 8 * sizeof *full);
    } else {
        memmove(full + 4, place, (length + 1) * sizeof *full);
        memcpy(full, L"\\\\?\\", 4 * sizeof *full);
    }
    pyosi_wide_close(w);
    w->s = full;
    return 0;
}

/* Takes separators off the end, which the system refuses behind a file before it can say that it is none. False for the
 * root of a drive or device, whose separator stays: \\?\Volume{...}\ without it would be the volume itself. Where the
 * root of \\?\GLOBALROOT\ ends cannot be told, so nothing is taken there. */
static bool pyosi_strip_end(wchar_t *path) {
    size_t end = wcslen(path), first = pyosi_is_device_path(path) ? 4 : 0, at;
    while (end > first && pyosi_is_wide_sep(path[end - 1])) end--;
    for (at = first; at < end && !pyosi_is_wide_sep(path[at]); at++) {}
    if (end == first || path[end - 1] == L':' || (first && at == end)) return false;
    if (first && _wcsnicmp(path + first, L"GLOBALROOT", 10) == 0) return false;
    path[end] = 0;
    return true;
}

/* A path for the system, of a directory without its last separators. 0, or a status, after which nothing is to be
 * closed. */
static int pyosi_wide_place(pyosi_wide *w, const char *path, bool directory) {
    int status = pyosi_wide_text(w, path);
    if (status != 0) return status;
    if (directory) (void)pyosi_strip_end(w->s);
    if (!pyosi_is_long_path(w->s)) return 0;
    status = pyosi_wide_prefix(w, false);
    if (status != 0) pyosi_wide_close(w);
    return status;
}

static int pyosi_wide_path(pyosi_wide *w, const char *path) { return pyosi_wide_place(w, path, false); }
#endif

/* =====================================================================================================================
 * >>path
 *
 * Pure functions of both flavours; nt is 1 for ntpath, 0 for posixpath. Text is WTF-8 or bytes, so a "character" is
 * what pyosi_decode finds, or a byte that it does not understand.
 */
#define PYOSI_NT PYOSI_WINDOWS /* the host's flavour */

static bool pyosi_is_sep(int nt, char c) { return c == '/' || (nt && c == '\\'); }

/* Python's lower() of one character, for those that have a single lower-case character of their own. Each rule: first,
 * last, step, what to add. From the Unicode data of Python 3.13. */
static unsigned pyosi_lower(unsigned c) {
    /* clang-format off */
    static const struct { unsigned first, last, step; int add; } rules[] = {
        {0xC0, 0xD6, 1, 32}, {0xD8, 0xDE, 1, 32}, {0x100, 0x12E, 2, 1}, {0x132, 0x136, 2, 1},
        {0x139, 0x147, 2, 1}, {0x14A, 0x176, 2, 1}, {0x178, 0x178, 1, -121}, {0x179, 0x17D, 2, 1},
        {0x181, 0x181, 1, 210}, {0x182, 0x184, 2, 1}, {0x186, 0x186, 1, 206}, {0x187, 0x187, 1, 1},
        {0x189, 0x18A, 1, 205}, {0x18B, 0x18B, 1, 1}, {0x18E, 0x18E, 1, 79}, {0x18F, 0x18F, 1, 202},
        {0x190, 0x190, 1, 203}, {0x191, 0x191, 1, 1}, {0x193, 0x193, 1, 205}, {0x194, 0x194, 1, 207},
        {0x196, 0x196, 1, 211}, {0x197, 0x197, 1, 209}, {0x198, 0x198, 1, 1}, {0x19C, 0x19C, 1, 211},
        {0x19D, 0x19D, 1, 213}, {0x19F, 0x19F, 1, 214}, {0x1A0, 0x1A4, 2, 1}, {0x1A6, 0x1A6, 1, 218},
        {0x1A7, 0x1A7, 1, 1}, {0x1A9, 0x1A9, 1, 218}, {0x1AC, 0x1AC, 1, 1}, {0x1AE, 0x1AE, 1, 218},
        {0x1AF, 0x1AF, 1, 1}, {0x1B1, 0x1B2, 1, 217}, {0x1B3, 0x1B5, 2, 1}, {0x1B7, 0x1B7, 1, 219},
        {0x1B8, 0x1B8, 1, 1}, {0x1BC, 0x1BC, 1, 1}, {0x1C4, 0x1C4, 1, 2}, {0x1C5, 0x1C5, 1, 1},
        {0x1C7, 0x1C7, 1, 2}, {0x1C8, 0x1C8, 1, 1}, {0x1CA, 0x1CA, 1, 2}, {0x1CB, 0x1DB, 2, 1},
        {0x1DE, 0x1EE, 2, 1}, {0x1F1, 0x1F1, 1, 2}, {0x1F2, 0x1F4, 2, 1}, {0x1F6, 0x1F6, 1, -97},
        {0x1F7, 0x1F7, 1, -56}, {0x1F8, 0x21E, 2, 1}, {0x220, 0x220, 1, -130}, {0x222, 0x232, 2, 1},
        {0x23A, 0x23A, 1, 10795}, {0x23B, 0x23B, 1, 1}, {0x23D, 0x23D, 1, -163}, {0x23E, 0x23E, 1, 10792},
        {0x241, 0x241, 1, 1}, {0x243, 0x243, 1, -195}, {0x244, 0x244, 1, 69}, {0x245, 0x245, 1, 71},
        {0x246, 0x24E, 2, 1}, {0x370, 0x372, 2, 1}, {0x376, 0x376, 1, 1}, {0x37F, 0x37F, 1, 116},
        {0x386, 0x386, 1, 38}, {0x388, 0x38A, 1, 37}, {0x38C, 0x38C, 1, 64}, {0x38E, 0x38F, 1, 63},
        {0x391, 0x3A1, 1, 32}, {0x3A3, 0x3AB, 1, 32}, {0x3CF, 0x3CF, 1, 8}, {0x3D8, 0x3EE, 2, 1},
        {0x3F4, 0x3F4, 1, -60}, {0x3F7, 0x3F7, 1, 1}, {0x3F9, 0x3F9, 1, -7}, {0x3FA, 0x3FA, 1, 1},
        {0x3FD, 0x3FF, 1, -130}, {0x400, 0x40F, 1, 80}, {0x410, 0x42F, 1, 32}, {0x460, 0x480, 2, 1},
        {0x48A, 0x4BE, 2, 1}, {0x4C0, 0x4C0, 1, 15}, {0x4C1, 0x4CD, 2, 1}, {0x4D0, 0x52E, 2, 1},
        {0x531, 0x556, 1, 48}, {0x10A0, 0x10C5, 1, 7264}, {0x10C7, 0x10C7, 1, 7264}, {0x10CD, 0x10CD, 1, 7264},
        {0x13A0, 0x13EF, 1, 38864}, {0x13F0, 0x13F5, 1, 8}, {0x1C90, 0x1CBA, 1, -3008}, {0x1CBD, 0x1CBF, 1, -3008},
        {0x1E00, 0x1E94, 2, 1}, {0x1E9E, 0x1E9E, 1, -7615}, {0x1EA0, 0x1EFE, 2, 1}, {0x1F08, 0x1F0F, 1, -8},
        {0x1F18, 0x1F1D, 1, -8}, {0x1F28, 0x1F2F, 1, -8}, {0x1F38, 0x1F3F, 1, -8}, {0x1F48, 0x1F4D, 1, -8},
        {0x1F59, 0x1F5F, 2, -8}, {0x1F68, 0x1F6F, 1, -8}, {0x1F88, 0x1F8F, 1, -8}, {0x1F98, 0x1F9F, 1, -8},
        {0x1FA8, 0x1FAF, 1, -8}, {0x1FB8, 0x1FB9, 1, -8}, {0x1FBA, 0x1FBB, 1, -74}, {0x1FBC, 0x1FBC, 1, -9},
        {0x1FC8, 0x1FCB, 1, -86}, {0x1FCC, 0x1FCC, 1, -9}, {0x1FD8, 0x1FD9, 1, -8}, {0x1FDA, 0x1FDB, 1, -100},
        {0x1FE8, 0x1FE9, 1, -8}, {0x1FEA, 0x1FEB, 1, -112}, {0x1FEC, 0x1FEC, 1, -7}, {0x1FF8, 0x1FF9, 1, -128},
        {0x1FFA, 0x1FFB, 1, -126}, {0x1FFC, 0x1FFC, 1, -9}, {0x2126, 0x2126, 1, -7517}, {0x212A, 0x212A, 1, -8383},
        {0x212B, 0x212B, 1, -8262}, {0x2132, 0x2132, 1, 28}, {0x2160, 0x216F, 1, 16}, {0x2183, 0x2183, 1, 1},
        {0x24B6, 0x24CF, 1, 26}, {0x2C00, 0x2C2F, 1, 48}, {0x2C60, 0x2C60, 1, 1}, {0x2C62, 0x2C62, 1, -10743},
        {0x2C63, 0x2C63, 1, -3814}, {0x2C64, 0x2C64, 1, -10727}, {0x2C67, 0x2C6B, 2, 1}, {0x2C6D, 0x2C6D, 1, -10780},
        {0x2C6E, 0x2C6E, 1, -10749}, {0x2C6F, 0x2C6F, 1, -10783}, {0x2C70, 0x2C70, 1, -10782}, {0x2C72, 0x2C72, 1, 1},
        {0x2C75, 0x2C75, 1, 1}, {0x2C7E, 0x2C7F, 1, -10815}, {0x2C80, 0x2CE2, 2, 1}, {0x2CEB, 0x2CED, 2, 1},
        {0x2CF2, 0x2CF2, 1, 1}, {0xA640, 0xA66C, 2, 1}, {0xA680, 0xA69A, 2, 1}, {0xA722, 0xA72E, 2, 1},
        {0xA732, 0xA76E, 2, 1}, {0xA779, 0xA77B, 2, 1}, {0xA77D, 0xA77D, 1, -35332}, {0xA77E, 0xA786, 2, 1},
        {0xA78B, 0xA78B, 1, 1}, {0xA78D, 0xA78D, 1, -42280}, {0xA790, 0xA792, 2, 1}, {0xA796, 0xA7A8, 2, 1},
        {0xA7AA, 0xA7AA, 1, -42308}, {0xA7AB, 0xA7AB, 1, -42319}, {0xA7AC, 0xA7AC, 1, -42315}, {0xA7AD, 0xA7AD, 1,
                           -42305},
        {0xA7AE, 0xA7AE, 1, -42308}, {0xA7B0, 0xA7B0, 1, -42258}, {0xA7B1, 0xA7B1, 1, -42282}, {0xA7B2, 0xA7B2, 1,
                           -42261},
        {0xA7B3, 0xA7B3, 1, 928}, {0xA7B4, 0xA7C2, 2, 1}, {0xA7C4, 0xA7C4, 1, -48}, {0xA7C5, 0xA7C5, 1, -42307},
        {0xA7C6, 0xA7C6, 1, -35384}, {0xA7C7, 0xA7C9, 2, 1}, {0xA7D0, 0xA7D0, 1, 1}, {0xA7D6, 0xA7D8, 2, 1},
        {0xA7F5, 0xA7F5, 1, 1}, {0xFF21, 0xFF3A, 1, 32}, {0x10400, 0x10427, 1, 40}, {0x104B0, 0x104D3, 1, 40},
        {0x10570, 0x1057A, 1, 39}, {0x1057C, 0x1058A, 1, 39}, {0x1058C, 0x10592, 1, 39}, {0x10594, 0x10595, 1, 39},
        {0x10C80, 0x10CB2, 1, 64}, {0x118A0, 0x118BF, 1, 32}, {0x16E40, 0x16E5F, 1, 32}, {0x1E900, 0x1E921, 1, 34},
    };
    /* clang-format on */
    size_t low = 0, high = sizeof rules / sizeof *rules;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (rules[middle].last < c) low = middle + 1;
        else high = middle;
    }
    if (low == sizeof rules / sizeof *rules || c < rules[low].first || (c - rules[low].first) % rules[low].step)
        return c;
    return (unsigned)((int)c + rules[low].add);
}

/* a.lower() == b.lower() */
static bool pyosi_same_letters(pyos_view a, pyos_view b) {
    while (a.size > 0 && b.size > 0) {
        unsigned x = 0, y = 0;
        size_t n = pyosi_decode(a.data, a.size, &x), m = pyosi_decode(b.data, b.size, &y);
        if (n == 0) x = 0x110000u + (unsigned char)*a.data, n = 1;
        if (m == 0) y = 0x110000u + (unsigned char)*b.data, m = 1;
        if (pyosi_lower(x) != pyosi_lower(y)) return false;
        a.data += n, a.size -= n;
        b.data += m, b.size -= m;
    }
    return a.size == b.size;
}

/* The bytes of the first character; p is not empty. */
static size_t pyosi_first(pyos_view p) {
    unsigned c = 0;
    size_t n = pyosi_decode(p.data, p.size, &c);
    return n ? n : 1;
}

/* Where the next separator stands from i on, or the size. */
static size_t pyosi_find_sep(int nt, pyos_view p, size_t i) {
    while (i < p.size && !pyosi_is_sep(nt, p.data[i])) i++;
    return i;
}

/* The start of the last component: what follows the last separator. */
static const char *pyosi_last_part(int nt, pyos_view p) {
    const char *end = p.data + p.size;
    while (end > p.data && !pyosi_is_sep(nt, end[-1])) end--;
    return end;
}

/* \\?\UNC\ with separators of either kind and letters of either case. */
static bool pyosi_is_unc_prefix(pyos_view p) {
    static const char prefix[] = "//?/unc/";
    size_t i;
    if (p.size < sizeof prefix - 1) return false;
    for (i = 0; i < sizeof prefix - 1; i++) {
        char c = p.data[i] == '\\' ? '/' : p.data[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c != prefix[i]) return false;
    }
    return true;
}

/* The end of a drive: of "c:", "\\server\share", "\\?\UNC\server\share", "\\.\device"; an unfinished one is all
 * drive. */
static size_t pyosi_drive_end(pyos_view p) {
    size_t first;
    if (p.size == 0) return 0;
    if (pyosi_is_sep(1, p.data[0])) {
        size_t at;
        if (p.size < 2 || !pyosi_is_sep(1, p.data[1])) return 0;
        at = pyosi_find_sep(1, p, pyosi_is_unc_prefix(p) ? 8 : 2);
        return at == p.size ? at : pyosi_find_sep(1, p, at + 1);
    }
    first = pyosi_first(p);
    return first < p.size && p.data[first] == ':' ? first + 1 : 0;
}

/* splitroot: drive, root and the rest; the three lie one behind the other. */
static void pyosi_path_splitroot(int nt, pyos_view p, pyos_view *drive, pyos_view *root, pyos_view *tail) {
    const char *end = p.data + p.size, *drive_end = p.data + (nt ? pyosi_drive_end(p) : 0), *root_end = drive_end;
    if (root_end < end && pyosi_is_sep(nt, *root_end)) root_end++;
    if (!nt && p.size >= 2 && p.data[1] == '/' && p.data[0] == '/' && (p.size == 2 || p.data[2] != '/')) root_end++;
    *drive = pyosi_between(p.data, drive_end);
    *root = pyosi_between(drive_end, root_end);
    *tail = pyosi_between(root_end, end);
}

static bool pyosi_path_isabs(int nt, pyos_view p) {
    size_t first;
    if (p.size == 0) return false;
    if (!nt) return p.data[0] == '/';
    if (pyosi_is_sep(nt, p.data[0]) && p.size > 1 && pyosi_is_sep(nt, p.data[1])) return true;
    first = pyosi_first(p);
    return first + 1 < p.size && p.data[first] == ':' && pyosi_is_sep(nt, p.data[first + 1]);
}

static void pyosi_path_split(int nt, pyos_view p, pyos_view *head, pyos_view *tail) {
    const char *last, *end, *start = p.data;
    pyos_view drive, root, rest;
    if (nt) {
        pyosi_path_splitroot(nt, p, &drive, &root, &rest);
        start = rest.data;
        last = pyosi_last_part(nt, rest);
    } else {
        last = pyosi_last_part(nt, p);
    }
    for (end = last; end > start && pyosi_is_sep(nt, end[-1]);) end--;
    if (!nt && end == start) end = last; /* nothing but slashes: they stay */
    *head = pyosi_between(p.data, end);
    *tail = pyosi_between(last, p.data + p.size);
}

static void pyosi_path_splitext(int nt, pyos_view p, pyos_view *root, pyos_view *ext) {
    const char *end = p.data + p.size, *name = pyosi_last_part(nt, p), *dot = end;
    while (dot > name && dot[-1] != '.') dot--;
    if (dot > name) {
        dot--; /* at the last dot */
        while (name < dot && *name == '.') name++;
        if (name == dot) dot = end; /* leading dots only */
    } else {
        dot = end;
    }
    *root = pyosi_between(p.data, dot);
    *ext = pyosi_between(dot, end);
}

static size_t pyosi_posix_join(char *buf, size_t size, const pyos_view *parts, size_t n) {
    pyosi_sink sink;
    size_t i, start = n;
    bool open = false; /* something was written, and its last byte is no slash */
    sink.buf = buf, sink.size = size, sink.length = 0;
    while (start > 0 && !(parts[start - 1].size > 0 && parts[start - 1].data[0] == '/')) start--;
    for (i = start ? start - 1 : 0; i < n; i++) {
        if (open) pyosi_put(&sink, "/", 1);
        if (parts[i].size) pyosi_put(&sink, parts[i].data, parts[i].size);
        open = parts[i].size ? parts[i].data[parts[i].size - 1] != '/' : false;
    }
    return pyosi_finish(&sink);
}

/* The drive and root of the whole, and the first part whose path counts. */
static size_t pyosi_nt_join_root(const pyos_view *parts, size_t n, pyos_view *drive, pyos_view *root) {
    size_t i, start = 0;
    pyos_view d, r, tail;
    pyosi_path_splitroot(1, parts[0], drive, root, &tail);
    for (i = 1; i < n; i++) {
        pyosi_path_splitroot(1, parts[i], &d, &r, &tail);
        if (r.size) { /* rooted: keeps the drive unless it has its own */
            if (d.size || !drive->size) *drive = d;
            *root = r;
            start = i;
        } else if (d.size) {
            if (!pyosi_same_letters(d, *drive)) { /* another drive discards all */
                *root = r;
                start = i;
            }
            *drive = d;
        }
    }
    return start;
}

static size_t pyosi_nt_join(char *buf, size_t size, const pyos_view *parts, size_t n) {
    pyosi_sink sink;
    pyos_view drive, root, d, r, tail;
    size_t i;
    char last = '\0'; /* of the path behind drive and root */
    sink.buf = buf, sink.size = size, sink.length = 0;
    i = pyosi_nt_join_root(parts, n, &drive, &root);
    pyosi_put(&sink, drive.data, drive.size);
    pyosi_put(&sink, root.data, root.size);
    for (; i < n; i++) {
        pyosi_path_splitroot(1, parts[i], &d, &r, &tail);
        if (last && !pyosi_is_sep(1, last)) pyosi_put(&sink, "\\", 1), last = '\\';
        if (!tail.size) continue;
        if (!last && !root.size && drive.size && drive.data[drive.size - 1] != ':' &&
            !pyosi_is_sep(1, drive.data[drive.size - 1]))
            pyosi_put(&sink, "\\", 1); /* a share without root */
        pyosi_put(&sink, tail.data, tail.size);
        last = tail.data[tail.size - 1];
    }
    return pyosi_finish(&sink);
}

static size_t pyosi_path_join(int nt, char *buf, size_t size, const pyos_view *parts, size_t n) {
    pyosi_sink nothing;
    if (n > 0) return nt ? pyosi_nt_join(buf, size, parts, n) : pyosi_posix_join(buf, size, parts, n);
    nothing.buf = buf, nothing.size = size, nothing.length = 0;
    return pyosi_finish(&nothing);
}

/* Takes the last component off *rest, with the separators behind it; false when there is none left. */
static bool pyosi_pop_part(int nt, pyos_view *rest, pyos_view *part) {
    const char *end = rest->data + rest->size, *start;
    while (end > rest->data && pyosi_is_sep(nt, end[-1])) end--;
    start = pyosi_last_part(nt, pyosi_between(rest->data, end));
    *part = pyosi_between(start, end);
    *rest = pyosi_between(rest->data, start);
    return part->size > 0;
}

static bool pyosi_is_dots(pyos_view part, size_t dots) {
    return part.size == dots && part.data[0] == '.' && part.data[dots - 1] == '.';
}

/* The next component from the right that stays: "." goes, ".." takes the next that is none with it; *up counts those
 * that wait for theirs. False at the left end. */
static bool pyosi_pop_kept(int nt, pyos_view *rest, pyos_view *part, size_t *up) {
    while (pyosi_pop_part(nt, rest, part)) {
        if (pyosi_is_dots(*part, 1)) continue;
        if (pyosi_is_dots(*part, 2)) ++*up;
        else if (*up > 0) --*up;
        else return true;
    }
    return false;
}

/* Copies a piece that ends at position end of the result, as far as it lies in the buffer. */
static void pyosi_place(char *buf, size_t size, size_t end, const char *data, size_t n) {
    size_t at = end - n;
    if (size == 0 || at >= size - 1) return;
    memcpy(buf + at, data, n < size - 1 - at ? n : size - 1 - at);
}

/* Works from the right, so that it is known which components stay before one is written: once to measure, once to
 * write, from the end of the result to its start. Linear, and no memory is needed. */
static size_t pyosi_path_normpath(int nt, char *buf, size_t size, pyos_view p) {
    pyos_view drive, root, tail, rest, part;
    size_t length, up = 0, parts = 0, bytes = 0, at, i;
    pyosi_path_splitroot(nt, p, &drive, &root, &tail);
    for (rest = tail; pyosi_pop_kept(nt, &rest, &part, &up);) parts++, bytes += part.size;
    if (root.size) up = 0; /* nothing lies above the root */
    parts += up, bytes += 2 * up;
    length = drive.size + root.size + bytes + (parts ? parts - 1 : 0);
    if (length == 0) {
        pyosi_place(buf, size, 1, ".", 1);
        length = 1;
    }
    for (at = length, rest = tail, i = 0; pyosi_pop_kept(nt, &rest, &part, &i);) {
        pyosi_place(buf, size, at, part.data, part.size);
        at -= part.size;
        if (--parts) pyosi_place(buf, size, at--, nt ? "\\" : "/", 1);
    }
    for (; up > 0; up--) {
        pyosi_place(buf, size, at, "..", 2);
        at -= 2;
        if (up > 1) pyosi_place(buf, size, at--, nt ? "\\" : "/", 1);
    }
    if (drive.size + root.size) pyosi_place(buf, size, drive.size + root.size, p.data, drive.size + root.size);
    for (i = 0; nt && i < drive.size + root.size && i + 1 < size; i++)
        if (buf[i] == '/') buf[i] = '\\';
    if (size) buf[length < size ? length : size - 1] = '\0';
    return length;
}

/* Public: the host's flavour. */

PYOSI_API size_t pyos_path_join_buf(char *buf, size_t size, const pyos_view *parts, size_t n) {
    return pyosi_path_join(PYOSI_NT, buf, buf ? size : 0, parts, parts ? n : 0);
}

/* Joins into one allocation: the result is never longer than the parts with a separator each. */
static char *pyosi_join(const pyos_view *parts, size_t n) {
    size_t i, room = 1;
    char *joined;
    for (i = 0; i < n; i++) {
        if (parts[i].size >= (size_t)-1 - 2 - room) return (char *)pyosi_null(pyosi_no_memory("os.path.join"));
        room += parts[i].size + 1;
    }
    joined = (char *)PYOSI_MALLOC(room + 1); /* and one behind a share */
    if (!joined) return (char *)pyosi_null(pyosi_no_memory("os.path.join"));
    (void)pyosi_path_join(PYOSI_NT, joined, room + 1, parts, n);
    return joined;
}

#define PYOSI_NO_PART "join() argument must be str, bytes, or os.PathLike object, not 'NoneType'"

PYOSI_API char *pyos_path_join(const char *a, const char *b) {
    pyos_view parts[2];
    if (!a || !b) return (char *)pyosi_null(pyosi_type_error("os.path.join", a ? PYOSI_NO_PART : PYOSI_NO_PATH));
    parts[0] = pyos_view_of(a), parts[1] = pyos_view_of(b);
    return pyosi_join(parts, 2);
}

#if PYOSI_WINDOWS
#define PYOSI_NO_PARTS "join() missing 1 required positional argument: 'path'"
#else
#define PYOSI_NO_PARTS "join() missing 1 required positional argument: 'a'"
#endif

/* Views of the parts in a block for pyos_free; NULL after reporting. */
static pyos_view *pyosi_views(const char *const *parts, size_t n) {
    size_t i;
    pyos_view *views;
    if (!parts || n == 0) return (pyos_view *)pyosi_null(pyosi_type_error("os.path.join", PYOSI_NO_PARTS));
    for (i = 0; i < n; i++)
        if (!parts[i])
            return (pyos_view *)pyosi_null(pyosi_type_error("os.path.join", i ? PYOSI_NO_PART : PYOSI_NO_PATH));
    views = n <= (size_t)-1 / sizeof *views ? (pyos_view *)PYOSI_MALLOC(n * sizeof *views) : NULL;
    if (!views) return (pyos_view *)pyosi_null(pyosi_no_memory("os.path.join"));
    for (i = 0; i < n; i++) views[i] = pyos_view_of(parts[i]);
    return views;
}

PYOSI_API char *pyos_path_joinv(const char *const *parts, size_t n) {
    pyos_view *views = pyosi_views(parts, n);
    char *joined = views ? pyosi_join(views, n) : NULL;
    pyos_free(views);
    return joined;
}

/* A view whose pointer may be used; NULL is an empty one. */
static pyos_view pyosi_known(pyos_view view) { return view.data ? view : pyos_view_of(""); }

PYOSI_API void pyos_path_split_view(pyos_view p, pyos_view *head, pyos_view *tail) {
    pyos_view a, b;
    pyosi_path_split(PYOSI_NT, pyosi_known(p), &a, &b);
    if (head) *head = a;
    if (tail) *tail = b;
}

PYOSI_API void pyos_path_splitext_view(pyos_view p, pyos_view *root, pyos_view *ext) {
    pyos_view a, b;
    pyosi_path_splitext(PYOSI_NT, pyosi_known(p), &a, &b);
    if (root) *root = a;
    if (ext) *ext = b;
}

PYOSI_API pyos_view pyos_path_basename_view(pyos_view p) {
    pyos_view tail;
    pyos_path_split_view(p, NULL, &tail);
    return tail;
}

PYOSI_API pyos_view pyos_path_dirname_view(pyos_view p) {
    pyos_view head;
    pyos_path_split_view(p, &head, NULL);
    return head;
}

PYOSI_API bool pyos_path_isabs_view(pyos_view s) { return pyosi_path_isabs(PYOSI_NT, pyosi_known(s)); }

/* split and splitext: the first half owned, the second a pointer into the path. */
static int pyosi_halves(const char *function, const char *p, char **first, const char **second,
                        void (*cut)(pyos_view, pyos_view *, pyos_view *)) {
    pyos_view a, b;
    char *copy;
    if (!p) return pyosi_type_error(function, PYOSI_NO_PATH);
    if (!first || !second) return pyosi_null_pointer(function, "result");
    cut(pyos_view_of(p), &a, &b);
    copy = pyosi_owned(function, a.data, a.size);
    if (!copy) return -1;
    *first = copy;
    *second = b.data;
    return 0;
}

PYOSI_API int pyos_path_split(const char *p, char **head, const char **tail) {
    return pyosi_halves("os.path.split", p, head, tail, pyos_path_split_view);
}

PYOSI_API int pyos_path_splitext(const char *p, char **root, const char **ext) {
    return pyosi_halves("os.path.splitext", p, root, ext, pyos_path_splitext_view);
}

PYOSI_API const char *pyos_path_basename(const char *p) {
    if (!p) return (const char *)pyosi_null(pyosi_type_error("os.path.basename", PYOSI_NO_PATH));
    return pyos_path_basename_view(pyos_view_of(p)).data;
}

PYOSI_API char *pyos_path_dirname(const char *p) {
    pyos_view head;
    if (!p) return (char *)pyosi_null(pyosi_type_error("os.path.dirname", PYOSI_NO_PATH));
    head = pyos_path_dirname_view(pyos_view_of(p));
    return pyosi_owned("os.path.dirname", head.data, head.size);
}

PYOSI_API size_t pyos_path_normpath_buf(char *buf, size_t size, pyos_view path) {
    return pyosi_path_normpath(PYOSI_NT, buf, buf ? size : 0, pyosi_known(path));
}

PYOSI_API char *pyos_path_normpath(const char *path) {
    pyos_view p = pyos_view_of(path);
    char *norm;
    if (!path) /* named after the function that does it in CPython */
        return (char *)pyosi_null(pyosi_type_error(
            "os.path.normpath", "_path_normpath: path should be string, bytes or os.PathLike, not NoneType"));
    norm = (char *)PYOSI_MALLOC(p.size + 2); /* never longer than the path, but for "." */
    if (!norm) return (char *)pyosi_null(pyosi_no_memory("os.path.normpath"));
    (void)pyosi_path_normpath(PYOSI_NT, norm, p.size + 2, p);
    return norm;
}

PYOSI_API bool pyos_path_isabs(const char *s) { return s && pyosi_path_isabs(PYOSI_NT, pyos_view_of(s)); }

/* The type of what is there, 0 for nothing, PYOSI_MEMORY when that cannot be told. Leaves errno alone. */
static int pyosi_probe(const char *path, bool follow) {
    pyos_stat_result st;
    int saved = errno, status;
    st.mode = 0;
    status = path ? pyosi_sys_stat(PYOS_CWD, path, follow, &st) : PYOSI_SYSTEM;
    errno = saved;
    if (status < 0) return status == PYOSI_MEMORY ? status : 0;
    return st.mode & PYOSI_TYPE ? (int)(st.mode & PYOSI_TYPE)
                                : PYOS_S_IFCHR; /* what has no type is there all the same */
}

/* The same for questions, whose every failure is false. */
static int pyosi_type_of(const char *path, bool follow) {
    int type = pyosi_probe(path, follow);
    return type > 0 ? type : 0;
}

PYOSI_API bool pyos_path_exists(const char *path) { return pyosi_type_of(path, true) != 0; }
PYOSI_API bool pyos_path_isdir(const char *path) { return pyosi_type_of(path, true) == PYOS_S_IFDIR; }
PYOSI_API bool pyos_path_isfile(const char *path) { return pyosi_type_of(path, true) == PYOS_S_IFREG; }
PYOSI_API bool pyos_path_islink(const char *path) { return pyosi_type_of(path, false) == PYOS_S_IFLNK; }

/* =====================================================================================================================
 * >>environ
 */

/* The name of a variable ends at "=", on Windows at one behind the first character: "=C:" is a name there. NULL where
 * there is none. */
static const char *pyosi_name_end(const char *entry) { return strchr(entry + (PYOSI_WINDOWS && *entry), '='); }

#define PYOSI_BAD_NAME "illegal environment variable name"

/* Is each entry a name and a value? An empty name cannot be set or handed to a child, but stand in a copy. */
static int pyosi_check_env(const char *function, const char *const *env, bool empty_names) {
    for (; *env; env++) {
        const char *end = pyosi_name_end(*env);
        if (!end || (end == *env && !empty_names)) return pyosi_value_error(function, PYOSI_BAD_NAME);
    }
    return 0;
}

/* A variable: its strings never change. */
typedef struct pyosi_variable {
    struct pyosi_variable *older; /* of those that were replaced or removed */
    const char *value;
    unsigned hash;
    char name[1]; /* and behind it the value; the block is larger than the struct says */
} pyosi_variable;

/* FNV-1a. */
static unsigned pyosi_hash(const char *name, size_t n) {
    unsigned hash = 2166136261u;
    while (n-- > 0) hash = (hash ^ (unsigned char)*name++) * 16777619u;
    return hash;
}

/* NULL when memory ran out. */
static pyosi_variable *pyosi_variable_of(const char *name, size_t n, const char *value) {
    size_t size = strlen(value) + 1, most = (size_t)-1 - sizeof(pyosi_variable);
    pyosi_variable *v = n < most && size <= most - n ? (pyosi_variable *)PYOSI_MALLOC(sizeof *v + n + size) : NULL;
    if (!v) return NULL;
    memcpy(v->name, name, n);
    v->name[n] = '\0';
    v->value = v->name + n + 1;
    memcpy(v->name + n + 1, value, size);
    v->hash = pyosi_hash(name, n);
    v->older = NULL;
    return v;
}

/* A mapping: variables in the order of their coming, and a hash table of their numbers, at most half full. A variable
 * that has been removed leaves its place empty until the table is made anew. */
typedef struct pyosi_table {
    pyosi_variable **entries; /* the slots stand in the same block */
    size_t *slots;            /* the entry's number plus 1; 0: never used */
    size_t first, used, room; /* no entry before the first one */
    size_t live;
    size_t mask; /* number of slots less 1 */
} pyosi_table;

/* False when memory ran out. */
static bool pyosi_table_open(pyosi_table *t, size_t room) {
    size_t slots = 32, entry = sizeof(void *) + 4 * sizeof(size_t);
    memset(t, 0, sizeof *t);
    if (room > (size_t)-1 / 2 / entry) return false;
    while (slots < 2 * room) slots *= 2;
    t->room = slots / 2, t->mask = slots - 1;
    t->entries = (pyosi_variable **)PYOSI_MALLOC(t->room * sizeof(void *) + slots * sizeof(size_t));
    if (!t->entries) return false;
    t->slots = (size_t *)(void *)(t->entries + t->room);
    memset(t->slots, 0, slots * sizeof *t->slots);
    return true;
}

/* The slot of a name, or the free one where it would go. */
static size_t *pyosi_table_slot(const pyosi_table *t, const char *name, unsigned hash) {
    size_t i = hash & t->mask;
    for (; t->slots[i]; i = (i + 1) & t->mask) {
        const pyosi_variable *v = t->entries[t->slots[i] - 1];
        if (v && v->hash == hash && strcmp(v->name, name) == 0) break;
    }
    return &t->slots[i];
}

/* NULL when there is no such name. */
static pyosi_variable *pyosi_table_find(const pyosi_table *t, const char *name) {
    size_t *slot = pyosi_table_slot(t, name, pyosi_hash(name, strlen(name)));
    return *slot ? t->entries[*slot - 1] : NULL;
}

/* Puts a variable behind the others, or in the place of the one with its name, which is given back. There is room. */
static pyosi_variable *pyosi_table_put(pyosi_table *t, pyosi_variable *v) {
    size_t *slot = pyosi_table_slot(t, v->name, v->hash);
    pyosi_variable *before = *slot ? t->entries[*slot - 1] : NULL;
    if (before) {
        t->entries[*slot - 1] = v;
    } else {
        t->entries[t->used++] = v;
        *slot = t->used;
        t->live++;
    }
    return before;
}

/* Takes a variable out; NULL when there is none. */
static pyosi_variable *pyosi_table_take(pyosi_table *t, const char *name) {
    size_t *slot = pyosi_table_slot(t, name, pyosi_hash(name, strlen(name)));
    pyosi_variable *v = *slot ? t->entries[*slot - 1] : NULL;
    if (!v) return NULL;
    t->entries[*slot - 1] = NULL;
    t->live--;
    return v;
}

/* The first in order; NULL when there is none. */
static pyosi_variable *pyosi_table_first(pyosi_table *t) {
    while (t->first < t->used && !t->entries[t->first]) t->first++;
    return t->first < t->used ? t->entries[t->first] : NULL;
}

/* Frees a table that nobody else has seen, with its variables. */
static void pyosi_table_close(pyosi_table *t) {
    size_t i;
    for (i = 0; i < t->used; i++) pyos_free(t->entries[i]);
    pyos_free(t->entries);
}

/* Adds "NAME=value" with the name as it is given; what has the name already is replaced, or with keep stays. False when
 * memory ran out. There is room. */
static bool pyosi_table_add(pyosi_table *t, const char *name, size_t n, const char *value, bool keep) {
    pyosi_variable *v = pyosi_variable_of(name, n, value);
    if (!v) return false;
    if (keep && pyosi_table_find(t, v->name)) pyos_free(v);
    else pyos_free(pyosi_table_put(t, v));
    return true;
}

/* What one asks of the mapping as a whole. */
typedef enum pyosi_part_of { PYOSI_KEYS, PYOSI_VALUES, PYOSI_ITEMS, PYOSI_ENTRIES } pyosi_part_of;

static size_t pyosi_part_size(const pyosi_variable *v, pyosi_part_of what) {
    size_t n = strlen(v->name) + 1, value = strlen(v->value) + 1;
    return what == PYOSI_KEYS ? n : what == PYOSI_VALUES ? value : n + value;
}

static size_t pyosi_table_size(const pyosi_table *t, pyosi_part_of what) {
    size_t i, size = 0;
    for (i = t->first; i < t->used; i++)
        if (t->entries[i]) size += pyosi_part_size(t->entries[i], what);
    return size;
}

/* Copies the strings, each terminated, into a buffer that has room for them. */
static void pyosi_table_copy(const pyosi_table *t, pyosi_part_of what, pyosi_bytes *b) {
    size_t i;
    for (i = t->first; i < t->used; i++) {
        const pyosi_variable *v = t->entries[i];
        if (!v) continue;
        (void)pyosi_append(b, what == PYOSI_VALUES ? v->value : v->name, pyosi_part_size(v, what));
        if (what == PYOSI_ENTRIES) b->data[b->size - strlen(v->value) - 2] = '=';
    }
}

#if PYOSI_WINDOWS
/* The process's block, which is what children get, not _wenviron: in a narrow program msvcrt makes that from the narrow
 * block, in which letters are lost already, and the system copies its own under a lock that putenv takes too. */
static int pyosi_sys_block(pyosi_bytes *b, size_t *count) {
    wchar_t *block = GetEnvironmentStringsW();
    const wchar_t *entry;
    size_t n;
    int status = block ? 0 : PYOSI_MEMORY;
    *count = 0;
    for (entry = block; status == 0 && *entry; entry += n) {
        n = wcslen(entry) + 1;
        if (*entry == L'=') continue; /* the working directories of drives */
        if (!pyosi_reserve(b, 3 * n)) status = PYOSI_MEMORY;
        else b->size += pyosi_wtf8_from_utf16(entry, n, b->data + b->size), ++*count;
    }
    if (block) FreeEnvironmentStringsW(block);
    return status;
}

#define PYOSI_ENV_MOST 32767 /* _MAX_ENV: units of an entry, as Python counts them */

/* "NAME=value" for the C run time, as text. 0 or a status. */
static int pyosi_env_entry(const char *name, const char *value, pyosi_bytes *entry) {
    size_t units;
    if (!pyosi_append(entry, name, strlen(name)) || !pyosi_append(entry, "=", 1) ||
        !pyosi_append(entry, value, strlen(value) + 1))
        return PYOSI_MEMORY;
    units = pyosi_utf16_from_wtf8(entry->data, entry->size - 1, NULL);
    if (units == PYOSI_NO_TEXT) return PYOSI_BADTEXT;
    return units <= PYOSI_ENV_MOST ? 0 : PYOSI_LONGENV;
}

/* With the lock held. Both blocks change: _wputenv sees to the run time's, wide and narrow, and to the process's. */
static int pyosi_sys_putenv(const char *name, const char *value) {
    pyosi_bytes entry = {NULL, 0, 0};
    pyosi_wide text;
    PYOSI_HANDLER handler;
    int result, saved = errno, status = pyosi_env_entry(name, value, &entry);
    if (status == 0) status = pyosi_wide_text(&text, entry.data);
    pyos_free(entry.data);
    if (status != 0) return status;
    handler = pyosi_guard();
    errno = EINVAL; /* which not every run time sets */
    result = _wputenv(text.s);
    pyosi_unguard(handler);
    if (result == 0 && !*value) { /* an empty one that somebody gave to the process alone */
        text.s[wcslen(text.s) - 1] = 0;
        (void)SetEnvironmentVariableW(text.s, NULL);
    }
    pyosi_wide_close(&text);
    if (result != 0) return pyosi_crt_error();
    errno = saved;
    return 0;
}

static int pyosi_sys_unsetenv(const char *name) { return pyosi_sys_putenv(name, ""); }

/* A name as the mapping has it: upper case, letter by letter, so that its length stays. The key may lie in the
 * buffer. */
static int pyosi_sys_env_key(const char *key, pyosi_bytes *b) {
    pyosi_wide text;
    wchar_t upper;
    size_t i, n;
    int status = pyosi_wide_most(&text, key, INT_MAX / 4); /* a parent can hand over longer ones than the system sets */
    if (status != 0) return status;
    n = wcslen(text.s);
    for (i = 0; i < n; i++) {
        if (text.s[i] >= L'a' && text.s[i] <= L'z') text.s[i] = (wchar_t)(text.s[i] - L'a' + L'A');
        else if (text.s[i] >= 0x80 && LCMapStringW(LOCALE_INVARIANT, LCMAP_UPPERCASE, &text.s[i], 1, &upper, 1) == 1)
            text.s[i] = upper;
    }
    if (!pyosi_reserve(b, 3 * n + 1)) status = PYOSI_MEMORY;
    else b->size += pyosi_wtf8_from_utf16(text.s, n + 1, b->data + b->size);
    pyosi_wide_close(&text);
    return status;
}

#else
extern char **environ; /* NOLINT(readability-redundant-declaration): not every system's headers show it */

/* The C library's block, copied under the lock, so that no change of pyos.h's comes in between. Memory is asked for
 * outside of it, and the block may have grown meanwhile. */
static int pyosi_sys_block(pyosi_bytes *b, size_t *count) {
    for (;;) {
        size_t size = 0, i;
        pyosi_lock();
        for (i = 0; environ && environ[i]; i++) size += strlen(environ[i]) + 1;
        *count = i;
        if (size <= b->room)
            for (i = 0; i < *count; i++) (void)pyosi_append(b, environ[i], strlen(environ[i]) + 1);
        pyosi_unlock();
        if (size <= b->room) return 0;
        if (!pyosi_reserve(b, size)) return PYOSI_MEMORY;
    }
}

/* With the lock held. */
static int pyosi_sys_putenv(const char *name, const char *value) {
    return setenv(name, value, 1) == 0 ? 0 : PYOSI_SYSTEM;
}
static int pyosi_sys_unsetenv(const char *name) { return unsetenv(name) == 0 ? 0 : PYOSI_SYSTEM; }

/* A name as the mapping has it. */
static int pyosi_sys_env_key(const char *key, pyosi_bytes *b) {
    return pyosi_append(b, key, strlen(key) + 1) ? 0 : PYOSI_MEMORY;
}
#endif

/* os.environ. Its lock is the library's. */
static struct {
    volatile long taken;
    pyosi_table table;
    pyosi_variable *old; /* replaced and removed: somebody may hold their strings */
    unsigned changes;    /* of the block, counted: one that is being read has not changed when this has not */
} pyosi_environ;

/* Sets a variable of the block, or removes it where value is NULL. With the lock held. */
static int pyosi_change_block(const char *name, const char *value) {
    int status, saved = errno;
    pyosi_environ.changes++;
    status = value ? pyosi_sys_putenv(name, value) : pyosi_sys_unsetenv(name);
    if (status == 0) errno = saved; /* which some run times leave changed */
    return status;
}

static void pyosi_retire(pyosi_variable *v) {
    if (!v) return;
    v->older = pyosi_environ.old;
    pyosi_environ.old = v;
}

/* Adds the block's entries as Python does at its start: the first of a name wins; on Windows, where names become equal
 * afterwards, the last. */
static int pyosi_fill_table(pyosi_table *t, const char *block, size_t count) {
    pyosi_bytes key = {NULL, 0, 0};
    int status = 0;
    for (; count > 0 && status == 0; count--, block += strlen(block) + 1) {
        const char *end = pyosi_name_end(block);
        if (!end) continue;
        key.size = 0;
        if (!pyosi_append(&key, block, (size_t)(end - block)) || !pyosi_append(&key, "", 1)) status = PYOSI_MEMORY;
#if PYOSI_WINDOWS
        if (status == 0) {
            size_t n = key.size;
            status = pyosi_sys_env_key(key.data, &key);
            if (status == 0) memmove(key.data, key.data + n, key.size - n);
        }
#endif
        if (status == 0 && !pyosi_table_add(t, key.data, strlen(key.data), end + 1, !PYOSI_WINDOWS))
            status = PYOSI_MEMORY;
    }
    pyos_free(key.data);
    return status;
}

/* A table of the block as it is now; changes receives how often it had been changed. */
static int pyosi_read_block(pyosi_table *t, unsigned *changes) {
    pyosi_bytes block = {NULL, 0, 0};
    size_t count = 0;
    int status;
    pyosi_lock();
    *changes = pyosi_environ.changes;
    pyosi_unlock();
    status = pyosi_sys_block(&block, &count);
    if (status == 0 && !pyosi_table_open(t, count)) status = PYOSI_MEMORY;
    if (status == 0) {
        status = pyosi_fill_table(t, block.data, count);
        if (status != 0) pyosi_table_close(t);
    }
    pyos_free(block.data);
    return status;
}

/* Takes the mapping if nobody has yet, and the lock. 0, or a status without the lock. */
static int pyosi_environ_open(void) {
    pyosi_table fresh;
    unsigned changes;
    int status;
    while (!PYOSI_ACQUIRE(&pyosi_environ.taken)) {
        status = pyosi_read_block(&fresh, &changes);
        if (status != 0) return status;
        pyosi_lock();
        if (!pyosi_environ.taken && changes == pyosi_environ.changes) {
            pyosi_environ.table = fresh;
            PYOSI_RELEASE(&pyosi_environ.taken, 1);
            return 0;
        }
        pyosi_unlock(); /* another thread was first */
        pyosi_table_close(&fresh);
    }
    pyosi_lock();
    return 0;
}

/* Moves the entries into a larger table, without the gaps. */
static void pyosi_environ_move(pyosi_table *to) {
    pyosi_table *from = &pyosi_environ.table, old = *from;
    size_t i;
    for (i = from->first; i < from->used; i++)
        if (from->entries[i]) (void)pyosi_table_put(to, from->entries[i]);
    *from = *to;
    *to = old;
}

/* As pyosi_environ_open, with room for one more entry. No memory is asked for under the lock. */
static int pyosi_environ_room(void) {
    pyosi_table *t = &pyosi_environ.table, other;
    int status = pyosi_environ_open();
    while (status == 0 && t->used == t->room) {
        size_t live = t->live;
        pyosi_unlock();
        if (!pyosi_table_open(&other, 2 * live + 16)) return PYOSI_MEMORY;
        pyosi_lock();
        if (t->live < other.room) pyosi_environ_move(&other); /* though another thread may have done it too */
        pyosi_unlock();
        pyos_free(other.entries);
        pyosi_lock();
    }
    return status;
}

/* The block as a list for a child, in one piece. */
static PYOSI_UNUSED int pyosi_block_list(char ***list) {
    pyosi_bytes block = {NULL, 0, 0};
    size_t count = 0;
    int status = pyosi_sys_block(&block, &count);
    if (status != 0) return pyos_free(block.data), status;
    *list = pyosi_list(&block, count);
    return *list ? 0 : PYOSI_MEMORY;
}

/* The environment: public. */

#define PYOSI_ENVIRON "os.environ"

PYOSI_API int pyos_init(void) {
    int status = pyosi_environ_open();
    if (status != 0) return pyosi_fail(status, PYOSI_ENVIRON, NULL);
    pyosi_unlock();
    return 0;
}

static PYOSI_COLD int pyosi_no_str(const char *function) {
    return pyosi_type_error(function, "str expected, not NoneType");
}

/* KeyError with the name as the caller wrote it. */
static PYOSI_COLD int pyosi_key_error(const char *key) {
    pyosi_sink sink;
    sink.buf = pyosi_thread.text, sink.size = sizeof pyosi_thread.text, sink.length = 0;
    pyosi_put_repr(&sink, key);
    (void)pyosi_finish(&sink);
    return pyosi_record(PYOSI_ENVIRON, PYOS_KEYERROR, ENOENT, pyosi_thread.text, NULL, NULL);
}

/* The value of a name, NULL where there is none. 0 or a status. */
static int pyosi_look_up_name(const char *key, const char **value) {
    const pyosi_variable *v;
    int status;
#if PYOSI_WINDOWS
    pyosi_bytes name = {NULL, 0, 0};
    status = pyosi_sys_env_key(key, &name);
    if (status != 0) return pyos_free(name.data), status;
    key = name.data;
#endif
    status = pyosi_environ_open();
    if (status == 0) {
        v = pyosi_table_find(&pyosi_environ.table, key);
        *value = v ? v->value : NULL;
        pyosi_unlock();
    }
#if PYOSI_WINDOWS
    pyos_free(name.data);
#endif
    return status;
}

PYOSI_API const char *pyos_getenv(const char *key, const char *fallback) {
    const char *value = NULL;
    int status;
    if (!key) return (const char *)pyosi_null(pyosi_no_str("os.getenv"));
    status = pyosi_look_up_name(key, &value);
    if (status != 0) return (const char *)pyosi_null(pyosi_fail(status, "os.getenv", NULL));
    return value ? value : fallback;
}

PYOSI_API const char *pyos_environ_get(const char *key) {
    const char *value = NULL;
    int status;
    if (!key) return (const char *)pyosi_null(pyosi_no_str(PYOSI_ENVIRON));
    status = pyosi_look_up_name(key, &value);
    if (status != 0) return (const char *)pyosi_null(pyosi_fail(status, PYOSI_ENVIRON, NULL));
    return value ? value : (const char *)pyosi_null(pyosi_key_error(key));
}

PYOSI_API bool pyos_environ_contains(const char *key) {
    const char *value = NULL;
    return key && pyosi_look_up_name(key, &value) == 0 && value;
}

PYOSI_API long long pyos_environ_len(void) {
    long long n;
    int status = pyosi_environ_open();
    if (status != 0) return pyosi_fail(status, PYOSI_ENVIRON, NULL);
    n = (long long)pyosi_environ.table.live;
    pyosi_unlock();
    return n;
}

/* What Python checks and asks before the system changes a variable, or removes it where value is NULL. */
static int pyosi_check_change(const char *name, const char *value) {
    const char *function = value ? "os.putenv" : "os.unsetenv";
    if (!PYOSI_WINDOWS && value && strchr(name, '=')) return pyosi_value_error(function, PYOSI_BAD_NAME);
    if (PYOSI_WINDOWS && PYOSI_REFUSED(function, function, value ? "ss" : "s", name, value)) return -1;
    if (!PYOSI_WINDOWS &&
        PYOSI_REFUSED(function, function, value ? "bb" : "b", name, strlen(name), value, value ? strlen(value) : 0))
        return -1;
    if (PYOSI_WINDOWS && (!*name || strchr(name + 1, '='))) return pyosi_value_error(function, PYOSI_BAD_NAME);
    return 0;
}

/* Sets a variable in the block and then in the mapping. */
static int pyosi_environ_put(const char *key, const char *value, const char **kept) {
    pyosi_bytes name = {NULL, 0, 0};
    pyosi_variable *v = NULL;
    int status = pyosi_sys_env_key(key, &name);
    if (status == 0 && pyosi_check_change(name.data, value) != 0) return pyos_free(name.data), -1;
    if (status == 0 && !(v = pyosi_variable_of(name.data, strlen(name.data), value))) status = PYOSI_MEMORY;
    if (status == 0) status = pyosi_environ_room();
    if (status == 0) {
        status = pyosi_change_block(v->name, value);
        if (status == 0) {
            pyosi_retire(pyosi_table_put(&pyosi_environ.table, v));
            if (kept) *kept = v->value;
        }
        pyosi_unlock();
    }
    pyos_free(name.data);
    if (status == 0) return 0;
    pyos_free(v);
    return pyosi_fail(status, "os.putenv", NULL);
}

/* Removes a variable from the block and then from the mapping; removed receives it, NULL when there was none. 0, or -1
 * after reporting. */
static int pyosi_environ_remove(const char *key, const pyosi_variable **removed) {
    pyosi_bytes name = {NULL, 0, 0};
    pyosi_variable *v = NULL;
    int status = pyosi_sys_env_key(key, &name);
    if (status == 0 && pyosi_check_change(name.data, NULL) != 0) return pyos_free(name.data), -1;
    if (status == 0) status = pyosi_environ_open();
    if (status == 0) {
        status = pyosi_change_block(name.data, NULL);
        if (status == 0) pyosi_retire(v = pyosi_table_take(&pyosi_environ.table, name.data));
        pyosi_unlock();
    }
    pyos_free(name.data);
    *removed = v;
    return pyosi_result(status, "os.unsetenv", NULL);
}

PYOSI_API int pyos_environ_set(const char *key, const char *value) {
    if (!key || !value) return pyosi_no_str(PYOSI_ENVIRON);
    return pyosi_environ_put(key, value, NULL);
}

PYOSI_API int pyos_environ_del(const char *key) {
    const pyosi_variable *removed;
    if (!key) return pyosi_no_str(PYOSI_ENVIRON);
    if (pyosi_environ_remove(key, &removed) != 0) return -1;
    return removed ? 0 : pyosi_key_error(key);
}

/* Copies the mapping into a list; memory is asked for outside of the lock, and the mapping may have grown meanwhile. */
static char **pyosi_environ_list(pyosi_part_of what, size_t *count) {
    const pyosi_table *t = &pyosi_environ.table;
    pyosi_bytes b = {NULL, 0, 0};
    size_t size, live = 0;
    char **list;
    int status = pyosi_environ_open();
    while (status == 0) {
        size = pyosi_table_size(t, what), live = t->live;
        if (size <= b.room) pyosi_table_copy(t, what, &b);
        pyosi_unlock();
        if (size <= b.room) break;
        status = pyosi_reserve(&b, size) ? 0 : PYOSI_MEMORY;
        if (status == 0) pyosi_lock();
    }
    list = pyosi_names_list(&b, status, what == PYOSI_ITEMS ? 2 * live : live, NULL, PYOSI_ENVIRON, NULL);
    if (list && count) *count = live;
    return list;
}

PYOSI_API char **pyos_environ_keys(size_t *count) { return pyosi_environ_list(PYOSI_KEYS, count); }
PYOSI_API char **pyos_environ_values(size_t *count) { return pyosi_environ_list(PYOSI_VALUES, count); }
PYOSI_API char **pyos_environ_items(size_t *count) { return pyosi_environ_list(PYOSI_ITEMS, count); }
PYOSI_API char **pyos_environ_copy(size_t *count) { return pyosi_environ_list(PYOSI_ENTRIES, count); }

/* What another thread takes in between is not there. */
PYOSI_API const char *pyos_environ_pop(const char *key, const char *fallback) {
    const pyosi_variable *removed = NULL;
    const char *value = NULL;
    int status;
    if (!key) return (const char *)pyosi_null(pyosi_no_str(PYOSI_ENVIRON));
    status = pyosi_look_up_name(key, &value);
    if (status != 0) return (const char *)pyosi_null(pyosi_fail(status, PYOSI_ENVIRON, NULL));
    if (value && pyosi_environ_remove(key, &removed) != 0) return NULL;
    if (removed) return removed->value;
    return fallback ? fallback : (const char *)pyosi_null(pyosi_key_error(key));
}

/* The first entry; 1, 0 when there is none, or -1 after reporting. */
static int pyosi_environ_first(const char **name, const char **value) {
    const pyosi_variable *v;
    int status = pyosi_environ_open();
    if (status != 0) return pyosi_fail(status, PYOSI_ENVIRON, NULL);
    v = pyosi_table_first(&pyosi_environ.table);
    if (v) *name = v->name, *value = v->value;
    pyosi_unlock();
    return v != NULL;
}

PYOSI_API int pyos_environ_popitem(const char **name, const char **value) {
    const pyosi_variable *removed = NULL;
    const char *first = "", *ignored = "";
    if (!name || !value) return pyosi_null_pointer(PYOSI_ENVIRON, name ? "value" : "name");
    while (!removed) {
        int found = pyosi_environ_first(&first, &ignored);
        if (found < 0 || (found > 0 && pyosi_environ_remove(first, &removed) != 0)) return -1;
        if (found == 0) return pyosi_record(PYOSI_ENVIRON, PYOS_KEYERROR, ENOENT, "", NULL, NULL);
    }
    *name = removed->name, *value = removed->value;
    return 0;
}

PYOSI_API int pyos_environ_clear(void) {
    const pyosi_variable *removed;
    const char *name = "", *value = "";
    int found;
    while ((found = pyosi_environ_first(&name, &value)) > 0)
        if (pyosi_environ_remove(name, &removed) != 0) return -1;
    return found;
}

PYOSI_API const char *pyos_environ_setdefault(const char *key, const char *value) {
    const char *found = NULL;
    int status;
    if (!key) return (const char *)pyosi_null(pyosi_no_str(PYOSI_ENVIRON));
    status = pyosi_look_up_name(key, &found);
    if (status != 0) return (const char *)pyosi_null(pyosi_fail(status, PYOSI_ENVIRON, NULL));
    if (found) return found;
    if (!value) return (const char *)pyosi_null(pyosi_no_str(PYOSI_ENVIRON));
    return pyosi_environ_put(key, value, &found) == 0 ? found : NULL;
}

PYOSI_API int pyos_environ_update(const char *const *other) {
    pyosi_bytes name = {NULL, 0, 0};
    int result = 0;
    if (!other) return pyosi_type_error(PYOSI_ENVIRON, "'NoneType' object is not iterable");
    if (pyosi_check_env(PYOSI_ENVIRON, other, true) != 0) return -1;
    for (; *other && result == 0; other++) {
        const char *end = pyosi_name_end(*other);
        name.size = 0;
        if (!pyosi_append(&name, *other, (size_t)(end - *other)) || !pyosi_append(&name, "", 1))
            result = pyosi_no_memory(PYOSI_ENVIRON);
        else result = pyosi_environ_put(name.data, end + 1, NULL);
    }
    pyos_free(name.data);
    return result;
}

static size_t pyosi_env_length(const char *const *env) {
    size_t n = 0;
    while (env[n]) n++;
    return n;
}

/* The two sides in a table of its own: dicts, which know no upper case. */
static char **pyosi_merge(const char *const *left, const char *const *right, size_t *count) {
    const char *const *sides[2], *const *entry;
    pyosi_bytes b = {NULL, 0, 0};
    pyosi_table t;
    bool good = pyosi_table_open(&t, pyosi_env_length(left) + pyosi_env_length(right));
    size_t i, live;
    sides[0] = left, sides[1] = right;
    for (i = 0; i < 2; i++)
        for (entry = sides[i]; *entry && good; entry++) {
            const char *end = pyosi_name_end(*entry);
            good = pyosi_table_add(&t, *entry, (size_t)(end - *entry), end + 1, false);
        }
    good = good && pyosi_reserve(&b, pyosi_table_size(&t, PYOSI_ENTRIES));
    if (good) pyosi_table_copy(&t, PYOSI_ENTRIES, &b);
    live = t.live;
    pyosi_table_close(&t);
    return pyosi_names_list(&b, good ? 0 : PYOSI_MEMORY, live, count, PYOSI_ENVIRON, NULL);
}

PYOSI_API char **pyos_environ_merge(const char *const *left, const char *const *right, size_t *count) {
    char **mapping = NULL, **merged;
    const char *const *own;
    if ((left && pyosi_check_env(PYOSI_ENVIRON, left, true) != 0) ||
        (right && pyosi_check_env(PYOSI_ENVIRON, right, true) != 0))
        return NULL;
    if ((!left || !right) && !(mapping = pyos_environ_copy(NULL))) return NULL;
    own = (const char *const *)mapping;
    merged = pyosi_merge(left ? left : own, right ? right : own, count);
    pyos_free(mapping);
    return merged;
}

PYOSI_API int pyos_reload_environ(void) {
    pyosi_table fresh, old;
    unsigned changes;
    size_t i;
    for (;;) {
        int status = pyosi_read_block(&fresh, &changes);
        if (status != 0) return pyosi_fail(status, "os.reload_environ", NULL);
        pyosi_lock();
        if (changes == pyosi_environ.changes) break;
        pyosi_unlock(); /* somebody has changed it meanwhile */
        pyosi_table_close(&fresh);
    }
    old = pyosi_environ.table;
    for (i = old.first; i < old.used; i++) pyosi_retire(old.entries[i]);
    pyosi_environ.table = fresh;
    PYOSI_RELEASE(&pyosi_environ.taken, 1);
    pyosi_unlock();
    pyos_free(old.entries);
    return 0;
}

PYOSI_API void pyos_environ_trim(void) {
    pyosi_variable *v, *older;
    pyosi_lock();
    v = pyosi_environ.old;
    pyosi_environ.old = NULL;
    pyosi_unlock();
    for (; v; v = older) {
        older = v->older;
        pyos_free(v);
    }
}

PYOSI_API int pyos_putenv(const char *name, const char *value) {
    int status;
    if (!name || !value) return pyosi_type_error("os.putenv", PYOSI_NO_PATH);
    if (pyosi_check_change(name, value) != 0) return -1;
    pyosi_lock();
    status = pyosi_change_block(name, value);
    pyosi_unlock();
    return pyosi_result(status, "os.putenv", NULL);
}

PYOSI_API int pyos_unsetenv(const char *name) {
    int status;
    if (!name) return pyosi_type_error("os.unsetenv", PYOSI_NO_PATH);
    if (pyosi_check_change(name, NULL) != 0) return -1;
    pyosi_lock();
    status = pyosi_change_block(name, NULL);
    pyosi_unlock();
    return pyosi_result(status, "os.unsetenv", NULL);
}

/* Splits at the separator of PATH; NULL when memory ran out. */
static char **pyosi_split_path(const char *path, size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    char *at;
    if (!pyosi_append(&b, path, strlen(path) + 1)) return NULL;
    for (at = b.data, *count = 1; *at; at++)
        if (*at == *PYOS_PATHSEP) *at = '\0', ++*count;
    return pyosi_list(&b, *count);
}

/* The value of a name in a list; NULL where there is none. */
static const char *pyosi_find_entry(const char *const *env, const char *name) {
    size_t n = strlen(name);
    for (; *env; env++)
        if (strncmp(*env, name, n) == 0 && (*env)[n] == '=') return *env + n + 1;
    return NULL;
}

PYOSI_API char **pyos_get_exec_path(const char *const *env, size_t *count) {
    const char *path = NULL;
    char **list;
    size_t n;
    int status;
    if (env && pyosi_check_env("os.get_exec_path", env, true) != 0) return NULL;
    status = env ? 0 : pyosi_look_up_name("PATH", &path);
    if (status != 0) return (char **)pyosi_null(pyosi_fail(status, "os.get_exec_path", NULL));
    if (env) path = pyosi_find_entry(env, "PATH");
    list = pyosi_split_path(path ? path : PYOS_DEFPATH, &n);
    if (!list) return (char **)pyosi_null(pyosi_no_memory("os.get_exec_path"));
    if (count) *count = n;
    return list;
}

/* The number of PYTHON_CPU_COUNT and -X cpu_count, as Python reads it: 0 for "default"; false for what is none. */
static bool pyosi_parse_cpu_count(const char *text, int *n) {
    char *end;
    long number;
    int saved = errno;
    *n = 0;
    if (strcmp(text, "default") == 0) return true;
    errno = 0;
    number = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end || number < 1 || number > INT_MAX) return errno = saved, false;
    *n = (int)number;
    errno = saved;
    return true;
}

/* What has been said already: the first of two options with one name decides. */
typedef struct pyosi_xoptions {
    bool apply, cpu_count, utf8;
} pyosi_xoptions;

/* True the first time. */
static bool pyosi_says_first(bool *said) {
    bool first = !*said;
    *said = true;
    return first;
}

/* "cpu_count=n" or "utf8": checked, and with apply also obeyed. 1, 0 for another option, -1 after reporting. */
static int pyosi_take_xoption(const char *option, pyosi_xoptions *x) {
    const char *value;
    int n, mode;
    if (strcmp(option, "cpu_count") == 0 || strncmp(option, "cpu_count=", 10) == 0) {
        if (!option[9] || !option[10] || !pyosi_parse_cpu_count(option + 10, &n))
            return pyosi_value_error("-X", PYOSI_BAD_CPU_COUNT);
        return pyosi_says_first(&x->cpu_count) && x->apply && pyos_set_cpu_count(n) != 0 ? -1 : 1;
    }
    if (strcmp(option, "utf8") != 0 && strncmp(option, "utf8=", 5) != 0) return 0;
    value = option[4] ? option + 5 : "1";
    if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
        return pyosi_value_error("-X", "invalid -X utf8 option value");
    mode = *value == '1';
    if (!pyosi_says_first(&x->utf8) || pyosi_set_utf8_mode(mode, x->apply)) return 1;
    return pyosi_record("-X", PYOS_RUNTIMEERROR, EINVAL, "the file-system encoding is already in use", NULL, NULL);
}

/* The option that stands at argv[i], in one or two words; NULL where none does. */
static const char *pyosi_xoption_at(int argc, char **argv, int i, int *words) {
    *words = 1;
    if (argv[i][1] != 'X') return NULL;
    if (argv[i][2]) return argv[i] + 2;
    if (i + 1 == argc) return NULL;
    *words = 2;
    return argv[i + 1];
}

/* Goes through the arguments; with apply, obeys the options that it knows and takes them out. Gives how many stay, -1
 * after reporting. */
static int pyosi_go_through_xoptions(int argc, char **argv, bool apply) {
    pyosi_xoptions x = {apply, false, false};
    int i = 1, stay = 1, words, taken;
    while (i < argc && argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--") != 0) {
        const char *option = pyosi_xoption_at(argc, argv, i, &words);
        taken = option ? pyosi_take_xoption(option, &x) : 0;
        if (taken < 0) return -1;
        for (; words > 0; words--, i++)
            if (!taken && apply) argv[stay++] = argv[i];
    }
    if (!apply) return argc;
    while (i < argc) argv[stay++] = argv[i++];
    argv[stay] = NULL;
    return stay;
}

PYOSI_API int pyos_parse_xoptions(int *argc, char **argv) {
    int left;
    if (!argc || !argv) return pyosi_null_pointer("-X", argc ? "argv" : "argc");
    if (*argc < 2) return 0;
    if (pyosi_go_through_xoptions(*argc, argv, false) < 0) return -1;
    left = pyosi_go_through_xoptions(*argc, argv, true);
    if (left < 0) return -1;
    *argc = left;
    return 0;
}

/* =====================================================================================================================
 * >>params
 */

#define PYOSI_ID_MAX 0xFFFFFFFFLL /* also what -1, "keep it", is to the system */

/* 0, or -1 after reporting an id that the system's type cannot hold; in Python's words, whichever limit it passes. */
static PYOSI_UNUSED int pyosi_check_ids(const char *function, long long uid, long long gid) {
    if (uid < -1 || uid > PYOSI_ID_MAX) return pyosi_overflow(function, "uid is less than minimum");
    if (gid < -1 || gid > PYOSI_ID_MAX) return pyosi_overflow(function, "gid is less than minimum");
    return 0;
}

/* An id as Python gives it: the largest is -1. */
static PYOSI_UNUSED long long pyosi_id(long long id) { return id == PYOSI_ID_MAX ? -1 : id; }

/* 0, or -1 after reporting an id of a process or a group of them that no system has. */
static PYOSI_UNUSED int pyosi_check_pid(const char *function, pyos_pid pid) {
    if (pid < INT_MIN) return pyosi_overflow(function, "signed integer is less than minimum");
    if (pid > INT_MAX) return pyosi_overflow(function, "signed integer is greater than maximum");
    return 0;
}

/* Which ids a call sets. Users first: pyosi_set_ids tells them by that. */
#define PYOSI_OF_SETUID 0
#define PYOSI_OF_SETEUID 1
#define PYOSI_OF_SETREUID 2
#define PYOSI_OF_SETRESUID 3
#define PYOSI_OF_SETGID 4
#define PYOSI_OF_SETEGID 5
#define PYOSI_OF_SETREGID 6
#define PYOSI_OF_SETRESGID 7

#if PYOSI_WINDOWS
static pyos_pid pyosi_sys_getpid(void) { return (pyos_pid)GetCurrentProcessId(); }

/* PROCESS_BASIC_INFORMATION, all of whose members are as wide as a pointer. */
typedef struct pyosi_process_info {
    uintptr_t exit_status, peb, affinity, priority, pid, parent;
} pyosi_process_info;

/* Kept, because a process has one parent for its life. */
static long long pyosi_sys_getppid(void) {
    static volatile long parent;
    pyosi_process_info info;
    long status, known = PYOSI_RELAXED(&parent);
    if (known != 0) return (long long)(unsigned long)known;
    pyosi_load_calls();
    if (!pyosi_calls.NtQueryInformationProcess || !pyosi_calls.RtlNtStatusToDosError) return PYOSI_ABSENT;
    status = pyosi_calls.NtQueryInformationProcess(GetCurrentProcess(), 0 /* ProcessBasicInformation */, &info,
                                                   sizeof info, NULL);
    if (status < 0) return pyosi_windows_error(pyosi_calls.RtlNtStatusToDosError(status));
    PYOSI_RELEASE(&parent, (long)info.parent);
    return (long long)(unsigned long)info.parent;
}

static int pyosi_sys_getlogin(pyosi_bytes *b) {
    wchar_t name[257]; /* UNLEN and a terminator */
    DWORD size = 257;
    pyosi_load_calls();
    if (!pyosi_calls.GetUserNameW) return PYOSI_ABSENT;
    if (!pyosi_calls.GetUserNameW(name, &size)) return pyosi_last_windows_error();
    if (!pyosi_reserve(b, 3 * (size_t)size)) return PYOSI_MEMORY;
    b->size += pyosi_wtf8_from_utf16(name, wcslen(name) + 1, b->data + b->size);
    return 0;
}

/* Under the lock, as whatever reads the mask by setting it. */
static int pyosi_sys_umask(int mask) {
    int old;
    pyosi_lock();
    old = _umask(mask);
    pyosi_unlock();
    return old;
}

static int pyosi_sys_strerror(int code, pyosi_bytes *b) {
    const char *text = strerror(code);
    return pyosi_append(b, text, strlen(text) + 1) ? 0 : PYOSI_MEMORY;
}

#define pyosi_sys_getuid() pyosi_none(0)
#define pyosi_sys_getgid() pyosi_none(0)
#define pyosi_sys_uname(...) pyosi_none(0, __VA_ARGS__)

#elif PYOSI_WASI

/* Stubs, as in Python's manual. The first is the number of the C library's emulation, which would have to be linked. */
static pyos_pid pyosi_sys_getpid(void) { return 42; }

static long long pyosi_sys_getuid(void) { return 0; }

static long long pyosi_sys_getgid(void) { return 0; }

static int pyosi_sys_umask(int mask) {
    (void)mask;
    return 0;
}

#define pyosi_sys_getppid() pyosi_none(0)
#define pyosi_sys_getlogin(...) pyosi_none(0, __VA_ARGS__)

#else

static pyos_pid pyosi_sys_getpid(void) { return getpid(); }

static pyos_pid pyosi_sys_getppid(void) { return getppid(); }

static long long pyosi_sys_getuid(void) { return pyosi_id(getuid()); }

static long long pyosi_sys_getgid(void) { return pyosi_id(getgid()); }

static long long pyosi_sys_geteuid(void) { return pyosi_id(geteuid()); }

static long long pyosi_sys_getegid(void) { return pyosi_id(getegid()); }

#if PYOS_HAVE_SETUID
static int pyosi_sys_set_ids(int call, const long long *ids) {
    switch (call) {
    case PYOSI_OF_SETUID: return setuid((uid_t)ids[0]);
    case PYOSI_OF_SETEUID: return seteuid((uid_t)ids[0]);
    case PYOSI_OF_SETREUID: return setreuid((uid_t)ids[0], (uid_t)ids[1]);
    case PYOSI_OF_SETGID: return setgid((gid_t)ids[0]);
    case PYOSI_OF_SETEGID: return setegid((gid_t)ids[0]);
    case PYOSI_OF_SETREGID: return setregid((gid_t)ids[0], (gid_t)ids[1]);
#if PYOS_HAVE_SETRESUID
    case PYOSI_OF_SETRESUID: return setresuid((uid_t)ids[0], (uid_t)ids[1], (uid_t)ids[2]);
    case PYOSI_OF_SETRESGID: return setresgid((gid_t)ids[0], (gid_t)ids[1], (gid_t)ids[2]);
#endif
    default: return PYOSI_ABSENT;
    }
}
#endif

#if PYOS_HAVE_GETRESUID
static int pyosi_sys_getresuid(long long *ids) {
    uid_t id[3];
    int i;
    if (getresuid(&id[0], &id[1], &id[2]) != 0) return PYOSI_SYSTEM;
    for (i = 0; i < 3; i++) ids[i] = pyosi_id(id[i]);
    return 0;
}

static int pyosi_sys_getresgid(long long *ids) {
    gid_t id[3];
    int i;
    if (getresgid(&id[0], &id[1], &id[2]) != 0) return PYOSI_SYSTEM;
    for (i = 0; i < 3; i++) ids[i] = pyosi_id(id[i]);
    return 0;
}
#endif

typedef char
    pyosi_gid_is_unsigned[sizeof(gid_t) == sizeof(unsigned) ? 1 : -1]; /* pyosi_group_list reads them as that */

/* Room for n ids behind each other; NULL when memory ran out. */
static gid_t *pyosi_gid_room(pyosi_bytes *b, size_t n) {
    b->size = 0;
    if (n > (size_t)-1 / 2 / sizeof(gid_t) || !pyosi_reserve(b, (n ? n : 1) * sizeof(gid_t))) return NULL;
    return (gid_t *)(void *)b->data;
}

#if PYOSI_MACOS /* whose getgroups knows 16 groups of more; this one of Apple's asks as the user's tools do */
extern int pyosi_darwin_getgroups(int n, gid_t *groups) __asm("_getgroups$DARWIN_EXTSN");
#define pyosi_getgroups pyosi_darwin_getgroups
#else
#define pyosi_getgroups getgroups
#endif

/* Fills the buffer with ids of groups and sets its size. Asked for their number first; the list may grow until it is
 * asked for, which is EINVAL. */
static int pyosi_sys_getgroups(pyosi_bytes *b) {
    int n, got, saved = errno;
    for (;;) {
        gid_t *groups;
        n = pyosi_getgroups(0, NULL);
        if (n <= 0) return n;
        groups = pyosi_gid_room(b, (size_t)n);
        if (!groups) return PYOSI_MEMORY;
        got = pyosi_getgroups(n, groups);
        if (got >= 0) break;
        if (errno != EINVAL) return PYOSI_SYSTEM;
        errno = saved;
    }
    b->size = (size_t)got * sizeof(gid_t);
    return 0;
}

#if PYOSI_MACOS /* ids of groups are plain numbers in these two */
typedef int pyosi_group;
#else
typedef gid_t pyosi_group;
#endif

/* Some systems tell how many there are when the buffer is too small, others do not: at least doubled. */
static int pyosi_sys_getgrouplist(const char *user, long long group, pyosi_bytes *b) {
    int room = 32, n, saved = errno;
    for (;;) {
        gid_t *groups = pyosi_gid_room(b, (size_t)room);
        if (!groups) return PYOSI_MEMORY;
        n = room;
        if (getgrouplist(user, (pyosi_group)group, (pyosi_group *)(void *)groups, &n) >= 0) break;
        if (room > 1 << 24) return PYOSI_MEMORY; /* far beyond every system's limit: it is another failure */
        room = n > room * 2 ? n : room * 2;
    }
    b->size = (size_t)n * sizeof(gid_t);
    errno = saved;
    return 0;
}

static int pyosi_sys_setgroups(const long long *groups, size_t n) {
    pyosi_bytes b = {NULL, 0, 0};
    gid_t *ids = pyosi_gid_room(&b, n);
    size_t i;
    int result;
    if (!ids) return PYOSI_MEMORY;
    for (i = 0; i < n; i++) ids[i] = (gid_t)groups[i];
#if PYOSI_LINUX
    result = setgroups(n, n ? ids : NULL);
#else
    result = setgroups((int)n, n ? ids : NULL);
#endif
    pyos_free(b.data);
    return result;
}

#if PYOS_HAVE_INITGROUPS
/* The C library's look-up may leave an errno though it succeeds. */
static int pyosi_sys_initgroups(const char *user, long long group) {
    int saved = errno;
    if (initgroups(user, (pyosi_group)group) != 0) return PYOSI_SYSTEM;
    errno = saved;
    return 0;
}
#endif

/* A name by ttyname_r, ptsname_r and their like, which give an error number or -1. */
static int pyosi_ask_name(int (*ask)(int, char *, size_t), int fd, pyosi_bytes *b) {
    int code, saved = errno;
    for (b->size = 0;; b->size = b->room) {
        if (!pyosi_reserve(b, b->size ? 1 : 64)) return PYOSI_MEMORY;
        code = ask(fd, b->data, b->room);
        if (code < 0) code = errno;
        if (code != ERANGE) break;
    }
    errno = code ? code : saved;
    return code ? PYOSI_SYSTEM : 0;
}

/* A failure without errno, and an empty name, mean that there is none. */
static int pyosi_login(int none, char *name, size_t size) {
    int code;
    (void)none;
    errno = 0;
    code = getlogin_r(name, size);
    if (code < 0) code = errno ? errno : ENOENT;
    return code == 0 && *name == '\0' ? ENOENT : code;
}

static int pyosi_sys_getlogin(pyosi_bytes *b) { return pyosi_ask_name(pyosi_login, 0, b); }

static int pyosi_sys_ctermid(pyosi_bytes *b) {
    if (!pyosi_reserve(b, L_ctermid)) return PYOSI_MEMORY;
    return ctermid(b->data) ? 0 : PYOSI_SYSTEM;
}

static pyos_pid pyosi_sys_getpgid(pyos_pid pid) { return getpgid((pid_t)pid); }

static pyos_pid pyosi_sys_getpgrp(void) { return getpgrp(); }

static pyos_pid pyosi_sys_getsid(pyos_pid pid) { return getsid((pid_t)pid); }

static int pyosi_sys_setpgid(pyos_pid pid, pyos_pid pgrp) { return setpgid((pid_t)pid, (pid_t)pgrp); }

static int pyosi_sys_setsid(void) { return setsid() < 0 ? PYOSI_SYSTEM : 0; }

#if defined(__GLIBC__)
typedef __priority_which_t pyosi_which; /* an enumeration in C, a number in C++ */
#else
typedef int pyosi_which;
#endif
#if PYOSI_FREEBSD
typedef int pyosi_who;
#else
typedef id_t pyosi_who;
#endif

/* -1 is a good answer: only errno tells a failure. */
static int pyosi_sys_getpriority(int which, long long who, int *priority) {
    int found, saved = errno;
    errno = 0;
    found = getpriority((pyosi_which)which, (pyosi_who)who);
    if (found == -1 && errno != 0) return PYOSI_SYSTEM;
    errno = saved;
    *priority = found;
    return 0;
}

static int pyosi_sys_setpriority(int which, long long who, int priority) {
    return setpriority((pyosi_which)which, (pyosi_who)who, priority);
}

static int pyosi_sys_umask(int mask) { return (int)umask((mode_t)mask); }
#endif

#if !PYOSI_POSIX
#define pyosi_sys_geteuid() pyosi_none(0)
#define pyosi_sys_getegid() pyosi_none(0)
#define pyosi_sys_getgroups(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_getgrouplist(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_setgroups(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_ctermid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_getpgid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_getpgrp() pyosi_none(0)
#define pyosi_sys_getsid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_setpgid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_setsid() pyosi_none(0)
#define pyosi_sys_getpriority(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_setpriority(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_SETUID
#define pyosi_sys_set_ids(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_GETRESUID
#define pyosi_sys_getresuid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_getresgid(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_INITGROUPS
#define pyosi_sys_initgroups(...) pyosi_none(0, __VA_ARGS__)
#endif

#if !PYOSI_WINDOWS
/* The names lie behind the result, as the system's structure has them. */
static int pyosi_sys_uname(pyos_uname_result **result) {
    struct utsname *names;
    pyos_uname_result *r = (pyos_uname_result *)PYOSI_MALLOC(sizeof *r + sizeof *names);
    if (!r) return PYOSI_MEMORY;
    names = (struct utsname *)(void *)(r + 1);
    if (uname(names) < 0) {
        pyos_free(r);
        return PYOSI_SYSTEM;
    }
    r->sysname = names->sysname, r->nodename = names->nodename, r->release = names->release;
    r->version = names->version, r->machine = names->machine;
    *result = r;
    return 0;
}

/* By strerror_r, since strerror may have one buffer for all threads. That of glibc gives the text, that of others an
 * error number. */
static int pyosi_sys_strerror(int code, pyosi_bytes *b) {
    const char *text;
    char room[256];
    int saved = errno;
#if defined(__GLIBC__) && defined(__USE_GNU)
    text = strerror_r(code, room, sizeof room);
#else
    room[0] = '\0';
    (void)strerror_r(code, room, sizeof room); /* EINVAL for an unknown number, with a text all the same */
    text = room;
#endif
    errno = saved;
    return pyosi_append(b, text, strlen(text) + 1) ? 0 : PYOSI_MEMORY;
}
#endif

/* The process and its user: public. */

PYOSI_API pyos_pid pyos_getpid(void) { return pyosi_sys_getpid(); }

#if !PYOS_STRICT || PYOS_HAVE_GETPPID
PYOSI_API pyos_pid pyos_getppid(void) {
    if (!PYOS_HAVE_GETPPID) return pyosi_absent("os.getppid");
    return pyosi_count(pyosi_sys_getppid(), "os.getppid");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETUID
PYOSI_API long long pyos_getuid(void) {
    if (!PYOS_HAVE_GETUID) return pyosi_absent("os.getuid");
    return pyosi_sys_getuid();
}

PYOSI_API long long pyos_getgid(void) {
    if (!PYOS_HAVE_GETUID) return pyosi_absent("os.getgid");
    return pyosi_sys_getgid();
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETEUID
PYOSI_API long long pyos_geteuid(void) {
    if (!PYOS_HAVE_GETEUID) return pyosi_absent("os.geteuid");
    return pyosi_sys_geteuid();
}

PYOSI_API long long pyos_getegid(void) {
    if (!PYOS_HAVE_GETEUID) return pyosi_absent("os.getegid");
    return pyosi_sys_getegid();
}
#endif

/* All that set ids: what a call does not take is 0. */
static PYOSI_UNUSED int pyosi_set_ids(const char *function, int call, long long a, long long b, long long c) {
    bool users = call < PYOSI_OF_SETGID;
    long long ids[3];
    int i;
    if (!PYOS_HAVE_SETUID) return pyosi_absent(function);
    ids[0] = a, ids[1] = b, ids[2] = c;
    for (i = 0; i < 3; i++)
        if (pyosi_check_ids(function, users ? ids[i] : 0, users ? 0 : ids[i]) != 0) return -1;
    return pyosi_result(pyosi_sys_set_ids(call, ids), function, NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_SETUID
PYOSI_API int pyos_setuid(long long uid) { return pyosi_set_ids("os.setuid", PYOSI_OF_SETUID, uid, 0, 0); }

PYOSI_API int pyos_setgid(long long gid) { return pyosi_set_ids("os.setgid", PYOSI_OF_SETGID, gid, 0, 0); }

PYOSI_API int pyos_seteuid(long long euid) { return pyosi_set_ids("os.seteuid", PYOSI_OF_SETEUID, euid, 0, 0); }

PYOSI_API int pyos_setegid(long long egid) { return pyosi_set_ids("os.setegid", PYOSI_OF_SETEGID, egid, 0, 0); }

PYOSI_API int pyos_setreuid(long long ruid, long long euid) {
    return pyosi_set_ids("os.setreuid", PYOSI_OF_SETREUID, ruid, euid, 0);
}

PYOSI_API int pyos_setregid(long long rgid, long long egid) {
    return pyosi_set_ids("os.setregid", PYOSI_OF_SETREGID, rgid, egid, 0);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SETRESUID
PYOSI_API int pyos_setresuid(long long ruid, long long euid, long long suid) {
    if (!PYOS_HAVE_SETRESUID) return pyosi_absent("os.setresuid");
    return pyosi_set_ids("os.setresuid", PYOSI_OF_SETRESUID, ruid, euid, suid);
}

PYOSI_API int pyos_setresgid(long long rgid, long long egid, long long sgid) {
    if (!PYOS_HAVE_SETRESUID) return pyosi_absent("os.setresgid");
    return pyosi_set_ids("os.setresgid", PYOSI_OF_SETRESGID, rgid, egid, sgid);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETRESUID
PYOSI_API int pyos_getresuid(long long *ruid, long long *euid, long long *suid) {
    long long ids[3] = {0, 0, 0};
    int status;
    if (!PYOS_HAVE_GETRESUID) return pyosi_absent("os.getresuid");
    if (!ruid || !euid || !suid) return pyosi_null_pointer("os.getresuid", !ruid ? "ruid" : !euid ? "euid" : "suid");
    status = pyosi_sys_getresuid(ids);
    if (status == 0) *ruid = ids[0], *euid = ids[1], *suid = ids[2];
    return pyosi_result(status, "os.getresuid", NULL);
}

PYOSI_API int pyos_getresgid(long long *rgid, long long *egid, long long *sgid) {
    long long ids[3] = {0, 0, 0};
    int status;
    if (!PYOS_HAVE_GETRESUID) return pyosi_absent("os.getresgid");
    if (!rgid || !egid || !sgid) return pyosi_null_pointer("os.getresgid", !rgid ? "rgid" : !egid ? "egid" : "sgid");
    status = pyosi_sys_getresgid(ids);
    if (status == 0) *rgid = ids[0], *egid = ids[1], *sgid = ids[2];
    return pyosi_result(status, "os.getresgid", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETGROUPS
/* The ids in a buffer as a list of the caller's; NULL after reporting a status. The buffer is used up. */
static long long *pyosi_group_list(pyosi_bytes *b, int status, const char *function, size_t *count) {
    size_t i, n = b->size / sizeof(unsigned);
    long long *list = NULL;
    if (status == 0) {
        list = n < (size_t)-1 / sizeof *list ? (long long *)PYOSI_MALLOC((n ? n : 1) * sizeof *list) : NULL;
        if (!list) status = PYOSI_MEMORY;
    }
    for (i = 0; list && i < n; i++) {
        unsigned id;
        memcpy(&id, b->data + i * sizeof id, sizeof id);
        list[i] = pyosi_id(id);
    }
    if (list && count) *count = n;
    pyos_free(b->data);
    return list ? list : (long long *)pyosi_null(pyosi_fail(status, function, NULL));
}

PYOSI_API long long *pyos_getgroups(size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_GETGROUPS) return (long long *)pyosi_null(pyosi_absent("os.getgroups"));
    return pyosi_group_list(&b, pyosi_sys_getgroups(&b), "os.getgroups", count);
}

PYOSI_API long long *pyos_getgrouplist(const char *user, long long group, size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_GETGROUPS) return (long long *)pyosi_null(pyosi_absent("os.getgrouplist"));
    if (!user)
        return (long long *)pyosi_null(
            pyosi_type_error("os.getgrouplist", "getgrouplist() argument 1 must be str, not None"));
    if (pyosi_check_ids("os.getgrouplist", 0, group) != 0) return NULL;
    return pyosi_group_list(&b, pyosi_sys_getgrouplist(user, group, &b), "os.getgrouplist", count);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SETGROUPS
#ifdef PYOS_NGROUPS_MAX
#define PYOSI_NGROUPS_MAX PYOS_NGROUPS_MAX
#else
#define PYOSI_NGROUPS_MAX INT_MAX /* the system may say */
#endif

PYOSI_API int pyos_setgroups(const long long *groups, size_t n) {
    size_t i;
    if (!PYOS_HAVE_SETGROUPS) return pyosi_absent("os.setgroups");
    if (!groups && n != 0) return pyosi_type_error("os.setgroups", "setgroups argument must be a sequence");
    if (n > (size_t)PYOSI_NGROUPS_MAX) return pyosi_value_error("os.setgroups", "too many groups");
    for (i = 0; i < n; i++)
        if (pyosi_check_ids("os.setgroups", 0, groups[i]) != 0) return -1;
    return pyosi_result(pyosi_sys_setgroups(groups, n), "os.setgroups", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_INITGROUPS
PYOSI_API int pyos_initgroups(const char *username, long long gid) {
    if (!PYOS_HAVE_INITGROUPS) return pyosi_absent("os.initgroups");
    if (!username) return pyosi_type_error("os.initgroups", PYOSI_NO_PATH);
    if (pyosi_check_ids("os.initgroups", 0, gid) != 0) return -1;
    return pyosi_result(pyosi_sys_initgroups(username, gid), "os.initgroups", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETLOGIN
PYOSI_API char *pyos_getlogin(void) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_GETLOGIN) return (char *)pyosi_null(pyosi_absent("os.getlogin"));
    return pyosi_text(&b, pyosi_sys_getlogin(&b), "os.getlogin", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_CTERMID
PYOSI_API char *pyos_ctermid(void) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_CTERMID) return (char *)pyosi_null(pyosi_absent("os.ctermid"));
    return pyosi_text(&b, pyosi_sys_ctermid(&b), "os.ctermid", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETPGID
PYOSI_API pyos_pid pyos_getpgid(pyos_pid pid) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.getpgid");
    if (pyosi_check_pid("os.getpgid", pid) != 0) return -1;
    return pyosi_count(pyosi_sys_getpgid(pid), "os.getpgid");
}

PYOSI_API pyos_pid pyos_getpgrp(void) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.getpgrp");
    return pyosi_sys_getpgrp();
}

PYOSI_API pyos_pid pyos_getsid(pyos_pid pid) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.getsid");
    if (pyosi_check_pid("os.getsid", pid) != 0) return -1;
    return pyosi_count(pyosi_sys_getsid(pid), "os.getsid");
}

PYOSI_API int pyos_setpgrp(void) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.setpgrp");
    return pyosi_result(pyosi_sys_setpgid(0, 0), "os.setpgrp", NULL);
}

PYOSI_API int pyos_setpgid(pyos_pid pid, pyos_pid pgrp) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.setpgid");
    if (pyosi_check_pid("os.setpgid", pid) != 0 || pyosi_check_pid("os.setpgid", pgrp) != 0) return -1;
    return pyosi_result(pyosi_sys_setpgid(pid, pgrp), "os.setpgid", NULL);
}

PYOSI_API int pyos_setsid(void) {
    if (!PYOS_HAVE_GETPGID) return pyosi_absent("os.setsid");
    return pyosi_result(pyosi_sys_setsid(), "os.setsid", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETPRIORITY
/* 0, or -1 after reporting that there are no priorities, or whose cannot be. */
static int pyosi_check_who(const char *function, long long who) {
    if (!PYOS_HAVE_GETPRIORITY) return pyosi_absent(function);
    if (who < INT_MIN || who > INT_MAX) return pyosi_overflow(function, "Python int too large to convert to C int");
    return 0;
}

PYOSI_API int pyos_getpriority(int which, long long who, int *priority) {
    if (pyosi_check_who("os.getpriority", who) != 0) return -1;
    if (!priority) return pyosi_null_pointer("os.getpriority", "priority");
    return pyosi_result(pyosi_sys_getpriority(which, who, priority), "os.getpriority", NULL);
}

PYOSI_API int pyos_setpriority(int which, long long who, int priority) {
    if (pyosi_check_who("os.setpriority", who) != 0) return -1;
    return pyosi_result(pyosi_sys_setpriority(which, who, priority), "os.setpriority", NULL);
}
#endif

PYOSI_API int pyos_umask(int mask) { return pyosi_sys_umask(mask); }

#if !PYOS_STRICT || PYOS_HAVE_UNAME
PYOSI_API pyos_uname_result *pyos_uname(void) {
    pyos_uname_result *result = NULL;
    if (!PYOS_HAVE_UNAME) return (pyos_uname_result *)pyosi_null(pyosi_absent("os.uname"));
    return pyosi_result(pyosi_sys_uname(&result), "os.uname", NULL) == 0 ? result : NULL;
}
#endif

PYOSI_API char *pyos_strerror(int code) {
    pyosi_bytes b = {NULL, 0, 0};
    return pyosi_text(&b, pyosi_sys_strerror(code, &b), "os.strerror", NULL);
}

/* =====================================================================================================================
 * >>fd
 */

/* Most bytes of one read or write: what the call takes and what its result can tell. */
#if PYOSI_WINDOWS || PYOSI_MACOS
#define PYOSI_IO_MAX INT_MAX
#else
#define PYOSI_IO_MAX LONG_MAX
#endif

#if PYOSI_WINDOWS
/* The handle behind a descriptor; INVALID_HANDLE_VALUE with errno EBADF. */
static HANDLE pyosi_handle(int fd) {
    PYOSI_HANDLER handler = pyosi_guard();
    intptr_t handle = _get_osfhandle(fd);
    pyosi_unguard(handler);
    if (handle == -1 || handle == -2) { /* -2: a standard stream without a handle */
        errno = EBADF;
        return INVALID_HANDLE_VALUE;
    }
    return (HANDLE)handle;
}

/* Information classes and their data, spelt out because not all headers have them. */
#define PYOSI_BASIC_INFO 0           /* FileBasicInfo */
#define PYOSI_STANDARD_INFO 1        /* FileStandardInfo */
#define PYOSI_DISPOSITION_INFO 4     /* FileDispositionInfo */
#define PYOSI_END_INFO 6             /* FileEndOfFileInfo */
#define PYOSI_TAG_INFO 9             /* FileAttributeTagInfo */
#define PYOSI_LIST_INFO 14           /* FileFullDirectoryInfo: file systems without ids have no richer one */
#define PYOSI_ID_INFO 18             /* FileIdInfo */
#define PYOSI_DISPOSITION_INFO_EX 21 /* FileDispositionInfoEx, Windows 10 */

/* Does the reparse point stand for another name, as a link or junction does? */
#define PYOSI_IS_SURROGATE(tag) (((tag)&0x20000000u) != 0)

/* Options of NtCreateFile. */
#define PYOSI_DIRECTORY_FILE 0x1u
#define PYOSI_NON_DIRECTORY_FILE 0x40u
#define PYOSI_DELETE_ON_CLOSE 0x1000u
#define PYOSI_BACKUP_INTENT 0x4000u
#define PYOSI_OPEN_REPARSE_POINT 0x200000u

/* What it does with a name that is there, and with one that is not. */
#define PYOSI_FILE_OPEN 1ul
#define PYOSI_FILE_CREATE 2ul
#define PYOSI_FILE_OPEN_IF 3ul
#define PYOSI_FILE_OVERWRITE 4ul
#define PYOSI_FILE_OVERWRITE_IF 5ul

#define PYOSI_SHARE_ALL (FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE)

typedef struct pyosi_tag_info {
    DWORD attributes, tag;
} pyosi_tag_info;

typedef struct pyosi_standard_info {
    long long allocated, size;
    DWORD links;
    unsigned char deleted, directory;
} pyosi_standard_info;

static bool pyosi_handle_info(HANDLE handle, int kind, void *data, size_t size) {
    return GetFileInformationByHandleEx(handle, (FILE_INFO_BY_HANDLE_CLASS)kind, data, (DWORD)size) != 0;
}

static bool pyosi_set_info(HANDLE handle, int kind, void *data, size_t size) {
    return SetFileInformationByHandle(handle, (FILE_INFO_BY_HANDLE_CLASS)kind, data, (DWORD)size) != 0;
}

/* Asked for what any handle may tell, whatever it was opened for. */
static bool pyosi_is_directory(HANDLE handle) {
    pyosi_standard_info info;
    return pyosi_handle_info(handle, PYOSI_STANDARD_INFO, &info, sizeof info) && info.directory;
}

static bool pyosi_means_unsupported(DWORD error) {
    return error == ERROR_INVALID_PARAMETER || error == ERROR_INVALID_FUNCTION || error == ERROR_NOT_SUPPORTED;
}

/* How a name in an open directory is opened or made. */
typedef struct pyosi_opening {
    DWORD access, attributes, share;
    unsigned long disposition, options;
    void *security; /* a descriptor, or NULL */
} pyosi_opening;

static bool pyosi_can_open_relative(void) {
    pyosi_load_calls();
    return pyosi_calls.NtCreateFile && pyosi_calls.RtlNtStatusToDosError;
}

/* The name must be one component, or empty for the directory itself. NULL with the last error set. The handle can be
 * waited for, which is a right of its own that somebody may lack, unless it is only for removing, for renaming and for
 * questions: those wait by themselves, and DeleteFileW does not ask for that right either. */
static HANDLE pyosi_create_relative(HANDLE root, const wchar_t *name, const pyosi_opening *how) {
    pyosi_unicode text;
    pyosi_attributes attributes;
    pyosi_io_status io;
    HANDLE handle = NULL;
    long status;
    size_t n = wcslen(name);
    bool waits = how->access == 0 || (how->access & ~(DWORD)(DELETE | FILE_READ_ATTRIBUTES)) != 0;
    if (n > PYOSI_MOST) return SetLastError(ERROR_FILENAME_EXCED_RANGE), (HANDLE)NULL;
    text.length = text.room = (unsigned short)(2 * n);
    text.text = (wchar_t *)(uintptr_t)name;
    memset(&attributes, 0, sizeof attributes);
    attributes.length = sizeof attributes, attributes.root = root, attributes.name = &text;
    attributes.flags = 0x40; /* OBJ_CASE_INSENSITIVE */
    attributes.security = how->security;
    memset(&io, 0, sizeof io);
    status = pyosi_calls.NtCreateFile(&handle, how->access | (waits ? SYNCHRONIZE : 0), &attributes, &io, NULL,
                                      how->attributes, how->share, how->disposition,
                                      how->options | (waits ? 0x20u /* SYNCHRONOUS_IO_NONALERT */ : 0), NULL, 0);
    if (status >= 0) return handle;
    SetLastError(pyosi_calls.RtlNtStatusToDosError(status));
    return NULL;
}

/* Opens what is there, shared with everybody. */
static HANDLE pyosi_open_relative(HANDLE root, const wchar_t *name, DWORD access, unsigned long options) {
    pyosi_opening how;
    memset(&how, 0, sizeof how);
    how.access = access, how.share = PYOSI_SHARE_ALL, how.disposition = PYOSI_FILE_OPEN;
    how.options = options | PYOSI_BACKUP_INTENT;
    return pyosi_create_relative(root, name, &how);
}

/* Where a file is asked for: by path, or by name in an open directory. */
typedef struct pyosi_where {
    wchar_t *path; /* or NULL */
    HANDLE root;
    const wchar_t *name;
} pyosi_where;

/* Opens a file or directory that is there. NULL with the last error set. */
static HANDLE pyosi_open_file(const wchar_t *path, DWORD access, DWORD share, DWORD flags) {
    HANDLE handle = CreateFileW(path, access, share, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | flags, NULL);
    return handle == INVALID_HANDLE_VALUE ? NULL : handle;
}

/* NULL with the last error set. */
static HANDLE pyosi_open_where(const pyosi_where *at, DWORD access, bool follow) {
    if (at->root) return pyosi_open_relative(at->root, at->name, access, follow ? 0 : PYOSI_OPEN_REPARSE_POINT);
    return pyosi_open_file(at->path, access, access & GENERIC_READ ? FILE_SHARE_READ | FILE_SHARE_WRITE : 0,
                           follow ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
}

/* What a dir_fd and a path stand for: a path, or a name in an open directory, with what has to be closed. */
typedef struct pyosi_site {
    pyosi_where at;
    pyosi_wide text;       /* the path, or the text that the name lies in */
    HANDLE opened;         /* the directory, unless it is the descriptor's own; else NULL */
    unsigned long options; /* PYOSI_DIRECTORY_FILE for a name with a separator behind it */
} pyosi_site;

static void pyosi_site_close(pyosi_site *p) {
    if (p->opened) CloseHandle(p->opened);
    pyosi_wide_close(&p->text);
}

/* Neither at a drive nor at a root, and no device, whose names ("nul", in older systems also "nul.txt") the system
 * turns into \\.\ names. */
static bool pyosi_is_relative(const wchar_t *path) {
    wchar_t full[PYOSI_SHORT];
    DWORD n;
    if (pyosi_is_wide_sep(path[0]) || (path[0] && path[1] == L':')) return false;
    n = GetFullPathNameW(path, PYOSI_SHORT, full, NULL);
    return n == 0 || n >= PYOSI_SHORT || !pyosi_is_device_path(full);
}

/* Units of a component that count for Win32: it drops one dot at the end of those with a separator behind them. */
static size_t pyosi_component(const wchar_t *s, size_t n) {
    if (n < 3 && s[0] == L'.' && s[n - 1] == L'.') return n; /* "." and ".." */
    return s[n] && n > 1 && s[n - 1] == L'.' && s[n - 2] != L'.' ? n - 1 : n;
}

/* Rewrites a relative path as Win32 reads it, as text: components with one backslash between them, without "." and
 * without ".." and what that takes away, and at last without dots and blanks at the end of what is left. Gives how many
 * ".." lead out of the directory that the path starts from. Separated: something but a directory cannot be meant, since
 * a separator ends the path, or did before a component of dots and blanks. */
static size_t pyosi_flatten(wchar_t *path, bool *separated) {
    const wchar_t *from = path;
    wchar_t *to = path; /* never beyond from: each component is written behind at most as many as were read */
    size_t up = 0, n = wcslen(path);
    *separated = n > 0 && pyosi_is_wide_sep(path[n - 1]);
    while (*from) {
        size_t kept;
        n = wcscspn(from, L"\\/"), kept = n ? pyosi_component(from, n) : 0;
        if (kept == 2 && from[0] == L'.' && from[1] == L'.') {
            if (to == path) up++;
            while (to > path && *--to != L'\\') {}
        } else if (kept > 1 || (kept == 1 && from[0] != L'.')) {
            if (to > path) *to++ = L'\\';
            memmove(to, from, kept * sizeof *to);
            to += kept;
        }
        from += n;
        if (*from) from++;
    }
    if (!*separated) {
        while (to > path && (to[-1] == L'.' || to[-1] == L' ')) to--;
        *separated = to > path && to[-1] == L'\\';
        if (*separated) to--;
    }
    *to = 0;
    return up;
}

/* Room for n wide characters; NULL when memory ran out. What was there is not kept. */
static wchar_t *pyosi_wide_room(pyosi_bytes *room, size_t n) {
    room->size = 0;
    return pyosi_reserve(room, n * sizeof(wchar_t)) ? (wchar_t *)(void *)room->data : NULL;
}

static bool pyosi_append_wide(pyosi_bytes *b, const wchar_t *s, size_t n) {
    return pyosi_append(b, (const char *)(const void *)s, n * sizeof *s);
}

/* The whole path of an open file, terminated: \\?\ and its drive, or its volume where no drive shows that. The size
 * of the buffer is without the terminator. 0 or a status. */
static int pyosi_final_path(HANDLE handle, pyosi_bytes *room) {
    DWORD size = PYOSI_SHORT, kind = 0 /* VOLUME_NAME_DOS */, n;
    for (;;) {
        wchar_t *path = pyosi_wide_room(room, size);
        if (!path) return PYOSI_MEMORY;
        n = GetFinalPathNameByHandleW(handle, path, size, kind);
        if (n == 0 && (kind != 0 || GetLastError() != ERROR_PATH_NOT_FOUND)) return pyosi_last_windows_error();
        if (n == 0) kind = 1; /* VOLUME_NAME_GUID */
        else if (n >= size) size = n + 1;
        else return room->size = n * sizeof(wchar_t), 0;
    }
}

/* Takes components off the end of a \\?\ path, down to the root of its drive, volume or share. */
static void pyosi_cut_path(wchar_t *path, size_t up) {
    wchar_t *root = path + 4, *end;
    int parts = _wcsnicmp(root, L"UNC\\", 4) == 0 ? 3 : 1;
    for (; parts > 0 && *root; parts--) {
        root += wcscspn(root, L"\\");
        if (*root) root++;
    }
    for (end = root + wcslen(root); up > 0 && end > root; up--)
        while (end > root && *--end != L'\\') {}
    *end = 0;
}

/* Opens the directory that lies that many levels above an open one, by its path: NT knows no "..". */
static int pyosi_open_above(HANDLE root, size_t up, HANDLE *above) {
    pyosi_bytes room = {NULL, 0, 0};
    int status = pyosi_final_path(root, &room);
    if (status == 0) {
        wchar_t *path = (wchar_t *)(void *)room.data;
        pyosi_cut_path(path, up);
        *above = pyosi_open_file(path, FILE_READ_ATTRIBUTES, PYOSI_SHARE_ALL, 0);
        if (!*above) status = pyosi_last_windows_error();
    }
    pyos_free(room.data);
    return status;
}

/* Opens the directories on the way to the last component, one at a time, following links; with whole also that one, and
 * the name is empty then. What is missing on the way, or is no directory, is 3, as in a path. Nobody needs more than to
 * see a directory: as in a path, the right to pass through is not asked for. */
static int pyosi_site_descend(pyosi_site *p, wchar_t *path, bool whole) {
    for (;;) {
        wchar_t *end = path + wcscspn(path, L"\\");
        bool last = !*end;
        HANDLE next;
        p->at.name = path;
        if (*path == L':') return pyosi_windows_error(ERROR_INVALID_NAME); /* a stream of the directory itself */
        if (path == end || (last && !whole)) return 0;
        *end = 0;
        next = pyosi_open_relative(p->at.root, path, FILE_READ_ATTRIBUTES, PYOSI_DIRECTORY_FILE);
        if (!next) {
            DWORD error = GetLastError();
            bool missing = !last && (error == ERROR_FILE_NOT_FOUND || error == ERROR_DIRECTORY);
            return pyosi_windows_error(missing ? ERROR_PATH_NOT_FOUND : error);
        }
        if (p->opened) CloseHandle(p->opened);
        p->at.root = p->opened = next;
        path = last ? end : end + 1;
    }
}

/* The relative path in p->text starts at the descriptor. */
static int pyosi_site_below(pyosi_site *p, int dir_fd, bool keep) {
    wchar_t *path = p->text.s;
    size_t up;
    bool separated;
    int status = 0;
    HANDLE root;
    if (!*path) return pyosi_windows_error(ERROR_PATH_NOT_FOUND);
    root = pyosi_handle(dir_fd);
    if (root == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    if (!pyosi_can_open_relative()) return PYOSI_ABSENT;
    if (!pyosi_is_directory(root)) return pyosi_windows_error(ERROR_DIRECTORY);
    up = pyosi_flatten(path, &separated);
    p->options = separated ? PYOSI_DIRECTORY_FILE : 0;
    p->at.root = root;
    if (up > 0) status = pyosi_open_above(root, up, &p->opened);
    if (p->opened) p->at.root = p->opened;
    return status != 0 ? status : pyosi_site_descend(p, path, separated && !keep);
}

/* Finds the place. With keep the last component stays a name, also before a separator: for what makes, removes or
 * renames it. A path that is not relative goes to the system as it is. 0, or a status, after which nothing is to be
 * closed. */
static int pyosi_site_open(pyosi_site *p, int dir_fd, const char *path, bool keep) {
    int status = 0;
    p->at.path = NULL, p->at.root = NULL, p->at.name = NULL;
    p->opened = NULL, p->options = 0;
    if (dir_fd != PYOS_CWD) {
        status = pyosi_wide_text(&p->text, path);
        if (status != 0) return status;
        if (pyosi_is_relative(p->text.s)) {
            status = pyosi_site_below(p, dir_fd, keep);
            if (status != 0) pyosi_site_close(p);
            return status;
        }
        pyosi_wide_close(&p->text);
    }
    status = pyosi_wide_path(&p->text, path);
    p->at.path = p->text.s;
    return status;
}

/* The place of a name that a listing gave, taken as it is: "x." is not "x". The same results. */
static int pyosi_site_in(pyosi_site *p, HANDLE root, const char *name) {
    int status;
    p->at.path = NULL, p->at.root = root;
    p->opened = NULL, p->options = 0;
    if (root == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    if (!pyosi_can_open_relative()) return PYOSI_ABSENT;
    status = pyosi_wide_text(&p->text, name);
    if (status == 0) p->at.name = p->text.s;
    return status;
}

/* Opens the place itself, no target of a link, shared with everybody. NULL with the last error set. */
static HANDLE pyosi_open_site(const pyosi_site *p, DWORD access, unsigned long options) {
    if (p->at.root)
        return pyosi_open_relative(p->at.root, p->at.name, access, p->options | options | PYOSI_OPEN_REPARSE_POINT);
    return pyosi_open_file(p->at.path, access, PYOSI_SHARE_ALL, FILE_FLAG_OPEN_REPARSE_POINT);
}

/* The whole path of a site in an open directory, for calls that take nothing else. It has the \\?\ prefix that the
 * system puts before it, so that it is read as it is: above may be names that end in dots or blanks. Without the
 * prefix, if plain, so that something with ".." in it can be put behind it. Owned; NULL with a status. */
static char *pyosi_site_path(const pyosi_site *p, bool plain, int *status) {
    pyosi_bytes room = {NULL, 0, 0};
    const wchar_t *name = p->at.name;
    wchar_t *path;
    char *text = NULL;
    *status = pyosi_final_path(p->at.root, &room);
    if (*status == 0 && room.data) {
        path = (wchar_t *)(void *)room.data;
        if ((*name && path[room.size / sizeof *path - 1] != L'\\' && !pyosi_append_wide(&room, L"\\", 1)) ||
            !pyosi_append_wide(&room, name, wcslen(name)) ||
            (*name && p->options && !pyosi_append_wide(&room, L"\\", 1)) || !pyosi_append_wide(&room, L"", 1))
            *status = PYOSI_MEMORY;
    }
    if (*status == 0 && room.data) {
        path = (wchar_t *)(void *)room.data;
        if (plain && _wcsnicmp(path, L"\\\\?\\UNC\\", 8) == 0) path += 6, path[0] = L'\\';
        else if (plain && path[5] == L':') path += 4;
        text = pyosi_from_wide(path, wcslen(path), status);
    }
    pyos_free(room.data);
    return text;
}

/* How descriptors were opened, four bits each, for the children that inherit them: the run time tells it only with the
 * lock of the descriptor, which a read of another thread holds for as long as it waits. 0 for those of others. As many
 * as the UCRT can have; the rest are as those of others. */
#define PYOSI_MODE_TEXT 1u
#define PYOSI_MODE_BINARY 2u
#define PYOSI_MODE_APPEND 4u
#define PYOSI_MODE_FDS 8192
static LONG volatile pyosi_modes[PYOSI_MODE_FDS / 8];

static unsigned pyosi_noted_mode(int fd) {
    if (fd < 0 || fd >= PYOSI_MODE_FDS) return 0;
    return (unsigned)PYOSI_RELAXED(&pyosi_modes[fd / 8]) >> fd % 8 * 4 & 15u;
}

static void pyosi_note_mode(int fd, unsigned mode) {
    unsigned shift = (unsigned)fd % 8 * 4, kept = ~(15u << shift), added = mode << shift;
    if (fd < 0 || fd >= PYOSI_MODE_FDS || pyosi_noted_mode(fd) == mode) return;
    (void)InterlockedAnd(&pyosi_modes[fd / 8], (LONG)kept);
    (void)InterlockedOr(&pyosi_modes[fd / 8], (LONG)added);
}

/* Of flags of open, where text or binary is said. */
static unsigned pyosi_mode_from(int flags) {
    return (flags & _O_TEXT ? PYOSI_MODE_TEXT : PYOSI_MODE_BINARY) | (flags & _O_APPEND ? PYOSI_MODE_APPEND : 0);
}

/* A descriptor for a handle, which is the descriptor's from then on; after a failure it is the caller's still. */
static int pyosi_handle_descriptor(HANDLE handle, int flags) {
    PYOSI_HANDLER handler = pyosi_guard();
    int fd = _open_osfhandle((intptr_t)handle, flags);
    pyosi_unguard(handler);
    if (fd >= 0) pyosi_note_mode(fd, pyosi_mode_from(flags));
    return pyosi_crt_result(fd);
}

/* The same for a handle that is closed when it finds no descriptor. */
static int pyosi_adopt_handle(HANDLE handle, int flags) {
    int fd = pyosi_handle_descriptor(handle, flags);
    if (fd < 0) CloseHandle(handle);
    return fd;
}

/* The rest of an open by the C run time's rules: a descriptor, with text mode unless the flags or the program say
 * otherwise. */
static int pyosi_open_descriptor(HANDLE handle, int flags) {
    if (!(flags & (_O_TEXT | _O_BINARY)) && _fmode != _O_BINARY) flags |= _O_TEXT;
    return pyosi_adopt_handle(handle, flags & (_O_APPEND | _O_TEXT | _O_NOINHERIT));
}

/* The errors of open are the C run time's: an errno and no Windows code. */
static int pyosi_open_error(int code) {
    errno = code;
    return pyosi_crt_error();
}

static int pyosi_open_directory(const pyosi_where *at, int flags) {
    DWORD access = FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES;
    HANDLE handle;
    bool directory;
    if (flags & (_O_CREAT | _O_TRUNC)) return pyosi_open_error(EINVAL);
    if (!at->root) (void)pyosi_strip_end(at->path);
    handle = at->root ? pyosi_open_relative(at->root, at->name, access, PYOSI_DIRECTORY_FILE)
                      : pyosi_open_file(at->path, access, PYOSI_SHARE_ALL, 0);
    if (!handle) return pyosi_last_windows_error();
    directory = pyosi_is_directory(handle);
    if (directory && !(flags & (_O_WRONLY | _O_RDWR))) return pyosi_adopt_handle(handle, flags & _O_NOINHERIT);
    CloseHandle(handle);
    return directory ? pyosi_open_error(EISDIR) : pyosi_windows_error(ERROR_DIRECTORY);
}

/* Is a file that is made read-only, by its mode and the mask of the process? There is no call that only asks for that,
 * so it is read by setting it. Under the lock, as is making files by path; a file that the program makes in that
 * moment by a call of its own is not read-only, whatever the mask says. */
static bool pyosi_makes_read_only(unsigned mode) {
    int mask;
    pyosi_lock();
    mask = _umask(0);
    (void)_umask(mask);
    pyosi_unlock();
    return !(mode & ~(unsigned)mask & PYOS_S_IWRITE);
}

/* What the C run time's open would ask CreateFileW for. False for flags that it refuses. */
static bool pyosi_how_to_open(pyosi_opening *how, int flags, unsigned mode) {
    int access = flags & (_O_WRONLY | _O_RDWR);
    bool created = (flags & _O_CREAT) != 0, cut = (flags & _O_TRUNC) != 0;
    if (access == (_O_WRONLY | _O_RDWR) || (cut && !created && access == 0)) return false;
    memset(how, 0, sizeof *how);
    how->access = FILE_READ_ATTRIBUTES | (access != _O_WRONLY ? GENERIC_READ : 0) | (access != 0 ? GENERIC_WRITE : 0);
    how->share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    how->disposition = created && (flags & _O_EXCL) ? PYOSI_FILE_CREATE
                       : created                    ? (cut ? PYOSI_FILE_OVERWRITE_IF : PYOSI_FILE_OPEN_IF)
                       : cut                        ? PYOSI_FILE_OVERWRITE
                                                    : PYOSI_FILE_OPEN;
    how->options = PYOSI_NON_DIRECTORY_FILE | (flags & _O_SEQUENTIAL ? 0x4u : flags & _O_RANDOM ? 0x800u : 0);
    how->attributes = created && pyosi_makes_read_only(mode) ? FILE_ATTRIBUTE_READONLY : FILE_ATTRIBUTE_NORMAL;
    if (flags & PYOS_O_SHORT_LIVED) how->attributes |= FILE_ATTRIBUTE_TEMPORARY;
    if (flags & _O_TEMPORARY) {
        how->access |= DELETE, how->share |= FILE_SHARE_DELETE;
        how->options |= PYOSI_DELETE_ON_CLOSE;
    }
    return true;
}

static int pyosi_open_in(const pyosi_where *at, int flags, unsigned mode) {
    pyosi_opening how;
    HANDLE handle;
    if (!pyosi_how_to_open(&how, flags, mode)) return pyosi_open_error(EINVAL);
    handle = pyosi_create_relative(at->root, at->name, &how);
    return handle ? pyosi_open_descriptor(handle, flags) : pyosi_open_error(pyosi_errno_of(GetLastError()));
}

static int pyosi_open_path(const wchar_t *path, int flags, unsigned mode) {
    PYOSI_HANDLER handler = pyosi_guard();
    bool makes = (flags & _O_CREAT) != 0; /* by the mask, which must not be another for a moment */
    int fd;
    if (makes) pyosi_lock();
    fd = _wopen(path, flags, mode & PYOS_S_IWRITE ? _S_IREAD | _S_IWRITE : _S_IREAD);
    if (makes) pyosi_unlock();
    pyosi_unguard(handler);
    if (!(flags & (_O_TEXT | _O_BINARY)) && _fmode != _O_BINARY) flags |= _O_TEXT;
    if (fd >= 0) pyosi_note_mode(fd, pyosi_mode_from(flags & _O_BINARY ? flags & ~_O_TEXT : flags));
    return pyosi_crt_result(fd);
}

#define PYOSI_LITERAL 0x40000000 /* among flags of open: the path is a name that a listing gave */

/* open, which for a directory keeps the Windows code of a failure. */
static int pyosi_open_any(int dir_fd, const char *path, int flags, unsigned mode) {
    pyosi_site p;
    int fd = flags & PYOSI_LITERAL ? pyosi_site_in(&p, pyosi_handle(dir_fd), path)
                                   : pyosi_site_open(&p, dir_fd, path, false);
    if (fd != 0) return fd;
    fd = flags & PYOS_OPEN_DIRECTORY ? pyosi_open_directory(&p.at, flags)
         : p.at.root                 ? pyosi_open_in(&p.at, flags, mode)
                                     : pyosi_open_path(p.at.path, flags, mode);
    pyosi_site_close(&p);
    return fd;
}

static int pyosi_sys_open(int dir_fd, const char *path, int flags, unsigned mode) {
    return pyosi_crt_result(pyosi_open_any(dir_fd, path, flags & ~PYOSI_LITERAL, mode));
}

static int pyosi_sys_close(int fd) {
    PYOSI_HANDLER handler = pyosi_guard();
    int result;
    pyosi_note_mode(fd, 0); /* before another can have the number */
    result = _close(fd);
    pyosi_unguard(handler);
    return pyosi_crt_result(result);
}

static long long pyosi_sys_read(int fd, void *buffer, size_t n) {
    PYOSI_HANDLER handler = pyosi_guard();
    int got;
    _doserrno = 0;
    got = _read(fd, buffer, (unsigned)n);
    if (got < 0 && errno == EINVAL && _doserrno == 232 /* NO_DATA */)
        errno = EAGAIN; /* an empty pipe that does not block */
    pyosi_unguard(handler);
    return pyosi_crt_result(got);
}

static long long pyosi_sys_write(int fd, const void *data, size_t n) {
    PYOSI_HANDLER handler = pyosi_guard();
    int done, saved = errno;
    if (n > 32767 && _isatty(fd)) n = 32767; /* a console refuses more */
    do {
        _doserrno = 0;
        errno = 0;
        done = _write(fd, data, (unsigned)n);
        if (done >= 0 || errno != ENOSPC || _doserrno != 0) break;
        errno = EAGAIN; /* a full pipe that does not block takes all or nothing: try with less */
        n /= 2;
    } while (n > 0);
    if (done >= 0) errno = saved;
    pyosi_unguard(handler);
    return pyosi_crt_result(done);
}

static long long pyosi_sys_lseek(int fd, long long pos, int whence) {
    PYOSI_HANDLER handler = pyosi_guard();
    long long at = _lseeki64(fd, pos, whence);
    pyosi_unguard(handler);
    return at < 0 ? pyosi_crt_error() : at;
}

static int pyosi_sys_fsync(int fd) {
    PYOSI_HANDLER handler = pyosi_guard();
    int result, saved = errno;
    result = _commit(fd);
    errno = result == 0 ? saved : EBADF; /* Windows's own run time says so of every failure, others leave errno alone */
    pyosi_unguard(handler);
    return pyosi_crt_result(result);
}

/* Not by _chsize_s, which writes the zeros and moves the position, and whose errors differ between run times. The
 * errors are the C run time's all the same: an errno and no Windows code. */
static int pyosi_sys_ftruncate(int fd, long long length) {
    LARGE_INTEGER end;
    HANDLE handle = pyosi_handle(fd);
    if (handle == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    end.QuadPart = length;
    if (length >= 0 && pyosi_set_info(handle, PYOSI_END_INFO, &end, sizeof end)) return 0;
    errno = length < 0 ? EINVAL : pyosi_errno_of(GetLastError());
    return pyosi_crt_error();
}

static int pyosi_handle_inheritable(HANDLE handle) {
    DWORD flags;
    if (!GetHandleInformation(handle, &flags)) return pyosi_last_windows_error();
    return (flags & HANDLE_FLAG_INHERIT) != 0;
}

static int pyosi_make_inheritable(HANDLE handle, bool inheritable) {
    if (!SetHandleInformation(handle, HANDLE_FLAG_INHERIT, inheritable ? HANDLE_FLAG_INHERIT : 0))
        return pyosi_last_windows_error();
    return 0;
}

static int pyosi_sys_get_inheritable(int fd) {
    HANDLE handle = pyosi_handle(fd);
    return handle == INVALID_HANDLE_VALUE ? pyosi_crt_error() : pyosi_handle_inheritable(handle);
}

static int pyosi_sys_set_inheritable(int fd, bool inheritable) {
    HANDLE handle = pyosi_handle(fd);
    return handle == INVALID_HANDLE_VALUE ? pyosi_crt_error() : pyosi_make_inheritable(handle, inheritable);
}

/* Closes after a failure, whose error stays. */
static PYOSI_UNUSED void pyosi_drop(int fd) {
    int saved = errno;
    unsigned winerror = pyosi_thread.winerror;
    (void)pyosi_sys_close(fd);
    errno = saved, pyosi_thread.winerror = winerror;
}

/* A descriptor that the C run time made inheritable, as it makes all copies. Gives it, or closes it and gives a
 * status. */
static int pyosi_not_inheritable(int fd) {
    int status = pyosi_sys_set_inheritable(fd, false);
    if (status == 0) return fd;
    pyosi_drop(fd);
    return status;
}

static int pyosi_sys_dup(int fd) {
    PYOSI_HANDLER handler;
    int copy;
    pyosi_lock_handles();
    handler = pyosi_guard();
    copy = _dup(fd);
    pyosi_unguard(handler);
    if (copy >= 0) pyosi_note_mode(copy, pyosi_noted_mode(fd));
    copy = copy < 0 ? pyosi_crt_error() : pyosi_not_inheritable(copy);
    pyosi_unlock_handles();
    return copy;
}

static int pyosi_sys_dup2(int fd, int fd2, bool inheritable) {
    PYOSI_HANDLER handler;
    int result = -1;
    if (!inheritable) pyosi_lock_handles();
    handler = pyosi_guard();
    if (fd < 0 || fd2 < 0) errno = EBADF; /* before the run time, which may look at them as they are */
    else result = _dup2(fd, fd2);         /* 0 where POSIX gives fd2 */
    pyosi_unguard(handler);
    result = result < 0 ? pyosi_crt_error() : fd2;
    if (result >= 0) pyosi_note_mode(fd2, pyosi_noted_mode(fd));
    if (result >= 0 && !inheritable) result = pyosi_not_inheritable(fd2);
    if (!inheritable) pyosi_unlock_handles();
    return result;
}

static int pyosi_sys_pipe(int *read_fd, int *write_fd) {
    HANDLE reader, writer;
    int first, second, saved;
    if (!CreatePipe(&reader, &writer, NULL, 0)) return pyosi_last_windows_error();
    first = pyosi_adopt_handle(reader, _O_RDONLY);
    saved = errno;
    second = pyosi_adopt_handle(writer, _O_WRONLY);
    if (first >= 0 && second >= 0) {
        *read_fd = first, *write_fd = second;
        return 0;
    }
    if (first >= 0) saved = errno, (void)pyosi_sys_close(first);
    if (second >= 0) (void)pyosi_sys_close(second);
    errno = saved;
    return pyosi_crt_error();
}

/* Reads, or writes unless data is NULL, at an offset. A handle for synchronous calls moves its position all the same,
 * so that is put back. The errors are those of the C run time's read and write: an errno and no Windows code, and EBADF
 * for what is not open for that. */
static long long pyosi_transfer(int fd, void *buffer, const void *data, size_t n, long long offset) {
    HANDLE handle = offset < 0 ? INVALID_HANDLE_VALUE : pyosi_handle(fd);
    LARGE_INTEGER start, position;
    OVERLAPPED at;
    DWORD moved = 0, error;
    BOOL done;
    if (offset < 0) errno = EINVAL;
    if (handle == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    start.QuadPart = 0;
    if (GetFileType(handle) != FILE_TYPE_DISK || !SetFilePointerEx(handle, start, &position, FILE_CURRENT)) {
        errno = ESPIPE;
        return pyosi_crt_error();
    }
    memset(&at, 0, sizeof at);
    at.Offset = (DWORD)(offset & 0xFFFFFFFF), at.OffsetHigh = (DWORD)(offset >> 32);
    done = data ? WriteFile(handle, data, (DWORD)n, &moved, &at) : ReadFile(handle, buffer, (DWORD)n, &moved, &at);
    if (!done && GetLastError() == ERROR_IO_PENDING) /* a handle for asynchronous calls that the caller has wrapped */
        done = GetOverlappedResult(handle, &at, &moved, TRUE);
    error = done ? 0 : GetLastError();
    (void)SetFilePointerEx(handle, position, NULL, FILE_BEGIN);
    if (error == 0 || error == ERROR_HANDLE_EOF) return (long long)moved;
    errno = error == ERROR_ACCESS_DENIED ? EBADF : pyosi_errno_of(error);
    return pyosi_crt_error();
}

static long long pyosi_sys_pread(int fd, void *buffer, size_t n, long long offset) {
    return pyosi_transfer(fd, buffer, NULL, n, offset);
}

static long long pyosi_sys_pwrite(int fd, const void *data, size_t n, long long offset) {
    return pyosi_transfer(fd, NULL, data ? data : "", n, offset);
}

/* After some bytes were read: would another read find more without waiting? Nobody knows of a console. */
static bool pyosi_need_not_wait(int fd) {
    HANDLE handle = pyosi_handle(fd);
    DWORD type = GetFileType(handle), there = 0;
    if (type == FILE_TYPE_DISK) return true;
    return type == FILE_TYPE_PIPE && PeekNamedPipe(handle, NULL, 0, NULL, &there, NULL) && there > 0;
}

/* Buffer by buffer. What has been moved is not lost by a later error, and not waited with for more. The descriptor is
 * looked at first, since the run time may not do so where there is nothing to move. */
static long long pyosi_vector(int fd, const pyos_buffer *buffers, size_t n, bool write) {
    long long total = 0, moved = 0;
    size_t i;
    int saved = errno;
    if (pyosi_handle(fd) == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    for (i = 0; i < n; i++) {
        void *base = buffers[i].base;
        size_t length = buffers[i].len < PYOSI_IO_MAX ? buffers[i].len : PYOSI_IO_MAX;
        if (length == 0) continue;
        if (!write && total > 0 && !pyosi_need_not_wait(fd)) break;
        moved = write ? pyosi_sys_write(fd, base, length) : pyosi_sys_read(fd, base, length);
        if (moved < 0) break;
        total += moved;
        if ((size_t)moved < buffers[i].len) break;
    }
    if (moved < 0 && total == 0) return moved;
    errno = saved;
    return total;
}

static long long pyosi_sys_readv(int fd, const pyos_buffer *buffers, size_t n) {
    return pyosi_vector(fd, buffers, n, false);
}

static long long pyosi_sys_writev(int fd, const pyos_buffer *buffers, size_t n) {
    return pyosi_vector(fd, buffers, n, true);
}

/* Only pipes have the mode; other files give an error of the system. */
static int pyosi_pipe_mode(int fd, HANDLE *handle, DWORD *mode) {
    *handle = pyosi_handle(fd);
    if (*handle == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    return GetNamedPipeHandleStateW(*handle, mode, NULL, NULL, NULL, NULL, 0) ? 0 : pyosi_last_windows_error();
}

static int pyosi_sys_get_blocking(int fd) {
    HANDLE handle;
    DWORD mode = 0;
    int status = pyosi_pipe_mode(fd, &handle, &mode);
    return status != 0 ? status : !(mode & PIPE_NOWAIT);
}

static int pyosi_sys_set_blocking(int fd, bool blocking) {
    HANDLE handle;
    DWORD mode = 0;
    int status = pyosi_pipe_mode(fd, &handle, &mode);
    if (status != 0) return status;
    mode = blocking ? mode & ~(DWORD)PIPE_NOWAIT : mode | PIPE_NOWAIT;
    return SetNamedPipeHandleState(handle, &mode, NULL, NULL) ? 0 : pyosi_last_windows_error();
}

static int pyosi_sys_get_handle_inheritable(void *handle) { return pyosi_handle_inheritable(handle); }

static int pyosi_sys_set_handle_inheritable(void *handle, bool inheritable) {
    return pyosi_make_inheritable(handle, inheritable);
}

static int pyosi_sys_get_osfhandle(int fd, void **handle) {
    HANDLE found = pyosi_handle(fd);
    if (found == INVALID_HANDLE_VALUE) return pyosi_crt_error();
    *handle = found;
    return 0;
}

static int pyosi_sys_open_osfhandle(void *handle, int flags) { return pyosi_handle_descriptor(handle, flags); }

static bool pyosi_sys_isatty(int fd) {
    PYOSI_HANDLER handler = pyosi_guard();
    int saved = errno;
    bool is = _isatty(fd) != 0;
    errno = saved;
    pyosi_unguard(handler);
    return is;
}

/* The console's code page for input or output; 0 where the program has no console. */
static int pyosi_sys_device_encoding(int fd, pyosi_bytes *b) {
    char name[16];
    unsigned page = 0;
    int n;
    if (fd < 0 || fd > 2 || !pyosi_sys_isatty(fd)) return 0;
    page = fd == 0 ? GetConsoleCP() : GetConsoleOutputCP();
    if (page == 0) return 0;
    n = snprintf(name, sizeof name, "cp%u", page);
    return pyosi_append(b, name, (size_t)n + 1) ? 0 : PYOSI_MEMORY;
}

/* Of a standard stream of the process, whatever the C run time has made of the descriptor, as Python does it. */
static int pyosi_sys_get_terminal_size(int fd, pyos_terminal_size *size) {
    CONSOLE_SCREEN_BUFFER_INFO info;
    HANDLE handle = GetStdHandle(fd == 0 ? STD_INPUT_HANDLE : fd == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
    if (!handle) { /* the process has none: no code of the system */
        errno = EBADF;
        return pyosi_crt_error();
    }
    if (handle == INVALID_HANDLE_VALUE || !GetConsoleScreenBufferInfo(handle, &info)) return pyosi_last_windows_error();
    size->columns = info.srWindow.Right - info.srWindow.Left + 1;
    size->lines = info.srWindow.Bottom - info.srWindow.Top + 1;
    return 0;
}

#if PYOS_STDIO
static FILE *pyosi_sys_fdopen(int fd, const char *mode) {
    PYOSI_HANDLER handler = pyosi_guard();
    FILE *stream = _fdopen(fd, mode);
    pyosi_unguard(handler);
    pyosi_thread.winerror = 0;
    return stream;
}
#endif

#define PYOSI_CLOEXEC _O_NOINHERIT

#else /* POSIX and WASI */

/* Repeats an interrupted call. */
#define PYOSI_RETRY(result, call)                                                                                      \
    do (result) = (call);                                                                                              \
    while ((result) < 0 && pyosi_again())

/* On WASI some hosts take "" for the root of the sandbox, and rmdir("") would remove it: refused before any call. */
static bool pyosi_is_empty(const char *path) {
    if (!PYOSI_WASI || *path) return false;
    errno = ENOENT;
    return true;
}

static int pyosi_sys_open(int dir_fd, const char *path, int flags, unsigned mode) {
    int fd;
    if (pyosi_is_empty(path)) return PYOSI_SYSTEM;
    PYOSI_RETRY(fd, openat(dir_fd, path, flags, (mode_t)mode));
    return fd;
}

#define pyosi_open_any pyosi_sys_open

static int pyosi_sys_close(int fd) { return close(fd); }

/* Closes on the way out of a failure, whose errno stays. */
static PYOSI_UNUSED void pyosi_drop(int fd) {
    int saved = errno;
    (void)close(fd);
    errno = saved;
}

static long long pyosi_sys_read(int fd, void *buffer, size_t n) {
    ssize_t got;
    PYOSI_RETRY(got, read(fd, buffer, n));
    return got;
}

static long long pyosi_sys_write(int fd, const void *data, size_t n) {
    ssize_t done;
    PYOSI_RETRY(done, write(fd, data, n));
    return done;
}

/* In parentheses, because wasi-libc has a macro of that name that is no standard C. */
static long long pyosi_sys_lseek(int fd, long long pos, int whence) { return (lseek)(fd, (off_t)pos, whence); }

static int pyosi_sys_fsync(int fd) {
    int result;
    PYOSI_RETRY(result, fsync(fd));
    return result;
}

static int pyosi_sys_ftruncate(int fd, long long length) {
    int result;
    PYOSI_RETRY(result, ftruncate(fd, (off_t)length));
    return result;
}

#if PYOSI_WASI
/* There are no children. F_GETFD answers for closed descriptors too, so an open one is looked for. */
static int pyosi_sys_get_inheritable(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 ? 0 : PYOSI_SYSTEM;
}

static int pyosi_sys_set_inheritable(int fd, bool inheritable) {
    int status = pyosi_sys_get_inheritable(fd);
    return status != 0 ? status : inheritable ? PYOSI_SETTING : 0;
}
#else
static int pyosi_sys_get_inheritable(int fd) {
    int flags = fcntl(fd, F_GETFD);
    return flags < 0 ? PYOSI_SYSTEM : !(flags & FD_CLOEXEC);
}

/* One ioctl where it is allowed; terminals of some systems (ENOTTY), security modules (EACCES) and O_PATH descriptors
 * (EBADF) refuse it, and then fcntl decides. */
static int pyosi_sys_set_inheritable(int fd, bool inheritable) {
    int flags, wanted, saved = errno;
#if PYOSI_HAVE_FIOCLEX
    if (ioctl(fd, inheritable ? FIONCLEX : FIOCLEX, NULL) == 0) return 0;
    if (errno != ENOTTY && errno != EACCES && errno != EBADF) return PYOSI_SYSTEM;
#endif
    flags = fcntl(fd, F_GETFD);
    if (flags < 0) return PYOSI_SYSTEM;
    wanted = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    if (wanted != flags && fcntl(fd, F_SETFD, wanted) != 0) return PYOSI_SYSTEM;
    errno = saved;
    return 0;
}
#endif

#if PYOS_STDIO
static FILE *pyosi_sys_fdopen(int fd, const char *mode) { return fdopen(fd, mode); }
#endif

#define PYOSI_CLOEXEC O_CLOEXEC

static long long pyosi_sys_pread(int fd, void *buffer, size_t n, long long offset) {
    ssize_t got;
    PYOSI_RETRY(got, pread(fd, buffer, n, (off_t)offset));
    return got;
}

static long long pyosi_sys_pwrite(int fd, const void *data, size_t n, long long offset) {
    ssize_t done;
    PYOSI_RETRY(done, pwrite(fd, data, n, (off_t)offset));
    return done;
}

static int pyosi_sys_get_blocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? PYOSI_SYSTEM : !(flags & O_NONBLOCK);
}

static bool pyosi_sys_isatty(int fd) { return isatty(fd) != 0; }

/* The encoding of a terminal; nothing is appended for what is none. */
static int pyosi_sys_device_encoding(int fd, pyosi_bytes *b) {
    const char *name;
    if (!isatty(fd)) return 0;
    pyosi_init_encoding();
    name = pyosi_encoding.utf8_mode ? "utf-8" : pyosi_encoding.codeset;
    return pyosi_append(b, name, strlen(name) + 1) ? 0 : PYOSI_MEMORY;
}

#if PYOSI_WASI
static int pyosi_sys_set_blocking(int fd, bool blocking) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) return PYOSI_SYSTEM;
    return fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) < 0 ? PYOSI_SYSTEM : 0;
}

#define pyosi_sys_dup(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_dup2(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_pipe(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_readv(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_writev(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_get_terminal_size(...) pyosi_none(0, __VA_ARGS__)

#else

/* One call where fcntl needs two. */
static int pyosi_sys_set_blocking(int fd, bool blocking) {
    int nonblocking = !blocking;
    return ioctl(fd, FIONBIO, &nonblocking) < 0 ? PYOSI_SYSTEM : 0;
}

static int pyosi_sys_dup(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 0); }

static int pyosi_dup3(int fd, int fd2) {
#if PYOSI_HAVE_DUP3 && PYOSI_LINUX
    return (int)syscall(SYS_dup3, fd, fd2, O_CLOEXEC);
#elif PYOSI_HAVE_DUP3
    return dup3(fd, fd2, O_CLOEXEC);
#else
    (void)fd, (void)fd2;
    return errno = ENOSYS, -1;
#endif
}

static int pyosi_sys_dup2(int fd, int fd2, bool inheritable) {
    int result, saved = errno;
    if (inheritable) return dup2(fd, fd2);
    result = pyosi_dup3(fd, fd2);
    if (result >= 0 || errno != ENOSYS) return result;
    if (dup2(fd, fd2) < 0) return PYOSI_SYSTEM;
    errno = saved;
    if (pyosi_sys_set_inheritable(fd2, false) == 0) return fd2;
    pyosi_drop(fd2);
    return PYOSI_SYSTEM;
}

#if PYOS_HAVE_PIPE2
static int pyosi_sys_pipe2(int flags, int *read_fd, int *write_fd) {
    int fds[2];
#if PYOSI_LINUX
    if (syscall(SYS_pipe2, fds, flags) != 0) return PYOSI_SYSTEM;
#else
    if (pipe2(fds, flags) != 0) return PYOSI_SYSTEM;
#endif
    *read_fd = fds[0], *write_fd = fds[1];
    return 0;
}

static int pyosi_sys_pipe(int *read_fd, int *write_fd) { return pyosi_sys_pipe2(O_CLOEXEC, read_fd, write_fd); }
#else
static int pyosi_sys_pipe(int *read_fd, int *write_fd) {
    int fds[2];
    if (pipe(fds) != 0) return PYOSI_SYSTEM;
    if (pyosi_sys_set_inheritable(fds[0], false) == 0 && pyosi_sys_set_inheritable(fds[1], false) == 0) {
        *read_fd = fds[0], *write_fd = fds[1];
        return 0;
    }
    pyosi_drop(fds[0]);
    pyosi_drop(fds[1]);
    return PYOSI_SYSTEM;
}
#endif

typedef char pyosi_buffer_is_iovec[sizeof(pyos_buffer) == sizeof(struct iovec) &&
                                           offsetof(pyos_buffer, len) == offsetof(struct iovec, iov_len)
                                       ? 1
                                       : -1];

/* The vector as the system takes it, and its length: more than an int can count is too much for every system. */
static const struct iovec *pyosi_iovec(const pyos_buffer *buffers) {
    return (const struct iovec *)(const void *)buffers;
}
static int pyosi_iovec_count(size_t n) { return n > INT_MAX ? INT_MAX : (int)n; }

static long long pyosi_sys_readv(int fd, const pyos_buffer *buffers, size_t n) {
    ssize_t got;
    PYOSI_RETRY(got, readv(fd, pyosi_iovec(buffers), pyosi_iovec_count(n)));
    return got;
}

static long long pyosi_sys_writev(int fd, const pyos_buffer *buffers, size_t n) {
    ssize_t done;
    PYOSI_RETRY(done, writev(fd, pyosi_iovec(buffers), pyosi_iovec_count(n)));
    return done;
}

/* Only preadv2 and pwritev2 take flags, and -1 for the position. False where the kernel lacks them and no flag needs
 * them: then the older calls do it. The offset goes in two words, of which the kernel looks at one where a word holds
 * it all. */
static bool pyosi_vector2(bool writing, int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags,
                          long long *moved) {
#if PYOSI_HAVE_PREADV2
    long result, number = writing ? SYS_pwritev2 : SYS_preadv2;
    int saved = errno;
    PYOSI_RETRY(result, syscall(number, fd, buffers, n, (long)offset, (long)((unsigned long long)offset >> 32), flags));
    *moved = result;
    if (result >= 0 || errno != ENOSYS) return true;
    errno = saved;
#else
    (void)writing, (void)fd, (void)buffers, (void)n, (void)offset;
#endif
    *moved = PYOSI_NOFLAGS;
    return flags != 0;
}

static long long pyosi_sys_preadv(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags) {
    long long moved;
    ssize_t got;
    if (flags || offset == -1) {
        if (pyosi_vector2(false, fd, buffers, n, offset, flags, &moved)) return moved;
        if (PYOSI_LINUX) return pyosi_sys_readv(fd, buffers, n);
    }
    PYOSI_RETRY(got, preadv(fd, pyosi_iovec(buffers), pyosi_iovec_count(n), (off_t)offset));
    return got;
}

static long long pyosi_sys_pwritev(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags) {
    long long moved;
    ssize_t done;
    if (flags || offset == -1) {
        if (pyosi_vector2(true, fd, buffers, n, offset, flags, &moved)) return moved;
        if (PYOSI_LINUX) return pyosi_sys_writev(fd, buffers, n);
    }
    PYOSI_RETRY(done, pwritev(fd, pyosi_iovec(buffers), pyosi_iovec_count(n), (off_t)offset));
    return done;
}

static int pyosi_sys_lockf(int fd, int command, long long length) {
    int result;
    PYOSI_RETRY(result, lockf(fd, command, (off_t)length));
    return result;
}

static int pyosi_sys_get_terminal_size(int fd, pyos_terminal_size *size) {
    struct winsize w;
    if (ioctl(fd, TIOCGWINSZ, &w) != 0) return PYOSI_SYSTEM;
    size->columns = w.ws_col, size->lines = w.ws_row;
    return 0;
}

static int pyosi_sys_ttyname(int fd, pyosi_bytes *b) { return pyosi_ask_name(ttyname_r, fd, b); }

static long long pyosi_sys_tcgetpgrp(int fd) { return tcgetpgrp(fd); }

static int pyosi_sys_tcsetpgrp(int fd, pyos_pid pgid) { return tcsetpgrp(fd, (pid_t)pgid); }

static int pyosi_sys_grantpt(int fd) { return grantpt(fd); }

static int pyosi_sys_unlockpt(int fd) { return unlockpt(fd); }

static int pyosi_sys_posix_openpt(int oflag) {
    int fd = posix_openpt(oflag | O_CLOEXEC);
    if (fd < 0 || PYOSI_LINUX) return fd;
    if (pyosi_sys_set_inheritable(fd, false) == 0) return fd; /* where the flag is not looked at */
    pyosi_drop(fd);
    return PYOSI_SYSTEM;
}

#if PYOSI_OPENBSD /* which has the call with a buffer of its own only */
static int pyosi_sys_ptsname(int fd, pyosi_bytes *b) {
    const char *name;
    bool kept;
    pyosi_lock();
    name = ptsname(fd);
    kept = name && pyosi_append(b, name, strlen(name) + 1);
    pyosi_unlock();
    return kept ? 0 : name ? PYOSI_MEMORY : PYOSI_SYSTEM;
}
#else
static int pyosi_sys_ptsname(int fd, pyosi_bytes *b) { return pyosi_ask_name(ptsname_r, fd, b); }
#endif

/* The other end of a pseudo-terminal; -1 or a status. */
static int pyosi_open_slave(int master) {
    pyosi_bytes name = {NULL, 0, 0};
    int fd, status = grantpt(master) == 0 && unlockpt(master) == 0 ? pyosi_sys_ptsname(master, &name) : PYOSI_SYSTEM;
    fd = status == 0 ? pyosi_sys_open(AT_FDCWD, name.data, O_RDWR | O_NOCTTY | O_CLOEXEC, 0) : status;
    pyos_free(name.data);
    return fd;
}

static int pyosi_sys_openpty(int *master, int *slave) {
    int first = pyosi_sys_posix_openpt(O_RDWR | O_NOCTTY), second;
    if (first < 0) return first;
    second = pyosi_open_slave(first);
    if (second < 0) {
        pyosi_drop(first);
        return second;
    }
    *master = first, *slave = second;
    return 0;
}

/* As the C libraries do it; but what is no terminal is refused before the session changes. EBUSY is a race of dup2 with
 * open, on Linux. */
static int pyosi_sys_login_tty(int fd) {
    int i, result, saved = errno;
    if (!isatty(fd)) return PYOSI_SYSTEM;
    (void)setsid();
    errno = saved;
    if (ioctl(fd, TIOCSCTTY, 0) != 0) return PYOSI_SYSTEM;
    for (i = 0; i < 3; i++) {
        do result = dup2(fd, i);
        while (result < 0 && (errno == EBUSY || errno == EINTR));
        if (result < 0) return PYOSI_SYSTEM;
    }
    if (fd > 2) (void)close(fd);
    return 0;
}
#endif

#if PYOS_HAVE_FDATASYNC
static int pyosi_sys_fdatasync(int fd) {
    int result;
    PYOSI_RETRY(result, fdatasync(fd));
    return result;
}
#endif

/* Repeats an interrupted call that gives its error number. 0 or a status. */
#define PYOSI_RETRY_CODE(result, call)                                                                                 \
    do {                                                                                                               \
        int saved = errno;                                                                                             \
        do errno = (result) = (call);                                                                                  \
        while ((result) != 0 && pyosi_again());                                                                        \
        if ((result) == 0) errno = saved;                                                                              \
        else (result) = PYOSI_SYSTEM;                                                                                  \
    } while (0)

#if PYOS_HAVE_POSIX_FALLOCATE
static int pyosi_sys_posix_fallocate(int fd, long long offset, long long length) {
    int result;
    PYOSI_RETRY_CODE(result, posix_fallocate(fd, (off_t)offset, (off_t)length));
    return result;
}
#endif

#if PYOS_HAVE_POSIX_FADVISE
static int pyosi_sys_posix_fadvise(int fd, long long offset, long long length, int advice) {
    int result;
    PYOSI_RETRY_CODE(result, posix_fadvise(fd, (off_t)offset, (off_t)length, advice));
    return result;
}
#endif

#if PYOSI_LINUX
/* Is there more to read, although a call has moved nothing? Some kernels say 0 for procfs and the like, whose files
 * have no size. */
static bool pyosi_has_more(int fd, const long long *offset) {
    off_t at = offset ? (off_t)*offset : lseek(fd, 0, SEEK_CUR);
    char byte;
    int saved = errno;
    bool more = at >= 0 && pyosi_sys_pread(fd, &byte, 1, at) > 0;
    errno = saved;
    return more;
}

static long long pyosi_copy_range(int src, int dst, size_t count, const long long *offset_src,
                                  const long long *offset_dst) {
    long long from = offset_src ? *offset_src : 0, to = offset_dst ? *offset_dst : 0;
    long moved;
    PYOSI_RETRY(moved,
                syscall(SYS_copy_file_range, src, offset_src ? &from : NULL, dst, offset_dst ? &to : NULL, count, 0));
    return moved;
}

/* A file that grew meanwhile is asked a second time. */
static long long pyosi_sys_copy_file_range(int src, int dst, size_t count, const long long *offset_src,
                                           const long long *offset_dst) {
    int tries;
    for (tries = 0; tries < 2; tries++) {
        long long moved = pyosi_copy_range(src, dst, count, offset_src, offset_dst);
        if (moved != 0 || count == 0 || !pyosi_has_more(src, offset_src)) return moved;
    }
    errno = EXDEV; /* what newer kernels say */
    return PYOSI_SYSTEM;
}

static long long pyosi_sys_splice(int src, int dst, size_t count, const long long *offset_src,
                                  const long long *offset_dst, unsigned flags) {
    long long from = offset_src ? *offset_src : 0, to = offset_dst ? *offset_dst : 0;
    long moved;
    PYOSI_RETRY(moved, syscall(SYS_splice, src, offset_src ? &from : NULL, dst, offset_dst ? &to : NULL, count, flags));
    return moved;
}

/* A negative count fails as in the kernel, which cannot be given one where size_t has 32 bits. */
static int pyosi_negative_sendfile(int in_fd, const long long *offset) {
    int flags = fcntl(in_fd, F_GETFL);
    bool readable = flags >= 0 && !(flags & PYOS_O_PATH) && (flags & 3) != PYOS_O_WRONLY, placed;
    char nothing;
    errno = 0;
    placed =
        !offset || pread(in_fd, &nothing, 0, 0) == 0 || errno != ESPIPE; /* counters can seek, but have no places */
    errno = !readable ? EBADF : !placed ? ESPIPE : EINVAL;
    return PYOSI_SYSTEM;
}

static long long pyosi_sys_sendfile(int out_fd, int in_fd, const long long *offset, long long count,
                                    const pyos_sendfile_options *options) {
    int tries;
    (void)options;
    if (count < 0) return pyosi_negative_sendfile(in_fd, offset);
    for (tries = 0; tries < 2; tries++) {
        off_t at = offset ? (off_t)*offset : 0;
        ssize_t sent;
        PYOSI_RETRY(sent, sendfile(out_fd, in_fd, offset ? &at : NULL, (size_t)count));
        if (sent != 0 || count == 0 || !pyosi_has_more(in_fd, offset)) return sent;
    }
    errno = EINVAL; /* what newer kernels say */
    return PYOSI_SYSTEM;
}
#elif PYOS_HAVE_COPY_FILE_RANGE
static long long pyosi_sys_copy_file_range(int src, int dst, size_t count, const long long *offset_src,
                                           const long long *offset_dst) {
    off_t from = offset_src ? (off_t)*offset_src : 0, to = offset_dst ? (off_t)*offset_dst : 0;
    ssize_t moved;
    PYOSI_RETRY(moved, copy_file_range(src, offset_src ? &from : NULL, dst, offset_dst ? &to : NULL, count, 0));
    return moved;
}
#endif

#if PYOSI_MACOS || PYOSI_FREEBSD
/* What was sent before an interruption or before out_fd would have waited is success. */
static long long pyosi_sys_sendfile(int out_fd, int in_fd, const long long *offset, long long count,
                                    const pyos_sendfile_options *options) {
    struct sf_hdtr vectors;
    int result, flags = options ? options->flags : 0;
    off_t sent;
    memset(&vectors, 0, sizeof vectors);
    if (options) {
        vectors.headers = (struct iovec *)(uintptr_t)pyosi_iovec(options->headers);
        vectors.hdr_cnt = pyosi_iovec_count(options->nheaders);
        vectors.trailers = (struct iovec *)(uintptr_t)pyosi_iovec(options->trailers);
        vectors.trl_cnt = pyosi_iovec_count(options->ntrailers);
    }
    do {
#if PYOSI_MACOS
        size_t i;
        sent = (off_t)count; /* the headers count here */
        for (i = 0; sent != 0 && options && i < options->nheaders; i++) sent += (off_t)options->headers[i].len;
        result = sendfile(in_fd, out_fd, (off_t)*offset, &sent, options ? &vectors : NULL, flags);
#else
        sent = 0;
        result = sendfile(in_fd, out_fd, (off_t)*offset, (size_t)count, options ? &vectors : NULL, &sent, flags);
#endif
    } while (result < 0 && sent == 0 && pyosi_again());
    return result == 0 || (sent > 0 && (errno == EAGAIN || errno == EBUSY || errno == EINTR)) ? sent : PYOSI_SYSTEM;
}
#endif
#endif

/* What the platform lacks. */
#if !PYOSI_WINDOWS
#define pyosi_sys_get_handle_inheritable(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_set_handle_inheritable(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_get_osfhandle(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_open_osfhandle(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOSI_POSIX
#define pyosi_sys_preadv(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_pwritev(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_lockf(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_ttyname(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_tcgetpgrp(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_tcsetpgrp(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_openpty(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_login_tty(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_posix_openpt(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_grantpt(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_unlockpt(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_ptsname(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_PIPE2
#define pyosi_sys_pipe2(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_FDATASYNC
#define pyosi_sys_fdatasync(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_POSIX_FALLOCATE
#define pyosi_sys_posix_fallocate(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_POSIX_FADVISE
#define pyosi_sys_posix_fadvise(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_COPY_FILE_RANGE
#define pyosi_sys_copy_file_range(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_SPLICE
#define pyosi_sys_splice(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_SENDFILE
#define pyosi_sys_sendfile(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Public. */

PYOSI_API int pyos_open_at(int dir_fd, const char *path, int flags, unsigned mode) {
    int fd;
    if (!path) return pyosi_null_path("os.open", "path", false);
    flags |= PYOSI_CLOEXEC;
    if (PYOSI_REFUSED("os.open", "open", "sni", path, flags)) return -1;
    fd = pyosi_sys_open(dir_fd, path, flags, mode);
    return fd >= 0 ? fd : pyosi_fail(fd, "os.open", path);
}

PYOSI_API int pyos_open(const char *path, int flags, unsigned mode) {
    return pyos_open_at(PYOS_CWD, path, flags, mode);
}

PYOSI_API int pyos_close(int fd) { return pyosi_result(pyosi_sys_close(fd), "os.close", NULL); }

/* Closes a range in one call; false where there is no such call. */
static bool pyosi_close_range(unsigned first, unsigned last) {
#if PYOSI_HAVE_CLOSE_RANGE
    return syscall(SYS_close_range, first, last, 0) == 0;
#else
    (void)first, (void)last;
    return false;
#endif
}

/* One more than the largest descriptor, so that a range up to INT_MAX does not take minutes: as a directory lists them,
 * or what the C run time can hold, or, where a range is that large, the limit that a process cannot raise. */
static int pyosi_most_fds(int fd_high) {
#if PYOSI_LINUX || PYOSI_MACOS
    int most = pyosi_largest_number(PYOSI_LINUX ? "/proc/self/fd" : "/dev/fd");
    if (most >= 0) return most + 1;
#endif
#if PYOSI_POSIX
    {
        struct rlimit limit;
        bool told = fd_high > 65536 && getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < INT_MAX;
        if (told) return limit.rlim_max > 65536 ? (int)limit.rlim_max : 65536;
    }
    return fd_high;
#else
    (void)fd_high;
    return PYOSI_WINDOWS ? 8192 : 1 << 20;
#endif
}

PYOSI_API void pyos_closerange(int fd_low, int fd_high) {
    int fd, saved = errno;
    if (fd_low < 0) fd_low = 0;
    if (fd_low < fd_high && !pyosi_close_range((unsigned)fd_low, (unsigned)fd_high - 1)) {
        int most = pyosi_most_fds(fd_high);
        for (fd = fd_low; fd < fd_high && fd < most; fd++) (void)pyosi_sys_close(fd);
    }
    errno = saved;
}

/* The result of a call that gives a descriptor. */
#if !PYOS_STRICT || PYOS_HAVE_DUP
PYOSI_API int pyos_dup(int fd) {
    if (!PYOS_HAVE_DUP) return pyosi_absent("os.dup");
    return pyosi_descriptor(pyosi_sys_dup(fd), "os.dup");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_DUP2
PYOSI_API int pyos_dup2(int fd, int fd2, bool inheritable) {
    if (!PYOS_HAVE_DUP2) return pyosi_absent("os.dup2");
    return pyosi_descriptor(pyosi_sys_dup2(fd, fd2, inheritable), "os.dup2");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_PIPE
PYOSI_API int pyos_pipe(int *read_fd, int *write_fd) {
    if (!PYOS_HAVE_PIPE) return pyosi_absent("os.pipe");
    if (!read_fd || !write_fd) return pyosi_null_pointer("os.pipe", read_fd ? "write_fd" : "read_fd");
    return pyosi_result(pyosi_sys_pipe(read_fd, write_fd), "os.pipe", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_PIPE2
PYOSI_API int pyos_pipe2(int flags, int *read_fd, int *write_fd) {
    if (!PYOS_HAVE_PIPE2) return pyosi_absent("os.pipe2");
    if (!read_fd || !write_fd) return pyosi_null_pointer("os.pipe2", read_fd ? "write_fd" : "read_fd");
    return pyosi_result(pyosi_sys_pipe2(flags, read_fd, write_fd), "os.pipe2", NULL);
}
#endif

#if PYOS_STDIO
/* Python's mode and flags of a stdio mode, as the audit event has them: "r+b" is "r+", and flags of open. */
static int pyosi_mode_flags(const char *mode, char plain[3]) {
    bool update = strchr(mode, '+') != NULL;
    int flags = update ? PYOS_O_RDWR : *mode == 'r' ? PYOS_O_RDONLY : PYOS_O_WRONLY;
    plain[0] = *mode, plain[1] = update ? '+' : '\0', plain[2] = '\0';
    if (*mode != 'r') flags |= PYOS_O_CREAT | (*mode == 'w' ? PYOS_O_TRUNC : PYOS_O_APPEND);
    return flags | PYOSI_CLOEXEC | PYOS_OPEN_BINARY;
}

PYOSI_API FILE *pyos_fdopen(int fd, const char *mode) {
    pyos_stat_result st;
    FILE *stream;
    char plain[3];
    int status, flags;
    if (!mode) return (FILE *)pyosi_null(pyosi_type_error("os.fdopen", "open() argument 'mode' must be str, not None"));
    if (!*mode || !strchr("rwa", *mode))
        return (FILE *)pyosi_null(pyosi_value_error("os.fdopen", pyosi_compose("invalid mode: '", mode, "'", "")));
    if (fd < 0) return (FILE *)pyosi_null(pyosi_value_error("os.fdopen", "negative file descriptor"));
    flags = pyosi_mode_flags(mode, plain);
    (void)flags, (void)plain; /* without audit */
    if (PYOSI_REFUSED("os.fdopen", "open", "isi", fd, plain, flags)) return NULL;
    status = pyosi_sys_fstat(fd, &st);
    if (status < 0) return (FILE *)pyosi_null(pyosi_fail(status, "os.fdopen", NULL));
    if ((st.mode & PYOSI_TYPE) == PYOS_S_IFDIR)
        return (FILE *)pyosi_null(pyosi_record("os.fdopen", PYOS_ISADIRECTORYERROR, EISDIR, NULL, NULL, NULL));
    stream = pyosi_sys_fdopen(fd, mode);
    if (!stream) (void)pyosi_fail(PYOSI_SYSTEM, "os.fdopen", NULL);
    return stream;
}
#endif

PYOSI_API long long pyos_read(int fd, void *buffer, long long n) {
    if (n < 0) return pyosi_invalid("os.read");
    if (!buffer && n != 0) return pyosi_null_pointer("os.read", "buffer");
    if (n > PYOSI_IO_MAX) n = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_read(fd, buffer, (size_t)n), "os.read");
}

#define PYOSI_NO_BYTES "a bytes-like object is required, not 'NoneType'"

PYOSI_API long long pyos_write(int fd, const void *data, size_t n) {
    if (!data && n != 0) return pyosi_type_error("os.write", PYOSI_NO_BYTES);
    if (n > PYOSI_IO_MAX) n = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_write(fd, data, n), "os.write");
}

PYOSI_API long long pyos_pread(int fd, void *buffer, long long n, long long offset) {
    if (n < 0) return pyosi_invalid("os.pread");
    if (!buffer && n != 0) return pyosi_null_pointer("os.pread", "buffer");
    if (n > PYOSI_IO_MAX) n = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_pread(fd, buffer, (size_t)n, offset), "os.pread");
}

PYOSI_API long long pyos_pwrite(int fd, const void *data, size_t n, long long offset) {
    if (!data && n != 0) return pyosi_type_error("os.pwrite", PYOSI_NO_BYTES);
    if (n > PYOSI_IO_MAX) n = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_pwrite(fd, data, n, offset), "os.pwrite");
}

#if !PYOS_STRICT || PYOS_HAVE_READV
PYOSI_API long long pyos_readv(int fd, const pyos_buffer *buffers, size_t n) {
    if (!PYOS_HAVE_READV) return pyosi_absent("os.readv");
    if (!buffers && n != 0) return pyosi_type_error("os.readv", "readv() arg 2 must be a sequence");
    return pyosi_count(pyosi_sys_readv(fd, buffers, n), "os.readv");
}

PYOSI_API long long pyos_writev(int fd, const pyos_buffer *buffers, size_t n) {
    if (!PYOS_HAVE_WRITEV) return pyosi_absent("os.writev");
    if (!buffers && n != 0) return pyosi_type_error("os.writev", "writev() arg 2 must be a sequence");
    return pyosi_count(pyosi_sys_writev(fd, buffers, n), "os.writev");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_PREADV
PYOSI_API long long pyos_preadv(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags) {
    if (!PYOS_HAVE_PREADV) return pyosi_absent("os.preadv");
    if (!buffers && n != 0) return pyosi_type_error("os.preadv", "preadv2() arg 2 must be a sequence");
    return pyosi_count(pyosi_sys_preadv(fd, buffers, n, offset, flags), "os.preadv");
}

PYOSI_API long long pyos_pwritev(int fd, const pyos_buffer *buffers, size_t n, long long offset, int flags) {
    if (!PYOS_HAVE_PWRITEV) return pyosi_absent("os.pwritev");
    if (!buffers && n != 0) return pyosi_type_error("os.pwritev", "pwritev() arg 2 must be a sequence");
    return pyosi_count(pyosi_sys_pwritev(fd, buffers, n, offset, flags), "os.pwritev");
}
#endif

PYOSI_API long long pyos_lseek(int fd, long long pos, int whence) {
    return pyosi_count(pyosi_sys_lseek(fd, pos, whence), "os.lseek");
}

#define PYOSI_NEGATIVE_COUNT "negative value for 'count' not allowed"

#if !PYOS_STRICT || PYOS_HAVE_COPY_FILE_RANGE
PYOSI_API long long pyos_copy_file_range(int src, int dst, long long count, const long long *offset_src,
                                         const long long *offset_dst) {
    if (!PYOS_HAVE_COPY_FILE_RANGE) return pyosi_absent("os.copy_file_range");
    if (count < 0) return pyosi_value_error("os.copy_file_range", PYOSI_NEGATIVE_COUNT);
    if (count > PYOSI_IO_MAX) count = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_copy_file_range(src, dst, (size_t)count, offset_src, offset_dst),
                       "os.copy_file_range");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SENDFILE
PYOSI_API long long pyos_sendfile(int out_fd, int in_fd, const long long *offset, long long count,
                                  const pyos_sendfile_options *options) {
    bool optional = options && (options->nheaders || options->ntrailers || options->flags);
    if (!PYOS_HAVE_SENDFILE) return pyosi_absent("os.sendfile");
    if (optional && PYOSI_LINUX) return pyosi_unavailable("os.sendfile", "headers, trailers and flags");
    if (!offset && !PYOSI_LINUX)
        return pyosi_type_error("os.sendfile", "'NoneType' object cannot be interpreted as an integer");
    if (optional && ((options->nheaders && !options->headers) || (options->ntrailers && !options->trailers)))
        return pyosi_type_error("os.sendfile", "sendfile() headers and trailers must be a sequence");
    if (count < 0 && !PYOSI_LINUX) return pyosi_invalid("os.sendfile"); /* Linux says so itself */
    if (count > PYOSI_IO_MAX) count = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_sendfile(out_fd, in_fd, offset, count, optional ? options : NULL), "os.sendfile");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SPLICE
PYOSI_API long long pyos_splice(int src, int dst, long long count, const long long *offset_src,
                                const long long *offset_dst, unsigned flags) {
    if (!PYOS_HAVE_SPLICE) return pyosi_absent("os.splice");
    if (count < 0) return pyosi_value_error("os.splice", PYOSI_NEGATIVE_COUNT);
    if (count > PYOSI_IO_MAX) count = PYOSI_IO_MAX;
    return pyosi_count(pyosi_sys_splice(src, dst, (size_t)count, offset_src, offset_dst, flags), "os.splice");
}
#endif

PYOSI_API int pyos_fsync(int fd) {
    if (fd < 0) return pyosi_negative_fd("os.fsync", fd);
    return pyosi_result(pyosi_sys_fsync(fd), "os.fsync", NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_FDATASYNC
PYOSI_API int pyos_fdatasync(int fd) {
    if (!PYOS_HAVE_FDATASYNC) return pyosi_absent("os.fdatasync");
    if (fd < 0) return pyosi_negative_fd("os.fdatasync", fd);
    return pyosi_result(pyosi_sys_fdatasync(fd), "os.fdatasync", NULL);
}
#endif

PYOSI_API int pyos_ftruncate(int fd, long long length) {
    if (PYOSI_REFUSED("os.ftruncate", "os.truncate", "il", fd, length)) return -1;
    return pyosi_result(pyosi_sys_ftruncate(fd, length), "os.ftruncate", NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_POSIX_FALLOCATE
PYOSI_API int pyos_posix_fallocate(int fd, long long offset, long long length) {
    if (!PYOS_HAVE_POSIX_FALLOCATE) return pyosi_absent("os.posix_fallocate");
    return pyosi_result(pyosi_sys_posix_fallocate(fd, offset, length), "os.posix_fallocate", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_POSIX_FADVISE
PYOSI_API int pyos_posix_fadvise(int fd, long long offset, long long length, int advice) {
    if (!PYOS_HAVE_POSIX_FADVISE) return pyosi_absent("os.posix_fadvise");
    return pyosi_result(pyosi_sys_posix_fadvise(fd, offset, length, advice), "os.posix_fadvise", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_LOCKF
PYOSI_API int pyos_lockf(int fd, int command, long long length) {
    if (!PYOS_HAVE_LOCKF) return pyosi_absent("os.lockf");
    if (PYOSI_REFUSED("os.lockf", "os.lockf", "iil", fd, command, length)) return -1;
    return pyosi_result(pyosi_sys_lockf(fd, command, length), "os.lockf", NULL);
}
#endif

PYOSI_API int pyos_get_blocking(int fd) { return pyosi_answer(pyosi_sys_get_blocking(fd), "os.get_blocking"); }

PYOSI_API int pyos_set_blocking(int fd, bool blocking) {
    return pyosi_result(pyosi_sys_set_blocking(fd, blocking), "os.set_blocking", NULL);
}

PYOSI_API int pyos_get_inheritable(int fd) { return pyosi_answer(pyosi_sys_get_inheritable(fd), "os.get_inheritable"); }

PYOSI_API int pyos_set_inheritable(int fd, bool inheritable) {
    return pyosi_result(pyosi_sys_set_inheritable(fd, inheritable), "os.set_inheritable", NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_GET_HANDLE_INHERITABLE
PYOSI_API int pyos_get_handle_inheritable(void *handle) {
    if (!PYOS_HAVE_GET_HANDLE_INHERITABLE) return pyosi_absent("os.get_handle_inheritable");
    return pyosi_answer(pyosi_sys_get_handle_inheritable(handle), "os.get_handle_inheritable");
}

PYOSI_API int pyos_set_handle_inheritable(void *handle, bool inheritable) {
    if (!PYOS_HAVE_SET_HANDLE_INHERITABLE) return pyosi_absent("os.set_handle_inheritable");
    return pyosi_result(pyosi_sys_set_handle_inheritable(handle, inheritable), "os.set_handle_inheritable", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GET_OSFHANDLE
PYOSI_API void *pyos_get_osfhandle(int fd) {
    void *handle = NULL;
    int status;
    if (!PYOS_HAVE_GET_OSFHANDLE) return pyosi_null(pyosi_absent("msvcrt.get_osfhandle"));
    if (PYOSI_REFUSED("msvcrt.get_osfhandle", "msvcrt.get_osfhandle", "i", fd)) return NULL;
    status = pyosi_sys_get_osfhandle(fd, &handle);
    return status == 0 ? handle : pyosi_null(pyosi_fail(status, "msvcrt.get_osfhandle", NULL));
}

PYOSI_API int pyos_open_osfhandle(void *handle, int flags) {
    if (!PYOS_HAVE_OPEN_OSFHANDLE) return pyosi_absent("msvcrt.open_osfhandle");
    if (PYOSI_REFUSED("msvcrt.open_osfhandle", "msvcrt.open_osfhandle", "li", (long long)(intptr_t)handle, flags))
        return -1;
    return pyosi_descriptor(pyosi_sys_open_osfhandle(handle, flags), "msvcrt.open_osfhandle");
}
#endif

PYOSI_API bool pyos_isatty(int fd) {
    int saved = errno;
    bool answer = pyosi_sys_isatty(fd);
    errno = saved;
    return answer;
}

#if !PYOS_STRICT || PYOS_HAVE_TTYNAME
PYOSI_API char *pyos_ttyname(int fd) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_TTYNAME) return (char *)pyosi_null(pyosi_absent("os.ttyname"));
    return pyosi_text(&b, pyosi_sys_ttyname(fd, &b), "os.ttyname", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_TCGETPGRP
PYOSI_API pyos_pid pyos_tcgetpgrp(int fd) {
    if (!PYOS_HAVE_TCGETPGRP) return pyosi_absent("os.tcgetpgrp");
    return pyosi_count(pyosi_sys_tcgetpgrp(fd), "os.tcgetpgrp");
}

PYOSI_API int pyos_tcsetpgrp(int fd, pyos_pid pgid) {
    if (!PYOS_HAVE_TCSETPGRP) return pyosi_absent("os.tcsetpgrp");
    if (pyosi_check_pid("os.tcsetpgrp", pgid) != 0) return -1;
    return pyosi_result(pyosi_sys_tcsetpgrp(fd, pgid), "os.tcsetpgrp", NULL);
}
#endif

PYOSI_API int pyos_device_encoding(int fd, char **encoding) {
    pyosi_bytes b = {NULL, 0, 0};
    int status, saved = errno;
    if (!encoding) return pyosi_null_pointer("os.device_encoding", "encoding");
    status = pyosi_sys_device_encoding(fd, &b);
    if (status != 0) return pyosi_fail(status, "os.device_encoding", NULL);
    *encoding = b.data;
    errno = saved;
    return 0;
}

#if !PYOS_STRICT || PYOS_HAVE_GET_TERMINAL_SIZE
PYOSI_API int pyos_get_terminal_size(int fd, pyos_terminal_size *size) {
    if (!PYOS_HAVE_GET_TERMINAL_SIZE) return pyosi_absent("os.get_terminal_size");
    if (!size) return pyosi_null_pointer("os.get_terminal_size", "size");
    if (PYOSI_WINDOWS && (fd < 0 || fd > 2)) return pyosi_value_error("os.get_terminal_size", "bad file descriptor");
    return pyosi_result(pyosi_sys_get_terminal_size(fd, size), "os.get_terminal_size", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_OPENPTY
PYOSI_API int pyos_openpty(int *master, int *slave) {
    if (!PYOS_HAVE_OPENPTY) return pyosi_absent("os.openpty");
    if (!master || !slave) return pyosi_null_pointer("os.openpty", master ? "slave" : "master");
    return pyosi_result(pyosi_sys_openpty(master, slave), "os.openpty", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_LOGIN_TTY
PYOSI_API int pyos_login_tty(int fd) {
    if (!PYOS_HAVE_LOGIN_TTY) return pyosi_absent("os.login_tty");
    if (fd < 0) return pyosi_negative_fd("os.login_tty", fd);
    return pyosi_result(pyosi_sys_login_tty(fd), "os.login_tty", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_POSIX_OPENPT
PYOSI_API int pyos_posix_openpt(int oflag) {
    if (!PYOS_HAVE_POSIX_OPENPT) return pyosi_absent("os.posix_openpt");
    return pyosi_descriptor(pyosi_sys_posix_openpt(oflag), "os.posix_openpt");
}

PYOSI_API int pyos_grantpt(int fd) {
    if (!PYOS_HAVE_GRANTPT) return pyosi_absent("os.grantpt");
    if (fd < 0) return pyosi_negative_fd("os.grantpt", fd);
    return pyosi_result(pyosi_sys_grantpt(fd), "os.grantpt", NULL);
}

PYOSI_API int pyos_unlockpt(int fd) {
    if (!PYOS_HAVE_UNLOCKPT) return pyosi_absent("os.unlockpt");
    if (fd < 0) return pyosi_negative_fd("os.unlockpt", fd);
    return pyosi_result(pyosi_sys_unlockpt(fd), "os.unlockpt", NULL);
}

PYOSI_API char *pyos_ptsname(int fd) {
    pyosi_bytes b = {NULL, 0, 0};
    if (!PYOS_HAVE_PTSNAME) return (char *)pyosi_null(pyosi_absent("os.ptsname"));
    if (fd < 0) return (char *)pyosi_null(pyosi_negative_fd("os.ptsname", fd));
    return pyosi_text(&b, pyosi_sys_ptsname(fd, &b), "os.ptsname", NULL);
}
#endif

/* =====================================================================================================================
 * >>files
 */

/* What a reparse point holds: the name that the system resolves, of a symbolic link or a junction, with \??\ in front
 * shown as \\?\. Pure, on the bytes that FSCTL_GET_REPARSE_POINT gives: tag (4 bytes), length (2), reserved (2), offset
 * and length of the substitute name and of the printed name (2 each), for links flags (4), then the names.
 * Gives the units, written to out, which has room for n / 2; *status says what is wrong when that is PYOSI_NO_TEXT. */
static PYOSI_UNUSED size_t pyosi_link_target(const unsigned char *data, size_t n, pyosi_unit *out, int *status) {
    size_t names, offset, length, i;
    unsigned long tag;
    *status = PYOSI_SYSTEM;
    if (n < 16) return PYOSI_NO_TEXT;
    tag = (unsigned long)data[0] | (unsigned long)data[1] << 8 | (unsigned long)data[2] << 16 |
          (unsigned long)data[3] << 24;
    if (tag != 0xA000000CUL && tag != 0xA0000003UL) return *status = PYOSI_BADTAG, PYOSI_NO_TEXT;
    names = tag == 0xA000000CUL ? 20 : 16;
    offset = names + (data[8] | (size_t)data[9] << 8);
    length = data[10] | (size_t)data[11] << 8;
    if (length % 2 != 0 || offset > n || length > n - offset) return PYOSI_NO_TEXT;
    *status = 0;
    for (i = 0; i < length / 2; i++) out[i] = (pyosi_unit)(data[offset + 2 * i] | data[offset + 2 * i + 1] << 8);
    if (i > 4 && out[0] == '\\' && out[1] == '?' && out[2] == '?' && out[3] == '\\') out[1] = '\\';
    return i;
}

#if PYOSI_WINDOWS

static int pyosi_sys_getcwd(pyosi_bytes *b) {
    wchar_t room[PYOSI_SHORT], *text = room;
    DWORD size = PYOSI_SHORT, n;
    int status = 0;
    while ((n = GetCurrentDirectoryW(size, text)) >= size) { /* the size it needs */
        if (text != room) pyos_free(text);
        size = n + 1;
        text = (wchar_t *)PYOSI_MALLOC(size * sizeof *text);
        if (!text) return PYOSI_MEMORY;
    }
    if (n == 0) status = pyosi_last_windows_error();
    else b->data = pyosi_from_wide(text, n, &status);
    if (text != room) pyos_free(text);
    return status;
}

/* The environment variable "=C:" is where the run time keeps the directory of drive C. text has room for the working
 * directory of size units; it is there before the directory changes, so that no memory is wanted after. */
static int pyosi_keep_drive(wchar_t *text, DWORD size) {
    wchar_t name[4];
    DWORD n = GetCurrentDirectoryW(size, text);
    if (n == 0) return pyosi_last_windows_error();
    if (n >= size || pyosi_is_wide_sep(text[0])) return 0; /* another thread has changed it again; a share */
    name[0] = L'=', name[1] = text[0], name[2] = L':', name[3] = 0;
    return SetEnvironmentVariableW(name, text) ? 0 : pyosi_last_windows_error();
}

static int pyosi_sys_chdir(const char *path) {
    wchar_t room[PYOSI_SHORT], *text = room;
    pyosi_wide w;
    DWORD size;
    int status = pyosi_wide_text(&w, path);
    if (status != 0) return status;
    size = GetFullPathNameW(w.s, 0, NULL, NULL) + 2; /* 0 for an error that the next call will report */
    if (size > PYOSI_SHORT) text = (wchar_t *)PYOSI_MALLOC(size * sizeof *text);
    else size = PYOSI_SHORT;
    if (!text) {
        status = PYOSI_MEMORY;
    } else if (!SetCurrentDirectoryW(w.s)) {
        status = pyosi_last_windows_error();
        if (pyosi_thread.winerror == ERROR_FILENAME_EXCED_RANGE) errno = ENAMETOOLONG;
    } else {
        status = pyosi_keep_drive(text, size);
    }
    if (text != room) pyos_free(text);
    pyosi_wide_close(&w);
    return status;
}

static PYOSI_UNUSED int pyosi_sys_fchdir(int fd) {
    (void)fd;
    return PYOSI_ABSENT;
}

/* The attributes of a site, of a link its own; INVALID_FILE_ATTRIBUTES with the last error set. */
static DWORD pyosi_attributes_of(const pyosi_site *p) {
    pyosi_tag_info info;
    HANDLE handle;
    DWORD error = 0;
    if (!p->at.root) return GetFileAttributesW(p->at.path);
    handle = pyosi_open_site(p, FILE_READ_ATTRIBUTES, 0);
    if (!handle) return INVALID_FILE_ATTRIBUTES;
    if (!pyosi_handle_info(handle, PYOSI_TAG_INFO, &info, sizeof info)) error = GetLastError();
    CloseHandle(handle);
    return error == 0 ? info.attributes : (SetLastError(error), INVALID_FILE_ATTRIBUTES);
}

/* Only existence and the read-only bit count, and that not for directories. */
static int pyosi_sys_access(int dir_fd, const char *path, int mode, unsigned flags) {
    pyosi_site p;
    DWORD attributes;
    int status = pyosi_site_open(&p, dir_fd, path, false);
    (void)flags;
    if (status != 0) return status;
    attributes = pyosi_attributes_of(&p);
    pyosi_site_close(&p);
    if (attributes == INVALID_FILE_ATTRIBUTES) return pyosi_last_windows_error();
    if ((mode & PYOS_W_OK) && (attributes & FILE_ATTRIBUTE_READONLY) && !(attributes & FILE_ATTRIBUTE_DIRECTORY))
        return pyosi_windows_error(ERROR_ACCESS_DENIED);
    return 0;
}

/* The SID of the user that this thread acts for, as text; NULL when it cannot be had. For LocalFree. */
static wchar_t *pyosi_user_sid(void) {
    unsigned long long room[32]; /* a TOKEN_USER: a pointer, a number, a SID of at most 68 bytes */
    HANDLE token = NULL;
    wchar_t *text = NULL;
    void *sid;
    DWORD size;
    pyosi_load_calls();
    if (!pyosi_calls.OpenThreadToken || !pyosi_calls.OpenProcessToken || !pyosi_calls.GetTokenInformation ||
        !pyosi_calls.ConvertSidToStringSidW)
        return NULL;
    if (!pyosi_calls.OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token) &&
        !pyosi_calls.OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return NULL;
    if (pyosi_calls.GetTokenInformation(token, 1 /* TokenUser */, room, sizeof room, &size)) {
        memcpy(&sid, room, sizeof sid);
        if (!pyosi_calls.ConvertSidToStringSidW(sid, &text)) text = NULL;
    }
    CloseHandle(token);
    return text;
}

/* The descriptor of mkdir(path, 0o700), protected against inheritance: full access for SYSTEM, the administrators, the
 * owner and, so that elevated users are not locked out, the current user. NULL with a status. For LocalFree. */
static void *pyosi_private_descriptor(int *status) {
    static const wchar_t start[] = L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)", user[] = L"(A;OICI;FA;;;";
    wchar_t text[256], *sid = pyosi_user_sid();
    size_t n = sizeof start / sizeof *start - 1, m = sizeof user / sizeof *user - 1, length = sid ? wcslen(sid) : 0;
    void *descriptor = NULL;
    memcpy(text, start, (n + 1) * sizeof *text);
    if (sid && n + m + length + 2 <= sizeof text / sizeof *text) {
        memcpy(text + n, user, m * sizeof *text);
        memcpy(text + n + m, sid, length * sizeof *text);
        memcpy(text + n + m + length, L")", 2 * sizeof *text);
    }
    LocalFree(sid);
    *status = 0;
    if (!pyosi_calls.ConvertStringSecurityDescriptorToSecurityDescriptorW) {
        *status = pyosi_windows_error(ERROR_CALL_NOT_IMPLEMENTED);
    } else if (!pyosi_calls.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, &descriptor, NULL)) {
        *status = pyosi_last_windows_error();
        descriptor = NULL;
    }
    return descriptor;
}

/* As CreateDirectoryW asks for it. The directory that the name starts from is there. */
static int pyosi_mkdir_in(const pyosi_where *at, void *security) {
    pyosi_opening how;
    HANDLE handle;
    if (!*at->name) return pyosi_windows_error(ERROR_ALREADY_EXISTS);
    memset(&how, 0, sizeof how);
    how.access = FILE_LIST_DIRECTORY, how.share = FILE_SHARE_READ | FILE_SHARE_WRITE;
    how.attributes = FILE_ATTRIBUTE_NORMAL, how.disposition = PYOSI_FILE_CREATE;
    how.options = PYOSI_DIRECTORY_FILE | PYOSI_BACKUP_INTENT, how.security = security;
    handle = pyosi_create_relative(at->root, at->name, &how);
    if (!handle) return pyosi_last_windows_error();
    CloseHandle(handle);
    return 0;
}

static int pyosi_sys_mkdir(int dir_fd, const char *path, unsigned mode) {
    pyosi_site p;
    SECURITY_ATTRIBUTES security;
    int status = pyosi_site_open(&p, dir_fd, path, true);
    if (status != 0) return status;
    security.nLength = sizeof security, security.bInheritHandle = FALSE, security.lpSecurityDescriptor = NULL;
    if (mode == 0700) security.lpSecurityDescriptor = pyosi_private_descriptor(&status);
    if (status == 0 && p.at.root) status = pyosi_mkdir_in(&p.at, security.lpSecurityDescriptor);
    else if (status == 0 && !CreateDirectoryW(p.at.path, mode == 0700 ? &security : NULL))
        status = pyosi_last_windows_error();
    LocalFree(security.lpSecurityDescriptor);
    pyosi_site_close(&p);
    return status;
}

static bool pyosi_is_link_tag(DWORD tag) {
    return tag == PYOS_IO_REPARSE_TAG_SYMLINK || tag == PYOS_IO_REPARSE_TAG_MOUNT_POINT;
}

/* Removes what is open. By POSIX rules, where the system knows them (Windows 10, NTFS): the name is gone when this
 * handle is closed, whoever else has the file open. As DeleteFileW not what is read-only, and no program that runs,
 * which the third flag asks for: POSIX rules alone would take it away. */
static int pyosi_dispose(HANDLE handle) {
    DWORD flags = 7;       /* FILE_DISPOSITION_DELETE, _POSIX_SEMANTICS, _FORCE_IMAGE_SECTION_CHECK */
    unsigned char old = 1; /* a BOOLEAN */
    if (pyosi_set_info(handle, PYOSI_DISPOSITION_INFO_EX, &flags, sizeof flags)) return 0;
    if (!pyosi_means_unsupported(GetLastError())) return pyosi_last_windows_error();
    return pyosi_set_info(handle, PYOSI_DISPOSITION_INFO, &old, sizeof old) ? 0 : pyosi_last_windows_error();
}

/* As RemoveDirectoryW, or as Python's unlink, which refuses directories but no links to them. */
static int pyosi_remove_in(const pyosi_site *p, bool directory) {
    pyosi_tag_info info = {0, 0};
    HANDLE handle = pyosi_open_site(p, DELETE | FILE_READ_ATTRIBUTES, directory ? PYOSI_DIRECTORY_FILE : 0);
    int status;
    if (!handle) return pyosi_last_windows_error();
    if (!directory && !pyosi_handle_info(handle, PYOSI_TAG_INFO, &info, sizeof info))
        status = pyosi_last_windows_error();
    else if ((info.attributes & FILE_ATTRIBUTE_DIRECTORY) &&
             !((info.attributes & FILE_ATTRIBUTE_REPARSE_POINT) && pyosi_is_link_tag(info.tag)))
        status = pyosi_windows_error(ERROR_ACCESS_DENIED);
    else status = pyosi_dispose(handle);
    CloseHandle(handle);
    return status;
}

static int pyosi_sys_rmdir(int dir_fd, const char *path) {
    pyosi_site p;
    int status = pyosi_site_open(&p, dir_fd, path, true);
    if (status != 0) return status;
    if (p.at.root) status = pyosi_remove_in(&p, true);
    else if (!RemoveDirectoryW(p.at.path)) status = pyosi_last_windows_error();
    pyosi_site_close(&p);
    return status;
}

/* A link to a directory, or a junction: what DeleteFileW refuses and RemoveDirectoryW removes without its target. */
static bool pyosi_is_directory_link(const wchar_t *path) {
    WIN32_FIND_DATAW data;
    DWORD attributes = GetFileAttributesW(path);
    HANDLE find;
    if (attributes == INVALID_FILE_ATTRIBUTES || !(attributes & FILE_ATTRIBUTE_DIRECTORY) ||
        !(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        return false;
    find = FindFirstFileW(path, &data);
    if (find == INVALID_HANDLE_VALUE) return false;
    FindClose(find);
    return pyosi_is_link_tag(data.dwReserved0);
}

static int pyosi_sys_unlink(int dir_fd, const char *path) {
    pyosi_site p;
    int status = pyosi_site_open(&p, dir_fd, path, true);
    if (status != 0) return status;
    if (p.at.root) status = pyosi_remove_in(&p, false);
    else if (!(pyosi_is_directory_link(p.at.path) ? RemoveDirectoryW(p.at.path) : DeleteFileW(p.at.path)))
        status = pyosi_last_windows_error();
    pyosi_site_close(&p);
    return status;
}

/* Calls with two paths. 0, or a status, after which there is nothing to close. */
static int pyosi_sites_open(pyosi_site *from, pyosi_site *to, int src_dir_fd, const char *src, int dst_dir_fd,
                            const char *dst) {
    int status = pyosi_site_open(from, src_dir_fd, src, true);
    if (status != 0) return status;
    status = pyosi_site_open(to, dst_dir_fd, dst, true);
    if (status != 0) pyosi_site_close(from);
    return status == PYOSI_TOOLONG ? PYOSI_TOOLONG2 : status;
}

/* A path as ntdll takes it: whole, behind \??\, and without separators at its end, which are told of. What is a device
 * by its name ("nul") cannot be made. */
static int pyosi_nt_path(pyosi_wide *w, bool *separated) {
    bool literal = wcsncmp(w->s, L"\\\\?\\", 4) == 0 || wcsncmp(w->s, L"\\??\\", 4) == 0;
    int status = literal ? 0 : pyosi_wide_prefix(w, pyosi_is_device_path(w->s));
    size_t n;
    if (status != 0) return status;
    if (!pyosi_is_device_path(w->s)) return pyosi_windows_error(ERROR_INVALID_NAME);
    w->s[0] = w->s[3] = L'\\', w->s[1] = w->s[2] = L'?';
    n = wcslen(w->s);
    *separated = pyosi_strip_end(w->s) && wcslen(w->s) < n;
    return 0;
}

/* FILE_RENAME_INFORMATION and FILE_LINK_INFORMATION. */
typedef struct pyosi_new_name {
    unsigned flags; /* 1: replaces; 2, for the newer classes: by POSIX rules, though others have the file open */
    HANDLE root;
    unsigned bytes;
    wchar_t name[1];
} pyosi_new_name;

#define PYOSI_RENAME_EX 65 /* FileRenameInformationEx, Windows 10 */
#define PYOSI_RENAME 10
#define PYOSI_LINK_EX 72 /* FileLinkInformationEx, Windows 10 */
#define PYOSI_LINK 11

static int pyosi_set_name(HANDLE handle, pyosi_new_name *name, size_t size, int kind, int old_kind) {
    pyosi_io_status io;
    DWORD error;
    long status;
    memset(&io, 0, sizeof io);
    status = pyosi_calls.NtSetInformationFile(handle, &io, name, (unsigned long)size, kind);
    if (status >= 0) return 0;
    error = pyosi_calls.RtlNtStatusToDosError(status);
    if (!pyosi_means_unsupported(error)) return pyosi_windows_error(error);
    name->flags &= 1; /* a BOOLEAN */
    status = pyosi_calls.NtSetInformationFile(handle, &io, name, (unsigned long)size, old_kind);
    return status >= 0 ? 0 : pyosi_windows_error(pyosi_calls.RtlNtStatusToDosError(status));
}

/* Gives what is open a name in a directory, or whole. */
static int pyosi_give_name(HANDLE handle, HANDLE root, const wchar_t *name, unsigned flags, int kind, int old_kind) {
    pyosi_new_name *info;
    size_t n = wcslen(name), size = sizeof *info + n * sizeof *name;
    int status;
    info = (pyosi_new_name *)PYOSI_MALLOC(size);
    if (!info) return PYOSI_MEMORY;
    memset(info, 0, sizeof *info);
    info->flags = flags, info->root = root, info->bytes = (unsigned)(n * sizeof *name);
    memcpy(info->name, name, n * sizeof *name);
    status = pyosi_set_name(handle, info, size, kind, old_kind);
    pyos_free(info);
    return status;
}

/* The same by the whole path of the place: a file system of the network takes no name that starts at a directory. */
static int pyosi_give_path(HANDLE handle, const pyosi_site *to, unsigned flags, int kind, int old_kind) {
    pyosi_wide w;
    bool separated;
    int status;
    char *path = pyosi_site_path(to, false, &status);
    if (!path) return status == PYOSI_SYSTEM ? pyosi_windows_error(ERROR_INVALID_PARAMETER) : status;
    status = pyosi_wide_text(&w, path);
    pyos_free(path);
    if (status != 0) return status;
    status = pyosi_nt_path(&w, &separated);
    if (status == 0) status = pyosi_give_name(handle, NULL, w.s, flags, kind, old_kind);
    pyosi_wide_close(&w);
    return status;
}

/* Gives what is at one place a name at another: in the same directory or not, by handle or by path. */
static int pyosi_name_site(const pyosi_site *from, pyosi_site *to, DWORD access, unsigned flags, int kind,
                           int old_kind) {
    HANDLE handle;
    bool directory, separated = to->options != 0; /* with a separator behind it, which only a directory may have */
    int saved = errno, status = to->at.root ? 0 : pyosi_nt_path(&to->text, &separated);
    if (status != 0) return status;
    if (!pyosi_can_open_relative() || !pyosi_calls.NtSetInformationFile) return PYOSI_ABSENT;
    if (to->at.root && !*to->at.name)
        return pyosi_windows_error(flags & 1 ? ERROR_ACCESS_DENIED : ERROR_ALREADY_EXISTS);
    handle = pyosi_open_site(from, access, 0);
    if (!handle) return pyosi_last_windows_error();
    directory = pyosi_is_directory(handle);
    if (directory) flags &= 1; /* POSIX rules let one replace an empty directory */
    if (separated && !directory) status = pyosi_windows_error(ERROR_DIRECTORY);
    else status = pyosi_give_name(handle, to->at.root, to->at.root ? to->at.name : to->text.s, flags, kind, old_kind);
    if (status == PYOSI_SYSTEM && to->at.root && pyosi_thread.winerror == ERROR_INVALID_PARAMETER) {
        status = pyosi_give_path(handle, to, flags, kind, old_kind);
        if (status == 0) errno = saved;
    }
    CloseHandle(handle);
    return status;
}

static int pyosi_sys_rename(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, bool replace) {
    pyosi_site from, to;
    int status = pyosi_sites_open(&from, &to, src_dir_fd, src, dst_dir_fd, dst);
    if (status != 0) return status;
    if (from.at.root || to.at.root)
        status =
            pyosi_name_site(&from, &to, DELETE | FILE_READ_ATTRIBUTES, replace ? 3 : 0, PYOSI_RENAME_EX, PYOSI_RENAME);
    else if (!MoveFileExW(from.at.path, to.at.path, replace ? MOVEFILE_REPLACE_EXISTING : 0))
        status = pyosi_last_windows_error();
    pyosi_site_close(&from);
    pyosi_site_close(&to);
    return status;
}

static int pyosi_sys_link(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, bool follow) {
    pyosi_site from, to;
    int status = pyosi_sites_open(&from, &to, src_dir_fd, src, dst_dir_fd, dst);
    (void)follow;
    if (status != 0) return status;
    if (from.at.root || to.at.root)
        status = pyosi_name_site(&from, &to, FILE_WRITE_ATTRIBUTES, 0, PYOSI_LINK_EX, PYOSI_LINK);
    else if (!CreateHardLinkW(to.at.path, from.at.path, NULL)) status = pyosi_last_windows_error();
    pyosi_site_close(&from);
    pyosi_site_close(&to);
    return status;
}

/* Is the target of a link at dst a directory, seen from there? 1, 0 or a status. */
static int pyosi_target_is_directory(const char *src, const char *dst) {
    pyos_view parts[2], tail;
    pyosi_wide w;
    DWORD attributes;
    char *target;
    int status;
    pyosi_path_split(1, pyos_view_of(dst), &parts[0], &tail);
    parts[1] = pyos_view_of(src);
    target = (char *)PYOSI_MALLOC(parts[0].size + parts[1].size + 4);
    if (!target) return PYOSI_MEMORY;
    (void)pyosi_path_join(1, target, parts[0].size + parts[1].size + 4, parts, 2);
    status = pyosi_wide_path(&w, target);
    pyos_free(target);
    if (status == PYOSI_SYSTEM || status == PYOSI_TOOLONG) return 0; /* nothing can be there */
    if (status != 0) return status;
    attributes = GetFileAttributesW(w.s);
    pyosi_wide_close(&w);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* Flag 2 lets users without the privilege make links in developer mode; Windows before version 1703 refuses it. */
static int pyosi_symlink_path(const char *src, const char *dst, bool directory) {
    pyosi_wide target, place;
    DWORD flags = directory ? 1 : 0;
    int status = pyosi_wide_text(&target, src);
    if (status != 0) return status;
    status = pyosi_wide_path(&place, dst);
    if (status == 0) {
        if (!CreateSymbolicLinkW(place.s, target.s, flags | 2) &&
            (GetLastError() != ERROR_INVALID_PARAMETER || !CreateSymbolicLinkW(place.s, target.s, flags)))
            status = pyosi_last_windows_error();
        pyosi_wide_close(&place);
    }
    pyosi_wide_close(&target);
    return status == PYOSI_TOOLONG ? PYOSI_TOOLONG2 : status;
}

/* By the whole path, for CreateSymbolicLinkW, which knows who may make links and what a target needs. */
static int pyosi_symlink_site(const char *src, const pyosi_site *p, bool target_is_directory) {
    int status;
    char *path = pyosi_site_path(p, true, &status);
    if (path) status = pyosi_target_is_directory(src, path);
    pyos_free(path);
    if (status < 0) return status;
    target_is_directory = target_is_directory || status > 0;
    path = pyosi_site_path(p, false, &status);
    if (path) status = pyosi_symlink_path(src, path, target_is_directory);
    pyos_free(path);
    return status;
}

static int pyosi_sys_symlink(const char *src, int dir_fd, const char *dst, bool target_is_directory) {
    pyosi_site p;
    int status = pyosi_site_open(&p, dir_fd, dst, true);
    if (status != 0) return status == PYOSI_TOOLONG ? PYOSI_TOOLONG2 : status;
    if (p.at.root) {
        status = pyosi_symlink_site(src, &p, target_is_directory);
    } else {
        status = pyosi_target_is_directory(src, dst);
        if (status >= 0) status = pyosi_symlink_path(src, dst, target_is_directory || status > 0);
    }
    pyosi_site_close(&p);
    return status;
}

#define PYOSI_REPARSE_MAX 16384 /* bytes: the system stores no more */

static int pyosi_read_link(HANDLE handle, pyosi_bytes *b) {
    unsigned char *data =
        (unsigned char *)PYOSI_MALLOC((size_t)2 * PYOSI_REPARSE_MAX); /* the data, and the name in it */
    wchar_t *name;
    DWORD size = 0;
    int status = 0;
    if (!data) return PYOSI_MEMORY;
    name = (wchar_t *)(void *)(data + PYOSI_REPARSE_MAX);
    if (!DeviceIoControl(handle, 0x900A8 /* FSCTL_GET_REPARSE_POINT */, NULL, 0, data, PYOSI_REPARSE_MAX, &size,
                         NULL)) {
        status = pyosi_last_windows_error();
    } else {
        size_t n = pyosi_link_target(data, size, name, &status);
        if (n != PYOSI_NO_TEXT) b->data = pyosi_from_wide(name, n, &status);
        else if (status == PYOSI_SYSTEM) status = pyosi_windows_error(4392 /* INVALID_REPARSE_DATA */);
        if (b->data) b->size = strlen(b->data) + 1;
    }
    pyos_free(data);
    return status;
}

static int pyosi_sys_readlink(int dir_fd, const char *path, pyosi_bytes *b) {
    pyosi_site p;
    HANDLE handle;
    int status = pyosi_site_open(&p, dir_fd, path, false);
    if (status != 0) return status;
    handle = pyosi_open_where(&p.at, 0, false);
    status = handle ? pyosi_read_link(handle, b) : pyosi_last_windows_error();
    if (handle) CloseHandle(handle);
    pyosi_site_close(&p);
    return status;
}

static int pyosi_sys_truncate(const char *path, long long length) {
    int fd = pyosi_sys_open(PYOS_CWD, path, _O_WRONLY | _O_BINARY | _O_NOINHERIT, 0), status, saved;
    if (fd < 0) return fd;
    status = pyosi_sys_ftruncate(fd, length);
    saved = errno;
    (void)pyosi_sys_close(fd);
    errno = saved;
    return status;
}

typedef struct pyosi_basic_info {
    long long created, accessed, written, changed;
    DWORD attributes;
} pyosi_basic_info;

/* With or without the read-only bit, as the mode says. Never 0, which would mean that nothing is to be changed. */
static DWORD pyosi_chmod_attributes(DWORD attributes, unsigned mode) {
    if (!(mode & PYOS_S_IWRITE)) return attributes | FILE_ATTRIBUTE_READONLY;
    attributes &= ~(DWORD)FILE_ATTRIBUTE_READONLY;
    return attributes ? attributes : FILE_ATTRIBUTE_NORMAL;
}

/* As Python does it: of a file the handle's attributes, which keep its times; of a link itself those of its name. */
static int pyosi_handle_chmod(HANDLE handle, unsigned mode) {
    pyosi_basic_info info;
    if (!pyosi_handle_info(handle, PYOSI_BASIC_INFO, &info, sizeof info)) return pyosi_last_windows_error();
    info.attributes = pyosi_chmod_attributes(info.attributes, mode);
    return pyosi_set_info(handle, PYOSI_BASIC_INFO, &info, sizeof info) ? 0 : pyosi_last_windows_error();
}

static int pyosi_link_chmod(const wchar_t *path, unsigned mode) {
    DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES || !SetFileAttributesW(path, pyosi_chmod_attributes(attributes, mode)))
        return pyosi_last_windows_error();
    return 0;
}

static int pyosi_sys_chmod(int dir_fd, const char *path, unsigned mode, bool follow) {
    pyosi_site p;
    HANDLE handle;
    int status = pyosi_site_open(&p, dir_fd, path, false);
    if (status != 0) return status;
    if (!follow && !p.at.root) {
        status = pyosi_link_chmod(p.at.path, mode);
    } else {
        handle = pyosi_open_where(&p.at, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, follow);
        status = handle ? pyosi_handle_chmod(handle, mode) : pyosi_last_windows_error();
        if (handle) CloseHandle(handle);
    }
    pyosi_site_close(&p);
    return status;
}

static int pyosi_sys_fchmod(int fd, unsigned mode) {
    HANDLE handle = pyosi_handle(fd);
    return handle == INVALID_HANDLE_VALUE ? pyosi_windows_error(ERROR_INVALID_HANDLE)
                                          : pyosi_handle_chmod(handle, mode);
}

/* Nanoseconds since 1970 in 100 ns since 1601, rounded down. 64 bits of nanoseconds begin in 1677: nothing wraps. */
static FILETIME pyosi_file_time(long long ns) {
    long long ticks = ns / 100 - (ns % 100 < 0) + 116444736000000000LL;
    FILETIME time;
    time.dwLowDateTime = (DWORD)(ticks & 0xFFFFFFFF);
    time.dwHighDateTime = (DWORD)(ticks >> 32);
    return time;
}

static int pyosi_set_times(HANDLE handle, const long long *ns) {
    FILETIME accessed, written;
    if (ns) accessed = pyosi_file_time(ns[0]), written = pyosi_file_time(ns[1]);
    else GetSystemTimeAsFileTime(&accessed), written = accessed;
    return SetFileTime(handle, NULL, &accessed, &written) ? 0 : pyosi_last_windows_error();
}

static int pyosi_sys_utime(int dir_fd, const char *path, const long long *ns, bool follow) {
    pyosi_site p;
    HANDLE handle;
    int status = pyosi_site_open(&p, dir_fd, path, false);
    if (status != 0) return status;
    handle = pyosi_open_where(&p.at, FILE_WRITE_ATTRIBUTES, follow);
    status = handle ? pyosi_set_times(handle, ns) : pyosi_last_windows_error();
    if (handle) CloseHandle(handle);
    pyosi_site_close(&p);
    return status;
}

/* Adds names that lie one behind the other, up to an empty one. 0 or PYOSI_MEMORY. */
static int pyosi_add_names(pyosi_bytes *b, size_t *count, const wchar_t *names) {
    while (*names) {
        size_t n = wcslen(names) + 1;
        if (!pyosi_reserve(b, 3 * n)) return PYOSI_MEMORY;
        b->size += pyosi_wtf8_from_utf16(names, n, b->data + b->size);
        ++*count;
        names += n;
    }
    return 0;
}

static int pyosi_sys_listdrives(pyosi_bytes *b, size_t *count) {
    pyosi_bytes room = {NULL, 0, 0};
    wchar_t *names;
    DWORD size = 128, n; /* 26 drives take 105 */
    int status = PYOSI_MEMORY;
    while ((names = pyosi_wide_room(&room, size)) != NULL) {
        n = GetLogicalDriveStringsW(size - 1, names); /* without the terminator, or the size it needs */
        if (n < size) {
            status = n == 0 ? pyosi_last_windows_error() : pyosi_add_names(b, count, names);
            break;
        }
        size = n + 2;
    }
    pyos_free(room.data);
    return status;
}

/* One pass over the volumes with room for names of size units. 1 at the end, 0 when a name is longer, or a status. */
static int pyosi_add_volumes(pyosi_bytes *b, size_t *count, wchar_t *name, DWORD size) {
    HANDLE find = FindFirstVolumeW(name, size - 1);
    bool found = find != INVALID_HANDLE_VALUE;
    DWORD error;
    int status = 0;
    while (found && status == 0) {
        name[wcslen(name) + 1] = 0; /* a list of one */
        status = pyosi_add_names(b, count, name);
        if (status == 0) found = FindNextVolumeW(find, name, size - 1) != 0;
    }
    error = GetLastError();
    if (find != INVALID_HANDLE_VALUE) (void)FindVolumeClose(find);
    if (status != 0) return status;
    if (find != INVALID_HANDLE_VALUE && error == ERROR_NO_MORE_FILES) return 1;
    return error == ERROR_MORE_DATA || error == ERROR_FILENAME_EXCED_RANGE ? 0 : pyosi_windows_error(error);
}

/* The names are \\?\Volume{...}\, 49 units. Where one does not fit, all is begun again: nobody says whether the search
 * has passed it already. */
static int pyosi_sys_listvolumes(pyosi_bytes *b, size_t *count) {
    pyosi_bytes room = {NULL, 0, 0};
    wchar_t *name;
    DWORD size = 64;
    int status = 0;
    for (; status == 0; size *= 2) {
        b->size = 0, *count = 0;
        name = size <= PYOSI_MOST + 1 ? pyosi_wide_room(&room, size) : NULL;
        status = name ? pyosi_add_volumes(b, count, name, size) : PYOSI_MEMORY;
    }
    pyos_free(room.data);
    return status > 0 ? 0 : status;
}

/* The system gives an empty list for a volume without a file system that it knows, so that is asked first. */
static int pyosi_sys_listmounts(const char *volume, pyosi_bytes *b, size_t *count) {
    pyosi_bytes room = {NULL, 0, 0};
    pyosi_wide w;
    wchar_t *names;
    DWORD size = PYOSI_SHORT, needed = 0;
    int status = pyosi_wide_text(&w, volume);
    if (status != 0) return status;
    if (GetFileAttributesW(w.s) == INVALID_FILE_ATTRIBUTES && GetLastError() == ERROR_UNRECOGNIZED_VOLUME)
        status = pyosi_last_windows_error();
    while (status == 0) {
        names = pyosi_wide_room(&room, size);
        if (!names) {
            status = PYOSI_MEMORY;
        } else if (GetVolumePathNamesForVolumeNameW(w.s, names, size, &needed)) {
            status = pyosi_add_names(b, count, names);
            break;
        } else {
            if (GetLastError() != ERROR_MORE_DATA) status = pyosi_last_windows_error();
            size = needed > size ? needed : 2 * size;
        }
    }
    pyos_free(room.data);
    pyosi_wide_close(&w);
    return status;
}

#else /* POSIX and WASI */

static int pyosi_sys_getcwd(pyosi_bytes *b) {
    int saved = errno;
    if (!pyosi_reserve(b, 512)) return PYOSI_MEMORY;
    while (!getcwd(b->data, b->room)) {
        if (errno != ERANGE) return PYOSI_SYSTEM;
        b->size = b->room; /* all of it was too little */
        if (!pyosi_reserve(b, 1)) return PYOSI_MEMORY;
    }
    errno = saved;
    if (b->data[0] == '/') return 0;
    errno = ENOENT; /* Linux: "(unreachable)/..." for a directory outside the root */
    return PYOSI_SYSTEM;
}

static int pyosi_sys_chdir(const char *path) { return pyosi_is_empty(path) ? PYOSI_SYSTEM : chdir(path); }

#if PYOSI_WASI
static PYOSI_UNUSED int pyosi_sys_fchdir(int fd) {
    (void)fd;
    return PYOSI_ABSENT;
}
#else
static int pyosi_sys_fchdir(int fd) {
    int result;
    PYOSI_RETRY(result, fchdir(fd));
    return result;
}
#endif

static int pyosi_sys_access(int dir_fd, const char *path, int mode, unsigned flags) {
    int system_flags =
        (flags & PYOS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0) | (flags & PYOS_EFFECTIVE_IDS ? AT_EACCESS : 0);
    if (pyosi_is_empty(path)) return PYOSI_SYSTEM;
#if PYOSI_WASI /* whose C library refuses the flag: a link may be read, written and executed, as on Linux */
    if (flags & PYOS_NOFOLLOW) {
        struct stat st;
        if (fstatat(dir_fd, path, &st, AT_SYMLINK_NOFOLLOW) != 0) return PYOSI_SYSTEM;
        if (S_ISLNK(st.st_mode)) return 0;
        system_flags = 0;
    }
#endif
    if (system_flags == 0 && dir_fd == AT_FDCWD) return access(path, mode); /* glibc does more for the other */
    return faccessat(dir_fd, path, mode, system_flags);
}

#if PYOSI_WASI
/* As in Python nothing changes, but what is not there is an error. */
static int pyosi_sys_chmod(int dir_fd, const char *path, unsigned mode, bool follow) {
    pyos_stat_result st;
    (void)mode;
    return pyosi_sys_stat(dir_fd, path, follow, &st);
}

static int pyosi_sys_fchmod(int fd, unsigned mode) {
    pyos_stat_result st;
    (void)mode;
    return pyosi_sys_fstat(fd, &st);
}

#else

/* The older forms of these two take the C library fewer steps. */
static int pyosi_sys_chmod(int dir_fd, const char *path, unsigned mode, bool follow) {
    if (follow && dir_fd == AT_FDCWD) return chmod(path, (mode_t)mode);
    return fchmodat(dir_fd, path, (mode_t)mode, follow ? 0 : AT_SYMLINK_NOFOLLOW);
}

static int pyosi_sys_fchmod(int fd, unsigned mode) {
    int result;
    PYOSI_RETRY(result, fchmod(fd, (mode_t)mode));
    return result;
}

static int pyosi_sys_chown(int dir_fd, const char *path, long long uid, long long gid, bool follow) {
    if (follow && dir_fd == AT_FDCWD) return chown(path, (uid_t)uid, (gid_t)gid);
    return fchownat(dir_fd, path, (uid_t)uid, (gid_t)gid, follow ? 0 : AT_SYMLINK_NOFOLLOW);
}

static int pyosi_sys_fchown(int fd, long long uid, long long gid) {
    int result;
    PYOSI_RETRY(result, fchown(fd, (uid_t)uid, (gid_t)gid));
    return result;
}

static int pyosi_sys_chroot(const char *path) { return chroot(path); }

/* Old macOS has the forms without a descriptor only. */
static int pyosi_sys_mkfifo(int dir_fd, const char *path, unsigned mode) {
    int result;
#if PYOSI_HAVE_MKNODAT
    PYOSI_RETRY(result, mkfifoat(dir_fd, path, (mode_t)mode));
#else
    (void)dir_fd;
    PYOSI_RETRY(result, mkfifo(path, (mode_t)mode));
#endif
    return result;
}

static int pyosi_sys_mknod(int dir_fd, const char *path, unsigned mode, unsigned long long device) {
    int result;
#if PYOSI_HAVE_MKNODAT
    PYOSI_RETRY(result, mknodat(dir_fd, path, (mode_t)mode, (dev_t)device));
#else
    (void)dir_fd;
    PYOSI_RETRY(result, mknod(path, (mode_t)mode, (dev_t)device));
#endif
    return result;
}

#if PYOSI_MACOS
#define PYOSI_DEVICE unsigned /* what the macros make of dev_t, which has a sign */
#else
#define PYOSI_DEVICE dev_t
#endif

static long long pyosi_sys_major(unsigned long long device) { return (long long)major((PYOSI_DEVICE)device); }

static long long pyosi_sys_minor(unsigned long long device) { return (long long)minor((PYOSI_DEVICE)device); }

static unsigned long long pyosi_sys_makedev(unsigned major_part, unsigned minor_part) {
    return (unsigned long long)makedev(major_part, minor_part);
}

/* Nothing can go wrong. */
static int pyosi_sys_sync(void) {
    sync();
    return 0;
}

#if PYOSI_MACOS
/* By statfs, because statvfs counts in 32 bits. */
static void pyosi_fill_statvfs(pyos_statvfs_result *st, const struct statfs *s) {
    memset(st, 0, sizeof *st);
    st->has = PYOS_STATVFS_HAS_FSID;
    st->flag = (s->f_flags & MNT_RDONLY ? PYOS_ST_RDONLY : 0u) | (s->f_flags & MNT_NOSUID ? PYOS_ST_NOSUID : 0u);
    st->bsize = (unsigned long long)s->f_iosize, st->frsize = s->f_bsize;
    st->blocks = s->f_blocks, st->bfree = s->f_bfree, st->bavail = s->f_bavail;
    st->files = s->f_files, st->ffree = st->favail = s->f_ffree;
    st->namemax = NAME_MAX;
    st->fsid = (unsigned)s->f_fsid.val[0];
}

#define pyosi_statvfs_struct statfs
#define pyosi_statvfs_of statfs
#define pyosi_fstatvfs_of fstatfs
#else
static void pyosi_fill_statvfs(pyos_statvfs_result *st, const struct statvfs *s) {
    st->has = PYOS_STATVFS_HAS_FSID;
    st->flag = (unsigned)s->f_flag;
    st->bsize = s->f_bsize, st->frsize = s->f_frsize;
    st->blocks = s->f_blocks, st->bfree = s->f_bfree, st->bavail = s->f_bavail;
    st->files = s->f_files, st->ffree = s->f_ffree, st->favail = s->f_favail;
    st->namemax = s->f_namemax;
    st->fsid = s->f_fsid;
}

#define pyosi_statvfs_struct statvfs
#define pyosi_statvfs_of statvfs
#define pyosi_fstatvfs_of fstatvfs
#endif

static int pyosi_sys_statvfs(const char *path, pyos_statvfs_result *st) {
    struct pyosi_statvfs_struct s;
    int result;
    PYOSI_RETRY(result, pyosi_statvfs_of(path, &s));
    if (result == 0) pyosi_fill_statvfs(st, &s);
    return result;
}

static int pyosi_sys_fstatvfs(int fd, pyos_statvfs_result *st) {
    struct pyosi_statvfs_struct s;
    int result;
    PYOSI_RETRY(result, pyosi_fstatvfs_of(fd, &s));
    if (result == 0) pyosi_fill_statvfs(st, &s);
    return result;
}
#endif

#if PYOS_HAVE_CHFLAGS
static int pyosi_sys_chflags(const char *path, unsigned flags) { return chflags(path, flags); }
#endif

#if PYOS_HAVE_LCHFLAGS
static int pyosi_sys_lchflags(const char *path, unsigned flags) { return lchflags(path, flags); }
#endif

/* Nanoseconds rounded down to seconds, and the rest, which is never negative. */
static void pyosi_timespec(struct timespec *t, long long ns) {
    long long seconds = ns / 1000000000, rest = ns % 1000000000;
    if (rest < 0) seconds--, rest += 1000000000;
    t->tv_sec = (time_t)seconds;
    t->tv_nsec = (long)rest;
}

static const struct timespec *pyosi_timespecs(struct timespec times[2], const long long *ns) {
    if (!ns && !PYOSI_WASI) return NULL; /* now */
    if (!ns) {                           /* NULL means 1970 to the C library of WASI */
        (void)clock_gettime(CLOCK_REALTIME, &times[0]);
        times[1] = times[0];
        return times;
    }
    pyosi_timespec(&times[0], ns[0]);
    pyosi_timespec(&times[1], ns[1]);
    return times;
}

static int pyosi_sys_utime(int dir_fd, const char *path, const long long *ns, bool follow) {
    struct timespec times[2];
    if (pyosi_is_empty(path)) return PYOSI_SYSTEM;
    return utimensat(dir_fd, path, pyosi_timespecs(times, ns), follow ? 0 : AT_SYMLINK_NOFOLLOW);
}

static int pyosi_sys_futime(int fd, const long long *ns) {
    struct timespec times[2];
    return futimens(fd, pyosi_timespecs(times, ns));
}

/* The limit, -1 with errno 0 where there is none; errno tells of a failure. */
static long long pyosi_sys_pathconf(const char *path, int name) {
    errno = 0;
    if (pyosi_is_empty(path)) return -1;
    return pathconf(path, name);
}

static long long pyosi_sys_fpathconf(int fd, int name) {
    errno = 0;
    return fpathconf(fd, name);
}

static int pyosi_sys_mkdir(int dir_fd, const char *path, unsigned mode) {
    return pyosi_is_empty(path) ? PYOSI_SYSTEM : mkdirat(dir_fd, path, (mode_t)mode);
}

static int pyosi_sys_rmdir(int dir_fd, const char *path) {
    return pyosi_is_empty(path) ? PYOSI_SYSTEM : unlinkat(dir_fd, path, AT_REMOVEDIR);
}

static int pyosi_sys_unlink(int dir_fd, const char *path) {
    return pyosi_is_empty(path) ? PYOSI_SYSTEM : unlinkat(dir_fd, path, 0);
}

static int pyosi_sys_rename(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, bool replace) {
    (void)replace; /* rename replaces */
    return pyosi_is_empty(src) || pyosi_is_empty(dst) ? PYOSI_SYSTEM : renameat(src_dir_fd, src, dst_dir_fd, dst);
}

#if PYOSI_WASI
/* linkat with two AT_FDCWD fails always in wasi-libc; with a descriptor for one of them it works. So dst's directory is
 * opened. */
static int pyosi_link_cwd(const char *src, const char *dst, bool follow) {
    pyos_view directory, name;
    char *parent;
    int fd, status;
    if (!follow) return link(src, dst);
    pyosi_path_split(0, pyos_view_of(dst), &directory, &name);
    parent = directory.size ? pyosi_copy(directory.data, directory.size) : pyosi_copy(".", 1);
    if (!parent) return PYOSI_MEMORY;
    fd = pyosi_sys_open(AT_FDCWD, parent, O_RDONLY | O_DIRECTORY, 0);
    pyos_free(parent);
    if (fd < 0) return fd;
    status = linkat(AT_FDCWD, src, fd, name.data, AT_SYMLINK_FOLLOW);
    pyosi_drop(fd);
    return status;
}
#endif

static int pyosi_sys_link(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, bool follow) {
    if (pyosi_is_empty(src) || pyosi_is_empty(dst)) return PYOSI_SYSTEM;
#if PYOSI_WASI
    if (src_dir_fd == AT_FDCWD && dst_dir_fd == AT_FDCWD) return pyosi_link_cwd(src, dst, follow);
#endif
    return linkat(src_dir_fd, src, dst_dir_fd, dst, follow ? AT_SYMLINK_FOLLOW : 0);
}

static int pyosi_sys_symlink(const char *src, int dir_fd, const char *dst, bool target_is_directory) {
    (void)target_is_directory;
    return pyosi_is_empty(src) || pyosi_is_empty(dst) ? PYOSI_SYSTEM : symlinkat(src, dir_fd, dst);
}

/* Grows until the name and one byte more fit, so that a cut name cannot pass. Hosts of WASI say ENOBUFS where others
 * cut. */
static int pyosi_sys_readlink(int dir_fd, const char *path, pyosi_bytes *b) {
    int saved = errno;
    if (pyosi_is_empty(path)) return PYOSI_SYSTEM;
    for (b->size = 0;; b->size = b->room) {
        ssize_t n;
        if (!pyosi_reserve(b, b->size ? 1 : 256)) return PYOSI_MEMORY;
        n = readlinkat(dir_fd, path, b->data, b->room);
        if (n < 0 && errno != ENOBUFS && errno != ERANGE) return PYOSI_SYSTEM;
        if (n >= 0 && (size_t)n < b->room) {
            b->data[n] = '\0';
            b->size = (size_t)n + 1;
            errno = saved;
            return 0;
        }
    }
}

static int pyosi_sys_truncate(const char *path, long long length) {
    int result;
    if (pyosi_is_empty(path)) return PYOSI_SYSTEM;
    PYOSI_RETRY(result, truncate(path, (off_t)length));
    return result;
}
#endif

/* What the platform lacks. */
#if !PYOSI_POSIX
#define pyosi_sys_chown(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fchown(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_chroot(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_mkfifo(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_mknod(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_major(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_minor(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_makedev(...) 0
#define pyosi_sys_statvfs(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fstatvfs(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sync() pyosi_none(0)
#endif
#if !PYOS_HAVE_CHFLAGS
#define pyosi_sys_chflags(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOS_HAVE_LCHFLAGS
#define pyosi_sys_lchflags(...) pyosi_none(0, __VA_ARGS__)
#endif
#if !PYOSI_WINDOWS
#define pyosi_sys_listdrives(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_listvolumes(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_listmounts(...) pyosi_none(0, __VA_ARGS__)
#else
#define pyosi_sys_futime(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_pathconf(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fpathconf(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Public. */

PYOSI_API char *pyos_getcwd(void) {
    pyosi_bytes b = {NULL, 0, 0};
    return pyosi_text(&b, pyosi_sys_getcwd(&b), "os.getcwd", NULL);
}

PYOSI_API int pyos_chdir(const char *path) {
    if (!path) return pyosi_null_path("os.chdir", "path", PYOS_HAVE_FCHDIR);
    if (PYOSI_REFUSED("os.chdir", "os.chdir", "s", path)) return -1;
    return pyosi_result(pyosi_sys_chdir(path), "os.chdir", path);
}

#if !PYOS_STRICT || PYOS_HAVE_FCHDIR
PYOSI_API int pyos_fchdir(int fd) {
    if (!PYOS_HAVE_FCHDIR) return pyosi_absent("os.fchdir");
    if (fd < 0) return pyosi_negative_fd("os.fchdir", fd);
    if (PYOSI_REFUSED("os.fchdir", "os.chdir", "i", fd)) return -1;
    return pyosi_result(pyosi_sys_fchdir(fd), "os.fchdir", NULL);
}
#endif

/* Wrong use of access; 0 when there is none. */
static int pyosi_check_access(const char *path, unsigned flags) {
    if (!path) {
        (void)pyosi_null_path("os.access", "path", false);
        return -1; /* spelt out, so that the compiler sees that NULL goes no further */
    }
    if (flags & ~(PYOS_NOFOLLOW | PYOS_EFFECTIVE_IDS)) return pyosi_unknown_flags("os.access");
    if ((flags & PYOS_NOFOLLOW) && PYOSI_WINDOWS) return pyosi_unavailable("os.access", "follow_symlinks");
    if ((flags & PYOS_EFFECTIVE_IDS) && !PYOSI_POSIX) return pyosi_unavailable("os.access", "effective_ids");
    return 0;
}

PYOSI_API bool pyos_access_at(int dir_fd, const char *path, int mode, unsigned flags) {
    int saved = errno, status;
    if (pyosi_check_access(path, flags) != 0) return false;
    status = pyosi_sys_access(dir_fd, path, mode, flags);
    if (status == 0) return true;
    if (status != PYOSI_SYSTEM) (void)pyosi_fail(status, "os.access", path);
    else errno = saved;
    return false;
}

PYOSI_API bool pyos_access(const char *path, int mode) { return pyos_access_at(PYOS_CWD, path, mode, 0); }

/* Nothing, or one of the two. */
static bool pyosi_are_follow_flags(unsigned flags) {
    return flags == 0 || flags == PYOS_FOLLOW || flags == PYOS_NOFOLLOW;
}

/* A link where links have no mode: NotImplementedError, with a dir_fd a ValueError, as Python has it. */
static PYOSI_COLD int pyosi_chmod_failed(int status, int dir_fd, const char *path, bool follow) {
    if (status != PYOSI_SYSTEM || follow || PYOSI_WINDOWS || (errno != ENOTSUP && errno != EOPNOTSUPP))
        return pyosi_fail(status, "os.chmod", path);
    if (dir_fd == PYOS_CWD) return pyosi_unavailable("os.chmod", "follow_symlinks");
    return pyosi_value_error("os.chmod", "chmod: cannot use dir_fd and follow_symlinks together");
}

PYOSI_API int pyos_chmod_at(int dir_fd, const char *path, unsigned mode, unsigned flags) {
    bool follow = PYOSI_WINDOWS ? (flags & PYOS_FOLLOW) != 0 : !(flags & PYOS_NOFOLLOW);
    int status;
    if (!path) return pyosi_null_path("os.chmod", "path", true);
    if (!pyosi_are_follow_flags(flags)) return pyosi_unknown_flags("os.chmod");
    if (PYOSI_REFUSED("os.chmod", "os.chmod", "sid", path, (int)mode, dir_fd)) return -1;
    status = pyosi_sys_chmod(dir_fd, path, mode, follow);
    return status == 0 ? 0 : pyosi_chmod_failed(status, dir_fd, path, follow);
}

PYOSI_API int pyos_chmod(const char *path, unsigned mode) { return pyos_chmod_at(PYOS_CWD, path, mode, 0); }

PYOSI_API int pyos_fchmod(int fd, unsigned mode) {
    if (PYOSI_REFUSED("os.fchmod", "os.chmod", "iid", fd, (int)mode, PYOS_CWD)) return -1;
    return pyosi_result(pyosi_sys_fchmod(fd, mode), "os.fchmod", NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_LCHMOD
PYOSI_API int pyos_lchmod(const char *path, unsigned mode) {
    if (!PYOS_HAVE_LCHMOD) return pyosi_absent("os.lchmod");
    if (!path) return pyosi_null_path("os.lchmod", "path", false);
    if (PYOSI_REFUSED("os.lchmod", "os.chmod", "sid", path, (int)mode, PYOS_CWD)) return -1;
    return pyosi_result(pyosi_sys_chmod(PYOS_CWD, path, mode, false), "os.lchmod", path);
}
#endif

static PYOSI_UNUSED int pyosi_chown(const char *function, int dir_fd, const char *path, long long uid, long long gid,
                                    bool follow) {
    if (pyosi_check_ids(function, uid, gid) != 0) return -1;
    if (PYOSI_REFUSED(function, "os.chown", "slld", path, uid & PYOSI_ID_MAX, gid & PYOSI_ID_MAX, dir_fd)) return -1;
    return pyosi_result(pyosi_sys_chown(dir_fd, path, uid, gid, follow), function, path);
}

#if !PYOS_STRICT || PYOS_HAVE_CHOWN
PYOSI_API int pyos_chown_at(int dir_fd, const char *path, long long uid, long long gid, unsigned flags) {
    if (!PYOS_HAVE_CHOWN) return pyosi_absent("os.chown");
    if (!path) return pyosi_null_path("os.chown", "path", true);
    if (flags & ~PYOS_NOFOLLOW) return pyosi_unknown_flags("os.chown");
    return pyosi_chown("os.chown", dir_fd, path, uid, gid, !(flags & PYOS_NOFOLLOW));
}

PYOSI_API int pyos_chown(const char *path, long long uid, long long gid) {
    return pyos_chown_at(PYOS_CWD, path, uid, gid, 0);
}

PYOSI_API int pyos_fchown(int fd, long long uid, long long gid) {
    if (!PYOS_HAVE_FCHOWN) return pyosi_absent("os.fchown");
    if (pyosi_check_ids("os.fchown", uid, gid) != 0) return -1;
    if (PYOSI_REFUSED("os.fchown", "os.chown", "illd", fd, uid & PYOSI_ID_MAX, gid & PYOSI_ID_MAX, PYOS_CWD)) return -1;
    return pyosi_result(pyosi_sys_fchown(fd, uid, gid), "os.fchown", NULL);
}

PYOSI_API int pyos_lchown(const char *path, long long uid, long long gid) {
    if (!PYOS_HAVE_LCHOWN) return pyosi_absent("os.lchown");
    if (!path) return pyosi_null_path("os.lchown", "path", false);
    return pyosi_chown("os.lchown", PYOS_CWD, path, uid, gid, false);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_CHFLAGS
PYOSI_API int pyos_chflags(const char *path, unsigned flags) {
    if (!PYOS_HAVE_CHFLAGS) return pyosi_absent("os.chflags");
    if (!path) return pyosi_null_path("os.chflags", "path", false);
    if (PYOSI_REFUSED("os.chflags", "os.chflags", "sl", path, (long long)flags)) return -1;
    return pyosi_result(pyosi_sys_chflags(path, flags), "os.chflags", path);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_LCHFLAGS
PYOSI_API int pyos_lchflags(const char *path, unsigned flags) {
    if (!PYOS_HAVE_LCHFLAGS) return pyosi_absent("os.lchflags");
    if (!path) return pyosi_null_path("os.lchflags", "path", false);
    if (PYOSI_REFUSED("os.lchflags", "os.chflags", "sl", path, (long long)flags)) return -1;
    return pyosi_result(pyosi_sys_lchflags(path, flags), "os.lchflags", path);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_CHROOT
PYOSI_API int pyos_chroot(const char *path) {
    if (!PYOS_HAVE_CHROOT) return pyosi_absent("os.chroot");
    if (!path) return pyosi_null_path("os.chroot", "path", false);
    return pyosi_result(pyosi_sys_chroot(path), "os.chroot", path);
}
#endif

PYOSI_API int pyos_mkdir_at(int dir_fd, const char *path, unsigned mode) {
    if (!path) return pyosi_null_path("os.mkdir", "path", false);
    if (PYOSI_REFUSED("os.mkdir", "os.mkdir", "sid", path, (int)mode, dir_fd)) return -1;
    return pyosi_result(pyosi_sys_mkdir(dir_fd, path, mode), "os.mkdir", path);
}

PYOSI_API int pyos_mkdir(const char *path, unsigned mode) { return pyos_mkdir_at(PYOS_CWD, path, mode); }

/* The parent and last component as makedirs sees them: separators at the end do not count. */
static void pyosi_parent(const char *path, pyos_view *parent, pyos_view *tail) {
    pyosi_path_split(PYOSI_NT, pyos_view_of(path), parent, tail);
    if (tail->size == 0) pyosi_path_split(PYOSI_NT, *parent, parent, tail);
}

/* Cuts path, a copy, at its parents until one is there; each cut is a terminator put where the parent ends. 0 or
 * PYOSI_MEMORY. */
static int pyosi_cut_missing(char *path) {
    for (;;) {
        int type;
        pyos_view parent, tail;
        char first;
        pyosi_parent(path, &parent, &tail);
        if (parent.size == 0 || tail.size == 0) return 0;
        first = path[parent.size]; /* NOLINT(clang-analyzer-core.uninitialized.Assign): it is a copy of the name */
        path[parent.size] = '\0';
        type = pyosi_probe(path, true);
        if (type != 0) {
            path[parent.size] = first;
            return type < 0 ? type : 0;
        }
    }
}

/* Makes one level. 0, also where a failure is tolerated, as it is of a parent that another has made meanwhile; or
 * -1. */
static int pyosi_make_level(const char *path, unsigned mode, bool last, bool exist_ok) {
    int status, code, type;
    unsigned winerror;
    if (PYOSI_REFUSED("os.makedirs", "os.mkdir", "sid", path, (int)mode, PYOS_CWD)) return -1;
    status = pyosi_sys_mkdir(PYOS_CWD, path, mode);
    if (status == 0) return 0;
    code = errno, winerror = pyosi_thread.winerror;
    if (status == PYOSI_SYSTEM && !last && pyos_error_kind(code) == PYOS_FILEEXISTSERROR) return 0;
    type = status == PYOSI_SYSTEM && exist_ok ? pyosi_probe(path, true) : 0;
    if (type == PYOS_S_IFDIR) return 0;
    if (type < 0) status = type;
    errno = code, pyosi_thread.winerror = winerror;
    return pyosi_fail(status, "os.makedirs", path);
}

/* Makes the levels from the first that is missing down to the whole name. cut is the name with a terminator at the end
 * of each level, which are taken away one after the other. */
static int pyosi_make_levels(const char *name, char *cut, unsigned mode, bool exist_ok) {
    size_t whole = strlen(name), n = strlen(cut);
    int result = pyosi_make_level(cut, n == whole ? mode : 0777, n == whole, exist_ok);
    while (result == 0 && n < whole) {
        pyos_view parent, tail;
        cut[n] = name[n];
        n = strlen(cut);
        pyosi_parent(cut, &parent, &tail);
        if (!pyosi_is_dots(tail, 1)) /* "a/." is there when a is */
            result = pyosi_make_level(cut, n == whole ? mode : 0777, n == whole, exist_ok);
    }
    return result;
}

PYOSI_API int pyos_makedirs(const char *name, unsigned mode, bool exist_ok) {
    int result, saved = errno;
    char *cut;
    if (!name) return pyosi_type_error("os.makedirs", PYOSI_NO_PATH);
    cut = pyosi_copy(name, strlen(name));
    if (!cut) return pyosi_no_memory("os.makedirs");
    result = pyosi_cut_missing(cut);
    if (result == 0) result = pyosi_make_levels(name, cut, mode, exist_ok);
    else result = pyosi_fail(result, "os.makedirs", name);
    pyos_free(cut);
    if (result == 0) errno = saved;
    return result;
}

PYOSI_API int pyos_rmdir_at(int dir_fd, const char *path) {
    if (!path) return pyosi_null_path("os.rmdir", "path", false);
    if (PYOSI_REFUSED("os.rmdir", "os.rmdir", "sd", path, dir_fd)) return -1;
    return pyosi_result(pyosi_sys_rmdir(dir_fd, path), "os.rmdir", path);
}

PYOSI_API int pyos_rmdir(const char *path) { return pyos_rmdir_at(PYOS_CWD, path); }

/* rmdir as a step of removedirs: 0 or a status. */
static int pyosi_rmdir_step(const char *path) {
    int status = PYOSI_ASKED("os.rmdir", "sd", path, PYOS_CWD);
    return status == 0 ? pyosi_sys_rmdir(PYOS_CWD, path) : status;
}

/* Does another file system, or another name, begin at this directory? Removing that could do more than was meant. */
static bool pyosi_is_mount(char *path, size_t room) {
    pyos_stat_result st, above;
    size_t n = strlen(path);
    bool told = pyosi_sys_stat(PYOS_CWD, path, false, &st) == 0 && st.reparse_tag == 0;
    if (!told || n + 4 > room) return true;
    memcpy(path + n, PYOS_SEP "..", 4);
    told = pyosi_sys_stat(PYOS_CWD, path, true, &above) == 0;
    path[n] = '\0';
    return !told || st.dev != above.dev;
}

/* Removes a path's parents, from the nearest on, as long as they are empty. path is cut; it has room for "/.." more. */
static void pyosi_prune(char *path, size_t room) {
    pyos_view parent, tail;
    pyosi_parent(path, &parent, &tail);
    while (parent.size != 0 && tail.size != 0) {
        path[parent.size] = '\0';
        if (!pyosi_is_empty_directory(path) || pyosi_is_mount(path, room) || pyosi_rmdir_step(path) != 0) return;
        pyosi_path_split(PYOSI_NT, pyos_view_of(path), &parent, &tail);
    }
}

/* removedirs: 0 or a status. */
static int pyosi_removedirs(const char *name) {
    size_t n = strlen(name);
    char *cut = n < (size_t)-1 / 2 ? (char *)PYOSI_MALLOC(n + 4) : NULL;
    int status = cut ? pyosi_rmdir_step(name) : PYOSI_MEMORY, saved = errno;
    if (status == 0) {
        memcpy(cut, name, n + 1);
        pyosi_prune(cut, n + 4);
    }
    pyos_free(cut);
    errno = saved;
    return status;
}

PYOSI_API int pyos_removedirs(const char *name) {
    if (!name) return pyosi_null_path("os.rmdir", "path", false);
    return pyosi_result(pyosi_removedirs(name), "os.removedirs", name);
}

static int pyosi_remove(const char *function, int dir_fd, const char *path) {
    if (!path) return pyosi_null_path(function, "path", false);
    if (PYOSI_REFUSED(function, "os.remove", "sd", path, dir_fd)) return -1;
    return pyosi_result(pyosi_sys_unlink(dir_fd, path), function, path);
}

PYOSI_API int pyos_remove_at(int dir_fd, const char *path) { return pyosi_remove("os.remove", dir_fd, path); }
PYOSI_API int pyos_remove(const char *path) { return pyosi_remove("os.remove", PYOS_CWD, path); }
PYOSI_API int pyos_unlink_at(int dir_fd, const char *path) { return pyosi_remove("os.unlink", dir_fd, path); }
PYOSI_API int pyos_unlink(const char *path) { return pyosi_remove("os.unlink", PYOS_CWD, path); }

/* The checks of calls with two paths. */
static int pyosi_check_paths(const char *function, const char *src, const char *dst) {
    return src && dst ? 0 : pyosi_null_path(function, src ? "dst" : "src", false);
}

static int pyosi_rename(const char *function, int src_dir_fd, const char *src, int dst_dir_fd, const char *dst,
                        bool replace) {
    int status;
    if (pyosi_check_paths(function, src, dst) != 0) return -1;
    if (PYOSI_REFUSED(function, "os.rename", "ssdd", src, dst, src_dir_fd, dst_dir_fd)) return -1;
    status = pyosi_sys_rename(src_dir_fd, src, dst_dir_fd, dst, replace);
    return status == 0 ? 0 : pyosi_fail2(status, function, src, dst);
}

PYOSI_API int pyos_rename_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst) {
    return pyosi_rename("os.rename", src_dir_fd, src, dst_dir_fd, dst, false);
}

PYOSI_API int pyos_rename(const char *src, const char *dst) {
    return pyosi_rename("os.rename", PYOS_CWD, src, PYOS_CWD, dst, false);
}

PYOSI_API int pyos_replace_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst) {
    return pyosi_rename("os.replace", src_dir_fd, src, dst_dir_fd, dst, true);
}

PYOSI_API int pyos_replace(const char *src, const char *dst) {
    return pyosi_rename("os.replace", PYOS_CWD, src, PYOS_CWD, dst, true);
}

/* The part of a path before its last component as a string of its own; empty where there is none, or no last component.
 * NULL when memory ran out. */
static char *pyosi_directory_of(const char *path) {
    pyos_view head, tail;
    pyosi_path_split(PYOSI_NT, pyos_view_of(path), &head, &tail);
    return pyosi_copy(head.data, tail.size != 0 ? head.size : 0);
}

/* Makes the directory that a name will be in, unless it is there or there will be no name. 0, or -1 after reporting. */
static int pyosi_make_place(const char *old_name, const char *directory) {
    int saved = errno, type = *directory ? pyosi_probe(directory, true) : 1;
    if (type < 0) return pyosi_no_memory("os.renames");
    if (type == 0 && pyosi_probe(old_name, false) != 0 && pyos_makedirs(directory, 0777, false) != 0) return -1;
    errno = saved;
    return 0;
}

PYOSI_API int pyos_renames(const char *old_name, const char *new_name) {
    char *from, *to;
    int result, saved = errno;
    if (!new_name) return pyosi_type_error("os.renames", PYOSI_NO_PATH);
    if (!old_name) return pyosi_null_path("os.rename", "src", false);
    from = pyosi_directory_of(old_name);
    to = pyosi_directory_of(new_name);
    result = from && to ? pyosi_make_place(old_name, to) : pyosi_no_memory("os.renames");
    if (result == 0) result = pyosi_rename("os.renames", PYOS_CWD, old_name, PYOS_CWD, new_name, false);
    if (result == 0 && *from) {
        (void)pyosi_removedirs(from);
        errno = saved;
    }
    pyos_free(from);
    pyos_free(to);
    return result;
}

PYOSI_API int pyos_link_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, unsigned flags) {
    int status;
    if (pyosi_check_paths("os.link", src, dst) != 0) return -1;
    if (!pyosi_are_follow_flags(flags)) return pyosi_unknown_flags("os.link");
    if ((flags & PYOS_FOLLOW) && PYOSI_WINDOWS) return pyosi_unavailable("os.link", "follow_symlinks");
    if (PYOSI_REFUSED("os.link", "os.link", "ssdd", src, dst, src_dir_fd, dst_dir_fd)) return -1;
    status = pyosi_sys_link(src_dir_fd, src, dst_dir_fd, dst, (flags & PYOS_FOLLOW) != 0);
    return status == 0 ? 0 : pyosi_fail2(status, "os.link", src, dst);
}

PYOSI_API int pyos_link(const char *src, const char *dst) { return pyos_link_at(PYOS_CWD, src, PYOS_CWD, dst, 0); }

PYOSI_API int pyos_symlink_at(const char *src, int dir_fd, const char *dst, bool target_is_directory) {
    int status;
    if (pyosi_check_paths("os.symlink", src, dst) != 0) return -1;
    if (PYOSI_REFUSED("os.symlink", "os.symlink", "ssd", src, dst, dir_fd)) return -1;
    status = pyosi_sys_symlink(src, dir_fd, dst, target_is_directory);
    return status == 0 ? 0 : pyosi_fail2(status, "os.symlink", src, dst);
}

PYOSI_API int pyos_symlink(const char *src, const char *dst, bool target_is_directory) {
    return pyos_symlink_at(src, PYOS_CWD, dst, target_is_directory);
}

PYOSI_API char *pyos_readlink_at(int dir_fd, const char *path, size_t *length) {
    pyosi_bytes b = {NULL, 0, 0};
    int status;
    if (!path) return (char *)pyosi_null(pyosi_null_path("os.readlink", "path", false));
    status = pyosi_sys_readlink(dir_fd, path, &b);
    if (status == 0 && length) *length = b.size - 1;
    return pyosi_text(&b, status, "os.readlink", path);
}

PYOSI_API char *pyos_readlink(const char *path, size_t *length) { return pyos_readlink_at(PYOS_CWD, path, length); }

PYOSI_API int pyos_truncate(const char *path, long long length) {
    if (!path) return pyosi_null_path("os.truncate", "path", true);
    if (PYOSI_REFUSED("os.truncate", "os.truncate", "sl", path, length)) return -1;
    return pyosi_result(pyosi_sys_truncate(path, length), "os.truncate", path);
}

PYOSI_API int pyos_utime_at(int dir_fd, const char *path, const long long *ns, unsigned flags) {
    if (!path) return pyosi_null_path("os.utime", "path", PYOS_HAVE_FUTIME);
    if (flags & ~PYOS_NOFOLLOW) return pyosi_unknown_flags("os.utime");
    if ((flags & PYOS_NOFOLLOW) && PYOSI_WINDOWS) return pyosi_unavailable("os.utime", "follow_symlinks");
    if (PYOSI_REFUSED("os.utime", "os.utime", "sntd", path, ns, dir_fd)) return -1;
    return pyosi_result(pyosi_sys_utime(dir_fd, path, ns, !(flags & PYOS_NOFOLLOW)), "os.utime", path);
}

PYOSI_API int pyos_utime(const char *path, const long long *ns) { return pyos_utime_at(PYOS_CWD, path, ns, 0); }

#if !PYOS_STRICT || PYOS_HAVE_FUTIME
PYOSI_API int pyos_futime(int fd, const long long *ns) {
    if (!PYOS_HAVE_FUTIME) return pyosi_absent("os.utime");
    if (PYOSI_REFUSED("os.utime", "os.utime", "intd", fd, ns, PYOS_CWD)) return -1;
    return pyosi_result(pyosi_sys_futime(fd, ns), "os.utime", NULL);
}
#endif

/* Python's errors of these two have no file name. */
#if !PYOS_STRICT || PYOS_HAVE_MKFIFO
PYOSI_API int pyos_mkfifo_at(int dir_fd, const char *path, unsigned mode) {
    if (!PYOS_HAVE_MKFIFO) return pyosi_absent("os.mkfifo");
    if (!path) return pyosi_null_path("os.mkfifo", "path", false);
    if (!PYOSI_HAVE_MKNODAT && dir_fd != PYOS_CWD) return pyosi_unavailable("os.mkfifo", "dir_fd");
    return pyosi_result(pyosi_sys_mkfifo(dir_fd, path, mode), "os.mkfifo", NULL);
}

PYOSI_API int pyos_mkfifo(const char *path, unsigned mode) { return pyos_mkfifo_at(PYOS_CWD, path, mode); }
#endif

#if !PYOS_STRICT || PYOS_HAVE_MKNOD
PYOSI_API int pyos_mknod_at(int dir_fd, const char *path, unsigned mode, unsigned long long device) {
    if (!PYOS_HAVE_MKNOD) return pyosi_absent("os.mknod");
    if (!path) return pyosi_null_path("os.mknod", "path", false);
    if (!PYOSI_HAVE_MKNODAT && dir_fd != PYOS_CWD) return pyosi_unavailable("os.mknod", "dir_fd");
    return pyosi_result(pyosi_sys_mknod(dir_fd, path, mode, device), "os.mknod", NULL);
}

PYOSI_API int pyos_mknod(const char *path, unsigned mode, unsigned long long device) {
    return pyos_mknod_at(PYOS_CWD, path, mode, device);
}
#endif

#define PYOSI_NO_DEVICE (~0ULL)

#if !PYOS_STRICT || PYOS_HAVE_MAJOR
/* All bits of a part set mean that it is none. */
static long long pyosi_part(long long part) { return (part & 0xFFFFFFFFLL) == 0xFFFFFFFFLL ? -1 : part; }

PYOSI_API int pyos_major(unsigned long long device, long long *major_part) {
    if (!PYOS_HAVE_MAJOR) return pyosi_absent("os.major");
    if (!major_part) return pyosi_null_pointer("os.major", "major_part");
    *major_part = pyosi_part(pyosi_sys_major(device));
    return 0;
}

PYOSI_API int pyos_minor(unsigned long long device, long long *minor_part) {
    if (!PYOS_HAVE_MINOR) return pyosi_absent("os.minor");
    if (!minor_part) return pyosi_null_pointer("os.minor", "minor_part");
    *minor_part = pyosi_part(pyosi_sys_minor(device));
    return 0;
}

/* 0, or -1 after reporting a part that an unsigned int cannot hold; Python looks at the signs of both first. */
static int pyosi_check_parts(long long major_part, long long minor_part) {
    if (major_part < -1 || minor_part < -1)
        return pyosi_overflow("os.makedev", "can't convert negative int to unsigned");
    if (major_part > 0xFFFFFFFFLL || minor_part > 0xFFFFFFFFLL)
        return pyosi_overflow("os.makedev", "Python int too large to convert to C unsigned int");
    return 0;
}

PYOSI_API int pyos_makedev(long long major_part, long long minor_part, unsigned long long *device) {
    bool none = major_part == -1 && minor_part == -1;
    if (!PYOS_HAVE_MAKEDEV) return pyosi_absent("os.makedev");
    if (!device) return pyosi_null_pointer("os.makedev", "device");
    if (pyosi_check_parts(major_part, minor_part) != 0) return -1;
    *device = none ? PYOSI_NO_DEVICE : pyosi_sys_makedev((unsigned)major_part, (unsigned)minor_part);
    return 0;
}
#endif

/* Python's names; what the system lacks is left out. */
static const pyos_name_value pyosi_pathconf_table[] = {
#ifdef _PC_ACL_ENABLED
    {"PC_ACL_ENABLED", _PC_ACL_ENABLED},
#endif
#ifdef _PC_ALLOC_SIZE_MIN
    {"PC_ALLOC_SIZE_MIN", _PC_ALLOC_SIZE_MIN},
#endif
#ifdef _PC_ASYNC_IO
    {"PC_ASYNC_IO", _PC_ASYNC_IO},
#endif
#ifdef _PC_CHOWN_RESTRICTED
    {"PC_CHOWN_RESTRICTED", _PC_CHOWN_RESTRICTED},
#endif
#ifdef _PC_FILESIZEBITS
    {"PC_FILESIZEBITS", _PC_FILESIZEBITS},
#endif
#ifdef _PC_LINK_MAX
    {"PC_LINK_MAX", _PC_LINK_MAX},
#endif
#ifdef _PC_MAX_CANON
    {"PC_MAX_CANON", _PC_MAX_CANON},
#endif
#ifdef _PC_MAX_INPUT
    {"PC_MAX_INPUT", _PC_MAX_INPUT},
#endif
#ifdef _PC_MIN_HOLE_SIZE
    {"PC_MIN_HOLE_SIZE", _PC_MIN_HOLE_SIZE},
#endif
#ifdef _PC_NAME_MAX
    {"PC_NAME_MAX", _PC_NAME_MAX},
#endif
#ifdef _PC_NO_TRUNC
    {"PC_NO_TRUNC", _PC_NO_TRUNC},
#endif
#ifdef _PC_PATH_MAX
    {"PC_PATH_MAX", _PC_PATH_MAX},
#endif
#ifdef _PC_PIPE_BUF
    {"PC_PIPE_BUF", _PC_PIPE_BUF},
#endif
#ifdef _PC_PRIO_IO
    {"PC_PRIO_IO", _PC_PRIO_IO},
#endif
#ifdef _PC_REC_INCR_XFER_SIZE
    {"PC_REC_INCR_XFER_SIZE", _PC_REC_INCR_XFER_SIZE},
#endif
#ifdef _PC_REC_MAX_XFER_SIZE
    {"PC_REC_MAX_XFER_SIZE", _PC_REC_MAX_XFER_SIZE},
#endif
#ifdef _PC_REC_MIN_XFER_SIZE
    {"PC_REC_MIN_XFER_SIZE", _PC_REC_MIN_XFER_SIZE},
#endif
#ifdef _PC_REC_XFER_ALIGN
    {"PC_REC_XFER_ALIGN", _PC_REC_XFER_ALIGN},
#endif
#ifdef _PC_SOCK_MAXBUF
    {"PC_SOCK_MAXBUF", _PC_SOCK_MAXBUF},
#endif
#ifdef _PC_SYMLINK_MAX
    {"PC_SYMLINK_MAX", _PC_SYMLINK_MAX},
#endif
#ifdef _PC_SYNC_IO
    {"PC_SYNC_IO", _PC_SYNC_IO},
#endif
#ifdef _PC_TIMESTAMP_RESOLUTION
    {"PC_TIMESTAMP_RESOLUTION", _PC_TIMESTAMP_RESOLUTION},
#endif
#ifdef _PC_VDISABLE
    {"PC_VDISABLE", _PC_VDISABLE},
#endif
    {NULL, 0}};

PYOSI_API const pyos_name_value *pyos_pathconf_names(size_t *count) {
    if (count) *count = sizeof pyosi_pathconf_table / sizeof *pyosi_pathconf_table - 1;
    return pyosi_pathconf_table;
}

/* The system's number for a name. 0, or -1 after reporting. */
static PYOSI_UNUSED int pyosi_configuration(const char *function, const pyos_name_value *table, const char *name,
                                            int *number) {
    if (!name) return pyosi_type_error(function, "configuration names must be strings or integers");
    for (; table->name; table++)
        if (strcmp(table->name, name) == 0) return *number = table->value, 0;
    return pyosi_value_error(function, "unrecognized configuration name");
}

/* -1 with errno 0 is an answer; EINVAL is about the name, not the file. */
static PYOSI_UNUSED int pyosi_limit(long long limit, const char *function, const char *path, int saved,
                                    long long *value) {
    if (limit < 0 && errno != 0) return pyosi_fail(PYOSI_SYSTEM, function, errno == EINVAL ? NULL : path);
    errno = saved;
    *value = limit;
    return 0;
}

#if !PYOS_STRICT || PYOS_HAVE_PATHCONF
PYOSI_API int pyos_pathconf(const char *path, const char *name, long long *value) {
    int number = 0, saved;
    if (!PYOS_HAVE_PATHCONF) return pyosi_absent("os.pathconf");
    if (!path) return pyosi_null_path("os.pathconf", "path", true);
    if (!value) return pyosi_null_pointer("os.pathconf", "value");
    if (pyosi_configuration("os.pathconf", pyosi_pathconf_table, name, &number) != 0) return -1;
    saved = errno;
    return pyosi_limit(pyosi_sys_pathconf(path, number), "os.pathconf", path, saved, value);
}

PYOSI_API int pyos_fpathconf(int fd, const char *name, long long *value) {
    int number = 0, saved;
    if (!PYOS_HAVE_FPATHCONF) return pyosi_absent("os.fpathconf");
    if (!value) return pyosi_null_pointer("os.fpathconf", "value");
    if (fd < 0) return pyosi_negative_fd("os.fpathconf", fd);
    if (pyosi_configuration("os.fpathconf", pyosi_pathconf_table, name, &number) != 0) return -1;
    saved = errno;
    return pyosi_limit(pyosi_sys_fpathconf(fd, number), "os.fpathconf", NULL, saved, value);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_STATVFS
PYOSI_API int pyos_statvfs(const char *path, pyos_statvfs_result *st) {
    if (!PYOS_HAVE_STATVFS) return pyosi_absent("os.statvfs");
    if (!path) return pyosi_null_path("os.statvfs", "path", true);
    if (!st) return pyosi_null_pointer("os.statvfs", "st");
    return pyosi_result(pyosi_sys_statvfs(path, st), "os.statvfs", path);
}

PYOSI_API int pyos_fstatvfs(int fd, pyos_statvfs_result *st) {
    if (!PYOS_HAVE_FSTATVFS) return pyosi_absent("os.fstatvfs");
    if (!st) return pyosi_null_pointer("os.fstatvfs", "st");
    return pyosi_result(pyosi_sys_fstatvfs(fd, st), "os.fstatvfs", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SYNC
PYOSI_API int pyos_sync(void) {
    if (!PYOS_HAVE_SYNC) return pyosi_absent("os.sync");
    return pyosi_result(pyosi_sys_sync(), "os.sync", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_LISTDRIVES
PYOSI_API char **pyos_listdrives(size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    size_t n = 0;
    int status;
    if (!PYOS_HAVE_LISTDRIVES) return (char **)pyosi_null(pyosi_absent("os.listdrives"));
    if (PYOSI_REFUSED("os.listdrives", "os.listdrives", "")) return NULL;
    status = pyosi_sys_listdrives(&b, &n);
    return pyosi_names_list(&b, status, n, count, "os.listdrives", NULL);
}

PYOSI_API char **pyos_listvolumes(size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    size_t n = 0;
    int status;
    if (!PYOS_HAVE_LISTVOLUMES) return (char **)pyosi_null(pyosi_absent("os.listvolumes"));
    if (PYOSI_REFUSED("os.listvolumes", "os.listvolumes", "")) return NULL;
    status = pyosi_sys_listvolumes(&b, &n);
    return pyosi_names_list(&b, status, n, count, "os.listvolumes", NULL);
}

PYOSI_API char **pyos_listmounts(const char *volume, size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    size_t n = 0;
    int status;
    if (!PYOS_HAVE_LISTMOUNTS) return (char **)pyosi_null(pyosi_absent("os.listmounts"));
    if (!volume) return (char **)pyosi_null(pyosi_null_path("os.listmounts", "volume", false));
    if (PYOSI_REFUSED("os.listmounts", "os.listmounts", "s", volume)) return NULL;
    status = pyosi_sys_listmounts(volume, &b, &n);
    return pyosi_names_list(&b, status, n, count, "os.listmounts", NULL);
}
#endif

/* =====================================================================================================================
 * >>stat
 */

/* pyosi_nanoseconds for what lies before 1970 or at the limits of 64 bits. */
static PYOSI_COLD long long pyosi_far_nanoseconds(long long seconds, long nanoseconds) {
    if (seconds > 9223372036 || (seconds == 9223372036 && nanoseconds > 854775807)) return LLONG_MAX;
    if (seconds < -9223372037 || (seconds == -9223372037 && nanoseconds < 145224192)) return LLONG_MIN;
    if (seconds >= 0) return seconds * 1000000000 + nanoseconds;
    return (seconds + 1) * 1000000000 + (nanoseconds - 1000000000); /* the first product alone may be too low */
}

/* Seconds and nanoseconds as nanoseconds; what 64 bits cannot hold becomes the nearest they can. */
static long long pyosi_nanoseconds(long long seconds, long nanoseconds) {
    if (seconds >= 0 && seconds < 9223372036) return seconds * 1000000000 + nanoseconds;
    return pyosi_far_nanoseconds(seconds, nanoseconds);
}

#if PYOSI_WINDOWS

typedef struct pyosi_id_info {
    unsigned long long volume;
    unsigned char id[16];
} pyosi_id_info;

/* A Windows time, in 100 ns since 1601, as nanoseconds since 1970. */
static long long pyosi_windows_time(unsigned long low, unsigned long high) {
    unsigned long long since_1601 = (unsigned long long)high << 32 | low;
    long long ticks = (long long)(since_1601 & LLONG_MAX) - 116444736000000000LL, seconds = ticks / 10000000;
    long rest = (long)(ticks % 10000000);
    if (since_1601 > LLONG_MAX) return LLONG_MAX;
    return rest < 0 ? pyosi_nanoseconds(seconds - 1, (rest + 10000000) * 100) : pyosi_nanoseconds(seconds, rest * 100);
}

static unsigned pyosi_mode_of(unsigned attributes, unsigned tag) {
    unsigned mode = attributes & FILE_ATTRIBUTE_DIRECTORY ? PYOS_S_IFDIR | 0111 : PYOS_S_IFREG;
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) && tag == PYOS_IO_REPARSE_TAG_SYMLINK)
        mode = PYOS_S_IFLNK | (mode & 0777);
    return mode | (attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666);
}

/* Programs, by their ending, count as executable. */
static void pyosi_add_program(pyos_stat_result *st, const wchar_t *path) {
    static const wchar_t *const endings[] = {L".exe", L".bat", L".cmd", L".com"};
    const wchar_t *dot = wcsrchr(path, L'.');
    size_t i;
    if (!dot || (st->file_attributes & FILE_ATTRIBUTE_DIRECTORY)) return;
    for (i = 0; i < 4; i++)
        if (_wcsicmp(dot, endings[i]) == 0) st->mode |= 0111;
}

#define PYOSI_LISTED                                                                                                   \
    (PYOS_STAT_HAS_MODE | PYOS_STAT_HAS_SIZE | PYOS_STAT_HAS_ATIME | PYOS_STAT_HAS_MTIME | PYOS_STAT_HAS_CTIME |       \
     PYOS_STAT_HAS_BIRTHTIME | PYOS_STAT_HAS_FILE_ATTRIBUTES | PYOS_STAT_HAS_REPARSE_TAG)

/* What a listing, FindFirstFileW and GetFileInformationByHandle all know. */
static void pyosi_fill_listed(pyos_stat_result *st, unsigned attributes, unsigned tag, unsigned long long size,
                              long long created, long long accessed, long long written) {
    memset(st, 0, sizeof *st);
    st->has = PYOSI_LISTED;
    st->mode = pyosi_mode_of(attributes, tag);
    st->size = (long long)size;
    st->atime_ns = accessed;
    st->mtime_ns = written;
    st->ctime_ns = st->birthtime_ns = created; /* as Python 3.13 has it */
    st->file_attributes = attributes;
    st->reparse_tag = attributes & FILE_ATTRIBUTE_REPARSE_POINT ? tag : 0;
}

static void pyosi_fill_handle(pyos_stat_result *st, HANDLE handle, const BY_HANDLE_FILE_INFORMATION *info,
                              unsigned tag) {
    pyosi_id_info id;
    pyosi_fill_listed(st, info->dwFileAttributes, tag,
                      (unsigned long long)info->nFileSizeHigh << 32 | info->nFileSizeLow,
                      pyosi_windows_time(info->ftCreationTime.dwLowDateTime, info->ftCreationTime.dwHighDateTime),
                      pyosi_windows_time(info->ftLastAccessTime.dwLowDateTime, info->ftLastAccessTime.dwHighDateTime),
                      pyosi_windows_time(info->ftLastWriteTime.dwLowDateTime, info->ftLastWriteTime.dwHighDateTime));
    st->has |= PYOS_STAT_HAS_NLINK | PYOS_STAT_HAS_INO | PYOS_STAT_HAS_DEV;
    st->nlink = (long long)info->nNumberOfLinks;
    st->dev = info->dwVolumeSerialNumber;
    if (pyosi_handle_info(handle, PYOSI_ID_INFO, &id, sizeof id)) { /* 128 bits; some file systems refuse */
        memcpy(&st->ino, id.id, 8);
        memcpy(&st->ino_high, id.id + 8, 8);
        st->dev = id.volume;
    }
    if (!st->ino && !st->ino_high) st->ino = (unsigned long long)info->nFileIndexHigh << 32 | info->nFileIndexLow;
}

/* What is no file has its type and nothing else. */
static int pyosi_fill_device(pyos_stat_result *st, unsigned mode) {
    memset(st, 0, sizeof *st);
    st->has = PYOS_STAT_HAS_MODE;
    st->mode = mode;
    return 0;
}

/* A file that may not be opened is looked up in its directory; at->path loses separators at its end. False, with the
 * last error set, when that does not do: the look-up's where it says that nothing is there, else the first. */
static bool pyosi_stat_listed(const pyosi_where *at, bool follow, DWORD error, pyos_stat_result *st) {
    WIN32_FIND_DATAW data;
    HANDLE find;
    unsigned tag;
    if (!pyosi_strip_end(at->path)) return SetLastError(error), false; /* a root is in no directory */
    find = FindFirstFileW(at->path, &data);
    if (find == INVALID_HANDLE_VALUE) {
        DWORD second = GetLastError();
        bool gone = second == ERROR_FILE_NOT_FOUND || second == ERROR_PATH_NOT_FOUND || second == ERROR_NOT_READY ||
                    second == ERROR_BAD_NET_NAME;
        if (!gone) SetLastError(error);
        return false;
    }
    FindClose(find);
    SetLastError(error);
    tag = data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? data.dwReserved0 : 0;
    /* What has to be followed cannot be answered without opening it. */
    if ((data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) && (follow || !PYOSI_IS_SURROGATE(tag))) return false;
    pyosi_fill_listed(st, data.dwFileAttributes, tag, (unsigned long long)data.nFileSizeHigh << 32 | data.nFileSizeLow,
                      pyosi_windows_time(data.ftCreationTime.dwLowDateTime, data.ftCreationTime.dwHighDateTime),
                      pyosi_windows_time(data.ftLastAccessTime.dwLowDateTime, data.ftLastAccessTime.dwHighDateTime),
                      pyosi_windows_time(data.ftLastWriteTime.dwLowDateTime, data.ftLastWriteTime.dwHighDateTime));
    return true;
}

/* A handle's data, whatever it is; at is NULL for a descriptor's. 0 or a status. */
static int pyosi_stat_handle(HANDLE handle, const pyosi_where *at, unsigned tag, pyos_stat_result *st) {
    BY_HANDLE_FILE_INFORMATION info;
    DWORD type, attributes;
    SetLastError(0);
    type = GetFileType(handle);
    if (type == FILE_TYPE_UNKNOWN && GetLastError() != 0) return pyosi_last_windows_error();
    if (type != FILE_TYPE_DISK) {
        attributes = at && at->path ? GetFileAttributesW(at->path) : INVALID_FILE_ATTRIBUTES;
        if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY)) /* \\.\pipe\ */
            return pyosi_fill_device(st, PYOS_S_IFDIR);
        return pyosi_fill_device(st, type == FILE_TYPE_CHAR ? PYOS_S_IFCHR : type == FILE_TYPE_PIPE ? PYOS_S_IFIFO : 0);
    }
    if (!GetFileInformationByHandle(handle, &info)) {
        if (!at || !pyosi_means_unsupported(GetLastError())) return pyosi_last_windows_error();
        return pyosi_fill_device(st, PYOS_S_IFBLK); /* \\.\C: or \\.\PhysicalDrive0 */
    }
    pyosi_fill_handle(st, handle, &info, tag);
    if (at) pyosi_add_program(st, at->path ? at->path : at->name);
    return 0;
}

/* Somebody may not open the file, or has it open for nobody else: what is in its directory may be read all the same. */
static bool pyosi_is_refusal(DWORD error) { return error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION; }

/* stat as Python does it on Windows:
 * 1. Open for attributes only; without following, the reparse point itself.
 * 2. No access, or in use by others: its entry in the directory tells. A console wants to be read. A reparse point that
 *    nobody can follow (1920) gives its own data.
 * 3. Not following stops at name surrogates (links, junctions) only; any other reparse point is opened again to be
 *    followed, once. */
static int pyosi_stat_where(const pyosi_where *at, bool follow, pyos_stat_result *st) {
    pyosi_tag_info info = {0, 0};
    bool untold = false; /* following failed, though it was asked for */
    HANDLE handle = pyosi_open_where(at, FILE_READ_ATTRIBUTES, follow);
    int status;
    if (!handle) {
        DWORD error = GetLastError();
        if (pyosi_is_refusal(error)) {
            if (!at->path || !pyosi_stat_listed(at, follow, error, st)) return pyosi_last_windows_error();
            pyosi_add_program(st, at->path);
            return 0;
        }
        if (error == ERROR_INVALID_PARAMETER)
            handle = pyosi_open_where(at, FILE_READ_ATTRIBUTES | GENERIC_READ, follow);
        if (error == 1920 /* CANT_ACCESS_FILE */ && follow)
            handle = pyosi_open_where(at, FILE_READ_ATTRIBUTES, false), follow = false, untold = true;
        if (!handle) return pyosi_windows_error(error); /* the first: it is the answer to the question */
    }
    if (!follow && GetFileType(handle) == FILE_TYPE_DISK) {
        bool surrogate, known = pyosi_handle_info(handle, PYOSI_TAG_INFO, &info, sizeof info);
        if (!known && !pyosi_means_unsupported(GetLastError())) {
            status = pyosi_last_windows_error();
            CloseHandle(handle);
            return status;
        }
        if (!known) info.attributes = info.tag = 0;
        surrogate = PYOSI_IS_SURROGATE(info.tag);
        if ((info.attributes & FILE_ATTRIBUTE_REPARSE_POINT) && surrogate == untold) {
            CloseHandle(handle);
            return untold ? pyosi_windows_error(1920) : pyosi_stat_where(at, true, st);
        }
    }
    status = pyosi_stat_handle(handle, at, info.attributes & FILE_ATTRIBUTE_REPARSE_POINT ? info.tag : 0, st);
    CloseHandle(handle);
    return status;
}

/* What may not be opened in an open directory is asked for once more by its path, since its directory may tell. That it
 * was refused stays the answer where there is no path. */
static int pyosi_stat_site(const pyosi_site *p, bool follow, pyos_stat_result *st) {
    int saved = errno, status = pyosi_stat_where(&p->at, follow, st);
    unsigned refusal = pyosi_thread.winerror;
    char *whole;
    if (status != PYOSI_SYSTEM || !p->at.root || !pyosi_is_refusal(refusal)) return status;
    whole = pyosi_site_path(p, false, &status);
    if (!whole) return status == PYOSI_SYSTEM ? pyosi_windows_error(refusal) : status;
    errno = saved;
    status = pyosi_sys_stat(PYOS_CWD, whole, follow, st);
    pyos_free(whole);
    return status;
}

static int pyosi_sys_stat(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    pyosi_site p;
    int status = pyosi_site_open(&p, dir_fd, path, false);
    if (status != 0) return status;
    status = pyosi_stat_site(&p, follow, st);
    pyosi_site_close(&p);
    return status;
}

static int pyosi_sys_fstat(int fd, pyos_stat_result *st) {
    HANDLE handle = pyosi_handle(fd);
    if (handle == INVALID_HANDLE_VALUE) return pyosi_windows_error(ERROR_INVALID_HANDLE);
    return pyosi_stat_handle(handle, NULL, 0, st);
}

#else /* POSIX and WASI */

#if PYOSI_MACOS
#define PYOSI_TIME(st, which) pyosi_nanoseconds((st)->st_##which##timespec.tv_sec, (st)->st_##which##timespec.tv_nsec)
#else
#define PYOSI_TIME(st, which) pyosi_nanoseconds((st)->st_##which##tim.tv_sec, (long)(st)->st_##which##tim.tv_nsec)
#endif

#define PYOSI_ALWAYS                                                                                                   \
    (PYOS_STAT_HAS_MODE | PYOS_STAT_HAS_INO | PYOS_STAT_HAS_DEV | PYOS_STAT_HAS_NLINK | PYOS_STAT_HAS_SIZE |           \
     PYOS_STAT_HAS_ATIME | PYOS_STAT_HAS_MTIME | PYOS_STAT_HAS_CTIME)
#define PYOSI_ON_UNIX                                                                                                  \
    (PYOS_STAT_HAS_UID | PYOS_STAT_HAS_GID | PYOS_STAT_HAS_RDEV | PYOS_STAT_HAS_BLOCKS | PYOS_STAT_HAS_BLKSIZE)

static void pyosi_fill_stat(pyos_stat_result *st, const struct stat *s) {
    memset(st, 0, sizeof *st);
    st->has = PYOSI_ALWAYS | (PYOSI_WASI ? 0 : PYOSI_ON_UNIX);
    st->mode = (unsigned)s->st_mode;
    st->ino = (unsigned long long)s->st_ino;
    st->dev = (unsigned long long)s->st_dev;
    st->nlink = (long long)s->st_nlink;
    st->size = (long long)s->st_size;
    st->atime_ns = PYOSI_TIME(s, a);
    st->mtime_ns = PYOSI_TIME(s, m);
    st->ctime_ns = PYOSI_TIME(s, c);
#if !PYOSI_WASI /* whose hosts know none of these */
    st->rdev = (unsigned long long)s->st_rdev;
    st->uid = (long long)s->st_uid;
    st->gid = (long long)s->st_gid;
    st->blocks = (long long)s->st_blocks;
    st->blksize = (long long)s->st_blksize;
#endif
#if PYOSI_HAVE_ST_BIRTHTIME
    st->has |= PYOS_STAT_HAS_BIRTHTIME;
    st->birthtime_ns = pyosi_nanoseconds(s->st_birthtimespec.tv_sec, s->st_birthtimespec.tv_nsec);
#endif
#if PYOSI_HAVE_ST_FLAGS
    st->has |= PYOS_STAT_HAS_FLAGS | PYOS_STAT_HAS_GEN;
    st->flags = (unsigned)s->st_flags;
    st->gen = (unsigned)s->st_gen;
#endif
}

static int pyosi_fstatat(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    struct stat s;
    int result;
    PYOSI_RETRY(result, path ? fstatat(dir_fd, path, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) : fstat(dir_fd, &s));
    if (result == 0) pyosi_fill_stat(st, &s);
    return result;
}

#if PYOSI_HAVE_STATX
/* The kernel's struct statx, spelt out because some C libraries lack it. */
typedef struct pyosi_statx_time {
    long long seconds;
    unsigned nanoseconds;
    int spare;
} pyosi_statx_time;

typedef struct pyosi_statx {
    unsigned mask, blksize;
    unsigned long long attributes;
    unsigned nlink, uid, gid;
    unsigned short mode, spare;
    unsigned long long ino, size, blocks, attributes_mask;
    pyosi_statx_time atime, btime, ctime, mtime;
    unsigned rdev_major, rdev_minor, dev_major, dev_minor;
    unsigned long long more[14];
} pyosi_statx;

typedef char pyosi_statx_has_256_bytes[sizeof(pyosi_statx) == 256 ? 1 : -1];

#define PYOSI_STATX_WANTED 0xFFFu /* STATX_BASIC_STATS and STATX_BTIME */
#define PYOSI_STATX_BTIME 0x800u
#define PYOSI_STATX_FLAGS 0x800 /* AT_NO_AUTOMOUNT, as stat has it */
#define PYOSI_EMPTY_PATH 0x1000 /* AT_EMPTY_PATH: the descriptor itself */

/* A device number as the C libraries put it together. */
static unsigned long long pyosi_device(unsigned major_part, unsigned minor_part) {
    if ((major_part | minor_part) <= 0xFF) return major_part << 8 | minor_part;
    return (unsigned long long)(major_part & 0xFFFFF000u) << 32 | (major_part & 0xFFFu) << 8 |
           (unsigned long long)(minor_part & 0xFFFFFF00u) << 12 | (minor_part & 0xFFu);
}

static void pyosi_fill_statx(pyos_stat_result *st, const pyosi_statx *s) {
    bool born = (s->mask & PYOSI_STATX_BTIME) != 0;
    st->has = PYOSI_ALWAYS | PYOSI_ON_UNIX | (born ? PYOS_STAT_HAS_BIRTHTIME : 0);
    st->mode = s->mode;
    st->ino = s->ino, st->ino_high = 0;
    st->dev = pyosi_device(s->dev_major, s->dev_minor);
    st->rdev = pyosi_device(s->rdev_major, s->rdev_minor);
    st->nlink = s->nlink, st->uid = s->uid, st->gid = s->gid;
    st->size = (long long)s->size;
    st->atime_ns = pyosi_nanoseconds(s->atime.seconds, (long)s->atime.nanoseconds);
    st->mtime_ns = pyosi_nanoseconds(s->mtime.seconds, (long)s->mtime.nanoseconds);
    st->ctime_ns = pyosi_nanoseconds(s->ctime.seconds, (long)s->ctime.nanoseconds);
    st->birthtime_ns = born ? pyosi_nanoseconds(s->btime.seconds, (long)s->btime.nanoseconds) : 0;
    st->blocks = (long long)s->blocks, st->blksize = s->blksize;
    st->flags = st->gen = st->file_attributes = st->reparse_tag = 0;
}

static volatile int pyosi_no_statx; /* the kernel said ENOSYS once: not asked again */

/* EPERM and EINVAL come from sandboxes and emulators that do not know the call; the older call then decides. */
static PYOSI_COLD int pyosi_stat_fallback(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    if (errno != ENOSYS && errno != EPERM && errno != EINVAL) return PYOSI_SYSTEM;
    if (errno == ENOSYS) PYOSI_RELEASE(&pyosi_no_statx, 1);
    return pyosi_fstatat(dir_fd, path, follow, st);
}

static int pyosi_stat_unix(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    pyosi_statx s;
    long result;
    int flags = PYOSI_STATX_FLAGS | (follow ? 0 : AT_SYMLINK_NOFOLLOW) | (path ? 0 : PYOSI_EMPTY_PATH);
    if (PYOSI_RELAXED(&pyosi_no_statx)) return pyosi_fstatat(dir_fd, path, follow, st);
    PYOSI_RETRY(result, syscall(SYS_statx, dir_fd, path ? path : "", flags, PYOSI_STATX_WANTED, &s));
    if (result != 0) return pyosi_stat_fallback(dir_fd, path, follow, st);
    pyosi_fill_statx(st, &s);
    return 0;
}
#else
static int pyosi_stat_unix(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    return pyosi_fstatat(dir_fd, path, follow, st);
}
#endif

static int pyosi_sys_stat(int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    return pyosi_is_empty(path) ? PYOSI_SYSTEM : pyosi_stat_unix(dir_fd, path, follow, st);
}

static int pyosi_sys_fstat(int fd, pyos_stat_result *st) {
    if (fd >= 0) return pyosi_stat_unix(fd, NULL, true, st);
    errno = EBADF; /* a negative number could mean the working directory */
    return PYOSI_SYSTEM;
}
#endif

/* Public. */

static int pyosi_stat(const char *function, int dir_fd, const char *path, bool follow, pyos_stat_result *st) {
    if (!st) return pyosi_null_pointer(function, "st");
    return pyosi_result(pyosi_sys_stat(dir_fd, path, follow, st), function, path);
}

PYOSI_API int pyos_stat_at(int dir_fd, const char *path, unsigned flags, pyos_stat_result *st) {
    if (!path) return pyosi_null_path("os.stat", "path", true);
    if (flags & ~PYOS_NOFOLLOW) return pyosi_unknown_flags("os.stat");
    return pyosi_stat("os.stat", dir_fd, path, !(flags & PYOS_NOFOLLOW), st);
}

PYOSI_API int pyos_stat(const char *path, pyos_stat_result *st) { return pyos_stat_at(PYOS_CWD, path, 0, st); }

PYOSI_API int pyos_lstat(const char *path, pyos_stat_result *st) {
    if (!path) return pyosi_null_path("os.lstat", "path", false);
    return pyosi_stat("os.lstat", PYOS_CWD, path, false, st);
}

PYOSI_API int pyos_fstat(int fd, pyos_stat_result *st) {
    if (!st) return pyosi_null_pointer("os.fstat", "st");
    return pyosi_result(pyosi_sys_fstat(fd, st), "os.fstat", NULL);
}

PYOSI_API bool pyos_S_ISDIR(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFDIR; }
PYOSI_API bool pyos_S_ISCHR(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFCHR; }
PYOSI_API bool pyos_S_ISBLK(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFBLK; }
PYOSI_API bool pyos_S_ISREG(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFREG; }
PYOSI_API bool pyos_S_ISFIFO(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFIFO; }
PYOSI_API bool pyos_S_ISLNK(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFLNK; }
PYOSI_API bool pyos_S_ISSOCK(unsigned mode) { return (mode & PYOSI_TYPE) == PYOS_S_IFSOCK; }
PYOSI_API bool pyos_S_ISDOOR(unsigned mode) { return PYOS_S_IFDOOR && (mode & PYOSI_TYPE) == PYOS_S_IFDOOR; }
PYOSI_API bool pyos_S_ISPORT(unsigned mode) { return PYOS_S_IFPORT && (mode & PYOSI_TYPE) == PYOS_S_IFPORT; }
PYOSI_API bool pyos_S_ISWHT(unsigned mode) { return PYOS_S_IFWHT && (mode & PYOSI_TYPE) == PYOS_S_IFWHT; }

PYOSI_API unsigned pyos_S_IMODE(unsigned mode) { return mode & 07777; }
PYOSI_API unsigned pyos_S_IFMT(unsigned mode) { return mode & PYOSI_TYPE; }

static char pyosi_type_letter(unsigned mode) {
    switch (mode & PYOSI_TYPE) {
    case PYOS_S_IFREG: return '-';
    case PYOS_S_IFDIR: return 'd';
    case PYOS_S_IFLNK: return 'l';
    case PYOS_S_IFCHR: return 'c';
    case PYOS_S_IFBLK: return 'b';
    case PYOS_S_IFIFO: return 'p';
    case PYOS_S_IFSOCK: return 's';
    default: return pyos_S_ISWHT(mode) ? 'w' : '?';
    }
}

PYOSI_API const char *pyos_filemode(unsigned mode, char buf[11]) {
    static const char letters[] = "rwxrwxrwx";
    int i;
    if (!buf) return (const char *)pyosi_null(pyosi_null_pointer("stat.filemode", "buf"));
    buf[0] = pyosi_type_letter(mode);
    for (i = 0; i < 9; i++) buf[i + 1] = mode & (0400u >> i) ? letters[i] : '-';
    if (mode & PYOS_S_ISUID) buf[3] = buf[3] == 'x' ? 's' : 'S';
    if (mode & PYOS_S_ISGID) buf[6] = buf[6] == 'x' ? 's' : 'S';
    if (mode & PYOS_S_ISVTX) buf[9] = buf[9] == 'x' ? 't' : 'T';
    buf[10] = '\0';
    return buf;
}

/* =====================================================================================================================
 * >>walk
 */

/* What a listing says of an entry's type. */
#define PYOSI_IS_UNKNOWN 0
#define PYOSI_IS_DIR 1
#define PYOSI_IS_FILE 2
#define PYOSI_IS_LINK 3
#define PYOSI_IS_OTHER 4

#define PYOSI_JUNCTION 0xA0000003u /* the reparse tag of junctions and mounted volumes; off Windows all are 0 */

#define PYOSI_CACHED_LSTAT 1u
#define PYOSI_CACHED_STAT 2u

#define PYOSI_LISTING 32768 /* bytes of a listing read at once; hundreds of entries */

/* An entry; the public part comes first, so that a pointer to it is a pointer to all. */
typedef struct pyosi_entry {
    pyos_direntry shown;
    pyos_scandir_iter *it; /* that it comes from; NULL in a copy */
    int dir_fd;            /* where path starts: PYOS_CWD, or the descriptor that fscandir was given */
    unsigned char type;    /* PYOSI_IS_... */
    unsigned char cached;  /* PYOSI_CACHED_... */
    unsigned long long ino,
        ino_high; /* 0 until known; Windows's listing has too few bits, some hosts of WASI have none */
    pyos_stat_result lstat, stat;
} pyosi_entry;

/* An iterator: the open directory, what has been read of it, and one path that each entry's name is written behind. */
struct pyos_scandir_iter {
    pyosi_entry entry;
    pyosi_bytes path;   /* directory, separator, name */
    size_t start;       /* where the directory begins in path: 0, but in a walk */
    size_t directory;   /* where the name begins */
    size_t given;       /* bytes of the directory as the caller gave it; 0 when none was given */
    bool by_descriptor; /* made by fscandir: path is the name, the position is rewound at close */
    bool ended;
    char *data; /* the listing as the system gives it */
    size_t room, size, at;
#if PYOSI_WINDOWS
    HANDLE handle;
#else
    int fd;    /* -1 when closed */
#if PYOSI_WASI
    bool read; /* all of it */
#elif !PYOSI_HAVE_GETDENTS64
    DIR *dir;
#endif
#endif
};

/* Starts an entry whose name stands behind the directory. */
static void pyosi_start_entry(pyos_scandir_iter *it) {
    pyosi_entry *e = &it->entry;
    e->shown.name = it->path.data + it->directory;
    e->shown.path = it->by_descriptor ? e->shown.name : it->path.data + it->start;
    e->cached = 0;
    e->ino = e->ino_high = 0;
}

/* Puts a name behind the directory and starts its entry; false when memory ran out. */
static PYOSI_UNUSED bool pyosi_name_entry(pyos_scandir_iter *it, const char *name, size_t n) {
    it->path.size = it->directory;
    if (!pyosi_append(&it->path, name, n) || !pyosi_append(&it->path, "", 1)) return false;
    pyosi_start_entry(it);
    return true;
}

static PYOSI_UNUSED bool pyosi_is_dot_name(const char *name) {
    return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

#if PYOSI_WINDOWS

/* One entry of the listing: FILE_FULL_DIR_INFO. */
typedef struct pyosi_listed {
    unsigned next, index; /* next: bytes to the following entry, 0 at the last */
    long long created, accessed, written, changed, size, allocated;
    unsigned attributes, name_bytes, ea_size; /* ea_size is the reparse tag where the attribute is set */
    wchar_t name[1];
} pyosi_listed;

static long long pyosi_listed_time(long long time) {
    return pyosi_windows_time((unsigned long)(time & 0xFFFFFFFF), (unsigned long)((unsigned long long)time >> 32));
}

/* Reads the next part of the listing. 1, 0 at the end, or a status. */
static int pyosi_read_listing(pyos_scandir_iter *it) {
    DWORD error;
    it->at = it->size = 0;
    if (pyosi_handle_info(it->handle, PYOSI_LIST_INFO, it->data, it->room)) {
        it->size = it->room;
        return 1;
    }
    error = GetLastError();
    if (error == ERROR_NO_MORE_FILES || error == ERROR_FILE_NOT_FOUND) return 0; /* the latter: an empty root */
    /* What is no directory: 87 from this call as a rule, where FindFirstFileW says 267. */
    return pyosi_windows_error(pyosi_means_unsupported(error) && !pyosi_is_directory(it->handle) ? ERROR_DIRECTORY
                                                                                                 : error);
}

/* After opening: the first part is read at once, so that errors come now, as from FindFirstFileW. What is not there is
 * 3 to it, because it asks for all files in the path, where opening says 2. */
static int pyosi_dir_opened(pyos_scandir_iter *it, int status) {
    if (status != 0 && pyosi_thread.winerror == ERROR_FILE_NOT_FOUND) return pyosi_windows_error(ERROR_PATH_NOT_FOUND);
    if (status != 0) return status;
    it->room = PYOSI_LISTING;
    if (!it->data) it->data = (char *)PYOSI_MALLOC(it->room);
    status = it->data ? pyosi_read_listing(it) : PYOSI_MEMORY;
    if (status == 0) it->ended = true;
    return status < 0 ? status : 0;
}

static int pyosi_dir_open(pyos_scandir_iter *it, const char *path) {
    pyosi_wide w;
    int status = pyosi_wide_place(&w, path, true);
    if (status != 0) return status;
    pyosi_load_calls();
    it->handle = pyosi_open_file(w.s, FILE_LIST_DIRECTORY, PYOSI_SHARE_ALL, 0);
    if (!it->handle) status = pyosi_last_windows_error();
    pyosi_wide_close(&w);
    return pyosi_dir_opened(it, status);
}

/* 0 for a handle of what is no link; a file system without reparse points has none. */
static int pyosi_refuse_link(HANDLE handle) {
    pyosi_tag_info info;
    if (!pyosi_handle_info(handle, PYOSI_TAG_INFO, &info, sizeof info))
        return pyosi_means_unsupported(GetLastError()) ? 0 : pyosi_last_windows_error();
    if (!(info.attributes & FILE_ATTRIBUTE_REPARSE_POINT) || !PYOSI_IS_SURROGATE(info.tag)) return 0;
    return pyosi_windows_error(ERROR_DIRECTORY);
}

/* Opened as a reparse point, so that one which has taken the directory's place is seen and refused. */
static int pyosi_dir_open_child(pyos_scandir_iter *it, const pyos_scandir_iter *parent, const pyosi_entry *e) {
    pyosi_wide w;
    bool follow = (e->lstat.file_attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
    int status;
    if (!pyosi_can_open_relative()) return pyosi_dir_open(it, e->shown.path);
    status = pyosi_wide_text(&w, e->shown.name);
    if (status != 0) return status;
    it->handle = pyosi_open_relative(parent->handle, w.s, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES,
                                     PYOSI_DIRECTORY_FILE | (follow ? 0 : PYOSI_OPEN_REPARSE_POINT));
    if (!it->handle) status = pyosi_last_windows_error();
    pyosi_wide_close(&w);
    if (status == 0 && !follow) status = pyosi_refuse_link(it->handle);
    return pyosi_dir_opened(it, status);
}

static PYOSI_UNUSED int pyosi_dir_adopt(pyos_scandir_iter *it, int fd) {
    (void)it, (void)fd;
    return PYOSI_ABSENT;
}

static void pyosi_fill_entry(pyosi_entry *e, const pyosi_listed *listed) {
    unsigned tag = listed->attributes & FILE_ATTRIBUTE_REPARSE_POINT ? listed->ea_size : 0;
    pyosi_fill_listed(&e->lstat, listed->attributes, tag, (unsigned long long)listed->size,
                      pyosi_listed_time(listed->created), pyosi_listed_time(listed->accessed),
                      pyosi_listed_time(listed->written));
    e->cached = PYOSI_CACHED_LSTAT;
    e->type = (e->lstat.mode & PYOSI_TYPE) == PYOS_S_IFLNK   ? PYOSI_IS_LINK
              : (e->lstat.mode & PYOSI_TYPE) == PYOS_S_IFDIR ? PYOSI_IS_DIR
                                                             : PYOSI_IS_FILE;
}

/* 1, 0 at the end, or a status. */
static int pyosi_dir_next(pyos_scandir_iter *it) {
    for (;;) {
        const pyosi_listed *listed;
        char *name;
        size_t units, n;
        int status = it->at < it->size ? 1 : pyosi_read_listing(it);
        if (status <= 0) return status;
        listed = (const pyosi_listed *)(const void *)(it->data + it->at);
        it->at = listed->next ? it->at + listed->next : it->size;
        units = listed->name_bytes / sizeof(wchar_t);
        it->path.size = it->directory;
        if (!pyosi_reserve(&it->path, 3 * units + 1)) return PYOSI_MEMORY;
        name = it->path.data + it->directory;
        n = pyosi_wtf8_from_utf16(listed->name, units, name);
        name[n] = '\0';
        if (pyosi_is_dot_name(name)) continue;
        pyosi_start_entry(it);
        pyosi_fill_entry(&it->entry, listed);
        return 1;
    }
}

static void pyosi_dir_close(pyos_scandir_iter *it) {
    pyos_free(it->data);
    if (it->handle) CloseHandle(it->handle);
    it->data = NULL, it->handle = NULL;
}

#define PYOSI_DIR_FLAGS (PYOS_OPEN_DIRECTORY | _O_NOINHERIT)
#define PYOSI_FWALK_FLAGS _O_NOINHERIT /* as Python's event would have them */

/* Begins to read a directory that is open already; the descriptor stays the caller's. */
static int pyosi_dir_begin(pyos_scandir_iter *it, int fd) {
    pyosi_load_calls();
    it->handle = pyosi_handle(fd);
    it->ended = false;
    return pyosi_dir_opened(it, 0);
}

static void pyosi_dir_end(pyos_scandir_iter *it, bool rewind_it) {
    (void)rewind_it; /* a listing begins anew for each descriptor that is made of the handle */
    it->handle = NULL;
}

/* stat of an entry: by name in the open directory; of a copy by path. */
static int pyosi_entry_stat_now(const pyosi_entry *e, bool follow, pyos_stat_result *st) {
    pyosi_site p;
    int status;
    if (!e->it || !pyosi_can_open_relative()) return pyosi_sys_stat(e->dir_fd, e->shown.path, follow, st);
    status = pyosi_site_in(&p, e->it->handle, e->shown.name);
    if (status != 0) return status;
    status = pyosi_stat_site(&p, follow, st);
    pyosi_site_close(&p);
    return status;
}

#else /* POSIX and WASI */

#define PYOSI_DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
#define PYOSI_FWALK_FLAGS (O_RDONLY | O_NONBLOCK | O_CLOEXEC) /* as Python's event has them */

static int pyosi_dir_open_at(pyos_scandir_iter *it, int dir_fd, const char *path, int flags) {
    it->fd = pyosi_sys_open(dir_fd, path, PYOSI_DIR_FLAGS | flags, 0);
    return it->fd < 0 ? it->fd : 0;
}

static int pyosi_dir_open(pyos_scandir_iter *it, const char *path) { return pyosi_dir_open_at(it, PYOS_CWD, path, 0); }

/* What was no link when it was read must not have become one. */
static int pyosi_dir_open_child(pyos_scandir_iter *it, const pyos_scandir_iter *parent, const pyosi_entry *e) {
    bool follow = e->type == PYOSI_IS_LINK || e->type == PYOSI_IS_UNKNOWN;
    if (follow && PYOSI_WASI) return pyosi_dir_open(it, e->shown.path); /* a link may not leave a descriptor there */
    return pyosi_dir_open_at(it, parent->fd, e->shown.name, follow ? 0 : O_NOFOLLOW);
}

/* A descriptor of the caller's: a duplicate is read, which shares the position. */
#if PYOSI_WASI
static PYOSI_UNUSED int pyosi_dir_adopt(pyos_scandir_iter *it, int fd) {
    (void)it, (void)fd;
    return PYOSI_ABSENT;
}
#else
static int pyosi_dir_adopt(pyos_scandir_iter *it, int fd) {
    struct stat st;
    it->entry.dir_fd = fd;
    it->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (it->fd < 0 || fstat(it->fd, &st) != 0) return PYOSI_SYSTEM;
    if ((st.st_mode & S_IFMT) == S_IFDIR) return 0;
    errno = ENOTDIR;
    return PYOSI_SYSTEM;
}
#endif

/* Below: pyosi_dir_begin begins to read a directory that is open already and stays the caller's; pyosi_dir_end leaves
 * it alone again. */

#if PYOSI_WASI

/* An entry as the host writes it, without padding: cookie (8 bytes), inode (8), length of the name (4), type (1 and 3
 * of padding), name. Types are the host's: 3 directory, 4 file, 7 link, 0 unknown. */
#define PYOSI_DIRENT 24

/* Reads all of the directory: the position is a count that changes when files are removed, and each call starts from
 * the beginning, so one call that fits is both right and quick. Some hosts list "." and "..". */
static int pyosi_read_all(pyos_scandir_iter *it) {
    for (it->room = 65536;; it->room *= 2) {
        __wasi_size_t size = 0;
        __wasi_errno_t code;
        char *data = it->room < 0x40000000 ? (char *)PYOSI_REALLOC(it->data, it->room) : NULL;
        if (!data) return PYOSI_MEMORY;
        it->data = data;
        code = __wasi_fd_readdir(it->fd, (uint8_t *)data, (__wasi_size_t)it->room, 0, &size);
        if (code != 0) return errno = code, PYOSI_SYSTEM;
        it->size = size;
        if (size < it->room) return 0;
    }
}

static int pyosi_dir_next(pyos_scandir_iter *it) {
    int status = it->read ? 0 : pyosi_read_all(it);
    it->read = true;
    if (status != 0) return status;
    while (it->size - it->at >= PYOSI_DIRENT) {
        const char *data = it->data + it->at;
        unsigned long long ino;
        unsigned n;
        memcpy(&ino, data + 8, 8);
        memcpy(&n, data + 16, 4);
        if (n > it->size - it->at - PYOSI_DIRENT) return 0;
        it->at += PYOSI_DIRENT + n;
        if (!pyosi_name_entry(it, data + PYOSI_DIRENT, n)) return PYOSI_MEMORY;
        if (pyosi_is_dot_name(it->entry.shown.name)) continue;
        it->entry.ino = ino;
        it->entry.type = data[20] == 3   ? PYOSI_IS_DIR
                         : data[20] == 4 ? PYOSI_IS_FILE
                         : data[20] == 7 ? PYOSI_IS_LINK
                         : data[20] == 0 ? PYOSI_IS_UNKNOWN
                                         : PYOSI_IS_OTHER;
        return 1;
    }
    return 0;
}

static void pyosi_dir_close(pyos_scandir_iter *it) {
    pyos_free(it->data);
    it->data = NULL;
    if (it->fd >= 0) (void)close(it->fd);
    it->fd = -1;
}

static int pyosi_dir_begin(pyos_scandir_iter *it, int fd) {
    it->fd = fd, it->at = it->size = 0;
    it->read = it->ended = false;
    return 0;
}

static void pyosi_dir_end(pyos_scandir_iter *it, bool rewind_it) {
    (void)rewind_it; /* reading has no position here */
    it->fd = -1;
}

#else

/* d_type of a dirent. */
static unsigned char pyosi_dirent_type(unsigned type) {
    return type == DT_DIR ? PYOSI_IS_DIR
           : type == DT_REG ? PYOSI_IS_FILE
           : type == DT_LNK ? PYOSI_IS_LINK
           : type == DT_UNKNOWN ? PYOSI_IS_UNKNOWN
                                : PYOSI_IS_OTHER;
}

#if PYOSI_HAVE_GETDENTS64

/* An entry as the kernel writes it: inode (8 bytes), position (8), length of the whole (2), type (1), name. */
#define PYOSI_DIRENT 19

/* Reads the next part of the listing. 1, 0 at the end, or a status. A directory that was removed is at its end. */
static int pyosi_read_listing(pyos_scandir_iter *it) {
    long size;
    if (!it->data) it->data = (char *)PYOSI_MALLOC(it->room = PYOSI_LISTING);
    if (!it->data) return PYOSI_MEMORY;
    PYOSI_RETRY(size, syscall(SYS_getdents64, it->fd, it->data, it->room));
    if (size < 0 && errno != ENOENT) return PYOSI_SYSTEM;
    it->at = 0;
    it->size = size < 0 ? 0 : (size_t)size;
    return it->size > 0;
}

static int pyosi_dir_next(pyos_scandir_iter *it) {
    int saved = errno;
    for (;;) {
        const char *data;
        unsigned short length;
        int status = it->at < it->size ? 1 : pyosi_read_listing(it);
        if (status == 0) errno = saved;
        if (status <= 0) return status;
        data = it->data + it->at;
        memcpy(&length, data + 16, sizeof length);
        it->at += length;
        if (pyosi_is_dot_name(data + PYOSI_DIRENT)) continue;
        if (!pyosi_name_entry(it, data + PYOSI_DIRENT, strlen(data + PYOSI_DIRENT))) return PYOSI_MEMORY;
        memcpy(&it->entry.ino, data, sizeof it->entry.ino);
        it->entry.type = pyosi_dirent_type((unsigned char)data[18]);
        return 1;
    }
}

static void pyosi_dir_close(pyos_scandir_iter *it) {
    if (it->by_descriptor && it->fd >= 0) (void)lseek(it->fd, 0, SEEK_SET);
    if (it->fd >= 0) (void)close(it->fd);
    pyos_free(it->data);
    it->data = NULL, it->fd = -1;
}

static int pyosi_dir_begin(pyos_scandir_iter *it, int fd) {
    it->fd = fd, it->at = it->size = 0;
    it->ended = false;
    return 0;
}

static void pyosi_dir_end(pyos_scandir_iter *it, bool rewind_it) {
    if (rewind_it) (void)lseek(it->fd, 0, SEEK_SET);
    it->fd = -1;
}

#else

static int pyosi_dir_next(pyos_scandir_iter *it) {
    int saved = errno;
    const struct dirent *d;
    if (!it->dir && !(it->dir = fdopendir(it->fd))) return PYOSI_SYSTEM;
    do {
        errno = 0;
        d = readdir(it->dir);
        if (!d && errno != 0) return PYOSI_SYSTEM;
    } while (d && pyosi_is_dot_name(d->d_name));
    errno = saved;
    if (!d) return 0;
    if (!pyosi_name_entry(it, d->d_name, strlen(d->d_name))) return PYOSI_MEMORY;
    it->entry.ino = (unsigned long long)d->d_ino;
    it->entry.type = pyosi_dirent_type(d->d_type);
    return 1;
}

static void pyosi_dir_close(pyos_scandir_iter *it) {
    if (it->by_descriptor && it->dir) rewinddir(it->dir);
    if (it->dir) (void)closedir(it->dir);
    else if (it->fd >= 0) (void)close(it->fd);
    it->dir = NULL, it->fd = -1;
}

/* The stream wants a descriptor of its own; the position is shared. */
static int pyosi_dir_begin(pyos_scandir_iter *it, int fd) {
    it->ended = false;
    it->fd = pyosi_sys_dup(fd);
    return it->fd < 0 ? it->fd : 0;
}

static void pyosi_dir_end(pyos_scandir_iter *it, bool rewind_it) {
    it->by_descriptor = rewind_it;
    pyosi_dir_close(it);
    it->by_descriptor = false;
}
#endif
#endif

/* stat of an entry: by name in the open directory; of a copy by path, after fscandir in the caller's descriptor. On
 * WASI links are followed by path, because they may not leave a descriptor. */
static int pyosi_entry_stat_now(const pyosi_entry *e, bool follow, pyos_stat_result *st) {
    if (e->it && !(follow && PYOSI_WASI)) return pyosi_sys_stat(e->it->fd, e->shown.name, follow, st);
    return pyosi_sys_stat(e->dir_fd, e->shown.path, follow, st);
}
#endif

/* Public. */

/* Does a name joined to this directory want a separator between? */
static bool pyosi_needs_sep(const char *path, size_t n) {
    return n && !pyosi_is_sep(PYOSI_NT, path[n - 1]) && !(PYOSI_NT && path[n - 1] == ':');
}

/* A new iterator with the directory's part of the paths; NULL when memory ran out. */
static pyos_scandir_iter *pyosi_new_iter(const char *path) {
    pyos_scandir_iter *it = (pyos_scandir_iter *)PYOSI_MALLOC(sizeof *it);
    size_t n = strlen(path);
    if (!it) return NULL;
    memset(it, 0, sizeof *it);
    it->entry.it = it;
    it->entry.dir_fd = PYOS_CWD;
#if !PYOSI_WINDOWS
    it->fd = -1;
#endif
    if (!pyosi_reserve(&it->path, n + 256)) { /* names are rarely longer */
        pyos_free(it);
        return NULL;
    }
    (void)pyosi_append(&it->path, path, n);
    it->given = n;
    if (pyosi_needs_sep(path, n)) (void)pyosi_append(&it->path, PYOS_SEP, 1);
    it->directory = it->path.size;
    return it;
}

PYOSI_API void pyos_scandir_close(pyos_scandir_iter *it) {
    int saved = errno;
    if (!it) return;
    pyosi_dir_close(it);
    pyos_free(it->path.data);
    pyos_free(it);
    errno = saved;
}

/* Closes what could not be opened and reports why. Gives NULL. */
static pyos_scandir_iter *pyosi_not_opened(pyos_scandir_iter *it, int status, const char *function, const char *path) {
    pyos_scandir_close(it);
    return (pyos_scandir_iter *)pyosi_null(pyosi_fail(status, function, path));
}

/* scandir for two callers; the event has been raised. */
static pyos_scandir_iter *pyosi_scandir(const char *function, const char *path) {
    pyos_scandir_iter *it = pyosi_new_iter(path ? path : ".");
    int status = it ? pyosi_dir_open(it, path ? path : ".") : PYOSI_MEMORY;
    if (it && !path) it->given = 0;
    return status == 0 ? it : pyosi_not_opened(it, status, function, path);
}

static PYOSI_UNUSED pyos_scandir_iter *pyosi_fscandir(const char *function, int fd) {
    pyos_scandir_iter *it = pyosi_new_iter("");
    int status = it ? pyosi_dir_adopt(it, fd) : PYOSI_MEMORY;
    if (status == 0) it->by_descriptor = true;
    return status == 0 ? it : pyosi_not_opened(it, status, function, NULL);
}

PYOSI_API pyos_scandir_iter *pyos_scandir(const char *path) {
    if (PYOSI_REFUSED("os.scandir", "os.scandir", "s", path)) return NULL;
    return pyosi_scandir("os.scandir", path);
}

#if !PYOS_STRICT || PYOS_HAVE_FSCANDIR
PYOSI_API pyos_scandir_iter *pyos_fscandir(int fd) {
    if (!PYOS_HAVE_FSCANDIR) return (pyos_scandir_iter *)pyosi_null(pyosi_absent("os.scandir"));
    if (PYOSI_REFUSED("os.scandir", "os.scandir", "i", fd)) return NULL;
    return pyosi_fscandir("os.scandir", fd);
}
#endif

PYOSI_API pyos_scandir_iter *pyos_scandir_child(pyos_scandir_iter *it, const pyos_direntry *entry) {
    pyos_scandir_iter *child;
    int status;
    if (!it || !entry) return (pyos_scandir_iter *)pyosi_null(pyosi_null_pointer("os.scandir", it ? "entry" : "it"));
    if (entry != &it->entry.shown || it->ended)
        return (pyos_scandir_iter *)pyosi_null(
            pyosi_type_error("os.scandir", "scandir: entry should be the iterator's own"));
    if (PYOSI_REFUSED("os.scandir", "os.scandir", "s", entry->path)) return NULL;
    child = pyosi_new_iter(entry->path);
    if (child) child->entry.dir_fd = it->entry.dir_fd;
    status = child ? pyosi_dir_open_child(child, it, &it->entry) : PYOSI_MEMORY;
    return status == 0 ? child : pyosi_not_opened(child, status, "os.scandir", entry->path);
}

/* The directory as the caller gave it, for an error; NULL when none was given. Entries are no more. */
static const char *pyosi_given(pyos_scandir_iter *it) {
    if (it->given) it->path.data[it->given] = '\0';
    return it->given ? it->path.data : NULL;
}

/* A step: 1, 0 at the end, or a status; both close the directory. */
static int pyosi_step(pyos_scandir_iter *it) {
    int status = it->ended ? 0 : pyosi_dir_next(it), saved = errno;
    if (status > 0) return status;
    it->ended = true;
    pyosi_dir_close(it);
    errno = saved;
    return status;
}

PYOSI_API int pyos_scandir_next(pyos_scandir_iter *it, const pyos_direntry **entry) {
    int status;
    if (!it || !entry) return pyosi_null_pointer("os.scandir.__next__", it ? "entry" : "it");
    status = pyosi_step(it);
    *entry = status > 0 ? &it->entry.shown : NULL;
    return status >= 0 ? status : pyosi_fail(status, "os.scandir.__next__", pyosi_given(it));
}

/* The names that an iterator gives, as a list; the iterator is used up. */
static char **pyosi_list_names(pyos_scandir_iter *it, size_t *count, const char *path) {
    pyosi_bytes names = {NULL, 0, 0};
    size_t n = 0;
    int status;
    if (!it) return NULL;
    while ((status = pyosi_step(it)) > 0) {
        if (!pyosi_append(&names, it->entry.shown.name, strlen(it->entry.shown.name) + 1)) {
            status = PYOSI_MEMORY;
            break;
        }
        n++;
    }
    pyos_scandir_close(it);
    return pyosi_names_list(&names, status, n, count, "os.listdir", path);
}

/* True also where that may not be asked: rmdir will tell. */
static bool pyosi_is_empty_directory(const char *path) {
    pyos_scandir_iter *it = pyosi_new_iter(path);
    int status = it ? pyosi_dir_open(it, path) : PYOSI_MEMORY;
    bool empty = status == PYOSI_SYSTEM ? errno == EACCES : status == 0 && pyosi_step(it) == 0;
    pyos_scandir_close(it);
    return empty;
}

/* The largest name in a directory of numbers; -1 when it cannot be read. */
static PYOSI_UNUSED int pyosi_largest_number(const char *path) {
    pyos_scandir_iter *it = pyosi_new_iter(path);
    int status = it ? pyosi_dir_open(it, path) : PYOSI_MEMORY;
    long number, largest = -1;
    while (status >= 0 && (status = pyosi_step(it)) > 0)
        if ((number = strtol(it->entry.shown.name, NULL, 10)) > largest) largest = number;
    pyos_scandir_close(it);
    return status == 0 ? (int)largest : -1;
}

PYOSI_API char **pyos_listdir(const char *path, size_t *count) {
    if (PYOSI_REFUSED("os.listdir", "os.listdir", "s", path)) return NULL;
    return pyosi_list_names(pyosi_scandir("os.listdir", path), count, path);
}

#if !PYOS_STRICT || PYOS_HAVE_FLISTDIR
PYOSI_API char **pyos_flistdir(int fd, size_t *count) {
    if (!PYOS_HAVE_FLISTDIR) return (char **)pyosi_null(pyosi_absent("os.listdir"));
    if (PYOSI_REFUSED("os.listdir", "os.listdir", "i", fd)) return NULL;
    return pyosi_list_names(pyosi_fscandir("os.listdir", fd), count, NULL);
}
#endif

/* The private half of an entry. Entries are never const themselves; only the caller's view of them is. */
static pyosi_entry *pyosi_entry_of(const pyos_direntry *entry) { return (pyosi_entry *)(uintptr_t)(const void *)entry; }

PYOSI_API pyos_direntry *pyos_direntry_dup(const pyos_direntry *entry) {
    const pyosi_entry *e = pyosi_entry_of(entry);
    size_t whole, name;
    pyosi_entry *copy;
    char *path;
    if (!entry) return (pyos_direntry *)pyosi_null(pyosi_null_pointer("pyos_direntry_dup", "entry"));
    whole = strlen(e->shown.path);
    name = strlen(e->shown.name);
    copy = (pyosi_entry *)PYOSI_MALLOC(sizeof *copy + whole + 1);
    if (!copy) return (pyos_direntry *)pyosi_null(pyosi_no_memory("pyos_direntry_dup"));
    *copy = *e;
    path = (char *)(copy + 1);
    memcpy(path, e->shown.path, whole + 1);
    copy->shown.path = path;
    copy->shown.name = path + (whole - name);
    copy->it = NULL;
    return &copy->shown;
}

/* lstat of an entry from the cache or the system. 0 or a status. */
static int pyosi_entry_lstat(pyosi_entry *e) {
    int status = e->cached & PYOSI_CACHED_LSTAT ? 0 : pyosi_entry_stat_now(e, false, &e->lstat);
    if (status == 0) e->cached |= PYOSI_CACHED_LSTAT;
    return status;
}

/* 1, 0 or a status. */
static int pyosi_entry_is_link(pyosi_entry *e) {
    int status;
    if (e->type != PYOSI_IS_UNKNOWN) return e->type == PYOSI_IS_LINK;
    status = pyosi_entry_lstat(e);
    return status == 0 ? (e->lstat.mode & PYOSI_TYPE) == PYOS_S_IFLNK : status;
}

/* The result of stat or lstat; what is no link has one for both. NULL with a status. */
static const pyos_stat_result *pyosi_entry_stat(pyosi_entry *e, bool follow, int *status) {
    *status = follow && !(e->cached & PYOSI_CACHED_STAT) ? pyosi_entry_is_link(e) : 0;
    if (*status < 0) return NULL;
    if (!follow || !(*status || (e->cached & PYOSI_CACHED_STAT))) {
        *status = pyosi_entry_lstat(e);
        return *status == 0 ? &e->lstat : NULL;
    }
    *status = e->cached & PYOSI_CACHED_STAT ? 0 : pyosi_entry_stat_now(e, true, &e->stat);
    if (*status != 0) return NULL;
    e->cached |= PYOSI_CACHED_STAT;
    return &e->stat;
}

/* Is the entry of this type? 1, 0 or a status. What has vanished, and a link to nothing, is of none. */
static int pyosi_entry_is(pyosi_entry *e, bool follow, unsigned mode) {
    const pyos_stat_result *st;
    int status, saved = errno;
    if (e->type != PYOSI_IS_UNKNOWN && !(follow && e->type == PYOSI_IS_LINK))
        return e->type == (mode == PYOS_S_IFDIR ? PYOSI_IS_DIR : mode == PYOS_S_IFREG ? PYOSI_IS_FILE : PYOSI_IS_LINK);
    st = pyosi_entry_stat(e, follow, &status);
    if (st) return (st->mode & PYOSI_TYPE) == mode;
    if (status != PYOSI_SYSTEM || pyos_error_kind(errno) != PYOS_FILENOTFOUNDERROR) return status;
    errno = saved;
    return 0;
}

/* The checks and the report that the questions share. */
static int pyosi_entry_ask(const char *function, const pyos_direntry *entry, unsigned flags, unsigned mode) {
    int answer;
    if (!entry) return pyosi_null_pointer(function, "entry");
    if (flags & ~PYOS_NOFOLLOW) return pyosi_unknown_flags(function);
    answer = pyosi_entry_is(pyosi_entry_of(entry), !(flags & PYOS_NOFOLLOW), mode);
    return answer >= 0 ? answer : pyosi_fail(answer, function, entry->path);
}

PYOSI_API int pyos_direntry_is_dir(const pyos_direntry *entry, unsigned flags) {
    return pyosi_entry_ask("os.DirEntry.is_dir", entry, flags, PYOS_S_IFDIR);
}

PYOSI_API int pyos_direntry_is_file(const pyos_direntry *entry, unsigned flags) {
    return pyosi_entry_ask("os.DirEntry.is_file", entry, flags, PYOS_S_IFREG);
}

PYOSI_API int pyos_direntry_is_symlink(const pyos_direntry *entry) {
    return pyosi_entry_ask("os.DirEntry.is_symlink", entry, PYOS_NOFOLLOW, PYOS_S_IFLNK);
}

PYOSI_API int pyos_direntry_is_junction(const pyos_direntry *entry) {
    if (!entry) return pyosi_null_pointer("os.DirEntry.is_junction", "entry");
    return pyosi_entry_of(entry)->lstat.reparse_tag == PYOSI_JUNCTION;
}

PYOSI_API int pyos_direntry_stat(const pyos_direntry *entry, unsigned flags, pyos_stat_result *st) {
    const pyos_stat_result *found;
    int status;
    if (!entry || !st) return pyosi_null_pointer("os.DirEntry.stat", entry ? "st" : "entry");
    if (flags & ~PYOS_NOFOLLOW) return pyosi_unknown_flags("os.DirEntry.stat");
    found = pyosi_entry_stat(pyosi_entry_of(entry), !(flags & PYOS_NOFOLLOW), &status);
    if (!found) return pyosi_fail(status, "os.DirEntry.stat", entry->path);
    *st = *found;
    return 0;
}

PYOSI_API int pyos_direntry_inode(const pyos_direntry *entry, unsigned long long *ino, unsigned long long *ino_high) {
    pyosi_entry *e = pyosi_entry_of(entry);
    if (!entry || !ino) return pyosi_null_pointer("os.DirEntry.inode", entry ? "ino" : "entry");
    if (e->ino == 0 && e->ino_high == 0) {
        pyos_stat_result st = e->lstat;
        bool known = (e->cached & PYOSI_CACHED_LSTAT) && (st.has & PYOS_STAT_HAS_INO);
        int status = known ? 0 : pyosi_entry_stat_now(e, false, &st);
        if (status != 0) return pyosi_fail(status, "os.DirEntry.inode", entry->path);
        e->ino = st.ino, e->ino_high = st.ino_high;
    }
    *ino = e->ino;
    if (ino_high) *ino_high = e->ino_high;
    return 0;
}

/* Walking. Directories are visited by an explicit stack of levels, one for each directory on the way down. A level
 * keeps the names that are still to be entered, all levels' in one buffer, and, as long as the budget allows, the
 * descriptor of its directory, relative to which the next one is opened. What is read becomes two lists of names.
 *
 * Where the budget is spent the descriptor farthest from the directory that is read is closed. It is opened again when
 * the walk comes back: by ".." from the directory below, comparing device and inode, or else by the path. */

#define PYOSI_WALK_FDS 30    /* the budget: with the directory that is read and one that is opened again 32 */
#define PYOSI_SKIPPED (-100) /* a status: not entered, which is no failure */
#define PYOSI_WALK_LINKS (PYOSI_WINDOWS ? 63 : 40) /* on one way: as many as a path may have, so that loops end */

typedef struct pyosi_level {
    size_t start, end; /* its path, in the buffer of paths */
    size_t names, next, dirs,
        last; /* in the buffer of names: first name, first still to be entered, ends of both lists */
    size_t ndirs, nfiles;
    int fd;       /* -1: closed */
    bool missing; /* closed though it is needed again: the directory with this device and inode */
    bool shown;   /* its step has been */
    int links;    /* on the way to it, that walk has followed */
    unsigned long long dev, ino, ino_high;
} pyosi_level;

struct pyos_walk_iter {
    pyos_walk_step step;
    pyos_walk_options options;
    bool by_fd; /* fwalk */
    bool started, ended;
    bool by_link;           /* the directory that was opened last was found by a link that was followed */
    int dir_fd;             /* where the top starts */
    pyos_scandir_iter scan; /* reads the directories; has the buffer of paths */
    pyosi_level *levels;
    size_t depth, room;
    size_t open;    /* levels with a descriptor */
    size_t first;   /* the first of them, or one before it */
    size_t missing; /* levels without one that are needed again */
    pyosi_bytes names, files, lists;
    const char *fault; /* the name for a failure */
};

static bool pyosi_is_needed(const pyos_walk_iter *w, const pyosi_level *level) {
    return level->next < level->dirs || (w->by_fd && w->options.bottom_up && !level->shown);
}

static void pyosi_level_close(pyos_walk_iter *w, pyosi_level *level) {
    int saved = errno;
    if (level->fd < 0) return;
    (void)pyosi_sys_close(level->fd);
    level->fd = -1;
    w->open--;
    errno = saved;
}

/* Closes a descriptor that may be needed again. */
static void pyosi_level_release(pyos_walk_iter *w, pyosi_level *level) {
    pyos_stat_result st;
    if (pyosi_is_needed(w, level)) {
        if (pyosi_sys_fstat(level->fd, &st) != 0) memset(&st, 0, sizeof st); /* then it will not be found again */
        level->dev = st.dev, level->ino = st.ino, level->ino_high = st.ino_high;
        level->missing = true;
        w->missing++;
    }
    pyosi_level_close(w, level);
}

/* Closes the descriptor farthest from the top of the stack, but not that on it. False when there is none. */
static bool pyosi_give_back(pyos_walk_iter *w) {
    while (w->first + 1 < w->depth && w->levels[w->first].fd < 0) w->first++;
    if (w->first + 1 >= w->depth) return false;
    pyosi_level_release(w, &w->levels[w->first++]);
    return true;
}

/* Opens a directory; a step on the way is given back when there are too many. */
static int pyosi_walk_open(pyos_walk_iter *w, int dir_fd, const char *name, int flags) {
    int fd;
    if (w->open >= PYOSI_WALK_FDS) (void)pyosi_give_back(w);
    do fd = pyosi_open_any(dir_fd, name, PYOSI_DIR_FLAGS | flags, 0);
    while (fd == PYOSI_SYSTEM && errno == EMFILE && pyosi_give_back(w));
    return fd;
}

static bool pyosi_is_same_file(const pyos_stat_result *a, const pyos_stat_result *b) {
    return a->dev == b->dev && a->ino == b->ino && a->ino_high == b->ino_high;
}

/* Takes a descriptor for a level that had none, if it is the same directory; else it is closed. */
static bool pyosi_level_adopt(pyos_walk_iter *w, size_t index, int fd) {
    pyosi_level *level = &w->levels[index];
    pyos_stat_result st;
    if (level->missing && (pyosi_sys_fstat(fd, &st) != 0 || st.dev != level->dev || st.ino != level->ino ||
                           st.ino_high != level->ino_high)) {
        (void)pyosi_sys_close(fd);
        return false;
    }
    if (level->missing) w->missing--;
    level->missing = false;
    level->fd = fd;
    w->open++;
    if (w->first > index) w->first = index;
    return true;
}

/* On the way back, while a level above is missing: opens the one above by "..", which does not depend on the length of
 * its path. */
static void pyosi_climb(pyos_walk_iter *w) {
    size_t above;
    int fd, saved;
    if (!PYOSI_POSIX || w->missing == 0 || w->depth < 2) return;
    above = w->depth - 2;
    saved = errno;
    if (w->levels[above].fd >= 0 || w->levels[above + 1].fd < 0) return;
    fd = pyosi_walk_open(w, w->levels[above + 1].fd, "..", 0);
    if (fd >= 0) (void)pyosi_level_adopt(w, above, fd);
    errno = saved;
}

static const char *pyosi_level_path(pyos_walk_iter *w, const pyosi_level *level) {
    w->scan.path.data[level->end] = '\0';
    return w->scan.path.data + level->start;
}

/* The descriptor of the level on top, opened by its path if there is no other way. Or a status: a directory that is
 * another now is as good as gone. */
static int pyosi_level_fd(pyos_walk_iter *w) {
    size_t index = w->depth - 1;
    int fd = w->levels[index].fd;
    if (fd >= 0) return fd;
    fd = pyosi_walk_open(w, w->dir_fd, pyosi_level_path(w, &w->levels[index]), 0);
    if (fd < 0 || pyosi_level_adopt(w, index, fd)) return fd;
    errno = ENOENT;
    return PYOSI_SYSTEM;
}

static bool pyosi_is_link(int dir_fd, const char *name) {
    pyos_stat_result st;
    return pyosi_sys_stat(dir_fd, name, false, &st) == 0 && (st.mode & PYOSI_TYPE) == PYOS_S_IFLNK;
}

/* A link is not entered; fwalk has to tell of one that leads nowhere, because Python's opens it. */
static int pyosi_skip_link(const pyos_walk_iter *w, int dir_fd, const char *name) {
    pyos_stat_result st;
    int status = w->by_fd ? pyosi_sys_stat(dir_fd, name, true, &st) : 0;
    return status == 0 ? PYOSI_SKIPPED : status;
}

#if PYOSI_POSIX
/* Opens a directory, but no link unless they are followed; walk counts those that it follows. What was no link when it
 * was read can be one now. */
static int pyosi_enter(pyos_walk_iter *w, int dir_fd, const char *name, bool follow) {
    bool uncounted = follow && (w->by_fd || w->depth == 0);
    int fd = pyosi_walk_open(w, dir_fd, name, uncounted ? 0 : O_NOFOLLOW), code = errno;
    w->by_link = false;
    if (fd != PYOSI_SYSTEM || uncounted) return fd;
    w->by_link = pyosi_is_link(dir_fd, name); /* which errno says so depends on the system */
    if (w->by_link) return follow ? pyosi_walk_open(w, dir_fd, name, 0) : pyosi_skip_link(w, dir_fd, name);
    errno = code;
    return fd;
}
#else
static int pyosi_too_many_links(void) {
#if PYOSI_WINDOWS
    return pyosi_windows_error(1921 /* CANT_RESOLVE_FILENAME */);
#else
    return errno = ELOOP, PYOSI_SYSTEM;
#endif
}

#if PYOSI_WINDOWS
/* Names below a level are those that its listing gave, and are taken as they are; what only the caller can have put
 * into the lists is read as Win32 reads paths, and so is the top. */
static int pyosi_name_flags(const pyos_walk_iter *w, int dir_fd, const char *name) {
    bool listed = dir_fd != w->dir_fd && *name && !strpbrk(name, "\\/:") && !pyosi_is_dot_name(name);
    return listed ? PYOSI_LITERAL : 0;
}

static int pyosi_lstat_name(int dir_fd, const char *name, int flags, pyos_stat_result *st) {
    pyosi_site p;
    int status;
    if (!(flags & PYOSI_LITERAL)) return pyosi_sys_stat(dir_fd, name, false, st);
    status = pyosi_site_in(&p, pyosi_handle(dir_fd), name);
    if (status != 0) return status;
    status = pyosi_stat_site(&p, false, st);
    pyosi_site_close(&p);
    return status;
}
#else
#define pyosi_name_flags(w, dir_fd, name) 0
#define pyosi_lstat_name(dir_fd, name, flags, st) pyosi_sys_stat(dir_fd, name, false, st)
#endif

/* The same where opening follows links whatever it is told: what was opened must be what was there before. Hosts of
 * WASI let neither links nor ".." leave a descriptor, so such names are opened by their path. On Windows what stands
 * for another name and is no link, as a junction does, is entered, as by Python's walk, and counts as a link. */
static int pyosi_enter(pyos_walk_iter *w, int dir_fd, const char *name, bool follow) {
    pyos_stat_result before, after;
    bool asks = !follow || !w->by_fd, link;
    int fd, flags = pyosi_name_flags(w, dir_fd, name),
            status = asks ? pyosi_lstat_name(dir_fd, name, flags, &before) : 0;
    if (status != 0) return status;
    link = asks && (before.mode & PYOSI_TYPE) == PYOS_S_IFLNK;
    w->by_link = link || (asks && before.reparse_tag != 0);
    if (!follow && link) return pyosi_skip_link(w, dir_fd, name);
    if (w->by_link && !w->by_fd && w->depth && w->levels[w->depth - 1].links >= PYOSI_WALK_LINKS)
        return pyosi_too_many_links();
    fd = pyosi_walk_open(w, dir_fd, name, flags);
    if (fd < 0 || follow || (PYOSI_WINDOWS && !w->by_fd)) return fd;
    if (pyosi_sys_fstat(fd, &after) == 0 && pyosi_is_same_file(&before, &after)) return fd;
    (void)pyosi_sys_close(fd);
    return PYOSI_SKIPPED;
}
#endif

/* Adds the directory that is read to a list, or leaves it out: fwalk passes over what cannot be told and is no link. 0
 * or a status. */
static int pyosi_sort_entry(pyos_walk_iter *w, pyosi_level *level) {
    pyosi_entry *e = &w->scan.entry;
    bool far_away = level->links >= PYOSI_WALK_LINKS && pyosi_entry_is_link(e) > 0;
    int is_dir = far_away ? 0 : pyosi_entry_is(e, true, PYOS_S_IFDIR);
    pyosi_bytes *list = is_dir > 0 ? &w->names : &w->files;
    if (is_dir == PYOSI_MEMORY) return is_dir;
    if (is_dir < 0 && w->by_fd && pyosi_entry_is(e, false, PYOS_S_IFLNK) <= 0) return 0;
    if (is_dir > 0) level->ndirs++;
    else level->nfiles++;
    return pyosi_append(list, e->shown.name, strlen(e->shown.name) + 1) ? 0 : PYOSI_MEMORY;
}

/* Reads the directory of the level on top. 0 or a status. */
static int pyosi_read_level(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[w->depth - 1];
    int status = pyosi_dir_begin(&w->scan, level->fd), saved = errno;
    w->files.size = 0;
    while (status == 0 && !w->scan.ended && (status = pyosi_dir_next(&w->scan)) > 0)
        status = pyosi_sort_entry(w, level);
    if (status == 0) errno = saved; /* of an entry that could not be asked */
    saved = errno;
    pyosi_dir_end(&w->scan, w->by_fd);
    errno = saved;
    level->dirs = level->last = w->names.size;
    if (status != 0 || !w->options.bottom_up) return status;
    if (!pyosi_append(&w->names, w->files.data, w->files.size)) return PYOSI_MEMORY;
    level->last = w->names.size;
    return 0;
}

/* A new level on top, for the path that ends where the buffer of paths does. */
static pyosi_level *pyosi_push_level(pyos_walk_iter *w, size_t start, int fd) {
    pyosi_level *level;
    int links = (w->depth ? w->levels[w->depth - 1].links : 0) + w->by_link;
    if (w->depth == w->room) {
        size_t room = w->room ? 2 * w->room : 16;
        level =
            room < (size_t)-1 / sizeof *level ? (pyosi_level *)PYOSI_REALLOC(w->levels, room * sizeof *level) : NULL;
        if (!level) return NULL;
        w->levels = level, w->room = room;
    }
    level = &w->levels[w->depth++];
    memset(level, 0, sizeof *level);
    level->start = start, level->end = w->scan.path.size;
    level->names = level->next = level->dirs = level->last = w->names.size;
    level->fd = fd;
    level->links = links;
    w->open++;
    return level;
}

static void pyosi_pop_level(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[--w->depth];
    pyosi_level_close(w, level);
    if (level->missing) w->missing--;
    w->names.size = level->names;
    if (w->first > w->depth) w->first = w->depth;
}

/* Puts the path of a name below the level on top into the buffer, as os.path.join would: what starts at a drive or root
 * stands by itself behind it. False when memory ran out. */
static bool pyosi_push_path(pyos_walk_iter *w, const char *name, size_t *start) {
    const pyosi_level *level = &w->levels[w->depth - 1];
    pyosi_bytes *path = &w->scan.path;
    size_t n = strlen(name), above = level->end - level->start;
    pyos_view parts[2], root, tail;
    path->size = level->end;
    *start = level->start;
    parts[1] = pyos_view_of(name);
    pyosi_path_splitroot(PYOSI_NT, parts[1], &parts[0], &root, &tail);
    if (parts[0].size || root.size) {
        *start = ++path->size; /* behind the terminator */
        if (!pyosi_reserve(path, above + n + 2)) return false;
        path->data[level->end] = '\0';
        parts[0] = pyosi_between(path->data + level->start, path->data + level->end);
        path->size += pyosi_path_join(PYOSI_NT, path->data + *start, above + n + 2, parts, 2);
        return true;
    }
    if (pyosi_needs_sep(path->data + level->start, above) && !pyosi_append(path, PYOS_SEP, 1)) return false;
    if (!pyosi_append(path, name, n + 1)) return false;
    path->size--;
    return true;
}

/* onerror hears of a failure. 0: go on; or the status, with its errno. Only what Python has as OSError can be passed
 * over. */
static int pyosi_walk_error(pyos_walk_iter *w, int status, const char *name, const char *path) {
    pyos_error error;
    int code = errno;
    unsigned winerror = pyosi_thread.winerror;
    if (status == PYOSI_SKIPPED) return 0;
    if (PYOSI_WINDOWS && !w->by_fd && winerror == 2) pyosi_thread.winerror = winerror = 3; /* as listing calls it */
    w->fault = name;
    if (status != PYOSI_SYSTEM) return status;
    if (!w->options.onerror) return 0;
    memset(&error, 0, sizeof error);
    error.code = code, error.kind = pyos_error_kind(code), error.winerror = winerror;
    error.function = w->by_fd ? "os.open" : "os.scandir";
    error.filename = name;
    if (w->options.onerror(w->options.user, &error, path) == 0) return 0;
    errno = code, pyosi_thread.winerror = winerror;
    return status;
}

/* Makes a level of a directory that was opened, and reads it. 1, 0 where it is passed over, or a status. */
static int pyosi_visit(pyos_walk_iter *w, size_t start, int fd) {
    const char *path = w->scan.path.data + start;
    size_t end = w->scan.path.size;
    int status;
    if (!pyosi_push_level(w, start, fd)) {
        (void)pyosi_sys_close(fd);
        return PYOSI_MEMORY;
    }
    status = w->by_fd ? PYOSI_ASKED("os.scandir", "i", fd) : 0;
    w->scan.start = start;
    if (pyosi_needs_sep(path, end - start) && !pyosi_append(&w->scan.path, PYOS_SEP, 1)) status = PYOSI_MEMORY;
    w->scan.directory = w->scan.path.size;
    if (status == 0) status = pyosi_read_level(w);
    if (status == 0) return 1;
    path = pyosi_level_path(w, &w->levels[w->depth - 1]);
    pyosi_pop_level(w);
    w->fault = w->by_fd ? NULL : path;
    return w->by_fd ? status : pyosi_walk_error(w, status, path, path);
}

/* Opens what the event announces; walk announces no links that it does not enter. A descriptor or a status. */
static int pyosi_open_next(pyos_walk_iter *w, int dir_fd, const char *name, const char *path, bool follow) {
    int status;
    if (PYOSI_HOOKED && !w->by_fd && !follow && pyosi_is_link(dir_fd, name)) return PYOSI_SKIPPED;
    status = w->by_fd ? PYOSI_ASKED("open", "sni", name, PYOSI_FWALK_FLAGS) : PYOSI_ASKED("os.scandir", "s", path);
    if (status != 0) return status;
    if (PYOSI_WASI && (follow || strstr(name, ".."))) return pyosi_enter(w, w->dir_fd, path, follow); /* see there */
    return pyosi_enter(w, dir_fd, name, follow);
}

/* Did opening fail because the name is a file? Python's fwalk opens it, and then fails to read it, which is no error
 * for onerror. */
static bool pyosi_is_no_directory(pyos_walk_iter *w, int dir_fd, const char *name) {
    pyos_stat_result st;
    bool other = errno == ENOTDIR && pyosi_sys_stat(dir_fd, name, w->options.follow_links, &st) == 0 &&
                 (st.mode & PYOSI_TYPE) != PYOS_S_IFDIR;
    if (other) errno = ENOTDIR, w->fault = NULL;
    return other;
}

/* Enters the next name of the level on top. 1, 0 where it is passed over, or a status. */
static int pyosi_descend(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[w->depth - 1];
    const char *name = w->names.data + level->next, *path;
    size_t start;
    int fd, above, saved;
    level->next += strlen(name) + 1;
    fd = pyosi_level_fd(w);
    saved = errno;
    if (!pyosi_push_path(w, name, &start)) return PYOSI_MEMORY;
    path = w->scan.path.data + start;
    errno = saved;
    above = fd;
    if (fd >= 0) fd = pyosi_open_next(w, fd, name, path, w->options.follow_links);
    if (fd == PYOSI_SYSTEM && (errno == EMFILE || errno == ENFILE) && above >= 0 && !w->by_fd) {
        pyosi_level_release(w, level); /* the last one that is left: then by the path alone */
        above = -1;
        fd = pyosi_enter(w, w->dir_fd, path, w->options.follow_links);
    }
    if (fd == PYOSI_SYSTEM && above >= 0 && w->by_fd && pyosi_is_no_directory(w, above, name)) return fd;
    if (fd < 0) return pyosi_walk_error(w, fd, w->by_fd ? name : path, path);
    if (!pyosi_is_needed(w, level) && w->missing == 0) pyosi_level_close(w, level);
    return pyosi_visit(w, start, fd);
}

/* The top of walk: followed when it is a link; onerror hears of what goes wrong. 1, 0 or a status. */
static int pyosi_enter_walk_top(pyos_walk_iter *w) {
    const char *top = w->scan.path.data;
    int fd = pyosi_open_next(w, w->dir_fd, top, top, true);
    return fd >= 0 ? pyosi_visit(w, 0, fd) : pyosi_walk_error(w, fd, top, top);
}

/* The top of fwalk, as Python does it: looked at, opened whatever it is, and compared; what is no directory, or was a
 * link, gives no step. 1, 0 or a status. */
static int pyosi_enter_fwalk_top(pyos_walk_iter *w) {
    const char *top = w->scan.path.data;
    bool follow = w->options.follow_links, directory, skipped;
    pyos_stat_result before, after;
    int fd, status = follow ? 0 : pyosi_sys_stat(w->dir_fd, top, false, &before);
    w->fault = top;
    if (status == 0) status = PYOSI_ASKED("open", "sni", top, PYOSI_FWALK_FLAGS);
    if (status != 0) return status;
    if (PYOSI_WINDOWS && !follow && (before.mode & PYOSI_TYPE) != PYOS_S_IFDIR) return 0; /* cannot be opened so */
    fd = pyosi_sys_open(w->dir_fd, top, PYOSI_WINDOWS ? PYOSI_DIR_FLAGS : PYOSI_FWALK_FLAGS, 0);
    if (fd < 0) return fd;
    status = pyosi_sys_fstat(fd, &after);
    directory = status == 0 && (after.mode & PYOSI_TYPE) == PYOS_S_IFDIR;
    skipped = status == 0 && !follow && (!directory || !pyosi_is_same_file(&before, &after));
    if (directory && !skipped) return pyosi_visit(w, 0, fd);
    (void)pyosi_sys_close(fd);
    if (skipped || status != 0) return status;
    errno = ENOTDIR;
    w->fault = NULL;
    return PYOSI_SYSTEM;
}

/* Pointers to n names that lie one behind the other. */
static const char *pyosi_point(const char **list, size_t n, const char *name) {
    size_t i;
    for (i = 0; i < n; i++, name += strlen(name) + 1) list[i] = name;
    list[n] = NULL;
    return name;
}

/* The step for the level on top. 1 or a status. */
static int pyosi_show_level(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[w->depth - 1];
    const char *files, **lists;
    w->lists.size = 0;
    if (!pyosi_reserve(&w->lists, (level->ndirs + level->nfiles + 2) * sizeof *lists)) return PYOSI_MEMORY;
    lists = (const char **)(void *)w->lists.data;
    files = pyosi_point(lists, level->ndirs, w->names.data + level->names);
    (void)pyosi_point(lists + level->ndirs + 1, level->nfiles, w->options.bottom_up ? files : w->files.data);
    w->step.root = pyosi_level_path(w, level);
    w->step.dirs = lists, w->step.ndirs = level->ndirs;
    w->step.files = lists + level->ndirs + 1, w->step.nfiles = level->nfiles;
    w->step.dirfd = w->by_fd ? level->fd : -1;
    level->shown = true;
    return 1;
}

/* After a step top-down: the caller's list of directories becomes that of the level. Most leave it as it was. */
static int pyosi_take_dirs(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[w->depth - 1];
    const char *expected = w->names.data + level->names;
    pyosi_bytes changed = {NULL, 0, 0};
    size_t i;
    bool kept = true;
    if (!w->step.dirs) w->step.ndirs = 0;
    for (i = 0; i < w->step.ndirs && w->step.dirs[i] == expected && i < level->ndirs; i++)
        expected += strlen(expected) + 1;
    if (i == w->step.ndirs) {
        w->names.size = level->dirs = i ? (size_t)(expected - w->names.data) : level->names;
        return 0;
    }
    for (i = 0; kept && i < w->step.ndirs; i++)
        if (w->step.dirs[i]) kept = pyosi_append(&changed, w->step.dirs[i], strlen(w->step.dirs[i]) + 1);
    w->names.size = level->names;
    kept = kept && pyosi_append(&w->names, changed.data, changed.size);
    level->dirs = w->names.size;
    pyos_free(changed.data);
    return kept ? 0 : PYOSI_MEMORY;
}

/* The level on top has no more names to enter. Bottom-up its step is due, before which the way back is made sure of.
 * 1, 0 or a status. */
static int pyosi_leave(pyos_walk_iter *w) {
    pyosi_level *level = &w->levels[w->depth - 1];
    int status = 1;
    pyosi_climb(w);
    if (w->options.bottom_up && !level->shown) {
        if (w->by_fd) status = pyosi_level_fd(w);
        else pyosi_level_close(w, level); /* so that the caller can remove it */
        if (status >= 0) return pyosi_show_level(w);
        level->shown = true; /* without its descriptor there is no step */
        return pyosi_walk_error(w, status, pyosi_level_path(w, level), pyosi_level_path(w, level));
    }
    pyosi_pop_level(w);
    return 0;
}

/* 1, 0 at the end, or a status. */
static int pyosi_walk_step(pyos_walk_iter *w) {
    int status = w->started && !w->options.bottom_up ? pyosi_take_dirs(w) : 0;
    if (!w->started) status = w->by_fd ? pyosi_enter_fwalk_top(w) : pyosi_enter_walk_top(w);
    w->started = true;
    if (status > 0 && !w->options.bottom_up) return pyosi_show_level(w);
    while (status >= 0 && w->depth != 0) {
        const pyosi_level *level = &w->levels[w->depth - 1];
        bool descending = level->next < level->dirs;
        status = descending ? pyosi_descend(w) : pyosi_leave(w);
        if (status > 0 && descending && !w->options.bottom_up) return pyosi_show_level(w);
        if (status > 0 && !descending) return status;
    }
    return status < 0 ? status : 0;
}

static pyos_walk_iter *pyosi_new_walk(const char *function, int dir_fd, const char *top,
                                      const pyos_walk_options *options, bool by_fd) {
    pyos_walk_iter *w = (pyos_walk_iter *)PYOSI_MALLOC(sizeof *w);
    size_t n = strlen(top);
    if (w) memset(w, 0, sizeof *w);
    if (!w || !pyosi_append(&w->scan.path, top, n + 1) || !pyosi_reserve(&w->names, 1)) {
        if (w) pyos_free(w->scan.path.data);
        pyos_free(w);
        return (pyos_walk_iter *)pyosi_null(pyosi_no_memory(function));
    }
    w->scan.path.size = n;
    w->scan.entry.it = &w->scan;
    w->scan.entry.dir_fd = w->dir_fd = dir_fd;
#if !PYOSI_WINDOWS
    w->scan.fd = -1;
#endif
    if (options) w->options = *options;
    w->by_fd = by_fd;
    return w;
}

PYOSI_API pyos_walk_iter *pyos_walk(const char *top, const pyos_walk_options *options) {
    if (!top) return (pyos_walk_iter *)pyosi_null(pyosi_type_error("os.walk", PYOSI_NO_PATH));
    return pyosi_new_walk("os.walk", PYOS_CWD, top, options, false);
}

PYOSI_API pyos_walk_iter *pyos_fwalk_at(int dir_fd, const char *top, const pyos_walk_options *options) {
    return pyosi_new_walk("os.fwalk", dir_fd, top ? top : ".", options, true);
}

PYOSI_API pyos_walk_iter *pyos_fwalk(const char *top, const pyos_walk_options *options) {
    return pyos_fwalk_at(PYOS_CWD, top, options);
}

/* Raised at the first step, as by Python's generators. */
static bool pyosi_walk_refused(const pyos_walk_iter *w) {
    const char *top = w->scan.path.data;
    int topdown = !w->options.bottom_up, follow = w->options.follow_links;
    (void)top, (void)topdown, (void)follow; /* without audit */
    if (w->by_fd && w->options.onerror)
        return PYOSI_REFUSED("os.fwalk", "os.fwalk", "siiiD", top, topdown, 1, follow, w->dir_fd);
    if (w->by_fd) return PYOSI_REFUSED("os.fwalk", "os.fwalk", "siniD", top, topdown, follow, w->dir_fd);
    if (w->options.onerror) return PYOSI_REFUSED("os.walk", "os.walk", "siii", top, topdown, 1, follow);
    return PYOSI_REFUSED("os.walk", "os.walk", "sini", top, topdown, follow);
}

/* Gives back everything but the struct and the path, which a failure may have to name. */
static void pyosi_walk_end(pyos_walk_iter *w) {
    int saved = errno;
    w->ended = true;
    while (w->depth != 0) pyosi_pop_level(w);
    pyos_free(w->levels);
    pyos_free(w->files.data);
    pyos_free(w->lists.data);
    pyos_free(w->scan.data);
    w->levels = NULL, w->files.data = w->lists.data = w->scan.data = NULL;
    errno = saved;
}

PYOSI_API int pyos_walk_next(pyos_walk_iter *walk, pyos_walk_step **step) {
    const char *function;
    int status, saved = errno;
    if (!walk || !step) return pyosi_null_pointer("os.walk.__next__", walk ? "step" : "walk");
    *step = NULL;
    if (walk->ended) return 0;
    function = walk->by_fd ? "os.fwalk" : "os.walk";
    if (!walk->started && pyosi_walk_refused(walk)) {
        pyosi_walk_end(walk);
        return -1;
    }
    status = pyosi_walk_step(walk);
    if (status > 0) *step = &walk->step;
    else pyosi_walk_end(walk);
    if (status < 0) return pyosi_fail(status, function, walk->fault);
    errno = saved;
    return status;
}

PYOSI_API void pyos_walk_close(pyos_walk_iter *walk) {
    int saved = errno;
    if (!walk) return;
    pyosi_walk_end(walk);
    pyos_free(walk->names.data);
    pyos_free(walk->scan.path.data);
    pyos_free(walk);
    errno = saved;
}

/* =====================================================================================================================
 * >>linux
 */

#if PYOS_HAVE_TIMERFD
static int pyosi_sys_timerfd_create(int clockid, int flags) { return timerfd_create(clockid, flags | TFD_CLOEXEC); }

static void pyosi_timer_pair(const struct itimerspec *t, long long *pair) {
    if (!pair) return;
    pair[0] = pyosi_nanoseconds(t->it_value.tv_sec, (long)t->it_value.tv_nsec);
    pair[1] = pyosi_nanoseconds(t->it_interval.tv_sec, (long)t->it_interval.tv_nsec);
}

static int pyosi_sys_timerfd_settime(int fd, int flags, long long initial, long long interval, long long *previous) {
    struct itimerspec now, before;
    pyosi_timespec(&now.it_value, initial);
    pyosi_timespec(&now.it_interval, interval);
    if (timerfd_settime(fd, flags, &now, &before) != 0) return PYOSI_SYSTEM;
    pyosi_timer_pair(&before, previous);
    return 0;
}

static int pyosi_sys_timerfd_gettime(int fd, long long *current) {
    struct itimerspec now;
    if (timerfd_gettime(fd, &now) != 0) return PYOSI_SYSTEM;
    pyosi_timer_pair(&now, current);
    return 0;
}
#else
#define pyosi_sys_timerfd_create(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_timerfd_settime(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_timerfd_gettime(...) pyosi_none(0, __VA_ARGS__)
#endif

#if PYOS_HAVE_EVENTFD
static int pyosi_sys_eventfd(unsigned initval, int flags) { return eventfd(initval, flags); }
#else
#define pyosi_sys_eventfd(...) pyosi_none(0, __VA_ARGS__)
#endif

#if PYOSI_LINUX
static int pyosi_sys_memfd_create(const char *name, unsigned flags) {
    return (int)syscall(SYS_memfd_create, name, flags);
}
#elif PYOS_HAVE_MEMFD_CREATE
static int pyosi_sys_memfd_create(const char *name, unsigned flags) { return memfd_create(name, flags); }
#else
#define pyosi_sys_memfd_create(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Whose attributes are meant: those of a path, of a link itself, or of an open file. */
typedef struct pyosi_target {
    const char *path; /* NULL: fd */
    int fd;
    bool follow;
} pyosi_target;

#if PYOS_HAVE_GETXATTR
/* Asks for a value, or for all names where attribute is NULL; gives the bytes. */
static ssize_t pyosi_ask_xattr(const pyosi_target *of, const char *attribute, char *data, size_t room) {
    if (!attribute && !of->path) return flistxattr(of->fd, data, room);
    if (!attribute) return of->follow ? listxattr(of->path, data, room) : llistxattr(of->path, data, room);
    if (!of->path) return fgetxattr(of->fd, attribute, data, room);
    return of->follow ? getxattr(of->path, attribute, data, room) : lgetxattr(of->path, attribute, data, room);
}

/* First into little room, then into as much as the kernel ever fills: no size has to be asked for, which could have
 * changed a moment later. */
static int pyosi_sys_getxattr(const pyosi_target *of, const char *attribute, pyosi_bytes *b) {
    size_t room;
    int saved = errno;
    for (room = 256; room <= PYOS_XATTR_SIZE_MAX; room = room == 256 ? PYOS_XATTR_SIZE_MAX : room + 1) {
        ssize_t n;
        if (!pyosi_reserve(b, room + 1)) return PYOSI_MEMORY;
        n = pyosi_ask_xattr(of, attribute, b->data, room);
        if (n < 0 && errno == ERANGE) continue;
        if (n < 0) return PYOSI_SYSTEM;
        b->data[n] = '\0';
        b->size = (size_t)n;
        errno = saved;
        return 0;
    }
    return PYOSI_SYSTEM;
}

static int pyosi_sys_listxattr(const pyosi_target *of, pyosi_bytes *b) { return pyosi_sys_getxattr(of, NULL, b); }

static int pyosi_sys_removexattr(const pyosi_target *of, const char *attribute) {
    if (!of->path) return fremovexattr(of->fd, attribute);
    return of->follow ? removexattr(of->path, attribute) : lremovexattr(of->path, attribute);
}

static int pyosi_sys_setxattr(const pyosi_target *of, const char *attribute, const void *value, size_t n, int flags) {
    if (!of->path) return fsetxattr(of->fd, attribute, value, n, flags);
    return of->follow ? setxattr(of->path, attribute, value, n, flags)
                      : lsetxattr(of->path, attribute, value, n, flags);
}
#else
#define pyosi_sys_getxattr(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_listxattr(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_removexattr(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_setxattr(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Public. */

#if !PYOS_STRICT || PYOS_HAVE_TIMERFD
/* 0, or -1 after reporting that there are no timers, or that the number is none. */
static int pyosi_check_timer(const char *function, int fd) {
    if (!PYOS_HAVE_TIMERFD) return pyosi_absent(function);
    return fd < 0 ? pyosi_negative_fd(function, fd) : 0;
}

/* Seconds as nanoseconds, rounded down. False for what 64 bits cannot hold, and for NaN. */
static bool pyosi_timer_ns(double seconds, long long *ns) {
    volatile double scaled = seconds * 1e9; /* volatile: rounded to double also where registers hold more digits */
    if (!(scaled >= -9223372036854775808.0 && scaled < 9223372036854775808.0)) return false;
    *ns = (long long)scaled;
    if ((double)*ns > scaled) --*ns;
    return true;
}

/* Rounded as Python does it. */
static void pyosi_timer_seconds(double *seconds, const long long *ns) {
    int i;
    for (i = 0; seconds && i < 2; i++) {
        long long whole = ns[i] / 1000000000, rest = ns[i] % 1000000000;
        volatile double fraction = 1e-9 * (double)rest;
        seconds[i] = (double)whole + fraction;
    }
}

PYOSI_API int pyos_timerfd_create(int clockid, int flags) {
    if (!PYOS_HAVE_TIMERFD) return pyosi_absent("os.timerfd_create");
    return pyosi_descriptor(pyosi_sys_timerfd_create(clockid, flags), "os.timerfd_create");
}

PYOSI_API int pyos_timerfd_settime(int fd, int flags, double initial, double interval, double previous[2]) {
    long long first, every, before[2];
    int status;
    if (pyosi_check_timer("os.timerfd_settime", fd) != 0) return -1;
    if (!pyosi_timer_ns(initial, &first) || !pyosi_timer_ns(interval, &every))
        return pyosi_overflow("os.timerfd_settime", "timestamp out of range for platform time_t");
    status = pyosi_sys_timerfd_settime(fd, flags, first, every, before);
    if (status == 0) pyosi_timer_seconds(previous, before);
    return pyosi_result(status, "os.timerfd_settime", NULL);
}

PYOSI_API int pyos_timerfd_settime_ns(int fd, int flags, long long initial, long long interval, long long previous[2]) {
    if (pyosi_check_timer("os.timerfd_settime_ns", fd) != 0) return -1;
    return pyosi_result(pyosi_sys_timerfd_settime(fd, flags, initial, interval, previous), "os.timerfd_settime_ns",
                        NULL);
}

PYOSI_API int pyos_timerfd_gettime(int fd, double current[2]) {
    long long now[2];
    int status;
    if (pyosi_check_timer("os.timerfd_gettime", fd) != 0) return -1;
    if (!current) return pyosi_null_pointer("os.timerfd_gettime", "current");
    status = pyosi_sys_timerfd_gettime(fd, now);
    if (status == 0) pyosi_timer_seconds(current, now);
    return pyosi_result(status, "os.timerfd_gettime", NULL);
}

PYOSI_API int pyos_timerfd_gettime_ns(int fd, long long current[2]) {
    if (pyosi_check_timer("os.timerfd_gettime_ns", fd) != 0) return -1;
    if (!current) return pyosi_null_pointer("os.timerfd_gettime_ns", "current");
    return pyosi_result(pyosi_sys_timerfd_gettime(fd, current), "os.timerfd_gettime_ns", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_EVENTFD
PYOSI_API int pyos_eventfd(unsigned initval, int flags) {
    if (!PYOS_HAVE_EVENTFD) return pyosi_absent("os.eventfd");
    return pyosi_descriptor(pyosi_sys_eventfd(initval, flags), "os.eventfd");
}

/* A counter moves eight bytes or none. */
static int pyosi_eventfd_result(long long moved, const char *function) {
    if (moved < 0) return pyosi_fail((int)moved, function, NULL);
    return moved == 8 ? 0 : pyosi_invalid(function);
}

PYOSI_API int pyos_eventfd_read(int fd, unsigned long long *value) {
    unsigned long long count;
    int result;
    if (!PYOS_HAVE_EVENTFD) return pyosi_absent("os.eventfd_read");
    if (fd < 0) return pyosi_negative_fd("os.eventfd_read", fd);
    if (!value) return pyosi_null_pointer("os.eventfd_read", "value");
    result = pyosi_eventfd_result(pyosi_sys_read(fd, &count, sizeof count), "os.eventfd_read");
    if (result == 0) *value = count;
    return result;
}

PYOSI_API int pyos_eventfd_write(int fd, unsigned long long value) {
    if (!PYOS_HAVE_EVENTFD) return pyosi_absent("os.eventfd_write");
    if (fd < 0) return pyosi_negative_fd("os.eventfd_write", fd);
    return pyosi_eventfd_result(pyosi_sys_write(fd, &value, sizeof value), "os.eventfd_write");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_MEMFD_CREATE
PYOSI_API int pyos_memfd_create(const char *name, unsigned flags) {
    if (!PYOS_HAVE_MEMFD_CREATE) return pyosi_absent("os.memfd_create");
    if (!name) return pyosi_type_error("os.memfd_create", PYOSI_NO_PATH);
    return pyosi_descriptor(pyosi_sys_memfd_create(name, flags), "os.memfd_create");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_GETXATTR
static pyosi_target pyosi_target_of(const char *path, int fd, bool follow) {
    pyosi_target of;
    of.path = path, of.fd = fd, of.follow = follow;
    return of;
}

/* What the forms of one call check and raise alike; the event has a path or a number. 0, or -1 after reporting. */
static int pyosi_check_xattr(const char *function, const pyosi_target *of, bool by_fd, const char *attribute) {
    if (!PYOS_HAVE_GETXATTR) return pyosi_absent(function);
    if (!of->path && !by_fd) return pyosi_null_path(function, "path", true);
    return attribute ? 0 : pyosi_null_path(function, "attribute", false);
}

static char *pyosi_getxattr(pyosi_target of, bool by_fd, const char *attribute, size_t *size) {
    pyosi_bytes b = {NULL, 0, 0};
    int status;
    if (pyosi_check_xattr("os.getxattr", &of, by_fd, attribute) != 0) return NULL;
    if (by_fd ? PYOSI_REFUSED("os.getxattr", "os.getxattr", "is", of.fd, attribute)
              : PYOSI_REFUSED("os.getxattr", "os.getxattr", "ss", of.path, attribute))
        return NULL;
    status = pyosi_sys_getxattr(&of, attribute, &b);
    if (status == 0 && size) *size = b.size;
    return pyosi_text(&b, status, "os.getxattr", of.path);
}

PYOSI_API char *pyos_getxattr(const char *path, const char *attribute, size_t *size) {
    return pyosi_getxattr(pyosi_target_of(path, -1, true), false, attribute, size);
}

PYOSI_API char *pyos_lgetxattr(const char *path, const char *attribute, size_t *size) {
    return pyosi_getxattr(pyosi_target_of(path, -1, false), false, attribute, size);
}

PYOSI_API char *pyos_fgetxattr(int fd, const char *attribute, size_t *size) {
    return pyosi_getxattr(pyosi_target_of(NULL, fd, true), true, attribute, size);
}

static char **pyosi_listxattr(pyosi_target of, bool by_fd, size_t *count) {
    pyosi_bytes b = {NULL, 0, 0};
    const char *given;
    size_t i, n = 0;
    int status;
    if (!PYOS_HAVE_LISTXATTR) return (char **)pyosi_null(pyosi_absent("os.listxattr"));
    if (by_fd ? PYOSI_REFUSED("os.listxattr", "os.listxattr", "i", of.fd)
              : PYOSI_REFUSED("os.listxattr", "os.listxattr", "s", of.path))
        return NULL;
    given = of.path;
    if (!given && !by_fd) of.path = ".";
    status = pyosi_sys_listxattr(&of, &b);
    for (i = 0; status == 0 && i < b.size; i++) n += b.data[i] == '\0';
    return pyosi_names_list(&b, status, n, count, "os.listxattr", given);
}

PYOSI_API char **pyos_listxattr(const char *path, size_t *count) {
    return pyosi_listxattr(pyosi_target_of(path, -1, true), false, count);
}

PYOSI_API char **pyos_llistxattr(const char *path, size_t *count) {
    return pyosi_listxattr(pyosi_target_of(path, -1, false), false, count);
}

PYOSI_API char **pyos_flistxattr(int fd, size_t *count) {
    return pyosi_listxattr(pyosi_target_of(NULL, fd, true), true, count);
}

static int pyosi_removexattr(pyosi_target of, bool by_fd, const char *attribute) {
    if (pyosi_check_xattr("os.removexattr", &of, by_fd, attribute) != 0) return -1;
    if (by_fd ? PYOSI_REFUSED("os.removexattr", "os.removexattr", "is", of.fd, attribute)
              : PYOSI_REFUSED("os.removexattr", "os.removexattr", "ss", of.path, attribute))
        return -1;
    return pyosi_result(pyosi_sys_removexattr(&of, attribute), "os.removexattr", of.path);
}

PYOSI_API int pyos_removexattr(const char *path, const char *attribute) {
    return pyosi_removexattr(pyosi_target_of(path, -1, true), false, attribute);
}

PYOSI_API int pyos_lremovexattr(const char *path, const char *attribute) {
    return pyosi_removexattr(pyosi_target_of(path, -1, false), false, attribute);
}

PYOSI_API int pyos_fremovexattr(int fd, const char *attribute) {
    return pyosi_removexattr(pyosi_target_of(NULL, fd, true), true, attribute);
}

static int pyosi_setxattr(pyosi_target of, bool by_fd, const char *attribute, const void *value, size_t n, int flags) {
    if (pyosi_check_xattr("os.setxattr", &of, by_fd, attribute) != 0) return -1;
    if (!value && n != 0) return pyosi_type_error("os.setxattr", PYOSI_NO_BYTES);
    if (by_fd ? PYOSI_REFUSED("os.setxattr", "os.setxattr", "isbi", of.fd, attribute, value, n, flags)
              : PYOSI_REFUSED("os.setxattr", "os.setxattr", "ssbi", of.path, attribute, value, n, flags))
        return -1;
    return pyosi_result(pyosi_sys_setxattr(&of, attribute, value, n, flags), "os.setxattr", of.path);
}

PYOSI_API int pyos_setxattr(const char *path, const char *attribute, const void *value, size_t n, int flags) {
    return pyosi_setxattr(pyosi_target_of(path, -1, true), false, attribute, value, n, flags);
}

PYOSI_API int pyos_lsetxattr(const char *path, const char *attribute, const void *value, size_t n, int flags) {
    return pyosi_setxattr(pyosi_target_of(path, -1, false), false, attribute, value, n, flags);
}

PYOSI_API int pyos_fsetxattr(int fd, const char *attribute, const void *value, size_t n, int flags) {
    return pyosi_setxattr(pyosi_target_of(NULL, fd, true), true, attribute, value, n, flags);
}
#endif

/* Namespaces. By number, because a header that came before may hide the functions. */
#if PYOS_HAVE_SETNS
static int pyosi_sys_setns(int fd, int nstype) { return (int)syscall(SYS_setns, fd, nstype); }

static int pyosi_sys_unshare(int flags) { return (int)syscall(SYS_unshare, flags); }
#else
#define pyosi_sys_setns(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_unshare(...) pyosi_none(0, __VA_ARGS__)
#endif

#if !PYOS_STRICT || PYOS_HAVE_SETNS
PYOSI_API int pyos_setns(int fd, int nstype) {
    if (!PYOS_HAVE_SETNS) return pyosi_absent("os.setns");
    if (fd < 0) return pyosi_negative_fd("os.setns", fd);
    return pyosi_result(pyosi_sys_setns(fd, nstype), "os.setns", NULL);
}

PYOSI_API int pyos_unshare(int flags) {
    if (!PYOS_HAVE_SETNS) return pyosi_absent("os.unshare");
    return pyosi_result(pyosi_sys_unshare(flags), "os.unshare", NULL);
}
#endif

/* =====================================================================================================================
 * >>process
 */

/* A command line is one string that each program splits for itself, most by the rules of the C run time or of
 * CommandLineToArgvW. Those two disagree about "" inside quotes, so a quote within a word is always written as \": then
 * 2n+1 backslashes before it are n and the quote, and 2n before the last quote are n. Backslashes before anything else
 * are themselves. out has room for 2n + 2 units, and may lie before s in one buffer, that far away. Gives the units. */
static PYOSI_UNUSED size_t pyosi_quote_argument(const pyosi_unit *s, size_t n, pyosi_unit *out) {
    size_t i, at = 0, slashes = 0;
    bool quoted = n == 0;
    for (i = 0; i < n; i++)
        quoted = quoted || s[i] <= ' '; /* the one splits at blanks and tabs, the other at them all */
    if (quoted) out[at++] = '"';
    for (i = 0; i < n; i++) {
        for (; s[i] == '"' && slashes > 0; slashes--) out[at++] = '\\';
        if (s[i] == '"') out[at++] = '\\';
        slashes = s[i] == '\\' ? slashes + 1 : 0;
        out[at++] = s[i];
    }
    for (; quoted && slashes > 0; slashes--) out[at++] = '\\';
    if (quoted) out[at++] = '"';
    return at;
}

/* The first word, the name of the program, is read by another rule, because no backslash is special there: it ends at
 * the next quote, or without quotes at the next blank. A quote in it cannot be written: 0. */
static PYOSI_UNUSED size_t pyosi_quote_program(const pyosi_unit *s, size_t n, pyosi_unit *out) {
    size_t i, at = 0;
    bool quoted = n == 0;
    for (i = 0; i < n; i++) {
        if (s[i] == '"') return 0;
        quoted = quoted || s[i] <= ' ';
    }
    if (quoted) out[at++] = '"';
    for (i = 0; i < n; i++) out[at++] = s[i];
    if (quoted) out[at++] = '"';
    return at;
}

/* An argument that the command interpreter hands to a batch file as one word, unchanged, however it reads it: as part
 * of its command line, and again wherever the batch file names it as %1, also in a CALL or an IF.
 * Letters, digits and the marks below are ordinary characters for it in each of these readings. All others either have
 * a meaning (quotes, % and ! for variables, ^ & | < > ( ) for commands, line ends; blanks, tabs, commas, semicolons and
 * equal signs part words, * and ? and ~ stand for other things) or get one on the way: letters beyond ASCII become what
 * looks like them best in a code page, and that can be a quote. An empty word would vanish. A backslash at the end
 * would make a plain character of the quote behind it in "%1" in a batch file. What a batch file does with a word by
 * itself is its own matter: a digit right before > tells which stream is meant. */
static PYOSI_UNUSED bool pyosi_is_safe_for_batch(const pyosi_unit *s, size_t n) {
    size_t i;
    for (i = 0; i < n; i++) {
        pyosi_unit c = s[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) continue;
        if (c == 0 || c > 0x7F || !strchr("-_./\\:+@", (int)c)) return false;
    }
    return n > 0 && s[n - 1] != '\\';
}

/* Does the last component end in .bat or .cmd? Without the dots and blanks that Windows takes off the end, and without
 * what no name of a file has, so that doubts count as yes. */
static PYOSI_UNUSED bool pyosi_ends_as_batch(const pyosi_unit *s, size_t n) {
    static const char known[] = ".bat.cmd";
    size_t i, at;
    while (n > 0 && (s[n - 1] <= ' ' || s[n - 1] == '.' || s[n - 1] == '"' || s[n - 1] == '/' || s[n - 1] == '\\')) n--;
    for (at = 0; n >= 4 && at < 8; at += 4) {
        for (i = 0; i < 4; i++) {
            pyosi_unit c = s[n - 4 + i];
            if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != known[at + i]) break;
        }
        if (i == 4) return true;
    }
    return false;
}

/* Would the system run this file with the command interpreter? It looks at the end of the name, in any case of letters.
 * The name of a stream may be the one that counts, or the file's name before it: "t.bat::$DATA". */
static PYOSI_UNUSED bool pyosi_is_batch_name(const pyosi_unit *s, size_t n) {
    size_t i;
    for (i = 0; i <= n; i++)
        if ((i == n || s[i] == ':') && pyosi_ends_as_batch(s, i)) return true;
    return false;
}

/* How argument lists are refused: Python's words differ from one function to the next. */
typedef struct pyosi_wording {
    const char *what, *none, *empty;
} pyosi_wording;

static PYOSI_UNUSED const pyosi_wording pyosi_execv_words = {"execv() arg 2", " must be a tuple or list",
                                                             " must not be empty"};
static PYOSI_UNUSED const pyosi_wording pyosi_execve_words = {"execve: argv", " must be a tuple or list",
                                                              " must not be empty"};

static PYOSI_UNUSED const pyosi_wording pyosi_posix_spawn_words = {"posix_spawn: argv", " must be a tuple or list",
                                                                   " must not be empty"};
static PYOSI_UNUSED const pyosi_wording pyosi_posix_spawnp_words = {"posix_spawnp: argv", " must be a tuple or list",
                                                                    " must not be empty"};
#if PYOSI_WINDOWS
static const pyosi_wording pyosi_spawnv_words = {"spawnv() arg 2", " must be a tuple or list", " cannot be empty"};
static const pyosi_wording pyosi_spawnve_words = {"spawnve() arg 2", " must be a tuple or list", " cannot be empty"};
#else
static PYOSI_UNUSED const pyosi_wording pyosi_spawnv_words = {"argv", " must be a tuple or a list",
                                                              " first element cannot be empty"};
#define pyosi_spawnve_words pyosi_spawnv_words
#endif

/* Checks the arguments, and the environment where there is one, in Python's order: the list, that there is an
 * environment where one is needed, the first item, the names. */
static PYOSI_UNUSED int pyosi_check_start(const char *function, const pyosi_wording *words, const char *const *argv,
                                          const char *const *env, bool needs_env) {
    if (!argv) return pyosi_type_error(function, pyosi_compose(words->what, words->none, "", ""));
    if (!argv[0]) return pyosi_value_error(function, pyosi_compose(words->what, words->empty, "", ""));
    if (needs_env && !env)
        return pyosi_type_error(
            function, pyosi_compose(pyosi_short_name(function), ": environment must be a mapping object", "", ""));
    if (!argv[0][0])
        return pyosi_value_error(function, pyosi_compose(words->what, " first element cannot be empty", "", ""));
    return env ? pyosi_check_env(function, env, false) : 0;
}

/* Does the name say where the file is? */
static PYOSI_UNUSED bool pyosi_names_a_place(const char *file) {
    return pyos_path_dirname_view(pyos_view_of(file)).size > 0;
}

/* The file in each of the directories, as a list. */
static PYOSI_UNUSED int pyosi_places(const char *file, char **directories, char ***places) {
    pyosi_bytes b = {NULL, 0, 0};
    pyos_view parts[2];
    size_t i, size;
    parts[1] = pyos_view_of(file);
    for (i = 0; directories[i]; i++) {
        parts[0] = pyos_view_of(directories[i]);
        size = pyos_path_join_buf(NULL, 0, parts, 2) + 1;
        if (!pyosi_reserve(&b, size)) return pyos_free(b.data), PYOSI_MEMORY;
        (void)pyos_path_join_buf(b.data + b.size, size, parts, 2);
        b.size += size;
    }
    *places = pyosi_list(&b, i);
    return *places ? 0 : PYOSI_MEMORY;
}

/* The file in the directories of PATH: that of the environment, or without one of the mapping. NULL after reporting. */
static PYOSI_UNUSED char **pyosi_find_places(const char *function, const char *file, const char *const *env) {
    char **directories = pyos_get_exec_path(env, NULL), **places = NULL;
    int status;
    if (!directories) return NULL;
    status = pyosi_places(file, directories, &places);
    pyos_free(directories);
    return status == 0 ? places : (char **)pyosi_null(pyosi_fail(status, function, NULL));
}

/* Asks about a file that is about to be executed. Where Python has looked for it, it has the name as bytes. */
static PYOSI_UNUSED int pyosi_ask_exec(const char *path, bool searched, const char *const *argv,
                                       const char *const *env) {
    (void)path, (void)argv, (void)env; /* without audit */
    if (searched && !PYOSI_WINDOWS) return PYOSI_ASKED("os.exec", "bLL", path, strlen(path), argv, env);
    return PYOSI_ASKED("os.exec", "sLL", path, argv, env);
}

/* Of the errors of several places: the first that is not about a file that is not there, else the last. */
static PYOSI_UNUSED bool pyosi_is_missing(int code) { return code == ENOENT || code == ENOTDIR; }
static PYOSI_UNUSED int pyosi_worse_error(int before, int code) {
    return before == 0 || pyosi_is_missing(before) ? code : before;
}

#if PYOSI_POSIX
#ifdef __ANDROID__
#define PYOSI_SHELL "/system/bin/sh"
#else
#define PYOSI_SHELL "/bin/sh"
#endif
#if PYOSI_LINUX
#define PYOSI_SIGNALS 64 /* of the kernel, but on mips */
#elif defined(_SIG_MAXSIG)
#define PYOSI_SIGNALS (_SIG_MAXSIG - 1) /* FreeBSD's NSIG leaves out those of realtime */
#else
#define PYOSI_SIGNALS (NSIG - 1)
#endif
#endif

/* Buffering of lines; Windows has none. */
#define PYOSI_LINE_BUFFERED (PYOSI_WINDOWS ? _IOFBF : _IOLBF)

/* What popen has started. */
typedef struct pyosi_popen_start {
    int fd;
    pyos_pid pid; /* on Windows a handle */
} pyosi_popen_start;

#if PYOSI_WINDOWS
/* Errors of starting and of waiting are those of the C run time's functions: an errno and no Windows code. */
static int pyosi_start_error(DWORD winerror) { return pyosi_open_error(pyosi_errno_of(winerror)); }

/* Appends a word and a blank to a command line. */
static int pyosi_append_word(pyosi_bytes *line, const char *text, bool program) {
    size_t n = strlen(text), units;
    wchar_t *to, *from;
    if (n > (size_t)-1 / 4 / sizeof *to - 4 || !pyosi_reserve(line, (3 * n + 4) * sizeof *to)) return PYOSI_MEMORY;
    to = (wchar_t *)(void *)(line->data + line->size);
    from = to + 2 * n + 3; /* converted behind the room that quoting may need */
    units = pyosi_utf16_from_wtf8(text, n, from);
    if (units == PYOSI_NO_TEXT) return PYOSI_BADTEXT;
    units = program ? pyosi_quote_program(from, units, to) : pyosi_quote_argument(from, units, to);
    if (units == 0) return pyosi_open_error(EINVAL);
    to[units] = L' ';
    line->size += (units + 1) * sizeof *to;
    return 0;
}

/* Puts the terminator in the place of the last blank. The system takes PYOSI_MOST units with it. */
static int pyosi_end_line(pyosi_bytes *line) {
    wchar_t *units = (wchar_t *)(void *)line->data;
    size_t n = line->size / sizeof *units;
    if (n > PYOSI_MOST) return pyosi_open_error(E2BIG);
    units[n - 1] = 0;
    return 0;
}

static int pyosi_command_line(const char *const *argv, pyosi_bytes *line) {
    int status = pyosi_append_word(line, *argv, true);
    while (status == 0 && *++argv) status = pyosi_append_word(line, *argv, false);
    return status == 0 ? pyosi_end_line(line) : status;
}

/* The whole path of a name; the size of the buffer is without the terminator. */
static int pyosi_full_path(const wchar_t *name, pyosi_bytes *room) {
    DWORD size = PYOSI_SHORT, n;
    for (;;) {
        wchar_t *path = pyosi_wide_room(room, size);
        if (!path) return PYOSI_MEMORY;
        n = GetFullPathNameW(name, size, path, NULL);
        if (n == 0) return pyosi_start_error(GetLastError());
        if (n < size) return room->size = n * sizeof *path, 0;
        size = n + 1;
    }
}

#define PYOSI_BATCH_PATH 260  /* units that the command interpreter takes for a path */
#define PYOSI_BATCH_LINE 8191 /* units that it takes for a command; what is longer it may cut */

/* Can the path of a batch file stand between quotes in a command? There only variables and line ends mean something,
 * and a stream would be something else for the interpreter. It knows no \\?\ paths. */
static int pyosi_check_batch_path(const wchar_t *path, size_t n) {
    size_t i;
    bool drive = n > 2 && path[1] == L':' && path[2] == L'\\';
    bool share = n > 2 && path[0] == L'\\' && path[1] == L'\\' && !pyosi_is_device_path(path);
    if (pyosi_is_device_path(path) && n >= PYOSI_LONG_FROM) return pyosi_open_error(ENAMETOOLONG); /* pyosi_wide_path */
    if (!drive && !share) return PYOSI_BATCH;
    for (i = 0; i < n; i++)
        if (path[i] < L' ' || path[i] == L'%' || path[i] == L'"' || (path[i] == L':' && i != 1)) return PYOSI_BATCH;
    return n < PYOSI_BATCH_PATH ? 0 : pyosi_open_error(ENAMETOOLONG);
}

/* The command line for a batch file and its arguments, each of which must be safe as it is. Switches: /d no commands
 * from the registry before it, /e:on and /v:off the usual reading whatever the registry says, so that ! is no variable,
 * /s exactly the first and the last quote are taken away, so that those around the path stay. */
static int pyosi_batch_line(const wchar_t *path, size_t n, const wchar_t *shell, const char *const *argv,
                            pyosi_bytes *line) {
    int status = pyosi_check_batch_path(path, n);
    if (status != 0) return status;
    if (!pyosi_append_wide(line, L"\"", 1) || !pyosi_append_wide(line, shell, wcslen(shell)) ||
        !pyosi_append_wide(line, L"\" /d /e:on /v:off /s /c \"\"", 26) || !pyosi_append_wide(line, path, n) ||
        !pyosi_append_wide(line, L"\" ", 2))
        return PYOSI_MEMORY;
    while (*++argv) {
        size_t at = line->size, units;
        const wchar_t *word;
        status = pyosi_append_word(line, *argv, false);
        if (status != 0) return status;
        word = (const wchar_t *)(const void *)(line->data + at);
        units = (line->size - at) / sizeof *word - 1;
        if (!pyosi_is_safe_for_batch(word, units)) return PYOSI_BATCH; /* what is safe has needed no quotes */
    }
    ((wchar_t *)(void *)(line->data + line->size))[-1] = L'"';
    if (!pyosi_append_wide(line, L" ", 1)) return PYOSI_MEMORY;
    if (line->size / sizeof(wchar_t) > PYOSI_BATCH_LINE) return pyosi_open_error(E2BIG);
    return pyosi_end_line(line);
}

/* The command interpreter of the system, never one that a variable or a directory offers. */
static int pyosi_system_shell(wchar_t *path) {
    static const wchar_t name[] = L"\\cmd.exe";
    UINT n = GetSystemDirectoryW(path, PYOSI_SHORT);
    if (n == 0 || n + sizeof name / sizeof *name > PYOSI_SHORT) return pyosi_open_error(ENOENT);
    memcpy(path + n, name, sizeof name);
    return 0;
}

/* Finds the file that a program's name stands for: with an extension it is that file, else the first of four. */
static int pyosi_find_program(const char *file, pyosi_wide *path) {
    static const char *const extensions[] = {".com", ".exe", ".bat", ".cmd"};
    const char *end = file + strlen(file), *dot = end;
    pyosi_bytes name = {NULL, 0, 0};
    size_t i, n;
    DWORD attributes;
    int saved = errno, status = 0;
    while (dot > file && !strchr("\\/:.", dot[-1])) dot--;
    n = dot > file && dot[-1] == '.' ? 1 : sizeof extensions / sizeof *extensions;
    for (i = 0; i < n; i++) {
        const char *extension = n == 1 ? "" : extensions[i];
        name.size = 0;
        if (!pyosi_append(&name, file, (size_t)(end - file)) ||
            !pyosi_append(&name, extension, strlen(extension) + 1)) {
            status = PYOSI_MEMORY;
            break;
        }
        status = pyosi_wide_path(path, name.data);
        if (status != 0) break;
        attributes = GetFileAttributesW(path->s);
        if (attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY)) break;
        status = pyosi_start_error(attributes == INVALID_FILE_ATTRIBUTES ? GetLastError() : ERROR_ACCESS_DENIED);
        pyosi_wide_close(path);
        if (attributes != INVALID_FILE_ATTRIBUTES) break; /* a directory counts as found */
    }
    pyos_free(name.data);
    if (status == 0) errno = saved; /* of those that are not there */
    return status;
}

/* Two entries of an environment by the names, as the system orders them; equal ones stay in their order. */
static int __cdecl pyosi_compare_entries(const void *a, const void *b) {
    const wchar_t *first = *(const wchar_t *const *)a, *second = *(const wchar_t *const *)b;
    size_t n = *first ? 1 + wcscspn(first + 1, L"=") : 0, m = *second ? 1 + wcscspn(second + 1, L"=") : 0;
    int order = CompareStringOrdinal(first, (int)n, second, (int)m, TRUE) - 2; /* CSTR_EQUAL */
    return order != 0 ? order : first < second ? -1 : first > second;
}

/* Entries as wide text, one behind the other. */
static int pyosi_wide_entries(const char *const *env, pyosi_bytes *text, size_t *count) {
    for (*count = 0; env[*count]; ++*count) {
        const char *entry = env[*count];
        size_t n = strlen(entry), units;
        if (n >= INT_MAX || !pyosi_reserve(text, (n + 1) * sizeof(wchar_t))) return PYOSI_MEMORY;
        units = pyosi_utf16_from_wtf8(entry, n + 1, (wchar_t *)(void *)(text->data + text->size));
        if (units == PYOSI_NO_TEXT) return PYOSI_BADTEXT;
        text->size += units * sizeof(wchar_t);
    }
    return 0;
}

/* The block for CreateProcessW: sorted, and ended by an empty entry; two terminators when there is none. */
static int pyosi_environment_block(const char *const *env, pyosi_bytes *block) {
    pyosi_bytes text = {NULL, 0, 0}, entries = {NULL, 0, 0};
    size_t count = 0, i;
    const wchar_t *at, **list;
    int status = pyosi_wide_entries(env, &text, &count);
    if (status == 0 && !pyosi_reserve(&entries, (count + 1) * sizeof *list)) status = PYOSI_MEMORY;
    if (status == 0 && !pyosi_reserve(block, text.size + 2 * sizeof *at)) status = PYOSI_MEMORY;
    if (status == 0) {
        list = (const wchar_t **)(void *)entries.data;
        at = (const wchar_t *)(const void *)text.data;
        for (i = 0; i < count; i++, at += wcslen(at) + 1) list[i] = at;
        if (count > 1) qsort(list, count, sizeof *list, pyosi_compare_entries);
        for (i = 0; i < count; i++) (void)pyosi_append_wide(block, list[i], wcslen(list[i]) + 1);
        (void)pyosi_append_wide(block, L"\0", count == 0 ? 2 : 1);
    }
    pyos_free(text.data);
    pyos_free(entries.data);
    return status;
}

/* What the C run time of a child is told about a descriptor, in its own flags. */
#define PYOSI_FD_OPEN 0x01u
#define PYOSI_FD_PIPE 0x08u
#define PYOSI_FD_APPEND 0x20u
#define PYOSI_FD_DEVICE 0x40u
#define PYOSI_FD_TEXT 0x80u

/* The flags of a descriptor that a child gets; 0 for what it does not. The handle decides, not the run time's own mark,
 * which set_inheritable cannot reach. */
static unsigned pyosi_child_flags(int fd, HANDLE handle) {
    DWORD type, flags;
    unsigned mode;
    if (!GetHandleInformation(handle, &flags) || !(flags & HANDLE_FLAG_INHERIT)) return 0;
    mode = pyosi_noted_mode(fd);
    if (mode == 0) mode = _fmode == _O_BINARY ? PYOSI_MODE_BINARY : PYOSI_MODE_TEXT;
    type = GetFileType(handle) & ~(DWORD)FILE_TYPE_REMOTE;
    return PYOSI_FD_OPEN | (mode & PYOSI_MODE_TEXT ? PYOSI_FD_TEXT : 0) |
           (mode & PYOSI_MODE_APPEND ? PYOSI_FD_APPEND : 0) | (type == FILE_TYPE_PIPE ? PYOSI_FD_PIPE : 0) |
           (type == FILE_TYPE_CHAR ? PYOSI_FD_DEVICE : 0);
}

/* More than msvcrt has (2,048). The UCRT can have 8,192, but the block's size is told in 16 bits. */
#define PYOSI_CHILD_FDS 7000
#define PYOSI_CHILD_BLOCK (sizeof(int) + PYOSI_CHILD_FDS * (1 + sizeof(HANDLE)))

/* Writes the block that travels in lpReserved2, as the C run time writes it for its own children: a count of
 * descriptors, their flags, their handles, without alignment. Gives its size. A detached child gets no standard
 * streams. Nothing here may take the run time's lock of a descriptor, which a read of another thread holds while it
 * waits; _get_osfhandle does not. */
static size_t pyosi_descriptor_block(bool detached, char *block) {
    char *flags = block + sizeof(int), *handles = flags + PYOSI_CHILD_FDS;
    PYOSI_HANDLER handler = pyosi_guard(); /* once for the thousands that are none */
    HANDLE none = INVALID_HANDLE_VALUE;
    int fd, count = 0, saved = errno;
    for (fd = detached ? 3 : 0; fd < PYOSI_CHILD_FDS; fd++) {
        intptr_t value = _get_osfhandle(fd);
        HANDLE handle = (HANDLE)value;
        unsigned how = value == -1 || value == -2 ? 0 : pyosi_child_flags(fd, handle);
        if (how == 0) continue;
        for (; count < fd; count++) {
            flags[count] = 0;
            memcpy(handles + (size_t)count * sizeof none, &none, sizeof none);
        }
        flags[count] = (char)how;
        memcpy(handles + (size_t)count++ * sizeof handle, &handle, sizeof handle);
    }
    pyosi_unguard(handler);
    errno = saved;
    memcpy(block, &count, sizeof count);
    memmove(flags + count, handles, (size_t)count * sizeof none);
    return sizeof count + (size_t)count * (1 + sizeof none);
}

/* What a start needs: a program, its command line, an environment or none for the process's own. */
typedef struct pyosi_start {
    const wchar_t *program;
    pyosi_bytes line, environment;
    bool given; /* the environment */
    bool detached;
} pyosi_start;

static void pyosi_start_close(pyosi_start *s) {
    pyos_free(s->line.data);
    pyos_free(s->environment.data);
}

/* Starts a program with everything that is inheritable. Under the lock, so that it does not get what another thread has
 * made inheritable for a child of its own. */
static int pyosi_start_process(const pyosi_start *s, HANDLE *process) {
    STARTUPINFOW startup;
    PROCESS_INFORMATION info;
    DWORD flags = CREATE_UNICODE_ENVIRONMENT | (s->detached ? DETACHED_PROCESS : 0), error = 0;
    char *descriptors = (char *)PYOSI_MALLOC(PYOSI_CHILD_BLOCK);
    if (!descriptors) return PYOSI_MEMORY;
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    pyosi_lock_handles();
    startup.cbReserved2 = (WORD)pyosi_descriptor_block(s->detached, descriptors);
    startup.lpReserved2 = (BYTE *)descriptors;
    if (!CreateProcessW(s->program, (wchar_t *)(void *)s->line.data, NULL, NULL, TRUE, flags,
                        s->given ? s->environment.data : NULL, NULL, &startup, &info))
        error = GetLastError();
    pyosi_unlock_handles();
    pyos_free(descriptors);
    if (error != 0) return pyosi_start_error(error);
    CloseHandle(info.hThread);
    *process = info.hProcess;
    return 0;
}

/* The command line of a program that has been found, and the program that really runs. A batch file is recognised by
 * its name, as the system would do it, also by the whole name, in which it has taken "t.bat/x/.." for "t.bat". */
static int pyosi_prepare_line(pyosi_start *s, const wchar_t *path, const char *const *argv, wchar_t *shell) {
    pyosi_bytes room = {NULL, 0, 0};
    int status = pyosi_full_path(path, &room);
    if (status == 0) {
        const wchar_t *full = (const wchar_t *)(const void *)room.data;
        size_t n = room.size / sizeof *full;
        s->program = path;
        if (!pyosi_is_batch_name(path, wcslen(path)) && !pyosi_is_batch_name(full, n)) {
            status = pyosi_command_line(argv, &s->line);
        } else {
            status = pyosi_system_shell(shell);
            s->program = shell;
            if (status == 0) status = pyosi_batch_line(full, n, shell, argv, &s->line);
        }
    }
    pyos_free(room.data);
    return status;
}

/* Starts a file with arguments and an environment, which is NULL for the process's own. */
static int pyosi_start_file(const char *file, const char *const *argv, const char *const *env, bool detached,
                            HANDLE *process) {
    pyosi_start s;
    pyosi_wide path;
    wchar_t shell[PYOSI_SHORT];
    int status = *file ? pyosi_find_program(file, &path) : pyosi_open_error(EINVAL);
    if (status != 0) return status;
    memset(&s, 0, sizeof s);
    s.given = env != NULL, s.detached = detached;
    status = pyosi_prepare_line(&s, path.s, argv, shell);
    if (status == 0 && env) status = pyosi_environment_block(env, &s.environment);
    if (status == 0) status = pyosi_start_process(&s, process);
    pyosi_start_close(&s);
    pyosi_wide_close(&path);
    return status;
}

/* Waits for a process. The C run time's error for what is none. */
static int pyosi_wait_for(HANDLE process, DWORD *code) {
    DWORD error;
    /* The exit code is asked for first, because one could wait for other things too, and for ever. */
    if (GetExitCodeProcess(process, code) && WaitForSingleObject(process, INFINITE) == WAIT_OBJECT_0 &&
        GetExitCodeProcess(process, code))
        return 0;
    error = GetLastError();
    return error == ERROR_INVALID_HANDLE ? pyosi_open_error(ECHILD) : pyosi_start_error(error);
}

/* The same for one that nobody else knows of: it is closed whatever happens. */
static int pyosi_wait_and_close(HANDLE process, DWORD *code) {
    int status = pyosi_wait_for(process, code);
    CloseHandle(process);
    return status;
}

/* For a process that exec has put another in the place of: the console's keys are for that one. */
static BOOL WINAPI pyosi_ignore_keys(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

static int pyosi_sys_exec(const char *path, const char *const *argv, const char *const *env) {
    HANDLE process;
    DWORD code = 0;
    int status;
    (void)SetConsoleCtrlHandler(pyosi_ignore_keys, TRUE); /* before there is a child that a key could orphan */
    status = pyosi_start_file(path, argv, env, false, &process);
    if (status != 0) {
        (void)SetConsoleCtrlHandler(pyosi_ignore_keys, FALSE);
        return status;
    }
    status = pyosi_wait_for(process, &code);
    _exit(status == 0 ? (int)code : 127); /* there is no way back: the child runs */
    return status;
}

static int pyosi_sys_spawn(int mode, const char *file, const char *const *argv, const char *const *env,
                           long long *result) {
    HANDLE process;
    DWORD code = 0;
    int status;
    if (mode == PYOS_P_OVERLAY) return pyosi_sys_exec(file, argv, env);
    status = pyosi_start_file(file, argv, env, mode == PYOS_P_DETACH, &process);
    if (status != 0) return status;
    if (mode == PYOS_P_WAIT) {
        status = pyosi_wait_and_close(process, &code);
        if (status == 0 && result) *result = (int)code; /* as Python's, negative for a crash */
        return status;
    }
    if (mode == PYOS_P_DETACH || !result) CloseHandle(process);
    if (result) *result = mode == PYOS_P_DETACH ? 0 : (long long)(intptr_t)process;
    return 0;
}

/* A handle from a number: NULL for what can be none, and for those that stand for this process and thread. */
static HANDLE pyosi_process_of(pyos_pid pid) {
    intptr_t value = (intptr_t)pid;
    return value == pid && value > 0 ? (HANDLE)value : NULL;
}

static long long pyosi_sys_waitpid(pyos_pid pid, int options, long long *status) {
    HANDLE process = pyosi_process_of(pid);
    DWORD code = 0;
    int result = process ? pyosi_wait_for(process, &code) : pyosi_open_error(ECHILD);
    (void)options;
    if (result != 0) return result; /* and what was no process is not closed */
    CloseHandle(process);
    if (status) *status = (long long)code << 8;
    return pid;
}

/* A process by its id, if it is there: no other with a number beside it, which OpenProcess gives too, and none that has
 * ended and is still held open by somebody. NULL with a status. */
static HANDLE pyosi_living_process(pyos_pid pid, DWORD access, int *status) {
    DWORD id = (DWORD)pid;
    HANDLE process = NULL;
    if (pid >= 0 && (pyos_pid)id == pid)
        process = OpenProcess(access | SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
    else SetLastError(ERROR_INVALID_PARAMETER);
    if (!process) return *status = pyosi_last_windows_error(), process;
    if (GetProcessId(process) == id && WaitForSingleObject(process, 0) != WAIT_OBJECT_0) return *status = 0, process;
    CloseHandle(process);
    *status = pyosi_windows_error(ERROR_INVALID_PARAMETER);
    return NULL;
}

static int pyosi_sys_kill(pyos_pid pid, int signal) {
    HANDLE process;
    int status;
    if (signal == PYOS_CTRL_C_EVENT || signal == PYOS_CTRL_BREAK_EVENT) {
        DWORD event = signal == PYOS_CTRL_C_EVENT ? CTRL_C_EVENT : CTRL_BREAK_EVENT;
        if (pid < 0 || pid > 0xFFFFFFFFLL) return pyosi_windows_error(ERROR_INVALID_PARAMETER);
        return GenerateConsoleCtrlEvent(event, (DWORD)pid) ? 0 : pyosi_last_windows_error();
    }
    process = pyosi_living_process(pid, signal == 0 ? 0 : PROCESS_TERMINATE, &status);
    if (!process) return status;
    if (signal != 0 && !TerminateProcess(process, (UINT)signal)) status = pyosi_last_windows_error();
    CloseHandle(process);
    return status;
}

/* The value of a variable of the process's block as wide text with its terminator. 1; 0 where there is none, or an
 * empty one; or a status. */
static int pyosi_block_value(const wchar_t *name, pyosi_bytes *value) {
    DWORD size = PYOSI_SHORT, n;
    for (;;) {
        wchar_t *text = pyosi_wide_room(value, size);
        if (!text) return PYOSI_MEMORY;
        n = GetEnvironmentVariableW(name, text, size);
        if (n < size) return value->size = (n + 1) * sizeof *text, n > 0 ? 1 : 0;
        size = n;
    }
}

static int pyosi_run_shell(const wchar_t *shell, const char *command, HANDLE *process) {
    pyosi_start s;
    pyosi_wide text;
    int status = pyosi_wide_text(&text, command);
    if (status != 0) return status == PYOSI_TOOLONG ? pyosi_open_error(E2BIG) : status;
    memset(&s, 0, sizeof s);
    s.program = shell;
    if (!pyosi_append_wide(&s.line, L"\"", 1) || !pyosi_append_wide(&s.line, shell, wcslen(shell)) ||
        !pyosi_append_wide(&s.line, L"\" /c ", 5) || !pyosi_append_wide(&s.line, text.s, wcslen(text.s)) ||
        !pyosi_append_wide(&s.line, L" ", 1))
        status = PYOSI_MEMORY;
    if (status == 0) status = pyosi_end_line(&s.line);
    if (status == 0) status = pyosi_start_process(&s, process);
    pyosi_start_close(&s);
    pyosi_wide_close(&text);
    return status;
}

/* As _wsystem of the C run time: the interpreter that COMSPEC of the block names, and where that is none, the system's.
 * Done by hand because a start has to be under the lock, and because -1 is an exit code. */
static int pyosi_sys_system(const char *command, long long *status) {
    pyosi_bytes room = {NULL, 0, 0};
    wchar_t shell[PYOSI_SHORT];
    HANDLE process;
    DWORD code = 0;
    int saved = errno, named = pyosi_block_value(L"COMSPEC", &room), result = named;
    if (named > 0) result = pyosi_run_shell((const wchar_t *)(const void *)room.data, command, &process);
    if (named == 0 || (result == PYOSI_SYSTEM && (errno == ENOENT || errno == EACCES))) {
        result = pyosi_system_shell(shell);
        if (result == 0) result = pyosi_run_shell(shell, command, &process);
    }
    pyos_free(room.data);
    if (result == 0) errno = saved, result = pyosi_wait_and_close(process, &code); /* started, so never again */
    if (result == 0 && status) *status = (int)code;
    return result;
}

#if PYOS_STDIO
/* Where the command interpreter of popen is: what ComSpec names, else below SystemRoot. As text, terminated. */
static int pyosi_popen_shell(pyosi_bytes *shell) {
    const char *name = pyos_getenv("COMSPEC", ""), *root = pyos_getenv("SYSTEMROOT", "");
    const char *below = "\\System32\\cmd.exe";
    if (!name || !root) return PYOSI_MEMORY;
    if (*name) return pyosi_append(shell, name, strlen(name) + 1) ? 0 : PYOSI_MEMORY;
    if (!pyos_path_isabs(root)) return pyosi_open_error(ENOENT);
    below += root[strlen(root) - 1] == '\\';
    return pyosi_append(shell, root, strlen(root)) && pyosi_append(shell, below, strlen(below) + 1) ? 0 : PYOSI_MEMORY;
}

/* The command line, as text. */
static int pyosi_popen_line(const char *shell, const char *cmd, pyosi_bytes *line) {
    return pyosi_append(line, shell, strlen(shell)) && pyosi_append(line, " /c \"", 5) &&
                   pyosi_append(line, cmd, strlen(cmd)) && pyosi_append(line, "\"", 2)
               ? 0
               : PYOSI_MEMORY;
}

/* The standard streams of a child: those of this process, but one. A program without a stream gives a pipe that nobody
 * reads or writes. */
typedef struct pyosi_child_streams {
    HANDLE source[3], own[3]; /* own: to be closed, or NULL */
} pyosi_child_streams;

static void pyosi_close_streams(pyosi_child_streams *s) {
    int i;
    for (i = 0; i < 3; i++)
        if (s->own[i]) CloseHandle(s->own[i]);
}

/* which: the stream that is given. 0, or a status, after which there is nothing to close but what was given. */
static int pyosi_open_streams(pyosi_child_streams *s, int which, HANDLE given) {
    static const DWORD names[3] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    int i, status = 0;
    memset(s, 0, sizeof *s);
    for (i = 0; i < 3 && status == 0; i++) {
        HANDLE reader, writer;
        s->source[i] = i == which ? given : GetStdHandle(names[i]);
        if (s->source[i] && s->source[i] != INVALID_HANDLE_VALUE) continue;
        if (CreatePipe(&reader, &writer, NULL, 0)) {
            s->source[i] = s->own[i] = i == 0 ? reader : writer;
            CloseHandle(i == 0 ? writer : reader);
        } else {
            status = pyosi_last_windows_error();
        }
    }
    if (status != 0) pyosi_close_streams(s);
    return status;
}

/* Starts the shell with three handles and no others. They have to be inheritable for that, so they are copies that live
 * only under the lock. 0, or a Windows code. */
static DWORD pyosi_popen_start_with(const pyosi_child_streams *streams, STARTUPINFOEXW *startup, const wchar_t *program,
                                    wchar_t *line, PROCESS_INFORMATION *info) {
    HANDLE copies[3], self = GetCurrentProcess();
    DWORD error = 0;
    int i, made;
    memset(copies, 0, sizeof copies);
    pyosi_lock_handles();
    for (made = 0; made < 3 && error == 0; made++)
        if (!DuplicateHandle(self, streams->source[made], self, &copies[made], 0, TRUE, DUPLICATE_SAME_ACCESS))
            error = GetLastError();
    if (error != 0) made--;
    startup->StartupInfo.hStdInput = copies[0];
    startup->StartupInfo.hStdOutput = copies[1];
    startup->StartupInfo.hStdError = copies[2];
    if (error == 0 && (!UpdateProcThreadAttribute(startup->lpAttributeList, 0, 0x20002 /* the list of handles */,
                                                  copies, sizeof copies, NULL, NULL) ||
                       !CreateProcessW(program, line, NULL, NULL, TRUE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                                       &startup->StartupInfo, info)))
        error = GetLastError();
    for (i = 0; i < made; i++) CloseHandle(copies[i]);
    pyosi_unlock_handles();
    return error;
}

static int pyosi_popen_run(const pyosi_child_streams *streams, const wchar_t *program, wchar_t *line, HANDLE *process) {
    STARTUPINFOEXW startup;
    PROCESS_INFORMATION info;
    SIZE_T size = 0;
    DWORD error = 0;
    void *list;
    (void)InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    memset(&info, 0, sizeof info);
    list = PYOSI_MALLOC(size);
    if (!list) return PYOSI_MEMORY;
    memset(&startup, 0, sizeof startup);
    startup.StartupInfo.cb = sizeof startup;
    startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES | STARTF_USESHOWWINDOW;
    startup.StartupInfo.wShowWindow = SW_HIDE;
    startup.lpAttributeList = (LPPROC_THREAD_ATTRIBUTE_LIST)list;
    if (InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &size)) {
        error = pyosi_popen_start_with(streams, &startup, program, line, &info);
        DeleteProcThreadAttributeList(startup.lpAttributeList);
    } else {
        error = GetLastError();
    }
    pyos_free(list);
    if (error != 0) return pyosi_windows_error(error);
    CloseHandle(info.hThread);
    *process = info.hProcess;
    return 0;
}

/* The pipe, the descriptor of this side, and the process. A process without a descriptor would be nobody's, so that
 * comes first. */
static int pyosi_popen_pipe(const wchar_t *program, wchar_t *line, bool writing, pyosi_popen_start *started) {
    HANDLE reader, writer, process = NULL;
    pyosi_child_streams streams;
    int status;
    if (!CreatePipe(&reader, &writer, NULL, 0)) return pyosi_last_windows_error();
    started->fd = pyosi_adopt_handle(writing ? writer : reader, _O_TEXT | _O_NOINHERIT);
    if (started->fd < 0) status = started->fd;
    else status = pyosi_open_streams(&streams, writing ? 0 : 1, writing ? reader : writer);
    if (status == 0) {
        status = pyosi_popen_run(&streams, program, line, &process);
        pyosi_close_streams(&streams);
    }
    CloseHandle(writing ? reader : writer);
    started->pid = (pyos_pid)(intptr_t)process;
    if (status != 0 && started->fd >= 0) pyosi_drop(started->fd);
    return status;
}

/* Without a whole path the interpreter is looked for as by CreateProcess, which takes the name from the command
 * line. */
static int pyosi_sys_popen(const char *cmd, bool writing, pyosi_popen_start *started) {
    pyosi_bytes shell = {NULL, 0, 0}, line = {NULL, 0, 0};
    pyosi_wide program, text;
    const char *executable = NULL;
    int status = pyosi_popen_shell(&shell);
    if (status == 0) status = pyosi_popen_line(shell.data, cmd, &line);
    if (status == 0 && pyos_path_isabs(shell.data)) executable = shell.data;
    if (status == 0) status = PYOSI_ASKED("subprocess.Popen", "ssnn", executable, line.data);
    if (status == 0) status = pyosi_wide_text(&program, executable ? executable : "");
    if (status == 0) {
        status = pyosi_wide_text(&text, line.data);
        if (status == 0) {
            if (wcslen(text.s) < PYOSI_MOST)
                status = pyosi_popen_pipe(executable ? program.s : NULL, text.s, writing, started);
            else status = pyosi_windows_error(ERROR_FILENAME_EXCED_RANGE);
            pyosi_wide_close(&text);
        } else if (status == PYOSI_TOOLONG) {
            status = pyosi_windows_error(ERROR_FILENAME_EXCED_RANGE);
        }
        pyosi_wide_close(&program);
    }
    pyos_free(shell.data);
    pyos_free(line.data);
    return status;
}

static int pyosi_sys_popen_wait(pyos_pid pid, long long *status) {
    DWORD code = 0;
    int result = pyosi_wait_and_close((HANDLE)(intptr_t)pid, &code);
    if (result == 0 && status) *status = code;
    return result;
}
#endif

/* Up to 32 ShellExecuteW's result is a failure, and the last error says which; where it does not, the result is a code
 * of the same kind, or one of its own. */
static int pyosi_shell_error(intptr_t result, DWORD error) {
    if (error == 0 && result == 0) error = ERROR_NOT_ENOUGH_MEMORY;
    if (error == 0)
        error = result == 27 || result == 31   ? ERROR_NO_ASSOCIATION
                : result >= 28 && result <= 30 ? ERROR_DDE_FAIL
                : result == 26                 ? ERROR_SHARING_VIOLATION
                : result == 32                 ? ERROR_DLL_NOT_FOUND
                                               : (DWORD)result;
    return pyosi_windows_error(error);
}

/* Text that may be missing, for a call. */
static int pyosi_wide_maybe(pyosi_wide *w, const char *text, const wchar_t **s) {
    int status = pyosi_wide_text(w, text ? text : "");
    *s = text && status == 0 ? w->s : NULL;
    return status;
}

/* shell32 is loaded for the first call only, from the system's directory. */
static int pyosi_sys_startfile(const char *filepath, const char *operation, const char *arguments, const char *cwd,
                               int show_cmd) {
    const char *texts[4];
    pyosi_wide wide[4];
    const wchar_t *s[4];
    int i, opened, status = 0;
    texts[0] = filepath, texts[1] = operation, texts[2] = arguments, texts[3] = cwd;
    pyosi_load_calls();
    if (!pyosi_calls.ShellExecuteW) pyosi_load_shell();
    if (!pyosi_calls.ShellExecuteW) return PYOSI_ABSENT;
    for (opened = 0; opened < 4 && status == 0; opened++)
        status = pyosi_wide_maybe(&wide[opened], texts[opened], &s[opened]);
    if (status != 0) opened--;
    if (status == 0) {
        intptr_t result;
        SetLastError(0);
        result = (intptr_t)pyosi_calls.ShellExecuteW(NULL, s[1], s[0], s[2], s[3], show_cmd);
        if (result <= 32) status = pyosi_shell_error(result, GetLastError());
    }
    for (i = 0; i < opened; i++) pyosi_wide_close(&wide[i]);
    return status;
}

static int pyosi_sys_add_dll_directory(const char *path, void **cookie) {
    pyosi_wide text;
    int status;
    pyosi_load_calls();
    if (!pyosi_calls.AddDllDirectory) return PYOSI_ABSENT;
    status = pyosi_wide_text(&text, path);
    if (status != 0) return status;
    *cookie = pyosi_calls.AddDllDirectory(text.s);
    if (!*cookie) status = pyosi_last_windows_error();
    pyosi_wide_close(&text);
    return status;
}

static int pyosi_sys_remove_dll_directory(void *cookie) {
    pyosi_load_calls();
    if (!pyosi_calls.RemoveDllDirectory) return PYOSI_ABSENT;
    return pyosi_calls.RemoveDllDirectory(cookie) ? 0 : pyosi_last_windows_error();
}

static double pyosi_filetime_seconds(FILETIME time) { /* 100 ns each */
    return time.dwHighDateTime * 429.4967296 + time.dwLowDateTime * 1e-7;
}

static int pyosi_sys_times(pyos_times_result *t) {
    FILETIME created, ended, system, user;
    if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &system, &user)) return pyosi_last_windows_error();
    memset(t, 0, sizeof *t);
    t->user = pyosi_filetime_seconds(user);
    t->system = pyosi_filetime_seconds(system);
    return 0;
}

static void pyosi_sys_exit(int status) { _exit(status); }

/* The exit code of the C run time's abort, without its message, its dialog and the report of a crash. */
static void pyosi_sys_abort(void) {
    (void)TerminateProcess(GetCurrentProcess(), 3);
    _exit(3);
}

#define pyosi_sys_fork() pyosi_none(0)
#define pyosi_sys_forkpty(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_posix_spawn(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fexecve(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_killpg(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_nice(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_pidfd_open(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_spawn_from(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_wait4(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_waitid(...) pyosi_none(0, __VA_ARGS__)

#elif PYOSI_WASI
#define pyosi_sys_exec(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fexecve(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_posix_spawn(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_spawn(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_spawn_from(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_system(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_popen(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_popen_wait(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_waitpid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_kill(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_killpg(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_nice(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_pidfd_open(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_startfile(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_add_dll_directory(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_remove_dll_directory(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_wait4(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_waitid(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_fork() pyosi_none(0)
#define pyosi_sys_forkpty(...) pyosi_none(0, __VA_ARGS__)

static void pyosi_sys_exit(int status) { _Exit(status); }
static void pyosi_sys_abort(void) { abort(); }

static double pyosi_clock_seconds(__wasi_clockid_t clock) {
    __wasi_timestamp_t now = 0;
    return __wasi_clock_time_get(clock, 1, &now) == 0 ? (double)now * 1e-9 : 0;
}

/* Neither a time in the system nor children. */
static int pyosi_sys_times(pyos_times_result *t) {
    t->user = pyosi_clock_seconds(__WASI_CLOCKID_PROCESS_CPUTIME_ID);
    t->elapsed = pyosi_clock_seconds(__WASI_CLOCKID_MONOTONIC);
    t->has = PYOS_TIMES_ELAPSED;
    return 0;
}

#else /* POSIX */

/* Starts a program in this process. Comes back with a status when that fails. */
static int pyosi_sys_exec(const char *path, const char *const *argv, const char *const *env) {
    char **block = NULL;
    int status = env ? 0 : pyosi_block_list(&block);
    if (status != 0) return status;
    (void)execve(path, (char *const *)(uintptr_t)argv, env ? (char *const *)(uintptr_t)env : block);
    pyos_free(block);
    return PYOSI_SYSTEM;
}

#if PYOS_HAVE_FEXECVE
static int pyosi_sys_fexecve(int fd, const char *const *argv, const char *const *env) {
    (void)fexecve(fd, (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)env);
    return PYOSI_SYSTEM;
}
#else
#define pyosi_sys_fexecve(...) pyosi_none(0, __VA_ARGS__)
#endif

static void pyosi_set_forking(bool forking) {
#if PYOS_NO_THREADS
    (void)forking;
#else
    pyosi_forking = forking;
#endif
}

/* The library's lock is taken over the call, so that no other thread holds it in the child for ever. */
static pyos_pid pyosi_sys_fork(void) {
    pid_t pid;
    pyosi_lock();
    pyosi_set_forking(true);
    pid = fork();
    pyosi_set_forking(false);
    pyosi_unlock();
    return pid;
}

/* The child has the terminal as its standard streams, or ends. */
static pyos_pid pyosi_sys_forkpty(int *fd) {
    int master = -1, slave = -1, saved = errno, status = pyosi_sys_openpty(&master, &slave);
    pyos_pid pid;
    if (status != 0) return status;
    pid = pyosi_sys_set_inheritable(master, true) == 0 ? pyosi_sys_fork() : PYOSI_SYSTEM;
    if (pid == 0) {
        pyosi_drop(master);
        if (pyosi_sys_login_tty(slave) != 0) _exit(1);
        errno = saved;
        return 0;
    }
    pyosi_drop(slave);
    if (pid > 0) return *fd = master, pid;
    pyosi_drop(master);
    return pid;
}

/* What a child does before it becomes the program. The parent waits meanwhile, and both share memory. */
typedef struct pyosi_plan {
    char *const *places; /* tried one after the other */
    char *const *argv;
    char *const *env;
    const pyos_posix_spawn_options *options;
    bool persistent;       /* goes on to the next place whatever the error, as os.execvp does */
    long uid, gid;         /* for resetids */
    long open_max;         /* descriptors have lower numbers */
    bool handlers;         /* handlers of signals have to be reset one by one */
    unsigned long mask[2]; /* the caller's, while all signals are blocked */
    volatile int error;    /* of the child; 0: it has become the program */
} pyosi_plan;

/* Is a number that is given for a descriptor one at all? */
static bool pyosi_is_descriptor(int fd) {
    long most = sysconf(_SC_OPEN_MAX); /* less than 0 when there is no limit */
    return fd >= 0 && (most < 0 || fd < most);
}

static bool pyosi_are_descriptors(const pyos_posix_spawn_options *options) {
    size_t i;
    for (i = 0; i < options->nfile_actions; i++) {
        const pyos_file_action *a = &options->file_actions[i];
        if (!pyosi_is_descriptor(a->fd) || (a->action == PYOS_POSIX_SPAWN_DUP2 && !pyosi_is_descriptor(a->new_fd)))
            return false;
    }
    return true;
}

#if PYOSI_HAVE_CHILD
/* In the child all calls go to the kernel directly: the C library's could be cancelled with the thread, and those that
 * set ids would set them in all threads of the parent. Each gives 0 or -1 with errno, which the parent saves. */

/* Numbers of calls with ids of 32 bits, where older ones with 16 are there too. */
#ifdef SYS_setresuid32
#define PYOSI_CHILD_SETRESUID SYS_setresuid32
#define PYOSI_CHILD_SETRESGID SYS_setresgid32
#else
#define PYOSI_CHILD_SETRESUID SYS_setresuid
#define PYOSI_CHILD_SETRESGID SYS_setresgid
#endif

#define PYOSI_SIGNAL_SET (PYOSI_SIGNALS / 8)

static PYOSI_UNWATCHED void pyosi_add_signal(unsigned long *set, int number) {
    const int bits = (int)(8 * sizeof *set);
    set[(number - 1) / bits] |= 1ul << (number - 1) % bits;
}

/* The default of a signal is all zeros in the kernel's struct, however it is laid out. */
static PYOSI_UNWATCHED int pyosi_child_default(int number) {
    unsigned long zeros[16];
    memset(zeros, 0, sizeof zeros);
    return (int)syscall(SYS_rt_sigaction, number, zeros, NULL, PYOSI_SIGNAL_SET);
}

static PYOSI_UNWATCHED int pyosi_child_signals(const pyosi_plan *plan) {
    const pyos_posix_spawn_options *o = plan->options;
    struct sigaction now;
    size_t i;
    int number;
    for (number = 1; plan->handlers && number <= PYOSI_SIGNALS; number++)
        if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN)
            (void)pyosi_child_default(number);
    for (i = 0; i < o->nsetsigdef; i++)
        if (o->setsigdef[i] != SIGKILL && o->setsigdef[i] != SIGSTOP && pyosi_child_default(o->setsigdef[i]) != 0)
            return -1;
    return 0;
}

/* Signals that the C library keeps for itself are left out, as it leaves them out of its sets. */
static PYOSI_UNWATCHED int pyosi_child_mask(const pyosi_plan *plan) {
    unsigned long set[2] = {0, 0};
    sigset_t known;
    size_t i;
    if (!plan->options->setsigmask && !plan->handlers) return 0;
    (void)sigemptyset(&known);
    for (i = 0; i < plan->options->nsetsigmask; i++)
        if (sigaddset(&known, plan->options->setsigmask[i]) == 0) pyosi_add_signal(set, plan->options->setsigmask[i]);
    return (int)syscall(SYS_rt_sigprocmask, SIG_SETMASK, plan->options->setsigmask ? set : plan->mask, NULL,
                        PYOSI_SIGNAL_SET);
}

static PYOSI_UNWATCHED int pyosi_child_scheduler(const pyos_posix_spawn_options *o) {
    if (!o->scheduler) return 0;
    if (!o->scheduler_policy) return (int)syscall(SYS_sched_setparam, 0, o->scheduler);
    return (int)syscall(SYS_sched_setscheduler, 0, *o->scheduler_policy, o->scheduler);
}

static PYOSI_UNWATCHED int pyosi_child_ids(const pyosi_plan *plan) {
    const pyos_posix_spawn_options *o = plan->options;
    if (o->setsid && syscall(SYS_setsid) < 0) return -1;
    if (o->setpgroup && syscall(SYS_setpgid, 0, (long)*o->setpgroup) != 0) return -1;
    if (!o->resetids) return 0;
    if (syscall(PYOSI_CHILD_SETRESUID, -1L, plan->uid, -1L) != 0) return -1;
    return (int)syscall(PYOSI_CHILD_SETRESGID, -1L, plan->gid, -1L);
}

static PYOSI_UNWATCHED int pyosi_child_open(const pyos_file_action *a) {
    int fd;
    (void)syscall(SYS_close, a->fd); /* so that the number is free, as the C library has it */
    fd = (int)syscall(SYS_openat, AT_FDCWD, a->path, a->flags | PYOS_O_LARGEFILE, a->mode);
    if (fd < 0 || fd == a->fd) return fd < 0 ? -1 : 0;
    if (syscall(SYS_dup3, fd, a->fd, 0) < 0) return -1;
    return (int)syscall(SYS_close, fd);
}

static PYOSI_UNWATCHED int pyosi_child_dup2(const pyos_file_action *a) {
    if (a->fd == a->new_fd) return (int)syscall(SYS_fcntl, a->fd, F_SETFD, 0);
    return syscall(SYS_dup3, a->fd, a->new_fd, 0) < 0 ? -1 : 0;
}

/* The number that a name in /proc/self/fd is; -1 for "." and "..". */
static PYOSI_UNWATCHED int pyosi_child_number(const char *name) {
    int number = 0;
    if (*name == '.') return -1;
    for (; *name; name++) number = 10 * number + (*name - '0');
    return number;
}

/* Closes what the kernel lists; from the beginning again until there is nothing left, since an entry that goes may hide
 * another. False when it cannot be listed. */
static PYOSI_UNWATCHED bool pyosi_child_close_listed(int from) {
    char buffer[1024];
    long n, at, closed = 1;
    int fd, list = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/fd", O_RDONLY | PYOS_O_DIRECTORY, 0);
    if (list < 0) return false;
    while (closed > 0) {
        closed = 0;
        (void)syscall(SYS_lseek, list, 0L, SEEK_SET);
        while ((n = syscall(SYS_getdents64, list, buffer, sizeof buffer)) > 0)
            for (at = 0; at < n; at += *(unsigned short *)(void *)(buffer + at + 16)) {
                fd = pyosi_child_number(buffer + at + 19);
                if (fd >= from && fd != list && syscall(SYS_close, fd) == 0) closed++;
            }
    }
    (void)syscall(SYS_close, list);
    return n == 0;
}

/* Without close_range, and without a list, one after the other as far as the limit says; where there is none, as far as
 * the kernel's own goes. */
static PYOSI_UNWATCHED int pyosi_child_close_from(const pyosi_plan *plan, int fd) {
#if PYOSI_HAVE_CLOSE_RANGE
    if (syscall(SYS_close_range, fd, ~0u, 0) == 0) return 0;
#endif
    if (pyosi_child_close_listed(fd)) return 0;
    for (; fd < (plan->open_max > 0 ? plan->open_max : 1L << 20); fd++) (void)syscall(SYS_close, fd);
    return 0;
}

static PYOSI_UNWATCHED int pyosi_child_action(const pyosi_plan *plan, const pyos_file_action *a) {
    switch (a->action) {
    case PYOS_POSIX_SPAWN_OPEN: return pyosi_child_open(a);
    case PYOS_POSIX_SPAWN_DUP2: return pyosi_child_dup2(a);
    case PYOS_POSIX_SPAWN_CLOSEFROM: return pyosi_child_close_from(plan, a->fd);
    default: (void)syscall(SYS_close, a->fd); return 0; /* one that is not open does not matter */
    }
}

/* Does the search of posix_spawnp go on? */
static PYOSI_UNWATCHED bool pyosi_is_passed_over(int code) {
    return pyosi_is_missing(code) || code == EACCES || code == ESTALE || code == ENODEV || code == ETIMEDOUT;
}

/* Tries the places. Comes back with the error. */
static PYOSI_UNWATCHED int pyosi_child_exec(const pyosi_plan *plan) {
    char *const *place;
    int error = 0;
    for (place = plan->places; *place; place++) {
        (void)syscall(SYS_execve, *place, plan->argv, plan->env);
        if (!plan->persistent && !pyosi_is_passed_over(errno)) return errno;
        if (plan->persistent) error = pyosi_worse_error(error, errno);
        else if (error != EACCES) error = errno;
    }
    return error;
}

/* The child, on a stack of its own. */
static PYOSI_UNWATCHED int pyosi_child(void *state) {
    pyosi_plan *plan = (pyosi_plan *)state;
    const pyos_posix_spawn_options *o = plan->options;
    size_t i;
    bool good = pyosi_child_signals(plan) == 0 && pyosi_child_scheduler(o) == 0 && pyosi_child_ids(plan) == 0;
    for (i = 0; i < o->nfile_actions && good; i++) good = pyosi_child_action(plan, &o->file_actions[i]) == 0;
    good = good && pyosi_child_mask(plan) == 0;
    plan->error = good ? pyosi_child_exec(plan) : errno;
    (void)syscall(SYS_exit_group, 127);
    return 127;
}

#define PYOSI_CHILD_STACK 8192 /* more than the child's calls need; in the caller's frame, which waits */

#if PYOSI_HAVE_CLONE3
/* struct clone_args of the kernel. */
typedef struct pyosi_clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
} pyosi_clone_args;

/* clone3 by hand, because a call that comes back twice cannot be a C function: the child has another stack. It runs
 * run(state), which does not return. Gives what the kernel gives. */
#if defined(__x86_64__)
static long pyosi_clone3(pyosi_clone_args *args, size_t size, int (*run)(void *), void *state) {
    long result;
    __asm__ volatile("syscall\n\t"
                     "testq %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xorl %%ebp, %%ebp\n\t" /* the last frame */
                     "movq %%rbx, %%rdi\n\t"
                     "callq *%%rdx\n\t"
                     "hlt\n"
                     "1:"
                     : "=a"(result)
                     : "0"((long)SYS_clone3), "D"(args), "S"(size), "d"(run), "b"(state)
                     : "rcx", "r11", "memory", "cc");
    return result;
}
#else /* aarch64 */
static long pyosi_clone3(pyosi_clone_args *args, size_t size, int (*run)(void *), void *state) {
    register long x0 __asm__("x0") = (long)args;
    register size_t x1 __asm__("x1") = size;
    register int (*x2)(void *) __asm__("x2") = run;
    register void *x3 __asm__("x3") = state;
    register long x8 __asm__("x8") = SYS_clone3;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x29, #0\n\t" /* the last frame */
                     "mov x0, x3\n\t"
                     "blr x2\n\t"
                     "brk #0\n"
                     "1:"
                     : "+r"(x0)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x8)
                     : "x30", "memory", "cc");
    return x0;
}
#endif
#ifndef PYOSI_CLONE3 /* a test puts failures here */
#define PYOSI_CLONE3(args, size, run, state) pyosi_clone3(args, size, run, state)
#endif

/* Linux 5.5: the child has no handlers from the beginning, so none of the parent's can run in it. Gives the id, or -1
 * with errno. */
static pyos_pid pyosi_start_clean(pyosi_plan *plan, char *stack) {
    pyosi_clone_args args;
    long result;
    memset(&args, 0, sizeof args);
    args.flags = 0x100000000ull /* CLONE_CLEAR_SIGHAND */ | 0x4000 /* CLONE_VFORK */ | 0x100 /* CLONE_VM */;
    args.exit_signal = SIGCHLD;
    args.stack = (uintptr_t)stack, args.stack_size = PYOSI_CHILD_STACK;
    plan->handlers = false;
    result = PYOSI_CLONE3(&args, sizeof args, pyosi_child, plan);
    if (result >= 0) return result;
    errno = (int)-result;
    return -1;
}
#endif

/* The older call: all signals are blocked until the child has reset what they would run. */
static pyos_pid pyosi_start_blocked(pyosi_plan *plan, char *stack) {
    unsigned long all[2];
    int pid, code;
    memset(all, 0xFF, sizeof all);
    plan->handlers = true;
    (void)syscall(SYS_rt_sigprocmask, SIG_BLOCK, all, plan->mask, PYOSI_SIGNAL_SET);
    pid =
        clone(pyosi_child, stack + PYOSI_CHILD_STACK, 0x4000 /* CLONE_VFORK */ | 0x100 /* CLONE_VM */ | SIGCHLD, plan);
    code = errno;
    (void)syscall(SYS_rt_sigprocmask, SIG_SETMASK, plan->mask, NULL, PYOSI_SIGNAL_SET);
    errno = code;
    return pid;
}

/* Starts a child by either call. Too many processes and too little memory are so for both; every other failure may only
 * mean that the kernel lacks the newer one, or that somebody forbids it. */
static pyos_pid pyosi_start_child(pyosi_plan *plan) {
    union {
        char bytes[PYOSI_CHILD_STACK];
        long double aligned;
        void *pointer[2];
    } stack;
#if PYOSI_HAVE_CLONE3
    pyos_pid pid = pyosi_start_clean(plan, stack.bytes);
    if (pid >= 0 || errno == EAGAIN || errno == ENOMEM) return pid;
#endif
    return pyosi_start_blocked(plan, stack.bytes);
}

/* Starts the plan. 0, or a status after which there is no child. */
static int pyosi_start(pyosi_plan *plan, pyos_pid *pid) {
    int saved = errno, code;
    plan->uid = (long)getuid(), plan->gid = (long)getgid();
    plan->open_max = sysconf(_SC_OPEN_MAX);
    plan->error = 0;
    *pid = pyosi_start_child(plan);
    if (*pid < 0) return PYOSI_SYSTEM;
    code = plan->error;
    if (code) {
        while (waitpid((pid_t)*pid, NULL, 0) < 0 && errno == EINTR) {}
        *pid = -1;
    }
    errno = code ? code : saved;
    return code ? PYOSI_SYSTEM : 0;
}
#else /* the C library's posix_spawn */

static int pyosi_add_actions(posix_spawn_file_actions_t *actions, const pyos_posix_spawn_options *o) {
    size_t i;
    int code = 0;
    for (i = 0; i < o->nfile_actions && code == 0; i++) {
        const pyos_file_action *a = &o->file_actions[i];
        switch (a->action) {
        case PYOS_POSIX_SPAWN_OPEN:
            code = posix_spawn_file_actions_addopen(actions, a->fd, a->path, a->flags, (mode_t)a->mode);
            break;
        case PYOS_POSIX_SPAWN_DUP2: code = posix_spawn_file_actions_adddup2(actions, a->fd, a->new_fd); break;
#if PYOSI_HAVE_ADDCLOSEFROM
        case PYOS_POSIX_SPAWN_CLOSEFROM: code = posix_spawn_file_actions_addclosefrom_np(actions, a->fd); break;
#endif
        default: code = posix_spawn_file_actions_addclose(actions, a->fd); break;
        }
    }
    return code;
}

static void pyosi_signal_set(sigset_t *set, const int *signals, size_t n) {
    (void)sigemptyset(set);
    while (n-- > 0) (void)sigaddset(set, signals[n]);
}

static int pyosi_set_attributes(posix_spawnattr_t *attributes, const pyos_posix_spawn_options *o) {
    sigset_t set;
    int code = 0, flags = 0;
    if (o->setpgroup) {
        flags |= POSIX_SPAWN_SETPGROUP;
        code = posix_spawnattr_setpgroup(attributes, (pid_t)*o->setpgroup);
    }
    if (o->resetids) flags |= POSIX_SPAWN_RESETIDS;
#ifdef POSIX_SPAWN_SETSID
    if (o->setsid) flags |= POSIX_SPAWN_SETSID;
#endif
    if (o->setsigmask && code == 0) {
        flags |= POSIX_SPAWN_SETSIGMASK;
        pyosi_signal_set(&set, o->setsigmask, o->nsetsigmask);
        code = posix_spawnattr_setsigmask(attributes, &set);
    }
    if (o->setsigdef && code == 0) {
        flags |= POSIX_SPAWN_SETSIGDEF;
        pyosi_signal_set(&set, o->setsigdef, o->nsetsigdef);
        code = posix_spawnattr_setsigdefault(attributes, &set);
    }
#if PYOSI_HAVE_SPAWN_SCHEDULER
    if (o->scheduler && code == 0) {
        struct sched_param param;
        memset(&param, 0, sizeof param);
        param.sched_priority = o->scheduler->sched_priority;
        flags |= o->scheduler_policy ? POSIX_SPAWN_SETSCHEDULER : POSIX_SPAWN_SETSCHEDPARAM;
        if (o->scheduler_policy) code = posix_spawnattr_setschedpolicy(attributes, *o->scheduler_policy);
        if (code == 0) code = posix_spawnattr_setschedparam(attributes, &param);
    }
#endif
    return code ? code : posix_spawnattr_setflags(attributes, (short)flags);
}

/* Starts the program from the first place that has it; gives an error number. */
static int pyosi_spawn_somewhere(const pyosi_plan *plan, const posix_spawn_file_actions_t *actions,
                                 const posix_spawnattr_t *attributes, pid_t *pid) {
    char *const *place;
    int error = 0;
    for (place = plan->places; *place; place++) {
        int code = posix_spawn(pid, *place, actions, attributes, plan->argv, plan->env);
        if (code == 0) return 0;
        if (!plan->persistent && !pyosi_is_missing(code) && code != EACCES) return code;
        if (plan->persistent) error = pyosi_worse_error(error, code);
        else if (error != EACCES) error = code;
    }
    return error;
}

static int pyosi_start(pyosi_plan *plan, pyos_pid *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t started = -1;
    int saved = errno, code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawnattr_init(&attributes);
        if (code == 0) {
            code = pyosi_add_actions(&actions, plan->options);
            if (code == 0) code = pyosi_set_attributes(&attributes, plan->options);
            if (code == 0) code = pyosi_spawn_somewhere(plan, &actions, &attributes, &started);
            (void)posix_spawnattr_destroy(&attributes);
        }
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    *pid = started;
    errno = code ? code : saved;
    return code ? PYOSI_SYSTEM : 0;
}
#endif

/* What glibc's posix_spawn, which Python uses, refuses before anything is started. */
static bool pyosi_check_policy(const pyos_posix_spawn_options *o) {
    int policy = o->scheduler && o->scheduler_policy ? *o->scheduler_policy : 0;
    return !PYOSI_LINUX || (policy >= 0 && policy <= 2 /* SCHED_OTHER, SCHED_FIFO, SCHED_RR */);
}

static const pyos_posix_spawn_options pyosi_no_options = {NULL, 0, NULL, false, false, NULL, 0, NULL, 0, NULL, NULL};

/* Starts a program from one of the places. env NULL is the block as it is now. */
static int pyosi_start_program(char **places, bool persistent, const char *const *argv, const char *const *env,
                               const pyos_posix_spawn_options *options, pyos_pid *pid) {
    char **block = NULL;
    pyosi_plan plan;
    int status = env ? 0 : pyosi_block_list(&block);
    if (status != 0) return status;
    memset(&plan, 0, sizeof plan);
    plan.places = places, plan.persistent = persistent;
    plan.argv = (char *const *)(uintptr_t)argv;
    plan.env = env ? (char *const *)(uintptr_t)env : block;
    plan.options = options ? options : &pyosi_no_options;
    status = pyosi_start(&plan, pid);
    pyos_free(block);
    return status;
}

/* The directories of the block's PATH, which the C library searches. */
static int pyosi_search_places(const char *file, char ***places) {
    char **block, **directories = NULL;
    const char *path;
    size_t n;
    int status = pyosi_block_list(&block);
    if (status != 0) return status;
    path = pyosi_find_entry((const char *const *)block, "PATH");
    directories = pyosi_split_path(path ? path : PYOS_DEFPATH, &n);
    pyos_free(block);
    if (!directories) return PYOSI_MEMORY;
    status = pyosi_places(file, directories, places);
    pyos_free(directories);
    return status;
}

static int pyosi_sys_posix_spawn(bool search, const char *path, const char *const *argv, const char *const *env,
                                 const pyos_posix_spawn_options *options, pyos_pid *pid) {
    char *here[2], **places = NULL;
    int status = 0;
    here[0] = (char *)(uintptr_t)path, here[1] = NULL;
    if (search && *path && !strchr(path, '/')) status = pyosi_search_places(path, &places);
    if (status == 0) status = pyosi_start_program(places ? places : here, false, argv, env, options, pid);
    pyos_free(places);
    return status;
}

static long long pyosi_sys_waitpid(pyos_pid pid, int options, long long *status) {
    int raw = 0;
    pid_t found;
    PYOSI_RETRY(found, waitpid((pid_t)pid, &raw, options));
    if (found >= 0 && status) *status = raw;
    return found;
}

/* Seconds. */
static double pyosi_seconds(const struct timeval *t) { return (double)t->tv_sec + (double)t->tv_usec * 1e-6; }

static void pyosi_rusage_of(const struct rusage *r, pyos_rusage *usage) {
    usage->utime = pyosi_seconds(&r->ru_utime), usage->stime = pyosi_seconds(&r->ru_stime);
    usage->maxrss = r->ru_maxrss, usage->ixrss = r->ru_ixrss, usage->idrss = r->ru_idrss;
    usage->isrss = r->ru_isrss, usage->minflt = r->ru_minflt, usage->majflt = r->ru_majflt;
    usage->nswap = r->ru_nswap, usage->inblock = r->ru_inblock, usage->oublock = r->ru_oublock;
    usage->msgsnd = r->ru_msgsnd, usage->msgrcv = r->ru_msgrcv, usage->nsignals = r->ru_nsignals;
    usage->nvcsw = r->ru_nvcsw, usage->nivcsw = r->ru_nivcsw;
}

static long long pyosi_sys_wait4(pyos_pid pid, int options, long long *status, pyos_rusage *usage) {
    struct rusage used;
    int raw = 0;
    pid_t found;
    memset(&used, 0, sizeof used);
    PYOSI_RETRY(found, wait4((pid_t)pid, &raw, options, &used));
    if (found >= 0 && status) *status = raw;
    if (found == 0) memset(&used, 0, sizeof used); /* where it was written all the same */
    if (found >= 0 && usage) pyosi_rusage_of(&used, usage);
    return found;
}

static int pyosi_sys_waitid(int idtype, pyos_pid id, int options, pyos_waitid_result *result) {
    siginfo_t info;
    int answer;
    memset(&info, 0, sizeof info); /* not every system does that when there is nothing to tell */
    PYOSI_RETRY(answer, waitid((idtype_t)idtype, (id_t)id, &info, options));
    if (answer < 0) return PYOSI_SYSTEM;
    if (info.si_pid == 0) return 0;
    result->pid = info.si_pid, result->uid = pyosi_id(info.si_uid), result->signo = info.si_signo;
    result->status = info.si_status, result->code = info.si_code;
    return 1;
}

static int pyosi_sys_kill(pyos_pid pid, int number) { return kill((pid_t)pid, number); }
static int pyosi_sys_killpg(pyos_pid pgid, int number) { return killpg((pid_t)pgid, number); }

/* -1 can be a value: errno tells. */
static int pyosi_sys_nice(int increment, int *value) {
    int saved = errno, result;
    errno = 0;
    result = nice(increment);
    if (result == -1 && errno != 0) return PYOSI_SYSTEM;
    errno = saved;
    *value = result;
    return 0;
}

#if PYOS_HAVE_PIDFD_OPEN
static int pyosi_sys_pidfd_open(pyos_pid pid, unsigned flags) {
    return (int)syscall(PYOSI_PIDFD_OPEN, (pid_t)pid, flags);
}
#else
#define pyosi_sys_pidfd_open(...) pyosi_none(0, __VA_ARGS__)
#endif

static int pyosi_sys_times(pyos_times_result *t) {
    struct tms now;
    double tick = (double)sysconf(_SC_CLK_TCK);
    clock_t elapsed = times(&now);
    if (elapsed == (clock_t)-1) return PYOSI_SYSTEM;
    t->user = (double)now.tms_utime / tick, t->system = (double)now.tms_stime / tick;
    t->children_user = (double)now.tms_cutime / tick, t->children_system = (double)now.tms_cstime / tick;
    t->elapsed = (double)elapsed / tick;
    t->has = PYOS_TIMES_CHILDREN | PYOS_TIMES_ELAPSED;
    return 0;
}

/* sh -c command, with the block as it is now. */
static int pyosi_start_shell(const char *command, const pyos_posix_spawn_options *options, pyos_pid *pid) {
    const char *argv[4];
    char *here[2];
    argv[0] = PYOSI_SHELL, argv[1] = "-c", argv[2] = command, argv[3] = NULL;
    here[0] = (char *)(uintptr_t)PYOSI_SHELL, here[1] = NULL;
    return pyosi_start_program(here, false, argv, NULL, options, pid);
}

#if PYOS_NO_THREADS
#define PYOSI_SIGMASK sigprocmask
#else
#define PYOSI_SIGMASK pthread_sigmask
#endif

/* While a command runs, a key that interrupts is for it alone. Counted, because several threads may wait. */
static struct {
    int waiting;
    struct sigaction interrupt, quit; /* as they were before the first */
} pyosi_shells;

static void pyosi_enter_shell(void) {
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    pyosi_lock();
    if (pyosi_shells.waiting++ == 0) {
        (void)sigaction(SIGINT, &ignore, &pyosi_shells.interrupt);
        (void)sigaction(SIGQUIT, &ignore, &pyosi_shells.quit);
    }
    pyosi_unlock();
}

static void pyosi_leave_shell(void) {
    pyosi_lock();
    if (--pyosi_shells.waiting == 0) {
        (void)sigaction(SIGINT, &pyosi_shells.interrupt, NULL);
        (void)sigaction(SIGQUIT, &pyosi_shells.quit, NULL);
    }
    pyosi_unlock();
}

/* As system of the C library, which would hand its block to the child without a copy: SIGCHLD is blocked meanwhile, and
 * the child has the signals as they were. */
static int pyosi_sys_system(const char *command, long long *status) {
    pyos_posix_spawn_options options = pyosi_no_options;
    int defaults[2], mask[PYOSI_SIGNALS], number, result;
    sigset_t children, before;
    pyos_pid pid;
    (void)sigemptyset(&children);
    (void)sigaddset(&children, SIGCHLD);
    pyosi_enter_shell();
    (void)PYOSI_SIGMASK(SIG_BLOCK, &children, &before);
    for (number = 1; number <= PYOSI_SIGNALS; number++)
        if (sigismember(&before, number) == 1) mask[options.nsetsigmask++] = number;
    if (pyosi_shells.interrupt.sa_handler != SIG_IGN) defaults[options.nsetsigdef++] = SIGINT;
    if (pyosi_shells.quit.sa_handler != SIG_IGN) defaults[options.nsetsigdef++] = SIGQUIT;
    options.setsigmask = mask, options.setsigdef = defaults;
    result = pyosi_start_shell(command, &options, &pid);
    if (result == 0) result = pyosi_sys_waitpid(pid, 0, status) < 0 ? PYOSI_SYSTEM : 0;
    number = errno;
    (void)PYOSI_SIGMASK(SIG_SETMASK, &before, NULL);
    pyosi_leave_shell();
    errno = number;
    return result;
}

/* The shell with the command for popen, as subprocess.Popen(cmd, shell=True) starts it: of the descriptors only the
 * standard ones are left to it. The other end of the pipe is closed in it by itself, being non-inheritable. */
static PYOSI_UNUSED int pyosi_start_piped(const char *cmd, int end, bool writing, pyos_pid *pid) {
    static const int defaults[] = {SIGPIPE, SIGXFSZ}; /* restore_signals of Popen */
    pyos_file_action actions[2];
    pyos_posix_spawn_options options = pyosi_no_options;
    const char *argv[4];
    argv[0] = PYOSI_SHELL, argv[1] = "-c", argv[2] = cmd, argv[3] = NULL;
    (void)argv; /* without audit */
    if (PYOSI_ASKED("subprocess.Popen", "sLnn", PYOSI_SHELL, argv) != 0) return PYOSI_SYSTEM;
    memset(actions, 0, sizeof actions);
    actions[0].action = PYOS_POSIX_SPAWN_DUP2, actions[0].fd = end, actions[0].new_fd = writing ? 0 : 1;
    options.file_actions = actions, options.nfile_actions = 1;
    options.setsigdef = defaults, options.nsetsigdef = 2;
#if PYOSI_HAVE_CHILD || PYOSI_HAVE_ADDCLOSEFROM
    actions[1].action = PYOS_POSIX_SPAWN_CLOSEFROM, actions[1].fd = 3;
    options.nfile_actions = 2;
#endif
    return pyosi_start_shell(cmd, &options, pid);
}

static PYOSI_UNUSED int pyosi_sys_popen(const char *cmd, bool writing, pyosi_popen_start *started) {
    int ends[2], status = pyosi_sys_pipe(&ends[0], &ends[1]);
    if (status != 0) return status;
    status = pyosi_start_piped(cmd, ends[writing ? 0 : 1], writing, &started->pid);
    pyosi_drop(ends[writing ? 0 : 1]);
    started->fd = ends[writing ? 1 : 0];
    if (status != 0) pyosi_drop(started->fd);
    return status;
}

/* Python's close value. A child that somebody else has waited for counts as a success. */
static PYOSI_UNUSED int pyosi_sys_popen_wait(pyos_pid pid, long long *value) {
    int saved = errno;
    long long status = 0;
    int code, raw;
    if (pyosi_sys_waitpid(pid, 0, &status) < 0 && errno != ECHILD) return PYOSI_SYSTEM;
    errno = saved, raw = (int)status;
    code = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
    *value = (long long)code * 256;
    return 0;
}

static void pyosi_sys_exit(int status) { _exit(status); }
static void pyosi_sys_abort(void) { abort(); }

/* The event of each place that is tried; without hooks the child tries them all. */
static int pyosi_start_somewhere(char **places, bool searched, const char *const *argv, const char *const *env,
                                 pyos_pid *pid) {
    char *one[2];
    int error = 0, status, saved = errno;
    if (!PYOSI_HOOKED) return pyosi_start_program(places, true, argv, env, NULL, pid);
    if (PYOSI_ASKED("os.fork", "") != 0) return PYOSI_HOOK;
    for (one[1] = NULL; *places; places++) {
        if (pyosi_ask_exec(*places, searched, argv, env) != 0) return PYOSI_HOOK;
        one[0] = *places;
        status = pyosi_start_program(one, true, argv, env, NULL, pid);
        if (status == 0) errno = saved;
        if (status != PYOSI_SYSTEM) return status;
        error = pyosi_worse_error(error, errno);
    }
    errno = error;
    return PYOSI_SYSTEM;
}

/* Any mode but P_NOWAIT waits, as in Python. */
static int pyosi_sys_spawn_from(int mode, char **places, bool searched, const char *const *argv, const char *const *env,
                                long long *result) {
    long long answer = 0;
    pyos_pid pid = -1;
    int raw, status = pyosi_start_somewhere(places, searched, argv, env, &pid);
    if (status != 0) return status;
    if (mode == PYOS_P_NOWAIT) answer = pid;
    else if (pyosi_sys_waitpid(pid, 0, &answer) < 0) return PYOSI_HOOK; /* it has run: no file is to blame */
    raw = (int)answer;
    if (mode != PYOS_P_NOWAIT) answer = WIFSIGNALED(raw) ? -WTERMSIG(raw) : WEXITSTATUS(raw);
    if (result) *result = answer;
    return 0;
}

#define pyosi_sys_spawn(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_startfile(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_add_dll_directory(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_remove_dll_directory(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Processes: public. */

/* The arguments of an l-form as a list, and the environment behind them where env is wanted. NULL when memory ran
 * out. */
static PYOSI_UNUSED const char **pyosi_collect(const char *arg0, va_list rest, const char *const **env) {
    const char **argv, *arg;
    size_t n = 0, i;
    va_list count;
    va_copy(count, rest);
    for (arg = arg0; arg; arg = va_arg(count, const char *)) n++;
    va_end(count);
    argv = (const char **)PYOSI_MALLOC((n + 1) * sizeof *argv);
    if (!argv) return NULL;
    for (arg = arg0, i = 0; arg; arg = va_arg(rest, const char *)) argv[i++] = arg;
    argv[n] = NULL;
    if (env) *env = va_arg(rest, const char *const *);
    return argv;
}

#if !PYOS_STRICT || PYOS_HAVE_EXECV
/* Raises the event, and goes. */
static int pyosi_exec(const char *path, bool searched, const char *const *argv, const char *const *env) {
    return pyosi_ask_exec(path, searched, argv, env) != 0 ? PYOSI_HOOK : pyosi_sys_exec(path, argv, env);
}

/* Only with an environment has the error the file's name, as Python has it. */
static int pyosi_exec_path(const char *function, const char *path, const char *const *argv, const char *const *env) {
    return pyosi_fail(pyosi_exec(path, false, argv, env), function, env ? path : NULL);
}

PYOSI_API int pyos_execv(const char *path, const char *const *argv) {
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execv");
    if (!path) return pyosi_null_path("os.execv", "path", false);
    if (pyosi_check_start("os.execv", &pyosi_execv_words, argv, NULL, false) != 0) return -1;
    return pyosi_exec_path("os.execv", path, argv, NULL);
}

PYOSI_API int pyos_execve(const char *path, const char *const *argv, const char *const *env) {
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execve");
    if (!path) return pyosi_null_path("os.execve", "path", PYOS_HAVE_FEXECVE);
    if (pyosi_check_start("os.execve", &pyosi_execve_words, argv, env, true) != 0) return -1;
    return pyosi_exec_path("os.execve", path, argv, env);
}

/* Tries the places one after the other, with an event each. */
static int pyosi_exec_somewhere(const char *function, char **places, const char *const *argv, const char *const *env) {
    const char *blamed = NULL;
    int error = 0, status;
    for (; *places; places++) {
        status = pyosi_exec(*places, true, argv, env);
        if (status != PYOSI_SYSTEM) return pyosi_fail(status, function, NULL);
        if (error == 0 || pyosi_is_missing(error)) error = errno, blamed = *places;
    }
    errno = error;
    return pyosi_fail(PYOSI_SYSTEM, function, env ? blamed : NULL);
}

static int pyosi_execvpe(const char *function, const char *file, const char *const *argv, const char *const *env) {
    const pyosi_wording *words = env ? &pyosi_execve_words : &pyosi_execv_words;
    char **places;
    int result;
    if (!file) return pyosi_type_error(function, PYOSI_NO_PATH);
    if (pyosi_check_start(function, words, argv, env, false) != 0) return -1;
    if (pyosi_names_a_place(file)) return pyosi_exec_path(function, file, argv, env);
    places = pyosi_find_places(function, file, env);
    if (!places) return -1;
    result = pyosi_exec_somewhere(function, places, argv, env);
    pyos_free(places);
    return result;
}

PYOSI_API int pyos_execvp(const char *file, const char *const *argv) {
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execvp");
    return pyosi_execvpe("os.execvp", file, argv, NULL);
}

PYOSI_API int pyos_execvpe(const char *file, const char *const *argv, const char *const *env) {
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execvpe");
    return pyosi_execvpe("os.execvpe", file, argv, env);
}

PYOSI_API int pyos_execl(const char *path, const char *arg0, ...) {
    const char **argv;
    va_list rest;
    int result;
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execl");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, NULL);
    va_end(rest);
    result = argv ? pyos_execv(path, argv) : pyosi_no_memory("os.execl");
    pyos_free(argv);
    return result;
}

PYOSI_API int pyos_execle(const char *path, const char *arg0, ...) {
    const char **argv, *const *env = NULL;
    va_list rest;
    int result;
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execle");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, &env);
    va_end(rest);
    result = argv ? pyos_execve(path, argv, env) : pyosi_no_memory("os.execle");
    pyos_free(argv);
    return result;
}

PYOSI_API int pyos_execlp(const char *file, const char *arg0, ...) {
    const char **argv;
    va_list rest;
    int result;
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execlp");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, NULL);
    va_end(rest);
    result = argv ? pyos_execvp(file, argv) : pyosi_no_memory("os.execlp");
    pyos_free(argv);
    return result;
}

PYOSI_API int pyos_execlpe(const char *file, const char *arg0, ...) {
    const char **argv, *const *env = NULL;
    va_list rest;
    int result;
    if (!PYOS_HAVE_EXECV) return pyosi_absent("os.execlpe");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, &env);
    va_end(rest);
    result = argv ? pyos_execvpe(file, argv, env) : pyosi_no_memory("os.execlpe");
    pyos_free(argv);
    return result;
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_FEXECVE
PYOSI_API int pyos_fexecve(int fd, const char *const *argv, const char *const *env) {
    if (!PYOS_HAVE_FEXECVE) return pyosi_absent("os.execve");
    if (pyosi_check_start("os.execve", &pyosi_execve_words, argv, env, true) != 0) return -1;
    if (PYOSI_REFUSED("os.execve", "os.exec", "iLL", fd, argv, env)) return -1;
    if (fd < 0) return pyosi_record("os.execve", PYOS_OSERROR, EBADF, NULL, NULL, NULL); /* some C libraries: EINVAL */
    return pyosi_fail(pyosi_sys_fexecve(fd, argv, env), "os.execve", NULL);
}
#endif

PYOSI_API void pyos__exit(int status) { pyosi_sys_exit(status); }
PYOSI_API void pyos_abort(void) { pyosi_sys_abort(); }

#if !PYOS_STRICT || PYOS_HAVE_FORK1
PYOSI_API pyos_pid pyos_fork1(void) { return pyosi_absent("os.fork1"); }
#endif

#if !PYOS_STRICT || PYOS_HAVE_PLOCK
PYOSI_API int pyos_plock(int op) {
    (void)op;
    return pyosi_absent("os.plock");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_FORK
/* Functions to be called at a fork: a list that only grows, so readers need no lock. */
typedef struct pyosi_at_fork {
    struct pyosi_at_fork *volatile next;
    struct pyosi_at_fork *before_it;
    void (*before)(void *user);
    void (*after_in_parent)(void *user);
    void (*after_in_child)(void *user);
    void *user;
} pyosi_at_fork;

static pyosi_at_fork *volatile pyosi_first_at_fork, *volatile pyosi_last_at_fork;

PYOSI_API int pyos_register_at_fork(void (*before)(void *user), void (*after_in_parent)(void *user),
                                    void (*after_in_child)(void *user), void *user) {
    pyosi_at_fork *added;
    if (!PYOS_HAVE_REGISTER_AT_FORK) return pyosi_absent("os.register_at_fork");
    if (!before && !after_in_parent && !after_in_child)
        return pyosi_type_error("os.register_at_fork", "At least one argument is required.");
    added = (pyosi_at_fork *)PYOSI_MALLOC(sizeof *added);
    if (!added) return pyosi_no_memory("os.register_at_fork");
    added->before = before, added->after_in_parent = after_in_parent, added->after_in_child = after_in_child;
    added->user = user;
    added->next = NULL;
    pyosi_lock();
    added->before_it = pyosi_last_at_fork;
    if (pyosi_last_at_fork) PYOSI_RELEASE(&pyosi_last_at_fork->next, added);
    else PYOSI_RELEASE(&pyosi_first_at_fork, added);
    PYOSI_RELEASE(&pyosi_last_at_fork, added);
    pyosi_unlock();
    return 0;
}

/* The last registered first. Gives the last, up to which the others are called afterwards. */
static pyosi_at_fork *pyosi_before_fork(void) {
    pyosi_at_fork *last = PYOSI_ACQUIRE_POINTER(pyosi_at_fork *, &pyosi_last_at_fork), *at;
    int saved = errno;
    for (at = last; at; at = at->before_it)
        if (at->before) at->before(at->user);
    errno = saved;
    return last;
}

static void pyosi_after_fork(const pyosi_at_fork *last, bool child) {
    pyosi_at_fork *at = last ? PYOSI_ACQUIRE_POINTER(pyosi_at_fork *, &pyosi_first_at_fork) : NULL;
    int saved = errno;
    for (; at; at = at == last ? NULL : PYOSI_ACQUIRE_POINTER(pyosi_at_fork *, &at->next)) {
        void (*after)(void *user) = child ? at->after_in_child : at->after_in_parent;
        if (after) after(at->user);
    }
    errno = saved;
}

PYOSI_API pyos_pid pyos_fork(void) {
    pyosi_at_fork *last;
    pyos_pid pid;
    if (!PYOS_HAVE_FORK) return pyosi_absent("os.fork");
    if (PYOSI_REFUSED("os.fork", "os.fork", "")) return -1;
    last = pyosi_before_fork();
    pid = pyosi_sys_fork();
    pyosi_after_fork(last, pid == 0);
    return pyosi_count(pid, "os.fork");
}

PYOSI_API pyos_pid pyos_forkpty(int *fd) {
    pyosi_at_fork *last;
    pyos_pid pid;
    if (!PYOS_HAVE_FORKPTY) return pyosi_absent("os.forkpty");
    if (!fd) return pyosi_null_pointer("os.forkpty", "fd");
    if (PYOSI_REFUSED("os.forkpty", "os.forkpty", "")) return -1;
    last = pyosi_before_fork();
    pid = pyosi_sys_forkpty(fd);
    pyosi_after_fork(last, pid == 0);
    return pyosi_count(pid, "os.forkpty");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_POSIX_SPAWN
#if PYOS_HAVE_POSIX_SPAWN
static int pyosi_check_signals(const char *function, const int *signals, size_t n) {
    char digits[64];
    for (; n > 0; n--, signals++) {
        if (*signals >= 1 && *signals <= PYOSI_SIGNALS) continue;
        (void)snprintf(digits, sizeof digits, "%d out of range [1; %d]", *signals, PYOSI_SIGNALS);
        return pyosi_value_error(function, pyosi_compose("signal number ", digits, "", ""));
    }
    return 0;
}

static int pyosi_check_actions(const char *function, const pyos_posix_spawn_options *o) {
    const int last = PYOSI_HAVE_CHILD || PYOSI_HAVE_ADDCLOSEFROM ? 3 : 2;
    size_t i;
    if (o->nfile_actions && !o->file_actions) return pyosi_null_pointer(function, "file_actions");
    for (i = 0; i < o->nfile_actions; i++) {
        const pyos_file_action *a = &o->file_actions[i];
        if (a->action < 0 || a->action > last) return pyosi_type_error(function, "Unknown file_actions identifier");
        if (a->action == PYOS_POSIX_SPAWN_OPEN && !a->path) return pyosi_type_error(function, PYOSI_NO_PATH);
    }
    if (pyosi_are_descriptors(o)) return 0;
    return pyosi_record(function, PYOS_OSERROR, EBADF, NULL, NULL, NULL);
}

/* Everything that can be known before a child is there, in Python's order. */
static int pyosi_check_options(const char *function, const pyos_posix_spawn_options *o) {
    if (pyosi_check_actions(function, o) != 0) return -1;
    if (o->setpgroup && (*o->setpgroup < INT_MIN || *o->setpgroup > INT_MAX))
        return pyosi_overflow(function, "Python int too large to convert to C int");
    if (o->setsid && !PYOSI_HAVE_SPAWN_SETSID) return pyosi_unavailable(function, "setsid");
    if ((o->nsetsigmask && !o->setsigmask) || (o->nsetsigdef && !o->setsigdef))
        return pyosi_null_pointer(function, o->nsetsigmask && !o->setsigmask ? "setsigmask" : "setsigdef");
    if (pyosi_check_signals(function, o->setsigmask, o->nsetsigmask) != 0 ||
        pyosi_check_signals(function, o->setsigdef, o->nsetsigdef) != 0)
        return -1;
    if (o->scheduler && !PYOSI_HAVE_SPAWN_SCHEDULER)
        return pyosi_record(function, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP,
                            "The scheduler option is not supported in this system.", NULL, NULL);
    return pyosi_check_policy(o) ? 0 : pyosi_invalid(function);
}
#else
#define pyosi_check_options(...) 0
#endif

static pyos_pid pyosi_posix_spawn(const char *function, const pyosi_wording *words, const char *path,
                                  const char *const *argv, const char *const *env,
                                  const pyos_posix_spawn_options *options) {
    pyos_pid pid = -1;
    int status;
    if (!path) return pyosi_null_path(function, "path", false);
    if (pyosi_check_start(function, words, argv, env, false) != 0) return -1;
    if (options && pyosi_check_options(function, options) != 0) return -1;
    if (PYOSI_REFUSED(function, "os.posix_spawn", "sLL", path, argv, env)) return -1;
    status = pyosi_sys_posix_spawn(words == &pyosi_posix_spawnp_words, path, argv, env, options, &pid);
    return status == 0 ? pid : pyosi_fail(status, function, path);
}

PYOSI_API pyos_pid pyos_posix_spawn(const char *path, const char *const *argv, const char *const *env,
                                    const pyos_posix_spawn_options *options) {
    if (!PYOS_HAVE_POSIX_SPAWN) return pyosi_absent("os.posix_spawn");
    return pyosi_posix_spawn("os.posix_spawn", &pyosi_posix_spawn_words, path, argv, env, options);
}

PYOSI_API pyos_pid pyos_posix_spawnp(const char *path, const char *const *argv, const char *const *env,
                                     const pyos_posix_spawn_options *options) {
    if (!PYOS_HAVE_POSIX_SPAWN) return pyosi_absent("os.posix_spawnp");
    return pyosi_posix_spawn("os.posix_spawnp", &pyosi_posix_spawnp_words, path, argv, env, options);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SPAWNV
/* Windows has one place and an event for it all; elsewhere there may be several, with the events of fork and exec. */
static int pyosi_spawn(const char *function, const pyosi_wording *words, int mode, const char *file, bool search,
                       const char *const *argv, const char *const *env, bool needs_env, long long *result) {
    char *here[2], **places = NULL;
    int status;
    if (!file) return pyosi_type_error(function, PYOSI_NO_PATH);
    if (pyosi_check_start(function, words, argv, env, needs_env) != 0) return -1;
    if (PYOSI_WINDOWS && (mode < 0 || mode > 4 /* P_DETACH */)) return pyosi_invalid(function);
    if (PYOSI_WINDOWS && PYOSI_REFUSED(function, "os.spawn", "isLL", mode, file, argv, env)) return -1;
    if (PYOSI_WINDOWS) return pyosi_result(pyosi_sys_spawn(mode, file, argv, env, result), function, file);
    here[0] = (char *)(uintptr_t)file, here[1] = NULL;
    search = search && !pyosi_names_a_place(file);
    if (search && !(places = pyosi_find_places(function, file, env))) return -1;
    status = pyosi_sys_spawn_from(mode, places ? places : here, search, argv, env, result);
    pyos_free(places);
    return pyosi_result(status, function, file);
}

PYOSI_API int pyos_spawnv(int mode, const char *file, const char *const *argv, long long *result) {
    if (!PYOS_HAVE_SPAWNV) return pyosi_absent("os.spawnv");
    return pyosi_spawn("os.spawnv", &pyosi_spawnv_words, mode, file, false, argv, NULL, false, result);
}

PYOSI_API int pyos_spawnve(int mode, const char *file, const char *const *argv, const char *const *env,
                           long long *result) {
    if (!PYOS_HAVE_SPAWNV) return pyosi_absent("os.spawnve");
    return pyosi_spawn("os.spawnve", &pyosi_spawnve_words, mode, file, false, argv, env, true, result);
}

PYOSI_API int pyos_spawnl(int mode, long long *result, const char *file, const char *arg0, ...) {
    const char **argv;
    va_list rest;
    int status;
    if (!PYOS_HAVE_SPAWNV) return pyosi_absent("os.spawnl");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, NULL);
    va_end(rest);
    status = argv ? pyos_spawnv(mode, file, argv, result) : pyosi_no_memory("os.spawnl");
    pyos_free(argv);
    return status;
}

PYOSI_API int pyos_spawnle(int mode, long long *result, const char *file, const char *arg0, ...) {
    const char **argv, *const *env = NULL;
    va_list rest;
    int status;
    if (!PYOS_HAVE_SPAWNV) return pyosi_absent("os.spawnle");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, &env);
    va_end(rest);
    status = argv ? pyos_spawnve(mode, file, argv, env, result) : pyosi_no_memory("os.spawnle");
    pyos_free(argv);
    return status;
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SPAWNVP
PYOSI_API int pyos_spawnvp(int mode, const char *file, const char *const *argv, long long *result) {
    if (!PYOS_HAVE_SPAWNVP) return pyosi_absent("os.spawnvp");
    return pyosi_spawn("os.spawnvp", &pyosi_spawnv_words, mode, file, true, argv, NULL, false, result);
}

PYOSI_API int pyos_spawnvpe(int mode, const char *file, const char *const *argv, const char *const *env,
                            long long *result) {
    if (!PYOS_HAVE_SPAWNVP) return pyosi_absent("os.spawnvpe");
    return pyosi_spawn("os.spawnvpe", &pyosi_spawnve_words, mode, file, true, argv, env, true, result);
}

PYOSI_API int pyos_spawnlp(int mode, long long *result, const char *file, const char *arg0, ...) {
    const char **argv;
    va_list rest;
    int status;
    if (!PYOS_HAVE_SPAWNVP) return pyosi_absent("os.spawnlp");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, NULL);
    va_end(rest);
    status = argv ? pyos_spawnvp(mode, file, argv, result) : pyosi_no_memory("os.spawnlp");
    pyos_free(argv);
    return status;
}

PYOSI_API int pyos_spawnlpe(int mode, long long *result, const char *file, const char *arg0, ...) {
    const char **argv, *const *env = NULL;
    va_list rest;
    int status;
    if (!PYOS_HAVE_SPAWNVP) return pyosi_absent("os.spawnlpe");
    va_start(rest, arg0);
    argv = pyosi_collect(arg0, rest, &env);
    va_end(rest);
    status = argv ? pyos_spawnvpe(mode, file, argv, env, result) : pyosi_no_memory("os.spawnlpe");
    pyos_free(argv);
    return status;
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SYSTEM
PYOSI_API int pyos_system(const char *command, long long *status) {
    long long answer = 0;
    int result;
    if (!PYOS_HAVE_SYSTEM) return pyosi_absent("os.system");
    if (!command) return pyosi_type_error("os.system", PYOSI_NO_PATH);
    if (PYOSI_WINDOWS && PYOSI_REFUSED("os.system", "os.system", "s", command)) return -1;
    if (!PYOSI_WINDOWS && PYOSI_REFUSED("os.system", "os.system", "b", command, strlen(command))) return -1;
    result = pyosi_sys_system(command, &answer);
    if (result == 0 && status) *status = answer;
    return pyosi_result(result, "os.system", NULL);
}
#endif

#if PYOS_STDIO && (!PYOS_STRICT || PYOS_HAVE_POPEN)
/* The streams that popen has given, and who is at the other end. */
typedef struct pyosi_stream {
    struct pyosi_stream *next;
    FILE *file;
    pyos_pid pid;
} pyosi_stream;

static pyosi_stream *pyosi_streams;

static int pyosi_check_popen(const char *cmd, const char *mode, int buffering) {
    if (!cmd) return pyosi_type_error("os.popen", "invalid cmd type (<class 'NoneType'>, expected string)");
    if (strcmp(mode, "r") != 0 && strcmp(mode, "w") != 0) {
        pyosi_sink sink;
        sink.buf = pyosi_thread.text, sink.size = sizeof pyosi_thread.text, sink.length = 0;
        pyosi_puts(&sink, "invalid mode ");
        pyosi_put_repr(&sink, mode);
        (void)pyosi_finish(&sink);
        return pyosi_value_error("os.popen", pyosi_thread.text);
    }
    return buffering ? 0 : pyosi_value_error("os.popen", "popen() does not support unbuffered streams");
}

/* A stream of the pipe's end; NULL with errno, and nobody is left at the other end. */
static FILE *pyosi_popen_open(const pyosi_popen_start *started, const char *mode, int buffering) {
    FILE *file = pyosi_sys_fdopen(started->fd, mode);
    long long ignored;
    int code = errno;
    if (file && buffering > 0)
        (void)setvbuf(file, NULL, buffering == 1 ? PYOSI_LINE_BUFFERED : _IOFBF,
                      buffering == 1 ? BUFSIZ : (size_t)buffering);
    if (file) return file;
    pyosi_drop(started->fd);
    (void)pyosi_sys_popen_wait(started->pid, &ignored);
    errno = code, pyosi_thread.winerror = 0;
    return NULL;
}

PYOSI_API FILE *pyos_popen(const char *cmd, const char *mode, int buffering) {
    pyosi_popen_start started;
    pyosi_stream *stream;
    int status;
    if (!PYOS_HAVE_POPEN) return (FILE *)pyosi_null(pyosi_absent("os.popen"));
    if (!mode) mode = "r";
    if (pyosi_check_popen(cmd, mode, buffering) != 0) return NULL;
    stream = (pyosi_stream *)PYOSI_MALLOC(sizeof *stream);
    if (!stream) return (FILE *)pyosi_null(pyosi_no_memory("os.popen"));
    status = pyosi_sys_popen(cmd, *mode == 'w', &started);
    if (status == 0) {
        stream->pid = started.pid;
        stream->file = pyosi_popen_open(&started, mode, buffering);
        if (!stream->file) status = PYOSI_SYSTEM;
    }
    if (status != 0) {
        pyos_free(stream);
        return (FILE *)pyosi_null(pyosi_fail(status, "os.popen", NULL));
    }
    pyosi_lock();
    stream->next = pyosi_streams;
    pyosi_streams = stream;
    pyosi_unlock();
    return stream->file;
}

/* Takes the stream out of the list; NULL when it is not of popen. */
static pyosi_stream *pyosi_popen_take(const FILE *file) {
    pyosi_stream **at, *found;
    pyosi_lock();
    for (at = &pyosi_streams; *at && (*at)->file != file; at = &(*at)->next) {}
    found = *at;
    if (found) *at = found->next;
    pyosi_unlock();
    return found;
}

PYOSI_API int pyos_popen_close(FILE *stream, long long *status) {
    pyosi_stream *taken;
    long long value = 0;
    int closed, code, waited;
    if (!PYOS_HAVE_POPEN) return pyosi_absent("os.popen");
    if (!stream) return pyosi_null_pointer("os.popen", "stream");
    taken = pyosi_popen_take(stream);
    if (!taken) return pyosi_value_error("os.popen", "not a stream of popen");
    closed = fclose(stream), code = errno;
    waited = pyosi_sys_popen_wait(taken->pid, &value);
    pyos_free(taken);
    if (status && waited == 0) *status = value;
    if (waited == 0 && closed == 0) return 0;
    if (waited == 0) errno = code, pyosi_thread.winerror = 0;
    return pyosi_fail(PYOSI_SYSTEM, "os.popen", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_STARTFILE
PYOSI_API int pyos_startfile(const char *filepath, const char *operation, const char *arguments, const char *cwd,
                             int show_cmd) {
    if (!PYOS_HAVE_STARTFILE) return pyosi_absent("os.startfile");
    if (!filepath) return pyosi_null_path("os.startfile", "filepath", false);
    if (PYOSI_REFUSED("os.startfile", "os.startfile", "ss", filepath, operation)) return -1;
    if (PYOSI_REFUSED("os.startfile", "os.startfile/2", "ssssi", filepath, operation, arguments, cwd, show_cmd))
        return -1;
    return pyosi_result(pyosi_sys_startfile(filepath, operation, arguments, cwd, show_cmd), "os.startfile", filepath);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_ADD_DLL_DIRECTORY
struct pyos_dll_directory {
    void *cookie;
};

PYOSI_API pyos_dll_directory *pyos_add_dll_directory(const char *path) {
    pyos_dll_directory *directory;
    int status;
    if (!PYOS_HAVE_ADD_DLL_DIRECTORY) return (pyos_dll_directory *)pyosi_null(pyosi_absent("os.add_dll_directory"));
    if (!path) return (pyos_dll_directory *)pyosi_null(pyosi_null_path("os.add_dll_directory", "path", false));
    if (PYOSI_REFUSED("os.add_dll_directory", "os.add_dll_directory", "s", path)) return NULL;
    directory = (pyos_dll_directory *)PYOSI_MALLOC(sizeof *directory);
    if (!directory) return (pyos_dll_directory *)pyosi_null(pyosi_no_memory("os.add_dll_directory"));
    status = pyosi_sys_add_dll_directory(path, &directory->cookie);
    if (status == 0) return directory;
    pyos_free(directory);
    return (pyos_dll_directory *)pyosi_null(pyosi_fail(status, "os.add_dll_directory", path));
}

PYOSI_API int pyos_add_dll_directory_close(pyos_dll_directory *directory) {
    int status;
    if (!PYOS_HAVE_ADD_DLL_DIRECTORY) return pyosi_absent("os.add_dll_directory");
    if (!directory) return pyosi_null_pointer("os.add_dll_directory", "directory");
    status = pyosi_sys_remove_dll_directory(directory->cookie);
    pyos_free(directory);
    return pyosi_result(status, "os.add_dll_directory", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_KILL
PYOSI_API int pyos_kill(pyos_pid pid, int signal) {
    if (!PYOS_HAVE_KILL) return pyosi_absent("os.kill");
    if (pyosi_check_pid("os.kill", pid) != 0) return -1;
    if (PYOSI_REFUSED("os.kill", "os.kill", "li", pid, signal)) return -1;
    return pyosi_result(pyosi_sys_kill(pid, signal), "os.kill", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_KILLPG
PYOSI_API int pyos_killpg(pyos_pid pgid, int signal) {
    if (!PYOS_HAVE_KILLPG) return pyosi_absent("os.killpg");
    if (pyosi_check_pid("os.killpg", pgid) != 0) return -1;
    if (PYOSI_REFUSED("os.killpg", "os.killpg", "li", pgid, signal)) return -1;
    return pyosi_result(pyosi_sys_killpg(pgid, signal), "os.killpg", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_NICE
PYOSI_API int pyos_nice(int increment, int *value) {
    int now = 0, status;
    if (!PYOS_HAVE_NICE) return pyosi_absent("os.nice");
    status = pyosi_sys_nice(increment, &now);
    if (status == 0 && value) *value = now;
    return pyosi_result(status, "os.nice", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_PIDFD_OPEN
PYOSI_API int pyos_pidfd_open(pyos_pid pid, unsigned flags) {
    if (!PYOS_HAVE_PIDFD_OPEN) return pyosi_absent("os.pidfd_open");
    if (pyosi_check_pid("os.pidfd_open", pid) != 0) return -1;
    return pyosi_descriptor(pyosi_sys_pidfd_open(pid, flags), "os.pidfd_open");
}
#endif

PYOSI_API int pyos_times(pyos_times_result *times) {
    if (!times) return pyosi_null_pointer("os.times", "times");
    memset(times, 0, sizeof *times);
    return pyosi_result(pyosi_sys_times(times), "os.times", NULL);
}

#if !PYOS_STRICT || PYOS_HAVE_WAITPID
PYOSI_API pyos_pid pyos_waitpid(pyos_pid pid, int options, long long *status) {
    if (!PYOS_HAVE_WAITPID) return pyosi_absent("os.waitpid");
    if (PYOSI_POSIX && pyosi_check_pid("os.waitpid", pid) != 0) return -1;
    return pyosi_count(pyosi_sys_waitpid(pid, options, status), "os.waitpid");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_WAIT
PYOSI_API pyos_pid pyos_wait(long long *status) {
    if (!PYOS_HAVE_WAIT) return pyosi_absent("os.wait");
    return pyosi_count(pyosi_sys_waitpid(-1, 0, status), "os.wait");
}

PYOSI_API pyos_pid pyos_wait3(int options, long long *status, pyos_rusage *usage) {
    if (!PYOS_HAVE_WAIT) return pyosi_absent("os.wait3");
    return pyosi_count(pyosi_sys_wait4(-1, options, status, usage), "os.wait3");
}

PYOSI_API pyos_pid pyos_wait4(pyos_pid pid, int options, long long *status, pyos_rusage *usage) {
    if (!PYOS_HAVE_WAIT) return pyosi_absent("os.wait4");
    if (pyosi_check_pid("os.wait4", pid) != 0) return -1;
    return pyosi_count(pyosi_sys_wait4(pid, options, status, usage), "os.wait4");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_WAITID
PYOSI_API int pyos_waitid(int idtype, pyos_pid id, int options, pyos_waitid_result *result) {
    if (!PYOS_HAVE_WAITID) return pyosi_absent("os.waitid");
    if (!result) return pyosi_null_pointer("os.waitid", "result");
    if (pyosi_check_pid("os.waitid", id) != 0) return -1;
    return pyosi_answer(pyosi_sys_waitid(idtype, id, options, result), "os.waitid");
}
#endif

/* What a status says. Windows has none but exit codes. */
#if PYOSI_POSIX
#define PYOSI_SAYS(test, raw) (test(raw) != 0)
#define PYOSI_PART(part, raw) part(raw) /* of a variable: some systems take its address */
#else
#define PYOSI_SAYS(test, raw) ((void)(raw), false)
#define PYOSI_PART(part, raw) (raw)
#endif

#if !PYOS_STRICT || PYOS_HAVE_WAITSTATUS_TO_EXITCODE
static int pyosi_no_exitcode(const char *before, long long number) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", number);
    return pyosi_value_error("os.waitstatus_to_exitcode", pyosi_compose(before, digits, "", ""));
}

PYOSI_API int pyos_waitstatus_to_exitcode(long long status, long long *exitcode) {
    int raw = (int)status;
    if (!PYOS_HAVE_WAITSTATUS_TO_EXITCODE) return pyosi_absent("os.waitstatus_to_exitcode");
    if (!exitcode) return pyosi_null_pointer("os.waitstatus_to_exitcode", "exitcode");
    if (PYOSI_WINDOWS) {
        if (status < 0) return pyosi_overflow("os.waitstatus_to_exitcode", "can't convert negative int to unsigned");
        if (status >> 8 > 0xFFFFFFFFLL) return pyosi_no_exitcode("invalid exit code: ", status >> 8);
        return *exitcode = status >> 8, 0;
    }
    if (status < INT_MIN || status > INT_MAX)
        return pyosi_overflow("os.waitstatus_to_exitcode", "Python int too large to convert to C int");
    if (PYOSI_SAYS(WIFEXITED, raw)) *exitcode = PYOSI_PART(WEXITSTATUS, raw);
    else if (PYOSI_SAYS(WIFSIGNALED, raw)) *exitcode = -PYOSI_PART(WTERMSIG, raw);
    else if (PYOSI_SAYS(WIFSTOPPED, raw))
        return pyosi_no_exitcode("process stopped by delivery of signal ", PYOSI_PART(WSTOPSIG, raw));
    else return pyosi_no_exitcode("invalid wait status: ", status);
    return 0;
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_WAIT
/* False, or -1, where there are no such statuses. */
static bool pyosi_has_statuses(const char *function) { return PYOS_HAVE_WAIT || pyosi_absent(function) == 0; }

PYOSI_API bool pyos_WIFEXITED(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WIFEXITED") && PYOSI_SAYS(WIFEXITED, raw);
}
PYOSI_API bool pyos_WIFSIGNALED(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WIFSIGNALED") && PYOSI_SAYS(WIFSIGNALED, raw);
}
PYOSI_API bool pyos_WIFSTOPPED(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WIFSTOPPED") && PYOSI_SAYS(WIFSTOPPED, raw);
}
PYOSI_API bool pyos_WIFCONTINUED(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WIFCONTINUED") && PYOSI_SAYS(WIFCONTINUED, raw);
}
PYOSI_API bool pyos_WCOREDUMP(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WCOREDUMP") && PYOSI_SAYS(WCOREDUMP, raw);
}
PYOSI_API int pyos_WEXITSTATUS(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WEXITSTATUS") ? PYOSI_PART(WEXITSTATUS, raw) : -1;
}
PYOSI_API int pyos_WTERMSIG(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WTERMSIG") ? PYOSI_PART(WTERMSIG, raw) : -1;
}
PYOSI_API int pyos_WSTOPSIG(long long status) {
    int raw = (int)status;
    return pyosi_has_statuses("os.WSTOPSIG") ? PYOSI_PART(WSTOPSIG, raw) : -1;
}
#endif

/* =====================================================================================================================
 * >>sched
 */

#if PYOSI_WINDOWS
static int pyosi_sys_cpu_count(void) { return (int)GetActiveProcessorCount(0xFFFF /* ALL_PROCESSOR_GROUPS */); }

#define pyosi_sys_sched_yield() pyosi_none(0)
#define pyosi_sys_sysconf(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_confstr(...) pyosi_none(0, __VA_ARGS__)

#else

/* The processors on line; less than 1 when that is not known. */
static int pyosi_sys_cpu_count(void) {
    int saved = errno;
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    errno = saved;
    return n > INT_MAX ? INT_MAX : (int)n;
}

static int pyosi_sys_sched_yield(void) { return sched_yield(); }

/* The caller looks at errno too, because -1 is a good answer. */
static long long pyosi_sys_sysconf(int number) {
    errno = 0;
    return sysconf(number);
}

/* Asked for the length first; it may have become another until the text is asked for. What has no value has no size. */
static int pyosi_sys_confstr(int number, pyosi_bytes *b) {
    int saved = errno;
    size_t n;
    errno = 0;
    n = confstr(number, NULL, 0);
    while (n > b->room) {
        if (!pyosi_reserve(b, n)) return PYOSI_MEMORY;
        n = confstr(number, b->data, b->room);
    }
    if (n == 0 && errno != 0) return PYOSI_SYSTEM;
    errno = saved;
    b->size = n;
    return 0;
}
#endif

#if PYOS_HAVE_SCHED_GET_PRIORITY_MIN
static int pyosi_sys_sched_get_priority_min(int policy) { return sched_get_priority_min(policy); }

static int pyosi_sys_sched_get_priority_max(int policy) { return sched_get_priority_max(policy); }
#else
#define pyosi_sys_sched_get_priority_min(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_get_priority_max(...) pyosi_none(0, __VA_ARGS__)
#endif

#if !PYOS_HAVE_SCHED_SETSCHEDULER
#define pyosi_sys_sched_setscheduler(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_getscheduler(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_setparam(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_getparam(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_rr_get_interval(...) pyosi_none(0, __VA_ARGS__)
#else
#if PYOSI_LINUX /* by number, because the functions of musl refuse: the kernel's are about a thread, POSIX's are not */
static int pyosi_sys_sched_setscheduler(pyos_pid pid, int policy, int priority) {
    return (int)syscall(SYS_sched_setscheduler, (pid_t)pid, policy, &priority);
}

static int pyosi_sys_sched_getscheduler(pyos_pid pid) { return (int)syscall(SYS_sched_getscheduler, (pid_t)pid); }

static int pyosi_sys_sched_setparam(pyos_pid pid, int priority) {
    return (int)syscall(SYS_sched_setparam, (pid_t)pid, &priority);
}

static int pyosi_sys_sched_getparam(pyos_pid pid, int *priority) {
    return (int)syscall(SYS_sched_getparam, (pid_t)pid, priority);
}
#else
static struct sched_param pyosi_sched_param(int priority) {
    struct sched_param p;
    memset(&p, 0, sizeof p);
    p.sched_priority = priority;
    return p;
}

static int pyosi_sys_sched_setscheduler(pyos_pid pid, int policy, int priority) {
    struct sched_param p = pyosi_sched_param(priority);
    return sched_setscheduler((pid_t)pid, policy, &p);
}

static int pyosi_sys_sched_getscheduler(pyos_pid pid) { return sched_getscheduler((pid_t)pid); }

static int pyosi_sys_sched_setparam(pyos_pid pid, int priority) {
    struct sched_param p = pyosi_sched_param(priority);
    return sched_setparam((pid_t)pid, &p);
}

static int pyosi_sys_sched_getparam(pyos_pid pid, int *priority) {
    struct sched_param p = pyosi_sched_param(0);
    int result = sched_getparam((pid_t)pid, &p);
    *priority = p.sched_priority;
    return result;
}
#endif

static int pyosi_sys_sched_rr_get_interval(pyos_pid pid, double *seconds) {
    struct timespec t;
    if (sched_rr_get_interval((pid_t)pid, &t) != 0) return PYOSI_SYSTEM;
    *seconds = (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
    return 0;
}
#endif

/* Sets of processors: bits of words, as many as it takes. No system has more than the most; what lies beyond its own
 * limit Linux does not look at. */
#define PYOSI_CPUS_MOST 1048576
#define PYOSI_WORD_BITS (sizeof(unsigned long) * CHAR_BIT)

#if PYOS_HAVE_SCHED_SETAFFINITY
#if PYOSI_LINUX /* by number: takes and gives bytes, of whole words */
static long pyosi_get_affinity(pid_t pid, size_t size, void *set) {
    return syscall(SYS_sched_getaffinity, pid, size, set);
}

static int pyosi_set_affinity(pid_t pid, size_t size, const void *set) {
    return (int)syscall(SYS_sched_setaffinity, pid, size, set);
}
#else
static long pyosi_get_affinity(pid_t pid, size_t size, void *set) {
    return sched_getaffinity(pid, size, (cpu_set_t *)set) < 0 ? -1 : (long)size;
}

static int pyosi_set_affinity(pid_t pid, size_t size, const void *set) {
    return sched_setaffinity(pid, size, (const cpu_set_t *)set);
}
#endif

/* EINVAL means that the buffer is too small for the system's sets; it says the same of nothing else. */
static int pyosi_sys_sched_getaffinity(pyos_pid pid, pyosi_bytes *set) {
    size_t size;
    int saved = errno;
    for (size = 128; size <= PYOSI_CPUS_MOST / CHAR_BIT; size *= 2) {
        long got;
        set->size = 0;
        if (!pyosi_reserve(set, size)) return PYOSI_MEMORY;
        memset(set->data, 0, size);
        got = pyosi_get_affinity((pid_t)pid, size, set->data);
        if (got < 0 && errno == EINVAL) continue;
        if (got < 0) return PYOSI_SYSTEM;
        set->size = size;
        errno = saved;
        return 0;
    }
    return PYOSI_SYSTEM;
}

static int pyosi_sys_sched_setaffinity(pyos_pid pid, const int *cpus, size_t n) {
    pyosi_bytes b = {NULL, 0, 0};
    unsigned long *words;
    size_t i, size, most = 0;
    int result;
    for (i = 0; i < n; i++)
        if (cpus[i] < PYOSI_CPUS_MOST && (size_t)cpus[i] > most) most = (size_t)cpus[i];
    size = (most / PYOSI_WORD_BITS + 1) * sizeof *words;
    if (!pyosi_reserve(&b, size)) return PYOSI_MEMORY;
    memset(b.data, 0, size);
    words = (unsigned long *)(void *)b.data;
    for (i = 0; i < n; i++)
        if (cpus[i] < PYOSI_CPUS_MOST)
            words[(size_t)cpus[i] / PYOSI_WORD_BITS] |= 1UL << (size_t)cpus[i] % PYOSI_WORD_BITS;
    result = pyosi_set_affinity((pid_t)pid, size, words);
    pyos_free(b.data);
    return result;
}
#else
#define pyosi_sys_sched_getaffinity(...) pyosi_none(0, __VA_ARGS__)
#define pyosi_sys_sched_setaffinity(...) pyosi_none(0, __VA_ARGS__)
#endif

#if PYOS_HAVE_GETLOADAVG
static int pyosi_sys_getloadavg(double *load) { return getloadavg(load, 3); }
#else
#define pyosi_sys_getloadavg(...) pyosi_none(0, __VA_ARGS__)
#endif

/* The scheduler, processors, limits: public. */

#if !PYOS_STRICT || PYOS_HAVE_SCHED_GET_PRIORITY_MIN
PYOSI_API int pyos_sched_get_priority_min(int policy) {
    if (!PYOS_HAVE_SCHED_GET_PRIORITY_MIN) return pyosi_absent("os.sched_get_priority_min");
    return pyosi_answer(pyosi_sys_sched_get_priority_min(policy), "os.sched_get_priority_min");
}

PYOSI_API int pyos_sched_get_priority_max(int policy) {
    if (!PYOS_HAVE_SCHED_GET_PRIORITY_MIN) return pyosi_absent("os.sched_get_priority_max");
    return pyosi_answer(pyosi_sys_sched_get_priority_max(policy), "os.sched_get_priority_max");
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SCHED_SETSCHEDULER
/* 0, or -1 after reporting. */
static int pyosi_check_param(const char *function, pyos_pid pid, const pyos_sched_param *param) {
    if (pyosi_check_pid(function, pid) != 0) return -1;
    return param ? 0 : pyosi_type_error(function, "must have a sched_param object");
}

PYOSI_API int pyos_sched_setscheduler(pyos_pid pid, int policy, const pyos_sched_param *param) {
    if (!PYOS_HAVE_SCHED_SETSCHEDULER) return pyosi_absent("os.sched_setscheduler");
    if (pyosi_check_param("os.sched_setscheduler", pid, param) != 0) return -1;
    return pyosi_result(pyosi_sys_sched_setscheduler(pid, policy, param->sched_priority), "os.sched_setscheduler",
                        NULL);
}

PYOSI_API int pyos_sched_getscheduler(pyos_pid pid) {
    if (!PYOS_HAVE_SCHED_SETSCHEDULER) return pyosi_absent("os.sched_getscheduler");
    if (pyosi_check_pid("os.sched_getscheduler", pid) != 0) return -1;
    return pyosi_answer(pyosi_sys_sched_getscheduler(pid), "os.sched_getscheduler");
}

PYOSI_API int pyos_sched_setparam(pyos_pid pid, const pyos_sched_param *param) {
    if (!PYOS_HAVE_SCHED_SETSCHEDULER) return pyosi_absent("os.sched_setparam");
    if (pyosi_check_param("os.sched_setparam", pid, param) != 0) return -1;
    return pyosi_result(pyosi_sys_sched_setparam(pid, param->sched_priority), "os.sched_setparam", NULL);
}

PYOSI_API int pyos_sched_getparam(pyos_pid pid, pyos_sched_param *param) {
    int priority = 0, status;
    if (!PYOS_HAVE_SCHED_SETSCHEDULER) return pyosi_absent("os.sched_getparam");
    if (!param) return pyosi_null_pointer("os.sched_getparam", "param");
    if (pyosi_check_pid("os.sched_getparam", pid) != 0) return -1;
    status = pyosi_sys_sched_getparam(pid, &priority);
    if (status == 0) param->sched_priority = priority;
    return pyosi_result(status, "os.sched_getparam", NULL);
}

PYOSI_API int pyos_sched_rr_get_interval(pyos_pid pid, double *seconds) {
    if (!PYOS_HAVE_SCHED_SETSCHEDULER) return pyosi_absent("os.sched_rr_get_interval");
    if (!seconds) return pyosi_null_pointer("os.sched_rr_get_interval", "seconds");
    if (pyosi_check_pid("os.sched_rr_get_interval", pid) != 0) return -1;
    return pyosi_result(pyosi_sys_sched_rr_get_interval(pid, seconds), "os.sched_rr_get_interval", NULL);
}
#endif

#if !PYOS_STRICT || PYOS_HAVE_SCHED_YIELD
PYOSI_API int pyos_sched_yield(void) {
    if (!PYOS_HAVE_SCHED_YIELD) return pyosi_absent("os.sched_yield");
    return pyosi_result(pyosi_sys_sched_yield(), "os.sched_yield", NULL);
}
#endif

/* Lists the processors of a set, where there is a list; gives their number. */
static PYOSI_UNUSED size_t pyosi_list_cpus(const pyosi_bytes *set, int *list) {
    const unsigned long *words = (const unsigned long *)(const void *)set->data;
    size_t i, cpu, n = 0;
    for (i = 0; i < set->size / sizeof *words; i++) {
        unsigned long left = words[i];
        for (cpu = i * PYOSI_WORD_BITS; left; cpu++, left >>= 1) {
            if (!(left & 1)) continue;
            if (list) list[n] = (int)cpu;
            n++;
        }
    }
    return n;
}

#if !PYOS_STRICT || PYOS_HAVE_SCHED_SETAFFINITY
PYOSI_API int *pyos_sched_getaffinity(pyos_pid pid, size_t *count) {
    pyosi_bytes set = {NULL, 0, 0};
    int *list = NULL, status;
    if (!PYOS_HAVE_SCHED_SETAFFINITY) return (int *)pyosi_null(pyosi_absent("os.sched_getaffinity"));
    if (pyosi_check_pid("os.sched_getaffinity", pid) != 0) return NULL;
    status = pyosi_sys_sched_getaffinity(pid, &set);
    if (status == 0) {
        size_t n = pyosi_list_cpus(&set, NULL);
        list = (int *)PYOSI_MALLOC((n + 1) * sizeof *list);
        if (list) (void)pyosi_list_cpus(&set, list);
        else status = PYOSI_MEMORY;
        if (list && count) *count = n;
    }
    pyos_free(set.data);
    if (status != 0) (void)pyosi_fail(status, "os.sched_getaffinity", NULL);
    return list;
}

PYOSI_API int pyos_sched_setaffinity(pyos_pid pid, const int *cpus, size_t n) {
    size_t i;
    if (!PYOS_HAVE_SCHED_SETAFFINITY) return pyosi_absent("os.sched_setaffinity");
    if (pyosi_check_pid("os.sched_setaffinity", pid) != 0) return -1;
    if (!cpus && n != 0) return pyosi_type_error("os.sched_setaffinity", "'NoneType' object is not iterable");
    for (i = 0; i < n; i++) {
        if (cpus[i] < 0) return pyosi_value_error("os.sched_setaffinity", "negative CPU number");
        if (cpus[i] == INT_MAX) return pyosi_overflow("os.sched_setaffinity", "CPU number too large");
    }
    return pyosi_result(pyosi_sys_sched_setaffinity(pid, cpus, n), "os.sched_setaffinity", NULL);
}
#endif

/* What the counts of processors are set to: a number, or one of these. */
#define PYOSI_COUNT_UNREAD 0 /* nobody has asked for PYTHON_CPU_COUNT */
#define PYOSI_COUNT_TRUE (-1)
#define PYOSI_COUNT_BAD (-2) /* PYTHON_CPU_COUNT is no number */

static struct { volatile long set; } pyosi_counts;

/* The setting, after reading the variable once. An empty one is none, as in CPython. */
static long pyosi_count_setting(void) {
    long set = PYOSI_ACQUIRE(&pyosi_counts.set);
    if (set != PYOSI_COUNT_UNREAD) return set;
    pyosi_lock();
    if (pyosi_counts.set == PYOSI_COUNT_UNREAD) {
        const char *value = getenv("PYTHON_CPU_COUNT");
        int n = 0;
        bool good = !value || !*value || pyosi_parse_cpu_count(value, &n);
        PYOSI_RELEASE(&pyosi_counts.set, !good ? PYOSI_COUNT_BAD : n > 0 ? n : PYOSI_COUNT_TRUE);
    }
    set = pyosi_counts.set;
    pyosi_unlock();
    return set;
}

/* The processors that the calling thread may use; a status. */
static int pyosi_process_cpus(void) {
    pyosi_bytes set = {NULL, 0, 0};
    int status = pyosi_sys_sched_getaffinity(0, &set);
    if (status == 0) status = (int)pyosi_list_cpus(&set, NULL);
    pyos_free(set.data);
    return status;
}

static int pyosi_count_cpus(const char *function, bool of_process) {
    long set = pyosi_count_setting();
    int n;
    if (set == PYOSI_COUNT_BAD) return pyosi_value_error(function, PYOSI_BAD_CPU_COUNT);
    if (set != PYOSI_COUNT_TRUE) return (int)set;
    if (of_process && PYOS_HAVE_SCHED_SETAFFINITY) return pyosi_answer(pyosi_process_cpus(), function);
    n = pyosi_sys_cpu_count();
    return n > 0 ? n : 0;
}

PYOSI_API int pyos_cpu_count(void) { return pyosi_count_cpus("os.cpu_count", false); }

PYOSI_API int pyos_process_cpu_count(void) { return pyosi_count_cpus("os.process_cpu_count", true); }

PYOSI_API int pyos_set_cpu_count(int n) {
    if (n < 0) return pyosi_value_error("-X cpu_count", PYOSI_BAD_CPU_COUNT);
    pyosi_lock();
    PYOSI_RELEASE(&pyosi_counts.set, n > 0 ? n : PYOSI_COUNT_TRUE);
    pyosi_unlock();
    return 0;
}

#if !PYOS_STRICT || PYOS_HAVE_MULTIPROCESSING_CPU_COUNT
PYOSI_API int pyos_multiprocessing_cpu_count(void) {
    int n;
    if (!PYOS_HAVE_MULTIPROCESSING_CPU_COUNT) return pyosi_absent("multiprocessing.cpu_count");
    n = pyosi_count_cpus("multiprocessing.cpu_count", false);
    return n != 0 ? n
                  : pyosi_record("multiprocessing.cpu_count", PYOS_NOTIMPLEMENTEDERROR, ENOSYS,
                                 "cannot determine number of cpus", NULL, NULL);
}
#endif

/* Processes that a pool can wait for. */
#define PYOSI_WORKERS_MOST (PYOSI_WINDOWS ? 61 : INT_MAX)

PYOSI_API int pyos_multiprocessing_default_workers(const int *processes) {
    int n = processes ? *processes : pyosi_count_cpus("multiprocessing.Pool", true);
    if (processes && n < 1) return pyosi_value_error("multiprocessing.Pool", "Number of processes must be at least 1");
    if (processes && n > PYOSI_WORKERS_MOST)
        return pyosi_value_error("multiprocessing.Pool", "max_workers must be <= 61");
    return n == 0 ? 1 : n > PYOSI_WORKERS_MOST ? PYOSI_WORKERS_MOST : n;
}

PYOSI_API int pyos_threadpool_default_workers(const int *max_workers) {
    const char *function = "concurrent.futures.ThreadPoolExecutor";
    int n = max_workers ? *max_workers : pyosi_count_cpus(function, true);
    if (max_workers) return n > 0 ? n : pyosi_value_error(function, "max_workers must be greater than 0");
    if (n < 0) return -1;
    return n == 0 ? 5 : n < 28 ? n + 4 : 32;
}

#if !PYOS_STRICT || PYOS_HAVE_GETLOADAVG
PYOSI_API int pyos_getloadavg(double load[3]) {
    double now[3];
    if (!PYOS_HAVE_GETLOADAVG) return pyosi_absent("os.getloadavg");
    if (!load) return pyosi_null_pointer("os.getloadavg", "load");
    if (pyosi_sys_getloadavg(now) != 3)
        return pyosi_record("os.getloadavg", PYOS_OSERROR, EIO, "Load averages are unobtainable", NULL, NULL);
    load[0] = now[0], load[1] = now[1], load[2] = now[2];
    return 0;
}
#endif

/* Python's names; what the system lacks is left out. */
static const pyos_name_value pyosi_sysconf_table[] = {
#ifdef _SC_2_CHAR_TERM
    {"SC_2_CHAR_TERM", _SC_2_CHAR_TERM},
#endif
#ifdef _SC_2_C_BIND
    {"SC_2_C_BIND", _SC_2_C_BIND},
#endif
#ifdef _SC_2_C_DEV
    {"SC_2_C_DEV", _SC_2_C_DEV},
#endif
#ifdef _SC_2_C_VERSION
    {"SC_2_C_VERSION", _SC_2_C_VERSION},
#endif
#ifdef _SC_2_FORT_DEV
    {"SC_2_FORT_DEV", _SC_2_FORT_DEV},
#endif
#ifdef _SC_2_FORT_RUN
    {"SC_2_FORT_RUN", _SC_2_FORT_RUN},
#endif
#ifdef _SC_2_LOCALEDEF
    {"SC_2_LOCALEDEF", _SC_2_LOCALEDEF},
#endif
#ifdef _SC_2_SW_DEV
    {"SC_2_SW_DEV", _SC_2_SW_DEV},
#endif
#ifdef _SC_2_UPE
    {"SC_2_UPE", _SC_2_UPE},
#endif
#ifdef _SC_2_VERSION
    {"SC_2_VERSION", _SC_2_VERSION},
#endif
#ifdef _SC_ABI_ASYNCHRONOUS_IO
    {"SC_ABI_ASYNCHRONOUS_IO", _SC_ABI_ASYNCHRONOUS_IO},
#endif
#ifdef _SC_ACL
    {"SC_ACL", _SC_ACL},
#endif
#ifdef _SC_AIO_LISTIO_MAX
    {"SC_AIO_LISTIO_MAX", _SC_AIO_LISTIO_MAX},
#endif
#ifdef _SC_AIO_MAX
    {"SC_AIO_MAX", _SC_AIO_MAX},
#endif
#ifdef _SC_AIO_PRIO_DELTA_MAX
    {"SC_AIO_PRIO_DELTA_MAX", _SC_AIO_PRIO_DELTA_MAX},
#endif
#ifdef _SC_AIX_REALMEM
    {"SC_AIX_REALMEM", _SC_AIX_REALMEM},
#endif
#ifdef _SC_ARG_MAX
    {"SC_ARG_MAX", _SC_ARG_MAX},
#endif
#ifdef _SC_ASYNCHRONOUS_IO
    {"SC_ASYNCHRONOUS_IO", _SC_ASYNCHRONOUS_IO},
#endif
#ifdef _SC_ATEXIT_MAX
    {"SC_ATEXIT_MAX", _SC_ATEXIT_MAX},
#endif
#ifdef _SC_AUDIT
    {"SC_AUDIT", _SC_AUDIT},
#endif
#ifdef _SC_AVPHYS_PAGES
    {"SC_AVPHYS_PAGES", _SC_AVPHYS_PAGES},
#endif
#ifdef _SC_BC_BASE_MAX
    {"SC_BC_BASE_MAX", _SC_BC_BASE_MAX},
#endif
#ifdef _SC_BC_DIM_MAX
    {"SC_BC_DIM_MAX", _SC_BC_DIM_MAX},
#endif
#ifdef _SC_BC_SCALE_MAX
    {"SC_BC_SCALE_MAX", _SC_BC_SCALE_MAX},
#endif
#ifdef _SC_BC_STRING_MAX
    {"SC_BC_STRING_MAX", _SC_BC_STRING_MAX},
#endif
#ifdef _SC_CAP
    {"SC_CAP", _SC_CAP},
#endif
#ifdef _SC_CHARCLASS_NAME_MAX
    {"SC_CHARCLASS_NAME_MAX", _SC_CHARCLASS_NAME_MAX},
#endif
#ifdef _SC_CHAR_BIT
    {"SC_CHAR_BIT", _SC_CHAR_BIT},
#endif
#ifdef _SC_CHAR_MAX
    {"SC_CHAR_MAX", _SC_CHAR_MAX},
#endif
#ifdef _SC_CHAR_MIN
    {"SC_CHAR_MIN", _SC_CHAR_MIN},
#endif
#ifdef _SC_CHILD_MAX
    {"SC_CHILD_MAX", _SC_CHILD_MAX},
#endif
#ifdef _SC_CLK_TCK
    {"SC_CLK_TCK", _SC_CLK_TCK},
#endif
#ifdef _SC_COHER_BLKSZ
    {"SC_COHER_BLKSZ", _SC_COHER_BLKSZ},
#endif
#ifdef _SC_COLL_WEIGHTS_MAX
    {"SC_COLL_WEIGHTS_MAX", _SC_COLL_WEIGHTS_MAX},
#endif
#ifdef _SC_DCACHE_ASSOC
    {"SC_DCACHE_ASSOC", _SC_DCACHE_ASSOC},
#endif
#ifdef _SC_DCACHE_BLKSZ
    {"SC_DCACHE_BLKSZ", _SC_DCACHE_BLKSZ},
#endif
#ifdef _SC_DCACHE_LINESZ
    {"SC_DCACHE_LINESZ", _SC_DCACHE_LINESZ},
#endif
#ifdef _SC_DCACHE_SZ
    {"SC_DCACHE_SZ", _SC_DCACHE_SZ},
#endif
#ifdef _SC_DCACHE_TBLKSZ
    {"SC_DCACHE_TBLKSZ", _SC_DCACHE_TBLKSZ},
#endif
#ifdef _SC_DELAYTIMER_MAX
    {"SC_DELAYTIMER_MAX", _SC_DELAYTIMER_MAX},
#endif
#ifdef _SC_EQUIV_CLASS_MAX
    {"SC_EQUIV_CLASS_MAX", _SC_EQUIV_CLASS_MAX},
#endif
#ifdef _SC_EXPR_NEST_MAX
    {"SC_EXPR_NEST_MAX", _SC_EXPR_NEST_MAX},
#endif
#ifdef _SC_FSYNC
    {"SC_FSYNC", _SC_FSYNC},
#endif
#ifdef _SC_GETGR_R_SIZE_MAX
    {"SC_GETGR_R_SIZE_MAX", _SC_GETGR_R_SIZE_MAX},
#endif
#ifdef _SC_GETPW_R_SIZE_MAX
    {"SC_GETPW_R_SIZE_MAX", _SC_GETPW_R_SIZE_MAX},
#endif
#ifdef _SC_ICACHE_ASSOC
    {"SC_ICACHE_ASSOC", _SC_ICACHE_ASSOC},
#endif
#ifdef _SC_ICACHE_BLKSZ
    {"SC_ICACHE_BLKSZ", _SC_ICACHE_BLKSZ},
#endif
#ifdef _SC_ICACHE_LINESZ
    {"SC_ICACHE_LINESZ", _SC_ICACHE_LINESZ},
#endif
#ifdef _SC_ICACHE_SZ
    {"SC_ICACHE_SZ", _SC_ICACHE_SZ},
#endif
#ifdef _SC_INF
    {"SC_INF", _SC_INF},
#endif
#ifdef _SC_INT_MAX
    {"SC_INT_MAX", _SC_INT_MAX},
#endif
#ifdef _SC_INT_MIN
    {"SC_INT_MIN", _SC_INT_MIN},
#endif
#ifdef _SC_IOV_MAX
    {"SC_IOV_MAX", _SC_IOV_MAX},
#endif
#ifdef _SC_IP_SECOPTS
    {"SC_IP_SECOPTS", _SC_IP_SECOPTS},
#endif
#ifdef _SC_JOB_CONTROL
    {"SC_JOB_CONTROL", _SC_JOB_CONTROL},
#endif
#ifdef _SC_KERN_POINTERS
    {"SC_KERN_POINTERS", _SC_KERN_POINTERS},
#endif
#ifdef _SC_KERN_SIM
    {"SC_KERN_SIM", _SC_KERN_SIM},
#endif
#ifdef _SC_LINE_MAX
    {"SC_LINE_MAX", _SC_LINE_MAX},
#endif
#ifdef _SC_LOGIN_NAME_MAX
    {"SC_LOGIN_NAME_MAX", _SC_LOGIN_NAME_MAX},
#endif
#ifdef _SC_LOGNAME_MAX
    {"SC_LOGNAME_MAX", _SC_LOGNAME_MAX},
#endif
#ifdef _SC_LONG_BIT
    {"SC_LONG_BIT", _SC_LONG_BIT},
#endif
#ifdef _SC_MAC
    {"SC_MAC", _SC_MAC},
#endif
#ifdef _SC_MAPPED_FILES
    {"SC_MAPPED_FILES", _SC_MAPPED_FILES},
#endif
#ifdef _SC_MAXPID
    {"SC_MAXPID", _SC_MAXPID},
#endif
#ifdef _SC_MB_LEN_MAX
    {"SC_MB_LEN_MAX", _SC_MB_LEN_MAX},
#endif
#ifdef _SC_MEMLOCK
    {"SC_MEMLOCK", _SC_MEMLOCK},
#endif
#ifdef _SC_MEMLOCK_RANGE
    {"SC_MEMLOCK_RANGE", _SC_MEMLOCK_RANGE},
#endif
#ifdef _SC_MEMORY_PROTECTION
    {"SC_MEMORY_PROTECTION", _SC_MEMORY_PROTECTION},
#endif
#ifdef _SC_MESSAGE_PASSING
    {"SC_MESSAGE_PASSING", _SC_MESSAGE_PASSING},
#endif
#ifdef _SC_MINSIGSTKSZ
    {"SC_MINSIGSTKSZ", _SC_MINSIGSTKSZ},
#endif
#ifdef _SC_MMAP_FIXED_ALIGNMENT
    {"SC_MMAP_FIXED_ALIGNMENT", _SC_MMAP_FIXED_ALIGNMENT},
#endif
#ifdef _SC_MQ_OPEN_MAX
    {"SC_MQ_OPEN_MAX", _SC_MQ_OPEN_MAX},
#endif
#ifdef _SC_MQ_PRIO_MAX
    {"SC_MQ_PRIO_MAX", _SC_MQ_PRIO_MAX},
#endif
#ifdef _SC_NACLS_MAX
    {"SC_NACLS_MAX", _SC_NACLS_MAX},
#endif
#ifdef _SC_NGROUPS_MAX
    {"SC_NGROUPS_MAX", _SC_NGROUPS_MAX},
#endif
#ifdef _SC_NL_ARGMAX
    {"SC_NL_ARGMAX", _SC_NL_ARGMAX},
#endif
#ifdef _SC_NL_LANGMAX
    {"SC_NL_LANGMAX", _SC_NL_LANGMAX},
#endif
#ifdef _SC_NL_MSGMAX
    {"SC_NL_MSGMAX", _SC_NL_MSGMAX},
#endif
#ifdef _SC_NL_NMAX
    {"SC_NL_NMAX", _SC_NL_NMAX},
#endif
#ifdef _SC_NL_SETMAX
    {"SC_NL_SETMAX", _SC_NL_SETMAX},
#endif
#ifdef _SC_NL_TEXTMAX
    {"SC_NL_TEXTMAX", _SC_NL_TEXTMAX},
#endif
#ifdef _SC_NPROCESSORS_CONF
    {"SC_NPROCESSORS_CONF", _SC_NPROCESSORS_CONF},
#endif
#ifdef _SC_NPROCESSORS_ONLN
    {"SC_NPROCESSORS_ONLN", _SC_NPROCESSORS_ONLN},
#endif
#ifdef _SC_NPROC_CONF
    {"SC_NPROC_CONF", _SC_NPROC_CONF},
#endif
#ifdef _SC_NPROC_ONLN
    {"SC_NPROC_ONLN", _SC_NPROC_ONLN},
#endif
#ifdef _SC_NZERO
    {"SC_NZERO", _SC_NZERO},
#endif
#ifdef _SC_OPEN_MAX
    {"SC_OPEN_MAX", _SC_OPEN_MAX},
#endif
#ifdef _SC_PAGESIZE
    {"SC_PAGESIZE", _SC_PAGESIZE},
#endif
#ifdef _SC_PAGE_SIZE
    {"SC_PAGE_SIZE", _SC_PAGE_SIZE},
#endif
#ifdef _SC_PASS_MAX
    {"SC_PASS_MAX", _SC_PASS_MAX},
#endif
#ifdef _SC_PHYS_PAGES
    {"SC_PHYS_PAGES", _SC_PHYS_PAGES},
#endif
#ifdef _SC_PII
    {"SC_PII", _SC_PII},
#endif
#ifdef _SC_PII_INTERNET
    {"SC_PII_INTERNET", _SC_PII_INTERNET},
#endif
#ifdef _SC_PII_INTERNET_DGRAM
    {"SC_PII_INTERNET_DGRAM", _SC_PII_INTERNET_DGRAM},
#endif
#ifdef _SC_PII_INTERNET_STREAM
    {"SC_PII_INTERNET_STREAM", _SC_PII_INTERNET_STREAM},
#endif
#ifdef _SC_PII_OSI
    {"SC_PII_OSI", _SC_PII_OSI},
#endif
#ifdef _SC_PII_OSI_CLTS
    {"SC_PII_OSI_CLTS", _SC_PII_OSI_CLTS},
#endif
#ifdef _SC_PII_OSI_COTS
    {"SC_PII_OSI_COTS", _SC_PII_OSI_COTS},
#endif
#ifdef _SC_PII_OSI_M
    {"SC_PII_OSI_M", _SC_PII_OSI_M},
#endif
#ifdef _SC_PII_SOCKET
    {"SC_PII_SOCKET", _SC_PII_SOCKET},
#endif
#ifdef _SC_PII_XTI
    {"SC_PII_XTI", _SC_PII_XTI},
#endif
#ifdef _SC_POLL
    {"SC_POLL", _SC_POLL},
#endif
#ifdef _SC_PRIORITIZED_IO
    {"SC_PRIORITIZED_IO", _SC_PRIORITIZED_IO},
#endif
#ifdef _SC_PRIORITY_SCHEDULING
    {"SC_PRIORITY_SCHEDULING", _SC_PRIORITY_SCHEDULING},
#endif
#ifdef _SC_REALTIME_SIGNALS
    {"SC_REALTIME_SIGNALS", _SC_REALTIME_SIGNALS},
#endif
#ifdef _SC_RE_DUP_MAX
    {"SC_RE_DUP_MAX", _SC_RE_DUP_MAX},
#endif
#ifdef _SC_RTSIG_MAX
    {"SC_RTSIG_MAX", _SC_RTSIG_MAX},
#endif
#ifdef _SC_SAVED_IDS
    {"SC_SAVED_IDS", _SC_SAVED_IDS},
#endif
#ifdef _SC_SCHAR_MAX
    {"SC_SCHAR_MAX", _SC_SCHAR_MAX},
#endif
#ifdef _SC_SCHAR_MIN
    {"SC_SCHAR_MIN", _SC_SCHAR_MIN},
#endif
#ifdef _SC_SELECT
    {"SC_SELECT", _SC_SELECT},
#endif
#ifdef _SC_SEMAPHORES
    {"SC_SEMAPHORES", _SC_SEMAPHORES},
#endif
#ifdef _SC_SEM_NSEMS_MAX
    {"SC_SEM_NSEMS_MAX", _SC_SEM_NSEMS_MAX},
#endif
#ifdef _SC_SEM_VALUE_MAX
    {"SC_SEM_VALUE_MAX", _SC_SEM_VALUE_MAX},
#endif
#ifdef _SC_SHARED_MEMORY_OBJECTS
    {"SC_SHARED_MEMORY_OBJECTS", _SC_SHARED_MEMORY_OBJECTS},
#endif
#ifdef _SC_SHRT_MAX
    {"SC_SHRT_MAX", _SC_SHRT_MAX},
#endif
#ifdef _SC_SHRT_MIN
    {"SC_SHRT_MIN", _SC_SHRT_MIN},
#endif
#ifdef _SC_SIGQUEUE_MAX
    {"SC_SIGQUEUE_MAX", _SC_SIGQUEUE_MAX},
#endif
#ifdef _SC_SIGRT_MAX
    {"SC_SIGRT_MAX", _SC_SIGRT_MAX},
#endif
#ifdef _SC_SIGRT_MIN
    {"SC_SIGRT_MIN", _SC_SIGRT_MIN},
#endif
#ifdef _SC_SOFTPOWER
    {"SC_SOFTPOWER", _SC_SOFTPOWER},
#endif
#ifdef _SC_SPLIT_CACHE
    {"SC_SPLIT_CACHE", _SC_SPLIT_CACHE},
#endif
#ifdef _SC_SSIZE_MAX
    {"SC_SSIZE_MAX", _SC_SSIZE_MAX},
#endif
#ifdef _SC_STACK_PROT
    {"SC_STACK_PROT", _SC_STACK_PROT},
#endif
#ifdef _SC_STREAM_MAX
    {"SC_STREAM_MAX", _SC_STREAM_MAX},
#endif
#ifdef _SC_SYNCHRONIZED_IO
    {"SC_SYNCHRONIZED_IO", _SC_SYNCHRONIZED_IO},
#endif
#ifdef _SC_THREADS
    {"SC_THREADS", _SC_THREADS},
#endif
#ifdef _SC_THREAD_ATTR_STACKADDR
    {"SC_THREAD_ATTR_STACKADDR", _SC_THREAD_ATTR_STACKADDR},
#endif
#ifdef _SC_THREAD_ATTR_STACKSIZE
    {"SC_THREAD_ATTR_STACKSIZE", _SC_THREAD_ATTR_STACKSIZE},
#endif
#ifdef _SC_THREAD_DESTRUCTOR_ITERATIONS
    {"SC_THREAD_DESTRUCTOR_ITERATIONS", _SC_THREAD_DESTRUCTOR_ITERATIONS},
#endif
#ifdef _SC_THREAD_KEYS_MAX
    {"SC_THREAD_KEYS_MAX", _SC_THREAD_KEYS_MAX},
#endif
#ifdef _SC_THREAD_PRIORITY_SCHEDULING
    {"SC_THREAD_PRIORITY_SCHEDULING", _SC_THREAD_PRIORITY_SCHEDULING},
#endif
#ifdef _SC_THREAD_PRIO_INHERIT
    {"SC_THREAD_PRIO_INHERIT", _SC_THREAD_PRIO_INHERIT},
#endif
#ifdef _SC_THREAD_PRIO_PROTECT
    {"SC_THREAD_PRIO_PROTECT", _SC_THREAD_PRIO_PROTECT},
#endif
#ifdef _SC_THREAD_PROCESS_SHARED
    {"SC_THREAD_PROCESS_SHARED", _SC_THREAD_PROCESS_SHARED},
#endif
#ifdef _SC_THREAD_SAFE_FUNCTIONS
    {"SC_THREAD_SAFE_FUNCTIONS", _SC_THREAD_SAFE_FUNCTIONS},
#endif
#ifdef _SC_THREAD_STACK_MIN
    {"SC_THREAD_STACK_MIN", _SC_THREAD_STACK_MIN},
#endif
#ifdef _SC_THREAD_THREADS_MAX
    {"SC_THREAD_THREADS_MAX", _SC_THREAD_THREADS_MAX},
#endif
#ifdef _SC_TIMERS
    {"SC_TIMERS", _SC_TIMERS},
#endif
#ifdef _SC_TIMER_MAX
    {"SC_TIMER_MAX", _SC_TIMER_MAX},
#endif
#ifdef _SC_TTY_NAME_MAX
    {"SC_TTY_NAME_MAX", _SC_TTY_NAME_MAX},
#endif
#ifdef _SC_TZNAME_MAX
    {"SC_TZNAME_MAX", _SC_TZNAME_MAX},
#endif
#ifdef _SC_T_IOV_MAX
    {"SC_T_IOV_MAX", _SC_T_IOV_MAX},
#endif
#ifdef _SC_UCHAR_MAX
    {"SC_UCHAR_MAX", _SC_UCHAR_MAX},
#endif
#ifdef _SC_UINT_MAX
    {"SC_UINT_MAX", _SC_UINT_MAX},
#endif
#ifdef _SC_UIO_MAXIOV
    {"SC_UIO_MAXIOV", _SC_UIO_MAXIOV},
#endif
#ifdef _SC_ULONG_MAX
    {"SC_ULONG_MAX", _SC_ULONG_MAX},
#endif
#ifdef _SC_USHRT_MAX
    {"SC_USHRT_MAX", _SC_USHRT_MAX},
#endif
#ifdef _SC_VERSION
    {"SC_VERSION", _SC_VERSION},
#endif
#ifdef _SC_WORD_BIT
    {"SC_WORD_BIT", _SC_WORD_BIT},
#endif
#ifdef _SC_XBS5_ILP32_OFF32
    {"SC_XBS5_ILP32_OFF32", _SC_XBS5_ILP32_OFF32},
#endif
#ifdef _SC_XBS5_ILP32_OFFBIG
    {"SC_XBS5_ILP32_OFFBIG", _SC_XBS5_ILP32_OFFBIG},
#endif
#ifdef _SC_XBS5_LP64_OFF64
    {"SC_XBS5_LP64_OFF64", _SC_XBS5_LP64_OFF64},
#endif
#ifdef _SC_XBS5_LPBIG_OFFBIG
    {"SC_XBS5_LPBIG_OFFBIG", _SC_XBS5_LPBIG_OFFBIG},
#endif
#ifdef _SC_XOPEN_CRYPT
    {"SC_XOPEN_CRYPT", _SC_XOPEN_CRYPT},
#endif
#ifdef _SC_XOPEN_ENH_I18N
    {"SC_XOPEN_ENH_I18N", _SC_XOPEN_ENH_I18N},
#endif
#ifdef _SC_XOPEN_LEGACY
    {"SC_XOPEN_LEGACY", _SC_XOPEN_LEGACY},
#endif
#ifdef _SC_XOPEN_REALTIME
    {"SC_XOPEN_REALTIME", _SC_XOPEN_REALTIME},
#endif
#ifdef _SC_XOPEN_REALTIME_THREADS
    {"SC_XOPEN_REALTIME_THREADS", _SC_XOPEN_REALTIME_THREADS},
#endif
#ifdef _SC_XOPEN_SHM
    {"SC_XOPEN_SHM", _SC_XOPEN_SHM},
#endif
#ifdef _SC_XOPEN_UNIX
    {"SC_XOPEN_UNIX", _SC_XOPEN_UNIX},
#endif
#ifdef _SC_XOPEN_VERSION
    {"SC_XOPEN_VERSION", _SC_XOPEN_VERSION},
#endif
#ifdef _SC_XOPEN_XCU_VERSION
    {"SC_XOPEN_XCU_VERSION", _SC_XOPEN_XCU_VERSION},
#endif
#ifdef _SC_XOPEN_XPG2
    {"SC_XOPEN_XPG2", _SC_XOPEN_XPG2},
#endif
#ifdef _SC_XOPEN_XPG3
    {"SC_XOPEN_XPG3", _SC_XOPEN_XPG3},
#endif
#ifdef _SC_XOPEN_XPG4
    {"SC_XOPEN_XPG4", _SC_XOPEN_XPG4},
#endif
    {NULL, 0}};

static const pyos_name_value pyosi_confstr_table[] = {
#ifdef _CS_ARCHITECTURE
    {"CS_ARCHITECTURE", _CS_ARCHITECTURE},
#endif
#ifdef _CS_GNU_LIBC_VERSION
    {"CS_GNU_LIBC_VERSION", _CS_GNU_LIBC_VERSION},
#endif
#ifdef _CS_GNU_LIBPTHREAD_VERSION
    {"CS_GNU_LIBPTHREAD_VERSION", _CS_GNU_LIBPTHREAD_VERSION},
#endif
#ifdef _CS_HOSTNAME
    {"CS_HOSTNAME", _CS_HOSTNAME},
#endif
#ifdef _CS_HW_PROVIDER
    {"CS_HW_PROVIDER", _CS_HW_PROVIDER},
#endif
#ifdef _CS_HW_SERIAL
    {"CS_HW_SERIAL", _CS_HW_SERIAL},
#endif
#ifdef _CS_INITTAB_NAME
    {"CS_INITTAB_NAME", _CS_INITTAB_NAME},
#endif
#ifdef _CS_LFS64_CFLAGS
    {"CS_LFS64_CFLAGS", _CS_LFS64_CFLAGS},
#endif
#ifdef _CS_LFS64_LDFLAGS
    {"CS_LFS64_LDFLAGS", _CS_LFS64_LDFLAGS},
#endif
#ifdef _CS_LFS64_LIBS
    {"CS_LFS64_LIBS", _CS_LFS64_LIBS},
#endif
#ifdef _CS_LFS64_LINTFLAGS
    {"CS_LFS64_LINTFLAGS", _CS_LFS64_LINTFLAGS},
#endif
#ifdef _CS_LFS_CFLAGS
    {"CS_LFS_CFLAGS", _CS_LFS_CFLAGS},
#endif
#ifdef _CS_LFS_LDFLAGS
    {"CS_LFS_LDFLAGS", _CS_LFS_LDFLAGS},
#endif
#ifdef _CS_LFS_LIBS
    {"CS_LFS_LIBS", _CS_LFS_LIBS},
#endif
#ifdef _CS_LFS_LINTFLAGS
    {"CS_LFS_LINTFLAGS", _CS_LFS_LINTFLAGS},
#endif
#ifdef _CS_MACHINE
    {"CS_MACHINE", _CS_MACHINE},
#endif
#ifdef _CS_PATH
    {"CS_PATH", _CS_PATH},
#endif
#ifdef _CS_RELEASE
    {"CS_RELEASE", _CS_RELEASE},
#endif
#ifdef _CS_SRPC_DOMAIN
    {"CS_SRPC_DOMAIN", _CS_SRPC_DOMAIN},
#endif
#ifdef _CS_SYSNAME
    {"CS_SYSNAME", _CS_SYSNAME},
#endif
#ifdef _CS_VERSION
    {"CS_VERSION", _CS_VERSION},
#endif
#ifdef _CS_XBS5_ILP32_OFF32_CFLAGS
    {"CS_XBS5_ILP32_OFF32_CFLAGS", _CS_XBS5_ILP32_OFF32_CFLAGS},
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LDFLAGS
    {"CS_XBS5_ILP32_OFF32_LDFLAGS", _CS_XBS5_ILP32_OFF32_LDFLAGS},
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LIBS
    {"CS_XBS5_ILP32_OFF32_LIBS", _CS_XBS5_ILP32_OFF32_LIBS},
#endif
#ifdef _CS_XBS5_ILP32_OFF32_LINTFLAGS
    {"CS_XBS5_ILP32_OFF32_LINTFLAGS", _CS_XBS5_ILP32_OFF32_LINTFLAGS},
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_CFLAGS
    {"CS_XBS5_ILP32_OFFBIG_CFLAGS", _CS_XBS5_ILP32_OFFBIG_CFLAGS},
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LDFLAGS
    {"CS_XBS5_ILP32_OFFBIG_LDFLAGS", _CS_XBS5_ILP32_OFFBIG_LDFLAGS},
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LIBS
    {"CS_XBS5_ILP32_OFFBIG_LIBS", _CS_XBS5_ILP32_OFFBIG_LIBS},
#endif
#ifdef _CS_XBS5_ILP32_OFFBIG_LINTFLAGS
    {"CS_XBS5_ILP32_OFFBIG_LINTFLAGS", _CS_XBS5_ILP32_OFFBIG_LINTFLAGS},
#endif
#ifdef _CS_XBS5_LP64_OFF64_CFLAGS
    {"CS_XBS5_LP64_OFF64_CFLAGS", _CS_XBS5_LP64_OFF64_CFLAGS},
#endif
#ifdef _CS_XBS5_LP64_OFF64_LDFLAGS
    {"CS_XBS5_LP64_OFF64_LDFLAGS", _CS_XBS5_LP64_OFF64_LDFLAGS},
#endif
#ifdef _CS_XBS5_LP64_OFF64_LIBS
    {"CS_XBS5_LP64_OFF64_LIBS", _CS_XBS5_LP64_OFF64_LIBS},
#endif
#ifdef _CS_XBS5_LP64_OFF64_LINTFLAGS
    {"CS_XBS5_LP64_OFF64_LINTFLAGS", _CS_XBS5_LP64_OFF64_LINTFLAGS},
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_CFLAGS
    {"CS_XBS5_LPBIG_OFFBIG_CFLAGS", _CS_XBS5_LPBIG_OFFBIG_CFLAGS},
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LDFLAGS
    {"CS_XBS5_LPBIG_OFFBIG_LDFLAGS", _CS_XBS5_LPBIG_OFFBIG_LDFLAGS},
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LIBS
    {"CS_XBS5_LPBIG_OFFBIG_LIBS", _CS_XBS5_LPBIG_OFFBIG_LIBS},
#endif
#ifdef _CS_XBS5_LPBIG_OFFBIG_LINTFLAGS
    {"CS_XBS5_LPBIG_OFFBIG_LINTFLAGS", _CS_XBS5_LPBIG_OFFBIG_LINTFLAGS},
#endif
    {NULL, 0}};

#if !PYOS_STRICT || PYOS_HAVE_SYSCONF
PYOSI_API int pyos_sysconf(const char *name, long long *value) {
    int number = 0, saved;
    if (!PYOS_HAVE_SYSCONF) return pyosi_absent("os.sysconf");
    if (!value) return pyosi_null_pointer("os.sysconf", "value");
    if (pyosi_configuration("os.sysconf", pyosi_sysconf_table, name, &number) != 0) return -1;
    saved = errno;
    return pyosi_limit(pyosi_sys_sysconf(number), "os.sysconf", NULL, saved, value);
}

PYOSI_API int pyos_confstr(const char *name, char **value) {
    pyosi_bytes b = {NULL, 0, 0};
    int number = 0, status;
    if (!PYOS_HAVE_SYSCONF) return pyosi_absent("os.confstr");
    if (!value) return pyosi_null_pointer("os.confstr", "value");
    if (pyosi_configuration("os.confstr", pyosi_confstr_table, name, &number) != 0) return -1;
    status = pyosi_sys_confstr(number, &b);
    if (status == 0) *value = b.size ? b.data : NULL;
    if (status != 0 || !b.size) pyos_free(b.data);
    return pyosi_result(status, "os.confstr", NULL);
}
#endif

PYOSI_API const pyos_name_value *pyos_sysconf_names(size_t *count) {
    if (count) *count = sizeof pyosi_sysconf_table / sizeof *pyosi_sysconf_table - 1;
    return pyosi_sysconf_table;
}

PYOSI_API const pyos_name_value *pyos_confstr_names(size_t *count) {
    if (count) *count = sizeof pyosi_confstr_table / sizeof *pyosi_confstr_table - 1;
    return pyosi_confstr_table;
}

/* =====================================================================================================================
 * >>random
 */

#ifndef PYOSI_RANDOM_MOST
#define PYOSI_RANDOM_MOST 0x10000000u /* bytes of one call: what all systems take */
#endif

#if PYOSI_WINDOWS
/* Both draw from the system's own generator and are there in every Windows 10; ProcessPrng cannot fail. RtlGenRandom
 * takes 32 bits of length. */
static int pyosi_sys_urandom(unsigned char *buffer, size_t n) {
    pyosi_load_calls();
    if (!pyosi_calls.ProcessPrng && !pyosi_calls.RtlGenRandom) return PYOSI_ABSENT;
    while (n > 0) {
        ULONG piece = n < PYOSI_RANDOM_MOST ? (ULONG)n : PYOSI_RANDOM_MOST;
        bool filled = pyosi_calls.ProcessPrng ? pyosi_calls.ProcessPrng(buffer, piece) != 0
                                              : pyosi_calls.RtlGenRandom(buffer, piece) != 0;
        if (!filled) return pyosi_open_error(EIO);
        buffer += piece, n -= piece;
    }
    return 0;
}

#elif PYOSI_WASI

static int pyosi_sys_urandom(unsigned char *buffer, size_t n) {
    int code = n ? __wasi_random_get(buffer, n) : 0;
    if (code == 0) return 0;
    errno = code;
    return PYOSI_SYSTEM;
}

#else

#if PYOSI_HAVE_GETRANDOM
static long long pyosi_sys_getrandom(void *buffer, size_t n, unsigned flags) {
    ssize_t got;
#if PYOSI_LINUX /* by number, since older C libraries lack the function */
    PYOSI_RETRY(got, syscall(SYS_getrandom, buffer, n, flags));
#else
    PYOSI_RETRY(got, getrandom(buffer, n, flags));
#endif
    return got;
}
#endif

/* Some bytes, perhaps fewer than asked for. */
static long long pyosi_some_random(void *buffer, size_t n) {
#if PYOSI_HAVE_GETRANDOM
    return pyosi_sys_getrandom(buffer, n, 0);
#elif PYOSI_HAVE_GETENTROPY
    if (n > 256) n = 256; /* its limit */
    return getentropy(buffer, n) == 0 ? (long long)n : PYOSI_SYSTEM;
#else
    (void)buffer;
    (void)n;
    errno = ENOSYS;
    return PYOSI_SYSTEM;
#endif
}

/* The device for kernels that have no call, or a filter that lets none through; opened once and kept. */
static struct {
    bool open;
    int fd;
    dev_t device;
    ino_t inode;
} pyosi_kept;

/* The kept descriptor, where somebody else has not closed it meanwhile, and perhaps opened another file under its
 * number. */
static bool pyosi_kept_device(int *fd) {
    struct stat st;
    bool kept;
    pyosi_lock();
    kept = pyosi_kept.open && fstat(pyosi_kept.fd, &st) == 0 && st.st_dev == pyosi_kept.device &&
           st.st_ino == pyosi_kept.inode;
    pyosi_kept.open = kept;
    if (kept) *fd = pyosi_kept.fd;
    pyosi_unlock();
    return kept;
}

/* Keeps a new descriptor; false when another thread was faster. */
static bool pyosi_keep_device(int fd, const struct stat *st) {
    bool first;
    pyosi_lock();
    first = !pyosi_kept.open;
    if (first) {
        pyosi_kept.open = true, pyosi_kept.fd = fd;
        pyosi_kept.device = st->st_dev, pyosi_kept.inode = st->st_ino;
    }
    pyosi_unlock();
    return first;
}

/* ABSENT for what is not there, and for what is no device: whatever lies there is no source of random bytes. */
static int pyosi_open_device(int *fd) {
    struct stat st;
    while (!pyosi_kept_device(fd)) {
        *fd = pyosi_sys_open(AT_FDCWD, "/dev/urandom", O_RDONLY | O_CLOEXEC, 0);
        if (*fd < 0)
            return errno == ENOENT || errno == ENXIO || errno == ENODEV || errno == EACCES ? PYOSI_ABSENT
                                                                                           : PYOSI_SYSTEM;
        if (fstat(*fd, &st) != 0 || !S_ISCHR(st.st_mode)) {
            pyosi_drop(*fd);
            return PYOSI_ABSENT;
        }
        if (pyosi_keep_device(*fd, &st)) return 0;
        pyosi_drop(*fd);
    }
    return 0;
}

static int pyosi_read_device(unsigned char *buffer, size_t n) {
    int fd = -1, status = pyosi_open_device(&fd);
    while (status == 0 && n > 0) {
        long long got = pyosi_sys_read(fd, buffer, n < PYOSI_RANDOM_MOST ? n : PYOSI_RANDOM_MOST);
        if (got == 0) errno = EIO;
        if (got <= 0) return PYOSI_SYSTEM;
        buffer += got, n -= (size_t)got;
    }
    return status;
}

/* One call gives all up to 32 MiB less a byte on Linux, unless a signal comes; the rest is asked for. */
static int pyosi_sys_urandom(unsigned char *buffer, size_t n) {
    int saved = errno;
    while (n > 0) {
        long long got = pyosi_some_random(buffer, n < PYOSI_RANDOM_MOST ? n : PYOSI_RANDOM_MOST);
        if (got < 0 && errno != ENOSYS && errno != EPERM) return PYOSI_SYSTEM;
        if (got <= 0) {
            int status = pyosi_read_device(buffer, n);
            if (status != 0) return status;
            got = (long long)n;
        }
        buffer += got, n -= (size_t)got;
    }
    errno = saved;
    return 0;
}
#endif

#if !PYOS_HAVE_GETRANDOM || !PYOSI_HAVE_GETRANDOM
#define pyosi_sys_getrandom(...) pyosi_none(0, __VA_ARGS__)
#endif

/* Random bytes: public. */

#define PYOSI_TOO_LARGE "Python int too large to convert to C ssize_t"

#if !PYOS_STRICT || PYOS_HAVE_GETRANDOM
PYOSI_API long long pyos_getrandom(void *buffer, long long size, unsigned flags) {
    if (!PYOS_HAVE_GETRANDOM) return pyosi_absent("os.getrandom");
    if (size < 0) return pyosi_invalid("os.getrandom");
    if ((unsigned long long)size > (size_t)-1 / 2) return pyosi_overflow("os.getrandom", PYOSI_TOO_LARGE);
    if (!buffer && size != 0) return pyosi_null_pointer("os.getrandom", "buffer");
    return pyosi_count(pyosi_sys_getrandom(buffer, (size_t)size, flags), "os.getrandom");
}
#endif

PYOSI_API long long pyos_urandom(void *buffer, long long size) {
    int status;
    if (size < 0) return pyosi_value_error("os.urandom", "negative argument not allowed");
    if ((unsigned long long)size > (size_t)-1 / 2) return pyosi_overflow("os.urandom", PYOSI_TOO_LARGE);
    if (!buffer && size != 0) return pyosi_null_pointer("os.urandom", "buffer");
    status = pyosi_sys_urandom((unsigned char *)buffer, (size_t)size);
    if (status == PYOSI_ABSENT)
        return pyosi_record("os.urandom", PYOS_NOTIMPLEMENTEDERROR, ENOSYS, "/dev/urandom (or equivalent) not found",
                            NULL, NULL);
    return status == 0 ? size : pyosi_fail(status, "os.urandom", NULL);
}

#if defined(_MSC_VER)
#pragma warning(pop)
#endif
#ifdef __cplusplus
}
#endif
#undef PYOSI_HAVE_STATX
#undef PYOSI_HAVE_GETDENTS64
#undef PYOSI_HAVE_FIOCLEX
#undef PYOSI_HAVE_ST_BIRTHTIME
#undef PYOSI_HAVE_ST_FLAGS
#undef PYOSI_HAVE_LOCALE_ENCODING
#undef PYOSI_UNUSED
#undef PYOSI_RELAXED
#undef PYOSI_ACQUIRE
#undef PYOSI_ACQUIRE_POINTER
#undef PYOSI_RELEASE
#undef PYOSI_THREAD_LOCAL
#undef PYOSI_SAME
#undef PYOSI_SYSTEM
#undef PYOSI_MEMORY
#undef PYOSI_BADTEXT
#undef PYOSI_TOOLONG
#undef PYOSI_ABSENT
#undef PYOSI_BADTAG
#undef PYOSI_SETTING
#undef PYOSI_COLD
#undef pyosi_decode_bytes
#undef pyosi_encode_bytes
#undef PYOSI_TOOLONG2
#undef PYOSI_NO_PATH
#undef PYOSI_REFUSED
#undef PYOSI_DIR_FD
#undef PYOSI_FD
#undef PYOSI_FOLLOWS
#undef PYOSI_EFFECTIVE
#undef PYOSI_ON_POSIX
#undef PYOSI_HERE
#undef PYOSI_MALLOC
#undef PYOSI_REALLOC
#undef PYOSI_FREE
#undef PYOSI_NO_TEXT
#undef pyosi_wide_from_wtf8
#undef pyosi_wtf8_from_wide
#undef PYOSI_NOT_DECODED
#undef PYOSI_NT
#undef PYOSI_NO_PART
#undef PYOSI_NO_PARTS
#undef PYOSI_IO_MAX
#undef PYOSI_HANDLER
#undef PYOSI_SHORT
#undef PYOSI_LONG_FROM
#undef PYOSI_MOST
#undef PYOSI_CLOEXEC
#undef PYOSI_RETRY
#undef PYOSI_REPARSE_MAX
#undef PYOSI_TYPE
#undef PYOSI_BASIC_INFO
#undef PYOSI_STANDARD_INFO
#undef PYOSI_TAG_INFO
#undef PYOSI_LIST_INFO
#undef PYOSI_LITERAL
#undef PYOSI_ID_INFO
#undef PYOSI_IS_SURROGATE
#undef PYOSI_DIRECTORY_FILE
#undef PYOSI_OPEN_REPARSE_POINT
#undef PYOSI_LISTED
#undef PYOSI_TIME
#undef PYOSI_ALWAYS
#undef PYOSI_ON_UNIX
#undef PYOSI_STATX_WANTED
#undef PYOSI_STATX_BTIME
#undef PYOSI_STATX_FLAGS
#undef PYOSI_EMPTY_PATH
#undef PYOSI_IS_UNKNOWN
#undef PYOSI_IS_DIR
#undef PYOSI_IS_FILE
#undef PYOSI_IS_LINK
#undef PYOSI_IS_OTHER
#undef PYOSI_CACHED_LSTAT
#undef PYOSI_CACHED_STAT
#undef PYOSI_LISTING
#undef PYOSI_DIRENT
#undef PYOSI_DISPOSITION_INFO
#undef PYOSI_DISPOSITION_INFO_EX
#undef PYOSI_END_INFO
#undef PYOSI_NON_DIRECTORY_FILE
#undef PYOSI_DELETE_ON_CLOSE
#undef PYOSI_BACKUP_INTENT
#undef PYOSI_FILE_OPEN
#undef PYOSI_FILE_CREATE
#undef PYOSI_FILE_OPEN_IF
#undef PYOSI_FILE_OVERWRITE
#undef PYOSI_FILE_OVERWRITE_IF
#undef PYOSI_SHARE_ALL
#undef PYOSI_RENAME_EX
#undef PYOSI_RENAME
#undef PYOSI_LINK_EX
#undef PYOSI_LINK
#undef PYOSI_HAVE_DUP3
#undef PYOSI_HAVE_CLOSE_RANGE
#undef PYOSI_HAVE_PREADV2
#undef PYOSI_HAVE_MKNODAT
#undef PYOSI_EVENT_ARGS
#undef PYOSI_ASKED
#undef pyosi_sys_dup
#undef pyosi_sys_dup2
#undef pyosi_sys_pipe
#undef pyosi_sys_readv
#undef pyosi_sys_writev
#undef pyosi_sys_get_terminal_size
#undef pyosi_sys_get_handle_inheritable
#undef pyosi_sys_set_handle_inheritable
#undef pyosi_sys_get_osfhandle
#undef pyosi_sys_open_osfhandle
#undef pyosi_sys_preadv
#undef pyosi_sys_pwritev
#undef pyosi_sys_lockf
#undef pyosi_sys_ttyname
#undef pyosi_sys_tcgetpgrp
#undef pyosi_sys_tcsetpgrp
#undef pyosi_sys_openpty
#undef pyosi_sys_login_tty
#undef pyosi_sys_posix_openpt
#undef pyosi_sys_grantpt
#undef pyosi_sys_unlockpt
#undef pyosi_sys_ptsname
#undef pyosi_sys_pipe2
#undef pyosi_sys_fdatasync
#undef pyosi_sys_posix_fallocate
#undef pyosi_sys_posix_fadvise
#undef pyosi_sys_copy_file_range
#undef pyosi_sys_splice
#undef pyosi_sys_sendfile
#undef PYOSI_NO_BYTES
#undef PYOSI_NEGATIVE_COUNT
#undef PYOSI_DEVICE
#undef pyosi_statvfs_struct
#undef pyosi_statvfs_of
#undef pyosi_fstatvfs_of
#undef pyosi_sys_chown
#undef pyosi_sys_fchown
#undef pyosi_sys_chroot
#undef pyosi_sys_mkfifo
#undef pyosi_sys_mknod
#undef pyosi_sys_major
#undef pyosi_sys_minor
#undef pyosi_sys_makedev
#undef pyosi_sys_statvfs
#undef pyosi_sys_fstatvfs
#undef pyosi_sys_sync
#undef pyosi_sys_chflags
#undef pyosi_sys_lchflags
#undef pyosi_sys_listdrives
#undef pyosi_sys_listvolumes
#undef pyosi_sys_listmounts
#undef pyosi_sys_futime
#undef pyosi_sys_pathconf
#undef pyosi_sys_fpathconf
#undef PYOSI_ID_MAX
#undef PYOSI_NO_DEVICE
#undef PYOSI_DIR_FLAGS
#undef PYOSI_FWALK_FLAGS
#undef PYOSI_WALK_FDS
#undef PYOSI_SKIPPED
#undef pyosi_sys_timerfd_create
#undef pyosi_sys_timerfd_settime
#undef pyosi_sys_timerfd_gettime
#undef pyosi_sys_eventfd
#undef pyosi_sys_memfd_create
#undef pyosi_sys_getxattr
#undef pyosi_sys_removexattr
#undef pyosi_sys_setxattr
#undef PYOSI_HOOKED
#undef PYOSI_NOFLAGS
#undef PYOSI_LONGENV
#undef PYOSI_BATCH
#undef PYOSI_ENV_MOST
#undef PYOSI_BATCH_PATH
#undef PYOSI_BATCH_LINE
#undef PYOSI_MODE_TEXT
#undef PYOSI_MODE_BINARY
#undef PYOSI_MODE_APPEND
#undef PYOSI_MODE_FDS
#undef PYOSI_FD_OPEN
#undef PYOSI_FD_PIPE
#undef PYOSI_FD_APPEND
#undef PYOSI_FD_DEVICE
#undef PYOSI_FD_TEXT
#undef PYOSI_CHILD_FDS
#undef PYOSI_CHILD_BLOCK
#undef PYOSI_RANDOM_MOST
#undef PYOSI_RETRY_CODE
#undef PYOSI_WALK_LINKS
#undef PYOSI_JUNCTION
#undef pyosi_open_any
#undef pyosi_name_flags
#undef pyosi_lstat_name
#undef pyosi_sys_listxattr
#undef PYOSI_OF_SETUID
#undef PYOSI_OF_SETEUID
#undef PYOSI_OF_SETREUID
#undef PYOSI_OF_SETRESUID
#undef PYOSI_OF_SETGID
#undef PYOSI_OF_SETEGID
#undef PYOSI_OF_SETREGID
#undef PYOSI_OF_SETRESGID
#undef pyosi_sys_getuid
#undef pyosi_sys_getgid
#undef pyosi_sys_uname
#undef pyosi_sys_getppid
#undef pyosi_sys_getlogin
#undef pyosi_getgroups
#undef pyosi_sys_geteuid
#undef pyosi_sys_getegid
#undef pyosi_sys_getgroups
#undef pyosi_sys_getgrouplist
#undef pyosi_sys_setgroups
#undef pyosi_sys_ctermid
#undef pyosi_sys_getpgid
#undef pyosi_sys_getpgrp
#undef pyosi_sys_getsid
#undef pyosi_sys_setpgid
#undef pyosi_sys_setsid
#undef pyosi_sys_getpriority
#undef pyosi_sys_setpriority
#undef pyosi_sys_set_ids
#undef pyosi_sys_getresuid
#undef pyosi_sys_getresgid
#undef pyosi_sys_initgroups
#undef PYOSI_NGROUPS_MAX
#undef PYOSI_BAD_CPU_COUNT
#undef PYOSI_BAD_NAME
#undef PYOSI_CHILD_SETRESGID
#undef PYOSI_CHILD_SETRESUID
#undef PYOSI_CHILD_STACK
#undef PYOSI_CLONE3
#undef PYOSI_COUNT_BAD
#undef PYOSI_COUNT_TRUE
#undef PYOSI_COUNT_UNREAD
#undef PYOSI_CPUS_MOST
#undef PYOSI_ENVIRON
#undef PYOSI_HAVE_ADDCLOSEFROM
#undef PYOSI_HAVE_CLONE3
#undef PYOSI_HAVE_GETENTROPY
#undef PYOSI_HAVE_GETRANDOM
#undef PYOSI_HAVE_SPAWN_SCHEDULER
#undef PYOSI_HAVE_SPAWN_SETSID
#undef PYOSI_LINE_BUFFERED
#undef PYOSI_PART
#undef PYOSI_PIDFD_OPEN
#undef PYOSI_SAYS
#undef PYOSI_SHELL
#undef PYOSI_SIGNALS
#undef PYOSI_SIGNAL_SET
#undef PYOSI_TOO_LARGE
#undef PYOSI_WORD_BITS
#undef PYOSI_WORKERS_MOST
#undef pyosi_check_options
#undef pyosi_spawnve_words
#undef pyosi_sys_add_dll_directory
#undef pyosi_sys_confstr
#undef pyosi_sys_exec
#undef pyosi_sys_fexecve
#undef pyosi_sys_fork
#undef pyosi_sys_forkpty
#undef pyosi_sys_getloadavg
#undef pyosi_sys_getrandom
#undef pyosi_sys_kill
#undef pyosi_sys_killpg
#undef pyosi_sys_nice
#undef pyosi_sys_pidfd_open
#undef pyosi_sys_popen
#undef pyosi_sys_popen_wait
#undef pyosi_sys_posix_spawn
#undef pyosi_sys_remove_dll_directory
#undef pyosi_sys_sched_get_priority_max
#undef pyosi_sys_sched_get_priority_min
#undef pyosi_sys_sched_getaffinity
#undef pyosi_sys_sched_getparam
#undef pyosi_sys_sched_getscheduler
#undef pyosi_sys_sched_rr_get_interval
#undef pyosi_sys_sched_setaffinity
#undef pyosi_sys_sched_setparam
#undef pyosi_sys_sched_setscheduler
#undef pyosi_sys_sched_yield
#undef pyosi_sys_setns
#undef pyosi_sys_spawn
#undef pyosi_sys_spawn_from
#undef pyosi_sys_startfile
#undef pyosi_sys_sysconf
#undef pyosi_sys_system
#undef pyosi_sys_unshare
#undef pyosi_sys_wait4
#undef pyosi_sys_waitid
#undef pyosi_sys_waitpid
#undef PYOSI_HOOK
#undef PYOSI_UNWATCHED
#undef PYOSI_SIGMASK
#undef PYOSI_HAVE_CHILD
#endif /* PYOS_IMPLEMENTATION */

/* Nothing private stays defined. */
#undef PYOSI_WINDOWS
#undef PYOSI_WASI
#undef PYOSI_POSIX
#undef PYOSI_LINUX
#undef PYOSI_MACOS
#undef PYOSI_IOS
#undef PYOSI_FREEBSD
#undef PYOSI_NETBSD
#undef PYOSI_OPENBSD
#undef PYOSI_API

/*
REVISION HISTORY

  0.3.0   The environment, the process and its user, starting programs and waiting for them, the scheduler, processors,
          limits of the system, random bytes, namespaces: all that Python has of them, and multiprocessing's workers.
  0.2.0   Descriptors, terminals, files, directories, walk and fwalk, extended attributes, timerfd, eventfd and
          memfd_create: all that Python has of them. dir_fd on Windows.
  0.1.0   The first slice: errors, audit hooks, text, the pure half of os.path, descriptors, files and directories,
          stat, listdir and scandir, on POSIX, Windows and WASI.

LICENCE

  This software is available under two licences; choose whichever you prefer.

  ALTERNATIVE A - MIT License

  Copyright (c) 2026 the pyos.h authors

  Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
  documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
  rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
  persons to whom the Software is furnished to do so, subject to the following conditions:

  The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
  Software.

  THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
  WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
  COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
  OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

  ALTERNATIVE B - Public Domain (www.unlicense.org)

  This is free and unencumbered software released into the public domain.

  Anyone is free to copy, modify, publish, use, compile, sell, or distribute this software, either in source code form
  or as a compiled binary, for any purpose, commercial or non-commercial, and by any means.

  In jurisdictions that recognize copyright laws, the author or authors of this software dedicate any and all copyright
  interest in the software to the public domain. We make this dedication for the benefit of the public at large and to
  the detriment of our heirs and successors. We intend this dedication to be an overt act of relinquishment in
  perpetuity of all present and future rights to this software under copyright law.

  THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
  WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS BE
  LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
  OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
*/
