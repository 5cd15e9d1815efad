import Pipeline
import Testing

@Suite("A plugin that two files name")
struct PluginReferenceTests {
    private func plugin(_ change: (inout PluginReference) -> Void) -> PluginReference {
        var plugin = PluginReference("/p.so")
        change(&plugin)
        return plugin
    }

    @Test("the stricter word on each thing holds")
    func stricter() throws {
        let one = plugin {
            $0.memory = ByteCount(bytes: 100)
            $0.processor = .seconds(9)
            $0.isolation = .process
        }
        let other = plugin {
            $0.memory = ByteCount(bytes: 50)
            $0.processor = .seconds(10)
            $0.files = 20
            $0.isolation = .inProcess
            $0.sha256 = "AB"
            $0.mustBeSigned = true
        }
        for joined in [one.joined(with: other), other.joined(with: one)] {
            let joined = try #require(joined)
            #expect(joined.memory?.bytes == 50)
            #expect(joined.processor == .seconds(9))
            #expect(joined.files == 20)
            #expect(joined.isolation == .process)
            #expect(joined.sha256 == "AB")
            #expect(joined.mustBeSigned)
        }
        #expect(plugin { _ in }.joined(with: other)?.isolation == .inProcess)
    }

    @Test("two checksums contradict each other, and both stay")
    func contradiction() {
        let one = plugin { $0.sha256 = "ab" }
        #expect(one.joined(with: plugin { $0.sha256 = "AB" }) != nil)
        #expect(one.joined(with: plugin { $0.sha256 = "cd" }) == nil)
        var definition = Definition(name: "test", steps: [])
        definition.add([one, plugin { $0.sha256 = "cd" }, plugin { $0.files = 20 }])
        #expect(definition.plugins.map(\.sha256) == ["ab", "cd"])
    }
}
