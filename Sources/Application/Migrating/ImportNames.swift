import Bytes
import Pipeline
import PipelineFile
import Steps

/// The four inputs of a layer, from a person's options and from the names of the stack and the
/// layer.
struct ImportNames {
    private let texts: [FactName: String]

    /// - Throws: a `CommandError` for inputs without a source, and for names that are no valid
    ///   input.
    init(
        _ request: StackImport.Request, stack: DescribedStack, layer: DescribedLayer
    ) throws(CommandError) {
        let told = Self.told(by: stack.name, layer.shortName)
        var texts: [FactName: String] = [:]
        var missing: [FactName] = []
        var problems: [Diagnostic] = []
        for name in Facts.inputs {
            let given = request.inputs[name]
            guard let text = given?.text ?? told[name] else {
                missing.append(name)
                continue
            }
            if let problem = InputRule.problem(with: text, of: name) {
                problems.append(
                    .badInput(
                        name, from: given?.option ?? "the saved answers",
                        (
                            problem.message,
                            given == nil
                                ? "say another with `--\(name)`, for one layer at a time: `--layer`"
                                : problem.remedy
                        ),
                        at: nil))
            }
            texts[name] = text
        }
        if !missing.isEmpty {
            problems.append(.unknownInputs(missing, stack: stack.name, layer: layer.shortName))
        }
        guard problems.isEmpty else { throw CommandError(.badData, Diagnostics(problems)) }
        self.texts = texts
    }

    /// The inputs from a stack's name such as `v3 prod web`, and from the layer's short name.
    private static func told(by stack: String, _ layer: String) -> [FactName: String] {
        var told: [FactName: String] = [:]
        if !layer.isEmpty { told[FactKey.product.name] = layer }
        let words = stack.parts(at: " ")
        guard words.count == 3, let major = words[0].rest(after: "v"), !major.isEmpty,
            major.utf8.allSatisfy(\.isDigit)
        else { return told }
        told[FactKey.major.name] = major
        told[FactKey.environment.name] = words[1]
        told[FactKey.platform.name] = words[2]
        return told
    }

    var product: String { texts[FactKey.product.name] ?? "" }

    func wishes(region: String?, mountPlugin: String?) -> ImportWishes {
        let text = { (name: FactName) in texts[name] ?? "" }
        return ImportWishes(
            product: text(FactKey.product.name), environment: text(FactKey.environment.name),
            platform: text(FactKey.platform.name), major: text(FactKey.major.name), region: region,
            mountPlugin: mountPlugin)
    }
}
