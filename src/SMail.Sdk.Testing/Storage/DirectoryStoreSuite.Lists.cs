using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class DirectoryStoreSuite
{
    [Fact]
    public async Task A_store_without_addresses_lists_none()
    {
        var page = await Store.Directory.ListAsync(new DirectoryFilter(), null, 10, Token);
        Assert.Empty(page.Items);
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Every_address_is_listed_once_whatever_its_status_and_the_size_of_pages(int limit)
    {
        var rows = Enum.GetValues<DirectoryStatus>()
            .Select(status => Make.Address($"{status}@example.org", status: status) with { Certificates = [Make.Certificate((int)status), Make.Certificate(9)] })
            .Append(Make.Alias("alias@example.org", Owner)).Append(Make.Address("\"quoted@local\"@example.net")).Append(Make.Address("j\u00F6rg@example.net"))
            .ToDictionary(row => row.Address);
        foreach (var row in rows.Values)
            await WriteAsync(row);
        var listed = await Store.AllAddressesAsync(limit: limit);
        Assert.Equal(rows.Count, listed.Count);
        foreach (var row in listed)
            Same(rows[row.Address], row);
        Assert.Equal(listed.Select(row => row.Address), (await Store.AllAddressesAsync(limit: 2)).Select(row => row.Address));
    }

    [Fact]
    public async Task A_list_shows_an_address_as_it_is_now()
    {
        var row = await UsedAsync(DirectoryStatus.Tombstone);
        Same(row, Assert.Single(await Store.AllAddressesAsync()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_filter_gives_the_addresses_that_fit_all_of_it(int limit)
    {
        var (inOrg, inNet) = (Make.Address(Alice), Make.Address("alice@example.net"));
        var (alias, other) = (Make.Alias("al@example.org", inOrg), Make.Alias("al@example.net", inOrg));
        // What only ends like the domain, or has it in its local part, is of another one.
        foreach (var row in new[] { inOrg, inNet, alias, other, Make.Address("alice@an.example.org"), Make.Address("\"x@example.org\"@example.com") })
            await WriteAsync(row);
        Assert.Equal([alias.Address, inOrg.Address], await ListedAsync(new DirectoryFilter { Domain = "example.org" }, limit));
        Assert.Equal([other.Address, alias.Address, inOrg.Address], await ListedAsync(new DirectoryFilter { Account = inOrg.Account }, limit));
        Assert.Equal([other.Address], await ListedAsync(new DirectoryFilter { Domain = "example.net", Account = inOrg.Account }, limit));
        Assert.Empty(await ListedAsync(new DirectoryFilter { Domain = "example" }, limit));
        Assert.Empty(await ListedAsync(new DirectoryFilter { Account = Make.Account() }, limit));
    }

    [Fact]
    public async Task Addresses_that_come_between_two_pages_neither_repeat_nor_hide_others()
    {
        foreach (var name in new[] { "bob", "dan", "fay", "hal" })
            await WriteAsync(Make.Address($"{name}@example.org"));
        var first = await Store.Directory.ListAsync(new DirectoryFilter(), null, 2, Token);
        foreach (var name in new[] { "al", "cleo", "eve", "zoe" })
            await WriteAsync(Make.Address($"{name}@example.org"));
        var rest = await Store.AllAddressesAsync(cursor: first.Next, limit: 1);
        var all = first.Items.Concat(rest).Select(row => row.Address.LocalPart).ToList();
        Assert.Equal(all.Distinct(), all);
        Assert.Superset(new HashSet<string> { "bob", "dan", "fay", "hal" }, all.ToHashSet());
    }

    [Fact]
    public async Task A_cursor_that_is_none_and_a_limit_below_1_are_refused()
    {
        foreach (var cursor in new[] { "", "no", "00", new string('a', 4000), "616c696365" })
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => Store.Directory.ListAsync(new DirectoryFilter(), cursor, 1, Token).AsTask());
        foreach (var limit in new[] { 0, -1, int.MinValue })
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => Store.Directory.ListAsync(new DirectoryFilter(), null, limit, Token).AsTask());
        Assert.Empty((await Store.Directory.ListAsync(new DirectoryFilter(), null, int.MaxValue, Token)).Items);
    }

    [Fact]
    public Task A_list_cancelled_before_it_began_is_not_read() =>
        Expect.CancelledAsync(async token => await Store.Directory.ListAsync(new DirectoryFilter(), null, 1, token));

    private async Task<IEnumerable<MailAddress>> ListedAsync(DirectoryFilter filter, int limit) =>
        (await Store.AllAddressesAsync(filter, limit)).Select(row => row.Address).OrderBy(address => address.Canonical, StringComparer.Ordinal);
}
