using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>What the suites assert again and again.</summary>
internal static class Expect
{
    public static async Task RefusedAsync(StorageError code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<StorageException>(call)).Code);

    /// <summary>A call with a token that was cancelled before throws, and does nothing else.</summary>
    public static Task CancelledAsync(Func<CancellationToken, Task> call) =>
        Assert.ThrowsAnyAsync<OperationCanceledException>(() => call(new CancellationToken(canceled: true)));

    /// <summary>Both rows have the same key, place and bytes; records would compare buffers by identity.</summary>
    public static void Same(Row expected, Row? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.Group, actual.Group);
        Assert.Equal(expected.Order, actual.Order);
        Assert.Equal(expected.Due, actual.Due);
        Assert.Equal(expected.Value.Bytes.ToArray(), actual.Value.Bytes.ToArray());
        Assert.Equal(expected.Content?.Bytes.ToArray(), actual.Content?.Bytes.ToArray());
    }
}
