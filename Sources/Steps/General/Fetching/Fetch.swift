import HTTP
import Pipeline
import SystemPackage

/// Downloads a file, and moves it into place once it is complete and matches its checksum, if any.
///
/// A download that was cut off, or whose run ended, is resumed.
struct Fetch: Checkable {
    let source: FetchSource
    let path: String
    /// The checksum, in lower case; nil to accept any content.
    let sha256: String?
    let limit: Int
    let rights: FileRights
    let host: Host

    private var root: MachineRoot { host.root }

    func check(in context: StepContext) async throws -> Facts? {
        guard let status = try root.status(path), status.isOrdinaryFile,
            status.has(rights.mode, try rights.owner(in: root)), try isThere()
        else { return nil }
        return Facts()
    }

    func run(in context: StepContext) async throws -> Facts {
        let owner = try rights.owner(in: root)
        let (folder, name) = try rights.openParent(of: path, in: root)
        if try isThere() {
            let file = try folder.file(name)
            defer { try? file.close() }
            try naming("change") { try file.settle(mode: rights.mode.bits, owner: owner) }
            context.note("\(path) was there, with other permissions")
            return Facts()
        }
        if let status = try naming("look at", { try folder.status(name) }),
            !status.isOrdinaryFile
        {
            throw MachineError.notAFile(path)
        }
        let partial = try naming("write") {
            try PartialFile(name, in: folder, path: path, limit: limit)
        }
        try await fill(partial, context)
        try naming("write") { try partial.finish(as: name, rights, owner) }
        context.note("fetched \(path), \(ByteCount(bytes: partial.size).readable)")
        return Facts()
    }

    /// Whether the file is in place, and has the right content.
    private func isThere() throws -> Bool {
        guard let sha256, let status = try root.status(path), status.isOrdinaryFile else {
            return false
        }
        let (folder, name) = try root.openParent(of: path)
        let file = try naming("read") { try folder.file(name) }
        defer { try? file.close() }
        return try naming("read") { try file.sha256() } == sha256
    }

    /// Downloads until the file is complete; starts over if what an earlier attempt left is of no
    /// use.
    private func fill(_ partial: PartialFile, _ context: StepContext) async throws {
        let old = partial.size
        if old > 0 { context.note("going on after \(ByteCount(bytes: old).readable)") }
        do {
            if try await download(into: partial, context) { return }
            context.warn("what an earlier attempt has left is of no use: fetching all of it")
            try naming("write") { try partial.empty() }
            guard try await download(into: partial, context) else {
                throw Failure.notServed(
                    source.url, HTTPResponse(status: 416), now: context.secondsSinceEpoch)
            }
        } catch {
            // A partial download is kept only if it can be resumed.
            if let error = error as? HTTPError, error.failure.failureClass == .refused {
                partial.remove()
            }
            throw error
        }
    }

    /// - Returns: false if it has resumed a part of something else.
    private func download(
        into partial: PartialFile, _ context: StepContext
    ) async throws -> Bool {
        let old = partial.size
        let request = source.request(
            into: partial, isVerified: sha256 != nil, within: timeLeft(context))
        let response = try await noting(partial, context) {
            try await host.http.send(request)
        }
        switch response.status {
        case 200, 206: break
        case 416 where old > 0:
            // The part may be complete already.
            guard let sha256 else { return false }
            return try naming("read") { try partial.file.sha256() } == sha256
        default:
            throw Failure.notServed(
                source.url, response, now: context.secondsSinceEpoch)
        }
        guard let sha256 else { return true }
        let found = try naming("read") { try partial.file.sha256() }
        if found == sha256 { return true }
        if response.status == 206 { return false }
        partial.remove()
        throw Failure.wrongFile(source.url, expected: sha256, found: found)
    }

    /// The time until the attempt ends, which cancels the transfer.
    private func timeLeft(_ context: StepContext) -> Duration {
        context.endsAt.map { max(.seconds(1), $0 - context.time.now().elapsed) } ?? .seconds(86_400)
    }

    /// Reports progress every few seconds.
    private func noting<Result>(
        _ partial: PartialFile, _ context: StepContext, _ body: () async throws -> Result
    ) async throws -> Result {
        let ticker = Task {
            var last = partial.size
            while (try? await Task.sleep(for: .seconds(5))) != nil {
                if partial.size != last { context.note("fetched \(partial.words)") }
                last = partial.size
            }
        }
        defer { ticker.cancel() }
        return try await body()
    }

    /// Turns a system error into one with an action and a path.
    private func naming<Result>(_ action: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw MachineError(error, while: action, path)
        }
    }
}

extension Fetch: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        let owner = try rights.owner(in: root)
        let url = HTTPURL.shown(source.url.text)
        guard let status = try root.status(path) else {
            return .change("fetch \(path) from \(url)")
        }
        guard status.isOrdinaryFile else { throw MachineError.notAFile(path) }
        guard try isThere() else {
            let reason = sha256 == nil ? "no `sha256` says what it is to be" : "its SHA-256 differs"
            return .change("fetch \(path) again from \(url), as \(reason)")
        }
        return status.has(rights.mode, owner)
            ? .nothing("\(path) is there already") : .change("give \(path) \(rights.words)")
    }
}
