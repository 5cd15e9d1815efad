import Application
import ArgumentParser
import Bytes
import Terminal

extension CompletionKind {
    /// A pipeline: built in, or a file.
    static let pipeline = custom { _, _, beginning in
        Suggestions(environment: ProcessEnvironment.current).pipelines(beginning)
    }

    /// The steps of the pipeline that the other words name.
    static let steps = custom { words, _, beginning in
        Suggestions(environment: ProcessEnvironment.current).steps(
            of: value(of: "--pipeline", in: words), product: value(of: "--product", in: words),
            beginning)
    }

    /// The kinds of steps.
    static let kinds = shellCommand("enlist steps | cut -d ' ' -f 1")

    private static func value(of option: String, in words: [String]) -> String? {
        if let place = words.firstIndex(of: option), words.indices.contains(place + 1) {
            return words[place + 1]
        }
        return words.first { $0.begins(with: option + "=") }.map {
            String($0.utf8.dropFirst(option.utf8.count + 1)) ?? ""
        }
    }
}
