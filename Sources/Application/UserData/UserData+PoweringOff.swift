extension UserData {
    /// Where the script, or the unit that it starts, says how enlist has ended in this boot.
    private static let ending = "/run/enlist-user-data.status"
    private static let lastResort = "enlist-power-off"

    /// The function by which systemd switches the instance off where nobody could be told that it has failed;
    /// empty where it is to stay.
    ///
    /// The timer is of this boot alone. It looks again each minute, as a run may take longer, or keep the instance.
    var poweringOffLines: String {
        guard let limit = powersOffAfter else { return "" }
        return """
            # Without metadata, credentials or network nobody can be told of a failure: then the instance goes off.
            power_off() {
                [ -z "$root" ] && [ -d /run/systemd/system ] || { say "no systemd: nothing powers this machine off"; return; }
                rm -f \(Self.ending)
                write /run/systemd/system/\(Self.lastResort).service <<END_OF_UNIT || return
            \(poweringOffUnit)END_OF_UNIT
                write /run/systemd/system/\(Self.lastResort).timer <<END_OF_UNIT || return
            [Unit]
            Description=Power this machine off if it has not joined its stack and layer

            [Timer]
            OnActiveSec=\(limit.components.seconds)s
            OnUnitInactiveSec=1min
            AccuracySec=1s
            END_OF_UNIT
                systemctl daemon-reload && systemctl --no-block start \(Self.lastResort).timer
            }


            """
    }

    /// The call of that function.
    var poweringOffCall: String { powersOffAfter == nil ? "" : "power_off\n    " }

    /// What notes how enlist has ended, for the script's last lines.
    var endingLine: String {
        powersOffAfter == nil ? "" : "[ -n \"$root\" ] || echo \"$status\" >\(Self.ending)\n"
    }

    /// The same for the unit that runs enlist, where the script does not.
    var endingOfUnit: String {
        powersOffAfter == nil
            ? ""
            : "ExecStopPost=-/bin/sh -c 'echo \"\\$\\$EXIT_STATUS\" >\(Self.ending)'\n"
    }

    /// 4 is a run that goes on after a reboot, and 0 a unit that has been started.
    private var poweringOffUnit: String {
        """
        [Unit]
        Description=Power this machine off, as it has not joined its stack and layer
        Documentation=man:enlist-user-data(8)

        [Service]
        Type=oneshot
        EnvironmentFile=-/etc/enlist/run.env
        EnvironmentFile=-/etc/enlist/user-data.env
        ExecStart=/bin/sh -c '"\\$\\$0" status >/dev/null 2>&1; case \\$\\$? in 0) systemctl --no-block stop \(Self.lastResort).timer ;; 75) ;; *) if grep -qvx "[04]" \(Self.ending); then echo "enlist: this machine has not joined, and is powered off"; systemctl --no-block poweroff; fi ;; esac' enlist
        StandardOutput=journal+console
        StandardError=journal+console

        """
    }
}
