/* pyos.h - v0.1.0 - Python's os, os.path and stat for C and C++, in one file.
 *
 * Lists, reads and changes files and directories on POSIX, Windows and WASI with the names, results, defaults and
 * error messages of Python 3.13. No dependency but the C library.
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
     8. Descriptors                                                                 >>fd
     9. Files and directories                                                       >>files
    10. stat                                                                        >>stat
    11. Listing directories                                                         >>walk
    12. What has no C form, and why
    13. Differs from Python
    14. Revision history and licence                                                at the end

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
                step is 1 with an item, 0 at the end, -1 on error; a string, list or object is a pointer, NULL on failure.
                Where Python's default is None, NULL is that default; elsewhere NULL is a TypeError.
  Errors        errno is set, and pyos_last_error() has the rest: kind, function, file names, Windows code. See >>error.
  Strings       const char * in UTF-8. On POSIX and WASI they are the system's bytes, untouched; on Windows they are
                WTF-8, that is UTF-8 in which a lone half of a surrogate pair is written as three bytes, so that every
                name survives. Paths of any length work.
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
                ENOSYS, NotImplementedError and no effect; pyos_have("os.fchdir") and PYOS_HAVE_FCHDIR say so beforehand.
                Nothing succeeds by doing nothing.
  Threads       Functions without an object may be called from any thread, an iterator by one at a time. Calls that a
                signal interrupts are repeated (PEP 475). New descriptors are non-inheritable (PEP 446).


3. OPTIONS

  Define them before the #include. "all" must be the same in every file that includes pyos.h, "impl" matters only in the
  one with PYOS_IMPLEMENTATION. Each is 0 or 1 and off by default; defined without a value it is on.

    PYOS_STATIC            impl   every function is static: a private copy inside one file, nothing is exported
    PYOS_API               all    your own linkage in place of hidden visibility, as in -DPYOS_API=__declspec(dllexport)
                                  (this one is text, not 0 or 1)
    PYOS_STRICT            all    functions that the platform lacks are not declared at all
    PYOS_STDIO             all    includes <stdio.h> and declares pyos_fdopen
    PYOS_NO_AUDIT          impl   no audit hooks: pyos_addaudithook fails with ENOSYS, events cost nothing
    PYOS_NO_THREADS        impl   one thread only: no thread-local storage, no locks (tcc needs this)
    PYOS_NO_ASSERT         impl   constants are not compared with the system's headers at compile time
    PYOS_MALLOC, PYOS_REALLOC, PYOS_FREE
                           impl   your allocator, as function-like macros: all three or none. The C library allocates
                                  by itself in opendir (where there is no getdents64), newlocale, GetProcAddress
    PYOS_THREAD_LOCAL      impl   the keyword for thread-local variables, where the built-in choice is wrong
    PYOS_SYSTEM_CONSTANTS  all    takes PYOS_O_CREAT and its kin from the system's headers, which are then included; for
                                  systems and processors that pyos.h has no numbers for


12. WHAT HAS NO C FORM, AND WHY

  os.fspath, os.PathLike   there is one kind of path, the string
  str or bytes             one kind of string: bytes in, bytes out; pyos_fsdecode and pyos_fsencode convert
  None, positional tuples  NULL, and structs with named members (stat.ST_MODE and its kin index a tuple: no use here)
  context managers         pyos_scandir_close
  NUL inside a path        a C string cannot hold one


13. DIFFERS FROM PYTHON

  link                     never follows a symbolic link unless told to, on every system (Python's later rule)
  stat on Linux            has the birth time where the kernel knows it
  times                    nanoseconds in 64 bits: what lies outside 1677 to 2262 is cut to the nearest limit
  mkdir 0700 on Windows    the access list names the current user, so that elevated users are not locked out
  repr in messages         code points from U+00A1 on are shown, but for C1, U+00AD, U+2028, U+2029, the controls of
                           writing direction and surrogates; a name longer than the record keeps its end
  UnicodeError             the message does not tell position and character
  access                   wrong use answers false, and leaves a TypeError, ValueError or NotImplementedError in the record
  set_inheritable on WASI  making a descriptor inheritable is refused, because the sandbox has no such thing
  a directory entry        asks by the descriptor of the open directory, so it means the same file when the path is moved
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
#error "pyos.h: include the implementation before all other headers, or compile with -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64"
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
#if PYOSI_LINUX && !PYOS_SYSTEM_CONSTANTS &&                                                                             \
    (defined(__mips__) || defined(__alpha__) || defined(__sparc__) || defined(__hppa__))
#error "pyos.h: no constants for this processor; define PYOS_SYSTEM_CONSTANTS to take them from the system's headers"
#endif

#ifndef PYOS_H
#define PYOS_H

#define PYOS_VERSION 100 /* 10000 * major + 100 * minor + patch */
#define PYOS_VERSION_STRING "0.1.0"

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
#endif

