/// What runs where, and with which inputs: the first thing to know of a log or report.
package struct RunIdentity: Sendable, Equatable {
    /// The program's version.
    package let program: String
    /// The source of the pipeline, for a person: its files, or a built-in one.
    package let source: String
    /// The requested pipeline, a file or a name; nil for the machine's own.
    package let pipeline: String?
    /// The known facts that identify the instance and the inputs: see `told`.
    package let facts: Facts
    /// The run's place in its trace (W3C Trace Context); nil if it is not traced.
    package let traceparent: String?

    /// The facts that identify the instance and the inputs.
    private static let told: [FactName] =
        [
            FactKey.instanceID.name, FactKey.instanceRegion.name, FactKey.imageID.name,
            FactKey.lifecycle.name,
        ]
        + Facts.inputs

    /// Selects the identifying facts from all known ones.
    package init(
        program: String, source: String, pipeline: String?, facts: Facts, traceparent: String? = nil
    ) {
        self.program = program
        self.source = source
        self.pipeline = pipeline
        self.traceparent = traceparent
        self.facts = facts.removing(facts.names.filter { !Self.told.contains($0) })
    }

    /// The identity for a person: `enlist 1.0 on i-0abc in eu-west-1, image ami-0abc;
    /// product=shop`.
    ///
    /// One line, which may contain text from outside.
    package var words: String {
        var words = "enlist \(program)"
        if let instance = facts[.instanceID] { words += " on \(instance)" }
        if let region = facts[.instanceRegion] { words += " in \(region)" }
        if let image = facts[.imageID] { words += ", image \(image)" }
        let inputs = Facts.inputs.compactMap { name in
            facts[name].map { "\(name.text)=\($0.text)" }
        }
        return inputs.isEmpty ? words : words + "; " + inputs.joined(separator: " ")
    }
}

extension RunIdentity {
    /// The entries of the event's JSON.
    package var entries: [(key: String, value: Value)] {
        [("program", .string(program)), ("source", .string(source))]
            + (pipeline.map { [("pipeline", .string($0))] } ?? []) + [("facts", facts.shown)]
            + (traceparent.map { [("traceparent", .string($0))] } ?? [])
    }
}
