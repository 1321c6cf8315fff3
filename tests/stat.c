/* Tests of >>stat: stat results, modes, filemode and the constants. Also the helpers that walk.c shares, which start with
 * sw_ and use the system's own calls, so that what is tested does not test itself. */

#if defined(_WIN32)
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>
#if !defined(__wasi__)
#include <sys/socket.h>
#include <sys/un.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#endif
#endif

/* What the tests have to know about the host. */
#if defined(_WIN32)
enum { SW_WINDOWS = 1, SW_WASI = 0, SW_POSIX = 0 };
#elif defined(__wasi__)
enum { SW_WINDOWS = 0, SW_WASI = 1, SW_POSIX = 0 };
#else
enum { SW_WINDOWS = 0, SW_WASI = 0, SW_POSIX = 1 };
#endif

/* errno values as messages have them. */
#if defined(__wasi__)
#define SW_ENOENT_TEXT "44"
#define SW_ENOTDIR_TEXT "54"
#define SW_EBADF_TEXT "8"
#else
#define SW_ENOENT_TEXT "2"
#define SW_ENOTDIR_TEXT "20"
#define SW_EBADF_TEXT "9"
#endif

/* ---- Helpers --------------------------------------------------------------------------------------------------------- */

/* The test has failed; says with what. */
#define SW_FAIL(what) test_complain(__FILE__, __LINE__, what)

static char *sw_string(size_t size) {
    char *text = (char *)malloc(size);
    if (!text) abort();
    return text;
}

/* n times c. */
static char *sw_repeat(char c, size_t n) {
    char *text = sw_string(n + 1);
    memset(text, c, n);
    text[n] = 0;
    return text;
}

/* a, a slash, b. */
static char *sw_under(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b);
    char *text = sw_string(n + m + 2);
    memcpy(text, a, n);
    text[n] = '/';
    memcpy(text + n + 1, b, m + 1);
    return text;
}

/* a name of its own for each number */
static char *sw_numbered(const char *dir, unsigned i) {
    char name[32];
    snprintf(name, sizeof name, "n%06u", i);
    return sw_under(dir, name);
}

static void sw_put(const char *path, int flags, const char *text) {
    size_t n = strlen(text);
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_OPEN_BINARY | flags, 0666);
    CHECK(fd >= 0);
    if (fd < 0) {
        printf("    cannot open %s\n", path);
        return;
    }
    CHECK_INT(pyos_write(fd, text, n), (long long)n);
    CHECK_INT(pyos_close(fd), 0);
}

static void sw_write(const char *path, const char *text) { sw_put(path, PYOS_O_CREAT | PYOS_O_TRUNC, text); }

static void sw_append(const char *path, const char *text) { sw_put(path, PYOS_O_APPEND, text); }

#if defined(_WIN32)
static void sw_remove_wide(const wchar_t *path) {
    DWORD attributes = GetFileAttributesW(path);
    size_t n = wcslen(path);
    wchar_t *below;
    WIN32_FIND_DATAW found;
    HANDLE search;
    if (attributes == INVALID_FILE_ATTRIBUTES) return;
    SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        DeleteFileW(path);
        return;
    }
    below = (wchar_t *)malloc((n + 300) * sizeof *below);
    if (!below) abort();
    memcpy(below, path, n * sizeof *below);
    memcpy(below + n, L"/*", 3 * sizeof *below);
    search = FindFirstFileW(below, &found);
    if (search != INVALID_HANDLE_VALUE) {
        do {
            if (wcscmp(found.cFileName, L".") == 0 || wcscmp(found.cFileName, L"..") == 0) continue;
            memcpy(below + n + 1, found.cFileName, (wcslen(found.cFileName) + 1) * sizeof *below);
            sw_remove_wide(below);
        } while (FindNextFileW(search, &found));
        FindClose(search);
    }
    free(below);
    RemoveDirectoryW(path);
}

static void sw_remove(const char *path) {
    wchar_t *wide = pyos_to_wide(path);
    if (!wide) abort();
    sw_remove_wide(wide);
    pyos_free(wide);
}
#else
/* Goes by path, for trees of moderate depth. */
static void sw_remove(const char *path) {
    struct stat st;
    int tries;
    if (lstat(path, &st) != 0) return;
    if (!S_ISDIR(st.st_mode)) {
        unlink(path);
        return;
    }
#if !defined(__wasi__)
    if (chmod(path, 0700) != 0) return;
#endif
    /* Some hosts of WASI skip entries when others are removed meanwhile. */
    for (tries = 0; tries < 100 && rmdir(path) != 0; tries++) {
        DIR *dir = opendir(path);
        struct dirent *entry;
        if (!dir) return;
        while ((entry = readdir(dir)) != NULL) {
            char *below;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            below = sw_under(path, entry->d_name);
            sw_remove(below);
            free(below);
        }
        closedir(dir);
    }
}
#endif

/* An empty directory. */
static void sw_fresh(const char *path) {
    sw_remove(path);
    CHECK_INT(pyos_mkdir(path, 0777), 0);
}

static void sw_mkdir(const char *path) { CHECK_INT(pyos_mkdir(path, 0777), 0); }

/* Whether a symbolic link could be made. Wine reports success and makes nothing. */
static bool sw_symlink(const char *target, const char *path) {
#if defined(_WIN32)
    wchar_t *wide = pyos_to_wide(path);
    bool made = pyos_symlink(target, path, false) == 0 && wide && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
    pyos_free(wide);
    return made;
#else
    return symlink(target, path) == 0;
#endif
}

/* A chain of directories of one name below top, of any depth. */
static void sw_remove_chain(const char *top, const char *name) {
    char *first = sw_under(top, name), *second = sw_under(first, name), *aside = sw_under(top, "aside");
    while (pyos_rename(second, aside) == 0) {
        CHECK_INT(pyos_rmdir(first), 0);
        CHECK_INT(pyos_rename(aside, first), 0);
    }
    free(second);
    free(aside);
    CHECK_INT(pyos_rmdir(first), 0);
    free(first);
    sw_remove(top);
}

#if !defined(_WIN32) && !defined(__wasi__)
/* For tests of permissions, which root does not have to obey. */
static bool sw_is_root(void) { return geteuid() == 0; }
#endif

#if !defined(_WIN32)
#if defined(__APPLE__)
#define SW_TIME(st, which)                                                                                             \
    ((long long)(st).st_##which##timespec.tv_sec * 1000000000 + (st).st_##which##timespec.tv_nsec)
#else
#define SW_TIME(st, which) ((long long)(st).st_##which##tim.tv_sec * 1000000000 + (st).st_##which##tim.tv_nsec)
#endif
#endif

static const unsigned sw_has_everywhere = PYOS_STAT_HAS_MODE | PYOS_STAT_HAS_INO | PYOS_STAT_HAS_DEV |
                                          PYOS_STAT_HAS_NLINK | PYOS_STAT_HAS_SIZE | PYOS_STAT_HAS_ATIME |
                                          PYOS_STAT_HAS_MTIME | PYOS_STAT_HAS_CTIME;

/* Two results tell the same. */
static bool sw_same(const pyos_stat_result *a, const pyos_stat_result *b) {
    return a->has == b->has && a->mode == b->mode && a->ino == b->ino && a->ino_high == b->ino_high &&
           a->dev == b->dev && a->rdev == b->rdev && a->nlink == b->nlink && a->uid == b->uid && a->gid == b->gid &&
           a->size == b->size && a->atime_ns == b->atime_ns && a->mtime_ns == b->mtime_ns &&
           a->ctime_ns == b->ctime_ns && a->birthtime_ns == b->birthtime_ns && a->blocks == b->blocks &&
           a->blksize == b->blksize && a->flags == b->flags && a->gen == b->gen &&
           a->file_attributes == b->file_attributes && a->reparse_tag == b->reparse_tag;
}

#if !defined(_WIN32)
/* A result tells what the system's own call told. */
static void sw_check_system(int line, const pyos_stat_result *got, const struct stat *want) {
    unsigned type = (unsigned)want->st_mode & 0170000u;
    int before = test_bad;
    test_bad = 0;
#if defined(__wasi__)
    /* The host's mode has no permissions, and the others do not exist there. */
    CHECK_INT(got->mode, type);
    CHECK_INT(got->has, sw_has_everywhere);
    CHECK_INT(got->uid, 0);
    CHECK_INT(got->gid, 0);
    CHECK_INT(got->rdev, 0);
    CHECK_INT(got->blocks, 0);
    CHECK_INT(got->blksize, 0);
#else
    const unsigned more =
        PYOS_STAT_HAS_UID | PYOS_STAT_HAS_GID | PYOS_STAT_HAS_RDEV | PYOS_STAT_HAS_BLOCKS | PYOS_STAT_HAS_BLKSIZE;
    CHECK_INT(got->mode, want->st_mode);
    CHECK_INT(got->mode & 0170000u, type);
    CHECK_INT(got->has & (sw_has_everywhere | more), sw_has_everywhere | more);
    CHECK_INT(got->has & (PYOS_STAT_HAS_FILE_ATTRIBUTES | PYOS_STAT_HAS_REPARSE_TAG), 0);
    CHECK_INT(got->uid, want->st_uid);
    CHECK_INT(got->gid, want->st_gid);
    CHECK(got->rdev == (unsigned long long)want->st_rdev);
    CHECK_INT(got->blocks, want->st_blocks);
    CHECK_INT(got->blksize, want->st_blksize);
#endif
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__)
    CHECK_INT(got->flags, want->st_flags);
    CHECK_INT(got->gen, want->st_gen);
#elif !defined(__OpenBSD__)
    CHECK_INT(got->has & (PYOS_STAT_HAS_FLAGS | PYOS_STAT_HAS_GEN), 0);
    CHECK_INT(got->flags | got->gen, 0);
#endif
    CHECK_INT(got->file_attributes | got->reparse_tag, 0);
    CHECK(got->ino == (unsigned long long)want->st_ino);
    CHECK(got->ino_high == 0);
    CHECK(got->dev == (unsigned long long)want->st_dev);
    CHECK_INT(got->nlink, want->st_nlink);
    CHECK_INT(got->size, want->st_size);
    CHECK_INT(got->atime_ns, SW_TIME(*want, a));
    CHECK_INT(got->mtime_ns, SW_TIME(*want, m));
    CHECK_INT(got->ctime_ns, SW_TIME(*want, c));
    if (test_bad) printf("%s:%d: %s: asked here\n", __FILE__, line, test_name);
    test_bad |= before;
}