/* How functions are declared. Hidden visibility gives each executable or library a pyos.h of its own; a Windows module
 * exports nothing unasked. */
#if PYOS_STATIC
#if defined(__GNUC__) || defined(__TINYC__)
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
 * It and its strings stand until the next failure on this thread; success leaves it and errno alone. Internal probes,
 * tolerated failures and questions answered false do not touch it. */
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
 * Raises an event of the caller's own. 0, or -1 with the errno of the first hook that refused; later ones are not asked.
 *   Errors    EINVAL  event is NULL, or args is while nargs is not 0 (TypeError) */
PYOSI_API int pyos_audit(const char *event, const pyos_audit_arg *args, size_t nargs);

/* A call that a signal interrupts is repeated (PEP 475). A hook is asked before that, as a signal handler that raises
 * would stop a call in Python: 0 repeats, an errno (EINTR, say) is what the call then fails with. close is never
 * repeated. One hook for the process; NULL takes it away. Read only after an interruption, so it costs nothing. */
PYOSI_API void pyos_set_interrupt_hook(int (*hook)(void *user), void *user);

/* hasattr(os, name): does the function work here? pyos_have("os.fchdir") is false on Windows, and what the kernel decides
 * is asked of the kernel. Also "stat.S_ISWHT", "sys.addaudithook". False for NULL and for what pyos.h does not have. */
PYOSI_API bool pyos_have(const char *name);

/* name in os.supports_dir_fd, and so on. With or without "os.": pyos_supports_dir_fd("mkdir"). As in Python rmdir is in
 * supports_dir_fd, while remove, replace and lstat are not, though they take the argument. */
PYOSI_API bool pyos_supports_dir_fd(const char *name);
PYOSI_API bool pyos_supports_fd(const char *name);
PYOSI_API bool pyos_supports_follow_symlinks(const char *name);
PYOSI_API bool pyos_supports_effective_ids(const char *name);

/* The same at compile time, for the functions that some platform lacks. */
#if PYOSI_WINDOWS || PYOSI_WASI
#define PYOS_HAVE_FCHDIR 0
#define PYOS_HAVE_FLISTDIR 0
#define PYOS_HAVE_FSCANDIR 0
#else
#define PYOS_HAVE_FCHDIR 1
#define PYOS_HAVE_FLISTDIR 1
#define PYOS_HAVE_FSCANDIR 1
#endif

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

/* sys.getfilesystemencoding(): "utf-8" on Windows, macOS and WASI and in UTF-8 mode, else the name of the locale's
 * encoding, taken at first use from LC_ALL, LC_CTYPE or LANG; setlocale is neither called nor obeyed. Static. */
PYOSI_API const char *pyos_getfilesystemencoding(void);

/* sys.getfilesystemencodeerrors(): "surrogateescape", "surrogatepass" on Windows. Static. */
PYOSI_API const char *pyos_getfilesystemencodeerrors(void);

/* sys.flags.utf8_mode: 1 with PYTHONUTF8=1, 0 with PYTHONUTF8=0, else 1 in the C and POSIX locales. Read once. */
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

