/// Words in the syntax of a POSIX shell.
///
/// Quoting works on bytes: to Swift, a quote followed by a combining mark is another character.
package enum ShellWord {
    /// The word in single quotes, if it needs them.
    package static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x30...0x39).contains(byte) || "-_./:=,@%+".utf8.contains(byte)
        }
        if isPlain, !word.isEmpty { return word }
        var bytes: [UInt8] = []
        for byte in word.utf8 {
            bytes += byte == UInt8(ascii: "'") ? Array("'\\''".utf8) : [byte]
        }
        return "'\(String(decoding: bytes, as: UTF8.self))'"
    }
}
