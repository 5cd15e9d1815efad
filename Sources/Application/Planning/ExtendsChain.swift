import Glibc
import Pipeline
import PipelineFile

/// The files that extend each other, from the first to the one being read.
struct ExtendsChain {
    /// Their names in messages.
    private let names: [String]
    /// The identities of the files, independent of their names.
    private let identities: [String]

    init(_ name: String) {
        names = [name]
        identities = [ExtendsChain.identity(of: name)]
    }

    private init(names: [String], identities: [String]) {
        self.names = names
        self.identities = identities
    }

    /// Returns the chain with one more file.
    ///
    /// - Throws: if the file is in it already, or the chain has become too long.
    func extended(
        to source: SourceText, by reference: Reference
    ) throws(Diagnostic) -> ExtendsChain {
        let identity = ExtendsChain.identity(of: source.name)
        let names = names + [source.name]
        if let first = identities.firstIndex(of: identity) {
            throw .extendsItself(reference, Array(names[first...]))
        }
        guard names.count <= PipelineLoader.depthLimit else {
            throw .extendsTooOften(reference, limit: PipelineLoader.depthLimit)
        }
        return ExtendsChain(names: names, identities: identities + [identity])
    }

    private static func identity(of path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
