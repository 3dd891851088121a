using System.Globalization;
using FsCheck.Xunit;

#pragma warning disable xUnit3003 // The base class takes no source information.

namespace SMail.OpenPgp.Tests.Properties;

/// <summary>A property over this folder's generators. SMAIL_PROPERTY_FACTOR multiplies how often it is tried, for long hunts.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HuntAttribute : PropertyAttribute
{
    private static readonly int Factor =
        int.TryParse(Environment.GetEnvironmentVariable("SMAIL_PROPERTY_FACTOR"), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) ? Math.Max(1, factor) : 1;

    public HuntAttribute(int tries)
    {
        MaxTest = tries * Factor;
        Arbitrary = [typeof(Generators)];
    }
}
