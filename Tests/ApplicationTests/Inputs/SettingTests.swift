import Pipeline
import Testing

@testable import Application

struct SettingTests {
    @Test(
        "a known fact takes the text, any other what YAML says",
        arguments: [
            ("hostname=web1", "hostname", "web1"), ("hostname=a=b", "hostname", "a=b"),
            ("hostname=\u{301}a", "hostname", "\u{301}a"),
            ("major=03", "major", "03"), ("stack.name=", "stack.name", ""),
            ("stack.name=true", "stack.name", "true"),
            ("my.flag=true", "my.flag", true), ("my.size=12", "my.size", 12),
            ("my.text='12'", "my.text", "12"), ("my.list=[a, b]", "my.list", ["a", "b"]),
            ("my.text=", "my.text", ""),
            (
                "instance.identity={document: '{}', signature: 'x y'}", "instance.identity",
                ["document": "{}", "signature": "x y"]
            ),
        ] as [(String, String, Value)])
    func good(text: String, name: String, value: Value) throws {
        let setting = try Setting(text)
        #expect(setting.name.text == name)
        #expect(setting.value == value)
    }

    private static let noName =
        "`--set` takes a fact's name before the `=`: words of lower-case letters, digits and `-`, "
        + "joined by dots, as in --set instance.region=eu-west-1"

    @Test(
        "what is no setting is refused, and its value is not repeated",
        arguments: [
            (
                "hunter2",
                "`--set` takes a fact and its value with `=` between them, as in --set hostname=web1"
            ),
            ("=hunter2", noName), ("Hostname=hunter2", noName), ("a b=hunter2", noName),
            ("a..b=hunter2", noName), ("a\u{301}=hunter2", noName),
            (
                "my.x=[hunter2",
                "`--set my.x=…` is not YAML: put a text in double quotes"
            ),
            (
                "my.x=&a hunter2",
                "`--set my.x=…` is not YAML: put a text in double quotes"
            ),
            (
                "my.x=99999999999999999999",
                "`--set my.x=…` is a number that is too large or begins with 0: put it in quotes "
                    + "for a text"
            ),
            (
                "instance.identity={document: hunter2}",
                "`--set instance.identity=…` should be an identity document and its signature: "
                    + "{document: …, signature: …}"
            ),
        ])
    func bad(text: String, message: String) {
        let error = #expect(throws: Setting.Malformed.self) { try Setting(text) }
        #expect(error?.message == message)
    }
}
