import Pipeline

extension RunCommand: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        guard root.isMachine || belowRoot == .run else { throw Failure.outsideRoot(root) }
        _ = try user.map(UserAccount.init)
        let paths = creates.map(\.text)
        if !paths.isEmpty, try paths.allSatisfy({ try root.has($0) }) {
            return .nothing("there already: \(paths.joined(separator: ", "))")
        }
        let what =
            switch command {
            case .program(let words): "`\(words.joined(separator: " "))`"
            case .script(_, let shell): "a script by \(shell)"
            }
        return .unknown("would run \(what); what that changes, it does not say")
    }
}

extension RevertibleCommand: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight { try done.foresee(knowing: facts) }
}
