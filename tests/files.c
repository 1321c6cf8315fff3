/* Tests of >>files. The helpers are those of fd.c. */

#define FILES_COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Python's class for an errno of this chapter, by its name and not by pyos.h. */
static int files_kind(int code) {
    if (code == ENOENT) return PYOS_FILENOTFOUNDERROR;
    if (code == EEXIST) return PYOS_FILEEXISTSERROR;
    if (code == ENOTDIR) return PYOS_NOTADIRECTORYERROR;
    if (code == EISDIR) return PYOS_ISADIRECTORYERROR;
    if (code == EACCES || code == EPERM || code == FD_ENOTCAPABLE) return PYOS_PERMISSIONERROR;
    return PYOS_OSERROR;
}

/* The errno that a letter of a table stands for; 0 for '.', success. */
static int files_code(char letter) {
    switch (letter) {
    case 'n': return ENOENT;
    case 'e': return EEXIST;
    case 't': return ENOTDIR;
    case 'i': return EISDIR;
    case 'l': return ELOOP;
    case 'L': return ENAMETOOLONG;
    case 'a': return EACCES;
    case 'p': return EPERM;
    case 'v': return EINVAL;
    case 'y': return ENOTEMPTY;
    case 'b': return EBUSY;
    case 'c': return FD_ENOTCAPABLE;
    case 'T': return EINVAL; /* TypeError */
    case 'V': return EINVAL; /* ValueError */
    case 'U': return EILSEQ; /* UnicodeError */
    default: return 0;
    }
}

/* One of three, by platform. */
#if FD_WINDOWS
#define FILES_BY(posix, windows, wasi) (windows)
#elif FD_WASI
#define FILES_BY(posix, windows, wasi) (wasi)
#else
#define FILES_BY(posix, windows, wasi) (posix)
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * A tree and what has become of it
 */

static int files_links; /* links can be made here */

static void files_symlink(const char *src, const char *dst) {
    if (files_links) CHECK_INT(pyos_symlink(src, dst, false), 0);
}

/* In the working directory: two files, a third name for the first, two empty directories, a full one, links. */
static void files_make_tree(void) {
    fd_put("f", "hello");
    fd_put("g", "G");
    CHECK_INT(pyos_link("f", "h"), 0);
    CHECK_INT(pyos_mkdir("c", 0777), 0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_mkdir("e", 0777), 0);
    CHECK_INT(pyos_mkdir("e/s", 0777), 0);
    fd_put("e/x", "x");
    files_symlink("f", "lf");
    files_symlink("d", "ld");
    files_symlink("gone", "dang");
    files_symlink("loop", "loop");
#if FD_POSIX
    CHECK_INT(pyos_mkdir("np", 0777), 0);
    fd_put("np/x", "x");
    CHECK_INT(chmod("np", 0), 0);
#endif
}

static int files_compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Names, kinds, sizes, numbers of links and link targets below a directory, as text. */
static size_t files_describe(const char *dir, char *text, size_t size, size_t at) {
    size_t n = 0;
    char **names = pyos_listdir(dir, &n);
    if (names) qsort(names, n, sizeof *names, files_compare);
    for (size_t i = 0; names && i < n && at < size; i++) {
        pyos_stat_result st;
        char *path = pyos_path_join(dir, names[i]);
        memset(&st, 0, sizeof st);
        if (pyos_lstat(path, &st) != 0) st.size = -1;
        int is_dir = pyos_S_ISDIR(st.mode);
        at += (size_t)snprintf(text + at, size - at, "%.300s:%o:%lld:%lld ", path, pyos_S_IFMT(st.mode),
                               is_dir ? 0 : st.size, is_dir ? 0 : st.nlink);
        if (is_dir && at < size) at = files_describe(path, text, size, at);
        pyos_free(path);
    }
    pyos_free(names);
    return at;
}

/* Two buffers, so that before and after can be compared. */
static const char *files_snapshot(const char *dir, int which) {
    static char text[2][8192];
    size_t at = files_describe(dir, text[which], sizeof text[which], 0);
    text[which][at < sizeof text[which] ? at : sizeof text[which] - 1] = '\0';
    return text[which];
}

static int files_is(const char *path, unsigned type) {
    pyos_stat_result st;
    return pyos_lstat(path, &st) == 0 && pyos_S_IFMT(st.mode) == type;
}

