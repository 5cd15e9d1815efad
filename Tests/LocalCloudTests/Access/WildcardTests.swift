import LocalCloud
import Testing

struct WildcardTests {
    @Test(arguments: [
        ("*", ""), ("a", "a"), ("a*", "a\u{301}"), ("*a", "\u{301}a"), ("a*b*c", "aXbbYc"),
        ("arn:*/x", "arn:y/\u{301}z/x"), ("a**b", "ab"),
    ])
    func `a star stands for any bytes`(pattern: String, text: String) {
        #expect(Wildcard(pattern).matches(text))
    }

    @Test(arguments: [
        ("", "a"), ("a", "a\u{301}"), ("a*", "b"), ("*a", "a\u{301}"), ("a*a", "a"),
        ("\u{E9}", "e\u{301}"), ("K*", "\u{212A}x"), ("a*bb*b", "abb"),
    ])
    func `whatever else a pattern has is matched byte for byte`(pattern: String, text: String) {
        #expect(!Wildcard(pattern).matches(text))
    }
}
