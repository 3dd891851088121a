namespace SMail.Sdk.Storage.InMemory;

/// <summary>Chooses storage in memory.</summary>
public static class InMemoryStorageExtensions
{
    /// <summary>Keeps everything in memory; it is gone when the system stops.</summary>
    public static SMailOptions UseInMemoryStorage(this SMailOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Storage = clock => new InMemoryStorage(clock);
        return options;
    }
}
