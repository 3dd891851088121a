using FsCheck;
using FsCheck.Fluent;
using SMail.Sdk.Storage;
using Xunit;

namespace SMail.Sdk.Testing.Storage.Models;

/// <summary>Steps on blobs; each ends with a look at the blob it was about.</summary>
internal static class BlobSteps
{
    private static readonly Gen<int> Blob = Gen.Choose(0, 2);
    private static readonly Gen<int> Few = Gen.Choose(0, 3);
    private static readonly Gen<int> Minutes = Gen.Choose(0, 90);

    public static Gen<Step<BlobModel>> Any { get; } = Gen.Frequency(
        (6, Make3((blob, piece, minutes) => new AppendStep(blob, piece, minutes))),
        (3, Make3((blob, pieces, _) => new CompleteStep(blob, pieces))),
        (3, Make3((blob, entry, _) => new HoldStep(blob, entry))),
        (2, Make3((blob, entry, _) => new LetGoStep(blob, entry))),
        (1, Make3((blob, _, minutes) => new RenewStep(blob, minutes))),
        (1, Make3((blob, _, _) => new DiscardStep(blob))),
        (2, Gen.Constant<Step<BlobModel>>(new SweepStep())),
        (2, Minutes.Select(minutes => (Step<BlobModel>)new Wait<BlobModel>(minutes))));

    private static Gen<Step<BlobModel>> Make3(Func<int, int, int, Step<BlobModel>> make) =>
        from blob in Blob from few in Few from minutes in Minutes select make(blob, few, minutes);
}

/// <summary>A call about one blob: what it does to the model, or the error it must give.</summary>
internal abstract record BlobStep(int Blob) : Step<BlobModel>
{
    protected const int PieceLength = 10;

    protected BlobId Id => new(IdOf(Blob));

    public sealed override async Task RunAsync(IMailStorage store, BlobModel model, ManualClock clock, CancellationToken token)
    {
        var now = clock.GetUtcNow();
        var expected = Play(model, now);
        var call = () => CallAsync(store.Blobs, now, token);
        if (expected is { } code)
            await Expect.RefusedAsync(code, call);
        else
            await call();
        await LookAsync(store, model.Blobs.GetValueOrDefault(Id), token);
    }

    protected abstract StorageError? Play(BlobModel model, DateTimeOffset now);

    protected abstract Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token);

    protected BlobReference Reference(int entry) => new(Id, new AccountId(IdOf(0)), new EntryId(IdOf(entry)));

    protected static byte[] Piece(int number) => Make.Bytes(PieceLength, seed: number);

    private async Task LookAsync(IMailStorage store, BlobModel.Held? expected, CancellationToken token)
    {
        var info = await store.Blobs.FindAsync(Id, token);
        Assert.Equal(expected is null ? null : new BlobInfo(expected.Pieces * PieceLength, expected.IsComplete, expected.LeaseUntil), info);
        if (expected is { IsComplete: true })
            Assert.Equal(Enumerable.Range(0, expected.Pieces).SelectMany(Piece), await store.ReadBlobAsync(Id, step: 7));
    }
}

internal sealed record AppendStep(int Blob, int Number, int Minutes) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        var held = model.Blobs.GetValueOrDefault(Id) ?? new BlobModel.Held();
        if (held.IsComplete || Number > held.Pieces)
            return StorageError.InvalidArgument;
        held.Pieces = Math.Max(held.Pieces, Number + 1);
        held.Lengthen(now.AddMinutes(Minutes));
        model.Blobs[Id] = held;
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        await blobs.AppendAsync(Id, Number * PieceLength, new SealedChunk(Piece(Number)), now.AddMinutes(Minutes), token);
}

internal sealed record CompleteStep(int Blob, int Pieces) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        if (!model.Blobs.TryGetValue(Id, out var held))
            return StorageError.BlobNotFound;
        if (held.Pieces != Pieces)
            return StorageError.InvalidArgument;
        held.IsComplete = true;
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        await blobs.CompleteAsync(Id, Pieces * PieceLength, token);
}

internal sealed record HoldStep(int Blob, int Entry) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        if (model.Blobs.GetValueOrDefault(Id) is not { IsComplete: true } held)
            return StorageError.BlobNotFound;
        held.Entries.Add(Entry);
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        await blobs.AddReferenceAsync(Reference(Entry), token);
}

internal sealed record LetGoStep(int Blob, int Entry) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        model.Blobs.GetValueOrDefault(Id)?.Entries.Remove(Entry);
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        await blobs.RemoveReferenceAsync(Reference(Entry), token);
}

internal sealed record RenewStep(int Blob, int Minutes) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        model.Blobs.GetValueOrDefault(Id)?.Lengthen(now.AddMinutes(Minutes));
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        await blobs.RenewLeaseAsync(Id, now.AddMinutes(Minutes), token);
}

internal sealed record DiscardStep(int Blob) : BlobStep(Blob)
{
    protected override StorageError? Play(BlobModel model, DateTimeOffset now)
    {
        if (model.Blobs.GetValueOrDefault(Id) is { Entries.Count: 0 })
            model.Blobs.Remove(Id);
        return null;
    }

    protected override async Task CallAsync(IBlobStore blobs, DateTimeOffset now, CancellationToken token) =>
        Assert.Equal(await blobs.DiscardAsync(Id, token), await blobs.FindAsync(Id, token) is null);
}

/// <summary>Waits a tick first, so that no lease ends at this very moment: which side that falls on is the store's choice.</summary>
internal sealed record SweepStep : Step<BlobModel>
{
    public override async Task RunAsync(IMailStorage store, BlobModel model, ManualClock clock, CancellationToken token)
    {
        var now = clock.Advance(TimeSpan.FromTicks(1));
        var free = model.Blobs.Where(item => item.Value.Entries.Count == 0 && item.Value.LeaseUntil < now).Select(item => item.Key).ToList();
        Assert.Equal(free.Count, await store.Blobs.SweepAsync(100, token));
        foreach (var blob in free)
        {
            Assert.Null(await store.Blobs.FindAsync(blob, token));
            model.Blobs.Remove(blob);
        }
    }
}
