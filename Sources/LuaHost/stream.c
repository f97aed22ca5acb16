// Reading streams from Lua: lines, chunks, JSON values, everything.
//
// A batch crosses the border once, with as much as had arrived; lines are cut out of it here, so that a step of a
// `for` loop costs a memchr and a string. Only an empty batch asks Swift for the next one.
//
// Whatever makes a Lua value may collect garbage, and a finalizer of the user's may then read this very stream or close
// it. Lua copies bytes before it collects; so what is pushed is taken off the handle first, and nothing that was known
// of the handle before a push is believed after it.

#include "stream.h"

#include <stdlib.h>

// ---- Bytes

static void append(lua_State *L, moon_handle *handle, moon_bytes *to, const void *bytes, size_t length) {
    if (to->length + length > to->capacity) {
        size_t capacity = to->capacity == 0 ? 256 : to->capacity * 2;
        while (capacity < to->length + length) capacity *= 2;
        char *moved = handle->allocate(handle->context, to->bytes, to->capacity, capacity);
        if (moved == NULL) luaL_error(L, "not enough memory");
        to->bytes = moved;
        to->capacity = capacity;
    }
    memcpy(to->bytes + to->length, bytes, length);
    to->length += length;
}

static void free_bytes(moon_handle *handle, moon_bytes *bytes) {
    if (bytes->bytes != NULL) handle->allocate(handle->context, bytes->bytes, bytes->capacity, 0);
    *bytes = (moon_bytes){0};
}

void moon_stream_discard(moon_handle *handle) {
    moon_release_reply(&handle->batch);
    handle->batch.run_count = 0;
    handle->run_index = handle->run_left = 0;
    for (int i = 1; i < 3; i++) free_bytes(handle, &handle->partial[i]);
    free_bytes(handle, &handle->gathered);
    free_bytes(handle, &handle->sources);
}

// ---- Batches

static moon_handle *stream_at_1(lua_State *L) { return luaL_checkudata(L, 1, moon_stream_type); }

// True when some of the batch is left; then the current run has bytes.
static bool has_run(moon_handle *handle) {
    while (handle->run_left == 0) {
        if (handle->run_index >= handle->batch.run_count) {
            moon_release_reply(&handle->batch);
            handle->batch.run_count = 0;
            return false;
        }
        handle->run_left = handle->batch.runs[handle->run_index++].length;
    }
    return true;
}

// Where the current run came from: 2 for stderr, else 1. What a terminal shows is stdout, and so is an echo of stdin.
static unsigned current_source(const moon_handle *handle) {
    return handle->batch.runs[handle->run_index - 1].source == 2 ? 2 : 1;
}

static void consume(moon_handle *handle, size_t length) {
    handle->cursor += length;
    handle->run_left -= length;
}

// Takes a reply to MOON_STREAM_NEXT. After an error the stream is over, and what came before it can still be read.
static void accept(lua_State *L, moon_handle *handle, moon_reply *reply) {
    handle->busy = false;
    if (reply->status == MOON_ERROR) {
        handle->ended = true;
        moon_deliver(L, reply);  // raises
    }
    if (reply->count == 0 || reply->values[0].kind != MOON_BATCH) {
        handle->ended = true;
        moon_release_reply(reply);
        return;
    }
    if (handle->closed) {
        moon_release_reply(reply);
        return;
    }
    handle->batch = *reply;
    reply->owner = NULL;  // the handle releases it
    handle->cursor = reply->values[0].bytes;
    handle->run_index = handle->run_left = 0;
}

// A reader makes what it can of the current batch. Returns the number of results pushed, or -1 when it needs more.
typedef int (*reader)(lua_State *L, moon_handle *handle);

static int read_k(lua_State *L, int status, lua_KContext context);

static int run_reader(lua_State *L, reader reader) {
    moon_host *host = moon_host_of(L);
    moon_handle *handle = stream_at_1(L);
    for (;;) {
        int results = reader(L, handle);
        if (results >= 0) return results;
        if (handle->busy) return luaL_error(L, "another task reads this stream");
        moon_value argument = {.kind = MOON_HANDLE, .integer = handle->id};
        moon_request request = {MOON_STREAM_NEXT, 1, ++host->last_ticket, &argument};
        moon_reply reply = {.status = MOON_VALUES};
        luaL_checkstack(L, LUA_MINSTACK, NULL);
        if (host->callbacks.start(host->callbacks.context, &request, &reply)) {
            accept(L, handle, &reply);
        } else {
            handle->busy = true;
            return moon_wait_for(L, request.ticket, (lua_KContext)reader, read_k);
        }
    }
}

