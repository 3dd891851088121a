using SMail.OpenPgp;

namespace SMail.Sdk.Mailboxes;

/// <summary>How a certificate that the directory shows stands to the pin.</summary>
/// <param name="Certificate">What to encrypt to: the union of all that was seen of it; of a changed key the new one.</param>
/// <param name="IsChanged">Whether it is another key than the pinned one, and the pinned one did not sign it.</param>
/// <param name="Downgrade">Who made it say less.</param>
/// <param name="Gained">The pin with what was learned; null where that is nothing.</param>
internal sealed record PinCheck(Certificate Certificate, bool IsChanged, DowngradeCause Downgrade, Pin? Gained)
{
    public static PinCheck Of(Pin? pin, Certificate shown, DateTimeOffset now)
    {
        if (pin is null)
            return new PinCheck(shown, false, DowngradeCause.None, Pin.Of(shown, now));
        // By far the most common case: nothing is new.
        if (pin.Certificate is { } kept && kept.AsSpan().SequenceEqual(shown.ToBytes()) && (!pin.Seipd2 || shown.SupportsSeipd2(now)))
            return new PinCheck(shown, false, DowngradeCause.None, null);
        var known = pin.Certificate is { } bytes ? Certificate.Read(bytes) : null;
        if (shown.Fingerprint.ToString() != pin.Fingerprint)
        {
            return known is not null && shown.IsCertifiedBy(known, now)
                ? new PinCheck(shown, false, DowngradeCause.None, pin.Replace(shown, now))
                : new PinCheck(shown, true, DowngradeCause.None, null);
        }

        var whole = known is null ? shown : TryMerge(known, shown);
        var cause = whole is null || (known is not null && !shown.Includes(known)) ? DowngradeCause.Directory
            : pin.Seipd2 && !whole.SupportsSeipd2(now) ? DowngradeCause.Owner : DowngradeCause.None;
        var gained = whole is not null && (known is null || !known.Includes(whole)) ? pin.With(whole, now) : pin;
        // What the owner took back stays noticed until the user looks at the key again.
        gained = cause == DowngradeCause.Owner ? gained with { Seipd2 = true } : gained;
        return new PinCheck(whole ?? known!, false, cause, gained == pin ? null : gained);
    }

    // A copy that is made to cost too much together with the known one.
    private static Certificate? TryMerge(Certificate known, Certificate shown)
    {
        try
        {
            return known.Merge(shown);
        }
        catch (OpenPgpException)
        {
            return null;
        }
    }
}
