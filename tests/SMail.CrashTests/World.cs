using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.Sqlite;

namespace SMail.CrashTests;

/// <summary>The mail system of the crash tests: SQLite as applications use it, with short leases so that what a kill left behind falls due soon.</summary>
internal static class World
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    public static readonly ReadOnlyMemory<char> Password = "correct horse battery staple".AsMemory();

    public static string DatabaseOf(string folder) => Path.Combine(folder, "data", "smail.db");

    /// <param name="folder">Where everything is.</param>
    /// <param name="ahead">How far the clock is ahead of the real one.</param>
    public static Task<SMailSystem> StartAsync(string folder, TimeSpan ahead = default) => SMailSystem.StartAsync(options => Configure(options, folder, ahead));

    /// <summary>The choices of both halves.</summary>
    public static SMailOptions Configure(SMailOptions options, string folder, TimeSpan ahead)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        options.UseRealm("crash").UseDomain("s-mail.test").UseSqliteStorage(DatabaseOf(folder));
        options.UseSecretsFile(Path.Combine(folder, "secrets", "server.json"), createIfMissing: true);
        options.Server.DeliveryLease = Lease;
        // Whoever asks which password is good fails often.
        options.Server.Limits.LoginPerAddress = null;
        options.Server.Limits.LockoutAfter = 1000;
        options.Server.Limits.ResetPerAddress = null;
        options.Server.Limits.RecoveryPerAddress = null;
        options.Server.Sending.NewAccountTime = TimeSpan.Zero;
        (options.Server.Sending.Messages, options.Server.Sending.Recipients) = (null, null);
        options.Server.PasswordReset = PasswordResetMode.ByToken;
        options.Server.RecoveryPhrase = true;
        options.Clock = new ShiftedClock(ahead);
        options.Server.Kdf = KdfParameters.Constrained;
        options.KeyDerivation.MinimumProfile = KdfParameters.Constrained;
        return options;
    }

    private sealed class ShiftedClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }

    public static Task<MailSession> LogInAsync(SMailSystem system, string name) => system.Accounts.LoginAsync(name, Password);
}
