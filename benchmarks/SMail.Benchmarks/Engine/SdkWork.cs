using System.Diagnostics;
using System.Security.Cryptography;
using SMail.OpenPgp;
using SMail.Sdk;
using SMail.Sdk.Accounts;
using SMail.Sdk.Mailboxes;
using SMail.Sdk.Storage.InMemory;

namespace SMail.Benchmarks.Engine;

/// <summary>What the SDK's client half adds to the engine's time: it writes the MIME of a mail with an attachment, sums it up, seals it and hands it to the door.</summary>
/// <remarks>
/// Ours is <see cref="IMailboxService"/>'s SendAsync from one account to another, without the plan, which waits for
/// the directory, and with a door that takes a submission and keeps nothing: what the server half does with it is
/// the storage's benchmark. The ceiling is what of that the engine does. The SDK seals three things: the body to both
/// accounts, and a summary to each; the first line's ceiling is all three, the second's is the body alone.
/// </remarks>
internal static class SdkWork
{
    public const string BesideAll = "SDK seal of a 100 KiB mail with one attachment, beside the engine";
    private const string BesideBody = "SDK seal of a 100 KiB mail, beside the engine for its body alone";
    private const int AttachmentBytes = 73 * 1024; // 100 KiB as base64, with a short text
    private const int SummaryBytes = 512;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4); // it is the longest path of all, and gets its best code late

    public static async Task<IReadOnlyList<RaceResult>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smail-bench-");
        try
        {
            var options = new SMailOptions().UseRealm("bench").UseDomain("example.org").UseInMemoryStorage()
                .UseSecretsFile(Path.Combine(folder.FullName, "server.json"), createIfMissing: true);
            (options.Server.Sending.Messages, options.Server.Sending.Recipients, options.Server.Sending.NewAccountTime) = (null, null, TimeSpan.Zero);
            await using var server = await SMailServer.StartAsync(options);
            return await RaceAsync(server, options);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<RaceResult>> RaceAsync(SMailServer server, SMailOptions options)
    {
        var client = new SMailClient(server.Door, options);
        var password = "correct horse battery staple".AsMemory();
        await client.Accounts.RegisterAsync("alice", password, password);
        await client.Accounts.RegisterAsync("bobby", password, password);
        await using var alice = await client.Accounts.LoginAsync("alice", password);
        var mail = new ComposedMail
        {
            To = ["bobby"],
            Subject = "Minutes",
            Text = "They are attached.\n",
            Attachments = [new MailAttachment("minutes.pdf", RandomNumberGenerator.GetBytes(AttachmentBytes))],
        };
        var mime = await MimeOfAsync(client, alice, mail);

        var sender = new SMailClient(KeepNothingDoor.Wrap(server.Door), options).Mailboxes;
        DeliveryPlan? plan = null;
        void Prepare() => plan = sender.PlanAsync(alice, mail).GetAwaiter().GetResult();
        void Send() => sender.SendAsync(alice, plan!).GetAwaiter().GetResult();

        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            Prepare();
            Send();
        }

        using var key = BenchKey.Curve25519(BodyKind.Seipd2Ocb);
        using var self = Pgp.GenerateKey(new() { UserIds = ["<alice@example.org>"] });
        using var other = Pgp.GenerateKey(new() { UserIds = ["<bobby@example.org>"] });
        var output = new MemoryStream(mime.Length * 2);
        var summary = new byte[SummaryBytes];
        void Seal(byte[] plaintext, params Certificate[] readers)
        {
            output.SetLength(0);
            Pgp.EncryptBodyAsync(new MemoryStream(plaintext, 0, plaintext.Length, writable: false, publiclyVisible: true), output, new() { Recipients = readers, Signers = [self] }).GetAwaiter().GetResult();
        }

        void Body() => Seal(mime, other.Certificate, self.Certificate);
        void All()
        {
            Body();
            Seal(summary, self.Certificate);
            Seal(summary, other.Certificate);
        }

        var rival = RatioWorks.Into(output, () => BouncyCastleRival.Seal(key, mime, output));
        var budget = TimeSpan.FromSeconds(3);
        return [Race.Run(BesideAll, Send, rival, All, budget, Prepare), Race.Run(BesideBody, Send, rival, Body, budget, Prepare)];
    }

    // As the SDK writes it: sent and opened once.
    private static async Task<byte[]> MimeOfAsync(SMailClient client, MailSession session, ComposedMail mail)
    {
        var receipt = await client.Mailboxes.SendAsync(session, mail);
        using var opened = await client.Mailboxes.OpenAsync(session, receipt.SentEntry);
        var bytes = new MemoryStream();
        await opened.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
