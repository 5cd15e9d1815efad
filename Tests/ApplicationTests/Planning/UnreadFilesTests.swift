import Pipeline
import TestSupport
import Testing

@testable import Application

@Suite("Files that nobody reads")
struct UnreadFilesTests {
    private func found(
        _ files: [String], product: String? = "shop", reading: [String] = []
    ) async throws -> [String] {
        try await withTemporaryFolder { root in
            let folder = "\(root)/etc/enlist"
            for name in files { try write("", to: "\(folder)/\(name)") }
            return UnreadFiles(in: folder)
                .found(product: product, reading: reading.map { "\(folder)/\($0)" })
                .map { "\($0.message); \($0.remedy)".split(separator: folder + "/").joined() }
        }
    }

    @Test(arguments: [
        ("pipeline.yml", "call it `pipeline.yaml`"), ("pipelines.yaml", "call it `pipeline.yaml`"),
        ("Pipeline.yaml", "call it `pipeline.yaml`"), ("pipeline", "call it `pipeline.yaml`"),
        ("pipeline.yaml.txt", "call it `pipeline.yaml`"), ("inputs.yml", "call it `inputs.yaml`"),
        ("input.yaml", "call it `inputs.yaml`"), ("inputs.json", "call it `inputs.yaml`"),
        ("user_data.env", "call it `user-data.env`"),
        ("pipelines.d/10.yaml", "pipelines.d` is not read; call it `pipeline.d`"),
        ("pipeline.d/10-a.YAML", "call it `10-a.yaml`"),
        ("pipeline.d/10-a.yml", "call it `10-a.yaml`"), ("pipeline.d/10-a", "call it `10-a.yaml`"),
        (
            "pipeline.d/team/10.yaml",
            "pipeline.d/team` is not read; put its files into `pipeline.d`"
        ),
        ("product/shop.yaml", "product` is not read; call it `products`"),
        ("products/shop.yml", "call it `shop.yaml`"),
        ("products/Shop.yaml", "call it `shop.yaml`"),
        ("trusted-keys.d/us.PUB", "call it `us.pub`"),
        ("trusted-keys/us.pub", "call it `trusted-keys.d`"),
    ])
    func near(name: String, words: String) async throws {
        let found = try await found([name])
        #expect(found.count == 1)
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test(arguments: [
        "pipeline.yaml", "inputs.yaml", "run.env", "user-data.env", "pipeline.d/10.yaml",
        "products/shop.yaml", "products/other.yaml", "trusted-keys.d/us.pub", "README", "README.md",
        "pipeline.yaml.bak", "pipeline.yaml~", "pipeline.d/10.yaml.dpkg-old", "pipeline.d/.10.yml",
        "pipeline.d/README", "pipeline.d/10.yaml.disabled", "pipeline.d/notes.txt", "web.yaml",
        "plugins/libx.so",
    ])
    func others(name: String) async throws {
        #expect(try await found([name]) == [])
    }

    @Test func `a file that somebody names is read`() async throws {
        #expect(try await found(["pipelines.yaml"], reading: ["pipelines.yaml"]) == [])
    }

    @Test func `a plan warns of them, and missing inputs lead to them`() async throws {
        try await withTemporaryFolder { root in
            try write("enlist: 1\n", to: "\(root)/etc/enlist/pipeline.yml")
            try write("product: shop\n", to: "\(root)/etc/enlist/inputs.yml")
            let loaded = PipelineLoader(root: root).load(nil, product: nil)
            #expect(loaded.warnings.count == 2)
            let missing = Diagnostic.missingInputs(
                [FactKey.product.name], file: "\(root)/etc/enlist/inputs.yaml", tags: nil)
            #expect(missing.notes.contains { $0.message.contains("inputs.yml` is not read") })
        }
    }
}
