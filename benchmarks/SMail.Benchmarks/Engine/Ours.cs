using SMail.OpenPgp;

namespace SMail.Benchmarks.Engine;

/// <summary>SMail.OpenPgp at work: one message from a key to itself, signed.</summary>
internal static class Ours
{
    public static void Seal(BenchKey key, byte[] plaintext, Stream output, bool armor = false) =>
        Pgp.EncryptAsync(new MemoryStream(plaintext), output, new() { Recipients = [key.Ours.Certificate], Signers = [key.Ours], Armor = armor }).GetAwaiter().GetResult();

    /// <summary>Checked to its end before release; read as a caller would.</summary>
    public static void Open(BenchKey key, Stream message, byte[] buffer)
    {
        using var opened = Pgp.DecryptAsync(message, Options(key)).GetAwaiter().GetResult();
        Check(opened.Content, buffer, opened.Signatures);
    }

    public static void OpenStreaming(BenchKey key, Stream message, byte[] buffer)
    {
        using var opened = Pgp.DecryptStreamingAsync(message, Options(key)).GetAwaiter().GetResult();
        while (opened.Content.Read(buffer) > 0)
        {
        }
        Check(Stream.Null, buffer, opened.Signatures);
    }

    private static DecryptOptions Options(BenchKey key) => new() { Keys = [key.Ours], Certificates = [key.Ours.Certificate] };

    private static void Check(Stream content, byte[] buffer, IReadOnlyList<SignatureVerdict> signatures)
    {
        while (content.Read(buffer) > 0)
        {
        }
        if (signatures is not [{ Status: SignatureStatus.Good }])
            throw new InvalidOperationException("The message is not good.");
    }
}
