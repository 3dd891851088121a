using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>What OCB derives from a key once (RFC 7253, section 4.1), laid out as the loop over eight blocks reads it.</summary>
internal sealed class OcbTables : IDisposable
{
    private const int LadderSize = 32;
    private const int DistanceCount = AesBlocks.Batch;

    private readonly SecretBlocks blocks = new(2 + LadderSize + (2 * DistanceCount));

    /// <param name="zero">The encryption of a block of zeros.</param>
    /// <param name="whitening">The first round key.</param>
    /// <param name="last">The last round key.</param>
    internal OcbTables(Vector128<byte> zero, Vector128<byte> whitening, Vector128<byte> last)
    {
        var span = blocks.Span;
        span[0] = zero;
        for (var i = 1; i < 2 + LadderSize; i++)
            span[i] = Doubling.Double(span[i - 1]);

        // Offsets of blocks 1 to 7 of each eight differ from the offset before them by the same values always. That of
        // the eighth does not: it becomes the next base, and is given as the distance zero.
        var distance = Vector128<byte>.Zero;
        var first = span.Slice(2 + LadderSize, DistanceCount);
        var ending = span[^DistanceCount..];
        for (var i = 0; i < DistanceCount; i++)
        {
            distance = i == DistanceCount - 1 ? Vector128<byte>.Zero : distance ^ Ladder[int.TrailingZeroCount(i + 1)];
            first[i] = distance ^ whitening;
            ending[i] = distance ^ last;
        }
    }

    /// <summary>L_*: for the piece at the end that is no whole block.</summary>
    internal Vector128<byte> Star => blocks.Span[0];

    /// <summary>L_$: for the tag.</summary>
    internal Vector128<byte> Dollar => blocks.Span[1];

    /// <summary>L_0, L_1 and so on.</summary>
    internal ReadOnlySpan<Vector128<byte>> Ladder => blocks.Span.Slice(2, LadderSize);

    /// <summary>The distances of eight offsets from their base, each xored with the first round key.</summary>
    internal ReadOnlySpan<Vector128<byte>> Whitening => blocks.Span.Slice(2 + LadderSize, DistanceCount);

    /// <summary>The same, each xored with the last round key.</summary>
    internal ReadOnlySpan<Vector128<byte>> Last => blocks.Span[^DistanceCount..];

    public void Dispose() => blocks.Dispose();
}
