import Glibc
import Testing

@testable import Cryptography

struct CryptographyTests {
    private func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap { index in
            UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16)
        }
    }

    @Test(
        "sums are those of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func sums(text: String, sum: String) throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        fputs(text, file)
        fflush(file)
        #expect(try SHA256.digits(ofFile: fileno(file)) == sum)
    }

    @Test func `a descriptor that cannot be read has no sum`() throws {
        #expect(try SHA256.digits(ofFile: -1) == nil)
        #expect(errno == EBADF)
    }

    @Test(
        "signatures are those of RFC 8032, section 7.1",
        arguments: [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
                    + "1cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
                    + "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ])
    func signatures(seed: String, key: String, message: String, signature: String) throws {
        let seed = bytes(seed)
        #expect(try Ed25519.publicKey(ofSeed: seed) == bytes(key))
        try bytes(message).withUnsafeBytes { message in
            let made = try Ed25519.signature(of: message, seed: seed)
            #expect(made == bytes(signature))
            #expect(Ed25519.isValid(made, of: message, publicKey: bytes(key)))
        }
    }

    @Test func `whatever is changed, a signature is not valid`() throws {
        let seed = try Ed25519.newSeed()
        let key = try Ed25519.publicKey(ofSeed: seed)
        let message = Array("a plugin".utf8)
        let signature = try message.withUnsafeBytes {
            try Ed25519.signature(of: $0, seed: seed)
        }
        func isValid(_ signature: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool {
            message.withUnsafeBytes { Ed25519.isValid(signature, of: $0, publicKey: key) }
        }
        #expect(isValid(signature, message, key))
        for place in signature.indices {
            var changed = signature
            changed[place] ^= 1
            #expect(!isValid(changed, message, key))
        }
        for place in message.indices {
            var changed = message
            changed[place] ^= 0x80
            #expect(!isValid(signature, changed, key))
        }
        #expect(!isValid(signature, message, try Ed25519.publicKey(ofSeed: Ed25519.newSeed())))
        #expect(!isValid([], message, key))
        #expect(!isValid(signature, message, []))
    }

    @Test func `text in base 64 is read only as it is written`() {
        for (text, plain) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo")] {
            #expect(Base64.text(of: Array(plain.utf8)) == text)
            if !text.isEmpty { #expect(Base64.bytes(of: text) == Array(plain.utf8)) }
        }
        for text in [
            "", "Zg", "Zg=", "Z===", "Zh==", "Zm9v\n", " Zm9v", "Zm9v====", "Zm_v", "äöü=",
        ] {
            #expect(Base64.bytes(of: text) == nil, "\(text)")
        }
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `a code is that of the standard's examples`(
        _ key: [UInt8], _ message: String, _ digits: String
    ) throws {
        #expect(try SHA256.codeDigits(of: Array(message.utf8), key: key) == digits)
    }
}
