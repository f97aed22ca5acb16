// Tasks and coroutines.
//
// A task is a Lua thread that the scheduler steps. A wait yields `moon_wait_token`. Inside a coroutine of the user's,
// the patched coroutine.resume and coroutine.wrap see the token, yield it on to the level above, and resume the
// coroutine again when the reply is there, so that neither side notices.

#include <stdlib.h>

#include "internal.h"

static const char threads_key = 0;  // registry: slot -> thread, keeps the threads of tasks alive

// ---- The table of tasks. An id is a slot in the low half and a generation in the high half.

static size_t slot_of(int64_t id) { return (size_t)(id & 0xffffffff); }

moon_task *moon_find_task(moon_host *host, int64_t id) {
    size_t slot = slot_of(id);
    if (slot >= host->task_capacity || host->tasks[slot] == NULL || host->tasks[slot]->id != id) return NULL;
    return host->tasks[slot];
}

// Reserves a slot. Raises when there is no memory.
static moon_task *reserve(lua_State *L, moon_host *host) {
    size_t slot = 0;
    while (slot < host->task_capacity && host->tasks[slot] != NULL) slot++;
    if (slot == host->task_capacity) {
        size_t capacity = host->task_capacity == 0 ? 16 : host->task_capacity * 2;
        moon_task **tasks = realloc(host->tasks, capacity * sizeof *tasks);
        if (tasks == NULL) luaL_error(L, "not enough memory");
        memset(tasks + host->task_capacity, 0, (capacity - host->task_capacity) * sizeof *tasks);
        host->tasks = tasks;
        host->task_capacity = capacity;
    }
    moon_task *task = calloc(1, sizeof *task);
    if (task == NULL) luaL_error(L, "not enough memory");
    task->host = host;
    task->id = (++host->next_generation << 32) | (int64_t)slot;
    host->tasks[slot] = task;
    return task;
}

// Makes a task and leaves its thread on L's stack. Raises.
static moon_task *create(lua_State *L, moon_host *host) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_State *thread = lua_newthread(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &threads_key);
    moon_task *task = reserve(L, host);
    // Between here and the end the slot is taken by a task without a thread; undo that when storing it fails.
    lua_pushvalue(L, -2);
    task->thread = thread;
    *(moon_task **)lua_getextraspace(thread) = task;
    lua_rawseti(L, -2, (lua_Integer)slot_of(task->id) + 1);
    lua_pop(L, 1);
    return task;
}

typedef struct {
    moon_host *host;
    int64_t id;
} creation;

// Reserves room in the registry's table before a slot is taken, so that storing the thread cannot fail.
static int create_body(lua_State *L) {
    creation *creation = lua_touserdata(L, 1);
    creation->id = create(L, creation->host)->id;
    return 0;
}