static int files_exists(const char *path) {
    pyos_stat_result st;
    return pyos_lstat(path, &st) == 0;
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Bad input: every function with a path, every input, in the plain form and relative to a descriptor
 */

#define FILES_PLAIN (-12345) /* for dir: the form without _at */

static int files_close(int fd) { return fd < 0 ? -1 : pyos_close(fd); }
static int files_open(int dir, const char *p, int flags) {
    return files_close(dir == FILES_PLAIN ? pyos_open(p, flags, 0666) : pyos_open_at(dir, p, flags, 0666));
}
static int files_try_open_r(int dir, const char *p) { return files_open(dir, p, PYOS_O_RDONLY); }
static int files_try_open_w(int dir, const char *p) { return files_open(dir, p, PYOS_O_WRONLY); }
static int files_try_open_c(int dir, const char *p) { return files_open(dir, p, PYOS_O_WRONLY | PYOS_O_CREAT); }
static int files_try_open_x(int dir, const char *p) {
    return files_open(dir, p, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL);
}
#ifdef PYOS_O_DIRECTORY
static int files_try_open_d(int dir, const char *p) { return files_open(dir, p, PYOS_O_RDONLY | PYOS_O_DIRECTORY); }
#endif
static int files_try_mkdir(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_mkdir(p, 0777) : pyos_mkdir_at(dir, p, 0777);
}
static int files_try_makedirs(int dir, const char *p) {
    (void)dir;
    return pyos_makedirs(p, 0777, false);
}
static int files_try_makedirs_ok(int dir, const char *p) {
    (void)dir;
    return pyos_makedirs(p, 0777, true);
}
static int files_try_rmdir(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_rmdir(p) : pyos_rmdir_at(dir, p);
}
static int files_try_remove(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_remove(p) : pyos_remove_at(dir, p);
}
static int files_try_unlink(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_unlink(p) : pyos_unlink_at(dir, p);
}
static int files_try_rename_from(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_rename(p, "new") : pyos_rename_at(dir, p, dir, "new");
}
static int files_try_rename_to(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_rename("f", p) : pyos_rename_at(dir, "f", dir, p);
}
static int files_try_rename_dir_to(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_rename("d", p) : pyos_rename_at(dir, "d", dir, p);
}
static int files_try_replace_from(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_replace(p, "new") : pyos_replace_at(dir, p, dir, "new");
}
static int files_try_replace_to(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_replace("f", p) : pyos_replace_at(dir, "f", dir, p);
}
static int files_try_link_from(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_link(p, "new") : pyos_link_at(dir, p, dir, "new", 0);
}
static int files_try_link_to(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_link("f", p) : pyos_link_at(dir, "f", dir, p, 0);
}
static int files_try_symlink_from(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_symlink(p, "new", false) : pyos_symlink_at(p, dir, "new", false);
}
static int files_try_symlink_to(int dir, const char *p) {
    return dir == FILES_PLAIN ? pyos_symlink("f", p, false) : pyos_symlink_at("f", dir, p, false);
}
static int files_try_readlink(int dir, const char *p) {
    char *text = dir == FILES_PLAIN ? pyos_readlink(p, NULL) : pyos_readlink_at(dir, p, NULL);
    int result = text ? 0 : -1;
    pyos_free(text);
    return result;
}
static int files_try_truncate(int dir, const char *p) {
    (void)dir;
    return pyos_truncate(p, 3);
}
static int files_try_chdir(int dir, const char *p) {
    (void)dir;
    return pyos_chdir(p);
}
static int files_try_access(int dir, const char *p) {
    return (dir == FILES_PLAIN ? pyos_access(p, PYOS_F_OK) : pyos_access_at(dir, p, PYOS_F_OK, 0)) ? 0 : -1;
}
static int files_try_stat(int dir, const char *p) {
    pyos_stat_result st;
    return dir == FILES_PLAIN ? pyos_stat(p, &st) : pyos_stat_at(dir, p, 0, &st);
}
static int files_try_lstat(int dir, const char *p) {
    pyos_stat_result st;
    (void)dir;
    return pyos_lstat(p, &st);
}
static int files_try_stat_link(int dir, const char *p) {
    pyos_stat_result st;
    return pyos_stat_at(dir == FILES_PLAIN ? PYOS_CWD : dir, p, PYOS_NOFOLLOW, &st);
}
static int files_try_listdir(int dir, const char *p) {
    (void)dir;
    char **names = pyos_listdir(p, NULL);
    int result = names ? 0 : -1;
    pyos_free(names);
    return result;
}
static int files_try_scandir(int dir, const char *p) {
    (void)dir;
    pyos_scandir_iter *it = pyos_scandir(p);
    int result = it ? 0 : -1;
    pyos_scandir_close(it);
    return result;
}

/* The inputs: one for each column of the table below. */
static char files_n255[256], files_n256[257], files_long[FD_WINDOWS ? 33002 : 5002];

#define FILES_LONG 6
static const char *files_input(size_t column) {
    static const char *const inputs[] = {NULL,     "",   "a\nb",   "bad\xff\xfe", files_n255, files_n256, files_long,
                                         "f",      "f/", "f/x",    "d",           "d/",       "d/.",      "d/..",
                                         "e",      ".",  "gone/x", "gone/",       "np/x",     "np/y",     "loop",
                                         "loop/x", "lf", "lf/",    "ld",          "ld/",      "dang",     "dang/"};
    if (!files_n255[0]) {
        memset(files_n255, 'n', sizeof files_n255 - 1);
        memset(files_n256, 'n', sizeof files_n256 - 1);
        /* Below a file, so that nothing is made of it, and nothing that a host could shorten as text. */
        for (size_t i = 0; i + 1 < sizeof files_long; i++) files_long[i] = i % 100 == 1 ? '/' : i ? 'n' : 'f';
    }
    return column < FILES_COUNT(inputs) ? inputs[column] : NULL;
}
#define FILES_NEWLINE 2
#define FILES_UNDECODABLE 3
#define FILES_N256 5
#define FILES_DENIED 18 /* np/x, np/y: a directory without permission */
#define FILES_LINKS 20  /* from here on */
#define FILES_COLUMNS 28

/* What each gives; see files_code. Those for POSIX are what CPython 3.13 gave on Linux; '-': not asked. */
typedef struct files_row {
    const char *name;
    int (*call)(int dir, const char *path);
    const char *function; /* in the record */
    char names;           /* p: path; s: path -> "new"; f: "f" -> path; d: "d" -> path; q: a question, no record */
    char at;              /* 1: has an _at form */
    char parameter; /* what Python calls the argument: p path, i path or descriptor, s src, d dst; o: see makedirs */
    const char *want;
} files_row;

// clang-format off
/* One letter for each input:
 * NULL "" newline no-UTF-8 255 256 long   f f/ f/x d d/ d/. d/.. e .   gone/x gone/   np/x np/y
 * loop loop/x lf lf/ ld ld/ dang dang/ */
static const files_row files_rows[] = {
    {"open to read", files_try_open_r, "os.open", 'p', 1, 'p',
     FILES_BY("TnnnnLL.tt......nnaall.t..nn", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.tt......nn--ll.t..nn")},
    {"open to write", files_try_open_w, "os.open", 'p', 1, 'p',
     FILES_BY("TnnnnLL.ttiiiiiinnaall.tiinn", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.ttiiiiiinn--ll.tiinn")},
    {"open to create", files_try_open_c, "os.open", 'p', 1, 'p',
     FILES_BY("Tn...LL.itiiiiiiniaall.iii.i", "Tn.U.nV.vnaaaaaanv----------", "Tn...LL.ttiiiiiini--ll.tii.i")},
    {"open to create anew", files_try_open_x, "os.open", 'p', 1, 'p',
     FILES_BY("Tn...LLeiteieeeeniaaeleieiei", "Tn.U.nVeeneeeeeenv----------", "Tn...LLetteieeeeni--lletei-i")},
#ifdef PYOS_O_DIRECTORY
    {"open a directory", files_try_open_d, "os.open", 'p', 1, 'p',
     FILES_BY("TnnnnLLttt......nnaalltt..nn", "", "TnnnnLLttt......nn--lltt..nn")},
#endif
    {"mkdir", files_try_mkdir, "os.mkdir", 'p', 1, 'p',
     FILES_BY("Tn...LLeeteeeeeen.aaeleeeeee", "Tn.U.nVeeneeeeeen.----------", "Tn...LLeeteeeeeen.--eleeeeee")},
    {"makedirs", files_try_makedirs, "os.makedirs", 'p', 0, 'o',
     FILES_BY("Tn...Lteeteeeeee..aaeleeeeee", "Tn.U.nneeneeeeee..----------", "Tn...Lteeteeeeee..--eleeeeee")},
    {"makedirs, exist_ok", files_try_makedirs_ok, "os.makedirs", 'p', 0, 'o',
     FILES_BY("Tn...Lteet........aaelee..ee", "Tn.U.nneen........----------", "Tn...Lteet........--elee..ee")},
    {"rmdir", files_try_rmdir, "os.rmdir", 'p', 1, 'p',
     FILES_BY("TnnnnLLttt..vyyvnnaatltttttt", "TvnUnnVtvn...ayann----------", "TnnnnLLttt...yyynn--tltttttt")},
    {"remove", files_try_remove, "os.remove", 'p', 1, 'p',
     FILES_BY("TnnnnLL.ttiiiiiinnaa.l.t.t.t", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.ttiiiiiinn--.l.t.t.t")},
    {"unlink", files_try_unlink, "os.unlink", 'p', 1, 'p',
     FILES_BY("TnnnnLL.ttiiiiiinnaa.l.t.t.t", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.ttiiiiiinn--.l.t.t.t")},
    {"rename from", files_try_rename_from, "os.rename", 's', 1, 's',
     FILES_BY("TnnnnLL.tt..bb.bnnaa.l.t.t.t", "TnnUnnV.vn...a.ann----------", "TnnnnLL.tt...v.vnn--.l.t.t.t")},
    {"rename a file to", files_try_rename_to, "os.rename", 'f', 1, 'd',
     FILES_BY("Tn...LL.ttitbbibntaa.l.t.t.t", "Tn.U.nV.tneeeeeent----------", "Tn...LL.ttitiyiynt--.l.t.t.t")},
    {"rename a directory to", files_try_rename_dir_to, "os.rename", 'd', 1, 'd',
     FILES_BY("Tn...LLttt..bbybn.aatltttttt", "Tn.U.nVetn...eeen.----------", "Tn...LLttt...yyyn.--tltttttt")},
    {"replace from", files_try_replace_from, "os.replace", 's', 1, 's',
     FILES_BY("TnnnnLL.tt..bb.bnnaa.l.t.t.t", "TnnUnnV.vn...a.ann----------", "TnnnnLL.tt...v.vnn--.l.t.t.t")},
    {"replace a file at", files_try_replace_to, "os.replace", 'f', 1, 'd',
     FILES_BY("Tn...LL.ttitbbibntaa.l.t.t.t", "Tn.U.nV.tnaaaaaant----------", "Tn...LL.ttitiyiynt--.l.t.t.t")},
    {"link from", files_try_link_from, "os.link", 's', 1, 's',
     FILES_BY("TnnnnLL.ttppppppnnaa.l.t.p.n", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.ttppppppnn--.l.t.p.n")},
    {"link to", files_try_link_to, "os.link", 'f', 1, 'd',
     FILES_BY("Tn...LLeeteeeeeennaaeleeeeee", "Tn.U.nVeeneeeeeenn----------", "Tn...LLeeteeeeeenn--eleeeeee")},
    {"symlink from", files_try_symlink_from, "os.symlink", 's', 1, 's',
     FILES_BY("Tn....L.....................", "T--U--V---------------------", "Tn....L...........--........")},
    {"symlink to", files_try_symlink_to, "os.symlink", 'f', 1, 'd',
     FILES_BY("Tn...LLeeteeeeeennaaeleeeeee", "T--U--V---------------------", "Tn...LLeeteeeeeenn--eleeeeee")},
    {"readlink", files_try_readlink, "os.readlink", 'p', 1, 'p',
     FILES_BY("TnnnnLLvttvvvvvvnnaa.l.t.v.n", "TnnUnnVvvnvvvvvvnn----------", "TnnnnLLvttvvvvvvnn--.l.t.v.n")},
    {"truncate", files_try_truncate, "os.truncate", 'p', 0, 'i',
     FILES_BY("TnnnnLL.ttiiiiiinnaall.tiinn", "TnnUnnV.vnaaaaaann----------", "TnnnnLL.ttiiiiiinn--ll.tiinn")},
    {"chdir", files_try_chdir, "os.chdir", 'p', 0, PYOS_HAVE_FCHDIR ? 'i' : 'p',
     FILES_BY("TnnnnLLttt......nnaalltt..nn", "TvnUnnVtvn......nn----------", "TnnnnLLttt......nn--lltt..nn")},
    {"access", files_try_access, "os.access", 'q', 1, 'p',
     FILES_BY("TnnnnLL.tt......nnaall.t..nn", "TnnUnnV.vn......nn----------", "TnnnnLL.tt......nn--ll.t..nn")},
    {"stat", files_try_stat, "os.stat", 'p', 1, 'i',
     FILES_BY("TnnnnLL.tt......nnaall.t..nn", "TnnUnnV.vn......nn----------", "TnnnnLL.tt......nn--ll.t..nn")},
    {"lstat", files_try_lstat, "os.lstat", 'p', 0, 'p',
     FILES_BY("TnnnnLL.tt......nnaa.l.t...n", "TnnUnnV.vn......nn----------", "TnnnnLL.tt......nn--.l.t...n")},
    {"stat of a link", files_try_stat_link, "os.stat", 'p', 1, 'i',
     FILES_BY("TnnnnLL.tt......nnaa.l.t...n", "TnnUnnV.vn......nn----------", "TnnnnLL.tt......nn--.l.t...n")},
    {"listdir", files_try_listdir, "os.listdir", 'p', 0, 'p',
     FILES_BY(".nnnnLLttt......nnaalltt..nn", ".nnUnnVttn......nn----------", ".nnnnLLttt......nn--lltt..nn")},
    {"scandir", files_try_scandir, "os.scandir", 'p', 0, 'p',
     FILES_BY(".nnnnLLttt......nnaalltt..nn", ".nnUnnVttn......nn----------", ".nnnnLLttt......nn--lltt..nn")},
};
// clang-format on

static void files_case_bad(const files_row *row, const char *path, const char *what) {
    char text[600];
    const pyos_error *e = pyos_last_error();
    snprintf(text, sizeof text, "%s of '%.40s': %s (%s errno %d winerror %u '%.60s' '%.60s')", row->name,
             path ? path : "(null)", what, pyos_error_kind_name(e->kind), e->code, e->winerror,
             e->filename ? e->filename : "-", e->filename2 ? e->filename2 : "-");
    test_complain(__FILE__, __LINE__, text);
}

/* A name in the record: whole, or its end with the bit set. */
static int files_name_right(const char *got, const char *want, unsigned cut) {
    if (!want || !got) return got == want;
    size_t got_size = strlen(got), want_size = strlen(want);
    if (!cut) return strcmp(got, want) == 0;
    return got_size > 100 && got_size < want_size && strcmp(got, want + (want_size - got_size)) == 0;
}

static void files_quote(const char *path, size_t column, char *out, size_t size) {
    if (column == FILES_NEWLINE) snprintf(out, size, "'a\\nb'");
    else if (column == FILES_UNDECODABLE) snprintf(out, size, "'bad\\udcff\\udcfe'");
    else snprintf(out, size, "'%s'", path);
}

/* "[Errno 2] No such file or directory: 'x' -> 'y'"; the text of a Windows code is the system's own. */
static void files_check_message(const files_row *row, size_t column) {
    char got[2048], want[2048], quoted[1024], names[1100];
    const char *path = files_input(column);
    const pyos_error *e = pyos_last_error();
    pyos_error_message(NULL, got, sizeof got);
    files_quote(path, column, quoted, sizeof quoted);
    if (row->names == 'p') snprintf(names, sizeof names, "%s", quoted);
    else if (row->names == 's') snprintf(names, sizeof names, "%s -> 'new'", quoted);
    else snprintf(names, sizeof names, "'%c' -> %s", row->names, quoted);
    if (e->winerror) {
        char begin[40];
        size_t n = strlen(got), m = strlen(names);
        snprintf(begin, sizeof begin, "[WinError %u] ", e->winerror);
        snprintf(want, sizeof want, ": %s", names);
        if (strncmp(got, begin, strlen(begin)) != 0 || n < m + 2 || strcmp(got + n - m - 2, want) != 0)
            files_case_bad(row, path, got);
    } else {
        snprintf(want, sizeof want, "[Errno %d] %s: %s", e->code, strerror(e->code), names);
        if (strcmp(got, want) != 0) files_case_bad(row, path, got);
    }
}

static void files_check_text(const files_row *row, const char *path, char letter) {
    char want[200];
    const char *name = row->parameter == 's' ? "src" : row->parameter == 'd' ? "dst" : "path";
    const pyos_error *e = pyos_last_error();
    if (letter == 'T' && row->parameter == 'o')
        snprintf(want, sizeof want, "expected str, bytes or os.PathLike object, not NoneType");
    else if (letter == 'T')
        snprintf(want, sizeof want, "%s: %s should be string, bytes%s, not NoneType", row->function + 3, name,
                 row->parameter == 'i' ? ", os.PathLike or integer" : " or os.PathLike");
    else if (letter == 'V') snprintf(want, sizeof want, "%s: %s too long for Windows", row->function + 3, name);
    else return;
    if (!e->text || strcmp(e->text, want) != 0) files_case_bad(row, path, e->text ? e->text : "no text");
}

/* The record after a failure. */
static void files_check_record(const files_row *row, size_t column, char letter, int seen) {
    const char *path = files_input(column), *first = path, *second = NULL;
    const pyos_error *e = pyos_last_error();
    int code = files_code(letter), kind = files_kind(code);
    if (FD_WINDOWS && (column == FILES_NEWLINE || column == FILES_N256) && code == ENOENT && e->code == EINVAL)
        code = EINVAL, kind = PYOS_OSERROR; /* what is no name at all, to Windows; Wine looks for it */
    if (letter == 'T') kind = PYOS_TYPEERROR;
    if (letter == 'V') kind = PYOS_VALUEERROR;
    if (letter == 'U') kind = PYOS_UNICODEERROR;
    if (e->code != code || seen != code || e->kind != kind) files_case_bad(row, path, "wrong errno or kind");
    if (!e->function || strcmp(e->function, row->function) != 0) files_case_bad(row, path, "wrong function");
    if (letter == 'T' || letter == 'V' || letter == 'U') {
        if (e->filename || e->filename2 || e->winerror) files_case_bad(row, path, "wrong use has no file name");
        files_check_text(row, path, letter);
        return;
    }
    if (e->text) files_case_bad(row, path, "an OSError has no text of its own");
    if (row->parameter == 'o' && column == FILES_LONG) { /* the first level that cannot be made */
        if (!e->filename || strlen(e->filename) != 101 || strncmp(e->filename, path, 101) != 0)
            files_case_bad(row, path, "not the level that failed");
        return;
    }
    if (row->names == 's') second = "new";
    else if (row->names == 'f') first = "f", second = path;
    else if (row->names == 'd') first = "d", second = path;
    if (!files_name_right(e->filename, first, e->cut & 1) || !files_name_right(e->filename2, second, e->cut & 2))
        files_case_bad(row, path, "wrong file name");
    if (!e->cut) files_check_message(row, column);
#if FD_WINDOWS
    int run_time = strcmp(row->function, "os.open") == 0 || strcmp(row->function, "os.truncate") == 0;
    if (run_time != !e->winerror)
        files_case_bad(row, path, "winerror where the run time fails, or none where Windows does");
#endif
}

/* The tree is "t". In the plain form it is the working directory, otherwise the result is open on it. */
static int files_open_tree(int at) {
    int dir = FILES_PLAIN;
    CHECK_INT(pyos_mkdir("t", 0777), 0);
    CHECK_INT(pyos_chdir("t"), 0);
    files_make_tree();
    if (at) {
        CHECK_INT(pyos_chdir(".."), 0);
        dir = pyos_open("t", PYOS_O_RDONLY, 0);
        CHECK(dir >= 0);
    }
    return dir;
}

/* A child without privileges cannot go by the home directory, where it may not enter; it does not change directory. */
static void files_close_tree(int at, int dir, int relative) {
    if (at) CHECK_INT(pyos_close(dir), 0);
    if (!relative) {
        CHECK_INT(pyos_chdir(fd_home), 0);
        CHECK_INT(pyos_chdir("test.tmp"), 0);
    } else if (!at) CHECK_INT(pyos_chdir(".."), 0);
    fd_rmtree("t");
}

static void files_bad_call(const files_row *row, size_t column, int dir, const char *below, const char *before,
                           int *failed) {
    char letter = row->want[column];
    const char *path = files_input(column);
    pyos_close(-1); /* something else in the record */
    errno = 0;
    *failed = row->call(dir, path) != 0;
    int seen = errno;
    if (!*failed) {
        if (letter != '.') files_case_bad(row, path, "did not fail");
        return;
    }
    if (FD_WINDOWS && letter == '.' && column == FILES_NEWLINE) letter = 'n'; /* or EINVAL, see there */
    if (letter == '.') files_case_bad(row, path, "failed");
    else if (row->names == 'q' && letter != 'T' && letter != 'V' && letter != 'U') {
        if (pyos_last_error()->code != EBADF || strcmp(pyos_last_error()->function, "os.close") != 0)
            files_case_bad(row, path, "false is no error");
    } else files_check_record(row, column, letter, seen);
    const char *after = files_snapshot(below, 1);
    if (strcmp(before, after) != 0) {
        files_case_bad(row, path, "failed, but had an effect");
        printf("    before %s\n    after  %s\n", before, after);
    }
}

static void files_bad_input(size_t from, size_t to, int at) {
    const char *below = at ? "t" : ".";
    int relative = from == FILES_DENIED, dir = files_open_tree(at), failed = 1;
    const char *before = files_snapshot(below, 0);
    for (size_t r = 0; r < FILES_COUNT(files_rows); r++)
        for (size_t column = from; column < to; column++) {
            const files_row *row = &files_rows[r];
            if ((at && !row->at) || row->want[column] == '-' || (column >= FILES_LINKS && !files_links)) continue;
            files_bad_call(row, column, dir, below, before, &failed);
            if (failed) continue;
            if (row->call == files_try_chdir) {
                CHECK_INT(pyos_chdir(fd_home), 0);
                CHECK_INT(pyos_chdir("test.tmp/t"), 0);
            }
            if (strcmp(files_snapshot(below, 1), before) == 0) continue; /* a success that changes nothing */
            files_close_tree(at, dir, relative);
            dir = files_open_tree(at);
        }
    files_close_tree(at, dir, relative);
}

TEST(files_bad_input_table) {
    for (size_t r = 0; r < FILES_COUNT(files_rows); r++) CHECK_INT(strlen(files_rows[r].want), FILES_COLUMNS);
    CHECK(files_input(FILES_COLUMNS) == NULL && files_input(FILES_COLUMNS - 1) != NULL);
}

TEST(files_bad_input_plain) {
    fd_enter();
    files_links = fd_have_links();
    files_bad_input(0, FILES_DENIED, 0);
    files_bad_input(FILES_LINKS, FILES_COLUMNS, 0);
    fd_leave();
}

#if !FD_WINDOWS
TEST(files_bad_input_dir_fd) {
    fd_enter();
    files_links = fd_have_links();
    files_bad_input(0, FILES_DENIED, 1);
    files_bad_input(FILES_LINKS, FILES_COLUMNS, 1);
    fd_leave();
}
#endif

#if FD_POSIX
static void files_bad_input_denied(void) {
    if (!fd_drop()) {
        printf("    the test is not made: no ordinary user to be\n");
        return;
    }
    files_bad_input(FILES_DENIED, FILES_LINKS, 0);
    files_bad_input(FILES_DENIED, FILES_LINKS, 1);
}

/* A directory without permission, as an ordinary user. */
TEST(files_bad_input_no_permission) {
    fd_enter();
    files_links = fd_have_links();
    fd_in_child(files_bad_input_denied);
    fd_leave();
}
#endif

/* Both arguments are checked, and the first is complained of first. */
TEST(files_null_arguments) {
    fd_enter();
    fd_put("f", "hello");
    FD_TYPE(pyos_rename("f", NULL) == -1);
    FD_TYPE(pyos_rename(NULL, NULL) == -1);
    FD_TEXT("rename: src should be string, bytes or os.PathLike, not NoneType");
    FD_TYPE(pyos_replace("f", NULL) == -1);
    FD_TYPE(pyos_link("f", NULL) == -1);
    FD_TYPE(pyos_link(NULL, NULL) == -1);
    FD_TYPE(pyos_symlink("f", NULL, false) == -1);
    FD_TYPE(pyos_symlink(NULL, NULL, false) == -1);
    FD_TYPE(pyos_makedirs(NULL, 0777, true) == -1);
    FD_TYPE(pyos_open_at(PYOS_CWD, NULL, PYOS_O_RDONLY, 0) == -1);
    FD_TYPE(pyos_mkdir_at(PYOS_CWD, NULL, 0777) == -1);
    FD_TYPE(pyos_rmdir_at(PYOS_CWD, NULL) == -1);
    FD_TYPE(pyos_remove_at(PYOS_CWD, NULL) == -1);
    FD_TYPE(pyos_unlink_at(PYOS_CWD, NULL) == -1);
    FD_TYPE(pyos_rename_at(PYOS_CWD, "f", PYOS_CWD, NULL) == -1);
    FD_TYPE(pyos_replace_at(PYOS_CWD, NULL, PYOS_CWD, "x") == -1);
    FD_TYPE(pyos_link_at(PYOS_CWD, NULL, PYOS_CWD, "x", 0) == -1);
    FD_TYPE(pyos_symlink_at(NULL, PYOS_CWD, "x", false) == -1);
    FD_TYPE(pyos_readlink_at(PYOS_CWD, NULL, NULL) == NULL);
    size_t length = 77;
    FD_TYPE(pyos_readlink(NULL, &length) == NULL);
    CHECK_INT(length, 77);
    FD_TYPE(pyos_truncate(NULL, 1) == -1);
    FD_TYPE(pyos_chdir(NULL) == -1);
    CHECK_STR(fd_get("f"), "hello");
    CHECK_INT(files_exists("x"), 0);
    fd_leave();
}

/* A system's AT_ flag by mistake, another function's flag, all bits. */
TEST(files_unknown_flags) {
    static const unsigned bad[] = {0x1u, 0x100u, 0x400u, 0x1000u, 0x8000000u, 0x80000000u, 0xffffffffu};
    fd_enter();
    fd_put("f", "hello");
    for (size_t i = 0; i < FILES_COUNT(bad); i++) {
        CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "l", bad[i]) == -1, PYOS_VALUEERROR, EINVAL, NULL);
        FD_TEXT("unknown flags");
        CHECK_MESSAGE("unknown flags");
        CHECK_STR(pyos_last_error()->function, "os.link");
        CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, bad[i]), PYOS_VALUEERROR, EINVAL, NULL);
        FD_TEXT("unknown flags");
        CHECK_STR(pyos_last_error()->function, "os.access");
    }
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "l", PYOS_EFFECTIVE_IDS) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "l", PYOS_FOLLOW | 1u) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "l", PYOS_FOLLOW | PYOS_NOFOLLOW) == -1, PYOS_VALUEERROR, EINVAL,
                NULL); /* which of the two? */
    CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, PYOS_NOFOLLOW | 1u), PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, PYOS_FOLLOW), PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_INT(files_exists("l"), 0);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * dir_fd
 */

#if FD_WINDOWS
/* What Python does not have there is refused before anything is done. */
TEST(files_flags_that_windows_lacks) {
    fd_enter();
    fd_put("f", "hello");
    const char *before = files_snapshot(".", 0);
    CHECK_ERROR(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "n", PYOS_FOLLOW) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("link: follow_symlinks unavailable on this platform");
    CHECK_STR(pyos_last_error()->function, "os.link");
    CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, PYOS_EFFECTIVE_IDS), PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("access: effective_ids unavailable on this platform");
    CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, PYOS_NOFOLLOW), PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("access: follow_symlinks unavailable on this platform");
    CHECK_STR(files_snapshot(".", 1), before);
    fd_leave();
}
#else
/* One that is a file, one that is closed, one that never was: the name as it was given, and nothing done. */
TEST(files_dir_fd_is_no_directory) {
    fd_enter();
    fd_put("f", "hello");
    int file = fd_opened("f", PYOS_O_RDONLY), closed = fd_closed();
    const char *before = files_snapshot(".", 0);
    for (int i = 0; i < 3; i++) {
        int d = i == 0   ? file
                : i == 1 ? closed
                         : -1,
            code = i == 0 ? FILES_BY(ENOTDIR, 0, FD_ENOTCAPABLE) : EBADF, kind = files_kind(code);
        CHECK_ERROR(pyos_mkdir_at(d, "n", 0777) == -1, kind, code, "n");
        CHECK_ERROR(pyos_rmdir_at(d, "n") == -1, kind, code, "n");
        CHECK_ERROR(pyos_remove_at(d, "f") == -1, kind, code, "f");
        CHECK_ERROR(pyos_unlink_at(d, "f") == -1, kind, code, "f");
        CHECK_ERROR2(pyos_rename_at(d, "f", PYOS_CWD, "n") == -1, kind, code, "f", "n");
        CHECK_ERROR2(pyos_rename_at(PYOS_CWD, "f", d, "n") == -1, kind, code, "f", "n");
        CHECK_ERROR2(pyos_replace_at(d, "f", d, "n") == -1, kind, code, "f", "n");
        CHECK_ERROR2(pyos_link_at(d, "f", PYOS_CWD, "n", 0) == -1, kind, code, "f", "n");
        CHECK_ERROR2(pyos_link_at(PYOS_CWD, "f", d, "n", PYOS_FOLLOW) == -1, kind, code, "f", "n");
        CHECK_ERROR2(pyos_symlink_at("f", d, "n", false) == -1, kind, code, "f", "n");
        CHECK_ERROR(pyos_readlink_at(d, "f", NULL) == NULL, kind, code, "f");
        CHECK(!pyos_access_at(d, "f", PYOS_F_OK, 0));
        /* the empty path is looked at first */
        CHECK_ERROR(pyos_mkdir_at(d, "", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "");
    }
    CHECK_STR(files_snapshot(".", 1), before);
    CHECK_INT(pyos_close(file), 0);
    fd_leave();
}

TEST(files_dir_fd) {
    fd_enter();
    CHECK_INT(pyos_mkdir("t", 0777), 0);
    int d = fd_opened("t", PYOS_O_RDONLY);
    CHECK_INT(pyos_mkdir_at(d, "a", 0777), 0);
    CHECK(files_is("t/a", PYOS_S_IFDIR) && !files_exists("a"));
    CHECK_INT(pyos_rmdir_at(d, "a"), 0);
    CHECK(!files_exists("t/a"));
    fd_put("t/x", "x");
    CHECK_INT(pyos_rename_at(d, "x", PYOS_CWD, "y"), 0);
    CHECK_STR(fd_get("y"), "x");
    CHECK_INT(pyos_rename_at(PYOS_CWD, "y", d, "z"), 0);
    CHECK_STR(fd_get("t/z"), "x");
    CHECK_INT(pyos_replace_at(d, "z", d, "w"), 0);
    CHECK_STR(fd_get("t/w"), "x");
    CHECK_INT(pyos_link_at(d, "w", PYOS_CWD, "hard", 0), 0);
    CHECK_STR(fd_get("hard"), "x");
    CHECK_INT(pyos_link_at(PYOS_CWD, "hard", d, "hard2", PYOS_FOLLOW), 0);
    CHECK_STR(fd_get("t/hard2"), "x");
    CHECK_INT(pyos_symlink_at("w", d, "soft", false), 0);
    CHECK(files_is("t/soft", PYOS_S_IFLNK));
    CHECK_OWNED(pyos_readlink_at(d, "soft", NULL), "w");
    CHECK(pyos_access_at(d, "w", PYOS_F_OK, 0));
    CHECK(!pyos_access_at(d, "hard", PYOS_F_OK, 0));
    CHECK_INT(pyos_remove_at(d, "soft"), 0);
    CHECK_INT(pyos_unlink_at(d, "hard2"), 0);
    CHECK_INT(pyos_remove_at(d, "w"), 0);
    CHECK_INT(pyos_rmdir("t"), 0); /* all of it is gone */
    CHECK_INT(pyos_close(d), 0);
    fd_leave();
}

#if FD_POSIX
/* An absolute path has no use for the descriptor, which may be anything. */
TEST(files_dir_fd_absolute_path) {
    RULE("rule.dir_fd_absolute");
    fd_enter();
    char *base = pyos_getcwd(), *a = pyos_path_join(base, "a"), *b = pyos_path_join(base, "b");
    CHECK_INT(pyos_mkdir_at(-1, a, 0777), 0);
    CHECK(pyos_access_at(-1, a, PYOS_F_OK, 0));
    CHECK_INT(pyos_rename_at(-1, a, -1, b), 0);
    CHECK_INT(pyos_rmdir_at(-1, b), 0);
    fd_put("a", "x");
    CHECK_INT(pyos_link_at(-1, a, -1, b, 0), 0);
    CHECK_INT(pyos_unlink_at(-1, a), 0);
    CHECK_INT(pyos_replace_at(-1, b, -1, a), 0);
    CHECK_INT(pyos_remove_at(-1, a), 0);
    CHECK_INT(pyos_symlink_at("x", -1, a, false), 0);
    CHECK_OWNED(pyos_readlink_at(-1, a, NULL), "x");
    pyos_free(base);
    pyos_free(a);
    pyos_free(b);
    fd_leave();
}
#endif
#endif

/* PYOS_CWD is the working directory in every form. */
TEST(files_cwd_forms) {
    fd_enter();
    CHECK_INT(pyos_mkdir_at(PYOS_CWD, "d", 0777), 0);
    CHECK(files_is("d", PYOS_S_IFDIR));
    CHECK_INT(pyos_rmdir_at(PYOS_CWD, "d"), 0);
    fd_put("f", "hello");
    CHECK_INT(pyos_rename_at(PYOS_CWD, "f", PYOS_CWD, "g"), 0);
    CHECK_INT(pyos_replace_at(PYOS_CWD, "g", PYOS_CWD, "f"), 0);
    CHECK_INT(pyos_link_at(PYOS_CWD, "f", PYOS_CWD, "g", 0), 0);
    CHECK(pyos_access_at(PYOS_CWD, "g", PYOS_F_OK, 0));
    CHECK_INT(pyos_remove_at(PYOS_CWD, "g"), 0);
    CHECK_INT(pyos_unlink_at(PYOS_CWD, "f"), 0);
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink_at("x", PYOS_CWD, "l", false), 0);
        CHECK_OWNED(pyos_readlink_at(PYOS_CWD, "l", NULL), "x");
    }
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * getcwd, chdir, fchdir
 */

