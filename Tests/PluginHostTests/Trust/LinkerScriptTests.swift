import Pipeline
import Testing

@testable import PluginHost

struct LinkerScriptTests {
    @Test(
        arguments: [
            (
                """
                /* GNU ld script
                   Use the shared library, but some functions are only in
                   the static library.  */
                OUTPUT_FORMAT(elf64-x86-64)
                GROUP ( /lib64/libc.so.6 /usr/lib64/libc_nonshared.a  AS_NEEDED ( /lib64/ld.so.2 ) )
                """, ["/lib64/libc.so.6", "/lib64/ld.so.2"]
            ),
            ("INPUT(libncurses.so.6 -ltinfo)", ["libncurses.so.6", "libtinfo.so"]),
            ("INPUT ( a.so,b.so )", ["a.so", "b.so"]),
            ("GROUP(/usr/lib/x.a)", []),
            ("/* one */ /* two */ INPUT(-lfoo) /* never closed", ["libfoo.so"]),
        ])
    func `a script says which libraries are meant`(text: String, libraries: [String]) throws {
        let script = try #require(LinkerScript(Array(text.utf8)))
        #expect(script.libraries == libraries)
    }

    @Test(arguments: [
        "", "#!/bin/sh\necho libx.so\n", "INPUT", "/* INPUT(a.so) */", "INPUTS (a.so)",
        "INPUT(a.so)\0", "{\"GROUP\": 1}",
    ])
    func `another text is none`(text: String) {
        #expect(LinkerScript(Array(text.utf8)) == nil)
    }

    @Test func `a library's reader names it as such, with the one to take`() {
        let bytes = ElfBytes(Array("GROUP ( /lib/libm.so.6 )".utf8))
        #expect(throws: PluginError.linkerScript("/libm.so", names: ["/lib/libm.so.6"])) {
            try SharedObject(bytes, library: "/libm.so")
        }
        let failure = PluginError.linkerScript("/libm.so", names: ["/lib/libm.so.6"]).failure
        #expect(
            failure.message == "/libm.so is a linker script, not a library; it names /lib/libm.so.6"
        )
        #expect(failure.remedy == "name the library itself: /lib/libm.so.6")
    }
}
