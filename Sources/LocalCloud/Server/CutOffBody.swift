import FlyingSocks
import Foundation

/// A body that ends too early: some bytes, and then an error, on which the connection is closed.
struct CutOffBody: AsyncBufferedSequence {
    typealias Element = UInt8

    let bytes: Data

    func makeAsyncIterator() -> Iterator {
        Iterator(bytes: bytes)
    }

    struct Iterator: AsyncBufferedIteratorProtocol {
        fileprivate var bytes: Data?

        mutating func next() async throws -> UInt8? {
            guard let byte = bytes?.popFirst() else { throw CancellationError() }
            return byte
        }

        mutating func nextBuffer(suggested count: Int) async throws -> Data? {
            guard let rest = bytes, !rest.isEmpty else { throw CancellationError() }
            bytes = nil
            return rest
        }
    }
}