TEST(files_getcwd_and_chdir) {
    fd_enter();
    char *base = pyos_getcwd();
    CHECK_STR(base + (strlen(base) - strlen("test.tmp")), "test.tmp");
    CHECK(pyos_path_isabs(base));
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    char *below = pyos_path_join(base, "d");
    CHECK_INT(pyos_chdir("d"), 0);
    CHECK_OWNED(pyos_getcwd(), below);
    fd_put("x", "x");
    CHECK_INT(pyos_chdir(".."), 0);
    CHECK_STR(fd_get("d/x"), "x");
    CHECK_INT(pyos_chdir(below), 0);
    CHECK_STR(fd_get("x"), "x");
    if (!FD_WASI) CHECK_OWNED(pyos_getcwd(), below);
    CHECK_INT(pyos_chdir(base), 0);
    CHECK_OWNED(pyos_getcwd(), base);
    CHECK_ERROR(pyos_chdir("d/x") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "d/x");
    CHECK_ERROR(pyos_chdir("gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_STR(pyos_last_error()->function, "os.chdir");
    CHECK_OWNED(pyos_getcwd(), base);
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("d", "l", true), 0);
        CHECK_INT(pyos_chdir("l"), 0);
        CHECK_STR(fd_get("x"), "x");
        CHECK_INT(pyos_chdir(base), 0);
    }
    pyos_free(base);
    pyos_free(below);
    fd_leave();
}

