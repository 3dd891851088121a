namespace SMail.Sdk.Storage.InMemory;

/// <summary>What every call checks of its counts.</summary>
internal static class Limits
{
    /// <summary>The longest page.</summary>
    private const int MaxItems = 1000;

    public static int Cap(int limit) => limit >= 1
        ? Math.Min(limit, MaxItems)
        : throw new StorageException(StorageError.InvalidArgument, "A limit is at least 1.");

    public static void RequireNotNegative(long value, string what)
    {
        if (value < 0)
            throw new StorageException(StorageError.InvalidArgument, $"The {what} is below 0.");
    }
}
