using System.Security.Cryptography;

namespace SMail.OpenPgp.Primitives;

/// <summary>A hash of System.Security.Cryptography.</summary>
internal sealed class PlatformHash(HashAlgorithmName name) : RunningHash
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(name);

    internal override int Size => hash.HashLengthInBytes;

    internal override void AppendData(ReadOnlySpan<byte> data) => hash.AppendData(data);

    internal override int GetHashAndReset(Span<byte> destination) => hash.GetHashAndReset(destination);

    protected override void Dispose(bool disposing) => hash.Dispose();
}
