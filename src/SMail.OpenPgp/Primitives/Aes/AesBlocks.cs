using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>AES over one block, and the middle rounds over eight blocks at once: an instruction's result is there only four ticks later.</summary>
internal static class AesBlocks
{
    /// <summary>The blocks that are under way together.</summary>
    internal const int Batch = 8;

    /// <summary>The whole cipher on one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> One<T>(Vector128<byte> block, ReadOnlySpan<Vector128<byte>> keys)
        where T : struct, IAesRounds
    {
        var state = T.Begin(block, keys[0], keys[1]);
        for (var i = 2; i < keys.Length - 1; i++)
            state = T.Round(state, keys[i - 1], keys[i]);
        return T.End(state, keys[^2], keys[^1]);
    }

    /// <summary>All rounds between the first and the last. Written out, since a loop costs a third of the speed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Middle<T>(ref Vector128<byte> keys, int rounds,
        ref Vector128<byte> a, ref Vector128<byte> b, ref Vector128<byte> c, ref Vector128<byte> d,
        ref Vector128<byte> e, ref Vector128<byte> f, ref Vector128<byte> g, ref Vector128<byte> h)
        where T : struct, IAesRounds
    {
        Round<T>(ref keys, 2, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 3, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 4, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 5, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 6, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 7, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 8, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Round<T>(ref keys, 9, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        if (rounds > 10)
        {
            Round<T>(ref keys, 10, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Round<T>(ref keys, 11, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        }
        if (rounds > 12)
        {
            Round<T>(ref keys, 12, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Round<T>(ref keys, 13, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<T>(ref Vector128<byte> keys, int number,
        ref Vector128<byte> a, ref Vector128<byte> b, ref Vector128<byte> c, ref Vector128<byte> d,
        ref Vector128<byte> e, ref Vector128<byte> f, ref Vector128<byte> g, ref Vector128<byte> h)
        where T : struct, IAesRounds
    {
        var previous = Unsafe.Add(ref keys, number - 1);
        var key = Unsafe.Add(ref keys, number);
        a = T.Round(a, previous, key);
        b = T.Round(b, previous, key);
        c = T.Round(c, previous, key);
        d = T.Round(d, previous, key);
        e = T.Round(e, previous, key);
        f = T.Round(f, previous, key);
        g = T.Round(g, previous, key);
        h = T.Round(h, previous, key);
    }
}
