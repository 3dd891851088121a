using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SMail.OpenPgp.Primitives;

/// <summary>The loops of CFB. Encryption waits for each block before the next; decryption has eight under way.</summary>
internal static class CfbKernel
{
    internal const int BatchSize = AesBlocks.Batch * BlockSize;
    private const int BlockSize = 16;

    /// <summary>Encrypts the whole blocks and returns the last, which the next begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector128<byte> Encrypt<T>(ReadOnlySpan<Vector128<byte>> keys, Span<byte> data, Vector128<byte> register)
        where T : struct, IAesRounds
    {
        ref var memory = ref MemoryMarshal.GetReference(data);
        ref var key = ref MemoryMarshal.GetReference(keys);
        var rounds = keys.Length - 1;
        for (nuint at = 0; at + BlockSize <= (nuint)data.Length; at += BlockSize)
        {
            // The plaintext goes into the last key: one step less on the way from block to block.
            var ending = Unsafe.Add(ref key, rounds) ^ Vector128.LoadUnsafe(ref memory, at);
            register = T.Begin(register, key, Unsafe.Add(ref key, 1));
            for (var i = 2; i < rounds; i++)
                register = T.Round(register, Unsafe.Add(ref key, i - 1), Unsafe.Add(ref key, i));
            register = T.End(register, Unsafe.Add(ref key, rounds - 1), ending);
            register.StoreUnsafe(ref memory, at);
        }
        return register;
    }

    /// <summary>Decrypts whole batches and returns the last block of ciphertext, which the next begins with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Vector128<byte> Decrypt<T>(ReadOnlySpan<Vector128<byte>> keys, Span<byte> data, Vector128<byte> register)
        where T : struct, IAesRounds
    {
        ref var memory = ref MemoryMarshal.GetReference(data);
        ref var key = ref MemoryMarshal.GetReference(keys);
        var rounds = keys.Length - 1;
        var (first, last) = (Unsafe.Add(ref key, 1), Unsafe.Add(ref key, rounds));
        for (nuint at = 0; at + BatchSize <= (nuint)data.Length; at += BatchSize)
        {
            var a = T.Begin(register, key, first);
            var b = T.Begin(Vector128.LoadUnsafe(ref memory, at), key, first);
            var c = T.Begin(Vector128.LoadUnsafe(ref memory, at + 16), key, first);
            var d = T.Begin(Vector128.LoadUnsafe(ref memory, at + 32), key, first);
            var e = T.Begin(Vector128.LoadUnsafe(ref memory, at + 48), key, first);
            var f = T.Begin(Vector128.LoadUnsafe(ref memory, at + 64), key, first);
            var g = T.Begin(Vector128.LoadUnsafe(ref memory, at + 80), key, first);
            var h = T.Begin(Vector128.LoadUnsafe(ref memory, at + 96), key, first);
            register = Vector128.LoadUnsafe(ref memory, at + 112);
            AesBlocks.Middle<T>(ref key, rounds, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            var before = Unsafe.Add(ref key, rounds - 1);
            T.End(a, before, last ^ Vector128.LoadUnsafe(ref memory, at)).StoreUnsafe(ref memory, at);
            T.End(b, before, last ^ Vector128.LoadUnsafe(ref memory, at + 16)).StoreUnsafe(ref memory, at + 16);
            T.End(c, before, last ^ Vector128.LoadUnsafe(ref memory, at + 32)).StoreUnsafe(ref memory, at + 32);
            T.End(d, before, last ^ Vector128.LoadUnsafe(ref memory, at + 48)).StoreUnsafe(ref memory, at + 48);
            T.End(e, before, last ^ Vector128.LoadUnsafe(ref memory, at + 64)).StoreUnsafe(ref memory, at + 64);
            T.End(f, before, last ^ Vector128.LoadUnsafe(ref memory, at + 80)).StoreUnsafe(ref memory, at + 80);
            T.End(g, before, last ^ Vector128.LoadUnsafe(ref memory, at + 96)).StoreUnsafe(ref memory, at + 96);
            T.End(h, before, last ^ register).StoreUnsafe(ref memory, at + 112);
        }
        return register;
    }
}
