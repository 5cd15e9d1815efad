import JSON
import Testing

@Suite struct JSONWriterTests {
    private func text(_ layout: JSONWriter.Layout) -> String {
        var writer = JSONWriter(layout, escaping: .lineBreakers)
        writer.beginObject()
        writer.name("a")
        writer.number("1.10")
        writer.name("b")
        writer.beginArray()
        writer.null()
        writer.bool(true)
        writer.beginArray()
        writer.endArray()
        writer.string("x")
        writer.endArray()
        writer.name("c")
        writer.beginObject()
        writer.endObject()
        writer.endObject()
        return writer.text
    }

    @Test func `each layout parts what it writes`() {
        #expect(text(.compact) == #"{"a":1.10,"b":[null,true,[],"x"],"c":{}}"#)
        #expect(text(.spaced) == #"{"a": 1.10, "b": [null, true, [], "x"], "c": {}}"#)
        #expect(
            text(.indented) == """
                {
                  "a": 1.10,
                  "b": [
                    null,
                    true,
                    [],
                    "x"
                  ],
                  "c": {}
                }
                """)
    }

    @Test func `strings are escaped in either way`() {
        let string = "plain \"\\\n\r\t\u{8}\u{C}\u{1B}\u{7F}é\u{2028}😀'\u{301}"
        func written(_ escaping: JSONWriter.Escaping) -> String {
            var writer = JSONWriter(.compact, escaping: escaping)
            writer.string(string)
            return writer.text
        }
        #expect(
            written(.lineBreakers)
                == #""plain \"\\\n\r\t\u0008\u000c\u001b\u007fé\u2028"# + "😀'\u{301}\"")
        #expect(
            written(.allButASCII)
                == #""plain \"\\\n\r\t\b\f\u001b\u007f\u00e9\u2028\ud83d\ude00'\u0301""#)
    }
}
