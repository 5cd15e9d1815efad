import AWS
import Pipeline
import Synchronization
import Testing

@testable import Steps

@Suite("The search for an instance in other stacks")
struct OtherStacksTests {
    /// Time that goes on by a second with each look at it.
    private final class Ticking: TimeSource {
        private let seconds = Mutex(0)

        func now() -> Moment {
            let now = seconds.withLock { seconds in
                seconds += 1
                return seconds
            }
            return Moment(elapsed: .seconds(now), sinceEpoch: .zero)
        }
    }

    private struct Standing: TimeSource {
        func now() -> Moment { Moment(elapsed: .zero, sinceEpoch: .zero) }
    }

    private func search(
        _ service: OpsWorksAnswers, _ regions: [String], words: [String] = [],
        time: any TimeSource = Standing(), endsAt: Duration? = nil
    ) async -> OtherStacks.Finding {
        await OtherStacks(
            apiRegions: regions, opsWorks: { service.opsWorks($0) }, time: time
        ).find("i-1", otherThan: "s-own", namedIn: words, endsAt: endsAt)
    }

    private static func stacks(_ ids: [String]) -> String {
        let list = ids.map {
            #"{"StackId": "\#($0)", "Name": "stack \#($0)", "Arn": "a", "Region": "eu-west-1"}"#
        }
        return #"{"Stacks": [\#(list.joined(separator: ", "))]}"#
    }

    private static let member =
        #"{"Instances": [{"InstanceId": "m-9", "Ec2InstanceId": "i-1", "Status": "online"}]}"#
    private static let nobody = #"{"Instances": []}"#

    @Test("covers the stacks of every region, and ends with the one that has it")
    func everywhere() async throws {
        let service = OpsWorksAnswers { asked in
            switch asked {
            case "DescribeStacks eu-west-1 {}": Self.stacks(["s-own", "s-1"])
            case "DescribeStacks us-east-1 {}": Self.stacks(["s-2", "s-3"])
            case _ where asked.contains("s-2"): Self.member
            default: Self.nobody
            }
        }
        let finding = await search(service, ["eu-west-1", "us-east-1"])
        guard case .member(let found) = finding else {
            Issue.record("\(finding)")
            return
        }
        #expect(found.member.id == "m-9")
        #expect(found.stack == "stack s-2")
        #expect(found.apiRegion == "us-east-1")
        #expect(
            Failure.memberElsewhere(found).remedy
                == "deregister it there first: aws opsworks deregister-instance --instance-id m-9 "
                + "--region us-east-1")
        #expect(
            service.asked.dropFirst(2) == [
                #"DescribeInstances eu-west-1 {"StackId":"s-1"}"#,
                #"DescribeInstances us-east-1 {"StackId":"s-2"}"#,
            ])
    }

    @Test("begins with a stack that the installer named")
    func named() async {
        let service = OpsWorksAnswers { asked in
            asked.hasPrefix("DescribeStacks")
                ? Self.stacks((1...150).map { "s-\($0)x" })
                : asked.contains("s-140x") ? Self.member : Self.nobody
        }
        _ = await search(service, ["us-east-1"], words: ["already registered with stack s-140x"])
        #expect(service.asked.count == 2)
    }

    @Test("that found nothing anywhere has nothing to add")
    func nowhere() async {
        let service = OpsWorksAnswers { asked in
            asked.hasPrefix("DescribeStacks") ? Self.stacks(["s-own", "s-1"]) : Self.nobody
        }
        #expect(await search(service, ["us-east-1"]) == .notFound(unseen: []))
    }

    @Test("says how far it came where there are too many stacks, or too little time")
    func bounds() async {
        let service = OpsWorksAnswers { asked in
            asked.hasPrefix("DescribeStacks")
                ? Self.stacks((1...250).map { "s-\($0)" }) : Self.nobody
        }
        #expect(
            await search(service, ["us-east-1"])
                == .notFound(unseen: ["only 200 of 250 other stacks were looked at"]))
        // One second has passed when it begins, nine are left, and it may take half of them.
        #expect(
            await search(service, ["us-east-1"], time: Ticking(), endsAt: .seconds(10))
                == .notFound(unseen: ["only 4 of 250 other stacks were looked at"]))
    }

    @Test("says what it could not look at, and goes on where that may help")
    func errors() async {
        let service = OpsWorksAnswers { asked in
            switch asked {
            case "DescribeStacks us-east-1 {}": Self.stacks(["s-1", "s-2", "s-3"])
            case _ where asked.contains("s-1"): Self.nobody
            default: nil
            }
        }
        guard case .notFound(let unseen) = await search(service, ["eu-west-1", "us-east-1"]) else {
            Issue.record("found")
            return
        }
        #expect(unseen.count == 2)
        #expect(unseen[0].hasPrefix("the stacks in eu-west-1 could not be listed: opsworks "))
        #expect(
            unseen[1].hasPrefix(
                "only 1 of 3 other stacks were looked at; then opsworks DescribeInstances: "))
        #expect(service.asked.count == 4)
    }
}
