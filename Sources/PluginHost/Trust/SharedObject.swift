import Bytes
import Glibc

/// A shared library's own statements about itself, read without running any of its code (elf(5)).
package struct SharedObject {
    /// The name by which other libraries refer to it.
    package let name: String?
    /// The names of the libraries that it needs.
    package let needed: [String]
    /// Where to look for them before the machine's own folders; as written.
    package let searchPath: [String]
    let bytes: ElfBytes
    private let segments: [SharedObjectHeader.Part]
    private let dynamic: [UInt64: UInt64]
    /// The permissions that threads' stacks must have; nil if the library does not say.
    private let stackRights: UInt32?

    /// Reads the necessary parts.
    ///
    /// - Parameters:
    ///   - bytes: the file's bytes, which are untrusted.
    ///   - library: its name in an error.
    /// - Throws: if the file is not a shared library of this machine, or is damaged.
    package init(_ bytes: ElfBytes, library: String) throws(PluginError) {
        let parts = try SharedObjectHeader(bytes, library).parts(bytes, library)
        let segments = parts.filter { $0.type == Self.loaded }
        guard let part = parts.first(where: { $0.type == Self.forLoader }) else {
            throw .notShared(library, "has no part for the loader")
        }
        guard part.size <= Self.largestTable,
            let table = bytes.piece(part.offset, Int(part.size))
        else { throw .damaged(library, "its part for the loader is beyond its end") }
        // The loader maps missing parts too, and reading them raises SIGBUS.
        guard segments.allSatisfy({ bytes.holds($0) }) else {
            throw .damaged(library, "it ends before its last part does, as if it were cut off")
        }
        stackRights = parts.first { $0.type == Self.stack }?.rights
        var values: [UInt64: UInt64] = [:]
        var neededPlaces: [UInt64] = []
        for index in stride(from: 0, through: table.count - 16, by: 16) {
            guard let tag = table.number(UInt64.self, at: index), tag != 0,
                let value = table.number(UInt64.self, at: index + 8)
            else { break }
            if tag == Tag.needed { neededPlaces.append(value) }
            if values[tag] == nil { values[tag] = value }
        }
        // Each may have the longest name, so that all of them would take hundreds of megabytes.
        guard neededPlaces.count <= Self.mostNeeded else {
            throw .damaged(library, "it needs more than \(Self.mostNeeded) libraries")
        }
        guard values[Tag.flags1, default: 0] & Self.program == 0 else {
            throw .notShared(library, "is a program")
        }
        let texts = values[Tag.texts].flatMap { Self.offset(of: $0, in: segments) }
        func text(_ place: UInt64) throws(PluginError) -> String {
            guard let texts, let text = bytes.text(at: texts &+ place) else {
                throw .damaged(library, "its names are beyond its end")
            }
            return text
        }
        var needed: [String] = []
        for place in neededPlaces { needed.append(try text(place)) }
        self.needed = needed
        var name: String?
        if let place = values[Tag.name] { name = try text(place) }
        self.name = name
        // The newer of the two overrides the older one (ld.so(8)).
        var path = ""
        if let place = values[Tag.searchPath] ?? values[Tag.oldSearchPath] {
            path = try text(place)
        }
        searchPath = path.parts(at: ":").filter { !$0.isEmpty }
        self.bytes = bytes
        self.segments = segments
        dynamic = values
    }

    /// Whether it requires all threads' stacks to be executable.
    ///
    /// A library that does not say so gets what was usual when its machine's rules were written: on
    /// x86-64, an executable stack (`DEFAULT_STACK_PERMS` of glibc).
    package var needsExecutableStack: Bool {
        stackRights.map { $0 & Self.executable != 0 } ?? (Machine.own.name == "x86-64")
    }

    /// What is wrong with a file that the loader would refuse; nil if nothing is found.
    static func problem(withFileAt path: String) -> PluginError? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        do throws(PluginError) {
            _ = try SharedObject(ElfBytes(file), library: path)
            return nil
        } catch {
            return error
        }
    }

    /// The offset in the file of the address that an entry of the loader's table states (`d_ptr`).
    func place(_ tag: UInt64) -> UInt64? {
        dynamic[tag].flatMap { Self.offset(of: $0, in: segments) }
    }

    private static func offset(
        of address: UInt64, in segments: [SharedObjectHeader.Part]
    ) -> UInt64? {
        segments.first { address >= $0.address && address - $0.address < $0.size }
            .map { $0.offset &+ (address - $0.address) }
    }

    /// The tags of entries in the loader's table (`d_tag`).
    enum Tag {
        static let needed: UInt64 = 1
        static let oldHashes: UInt64 = 4
        static let texts: UInt64 = 5
        static let symbols: UInt64 = 6
        static let name: UInt64 = 14
        static let oldSearchPath: UInt64 = 15
        static let searchPath: UInt64 = 29
        static let hashes: UInt64 = 0x6FFF_FEF5
        static let flags1: UInt64 = 0x6FFF_FFFB
    }

    /// PT_LOAD and PT_DYNAMIC.
    private static let loaded: UInt32 = 1
    private static let forLoader: UInt32 = 2
    /// PT_GNU_STACK, and PF_X of its permissions.
    private static let stack: UInt32 = 0x6474_E551
    private static let executable: UInt32 = 1
    /// DF_1_PIE: marks a program, although it looks like a library.
    private static let program: UInt64 = 0x0800_0000
    private static let largestTable: UInt64 = 1 << 20
    /// The maximum number of libraries that one needs.
    package static let mostNeeded = 1024
}

extension ElfBytes {
    /// Whether the file contains the whole part.
    fileprivate func holds(_ part: SharedObjectHeader.Part) -> Bool {
        part.offset <= size && part.size <= size - part.offset
    }
}
