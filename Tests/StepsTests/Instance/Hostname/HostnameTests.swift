import Testing

@testable import Steps

@Suite("Hostnames")
struct HostnameTests {
    @Test(
        "OpsWorks takes letters, digits and dashes, 1 to 63",
        arguments: [
            "a", "web1", "WEB-1", "1a", "0xg", "localhost1", String(repeating: "a", count: 63),
        ])
    func accepted(text: String) {
        #expect(Hostname(text)?.text == text)
    }

    @Test(
        "and nothing else",
        arguments: [
            "", "-a", "a-", "a_b", "a.b", "ä", "a b", "a\n", "$(id)", "${hostname}",
            String(repeating: "a", count: 64), "127", "0", "0x7f000001", "0X7F", "99999999999",
            "localhost", "LocalHost", "ip6-localhost", "localhost4",
        ])
    func refused(text: String) {
        #expect(Hostname(text) == nil)
    }

    @Test("names are the same whatever their case")
    func matching() throws {
        let name = try #require(Hostname("Web1"))
        #expect(name.matches("wEB1"))
        #expect(!name.matches("web11"))
    }

    @Test(
        "what facts bring in is made a name, which ends in the instance's id where it did before",
        arguments: [
            ("my_shop-i-0123456789abcdef0", "my-shop-i-0123456789abcdef0"),
            ("shop.v2-i-0123456789abcdef0", "shop-v2-i-0123456789abcdef0"),
            ("_Läden & mehr_-i-0123456789abcdef0", "L-den-mehr--i-0123456789abcdef0"),
            (
                String(repeating: "a", count: 45) + "-i-0123456789abcdef0",
                String(repeating: "a", count: 43) + "-i-0123456789abcdef0"
            ),
            (
                String(repeating: "a", count: 42) + "_bcd-i-0123456789abcdef0",
                String(repeating: "a", count: 42) + "-i-0123456789abcdef0"
            ),
            ("127", nil), ("local.host", "local-host"), ("localhost.", nil), ("ä", nil),
            (String(repeating: "a", count: 64), nil),
            ("i-0123456789abcdef0" + String(repeating: "a", count: 64), nil),
        ] as [(String, String?)])
    func making(text: String, name: String?) {
        #expect(Hostname(making: text, keeping: "i-0123456789abcdef0")?.text == name)
    }

    @Test("a suffix comes from the end of the instance id, and the whole stays a hostname")
    func suffix() throws {
        let short = try #require(Hostname("web1"))
        #expect(short.suffixed(by: "i-0123456789abcdef0", digits: 8)?.text == "web1-9abcdef0")
        #expect(
            short.suffixed(by: "i-0123456789abcdef0", digits: 17)?.text
                == "web1-0123456789abcdef0")
        let long = try #require(Hostname(String(repeating: "a", count: 63)))
        #expect(
            long.suffixed(by: "i-0123456789abcdef0", digits: 8)?.text
                == String(repeating: "a", count: 54) + "-9abcdef0")
        #expect(short.suffixed(by: "", digits: 8) == nil)
    }
}

@Suite("The machine's own name")
struct MachineHostnameTests {
    @Test(
        "stands in one line of the hosts file, and every other line stays",
        arguments: [
            ("", "127.0.1.1 web1\n"),
            ("127.0.0.1 localhost\n", "127.0.0.1 localhost\n127.0.1.1 web1\n"),
            ("127.0.0.1 localhost", "127.0.0.1 localhost\n127.0.1.1 web1\n"),
            (
                "# mine\n127.0.1.1\told old.example\n\n::1 ip6-localhost\n127.0.1.1 older\n",
                "# mine\n127.0.1.1 web1\n\n::1 ip6-localhost\n"
            ),
            ("127.0.1.11 other\n", "127.0.1.11 other\n127.0.1.1 web1\n"),
        ])
    func hosts(before: String, after: String) throws {
        let name = try #require(Hostname("web1"))
        let named = MachineHostname.hosts(Array(before.utf8), naming: name)
        #expect(named == Array(after.utf8))
        #expect(MachineHostname.hosts(named, naming: name) == named)
    }

    @Test("keeps what others wrote in whatever encoding")
    func encodings() throws {
        let name = try #require(Hostname("web1"))
        let comment = Array("# caf".utf8) + [0xE9, 0x00, 0xFF] + Array("\r\n".utf8)
        #expect(
            MachineHostname.hosts(comment + Array("127.0.1.1 old\n".utf8), naming: name)
                == comment + Array("127.0.1.1 web1\n".utf8))
    }
}
