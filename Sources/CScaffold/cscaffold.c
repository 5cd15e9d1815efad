#include "cscaffold.h"

#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char header[] = {
#embed "../CEnlist/include/enlist_plugin.h"
    , 0};
static const char example[] = {
#embed "templates/example.yaml"
    , 0};
static const char c_source[] = {
#embed "templates/c/plugin.c"
    , 0};
static const char c_makefile[] = {
#embed "templates/c/Makefile"
    , 0};
static const char rust_source[] = {
#embed "templates/rust/lib.rs"
    , 0};
static const char rust_binding[] = {
#embed "templates/rust/enlist_plugin.rs"
    , 0};
static const char rust_manifest[] = {
#embed "templates/rust/Cargo.toml"
    , 0};
static const char rust_makefile[] = {
#embed "templates/rust/Makefile"
    , 0};
static const char swift_source[] = {
#embed "templates/swift/Plugin.swift"
    , 0};
static const char swift_tables[] = {
#embed "templates/swift/Tables.swift"
    , 0};
static const char swift_package[] = {
#embed "templates/swift/Package.swift"
    , 0};
static const char swift_modulemap[] = {
#embed "templates/swift/module.modulemap"
    , 0};
static const char swift_makefile[] = {
#embed "templates/swift/Makefile"
    , 0};

static const cscaffold_file files[] = {
    {NULL, "example.yaml", example},
    {"c", "@NAME@.c", c_source},
    {"c", "enlist_plugin.h", header},
    {"c", "Makefile", c_makefile},
    {"rust", "Cargo.toml", rust_manifest},
    {"rust", "src/lib.rs", rust_source},
    {"rust", "src/enlist_plugin.rs", rust_binding},
    {"rust", "Makefile", rust_makefile},
    {"swift", "Package.swift", swift_package},
    {"swift", "Sources/CEnlist/enlist_plugin.h", header},
    {"swift", "Sources/CEnlist/module.modulemap", swift_modulemap},
    {"swift", "Sources/@NAME@/Plugin.swift", swift_source},
    {"swift", "Sources/@NAME@/Tables.swift", swift_tables},
    {"swift", "Makefile", swift_makefile},
    {NULL, NULL, NULL},
};

const cscaffold_file *cscaffold_files(void) { return files; }
