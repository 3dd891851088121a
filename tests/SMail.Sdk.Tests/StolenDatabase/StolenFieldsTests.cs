using SMail.Sdk.Accounts;
using SMail.Sdk.KeyDerivation;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Sdk.Tests.StolenDatabase;

/// <summary>The promise about a stolen database, field by field: whatever depends on a password depends on a server secret too.</summary>
public sealed class StolenFieldsTests : IAsyncLifetime
{
    private const Inputs ServerSecret = Inputs.Pepper | Inputs.Sigma | Inputs.Decoy | Inputs.Outbox;
    private TestSystem system = null!;
    private AccountId account;
    private LoginRow stored = null!;
    private LoginRow locked = null!;
    private ServerSecrets secrets = null!;
    private RecoverySecret phrase = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        system = await TestSystem.StartAsync(options =>
        {
            options.Server.PasswordReset = PasswordResetMode.ByToken;
            options.Server.RecoveryPhrase = true;
        });
        await using (var alice = await system.JoinAsync("alice"))
        {
            account = alice.Account;
            using var gone = await system.Accounts.CreateRecoveryPhraseAsync(alice, TestSystem.Password.AsMemory(), Token);
        }

        var token = await system.Administration.IssueResetAsync(MailAddress.Parse($"alice@{TestSystem.Domain}"), Token);
        var again = "another password".AsMemory();
        await using (var alice = await system.Accounts.RedeemResetAsync("alice", token, again, again, Token))
        {
            using var words = await system.Accounts.CreateRecoveryPhraseAsync(alice, again, Token);
            phrase = new RecoverySecret(Bip39.Decode(words.Memory.Span));
        }

        locked = RowCodec.Decode((await system.Storage.Accounts.FindAsync(account, new RowKey(RowKind.LockedKeys, LockedKeysRow.RowId(1)), Token))!.Row.Value, RowJson.Default.LockedKeysRow).Login;
        stored = RowCodec.Decode((await system.Storage.Accounts.FindAsync(account, AccountRows.LoginKey, Token))!.Row.Value, RowJson.Default.LoginRow);
        secrets = await system.Options.Secrets!.LoadAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        secrets.Dispose();
        phrase.Dispose();
        await system.DisposeAsync();
    }

    [Fact]
    public void Every_stored_field_is_listed_with_what_it_depends_on() => Assertions.AssertNone(
        StoredFields.All.Except(FieldInputs.All.Keys).Select(name => $"not listed: {name}")
            .Concat(FieldInputs.All.Keys.Except(StoredFields.All).Select(name => $"not there any more: {name}")));

    [Fact]
    public void Every_row_kind_has_its_record_and_the_other_way_round()
    {
        Assert.Equal(Enum.GetNames<RowKind>().Select(kind => $"{kind}Row").Order(StringComparer.Ordinal), StoredFields.RowTypes.Select(type => type.Name).Order(StringComparer.Ordinal));
        Assert.Equal(StoredFields.RowTypes.ToHashSet(), typeof(SMailSystem).Assembly.GetTypes()
            .Where(type => type.Namespace == "SMail.Sdk.Server" && type.Name.EndsWith("Row", StringComparison.Ordinal)).ToHashSet());
    }

    [Fact]
    public void What_depends_on_a_password_depends_on_a_server_secret_and_has_a_test_below()
    {
        var fields = FieldInputs.All.Where(field => field.Value.HasFlag(Inputs.Password)).ToList();
        Assert.All(fields, field => Assert.NotEqual((Inputs)0, field.Value & ServerSecret));
        Assert.Equal(fields.Select(field => field.Key).Order(StringComparer.Ordinal), Oracles.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_such_field_changes_with_the_password_and_with_every_secret_it_is_listed_with_and_no_other()
    {
        using var right = await StretchAsync("another password");
        using var before = await StretchAsync(TestSystem.Password);
        using var wrong = await StretchAsync(TestSystem.Password + "!");
        foreach (var (name, test) in Oracles.All)
        {
            var (row, password) = FieldInputs.IsLogin(name) ? (stored, right) : (locked, before);
            Assert.True(test(row, account, password, secrets), $"{name}: whoever has everything tells the right password.");
            Assert.False(test(row, account, wrong, secrets), $"{name} does not depend on the password.");
            foreach (var kind in Enum.GetValues<ServerSecretKind>())
            {
                using var others = Other(kind);
                Assert.Equal(!FieldInputs.All[name].HasFlag(Enum.Parse<Inputs>($"{kind}")), test(row, account, password, others));
            }
        }
    }

    // Whoever finds a phrase and steals the database still lacks what opens it.
    [Fact]
    public void What_depends_on_a_recovery_phrase_depends_on_a_server_secret_too()
    {
        var fields = FieldInputs.All.Where(field => field.Value.HasFlag(Inputs.Phrase) && FieldInputs.IsLogin(field.Key)).ToList();
        Assert.All(fields, field => Assert.NotEqual((Inputs)0, field.Value & ServerSecret));
        Assert.Equal(fields.Select(field => field.Key).Order(StringComparer.Ordinal), PhraseOracles.All.Keys.Order(StringComparer.Ordinal));
        // A locked set is not opened by phrases.
        Assert.Null(locked.Recovery);
        using var wrong = RecoverySecret.Generate();
        foreach (var (name, test) in PhraseOracles.All)
        {
            Assert.True(test(stored, account, phrase, secrets), $"{name}: whoever has everything tells the right phrase.");
            Assert.False(test(stored, account, wrong, secrets), $"{name} does not depend on the phrase.");
            foreach (var kind in Enum.GetValues<ServerSecretKind>())
            {
                using var others = Other(kind);
                Assert.Equal(!FieldInputs.All[name].HasFlag(Enum.Parse<Inputs>($"{kind}")), test(stored, account, phrase, others));
            }
        }
    }

    [Fact]
    public void The_salt_depends_on_the_decoy_key_and_on_no_password()
    {
        Assert.Equal(stored.Login.Salt, SaltUnder(secrets));
        using var others = Other(ServerSecretKind.Decoy);
        Assert.NotEqual(stored.Login.Salt, SaltUnder(others));

        AccountSalt SaltUnder(ServerSecrets some) =>
            Id.FromBytes<AccountSalt>(ServerDerivations.AccountSalt(some.Get(ServerSecretKind.Decoy, 1).Span, "test", stored.Address));
    }

    // The control: a field that a later version adds is found, wherever it stands.
    [Fact]
    public void A_field_that_is_new_is_found() => Assert.Equal(
        ["AnyRow.added", "AnyRow.inner.deep", "AnyRow.many[].deep", "AnyRow.record/header.Account", "AnyRow.record/header.Kind", "AnyRow.record/header.RecordId",
            "AnyRow.record/header.Version", "AnyRow.record/nonce", "AnyRow.record/ciphertext", "AnyRow.record/tag"],
        StoredFields.Of(AnyJson.Default, typeof(AnyRow), nameof(AnyRow)));

    private Task<StretchedPassword> StretchAsync(string password) => system.Client.KeyDerivation.StretchAsync(
        password.AsMemory(), new StretchInput("test", stored.Address, stored.Login.Salt.ToBytes(), stored.Login.Kdf), Token);

    /// <summary>The true secrets but for one.</summary>
    private ServerSecrets Other(ServerSecretKind changed)
    {
        using var drawn = ServerSecrets.Generate();
        var others = new ServerSecrets();
        foreach (var (kind, version) in secrets.Versions)
            others.Add(kind, version, (kind == changed ? drawn : secrets).Get(kind, version).Span);
        return others;
    }
}
