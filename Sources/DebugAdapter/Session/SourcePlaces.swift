import Bytes
import Glibc
import JSON
import Pipeline

/// The places of a pipeline's steps in its files.
struct SourcePlaces: Sendable {
    /// A place at which a file begins to mention a step.
    private struct Place: Sendable {
        let location: SourceLocation
        let content: Content
    }

    /// The step that a place of a file mentions.
    enum Content: Sendable {
        /// A step of the run.
        case step(PlannedStep)
        /// A step that does not run.
        case absent(AbsentStep)
    }

    /// The step for a breakpoint at some place of a file.
    struct Target: Sendable {
        let content: Content
        let location: SourceLocation
        /// Whether the line mentions other steps too, so that the column matters.
        let sharesLine: Bool
    }

    /// The file to which a client refers.
    enum File: Sendable {
        /// A file that it can open by itself.
        case identity(FileIdentity)
        /// A text that it requests by number.
        case text(String)

        /// The owner of the file's breakpoints, whatever the file's name.
        var owner: String {
            switch self {
            case .identity(let identity): identity.description
            case .text(let name): "text \(name)"
            }
        }
    }

    private let places: [Place]
    /// The files that a client cannot open by itself, and requests by number.
    private let texts: [String]

    /// Collects the places of the steps; `hasText` recognises files which a client cannot open.
    init(_ steps: [PlannedStep], absent: [AbsentStep], hasText: (String) -> Bool) {
        places =
            steps.flatMap { step in
                step.origin.places.map { Place(location: $0, content: .step(step)) }
            }
            + absent.flatMap { step in
                step.places.map { Place(location: $0, content: .absent(step)) }
            }
        var texts: [String] = []
        for file in places.map(\.location.file) where hasText(file) && !texts.contains(file) {
            texts.append(file)
        }
        self.texts = texts
    }

    /// The file of one of the protocol's sources; nil if it has none.
    func file(of source: JSONValue) -> File? {
        if let reference = source["sourceReference"]?.integer, reference > 0 {
            return file(reference).map(File.text)
        }
        let path = source["path"]?.string.flatMap(FileURI.path)
        return path.map { .identity(FileIdentity($0)) }
    }

    /// The number by which a client requests a file; nil for one that it can open by itself.
    func reference(of file: String) -> Int? { texts.firstIndex(of: file).map { $0 + 1 } }

    /// The file with a number.
    func file(_ reference: Int) -> String? {
        reference > 0 && reference <= texts.count ? texts[reference - 1] : nil
    }

    /// The places within a range at which a file begins to mention a step that runs, in order.
    func locations(
        in file: File, from first: (line: Int, column: Int), to last: (line: Int, column: Int)
    ) -> [SourceLocation] {
        var found: [SourceLocation] = []
        for place in places(in: file) {
            let location = place.location
            let position = (location.line, location.column)
            guard case .step = place.content, position >= first, position <= last,
                found.last != location
            else { continue }
            found.append(location)
        }
        return found
    }

    /// Finds the step for a breakpoint: on its line, otherwise on the nearest line above it that
    /// mentions a step, otherwise the file's first.
    ///
    /// - Parameters:
    ///   - line: the breakpoint's line, counted from 1.
    ///   - column: selects a step on the line; nil for the first of them, so that the run stops
    ///     before any of them has run.
    ///   - file: the breakpoint's file.
    /// - Returns: nil if the file mentions no step.
    func target(at line: Int, column: Int?, in file: File) -> Target? {
        let places = places(in: file)
        let nearest = places.last { $0.location.line <= line } ?? places.first
        guard let nearest else { return nil }
        let onLine = places.filter { $0.location.line == nearest.location.line }
        let chosen: Place?
        if let column, nearest.location.line == line {
            chosen = onLine.last { $0.location.column <= column }
        } else {
            chosen = onLine.first { if case .step = $0.content { true } else { false } }
        }
        let place = chosen ?? onLine.first ?? nearest
        return Target(
            content: place.content, location: place.location,
            sharesLine: onLine.contains { $0.location != place.location })
    }

    /// The places in a file, in order.
    private func places(in file: File) -> [Place] {
        let found: [Place]
        switch file {
        case .text(let name): found = places.filter { $0.location.file.isSpelled(name) }
        case .identity(let identity):
            let names = Set(places.map { Spelling($0.location.file) }).filter { name in
                !texts.contains(name.text) && FileIdentity(name.text) == identity
            }
            found = places.filter { names.contains(Spelling($0.location.file)) }
        }
        return found.sorted {
            ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
        }
    }
}
