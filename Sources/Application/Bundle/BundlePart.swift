import Pipeline

/// A file of a bundle, or why it is not there.
package struct BundlePart: Sendable {
    /// Its name in the bundle, as `journal.ndjson`.
    package let name: String
    let content: Content

    enum Content: Sendable {
        /// A text, and how many bytes of it have been left out at its beginning.
        case text(String, left: Int)
        /// A journal, whose lines have checksums.
        case journal([UInt8])
        /// Why it is missing, as a sentence without its full stop.
        case missing(because: String)
    }

    init(_ name: String, _ content: Content) {
        self.name = name
        self.content = content
    }

    /// No file, and why.
    package init(_ name: String, missingBecause reason: String) {
        self.init(name, .missing(because: reason))
    }

    /// What it has come to, for a person, in one line.
    package var line: String {
        switch content {
        case .text(let text, _): "\(name): \(text.utf8.count) bytes"
        case .journal(let bytes): "\(name): \(bytes.count) bytes"
        case .missing(let reason): "\(name): not there: \(reason)"
        }
    }

    /// A text.
    package init(_ name: String, text: String) { self.init(name, .text(text, left: 0)) }

    /// A text that is made now; what is in the way becomes the reason why it is missing.
    package init(_ name: String, making text: () async throws -> String) async {
        do {
            self.init(name, text: try await text())
        } catch let error as CommandError {
            self.init(name, .missing(because: error.summary))
        } catch {
            self.init(name, .missing(because: Failure(error).message))
        }
    }
}
