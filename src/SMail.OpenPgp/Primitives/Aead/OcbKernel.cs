using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>The loop of OCB over eight blocks at a time (RFC 7253, sections 4.2 and 4.3).</summary>
internal static class OcbKernel
{
    internal const int BatchSize = AesBlocks.Batch * 16;

    /// <summary>Runs over whole batches from the first block on; offset and checksum go on from where they stand. The distances of
    /// `whitening` hold the first, those of `last` the last of the given keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(ReadOnlySpan<Vector128<byte>> keys, ReadOnlySpan<Vector128<byte>> whitening, ReadOnlySpan<Vector128<byte>> last,
        ReadOnlySpan<Vector128<byte>> ladder, ReadOnlySpan<byte> input, Span<byte> output, ref Vector128<byte> offset, ref Vector128<byte> checksum)
        where T : struct, IAesRounds
    {
        var rounds = keys.Length - 1;
        ref var key = ref MemoryMarshal.GetReference(keys);
        ref var white = ref MemoryMarshal.GetReference(whitening);
        ref var final = ref MemoryMarshal.GetReference(last);
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(output);
        var first = Unsafe.Add(ref key, 1);
        var (delta, sum) = (offset, checksum);
        for (nuint batch = 0, at = 0; batch < (nuint)(input.Length / BatchSize); batch++, at += BatchSize)
        {
            var next = delta ^ ladder[2] ^ ladder[3 + BitOperations.TrailingZeroCount(batch + 1)];
            var a = Vector128.LoadUnsafe(ref source, at);
            var b = Vector128.LoadUnsafe(ref source, at + 16);
            var c = Vector128.LoadUnsafe(ref source, at + 32);
            var d = Vector128.LoadUnsafe(ref source, at + 48);
            var e = Vector128.LoadUnsafe(ref source, at + 64);
            var f = Vector128.LoadUnsafe(ref source, at + 80);
            var g = Vector128.LoadUnsafe(ref source, at + 96);
            var h = Vector128.LoadUnsafe(ref source, at + 112);
            if (T.Encrypts)
                sum ^= a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;

            a = T.Begin(a, delta ^ white, first);
            b = T.Begin(b, delta ^ Unsafe.Add(ref white, 1), first);
            c = T.Begin(c, delta ^ Unsafe.Add(ref white, 2), first);
            d = T.Begin(d, delta ^ Unsafe.Add(ref white, 3), first);
            e = T.Begin(e, delta ^ Unsafe.Add(ref white, 4), first);
            f = T.Begin(f, delta ^ Unsafe.Add(ref white, 5), first);
            g = T.Begin(g, delta ^ Unsafe.Add(ref white, 6), first);
            h = T.Begin(h, next ^ Unsafe.Add(ref white, 7), first);
            AesBlocks.Middle<T>(ref key, rounds, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            var before = Unsafe.Add(ref key, rounds - 1);
            a = T.End(a, before, delta ^ final);
            b = T.End(b, before, delta ^ Unsafe.Add(ref final, 1));
            c = T.End(c, before, delta ^ Unsafe.Add(ref final, 2));
            d = T.End(d, before, delta ^ Unsafe.Add(ref final, 3));
            e = T.End(e, before, delta ^ Unsafe.Add(ref final, 4));
            f = T.End(f, before, delta ^ Unsafe.Add(ref final, 5));
            g = T.End(g, before, delta ^ Unsafe.Add(ref final, 6));
            h = T.End(h, before, next ^ Unsafe.Add(ref final, 7));

            if (!T.Encrypts)
                sum ^= a ^ b ^ c ^ d ^ e ^ f ^ g ^ h;
            a.StoreUnsafe(ref target, at);
            b.StoreUnsafe(ref target, at + 16);
            c.StoreUnsafe(ref target, at + 32);
            d.StoreUnsafe(ref target, at + 48);
            e.StoreUnsafe(ref target, at + 64);
            f.StoreUnsafe(ref target, at + 80);
            g.StoreUnsafe(ref target, at + 96);
            h.StoreUnsafe(ref target, at + 112);
            delta = next;
        }
        (offset, checksum) = (delta, sum);
    }
}
