extension UInt8 {
    /// Whether it is one of ASCII's digits.
    @inlinable
    package var isDigit: Bool { (0x30...0x39).contains(self) }

    /// Whether it is a digit of a hexadecimal number, in either case.
    @inlinable
    package var isHexDigit: Bool { isDigit || (0x61...0x66).contains(lowercased) }

    /// Whether it is one of ASCII's letters.
    @inlinable
    package var isLetter: Bool { (0x61...0x7A).contains(lowercased) }

    /// Whether it is a blank, a tab or one of ASCII's line breaks.
    @inlinable
    package var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    /// ASCII's letter in lower case; any other byte as it is.
    @inlinable
    package var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
