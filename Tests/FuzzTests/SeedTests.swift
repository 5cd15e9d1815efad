import FoundationEssentials
import FuzzTargets
import Testing

/// Inputs that `make fuzz` begins with, those that it once found something with among them.
///
/// Good files that need the kinds of one provider lie in a folder of its name.
@Suite struct SeedTests {
    private static let folder = #filePath.replacing("SeedTests.swift", with: "Seeds")
    private static let names =
        (try? FileManager.default.subpathsOfDirectory(atPath: folder))?
        .filter { FileManager.default.contents(atPath: "\(folder)/\($0)") != nil }.sorted() ?? []
    private static let good =
        ["byte-order.yaml", "every-change.yaml", "every-key.yaml"]
        + names.filter { $0.contains("/") }

    @Test(.timeLimit(.minutes(1)), arguments: names)
    func `becomes a plan, or is refused with reasons`(name: String) throws {
        let bytes = try #require(FileManager.default.contents(atPath: "\(Self.folder)/\(name)"))
        switch try PipelineFiles().plan(Array(bytes)) {
        case .success(let ids):
            #expect(Self.good.contains(name))
            #expect(!ids.isEmpty)
        case .failure(let refusal):
            #expect(!Self.good.contains(name), "\(refusal.text)")
            #expect(refusal.text.contains("remedy: "))
        }
    }

    @Test func `the good ones are there`() { #expect(Set(Self.names).isSuperset(of: Self.good)) }
}
