namespace SMail.OpenPgp.Tests.Support;

/// <summary>Keys made once for tests that do not care which they get.</summary>
internal static class TestKeys
{
    internal static SecretKey Alice { get; } = New("Alice <alice@example.org>");

    internal static SecretKey Bob { get; } = New("Bob <bob@example.org>");

    internal static SecretKey Carol { get; } = New("<carol@example.org>");

    internal static SecretKey New(string userId, TimeProvider? clock = null) =>
        Pgp.GenerateKey(new() { UserIds = [userId], Clock = clock ?? TimeProvider.System });
}
