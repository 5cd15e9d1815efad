import LocalCloud
import Testing

/// The examples of FIPS 180-4 and RFC 4231.
struct SHA256Tests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `a digest is that of the standard`(message: String, digest: String) {
        #expect(SHA256.hex(SHA256.digest(message.utf8)) == digest)
    }

    @Test(arguments: [
        (
            "Jefe", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "k", count: 131), "a key longer than a block",
            "e99667cc2cc2158daa4e92aca34ff8136780bdb82b6be2815e6b77780aef4758"
        ),
    ])
    func `an authentication code is that of the standard`(
        key: String, message: String, code: String
    ) {
        #expect(SHA256.hex(SHA256.authenticate(message.utf8, key: Array(key.utf8))) == code)
    }
}
