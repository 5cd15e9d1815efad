extension UserData {
    /// The function by which systemd runs enlist, and cloud-init goes on; empty where it is to wait.
    ///
    /// The unit has systemd's default dependencies alone: ordered behind no target that waits for
    /// cloud-init, it begins at once. Where there is no systemd, and where the unit has run well in this
    /// boot, the function fails, and enlist runs in the script itself.
    var detachingLines: String {
        guard isDetached else { return "" }
        return """
            # A unit of systemd's runs it, and cloud-init goes on: what the layer does may wait for cloud-init's end.
            detach() {
                [ -z "$root" ] && [ -d /run/systemd/system ] || return
                if systemctl -q is-active \(Self.unit); then return 1; fi
                write /run/systemd/system/\(Self.unit) <<END_OF_UNIT || return
            \(unitText)END_OF_UNIT
                systemctl daemon-reload && systemctl --no-block start \(Self.unit) || return
                say "the unit \(Self.unit) runs enlist; to follow it: journalctl -fu \(Self.unit)"
            }


            """
    }

    /// Puts what the unit has printed to where the script puts its own.
    private static let logging =
        "journalctl -q --sync; journalctl -q -o cat _SYSTEMD_INVOCATION_ID=\\$\\$INVOCATION_ID "
        + ">>/var/log/enlist.log"

    /// What the script's shell writes: it replaces `$enlist`.
    private var unitText: String {
        """
        [Unit]
        Description=Make this instance a member of its stack and layer
        Documentation=man:enlist(8)

        [Service]
        Type=oneshot
        # What a step has started for good goes on when the run has succeeded.
        RemainAfterExit=yes
        EnvironmentFile=-/etc/enlist/run.env
        EnvironmentFile=-/etc/enlist/user-data.env
        ExecStart=$enlist run \\$ENLIST_RUN_OPTIONS
        # The log gets what the journal has, when the run has succeeded and when it has not.
        ExecStartPost=-/bin/sh -c '\(Self.logging)'
        ExecStopPost=-/bin/sh -c '[ "\\$\\$SERVICE_RESULT" = success ] || { \(Self.logging); }'
        # A step needs a reboot, and enlist.service goes on after it.
        ExecStopPost=/bin/sh -c 'if [ "\\$\\$EXIT_STATUS" = 4 ] && systemctl -q is-enabled enlist.service && "\\$\\$0" status --json | grep -q .status.:.reboot-needed.; then systemctl reboot; fi' $enlist
        \(endingOfUnit)KillMode=mixed
        TimeoutStopSec=60
        StandardOutput=journal+console
        StandardError=journal+console

        """
    }
}
