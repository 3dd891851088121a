using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Server;

namespace SMail.CrashTests;

/// <summary>The seal line in a process of its own: a child is the server half alone, this process the clients. All memory of the child is searched for what was sealed.</summary>
internal static class MemoryDump
{
    /// <summary>The child: serves the door over its standard streams.</summary>
    public static async Task ServeAsync(string folder)
    {
        await using var server = await SMailServer.StartAsync(World.Configure(new SMailOptions(), folder, default));
        await PipedDoor.ServeAsync(server.Door, Console.In, Console.Out);
    }

    /// <summary>Sends internal mail through the child and searches it.</summary>
    /// <returns>What was found that must not be there; with a sentence if the search itself is blind.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        Directory.CreateDirectory(folder);
        var start = Killer.Self("--child-server", folder);
        start.RedirectStandardInput = true;
        using var child = Process.Start(start)!;
        var canaries = new[] { "password", "subject", "text", "file", "name" }.ToDictionary(name => name, name => $"{name}-{RandomNumberGenerator.GetHexString(24, lowercase: true)}");
        try
        {
            var client = new SMailClient(PipedDoor.Open(child.StandardInput, child.StandardOutput), World.Configure(new SMailOptions(), folder, default));
            await TalkAsync(client, canaries);
            var found = Search(child.Id, canaries).Select(name => $"the {name} is in the memory of the server half").ToList();
            // The control: here, where it was typed, the same search finds the same text.
            if (!Search(Environment.ProcessId, canaries).Contains("text"))
                found.Add("the search does not even find what this process holds");
            GC.KeepAlive(canaries);
            return found;
        }
        finally
        {
            child.StandardInput.Close();
            if (!child.WaitForExit(10_000))
                child.Kill();
        }
    }

    private static async Task TalkAsync(SMailClient client, Dictionary<string, string> canaries)
    {
        var password = canaries["password"].AsMemory();
        foreach (var name in new[] { "alice", "bobby" })
            await client.Accounts.RegisterAsync(name, password, password);
        await using var alice = await client.Accounts.LoginAsync("alice", password);
        await using var bobby = await client.Accounts.LoginAsync("bobby", password);
        foreach (var size in new[] { 0, 300_000 })
        {
            var file = Encoding.UTF8.GetBytes(canaries["file"] + new string('x', size));
            await client.Mailboxes.SendAsync(alice, new ComposedMail { To = ["bobby"], Bcc = ["alice"], Subject = canaries["subject"], Text = canaries["text"], Attachments = [new MailAttachment(canaries["name"] + ".txt", file)] });
        }

        await foreach (var item in client.Mailboxes.ListAsync(bobby, MailFolder.Inbox))
        {
            using var opened = await client.Mailboxes.OpenAsync(bobby, item.Entry);
            if (opened.Text?.Contains(canaries["text"], StringComparison.Ordinal) != true)
                throw new InvalidOperationException("The message did not come through.");
        }
    }

    /// <summary>The canaries that are in a process's memory, as UTF-8, UTF-16 or base64.</summary>
    private static HashSet<string> Search(int process, Dictionary<string, string> canaries)
    {
        var patterns = canaries.SelectMany(canary => Forms(canary.Value).Select(form => (canary.Key, form))).ToList();
        var found = new HashSet<string>();
        using var memory = new FileStream($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (var line in File.ReadAllLines($"/proc/{process}/maps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[1][0] != 'r' || line.EndsWith("[vvar]", StringComparison.Ordinal) || line.EndsWith("[vsyscall]", StringComparison.Ordinal))
                continue;
            var range = fields[0].Split('-').Select(hex => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            SearchRange(memory, range[0], range[1], patterns, found);
        }

        return found;
    }

    private static void SearchRange(FileStream memory, long from, long to, List<(string Key, byte[] Form)> patterns, HashSet<string> found)
    {
        const int size = 4 << 20;
        const int overlap = 256;
        var buffer = new byte[size + overlap];
        for (var at = from; at < to; at += size)
        {
            var count = 0;
            try
            {
                count = RandomAccess.Read(memory.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)), at);
            }
            catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
            {
                // pages that nobody has touched, or addresses of the kernel
            }

            foreach (var (key, form) in patterns)
                if (buffer.AsSpan(0, count).IndexOf(form) >= 0)
                    found.Add(key);
        }
    }

    private static IEnumerable<byte[]> Forms(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        yield return Encoding.Unicode.GetBytes(text);
        // Base64 of the text at each of three places within a group; its ends depend on what is beside it.
        for (var shift = 0; shift < 3; shift++)
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(text)])[4..^4]);
    }
}
