namespace SMail.OpenPgp;

/// <summary>What a new key is made for.</summary>
public sealed record KeyGenerationOptions
{
    /// <summary>User ids, usually one: <c>&lt;alice@example.org&gt;</c> or <c>Alice &lt;alice@example.org&gt;</c>.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>The kind of key.</summary>
    /// <value>The default is <see cref="OpenPgpProfile.Compatible"/>.</value>
    public OpenPgpProfile Profile { get; init; } = OpenPgpProfile.Compatible;

    /// <summary>Whether the key only signs: without a subkey that encrypts.</summary>
    /// <value>The default is false.</value>
    public bool SigningOnly { get; init; }

    /// <summary>The clock for creation times.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
