using System.Security.Cryptography;
using SMail.OpenPgp.Primitives;

#pragma warning disable CA5351 // DSA is what is tested.

namespace SMail.OpenPgp.Tests.Primitives;

public sealed class DsaKeyTests
{
    [Fact]
    public void Signatures_verify_here_and_on_the_platform()
    {
        using var platform = DSA.Create(2048);
        var made = platform.ExportParameters(includePrivateParameters: true);
        var secret = new DsaKey(made.P, made.Q, made.G, made.Y, made.X);
        var key = new DsaKey(made.P, made.Q, made.G, made.Y);
        foreach (var hash in (HashId[])[HashId.Sha1, HashId.Sha256, HashId.Sha512])
        {
            var (digest, r, s) = (RandomNumberGenerator.GetBytes(hash.Size()), new byte[key.Size], new byte[key.Size]);
            secret.Sign(hash, digest, r, s);
            Assert.True(key.Verify(digest, r, s));
            Assert.True(platform.VerifySignature(digest, (byte[])[.. r, .. s]));
            var theirs = platform.CreateSignature(digest);
            Assert.True(key.Verify(digest, theirs.AsSpan(0, key.Size), theirs.AsSpan(key.Size)));
            digest[0] ^= 1;
            Assert.False(key.Verify(digest, r, s));
            Assert.False(key.Verify(digest, [], []));
            Assert.False(key.Verify(digest, [1], made.Q!));
        }
        Assert.Throws<CryptographicException>(() => key.Sign(HashId.Sha256, new byte[32], new byte[32], new byte[32]));
    }

    [Fact]
    public void Numbers_that_do_not_belong_together_are_refused()
    {
        using var platform = DSA.Create(1024);
        var made = platform.ExportParameters(includePrivateParameters: true);
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.P, made.Q, made.G, [1]));
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.P, made.Q, [1], made.Y));
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.P, made.Q, made.G, made.P));
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.P, [7], made.G, made.Y));
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.Q, made.Q, made.G, made.Y));
        made.X![^1] ^= 1;
        Assert.Throws<OpenPgpException>(() => new DsaKey(made.P, made.Q, made.G, made.Y, made.X));
    }
}
