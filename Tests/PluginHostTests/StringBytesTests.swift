import Bytes
import Testing

@testable import PluginHost

struct StringBytesTests {
    /// What makes another character of the one before.
    private static let accent = "\u{301}"

    @Test func `a signature is made of scalars`() {
        #expect(throws: SignatureProblem.self) {
            try Signature(parsing: "i32,\(Self.accent) i32 -> i32")
        }
        let problem = #expect(throws: SignatureProblem.self) {
            try Signature(parsing: "i32 ->\(Self.accent) i32")
        }
        #expect(problem?.column == 7)
    }

    @Test func `a comment of a key's file may begin with any scalar`() throws {
        let key = VerificationKey(
            number: KeyNumber(bytes: Array(0..<8)), key: Array(repeating: 7, count: 32))
        let text = key.text("\(Self.accent)ours")
        let file = try #require(SignifyFile(Array(text.utf8)))
        #expect(file.comment.isSpelled("\(Self.accent)ours"))
        #expect(VerificationKey(Array(text.utf8)) == key)
    }
}
