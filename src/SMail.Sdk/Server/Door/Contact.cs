namespace SMail.Sdk.Server;

/// <summary>What a user chose to tell the administration, to be reached by. Sealed before it is stored; read only with a purpose, which is logged.</summary>
/// <remarks>It opens nothing: whoever knows it can't restore a password.</remarks>
public sealed record ContactDetails
{
    /// <summary>The most characters of each part.</summary>
    public const int MaxLength = 200;

    /// <summary>A name.</summary>
    public string? Name { get; init; }

    /// <summary>A mail address somewhere else.</summary>
    public MailAddress? Address { get; init; }

    /// <summary>A telephone number, as it was written.</summary>
    public string? Phone { get; init; }

    /// <summary>Anything else, in one line.</summary>
    public string? Note { get; init; }

    /// <summary>Never the details.</summary>
    public override string ToString() => "[contact details]";
}
