import AWS
import Pipeline
import Testing

@testable import Steps

@Suite("A reaper's look")
struct ReaperTests {
    private static let shop =
        #"{"Stacks": [{"StackId": "s-1", "Name": "shop", "Arn": "a", "Region": "eu-west-1"}]}"#

    private func look(unreachable: String?, at names: [String]) async throws -> ReaperFindings {
        let service = OpsWorksAnswers(unreachable: Set([unreachable].compactMap { $0 })) { asked in
            switch asked {
            case "DescribeStacks us-east-1 {}": Self.shop
            case "DescribeStacks eu-west-1 {}": #"{"Stacks": []}"#
            default: #"{"Instances": []}"#
            }
        }
        let client = service.client
        return try await OpsWorksReaper(
            opsWorks: { OpsWorks(client, region: $0) }, ec2: { EC2(client, region: $0) },
            iam: { IAM(client, region: $0) }
        ).look(in: "eu-west-1", at: names)
    }

    @Test("goes past a region without an endpoint", arguments: [[], ["shop"]])
    func beyond(_ names: [String]) async throws {
        let look = try await look(unreachable: "eu-west-1", at: names)
        #expect(look.stacks == ["shop"])
    }

    @Test(
        "says that a region did not answer, where what it looks for may be there",
        arguments: [("us-east-1", []), ("eu-west-1", ["shop", "bank"])])
    func unreachable(_ region: String, _ names: [String]) async throws {
        let error = try await #require(throws: AWSError.self) {
            try await look(unreachable: region, at: names)
        }
        #expect(error.kind == .endpointUnreachable)
    }

    @Test("says that a stack is missing, where every region answered")
    func missing() async throws {
        let failure = try await #require(throws: Failure.self) {
            try await look(unreachable: nil, at: ["shop", "bank"])
        }
        #expect(failure.message == "there is no stack `bank` for instances in eu-west-1")
    }
}
