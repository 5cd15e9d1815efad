import AWS

/// Sees the requests of a test that makes none.
struct NobodyAsks: RequestObserver {
    func observe(_ exchange: RequestExchange) {}
}
