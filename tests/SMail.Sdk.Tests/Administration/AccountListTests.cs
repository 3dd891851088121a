using Microsoft.Extensions.DependencyInjection;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;
using SMail.Sdk.Storage.InMemory;
using static SMail.Sdk.Tests.Administration.Names;

namespace SMail.Sdk.Tests.Administration;

/// <summary>What an administrator sees of accounts, and their plans.</summary>
public sealed class AccountListTests : IAsyncLifetime
{
    private TestSystem system = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => system = await TestSystem.StartAsync(options => options.UseDomain("second.test"));

    public ValueTask DisposeAsync() => system.DisposeAsync();

    [Fact]
    public async Task Every_address_is_listed_with_what_it_is()
    {
        foreach (var name in new[] { "alice", "bobby", "carol", "david@second.test" })
            await using (await system.JoinAsync(name)) { }
        await system.Administration.AddAliasAsync(At("info"), At("alice"), Token);
        await system.Administration.DeactivateAsync(At("bobby"), Token);
        await system.Administration.DeleteAsync(At("carol"), Token);
        using var reserved = await system.Accounts.ReserveAsync("eve-line", cancellationToken: Token);

        var all = await AllAsync(null, 2);
        Assert.Equal(
            [("alice", DirectoryStatus.Active, null), ("bobby", DirectoryStatus.Deactivated, null), ("carol", DirectoryStatus.Tombstone, null),
                ("david", DirectoryStatus.Active, null), ("eve-line", DirectoryStatus.Reserved, null), ("info", DirectoryStatus.Active, "alice")],
            all.Select(info => (info.Address.LocalPart, info.Status, info.AliasOf?.LocalPart)).OrderBy(row => row.Item1, StringComparer.Ordinal));
        Assert.Equal(reserved.ExpiresAt, all.Single(info => info.Address == At("eve-line")).ReservedUntil);
        Assert.Equal([At("david@second.test")], (await AllAsync("SECOND.test", 100)).Select(info => info.Address));
        Assert.Empty(await AllAsync("third.test", 100));
    }

    [Fact]
    public async Task What_is_no_page_is_refused()
    {
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => system.Administration.ListAsync(cursor: "no cursor", cancellationToken: Token)));
        Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => system.Administration.ListAsync(limit: 0, cancellationToken: Token)));
        Assert.Equal(SMailError.InvalidAddress, await Assertions.ErrorOfAsync(() => system.Administration.ListAsync("no domain", cancellationToken: Token)));
    }

    [Fact]
    public async Task A_plan_is_set_changed_and_taken_away()
    {
        await using (await system.JoinAsync("alice")) { }
        foreach (var plan in new[] { "Premium", "Basic", null, new string('x', 100) })
        {
            await system.Administration.SetPlanAsync(At("alice"), plan, Token);
            Assert.Equal(plan, (await system.Administration.GetAsync(At("alice"), Token)).Plan);
        }

        foreach (var plan in new[] { "", " ", "a\nb", new string('x', 101) })
            Assert.Equal(SMailError.InvalidRequest, await Assertions.ErrorOfAsync(() => system.Administration.SetPlanAsync(At("alice"), plan, Token)));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.SetPlanAsync(At("nobody"), "Premium", Token)));
    }

    [Fact]
    public async Task An_account_tells_when_it_was_made()
    {
        await using var alice = await system.JoinAsync("alice");
        var info = await system.Administration.GetAsync(At("ALICE"), Token);
        Assert.Equal((At("alice"), alice.Account, true, system.Clock.GetUtcNow()), (info.Address, info.Account, info.IsActive, info.CreatedAt));
        Assert.Equal(SMailError.AccountNotFound, await Assertions.ErrorOfAsync(() => system.Administration.GetAsync(At("nobody"), Token)));
    }

    [Fact]
    public async Task It_is_a_service_of_its_own_and_no_part_of_the_door()
    {
        var services = new ServiceCollection();
        services.AddSMail(options => options.UseRealm("test").UseDomain("s-mail.test").UseInMemoryStorage().UseSecretsFile(Path.Combine(Directory.CreateTempSubdirectory("smail-test-").FullName, "s", "s.json"), createIfMissing: true));
        await using var provider = services.BuildServiceProvider();
        Assert.Empty((await provider.GetRequiredService<IAccountAdministration>().ListAsync(cancellationToken: Token)).Items);
        Assert.False(provider.GetRequiredService<IMailServer>() is IAccountAdministration);
        Assert.DoesNotContain(typeof(IAccountAdministration), typeof(IMailServer).GetInterfaces());
    }

    private async Task<List<AddressInfo>> AllAsync(string? domain, int limit)
    {
        var all = new List<AddressInfo>();
        for (string? cursor = null; ;)
        {
            var page = await system.Administration.ListAsync(domain, cursor, limit, Token);
            all.AddRange(page.Items);
            if (page.Next is null)
                return all;
            cursor = page.Next;
        }
    }
}
