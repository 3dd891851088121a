using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>All implementations of a mode give the same bytes: at every small length, and around the borders of chunks.</summary>
public sealed class AeadAgreementTests
{
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes((4 << 16) + 64);

    private static IEnumerable<int> Borders =>
        from chunks in Enumerable.Range(1, 4)
        from distance in (int[])[-129, -128, -127, -17, -16, -15, -1, 0, 1, 15, 16, 17, 33]
        select (chunks << 16) + distance;

    public static TheoryData<byte, int> Modes()
    {
        var modes = new TheoryData<byte, int>();
        foreach (var aead in Enum.GetValues<AeadId>())
            foreach (var keySize in (int[])[16, 24, 32])
                modes.Add((byte)aead, keySize);
        return modes;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void At_every_length_they_agree(byte aead, int keySize)
    {
        var mode = (AeadId)aead;
        var ciphers = Implementations.Of(mode, RandomNumberGenerator.GetBytes(keySize), mode.NonceSize());
        foreach (var length in Enumerable.Range(0, 4097).Concat(Borders))
            Agree(ciphers, RandomNumberGenerator.GetBytes(mode.NonceSize()), Data.AsSpan(length % 31, length), Data.AsSpan(0, length % 50));
        ciphers.ForEach(cipher => cipher.Dispose());
    }

    private static void Agree(List<AeadCipher> ciphers, byte[] nonce, ReadOnlySpan<byte> text, ReadOnlySpan<byte> header)
    {
        var expected = Array.Empty<byte>();
        foreach (var cipher in ciphers)
        {
            // Once apart and once in place, one byte off any alignment.
            var (apart, inPlace) = (new byte[text.Length + 16], new byte[text.Length + 17]);
            cipher.Seal(nonce, text, header, apart);
            text.CopyTo(inPlace.AsSpan(1));
            cipher.Seal(nonce, inPlace.AsSpan(1, text.Length), header, inPlace.AsSpan(1));
            Assert.True(inPlace.AsSpan(1).SequenceEqual(apart));
            Assert.True(expected.Length == 0 || expected.AsSpan().SequenceEqual(apart), $"{cipher.GetType().Name} at {text.Length}");
            expected = apart;

            var opened = new byte[text.Length];
            Assert.True(cipher.TryOpen(nonce, apart, header, opened));
            Assert.True(text.SequenceEqual(opened));
            Assert.True(cipher.TryOpen(nonce, inPlace.AsSpan(1), header, inPlace.AsSpan(1, text.Length)));
            Assert.True(text.SequenceEqual(inPlace.AsSpan(1, text.Length)));
        }
    }
}
