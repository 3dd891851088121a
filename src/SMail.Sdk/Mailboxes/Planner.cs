using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Makes plans: a local address is sealed or refused, never open, whatever the directory says.</summary>
internal sealed class Planner(ClientContext context, MailboxOptions options, PinStore pins)
{
    private readonly SettingsFormat settings = new();

    public async Task<DeliveryPlan> PlanAsync(MailSession session, OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (mail is not { To: not null, Cc: not null, Bcc: not null } || mail is ComposedMail composed && (composed.Attachments is null || composed.Attachments.Contains(null!)))
            throw new SMailException(SMailError.InvalidMessage, "There is no message, or a part of it is null.");
        CheckContent(mail);
        var recipients = Recipients(mail);
        var inside = recipients.Where(recipient => context.Router.IsInside(recipient.Address)).Select(recipient => recipient.Address).ToList();
        var answer = await context.Server.LookUpAsync(new LookUpRequest(inside) { Token = session.Token }, cancellationToken).ValueAsync().ConfigureAwait(false);
        if (!answer.Entries.Select(entry => entry.Address).SequenceEqual(inside))
            throw new SMailException(SMailError.ServerUnavailable, "The directory answered for other addresses than it was asked.");
        var entries = answer.Entries.ToDictionary(entry => entry.Address);

        var policy = await PolicyAsync(session, cancellationToken).ConfigureAwait(false);
        var (planned, gained) = (new List<PlannedRecipient>(recipients.Count), new List<(MailAddress, Certificate)>());
        foreach (var (address, kind) in recipients)
        {
            var pin = address == session.Address ? null : await pins.FindAsync(session, address, cancellationToken).ConfigureAwait(false);
            planned.Add(Route(session, address, pin, entries, policy, gained) with { Kind = kind });
        }

        // A revocation is remembered when it is seen: the message it forbids is never sent.
        await pins.RememberAsync(session, gained, cancellationToken).ConfigureAwait(false);
        var needsConsent = planned.Any(recipient => recipient.Route == DeliveryRoute.Open && (policy == OpenMailPolicy.AskBeforeOpen || recipient.Reason == RouteReason.WasSealed));
        return new DeliveryPlan(session.Account, mail, planned, context.Clock.GetUtcNow() + options.PlanTime, needsConsent);
    }

    /// <summary>The account's own choice where it is stricter than the deployment's.</summary>
    public async ValueTask<OpenMailPolicy> PolicyAsync(MailSession session, CancellationToken cancellationToken)
    {
        var own = await session.Records.ReadAsync(settings, SettingsFormat.Record, cancellationToken).ConfigureAwait(false);
        return own is not null && Strictness(own.OpenMail) > Strictness(options.OpenMail) ? own.OpenMail : options.OpenMail;
    }

    /// <summary>Keeps the account's own choice.</summary>
    public ValueTask SetPolicyAsync(MailSession session, OpenMailPolicy policy, CancellationToken cancellationToken) =>
        session.Records.ChangeAsync(settings, SettingsFormat.Record, old => old?.OpenMail == policy ? null : new MailSettings(policy), cancellationToken);

    private static int Strictness(OpenMailPolicy policy) => policy switch
    {
        OpenMailPolicy.AllowOpen => 0,
        OpenMailPolicy.AskBeforeOpen => 1,
        _ => 2,
    };

