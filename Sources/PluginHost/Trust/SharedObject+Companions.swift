import Bytes
import Glibc

extension SharedObject {
    /// A library that another one brings along.
    struct Companion: Equatable {
        let name: String
        let path: String
    }

    /// Finds the needed libraries in the folders, relative to its own, where it looks for them
    /// (`$ORIGIN`, ld.so(8)).
    ///
    /// The loader would not find them: the file that it loads is in the folder of open files.
    ///
    /// - Parameter folder: the library's own folder.
    /// - Returns: one for each that exists, in the order of `needed`.
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
