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

    private static func until(_ moment: String) -> String {
        statement(
            #""Effect": "Allow", "Action": "*", "Resource": "*", "#
                + #""Condition": {"DateLessThan": {"aws:CurrentTime": "\#(moment)"}}"#)
    }

    @Test(arguments: [
        ("2024-02-29T00:00:00Z", 1_709_164_800), ("2023-11-14T22:13:20.5Z", 1_700_000_000.5),
    ])
    func `a day of a leap year and a fraction of a second are dates`(
        moment: String, end: Double
    ) throws {
        let policy = try Policy(document: Self.until(moment))
        for (now, allows) in [(end - 0.25, true), (end, false)] {
            let date = Date(timeIntervalSince1970: now)
            #expect(
                Policy.allows([policy], action: "ec2:CreateTags", resource: "*", at: date) == allows
            )
        }
    }

    @Test(arguments: [
        "", "{}", #"{"Statement": []}"#, statement(#""Effect": "Perhaps""#),
        statement(#""Effect": "Allow", "Action": "*""#),
        statement(#""Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}"#),
        until("2023-02-30T00:00:00Z"), until("2023-13-01T00:00:00Z"), until("2023-11-14T24:00:00Z"),
        until("2023-11-14T22:13:21Z and more"), until("2023-11-14T22:13:21"), until("2023-11-14"),
        until("2023-11-14T22:13:21.Z"), until("2023-11-14t22:13:21z"),
        until("+023-11-14T22:13:21Z"),
    ])
    func `a document that is no policy is refused`(document: String) {
        #expect(throws: ServiceError("MalformedPolicyDocument", "Syntax errors in policy.")) {
            try Policy(document: document)
        }
    }
}
