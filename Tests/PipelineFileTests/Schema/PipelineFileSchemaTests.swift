import Pipeline
import Testing

@testable import PipelineFile

struct PipelineFileSchemaTests {
    private static let kind = StepKind(
        "fetch", summary: "Fetches it",
        parameters: [
            Parameter<String>("url", "from where", default: nil).description,
            Parameter("tries", "how often", default: 3).description,
            Parameter<String?>("script", "what to do with it").literal.description,
            Parameter<[String: Bool]?>("flags", "switches").description,
        ],
        rules: [.atMostOne(["script", "flags"])], failures: [],
        needs: [FactKey.product.name]
    ) { _ throws(Failure) in throw Failure(.refused, "never", remedy: "never") }

    @Test func `a kind's schema says what its parameters are`() {
        #expect(
            Self.kind.schema.value.indentedJSON == #"""
                {
                  "additionalProperties": false,
                  "allOf": [
                    {
                      "not": {
                        "allOf": [
                          {
                            "properties": {
                              "script": {
                                "not": {
                                  "type": "null"
                                }
                              }
                            },
                            "required": [
                              "script"
                            ],
                            "type": "object"
                          },
                          {
                            "properties": {
                              "flags": {
                                "not": {
                                  "type": "null"
                                }
                              }
                            },
                            "required": [
                              "flags"
                            ],
                            "type": "object"
                          }
                        ]
                      }
                    }
                  ],
                  "description": "Fetches it. Needs product",
                  "properties": {
                    "flags": {
                      "anyOf": [
                        {
                          "anyOf": [
                            {
                              "additionalProperties": {
                                "anyOf": [
                                  {
                                    "enum": [
                                      true,
                                      false,
                                      "true",
                                      "false"
                                    ]
                                  },
                                  {
                                    "$ref": "#/$defs/fact"
                                  }
                                ]
                              },
                              "type": "object"
                            },
                            {
                              "$ref": "#/$defs/fact"
                            }
                          ]
                        },
                        {
                          "type": "null"
                        }
                      ],
                      "description": "switches"
                    },
                    "script": {
                      "anyOf": [
                        {
                          "type": [
                            "string",
                            "integer"
                          ]
                        },
                        {
                          "type": "null"
                        }
                      ],
                      "description": "what to do with it"
                    },
                    "tries": {
                      "anyOf": [
                        {
                          "anyOf": [
                            {
                              "type": "integer"
                            },
                            {
                              "pattern": "^[+-]?[0-9]+$",
                              "type": "string"
                            }
                          ]
                        },
                        {
                          "$ref": "#/$defs/fact"
                        }
                      ],
                      "default": 3,
                      "description": "how often"
                    },
                    "url": {
                      "$ref": "#/$defs/text",
                      "description": "from where"
                    }
                  },
                  "required": [
                    "url"
                  ],
                  "type": "object"
                }
                """#)
    }

    @Test func `a kind that needs a parameter cannot stand alone`() throws {
        let plain = StepKind("plain", summary: "Does it", failures: []) { _ throws(Failure) in
            throw Failure(.refused, "never", remedy: "never")
        }
        let schema = PipelineFileSchema(StepRegistry([Self.kind, plain])).schema
        guard case .map(let all) = schema.value, case .map(let definitions) = all["$defs"],
            case .map(let step) = definitions["step"], case .list(let ways) = step["anyOf"]
        else {
            Issue.record("there is no step in \(schema.value.json)")
            return
        }
        #expect(ways.first == ["enum": ["plain"]])
        #expect(all["required"] == ["enlist"])
    }

    @Test(
        "a pattern and the reader take the same durations",
        arguments: [
            "5s", "0s", "500ms", "1.5h", "1h30m", "1d2h3m4s5ms", ".5s", "5.s", "", "5", "s", ".s",
            "1s1h", "1s1s", "5w", "-5s", "5 s", "1e3s", "٣s", "00s", "0.0s", "0.1s",
            "100000000000000000000000000000ms",
        ])
    func durations(text: String) throws {
        let duration = Duration(text: text)
        let any = try Regex(Duration.pattern(canBeZero: true))
        let some = try Regex(Duration.pattern(canBeZero: false))
        let isTooLong = text.hasPrefix("1000000")
        #expect((text.firstMatch(of: any) != nil) == (duration != nil || isTooLong))
        if let duration {
            #expect((text.firstMatch(of: some) != nil) == (duration > .zero))
        }
    }

    @Test(
        "a pattern and the reader take the same templates",
        arguments: [
            "", "a", "$", "$$", "$a", "a$", "${product}", "a ${stack.id} b", "$${", "$$${product}",
            "${a:-}", "${a:-b c}", "${a:-${b}", "${a}${b-2.c}", "}{", "${", "${}", "${a", "$$${",
            "${A}", "${a b}", "${a..b}", "${.a}", "${1}", "${-a}", "a\nb ${a}", "${a:b}", "${a-}",
        ])
    func templates(text: String) throws {
        let isTemplate = (try? Template(text)) != nil
        #expect(try matches(text, FactSchema.text) == isTemplate)
        let hasFact = ((try? Template(text))?.parts ?? []).contains { part in
            if case .fact = part { true } else { false }
        }
        #expect(try matches(text, FactSchema.fact) == hasFact)
    }

    private func matches(_ text: String, _ schema: JSONSchema) throws -> Bool {
        guard case .map(let keywords) = schema.value,
            case .string(let pattern) = keywords["pattern"]
        else { return false }
        return try text.wholeMatch(of: Regex(pattern)) != nil
    }
}
