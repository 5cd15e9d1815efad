import Pipeline

extension RunCommand: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        guard root.isMachine || belowRoot == .run else { throw Failure.outsideRoot(root) }
        _ = try user.map(UserAccount.init)
        let paths = creates.map(\.text)
        let missing = try paths.filter { try !root.has($0) }
        if !paths.isEmpty, missing.isEmpty {
            return .nothing("there already: \(paths.joined(separator: ", "))")
        }
        let what =
            switch command {
            case .program(let words): "`\(words.joined(separator: " "))`"
            case .script(_, let shell): "a script by \(shell)"
            }
        if !missing.isEmpty {
            return .change("run \(what), as \(missing.joined(separator: ", ")) is not there")
        }
        return .unknown("would run \(what); what that changes, it does not say")
    }
}

extension RevertibleCommand: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight { try done.foresee(knowing: facts) }
}
