import Bytes
package import Pipeline

extension NativeStep {
    static let library = Parameter<String>(
        "library", "the library: a name as libz.so.1 that the machine's loader finds, or a path",
        default: nil,
        check: { name in
            if name.isEmpty || name.utf8.contains(0) { return "is not a library's name" }
            return name.hasByte("/") && !name.begins(with: "/")
                ? "is neither a name nor an absolute path" : nil
        })
    static let symbol = Parameter<String>(
        "symbol", "the function", default: nil,
        check: { $0.isEmpty || $0.utf8.contains(0) ? "is not a function's name" : nil })
    static let signature = Parameter<String>(
        "signature", "its argument and result types, as `str, length:u32 -> status`", default: nil,
        check: Signature.problem
    ).literal
    static let arguments = Parameter<NativeArguments>(
        "arguments",
        "a value for each argument without a name, or values by name; a name that has no "
            + "value is a fact's",
        default: NativeArguments.none)
    static let gives = Parameter<String?>(
        "gives", "the fact that gets its result",
        check: { FactName($0) == nil ? "is not a fact's name" : nil }
    ).literal
    static let success = Parameter<[Int]?>(
        "success", "the numbers that mean success, by default 0 of a `status`")
    static let classes = Parameter<FailureClasses>(
        "classes", "the failure classes that numbers mean, as `{11: busy}`",
        default: FailureClasses.none)
    static let isolation = Parameter<Isolation>(
        "isolation", "`in-process` runs it in enlist itself, for a debugger", default: .process)
    static let memory = Parameter<ByteCount?>(
        "memory", "the memory limit of its process")
    static let cpu = Parameter<Duration?>(
        "cpu", "the processor time limit of its process")
    static let files = Parameter<Int?>(
        "files", "the limit of open files of its process",
        check: { $0 < 16 ? "is fewer than a process needs to begin (16)" : nil })
}

/// The kind `native`.
package func nativeKind(_ place: LibraryPlace) -> StepKind {
    typealias Native = NativeStep
    return StepKind(
        "native", summary: "Calls a function of a shared library",
        parameters: [
            Native.library.description, Native.symbol.description, Native.signature.description,
            Native.arguments.description, Native.gives.description, Native.success.description,
            Native.classes.description, Native.isolation.description, Native.memory.description,
            Native.cpu.description, Native.files.description, BelowRoot.parameter.description,
        ],
        failures: Set(FailureClass.allCases).subtracting([.timeout]),
        // Not after a timeout or a crash: it is unknown how far the function came.
        policy: Policy(
            retries: [
                Retry(
                    on: [.busy], attempts: 60, delay: .seconds(2), factor: 1.5,
                    maxDelay: .seconds(10), jitter: .equal),
                Retry(on: [.transient], attempts: 8, delay: .seconds(2)),
            ],
            timeout: .seconds(120)),
        declaredNeeds: { parameters in
            guard let (signature, arguments) = Native.call(parameters) else { return [] }
            return arguments.facts(of: signature)
        },
        declaredGives: {
            $0["gives"].flatMap { String($0) }.flatMap { FactName($0) }.map { [$0] } ?? []
        },
        problem: { parameters in
            guard let (signature, arguments) = Native.call(parameters) else { return nil }
            if signature.takesCall {
                return ParameterRule.Problem(
                    "has a signature with `call`, which only a plugin's functions take",
                    "leave `call` out", at: "signature")
            }
            return arguments.problem(with: signature).map {
                ParameterRule.Problem(
                    "has `arguments` that do not fit its signature: it \($0)",
                    "give one value for each argument without a name, in their order",
                    at: "arguments")
            }
        },
        planText: { parameters in
            guard let symbol = parameters["symbol"], let library = parameters["library"] else {
                return nil
            }
            return "calls `\(symbol.text)` of \(library.text)"
        }
    ) { arguments throws(Failure) in
        let text = try arguments.value(Native.signature)
        let signature: Signature
        do throws(SignatureProblem) {
            signature = try Signature(parsing: text)
        } catch {
            throw Failure(.refused, error.message, remedy: "correct the signature")
        }
        return NativeStep(
            library: try arguments.value(Native.library),
            symbol: try arguments.value(Native.symbol), signature: signature,
            arguments: try arguments.value(Native.arguments),
            gives: try arguments.value(Native.gives).flatMap { FactName($0) },
            meanings: StatusMeanings(
                success: try arguments.value(Native.success),
                classes: try arguments.value(Native.classes)),
            isolation: try arguments.value(Native.isolation),
            limits: HostLimits(
                memory: try arguments.value(Native.memory)?.bytes,
                processor: try arguments.value(Native.cpu),
                files: try arguments.value(Native.files)),
            belowRoot: try arguments.value(BelowRoot.parameter), place: place)
    }
}

extension NativeStep {
    /// The signature and arguments in the parameters; nil if one of them is invalid.
    fileprivate static func call(
        _ parameters: [String: Value]
    ) -> (signature: Signature, arguments: NativeArguments)? {
        guard let text = parameters["signature"].flatMap({ String($0) }),
            let signature = try? Signature(parsing: text),
            let arguments = NativeArguments(parameters["arguments"] ?? .list([]))
        else { return nil }
        return (signature, arguments)
    }
}
