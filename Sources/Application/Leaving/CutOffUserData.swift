import Glibc
import Steps
import SystemPackage

/// User-data that was cut off before it came to `enlist run`.
///
/// An Auto Scaling group without a launch hook stops a machine for its warm pool as soon as EC2
/// reports it as running, in the middle of its first boot. cloud-init does not run the script again:
/// it writes `sem/config_scripts_user` before it starts it, once per instance
/// (`cloudinit/helpers.py`, `FileSemaphores`). The script of `enlist user-data` begins with its log.
struct CutOffUserData {
    let root: MachineRoot

    /// Whether the script has begun on an instance in an earlier boot.
    ///
    /// In the boot in which it begins, it starts the run itself. An image contains no mark of
    /// cloud-init for the instances that are launched from it, as the mark's path has the id.
    func hasBegun(on instance: String) -> Bool {
        guard (try? root.has("/var/log/enlist.log")) == true,
            let mark = try? root.locate(
                "/var/lib/cloud/instances/\(instance)/sem/config_scripts_user")
        else { return false }
        var status = stat()
        guard mark.withPlatformString({ lstat($0, &status) }) == 0, let boot = Self.boot else {
            return false
        }
        return status.st_mtim.tv_sec < boot
    }

    /// When the machine was booted, in seconds since 1970.
    private static var boot: Int? {
        var (now, running) = (timespec(), timespec())
        guard clock_gettime(CLOCK_REALTIME, &now) == 0,
            clock_gettime(CLOCK_BOOTTIME, &running) == 0
        else { return nil }
        return now.tv_sec - running.tv_sec
    }
}
