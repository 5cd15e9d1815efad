/// Why an archive may not be unpacked; the names in it come from a possible attacker.
package enum ArchiveProblem: Error, Sendable, Equatable {
    /// It is not a gzip file.
    case notGzip
    /// It begins as a gzip file, but cannot be decompressed completely: most often it was cut off.
    case brokenGzip
    /// It is not a tar archive, or ends early; carries what is wrong.
    case notTar(String)
    /// An entry's name leads out of the folder.
    case nameLeadsOut(String)
    /// A link's target leads out of the folder.
    case linkLeadsOut(String, to: String)
    /// An entry would be written through a link, or two entries have one name.
    case nameTaken(String)
    /// An entry is not a file, folder or link; carries tar's type letter.
    case notAllowed(String, type: String)
    /// An entry would run with other permissions than its caller's (setuid, setgid).
    case setsRights(String)
    /// It uses an extension of the format that this program does not read; carries its name.
    case unknownExtension(String)
    case tooManyEntries(limit: Int)
    case tooBig(limit: Int)
    case tooDeep(limit: Int)
    /// The machine's tar refused it; carries the end of its output.
    case notUnpacked([String])
}
