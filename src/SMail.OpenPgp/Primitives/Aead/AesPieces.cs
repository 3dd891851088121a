using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>What remains of data after its last whole block.</summary>
internal static class AesPieces
{
    private const int BlockSize = 16;

    /// <summary>Less than a block, then a one bit and zeros.</summary>
    internal static Vector128<byte> Padded(ReadOnlySpan<byte> piece)
    {
        Span<byte> block = stackalloc byte[BlockSize];
        piece.CopyTo(block);
        block[piece.Length] = 0x80;
        return Vector128.Create<byte>(block);
    }

    /// <summary>As much of the block as there is room for.</summary>
    internal static void Store(Vector128<byte> block, Span<byte> piece)
    {
        Span<byte> bytes = stackalloc byte[BlockSize];
        block.CopyTo(bytes);
        bytes[..piece.Length].CopyTo(piece);
    }
}
