/* Runs commands, as many at a time as there are processors: parallel --help says how.
 *
 * What a command prints is kept in files without a name and shown in one piece when it ends; on a terminal a line tells how
 * far the work is. When one has failed no other is started, unless -k is given, and the exit status is 2. Ctrl-C ends the
 * commands and what they have started; twice, by force. PYTHON_CPU_COUNT and -X cpu_count=N count as for Python.
 */
#define PYOS_IMPLEMENTATION
#include "../pyos.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct job {
    char *line, **words; /* without words it is for the shell */
} job;

/* A place for one job that runs. */
typedef struct slot {
    job *what; /* NULL: free */
    pyos_pid pid;
    int output[2]; /* files for its stdout and stderr; one and the same where ours are */
} slot;

typedef struct parallel {
    const char *self; /* this program */
    job *jobs;
    slot *slots;
    size_t count, room, done, failed;
    int places, running, to[2];
    bool keep_going, shell, one_output, terminal, shown; /* shown: something is on the line of the progress */
} parallel;

static char block[65536];

/* A line that the next one overwrites, or none. */
static void progress(parallel *p, bool show) {
    pyos_terminal_size size = {0, 0};
    char line[128] = "";
    int width = 80;
    if (!p->terminal || (!show && !p->shown)) return;
    if (pyos_get_terminal_size(2, &size) == 0 && size.columns > 0 && size.columns < width) width = size.columns;
    if (show)
        snprintf(line, sizeof line, "%lu of %lu done, %d running, %lu failed", (unsigned long)p->done,
                 (unsigned long)p->count, p->running, (unsigned long)p->failed);
    fprintf(stderr, "\r%-*.*s\r", width - 1, width - 1, line);
    p->shown = show;
}

static int complain(parallel *p) {
    char text[2048];
    pyos_error_message(NULL, text, sizeof text);
    progress(p, false);
    fprintf(stderr, "parallel: %s\n", text);
    return 2;
}

static void *enough(void *memory) {
    if (memory) return memory;
    fputs("parallel: out of memory\n", stderr);
    exit(2);
}

/* ---- Which jobs there are ------------------------------------------------------------------------------------------- */

/* The words of a line, in one block; NULL when a quote is not closed. */
static char **split(const char *line) {
    size_t length = strlen(line), room = length / 2 + 2, n = 0;
    char **words = (char **)enough(malloc(room * sizeof *words + length + 1)), *to = (char *)(words + room), quote = 0;
    while (!quote && *(line += strspn(line, " \t"))) {
        words[n++] = to;
        for (; *line && (quote || !strchr(" \t", *line)); line++)
            if (*line == quote) quote = 0;
            else if (!quote && strchr("'\"", *line)) quote = *line;
            else *to++ = *line;
        *to++ = '\0';
    }
    words[n] = NULL;
    if (!quote) return words;
    free(words);
    return NULL;
}

static bool add(parallel *p, const char *line) {
    char **words = p->shell ? NULL : split(line);
    if (!p->shell && !words) return false;
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 64;
        p->jobs = (job *)enough(realloc(p->jobs, p->room * sizeof *p->jobs));
    }
    p->jobs[p->count].line = strcpy((char *)enough(malloc(strlen(line) + 1)), line);
    p->jobs[p->count++].words = words;
    return true;
}

/* Adds a command in which {} stands for the argument, which comes last where there is none: as a line that has what is
 * special in quotes. */
static void add_filled(parallel *p, char **command, int n, const char *argument) {
    size_t length = strlen(argument) + 2;
    char *line, *to, *word;
    bool used = false;
    int i;
    for (i = 0; i < n; i++) length += strlen(command[i]) + strlen(command[i]) / 2 * strlen(argument) + 2;
    line = to = (char *)enough(malloc(3 * length));
    for (i = 0; i < n + !used; i++) {
        const char *from = i < n ? command[i] : "{}", *behind = NULL; /* behind the {} that is being replaced */
        for (word = to; *from || behind;) {
            if (!*from) from = behind, behind = NULL;
            else if (!behind && strncmp(from, "{}", 2) == 0) behind = from + 2, from = argument, used = true;
            else if (!strchr(" \t\n'\"", *from)) *to++ = *from++;
            else to += sprintf(to, *from == '\'' ? "\"%c\"" : "'%c'", *from), from++;
        }
        if (to == word) to += sprintf(to, "''");
        *to++ = ' ';
    }
    to[-1] = '\0';
    add(p, line);
    free(line);
}

