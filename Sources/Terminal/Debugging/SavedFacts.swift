import Application
import Debugger
import Pipeline

/// The facts that a person has set in a session, in the form for a later run.
struct SavedFacts {
    /// The options of `enlist run` that set them, each with a space before it; empty for none.
    let options: String
    /// The facts that cannot be set by options, each in a sentence.
    let remarks: [String]

    init(_ facts: [SessionChanges.SetFact]) {
        var options = ""
        var remarks: [String] = []
        for fact in facts {
            if Facts.isSecret(fact.name) {
                remarks.append("`\(fact.name)` is not in it: it is a secret")
            } else if let giver = fact.giver {
                remarks.append(
                    "`\(fact.name)` is not in it: `\(giver)` gives it in each run; change its parameters, or "
                        + "skip it")
            } else if Facts.inputs.contains(fact.name) {
                options += " --\(fact.name) \(ShellWord.quoted(fact.value.text))"
            } else {
                options += " --set \(ShellWord.quoted(SavedFacts.setting(fact)))"
            }
        }
        self.options = options
        self.remarks = remarks
    }

    /// The fact and its value in the syntax of `--set`.
    private static func setting(_ fact: SessionChanges.SetFact) -> String {
        let plain = "\(fact.name)=\(fact.value.text)"
        let isReadBack = (try? Setting(plain))?.value == fact.value
        return isReadBack ? plain : "\(fact.name)=\(fact.value.json)"
    }
}
