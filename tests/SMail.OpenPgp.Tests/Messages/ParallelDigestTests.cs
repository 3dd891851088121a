using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>The hash on another core is the hash on this one, whoever is faster.</summary>
public sealed class ParallelDigestTests
{
    [Property(MaxTest = 50)]
    public void It_hashes_what_it_is_given_in_its_order(NonNegativeInt[] sizes)
    {
        using var alone = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var together = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var digest = new ParallelDigest(together.AppendData);
        foreach (var size in sizes)
        {
            var data = RandomNumberGenerator.GetBytes(size.Get * 7919 % 300_000);
            alone.AppendData(data);
            digest.Append(data);
            // What is given is copied: the caller's buffer is his again.
            Array.Clear(data);
        }
        digest.Complete();
        Assert.Equal(alone.GetHashAndReset(), together.GetHashAndReset());
    }

    [Fact]
    public void Many_at_once_do_not_wait_for_each_other_for_ever()
    {
        var data = RandomNumberGenerator.GetBytes(3_000_000);
        var expected = SHA256.HashData(data);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var digest = new ParallelDigest(hash.AppendData);
            digest.Append(data);
            digest.Complete();
            Assert.Equal(expected, hash.GetHashAndReset());
        });
    }

    [Fact]
    public void Given_up_half_way_it_touches_nothing_afterwards()
    {
        for (var i = 0; i < 200; i++)
        {
            var isOver = false;
            using (var digest = new ParallelDigest(_ => Assert.False(Volatile.Read(ref isOver))))
                digest.Append(new byte[400_000]);
            Volatile.Write(ref isOver, true);
        }
    }
}
