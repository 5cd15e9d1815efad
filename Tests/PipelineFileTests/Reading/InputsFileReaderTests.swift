import Pipeline
import PipelineFile
import Testing

struct InputsFileReaderTests {
    @Test func `inputs are read, a number as its digits`() throws {
        let text = SourceText("product: web\nmajor: 3\nplatform: \"linux\"\n", name: "inputs.yaml")
        let inputs = try InputsFileReader().read(text)
        #expect(
            inputs.mapValues(\.text) == [
                FactKey.product.name: "web", FactKey.major.name: "3",
                FactKey.platform.name: "linux",
            ])
        #expect(inputs[FactKey.major.name]?.location.line == 2)
    }

    @Test(arguments: ["0o10", "0x1F", "+3"])
    func `a number is what the file spells, not what YAML makes of it`(number: String) throws {
        let text = SourceText("major: \(number) # of 2024\nplatform: 007x\n", name: "inputs.yaml")
        let inputs = try InputsFileReader().read(text)
        #expect(inputs[FactKey.major.name]?.text == number)
        #expect(inputs[FactKey.platform.name]?.text == "007x")
    }

    @Test func `everything that is wrong is said at once`() {
        let text = SourceText("prodct: web\nmajor: [3]\nmajor: 4\n", name: "inputs.yaml")
        let error = #expect(throws: Diagnostics.self) { try InputsFileReader().read(text) }
        #expect(
            error.map(DiagnosticText([text]).render) == """
                inputs.yaml:3:1: error: the key `major` stands here a second time
                    3 | major: 4
                      | ^
                    remedy: remove one of the two
                inputs.yaml:2:1: note: the first is here
                    2 | major: [3]
                      | ^
                inputs.yaml:1:1: error: an inputs file has no key `prodct`
                    1 | prodct: web
                      | ^
                    remedy: did you mean `product`?
                inputs.yaml:2:8: error: `major` should be a string and is a list
                    2 | major: [3]
                      |        ^
                    remedy: put the text in quotes

                """)
    }
}
