extension UserData {
    /// The shell function that finds the program, or downloads it.
    var binaryLines: String {
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
                mkdir -p "$root/usr/local/bin"
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
}
