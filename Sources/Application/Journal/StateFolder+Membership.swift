import Journal
import Pipeline

extension StateFolder {
    /// Which stack the last run that knew it has made an instance a member of, and by which steps, by its
    /// journals.
    ///
    /// - Returns: `stack.id`, `stack.api-region` and `layer.id`, and the kinds of the steps; nil where no journal says
    ///   it, or can be read: then it has to be looked for.
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

    /// What is known of the last run that did not leave, by an instance's journals: its facts, and the kinds of
    /// its steps; nil where no journal can be read.
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

    /// Whether an instance has become a member, and not left since, by its journals.
    ///
    /// - Returns: false also where no journal can be read.
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
