using FsCheck;
using FsCheck.Fluent;
using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>The directory as the contract describes it.</summary>
internal sealed class DirectoryModel
{
    public Dictionary<MailAddress, DirectoryRow> Rows { get; } = [];
}

/// <summary>Steps on addresses.</summary>
internal static class DirectorySteps
{
    public static Gen<Step<DirectoryModel>> Any { get; } = Gen.Frequency(
        (8, from address in Gen.Choose(0, 1)
            from ahead in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Choose(-1, 3)))
            from status in Gen.Elements(Enum.GetValues<DirectoryStatus>())
            from kept in Gen.Frequency((3, Gen.Constant(10)), (1, Gen.Choose(0, 2)))
            from added in Gen.Choose(0, 3)
            select (Step<DirectoryModel>)new SwapStep(address, ahead, status, kept, added)),
        (1, Gen.Choose(1, 3).Select(limit => (Step<DirectoryModel>)new ListAddressesStep(limit))),
        (1, Gen.Choose(1, 90).Select(minutes => (Step<DirectoryModel>)new Wait<DirectoryModel>(minutes))));
}

/// <summary>A write some epochs ahead of the stored row, with some of its certificates and a new one, numbered; 0 for none.</summary>
internal sealed record SwapStep(int Address, int Ahead, DirectoryStatus Status, int Kept, int Added) : Step<DirectoryModel>
{
    public override async Task RunAsync(IMailStorage store, DirectoryModel model, ManualClock clock, CancellationToken token)
    {
        var address = MailAddress.Parse($"user{Address}@example.org");
        var before = model.Rows.GetValueOrDefault(address);
        var certificates = (before?.Certificates ?? []).Take(Kept).ToList();
        if (Added > 0)
            certificates.Add(Make.Certificate(Added));
        var row = new DirectoryRow
        {
            Address = address,
            Status = Status,
            Epoch = (before?.Epoch ?? 0) + Ahead,
            Account = new AccountId(IdOf(Address)),
            ReservationHash = TokenHash.Of("token"),
            ReservedUntil = Status == DirectoryStatus.Reserved ? clock.GetUtcNow().AddMinutes(15) : null,
            Certificates = certificates,
        };
        var swap = async () => await store.Directory.CompareAndSwapAsync(row, token);
        if (Ahead != 1)
            Assert.False(await swap());
        else if (!DirectoryRow.MaySucceed(before, row))
            await Expect.RefusedAsync(StorageError.InvalidArgument, swap);
        else if (Assert.IsType<bool>(await swap()))
            model.Rows[address] = row;
        else
            Assert.Fail("The next epoch is written.");

        var expected = model.Rows.GetValueOrDefault(address);
        var stored = await store.Directory.FindAsync(address, token);
        Assert.Equal(expected?.Certificates, stored?.Certificates);
        Assert.Equal(expected is null ? null : expected with { Certificates = [] }, stored is null ? null : stored with { Certificates = [] });
    }
}

/// <summary>All addresses, in pages of this size.</summary>
internal sealed record ListAddressesStep(int Limit) : Step<DirectoryModel>
{
    public override async Task RunAsync(IMailStorage store, DirectoryModel model, ManualClock clock, CancellationToken token)
    {
        var listed = await store.AllAddressesAsync(limit: Limit);
        Assert.Equal(model.Rows.Values.Select(row => (row.Address, row.Epoch, row.Status)).ToHashSet(), listed.Select(row => (row.Address, row.Epoch, row.Status)).ToHashSet());
        Assert.Equal(model.Rows.Count, listed.Count);
    }
}
