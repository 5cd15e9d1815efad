import Foundation
import Pipeline
import Testing

@testable import Steps

struct AgentMarksTests {
    private static let id = "i-0123456789abcdef0"
    private static let home = "var/lib/amazon/ssm/\(id)"
    private static let log = "var/log/amazon/ssm/amazon-ssm-agent.log"
    private static let sleep =
        "INFO [CredentialRefresher] Sleeping for 27m15s before retrying retrieve credentials"

    @Test(
        arguments: [
            (#"{"InstanceId":"i-0123456789abcdef0","CredentialSource":"EC2"}"#, true),
            (#"{"InstanceId":"i-0123456789abcdef0","CredentialSource":"SSM"}"#, true),
            (#"{"InstanceId":"i-0123456789abcdef0","CredentialSource":""}"#, false),
            // Left in the image by the instance that it was made of.
            (#"{"InstanceId":"i-0fedcba9876543210","CredentialSource":"EC2"}"#, false),
            (#"{"InstanceId":7,"CredentialSource":["EC2"]}"#, false), ("{", false), ("", false),
        ])
    func `a core that was heard says so`(content: String, isHeard: Bool) throws {
        let sandbox = try Sandbox()
        #expect(!AgentMarks(sandbox.root, Self.id).areThere)
        try sandbox.put(content, at: "var/lib/amazon/ssm/runtimeconfig/identity_config.json")
        let marks = AgentMarks(sandbox.root, Self.id)
        #expect(marks.areThere)
        #expect(marks.isHeard == isHeard)
    }

    @Test func `a worker takes documents from when its folder was made until it hibernates`() throws
    {
        let sandbox = try Sandbox()
        var marks = AgentMarks(sandbox.root, Self.id)
        #expect(!marks.isActive)
        try sandbox.put("", at: "\(Self.home)/document/state/completed/x")
        #expect(marks.isActive)
        #expect(marks.rest == nil)
        try sandbox.put("x", at: "var/log/amazon/ssm/hibernate.log")
        let later = try time(of: "\(Self.home)/document/state/completed", in: sandbox) + 1
        try sandbox.touch("var/log/amazon/ssm/hibernate.log", at: later)
        #expect(!marks.isActive)
        let rest = try #require(marks.rest)
        #expect(rest.kind == .hibernating)
        #expect((rest.until - rest.began) == .seconds(300))
        // What an agent left that was restarted since says nothing.
        marks.since = .seconds(later + 60)
        #expect(!marks.isActive)
        #expect(marks.rest == nil)
    }

    @Test(
        arguments: [
            ("AccessDeniedException: no", AgentRest.Cause.denied),
            ("failed to retrieve: EC2RoleRequestError: no EC2 instance role found", .noRole),
            ("RequestError: send request failed", .other),
        ])
    func `a worker that hibernates says why`(words: String, cause: AgentRest.Cause) throws {
        let sandbox = try Sandbox()
        try sandbox.put("x", at: "var/log/amazon/ssm/hibernate.log")
        try sandbox.put(
            Self.text(["INFO [ssm-agent-worker] Entering SSM Agent hibernate - \(words)"]),
            at: Self.log)
        let rest = try #require(AgentMarks(sandbox.root, Self.id).rest)
        #expect((rest.kind, rest.cause) == (.hibernating, cause))
        #expect(rest.words?.hasSuffix(words) == true)
    }

    @Test func `an agent that has started since does not rest, whoever started it`() throws {
        let sandbox = try Sandbox()
        let hibernation = "var/log/amazon/ssm/hibernate.log"
        try sandbox.put("x", at: hibernation)
        try sandbox.put(Self.text(["INFO [amazon-ssm-agent] Starting Core Agent"]), at: Self.log)
        let start = try #require(AgentLog(sandbox.root).start)
        try sandbox.touch(hibernation, at: Int(start.components.seconds) - 5)
        #expect(AgentMarks(sandbox.root, Self.id).rest == nil)
        try sandbox.touch(hibernation, at: Int(start.components.seconds) + 5)
        #expect(AgentMarks(sandbox.root, Self.id).rest?.kind == .hibernating)
    }

    @Test(
        arguments: [
            (["ERROR x: ThrottlingException: Rate exceeded", sleep], AgentRest.Cause.throttled),
            (["WARN x. Error: AccessDeniedException: no", sleep], .denied),
            (["WARN x Error: EC2RoleRequestError: no EC2 instance role found", sleep], .noRole),
            (["INFO nothing", sleep], .other), ([sleep], .other),
        ])
    func `a core that sleeps says why, and until when`(
        lines: [String], cause: AgentRest.Cause
    ) throws {
        let sandbox = try Sandbox()
        try sandbox.put(Self.text(lines), at: Self.log)
        let rest = try #require(AgentMarks(sandbox.root, Self.id).rest)
        #expect((rest.kind, rest.cause) == (.asleep, cause))
        #expect(rest.until - rest.began == .seconds(27 * 60 + 15))
    }

    @Test(
        arguments: [
            [], ["INFO Sleeping for x before retrying retrieve credentials"],
            ["INFO Sleeping for before retrying retrieve credentials"],
            ["INFO Sleeping for 99999999999h before retrying retrieve credentials"],
            [sleep, "INFO [CredentialRefresher] Credentials ready"],
        ])
    func `a log that says nothing of a sleep tells of none`(lines: [String]) throws {
        let sandbox = try Sandbox()
        try sandbox.put(Self.text(lines), at: Self.log)
        #expect(AgentMarks(sandbox.root, Self.id).rest == nil)
        try sandbox.put("Sleeping for 5m0s before retrying retrieve credentials\n", at: Self.log)
        #expect(AgentMarks(sandbox.root, Self.id).rest == nil)
    }

    @Test func `an action that was denied is named`() throws {
        let sandbox = try Sandbox()
        let denied =
            "WARN EC2RoleProvider Err: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x is not "
            + "authorized to perform: ssm:UpdateInstanceInformation on resource: y"
        try sandbox.put(Self.text([denied, Self.sleep]), at: Self.log)
        let rest = try #require(AgentMarks(sandbox.root, Self.id).rest)
        #expect(rest.deniedAction == "ssm:UpdateInstanceInformation")
        #expect(rest.text.hasSuffix(" UTC, as Systems Manager denied its request"))
    }

    private static func text(_ lines: [String]) -> String {
        let format = DateFormatter()
        format.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let now = format.string(from: Date())
        return lines.map { "\(now).1204 \($0)\n" }.joined()
    }

    private func time(of path: String, in sandbox: borrowing Sandbox) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: sandbox.place(path).path)
        let date = try #require(attributes[.modificationDate] as? Date)
        return Int(date.timeIntervalSince1970.rounded(.up))
    }
}

extension Sandbox {
    func touch(_ path: String, at seconds: Int) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: Double(seconds))],
            ofItemAtPath: place(path).path)
    }
}
