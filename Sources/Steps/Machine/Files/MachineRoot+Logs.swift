package import Pipeline

extension MachineRoot {
    /// The end of an ordinary file that other programs write.
    ///
    /// - Parameters:
    ///   - path: in the sandbox, absolute.
    ///   - limit: how many bytes to read at most.
    /// - Returns: the bytes, and how many come before them; nil if there is no such file.
    /// - Throws: a `Failure` if it exists and cannot be read.
    package func log(
        _ path: String, bytes limit: Int
    ) throws(Failure) -> (content: [UInt8], before: Int)? {
        do throws(MachineError) {
            guard try has(path) else { return nil }
        } catch {
            throw Failure(error)
        }
        guard let found = ending(path, bytes: limit) else {
            throw Failure(
                .refused, "\(path) cannot be read", remedy: "read it as root, if it is a file")
        }
        return found
    }
}