/* WTF-8 to wide characters, for calls of the system that pyos.h does not have: UTF-16 on Windows (three bytes that spell
 * a lone half become that half), UTF-32 elsewhere.
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
 *   argc, argv   replaced on success, left alone on failure; the new argv is one block for pyos_free, at the end if ever
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
 * Head and tail: what follows the last separator, and what precedes it without its trailing separators, unless it is all
 * separators.
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

/* os.path.basename(p): the tail of split, "" for a path that ends in a separator. A pointer into p; NULL (TypeError) for
 * NULL. */
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
 * >>fd        Descriptors
 *
 *     int fd = pyos_open("notes.txt", PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
 *     long long n = fd < 0 ? -1 : pyos_read(fd, buffer, sizeof buffer);
 *
 * Descriptors are those of the process; on Windows those of the C run time that pyos.h was compiled with.
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
 * PYOS_O_RDONLY is not 0 on WASI, where no access mode at all is EINVAL. */
#if PYOS_SYSTEM_CONSTANTS
#define PYOS_O_RDONLY O_RDONLY
#define PYOS_O_WRONLY O_WRONLY
#define PYOS_O_RDWR O_RDWR
#ifdef O_ACCMODE
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
#if defined(__LP64__) || defined(_LP64)
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

#define PYOS_SEEK_SET 0
#define PYOS_SEEK_CUR 1
#define PYOS_SEEK_END 2

/* os.open(path, flags, mode=0o777, *, dir_fd=None)
 * Opens a file as a new, non-inheritable descriptor.
 *   flags      one of PYOS_O_RDONLY, _WRONLY, _RDWR with others; what the system does with unknown bits is its own
 *   mode       for a file that is created: permission bits less the umask; Windows looks at PYOS_S_IWRITE only
 *   Returns    the descriptor, -1 on failure
 *   Errors     ENOENT  EEXIST (O_CREAT with O_EXCL)  EISDIR (a directory to be written)  EACCES  ELOOP
 *              ENAMETOOLONG  ENOTDIR (a file in the middle of the path)  EMFILE  ENFILE
 *              EINVAL  path is NULL (TypeError)
 *   Platforms  Windows: text mode unless PYOS_O_BINARY is given; a directory cannot be opened (EACCES); nobody can
 *              delete or rename the file meanwhile. WASI: what lies outside the sandbox is ENOTCAPABLE, a PermissionError;
 *              some hosts ignore O_NOFOLLOW.
 *   Audit      open(path, None, flags), flags with close-on-exec added */
PYOSI_API int pyos_open(const char *path, int flags, unsigned mode);
PYOSI_API int pyos_open_at(int dir_fd, const char *path, int flags, unsigned mode);

/* os.close(fd)
 * Never repeated after EINTR, since the number may belong to another thread by then.
 *   Errors     EBADF  no open descriptor; EIO and others from a write that was put off */
PYOSI_API int pyos_close(int fd);

/* os.read(fd, n)
 * Reads at most n bytes into the caller's buffer, in one call of the system.
 *   n          also capped at INT_MAX on Windows and macOS
 *   Returns    bytes read, 0 at the end, -1 on failure
 *   Errors     EINVAL  n is negative (OSError, as in Python); buffer is NULL while n is not 0 (TypeError)
 *              EAGAIN  nothing there yet and O_NONBLOCK is set (BlockingIOError)
 *              EBADF  EISDIR (a directory; EBADF on WASI) */
PYOSI_API long long pyos_read(int fd, void *buffer, long long n);

/* os.write(fd, data)
 * Returns the bytes written, which may be fewer than n; nothing is repeated to complete it.
 *   Errors     EINVAL  data is NULL while n is not 0 (TypeError)
 *              EAGAIN  EBADF  ENOSPC  EPIPE (and SIGPIPE, unless that is ignored)
 *   Platforms  Windows: at most 32767 bytes at a time to a console */
PYOSI_API long long pyos_write(int fd, const void *data, size_t n);

/* os.lseek(fd, pos, whence): the new position, counted from the start; -1 on failure.
 *   whence     PYOS_SEEK_SET, PYOS_SEEK_CUR, PYOS_SEEK_END, or what the system has besides
 *   Errors     EINVAL  the target is negative, whence is none  ESPIPE  a pipe or terminal  EBADF */
PYOSI_API long long pyos_lseek(int fd, long long pos, int whence);

/* os.fsync(fd): writes the file's data to the disk, or as far as the system goes.
 *   Errors     EINVAL  a negative descriptor (ValueError), a pipe or terminal (OSError)  EBADF  EIO
 *   Platforms  Windows: the descriptor must be writable */
PYOSI_API int pyos_fsync(int fd);

/* os.ftruncate(fd, length): cuts the file, or lengthens it with zero bytes. The position stays.
 *   Errors     EINVAL  length is negative; not open for writing (POSIX)  EBADF  EFBIG  EACCES (Windows)
 *   Audit      os.truncate(fd, length) */
PYOSI_API int pyos_ftruncate(int fd, long long length);

/* os.get_inheritable(fd): 1 when children get the descriptor, 0, -1 on failure (EBADF). 0 on WASI. */
PYOSI_API int pyos_get_inheritable(int fd);

/* os.set_inheritable(fd, inheritable)
 *   Errors     EBADF
 *              ENOTSUP  WASI, with true: there the flag cannot be changed (NotImplementedError) */
PYOSI_API int pyos_set_inheritable(int fd, bool inheritable);

#if PYOS_STDIO
/* os.fdopen(fd, mode)
 * A stdio stream on a descriptor. Closing the stream closes the descriptor; when the call fails it stays open.
 *   mode       C's: "r", "w", "a", with "+", "b"
 *   Errors     EBADF  EISDIR (a directory)
 *              EINVAL  mode is NULL (TypeError), does not start with r, w or a (ValueError), or does not fit fd (OSError)
 *   Audit      open(fd, mode, 0) */
PYOSI_API FILE *pyos_fdopen(int fd, const char *mode);
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

/* On errors of this chapter: EINVAL with a path of NULL is a TypeError, with an unknown flag a ValueError. The file names
 * are in the record. dir_fd on Windows is a NotImplementedError (ENOTSUP), whatever the path, unless it is PYOS_CWD.
 * On WASI what lies outside the sandbox is ENOTCAPABLE, a PermissionError. */

/* os.getcwd()
 *   Returns    owned, of any length; NULL on failure
 *   Errors     ENOENT  the directory was removed, or (Linux) lies outside the root */
PYOSI_API char *pyos_getcwd(void);

/* os.chdir(path), os.fchdir(fd)
 *   Errors     ENOENT  ENOTDIR  EACCES  EINVAL  fd is negative (ValueError)
 *   Platforms  Windows: the system limits the directory to 258 characters; beyond that ENAMETOOLONG or ENOENT. The
 *              drive's own directory ("=C:") follows. fchdir: POSIX only. WASI: the directory is text inside the program.
 *   Audit      os.chdir(path or fd) */
PYOSI_API int pyos_chdir(const char *path);
#if !PYOS_STRICT || PYOS_HAVE_FCHDIR
PYOSI_API int pyos_fchdir(int fd);
#endif

/* os.access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)
 * Asks with the real ids. Out of date at once: open the file instead of asking whether it could be opened.
 *   mode       PYOS_F_OK, or PYOS_R_OK, PYOS_W_OK, PYOS_X_OK together
 *   flags      PYOS_EFFECTIVE_IDS, PYOS_NOFOLLOW
 *   Returns    true or false; every error of the system is false. Wrong use (NULL, unknown flags, flags or a dir_fd that
 *              the platform lacks) is false too and leaves its error in the record
 *   Platforms  Windows: only existence and the read-only bit count, no flags. WASI: no effective ids */
PYOSI_API bool pyos_access(const char *path, int mode);
PYOSI_API bool pyos_access_at(int dir_fd, const char *path, int mode, unsigned flags);

/* os.mkdir(path, mode=0o777, *, dir_fd=None)
 *   mode       less the umask
 *   Errors     EEXIST  whatever the name is there as  ENOENT  no parent  ENOTDIR  EACCES  ENOSPC  EROFS
 *   Platforms  Windows: only exactly 0700 has an effect: SYSTEM, administrators, the owner and the current user get
 *              access and nobody else. WASI: mode is ignored by the host
 *   Audit      os.mkdir(path, mode, dir_fd) */
PYOSI_API int pyos_mkdir(const char *path, unsigned mode);
PYOSI_API int pyos_mkdir_at(int dir_fd, const char *path, unsigned mode);

/* os.makedirs(name, mode=0o777, exist_ok=False)
 * mkdir for every missing parent, with 0777, then for name, with mode. A last component "." is fine.
 *   exist_ok   name may be a directory already; another kind of file is EEXIST still
 *   Audit      os.mkdir, one a level */
PYOSI_API int pyos_makedirs(const char *name, unsigned mode, bool exist_ok);

/* os.rmdir(path, *, dir_fd=None): removes an empty directory.
 *   Errors     ENOTEMPTY (or EEXIST)  ENOTDIR  ENOENT  EBUSY  EACCES  EINVAL  the last component is "."
 *   Audit      os.rmdir(path, dir_fd) */
PYOSI_API int pyos_rmdir(const char *path);
PYOSI_API int pyos_rmdir_at(int dir_fd, const char *path);

/* os.remove(path, *, dir_fd=None), os.unlink: removes a file or a symbolic link.
 *   Errors     ENOENT  EACCES  EPERM  EISDIR  a directory (EPERM on macOS and the BSDs, EACCES on Windows)
 *   Platforms  Windows: also links to directories and junctions; a file that somebody holds open without sharing
 *              deletion is EACCES
 *   Audit      os.remove(path, dir_fd) */
PYOSI_API int pyos_remove(const char *path);
PYOSI_API int pyos_remove_at(int dir_fd, const char *path);
PYOSI_API int pyos_unlink(const char *path);
PYOSI_API int pyos_unlink_at(int dir_fd, const char *path);

/* os.rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)
 * Replaces a file silently on POSIX, never on Windows; does nothing when both names are links to one file. replace
 * overwrites everywhere.
 *   Errors     ENOENT  EEXIST (Windows)  ENOTEMPTY  EISDIR  ENOTDIR  EXDEV  another file system  EINVAL  into itself
 *   Audit      os.rename(src, dst, src_dir_fd, dst_dir_fd), from replace too */
PYOSI_API int pyos_rename(const char *src, const char *dst);
PYOSI_API int pyos_rename_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst);

