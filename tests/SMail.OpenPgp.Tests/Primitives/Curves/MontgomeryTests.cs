using System.Security.Cryptography;
using FsCheck.Xunit;
using SMail.OpenPgp.Primitives;

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class MontgomeryTests
{
    /// <summary>RFC 7748, section 6.2.</summary>
    [Fact]
    public void X448_agrees_with_its_standard()
    {
        var alice = Convert.FromHexString("9A8F4925D1519F5775CF46B04B5800D4EE9EE8BAE8BC5565D498C28DD9C9BAF574A9419744897391006382A6F127AB1D9AC2D8C0A598726B");
        var bob = Convert.FromHexString("1C306A7AC2A0E2E0990B294470CBA339E6453772B075811D8FAD0D1D6927C120BB5EE8972B0D3E21374C9C921B09D1B0366F10B65173992D");
        var (alicePublic, bobPublic, one, other) = (new byte[56], new byte[56], new byte[56], new byte[56]);
        X448.PublicKey(alice, alicePublic);
        X448.PublicKey(bob, bobPublic);
        Assert.StartsWith("9B08F7CC31B7E3E67D22D5AEA121074A", Convert.ToHexString(alicePublic), StringComparison.Ordinal);
        Assert.StartsWith("3EB7A829B0CD20F5BCFC0B599B6FECCF", Convert.ToHexString(bobPublic), StringComparison.Ordinal);
        Assert.True(X448.Agree(alice, bobPublic, one));
        Assert.True(X448.Agree(bob, alicePublic, other));
        Assert.Equal("07FFF4181AC6CC95EC1C16A94A0F74D12DA232CE40A77552281D282BB60C0B56FD2464C335543936521C24403085D59A449A5037514A879D", Convert.ToHexString(one));
        Assert.Equal(one, other);
        Assert.False(X448.Agree(alice, new byte[56], one));
    }

    [Property(MaxTest = 100)]
    public void Both_implementations_of_X25519_agree()
    {
        var (secret, peer) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        peer[31] &= 0x7F;
        var (keys, shared) = (new byte[2][], new byte[2][]);
        foreach (var set in Enum.GetValues<PrimitiveSet>())
        {
            X25519.PublicKey(secret, keys[(int)set] = new byte[32], set);
            Assert.True(X25519.Agree(secret, peer, shared[(int)set] = new byte[32], set));
            Assert.False(X25519.Agree(secret, new byte[32], new byte[32], set));
        }
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal(shared[0], shared[1]);
    }
}
