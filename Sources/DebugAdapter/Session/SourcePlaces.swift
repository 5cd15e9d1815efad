import Bytes
import Glibc
import JSON
import Pipeline

/// Where the steps of a pipeline stand.
struct SourcePlaces: Sendable {
    /// A place at which a file begins to speak of a step.
    private struct Place: Sendable {
        let location: SourceLocation
        let content: Content
    }

    /// What a place of a file speaks of.
    enum Content: Sendable {
        /// One that runs.
        case step(PlannedStep)
        /// One that does not.
        case absent(AbsentStep)
    }

    /// What a breakpoint at some place of a file is about.
    struct Target: Sendable {
        let content: Content
        let location: SourceLocation
        /// Whether the line speaks of others too, so that the column matters.
        let sharesLine: Bool
    }

    /// Which file a client speaks of.
    enum File: Sendable {
        /// One that it can open by itself.
        case identity(FileIdentity)
        /// One that it asks for by number.
        case text(String)

        /// What breakpoints of the file belong to, whatever it is called.
        var owner: String {
            switch self {
            case .identity(let identity): identity.description
            case .text(let name): "text \(name)"
            }
        }
    }

    private let places: [Place]
    /// The files that a client cannot open by itself, which it asks for by number.
    private let texts: [String]

    /// Takes the steps, and what tells whether a file is not one that a client could open.
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

    /// The file that a source of the protocol's names; nil where it names none.
    func file(of source: JSONValue) -> File? {
        if let reference = source["sourceReference"]?.integer, reference > 0 {
            return file(reference).map(File.text)
        }
        let path = source["path"]?.string.flatMap(FileURI.path)
        return path.map { .identity(FileIdentity($0)) }
    }

    /// The number by which a client asks for a file; nil for one that it can open by itself.
    func reference(of file: String) -> Int? { texts.firstIndex(of: file).map { $0 + 1 } }

    /// The file with a number.
    func file(_ reference: Int) -> String? {
        reference > 0 && reference <= texts.count ? texts[reference - 1] : nil
    }

    /// The places of a range at which a file begins to speak of a step that runs, in their order.
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

    /// What a breakpoint is about: what stands on its line, else on the nearest line above it that
    /// speaks of a step, else the file's first.
    ///
    /// - Parameters:
    ///   - line: the breakpoint's, counted from 1.
    ///   - column: chooses among those of the line; nil for the first of them, so that the run stops
    ///     before any of them has run.
    ///   - file: the breakpoint's.
    /// - Returns: nil where the file speaks of no step.
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

    /// Those of a file, in their order.
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
