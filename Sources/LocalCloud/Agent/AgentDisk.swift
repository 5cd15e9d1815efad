import Foundation
import Glibc

/// The part of a machine's root folder that its agent writes to.
///
/// The agent's own files are private (700 and 600); its logs are readable by all.
struct AgentDisk {
    private let root: String

    init(root: String) {
        self.root = root
    }

    /// Writes a mark.
    ///
    /// A write error is ignored: there is nothing that could report it.
    func leave(_ mark: AgentMark) {
        for deed in mark.deeds {
            switch deed {
            case .folder(let path): makeFolder(path)
            case .freshFolder(let path):
                try? FileManager.default.removeItem(atPath: full(path))
                makeFolder(path)
            case .file(let path, let text): write(text, to: path, mode: 0o600, flags: O_TRUNC)
            case .log(let path, let line):
                write(line + "\n", to: path, mode: 0o644, flags: O_APPEND)
            case .remove(let path): unlink(full(path))
            }
        }
    }

    /// The absolute path of something below the root.
    func full(_ path: String) -> String { "\(root)/\(path)" }

    /// Creates a folder and its parents, with the modes of the agent's.
    func makeFolder(_ path: String) {
        var place = root
        for part in path.words(at: "/") {
            place += "/\(part)"
            mkdir(place, place.begins(with: full("var/lib/amazon")) ? 0o700 : 0o755)
        }
    }

    /// Writes to a file; creates it with a mode if it does not exist.
    func write(_ text: String, to path: String, mode: mode_t, flags: Int32) {
        makeFolder(path.words(at: "/").dropLast().joined(separator: "/"))
        let file = open(full(path), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode)
        guard file >= 0 else { return }
        defer { close(file) }
        fchmod(file, mode)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The beginning of a file, as text; empty if it cannot be read.
    func beginning(of path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: full(path)) else { return "" }
        let data = try? file.read(upToCount: 200_000)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
