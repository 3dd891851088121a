namespace SMail.Sdk.KeyDerivation;

/// <summary>A password after the costly step. Gives what is shown to the server, and, with the server's share, the key to everything else.</summary>
public sealed class StretchedPassword : IDisposable
{
    private readonly SecretBytes root;

    internal StretchedPassword(SecretBytes root) => this.root = root;

    /// <summary>The proof for the server: <c>A = Expand(R, "smail/v1/auth", 32)</c>. The caller disposes it.</summary>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public LoginProof GetLoginProof() => new(Hkdf.Expand(root, Labels.Auth));

    /// <summary>Mixes in the server's share, which it releases only after the proof verified. The caller disposes the key.</summary>
    /// <param name="sigma">32 bytes.</param>
    /// <exception cref="SMailException"><see cref="SMailError.KeyDerivationRefused"/>: sigma has another length; it can't be left out.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public KeyEncryptionKey Combine(ReadOnlySpan<byte> sigma)
    {
        using var kekRoot = Hkdf.Expand(root, Labels.KekRoot);
        return KeyEncryptionKey.Derive(kekRoot, sigma);
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose() => root.Dispose();

    /// <summary>Never the secret.</summary>
    public override string ToString() => "[stretched password]";
}
