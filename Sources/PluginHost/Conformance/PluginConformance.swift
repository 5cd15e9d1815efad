package import Pipeline

/// Tries the requirements for every plugin with one plugin.
///
/// Steps are tried with the parameters of examples: they do their work, undo it, receive odd
/// values, and are cut off. Each of these begins in a new process, so that one does not hide
/// another.
package struct PluginConformance: Sendable {
    private let program: HostProgram
    private let file: PluginFile
    private let examples: [Example]
    private let patience: Duration

    /// How often a step is called to detect leaks, and for how long at most.
    private static let repetitions = (most: 100, least: 5, time: Duration.seconds(2))

    /// Creates a conformance check.
    ///
    /// - Parameters:
    ///   - program: the program of each process; its environment has the root below which steps
    ///     work.
    ///   - file: the plugin.
    ///   - examples: steps of it, with valid parameters.
    ///   - patience: the maximum time of one call.
    package init(
        _ program: HostProgram, _ file: PluginFile, examples: [Example], patience: Duration
    ) {
        self.program = program
        self.file = file
        self.examples = examples
        self.patience = patience
    }

    /// Tries everything; blocks.
    ///
    /// - Parameter onFinding: receives each finding at once.
    /// - Returns: whether all of them hold, apart from those that could not be tried.
    package func check(_ onFinding: (Finding) -> Void) -> Bool {
        var isGood = true
        func report(_ step: String?, _ requirement: String, _ verdict: Finding.Verdict) {
            let finding = Finding(step: step, requirement: requirement, verdict: verdict)
            if finding.isFailure { isGood = false }
            onFinding(finding)
        }
        // Checked even if this machine's loader allows what a newer one refuses.
        if let stackVerdict {
            report(nil, "does without an executable stack", stackVerdict)
        }
        var reader = DescriptionReader()
        let tables: Value
        do {
            tables = try process().tables
        } catch {
            let failure = Failure(error)
            report(
                nil, "is loaded and states its steps",
                .fails("\(failure.message); \(failure.remedy)"))
            return false
        }
        guard let description = reader.read(tables) else {
            report(
                nil, "is loaded and states its steps",
                .fails(reader.problems.joined(separator: "; ")))
            return false
        }
        report(nil, "is loaded and states its steps", .holds)
        report(
            nil, "states the same steps each time",
            verdict { try process().tables == tables ? nil : "they differ" })
        for abi in [1, 99] {
            report(
                nil, "takes a host of revision \(abi), or declines it", verdict(withHost: abi))
        }
        for step in description.steps {
            let own = examples.filter { $0.step.description.kind == step.kind }
            if own.isEmpty {
                report(step.kind, "does its work", .untried("no example has parameters for it"))
            }
            for example in own {
                for (requirement, verdict) in findings(of: example, description) {
                    report(step.kind, requirement, verdict)
                }
            }
        }
        return isGood
    }

    /// Nil if the file is not a library, which loading it finds.
    private var stackVerdict: Finding.Verdict? {
        do throws(PluginError) {
            guard let library = try SharedLibrary.withExecutableStack(file.path) else {
                return .holds
            }
            let failure = PluginError.executableStack(library).failure
            return .fails("\(failure.message) from glibc 2.41 on; \(failure.remedy)")
        } catch {
            return nil
        }
    }

    private func process(abi: Int? = nil) throws -> CheckedProcess {
        try CheckedProcess(program, file, abi: abi, patience: patience)
    }

    /// A plugin may decline a host with a message; it must not crash.
    private func verdict(withHost abi: Int) -> Finding.Verdict {
        do {
            _ = try process(abi: abi)
            return .holds
        } catch let failure as Failure {
            return failure.isAboutHost ? .holds : .fails(failure.message)
        } catch {
            return .fails(Failure(error).message)
        }
    }

    /// - Parameter body: returns what is wrong; nil if nothing is.
    /// - Returns: the verdict, a failure if the body throws.
    private func verdict(_ body: () throws -> String?) -> Finding.Verdict {
        do {
            return try body().map(Finding.Verdict.fails) ?? .holds
        } catch {
            return .fails(Failure(error).message)
        }
    }

    // MARK: Steps

    private func findings(
        of example: Example, _ plugin: PluginDescription
    ) -> [(String, Finding.Verdict)] {
        // Examined before it has done anything.
        let requires =
            example.step.description.hasRequire
            ? [("misses nothing that it requires", requires(example))] : []
        var findings = [("does its work, and gives what it says", works(example))]
        guard findings[0].1 == .holds else { return findings }
        findings += requires
        findings.append(("can be done twice", repeats(example)))
        findings.append(("keeps no memory, files or threads", keepsNothing(example)))
        let description = example.step.description
        if description.hasRevert {
            findings.append(("is undone, and undone again", reverts(example)))
            findings.append(("is undone where it has done nothing", revertsNothing(example)))
        }
        for kind in description.leaving {
            findings.append(("is left by `\(kind)`, and left again", leaves(example, kind, plugin)))
        }
        findings.append(("ends when it is told to", ends(example)))
        if !example.step.description.signature.arguments.isEmpty {
            findings.append(("survives odd values", survives(example)))
        }
        return findings
    }

    private func works(_ example: Example) -> Finding.Verdict {
        verdict {
            let process = try process()
            return try complaint(about: example, process.perform(example.call(.run)))
        }
    }

    private func complaint(about example: Example, _ outcome: PluginOutcome) -> String? {
        guard case .done(let given) = outcome else { return "it says that it is not done" }
        let missing = example.step.description.gives.filter { given[$0.text] == nil }
        return missing.isEmpty
            ? nil : "it does not give " + missing.map { "`\($0)`" }.joined(separator: ", ")
    }

    private func repeats(_ example: Example) -> Finding.Verdict {
        verdict {
            let process = try process()
            for _ in 0..<2 {
                if let complaint = try complaint(
                    about: example,
                    process.perform(example.call(.run, recorded: process.recorded)))
                {
                    return complaint
                }
            }
            guard example.step.description.hasCheck else { return nil }
            let outcome = try process.perform(example.call(.check, recorded: process.recorded))
            guard outcome != .notDone else { return "its check finds work to do when it is done" }
            return complaint(about: example, outcome)
        }
    }

    private func keepsNothing(_ example: Example) -> Finding.Verdict {
        do {
            let process = try process()
            let begin = ContinuousClock.now
            _ = try process.perform(example.call(.run))
            let one = max(begin.duration(to: .now), .microseconds(1))
            let count = min(Self.repetitions.most, Int(Self.repetitions.time / one))
            guard count >= Self.repetitions.least else {
                return .untried("one call takes too long to repeat it")
            }
            let entry: PluginCall.Entry = example.step.description.hasCheck ? .check : .run
            func use(after count: Int) throws -> ProcessUse {
                for _ in 0..<count {
                    _ = try process.perform(example.call(entry, recorded: process.recorded))
                }
                return try process.measure()
            }
            // Anything that grows once and then stays is a cache.
            let first = try use(after: count / 5 + 1)
            let second = try use(after: count)
            let leak = Leak(from: first, to: second).common(
                with: Leak(from: second, to: try use(after: count)))
            return leak.complaint(calls: count).map(Finding.Verdict.fails) ?? .holds
        } catch {
            return .fails(Failure(error).message)
        }
    }

    private func reverts(_ example: Example) -> Finding.Verdict {
        verdict {
            let process = try process()
            _ = try process.perform(example.call(.run))
            for _ in 0..<2 {
                _ = try process.perform(example.call(.revert, recorded: process.recorded))
            }
            return nil
        }
    }

    private func revertsNothing(_ example: Example) -> Finding.Verdict {
        verdict {
            _ = try process().perform(example.call(.revert))
            return nil
        }
    }

    private func requires(_ example: Example) -> Finding.Verdict {
        verdict {
            _ = try process().perform(example.call(.require))
            return nil
        }
    }

    /// Runs the leaving step without any work to end, then after the step's work, and once more.
    private func leaves(
        _ example: Example, _ kind: String, _ plugin: PluginDescription
    ) -> Finding.Verdict {
        guard let leaving = plugin.steps.first(where: { $0.kind == kind }) else {
            return .untried("it is another plugin's kind, if it is one")
        }
        return verdict {
            let left = example.left(by: leaving)
            if let missing = left.missingParameter {
                return "`\(kind)` must be given `\(missing)`, which this step does not have"
            }
            _ = try process().perform(left.call(.run))
            let process = try process()
            _ = try process.perform(example.call(.run))
            for _ in 0..<2 { _ = try process.perform(left.call(.run)) }
            return nil
        }
    }

    private func ends(_ example: Example) -> Finding.Verdict {
        verdict {
            let process = try process()
            do {
                _ = try process.perform(example.call(.run), patience: .zero)
            } catch PluginError.cancelled {
                return "it goes on, and had to be killed after two seconds"
            } catch is Failure {
                // It reports that it was cut off, as it should.
            }
            return nil
        }
    }

    private func survives(_ example: Example) -> Finding.Verdict {
        verdict {
            var process = try process()
            for (words, call) in try example.oddCalls() {
                do {
                    _ = try process.perform(call)
                } catch is Failure {
                    // It refuses, as it may; a new process is needed if it took too long.
                    process = process.canBeAsked ? process : try self.process()
                } catch {
                    return "with \(words): \(Failure(error).message)"
                }
            }
            return nil
        }
    }
}

extension Failure {
    /// Whether a plugin has been refused, or refuses, because of its or the host's revision.
    fileprivate var isAboutHost: Bool {
        details.isEmpty && cause == .foreignCode && failureClass == .refused
    }
}
