import Bytes

/// Something of a stack that is not carried over automatically.
package struct Leftover: Sendable, Hashable {
    /// When it needs attention.
    package let urgency: Urgency
    /// What it is, a phrase.
    package let what: String
    /// Why it is not carried over, a sentence without a full stop.
    package let why: String
    /// What to do about it, a sentence without a full stop.
    package let instead: String

    package enum Urgency: Sendable {
        /// Before the first instance, which could not join otherwise.
        case first
        /// Whenever it is missed.
        case later
    }

    package init(_ urgency: Urgency, _ what: String, why: String, instead: String) {
        self.urgency = urgency
        self.what = what
        self.why = why
        self.instead = instead
    }

    /// Foreign text inside a message: in backticks, which it cannot close.
    package static func quoted(_ text: String) -> String {
        "`\(text.replacing(bytes: "`", by: "'"))`"
    }

    /// Several foreign texts inside a message.
    package static func quoted(_ texts: some Sequence<String>) -> String {
        texts.map(quoted).joined(separator: ", ")
    }
}
