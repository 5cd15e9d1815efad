import Testing

@testable import AWS

@Suite struct XMLTests {
    private func parse(_ text: String) throws -> XMLNode {
        try XMLParser.parse(Array(text.utf8))
    }

    @Test func `elements have their names, texts and paths`() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <DescribeTagsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                <tagSet>
                    <item><key>Name</key><value/></item>
                    <item><key> a &amp; b &#x2713; <![CDATA[<c>]]></key></item>
                </tagSet>
            </DescribeTagsResponse>
            """)
        let items = try root.items("tagSet")
        #expect(
            items.map(\.path) == [
                "DescribeTagsResponse.tagSet.item[0]", "DescribeTagsResponse.tagSet.item[1]",
            ])
        #expect(try items[0].required("value").text == "")
        #expect(try items[1].string("key") == "a & b ✓ <c>")
        #expect(throws: MalformedReply("DescribeTagsResponse.tagSet.item[1].value", "is missing")) {
            try items[1].required("value")
        }
        #expect(throws: MalformedReply("DescribeTagsResponse.tagSet.item[0].value", "is empty")) {
            try items[0].string("value")
        }
    }

    @Test(arguments: [
        ("", "no element found (line 1)"),
        ("<a>\n<b>", "no element found (line 2)"),
        ("<a></b>", "mismatched tag (line 1)"),
        ("<a/><b/>", "junk after document element (line 1)"),
        ("{}", "not well-formed (invalid token) (line 1)"),
        ("<a>&lol;</a>", "undefined entity (line 1)"),
        (
            #"<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><a>&l2;</a>"#,
            "it declares a document type (line 1)"
        ),
        (#"<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"#, "it declares a document type (line 1)"),
        (String(repeating: "<a>", count: 65), "it is nested too deeply (line 1)"),
        (
            "<a>" + String(repeating: "<b/>", count: 100_000) + "</a>",
            "it has too many elements (line 1)"
        ),
    ])
    func `what is not XML, or is meant to hurt, is refused`(_ text: String, _ problem: String) {
        #expect(throws: MalformedReply("", "is not XML: \(problem)")) { try parse(text) }
    }

    @Test func `a long name is not kept with each element below it`() throws {
        let name = String(repeating: "n", count: 500_000)
        let items = String(repeating: "<item/>", count: 50_000)
        // As texts, the paths would take 25 GB.
        let root = try parse("<\(name)>\(items)</\(name)>")
        #expect(root.children.count == 50_000)
        #expect(root.children[49_999].path == "\(name).item[49999]")
    }
}