/* os.replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None): rename that overwrites a file on every system.
 *   Platforms  Windows: a directory is not overwritten (EACCES) */
PYOSI_API int pyos_replace(const char *src, const char *dst);
PYOSI_API int pyos_replace_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst);

/* os.link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=False)
 * Makes a hard link.
 *   flags      PYOS_FOLLOW: when src is a symbolic link, links what it points to
 *   Errors     ENOENT  EEXIST  EXDEV  EMLINK  EPERM  a directory
 *   Differs    does not follow by default, on every system
 *   Platforms  Windows: PYOS_FOLLOW is a NotImplementedError (ENOTSUP)
 *   Audit      os.link(src, dst, src_dir_fd, dst_dir_fd) */
PYOSI_API int pyos_link(const char *src, const char *dst);
PYOSI_API int pyos_link_at(int src_dir_fd, const char *src, int dst_dir_fd, const char *dst, unsigned flags);

/* os.symlink(src, dst, target_is_directory=False, *, dir_fd=None)
 * Makes dst a symbolic link to src. src is stored as it is; nothing needs to be there.
 *   target_is_directory   Windows: the kind of link to make when src is not there; where it is, it decides
 *   Errors     EEXIST  ENOENT  ENAMETOOLONG  EPERM (file system without links; WASI: an absolute src)
 *   Platforms  Windows: needs developer mode or a privilege (WinError 1314)
 *   Audit      os.symlink(src, dst, dir_fd) */
