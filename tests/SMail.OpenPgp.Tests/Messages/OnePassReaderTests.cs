using System.Security.Cryptography;
using SMail.OpenPgp.Tests.Support;

namespace SMail.OpenPgp.Tests.Messages;

/// <summary>A source that can seek is read in one pass, one that can't through the spool: nobody may see a difference.</summary>
public sealed class OnePassReaderTests
{
    private const int Least = 256 * 1024;
    private const int Block = 64 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Around the ends of blocks, where what is kept back of one comes out of the next.</summary>
    public static TheoryData<bool, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<bool, int>();
            foreach (var isVersion2 in new[] { false, true })
                foreach (var blocks in new[] { Least / Block, 7 })
                    for (var more = -140; more <= 20; more += 1)
                        sizes.Add(isVersion2, (blocks * Block) + more);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes), DisableDiscoveryEnumeration = true)]
    public async Task Both_ways_read_the_same(bool isVersion2, int size)
    {
        var plaintext = RandomNumberGenerator.GetBytes(size);
        var key = KeyOf(isVersion2);
        var message = await Mail.EncryptAsync(plaintext, key, key.Certificate);
        foreach (var source in Sources(message))
        {
            using var opened = await Pgp.DecryptAsync(source, Options(key), Token);
            Assert.Equal(plaintext, await ReadAsync(opened.Content));
            Assert.Equal(SignatureStatus.Good, Assert.Single(opened.Signatures).Status);
            Assert.NotNull(opened.SessionKey);
            Assert.True(opened.IsProtected);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_ways_refuse_a_changed_or_cut_message_alike(bool isVersion2)
    {
        var key = KeyOf(isVersion2);
        var message = await Mail.EncryptAsync(new byte[Least * 2], key, key.Certificate);
        for (var i = 0; i < 60; i++)
        {
            byte[] bad = [.. message];
            if (i % 3 == 0)
                bad = bad[..(Least + RandomNumberGenerator.GetInt32(bad.Length - Least))];
            else
                bad[RandomNumberGenerator.GetInt32(bad.Length)] ^= (byte)(1 << RandomNumberGenerator.GetInt32(8));
            var outcomes = new List<string>();
            foreach (var source in Sources(bad))
                outcomes.Add(await OutcomeAsync(source, Options(key)));
            Assert.Equal(outcomes[1], outcomes[0]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_grows_beyond_memory_is_read_through_the_spool(bool isVersion2)
    {
        var random = RandomNumberGenerator.GetBytes(Least);
        byte[] plaintext = [.. random, .. new byte[4 << 20]];
        var key = KeyOf(isVersion2);
        var message = await Crafted.SealAsync(Crafted.Compressed(2, Crafted.Literal(plaintext)), key.Certificate);
        Assert.InRange(message.Length, Least, Least * 2);
        using var opened = await Pgp.DecryptAsync(new MemoryStream(message), Options(key) with { MaxMemoryBytes = 1 << 20 }, Token);
        Assert.IsNotType<UnmanagedMemoryStream>(opened.Content);
        Assert.Equal(plaintext, await ReadAsync(opened.Content));
    }

    [Fact]
    public async Task It_begins_where_the_source_stands()
    {
        var message = await Mail.EncryptAsync(new byte[Least], TestKeys.Bob, TestKeys.Dora.Certificate);
        using var source = new MemoryStream([.. new byte[1000], .. message]) { Position = 1000 };
        using var opened = await Pgp.DecryptAsync(source, Options(TestKeys.Dora), Token);
        Assert.Equal(Least, opened.Content.Length);
    }

    private static SecretKey KeyOf(bool isVersion2) => isVersion2 ? TestKeys.Dora : TestKeys.Bob;

    private static DecryptOptions Options(SecretKey key) => new() { Keys = [key], Certificates = [key.Certificate] };

    private static Stream[] Sources(byte[] message) => [new MemoryStream(message), new TrickleStream(message, 70_000)];

    private static async Task<string> OutcomeAsync(Stream source, DecryptOptions options)
    {
        try
        {
            using var opened = await Pgp.DecryptAsync(source, options, Token);
            return string.Join(' ', opened.Signatures.Select(signature => signature.Status));
        }
        catch (OpenPgpException e)
        {
            return e.Code.ToString();
        }
    }

    private static async Task<byte[]> ReadAsync(Stream content)
    {
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, Token);
        return whole.ToArray();
    }
}
