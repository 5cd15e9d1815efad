import Journal
import Pipeline

extension StateFolder {
    /// Returns the stack of which an instance is a member, and the kinds of the steps that made it
    /// one, from its journals.
    ///
    /// - Returns: `stack.id`, `stack.api-region` and `layer.id` of the last run that knew them, and
    ///   the kinds of the steps; nil if no journal contains them, or none can be read: then they
    ///   must be looked up.
    func lastMembership(of instance: String) -> (stack: Facts, kinds: Set<String>)? {
        guard let folder = try? existingJournals(of: instance) else { return nil }
        for path in folder.all {
            guard let content = try? JournalContent(of: path),
                let history = try? RunHistory(content),
                let plan = history.plan, plan.pipeline != LeavingRequest.pipelineName,
                let id = history.facts[.stackID], let region = history.facts[.stackAPIRegion]
            else { continue }
            var facts = Facts()
            facts[.stackID] = id
            facts[.stackAPIRegion] = region
            facts[.layerID] = history.facts[.layerID]
            return (facts, Set(plan.steps.map(\.kind)))
        }
        return nil
    }

    /// Returns the facts of the last run that did not leave, and the kinds of its steps, from an
    /// instance's journals.
    ///
    /// Nil if no journal can be read.
    func lastJoining(of instance: String) -> (facts: Facts, kinds: Set<String>)? {
        guard let folder = try? existingJournals(of: instance) else { return nil }
        for path in folder.all {
            guard let content = try? JournalContent(of: path),
                let history = try? RunHistory(content), let plan = history.plan,
                plan.pipeline != LeavingRequest.pipelineName
            else { continue }
            return (history.facts, Set(plan.steps.map(\.kind)))
        }
        return nil
    }

    /// Whether an instance has become a member and has not left since, according to its journals.
    ///
    /// - Returns: false also if no journal can be read.
    func isMember(_ instance: String) -> Bool {
        guard let folder = try? existingJournals(of: instance) else { return false }
        for path in folder.all {
            guard let content = try? JournalContent(of: path),
                let history = try? RunHistory(content)
            else { continue }
            if history.plan?.pipeline == LeavingRequest.pipelineName || history.isUndoing
                || history.isUndone
            {
                return false
            }
            if history.ending == .succeeded { return history.facts[.memberID] != nil }
        }
        return false
    }
}