/* Letters outside of ASCII come back as they went. */
TEST(files_getcwd_names) {
    fd_enter();
    static const char name[] = "caf\xc3\xa9 \xe6\x97\xa5 \xf0\x9f\x98\x80";
    char *base = pyos_getcwd(), *below = pyos_path_join(base, name);
    CHECK_INT(pyos_mkdir(name, 0777), 0);
    CHECK_INT(pyos_chdir(name), 0);
    CHECK_OWNED(pyos_getcwd(), below);
    CHECK_INT(pyos_chdir(base), 0);
    pyos_free(base);
    pyos_free(below);
    fd_leave();
}

#if FD_WINDOWS
/* The drive's own directory follows, as the C run time of an earlier program would have it. */
TEST(files_chdir_drive_variable) {
    wchar_t value[512] = L"";
    fd_enter();
    wchar_t *base = pyos_to_wide(fd_home);
    wchar_t variable[] = L"=C:";
    variable[1] = base[0];
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_chdir("d"), 0);
    CHECK(GetEnvironmentVariableW(variable, value, 512) > 0);
    char *text = pyos_from_wide(value);
    CHECK_OWNED(pyos_getcwd(), text);
    pyos_free(text);
    pyos_free(base);
    fd_leave();
}
#endif

/* Deeper than a path can say: step by step down and up. */
TEST(files_getcwd_long) {
    char name[201];
    int depth = FILES_BY(30, 1, 12), at = 0;
    memset(name, 'd', 200);
    name[200] = '\0';
    fd_enter();
    char *base = pyos_getcwd();
    size_t want = strlen(base);
    for (; at < depth; at++) {
        if (FD_WINDOWS && want + 201 > 258) break; /* beyond, Windows refuses, and Wine overruns a buffer of its own */
        if (pyos_mkdir(name, 0777) != 0 || pyos_chdir(name) != 0) break;
        want += 201;
#if FD_POSIX && !defined(__GLIBC__) /* glibc walks up where the kernel gives no answer, others do not */
        if (want >= 4096) {
            char *far_off = pyos_getcwd();
            if (!far_off) CHECK_ERROR(pyos_getcwd() == NULL, PYOS_OSERROR, ENAMETOOLONG, NULL);
            pyos_free(far_off);
            continue;
        }
#endif
        char *now = pyos_getcwd();
        CHECK(now != NULL);
        if (!now) break;
        CHECK_INT(strlen(now), want);
        CHECK(strncmp(now, base, strlen(base)) == 0);
        CHECK_STR(now + want - 200, name);
        pyos_free(now);
    }
    if (!FD_WINDOWS) CHECK_INT(at, depth);
    while (at-- > 0) {
        CHECK_INT(pyos_chdir(".."), 0);
        CHECK_INT(pyos_rmdir(name), 0);
    }
    pyos_free(base);
    fd_leave();
}

#if FD_POSIX
TEST(files_getcwd_removed) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_chdir("d"), 0);
    CHECK_INT(pyos_rmdir("../d"), 0);
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL);
    CHECK_STR(pyos_last_error()->function, "os.getcwd");
    if (FD_LINUX) CHECK_MESSAGE("[Errno 2] No such file or directory");
    fd_leave();
}

#if FD_LINUX
static void files_getcwd_outside_root(void) {
    CHECK_INT(pyos_mkdir("root", 0777), 0);
    if (chroot("root") != 0) _exit(77);
    CHECK_ERROR(pyos_getcwd() == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, NULL); /* the kernel says "(unreachable)/..." */
    CHECK_INT(pyos_chdir("/"), 0);
    CHECK_OWNED(pyos_getcwd(), "/");
}

TEST(files_getcwd_unreachable) {
    if (geteuid() != 0) SKIP("chroot needs root");
    fd_enter();
    fd_in_child(files_getcwd_outside_root);
    fd_leave();
}
#endif

