namespace SMail.Benchmarks.Engine;

/// <summary>What the engine is to reach, printed beside what it does; a miss is shown, and fails nothing.</summary>
internal static class Targets
{
    private const long AnySize = 16 * 1024;

    private static readonly Dictionary<string, Target> All = new()
    {
        ["sign+encrypt 25 MiB, SEIPD v2 OCB"] = new(18, 0.85, AnySize),
        ["decrypt+verify 25 MiB, SEIPD v2 OCB, checked before release"] = new(12, 0, AnySize),
        ["decrypt+verify 25 MiB, SEIPD v2 OCB, streaming"] = new(15, 0.85, AnySize),
        ["sign+encrypt 25 MiB, SEIPD v2 GCM"] = new(18, 0.85, AnySize),
        ["decrypt+verify 25 MiB, SEIPD v2 GCM, checked before release"] = new(12, 0, AnySize),
        ["decrypt+verify 25 MiB, SEIPD v2 GCM, streaming"] = new(15, 0.85, AnySize),
        ["sign+encrypt 25 MiB, SEIPD v1"] = new(7, 0, AnySize),
        ["decrypt+verify 25 MiB, SEIPD v1, checked before release"] = new(9, 0, AnySize),
        ["sign+encrypt 1 KiB, Curve25519, SEIPD v2 OCB"] = new(0, 0, AnySize),
        ["decrypt+verify 1 KiB, Curve25519, SEIPD v2 OCB, checked before release"] = new(0, 0, AnySize),
        ["decrypt+verify 1 KiB, Curve25519, SEIPD v2 OCB, streaming"] = new(0, 0, AnySize),
        ["sign+encrypt 10 KiB, Curve25519, SEIPD v2 OCB"] = new(3.5, 0, AnySize),
        ["decrypt+verify 10 KiB, Curve25519, SEIPD v2 OCB, checked before release"] = new(3, 0, AnySize),
        ["decrypt+verify 10 KiB, Curve25519, SEIPD v2 OCB, streaming"] = new(3, 0, AnySize),
        ["sign+encrypt 100 KiB, Curve25519, SEIPD v2 OCB"] = new(0, 0, AnySize),
        ["decrypt+verify 100 KiB, Curve25519, SEIPD v2 OCB, checked before release"] = new(0, 0, AnySize),
        ["decrypt+verify 100 KiB, Curve25519, SEIPD v2 OCB, streaming"] = new(0, 0, AnySize),
        ["sign+encrypt 10 KiB, RSA-3072, SEIPD v2 OCB"] = new(15, 0, long.MaxValue),
        ["decrypt+verify 10 KiB, RSA-3072, SEIPD v2 OCB, checked before release"] = new(15, 0, long.MaxValue),
        ["decrypt+verify 10 KiB, RSA-3072, SEIPD v2 OCB, streaming"] = new(15, 0, long.MaxValue),
        [ManyRecipients.OnOneCore] = new(2.3, 0, long.MaxValue),
        [SdkWork.BesideAll] = new(0, 1 / 1.15, long.MaxValue),
    };

    /// <summary>The target and whether it was met; a dash where there is none.</summary>
    public static string Judge(RaceResult result)
    {
        if (!All.TryGetValue(result.Work, out var target))
            return "-";
        var wanted = new List<string>();
        if (target.TimesRival > 0)
            wanted.Add(FormattableString.Invariant($"{target.TimesRival}x"));
        if (target.OfCeiling > 0)
            wanted.Add(FormattableString.Invariant($"{target.OfCeiling:P0}"));
        if (target.AllocatedBytes < long.MaxValue)
            wanted.Add("16 KiB or less");
        var met = result.TimesRival >= target.TimesRival && result.OfCeiling >= target.OfCeiling && result.AllocatedBytes <= target.AllocatedBytes;
        return $"{string.Join(", ", wanted)}: {(met ? "met" : "MISSED")}";
    }

    private readonly record struct Target(double TimesRival, double OfCeiling, long AllocatedBytes);
}
