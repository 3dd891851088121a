namespace SMail.Sdk.Storage.InMemory;

/// <summary>What is known of one row; without <paramref name="Stored"/> it is a tombstone.</summary>
/// <param name="Key">The row.</param>
/// <param name="Stored">The row without its content, as lists give it.</param>
/// <param name="Content">Its content.</param>
/// <param name="Change">The number of the commit that wrote or deleted it.</param>
internal sealed record Slot(RowKey Key, StoredRow? Stored, SealedBytes? Content, long Change)
{
    public StoredRow? WithContent() =>
        Stored is null || Content is null ? Stored : Stored with { Row = Stored.Row with { Content = Content } };
}
