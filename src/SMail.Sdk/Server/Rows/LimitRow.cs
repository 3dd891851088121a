namespace SMail.Sdk.Server;

/// <summary>What an account has sent lately: for messages and for recipients, when the next would come in a steady stream (GCRA); null where none was counted.</summary>
internal sealed record SendingRow(DateTimeOffset? Messages, DateTimeOffset? Recipients)
{
    public static Guid RowId => Guid.Empty;
}

/// <summary>One count of tries; whose it is, is a MAC in its place.</summary>
internal sealed record LimitRow
{
    /// <summary>The theoretical arrival time of <see cref="Gcra"/>.</summary>
    public DateTimeOffset? Arrival { get; init; }

    /// <summary>Tries that failed, or are not decided yet.</summary>
    public int Failures { get; init; }

    /// <summary>When the last of them began.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Before this time no try is looked at.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
}

/// <summary>A device from which the account was logged in to.</summary>
internal sealed record DeviceRow(TokenHash Token, DateTimeOffset ExpiresAt);
