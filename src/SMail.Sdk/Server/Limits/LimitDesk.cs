using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Counts tries in the storage, and refuses those that are too many. It never asks whether an address exists.</summary>
internal sealed class LimitDesk(ServerContext context)
{
    private LimitOptions Options => context.Options.Limits;

    /// <summary>Counts a question whether a name can be had.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>.</exception>
    public async ValueTask CountNameCheckAsync(MailAddress address, CancellationToken cancellationToken)
    {
        await CountSourceAsync(LimitKind.NameCheckSource, Options.NameCheckPerSource, cancellationToken).ConfigureAwait(false);
        await CountAsync(Bucket(LimitKind.NameCheckAddress, address.Canonical), Options.NameCheckPerAddress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts a reservation.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>.</exception>
    public async ValueTask CountReservationAsync(MailAddress address, CancellationToken cancellationToken)
    {
        await CountSourceAsync(LimitKind.ReservationSource, Options.ReservationPerSource, cancellationToken).ConfigureAwait(false);
        await CountAsync(Bucket(LimitKind.ReservationAddress, address.Canonical), Options.ReservationPerAddress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts a reset token that is about to be looked at. No failures lock its owner out: nobody guesses 256 bits.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>.</exception>
    public async ValueTask CountResetAsync(MailAddress address, CancellationToken cancellationToken)
    {
        await CountLoginCallAsync(cancellationToken).ConfigureAwait(false);
        await CountAsync(Bucket(LimitKind.ResetAddress, address.Canonical), Options.ResetPerAddress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts a recovery phrase that is about to be looked at, for an address that exists as for any other. Nobody guesses 256 bits, so no failures lock its owner out here either.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>.</exception>
    public async ValueTask CountRecoveryAsync(MailAddress address, CancellationToken cancellationToken)
    {
        await CountLoginCallAsync(cancellationToken).ConfigureAwait(false);
        await CountAsync(Bucket(LimitKind.RecoveryAddress, address.Canonical), Options.RecoveryPerAddress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Counts one of the two calls of a login for its source.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>.</exception>
    public ValueTask CountLoginCallAsync(CancellationToken cancellationToken) =>
        CountSourceAsync(LimitKind.LoginSource, Options.LoginPerSource, cancellationToken);

    /// <summary>Counts a proof that is about to be checked, as a failure until <see cref="SucceededAsync"/> says otherwise.</summary>
    /// <param name="address">The address.</param>
    /// <param name="device">The known device it comes from; null for any other.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyAttempts"/>: too many in a short time, or too many failed.</exception>
    public async ValueTask<LimitBucket> BeginAttemptAsync(MailAddress address, TokenHash? device, CancellationToken cancellationToken)
    {
        var bucket = device is { } known ? Bucket(LimitKind.LoginDevice, known.Value) : Bucket(LimitKind.LoginAddress, address.Canonical);
        await UpdateAsync(bucket, (row, now) =>
        {
            Refuse(Lockout.Wait(row, now, Options));
            return Lockout.Fail(Count(row, now, Options.LoginPerAddress), now, Options);
        }, cancellationToken).ConfigureAwait(false);
        return bucket;
    }

    /// <summary>The proof was right: the try is as if it had not been, or whoever guesses would see the owner come and go.</summary>
    public ValueTask SucceededAsync(LimitBucket attempt, CancellationToken cancellationToken) => UpdateAsync(
        attempt,
        (row, _) => Lockout.TakeBack(Options.LoginPerAddress is { } rate ? row with { Arrival = Gcra.TakeBack(row.Arrival, rate) } : row),
        cancellationToken);

    private ValueTask CountSourceAsync(LimitKind kind, LimitRate? rate, CancellationToken cancellationToken) =>
        context.Options.Source?.Invoke() is { Length: > 0 } source ? CountAsync(Bucket(kind, LimitSource.Of(source)), rate, cancellationToken) : ValueTask.CompletedTask;

    private ValueTask CountAsync(LimitBucket bucket, LimitRate? rate, CancellationToken cancellationToken) =>
        rate is null ? ValueTask.CompletedTask : UpdateAsync(bucket, (row, now) => Count(row, now, rate), cancellationToken);

    private static LimitRow Count(LimitRow row, DateTimeOffset now, LimitRate? rate)
    {
        if (rate is null)
            return row;
        var next = Gcra.Count(row.Arrival, now, rate, out var wait);
        Refuse(wait);
        return row with { Arrival = next };
    }

    // By compare-and-swap: of tries at the same time each finds what the others left. Whoever loses tries again, until the limit is used up.
    private async ValueTask UpdateAsync(LimitBucket bucket, Func<LimitRow, DateTimeOffset, LimitRow> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await context.Storage.Accounts.FindAsync(bucket.Partition, bucket.Key, cancellationToken).ConfigureAwait(false);
            var now = context.Now;
            var row = change(stored is null ? new LimitRow() : RowCodec.Decode(stored.Row.Value, RowJson.Default.LimitRow), now);
            var precondition = stored is null ? Precondition.Absent : Precondition.Version(stored.Version);
            var end = EndOf(row, now);
            RowWrite write = end > now
                ? new PutRow(new Row(bucket.Key, RowCodec.Encode(row, RowJson.Default.LimitRow)) { Due = end }, precondition)
                : new DeleteRow(bucket.Key, stored is null ? Precondition.None : precondition);
            var result = await context.Storage.Accounts.CommitAsync(bucket.Partition, new PartitionCommit(Id.Generate<CommitId>(), [write]), cancellationToken).ConfigureAwait(false);
            if (result is not Conflict)
                return;
        }
    }

    /// <summary>When the row says no more than no row would.</summary>
    private DateTimeOffset EndOf(LimitRow row, DateTimeOffset now)
    {
        var end = row.Arrival is { } arrival && arrival > now ? arrival : now;
        var forgotten = row.Failures > 0 ? row.FailedAt + Options.FailureMemory : null;
        return forgotten > end ? forgotten.Value : end;
    }

    private LimitBucket Bucket(LimitKind kind, string text) => LimitBucket.Of(context.Secrets.Get(ServerSecretKind.Decoy, 1), kind, text);

    private static void Refuse(TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
            return;
        var seconds = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
        throw new SMailException(SMailError.TooManyAttempts, "There were too many attempts; try again later.") { RetryAfter = seconds };
    }
}
