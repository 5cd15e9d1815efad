extension UserData {
    /// For any POSIX shell; `ENLIST_ROOT` stands for `/` in it, as everywhere.
    ///
    /// Its own lines have nothing in them that a template engine would replace.
    var script: String {
        """
        #!/bin/sh
        # Makes this instance a member of its stack and layer, at its first boot. Doing it again is safe.
        # Made by `enlist user-data`, version \(Version.number).
        umask 022
        root=$ENLIST_ROOT
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        \(proxyLines)
        say() { echo "enlist user-data: $*"; }

        # write PATH: standard input becomes the file, at once.
        write() {
            file=$root$1
            mkdir -p "$(dirname "$file")" && cat >"$file.new" && mv "$file.new" "$file" && return
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
        # Where the package is installed: what continues with a run at the next boot, and what leaves at the end.
        units() {
            [ -z "$root" ] || return
            has_unit enlist && systemctl -q --no-block enable --now enlist.service
            has_unit enlist-watch && systemctl -q --no-block enable --now enlist-watch.service
        }

        has_unit() {
            systemctl cat "$1.service" >/dev/null 2>&1
        }

        \(poweringOffLines)\(detachingLines)main() {
            \(poweringOffCall)files || return
            binary || return
            units
            \(isDetached ? "detach || " : "")"$enlist" run\(words(options))
        }

        # The log and the console get all of it, and this script ends with enlist's exit status.
        mkdir -p "$root/var/log"
        ( umask 077 && : >>"$root/var/log/enlist.log" )
        chmod 600 "$root/var/log/enlist.log"
        exec 4>&1
        status=$({ { main 3>&- 4>&- </dev/null; echo $? >&3; } 2>&1 | tee -a "$root/var/log/enlist.log" >&4; } 3>&1)
        \(endingLine)exit "$status"

        """
    }

    /// Never for what is on the machine.
    ///
    /// Programs differ on whether an IPv6 address has brackets here.
    private static let noProxy =
        "169.254.169.254,169.254.170.2,fd00:ec2::254,[fd00:ec2::254],localhost,127.0.0.1"

    private var proxyLines: String {
        guard let proxy else { return "" }
        return """

            http_proxy=\(ShellWord.quoted(proxy)) https_proxy=\(ShellWord.quoted(proxy))
            no_proxy=\(Self.noProxy)
            export http_proxy https_proxy no_proxy

            """
    }

    /// What the units need that run enlist, go on with the run after a reboot, and leave in the end.
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

    private func words(_ options: [String]) -> String {
        options.map { " " + ShellWord.quoted($0) }.joined()
    }
}
