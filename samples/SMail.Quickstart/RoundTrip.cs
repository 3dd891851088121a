using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;

namespace SMail.Quickstart;

/// <summary>Sends files as they are from one account to another and compares what was opened with what was sent.</summary>
internal static class RoundTrip
{
    public static async Task<int> RunAsync(World world, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        await using var alice = await world.JoinAsync("alice", "correct horse battery staple", cancellationToken);
        await using var bobby = await world.JoinAsync("bobby", "Tr0ub4dor and three more words", cancellationToken);
        Screen.Heading($"{alice.Address} sends {files.Count} file{(files.Count == 1 ? "" : "s")} to {bobby.Address}, as they are");
        var (same, failed) = (0, 0);
        foreach (var file in files)
        {
            try
            {
                await SendAsync(world, alice, bobby, file, cancellationToken);
                same++;
            }
            catch (Exception e) when (e is SMailException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Screen.Error($"{file}: {(e is SMailException s ? $"{s.Code}: " : "")}{e.Message}");
                failed++;
            }
        }

        Screen.Heading($"{same} came back byte for byte, {failed} failed");
        Screen.Say("The verdict is about the sender: these messages say From somebody else, and the SDK says so.");
        return failed == 0 ? 0 : 1;
    }

    private static async Task SendAsync(World world, MailSession alice, MailSession bobby, string file, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        await world.Mailboxes.SendAsync(alice, new RawMail(bytes) { To = ["bobby"] }, cancellationToken);
        var item = await FirstAsync(world.Mailboxes.ListAsync(bobby, Sdk.Server.MailFolder.Inbox, cancellationToken), cancellationToken);
        using var opened = await world.Mailboxes.OpenAsync(bobby, item.Entry, cancellationToken);
        using var copy = new MemoryStream();
        await opened.Content.CopyToAsync(copy, cancellationToken);
        if (!copy.GetBuffer().AsSpan(0, (int)copy.Length).SequenceEqual(bytes))
            throw new InvalidDataException("what came back differs from what was sent");
        Screen.Good($"{Path.GetFileName(file),-48} {bytes.Length,9:N0} bytes  {opened.Verdict}");
        await world.Mailboxes.DeleteAsync(bobby, item.Entry, cancellationToken);
        await world.Mailboxes.DeleteAsync(alice, (await FirstAsync(world.Mailboxes.ListAsync(alice, Sdk.Server.MailFolder.Sent, cancellationToken), cancellationToken)).Entry, cancellationToken);
    }

    private static async Task<MailListItem> FirstAsync(IAsyncEnumerable<MailListItem> list, CancellationToken cancellationToken) =>
        await list.FirstOrDefaultAsync(cancellationToken) ?? throw new InvalidDataException("it did not arrive");
}
