namespace SMail.Interop.Tests.Peers;

/// <summary>An OpenPGP implementation as a program. It keeps nothing: every call brings the keys it may use.</summary>
/// <remarks>Where a certificate to verify with is given, only a good signature by it lets the call succeed;
/// whatever the program refuses is a <see cref="PeerException"/>.</remarks>
internal interface IPeer
{
    string Name { get; }

    /// <summary>Why it cannot run on this machine, or null.</summary>
    string? Missing { get; }

    Task<PeerKey> GenerateKeyAsync(Profile profile, string? password = null);

    Task<byte[]> EncryptAsync(byte[] content, IReadOnlyList<byte[]> certificates, PeerKey? signer, Form form);

    Task<byte[]> DecryptAsync(byte[] message, PeerKey key, byte[]? signer);

    Task<byte[]> EncryptWithPasswordAsync(byte[] content, string password, Profile profile, Form form);

    Task<byte[]> DecryptWithPasswordAsync(byte[] message, string password);

    Task<byte[]> SignDetachedAsync(byte[] content, PeerKey key, Signed signed, Form form);

    Task VerifyDetachedAsync(byte[] content, byte[] signature, byte[] signer);

    Task<byte[]> SignInlineAsync(byte[] content, PeerKey key, Form form);

    Task<byte[]> SignCleartextAsync(byte[] content, PeerKey key);

    /// <summary>Answers the content of a message signed inline or in cleartext.</summary>
    Task<byte[]> VerifyInlineAsync(byte[] message, byte[] signer);
}

/// <summary>A secret key as a program exports it, its certificate, and the password it is under.</summary>
internal sealed record PeerKey(byte[] Secret, byte[] Certificate, string? Password = null)
{
    internal string Fingerprint => OpenPgp.Certificate.Read(Certificate).Fingerprint.ToString();
}

/// <summary>Armored or not.</summary>
public enum Form
{
    Armored,
    Binary,
}

/// <summary>What a signature is over: the bytes, or their lines.</summary>
public enum Signed
{
    Bytes,
    Text,
}

/// <summary>Version 4 keys, or version 6 with what comes along.</summary>
public enum Profile
{
    Compatible,
    Rfc9580,
}

/// <summary>A program refused, and what it had written by then.</summary>
public sealed class PeerException(string message, byte[] output) : Exception(message)
{
    internal byte[] Output => output;
}
