namespace SMail.Sdk.KeyDerivation;

/// <summary>The 256 random bits of a recovery phrase, <c>E</c>. Nothing is stretched: nobody guesses them. Gives what is shown to the server, and, with the server's share, a key to the account key.</summary>
/// <param name="entropy">32 bytes, which this takes over.</param>
internal sealed class RecoverySecret(SecretBytes entropy) : IDisposable
{
    /// <summary>The length, in bytes.</summary>
    public const int Size = 32;

    /// <summary>The bits, for whoever turns them into words.</summary>
    public ReadOnlySpan<byte> Span => entropy.Span;

    /// <summary>Draws the bits. The caller disposes them.</summary>
    public static RecoverySecret Generate() => new(SecretBytes.Generate(Size));

    /// <summary>The proof for the server, which another server or address can't use. The caller disposes it.</summary>
    public LoginProof GetProof(string realm, MailAddress address) =>
        new(Hkdf.Expand(entropy, new LengthPrefixed().AddText(Labels.RecoveryAuth).AddText(realm).AddText(address.Canonical).Written));

    /// <summary>Mixes in the server's share: without it neither a phrase that was found nor one that was used opens a stolen database. The caller disposes the key.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeyDerivationRefused"/>: sigma is not 32 bytes.</exception>
    public KeyEncryptionKey Combine(string realm, MailAddress address, AccountId account, ReadOnlySpan<byte> sigma)
    {
        var info = new LengthPrefixed().AddText(Labels.RecoveryWrap).AddText(realm).AddText(address.Canonical).AddId(account.Value);
        using var root = Hkdf.Expand(entropy, info.Written);
        return KeyEncryptionKey.Derive(root, sigma);
    }

    /// <summary>Zeroes them.</summary>
    public void Dispose() => entropy.Dispose();

    /// <summary>Never the secret.</summary>
    public override string ToString() => "[recovery secret]";
}
