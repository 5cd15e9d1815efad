import Bytes
import Glibc
import JSON
import Pipeline

/// Where the steps of a pipeline stand, as an editor names places.
struct SourcePlaces: Sendable {
    /// A line at which a file begins to speak of a step.
    private struct Place: Sendable {
        let location: SourceLocation
        let content: Content
    }

    /// What a line of a file speaks of.
    enum Content: Sendable {
        case step(PlannedStep, at: SourceLocation)
        /// One that does not run.
        case absent(AbsentStep)
    }

    private let places: [Place]
    /// The files that a client cannot open by itself, which it asks for by number.
    private let texts: [String]

    /// Takes the steps, and what tells whether a file is none that a client could open.
    init(_ steps: [PlannedStep], absent: [AbsentStep], hasText: (String) -> Bool) {
        places =
            steps.flatMap { step in
                step.origin.places.map { Place(location: $0, content: .step(step, at: $0)) }
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

    /// The source as the protocol has it.
    func source(_ file: String) -> JSONValue {
        if let number = texts.firstIndex(of: file) {
            return ["name": .string(file), "sourceReference": .integer(number + 1)]
        }
        let path = SourcePlaces.realPath(file)
        let name = path.lastName ?? path
        return ["name": .string(name), "path": .string(path)]
    }

    /// The file with a number of `source`.
    func file(_ reference: Int) -> String? {
        reference > 0 && reference <= texts.count ? texts[reference - 1] : nil
    }

    /// The lines of a range in which a file begins to speak of a step that runs.
    func lines(in source: JSONValue, from first: Int, to last: Int) -> [SourceLocation] {
        places(in: source).compactMap { place in
            guard case .step(_, let location) = place.content, location.line >= first,
                location.line <= last
            else { return nil }
            return location
        }
    }

    /// What the line is about: the last step, or change of one, that begins at or before it, else the first.
    func content(at line: Int, in source: JSONValue) -> Content? {
        let places = places(in: source)
        return (places.last { $0.location.line <= line } ?? places.first)?.content
    }

    /// Those of a file, in the order of its lines.
    private func places(in source: JSONValue) -> [Place] {
        let found: [Place]
        if let reference = source["sourceReference"]?.integer, reference > 0 {
            found = places.filter { $0.location.file == file(reference) }
        } else {
            guard let path = source["path"]?.string else { return [] }
            let real = SourcePlaces.realPath(path)
            found = places.filter { place in
                let file = place.location.file
                return !texts.contains(file) && SourcePlaces.realPath(file).isSpelled(real)
            }
        }
        return found.sorted { $0.location.line < $1.location.line }
    }

    /// A file's one name; the name it has where there is no such file.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
