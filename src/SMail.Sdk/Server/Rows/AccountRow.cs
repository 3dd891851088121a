namespace SMail.Sdk.Server;

/// <summary>What is known of an account beside its login and its keys; one row each. Accounts made by 0.1.0 have none, which reads as this record's defaults.</summary>
internal sealed record AccountRow
{
    public static Guid RowId => Guid.Empty;

    /// <summary>The name of what the account pays for; null where the deployment has no plans.</summary>
    public string? Plan { get; init; }

    /// <summary>Whether its owner asked for the newsletter.</summary>
    public bool Newsletter { get; init; }

    /// <summary>What its owner told the administration, encrypted; null where he told nothing.</summary>
    public SealedContact? Contact { get; init; }

    /// <summary>When the registration was completed; null where that was not kept.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The first login: the password is what its owner believes it is.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }
}
