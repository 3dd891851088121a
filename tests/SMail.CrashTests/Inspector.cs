using Microsoft.Data.Sqlite;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Messages;
using SMail.Sdk.Server;

namespace SMail.CrashTests;

/// <summary>Looks at what the kills left: everything acknowledged exactly once, everything that shows is whole, no body lost or left over.</summary>
internal static class Inspector
{
    public static async Task<List<string>> InspectAsync(string folder, Ledger ledger)
    {
        var faults = new List<string>();
        var needed = 0;
        await using (var system = await World.StartAsync(folder))
        {
            // What was under way falls due when its lease ends.
            for (var round = 0; round < 3; round++)
            {
                await Task.Delay(World.Lease + TimeSpan.FromMilliseconds(200));
                await system.Server.DeliverDueAsync();
            }

            await using var alice = await World.LogInAsync(system, "alice");
            await using var bobby = await World.LogInAsync(system, "bobby");
            var sent = await ReadAsync(system, alice, MailFolder.Sent, faults);
            var inbox = await ReadAsync(system, bobby, MailFolder.Inbox, faults);
            Compare(ledger, sent, inbox, faults);
            needed = sent.Concat(inbox).Where(letter => letter.IsBlob).Select(letter => letter.Subject).Distinct().Count();
        }

        // Bodies of messages that were never taken lie there until their leases end, and not longer.
        await using (var system = await World.StartAsync(folder, ahead: TimeSpan.FromDays(7)))
        {
            await system.Server.DeliverDueAsync();
            await system.Server.SweepAsync();
        }

        if (CountBlobs(World.DatabaseOf(folder)) is var stored && stored != needed)
            faults.Add($"{stored} blobs are stored, and {needed} are needed");

        return faults;
    }

    private static void Compare(Ledger ledger, List<Found> sent, List<Found> inbox, List<string> faults)
    {
        var (inSent, inInbox) = (CountBySubject(sent), CountBySubject(inbox));
        foreach (var (subject, count) in inSent.Concat(inInbox).Where(pair => pair.Value > 1))
            faults.Add($"'{subject}' is there {count} times in one folder");
        foreach (var subject in ledger.Sent)
        {
            if (!inInbox.ContainsKey(subject))
                faults.Add($"'{subject}' was acknowledged and did not arrive");
            if (!inSent.ContainsKey(subject) && !ledger.Deleting.Contains(subject))
                faults.Add($"'{subject}' was acknowledged and is not in Sent");
            if (inSent.ContainsKey(subject) && ledger.Deleted.Contains(subject))
                faults.Add($"'{subject}' was deleted and is in Sent");
        }

        // What was taken but not acknowledged in time must be whole too: in both places, or in neither.
        foreach (var subject in inSent.Keys.Except(inInbox.Keys))
            faults.Add($"'{subject}' is in Sent and did not arrive");
        foreach (var subject in inInbox.Keys.Except(inSent.Keys).Except(ledger.Deleting))
            faults.Add($"'{subject}' arrived and is not in Sent");
    }

    private static async Task<List<Found>> ReadAsync(SMailSystem system, MailSession session, MailFolder folder, List<string> faults)
    {
        var found = new List<Found>();
        await foreach (var item in system.Mailboxes.ListAsync(session, folder))
        {
            var subject = item.Summary?.Subject ?? "";
            try
            {
                using var opened = await system.Mailboxes.OpenAsync(session, item.Entry);
                using var content = new MemoryStream();
                await opened.Content.CopyToAsync(content);
                var isWhole = (opened.Verdict is MailVerdict.FirstSeen or MailVerdict.Verified) && content.ToArray().AsSpan().SequenceEqual(Letter.Write(subject));
                if (!isWhole)
                    faults.Add($"'{subject}' in {folder} is not whole ({opened.Verdict})");
                foreach (var state in item.Recipients.Where(state => state.Status != DeliveryStatus.Delivered))
                    faults.Add($"'{subject}' is still {state.Status}");
                found.Add(new Found(subject, content.Length > 64 * 1024));
            }
            catch (SMailException e)
            {
                faults.Add($"'{subject}' in {folder} does not open: {e.Code}");
            }
        }

        return found;
    }

    private static Dictionary<string, int> CountBySubject(List<Found> letters) =>
        letters.GroupBy(letter => letter.Subject).ToDictionary(group => group.Key, group => group.Count());

    private static long CountBlobs(string database)
    {
        using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM blob";
        return (long)command.ExecuteScalar()!;
    }

    private sealed record Found(string Subject, bool IsBlob);
}
