namespace SMail.OpenPgp;

/// <summary>How a locked secret key is opened (RFC 9580, section 5.5.3).</summary>
public sealed record UnlockOptions
{
    /// <summary>The passwords to try, as bytes (RFC 9580, section 3.7).</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Passwords { get; init; } = [];

    /// <summary>What is taken, and what it may cost.</summary>
    /// <value>The default is <see cref="OpenPgpPolicy.Default"/>.</value>
    public OpenPgpPolicy Policy { get; init; } = OpenPgpPolicy.Default;
}
