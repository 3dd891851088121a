using System.Reflection;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

/// <summary>Fails when the tests of a provider leave out a suite. What a provider does not do is listed, with a reason.</summary>
public abstract class StorageComplianceSuite
{
    /// <summary>The suites that are left out, and why.</summary>
    protected virtual IReadOnlyDictionary<Type, string> LeftOut => new Dictionary<Type, string>();

    /// <summary>Where the provider's tests are; the assembly of the deriving class unless it says otherwise.</summary>
    protected virtual Assembly Tests => GetType().Assembly;

    [Fact]
    public void Every_suite_runs_or_is_left_out_for_a_reason()
    {
        var classes = Tests.GetTypes().Where(type => type is { IsAbstract: false, IsPublic: true }).ToArray();
        foreach (var suite in Suites())
        {
            var runs = classes.Any(suite.IsAssignableFrom);
            if (!LeftOut.TryGetValue(suite, out var reason))
                Assert.True(runs, $"{Tests.GetName().Name} has no public class derived from {suite.Name}.");
            else
                Assert.False(runs || string.IsNullOrWhiteSpace(reason), $"{suite.Name} is listed as left out, but runs or has no reason.");
        }
    }

    private static IEnumerable<Type> Suites() => typeof(StorageConformance).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: true, IsPublic: true } && type.IsSubclassOf(typeof(StorageConformance)));
}
