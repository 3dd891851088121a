using SMail.OpenPgp;

namespace SMail.Sdk.Tests.Architecture;

/// <summary>Code that breaks every rule, in every place where a reader of IL might overlook it.</summary>
internal static class Controls
{
    public static Func<Task> InAClosure(Stream stream, DecryptOptions options) => () => Pgp.DecryptAsync(stream, options);

    public static async Task InAnAsyncMethodAsync()
    {
        await Task.Yield();
        Pgp.GenerateKey(new KeyGenerationOptions { UserIds = [] }).Dispose();
    }

    public static IEnumerable<int> InAnIterator(IEnumerable<SecretKey> keys)
    {
        foreach (var key in keys)
            yield return key.ExportUnprotected().Length;
    }

    public static Func<Stream, SignOptions, CancellationToken, Task<byte[]>> AsAMethodGroup() => Pgp.SignDetachedAsync;

    public static Type AsATypeArgument() => typeof(List<DecryptedMessage>);
}
