// Shared by the C files of the host. "raises" in a comment means: may leave by a Lua error, so call it only from
// code that runs inside lua_pcall or lua_resume.

#pragma once

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <string.h>

#include "moon.h"

#ifdef __cplusplus
extern "C" {
#endif

// One for each task, and one (id 0) for the main thread, from which coroutines that Lua makes inherit theirs.
typedef struct moon_task {
    moon_host *host;
    lua_State *thread;
    int64_t id;
    bool started;
} moon_task;

struct moon_host {
    lua_State *L;  // the main thread: never runs user code that waits
    moon_callbacks callbacks;
    const moon_function *functions;
    size_t function_count;
    const char *stdlib;
    bool is_sandboxed, is_closing;

    size_t memory, memory_limit;
    int64_t allocations_left;  // for tests; negative: no limit

    moon_task root;
    moon_task **tasks;  // slot -> task
    size_t task_capacity;
    int64_t next_generation;
    int64_t current_task;

    int64_t last_ticket;
    int64_t waiting_ticket;  // set by the wait that yields, read by moon_task_step
    moon_reply *reply;       // borrowed, for the continuation that claims it
    bool can_suspend;        // every coroutine between the running one and its task can yield

    lua_State *volatile running;
    volatile sig_atomic_t interrupt_reason;
    volatile sig_atomic_t interrupt_stage;  // 0 none, 1 to be raised, 2 raised once: grace, 3 raised at every instruction
    int64_t instructions_left;
    bool counts_instructions;
    bool was_used_up;  // the instructions were: stays, also while a few more are allowed to tell of it

    void *json_parser;
    size_t json_depth;  // 0: the default
};

// The task that a thread belongs to; its host. Never NULL.
static inline moon_task *moon_task_of(lua_State *L) { return *(moon_task **)lua_getextraspace(L); }
static inline moon_host *moon_host_of(lua_State *L) { return moon_task_of(L)->host; }

// Runs `body` with one light userdata argument under lua_pcall on the main thread, results dropped.
// Returns LUA_OK or a status, with the error value on the main thread's stack.
int moon_protected(moon_host *host, lua_CFunction body, void *argument);

moon_task *moon_find_task(moon_host *host, int64_t id);

// ---- call.c
extern const char moon_wait_token;  // its address is what a waiting coroutine yields

// Waits for a ticket: yields to `k`, or blocks in place where Lua cannot yield. Raises, yields.
int moon_wait_for(lua_State *L, int64_t ticket, lua_KContext context, lua_KFunction k);
// Inside the continuation: the reply to the wait. Raises when something else resumed the coroutine.
moon_reply *moon_claim_reply(lua_State *L);
// Frees a reply's bytes.
void moon_release_reply(moon_reply *reply);
// The same, and closes the handles in it that Lua did not take.
void moon_drop_reply(moon_host *host, moon_reply *reply);
// Pushes a reply's values and returns their number, or raises its error. Releases the reply. Raises.
int moon_deliver(lua_State *L, moon_reply *reply);
int moon_open_host(lua_State *L);

// ---- handle.c
void moon_register_handles(lua_State *L);
void moon_push_handle(lua_State *L, const moon_value *value);
int64_t moon_check_handle(lua_State *L, int index);

// ---- error.c
// Pushes the error table described by a JSON object. Raises.
void moon_push_error(lua_State *L, const char *json, size_t length);
// Raises an error table of this kind.
int moon_raise(lua_State *L, const char *kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
// The same, with what to try.
int moon_raise_with_hint(lua_State *L, const char *kind, const char *hint, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void moon_register_errors(lua_State *L);
int moon_where(lua_State *L);

// ---- json_read.cpp, json_write.c
// MOON_OF_ENGINE: text that is not JSON is the engine's fault (kind "api"), not the caller's ("invalid_argument").
enum { MOON_KEEP_NULLS = 1, MOON_OF_ENGINE = 2 };
void moon_push_json(lua_State *L, const char *bytes, size_t length, int flags);
void moon_json_reader_free(moon_host *host);
enum { MOON_PRETTY = 1, MOON_SORTED = 2, MOON_LENIENT = 4 };
// Pushes the JSON text of the value at `index`. Raises.
void moon_push_json_text(lua_State *L, int index, int flags);
void moon_register_json(lua_State *L);
extern const char moon_array_key;

// ---- task.c
int moon_spawn(lua_State *L);
// host.finalizer(f): a function for __gc that lets a task call f. Finalizers run in the midst of anything, with hooks
// off, and f may reach code of the user's.
int moon_finalizer(lua_State *L);
// What host.finalizer gives, as a C function.
int moon_finalize(lua_State *L);
void moon_register_coroutines(lua_State *L);

// ---- sandbox.c
// Takes away whatever reaches beyond the Lua state. Raises.
void moon_close_sandbox(lua_State *L);
// Gives the chunk of the library at `index` the environment of the library, where there is a sandbox. Raises.
void moon_set_library_environment(lua_State *L, int index);

// ---- signals.c
// Ends the process when it uses up so many seconds of its own time from now on; 0: no longer.
void moon_limit_processor_time(int seconds);
enum { MOON_CLEAN_UP_SECONDS = 3 };  // for code that ends once the limit of instructions is used up

// ---- interrupt.c
typedef struct {
    const char *kind, *message;
} moon_reason_words;
// What the error of an interrupt says.
moon_reason_words moon_words_of_reason(int reason);
// Sets the hook that a thread about to run needs. Does not raise.
void moon_arm(moon_host *host, lua_State *L);
// A coroutine begins. What it leaves uncounted when it ends is paid now.
void moon_count_begun(moon_host *host);
void moon_interrupt_hook(lua_State *L, lua_Debug *ar);

// ---- load.c, embed.c
int moon_load_lua(lua_State *L);
void moon_register_searcher(lua_State *L);
// Whether the library has a module of this name.
bool moon_has_module(lua_State *L, const char *module);
// Loads text as a chunk on L's stack: moon_load_status; unless loaded, the error message is there instead.
int moon_load_text(lua_State *L, const char *source, size_t length, const char *name, int mode);
// Notes that a chunk's functions read globals strictly.
void moon_watch_globals(lua_State *L, const char *source);

#ifdef __cplusplus
}
#endif
