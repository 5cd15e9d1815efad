import FuzzTargets
import Glibc

/// What is fuzzed: `FUZZ_TARGET`, by the name of its folder of seeds.
private let target: any FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let reader = FuzzedReader(rawValue: name) else {
        fatalError("FUZZ_TARGET is one of \(FuzzedReader.allCases.map(\.rawValue).sorted())")
    }
    do {
        return try reader.target()
    } catch {
        fatalError("\(error)")
    }
}()

/// What libFuzzer calls with each input that it makes up: `make fuzz`.
///
/// A crash, an input that takes more than the time or the memory that `make fuzz` allows, and what a
/// target finds are findings.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(Finding) {
        _ = try target.take(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError(error.text)
    }
    return 0
}
