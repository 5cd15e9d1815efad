import Glibc
import Pipeline
import Testing

@testable import PluginHost

struct SharedObjectTests {
    private func read(_ bytes: [UInt8]) throws(PluginError) -> SharedObject {
        try SharedObject(ElfBytes(bytes), library: "/x.so")
    }

    private func problem(_ bytes: [UInt8]) -> PluginError? {
        do throws(PluginError) {
            _ = try read(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [false, true])
    func `a library says its name, what it needs, where, and what it exports`(
        hasOldHashes: Bool
    ) throws {
        let object = try read(MadeLibrary(hasOldHashes: hasOldHashes).bytes)
        #expect(object.name == "libmade.so.1")
        #expect(object.needed == ["libz.so.1", "libc.so.6"])
        #expect(object.searchPath == ["$ORIGIN/lib", "/opt/lib"])
        #expect(object.exports("enlist_plugin_entry_v1") && object.exports("other"))
        #expect(!object.exports("not_here") && !object.exports("enlist_plugin_entry_v2"))
        #expect(!object.exports(""))
    }

    @Test func `a library of this machine is read as its makers have linked it`() throws {
        // A name that the loader resolves; where it is depends on the distribution.
        let path = try #require(
            ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib"]
                .map { $0 + "/libc.so.6" }.first { access($0, R_OK) == 0 })
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        let object = try SharedObject(ElfBytes(descriptor), library: path)
        #expect(object.name == "libc.so.6")
        #expect(object.exports("printf") && !object.exports("enlist_plugin_entry_v1"))
        #expect(object.needed.contains { $0.hasPrefix("ld-linux") })
    }

    @Test(
        arguments: [
            (Array("#!/bin/sh\n".utf8), "is no ELF file, and no shared library"),
            ([], "is no ELF file, and no shared library"),
            (MadeLibrary(type: 1).bytes, "is an object file, and no shared library"),
            (MadeLibrary(type: 2).bytes, "is a program, and no shared library"),
            (MadeLibrary(type: 4).bytes, "is a memory dump, and no shared library"),
            (MadeLibrary(type: 77).bytes, "is of the unknown type 77, and no shared library"),
            (MadeLibrary(isProgram: true).bytes, "is a program, and no shared library"),
            (
                MadeLibrary(machine: 22).bytes,
                "was built for s390x, and this machine is \(Machine.own.name)"
            ),
            (
                MadeLibrary(machine: 4711).bytes,
                "was built for machine number 4711, and this machine is \(Machine.own.name)"
            ),
            (Array(MadeLibrary().bytes.prefix(40)), "is damaged: it ends within its header"),
            (
                Array(MadeLibrary().bytes.prefix(100)),
                "is damaged: its list of parts is beyond its end"
            ),
            (
                Array(MadeLibrary().bytes.prefix(300)),
                "is damaged: its part for the loader is beyond its end"
            ),
        ] as [([UInt8], String)])
    func `what is no library of this machine is refused, and said to be what it is`(
        bytes: [UInt8], words: String
    ) {
        #expect(problem(bytes)?.message == "/x.so \(words)")
        #expect(problem(bytes)?.failure.cause == .foreignCode)
    }

    @Test(
        arguments: [
            (62, 64, "x86-64"), (62, 32, "x86-64 with 32 bits"), (40, 32, "arm"), (3, 32, "i386"),
            (9, 64, "machine number 9"),
        ])
    func `a machine is called what packages call it`(number: Int, bits: Int, name: String) {
        #expect(Machine(number: number, bits: bits).name == name)
    }

    @Test func `a file that was cut off anywhere is refused`() {
        let bytes = MadeLibrary().bytes
        for length in bytes.indices {
            #expect(problem(Array(bytes[..<length])) != nil, "cut to \(length)")
        }
    }

    @Test(arguments: [false, true])
    func `a file with any byte changed is refused or read, and never crashes`(hasOldHashes: Bool) {
        let bytes = MadeLibrary(hasOldHashes: hasOldHashes).bytes
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x7F, 0x80, 0xFF] {
                var other = bytes
                other[index] ^= change
                guard let object = try? read(other) else { continue }
                _ = object.exports("other")
                _ = object.exports("absent")
                _ = object.companions(in: "/nowhere")
            }
        }
    }

    @Test(arguments: [(6, false), (7, true), (1, true)] as [(UInt32, Bool)])
    func `a library says whether it needs an executable stack`(rights: UInt32, needs: Bool) throws {
        #expect(try read(MadeLibrary(stackRights: rights).bytes).needsExecutableStack == needs)
    }

    @Test func `one that does not say so gets what is usual on its machine`() throws {
        let object = try read(MadeLibrary().bytes)
        #expect(object.needsExecutableStack == (Machine.own.name == "x86-64"))
    }

    @Test func `a part beyond the end is found before the loader maps it`() {
        var bytes = MadeLibrary().bytes
        // The size of the first part, which is loaded (`p_filesz`).
        bytes[64 + 32 + 7] = 0x7F
        #expect(
            problem(bytes)
                == .damaged("/x.so", "it ends before its last part does, as if it were cut off"))
    }

    @Test func `numbers in a file do not make it read beyond its end`() {
        let bytes = ElfBytes([1, 2, 3])
        #expect(bytes.piece(0, 3) == [1, 2, 3] && bytes.piece(3, 0) == [])
        #expect(bytes.piece(0, .max) == nil && bytes.piece(.max, 1) == nil)
        #expect(bytes.piece(0, -1) == nil && bytes.piece(3, 1) == nil)
        #expect(bytes.number(UInt16.self, at: 1) == 0x0302)
        #expect(bytes.number(UInt32.self, at: 0) == nil)
    }

    @Test func `a text ends with a zero, and is no longer than names are`() {
        #expect(ElfBytes([65, 66, 0]).text(at: 1) == "B")
        #expect(ElfBytes([65]).text(at: 0) == nil && ElfBytes([0xFF, 0]).text(at: 0) == nil)
        #expect(ElfBytes([UInt8](repeating: 65, count: 10_000)).text(at: 0) == nil)
    }
}
