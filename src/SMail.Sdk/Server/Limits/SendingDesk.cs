using SMail.Sdk.Storage;

namespace SMail.Sdk.Server;

/// <summary>Counts what an account sends, in its own rows.</summary>
internal sealed class SendingDesk(ServerContext context)
{
    private static readonly RowKey Key = new(RowKind.Sending, SendingRow.RowId);
    private static readonly RowKey AccountKey = new(RowKind.Account, AccountRow.RowId);

    private SendingLimits Limits => context.Options.Sending;

    /// <summary>The write that counts a message, for the commit that takes it; null where nothing is counted.</summary>
    /// <exception cref="SMailException"><see cref="SMailError.TooManyMessages"/>, with the time to wait; <see cref="SMailError.TooManyRecipients"/>: no waiting helps.</exception>
    public async ValueTask<RowWrite?> CountAsync(AccountId account, int recipients, CancellationToken cancellationToken)
    {
        var isNew = await IsNewAsync(account, cancellationToken).ConfigureAwait(false);
        var (perMessage, perRecipient) = isNew ? (Limits.NewAccountMessages, Limits.NewAccountRecipients) : (Limits.Messages, Limits.Recipients);
        if (perRecipient?.Count < recipients)
            throw new SMailException(SMailError.TooManyRecipients, $"A message of this account has at most {perRecipient.Count} recipients.");
        if (perMessage is null && perRecipient is null)
            return null;
        var stored = await context.Storage.Accounts.FindAsync(account, Key, cancellationToken).ConfigureAwait(false);
        var row = stored is null ? new SendingRow(null, null) : RowCodec.Decode(stored.Row.Value, RowJson.Default.SendingRow);
        var now = context.Now;
        var next = new SendingRow(Count(row.Messages, perMessage, 1, now), Count(row.Recipients, perRecipient, recipients, now));
        var end = new[] { next.Messages, next.Recipients }.Max() ?? now;
        return new PutRow(new Row(Key, RowCodec.Encode(next, RowJson.Default.SendingRow)) { Due = end }, stored is null ? Precondition.Absent : Precondition.Version(stored.Version));
    }

    /// <summary>Whether a conflict is about the count alone, so that the message is to be counted again.</summary>
    public static bool IsCount(Conflict conflict) => conflict.Rows is [var only] && only == Key;

    private static DateTimeOffset? Count(DateTimeOffset? arrival, LimitRate? rate, int count, DateTimeOffset now)
    {
        if (rate is null)
            return null;
        // The wait of the last of them is that of all.
        for (var i = 0; i < count; i++)
        {
            arrival = Gcra.Count(arrival, now, rate, out var wait);
            if (wait > TimeSpan.Zero)
                throw TooMany(wait + (rate.Period / rate.Count * (count - i - 1)));
        }

        return arrival;
    }

    private async ValueTask<bool> IsNewAsync(AccountId account, CancellationToken cancellationToken)
    {
        if (Limits.NewAccountTime <= TimeSpan.Zero)
            return false;
        var stored = await context.Storage.Accounts.FindAsync(account, AccountKey, cancellationToken).ConfigureAwait(false);
        return stored is not null && RowCodec.Decode(stored.Row.Value, RowJson.Default.AccountRow).CreatedAt is { } created && context.Now - created < Limits.NewAccountTime;
    }

    private static SMailException TooMany(TimeSpan wait)
    {
        var seconds = TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
        return new SMailException(SMailError.TooManyMessages, $"This account has sent too much in a short time; nothing of this message was sent. Try again in {seconds:d' days 'hh':'mm':'ss}.") { RetryAfter = seconds };
    }
}
