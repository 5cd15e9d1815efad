import Bytes
import Glibc
import JSON
import Pipeline

/// Where the steps of a pipeline stand, as an editor names places.
struct SourcePlaces: Sendable {
    private let steps: [PlannedStep]
    /// The files that a client cannot open by itself, which it asks for by number.
    private let texts: [String]

    /// Takes the steps, and what tells whether a file is none that a client could open.
    init(_ steps: [PlannedStep], hasText: (String) -> Bool) {
        self.steps = steps
        var texts: [String] = []
        for case let file? in steps.map({ $0.location?.file })
        where hasText(file) && !texts.contains(file) {
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

    /// The steps whose first line is in a range of a file's lines.
    func steps(in source: JSONValue, from first: Int, to last: Int) -> [PlannedStep] {
        steps(in: source).filter { step in
            step.location.map { $0.line >= first && $0.line <= last } ?? false
        }
    }

    /// The step whose lines a line is among: the last that begins at or before it, else the first.
    func step(at line: Int, in source: JSONValue) -> PlannedStep? {
        let steps = steps(in: source).sorted {
            ($0.location?.line ?? 0) < ($1.location?.line ?? 0)
        }
        return steps.last { ($0.location?.line ?? 0) <= line } ?? steps.first
    }

    private func steps(in source: JSONValue) -> [PlannedStep] {
        if let reference = source["sourceReference"]?.integer, reference > 0 {
            return steps.filter { $0.location?.file == file(reference) }
        }
        guard let path = source["path"]?.string else { return [] }
        let real = SourcePlaces.realPath(path)
        return steps.filter { step in
            guard let file = step.location?.file, !texts.contains(file) else { return false }
            return SourcePlaces.realPath(file).isSpelled(real)
        }
    }

    /// A file's one name; the name it has where there is no such file.
    private static func realPath(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
