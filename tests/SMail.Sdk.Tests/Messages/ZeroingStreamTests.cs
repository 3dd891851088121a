using SMail.Sdk.Messages;

namespace SMail.Sdk.Tests.Messages;

/// <summary>The memory of a message goes back to a pool, and takes nothing of it along.</summary>
public sealed class ZeroingStreamTests
{
    [Fact]
    public void Outgrown_and_disposed_memory_is_zeroed()
    {
        var stream = new ZeroingStream(100);
        stream.Write("a secret"u8);
        var first = stream.Written;
        stream.Write(new byte[10_000]);
        Assert.True(first.Span.IndexOfAnyExcept((byte)0) < 0);
        var second = stream.Written;
        Assert.StartsWith("a secret", System.Text.Encoding.ASCII.GetString(second.Span), StringComparison.Ordinal);
        stream.Dispose();
        Assert.True(second.Span.IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Disposed_twice_it_gives_its_memory_back_once()
    {
        var stream = new ZeroingStream();
        stream.Write("a secret"u8);
        stream.Dispose();
        stream.Dispose();
        using var one = new ZeroingStream();
        using var other = new ZeroingStream();
        one.Write("one"u8);
        other.Write("other"u8);
        Assert.Equal("one"u8.ToArray(), one.Written.ToArray());
    }

    [Fact]
    public async Task Waiting_calls_are_done_at_once_or_cancelled()
    {
        await using var stream = new ZeroingStream();
        var ended = new CancellationToken(canceled: true);
        var writing = stream.WriteAsync("abc"u8.ToArray().AsMemory(), TestContext.Current.CancellationToken).AsTask();
        Assert.True(writing.IsCompletedSuccessfully);
        stream.Position = 0;
        var buffer = new byte[3];
        var reading = stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken).AsTask();
        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal("abc"u8.ToArray(), buffer);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.WriteAsync(buffer, ended));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(buffer, ended));
        Assert.Equal(3, stream.Length);
    }
}
