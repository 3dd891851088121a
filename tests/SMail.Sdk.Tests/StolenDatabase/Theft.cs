using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;
using SMail.Sdk.Storage.Sqlite;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>A mail system over SQLite that was used for a while, and everything a thief of its data gets.</summary>
internal sealed class Theft : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smail-theft-").FullName;

    private Theft()
    {
    }

    /// <summary>The store's files while it is in use, a backup, and its files after it was closed.</summary>
    public List<Recorded> Files { get; } = [];

    /// <summary>Every byte the store was ever given, also what was overwritten since.</summary>
    public List<Recorded> Given { get; } = [];

    public required ServerSecrets Secrets { get; init; }

    /// <summary>The backup as a file.</summary>
    public string Backup => Path.Combine(folder, "backup", "copy.db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private LoginParameters login = null!;
    private IKeyDerivation derivation = null!;

    /// <summary>Lets alice use a system, and steals it.</summary>
    /// <param name="password">Hers.</param>
    /// <param name="withoutSigma">The control: the server's share of every key is zeros, as if there were none.</param>
    public static async Task<Theft> CommitAsync(string password, bool withoutSigma = false)
    {
        SqliteStorage? store = null;
        var (recorder, data) = (new Recorder(), Directory.CreateTempSubdirectory("smail-theft-data-").FullName);
        var system = await TestSystem.StartAsync(options =>
        {
            options.Server.PasswordReset = PasswordResetMode.ByToken;
            options.Server.RecoveryPhrase = true;
            options.Storage = clock =>
            {
                store = new SqliteStorage(new SqliteStorageOptions { Path = Path.Combine(data, "mail.db") }, clock);
                var watched = new StorageDecorator(store);
                recorder.Watch(watched.Hooks, "given");
                return watched;
            };
        });
        var theft = new Theft { Secrets = await system.Options.Secrets!.LoadAsync(Token), derivation = system.Client.KeyDerivation };
        try
        {
            if (withoutSigma)
                system.Door.Hooks.Change = (_, answer) => WithoutSigma(answer);
            await UseAsync(system, password);
            theft.login = (await system.Server.Door.PreloginAsync(new PreloginRequest(Alice), Token)).Value!;
            theft.Take("in use", data);
            await store!.BackupAsync(Directory.CreateDirectory(Path.GetDirectoryName(theft.Backup)!).FullName + "/copy.db", Token);
            theft.Take("backup", Path.GetDirectoryName(theft.Backup)!);
        }
        finally
        {
            await system.DisposeAsync();
        }

        theft.Take("closed", data);
        theft.Given.AddRange(recorder.Taken);
        Directory.Delete(data, recursive: true);
        return theft;
    }

    private static MailAddress Alice { get; } = MailAddress.Parse($"alice@{TestSystem.Domain}");

    /// <summary>The costly part of testing a guess; all it needs was stolen, too.</summary>
    public Task<StretchedPassword> StretchAsync(string guess) =>
        derivation.StretchAsync(guess.AsMemory(), new StretchInput("test", Alice, login.Salt.ToBytes(), login.Kdf), Token);

    public void Dispose()
    {
        Secrets.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // What writes to rows that depend on the password, and some of all else.
    private static async Task UseAsync(TestSystem system, string password)
    {
        await using var alice = await system.JoinAsync("alice", password);
        Assert.Equal(SMailError.LoginFailed, await Assertions.ErrorOfAsync(() => system.LoginAsync("alice", password + "?")));
        await using (await system.LoginAsync("alice", password)) { }
        await system.Administration.SetPlanAsync(Alice, "Premium", Token);
        await system.Administration.AddAliasAsync(MailAddress.Parse($"al@{TestSystem.Domain}"), Alice, Token);
        await system.SendAnywhereAsync(alice, new ComposedMail { To = ["alice", "ann@outside.example"], Subject = "Small", Text = "x" });
        await system.SendAsync(alice, new ComposedMail { To = ["alice"], Subject = "Large", Text = new string('x', 100_000) });
        await system.Administration.DeactivateAsync(Alice, Token);
        await system.Administration.ActivateAsync(Alice, Token);
        await using (var again = await system.LoginAsync("alice", password))
        using (var phrase = await system.Accounts.CreateRecoveryPhraseAsync(again, password.AsMemory(), Token))
            await (await system.Accounts.RecoverAsync("alice", phrase.Memory, password.AsMemory(), password.AsMemory(), Token)).DisposeAsync();
        // The password is in a locked set from here on.
        var token = await system.Administration.IssueResetAsync(Alice, Token);
        var next = $"not {password}".AsMemory();
        await (await system.Accounts.RedeemResetAsync("alice", token, next, next, Token)).DisposeAsync();
    }

    private static object? WithoutSigma(object? answer) => answer switch
    {
        Answer<Reservation> { Value: { } reservation } reserved => reserved with { Value = reservation with { Share = KeyShare.FromBytes(new byte[KeyShare.Size]) } },
        Answer<LoginGrant> { Value: { } grant } granted => granted with { Value = grant with { Share = KeyShare.FromBytes(new byte[KeyShare.Size]) } },
        Answer<PreparedReset> { Value.Terms: { } terms } prepared => prepared with { Value = new PreparedReset(terms with { Share = KeyShare.FromBytes(new byte[KeyShare.Size]) }) },
        Answer<PreparedRecovery> { Value.Terms: { } recovery } prepared => prepared with { Value = new PreparedRecovery(recovery with { Share = KeyShare.FromBytes(new byte[KeyShare.Size]) }) },
        _ => answer,
    };

    private void Take(string when, string from) => Files.AddRange(CanaryScan.Files(from).Select(file => file with { Where = $"{when}: {file.Where}" }));
}
