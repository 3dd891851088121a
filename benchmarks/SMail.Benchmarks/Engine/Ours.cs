using SMail.OpenPgp;

namespace SMail.Benchmarks.Engine;

/// <summary>SMail.OpenPgp at work, through its public API, from stream to stream; signed by one key.</summary>
internal static class Ours
{
    public static void Seal(BenchKey key, byte[] plaintext, Stream output, bool armor = false) =>
        Seal(key, key.Certificates, new MemoryStream(plaintext), output, armor);

    public static void Seal(BenchKey signer, IReadOnlyList<Certificate> recipients, Stream plaintext, Stream output, bool armor = false) =>
        Pgp.EncryptAsync(plaintext, output, new() { Recipients = recipients, Signers = [signer.Ours], Armor = armor }).GetAwaiter().GetResult();

    /// <summary>Key packets, and an empty body that nobody signs.</summary>
    public static void SealKeys(IReadOnlyList<Certificate> recipients, Stream output) =>
        Pgp.EncryptAsync(new MemoryStream(), output, new() { Recipients = recipients }).GetAwaiter().GetResult();

    /// <summary>Checked to its end before release; then read as a caller would.</summary>
    public static void Open(BenchKey key, Stream message, byte[] buffer)
    {
        using var opened = Pgp.DecryptAsync(message, Options(key)).GetAwaiter().GetResult();
        Drain(opened.Content, buffer);
        Check(opened.Signatures);
    }

    /// <summary>Released while it arrives.</summary>
    public static void OpenStreaming(BenchKey key, Stream message, byte[] buffer)
    {
        using var opened = Pgp.DecryptStreamingAsync(message, Options(key)).GetAwaiter().GetResult();
        Drain(opened.Content, buffer);
        Check(opened.Signatures);
    }

    // The default limit of 1 GiB counts the signature too, so it would refuse 1 GiB of content.
    private static DecryptOptions Options(BenchKey key) => new() { Keys = [key.Ours], Certificates = key.Certificates, MaxPlaintextBytes = 2L << 30 };

    private static void Drain(Stream content, byte[] buffer)
    {
        while (content.Read(buffer) > 0)
        {
        }
    }

    private static void Check(IReadOnlyList<SignatureVerdict> signatures)
    {
        if (signatures is not [{ Status: SignatureStatus.Good }])
            throw new InvalidOperationException("The message is not good.");
    }
}
