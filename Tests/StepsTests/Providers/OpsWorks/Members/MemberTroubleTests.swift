import Testing

@testable import Steps

@Suite struct MemberTroubleTests {
    /// Service errors 1 to 9, the older the smaller, in no order; the even ones have a member.
    private static let errors =
        [4, 1, 9, 2, 7, 3, 8, 5, 6].map { number in
            let member = number.isMultiple(of: 2) ? #""InstanceId": "m-1", "# : ""
            return #"{"ServiceErrorId": "\#(number)", "Type": "T\#(number)", "#
                + #""Message": "m", \#(member)"CreatedAt": "2026-05-0\#(number)T12:00:00+00:00"}"#
        }.joined(separator: ", ")

    @Test func `of a stack, what is about no member counts, the newest first`() async {
        let service = OpsWorksAnswers { _ in #"{"ServiceErrors": [\#(Self.errors)]}"# }
        let report = await MemberTrouble(opsWorks: service.opsWorks("us-east-1"))
            .report(onStack: "s-1")
        #expect(
            report
                == [9, 7, 5, 3, 1].map {
                    "service error T\($0) at 2026-05-0\($0)T12:00:00+00:00: m"
                }
        )
    }

    @Test func `of a member, five errors and five failed commands at most`() async {
        let commands = (1...9).map { number in
            #"{"CommandId": "c", "Type": "setup", "Status": "\#(number == 9 ? "successful" : "failed")", "#
                + #""ExitCode": 1, "CreatedAt": "2026-05-0\#(number)T12:00:00+00:00"}"#
        }.joined(separator: ", ")
        let service = OpsWorksAnswers { asked in
            asked.hasPrefix("DescribeCommands")
                ? #"{"Commands": [\#(commands)]}"# : #"{"ServiceErrors": [\#(Self.errors)]}"#
        }
        let report = await MemberTrouble(opsWorks: service.opsWorks("us-east-1"))
            .report(on: "m-1")
        #expect(report.count == 10)
        #expect(report.first == "service error T9 at 2026-05-09T12:00:00+00:00: m")
        #expect(
            report[5] == "command setup of 2026-05-08T12:00:00+00:00 failed, exit status 1")
    }

    @Test func `what cannot be asked is said`() async {
        let report = await MemberTrouble(
            opsWorks: OpsWorksAnswers { _ in nil }.opsWorks("us-east-1")
        ).report(onStack: "s-1")
        #expect(report.count == 1)
        #expect(
            report.first?.hasPrefix(
                "DescribeServiceErrors could not be asked: opsworks DescribeServiceErrors: "
                    + "the permission opsworks:DescribeServiceErrors is missing") == true)
    }
}
