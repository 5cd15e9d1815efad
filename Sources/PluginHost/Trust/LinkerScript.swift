import Bytes

/// A text that says to the linker which libraries are meant, as `libc.so` and `libncurses.so` are on most
/// machines; the loader cannot do anything with it.
struct LinkerScript: Equatable {
    /// The libraries that it names, in their order: paths, or names as `libtinfo.so`.
    let libraries: [String]

    /// More bytes than such a script has.
    static let longest = 16 << 10
    /// The commands that name libraries (ld's manual, "Commands Dealing with Files").
    private static let commands = ["INPUT", "GROUP"]

    /// Reads a file's beginning; nil where it is no such script.
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
        // One that is not closed goes on to the end.
        let after = rest.halves(around: "*/")?.after ?? ""
        return before + " " + withoutComments(after)
    }

    private static func library(_ word: String) -> String? {
        if let name = word.rest(after: "-l") { return "lib\(name).so" }
        return word.ends(with: ".so") || word.contains(bytes: ".so.") ? word : nil
    }
}
