namespace SMail.OpenPgp.Primitives;

/// <summary>What a stranger's message or key may cost to open with a password.</summary>
internal sealed record S2kLimits
{
    /// <summary>Argon2's memory. Others write 64 MiB by default; RFC 9580's own example asks for 2 GiB.</summary>
    internal int MaxArgon2MemoryKiB { get; init; } = 256 * 1024;

    /// <summary>Argon2's memory times its passes, which is what it takes in time.</summary>
    internal long MaxArgon2WorkKiB { get; init; } = 2L * 1024 * 1024;

    /// <summary>The limits where none are named.</summary>
    internal static S2kLimits Default { get; } = new();
}
