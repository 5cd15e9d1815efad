import FuzzTargets

private let files = try? PipelineFiles()

/// What libFuzzer calls with each input that it makes up: `make fuzz`.
///
/// A crash, an input that takes more than the time or the memory that `make fuzz` allows, and a
/// refusal that says nothing are findings.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let files else { preconditionFailure("no host") }
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    if case .failure(let refusal) = files.plan(input) {
        precondition(!refusal.text.isEmpty, "refused without a word")
    }
    return 0
}
