extension Definition {
    /// The most steps that a pipeline may come to have: far more than anybody runs.
    package static let stepLimit = 10_000
    /// The most problems with changes that are looked for: a person mends the first ones first.
    static let problemLimit = 100

    /// Makes the changes of an overlay, one after the other; one that cannot be made is left out, but
    /// for a step that does not know its place, which comes last.
    ///
    /// A step that no change mentions stays as it is, in the same order among its like.
    ///
    /// - Parameters:
    ///   - overlay: what is to be changed.
    ///   - problems: what is wrong with the changes is added to it, in their order.
    package mutating func apply(_ overlay: Overlay, _ problems: inout [Diagnostic]) {
        if let name = overlay.name, name != self.name {
            extended.insert(self.name, at: 0)
            self.name = name
        }
        if let deadline = overlay.deadline {
            self.deadline = deadline
            locations = overlay.locations
        }
        if let defaults = overlay.defaults { self.defaults.append(defaults) }
        if let policy = overlay.onFailure {
            onFailure = onFailure?.changed(by: policy) ?? policy
        }
        everyBoot = overlay.everyBoot ?? everyBoot
        if let isRecorded = overlay.isRecorded { self.isRecorded = isRecorded }
        add(overlay.plugins)
        if let requires = overlay.requiresSignatures { requiresSignatures = requires }
        for change in overlay.changes {
            if problems.count >= Self.problemLimit {
                return problems.append(.furtherChangesUnchecked(from: change.location))
            }
            do throws(Diagnostic) {
                try apply(change)
            } catch {
                problems.append(error)
            }
        }
    }

    private mutating func apply(_ change: Change) throws(Diagnostic) {
        let places = change.beginning.map { [$0] } ?? []
        switch change.action {
        case .insert(var step, let position):
            step.changedAt = places
            try insert(step, position, at: change.location)
        case .move(let reference, let position):
            let old = try index(of: reference)
            if let other = position.reference, other.name == reference.name {
                throw .movedBesideItself(other)
            }
            let new = try index(of: position)
            var step = steps.remove(at: old)
            step.movedAt = change.location
            step.changedAt += places
            steps.insert(step, at: old < new ? new - 1 : new)
        case .remove(let reference):
            var step = steps.remove(at: try index(of: reference))
            step.changedAt += places
            former.append(FormerStep(step: step, fate: .removed, location: change.location))
        case .replace(let reference, var step):
            let index = try index(of: reference)
            if step.id != reference.name { try checkNew(step.id, at: step.locations["id"]) }
            former.append(
                FormerStep(
                    step: steps[index], fate: .replaced(by: step.id), location: change.location))
            step.changedAt = places
            steps[index] = step
        case .set(let reference, let settings):
            let index = try index(of: reference)
            steps[index].apply(settings)
            steps[index].changedAt += places
        case .rename(let reference, let new):
            let index = try index(of: reference)
            guard new.name != reference.name else { throw .renamedToItself(new) }
            try checkNew(new.name, at: new.location)
            former.append(
                FormerStep(
                    step: steps[index], fate: .renamed(to: new.name), location: change.location))
            steps[index].id = new.name
            steps[index].changedAt += places
            steps[index].locations.byPath["id"] = new.location
            for index in steps.indices { steps[index].follow(reference.name, to: new.name) }
        }
    }

    private mutating func insert(
        _ step: StepDefinition, _ position: Position, at location: SourceLocation?
    ) throws(Diagnostic) {
        try checkNew(step.id, at: step.locations["id"])
        guard steps.count < Self.stepLimit else {
            throw .tooManySteps(limit: Self.stepLimit, at: location)
        }
        do throws(Diagnostic) {
            steps.insert(step, at: try index(of: position))
        } catch {
            // Later changes may speak of it: it should not seem to be missing.
            steps.append(step)
            throw error
        }
    }

    private func checkNew(_ id: String, at location: SourceLocation?) throws(Diagnostic) {
        guard let first = steps.first(where: { $0.id == id }) else { return }
        throw .taken(id, by: first, at: location)
    }

    private func index(of position: Position) throws(Diagnostic) -> Int {
        switch position {
        case .first: return 0
        case .last: return steps.count
        case .before(let reference): return try index(of: reference)
        case .after(let reference): return try index(of: reference) + 1
        }
    }

    private func index(of reference: Reference) throws(Diagnostic) -> Int {
        if let index = steps.firstIndex(where: { $0.id == reference.name }) { return index }
        if let gone = former.last(where: { $0.step.id == reference.name }) {
            throw .gone(reference, gone)
        }
        throw .unknownStep(reference, among: steps.map(\.id))
    }
}

extension StepDefinition {
    fileprivate mutating func apply(_ settings: StepSettings) {
        for (name, value) in settings.parameters {
            parameters[name] = value == .null ? nil : value
            locations.replace(
                Locations.path(ofParameter: name),
                with: value == .null ? Locations() : settings.locations)
        }
        if let policy = settings.policy { policies.append(policy) }
        switch settings.condition {
        case .set(let new): condition = new
        case .remove: condition = nil
        case nil: return
        }
        locations.replace("when", with: settings.locations)
    }

    /// Makes retries that go back to a step follow it to its new id.
    fileprivate mutating func follow(_ old: String, to new: String) {
        for layer in policies.indices {
            for rule in policies[layer].retries.indices
            where policies[layer].retries[rule].rewind == old {
                policies[layer].retries[rule].rewind = new
            }
        }
    }
}