/* stat or lstat of path, by every form that there is, tells what the system's own call tells. */
static void sw_check_path(int line, const char *path) {
    pyos_stat_result st;
    struct stat want;
    if (stat(path, &want) == 0) {
        CHECK_INT(pyos_stat(path, &st), 0);
        sw_check_system(line, &st, &want);
        CHECK_INT(pyos_stat_at(PYOS_CWD, path, 0, &st), 0);
        sw_check_system(line, &st, &want);
    } else {
        CHECK_INT(pyos_stat(path, &st), -1);
    }
    CHECK_INT(lstat(path, &want), 0);
    CHECK_INT(pyos_lstat(path, &st), 0);
    sw_check_system(line, &st, &want);
    CHECK_INT(pyos_stat_at(PYOS_CWD, path, PYOS_NOFOLLOW, &st), 0);
    sw_check_system(line, &st, &want);
}
#endif

/* ---- Numbers and modes: no system asked -------------------------------------------------------------------------------- */

TEST(stat_constants) { /* Python's own numbers, from its module stat */
    static const struct {
        const char *name;
        unsigned got, want;
    } table[] = {
#define SAME(name, number) {#name, (unsigned)PYOS_##name, number}
        SAME(S_IFSOCK, 0xc000),
        SAME(S_IFLNK, 0xa000),
        SAME(S_IFREG, 0x8000),
        SAME(S_IFBLK, 0x6000),
        SAME(S_IFDIR, 0x4000),
        SAME(S_IFCHR, 0x2000),
        SAME(S_IFIFO, 0x1000),
        SAME(S_IFDOOR, 0),
        SAME(S_IFPORT, 0),
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__)
        SAME(S_IFWHT, 0xe000),
#else
        SAME(S_IFWHT, 0),
#endif
        SAME(S_ISUID, 0x800),
        SAME(S_ISGID, 0x400),
        SAME(S_ENFMT, 0x400),
        SAME(S_ISVTX, 0x200),
        SAME(S_IRWXU, 0x1c0),
        SAME(S_IRUSR, 0x100),
        SAME(S_IWUSR, 0x80),
        SAME(S_IXUSR, 0x40),
        SAME(S_IRWXG, 0x38),
        SAME(S_IRGRP, 0x20),
        SAME(S_IWGRP, 0x10),
        SAME(S_IXGRP, 0x8),
        SAME(S_IRWXO, 0x7),
        SAME(S_IROTH, 0x4),
        SAME(S_IWOTH, 0x2),
        SAME(S_IXOTH, 0x1),
        SAME(S_IREAD, 0x100),
        SAME(S_IWRITE, 0x80),
        SAME(S_IEXEC, 0x40),
        SAME(UF_SETTABLE, 0xffff),
        SAME(UF_NODUMP, 0x1),
        SAME(UF_IMMUTABLE, 0x2),
        SAME(UF_APPEND, 0x4),
        SAME(UF_OPAQUE, 0x8),
        SAME(UF_NOUNLINK, 0x10),
        SAME(UF_COMPRESSED, 0x20),
        SAME(UF_TRACKED, 0x40),
        SAME(UF_DATAVAULT, 0x80),
        SAME(UF_HIDDEN, 0x8000),
        SAME(SF_ARCHIVED, 0x10000),
        SAME(SF_IMMUTABLE, 0x20000),
        SAME(SF_APPEND, 0x40000),
        SAME(SF_RESTRICTED, 0x80000),
        SAME(SF_NOUNLINK, 0x100000),
        SAME(SF_SNAPSHOT, 0x200000),
        SAME(SF_FIRMLINK, 0x800000),
        SAME(SF_DATALESS, 0x40000000),
#if defined(__APPLE__)
        SAME(SF_SETTABLE, 0x3fff0000),
        SAME(SF_SUPPORTED, 0x9f0000),
        SAME(SF_SYNTHETIC, 0xc0000000),
#else
        SAME(SF_SETTABLE, 0xffff0000),
#endif
        SAME(FILE_ATTRIBUTE_READONLY, 0x1),
        SAME(FILE_ATTRIBUTE_HIDDEN, 0x2),
        SAME(FILE_ATTRIBUTE_SYSTEM, 0x4),
        SAME(FILE_ATTRIBUTE_DIRECTORY, 0x10),
        SAME(FILE_ATTRIBUTE_ARCHIVE, 0x20),
        SAME(FILE_ATTRIBUTE_DEVICE, 0x40),
        SAME(FILE_ATTRIBUTE_NORMAL, 0x80),
        SAME(FILE_ATTRIBUTE_TEMPORARY, 0x100),
        SAME(FILE_ATTRIBUTE_SPARSE_FILE, 0x200),
        SAME(FILE_ATTRIBUTE_REPARSE_POINT, 0x400),
        SAME(FILE_ATTRIBUTE_COMPRESSED, 0x800),
        SAME(FILE_ATTRIBUTE_OFFLINE, 0x1000),
        SAME(FILE_ATTRIBUTE_NOT_CONTENT_INDEXED, 0x2000),
        SAME(FILE_ATTRIBUTE_ENCRYPTED, 0x4000),
        SAME(FILE_ATTRIBUTE_INTEGRITY_STREAM, 0x8000),
        SAME(FILE_ATTRIBUTE_VIRTUAL, 0x10000),
        SAME(FILE_ATTRIBUTE_NO_SCRUB_DATA, 0x20000),
#if defined(_WIN32)
        SAME(IO_REPARSE_TAG_SYMLINK, 0xa000000c),
        SAME(IO_REPARSE_TAG_MOUNT_POINT, 0xa0000003),
        SAME(IO_REPARSE_TAG_APPEXECLINK, 0x8000001b),
#endif
#undef SAME
    };
    size_t i;
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].got == table[i].want) continue;
        CHECK_INT(table[i].got, table[i].want);
        printf("    PYOS_%s\n", table[i].name);
    }
}

TEST(stat_constants_absent) { /* what Python has on one system only asks by #ifdef */
#if !defined(__APPLE__) && (defined(PYOS_SF_SUPPORTED) || defined(PYOS_SF_SYNTHETIC))
    SW_FAIL("PYOS_SF_SUPPORTED and PYOS_SF_SYNTHETIC are macOS's");
#endif
#if !defined(_WIN32) && (defined(PYOS_IO_REPARSE_TAG_SYMLINK) || defined(PYOS_IO_REPARSE_TAG_MOUNT_POINT) ||           \
                         defined(PYOS_IO_REPARSE_TAG_APPEXECLINK))
    SW_FAIL("reparse tags are Windows's");
#endif
#if PYOS_S_IFDIR != 0x4000 || PYOS_S_ISUID != 0x800 || PYOS_FILE_ATTRIBUTE_HIDDEN != 2 || PYOS_STAT_HAS_INO != 2
    SW_FAIL("constants work in #if");
#endif
}

TEST(stat_has_bits) { /* one bit each, no two the same */
    static const unsigned bits[] = {PYOS_STAT_HAS_MODE,
                                    PYOS_STAT_HAS_INO,
                                    PYOS_STAT_HAS_DEV,
                                    PYOS_STAT_HAS_NLINK,
                                    PYOS_STAT_HAS_UID,
                                    PYOS_STAT_HAS_GID,
                                    PYOS_STAT_HAS_SIZE,
                                    PYOS_STAT_HAS_ATIME,
                                    PYOS_STAT_HAS_MTIME,
                                    PYOS_STAT_HAS_CTIME,
                                    PYOS_STAT_HAS_BIRTHTIME,
                                    PYOS_STAT_HAS_RDEV,
                                    PYOS_STAT_HAS_BLOCKS,
                                    PYOS_STAT_HAS_BLKSIZE,
                                    PYOS_STAT_HAS_FLAGS,
                                    PYOS_STAT_HAS_GEN,
                                    PYOS_STAT_HAS_FILE_ATTRIBUTES,
                                    PYOS_STAT_HAS_REPARSE_TAG};
    unsigned seen = 0;
    size_t i;
    for (i = 0; i < sizeof bits / sizeof *bits; i++) {
        CHECK(bits[i] != 0 && (bits[i] & (bits[i] - 1)) == 0);
        CHECK((seen & bits[i]) == 0);
        seen |= bits[i];
    }
}

