/// A parameter of a kind, with the Swift type of its value.
///
/// Parameters of optional types may be left out; others have a default or must be given.
package struct Parameter<Content: FactValue>: Sendable {
    package let name: String
    package let summary: String
    let defaultValue: Value?
    let check: @Sendable (Content) -> String?
    private var takesFacts = true
    private var isForUndoing = false
    private var secrecy = ParameterSecrecy.open
    private var shown: @Sendable (Value) -> Value = { $0 }

    /// Declares a parameter.
    ///
    /// - Parameters:
    ///   - name: as in a pipeline file.
    ///   - summary: its purpose, in a phrase.
    ///   - defaultValue: the value if none is given; may be a template. Nil if it must be given.
    ///   - check: returns what is wrong with a value, as a predicate (`is too long`); nil if
    ///     nothing is.
    package init(
        _ name: String, _ summary: String, default defaultValue: Content?,
        check: @escaping @Sendable (Content) -> String? = { _ in nil }
    ) {
        self.name = name
        self.summary = summary
        self.defaultValue = defaultValue?.value
        self.check = check
    }

    /// The parameter without its Swift type, for the registry.
    package var description: ParameterDescription {
        ParameterDescription(
            name: name, typeName: Content.typeName, shape: Content.shape, summary: summary,
            defaultValue: defaultValue, isRequired: defaultValue == nil, takesFacts: takesFacts,
            isForUndoing: isForUndoing, secrecy: secrecy,
            problem: { value in
                guard let content = Content(value) else {
                    return "should be \(Content.typeName)"
                        + (Content.shape.isOfType(value) ? "" : " and is \(value.typeName)")
                }
                return check(content)
            }, shown: shown)
    }

    /// The parameter with literal values, in which `${…}` is not special.
    package var literal: Parameter {
        var parameter = self
        parameter.takesFacts = false
        return parameter
    }

    /// The parameter for a value that only undoing uses, which may refer to facts that the step
    /// gives.
    package var forUndoing: Parameter {
        var parameter = self
        parameter.isForUndoing = true
        return parameter
    }

    /// The parameter with values that may refer to secret facts.
    ///
    /// The kind that declares it makes sure that they stay secret.
    package var takingSecrets: Parameter {
        var parameter = self
        parameter.secrecy = .takesSecrets
        return parameter
    }

    /// The parameter with values that are secrets themselves and are hidden wherever they appear.
    package var secret: Parameter {
        var parameter = shown(as: \.hidden)
        parameter.secrecy = .secret
        return parameter
    }

    /// The parameter with values that people see in another form, as they can contain secrets.
    package func shown(as shown: @escaping @Sendable (Value) -> Value) -> Parameter {
        var parameter = self
        parameter.shown = shown
        return parameter
    }
}

extension Parameter {
    /// Declares a parameter that may be left out.
    package init<Wrapped>(
        _ name: String, _ summary: String,
        check: @escaping @Sendable (Wrapped) -> String? = { _ in nil }
    ) where Content == Wrapped? {
        self.name = name
        self.summary = summary
        self.defaultValue = .null
        self.check = { $0.flatMap(check) }
    }
}

/// How secret the values of a parameter are.
package enum ParameterSecrecy: Sendable {
    /// Public, so no secret fact may be part of them.
    case open
    /// Secret facts may be part of them.
    case takesSecrets
    /// They are secrets.
    case secret
}

/// A parameter as the registry knows it.
package struct ParameterDescription: Sendable {
    package let name: String
    /// The name of its values' type in a message: `a string`.
    package let typeName: String
    /// The form of its values, with templates rendered.
    package let shape: ValueShape
    package let summary: String
    package let defaultValue: Value?
    package let isRequired: Bool
    /// Whether `${…}` in it refers to a fact.
    package let takesFacts: Bool
    /// Whether it is read only when the step is undone.
    package let isForUndoing: Bool
    package let secrecy: ParameterSecrecy
    /// Returns what is wrong with a value without templates; nil if nothing is.
    package let problem: @Sendable (Value) -> String?
    /// Returns a value as plans and events show it, without the secrets that it can contain.
    package let shown: @Sendable (Value) -> Value

    /// Declares a parameter whose type is known only at run time.
    package init(
        name: String, typeName: String, shape: ValueShape, summary: String, defaultValue: Value?,
        isRequired: Bool, takesFacts: Bool, isForUndoing: Bool = false,
        secrecy: ParameterSecrecy = .open,
        problem: @escaping @Sendable (Value) -> String?,
        shown: @escaping @Sendable (Value) -> Value
    ) {
        self.name = name
        self.typeName = typeName
        self.shape = shape
        self.summary = summary
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.takesFacts = takesFacts
        self.isForUndoing = isForUndoing
        self.secrecy = secrecy
        self.problem = problem
        self.shown = shown
    }
}

extension Value {
    /// The value with `***` in place of each text, number and boolean; null stays.
    package var hidden: Value {
        switch self {
        case .null: .null
        case .map(let entries): .map(entries.mapValues(\.hidden))
        case .list(let values): .list(values.map(\.hidden))
        case .string, .integer, .number, .boolean: "***"
        }
    }
}
