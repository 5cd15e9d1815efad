import Testing

@testable import Reporting

@Suite struct MarkupElementTests {
    /// To Swift, a sign and a mark after it are another character than the sign; a browser takes the sign.
    @Test(arguments: ["", "\u{301}", "\u{FE0F}", "\u{200D}"])
    func `what a page could take for its own is escaped whatever mark follows it`(mark: String) {
        let text = "<\(mark)script>\(mark)&\(mark)\"\(mark)"
        let escaped = "&lt;\(mark)script&gt;\(mark)&amp;\(mark)&quot;\(mark)"
        let lines = MarkupElement("p", ["title": text], text: text).lines()
        #expect(lines.count == 1)
        #expect(
            lines[0].utf8.elementsEqual("<p title=\"\(escaped)\">\(escaped)</p>".utf8))
    }
}
