namespace SMail.Sop;

/// <summary>The exit codes of the draft, by its names (draft-dkg-openpgp-stateless-cli, "Failure Modes").</summary>
internal enum ExitCode
{
    Ok = 0,
    UnspecifiedFailure = 1,
    NoSignature = 3,
    UnsupportedAsymmetricAlgo = 13,
    CertCannotEncrypt = 17,
    MissingArg = 19,
    IncompleteVerification = 23,
    CannotDecrypt = 29,
    PasswordNotHumanReadable = 31,
    UnsupportedOption = 37,
    BadData = 41,
    ExpectedText = 53,
    OutputExists = 59,
    MissingInput = 61,
    KeyIsProtected = 67,
    UnsupportedSubcommand = 69,
    UnsupportedSpecialPrefix = 71,
    AmbiguousInput = 73,
    KeyCannotSign = 79,
    IncompatibleOptions = 83,
    UnsupportedProfile = 89,
    NoHardwareKeyFound = 97,
    HardwareKeyFailure = 101,
    PrimaryKeyBad = 103,
    CertUserIdNoMatch = 107,
    KeyCannotCertify = 109,
}
