/// A step of a document with its parameters filled in: what the agent does, and what follows from
/// it.
package struct PlannedStep: Sendable, Equatable {
    package enum Work: Sendable, Equatable {
        /// A script, in a process.
        case script(Script)
        /// Has the agent look for associations, and run these; all if none is named.
        case refresh([String])
        /// A step that only takes time.
        case passing
        /// A step that this agent does not know, or cannot run here.
        case refused(String)
        /// A step whose precondition does not hold.
        case skipped
    }

    /// A shell script.
    package struct Script: Sendable, Equatable {
        package let lines: [String]
        /// The folder below the machine's root; empty for the root itself.
        package let workingDirectory: String
        package let timeout: Double

        package init(lines: [String], workingDirectory: String, timeout: Double) {
            self.lines = lines
            self.workingDirectory = workingDirectory
            self.timeout = timeout
        }
    }

    /// What a failure, or a success, of the step means for those after it.
    package enum OnFailure: String, Sendable {
        case proceed
        case exit
        case successAndExit
    }

    package let name: String
    package let title: String
    package let work: Work
    package var onFailure = OnFailure.proceed
    /// Whether it runs even after the document was ended.
    package var isLast = false

    package init(name: String, title: String, work: Work) {
        self.name = name
        self.title = title
        self.work = work
    }

    /// The step of a document whose content is unknown.
    package static let unknown = PlannedStep(
        name: "runChefClient", title: "runChefClient", work: .passing)
}

extension PlannedStep {
    private static let actions: Set = [
        "aws:applications", "aws:cloudWatch", "aws:configureDocker", "aws:configurePackage",
        "aws:domainJoin", "aws:downloadContent", "aws:psModule", "aws:refreshAssociation",
        "aws:runDockerAction", "aws:runDocument", "aws:runPowerShellScript", "aws:runShellScript",
        "aws:softwareInventory", "aws:updateAgent", "aws:updateSsmAgent",
    ]

    /// Plans a step.
    ///
    /// - Parameters:
    ///   - step: The step as the document has it.
    ///   - values: The document's parameters.
    ///   - runsScripts: Whether the machine has a folder in which scripts can run.
    ///   - isCommand: Whether it belongs to a command (Run Command), and not to an association.
    init(
        _ step: DocumentContent.Step, _ values: ParameterValues, runsScripts: Bool, isCommand: Bool
    ) {
        let inputs = values.rendered(.object(step.inputs))
        name = step.name
        title = step.title
        isLast = step.isLast
        onFailure = step.onFailure.flatMap(OnFailure.init) ?? .proceed
        let isForHere = step.preconditions.allSatisfy { pair in
            let known = Set(pair.map { $0 == "platformType" ? "Linux" : $0 })
            return known.count == 1
        }
        guard isForHere else {
            work = .skipped
            return
        }
        switch step.action {
        case "aws:runShellScript" where runsScripts: work = .script(Script(inputs))
        case "aws:refreshAssociation" where isCommand:
            work = .refresh(inputs["associationIds"]?.list?.compactMap(\.string) ?? [])
        case "aws:softwareInventory" where isCommand:
            work = .refused("aws:softwareInventory plugin can only be invoked via ssm-associate")
        case let action where Self.actions.contains(action): work = .passing
        case let action:
            work = .refused(
                "Plugin with name \(action) is not supported by this version of ssm agent")
        }
    }
}

extension PlannedStep.Script {
    /// Without a valid timeout a script may take an hour, the agent's default.
    fileprivate init(_ inputs: JSONValue) {
        let command = inputs["runCommand"]
        lines = command?.list?.compactMap(\.string) ?? command?.string.map { [$0] } ?? []
        workingDirectory = inputs["workingDirectory"]?.string ?? ""
        let seconds = inputs["timeoutSeconds"]?.seconds ?? 3_600
        timeout = (0.001...172_800).contains(seconds) ? seconds : 3_600
    }
}
