namespace SMail.OpenPgp.Tests.Support;

/// <summary>Tests that take gigabytes: one after the other, when no other test runs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BigMemory
{
    internal const string Name = "big memory";

    private const long Needed = 6L << 30;

    internal static void Require() =>
        Assert.SkipUnless(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= Needed, "This machine has less than 6 GiB of memory.");
}
