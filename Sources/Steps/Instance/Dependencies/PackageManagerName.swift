import Pipeline

/// The package managers that enlist drives, in the order in which it looks for them.
enum PackageManagerName: String, FactChoice {
    case apt, dnf, yum, zypper, apk

    /// The manager itself, for the packages of a root.
    func manager(in root: MachineRoot) -> any PackageManager {
        switch self {
        case .apt: Apt(root: root)
        case .dnf: DNF(root: root)
        case .yum: Yum(root: root)
        case .zypper: Zypper(root: root)
        case .apk: APK(root: root)
        }
    }
}
