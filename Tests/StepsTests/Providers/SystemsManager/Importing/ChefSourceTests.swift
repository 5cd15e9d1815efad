import JSON
import Testing

@testable import Steps

@Suite struct ChefSourceTests {
    @Test(
        "a bucket is told by addresses of both styles",
        arguments: [
            ("https://s3.amazonaws.com/cookbooks/a.tgz", "cookbooks"),
            ("https://s3-eu-west-1.amazonaws.com/cookbooks/a.tgz", "cookbooks"),
            ("https://s3.eu-west-1.amazonaws.com/cookbooks/a/b.tgz", "cookbooks"),
            ("https://cookbooks.s3.amazonaws.com/a.tgz", "cookbooks"),
            ("https://my.cookbooks.s3.cn-north-1.amazonaws.com.cn/a.tgz", "my.cookbooks"),
            ("https://s3.amazonaws.com/", nil), ("https://s3.amazonaws.com", nil),
            ("https://example.com/a.tgz", nil), ("https://s3.amazonaws.com/*/a", nil), ("", nil),
        ])
    func bucket(url: String, name: String?) {
        #expect(ChefSource.bucket(of: url) == name)
    }

    @Test(
        "what a person names is known by its address",
        arguments: [
            ("https://s3.amazonaws.com/cookbooks/a.tgz", CookbookSource.Place.s3),
            ("https://cookbooks.s3.eu-west-1.amazonaws.com/a.tgz", .s3),
            ("https://example.com/a.git", .git), ("https://example.com/s3/a.tgz", .archive),
            ("http://example.com/a.zip", .archive), ("git@example.com:a.git", nil), ("", nil),
        ])
    func named(url: String, place: CookbookSource.Place?) {
        #expect(CookbookSource(named: url)?.place == place)
    }

    @Test("no agent is told a reference with a dot in it")
    func secretNames() {
        var source = CookbookSource(.git, "git@example.com:a.git")
        source.hasKey = true
        let made = ChefSource(source, secretsBelow: "/enlist-cookbooks/v3/prod/web.v2")
        #expect(made?.secrets == ["/enlist-cookbooks/v3/prod/web-v2/ssh-key"])
        #expect(
            made?.info["privateSSHKey"]
                == "{{ssm-secure:/enlist-cookbooks/v3/prod/web-v2/ssh-key}}")
    }

    @Test("Subversion is nothing that the document fetches")
    func subversion() {
        #expect(ChefSource(CookbookSource(.subversion, "https://x"), secretsBelow: "/a") == nil)
    }

    @Test(
        "recipes are known by their names",
        arguments: [
            ("shop", true), ("shop::default", true), ("my-shop::a_b", true), ("", false),
            ("a::b::c", false), ("a::", false), ("a]", false), ("a,recipe[b", false),
            ("a b", false),
            ("a/\u{301}", false),
        ])
    func recipes(name: String, isRecipe: Bool) {
        #expect(ChefDocument.isRecipe(name) == isRecipe)
    }
}