// Drops tasks whose thread was never stored: their creation ran out of memory.
static void sweep(moon_host *host) {
    lua_State *L = host->L;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &threads_key);
    for (size_t slot = 0; slot < host->task_capacity; slot++) {
        if (host->tasks[slot] == NULL) continue;
        lua_rawgeti(L, -1, (lua_Integer)slot + 1);
        if (lua_tothread(L, -1) != host->tasks[slot]->thread) {
            free(host->tasks[slot]);
            host->tasks[slot] = NULL;
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

int64_t moon_task_new(moon_host *host) {
    creation creation = {.host = host};
    if (moon_protected(host, create_body, &creation) != LUA_OK) {
        lua_settop(host->L, 0);
        sweep(host);
        return 0;
    }
    return creation.id;
}

int moon_spawn(lua_State *L) {
    moon_host *host = moon_host_of(L);
    luaL_checktype(L, 1, LUA_TFUNCTION);
    int count = lua_gettop(L);
    creation creation = {.host = host};
    lua_pushcfunction(L, create_body);
    lua_pushlightuserdata(L, &creation);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        sweep(host);
        return lua_error(L);
    }
    moon_task *task = moon_find_task(host, creation.id);
    if (!lua_checkstack(task->thread, count + LUA_MINSTACK)) {
        moon_task_release(host, task->id);
        return luaL_error(L, "not enough memory");
    }
    lua_xmove(L, task->thread, count);
    host->callbacks.spawned(host->callbacks.context, task->id);
    lua_pushinteger(L, task->id);
    return 1;
}

void moon_task_release(moon_host *host, int64_t id) {
    moon_task *task = moon_find_task(host, id);
    if (task == NULL) return;
    lua_State *L = host->L;
    lua_State *thread = task->thread;
    bool can_suspend = host->can_suspend;
    host->can_suspend = false;
    // An error that a hook raised leaves the thread without hooks, so that what it closes now is not counted any more.
    bool is_used_up = host->was_used_up;
    if (is_used_up) moon_limit_processor_time(MOON_CLEAN_UP_SECONDS);
    lua_State *running = host->running;
    host->running = thread;
    moon_arm(host, thread);
    lua_resetthread(thread);  // runs pending to-be-closed variables
    host->running = running;
    if (running != NULL) moon_arm(host, running);
    if (is_used_up) moon_limit_processor_time(0);
    lua_settop(thread, 0);
    host->can_suspend = can_suspend;
    *(moon_task **)lua_getextraspace(thread) = &host->root;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &threads_key);
    lua_pushboolean(L, false);
    lua_rawseti(L, -2, (lua_Integer)slot_of(id) + 1);  // an existing slot: does not allocate
    lua_pop(L, 1);
    host->tasks[slot_of(id)] = NULL;
    free(task);
}

// ---- What a task runs

static int call_module_k(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return lua_gettop(L);
}

// upvalues: module, function. The arguments are on the stack.
static int call_module(lua_State *L) {
    int count = lua_gettop(L);
    lua_getfield(L, LUA_REGISTRYINDEX, "moondock.require");
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 1, 1);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_gettable(L, -2);
    lua_remove(L, -2);
    lua_insert(L, 1);
    lua_callk(L, count, LUA_MULTRET, 0, call_module_k);
    return call_module_k(L, LUA_OK, 0);
}

typedef struct {
    moon_task *task;
    const char *module, *function;
    const moon_value *value;
} preparation;

static int call_body(lua_State *L) {
    preparation *preparation = lua_touserdata(L, 1);
    lua_pushstring(L, preparation->module);
    lua_pushstring(L, preparation->function);
    lua_pushcclosure(L, call_module, 2);
    luaL_checkstack(preparation->task->thread, LUA_MINSTACK, NULL);
    lua_xmove(L, preparation->task->thread, 1);
    return 0;
}

bool moon_task_call(moon_host *host, int64_t id, const char *module, const char *function) {
    preparation preparation = {.task = moon_find_task(host, id), .module = module, .function = function};
    if (preparation.task == NULL) return false;
    if (moon_protected(host, call_body, &preparation) == LUA_OK) return true;
    lua_settop(host->L, 0);
    return false;
}

static int push_body(lua_State *L) {
    preparation *preparation = lua_touserdata(L, 1);
    moon_reply reply = {.count = 1, .values = {*preparation->value}};
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    moon_deliver(L, &reply);
    if (!lua_checkstack(preparation->task->thread, LUA_MINSTACK)) return luaL_error(L, "not enough memory");
    lua_xmove(L, preparation->task->thread, 1);
    return 0;
}

bool moon_task_push(moon_host *host, int64_t id, const moon_value *value) {
    preparation preparation = {.task = moon_find_task(host, id), .value = value};
    if (preparation.task == NULL) return false;
    if (moon_protected(host, push_body, &preparation) == LUA_OK) return true;
    lua_settop(host->L, 0);
    return false;
}

bool moon_task_move_results(moon_host *host, int64_t from_id, int64_t to_id) {
    moon_task *from = moon_find_task(host, from_id), *to = moon_find_task(host, to_id);
    if (from == NULL || to == NULL) return false;
    int count = lua_gettop(from->thread);
    if (!lua_checkstack(to->thread, count + LUA_MINSTACK)) return false;
    lua_xmove(from->thread, to->thread, count);
    return true;
}

