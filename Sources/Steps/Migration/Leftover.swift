import Bytes

/// Something of a stack that does not come along by itself.
package struct Leftover: Sendable, Hashable {
    /// When somebody has to think of it.
    package let urgency: Urgency
    /// What it is, a phrase.
    package let what: String
    /// Why it does not come along, a sentence without a full stop.
    package let why: String
    /// What to do about it, a sentence without a full stop.
    package let instead: String

    package enum Urgency: Sendable {
        /// Before the first instance: it could not join.
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

    /// Text of somebody else's, as it stands among words: in backticks, which it cannot end.
    package static func quoted(_ text: String) -> String {
        "`\(text.replacing(bytes: "`", by: "'"))`"
    }

    /// Several of them.
    package static func quoted(_ texts: some Sequence<String>) -> String {
        texts.map(quoted).joined(separator: ", ")
    }
}
