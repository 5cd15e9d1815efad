import Bytes
import JSON
import Pipeline

/// The role of a layer's instances, as a CloudFormation resource.
///
/// Its policies are part of it, so that they exist before any instance does.
struct GroupRole {
    private let policy: Value
    private let managedPolicies: [String]
    private let own: [JSONValue]

    /// - Parameters:
    ///   - policy: with CloudFormation's terms for account, region and group.
    ///   - managedPolicies: the names of managed policies.
    ///   - own: statements for what the layer's document reads.
    init(_ policy: Value, _ managedPolicies: [String], own: [JSONValue]) {
        self.policy = policy
        self.managedPolicies = managedPolicies
        self.own = own
    }

    var resource: JSONValue {
        let all = statements + own.map(filled)
        return [
            "Type": "AWS::IAM::Role",
            "Properties": [
                "AssumeRolePolicyDocument": [
                    "Version": "2012-10-17",
                    "Statement": [
                        [
                            "Effect": "Allow", "Action": "sts:AssumeRole",
                            "Principal": ["Service": ["Fn::Sub": "ec2.${AWS::URLSuffix}"]],
                        ]
                    ],
                ],
                "ManagedPolicyArns": .array(
                    managedPolicies.map { name in
                        ["Fn::Sub": .string("arn:${AWS::Partition}:iam::aws:policy/\(name)")]
                    }),
                "Policies": [
                    [
                        "PolicyName": "enlist",
                        "PolicyDocument": ["Version": "2012-10-17", "Statement": .array(all)],
                    ]
                ],
            ],
        ]
    }

    /// The statements of the policy.
    private var statements: [JSONValue] {
        guard let value = try? JSONParser.parse(Array(policy.json.utf8)),
            case .array(let statements)? = value["Statement"]
        else { return [] }
        return statements.map(filled)
    }

    /// The value with CloudFormation's functions in place of its terms.
    private func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            let text = text.rest(after: "arn:aws:").map { "arn:${AWS::Partition}:\($0)" } ?? text
            guard text.contains(bytes: "${AWS::") else { return .string(text) }
            let isWord =
                text.begins(with: "${") && text.ends(with: "}") && text.parts(at: "$").count == 2
            return isWord
                ? .reference(String(decoding: text.utf8.dropFirst(2).dropLast(), as: UTF8.self))
                : ["Fn::Sub": .string(text)]
        case .array(let elements): return .array(elements.map(filled))
        case .object(let members):
            return .object(members.map { JSONValue.Member($0.name, filled($0.value)) })
        case .null, .bool, .number: return value
        }
    }
}
