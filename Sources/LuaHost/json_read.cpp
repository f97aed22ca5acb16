// JSON text to Lua tables, by simdjson.
//
// Whole numbers that fit become Lua integers, others floats. A null in an object is an absent key, a null in an array
// is json.null. Empty arrays carry the array mark, so that [] and {} survive a round trip.
//
// A Lua error may leave this file by longjmp, so every C++ local alive at a Lua call is trivially destructible; the
// parser itself belongs to the host.

#include <simdjson.h>

#include <new>
#include <type_traits>

#include "internal.h"

namespace {

constexpr size_t usual_depth = 512;
constexpr size_t pause_collector_above = 64 * 1024;
constexpr size_t cache_above = 8 * 1024;
constexpr size_t keep_parser_below = 4 * 1024 * 1024;

using simdjson::dom::element;
using simdjson::dom::element_type;

static_assert(std::is_trivially_destructible_v<element>);
static_assert(std::is_trivially_destructible_v<simdjson::dom::object::iterator>);
static_assert(std::is_trivially_destructible_v<simdjson::dom::array::iterator>);

constexpr int cached_depths = 8;
constexpr int cached_keys = 32;
constexpr int cache_index = 2;  // on the stack of push_document: the Lua strings of the cached keys

// Objects of one depth tend to be alike: as large as the one before, with the same keys in the same places.
struct shape {
    int flags;
    bool caches;  // a small text would not win back the cost of the cache
    int sizes[cached_depths];
    std::string_view keys[cached_depths][cached_keys];
};

void push(lua_State *L, element value, shape &shape, size_t depth);

void push_array(lua_State *L, simdjson::dom::array array, shape &shape, size_t depth) {
    size_t size = array.size();
    lua_createtable(L, size > 1 << 20 ? 1 << 20 : static_cast<int>(size), 0);
    lua_Integer index = 0;
    luaL_checkstack(L, 8, "JSON nested too deeply");
    for (element item : array) {
        if (item.type() == element_type::NULL_VALUE)
            lua_pushlightuserdata(L, nullptr);
        else
            push(L, item, shape, depth + 1);
        lua_rawseti(L, -2, ++index);
    }
    if (index > 0) return;  // its keys tell that it is one
    lua_rawgetp(L, LUA_REGISTRYINDEX, &moon_array_key);
    lua_setmetatable(L, -2);
}

// Pushes the key of the `place`-th field of an object. Finding a string again is cheaper than interning it.
void push_key(lua_State *L, std::string_view key, shape &shape, size_t depth, int place) {
    if (!shape.caches || depth >= cached_depths || place >= cached_keys) {
        lua_pushlstring(L, key.data(), key.size());
        return;
    }
    std::string_view &cached = shape.keys[depth][place];
    int slot = static_cast<int>(depth) * cached_keys + place + 1;
    if (cached == key && cached.data() != nullptr) {
        lua_rawgeti(L, cache_index, slot);
        return;
    }
    lua_pushlstring(L, key.data(), key.size());
    lua_pushvalue(L, -1);
    lua_rawseti(L, cache_index, slot);
    cached = key;
}

void push_object(lua_State *L, simdjson::dom::object object, shape &shape, size_t depth) {
    int *expected = depth < cached_depths ? &shape.sizes[depth] : nullptr;
    lua_createtable(L, 0, expected ? *expected : 4);
    int count = 0;
    luaL_checkstack(L, 8, "JSON nested too deeply");
    for (auto field : object) {
        if (field.value.type() == element_type::NULL_VALUE) {
            if (!(shape.flags & MOON_KEEP_NULLS)) continue;
            push_key(L, field.key, shape, depth, count);
            lua_pushlightuserdata(L, nullptr);
        } else {
            push_key(L, field.key, shape, depth, count);
            push(L, field.value, shape, depth + 1);
        }
        lua_rawset(L, -3);
        count++;
    }
    if (expected) *expected = count;
}

void push(lua_State *L, element value, shape &shape, size_t depth) {
    switch (value.type()) {
    case element_type::ARRAY: push_array(L, value.get_array().value_unsafe(), shape, depth); break;
    case element_type::OBJECT: push_object(L, value.get_object().value_unsafe(), shape, depth); break;
    case element_type::INT64: lua_pushinteger(L, value.get_int64().value_unsafe()); break;
    case element_type::UINT64: lua_pushnumber(L, static_cast<double>(value.get_uint64().value_unsafe())); break;
    case element_type::DOUBLE: lua_pushnumber(L, value.get_double().value_unsafe()); break;
    case element_type::STRING: {
        std::string_view text = value.get_string().value_unsafe();
        lua_pushlstring(L, text.data(), text.size());
        break;
    }
    case element_type::BOOL: lua_pushboolean(L, value.get_bool().value_unsafe()); break;
    default: lua_pushlightuserdata(L, nullptr); break;
    }
}

struct document {
    const char *bytes;
    size_t length;
    element root;
    shape sizes;
};

int push_document(lua_State *L) {
    auto *doc = static_cast<document *>(lua_touserdata(L, 1));
    if (doc->sizes.caches) lua_createtable(L, cached_depths * cached_keys, 0);
    push(L, doc->root, doc->sizes, 0);
    return 1;
}

// What is said of text nested deeper than allowed, told by its address.
const char too_deep[] = "too deep";

// Parses without touching Lua. Returns the reason of a failure.
const char *parse(simdjson::dom::parser *parser, document &doc, size_t depth) {
    if (parser == nullptr) return "not enough memory";
    if (parser->max_depth() != depth && parser->allocate(4096, depth) != simdjson::SUCCESS)
        return "not enough memory";
    auto error = parser->parse(doc.bytes, doc.length).get(doc.root);
    if (error == simdjson::DEPTH_ERROR) return too_deep;
    return error == simdjson::SUCCESS ? nullptr : simdjson::error_message(error);
}

}  // namespace