static void files_chdir_without_permission(void) {
    if (!fd_drop()) return;
    CHECK_INT(pyos_mkdir("np", 0777), 0);
    CHECK_INT(chmod("np", 0600), 0);
    CHECK_ERROR(pyos_chdir("np") == -1, PYOS_PERMISSIONERROR, EACCES, "np");
    int fd = fd_opened("np", PYOS_O_RDONLY);
    CHECK_ERROR(pyos_fchdir(fd) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_INT(pyos_close(fd), 0);
}

TEST(files_chdir_denied) {
    fd_enter();
    fd_in_child(files_chdir_without_permission);
    fd_leave();
}
#endif

#if PYOS_HAVE_FCHDIR
TEST(files_fchdir) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    fd_put("d/x", "x");
    fd_put("f", "hello");
    char *base = pyos_getcwd();
    int here = fd_opened(".", PYOS_O_RDONLY), d = fd_opened("d", PYOS_O_RDONLY), f = fd_opened("f", PYOS_O_RDONLY);
    CHECK_INT(pyos_fchdir(d), 0);
    CHECK_STR(fd_get("x"), "x");
    CHECK_INT(pyos_fchdir(here), 0);
    CHECK_OWNED(pyos_getcwd(), base);
    CHECK_ERROR(pyos_fchdir(f) == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fchdir");
    CHECK_INT(pyos_close(f), 0);
    CHECK_ERROR(pyos_fchdir(f) == -1, PYOS_OSERROR, EBADF, NULL);
    CHECK_ERROR(pyos_fchdir(-1) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    FD_TEXT("file descriptor cannot be a negative integer (-1)");
    CHECK_OWNED(pyos_getcwd(), base);
    if (fd_audit_start(0)) {
        char want[64];
        CHECK_INT(pyos_fchdir(d), 0);
        snprintf(want, sizeof want, "os.chdir(%d)\n", d);
        CHECK_STR(fd_audit_stop(), want);
        CHECK_INT(pyos_fchdir(here), 0);
    }
    CHECK_INT(pyos_close(here), 0);
    CHECK_INT(pyos_close(d), 0);
    CHECK(pyos_have("os.fchdir"));
    pyos_free(base);
    fd_leave();
}
#elif !PYOS_STRICT
TEST(files_fchdir) {
    fd_enter();
    CHECK(!pyos_have("os.fchdir"));
    int f = fd_opened("f", PYOS_O_RDWR | PYOS_O_CREAT);
    char *base = pyos_getcwd();
    CHECK_ERROR(pyos_fchdir(f) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_STR(pyos_last_error()->function, "os.fchdir");
    CHECK_ERROR(pyos_fchdir(-1) == -1, PYOS_NOTIMPLEMENTEDERROR, ENOSYS, NULL);
    CHECK_OWNED(pyos_getcwd(), base);
    pyos_free(base);
    CHECK_INT(pyos_close(f), 0);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * access
 */

TEST(files_access) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK(pyos_access("f", PYOS_F_OK));
    CHECK(pyos_access("f", PYOS_R_OK));
    CHECK(pyos_access("f", PYOS_R_OK | PYOS_W_OK));
    CHECK(pyos_access("d", PYOS_R_OK | PYOS_W_OK | PYOS_X_OK));
    CHECK(pyos_access("d/", PYOS_F_OK));
    CHECK(!pyos_access("gone", PYOS_F_OK));
    CHECK(!pyos_access("", PYOS_F_OK));
#if FD_POSIX
    CHECK(!pyos_access("f", PYOS_X_OK)); /* true of root too when nobody may execute it */
    CHECK(!pyos_access("f", PYOS_R_OK | PYOS_X_OK));
    CHECK_INT(chmod("f", 0711), 0);
    CHECK(pyos_access("f", PYOS_X_OK));
    CHECK(!pyos_access("f", 8)); /* no such mode, says the system */
    CHECK(!pyos_access("f", -1));
#elif FD_WINDOWS
    CHECK(pyos_access("f", PYOS_X_OK)); /* does not count */
    CHECK(SetFileAttributesA("f", FILE_ATTRIBUTE_READONLY) != 0);
    CHECK(pyos_access("f", PYOS_R_OK));
    CHECK(!pyos_access("f", PYOS_W_OK));
    CHECK(!pyos_access("f", PYOS_R_OK | PYOS_W_OK));
    SetFileAttributesA("d", FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_DIRECTORY);
    CHECK(pyos_access("d", PYOS_W_OK)); /* means nothing of a directory */
    SetFileAttributesA("d", FILE_ATTRIBUTE_NORMAL);
    SetFileAttributesA("f", FILE_ATTRIBUTE_NORMAL);
#endif
    fd_leave();
}

/* Every error of the system is false and none is in the record; wrong use is. */
TEST(files_access_record) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_ERROR(pyos_rmdir("elsewhere") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "elsewhere");
    errno = 77;
    CHECK(!pyos_access("gone", PYOS_F_OK));
    CHECK(!pyos_access("f/x", PYOS_F_OK));
    CHECK(!pyos_access_at(PYOS_CWD, "gone", PYOS_R_OK, 0));
    CHECK(pyos_access("f", PYOS_F_OK));
    CHECK_INT(errno, 77);
    CHECK_STR(pyos_last_error()->filename, "elsewhere");
    CHECK_STR(pyos_last_error()->function, "os.rmdir");
    CHECK_ERROR(!pyos_access(NULL, PYOS_F_OK), PYOS_TYPEERROR, EINVAL, NULL);
    FD_TEXT("access: path should be string, bytes or os.PathLike, not NoneType");
    CHECK_STR(pyos_last_error()->function, "os.access");
    fd_leave();
}

/* An answer that is out of date at once: it binds nobody, and opening tells the truth. */
TEST(files_access_race) {
    RULE("rule.access_race");
    fd_enter();
    fd_put("f", "hello");
    CHECK(pyos_access("f", PYOS_R_OK));
    CHECK_INT(pyos_remove("f"), 0);
    CHECK_ERROR(pyos_open("f", PYOS_O_RDONLY, 0) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "f");
    CHECK(!pyos_access("f", PYOS_F_OK));
    fd_put("f", "hello"); /* nothing is remembered the other way either */
    CHECK(pyos_access("f", PYOS_F_OK));
    fd_leave();
}

/* A descriptor together with dir_fd or with follow_symlinks cannot be said in C, as these types show; of the two that a
 * path can have together, chmod takes only one where the system has no mode for links, and says so beforehand. */
TEST(files_forms_do_not_conflict) {
    int (*by_fd[])(int, pyos_stat_result *) = {pyos_fstat};
    int (*truncated[])(int, long long) = {pyos_ftruncate};
    int (*modes[])(int, unsigned) = {pyos_fchmod};
    pyos_stat_result st;
    RULE("rule.fd_conflicts");
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDWR);
    CHECK_INT(by_fd[0](fd, &st), 0);
    CHECK_INT(st.size, 5);
    CHECK_INT(truncated[0](fd, 3), 0);
    CHECK_INT(modes[0](fd, 0666), 0);
    /* a descriptor's number among the flags is no flag */
    CHECK_ERROR(pyos_stat_at(PYOS_CWD, "f", (unsigned)fd, &st) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_chmod_at(PYOS_CWD, "f", 0666, (unsigned)fd) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_ERROR(pyos_utime_at(PYOS_CWD, "f", NULL, (unsigned)fd) == -1, PYOS_VALUEERROR, EINVAL, NULL);
    CHECK_INT(pyos_close(fd), 0);
#if FD_LINUX
    if (fd_have_links()) {
        int dir = fd_opened(".", PYOS_O_RDONLY);
        CHECK_INT(pyos_symlink("f", "l", false), 0);
        errno = 0;
        CHECK(pyos_chmod_at(dir, "l", 0666, PYOS_NOFOLLOW) == -1);
        CHECK_INT(pyos_last_error()->kind, PYOS_VALUEERROR);
        FD_TEXT("chmod: cannot use dir_fd and follow_symlinks together");
        CHECK_INT(pyos_close(dir), 0);
    }
#endif
    fd_leave();
}

TEST(files_access_links) {
    fd_enter();
    if (FD_WINDOWS || !fd_have_links()) TEST_LACKS = FD_NO_LINKS;
    else {
        fd_put("f", "hello");
        CHECK_INT(pyos_symlink("gone", "dang", false), 0);
        CHECK_INT(pyos_symlink("loop", "loop", false), 0);
        CHECK_INT(pyos_symlink("f", "l", false), 0);
        CHECK(pyos_access("l", PYOS_R_OK));
        CHECK(!pyos_access("dang", PYOS_F_OK));
        CHECK(!pyos_access("loop", PYOS_F_OK));
        CHECK(pyos_access_at(PYOS_CWD, "dang", PYOS_F_OK, PYOS_NOFOLLOW));
        CHECK(pyos_access_at(PYOS_CWD, "loop", PYOS_F_OK, PYOS_NOFOLLOW));
        CHECK(pyos_access_at(PYOS_CWD, "l", PYOS_F_OK, PYOS_NOFOLLOW));
        CHECK(!pyos_access_at(PYOS_CWD, "gone", PYOS_F_OK, PYOS_NOFOLLOW));
    }
    fd_leave();
}

#if FD_WASI
TEST(files_access_effective) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_ERROR(!pyos_access_at(PYOS_CWD, "f", PYOS_F_OK, PYOS_EFFECTIVE_IDS), PYOS_NOTIMPLEMENTEDERROR, ENOTSUP, NULL);
    FD_TEXT("access: effective_ids unavailable on this platform");
    CHECK(!pyos_supports_effective_ids("access"));
    fd_leave();
}
#elif FD_POSIX
static void files_access_as_user(void) {
    static const struct {
        mode_t mode;
        const char *allowed; /* of R_OK 4, W_OK 2, X_OK 1 */
    } table[] = {{0777, "rwx"}, {0644, "rw"}, {0444, "r"}, {0222, "w"}, {0111, "x"}, {0555, "rx"}, {0, ""}};
    if (!fd_drop()) return;
    fd_put("mine", "x");
    for (size_t i = 0; i < FILES_COUNT(table); i++) {
        CHECK_INT(chmod("mine", table[i].mode), 0);
        int r = strchr(table[i].allowed, 'r') != NULL, w = strchr(table[i].allowed, 'w') != NULL,
            x = strchr(table[i].allowed, 'x') != NULL;
        CHECK(pyos_access("mine", PYOS_F_OK));
        CHECK_INT(pyos_access("mine", PYOS_R_OK), r);
        CHECK_INT(pyos_access("mine", PYOS_W_OK), w);
        CHECK_INT(pyos_access("mine", PYOS_X_OK), x);
        CHECK_INT(pyos_access("mine", PYOS_R_OK | PYOS_W_OK), r && w);
        CHECK_INT(pyos_access("mine", PYOS_R_OK | PYOS_W_OK | PYOS_X_OK), r && w && x);
        CHECK_INT(pyos_access_at(PYOS_CWD, "mine", PYOS_W_OK, PYOS_EFFECTIVE_IDS), w);
    }
    CHECK_INT(pyos_mkdir("closed", 0777), 0);
    fd_put("closed/x", "x");
    CHECK_INT(chmod("closed", 0600), 0);
    CHECK(!pyos_access("closed/x", PYOS_F_OK));
    CHECK(pyos_access("closed", PYOS_R_OK | PYOS_W_OK));
    CHECK_INT(chmod("closed", 0700), 0);
}

TEST(files_access_user) {
    fd_enter();
    fd_in_child(files_access_as_user);
    fd_leave();
}

/* The real user decides, with the flag the effective one. */
static void files_access_two_users(void) {
    int fd = pyos_open("roots", PYOS_O_WRONLY | PYOS_O_CREAT, 0600);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(seteuid(65534), 0); /* real root, effective nobody */
    CHECK(pyos_access("roots", PYOS_R_OK));
    CHECK(!pyos_access_at(PYOS_CWD, "roots", PYOS_R_OK, PYOS_EFFECTIVE_IDS));
    CHECK(pyos_access_at(PYOS_CWD, "roots", PYOS_F_OK, PYOS_EFFECTIVE_IDS));
    CHECK_INT(seteuid(0), 0);
    CHECK_INT(setreuid(65534, 0), 0); /* and the reverse */
    CHECK(!pyos_access("roots", PYOS_R_OK));
    CHECK(pyos_access_at(PYOS_CWD, "roots", PYOS_R_OK, PYOS_EFFECTIVE_IDS));
    CHECK(pyos_access_at(PYOS_CWD, "roots", PYOS_R_OK, PYOS_EFFECTIVE_IDS | PYOS_NOFOLLOW));
}

TEST(files_access_effective) {
    CHECK(pyos_supports_effective_ids("access"));
    if (getuid() != 0) SKIP("two users need root");
    fd_enter();
    fd_in_child(files_access_two_users);
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * mkdir, makedirs, rmdir
 */

TEST(files_mkdir) {
    fd_enter();
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK(files_is("d", PYOS_S_IFDIR));
    CHECK_INT(pyos_mkdir("d/x", 0777), 0);
    CHECK_INT(pyos_mkdir("d/y/", 0777), 0);
    CHECK(files_is("d/y", PYOS_S_IFDIR));
    fd_put("f", "hello");
    CHECK_ERROR(pyos_mkdir("d", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, "d");
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    CHECK_ERROR(pyos_mkdir("f", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, "f");
    CHECK_ERROR(pyos_mkdir("gone/x", 0777) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone/x");
    if (FD_LINUX) CHECK_MESSAGE("[Errno 2] No such file or directory: 'gone/x'");
    CHECK_INT(files_exists("gone"), 0);
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("gone", "l", false), 0);
        CHECK_ERROR(pyos_mkdir("l", 0777) == -1, PYOS_FILEEXISTSERROR, EEXIST, "l");
        CHECK_INT(files_exists("gone"), 0);
    }
    fd_leave();
}

#if FD_POSIX
static unsigned files_mode(const char *path) {
    pyos_stat_result st;
    return pyos_lstat(path, &st) == 0 ? pyos_S_IMODE(st.mode) : 077777;
}

TEST(files_mkdir_mode) {
    fd_enter();
    mode_t mask = umask(022);
    CHECK_INT(pyos_mkdir("a", 0777), 0);
    CHECK_INT(pyos_mkdir("b", 0700), 0);
    CHECK_INT(pyos_mkdir("c", 0), 0);
    umask(0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_mkdir("e", 0555), 0);
    umask(077);
    CHECK_INT(pyos_mkdir_at(PYOS_CWD, "g", 0755), 0);
    umask(mask);
    CHECK_INT(files_mode("a"), 0755);
    CHECK_INT(files_mode("b"), 0700);
    CHECK_INT(files_mode("c"), 0);
    CHECK_INT(files_mode("d"), 0777);
    CHECK_INT(files_mode("e"), 0555);
    CHECK_INT(files_mode("g"), 0700);
    fd_leave();
}

/* The last gets the mode, those above it 0777, all less the umask. */
TEST(files_makedirs_mode) {
    fd_enter();
    mode_t mask = umask(027);
    CHECK_INT(pyos_makedirs("a/b/c", 0705, false), 0);
    CHECK_INT(pyos_makedirs("a/b/d", 0770, true), 0);
    CHECK_INT(pyos_makedirs("a/b/d", 0777, true), 0); /* and nothing on what is there */
    umask(mask);
    CHECK_INT(files_mode("a"), 0750);
    CHECK_INT(files_mode("a/b"), 0750);
    CHECK_INT(files_mode("a/b/c"), 0700);
    CHECK_INT(files_mode("a/b/d"), 0750);
    fd_leave();
}
#else
/* No modes: a directory made with 0 works, one with 0700 belongs to the maker at least. */
TEST(files_mkdir_mode) {
    static const unsigned modes[] = {0, 0700, 0755, 07777};
    fd_enter();
    for (size_t i = 0; i < FILES_COUNT(modes); i++) {
        CHECK_INT(pyos_mkdir("d", modes[i]), 0);
        fd_put("d/x", "x");
        CHECK_STR(fd_get("d/x"), "x");
        CHECK_INT(pyos_remove("d/x"), 0);
        CHECK_INT(pyos_rmdir("d"), 0);
        CHECK_INT(pyos_makedirs("d/e", modes[i], false), 0);
        CHECK_INT(pyos_rmdir("d/e"), 0);
        CHECK_INT(pyos_rmdir("d"), 0);
    }
    fd_leave();
}
#endif

TEST(files_makedirs) {
    fd_enter();
    CHECK_INT(pyos_makedirs("a/b/c", 0777, false), 0);
    CHECK(files_is("a/b/c", PYOS_S_IFDIR));
    CHECK_INT(pyos_makedirs("a/b/d/", 0777, false), 0);
    CHECK(files_is("a/b/d", PYOS_S_IFDIR));
    CHECK_INT(pyos_makedirs("q//r///s//", 0777, false), 0);
    CHECK(files_is("q/r/s", PYOS_S_IFDIR));
    CHECK_INT(pyos_makedirs("p/r/.", 0777, false), 0); /* a last "." is fine when the rest was missing */
    CHECK(files_is("p/r", PYOS_S_IFDIR));
    CHECK_INT(pyos_makedirs("p/s/./.", 0777, false), 0);
    CHECK(files_is("p/s", PYOS_S_IFDIR));
    CHECK_INT(pyos_makedirs("single", 0777, false), 0);
    if (FD_POSIX) { /* elsewhere ".." is taken as text */
        CHECK_INT(pyos_makedirs("z/../z2", 0777, false), 0);
        CHECK(files_is("z", PYOS_S_IFDIR) && files_is("z2", PYOS_S_IFDIR));
    }
    fd_leave();
}

TEST(files_makedirs_exist_ok) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_makedirs("a/b", 0777, true), 0);
    CHECK_INT(pyos_makedirs("a/b", 0777, true), 0);
    CHECK_INT(pyos_makedirs("a/b/", 0777, true), 0);
    CHECK_INT(pyos_makedirs("a/b/.", 0777, true), 0);
    CHECK_INT(pyos_makedirs(".", 0777, true), 0);
    CHECK_INT(pyos_makedirs("..", 0777, true), 0);
    CHECK_INT(pyos_makedirs("a/b/c", 0777, true), 0);
    CHECK(files_is("a/b/c", PYOS_S_IFDIR));
    CHECK_ERROR(pyos_makedirs("f", 0777, true) == -1, PYOS_FILEEXISTSERROR, EEXIST, "f");
    CHECK_ERROR(pyos_makedirs("a/b", 0777, false) == -1, PYOS_FILEEXISTSERROR, EEXIST, "a/b");
    CHECK_STR(pyos_last_error()->function, "os.makedirs");
    CHECK_ERROR(pyos_makedirs("a/b/.", 0777, false) == -1, PYOS_FILEEXISTSERROR, EEXIST, "a/b/.");
    CHECK_ERROR(pyos_makedirs(".", 0777, false) == -1, PYOS_FILEEXISTSERROR, EEXIST, ".");
    if (FD_POSIX) {
        CHECK_INT(pyos_makedirs("/", 0777, true), 0);
        CHECK_ERROR(pyos_makedirs("/", 0777, false) == -1, PYOS_FILEEXISTSERROR, EEXIST, "/");
    }
    if (FD_WINDOWS) { /* which says "access denied" of a drive's root */
        char root[] = "C:\\";
        root[0] = fd_home[0];
        CHECK_INT(pyos_makedirs(root, 0777, true), 0);
        CHECK_INT(pyos_makedirs(root, 0777, false), -1);
    }
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("a", "l", true), 0);
        CHECK_INT(pyos_makedirs("l", 0777, true), 0); /* a link to a directory is one */
        CHECK_INT(pyos_makedirs("l/new", 0777, false), 0);
        CHECK(files_is("a/new", PYOS_S_IFDIR));
    }
    fd_leave();
}

