import Bytes
import JSON
import Pipeline

/// Creates a State Manager association from another provider's layer, with the pipeline that joins
/// it.
struct AssociatedLayer: LayerWriter {
    func write(
        _ layer: DescribedLayer, of stack: DescribedStack, _ wishes: ImportWishes
    ) throws(Failure) -> WrittenLayer {
        let (_, path) = try ParameterPath.layer(wishes.product, of: wishes.stackPath)
        let runs = try LayerRuns(layer, of: stack, wishes)
        let pipeline = JoiningPipeline(layer, wishes)
        let name = "v\(wishes.major)-\(wishes.environment)-\(wishes.platform)-\(wishes.product)"
        let targets: JSONValue = [
            ["Key": .string("tag:\(LayerAssociations.tag)"), "Values": [.string(path.text)]]
        ]
        let association: [JSONValue.Member] = [
            .init("Name", .string(runs.document)),
            .init("AssociationName", .string(name.beginning(128))),
            .init("Targets", targets), .init("Parameters", runs.joining),
        ]
        let commands = runs.others.map { event, parameters in
            let command: JSONValue = [
                "DocumentName": .string(runs.document), "Targets": targets,
                "Parameters": parameters, "Comment": .string("\(event.rawValue) of \(path.text)"),
            ]
            return (name: "\(event.rawValue).json", text: command.lines)
        }
        let reading =
            runs.statements.isEmpty
            ? []
            : [
                (
                    name: "document-policy.json",
                    text: JSONValue.object([
                        .init("Version", "2012-10-17"), .init("Statement", .array(runs.statements)),
                    ]).lines.replacing(bytes: "arn:aws:", by: "arn:\(wishes.partition):")
                )
            ]
        return WrittenLayer(
            path: path.text, pipeline: pipeline.text,
            pipelineWithoutPlugins: pipeline.textWithoutPlugins,
            resource: ["Type": "AWS::SSM::Association", "Properties": .object(association)],
            files: [(name: "association.json", text: JSONValue.object(association).lines)]
                + commands
                + reading,
            command: "aws ssm create-association --cli-input-json file://association.json"
                + (wishes.region.map { " --region \($0)" } ?? ""),
            statements: runs.statements, secrets: runs.secrets, devices: pipeline.devices,
            leftovers: runs.leftovers + pipeline.leftovers)
    }

    func parameters(
        of stack: DescribedStack, secrets: [String], _ wishes: ImportWishes
    ) -> (script: String?, leftovers: [Leftover]) {
        let parameters = StackParameters(stack, secrets: secrets, wishes)
        return (parameters.script, parameters.leftovers)
    }
}

extension ImportWishes {
    /// The default stack path of `look-up-associations`.
    var stackPath: String { "/enlist/\(place)" }

    /// The path of a stack's secrets and settings, apart from the layers.
    var secretPath: String { "/enlist-cookbooks/\(place)" }
    var settingPath: String { "/enlist-apps/\(place)" }

    /// `aws`, or the partition of the regions in China or of the US government.
    var partition: String {
        var facts = Facts()
        facts[.instanceRegion] = region
        return facts.withPartition[.partition] ?? "aws"
    }

    private var place: String { "v\(major)/\(environment)/\(platform)" }
}

extension JSONValue {
    /// JSON for people: one member per line.
    var lines: String { text(.indented, escaping: .lineBreakers) + "\n" }
}
