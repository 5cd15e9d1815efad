import Pipeline

/// A request of enlist to a plugin's process.
enum HostRequest: Equatable {
    /// The first request: the limits from now on.
    case begin(HostLimits)
    case native(NativeCall)
    /// Loads the plugin for which this process exists.
    case load(PluginLoad)
    /// Calls a step of the loaded plugin.
    case call(PluginCall)
    /// The answer to `HostSaying.record`: whether it is on the disk.
    case recorded(Bool)
    /// Returns the resources that it holds.
    case measure

    /// Whether it can be told to end, so that it need not be killed at once.
    var canEndByItself: Bool { if case .call = self { true } else { false } }
}

/// A reply of a plugin's process.
enum HostReply: Equatable {
    /// The process accepts requests.
    case ready
    /// What the function returned.
    case returned(Value)
    /// The content of the plugin's tables, for `DescriptionReader`.
    case loaded(Value)
    case finished(PluginOutcome)
    case measured(ProcessUse)
    case failed(Failure)
}

extension HostRequest {
    var value: Value {
        switch self {
        case .begin(let limits): ["begin": limits.value]
        case .load(let load): ["load": load.value]
        case .measure: ["measure": true]
        case .call(let call): ["call": call.value]
        case .recorded(let isWritten): ["recorded": .boolean(isWritten)]
        case .native(let call):
            [
                "native": [
                    "library": .string(call.library), "symbol": .string(call.symbol),
                    "signature": .string(call.signature.text), "values": .list(call.values),
                ]
            ]
        }
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, entries.count == 1, let entry = entries.first
        else { return nil }
        switch (entry.key, entry.value) {
        case ("begin", let limits):
            guard let limits = HostLimits(limits) else { return nil }
            self = .begin(limits)
        case ("load", let value):
            guard let load = PluginLoad(value) else { return nil }
            self = .load(load)
        case ("measure", _): self = .measure
        case ("call", let value):
            guard let call = PluginCall(value) else { return nil }
            self = .call(call)
        case ("recorded", .boolean(let isWritten)): self = .recorded(isWritten)
        case ("native", .map(let call)):
            guard case .string(let library)? = call["library"],
                case .string(let symbol)? = call["symbol"],
                case .string(let text)? = call["signature"],
                let signature = try? Signature(parsing: text),
                case .list(let values)? = call["values"]
            else { return nil }
            self = .native(
                NativeCall(library: library, symbol: symbol, signature: signature, values: values))
        default: return nil
        }
    }
}

extension HostReply {
    var value: Value {
        switch self {
        case .ready: ["ready": true]
        case .returned(let value): ["returned": value]
        case .loaded(let tables): ["loaded": tables]
        case .finished(let outcome): ["finished": outcome.value]
        case .measured(let use): ["measured": use.value]
        case .failed(let failure):
            [
                "failed": [
                    "class": .string(failure.failureClass.rawValue),
                    "message": .string(failure.message), "remedy": .string(failure.remedy),
                    "cause": failure.cause.map { .string($0.rawValue) } ?? .null,
                ]
            ]
        }
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, entries.count == 1, let entry = entries.first
        else { return nil }
        switch (entry.key, entry.value) {
        case ("ready", _): self = .ready
        case ("returned", let value): self = .returned(value)
        case ("loaded", let tables): self = .loaded(tables)
        case ("measured", let value):
            guard let use = ProcessUse(value) else { return nil }
            self = .measured(use)
        case ("finished", let value):
            guard let outcome = PluginOutcome(value) else { return nil }
            self = .finished(outcome)
        case ("failed", .map(let failure)):
            guard case .string(let name)? = failure["class"],
                let failureClass = FailureClass(rawValue: name),
                case .string(let message)? = failure["message"],
                case .string(let remedy)? = failure["remedy"]
            else { return nil }
            let cause = failure["cause"].flatMap { String($0) }.flatMap(Failure.Cause.init)
            self = .failed(Failure(failureClass, message, remedy: remedy, cause: cause))
        default: return nil
        }
    }
}
