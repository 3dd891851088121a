using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>All implementations of CFB give the same bytes, however the data is cut.</summary>
public sealed class CfbAgreementTests
{
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes((4 << 16) + 64);

    private static IEnumerable<int> Borders =>
        from chunks in Enumerable.Range(1, 4)
        from distance in (int[])[-129, -128, -127, -17, -16, -15, -1, 0, 1, 15, 16, 17, 33]
        select (chunks << 16) + distance;

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Aes_agrees_at_every_length(int keySize)
    {
        foreach (var length in Enumerable.Range(0, 4097).Concat(Borders))
        {
            var (key, vector) = (RandomNumberGenerator.GetBytes(keySize), RandomNumberGenerator.GetBytes(16));
            var text = Data.AsSpan(length % 31, length);
            byte[]? expected = null;
            foreach (var (encrypting, decrypting) in CfbImplementations.Aes(key, vector).Zip(CfbImplementations.Aes(key, vector)))
            {
                // One byte off any alignment.
                var memory = new byte[length + 1];
                var data = memory.AsSpan(1);
                text.CopyTo(data);
                encrypting.Encrypt(data);
                expected ??= data.ToArray();
                Assert.True(data.SequenceEqual(expected), $"{encrypting.GetType().Name} at {length}");
                decrypting.Decrypt(data);
                Assert.True(data.SequenceEqual(text), $"{decrypting.GetType().Name} at {length}");
                encrypting.Dispose();
                decrypting.Dispose();
            }
        }
    }

    [Property]
    public void Every_cipher_gives_the_same_however_the_data_is_cut(NonNegativeInt which, NonNegativeInt[] pieces)
    {
        var ciphers = Enum.GetValues<CipherId>();
        var id = ciphers[which.Get % ciphers.Length];
        var key = RandomNumberGenerator.GetBytes(id.KeySize());
        var sizes = pieces.Take(8).Select(p => p.Get % 20 * id.BlockSize()).ToArray();
        var text = RandomNumberGenerator.GetBytes(sizes.Sum() + (which.Get % 50));
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            var vector = new byte[id.BlockSize()];
            using var whole = CfbCipher.Create(id, key, vector, set);
            using var cut = CfbCipher.Create(id, key);
            using var back = CfbCipher.Create(id, key, vector, set);
            var (expected, data) = ((byte[])text.Clone(), (byte[])text.Clone());
            whole.Encrypt(expected);
            InPieces(data, sizes, cut.Encrypt);
            Assert.Equal(expected, data);
            InPieces(data, [.. sizes.Reverse()], back.Decrypt);
            Assert.Equal(text, data);
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Throws<CryptographicException>(() => CfbCipher.Create(CipherId.Aes256, new byte[16]));
        Assert.Throws<CryptographicException>(() => CfbCipher.Create(CipherId.Cast5, new byte[16], new byte[16]));
        Assert.Throws<OpenPgpException>(() => CfbCipher.Create((CipherId)5, new byte[16]));
    }

    private delegate void InPlace(Span<byte> data);

    private static void InPieces(byte[] data, int[] sizes, InPlace run)
    {
        var position = 0;
        foreach (var size in sizes)
        {
            run(data.AsSpan(position, size));
            position += size;
        }
        run(data.AsSpan(position));
    }
}
