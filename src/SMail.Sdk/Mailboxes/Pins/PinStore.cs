using SMail.OpenPgp;
using SMail.Sdk.Accounts;

namespace SMail.Sdk.Mailboxes;

/// <summary>The user's pins, sealed among his own records.</summary>
internal sealed class PinStore(ClientContext context)
{
    private readonly PinFormat format = new();

    public async ValueTask<Pin?> FindAsync(MailSession session, MailAddress address, CancellationToken cancellationToken)
    {
        var shard = await session.Records.ReadAsync(format, PinFormat.RecordOf(address), cancellationToken).ConfigureAwait(false);
        return shard?.Pins.GetValueOrDefault(address.Canonical);
    }

    /// <summary>Remembers certificates that were sealed to, or whose signature was good: new ones are pinned, known ones gain. A key unlike the pin changes nothing.</summary>
    /// <remarks>What can't be stored now is seen again later; mail does not wait for it.</remarks>
    public async ValueTask RememberAsync(MailSession session, IEnumerable<(MailAddress Address, Certificate Certificate)> seen, CancellationToken cancellationToken)
    {
        foreach (var shard in seen.GroupBy(one => PinFormat.RecordOf(one.Address)))
        {
            try
            {
                await session.Records.ChangeAsync(format, shard.Key, pins => Learn(pins, shard), cancellationToken).ConfigureAwait(false);
            }
            catch (SMailException e) when (e.Code is SMailError.ServerUnavailable or SMailError.Conflict or SMailError.MessageTooLarge)
            {
                // seen again later
            }
        }
    }

    /// <summary>Sets the pin of one address, as the user decides.</summary>
    public ValueTask SetAsync(MailSession session, MailAddress address, Func<Pin?, Pin> change, CancellationToken cancellationToken) =>
        session.Records.ChangeAsync(format, PinFormat.RecordOf(address), pins =>
        {
            var before = pins?.Pins.GetValueOrDefault(address.Canonical);
            var after = change(before);
            return after == before ? null : Put(pins, address, after);
        }, cancellationToken);

    private PinShard? Learn(PinShard? pins, IEnumerable<(MailAddress Address, Certificate Certificate)> seen)
    {
        var changed = pins;
        foreach (var (address, certificate) in seen)
        {
            if (PinCheck.Of(changed?.Pins.GetValueOrDefault(address.Canonical), certificate, context.Clock.GetUtcNow()).Gained is { } gained)
                changed = Put(changed, address, gained);
        }

        return ReferenceEquals(changed, pins) ? null : changed;
    }

    private static PinShard Put(PinShard? pins, MailAddress address, Pin pin) => new(new Dictionary<string, Pin>(pins?.Pins ?? new Dictionary<string, Pin>()) { [address.Canonical] = pin });
}
