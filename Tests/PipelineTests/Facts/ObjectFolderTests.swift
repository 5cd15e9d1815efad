import Testing

@testable import Pipeline

@Suite struct ObjectFolderTests {
    @Test(arguments: [
        ("s3://my-bucket", "my-bucket", "", "s3://my-bucket/i.html"),
        ("s3://my-bucket/", "my-bucket", "", "s3://my-bucket/i.html"),
        ("s3://a.b-1/x/Y_z.1/", "a.b-1", "x/Y_z.1/", "s3://a.b-1/x/Y_z.1/i.html"),
    ])
    func `a place is a bucket, and folders or none`(
        _ text: String, _ bucket: String, _ prefix: String, _ url: String
    ) {
        let folder = ObjectFolder(.string(text))
        #expect(folder?.bucket == bucket)
        #expect(folder?.prefix == prefix)
        #expect(folder?.url(of: "i.html") == url)
        #expect(folder.flatMap { ObjectFolder($0.value) } == folder)
    }

    @Test(arguments: [
        "", "bucket", "s3:/bucket", "s3://", "s3://ab", "s3://-bucket", "s3://bucket.",
        "s3://Bucket",
        "s3://bucket//a", "s3://bucket/a//", "s3://bucket/a b", "s3://bucket/é", "s3://bucket/a?b",
        "s3://" + String(repeating: "b", count: 64), "s3://bucket/\u{301}a", "s3://bucket.\u{301}",
    ])
    func `what a signer would write in another way is none`(_ text: String) {
        #expect(ObjectFolder(.string(text)) == nil)
    }
}
