@testable import PluginHost

/// The bytes of a small shared library, made by the rules of elf(5).
struct MadeLibrary {
    var machine = UInt16(Machine.own.number)
    var type: UInt16 = 3
    var isProgram = false
    var hasOldHashes = false
    /// Of what it says about stacks; nil for nothing.
    var stackRights: UInt32?

    private let needed = ["libz.so.1", "libc.so.6"]
    private let symbols = ["enlist_plugin_entry_v1", "other"]

    init(
        machine: Int = Machine.own.number, type: UInt16 = 3, isProgram: Bool = false,
        hasOldHashes: Bool = false, stackRights: UInt32? = nil
    ) {
        self.machine = UInt16(machine)
        self.type = type
        self.isProgram = isProgram
        self.hasOldHashes = hasOldHashes
        self.stackRights = stackRights
    }

    /// The file; its parts lie at their addresses, the loader's table last.
    var bytes: [UInt8] {
        var texts: [UInt8] = [0]
        func place(_ text: String) -> UInt64 {
            defer { texts += Array(text.utf8) + [0] }
            return UInt64(texts.count)
        }
        var dynamic: [[UInt64]] = needed.map { [1, place($0)] }
        dynamic += [[14, place("libmade.so.1")], [29, place("$ORIGIN/lib:/opt/lib")]]
        let missing = place("not_here")
        let places = symbols.map(place)

        let table =
            symbol(0, section: 0) + symbol(missing, section: 0)
            + places.flatMap { symbol($0, section: 7) }
        let hashes = hasOldHashes ? oldHashes : newHashes
        let start = UInt64(64 + partCount * 56)
        let tableStart = start + UInt64(texts.count)
        let hashStart = tableStart + UInt64(table.count)
        let dynamicStart = hashStart + UInt64(hashes.count)
        dynamic += [
            [5, start], [6, tableStart], [hasOldHashes ? 4 : 0x6FFF_FEF5, hashStart],
            [0x6FFF_FFFB, isProgram ? 0x0800_0000 : 0], [0, 0],
        ]
        let entries = dynamic.flatMap { $0.flatMap(little) }
        let end = dynamicStart + UInt64(entries.count)
        let contents = texts + table + hashes + entries
        let stack = stackRights.map { part(0x6474_E551, rights: $0, from: 0, size: 0) } ?? []
        return header + part(1, from: 0, size: end)
            + part(2, from: dynamicStart, size: UInt64(entries.count)) + stack + contents
    }

    private var header: [UInt8] {
        let ident: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let kind = little(type) + little(machine) + little(UInt32(1))
        let places = [UInt64(0), 64, 0].flatMap(little) + little(UInt32(0))
        return ident + kind + places + [UInt16(64), 56, UInt16(partCount), 0, 0, 0].flatMap(little)
    }

    private var partCount: Int { stackRights == nil ? 2 : 3 }

    /// One chain for all.
    private var newHashes: [UInt8] {
        let sums = symbols.enumerated().map { index, symbol in
            let hash = symbol.utf8.reduce(UInt32(5381)) { $0 &* 33 &+ UInt32($1) }
            return (hash & ~1) | (index == symbols.count - 1 ? 1 : 0)
        }
        let start: [UInt32] = [1, 2, 1, 0, .max, .max, 2]
        return (start + sums).flatMap(little)
    }

    private var oldHashes: [UInt8] {
        let links: [UInt32] = [1, 4, 1, 0, 2, 3, 0]
        return links.flatMap(little)
    }

    private func symbol(_ name: UInt64, section: UInt16) -> [UInt8] {
        little(UInt32(name)) + [0x12, 0] + little(section) + little(UInt64(0)) + little(UInt64(0))
    }

    private func part(
        _ type: UInt32, rights: UInt32 = 4, from offset: UInt64, size: UInt64
    ) -> [UInt8] {
        little(type) + little(rights) + [offset, offset, offset, size, size, 8].flatMap(little)
    }

    private func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
