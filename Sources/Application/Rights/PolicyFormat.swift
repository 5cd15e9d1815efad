import Bytes
package import Pipeline
import Steps

/// The language in which a policy is printed.
///
/// In a template, account, region and partition are those in which the template is used. The policy
/// is created with placeholders for them, which become terms of the template's language; everything
/// else is escaped for that language.
package enum PolicyFormat: String, CaseIterable, Sendable {
    case json, cloudformation, terraform

    /// The meaning of a placeholder; private-use characters, which do not occur in AWS's names.
    private enum Mark: String, CaseIterable {
        case account = "\u{E000}"
        case region = "\u{E001}"
        case partition = "\u{E002}"

        var word: (cloudFormation: String, terraform: String) {
            switch self {
            case .account: ("AWS::AccountId", "data.aws_caller_identity.enlist.account_id")
            case .region: ("AWS::Region", "data.aws_region.enlist.name")
            case .partition: ("AWS::Partition", "data.aws_partition.enlist.partition")
            }
        }
    }

    /// Returns placeholders for the facts that are not set.
    ///
    /// - Parameter said: the facts that are set.
    /// - Returns: placeholders for the others; empty in JSON.
    package func scope(besides said: Facts) -> Facts {
        var facts = Facts()
        guard self != .json else { return facts }
        if said[.accountID] == nil { facts[.accountID] = Mark.account.rawValue }
        if said[.instanceRegion] == nil {
            facts[.instanceRegion] = Mark.region.rawValue
            facts[.partition] = Mark.partition.rawValue
        }
        return facts
    }

    /// Returns a policy as text, with a line break at its end.
    package func text(of policy: Value) -> String {
        switch self {
        case .json: policy.indentedJSON + "\n"
        case .cloudformation: cloudFormation(policy)
        case .terraform: terraform(policy)
        }
    }

    private func cloudFormation(_ policy: Value) -> String {
        """
        # In the role: ManagedPolicyArns: [!Ref EnlistPolicy]
        Resources:
          EnlistPolicy:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              Description: What enlist calls
              PolicyDocument:
        \(YAMLText(indentation: 8, string: Self.cloudFormationText).text(of: policy))

        """
    }

    private static func cloudFormationText(_ text: String) -> String {
        guard Mark.allCases.contains(where: { text.contains(bytes: $0.rawValue) }) else {
            return Value.string(text).json
        }
        var text = Value.string(text).json.replacing(bytes: "${", by: "${!")
        for mark in Mark.allCases {
            text = text.replacing(bytes: mark.rawValue, by: "${\(mark.word.cloudFormation)}")
        }
        return "!Sub \(text)"
    }

    private func terraform(_ policy: Value) -> String {
        var json = policy.indentedJSON.replacing(bytes: "${", by: "$${")
            .replacing(bytes: "%{", by: "%%{")
        var sources = ""
        for mark in Mark.allCases where json.contains(bytes: mark.rawValue) {
            let word = mark.word.terraform
            json = json.replacing(bytes: mark.rawValue, by: "${\(word)}")
            sources += "data \"\(word.parts(at: ".")[1])\" \"enlist\" {}\n\n"
        }
        let lines = json.lines().map { "    \($0)\n" }.joined()
        return """
            \(sources)# For the role: an aws_iam_role_policy_attachment of aws_iam_policy.enlist.arn, on which the group depends.
            resource "aws_iam_policy" "enlist" {
              name_prefix = "enlist-"
              description = "What enlist calls"

              policy = <<-JSON
            \(lines)  JSON
            }

            """
    }
}
