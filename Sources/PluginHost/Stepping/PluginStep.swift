import Pipeline

/// A step of a plugin.
struct PluginStep: Checkable {
    let description: PluginStepDescription
    let file: PluginFile
    /// Values by parameter; parameters without a value are missing.
    let parameters: [String: Value]
    let belowRoot: BelowRoot
    let place: LibraryPlace

    func check(in context: StepContext) async throws -> Facts? {
        guard description.hasCheck else { return nil }
        return try await call(.check, context)
    }

    func run(in context: StepContext) async throws -> Facts {
        try await call(.run, context) ?? Facts()
    }

    /// Whether its code may run here, although it could change the machine itself.
    var mayRun: Bool { place.isMachine || belowRoot == .run }

    /// Calls the plugin's `require`, which checks whether the step can succeed.
    ///
    /// - Throws: what keeps it from succeeding.
    func require(_ facts: Facts, _ listener: any CallListener) async throws {
        _ = try await place.hosts.call(
            try pluginCall(.require, facts: facts, recorded: [:]), of: file, listener: listener
        ) { _ in }
    }

    /// - Returns: the facts that it gave; nil if a check found work to do.
    fileprivate func call(
        _ entry: PluginCall.Entry, _ context: StepContext
    ) async throws -> Facts? {
        let call = try pluginCall(
            entry, facts: context.facts, recorded: context.receipt.byText(context.receipt.names))
        let listener = StepListener(context: context, kind: description.kind)
        return try await perform(call, listener) { context.output($0, from: file.path) }
    }

    private func perform(
        _ call: PluginCall, _ listener: any CallListener,
        output: @escaping @Sendable (String) -> Void
    ) async throws -> Facts? {
        guard mayRun else { throw PluginError.outsideRoot }
        let outcome = try await place.hosts.call(call, of: file, listener: listener, onLine: output)
        guard case .done(let given) = outcome else { return nil }
        var facts = Facts()
        for (name, value) in given {
            guard let name = FactName(name), description.gives.contains(name) else { continue }
            facts[name] = value
        }
        return facts
    }

    /// A call of one of the step's functions.
    func pluginCall(
        _ entry: PluginCall.Entry, facts: Facts, recorded: [String: Value]
    ) throws(PluginError) -> PluginCall {
        PluginCall(
            kind: description.kind, entry: entry, values: try values(facts),
            facts: facts.byText(description.needs), recorded: recorded)
    }

    /// One value for each argument of the signature: a parameter's, otherwise a fact's.
    private func values(_ facts: Facts) throws(PluginError) -> [Value?] {
        var values: [Value?] = []
        for name in description.signature.names {
            if description.parameters.contains(where: { $0.name == name }) {
                values.append(parameters[name])
            } else if let fact = FactName(name), let value = facts[fact] {
                values.append(value)
            } else {
                throw .badArgument(name, "is a fact that nothing has given")
            }
        }
        return values
    }
}

extension PluginStep: Foreseeing {
    /// Calls the plugin's `check`, which changes nothing.
    func foresee(knowing facts: Facts) async throws -> Foresight {
        guard mayRun else { throw PluginError.outsideRoot }
        guard description.hasCheck else {
            return .unknown("the plugin has no `check` that could say what it would change")
        }
        let call = try pluginCall(.check, facts: facts, recorded: [:])
        guard let given = try await perform(call, SilentListener(), output: { _ in }) else {
            return .change("run: the plugin's `check` says that its work is to be done")
        }
        return .nothing("the plugin's `check` says that its work is done", giving: given)
    }
}

/// A step of a plugin that can undo what it did.
struct RevertiblePluginStep: Checkable, Revertible {
    let step: PluginStep

    func check(in context: StepContext) async throws -> Facts? { try await step.check(in: context) }
    func run(in context: StepContext) async throws -> Facts { try await step.run(in: context) }
    func revert(in context: StepContext) async throws {
        _ = try await step.call(.revert, context)
    }
}

extension RevertiblePluginStep: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        try await step.foresee(knowing: facts)
    }
}

/// Passes a plugin's notices on to the run.
private struct StepListener: CallListener {
    let context: StepContext
    let kind: String

    func heard(_ notice: CallNotice) {
        switch notice {
        case .log(.debug, let text): context.output(text, from: kind)
        case .log(.info, let text): context.note(text)
        case .log(.warning, let text): context.warn(text)
        case .progress(let fraction, let text):
            let share = fraction.map { "\(Int($0 * 100)) %" }
            context.note([share, text].compactMap(\.self).joined(separator: ": "))
        case .waiting(let duration, let reason): context.waits(duration, for: reason)
        }
    }

    func record(_ name: FactName, _ text: String) -> Bool {
        do throws(Failure) {
            try context.record(name, .string(text))
            return true
        } catch {
            return false
        }
    }
}

extension Facts {
    fileprivate func byText(_ names: [FactName]) -> [String: Value] {
        var values: [String: Value] = [:]
        for name in names { values[name.text] = self[name] }
        return values
    }
}
