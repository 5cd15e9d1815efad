import FoundationEssentials
import HTTP
import JSON
import Pipeline
import Testing

@testable import AWS
@testable import Steps

/// What docs/retries.md says of AWS' error codes.
@Suite struct RetriesPageTests {
    /// The rows of the page's table of error codes.
    private static let rows: [(failureClass: String, codes: [String])] = {
        let page = #filePath.replacing(
            "Tests/StepsTests/RetriesPageTests.swift", with: "docs/retries.md")
        guard let bytes = FileManager.default.contents(atPath: page) else { return [] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.drop { $0 != "| class | AWS error codes |" }.dropFirst(2)
            .prefix { $0.hasPrefix("|") }
            .map { line in
                let words = line.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
                    .map { String($0.element) }
                return (words[0], Array(words.dropFirst()))
            }
    }()

    @Test func `each code is of the class that the page says`() throws {
        #expect(Self.rows.count == 5)
        for (failureClass, codes) in Self.rows {
            for code in codes {
                #expect(try self.failureClass(of: code).rawValue == failureClass, "\(code)")
            }
        }
    }

    @Test func `no code that is told apart is missing on the page`() {
        let sets = [
            AWSError.throttling, AWSError.transient, AWSError.expired,
            AWSError.refusedCredentials, AWSError.denied, AWSError.conflicts, AWSError.validation,
        ]
        let missing = sets.reduce(Set()) { $0.union($1) }.subtracting(Self.rows.flatMap(\.codes))
        #expect(missing == [])
    }

    /// The class of a failure with this code, where credentials are renewed by themselves.
    private func failureClass(of code: String) throws -> FailureClass {
        let reply = HTTPResponse(
            status: 400, headers: [:], body: Array(#"{"__type": "\#(code)"}"#.utf8))
        var error = AWSError(
            reply,
            to: Operation(
                service: .opsworks, name: "DescribeStacks", input: .json(.object([]), target: ""),
                isRepeatable: true),
            at: Endpoint(
                url: try HTTPURL("https://opsworks.us-east-1.amazonaws.com"),
                signingRegion: "us-east-1"), now: 0, hiding: Secrets())
        if case .expiredCredentials = error.kind {
            error.kind = .expiredCredentials(areRenewed: true)
        }
        return error.failure.failureClass
    }
}
