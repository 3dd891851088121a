namespace SMail.Sdk.KeyDerivation;

/// <summary>The bounds of cost, checked before working.</summary>
internal static class KdfLimits
{
    /// <summary>1 GiB.</summary>
    public const int MaxMemoryKiB = 1024 * 1024;

    /// <summary>The most passes.</summary>
    public const int MaxPasses = 10;

    /// <summary>Refuses what is above the ceiling or below the floor.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.KeyDerivationRefused"/>.</exception>
    public static void Check(KdfParameters asked, KdfParameters minimum)
    {
        if (asked.Algorithm != KdfAlgorithm.Argon2id || asked.Lanes != 1)
            throw Refused("uses another function than Argon2id with one lane");
        if (asked.MemoryKiB > MaxMemoryKiB || asked.Passes > MaxPasses)
            throw Refused($"costs more than {MaxMemoryKiB} KiB or {MaxPasses} passes");
        if (!IsAtLeast(asked, minimum))
            throw Refused($"costs less than this client's minimum of {minimum.MemoryKiB} KiB and {minimum.Passes} passes");
    }

    /// <summary>Whether a cost is not below another, in memory and in passes.</summary>
    public static bool IsAtLeast(KdfParameters cost, KdfParameters minimum) =>
        cost.MemoryKiB >= minimum.MemoryKiB && cost.Passes >= minimum.Passes;

    /// <summary>Whether a deployment or a client may be set up with it.</summary>
    public static bool IsSensible(KdfParameters? cost) => cost is { Algorithm: KdfAlgorithm.Argon2id, Lanes: 1, MemoryKiB: <= MaxMemoryKiB, Passes: <= MaxPasses }
        && IsAtLeast(cost, KdfParameters.Constrained);

    private static SMailException Refused(string why) =>
        new(SMailError.KeyDerivationRefused, $"The key derivation asked for {why}. Nothing was computed.");
}