/* What was made stays, and the error names the level. */
TEST(files_makedirs_fails_midway) {
    char path[300], too_long[300];
    fd_enter();
    fd_put("f", "hello");
    CHECK(pyos_makedirs("f/x/y", 0777, false) == -1);
    CHECK_INT(pyos_last_error()->code, FILES_BY(ENOTDIR, ENOENT, ENOTDIR));
    CHECK_STR(pyos_last_error()->filename, "f/x");
    CHECK(pyos_makedirs("f/x", 0777, true) == -1);
    CHECK_INT(pyos_last_error()->code, FILES_BY(ENOTDIR, ENOENT, ENOTDIR));
    CHECK_STR(pyos_last_error()->filename, "f/x");
    CHECK_STR(fd_get("f"), "hello");
    files_input(0);
    snprintf(too_long, sizeof too_long, "p1/p2/%s", files_n256);
    snprintf(path, sizeof path, "%.280s/p3", too_long);
    CHECK(pyos_makedirs(path, 0777, false) == -1);
    if (!FD_WINDOWS) CHECK_INT(pyos_last_error()->code, ENAMETOOLONG);
    CHECK_STR(pyos_last_error()->filename, too_long);
    CHECK(files_is("p1/p2", PYOS_S_IFDIR));
    size_t n = 0;
    char **names = pyos_listdir("p1/p2", &n);
    CHECK_INT(n, 0);
    pyos_free(names);
    fd_leave();
}

#if FD_POSIX
static void files_makedirs_as_user(void) {
    if (!fd_drop()) return;
    CHECK_INT(pyos_mkdir("ro", 0777), 0);
    CHECK_INT(pyos_mkdir("ro/there", 0777), 0);
    CHECK_INT(chmod("ro", 0555), 0);
    CHECK_ERROR(pyos_makedirs("ro/a/b", 0777, true) == -1, PYOS_PERMISSIONERROR, EACCES, "ro/a");
    CHECK_INT(pyos_makedirs("ro/there", 0777, true), 0); /* an error that is none, since the directory is there */
    CHECK_ERROR(pyos_mkdir("ro/a", 0777) == -1, PYOS_PERMISSIONERROR, EACCES, "ro/a");
    CHECK_ERROR(pyos_rmdir("ro/there") == -1, PYOS_PERMISSIONERROR, EACCES, "ro/there");
    CHECK_ERROR(pyos_open("ro/f", PYOS_O_WRONLY | PYOS_O_CREAT, 0666) == -1, PYOS_PERMISSIONERROR, EACCES, "ro/f");
    CHECK_ERROR2(pyos_rename("ro/there", "there") == -1, PYOS_PERMISSIONERROR, EACCES, "ro/there", "there");
    CHECK_ERROR2(pyos_symlink("x", "ro/l", false) == -1, PYOS_PERMISSIONERROR, EACCES, "x", "ro/l");
    CHECK_INT(chmod("ro", 0777), 0);
    fd_put("ro/f", "hello");
    CHECK_INT(chmod("ro/f", 0444), 0);
    CHECK_ERROR(pyos_open("ro/f", PYOS_O_WRONLY, 0) == -1, PYOS_PERMISSIONERROR, EACCES, "ro/f");
    CHECK_ERROR(pyos_truncate("ro/f", 1) == -1, PYOS_PERMISSIONERROR, EACCES, "ro/f");
    CHECK_INT(chmod("ro", 0555), 0);
    CHECK_ERROR(pyos_remove("ro/f") == -1, PYOS_PERMISSIONERROR, EACCES, "ro/f");
    CHECK_ERROR2(pyos_link("ro/f", "ro/g") == -1, PYOS_PERMISSIONERROR, EACCES, "ro/f", "ro/g");
    CHECK_STR(fd_get("ro/f"), "hello");
    CHECK_INT(chmod("ro", 0777), 0);
    CHECK_INT(pyos_remove("ro/f"), 0); /* a read-only file in a directory that is not */
}

TEST(files_read_only_directory) {
    fd_enter();
    fd_in_child(files_makedirs_as_user);
    fd_leave();
}
#endif

