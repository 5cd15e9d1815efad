/// A library's process that has died between two calls.
struct LostProcess: Sendable {
    /// The library.
    let name: String
    /// How it ended.
    private let loss: PluginError

    init(name: String, _ loss: PluginError) {
        self.name = name
        self.loss = loss
    }

    /// What happened, and that no step is to blame, without a full stop.
    var words: String {
        "after its last call had ended, \(loss.message): a thread that it has left behind, or somebody "
            + "else, did that"
    }
}
