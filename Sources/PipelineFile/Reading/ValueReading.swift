import Pipeline

/// How values of one sort are read, and what a schema says of them.
struct ValueReading<Content: Sendable>: Sendable {
    let schema: JSONSchema
    /// Reads a node as the value of the key with this name, or says what is wrong with it.
    let read: @Sendable (YAMLNode, _ name: String, inout [Diagnostic]) -> Content?
}

extension ValueReading where Content == String {
    /// A name of a thing.
    static var name: ValueReading {
        ValueReading(schema: .text(matching: PlainName.pattern)) { $0.name($1, &$2) }
    }
}

extension ValueReading where Content == String {
    /// A SHA-256 in hexadecimal digits.
    static var sha256: ValueReading {
        ValueReading(schema: .text(matching: "^[0-9a-fA-F]{64}$")) { $0.sha256($1, &$2) }
    }
}

extension ValueReading where Content == ObjectFolder {
    /// A place in S3.
    static var objectFolder: ValueReading {
        ValueReading(schema: ObjectFolder.shape.schema(takesFacts: false)) {
            $0.objectFolder($1, &$2)
        }
    }
}

extension ValueReading where Content == ByteCount {
    /// A size.
    static var byteCount: ValueReading {
        let number = JSONSchema(["type": "integer", "minimum": 1])
        return ValueReading(schema: .any([.text(matching: ByteCount.pattern), number])) {
            $0.byteCount($1, &$2)
        }
    }
}

extension ValueReading where Content == Bool {
    static var flag: ValueReading {
        ValueReading(schema: JSONSchema(["type": "boolean"])) { $0.flag($1, &$2) }
    }
}

extension ValueReading where Content == Int {
    static func integer(atLeast least: Int) -> ValueReading {
        ValueReading(schema: JSONSchema(["type": "integer", "minimum": .integer(least)])) {
            $0.integer($1, atLeast: least, &$2)
        }
    }
}

extension ValueReading where Content == Int {
    static func integer(in range: ClosedRange<Int>) -> ValueReading {
        let schema = JSONSchema([
            "type": "integer", "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ])
        return ValueReading(schema: schema) { $0.integer($1, in: range, &$2) }
    }
}

extension ValueReading where Content == Double {
    static func number(atLeast least: Int) -> ValueReading {
        ValueReading(schema: JSONSchema(["type": "number", "minimum": .integer(least)])) {
            $0.number($1, atLeast: least, &$2)
        }
    }
}

extension ValueReading where Content == Duration {
    /// A length of time.
    static var duration: ValueReading {
        ValueReading(schema: .text(matching: Duration.pattern(canBeZero: false))) {
            $0.duration($1, &$2)
        }
    }

    /// A length of time, or none.
    static var wait: ValueReading {
        ValueReading(schema: .text(matching: Duration.pattern(canBeZero: true))) {
            $0.duration($1, canBeZero: true, &$2)
        }
    }
}

extension ValueReading where Content: RawRepresentable<String> & CaseIterable {
    /// One of an enumeration's words.
    static var choice: ValueReading {
        ValueReading(schema: .choice(Content.allCases.map(\.rawValue))) {
            $0.choice($1, Content.self, &$2)
        }
    }
}
