using System.Globalization;
using SMail.Sdk.Accounts;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using static SMail.Sdk.Server.LoginFindingCode;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>Each thing that keeps somebody from logging in is named to the administrator, step by step, and to nobody else.</summary>
public sealed class LoginDiagnosisTests : IAsyncLifetime
{
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.UseDomain("second.test"));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Theory]
    [InlineData("bobby")]
    [InlineData("BOBBY@S-Mail.test")]
    public async Task Where_nothing_is_wrong_only_the_password_is_left(string typed)
    {
        await JoinAsync("bobby");
        var diagnosis = await AssertAsync(typed, ServiceUp, AddressHosted, AccountExists, IsOwnAddress, IsActive, NeverLoggedIn, PasswordNeverChanged);
        Assert.Null(diagnosis.Obstacle);
    }

    [Theory]
    [InlineData("", NotAnAddress)]
    [InlineData(" bobby", NotAnAddress)]
    [InlineData("bobby@", NotAnAddress)]
    [InlineData("bobby@s-mail.example", DomainNotHosted)]
    public async Task An_address_of_elsewhere_or_none_is_told(string typed, LoginFindingCode obstacle)
    {
        await JoinAsync("bobby");
        await AssertAsync(typed, ServiceUp, obstacle);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_told_from_one_that_was_reserved_or_deleted()
    {
        await AssertAsync("nobody", ServiceUp, AddressHosted, AccountUnknown);
        await AssertAsync("bobby@second.test", ServiceUp, AddressHosted, AccountUnknown);
        using var registration = await system.Accounts.ReserveAsync("bobby", cancellationToken: Token);
        Assert.Equal(registration.ExpiresAt, (await AssertAsync("bobby", ServiceUp, AddressHosted, NameReserved)).Obstacle!.At);
        system.Clock.Advance(TimeSpan.FromHours(2));
        await AssertAsync("bobby", ServiceUp, AddressHosted, ReservationLapsed);
        await JoinAsync("bobby");
        await system.Administration.DeleteAsync(At("bobby"), Token);
        await AssertAsync("bobby", ServiceUp, AddressHosted, AccountDeleted);
    }

    [Fact]
    public async Task A_deletion_that_was_broken_off_is_a_deletion()
    {
        await JoinAsync("bobby");
        system.Storage.Hooks.FailBefore(call => call.Name == "Directory.Swap", () => new StorageException(StorageError.Unavailable, "Down."));
        await Assert.ThrowsAsync<StorageException>(() => system.Administration.DeleteAsync(At("bobby"), Token));
        system.Storage.Hooks.Clear();
        await AssertAsync("bobby", ServiceUp, AddressHosted, AccountExists, IsOwnAddress, AccountDeleted);
    }

    [Fact]
    public async Task An_alias_names_the_address_to_log_in_with()
    {
        await JoinAsync("bobby");
        await system.Administration.AddAliasAsync(At("robert"), At("bobby"), Token);
        Assert.Equal(At("bobby"), (await AssertAsync("robert", ServiceUp, AddressHosted, AccountExists, IsAlias)).Obstacle!.Owner);
        await system.Administration.RemoveAliasAsync(At("robert"), Token);
        Assert.Equal(At("bobby"), (await AssertAsync("robert", ServiceUp, AddressHosted, AccountExists, AliasRemoved)).Obstacle!.Owner);
    }

    [Fact]
    public async Task An_account_that_is_switched_off_is_told()
    {
        await JoinAsync("bobby");
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        await AssertAsync("bobby", ServiceUp, AddressHosted, AccountExists, IsOwnAddress, IsDeactivated);
    }

    [Fact]
    public async Task First_login_and_last_change_of_the_password_are_told_with_their_times()
    {
        await JoinAsync("bobby");
        var account = (await system.Administration.GetAsync(At("bobby"), Token)).Account;
        var (first, changed) = (system.Clock.GetUtcNow().AddDays(-2), system.Clock.GetUtcNow().AddDays(-1));
        var login = await system.Storage.Accounts.FindAsync(account, AccountRows.LoginKey, Token);
        var value = RowCodec.Decode(login!.Row.Value, RowJson.Default.LoginRow) with { PasswordChangedAt = changed };
        await system.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(),
        [
            new PutRow(new Row(AccountRows.LoginKey, RowCodec.Encode(value, RowJson.Default.LoginRow)), Precondition.None),
            new PutRow(new Row(AccountRows.AccountKey, RowCodec.Encode(new AccountRow { ConfirmedAt = first }, RowJson.Default.AccountRow)), Precondition.None),
        ]), Token);
        var found = (await AssertAsync("bobby", ServiceUp, AddressHosted, AccountExists, IsOwnAddress, IsActive, FirstLogin, PasswordChanged)).Findings;
        Assert.Equal([first, changed], found.Select(finding => finding.At).OfType<DateTimeOffset>());
        Assert.Equal(changed, (await system.Administration.GetAsync(At("bobby"), Token)).PasswordChangedAt);

        // An account of a release that kept neither.
        await system.Storage.Accounts.CommitAsync(account, new PartitionCommit(Id.Generate<CommitId>(), [new DeleteRow(AccountRows.AccountKey, Precondition.None)]), Token);
        await AssertAsync("bobby", ServiceUp, AddressHosted, AccountExists, IsOwnAddress, IsActive, PasswordChanged);
    }

    [Theory]
    [InlineData("Directory.Find", new[] { ServiceDown })]
    [InlineData("Accounts.Find", new[] { ServiceUp, AddressHosted, AccountExists, IsOwnAddress, ServiceDown })]
    public async Task A_storage_that_does_not_answer_is_told(string call, LoginFindingCode[] expected)
    {
        await JoinAsync("bobby");
        system.Storage.Hooks.FailBefore(at => at.Name == call, () => new StorageException(StorageError.Unavailable, "Down."));
        await AssertAsync("bobby", expected);
    }

    [Fact]
    public async Task Every_code_has_a_sentence_in_every_language_with_the_same_places_to_fill()
    {
        Assert.Equal(["en", "fi", "sv"], LoginFindingTexts.Languages.Order(StringComparer.Ordinal));
        foreach (var code in Enum.GetValues<LoginFindingCode>())
        {
            var texts = LoginFindingTexts.Languages.Select(language => LoginFindingTexts.Get(code, CultureInfo.GetCultureInfo(language))).ToList();
            Assert.Equal(3, texts.Distinct().Count());
            Assert.Single(texts.Select(text => string.Concat(new[] { "{address}", "{owner}", "{realm}", "{time}" }.Where(place => text.Contains(place, StringComparison.Ordinal)))).Distinct());
            var finding = new LoginFinding(code) { Address = At("typed"), Owner = At("owner"), Realm = "realm-7", At = new DateTimeOffset(2026, 11, 26, 18, 5, 0, TimeSpan.FromHours(2)) };
            Assert.DoesNotContain('{', finding.Describe(CultureInfo.InvariantCulture));
        }

        await JoinAsync("bobby");
        var alias = new LoginFinding(IsAlias) { Address = At("typed"), Owner = At("owner"), Realm = "r" };
        Assert.Equal("typed@s-mail.test är ett alias, och med ett alias kan man inte logga in. Logga in med owner@s-mail.test.", alias.Describe(CultureInfo.GetCultureInfo("sv-FI")));
        Assert.Equal("typed@s-mail.test on alias, eikä aliaksella voi kirjautua. Kirjaudu osoitteella owner@s-mail.test.", alias.Describe(CultureInfo.GetCultureInfo("fi")));
        Assert.StartsWith("typed@s-mail.test is an alias", alias.Describe(CultureInfo.GetCultureInfo("de")), StringComparison.Ordinal);
        var changed = new LoginFinding(PasswordChanged) { Realm = "r", At = new DateTimeOffset(2026, 11, 26, 18, 5, 0, TimeSpan.FromHours(2)) };
        Assert.Contains("2026-11-26 16:05 UTC", changed.Describe(CultureInfo.GetCultureInfo("fi-FI")), StringComparison.Ordinal);
    }

    private async Task JoinAsync(string name)
    {
        await system.Accounts.RegisterAsync(name, TestSystem.Password.AsMemory(), TestSystem.Password.AsMemory(), Token);
    }

    private async Task<LoginDiagnosis> AssertAsync(string typed, params LoginFindingCode[] expected)
    {
        var diagnosis = await system.Administration.DiagnoseLoginAsync(typed, Token);
        Assert.Equal(expected, diagnosis.Findings.Select(finding => finding.Code));
        // An obstacle ends it, and only that.
        Assert.All(diagnosis.Findings.SkipLast(1), finding => Assert.False(finding.IsObstacle));
        Assert.All(diagnosis.Findings, finding => Assert.Equal("test", finding.Realm));
        return diagnosis;
    }
}