PYOSI_API int pyos_symlink(const char *src, const char *dst, bool target_is_directory);
PYOSI_API int pyos_symlink_at(const char *src, int dir_fd, const char *dst, bool target_is_directory);

/* os.readlink(path, *, dir_fd=None)
 * What a symbolic link holds.
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
    unsigned has;                 /* PYOS_STAT_HAS_... */
    unsigned mode;                /* Python's numbers on every system; on Windows made from the attributes and the ending */
    unsigned long long ino;       /* file id; on Windows its low 64 bits */
    unsigned long long ino_high;  /* the high 64 bits, 0 elsewhere */
    unsigned long long dev;       /* on Windows the volume's serial number */
    unsigned long long rdev;      /* of a device */
    long long nlink;              /* some file systems say 1 for every directory */
    long long uid;                /* 0 on Windows */
    long long gid;                /* 0 on Windows */
    long long size;               /* bytes; of a link the length of its text */
    long long atime_ns;           /* times: nanoseconds since 1970, negative before */
    long long mtime_ns;           /* last change of the contents */
    long long ctime_ns;           /* last change of the metadata; on Windows, as in Python 3.13, the creation */
    long long birthtime_ns;       /* creation */
    long long blocks;             /* of 512 bytes, whatever blksize says */
    long long blksize;            /* advice for buffers */
    unsigned flags;               /* chflags bits, on macOS and the BSDs */
    unsigned gen;                 /* generation, on macOS and the BSDs; 0 without privilege */
    unsigned file_attributes;     /* PYOS_FILE_ATTRIBUTE_..., on Windows */
    unsigned reparse_tag;         /* on Windows, 0 unless a reparse point was asked without following */
} pyos_stat_result;

