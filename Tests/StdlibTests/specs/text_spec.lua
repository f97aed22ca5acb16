local test = require "test"
local text = require "text"
local describe, it, expect = test.describe, test.it, test.expect

describe("text.width", function()
    it("counts columns, not bytes", function()
        expect(text.width("web")):equals(3)
        expect(text.width("日本")):equals(4)
        expect(text.width("é")):equals(1)
        expect(text.width("e\u{301}")):equals(1)
        expect(text.width("")):equals(0)
    end)

    it("takes what is drawn as one picture for one", function()
        expect(text.width("👨‍👩‍👧")):equals(2)
        expect(text.width("🇩🇪")):equals(2)
        expect(text.width("❤️")):equals(2)
        expect(text.width("👍🏽")):at_most(4)
    end)
end)

describe("text.truncate", function()
    it("cuts to the column and says so", function()
        expect(text.truncate("a long name", 6)):equals("a lon…")
        expect(text.truncate("short", 6)):equals("short")
        expect(text.truncate("abc", 0)):equals("")
    end)

    it("never cuts a character in two", function()
        expect(text.truncate("日本語", 4)):equals("日…")
        expect(text.truncate("e\u{301}e\u{301}e\u{301}", 2)):equals("e\u{301}…")
    end)
end)

describe("text.pad", function()
    it("fills up to the column", function()
        expect(text.pad("日本", 6)):equals("日本  ")
        expect(text.pad("7", 3, "right")):equals("  7")
        expect(text.pad("long", 2)):equals("long")
    end)
end)

describe("text.escape", function()
    it("lets no control character through", function()
        expect(text.escape("red\27[31m\n\r\t\7")):equals("red\\x1b[31m\\n\\r\\t\\x07")
        expect(text.escape("\u{9b}31m")):equals("\\u{9b}31m")
        expect(text.escape("a\u{202e}b")):equals("a\\u{202e}b")
    end)

    it("shows bytes that are no UTF-8", function()
        expect(text.escape("a\xff\xc3")):equals("a\\xff\\xc3")
    end)

    it("leaves harmless text alone", function()
        expect(text.escape("grüße 日本 👍")):equals("grüße 日本 👍")
    end)
end)

describe("text.clean", function()
    it("keeps lines and tabs, drops colours, shows the rest", function()
        expect(text.clean("a\27[1;31mb\27[0m\tc\r\n\27]0;title\7")):equals("ab\tc\n\\x1b]0;title\\x07")
    end)

    it("shows what is there without being seen: marks of direction, without width, tags", function()
        for _, case in ipairs {
            { "\u{202e}", "\\u{202e}" }, { "a\u{200b}b", "a\\u{200b}b" }, { "\u{61c}", "\\u{61c}" }, { "\u{e0041}", "\\u{e0041}" },
            { "\u{9b}31m", "\\u{9b}31m" }, { "\xff", "\\xff" }, { "a\u{ad}b", "a\\u{ad}b" }, { "\u{feff}", "\\u{feff}" },
            -- Joiners have no work in ASCII, and one in pictures and other scripts.
            { "we\u{200d}b", "we\\u{200d}b" }, { "\u{1f469}\u{200d}\u{1f4bb}", "\u{1f469}\u{200d}\u{1f4bb}" },
            { "\u{200c}", "\\u{200c}" }, { "日本é", "日本é" },
        } do
            expect(text.escape(case[1])):is(case[2])
            expect(text.clean(case[1])):is(case[2])
        end
    end)

    it("trims and finds the last line in a time that grows with the text", function()
        expect(text.trim_end("a b \n\t")):is("a b")
        expect(text.trim_end(" \n")):is("")
        expect(text.trim_end("a\nb")):is("a\nb")
        expect(text.last_line("one\ntwo\r\n\n")):is("two")
        expect(text.last_line("one")):is("one")
        expect(text.last_line("\n \n")):is("")
        -- Looked at from each of its blanks, this would take minutes.
        local long = (" "):rep(2000000) .. "x"
        local began = os.clock()
        expect(#text.trim_end(long)):is(2000001)
        expect(#text.last_line(long)):is(2000001)
        expect(os.clock() - began < 2):is(true)
    end)
end)

return test.report()
