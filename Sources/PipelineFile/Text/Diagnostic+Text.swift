import Glibc
import Pipeline

// The wording of every problem that keeps a file from being a valid text.

extension Diagnostic {
    static func unreadable(_ path: String, error: Int32) -> Diagnostic {
        let (reason, remedy) =
            switch error {
            case ENOENT:
                ("there is no such file", "check the path, and the folder that you are in")
            case EACCES, EPERM:
                (
                    "permission denied",
                    "make it readable to this user, or run as one who may read it"
                )
            case ELOOP:
                ("its symbolic links lead in a circle", "name the file itself")
            default:
                (String(cString: strerror(error)), "check the path")
            }
        return Diagnostic("`\(path)` cannot be read: \(reason)", remedy: remedy)
    }

    static func notAFile(_ path: String) -> Diagnostic {
        Diagnostic("`\(path)` is not a regular file", remedy: "name a file that holds YAML text")
    }

    static func tooLarge(_ path: String, limit: Int) -> Diagnostic {
        Diagnostic(
            "`\(path)` is larger than \(limit >> 20) MiB",
            remedy: "check that it is the right file: these files are a few lines long")
    }

    static func tooManyFiles(_ path: String, limit: Int) -> Diagnostic {
        Diagnostic(
            "`\(path)` holds more than \(limit) files that end in .yaml",
            remedy: "put changes that belong together into one file")
    }

    static func notUTF8(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            "this is not UTF-8 text", remedy: "save `\(name)` as UTF-8, if it is the right file",
            at: location)
    }

    static func controlCharacter(
        _ scalar: Unicode.Scalar, at location: SourceLocation
    ) -> Diagnostic {
        Diagnostic(
            "there is a control character (U+\(scalar.hexadecimal)) in the text",
            remedy: "remove it; inside of double quotes it can be written with a backslash",
            at: location)
    }
}

extension Unicode.Scalar {
    /// The scalar's number in Unicode's notation, without the `U+`.
    fileprivate var hexadecimal: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
