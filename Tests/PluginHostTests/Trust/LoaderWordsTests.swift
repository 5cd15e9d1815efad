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
                "/x.so: undefined symbol: nowhere",
                .notLoaded(library: "/x.so", "/x.so: undefined symbol: nowhere")
            ),
            ("", .notLoaded(library: "/x.so", "")),
        ] as [(String, PluginError)])
    func `the loader's words become what is missing`(words: String, error: PluginError) {
        #expect(PluginError(loaderSays: words, library: "/x.so") == error)
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
