namespace SMail.Interop.Tests.Peers;

/// <summary>What a test needs of a program.</summary>
public enum Ability
{
    Encrypt,
    Decrypt,
    EncryptWithPassword,
    DecryptWithPassword,
    Sign,
    Verify,
    SignText,
    VerifyText,
    SignInline,
    VerifyInline,
    SignCleartext,
    VerifyCleartext,
    LockedKeys,
}

/// <summary>What these versions of the programs do not do, and why.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Abilities">What it fails at.</param>
/// <param name="Contents">With these contents only; with all of them when empty.</param>
/// <param name="Why">The reason, as a skipped test shows it.</param>
internal sealed record Limit(string Peer, Ability[] Abilities, string[] Contents, string Why)
{
    internal static IReadOnlyList<Limit> Known { get; } =
    [
        new("gosop", [Ability.SignInline, Ability.VerifyInline, Ability.SignCleartext, Ability.VerifyCleartext], [], "gosop 0.0.0 has neither inline-sign nor inline-verify."),
        new("gosop", [Ability.LockedKeys], [], "gosop 0.0.0 has no --with-key-password."),
        new("gosop", [Ability.EncryptWithPassword], [Tests.Contents.Empty, Tests.Contents.Random], "gosop 0.0.0 always armors what it encrypts to a password."),
        new("gosop", [Ability.EncryptWithPassword], [Tests.Contents.Mixed], "gosop 0.0.0 encrypts to a password as text, with CRLF."),
        new("gosop", [Ability.Decrypt, Ability.DecryptWithPassword], [Tests.Contents.Random, Tests.Contents.Large], "gosop 0.0.0 prints what it decrypts as UTF-8 text."),
        new("gosop", [Ability.Decrypt, Ability.DecryptWithPassword], [Tests.Contents.Crlf, Tests.Contents.Mixed, Tests.Contents.Trailing, Tests.Contents.CrCrLf],
            "gosop 0.0.0 prints what it decrypts with LF for CRLF."),
        new("sqop", [Ability.SignCleartext], [Tests.Contents.Trailing], "sqop 0.27.3 signs a blank before CRLF and does not write it; it refuses its own message."),
        new("OpenPGP.js", [Ability.VerifyCleartext], [Tests.Contents.LoneCr], "OpenPGP.js 6.3.2 loses a lone CR of a text in cleartext; it refuses its own message."),
        new("rnp", [Ability.SignText], [], "rnp 0.16.3 signs bytes alone, and text only in cleartext."),
        // RFC 9580 has line ends made CRLF before text is hashed, and does not say what a line end is (section 5.2.4).
        new("sqop", [Ability.SignText, Ability.VerifyText, Ability.SignCleartext, Ability.VerifyCleartext], [Tests.Contents.LoneCr, Tests.Contents.CrCrLf],
            "sqop 0.27.3 takes a lone CR in signed text for a line end, as nobody else here does."),
        new("gpg", [Ability.SignText, Ability.VerifyText], [Tests.Contents.CrCrLf], "gpg 2.2.40 drops a CR before a line end from signed text."),
        new("rnp", [Ability.VerifyText], [Tests.Contents.CrCrLf], "rnp 0.16.3 drops a CR before a line end from signed text."),
        new("gosop", [Ability.SignText, Ability.VerifyText], [Tests.Contents.CrCrLf], "gosop 0.0.0 makes two line ends of CR CR LF in signed text."),
    ];

    internal static void SkipWhenKnown(string peer, Ability ability, string? content)
    {
        var limit = Known.FirstOrDefault(l => l.Peer == peer && l.Abilities.Contains(ability) && (l.Contents.Length == 0 || l.Contents.Contains(content)));
        Assert.SkipWhen(limit is not null, limit?.Why ?? "");
    }
}