/* os.stat(path, *, dir_fd=None, follow_symlinks=True), os.lstat(path)
 *   flags      PYOS_NOFOLLOW
 *   st         filled on success, otherwise untouched
 *   Errors     ENOENT  ENOTDIR  EACCES  ELOOP  ENAMETOOLONG  EOVERFLOW
 *              EINVAL  path or st is NULL (TypeError), unknown flags (ValueError)
 *   Platforms  Windows: not following stops at links and junctions only; other reparse points are followed, and one that
 *              cannot be followed gives its own data. A file that may not be opened is looked up in its directory */
PYOSI_API int pyos_stat(const char *path, pyos_stat_result *st);
PYOSI_API int pyos_stat_at(int dir_fd, const char *path, unsigned flags, pyos_stat_result *st);
PYOSI_API int pyos_lstat(const char *path, pyos_stat_result *st);

/* os.fstat(fd)
 *   Errors     EBADF
 *   Platforms  Windows: a pipe, console or device has its type in mode and nothing else but size */
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
 * always false; whiteouts on macOS, FreeBSD and NetBSD. */
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

/* stat.filemode(mode): "-rwxr-xr-x". Writes ten characters and a terminator into buf and returns buf; NULL for NULL. */
PYOSI_API const char *pyos_filemode(unsigned mode, char buf[11]);

/* Flags of chflags, on every system. UF: the owner may set them, SF: only root. */
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
#define PYOS_FILE_ATTRIBUTE_READONLY 0x1
#define PYOS_FILE_ATTRIBUTE_HIDDEN 0x2
#define PYOS_FILE_ATTRIBUTE_SYSTEM 0x4
#define PYOS_FILE_ATTRIBUTE_DIRECTORY 0x10 /* junctions and links to directories too */
#define PYOS_FILE_ATTRIBUTE_ARCHIVE 0x20
#define PYOS_FILE_ATTRIBUTE_DEVICE 0x40
#define PYOS_FILE_ATTRIBUTE_NORMAL 0x80
#define PYOS_FILE_ATTRIBUTE_TEMPORARY 0x100
#define PYOS_FILE_ATTRIBUTE_SPARSE_FILE 0x200
#define PYOS_FILE_ATTRIBUTE_REPARSE_POINT 0x400 /* links, but also files that are kept elsewhere */
#define PYOS_FILE_ATTRIBUTE_COMPRESSED 0x800
#define PYOS_FILE_ATTRIBUTE_OFFLINE 0x1000
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
 * >>walk      Listing directories
 *
 *     const pyos_direntry *entry;
 *     pyos_scandir_iter *it = pyos_scandir("src");
 *     while (it && pyos_scandir_next(it, &entry) == 1) puts(entry->path);
 *     pyos_scandir_close(it);
 */

