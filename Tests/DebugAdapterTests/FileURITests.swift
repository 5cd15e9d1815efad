import DebugAdapter
import Testing

@Suite("The names of files")
struct FileURITests {
    @Test(
        "are paths, or URIs of paths",
        arguments: [
            ("/a/b.yaml", "/a/b.yaml"), ("b.yaml", "b.yaml"), ("", ""),
            ("file:///a/b.yaml", "/a/b.yaml"), ("file:/a/b.yaml", "/a/b.yaml"),
            ("FILE://localhost/a", "/a"), ("file:///a%20b%2Fc", "/a b/c"),
            ("file:///50%", "/50%"), ("file:///%zz%4", "/%zz%4"),
            ("file:///%C3%A9\u{301}", "/\u{E9}\u{301}"), ("/file:///a", "/file:///a"),
            ("untitled:a", "untitled:a"), ("files:///a", "files:///a"),
        ])
    func paths(name: String, path: String) throws {
        let found = try #require(FileURI.path(of: name))
        #expect(Array(found.utf8) == Array(path.utf8))
    }

    @Test(
        "of other machines' files are no paths",
        arguments: [
            "file://elsewhere/a", "file://", "file://a", "file:a", "file:", "file:///%FF%FE",
        ])
    func elsewhere(name: String) { #expect(FileURI.path(of: name) == nil) }

    @Test("are the same as paths and back", arguments: ["/a b/\u{E9}%2F#?.yaml", "/", "/a-b_c.d~"])
    func back(path: String) {
        let uri = FileURI.uri(of: path)
        #expect(uri.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        #expect(FileURI.path(of: uri) == path)
    }
}
