import Bytes
import Debugger
import JSON
import Pipeline

/// What an editor sees of a stopped run.
struct StoppedRun: Sendable {
    let stop: Stop
    /// The current pause, including changes by hand.
    let pause: Pause
    /// The number of the stop; the references of another one are invalid.
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

    /// A group of variables that a person can open.
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

    /// The target of a variable's reference: a scope, or a list or mapping within one.
    ///
    /// The variables of a stop are numbered in the order in which they appear when all of them are
    /// opened, level by level. A reference has that number in its lower bits, and the stop's number
    /// above them.
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

    /// The scope that a reference means; nil for a part of one.
    func scope(_ reference: Int) throws(AdapterProblem) -> Scope? {
        Scope(rawValue: try place(reference))
    }

    /// The variables below a reference.
    func variables(_ reference: Int) throws(AdapterProblem) -> JSONValue {
        let place = try place(reference)
        let table = table
        guard place > 0, place <= table.count else { throw .isGone }
        return .array(table[place - 1].map { variable($0.name, $0.value, $0.child) })
    }

    /// One variable in the protocol's form.
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
        /// The place of its own parts.
        var child: Int?
    }

    /// Everything that can be opened: the scopes, then their parts, level by level.
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

    /// The value of an expression: a fact, a parameter, or a text with `${…}`.
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

    /// The variable that has just been set.
    func variable(named name: String, in reference: Int) throws(AdapterProblem) -> JSONValue {
        guard case .array(let variables) = try variables(reference),
            let variable = variables.first(where: { $0["name"]?.string == name })
        else { throw .isGone }
        return variable
    }
}

extension Value {
    /// Its parts, by name.
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
