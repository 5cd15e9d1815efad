import Bytes

/// The place from which cookbooks are fetched.
package struct CookbookSource: Sendable, Equatable {
    package let place: Place
    package let url: String
    /// A branch, a tag or a commit; nil for the repository's default branch.
    package var revision: String?
    /// The name to log in with; nil if no login is needed.
    package var userName: String?
    /// Whether a password, or an access key, belongs to it.
    package var hasPassword = false
    /// Whether it needs a private SSH key.
    package var hasKey = false

    package enum Place: String, Sendable {
        case git, archive, s3
        case subversion = "svn"
    }

    package init(_ place: Place, _ url: String) {
        self.place = place
        self.url = url
    }

    /// An archive or a repository that a person names; nil if the text is not an http or https
    /// address.
    package init?(named url: String) {
        guard url.begins(with: "https://") || url.begins(with: "http://") else { return nil }
        let host = url.parts(at: "/", most: 3).dropFirst(2).first ?? ""
        let isStore =
            host.ends(with: ".amazonaws.com") || host.ends(with: ".amazonaws.com.cn")
        let isBucket =
            isStore && host.parts(at: ".").contains { $0.isSpelled("s3") || $0.begins(with: "s3-") }
        self.init(isBucket ? .s3 : url.ends(with: ".git") ? .git : .archive, url)
    }

    /// Whether it is reached by http or https, as opposed to SSH.
    package var isWeb: Bool { url.begins(with: "http://") || url.begins(with: "https://") }
}
