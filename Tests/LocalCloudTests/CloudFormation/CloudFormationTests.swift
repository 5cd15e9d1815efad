import LocalCloud
import Testing

struct CloudFormationTests {
    private static func signal(
        _ status: String, stack: String = "web", resource: String = "Group", in formation: String
    ) async throws -> (status: Int, xml: String, signals: [String]) {
        let test = try await TestCloud(scenario: [
            "cloudformation": [
                ["name": "web", "status": .string(formation), "resources": ["Group"]]
            ]
        ])
        let parameters = [
            "StackName": stack, "LogicalResourceId": resource, "UniqueId": "i-0a", "Status": status,
        ]
        _ = await test.query(.cloudformation, "SignalResource", parameters)
        let reply = await test.query(.cloudformation, "SignalResource", parameters)
        let signals = await test.cloud.snapshot().formations[0].signals
        return (reply.status, reply.xml, signals.map { "\($0.resource) \($0.id) \($0.status)" })
    }

    @Test func `an instance's signal counts once`() async throws {
        let twice = try await Self.signal("SUCCESS", in: "UPDATE_IN_PROGRESS")
        #expect(twice.status == 400)
        #expect(twice.xml.contains("Signal with ID i-0a for resource Group already exists."))
        #expect(twice.signals == ["Group i-0a SUCCESS"])
    }

    @Test(arguments: [
        (
            "web", "Group", "SUCCESS", "CREATE_COMPLETE",
            "CREATE_COMPLETE state and can not be signaled"
        ),
        ("other", "Group", "SUCCESS", "CREATE_IN_PROGRESS", "Stack 'other' does not exist"),
        (
            "web", "Other", "SUCCESS", "CREATE_IN_PROGRESS",
            "Resource Other does not exist for stack web"
        ),
        ("web", "Group", "MAYBE", "CREATE_IN_PROGRESS", "Status must be SUCCESS or FAILURE"),
    ])
    func `a signal that nobody waits for is refused`(
        stack: String, resource: String, status: String, formation: String, words: String
    ) async throws {
        let refused = try await Self.signal(status, stack: stack, resource: resource, in: formation)
        #expect(refused.status == 400)
        #expect(refused.xml.contains("<Code>ValidationError</Code>"))
        #expect(refused.xml.contains(words))
        #expect(refused.signals == [])
    }
}
