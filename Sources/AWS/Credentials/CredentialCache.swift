import FoundationEssentials

/// Caches a provider's credentials until five minutes before they expire.
///
/// However many requests need fresh ones at the same time, the provider is asked once; each waits
/// for that answer and can be cancelled independently.
package actor CredentialCache {
    /// How long before their expiration credentials are replaced.
    private static let margin = 300.0

    private let provider: any CredentialsProvider
    private let clock: any WallClock
    private var known: Credentials?
    private var refresh: Refresh?

    private struct Refresh {
        /// The waiter that started it.
        let id: Int
        let task: Task<Void, Never>
        var waiters: [Int: CheckedContinuation<Result<Credentials, AWSError>, Never>] = [:]
    }
    private var nextWaiter = 0
    /// The waiter that was cancelled while no other waited, by the refresh that was cancelled for
    /// it.
    private var abandoned: [Int: CheckedContinuation<Result<Credentials, AWSError>, Never>] = [:]

    package init(_ provider: any CredentialsProvider, clock: any WallClock) {
        self.provider = provider
        self.clock = clock
    }

    /// Credentials that are valid for some minutes.
    ///
    /// If fresh ones are not available, but the cached ones are still valid, it returns those.
    ///
    /// - Throws: The provider's `AWSError`, or one of kind `.noCredentials` or `.cancelled`.
    package func current() async throws(AWSError) -> Credentials {
        if let known, remaining(of: known) > CredentialCache.margin { return known }
        do throws(AWSError) {
            return try await refreshed()
        } catch {
            guard error.kind != .cancelled, let known, remaining(of: known) > 0 else { throw error }
            return known
        }
    }

    /// Credentials other than `refused`, which a service has reported as expired.
    package func replacing(_ refused: Credentials) async throws(AWSError) -> Credentials {
        if let known, known != refused { return try await current() }
        return try await refreshed()
    }

    private func remaining(of credentials: Credentials) -> Double {
        credentials.expiration?.timeIntervalSince(clock.now()) ?? .infinity
    }

    private func refreshed() async throws(AWSError) -> Credentials {
        // What is read ahead makes do with the credentials that are there.
        guard !EarlyReads.isAhead else { throw .cancelled }
        let waiter = nextWaiter
        nextWaiter += 1
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(waiter, continuation)
            }
        } onCancel: {
            Task { await self.cancel(waiter) }
        }
        return try result.get()
    }

    private func wait(
        _ waiter: Int, _ continuation: CheckedContinuation<Result<Credentials, AWSError>, Never>
    ) {
        guard !Task.isCancelled else { return continuation.resume(returning: .failure(.cancelled)) }
        if refresh == nil {
            refresh = Refresh(id: waiter, task: Task { await self.ask(for: waiter) })
        }
        refresh?.waiters[waiter] = continuation
    }

    private func ask(for id: Int) async {
        let result: Result<Credentials, AWSError>
        do throws(AWSError) {
            let found = try await provider.credentials()
            result = found.map { .success($0) } ?? .failure(nothing)
        } catch {
            result = .failure(error)
        }
        if case .success(let credentials) = result { known = credentials }
        if let continuation = abandoned.removeValue(forKey: id) {
            return continuation.resume(returning: result)
        }
        guard let waiters = refresh?.waiters, refresh?.id == id else { return }
        refresh = nil
        for continuation in waiters.values { continuation.resume(returning: result) }
    }

    private func cancel(_ waiter: Int) {
        guard let continuation = refresh?.waiters.removeValue(forKey: waiter) else { return }
        guard let refresh, refresh.waiters.isEmpty else {
            return continuation.resume(returning: .failure(.cancelled))
        }
        // No other request waits, so the provider is cancelled, too. Its error is awaited: it
        // states what took so long.
        abandoned[refresh.id] = continuation
        refresh.task.cancel()
        self.refresh = nil
    }

    private var nothing: AWSError {
        AWSError(
            .noCredentials(asked: [provider.name]), service: "credentials", operation: "look-up")
    }
}

extension AWSError {
    fileprivate static let cancelled = AWSError(
        .cancelled, service: "credentials", operation: "look-up")
}