TEST(files_rmdir) {
    fd_enter();
    CHECK_INT(pyos_makedirs("d/e", 0777, false), 0);
    fd_put("f", "hello");
    CHECK_ERROR(pyos_rmdir("d") == -1, PYOS_OSERROR, ENOTEMPTY, "d");
    CHECK_STR(pyos_last_error()->function, "os.rmdir");
    CHECK_ERROR(pyos_rmdir("f") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "f");
    CHECK_ERROR(pyos_rmdir("gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK(files_is("d/e", PYOS_S_IFDIR) && files_is("f", PYOS_S_IFREG));
    if (FD_POSIX) CHECK_ERROR(pyos_rmdir("d/.") == -1, PYOS_OSERROR, EINVAL, "d/.");
    if (FD_LINUX) CHECK_ERROR(pyos_rmdir("/") == -1, PYOS_OSERROR, EBUSY, "/");
    CHECK_INT(pyos_rmdir("d/e"), 0);
    CHECK_INT(pyos_rmdir("d/"), 0);
    CHECK_INT(files_exists("d"), 0);
    if (fd_have_links()) {
        CHECK_INT(pyos_mkdir("d", 0777), 0);
        CHECK_INT(pyos_symlink("d", "l", true), 0);
        if (!FD_WINDOWS) CHECK_ERROR(pyos_rmdir("l") == -1, PYOS_NOTADIRECTORYERROR, ENOTDIR, "l");
        CHECK(files_is("d", PYOS_S_IFDIR));
    }
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * remove, rename, replace
 */

TEST(files_remove) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_link("f", "h"), 0);
    CHECK_INT(pyos_remove("f"), 0);
    CHECK_INT(files_exists("f"), 0);
    CHECK_STR(fd_get("h"), "hello");
    CHECK_INT(pyos_unlink("h"), 0);
    CHECK_INT(files_exists("h"), 0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK(pyos_remove("d") == -1);
    CHECK_STR(pyos_last_error()->function, "os.remove");
    CHECK_INT(pyos_last_error()->code, FD_LINUX || FD_WASI ? EISDIR : FD_WINDOWS ? EACCES : EPERM);
    CHECK_INT(pyos_last_error()->kind, files_kind(pyos_last_error()->code));
    CHECK(pyos_unlink("d") == -1);
    CHECK_STR(pyos_last_error()->function, "os.unlink");
    CHECK(files_is("d", PYOS_S_IFDIR));
    CHECK_ERROR(pyos_remove("gone") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    fd_leave();
}

TEST(files_remove_links) {
    fd_enter();
    if (fd_have_links()) {
        fd_put("f", "hello");
        CHECK_INT(pyos_mkdir("d", 0777), 0);
        CHECK_INT(pyos_symlink("f", "lf", false), 0);
        CHECK_INT(pyos_symlink("d", "ld", true), 0);
        CHECK_INT(pyos_symlink("gone", "dang", false), 0);
        CHECK_INT(pyos_remove("lf"), 0);
        CHECK_INT(pyos_remove("ld"), 0);
        CHECK_INT(pyos_remove("dang"), 0);
        CHECK_INT(files_exists("lf") + files_exists("ld") + files_exists("dang"), 0);
        CHECK_STR(fd_get("f"), "hello");
        CHECK(files_is("d", PYOS_S_IFDIR));
    } else TEST_LACKS = FD_NO_LINKS;
    fd_leave();
}

#if FD_POSIX
/* Somebody else's file where everybody may write: the directory lets only the owner remove. */
static void files_remove_anothers(void) {
    if (!fd_drop()) _exit(1);
    CHECK_ERROR(pyos_remove("sticky/f") == -1, PYOS_PERMISSIONERROR, EPERM, "sticky/f");
    CHECK_ERROR2(pyos_rename("sticky/f", "g") == -1, PYOS_PERMISSIONERROR, EPERM, "sticky/f", "g");
}

TEST(files_remove_sticky) {
    if (geteuid() != 0) SKIP("two users need root");
    fd_enter();
    CHECK_INT(pyos_mkdir("sticky", 0777), 0);
    CHECK_INT(chmod("sticky", 01777), 0);
    fd_put("sticky/f", "hello");
    fd_in_child(files_remove_anothers);
    CHECK_STR(fd_get("sticky/f"), "hello");
    fd_leave();
}
#endif

/* On POSIX the name goes and the file stays while it is open; on Windows the run time does not share deletion. */
TEST(files_remove_open) {
    char buffer[8] = "";
    fd_enter();
    fd_put("f", "hello");
    int fd = fd_opened("f", PYOS_O_RDONLY);
    if (FD_WINDOWS) {
        CHECK_ERROR(pyos_remove("f") == -1, PYOS_PERMISSIONERROR, EACCES, "f");
        CHECK_INT(pyos_last_error()->winerror, 32);
        CHECK_ERROR2(pyos_rename("f", "g") == -1, PYOS_PERMISSIONERROR, EACCES, "f", "g");
        CHECK_STR(fd_get("f"), "hello");
    } else {
        CHECK_INT(pyos_remove("f"), 0);
        CHECK_INT(files_exists("f"), 0);
        CHECK_INT(pyos_read(fd, buffer, 5), 5);
        CHECK_STR(buffer, "hello");
    }
    CHECK_INT(pyos_close(fd), 0);
    fd_leave();
}

#if FD_WINDOWS
TEST(files_remove_read_only) {
    fd_enter();
    fd_put("f", "hello");
    CHECK(SetFileAttributesA("f", FILE_ATTRIBUTE_READONLY) != 0);
    CHECK_ERROR(pyos_remove("f") == -1, PYOS_PERMISSIONERROR, EACCES, "f");
    CHECK_INT(pyos_last_error()->winerror, 5);
    CHECK_STR(fd_get("f"), "hello");
    SetFileAttributesA("f", FILE_ATTRIBUTE_NORMAL);
    CHECK_INT(pyos_remove("f"), 0);
    fd_leave();
}
#endif

TEST(files_rename) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_rename("f", "d/g"), 0);
    CHECK_STR(fd_get("d/g"), "hello");
    CHECK_INT(files_exists("f"), 0);
    CHECK_INT(pyos_rename("d", "e"), 0);
    CHECK_STR(fd_get("e/g"), "hello");
    CHECK_INT(pyos_rename("e/g", "e/g"), 0); /* onto itself */
    CHECK_STR(fd_get("e/g"), "hello");
    CHECK_ERROR2(pyos_rename("gone", "x") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone", "x");
    CHECK_STR(pyos_last_error()->function, "os.rename");
    if (FD_LINUX) CHECK_MESSAGE("[Errno 2] No such file or directory: 'gone' -> 'x'");
    CHECK_ERROR2(pyos_replace("gone", "x") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone", "x");
    CHECK_STR(pyos_last_error()->function, "os.replace");
    CHECK_INT(pyos_rename("e/g", "e/G"), 0); /* letter case alone */
    size_t n = 0;
    char **names = pyos_listdir("e", &n);
    CHECK_INT(n, 1);
    if (!FD_WINDOWS) CHECK_STR(names[0], "G"); /* Wine leaves it as it was */
    pyos_free(names);
    fd_leave();
}

/* rename and replace of every kind of thing over every other. Rows and columns are names in the tree of
 * files_make_tree; the letters are those of files_code. */
static const char *const files_targets[] = {"f",     "g",   "h",      "d",  "c",  "e",   "e/s",
                                            "e/s/n", "new", "gone/x", "lf", "ld", "dang"};
#define FILES_TARGET_LINKS 10
static const struct {
    const char *name;
    const char *posix;                            /* rename and replace; WASI too */
    const char *windows_rename, *windows_replace; /* '-': Wine renames over names of the same file, and replaces a file
                                                     by a directory, which Windows refuses with code 5 */
} files_moves[] = {
    {"f", "...iiii..n...", ".e-eeee..n---", ".--aaaa..n---"},
    {"d", "ttt..y...nttt", "eee.eee..n---", "---.aaa..n---"},
    {"e", "ttt...vv.nttt", "eeeee.ev.n---", "---aa.av.n---"},
    {"e/s", "ttt..y.v.nttt", "eeeeee.v.n---", "---aaa.v.n---"},
    {"e/x", "...iiyi..n...", "eeeeeee..n---", "...aaaa..n---"},
    {"gone", "nnnnnnnnnnnnn", "nnnnnnnnnn---", "nnnnnnnnnn---"},
    {"lf", "...iiii..n...", "-------------", "-------------"},
    {"ld", "...iiii..n...", "-------------", "-------------"},
    {"dang", "...iiii..n...", "-------------", "-------------"},
};

/* Works in the tree "t", the working directory. True when that has changed. */
static int files_move(const char *src, const char *dst, char letter, int replace, const char *before) {
    char what[100];
    pyos_stat_result st, moved;
    memset(&st, 0, sizeof st);
    memset(&moved, 0, sizeof moved);
    pyos_lstat(src, &st);
    snprintf(what, sizeof what, "%s '%s' to '%s', want %c", replace ? "replace" : "rename", src, dst, letter);
    errno = 0;
    int result = replace ? pyos_replace(src, dst) : pyos_rename(src, dst), code = files_code(letter);
    if (!code) {
        int same = strcmp(src, dst) == 0 || (strcmp(src, "f") == 0 && strcmp(dst, "h") == 0);
        if (result != 0 || pyos_lstat(dst, &moved) != 0 || moved.mode != st.mode || moved.ino != st.ino)
            test_complain(__FILE__, __LINE__, what);
        if (same ? strcmp(files_snapshot(".", 1), before) != 0 : files_exists(src))
            test_complain(__FILE__, __LINE__, what);
        return 1;
    }
    if (result != -1) test_complain(__FILE__, __LINE__, what);
    else test_error(__FILE__, __LINE__, what, files_kind(code), code, src, dst);
    CHECK_STR(files_snapshot(".", 1), before);
    return result != -1;
}

TEST(files_rename_over) {
    fd_enter();
    files_links = fd_have_links();
    int dir = files_open_tree(0);
    const char *before = files_snapshot(".", 0);
    for (size_t r = 0; r < FILES_COUNT(files_moves); r++)
        for (size_t c = 0; c < 2 * FILES_COUNT(files_targets); c++) {
            size_t target = c / 2;
            int replace = c % 2;
            const char *src = files_moves[r].name;
            char letter =
                FILES_BY(files_moves[r].posix, replace ? files_moves[r].windows_replace : files_moves[r].windows_rename,
                         files_moves[r].posix)[target];
            int links = target >= FILES_TARGET_LINKS || src[0] == 'l' || strcmp(src, "dang") == 0;
            if (letter == '-' || (links && !files_links)) continue;
            if (!files_move(src, files_targets[target], letter, replace, before)) continue;
            files_close_tree(0, dir, 0);
            dir = files_open_tree(0);
        }
    files_close_tree(0, dir, 0);
    fd_leave();
}

/* Two names of one file: both stay. */
TEST(files_rename_same_file) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_link("f", "h"), 0);
    int result = pyos_rename("f", "h");
    if (FD_WINDOWS && result != 0) /* Wine sees that it is one file */
        CHECK_ERROR2(pyos_rename("f", "h") == -1, PYOS_FILEEXISTSERROR, EEXIST, "f", "h");
    else CHECK_INT(result, 0);
    CHECK_STR(fd_get("f"), "hello");
    CHECK_STR(fd_get("h"), "hello");
    fd_leave();
}

TEST(files_rename_overwrites) {
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    if (FD_WINDOWS) {
        CHECK_ERROR2(pyos_rename("f", "g") == -1, PYOS_FILEEXISTSERROR, EEXIST, "f", "g");
        CHECK_INT(pyos_last_error()->winerror, 183);
        CHECK_STR(fd_get("f"), "hello");
        CHECK_STR(fd_get("g"), "other");
    } else {
        CHECK_INT(pyos_rename("f", "g"), 0);
        CHECK_STR(fd_get("g"), "hello");
        fd_put("f", "hello");
        fd_put("g", "other");
    }
    CHECK_INT(pyos_replace("f", "g"), 0);
    CHECK_STR(fd_get("g"), "hello");
    CHECK_INT(files_exists("f"), 0);
    fd_leave();
}

#if !FD_WASI
/* Where another file system can be had. */
TEST(files_other_file_system) {
    const char *other = FILES_BY("/dev/shm", "t:/", "");
    pyos_stat_result here, there;
    fd_enter();
    fd_put("f", "hello");
    if (pyos_stat(".", &here) != 0 || pyos_stat(other, &there) != 0 || here.dev == there.dev ||
        !pyos_access(other, PYOS_W_OK))
        test_skip_reason = "no second file system";
    else {
        char name[64];
        snprintf(name, sizeof name, "%s/pyos-test-%u", other, (unsigned)(here.ino & 0xffffff));
        pyos_remove(name);
        CHECK_ERROR2(pyos_rename("f", name) == -1, PYOS_OSERROR, EXDEV, "f", name);
        CHECK_ERROR2(pyos_replace("f", name) == -1, PYOS_OSERROR, EXDEV, "f", name);
        CHECK_ERROR2(pyos_link("f", name) == -1, PYOS_OSERROR, EXDEV, "f", name);
        CHECK_STR(fd_get("f"), "hello");
        CHECK_INT(files_exists(name), 0);
    }
    fd_leave();
}
#endif

/* ---------------------------------------------------------------------------------------------------------------------
 * link, symlink, readlink
 */

TEST(files_link) {
    pyos_stat_result a, b;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    fd_enter();
    fd_put("f", "hello");
    fd_put("g", "other");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_INT(pyos_link("f", "d/h"), 0);
    CHECK_INT(pyos_stat("f", &a), 0);
    CHECK_INT(pyos_stat("d/h", &b), 0);
    CHECK_INT(a.ino, b.ino);
    CHECK_INT(a.nlink, 2);
    CHECK_ERROR2(pyos_link("f", "g") == -1, PYOS_FILEEXISTSERROR, EEXIST, "f", "g");
    CHECK_STR(pyos_last_error()->function, "os.link");
    CHECK_STR(fd_get("g"), "other");
    CHECK_ERROR2(pyos_link("gone", "x") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone", "x");
    CHECK_ERROR2(pyos_link("d", "x") == -1, PYOS_PERMISSIONERROR, FILES_BY(EPERM, EACCES, EPERM), "d", "x");
    CHECK_INT(files_exists("x"), 0);
    fd_leave();
}

/* A link as source is linked itself, unless told otherwise. */
TEST(files_link_follow) {
    pyos_stat_result st;
    memset(&st, 0, sizeof st);
    fd_enter();
    if (FD_WINDOWS || !fd_have_links()) TEST_LACKS = FD_NO_LINKS;
    else {
        fd_put("f", "hello");
        CHECK_INT(pyos_mkdir("d", 0777), 0);
        CHECK_INT(pyos_symlink("f", "l", false), 0);
        CHECK_INT(pyos_symlink("gone", "dang", false), 0);
        CHECK_INT(pyos_symlink("d", "ld", false), 0);
        CHECK_INT(pyos_link("l", "a"), 0);
        CHECK(files_is("a", PYOS_S_IFLNK));
        CHECK_INT(pyos_link_at(PYOS_CWD, "l", PYOS_CWD, "b", 0), 0);
        CHECK(files_is("b", PYOS_S_IFLNK));
        CHECK_INT(pyos_link("dang", "c"), 0);
        CHECK_OWNED(pyos_readlink("c", NULL), "gone");
        CHECK_INT(pyos_link_at(PYOS_CWD, "l", PYOS_CWD, "e", PYOS_FOLLOW), 0);
        CHECK(files_is("e", PYOS_S_IFREG));
        CHECK_INT(pyos_stat("f", &st), 0);
        CHECK_INT(st.nlink, 2);
        CHECK_ERROR2(pyos_link_at(PYOS_CWD, "dang", PYOS_CWD, "x", PYOS_FOLLOW) == -1, PYOS_FILENOTFOUNDERROR, ENOENT,
                     "dang", "x");
        CHECK_ERROR2(pyos_link_at(PYOS_CWD, "ld", PYOS_CWD, "x", PYOS_FOLLOW) == -1, PYOS_PERMISSIONERROR, EPERM, "ld",
                     "x");
        CHECK_INT(files_exists("x"), 0);
    }
    fd_leave();
}

TEST(files_symlink) {
    fd_enter();
    if (fd_have_links()) {
        static const char *const targets[] = {"f", "nowhere", "a/../b//c/.", "loop", "a\nb", "caf\xc3\xa9", " "};
        size_t length = 0;
        for (size_t i = 0; i < FILES_COUNT(targets); i++) {
            CHECK_INT(pyos_symlink(targets[i], "loop", false), 0); /* stored as it is, wherever it leads */
            CHECK_OWNED(pyos_readlink("loop", &length), targets[i]);
            CHECK_INT(length, strlen(targets[i]));
            CHECK_ERROR2(pyos_symlink("x", "loop", false) == -1, PYOS_FILEEXISTSERROR, EEXIST, "x", "loop");
            CHECK_STR(pyos_last_error()->function, "os.symlink");
            CHECK_INT(pyos_remove("loop"), 0);
        }
        CHECK_INT(pyos_symlink("x", "l", true), 0); /* the third argument matters on Windows alone */
        CHECK_OWNED(pyos_readlink("l", NULL), "x");
        CHECK_ERROR2(pyos_symlink("x", "gone/l", false) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "x", "gone/l");
#if !FD_WINDOWS
        CHECK(pyos_symlink("", "l2", false) == -1);
        CHECK_INT(files_exists("l2"), 0);
        CHECK_INT(pyos_symlink("bad\xff", "l3", false), 0); /* bytes, on these systems */
        CHECK_OWNED(pyos_readlink("l3", NULL), "bad\xff");
#endif
#if FD_WASI
        CHECK_ERROR2(pyos_symlink("/x", "l4", false) == -1, PYOS_PERMISSIONERROR, EPERM, "/x", "l4");
#elif FD_POSIX
        CHECK_INT(pyos_symlink("/x", "l4", false), 0);
        CHECK_OWNED(pyos_readlink("l4", NULL), "/x");
#endif
    } else TEST_LACKS = FD_NO_LINKS;
    fd_leave();
}

/* Every length up to the limit comes back whole: buffers have edges at powers of two. */
TEST(files_readlink_lengths) {
    static const size_t lengths[] = {1,    31,   62,   63,   64,   65,   126,  127,  128,  129,
                                     254,  255,  256,  257,  510,  511,  512,  513,  1022, 1023,
                                     1024, 1025, 2046, 2047, 2048, 2049, 3000, 4000, 4094, 4095};
    static char target[4097];
    fd_enter();
    if (FD_WINDOWS || !fd_have_links()) TEST_LACKS = FD_NO_LINKS;
    else {
        for (size_t i = 0; i < FILES_COUNT(lengths); i++) {
            size_t n = 0;
            for (size_t j = 0; j < lengths[i]; j++) target[j] = (char)(j % 7 == 6 ? '/' : 'a' + (int)(j % 26));
            target[lengths[i]] = '\0';
            CHECK_INT(pyos_symlink(target, "l", false), 0);
            char *text = pyos_readlink("l", &n);
            CHECK(text && strcmp(text, target) == 0);
            CHECK_INT(n, lengths[i]);
            pyos_free(text);
            CHECK_INT(pyos_remove("l"), 0);
        }
        memset(target, 'x', 4096);
        target[4096] = '\0';
        CHECK(pyos_symlink(target, "l", false) == -1);
        CHECK_INT(pyos_last_error()->code, ENAMETOOLONG);
        CHECK_INT(pyos_last_error()->cut & 1, 1);
        CHECK_STR(pyos_last_error()->filename2, "l");
    }
    fd_leave();
}

TEST(files_readlink_no_link) {
    size_t length = 77;
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_ERROR(pyos_readlink("f", &length) == NULL, PYOS_OSERROR, EINVAL, "f");
    CHECK_STR(pyos_last_error()->function, "os.readlink");
    if (FD_WINDOWS) CHECK_INT(pyos_last_error()->winerror, 4390);
    CHECK_ERROR(pyos_readlink("d", &length) == NULL, PYOS_OSERROR, EINVAL, "d");
    CHECK_ERROR(pyos_readlink("gone", &length) == NULL, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_INT(length, 77);
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * truncate
 */

TEST(files_truncate) {
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_truncate("f", 2), 0);
    CHECK_STR(fd_get("f"), "he");
    CHECK_INT(pyos_truncate("f", 4), 0);
    CHECK_STR(fd_get("f"), "he00");
    CHECK_INT(pyos_truncate("f", 4), 0);
    CHECK_ERROR(pyos_truncate("f", -1) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_STR(pyos_last_error()->function, "os.truncate");
    CHECK_ERROR(pyos_truncate("f", -(1LL << 62)) == -1, PYOS_OSERROR, EINVAL, "f");
    CHECK_STR(fd_get("f"), "he00");
    CHECK_ERROR(pyos_truncate("gone", 1) == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "gone");
    CHECK_INT(files_exists("gone"), 0);
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    CHECK_ERROR(pyos_truncate("d", 1) == -1, files_kind(FILES_BY(EISDIR, EACCES, EISDIR)),
                FILES_BY(EISDIR, EACCES, EISDIR), "d");
    if (FD_LINUX) { /* memory file systems take any length */
        fd_put("big", "x");
        int result = pyos_truncate("big", 0x7fffffffffffffffLL);
        if (result != 0) CHECK_ERROR(pyos_truncate("big", 0x7fffffffffffffffLL) == -1, PYOS_OSERROR, EFBIG, "big");
        CHECK_INT(fd_size("big"), result == 0 ? 0x7fffffffffffffffLL : 1);
    }
    CHECK_STR(fd_get("f"), "he00");
    CHECK_INT(pyos_truncate("f", 0), 0);
    CHECK_INT(fd_size("f"), 0);
    if (fd_have_links()) {
        CHECK_INT(pyos_symlink("f", "l", false), 0);
        CHECK_INT(pyos_truncate("l", 3), 0);
        CHECK_INT(fd_size("f"), 3);
    }
    fd_leave();
}

/* ---------------------------------------------------------------------------------------------------------------------
 * Long paths, audit events, silence, availability
 */

TEST(files_long_paths) {
    const size_t limit = FILES_BY(3900, 3000, 3000);
    static char path[8192];
    char part[102];
    pyos_stat_result st;
    size_t n = 0;
    fd_enter();
    memset(part, 'p', 100);
    part[100] = '/', part[101] = '\0';
    for (path[0] = '\0'; n + 101 < limit; n += 101) memcpy(path + n, part, 102);
    path[n - 1] = '\0'; /* no separator at the end */
    CHECK_INT(pyos_makedirs(path, 0777, false), 0);
    CHECK_INT(pyos_stat(path, &st), 0);
    CHECK_INT(pyos_mkdir(path, 0777), -1);
    CHECK_INT(pyos_last_error()->kind, PYOS_FILEEXISTSERROR);
    CHECK_INT(pyos_last_error()->cut, 1); /* of a name that the record cannot hold the end is kept */
    CHECK(files_name_right(pyos_last_error()->filename, path, 1));
    CHECK_INT(pyos_makedirs(path, 0777, true), 0);
    path[n - 1] = '/';
    strcpy(path + n, "dir");
    CHECK_INT(pyos_mkdir(path, 0777), 0);
    CHECK_INT(pyos_rmdir(path), 0);
    strcpy(path + n, "old");
    int fd = pyos_open(path, PYOS_O_WRONLY | PYOS_O_CREAT | PYOS_O_EXCL | PYOS_OPEN_BINARY, 0666);
    CHECK(fd >= 0);
    CHECK_INT(pyos_write(fd, "hello", 5), 5);
    CHECK_INT(pyos_close(fd), 0);
    CHECK_INT(fd_size(path), 5);
    CHECK(pyos_access(path, PYOS_R_OK));
    CHECK_INT(pyos_truncate(path, 3), 0);
    CHECK_INT(fd_size(path), 3);
    char *other = pyos_path_join(path, "x"); /* only for its room */
    strcpy(other + n, "new");
    CHECK_INT(pyos_rename(path, other), 0);
    CHECK_INT(pyos_replace(other, path), 0);
    CHECK_INT(pyos_link(path, other), 0);
    CHECK_INT(pyos_remove(other), 0);
    if (!FD_WINDOWS) {
        CHECK_INT(pyos_symlink("old", other, false), 0);
        CHECK_OWNED(pyos_readlink(other, NULL), "old");
        CHECK_INT(pyos_remove(other), 0);
    }
    path[n - 1] = '\0';
    size_t count = 0;
    char **names = pyos_listdir(path, &count);
    CHECK_INT(count, 1);
    if (count == 1) CHECK_STR(names[0], "old");
    pyos_free(names);
    path[n - 1] = '/';
    CHECK_INT(pyos_unlink(path), 0);
    pyos_free(other);
    for (path[n - 1] = '\0'; n > 0; n -= 101) { /* from the end */
        path[n - 1] = '\0';
        CHECK_INT(pyos_rmdir(path), 0);
    }
    CHECK_INT(files_exists(part), 0);
    fd_leave();
}

#define FILES_EVENT(call, want)                                                                                        \
    do {                                                                                                               \
        fd_audit_start(0);                                                                                             \
        CHECK_INT(call, 0);                                                                                            \
        CHECK_STR(fd_audit_stop(), want);                                                                              \
    } while (0)

TEST(files_audit) {
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    fd_enter();
    int links = fd_have_links();
    FILES_EVENT(pyos_mkdir("d", 0755), "os.mkdir('d', 493, -1)\n");
    FILES_EVENT(pyos_mkdir_at(PYOS_CWD, "e", 0755), "os.mkdir('e', 493, -1)\n");
    FILES_EVENT(pyos_makedirs("a/b/c", 0700, false),
                "os.mkdir('a', 511, -1)\nos.mkdir('a/b', 511, -1)\nos.mkdir('a/b/c', 448, -1)\n");
    FILES_EVENT(pyos_chdir("d"), "os.chdir('d')\n");
    FILES_EVENT(pyos_chdir(".."), "os.chdir('..')\n");
    FILES_EVENT(pyos_rmdir("e"), "os.rmdir('e', -1)\n");
    fd_put("f", "hello");
    FILES_EVENT(pyos_truncate("f", 3), "os.truncate('f', 3)\n");
    FILES_EVENT(pyos_link("f", "g"), "os.link('f', 'g', -1, -1)\n");
    FILES_EVENT(pyos_rename("g", "h"), "os.rename('g', 'h', -1, -1)\n");
    FILES_EVENT(pyos_replace("h", "g"), "os.rename('h', 'g', -1, -1)\n");
    FILES_EVENT(pyos_remove("g"), "os.remove('g', -1)\n");
    FILES_EVENT(pyos_link("f", "g"), "os.link('f', 'g', -1, -1)\n");
    FILES_EVENT(pyos_unlink("g"), "os.remove('g', -1)\n");
    if (links) FILES_EVENT(pyos_symlink("f", "l", false), "os.symlink('f', 'l', -1)\n");
#if !FD_WINDOWS
    char want[64];
    int d = fd_opened("d", PYOS_O_RDONLY);
    snprintf(want, sizeof want, "os.mkdir('e', 493, %d)\n", d);
    FILES_EVENT(pyos_mkdir_at(d, "e", 0755), want);
    snprintf(want, sizeof want, "os.rmdir('e', %d)\n", d);
    FILES_EVENT(pyos_rmdir_at(d, "e"), want);
    snprintf(want, sizeof want, "os.link('f', 'g', -1, %d)\n", d);
    FILES_EVENT(pyos_link_at(PYOS_CWD, "f", d, "g", 0), want);
    snprintf(want, sizeof want, "os.rename('g', 'h', %d, -1)\n", d);
    FILES_EVENT(pyos_rename_at(d, "g", PYOS_CWD, "h"), want);
    snprintf(want, sizeof want, "os.symlink('x', 's', %d)\n", d);
    FILES_EVENT(pyos_symlink_at("x", d, "s", false), want);
    snprintf(want, sizeof want, "os.remove('s', %d)\n", d);
    FILES_EVENT(pyos_remove_at(d, "s"), want);
    CHECK_INT(pyos_close(d), 0);
#endif
    fd_audit_start(0); /* none for these */
    CHECK(pyos_access("f", PYOS_F_OK));
    pyos_free(pyos_getcwd());
    if (links) pyos_free(pyos_readlink("l", NULL));
    CHECK_STR(fd_audit_stop(), "");
    fd_leave();
}

/* A hook that refuses stops everything before anything is done. */
TEST(files_audit_refuses) {
    if (!fd_audit_start(0)) SKIP("compiled without audit hooks");
    fd_audit_stop();
    fd_enter();
    fd_put("f", "hello");
    CHECK_INT(pyos_mkdir("d", 0777), 0);
    const char *before = files_snapshot(".", 0);
    char *base = pyos_getcwd();
    fd_audit_start(EACCES);
    CHECK_ERROR(pyos_mkdir("x", 0777) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_STR(pyos_last_error()->function, "os.mkdir");
    CHECK(pyos_makedirs("x/y", 0777, true) == -1 && errno == EACCES);
    CHECK_ERROR(pyos_rmdir("d") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_remove("f") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_unlink("f") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_rename("f", "x") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_replace("f", "x") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_link("f", "x") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_symlink("f", "x", false) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_truncate("f", 0) == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    CHECK_ERROR(pyos_chdir("d") == -1, PYOS_PERMISSIONERROR, EACCES, NULL);
    fd_audit_stop();
    CHECK_STR(files_snapshot(".", 1), before);
    CHECK_OWNED(pyos_getcwd(), base);
    pyos_free(base);
    fd_leave();
}

/* Success leaves errno and the record alone, also where something was tolerated on the way. */
TEST(files_success_is_silent) {
    fd_enter();
    int links = fd_have_links();
    CHECK_ERROR(pyos_rmdir("elsewhere") == -1, PYOS_FILENOTFOUNDERROR, ENOENT, "elsewhere");
    errno = 77;
    int bad = pyos_mkdir("d", 0777);
    bad |= pyos_makedirs("a/b/c", 0777, false);
    bad |= pyos_makedirs("a/b/c", 0777, true);
    bad |= pyos_chdir("d");
    bad |= pyos_chdir("..");
    pyos_free(pyos_getcwd());
    bad |= pyos_rename("d", "e");
    bad |= pyos_rmdir("e");
    int fd = pyos_open("f", PYOS_O_WRONLY | PYOS_O_CREAT, 0666);
    bad |= pyos_close(fd);
    bad |= pyos_link("f", "g");
    bad |= pyos_replace("g", "h");
    bad |= pyos_truncate("f", 3);
    bad |= pyos_remove("f");
    if (links) {
        bad |= pyos_symlink("x", "l", false);
        pyos_free(pyos_readlink("l", NULL));
        bad |= pyos_unlink("l");
    }
    CHECK_INT(errno, 77);
    CHECK_INT(bad, 0);
    CHECK_STR(pyos_last_error()->filename, "elsewhere");
    fd_leave();
}

TEST(files_have) {
    static const char *const names[] = {"os.getcwd", "os.chdir",   "os.access",   "os.mkdir",   "os.makedirs",
                                        "os.rmdir",  "os.remove",  "os.unlink",   "os.rename",  "os.replace",
                                        "os.link",   "os.symlink", "os.readlink", "os.truncate"};
    static const char *const with_dir_fd[] = {"access", "mkdir", "rmdir",   "unlink",
                                              "rename", "link",  "symlink", "readlink"};
    for (size_t i = 0; i < FILES_COUNT(names); i++) CHECK(pyos_have(names[i]));
    for (size_t i = 0; i < FILES_COUNT(with_dir_fd); i++) CHECK_INT(pyos_supports_dir_fd(with_dir_fd[i]), !FD_WINDOWS);
    CHECK(!pyos_supports_dir_fd("remove") && !pyos_supports_dir_fd("replace") && !pyos_supports_dir_fd("chdir"));
    CHECK_INT(pyos_have("os.fchdir"), FD_POSIX);
}

static void run_files(void) {
    RUN(files_bad_input_table);
    RUN(files_bad_input_plain);
#if !FD_WINDOWS
    RUN(files_bad_input_dir_fd);
#endif
#if FD_POSIX
    RUN(files_bad_input_no_permission);
#endif
    RUN(files_null_arguments);
    RUN(files_unknown_flags);
#if FD_WINDOWS
    RUN(files_flags_that_windows_lacks);
#else
    RUN(files_dir_fd_is_no_directory);
    RUN(files_dir_fd);
#if FD_POSIX
    RUN(files_dir_fd_absolute_path);
#endif
#endif
    RUN(files_cwd_forms);
    RUN(files_getcwd_and_chdir);
    RUN(files_getcwd_names);
#if FD_WINDOWS
    RUN(files_chdir_drive_variable);
#endif
    RUN(files_getcwd_long);
#if FD_POSIX
    RUN(files_getcwd_removed);
#if FD_LINUX
    RUN(files_getcwd_unreachable);
#endif
    RUN(files_chdir_denied);
#endif
#if PYOS_HAVE_FCHDIR || !PYOS_STRICT
    RUN(files_fchdir);
#endif
    RUN(files_access);
    RUN(files_access_record);
    RUN(files_access_race);
    RUN(files_forms_do_not_conflict);
    RUN(files_access_links);
#if !FD_WINDOWS
    RUN(files_access_effective);
#endif
#if FD_POSIX
    RUN(files_access_user);
#endif
    RUN(files_mkdir);
    RUN(files_mkdir_mode);
#if FD_POSIX
    RUN(files_makedirs_mode);
#endif
    RUN(files_makedirs);
    RUN(files_makedirs_exist_ok);
    RUN(files_makedirs_fails_midway);
#if FD_POSIX
    RUN(files_read_only_directory);
#endif
    RUN(files_rmdir);
    RUN(files_remove);
    RUN(files_remove_links);
#if FD_POSIX
    RUN(files_remove_sticky);
#endif
    RUN(files_remove_open);
#if FD_WINDOWS
    RUN(files_remove_read_only);
#endif
    RUN(files_rename);
    RUN(files_rename_over);
    RUN(files_rename_same_file);
    RUN(files_rename_overwrites);
#if !FD_WASI
    RUN(files_other_file_system);
#endif
    RUN(files_link);
    RUN(files_link_follow);
    RUN(files_symlink);
    RUN(files_readlink_lengths);
    RUN(files_readlink_no_link);
    RUN(files_truncate);
    RUN(files_long_paths);
    RUN(files_audit);
    RUN(files_audit_refuses);
    RUN(files_success_is_silent);
    RUN(files_have);
}
