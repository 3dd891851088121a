using System.Security.Cryptography;

namespace SMail.Sdk;

/// <summary>HKDF-SHA-256 (RFC 5869) as both halves use it.</summary>
internal static class Hkdf
{
    /// <summary>The length of every key and secret derived here, in bytes.</summary>
    public const int KeySize = 32;

    /// <summary>Section 2.2: a pseudo-random key of 32 bytes.</summary>
    public static void Extract(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> inputKey, Span<byte> output) =>
        HKDF.Extract(HashAlgorithmName.SHA256, inputKey, salt, output);

    /// <summary>Section 2.3: as many bytes as the output has room for.</summary>
    public static void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> info, Span<byte> output) =>
        HKDF.Expand(HashAlgorithmName.SHA256, key, output, info);

    /// <summary>Section 2.3, from one secret to another of 32 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The secret was zeroed before the work was done.</exception>
    public static SecretBytes Expand(SecretBytes key, ReadOnlySpan<byte> label)
    {
        var output = new SecretBytes(KeySize);
        try
        {
            Expand(key.Span, label, output.Writable);
            key.EnsureStillAlive();
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
