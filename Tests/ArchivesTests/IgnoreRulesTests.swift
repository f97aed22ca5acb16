import Foundation
import Testing

@testable import Archives

/// The rules of `.dockerignore`; the cases are facts about how moby matches.
@Suite struct IgnoreRulesTests {
    private static let matching: [(pattern: String, path: String)] = [
        ("**", "file"), ("**", "file/"), ("**/", "file"), ("**/", "file/"), ("**", "/"), ("**/", "/"),
        ("**", "dir/file"), ("**/", "dir/file"), ("**", "dir/file/"), ("**/**", "dir/file"), ("**/**", "dir/file/"),
        ("dir/**", "dir/file"), ("dir/**", "dir/dir2/file"), ("**/dir", "dir"), ("**/dir", "dir/file"),
        ("**/dir2/*", "dir/dir2/file"), ("**/dir2/*", "dir/dir2/file/"), ("**/dir2/**", "dir/dir2/dir3/file"),
        ("**file", "file"), ("**file", "dir/file"), ("**/file", "dir/file"), ("**file", "dir/dir/file"),
        ("**/file*", "dir/dir/file.txt"), ("**/file*txt", "dir/dir/file.txt"), ("**/file*.txt*", "dir/dir/file.txt"),
        ("**/**/*.txt", "dir/dir/file.txt"), ("**/*.txt", "file.txt"), ("**/**/*.txt", "file.txt"),
        ("a**/*.txt", "a/file.txt"), ("a**/*.txt", "a/dir/dir/file.txt"), ("a/*.txt", "a/file.txt"),
        ("a/*.txt**", "a/file.txt"), ("a[b-d]e", "ace"), ("a[^b-d]e", "aze"), (".*", ".foo"),
        ("abc.def", "abc.def"), ("abc?def", "abcZdef"), ("**/foo/bar", "foo/bar"), ("**/foo/bar", "dir/dir2/foo/bar"),
        ("abc/**", "abc/def"), ("abc/**", "abc/def/ghi"), ("**/.foo", ".foo"), ("a(b)c/def", "a(b)c/def"),
        ("a.|)$(}+{bc", "a.|)$(}+{bc"), ("dist/*.whl", "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl"),
        ("dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3.whl", "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3.whl"),
        ("a\\\\", "a\\"), ("a\\*b", "a*b"), ("*", "fileutils.go"), ("*.go", "fileutils.go"),
        // Of Go's own tests of file name patterns.
        ("*c", "abc"), ("a*", "a"), ("a*", "ab/c"), ("a*/b", "abc/b"), ("a*b*c*d*e*/f", "axbxcxdxexxx/f"),
        ("a*b?c*x", "abxbbxdbxebxczzx"), ("ab[c]", "abc"), ("ab[^e-g]", "abc"), ("a?b", "a☺b"), ("a[^a]b", "a☺b"),
        ("[a-ζ]*", "α"), ("[\\]a]", "]"), ("[\\-]", "-"), ("[x\\-]", "x"), ("[x\\-]", "-"), ("[\\-x]", "-"),
        ("*x", "xxx"),
        // Quirks: a negated class takes a slash, and a folder that matches takes along what is in it.
        ("a[^b]c", "a/c"), ("docs", "docs/a/b/c"), ("docs/", "docs/a"), ("./docs", "docs"), ("a/../b", "b"),
        ("[[:alpha:]]", "x"), ("^a*", "ab"), ("[?]", "/]"), ("\\d", "7"),
    ]
    private static let different: [(pattern: String, path: String)] = [
        ("**/**/*.txt2", "dir/dir/file.txt"), ("a/*.txt", "a/dir/file.txt"), ("a[b-d]e", "ae"), ("a[b-d]e", "aae"),
        (".*", "foo"), ("abc.def", "abcdef"), ("abc.def", "abcZdef"), ("abc?def", "abcdef"), ("abc/**", "abc"),
        ("**/.foo", "bar.foo"), ("a(b)c/def", "a(b)c/xyz"), ("*.go", "."), ("DOCS", "docs"),
        ("a*/b", "a/c/b"), ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f"), ("a*b?c*x", "abxbbxdbxebxczzy"), ("ab[e-g]", "abc"),
        ("ab[^b-d]", "abc"), ("a\\*b", "ab"), ("a???b", "a☺b"), ("*[a-ζ]", "A"), ("a?b", "a/b"), ("a*b", "a/b"),
        ("[x\\-]", "z"), ("^a*", "^ab"), ("a", "ab/c"), ("docs/x", "docs"),
    ]

    @Test("patterns match what moby's match")
    func matchingPaths() throws {
        for (pattern, path) in Self.matching {
            #expect(try IgnoreRules([pattern]).ignores(path), "\(pattern) \(path)")
        }
    }

