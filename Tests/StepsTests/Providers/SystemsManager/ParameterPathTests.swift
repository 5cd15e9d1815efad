import Testing

@testable import Steps

@Suite("A path of Parameter Store")
struct ParameterPathTests {
    @Test(
        "is parts of letters, digits and a few signs",
        arguments: ["/a", "/enlist/v3/prod/web", "/x.y/_-/Z9", "/1/2/3/4/5/6/7/8/9/10/11/12"])
    func good(_ text: String) { #expect(ParameterPath(text)?.text == text) }

    @Test(
        "is nothing else",
        arguments: [
            "", "/", "a", "a/b", "/a/", "//a", "/a//b", "/a b", "/ä", "/a/*", "/a/${x}", "/aws/x",
            "/AWS", "/ssm-x", "/\u{301}a", "/a/\u{301}b", "/a\u{301}",
            "/1/2/3/4/5/6/7/8/9/10/11/12/13",
            "/" + String(repeating: "x", count: 900),
        ])
    func bad(_ text: String) { #expect(ParameterPath(text) == nil) }

    @Test("goes down by one part and no more")
    func down() throws {
        let path = try #require(ParameterPath("/a"))
        #expect(path.appending("b")?.text == "/a/b")
        #expect(path.appending("") == nil)
        #expect(path.appending("../b") == nil)
    }
}
