import Bytes
import Glibc

extension SharedObject {
    /// A library that another one brings along.
    struct Companion: Equatable {
        let name: String
        let path: String
    }

    /// The libraries that it needs and that are where it looks for them as seen from its own folder
    /// (`$ORIGIN`, ld.so(8)).
    ///
    /// The loader would not find them: what it loads is in the folder of open files.
    ///
    /// - Parameter folder: the one that the library is in.
    /// - Returns: one for each that is there, in the order of `needed`.
    func companions(in folder: String) -> [Companion] {
        let folders = searchPath.compactMap { place in
            Self.origins.first(where: place.begins).map {
                folder + place.dropping(bytes: $0.utf8.count)
            }
        }
        return needed.filter { !$0.hasByte("/") }.compactMap { name in
            folders.map { $0 + "/" + name }.first { access($0, F_OK) == 0 }
                .map { Companion(name: name, path: $0) }
        }
    }

    private static let origins = ["$ORIGIN", "${ORIGIN}"]
}
