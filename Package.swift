// swift-tools-version: 6.2
import PackageDescription

/// One set of rules for every Swift target.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioWebSocket: Target.Dependency = .product(name: "NIOWebSocket", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")

let package = Package(
    name: "moondock",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "moondock", targets: ["moondock"]),
        .library(name: "DockerEngine", targets: ["DockerEngine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        // Without its Foundation trait: full Foundation would triple the program.
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),
        // C and C++17 only: the one place that raises, yields or touches a lua_State. libsimdjson-dev.
        .target(name: "LuaHost", dependencies: ["CLua"], linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "DockerEngine",
            dependencies: [
                nioCore, nioPosix, nioHTTP1, nioTLS, nioSSL, nioWebSocket, subprocess, systemPackage,
            ],
            swiftSettings: strict),
        // libarchive-dev, only its tar: linked statically because the shared object costs 3 ms at every start.
        .target(name: "CArchive", linkerSettings: [.linkedLibrary(":libarchive.a")]),
        .target(name: "Archives", dependencies: ["CArchive"], swiftSettings: strict),
        .target(name: "LuaRuntime", dependencies: ["LuaHost"], swiftSettings: strict),
        .target(
            name: "Bindings", dependencies: ["LuaRuntime", "DockerEngine", "Archives", nioCore, nioPosix],
            swiftSettings: strict),
        .target(name: "Shell", dependencies: ["CReadline"], swiftSettings: strict),
        .executableTarget(
            name: "moondock",
            dependencies: [
                "Bindings", "LuaRuntime", "Shell", "DockerEngine", nioCore, nioPosix,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(
            name: "StubEngine", dependencies: [nioCore, nioPosix, nioHTTP1, nioSSL, nioWebSocket, nioEmbedded],
            path: "Tests/StubEngine", swiftSettings: strict),
        .executableTarget(
            name: "stub-engine", dependencies: ["StubEngine"], path: "Tests/stub-engine", swiftSettings: strict),
        .testTarget(name: "LuaHostTests", dependencies: ["LuaHost"], swiftSettings: strict),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: ["DockerEngine", "StubEngine", nioCore, nioPosix, nioWebSocket, nioEmbedded],
            swiftSettings: strict),
        .testTarget(name: "ArchivesTests", dependencies: ["Archives"], swiftSettings: strict),
        .testTarget(name: "LuaRuntimeTests", dependencies: ["LuaRuntime", "LuaHost"], swiftSettings: strict),
        .executableTarget(
            name: "editor-probe", dependencies: ["Shell"], path: "Tests/editor-probe", swiftSettings: strict),
        .target(
            name: "PseudoTerminal", dependencies: ["Shell"], path: "Tests/PseudoTerminal", swiftSettings: strict),
        .testTarget(
            name: "MoondockTests", dependencies: ["PseudoTerminal", "StubEngine", "moondock", nioCore],
            swiftSettings: strict),
        .testTarget(
            name: "ShellTests", dependencies: ["Shell", "PseudoTerminal", "editor-probe"], swiftSettings: strict),
    ],
    cLanguageStandard: .gnu2x,
    cxxLanguageStandard: .cxx17
)
