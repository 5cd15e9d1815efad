/// Why the local cloud cannot run.
package enum ServerError: Error, Equatable {
    case cannotListen(port: Int, reason: String)
    case cannotWrite(file: String, reason: String)
    case cannotRun(command: String, reason: String)
}

extension ServerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotListen(let port, let reason):
            "Cannot listen on 127.0.0.1:\(port): \(reason). "
                + "Use another --port, or 0 for any that is free."
        case .cannotWrite(let file, let reason):
            "\(file): cannot be written: \(reason). Name a file in a folder that this user can write."
        case .cannotRun(let command, let reason):
            "Cannot run \(command): \(reason). Check its name and the PATH."
        }
    }
}
