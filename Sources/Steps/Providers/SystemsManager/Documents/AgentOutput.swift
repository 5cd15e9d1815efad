import Bytes
import ChildOutput
import Pipeline
import SystemPackage

/// The output of documents on this machine, which the agent keeps in full for two weeks.
///
/// Systems Manager itself keeps the first 2,500 characters of a step.
struct AgentOutput: Sendable {
    private static let most = 1 << 14

    private let marks: AgentMarks

    init(_ marks: AgentMarks) { self.marks = marks }

    /// The last lines of each step in the last run of an order; the output about its failure comes
    /// last.
    ///
    /// - Parameter order: the id of a command or of an association.
    /// - Returns: the lines, after one that names the step; none if the agent keeps nothing.
    func lines(of order: String) -> [String] {
        let folder = "\(marks.home)/document/orchestration/\(order)"
        return files(below: folder, depth: 4).flatMap { path -> [String] in
            guard let content = marks.root.tail(path, bytes: Self.most), !content.isEmpty else {
                return []
            }
            var lines = OutputLines()
            var tail = OutputTail()
            for line in lines.take(content) { tail.append(line) }
            if let line = lines.finish() { tail.append(line) }
            return ["\(path.dropping(bytes: folder.utf8.count + 1)):"]
                + Self.withoutEnding(tail.lines)
        }
    }

    /// Drops the line that the agent appends to `stderr`, unless it is the only one.
    private static func withoutEnding(_ lines: [String]) -> [String] {
        let isEnding = lines.last?.begins(with: "failed to run commands: exit status ") ?? false
        return isEnding && lines.count > 1 ? Array(lines.dropLast()) : lines
    }

    /// The files `stdout` and `stderr`; for an association, which has a folder for each run, named
    /// by its time, those of the last run.
    private func files(below folder: String, depth: Int) -> [String] {
        let names = marks.root.names(in: folder)
        let found = ["stdout", "stderr"].filter(names.contains).map { "\(folder)/\($0)" }
        guard found.isEmpty, depth > 0 else { return found }
        let runs = names.filter {
            $0.utf8.first.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
        }
        let next = depth == 4 && !runs.isEmpty ? runs.max().map { [$0] } ?? [] : names
        return next.sorted().flatMap { files(below: "\(folder)/\($0)", depth: depth - 1) }
    }
}
