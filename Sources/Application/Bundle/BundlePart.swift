import Pipeline

/// A file of a bundle, or the reason why it is missing.
package struct BundlePart: Sendable {
    /// Its name in the bundle, such as `journal.ndjson`.
    package let name: String
    let content: Content

    enum Content: Sendable {
        /// A text, and the number of bytes cut off at its beginning.
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

    /// A missing file, and the reason.
    package init(_ name: String, missingBecause reason: String) {
        self.init(name, .missing(because: reason))
    }

    /// A description of the part for a person, in one line.
    package var line: String {
        switch content {
        case .text(let text, _): "\(name): \(text.utf8.count) bytes"
        case .journal(let bytes): "\(name): \(bytes.count) bytes"
        case .missing(let reason): "\(name): not there: \(reason)"
        }
    }

    /// A part with a text.
    package init(_ name: String, text: String) { self.init(name, .text(text, left: 0)) }

    /// A part with a text that is created now; an error becomes the reason why it is missing.
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
