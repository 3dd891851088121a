using System.Security.Cryptography;
using SMail.OpenPgp.IO;

namespace SMail.OpenPgp.Tests.IO;

/// <summary>What a buffer of the pool carried does not stay in it.</summary>
public sealed class CopyBufferTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_carried_is_zeroed_even_where_the_source_failed_behind_it(bool fails)
    {
        using var source = new Source(fails);
        var buffer = new CopyBuffer();
        try
        {
            Assert.Equal(source.Secret, (await buffer.ReadAsync(source, TestContext.Current.CancellationToken)).ToArray());
            Assert.False(fails);
        }
        catch (IOException)
        {
            Assert.True(fails);
        }
        Assert.NotEqual(-1, source.Seen.Span.IndexOf(source.Secret));
        buffer.Dispose();
        Assert.Equal(-1, source.Seen.Span.IndexOf(source.Secret));
    }

    /// <summary>Keeps hold of the memory it was given.</summary>
    private sealed class Source(bool fails) : MemoryStream
    {
        internal byte[] Secret { get; } = RandomNumberGenerator.GetBytes(1000);

        internal Memory<byte> Seen { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Seen = buffer;
            Secret.CopyTo(buffer);
            return fails ? throw new IOException() : ValueTask.FromResult(Secret.Length);
        }
    }
}
