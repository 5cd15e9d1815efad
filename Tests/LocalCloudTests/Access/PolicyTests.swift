import Foundation
import LocalCloud
import Testing

struct PolicyTests {
    private static let stack = "arn:aws:opsworks:us-east-1:123456789012:stack/1/"
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)

    private static func statement(_ members: String) -> String {
        #"{"Version": "2012-10-17", "Statement": [{\#(members)}]}"#
    }

    @Test(arguments: [
        (
            #""Effect": "Allow", "Action": "opsworks:RegisterInstance", "Resource": "\#(stack)""#,
            true
        ),
        (#""Effect": "Allow", "Action": "opsworks:*", "Resource": "*""#, true),
        (
            #""Effect": "Allow", "Action": ["ec2:*", "opsworks:registerinstance"], "Resource": "*""#,
            true
        ),
        (#""Effect": "Allow", "Action": "opsworks:Describe*", "Resource": "*""#, false),
        (#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:opsworks:*:stack/2/""#, false),
        (#""Effect": "Deny", "Action": "*", "Resource": "*""#, false),
        (
            #""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2023-11-14T22:13:21Z"}}"#,
            true
        ),
        (
            #""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateLessThan": {"aws:CurrentTime": "2023-11-14T22:13:20Z"}}"#,
            false
        ),
    ])
    func `a statement allows what it says`(statement: String, allows: Bool) throws {
        let policy = try Policy(document: Self.statement(statement))
        let allowed = Policy.allows(
            [policy], action: "opsworks:RegisterInstance", resource: Self.stack, at: Self.now)
        #expect(allowed == allows)
    }

    @Test func `a denial wins over what another policy allows`() {
        let policies = [Policy(allowing: ["*"]), Policy(allowing: [], denying: ["ec2:CreateTags"])]
        #expect(
            !Policy.allows(policies, action: "ec2:CreateTags", resource: "*", at: Self.now))
        #expect(Policy.allows(policies, action: "ec2:DeleteTags", resource: "*", at: Self.now))
    }

    @Test(arguments: [
        "", "{}", #"{"Statement": []}"#, statement(#""Effect": "Perhaps""#),
        statement(#""Effect": "Allow", "Action": "*""#),
        statement(#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}"#),
    ])
    func `a document that is no policy is refused`(document: String) {
        #expect(throws: ServiceError("MalformedPolicyDocument", "Syntax errors in policy.")) {
            try Policy(document: document)
        }
    }
}
