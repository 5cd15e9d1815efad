import Pipeline
import Testing

@testable import PluginHost

struct LoaderWordsTests {
    @Test(
        arguments: [
            (
                "libfoo.so.1: cannot open shared object file: No such file or directory",
                .missingDependency("/x.so", needs: "libfoo.so.1")
            ),
            (
                "/lib/libc.so.6: version `GLIBC_2.99' not found (required by /x.so)",
                .missingVersion("/x.so", needs: "GLIBC_2.99", of: "/lib/libc.so.6")
            ),
            (
                "/x.so: cannot open shared object file: No such file or directory",
                .notLoaded(
                    library: "/x.so",
                    "/x.so: cannot open shared object file: No such file or directory")
            ),
            (
                "/x.so: undefined symbol: nowhere", .undefinedSymbol("/x.so", "nowhere")
            ),
            (
                "/lib/liby.so.1: undefined symbol: nowhere, version Y_2",
                .undefinedSymbol("/lib/liby.so.1", "nowhere")
            ),
            (
                "/x.so: cannot enable executable stack as shared object requires: Invalid argument",
                .executableStack("/x.so")
            ),
            (
                "/x.so: cannot allocate memory in static TLS block",
                .noStaticThreadMemory("/x.so")
            ),
            (
                // Where nothing more can be found out.
                "/nowhere/libc.so: invalid ELF header",
                .notLoaded(library: "/x.so", "/nowhere/libc.so: invalid ELF header")
            ),
            ("", .notLoaded(library: "/x.so", "")),
        ] as [(String, PluginError)])
    func `the loader's words become what is missing`(words: String, error: PluginError) {
        #expect(PluginError(loaderSays: words, library: "/x.so") == error)
    }

    @Test func `a symbol that is missing has a remedy of its own`() {
        let failure = PluginError.undefinedSymbol("/x.so", "_Z3addi").failure
        #expect(
            failure.message
                == "/x.so uses the symbol `_Z3addi`, which no library that it is linked with has")
        #expect(
            failure.remedy == """
                link it with the library that has the symbol (`-lNAME`); `ldd -r /x.so` lists all that \
                are missing, and linking with `-Wl,-z,defs` finds them when it is built; \
                `c++filt _Z3addi` tells its C++ name
                """)
        #expect((failure.failureClass, failure.cause) == (.refused, .foreignCode))
    }

    @Test func `what is missing is named, with how to come by it`() {
        let missing = PluginError.missingDependency("/x.so", needs: "libfoo.so.1").failure
        #expect(
            missing.message == "/x.so needs the library libfoo.so.1, which is not on this machine")
        #expect(
            missing.remedy == """
                install the package that has it, which `apt-file search libfoo.so.1` or \
                `dnf provides '*/libfoo.so.1'` names; or put it beside the library and link that \
                with `-Wl,-rpath,'$ORIGIN'`
                """)
        let old = PluginError.missingVersion("/x.so", needs: "GLIBC_9", of: "/lib/libc.so.6")
            .failure
        #expect(old.message == "/x.so needs GLIBC_9, and this machine's /lib/libc.so.6 is older")
        #expect(
            old.remedy
                == "build it on the oldest system that it shall work on, or update this machine")
    }
}
