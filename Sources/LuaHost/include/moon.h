// The C surface of the Lua host: everything Swift may call, and everything the host calls back.
//
// Three things cross this border: JSON text, raw bytes and integer handles. No function declared here raises a Lua
// error or yields; whatever can fail inside Lua runs under lua_pcall or lua_resume and comes back as a status.
// Callbacks into Swift copy what they need and return; they may not touch Lua, so no longjmp ever crosses a Swift frame.
//
// Everything here belongs to one thread, the Lua thread, except moon_interrupt (see there).

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct moon_host moon_host;

// ---------------------------------------------------------------------------------------------------------------------
// Values

enum moon_kind {
    MOON_NIL = 0,
    MOON_BOOLEAN = 1,  // integer: 0 or 1
    MOON_INTEGER = 2,  // integer
    MOON_NUMBER = 3,   // number
    MOON_BYTES = 4,    // bytes, length
    MOON_JSON = 5,     // bytes, length: one JSON text
    MOON_HANDLE = 6,   // integer: the handle; detail: enum moon_handle_class; length: enum moon_content for streams
    MOON_FIELDS = 7,   // fields, length: the first level of a table, nested tables as MOON_JSON
    MOON_BATCH = 8,    // a piece of a stream: bytes, length, and the reply's runs
};

enum moon_handle_class { MOON_OPAQUE = 0, MOON_STREAM = 1, MOON_DUPLEX = 2 };

// What a stream carries: multiplexed stdout and stderr, one terminal's bytes, JSON texts, or plain bytes.
enum moon_content { MOON_FRAMES = 0, MOON_RAW = 1, MOON_TEXTS = 2, MOON_PLAIN = 3 };

// How much of a stream is gathered before reading on raises kind "limit"; 0: no limit.
typedef struct moon_limits {
    size_t line;   // bytes of one line
    size_t whole;  // bytes of everything, read as one
} moon_limits;

struct moon_field;

typedef struct moon_value {
    int32_t kind;
    int32_t detail;
    int64_t integer;
    double number;
    const char *_Nullable bytes;
    size_t length;
    const struct moon_field *_Nullable fields;
    moon_limits limits;  // of a stream's handle
} moon_value;

typedef struct moon_field {
    const char *name;
    size_t name_length;
    moon_value value;
} moon_field;

// A stretch of a batch that came from one source: 1 stdout, 2 stderr, 0 anything else; for JSON, one text.
typedef struct moon_run {
    size_t length;
    uint32_t source;
} moon_run;

// ---------------------------------------------------------------------------------------------------------------------
// Host functions

// Arguments are described by one letter each: h handle, s bytes, i integer, n number, b boolean, f fields, j any value
// as JSON, v scalar; a question mark behind a letter: may be nil or absent.
typedef struct moon_function {
    const char *name;
    const char *arguments;
} moon_function;

typedef struct moon_request {
    int32_t function;  // index in the array given to moon_open, or MOON_STREAM_NEXT
    int32_t count;
    int64_t ticket;    // names this call until its reply is delivered
    const moon_value *arguments;  // borrowed: gone when the callback returns
} moon_request;

enum { MOON_STREAM_NEXT = -1 };  // arguments: the handle; reply: a MOON_BATCH, or MOON_NIL at the end

enum moon_reply_status { MOON_VALUES = 0, MOON_ERROR = 1 };

// A reply. When `owner` is set, the host calls `release(owner)` exactly once, as soon as the bytes are not needed.
typedef struct moon_reply {
    int32_t status;  // MOON_ERROR: values[0] is the error table as JSON
    int32_t count;
    moon_value values[3];
    const moon_run *_Nullable runs;
    size_t run_count;
    void *_Nullable owner;
    void (*_Nullable release)(void *owner);
} moon_reply;

typedef struct moon_callbacks {
    void *context;
    // Starts a host function. Returns true with `reply` filled, or false when the reply comes later under the ticket.
    bool (*start)(void *context, const moon_request *request, moon_reply *reply);
    // Waits for one ticket where Lua cannot yield, and fills `reply`. May run other tasks by moon_task_step.
    void (*wait)(void *context, int64_t ticket, moon_reply *reply);
    // A handle was closed or collected. Must not wait.
    void (*release_handle)(void *context, int64_t handle);
    // A task was made by Lua's host.spawn and is ready for its first step.
    void (*spawned)(void *context, int64_t task);
} moon_callbacks;

typedef struct moon_options {
    size_t memory_limit;           // bytes; 0: none
    int64_t instruction_limit;     // Lua instructions in all; 0: none
    size_t json_depth;             // how deep JSON may be nested; 0: 512
    const char *_Nullable stdlib;  // a folder that overrides the embedded library
    bool is_sandboxed;             // nothing in the state reaches files, processes or the environment: see sandbox.c
} moon_options;

// Opens a state with Lua's libraries, the host functions as module "moondock.host" and the embedded library.
// Returns NULL when there is not enough memory. `functions` must outlive the host.
moon_host *_Nullable moon_open(const moon_options *options, const moon_callbacks *callbacks,
                               const moon_function *functions, size_t function_count);

// Closes the state: runs pending finalizers, which release handles through the callbacks.
void moon_close(moon_host *host);

// Bytes that Lua has allocated now.
size_t moon_memory(const moon_host *host);

// For tests: lets `count` more allocations succeed, then fails each one until called with a negative count.
void moon_fail_allocations_after(moon_host *host, int64_t count);

// ---------------------------------------------------------------------------------------------------------------------
// Tasks

enum moon_step_state {
    MOON_WAITING = 0,   // waits for `ticket`
    MOON_FINISHED = 1,  // its results are on its stack
    MOON_FAILED = 2,    // its error is on its stack: see moon_task_report
};

