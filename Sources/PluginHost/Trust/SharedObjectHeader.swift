/// The beginning of a shared library's file: whether it is one, and where its parts are (elf(5)).
struct SharedObjectHeader {
    private let tableOffset: UInt64
    private let count: Int

    /// An entry of the program header.
    struct Part {
        let type: UInt32
        /// The permissions: 1 for executing it.
        let rights: UInt32
        let offset: UInt64
        let address: UInt64
        let size: UInt64
    }

    init(_ bytes: ElfBytes, _ library: String) throws(PluginError) {
        guard let start = bytes.piece(0, 20), start.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            if let script = LinkerScript(bytes.beginning(LinkerScript.longest)) {
                throw .linkerScript(library, names: script.libraries)
            }
            throw .notShared(library, "is no ELF file")
        }
        let isBigEndian = start[5] == 2
        let number = (Int(start[isBigEndian ? 18 : 19]) << 8) | Int(start[isBigEndian ? 19 : 18])
        let machine = Machine(number: number, bits: start[4] == 1 ? 32 : 64)
        guard machine == .own, !isBigEndian else { throw .otherMachine(library, machine.name) }
        let type = (Int(start[17]) << 8) | Int(start[16])
        guard type == Self.sharedObject else {
            throw .notShared(library, Self.others[type] ?? "is of the unknown type \(type)")
        }
        guard let header = bytes.piece(0, 64), let offset = header.number(UInt64.self, at: 32),
            let size = header.number(UInt16.self, at: 54),
            let count = header.number(UInt16.self, at: 56)
        else { throw .damaged(library, "it ends within its header") }
        guard size == Self.entrySize else {
            throw .damaged(library, "it says that an entry of its list of parts has \(size) bytes")
        }
        tableOffset = offset
        self.count = Int(count)
    }

    /// Reads the parts, in the file's order.
    func parts(_ bytes: ElfBytes, _ library: String) throws(PluginError) -> [Part] {
        guard let table = bytes.piece(tableOffset, Self.entrySize * count) else {
            throw .damaged(library, "its list of parts is beyond its end")
        }
        return stride(from: 0, to: table.count, by: Self.entrySize).compactMap { index in
            guard let type = table.number(UInt32.self, at: index),
                let rights = table.number(UInt32.self, at: index + 4),
                let offset = table.number(UInt64.self, at: index + 8),
                let address = table.number(UInt64.self, at: index + 16),
                let size = table.number(UInt64.self, at: index + 32)
            else { return nil }
            return Part(
                type: type, rights: rights, offset: offset, address: address, size: size)
        }
    }

    private static let entrySize = 56
    /// ET_DYN; the other types of `e_type`, as predicates.
    private static let sharedObject = 3
    private static let others = [1: "is an object file", 2: "is a program", 4: "is a memory dump"]
}