extern "C" void moon_push_json(lua_State *L, const char *bytes, size_t length, int flags) {
    moon_host *host = moon_host_of(L);
    document doc = {bytes, length, {}, {flags, length > cache_above, {}, {}}};
    // The parser holds the document while it is walked. A finalizer that runs meanwhile may decode, with its own.
    auto *parser = static_cast<simdjson::dom::parser *>(host->json_parser);
    host->json_parser = nullptr;
    if (parser == nullptr) parser = new (std::nothrow) simdjson::dom::parser();
    size_t depth = host->json_depth == 0 ? usual_depth : host->json_depth;
    const char *reason = parse(parser, doc, depth);
    int status = LUA_OK;
    if (reason == nullptr) {
        bool pause = length > pause_collector_above && lua_gc(L, LUA_GCISRUNNING);
        if (pause) lua_gc(L, LUA_GCSTOP);
        lua_pushcfunction(L, push_document);
        lua_pushlightuserdata(L, &doc);
        status = lua_pcall(L, 1, 1, 0);
        if (pause) lua_gc(L, LUA_GCRESTART);
    }
    if (host->json_parser == nullptr && length <= keep_parser_below)
        host->json_parser = parser;
    else
        delete parser;
    if (reason == too_deep)
        moon_raise_with_hint(L, "limit", "A larger one is allowed by MOONDOCK_LIMITS=depth=…; see help \"limits\".",
                             "JSON nested deeper than %zu levels (%zu bytes)", depth, length);
    if (reason != nullptr && (flags & MOON_OF_ENGINE))
        moon_raise(L, "api", "the engine's reply is not valid JSON (%zu bytes): %s", length, reason);
    if (reason != nullptr) moon_raise(L, "invalid_argument", "not valid JSON (%zu bytes): %s", length, reason);
    if (status != LUA_OK) lua_error(L);
}

extern "C" void moon_json_reader_free(moon_host *host) {
    delete static_cast<simdjson::dom::parser *>(host->json_parser);
    host->json_parser = nullptr;
}