int32_t moon_task_result_count(moon_host *host, int64_t id) {
    moon_task *task = moon_find_task(host, id);
    return task == NULL ? 0 : lua_gettop(task->thread);
}

moon_value moon_task_result(moon_host *host, int64_t id, int32_t index) {
    moon_value value = {.kind = MOON_NIL};
    moon_task *task = moon_find_task(host, id);
    if (task == NULL || index < 1 || index > lua_gettop(task->thread)) return value;
    switch (lua_type(task->thread, index)) {
    case LUA_TBOOLEAN:
        value.kind = MOON_BOOLEAN;
        value.integer = lua_toboolean(task->thread, index);
        break;
    case LUA_TNUMBER:
        value.kind = lua_isinteger(task->thread, index) ? MOON_INTEGER : MOON_NUMBER;
        value.integer = lua_tointeger(task->thread, index);
        value.number = lua_tonumber(task->thread, index);
        break;
    case LUA_TSTRING:
        value.kind = MOON_BYTES;
        value.bytes = lua_tolstring(task->thread, index, &value.length);
        break;
    default: break;
    }
    return value;
}

moon_step moon_task_step(moon_host *host, int64_t id, moon_reply *reply) {
    moon_step step = {.state = MOON_FAILED};
    moon_task *task = moon_find_task(host, id);
    if (task == NULL) {
        if (reply != NULL) moon_drop_reply(host, reply);
        return step;
    }
    lua_State *thread = task->thread;
    lua_State *from = host->running;  // a step inside a wait in place runs on top of another one
    bool can_suspend = host->can_suspend;
    int64_t current = host->current_task;
    int arguments = task->started ? 0 : lua_gettop(thread) - 1;
    int results = 0;
    bool is_first = !task->started;
    task->started = true;
    host->reply = reply;
    host->current_task = id;
    host->can_suspend = true;
    host->running = thread;
    if (is_first) moon_count_begun(host);
    moon_arm(host, thread);
    int status = lua_resume(thread, from, arguments, &results);
    host->running = from;
    host->can_suspend = can_suspend;
    host->current_task = current;
    host->reply = NULL;
    if (reply != NULL) moon_drop_reply(host, reply);
    if (from != NULL) moon_arm(host, from);
    if (status == LUA_YIELD) {
        lua_pop(thread, results);  // the wait token: nothing else can be yielded from a task
        step.state = MOON_WAITING;
        step.ticket = host->waiting_ticket;
    } else if (status == LUA_OK) {
        step.state = MOON_FINISHED;
    }
    return step;
}

// ---- coroutine.*

static bool waits(lua_State *co) {
    return lua_status(co) == LUA_YIELD && lua_gettop(co) > 0 && lua_touserdata(co, -1) == &moon_wait_token;
}

static int resume_k(lua_State *L, int status, lua_KContext context);

// Resumes `co` with the arguments on its stack. Returns the number of results moved to L, or -1 with the error there;
// yields when `co` waits.
static int resume(lua_State *L, lua_State *co, int arguments, lua_KContext wraps) {
    moon_host *host = moon_host_of(L);
    bool can_suspend = host->can_suspend;
    lua_State *running = host->running;
    int results = 0;
    host->can_suspend = can_suspend && lua_isyieldable(L);
    host->running = co;
    if (lua_status(co) == LUA_OK) moon_count_begun(host);
    moon_arm(host, co);
    int status = lua_resume(co, L, arguments, &results);
    host->running = running;
    host->can_suspend = can_suspend;
    moon_arm(host, L);
    if (status == LUA_YIELD && waits(co)) {
        // The token stays on its stack: a mark that only this call may resume it.
        lua_pushlightuserdata(L, (void *)&moon_wait_token);
        return lua_yieldk(L, 1, wraps, resume_k);
    }
    if (status == LUA_OK || status == LUA_YIELD) {
        if (!lua_checkstack(L, results + 1)) {
            lua_pop(co, results);
            lua_pushliteral(L, "too many results to resume");
            return -1;
        }
        lua_xmove(co, L, results);
        return results;
    }
    lua_xmove(co, L, 1);
    return -1;
}

