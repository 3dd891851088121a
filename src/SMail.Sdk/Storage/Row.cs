namespace SMail.Sdk.Storage;

/// <summary>What a row is for; the number is stored.</summary>
public enum RowKind : byte
{
    /// <summary>The login record: salt, parameters, verifier, wrapped account key.</summary>
    Login = 1,
    /// <summary>A record sealed under the account key.</summary>
    Record = 2,
    /// <summary>A login that is still open.</summary>
    Session = 3,
    /// <summary>A message of the mailbox, or a body that is on its way.</summary>
    Entry = 4,
    /// <summary>A delivery to one recipient that is not finished.</summary>
    Outbox = 5,
    /// <summary>A blob reference that is to be removed.</summary>
    Unreference = 6,
    /// <summary>What is known of an account beside its login and keys.</summary>
    Account = 7,
    /// <summary>The login and the keys an account had before a reset.</summary>
    LockedKeys = 8,
    /// <summary>A count of tries; in a partition of its own, which is no account's.</summary>
    Limit = 9,
    /// <summary>A device from which the account was logged in to.</summary>
    Device = 10,
    /// <summary>The account is being deleted: what is left of it is to go.</summary>
    Erasure = 11,
    /// <summary>An account that was written under a reservation, to be looked at when that ends.</summary>
    Registration = 12,
    /// <summary>A blob reference that is to be added.</summary>
    Hold = 13,
    /// <summary>A delivery that failed and is kept for a while.</summary>
    DeadLetter = 14,
    /// <summary>A count of what an account has sent.</summary>
    Sending = 15,
}

/// <summary>Names one row within an account.</summary>
public readonly record struct RowKey(RowKind Kind, Guid Id);

/// <summary>The value of a row: a format byte, then the format's own bytes. Opaque to providers, which keep it as it is.</summary>
public readonly record struct RowValue(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest value, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The length, never the content.</summary>
    public override string ToString() => $"{Bytes.Length} bytes";
}

/// <summary>A row as it is written.</summary>
/// <param name="Key">Its name within the account.</param>
/// <param name="Value">Its value.</param>
public sealed record Row(RowKey Key, RowValue Value)
{
    /// <summary>The group it is listed in, for example a folder.</summary>
    public int Group { get; init; }

    /// <summary>Its place in the group's list; the list runs from the highest to the lowest.</summary>
    public long Order { get; init; }

    /// <summary>When it is due for work; null for a row that asks for none.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>A small body kept beside the value. At most <see cref="RowValue.MaxBytes"/>. Lists, leases and changes leave it out; a single row comes with it.</summary>
    public SealedBytes? Content { get; init; }
}

/// <summary>A row as it is stored.</summary>
/// <param name="Row">What was written.</param>
/// <param name="Version">1 when new, one more with every write and every lease.</param>
/// <param name="Change">The number of the commit that wrote it.</param>
public sealed record StoredRow(Row Row, long Version, long Change);
