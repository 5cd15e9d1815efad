/// Whether a terminal gets colours.
package enum ColourChoice: String, CaseIterable, Sendable {
    /// As the environment says.
    case auto
    case always
    case never

    /// The answer, by https://no-color.org: any value of `NO_COLOR` but an empty one means no.
    func areWanted(_ environment: [String: String]) -> Bool {
        switch self {
        case .auto: (environment["NO_COLOR"] ?? "").isEmpty
        case .always: true
        case .never: false
        }
    }
}
