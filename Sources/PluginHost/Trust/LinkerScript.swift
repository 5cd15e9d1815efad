import Bytes

/// A text that tells the linker which libraries to use, as `libc.so` and `libncurses.so` are on
/// most machines.
///
/// The loader cannot use it.
struct LinkerScript: Equatable {
    /// The libraries that it names, in order: paths, or names such as `libtinfo.so`.
    let libraries: [String]

    /// The maximum size of such a script, in bytes.
    static let longest = 16 << 10
    /// The commands that name libraries (ld's manual, "Commands Dealing with Files").
    private static let commands = ["INPUT", "GROUP"]

    /// Parses a file's beginning; nil if it is not such a script.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self), !text.hasByte("\0") else {
            return nil
        }
        var spaced = Self.withoutComments(text)
        for mark in ["(", ")"] { spaced = spaced.replacing(bytes: mark, by: " \(mark) ") }
        let words = spaced.replacing(bytes: ",", by: " ").words()
        guard
            words.indices.contains(where: { index in
                Self.commands.contains { words[index].isSpelled($0) }
                    && index + 1 < words.count && words[index + 1].isSpelled("(")
            })
        else { return nil }
        libraries = words.compactMap(Self.library)
    }

    private static func withoutComments(_ text: String) -> String {
        guard let (before, rest) = text.halves(around: "/*") else { return text }
        // An unclosed comment extends to the end.
        let after = rest.halves(around: "*/")?.after ?? ""
        return before + " " + withoutComments(after)
    }

    private static func library(_ word: String) -> String? {
        if let name = word.rest(after: "-l") { return "lib\(name).so" }
        return word.ends(with: ".so") || word.contains(bytes: ".so.") ? word : nil
    }
}
