using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage;

public abstract partial class DirectoryStoreSuite
{
    private static readonly DirectoryRow Owner = Make.Address("owner@example.org");

    [Fact]
    public async Task An_alias_comes_back_as_it_was_written()
    {
        var alias = Make.Alias(Alice, Owner);
        await WriteAsync(alias);
        await StoredAsync(alias);
        alias = alias with { Epoch = 2, Status = DirectoryStatus.Deactivated };
        await WriteAsync(alias);
        await StoredAsync(alias);
    }

    [Fact]
    public async Task A_reservation_that_lapsed_may_become_an_alias()
    {
        var reserved = Make.Address(Alice, status: DirectoryStatus.Reserved);
        await WriteAsync(reserved);
        var alias = Make.Alias(Alice, Owner) with { Epoch = 2 };
        await WriteAsync(alias);
        await StoredAsync(alias);
    }

    [Fact]
    public async Task What_is_an_alias_stays_one_and_of_the_same_address()
    {
        var alias = Make.Alias(Alice, Owner);
        await WriteAsync(alias);
        foreach (var target in new[] { null, MailAddress.Parse("another@example.org") })
            await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(alias with { Epoch = 2, AliasOf = target }));
        await StoredAsync(alias);
    }

    [Fact]
    public async Task An_address_of_its_own_never_becomes_an_alias()
    {
        var row = Make.Address(Alice);
        await WriteAsync(row);
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(row with { Epoch = 2, AliasOf = Owner.Address }));
        await StoredAsync(row);
    }

    [Fact]
    public async Task An_alias_is_not_reserved_has_no_certificates_and_is_not_its_own()
    {
        var alias = Make.Alias(Alice, Owner);
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(alias with { Status = DirectoryStatus.Reserved }));
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(alias with { Certificates = [Make.Certificate(1)] }));
        await Expect.RefusedAsync(StorageError.InvalidArgument, () => SwapAsync(alias with { AliasOf = alias.Address }));
        Assert.Null(await FindAsync());
    }
}
