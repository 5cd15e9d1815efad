import Bytes
import CScaffold
import FoundationEssentials
import Glibc
import Pipeline

/// The initial files of a new plugin.
package struct PluginScaffold {
    package let name: String
    /// The name of the language on the command line.
    let language: String

    /// Creates a scaffold; `problem(with:)` must not object to the name.
    package init(name: String, language: String) {
        self.name = name
        self.language = language
    }

    /// What is wrong with a plugin's name, as a predicate; nil if nothing is.
    ///
    /// It becomes the name of a kind, of a library and, with underscores, of a crate.
    package static func problem(with name: String) -> String? {
        let isGood =
            name.utf8.count <= 40 && name.utf8.first?.isLetter == true
            && name.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
        return isGood
            ? nil : "should be lower-case letters, digits and `-`, at most 40, a letter first"
    }

    /// Writes the files.
    ///
    /// - Returns: their paths below the folder.
    /// - Throws: a `CommandError`, also if the folder exists already: nothing is overwritten.
    package func write(to folder: String) throws(CommandError) -> [String] {
        guard mkdir(folder, 0o755) == 0 else {
            throw failed(
                "make the folder \(folder)", String(cString: strerror(errno)),
                remedy: "choose another with --out")
        }
        var written: [String] = []
        for (path, text) in files {
            let place = "\(folder)/\(path)"
            do {
                try FileManager.default.createDirectory(
                    atPath: place.folder, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(filePath: place))
            } catch {
                throw failed("write \(place)", "\(error)", remedy: "look at the disk")
            }
            written.append(path)
        }
        return written
    }

    private var files: [(path: String, text: String)] {
        var files: [(String, String)] = []
        var next = cscaffold_files()
        while let file = next?.pointee, let path = file.path, let text = file.text {
            if file.language.map({ String(cString: $0) }) ?? language == language {
                files.append((filled(path), filled(text)))
            }
            next = next?.advanced(by: 1)
        }
        return files
    }

    private func filled(_ text: UnsafePointer<CChar>) -> String {
        String(cString: text).replacing(bytes: "@NAME@", by: name)
            .replacing(bytes: "@SYMBOL@", by: name.replacing(bytes: "-", by: "_"))
    }

    private func failed(_ what: String, _ why: String, remedy: String) -> CommandError {
        CommandError(.unavailable, Failure(.refused, "cannot \(what): \(why)", remedy: remedy))
    }
}
