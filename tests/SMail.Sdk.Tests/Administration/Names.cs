namespace SMail.Sdk.Tests.Administration;

internal static class Names
{
    /// <summary>The address of a user of the test system.</summary>
    public static MailAddress At(string name) => MailAddress.Parse(name.Contains('@', StringComparison.Ordinal) ? name : $"{name}@{TestSystem.Domain}");
}
