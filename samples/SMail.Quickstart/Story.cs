using System.Text;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;
using SMail.Sdk.Storage;

namespace SMail.Quickstart;

/// <summary>The story: two accounts, one message to one inside and one outside, and what everybody sees of it.</summary>
internal static class Story
{
    private const string Subject = "The plans for Thursday";
    private const string AttachmentName = "plans.txt";

    public static async Task<int> TellAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("Two accounts, made of a name and a password each");
        await using var alice = await world.JoinAsync("alice", "correct horse battery staple", cancellationToken);
        await using var bobby = await world.JoinAsync("bobby", "Tr0ub4dor and three more words", cancellationToken);
        Screen.Pair("alice", $"{alice.Address}, key {alice.Fingerprint}");
        Screen.Pair("bobby", $"{bobby.Address}, key {bobby.Fingerprint}");

        Screen.Heading("Alice writes to Bobby inside and to Carol outside");
        var mail = new ComposedMail
        {
            To = ["bobby", "Carol <carol@example.org>"],
            Subject = Subject,
            Text = "Dear both,\r\n\r\nthe plans are attached.\r\n\r\nAlice\r\n",
            Attachments = [new MailAttachment(AttachmentName, Encoding.UTF8.GetBytes("Meet at nine, at the usual place.\n"))],
        };
        var plan = await world.Mailboxes.PlanAsync(alice, mail, cancellationToken);
        foreach (var recipient in plan.Recipients)
            Screen.Pair(recipient.Route.ToString(), $"{recipient.Address}  ({Explain(recipient)})");
        if (plan.NeedsConsent)
            Screen.Say("Somebody outside would get it in the open, so the SDK asks first. Alice agrees.");
        var receipt = await world.Mailboxes.SendAsync(alice, plan.AllowOpen(), cancellationToken);
        foreach (var state in receipt.Recipients)
            Screen.Good($"{state.Recipient}: {state.Status}");

        var isRead = await ReadAsync(world, bobby, cancellationToken);
        var isSealed = await ShowServerAsync(world, bobby, cancellationToken);
        await ShowPickupAsync(world, cancellationToken);

        Screen.Heading(isRead && isSealed ? "Done" : "Something is wrong: see above");
        Screen.Say(world.Farewell);
        return isRead && isSealed ? 0 : 1;
    }

    private static async Task<bool> ReadAsync(World world, MailSession bobby, CancellationToken cancellationToken)
    {
        Screen.Heading("Bobby lists his inbox, from sealed summaries alone, and opens the message");
        var isGood = false;
        await foreach (var item in world.Mailboxes.ListAsync(bobby, MailFolder.Inbox, cancellationToken))
        {
            Screen.Pair("From", string.Join(", ", item.Summary?.From ?? []));
            Screen.Pair("Subject", item.Summary?.Subject ?? "");
            Screen.Pair("Attached", string.Join(", ", item.Summary?.Attachments ?? []));
            using var opened = await world.Mailboxes.OpenAsync(bobby, item.Entry, cancellationToken);
            Screen.Pair("Verdict", $"{opened.Verdict}: {Explain(opened.Verdict)}");
            foreach (var line in (opened.Text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                Screen.Say($"| {line}");
            foreach (var attachment in opened.Attachments)
                Screen.Pair(attachment.Name, Encoding.UTF8.GetString(attachment.Content.Span).Trim());
            isGood = opened.Verdict is MailVerdict.FirstSeen or MailVerdict.Verified;
            break; // with --data, earlier runs left more
        }

        return isGood;
    }

    private static async Task<bool> ShowServerAsync(World world, MailSession bobby, CancellationToken cancellationToken)
    {
        Screen.Heading("What the server half holds of Bobby's copy");
        var row = await world.Storage.Directory.FindAsync(bobby.Address, cancellationToken);
        var page = await world.Storage.Messages.ListAsync(row!.Account, RowKind.Entry, (int)MailFolder.Inbox, null, 10, cancellationToken);
        var stored = await world.Storage.Accounts.FindAsync(row.Account, page.Items[0].Row.Key, cancellationToken);
        var body = stored!.Row.Content!.Bytes;
        Screen.Pair("routing", $"{stored.Row.Value.Bytes.Length} bytes: sender, times, key packets, the sealed summary");
        Screen.Pair("body", $"{body.Length} bytes, one sealed packet:");
        Screen.Dump(body.Span, lines: 4);
        var held = new List<ReadOnlyMemory<byte>>();
        foreach (var file in Directory.GetFiles(world.Data))
        {
            held.Add(await ReadSharedAsync(file, cancellationToken));
            Screen.Pair("file", $"{Path.GetFileName(file)}, {held[^1].Length:N0} bytes");
        }

        var isSealed = true;
        foreach (var word in new[] { Subject, AttachmentName, "the plans are attached", "usual place" })
        {
            var isThere = held.Any(bytes => bytes.Span.IndexOf(Encoding.UTF8.GetBytes(word)) >= 0);
            isSealed &= !isThere;
            Screen.Pair(isThere ? "FOUND" : "not found", $"\"{word}\"");
        }

        return isSealed;
    }

    private static async Task<byte[]> ReadSharedAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }

    private static async Task ShowPickupAsync(World world, CancellationToken cancellationToken)
    {
        Screen.Heading("What left for Carol, in the open, in the pickup folder");
        foreach (var file in Directory.GetFiles(Path.Combine(world.Pickup, "new")))
        {
            var lines = await File.ReadAllLinesAsync(file, cancellationToken);
            foreach (var line in lines.Take(12))
                Screen.Say($"| {line}");
            Screen.Say($"| … {lines.Length} lines in all");
        }
    }

    private static string Explain(PlannedRecipient recipient) => recipient.Reason switch
    {
        RouteReason.HasCertificate => "only the recipient can read it",
        RouteReason.OutsideWithoutKey => "outside, no key is known; the way there cannot be secured",
        RouteReason.NoSuchMailbox => "there is no such mailbox",
        _ => recipient.Reason.ToString(),
    };

    private static string Explain(MailVerdict verdict) => verdict switch
    {
        MailVerdict.FirstSeen => "signed by the sender's key, for this reader; the first from this key",
        MailVerdict.Verified => "signed by the sender's known key, for this reader",
        _ => "do not trust it",
    };
}
