import Glibc
import Pipeline
import PluginHost

// What a call through libffi costs beside a direct one, in one process and one run.
//
// Usage: callbench LIBRARY, of which `mix` is `int32_t (const char *, int64_t)`. Prints a line of JSON:
// nanoseconds a call, the least of some rounds: directly, through libffi with arguments that lie ready,
// and through libffi with values that are converted and checked first.

typealias Mix = @convention(c) (UnsafePointer<CChar>?, Int64) -> Int32

@main
struct CallBenchmark {
    static let calls = 200_000
    static let rounds = 15

    static func main() throws {
        guard CommandLine.arguments.count == 2,
            let handle = dlopen(CommandLine.arguments[1], RTLD_NOW),
            let symbol = dlsym(handle, "mix")
        else {
            print("usage: callbench LIBRARY")
            exit(64)
        }
        let mix = unsafeBitCast(symbol, to: Mix.self)
        let prepared = try PreparedSignature(Signature(parsing: "str, i64 -> i32"))
        let text = "web1.prod.example.internal"
        let values: [Value?] = [.string(text), .integer(7)]
        var best = (direct: Double.infinity, bare: Double.infinity, whole: Double.infinity)
        var sum: Int64 = 0
        for _ in 0..<rounds {
            best.direct = min(
                best.direct,
                time { number in
                    sum &+= Int64(text.withCString { mix($0, Int64(number)) })
                })
            let begin = ContinuousClock.now
            sum &+= Int64(truncatingIfNeeded: try prepared.calls(calls, of: symbol, values))
            best.bare = min(
                best.bare, begin.duration(to: .now) / .nanoseconds(1) / Double(calls))
            best.whole = min(
                best.whole,
                try time { _ in
                    guard case .integer(let result) = try prepared.call(symbol, values) else {
                        return
                    }
                    sum &+= Int64(result)
                })
        }
        print(
            "{\"direct\": \(best.direct), \"bare\": \(best.bare), \"whole\": \(best.whole), "
                + "\"sum\": \(sum)}")
    }

    /// Nanoseconds a call.
    static func time(_ body: (Int) throws -> Void) rethrows -> Double {
        let begin = ContinuousClock.now
        for number in 0..<calls { try body(number) }
        return begin.duration(to: .now) / .nanoseconds(1) / Double(calls)
    }
}
