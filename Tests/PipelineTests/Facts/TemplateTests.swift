import Pipeline
import Testing

@Suite("Templates")
struct TemplateTests {
    private let facts = Facts(named: [
        "major": "3", "environment": "prod", "stack.name": "v3 prod web", "count": 4,
        "hostile": "${major} $$ `id` $(id)",
    ])

    @Test(
        "facts are put in place",
        arguments: [
            ("v${major} ${environment}", "v3 prod"), ("${stack.name}", "v3 prod web"),
            ("plain", "plain"), ("", ""), ("$${major}", "${major}"), ("$5 and $$", "$5 and $"),
            ("${missing:-none}", "none"), ("${major:-none}", "3"), ("${missing:-}", ""),
            ("n=${count}", "n=4"), ("${major}\u{301}", "3\u{301}"),
            ("$\u{301}{major}", "$\u{301}{major}"),
            ("${missing:-\u{301}}", "\u{301}"), ("$$\u{301}", "$\u{301}"),
            ("\r\n${major}\r\n", "\r\n3\r\n"),
        ] as [(String, String)])
    func renders(text: String, result: String) throws {
        #expect(try Template(text).render(facts) == .string(result))
    }

    @Test("what a fact brings in is never read again")
    func oncePerText() throws {
        #expect(
            try Template("x ${hostile}").render(facts) == .string("x ${major} $$ `id` $(id)"))
    }

    @Test("a text that is one fact has the fact's type")
    func keepsType() throws {
        #expect(try Template("${count}").render(facts) == .integer(4))
    }

    @Test("a text that lacks a fact is not rendered, and says which")
    func missing() throws {
        let template = try Template("${major}-${hostname}")
        #expect(template.render(facts) == nil)
        #expect(template.needs.map(\.text) == ["major", "hostname"])
    }

    @Test(
        "malformed texts are errors",
        arguments: [
            ("${major", "`${` is not closed by `}`"), ("${}", "`` is not a fact's name"),
            ("${Stack}", "`Stack` is not a fact's name"), ("${a b}", "`a b` is not a fact's name"),
            ("${a..b}", "`a..b` is not a fact's name"),
            ("${\u{301}a}", "`\u{301}a` is not a fact's name"),
        ])
    func malformed(text: String, reason: String) {
        let error = #expect(throws: Template.Malformed.self) { try Template(text) }
        #expect(error?.reason == reason)
    }

    @Test("lists and mappings are rendered throughout")
    func nested() throws {
        let value: Value = ["tags": ["Name": "${stack.name} - ${hostname}"], "list": ["${major}"]]
        #expect(try value.templateNeeds().map(\.text) == ["major", "stack.name", "hostname"])
        #expect(
            try value.rendered(facts) == [
                "tags": ["Name": "${stack.name} - ${hostname}"], "list": ["3"],
            ])
    }

    @Test("a number or a boolean is a text where only a text fits")
    func spelled() throws {
        var facts = Facts()
        for (name, value) in [("b", .boolean(true)), ("n", .number(1.5))] as [(String, Value)] {
            facts[try #require(FactName(name))] = value
        }
        let shape = ValueShape.record([
            .init("texts", .list(of: .text, atLeast: 0)), .init("any", .anything),
            .init("either", .either([.boolean, .text])), .init("word", .choice(["true", "1.5"])),
            .init("map", .either([.exactly("x"), .mapping(to: .text)])),
        ])
        let value: Value = [
            "texts": ["${b}", "${n}", "${lacking}"], "any": "${b}", "either": "${b}",
            "word": "${b}", "map": ["key": "${n}"],
        ]
        #expect(
            try value.rendered(facts, as: shape) == [
                "texts": ["true", "1.5", "${lacking}"], "any": true, "either": true,
                "word": "true", "map": ["key": "1.5"],
            ])
        // What a person writes is not converted.
        #expect(try Value.boolean(true).rendered(facts, as: .text) == true)
    }

    @Test(
        "a text that is escaped comes to itself",
        arguments: ["$", "$\u{301}{a}", "${a}", "$$", "", "\u{301}$\u{301}"])
    func escapes(text: String) throws {
        let rendered = try Template(Template.escaped(text)).render(Facts())
        guard case .string(let result) = rendered else {
            Issue.record("\(String(describing: rendered))")
            return
        }
        #expect(result.utf8.elementsEqual(text.utf8))
    }
}
