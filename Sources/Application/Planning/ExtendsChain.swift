import Glibc
import Pipeline
import PipelineFile

/// The files that extend each other, from the first to the one being read.
struct ExtendsChain {
    /// As messages show them.
    private let names: [String]
    /// The files themselves, however they are named.
    private let identities: [String]

    init(_ name: String) {
        names = [name]
        identities = [ExtendsChain.identity(of: name)]
    }

    private init(names: [String], identities: [String]) {
        self.names = names
        self.identities = identities
    }

    /// The chain with one more file.
    ///
    /// - Throws: that the file is in it already, or that the chain has become too long.
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
