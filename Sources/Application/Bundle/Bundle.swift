import Glibc
import Journal
package import Pipeline
import PipelineFile
import Steps

/// Everything needed to find out why an instance did not join, as one tar archive.
///
/// Known secrets are hidden in all of it, and so is what looks like one. Each file is cut at its
/// beginning to fit a limit. The first file lists the content, and why the rest is missing.
package struct Bundle: Sendable {
    /// The maximum size of a file in bytes, counted from its end.
    package static let mostOfFile = 4 << 20
    /// The maximum size of the whole in bytes; what exceeds it is left out.
    private static let most = 24 << 20
    private static let index = "README.txt"

    private let identity: String
    private let parts: [BundlePart]
    private let secrets: RunSecrets

    /// Creates a bundle from a line that describes it, and its parts, the most important one first.
    init(of identity: String, _ parts: [BundlePart], hiding secrets: RunSecrets) {
        self.identity = identity
        self.parts = parts
        self.secrets = secrets
    }

    /// Returns the archive, with all files in one folder.
    ///
    /// - Parameters:
    ///   - folder: the name of the folder.
    ///   - time: the time of its creation.
    /// - Returns: the bytes.
    package func archive(in folder: String, at time: Moment) -> [UInt8] {
        var files: [(name: String, content: [UInt8])] = []
        var lines: [String] = []
        var size = 0
        for part in parts {
            switch file(part) {
            case .missing(let reason): lines.append("\(part.name): not there: \(reason)")
            case .file(let content, let left) where size + content.count <= Self.most:
                size += content.count
                files.append((part.name, content))
                let cut = left > 0 ? "; the first \(left) bytes are left out" : ""
                lines.append("\(part.name): \(content.count) bytes\(cut)")
            case .file(let content, _):
                lines.append("\(part.name): not there: with its \(content.count) bytes too much")
            }
        }
        var writer = TarWriter(at: Int(time.sinceEpoch.components.seconds))
        writer.add("\(folder)/\(Self.index)", Array(text(lines, time).utf8))
        for file in files { writer.add("\(folder)/\(file.name)", file.content) }
        return writer.archive
    }

    private func text(_ lines: [String], _ time: Moment) -> String {
        ([
            "enlist bundle, \(time.timestamp)", identity, "",
            "Secrets that enlist knows, and values whose names say that they are one, show as ***.",
            "What scripts have printed is in it: read it before you send it on.", "",
        ] + lines.map(secrets.redacted)).map { PrintableText($0).text + "\n" }.joined()
    }

    private enum File {
        case file([UInt8], left: Int)
        case missing(because: String)
    }

    private func file(_ part: BundlePart) -> File {
        switch part.content {
        case .missing(let reason): return .missing(because: reason)
        case .text(let text, let left):
            return end(of: Array(secrets.redacted(text).utf8), after: left)
        case .journal(let bytes):
            let lines = bytes.split(separator: UInt8(ascii: "\n")).flatMap { line in
                JournalLine.rewritten(line, by: secrets.redacted)
            }
            return end(of: lines, after: 0)
        }
    }

    /// The last whole lines of a file within its limit; `left` counts the bytes that are missing
    /// before them.
    private func end(of bytes: [UInt8], after left: Int) -> File {
        guard left > 0 || bytes.count > Self.mostOfFile else { return .file(bytes, left: 0) }
        let tail = bytes.suffix(Self.mostOfFile)
        let lineEnd = tail.firstIndex(of: UInt8(ascii: "\n"))
        let kept = lineEnd.map { tail[($0 + 1)...] } ?? tail
        return .file(Array(kept), left: left + bytes.count - kept.count)
    }
}
