// swift-tools-version: 6.2

import PackageDescription

/// One set of rules for every target: the Swift 6 language mode and the upcoming features that make
/// existentials and imports visible where they are used.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let flyingSocks = Target.Dependency.product(name: "FlyingSocks", package: "FlyingFox")

let package = Package(
    name: "enlist",
    products: [
        .executable(name: "enlist", targets: ["enlist"]),
        .executable(name: "localcloud", targets: ["localcloud"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // The C libraries, each behind a module of its own.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])]),

        // Texts that others have written, by their bytes.
        .target(name: "Bytes", swiftSettings: settings),

        // Numbers that others have written, within bounds.
        .target(name: "Numbers", swiftSettings: settings),

        // JSON whose order and digits survive, for the wire and for the journal.
        .target(name: "JSON", dependencies: ["Bytes", "Numbers"], swiftSettings: settings),

        // The engine, which knows no service, no terminal and no file.
        .target(name: "Pipeline", dependencies: ["Bytes", "JSON"], swiftSettings: settings),
        .target(
            name: "PipelineFile", dependencies: ["Bytes", "Pipeline", "CYAML"],
            swiftSettings: settings),

        // What a run has done, on a disk.
        .target(
            name: "Journal", dependencies: ["Bytes", "JSON", "Numbers", "Pipeline", systemPackage],
            swiftSettings: settings),

        // A run that stops for a person.
        .target(
            name: "Debugger", dependencies: ["Bytes", "Pipeline"], swiftSettings: settings),

        // The same for editors.
        .target(
            name: "DebugAdapter",
            dependencies: ["Bytes", "Debugger", "JSON", "Numbers", "Pipeline"],
            swiftSettings: settings),

        // A process apart from this one.
        .target(name: "CSpawn"),
        // What is kept with a file besides its content.
        .target(name: "CFiles"),
        // What this process holds of memory, and files in it.
        .target(name: "CMemory"),
        // What the loader knows about libraries.
        .target(name: "CLoader"),
        // The words of the command line.
        .target(name: "CArguments"),
        // What older versions of the C library lack.
        .target(name: "CLibM"),
        // What child processes print.
        .target(name: "ChildOutput", swiftSettings: settings),

        // Sums and signatures.
        .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: settings),

        // What plugins see of enlist: one header.
        .target(name: "CEnlist"),

        // Steps out of shared objects, in a process of their own.
        .target(
            name: "PluginHost",
            dependencies: [
                "Bytes", "CEnlist", "CFFI", "CLoader", "CMemory", "ChildOutput", "Cryptography",
                "CSpawn", "JSON", "Pipeline", systemPackage,
            ],
            swiftSettings: settings),

        // The files that a new plugin begins with.
        .target(name: "CScaffold", exclude: ["templates"]),

        // The wire, and the steps that use it.
        .target(name: "HTTP", dependencies: ["Bytes", "CCurl"], swiftSettings: settings),
        .target(
            name: "AWS",
            dependencies: [
                "Bytes", "Cryptography", "HTTP", "JSON", "Numbers", "CExpat", subprocess,
                systemPackage,
            ],
            swiftSettings: settings),
        .target(
            name: "Steps",
            dependencies: [
                "AWS", "Bytes", "CFiles", "CMemory", "CSpawn", "ChildOutput", "Cryptography",
                "HTTP", "JSON",
                "Numbers", "Pipeline", systemPackage,
            ],
            swiftSettings: settings),

        // What people read of plans and runs: lines, pages, drawings.
        .target(
            name: "Reporting",
            dependencies: ["Bytes", "Cryptography", "Journal", "Pipeline", "PipelineFile"],
            swiftSettings: settings),

        // What the commands do.
        .target(
            name: "Application",
            dependencies: [
                "Bytes", "CMemory", "CScaffold", "Cryptography", "JSON", "Journal", "Numbers",
                "Pipeline", "PipelineFile", "PluginHost", "Steps", "Telemetry", systemPackage,
            ],
            swiftSettings: settings),

        // A run as a trace, for OpenTelemetry's collectors.
        .target(
            name: "Telemetry", dependencies: ["Bytes", "HTTP", "JSON", "Pipeline"],
            swiftSettings: settings),

        // How people see a run and steer it: on a terminal, in a log, from an editor.
        .target(
            name: "Terminal",
            dependencies: [
                "Application", "Bytes", "CMemory", "DebugAdapter", "Debugger", "JSON", "Journal",
                "Pipeline", "PipelineFile", "Reporting", "Telemetry", systemPackage,
            ],
            swiftSettings: settings),

        // The command line.
        .executableTarget(
            name: "enlist",
            dependencies: [
                "Application", "Bytes", "CArguments", "CLibM", "CMemory", "CSpawn", "Pipeline",
                "PipelineFile", "PluginHost", "Reporting", "Terminal", argumentParser,
            ],
            swiftSettings: settings),

        // The service on loopback that the demo and the tests run against.
        .target(
            name: "LocalCloud", dependencies: [flyingSocks], swiftSettings: settings),
        .executableTarget(
            name: "localcloud", dependencies: ["CLibM", "LocalCloud", argumentParser],
            path: "Sources/LocalCloudCommand",
            swiftSettings: settings),

        .testTarget(
            name: "JournalTests", dependencies: ["Journal", "JSON", "Pipeline", systemPackage],
            swiftSettings: settings),
        .testTarget(
            name: "CryptographyTests", dependencies: ["Cryptography"], swiftSettings: settings),
        .testTarget(
            name: "PluginHostTests", dependencies: ["Bytes", "PluginHost", "Pipeline"],
            swiftSettings: settings),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: settings),
        .testTarget(name: "NumbersTests", dependencies: ["Numbers"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(
            name: "PipelineTests", dependencies: ["Pipeline", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "DebuggerTests", dependencies: ["Debugger", "Pipeline"], swiftSettings: settings),
        .testTarget(
            name: "DebugAdapterTests",
            dependencies: ["DebugAdapter", "Debugger", "JSON", "Pipeline"],
            swiftSettings: settings),
        .testTarget(
            name: "PipelineFileTests", dependencies: ["PipelineFile", "Pipeline"],
            swiftSettings: settings),
        // A server that says exactly the bytes a test wants said, broken ones included.
        .target(name: "TestServer", path: "Tests/TestServer", swiftSettings: settings),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "TestServer"], swiftSettings: settings),
        .testTarget(
            name: "AWSTests", dependencies: ["AWS", "HTTP", "JSON", "TestServer"],
            exclude: ["EndpointVectors.json", "SignatureVectors.json"],
            swiftSettings: settings),
        .testTarget(
            name: "StepsTests",
            dependencies: [
                "Steps", "AWS", "ChildOutput", "HTTP", "JSON", "Pipeline", "TestServer",
            ],
            swiftSettings: settings),
        // Doubles that the tests of several modules share.
        .target(
            name: "TestSupport", dependencies: ["Application", "Pipeline", "Terminal"],
            path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", "HTTP", "JSON", "Pipeline", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "Reporting", "Application", "Journal", "Pipeline", "PipelineFile", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ApplicationTests",
            dependencies: [
                "Application", "JSON", "Pipeline", "PipelineFile", "Steps", "Terminal",
                "TestServer", "TestSupport",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TerminalTests",
            dependencies: ["Terminal", "Application", "Pipeline", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "EnlistTests",
            dependencies: ["enlist", "Application", "Pipeline", "TestSupport", argumentParser],
            swiftSettings: settings),
        .testTarget(
            name: "LocalCloudTests", dependencies: ["LocalCloud", flyingSocks],
            swiftSettings: settings),

        // Fleets that join in simulated time.
        .target(
            name: "FleetSimulation",
            dependencies: [
                "AWS", "Bytes", "HTTP", "JSON", "Pipeline", "PipelineFile", "Steps",
            ],
            path: "Tests/FleetSimulation", swiftSettings: settings),
        .testTarget(
            name: "FleetSimulationTests", dependencies: ["AWS", "FleetSimulation"],
            swiftSettings: settings),

        // What is fuzzed, and a test that gives it all inputs that were ever of interest.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "AWS", "Application", "DebugAdapter", "JSON", "Journal", "Pipeline", "PipelineFile",
                "PluginHost", "Reporting", "Steps", systemPackage,
            ],
            path: "Tests/FuzzTargets", swiftSettings: settings),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets"], exclude: ["Dictionaries", "Seeds"],
            swiftSettings: settings),
    ]
)

// libFuzzer brings a `main` of its own, so its program is built by `make fuzz` alone.
if Context.environment["ENLIST_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/FuzzDriver",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}

// Nobody needs it but `make bench`.
if Context.environment["ENLIST_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "callbench", dependencies: ["Pipeline", "PluginHost"],
            path: "Tests/CallBenchmark",
            swiftSettings: settings))
    package.targets.append(
        .executableTarget(
            name: "fleetbench", dependencies: ["FleetSimulation"], path: "Tests/FleetBenchmark",
            swiftSettings: settings))
}

// `make sanitize` builds AddressSanitizer in, and has it write what it finds into files.
if Context.environment["ENLIST_SANITIZE"] != nil {
    let reports = Context.packageDirectory + "/.build-asan/reports/asan"
    package.targets.append(
        .target(
            name: "CSanitizer", path: "Tests/Sanitizer",
            cSettings: [.define("SANITIZER_REPORTS", to: "\"\(reports)\"")]))
    package.targets.first { $0.name == "enlist" }?.dependencies.append("CSanitizer")
}
