/// Why an archive may not be unpacked; the names in it are an attacker's words.
package enum ArchiveProblem: Error, Sendable, Equatable {
    /// It is not a gzip file.
    case notGzip
    /// It begins as a gzip file and does not come out of gzip whole: most often it was cut off.
    case brokenGzip
    /// It is not a tar archive, or ends early; carries what is wrong.
    case notTar(String)
    /// An entry's name leads out of the folder.
    case nameLeadsOut(String)
    /// A link's target leads out of the folder.
    case linkLeadsOut(String, to: String)
    /// An entry would be written through a link, or two entries have one name.
    case nameTaken(String)
    /// An entry is neither file nor folder nor link; carries tar's type letter.
    case notAllowed(String, type: String)
    /// An entry would run with other rights than its caller's.
    case setsRights(String)
    /// It uses an extension of the format that this program does not read; carries its name.
    case unknownExtension(String)
    case tooManyEntries(limit: Int)
    case tooBig(limit: Int)
    case tooDeep(limit: Int)
    /// The machine's tar did not take it after all; carries the end of what it printed.
    case notUnpacked([String])
}
