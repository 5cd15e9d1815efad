import Pipeline

/// What goes into a launch template so that an instance runs enlist at its first boot.
package struct UserData: Sendable {
    /// The inputs that are known already; the others come from the instance's tags.
    var inputs: [(name: FactName, text: String)] = []
    /// Files that the instance gets: absolute paths, and texts.
    var files: [(path: String, text: String)] = []
    package var binary = Binary.installed
    /// The proxy for everything but instance metadata.
    package var proxy: String?
    /// More words for `enlist run`.
    package var options: [String] = []

    /// Where the instance has the program from.
    package enum Binary: Sendable, Equatable {
        /// In the image, on the search path.
        case installed
        /// Fetched, and run only if it has this SHA-256.
        case fetched(url: String, sha256: String)
    }

    /// What cloud-init can take.
    package enum Format: String, CaseIterable {
        case shell
        case cloudConfig = "cloud-config"
        case mime
    }

    /// What EC2 takes, in bytes, before it is encoded.
    static let limit = 16384
    /// Where cloud-init's configuration puts the script.
    private static let place = "/usr/local/sbin/enlist-user-data"

    func text(_ format: Format) -> String {
        switch format {
        case .shell: script
        case .cloudConfig: cloudConfig(script)
        case .mime: mime(script)
        }
    }

    /// A script with anything in it that a reader of YAML could take for the end of a line, or could
    /// refuse, is encoded.
    private func cloudConfig(_ script: String) -> String {
        let isPlain = ScriptText.isPlain(script)
        let content =
            isPlain
            ? "content: |\n\(indented(script))"
            : "encoding: b64\n    content: \(Base64Text(script).line)"
        return """
            #cloud-config
            write_files:
              - path: \(Self.place)
                permissions: "0755"
                \(content)
            runcmd:
              - [\(Self.place)]

            """
    }

    /// cloud-init 22.4 ignores a part whose content is neither ASCII nor encoded.
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

            \(isPlain ? script : Base64Text(script).lines)
            --\(boundary)--

            """
    }

    private func indented(_ script: String) -> String {
        ScriptText.lines(of: script).map { $0.isEmpty ? "" : "      " + String(Substring($0)) }
            .joined(separator: "\n")
    }

    // MARK: The script

    /// For any POSIX shell; `ENLIST_ROOT` stands for `/` in it, as everywhere.
    private var script: String {
        """
        #!/bin/sh
        # Makes this instance a member of its stack and layer, at its first boot. Doing it again is safe.
        # Made by `enlist user-data`, version \(Version.number).
        umask 022
        root=${ENLIST_ROOT:-}
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        \(proxyLines)
        say() { echo "enlist user-data: $*"; }

        # write PATH: standard input becomes the file, at once.
        write() {
            file=$root$1
            mkdir -p "${file%/*}" && cat >"$file.new" && mv "$file.new" "$file" && return
            say "cannot write $file"
            return 1
        }

        # The same, for root's eyes only: a proxy's password may be in it.
        write_private() {
            ( umask 077 && write "$1" )
        }

        files() {
        \(fileLines)    return 0
        }

        \(binaryLines)
        # Where the package is installed: what goes on with a run at the next boot, and what leaves at the end.
        units() {
            [ -z "$root" ] || return
            has_unit enlist && systemctl -q enable enlist.service
            has_unit enlist-watch && systemctl -q --no-block enable --now enlist-watch.service
        }

        has_unit() {
            systemctl cat "$1.service" >/dev/null 2>&1
        }

        main() {
            files || return
            binary || return
            units
            "$enlist" run\(words(options))
        }

        # The log and the console get all of it, and this script ends with enlist's exit status.
        mkdir -p "$root/var/log"
        ( umask 077 && : >>"$root/var/log/enlist.log" )
        chmod 600 "$root/var/log/enlist.log"
        exec 4>&1
        status=$({ { main 3>&- 4>&- </dev/null; echo $? >&3; } 2>&1 | tee -a "$root/var/log/enlist.log" >&4; } 3>&1)
        exit "$status"

        """
    }

    /// Never for what is on the machine.
    private static let noProxy = "169.254.169.254,169.254.170.2,fd00:ec2::254,localhost,127.0.0.1"

    private var proxyLines: String {
        guard let proxy else { return "" }
        return """

            http_proxy=\(ShellWord.quoted(proxy)) https_proxy=\(ShellWord.quoted(proxy))
            no_proxy=\(Self.noProxy)
            export http_proxy https_proxy no_proxy

            """
    }

    /// What the units need that go on with the run after a reboot, and leave in the end.
    private var unitVariables: [(name: String, value: String)] {
        var variables: [(name: String, value: String)] = []
        if !options.isEmpty {
            let words = options.map(SystemdWord.inCommandLine).joined(separator: " ")
            variables.append(("ENLIST_RUN_OPTIONS", words))
        }
        if let proxy {
            variables += [
                ("http_proxy", proxy), ("https_proxy", proxy), ("no_proxy", Self.noProxy),
            ]
        }
        return variables
    }

    private var fileLines: String {
        var files = files.map { (write: "write", path: $0.path, text: $0.text) }
        if !inputs.isEmpty {
            let lines = inputs.map { "\($0.name): \"\($0.text)\"\n" }.joined()
            files.insert(("write", "/etc/enlist/inputs.yaml", lines), at: 0)
        }
        if !unitVariables.isEmpty {
            let lines = unitVariables.map {
                "\($0.name)=\(SystemdWord.inEnvironmentFile($0.value))\n"
            }
            files.append(("write_private", "/etc/enlist/user-data.env", lines.joined()))
        }
        return files.map { write, path, text in
            let end = ScriptText.delimiter(for: text)
            let body = text.utf8.last == 0x0A ? text : text + "\n"
            return "    \(write) \(ShellWord.quoted(path)) <<'\(end)' || return\n\(body)\(end)\n"
        }.joined()
    }

    private var binaryLines: String {
        switch binary {
        case .installed:
            """
            binary() {
                enlist=$(command -v enlist) && return
                say "there is no enlist on this machine: put it into the image, or give --binary-url"
                return 69
            }

            """
        case .fetched(let url, let sha256):
            """
            binary() {
                enlist=$root/usr/local/bin/enlist
                is_wanted "$enlist" && return
                mkdir -p "${enlist%/*}"
                tries=5
                until download "$enlist.new"; do
                    tries=$((tries - 1))
                    if [ "$tries" -eq 0 ]; then
                        say "the program cannot be fetched:" \(ShellWord.quoted(url))
                        return 69
                    fi
                    sleep 3
                done
                if ! is_wanted "$enlist.new"; then
                    say "what was fetched is not the program that was meant; its SHA-256 should be \(sha256)"
                    rm -f "$enlist.new"
                    return 65
                fi
                chmod 755 "$enlist.new" && mv "$enlist.new" "$enlist" || return 1
                "$enlist" version >/dev/null && return
                say "the program cannot be started here: install the libraries that it names above"
                return 69
            }

            is_wanted() {
                [ -f "$1" ] && [ "$(sha256sum <"$1")" = "\(sha256)  -" ]
            }

            download() {
                rm -f "$1"
                if command -v curl >/dev/null; then
                    curl -fsSL --connect-timeout 10 --max-time 300 -o "$1" \(ShellWord.quoted(url))
                else
                    wget -q -T 30 -O "$1" \(ShellWord.quoted(url))
                fi
            }

            """
        }
    }

    private func words(_ options: [String]) -> String {
        options.map { " " + ShellWord.quoted($0) }.joined()
    }
}
