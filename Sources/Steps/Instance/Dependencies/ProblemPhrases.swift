import Bytes

/// Phrases, and the problem that each stands for.
struct ProblemPhrases: Sendable {
    private let phrases: [(phrase: String, problem: PackageProblem)]

    init(_ phrases: KeyValuePairs<PackageProblem, [String]>) {
        self.phrases = phrases.flatMap { problem, phrases in phrases.map { ($0, problem) } }
    }

    func problem(in line: String) -> PackageProblem? {
        phrases.first { line.contains(bytes: $0.phrase) }?.problem
    }
}
