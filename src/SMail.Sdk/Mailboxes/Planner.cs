using SMail.OpenPgp;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.Sdk.Mailboxes;

/// <summary>Makes plans: a local address is sealed or refused, never open, whatever the directory says.</summary>
internal sealed class Planner(ClientContext context, MailboxOptions options)
{
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

        var planned = recipients.Select(recipient => Route(recipient.Address, recipient.Kind, entries)).ToList();
        var needsConsent = options.OpenMail == OpenMailPolicy.AskBeforeOpen && planned.Any(recipient => recipient.Route == DeliveryRoute.Open);
        return new DeliveryPlan(session.Account, mail, planned, context.Clock.GetUtcNow() + options.PlanTime, needsConsent);
    }

    private PlannedRecipient Route(MailAddress address, RecipientKind kind, Dictionary<MailAddress, DirectoryEntry> entries)
    {
        if (!entries.TryGetValue(address, out var known))
            return options.OpenMail == OpenMailPolicy.RefuseOpen
                ? new PlannedRecipient(address, kind, DeliveryRoute.Refused, RouteReason.PolicyRefusesOpen)
                : new PlannedRecipient(address, kind, DeliveryRoute.Open, RouteReason.OutsideWithoutKey);
        if (known is not { IsClosed: false, Certificates: [.., var newest] })
            return new PlannedRecipient(address, kind, DeliveryRoute.Refused, RouteReason.NoSuchMailbox);
        // The key behind an alias is another address's, which the plan shows; it must be inside as well.
        var owner = known.AliasOf ?? address;
        try
        {
            var certificate = Certificate.Read(newest.Bytes.Span);
            var isRight = context.Router.IsInside(owner) && certificate.UserIdsAt(context.Clock.GetUtcNow()).Contains($"<{owner.Canonical}>", StringComparer.Ordinal);
            if (isRight && certificate.CanEncrypt(context.Clock.GetUtcNow()))
                return new PlannedRecipient(address, kind, DeliveryRoute.Sealed, RouteReason.HasCertificate) { AliasOf = known.AliasOf, Certificate = certificate };
        }
        catch (OpenPgpException)
        {
            // malformed: the same as unusable
        }

        return new PlannedRecipient(address, kind, DeliveryRoute.Refused, RouteReason.UnusableCertificate);
    }

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
