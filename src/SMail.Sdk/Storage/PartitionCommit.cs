namespace SMail.Sdk.Storage;

/// <summary>What must hold of a row for its write to be done.</summary>
public enum PreconditionKind
{
    /// <summary>Nothing: the last writer wins.</summary>
    None,
    /// <summary>The row must not exist, or the commit conflicts.</summary>
    Absent,
    /// <summary>The row must exist in this version, or the commit conflicts.</summary>
    Version,
    /// <summary>Where the row exists, this write is left out and the others go on. It never conflicts.</summary>
    SkipIfPresent,
}

/// <summary>A precondition on one row.</summary>
public readonly record struct Precondition(PreconditionKind Kind, long ExpectedVersion)
{
    /// <summary>No precondition.</summary>
    public static Precondition None => default;

    /// <summary>The row must not exist.</summary>
    public static Precondition Absent => new(PreconditionKind.Absent, 0);

    /// <summary>The row is left alone where it exists.</summary>
    public static Precondition SkipIfPresent => new(PreconditionKind.SkipIfPresent, 0);

    /// <summary>The row must exist in this version.</summary>
    public static Precondition Version(long version) => new(PreconditionKind.Version, version);
}

/// <summary>One write of a commit.</summary>
public abstract record RowWrite(Precondition Precondition)
{
    /// <summary>The row it is about.</summary>
    public abstract RowKey Key { get; }
}

/// <summary>Writes a row, new or over the old one.</summary>
public sealed record PutRow(Row Row, Precondition Precondition) : RowWrite(Precondition)
{
    /// <inheritdoc/>
    public override RowKey Key => Row.Key;
}

/// <summary>Deletes a row and leaves a tombstone; a row that is not there is no error and leaves none, unless a version was expected.</summary>
public sealed record DeleteRow(RowKey RowKey, Precondition Precondition) : RowWrite(Precondition)
{
    /// <inheritdoc/>
    public override RowKey Key => RowKey;
}

/// <summary>Some writes to one account's rows, done all together or not at all.</summary>
/// <param name="Id">Made by the caller; the same id a second time changes nothing.</param>
/// <param name="Writes">The writes; each row at most once.</param>
public sealed record PartitionCommit(CommitId Id, IReadOnlyList<RowWrite> Writes);

/// <summary>How a commit ended.</summary>
public abstract record CommitResult;

/// <summary>It was done.</summary>
/// <param name="Change">Its number: higher than every earlier one of the account.</param>
public sealed record Committed(long Change) : CommitResult;

/// <summary>Nothing was done, because preconditions did not hold.</summary>
/// <param name="Rows">The rows they did not hold for.</param>
public sealed record Conflict(IReadOnlyList<RowKey> Rows) : CommitResult;

/// <summary>A commit with this id was done before; nothing was done now.</summary>
/// <param name="Change">Its number then.</param>
public sealed record AlreadyApplied(long Change) : CommitResult;
