namespace SMail.OpenPgp.Primitives;

/// <summary>Which implementations serve: the fastest this machine has, or those written in C# alone.</summary>
internal enum PrimitiveSet
{
    Fastest,
    Managed,
}

/// <summary>The set used where none is named.</summary>
internal static class PrimitiveSets
{
    /// <summary>The runtime switch that forces the managed set, for browsers and for tests that run the whole engine on it.</summary>
    internal const string ManagedSwitch = "SMail.OpenPgp.ManagedPrimitives";

    internal static PrimitiveSet Default { get; } =
        OperatingSystem.IsBrowser() || (AppContext.TryGetSwitch(ManagedSwitch, out var managed) && managed)
            ? PrimitiveSet.Managed
            : PrimitiveSet.Fastest;
}