TEST(stat_type_questions) { /* over all sixteen type values, with and without permissions, and with bits above them */
    static const unsigned beside[] = {0, 0644, 07777, 0x10000, 0xffff0000u | 0777u};
    unsigned type;
    size_t i;
    for (type = 0; type < 16; type++) {
        for (i = 0; i < sizeof beside / sizeof *beside; i++) {
            unsigned mode = type << 12 | beside[i];
            CHECK_INT(pyos_S_ISFIFO(mode), type == 1);
            CHECK_INT(pyos_S_ISCHR(mode), type == 2);
            CHECK_INT(pyos_S_ISDIR(mode), type == 4);
            CHECK_INT(pyos_S_ISBLK(mode), type == 6); /* has the bits of a directory and of a character device */
            CHECK_INT(pyos_S_ISREG(mode), type == 8);
            CHECK_INT(pyos_S_ISLNK(mode), type == 10);
            CHECK_INT(pyos_S_ISSOCK(mode), type == 12);
            CHECK_INT(pyos_S_ISDOOR(mode), 0); /* their constant is 0, which must not make mode 0 one of them */
            CHECK_INT(pyos_S_ISPORT(mode), 0);
            CHECK_INT(pyos_S_ISWHT(mode), PYOS_S_IFWHT != 0 && type == 14);
        }
    }
}

TEST(stat_parts_of_a_mode) {
    unsigned mode;
    bool same = true;
    for (mode = 0; mode < 0x10000; mode++)
        if (pyos_S_IMODE(mode) != mode % 4096 || pyos_S_IFMT(mode) != mode / 4096 * 4096) same = false;
    CHECK(same);
    CHECK_INT(pyos_S_IMODE(0xffffffffu), 4095);
    CHECK_INT(pyos_S_IFMT(0xffffffffu), 61440);
}

/* The way Python's own text would be written by hand; the library is free to do it otherwise. */
static void sw_filemode(unsigned mode, char *want) {
    const char *types = PYOS_S_IFWHT ? "?pc?d?b?-?l?s?w?" : "?pc?d?b?-?l?s???";
    const char *execute = "xSsxTt";
    unsigned group;
    *want++ = types[mode >> 12 & 15];
    for (group = 0; group < 3; group++) {
        unsigned three = mode >> (6 - 3 * group) & 7, special = mode >> (11 - group) & 1;
        *want++ = three & 4 ? 'r' : '-';
        *want++ = three & 2 ? 'w' : '-';
        if (special) *want++ = execute[group == 2 ? 4 + (three & 1) : 1 + (three & 1)];
        else *want++ = three & 1 ? 'x' : '-';
    }
    *want = 0;
}

TEST(stat_filemode_of_every_mode) {
    unsigned mode, wrong = 0;
    for (mode = 0; mode < 0x10000 && wrong < 5; mode++) {
        char got[11], want[11];
        memset(got, '#', sizeof got);
        sw_filemode(mode, want);
        if (pyos_filemode(mode, got) != got) SW_FAIL("filemode returns buf");
        if (memcmp(got, want, sizeof got) == 0) continue;
        wrong++;
        CHECK_STR(got, want);
        printf("    mode 0%o\n", mode);
    }
}

TEST(stat_filemode_samples) { /* as Python 3.13 prints them */
    static const struct {
        unsigned mode;
        const char *want;
    } table[] = {
        {0, "?---------"},       {0100644, "-rw-r--r--"},  {0104755, "-rwsr-xr-x"},
        {0104655, "-rwSr-xr-x"}, {0102755, "-rwxr-sr-x"},  {0102745, "-rwxr-Sr-x"},
        {0102654, "-rw-r-sr--"}, {041777, "drwxrwxrwt"},   {041776, "drwxrwxrwT"},
        {0120777, "lrwxrwxrwx"}, {0140777, "srwxrwxrwx"},  {060660, "brw-rw----"},
        {020666, "crw-rw-rw-"},  {010644, "prw-r--r--"},   {030000, "?---------"},
        {0177777, "?rwsrwsrwt"}, {0107000, "---S--S--T"},  {0107111, "---s--s--t"},
        {0200644, "?rw-r--r--"}, {01000644, "?rw-r--r--"}, {037777777777u, "?rwsrwsrwt"},
    };
    char buf[13];
    size_t i;
    for (i = 0; i < sizeof table / sizeof *table; i++) CHECK_STR(pyos_filemode(table[i].mode, buf), table[i].want);
    memset(buf, '#', sizeof buf);
    pyos_filemode(0100644, buf);
    CHECK(memcmp(buf, "-rw-r--r--\0##", 13) == 0); /* eleven bytes and no more */
    CHECK(pyos_filemode(0100644, NULL) == NULL);
}

/* ---- Files of every kind ------------------------------------------------------------------------------------------------ */

