import Bytes

/// The records of an extended header (POSIX.1-2001 pax): `<length> <key>=<value>\n` each; the
/// length is that of the whole record, in decimal.
struct PAXRecords {
    let records: [(key: String, value: String)]

    init(_ bytes: ArraySlice<UInt8>) throws(ArchiveProblem) {
        var rest = bytes
        var records: [(key: String, value: String)] = []
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...6).contains(digits.count),
                let length = Int(String(decoding: digits, as: UTF8.self)),
                length > digits.count + 1, length <= rest.count
            else { throw .notTar("an extended header is damaged") }
            let record = rest.prefix(length)
            let body = record.dropFirst(digits.count)
            guard body.first == UInt8(ascii: " "), body.last == UInt8(ascii: "\n"),
                let equals = body.firstIndex(of: UInt8(ascii: "=")),
                !body.contains(0)
            else { throw .notTar("an extended header is damaged") }
            records.append(
                (
                    try TarHeader.text(body[(body.startIndex + 1)..<equals]),
                    try TarHeader.text(body[(equals + 1)..<(body.endIndex - 1)])
                ))
            rest = rest.dropFirst(length)
        }
        self.records = records
    }

    /// Whether a key affects neither an entry's path nor its length.
    static func harmless(_ key: String) -> Bool {
        ["mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment"].contains(key)
            || ["SCHILY.", "LIBARCHIVE.", "RHT."].contains { key.begins(with: $0) }
    }
}
