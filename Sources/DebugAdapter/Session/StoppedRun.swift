import Bytes
import Debugger
import JSON
import Pipeline

/// What an editor sees of a run that has stopped.
struct StoppedRun: Sendable {
    let stop: Stop
    /// As it is now: what was changed by hand is in it.
    let pause: Pause
    /// How many stops there have been; the references of another one are gone.
    private let number: Int

    init(_ stop: Stop, number: Int) {
        self.stop = stop
        self.number = number
        pause = stop.pause
    }

    private init(_ stop: Stop, _ pause: Pause, number: Int) {
        self.stop = stop
        self.pause = pause
        self.number = number
    }

    func changed(to pause: Pause) -> StoppedRun { StoppedRun(stop, pause, number: number) }

    /// What a person can open.
    enum Scope: Int, CaseIterable {
        case facts = 1
        case parameters, step

        var name: String {
            switch self {
            case .facts: "Facts"
            case .parameters: "Parameters"
            case .step: "Step"
            }
        }
    }

    // MARK: References

    /// What the reference of a variable leads to: a scope, or a list or mapping somewhere within it.
    ///
    /// The variables of a stop are numbered as they come when all of them are opened, level by level.
    /// A reference has that number in its lower bits, and the stop's above.
    private static let bits = 20

    var frame: Int { reference(0) }

    private func reference(_ place: Int) -> Int { (number % 1023 + 1) << Self.bits | place }

    private func place(_ reference: Int) throws(AdapterProblem) -> Int {
        guard reference >> Self.bits == number % 1023 + 1 else { throw .isGone }
        return reference & (1 << Self.bits - 1)
    }

    func check(frame: Int) throws(AdapterProblem) {
        guard try place(frame) == 0 else { throw .isGone }
    }

    // MARK: Scopes and variables

    var scopes: JSONValue {
        .array(
            Scope.allCases.map { scope in
                .having([
                    "name": .string(scope.name),
                    "presentationHint": scope == .parameters ? "arguments" : nil,
                    "variablesReference": .integer(reference(scope.rawValue)),
                    "namedVariables": .integer(entries(of: scope).count),
                    "expensive": false,
                ])
            })
    }

    /// The scope that a reference is for; nil for a part of one.
    func scope(_ reference: Int) throws(AdapterProblem) -> Scope? {
        Scope(rawValue: try place(reference))
    }

    /// What lies below a reference.
    func variables(_ reference: Int) throws(AdapterProblem) -> JSONValue {
        let place = try place(reference)
        let table = table
        guard place > 0, place <= table.count else { throw .isGone }
        return .array(table[place - 1].map { variable($0.name, $0.value, $0.child) })
    }

    /// One variable as the protocol has it.
    private func variable(_ name: String, _ value: Value?, _ child: Int?) -> JSONValue {
        .having([
            "name": .string(name), "value": .string(value?.json ?? PauseView.secret),
            "type": value.map { .string($0.plainType) },
            "evaluateName": FactName(name).flatMap { pause.facts[$0] == nil ? nil : $0 }
                .map { .string("${\($0)}") },
            "variablesReference": .integer(child.map(self.reference) ?? 0),
        ])
    }

    private struct Entry {
        let name: String
        /// Nil for a secret.
        let value: Value?
        /// The place of what lies below it.
        var child: Int?
    }

    /// All that can be opened: the scopes, then what lies below, level by level.
    private var table: [[Entry]] {
        var table = Scope.allCases.map { entries(of: $0) }
        var next = 0
        while next < table.count {
            for index in table[next].indices {
                let below = table[next][index].value?.parts ?? []
                guard !below.isEmpty else { continue }
                table.append(below.map { Entry(name: $0.name, value: $0.value) })
                table[next][index].child = table.count
            }
            next += 1
        }
        return table
    }

    private func entries(of scope: Scope) -> [Entry] {
        switch scope {
        case .facts:
            return pause.facts.names.map { name in
                Entry(
                    name: name.text,
                    value: Facts.isSecret(name) ? nil : pause.facts[name])
            }
        case .parameters:
            let shown = pause.step.shownParameters(pause.facts)
            return pause.step.kind.parameters.compactMap { parameter in
                shown[parameter.name].map { Entry(name: parameter.name, value: $0) }
            }
        case .step: return stepEntries
        }
    }

    private var stepEntries: [Entry] {
        let step = pause.step
        func names(_ facts: [FactName]) -> Value { .list(facts.map { .string($0.text) }) }
        var entries = [
            Entry(name: "id", value: .string(step.id)),
            Entry(name: "kind", value: .string(step.kind.name)),
            Entry(name: "point", value: .string(pause.point.words)),
            Entry(
                name: "does",
                value: .string(step.planText(pause.facts) ?? step.kind.summary)),
            Entry(name: "needs", value: names(step.needs)),
            Entry(name: "gives", value: names(step.gives)),
        ]
        if let condition = step.condition {
            entries.append(Entry(name: "when", value: .string(condition.text)))
        }
        return entries
    }

    // MARK: Evaluation

    /// What an expression comes to: a fact, a parameter, or a text with `${…}`.
    func value(of text: String) throws(AdapterProblem) -> Value? {
        do throws(DebugProblem) {
            return try PauseView(pause).value(of: text)
        } catch {
            if let value = pause.step.shownParameters(pause.facts)[text] { return value }
            throw AdapterProblem(error)
        }
    }

    /// Whether a text is the name of a fact or of a parameter.
    func knows(_ name: String) -> Bool {
        FactName(name).map { pause.facts[$0] != nil } ?? false
            || pause.step.shownParameters(pause.facts)[name] != nil
    }

    /// The part of a variable that has just been set.
    func variable(named name: String, in reference: Int) throws(AdapterProblem) -> JSONValue {
        guard case .array(let variables) = try variables(reference),
            let variable = variables.first(where: { $0["name"]?.string == name })
        else { throw .isGone }
        return variable
    }
}

extension Value {
    /// What lies within it, by name.
    fileprivate var parts: [(name: String, value: Value)] {
        switch self {
        case .list(let values): values.enumerated().map { ("[\($0)]", $1) }
        case .map(let entries): entries.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        case .null, .boolean, .integer, .number, .string: []
        }
    }

    /// The type's name without its article.
    var plainType: String {
        typeName.words().last ?? typeName
    }
}
