using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class AesBlockTests
{
    /// <summary>FIPS 197, appendix C.</summary>
    [Theory]
    [InlineData(16, "69C4E0D86A7B0430D8CDB78070B4C55A")]
    [InlineData(24, "DDA97CA4864CDFE06EAF70A0EC0D7191")]
    [InlineData(32, "8EA2B7CA516745BFEAFC49904B496089")]
    public void Every_implementation_agrees_with_the_standard(int keySize, string ciphertext)
    {
        var key = Enumerable.Range(0, keySize).Select(i => (byte)i).ToArray();
        foreach (var aes in All(key))
        {
            var block = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");
            aes.Encrypt(block);
            Assert.Equal(ciphertext, Convert.ToHexString(block));
            aes.Decrypt(block);
            Assert.Equal("00112233445566778899AABBCCDDEEFF", Convert.ToHexString(block));
            aes.Dispose();
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void They_agree_on_random_keys(int keySize)
    {
        for (var i = 0; i < 1000; i++)
        {
            var (key, block) = (RandomNumberGenerator.GetBytes(keySize), RandomNumberGenerator.GetBytes(16));
            var results = All(key).Select(aes =>
            {
                var (forward, back) = ((byte[])block.Clone(), (byte[])block.Clone());
                aes.Encrypt(forward);
                aes.Decrypt(back);
                aes.Dispose();
                return Convert.ToHexString(forward) + Convert.ToHexString(back);
            });
            Assert.Single(results.Distinct());
        }
    }

    [Fact]
    public void Key_wrap_is_the_same_on_both_sets()
    {
        for (var size = 16; size <= 256; size += 8)
        {
            var (kek, key) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(size));
            var (fast, managed, back) = (new byte[size + 8], new byte[size + 8], new byte[size]);
            AesKeyWrap.Wrap(kek, key, fast, PrimitiveSet.Fastest);
            AesKeyWrap.Wrap(kek, key, managed, PrimitiveSet.Managed);
            Assert.Equal(managed, fast);
            foreach (var set in Enum.GetValues<PrimitiveSet>())
            {
                Assert.True(AesKeyWrap.TryUnwrap(kek, fast, back, set));
                Assert.Equal(key, back);
                Assert.False(AesKeyWrap.TryUnwrap(key.AsSpan(0, 16), fast, back, set));
            }
        }
    }

    private static IEnumerable<AesBlock> All(byte[] key) =>
        [AesBlock.Create(key, PrimitiveSet.Fastest), AesBlock.Create(key, PrimitiveSet.Managed), new PlatformAesBlock(key)];
}
