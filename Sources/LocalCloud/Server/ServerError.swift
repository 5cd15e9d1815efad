/// Why the local cloud cannot run.
package enum ServerError: Error, Equatable {
    case cannotListen(port: Int, reason: String)
    /// The system refused a port; many machines need many open files.
    case noPort(reason: String)
    case cannotWrite(file: String, reason: String)
    case cannotMakeFolder(String, reason: String)
    case cannotMakeTemporaryFolder(reason: String)
    case cannotRun(command: String, reason: String)
    case noMachine
}

extension ServerError: Explained {
    package var message: String {
        switch self {
        case .cannotListen(let port, let reason): "cannot listen on 127.0.0.1:\(port): \(reason)"
        case .noPort(let reason): "cannot listen on 127.0.0.1: \(reason)"
        case .cannotWrite(let file, let reason): "\(file): cannot be written: \(reason)"
        case .cannotMakeFolder(let folder, let reason): "\(folder): cannot be made: \(reason)"
        case .cannotMakeTemporaryFolder(let reason): "a temporary folder cannot be made: \(reason)"
        case .cannotRun(let command, let reason): "cannot run `\(command)`: \(reason)"
        case .noMachine: "the scenario has no instances to run the command on"
        }
    }

    package var remedy: String {
        switch self {
        case .cannotListen: "use another --port, or 0 for any that is free"
        case .noPort: "let the scenario have fewer instances, or allow more open files (ulimit -n)"
        case .cannotWrite: "name a file in a folder that this user can write"
        case .cannotMakeFolder: "name another folder by --root"
        case .cannotMakeTemporaryFolder: "point TMPDIR to a folder that this user can write"
        case .cannotRun: "check its name and the PATH"
        case .noMachine: "add one to its `instances`"
        }
    }
}
