import Glibc

/// An entry of systemd's journal with additional fields.
///
/// Source: systemd's "Native Journal Protocol" (https://systemd.io/JOURNAL_NATIVE_PROTOCOL).
struct JournalEntry {
    private let fields: [(name: String, value: String)]

    /// Creates an entry from a text, its severity, and additional fields.
    ///
    /// Their names follow journald's rule: capital letters, digits and `_`.
    init(_ text: String, _ severity: Severity, fields: [(name: String, value: String)]) {
        self.fields =
            [
                ("MESSAGE", text), ("PRIORITY", "\(severity.rawValue)"),
                ("SYSLOG_IDENTIFIER", "enlist"),
            ] + fields
    }

    /// The datagram.
    ///
    /// A field is `NAME=value` and a line break; if the value contains line breaks, it is the name,
    /// a line break, the value's length in 8 bytes, little-endian, the value and a line break.
    var datagram: [UInt8] {
        fields.flatMap { name, value -> [UInt8] in
            guard value.utf8.contains(UInt8(ascii: "\n")) else {
                return Array("\(name)=\(value)\n".utf8)
            }
            let length = withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian, Array.init)
            return Array("\(name)\n".utf8) + length + Array("\(value)\n".utf8)
        }
    }

    /// Sends the entry to journald, without blocking.
    ///
    /// - Parameter path: journald's socket.
    /// - Returns: false if it was not accepted.
    func send(to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The path is terminated by a null byte.
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let datagram = datagram
        let sent = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    descriptor, datagram, datagram.count, Int32(MSG_DONTWAIT), $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return sent == datagram.count
    }
}