static int read_k(lua_State *L, int status, lua_KContext context) {
    (void)status;
    moon_handle *handle = stream_at_1(L);
    handle->busy = false;
    accept(L, handle, moon_claim_reply(L));
    return run_reader(L, (reader)context);
}

// At the end of the stream, or once it is closed by hand, there is nothing more to ask for.
static bool is_over(const moon_handle *handle) { return handle->ended || handle->closed; }

static void push_source(lua_State *L, unsigned source) {
    lua_pushstring(L, source == 2 ? "stderr" : "stdout");
}

// ---- Lines

static int push_line(lua_State *L, moon_handle *handle, unsigned source, const char *text, size_t length) {
    // A terminal ends its lines with CR LF.
    if (handle->content == MOON_RAW && length > 0 && text[length - 1] == '\r') length--;
    lua_pushlstring(L, text, length);
    push_source(L, source);
    return 2;
}

static int push_partial(lua_State *L, moon_handle *handle, unsigned source) {
    moon_bytes *partial = &handle->partial[source];
    size_t length = partial->length;
    partial->length = 0;
    int results = push_line(L, handle, source, partial->bytes, length);
    if (partial->length == 0 && partial->capacity > 1 << 16) free_bytes(handle, partial);
    return results;
}

// Gathers what belongs to the line of a source. A line that grows beyond its limit raises, and stays where it is: it
// can be read in pieces.
static void extend_line(lua_State *L, moon_handle *handle, unsigned source, const char *text, size_t length) {
    size_t limit = handle->limits.line;
    if (limit != 0 && handle->partial[source].length + length > limit)
        moon_raise_with_hint(L, "limit",
                             "stream:read() gives it in pieces; a larger one is allowed by docker.connect "
                             "{ limits = { line = … } } or MOONDOCK_LIMITS=line=…; see help \"limits\".",
                             "a line is longer than %zu bytes", limit);
    append(L, handle, &handle->partial[source], text, length);
}

static int read_line(lua_State *L, moon_handle *handle) {
    while (has_run(handle)) {
        unsigned source = current_source(handle);
        const char *start = handle->cursor;
        const char *newline = memchr(start, '\n', handle->run_left);
        if (newline == NULL) {
            extend_line(L, handle, source, start, handle->run_left);
            consume(handle, handle->run_left);
            continue;
        }
        size_t length = (size_t)(newline - start);
        bool is_whole = handle->partial[source].length == 0;
        if (!is_whole) extend_line(L, handle, source, start, length);
        consume(handle, length + 1);
        return is_whole ? push_line(L, handle, source, start, length) : push_partial(L, handle, source);
    }
    if (!is_over(handle)) return -1;
    for (unsigned source = 1; source < 3; source++)
        if (handle->partial[source].length > 0) return push_partial(L, handle, source);
    lua_pushnil(L);
    return 1;
}

// ---- Chunks

static int read_chunk(lua_State *L, moon_handle *handle) {
    for (unsigned source = 1; source < 3; source++)  // what an earlier next_line left
        if (handle->partial[source].length > 0) {
            size_t length = handle->partial[source].length;
            handle->partial[source].length = 0;
            lua_pushlstring(L, handle->partial[source].bytes, length);
            push_source(L, source);
            return 2;
        }
    if (has_run(handle)) {
        const char *bytes = handle->cursor;
        size_t length = handle->run_left;
        unsigned source = current_source(handle);
        consume(handle, length);
        lua_pushlstring(L, bytes, length);
        push_source(L, source);
        return 2;
    }
    if (!is_over(handle)) return -1;
    lua_pushnil(L);
    return 1;
}

// ---- JSON values

static int read_value(lua_State *L, moon_handle *handle) {
    if (has_run(handle)) {
        const char *text = handle->cursor;
        size_t length = handle->run_left;
        consume(handle, length);
        moon_push_json(L, text, length, MOON_OF_ENGINE);
        return 1;
    }
    if (!is_over(handle)) return -1;
    lua_pushnil(L);
    return 1;
}

// ---- Everything

typedef struct {
    size_t length;
    unsigned source;
} stretch;

