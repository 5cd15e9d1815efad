// swift-tools-version: 6.0

import PackageDescription

let package = Package(
    name: "@NAME@",
    products: [.library(name: "@NAME@", type: .dynamic, targets: ["@NAME@"])],
    targets: [
        .systemLibrary(name: "CEnlist"),
        .target(name: "@NAME@", dependencies: ["CEnlist"]),
    ])
