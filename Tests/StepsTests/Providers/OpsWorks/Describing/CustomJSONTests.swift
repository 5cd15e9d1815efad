import JSON
import Testing

@testable import Steps

@Suite struct CustomJSONTests {
    @Test("a layer's custom JSON goes before its stack's, member by member")
    func merging() throws {
        let json = CustomJSON(
            ofStack: #"{"a": {"b": 1, "c": [1, 2]}, "d": "x"}"#,
            ofLayer: #"{"a": {"c": [3], "e": null}, "f": true}"#)
        #expect(
            json.merged?.text() == #"{"a":{"b":1,"c":[3],"e":null},"d":"x","f":true}"#)
        #expect(json.leftovers.isEmpty)
    }

    @Test("none is none", arguments: [nil, "", " \n"])
    func none(text: String?) {
        let json = CustomJSON(ofStack: text, ofLayer: text)
        #expect(json.merged == nil && json.leftovers.isEmpty)
    }

    @Test(
        "what is no object is named, and the rest is taken",
        arguments: ["{", "[]", "1", "{\"a\":1}x"])
    func malformed(text: String) {
        let json = CustomJSON(ofStack: text, ofLayer: #"{"a":1}"#)
        #expect(json.merged?.text() == #"{"a":1}"#)
        #expect(json.leftovers.map(\.what) == ["the custom JSON of the stack"])
    }

    @Test("what sounds like a secret is named by its path")
    func secrets() {
        let json = CustomJSON(
            ofStack: #"{"db": [{"Password": "x"}], "api_token": "y", "port": 1, "token": 5}"#,
            ofLayer: nil)
        #expect(
            json.leftovers.map(\.what) == [
                "custom JSON that looks like secrets: `db.Password`, `api_token`"
            ])
    }
}
