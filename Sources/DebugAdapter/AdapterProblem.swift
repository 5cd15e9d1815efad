package import Debugger
package import JSON
import Pipeline

/// Why a request fails, or a connection is invalid; the wording of all of this module's errors.
package struct AdapterProblem: FieldError, Sendable, Equatable {
    package let message: String
    package let remedy: String
    let id: Int
    /// Whether the editor should show it, which it need not for requests that a person did not
    /// make.
    let isForPeople: Bool

    init(_ id: Int, _ message: String, remedy: String, isForPeople: Bool = true) {
        self.id = id
        self.message = message
        self.remedy = remedy
        self.isForPeople = isForPeople
    }

    /// The reason why a run cannot be started.
    package init(cannotLaunch message: String, remedy: String = "") {
        self.init(20, message, remedy: remedy)
    }

    package init(_ problem: FieldProblem) {
        let words =
            switch problem.expected {
            case .text: "a text"
            case .integer: "an integer"
            case .seconds: "a number of seconds"
            case .flag: "true or false"
            case .list: "a list"
            case .object: "a mapping"
            }
        self = .argument(problem.path, words)
    }

    package init(_ problem: DebugProblem) {
        self.init(30, problem.message, remedy: problem.remedy)
    }

    /// The problem of a request that the editor makes by itself, or whose errors it shows in place.
    var unobtrusive: AdapterProblem {
        AdapterProblem(id, message, remedy: remedy, isForPeople: false)
    }

    /// The whole text.
    package var text: String { remedy.isEmpty ? message : "\(message); \(remedy)" }
}

extension AdapterProblem {
    // MARK: The connection

    static let noHeader = AdapterProblem(
        1, "the input is not a message of the Debug Adapter Protocol",
        remedy: "each begins with `Content-Length: ` and the bytes that it has")

    static func tooLong(_ length: Int) -> AdapterProblem {
        AdapterProblem(
            2,
            "a message of \(length) bytes is announced, and the most is "
                + "\(MessageReader.messageLimit)",
            remedy: "check that an editor is what speaks here")
    }

    static func notJSON(_ error: MalformedJSON) -> AdapterProblem {
        AdapterProblem(
            3, "a message is not JSON: \(error.problem), at its byte \(error.place)",
            remedy: "check that an editor is what speaks here")
    }

    static func malformed(_ name: String) -> AdapterProblem {
        AdapterProblem(
            4, "a message has no `\(name)`, or one that is not what it should be",
            remedy: "check that an editor is what speaks here")
    }

    // MARK: Requests

    static func unknown(_ command: String) -> AdapterProblem {
        AdapterProblem(
            10, "there is no request `\(command)` here",
            remedy: "the answer to `initialize` lists those that exist", isForPeople: false)
    }

    package static func argument(_ name: String, _ expected: String) -> AdapterProblem {
        AdapterProblem(11, "`\(name)` should be \(expected)", remedy: "correct it, and ask again")
    }

    static let needsInitialize = AdapterProblem(
        12, "`initialize` has to come first, and once",
        remedy: "start the session again", isForPeople: false)

    static let onlyLaunches = AdapterProblem(
        13, "a run cannot be attached to: it is debugged from its beginning",
        remedy: "set `request` to `launch`")

    static let notLaunched = AdapterProblem(
        14, "no run has been launched yet", remedy: "send `launch` first", isForPeople: false)

    static let launchedBefore = AdapterProblem(
        15, "this session has launched its run already", remedy: "begin another session")

    static let begunBefore = AdapterProblem(
        25, "the run has begun already", remedy: "`threads` shows it", isForPeople: false)

    static let hasEnded = AdapterProblem(
        24, "the session was ended before its run began, and nothing has run",
        remedy: "begin another session")

    static func runHasEnded(_ status: Int) -> AdapterProblem {
        AdapterProblem(
            26, "the run has ended, with exit status \(status)", remedy: "begin another session",
            isForPeople: false)
    }

    static let goesOn = AdapterProblem(
        16, "the run goes on by itself", remedy: "`pause` stops it at the next point",
        isForPeople: false)

    static let wrongToken = AdapterProblem(
        17, "the token is not the one that `enlist dap` has printed",
        remedy: "give it as `token` in the launch configuration")

    static let isGone = AdapterProblem(
        18, "what this reference stood for is gone: the run has gone on",
        remedy: "ask for the scopes again", isForPeople: false)

    static let nothingFailed = AdapterProblem(
        19, "nothing has failed where the run stands", remedy: "`stackTrace` says where that is")

    static func notChangeable(_ name: String) -> AdapterProblem {
        AdapterProblem(
            21, "`\(name)` cannot be changed here",
            remedy: "change a whole fact, or a whole parameter of the step")
    }

    static let nothingBehind = AdapterProblem(
        22, "this is the first step, and nothing of it has been done",
        remedy: "there is nothing to go back to")

    init(cannotCompare message: String, remedy: String) {
        self.init(26, message, remedy: remedy)
    }

    static func comparesSecret(_ fact: FactName) -> AdapterProblem {
        AdapterProblem(
            28, "the fact `\(fact)` is a secret",
            remedy: "compare another: what is compared is shown")
    }

    static func givenByNobody(_ fact: FactName, near: String?) -> AdapterProblem {
        AdapterProblem(
            27, "nothing in this run gives the fact `\(fact)`",
            remedy: near.map { "did you mean `\($0)`?" } ?? "`facts` shows those that are known")
    }

    static func badHitCondition(_ text: String) -> AdapterProblem {
        AdapterProblem(
            23, "`\(text)` does not say which hits count", remedy: "write 3, >= 3 or % 2")
    }
}
