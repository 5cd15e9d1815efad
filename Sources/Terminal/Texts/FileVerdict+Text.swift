package import Application
package import Pipeline
import PipelineFile

extension FileVerdict {
    /// The line for a valid file.
    package var text: String? {
        summary.map { PrintableText("\(path): good, \($0)").abridged + "\n" }
    }

    /// The problems for programs: one mapping each.
    ///
    /// `checked` is the validated file, `file` the one that contains the problem, which can be one
    /// that it extends; `path` is a JSON Pointer (RFC 6901) into the latter.
    package var json: [Value] {
        let roots = sources.compactMap { source in
            (try? YAMLReader.read(source)).map { (source.name, $0.root) }
        }
        let trees = Dictionary(roots) { first, _ in first }
        return problems.map { problem in
            var fields = FileVerdict.place(problem.location)
            fields["checked"] = .string(path)
            if problem.location == nil { fields["file"] = .string(path) }
            fields["path"] =
                problem.location.flatMap { trees[$0.file]?.pointer(to: $0) }
                .map(Value.string) ?? .null
            fields["message"] = .string(problem.message)
            fields["remedy"] = .string(problem.remedy)
            fields["notes"] = .list(
                problem.notes.map { note in
                    .map(
                        FileVerdict.place(note.location)
                            .merging(["message": .string(note.message)]) { $1 })
                })
            return .map(fields)
        }
    }

    private static func place(_ location: SourceLocation?) -> [String: Value] {
        [
            "file": location.map { .string($0.file) } ?? .null,
            "line": location.map { .integer($0.line) } ?? .null,
            "column": location.map { .integer($0.column) } ?? .null,
        ]
    }
}
