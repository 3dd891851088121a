using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>An expanded AES key for the processor's instructions.</summary>
internal sealed class AesKeys<TEncryption> : IDisposable
    where TEncryption : struct, IAesRounds
{
    private readonly SecretBlocks encryption = new(AesSchedule.MaxKeys);

    internal AesKeys(ReadOnlySpan<byte> key)
    {
        Rounds = AesSchedule.Rounds(key.Length);
        AesSchedule.Expand<TEncryption>(key, encryption.Span);
    }

    internal int Rounds { get; }

    /// <summary>One key more than there are rounds.</summary>
    internal ReadOnlySpan<Vector128<byte>> Encryption => encryption.Span[..(Rounds + 1)];

    internal Vector128<byte> Encrypt(Vector128<byte> block) => AesBlocks.One<TEncryption>(block, Encryption);

    public void Dispose() => encryption.Dispose();
}
