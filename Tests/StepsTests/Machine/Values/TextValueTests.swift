import HTTP
import Pipeline
import Testing

@testable import Steps

/// Parameters that are texts of a certain form: a mark behind a good one makes another text of it.
@Suite struct TextValueTests {
    @Test(arguments: [
        "a:1", "a.b-c_d:65535", "[::1]:80", "[fe80::1.2.3.4]:80",
    ])
    func `a host and a port`(text: String) {
        #expect(HostAndPort(.string(text))?.text == text)
    }

    @Test(arguments: [
        "", ":1", "a", "a:", "a:0", "a:65536", "a:000001", "a:+1", "a:1\u{301}", "a\u{301}:1",
        "é:1",
        "[]:1", "[::1:1", "::1]:1", "[g]:1", "a:١", "a b:1", "[::1]\u{301}:1",
    ])
    func `what is no host and port`(text: String) { #expect(HostAndPort(.string(text)) == nil) }

    @Test(
        arguments: [
            ("libyaml-0-2", true), ("g++", true), ("a", true), ("7zip", true),
            (String(repeating: "a", count: 128), true), (String(repeating: "a", count: 129), false),
            ("", false), ("-x", false), ("x-", false), (".x", false), ("x*", false), ("a b", false),
            ("a\u{301}", false), ("a+\u{301}", false), ("é", false), ("x/y", false), ("x=1", true),
            ("x=", false), ("x>1", false), ("x:1", false), ("x:amd64", true), ("x:amd64=1", true),
            ("x-1:2.3-4", true), ("x~1", true), ("x=1=2", false), ("@x", false), ("x;y", false),
        ])
    func `a package's name is nothing that a manager takes for more`(name: String, isGood: Bool) {
        #expect((Dependency(name).problem() == nil) == isGood)
    }

    @Test func `a hash has 64 of ASCII's digits`() {
        let digits = String(repeating: "aF", count: 32)
        #expect(SHA256Digest(.string(digits))?.text == digits.lowercased())
        #expect(SHA256Digest(.string(digits.dropLast() + "g")) == nil)
        #expect(SHA256Digest(.string(digits.dropLast(2) + "é")) == nil)
    }

    @Test(
        arguments: [
            ("https://h/a?X-Amz-Signature=s3cret", "https://h/a?…"), ("https://h/a", "https://h/a"),
            ("https://h/a?\u{301}s3cret", "https://h/a?…"), ("${x}?b", "${x}?…"),
        ])
    func `a URL is shown without its query`(text: String, shown: String) {
        #expect(HTTPURL.shown(text) == shown)
    }

    @Test func `the file of accounts is read by bytes`() throws {
        let sandbox = try Sandbox()
        try sandbox.put("a\u{301}:x:7:7\r\nb:\u{301}x:8:8\ncaf\u{E9}:x:9:9\n", at: "etc/passwd")
        #expect(try FileOwner(user: "b", group: nil, in: sandbox.root).user == 8)
        #expect(try FileOwner(user: "caf\u{E9}", group: nil, in: sandbox.root).user == 9)
        for name in ["a", "cafe\u{301}"] {
            #expect(throws: MachineError.unknownAccount("user", name)) {
                try FileOwner(user: name, group: nil, in: sandbox.root)
            }
        }
    }
}
