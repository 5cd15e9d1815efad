package import Pipeline
import PipelineFile

extension FleetOrder {
    /// For people, before it is sent.
    package var lines: [String] {
        let whom = [("stack", stack), ("layer", layer), ("group", group)]
            .compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
        let what = parameters.sorted { $0.key < $1.key }.flatMap { name, values in
            values.map { "    \(name): \($0)" }
        }
        let begin = "\(document) on the instances of \(whom), \(concurrency) at a time, until more "
        return ([begin + "than \(errors) have failed"] + what).map { PrintableText($0).text }
    }

    /// For programs.
    package var json: Value {
        func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
        return .map([
            "document": .string(document),
            "parameters": .map(parameters.mapValues { .list($0.map(Value.string)) }),
            "stack": text(stack), "layer": text(layer), "group": text(group),
            "concurrency": .string(concurrency), "errors": .string(errors),
        ])
    }
}

extension FleetProgress {
    /// The progress, in a line.
    package var line: String {
        "\(status): \(done) of \(nodes) done" + (failed > 0 ? ", \(failed) failed" : "")
    }
}

extension FleetReply {
    /// For programs.
    package var json: Value {
        .map([
            "instance": .string(node), "status": .string(status),
            "succeeded": .boolean(succeeded), "output": output.map(Value.string) ?? .null,
        ])
    }
}

extension [FleetReply] {
    /// The number of lines that are shown of a failed node's output.
    private static var mostLines: Int { 3 }

    /// For people: the nodes that failed, and the number of the others.
    package var lines: [String] {
        guard !isEmpty else { return ["no managed instance has these tags: it ran nowhere"] }
        let failed = filter { !$0.succeeded }.sorted { $0.node < $1.node }
        let account = failed.flatMap { reply in
            let lines = (reply.output ?? "").utf8.split(separator: UInt8(ascii: "\n"))
                .suffix(Self.mostLines)
            return ["\(reply.node): \(reply.status)"]
                + lines.map { "    " + String(decoding: $0, as: UTF8.self) }
        }
        let sum = "\(count - failed.count) of \(count) instances succeeded"
        return (account + [sum]).map { PrintableText($0).text }
    }
}