// Turns what `resume` gave into the results of coroutine.resume (wraps = 0) or of a wrapped function (1).
static int finish(lua_State *L, lua_State *co, int results, lua_KContext wraps) {
    if (!wraps) {
        lua_pushboolean(L, results >= 0);
        int count = results >= 0 ? results : 1;
        lua_insert(L, -(count + 1));
        return count + 1;
    }
    if (results >= 0) return results;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {
        status = lua_resetthread(co);  // runs its to-be-closed variables
        if (status != LUA_OK) lua_xmove(co, L, 1);
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static lua_State *coroutine_at(lua_State *L, lua_KContext wraps) {
    return lua_tothread(L, wraps ? lua_upvalueindex(1) : 1);
}

static int resume_k(lua_State *L, int status, lua_KContext wraps) {
    (void)status;
    lua_State *co = coroutine_at(L, wraps);
    if (waits(co)) lua_pop(co, 1);
    return finish(L, co, resume(L, co, 0, wraps), wraps);
}

static bool is_task_thread(lua_State *L) { return moon_task_of(L)->thread == L; }

static bool can_resume(lua_State *L, lua_State *co, int arguments) {
    if (is_task_thread(co)) {
        lua_pushliteral(L, "cannot resume a task");
    } else if (waits(co)) {
        lua_pushliteral(L, "cannot resume a coroutine that waits for the engine in another task");
    } else if (lua_status(co) == LUA_OK && lua_gettop(co) == 0) {
        lua_pushliteral(L, "cannot resume dead coroutine");
    } else if (!lua_checkstack(co, arguments)) {
        lua_pushliteral(L, "too many arguments to resume");
    } else {
        return true;
    }
    return false;
}

static int coroutine_resume(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co != NULL, 1, "coroutine");
    int arguments = lua_gettop(L) - 1;
    if (!can_resume(L, co, arguments)) return finish(L, co, -1, 0);
    lua_xmove(L, co, arguments);
    return finish(L, co, resume(L, co, arguments, 0), 0);
}

static int wrapped(lua_State *L) {
    lua_State *co = coroutine_at(L, 1);
    int arguments = lua_gettop(L);
    if (!can_resume(L, co, arguments)) return finish(L, co, -1, 1);
    lua_xmove(L, co, arguments);
    return finish(L, co, resume(L, co, arguments, 1), 1);
}

static int coroutine_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, wrapped, 1);
    return 1;
}

static int coroutine_yield(lua_State *L) {
    if (is_task_thread(L)) return luaL_error(L, "attempt to yield from outside a coroutine");
    return lua_yield(L, lua_gettop(L));
}

static int coroutine_running(lua_State *L) {
    bool main = is_task_thread(L);
    lua_pushthread(L);
    lua_pushboolean(L, main);
    return 2;
}

static int coroutine_isyieldable(lua_State *L) {
    lua_State *co = lua_isthread(L, 1) ? lua_tothread(L, 1) : L;
    lua_pushboolean(L, !is_task_thread(co) && lua_isyieldable(co));
    return 1;
}

// upvalue: the function.
static int coroutine_close(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    if (co != NULL && co != L && is_task_thread(co))
        return luaL_error(L, "cannot close a task; task:cancel() ends it");
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 1, LUA_MULTRET);
    return lua_gettop(L);
}

// ---- Finalizers

// upvalue: the function. When the state is closed nothing is run any more.
int moon_finalize(lua_State *L) {
    if (moon_host_of(L)->is_closing) return 0;
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    return moon_spawn(L);
}

int moon_finalizer(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_settop(L, 1);
    lua_pushcclosure(L, moon_finalize, 1);
    return 1;
}

void moon_register_coroutines(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"resume", coroutine_resume},   {"wrap", coroutine_wrap},
        {"yield", coroutine_yield},     {"running", coroutine_running},
        {"isyieldable", coroutine_isyieldable}, {NULL, NULL},
    };
    lua_getglobal(L, LUA_COLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_getfield(L, -1, "close");
    lua_pushcclosure(L, coroutine_close, 1);
    lua_setfield(L, -2, "close");
    lua_pop(L, 1);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &threads_key);
}