    @Test("patterns do not match what moby's do not")
    func differentPaths() throws {
        for (pattern, path) in Self.different {
            #expect(try !IgnoreRules([pattern]).ignores(path), "\(pattern) \(path)")
        }
    }

    @Test("the last rule that matches counts")
    func lastRule() throws {
        let cases: [([String], String, Bool)] = [
            (["!fileutils.go", "*.go"], "fileutils.go", true), (["docs", "!docs/README.md"], "docs/README.md", false),
            (["docs/", "!docs/README.md"], "docs/README.md", false),
            (["*.go", "!fileutils.go"], "fileutils.go", false),
            (["docs/*", "!docs/README.md"], "docs/README.md", false), ([], "/any/path/there", false),
            (["**", "!util/docker/web"], "util/docker/web/foo", false),
            (["**", "!util/docker/web", "util/docker/web/foo"], "util/docker/web/foo", true),
            (["**", "!dist/*.whl"], "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl", false),
            (["docs", "  !docs/README.md  ", ""], "docs/README.md", false), (["a", "!a/b", "a/b/c"], "a/b/c/d", true),
        ]
        for (patterns, path, ignored) in cases {
            #expect(try IgnoreRules(patterns).ignores(path) == ignored, "\(patterns) \(path)")
        }
    }

    @Test("deciding folder by folder gives what deciding on whole paths gives, and skips no folder too many")
    func walkAgrees() throws {
        var generator = SeededGenerator(seed: RandomRounds.seed)
        let pieces = ["a", "b", "ab", "*", "**", "?", "/", "/", "!", "[ab]", "[^a]", ".", "\\a"]
        let names = ["a", "b", "ab", "c"]
        var compared = 0
        for _ in 0..<RandomRounds.count {
            let patterns = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                (0..<Int.random(in: 1...5, using: &generator))
                    .compactMap { _ in pieces.randomElement(using: &generator) }.joined()
            }
            guard let rules = try? IgnoreRules(patterns) else { continue }
            var parent: IgnoreRules.Match?
            var path = ""
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                path += (path.isEmpty ? "" : "/") + (names.randomElement(using: &generator) ?? "a")
                let match = rules.match(Array(path.utf8), under: parent)
                // A rule with ! that had nothing to take back from a folder is not asked again for what is in it; moby
                // has the same difference between its two ways.
                if !rules.rules.contains(where: \.keeps) {
                    #expect(match.isIgnored == rules.ignores(path), "\(patterns) \(path)")
                    compared += 1
                }
                if match.isIgnored, !rules.mayKeepSomething(in: Array(path.utf8)) {
                    for name in names {
                        let below = rules.match(Array((path + "/" + name).utf8), under: match)
                        #expect(below.isIgnored, "\(patterns) \(path)/\(name)")
                    }
                }
                parent = match
            }
        }
        #expect(compared > RandomRounds.count / 2)
    }

    @Test("a malformed pattern is an error that names it")
    func malformed() {
        let patterns = [
            "[", "[^", "[^bc", "a[", "[]a]", "[-]", "[x-]", "[-x]", "\\", "a\\", "[a-b-c]", "[z-a]", "!", "x/[", "[a\\",
        ]
        for pattern in patterns {
            let error = #expect(throws: ArchiveError.self, "\(pattern)") { try IgnoreRules([pattern]) }
            #expect(error?.message.contains(pattern) ?? false, "\(pattern)")
        }
    }

    @Test("a file's lines become patterns")
    func lines() {
        let text = """
            test1
            /test2
            /a/file/here

            lastfile
            # this is a comment
             # this is none
            ! /inverted/abs/path
            !
            !\u{20}
            \ta/./b//c/\u{20}
            /
            """
        #expect(
            IgnoreRules.lines(of: Array("\u{feff}\(text)\r\n".utf8)) == [
                "test1", "test2", "a/file/here", "lastfile", "# this is none", "!inverted/abs/path", "!", "!", "a/b/c",
                "/",
            ])
        #expect(IgnoreRules.lines(of: []) == [])
    }

    @Test("a long pattern of stars does not take for ever")
    func stars() throws {
        let rules = try IgnoreRules([String(repeating: "*a", count: 40) + "b", String(repeating: "**/a", count: 30)])
        #expect(!rules.ignores(String(repeating: "a", count: 300)))
    }
}

/// How long the tests with random input search: MOONDOCK_RANDOM_ROUNDS and MOONDOCK_RANDOM_SEED make it longer or another.
enum RandomRounds {
    static let count = Int(ProcessInfo.processInfo.environment["MOONDOCK_RANDOM_ROUNDS"] ?? "") ?? 3000
    static let seed = UInt64(ProcessInfo.processInfo.environment["MOONDOCK_RANDOM_SEED"] ?? "") ?? 11
}

/// Numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
