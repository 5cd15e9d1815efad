/// The variables that configure proxies for programs that download, in both spellings.
enum ProxyVariables {
    static let names: Set<String> = {
        let names = ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"]
        return Set(names + names.map { $0.uppercased() })
    }()
}