    private PlannedRecipient Route(MailSession session, MailAddress address, Pin? pin, Dictionary<MailAddress, DirectoryEntry> entries, OpenMailPolicy policy, List<(MailAddress, Certificate)> gained)
    {
        if (!entries.TryGetValue(address, out var known))
            return policy == OpenMailPolicy.RefuseOpen
                ? Refused(address, RouteReason.PolicyRefusesOpen)
                : new PlannedRecipient(address, default, DeliveryRoute.Open, pin is null ? RouteReason.OutsideWithoutKey : RouteReason.WasSealed);
        if (known is not { IsClosed: false, Certificates: [.., var newest] })
            return Refused(address, RouteReason.NoSuchMailbox);
        // The key behind an alias is another address's, which the plan shows; it must be inside as well. The pin is the alias's own.
        var owner = known.AliasOf ?? address;
        try
        {
            var shown = Certificate.Read(newest.Bytes.Span);
            if (owner == session.Address && shown.Fingerprint != session.Fingerprint)
                throw new SMailException(SMailError.OwnKeyReplaced, "The directory shows another key under your own address. Mail to you may be read by somebody else; tell the operator.");
            // One's own key is known, whatever anybody shows.
            if (address == session.Address)
                return new PlannedRecipient(address, default, DeliveryRoute.Sealed, RouteReason.HasCertificate) { Certificate = session.SecretKey.Certificate };
            if (!context.Router.IsInside(owner) || !shown.UserIdsAt(context.Clock.GetUtcNow()).Contains($"<{owner.Canonical}>", StringComparer.Ordinal))
                return Refused(address, RouteReason.UnusableCertificate);
            var check = PinCheck.Of(pin, shown, context.Clock.GetUtcNow());
            if (pin is not null && check.Gained is not null)
                gained.Add((address, shown));
            return RouteSealed(address, check) with { AliasOf = known.AliasOf };
        }
        catch (OpenPgpException)
        {
            return Refused(address, RouteReason.UnusableCertificate); // malformed: the same as unusable
        }
    }

    private PlannedRecipient RouteSealed(MailAddress address, PinCheck check)
    {
        var reason = check.IsChanged ? RouteReason.KeyChanged : check.Downgrade != DowngradeCause.None ? RouteReason.Downgraded : RouteReason.HasCertificate;
        var isUsable = check.Certificate.CanEncrypt(context.Clock.GetUtcNow());
        // A revocation that the directory does not show any more still revokes.
        if (!isUsable)
            return Refused(address, reason == RouteReason.Downgraded ? reason : RouteReason.UnusableCertificate) with { Downgrade = check.Downgrade };
        return new PlannedRecipient(address, default, check.IsChanged ? DeliveryRoute.Refused : DeliveryRoute.Sealed, reason) { Certificate = check.Certificate, Downgrade = check.Downgrade };
    }

    private static PlannedRecipient Refused(MailAddress address, RouteReason reason) => new(address, default, DeliveryRoute.Refused, reason);

    private List<(MailAddress Address, RecipientKind Kind)> Recipients(OutgoingMail mail)
    {
        var all = mail.To.Select(text => (text, RecipientKind.To))
            .Concat(mail.Cc.Select(text => (text, RecipientKind.Cc)))
            .Concat(mail.Bcc.Select(text => (text, RecipientKind.Bcc)));
        // Whoever is named twice gets the message once, as a visible recipient if he is one.
        var seen = new HashSet<MailAddress>();
        var recipients = new List<(MailAddress, RecipientKind)>();
        foreach (var (text, kind) in all)
        {
            var (address, _) = RecipientText.Read(text, context.Domains[0]);
            if (seen.Add(address))
                recipients.Add((address, kind));
            if (recipients.Count > options.MaxRecipients)
                throw new SMailException(SMailError.TooManyRecipients, $"A message has at most {options.MaxRecipients} recipients.");
        }

        return recipients.Count > 0 ? recipients : throw new SMailException(SMailError.InvalidMessage, "The message has no recipient.");
    }

    private void CheckContent(OutgoingMail mail)
    {
        if (mail is RawMail raw)
            MailInspector.CheckRaw(raw.Bytes.Span);
        var size = mail switch
        {
            RawMail message => message.Bytes.Length,
            ComposedMail message => (message.Text?.Length ?? 0) + (message.Html?.Length ?? 0) + (message.Subject?.Length ?? 0) + message.Attachments.Sum(file => (long)file.Content.Length * 4 / 3),
            _ => 0,
        };
        if (size > options.MaxMessageBytes)
            throw new SMailException(SMailError.MessageTooLarge, $"A message has at most {options.MaxMessageBytes} bytes.");
    }
}
