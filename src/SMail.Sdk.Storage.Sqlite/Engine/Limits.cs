namespace SMail.Sdk.Storage.Sqlite.Engine;

/// <summary>What every call checks of its counts.</summary>
internal static class Limits
{
    /// <summary>The longest page, in items and in bytes of values.</summary>
    public const int MaxItems = 1000, MaxPageBytes = 4 << 20;

    public static int Cap(int limit) => limit >= 1 ? Math.Min(limit, MaxItems) : throw Invalid("A limit is at least 1.");

    public static StorageException Invalid(string message) => new(StorageError.InvalidArgument, message);
}
