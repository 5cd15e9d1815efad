/// Whether a terminal gets colours.
package enum ColourChoice: String, CaseIterable, Sendable {
    /// By the environment.
    case auto
    case always
    case never

    /// The choice, by https://no-color.org: any non-empty value of `NO_COLOR` means no.
    func areWanted(_ environment: [String: String]) -> Bool {
        switch self {
        case .auto: (environment["NO_COLOR"] ?? "").isEmpty
        case .always: true
        case .never: false
        }
    }
}
