import Pipeline
import PipelineFile
import Testing

struct YAMLReaderTests {
    @Test func `every node and every key has its place`() throws {
        let text = SourceText("a: [1, {b: ü, c: 'x'}]\n", name: "t.yaml")
        func at(_ column: Int) -> Pipeline.SourceLocation {
            Pipeline.SourceLocation(file: "t.yaml", line: 1, column: column)
        }
        let inner: [YAMLNode.Entry] = [
            .init(key: "b", keyLocation: at(9), value: YAMLNode(.plain("ü"), at: at(12))),
            .init(key: "c", keyLocation: at(15), value: YAMLNode(.quoted("x"), at: at(18))),
        ]
        let items = [
            YAMLNode(.plain(1), spelled: "1", at: at(5)), YAMLNode(.mapping(inner), at: at(8)),
        ]
        let list = YAMLNode(.sequence(items), at: at(4))
        let root = YAMLNode(.mapping([.init(key: "a", keyLocation: at(1), value: list)]), at: at(1))
        #expect(try YAMLReader.read(text).root == root)
    }

    @Test(
        "what could surprise is refused with its place",
        arguments: [
            (
                "a: &x 1\nb: !!str 2\na: 3\n",
                [
                    "1:4: anchors (`&name`) are not read here",
                    "2:4: tags (`!name`) are not read here",
                    "3:1: the key `a` stands here a second time (1:1: the first is here)",
                ]
            ),
            ("a: *x\n", ["1:4: aliases (`*name`) are not read here"]),
            ("a: &x 1\nb: *x\n", ["2:4: aliases (`*name`) are not read here"]),
            ("a: 1\n---\nb: 2\n", ["2:1: a second document begins here (1:1: the first is here)"]),
            ("", ["1:1: `t.yaml` is empty"]),
            ("# nothing\n", ["1:1: `t.yaml` is empty"]),
            ("{[a]: 1}\n", ["1:2: a key should be a text"]),
            ("? {a: 1}\n: 2\n", ["1:3: a key should be a text"]),
            ("~: 1\n", ["1:1: a key should be a text"]),
            (
                "a:\n\t- b\n",
                [
                    "2:1: this is not YAML: found character that cannot start any token "
                        + "(2:1: while scanning for the next token)"
                ]
            ),
            (
                "a: [1, 2\n",
                [
                    "2:1: this is not YAML: did not find expected ',' or ']' "
                        + "(1:4: while parsing a flow sequence)"
                ]
            ),
        ])
    func refused(text: String, expected: [String]) {
        #expect(problems(in: text) == expected)
    }

    @Test func `a file that grows when aliases are followed is never followed`() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...30 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(problems(in: text) == ["2:10: aliases (`*name`) are not read here"])
    }

    @Test func `depth and number of parts are bounded`() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(
            problems(in: deep) == [
                "1:65: lists and mappings lie more than 64 deep within each other"
            ])
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(problems(in: deepest) == [])

        let many = "[" + String(repeating: "1,", count: 20_000) + "]"
        #expect(problems(in: many) == ["1:40000: the file has more than 20000 parts"])
    }

    private func problems(in text: String) -> [String] {
        do throws(Diagnostics) {
            return try YAMLReader.read(SourceText(text, name: "t.yaml")).problems.map(short)
        } catch {
            return error.all.map(short)
        }
    }

    private func short(_ diagnostic: Diagnostic) -> String {
        let notes = diagnostic.notes.map { " (\(place($0.location))\($0.message))" }.joined()
        return place(diagnostic.location) + diagnostic.message + notes
    }

    private func place(_ location: Pipeline.SourceLocation?) -> String {
        location.map { "\($0.line):\($0.column): " } ?? ""
    }
}
