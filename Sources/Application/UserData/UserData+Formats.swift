import Bytes
import Cryptography
import Pipeline

extension UserData {
    /// The path to which cloud-init's configuration writes the script.
    static let scriptPlace = "/usr/local/sbin/enlist-user-data"

    /// Returns the text in a format.
    ///
    /// - Throws: if it exceeds EC2's limit, or cannot be hashed.
    package func checkedText(_ format: Format) throws(CommandError) -> String {
        let text = try text(format)
        // EC2 counts the size before encoding.
        let size = format == .base64 ? try sealedScript.utf8.count : text.utf8.count
        guard size <= UserData.limit else {
            throw CommandError(
                .badData,
                Failure(
                    .refused, "this would be \(size) bytes, and EC2 takes \(UserData.limit)",
                    remedy:
                        "put the pipeline's files into the image, or compress it: cloud-init "
                        + "takes what gzip makes"))
        }
        return text
    }

    func text(_ format: Format) throws(CommandError) -> String {
        let script = try sealedScript
        return switch format {
        case .shell: script
        case .cloudConfig: cloudConfig(script)
        case .mime: mime(script)
        case .base64: Base64.text(of: Array(script.utf8)) + "\n"
        }
    }

    /// The script, with a seal that shows later whether it was changed.
    private var sealedScript: String {
        get throws(CommandError) {
            do {
                return try ScriptSeal.sealed(script)
            } catch {
                throw CommandError(Failure(error))
            }
        }
    }

    /// Cloud-config that writes and runs the script.
    ///
    /// The script is encoded if it contains anything that a YAML parser could take for a line
    /// break, or could refuse. Without `merge_how`, cloud-init would replace the lists of earlier
    /// parts by these.
    private func cloudConfig(_ script: String) -> String {
        let isPlain = ScriptText.isPlain(script)
        let content =
            isPlain
            ? "content: |\n\(indented(script))"
            : "encoding: b64\n    content: \(Base64.text(of: Array(script.utf8)))"
        return """
            #cloud-config
            write_files:
              - path: \(Self.scriptPlace)
                permissions: "0755"
                \(content)
            runcmd:
              - [\(Self.scriptPlace)]
            merge_how: list(append)+dict(no_replace,recurse_list)+str()

            """
    }

    /// A MIME message; cloud-init 22.4 ignores a part whose content is neither ASCII nor encoded.
    private func mime(_ script: String) -> String {
        let boundary = "==enlist=="
        let isPlain =
            ScriptText.isPlain(script)
            && !ScriptText.lines(of: script).contains { $0.starts(with: "--\(boundary)".utf8) }
        return """
            Content-Type: multipart/mixed; boundary="\(boundary)"
            MIME-Version: 1.0

            --\(boundary)
            Content-Type: text/x-shellscript; charset="utf-8"
            Content-Transfer-Encoding: \(isPlain ? "7bit" : "base64")
            Content-Disposition: attachment; filename="enlist.sh"

            \(isPlain ? script : ScriptText.base64Lines(of: script))
            --\(boundary)--

            """
    }

    private func indented(_ script: String) -> String {
        ScriptText.lines(of: script).map { $0.isEmpty ? "" : "      " + String(Substring($0)) }
            .joined(separator: "\n")
    }
}
