// Signals, brought to the Lua thread.

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

static moon_host *volatile interrupted_host;
static pthread_t lua_thread;
static volatile int wake_descriptor = -1;
static volatile sig_atomic_t resized, caught, alarms;
// Of Ctrl-C, on the Lua thread: when the first came that Lua has not noticed yet, when the last came, and whether that
// was said.
static double asked_at, pressed_at;
static bool has_told;
static const double PATIENCE = 1.5, HELD_DOWN = 0.7;

static void wake(void) {
    uint64_t one = 1;
    int saved = errno;
    if (wake_descriptor >= 0 && write(wake_descriptor, &one, sizeof one) < 0) {}  // full: it is awake already
    errno = saved;
}

// Ends the process where Lua cannot be interrupted: inside a function of C, or with hooks off.
static void end_late(int signal) {
    static const char time_over[] = "moondock: the time limit for the whole run is over, and Lua does not come back\n";
    static const char used_up[] = "moondock: the limit of Lua instructions is used up, and Lua does not come back\n";
    bool is_time = signal == SIGALRM;
    if (write(2, is_time ? time_over : used_up, (is_time ? sizeof time_over : sizeof used_up) - 1) < 0) {}
    _exit(is_time ? 124 : 1);
}

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Ctrl-C while Lua has not noticed an earlier one: it is inside a function of C, such as a pattern match without end.
// Who goes on asking is told, and whoever asks once more after that leaves. A key that is held down does not count.
static void insist(void) {
    static const char told[] = "\nmoondock: Lua is inside a function that cannot be interrupted; Ctrl-C once more ends moondock\n";
    double now = seconds_now();
    bool is_held_down = now - pressed_at < HELD_DOWN;
    pressed_at = now;
    if (is_held_down || now - asked_at < PATIENCE) return;
    if (has_told) _exit(128 + SIGINT);
    if (write(2, told, sizeof told - 1) < 0) {}
    has_told = true;
}

static void handle(int signal) {
    if (!pthread_equal(pthread_self(), lua_thread)) {
        if (signal != SIGPIPE) pthread_kill(lua_thread, signal);  // a broken socket is the event loop's own business
        return;
    }
    moon_host *host = interrupted_host;
    switch (signal) {
    case SIGWINCH: resized = 1; break;
    case SIGALRM:
        alarms++;
        if (alarms > 3) end_late(signal);
        if (host != NULL) moon_interrupt(host, MOON_TIMED_OUT);
        break;
    case SIGPIPE:
        if (host != NULL) moon_interrupt(host, MOON_OUTPUT_CLOSED);
        break;
    case SIGINT:
        if (host == NULL) break;
        if (host->running != NULL && moon_interrupt_pending(host)) {
            insist();
        } else {
            asked_at = pressed_at = seconds_now();
            has_told = false;
        }
        moon_interrupt(host, MOON_INTERRUPTED);
        break;
    default:
        if (caught != 0) _exit(128 + signal);
        caught = signal;
        if (host != NULL) moon_interrupt(host, MOON_TERMINATED);
        break;
    }
    wake();
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPIPE, SIGWINCH};

void moon_catch_signals(moon_host *host, int descriptor) {
    interrupted_host = host;
    wake_descriptor = descriptor;
    lua_thread = pthread_self();
    struct sigaction action = {.sa_handler = handle};  // no SA_RESTART: a wait must notice
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction before;
        // What the parent ignores (nohup, a background job of sh) stays ignored.
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN && signals[i] != SIGPIPE) continue;
        sigaction(signals[i], &action, NULL);
    }
    // A parent may have left them blocked; then Ctrl-C would never come.
    sigset_t wanted;
    sigemptyset(&wanted);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaddset(&wanted, signals[i]);
    pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
}

void moon_release_signals(void) {
    interrupted_host = NULL;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) signal(signals[i], SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, end_late);
    wake_descriptor = -1;
}

int moon_caught_signal(void) { return caught; }

bool moon_take_resize(void) {
    bool was = resized;
    resized = 0;
    return was;
}

void moon_set_deadline(double seconds) {
    struct itimerval timer = {.it_interval = {.tv_sec = 1}};
    timer.it_value.tv_sec = (time_t)seconds;
    timer.it_value.tv_usec = (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6);
    if (timer.it_value.tv_sec == 0 && timer.it_value.tv_usec == 0) timer.it_value.tv_usec = 1;
    setitimer(ITIMER_REAL, &timer, NULL);
}

void moon_limit_processor_time(int seconds) {
    struct sigaction action = {.sa_handler = end_late};
    sigemptyset(&action.sa_mask);
    struct itimerval timer = {.it_value = {.tv_sec = seconds}};
    if (seconds > 0) {
        sigset_t wanted;  // a parent may have left it blocked
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGVTALRM);
        sigaction(SIGVTALRM, &action, NULL);
        pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
    }
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

int moon_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
