using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

/// <summary>What a stranger's numbers may cost has an end, and it is where it is said to be.</summary>
public sealed class KeyLimitTests
{
    private static readonly byte[] Exponent = [1, 0, 1];

    [Theory]
    [InlineData(1023, false)]
    [InlineData(1024, true)]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void An_rsa_modulus_has_1024_to_8192_bits(int bits, bool isTaken) =>
        Check(isTaken, () => RsaKey.Public(Odd(bits), Exponent, PrimitiveSet.Managed).Dispose());

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void An_rsa_exponent_has_at_most_32_bits(int bits, bool isTaken) =>
        Check(isTaken, () => RsaKey.Public(Odd(2048), Odd(bits), PrimitiveSet.Managed).Dispose());

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void An_elgamal_modulus_has_at_most_4096_bits(int bits, bool isTaken) =>
        Check(isTaken, () => new ElGamalKey(Odd(bits), [5], [7]).Dispose());

    [Theory]
    [InlineData(160, true)]
    [InlineData(256, true)]
    [InlineData(159, false)]
    [InlineData(257, false)]
    public void The_order_of_a_dsa_key_has_160_to_256_bits(int bits, bool isTaken)
    {
        var order = BigInteger.ProbablePrime(bits, Random);
        var prime = PrimeOver(order, 1024);
        var generator = BigInteger.ValueOf(3).ModPow(prime.Subtract(BigInteger.One).Divide(order), prime);
        var element = generator.ModPow(BigInteger.ValueOf(12345), prime);
        Check(isTaken, () => _ = new DsaKey(Bytes(prime), Bytes(order), Bytes(generator), Bytes(element)));
    }

    [Fact]
    public void A_dsa_modulus_has_at_most_4096_bits() => Check(isTaken: false, () => _ = new DsaKey(Odd(4097), Odd(256), [5], [7]));

    [Theory]
    [InlineData(1, 4, true)]
    [InlineData(1, 5, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    public void Argon2_with_several_lanes_counts_fourfold(byte lanes, byte passes, bool isTaken)
    {
        var specifier = new S2kSpecifier(S2kType.Argon2, default, new byte[16], 0, passes, lanes, MemoryExponent: 10);
        Check(isTaken, () => specifier.Derive("x"u8, new S2kLimits { MaxArgon2WorkKiB = 4 << 10 }, new byte[32]), OpenPgpError.LimitExceeded);
    }

    [Fact]
    public void Only_so_many_embedded_signatures_are_read()
    {
        byte[] signature = [4, (byte)SignatureType.PrimaryKeyBinding, 22, 8, 0, 0, 0, 0, 0, 0];
        var many = Enumerable.Repeat(new Subpacket(SubpacketType.EmbeddedSignature, false, signature), 10).ToList();
        Assert.Equal(4, new SignatureInfo(4, [], many).Embedded.Count());
        Assert.Equal(4, new SignatureInfo(4, many[..3], many[..3]).Embedded.Count());
    }

    private static readonly SecureRandom Random = new();

    private static void Check(bool isTaken, Action make, OpenPgpError? refusal = null)
    {
        if (isTaken)
            make();
        else if (refusal is null)
            Assert.Throws<OpenPgpException>(make);
        else
            Assert.Equal(refusal, Assert.Throws<OpenPgpException>(make).Code);
    }

    private static byte[] Odd(int bits) => Bytes(BigInteger.One.ShiftLeft(bits - 1).Add(BigInteger.One));

    private static byte[] Bytes(BigInteger number) => number.ToByteArrayUnsigned();

    private static BigInteger PrimeOver(BigInteger order, int bits)
    {
        while (true)
        {
            var candidate = new BigInteger(bits - 1, Random).SetBit(bits - 1).Divide(order).ShiftRight(1).ShiftLeft(1).Multiply(order).Add(BigInteger.One);
            if (candidate.BitLength == bits && candidate.IsProbablePrime(40))
                return candidate;
        }
    }
}
