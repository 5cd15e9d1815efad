import Testing

@testable import AWS

@Suite struct SecretLooksTests {
    @Test(
        "values whose names say that they are secret are hidden, and nothing else",
        arguments: [
            ("password=hunter22 user=joe", "password=*** user=joe"),
            ("export DB_PASSWORD='hunter 22'", "export DB_PASSWORD='***'"),
            (#"{"SecretAccessKey": "abcd/efg", "x": 1}"#, #"{"SecretAccessKey": "***", "x": 1}"#),
            (#""line":"{\"Token\":\"abcdef\"}""#, #""line":"{\"Token\":\"***\"}""#),
            (#"{"tokens":12345,"a":"b"}"#, #"{"tokens":12345,"a":"b"}"#),
            ("Authorization: Bearer abc.def ghi", "Authorization: Bearer ***"),
            (#"{"h":"Authorization: Basic YWJj"}"#, #"{"h":"Authorization: Basic ***"}"#),
            ("https://h/f?X-Amz-Signature=0a1b2c&x=1", "https://h/f?X-Amz-Signature=***&x=1"),
            ("proxy http://joe:hunter22@h:1/p", "proxy http://***@h:1/p"),
            ("http://h:8080/a@b", "http://h:8080/a@b"),
            (
                "<div>&quot;Token&quot;: &quot;abc&amp;d&quot;</div>",
                "<div>&quot;Token&quot;: &quot;***&quot;</div>"
            ),
            ("API-KEY=abcdef", "API-KEY=***"), ("rsa_2048=abcdef", "rsa_2048=***"),
            ("İ password=hunter22", "İ password=***"),
            ("the token is gone", "the token is gone"),
            ("token: 5m", "token: 5m"),
            ("password: hunter22\r\nnext", "password: ***\r\nnext"),
            ("", ""),
            ("token", "token"), ("token=", "token="),
            (#"secret.x":"(hidden)""#, #"secret.x":"(hidden)""#),
        ])
    func values(text: String, shown: String) {
        #expect(SecretLooks.hidden(in: text) == shown)
    }

    @Test func `a private key is hidden in lines of its own and within one`() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----"
        #expect(
            SecretLooks.hidden(in: "a\n\(key)\nb")
                == "a\n***\n***\n***\n***-----END RSA PRIVATE KEY-----\nb")
        let quoted =
            #"{"a":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n","b":1}"#
        #expect(
            SecretLooks.hidden(in: quoted) == #"{"a":"***-----END PRIVATE KEY-----\n","b":1}"#)
        #expect(SecretLooks.hidden(in: "x\n-----BEGIN PRIVATE KEY-----\nMIIE") == "x\n***\n***")
    }

    @Test func `what is hidden once stays as it is`() {
        let once = SecretLooks.hidden(
            in: "password=hunter22 http://a:b@c Authorization: Basic abcd")
        #expect(SecretLooks.hidden(in: once) == once)
    }
}
