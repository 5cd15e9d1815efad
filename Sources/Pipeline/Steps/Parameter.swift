/// A parameter of a kind, with the Swift type of its value.
///
/// Optional types are parameters that may be left out; others have a default or must be given.
package struct Parameter<Content: FactValue>: Sendable {
    package let name: String
    package let summary: String
    let defaultValue: Value?
    let check: @Sendable (Content) -> String?
    private var takesFacts = true
    private var isForUndoing = false
    private var secrecy = ParameterSecrecy.open
    private var shown: @Sendable (Value) -> Value = { $0 }

    /// States a parameter.
    ///
    /// - Parameters:
    ///   - name: as it stands in a pipeline file.
    ///   - summary: what it is for, in a phrase.
    ///   - defaultValue: what holds where it is not given; may be a template. Nil if it must be given.
    ///   - check: says what is wrong with a value, as a predicate (`is too long`); nil if nothing is.
    package init(
        _ name: String, _ summary: String, default defaultValue: Content?,
        check: @escaping @Sendable (Content) -> String? = { _ in nil }
    ) {
        self.name = name
        self.summary = summary
        self.defaultValue = defaultValue?.value
        self.check = check
    }

    /// The same without its Swift type, for the registry.
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

    /// The same, with values that are taken as they are written: `${…}` is nothing special in them.
    package var literal: Parameter {
        var parameter = self
        parameter.takesFacts = false
        return parameter
    }

    /// The same for what only undoes the step: the facts that the step gives may stand in its values.
    package var forUndoing: Parameter {
        var parameter = self
        parameter.isForUndoing = true
        return parameter
    }

    /// The same, with values in which secret facts may stand; whoever states it sees to it that they
    /// stay secret.
    package var takingSecrets: Parameter {
        var parameter = self
        parameter.secrecy = .takesSecrets
        return parameter
    }

    /// The same, with values that are secrets themselves, and are hidden wherever they turn up.
    package var secret: Parameter {
        var parameter = shown(as: \.hidden)
        parameter.secrecy = .secret
        return parameter
    }

    /// The same, with values that people see in another form, as they can hold secrets.
    package func shown(as shown: @escaping @Sendable (Value) -> Value) -> Parameter {
        var parameter = self
        parameter.shown = shown
        return parameter
    }
}

extension Parameter {
    /// States a parameter that may be left out.
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
    /// Anybody may see them, so no secret fact may stand in them.
    case open
    /// Secret facts may stand in them.
    case takesSecrets
    /// They are secrets.
    case secret
}

/// A parameter as the registry knows it.
package struct ParameterDescription: Sendable {
    package let name: String
    /// What its values are called in a message: `a string`.
    package let typeName: String
    /// What its values look like, templates in them rendered.
    package let shape: ValueShape
    package let summary: String
    package let defaultValue: Value?
    package let isRequired: Bool
    /// Whether `${…}` in it stands for a fact.
    package let takesFacts: Bool
    /// Whether it is read only when the step is undone.
    package let isForUndoing: Bool
    package let secrecy: ParameterSecrecy
    /// What is wrong with a value that has no template in it; nil if nothing is.
    package let problem: @Sendable (Value) -> String?
    /// A value as plans and events show it, without the secrets that it can hold.
    package let shown: @Sendable (Value) -> Value

    /// States a parameter whose type is known only when the program runs.
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
    /// The same with `***` for each of its values; what is not there is not hidden.
    package var hidden: Value {
        switch self {
        case .null: .null
        case .map(let entries): .map(entries.mapValues(\.hidden))
        case .list(let values): .list(values.map(\.hidden))
        case .string, .integer, .number, .boolean: "***"
        }
    }
}