/* Adds the lines of a file. */
static bool add_lines(parallel *p, const char *path) {
    int fd = strcmp(path, "-") == 0 ? 0 : pyos_open(path, PYOS_O_RDONLY | PYOS_OPEN_BINARY, 0);
    size_t length = 0, number = 1;
    long long got = -1;
    char *text = NULL, *line, *next;
    while (fd >= 0 && (got = pyos_read(fd, block, sizeof block)) > 0) {
        text = (char *)enough(realloc(text, length + (size_t)got + 1));
        memcpy(text + length, block, (size_t)got);
        text[length += (size_t)got] = '\0';
    }
    if (got < 0) complain(p);
    if (fd > 0) pyos_close(fd);
    if (text && strlen(text) != length) fprintf(stderr, "parallel: %s: zero bytes\n", path), got = -1;
    for (line = text; line && got == 0; line = next, number++) {
        if ((next = strchr(line, '\n')) != NULL) *next++ = '\0';
        line[strcspn(line, "\r")] = '\0';
        line += strspn(line, " \t");
        if (!*line || *line == '#' || add(p, line)) continue;
        fprintf(stderr, "parallel: %s:%lu: a quote is not closed\n", path, (unsigned long)number), got = -1;
    }
    free(text);
    return got == 0;
}

/* ---- Starting a job, and waiting until one ends, on each kind of system ---------------------------------------------- */

#if PYOS_HAVE_POSIX_SPAWN
#include <signal.h>
#include <unistd.h>

#define TEMPORARY pyos_getenv("TMPDIR", "/tmp")

static int happened[2];                   /* a pipe that has something to read when a job may have ended */
static volatile sig_atomic_t stop, stops; /* the signal that ends us, and how many there were */

/* A wait for the pipe, unlike one for a child, cannot miss a signal that comes just before. */
static void handler(int sig) {
    int saved = errno;
    if (sig != SIGCHLD) {
        stop = sig;
        stops = stops + 1;
    }
    if (write(happened[1], "", 1) != 1) errno = saved; /* it is full, and so wakes us too */
    errno = saved;
}

/* For a write that waits for whoever reads our output, and would be repeated after the signal. */
static int interrupted(void *user) { return (void)user, stop ? EINTR : 0; }

