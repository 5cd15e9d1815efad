import Testing

@testable import Steps

@Suite("EC2 tags")
struct EC2TagSetTests {
    private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test("within the limits are taken")
    func accepted() {
        #expect(EC2TagSet.problem(["Name": ""]) == nil)
        #expect(EC2TagSet.problem([Self.text(128): Self.text(256)]) == nil)
        #expect(EC2TagSet.problem(["team": "größe 🚀 ${stack.name}"]) == nil)
        #expect(
            EC2TagSet.problem(
                Dictionary(uniqueKeysWithValues: (1...50).map { ("k\($0)", "v") })) == nil)
    }

    @Test(
        "beyond them are refused by name",
        arguments: [
            ([:], "has no tags"),
            (["": "v"], "has a tag without a key"),
            (["aws:x": "v"], "has the key `aws:x`, and `aws:` is reserved to AWS"),
            (
                ["AWS:\u{301}x": "v"], "has the key `AWS:\u{301}x`, and `aws:` is reserved to AWS"
            ),
            (["OpsWorks:x": "v"], "has the key `OpsWorks:x`, and `opsworks:` is reserved to AWS"),
            (["k": text(257)], "has a value of `k` longer than 256 characters"),
            (["k": "a\nb"], "has a control character in the tag `k`"),
            (
                [text(129): "v"],
                "has the key `\(text(40))…`, which is longer than 128 characters"
            ),
            (
                Dictionary(uniqueKeysWithValues: (1...51).map { ("k\($0)", "v") }),
                "has 51 tags, and EC2 takes 50"
            ),
        ] as [([String: String], String)])
    func refused(tags: [String: String], problem: String) {
        #expect(EC2TagSet.problem(tags) == problem)
    }
}
