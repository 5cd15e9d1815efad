import Bytes
import JSON
import Pipeline
import PipelineFile
import Steps

/// All files of one layer: the provider's, and those that any provider needs.
struct ImportedLayer {
    /// The layer's folder, named after its product.
    let folder: String
    /// The name of the group in the policy, and of the CloudFormation stack in the report.
    let group: String
    let written: WrittenLayer
    let wishes: ImportWishes
    let described: DescribedLayer
    let files: [(path: String, text: String)]
    /// The leftovers of the files around the layer.
    let leftovers: [Leftover]

    /// The limit of `create-stack --template-body`, in bytes.
    private static let templateLimit = 51_200

    /// - Throws: what is wrong with the resulting pipeline, or with the user-data's size.
    init(
        _ written: WrittenLayer, of layer: DescribedLayer, in stack: DescribedStack,
        _ wishes: ImportWishes, environment: [String: String]
    ) async throws {
        self.written = written
        self.wishes = wishes
        described = layer
        folder = wishes.product
        group = Self.stackName(wishes)
        var request = PlanRequest()
        request.source = SourceText(
            written.pipelineWithoutPlugins, name: "\(wishes.product)/pipeline.yaml")
        request.inputs = wishes.inputs
        var data = UserData()
        data.inputs = Facts.inputs.compactMap { name in wishes.inputs[name].map { (name, $0.text) }
        }
        data.files = [("/etc/enlist/pipeline.yaml", written.pipeline)]
        let script = try data.checkedText(.shell)

        func rights(_ account: String?, _ region: String?, _ group: String) async throws
            -> NeededRights
        {
            try await NeededRights(
                of: request, leaves: true, onFailure: nil,
                knowing: NeededRights.scope(
                    Facts(), account: account, region: region, group: group),
                environment: environment)
        }
        let own = try await rights(stack.account, stack.region, group)
        let inTemplate = try await rights(
            "${AWS::AccountId}", "${AWS::Region}", "${AWS::StackName}")
        let template = GroupTemplate(
            layer, written, wishes, userData: script, policy: inTemplate.policy,
            managedPolicies: own.policies)
        leftovers =
            template.text.utf8.count > Self.templateLimit
            ? [
                Leftover(
                    .first, "the size of group.yaml, \(template.text.utf8.count) bytes",
                    why: "CloudFormation takes \(Self.templateLimit) in a request",
                    instead: "put it into S3, and give --template-url in place of --template-body")
            ] : []
        files =
            [
                (path: "pipeline.yaml", text: written.pipeline), ("user-data.sh", script),
                ("policy.json", own.policy.indentedJSON + "\n"), ("group.yaml", template.text),
            ].map { ("\(wishes.product)/\($0.path)", $0.text) }
            + written.files.map { ("\(wishes.product)/\($0.name)", $0.text) }
    }

    /// CloudFormation's names consist of letters, digits and `-`.
    private static func stackName(_ wishes: ImportWishes) -> String {
        let text = "v\(wishes.major)-\(wishes.environment)-\(wishes.platform)-\(wishes.product)"
        let bytes = text.utf8.map { $0.isLetter || $0.isDigit ? $0 : UInt8(ascii: "-") }
        return String(decoding: bytes, as: UTF8.self).beginning(128)
    }
}

extension ImportWishes {
    fileprivate var inputs: [FactName: (text: String, option: String)] {
        [
            FactKey.product.name: (product, "--product"),
            FactKey.environment.name: (environment, "--environment"),
            FactKey.platform.name: (platform, "--platform"), FactKey.major.name: (major, "--major"),
        ]
    }
}
