import JSON

/// How the client counts, and what it supports.
struct Client: Sendable {
    let firstLine: Int
    let firstColumn: Int
    let knowsInvalidated: Bool
    /// Whether it refers to files by URIs.
    let usesURIs: Bool

    /// Reads the arguments of `initialize`.
    init(_ request: Request) throws(AdapterProblem) {
        switch try request.arguments.optionalText("pathFormat") ?? "path" {
        case "path": usesURIs = false
        case "uri": usesURIs = true
        default: throw .argument("pathFormat", "`path` or `uri`")
        }
        func first(_ name: String) throws(AdapterProblem) -> Int {
            try request.arguments.optionalFlag(name) ?? true ? 1 : 0
        }
        firstLine = try first("linesStartAt1")
        firstColumn = try first("columnsStartAt1")
        knowsInvalidated = try request.arguments.optionalFlag("supportsInvalidatedEvent") ?? false
    }

    /// Converts a line counted from 1 to the client's counting.
    func line(_ line: Int) -> Int { line - 1 + firstLine }

    func column(_ column: Int) -> Int { column - 1 + firstColumn }

    /// Converts a line of the client's to one counted from 1.
    func ownLine(_ line: Int) -> Int { line + 1 - firstLine }

    /// Converts a column of the client's to one counted from 1.
    func ownColumn(_ column: Int) -> Int { column + 1 - firstColumn }
}
