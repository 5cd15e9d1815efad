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
struct HostsFileTests {
    typealias Row = (before: String, old: String?, after: String)

    @Test(
        "stands in one line of the hosts file, and everything else stays",
        arguments: [
            ("", nil, "127.0.1.1 web1\n"),
            ("127.0.0.1 localhost", nil, "127.0.0.1 localhost\n127.0.1.1 web1\n"),
            (
                "127.0.0.1 localhost\n", "ip-10-0-0-7.ec2.internal",
                "127.0.0.1 localhost\n127.0.1.1 web1.ec2.internal web1\n"
            ),
            (
                "127.0.1.1\told.example.internal old loghost # keep\n10.0.0.9 db\n", "old",
                "127.0.1.1\tweb1.example.internal web1 loghost # keep\n10.0.0.9 db\n"
            ),
            ("127.0.1.1 loghost old\t# x\r\n", "old", "127.0.1.1 web1 loghost\t# x\r\n"),
            ("127.0.1.1 old\n", "OLD.example", "127.0.1.1 web1.example web1\n"),
            ("  127.0.1.1   old.a old.b old\n", "old", "  127.0.1.1   web1.a web1.b web1\n"),
            ("127.0.1.1 loghost\n127.0.1.1 old\n", "old", "127.0.1.1 loghost\n127.0.1.1 web1\n"),
            ("127.0.1.1 other.example db\n", nil, "127.0.1.1 web1.example web1 db\n"),
            ("127.0.1.1\n", nil, "127.0.1.1\n127.0.1.1 web1\n"),
            // As cloud-init writes it on Red Hat's relatives; and the instance's own address.
            (
                "127.0.0.1 ip-10-0-0-7.ec2.internal ip-10-0-0-7\n", "ip-10-0-0-7",
                "127.0.0.1 ip-10-0-0-7.ec2.internal ip-10-0-0-7\n"
                    + "127.0.1.1 web1.ec2.internal web1\n"
            ),
            (
                "10.0.0.7 old.example\n127.0.1.1 loghost\n", "old",
                "10.0.0.7 old.example\n127.0.1.1 web1.example web1\n"
            ),
            (
                "127.0.0.1 localhost.localdomain localhost\n", "localhost",
                "127.0.0.1 localhost.localdomain localhost\n127.0.1.1 web1\n"
            ),
            ("127.0.1.1#x\n", "old", "127.0.1.1#x\n127.0.1.1 web1\n"),
            (
                "127.0.1.11 other\n#127.0.1.1 x", nil,
                "127.0.1.11 other\n#127.0.1.1 x\n127.0.1.1 web1\n"
            ),
        ] as [Row])
    func naming(row: Row) throws {
        let name = try #require(Hostname("web1"))
        let named = HostsFile(content: Array(row.before.utf8)).naming(name, insteadOf: row.old)
        #expect(String(decoding: named.content, as: UTF8.self) == row.after)
        #expect(named.naming(name, insteadOf: "web1") == named)
    }

    @Test("keeps what others wrote in whatever encoding")
    func encodings() throws {
        let name = try #require(Hostname("web1"))
        let comment = Array("# caf".utf8) + [0xE9, 0x00, 0xFF] + Array("\r\n".utf8)
        let hosts = HostsFile(content: comment + Array("127.0.1.1 old #".utf8) + [0xE9])
        #expect(
            hosts.naming(name, insteadOf: "old").content
                == comment + Array("127.0.1.1 web1 #".utf8) + [0xE9] + Array("\n".utf8))
    }

    @Test("a hostname file may have comments and a domain")
    func hostnameFile() {
        let file = Array("# mine\n\n old.example \nx\n".utf8)
        #expect(MachineHostname.name(in: file) == "old.example")
        #expect(MachineHostname.name(in: nil) == nil)
    }
}

@Suite("What cloud-init does to a machine's name")
struct CloudInitNamesTests {
    @Test(
        arguments: [
            ([:], 0), (["etc/cloud/cloud.cfg": "preserve_hostname: true\n"], 0),
            (["etc/cloud/cloud.cfg": "preserve_hostname: false\n"], 1),
            (
                [
                    "etc/cloud/cloud.cfg": "preserve_hostname: false\n",
                    "var/lib/cloud/data/previous-hostname": "ip-10-0-0-7\n",
                ], 0
            ),
            (
                [
                    "etc/cloud/cloud.cfg": "",
                    "etc/cloud/cloud.cfg.d/10.cfg": "preserve_hostname : \"true\"\n",
                    "etc/cloud/cloud.cfg.d/05.cfg":
                        "preserve_hostname: false\nmanage_etc_hosts: False # x\n",
                ], 0
            ),
            (
                [
                    "etc/cloud/cloud.cfg": "preserve_hostname: true\nmanage_etc_hosts: false\n",
                    "var/lib/cloud/instance/cloud-config.txt": "manage_etc_hosts: localhost\n",
                ], 1
            ),
            (["etc/cloud/cloud.cfg": "manage_etc_hosts: true\n"], 2),
            (["etc/cloud/cloud.cfg": "{users: [a, b], \"manage_etc_hosts\": yes}\n"], 2),
            (["etc/cloud/cloud.cfg": "{preserve_hostname: true, manage_etc_hosts: no}\n"], 0),
            (["etc/cloud/cloud.cfg": "x:\n  manage_etc_hosts: true\npreserve_hostname: on\n"], 0),
        ] as [([String: String], Int)])
    func `what it will undo is told`(files: [String: String], count: Int) throws {
        let sandbox = try Sandbox()
        for (file, text) in files { try sandbox.put(text, at: file) }
        let name = try #require(Hostname("web1"))
        #expect(try CloudInitNames(root: sandbox.root).warnings(of: name).count == count)
    }
}