static bool prepare(parallel *p) {
    static const int signals[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    size_t i;
    p->to[0] = 1, p->to[1] = 2;
    if (pyos_pipe(&happened[0], &happened[1]) != 0 || pyos_set_blocking(happened[1], false) != 0) return false;
    pyos_set_interrupt_hook(interrupted, NULL);
    for (i = 0; i < sizeof signals / sizeof signals[0]; i++) /* nohup, say, wants one ignored */
        if (signal(signals[i], handler) == SIG_IGN && i > 0) signal(signals[i], SIG_IGN);
    return true;
}

/* In a process group of its own, by which all that it starts can be ended. */
static bool start(parallel *p, slot *s) {
    static const pyos_pid own = 0;
    const char *shell[] = {"/bin/sh", "-c", s->what->line, NULL};
    const char *const *argv = p->shell ? shell : (const char *const *)s->what->words;
    pyos_file_action actions[3];
    pyos_posix_spawn_options options;
    memset(actions, 0, sizeof actions);
    memset(&options, 0, sizeof options);
    actions[0].action = PYOS_POSIX_SPAWN_OPEN, actions[0].fd = 0, actions[0].path = PYOS_DEVNULL;
    actions[1].action = PYOS_POSIX_SPAWN_DUP2, actions[1].fd = s->output[0], actions[1].new_fd = 1;
    actions[2].action = PYOS_POSIX_SPAWN_DUP2, actions[2].fd = s->output[1], actions[2].new_fd = 2;
    options.file_actions = actions, options.nfile_actions = 3;
    options.setpgroup = &own;
    s->pid = pyos_posix_spawnp(argv[0], argv, NULL, &options);
    return s->pid > 0;
}

static void pass_on(parallel *p) {
    static int passed;
    int now = (int)stops;
    slot *s;
    for (s = p->slots; now != passed && s < p->slots + p->places; s++) {
        if (!s->what) continue;
        pyos_killpg(s->pid, now > 1 ? SIGKILL : SIGTERM); /* what a shell puts into the background ignores SIGINT */
        pyos_killpg(s->pid, SIGCONT);                     /* one that is stopped would not see it */
    }
    passed = now;
}

/* The job that ended; NULL on failure. */
static slot *ended(parallel *p, long long *code) {
    pyos_pid pid;
    long long status = 0;
    slot *s;
    for (;;) {
        pass_on(p);
        while ((pid = pyos_waitpid(-1, PYOS_WNOHANG, &status)) > 0)
            for (s = p->slots; s < p->slots + p->places; s++)
                if (s->what && s->pid == pid) return pyos_waitstatus_to_exitcode(status, code) == 0 ? s : NULL;
        if (pid < 0 || (pyos_read(happened[0], block, 1) < 0 && !stop)) return NULL;
    }
}

#elif PYOS_HAVE_SPAWNV
#define TEMPORARY pyos_getenv("TEMP", ".")
static int happened[2];    /* a pipe in which stands which job has ended */
static const int stop = 0; /* Ctrl-C ends by itself all that have the console */

/* As Windows looks for programs: here, then in PATH. */
static bool start_program(int mode, const char *const *argv, long long *result) {
    char **path = strpbrk(argv[0], "/\\:") ? NULL : pyos_get_exec_path(NULL, NULL), **directory = path;
    bool done = pyos_spawnv(mode, argv[0], argv, result) == 0;
    while (!done && directory && *directory && pyos_last_error()->kind == PYOS_FILENOTFOUNDERROR) {
        char *program = (char *)enough(pyos_path_join(*directory++, argv[0]));
        done = pyos_spawnv(mode, program, argv, result) == 0;
        pyos_free(program);
    }
    if (!done && path && pyos_last_error()->kind == PYOS_FILENOTFOUNDERROR)
        done = pyos_spawnv(mode, argv[0], argv, result) == 0; /* for an error with the name as it was given */
    pyos_free(path);
    return done;
}

/* One can wait here for a given child, but not for the first that ends. So a second process of this program stands
 * between, parallel --job PIPE PLACE STDOUT STDERR (-s LINE | -- WORD...), and at the end writes PLACE into the pipe. */
static int between(parallel *p, char **argv) {
    int pipe = atoi(argv[2]), place = atoi(argv[3]), out = atoi(argv[4]), err = atoi(argv[5]), null;
    long long code = 127;
    bool done = pyos_set_inheritable(pipe, false) == 0 && (null = pyos_open(PYOS_DEVNULL, PYOS_O_RDONLY, 0)) >= 0 &&
                pyos_dup2(null, 0, true) == 0 && pyos_dup2(out, 1, true) == 1 && pyos_dup2(err, 2, true) == 2 &&
                pyos_close(out) == 0 && (out == err || pyos_close(err) == 0);
    if (done && argv[6][1] == 's') done = pyos_system(argv[7], &code) == 0;
    else if (done) done = start_program(PYOS_P_WAIT, (const char *const *)argv + 7, &code);
    if (!done) complain(p);
    pyos_write(pipe, &place, sizeof place);
    return (int)code;
}

static bool prepare(parallel *p) {
    int i;
    for (i = 0; i < 2; i++) { /* what is there already would translate the ends of lines */
        void *handle = pyos_get_osfhandle(i + 1);
        p->to[i] = handle ? pyos_open_osfhandle(handle, PYOS_O_WRONLY | PYOS_OPEN_BINARY) : -1;
        if (p->to[i] < 0) return false;
    }
    return pyos_pipe(&happened[0], &happened[1]) == 0;
}

static bool start(parallel *p, slot *s) {
    const int inherited[] = {happened[1], s->output[0], s->output[1]};
    char numbers[4][16];
    const char **argv;
    int i, n = 0;
    bool done;
    while (s->what->words && s->what->words[n]) n++;
    argv = (const char **)enough(malloc((size_t)(n + 9) * sizeof *argv));
    sprintf(numbers[0], "%d", happened[1]), sprintf(numbers[1], "%d", (int)(s - p->slots));
    sprintf(numbers[2], "%d", s->output[0]), sprintf(numbers[3], "%d", s->output[1]);
    argv[0] = p->self, argv[1] = "--job";
    for (i = 0; i < 4; i++) argv[2 + i] = numbers[i];
    argv[6] = p->shell ? "-s" : "--", argv[7] = s->what->line;
    for (i = 0; i < n; i++) argv[7 + i] = s->what->words[i];
    argv[p->shell ? 8 : 7 + n] = NULL;
    for (i = 0; i < 3; i++) pyos_set_inheritable(inherited[i], true);
    done = start_program(PYOS_P_NOWAIT, argv, &s->pid);
    for (i = 0; i < 3; i++) pyos_set_inheritable(inherited[i], false);
    free((void *)argv);
    return done;
}

static slot *ended(parallel *p, long long *code) {
    int place;
    long long status = 0;
    if (pyos_read(happened[0], &place, sizeof place) != sizeof place) return NULL;
    if (pyos_waitpid(p->slots[place].pid, 0, &status) < 0) return NULL;
    return pyos_waitstatus_to_exitcode(status, code) == 0 ? p->slots + place : NULL;
}

#else
#define TEMPORARY "."
static const int stop = 0;
static bool prepare(parallel *p) { return (void)p, false; }
static bool start(parallel *p, slot *s) { return (void)p, (void)s, false; }
static slot *ended(parallel *p, long long *code) { return (void)p, (void)code, (slot *)NULL; }
#endif

/* ---- What is done with them ----------------------------------------------------------------------------------------- */

/* A file without a name. Unlike a pipe it has room for all that a job prints. */
static int temporary(void) {
    int fd, flags = PYOS_O_RDWR | PYOS_O_CREAT | PYOS_O_EXCL | PYOS_OPEN_BINARY;
    unsigned long long number;
    char name[40], *path;
    if (pyos_urandom(&number, sizeof number) < 0) return -1;
    snprintf(name, sizeof name, "parallel-%016llx", number);
    path = (char *)enough(pyos_path_join(TEMPORARY, name));
#ifdef PYOS_O_TEMPORARY
    fd = pyos_open(path, flags | PYOS_O_TEMPORARY, 0600); /* removed when nobody has it open */
#else
    fd = pyos_open(path, flags, 0600);
    if (fd >= 0) pyos_remove(path);
#endif
    pyos_free(path);
    return fd;
}

static void release(parallel *p, slot *s) {
    if (s->output[0] >= 0) pyos_close(s->output[0]);
    if (s->output[1] >= 0 && !p->one_output) pyos_close(s->output[1]);
    s->what = NULL;
}

static void begin(parallel *p, job *what) {
    slot *s = p->slots;
    while (s->what) s++;
    s->what = what;
    s->output[0] = temporary();
    s->output[1] = s->output[0] < 0 || p->one_output ? s->output[0] : temporary();
    if (s->output[1] >= 0 && start(p, s)) {
        p->running++;
        return;
    }
    complain(p);
    release(p, s);
    p->done++, p->failed++;
}

/* From the beginning, wherever the job has left off. */
static bool show(int from, int to) {
    long long at = 0, got, put, n;
    while ((got = pyos_pread(from, block, sizeof block, at)) > 0) {
        for (n = 0; n < got; n += put)
            if ((put = pyos_write(to, block + n, (size_t)(got - n))) < 0) return false;
        at += got;
    }
    return got == 0;
}

static void end(parallel *p, slot *s, long long code) {
    bool shown = stop || (show(s->output[0], p->to[0]) && (p->one_output || show(s->output[1], p->to[1])));
    if (!shown && !stop) complain(p), p->keep_going = false;
    if (code != 0 && !stop)
        fprintf(stderr, "parallel: %s: %s %lld\n", s->what->line, code > 0 ? "exit code" : "ended by signal",
                code > 0 ? code : -code);
    release(p, s);
    p->done++, p->running--, p->failed += code != 0 || !shown;
}

static int run(parallel *p) {
    pyos_stat_result one, other;
    size_t next = 0;
    long long code;
    slot *s;
    int fd;
    if (!pyos_have("os.spawnv")) { /* on WASI */
        fputs("parallel: programs cannot be started on this system\n", stderr);
        return 2;
    }
    do fd = pyos_open(PYOS_DEVNULL, PYOS_O_RDWR, 0);
    while (fd >= 0 && fd <= 2); /* what is opened from now on is no standard stream, even where those are closed */
    if (fd < 0 || pyos_close(fd) != 0 || !prepare(p)) return complain(p);
    p->terminal = pyos_isatty(1) && pyos_isatty(2);
    p->one_output = pyos_fstat(1, &one) == 0 && pyos_fstat(2, &other) == 0 && one.dev == other.dev &&
                    one.ino == other.ino && (one.has & other.has & PYOS_STAT_HAS_INO);
    p->slots = (slot *)enough(calloc((size_t)p->places, sizeof *p->slots));
    for (;;) {
        while (next < p->count && p->running < p->places && !stop && (p->keep_going || p->failed == 0)) {
            begin(p, p->jobs + next++);
            progress(p, true);
        }
        if (p->running == 0) break;
        if ((s = ended(p, &code)) == NULL) return complain(p);
        progress(p, false);
        end(p, s, code);
        progress(p, true);
    }
    progress(p, false);
    free(p->slots);
#if PYOS_HAVE_POSIX_SPAWN
    if (stop) signal((int)stop, SIG_DFL), raise((int)stop); /* so that who started us knows */
#endif
    if (p->failed == 0) return 0;
    fprintf(stderr, "parallel: %lu failed, %lu not started\n", (unsigned long)p->failed,
            (unsigned long)(p->count - next));
    return 2;
}

static int usage(FILE *to, int status) {
    fputs("usage: parallel [-j N] [-k] [-n] COMMAND [WORD]... ::: ARGUMENT...\n"
          "       parallel [-j N] [-k] [-n] [-s] [FILE]...\n"
          "Runs the command for each argument, or each line of files or of stdin, on all processors.\n"
          "  -j N   N at a time\n"
          "  -k     goes on when one has failed\n"
          "  -n     prints the commands, as lines that parallel can read, and runs none\n"
          "  -s     the shell runs the lines\n"
          "{} in the command is replaced by the argument, which comes last where there is none.\n"
          "Without -s blanks separate the words of a line, '...' and \"...\" keep them together,\n"
          "and nothing else is special. Lines that begin with # are left out.\n",
          to);
    return status;
}

int main(int argc, char **argv) {
    parallel p;
    bool dry = false;
    size_t i;
    int k, mark, status;
    memset(&p, 0, sizeof p);
    if (pyos_main_args(&argc, &argv) != 0 || pyos_parse_xoptions(&argc, argv) != 0) return complain(&p);
#if PYOS_HAVE_SPAWNV && !PYOS_HAVE_POSIX_SPAWN
    if (argc > 7 && strcmp(argv[1], "--job") == 0) return between(&p, argv);
#endif
    p.self = argv[0];
    for (k = 1; k < argc && argv[k][0] == '-' && argv[k][1] != '\0'; k++) {
        const char *letter = argv[k] + 1;
        if (strcmp(argv[k], "--help") == 0) return usage(stdout, 0);
        for (; *letter && *letter != 'j'; letter++) {
            if (*letter == 'k') p.keep_going = true;
            else if (*letter == 'n') dry = true;
            else if (*letter == 's') p.shell = true;
            else return usage(stderr, 2);
        }
        if (*letter == 'j') {
            const char *number = letter[1] || k + 1 == argc ? letter + 1 : argv[++k];
            char *rest;
            long n = strtol(number, &rest, 10);
            if (n < 1 || *rest) return usage(stderr, 2);
            p.places = n < 1000 ? (int)n : 1000;
        }
    }
    for (mark = k; mark < argc && strcmp(argv[mark], ":::") != 0;) mark++;
    if (mark < argc) {
        if (mark == k || p.shell) return usage(stderr, 2);
        for (i = (size_t)mark + 1; i < (size_t)argc; i++) add_filled(&p, argv + k, mark - k, argv[i]);
    } else do
            if (!add_lines(&p, k < argc ? argv[k] : "-")) return 2;
        while (++k < argc);
    if (p.places == 0 && (p.places = pyos_process_cpu_count()) < 0) return complain(&p);
    if (p.places == 0) p.places = 1; /* nobody knows */
    for (i = 0; dry && i < p.count; i++) puts(p.jobs[i].line);
    status = dry || p.count == 0 ? 0 : run(&p);
    for (i = 0; i < p.count; i++) free(p.jobs[i].line), free(p.jobs[i].words);
    free(p.jobs);
    if (fflush(stdout) != 0) perror("parallel"), status = 2;
    return status;
}