/* os.listdir(path=None), os.listdir(fd)
 * The names in a directory, in the system's order, without "." and "..".
 *   path       NULL for "."
 *   fd         is read from its current position and rewound afterwards; it stays open
 *   count      receives the number of names; may be NULL
 *   Returns    owned, NULL-ended, one block; NULL on failure
 *   Errors     ENOENT  ENOTDIR  EACCES  EBADF
 *   Platforms  flistdir: POSIX only
 *   Audit      os.listdir(path, None or fd) */
PYOSI_API char **pyos_listdir(const char *path, size_t *count);
#if !PYOS_STRICT || PYOS_HAVE_FLISTDIR
PYOSI_API char **pyos_flistdir(int fd, size_t *count);
#endif

typedef struct pyos_scandir_iter pyos_scandir_iter;

/* os.DirEntry. Made by pyos_scandir_next, which reuses it for the next entry. */
typedef struct pyos_direntry {
    const char *name; /* without directory */
    const char *path; /* the directory as it was given, a separator unless there is one, name; after fscandir the name */
    void *reserved;   /* NULL */
} pyos_direntry;

/* os.scandir(path=None), os.scandir(fd)
 * Opens a directory; entries are handed out as they are read, in the system's order, without "." and "..". On WASI the
 * directory is read to its end at the first step, because there removing files while reading makes others vanish.
 *   path       NULL for "."; copied
 *   fd         stays the caller's; entries are read from its current position, which is rewound at close
 *   Returns    an iterator for pyos_scandir_close; NULL on failure
 *   Errors     ENOENT  ENOTDIR  EACCES  EBADF  EMFILE
 *   Platforms  fscandir: POSIX only
 *   Audit      os.scandir(path, None or fd) */
PYOSI_API pyos_scandir_iter *pyos_scandir(const char *path);
#if !PYOS_STRICT || PYOS_HAVE_FSCANDIR
PYOSI_API pyos_scandir_iter *pyos_fscandir(int fd);
#endif

/* os.scandir(entry), but relative to the open directory of it, so it means the entry that was read even when the path
 * has been moved meanwhile. A link is followed; what was no link when it was read is not followed when it has become one
 * (ELOOP or ENOTDIR; some hosts of WASI follow).
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
 * where the type is unknown. Answers are cached for both settings apart; a failed one is not.
 *   flags      PYOS_NOFOLLOW
 *   Returns    1, 0 (also for an entry that has vanished, and a dangling link), -1 on failure
 *   Errors     those of stat; EINVAL  NULL (TypeError), unknown flags (ValueError)
 *   Platforms  Windows: a junction is a directory, what is neither directory nor link is a file. is_junction: 0 elsewhere */
PYOSI_API int pyos_direntry_is_dir(const pyos_direntry *entry, unsigned flags);
PYOSI_API int pyos_direntry_is_file(const pyos_direntry *entry, unsigned flags);
PYOSI_API int pyos_direntry_is_symlink(const pyos_direntry *entry);
PYOSI_API int pyos_direntry_is_junction(const pyos_direntry *entry);

/* DirEntry.stat(*, follow_symlinks=True), cached for both settings apart.
 *   flags      PYOS_NOFOLLOW
 *   Errors     those of stat
 *   Platforms  Windows: costs no call unless a link is followed, and has no ino, dev and nlink then, as in Python */
PYOSI_API int pyos_direntry_stat(const pyos_direntry *entry, unsigned flags, pyos_stat_result *st);

/* DirEntry.inode(): of the entry itself, never of what a link points to.
 *   ino        receives the id; on a mount point that of the directory below it, as the listing says
 *   ino_high   receives the high 64 bits of Windows's 128; may be NULL
 *   Platforms  Windows and some WASI hosts: costs a stat */
PYOSI_API int pyos_direntry_inode(const pyos_direntry *entry, unsigned long long *ino, unsigned long long *ino_high);

#ifdef __cplusplus
}
#endif

#endif /* PYOS_H */
