import Bytes

extension SharedObject {
    /// Whether the library exports a function or variable of this name.
    ///
    /// Looked up as the loader does it, in the hash table, so the library need not be loaded. A
    /// damaged table has no names.
    package func exports(_ symbol: String) -> Bool {
        if let table = place(Tag.hashes) { return contains(symbol, inHashesAt: table) }
        if let table = place(Tag.oldHashes) { return contains(symbol, inOldHashesAt: table) }
        return false
    }

    /// Searches a table of the current format (DT_GNU_HASH).
    ///
    /// It consists of a header of four numbers, a filter, heads of chains, then the chains: hashes,
    /// whose lowest bit marks the last one of a chain.
    private func contains(_ symbol: String, inHashesAt table: UInt64) -> Bool {
        guard let heads = bytes.number(UInt32.self, at: table), heads > 0,
            let first = bytes.number(UInt32.self, at: table &+ 4),
            let filterWords = bytes.number(UInt32.self, at: table &+ 8)
        else { return false }
        let hash = symbol.utf8.reduce(UInt32(5381)) { $0 &* 33 &+ UInt32($1) }
        let headsStart = table &+ 16 &+ UInt64(filterWords) &* 8
        let chains = headsStart &+ UInt64(heads) &* 4
        guard var index = bytes.number(UInt32.self, at: headsStart &+ UInt64(hash % heads) &* 4),
            index >= first
        else { return false }
        for _ in 0..<Self.longestChain {
            guard let found = bytes.number(UInt32.self, at: chains &+ UInt64(index - first) &* 4)
            else { return false }
            if found | 1 == hash | 1, isDefined(symbol, at: index) { return true }
            guard found & 1 == 0, index < .max else { return false }
            index += 1
        }
        return false
    }

    /// Searches a table of the older format (DT_HASH): the counts of heads and links, the heads,
    /// the links.
    private func contains(_ symbol: String, inOldHashesAt table: UInt64) -> Bool {
        guard let heads = bytes.number(UInt32.self, at: table), heads > 0 else { return false }
        let hash = symbol.utf8.reduce(UInt32(0)) { hash, byte in
            let sum = (hash << 4) &+ UInt32(byte)
            let high = sum & 0xF000_0000
            return (sum ^ (high >> 24)) & ~high
        }
        let headsStart = table &+ 8
        let links = headsStart &+ UInt64(heads) &* 4
        var place = headsStart &+ UInt64(hash % heads) &* 4
        for _ in 0..<Self.longestChain {
            guard let index = bytes.number(UInt32.self, at: place), index != 0 else { return false }
            if isDefined(symbol, at: index) { return true }
            place = links &+ UInt64(index) &* 4
        }
        return false
    }

    /// Whether the symbol with this number has the name, and is defined by the library itself.
    private func isDefined(_ symbol: String, at index: UInt32) -> Bool {
        guard let symbols = place(Tag.symbols), let texts = place(Tag.texts),
            let entry = bytes.piece(symbols &+ UInt64(index) &* 24, 24),
            let name = entry.number(UInt32.self, at: 0),
            let section = entry.number(UInt16.self, at: 6)
        else { return false }
        return section != 0 && bytes.text(at: texts &+ UInt64(name))?.isSpelled(symbol) == true
    }

    /// Only a file that was crafted to waste time has longer chains.
    private static let longestChain = 10_000
}
