import ChildOutput
import Pipeline
import Testing

@testable import Steps

@Suite("How the agent's installer ended")
struct InstallerEndingTests {
    private func ending(_ lines: String...) -> AgentInstaller.Ending {
        var tail = OutputTail()
        for line in lines { tail.append(line) }
        return AgentInstaller.Ending(ending: .exited(1), tail: tail)
    }

    @Test(
        "its words tell the class where they name an error code",
        arguments: [
            ("An error occurred (ThrottlingException): Rate exceeded", FailureClass.throttled),
            (#"{"__type":"InternalFailure"}"#, .transient),
            ("curl: (6) Could not resolve host: opsworks.us-east-1.amazonaws.com", .transient),
            ("curl: (18) transfer closed with 3 bytes remaining to read", .transient),
            (#"{"__type":"ExpiredTokenException"}"#, .credentialsPending),
            ("InvalidSignatureException: Signature expired: …", .credentialsPending),
            ("AccessDeniedException: User is not authorized to perform", .refused),
            ("ValidationException", .refused),
            ("InvalidSignatureException: The request signature we calculated", .refused),
            ("curl: (22) The requested URL returned error: 429", .transient),
            ("getaddrinfo: Name or service not known (SocketError)", .transient),
            ("segmentation fault", .crashed),
        ])
    func classes(line: String, failureClass: FailureClass) {
        #expect(ending("starting", line, "bye").failure([]).failureClass == failureClass)
    }

    @Test(
        "the last line that names a reason decides, and in one line the gravest",
        arguments: [
            (["Rate exceeded", "ValidationException: taken"], FailureClass.refused, nil),
            (["ValidationException: taken", "Rate exceeded"], .throttled, nil),
            (["Connection timed out", "AccessDeniedException", "bye"], .refused, .notPermitted),
            (
                ["User: x is not authorized to perform: opsworks:RegisterInstance (timed out)"],
                .refused, .notPermitted
            ),
            (["AccessDenied for s3, using the mirror", "InternalFailure"], .transient, nil),
        ] as [([String], FailureClass, Failure.Cause?)])
    func lastReason(lines: [String], failureClass: FailureClass, cause: Failure.Cause?) {
        var tail = OutputTail()
        for line in lines { tail.append(line) }
        let failure = AgentInstaller.Ending(ending: .exited(1), tail: tail).failure([])
        #expect(failure.failureClass == failureClass)
        #expect(failure.cause == cause)
    }

    @Test("the failure carries the installer's last words and what OpsWorks says")
    func details() {
        let failure = ending("no libyaml").failure(["service error A: b"])
        #expect(
            failure.message
                == "the agent's installer ended with exit status 1, and the instance is not a member"
        )
        #expect(failure.details == ["boot-registration: no libyaml", "service error A: b"])
        #expect(failure.cause == nil)
        #expect(ending("AccessDenied").failure([]).cause == .notPermitted)
    }
}