static void gather(lua_State *L, moon_handle *handle, unsigned source, const char *text, size_t length) {
    size_t count = handle->sources.length / sizeof(stretch);
    stretch *last = count == 0 ? NULL : (stretch *)handle->sources.bytes + count - 1;
    if (last == NULL || last->source != source) {
        stretch next = {0, source};
        append(L, handle, &handle->sources, &next, sizeof next);
        last = (stretch *)handle->sources.bytes + count;
    }
    size_t limit = handle->limits.whole;
    if (limit != 0 && handle->gathered.length + length > limit)
        moon_raise_with_hint(L, "limit",
                             "Read it piece by piece; a larger one is allowed by docker.connect { limits = { reply = … } } "
                             "or MOONDOCK_LIMITS=reply=…; see help \"limits\".",
                             "the output is longer than %zu bytes", limit);
    append(L, handle, &handle->gathered, text, length);
    last->length += length;
}

// Copies what was gathered with the sources apart: all of stdout, then all of stderr. Returns how much is stdout.
static size_t set_apart(const moon_handle *handle, char *to) {
    size_t count = handle->sources.length / sizeof(stretch), ends[3] = {0};
    const stretch *stretches = (const stretch *)handle->sources.bytes;
    for (unsigned source = 1; source < 3; source++) {
        const char *text = handle->gathered.bytes;
        for (size_t i = 0; i < count; i++) {
            if (stretches[i].source == source) {
                memcpy(to, text, stretches[i].length);
                to += stretches[i].length;
                ends[source] += stretches[i].length;
            }
            text += stretches[i].length;
        }
    }
    return ends[1];
}

// Pushes everything gathered, and forgets it.
static void push_gathered(lua_State *L, moon_handle *handle) {
    size_t length = handle->gathered.length;
    handle->gathered.length = handle->sources.length = 0;
    lua_pushlstring(L, length == 0 ? "" : handle->gathered.bytes, length);
    if (handle->gathered.length > 0) return;
    free_bytes(handle, &handle->gathered);
    free_bytes(handle, &handle->sources);
}

// Pushes everything, stdout alone and stderr alone.
static int push_apart(lua_State *L, moon_handle *handle) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    size_t count = handle->sources.length / sizeof(stretch);
    if (count < 2) {
        bool is_error = count == 1 && ((const stretch *)handle->sources.bytes)->source == 2;
        push_gathered(L, handle);
        lua_pushvalue(L, -1);
        lua_pushliteral(L, "");
        if (is_error) lua_insert(L, -2);
        return 3;
    }
    size_t length = handle->gathered.length;
    char *apart = lua_newuserdatauv(L, length, 0);
    if (handle->gathered.length != length) return push_apart(L, handle);  // a finalizer has read or closed the stream
    size_t of_stdout = set_apart(handle, apart);
    push_gathered(L, handle);
    lua_pushlstring(L, apart, of_stdout);
    lua_pushlstring(L, apart + of_stdout, length - of_stdout);
    return 3;
}

static int read_all(lua_State *L, moon_handle *handle) {
    for (unsigned source = 1; source < 3; source++) {
        moon_bytes *partial = &handle->partial[source];
        if (partial->length == 0) continue;
        gather(L, handle, source, partial->bytes, partial->length);
        partial->length = 0;
    }
    while (has_run(handle)) {
        gather(L, handle, current_source(handle), handle->cursor, handle->run_left);
        consume(handle, handle->run_left);
    }
    if (!is_over(handle)) return -1;
    return push_apart(L, handle);
}

// ---- For Lua

static int next_line(lua_State *L) {
    lua_settop(L, 1);
    return run_reader(L, read_line);
}

static int next_chunk(lua_State *L) {
    lua_settop(L, 1);
    return run_reader(L, read_chunk);
}

static int next_value(lua_State *L) {
    lua_settop(L, 1);
    return run_reader(L, read_value);
}

static int all(lua_State *L) {
    lua_settop(L, 1);
    return run_reader(L, read_all);
}

static int content(lua_State *L) {
    static const char *const names[] = {"frames", "raw", "json", "bytes"};
    lua_pushstring(L, names[stream_at_1(L)->content & 3]);
    return 1;
}

int moon_stream_call(lua_State *L) {
    moon_handle *handle = stream_at_1(L);
    lua_settop(L, 1);
    // An archive has no lines.
    reader bytes = handle->content == MOON_PLAIN ? read_chunk : read_line;
    return run_reader(L, handle->content == MOON_TEXTS ? read_value : bytes);
}

const luaL_Reg moon_stream_functions[] = {
    {"next_line", next_line}, {"read", next_chunk}, {"next_value", next_value},
    {"read_all", all},        {"content", content}, {NULL, NULL},
};
