import Pipeline
import PipelineFile

extension UserData {
    /// Creates the user-data for an instance that runs a person's request.
    ///
    /// - Parameters:
    ///   - request: the facts that are set.
    ///   - pipeline: a pipeline file, or the name of a built-in pipeline; nil for the image's own.
    ///   - overlays: files that change the pipeline.
    /// - Throws: what is wrong with the facts and the files.
    package init(
        _ request: PlanRequest, pipeline: String?, overlays: [String]
    ) throws(CommandError) {
        self.init()
        for name in Facts.inputs {
            guard let (text, option) = request.inputs[name] else { continue }
            if let problem = InputRule.problem(with: text, of: name) {
                throw CommandError(
                    .badData, Diagnostics([.badInput(name, from: option, problem, at: nil)]))
            }
            inputs.append((name, text))
        }
        if let pipeline {
            let text =
                if BuiltInPipeline(named: pipeline) != nil {
                    "enlist: 1\nextends: \(pipeline)\n"
                } else {
                    try UserDataFile(pipeline, for: .pipeline).text
                }
            files.append((Self.pipelinePlace, text))
        }
        for path in overlays {
            let file = try UserDataFile(path, for: .changes)
            files.append(("\(Self.overlayFolder)/\(try file.name)", file.text))
        }
        if let repeated = files.map(\.path).firstRepeated {
            throw CommandError(
                .badData,
                Failure(
                    .refused, "two files would become \(repeated)", remedy: "rename one of them"))
        }
        // Facts that are not inputs and that no file could contain.
        options = request.settings.names.flatMap { name in
            ["--set", "\(name)=\(request.written[name] ?? request.settings[name]?.text ?? "")"]
        }
    }
}

extension [String] {
    fileprivate var firstRepeated: String? {
        var seen: Set<String> = []
        return first { !seen.insert($0).inserted }
    }
}
