import HTTP
import Testing

@Suite struct HTTPURLTests {
    @Test func `a URL is taken apart`() throws {
        let url = try HTTPURL("https://[fd00:ec2::254]:8443/a/b?c=d")
        #expect(url.scheme == .https)
        #expect(url.host == "[fd00:ec2::254]")
        #expect(url.port == 8443)
        #expect(url.path == "/a/b")
        #expect(url.query == "c=d")
        #expect(try HTTPURL("http://host").port == 80)
        #expect(try HTTPURL("https://host").path == "/")
    }

    @Test(arguments: [
        ("", "‘’ is not a usable URL: it is not an absolute http or https URL"),
        ("/latest", "‘/latest’ is not a usable URL: it is not an absolute http or https URL"),
        ("host:80", "‘host:80’ is not a usable URL: it is not an absolute http or https URL"),
        (
            "http://a b/",
            "‘http://a b/’ is not a usable URL: it is not an absolute http or https URL"
        ),
        (
            "http://host:99999/",
            "‘http://host:99999/’ is not a usable URL: it is not an absolute http or https URL"
        ),
        ("ftp://host/", "‘ftp://host/’ is not a usable URL: its scheme is neither http nor https"),
        (
            "https://user:s3cret@host/?s3cret",
            "‘…@host/’ is not a usable URL: it carries a user name or a password"
        ),
        (
            "https://user:s3cret@\u{301}host/?\u{301}s3cret",
            "‘…@\u{301}host/’ is not a usable URL: it carries a user name or a password"
        ),
        ("http://host/#x", "‘http://host/’ is not a usable URL: it carries a fragment"),
        ("http://host/\0x", "‘http://host/\0x’ is not a usable URL: it holds a zero byte"),
    ])
    func `what is no web address is refused, without its secrets`(_ text: String, _ message: String)
    {
        let error = #expect(throws: HTTPError.self) { try HTTPURL(text) }
        #expect(error?.message == message)
    }
}
