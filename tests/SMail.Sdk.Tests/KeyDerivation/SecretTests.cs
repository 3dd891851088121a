using System.Runtime.InteropServices;
using SMail.Sdk.KeyDerivation;

namespace SMail.Sdk.Tests.KeyDerivation;

public sealed class SecretTests
{
    private static readonly RecordHeader Header = new(Samples.Account, "pin", Guid.Empty, 1);

    [Fact]
    public void Disposing_zeroes()
    {
        var secret = SecretBytes.CopyOf([1, 2, 3]);
        Assert.True(MemoryMarshal.TryGetArray(secret.Memory, out var array));
        secret.Dispose();
        secret.Dispose();
        Assert.All(array, b => Assert.Equal(0, b));
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => secret.Memory);
        Assert.Throws<ObjectDisposedException>(() => secret.Length);
        Assert.Throws<ObjectDisposedException>(secret.EnsureStillAlive);
    }

    [Fact]
    public void Each_owner_zeroes_what_it_owns()
    {
        var key = AccountKey.Generate();
        var kek = Samples.Key();
        byte[][] arrays = [ArrayOf(key.Secret), ArrayOf(kek.Key), ArrayOf(kek.Commitment)];
        Assert.All(arrays, a => Assert.Contains(a, b => b != 0));
        key.Dispose();
        kek.Dispose();
        Assert.All(arrays, a => Assert.DoesNotContain(a, b => b != 0));
    }

    [Fact]
    public void A_disposed_secret_does_nothing_more()
    {
        var stretched = Samples.Stretch();
        var proof = stretched.GetLoginProof();
        var kek = stretched.Combine(Samples.Sigma);
        var key = AccountKey.Generate();
        var wrap = kek.Wrap(key, Samples.Header);
        var record = key.SealRecord(RecordPurpose.Records, Header, [1]);
        stretched.Dispose();
        proof.Dispose();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(stretched.GetLoginProof);
        Assert.Throws<ObjectDisposedException>(() => stretched.Combine(Samples.Sigma));
        Assert.Throws<ObjectDisposedException>(() => proof.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => key.SealRecord(RecordPurpose.Records, Header, [1]));
        Assert.Throws<ObjectDisposedException>(() => key.OpenRecord(RecordPurpose.Records, Header, record));
        Assert.Throws<ObjectDisposedException>(() => kek.Wrap(key, Samples.Header));
        kek.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kek.Unwrap(wrap, Samples.Binding));
    }

    [Fact]
    public void No_secret_prints_itself()
    {
        using var stretched = Samples.Stretch();
        using var proof = stretched.GetLoginProof();
        using var kek = stretched.Combine(Samples.Sigma);
        using var key = AccountKey.Generate();
        string[] printed = [stretched.ToString(), proof.ToString(), kek.ToString(), key.ToString(), key.Secret.ToString()];
        Assert.Equal(["[stretched password]", "[login proof]", "[key encryption key]", "[account key]", "[secret, 32 bytes]"], printed);
    }

    private static byte[] ArrayOf(SecretBytes secret) => MemoryMarshal.TryGetArray(secret.Memory, out var array) ? array.Array! : [];
}
