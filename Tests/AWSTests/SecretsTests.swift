import HTTP
import Testing

@testable import AWS

@Suite struct SecretsTests {
    @Test(
        arguments: [
            ("a ab+/c= b", "a *** b"), (#"{"key":"ab+\/c="}"#, #"{"key":"***"}"#),
            ("token=ab%2B%2Fc%3D&x", "token=***&x"), ("ab+/c=ab+/c=", "******"),
            ("xyz-ab+/c=-xyz", "***"), ("ab+/c", "ab+/c"), ("", ""),
        ])
    func `a secret is hidden in every form, the longest first`(text: String, hidden: String) {
        #expect(Secrets(["ab+/c=", "xyz-ab+/c=-xyz", ""]).hidden(in: text) == hidden)
    }

    @Test func `each line of a secret is one, but for what is too short`() {
        let known = KnownSecrets()
        known.add("first-line\nsecond-line\nab\n")
        #expect(known.now.hidden(in: "second-line first-line ab") == "*** *** ab")
    }

    @Test func `descriptions show no secret`() {
        let secrets = Secrets(["abcdefgh"])
        var dumped = ""
        dump(secrets, to: &dumped)
        #expect(!"\(secrets) \(String(reflecting: secrets)) \(dumped)".contains("abcdefgh"))
    }

    @Test func `a service's words are passed on without the secrets that it was sent`() async {
        let key = Credentials.example
        let quoted = "x-amz-security-token:\(key.sessionToken ?? "") \(key.secretAccessKey)"
        let reply = #"{"__type": "SignatureDoesNotMatch", "message": "\#(quoted)"}"#
        let client = AWSClient(answers: RecordingSender([.reply(403, reply)]))
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "us-east-1").describeStacks()
        }
        #expect(error?.serviceMessage == "x-amz-security-token:*** ***")
    }

    @Test func `secrets that only look the same are all hidden`() {
        let known = KnownSecrets()
        known.add("caf\u{E9}-caf\u{E9}")
        known.addDeclared("cafe\u{301}-cafe\u{301}")
        let text = "caf\u{E9}-caf\u{E9} cafe\u{301}-cafe\u{301}"
        #expect(known.now.hidden(in: text) == "*** ***")
    }

    @Test(arguments: ["s3cret-key\u{301}", "\u{301}s3cret-key", "s3cret-key\r\n", "'s3cret-key'"])
    func `a secret is hidden whatever stands beside it`(text: String) {
        #expect(!Secrets(["s3cret-key"]).hidden(in: text).utf8.contains(UInt8(ascii: "3")))
    }
}
