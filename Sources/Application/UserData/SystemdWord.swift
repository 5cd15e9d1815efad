/// Words in the syntax of systemd, quoted byte by byte.
enum SystemdWord {
    /// A word for a variable that stands alone in a command line, as systemd.service(5) splits it.
    static func inCommandLine(_ word: String) -> String {
        let isPlain = !word.isEmpty && !word.utf8.contains { " \t\n\r\"'\\".utf8.contains($0) }
        return isPlain ? word : "\"\(escaped(word, "\\\""))\""
    }

    /// A value for an environment file, as systemd.exec(5) parses it before that.
    static func inEnvironmentFile(_ value: String) -> String {
        "\"\(escaped(value, "\\\"`$"))\""
    }

    private static func escaped(_ text: String, _ special: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if special.utf8.contains(byte) { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