typedef struct moon_step {
    int32_t state;
    int64_t ticket;
} moon_step;

enum moon_load_status { MOON_LOADED = 0, MOON_INCOMPLETE = 1, MOON_WRONG = 2, MOON_NO_MEMORY = 3 };

enum moon_load_mode {
    MOON_STATEMENTS = 0,
    MOON_EXPRESSION_FIRST = 1,  // "1 + 1" is tried as "return 1 + 1"
    MOON_STRICT = 2,            // or-ed: reading an undefined global in this chunk is an error
};

// Makes an empty task. Returns 0 when there is not enough memory.
int64_t moon_task_new(moon_host *host);

// Compiles a text chunk and makes it the task's function. When it is not MOON_LOADED, the task holds the error.
int32_t moon_task_load(moon_host *host, int64_t task, const char *source, size_t length, const char *chunk_name,
                       int32_t mode);

// Makes a function of an embedded or user module the task's function; the module is loaded by the task itself.
bool moon_task_call(moon_host *host, int64_t task, const char *module, const char *function);

// Adds an argument for the task's function. False when there is not enough memory.
bool moon_task_push(moon_host *host, int64_t task, const moon_value *value);

// Moves the results of a finished task to be arguments of another one that has not started.
bool moon_task_move_results(moon_host *host, int64_t from, int64_t to);

// Runs a task until it waits, finishes or fails. `reply` is the reply to the ticket it waits for; NULL to start it.
// The reply is released in any case.
moon_step moon_task_step(moon_host *host, int64_t task, moon_reply *_Nullable reply);

// How many results a finished task has, and one of them (1 is the first). Bytes live until the task is released.
int32_t moon_task_result_count(moon_host *host, int64_t task);
moon_value moon_task_result(moon_host *host, int64_t task, int32_t index);

// Forgets a task. One that still waits is dropped with its stack: its to-be-closed variables run now, unable to wait.
void moon_task_release(moon_host *host, int64_t task);

typedef struct moon_report {
    char *_Nullable kind;       // "lua" for an error that is not one of the engine's error tables
    char *_Nullable message;    // what tostring says of the error, never empty
    char *_Nullable location;   // "script.lua:3": the user's line, where known
    char *_Nullable traceback;
    char *_Nullable json;       // the error as one JSON object
    int64_t status;             // the HTTP status of the engine's refusal; 0: none
} moon_report;

// Describes the error of a failed task, or of a chunk that did not load. Strings are freed by moon_report_free.
moon_report moon_task_report(moon_host *host, int64_t task);
void moon_report_free(moon_report *report);

// Tells whether a chunk can be run as it stands.
int32_t moon_check(moon_host *host, const char *source, size_t length, int32_t mode);

// ---------------------------------------------------------------------------------------------------------------------
// Interrupts

enum moon_interrupt_reason {
    MOON_NOT_INTERRUPTED = 0,
    MOON_INTERRUPTED = 1,     // Ctrl-C: error kind "interrupted"
    MOON_TIMED_OUT = 2,       // a deadline: error kind "timeout"
    MOON_OUTPUT_CLOSED = 3,   // nobody reads the output any more: error kind "output_closed"
    MOON_OUT_OF_BUDGET = 4,   // too many instructions: error kind "instruction_limit"
    MOON_TERMINATED = 5,      // SIGTERM or SIGHUP: error kind "interrupted"
};

// Makes the running Lua code raise. Safe in a signal handler that runs on the Lua thread.
// The first call raises once and leaves clean-up code a million instructions; a second call, or code that does not end
// within them, raises at every instruction until moon_interrupt_clear.
void moon_interrupt(moon_host *host, int32_t reason);

// The reason of the interrupt in force.
int32_t moon_interrupt_reason(const moon_host *host);

// Tells the host that a waiting task got the interrupt as its reply.
void moon_interrupt_delivered(moon_host *host);

// True while an interrupt waits to be raised for the first time, or is raised again and again by force.
bool moon_interrupt_pending(const moon_host *host);

// Ends the interrupt, once the work that it was meant for has ended.
void moon_interrupt_clear(moon_host *host);

// ---------------------------------------------------------------------------------------------------------------------
// The embedded library

typedef struct moon_embedded {
    const char *module;  // "docker.client"
    const char *path;    // "docker/client.lua", relative to stdlib/ or, "recipes/…", to scripts/
    const unsigned char *bytes;
    size_t length;
} moon_embedded;

size_t moon_embedded_count(void);
moon_embedded moon_embedded_at(size_t index);

// ---------------------------------------------------------------------------------------------------------------------
// Signals

// Routes SIGINT, SIGTERM, SIGHUP, SIGALRM and a SIGPIPE of this thread to moon_interrupt for `host`, and wakes
// `wake_descriptor` (an eventfd). Call it on the Lua thread. SIGWINCH only wakes.
void moon_catch_signals(moon_host *host, int wake_descriptor);

// Forgets the host, before it is closed; SIGINT and the others act as by default again.
void moon_release_signals(void);

// The signal that ended the run (SIGTERM, SIGHUP…), or 0.
int moon_caught_signal(void);

// True once for each change of the window's size since the last call.
bool moon_take_resize(void);

// Interrupts with MOON_TIMED_OUT after so many seconds. Code that cannot be interrupted within three more seconds is
// ended by _exit(124), and so is whatever still runs once signals are released.
void moon_set_deadline(double seconds);

// ---------------------------------------------------------------------------------------------------------------------
// What Swift cannot call itself

// An eventfd(2), close-on-exec and non-blocking; -1 with errno on failure.
int moon_eventfd(void);

// Writes to standard error, after everything that Lua has printed.
void moon_write_error(const char *bytes, size_t length);

#ifdef __cplusplus
}
#endif

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
