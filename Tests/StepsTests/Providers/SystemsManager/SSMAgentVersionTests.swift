import Testing

@testable import Steps

struct SSMAgentVersionTests {
    @Test(arguments: [
        ("3.2.2303.0", true), ("2.3", true), ("3.3.0.0", false), ("3.3", false),
        ("3.10.1.0", false),
        ("4.0.0.0", false),
    ])
    func `versions are compared number by number`(text: String, isOlder: Bool) throws {
        let version = try #require(SSMAgentVersion(text))
        #expect(version.text == text)
        #expect((version < .tried) == isOlder)
    }

    @Test(arguments: ["", "3", "3.", "3.x", "v3.3", "3.-1", "3.3.99999999999999999999"])
    func `anything else is no version`(text: String) {
        #expect(SSMAgentVersion(text) == nil)
    }
}
