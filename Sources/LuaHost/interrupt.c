// Stopping Lua code from outside: Ctrl-C, deadlines, a closed output, an instruction budget.
//
// The reason is raised once, so that to-be-closed variables and clean-up code can do their work; whoever does not end
// within a million instructions, or is interrupted again, gets the error at every instruction, so that no loop around
// a pcall survives it.

#include "internal.h"

enum { GRACE = 1000000, BUDGET_STEP = 100, LAST_WORDS = 10000 };
enum { EVERY_INSTRUCTION = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT };

moon_reason_words moon_words_of_reason(int reason) {
    switch (reason) {
    case MOON_TIMED_OUT: return (moon_reason_words){"timeout", "the time limit for the whole run is over"};
    case MOON_OUTPUT_CLOSED: return (moon_reason_words){"output_closed", "nobody reads the output any more"};
    case MOON_OUT_OF_BUDGET:
        return (moon_reason_words){"instruction_limit", "the limit of Lua instructions is used up"};
    default: return (moon_reason_words){"interrupted", "interrupted"};
    }
}

static void raise_reason(lua_State *L, int reason) {
    moon_reason_words words = moon_words_of_reason(reason);
    moon_raise(L, words.kind, "%s", words.message);
}

// Setting a hook begins its count anew, and a coroutine that is resumed often would never come to the end of one.
static void set_hook(lua_State *L, int mask, int count) {
    if (lua_gethook(L) == moon_interrupt_hook && lua_gethookmask(L) == mask && lua_gethookcount(L) == count) return;
    lua_sethook(L, moon_interrupt_hook, mask, count);
}

void moon_arm(moon_host *host, lua_State *L) {
    switch (host->interrupt_stage) {
    case 1:
    case 3: set_hook(L, EVERY_INSTRUCTION, 1); return;
    case 2: set_hook(L, LUA_MASKCOUNT, GRACE); return;
    default: break;
    }
    if (host->counts_instructions)
        set_hook(L, LUA_MASKCOUNT, host->instructions_left > 0 ? BUDGET_STEP : 1);
    else if (lua_gethook(L) == moon_interrupt_hook)
        lua_sethook(L, NULL, 0, 0);
}

void moon_count_begun(moon_host *host) {
    if (host->counts_instructions && host->interrupt_stage == 0) host->instructions_left -= BUDGET_STEP;
}

void moon_interrupt_hook(lua_State *L, lua_Debug *ar) {
    moon_host *host = moon_host_of(L);
    switch (host->interrupt_stage) {
    case 0:
        if (host->counts_instructions && ar->event == LUA_HOOKCOUNT) {
            host->instructions_left -= lua_gethookcount(L);
            if (host->instructions_left <= 0) {
                host->interrupt_reason = MOON_OUT_OF_BUDGET;
                host->interrupt_stage = 2;
                host->was_used_up = true;
                moon_arm(host, L);
                // A message handler runs with hooks off now, and so do the to-be-closed variables of this coroutine.
                moon_limit_processor_time(MOON_CLEAN_UP_SECONDS);
                raise_reason(L, MOON_OUT_OF_BUDGET);
            }
        } else {
            moon_arm(host, L);
        }
        return;
    case 1: host->interrupt_stage = 2; break;
    default: host->interrupt_stage = 3; break;
    }
    moon_arm(host, L);
    raise_reason(L, host->interrupt_reason);
}

void moon_interrupt(moon_host *host, int32_t reason) {
    host->interrupt_reason = reason;
    host->interrupt_stage = host->interrupt_stage == 0 ? 1 : 3;
    lua_State *running = host->running;
    if (running != NULL) lua_sethook(running, moon_interrupt_hook, EVERY_INSTRUCTION, 1);
}

int32_t moon_interrupt_reason(const moon_host *host) { return host->interrupt_reason; }

void moon_interrupt_delivered(moon_host *host) {
    if (host->interrupt_stage == 1) host->interrupt_stage = 2;
}

bool moon_interrupt_pending(const moon_host *host) {
    return host->interrupt_stage == 1 || host->interrupt_stage == 3;
}

void moon_interrupt_clear(moon_host *host) {
    if (host->interrupt_reason == MOON_OUT_OF_BUDGET) {
        moon_limit_processor_time(0);
        host->instructions_left = LAST_WORDS;  // to tell of the end
    }
    host->interrupt_reason = MOON_NOT_INTERRUPTED;
    host->interrupt_stage = 0;
}
