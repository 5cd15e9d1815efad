import JSON
import Pipeline

/// JSON: replies, journals, messages of editors and of plugins.
struct JSONTexts: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        guard let value = try? JSONParser.parse(bytes) else { return false }
        for layout in [JSONWriter.Layout.compact, .spaced, .indented] {
            // Spelled alike, which is more than equal: to Swift, two spellings of `é` are.
            guard let again = try? JSONParser.parse(Array(value.text(layout).utf8)),
                again.text().utf8.elementsEqual(value.text().utf8)
            else { throw Finding("written \(layout), it reads otherwise: \(value.text(layout))") }
        }
        // A number that is too large for a value is none.
        guard let fact = Value(value) else { return true }
        for text in [fact.json, fact.indentedJSON] {
            guard let again = try? JSONParser.parse(Array(text.utf8)), Value(again) == fact else {
                throw Finding("as a fact, it reads otherwise: \(text)")
            }
        }
        return true
    }
}
