package import Foundation

/// Writes a tar archive in the ustar format (POSIX.1-1988).
package struct TarArchive {
    private static let block = 512
    private var bytes = Data()

    package init() {}

    /// Adds a folder; its name ends in a slash.
    package mutating func addFolder(_ name: String) {
        bytes.append(Self.header(name: name, size: 0, mode: 0o755, type: "5"))
    }

    /// Adds a file.
    package mutating func addFile(_ name: String, _ text: String, executable: Bool) {
        let content = Data(text.utf8)
        let mode = executable ? 0o755 : 0o644
        bytes.append(Self.header(name: name, size: content.count, mode: mode, type: "0"))
        bytes.append(content)
        bytes.append(Data(count: (Self.block - content.count % Self.block) % Self.block))
    }

    /// The archive with its two closing blocks of zeros.
    package var finished: Data {
        bytes + Data(count: 2 * Self.block)
    }

    private static func header(name: String, size: Int, mode: Int, type: Unicode.Scalar) -> Data {
        var header = Data(count: block)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        func octal(_ value: Int, _ width: Int) -> String {
            let digits = String(value, radix: 8)
            return String(repeating: "0", count: width - digits.utf8.count) + digits
        }
        put(name, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put("root", at: 265)
        put("root", at: 297)
        // The checksum of the header, with its own field taken as eight spaces.
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6) + "\0 ", at: 148)
        return header
    }
}
