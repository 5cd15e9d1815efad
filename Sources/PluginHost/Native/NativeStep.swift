import Pipeline

/// Calls a function of a library, and turns what it returns into a fact.
struct NativeStep: Step {
    let library: String
    let symbol: String
    let signature: Signature
    let arguments: NativeArguments
    let gives: FactName?
    let meanings: StatusMeanings
    let isolation: Isolation
    let limits: HostLimits
    let belowRoot: BelowRoot
    let place: LibraryPlace

    func run(in context: StepContext) async throws -> Facts {
        guard place.isMachine || belowRoot == .run else { throw PluginError.outsideRoot }
        let call = NativeCall(
            library: place.locate(library), symbol: symbol, signature: signature,
            values: try arguments.values(for: signature, facts: context.facts))
        let value: Value
        switch isolation {
        case .process:
            value = try await place.hosts.perform(call, limits: limits) { line in
                context.output(line, from: library)
            } onLoss: { process in
                context.warn(process.words + "; a new one is started")
            }
        case .inProcess:
            value = try await PluginHosts.onThread { try call.perform() }
        }
        if let failureClass = meanings.failureClass(of: value, from: signature.result) {
            throw PluginError.failedStatus(symbol, value, failureClass)
        }
        guard let gives else { return Facts() }
        guard value != .null else { throw PluginError.noValue(symbol, fact: gives.text) }
        return Facts([gives: value])
    }
}

extension NativeStep: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        guard place.isMachine || belowRoot == .run else { throw PluginError.outsideRoot }
        return .unknown(
            "would call `\(symbol)` of \(library); what that changes, a function does not say")
    }
}