TEST(stat_file_and_directory) { /* on every system, by every form */
    pyos_stat_result st, other;
    int fd;
    sw_fresh("st_basic");
    sw_mkdir("st_basic/dir");
    sw_write("st_basic/file", "twelve bytes");

    memset(&st, 0xa5, sizeof st); /* nothing of what was there shows through */
    CHECK_INT(pyos_stat("st_basic/file", &st), 0);
    CHECK(pyos_S_ISREG(st.mode));
    CHECK_INT(st.size, 12);
    CHECK_INT(st.nlink, 1);
    CHECK(st.ino != 0);
    CHECK((st.has & sw_has_everywhere) == sw_has_everywhere);
    CHECK(st.mtime_ns > 1577836800LL * 1000000000 && st.mtime_ns < 7258118400LL * 1000000000); /* 2020 to 2200 */

    memset(&other, 0x5a, sizeof other);
    CHECK_INT(pyos_lstat("st_basic/file", &other), 0);
    CHECK(sw_same(&st, &other));
    memset(&other, 0, sizeof other);
    CHECK_INT(pyos_stat_at(PYOS_CWD, "st_basic/file", 0, &other), 0);
    CHECK(sw_same(&st, &other));
    memset(&other, 0, sizeof other);
    CHECK_INT(pyos_stat_at(PYOS_CWD, "st_basic/file", PYOS_NOFOLLOW, &other), 0);
    CHECK(sw_same(&st, &other));
    memset(&other, 0x77, sizeof other);
    fd = pyos_open("st_basic/file", PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    CHECK(fd >= 0);
    CHECK_INT(pyos_fstat(fd, &other), 0);
    CHECK(sw_same(&st, &other));
    CHECK_INT(pyos_close(fd), 0);

    CHECK_INT(pyos_stat("st_basic/dir", &other), 0);
    CHECK(pyos_S_ISDIR(other.mode));
    CHECK(other.nlink >= 1);
    CHECK(other.ino != st.ino);
    CHECK(other.dev == st.dev);
    CHECK_INT(pyos_stat("st_basic/dir/", &other), 0);
    CHECK(pyos_S_ISDIR(other.mode));
    CHECK_INT(pyos_stat(".", &other), 0);
    CHECK(pyos_S_ISDIR(other.mode));
    sw_remove("st_basic");
}

TEST(stat_hard_links) { /* two names, one file */
    pyos_stat_result st, other;
    sw_fresh("st_hard");
    sw_write("st_hard/a", "x");
    CHECK_INT(pyos_link("st_hard/a", "st_hard/b"), 0);
    CHECK_INT(pyos_stat("st_hard/a", &st), 0);
    CHECK_INT(pyos_stat("st_hard/b", &other), 0);
    CHECK_INT(st.nlink, 2);
    CHECK(sw_same(&st, &other));
    sw_write("st_hard/c", "x");
    CHECK_INT(pyos_stat("st_hard/c", &other), 0);
    CHECK(st.dev == other.dev && (st.ino != other.ino || st.ino_high != other.ino_high));
    sw_remove("st_hard");
}

TEST(stat_large_file) { /* sizes beyond 32 bits */
    pyos_stat_result st;
    sw_fresh("st_large");
    sw_write("st_large/file", "");
    if (pyos_truncate("st_large/file", 5000000000) != 0) {
        sw_remove("st_large");
        SKIP("this file system has no sparse files of 5 GB");
    }
    CHECK_INT(pyos_stat("st_large/file", &st), 0);
    CHECK_INT(st.size, 5000000000);
    sw_remove("st_large");
}

TEST(stat_names) { /* any name that the system takes */
    static const char *const names[] = {
        "with space",
        "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
        "-rf",
#if !defined(_WIN32)
        "new\nline",
        "quote'\"",
        "back\\slash",
        "tab\t\x01",
        " ",
        "...",
        "*?<>|:",
#if !defined(__APPLE__)
        "bad\xff\xfe\xc0\x80",
        "\xed\xa0\x80",
#endif
#endif
    };
    size_t i;
    sw_fresh("st_names");
    for (i = 0; i < sizeof names / sizeof *names; i++) {
        pyos_stat_result st;
        char *path = sw_under("st_names", names[i]);
        CHECK_ERROR(pyos_stat(path, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, path);
        sw_write(path, "12345");
        CHECK_INT(pyos_stat(path, &st), 0);
        CHECK_INT(st.size, 5);
        free(path);
    }
    sw_remove("st_names");
}

TEST(stat_links) { /* followed or not, dangling, looping */
    pyos_stat_result st, file;
    sw_fresh("st_links");
    sw_mkdir("st_links/dir");
    sw_write("st_links/file", "four");
    if (!sw_symlink("file", "st_links/to_file")) {
        sw_remove("st_links");
        HOST_LACKS("symbolic links cannot be made here");
    }
    CHECK(sw_symlink("dir", "st_links/to_dir"));
    CHECK(sw_symlink("nowhere at all", "st_links/dangling"));
    CHECK(sw_symlink("loop2", "st_links/loop1"));
    CHECK(sw_symlink("loop1", "st_links/loop2"));
    CHECK(sw_symlink("to_file", "st_links/to_link"));

    CHECK_INT(pyos_stat("st_links/file", &file), 0);
    CHECK_INT(pyos_stat("st_links/to_file", &st), 0);
    CHECK(sw_same(&st, &file));
    CHECK_INT(pyos_stat("st_links/to_link", &st), 0);
    CHECK(sw_same(&st, &file));
    CHECK_INT(pyos_lstat("st_links/to_file", &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));
    CHECK_INT(st.size, 4); /* of its text */
    CHECK(st.ino != file.ino);
    CHECK_INT(pyos_stat_at(PYOS_CWD, "st_links/to_file", PYOS_NOFOLLOW, &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));
    CHECK_INT(pyos_stat_at(PYOS_CWD, "st_links/to_file", 0, &st), 0);
    CHECK(pyos_S_ISREG(st.mode));
    CHECK_INT(pyos_stat("st_links/to_dir", &st), 0);
    CHECK(pyos_S_ISDIR(st.mode));
    CHECK_INT(pyos_lstat("st_links/to_dir", &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));

    CHECK_ERROR(pyos_stat("st_links/dangling", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_links/dangling");
    CHECK_INT(pyos_lstat("st_links/dangling", &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));
    CHECK_INT(st.size, 14);
    CHECK_ERROR(pyos_stat("st_links/loop1", &st) == -1, PYOS_OSERROR, ELOOP, "st_links/loop1");
    CHECK_ERROR(pyos_stat("st_links/loop1/x", &st) == -1, PYOS_OSERROR, ELOOP, "st_links/loop1/x");
    CHECK_INT(pyos_lstat("st_links/loop1", &st), 0);
    CHECK(pyos_S_ISLNK(st.mode));
    if (SW_POSIX) { /* a slash at the end asks for what the link points to */
        CHECK_INT(pyos_lstat("st_links/to_dir/", &st), 0);
        CHECK(pyos_S_ISDIR(st.mode));
        CHECK_INT(pyos_lstat("st_links/to_dir/.", &st), 0);
        CHECK(pyos_S_ISDIR(st.mode));
        CHECK_ERROR(pyos_lstat("st_links/to_file/", &st) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "st_links/to_file/");
        CHECK_ERROR(pyos_lstat("st_links/dangling/", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_links/dangling/");
    }
    sw_remove("st_links");
}

TEST(stat_agrees_with_the_system) { /* every member, of every kind of file that can be made */
#if defined(_WIN32)
    pyos_stat_result st;
    BY_HANDLE_FILE_INFORMATION info;
    HANDLE file;
    bool told;
    sw_fresh("st_agree");
    sw_write("st_agree/file", "12345");
    CHECK_INT(pyos_link("st_agree/file", "st_agree/second"), 0);
    file = CreateFileW(L"st_agree/file", FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_INT(pyos_stat("st_agree/file", &st), 0);
    told = GetFileInformationByHandle(file, &info) != 0; /* now, because in Wine the question counts as an access */
    CHECK(told);
    CloseHandle(file);
    if (told) {
#define TICKS(t) ((long long)((unsigned long long)(t).dwHighDateTime << 32 | (t).dwLowDateTime) - 116444736000000000LL)
        CHECK_INT(st.file_attributes, info.dwFileAttributes);
        CHECK_INT(st.nlink, 2);
        CHECK_INT(st.nlink, info.nNumberOfLinks);
        CHECK_INT(st.size, 5);
        CHECK_INT(st.dev & 0xffffffffu, info.dwVolumeSerialNumber);
        CHECK(st.ino == ((unsigned long long)info.nFileIndexHigh << 32 | info.nFileIndexLow));
        CHECK_INT(st.mtime_ns, 100 * TICKS(info.ftLastWriteTime));
        CHECK_INT(st.atime_ns, 100 * TICKS(info.ftLastAccessTime));
        CHECK_INT(st.birthtime_ns, 100 * TICKS(info.ftCreationTime));
        CHECK_INT(st.ctime_ns, st.birthtime_ns); /* still the creation in Python 3.13 */
#undef TICKS
    }
#else
    sw_fresh("st_agree");
    sw_mkdir("st_agree/dir");
    sw_mkdir("st_agree/dir/sub");
    sw_write("st_agree/file", "something to fill a block");
    sw_write("st_agree/empty", "");
    CHECK_INT(link("st_agree/file", "st_agree/second"), 0);
    CHECK(sw_symlink("file", "st_agree/to_file"));
    CHECK(sw_symlink("dir", "st_agree/to_dir"));
    CHECK(sw_symlink("nowhere", "st_agree/dangling"));
#if !defined(__wasi__)
    if (sw_is_root()) { /* else one's own ids may be the same number */
        CHECK_INT(chown("st_agree/file", 1, 2), 0);
        CHECK_INT(lchown("st_agree/to_file", 3, 4), 0);
    }
#endif
    sw_check_path(__LINE__, "st_agree/dir");
    sw_check_path(__LINE__, "st_agree/file");
    sw_check_path(__LINE__, "st_agree/empty");
    sw_check_path(__LINE__, "st_agree/second");
    sw_check_path(__LINE__, "st_agree/to_file");
    sw_check_path(__LINE__, "st_agree/to_dir");
    sw_check_path(__LINE__, "st_agree/dangling");
    sw_check_path(__LINE__, ".");
    sw_check_path(__LINE__, "/");
#if !defined(__wasi__)
    sw_check_path(__LINE__, "/dev/null");
    sw_check_path(__LINE__, "/dev");
    sw_check_path(__LINE__, "/tmp");
#endif
#if defined(__linux__)
    sw_check_path(__LINE__, "/proc/self/exe");
    sw_check_path(__LINE__, "/proc/version"); /* no birth time there */
#endif
#endif
    sw_remove("st_agree");
}

TEST(stat_permissions_in_mode) { /* all of the twelve bits */
#if defined(_WIN32) || defined(__wasi__)
    pyos_stat_result st;
    sw_fresh("st_perm");
    sw_write("st_perm/file", "");
    CHECK_INT(pyos_stat("st_perm/file", &st), 0);
    CHECK_INT(st.mode, SW_WINDOWS ? 0100666 : 0100000); /* no such bits in either system; Python makes Windows's up */
    CHECK_INT(pyos_stat("st_perm", &st), 0);
    CHECK_INT(st.mode, SW_WINDOWS ? 0040777 : 0040000);
#else
    static const unsigned modes[] = {0, 0644, 0755, 0777, 01644, 02755, 04755, 07777, 0421};
    size_t i;
    sw_fresh("st_perm");
    sw_write("st_perm/file", "");
    for (i = 0; i < sizeof modes / sizeof *modes; i++) {
        pyos_stat_result st;
        struct stat want;
        if (chmod("st_perm/file", (mode_t)modes[i]) != 0) continue; /* BSD: the sticky bit of a file is root's */
        CHECK_INT(stat("st_perm/file", &want), 0);
        CHECK_INT(pyos_stat("st_perm/file", &st), 0);
        CHECK_INT(st.mode, want.st_mode);
        CHECK_INT(st.mode & 0777u, modes[i] & 0777u);
    }
#endif
    sw_remove("st_perm");
}

#if !defined(_WIN32) && !defined(__wasi__)
TEST(stat_fifo_and_socket) {
    pyos_stat_result st;
    struct stat want;
    struct sockaddr_un address;
    int fd, two[2];
    sw_fresh("st_kinds");
    CHECK_INT(mkfifo("st_kinds/fifo", 0644), 0);
    sw_check_path(__LINE__, "st_kinds/fifo");
    CHECK_INT(pyos_stat("st_kinds/fifo", &st), 0);
    CHECK(pyos_S_ISFIFO(st.mode));

    memset(&address, 0, sizeof address);
    address.sun_family = AF_UNIX;
    memcpy(address.sun_path, "st_kinds/socket", sizeof "st_kinds/socket");
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(fd >= 0);
    CHECK_INT(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
    sw_check_path(__LINE__, "st_kinds/socket");
    CHECK_INT(pyos_stat("st_kinds/socket", &st), 0);
    CHECK(pyos_S_ISSOCK(st.mode));
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(fstat(fd, &want), 0);
    sw_check_system(__LINE__, &st, &want);
    CHECK(pyos_S_ISSOCK(st.mode));
    close(fd);

    CHECK_INT(pipe(two), 0);
    CHECK_INT(fstat(two[0], &want), 0);
    CHECK_INT(pyos_fstat(two[0], &st), 0);
    sw_check_system(__LINE__, &st, &want);
    CHECK(pyos_S_ISFIFO(st.mode));
    CHECK_INT(pyos_fstat(two[1], &st), 0);
    CHECK(pyos_S_ISFIFO(st.mode));
    close(two[0]);
    close(two[1]);
    sw_remove("st_kinds");
}
#endif

#if !defined(__wasi__)
TEST(stat_device) {
#if defined(_WIN32)
    static const char *const names[] = {"NUL", "nul"};
    pyos_stat_result st;
    size_t i;
    int fd = pyos_open("NUL", PYOS_O_RDONLY, 0);
    for (i = 0; i < 2; i++) { /* a type, and nothing else that could be known */
        memset(&st, 0xa5, sizeof st);
        CHECK_INT(pyos_stat(names[i], &st), 0);
        CHECK_INT(st.mode, PYOS_S_IFCHR);
        CHECK_INT(st.has, PYOS_STAT_HAS_MODE);
        CHECK(st.ino == 0 && st.dev == 0 && st.nlink == 0 && st.size == 0 && st.mtime_ns == 0 && st.rdev == 0);
    }
    memset(&st, 0xa5, sizeof st);
    CHECK(fd >= 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.mode, PYOS_S_IFCHR);
    CHECK_INT(st.has, PYOS_STAT_HAS_MODE);
    CHECK(st.ino == 0 && st.dev == 0 && st.nlink == 0 && st.size == 0 && st.mtime_ns == 0);
    CHECK_INT(pyos_close(fd), 0);
#else
    pyos_stat_result st;
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK_INT(pyos_stat("/dev/null", &st), 0);
    CHECK(pyos_S_ISCHR(st.mode));
    CHECK_INT(st.mode & 0777u, 0666);
    CHECK_INT(st.size, 0);
    CHECK(st.has & PYOS_STAT_HAS_RDEV);
#if defined(__linux__)
    CHECK_INT(st.rdev, 0x103); /* major 1, minor 3 */
#else
    CHECK(st.rdev != 0);
#endif
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK(pyos_S_ISCHR(st.mode));
    close(fd);
#endif
}
#endif

#if defined(_WIN32)
TEST(stat_pipe_on_windows) {
    pyos_stat_result st;
    int two[2];
    memset(&st, 0xa5, sizeof st);
    CHECK_INT(_pipe(two, 4096, _O_BINARY | _O_NOINHERIT), 0);
    CHECK_INT(pyos_fstat(two[0], &st), 0);
    CHECK_INT(st.mode, PYOS_S_IFIFO);
    CHECK_INT(st.has, PYOS_STAT_HAS_MODE);
    CHECK(st.ino == 0 && st.dev == 0 && st.nlink == 0 && st.size == 0 && st.mtime_ns == 0);
    CHECK_INT(pyos_fstat(two[1], &st), 0);
    CHECK_INT(st.mode, PYOS_S_IFIFO);
    _close(two[0]);
    _close(two[1]);
}
#endif

TEST(stat_has_per_system) { /* the members that the system fills, and zero in the others */
    pyos_stat_result st;
    const unsigned unix_only =
        PYOS_STAT_HAS_UID | PYOS_STAT_HAS_GID | PYOS_STAT_HAS_RDEV | PYOS_STAT_HAS_BLOCKS | PYOS_STAT_HAS_BLKSIZE;
    const unsigned windows_only = PYOS_STAT_HAS_FILE_ATTRIBUTES | PYOS_STAT_HAS_REPARSE_TAG;
    sw_fresh("st_has");
    memset(&st, 0xa5, sizeof st);
    CHECK_INT(pyos_stat("st_has", &st), 0);
    if (SW_WINDOWS) {
        CHECK_INT(st.has, sw_has_everywhere | windows_only | PYOS_STAT_HAS_BIRTHTIME);
        CHECK(st.uid == 0 && st.gid == 0 && st.rdev == 0 && st.blocks == 0 && st.blksize == 0);
        CHECK(st.flags == 0 && st.gen == 0 && st.reparse_tag == 0);
    } else if (SW_WASI) {
        CHECK_INT(st.has, sw_has_everywhere);
        CHECK(st.uid == 0 && st.gid == 0 && st.rdev == 0 && st.blocks == 0 && st.blksize == 0);
        CHECK(st.birthtime_ns == 0 && st.flags == 0 && st.gen == 0 && st.file_attributes == 0 && st.reparse_tag == 0);
    } else {
        CHECK_INT(st.has & (sw_has_everywhere | unix_only), sw_has_everywhere | unix_only);
        CHECK_INT(st.has & windows_only, 0);
        CHECK(st.file_attributes == 0 && st.reparse_tag == 0 && st.ino_high == 0);
        if (!(st.has & PYOS_STAT_HAS_BIRTHTIME)) CHECK_INT(st.birthtime_ns, 0);
        if (!(st.has & PYOS_STAT_HAS_FLAGS)) CHECK_INT(st.flags, 0);
        if (!(st.has & PYOS_STAT_HAS_GEN)) CHECK_INT(st.gen, 0);
    }
    sw_remove("st_has");
}

/* ---- Times -------------------------------------------------------------------------------------------------------------- */

/* Sets both times of a file by the system's own call; false when it refuses. */
static bool sw_set_times(const char *path, long long seconds, long nanoseconds) {
#if defined(_WIN32)
    long long ticks = seconds * 10000000 + nanoseconds / 100 + 116444736000000000LL;
    FILETIME ft;
    wchar_t *wide = pyos_to_wide(path);
    HANDLE file = CreateFileW(wide, FILE_WRITE_ATTRIBUTES, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    bool done;
    pyos_free(wide);
    if (file == INVALID_HANDLE_VALUE) return false;
    ft.dwLowDateTime = (DWORD)((unsigned long long)ticks & 0xffffffffu);
    ft.dwHighDateTime = (DWORD)((unsigned long long)ticks >> 32);
    done = SetFileTime(file, NULL, &ft, &ft) != 0;
    CloseHandle(file);
    return done;
#else
    struct timespec times[2];
    times[0].tv_sec = times[1].tv_sec = (time_t)seconds;
    times[0].tv_nsec = times[1].tv_nsec = nanoseconds;
    return utimensat(AT_FDCWD, path, times, 0) == 0;
#endif
}

#if defined(_WIN32)
/* The time of the last access in nanoseconds, by the system's own call. In Wine GetFileType counts as an access, so what
 * was set does not stay. */
static long long sw_accessed(const char *path) {
    WIN32_FILE_ATTRIBUTE_DATA data;
    wchar_t *wide = pyos_to_wide(path);
    long long ticks;
    if (!GetFileAttributesExW(wide, GetFileExInfoStandard, &data)) memset(&data, 0, sizeof data);
    pyos_free(wide);
    ticks = (long long)((unsigned long long)data.ftLastAccessTime.dwHighDateTime << 32 |
                        data.ftLastAccessTime.dwLowDateTime);
    return (ticks - 116444736000000000LL) * 100;
}
#endif

/* What the file system made of them: the contents' time, in seconds. */
static long long sw_seconds(const char *path) {
#if defined(_WIN32)
    WIN32_FILE_ATTRIBUTE_DATA data;
    wchar_t *wide = pyos_to_wide(path);
    bool told = GetFileAttributesExW(wide, GetFileExInfoStandard, &data) != 0;
    pyos_free(wide);
    if (!told) return -1;
    return (long long)((unsigned long long)data.ftLastWriteTime.dwHighDateTime << 32 |
                       data.ftLastWriteTime.dwLowDateTime) /
               10000000 -
           11644473600LL;
#else
    struct stat st;
    return lstat(path, &st) == 0 ? (long long)st.st_mtime : -1;
#endif
}

TEST(stat_times) { /* exact, before 1970 and after 2038 and 2106 */
    RULE("rule.st_times_ns");
    static const struct {
        long long seconds;
        long nanoseconds;
    } table[] = {
        {0, 0},
        {1, 999999900},
        {1234567890, 123456700},
        {2147483647, 999999900},
        {2147483648LL, 0},
        {4294967295LL, 1000},
        {4294967296LL, 999999900},
        {7258118400LL, 500},
        {9223372035LL, 100},
        {9223372036LL, 854775800},
        {-1, 0},
        {-1, 999999900},
        {-86400, 0},
        {-2147483648LL, 0},
        {-2147483000LL, 300},
#if !defined(_WIN32) && !defined(__wasi__)
        {1600000000, 1},
        {1600000000, 999999999},
        {-1, 1},
        {-1, 999999999},
        {4294967297LL, 7},
#endif
    };
    size_t i;
    int kept = 0;
    sw_fresh("st_times");
    sw_write("st_times/file", "x");
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        pyos_stat_result st;
        long long want = table[i].seconds * 1000000000 + table[i].nanoseconds;
        long nanoseconds = table[i].nanoseconds;
        int fd;
        if (SW_WASI && table[i].seconds < 0) continue;     /* EINVAL in the host */
        if (SW_WASI) want -= nanoseconds, nanoseconds = 0; /* whole seconds only */
        if (!sw_set_times("st_times/file", table[i].seconds, nanoseconds)) continue;
        CHECK_INT(pyos_stat("st_times/file", &st), 0);
#if defined(_WIN32)
        CHECK_INT(st.atime_ns, sw_accessed("st_times/file"));
        CHECK_INT(st.ctime_ns, st.birthtime_ns);
#else
        {
            struct stat system;
            CHECK_INT(stat("st_times/file", &system), 0);
            CHECK_INT(st.mtime_ns, SW_TIME(system, m));
            CHECK_INT(st.atime_ns, SW_TIME(system, a));
            CHECK_INT(st.ctime_ns, SW_TIME(system, c));
        }
#endif
        if (sw_seconds("st_times/file") != table[i].seconds) continue; /* the file system is narrower */
        kept++;
        CHECK_INT(st.mtime_ns, want);
        if (!SW_WINDOWS) CHECK_INT(st.atime_ns, want);
        CHECK_INT(pyos_lstat("st_times/file", &st), 0);
        CHECK_INT(st.mtime_ns, want);
        fd = pyos_open("st_times/file", PYOS_O_RDONLY, 0);
        CHECK_INT(pyos_fstat(fd, &st), 0);
        CHECK_INT(st.mtime_ns, want);
        CHECK_INT(pyos_close(fd), 0);
    }
    CHECK(kept >= 5); /* else nothing was shown */
    sw_remove("st_times");
}

TEST(stat_times_differ) { /* no member gets another's value */
    pyos_stat_result st;
    sw_fresh("st_differ");
    sw_write("st_differ/file", "x");
#if defined(_WIN32)
    {
        FILETIME access, written;
        HANDLE file = CreateFileW(L"st_differ/file", FILE_WRITE_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
        access.dwHighDateTime = 29000000, written.dwHighDateTime = 29500000;
        access.dwLowDateTime = written.dwLowDateTime = 0;
        CHECK(SetFileTime(file, NULL, &access, &written));
        CloseHandle(file);
        CHECK_INT(pyos_stat("st_differ/file", &st), 0);
        CHECK_INT(st.atime_ns, sw_accessed("st_differ/file"));
        CHECK_INT(st.mtime_ns, ((29500000LL << 32) - 116444736000000000LL) * 100);
    }
#else
    {
        struct timespec times[2];
        times[0].tv_sec = 1000000000, times[1].tv_sec = 1100000000;
        times[0].tv_nsec = times[1].tv_nsec = 0;
        CHECK_INT(utimensat(AT_FDCWD, "st_differ/file", times, 0), 0);
        CHECK_INT(pyos_stat("st_differ/file", &st), 0);
        CHECK_INT(st.atime_ns, 1000000000LL * 1000000000);
        CHECK_INT(st.mtime_ns, 1100000000LL * 1000000000);
        CHECK(st.ctime_ns > 1577836800LL * 1000000000);
    }
#endif
    sw_remove("st_differ");
}

TEST(stat_times_cut) { /* beyond 1677 and 2262 the nearest limit */
    static const long long seconds[] = {9223372037LL, 13569465600LL, 32503680000LL, -9223372038LL, -11644000000LL};
    size_t i;
    int kept = 0;
    sw_fresh("st_cut");
    sw_write("st_cut/file", "x");
    for (i = 0; i < sizeof seconds / sizeof *seconds; i++) {
        pyos_stat_result st;
        if (SW_WASI && seconds[i] < 0) continue;
        if (!sw_set_times("st_cut/file", seconds[i], 0)) continue;
        if (sw_seconds("st_cut/file") != seconds[i]) continue;
        kept++;
        CHECK_INT(pyos_stat("st_cut/file", &st), 0);
        CHECK_INT(st.mtime_ns, seconds[i] < 0 ? -9223372036854775807LL - 1 : 9223372036854775807LL);
        if (!SW_WINDOWS) CHECK_INT(st.atime_ns, seconds[i] < 0 ? -9223372036854775807LL - 1 : 9223372036854775807LL);
    }
    sw_remove("st_cut");
    if (!kept) SKIP("this file system has no times before 1677 or after 2262");
}

TEST(stat_birthtime) {
#if defined(__linux__)
    /* statx itself, where C libraries have no function for it: numbers at fixed places, and the mask of what was filled. */
    static const char *const paths[] = {"st_birth/file", "st_birth", "/proc/version", "/", "/dev/null"};
    size_t i;
    sw_fresh("st_birth");
    sw_write("st_birth/file", "x");
    for (i = 0; i < sizeof paths / sizeof *paths; i++) {
        unsigned long long block[32];
        const char *bytes = (const char *)block;
        unsigned mask, nanoseconds;
        long long seconds;
        pyos_stat_result st;
        int fd = open(paths[i], O_RDONLY | O_CLOEXEC);
        memset(block, 0, sizeof block);
        CHECK_INT(pyos_stat(paths[i], &st), 0);
        if (syscall(SYS_statx, AT_FDCWD, paths[i], 0, 0xfffu, block) != 0) {
            CHECK_INT(st.has & PYOS_STAT_HAS_BIRTHTIME, 0);
            if (fd >= 0) close(fd);
            continue;
        }
        memcpy(&mask, bytes, 4);
        memcpy(&seconds, bytes + 80, 8);
        memcpy(&nanoseconds, bytes + 88, 4);
#if defined(TEST_NO_STATX)
        mask = 0; /* compiled to do without */
#endif
        CHECK_INT((st.has & PYOS_STAT_HAS_BIRTHTIME) != 0, (mask & 0x800) != 0);
        if (mask & 0x800) CHECK_INT(st.birthtime_ns, seconds * 1000000000 + nanoseconds);
        else CHECK_INT(st.birthtime_ns, 0);
        if (fd < 0) continue;
        CHECK_INT(pyos_fstat(fd, &st), 0);
        CHECK_INT((st.has & PYOS_STAT_HAS_BIRTHTIME) != 0, (mask & 0x800) != 0);
        if (mask & 0x800) CHECK_INT(st.birthtime_ns, seconds * 1000000000 + nanoseconds);
        close(fd);
    }
    sw_remove("st_birth");
#elif defined(_WIN32)
    pyos_stat_result st;
    sw_fresh("st_birth");
    sw_write("st_birth/file", "x");
    CHECK_INT(pyos_stat("st_birth/file", &st), 0);
    CHECK(st.has & PYOS_STAT_HAS_BIRTHTIME);
    CHECK(st.birthtime_ns > 1577836800LL * 1000000000);
    CHECK_INT(st.ctime_ns, st.birthtime_ns);
    sw_remove("st_birth");
#else
    pyos_stat_result st;
    CHECK_INT(pyos_stat(".", &st), 0);
    if (SW_WASI) CHECK_INT(st.has & PYOS_STAT_HAS_BIRTHTIME, 0);
    if (!(st.has & PYOS_STAT_HAS_BIRTHTIME)) CHECK_INT(st.birthtime_ns, 0);
#endif
}

/* ---- Windows: what stands in for modes --------------------------------------------------------------------------------- */

#if defined(_WIN32)
TEST(stat_modes_from_attributes) {
    static const struct {
        const char *name;
        unsigned mode;
    } table[] = {
        {"plain", 0100666},  {"a.exe", 0100777}, {"b.BAT", 0100777}, {"c.Cmd", 0100777},     {"d.cOm", 0100777},
        {"e.txt", 0100666},  {"exe", 0100666},   {".exe", 0100777},  {"f.exe.txt", 0100666}, {"g.txt.exe", 0100777},
        {"h.exec", 0100666}, {"i.ex", 0100666},  {"j.ps1", 0100666}, {"k.py", 0100666},      {"\xc3\xa4.exe", 0100777},
    };
    pyos_stat_result st;
    size_t i;
    int fd;
    sw_fresh("st_modes.exe");
    CHECK_INT(pyos_stat("st_modes.exe", &st), 0);
    CHECK_INT(st.mode, 0040777); /* a directory's ending says nothing */
    CHECK_INT(st.file_attributes & PYOS_FILE_ATTRIBUTE_DIRECTORY, PYOS_FILE_ATTRIBUTE_DIRECTORY);
    for (i = 0; i < sizeof table / sizeof *table; i++) {
        char *path = sw_under("st_modes.exe", table[i].name);
        wchar_t *wide = pyos_to_wide(path);
        sw_write(path, "");
        CHECK_INT(pyos_stat(path, &st), 0);
        CHECK_INT(st.mode, table[i].mode);
        if (st.mode != table[i].mode) printf("    %s\n", table[i].name);
        CHECK_INT(pyos_lstat(path, &st), 0);
        CHECK_INT(st.mode, table[i].mode);
        CHECK(SetFileAttributesW(wide, FILE_ATTRIBUTE_READONLY));
        CHECK_INT(pyos_stat(path, &st), 0);
        CHECK_INT(st.mode, table[i].mode & ~0222u);
        CHECK(st.file_attributes & PYOS_FILE_ATTRIBUTE_READONLY);
        CHECK(SetFileAttributesW(wide, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM));
        CHECK_INT(pyos_stat(path, &st), 0);
        CHECK_INT(st.mode, table[i].mode);
        CHECK_INT(st.file_attributes, GetFileAttributesW(wide));
        CHECK(SetFileAttributesW(wide, FILE_ATTRIBUTE_NORMAL));
        pyos_free(wide);
        free(path);
    }
    fd = pyos_open("st_modes.exe/a.exe", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.mode, 0100666); /* a descriptor has no ending */
    CHECK_INT(pyos_close(fd), 0);
    sw_remove("st_modes.exe");
}
#endif

#if defined(_WIN32)
TEST(stat_of_a_file_in_use) { /* that nobody else may open can still be asked */
    pyos_stat_result st;
    HANDLE file;
    sw_fresh("st_used");
    sw_write("st_used/file", "12345");
    file = CreateFileW(L"st_used/file", GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    CHECK_INT(pyos_stat("st_used/file", &st), 0);
    CHECK_INT(st.size, 5);
    CHECK_INT(st.mode, 0100666);
    CloseHandle(file);
    sw_remove("st_used");
}
#endif

/* ---- Directories by descriptor ------------------------------------------------------------------------------------------- */

TEST(stat_at_directory) {
    pyos_stat_result st, other;
    sw_fresh("st_at");
    sw_write("st_at/file", "12345");
#if defined(_WIN32)
    memset(&st, 0xa5, sizeof st);
    other = st;
    CHECK_ERROR(pyos_stat_at(-1, "file", 0, &st) == -1, PYOS_OSERROR, EBADF, "file");
    CHECK(memcmp(&st, &other, sizeof st) == 0);
    CHECK_INT(pyos_stat_at(-1, "C:\\", 0, &st), 0); /* with an absolute path it is not looked at */
#else
    {
        int fd = open("st_at", O_RDONLY | O_DIRECTORY | O_CLOEXEC), file, closed;
        char *cwd = pyos_getcwd(), *absolute = sw_under(cwd ? cwd : "", "st_at/file");
        CHECK(sw_symlink("file", "st_at/to_file"));
        CHECK_INT(pyos_stat("st_at/file", &st), 0);
        CHECK_INT(pyos_stat_at(fd, "file", 0, &other), 0);
        CHECK(sw_same(&st, &other));
        CHECK_INT(pyos_stat_at(fd, "to_file", 0, &other), 0);
        CHECK(sw_same(&st, &other));
        CHECK_INT(pyos_stat_at(fd, "to_file", PYOS_NOFOLLOW, &other), 0);
        CHECK(pyos_S_ISLNK(other.mode));
        CHECK_ERROR(pyos_stat_at(fd, "missing", 0, &other) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "missing");
        CHECK_ERROR(pyos_stat_at(fd, "", 0, &other) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");

        file = open("st_at/file", O_RDONLY | O_CLOEXEC);
#if defined(__wasi__)
        CHECK_ERROR(pyos_stat_at(file, "file", 0, &other) == -1, PYOS_PERMISSIONERROR, ENOTCAPABLE, "file");
#else
        CHECK_ERROR(pyos_stat_at(file, "file", 0, &other) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "file");
#endif
        CHECK_ERROR(pyos_stat_at(file, "", 0, &other) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
        CHECK_INT(pyos_stat_at(file, absolute, 0, &other), 0); /* dir_fd does not matter then */
        CHECK(sw_same(&st, &other));
        close(file);
        closed = file;
        CHECK_ERROR(pyos_stat_at(closed, "file", 0, &other) == -1, PYOS_OSERROR, EBADF, "file");
        CHECK_ERROR(pyos_stat_at(-1, "file", PYOS_NOFOLLOW, &other) == -1, PYOS_OSERROR, EBADF, "file");
        CHECK_INT(pyos_stat_at(closed, absolute, 0, &other), 0);
        close(fd);
        free(absolute);
        pyos_free(cwd);
    }
#endif
    CHECK_INT(pyos_supports_dir_fd("stat"), !SW_WINDOWS);
    CHECK_INT(pyos_supports_follow_symlinks("os.stat"), 1);
    CHECK_INT(pyos_supports_fd("os.stat"), 1);
    sw_remove("st_at");
}

/* ---- Errors -------------------------------------------------------------------------------------------------------------- */

TEST(stat_errors) {
    pyos_stat_result st;
    sw_fresh("st_err");
    sw_write("st_err/file", "");
    CHECK_ERROR(pyos_stat("", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_lstat("", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_stat_at(PYOS_CWD, "", 0, &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    CHECK_ERROR(pyos_stat("st_err/missing", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_err/missing");
    CHECK_STR(pyos_last_error()->function, "os.stat");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 2 : 0);
    CHECK_ERROR(pyos_lstat("st_err/missing", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_err/missing");
    CHECK_STR(pyos_last_error()->function, "os.lstat");
    CHECK_ERROR(pyos_stat("st_err/missing/x", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_err/missing/x");
    CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 3 : 0);
    if (SW_WINDOWS) { /* a path through a file is a path that is not found */
        CHECK_ERROR(pyos_stat("st_err/file/x", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_err/file/x");
        CHECK_INT(pyos_last_error()->winerror, 3);
        CHECK_ERROR(pyos_stat("st_err/file/", &st) == -1, PYOS_OSERROR, EINVAL, "st_err/file/");
        CHECK_INT(pyos_last_error()->winerror, 123);
        CHECK_ERROR(pyos_stat("st_err/fi*e", &st) == -1, PYOS_OSERROR, EINVAL, "st_err/fi*e"); /* no pattern */
        CHECK_ERROR(pyos_lstat("st_err/*", &st) == -1, PYOS_OSERROR, EINVAL, "st_err/*");
    } else {
        CHECK_ERROR(pyos_stat("st_err/file/x", &st) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "st_err/file/x");
        CHECK_ERROR(pyos_lstat("st_err/file/x", &st) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "st_err/file/x");
        CHECK_ERROR(pyos_stat("st_err/file/", &st) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "st_err/file/");
    }
#if !defined(_WIN32)
    CHECK_ERROR(pyos_stat("st_err/new\nline", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_err/new\nline");
    CHECK_MESSAGE("[Errno " SW_ENOENT_TEXT "] No such file or directory: 'st_err/new\\nline'");
#endif
    sw_remove("st_err");
}

TEST(stat_names_too_long) {
    char *name = sw_repeat('n', 256), *path = sw_repeat('p', 5000);
    pyos_stat_result st;
    size_t i;
    for (i = 100; i < 5000; i += 100) path[i] = '/';
    if (SW_WINDOWS) { /* there is no limit of the whole path here; a component of that length cannot exist */
        CHECK(pyos_stat(name, &st) == -1);
        CHECK(pyos_stat(path, &st) == -1);
        CHECK(pyos_last_error()->kind <= PYOS_TIMEOUTERROR);
    } else {
        CHECK_ERROR(pyos_stat(name, &st) == -1, PYOS_OSERROR, ENAMETOOLONG, name);
        CHECK_ERROR(pyos_lstat(name, &st) == -1, PYOS_OSERROR, ENAMETOOLONG, name);
    }
    if (SW_POSIX) {
        const pyos_error *e = pyos_last_error();
        size_t n;
        CHECK_INT(pyos_stat(path, &st), -1);
        CHECK_INT(e->code, ENAMETOOLONG);
        CHECK_INT(e->cut, 1); /* the record keeps the end of a name that is longer than it */
        n = e->filename ? strlen(e->filename) : 0;
        CHECK(n > 500 && n < PYOS_ERROR_NAMES && strcmp(e->filename, path + 5000 - n) == 0);
    }
    name[255] = 0; /* the longest that there may be */
    sw_fresh("st_long");
    free(path);
    path = sw_under("st_long", name);
    sw_write(path, "1");
    CHECK_INT(pyos_stat(path, &st), 0);
    CHECK_INT(st.size, 1);
    sw_remove("st_long");
    free(path);
    free(name);
}

TEST(stat_long_paths) { /* of about 3,900 bytes */
    char *name = sw_repeat('d', 255), *path, *file;
    pyos_stat_result st;
    int i;
    sw_fresh("st_deep");
    path = sw_under("st_deep", name);
    for (i = 1; i < (SW_POSIX ? 15 : 12); i++) {
        char *longer = sw_under(path, name);
        free(path);
        path = longer;
    }
    CHECK_INT(pyos_makedirs(path, 0777, false), 0);
    file = sw_under(path, "file");
    sw_write(file, "12345");
    CHECK_INT(pyos_stat(file, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK_INT(pyos_lstat(path, &st), 0);
    CHECK(pyos_S_ISDIR(st.mode));
    CHECK_INT(pyos_remove(file), 0);
    CHECK_INT(pyos_stat(file, &st), -1);
    CHECK_INT(pyos_last_error()->code, ENOENT);
    free(file);
    free(path);
    sw_remove_chain("st_deep", name);
    free(name);
}

#if !defined(_WIN32) && !defined(__wasi__)
TEST(stat_without_permission) {
    pyos_stat_result st;
    if (sw_is_root()) SKIP("root may do everything");
    sw_fresh("st_locked");
    sw_write("st_locked/file", "12345");
    CHECK_INT(chmod("st_locked/file", 0), 0);
    CHECK_INT(pyos_stat("st_locked/file", &st), 0); /* takes none on the file itself */
    CHECK_INT(st.size, 5);
    CHECK_INT(chmod("st_locked", 0600), 0);
    CHECK_ERROR(pyos_stat("st_locked/file", &st) == -1, PYOS_PERMISSIONERROR, EACCES, "st_locked/file");
    CHECK_ERROR(pyos_lstat("st_locked/missing", &st) == -1, PYOS_PERMISSIONERROR, EACCES, "st_locked/missing");
    CHECK_INT(pyos_stat("st_locked", &st), 0);
    sw_remove("st_locked");
}
#endif

TEST(stat_wrong_use) { /* found before anything is asked, told in Python's words */
    static const unsigned unknown[] = {1, 0x100, PYOS_FOLLOW, PYOS_EFFECTIVE_IDS, PYOS_NOFOLLOW | 1, 0x80000000u};
    pyos_stat_result st;
    size_t i;
    CHECK_ERROR(pyos_stat(NULL, &st) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("stat: path should be string, bytes, os.PathLike or integer, not NoneType");
    CHECK_ERROR(pyos_stat_at(PYOS_CWD, NULL, 0, &st) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("stat: path should be string, bytes, os.PathLike or integer, not NoneType");
    CHECK_ERROR(pyos_lstat(NULL, &st) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_MESSAGE("lstat: path should be string, bytes or os.PathLike, not NoneType");
    CHECK_ERROR(pyos_stat(".", NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_stat("missing", NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_stat_at(PYOS_CWD, ".", 0, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_lstat(".", NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fstat(0, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_fstat(-1, NULL) == -1, PYOS_TYPEERROR, EINVAL, NULL);
    for (i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        CHECK_ERROR(pyos_stat_at(PYOS_CWD, ".", unknown[i], &st) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        CHECK_ERROR(pyos_stat_at(PYOS_CWD, "missing", unknown[i], &st) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    }
}

TEST(stat_leaves_the_result_alone) { /* when it fails */
    pyos_stat_result st, before;
    memset(&before, 0xa5, sizeof before);
    memcpy(&st, &before, sizeof st);
    CHECK_INT(pyos_stat("st_missing", &st), -1);
    CHECK_INT(pyos_lstat("st_missing", &st), -1);
    CHECK_INT(pyos_stat_at(PYOS_CWD, "st_missing", PYOS_NOFOLLOW, &st), -1);
    CHECK_INT(pyos_stat_at(PYOS_CWD, ".", 1, &st), -1);
    CHECK_INT(pyos_stat(NULL, &st), -1);
    CHECK_INT(pyos_stat("", &st), -1);
    CHECK_INT(pyos_fstat(-1, &st), -1);
    CHECK_INT(pyos_fstat(1000, &st), -1);
    CHECK(memcmp(&st, &before, sizeof st) == 0);
}

TEST(stat_leaves_errno_alone) { /* and the record, when it succeeds */
    pyos_stat_result st;
    int fd;
    sw_fresh("st_errno");
    sw_write("st_errno/file", "");
    fd = pyos_open("st_errno/file", PYOS_O_RDONLY, 0);
    CHECK_ERROR(pyos_stat("st_missing", &st) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "st_missing");
    errno = EDOM;
    CHECK_INT(pyos_stat(".", &st), 0);
    CHECK_INT(pyos_lstat(".", &st), 0);
    CHECK_INT(pyos_stat_at(PYOS_CWD, ".", PYOS_NOFOLLOW, &st), 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(errno, EDOM);
    CHECK_STR(pyos_last_error()->filename, "st_missing");
    CHECK_INT(pyos_last_error()->code, ENOENT);
    CHECK_INT(pyos_close(fd), 0);
    sw_remove("st_errno");
}

TEST(fstat_errors) { /* without a name */
    static const int bad[] = {-1, -100, 1000, 0x7fffffff, -0x7fffffff - 1};
    pyos_stat_result st;
    size_t i;
    int fd;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK_ERROR(pyos_fstat(bad[i], &st) == -1, PYOS_OSERROR, EBADF, NULL);
        CHECK_STR(pyos_last_error()->function, "os.fstat");
        CHECK_INT(pyos_last_error()->winerror, SW_WINDOWS ? 6 : 0); /* the handle is invalid */
        if (!SW_WINDOWS) CHECK_MESSAGE("[Errno " SW_EBADF_TEXT "] Bad file descriptor");
    }
    sw_fresh("st_closed");
    sw_write("st_closed/file", "");
    fd = pyos_open("st_closed/file", PYOS_O_RDONLY, 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_ERROR(pyos_fstat(fd, &st) == -1, PYOS_OSERROR, EBADF, NULL);
    sw_remove("st_closed");
}

TEST(fstat_of_a_directory) {
#if defined(_WIN32)
    pyos_stat_result st, other;
    HANDLE dir;
    int fd;
    sw_fresh("st_dirfd");
    dir = CreateFileW(L"st_dirfd", FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    CHECK(dir != INVALID_HANDLE_VALUE);
    fd = _open_osfhandle((intptr_t)dir, _O_RDONLY);
    CHECK(fd >= 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK(pyos_S_ISDIR(st.mode)); /* the C run time itself would say that it is a file */
    CHECK_INT(pyos_stat("st_dirfd", &other), 0);
    CHECK(sw_same(&st, &other));
    _close(fd);
    sw_remove("st_dirfd");
#else
    pyos_stat_result st, other;
    struct stat want;
    int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(fstat(fd, &want), 0);
    sw_check_system(__LINE__, &st, &want);
    CHECK_INT(pyos_stat(".", &other), 0);
    CHECK(sw_same(&st, &other));
    close(fd);
#endif
}

#if !defined(_WIN32)
TEST(fstat_of_a_removed_file) {
    pyos_stat_result st, before;
    struct stat want;
    int fd;
    sw_fresh("st_gone");
    sw_write("st_gone/file", "12345");
    fd = open("st_gone/file", O_RDONLY | O_CLOEXEC);
    CHECK_INT(pyos_fstat(fd, &before), 0);
    CHECK_INT(before.nlink, 1);
    CHECK_INT(unlink("st_gone/file"), 0);
    CHECK_INT(pyos_fstat(fd, &st), 0);
    CHECK_INT(st.nlink, 0);
    CHECK_INT(st.size, 5);
    CHECK(st.ino == before.ino && st.dev == before.dev);
    CHECK_INT(fstat(fd, &want), 0);
    sw_check_system(__LINE__, &st, &want);
    close(fd);
    sw_remove("st_gone");
}
#endif

static void run_stat(void) {
    RUN(stat_constants);
    RUN(stat_constants_absent);
    RUN(stat_has_bits);
    RUN(stat_type_questions);
    RUN(stat_parts_of_a_mode);
    RUN(stat_filemode_of_every_mode);
    RUN(stat_filemode_samples);
    RUN(stat_file_and_directory);
    RUN(stat_hard_links);
    RUN(stat_large_file);
    RUN(stat_names);
    RUN(stat_links);
    RUN(stat_agrees_with_the_system);
    RUN(stat_permissions_in_mode);
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(stat_fifo_and_socket);
#endif
#if !defined(__wasi__)
    RUN(stat_device);
#endif
#if defined(_WIN32)
    RUN(stat_pipe_on_windows);
#endif
    RUN(stat_has_per_system);
    RUN(stat_times);
    RUN(stat_times_differ);
    RUN(stat_times_cut);
    RUN(stat_birthtime);
#if defined(_WIN32)
    RUN(stat_modes_from_attributes);
    RUN(stat_of_a_file_in_use);
#endif
    RUN(stat_at_directory);
    RUN(stat_errors);
    RUN(stat_names_too_long);
    RUN(stat_long_paths);
#if !defined(_WIN32) && !defined(__wasi__)
    RUN(stat_without_permission);
#endif
    RUN(stat_wrong_use);
    RUN(stat_leaves_the_result_alone);
    RUN(stat_leaves_errno_alone);
    RUN(fstat_errors);
    RUN(fstat_of_a_directory);
#if !defined(_WIN32)
    RUN(fstat_of_a_removed_file);
#endif
}
