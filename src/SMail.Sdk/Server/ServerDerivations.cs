using System.Security.Cryptography;

namespace SMail.Sdk.Server;

/// <summary>What the server half derives from its own secrets; all are deterministic.</summary>
internal static class ServerDerivations
{
    /// <summary>The length of the salt stored per account, in bytes.</summary>
    public const int AccountSaltSize = 16;

    /// <summary>The length of sigma and of a verifier, in bytes.</summary>
    public const int Size = 32;

    /// <summary>The server's share of the key, 32 bytes: released only after the login proof verified.</summary>
    /// <param name="sigmaKey">32 bytes, of the version the wrap names.</param>
    /// <param name="account">The account.</param>
    /// <param name="generation">From 1; rises when keys are rotated or reset.</param>
    public static byte[] Sigma(ReadOnlySpan<byte> sigmaKey, AccountId account, ulong generation)
    {
        ArgumentOutOfRangeException.ThrowIfZero(generation);
        var info = new LengthPrefixed().AddText(Labels.Sigma).AddId(account.Value).AddUInt64(generation);
        var sigma = new byte[Size];
        Hkdf.Expand(sigmaKey, info.Written, sigma);
        return sigma;
    }

    /// <summary>The salt of an address, 16 bytes. The same for addresses that exist and those that don't, so login does not tell them apart.</summary>
    /// <param name="decoyKey">32 bytes; it never rotates.</param>
    /// <param name="realm">The deployment's id.</param>
    /// <param name="address">The address.</param>
    public static byte[] AccountSalt(ReadOnlySpan<byte> decoyKey, string realm, MailAddress address)
    {
        var data = new LengthPrefixed().AddText(Labels.AccountSalt).AddText(realm).AddText(address.Canonical);
        return HMACSHA256.HashData(decoyKey, data.Written)[..AccountSaltSize];
    }

    /// <summary>What is stored of a login proof, 32 bytes: without the pepper nothing can be tested against it.</summary>
    /// <param name="pepper">32 bytes, of the version stored beside it.</param>
    /// <param name="proof">What the client showed. Compare the results in constant time.</param>
    public static byte[] Verifier(ReadOnlySpan<byte> pepper, LoginProof proof)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(proof.Span, hash);
        var verifier = HMACSHA256.HashData(pepper, hash);
        CryptographicOperations.ZeroMemory(hash);
        return verifier;
    }
}
